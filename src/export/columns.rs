//! The columns of a table of marks: one list for JSON Lines, CSV, Parquet, the docs and the tests.

use super::row::MarkRow;
use crate::tag::Proposed;
use crate::text::number::share;
use serde_json::{Value as Json, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    /// RFC 3339 in UTC.
    Time,
    Texts,
    /// From 0 to 1 with three decimals.
    Shares,
}

/// The cell of one column in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'r> {
    Nothing,
    Text(&'r str),
    Number(u32),
    Texts(Vec<&'r str>),
    /// In permille.
    Shares(Vec<u16>),
}

#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Its meaning, as docs/exports.md and its schema have it.
    pub help: &'static str,
    value: for<'a> fn(&'a MarkRow<'_>) -> Value<'a>,
}

impl Column {
    pub fn value<'a>(&self, row: &'a MarkRow<'_>) -> Value<'a> {
        (self.value)(row)
    }
}

const fn column(
    name: &'static str,
    kind: Kind,
    help: &'static str,
    value: for<'a> fn(&'a MarkRow<'_>) -> Value<'a>,
) -> Column {
    Column { name, kind, help, value }
}

/// The columns, in their order.
pub const COLUMNS: &[Column] = &[
    column("document", Kind::Text, "the article", |row| Value::Text(row.article.name)),
    column("sha256", Kind::Text, "of the article's bytes", |row| {
        Value::Text(&row.article.reading.document.digest)
    }),
    column("scheme", Kind::Text, "the coding scheme", |row| Value::Text(&row.article.reading.scheme.name)),
    column("scheme_version", Kind::Text, "its version", |row| {
        Value::Text(&row.article.reading.scheme.version)
    }),
    column("id", Kind::Text, "t-… of a tag; c-… of a claim without one", |row| Value::Text(&row.id)),
    column("place", Kind::Text, "sure, doubtful, or lost", |row| Value::Text(row.place.word())),
    column("start", Kind::Number, "first code point of the text, from 0", |row| chars(row, true)),
    column("end", Kind::Number, "one past its last code point", |row| chars(row, false)),
    column("paragraph", Kind::Number, "the number of its paragraph, from 1", |row| {
        row.paragraph.map_or(Value::Nothing, |number| Value::Number(number as u32))
    }),
    column("decision", Kind::Text, "what the reader decided; nothing if undecided", |row| {
        row.tag.map_or(Value::Nothing, |tag| Value::Text(tag.decision.word()))
    }),
    column("categories", Kind::Texts, "the reader's categories", |row| {
        Value::Texts(row.categories().iter().map(String::as_str).collect())
    }),
    column("labels", Kind::Texts, "the reader's free labels", |row| {
        Value::Texts(row.tag.iter().flat_map(|tag| &tag.labels).map(String::as_str).collect())
    }),
    column("note", Kind::Text, "the reader's note", |row| {
        row.tag.map_or(Value::Nothing, |tag| filled(&tag.note))
    }),
    column("annotator", Kind::Text, "who decided", |row| filled(row.annotator)),
    column("decided_at", Kind::Time, "when, in UTC", |row| {
        row.tag.map_or(Value::Nothing, |tag| filled(&tag.at))
    }),
    column("saw_machine", Kind::Text, "yes or no: was the suggestion in sight", |row| {
        let saw = row.tag.and_then(|tag| tag.saw_machine);
        saw.map_or(Value::Nothing, |saw| Value::Text(if saw { "yes" } else { "no" }))
    }),
    column("via", Kind::Text, "how, if not one by one: bulk", |row| {
        row.tag.and_then(|tag| tag.via.as_deref()).map_or(Value::Nothing, Value::Text)
    }),
    column("machine_categories", Kind::Texts, "the machine's categories, best first", |row| {
        Value::Texts(row.machine.categories.iter().map(|(id, _)| id.as_str()).collect())
    }),
    column("machine_scores", Kind::Shares, "their scores, in the same order", |row| {
        Value::Shares(row.machine.categories.iter().map(|(_, score)| *score).collect())
    }),
    column("machine_cues", Kind::Texts, "the cues that counted", |row| {
        Value::Texts(row.machine.cues.iter().map(String::as_str).collect())
    }),
    column("speaker", Kind::Text, "who makes the claim; nothing for the author", |row| {
        row.machine.speaker.as_deref().map_or(Value::Nothing, Value::Text)
    }),
    column("proposed_categories", Kind::Texts, "the machine's categories at the decision", |row| {
        proposed(row, |was| Value::Texts(was.categories.iter().map(|(id, _)| id.as_str()).collect()))
    }),
    column("proposed_scores", Kind::Shares, "their scores", |row| {
        proposed(row, |was| Value::Shares(was.categories.iter().map(|(_, score)| *score).collect()))
    }),
    column("proposed_cues", Kind::Texts, "the cues that counted then", |row| {
        proposed(row, |was| Value::Texts(was.cues.iter().map(String::as_str).collect()))
    }),
    column("quote", Kind::Text, "the passage", |row| Value::Text(&row.selector.exact)),
    column("prefix", Kind::Text, "up to 32 code points before it", |row| Value::Text(&row.selector.prefix)),
    column("suffix", Kind::Text, "and behind it", |row| Value::Text(&row.selector.suffix)),
];

fn filled(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Nothing } else { Value::Text(text) }
}

fn proposed<'a>(row: &'a MarkRow<'_>, value: impl FnOnce(&'a Proposed) -> Value<'a>) -> Value<'a> {
    row.proposed().map_or(Value::Nothing, value)
}

fn chars<'a>(row: &'a MarkRow<'_>, start: bool) -> Value<'a> {
    let Some(span) = row.span else { return Value::Nothing };
    let (from, to) = row.article.reading.document.char_range(span);
    Value::Number(if start { from } else { to })
}

/// A value as JSON.
pub fn json(value: &Value<'_>) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Text(text) => json!(text),
        Value::Number(number) => json!(number),
        Value::Texts(texts) => json!(texts),
        Value::Shares(shares) => shares.iter().map(|permille| share(*permille)).collect(),
    }
}
