//! One tag as a table of the file: parsed key by key, rewritten without losing foreign keys.

use crate::tag::{ConflictingDecision, Decision, Proposed, Selector, Tag};
use crate::text::visible;
use std::collections::BTreeMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value, value};

/// One `[[tag]]` of a file.
///
/// Keeps its rendered text beside its table, so that writing a file of ten thousand tags copies all but the changed
/// one.
#[derive(Debug, Clone)]
pub(super) struct TagRecord {
    /// Empty if missing or unusable.
    pub(super) id: String,
    /// As in the file, with the comments above it.
    pub(super) text: String,
    /// Of its heading, from 1; 0 if not read from a file.
    pub(super) line: usize,
    position: (i64, i64),
    table: Table,
}

impl TagRecord {
    pub(super) fn new(table: Table, line: usize) -> Self {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned();
        Self { id, text: rendered(&table), line, position: position(&table), table }
    }

    /// A new tag, on top of a removed one's table if given.
    pub(super) fn of(tag: &Tag, removed: Option<Table>) -> Self {
        let mut table = removed.unwrap_or_default();
        write(&mut table, tag);
        table.decor_mut().set_prefix("\n");
        Self::new(table, 0)
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Table)) {
        edit(&mut self.table);
        *self = Self::new(std::mem::take(&mut self.table), self.line);
    }

    /// Overwrites our keys and keeps all others.
    pub(super) fn write(&mut self, tag: &Tag) {
        self.edit(|table| write(table, tag));
    }

    pub(super) fn rename(&mut self, id: &str) {
        self.edit(|table| set(table, "id", text(id)));
    }

    /// Adopts keys of `other` that are neither here nor in `base`.
    pub(super) fn adopt(&mut self, other: &Self, base: Option<&Self>) {
        self.edit(|table| {
            for (key, item) in &other.table {
                if !table.contains_key(key) && !base.is_some_and(|base| base.table.contains_key(key)) {
                    table.insert(key, item.clone());
                }
            }
        });
    }

    /// The error names the invalid key.
    pub(super) fn tag(&self) -> Result<Tag, String> {
        let table = &self.table;
        let inner = |key: &str| table.get(key).and_then(Item::as_table_like);
        Ok(Tag {
            id: needed(table, "id")?,
            selector: selector(table)?,
            categories: strings(table.get("categories"), "categories")?,
            decision: Decision::of_word(&needed(table, "decision")?),
            labels: strings(table.get("labels"), "labels")?,
            note: string(table, "note")?,
            speaker: speaker(table)?,
            fields: fields(table)?,
            annotator: string(table, "annotator")?,
            at: string(table, "at")?,
            proposed: inner("proposed").map(proposed).transpose()?,
            seen: inner("seen").map(selector).transpose()?,
            saw_machine: boolean(table, "saw_machine")?,
            via: Some(string(table, "via")?).filter(|via| !via.is_empty()),
            from: strings(table.get("from"), "from")?,
            conflicts: conflicts(table.get("conflict"))?,
        })
    }

    pub(super) fn into_table(self) -> Table {
        self.table
    }

    /// Sort key in a file: position, then id.
    pub(super) fn order(&self) -> (i64, i64, &str) {
        (self.position.0, self.position.1, &self.id)
    }

    /// Positions that another tag on the same passage or suggestion would share: as last seen, as first marked, and
    /// those of the suggestion.
    pub(super) fn places(&self) -> Vec<(i64, i64)> {
        let pair = |table: &dyn TableLike| {
            let number = |key| table.get(key).and_then(Item::as_integer);
            number("start").zip(number("end"))
        };
        let proposed = self.table.get("proposed").and_then(Item::as_table_like);
        let mut places = vec![self.position];
        for place in [pair(&self.table), proposed.and_then(pair)].into_iter().flatten() {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }

    /// The quotation with its context, white space aside.
    pub(super) fn words(&self) -> String {
        let seen = self.table.get("seen").and_then(Item::as_table_like);
        let of = seen.unwrap_or(&self.table);
        let part = |key| of.get(key).and_then(Item::as_str).unwrap_or_default().split_whitespace();
        let words: Vec<&str> = ["prefix", "quote", "suffix"].into_iter().flat_map(part).collect();
        words.join(" ")
    }

    /// Are they equal apart from surrounding blank lines?
    pub(super) fn is_same(&self, other: &Self) -> bool {
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

/// Start and end of the passage as last seen.
fn position(table: &Table) -> (i64, i64) {
    let seen = table.get("seen").and_then(Item::as_table_like);
    let number = |key| {
        let seen = seen.and_then(|seen| seen.get(key)).and_then(Item::as_integer);
        seen.or_else(|| table.get(key).and_then(Item::as_integer)).unwrap_or(i64::MAX)
    };
    (number("start"), number("end"))
}

fn string(table: &dyn TableLike, key: &str) -> Result<String, String> {
    match table.get(key) {
        None => Ok(String::new()),
        Some(item) => item.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is not a string")),
    }
}

/// An empty string is a reader's word too.
fn speaker(table: &dyn TableLike) -> Result<Option<String>, String> {
    table.contains_key("speaker").then(|| string(table, "speaker")).transpose()
}

fn fields(table: &dyn TableLike) -> Result<BTreeMap<String, String>, String> {
    let Some(item) = table.get("fields") else { return Ok(BTreeMap::new()) };
    let fields = item.as_table_like().ok_or("`fields` is not a table")?;
    let field = |(id, item): (&str, &Item)| match item.as_str() {
        Some("") => None,
        Some(value) => Some(Ok((id.to_owned(), value.to_owned()))),
        None => Some(Err(format!("`fields.{id}` is not a string"))),
    };
    fields.iter().filter_map(field).collect()
}

fn boolean(table: &dyn TableLike, key: &str) -> Result<Option<bool>, String> {
    let Some(item) = table.get(key) else { return Ok(None) };
    item.as_bool().map(Some).ok_or_else(|| format!("`{key}` is neither true nor false"))
}

fn needed(table: &dyn TableLike, key: &str) -> Result<String, String> {
    let text = string(table, key)?;
    if text.is_empty() { Err(format!("`{key}` is missing")) } else { Ok(text) }
}

fn selector(table: &dyn TableLike) -> Result<Selector, String> {
    let number = |key: &str| {
        let number = table.get(key).and_then(Item::as_integer).and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| format!("`{key}` is not a position"))
    };
    Ok(Selector {
        exact: needed(table, "quote")?,
        prefix: string(table, "prefix")?,
        suffix: string(table, "suffix")?,
        start: number("start")?,
        end: number("end")?,
    })
}

fn conflicts(item: Option<&Item>) -> Result<Vec<ConflictingDecision>, String> {
    let Some(item) = item else { return Ok(Vec::new()) };
    let list = item.as_array().ok_or("`conflict` is not a list")?;
    let conflict = |value: &Value| {
        let table: &dyn TableLike =
            value.as_inline_table().ok_or("`conflict` holds something else than tables")?;
        Ok(ConflictingDecision {
            decision: Decision::of_word(&needed(table, "decision")?),
            categories: strings(table.get("categories"), "conflict.categories")?,
            note: string(table, "note")?,
            speaker: speaker(table)?,
            fields: fields(table)?,
            annotator: string(table, "annotator")?,
            at: string(table, "at")?,
            passage: table.contains_key("quote").then(|| selector(table)).transpose()?,
        })
    };
    list.iter().map(conflict).collect()
}

fn strings(item: Option<&Item>, key: &str) -> Result<Vec<String>, String> {
    let Some(item) = item else { return Ok(Vec::new()) };
    let array = item.as_array().ok_or_else(|| format!("`{key}` is not a list"))?;
    let string = |value: &Value| {
        value.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` holds something else than strings"))
    };
    array.iter().map(string).collect()
}

fn proposed(table: &dyn TableLike) -> Result<Proposed, String> {
    let categories = strings(table.get("categories"), "proposed.categories")?;
    let number =
        |key: &str| table.get(key).and_then(Item::as_integer).and_then(|number| u32::try_from(number).ok());
    let scores = table.get("scores").and_then(Item::as_array);
    let score = |index: usize| {
        let score = scores.and_then(|scores| scores.get(index)).and_then(Value::as_float).unwrap_or(0.0);
        // Scores with more than three decimals come from another program; ours round-trip.
        (0..=1000_u16).find(|&permille| f64::from(permille) + 0.5 > score * 1000.0).unwrap_or(1000)
    };
    let categories =
        categories.into_iter().enumerate().map(|(index, category)| (category, score(index))).collect();
    let engine = Some(string(table, "engine")?).filter(|engine| !engine.is_empty());
    let model = Some(string(table, "model")?).filter(|model| !model.is_empty());
    let range = number("start").zip(number("end")).filter(|(start, end)| start < end);
    Ok(Proposed { categories, cues: strings(table.get("cues"), "proposed.cues")?, engine, model, range })
}

fn write(table: &mut Table, tag: &Tag) {
    set(table, "id", text(&tag.id));
    set_selector(table, &tag.selector);
    set(table, "categories", Item::Value(list(&tag.categories)));
    set(table, "decision", text(tag.decision.word()));
    set_or_remove(table, "labels", (!tag.labels.is_empty()).then(|| Item::Value(list(&tag.labels))));
    set_or_remove(table, "note", (!tag.note.is_empty()).then(|| text(&tag.note)));
    set_or_remove(table, "speaker", tag.speaker.as_deref().map(text));
    set(table, "annotator", text(&tag.annotator));
    set(table, "at", text(&tag.at));
    set_or_remove(table, "saw_machine", tag.saw_machine.map(value));
    set_or_remove(table, "via", tag.via.as_deref().map(text));
    set_or_remove(table, "from", (!tag.from.is_empty()).then(|| Item::Value(list(&tag.from))));
    if let Some(proposed) = &tag.proposed {
        let mut inline = InlineTable::new();
        inline.insert("categories", list(proposed.categories.iter().map(|(id, _)| id)));
        let scores: Array = proposed.categories.iter().map(|(_, score)| f64::from(*score) / 1000.0).collect();
        inline.insert("scores", Value::Array(scores));
        inline.insert("cues", list(&proposed.cues));
        if let Some(engine) = &proposed.engine {
            inline.insert("engine", quoted(engine));
        }
        if let Some(model) = &proposed.model {
            inline.insert("model", quoted(model));
        }
        if let Some((start, end)) = proposed.range {
            inline.insert("start", i64::from(start).into());
            inline.insert("end", i64::from(end).into());
        }
        set(table, "proposed", Item::Value(Value::InlineTable(inline)));
    }
    match &tag.seen {
        None => drop(table.remove("seen")),
        Some(seen) => {
            let entry =
                table.entry("seen").or_insert_with(|| Item::Value(Value::InlineTable(InlineTable::new())));
            if let Some(inner) = entry.as_table_like_mut() {
                set_selector(inner, seen);
            }
        }
    }
    let conflicts = tag.conflicts.iter().map(|conflict| {
        let mut inline = InlineTable::new();
        inline.insert("decision", quoted(conflict.decision.word()));
        inline.insert("categories", list(&conflict.categories));
        if !conflict.note.is_empty() {
            inline.insert("note", quoted(&conflict.note));
        }
        if let Some(speaker) = &conflict.speaker {
            inline.insert("speaker", quoted(speaker));
        }
        if !conflict.fields.is_empty() {
            let fields = conflict.fields.iter().map(|(id, value)| (id.as_str(), quoted(value)));
            inline.insert("fields", Value::InlineTable(fields.collect()));
        }
        inline.insert("annotator", quoted(&conflict.annotator));
        inline.insert("at", quoted(&conflict.at));
        if let Some(passage) = &conflict.passage {
            set_selector(&mut inline, passage);
        }
        Value::InlineTable(inline)
    });
    let conflicts = (!tag.conflicts.is_empty()).then(|| Item::Value(Value::Array(conflicts.collect())));
    set_or_remove(table, "conflict", conflicts);
    set_fields(table, &tag.fields);
}

/// Writes the fields as a table of their own below the tag's other keys, or where the file has them.
fn set_fields(table: &mut Table, fields: &BTreeMap<String, String>) {
    if fields.is_empty() {
        table.remove("fields");
        return;
    }
    let entry = table.entry("fields").or_insert_with(|| Item::Table(Table::new()));
    let Some(inner) = entry.as_table_like_mut() else { return };
    let gone: Vec<String> =
        inner.iter().map(|(id, _)| id.to_owned()).filter(|id| !fields.contains_key(id)).collect();
    for id in gone {
        inner.remove(&id);
    }
    for (id, value) in fields {
        set(inner, id, text(value));
    }
}

fn list<'s>(items: impl IntoIterator<Item = &'s String>) -> Value {
    Value::Array(items.into_iter().map(|item| quoted(item)).collect())
}

pub(super) fn text(text: &str) -> Item {
    Item::Value(quoted(text))
}

fn set_selector(table: &mut dyn TableLike, selector: &Selector) {
    set(table, "quote", text(&selector.exact));
    set(table, "prefix", text(&selector.prefix));
    set(table, "suffix", text(&selector.suffix));
    set(table, "start", value(i64::from(selector.start)));
    set(table, "end", value(i64::from(selector.end)));
}

fn set_or_remove(table: &mut dyn TableLike, key: &str, item: Option<Item>) {
    match item {
        Some(item) => set(table, key, item),
        None => {
            table.remove(key);
        }
    }
}

/// Sets a key if its value differs; keeps comments and spaces around the value.
pub(super) fn set(table: &mut dyn TableLike, key: &str, item: Item) {
    match (table.get_mut(key), item) {
        (Some(Item::Value(old)), Item::Value(mut new)) => {
            if old.to_string().trim() != new.to_string().trim() {
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
        }
        (_, item) => {
            table.insert(key, item);
        }
    }
}

/// `text` as a basic string on one line.
///
/// `toml_edit` would write a text with a line end over several lines, where a version control system that converts
/// line ends changes the quotation; and it leaves U+2028 and bidirectional controls raw, invisible in an editor.
pub(super) fn quoted(text: &str) -> Value {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if must_escape(char) => out.extend(format!("\\U{:08X}", u32::from(char)).chars()),
            _ => out.push(char),
        }
    }
    out.push('"');
    out.parse().unwrap_or_else(|_| Value::from(text))
}

/// Joiners and variation selectors belong to words and emoji, and editors show them.
fn must_escape(char: char) -> bool {
    visible::is_unprintable(char)
        && !matches!(char, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn round_trips_any_text(text in "(?s).{0,40}|[\\x00-\\x1f\u{7f}-\u{9f}\u{202e}\u{2028}\"\\\\\u{feff}👩‍🚒]{0,20}") {
            let written = quoted(&text).to_string();
            let hidden = |char: char| char.is_control() || char == '\u{2028}' || char == '\u{202e}';
            prop_assert!(!written.contains(hidden));
            let read: DocumentMut = format!("a = {written}").parse().unwrap();
            prop_assert_eq!(read["a"].as_str(), Some(text.as_str()));
        }
    }
}
