//! Parts of a `WordprocessingML` archive by their relationships, and its text under the usual prefix.

use crate::import::xml_archive::{Archive, XmlEvent, read_xml};
use std::collections::HashMap;

/// Ends of the namespace of `WordprocessingML`, transitional and strict.
const NAMESPACES: [&str; 2] = ["wordprocessingml/2006/main\"", "ooxml/wordprocessingml/main\""];

/// Relationships of a part.
#[derive(Default)]
pub(super) struct Relations {
    /// Targets by id.
    pub(super) targets: HashMap<String, String>,
    /// Targets by the last part of the type, such as `styles`.
    parts: HashMap<String, String>,
    folder: String,
}

impl Relations {
    /// Those of the part at `path`; `\"\"` for the whole archive.
    pub(super) fn of(path: &str, archive: &mut Archive) -> Result<Self, String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let text = archive.text(&format!("{folder}_rels/{name}.rels"))?.unwrap_or_default();
        let mut relations = Self { folder, ..Self::default() };
        read_xml(&text, |event| {
            let XmlEvent::Open(element) = event else { return };
            let (Some(id), Some(target)) = (element.get("Id"), element.get("Target")) else { return };
            if let Some(kind) = element.value("Type").rsplit('/').next() {
                relations.parts.entry(kind.to_owned()).or_insert_with(|| target.clone());
            }
            relations.targets.insert(id, target);
        })?;
        Ok(relations)
    }

    /// Path of the part of a kind, or of `default` in the same folder.
    pub(super) fn part(&self, kind: &str, default: &str) -> String {
        let target = self.parts.get(kind).map_or(default, String::as_str);
        match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("{}{target}", self.folder),
        }
    }
}

/// The text of a part with the prefix `w`, whichever it declares.
pub(super) fn with_usual_prefix(text: String) -> String {
    let Some(prefix) = prefix(&text).filter(|prefix| *prefix != "w") else { return text };
    let prefix = format!("{prefix}:");
    let mut result = String::with_capacity(text.len());
    for (number, piece) in text.split('<').enumerate() {
        if number > 0 {
            result.push('<');
        }
        let (tag, rest) = match piece.find('>') {
            Some(end) if number > 0 => piece.split_at(end),
            _ => ("", piece),
        };
        let (slash, name) = tag.strip_prefix('/').map_or(("", tag), |name| ("/", name));
        let name =
            name.strip_prefix(prefix.as_str()).map_or_else(|| name.to_owned(), |name| format!("w:{name}"));
        result.push_str(slash);
        result.push_str(&name.replace(&format!(" {prefix}"), " w:"));
        result.push_str(rest);
    }
    result
}

/// The prefix that a text declares for `WordprocessingML`.
fn prefix(text: &str) -> Option<&str> {
    let (before, _) = NAMESPACES.iter().find_map(|namespace| text.split_once(namespace))?;
    let (_, declaration) = before.rsplit_once("xmlns:")?;
    declaration.split_once('=').map(|(prefix, _)| prefix.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_prefix_becomes_the_usual_one() {
        let text = "<d:p xmlns:d=\"http://x/wordprocessingml/2006/main\"><d:t d:a=\"1\">a d: b</d:t></d:p>";
        let usual = with_usual_prefix(text.to_owned());
        assert!(usual.ends_with("<w:t w:a=\"1\">a d: b</w:t></w:p>"), "{usual}");
        let already = "<w:p xmlns:w=\"http://x/wordprocessingml/2006/main\"/>";
        assert_eq!(with_usual_prefix(already.to_owned()), already);
    }
}
