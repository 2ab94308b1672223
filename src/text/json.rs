//! JSON without characters that act on a terminal or hide in one.

use super::span::slice;
use super::visible;
use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::value::RawValue;
use std::borrow::Cow;
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

/// Writes a value as it was written, letter by letter, but for the characters that [`write`] escapes and the white
/// space between its parts, which stays on one line.
pub fn write_raw(out: &mut impl Write, value: &RawValue) -> io::Result<()> {
    let text = value.get();
    // Control characters stand only between the parts of a valid value.
    if text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
        return out.write_all(text.as_bytes());
    }
    TerminalSafe::default().write_string_fragment(out, &text.replace(['\r', '\n', '\t'], " "))
}

/// JSON in which U+FFFD stands for each half of a surrogate pair without its other half, in the same length.
pub fn mend_surrogates(text: &str) -> Cow<'_, str> {
    // Every half is written with an escape, and a line without `\ud` holds none.
    if memchr::memmem::find(text.as_bytes(), b"\\ud")
        .or(memchr::memmem::find(text.as_bytes(), b"\\uD"))
        .is_none()
    {
        return Cow::Borrowed(text);
    }
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut mended, mut done, mut at) = (String::new(), 0, 0);
    while let Some(found) = memchr::memchr(b'\\', text.as_bytes().get(at..).unwrap_or_default()) {
        let escape = at + found;
        at = match unit(escape) {
            Some(0xD800..0xDC00) if matches!(unit(escape + 6), Some(0xDC00..0xE000)) => escape + 12,
            Some(0xD800..0xE000) => {
                mended.push_str(slice(text, done..escape));
                mended.push_str("\\ufffd");
                done = escape + 6;
                done
            }
            Some(_) => escape + 6,
            None => escape + 2,
        };
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(slice(text, done..));
    Cow::Owned(mended)
}

/// A value whose number, if it is one beyond the range of numbers in memory, is text: two such numbers stay two.
pub fn read_raw(value: &RawValue) -> serde_json::Result<Value> {
    let text = value.get();
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    let is_whole = !text.contains(['.', 'e', 'E']);
    match serde_json::from_str(text) {
        Ok(Value::Number(number)) if number.is_f64() && is_whole => Ok(Value::String(text.to_owned())),
        Err(_) if is_number => Ok(Value::String(text.to_owned())),
        read => read,
    }
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

    #[test]
    fn raw_values_keep_their_letters() {
        let check = |text: &str, expected: &str| {
            let mut out = Vec::new();
            write_raw(&mut out, serde_json::from_str(text).unwrap()).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        for text in [
            "1.10",
            "-0",
            "1E5",
            "1e400",
            "18446744073709551617",
            r#""\u00e9\/é\ud83d""#,
            r#"{"a": 1,"a":[ ]}"#,
        ] {
            check(text, text);
        }
        check("\"\u{202e}a\u{7f}\"", "\"\\u202ea\\u007f\"");
        check("[1,\t2,\r3]", "[1, 2, 3]");
    }

    #[test]
    fn halves_of_pairs_are_mended_in_place() {
        let check = |text: &str, expected: &str| {
            let mended = mend_surrogates(text);
            assert_eq!(
                (mended.len(), serde_json::from_str::<String>(&mended).unwrap()),
                (text.len(), expected.to_owned())
            );
        };
        check(r#""a \ud83d b""#, "a \u{fffd} b");
        check(r#""\uD83D\uDE92""#, "🚒");
        check(r#""\ude92\ud83d\ud83d\ude92\udbff""#, "\u{fffd}\u{fffd}🚒\u{fffd}");
        check(r#""\\ud83d \\\ud83d""#, "\\ud83d \\\u{fffd}");
        assert_eq!(mend_surrogates(r#""\ud8"#), r#""\ud8"#);
    }

    #[test]
    fn numbers_beyond_memory_stay_apart() {
        let read = |text: &str| read_raw(serde_json::from_str(text).unwrap()).unwrap();
        assert_eq!(read("18446744073709551617"), "18446744073709551617");
        assert_eq!(read("1e400"), "1e400");
        assert_eq!(
            [read("7"), read("1.5"), read("\"x\"")],
            [Value::from(7), Value::from(1.5), Value::from("x")]
        );
    }
}
