//! Dispatch: from a key to an action, and from an action to its handler.

use super::action::Action;
use super::choice::{Choice, Side};
use super::find::Find;
use super::key::{Code, Key};
use super::keymap::{Meaning, Table, composed, latin};
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Severity;
use super::popup::{HelpFilter, PopupKind};
use super::prompt::{Prompt, Purpose};
use super::screen::Pane;
use super::selection::Selection;
use super::storage::ExitTo;
use super::view::DEFAULT_MEASURE;
use crate::claim::CategoryId;
use crate::reading::{Filter, SortOrder, StatusFilter};

impl Model {
    pub(super) fn press(&mut self, key: Key, now: &Timestamp) -> Effects {
        let keys = if self.table().takes_text() { Vec::new() } else { composed(key) };
        if keys.is_empty() {
            return self.press_one(key, now);
        }
        let mut effects = Effects::none();
        for key in keys {
            effects.extend(self.press_one(key, now));
        }
        effects
    }

    fn press_one(&mut self, key: Key, now: &Timestamp) -> Effects {
        if key.has_rare() && !self.keymap.is_bound(key) {
            return self.say(&format!("{key} has no meaning; {}", self.help_shows_keys()));
        }
        if !self.table().takes_text() {
            self.keymap.hear(key);
        }
        let (from, current) = (self.jump_origin(), self.nav.current_start(&self.reading));
        self.guide.note_act();
        self.nav.scrolled = false;
        (self.nav.new_from, self.nav.resumes, self.nav.untouched) = (None, None, false);
        let stays = |severity| severity == Severity::Error && key.code != Code::Esc;
        self.notices.current.take_if(|notice| !stays(notice.severity));
        self.screen.key_hints = None;
        let effects = self.press_in_mode(key, now);
        if !self.nav.scrolled {
            self.nav.left_behind = None;
        }
        self.resume_popup();
        // Search and pickers only preview their places; the jump is recorded when they end.
        if !self.nav.scrolled && !matches!(self.mode, Mode::Prompt(_) | Mode::Pick(_)) {
            self.nav.jumped(from, current);
        }
        effects
    }

    fn press_in_mode(&mut self, key: Key, now: &Timestamp) -> Effects {
        match self.mode {
            Mode::Prompt(_) => self.press_prompt(key, now),
            Mode::Pick(_) => self.press_picker(key, now),
            Mode::Popup(_) => self.press_popup(key, now),
            Mode::Confirm(_) => self.press_confirm(key, now),
            Mode::Leaving => self.press_leaving(key, now),
            Mode::Ask(_) => self.press_question(key),
            Mode::Fields | Mode::FieldValues(_) => self.press_fields(key, now),
            Mode::SetBookmark | Mode::GoToBookmark => self.press_letter(key),
            Mode::Read | Mode::Select(_) | Mode::Filter | Mode::Also | Mode::Sort => {
                self.press_reading(key, now)
            }
        }
    }

    pub(super) fn press_reading(&mut self, key: Key, now: &Timestamp) -> Effects {
        let table = self.table();
        let compares = table == Table::Read && self.settings.compare.is_some();
        let meaning = self.keymap.meaning(if compares { Table::Compare } else { table }, key);
        let action = meaning.map(|meaning| meaning.action);
        if action != Some(Action::Threshold) {
            // Going on from here confirms the present position.
            self.nav.hidden_current = None;
        }
        match meaning {
            Some(meaning) if table == Table::Read && self.card.is_some() => self.act_on_card(meaning, now),
            Some(Meaning { category: Some(category), .. }) => self.category_key(category, now),
            Some(Meaning { action, .. }) => self.act(action, now),
            None if table.opened_by().is_some() => {
                self.mode = Mode::Read;
                self.say(&format!("{key} does nothing here; the last row showed the keys"))
            }
            None => self.say(&format!("{key} does nothing; {}", self.help_shows_keys())),
        }
    }

    pub(super) fn category_key(&mut self, category: CategoryId, now: &Timestamp) -> Effects {
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
            Mode::Select(selection) => self.decide_selected(selection, Some(category), now),
            _ => self.decide(Choice::Is(category), now),
        }
    }

    /// Performs an action in the current mode.
    #[expect(clippy::too_many_lines, reason = "one row for each action")]
    pub(super) fn act(&mut self, action: Action, now: &Timestamp) -> Effects {
        self.nav.scrolled |= action.is_scroll();
        let page = i32::from(self.nav.view.height.saturating_sub(2).max(1));
        let selects = matches!(self.mode, Mode::Select(_));
        let in_list = self.screen.focus == Pane::List && self.screen.layout.has_list();
        match action {
            Action::Down => self.step_row(1, in_list),
            Action::Up => self.step_row(-1, in_list),
            Action::PageDown => self.nav.turn(&self.reading, page),
            Action::PageUp => self.nav.turn(&self.reading, -page),
            Action::HalfPageDown => self.nav.turn(&self.reading, page / 2),
            Action::HalfPageUp => self.nav.turn(&self.reading, -page / 2),
            Action::Top => self.go_to_edge(false),
            Action::Bottom => self.go_to_edge(true),
            Action::NextBlock | Action::PreviousBlock if selects => self.move_text_cursor(action),
            Action::NextBlock => self.nav.step_block(&self.reading, true),
            Action::PreviousBlock => self.nav.step_block(&self.reading, false),
            Action::NextMark => self.seek_any(true),
            Action::PreviousMark => self.seek_any(false),
            Action::NextSameCategory => self.seek_same(true),
            Action::PreviousSameCategory => self.seek_same(false),
            Action::NextUndecided => self.seek_undecided(true),
            Action::PreviousUndecided => self.seek_undecided(false),
            Action::OtherPane if in_list => self.screen.focus = Pane::Text,
            Action::OtherPane | Action::FocusList => return self.focus_list(),
            Action::FocusText => self.screen.focus = Pane::Text,
            Action::Enter if in_list => self.show_current(),
            Action::Enter => return self.open_detail(),
            Action::Accept => return self.accept(now),
            Action::Reject => return self.reject(now),
            Action::TakeA => return self.take(Side::First, now),
            Action::TakeB => return self.take(Side::Second, now),
            Action::TakeBoth => return self.take(Side::Both, now),
            Action::Skip => return self.decide(Choice::Skip, now),
            Action::Clear => return self.decide(Choice::Clear, now),
            Action::Undo => return self.step_history(true),
            Action::Redo => return self.step_history(false),
            Action::Also => self.mode = Mode::Also,
            Action::Filter => self.mode = Mode::Filter,
            Action::Sort => self.mode = Mode::Sort,
            Action::SetBookmark => self.mode = Mode::SetBookmark,
            Action::GoToBookmark => self.mode = Mode::GoToBookmark,
            Action::Threshold => self.next_threshold_shift(),
            Action::Blind => return self.toggle_blind(),
            Action::NextUnmarked => return self.next_unmarked(),
            Action::Cues => return self.open_cues(),
            Action::Categories => return self.open_popup(PopupKind::Categories),
            Action::Numbers => return self.open_numbers(),
            Action::CueTrials => return self.open_cue_list(),
            Action::Learn => return self.learn(),
            Action::Menu => return self.open_popup(PopupKind::Menu { page: 0 }),
            Action::Help => return self.open_popup(PopupKind::Help(HelpFilter::default())),
            Action::ShowAll => self.show(StatusFilter::All),
            Action::ShowUndecided => self.show(StatusFilter::Undecided),
            Action::ShowDecided => self.show(StatusFilter::Decided),
            Action::ShowSkipped => self.show(StatusFilter::Skipped),
            Action::ShowLost => self.show(StatusFilter::Orphaned),
            Action::ShowDisputed => self.show(StatusFilter::Disputed),
            Action::SortByPosition => return self.sort_by(SortOrder::Position),
            Action::SortByScore => return self.sort_by(SortOrder::Score),
            Action::SortByCategory => return self.sort_by(SortOrder::Category),
            Action::SortByStatus => return self.sort_by(SortOrder::Status),
            Action::SortByUsefulness => return self.sort_by(SortOrder::Usefulness),
            Action::Note | Action::Labels | Action::EditSpeaker | Action::Fields => {
                return self.open_remark(action);
            }
            Action::Draft => return self.open_draft(),
            Action::Find => self.open_search(),
            Action::FindNext => return self.find_step(true),
            Action::FindPrevious => return self.find_step(false),
            Action::JumpBack => return self.jump(false),
            Action::JumpForward => return self.jump(true),
            Action::CommandLine => return self.pick_command(),
            Action::PickClaim => return self.pick_claim(),
            Action::PickLabel => return self.pick_label(),
            Action::PickSpeaker => return self.pick_speaker(),
            Action::Links => return self.pick_link(),
            Action::Headings => return self.pick_heading(),
            Action::Themes => return self.pick_theme(),
            Action::AcceptAll => return self.ask_bulk(Choice::Accept, self.nav.list.filter.clone()),
            Action::RejectAll => return self.ask_bulk(Choice::Reject, self.nav.list.filter.clone()),
            Action::Copy => return self.copy_passage(),
            Action::CopyAll => return self.copy_all(),
            Action::Cards => return self.toggle_cards(),
            Action::FocusMode => self.screen.focus_mode = !self.screen.focus_mode,
            Action::PauseModel => return self.toggle_model(),
            Action::ToggleMouse => return self.set_mouse(!self.screen.mouse),
            Action::Wider => self.widen(true),
            Action::Narrower => self.widen(false),
            Action::DefaultMeasure => self.set_measure(DEFAULT_MEASURE),
            Action::ToggleList => self.toggle_list(),
            Action::Save => return self.save_now(),
            Action::SaveIn => return self.ask_for_file(),
            Action::Quit => return self.leave_to(ExitTo::Back),
            Action::NextArticle => return self.leave_to(ExitTo::Next),
            Action::PreviousArticle => return self.leave_to(ExitTo::Previous),
            Action::Redraw => return Effects::one(Effect::Redraw),
            Action::Edit => return self.edit_article(),
            Action::Suspend => return Effects::one(Effect::Suspend),
            Action::Discard => return Effects::from([Effect::Discard, Effect::Quit]),
            Action::Cancel => return self.cancel(),
            Action::Select => return self.begin_selection(),
            Action::NewPassage => return self.begin_passage(),
            Action::NextSentence
            | Action::PreviousSentence
            | Action::NextWord
            | Action::PreviousWord
            | Action::WordEnd
            | Action::CursorForward
            | Action::CursorBack
            | Action::CursorDown
            | Action::CursorUp
            | Action::RowStart
            | Action::RowEnd => self.move_text_cursor(action),
            Action::OtherEnd => self.edit_selection(|selection, _| selection.swap_ends()),
            Action::WholeSentences => self.edit_selection(Selection::take_whole_sentences),
            Action::Confirm => return self.confirm_selection(now),
            // The first needs a category; the others belong to prompts and pickers.
            Action::Categorise | Action::LineBreak | Action::Complete | Action::Revert => {}
        }
        Effects::none()
    }

    fn step_row(&mut self, by: i32, in_list: bool) {
        if in_list { self.step_list(by) } else { self.nav.scroll(&self.reading, by) }
    }

    /// Moves from the list to the current mark in the text.
    pub(super) fn show_current(&mut self) {
        self.screen.focus = Pane::Text;
        if let Some(index) = self.nav.current {
            self.nav.go_to(&self.reading, index);
        }
    }

    fn accept(&mut self, now: &Timestamp) -> Effects {
        match self.mode {
            Mode::Select(selection) => self.accept_selected(selection, now),
            _ => self.take_earlier(now).unwrap_or_else(|| self.decide(Choice::Accept, now)),
        }
    }

    fn reject(&mut self, now: &Timestamp) -> Effects {
        match self.mode {
            Mode::Select(selection) => self.decide_selected(selection, None, now),
            _ => self.decide(Choice::Reject, now),
        }
    }

    fn open_search(&mut self) {
        self.nav.find = Some(Find::new(self.nav.view.seen().start()));
        self.mode = Mode::Prompt(Prompt::new(Purpose::Find, String::new()));
    }

    fn show(&mut self, status: StatusFilter) {
        self.mode = Mode::Read;
        let filter =
            if status == StatusFilter::All { Filter::default() } else { self.nav.list.filter.clone() };
        self.filter_by(Filter { status, ..filter });
    }

    /// Handles the letter of a bookmark.
    fn press_letter(&mut self, key: Key) -> Effects {
        let sets = matches!(self.mode, Mode::SetBookmark);
        self.mode = Mode::Read;
        let action = self.keymap.action(Table::Read, key);
        match key.code {
            Code::Char(letter) if letter.is_alphabetic() && key.is_text() && sets => {
                self.set_bookmark(letter)
            }
            Code::Char(letter) if letter.is_alphabetic() && key.is_text() => {
                match (self.bookmark_on_key(letter), action) {
                    (Some(letter), _) => self.go_to_bookmark(letter),
                    (None, Some(Action::GoToBookmark)) => self.jump(false),
                    (None, _) => self.say(&self.no_bookmark(letter)),
                }
            }
            _ if action == Some(Action::Cancel) => Effects::none(),
            _ if !sets && (action == Some(Action::GoToBookmark) || key == Key::plain(Code::Char('\''))) => {
                self.jump(false)
            }
            _ => self.say("the name of a bookmark is a letter"),
        }
    }

    /// The bookmark with this letter, or with the letter on the same key of another keyboard layout.
    fn bookmark_on_key(&self, letter: char) -> Option<char> {
        let on_key =
            |letter: char| latin(Key::plain(Code::Char(letter))).map_or(Code::Char(letter), |key| key.code);
        let mut letters = self.nav.bookmarks.keys().copied();
        let same = letters.find(|&other| other == letter);
        same.or_else(|| self.nav.bookmarks.keys().copied().find(|&other| on_key(other) == on_key(letter)))
    }

    pub(super) fn step_list(&mut self, by: i32) {
        let (number, listed) = self.nav.current.map_or((0, false), |index| self.nav.list.number_of(index));
        let next = if listed { number.saturating_add_signed(by as isize) } else { number };
        if let Some(index) = self.nav.list.at(next.min(self.nav.list.len().saturating_sub(1))) {
            self.nav.go_to(&self.reading, index);
        }
    }

    fn focus_list(&mut self) -> Effects {
        if !self.screen.layout.has_list() {
            return self.say(&self.no_room_for_list());
        }
        self.screen.focus = Pane::List;
        Effects::none()
    }

    fn cancel(&mut self) -> Effects {
        match self.mode {
            Mode::Read if self.waiting_preview().is_some() => self.show_preview(),
            Mode::Read if self.teaching.working.is_some() => {
                let effects = self.forget_trial();
                drop(self.say("stopped; nothing was changed"));
                return effects;
            }
            Mode::Read if self.nav.find.is_some() => self.nav.find = None,
            Mode::Read if self.versions.shown.is_some() => self.end_versions(),
            Mode::Read if self.document().is_partial() && !self.loading.incoming.cut_off => {
                return Effects::one(Effect::StopReading);
            }
            Mode::Read => self.screen.focus = Pane::Text,
            _ => self.mode = Mode::Read,
        }
        Effects::none()
    }

    /// Handles the question whether to leave despite unsaved changes.
    fn press_leaving(&mut self, key: Key, now: &Timestamp) -> Effects {
        match self.keymap.action(Table::Leave, key) {
            Some(Action::Save) => {
                self.mode = Mode::Read;
                self.leave_saving_anew()
            }
            Some(action @ (Action::SaveIn | Action::Discard | Action::Cancel)) => self.act(action, now),
            _ => Effects::none(),
        }
    }
}
