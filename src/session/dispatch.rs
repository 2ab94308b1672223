//! From keys to actions, and from actions to what they change.

use super::action::Action;
use super::choice::Choice;
use super::find::Find;
use super::key::{Code, Key};
use super::keymap;
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Severity;
use super::popup::{HelpFilter, PopupKind};
use super::prompt::{Prompt, Purpose};
use super::screen::Pane;
use crate::claim::CategoryId;
use crate::reading::{Filter, Order, Show};

impl Model {
    pub(super) fn press(&mut self, key: Key, now: &Timestamp) -> Effects {
        let (from, current) = (self.origin(), self.current_start());
        self.nav.scrolled = false;
        self.nav.new_from = None;
        let commands = self.pressed(key, now);
        // While something is searched or chosen the page only shows it; the jump is made at the end.
        if !self.nav.scrolled && !matches!(self.mode, Mode::Prompt(_) | Mode::Pick(_)) {
            self.jumped(from, current);
        }
        commands
    }

    fn pressed(&mut self, key: Key, now: &Timestamp) -> Effects {
        if self
            .notices
            .current
            .as_ref()
            .is_some_and(|notice| notice.severity != Severity::Error || key.code == Code::Esc)
        {
            self.notices.current = None;
        }
        self.screen.key_hints = None;
        match &mut self.mode {
            Mode::Prompt(prompt) => {
                let answer = prompt.press(key);
                return self.answered(answer, now);
            }
            Mode::Popup(_) => return self.press_popup(key),
            Mode::Pick(_) => return self.press_picker(key, now),
            Mode::Confirm(_) => return self.answer_bulk(key, now),
            Mode::SetPlace | Mode::GoToPlace => return self.press_letter(key),
            Mode::Leaving => return self.answer_leaving(key),
            Mode::Read | Mode::Select(_) | Mode::Filter | Mode::Also | Mode::Sort => {}
        }
        let table = self.table();
        let compares = table == keymap::Table::Read && self.settings.compare.is_some();
        let meaning = self.keymap.meaning(if compares { keymap::Table::Compare } else { table }, key);
        let action = meaning.map(|meaning| meaning.action);
        self.guide.practise(table, action);
        if action != Some(Action::Strictness) {
            // Whoever goes on from where a change of strictness has led means to stay there.
            self.nav.hidden_current = None;
        }
        match (table, action) {
            (keymap::Table::Filter | keymap::Table::Also | keymap::Table::Sort, None) => {
                self.mode = Mode::Read;
                self.say(&format!("{key} means nothing here; the keys were shown in this row"))
            }
            (_, Some(Action::Categorise)) => {
                let category = meaning.and_then(|meaning| meaning.category);
                category.map_or_else(Effects::none, |category| self.category_key(category, now))
            }
            (_, Some(action)) => self.act(action, now),
            (_, None) => match self.keymap.first(table, Action::Help) {
                Some(help) => self.say(&format!("{key} has no meaning; {help} shows the keys")),
                None => self.say(&format!("{key} has no meaning")),
            },
        }
    }

    fn category_key(&mut self, category: CategoryId, now: &Timestamp) -> Effects {
        match self.mode {
            Mode::Filter => {
                self.mode = Mode::Read;
                self.filter_by(Filter { category: Some(category), ..self.nav.list.filter.clone() });
                Effects::none()
            }
            Mode::Also => {
                self.mode = Mode::Read;
                self.decide(Choice::Also(category), now)
            }
            Mode::Select(selection) => {
                let mut effects = self.decide_passage(selection.span, Some(category), now);
                effects.extend(self.walk_on(selection));
                effects
            }
            _ => self.decide(Choice::Is(category), now),
        }
    }

    /// Does what the reader asked for.
    pub(super) fn act(&mut self, action: Action, now: &Timestamp) -> Effects {
        self.nav.scrolled |= action.is_scroll();
        let page = i32::from(self.nav.view.height().saturating_sub(2).max(1));
        let in_list = self.screen.focus == Pane::List && self.screen.layout.has_list();
        match action {
            Action::Down if in_list => self.step_list(1),
            Action::Up if in_list => self.step_list(-1),
            Action::Down => self.scroll(1),
            Action::Up => self.scroll(-1),
            Action::PageDown => self.turn(page),
            Action::PageUp => self.turn(-page),
            Action::HalfPageDown => self.turn(page / 2),
            Action::HalfPageUp => self.turn(-page / 2),
            Action::Top => self.go_to_edge(false),
            Action::Bottom => self.go_to_edge(true),
            Action::NextBlock => self.step_block(true),
            Action::PreviousBlock => self.step_block(false),
            Action::NextMark => self.seek_any(true),
            Action::PreviousMark => self.seek_any(false),
            Action::NextSameCategory => self.seek_same(true),
            Action::PreviousSameCategory => self.seek_same(false),
            Action::NextUndecided => drop(self.seek_undecided(true)),
            Action::PreviousUndecided => drop(self.seek_undecided(false)),
            Action::OtherPane if in_list => self.screen.focus = Pane::Text,
            Action::OtherPane | Action::FocusList => return self.focus_list(),
            Action::FocusText => self.screen.focus = Pane::Text,
            Action::Enter if in_list => {
                self.screen.focus = Pane::Text;
                self.nav.current.into_iter().for_each(|index| self.go_to(index));
            }
            Action::Enter => return self.open_detail(),
            Action::Accept => match self.mode {
                Mode::Select(selection) => return self.attach(selection.span),
                _ => return self.decide(Choice::Accept, now),
            },
            Action::Reject => match self.mode {
                Mode::Select(selection) => {
                    let mut effects = self.decide_passage(selection.span, None, now);
                    effects.extend(self.walk_on(selection));
                    return effects;
                }
                _ => return self.decide(Choice::Reject, now),
            },
            Action::TakeA | Action::TakeB | Action::TakeBoth => return self.take(action, now),
            Action::Clear => return self.decide(Choice::Clear, now),
            Action::Undo => return self.undo(),
            Action::Redo => return self.redo(),
            Action::Also => self.mode = Mode::Also,
            Action::Filter => self.mode = Mode::Filter,
            Action::Strictness => self.next_strictness(),
            Action::Blind => return self.toggle_blind(),
            Action::NextUnmarked => return self.next_unmarked(),
            Action::Cues => return self.open_cues(),
            Action::Categories => return self.open_popup(PopupKind::Categories),
            Action::Numbers => return self.open_numbers(),
            Action::ShowAll => self.show(Show::All),
            Action::ShowUndecided => self.show(Show::Undecided),
            Action::ShowDecided => self.show(Show::Decided),
            Action::ShowLost => self.show(Show::Orphaned),
            Action::ShowDisputed => self.show(Show::Disputed),
            Action::Note | Action::Labels => return self.open_prompt(action),
            Action::Find => {
                self.nav.find = Some(Find::new(self.nav.view.seen().start()));
                self.mode = Mode::Prompt(Prompt::new(Purpose::Find, String::new()));
            }
            Action::FindNext | Action::FindPrevious => return self.find_step(action == Action::FindNext),
            Action::JumpBack | Action::JumpForward => return self.jump(action == Action::JumpForward),
            Action::SetBookmark => self.mode = Mode::SetPlace,
            Action::GoToBookmark => self.mode = Mode::GoToPlace,
            Action::Sort => self.mode = Mode::Sort,
            Action::SortByPosition => return self.sort_by(Order::Position),
            Action::SortByScore => return self.sort_by(Order::Score),
            Action::SortByCategory => return self.sort_by(Order::Category),
            Action::SortByStatus => return self.sort_by(Order::Status),
            Action::CommandLine => return self.open_line(),
            Action::PickClaim
            | Action::PickLabel
            | Action::PickSpeaker
            | Action::Links
            | Action::Headings
            | Action::Themes => return self.open_picker(action),
            Action::AcceptAll => return self.ask_bulk(Choice::Accept, self.nav.list.filter.clone()),
            Action::RejectAll => return self.ask_bulk(Choice::Reject, self.nav.list.filter.clone()),
            Action::Copy => return self.copy_passage(),
            Action::CopyAll => return self.copy_all(),
            Action::FocusMode => self.screen.focus_mode = !self.screen.focus_mode,
            Action::ToggleMouse => return self.set_mouse(!self.screen.mouse),
            Action::Wider | Action::Narrower | Action::DefaultMeasure | Action::ToggleList => {
                self.rearrange(action);
            }
            Action::Help => return self.open_popup(PopupKind::Help(HelpFilter::default())),
            Action::Save => return self.save_now(),
            Action::SaveIn => return self.ask_for_file(),
            Action::Quit | Action::NextArticle | Action::PreviousArticle => return self.leave_by(action),
            Action::Redraw => return Effects::one(Effect::Redraw),
            Action::Suspend => return Effects::one(Effect::Suspend),
            Action::Cancel => return self.cancel(),
            Action::Select => return self.begin_selection(),
            Action::Categorise => {}
            _ => self.select(action),
        }
        Effects::none()
    }

    fn show(&mut self, show: Show) {
        self.mode = Mode::Read;
        let filter = if show == Show::All { Filter::default() } else { self.nav.list.filter.clone() };
        self.filter_by(Filter { show, ..filter });
    }

    /// Takes in the letter of a mark.
    fn press_letter(&mut self, key: Key) -> Effects {
        let sets = matches!(self.mode, Mode::SetPlace);
        self.mode = Mode::Read;
        match key.code {
            Code::Char(letter) if letter.is_alphabetic() && sets => self.set_place(letter),
            Code::Char(letter) if (letter.is_alphabetic() || letter == '\'') && !sets => {
                self.go_to_place(letter)
            }
            Code::Esc => Effects::none(),
            _ => self.say("a mark has a letter for a name"),
        }
    }

    pub(super) fn step_list(&mut self, by: i32) {
        let (number, listed) = self.nav.current.map_or((0, false), |index| self.nav.list.number_of(index));
        let next = if listed { number.saturating_add_signed(by as isize) } else { number };
        if let Some(index) = self.nav.list.at(next.min(self.nav.list.len().saturating_sub(1))) {
            self.go_to(index);
        }
    }

    fn focus_list(&mut self) -> Effects {
        if !self.screen.layout.has_list() {
            return self.say("the screen has no room for the list; ] and [ go from claim to claim");
        }
        self.screen.focus = Pane::List;
        Effects::none()
    }

    fn cancel(&mut self) -> Effects {
        match self.mode {
            Mode::Read if self.nav.find.is_some() => self.nav.find = None,
            Mode::Read if self.document().is_partial() && !self.loading.incoming.cut_off => {
                return Effects::one(Effect::StopReading);
            }
            Mode::Read => self.screen.focus = Pane::Text,
            _ => self.mode = Mode::Read,
        }
        Effects::none()
    }

    fn answer_leaving(&mut self, key: Key) -> Effects {
        match keymap::latin(key).unwrap_or(key).code {
            Code::Char('w') => {
                self.mode = Mode::Read;
                self.leave()
            }
            Code::Char('S') => self.ask_for_file(),
            Code::Char('d') => Effects::from([Effect::Discard, Effect::Quit]),
            Code::Esc => {
                self.mode = Mode::Read;
                Effects::none()
            }
            _ => Effects::none(),
        }
    }
}
