//! One claim in a dossier, the article it stands in, and where the article's date comes from.

use super::party::Party;
use super::subject::Subject;

/// Where the date of an article was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSource {
    /// A field of the record that the article came in.
    Record,
    /// What the article says about itself: a header, a property, a meta element.
    Document,
    Path,
    /// A short line at the top of the text.
    Text,
}

impl DateSource {
    /// In files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Document => "document",
            Self::Path => "path",
            Self::Text => "text",
        }
    }

    /// For people, after a date.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Record => "date from the record",
            Self::Document => "date from the document",
            Self::Path => "date from the path",
            Self::Text => "date from a line at the top",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleDate {
    /// As `2026-11-25`, `2026-11` or `2026`.
    pub day: String,
    pub from: DateSource,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Path or id.
    pub name: String,
    /// Empty if the article has none, or only its claims are known.
    pub title: String,
    /// Who published it; empty if unknown.
    pub publisher: String,
    pub date: Option<ArticleDate>,
    /// The same for copies of one text; `None` if that cannot be told.
    pub fingerprint: Option<u128>,
}

impl Article {
    pub fn day(&self) -> Option<&str> {
        self.date.as_ref().map(|date| date.day.as_str())
    }

    /// As `2026-11`, or `2026` where no more is known.
    pub fn month(&self) -> Option<&str> {
        let day = self.day()?;
        day.get(..7).or(Some(day))
    }
}

/// What a claim has to do with the party of the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The party makes it.
    Said,
    /// Somebody else asks it of the party.
    Asked,
    /// Somebody else makes it, and its words name the party.
    About,
}

impl Role {
    /// In files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Said => "said",
            Self::Asked => "asked",
            Self::About => "about",
        }
    }
}

/// A decision of the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// In files.
    pub id: &'static str,
    /// For people.
    pub word: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EntryCategory {
    /// Id in the scheme.
    pub id: String,
    /// From 0 to 1; `None` if only the reader gave the category.
    pub score: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Index in [`super::Dossier::articles`].
    pub article: usize,
    /// Paragraph, from 1.
    pub block: Option<u64>,
    /// In code points of the article.
    pub start: u64,
    pub end: u64,
    pub text: String,
    pub categories: Vec<EntryCategory>,
    /// As the article writes it, or as the reader put it; `None` for the author or somebody unknown.
    pub speaker: Option<String>,
    /// How the speaker is known, in the words of claim records; `None` for the author.
    pub basis: Option<String>,
    pub role: Role,
    /// Is it uncertain that the claim is asked of the party, or is about it?
    pub is_role_guess: bool,
    /// `None` while undecided.
    pub verdict: Option<Verdict>,
    pub note: String,
    pub labels: Vec<String>,
    /// What found it, in the words of claim records; `None` from an outside classifier and without a suggestion.
    pub engine: Option<String>,
}

impl Entry {
    /// Was the speaker taken from the context?
    pub fn is_speaker_guess(&self) -> bool {
        self.basis.as_deref() == Some("guessed")
    }

    pub fn is_guess(&self) -> bool {
        self.is_role_guess || self.is_speaker_guess()
    }

    /// For people, after the categories: who says it and how sure that is. Empty for a claim that the party makes under
    /// the name that heads the dossier.
    pub fn attribution(&self, subject: &Subject) -> String {
        let is_first = |name: &str| subject.speaker.as_ref().is_some_and(|party| party.is_first(name));
        let name = self.speaker.as_deref();
        if self.role == Role::Said {
            return match name.map(in_a_sentence) {
                Some(name) if self.is_speaker_guess() => format!("perhaps said by {name}"),
                Some(name) if !is_first(&name) => format!("said by {name}"),
                _ => String::new(),
            };
        }
        let who = match name.map(in_a_sentence) {
            Some(name) if self.is_speaker_guess() => format!("perhaps by {name}"),
            Some(name) => format!("by {name}"),
            None if self.basis.as_deref() == Some("unknown") => "by somebody unnamed".to_owned(),
            None => "by the author".to_owned(),
        };
        let of = if self.role == Role::Asked { "asked of" } else { "about" };
        let perhaps = if self.is_role_guess { "perhaps " } else { "" };
        let whom = subject.about.as_ref().map_or("them", Party::name);
        format!("{perhaps}{of} {whom} {who}")
    }
}

/// A name without the capital of an article that began its sentence.
fn in_a_sentence(name: &str) -> String {
    match name.strip_prefix("The ") {
        Some(rest) => format!("the {rest}"),
        None => name.to_owned(),
    }
}
