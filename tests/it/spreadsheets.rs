//! CSV of every command that writes it: no cell is ever a formula.

use super::support::{Desk, Output, run};

/// Signs that begin a formula in some spreadsheet (OWASP, "CSV Injection").
const SIGNS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Checks that `place` is in the CSV for every sign, and that no cell begins with a sign or has only white space
/// before one.
fn check(name: &str, sign: char, output: &Output, place: &str) {
    assert_eq!((output.code, output.err.as_str()), (0, ""), "{name} {sign:?}");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(output.out.as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.iter().any(|cell| cell.contains(place)), "{name} {sign:?}: {}", output.out);
    for cell in cells {
        let is_formula = cell.trim_start().starts_with(SIGNS) || cell.starts_with(SIGNS);
        assert!(!is_formula, "{name} {sign:?}: {cell:?} is a formula");
    }
}

#[test]
fn classify_writes_no_formula() {
    let desk = Desk::with_pier();
    for sign in SIGNS {
        let name = format!("{sign}1+1.txt");
        desk.file(&name, format!("{sign}The council pledged a pier.\n"));
        check("classify", sign, &run(&mut desk.classify(&["--format", "csv", "--", &name])), "1+1.txt");
    }
}

#[test]
fn stats_of_decisions_write_no_formula() {
    let desk = Desk::with_pier();
    desk.file("a.txt", "The council pledged a pier.\n");
    for sign in SIGNS {
        // TOML takes neither a tab nor a carriage return as it is.
        let id = format!("{sign}1+1").replace('\t', "\\t").replace('\r', "\\r");
        let scheme = format!(
            "[[category]]\nid = \"{id}\"\nletter = \"P\"\nkey = \"1\"\n\n\
             [[cue]]\nid = \"pledge\"\ncategory = \"{id}\"\npattern = \"pledge/V\"\n"
        );
        desk.file("scheme.toml", scheme);
        let words = ["stats", "--scheme", "scheme.toml", "a.txt", "--format", "csv"];
        check("stats", sign, &run(desk.purport().args(words)), "1+1");
    }
}

#[test]
fn stats_of_groups_write_no_formula() {
    let desk = Desk::with_pier();
    for sign in SIGNS {
        let claim = serde_json::json!({"categories": [{"category": "promise", "score": 0.9}]});
        let record = serde_json::json!({"id": "a", "desk": format!("{sign}1+1"), "claims": [claim]});
        desk.file("in.ndjson", format!("{record}\n"));
        let words = ["stats", "--scheme", "small.toml", "in.ndjson", "--by", "desk", "--format", "csv"];
        check("stats --by", sign, &run(desk.purport().args(words)), "1+1");
    }
}

#[test]
fn export_writes_no_formula() {
    let desk = Desk::with_pier();
    for sign in SIGNS {
        let name = format!("{sign}1+1.txt");
        desk.file(&name, format!("{sign}The council pledged a pier.\n"));
        let words = ["export", "--scheme", "small.toml", "--format", "csv", "--", &name];
        check("export", sign, &run(desk.purport().args(words)), "1+1.txt");
    }
}
