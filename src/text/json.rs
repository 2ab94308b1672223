//! JSON that is safe wherever it goes: nothing in it acts on a terminal, or hides in one.

use super::visible;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use std::io::{self, Write};

/// Writes JSON on one line in which everything that could act on a terminal, or hide in it, is
/// escaped. JSON itself asks that for C0 only.
#[derive(Debug, Default)]
struct Safe(CompactFormatter);

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Most of what is written is plain, which is soon seen where all bytes are looked at side by side.
        if fragment.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut begun = 0;
        let mut before = None;
        for (at, char) in fragment.char_indices() {
            let odd = must_escape(before, char);
            before = (!odd).then_some(char);
            if odd {
                writer.write_all(fragment.get(begun..at).unwrap_or_default().as_bytes())?;
                for unit in char.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
                begun = at + char.len_utf8();
            }
        }
        writer.write_all(fragment.get(begun..).unwrap_or_default().as_bytes())
    }
}

/// Whether a byte of a text is a sign of ASCII that is seen, or a space.
const fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// Joiners and variation selectors do no harm where they are part of words and emoji.
fn must_escape(before: Option<char>, char: char) -> bool {
    if u8::try_from(char).is_ok_and(is_plain) || !visible::is_unprintable(char) {
        return false;
    }
    let behind = |wanted: fn(char) -> bool| before.is_some_and(wanted);
    match char {
        '\u{200c}' | '\u{200d}' => !behind(|before| visible::allows_joiner(before) || before == '\u{fe0f}'),
        // A digit with a frame around it is an emoji too.
        '\u{fe0e}' | '\u{fe0f}' => !behind(|before| {
            visible::allows_joiner(before) || before.is_ascii_digit() || "#*".contains(before)
        }),
        _ => true,
    }
}

/// Writes one JSON value on one line, and a line end.
pub fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value)?;
    out.write_all(b"\n")
}

/// Writes one JSON value on one line, without a line end.
pub fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Safe::default()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_odd_gets_out_and_everything_comes_back() {
        let text = "a\x1b[31m \u{9b}x \u{202e} \x7f 👩‍🚒 é \"\\ \u{e0041}";
        let mut out = Vec::new();
        write_line(&mut out, &text).unwrap();
        let line = String::from_utf8(out).unwrap();
        assert!(!line.trim_end().contains(|char: char| char.is_control() || char == '\u{202e}'), "{line:?}");
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
    }
}
