//! The place in a text between two runs: a small file in the state folder for each article.

use super::article::Source;
use super::paths;
use super::store::{Real, replace};
use crate::text::digest;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where the reader was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Place {
    /// The first byte of the page.
    pub(super) offset: u32,
    /// Cells in a row.
    pub(super) measure: Option<u16>,
    /// The first byte of the current claim.
    pub(super) current: Option<u32>,
    /// The word for how sure the machine must be; nothing for the usual.
    pub(super) strictness: Option<String>,
}

/// The file for the place in one article; nothing if there is no state folder, or nothing to
/// know the article by.
pub(super) fn file(source: &Source, digest: &str) -> Option<PathBuf> {
    let key = match source {
        Source::File(path) => {
            digest::sha256(std::fs::canonicalize(path).ok()?.as_os_str().as_encoded_bytes())
        }
        Source::Stdin | Source::Sample => digest.to_owned(),
    };
    Some(paths::state()?.join("places").join(format!("{}.toml", key.get(..16)?)))
}

/// The place kept in a file; the beginning if there is none, or it cannot be read.
pub(super) fn read(file: &Path) -> Place {
    std::fs::read_to_string(file).ok().and_then(|text| toml::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps a place. That it could not be kept is no reason to trouble the reader.
pub(super) fn write(file: &Path, place: &Place) {
    let Ok(text) = toml::to_string(place) else { return };
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
        assert_eq!(read(&file), Place::default());
        let strictness = Some("looser".to_owned());
        for strictness in [strictness, None] {
            let place = Place { offset: 7, measure: Some(60), current: Some(9), strictness };
            write(&file, &place);
            assert_eq!(read(&file), place);
        }
        std::fs::write(&file, "offset = 7\n").unwrap();
        assert_eq!(read(&file), Place { offset: 7, ..Place::default() });
    }
}
