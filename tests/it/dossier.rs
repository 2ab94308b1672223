//! `purport dossier`: order, dates, copies, decisions, formats and exit codes, over articles and over output of
//! `purport classify`.

use crate::hostile::assert_inert;
use crate::support::{Desk, Output, SCHEME, document, json_lines, project, run, zst};
use purport::tag::{Decision, Header, Selector, Tag, TagDocument};
use purport::text::Span;
use serde_json::Value;
use std::sync::Arc;

/// Ten little articles: with a date in a header, a property, a path or a line at the top, and with none; one is a copy.
pub(crate) fn desk() -> Desk {
    let desk = Desk::new();
    for name in [
        "2026-01-12-ferry.txt",
        "2026-03/guild.txt",
        "dateline.txt",
        "lamps.md",
        "letter.eml",
        "quiet.txt",
        "toll.html",
        "undated.txt",
        "wire-copy.txt",
    ] {
        let content = std::fs::read(project("tests/it/data/dossier").join(name)).unwrap();
        desk.file(&format!("press/{name}"), content);
    }
    desk
}

fn dossier(desk: &Desk, words: &[&str]) -> Output {
    run(desk.command("dossier", words).env("LC_ALL", "C.UTF-8"))
}

/// Date, its source, article, status and role of each claim.
fn rows(output: &Output) -> Vec<String> {
    let row = |record: Value| {
        let word = |key: &str| record[key].as_str().unwrap_or("–").to_owned();
        let file = word("file").rsplit('/').next().unwrap_or_default().to_owned();
        let category = record["categories"][0]["category"].as_str().unwrap().to_owned();
        [word("date"), word("date_from"), file, category, word("status"), word("role")].join(" ")
    };
    json_lines(&output.out).into_iter().map(row).collect()
}

fn jsonl(desk: &Desk, words: &[&str]) -> Vec<String> {
    let output = dossier(desk, &[words, &["--format", "jsonl"]].concat());
    assert_eq!(output.code, 0, "{words:?}: {}", output.err);
    rows(&output)
}

const OF_TARSOVIA: [&str; 6] = [
    "2026-01-12 path 2026-01-12-ferry.txt order undecided said",
    "2026-01-28 document lamps.md doubt undecided said",
    "2026-03-02 document toll.html promise undecided said",
    "2026-03-09 document letter.eml order undecided said",
    "2026-03-17 text dateline.txt doubt undecided said",
    "– – undated.txt promise undecided said",
];

#[test]
fn claims_of_a_party_stand_in_order_of_time_with_the_source_of_each_date() {
    let desk = desk();
    assert_eq!(jsonl(&desk, &["Tarsovia", "--in", "press"]), OF_TARSOVIA);
    assert_eq!(
        jsonl(&desk, &["the TARSOVIA", "--in", "press"]),
        OF_TARSOVIA,
        "case and article do not matter"
    );
    let of_order = jsonl(&desk, &["Tarsovia", "--category", "O", "--in", "press"]);
    assert_eq!(of_order, [OF_TARSOVIA[0], OF_TARSOVIA[3]]);
    let spring = jsonl(&desk, &["Tarsovia", "--since", "2026-02", "--until", "2026-03-10", "--in", "press"]);
    assert_eq!(spring, OF_TARSOVIA[2..4]);
}

#[test]
fn output_of_classify_gives_the_same_dossier() {
    let desk = desk();
    let written = |form: &str| run(desk.classify(&["press", "--format", form]).env("NO_COLOR", "1")).out;
    desk.file("out.ndjson.zst", zst(written("ndjson").as_bytes()));
    desk.file("out.jsonl", written("jsonl"));
    // A record has the date that the document gave; only the text can tell of a line at its top.
    let expected: Vec<String> = OF_TARSOVIA
        .iter()
        .filter(|row| !row.contains(" text "))
        .map(|row| row.replace(" document ", " record "))
        .collect();
    for place in ["out.ndjson.zst", "out.jsonl"] {
        let output = dossier(&desk, &["Tarsovia", "--in", place, "--format", "jsonl"]);
        let mut rows = rows(&output);
        if place == "out.jsonl" {
            // Lines of single claims hold no digest, so the copy stays; it has no date.
            let copies = rows.iter().position(|row| row.contains("wire-copy.txt"));
            assert_eq!(rows.remove(copies.unwrap()), "– – wire-copy.txt order undecided said");
        }
        let dateline = rows.iter().position(|row| row.contains("dateline.txt")).unwrap();
        assert_eq!(rows.remove(dateline), "– – dateline.txt doubt undecided said");
        assert_eq!(rows, expected, "{place}");
    }
    let output = dossier(&desk, &["Tarsovia", "--in", "out.ndjson.zst", "--format", "csv"]);
    let summary = "Tarsovia: 6 claims in 6 of 8 articles, 3 without a date, 2 guesses, 1 copy counted once";
    assert!(output.err.contains(summary), "{}", output.err);
    let piped = run(desk
        .command("dossier", &["Tarsovia", "--in", "-", "--format", "jsonl"])
        .write_stdin(written("ndjson")));
    assert_eq!(rows(&piped).len(), 6, "{}", piped.err);
}

#[test]
fn text_shows_counts_chart_and_claims() {
    let desk = desk();
    let output = dossier(&desk, &["Tarsovia", "--in", "press"]);
    assert_eq!((output.code, output.err.as_str()), (0, ""));
    for line in [
        "6 claims in 6 of 8 articles, 2 without a date, 2 guesses, 1 copy counted once",
        "also seen, not counted: Premier Korvin of Tarsovia (1); --alias counts one",
        "press/wire-copy.txt is the same text as press/2026-01-12-ferry.txt",
        "January 2026",
        "  2026-01-12  press/2026-01-12-ferry.txt: The ferry stays in port (date from the path)",
        "    ¶2 Order .88: Tarsovia said that Vell must open the strait by Friday.",
        "  2026-01-28  press/lamps.md: Lamps for the mole · Quay Courier (date from the document)",
        "    ¶3 Promise .73, perhaps said by Tarsovia: Tarsovia pledged a lower toll in March.",
        "  2026-03-17  press/dateline.txt: A bridge for Vell (date from a line at the top)",
        "Without a date",
        "  press/undated.txt: An old leaflet (no date)",
    ] {
        assert!(output.out.lines().any(|shown| shown == line), "no {line:?} in\n{}", output.out);
    }
    let months: Vec<&str> = output.out.lines().filter(|line| line.starts_with("2026-0")).collect();
    let starts = ["2026-01         2       2", "2026-02         0       0", "2026-03         3       3"];
    assert!(months.iter().zip(starts).all(|(line, start)| line.starts_with(start)), "{months:?}");
}

#[test]
fn the_example_in_the_docs_is_what_the_program_prints() {
    let docs = std::fs::read_to_string(project("docs/dossier.md")).unwrap();
    let (_, example) =
        docs.split_once("$ purport dossier Tarsovia --scheme small.toml --in press\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let output = dossier(&desk(), &["Tarsovia", "--in", "press"]);
    assert!(
        output.out.starts_with(example),
        "docs/dossier.md shows\n{example}\nand purport prints\n{}",
        output.out
    );
}

#[test]
fn claims_of_others_are_asked_of_a_party_or_about_it() {
    let desk = desk();
    let expected = [
        "2026-01-12 path 2026-01-12-ferry.txt doubt undecided about",
        "2026-03-02 document toll.html order undecided asked",
        "2026-03-17 text dateline.txt doubt undecided about",
        "– – undated.txt order undecided asked",
    ];
    assert_eq!(jsonl(&desk, &["--against", "Tarsovia", "--in", "press"]), expected);
    assert_eq!(jsonl(&desk, &["Tarsovia", "--against", "--in", "press"]), expected);
    let names = ["--against", "Tarsovia", "Premier Korvin of Tarsovia", "--in", "press"];
    assert_eq!(jsonl(&desk, &names), expected, "the premier counts as Tarsovia, and says nothing about it");
    assert_eq!(jsonl(&desk, &["the guild", "--about", "Tarsovia", "--in", "press"]), [expected[1]]);
    let output = dossier(&desk, &["--against", "Tarsovia", "--in", "press"]);
    for words in [
        "Others about Tarsovia",
        "Order .88, asked of Tarsovia by the guild: The guild said",
        "Doubt .95, perhaps about Tarsovia by somebody unnamed: Engineers doubt",
    ] {
        assert!(output.out.contains(words), "no {words:?} in\n{}", output.out);
    }
}

#[test]
fn the_word_of_the_reader_comes_first() {
    let desk = desk();
    // Rejected, changed to a promise, and confirmed with a note.
    desk.review(&["press/2026-01-12-ferry.txt"], "x\n");
    desk.review(&["press/lamps.md"], "]\n1\n");
    desk.review(&["press/letter.eml"], "a\n");
    let rows = jsonl(&desk, &["Tarsovia", "--in", "press"]);
    assert_eq!(
        rows[..3],
        [
            "2026-01-28 document lamps.md promise retagged said",
            "2026-03-02 document toll.html promise undecided said",
            "2026-03-09 document letter.eml order confirmed said",
        ]
    );
    let all = jsonl(&desk, &["Tarsovia", "--in", "press", "--rejected"]);
    assert_eq!(all.last().unwrap(), "2026-01-12 path 2026-01-12-ferry.txt order rejected said");
    assert_eq!(all.len(), rows.len() + 1);
    let text = dossier(&desk, &["Tarsovia", "--in", "press", "--rejected"]).out;
    assert!(text.contains("1 rejected and not counted, 1 copy"), "{text}");
    assert!(
        text.contains("\nRejected, not counted\n") && text.contains("Promise, changed: Tarsovia doubts"),
        "{text}"
    );
    // Output of `find` has the decisions, too.
    let found = run(&mut desk.command("find", &["--in", "press", "--format", "jsonl"]));
    desk.file("found.jsonl", found.out);
    let of_find = jsonl(&desk, &["Tarsovia", "--in", "found.jsonl", "--rejected"]);
    let status = |status: &str| of_find.iter().filter(|row| row.contains(status)).count();
    assert_eq!((status(" rejected "), status(" retagged "), status(" confirmed ")), (1, 1, 1), "{of_find:?}");
}

/// Tags a passage of an article that is plain text.
fn tag(desk: &Desk, name: &str, passage: &str, tag: Tag) {
    let document = document(&desk.read(name));
    let start = document.text.find(passage).unwrap();
    let selector = Selector::of(&document, Span::of(start..start + passage.len()));
    let tag = Tag { id: "t-1".to_owned(), selector, ..tag };
    let mut file = TagDocument::new(&Header::default());
    file.update(&[], &[Arc::new(tag)]);
    desk.file(&format!("{name}.tags.toml"), file.render());
}

#[test]
fn added_passages_count_and_an_edited_speaker_wins() {
    let desk = desk();
    let decided = |decision, category: &str, speaker: &str| Tag {
        decision,
        categories: vec![category.to_owned()],
        speaker: Some(speaker.to_owned()),
        note: "heard it".to_owned(),
        ..Tag::new(Selector::default())
    };
    tag(&desk, "press/quiet.txt", "The tide came and went.", decided(Decision::Added, "doubt", "Tarsovia"));
    let crane = "The guild pledged a crane.";
    tag(&desk, "press/2026-03/guild.txt", crane, decided(Decision::Confirmed, "promise", "Tarsovia"));
    let bread = "Tarsovia pledged free bread.";
    tag(&desk, "press/undated.txt", bread, decided(Decision::Confirmed, "promise", "the baker"));
    let rows = jsonl(&desk, &["Tarsovia", "--in", "press"]);
    assert!(rows.contains(&"2026-03 path guild.txt promise confirmed said".to_owned()), "{rows:?}");
    assert!(rows.contains(&"– – quiet.txt doubt added said".to_owned()), "{rows:?}");
    assert!(!rows.iter().any(|row| row.contains("undated.txt")), "{rows:?}");
    let text = dossier(&desk, &["Tarsovia", "--in", "press"]).out;
    assert!(text.contains("    ¶2 Doubt, added: The tide came and went.\n      note: heard it\n"), "{text}");
    let baker = jsonl(&desk, &["the baker", "--in", "press"]);
    assert_eq!(baker, ["– – undated.txt promise confirmed said", "– – undated.txt order undecided said"]);
}

#[test]
fn csv_has_one_row_per_claim() {
    let desk = desk();
    let output = dossier(&desk, &["Tarsovia", "--in", "press", "--format", "csv"]);
    let lines: Vec<&str> = output.out.lines().collect();
    assert_eq!(lines.len(), 7, "{}", output.out);
    assert!(
        lines[0].starts_with("date,date_from,file,title,source,block,start,end,categories,scores,speaker")
    );
    let expected = "2026-03-02,document,press/toll.html,The toll rises,Harbour Post,3,43,82,promise,0.731,Tarsovia,\
                    guessed,said,yes,undecided,Tarsovia pledged a lower toll in March.,,,cues";
    assert_eq!(lines[3], expected);
}

#[test]
fn the_page_leads_from_the_time_line_to_each_month_and_loads_nothing() {
    let desk = desk();
    desk.file("press/evil.txt", "Tarsovia said that <script>alert(1)</script> must \u{202e}wait.\n");
    let output = dossier(&desk, &["Tarsovia", "--in", "press", "--format", "html"]);
    let page = &output.out;
    assert_eq!(output.code, 0, "{}", output.err);
    for month in ["m-2026-01", "m-2026-03", "m-undated"] {
        let links = page.matches(&format!("href=\"#{month}\"")).count();
        assert_eq!((links, page.matches(&format!(" id=\"{month}\"")).count()), (2, 1), "{month}");
    }
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
    for part in ["<script", " src=", "url(", "http-equiv=\"refresh", " style=", "@import", "\u{202e}"] {
        assert!(!page.contains(part), "{part}");
    }
    for part in [
        "<h1>Tarsovia</h1>",
        "7 claims in 7 of 9 articles, 3 without a date",
        "<time datetime=\"2026-03-02\">2 March 2026</time> · <cite>The toll rises</cite>",
        "Harbour Post · date from the document",
        "<blockquote lang=\"\" dir=\"auto\">Tarsovia pledged a lower toll in March.</blockquote>",
        "<span class=\"guess\">perhaps said by Tarsovia</span>",
        "&lt;script&gt;",
        "Also seen, not counted: Premier Korvin of Tarsovia (1).",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn confirmed_aliases_count_and_others_are_only_listed() {
    let desk = desk();
    let korvin = "2026-03 path guild.txt order undecided said";
    let rows = |words: &[&str]| jsonl(&desk, &[words, &["--in", "press"]].concat());
    let with = |alias: &str| rows(&["Tarsovia", "--alias", alias]);
    for alias in ["premier korvin of Tarsovia", "Tarsovia=Ada Korvin, Premier Korvin of Tarsovia"] {
        assert!(with(alias).contains(&korvin.to_owned()), "{alias}");
    }
    assert!(!with("Vell=Premier Korvin of Tarsovia").contains(&korvin.to_owned()));
    assert_eq!(rows(&["Ada Korvin", "--alias", "Tarsovia=Ada Korvin"]).len(), with("Ada Korvin").len());
    // The scheme may hold them; --against takes them, too.
    let scheme = format!("{SCHEME}\n[aliases]\nTarsovia = [\"Premier Korvin of Tarsovia\"]\n");
    desk.file("own.toml", scheme);
    let own = |words: &[&str]| {
        let words = [&["dossier"], words, &["--scheme", "own.toml", "--in", "press"]].concat();
        run(desk.purport().args(words))
    };
    let text = own(&["Tarsovia"]).out;
    assert!(text.contains("\nalso counted: Premier Korvin of Tarsovia\n"), "{text}");
    assert!(text.contains("Order .88, said by Premier Korvin of Tarsovia: Premier Korvin"), "{text}");
    assert!(text.contains("also seen, not counted: Ada Korvin (1);"), "{text}");
    let others = own(&["--against", "Tarsovia", "--format", "jsonl"]);
    assert_eq!(self::rows(&others).len(), 4, "{}", others.err);
    let output = dossier(&desk, &["Tarsovia", "--alias", "Vell=", "--in", "press"]);
    assert_eq!(output.code, 2);
    assert!(output.err.contains("--alias: `Vell=` is no name"), "{}", output.err);
}

#[test]
fn an_unknown_name_is_a_finding_with_near_names() {
    let desk = desk();
    let check = |words: &[&str], code: i32, expected: &str| {
        let output = dossier(&desk, words);
        assert_eq!((output.code, output.out.as_str()), (code, ""), "{words:?}: {}", output.err);
        assert!(output.err.contains(expected), "{words:?}: {}", output.err);
    };
    check(&["Tarsovya", "--in", "press"], 1, "no claim of Tarsovya in 8 articles; did you mean `Tarsovia`?");
    check(&["Korvin", "--in", "press"], 1, "also seen, not counted: Ada Korvin, Premier Korvin of Tarsovia");
    check(
        &["Tarsovia", "--since", "2027", "--in", "press"],
        1,
        "no claim of Tarsovia in 2 articles since 2027",
    );
    check(&["--against", "Nowhere", "--in", "press"], 1, "no claim of others about Nowhere");
    check(&["Tarsovia", "--category", "ordr", "--in", "press"], 2, "did you mean `order`?");
    check(&["Tarsovia", "--since", "soon", "--in", "press"], 2, "`soon` is no date");
    check(&["Tarsovia", "--until", "2026-13", "--in", "press"], 2, "`2026-13` is no date");
    check(&["—", "--in", "press"], 2, "is no name");
    check(&["--in", "press"], 2, "required");
    check(&["Tarsovia", "--in", "nowhere.txt"], 2, "no such file");
    // A second look for near names reports nothing twice.
    desk.file("out.ndjson", run(&mut desk.classify(&["press", "--format", "ndjson"])).out + "{\"x\":1}\n");
    let output = dossier(&desk, &["Tarsovya", "--in", "out.ndjson"]);
    assert_eq!((output.code, output.err.lines().count()), (2, 2), "{}", output.err);
    assert!(output.err.contains("did you mean `Tarsovia`?"), "{}", output.err);
}

#[test]
fn names_and_texts_of_articles_reach_no_terminal_as_commands() {
    let desk = Desk::new();
    desk.file("a\u{1b}[31m.txt", "Tarsovia said that it \u{1b}]0;x\u{7}must \u{202e}wait.\n");
    for form in ["text", "jsonl", "csv", "html"] {
        let output = dossier(&desk, &["Tarsovia", "--in", ".", "--format", form]);
        assert_eq!(output.code, 0, "{}", output.err);
        assert_inert(form, &output.out);
    }
}
