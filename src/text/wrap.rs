//! Breaking a block into rows: optimal fit, ragged right, by the Unicode line breaking rules.

use super::hyphen::{Language, breaks};
use super::span::Span;
use super::visible;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use unicode_linebreak::linebreaks;

/// A soft hyphen: a place for a break, shown as a hyphen only where the break is taken.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// A piece of text that is never broken, with the white space behind it.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// Bytes of the block without the white space behind.
    start: usize,
    end: usize,
    width: f64,
    space: f64,
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

/// One row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row {
    /// Its text, without the white space at its ends.
    pub span: Span,
    /// Whether it ends inside a word, and a hyphen is to be shown behind it.
    pub hyphen: bool,
}

/// The rows of a block of running text in at most `width` cells; see [`rows`].
pub fn wrap(text: &str, block: Span, width: u16) -> Vec<Span> {
    rows(text, block, width, None).into_iter().map(|row| row.span).collect()
}

/// The rows of a block of running text in at most `width` cells, with words broken in a language if one is
/// given.
///
/// Breaks fall where the Unicode line breaking algorithm (UAX #14) allows them, but never before
/// an em dash; a piece that is wider than a row is split between glyphs. The breaks are chosen for
/// the block as a whole, so that the right edge is even (Knuth and Plass 1981).
pub fn rows(text: &str, block: Span, width: u16, language: Option<Language>) -> Vec<Row> {
    let width = usize::from(width.max(1));
    let slice = block.slice(text);
    let pieces = pieces(slice, width, language);
    let widths = [width as f64];
    // In a row of a few cells the optimal fit may find an overflow cheaper than one more row.
    let rows = wrap_optimal_fit(&pieces, &widths, &Penalties::new())
        .ok()
        .filter(|rows| rows.iter().all(|row| row.len() == 1 || cells(row) <= width as f64))
        .unwrap_or_else(|| wrap_first_fit(&pieces, &widths));
    let last = pieces.last().map_or(0, |piece| piece.end);
    let row = |pieces: &[Piece]| {
        let (first, end) = (pieces.first()?, pieces.last()?);
        let span = Span::of(first.start..end.end).shifted(block.start());
        Some(Row { span, hyphen: end.hyphen > 0.0 && end.end < last })
    };
    rows.into_iter().filter_map(row).collect()
}

/// The rows of preformatted text: its own lines, split between glyphs where they are too long.
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

/// How many cells a row of `pieces` takes, with the hyphen it may end in.
fn cells(pieces: &[Piece]) -> f64 {
    let hyphen = pieces.last().map_or(0.0, |piece| piece.hyphen - piece.space);
    hyphen + pieces.iter().map(|piece| piece.width + piece.space).sum::<f64>()
}

fn pieces(slice: &str, width: usize, language: Option<Language>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (next, _) in linebreaks(slice) {
        let rest = slice.get(next..).unwrap_or_default();
        if rest.starts_with('—') {
            continue;
        }
        let part = slice.get(start..next).unwrap_or_default();
        let word = part.trim_end_matches(is_space);
        // White space may be parted too: a row can end behind a tab. It goes with what stands before.
        if let Some(last) = pieces.last_mut().filter(|_: &&mut Piece| word.is_empty()) {
            last.space += visible::width(part) as f64;
            start = next;
            continue;
        }
        let end = start + word.len();
        let space = if word.len() < part.len() { visible::width(part) - visible::width(word) } else { 0 };
        let hyphen = if word.ends_with(SOFT_HYPHEN) { 1.0 } else { 0.0 };
        let inside = language.map(|language| breaks(word, language)).unwrap_or_default();
        let ends = inside.into_iter().map(|at| (start + at, 0, 1.0)).chain([(end, space, hyphen)]);
        let mut from = start;
        for (end, space, hyphen) in ends {
            split(slice, from, end, width, |from, to, cells| {
                let (space, hyphen) = if to == end { (space as f64, hyphen) } else { (0.0, 0.0) };
                pieces.push(Piece { start: from, end: to, width: cells as f64, space, hyphen });
            });
            from = end;
        }
        start = next;
    }
    pieces
}

/// White space at which a row may end; a no-break space is not one.
fn is_space(char: char) -> bool {
    char.is_whitespace() && !matches!(char, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// Hands out `start..end` of `slice` in parts of at most `width` cells, or whole where it fits.
fn split(slice: &str, start: usize, end: usize, width: usize, mut part: impl FnMut(usize, usize, usize)) {
    let text = slice.get(start..end).unwrap_or_default();
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
