//! Who makes a claim: the reader's word, else what the text says, and how sure that is.

use super::mark::Mark;
use crate::claim::{Claim, Speaker};

/// The speaker of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpokenBy<'m> {
    /// Given by the reader; `None` for the author or somebody unknown.
    Reader(Option<&'m str>),
    /// Named by words such as "said" or "according to".
    Attributed(&'m str),
    /// Taken from the context.
    Guessed(&'m str),
    /// Somebody whom the text does not name there.
    Unknown,
    Author,
}

/// [`SpokenBy::group`] of [`SpokenBy::Unknown`].
const UNKNOWN: &str = "unknown speaker";

impl<'m> SpokenBy<'m> {
    /// What the suggestion says.
    pub fn of_claim(claim: &Claim, text: &'m str) -> Self {
        match claim.speaker {
            Speaker::Author => Self::Author,
            Speaker::Unknown => Self::Unknown,
            Speaker::Attributed(name) => Self::Attributed(name.slice(text)),
            Speaker::Guessed(name) => Self::Guessed(name.slice(text)),
        }
    }

    pub fn name(self) -> Option<&'m str> {
        match self {
            Self::Reader(name) => name,
            Self::Attributed(name) | Self::Guessed(name) => Some(name),
            Self::Unknown | Self::Author => None,
        }
    }

    /// How the speaker is known, in files; `None` for the author.
    pub const fn basis(self) -> Option<&'static str> {
        match self {
            Self::Reader(_) => Some("reader"),
            Self::Attributed(_) => Some("attributed"),
            Self::Guessed(_) => Some("guessed"),
            Self::Unknown => Some("unknown"),
            Self::Author => None,
        }
    }

    pub const fn is_guess(self) -> bool {
        matches!(self, Self::Guessed(_))
    }

    /// For people: the words before the name, and the name.
    pub fn words(self) -> (&'static str, &'m str) {
        match self {
            Self::Reader(None) => ("no named speaker", ""),
            Self::Reader(Some(name)) | Self::Attributed(name) => ("said by ", name),
            Self::Guessed(name) => ("perhaps ", name),
            Self::Unknown => ("speaker unknown", ""),
            Self::Author => ("said by ", "the author"),
        }
    }

    /// Name for counts by speaker; `None` for the author.
    pub fn group(self) -> Option<&'m str> {
        group(self.name(), self.basis())
    }
}

/// Name for counts by speaker, from a speaker and a basis as files hold them; `None` for the author.
pub fn group<'m>(name: Option<&'m str>, basis: Option<&str>) -> Option<&'m str> {
    name.or_else(|| (basis == Some("unknown")).then_some(UNKNOWN))
}

impl Mark {
    /// `text` is that of the document. `None` if neither the reader nor a visible suggestion says anything.
    pub fn speaker<'m>(&'m self, text: &'m str) -> Option<SpokenBy<'m>> {
        if let Some(name) = self.tag.as_ref().and_then(|tag| tag.speaker.as_deref()) {
            return Some(SpokenBy::Reader(Some(name).filter(|name| !name.is_empty())));
        }
        self.known_claim().map(|claim| SpokenBy::of_claim(claim, text))
    }
}
