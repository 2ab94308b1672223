//! Table columns, shared by JSON Lines, CSV, Parquet, the docs and the tests.

use super::ExportArticle;
use super::row::MarkRow;
use crate::annotation_import::labels::FIELD_PREFIX;
use crate::reading::SpokenBy;
use crate::tag::Proposed;
use crate::text::number::share;
use serde_json::{Value as Json, json};
use std::borrow::Cow;
use std::collections::BTreeSet;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    Text,
    Number,
    /// RFC 3339 in UTC.
    Time,
    Texts,
    /// From 0 to 1 with three decimals.
    Shares,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'r> {
    Empty,
    Text(&'r str),
    Number(u32),
    Texts(Vec<&'r str>),
    /// In permille.
    Shares(Vec<u16>),
}

#[derive(Debug)]
pub struct Column {
    pub name: Cow<'static, str>,
    pub column_type: ColumnType,
    /// The same text stands in docs/exports.md and in the JSON schema.
    pub help: &'static str,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Row(for<'a> fn(&'a MarkRow<'_>) -> Cell<'a>),
    /// The scheme's field with this id.
    Field(String),
}

impl Column {
    pub fn cell<'a>(&self, row: &'a MarkRow<'_>) -> Cell<'a> {
        match &self.source {
            Source::Row(cell) => cell(row),
            Source::Field(id) => {
                row.tag.and_then(|tag| tag.fields.get(id)).map_or(Cell::Empty, |value| Cell::Text(value))
            }
        }
    }
}

const fn column(
    name: &'static str,
    column_type: ColumnType,
    help: &'static str,
    cell: for<'a> fn(&'a MarkRow<'_>) -> Cell<'a>,
) -> Column {
    Column { name: Cow::Borrowed(name), column_type, help, source: Source::Row(cell) }
}

/// One column for each field of the articles' schemes, then those of fields that only tags have.
pub fn field_columns(articles: &[ExportArticle<'_>]) -> Vec<Column> {
    let mut ids: Vec<&str> = Vec::new();
    let declared =
        articles.iter().flat_map(|article| &article.reading.scheme.fields).map(|field| field.id.as_str());
    let marks = articles.iter().flat_map(|article| article.reading.marks());
    let used: BTreeSet<&str> = marks
        .filter_map(|mark| mark.tag.as_ref())
        .flat_map(|tag| tag.fields.keys())
        .map(String::as_str)
        .collect();
    for id in declared.chain(used) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let column = |id: &str| Column {
        name: Cow::Owned(format!("{FIELD_PREFIX}{id}")),
        column_type: ColumnType::Text,
        help: "a field of the scheme",
        source: Source::Field(id.to_owned()),
    };
    ids.into_iter().map(column).collect()
}

/// Name and value of each column as JSON; with the values of the scheme's fields as one object, if it has any.
pub fn json_fields<'c>(
    columns: impl Iterator<Item = &'c Column>,
    row: &MarkRow<'_>,
) -> serde_json::Map<String, Json> {
    let mut fields: serde_json::Map<String, Json> =
        columns.map(|column| (column.name.clone().into_owned(), json(&column.cell(row)))).collect();
    let values = row.tag.map(|tag| &tag.fields).filter(|values| !values.is_empty());
    if values.is_some() || !row.article.reading.scheme.fields.is_empty() {
        fields.insert("fields".to_owned(), values.map_or_else(|| json!({}), |values| json!(values)));
    }
    fields
}

/// In the order of the exported files.
pub const COLUMNS: &[Column] = &[
    column("document", ColumnType::Text, "the article", |row| Cell::Text(row.article.name)),
    column("sha256", ColumnType::Text, "of the article's bytes", |row| {
        Cell::Text(&row.article.reading.document.digest)
    }),
    column("scheme", ColumnType::Text, "the coding scheme", |row| {
        Cell::Text(&row.article.reading.scheme.name)
    }),
    column("scheme_version", ColumnType::Text, "its version", |row| {
        Cell::Text(&row.article.reading.scheme.version)
    }),
    column("id", ColumnType::Text, "t-… of a tag; c-… of a claim without one", |row| Cell::Text(&row.id)),
    column("place", ColumnType::Text, "sure, doubtful, or lost", |row| Cell::Text(row.place.word())),
    column("start", ColumnType::Number, "first code point of the text, from 0", |row| chars(row, true)),
    column("end", ColumnType::Number, "one past its last code point", |row| chars(row, false)),
    column("paragraph", ColumnType::Number, "the number of its paragraph, from 1", |row| {
        row.paragraph.map_or(Cell::Empty, |number| Cell::Number(number as u32))
    }),
    column("decision", ColumnType::Text, "what the annotator decided; nothing if undecided", |row| {
        row.tag.map_or(Cell::Empty, |tag| Cell::Text(tag.decision.word()))
    }),
    column("categories", ColumnType::Texts, "the annotator's categories", |row| {
        Cell::Texts(row.categories().iter().map(String::as_str).collect())
    }),
    column("labels", ColumnType::Texts, "the annotator's free labels", |row| {
        Cell::Texts(row.tag.iter().flat_map(|tag| &tag.labels).map(String::as_str).collect())
    }),
    column("note", ColumnType::Text, "the annotator's note", |row| {
        row.tag.map_or(Cell::Empty, |tag| non_empty(&tag.note))
    }),
    column("annotator", ColumnType::Text, "who decided", |row| non_empty(row.annotator)),
    column("decided_at", ColumnType::Time, "when, in UTC", |row| {
        row.tag.map_or(Cell::Empty, |tag| non_empty(&tag.at))
    }),
    column("saw_machine", ColumnType::Text, "yes or no: was the suggestion in sight", |row| {
        let saw = row.tag.and_then(|tag| tag.saw_machine);
        saw.map_or(Cell::Empty, |saw| Cell::Text(if saw { "yes" } else { "no" }))
    }),
    column("via", ColumnType::Text, "how, if not one by one: bulk", |row| {
        row.tag.and_then(|tag| tag.via.as_deref()).map_or(Cell::Empty, Cell::Text)
    }),
    column("machine_categories", ColumnType::Texts, "the suggested categories, best first", |row| {
        Cell::Texts(row.machine.categories.iter().map(|(id, _)| id.as_str()).collect())
    }),
    column("machine_scores", ColumnType::Shares, "their scores, in the same order", |row| {
        Cell::Shares(row.machine.categories.iter().map(|(_, score)| *score).collect())
    }),
    column("machine_cues", ColumnType::Texts, "the cues that counted", |row| {
        Cell::Texts(row.machine.cues.iter().map(String::as_str).collect())
    }),
    column("speaker", ColumnType::Text, "who makes the claim: the reader's word, else the text's", |row| {
        row.speaker.and_then(SpokenBy::name).map_or(Cell::Empty, Cell::Text)
    }),
    column("proposed_categories", ColumnType::Texts, "the suggested categories at the decision", |row| {
        proposed(row, |was| Cell::Texts(was.categories.iter().map(|(id, _)| id.as_str()).collect()))
    }),
    column("proposed_scores", ColumnType::Shares, "their scores", |row| {
        proposed(row, |was| Cell::Shares(was.categories.iter().map(|(_, score)| *score).collect()))
    }),
    column("proposed_cues", ColumnType::Texts, "the cues that counted then", |row| {
        proposed(row, |was| Cell::Texts(was.cues.iter().map(String::as_str).collect()))
    }),
    column("quote", ColumnType::Text, "the passage", |row| Cell::Text(&row.selector.exact)),
    column("prefix", ColumnType::Text, "up to 32 code points before it", |row| {
        Cell::Text(&row.selector.prefix)
    }),
    column("suffix", ColumnType::Text, "and behind it", |row| Cell::Text(&row.selector.suffix)),
    column("machine_words", ColumnType::Texts, "words that the model leans on where no cue counted", |row| {
        Cell::Texts(row.machine.words.iter().map(String::as_str).collect())
    }),
    column("machine_engine", ColumnType::Text, "what found the claim: both or cues", |row| {
        row.machine.engine.map_or(Cell::Empty, |engine| Cell::Text(engine.word()))
    }),
    column("proposed_engine", ColumnType::Text, "what found it then", |row| {
        row.proposed().and_then(|was| was.engine.as_deref()).map_or(Cell::Empty, Cell::Text)
    }),
    column(
        "speaker_basis",
        ColumnType::Text,
        "reader, attributed, guessed, or unknown; nothing for the author",
        |row| row.speaker.and_then(SpokenBy::basis).map_or(Cell::Empty, Cell::Text),
    ),
    column(
        "proposed_start",
        ColumnType::Number,
        "where the suggestion began, if the reader moved it",
        |row| suggested_bounds(row).map_or(Cell::Empty, |(start, _)| Cell::Number(start)),
    ),
    column("proposed_end", ColumnType::Number, "one past its end, if the reader moved it", |row| {
        suggested_bounds(row).map_or(Cell::Empty, |(_, end)| Cell::Number(end))
    }),
    column("doubt", ColumnType::Text, "why it is doubtful: words or place", |row| {
        row.doubt().map_or(Cell::Empty, Cell::Text)
    }),
];

fn non_empty(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn proposed<'a>(row: &'a MarkRow<'_>, value: impl FnOnce(&'a Proposed) -> Cell<'a>) -> Cell<'a> {
    row.proposed().map_or(Cell::Empty, value)
}

/// Bounds of the suggestion in this text, in code points; `None` if the reader kept them.
fn suggested_bounds(row: &MarkRow<'_>) -> Option<(u32, u32)> {
    let tag = row.tag.filter(|tag| tag.is_rebounded())?;
    tag.proposed_range(row.article.reading.document.char_range(row.span?))
}

fn chars<'a>(row: &'a MarkRow<'_>, start: bool) -> Cell<'a> {
    let Some(span) = row.span else { return Cell::Empty };
    let (from, to) = row.article.reading.document.char_range(span);
    Cell::Number(if start { from } else { to })
}

pub fn json(cell: &Cell<'_>) -> Json {
    match cell {
        Cell::Empty => Json::Null,
        Cell::Text(text) => json!(text),
        Cell::Number(number) => json!(number),
        Cell::Texts(texts) => json!(texts),
        Cell::Shares(shares) => shares.iter().map(|permille| share(*permille)).collect(),
    }
}
