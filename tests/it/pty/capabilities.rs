//! Terminal capabilities: colour queries, kitty keyboard protocol, dotted underlines, mouse, clipboard.

use super::open;
use super::terminal::{Spawn, Terminal};
use crate::support::{Desk, PURPORT, has};

const LIGHT: &str = "\x1b]11;rgb:ffff/ffff/f0f0\x1b\\";

fn open_with(spawn: impl for<'d> FnOnce(Spawn<'d>) -> Spawn<'d>) -> (Desk, Terminal) {
    let desk = Desk::with_pier();
    let terminal = spawn(Spawn::program(&desk, PURPORT, &["--color", "true", "pier.txt"])).start();
    terminal.wait_for("1 of");
    (desk, terminal)
}

/// Background of the text.
fn background(screen: &vt100::Screen) -> vt100::Color {
    screen.cell(5, 20).unwrap().bgcolor()
}

#[test]
fn a_late_colour_reply_sets_the_theme_and_presses_no_key() {
    let (desk, mut terminal) = open_with(|spawn| spawn.env("LANG", "C.UTF-8").mute());
    let dark = terminal.look(background);
    assert_eq!(dark, vt100::Color::Rgb(0x16, 0x18, 0x1d), "the default theme until the terminal replies");
    terminal.send(LIGHT);
    terminal.wait("a light background", |screen| background(screen) != dark);
    // Digits of the reply would have tagged claims.
    terminal.send("a");
    terminal.wait_for("accepted");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    let tags = desk.read("pier.txt.tags.toml");
    assert_eq!(tags.matches("[[tag]]").count(), 1, "{tags}");
}

#[test]
fn unasked_replies_decide_nothing() {
    let replies = [
        "\x1b]10;rgb:1111/1a1a/1212\x1b\\",
        "\x1b]4;1;rgb:1111/1a1a/1212\x07",
        "\x1bP1$r1;31m\x1b\\",
        "\x1bP1+r544e=7874\x1b\\",
        "\x1b[>41;388;0c",
        "\u{9b}?62;1c",
        "\x1b[120;9u",
    ];
    for cut in [1, 3, 64] {
        let (desk, mut terminal) = open_with(|spawn| spawn.env("LANG", "C.UTF-8"));
        let stream: Vec<char> = replies.concat().chars().collect();
        stream.chunks(cut).for_each(|part| terminal.send(&part.iter().collect::<String>()));
        // Keys are read in order: after this one every reply was.
        terminal.send("?");
        terminal.wait_for("next, previous claim");
        terminal.send("qq");
        assert_eq!(terminal.end(), 0);
        assert!(!desk.work().join("pier.txt.tags.toml").exists(), "cut into {cut}");
    }
}

#[test]
fn keys_that_look_like_a_reply_stay_keys() {
    let (desk, mut terminal) = open_with(|spawn| spawn.env("LANG", "C.UTF-8").mute());
    terminal.send("\x1b]a");
    terminal.wait_for("accepted");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(desk.work().join("pier.txt.tags.toml").exists());
}

#[test]
fn the_kitty_keyboard_protocol_is_used_and_restored() {
    let (_desk, mut terminal) = open_with(|spawn| spawn.env("TERM", "xterm-kitty"));
    assert!(has(&terminal.raw(), "\x1b[>5u"));
    // Esc and a key release, as the protocol encodes them.
    terminal.send("/zzz");
    terminal.wait_for("zzz");
    terminal.send("\x1b[27u");
    terminal.wait("the prompt to be gone", |screen| !screen.contents().contains("zzz"));
    terminal.send("\x1b[120;1:3u");
    terminal.send("a");
    terminal.wait_for("accepted");
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 128 + 15);
    terminal.assert_restored();
    let raw = terminal.raw();
    assert_eq!(raw.windows(5).filter(|part| *part == b"\x1b[<1u").count(), 1);
    let at = |part: &str| raw.windows(part.len()).rposition(|bytes| bytes == part.as_bytes()).unwrap();
    assert!(at("\x1b[<1u") < at("\x1b[?1049l"), "the flags are popped while the alternate screen is shown");

    let (_desk, mut terminal) = open_with(|spawn| spawn);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), "\x1b[>5u") && !has(&terminal.raw(), "\x1b[<1u"));
}

/// Colours of all sequences that set one, by the most that a terminal needs for them.
fn depth(raw: &str) -> &'static str {
    let indexed = |text: &str| raw.contains(&format!("\x1b[{text}"));
    let beyond =
        (16..256).any(|index| indexed(&format!("38;5;{index}m")) || indexed(&format!("38;5;{index};")));
    match () {
        () if indexed("38;2;") => "24 bit",
        () if beyond => "256",
        () if (0..16).any(|index| raw.contains(&format!("38;5;{index}"))) => "16",
        () => "none",
    }
}

#[test]
fn every_terminal_gets_what_the_documentation_says() {
    let docs = include_str!("../../../docs/themes.md");
    let table = docs.split("| `TERM` |").nth(1).unwrap().lines().skip(2);
    let rows: Vec<Vec<String>> = table
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    assert!(rows.len() >= 16);
    for row in rows {
        let [term, besides, colors, undecided, decided, keys] = row.as_slice() else { panic!("{row:?}") };
        let desk = Desk::with_pier();
        desk.file("small.toml", crate::support::SCHEME);
        // A tmux that says what the terminal around it draws.
        let features = if besides.contains("usstyle") { "256,RGB,usstyle" } else { "256" };
        let tmux = desk.work().join("tmux");
        std::fs::write(&tmux, format!("#!/bin/sh\necho {features}\n")).unwrap();
        std::fs::set_permissions(&tmux, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:/usr/bin:/bin", desk.work().display());
        let words = ["--engine", "cues", "--scheme", "small.toml", "pier.txt"];
        let mut spawn = Spawn::program(&desk, PURPORT, &words).env("PATH", &path).env("LANG", "C.UTF-8");
        spawn = spawn.env("TERM", term.trim_matches('`'));
        for pair in besides.split('`').filter(|part| part.contains('=')) {
            let (name, value) = pair.split_once('=').unwrap();
            spawn = spawn.env(name, value);
        }
        let mut terminal = spawn.start();
        if undecided.contains("--plain") {
            terminal.wait_for("1 of 7");
            assert!(!has(&terminal.raw(), "\x1b["), "{row:?}");
            terminal.send("q\n");
            terminal.end();
            continue;
        }
        terminal.wait_for("1 of 7");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        let colored = |raw: &str| raw.contains("\x1b[58;2;") || raw.contains("\x1b[58;5;");
        let shown = match (raw.contains("\x1b[4:4m"), colored(&raw), raw.contains("\x1b[4m")) {
            (true, true, false) => "dotted, in colour",
            (true, false, false) => "dotted",
            (false, false, true) => "solid",
            (false, false, false) => "none",
            mixed => panic!("{row:?}: {mixed:?}"),
        };
        assert_eq!(shown, undecided, "{row:?}");
        assert_eq!(depth(&raw), colors, "{row:?}");
        assert_eq!(raw.contains("\x1b[>5u"), keys == "kitty", "{row:?}");
        terminal.send("a");
        terminal.wait("a decision", |screen| screen.contents().contains("saved"));
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        let shown = match (raw.contains("\x1b[4m"), colored(&raw)) {
            (true, true) => "solid, in colour",
            (true, false) => "solid",
            (false, _) => "none",
        };
        assert_eq!(shown, decided, "{row:?}");
        terminal.send("q");
        assert_eq!(terminal.end(), 0, "{row:?}");
    }
}

#[test]
fn dotted_underlines_need_a_capable_terminal() {
    // Underlines appear once claims are found.
    let claims = "This claim";
    let (_desk, mut terminal) = open_with(|spawn| spawn.env("TERM", "xterm-kitty"));
    terminal.wait_for(claims);
    assert!(has(&terminal.raw(), "\x1b[4:4m"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    let (_desk, mut terminal) = open_with(|spawn| spawn.env("VTE_VERSION", "3405"));
    terminal.wait_for(claims);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    assert!(!has(&terminal.raw(), "\x1b[4:4m"));
    assert!(!has(&terminal.raw(), "\x1b[5m"), "written as blinking text");
}

#[test]
fn mouse_capture_can_be_switched_off_and_stays_off() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    let mode = |terminal: &Terminal| terminal.look(vt100::Screen::mouse_protocol_mode);
    terminal.wait("the mouse", |screen| screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None);
    assert!(!has(&terminal.raw(), b"\x1b[?1003h"), "mode 1003 would report every mouse movement");
    // Click the third claim of the list below the text.
    let row = terminal.look(|screen| screen.rows(0, 80).position(|row| row.contains("── Claims"))).unwrap();
    terminal.send(&format!("\x1b[<0;12;{}M\x1b[<0;12;{0}m", row + 4));
    terminal.wait_for("· ¶4");
    terminal.send("M");
    terminal.wait_for("mouse off");
    assert_eq!(mode(&terminal), vt100::MouseProtocolMode::None);
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
    terminal.assert_restored();
    // `--no-mouse` does the same for one session.
    let mut without = Spawn::reader(&desk, &["--no-mouse", "--tags", "other.toml", "pier.txt"]).start();
    without.wait_for("This claim");
    without.send("q");
    without.end();
    assert!(!has(&without.raw(), b"\x1b[?1000h"));
    // Remembered the next time.
    let mut again = open(&desk);
    again.send("q");
    again.end();
    assert!(!has(&again.raw(), b"\x1b[?1000h"));
}

#[test]
fn wheel_events_are_coalesced_into_few_frames() {
    let desk = Desk::new();
    desk.file("long.txt", "The council must pay for the pier, and it said so.\n\n".repeat(3000));
    let mut terminal = Spawn::reader(&desk, &["long.txt"]).start();
    terminal.wait_for("of 3000");
    let frames = |terminal: &Terminal| {
        let raw = terminal.raw();
        raw.windows(8).filter(|part| part == b"\x1b[?2026l").count()
    };
    let before = frames(&terminal);
    terminal.send(&"\x1b[<65;20;5M".repeat(1000));
    terminal.send("G");
    terminal.wait_for("3000 of 3000");
    assert!(frames(&terminal) - before < 500, "every wheel event was painted");
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn copying_inside_tmux_goes_where_tmux_lets_it() {
    let quote = "The council pledged a new pier on Monday.";
    for (answer, expected, wrapped) in [
        ("256,clipboard|external|off", "in tmux's buffer, and sent", false),
        ("256,title|off|off", "in tmux's buffer only", false),
        ("256,clipboard|external|on", "sent to the terminal's clipboard", true),
        ("", "a multiplexer is between", true),
    ] {
        let desk = Desk::with_pier();
        let tmux = desk.work().join("tmux");
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in\n*passthrough*) echo '{answer}' ;;\nload-buffer*) cat >buffer ;;\nesac\n"
        );
        std::fs::write(&tmux, script).unwrap();
        std::fs::set_permissions(&tmux, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let path = format!("{}:/usr/bin:/bin", desk.work().display());
        let spawn =
            Spawn::reader(&desk, &["pier.txt"]).size((140, 40)).env("TMUX", "/tmp/tmux-0/default,1,0");
        let mut terminal = spawn.env("TERM", "tmux-256color").env("PATH", &path).start();
        terminal.wait_for("This claim");
        terminal.send("y");
        terminal.wait_for(expected);
        let raw = terminal.raw();
        assert_eq!(has(&raw, b"\x1bPtmux;\x1b\x1b]52;c;VGhlIGNvdW5jaWwg"), wrapped, "{answer}");
        assert_eq!(desk.work().join("buffer").exists(), !wrapped, "{answer}");
        if !wrapped {
            assert!(desk.read("buffer").starts_with(quote));
        }
        terminal.send("q");
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn copying_writes_an_osc_52_sequence() {
    let desk = Desk::with_pier();
    let mut terminal = open(&desk);
    terminal.send("y");
    terminal.wait_for("sent to the terminal's clipboard");
    // Base 64 of "The council pledged".
    assert!(has(&terminal.raw(), b"\x1b]52;c;VGhlIGNvdW5jaWwgcGxlZGdlZ"));
    terminal.send("q");
    assert_eq!(terminal.end(), 0);
}
