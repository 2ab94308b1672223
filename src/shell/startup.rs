//! What is there before the first screen: the beginning of the article, and what is kept from the last time.

use super::article::{Article, Source};
use super::capabilities::Known;
use super::export::formats;
use super::options::Found;
use super::{preferences, resume_state};
use crate::diagnostic::Diagnostic;
use crate::import::ImportedDocument;
use crate::session::Settings;
use crate::text::Document;
use std::path::PathBuf;
use std::sync::Arc;

/// As much of an article as the first screen waits for.
pub(super) struct Startup {
    pub(super) document: Arc<Document>,
    /// The article, if more of it is to be read.
    pub(super) rest: Option<Article>,
    /// What is to be said of how it was read.
    pub(super) notes: Vec<Diagnostic>,
}

impl Startup {
    /// Reads so much of it, or the `whole`.
    pub(super) fn of(article: Article, whole: bool) -> Result<Self, Diagnostic> {
        if let Some(document) = article.preview().filter(|_| !whole) {
            return Ok(Self { document: Arc::new(document), rest: Some(article), notes: Vec::new() });
        }
        let ImportedDocument { document, warnings } = article.read()?;
        Ok(Self { document: Arc::new(document), rest: None, notes: warnings })
    }
}

/// Where things are kept for the next time; nothing where there is no state folder.
pub(super) struct Files {
    pub(super) place: Option<PathBuf>,
    pub(super) choices: Option<PathBuf>,
}

impl Files {
    /// Where those of an article are.
    pub(super) fn of(source: &Source, document: &Document) -> Self {
        Self { place: resume_state::file(source, &document.digest), choices: preferences::file() }
    }

    /// The settings that are kept, and those that hold in every run; the list begins with what was `asked` for.
    pub(super) fn settings(&self, asked: Option<Found>, document: &Document) -> Settings {
        let mut settings = Settings {
            formats: formats(),
            resume: self.place.as_deref().map(resume_state::read).unwrap_or_default(),
            preferences: self.choices.as_deref().map(preferences::read).unwrap_or_default(),
            dotted: Known::here().dotted,
            ..Settings::default()
        };
        if let Some(asked) = asked {
            settings.filter = asked.filter;
            settings.resume.current = Some(document.offsets.to_bytes(&document.text, asked.start));
        }
        settings
    }
}
