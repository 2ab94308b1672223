//! `purport speakers`: who speaks how often, and which names are likely to be of one party.

use crate::support::{Desk, Output, json_lines, run};

const MAY: &str = "Ada Korvin, the guild’s head, demanded that the pier be closed.\n\nThe council agreed to pay, Korvin said.\n\n\
    The guild’s head warned that the pier could fall.\n";
const JUNE: &str = "Premier Korvin demanded a new pier.\n\nThe Harbour Guild warned that ships could sink.\n";

fn speakers(words: &[&str]) -> Output {
    let desk = Desk::new();
    desk.file("press/2026-05-03.txt", MAY);
    desk.file("press/2026-06-09.txt", JUNE);
    desk.file("press/undated.txt", "The Harbour Guild called on the mayor to resign.\n");
    run(desk.purport().args(["speakers", "--engine", "cues", "--in", "press"]).args(words))
}

#[test]
fn each_speaker_has_a_row_and_likely_names_stand_beneath() {
    let output = speakers(&[]);
    assert_eq!(output.code, 0, "{}", output.err);
    assert!(output.out.contains("of 3 articles, 1 without a date"), "{}", output.out);
    let guild = output.out.lines().find(|line| line.starts_with("The Harbour Guild")).expect("a row");
    let cells: Vec<&str> = guild.split_whitespace().skip(3).collect();
    assert_eq!(cells[0], "2", "{}", output.out);
    assert!(guild.contains("2026-06-09"), "{}", output.out);
    assert!(output.out.contains("  Ada Korvin = Premier Korvin (the same surname"), "{}", output.out);
}

#[test]
fn aliases_join_speakers_and_nothing_else_does() {
    let count = |words: &[&str], name: &str| {
        let rows = json_lines(&speakers(&[&["--format", "jsonl"], words].concat()).out);
        rows.iter().find(|row| row["speaker"] == name).map(|row| row["claims"].as_u64().unwrap())
    };
    let apart = count(&[], "Ada Korvin").unwrap();
    let joined = count(&["--alias", "Ada Korvin=Premier Korvin"], "Ada Korvin").unwrap();
    assert_eq!(joined, apart + count(&[], "Premier Korvin").unwrap());
    assert_eq!(count(&["--alias", "Ada Korvin=Premier Korvin"], "Premier Korvin"), None);
}

#[test]
fn proposals_are_a_table_that_a_scheme_reads() {
    let output = speakers(&["--propose-aliases"]);
    assert!(output.out.contains("[aliases]\n\"Ada Korvin\" = [\n"), "{}", output.out);
    assert!(output.out.contains("    \"Premier Korvin\",\n"), "{}", output.out);
    let scheme = format!("extends = \"claims\"\n{}", output.out);
    let (scheme, warnings) = purport::Scheme::parse(&scheme, "s").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    assert_eq!(scheme.aliases.head_of("premier korvin"), "Ada Korvin");
}

#[test]
fn tables_and_exit_codes() {
    let table = speakers(&["--format", "csv"]).out;
    assert!(table.starts_with("speaker,claims,guessed,articles,first,last,names,"), "{table}");
    let desk = Desk::new();
    desk.file("a.txt", "It rained.\n");
    let output = run(desk.purport().args(["speakers", "--engine", "cues", "--in", "a.txt"]));
    assert_eq!(output.code, 1, "{}", output.out);
    assert_eq!(run(desk.purport().args(["speakers", "--in", "absent"])).code, 2);
}
