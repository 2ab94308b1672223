//! Line breaking of a block into rows: optimal fit, ragged right, by the Unicode rules.

use super::hyphen::{Language, hyphenation_points};
use super::span::{Span, slice};
use super::visible;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use unicode_linebreak::linebreaks;

/// A permitted break, drawn as a hyphen only at the end of a row.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// An unbreakable piece of text, with the white space after it. Offsets count from the block's start.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    /// Before the white space.
    end: usize,
    width: f64,
    space: f64,
    /// Width of the hyphen drawn if a row ends here.
    hyphen: f64,
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        self.width
    }
    fn whitespace_width(&self) -> f64 {
        self.space
    }
    fn penalty_width(&self) -> f64 {
        self.hyphen
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// Without white space at either end.
    pub span: Span,
    /// Does the row end inside a word, so that a hyphen follows its text?
    pub hyphen: bool,
}

/// Rows of a block of running text in at most `width` cells; see [`rows`].
pub fn wrap(text: &str, block: Span, width: u16) -> Vec<Span> {
    rows(text, block, width, None).into_iter().map(|row| row.span).collect()
}

/// Rows of a block of running text in at most `width` cells; a language turns hyphenation on.
///
/// Breaks fall where the Unicode line breaking algorithm (UAX #14) allows them, but never before an em dash; a piece
/// wider than a row is split between glyphs. The breaks are optimal for the whole block, so that the right edge is
/// even (Knuth and Plass 1981).
pub fn rows(text: &str, block: Span, width: u16, language: Option<Language>) -> Vec<Row> {
    let width = usize::from(width.max(1));
    let pieces = pieces(block.slice(text), width, language);
    let widths = [width as f64];
    // In rows of a few cells the optimal fit may find an overflow cheaper than one more row.
    let rows = wrap_optimal_fit(&pieces, &widths, &Penalties::new())
        .ok()
        .filter(|rows| rows.iter().all(|row| row.len() == 1 || cells(row) <= width as f64))
        .unwrap_or_else(|| wrap_first_fit(&pieces, &widths));
    let block_end = pieces.last().map_or(0, |piece| piece.end);
    let row = |pieces: &[Piece]| {
        let (first, last) = (pieces.first()?, pieces.last()?);
        let span = Span::of(first.start..last.end).shifted(block.start());
        Some(Row { span, hyphen: last.hyphen > 0.0 && last.end < block_end })
    };
    rows.into_iter().filter_map(row).collect()
}

/// Rows of preformatted text: its lines, split between glyphs if too long.
pub fn wrap_lines(text: &str, block: Span, width: u16) -> Vec<Span> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in block.slice(text).split('\n') {
        let end = start + line.trim_end_matches('\r').len();
        let before = rows.len();
        split(block.slice(text), start, end, usize::from(width.max(1)), |from, to, _| {
            rows.push(Span::of(from..to).shifted(block.start()));
        });
        if rows.len() == before {
            rows.push(Span::of(start..start).shifted(block.start()));
        }
        start += line.len() + 1;
    }
    rows
}

/// Width of a row, including its hyphen.
fn cells(pieces: &[Piece]) -> f64 {
    let hyphen = pieces.last().map_or(0.0, |piece| piece.hyphen - piece.space);
    hyphen + pieces.iter().map(|piece| piece.width + piece.space).sum::<f64>()
}

fn pieces(block: &str, width: usize, language: Option<Language>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut start = 0;
    for (next, _) in linebreaks(block) {
        if slice(block, next..).starts_with('—') {
            continue;
        }
        let part = slice(block, start..next);
        let word = part.trim_end_matches(is_breaking_space);
        // A break after a tab leaves white space alone; it belongs to the piece before.
        if let Some(last) = pieces.last_mut().filter(|_| word.is_empty()) {
            last.space += visible::width(part) as f64;
            start = next;
            continue;
        }
        let end = start + word.len();
        let space = if word.len() < part.len() { visible::width(part) - visible::width(word) } else { 0 };
        let hyphen = if word.ends_with(SOFT_HYPHEN) { 1.0 } else { 0.0 };
        let inside = language.map(|language| hyphenation_points(word, language)).unwrap_or_default();
        let ends = inside.into_iter().map(|at| (start + at, 0, 1.0)).chain([(end, space, hyphen)]);
        let mut from = start;
        for (end, space, hyphen) in ends {
            split(block, from, end, width, |from, to, cells| {
                let (space, hyphen) = if to == end { (space as f64, hyphen) } else { (0.0, 0.0) };
                pieces.push(Piece { start: from, end: to, width: cells as f64, space, hyphen });
            });
            from = end;
        }
        start = next;
    }
    pieces
}

fn is_breaking_space(char: char) -> bool {
    char.is_whitespace() && !matches!(char, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Splits `start..end` of `block` into parts of at most `width` cells and passes each to `part` with its width.
fn split(block: &str, start: usize, end: usize, width: usize, mut part: impl FnMut(usize, usize, usize)) {
    let text = slice(block, start..end);
    let cells = visible::width(text);
    if cells <= width {
        if start < end {
            part(start, end, cells);
        }
        return;
    }
    let (mut from, mut used) = (start, 0);
    for glyph in visible::glyphs(text) {
        let cells = usize::from(glyph.width);
        let at = start + glyph.bytes.start;
        if used + cells > width && at > from {
            part(from, at, used);
            (from, used) = (at, 0);
        }
        used += cells;
    }
    part(from, end, used);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, width: u16) -> Vec<&str> {
        let block = Span::of(0..text.len());
        wrap(text, block, width).into_iter().map(|row| row.slice(text)).collect()
    }

    #[test]
    fn breaks_at_spaces_and_evens_the_edge() {
        assert_eq!(rows("aaa bb cc ddddd", 6), ["aaa", "bb cc", "ddddd"]);
        assert_eq!(rows("one", 10), ["one"]);
        assert_eq!(rows("", 10), [""; 0]);
    }

    #[test]
    fn keeps_an_em_dash_with_what_stands_before_it() {
        for width in 11..30 {
            for row in rows("elections should precede any resolution—a perspective", width) {
                assert!(!row.starts_with('—'), "{row:?} at {width}");
            }
        }
    }

    #[test]
    fn never_breaks_inside_a_word_that_fits() {
        for width in 8..20 {
            let all = rows("the résumé, of events", width).join(" ");
            assert!(all.contains("résumé,"), "{all:?} at {width}");
        }
    }

    #[test]
    fn cjk_punctuation_never_begins_a_row() {
        for width in 2..20 {
            for row in rows("审计署表示将在六月公布最终报告，届时会附上全部数据。", width)
            {
                assert!(width < 4 || !row.starts_with(['，', '。']), "{row:?} at {width}");
            }
        }
    }

    #[test]
    fn splits_what_no_row_can_hold() {
        assert_eq!(rows("https://example.org/aaaa", 10).concat(), "https://example.org/aaaa");
        assert!(rows("aaaaaaaaaaaaaaa", 4).iter().all(|row| row.len() <= 4));
    }

    #[test]
    fn soft_hyphens_break_and_no_break_spaces_do_not() {
        assert_eq!(rows("govern\u{ad}mental", 8), ["govern\u{ad}", "mental"]);
        assert_eq!(rows("a 5\u{a0}km", 4), ["a", "5\u{a0}km"]);
    }

    #[test]
    fn words_are_broken_in_a_language_only() {
        let text = "a considerable undertaking";
        let shown = |language: Option<&str>| -> Vec<String> {
            let language = language.and_then(Language::parse);
            let rows = super::rows(text, Span::of(0..text.len()), 12, language).into_iter();
            rows.map(|row| format!("{}{}", row.span.slice(text), if row.hyphen { "-" } else { "" })).collect()
        };
        assert_eq!(shown(None), ["a", "considerable", "undertaking"]);
        assert_eq!(shown(Some("en")), ["a consider-", "able under-", "taking"]);
    }

    #[test]
    fn tabs_behind_spaces_take_their_cells() {
        let text = "one \t two \t\t three \t four";
        for width in 4..40 {
            for row in rows(text, width) {
                assert!(visible::width(row) <= usize::from(width.max(5)), "{row:?} at {width}");
            }
        }
    }

    #[test]
    fn preformatted_lines_stay() {
        let text = "a  b\n\n  c\r\nlonger";
        let rows = wrap_lines(text, Span::of(0..text.len()), 4);
        let rows: Vec<&str> = rows.into_iter().map(|row| row.slice(text)).collect();
        assert_eq!(rows, ["a  b", "", "  c", "long", "er"]);
    }

    proptest! {
        #[test]
        fn loses_nothing_and_fits(text in "\\PC{0,60}|[a-z \\n—…“”日本\u{ad}\u{301}\u{a0}]{0,80}", width in 1_u16..40) {
            let block = Span::of(0..text.len());
            let rows = wrap(&text, block, width);
            let mut end = 0;
            for row in &rows {
                prop_assert!(row.start() >= end);
                let between = Span::new(end, row.start()).slice(&text);
                prop_assert!(between.chars().all(char::is_whitespace), "lost {between:?}");
                let cells = visible::width(row.slice(&text));
                let one = visible::glyphs(row.slice(&text)).filter(|glyph| glyph.width > 0).count() <= 1;
                prop_assert!(cells <= usize::from(width) || one, "{cells} cells in {width}");
                end = row.end();
            }
            for row in super::rows(&text, block, width, Language::parse("en")) {
                let cells = visible::width(row.span.slice(&text)) + usize::from(row.hyphen);
                let glyphs = visible::glyphs(row.span.slice(&text)).filter(|glyph| glyph.width > 0).count();
                prop_assert!(cells <= usize::from(width) + 1 || glyphs <= 2, "{cells} cells in {width}");
            }
            let rest = Span::new(end, block.end()).slice(&text);
            prop_assert!(rest.chars().all(char::is_whitespace), "lost {rest:?}");
        }
    }
}
