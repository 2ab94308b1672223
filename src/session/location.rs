//! Places that the reader goes back to: where a jump began, and where a mark was set.

use super::message::Effects;
use super::model::{Mode, Model};
use super::notice::Notice;
use super::prompt::Purpose;
use crate::tag::{Selector, Tag, anchor};
use crate::text::{Document, Span};
use std::collections::BTreeMap;

/// How much of the text tells a place in it, in bytes.
const TELLING: u32 = 160;
/// Jumps that are remembered; the oldest are forgotten first.
const MOST_JUMPS: usize = 100;

/// A place in the text, with the words that stand there, so that it is found again in an article that has
/// been edited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The first byte.
    pub offset: u32,
    /// The words from there on; empty for the beginning, or where they are not known.
    pub words: String,
}

impl Location {
    /// The place `offset` bytes into `document`.
    pub fn of(document: &Document, offset: u32) -> Self {
        let text = &document.text;
        let end = text.ceil_char_boundary(offset.saturating_add(TELLING) as usize) as u32;
        let words = Span::new(offset, end).trimmed(text).slice(text);
        Self { offset, words: words.to_owned() }
    }

    /// Where it is in `document`, in bytes; nothing if what stood there is gone.
    pub fn find_in(&self, document: &Document) -> Option<u32> {
        let text = document.text.get(self.offset as usize..);
        if text.is_some_and(|text| text.trim_start().starts_with(&self.words)) {
            return Some(self.offset);
        }
        let start = document.offsets.to_chars(&document.text, self.offset.min(document.text.len() as u32));
        let end = start + self.words.chars().count() as u32;
        let selector = Selector { exact: self.words.clone(), start, end, ..Selector::default() };
        let found = anchor(&Tag::new(selector), document, false);
        found.span().filter(|_| found.is_sure()).map(Span::start)
    }

    /// Where it is in `document`, or as near to that as can be told.
    pub fn nearest_in(&self, document: &Document) -> u32 {
        let floor = || document.text.floor_char_boundary(self.offset as usize) as u32;
        self.find_in(document).unwrap_or_else(floor)
    }
}

/// Where a jump began.
#[derive(Debug, Clone, Default)]
pub(super) struct Stop {
    /// The top of the page.
    spot: Location,
    /// Where the mark that was current began, a byte offset.
    current: Option<u32>,
}

/// Where jumps began, as in a browser: back, and forward again.
#[derive(Debug, Default)]
pub(super) struct Jumps {
    stops: Vec<Stop>,
    /// How many of them lie behind the reader.
    behind: usize,
}

impl Jumps {
    /// Remembers where a jump began; what lay ahead is forgotten.
    pub(super) fn push(&mut self, stop: Stop) {
        self.stops.truncate(self.behind);
        self.stops.retain(|other| other.spot.offset != stop.spot.offset);
        self.stops.push(stop);
        let surplus = self.stops.len().saturating_sub(MOST_JUMPS);
        self.stops.drain(..surplus);
        self.behind = self.stops.len();
    }

    /// The place before this one; `here` is remembered as the way forward.
    fn back(&mut self, here: Stop) -> Option<Stop> {
        let target = self.behind.checked_sub(1)?;
        if self.behind == self.stops.len() {
            self.stops.push(here);
        } else if let Some(stop) = self.stops.get_mut(self.behind) {
            *stop = here;
        }
        self.behind = target;
        self.stops.get(target).cloned()
    }

    /// The place that was left by going back.
    fn forward(&mut self, here: Stop) -> Option<Stop> {
        let target = self.stops.get(self.behind + 1).cloned()?;
        if let Some(stop) = self.stops.get_mut(self.behind) {
            *stop = here;
        }
        self.behind += 1;
        Some(target)
    }

    /// Finds all of them again in another version of the article.
    pub(super) fn move_to(&mut self, document: &Document) {
        for stop in &mut self.stops {
            *stop = Stop { spot: Location::of(document, stop.spot.nearest_in(document)), current: None };
        }
    }
}

impl Model {
    /// The place at the top of the page; the beginning is the beginning, whatever stands there.
    pub(super) fn here(&self) -> Location {
        if self.nav.view.anchor == 0 {
            Location::default()
        } else {
            Location::of(self.document(), self.nav.view.anchor)
        }
    }

    /// Where a jump by the next key would begin: while something is searched or picked, where that began.
    pub(super) fn origin(&self) -> u32 {
        match (&self.mode, &self.nav.find) {
            (Mode::Prompt(prompt), Some(find)) if prompt.purpose == Purpose::Find => find.origin,
            (Mode::Pick(picker), _) => picker.origin.0,
            _ => self.nav.view.anchor,
        }
    }

    /// Where the mark that is current begins.
    pub(super) fn current_start(&self) -> Option<u32> {
        self.current_mark().map(|mark| mark.span.start())
    }

    /// Remembers a jump that began at the byte `from`, where the mark beginning at `current` was current,
    /// unless that place is still in sight.
    pub(super) fn jumped(&mut self, from: u32, current: Option<u32>) {
        let seen = self.nav.view.seen();
        if from != self.nav.view.anchor && !(seen.start()..=seen.end()).contains(&from) {
            self.nav.jumps.push(Stop { spot: Location::of(self.document(), from), current });
        }
    }

    /// Back to where the last jump began, or forward again.
    pub(super) fn jump(&mut self, forward: bool) -> Effects {
        let here = Stop { spot: self.here(), current: self.current_start() };
        let stop = if forward { self.nav.jumps.forward(here) } else { self.nav.jumps.back(here) };
        let Some(Stop { spot, current }) = stop else {
            let text = if forward { "no jump lies ahead" } else { "no jump lies behind" };
            return self.say(text);
        };
        self.go_to_offset(spot.offset);
        let again = current.and_then(|start| {
            let marks = self.reading.marks().iter().skip(self.reading.from_offset(start));
            marks.take_while(|mark| mark.span.start() == start).map(|mark| mark.span).next()
        });
        if let Some(span) = again {
            self.follow_place(span);
        }
        Effects::none()
    }

    /// Sets the bookmark `letter` at the top of the page.
    pub(super) fn set_place(&mut self, letter: char) -> Effects {
        let here = self.here();
        self.nav.bookmarks.insert(letter, here);
        self.notices.show(Notice::info(self.bookmark_set(letter)));
        Effects::one(self.keep_place())
    }

    pub(super) fn go_to_place(&mut self, letter: char) -> Effects {
        let Some(spot) = self.nav.bookmarks.get(&letter).cloned() else {
            return self.say(&self.no_bookmark(letter));
        };
        let (from, current) = (self.nav.view.anchor, self.current_start());
        self.go_to_offset(spot.offset);
        self.jumped(from, current);
        Effects::none()
    }

    /// Brings the byte `offset` to the top of the page.
    pub(super) fn go_to_offset(&mut self, offset: u32) {
        self.nav.view.to_offset(offset);
        self.follow_text();
    }

    /// Finds the places again in what the article is now.
    pub(super) fn move_places(&mut self, document: &Document) {
        self.nav.jumps.move_to(document);
        let again = |spot: &Location| Some(Location::of(document, spot.find_in(document)?));
        let places: BTreeMap<char, Location> = self
            .nav
            .bookmarks
            .iter()
            .map(|(&letter, spot)| (letter, again(spot).unwrap_or_else(|| spot.clone())))
            .collect();
        self.nav.bookmarks = places;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};

    fn document(text: &str) -> Document {
        import(text.as_bytes().to_vec(), "n", ImportOptions::new(Format::Plain)).unwrap().document
    }

    fn spot(offset: u32) -> Stop {
        Stop { spot: Location { offset, words: String::new() }, current: None }
    }

    #[test]
    fn goes_back_and_forward_and_forgets_what_lay_ahead() {
        let mut jumps = Jumps::default();
        let offset = |stop: Option<Stop>| stop.map(|stop| stop.spot.offset);
        jumps.push(spot(1));
        jumps.push(spot(2));
        assert_eq!(offset(jumps.back(spot(3))), Some(2));
        assert_eq!(offset(jumps.back(spot(2))), Some(1));
        assert_eq!(offset(jumps.back(spot(1))), None);
        assert_eq!(offset(jumps.forward(spot(1))), Some(2));
        assert_eq!(offset(jumps.forward(spot(2))), Some(3));
        assert_eq!(offset(jumps.forward(spot(3))), None);
        jumps.back(spot(3));
        jumps.push(spot(9));
        assert_eq!(offset(jumps.forward(spot(10))), None);
        assert_eq!(offset(jumps.back(spot(10))), Some(9));
        assert_eq!(offset(jumps.back(spot(9))), Some(1));
    }

    #[test]
    fn remembers_so_many_and_no_more() {
        let mut jumps = Jumps::default();
        (0..300).for_each(|offset| jumps.push(spot(offset)));
        assert_eq!((jumps.stops.len(), jumps.behind), (MOST_JUMPS, MOST_JUMPS));
    }

    #[test]
    fn a_place_is_found_again_in_an_edited_text() {
        let old = document("First things first.\nThe harbour closed at noon that day.\nLast words.");
        let new =
            document("A new opening line.\nFirst things first.\nThe harbour closed at noon that day.\nLast.");
        let spot = Location::of(&old, 20);
        assert_eq!(spot.find_in(&old), Some(20));
        let found = spot.find_in(&new).unwrap() as usize;
        assert!(new.text[found..].starts_with("The harbour"), "{}", &new.text[found..]);
        let gone = document("Nothing of it is left here, not one word.");
        assert_eq!((spot.find_in(&gone), spot.nearest_in(&gone)), (None, 20));
    }
}
