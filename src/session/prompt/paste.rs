//! Pasted text, without what could hide in a line or act on a terminal.

use crate::text::{slice, visible};

/// A paste that fits a prompt.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pasted {
    pub(super) text: String,
    /// Was the end left out for want of room?
    pub(super) cut: bool,
}

/// At most `room` bytes of `text`. Line ends become `\n`, or spaces unless `has_lines`; tabs become spaces, and
/// control characters and characters without a width are left out.
pub(super) fn pasted(text: &str, has_lines: bool, room: usize) -> Pasted {
    let mut out = String::with_capacity(text.len().min(room));
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let char = match char {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' if has_lines => '\n',
            '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            _ if visible::is_unprintable(char) && !visible::is_joining(char) => continue,
            _ => char,
        };
        if out.len() + char.len_utf8() > room {
            // The last cluster may have lost its end.
            let last = visible::clusters(slice(&out, last_line_start(&out)..)).last();
            let len = last.map_or(0, |glyph| glyph.bytes.len());
            let whole = char.is_ascii();
            out.truncate(if whole { out.len() } else { out.len() - len });
            return Pasted { text: out, cut: true };
        }
        out.push(char);
    }
    Pasted { text: out, cut: false }
}

fn last_line_start(text: &str) -> usize {
    text.rfind(['\n', ' ']).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, in_note: &str, in_line: &str) {
        assert_eq!(pasted(text, true, 1000), Pasted { text: in_note.to_owned(), cut: false }, "{text:?}");
        assert_eq!(pasted(text, false, 1000), Pasted { text: in_line.to_owned(), cut: false }, "{text:?}");
    }

    #[test]
    fn line_ends_stay_in_a_note_only_and_controls_nowhere() {
        check("a\r\nb\tc\rd\u{2028}e", "a\nb c\nd\ne", "a b c d e");
        check("\u{1b}[31mred\u{7}\0\u{9b}x", "[31mredx", "[31mredx");
        check("a\u{202e}b\u{200b}c\u{feff}", "abc", "abc");
        check(
            "👩\u{200d}🚒 e\u{301} 日本 نمی\u{200c}خواهم",
            "👩\u{200d}🚒 e\u{301} 日本 نمی\u{200c}خواهم",
            "👩\u{200d}🚒 e\u{301} 日本 نمی\u{200c}خواهم",
        );
    }

    #[test]
    fn a_cut_falls_between_clusters() {
        assert_eq!(pasted("abcdef", true, 3), Pasted { text: "abc".to_owned(), cut: true });
        assert_eq!(pasted("ab e\u{301}f", true, 4), Pasted { text: "ab ".to_owned(), cut: true });
        assert_eq!(pasted("日本", true, 3), Pasted { text: String::new(), cut: true });
        assert_eq!(pasted("abc", true, 0), Pasted { text: String::new(), cut: true });
    }
}
