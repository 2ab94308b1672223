//! What the claims of a corpus are grouped by, and what their numbers are taken per.

use std::fmt;

/// What claims are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nothing: all are one group.
    #[default]
    All,
    /// Where their articles come from.
    Source,
    /// The year in which they appeared.
    Year,
    /// The month, as `2026-11`.
    Month,
    /// The day, as `2026-11-25`.
    Day,
    /// Who says them.
    Speaker,
    /// A field of the records; dots lead into objects.
    Field(String),
}

impl By {
    /// The words that are no fields.
    pub const WORDS: [&str; 5] = ["source", "year", "month", "day", "speaker"];

    /// What a word of the command line asks for; every word that is not known is a field.
    pub fn of(word: &str) -> Self {
        match word {
            "source" => Self::Source,
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "speaker" => Self::Speaker,
            field => Self::Field(field.to_owned()),
        }
    }

    /// How many letters of a day as `2026-11-25` tell the group, if it is one of time.
    pub const fn letters(&self) -> Option<usize> {
        match self {
            Self::Year => Some(4),
            Self::Month => Some(7),
            Self::Day => Some(10),
            _ => None,
        }
    }

    /// What the group of those is called of which it is not known.
    pub fn unknown(&self) -> String {
        match self {
            Self::Speaker => "the author".to_owned(),
            Self::Year | Self::Month | Self::Day => "no date".to_owned(),
            other => format!("no {other}"),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Source => "source",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Speaker => "speaker",
            Self::Field(name) => name,
        })
    }
}

/// What numbers are taken per, so that a large group can be held against a small one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// A thousand articles of the group.
    Articles,
    /// A thousand words of it.
    Words,
    /// A hundred claims of it: the share of a category.
    Claims,
}

impl Per {
    /// In words that fit behind a number.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Articles => "per 1,000 articles",
            Self::Words => "per 1,000 words",
            Self::Claims => "% of the claims",
        }
    }

    /// The same in one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Words => "words",
            Self::Claims => "claims",
        }
    }
}
