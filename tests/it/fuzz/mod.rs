//! Fuzzers: files of the project, cut, spliced and damaged at random.
//!
//! Each target runs for about half a second, or for `PURPORT_FUZZ_SECONDS`. Seeds are fixed: every run tries the
//! same inputs in the same order. `cargo test --test it fuzz -- --nocapture` prints the number of inputs.

mod annotations;
mod documents;
mod terminal_input;

use crate::support::{Desk, PIER, SCHEME, project};
use fastrand::Rng;
use purport::claim::check::check;
use purport::claim::{Scheme, classify};
use purport::diagnostic::MAX_DIAGNOSTICS;
use purport::session::{Key, Keymap, keymap};
use purport::tag::{Header, TagDocument};
use purport::text::Span;
use purport::theme::{ColorDepth, Theme};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Limit for one input, in a debug build on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of an input before it is mutated.
const MAX_BYTES: usize = 6000;

/// Tokens of one of the parsers.
const PIECES: [&str; 48] = [
    "\n",
    "\r\n",
    "\n\n",
    " ",
    "\t",
    "\0",
    "\x1b[31m",
    "\u{202e}",
    "\u{200d}",
    "\u{301}",
    "\u{ad}",
    "\u{feff}",
    "\u{2028}",
    "👩\u{200d}🚒",
    "日本語。",
    "é",
    "“",
    "”",
    "\"",
    "'''",
    "\"\"\"",
    "’s",
    "…",
    "—",
    ". ",
    "! ",
    "Mr. ",
    "must pay",
    "[[",
    "]]",
    "[a]",
    "= ",
    "{",
    "}",
    "#",
    "..9 ",
    "@cap",
    "/V",
    "|",
    "^",
    "!",
    "> ",
    "- ",
    "```\n",
    "\\u0000",
    "\\",
    ":",
    "1.5e9",
];

/// Files of a project folder whose names end in `ending`.
fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(project(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} has no {ending}");
    files.into_iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Time per target.
fn time() -> Duration {
    let seconds = std::env::var("PURPORT_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs_f64(seconds.unwrap_or(0.5))
}

fn part(rng: &mut Rng, bytes: &[u8], most: usize) -> std::ops::Range<usize> {
    let start = rng.usize(0..=bytes.len());
    start..(start + rng.usize(0..=most)).min(bytes.len())
}

/// A mutated seed.
fn mutated(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let seed = &seeds[rng.usize(0..seeds.len())];
    let mut bytes = if rng.u8(..) < 40 {
        // Keep the head, which most formats require.
        seed[..rng.usize(0..=seed.len().min(MAX_BYTES))].to_vec()
    } else {
        let most = [40, 400, MAX_BYTES][rng.usize(0..3)];
        seed[part(rng, seed, most)].to_vec()
    };
    for _ in 0..rng.usize(0..8) {
        let range = part(rng, &bytes, 64);
        match rng.u8(0..9) {
            0 => bytes.iter_mut().skip(range.start).take(1).for_each(|byte| *byte ^= 1 << rng.u8(0..8)),
            1 => bytes.iter_mut().skip(range.start).take(1).for_each(|byte| *byte = rng.u8(..)),
            2 => drop(bytes.drain(range)),
            3 => {
                let copy = bytes[range.clone()].repeat(rng.usize(1..20));
                bytes.splice(range, copy);
            }
            4 => {
                let other = &seeds[rng.usize(0..seeds.len())];
                let from = part(rng, other, 200);
                bytes.splice(range.start..range.start, other[from].iter().copied());
            }
            5 => bytes.truncate(range.start),
            6 => {
                let piece = PIECES[rng.usize(0..PIECES.len())].repeat([1, 1, 2, 50][rng.usize(0..4)]);
                bytes.splice(range, piece.into_bytes());
            }
            _ => {
                let piece = PIECES[rng.usize(0..PIECES.len())];
                bytes.splice(range.start..range.start, piece.bytes());
            }
        }
    }
    bytes
}

/// Runs `check` on mutated seeds until the time is over; a failure prints its input.
fn fuzz(name: &str, seeds: &[Vec<u8>], mut check: impl FnMut(&[u8], &mut Rng)) {
    let mut rng =
        Rng::with_seed(name.bytes().fold(7_u64, |seed, byte| seed.wrapping_mul(31) + u64::from(byte)));
    let (begun, time) = (Instant::now(), time());
    let (mut tried, mut slowest) = (0_u64, Duration::ZERO);
    while begun.elapsed() < time || tried == 0 {
        let input = mutated(&mut rng, seeds);
        let since = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| check(&input, &mut rng)));
        let (took, shown) = (since.elapsed(), || String::from_utf8_lossy(&input).into_owned());
        assert!(done.is_ok(), "{name}: input {tried} makes it panic: {:?} {:?}", shown(), input);
        assert!(took < TIMEOUT, "{name}: input {tried} takes {took:?}: {:?}", shown());
        slowest = slowest.max(took);
        tried += 1;
    }
    #[allow(clippy::print_stdout)] // For --nocapture.
    {
        println!("fuzz: {name}: {tried} inputs, the slowest took {slowest:?}");
    }
}

fn articles() -> Vec<Vec<u8>> {
    let mut seeds = files("sample", ".txt");
    seeds.extend(files("sample", ".md"));
    seeds.push(PIER.as_bytes().to_vec());
    let text = String::from_utf8_lossy(&seeds[0]).into_owned();
    seeds.push([b"\xff\xfe".to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat());
    seeds
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn schemes_are_read_or_refused() {
    let mut seeds = files("schemes", ".toml");
    seeds.extend([SCHEME.as_bytes().to_vec(), SCHEME.as_bytes().to_vec()]);
    fuzz("schemes", &seeds, |bytes, rng| {
        // Without its head a scheme has no category and is refused at once: add one to half of them.
        let text =
            if rng.bool() { text_of(bytes) } else { format!("{}\n{}", &SCHEME[..900], text_of(bytes)) };
        if let Ok((scheme, _)) = Scheme::parse(&text, "s.toml") {
            let mut claims = Vec::new();
            for article in [PIER, &text] {
                classify(article, Span::of(0..article.len()), &scheme, &mut claims);
            }
            assert!(check(&text, "s.toml").is_ok(), "a scheme that parses must check");
        }
    });
}

#[test]
fn texts_are_classified() {
    let scheme = Scheme::claims();
    fuzz("claims", &articles(), |bytes, _| {
        let text = text_of(bytes);
        let mut claims = Vec::new();
        classify(&text, Span::of(0..text.len()), &scheme, &mut claims);
        for claim in claims {
            assert!(text.get(claim.span.range()).is_some_and(|words| !words.is_empty()));
            assert!(claim.evidence.iter().all(|one| claim.span.covers(one.span)), "{claim:?}");
            assert!(
                claim.scores.iter().all(|one| claim.span.covers(one.clause) && one.score <= 1000),
                "{claim:?}"
            );
            assert!(
                claim.speaker.name().is_none_or(|speaker| text.get(speaker.range()).is_some()),
                "{claim:?}"
            );
        }
    });
}

#[test]
fn themes_are_read_or_refused() {
    fuzz("themes", &files("themes", ".toml"), |bytes, rng| {
        let text = text_of(bytes);
        let color_depth =
            [ColorDepth::Mono, ColorDepth::Ansi16, ColorDepth::Indexed256, ColorDepth::TrueColor]
                [rng.usize(0..4)];
        let beside = |_: &str| Some(text.clone());
        for lookup in [&(|_: &str| None) as &dyn Fn(&str) -> Option<String>, &beside] {
            if let Ok((theme, warnings)) = Theme::parse(&text, "t.toml", color_depth, lookup) {
                let _ = (theme.contrasts(), theme.category("x", 3), theme.background());
                assert!(
                    warnings
                        .iter()
                        .all(|warning| warning.to_string().starts_with("t.toml:") || warning.line > 0)
                );
            }
        }
    });
}

#[test]
fn keys_files_are_read_with_warnings() {
    let own = b"[read]\nCtrl-n = \"next-mark\"\n\"f p\" = \"categorise promise\"\nx = \"nop\"\n".to_vec();
    let scheme = Scheme::claims();
    fuzz("keys", &[own, keymap::file::defaults().into_bytes()], |bytes, _| {
        let (rebound, warnings) = keymap::file::parse(&text_of(bytes), "keys.toml", &scheme);
        let keymap = Keymap::new(&scheme, &rebound);
        assert!(keymap.rows.iter().all(|row| !row.keys_shown().is_empty()));
        // Every warning has a line, but for the last, which counts the rest.
        assert!(warnings.iter().take(MAX_DIAGNOSTICS).all(|warning| 0 < warning.line));
    });
}

#[test]
fn tag_files_are_kept_or_refused() {
    let tag = "[[tag]]\nid = \"t-1\"\nquote = \"The council\"\nprefix = \"\"\nsuffix = \" pledged\"\nstart = 3\nend = 14\n\
               categories = [\"promise\"]\ndecision = \"confirmed\"\nlabels = [\"x\"]\nnote = \"n\\nm\"\nannotator = \"r1\"\n\
               at = \"2030-01-01T00:00:00Z\"\nproposed = { categories = [\"promise\"], scores = [0.73], cues = [\"pledge\"] }\nmood = 3\n\n";
    let mut document =
        TagDocument::new(&Header { document: "a.txt".to_owned(), chars: 99, ..Header::default() });
    let head = document.render();
    document.update(&[], &[]);
    let second = tag.replace("t-1", "t-2").replace("start = 3\nend = 14", "start = 43\nend = 54");
    let whole = format!("{head}\n# A word by hand.\n{}", [tag, &second].concat());
    let seeds =
        [whole.clone().into_bytes(), whole.replace('\n', "\r\n").into_bytes(), whole.clone().into_bytes()];
    let (known, _) = TagDocument::parse(&whole, "f").unwrap().tags("f");
    assert_eq!(known.len(), 2);
    let own: Vec<_> = known.into_iter().map(Arc::new).collect();
    fuzz("tag files", &seeds, |bytes, _| {
        let text = text_of(bytes);
        let Ok(mut document) = TagDocument::parse(&text, "f") else { return };
        let (tags, _) = document.tags("f");
        let last: Vec<_> = tags.into_iter().map(Arc::new).collect();
        document.set_header(&document.header());
        document.update(&last, &last);
        let again = TagDocument::parse(&document.render(), "f").expect("a written file can be read");
        let mut before: Vec<_> = last.iter().map(|tag| (**tag).clone()).collect();
        let mut after = again.tags("f").0;
        before.sort_by(|one, two| one.id.cmp(&two.id));
        after.sort_by(|one, two| one.id.cmp(&two.id));
        assert_eq!(before, after, "an unchanged document must keep its tags");
        document.update(&last, &own);
        let again = TagDocument::parse(&document.render(), "f").expect("a written file can be read");
        let found = again.tags("f").0;
        for tag in &own {
            assert!(found.contains(tag), "{} is lost: {found:?}", tag.id);
        }
    });
}

#[test]
fn key_names_round_trip() {
    let names =
        ["Ctrl-Alt-Shift-x", "F12", "BackTab", "PageDown", "Space", "Ctrl--", "Alt-é", "Shift-Left", "⏎"];
    let seeds: Vec<Vec<u8>> = names.iter().map(|name| name.as_bytes().to_vec()).collect();
    fuzz("keys", &seeds, |bytes, _| {
        if let Some(key) = Key::parse(&text_of(bytes)) {
            assert_eq!(Key::parse(&key.to_string()), Some(key), "{key}");
        }
    });
}

#[test]
fn ndjson_records_are_answered() {
    let records = [
        r#"{"id":1,"text":"The council must pay. “It will,” she said.","page":{"n":[1,2]}}"#,
        r#"{"id":"a:0","text":"\u0000\ud83d\ude92 The mayor pledged lamps.\r\n\r\nIt rained.","claims":[]}"#,
        r#"{"text":7}"#,
        r"[[[[{}]]]]",
    ];
    let seeds: Vec<Vec<u8>> = records.iter().map(|record| record.as_bytes().to_vec()).collect();
    let desk = Desk::new();
    let mut batch: Vec<u8> = Vec::new();
    let mut lines = 0;
    let ask = |batch: &[u8], lines: usize| {
        let done = desk.classify(&["--ndjson"]).write_stdin(batch.to_vec()).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{:?}", text_of(batch));
        let out = String::from_utf8(done.stdout).expect("answers are UTF-8");
        assert_eq!(out.lines().count(), lines, "{:?}", text_of(batch));
        for line in out.lines() {
            let record: serde_json::Value = serde_json::from_str(line).expect("answers are JSON");
            assert!(record.get("claims").is_some() != record.get("error").is_some(), "{line}");
        }
    };
    fuzz("records", &seeds, |bytes, _| {
        batch.extend(bytes.iter().filter(|byte| **byte != b'\n'));
        batch.push(b'\n');
        lines += 1;
        if lines == 200 {
            ask(&batch, lines);
            batch.clear();
            lines = 0;
        }
    });
    ask(&batch, lines);
}
