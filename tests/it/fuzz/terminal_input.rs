//! Replies of a terminal among keys, cut at any places: keys arrive, replies do nothing, and no tag is made by them.

use super::time;
use crate::journeys::Journey;
use crate::support::PIER;
use fastrand::Rng;
use purport::session::{Code, Key, Msg, Timestamp};
use purport::shell::terminal_input::{Decoder, Input};
use std::time::{Duration, Instant};

/// What terminals send without a key, with digits and letters that would decide.
const REPLIES: [&[u8]; 34] = [
    b"\x1b]11;rgb:1212/1515/1a1a\x1b\\",
    b"\x1b]10;rgb:d7d7/dada/e0e0\x07",
    b"\x1b]12;rgb:a1a1/2222/3333\x1b\\",
    b"\x1b]4;1;rgb:1111/2222/a3a3\x1b\\",
    b"\x1b]4;255;rgba:1111/2222/a3a3/ffff\x07",
    b"\x1b]52;c;MTIzYXh1MXh4\x07",
    b"\x1b]1337;ReportCellSize=17.0;8.0;1.0\x1b\\",
    b"\x1b]99;i=1:p=?;a=1\x1b\\",
    b"\x1b]lpier 1 ax\x1b\\",
    b"\x1b]Lpier 1 ax\x1b\\",
    b"\x1bP1$r0;1;31m\x1b\\",
    b"\x1bP1$r1 q\x1b\\",
    b"\x1bP0$r\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1bP>|xterm(379) 1ax\x1b\\",
    b"\x1bP!|7E565445\x1b\\",
    b"\x1b_Gi=31,a=1;OK\x1b\\",
    b"\x1b[?62;22c",
    b"\x1b[>41;388;0c",
    b"\x1b[?2026;2$y",
    b"\x1b[4;2$y",
    b"\x1b[0n",
    b"\x1b[12;41R",
    b"\x1b[1;5R",
    b"\x1b[?12;41;1R",
    b"\x1b[8;24;80t",
    b"\x1b[4;600;800t",
    b"\x1b[?997;1n",
    b"\x1b[?1u",
    b"\x1b[I",
    b"\x1b[O",
    b"\x9d11;rgb:1212/1515/1a1a\x9c",
    b"\xc2\x9d10;rgb:1212/1515/1a1a\xc2\x9c",
    b"\xc2\x9b?62;22c",
];

/// Bytes of keys, and their names.
const KEYS: [(&[u8], &str); 20] = [
    (b"j", "j"),
    (b"k", "k"),
    (b"a", "a"),
    (b"x", "x"),
    (b"1", "1"),
    (b"2", "2"),
    (b"u", "u"),
    (b".", "."),
    (b"]", "]"),
    (b"[", "["),
    (b"J", "J"),
    (b"0", "0"),
    (b"\x1b[A", "Up"),
    (b"\x1bOB", "Down"),
    (b"\x1b[6~", "PgDn"),
    (b"\x12", "Ctrl-r"),
    ("о".as_bytes(), "о"),
    (b"\x1b[106;1:1u", "j"),
    (b"\x1b[97;9u", "Super-a"),
    (b"\x1b[27;5;100~", "Ctrl-d"),
];

/// Reads of the input, each with the silence before it in milliseconds.
type Reads = Vec<(u64, Vec<u8>)>;

/// A stream of replies and keys, and the keys alone.
///
/// With `gaps`, silences fall into replies, but not into keys.
fn stream(rng: &mut Rng, gaps: bool) -> (Reads, Vec<Key>) {
    let (mut reads, mut keys): (Reads, _) = (Vec::new(), Vec::new());
    let mut joined = Vec::new();
    for _ in 0..rng.usize(1..25) {
        let is_key = rng.u8(0..10) < 4;
        if is_key {
            let (bytes, name) = KEYS[rng.usize(0..KEYS.len())];
            keys.push(Key::parse(name).unwrap());
            joined.push(bytes);
        } else {
            joined.push(REPLIES[rng.usize(0..REPLIES.len())]);
        }
        if !gaps {
            continue;
        }
        let bytes = joined.pop().unwrap();
        let quiet = [0, 30, 120, 300, 490, 800, 1900, 5000][rng.usize(0..8)];
        if is_key || bytes.len() < 5 || bytes[0] != 0x1b {
            reads.push((60, bytes.to_vec()));
        } else {
            // Beyond two seconds nothing before the third byte is remembered.
            let at = rng.usize(if quiet > 1900 { 3 } else { 1 }..bytes.len());
            reads.push((60, bytes[..at].to_vec()));
            reads.push((quiet, bytes[at..].to_vec()));
        }
    }
    if !gaps {
        let mut bytes = joined.concat();
        while !bytes.is_empty() {
            let most = [1, 2, 5, 40][rng.usize(0..4)];
            let length = rng.usize(1..=bytes.len().min(most));
            let rest = bytes.split_off(length);
            reads.push((rng.u64(0..45), std::mem::replace(&mut bytes, rest)));
        }
    }
    (reads, keys)
}

/// The keys in the reads.
fn keys(reads: &Reads) -> Vec<Key> {
    let mut decoder = Decoder::default();
    let mut found: Vec<Input> = Vec::new();
    for (quiet, bytes) in reads {
        found.extend(decoder.read(bytes, Duration::from_millis(*quiet)));
    }
    found.extend(decoder.silence(Duration::from_secs(9)));
    let key = |input| match input {
        Input::Key(key) => Some(key),
        _ => None,
    };
    found.into_iter().filter_map(key).collect()
}

/// The marks of the pier after these keys.
fn marks(keys: &[Key]) -> String {
    let mut journey = Journey::open(PIER, Vec::new(), (100, 70));
    for (at, key) in keys.iter().enumerate() {
        let text = format!("2026-01-01T00:00:{:02}Z", at % 60);
        journey.tell(Msg::Key(*key, Timestamp { text }));
    }
    journey.marks()
}

#[test]
fn replies_among_keys_decide_nothing() {
    let (mut rng, begun, time) = (Rng::with_seed(22), Instant::now(), time());
    let (mut streams, mut bytes) = (0_u64, 0);
    while begun.elapsed() < time || streams == 0 {
        let gaps = rng.u8(0..3) == 0;
        let (reads, expected) = stream(&mut rng, gaps);
        // An ESC with a silence behind it is reported before the rest comes.
        let is_start = |key: &Key| key.code == Code::Esc || key.alt;
        let found: Vec<Key> = keys(&reads).into_iter().filter(|key| !gaps || !is_start(key)).collect();
        assert_eq!(found, expected, "stream {streams}: {}", shown(&reads));
        if streams.is_multiple_of(50) {
            assert_eq!(marks(&keys(&reads)), marks(&expected), "stream {streams}: {}", shown(&reads));
        }
        streams += 1;
        bytes += reads.iter().map(|(_, read)| read.len()).sum::<usize>();
    }
    #[allow(clippy::print_stdout)] // For --nocapture.
    {
        println!("fuzz: terminal input: {streams} streams of {bytes} bytes");
    }
}

#[test]
fn replies_alone_leave_every_mode_as_it_was() {
    let mut rng = Rng::with_seed(7);
    for mode in ["", "v", "f", "i", "s", "e", "t", "/", ":", "?", "C", "Z", "F", "m", "Space"] {
        for _ in 0..20 {
            let mut bytes: Vec<u8> = Vec::new();
            (0..12).for_each(|_| bytes.extend(REPLIES[rng.usize(0..REPLIES.len())]));
            let mut journey = Journey::open(PIER, Vec::new(), (100, 70));
            journey.keys(mode);
            let before = journey.marks();
            let reads = bytes.chunks(rng.usize(1..9)).map(|read| (9, read.to_vec())).collect();
            for key in keys(&reads) {
                journey.tell(Msg::Key(key, Timestamp { text: "2026-01-01T00:00:00Z".to_owned() }));
            }
            assert_eq!(journey.marks(), before, "after {mode}");
        }
    }
}

#[test]
fn any_bytes_are_decoded_in_bounded_time() {
    let seeds: Vec<Vec<u8>> = REPLIES
        .iter()
        .map(|reply| reply.to_vec())
        .chain(KEYS.iter().map(|(bytes, _)| bytes.to_vec()))
        .collect();
    super::fuzz("terminal bytes", &seeds, |bytes, rng| {
        let mut decoder = Decoder::default();
        let mut rest = bytes;
        while !rest.is_empty() {
            let (read, after) = rest.split_at(rng.usize(1..=rest.len()));
            decoder.read(read, Duration::from_millis(rng.u64(0..4000)));
            rest = after;
        }
        // Silence and a lone key always end what was begun.
        decoder.silence(Duration::from_secs(9));
        let found = decoder.read(b"\r", Duration::from_secs(9));
        assert!(found.contains(&Input::Key(Key::plain(Code::Enter))), "{found:?}");
    });
}

fn shown(reads: &Reads) -> String {
    let read = |(quiet, bytes): &(u64, Vec<u8>)| format!("{quiet} ms {}", bytes.escape_ascii());
    reads.iter().map(read).collect::<Vec<_>>().join(" | ")
}
