//! `purport classify --ndjson`: one JSON object a line in, exactly one a line out, in the same order.

use super::complain;
use super::output::{Flow, flow, json_line};
use super::record::claim_value;
use crate::claim::{Scheme, classify};
use crate::fault::Fault;
use crate::import::{Format, How, import};
use crate::shell::said;
use crate::text::BlockKind;
use serde_json::{Map, Value, json};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};

/// The longest line, in bytes: a record is held in memory as a whole.
const MOST_BYTES: u64 = 1 << 30;

/// Runs the filter until the input ends or nobody reads the output any more.
pub(super) fn run(scheme: &Scheme, strict: bool) -> Result<u8, Fault> {
    let mut input = BufReader::with_capacity(1 << 16, io::stdin().lock());
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let (mut line, mut number) = (Vec::new(), 0_usize);
    loop {
        line.clear();
        let read = io::Read::take(&mut input, MOST_BYTES).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return Err(Fault::whole("standard input", said::cause(&error))),
        }
        number += 1;
        let (record, fault) = answer(&line, number, scheme);
        if let Flow::Closed = flow(json_line(&mut out, &record))? {
            return Ok(0);
        }
        if let Some(fault) = fault.filter(|_| strict) {
            flow(out.flush())?;
            complain(&fault);
            return Ok(2);
        }
        // Somebody may wait for each answer before asking on; where more lines wait already, the
        // answers are gathered. Only what was read is looked at: a look that reads would wait too.
        let waits = !input.buffer().contains(&b'\n');
        if waits && let Flow::Closed = flow(out.flush())? {
            return Ok(0);
        }
    }
    flow(out.flush())?;
    Ok(0)
}

/// The record for one line, with the fault if it is a bad one.
fn answer(line: &[u8], number: usize, scheme: &Scheme) -> (Value, Option<Fault>) {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let bad = |id: Option<Value>, message: String, column: usize| {
        let fault = Fault { line: number, column, ..Fault::whole("standard input", message.clone()) };
        let mut record = Map::new();
        record.extend(id.map(|id| ("id".to_owned(), id)));
        record.insert("error".to_owned(), json!(format!("line {number}: {message}")));
        (Value::Object(record), Some(fault))
    };
    if line.iter().all(u8::is_ascii_whitespace) {
        return bad(None, "blank line".to_owned(), 0);
    }
    let mut object = match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return bad(None, "not a JSON object".to_owned(), 1),
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            return bad(None, message, error.column());
        }
    };
    let id = object.shift_remove("id");
    let text = match object.shift_remove("text") {
        Some(Value::String(text)) => text,
        Some(_) => return bad(id, "`text` is not a string".to_owned(), 0),
        None => return bad(id, "`text` is missing".to_owned(), 0),
    };
    // The importer would take a byte order mark away, and with it shift every offset by one.
    let shift = u32::from(text.starts_with('\u{feff}'));
    let document = match import(text.into_bytes(), "text", How::of(Format::Plain)) {
        Ok(imported) => imported.document,
        Err(fault) => return bad(id, fault.message, 0),
    };
    let mut claims = Vec::new();
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Rule) {
        classify(&document.text, block.span, scheme, &mut claims);
    }
    let mut claims: Vec<Value> = claims.iter().map(|claim| claim_value(claim, &document, scheme)).collect();
    if shift > 0 {
        for claim in &mut claims {
            shift_offsets(claim, shift);
        }
    }
    let mut record = Map::new();
    record.extend(id.map(|id| ("id".to_owned(), id)));
    record.insert("claims".to_owned(), Value::Array(claims));
    for (key, value) in object {
        record.entry(key).or_insert(value);
    }
    (Value::Object(record), None)
}

/// Moves every `start` and `end` in a claim by `by` code points.
fn shift_offsets(value: &mut Value, by: u32) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value.as_u64().filter(|_| key == "start" || key == "end") {
                    Some(number) => *value = json!(number + u64::from(by)),
                    None => shift_offsets(value, by),
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                shift_offsets(item, by);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Value {
        answer(line.as_bytes(), 7, &Scheme::claims()).0
    }

    #[test]
    fn keeps_the_id_and_passes_other_keys_through() {
        let record = check(r#"{"meta":{"a":1},"id":"x","text":"Nothing here.","n":2}"#);
        assert_eq!(record.to_string(), r#"{"id":"x","claims":[],"meta":{"a":1},"n":2}"#);
    }

    #[test]
    fn a_bad_record_says_what_and_keeps_the_id() {
        assert_eq!(check(r#"{"id":5}"#).to_string(), r#"{"id":5,"error":"line 7: `text` is missing"}"#);
        assert_eq!(check("").to_string(), r#"{"error":"line 7: blank line"}"#);
        assert_eq!(check("[1]").to_string(), r#"{"error":"line 7: not a JSON object"}"#);
        assert!(check("{\"id\":").to_string().contains("EOF while parsing"));
    }

    #[test]
    fn offsets_count_code_points_of_the_text_as_it_came() {
        for lead in ["", "\u{feff}", "💩 é. ", "\r\n\r\n\u{feff}x. "] {
            let text = format!("{lead}The ministry must resign. It rained.");
            let record = check(&json!({"text": text}).to_string());
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
