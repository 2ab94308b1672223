//! What a reader writes about a claim beside its decision: note, labels, speaker, and the scheme's fields.

use super::action::Action;
use super::decide::quoted;
use super::key::{Code, Key};
use super::keymap::Table;
use super::message::{Effects, Timestamp};
use super::model::{Mode, Model};
use super::prompt::Purpose;
use crate::claim::Field;
use crate::reading::{Mark, SpokenBy};
use crate::tag::{Decision, Tag};
use crate::text::visible;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

/// Labels on digits.
pub(super) const MAX_DIGITS: usize = 9;

impl Model {
    /// The mark that a remark would be about; after a message, `None` if there is none or nothing may be written.
    fn remarked(&mut self) -> Option<Mark> {
        let Some(mark) = self.current_mark().cloned() else {
            let _ = self.say(&self.none_to_decide());
            return None;
        };
        if self.is_unread() || self.is_barred() {
            return None;
        }
        self.nav.current.into_iter().for_each(|index| self.nav.go_to(&self.reading, index));
        Some(mark)
    }

    /// Opens what an action writes about the current mark.
    pub(super) fn open_remark(&mut self, action: Action) -> Effects {
        match action {
            Action::Labels => self.open_labels(),
            Action::EditSpeaker => self.open_speaker(),
            Action::Fields => self.open_fields(),
            _ => self.open_note(),
        }
    }

    fn open_note(&mut self) -> Effects {
        if let Some(mark) = self.remarked() {
            let note = mark.tag.map(|tag| tag.note.clone()).unwrap_or_default();
            self.open_line(Purpose::Note, note, Vec::new());
        }
        Effects::none()
    }

    /// Opens the line of labels: those of the claim, ready for one more.
    fn open_labels(&mut self) -> Effects {
        if let Some(mark) = self.remarked() {
            let set = mark.tag.map(|tag| tag.labels.clone()).unwrap_or_default();
            let text = if set.is_empty() { String::new() } else { format!("{}, ", set.join(", ")) };
            self.note_labels();
            let candidates = self.labels_on_digits.clone();
            self.open_line(Purpose::Labels, text, candidates);
        }
        Effects::none()
    }

    /// Gives labels their digits: the most used first, and new ones after those that have a digit already, so that
    /// a digit means one label for the whole session.
    fn note_labels(&mut self) {
        let mut counts: HashMap<&String, usize> = HashMap::new();
        for label in self.reading.marks().iter().flat_map(|mark| &mark.tag).flat_map(|tag| &tag.labels) {
            *counts.entry(label).or_default() += 1;
        }
        for (label, count) in &self.settings.labels {
            *counts.entry(label).or_default() += count;
        }
        let mut fresh: Vec<(&String, usize)> = counts.into_iter().collect();
        fresh.retain(|(label, _)| !self.labels_on_digits.contains(label));
        fresh.sort_by_key(|(label, count)| (Reverse(*count), (*label).clone()));
        let fresh: Vec<String> = fresh.into_iter().map(|(label, _)| label.clone()).collect();
        self.labels_on_digits.extend(fresh);
    }

    fn open_speaker(&mut self) -> Effects {
        if let Some(mark) = self.remarked() {
            let speaker = mark.speaker(&self.document().text);
            let name = speaker.and_then(SpokenBy::name).map(|name| visible::line(name).into_owned());
            let mut names: Vec<String> = self.speakers().into_iter().map(|(name, _)| name).collect();
            // What the text suggests comes first, and is not typed for the reader if it is a guess.
            names.sort_by_key(|known| name.as_ref().is_none_or(|name| !name.ends_with(known)));
            let sure = name.filter(|_| !speaker.is_some_and(SpokenBy::is_guess)).unwrap_or_default();
            self.open_line(Purpose::Speaker, sure, names);
        }
        Effects::none()
    }

    /// Opens the scheme's fields; the only one at once.
    fn open_fields(&mut self) -> Effects {
        let fields = self.reading.scheme.fields.len();
        if fields == 0 {
            let name = &self.reading.scheme.name;
            return self
                .say(&format!("the scheme {name} has no fields; `[[field]]` in a scheme file adds one"));
        }
        if self.remarked().is_some() {
            self.mode = Mode::Fields;
            if fields == 1 {
                self.open_field(0);
            }
        }
        Effects::none()
    }

    pub(super) fn open_field(&mut self, number: usize) {
        let Some(field) = self.reading.scheme.fields.get(number) else { return };
        if field.is_choice() {
            self.mode = Mode::FieldValues(number);
        } else {
            let value = self.field_value(field).to_owned();
            self.open_line(Purpose::Field(number), value, Vec::new());
        }
    }

    /// Value of a field at the current mark; empty if not filled in.
    pub(super) fn field_value(&self, field: &Field) -> &str {
        let tag = self.current_mark().and_then(|mark| mark.tag.as_ref());
        tag.and_then(|tag| tag.fields.get(&field.id)).map_or("", String::as_str)
    }

    /// Handles a key while fields, or the values of one, are offered.
    pub(super) fn press_fields(&mut self, key: Key, now: &Timestamp) -> Effects {
        let typed = match key.code {
            Code::Char(char) if key.is_text() => Some(char),
            _ => None,
        };
        let fields = &self.reading.scheme.fields;
        match self.mode {
            Mode::Fields => {
                let number = typed.and_then(|char| char.to_digit(10)).and_then(|digit| digit.checked_sub(1));
                if let Some(number) = number.filter(|&number| (number as usize) < fields.len()) {
                    self.open_field(number as usize);
                    return Effects::none();
                }
            }
            Mode::FieldValues(number) => {
                let Some(field) = fields.get(number).cloned() else { return self.leave_fields() };
                let clears =
                    typed == Some('0') || [Code::Backspace, Code::Delete].map(Key::plain).contains(&key);
                let chosen = field.values().iter().find(|value| Some(value.key) == typed);
                if let Some(value) = chosen {
                    let again = self.field_value(&field) == value.value;
                    self.mode = Mode::Read;
                    return self.set_field(&field, if again { "" } else { &value.value }, now);
                }
                if clears {
                    self.mode = Mode::Read;
                    return self.set_field(&field, "", now);
                }
            }
            _ => {}
        }
        if self.keymap.action(Table::Line, key) == Some(Action::Cancel) {
            return self.leave_fields();
        }
        let cancel = self.key_in(Table::Line, Action::Cancel);
        self.say(&format!("{key} does nothing here; {cancel} closes"))
    }

    fn leave_fields(&mut self) -> Effects {
        self.mode = Mode::Read;
        Effects::none()
    }

    /// Sets a field of the current mark; an empty value removes it.
    fn set_field(&mut self, field: &Field, value: &str, now: &Timestamp) -> Effects {
        let what = if value.is_empty() {
            format!("no {}", field.name)
        } else {
            format!("{} {}", field.name, visible::cut(value, 40))
        };
        self.amend(now, &what, |tag| {
            tag.fields.remove(&field.id);
            if !value.is_empty() {
                tag.fields.insert(field.id.clone(), value.to_owned());
            }
        })
    }

    /// Takes a typed line; an error says what is wrong with it.
    pub(super) fn set_typed_field(
        &mut self,
        number: usize,
        text: &str,
        now: &Timestamp,
    ) -> Result<Effects, String> {
        let Some(field) = self.reading.scheme.fields.get(number).cloned() else { return Ok(Effects::none()) };
        let value = if text.trim().is_empty() { String::new() } else { field.check(text)? };
        Ok(self.set_field(&field, &value, now))
    }

    /// Sets the speaker of the current mark; an empty name stands for the author or somebody unknown.
    pub(super) fn set_speaker(&mut self, name: &str, now: &Timestamp) -> Effects {
        let name = name.trim().to_owned();
        let suggested =
            self.current_mark().and_then(Mark::known_claim).and_then(|claim| claim.speaker.name());
        let what = if name.is_empty() { "no named speaker".to_owned() } else { format!("speaker {name}") };
        // Without a name to contradict, an empty line only takes the reader's own back.
        let word = (!name.is_empty() || suggested.is_some()).then_some(name);
        self.amend(now, &what, |tag| tag.speaker = word)
    }

    /// Sets the note of the current mark; an empty one removes it.
    pub(super) fn set_note(&mut self, note: &str, now: &Timestamp) -> Effects {
        self.amend(now, "note", |tag| note.trim().clone_into(&mut tag.note))
    }

    /// Sets the labels of the current mark, separated by commas.
    pub(super) fn set_labels(&mut self, labels: &str, now: &Timestamp) -> Effects {
        let mut words: Vec<String> = Vec::new();
        for word in labels.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        self.amend(now, "labels", |tag| tag.labels = words)
    }

    /// Adds the label on a digit to the current mark, or takes it away.
    pub(super) fn toggle_label(&mut self, number: usize, now: &Timestamp) -> Effects {
        let Some(label) = self.labels_on_digits.get(number).cloned() else { return Effects::none() };
        let tag = self.current_mark().and_then(|mark| mark.tag.as_ref());
        let is_set = tag.is_some_and(|tag| tag.labels.contains(&label));
        let what = if is_set { format!("no label {label}") } else { format!("label {label}") };
        self.amend(now, &what, |tag| {
            tag.labels.retain(|known| *known != label);
            if !is_set {
                tag.labels.push(label);
            }
        })
    }

    fn amend(&mut self, now: &Timestamp, what: &str, change: impl FnOnce(&mut Tag)) -> Effects {
        let Some(mark) = self.current_mark().cloned() else { return Effects::none() };
        let mut tag = self.tag_for(&mark, now);
        change(&mut tag);
        let unchanged = mark.tag.as_deref().map_or(tag.is_bare(), |old| {
            *old == Tag { annotator: old.annotator.clone(), at: old.at.clone(), ..tag.clone() }
        });
        if unchanged {
            return Effects::none();
        }
        let what = format!("{what} on {}", quoted(&tag.selector.exact));
        // A tag that held only remarks goes with them.
        let gone = tag.decision == Decision::Open && tag.is_bare();
        self.apply(mark.tag.clone(), (!gone).then(|| Arc::new(tag)), what)
    }
}
