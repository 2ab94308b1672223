//! The place in a text between two runs: a small file in the state folder for each article.

use super::article::Source;
use super::paths;
use super::store::{Real, replace};
use crate::reading::Strictness;
use crate::session::{ArticleState, Location};
use crate::text::digest;
use crate::text::hyphen::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where the reader was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Place {
    /// The first byte of the page.
    offset: u32,
    /// The words that stand there.
    words: String,
    /// The first byte of the current claim.
    current: Option<u32>,
    /// The word for how sure the machine must be; nothing for the usual.
    strictness: Option<String>,
    /// The code of the language that words are broken in.
    hyphens: Option<String>,
    /// The marks that the reader has set, by letter.
    marks: BTreeMap<String, Marked>,
}

/// A mark: its first byte, and the words that stand there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Marked {
    offset: u32,
    words: String,
}

impl From<&ArticleState> for Place {
    fn from(kept: &ArticleState) -> Self {
        let strictness = (kept.strictness != Strictness::Usual).then(|| kept.strictness.word().to_owned());
        let marked = |spot: &Location| Marked { offset: spot.offset, words: spot.words.clone() };
        Self {
            offset: kept.place.offset,
            words: kept.place.words.clone(),
            current: kept.current,
            strictness,
            hyphens: kept.hyphens.map(|language| language.code().to_owned()),
            marks: kept.places.iter().map(|(letter, spot)| (letter.to_string(), marked(spot))).collect(),
        }
    }
}

impl From<Place> for ArticleState {
    fn from(place: Place) -> Self {
        let letter = |name: String| name.chars().next();
        let spot = |marked: Marked| Location { offset: marked.offset, words: marked.words };
        let marks = place.marks.into_iter();
        Self {
            place: Location { offset: place.offset, words: place.words },
            current: place.current,
            strictness: place.strictness.as_deref().and_then(Strictness::of_word).unwrap_or_default(),
            places: marks.filter_map(|(name, marked)| Some((letter(name)?, spot(marked)))).collect(),
            hyphens: place.hyphens.as_deref().and_then(Language::parse),
        }
    }
}

/// The file for the place in one article; nothing if there is no state folder, or nothing to
/// know the article by.
pub(super) fn file(source: &Source, digest: &str) -> Option<PathBuf> {
    let key = match source {
        Source::File(path) => {
            digest::sha256(std::fs::canonicalize(path).ok()?.as_os_str().as_encoded_bytes())
        }
        Source::Stdin | Source::Sample => digest.to_owned(),
        // It begins anew every time.
        Source::Lesson => return None,
    };
    Some(paths::state()?.join("places").join(format!("{}.toml", key.get(..16)?)))
}

/// The place kept in a file; the beginning if there is none, or it cannot be read.
pub(super) fn read(file: &Path) -> ArticleState {
    let place: Option<Place> = std::fs::read_to_string(file).ok().and_then(|text| toml::from_str(&text).ok());
    place.unwrap_or_default().into()
}

/// Keeps a place. That it could not be kept is no reason to trouble the reader.
pub(super) fn write(file: &Path, kept: &ArticleState) {
    if let Ok(text) = toml::to_string(&Place::from(kept)) {
        keep(file, &text);
    }
}

/// Writes a small file of the state folder.
pub(super) fn keep(file: &Path, text: &str) {
    let folder = file.parent().map(std::fs::create_dir_all);
    if folder.is_some_and(|made| made.is_ok()) {
        let _ = replace(&Real, file, text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written_and_an_older_one_still_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("places").join("x.toml");
        assert_eq!(read(&file), ArticleState::default());
        let spot = |offset| Location { offset, words: "so it \"goes\"".to_owned() };
        for strictness in [Strictness::Looser, Strictness::Usual] {
            let places = [('a', spot(3)), ('é', spot(4))].into_iter().collect();
            let hyphens = Language::parse("de");
            let kept = ArticleState { place: spot(7), current: Some(9), strictness, places, hyphens };
            write(&file, &kept);
            assert_eq!(read(&file), kept);
        }
        std::fs::write(&file, "offset = 7\nmeasure = 60\n").unwrap();
        let place = Location { offset: 7, words: String::new() };
        assert_eq!(read(&file), ArticleState { place, ..ArticleState::default() });
    }
}
