//! JSON without characters that act on a terminal or hide in one.

use super::span::slice;
use super::visible;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use std::io::{self, Write};

/// Escapes every character that could act on a terminal or hide in it; JSON itself requires this for C0 only.
#[derive(Debug, Default)]
struct TerminalSafe(CompactFormatter);

impl Formatter for TerminalSafe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Most fragments are plain; without an early exit the compiler checks many bytes at once.
        if fragment.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        let mut before = None;
        for (at, char) in fragment.char_indices() {
            let escape = must_escape(before, char);
            before = (!escape).then_some(char);
            if escape {
                writer.write_all(slice(fragment, written..at).as_bytes())?;
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                written = at + char.len_utf8();
            }
        }
        writer.write_all(slice(fragment, written..).as_bytes())
    }
}

const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Joiners and variation selectors stay where they belong to a word or an emoji.
fn must_escape(before: Option<char>, char: char) -> bool {
    if u8::try_from(char).is_ok_and(is_plain) || !visible::is_unprintable(char) {
        return false;
    }
    let follows = |wanted: fn(char) -> bool| before.is_some_and(wanted);
    match char {
        '\u{200c}' | '\u{200d}' => !follows(|before| visible::allows_joiner(before) || before == '\u{fe0f}'),
        // A keycap (a digit in a frame) is an emoji too.
        '\u{fe0e}' | '\u{fe0f}' => !follows(|before| {
            visible::allows_joiner(before) || before.is_ascii_digit() || "#*".contains(before)
        }),
        _ => true,
    }
}

/// Writes one JSON value and a line end.
pub fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value)?;
    out.write_all(b"\n")
}

/// Writes one JSON value on one line, without a line end.
pub fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, TerminalSafe::default()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_is_unprintable_and_reads_back_the_same() {
        let text = "a\x1b[31m \u{9b}x \u{202e} \x7f 👩‍🚒 é \"\\ \u{e0041}";
        let mut out = Vec::new();
        write_line(&mut out, &text).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(!line.trim_end().contains(|char: char| char.is_control() || char == '\u{202e}'), "{line:?}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
