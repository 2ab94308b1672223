//! Words in columns: wraps marked words to a width, and puts two columns side by side.

use crate::text::visible;

/// How a word is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Removed,
    Added,
}

/// A piece of text without white space in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) ink: Ink,
    /// Is there white space before it?
    pub(super) parted: bool,
}

/// Lines of at most `cells` cells, broken at white space, or inside a word that is longer than a line.
pub(super) fn wrapped(pieces: &[Piece], cells: usize) -> Vec<Vec<Piece>> {
    let cells = cells.max(1);
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut used = 0;
    for piece in pieces {
        let width = visible::width(&piece.text);
        let gap = usize::from(piece.parted && used > 0);
        if used > 0 && used + gap + width > cells {
            lines.push(Vec::new());
            used = 0;
        }
        let gap = usize::from(piece.parted && used > 0);
        let parted = gap == 1;
        if width <= cells {
            push(&mut lines, Piece { parted, ..piece.clone() });
            used += gap + width;
            continue;
        }
        let mut part = String::new();
        for glyph in visible::clusters(&piece.text) {
            if used + usize::from(glyph.width) > cells {
                push(&mut lines, Piece { text: std::mem::take(&mut part), parted: false, ..*piece });
                lines.push(Vec::new());
                used = 0;
            }
            part.push_str(&glyph.shown);
            used += usize::from(glyph.width);
        }
        push(&mut lines, Piece { text: part, parted: false, ..*piece });
    }
    lines
}

fn push(lines: &mut [Vec<Piece>], piece: Piece) {
    if let Some(line) = lines.last_mut() {
        line.push(piece);
    }
}

/// Cells of a line.
pub(super) fn width(line: &[Piece]) -> usize {
    line.iter().map(|piece| usize::from(piece.parted) + visible::width(&piece.text)).sum()
}

/// A line as text, its marked words in colours if there are any.
pub(super) fn painted(line: &[Piece], has_colors: bool) -> String {
    let mut out = String::new();
    let mut ink = Ink::Plain;
    for piece in line {
        // Colours go on over the space between two words of one run.
        if has_colors && ink != piece.ink && ink != Ink::Plain {
            out.push_str("\x1b[0m");
            ink = Ink::Plain;
        }
        out.push_str(if piece.parted { " " } else { "" });
        if has_colors && ink != piece.ink {
            out.push_str(match piece.ink {
                Ink::Plain => "",
                Ink::Removed => "\x1b[1;31m",
                Ink::Added => "\x1b[1;32m",
            });
            ink = piece.ink;
        }
        out.push_str(&piece.text);
    }
    if ink != Ink::Plain {
        out.push_str("\x1b[0m");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Piece> {
        let piece = |word: &str| Piece { text: word.to_owned(), ink: Ink::Plain, parted: true };
        text.split(' ').map(piece).collect()
    }

    fn check(text: &str, cells: usize, expected: &[&str]) {
        let lines = wrapped(&pieces(text), cells);
        let shown: Vec<String> = lines.iter().map(|line| painted(line, false)).collect();
        assert_eq!(shown, expected);
        assert!(lines.iter().all(|line| width(line) <= cells));
    }

    #[test]
    fn lines_break_at_white_space_or_inside_a_long_word() {
        check("one two three", 8, &["one two", "three"]);
        check("a verylongword b", 6, &["a", "verylo", "ngword", "b"]);
        check("日本語日本", 6, &["日本語", "日本"]);
        check("", 6, &[""]);
    }

    #[test]
    fn colours_cover_the_spaces_of_a_run() {
        let piece = |text: &str, ink| Piece { text: text.to_owned(), ink, parted: true };
        let line = [
            Piece { parted: false, ..piece("a", Ink::Plain) },
            piece("b", Ink::Removed),
            piece("c", Ink::Removed),
        ];
        assert_eq!(painted(&line, true), "a \x1b[1;31mb c\x1b[0m");
    }
}
