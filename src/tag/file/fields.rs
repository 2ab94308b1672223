//! One tag as a table of the file, key by key.

use super::quoted;
use crate::tag::{ConflictingDecision, Decision, Proposed, Selector, Tag};
use toml_edit::{Array, InlineTable, Item, Table, TableLike, Value, value};

/// Where a tag stands in the file: where its passage was seen last.
pub(super) fn order(table: &Table) -> (i64, i64) {
    let seen = table.get("seen").and_then(Item::as_table_like);
    let number = |key| {
        let seen = seen.and_then(|seen| seen.get(key)).and_then(Item::as_integer);
        seen.or_else(|| table.get(key).and_then(Item::as_integer)).unwrap_or(i64::MAX)
    };
    (number("start"), number("end"))
}

/// Reads one tag; the error says which key is wrong.
pub(super) fn read(table: &Table) -> Result<Tag, String> {
    Ok(Tag {
        id: needed(table, "id")?,
        selector: selector(table)?,
        categories: strings(table.get("categories"), "categories")?,
        decision: Decision::of_word(&needed(table, "decision")?),
        labels: strings(table.get("labels"), "labels")?,
        note: string(table, "note")?,
        annotator: string(table, "annotator")?,
        at: string(table, "at")?,
        proposed: table.get("proposed").and_then(Item::as_table_like).map(proposed).transpose()?,
        seen: table.get("seen").and_then(Item::as_table_like).map(selector).transpose()?,
        saw_machine: boolean(table, "saw_machine")?,
        via: Some(string(table, "via")?).filter(|via| !via.is_empty()),
        from: strings(table.get("from"), "from")?,
        conflicts: conflicts(table.get("conflict"))?,
    })
}

fn string(table: &dyn TableLike, key: &str) -> Result<String, String> {
    match table.get(key) {
        None => Ok(String::new()),
        Some(item) => item.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is not a string")),
    }
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
    let rival = |value: &Value| {
        let table: &dyn TableLike =
            value.as_inline_table().ok_or("`conflict` holds something else than tables")?;
        Ok(ConflictingDecision {
            decision: Decision::of_word(&needed(table, "decision")?),
            categories: strings(table.get("categories"), "conflict.categories")?,
            note: string(table, "note")?,
            annotator: string(table, "annotator")?,
            at: string(table, "at")?,
        })
    };
    list.iter().map(rival).collect()
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
    let scores = table.get("scores").and_then(Item::as_array);
    let score = |index: usize| {
        let score = scores.and_then(|scores| scores.get(index)).and_then(Value::as_float).unwrap_or(0.0);
        // Scores of more than three decimals are another program's; ours come back as they were.
        (0..=1000_u16).find(|&permille| f64::from(permille) + 0.5 > score * 1000.0).unwrap_or(1000)
    };
    let categories =
        categories.into_iter().enumerate().map(|(index, category)| (category, score(index))).collect();
    Ok(Proposed { categories, cues: strings(table.get("cues"), "proposed.cues")? })
}

/// Writes one tag over what the table holds, keeping keys that are not ours.
pub(super) fn write(table: &mut Table, tag: &Tag) {
    let list = |items: &[String]| {
        Item::Value(Value::Array(items.iter().map(|item| quoted::value(item)).collect::<Array>()))
    };
    set(table, "id", text(&tag.id));
    set_selector(table, &tag.selector);
    set(table, "categories", list(&tag.categories));
    set(table, "decision", text(tag.decision.word()));
    set_or_remove(table, "labels", (!tag.labels.is_empty()).then(|| list(&tag.labels)));
    set_or_remove(table, "note", (!tag.note.is_empty()).then(|| text(&tag.note)));
    set(table, "annotator", text(&tag.annotator));
    set(table, "at", text(&tag.at));
    set_or_remove(table, "saw_machine", tag.saw_machine.map(value));
    set_or_remove(table, "via", tag.via.as_deref().map(text));
    set_or_remove(table, "from", (!tag.from.is_empty()).then(|| list(&tag.from)));
    if let Some(proposed) = &tag.proposed {
        let mut inline = InlineTable::new();
        let ids: Array = proposed.categories.iter().map(|(id, _)| quoted::value(id)).collect();
        let scores: Array = proposed.categories.iter().map(|(_, score)| f64::from(*score) / 1000.0).collect();
        inline.insert("categories", Value::Array(ids));
        inline.insert("scores", Value::Array(scores));
        inline.insert("cues", Value::Array(proposed.cues.iter().map(|cue| quoted::value(cue)).collect()));
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
    let conflicts = tag.conflicts.iter().map(|rival| {
        let mut inline = InlineTable::new();
        inline.insert("decision", quoted::value(rival.decision.word()));
        let categories = rival.categories.iter().map(|id| quoted::value(id)).collect::<Array>();
        inline.insert("categories", Value::Array(categories));
        if !rival.note.is_empty() {
            inline.insert("note", quoted::value(&rival.note));
        }
        inline.insert("annotator", quoted::value(&rival.annotator));
        inline.insert("at", quoted::value(&rival.at));
        Value::InlineTable(inline)
    });
    let conflicts = (!tag.conflicts.is_empty()).then(|| Item::Value(Value::Array(conflicts.collect())));
    set_or_remove(table, "conflict", conflicts);
}

/// A text as a value.
pub(super) fn text(text: &str) -> Item {
    Item::Value(quoted::value(text))
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

/// Sets a key where its value differs; comments and spaces around the value stay.
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
