//! The scheme that a command works with.

use super::args::EngineArgs;
use super::report::{report, report_all};
use crate::claim::{PersonalModel, Scheme, extended_scheme};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::shell::file::{self, MAX_BY_HAND};
use crate::shell::{OwnScheme, display, paths, personal};
use std::path::Path;
use std::sync::Arc;

const DEFAULT: &str = "claims";

/// Reads the scheme that a word names, or the default one, with the engine and the personal model that were asked
/// for, and reports its warnings.
pub(super) fn load(word: Option<&Path>, engine: &EngineArgs) -> Result<Scheme, Error> {
    let (scheme, warnings) = read(word, engine)?;
    report_all(warnings);
    Ok(scheme)
}

/// Like [`load`], for a command that has no choice of engines.
pub(super) fn load_bare(word: Option<&Path>) -> Result<Scheme, Error> {
    load(word, &EngineArgs::default())
}

/// Reads the scheme that a word names, or the default one, with its warnings.
pub(super) fn read(word: Option<&Path>, engine: &EngineArgs) -> Result<(Scheme, Vec<Diagnostic>), Error> {
    let (scheme, mut warnings) = match word {
        None => (Scheme::claims(), Vec::new()),
        Some(word) => {
            let (text, name) = text(word, MAX_BY_HAND)?;
            Scheme::parse(&text, &name)?
        }
    };
    Ok((with_engine(scheme, engine, &mut warnings)?, warnings))
}

/// The file of a reader's own changes of the scheme that a word names: in the config folder for a built-in scheme, the
/// file itself for one that extends it.
pub(super) fn own(word: Option<&Path>) -> Option<OwnScheme> {
    let word = word.unwrap_or(Path::new(DEFAULT));
    let base = word.to_str().and_then(|word| Scheme::names().find(|name| *name == word));
    if let Some(base) = base {
        return Some(OwnScheme { path: paths::own_scheme(base)?, base: base.to_owned() });
    }
    let base = extended_scheme(&file::text(word, MAX_BY_HAND).ok()?)?;
    Some(OwnScheme { path: word.to_owned(), base })
}

/// Like [`read`], for commands that show what the reader shows: with the reader's own changes of a built-in scheme.
pub(super) fn read_own(word: Option<&Path>, engine: &EngineArgs) -> Result<(Scheme, Vec<Diagnostic>), Error> {
    read_changed(word, engine).map(|(scheme, warnings)| (speaking(scheme, engine), warnings))
}

/// The scheme with the reader's personal model, if there is one and no other was asked for. The scheme without it is
/// better than none.
fn speaking(scheme: Scheme, engine: &EngineArgs) -> Scheme {
    if engine.personal.is_some() {
        return scheme;
    }
    let (scheme, error) = personal::speaking(scheme);
    error.into_iter().for_each(report);
    scheme
}

fn read_changed(word: Option<&Path>, engine: &EngineArgs) -> Result<(Scheme, Vec<Diagnostic>), Error> {
    let is_changed = |own: &OwnScheme| own.path.exists() && Some(own.path.as_path()) != word;
    let Some(own) = own(word).filter(is_changed) else { return read(word, engine) };
    let changed = own.text().and_then(|text| Ok(Scheme::parse(&text, &display::path(&own.path))?));
    match changed {
        Ok((scheme, mut warnings)) => Ok((with_engine(scheme, engine, &mut warnings)?, warnings)),
        // The scheme without the changes is better than none.
        Err(error) => {
            report(error);
            read(word, engine)
        }
    }
}

/// Like [`load`], with the reader's own changes of a built-in scheme.
pub(super) fn load_own(word: Option<&Path>, engine: &EngineArgs) -> Result<Scheme, Error> {
    let (scheme, warnings) = read_own(word, engine)?;
    report_all(warnings);
    Ok(scheme)
}

/// Like [`load_own`], without a personal model: the scheme that learning adds to.
pub(super) fn load_changed(word: Option<&Path>) -> Result<Scheme, Error> {
    let (scheme, warnings) = read_changed(word, &EngineArgs::default())?;
    report_all(warnings);
    Ok(scheme)
}

/// Reads a scheme for the reader: of a built-in one only the outline, with the name to complete it by.
pub(super) fn outline(
    word: Option<&Path>,
    engine: &EngineArgs,
) -> Result<(Scheme, Option<String>, Vec<Diagnostic>), Error> {
    if own(word).is_some_and(|own| own.path.exists()) {
        return read_own(word, engine).map(|(scheme, warnings)| (scheme, None, warnings));
    }
    let name = word.map_or(Some(DEFAULT), Path::to_str);
    match name.and_then(|name| Some((Scheme::outline(name)?, name))) {
        Some((scheme, name)) => {
            let mut warnings = Vec::new();
            let scheme = speaking(with_engine(scheme, engine, &mut warnings)?, engine);
            Ok((scheme, Some(name.to_owned()), warnings))
        }
        None => read_own(word, engine).map(|(scheme, warnings)| (scheme, None, warnings)),
    }
}

fn with_engine(scheme: Scheme, engine: &EngineArgs, warnings: &mut Vec<Diagnostic>) -> Result<Scheme, Error> {
    let scheme = scheme.with_engine(engine.engine);
    match &engine.personal {
        Some(path) => with_personal(scheme, path, warnings),
        None => Ok(scheme),
    }
}

/// The scheme with the personal model of a file. One that cannot speak here is an error: figures and claims would be
/// the scheme's own without a sign of it.
pub(super) fn with_personal(
    scheme: Scheme,
    path: &Path,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Scheme, Error> {
    let name = path.to_string_lossy().into_owned();
    let (personal, found) = PersonalModel::parse(&file::text(path, MAX_BY_HAND)?, &name)?;
    warnings.extend(found);
    scheme.with_personal(Arc::new(personal)).map_err(|mismatch| {
        Error::new(name, mismatch.to_string())
            .hint("learn again under this scheme with `purport learn --scheme`")
    })
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
