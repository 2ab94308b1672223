//! Several articles in a real pseudo-terminal: from the shelf into an article, on to the next, and back.

#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
use super::super::formats::made;
use super::super::support::{Desk, PIER, run};
use super::tags;
use super::terminal::{Spawn, Terminal};

/// A folder with three articles, of which one is a page, and something that is none.
fn folder() -> Desk {
    let desk = Desk::new();
    std::fs::create_dir(desk.work().join("reports")).unwrap();
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
    terminal.wait_for("3 unread · 0 of");
    terminal
}

/// The row of the screen that holds these words.
fn row(terminal: &Terminal, words: &str) -> String {
    terminal.contents().lines().find(|line| line.contains(words)).unwrap_or_default().to_owned()
}

#[test]
fn one_goes_from_article_to_article_and_back_to_the_shelf() {
    let desk = folder();
    let mut terminal = open(&desk);
    assert!(row(&terminal, "The second report").contains("b.html"), "{}", terminal.contents());
    terminal.send("\r");
    terminal.wait_for("a.txt (1 of 3)");
    terminal.wait_for("Claims 7");
    terminal.send("]a");
    terminal.wait_for("1 decided");
    terminal.send(")");
    terminal.wait_for("b.html (2 of 3)");
    terminal.send("(");
    terminal.wait_for("a.txt (1 of 3)");
    terminal.send("]]a");
    terminal.wait_for("2 decided");
    terminal.send("q");
    terminal.wait_for("1 unread · 2 of");
    assert!(row(&terminal, "The first report").starts_with("▌◐"), "{}", terminal.contents());
    assert!(row(&terminal, "The third report").contains("never"));
    assert_eq!(tags(&desk, "reports/a.txt.tags.toml"), 2);
    // What is typed ahead reaches the article that it is meant for.
    terminal.send(")q");
    terminal.wait_for("0 unread");
    terminal.send(")");
    terminal.wait_for("opened at least once");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    let done = run(desk.purport().args(["status", "--format", "jsonl", "reports"]));
    let rows: Vec<serde_json::Value> =
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let figures: Vec<_> =
        rows.iter().map(|row| (row["title"].as_str().unwrap(), row["decided"].as_u64())).collect();
    let titles = ["The first report", "The second report", "The third report"];
    assert_eq!(figures, [(titles[0], Some(2)), (titles[1], Some(0)), (titles[2], Some(0))]);
    assert!(rows.iter().all(|row| row["last_read"].is_string()), "{}", done.out);
}

#[test]
fn what_cannot_be_read_is_said_on_the_shelf() {
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
fn a_signal_on_the_shelf_gives_the_terminal_back() {
    let desk = folder();
    for reads in [false, true] {
        let mut terminal = open(&desk);
        if reads {
            terminal.send("G\r");
            terminal.wait_for("(3 of 3)");
            terminal.send("q");
            terminal.wait_for("3 articles");
        }
        terminal.signal("TERM");
        assert_eq!(terminal.end(), 143);
        terminal.is_given_back();
        std::fs::remove_dir_all(desk.home().join("state")).unwrap_or_default();
    }
}

#[test]
fn without_a_terminal_the_other_commands_are_named() {
    let desk = folder();
    let done = run(desk.purport().arg("reports"));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("purport status") && done.err.contains("purport classify"), "{}", done.err);
}

#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
#[test]
fn a_book_is_shown_before_it_is_read_and_its_reading_can_be_stopped() {
    let desk = Desk::new();
    let words = "<p>The council must pay for the pier.</p>".repeat(300);
    let chapters: Vec<String> = (0..1500).map(|number| format!("<h1>Chapter {number}</h1>{words}")).collect();
    let chapters: Vec<&str> = chapters.iter().map(String::as_str).collect();
    desk.file("book.epub", made::epub(&chapters));
    let mut terminal = Spawn::reader(&desk, &["book.epub"]).size((120, 24)).start();
    terminal.wait_for("of 1500");
    terminal.wait_for("Chapter 0");
    terminal.send("\x1b");
    terminal.wait_for("was stopped");
    terminal.wait_for("Claims 300");
    terminal.send("a");
    terminal.wait_for("only a part of the article was read");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!desk.work().join("book.epub.tags.toml").exists());
}
