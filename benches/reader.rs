//! The reader beside less, vim and nano: first screen, last screen, key to paint, memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::indexing_slicing)]

#[allow(dead_code)] // `plain_words` is for the other benchmarks.
mod common;

use common::median;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const ROWS: u16 = 40;
const COLS: u16 = 120;
const SAMPLE: &str = include_str!("../sample/harbour-talks.txt");
const LAST: &str = "THE LAST SENTENCE";
/// Time after which a key counts as having no effect.
const KEY_TIMEOUT: Duration = Duration::from_millis(120);
/// Longest pause within one frame.
const MAX_FRAME_GAP: Duration = Duration::from_micros(1500);
/// Columns of text in every program; lists and counts beside them change by themselves.
const TEXT_COLS: u16 = 70;

/// One program showing one text in a pseudo-terminal.
struct Run {
    parser: vt100::Parser,
    output: Receiver<(Instant, Vec<u8>)>,
    input: Box<dyn std::io::Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

/// Measurements of one round, in milliseconds and megabytes.
#[derive(Default, Clone, Copy)]
struct Figures {
    first: f64,
    end: f64,
    key: f64,
    key_99: f64,
    memory: f64,
}

type Figure = fn(&Figures) -> f64;

impl Run {
    fn start(program: &[&str], home: &Path) -> (Self, Instant) {
        let size = PtySize { rows: ROWS, cols: COLS, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program[0]);
        command.args(&program[1..]);
        for name in ["HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"] {
            command.env(name, home);
        }
        command.env("TERM", "xterm-256color");
        command.cwd(home);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let input = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let parser = vt100::Parser::new(ROWS.try_into().unwrap(), COLS.try_into().unwrap(), 0);
        (Self { parser, output, input, child, _master: pair.master }, begun)
    }

    /// Waits until the screen satisfies `done`; returns when the last bytes for it arrived.
    fn until(&mut self, done: impl Fn(&vt100::Screen) -> bool) -> Instant {
        loop {
            let (at, bytes) =
                self.output.recv_timeout(Duration::from_mins(1)).expect("the program writes nothing");
            self.parser.process(&bytes);
            if done(self.parser.screen()) {
                return at;
            }
        }
    }

    fn text(&self) -> Vec<String> {
        self.parser.screen().rows(0, TEXT_COLS).skip(2).take(usize::from(ROWS) - 6).collect()
    }

    /// Reads output until `limit` passes without any; returns when the last arrived.
    fn drain(&mut self, limit: Duration) -> Option<Instant> {
        let mut last = None;
        while let Ok((at, bytes)) = self.output.recv_timeout(limit) {
            self.parser.process(&bytes);
            last = Some(at);
        }
        last
    }

    /// Presses a key; returns the time until the frame with the changed text is complete, or `None` if nothing changed.
    fn press(&mut self, key: &[u8]) -> Option<Duration> {
        self.drain(MAX_FRAME_GAP);
        let before = self.text();
        let begun = Instant::now();
        self.input.write_all(key).unwrap();
        self.input.flush().unwrap();
        while let Ok((at, bytes)) = self.output.recv_timeout(KEY_TIMEOUT) {
            self.parser.process(&bytes);
            if self.text() != before {
                return Some(self.drain(MAX_FRAME_GAP).unwrap_or(at) - begun);
            }
        }
        None
    }

    fn memory(&self) -> f64 {
        let path = format!("/proc/{}/status", self.child.process_id().unwrap_or(0));
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned();
        let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1024.0
    }
}

/// Whether a row near the foot of the text has words.
fn is_full(screen: &vt100::Screen) -> bool {
    screen.rows(0, 80).skip(usize::from(ROWS) - 5).take(3).any(|row| row.trim().len() > 20)
}

/// A text viewer and its keys.
struct Peer {
    name: &'static str,
    words: Vec<String>,
    down: &'static [u8],
    top: &'static [u8],
    end: &'static [u8],
    quit: &'static [u8],
}

impl Peer {
    fn new(name: &'static str, words: &[&str], keys: [&'static [u8]; 4]) -> Self {
        let words = std::iter::once(name).chain(words.iter().copied()).map(str::to_owned).collect();
        let [down, top, end, quit] = keys;
        Self { name, words, down, top, end, quit }
    }

    /// purport, and the installed ones of the others.
    fn all() -> Vec<Self> {
        let ours = ["--theme", "dusk", "--color", "true"];
        let mut purport = Self::new("purport", &ours, [b"j", b"g", b"G", b"q"]);
        env!("CARGO_BIN_EXE_purport").clone_into(&mut purport.words[0]);
        let others = [
            Self::new("less", &[], [b"j", b"g", b"G", b"q"]),
            Self::new(
                "vim",
                &["-u", "NONE", "-R", "-n", "--cmd", "set display=lastline"],
                [b"\x05", b"gg", b"G", b":q!\r"],
            ),
            Self::new("nano", &["-v", "-S"], [b"\x1b[1;3B", b"\x1b\\", b"\x1b/", b"\x18"]),
        ];
        let installed = |peer: &Self| std::process::Command::new(peer.name).arg("--version").output().is_ok();
        std::iter::once(purport).chain(others.into_iter().filter(installed)).collect()
    }
}

fn round(peer: &Peer, text: &Path, home: &Path) -> Figures {
    let words: Vec<&str> = peer.words.iter().map(String::as_str).chain(text.to_str()).collect();
    let (mut run, begun) = Run::start(&words, home);
    let first = run.until(is_full) - begun;
    let mut keys: Vec<Duration> = (0..100).filter_map(|_| run.press(peer.down)).collect();
    keys.sort();
    run.input.write_all(peer.top).unwrap();
    run.drain(KEY_TIMEOUT);
    let begun = Instant::now();
    run.input.write_all(peer.end).unwrap();
    let end = run.until(|screen| screen.contents().contains(LAST)) - begun;
    // Wait for the claims of the whole text before reading the memory.
    while run.output.recv_timeout(Duration::from_millis(400)).is_ok() {}
    let memory = run.memory();
    run.input.write_all(peer.quit).unwrap();
    let _ = run.child.wait();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let at = |share: usize| {
        keys.get(keys.len().saturating_sub(1) * share / 100).map_or(f64::NAN, |&time| ms(time))
    };
    Figures { first: ms(first), end: ms(end), key: at(50), key_99: at(99), memory }
}

fn compare(name: &str, text: &Path, rounds: usize) {
    let peers = Peer::all();
    let mut found: Vec<Vec<Figures>> = peers.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for (peer, figures) in peers.iter().zip(&mut found) {
            // A new home for each run: no place to resume.
            let home = tempfile::tempdir().unwrap();
            figures.push(round(peer, text, home.path()));
        }
    }
    println!("\n{name}, medians of {rounds} rounds");
    print!("{:<20}", "");
    for peer in &peers {
        print!("{:>10}", peer.name);
    }
    println!("{:>12}", "to less");
    let figures: [(&str, Figure); 5] = [
        ("first screen, ms", |figures| figures.first),
        ("end, ms", |figures| figures.end),
        ("key, median, ms", |figures| figures.key),
        ("key, 99th, ms", |figures| figures.key_99),
        ("memory, MB", |figures| figures.memory),
    ];
    for (name, figure) in figures {
        let of = |at: usize| median(found[at].iter().map(figure).collect());
        print!("{name:<20}");
        for at in 0..peers.len() {
            print!("{:>10.2}", of(at));
        }
        let less = peers.iter().position(|peer| peer.name == "less");
        println!("{:>12}", less.map_or_else(String::new, |less| format!("{:.1}×", of(0) / of(less))));
    }
}

/// A text, and how the program gets it.
struct FirstScreen<'a> {
    name: &'a str,
    text: &'a Path,
    /// Through a pipe from `cat`, on standard input.
    piped: bool,
}

/// Time to the first screen in purport and less.
fn compare_first_screens(cases: &[FirstScreen<'_>], rounds: usize) {
    let peers: Vec<Peer> =
        Peer::all().into_iter().filter(|peer| ["purport", "less"].contains(&peer.name)).collect();
    println!("\nfirst screen, ms, medians of {rounds} rounds");
    for FirstScreen { name, text, piped } in cases {
        let mut found: Vec<Vec<f64>> = peers.iter().map(|_| Vec::new()).collect();
        for _ in 0..rounds {
            for (peer, times) in peers.iter().zip(&mut found) {
                let home = tempfile::tempdir().unwrap();
                let words = peer.words.iter().map(String::as_str);
                let words: Vec<&str> = if *piped {
                    ["sh", "-c", "cat \"$0\" | \"$@\""]
                        .into_iter()
                        .chain(text.to_str())
                        .chain(words)
                        .collect()
                } else {
                    words.chain(text.to_str()).collect()
                };
                let (mut run, begun) = Run::start(&words, home.path());
                times.push((run.until(is_full) - begun).as_secs_f64() * 1000.0);
                run.input.write_all(peer.quit).unwrap();
                let _ = run.child.wait();
            }
        }
        let medians: Vec<f64> = found.into_iter().map(median).collect();
        print!("{name:<28}");
        for median in &medians {
            print!("{median:>10.2}");
        }
        if let [ours, less] = medians[..] {
            print!("{:>9.1}×", ours / less);
        }
        println!();
    }
}

/// A web page of about `bytes`.
fn page(bytes: usize) -> String {
    let mut page = "<!doctype html><title>The talks</title><article>\n".to_owned();
    for paragraph in SAMPLE.lines().filter(|line| !line.is_empty()).cycle() {
        if page.len() >= bytes {
            break;
        }
        let _ = writeln!(page, "<p>{paragraph}</p>");
    }
    page + "</article>\n"
}

fn main() {
    let quick = std::env::args().any(|word| word == "quick");
    let folder = tempfile::tempdir().unwrap();
    let sample = folder.path().join("sample.txt");
    std::fs::write(&sample, format!("{SAMPLE}\n{LAST} is this.\n")).unwrap();
    compare("the sample, 10 kB", &sample, if quick { 3 } else { 9 });
    let bytes = if quick { 10_000_000 } else { 100_000_000 };
    let mut text = String::with_capacity(bytes + 4096);
    let paragraphs: Vec<&str> = SAMPLE.lines().filter(|line| !line.is_empty()).collect();
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        let _ = writeln!(text, "{} That was number {number}.", paragraphs[number % paragraphs.len()]);
    }
    let _ = writeln!(text, "{LAST} is this.");
    let large = folder.path().join("large.txt");
    std::fs::write(&large, text).unwrap();
    let html = folder.path().join("page.html");
    std::fs::write(&html, page(100_000)).unwrap();
    let cases =
        [("sample", &sample, false), ("sample, piped", &sample, true), ("page of 100 kB", &html, false)];
    let long = [("long text", &large, false), ("long text, piped", &large, true)];
    let cases = cases.into_iter().chain(long);
    let cases: Vec<FirstScreen<'_>> =
        cases.map(|(name, text, piped)| FirstScreen { name, text, piped }).collect();
    compare_first_screens(&cases, if quick { 3 } else { 9 });
    compare(if quick { "10 MB" } else { "100 MB" }, &large, if quick { 3 } else { 5 });
}
