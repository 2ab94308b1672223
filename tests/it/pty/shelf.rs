//! Several articles or annotators in a terminal: the shelf, `find --open`, `compare`.

use super::tags_in;
use super::terminal::{Spawn, Terminal};
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
use crate::builders;
use crate::support::{Desk, PIER, PURPORT, json_lines, run};

/// A folder with three articles, one of them HTML, and a file that is not an article.
fn folder() -> Desk {
    let desk = Desk::new();
    desk.file("reports/a.txt", format!("The first report\n\n{PIER}"));
    desk.file(
        "reports/b.html",
        "<html><body><h1>The second report</h1><p>The council must pay for it.</p></body></html>",
    );
    desk.file("reports/c.txt", format!("The third report\n\n{PIER}"));
    desk.file("reports/data.csv", "1,2");
    desk
}

fn open(desk: &Desk) -> Terminal {
    let terminal = Spawn::reader(desk, &["reports"]).start();
    terminal.wait_for("3 articles");
    // The bar over all articles waits for the last survey.
    terminal.wait_for("3 unread  in");
    terminal.wait_for(&"╌".repeat(16));
    terminal
}

/// The screen row that contains `words`.
fn row(terminal: &Terminal, words: &str) -> String {
    terminal.contents().lines().find(|line| line.contains(words)).unwrap_or_default().to_owned()
}

#[test]
fn articles_open_from_the_shelf_and_lead_back_to_it() {
    let desk = folder();
    let mut terminal = open(&desk);
    assert!(row(&terminal, "The second report").contains("b.html"), "{}", terminal.contents());
    terminal.send("\r");
    terminal.wait_for("The first report  1 of 3");
    terminal.wait_for("0/7");
    terminal.send("]a");
    terminal.wait_for("1/7");
    terminal.send(")");
    terminal.wait_for("The second report  2 of 3");
    terminal.send("(");
    terminal.wait_for("The first report  1 of 3");
    terminal.send("]]a");
    terminal.wait_for("2/7");
    terminal.send("q");
    terminal.wait_for("1 unread");
    terminal.wait_for("━");
    assert!(row(&terminal, "The first report").starts_with("▌◐"), "{}", terminal.contents());
    assert!(row(&terminal, "The third report").starts_with(" ●"));
    assert_eq!(tags_in(&desk, "reports/a.txt.tags.toml"), 2);
    // Keys typed ahead reach the article that opens.
    terminal.send(")q");
    terminal.wait_for("none unread");
    terminal.send(")");
    terminal.wait_for("no unread articles left");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    let done = run(desk.purport().args(["status", "--format", "jsonl", "reports"]));
    let rows = json_lines(&done.out);
    let figures: Vec<_> =
        rows.iter().map(|row| (row["title"].as_str().unwrap(), row["decided"].as_u64())).collect();
    let titles = ["The first report", "The second report", "The third report"];
    assert_eq!(figures, [(titles[0], Some(2)), (titles[1], Some(0)), (titles[2], Some(0))]);
    assert!(rows.iter().all(|row| row["last_read"].is_string()), "{}", done.out);
}

#[test]
fn the_shelf_shows_why_an_article_cannot_be_read() {
    let desk = folder();
    desk.file("reports/a.txt.tags.toml", "[[tag]\n");
    desk.file("reports/d.docx", "PK\x03\x04 word/ and no more");
    let mut terminal = Spawn::reader(&desk, &["reports"]).start();
    terminal.wait_for("not a whole archive");
    terminal.send("\r");
    terminal.wait_for("✗ ");
    assert!(terminal.contents().contains("a.txt.tags.toml"), "{}", terminal.contents());
    assert_eq!(desk.read("reports/a.txt.tags.toml"), "[[tag]\n");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_signal_on_the_shelf_restores_the_terminal() {
    let desk = folder();
    for reads in [false, true] {
        let mut terminal = open(&desk);
        if reads {
            terminal.send("G\r");
            terminal.wait_for("The third report  3 of 3");
            terminal.send("q");
            terminal.wait_for("3 articles");
        }
        terminal.signal("TERM");
        assert_eq!(terminal.end(), 143);
        terminal.assert_restored();
        std::fs::remove_dir_all(desk.home().join("state")).unwrap_or_default();
    }
}

#[test]
fn a_folder_without_a_terminal_names_other_commands() {
    let desk = folder();
    let done = run(desk.purport().arg("reports"));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("purport status") && done.err.contains("purport classify"), "{}", done.err);
}

#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
#[test]
fn a_book_shows_while_it_loads_and_loading_can_be_stopped() {
    let desk = Desk::new();
    let words = "<p>The council must pay for the pier.</p>".repeat(300);
    let chapters: Vec<String> = (0..1500).map(|number| format!("<h1>Chapter {number}</h1>{words}")).collect();
    let chapters: Vec<&str> = chapters.iter().map(String::as_str).collect();
    desk.file("book.epub", builders::epub(&chapters));
    let mut terminal = Spawn::reader(&desk, &["book.epub"]).size((120, 24)).start();
    terminal.wait_for("of 1500");
    terminal.wait_for("Chapter 0");
    terminal.send("\x1b");
    terminal.wait_for("was stopped");
    terminal.wait_for_claims(300);
    terminal.send("a");
    terminal.wait_for("only a part of the article was read");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!desk.work().join("book.epub.tags.toml").exists());
}

#[test]
fn find_open_lists_the_matches_and_stands_on_the_first() {
    let desk = Desk::with_pier();
    let words =
        ["find", "order", "text", "must open", "--in", "pier.txt", "--open", "--scheme", "small.toml"];
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    terminal.wait_for("only Order text");
    terminal.send("a");
    terminal.wait_for_decided(1);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.read("pier.txt.tags.toml").contains("The shops must open"));
}

fn compare<'d>(desk: &'d Desk, words: &[&str]) -> Spawn<'d> {
    let usual = ["compare", "--theme", "dusk", "--scheme", "small.toml"];
    Spawn::program(desk, PURPORT, &[&usual, words].concat()).size((120, 34))
}

#[test]
fn compare_writes_adjudications_to_their_own_file() {
    let desk = Desk::with_pier();
    desk.review(&["--annotator", "r1", "pier.txt"], "a\na\na\nq\n");
    desk.review(&["--annotator", "r2", "pier.txt"], "a\n3\nx\nq\n");
    let before = [desk.read("pier.txt.r1.tags.toml"), desk.read("pier.txt.r2.tags.toml")];
    let mut terminal = compare(&desk, &["pier.txt", "r1", "r2"]).start();
    terminal.wait_for("2 of 3 claims were decided differently");
    terminal.wait_for("a r1 Order");
    terminal.wait_for("b r2 Doubt");
    terminal.send("b");
    terminal.wait_for_decided(2);
    terminal.send("e");
    terminal.send("he says so\r");
    terminal.wait_for("✓ saved");
    terminal.send("a");
    terminal.wait_for_decided(3);
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    assert_eq!(tags_in(&desk, "pier.txt.gold.tags.toml"), 3);
    let gold = desk.read("pier.txt.gold.tags.toml");
    assert!(gold.contains("settles = [\"pier.txt.r1.tags.toml\", \"pier.txt.r2.tags.toml\"]"), "{gold}");
    assert!(gold.contains("from = [\"r1:t-") && gold.contains("note = \"he says so\""), "{gold}");
    assert!(gold.contains("via = \"agreed\"") && gold.contains("id = \"gold\""), "{gold}");
    let after = [desk.read("pier.txt.r1.tags.toml"), desk.read("pier.txt.r2.tags.toml")];
    assert_eq!(before, after, "an annotator's file was changed");
    let done = run(desk.purport().args(["agree", "pier.txt.gold.tags.toml", "pier.txt.r2.tags.toml"]));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("gold"), "{}", done.out);
}

#[test]
fn compare_refuses_incomparable_files_in_one_line() {
    let desk = Desk::with_pier();
    desk.review(&["--annotator", "r1", "pier.txt"], "a\nq\n");
    let check = |words: &[&str], expected: &str| {
        let mut terminal = compare(&desk, words).start();
        terminal.wait_for(expected);
        assert_eq!(terminal.end(), 2);
    };
    check(&["pier.txt", "r1", "r9"], "r9");
    check(&["pier.txt", "r1", "r1", "--annotator", "r1"], "cannot hold the result too");
    let done = run(desk.purport().args(["compare", "pier.txt", "r1", "r1"]));
    assert_eq!(done.code, 2);
    assert!(done.err.contains("purport agree"), "{}", done.err);
}

#[test]
fn a_silenced_cue_stays_silent_until_it_is_taken_back() {
    let desk = Desk::new();
    desk.file("a.txt", "A pier for Saltby\n\nThe council agreed to settle for a smaller pier. It rained.\n");
    let words = ["--engine", "cues", "--theme", "dusk", "a.txt"];
    let own = desk.home().join("config/purport/schemes/claims.toml");
    let claims = || {
        json_lines(
            &run(desk.purport().args(["find", "--engine", "cues", "--in", "a.txt", "--format", "jsonl"])).out,
        )
    };
    let cues = |row: &serde_json::Value| row["cues"].to_string();
    assert!(claims().iter().any(|row| cues(row).contains("settle-for")), "{:?}", claims());
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    terminal.wait_for_claims(1);
    terminal.send("x");
    terminal.wait_for_decided(1);
    terminal.send("Q");
    terminal.wait_for("Cues on trial");
    terminal.wait_for("settle-for");
    // The cue's row, whichever it is.
    let at = row(&terminal, "settle-for").find("settle-for").map(|_| {
        let contents = terminal.contents();
        let title = contents.lines().position(|line| line.contains("Cues on trial")).unwrap();
        contents.lines().position(|line| line.contains("settle-for")).unwrap() - title - 1
    });
    terminal.send(&format!("{}\r", "j".repeat(at.unwrap())));
    terminal.wait_for("Silence the cue settle-for");
    terminal.send("a");
    terminal.wait_for("done: silence the cue settle-for");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let text = std::fs::read_to_string(&own).unwrap();
    assert!(text.contains("extends = \"claims\"") && text.contains("silence = [\"settle-for\"]"), "{text}");
    let checked = run(desk.purport().arg("check").arg(&own));
    assert_eq!(checked.code, 0, "{}{}", checked.out, checked.err);
    // Commands that show what the reader shows know it; `classify` reads no configuration.
    let counted = |row: &serde_json::Value| row["status"] == "undecided" && cues(row).contains("settle-for");
    assert!(!claims().iter().any(counted), "{:?}", claims());
    let classified = run(desk.purport().args(["classify", "--engine", "cues", "--format", "jsonl", "a.txt"]));
    assert!(classified.out.contains("settle-for"), "{}", classified.out);
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    terminal.wait_for_decided(1);
    terminal.send("Q");
    terminal.wait_for("silenced");
    terminal.send("gjjjjjjjjjjjjkkkkkkkkkkkkg\r");
    terminal.wait_for("Preview");
    terminal.send("a");
    terminal.wait_for("done: take the cue settle-for back");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let text = std::fs::read_to_string(&own).unwrap();
    assert!(!text.contains("silence"), "{text}");
}

#[test]
fn the_shelf_puts_articles_with_close_calls_first() {
    let desk = Desk::new();
    desk.file("reports/a.txt", "The sure report\n\nThe duke must pay. He must go.\n");
    desk.file("reports/b.txt", "The unsure report\n\nThe duke hopes to pay.\n");
    desk.file(
        "mine.toml",
        "[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n\
         [[cue]]\nid = \"must\"\ncategory = \"a\"\npattern = \"must\"\nweight = 6.0\n\
         [[cue]]\nid = \"hope\"\ncategory = \"a\"\npattern = \"hope/V\"\nweight = 3.1\n",
    );
    let mut terminal = Spawn::program(&desk, PURPORT, &["--scheme", "mine.toml", "reports"]).start();
    terminal.wait_for("2 unread  in");
    let first = |words: &str| {
        terminal.wait(words, |screen| {
            let screen = screen.contents();
            let rows: Vec<&str> = screen.lines().filter(|row| row.contains("sure report")).collect();
            rows.first().is_some_and(|row| row.contains(words))
        });
    };
    first("The sure");
    terminal.send("sss");
    terminal.wait_for("most useful to decide first");
    first("The unsure");
    terminal.send("s");
    terminal.wait_for("in the order given");
    first("The sure");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn next_opens_at_its_first_claim_and_goes_on_by_usefulness() {
    let desk = Desk::with_pier();
    let words = ["next", "pier.txt", "--open", "--scheme", "small.toml"];
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    terminal.wait_for("by usefulness");
    terminal.send("x");
    terminal.wait_for_decided(1);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let tags = desk.read("pier.txt.tags.toml");
    assert!(tags.contains("The council pledged"), "{tags}");
    // The decided claim is not asked for again.
    let next = run(&mut desk.command("next", &["pier.txt", "-n", "1"]));
    assert!(
        next.out.contains("promise .73 (far from its threshold .50, 1 Promise decided so far)"),
        "{}",
        next.out
    );
    assert!(!next.out.contains("The council pledged"), "{}", next.out);
}

#[test]
fn learning_from_too_little_says_what_is_missing_and_changes_nothing() {
    let desk = Desk::new();
    desk.file("a.txt", "A pier for Saltby\n\nThe council must pay for the pier. It rained.\n");
    let mut terminal = Spawn::program(&desk, PURPORT, &["--theme", "dusk", "a.txt"]).start();
    terminal.wait_for_claims(1);
    terminal.wait("no provisional claim", |screen| !screen.contents().contains("judging"));
    terminal.send("a");
    terminal.wait_for_decided(1);
    terminal.send("R");
    terminal.wait_for("Nothing to take");
    terminal.wait_for("are needed");
    terminal.send("q");
    terminal.send(":learn on\r");
    terminal.wait_for("has not been learned yet");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!desk.home().join("state/purport/personal").exists(), "nothing was kept");
}
