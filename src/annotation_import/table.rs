//! Tables: our own JSON Lines, and CSV, ours or a stranger's.

use super::known::Known;
use super::record::{Record, lines, of_article};
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::text::csv_cell::{split, unescape};
use csv::{Position, ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};

/// JSON Lines: a mark a line.
fn marks(
    source: AnnotationFile<'_>,
    found: &mut ParsedAnnotations,
    rows: Vec<(usize, Map<String, Value>)>,
) -> Result<(), Diagnostic> {
    let records = rows.into_iter().map(|(line, fields)| {
        let head = fields.clone();
        Record::new(line, fields, &head, None)
    });
    for Record { line, fields, .. } in of_article(records.collect(), source)? {
        match Known::parse(&fields, line) {
            Some(known) if known.is_tag() => found.passages.push(known.passage),
            // A stranger's row has no decision, and no word of the machine either.
            Some(known)
                if fields.contains_key("machine_categories") || known.passage.categories.is_empty() =>
            {
                found.undecided += 1;
            }
            Some(known) => found.passages.push(known.passage),
            None => found.warn(source.name, line, "has neither a quotation nor positions"),
        }
    }
    Ok(())
}

pub(super) fn jsonl(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let rows = lines(source, &mut found);
    marks(source, &mut found, rows)?;
    Ok(found)
}

/// What a column is called in our exports, by what strangers call it.
const MEANS: [(&str, &[&str]); 12] = [
    ("quote", &["quote", "exact", "text", "passage", "quotation"]),
    ("prefix", &["prefix"]),
    ("suffix", &["suffix"]),
    ("start", &["start", "begin", "start_offset"]),
    ("end", &["end", "end_offset"]),
    ("categories", &["categories", "category", "label", "class", "code"]),
    ("decision", &["decision"]),
    ("note", &["note", "comment", "memo"]),
    ("annotator", &["annotator", "coder", "user"]),
    ("decided_at", &["decided_at", "at", "created", "date"]),
    ("id", &["id"]),
    ("document", &["document", "file"]),
];

/// Columns of ours that hold lists of texts.
const TEXTS: [&str; 6] =
    ["categories", "labels", "machine_categories", "machine_cues", "proposed_categories", "proposed_cues"];

/// CSV with names in its first row, parted by commas, semicolons or tabs.
pub(super) fn csv(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let content = source.content.trim_start_matches('\u{feff}');
    let head = content.lines().next().unwrap_or_default();
    let count = |part: &u8| head.bytes().filter(|byte| byte == part).count();
    let part = [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(part).flexible(true).from_reader(content.as_bytes());
    let fault = |message: String| Diagnostic { line: 1, ..Diagnostic::whole(source.name, message) };
    let heads = reader.headers().map_err(|error| fault(error.to_string()))?.clone();
    let columns: Vec<String> = heads.iter().map(meaning).collect();
    let has = |name: &str| columns.iter().any(|known| known == name);
    if !(has("quote") || has("start") && has("end")) {
        return Err(fault("has no column `quote`, and none of `start` and `end`".to_owned())
            .hint("the first row names the columns: quote, start, end, category, note, …"));
    }
    let mut rows = Vec::new();
    let mut place = Place { content, byte: 0, line: 1 };
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = place.line(record.position());
                if record.len() > columns.len() {
                    let why = format!("has {} cells, and the first row {}", record.len(), columns.len());
                    found.warn(source.name, line, why);
                } else {
                    rows.push((line, row(&columns, &record)));
                }
            }
            Err(error) => {
                let line = place.line(error.position());
                found.warn(source.name, line, "this row cannot be read");
            }
        }
    }
    marks(source, &mut found, rows)?;
    Ok(found)
}

/// Counts lines. The reader takes a row for begun before the line end of the one above is over.
struct Place<'p> {
    content: &'p str,
    byte: usize,
    line: usize,
}

impl Place<'_> {
    fn line(&mut self, position: Option<&Position>) -> usize {
        let at = position.map_or(self.byte, |position| position.byte() as usize).max(self.byte);
        let bytes = self.content.as_bytes();
        let rest = bytes.get(at..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let passed = bytes.get(self.byte..at + blank).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.byte = at + blank;
        self.line
    }
}

/// What a column is called in our exports.
fn meaning(head: &str) -> String {
    let head = head.trim().to_lowercase();
    let known = MEANS.iter().find(|(_, names)| names.contains(&head.as_str()));
    known.map_or(head.clone(), |(name, _)| (*name).to_owned())
}

/// A row as the object that it was.
fn row(columns: &[String], record: &StringRecord) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, cell) in columns.iter().zip(record) {
        let value = match name.as_str() {
            _ if cell.is_empty() && !TEXTS.contains(&name.as_str()) => continue,
            "start" | "end" | "paragraph" => {
                cell.trim().parse::<u64>().map_or(Value::Null, |number| json!(number))
            }
            "machine_scores" | "proposed_scores" => {
                split(cell).iter().filter_map(|share| share.parse::<f64>().ok()).collect()
            }
            // A cell cannot say that there is nothing: an empty list is none.
            "proposed_categories" if cell.is_empty() => continue,
            name if TEXTS.contains(&name) => json!(split(cell)),
            _ => json!(unescape(cell)),
        };
        fields.entry(name.clone()).or_insert(value);
    }
    // Cues alone say that there was a proposal.
    if fields.get("proposed_cues").and_then(Value::as_array).is_some_and(|cues| !cues.is_empty()) {
        fields.entry("proposed_categories".to_owned()).or_insert_with(|| json!([]));
    }
    fields
}
