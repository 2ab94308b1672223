//! Unfinished lines about a claim: kept beside the tags while the reader types, and offered again until they are
//! saved or the reader goes back to what is saved.

mod update;

use super::location::Location;
use crate::text::Document;
use serde::{Deserialize, Serialize};

/// Shortest note or field worth keeping, in characters.
const MIN_WORDS: usize = 3;
/// Shortest labels or name worth keeping, in characters: a shorter line is typed again sooner than thrown away.
const MIN_NAME: usize = 32;

/// What a line says about a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Remark {
    Note,
    Labels,
    Speaker,
    /// The id of a field.
    Field(String),
}

/// An unfinished line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub of: Remark,
    /// The start of its claim.
    #[serde(flatten)]
    pub place: Location,
    pub text: String,
    /// Where the claim starts in this version of the article; `None` if it is lost.
    #[serde(skip)]
    at: Option<u32>,
    /// The revision that the line went into. The draft goes once that is on disk.
    #[serde(skip)]
    saved_in: Option<u64>,
}

/// The claim that an open line is about.
#[derive(Debug)]
struct Home {
    of: Remark,
    place: Location,
    /// The line as the tags have it.
    saved: String,
}

#[derive(Debug, Default)]
pub(super) struct Drafts {
    all: Vec<Draft>,
    /// `None` while no line about a claim is open.
    home: Option<Home>,
    /// Was something typed since the drafts were last kept?
    typed: bool,
}

impl Remark {
    /// In messages.
    const fn name(&self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Labels => "labels",
            Self::Speaker => "speaker",
            Self::Field(_) => "field",
        }
    }

    /// Is a line too good to be lost?
    fn is_worth_keeping(&self, text: &str, saved: &str) -> bool {
        let least = match self {
            Self::Note | Self::Field(_) => MIN_WORDS,
            Self::Labels | Self::Speaker => MIN_NAME,
        };
        let bare = |text: &str| text.trim_matches([' ', '\n', ',']).to_owned();
        bare(text) != bare(saved)
            && text.chars().filter(|char| !char.is_whitespace()).nth(least - 1).is_some()
    }
}

impl Draft {
    fn is_open(&self) -> bool {
        self.saved_in.is_none()
    }
}

impl Drafts {
    /// Finds the claims again in a version of the article.
    pub(super) fn move_to(&mut self, document: &Document) {
        for draft in &mut self.all {
            draft.at = draft.place.find_in(document);
            if let Some(at) = draft.at {
                draft.place = Location::new(document, at);
            }
        }
        if let Some(home) = &mut self.home
            && let Some(at) = home.place.find_in(document)
        {
            home.place = Location::new(document, at);
        }
    }

    /// The unfinished line of this kind about the claim that starts at `at`.
    fn of(&self, of: &Remark, at: u32) -> Option<&Draft> {
        self.all.iter().find(|draft| draft.is_open() && draft.of == *of && draft.at == Some(at))
    }

    /// Replaces the draft of the open line; returns whether anything has changed.
    fn put(&mut self, text: &str) -> bool {
        let Some(Home { of, place, saved }) = &self.home else { return false };
        let before = self.all.clone();
        let is_same = |draft: &Draft| draft.is_open() && draft.of == *of && draft.at == Some(place.offset);
        let known = self.all.iter().position(is_same);
        match (known, of.is_worth_keeping(text, saved)) {
            (Some(at), true) => {
                self.all.get_mut(at).into_iter().for_each(|draft| text.clone_into(&mut draft.text));
            }
            (Some(at), false) => drop(self.all.remove(at)),
            (None, true) => self.all.push(Draft {
                of: of.clone(),
                place: place.clone(),
                text: text.to_owned(),
                at: Some(place.offset),
                saved_in: None,
            }),
            (None, false) => {}
        }
        before != self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_saved_or_too_short_are_not_worth_keeping() {
        let check = |of: Remark, text: &str, saved: &str, expected| {
            assert_eq!(of.is_worth_keeping(text, saved), expected, "{of:?} {text:?} {saved:?}");
        };
        check(Remark::Note, "see page 2", "", true);
        check(Remark::Note, "see page 2 ", "see page 2", false);
        check(Remark::Note, " \n ", "", false);
        check(Remark::Note, "", "see page 2", false);
        check(Remark::Note, "]", "", false);
        check(Remark::Labels, "money, ", "money", false);
        check(Remark::Speaker, "Ada", "", false);
        check(Remark::Speaker, "Ada Berg, speaking for the harbour council", "", true);
        check(Remark::Field("verdict".to_owned()), "half true", "", true);
    }

    #[test]
    fn a_draft_reads_back_as_it_was_written() {
        let place = Location { offset: 7, words: "the pier".to_owned() };
        for of in [Remark::Note, Remark::Field("source".to_owned())] {
            let text = "two\nlines \u{1b} “quoted”".to_owned();
            let draft = Draft { of, place: place.clone(), text, at: None, saved_in: None };
            let line = serde_json::to_string(&draft).unwrap();
            assert_eq!(serde_json::from_str::<Draft>(&line).unwrap(), draft, "{line}");
        }
    }
}
