//! Positions in exports count in the text that `purport text FILE` prints, for every format of articles and of exports.

use crate::builders::samples;
use crate::support::{Desk, json_lines, project, run};
use purport::export::Format;
use serde_json::Value;
use std::path::Path;

/// Texts laid out in the ways that a printer could be tempted to tidy up.
fn layouts() -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str| {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xFF, 0xFE].into_iter().chain(units).collect::<Vec<u8>>()
    };
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        ("lines.txt", text("The port\nThe council must pay for the pier.\nIt rained. The mayor must go.\n")),
        (
            "crlf.txt",
            text(
                "The port\r\n\r\nThe council\r\nmust pay for the pier. It\r\nrained all day and\r\nthe mayor must go.\r\n",
            ),
        ),
        (
            "indented.txt",
            text(
                "\n\n    The council must pay.\n\n\tThe mayor must go, and\n\tthe pier must stay, and\n\tit rained.\n\n\n   - An item must stand.\n",
            ),
        ),
        ("loose.txt", text("  The council must pay.   \n\n\n\n \t \nThe mayor must go. \t")),
        ("mark.txt", text("\u{feff}The council must pay.\n\u{feff}The mayor must go.")),
        (
            "signs.txt",
            text(
                "👩‍🚒 💩 The cafe\u{301} must pay. “The ❤\u{fe0f} must go,” he said.\n\u{ad}The coun\u{ad}cil must\u{200b} stay.\n",
            ),
        ),
        (
            "pages.txt",
            text(
                "The council must\u{c}pay for the pier.\u{c}\nThe mayor\u{b} must go.\u{85}It must rain.\u{2028}All must pay.\n",
            ),
        ),
        ("acts.txt", text("\x1b[31mThe council must pay.\x07\n\u{202e}The mayor must go.\u{202c}\n")),
        ("wide.txt", utf16("The port\r\n\r\nThe cafe\u{301} must pay. 🚒 The mayor must go.\r\n")),
        ("latin.txt", b"The caf\xe9 must pay for the pier. Le mar\xe9chal must go.\n".to_vec()),
        (
            "rows.md",
            text(
                "# The port\r\n\r\n> The *council* must pay.\r\n\r\n- one must\r\n  stay\r\n\r\n***\r\n\r\n    code  here\r\n\r\nThe `mayor` must go.\r\n",
            ),
        ),
        (
            "empty_blocks.html",
            text(
                "<h1>Port</h1><p>&nbsp;</p><p>The council<br>must pay.</p><hr><pre>  a\n\n\n  b</pre><p>The mayor must go.",
            ),
        ),
    ]
}

fn articles(desk: &Desk) -> Vec<String> {
    let mut names = Vec::new();
    let mut add = |name: &str, bytes: &[u8]| {
        desk.file(name, bytes);
        names.push(name.to_owned());
    };
    for (name, bytes) in layouts() {
        add(name, &bytes);
    }
    for (_, name, bytes) in samples() {
        add(name, &bytes);
    }
    for folder in ["sample", "tests/pages"] {
        for entry in std::fs::read_dir(project(folder)).unwrap() {
            let path = entry.unwrap().path();
            add(path.file_name().unwrap().to_str().unwrap(), &std::fs::read(&path).unwrap());
        }
    }
    names
}

/// The words between two positions, with what acts on a terminal as `purport text` shows it.
fn slice(text: &str, start: usize, end: usize) -> String {
    text.chars().skip(start).take(end - start).collect()
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_else(|| panic!("{value} is no position"))).unwrap()
}

fn words(value: &Value) -> String {
    purport::text::visible::without_commands(value.as_str().unwrap()).into_owned()
}

/// Checks every passage of an export against the printed text, and returns how many there were.
fn check(text: &str, format: Format, exported: &Path) -> usize {
    let read = |path: &Path| std::fs::read_to_string(path).unwrap();
    let json = || serde_json::from_str::<Value>(&read(exported)).unwrap();
    let expect = |start: &Value, end: &Value, quote: &Value| {
        assert_eq!(
            slice(text, number(start), number(end)),
            words(quote),
            "{} {}",
            format.name(),
            exported.display()
        );
    };
    let own_text =
        |value: &Value| assert_eq!(text.trim_end(), words(value).trim_end(), "{}", exported.display());
    match format.name() {
        "jsonl" => {
            let rows = json_lines(&read(exported));
            let check = |row: &Value| expect(&row["start"], &row["end"], &row["quote"]);
            rows.iter().map(check).count()
        }
        "csv" => {
            let mut reader = csv::Reader::from_path(exported).unwrap();
            let heads = reader.headers().unwrap().clone();
            let at = |name: &str| heads.iter().position(|head| head == name).unwrap();
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            for row in &rows {
                let number = |name: &str| row[at(name)].parse().unwrap();
                let cell = slice(text, number("start"), number("end"));
                assert_eq!(
                    purport::text::csv_cell::escape(&cell),
                    row[at("quote")],
                    "{}",
                    exported.display()
                );
            }
            rows.len()
        }
        "w3c" => {
            let pages = json();
            let items = pages["items"].as_array().or(pages["first"]["items"].as_array()).unwrap();
            for item in items {
                let selectors = item["target"]["selector"].as_array().unwrap();
                expect(&selectors[1]["start"], &selectors[1]["end"], &selectors[0]["exact"]);
            }
            items.len()
        }
        "brat" => {
            let files = std::fs::read_dir(exported).unwrap().map(|entry| entry.unwrap().path());
            let notes = files.into_iter().find(|path| path.extension().is_some_and(|end| end == "ann"));
            let lines = read(&notes.unwrap());
            let passages = lines.lines().filter(|line| line.starts_with('T'));
            let check = |line: &str| {
                let fields: Vec<&str> = line.split('\t').collect();
                let (_, places) = fields[1].split_once(' ').unwrap();
                let part = |place: &str| {
                    let (start, end) = place.split_once(' ').unwrap();
                    slice(text, start.parse().unwrap(), end.parse().unwrap())
                };
                let parts: Vec<String> = places.split(';').map(part).collect();
                // brat holds no control characters, and knows no white space but spaces inside a line.
                let acts = |c: char| matches!(c, '\u{fffd}' | '⇄' | '\u{2400}'..='\u{2421}' | '\u{202a}'..='\u{202e}');
                let plain = |text: &str| text.replace(acts, "").replace(char::is_whitespace, " ");
                assert_eq!(plain(&parts.join(" ")), plain(fields[2]), "{}", exported.display());
            };
            passages.map(check).count()
        }
        "labelstudio" => {
            let tasks = json();
            own_text(&tasks[0]["data"]["text"]);
            let results = tasks[0]["predictions"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|one| one["result"].as_array().unwrap());
            let mut count = 0;
            for value in results.map(|result| &result["value"]) {
                expect(&value["start"], &value["end"], &value["text"]);
                count += 1;
            }
            count
        }
        "doccano" | "prodigy" => {
            let row = json_lines(&read(exported)).remove(0);
            own_text(&row["text"]);
            let spans = row.get("spans").or(row.get("label")).and_then(Value::as_array).unwrap();
            spans.len()
        }
        "cas" => {
            let cas = json();
            let features = cas["%FEATURE_STRUCTURES"].as_array().unwrap();
            let sofa = features.iter().find(|one| one["sofaString"].is_string()).unwrap();
            own_text(&sofa["sofaString"]);
            let units: Vec<u16> = text.encode_utf16().collect();
            let claims = features.iter().filter(|one| one["%TYPE"] == "purport.Claim");
            let whole = |one: &Value| {
                let words = String::from_utf16(&units[number(&one["begin"])..number(&one["end"])]).unwrap();
                assert!(!words.trim().is_empty() && words.trim() == words, "{words:?}");
            };
            claims.map(whole).count()
        }
        other => panic!("{other} has no positions to check"),
    }
}

#[test]
fn positions_count_in_the_printed_text() {
    let desk = Desk::new();
    let mut passages = 0;
    for name in articles(&desk) {
        let text = run(desk.purport().args(["text", &name])).out;
        let mut counts = Vec::new();
        // The others have no positions, or are archives that the tests of the format read.
        let others = ["markdown", "html", "qdc", "qdpx", "parquet"];
        for format in Format::all().filter(|format| !others.contains(&format.name())) {
            let out = format!("{name}.out.{}", format.name());
            let words = ["export", "--engine", "cues", "--format", format.name(), "-o", &out, &name];
            let done = run(desk.purport().args(words));
            assert_eq!(done.code, 0, "{name}: {}", done.err);
            counts.push((format.name(), check(&text, format, &desk.work().join(&out))));
        }
        let many = counts.iter().find(|(name, _)| *name == "jsonl").unwrap().1;
        for (format, count) in counts {
            assert!(count >= many, "{name}: {count} of {many} passages in {format}");
        }
        assert!(many > 0, "{name} holds no claim");
        passages += many;
        for format in ["jsonl", "ndjson"] {
            let words = ["classify", "--engine", "cues", "--format", format, &name];
            let claims = json_lines(&run(desk.purport().args(words)).out);
            for claim in claims
                .iter()
                .flat_map(|line| line["claims"].as_array().cloned().unwrap_or(vec![line.clone()]))
            {
                let found = slice(&text, number(&claim["start"]), number(&claim["end"]));
                assert_eq!(found, self::words(&claim["text"]), "{name} as {format}");
            }
        }
    }
    assert!(passages > 60, "{passages} passages");
}

#[test]
fn several_texts_are_whole_and_apart() {
    let desk = Desk::new();
    desk.file("a.txt", "  One.\n\n\n");
    desk.file("b.txt", "Two.\r\nThree.");
    let done = run(desk.purport().args(["text", "a.txt", "b.txt"]));
    assert_eq!((done.code, done.out.as_str()), (0, "  One.\n\n\n\nTwo.\r\nThree.\n"));
}
