//! The columns of a table of marks: one list for JSON Lines, CSV, Parquet, the documents and the tests.

use super::row::Row;
use crate::tag::Proposed;
use crate::text::number::share;
use serde_json::{Value as Json, json};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A moment, as RFC 3339 in UTC.
    Time,
    /// A list of texts.
    Texts,
    /// A list of shares, from 0 to 1 with three decimals.
    Shares,
}

/// What stands in one column of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'r> {
    /// There is nothing to say.
    Nothing,
    /// A text.
    Text(&'r str),
    /// A whole number.
    Number(u32),
    /// A list of texts.
    Texts(Vec<&'r str>),
    /// A list of shares, in permille.
    Shares(Vec<u16>),
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has it.
    pub always: bool,
    /// What it means.
    pub help: &'static str,
    value: for<'a> fn(&'a Row<'_>) -> Value<'a>,
}

impl Column {
    /// What stands in this column of `row`.
    pub fn value<'a>(&self, row: &'a Row<'_>) -> Value<'a> {
        (self.value)(row)
    }
}

const fn column(
    name: &'static str,
    kind: Kind,
    always: bool,
    help: &'static str,
    value: for<'a> fn(&'a Row<'_>) -> Value<'a>,
) -> Column {
    Column { name, kind, always, help, value }
}

/// The columns, in their order.
pub const COLUMNS: &[Column] = &[
    column("document", Kind::Text, true, "the article", |row| Value::Text(row.article.name)),
    column("sha256", Kind::Text, true, "of the article's bytes", |row| {
        Value::Text(&row.article.reading.document.digest)
    }),
    column("scheme", Kind::Text, true, "the coding scheme", |row| {
        Value::Text(&row.article.reading.scheme.name)
    }),
    column("scheme_version", Kind::Text, true, "its version", |row| {
        Value::Text(&row.article.reading.scheme.version)
    }),
    column("id", Kind::Text, true, "t-… of a tag; c-… of a claim without one", |row| {
        Value::Text(&row.id)
    }),
    column("place", Kind::Text, true, "sure, doubtful, or lost", |row| Value::Text(row.place.word())),
    column("start", Kind::Number, false, "first code point of the text, from 0", |row| chars(row, true)),
    column("end", Kind::Number, false, "one past its last code point", |row| chars(row, false)),
    column("paragraph", Kind::Number, false, "the number of its paragraph, from 1", |row| {
        row.paragraph.map_or(Value::Nothing, |number| Value::Number(number as u32))
    }),
    column("decision", Kind::Text, false, "what the reader decided; nothing if undecided", |row| {
        row.tag.map_or(Value::Nothing, |tag| Value::Text(tag.decision.word()))
    }),
    column("categories", Kind::Texts, true, "the reader's categories", |row| {
        Value::Texts(row.categories().iter().map(String::as_str).collect())
    }),
    column("labels", Kind::Texts, true, "the reader's free labels", |row| {
        Value::Texts(row.tag.iter().flat_map(|tag| &tag.labels).map(String::as_str).collect())
    }),
    column("note", Kind::Text, false, "the reader's note", |row| {
        row.tag.map_or(Value::Nothing, |tag| filled(&tag.note))
    }),
    column("annotator", Kind::Text, false, "who decided", |row| filled(row.annotator)),
    column("decided_at", Kind::Time, false, "when, in UTC", |row| {
        row.tag.map_or(Value::Nothing, |tag| filled(&tag.at))
    }),
    column("saw_machine", Kind::Text, false, "yes or no: was the machine's word in sight", |row| {
        let saw = row.tag.and_then(|tag| tag.saw_machine);
        saw.map_or(Value::Nothing, |saw| Value::Text(if saw { "yes" } else { "no" }))
    }),
    column("via", Kind::Text, false, "how, if not one by one: bulk", |row| {
        row.tag.and_then(|tag| tag.via.as_deref()).map_or(Value::Nothing, Value::Text)
    }),
    column("machine_categories", Kind::Texts, true, "the machine's categories, best first", |row| {
        Value::Texts(row.machine.categories.iter().map(|(id, _)| id.as_str()).collect())
    }),
    column("machine_scores", Kind::Shares, true, "their scores, in the same order", |row| {
        Value::Shares(row.machine.categories.iter().map(|(_, score)| *score).collect())
    }),
    column("machine_cues", Kind::Texts, true, "the cues that counted", |row| {
        Value::Texts(row.machine.cues.iter().map(String::as_str).collect())
    }),
    column("speaker", Kind::Text, false, "who makes the claim; nothing for the author", |row| {
        row.machine.speaker.as_deref().map_or(Value::Nothing, Value::Text)
    }),
    column("proposed_categories", Kind::Texts, false, "the machine's categories at the decision", |row| {
        proposed(row, |was| Value::Texts(was.categories.iter().map(|(id, _)| id.as_str()).collect()))
    }),
    column("proposed_scores", Kind::Shares, false, "their scores", |row| {
        proposed(row, |was| Value::Shares(was.categories.iter().map(|(_, score)| *score).collect()))
    }),
    column("proposed_cues", Kind::Texts, false, "the cues that counted then", |row| {
        proposed(row, |was| Value::Texts(was.cues.iter().map(String::as_str).collect()))
    }),
    column("quote", Kind::Text, true, "the passage", |row| Value::Text(&row.selector.exact)),
    column("prefix", Kind::Text, true, "up to 32 code points before it", |row| {
        Value::Text(&row.selector.prefix)
    }),
    column("suffix", Kind::Text, true, "and behind it", |row| Value::Text(&row.selector.suffix)),
];

fn filled(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Nothing } else { Value::Text(text) }
}

fn proposed<'a>(row: &'a Row<'_>, value: impl FnOnce(&'a Proposed) -> Value<'a>) -> Value<'a> {
    row.proposed().map_or(Value::Nothing, value)
}

fn chars<'a>(row: &'a Row<'_>, start: bool) -> Value<'a> {
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
