//! One tag as a table of the file, key by key.

use super::quoted;
use crate::tag::{Decision, Proposed, Selector, Tag};
use toml_edit::{Array, InlineTable, Item, Table, TableLike, Value, value};

/// Where a tag stands in the file: by position, then by id.
pub(super) fn order(table: &Table) -> (i64, i64, String) {
    let number = |key| table.get(key).and_then(Item::as_integer).unwrap_or(i64::MAX);
    (number("start"), number("end"), table.get("id").and_then(Item::as_str).unwrap_or_default().to_owned())
}

/// Reads one tag; the error says which key is wrong.
pub(super) fn read(table: &Table) -> Result<Tag, String> {
    let text = |key: &str| match table.get(key) {
        None => Ok(String::new()),
        Some(item) => item.as_str().map(str::to_owned).ok_or_else(|| format!("`{key}` is not a string")),
    };
    let needed = |key: &str| {
        text(key).and_then(|text| if text.is_empty() { Err(format!("`{key}` is missing")) } else { Ok(text) })
    };
    let number = |key: &str| {
        let number = table.get(key).and_then(Item::as_integer).and_then(|number| u32::try_from(number).ok());
        number.ok_or_else(|| format!("`{key}` is not a position"))
    };
    Ok(Tag {
        id: needed("id")?,
        selector: Selector {
            exact: needed("quote")?,
            prefix: text("prefix")?,
            suffix: text("suffix")?,
            start: number("start")?,
            end: number("end")?,
        },
        categories: strings(table.get("categories"), "categories")?,
        decision: Decision::of_word(&needed("decision")?),
        labels: strings(table.get("labels"), "labels")?,
        note: text("note")?,
        annotator: text("annotator")?,
        at: text("at")?,
        proposed: table.get("proposed").and_then(Item::as_table_like).map(proposed).transpose()?,
    })
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
    let text = |text: &str| Item::Value(quoted::value(text));
    let list = |items: &[String]| {
        Item::Value(Value::Array(items.iter().map(|item| quoted::value(item)).collect::<Array>()))
    };
    let selector = &tag.selector;
    set(table, "id", text(&tag.id));
    set(table, "quote", text(&selector.exact));
    set(table, "prefix", text(&selector.prefix));
    set(table, "suffix", text(&selector.suffix));
    set(table, "start", value(i64::from(selector.start)));
    set(table, "end", value(i64::from(selector.end)));
    set(table, "categories", list(&tag.categories));
    set(table, "decision", text(tag.decision.word()));
    set_or_remove(table, "labels", (!tag.labels.is_empty()).then(|| list(&tag.labels)));
    set_or_remove(table, "note", (!tag.note.is_empty()).then(|| text(&tag.note)));
    set(table, "annotator", text(&tag.annotator));
    set(table, "at", text(&tag.at));
    if let Some(proposed) = &tag.proposed {
        let mut inline = InlineTable::new();
        let ids: Array = proposed.categories.iter().map(|(id, _)| quoted::value(id)).collect();
        let scores: Array = proposed.categories.iter().map(|(_, score)| f64::from(*score) / 1000.0).collect();
        inline.insert("categories", Value::Array(ids));
        inline.insert("scores", Value::Array(scores));
        inline.insert("cues", Value::Array(proposed.cues.iter().map(|cue| quoted::value(cue)).collect()));
        set(table, "proposed", Item::Value(Value::InlineTable(inline)));
    }
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
