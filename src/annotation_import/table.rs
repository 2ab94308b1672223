//! Tables with one annotation per row: our own JSON Lines, and CSV of any origin.

use super::exported::ExportedMark;
use super::records::{ArticleRecord, about_article, json_lines};
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::text::csv_cell::{split, unescape};
use csv::{Position, ReaderBuilder, StringRecord};
use serde_json::{Map, Value, json};

type Rows = Vec<(usize, Map<String, Value>)>;

pub(super) fn parse_jsonl(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let rows = json_lines(file, &mut parsed);
    add_rows(file, parsed, rows)
}

fn add_rows(
    file: AnnotationFile<'_>,
    mut parsed: ParsedAnnotations,
    rows: Rows,
) -> Result<ParsedAnnotations, Diagnostic> {
    parsed.are_rows = true;
    let records =
        rows.into_iter().map(|(line, fields)| ArticleRecord::new(line, fields, |fields| Some(fields), None));
    for ArticleRecord { line, fields, .. } in about_article(records.collect(), file)? {
        let Some(mark) = ExportedMark::parse(&fields, line) else {
            parsed.warn(file.name, line, "has neither a quotation nor positions");
            continue;
        };
        // A foreign row has no decision either, but also no field for a suggestion.
        let ours = fields.contains_key("machine_categories") || mark.annotation.categories.is_empty();
        if !mark.is_tag() && ours {
            parsed.undecided += 1;
        } else {
            parsed.annotations.push(mark.annotation);
        }
    }
    Ok(parsed)
}

/// Column names of our exports, with the synonyms of other tables.
const ALIASES: [(&str, &[&str]); 12] = [
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

const LISTS: [&str; 7] = [
    "categories",
    "labels",
    "machine_categories",
    "machine_cues",
    "machine_words",
    "proposed_categories",
    "proposed_cues",
];

/// CSV with a header row, separated by commas, semicolons, tabs or bars, or by the sign that a first line `sep=;` names.
pub(super) fn parse_csv(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let content = file.content.trim_start_matches('\u{feff}');
    let (delimiter, content, skipped) = match named_delimiter(content) {
        Some((delimiter, rest)) => (delimiter, rest, 1),
        None => (likely_delimiter(content), content, 0),
    };
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(content.as_bytes());
    let error = |message: String| Diagnostic::on_line(file.name, 1 + skipped, message);
    let headers = reader.headers().map_err(|cause| error(cause.to_string()))?.clone();
    let columns: Vec<String> = headers.iter().map(column_name).collect();
    let has = |name: &str| columns.iter().any(|known| known == name);
    if !(has("quote") || has("start") && has("end")) {
        return Err(error("has neither a column `quote` nor columns `start` and `end`".to_owned())
            .hint("the first row names the columns: quote, start, end, category, note, …"));
    }
    let mut rows = Vec::new();
    let mut lines = LineCounter { content, byte: 0, line: 1 + skipped };
    for record in reader.records() {
        let position = record.as_ref().map_or_else(csv::Error::position, StringRecord::position);
        let line = lines.line_of(position);
        match record {
            Ok(record) if record.len() > columns.len() => {
                let message = format!("has {} cells, but the first row has {}", record.len(), columns.len());
                parsed.warn(file.name, line, message);
            }
            Ok(record) => rows.push((line, row_object(&columns, &record))),
            Err(_) => parsed.warn(file.name, line, "is not a readable row"),
        }
    }
    add_rows(file, parsed, rows)
}

/// The delimiter that a first line `sep=;` names for spreadsheets, and the table below it.
fn named_delimiter(content: &str) -> Option<(u8, &str)> {
    let (first, rest) = content.split_once('\n').unwrap_or((content, ""));
    let first = first.trim_end_matches('\r').trim_matches('"');
    let (head, sign) = first.split_at_checked(4)?;
    // The sign may be repeated to fill the row.
    let sign = sign.trim_matches('"').bytes().next().filter(u8::is_ascii)?;
    (head.eq_ignore_ascii_case("sep=") && !sign.is_ascii_alphanumeric()).then_some((sign, rest))
}

/// The sign that parts most of the first row, quoted cells aside.
fn likely_delimiter(content: &str) -> u8 {
    let (mut counts, mut quoted) = ([(b'|', 0_usize), (b'\t', 0), (b';', 0), (b',', 0)], false);
    for byte in content.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(sign, _)| *sign == byte).for_each(|(_, count)| *count += 1),
        }
    }
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(sign, _)| *sign)
}

/// A number as a spreadsheet of any country writes it: `0.7` or `0,7`.
fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    cell.parse().ok().or_else(|| cell.replacen(',', ".", 1).parse().ok())
}

/// Counts lines up to increasing positions. The CSV reader starts a row before the previous line end, which is
/// skipped here.
struct LineCounter<'p> {
    content: &'p str,
    byte: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of(&mut self, position: Option<&Position>) -> usize {
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

fn column_name(header: &str) -> String {
    let header = header.trim().to_lowercase();
    let known = ALIASES.iter().find(|(_, names)| names.contains(&header.as_str()));
    known.map_or(header.clone(), |(name, _)| (*name).to_owned())
}

/// Converts a row to the object that our JSON Lines would hold.
fn row_object(columns: &[String], record: &StringRecord) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, cell) in columns.iter().zip(record) {
        let value = match name.as_str() {
            _ if cell.is_empty() && !LISTS.contains(&name.as_str()) => continue,
            "start" | "end" | "paragraph" | "proposed_start" | "proposed_end" => {
                number(cell).map_or(Value::Null, |number| json!(number))
            }
            "machine_scores" | "proposed_scores" => {
                split(cell).iter().filter_map(|share| number(share)).collect()
            }
            // A cell cannot distinguish an empty list from a missing one.
            "proposed_categories" if cell.is_empty() => continue,
            name if LISTS.contains(&name) => json!(split(cell)),
            _ => json!(unescape(cell)),
        };
        fields.entry(name.clone()).or_insert(value);
    }
    // Cues alone prove a suggestion.
    if fields.get("proposed_cues").and_then(Value::as_array).is_some_and(|cues| !cues.is_empty()) {
        fields.entry("proposed_categories".to_owned()).or_insert_with(|| json!([]));
    }
    fields
}
