//! The scheme that a command works by.

use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::shell::file::{self, MAX_BY_HAND};
use std::path::Path;

/// The scheme that is used unless another is asked for.
const USUAL: &str = "claims";

/// The scheme that a word names, or the one that is used without a word, with what is wrong with it.
pub(super) fn read(word: Option<&Path>) -> Result<(Scheme, Vec<Diagnostic>), Diagnostic> {
    match word {
        None => Ok((Scheme::claims(), Vec::new())),
        Some(word) => {
            let (text, name) = text(word)?;
            Scheme::parse(&text, &name)
        }
    }
}

/// The same for the reader: of a built-in scheme only the outline, with the name by which the rest is found.
pub(super) fn outline(word: Option<&Path>) -> Result<(Scheme, Option<String>, Vec<Diagnostic>), Diagnostic> {
    let name = word.map_or(Some(USUAL), Path::to_str);
    match name.and_then(|name| Some((Scheme::outline(name)?, name))) {
        Some((scheme, name)) => Ok((scheme, Some(name.to_owned()), Vec::new())),
        None => read(word).map(|(scheme, warnings)| (scheme, None, warnings)),
    }
}

/// The text that a word stands for, a built-in scheme or a file, and its name in messages.
pub(super) fn text(word: &Path) -> Result<(String, String), Diagnostic> {
    text_within(word, MAX_BY_HAND)
}

/// The same for a file of at most `most` bytes.
pub(super) fn text_within(word: &Path, most: u64) -> Result<(String, String), Diagnostic> {
    let name = word.to_string_lossy().into_owned();
    if let Some((_, text)) = Scheme::BUILT_IN.iter().find(|(known, _)| *known == name) {
        return Ok(((*text).to_owned(), name));
    }
    // A word without folder and ending is meant as a name.
    if word.components().count() == 1 && word.extension().is_none() && !word.exists() {
        let known: Vec<&str> = Scheme::names().collect();
        let near = did_you_mean(&name, known.iter().copied());
        let fault = Diagnostic::whole(&name, "no scheme of this name, and no such file");
        let built_in = format!("built in: {}", known.join(", "));
        return Err(fault.hint(near.map_or(built_in.clone(), |near| format!("{near} {built_in}"))));
    }
    Ok((file::text(word, most)?, name))
}
