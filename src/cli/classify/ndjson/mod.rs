//! `purport classify --ndjson`: a filter that reads one JSON object per line and writes one per line, in order.

mod record;

use crate::claim::ClaimRecord;
use crate::cli::report::{LimitedReport, report};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::{Format, ImportOptions, import};
use crate::shell::batch::in_order;
use crate::shell::batch::lines::{self, Lines};
use crate::shell::batch::output::Sink;
use crate::shell::classifier::{ClaimFinder, Claims};
use crate::shell::{Source, display};
use crate::text::json;
use record::Record;
use std::borrow::Cow;
use std::io::{self, Write as _};
use std::ops::ControlFlow;

struct Answers {
    bytes: Vec<u8>,
    /// Lines with bytes that are no text.
    warnings: Vec<Diagnostic>,
    /// The error that ends the run once the answers are written.
    error: Option<Error>,
}

/// Runs the filter until the input ends or nothing reads the output any more. Without `sources` it reads standard
/// input.
pub(super) fn run(
    finder: &ClaimFinder,
    strict: bool,
    jobs: usize,
    mut sources: Vec<Source>,
    mut sink: Sink,
) -> Result<u8, Error> {
    if sources.is_empty() {
        sources.push(Source::Stdin);
    }
    let name = sink.name();
    let read = move |put: &mut dyn FnMut(_, usize) -> bool| lines::read(&sources, put);
    let work = |lines: Result<Lines, _>| lines.map(|lines| answers(&lines, finder, strict));
    let (mut failed, mut warnings) = (false, LimitedReport::default());
    let done = in_order(jobs, read, work, |answers| {
        let Answers { bytes, warnings: fresh, error } = match answers {
            Ok(answers) => answers,
            Err(error) => {
                report(error);
                failed = true;
                return ControlFlow::Continue(());
            }
        };
        for warning in fresh {
            warnings.report(warning.into());
        }
        match sink.write(&bytes) {
            Ok(()) => error.map_or(ControlFlow::Continue(()), |error| ControlFlow::Break(Err(error))),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ControlFlow::Break(Ok(0)),
            Err(error) => ControlFlow::Break(Err(display::io_error(&name, error))),
        }
    })?;
    match done {
        ControlFlow::Continue(()) if failed => {
            sink.finish_incomplete()?;
            Ok(2)
        }
        ControlFlow::Continue(()) => {
            sink.finish()?;
            Ok(0)
        }
        ControlFlow::Break(ended) => ended,
    }
}

/// Answers lines; with `strict` up to the first bad one.
fn answers(lines: &Lines, finder: &ClaimFinder, strict: bool) -> Answers {
    let (mut bytes, mut warnings) = (Vec::new(), Vec::new());
    for (number, line) in (lines.first..).zip(lines.bytes.split_inclusive(|byte| *byte == b'\n')) {
        let text = String::from_utf8_lossy(line);
        let at = |message: String, column| Diagnostic {
            line: number,
            column,
            ..Diagnostic::whole(&lines.name, message)
        };
        let unreadable = matches!(text, Cow::Owned(_));
        let answered = if lines.is_cut {
            Err(BadLine { message: Lines::too_long(), column: 0 })
        } else if unreadable && strict {
            Err(BadLine { message: "not all of it is UTF-8".to_owned(), column: 0 })
        } else {
            answer(&text, finder, &mut bytes)
        };
        match answered {
            Ok(()) if unreadable => {
                warnings.push(at("not all of it is UTF-8: \u{fffd} stands for the rest".to_owned(), 0));
            }
            Ok(()) => {}
            Err(BadLine { message, column }) => {
                // Writing to memory does not fail.
                let _ = write_error(&mut bytes, &text, &format!("line {number}: {message}"));
                if strict {
                    return Answers { bytes, warnings, error: Some(at(message, column).into()) };
                }
            }
        }
    }
    Answers { bytes, warnings, error: None }
}

#[derive(Debug)]
struct BadLine {
    message: String,
    /// From 1; 0 for the line as a whole.
    column: usize,
}

/// Writes the answer to a bad line, with its id as far as the line can be read.
fn write_error(out: &mut Vec<u8>, line: &str, error: &str) -> io::Result<()> {
    out.push(b'{');
    if let Some(id) = Record::parse(line).0.id.or_else(|| record::find_id(line)) {
        out.extend(b"\"id\":");
        json::write_raw(out, id)?;
        out.push(b',');
    }
    out.extend(b"\"error\":");
    json::write(out, &error)?;
    out.write_all(b"}\n")
}

/// Writes the answer to a record: its id, its claims, and its other fields as they are.
fn write_answer(out: &mut Vec<u8>, record: &Record<'_>, claims: &[ClaimRecord<'_>]) -> io::Result<()> {
    out.push(b'{');
    if let Some(id) = record.id {
        out.extend(b"\"id\":");
        json::write_raw(out, id)?;
        out.push(b',');
    }
    out.extend(b"\"claims\":");
    json::write(out, &claims)?;
    for (key, value) in &record.rest {
        out.push(b',');
        json::write_raw(out, key)?;
        out.push(b':');
        json::write_raw(out, value)?;
    }
    out.write_all(b"}\n")
}

fn answer(line: &str, finder: &ClaimFinder, out: &mut Vec<u8>) -> Result<(), BadLine> {
    let bad = |message: &str, column: usize| BadLine { message: message.to_owned(), column };
    if line.trim_ascii().is_empty() {
        return Err(bad("blank line", 0));
    }
    let (record, parsed) = Record::parse(line);
    if let Err(error) = parsed {
        let message = error.to_string();
        let is_other = error.is_data() && record.is_empty();
        let message = if is_other {
            "not a JSON object"
        } else {
            message.split(" at line ").next().unwrap_or_default()
        };
        return Err(bad(message, if is_other { 1 } else { error.column() }));
    }
    let text = match record.text {
        Some(text) => record::string(text).ok_or_else(|| bad("`text` is not a string", 0))?,
        None => return Err(bad("`text` is missing", 0)),
    };
    // The importer drops a byte order mark, which would shift every offset by one.
    let before = u64::from(text.starts_with('\u{feff}'));
    let document = match import(text.into_bytes(), "text", ImportOptions::new(Format::Plain)) {
        Ok(imported) => imported.document,
        Err(error) => return Err(bad(error.message(), 0)),
    };
    let Claims { claims, scheme, .. } = finder.claims_of(&document, 0);
    let claims: Vec<_> =
        claims.iter().map(|claim| ClaimRecord::new(claim, &document, &scheme, before)).collect();
    // Writing to memory does not fail.
    let _ = write_answer(out, &record, &claims);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Engine, Scheme};
    use serde_json::Value;
    use std::sync::Arc;

    fn answered(line: &[u8], strict: bool) -> Answers {
        let lines = Lines { name: "x".to_owned(), first: 7, bytes: line.to_vec(), is_cut: false };
        let finder = ClaimFinder::new(Arc::new(Scheme::claims().with_engine(Engine::Cues)), None);
        answers(&lines, &finder, strict)
    }

    fn raw(line: &[u8]) -> String {
        String::from_utf8(answered(line, false).bytes).unwrap()
    }

    fn check(line: &str) -> Value {
        serde_json::from_str(&raw(line.as_bytes())).unwrap()
    }

    #[test]
    fn ids_and_other_keys_come_out_letter_by_letter() {
        let line = r#" { "price" : 1.10, "text":"It rained.", "id" : 18446744073709551617 ,"n":1e400,"a":1,"\u0061":-0.0, "a": {"b": [1E5, "\u00e9\/"],"b":null}} "#;
        let expected = r#"{"id":18446744073709551617,"claims":[],"price":1.10,"n":1e400,"a":1,"\u0061":-0.0,"a":{"b": [1E5, "\u00e9\/"],"b":null}}"#;
        assert_eq!(raw(line.as_bytes()), format!("{expected}\n"));
        for id in
            ["12345678901234567890123", "-1e-400", "\"\\ud83d\"", "[1.0]", "true", "null", "\"\\u0041\""]
        {
            let line = format!("{{\"id\":{id},\"text\":\"x\"}}");
            assert_eq!(raw(line.as_bytes()), format!("{{\"id\":{id},\"claims\":[]}}\n"));
            assert!(
                raw(format!("{{\"id\":{id}}}").as_bytes()).starts_with(&format!("{{\"id\":{id},\"error\":"))
            );
        }
    }

    #[test]
    fn what_is_no_text_is_replaced_and_the_id_stays() {
        let half = check(r#"{"id":"A7","text":"The guild must pay. \ud83d"}"#);
        assert_eq!((half["id"].as_str(), half["claims"].as_array().map(Vec::len)), (Some("A7"), Some(1)));
        let bad = answered(b"{\"id\":\"A7\",\"text\":\"The guild \xe9 must pay.\"}\n", false);
        let record: Value = serde_json::from_slice(&bad.bytes).unwrap();
        assert_eq!(record["claims"][0]["text"], "The guild \u{fffd} must pay.");
        assert_eq!((bad.warnings.len(), bad.warnings[0].line), (1, 7));
        let strict = answered(b"{\"id\":\"A7\",\"text\":\"\xe9\"}\n", true);
        assert!(strict.error.is_some());
        assert!(
            raw(b"{\"id\":\"A7\",\"text\":\"cut off").starts_with("{\"id\":\"A7\",\"error\":\"line 7: EOF")
        );
        for bad in [
            "{\"text\":\"a\u{1}b\",\"id\":\"A7\"}",
            r#"{"text":"\x","meta":{"id":1},"id" : "A7","n":[}"#,
            r#"{"a":?,"id":"A7"}"#,
        ] {
            assert!(raw(bad.as_bytes()).starts_with("{\"id\":\"A7\",\"error\":\"line 7: "), "{bad}");
        }
        for bad in ["{\"text\":\"\\", "{\"id\"", "{\"id\":", "[\"id\":1", "{\"id\":}", "\"id\":1"] {
            assert!(raw(bad.as_bytes()).starts_with("{\"error\":\"line 7: "), "{bad}");
        }
        assert!(String::from_utf8(strict.bytes).unwrap().starts_with("{\"id\":\"A7\",\"error\":\"line 7: "));
    }

    #[test]
    fn keeps_the_id_and_passes_other_keys_through() {
        let record = check(r#"{"meta":{"a":1},"id":"x","text":"Nothing here.","n":2}"#);
        assert_eq!(record.to_string(), r#"{"id":"x","claims":[],"meta":{"a":1},"n":2}"#);
    }

    #[test]
    fn answers_a_bad_record_with_an_error_and_its_id() {
        assert_eq!(check(r#"{"id":5}"#).to_string(), r#"{"id":5,"error":"line 7: `text` is missing"}"#);
        assert_eq!(check("\n").to_string(), r#"{"error":"line 7: blank line"}"#);
        assert_eq!(check("[1]").to_string(), r#"{"error":"line 7: not a JSON object"}"#);
        assert!(check("{\"id\":").to_string().contains("EOF while parsing"));
    }

    #[test]
    fn offsets_count_code_points_of_the_original_text() {
        for lead in ["", "\u{feff}", "💩 é. ", "\r\n\r\n\u{feff}x. "] {
            let text = format!("{lead}The ministry must resign. It rained.");
            let record = check(&serde_json::json!({"text": text}).to_string());
            let claim = &record["claims"][0];
            let chars: Vec<char> = text.chars().collect();
            let slice = |value: &Value| -> String {
                let at = |key: &str| value[key].as_u64().unwrap() as usize;
                chars[at("start")..at("end")].iter().collect()
            };
            assert_eq!(slice(claim), claim["text"].as_str().unwrap());
            assert_eq!(slice(&claim["evidence"][0]), claim["evidence"][0]["text"].as_str().unwrap());
        }
    }
}
