//! Hostile characters on a real terminal: only the program's own escape sequences reach it.

use super::terminal::{Spawn, Terminal};
use crate::hostile::{FOREIGN, NAME, article, first_hostile, strange, strange_scheme};
use crate::support::{Desk, PURPORT, SCHEME, has};

/// Output without the program's own escape sequences: colours, cursor movement, modes.
fn text_written(terminal: &Terminal) -> String {
    let raw = String::from_utf8(terminal.raw()).expect("what is written is UTF-8");
    let own = regex::Regex::new(r"\x1b(\[[0-9;:?]*[ABCDGHJKSTdhlmnrsu]|[78=>])").unwrap();
    own.replace_all(&raw, "").into_owned()
}

/// Asserts that no escape sequence of the text was written.
fn check(what: &str, terminal: &Terminal) {
    let text = text_written(terminal);
    assert_eq!(first_hostile(&text, &["\r\n", "\r", "\n"]), None, "{what}");
    let raw = terminal.raw();
    for part in ["\x1b[31mred", "\x1b[999;1H", "\x1b]0;", "\x1b]52", "\x1b]8", "\x1bP", "\x1b_"] {
        assert!(!has(&raw, part), "{what}: {part:?} was written");
    }
}

#[test]
fn the_reader_shows_a_hostile_article_and_obeys_none_of_it() {
    let desk = Desk::new();
    let strange = strange();
    let (scheme, _) = strange_scheme();
    desk.file("strange.toml", scheme);
    desk.file(NAME, article(strange.iter().map(|(_, text)| text.as_str())));
    let words = ["--theme", "dusk", "--scheme", "strange.toml", NAME];
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    terminal.wait_for_claims(strange.len());
    // Through the whole article, the list and every window.
    for _ in 0..strange.len() / 4 {
        terminal.send("]]]]\x06");
    }
    terminal.send("G");
    // The widths of strange signs differ between terminals, and with them the blanks.
    let last = format!("{0}of{0}", strange.len());
    terminal.wait("the last claim", |screen| screen.contents().replace(' ', "").contains(&last));
    terminal.send("\r");
    terminal.wait_for("─ Why ─");
    terminal.send("q?");
    terminal.wait_for("─ Keys ─");
    terminal.send("q/\u{202e}zebras\r");
    terminal.wait_for("no match for");
    terminal.send("\x1baq");
    assert_eq!(terminal.end(), 0);
    check("the reader", &terminal);
}

#[test]
fn the_reader_shows_legitimate_sequences_unchanged() {
    let desk = Desk::new();
    desk.file("a.txt", article(FOREIGN.iter().map(|(_, text)| *text)));
    let mut terminal = Spawn::reader(&desk, &["a.txt"]).start();
    terminal.wait_for_claims(FOREIGN.len());
    terminal.send("G");
    terminal.wait_for(&format!("{0} of {0}", FOREIGN.len()));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let text = text_written(&terminal);
    for (name, foreign) in FOREIGN {
        // A space may be written as a cursor movement.
        for word in foreign.split(' ') {
            assert!(text.contains(word), "{name}: {word:?} is not written unchanged");
        }
    }
}

#[test]
fn printed_output_holds_no_hostile_characters() {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file("a.txt", article(strange().iter().map(|(_, text)| text.as_str())));
    let missing = format!("missing{NAME}");
    let option = format!("--{NAME}");
    let cases: [&[&str]; 7] = [
        &["classify", "--scheme", "small.toml", "a.txt"],
        &["classify", "--scheme", "small.toml", "--format", "jsonl", "a.txt"],
        &["classify", &missing],
        &["classify", "--format", &missing],
        &["--theme", &missing, "a.txt"],
        &[&missing],
        &[&option],
    ];
    for words in cases {
        let mut terminal = Spawn::program(&desk, PURPORT, words).start();
        terminal.end();
        terminal.wait("some words", |screen| !screen.contents().trim().is_empty());
        check(&format!("{words:?}"), &terminal);
    }
}
