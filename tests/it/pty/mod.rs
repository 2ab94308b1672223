//! The program in a real pseudo-terminal, with keys, signals and a disk.

mod capabilities;
mod disk;
#[cfg(all(feature = "html", feature = "mail"))]
mod dossier;
mod drafts;
mod editor;
mod gallery;
mod hostile;
mod live;
mod pictures;
mod saving;
mod shelf;
mod terminal;
mod versions;

use crate::support::{Desk, PURPORT, has};
use std::time::{Duration, Instant};
use terminal::{Spawn, Terminal, progress};

const TAGS: &str = "pier.txt.tags.toml";

/// Opens the pier and waits for its claims.
fn open(desk: &Desk) -> Terminal {
    let terminal = Spawn::reader(desk, &["pier.txt"]).start();
    terminal.wait_for("This claim");
    terminal
}

/// Number of tags in a file; 0 if it does not exist.
fn tags_in(desk: &Desk, name: &str) -> usize {
    let path = desk.work().join(name);
    std::fs::read_to_string(path).map_or(0, |text| text.matches("[[tag]]").count())
}

#[test]
fn the_tutor_leaves_no_files() {
    let desk = Desk::new();
    let scratch = desk.work().join("tmp");
    std::fs::create_dir(&scratch).unwrap();
    let spawn = Spawn::program(&desk, PURPORT, &["tutor"]);
    let mut terminal = spawn.env("TMPDIR", &scratch.to_string_lossy()).start();
    terminal.wait_for_claims(12);
    terminal.wait_for("1/26");
    terminal.send("j");
    terminal.wait_for("2/26");
    terminal.send("a");
    terminal.wait_for_decided(1);
    terminal.wait_for("○ lesson");
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 1);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0);
    assert_eq!(desk.names(), ["tmp"]);
}

#[test]
fn a_dumb_terminal_gets_the_linear_review() {
    let desk = Desk::with_pier();
    let spawn = Spawn::reader(&desk, &["pier.txt"]).env("TERM", "dumb");
    let mut terminal = spawn.start();
    terminal.wait_for("> ? help");
    terminal.send("a\n");
    terminal.wait_for("[2 of 7]");
    terminal.send("q\n");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), b"\x1b["), "no cursor is moved");
    assert_eq!(tags_in(&desk, TAGS), 1);
}

#[test]
fn decisions_and_place_are_restored_the_next_time() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.wait_for("○");
    terminal.send("]a");
    terminal.wait_for_decided(1);
    terminal.send("eweigh this\r");
    terminal.wait_for("note on");
    terminal.send("x");
    terminal.wait_for_decided(2);
    terminal.send("u");
    terminal.wait_for("undone");
    terminal.wait_for_decided(1);
    terminal.wait_for("✓ saved");
    terminal.send("G");
    terminal.wait_for("The church has no door.");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    let file = desk.read(TAGS);
    assert!(file.contains("\"confirmed\"") && file.contains("weigh this"), "{file}");
    assert!(!file.contains("rejected"), "the undone decision is on disk: {file}");

    let mut again = open(&desk);
    again.wait_for_decided(1);
    again.wait_for("The church has no door.");
    again.wait_for("✓ saved");
    again.send("q");
    assert_eq!(again.end(), 0);
    assert_eq!(desk.read(TAGS), file, "reading alone changed the file");
}

#[test]
fn saved_decisions_survive_a_kill() {
    let desk = Desk::with_pier();
    for round in 1..=5 {
        let mut terminal = open(&desk);
        terminal.wait_for_decided(round - 1);
        terminal.send("J");
        terminal.send("a");
        terminal.wait(&format!("{round} saved"), |screen| {
            let text = screen.contents();
            progress(&text).is_some_and(|(decided, _)| decided == round) && text.contains("✓ saved")
        });
        terminal.signal("KILL");
        terminal.end();
        assert_eq!(tags_in(&desk, TAGS), round);
        let names = desk.names();
        assert!(!names.iter().any(|name| name.contains("tmp")), "left behind: {names:?}");
    }
}

#[test]
fn signals_save_and_restore_the_terminal() {
    for (name, number) in [("HUP", 1), ("INT", 2), ("QUIT", 3), ("TERM", 15)] {
        let desk = Desk::with_pier();
        let mut terminal = open(&desk);
        terminal.send("a");
        terminal.wait_for_decided(1);
        terminal.signal(name);
        assert_eq!(terminal.end(), 128 + number, "the exit code after SIG{name}");
        terminal.assert_restored();
        let raw = terminal.raw();
        assert!(has(&raw, b"\x1b[?1049l") && has(&raw, b"\x1b[?25h"));
        assert_eq!(tags_in(&desk, TAGS), 1, "SIG{name} lost a decision");
    }
}

#[test]
fn signals_are_heard_while_the_terminal_takes_no_output() {
    for (name, number) in [("TERM", 15), ("HUP", 1)] {
        let desk = Desk::with_pier();
        // A whole frame is larger than the buffer of a pseudo-terminal.
        let mut terminal = Spawn::reader(&desk, &["pier.txt"]).size((400, 160)).start();
        terminal.wait_for("This claim");
        terminal.send("a");
        terminal.wait_for_decided(1);
        terminal.pause(true);
        terminal.send("x\x0c\x0c\x0c");
        let deadline = Instant::now() + Duration::from_mins(1);
        while tags_in(&desk, TAGS) < 2 {
            assert!(Instant::now() < deadline, "the decision was not saved");
            std::thread::sleep(Duration::from_millis(5));
        }
        terminal.signal(name);
        assert_eq!(terminal.end(), 128 + number, "SIG{name} was not heard");
        assert_eq!(tags_in(&desk, TAGS), 2);
        terminal.pause(false);
        terminal.assert_restored();
    }
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let desk = Desk::with_pier();
    let terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for_decided(1);
    let mut child = terminal.close();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(5) {
            child.kill().unwrap();
            panic!("the program keeps running without a terminal");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(tags_in(&desk, TAGS), 1, "a decision was lost: {status:?}");
}

#[test]
fn ctrl_z_suspends_and_fg_redraws() {
    let desk = Desk::with_pier();
    let mut shell = Spawn::program(&desk, "sh", &["-i"]).env("PS1", "READY> ").env("ENV", "").start();
    shell.wait_for("READY>");
    shell.send(&format!("'{PURPORT}' --theme dusk --scheme small.toml pier.txt\n"));
    shell.wait_for_claims(7);
    shell.send("a");
    shell.wait_for_decided(1);
    shell.send("\x1a");
    shell.wait("the prompt", |screen| {
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && screen.contents().trim_end().ends_with("READY>")
    });
    shell.send("\necho IN $((40 + 2)) BETWEEN\n");
    shell.wait_for("IN 42 BETWEEN");
    shell.send("fg\n");
    shell.wait("the reader again", |screen| {
        screen.alternate_screen()
            && screen.hide_cursor()
            && progress(&screen.contents()).is_some_and(|(decided, _)| decided == 1)
    });
    assert!(!shell.contents().contains("BETWEEN"), "the screen was not redrawn");
    shell.send("a");
    shell.wait_for_decided(2);
    shell.send("q");
    shell.wait("the prompt", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("READY>")
    });
    shell.send("exit\n");
    shell.end();
    assert_eq!(tags_in(&desk, TAGS), 2);
}

#[test]
fn a_piped_article_is_read_with_keys_from_the_terminal() {
    let desk = Desk::with_pier();
    let script = "cat pier.txt | \"$0\" --theme dusk --scheme small.toml";
    let mut terminal = Spawn::program(&desk, "sh", &["-c", script, PURPORT]).start();
    terminal.wait_for_claims(7);
    terminal.wait_for("The Pier at Saltby");
    terminal.send("]x");
    terminal.wait_for_decided(1);
    terminal.wait_for("✓ saved");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    let name = desk.names().into_iter().find(|name| name.starts_with("stdin-")).unwrap();
    assert_eq!(tags_in(&desk, &name), 1);
}

/// All parameters of all SGR sequences.
fn styles(raw: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(raw).into_owned();
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|char: char| !(char.is_ascii_digit() || char == ';' || char == ':'))?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences
        .flat_map(|sequence| {
            sequence.split([';', ':']).filter_map(|part| part.parse().ok()).collect::<Vec<u32>>()
        })
        .collect()
}

#[test]
fn no_color_removes_colours_and_keeps_underlines() {
    let desk = Desk::with_pier();
    let mut terminal =
        Spawn::reader(&desk, &["pier.txt"]).env("NO_COLOR", "1").env("COLORTERM", "truecolor").start();
    terminal.wait_for_claims(7);
    terminal.send("]a?");
    terminal.wait_for("next, previous claim");
    terminal.send("q");
    terminal.wait("the reader", |screen| !screen.contents().contains("next, previous claim"));
    terminal.send("q");
    terminal.end();
    let styles = styles(&terminal.raw());
    // 39 and 49 select the terminal's default colours.
    let coloured = |code: &&u32| matches!(**code, 30..=38 | 40..=48 | 90..=107);
    assert_eq!(styles.iter().find(coloured), None);
    assert!(styles.contains(&4), "no claim is underlined: {styles:?}");

    // Without NO_COLOR the same check finds colours.
    let mut terminal = open(&desk);
    terminal.send("q");
    terminal.end();
    assert!(self::styles(&terminal.raw()).iter().any(|code| coloured(&code)));
}

#[test]
fn rapid_resizes_end_with_the_same_screen() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("]]]]");
    // A frame arrives in pieces: wait for its top, middle and bottom.
    terminal.wait("the fifth claim", |screen| {
        let text = screen.contents();
        ["5 of 7", "¶9", "“pledged”"].iter().all(|part| text.contains(part))
    });
    let before = terminal.contents();
    for step in 0..40_u16 {
        terminal.resize(1 + step * 37 % 150, 1 + step * 11 % 50);
    }
    for (cols, rows) in [(1, 1), (2, 1), (200, 3), (3, 200), (80, 24)] {
        terminal.resize(cols, rows);
    }
    terminal.send("\x0c");
    terminal.wait("the screen as it was", |screen| screen.contents() == before);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn escape_sequences_of_article_and_name_are_not_written() {
    let desk = Desk::new();
    let name = "a\x1b]0;owned\x07\u{9b}31m\u{202e}.txt";
    desk.file(name, "The mayor pledged \x1b]52;c;aGk=\x07 \x1b[2J\x1b[?1049l lamps \u{9b}2J\u{202e}.\r\n");
    let mut terminal = Spawn::reader(&desk, &[name]).start();
    terminal.wait_for_claims(1);
    terminal.send("e\u{1b}[200~note \u{7} \u{202e} pasted\u{1b}[201~\r");
    terminal.wait_for("note on");
    terminal.send("\r");
    terminal.wait_for("Esc closes");
    terminal.send("qq");
    terminal.end();
    let raw = terminal.raw();
    for part in
        [&b"\x1b]0;"[..], b"\x1b]52", b"\x1b[2J\x1b[?1049l lamps", b"\xc2\x9b", b"\xe2\x80\xae", b"\x07"]
    {
        assert!(!has(&raw, part), "{:?} was written", String::from_utf8_lossy(part));
    }
}

#[test]
fn a_dark_terminal_gets_the_dark_theme() {
    let desk = Desk::with_pier();
    let program = PURPORT;
    let words = ["--scheme", "small.toml", "pier.txt"];
    let mut terminal = Spawn::program(&desk, program, &words).env("COLORTERM", "truecolor").start();
    terminal.wait_for_claims(7);
    let ground = terminal.look(|screen| screen.cell(2, 2).unwrap().bgcolor());
    assert_eq!(ground, vt100::Color::Rgb(0x16, 0x18, 0x1d), "the terminal reported a dark background");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
}

/// Opens the reader, waits for `text` on the screen, and quits.
pub(crate) fn opens_with(desk: &Desk, words: &[&str], text: &str) {
    let mut terminal = Spawn::program(desk, PURPORT, words).start();
    terminal.wait_for(text);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_waiting_prefix_shows_its_keys() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.wait_for("○");
    terminal.send("f");
    terminal.wait_for("only lost tags");
    terminal.send("a");
    terminal.wait_for("all 7 claims are listed");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_bad_binding_is_reported_and_the_others_work() {
    let desk = Desk::with_pier();
    desk.keys_file("[read]\nz = \"accpet\"\nZ = \"accept\"\n");
    let mut terminal = open(&desk);
    terminal.wait_for("○");
    terminal.wait_for("keys.toml:2:5:");
    terminal.send("]Z");
    terminal.wait_for_decided(1);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_theme_file_reloads_when_it_changes() {
    let desk = Desk::with_pier();
    let theme = |color: &str| format!("inherits = \"dusk\"\n[ui]\nbackground = \"{color}\"\n");
    desk.file("mine.toml", theme("#101010"));
    let words = ["--theme", "mine.toml", "--color", "true", "--scheme", "small.toml", "pier.txt"];
    let mut terminal = Spawn::program(&desk, PURPORT, &words).start();
    let background = |screen: &vt100::Screen| screen.cell(5, 20).unwrap().bgcolor();
    terminal.wait("the theme", |screen| background(screen) == vt100::Color::Rgb(16, 16, 16));
    desk.file("mine.toml", theme("#202020"));
    terminal.wait("the changed theme", |screen| background(screen) == vt100::Color::Rgb(32, 32, 32));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn settings_hold_in_the_next_session() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send(":set measure=44\r");
    terminal.wait_for("44 cells");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let mut again = open(&desk);
    again.send(":set\r");
    again.wait_for("measure=44");
    again.send("q");
    assert_eq!(again.end(), 0);
}

#[test]
fn a_second_opening_has_what_the_model_has_judged() {
    let desk = Desk::with_pier();
    let scheme = format!("{}\n[model]\nname = \"claims\"\n", crate::support::SCHEME);
    desk.file("judged.toml", &scheme);
    let words = ["--theme", "dusk", "--scheme", "judged.toml", "pier.txt"];
    let start = || Spawn::program(&desk, PURPORT, &words).size((120, 40)).start();
    let mut first = start();
    first.wait("the end of judging", |screen| {
        screen.contents().contains("This claim") && !screen.contents().contains("judging")
    });
    let claims = |terminal: &Terminal| progress(&terminal.contents());
    let expected = claims(&first);
    first.send("q");
    assert_eq!(first.end(), 0);

    let mut second = start();
    second.wait_for("This claim");
    assert_eq!(claims(&second), expected);
    second.send("q");
    assert_eq!(second.end(), 0);
    let shown = String::from_utf8_lossy(&second.raw()).into_owned();
    assert!(!shown.contains("judging") && !shown.contains('◌'), "the model worked again");
}
