//! One tag as it stands in a file: its table, and the very text of it.

use super::fields;
use crate::tag::Tag;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table};

/// One `[[tag]]` of a file.
///
/// Its text is kept beside its table, so that a file of ten thousand tags is written by copying
/// all but the one that changed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its id; empty if it has none that can be used.
    pub(super) id: String,
    /// Its text in the file, with the comments above it.
    pub(super) text: String,
    /// The line of its heading, counted from 1; 0 if it was not read from a file.
    pub(super) line: usize,
    order: (i64, i64),
    table: Table,
}

impl Entry {
    /// A tag as a table of a file.
    pub(super) fn new(table: Table, line: usize) -> Self {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
        let (order, text) = (fields::order(&table), rendered(&table));
        Self { id, text, line, order, table }
    }

    /// A new tag, over what is left of a table that was taken away.
    pub(super) fn of(tag: &Tag, table: Option<Table>) -> Self {
        let mut table = table.unwrap_or_default();
        fields::write(&mut table, tag);
        table.decor_mut().set_prefix("\n");
        Self::new(table, 0)
    }

    /// Writes a tag over it, keeping what is not ours.
    pub(super) fn write(&mut self, tag: &Tag) {
        fields::write(&mut self.table, tag);
        *self = Self::new(std::mem::take(&mut self.table), self.line);
    }

    /// Gives it another id.
    pub(super) fn rename(&mut self, id: &str) {
        fields::set(&mut self.table, "id", fields::text(id));
        *self = Self::new(std::mem::take(&mut self.table), self.line);
    }

    /// Takes over keys of `other` that are neither here nor in `base`.
    pub(super) fn adopt(&mut self, other: &Self, base: Option<&Self>) {
        for (key, item) in &other.table {
            if !self.table.contains_key(key) && !base.is_some_and(|base| base.table.contains_key(key)) {
                self.table.insert(key, item.clone());
            }
        }
        *self = Self::new(std::mem::take(&mut self.table), self.line);
    }

    /// The tag; the error says which key is wrong.
    pub(super) fn tag(&self) -> Result<Tag, String> {
        fields::read(&self.table)
    }

    /// Its table.
    pub(super) fn into_table(self) -> Table {
        self.table
    }

    /// By what the tags of a file are sorted: position, then id.
    pub(super) fn order(&self) -> (i64, i64, &str) {
        (self.order.0, self.order.1, &self.id)
    }

    /// Whether two stand for the same, whatever is blank around them.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.text.trim() == other.text.trim()
    }
}

fn rendered(table: &Table) -> String {
    let mut array = ArrayOfTables::new();
    array.push(table.clone());
    let mut document = DocumentMut::new();
    document.insert("tag", Item::ArrayOfTables(array));
    let mut text = document.to_string();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
