//! Places in the text that survive an edit: the page, bookmarks and jumps.

use crate::tag::{Selector, Tag, anchor};
use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};

/// Length of the text that identifies a place, in bytes.
const MAX_WORDS: u32 = 160;
/// Older jumps are dropped.
const MAX_JUMPS: usize = 100;

/// A position with the words there, so that it can be found again in an edited article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// In bytes.
    pub offset: u32,
    /// Empty at the beginning, or if unknown.
    pub words: String,
}

impl Location {
    pub fn new(document: &Document, offset: u32) -> Self {
        let text = &document.text;
        let end = text.ceil_char_boundary(offset.saturating_add(MAX_WORDS) as usize) as u32;
        let words = Span::new(offset, end).trimmed(text).slice(text);
        Self { offset, words: words.to_owned() }
    }

    /// `None` if the words are gone.
    pub fn find_in(&self, document: &Document) -> Option<u32> {
        let text = document.text.get(self.offset as usize..);
        if text.is_some_and(|text| text.trim_start().starts_with(&self.words)) {
            return Some(self.offset);
        }
        let start = document.offsets.to_chars(&document.text, self.offset.min(document.text.len() as u32));
        let end = start + self.words.chars().count() as u32;
        let selector = Selector { exact: self.words.clone(), start, end, ..Selector::default() };
        let found = anchor(&Tag::new(selector), document, false);
        found.span().filter(|_| found.has_place()).map(Span::start)
    }

    /// Falls back to the nearest offset if the words are gone.
    pub fn nearest_in(&self, document: &Document) -> u32 {
        let floor = || document.text.floor_char_boundary(self.offset as usize) as u32;
        self.find_in(document).unwrap_or_else(floor)
    }
}

/// Origin of a jump.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    /// Top of the page.
    pub(super) place: Location,
    /// Byte offset of the current mark.
    pub(super) current: Option<u32>,
}

/// Jump history with back and forward, as in a browser.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    stops: Vec<Stop>,
    /// Number of stops behind the reader.
    behind: usize,
}

impl Jumps {
    /// Number of jumps to go back.
    pub(super) const fn behind(&self) -> usize {
        self.behind
    }

    /// Adds a jump's origin and clears the way forward.
    pub(super) fn push(&mut self, stop: Stop) {
        self.stops.truncate(self.behind);
        self.stops.retain(|other| other.place.offset != stop.place.offset);
        self.stops.push(stop);
        let surplus = self.stops.len().saturating_sub(MAX_JUMPS);
        self.stops.drain(..surplus);
        self.behind = self.stops.len();
    }

    /// Goes back; `here` becomes the way forward.
    pub(super) fn back(&mut self, here: Stop) -> Option<Stop> {
        let target = self.behind.checked_sub(1)?;
        if self.behind == self.stops.len() {
            self.stops.push(here);
        } else if let Some(stop) = self.stops.get_mut(self.behind) {
            *stop = here;
        }
        self.behind = target;
        self.stops.get(target).cloned()
    }

    /// Returns to the stop left by going back.
    pub(super) fn forward(&mut self, here: Stop) -> Option<Stop> {
        let target = self.stops.get(self.behind + 1).cloned()?;
        if let Some(stop) = self.stops.get_mut(self.behind) {
            *stop = here;
        }
        self.behind += 1;
        Some(target)
    }

    /// Relocates the stops in another version of the article.
    pub(super) fn move_to(&mut self, document: &Document) {
        for stop in &mut self.stops {
            *stop = Stop { place: Location::new(document, stop.place.nearest_in(document)), current: None };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};

    fn document(text: &str) -> Document {
        import(text.as_bytes().to_vec(), "n", ImportOptions::new(Format::Plain)).unwrap().document
    }

    fn stop(offset: u32) -> Stop {
        Stop { place: Location { offset, words: String::new() }, current: None }
    }

    #[test]
    fn back_and_forward_until_a_new_jump() {
        let mut jumps = Jumps::default();
        let offset = |stop: Option<Stop>| stop.map(|stop| stop.place.offset);
        jumps.push(stop(1));
        jumps.push(stop(2));
        assert_eq!(offset(jumps.back(stop(3))), Some(2));
        assert_eq!(offset(jumps.back(stop(2))), Some(1));
        assert_eq!(offset(jumps.back(stop(1))), None);
        assert_eq!(offset(jumps.forward(stop(1))), Some(2));
        assert_eq!(offset(jumps.forward(stop(2))), Some(3));
        assert_eq!(offset(jumps.forward(stop(3))), None);
        jumps.back(stop(3));
        jumps.push(stop(9));
        assert_eq!(offset(jumps.forward(stop(10))), None);
        assert_eq!(offset(jumps.back(stop(10))), Some(9));
        assert_eq!(offset(jumps.back(stop(9))), Some(1));
    }

    #[test]
    fn remembers_at_most_max_jumps() {
        let mut jumps = Jumps::default();
        (0..300).for_each(|offset| jumps.push(stop(offset)));
        assert_eq!((jumps.stops.len(), jumps.behind), (MAX_JUMPS, MAX_JUMPS));
    }

    #[test]
    fn finds_a_place_in_an_edited_text() {
        let old = document("First things first.\nThe harbour closed at noon that day.\nLast words.");
        let new =
            document("A new opening line.\nFirst things first.\nThe harbour closed at noon that day.\nLast.");
        let place = Location::new(&old, 20);
        assert_eq!(place.find_in(&old), Some(20));
        let found = place.find_in(&new).unwrap() as usize;
        assert!(new.text[found..].starts_with("The harbour"), "{}", &new.text[found..]);
        let gone = document("Nothing of it is left here, not one word.");
        assert_eq!((place.find_in(&gone), place.nearest_in(&gone)), (None, 20));
    }
}
