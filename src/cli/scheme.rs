//! The scheme that a command works with.

use super::report::report_all;
use crate::claim::{Engine, Scheme};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::shell::file::{self, MAX_BY_HAND};
use std::path::Path;

const DEFAULT: &str = "claims";

/// Reads the scheme that a word names, or the default one, and reports its warnings.
pub(super) fn load(word: Option<&Path>, engine: Engine) -> Result<Scheme, Error> {
    let (scheme, warnings) = read(word, engine)?;
    report_all(warnings);
    Ok(scheme)
}

/// Reads the scheme that a word names, or the default one, with its warnings.
pub(super) fn read(word: Option<&Path>, engine: Engine) -> Result<(Scheme, Vec<Diagnostic>), Error> {
    let (scheme, warnings) = match word {
        None => (Scheme::claims(), Vec::new()),
        Some(word) => {
            let (text, name) = text(word, MAX_BY_HAND)?;
            Scheme::parse(&text, &name)?
        }
    };
    Ok((scheme.with_engine(engine), warnings))
}

/// Reads a scheme for the reader: of a built-in one only the outline, with the name to complete it by.
pub(super) fn outline(
    word: Option<&Path>,
    engine: Engine,
) -> Result<(Scheme, Option<String>, Vec<Diagnostic>), Error> {
    let name = word.map_or(Some(DEFAULT), Path::to_str);
    match name.and_then(|name| Some((Scheme::outline(name)?, name))) {
        Some((scheme, name)) => Ok((scheme.with_engine(engine), Some(name.to_owned()), Vec::new())),
        None => read(word, engine).map(|(scheme, warnings)| (scheme, None, warnings)),
    }
}

/// The text of a built-in scheme or of a file of at most `max_bytes`, and its name in messages.
pub(super) fn text(word: &Path, max_bytes: u64) -> Result<(String, String), Error> {
    let name = word.to_string_lossy().into_owned();
    if let Some((_, text)) = Scheme::BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok(((*text).to_owned(), name));
    }
    // A word without a folder and an ending is meant as a name.
    if word.components().count() == 1 && word.extension().is_none() && !word.exists() {
        let known: Vec<&str> = Scheme::names().collect();
        let near = did_you_mean(&name, known.iter().copied());
        let hint = format!("built in: {}", known.join(", "));
        return Err(Error::new(name, "no scheme of this name, and no such file")
            .hint(near.map_or(hint.clone(), |near| format!("{near} {hint}"))));
    }
    Ok((file::text(word, max_bytes)?, name))
}

/// The text of a scheme, built in or in a file, and its name in messages.
pub(super) fn source(word: Option<&Path>) -> Result<(String, String), Error> {
    text(word.unwrap_or(Path::new(DEFAULT)), MAX_BY_HAND)
}
