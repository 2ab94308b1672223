//! Terminal input as keys, mouse events, pastes and replies, however it was cut on its way.
//!
//! Bytes of one sequence may come in several reads. Silence decides what a reader without a clock cannot: an ESC that
//! stays alone is the Esc key, and a sequence whose end never comes must not swallow keys for ever. After such a
//! verdict the rest may come all the same, so the decoder remembers for a while what it took for a key.

use super::keys::{self, Parameters};
use super::reply::{self, Reply};
use super::sequence::{ESC, Item, paste_start, scan, starts_string};
use crate::session::{Code, Key, Mouse, MouseKind};
use std::time::Duration;

/// Silence after which an ESC alone is the Esc key. Over a connection the bytes of one key may come apart.
const ESC_TIMEOUT: Duration = Duration::from_millis(50);
/// The same while a reply is awaited, or if the Esc key has a sequence of its own.
const LONG_ESC_TIMEOUT: Duration = Duration::from_millis(120);
/// Silence after which ESC with `[`, `]`, `O` or another introducer is that key with Alt.
const ALT_TIMEOUT: Duration = Duration::from_millis(250);
/// Silence after which a sequence counts as unfinished: then a single byte is a key, and several continue it.
const UNFINISHED_TIMEOUT: Duration = Duration::from_millis(500);
/// The same for a paste, whose text must never act as keys.
const PASTE_TIMEOUT: Duration = Duration::from_secs(3);
/// How long after the Esc key several bytes may turn out to be the rest of its sequence.
const MAX_LATE: Duration = Duration::from_secs(2);
/// The same for a single byte, which is more likely a key.
const MAX_LATE_BYTE: Duration = Duration::from_millis(400);
/// How long such a byte is held back to see what follows.
const HELD_TIMEOUT: Duration = Duration::from_millis(200);
/// Bytes of a sequence after which no person can have typed it key by key.
const CERTAIN: usize = 4;
/// Bytes kept of a string that has not ended, and of what cannot become a sequence of a terminal.
const MAX_STRING: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Never [`MouseKind::Double`], which needs a clock.
    Mouse(Mouse),
    Paste(String),
    Reply(Reply),
    /// New width and height; only the Windows console reports them here.
    Resized(u16, u16),
}

#[derive(Debug, Default)]
pub struct Decoder {
    /// Input whose end has not come.
    bytes: Vec<u8>,
    /// Bytes of it that were reported as keys.
    reported: usize,
    /// Has its end not come for so long that a single byte is a key?
    unfinished: bool,
    /// What was taken for a key, and may have been the start of a sequence.
    taken: Vec<u8>,
    /// Is an ESC alone unlikely to be a key?
    patient: bool,
}

impl Decoder {
    /// `patient`: an ESC alone is probably the start of a sequence, because a reply is awaited or because the keyboard
    /// protocol gives the Esc key a sequence.
    pub const fn set_patient(&mut self, patient: bool) {
        self.patient = patient;
    }

    /// How long after the last byte [`Self::silence`] will have something to decide; `None` if nothing.
    pub fn timeout(&self) -> Option<Duration> {
        match self.bytes.as_slice() {
            [] => None,
            _ if self.unfinished => None,
            _ => Some(self.patience()),
        }
    }

    fn patience(&self) -> Duration {
        match self.bytes.as_slice() {
            _ if self.reported > 0 && self.bytes.len() < CERTAIN => HELD_TIMEOUT,
            [ESC] if self.patient => LONG_ESC_TIMEOUT,
            [ESC] => ESC_TIMEOUT,
            [ESC, _] => ALT_TIMEOUT,
            bytes if is_typed(bytes) => ALT_TIMEOUT,
            bytes if paste_start(bytes).is_some() => PASTE_TIMEOUT,
            _ => UNFINISHED_TIMEOUT,
        }
    }

    /// Decides on unfinished input: nothing has come for this long.
    pub fn silence(&mut self, quiet: Duration) -> Vec<Input> {
        if self.bytes.is_empty() || self.unfinished || quiet < self.patience() {
            return Vec::new();
        }
        match self.bytes.as_slice() {
            _ if self.reported > 0 && self.bytes.len() < CERTAIN => self.release(),
            &[ESC] => {
                self.taken = std::mem::take(&mut self.bytes);
                vec![Input::Key(Key::plain(Code::Esc))]
            }
            &[ESC, second] => {
                self.taken = std::mem::take(&mut self.bytes);
                let key = Key { alt: true, ..Key::plain(Code::Char(char::from(second))) };
                if second.is_ascii_graphic() { vec![Input::Key(key)] } else { Vec::new() }
            }
            bytes if is_typed(bytes) => {
                let keys = std::mem::take(&mut self.bytes);
                let mut keys: Vec<Key> = keys.into_iter().skip(1).filter_map(simple).collect();
                if let Some(first) = keys.first_mut() {
                    first.alt = true;
                }
                keys.into_iter().map(Input::Key).collect()
            }
            bytes => {
                self.unfinished = true;
                let Some(start) = paste_start(bytes) else { return Vec::new() };
                let text = String::from_utf8_lossy(bytes.get(start..).unwrap_or_default()).into_owned();
                self.bytes.truncate(start);
                if text.is_empty() { Vec::new() } else { vec![Input::Paste(text)] }
            }
        }
    }

    /// Takes the bytes of one read, `quiet` after the read before.
    pub fn read(&mut self, bytes: &[u8], quiet: Duration) -> Vec<Input> {
        let mut found = self.silence(quiet);
        let taken = std::mem::take(&mut self.taken);
        if self.bytes.is_empty() {
            if continues_key(&taken, bytes, quiet) {
                self.reported = taken.len();
                self.bytes = taken;
            }
        } else if self.unfinished && !continues_unfinished(&self.bytes, bytes) {
            self.bytes.clear();
            self.reported = 0;
        }
        self.unfinished = false;
        self.bytes.extend_from_slice(bytes);
        if self.reported > 0 && self.bytes.len() < CERTAIN && !may_be_sequence(&self.bytes) {
            found.extend(self.release());
        }
        found.extend(self.take_items());
        found
    }

    /// Reports what was held back as the keys it looks like.
    fn release(&mut self) -> Vec<Input> {
        let bytes = std::mem::take(&mut self.bytes);
        let keys = bytes.get(std::mem::take(&mut self.reported)..).unwrap_or_default();
        keys.iter().filter_map(|byte| simple(*byte)).map(Input::Key).collect()
    }

    fn take_items(&mut self) -> Vec<Input> {
        let (mut at, mut found) = (0, Vec::new());
        while let Some((item, length)) = self.bytes.get(at..).and_then(scan) {
            found.extend(self.bytes.get(at..at + length).and_then(|bytes| input(&item, bytes)));
            at += length.max(1);
            self.reported = 0;
        }
        self.bytes.drain(..at.min(self.bytes.len()));
        // Of a long string the middle is forgotten, but not that its end is due.
        let is_paste = paste_start(&self.bytes).is_some();
        if self.bytes.len() > MAX_STRING && !is_paste {
            self.bytes.drain(3..self.bytes.len() - 8);
        }
        found
    }
}

/// A key of one byte.
fn simple(byte: u8) -> Option<Key> {
    match byte {
        0x20..=0x7e => Some(Key::plain(Code::Char(char::from(byte)))),
        _ => keys::control(byte),
    }
}

/// Are these bytes the rest of a sequence whose start was reported as a key?
fn continues_key(taken: &[u8], bytes: &[u8], quiet: Duration) -> bool {
    let Some(&first) = bytes.first() else { return false };
    match taken {
        [] => false,
        _ if quiet > MAX_LATE || bytes.len() == 1 && quiet > MAX_LATE_BYTE => false,
        [ESC] if bytes.len() == 1 => matches!(first, b'[' | b']' | b'O' | b'P' | b'_'),
        _ => may_be_sequence(&[taken, bytes].concat()),
    }
}

/// Can these bytes become a sequence that a terminal sends by itself?
fn may_be_sequence(bytes: &[u8]) -> bool {
    match bytes {
        [ESC]
        | [ESC, b'[' | b']' | b'O' | b'P' | b'_']
        | [ESC, b'[', b'0'..=b'9' | b'<'..=b'?' | b'A'..=b'D' | b'F' | b'H' | b'I' | b'Z', ..]
        | [ESC, b'O', b'A'..=b'D' | b'F' | b'H' | b'P'..=b'S']
        | [ESC, b'P', b'0'..=b'9' | b'!' | b'$' | b'+' | b'<'..=b'?', ..]
        | [ESC, b'_', b'G', ..] => true,
        [ESC, b']', rest @ ..] => {
            let number = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            match rest.get(number) {
                None | Some(b';' | 0x1b | 0x07) => number > 0,
                // A reply with the title of the window or of its icon.
                Some(b'l' | b'L') => number == 0 && matches!(scan(bytes), Some((Item::Osc(_), _))),
                Some(_) => false,
            }
        }
        [ESC, b'_' | b'^' | b'X', _, _, ..] => scan(bytes).is_some(),
        _ => false,
    }
}

/// Alt with `]`, and a key that begins no operating system command.
fn is_typed(bytes: &[u8]) -> bool {
    matches!(bytes, [ESC, b']', key] if !key.is_ascii_digit() && !matches!(key, b'l' | b'L'))
}

/// Do these bytes continue input that has waited too long for its end? A single byte is more likely a key, unless it
/// is just the end that is due.
fn continues_unfinished(unfinished: &[u8], bytes: &[u8]) -> bool {
    let is_csi = matches!(unfinished, [ESC, b'[', _, ..] | [0x9b, _, ..] | [0xc2, 0x9b, _, ..]);
    let is_string = starts_string(unfinished);
    match bytes {
        [0x07 | 0x9c, ..] | [ESC, b'\\', ..] => is_string,
        [b'\\', ..] if unfinished.ends_with(&[ESC]) => true,
        [ESC] => false,
        [ESC, ..] => paste_start(unfinished).is_some(),
        // Rather a key lost than `u` for what was the end of a reply.
        [last] if is_csi && b"ABCDFHIMORSZcmntuy~".contains(last) => true,
        [_] => false,
        _ if is_string && is_color(unfinished) => {
            let end = bytes.iter().position(|byte| matches!(*byte, 0x07 | 0x9c | ESC)).unwrap_or(bytes.len());
            let color = |byte: &u8| byte.is_ascii_hexdigit() || b"rgb:/;#?".contains(byte);
            bytes.iter().take(end).all(color)
        }
        _ => true,
    }
}

/// Is it the start of a reply about colours (OSC 4, 5, 10 to 19)?
fn is_color(bytes: &[u8]) -> bool {
    let number = bytes.strip_prefix(b"\x1b]").unwrap_or_default();
    matches!(number, [b'4' | b'5', b';', ..] | [b'1', b'0'..=b'9', b';', ..])
}

/// `bytes` are those of the item.
fn input(item: &Item, bytes: &[u8]) -> Option<Input> {
    let key = |key: Option<Key>| key.map(Input::Key);
    match item {
        Item::Char(char) => Some(Input::Key(Key::plain(Code::Char(*char)))),
        Item::Control(control) => key(keys::control(*control)),
        Item::Alt(inner) => match input(inner, bytes)? {
            Input::Key(inner) => Some(Input::Key(Key { alt: true, ..inner })),
            _ => None,
        },
        Item::Esc => Some(Input::Key(Key::plain(Code::Esc))),
        Item::Csi { has_intermediates: true, .. } | Item::Nothing => None,
        Item::Csi { parameters, last, .. } => match bytes.get(parameters.clone())? {
            [b'<', report @ ..] => mouse(&numbers(report), *last, 0).map(Input::Mouse),
            private @ [b'='..=b'?', ..] => reply::private(private, *last).map(Input::Reply),
            report if *last == b'M' => mouse(&numbers(report), b'M', 32).map(Input::Mouse),
            parameters => key(keys::csi(&numbers(parameters), *last)),
        },
        Item::Ss3(last) => key(keys::ss3(*last)),
        Item::LinuxFunction(last) => key(keys::linux_function(*last)),
        Item::X10(report) => {
            let [button, x, y] = report.map(u32::from);
            let report = [Some(button), x.checked_sub(32), y.checked_sub(32)];
            mouse(&report.map(|number| vec![number]).to_vec(), b'M', 32).map(Input::Mouse)
        }
        Item::Osc(content) => reply::osc(bytes.get(content.clone())?).map(Input::Reply),
        Item::Paste(content) => {
            let text = String::from_utf8_lossy(bytes.get(content.clone())?).into_owned();
            Some(Input::Paste(text))
        }
    }
}

fn numbers(parameters: &[u8]) -> Parameters {
    if parameters.is_empty() {
        return Vec::new();
    }
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse().ok();
    let part = |part: &[u8]| part.split(|byte| *byte == b':').map(number).collect();
    parameters.split(|byte| *byte == b';').map(part).collect()
}

/// A mouse report: button, column and row, from 1. `offset` is what the encoding adds to the button.
fn mouse(report: &Parameters, last: u8, offset: u32) -> Option<Mouse> {
    let number = |at: usize| report.get(at)?.first().copied().flatten();
    // Held modifiers change nothing.
    let button = number(0)?.checked_sub(offset)? & !0b1_1100;
    let place = |at| u16::try_from(number(at)?.checked_sub(1)?).ok();
    let (x, y) = (place(1)?, place(2)?);
    let kind = match (button, last) {
        (0, b'm') => MouseKind::Release,
        (0, b'M') => MouseKind::Press,
        // Older encodings do not say which button was released.
        (3, b'M') if offset > 0 => MouseKind::Release,
        (32, b'M') => MouseKind::Drag,
        (64, b'M') => MouseKind::WheelUp,
        (65, b'M') => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, x, y })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Appearance;

    const BACKGROUND: &[u8] = b"\x1b]11;rgb:d7d7/1a1a/1212\x1b\\";

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// What comes of these reads, each with the silence before it, and of a long silence at the end; keys by name.
    fn decode(reads: &[(u64, &[u8])]) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut found = Vec::new();
        for (quiet, bytes) in reads {
            found.extend(decoder.read(bytes, ms(*quiet)));
        }
        // As a reader does, which asks when the decoder wants to be asked.
        while let Some(timeout) = decoder.timeout() {
            found.extend(decoder.silence(timeout));
        }
        found.iter().map(shown).collect()
    }

    fn shown(input: &Input) -> String {
        match input {
            Input::Key(key) => key.to_string(),
            Input::Mouse(mouse) => format!("{:?} {} {}", mouse.kind, mouse.x, mouse.y),
            Input::Paste(text) => format!("paste {text}"),
            Input::Reply(Reply::Appearance(Appearance::Dark)) => "dark".to_owned(),
            Input::Reply(Reply::Appearance(Appearance::Light)) => "light".to_owned(),
            Input::Reply(Reply::Attributes) => "attributes".to_owned(),
            Input::Resized(..) => "resized".to_owned(),
        }
    }

    fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
        assert_eq!(decode(&[(0, bytes.as_ref())]), expected, "{}", bytes.as_ref().escape_ascii());
    }

    #[test]
    fn keys_of_many_terminals() {
        check("a\r\t\x7f\x01\x00é", &["a", "Enter", "Tab", "Backspace", "Ctrl-a", "Ctrl-Space", "é"]);
        check(
            "\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D\x1b[H\x1bOF",
            &["Up", "Down", "Ctrl-Right", "Shift-Left", "Home", "End"],
        );
        check(
            "\x1b[3~\x1b[5~\x1b[6;3~\x1b[Z\x1b[15~\x1bOP\x1b[[B",
            &["Del", "PgUp", "Alt-PgDn", "BackTab", "F5", "F1", "F2"],
        );
        check("\x1bo\x1b\r\x1b\x1b[A", &["Alt-o", "Alt-Enter", "Esc", "Up"]);
        check("\x1b", &["Esc"]);
        check("\x1b\x1b", &["Esc", "Esc"]);
    }

    #[test]
    fn keys_of_the_keyboard_protocols() {
        // kitty's: locks change nothing, a release is no key, Super is a modifier of its own.
        check("\x1b[120;9u\x1b[120;17u\x1b[120;33u", &["Super-x", "Hyper-x", "Meta-x"]);
        check("\x1b[97;65u\x1b[97;129u\x1b[97;197u", &["a", "a", "Ctrl-a"]);
        check("\x1b[97;1:2u\x1b[97;1:3u\x1b[1;1:3A\x1b[57441;2u\x1b[57358u", &["a"]);
        check(
            "\x1b[27u\x1b[13;2u\x1b[9;2u\x1b[127u\x1b[57400u\x1b[57414u",
            &["Esc", "Enter", "BackTab", "Backspace", "1", "Enter"],
        );
        check("\x1b[97:65;6u\x1b[97;6u\x1b[91;5u", &["Ctrl-A", "Ctrl-A", "Esc"]);
        // Shift makes another character of a digit.
        check("\x1b[49;2u\x1b[49:33;2u\x1b[97;2u", &["Shift-1", "!", "A"]);
        check("\x1b[1089::99;5u\x1b[97;;98u", &["Ctrl-с", "b"]);
        // xterm's and Windows'.
        check("\x1b[27;5;105~\x1b[27;2;65~\x1b[27;3;13~", &["Ctrl-i", "A", "Alt-Enter"]);
        check(
            "\x1b[65;30;97;1;0;1_\x1b[65;30;97;0;0;1_\x1b[68;32;4;1;8;1_\x1b[37;75;0;1;256;1_",
            &["a", "Ctrl-d", "Left"],
        );
        check("\x1b[81;16;64;1;9;1_\x1b[16;42;0;1;16;1_", &["@"]);
    }

    #[test]
    fn the_key_on_a_standard_keyboard_is_kept() {
        let found = Decoder::default().read(b"\x1b[1089:1057:99;6u", ms(0));
        let [Input::Key(key)] = found[..] else { panic!("{found:?}") };
        assert_eq!((key.code, key.physical), (Code::Char('С'), Some('C')));
    }

    #[test]
    fn replies_are_no_keys() {
        let foreign: [&[u8]; 18] = [
            b"\x1b]10;rgb:1/1/1\x07",
            b"\x1b]4;1;rgb:1111/2222/3333\x1b\\",
            b"\x1b]52;c;MTIzYWF4eA==\x07",
            b"\x1b]l1axu\x1b\\",
            b"\x1b]1337;ReportCellSize=1.0;8.0;1\x07",
            b"\x1bP1+r544e=7874\x1b\\",
            b"\x1bP>|xterm(1ax)\x1b\\",
            b"\x1bP!|00000000\x1b\\",
            b"\x1b_Gi=1;OK\x1b\\",
            b"\x1b^1a\x1b\\",
            b"\x1bX1a\x1b\\",
            b"\x1b[>41;388;0c",
            b"\x1b[?2026;2$y",
            b"\x1b[12;1R\x1b[1;5R",
            b"\x1b[8;24;80t",
            b"\x1b[?1u",
            b"\x1b[I\x1b[O",
            b"\x9d11\x9c",
        ];
        for reply in foreign {
            check([reply, b"x", reply].concat(), &["x"]);
        }
        check(BACKGROUND, &["dark"]);
        check(b"\x1b]11;rgb:ffff/ffff/ffff\x07\x1b[?62;22c\x1b[?997;2n", &["light", "attributes", "light"]);
    }

    #[test]
    fn a_reply_may_be_cut_anywhere_and_come_late() {
        for cut in 1..BACKGROUND.len() {
            let (first, rest) = BACKGROUND.split_at(cut);
            for quiet in [0, 40, 90, 190, 390, 700, 1900] {
                let found = decode(&[(0, b"j"), (0, first), (quiet, rest), (9, b"k")]);
                let keys: Vec<&str> =
                    found.iter().map(String::as_str).filter(|key| !matches!(*key, "Esc" | "Alt-]")).collect();
                assert_eq!(keys, ["j", "dark", "k"], "cut at {cut}, {quiet} ms");
            }
        }
        // Byte by byte.
        for quiet in [0, 30, 120, 180] {
            let mut reads: Vec<(u64, &[u8])> = BACKGROUND.chunks(1).map(|byte| (quiet, byte)).collect();
            reads.push((quiet, b"x"));
            let found = decode(&reads);
            assert_eq!(found.last().map(String::as_str), Some("x"), "{quiet} ms: {found:?}");
            assert!(
                !found.iter().any(|key| matches!(key.as_str(), "1" | "a" | "]")),
                "{quiet} ms: {found:?}"
            );
        }
    }

    #[test]
    fn keys_after_esc_and_after_an_unfinished_sequence_are_keys() {
        assert_eq!(decode(&[(0, b"\x1b"), (150, b"]"), (90, b"]"), (90, b"1")]), ["Esc", "]", "]", "1"]);
        assert_eq!(decode(&[(0, b"\x1b"), (150, b"]")]), ["Esc", "]"]);
        assert_eq!(decode(&[(0, b"\x1b"), (150, b"[a")]), ["Esc", "[", "a"]);
        assert_eq!(decode(&[(0, b"\x1b]a")]), ["Alt-]", "a"]);
        for unfinished in
            ["\x1b]11;rgb:12", "\x1bP1$r", "\x1b[?62;", "\x1b[1", "\x1b]11;rgb:1/1/1\x1b", "\u{9d}10;"]
        {
            let found = decode(&[(0, unfinished.as_bytes()), (600, b"x"), (90, b"1"), (90, b"jj")]);
            assert_eq!(found, ["x", "1", "j", "j"], "{unfinished:?}");
        }
    }

    #[test]
    fn a_long_string_takes_little_memory_and_hides_to_its_end() {
        let mut decoder = Decoder::default();
        let mut found = decoder.read(b"\x1b]52;c;", ms(0));
        for _ in 0..100 {
            found.extend(decoder.read(&[b'1'; 4096], ms(1)));
            assert!(decoder.bytes.len() <= MAX_STRING + 4096);
        }
        found.extend(decoder.read(b"\x1b", ms(1)));
        found.extend(decoder.read(b"\\x", ms(1)));
        assert_eq!(found, [Input::Key(Key::plain(Code::Char('x')))]);
    }

    #[test]
    fn a_paste_is_never_keys() {
        check("\x1b[200~1a\x1b[31mx\r\x1b[201~j", &["paste 1a\x1b[31mx\r", "j"]);
        let cut: Vec<(u64, &[u8])> =
            b"\x1b[200~1\x1b[A2\x1b[201~x".chunks(1).map(|byte| (45, byte)).collect();
        assert_eq!(decode(&cut), ["paste 1\x1b[A2", "x"]);
        // Its end is lost: what came is pasted, and the next single key is one.
        assert_eq!(decode(&[(0, b"\x1b[200~1a"), (4000, b"x")]), ["paste 1a", "x"]);
        assert_eq!(decode(&[(0, b"\x1b[200~1a"), (4000, b"xx\x1b[201~j")]), ["paste 1a", "paste xx", "j"]);
    }

    #[test]
    fn the_mouse_in_three_encodings() {
        check(
            "\x1b[<0;5;3M\x1b[<32;6;3M\x1b[<0;6;3m\x1b[<65;1;1M\x1b[<4;1;1M\x1b[<2;1;1M",
            &["Press 4 2", "Drag 5 2", "Release 5 2", "WheelDown 0 0", "Press 0 0"],
        );
        check("\x1b[M &$\x1b[M#&$\x1b[96;4;3M", &["Press 5 3", "Release 5 3", "WheelUp 3 2"]);
        check("\x1b[<0;0;0M\x1b[<0;99999999999;1M", &[]);
    }
}
