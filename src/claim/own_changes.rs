//! A reader's own changes of a built-in scheme: the text of a file that extends it, edited in place.

use super::scheme::Scheme;
use crate::diagnostic::Diagnostic;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

/// In milli-logits, for a cue without a weight.
const DEFAULT_WEIGHT: i32 = 3000;

/// A cue that the reader wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCue {
    pub id: String,
    /// The category's id.
    pub category: String,
    pub pattern: String,
    /// Log-odds that a match adds, in milli-logits.
    pub weight: i32,
    /// Where it comes from.
    pub note: String,
}

/// One change of a scheme, by which a reader teaches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeEdit {
    /// Leaves out the cue with this id.
    Silence(String),
    /// Takes it back.
    Restore(String),
    Add(OwnCue),
    Remove(OwnCue),
}

impl SchemeEdit {
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::Silence(id) => Self::Restore(id),
            Self::Restore(id) => Self::Silence(id),
            Self::Add(cue) => Self::Remove(cue),
            Self::Remove(cue) => Self::Add(cue),
        }
    }
}

/// What a file changes in the scheme that it extends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnChanges {
    /// Ids of the cues left out.
    pub silenced: Vec<String>,
    pub cues: Vec<OwnCue>,
}

impl OwnChanges {
    /// Reads them from the text of a scheme file; none from text that is not TOML.
    pub fn of(text: &str) -> Self {
        let Ok(document) = text.parse::<DocumentMut>() else { return Self::default() };
        let strings = |item: &Item| {
            let one = item.as_str().map(str::to_owned);
            let many = item.as_array().into_iter().flatten().filter_map(|id| id.as_str().map(str::to_owned));
            one.into_iter().chain(many).collect::<Vec<String>>()
        };
        let silenced = document.get("silence").map(strings).unwrap_or_default();
        let cues = document.get("cue").and_then(Item::as_array_of_tables).into_iter().flatten();
        let cue = |table: &Table| {
            let text = |key| table.get(key).map(|item| strings(item).join(" ¦ ")).unwrap_or_default();
            let weight = table
                .get("weight")
                .and_then(|item| item.as_float().or(item.as_integer().map(|one| one as f64)));
            OwnCue {
                id: text("id"),
                category: text("category"),
                pattern: text("pattern"),
                weight: weight
                    .map_or(DEFAULT_WEIGHT, |logits| (logits.clamp(-100.0, 100.0) * 1000.0).round() as i32),
                note: text("note"),
            }
        };
        Self { silenced, cues: cues.map(cue).collect() }
    }

    /// Follows an edit.
    pub fn apply(&mut self, edit: &SchemeEdit) {
        match edit {
            SchemeEdit::Silence(id) => self.silenced.push(id.clone()),
            SchemeEdit::Restore(id) => self.silenced.retain(|known| known != id),
            SchemeEdit::Add(cue) => self.cues.push(cue.clone()),
            SchemeEdit::Remove(cue) => self.cues.retain(|known| known.id != cue.id),
        }
    }
}

/// The name of the built-in scheme that a file extends, if it does.
pub fn extended_scheme(text: &str) -> Option<String> {
    let document = text.parse::<DocumentMut>().ok()?;
    let name = document.get("extends")?.as_str()?;
    Scheme::names().find(|known| *known == name).map(str::to_owned)
}

/// Makes an edit in the text of a file that extends `base`; an empty text becomes one. The rest stays as it is.
///
/// Fails for a text that is not TOML, or in which a key does not hold what it should.
pub fn edit_scheme(text: &str, file: &str, base: &str, edit: &SchemeEdit) -> Result<String, Diagnostic> {
    let new = format!(
        "# Your own changes of the scheme {base}, made in the reader. Without this file the scheme is as it was.\n\
         extends = \"{base}\"\n"
    );
    let text = if text.trim().is_empty() { &new } else { text };
    let mut document: DocumentMut = text
        .parse()
        .map_err(|error: toml_edit::TomlError| Diagnostic::toml(file, text, error.span(), error.message()))?;
    let wrong = |key: &str, expected: &str| Diagnostic::whole(file, format!("`{key}` is not {expected}"));
    match edit {
        SchemeEdit::Silence(id) | SchemeEdit::Restore(id) => {
            let item = document.entry("silence").or_insert_with(|| value(Array::new()));
            let list = item.as_array_mut().ok_or_else(|| wrong("silence", "a list of cues"))?;
            list.retain(|known| known.as_str() != Some(id));
            if matches!(edit, SchemeEdit::Silence(_)) {
                list.push(id);
            }
            if list.is_empty() {
                document.remove("silence");
            }
        }
        SchemeEdit::Add(cue) | SchemeEdit::Remove(cue) => {
            let item = document.entry("cue").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
            let list = item.as_array_of_tables_mut().ok_or_else(|| wrong("cue", "written as [[cue]]"))?;
            list.retain(|table| table.get("id").and_then(Item::as_str) != Some(&cue.id));
            if matches!(edit, SchemeEdit::Add(_)) {
                let mut table = Table::new();
                for (key, text) in [
                    ("id", &cue.id),
                    ("category", &cue.category),
                    ("pattern", &cue.pattern),
                    ("note", &cue.note),
                ] {
                    if !text.is_empty() {
                        table.insert(key, value(text));
                    }
                }
                table.insert("weight", value(f64::from(cue.weight) / 1000.0));
                table.decor_mut().set_prefix("\n");
                list.push(table);
            }
            if list.is_empty() {
                document.remove("cue");
            }
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_and_taken_back_in_a_text_that_stays_as_it_is() {
        let base = Scheme::claims();
        let id = base.cues[0].id.clone();
        let cue = OwnCue {
            id: "own-polish".to_owned(),
            category: base.categories[2].id.clone(),
            pattern: "polish/V the bell".to_owned(),
            weight: 4500,
            note: "from 4 passages".to_owned(),
        };
        let edits = [SchemeEdit::Silence(id.clone()), SchemeEdit::Add(cue.clone())];
        let mut text = String::new();
        let mut changes = OwnChanges::default();
        for edit in &edits {
            text = edit_scheme(&text, "f", "claims", edit).unwrap();
            changes.apply(edit);
            assert_eq!(OwnChanges::of(&text), changes);
        }
        assert_eq!(extended_scheme(&text).as_deref(), Some("claims"));
        let (scheme, warnings) = Scheme::parse(&text, "f").unwrap();
        assert_eq!(warnings, [], "{text}");
        assert!(!scheme.cues.iter().any(|cue| cue.id == id));
        assert!(scheme.cues.iter().any(|known| known.id == cue.id && known.weight == 4500));
        // Again changes nothing.
        assert_eq!(edit_scheme(&text, "f", "claims", &edits[0]).unwrap(), text);
        let kept = format!("# mine\n{text}");
        let silent = edit_scheme(&kept, "f", "claims", &edits[1].inverse()).unwrap();
        let emptied = edit_scheme(&silent, "f", "claims", &edits[0].inverse()).unwrap();
        assert!(emptied.starts_with("# mine\n# Your own changes"), "{emptied}");
        assert_eq!(OwnChanges::of(&emptied), OwnChanges::default());
        assert_eq!(Scheme::parse(&emptied, "f").unwrap().0.cues.len(), base.cues.len());
    }

    #[test]
    fn a_text_that_is_not_a_scheme_is_refused() {
        let silence = SchemeEdit::Silence("x".to_owned());
        let failed = |text: &str| edit_scheme(text, "f", "claims", &silence).unwrap_err().to_string();
        assert!(failed("a = [").starts_with("f:1:"), "{}", failed("a = ["));
        assert_eq!(failed("silence = 3\n"), "f: `silence` is not a list of cues");
    }
}
