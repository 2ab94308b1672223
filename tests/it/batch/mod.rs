//! A corpus: the same output for any number of jobs, one bad article among good ones, compressed and long
//! texts, and what is said of it all.

mod filter;
mod resume;

use super::support::{Desk, SCHEME, run};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Prose of about `bytes` bytes that differs with `seed`, with claims and without.
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

/// A folder `corpus` of articles in several formats and depths, of which none is long.
fn corpus(desk: &Desk, articles: usize) {
    std::fs::create_dir_all(desk.work().join("corpus/deep")).unwrap();
    for number in 0..articles {
        let folder = if number % 3 == 0 { "corpus/deep" } else { "corpus" };
        let (ending, lead) = if number % 5 == 0 { ("md", "# ") } else { ("txt", "") };
        let bytes = 200 + number * 37 % 3000;
        desk.file(&format!("{folder}/{number:03}.{ending}"), format!("{lead}{}", prose(number, bytes)));
    }
    desk.file("corpus/.hidden.txt", "The council pledged what is hidden.");
    desk.file("corpus/001.txt.tags.toml", "The council pledged a tag file.");
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn the_output_is_the_same_for_any_number_of_jobs() {
    let desk = Desk::new();
    corpus(&desk, 40);
    // A text that is taken apart, wherever the cuts fall.
    desk.file("corpus/long.txt", prose(7, 560_000));
    for form in ["text", "jsonl", "ndjson", "csv"] {
        let serial = run(&mut desk.classify(&["corpus", "--format", form, "--jobs", "1"]));
        assert_eq!(serial.code, 0, "{}", serial.err);
        let done = run(&mut desk.classify(&["corpus", "--format", form, "--jobs", "7"]));
        assert!(done.out == serial.out, "{form}: seven jobs give another output");
        assert_eq!(done.err, serial.err);
        let name = format!("out.{form}");
        let done = run(&mut desk.classify(&["corpus", "--format", form, "-o", &name]));
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
        assert!(desk.read(&name) == serial.out, "{form}: a file holds what is printed");
    }
    let files: Vec<String> = std::fs::read_dir(desk.work())
        .unwrap()
        .map(|at| at.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(!files.iter().any(|name| name.contains("partial") || name.contains("journal")), "{files:?}");
}

#[test]
fn a_text_in_parts_has_the_claims_of_the_whole() {
    let desk = Desk::new();
    let text = prose(3, 600_000);
    desk.file("a.txt", format!("\u{feff}{text}"));
    let done = run(&mut desk.classify(&["a.txt", "--format", "jsonl"]));
    // The filter takes no text apart.
    let record = serde_json::json!({"text": text}).to_string();
    let whole = run(desk.classify(&["--ndjson"]).write_stdin(record));
    let whole: Value = serde_json::from_str(&whole.out).unwrap();
    let whole = whole["claims"].as_array().unwrap();
    assert!(whole.len() > 3000);
    let lines: Vec<Value> = done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
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
fn one_bad_article_stops_no_other_and_is_summed_up() {
    let desk = Desk::new();
    corpus(&desk, 4);
    desk.file("corpus/bad.pdf", "%PDF-1.7 and no more");
    let packed = gz(prose(1, 900_000).as_bytes());
    desk.file("corpus/bad.txt.gz", &packed[..packed.len() * 2 / 3]);
    let done = run(&mut desk.classify(&["corpus", "missing.txt", "--format", "ndjson", "-o", "out"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", done.err);
    let records: Vec<Value> =
        desk.read("out").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let ids: Vec<&str> = records.iter().map(|record| record["id"].as_str().unwrap()).collect();
    let names = ["001.txt", "002.txt", "bad.pdf", "bad.txt.gz", "deep/000.md", "deep/003.txt"]
        .map(|name| format!("corpus/{name}"));
    assert_eq!(ids[..6], names);
    assert_eq!((ids.len(), ids[6]), (7, "missing.txt"));
    for (record, id) in records.iter().zip(&ids) {
        let bad = id.contains("bad.pdf") || id.contains(".gz") || *id == "missing.txt";
        assert_eq!(record.get("error").is_some(), bad, "{id}");
    }
    // What could be read of the one that breaks off is kept.
    assert!(!records[3]["claims"].as_array().unwrap().is_empty());
    let claims: usize = records
        .iter()
        .filter(|record| record.get("error").is_none())
        .map(|record| record["claims"].as_array().unwrap().len())
        .sum();
    let summary = done.err.lines().find(|line| line.starts_with("7 articles, ")).expect(&done.err);
    assert!(summary.contains("claims: ") && summary.contains("Promise") && claims > 0, "{summary}");
    let failed = "3 could not be read:\n  corpus/bad.pdf\n  corpus/bad.txt.gz\n  missing.txt\n";
    assert!(done.err.ends_with(failed), "{}", done.err);
    assert!(!done.err.contains('\r') && !done.err.contains('\u{1b}'), "no bar in a pipe: {}", done.err);
}

#[test]
fn a_few_files_are_not_summed_up() {
    let desk = Desk::new();
    desk.file("a.txt", "The council pledged a pier.\n");
    let done = run(&mut desk.classify(&["a.txt", "a.txt", "--format", "jsonl"]));
    assert_eq!((done.code, done.err.as_str(), done.out.lines().count()), (0, "", 1));
}

#[test]
fn what_is_compressed_is_unpacked() {
    let desk = Desk::new();
    let text = prose(5, 600_000);
    desk.file("plain.txt", &text);
    let (head, tail) = text.as_bytes().split_at(300_000);
    desk.file("a.txt.gz", [gz(head), gz(tail)].concat());
    let skipped = [&b"\x50\x2a\x4d\x18\x03\0\0\0abc"[..], &zst(tail)].concat();
    desk.file("b.txt.zst", [zst(head), skipped].concat());
    // The content says it, and the name does not.
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
    // A folder shows them too.
    let shelf = run(desk.purport().args(["status", "--format", "jsonl", "."]));
    assert!(shelf.out.contains("a.txt.gz") && shelf.out.contains("d.md.gz"), "{}", shelf.out);
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_has_a_row_a_claim() {
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
        (&["--format", "parquet", "corpus"][..], "-o FILE"),
        (&["--format", "parquet", "corpus", "-o", "x", "--resume"], "cannot be gone on with"),
    ] {
        let done = run(&mut desk.classify(words));
        assert!(done.code == 2 && done.err.contains(says), "{}", done.err);
    }
}

#[test]
fn nothing_is_written_over_unless_it_is_asked_for() {
    let desk = Desk::new();
    corpus(&desk, 3);
    desk.file("out", "mine");
    let words = ["corpus", "-o", "out"];
    let done = run(&mut desk.classify(&words));
    assert!(done.code == 2 && done.err.contains("is there already (hint: --force"), "{}", done.err);
    assert_eq!(desk.read("out"), "mine");
    let done = run(desk.classify(&words).arg("--force"));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(desk.read("out").contains("Promise"));
    for (out, says) in [
        ("corpus/001.txt", "is one of the files that are read"),
        ("corpus", "is not a regular file"),
        ("none/out", "its folder is not there"),
    ] {
        let done = run(desk.classify(&["corpus", "--force", "-o"]).arg(out));
        assert!(done.code == 2 && done.err.contains(says), "{}", done.err);
    }
    let done = run(&mut desk.classify(&["corpus", "--resume"]));
    assert_eq!(done.code, 2, "resuming needs a file");
}

/// A program that runs beside the test.
fn spawn(desk: &Desk, words: &[&str], input: Stdio, output: Stdio) -> std::process::Child {
    let scheme = desk.file("small.toml", SCHEME);
    Command::new(env!("CARGO_BIN_EXE_purport"))
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

/// The bytes of a file, none if it is not there.
fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_default()
}
