//! The tag file: TOML beside the article, read into tags and rewritten without losing a word of it.

mod fields;
mod quoted;

use super::Tag;
use crate::fault::Fault;
use std::collections::HashMap;
use std::sync::Arc;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// The format's version; a file that asks for a later reader is not opened.
pub const VERSION: i64 = 1;

/// What a tag file says about itself, above the tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The article's name.
    pub document: String,
    /// SHA-256 of the article's bytes when the file was last written.
    pub sha256: String,
    /// The article's length in code points.
    pub chars: u32,
    /// The scheme's name and version.
    pub scheme: (String, String),
    /// Who makes the tags.
    pub annotator: String,
}

/// A tag file as it stands on disk, with everything in it that is not ours.
///
/// Tags are changed one by one: comments, unknown keys and the order of keys stay.
#[derive(Debug, Clone)]
pub struct Sheet {
    document: DocumentMut,
    /// Tables of tags that were taken away, so that an undo brings back their unknown keys too.
    attic: HashMap<String, Table>,
}

impl Sheet {
    /// A file without tags.
    pub fn new(header: &Header) -> Self {
        let mut sheet = Self { document: DocumentMut::new(), attic: HashMap::new() };
        sheet.describe(header);
        sheet
    }

    /// Reads a file's text.
    ///
    /// Fails with line and column where the text is no TOML, is not a tag file, or asks for a
    /// later version of the program. Such a file must not be overwritten.
    pub fn parse(text: &str, file: &str) -> Result<Self, Fault> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if let Some(at) = ["<<<<<<< ", "=======\n", ">>>>>>> "].iter().find_map(|mark| line_start(text, mark))
        {
            let fault = Fault::at(file, text, at, "a merge was left unfinished here");
            return Err(fault.hint("settle it in an editor, then open the article again"));
        }
        let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            Fault::at(file, text, at, message)
                .hint("the file is left as it is; mend it or name another with --tags")
        })?;
        let number =
            |key| document.get("format").and_then(|format| format.get(key)).and_then(Item::as_integer);
        if number("version").is_none() && !document.is_empty() {
            return Err(Fault::whole(file, "not a tag file: it has no format.version")
                .hint("name another with --tags"));
        }
        if let Some(wanted) = number("min_reader").filter(|&wanted| wanted > VERSION) {
            let fault =
                Fault::whole(file, format!("asks for a reader of version {wanted}, and this is {VERSION}"));
            return Err(fault.hint("open it with a newer purport"));
        }
        Ok(Self { document, attic: HashMap::new() })
    }

    /// What the file says about itself.
    pub fn header(&self) -> Header {
        let text = |table: &str, key: &str| {
            let item = self.document.get(table).and_then(|table| table.get(key));
            item.and_then(Item::as_str).unwrap_or_default().to_owned()
        };
        let chars =
            self.document.get("document").and_then(|table| table.get("chars")).and_then(Item::as_integer);
        Header {
            document: text("document", "name"),
            sha256: text("document", "sha256"),
            chars: chars.and_then(|chars| u32::try_from(chars).ok()).unwrap_or(0),
            scheme: (text("scheme", "id"), text("scheme", "version")),
            annotator: text("annotator", "id"),
        }
    }

    /// The tags, in the file's order, and what is wrong with those that cannot be used.
    ///
    /// A tag that cannot be used stays in the file as it is.
    pub fn tags(&self, file: &str) -> (Vec<Tag>, Vec<Fault>) {
        let (mut tags, mut faults) = (Vec::new(), Vec::new());
        let mut seen = HashMap::new();
        for (index, table) in
            self.document.get("tag").and_then(Item::as_array_of_tables).into_iter().flatten().enumerate()
        {
            match fields::read(table) {
                Ok(tag) if seen.insert(tag.id.clone(), index).is_none() => tags.push(tag),
                Ok(tag) => faults
                    .push(Fault::whole(file, format!("tag {}: the id {} stands twice", index + 1, tag.id))),
                Err(message) => faults.push(Fault::whole(file, format!("tag {}: {message}", index + 1))),
            }
        }
        (tags, faults)
    }

    /// Writes the header, keeping unknown keys.
    pub fn describe(&mut self, header: &Header) {
        let fresh = self.document.is_empty();
        let writer = concat!("purport ", env!("CARGO_PKG_VERSION"));
        let text = |text: &str| Item::Value(quoted::value(text));
        let number = |number: i64| value(number);
        let (scheme, version) = &header.scheme;
        let tables: [(&str, Vec<(&str, Item)>); 4] = [
            (
                "format",
                vec![
                    ("name", text("purport-tags")),
                    ("version", number(VERSION)),
                    ("min_reader", number(VERSION)),
                    ("writer", text(writer)),
                ],
            ),
            (
                "document",
                vec![
                    ("name", text(&header.document)),
                    ("sha256", text(&header.sha256)),
                    ("chars", number(i64::from(header.chars))),
                    ("unit", text("code-point")),
                ],
            ),
            ("scheme", vec![("id", text(scheme)), ("version", text(version))]),
            ("annotator", vec![("id", text(&header.annotator))]),
        ];
        for (name, items) in tables {
            let entry = self.document.entry(name).or_insert_with(|| Item::Table(Table::new()));
            let Some(table) = entry.as_table_like_mut() else { continue };
            for (key, item) in items {
                fields::set(table, key, item);
            }
        }
        if fresh {
            let intro = "# What a reader decided about the claims of an article, by purport.\n\
                         # Positions count Unicode code points from 0; `end` is exclusive.\n\n";
            if let Some(table) = self.document.get_mut("format").and_then(Item::as_table_mut) {
                table.decor_mut().set_prefix(intro);
            }
        }
    }

    /// Brings the tags from what we last knew to what they are now.
    ///
    /// Only what changed between `last` and `now` is touched. What another program added or
    /// changed in the file meanwhile stays, as long as it is about other tags.
    pub fn update(&mut self, last: &[Arc<Tag>], now: &[Arc<Tag>]) {
        let mut tables: Vec<Table> = match self.document.remove("tag") {
            Some(Item::ArrayOfTables(array)) => array.into_iter().collect(),
            _ => Vec::new(),
        };
        let known: HashMap<&str, &Arc<Tag>> = last.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        let current: HashMap<&str, &Arc<Tag>> = now.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        tables.retain(|table| {
            let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
            let gone = known.contains_key(id) && !current.contains_key(id);
            if gone {
                self.attic.insert(id.to_owned(), table.clone());
            }
            !gone
        });
        let places: HashMap<String, usize> = tables
            .iter()
            .enumerate()
            .rev()
            .filter_map(|(index, table)| Some((table.get("id")?.as_str()?.to_owned(), index)))
            .collect();
        for tag in now {
            let same =
                known.get(tag.id.as_str()).is_some_and(|before| Arc::ptr_eq(before, tag) || before == &tag);
            match places.get(&tag.id).and_then(|&index| tables.get_mut(index)) {
                Some(_) if same => {}
                Some(table) => fields::write(table, tag),
                None => {
                    let mut table = self.attic.remove(&tag.id).unwrap_or_default();
                    fields::write(&mut table, tag);
                    table.decor_mut().set_prefix("\n");
                    tables.push(table);
                }
            }
        }
        tables.sort_by_cached_key(fields::order);
        let mut array = ArrayOfTables::new();
        for (index, mut table) in tables.into_iter().enumerate() {
            table.set_position(Some(FIRST_TAG.saturating_add_unsigned(index)));
            array.push(table);
        }
        if !array.is_empty() {
            self.document.insert("tag", Item::ArrayOfTables(array));
        }
    }

    /// The file's text.
    pub fn render(&self) -> String {
        self.document.to_string()
    }
}

/// Where tags stand among the tables of a file: after every other.
const FIRST_TAG: isize = 1_000_000;

/// Where a line that begins with `mark` stands.
fn line_start(text: &str, mark: &str) -> Option<usize> {
    if text.starts_with(mark) { Some(0) } else { text.find(&format!("\n{mark}")).map(|at| at + 1) }
}

#[cfg(test)]
mod tests;
