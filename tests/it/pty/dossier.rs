//! A dossier in a terminal: Enter opens the article at the claim, and the way back shows what was decided.

use super::tags_in;
use super::terminal::Spawn;
use crate::dossier::desk;
use crate::support::{PURPORT, SCHEME};

const WORDS: [&str; 6] = ["dossier", "Tarsovia", "--scheme", "small.toml", "--in", "press"];

#[test]
fn a_dossier_opens_articles_at_their_claims_and_takes_in_the_decisions() {
    let desk = desk();
    desk.file("small.toml", SCHEME);
    let mut terminal = Spawn::program(&desk, PURPORT, &WORDS).size((100, 30)).start();
    terminal.wait_for("6 claims in 6 of 8 articles, 2 without a date");
    terminal.wait_for("also seen, not counted: Premier Korvin");
    terminal.wait_for("P Promise");
    terminal.send("\r");
    terminal.wait_for("1 of 6");
    terminal.wait_for("Tarsovia said");
    terminal.send("a");
    terminal.wait_for_decided(1);
    // The next article of the dossier, at its claim.
    terminal.send(")");
    terminal.wait_for("2 of 6");
    terminal.wait_for("Lamps for the mole");
    terminal.send("q");
    terminal.wait_for("6 claims in 6 of 8 articles");
    terminal.wait_for("2026-01-12 O ✓");
    terminal.wait_for("▌ 2026-01-28");
    // The claim is the second of its article.
    terminal.send("Gk\r");
    terminal.wait_for("5 of 6");
    terminal.wait_for("A bridge for Vell");
    terminal.send("x");
    terminal.wait_for_decided(1);
    terminal.send("q");
    terminal.wait_for("5 claims in 5 of 8 articles");
    terminal.wait_for("1 rejected and not counted");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    assert_eq!(tags_in(&desk, "press/2026-01-12-ferry.txt.tags.toml"), 1);
    let tags = desk.read("press/dateline.txt.tags.toml");
    assert!(tags.contains("Tarsovia doubts the depth on the chart."), "{tags}");
}

#[test]
fn a_claim_whose_article_is_gone_leaves_the_dossier_open() {
    let desk = desk();
    desk.file("small.toml", SCHEME);
    let claim = r#"{"file":"gone.txt","start":1,"end":9,"text":"Tarsovia must wait.","categories":[{"category":"order","score":0.9}],"speaker":"Tarsovia"}"#;
    desk.file("out.jsonl", claim);
    let words = [&WORDS[..5], &["out.jsonl"]].concat();
    let mut terminal = Spawn::program(&desk, PURPORT, &words).size((48, 16)).start();
    terminal.wait_for("Tarsovia must wait.");
    terminal.send("\r");
    terminal.wait_for("gone.txt: no such file");
    terminal.send("\x1b");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
}
