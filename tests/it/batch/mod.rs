//! `purport classify` on a corpus: any number of jobs, failing articles, compressed and long texts.

mod filter;
mod resume;

use crate::support::{Desk, PURPORT, SCHEME, gz, json_lines, run, zst};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Prose of about `bytes` bytes, different for each `seed`, of sentences with and without claims.
fn prose(seed: usize, bytes: usize) -> String {
    let mut text = format!("Report {seed}\n\n");
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        let _ = match (number + seed) % 4 {
            0 => write!(text, "The council pledged pier {number}. "),
            1 => write!(text, "“It rained for {number} days,” said the báker. "),
            2 => write!(text, "The mayor must pay {number} crowns.\n\n"),
            _ => write!(text, "The baker doubts it. Nothing else was heard. "),
        };
    }
    text
}

/// Fills the folder `corpus` with short articles, in Markdown and plain text, on two levels.
fn corpus(desk: &Desk, articles: usize) {
    for number in 0..articles {
        let folder = if number % 3 == 0 { "corpus/deep" } else { "corpus" };
        let (ending, lead) = if number % 5 == 0 { ("md", "# ") } else { ("txt", "") };
        let bytes = 200 + number * 37 % 3000;
        desk.file(&format!("{folder}/{number:03}.{ending}"), format!("{lead}{}", prose(number, bytes)));
    }
    desk.file("corpus/.hidden.txt", "The council pledged what is hidden.");
    desk.file("corpus/001.txt.tags.toml", "The council pledged a tag file.");
}

#[test]
fn output_is_the_same_for_any_number_of_jobs() {
    let desk = Desk::new();
    corpus(&desk, 40);
    // Longer than 512 KiB, so it is read in parts.
    desk.file("corpus/long.txt", prose(7, 560_000));
    for form in ["ndjson", "csv"] {
        let serial = run(&mut desk.classify(&["corpus", "--format", form, "--jobs", "1"]));
        assert_eq!(serial.code, 0, "{}", serial.err);
        let done = run(&mut desk.classify(&["corpus", "--format", form, "--jobs", "7"]));
        assert!(done.out == serial.out, "{form}: output differs with seven jobs");
        assert_eq!(done.err, serial.err);
        let name = format!("out.{form}");
        let done = run(&mut desk.classify(&["corpus", "--format", form, "-o", &name]));
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
        assert!(desk.read(&name) == serial.out, "{form}: -o differs from standard output");
    }
    let files = desk.names();
    assert!(!files.iter().any(|name| name.contains("partial") || name.contains("journal")), "{files:?}");
}

#[test]
fn a_text_read_in_parts_has_the_claims_of_the_whole() {
    let desk = Desk::new();
    let text = prose(3, 600_000);
    desk.file("a.txt", format!("\u{feff}{text}"));
    let done = run(&mut desk.classify(&["a.txt", "--format", "jsonl"]));
    // The filter classifies every record whole.
    let record = serde_json::json!({"text": text}).to_string();
    let whole = run(desk.classify(&["--ndjson"]).write_stdin(record));
    let whole: Value = serde_json::from_str(&whole.out).unwrap();
    let whole = whole["claims"].as_array().unwrap();
    assert!(whole.len() > 3000);
    let lines = json_lines(&done.out);
    assert_eq!(lines.len(), whole.len());
    for (line, claim) in lines.iter().zip(whole) {
        for key in ["start", "end", "text", "categories", "evidence", "speaker"] {
            assert_eq!(line[key], claim[key]);
        }
    }
    let blocks: Vec<u64> = lines.iter().map(|line| line["block"].as_u64().unwrap()).collect();
    assert!(blocks.is_sorted());
    let paragraphs = text.split("\n\n").filter(|block| !block.trim().is_empty()).count() as u64;
    assert!((paragraphs - 1..=paragraphs).contains(blocks.last().unwrap()), "{paragraphs}");
    let one = run(&mut desk.classify(&["a.txt", "--format", "ndjson"]));
    let one: Value = serde_json::from_str(&one.out).unwrap();
    assert_eq!((&one["id"], one["claims"].as_array().unwrap()), (&Value::from("a.txt"), whole));
}

#[test]
fn a_failing_article_stops_no_other_and_is_in_the_summary() {
    let desk = Desk::new();
    corpus(&desk, 4);
    desk.file("corpus/bad.pdf", "%PDF-1.7 and no more");
    let packed = gz(prose(1, 900_000).as_bytes());
    desk.file("corpus/bad.txt.gz", &packed[..packed.len() * 2 / 3]);
    let done = run(&mut desk.classify(&["corpus", "missing.txt", "--format", "ndjson", "-o", "out"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
    let records = json_lines(&desk.read("out"));
    let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    let names = ["001.txt", "002.txt", "bad.pdf", "bad.txt.gz", "deep/000.md", "deep/003.txt"]
        .map(|name| format!("corpus/{name}"));
    assert_eq!(ids[..6], names);
    assert_eq!((ids.len(), ids[6]), (7, "missing.txt"));
    for (record, id) in records.iter().zip(&ids) {
        let bad = id.contains("bad.pdf") || id.contains(".gz") || *id == "missing.txt";
        assert_eq!(record.get("error").is_some(), bad, "{id}");
    }
    // Claims before the break are kept.
    assert!(!records[3]["claims"].as_array().unwrap().is_empty());
    let claims: usize = records.iter().filter_map(|record| Some(record["claims"].as_array()?.len())).sum();
    let claims = format!(" {},{:03} claims: ", claims / 1000, claims % 1000);
    let summary = done.err.lines().find(|line| line.starts_with("7 articles, ")).expect(&done.err);
    assert!(summary.contains(&claims) && summary.contains("Promise"), "{summary}");
    let failed = "3 could not be read:\n  corpus/bad.pdf\n  corpus/bad.txt.gz\n  missing.txt\n";
    assert!(done.err.ends_with(failed), "{}", done.err);
    assert!(
        !done.err.contains('\r') && !done.err.contains('\u{1b}'),
        "a pipe gets no progress bar: {}",
        done.err
    );
}

#[test]
fn a_few_files_print_no_summary() {
    let desk = Desk::new();
    desk.file("a.txt", "The council pledged a pier.\n");
    let done = run(&mut desk.classify(&["a.txt", "a.txt", "--format", "jsonl"]));
    assert_eq!((done.code, done.err.as_str(), done.out.lines().count()), (0, "", 1));
}

#[test]
fn compressed_articles_are_unpacked() {
    let desk = Desk::new();
    let text = prose(5, 100_000);
    desk.file("plain.txt", &text);
    let (head, tail) = text.as_bytes().split_at(50_000);
    desk.file("a.txt.gz", [gz(head), gz(tail)].concat());
    let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zst(tail)].concat();
    desk.file("b.txt.zst", [zst(head), skipped].concat());
    // Recognised by content, not by name.
    desk.file("c.txt", gz(text.as_bytes()));
    desk.file("d.md.gz", gz(b"# Title\n\nThe *council* pledged a pier.\n"));
    let claims = |name: &str| {
        let done = run(&mut desk.classify(&[name, "--format", "ndjson"]));
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        serde_json::from_str::<Value>(&done.out).unwrap()["claims"].clone()
    };
    let plain = claims("plain.txt");
    for name in ["a.txt.gz", "b.txt.zst", "c.txt"] {
        assert!(claims(name) == plain, "{name}");
    }
    assert_eq!(claims("d.md.gz")[0]["text"], "The council pledged a pier.");
    let standard = run(desk.classify(&["--format", "ndjson"]).write_stdin(zst(text.as_bytes())));
    assert!(serde_json::from_str::<Value>(&standard.out).unwrap()["claims"] == plain);
    let text = run(desk.purport().args(["text", "d.md.gz"]));
    assert!(text.out.contains("The council pledged"), "{}", text.out);
    // A folder lists them too.
    let shelf = run(desk.purport().args(["status", "--engine", "cues", "--format", "jsonl", "."]));
    assert!(shelf.out.contains("a.txt.gz") && shelf.out.contains("d.md.gz"), "{}", shelf.out);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_one_row_per_claim() {
    let desk = Desk::new();
    corpus(&desk, 5);
    let lines = run(&mut desk.classify(&["corpus", "--format", "jsonl"])).out.lines().count();
    let done = run(&mut desk.classify(&["corpus", "--format", "parquet", "-o", "out.parquet"]));
    assert_eq!(done.code, 0, "{}", done.err);
    let file = std::fs::File::open(desk.work().join("out.parquet")).unwrap();
    let reader = parquet::file::serialized_reader::SerializedFileReader::new(file).unwrap();
    let rows = parquet::file::reader::FileReader::metadata(&reader).file_metadata().num_rows();
    assert_eq!(usize::try_from(rows), Ok(lines));
    for (words, says) in [
        (&["--format", "parquet", "corpus"][..], "name a file with -o"),
        (&["--format", "parquet", "corpus", "-o", "x", "--resume"], "a Parquet table cannot be continued"),
    ] {
        let done = run(&mut desk.classify(words));
        assert!(done.code == 2 && done.err.contains(says), "{}", done.err);
    }
}

#[test]
fn existing_output_needs_force() {
    let desk = Desk::new();
    corpus(&desk, 3);
    desk.file("out", "mine");
    let words = ["corpus", "-o", "out"];
    let done = run(&mut desk.classify(&words));
    assert!(done.code == 2 && done.err.contains("already exists (hint: --force"), "{}", done.err);
    assert_eq!(desk.read("out"), "mine");
    let done = run(desk.classify(&words).arg("--force"));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(desk.read("out").contains("Promise"));
    for (out, says) in [
        ("corpus/001.txt", "is one of the inputs"),
        ("corpus", "is not a regular file"),
        ("none/out", "its folder does not exist"),
    ] {
        let done = run(desk.classify(&["corpus", "--force", "-o"]).arg(out));
        assert!(done.code == 2 && done.err.contains(says), "{}", done.err);
    }
    let done = run(&mut desk.classify(&["corpus", "--resume"]));
    assert_eq!(done.code, 2, "resuming needs a file");
}

/// Starts `purport classify` without waiting for it.
fn spawn(desk: &Desk, words: &[&str], input: Stdio, output: Stdio) -> std::process::Child {
    let scheme = desk.file("small.toml", SCHEME);
    Command::new(PURPORT)
        .arg("classify")
        .arg("--scheme")
        .arg(scheme)
        .args(words)
        .current_dir(desk.work())
        .envs(desk.env())
        .stdin(input)
        .stdout(output)
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The bytes of a file; empty if it does not exist.
fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}
