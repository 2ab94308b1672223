//! What the program asks of a terminal, and what it makes of the answers.

use super::super::support::{Desk, PIER};
use super::terminal::{Spawn, Terminal};

const LIGHT: &str = "\x1b]11;rgb:ffff/ffff/f0f0\x1b\\";

fn has(raw: &[u8], part: &str) -> bool {
    raw.windows(part.len()).any(|bytes| bytes == part.as_bytes())
}

fn open(spawn: impl for<'d> FnOnce(Spawn<'d>) -> Spawn<'d>) -> (Desk, Terminal) {
    let desk = Desk::new();
    desk.file("pier.txt", PIER);
    let terminal =
        spawn(Spawn::program(&desk, env!("CARGO_BIN_EXE_purport"), &["--color", "true", "pier.txt"])).start();
    terminal.wait_for("tags will go to");
    (desk, terminal)
}

/// The ground of the text.
fn ground(screen: &vt100::Screen) -> vt100::Color {
    screen.cell(5, 20).unwrap().bgcolor()
}

#[test]
fn an_answer_that_comes_late_settles_the_theme_and_is_no_key() {
    let (desk, mut terminal) = open(|spawn| spawn.env("LANG", "C.UTF-8").mute());
    let dark = terminal.look(ground);
    assert_eq!(dark, vt100::Color::Rgb(0x16, 0x18, 0x1d), "the usual theme until something is said");
    terminal.send(LIGHT);
    terminal.wait("a light ground", |screen| ground(screen) != dark);
    // The figures in the answer would have tagged claims.
    terminal.send("a");
    terminal.wait_for("1 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.is_given_back();
    let tags = desk.read("pier.txt.tags.toml");
    assert_eq!(tags.matches("[[tag]]").count(), 1, "{tags}");
}

#[test]
fn keys_that_begin_like_an_answer_are_keys() {
    let (desk, mut terminal) = open(|spawn| spawn.env("LANG", "C.UTF-8").mute());
    terminal.send("\x1b]a");
    terminal.wait_for("1 decided");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.work().join("pier.txt.tags.toml").exists());
}

#[test]
fn where_keys_can_be_told_apart_they_are_and_the_terminal_gets_its_own_way_back() {
    let (_desk, mut terminal) = open(|spawn| spawn.env("TERM", "xterm-kitty"));
    assert!(has(&terminal.raw(), "\x1b[>1u"));
    // Ctrl-c, Esc and what is let go, as that protocol has them.
    terminal.send("/zzz");
    terminal.wait_for("zzz");
    terminal.send("\x1b[27u");
    terminal.wait("the prompt to be gone", |screen| !screen.contents().contains("zzz"));
    terminal.send("\x1b[120;1:3u");
    terminal.send("a");
    terminal.wait_for("1 decided");
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 128 + 15);
    terminal.is_given_back();
    let raw = terminal.raw();
    assert_eq!(raw.windows(5).filter(|part| *part == b"\x1b[<1u").count(), 1);
    let at = |part: &str| raw.windows(part.len()).rposition(|bytes| bytes == part.as_bytes()).unwrap();
    assert!(at("\x1b[<1u") < at("\x1b[?1049l"), "each screen has its own keys");

    let (_desk, mut terminal) = open(|spawn| spawn);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), "\x1b[>1u") && !has(&terminal.raw(), "\x1b[<1u"));
}

#[test]
fn dotted_lines_are_only_for_terminals_that_draw_them() {
    // Only once claims are found there are lines under them.
    let claims = "· undecided";
    let (_desk, mut terminal) = open(|spawn| spawn.env("TERM", "xterm-kitty"));
    terminal.wait_for(claims);
    assert!(has(&terminal.raw(), "\x1b[4:4m"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let (_desk, mut terminal) = open(|spawn| spawn.env("VTE_VERSION", "3405"));
    terminal.wait_for(claims);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), "\x1b[4:4m"));
    assert!(!has(&terminal.raw(), "\x1b[5m"), "it blinks");
}
