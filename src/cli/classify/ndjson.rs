//! `purport classify --ndjson`: a filter that reads one JSON object per line and writes one per line, in order.

use crate::claim::ClaimRecord;
use crate::cli::report::{json_line, report};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::{Format, ImportOptions, import};
use crate::shell::batch::in_order;
use crate::shell::batch::lines::{self, Lines};
use crate::shell::batch::output::Sink;
use crate::shell::classifier::{ClaimFinder, Claims};
use crate::shell::{Source, display};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;
use std::ops::ControlFlow;

struct Answers {
    bytes: Vec<u8>,
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
    let mut failed = false;
    let done = in_order(jobs, read, work, |answers| {
        let Answers { bytes, error } = match answers {
            Ok(answers) => answers,
            Err(error) => {
                report(error);
                failed = true;
                return ControlFlow::Continue(());
            }
        };
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
    let mut bytes = Vec::new();
    for (number, line) in (lines.first..).zip(lines.bytes.split_inclusive(|byte| *byte == b'\n')) {
        if let Err(BadLine { id, message, column }) = answer(line, finder, &mut bytes) {
            let error = format!("line {number}: {message}");
            // Writing to memory does not fail.
            let _ = json_line(&mut bytes, &ErrorAnswer { id, error: &error });
            if strict {
                let bad = Diagnostic { line: number, column, ..Diagnostic::whole(&lines.name, message) };
                return Answers { bytes, error: Some(bad.into()) };
            }
        }
    }
    Answers { bytes, error: None }
}

#[derive(Debug)]
struct BadLine {
    id: Option<Value>,
    message: String,
    /// From 1; 0 for the line as a whole.
    column: usize,
}

#[derive(Serialize)]
struct ErrorAnswer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    error: &'a str,
}

/// The answer to a record: its claims, and its other fields unchanged.
#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Value>,
    claims: Vec<ClaimRecord<'a>>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

fn answer(line: &[u8], finder: &ClaimFinder, out: &mut Vec<u8>) -> Result<(), BadLine> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let bad =
        |id: Option<Value>, message: &str, column: usize| BadLine { id, message: message.to_owned(), column };
    if line.iter().all(u8::is_ascii_whitespace) {
        return Err(bad(None, "blank line", 0));
    }
    let mut rest = match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err(bad(None, "not a JSON object", 1)),
        Err(error) => {
            let message = error.to_string();
            return Err(bad(None, message.split(" at line ").next().unwrap_or_default(), error.column()));
        }
    };
    let id = rest.shift_remove("id");
    let text = match rest.shift_remove("text") {
        Some(Value::String(text)) => text,
        Some(_) => return Err(bad(id, "`text` is not a string", 0)),
        None => return Err(bad(id, "`text` is missing", 0)),
    };
    // The importer drops a byte order mark, which would shift every offset by one.
    let before = u64::from(text.starts_with('\u{feff}'));
    let document = match import(text.into_bytes(), "text", ImportOptions::new(Format::Plain)) {
        Ok(imported) => imported.document,
        Err(error) => return Err(bad(id, error.message(), 0)),
    };
    let Claims { claims, scheme, .. } = finder.claims_of(&document, 0);
    let claims = claims.iter().map(|claim| ClaimRecord::new(claim, &document, &scheme, before)).collect();
    rest.shift_remove("claims");
    // Writing to memory does not fail.
    let _ = json_line(out, &Answer { id, claims, rest });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Engine, Scheme};
    use std::sync::Arc;

    fn check(line: &str) -> Value {
        let lines = Lines { name: "x".to_owned(), first: 7, bytes: line.as_bytes().to_vec() };
        let finder = ClaimFinder::new(Arc::new(Scheme::claims().with_engine(Engine::Cues)), None);
        serde_json::from_slice(&answers(&lines, &finder, false).bytes).unwrap()
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
