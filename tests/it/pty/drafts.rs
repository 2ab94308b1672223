//! Unfinished notes after the program or its terminal has gone.

use super::terminal::Spawn;
use super::{TAGS, open, tags_in};
use crate::support::Desk;
use std::time::{Duration, Instant};

/// Waits until the state folder has a draft with these words.
fn wait_for_draft(desk: &Desk, words: &str) {
    let folder = desk.home().join("state/purport/drafts");
    let begun = Instant::now();
    let has = || {
        let files = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        let done = files.into_iter().filter(|file| file.path().extension().is_some_and(|end| end == "jsonl"));
        done.into_iter()
            .any(|file| std::fs::read_to_string(file.path()).is_ok_and(|text| text.contains(words)))
    };
    while !has() {
        assert!(begun.elapsed() < Duration::from_mins(1), "no draft with {words:?} in {}", folder.display());
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn drafts(desk: &Desk) -> usize {
    std::fs::read_dir(desk.home().join("state/purport/drafts")).map_or(0, Iterator::count)
}

#[test]
fn a_note_survives_a_kill_and_is_offered_again() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("eweigh this");
    terminal.wait_for("weigh this");
    wait_for_draft(&desk, "weigh this");
    terminal.signal("KILL");
    terminal.end();
    assert_eq!(tags_in(&desk, TAGS), 0);

    let mut again = open(&desk);
    again.wait_for("unfinished note on");
    again.send("E");
    again.wait_for("weigh this");
    again.send(" twice\r");
    again.wait_for("note on");
    again.wait_for("✓ saved");
    again.send("q");
    assert_eq!(again.end(), 0);
    assert!(desk.read(TAGS).contains("weigh this twice"), "{}", desk.read(TAGS));
    assert_eq!(drafts(&desk), 0, "the draft of a saved note is still there");
}

#[test]
fn a_note_survives_signals_and_a_closed_terminal() {
    for signal in [Some("TERM"), Some("HUP"), None] {
        let desk = Desk::with_pier();
        let mut terminal = open(&desk);
        terminal.send("eweigh this");
        terminal.wait_for("weigh this");
        if let Some(signal) = signal {
            terminal.signal(signal);
            terminal.end();
        } else {
            let mut child = terminal.close();
            child.wait().unwrap();
        }
        wait_for_draft(&desk, "weigh this");
        let mut again = open(&desk);
        again.send("e");
        again.wait_for("weigh this");
        again.send("\x1b");
        again.wait_for("unfinished note kept");
        again.send("q");
        assert_eq!(again.end(), 0);
    }
}

#[test]
fn another_annotator_and_a_second_session_are_offered_no_draft() {
    let desk = Desk::with_pier();
    let mut first = open(&desk);
    first.send("eweigh this");
    wait_for_draft(&desk, "weigh this");
    let mut other = Spawn::reader(&desk, &["--annotator", "r2", "pier.txt"]).start();
    other.wait_for("This claim");
    other.send("E");
    other.wait_for("no unfinished notes");
    other.send("q");
    assert_eq!(other.end(), 0);
    // The second session cannot write, and leaves the draft of the first alone.
    let mut second = open(&desk);
    second.wait_for("read only");
    second.send("E");
    second.wait_for("read only");
    second.send("q");
    assert_eq!(second.end(), 0);
    wait_for_draft(&desk, "weigh this");
    first.send("\x1b");
    first.wait_for("unfinished note kept");
    first.send("q");
    assert_eq!(first.end(), 0);
    assert_eq!(drafts(&desk), 1);
}
