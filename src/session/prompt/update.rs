//! Opening prompts, acting on finished lines, and incremental search.

use super::{Prompt, Purpose, Reply};
use crate::session::action::Action;
use crate::session::key::{Code, Key};
use crate::session::keymap::Table;
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};

/// The index that a digit from 1 to 9 stands for.
fn digit(key: Key) -> Option<usize> {
    let Code::Char(char) = key.code else { return None };
    char.to_digit(10).filter(|_| key.is_text())?.checked_sub(1).map(|number| number as usize)
}

impl Model {
    pub(in crate::session) fn press_prompt(&mut self, key: Key, now: &Timestamp) -> Effects {
        let Mode::Prompt(prompt) = &mut self.mode else { return Effects::none() };
        if prompt.purpose == Purpose::Labels
            && prompt.untouched
            && let Some(number) = digit(key).filter(|&number| number < self.labels_on_digits.len())
        {
            return match self.back_to_target() {
                Ok(()) => {
                    self.drop_line();
                    self.toggle_label(number, now)
                }
                Err(why) => self.say(&why),
            };
        }
        if prompt.purpose.is_of_claim() && self.keymap.action(Table::Line, key) == Some(Action::Revert) {
            return self.revert_line();
        }
        match prompt.press(key, &self.keymap) {
            Reply::Open => {
                self.line_typed();
                self.search_while_typing()
            }
            Reply::Done => self.submit(now),
            Reply::Cancelled => self.cancel_prompt(),
        }
    }

    fn cancel_prompt(&mut self) -> Effects {
        let effects = self.leave_line();
        self.prompt_target = None;
        if let Mode::Prompt(Prompt { purpose: Purpose::Find, .. }) =
            std::mem::replace(&mut self.mode, Mode::Read)
        {
            if let Some(find) = self.nav.find.take() {
                self.nav.view.to_offset(find.origin);
            }
            self.nav.follow_text(&self.reading);
        }
        effects
    }

    fn submit(&mut self, now: &Timestamp) -> Effects {
        let Mode::Prompt(prompt) = &self.mode else { return Effects::none() };
        let (purpose, text) = (prompt.purpose, prompt.text().to_owned());
        if purpose.is_of_claim()
            && let Err(why) = self.back_to_target()
        {
            return self.say(&why);
        }
        if let Purpose::Field(number) = purpose {
            return match self.set_typed_field(number, &text, now) {
                Ok(mut effects) => {
                    effects.extend(self.line_finished(&text));
                    effects
                }
                Err(problem) => {
                    let refused = Prompt { problem: Some(problem), ..Prompt::new(purpose, text) };
                    self.mode = Mode::Prompt(refused);
                    Effects::none()
                }
            };
        }
        self.prompt_target = None;
        self.mode = Mode::Read;
        let mut effects = match purpose {
            Purpose::Speaker => self.set_speaker(&text, now),
            Purpose::Note => self.set_note(&text, now),
            Purpose::Labels => self.set_labels(&text, now),
            Purpose::Find => self.finish_search(),
            Purpose::SaveIn => self.save_in(&text),
            Purpose::Cue => self.try_cue(&text, now),
            // Pickers and the help have prompts of their own, outside this mode.
            Purpose::Keys | Purpose::Pick | Purpose::Field(_) => Effects::none(),
        };
        effects.extend(self.line_finished(&text));
        effects
    }

    /// Leaves the prompt for the claim that it belongs to, which must not become another's. Fails with the reason if
    /// the claim is gone; the prompt then stays.
    fn back_to_target(&mut self) -> Result<(), String> {
        let is_target = |start| self.nav.current_start(&self.reading) == Some(start);
        if let Some(start) = self.prompt_target.filter(|&start| !is_target(start)) {
            let found = self.reading.marks().iter().position(|mark| mark.span.start() == start);
            self.nav.current = Some(found.ok_or_else(|| self.claim_gone())?);
        }
        self.prompt_target = None;
        self.mode = Mode::Read;
        Ok(())
    }
}
