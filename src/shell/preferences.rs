//! How the reader likes the screen, whatever is read: one small file in the state folder.

use super::{paths, resume_state};
use crate::session::{Preferences, Split};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Chosen {
    theme: Option<String>,
    measure: Option<u16>,
    list_columns: Option<u16>,
    list_rows: Option<u16>,
    mouse: Option<bool>,
    has_decided: bool,
}

/// The file; nothing where there is no state folder.
pub(super) fn file() -> Option<PathBuf> {
    Some(paths::state()?.join("choices.toml"))
}

/// What was chosen; the usual where nothing was, or it cannot be read.
pub(super) fn read(file: &Path) -> Preferences {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let chosen: Chosen = toml::from_str(&text).unwrap_or_default();
    let Chosen { theme, measure, list_columns, list_rows, mouse, has_decided } = chosen;
    Preferences { theme, measure, split: Split { side: list_columns, strip: list_rows }, mouse, has_decided }
}

/// Keeps what was chosen. That it could not be kept is no reason to trouble the reader.
pub(super) fn write(file: &Path, choices: &Preferences) {
    let Preferences { theme, measure, split, mouse, has_decided } = choices.clone();
    let (list_columns, list_rows) = (split.side, split.strip);
    let chosen = Chosen { theme, measure, list_columns, list_rows, mouse, has_decided };
    if let Ok(text) = toml::to_string(&chosen) {
        resume_state::keep(file, &text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_read_as_they_were_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("choices.toml");
        assert_eq!(read(&file), Preferences::default());
        let split = Split { side: Some(44), strip: None };
        let theme = Some("paper".to_owned());
        let choices = Preferences { theme, measure: Some(72), split, mouse: Some(false), has_decided: true };
        write(&file, &choices);
        assert_eq!(read(&file), choices);
        std::fs::write(&file, "theme = 7").unwrap();
        assert_eq!(read(&file), Preferences::default());
    }
}
