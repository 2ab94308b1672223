//! Safe display of text: characters and cells of each grapheme cluster, and bars.
//!
//! Everything written to a terminal passes through here, so that no byte of a document can act as a command, hide, or
//! reverse the text around it.

use super::span::slice;
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

/// One user-perceived character as displayed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyph<'t> {
    /// Empty for a hidden character.
    pub shown: Cow<'t, str>,
    /// In cells.
    pub width: u16,
    /// Its bytes in the text.
    pub bytes: Range<usize>,
}

/// Prose has no columns for a tab to align.
const TAB: &str = "    ";

/// Code points shown of one cluster; longer piles of accents would run over other rows.
const MAX_CLUSTER_CHARS: usize = 12;

/// The glyphs of `text` in order; their bytes cover it without a gap.
///
/// White space with a line end becomes one space, however long: line ends inside a block are soft.
pub fn glyphs(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    let mut clusters = text.grapheme_indices(true).peekable();
    std::iter::from_fn(move || {
        let (start, cluster) = clusters.next()?;
        if is_blank(cluster) {
            let rest = slice(text, start..);
            let after = rest.trim_start_matches(|char| matches!(char, ' ' | '\t') || is_line_end(char));
            let blanks = slice(rest, ..rest.len() - after.len());
            if blanks.contains(is_line_end) {
                let end = start + blanks.len();
                while clusters.next_if(|(at, _)| *at < end).is_some() {}
                return Some(Glyph { shown: Cow::Borrowed(" "), width: 1, bytes: start..end });
            }
        }
        let shown = show(cluster);
        let width = shown.width() as u16;
        Some(Glyph { shown, width, bytes: start..start + cluster.len() })
    })
}

/// The glyphs of a text that is being edited: each cluster stands for itself, and a line end is shown as `⏎`.
pub fn clusters(text: &str) -> impl Iterator<Item = Glyph<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = slice(text, start..);
        let (first, second) = (rest.as_bytes().first()?, rest.as_bytes().get(1));
        // Most text is ASCII, of which every printable character is a cluster.
        let plain = is_plain_byte(*first) && second.is_none_or(u8::is_ascii);
        let cluster = if plain { slice(rest, ..1) } else { rest.graphemes(true).next()? };
        let (shown, width) = match cluster {
            _ if plain => (Cow::Borrowed(cluster), 1),
            "\n" | "\r\n" => (Cow::Borrowed("⏎"), 1),
            _ => {
                let shown = show(cluster);
                let width = shown.width() as u16;
                (shown, width)
            }
        };
        let bytes = start..start + cluster.len();
        start = bytes.end;
        Some(Glyph { shown, width, bytes })
    })
}

/// Width of `text` in one row, in cells.
pub fn width(text: &str) -> usize {
    if is_plain(text) {
        return text.len();
    }
    glyphs(text).map(|glyph| usize::from(glyph.width)).sum()
}

/// `text` on one line, safe to write to any terminal.
pub fn line(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(glyphs(text).map(|glyph| glyph.shown).collect())
}

/// `text` with each character that commands a terminal or reverses what surrounds it replaced by one other, so that
/// offsets in code points stay valid. White space and characters that are merely invisible stay.
pub fn without_commands(text: &str) -> Cow<'_, str> {
    let acts = |char: char| {
        char.is_control() && !char.is_whitespace()
            || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|char| if acts(char) { picture(char) } else { char }).collect())
}

/// `text` on one line, safe to write to any terminal, with `\u{200b}` for a character that [`line`] would hide or
/// replace: different texts stay different.
pub fn distinct(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    for glyph in glyphs(text) {
        let original = slice(text, glyph.bytes);
        if glyph.shown == original {
            out.push_str(original);
            continue;
        }
        for char in original.chars() {
            match char {
                ' '..='~' => out.push(char),
                // Each of these has a picture of its own.
                '\0'..='\x1f' | '\x7f' => out.push(picture(char)),
                _ if is_unprintable(char) || glyph.shown.is_empty() => out.extend(char.escape_unicode()),
                _ => out.push(char),
            }
        }
    }
    if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) }
}

/// The beginning of `text` on one line in at most `cells` cells, with `…` at the cut.
pub fn cut(text: &str, cells: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    let mut glyphs = glyphs(text).peekable();
    while let Some(glyph) = glyphs.next() {
        let last = glyphs.peek().is_none();
        let room = if last { cells } else { cells.saturating_sub(1) };
        if used + usize::from(glyph.width) > room {
            if cells > 0 {
                out.truncate(out.trim_end().len());
                out.push('…');
            }
            return out;
        }
        used += usize::from(glyph.width);
        out.push_str(&glyph.shown);
    }
    out
}

/// The text with a capital at its beginning, as names stand in lists.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// One to seven eighths.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Bar for `count`, where `max` fills `cells`: in eighths of a cell if `blocks`, otherwise of `#`.
///
/// Non-zero counts always draw a sliver.
pub fn bar(count: usize, max: usize, cells: usize, blocks: bool) -> String {
    if count == 0 || max == 0 {
        return String::new();
    }
    let (parts, full) = if blocks { (8, '█') } else { (1, '#') };
    // Rounded to the nearest part.
    let filled = ((count * cells * parts * 2 + max) / (max * 2)).max(1);
    let mut bar: String = std::iter::repeat_n(full, filled / parts).collect();
    bar.extend((filled % parts).checked_sub(1).and_then(|eighths| EIGHTHS.get(eighths)));
    bar
}

/// Must `char` be kept from terminals and readers?
///
/// These are the control characters, the bidirectional controls, and characters without a width of their
/// own, which can hide in a text (`Default_Ignorable_Code_Point` of the Unicode Standard, and the
/// invisible format characters of notations).
pub fn is_unprintable(char: char) -> bool {
    matches!(char,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{13440}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Does a character without a width of its own belong to the letters around it: a joiner, a mark of direction, the
/// variant of an emoji or a letter of a flag?
pub const fn is_joining(char: char) -> bool {
    matches!(char,
        '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}')
}

/// Does a joiner (U+200C, U+200D) belong after `before`? True in scripts with joining letters and between the
/// pictures of an emoji. Anywhere else it only hides.
pub fn allows_joiner(before: char) -> bool {
    matches!(before,
        '\u{590}'..='\u{10ff}' | '\u{1200}'..='\u{1cff}' | '\u{20d0}'..='\u{20ff}' | '\u{2190}'..='\u{2bff}'
        | '\u{a800}'..='\u{ab2f}' | '\u{abc0}'..='\u{abff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{11fff}' | '\u{1e900}'..='\u{1efff}' | '\u{1f000}'..='\u{1faff}')
        && !is_unprintable(before)
}

/// Is every character printable ASCII, one cell wide?
fn is_plain(text: &str) -> bool {
    text.bytes().all(is_plain_byte)
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, 0x20..0x7f)
}

fn is_line_end(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(cluster: &str) -> bool {
    matches!(cluster, " " | "\t" | "\r\n" | "\n" | "\r" | "\u{85}" | "\u{2028}" | "\u{2029}")
}

/// Is a cluster the flag of a part of a country: a black flag, tag characters for its code, and a terminator (UTS
/// #51, ED-14a)? Elsewhere tag characters only hide.
fn is_regional_flag(cluster: &str) -> bool {
    let tags = cluster.strip_prefix('\u{1f3f4}').and_then(|tags| tags.strip_suffix('\u{e007f}'));
    let code = |char: char| matches!(char, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    tags.is_some_and(|tags| (4..=6).contains(&tags.chars().count()) && tags.chars().all(code))
}

/// The sign that stands for a control character; other characters stay.
fn picture(char: char) -> char {
    match char {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(char)).unwrap_or(char::REPLACEMENT_CHARACTER),
        '\x7f' => '\u{2421}',
        '\u{80}'..='\u{9f}' => char::REPLACEMENT_CHARACTER,
        // Overrides and isolates reverse the text around them; a sign in their place reveals them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '⇄',
        _ => char,
    }
}

fn show(cluster: &str) -> Cow<'_, str> {
    if cluster == "\t" {
        return Cow::Borrowed(TAB);
    }
    let plain = !cluster.contains(is_unprintable) && cluster.len() <= MAX_CLUSTER_CHARS;
    if plain && (cluster.is_ascii() || cluster.width() > 0) {
        return Cow::Borrowed(cluster);
    }
    let flag = is_regional_flag(cluster);
    let mut out = String::new();
    for char in cluster.chars().take(MAX_CLUSTER_CHARS) {
        match char {
            _ if picture(char) != char => out.push(picture(char)),
            '\u{200c}' | '\u{200d}' if out.ends_with(allows_joiner) => out.push(char),
            '\u{e0020}'..='\u{e007f}' if flag => out.push(char),
            // Among these, the emoji variation selector changes the width in some terminals only.
            _ if is_unprintable(char) => {}
            _ => out.push(char),
        }
    }
    if out.is_empty() || out.width() > 0 {
        return Cow::Owned(out);
    }
    // The Unicode Standard shows a combining mark without a base on a dotted circle.
    let circled = format!("◌{out}");
    // An unassigned code point does not combine even with the circle.
    if circled.graphemes(true).nth(1).is_some() { Cow::Borrowed("\u{fffd}") } else { Cow::Owned(circled) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str, cells: usize) {
        assert_eq!(line(text), expected, "{text:?}");
        assert_eq!(width(text), cells, "{text:?}");
        let mut end = 0;
        for glyph in glyphs(text) {
            assert_eq!(glyph.bytes.start, end, "a gap in {text:?}");
            end = glyph.bytes.end;
        }
        assert_eq!(end, text.len(), "the end of {text:?} is missing");
    }

    #[test]
    fn plain_and_wide_text_stays() {
        check("plain", "plain", 5);
        check("日本", "日本", 4);
        check("e\u{301}", "e\u{301}", 1);
        check("👩‍🚒", "👩‍🚒", 2);
    }

    #[test]
    fn clusters_keep_every_line_end() {
        let text = "a \r\n\nb\u{301}日\t\x1b";
        let shown: Vec<String> = clusters(text).map(|glyph| glyph.shown.into_owned()).collect();
        assert_eq!(shown, ["a", " ", "⏎", "⏎", "b\u{301}", "日", "    ", "␛"]);
        assert_eq!(clusters(text).map(|glyph| glyph.width).collect::<Vec<_>>(), [1, 1, 1, 1, 1, 2, 4, 1]);
        assert_eq!(clusters(text).last().map(|glyph| glyph.bytes.end), Some(text.len()));
    }

    #[test]
    fn commands_become_pictures() {
        check("\x1b[31m", "␛[31m", 5);
        check("\u{9b}31m", "\u{fffd}31m", 4);
        check("a\0b\x7f", "a␀b␡", 4);
    }

    #[test]
    fn commands_are_replaced_one_for_one() {
        let text = "a\x1b[2J\0\u{9b}\u{7f}\u{202e}b\u{2069}\r\n\tc\x0c\u{ad}d\u{200d}\u{feff}";
        let shown = without_commands(text);
        assert_eq!(shown, "a␛[2J␀\u{fffd}␡⇄b⇄\r\n\tc\x0c\u{ad}d\u{200d}\u{feff}");
        assert_eq!(shown.chars().count(), text.chars().count());
    }

    #[test]
    fn distinct_texts_stay_distinct() {
        let check = |text: &str, expected: &str| assert_eq!(distinct(text), expected);
        check("plain é 日本 👩‍🚒.txt", "plain é 日本 👩‍🚒.txt");
        check("a\u{200b}b\u{202e}\u{9b}", "a\\u{200b}b\\u{202e}\\u{9b}");
        check("a\x1b\t\r\nb", "a␛␉␍␊b");
    }

    #[test]
    fn bidirectional_controls_are_shown_and_marks_removed() {
        check("a\u{202e}b", "a⇄b", 3);
        check("a\u{200f}b\u{200b}c\u{feff}", "abc", 3);
    }

    #[test]
    fn line_ends_are_one_space() {
        check("a \r\n   b", "a b", 3);
        check("a  b", "a  b", 4);
        check("a\tb", "a    b", 6);
    }

    #[test]
    fn hidden_characters_are_not_shown() {
        check("ern\u{ad}men", "ernmen", 6);
        check("\u{e0041}x", "x", 1);
        check("❤\u{fe0f}", "❤", 1);
        check("a\u{200d}b\u{200c}c é\u{200d}x", "abc éx", 6);
        check("a\u{34f}b\u{3164}c\u{180b}d\u{2063}e", "abcde", 5);
        check("🏴\u{e0068}\u{e0069}x", "🏴x", 3);
    }

    #[test]
    fn what_joins_stays() {
        for text in [
            "نمی\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "❤\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        ] {
            assert_eq!(line(text), text);
        }
        assert_eq!(line("❤\u{fe0f}\u{200d}🔥"), "❤\u{200d}🔥");
    }

    #[test]
    fn a_pile_of_accents_is_cut_down() {
        let pile = format!("a{}", "\u{301}".repeat(10_000));
        assert!(line(&pile).len() < 64);
        assert_eq!(width(&pile), 1);
        check("\u{301}", "◌\u{301}", 1);
        check("ג\u{5c8}ד", "ג\u{fffd}ד", 3);
    }

    #[test]
    fn cuts_between_glyphs() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("ab cdef", 4), "ab…");
        assert_eq!(cut("x", 0), "");
    }

    #[test]
    fn bars_are_proportional() {
        let check = |count, most, cells, blocks, expected: &str| {
            assert_eq!(bar(count, most, cells, blocks), expected, "{count} of {most} in {cells}");
        };
        check(8, 8, 4, true, "████");
        check(4, 8, 4, true, "██");
        check(3, 8, 4, true, "█▌");
        check(1, 8, 1, true, "▏");
        check(1, 1000, 4, true, "▏");
        check(0, 8, 4, true, "");
        check(3, 0, 4, true, "");
        check(8, 8, 4, false, "####");
        check(3, 8, 4, false, "##");
        check(1, 1000, 4, false, "#");
    }
}
