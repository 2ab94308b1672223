//! From keys to actions, and from actions to what they change.

use super::action::Action;
use super::decide::Verdict;
use super::find::Find;
use super::key::{Code, Key};
use super::keymap;
use super::message::{Command, Notice, Severity, Timestamp};
use super::model::{Mode, Model, Pane};
use super::popup::HelpPanel;
use super::prompt::{Answer, Prompt, Purpose};
use super::select::{Selection, Unit};
use crate::claim::CategoryId;
use crate::reading::{Filter, Show};
use crate::text::Span;

impl Model {
    pub(super) fn press(&mut self, key: Key, now: &Timestamp) -> Vec<Command> {
        if self
            .notice
            .as_ref()
            .is_some_and(|notice| notice.severity != Severity::Error || key.code == Code::Esc)
        {
            self.notice = None;
        }
        self.following = None;
        match &mut self.mode {
            Mode::Prompt(prompt) => {
                let answer = prompt.press(key);
                return self.answered(answer, now);
            }
            Mode::Help(_) | Mode::Detail(_) | Mode::Cues(_) | Mode::Categories(_) => {
                return self.press_popup(key);
            }
            Mode::Leaving => return self.answer_leaving(key),
            Mode::Read | Mode::Select(_) | Mode::Filter | Mode::Also => {}
        }
        let table = self.table();
        let meaning = self.keymap.meaning(table, key);
        let action = meaning.map(|meaning| meaning.action);
        if action != Some(Action::Strictness) {
            // Whoever goes on from where a change of strictness has led means to stay there.
            self.held = None;
        }
        match (table, action) {
            (keymap::Table::Filter | keymap::Table::Also, None) => {
                self.mode = Mode::Read;
                self.say(&format!("{key} means nothing here; the keys were shown in this row"))
            }
            (_, Some(Action::Categorise)) => {
                let category = meaning.and_then(|meaning| meaning.category);
                category.map_or_else(Vec::new, |category| self.category_key(category, now))
            }
            (_, Some(action)) => self.act(action, now),
            (_, None) => match self.keymap.first(table, Action::Help) {
                Some(help) => self.say(&format!("{key} has no meaning; {help} shows the keys")),
                None => self.say(&format!("{key} has no meaning")),
            },
        }
    }

    fn category_key(&mut self, category: CategoryId, now: &Timestamp) -> Vec<Command> {
        match self.mode {
            Mode::Filter => {
                self.mode = Mode::Read;
                self.filter_by(Filter { category: Some(category), ..self.list.filter });
                Vec::new()
            }
            Mode::Also => {
                self.mode = Mode::Read;
                self.decide(Verdict::Also(category), now)
            }
            Mode::Select(selection) => self.decide_passage(selection.span, Some(category), now),
            _ => self.decide(Verdict::Is(category), now),
        }
    }

    /// Does what the reader asked for.
    pub(super) fn act(&mut self, action: Action, now: &Timestamp) -> Vec<Command> {
        let page = i32::from(self.view.height().saturating_sub(2).max(1));
        let in_list = self.focus == Pane::List && self.layout.has_list();
        match action {
            Action::Down if in_list => self.step_list(1),
            Action::Up if in_list => self.step_list(-1),
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.scroll(page),
            Action::PageUp => self.scroll(-page),
            Action::HalfDown => self.scroll(page / 2),
            Action::HalfUp => self.scroll(-page / 2),
            Action::Top => self.go_to_edge(false),
            Action::Bottom => self.go_to_edge(true),
            Action::NextBlock => self.step_block(true),
            Action::PreviousBlock => self.step_block(false),
            Action::NextMark => self.seek_any(true),
            Action::PreviousMark => self.seek_any(false),
            Action::NextSame => self.seek_same(true),
            Action::PreviousSame => self.seek_same(false),
            Action::NextUndecided => return self.found(true),
            Action::PreviousUndecided => return self.found(false),
            Action::OtherPane if in_list => self.focus = Pane::Text,
            Action::OtherPane | Action::FocusList => return self.focus_list(),
            Action::FocusText => self.focus = Pane::Text,
            Action::Enter if in_list => {
                self.focus = Pane::Text;
                self.current.into_iter().for_each(|index| self.go_to(index));
            }
            Action::Enter => return self.open_detail(),
            Action::Accept => match self.mode {
                Mode::Select(selection) => return self.attach(selection.span),
                _ => return self.decide(Verdict::Accept, now),
            },
            Action::Reject => match self.mode {
                Mode::Select(selection) => return self.decide_passage(selection.span, None, now),
                _ => return self.decide(Verdict::Reject, now),
            },
            Action::Clear => return self.decide(Verdict::Clear, now),
            Action::Undo => return self.undo(),
            Action::Redo => return self.redo(),
            Action::Also => self.mode = Mode::Also,
            Action::Filter => self.mode = Mode::Filter,
            Action::Strictness => self.next_strictness(),
            Action::Cues => return self.open_cues(),
            Action::Categories => self.mode = Mode::Categories(0),
            Action::Show(show) => {
                self.mode = Mode::Read;
                let keep = self.list.filter.category.filter(|_| show != Show::All);
                self.filter_by(Filter { show, category: keep });
            }
            Action::Note | Action::Labels => return self.open_prompt(action),
            Action::Find => {
                self.find = Some(Find::new(self.view.seen().start()));
                self.mode = Mode::Prompt(Prompt::new(Purpose::Find, String::new()));
            }
            Action::FindNext => self.find_step(true),
            Action::FindPrevious => self.find_step(false),
            Action::NextTheme => return self.next_theme(),
            Action::Wider => self.wider(true),
            Action::Narrower => self.wider(false),
            Action::UsualMeasure => self.usual_measure(),
            Action::ToggleList => {
                self.list_wanted = !self.list_wanted;
                self.lay_out(self.layout.screen.width, self.layout.screen.height);
            }
            Action::Help => self.mode = Mode::Help(HelpPanel::default()),
            Action::Save => return self.save_now(),
            Action::SaveIn => return self.ask_for_file(),
            Action::Quit => return self.leave(),
            Action::Redraw => return vec![Command::Redraw],
            Action::Suspend => return vec![Command::Suspend],
            Action::Cancel => self.cancel(),
            Action::Select => return self.begin_selection(),
            Action::Categorise => {}
            _ => self.select(action),
        }
        Vec::new()
    }

    fn found(&mut self, forward: bool) -> Vec<Command> {
        self.seek_undecided(forward);
        Vec::new()
    }

    fn step_list(&mut self, by: i32) {
        let (number, listed) = self.current.map_or((0, false), |index| self.list.number_of(index));
        let next = if listed { number.saturating_add_signed(by as isize) } else { number };
        if let Some(index) = self.list.at(next.min(self.list.len().saturating_sub(1))) {
            self.go_to(index);
        }
    }

    fn focus_list(&mut self) -> Vec<Command> {
        if !self.layout.has_list() {
            return self.say("the screen has no room for the list; ] and [ go from claim to claim");
        }
        self.focus = Pane::List;
        Vec::new()
    }

    fn open_detail(&mut self) -> Vec<Command> {
        if self.current_mark().is_none() {
            return self.say(&self.no_current());
        }
        self.mode = Mode::Detail(0);
        Vec::new()
    }

    fn open_prompt(&mut self, action: Action) -> Vec<Command> {
        if self.current_mark().is_none() {
            return self.say(&self.none_to_decide());
        }
        // A save now would take the tags of the part for all there are.
        if self.document().is_partial() {
            return self.say("the article is still being read; once more in a moment");
        }
        if self.is_barred() {
            return Vec::new();
        }
        let mark = self.current_mark();
        let tag = mark.and_then(|mark| mark.tag.as_deref());
        let (purpose, text) = match action {
            Action::Labels => (Purpose::Labels, tag.map(|tag| tag.labels.join(", "))),
            _ => (Purpose::Note, tag.map(|tag| tag.note.clone())),
        };
        self.mode = Mode::Prompt(Prompt::new(purpose, text.unwrap_or_default()));
        self.current.into_iter().for_each(|index| self.go_to(index));
        Vec::new()
    }

    fn answered(&mut self, answer: Answer, now: &Timestamp) -> Vec<Command> {
        let Mode::Prompt(prompt) = &self.mode else { return Vec::new() };
        let (purpose, text) = (prompt.purpose, prompt.text().to_owned());
        if answer == Answer::Open {
            self.look_for_prompt();
            return Vec::new();
        }
        let target = self.written_for.take();
        if let (Some(start), Purpose::Note | Purpose::Labels, Answer::Done) = (target, purpose, answer) {
            // What was written belongs to one claim, and must not fall to another that is current now.
            let stands = self.reading.marks().iter().position(|mark| mark.span.start() == start);
            if stands.is_none() {
                self.written_for = target;
                return self.say("the article has changed and its claim is gone; Esc gives this up");
            }
            self.current = stands;
        }
        self.mode = Mode::Read;
        match (purpose, answer) {
            (Purpose::Find, Answer::Cancelled) => {
                let origin = self.find.take().map(|find| find.origin);
                let document = self.document().clone();
                if let Some(origin) = origin {
                    self.view.to_offset(&document, origin);
                }
                self.follow_text();
                Vec::new()
            }
            (Purpose::Find, _) => {
                if let Some(span) = self.find.as_ref().and_then(|find| find.current) {
                    self.follow_place(span);
                }
                self.follow_text();
                match self.find.take_if(|find| find.current.is_none()) {
                    Some(find) if !find.query.is_empty() => {
                        self.say(&format!("“{}” is nowhere in the text", find.query))
                    }
                    _ => Vec::new(),
                }
            }
            (_, Answer::Cancelled) | (Purpose::Keys, _) => Vec::new(),
            (Purpose::Note, _) => self.set_note(&text, now),
            (Purpose::Labels, _) => self.set_labels(&text, now),
            (Purpose::SaveIn, _) => self.save_in(&text),
        }
    }

    /// While a search is being typed, the page shows what it finds.
    pub(super) fn look_for_prompt(&mut self) {
        let Mode::Prompt(Prompt { purpose: Purpose::Find, input }) = &self.mode else { return };
        let query = input.value().to_owned();
        let document = self.document().clone();
        let Some(find) = self.find.as_mut().filter(|find| find.query != query) else { return };
        find.look_for(&query, &document);
        let (current, origin) = (find.current, find.origin);
        match current {
            Some(span) => self.view.reveal(&document, span),
            None => self.view.to_offset(&document, origin),
        }
    }

    fn find_step(&mut self, forward: bool) {
        let document = self.document().clone();
        let Some(find) = &mut self.find else { return self.seek_any(forward) };
        let round = find.step(&document, forward);
        let current = find.current;
        if let Some(span) = current {
            self.show_span(span);
            self.follow_place(span);
        }
        self.follow_text();
        if round {
            let text = if forward {
                "the search went on from the beginning"
            } else {
                "the search went on from the end"
            };
            self.notice = Some(Notice::info(text));
        }
    }

    fn begin_selection(&mut self) -> Vec<Command> {
        if self.document().is_partial() {
            return self.say("the article is still being read; once more in a moment");
        }
        let seen = self.view.seen();
        let current = self.current_mark().map(|mark| mark.span.start()).filter(|&start| seen.contains(start));
        match Selection::begin(self.document(), current.unwrap_or(seen.start())) {
            Some(selection) => self.mode = Mode::Select(selection),
            None => return self.say("there is no text to mark"),
        }
        Vec::new()
    }

    fn select(&mut self, action: Action) {
        let document = self.document().clone();
        let Mode::Select(selection) = &mut self.mode else { return };
        match action {
            Action::NextSentence => selection.move_by_sentence(&document, true),
            Action::PreviousSentence => selection.move_by_sentence(&document, false),
            Action::GrowForward => selection.grow(&document, true),
            Action::GrowBack => selection.grow(&document, false),
            Action::OtherEnd => selection.at_start = !selection.at_start,
            Action::ByWord => selection.unit = Unit::Word,
            Action::BySentence => selection.unit = Unit::Sentence,
            Action::ByCharacter => selection.unit = Unit::Character,
            _ => {}
        }
        let active = selection.active();
        self.show_span(Span::new(active, active + 1));
    }

    fn next_theme(&mut self) -> Vec<Command> {
        let at = self.settings.themes.iter().position(|name| *name == self.theme).map_or(0, |at| at + 1);
        let next = self.settings.themes.get(at).or(self.settings.themes.first());
        let Some(name) = next.cloned() else { return Vec::new() };
        self.theme.clone_from(&name);
        self.notice = Some(Notice::info(format!("theme: {name}")));
        vec![Command::Theme(name)]
    }

    fn cancel(&mut self) {
        match self.mode {
            Mode::Read if self.find.is_some() => self.find = None,
            Mode::Read => self.focus = Pane::Text,
            _ => self.mode = Mode::Read,
        }
    }

    fn answer_leaving(&mut self, key: Key) -> Vec<Command> {
        match keymap::latin(key).unwrap_or(key).code {
            Code::Char('w') => {
                self.mode = Mode::Read;
                self.leave()
            }
            Code::Char('S') => self.ask_for_file(),
            Code::Char('d') => vec![Command::Discard, Command::Quit],
            Code::Esc => {
                self.mode = Mode::Read;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}
