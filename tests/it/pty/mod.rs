//! The program in a real pseudo-terminal: what only shows when there are keys, signals and a disk.

mod answers;
mod comparing;
mod finding;
mod hostile;
mod kill;
mod pictures;
mod pointing;
mod saving;
mod shelf;
mod terminal;

use super::support::{Desk, PIER};
use std::time::{Duration, Instant};
use terminal::{Spawn, Terminal};

const TAGS: &str = "pier.txt.tags.toml";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("pier.txt", PIER);
    desk
}

/// The reader on the pier, with its claims found.
fn open(desk: &Desk) -> Terminal {
    let terminal = Spawn::reader(desk, &["pier.txt"]).start();
    terminal.wait_for("Claims 7");
    terminal
}

/// How many tags the file on disk holds.
fn tags(desk: &Desk, name: &str) -> usize {
    let path = desk.work().join(name);
    std::fs::read_to_string(path).map_or(0, |text| text.matches("[[tag]]").count())
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn the_lesson_leaves_nothing_behind() {
    let desk = Desk::new();
    let scratch = desk.work().join("tmp");
    std::fs::create_dir(&scratch).unwrap();
    let spawn = Spawn::program(&desk, env!("CARGO_BIN_EXE_purport"), &["tutor"]);
    let mut terminal = spawn.env("TMPDIR", &scratch.to_string_lossy()).start();
    terminal.wait_for("Claims 12");
    terminal.wait_for("1/22");
    terminal.send("j");
    terminal.wait_for("2/22");
    terminal.send("a");
    terminal.wait_for("1 decided");
    terminal.wait_for("nothing is kept");
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 1);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert_eq!(std::fs::read_dir(&scratch).unwrap().count(), 0);
    assert_eq!(std::fs::read_dir(desk.work()).unwrap().count(), 1, "only the folder for scratch");
}

#[test]
fn a_dumb_terminal_is_given_the_linear_review() {
    let desk = desk();
    let spawn = Spawn::reader(&desk, &["pier.txt"]).env("TERM", "dumb");
    let mut terminal = spawn.start();
    terminal.wait_for("> ? help");
    terminal.send("a\n");
    terminal.wait_for("[2 of 7]");
    terminal.send("q\n");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), b"\x1b["), "no cursor is moved");
    assert_eq!(tags(&desk, TAGS), 1);
}

#[test]
fn a_sitting_is_there_again_the_next_time() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.wait_for("tags will go to");
    terminal.send("]a");
    terminal.wait_for("1 decided");
    terminal.send("eweigh this\r");
    terminal.wait_for("note on");
    terminal.send("x");
    terminal.wait_for("2 decided");
    terminal.send("u");
    terminal.wait_for("taken back");
    terminal.wait_for("1 decided");
    terminal.wait_for("✓ saved in pier.txt.tags.toml");
    terminal.send("G");
    terminal.wait_for("The church has no door.");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    let file = desk.read(TAGS);
    assert!(file.contains("\"confirmed\"") && file.contains("weigh this"), "{file}");
    assert!(!file.contains("rejected"), "what was undone is on disk: {file}");

    let mut again = open(&desk);
    again.wait_for("1 decided");
    again.wait_for("The church has no door.");
    again.wait_for("saved in");
    again.send("q");
    assert_eq!(again.end(), 0);
    assert_eq!(desk.read(TAGS), file, "reading alone has changed the file");
}

#[test]
fn what_is_called_saved_outlives_a_kill() {
    let desk = desk();
    for round in 1..=5 {
        let mut terminal = open(&desk);
        terminal.wait_for(&format!("{} decided", round - 1));
        terminal.send("J");
        terminal.send("a");
        terminal.wait(&format!("{round} saved"), |screen| {
            let text = screen.contents();
            text.contains(&format!("{round} decided")) && text.contains("✓ saved in")
        });
        terminal.signal("KILL");
        terminal.end();
        assert_eq!(tags(&desk, TAGS), round);
        let rest: Vec<_> = std::fs::read_dir(desk.work())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.contains("tmp"))
            .collect();
        assert!(rest.is_empty(), "left behind: {rest:?}");
    }
}

#[test]
fn a_signal_saves_and_gives_the_terminal_back() {
    for (name, number) in [("HUP", 1), ("INT", 2), ("QUIT", 3), ("TERM", 15)] {
        let desk = desk();
        let mut terminal = open(&desk);
        terminal.send("a");
        terminal.wait_for("1 decided");
        terminal.signal(name);
        assert_eq!(terminal.end(), 128 + number, "the exit code after SIG{name}");
        terminal.is_given_back();
        let raw = terminal.raw();
        assert!(has(&raw, b"\x1b[?1049l") && has(&raw, b"\x1b[?25h"));
        assert_eq!(tags(&desk, TAGS), 1, "SIG{name} lost a decision");
    }
}

#[test]
fn without_its_terminal_it_ends_soon() {
    let desk = desk();
    let terminal = open(&desk);
    terminal.send("a");
    terminal.wait_for("1 decided");
    let mut child = terminal.close();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(5) {
            child.kill().unwrap();
            panic!("it goes on without a terminal");
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    assert_eq!(tags(&desk, TAGS), 1, "a decision was lost: {status:?}");
}

#[test]
fn ctrl_z_and_fg() {
    let desk = desk();
    let mut shell = Spawn::program(&desk, "sh", &["-i"]).env("PS1", "READY> ").env("ENV", "").start();
    shell.wait_for("READY>");
    desk.file("small.toml", super::support::SCHEME);
    shell.send(&format!("'{}' --theme dusk --scheme small.toml pier.txt\n", env!("CARGO_BIN_EXE_purport")));
    shell.wait_for("Claims 7");
    shell.send("a");
    shell.wait_for("1 decided");
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
        screen.alternate_screen() && screen.hide_cursor() && screen.contents().contains("1 decided")
    });
    assert!(!shell.contents().contains("BETWEEN"), "the screen was not painted anew");
    shell.send("a");
    shell.wait_for("2 decided");
    shell.send("q");
    shell.wait("the prompt", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("READY>")
    });
    shell.send("exit\n");
    shell.end();
    assert_eq!(tags(&desk, TAGS), 2);
}

#[test]
fn an_article_through_a_pipe_leaves_the_keys_to_the_terminal() {
    let desk = desk();
    desk.file("small.toml", super::support::SCHEME);
    let script = "cat pier.txt | \"$0\" --theme dusk --scheme small.toml";
    let mut terminal = Spawn::program(&desk, "sh", &["-c", script, env!("CARGO_BIN_EXE_purport")]).start();
    terminal.wait_for("Claims 7");
    terminal.wait_for("(standard input)");
    terminal.send("]x");
    terminal.wait_for("1 decided");
    terminal.wait_for("✓ saved in stdin-");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    let name = std::fs::read_dir(desk.work())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .find(|name| name.starts_with("stdin-"))
        .unwrap();
    assert_eq!(tags(&desk, &name), 1);
}

/// The numbers of every SGR sequence.
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
fn no_color_means_none_and_keeps_the_underlines() {
    let desk = desk();
    let mut terminal =
        Spawn::reader(&desk, &["pier.txt"]).env("NO_COLOR", "1").env("COLORTERM", "truecolor").start();
    terminal.wait_for("Claims 7");
    terminal.send("]a?");
    terminal.wait_for("these keys");
    terminal.send("q");
    terminal.wait("the reader", |screen| !screen.contents().contains("these keys"));
    terminal.send("q");
    terminal.end();
    let styles = styles(&terminal.raw());
    // 39 and 49 ask for the terminal's own colours.
    let coloured = |code: &&u32| matches!(**code, 30..=38 | 40..=48 | 90..=107);
    assert_eq!(styles.iter().find(coloured), None);
    assert!(styles.contains(&4), "no claim is underlined: {styles:?}");

    // The same program does use colours where it may: the test can tell.
    let mut terminal = open(&desk);
    terminal.send("q");
    terminal.end();
    assert!(self::styles(&terminal.raw()).iter().any(|code| coloured(&code)));
}

#[test]
fn a_storm_of_sizes_ends_where_it_began() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.send("]]]]");
    // A frame comes in several pieces: these stand at its head, its middle and its foot.
    terminal.wait("the fifth claim", |screen| {
        let text = screen.contents();
        ["claim 5/7", "¶9 · undecided · said by", "pledged +4.0"].iter().all(|part| text.contains(part))
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
fn nothing_in_an_article_or_its_name_reaches_the_terminal_as_a_command() {
    let desk = Desk::new();
    let name = "a\x1b]0;owned\x07\u{9b}31m\u{202e}.txt";
    desk.file(name, "The mayor pledged \x1b]52;c;aGk=\x07 \x1b[2J\x1b[?1049l lamps \u{9b}2J\u{202e}.\r\n");
    let mut terminal = Spawn::reader(&desk, &[name]).start();
    terminal.wait_for("Claims 1");
    terminal.send("e\u{1b}[200~note \u{7} \u{202e} pasted\u{1b}[201~\r");
    terminal.wait_for("note on");
    terminal.send("\r");
    terminal.wait_for("any other key closes");
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
fn a_terminal_that_says_it_is_dark_gets_the_dark_theme() {
    let desk = desk();
    desk.file("small.toml", super::support::SCHEME);
    let program = env!("CARGO_BIN_EXE_purport");
    let words = ["--scheme", "small.toml", "pier.txt"];
    let mut terminal = Spawn::program(&desk, program, &words).env("COLORTERM", "truecolor").start();
    terminal.wait_for("Claims 7");
    let ground = terminal.look(|screen| screen.cell(2, 2).unwrap().bgcolor());
    assert_eq!(ground, vt100::Color::Rgb(0x16, 0x18, 0x1d), "a dark ground was said");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
}

/// Opens the reader on words, waits for a text on its screen, and leaves it.
pub(crate) fn opens_with(desk: &Desk, words: &[&str], text: &str) {
    let mut terminal = Spawn::program(desk, env!("CARGO_BIN_EXE_purport"), words).start();
    terminal.wait_for(text);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_prefix_says_after_a_while_what_may_follow() {
    let desk = desk();
    let mut terminal = open(&desk);
    terminal.wait_for("tags will go to");
    terminal.send("f");
    terminal.wait_for("only tags whose passage is gone");
    terminal.send("a");
    terminal.wait_for("all 7 claims are listed");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn keys_with_a_fault_are_told_and_the_others_hold() {
    let desk = desk();
    let config = desk.home().join("config/purport");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("keys.toml"), "[read]\nz = \"accpet\"\nZ = \"accept\"\n").unwrap();
    let mut terminal = open(&desk);
    terminal.wait_for("tags will go to");
    terminal.wait_for("keys.toml:2:5:");
    terminal.send("]Z");
    terminal.wait_for("1 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}
