//! An article that is still being written to standard input: shown with its claims as far as it has come.

use super::classifier::ClaimFinder;
use super::display;
use super::import_worker::{self, Stop};
use super::live_input::{LiveEnd, LiveInput, MAX_LIVE};
use super::read_options::{FIRST_BYTES, ReadOptions};
use crate::claim::{Claim, Scheme, classify_cues};
use crate::error::Error;
use crate::import::{Format, ImportOptions, ImportedDocument, import};
use crate::reading::ThresholdShift;
use crate::session::Msg;
use crate::text::Document;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Shortest time between two states of the text on the screen.
const MIN_PAUSE: Duration = Duration::from_millis(150);
/// How often a request to stop is looked for while nothing comes.
const POLL: Duration = Duration::from_millis(100);
/// Showing a state may take this share of the time.
const SHARE: u32 = 4;
/// Longest text that is shown before all of it has come, in bytes.
const MAX_SHOWN: usize = 32 << 20;

/// How the article ended.
pub(super) enum Finished {
    /// The input has ended.
    Whole(ImportedDocument),
    /// The reader took what had come as the whole text.
    Stopped(ImportedDocument),
    /// Only a part can be read, for this reason.
    Part(Box<Document>, Error),
}

/// An input, and how the command line says to read it.
#[derive(Debug)]
pub(super) struct LiveArticle {
    pub(super) input: LiveInput,
    pub(super) options: ReadOptions,
    pub(super) name: String,
}

/// The last state on the screen.
#[derive(Default)]
struct Shown {
    document: Option<Arc<Document>>,
    claims: Vec<Claim>,
}

impl LiveArticle {
    /// Waits until a screen can be filled or the input has ended, at most until `until`; a format that must be there
    /// as a whole fills none before its end. Returns whether all of it has come.
    pub(super) fn wait_for_beginning(&self, until: Instant) -> bool {
        let (_, mut ended) = self.input.wait(FIRST_BYTES - 1, until);
        if !ended && self.how(&self.input.beginning(FIRST_BYTES)).format.needs_isolation() {
            (_, ended) = self.input.wait(usize::MAX, until);
        }
        // An input without an end is shown up to the limit, however fast it comes.
        ended && !self.input.is_full()
    }

    /// The beginning of what has come so far; empty for a format that must be there as a whole.
    pub(super) fn so_far(&self) -> Document {
        let bytes = self.input.beginning(FIRST_BYTES);
        self.partial(bytes).unwrap_or_else(|| {
            Document::new(&self.name, String::new(), Vec::new(), Vec::new(), String::new())
        })
    }

    fn how(&self, bytes: &[u8]) -> ImportOptions {
        let ReadOptions { format, raw, encoding } = self.options;
        ImportOptions { format: format.unwrap_or_else(|| Format::detect(bytes, &self.name)), raw, encoding }
    }

    fn partial(&self, mut bytes: Vec<u8>) -> Option<Document> {
        let how = self.how(&bytes);
        if how.format.needs_isolation() {
            return None;
        }
        // The last character may have come in part.
        if let Err(error) = std::str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            bytes.truncate(error.valid_up_to());
        }
        let mut document = import(bytes, &self.name, how).ok()?.document;
        document.digest.clear();
        Some(document)
    }

    /// Sends the text with its claims as it comes, until the input ends or the reader stops it.
    pub(super) fn read(&self, finder: &ClaimFinder, stop: &Stop, send: &mut dyn FnMut(Msg)) -> Finished {
        let (mut known, mut shown) = (0, Shown::default());
        // A pipe from a file ends at once: showing a part of it would only delay the whole.
        if self.input.beginning(FIRST_BYTES).len() == FIRST_BYTES {
            self.input.wait_for_end(MIN_PAUSE);
        }
        loop {
            let (count, ended) = self.input.wait(known, Instant::now() + POLL);
            if ended || stop.is_stopped() {
                break;
            }
            if count == known || known >= MAX_SHOWN {
                known = count;
                continue;
            }
            known = count;
            let began = Instant::now();
            if let Some(document) = self.partial(self.input.beginning(MAX_SHOWN)) {
                let document = Arc::new(document);
                if !finder.is_outside() {
                    shown.find_claims(&document, &finder.scheme());
                }
                shown.document = Some(Arc::clone(&document));
                send(Msg::Grown { document, claims: shown.claims.clone() });
            }
            let until = Instant::now() + MIN_PAUSE.max(began.elapsed() * SHARE);
            while Instant::now() < until && !stop.is_stopped() && !self.input.wait_for_end(POLL) {}
        }
        self.finish(stop)
    }

    /// Blocks until the input has ended.
    pub(super) fn read_whole(&self, stop: &Stop) -> Result<ImportedDocument, Error> {
        while !self.input.wait_for_end(Duration::from_hours(1)) {}
        match self.finish(stop) {
            Finished::Whole(imported) | Finished::Stopped(imported) => Ok(imported),
            Finished::Part(_, error) => Err(error),
        }
    }

    fn finish(&self, stop: &Stop) -> Finished {
        let (bytes, end) = self.input.take();
        let part = |bytes: Vec<u8>, error| {
            let document = self.partial(bytes);
            let empty = || Document::new(&self.name, String::new(), Vec::new(), Vec::new(), String::new());
            Finished::Part(Box::new(document.unwrap_or_else(empty)), error)
        };
        let why = match &end {
            Some(LiveEnd::Failed(error)) => Some(Error::new(&self.name, display::describe_io_error(error))),
            Some(LiveEnd::TooLong) => {
                let text = format!("goes on after {} MB, which are shown", MAX_LIVE >> 20);
                Some(Error::new(&self.name, text).hint("save it in a file to read all of it"))
            }
            Some(LiveEnd::Whole) | None => None,
        };
        if let Some(error) = why {
            return part(bytes, error);
        }
        let how = self.how(&bytes);
        let read = if how.format.needs_isolation() {
            import_worker::import(bytes, &self.name, how, stop, &mut |_| {})
        } else {
            import(bytes, &self.name, how)
        };
        match read {
            Ok(imported) if end.is_some() => Finished::Whole(imported),
            Ok(imported) => Finished::Stopped(imported),
            Err(error) => part(Vec::new(), error),
        }
    }
}

impl Shown {
    /// Finds the claims of the blocks that have come or changed since the last state.
    fn find_claims(&mut self, document: &Document, scheme: &Scheme) {
        // The last block may have been cut off, and what follows may have made it a heading.
        let same = self.document.as_ref().map_or(0, |before| {
            let pairs = before.blocks.iter().zip(&document.blocks);
            let same = pairs.take_while(|(old, new)| old == new).count();
            let end =
                document.blocks.get(same.saturating_sub(1)).map_or(0, |block| block.span.end() as usize);
            let is_same = before.text.get(..end).is_some_and(|text| document.text.starts_with(text));
            if is_same { same.saturating_sub(1) } else { 0 }
        });
        let from = document.blocks.get(same).map_or(u32::MAX, |block| block.span.start());
        self.claims.retain(|claim| claim.span.start() < from);
        for block in document.blocks.iter().skip(same).filter(|block| block.kind.is_classified()) {
            classify_cues(&document.text, block.span, scheme, ThresholdShift::SLACK, &mut self.claims);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn document(text: &str) -> Arc<Document> {
        Arc::new(import(text.as_bytes().to_vec(), "n", ImportOptions::new(Format::Plain)).unwrap().document)
    }

    fn claims(shown: &Shown) -> Vec<(u32, u32)> {
        shown.claims.iter().map(|claim| (claim.span.start(), claim.span.end())).collect()
    }

    #[test]
    fn claims_found_bit_by_bit_are_those_of_the_whole() {
        let text = "The council must vote by Friday. It agreed to lower the toll.\n\nCritics warn that this may \
                    fail.\n\nThe union demands that\nthe minister resign at once.\n";
        let scheme = Scheme::claims();
        let mut shown = Shown::default();
        for end in (0..=text.len()).step_by(7).chain([text.len()]) {
            let part = document(&text[..end]);
            shown.find_claims(&part, &scheme);
            shown.document = Some(Arc::clone(&part));
            let mut whole = Shown::default();
            whole.find_claims(&part, &scheme);
            assert_eq!(claims(&shown), claims(&whole), "{:?}", &text[..end]);
        }
        assert!(shown.claims.len() >= 3);
    }

    #[test]
    fn the_first_screen_of_a_long_input_does_not_wait_for_its_end() {
        let (reader, mut writer) = std::io::pipe().unwrap();
        let live = LiveArticle {
            input: LiveInput::start(reader),
            options: ReadOptions::default(),
            name: "n".to_owned(),
        };
        let text = "The council must vote by Friday. ".repeat(FIRST_BYTES / 16);
        writer.write_all(text.as_bytes()).unwrap();
        let begun = Instant::now();
        assert!(!live.wait_for_beginning(begun + Duration::from_hours(1)), "the pipe is open");
        assert_eq!(live.so_far().text.len(), FIRST_BYTES);
        drop(writer);
        while !live.input.wait_for_end(Duration::from_mins(1)) {}
        assert!(live.wait_for_beginning(begun));
    }

    #[test]
    fn a_character_that_has_come_in_part_changes_no_encoding() {
        let options = ReadOptions::default();
        let live = LiveArticle { input: LiveInput::start(std::io::empty()), options, name: "n".to_owned() };
        let text = "Один é";
        for end in 0..=text.len() {
            let document = live.partial(text.as_bytes()[..end].to_vec()).unwrap();
            assert!(document.is_partial() && text.starts_with(&document.text), "{:?}", document.text);
        }
    }
}
