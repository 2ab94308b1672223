//! `purport classify` on a corpus, on one core and on two, beside plain searches; time and memory by article length.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{median, plain_words};
use purport::claim::Scheme;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SAMPLE: &str = include_str!("../sample/harbour-talks.txt");
const ARTICLES: usize = 2000;
const ROUNDS: usize = 5;

/// Runs a program to its end; returns seconds and peak resident kB, or `None` if it is not installed.
fn run(program: &str, words: &[&str], folder: &Path) -> Option<(f64, u64)> {
    let begun = Instant::now();
    let mut command = Command::new(program);
    command.args(words).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let found = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(found.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    }
    Some((begun.elapsed().as_secs_f64(), peak))
}

/// Writes `bytes` bytes of prose.
fn write(path: &Path, bytes: usize) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let mut left = bytes;
    while left > 0 {
        let end = SAMPLE.floor_char_boundary(left);
        let part = SAMPLE.get(..end).filter(|part| !part.is_empty()).unwrap_or(" ");
        file.write_all(part.as_bytes()).unwrap();
        left = left.saturating_sub(part.len());
    }
}

fn main() {
    let purport = env!("CARGO_BIN_EXE_purport");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("corpus")).unwrap();
    for number in 0..ARTICLES {
        write(&at(&format!("corpus/{number:05}.txt")), 1000 * (1 + number * number % 48));
    }
    std::fs::write(at("words"), plain_words(&Scheme::claims()).join("\n") + "\n").unwrap();
    let names: Vec<String> = (0..ARTICLES).map(|number| format!("corpus/{number:05}.txt")).collect();
    let size: u64 = names.iter().map(|name| std::fs::metadata(at(name)).unwrap().len()).sum();
    let ours = |jobs: &'static str| {
        vec!["classify", "--engine", "cues", "corpus", "--format", "ndjson", "--jobs", jobs]
    };
    let wc: Vec<&str> = std::iter::once("-w").chain(names.iter().map(String::as_str)).collect();
    let tasks: Vec<(&str, &str, Vec<&str>)> = vec![
        ("purport, one core", purport, ours("1")),
        ("purport, two cores", purport, ours("2")),
        ("rg -c -i -f words, one core", "rg", vec!["-c", "-i", "-j1", "-f", "words", "corpus"]),
        ("rg -c -i -f words, two cores", "rg", vec!["-c", "-i", "-j2", "-f", "words", "corpus"]),
        ("wc -w", "wc", wc),
    ];
    let mut times = vec![Vec::new(); tasks.len()];
    for _ in 0..ROUNDS {
        for ((_, program, words), times) in tasks.iter().zip(&mut times) {
            times.extend(run(program, words, folder.path()).map(|(seconds, _)| seconds));
        }
    }
    println!("{ARTICLES} articles of {:.0} MB, medians of {ROUNDS} rounds", size as f64 / 1e6);
    let first = median(times.first().cloned().unwrap_or_default());
    for ((name, ..), times) in tasks.iter().zip(times) {
        if times.is_empty() {
            println!("{name:<30} is not installed");
            continue;
        }
        let time = median(times);
        let speed = size as f64 / 1e6 / time;
        println!("{name:<30}{speed:>8.1} MB/s{:>8.2}× the time of one core", time / first);
    }
    println!("\none article, two cores, medians of three rounds");
    for bytes in [1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000] {
        write(&at("one.txt"), bytes);
        let rounds = if bytes > 100_000_000 { 1 } else { 3 };
        let words = ["classify", "--engine", "cues", "one.txt", "--format", "ndjson", "--jobs", "2"];
        let runs: Vec<(f64, u64)> = (0..rounds).filter_map(|_| run(purport, &words, folder.path())).collect();
        let time = median(runs.iter().map(|(seconds, _)| *seconds).collect());
        let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or(0);
        println!(
            "{:>10} kB{:>10.1} ms{:>10.1} MB/s{:>8} MB resident",
            bytes / 1000,
            time * 1e3,
            bytes as f64 / 1e6 / time,
            peak / 1000
        );
    }
}
