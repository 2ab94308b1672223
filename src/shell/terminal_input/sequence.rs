//! Splits terminal input into keys' bytes, whole control sequences, strings and pastes.
//!
//! Terminals answer questions in the stream that carries the keys, those of other programs too. A sequence is taken out
//! whole, from its introducer to its end, understood or not, so that none of its characters acts as a key. The grammar is that of
//! ECMA-48, with the endings that terminals accept: ST or BEL for a string, CAN or SUB for everything.

use std::ops::Range;

const BEL: u8 = 0x07;
const CAN: u8 = 0x18;
const SUB: u8 = 0x1a;
pub(super) const ESC: u8 = 0x1b;
/// String terminator in its 8-bit form.
const ST: u8 = 0x9c;
/// Byte before an 8-bit control character in UTF-8.
const C1_LEAD: u8 = 0xc2;

/// Bracketed paste: the parameter of its start, and its end.
const PASTE: &[u8] = b"200";
const PASTE_END: &[u8] = b"\x1b[201~";

/// One item at the start of the input. Ranges are byte ranges of the buffer that was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    Char(char),
    /// A C0 control character, or DEL.
    Control(u8),
    /// ESC before a character or a control character.
    Alt(Box<Self>),
    /// The Esc key: an ESC that starts no sequence.
    Esc,
    Csi {
        parameters: Range<usize>,
        /// Intermediate bytes, such as `$`.
        has_intermediates: bool,
        last: u8,
    },
    /// SS3, or a function key of the Linux console (`CSI [`): its last byte.
    Ss3(u8),
    LinuxFunction(u8),
    /// Button, column and row of a mouse report without digits.
    X10([u8; 3]),
    /// Operating system command, without its introducer and end.
    Osc(Range<usize>),
    Paste(Range<usize>),
    /// Another string, or bytes that mean nothing.
    Nothing,
}

/// The first item and its length; `None` if its end has not come yet.
pub(super) fn scan(bytes: &[u8]) -> Option<(Item, usize)> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        ESC => match *rest.first()? {
            ESC => Some((Item::Esc, 1)),
            second => match introducer(second) {
                Some(introducer) => scan_sequence(bytes, 2, introducer),
                None => scan_alt(rest),
            },
        },
        0x80..=0x9f => scan_c1(bytes, first, 1),
        C1_LEAD if matches!(rest.first(), Some(0x80..=0x9f)) => scan_c1(bytes, *rest.first()?, 2),
        0x00..=0x1f | 0x7f => Some((Item::Control(first), 1)),
        _ => scan_char(bytes),
    }
}

/// Is it the start of a string or a paste, whose content may be of any length?
pub(super) fn starts_string(bytes: &[u8]) -> bool {
    match bytes {
        [ESC, second, ..] => introducer(*second).is_some_and(Introducer::is_string),
        [C1_LEAD, c1 @ 0x80..=0x9f, ..] | [c1 @ 0x80..=0x9f, ..] => {
            introducer(c1 - 0x40).is_some_and(Introducer::is_string)
        }
        _ => false,
    }
}

/// Length of the start of a bracketed paste, if `bytes` begin with one.
pub(super) fn paste_start(bytes: &[u8]) -> Option<usize> {
    let starts: [&[u8]; 3] = [b"\x1b[200~", b"\x9b200~", b"\xc2\x9b200~"];
    starts.iter().find(|start| bytes.starts_with(start)).map(|start| start.len())
}

/// A typed line without control sequences, such as replies and cursor keys.
pub(in crate::shell) fn without_sequences(line: &[u8]) -> String {
    let (mut rest, mut kept) = (line, String::new());
    while let Some((item, length)) = scan(rest) {
        match item {
            Item::Char(char) => kept.push(char),
            Item::Control(control) => kept.push(char::from(control)),
            _ => {}
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    kept
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Introducer {
    Csi,
    Ss3,
    Osc,
    /// DCS, SOS, PM and APC.
    OtherString,
}

impl Introducer {
    const fn is_string(self) -> bool {
        matches!(self, Self::Osc | Self::OtherString)
    }
}

/// The sequence that ESC and this byte introduce.
const fn introducer(second: u8) -> Option<Introducer> {
    match second {
        b'[' => Some(Introducer::Csi),
        b'O' => Some(Introducer::Ss3),
        b']' => Some(Introducer::Osc),
        b'P' | b'X' | b'^' | b'_' => Some(Introducer::OtherString),
        _ => None,
    }
}

/// A control character of 8 bits stands for ESC and the character 0x40 below it.
fn scan_c1(bytes: &[u8], c1: u8, length: usize) -> Option<(Item, usize)> {
    match introducer(c1 - 0x40) {
        Some(introducer) => scan_sequence(bytes, length, introducer),
        None => Some((Item::Nothing, length)),
    }
}

fn scan_sequence(bytes: &[u8], start: usize, introducer: Introducer) -> Option<(Item, usize)> {
    match introducer {
        Introducer::Csi => scan_csi(bytes, start),
        Introducer::Ss3 => scan_ss3(bytes, start),
        Introducer::Osc | Introducer::OtherString => scan_string(bytes, start, introducer),
    }
}

/// Alt with a character; `rest` follows the ESC.
fn scan_alt(rest: &[u8]) -> Option<(Item, usize)> {
    let (item, length) = scan(rest)?;
    match item {
        Item::Char(_) | Item::Control(_) => Some((Item::Alt(Box::new(item)), length + 1)),
        _ => Some((Item::Nothing, 1)),
    }
}

fn scan_char(bytes: &[u8]) -> Option<(Item, usize)> {
    let length = match bytes.first()? {
        0x20..=0x7e => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((Item::Nothing, 1)),
    };
    let present = bytes.get(..length.min(bytes.len()))?;
    match std::str::from_utf8(present) {
        Ok(text) => text.chars().next().map(|char| (Item::Char(char), length)),
        // More bytes may complete it.
        Err(error) if error.error_len().is_none() => None,
        Err(_) => Some((Item::Nothing, 1)),
    }
}

fn scan_csi(bytes: &[u8], start: usize) -> Option<(Item, usize)> {
    let body = bytes.get(start..)?;
    let end = body.iter().position(|byte| !matches!(byte, 0x20..=0x3f))?;
    let (at, last) = (start + end, *body.get(end)?);
    if !matches!(last, 0x40..=0x7e) {
        // It was cut off. CAN and SUB belong to it; anything else starts something new.
        return Some((Item::Nothing, if matches!(last, CAN | SUB) { at + 1 } else { at }));
    }
    let parameters = body.iter().position(|byte| !matches!(byte, 0x30..=0x3f)).unwrap_or(end);
    let parameters = start..start + parameters;
    let rest = bytes.get(at + 1..)?;
    match (last, bytes.get(parameters.clone())?) {
        (b'[', []) => Some((Item::LinuxFunction(*rest.first()?), at + 2)),
        (b'M', []) => Some((Item::X10(*rest.first_chunk()?), at + 4)),
        (b'~', PASTE) => {
            let length = memchr::memmem::find(rest, PASTE_END)?;
            Some((Item::Paste(at + 1..at + 1 + length), at + 1 + length + PASTE_END.len()))
        }
        _ => Some((Item::Csi { has_intermediates: parameters.end < at, parameters, last }, at + 1)),
    }
}

/// Some terminals write modifiers before the last byte.
fn scan_ss3(bytes: &[u8], start: usize) -> Option<(Item, usize)> {
    let body = bytes.get(start..)?;
    let end = body.iter().position(|byte| !matches!(byte, 0x30..=0x3b))?;
    match *body.get(end)? {
        last @ 0x40..=0x7e if end == 0 => Some((Item::Ss3(last), start + 1)),
        0x40..=0x7e | CAN | SUB => Some((Item::Nothing, start + end + 1)),
        _ => Some((Item::Nothing, start + end)),
    }
}

fn scan_string(bytes: &[u8], start: usize, introducer: Introducer) -> Option<(Item, usize)> {
    let is_end = |(at, byte): &(usize, &u8)| match **byte {
        BEL | ESC | CAN | SUB => true,
        // Not the middle of a character in UTF-8.
        ST => bytes.get(at - 1).is_some_and(|before| *at == start || *before < 0x80 || *before == C1_LEAD),
        _ => false,
    };
    let (at, byte) = bytes.iter().enumerate().skip(start).find(is_end)?;
    let whole = |end: usize, length: usize| match introducer {
        Introducer::Osc => (Item::Osc(start..end), length),
        _ => (Item::Nothing, length),
    };
    match *byte {
        ST if at > start && bytes.get(at - 1) == Some(&C1_LEAD) => Some(whole(at - 1, at + 1)),
        BEL | ST => Some(whole(at, at + 1)),
        ESC => match bytes.get(at + 1)? {
            b'\\' => Some(whole(at, at + 2)),
            // It was cut off.
            _ => Some((Item::Nothing, at)),
        },
        _ => Some((Item::Nothing, at + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a whole input, with the text of strings.
    fn items(bytes: &[u8]) -> Vec<String> {
        let (mut rest, mut found) = (bytes, Vec::new());
        while let Some((item, length)) = scan(rest) {
            let text = |range: &Range<usize>| String::from_utf8_lossy(&rest[range.clone()]).into_owned();
            found.push(match &item {
                Item::Char(char) => char.to_string(),
                Item::Osc(range) => format!("osc {}", text(range)),
                Item::Paste(range) => format!("paste {}", text(range)),
                Item::Csi { parameters, last, .. } => {
                    format!("csi {} {}", text(parameters), char::from(*last))
                }
                Item::Nothing => "-".to_owned(),
                other => format!("{other:?}"),
            });
            rest = &rest[length..];
        }
        if !rest.is_empty() {
            found.push("…".to_owned());
        }
        found
    }

    fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
        assert_eq!(items(bytes.as_ref()), expected, "{}", bytes.as_ref().escape_ascii());
    }

    #[test]
    fn strings_end_as_terminals_end_them() {
        for end in [&b"\x1b\\"[..], b"\x07", b"\x9c", b"\xc2\x9c"] {
            let reply = [b"a\x1b]11;rgb:0/0/0", end, b"b"].concat();
            check(reply, &["a", "osc 11;rgb:0/0/0", "b"]);
            for start in ["\x1bP", "\x1b_", "\x1b^", "\x1bX", "\u{90}", "\u{9f}", "\u{9e}", "\u{98}"] {
                check([start.as_bytes(), b"1$r1;2m1xa", end, b"b"].concat(), &["-", "b"]);
            }
        }
        check(b"\x1b]11;1\x18a\x1b]11;1\x1aa", &["-", "a", "-", "a"]);
        check("\x1b]2;Gaßüœ\u{1c}Ü\x07x", &["osc 2;Gaßüœ\u{1c}Ü", "x"]);
    }

    #[test]
    fn a_new_sequence_ends_one_that_was_cut_off() {
        check(b"\x1b]11;rgb:0\x1b[Ax", &["-", "csi  A", "x"]);
        check(b"\x1b[?1;2\x1b[?62cx", &["-", "csi ?62 c", "x"]);
        check(b"\x1b[?1;2\r", &["-", "Control(13)"]);
    }

    #[test]
    fn eight_bit_controls_start_sequences() {
        check(b"\x9b?62;22cx", &["csi ?62;22 c", "x"]);
        check(
            "\u{9b}?62;22cx\u{9d}10;rgb:1/1/1\u{9c}y\u{85}z",
            &["csi ?62;22 c", "x", "osc 10;rgb:1/1/1", "y", "-", "z"],
        );
        check(b"\x8fP\x90abc\x9cx", &["Ss3(80)", "-", "x"]);
    }

    #[test]
    fn a_paste_ends_only_at_its_end() {
        check(
            "\x1b[200~a\x1b[A \x1b[201 ~\x1b]1;x\x07\x1b[200~é\x1b[201~x",
            &["paste a\x1b[A \x1b[201 ~\x1b]1;x\x07\x1b[200~é", "x"],
        );
        check(b"\x1b[200~abc\x1b[201", &["…"]);
    }

    #[test]
    fn characters_may_be_cut_and_broken_ones_are_left_out() {
        check("é한😀", &["é", "한", "😀"]);
        check(b"\xed\x95", &["…"]);
        check(b"\xffa\xe9b\xc2", &["-", "a", "-", "b", "…"]);
        check(b"\x1b", &["…"]);
        check(b"\x1b\x1b[A", &["Esc", "csi  A"]);
        check("\x1bx\x1bé\x1b\r", &["Alt(Char('x'))", "Alt(Char('é'))", "Alt(Control(13))"]);
    }

    #[test]
    fn a_line_is_typed_without_sequences() {
        let check = |line: &str, expected: &str| assert_eq!(without_sequences(line.as_bytes()), expected);
        check("e weigh\tthis é", "e weigh\tthis é");
        check("a\x1b]11;rgb:1/1/1\x1b\\x\x1b[A\x1b1\u{9b}?1;2c\u{85}", "ax");
        check("a\x1b]11;rgb:1", "a");
    }

    #[test]
    fn sequences_of_special_form() {
        check(
            b"\x1b[[Ax\x1b[M abx\x1bOPx\x1bO2Px",
            &["LinuxFunction(65)", "x", "X10([32, 97, 98])", "x", "Ss3(80)", "x", "-", "x"],
        );
    }
}
