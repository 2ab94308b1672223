//! Rows put together to paragraphs, headings and items of lists.

use super::Piece;
use super::columns::{Column, median};
use super::notes::usual_size;
use crate::import::page::{Page, Parsed};
use crate::text::BlockKind;
use std::collections::HashSet;

/// A row that is taller than the text by this share is a heading.
const TALLER: f64 = 1.12;
/// Bytes that a heading has at most.
const LONGEST_HEADING: usize = 240;
/// Distance between rows, in the usual distance, from which on a paragraph begins.
const FAR: f64 = 1.3;
/// Indent of the first row of a paragraph, in the height of its letters.
const INDENT: f64 = 0.7;

/// A row that reaches no further than this share of the column is not wrapped there.
const BROKEN: f64 = 0.6;

/// Signs that stand before the items of a list.
const BULLETS: [char; 8] = ['•', '◦', '▪', '‣', '●', '○', '■', '–'];

/// What the text is like: measures that are told apart from.
struct Body {
    size: f64,
    distance: f64,
    /// The words of the text, to tell a hyphen that parts a word from one that belongs to it.
    words: HashSet<String>,
}

/// A paragraph that is being put together.
struct Open {
    text: String,
    last: Piece,
    size: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Heading,
    Item(u32),
    Row,
}

/// The columns of a document, in the order of reading, as paragraphs; then its notes.
pub(super) fn parse(columns: Vec<Column>, notes: Vec<Column>) -> Parsed {
    let body = Body::of(&columns);
    let tallest = columns.iter().flatten().map(|row| row.size).fold(0.0, f64::max);
    let mut page = Page::default();
    for open in body.paragraphs(columns) {
        put(&open, tallest, body.size, &mut page);
    }
    if notes.is_empty() {
        return page.finish();
    }
    page.rule();
    for (number, open) in (1..).zip(Body::of(&notes).paragraphs(notes)) {
        // The mark of a note that was not set high.
        let rest = open.text.trim_start_matches(|char: char| char.is_ascii_digit()).trim_start();
        page.open(BlockKind::Item { depth: 1, number });
        page.words(if rest.is_empty() { &open.text } else { rest });
        page.close();
    }
    page.finish()
}

impl Body {
    fn of(columns: &[Column]) -> Self {
        let rows = || columns.iter().flatten();
        let size = usual_size(rows());
        let distances = columns.iter().flat_map(|column| column.windows(2));
        let distances = distances.filter_map(|pair| match pair {
            [one, other] => Some(other.y - one.y).filter(|far| *far > 0.5 * size && *far < 3.0 * size),
            _ => None,
        });
        let distance = median(distances.collect()).unwrap_or(1.2 * size);
        let words = rows().flat_map(|row| row.text.split_whitespace()).map(core).collect();
        Self { size, distance, words }
    }

    /// The paragraphs that the rows of some columns form.
    fn paragraphs(&self, columns: Vec<Column>) -> Vec<Open> {
        let mut done: Vec<Open> = Vec::new();
        for column in columns {
            let left = column.iter().map(|row| row.left).fold(f64::INFINITY, f64::min);
            let right = column.iter().map(|row| row.right).fold(f64::NEG_INFINITY, f64::max);
            let mut first = true;
            for row in column {
                let kind = self.kind(&row, done.last());
                let begins = |open: &Open| self.begins(open, &row, kind, (left, right), first);
                if done.last().is_none_or(begins) {
                    let item = matches!(kind, Kind::Item(_));
                    let text = if item { without_mark(&row.text).to_owned() } else { row.text.clone() };
                    done.push(Open { text, size: row.size, last: row, kind });
                } else if let Some(open) = done.last_mut() {
                    self.join(&mut open.text, &row.text);
                    open.last = row;
                }
                first = false;
            }
        }
        done
    }

    fn kind(&self, row: &Piece, open: Option<&Open>) -> Kind {
        if row.cells > 1 {
            return Kind::Row;
        }
        if row.size > TALLER * self.size {
            return Kind::Heading;
        }
        if row.text.starts_with(BULLETS) && row.text.chars().nth(1) == Some(' ') {
            return Kind::Item(0);
        }
        let digits = row.text.len() - row.text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
        let number = row.text.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let marked =
            row.text.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") "));
        let follows = match open.map(|open| open.kind) {
            Some(Kind::Item(last)) if last > 0 => number == last + 1,
            _ => number == 1,
        };
        if digits > 0 && digits <= 3 && marked && follows { Kind::Item(number) } else { Kind::Text }
    }

    /// Whether a row begins a paragraph, or goes on with the one that is open.
    fn begins(
        &self,
        open: &Open,
        row: &Piece,
        kind: Kind,
        (left, right): (f64, f64),
        new_column: bool,
    ) -> bool {
        if matches!(kind, Kind::Item(_) | Kind::Row) || open.kind == Kind::Row {
            return true;
        }
        let ends = ends_sentence(&open.text);
        let same_size = (row.size - open.size).abs() <= 0.06 * self.size.max(open.size);
        if (kind == Kind::Heading) != (open.kind == Kind::Heading) || !same_size {
            return true;
        }
        if new_column {
            let lower = row.text.chars().next().is_some_and(char::is_lowercase);
            return kind == Kind::Heading || (ends && !lower);
        }
        let far = row.y - open.last.y;
        if far > FAR * self.distance.max(1.1 * row.size) || far < 0.0 {
            return true;
        }
        if kind == Kind::Heading {
            return false;
        }
        let width = right - left;
        let short = open.last.right < right - 0.12 * width;
        let indented = row.left > open.last.left + INDENT * row.size && open.kind == Kind::Text;
        let out = row.left < open.last.left - INDENT * row.size && matches!(open.kind, Kind::Item(_));
        // No row that is wrapped ends so early.
        let broken = open.last.right < left + BROKEN * width;
        broken || (indented && (ends || short)) || (short && ends) || (out && ends)
    }

    /// Goes on with a text in the next row. A word that a hyphen parts is put together; a hyphen that
    /// belongs to the word stays.
    fn join(&self, text: &mut String, row: &str) {
        let before = text.trim_end_matches(['-', '\u{2010}', '\u{ad}']);
        let parted = before.len() < text.len() && before.ends_with(char::is_alphabetic);
        let goes_on = row.chars().next().is_some_and(char::is_lowercase);
        if !parted || (!goes_on && !text.ends_with('\u{ad}')) {
            if !parted {
                text.push(' ');
            }
            text.push_str(row);
            return;
        }
        let first = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let second = row.split_whitespace().next().unwrap_or_default();
        let hyphened = self.words.contains(&core(&format!("{first}-{second}")));
        let whole = self.words.contains(&core(&format!("{first}{second}")));
        let length = before.len();
        if !hyphened || whole {
            text.truncate(length);
        }
        text.push_str(row);
    }
}

/// A word without what stands around it, in small letters.
fn core(word: &str) -> String {
    word.trim_matches(|char: char| !char.is_alphanumeric()).replace('\u{2010}', "-").to_lowercase()
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    text.ends_with(['.', '!', '?', '…', ':'])
}

fn without_mark(text: &str) -> &str {
    let rest = text.trim_start_matches(BULLETS).trim_start_matches(|char: char| char.is_ascii_digit());
    rest.trim_start_matches(['.', ')']).trim_start()
}

/// Puts a paragraph on the page.
fn put(open: &Open, tallest: f64, usual: f64, page: &mut Page) {
    let heading = open.kind == Kind::Heading && open.text.len() <= LONGEST_HEADING;
    match open.kind {
        _ if heading && open.size > 0.97 * tallest => page.heading(1),
        _ if heading => page.heading(if open.size > 1.35 * usual { 2 } else { 3 }),
        Kind::Item(number) => page.open(BlockKind::Item { depth: 1, number }),
        Kind::Row => page.open(BlockKind::Row),
        _ => page.open(BlockKind::Paragraph),
    }
    match open.kind {
        Kind::Row => page.push(&open.text),
        _ => page.words(&open.text),
    }
    page.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column of rows; each with its left end, and how far it stands below the one before.
    fn column(rows: &[(&str, f64, f64)]) -> Column {
        let mut y = 0.0;
        let row = |&(text, left, down): &(&str, f64, f64)| {
            y += down;
            let right = left + 5.0 * text.chars().count() as f64;
            Piece { text: text.to_owned(), left, right, y, size: 10.0, cells: 1 }
        };
        rows.iter().map(row).collect()
    }

    fn check(columns: Vec<Column>, expected: &[&str]) {
        let Parsed { text, blocks, .. } = parse(columns, Vec::new());
        let found: Vec<&str> = blocks.iter().map(|block| block.span.slice(&text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn distance_and_indent_part_paragraphs() {
        let rows = column(&[
            ("The first paragraph of this page is set", 70.0, 12.0),
            ("in two rows.", 70.0, 12.0),
            ("The second one stands further below and", 70.0, 18.0),
            ("has two rows of its own, the last full.", 70.0, 12.0),
            ("   ", 70.0, 12.0),
        ]);
        let rows = rows.into_iter().filter(|row| !row.text.trim().is_empty()).collect();
        check(
            vec![rows],
            &[
                "The first paragraph of this page is set in two rows.",
                "The second one stands further below and has two rows of its own, the last full.",
            ],
        );
        check(
            vec![column(&[
                ("A paragraph that ends with a full row..", 70.0, 12.0),
                ("and one that is indented follows it at", 82.0, 12.0),
                ("the usual distance.", 70.0, 12.0),
            ])],
            &[
                "A paragraph that ends with a full row..",
                "and one that is indented follows it at the usual distance.",
            ],
        );
    }

    #[test]
    fn a_sentence_goes_on_in_the_next_column() {
        check(
            vec![
                column(&[
                    ("The rows of this column run on and", 70.0, 12.0),
                    ("never come to their end in", 70.0, 12.0),
                ]),
                column(&[("the column that they began in.", 310.0, 12.0), ("Here is more.", 310.0, 12.0)]),
            ],
            &[
                "The rows of this column run on and never come to their end in the column that they began in. Here is more.",
            ],
        );
    }

    #[test]
    fn hyphens_that_part_a_word_go_and_others_stay() {
        check(
            vec![column(&[
                ("A well-known word, and the govern-", 70.0, 12.0),
                ("ment of the day, which is a well-", 70.0, 12.0),
                ("known one and not a new govern-", 70.0, 12.0),
                ("ment at all, says everybody now", 70.0, 12.0),
            ])],
            &[
                "A well-known word, and the government of the day, which is a well-known one and not a new government at all, says everybody now",
            ],
        );
    }

    #[test]
    fn items_stand_alone() {
        check(
            vec![column(&[
                ("We want this, and all of it, and soon:", 70.0, 12.0),
                ("• bread for everybody who is in town", 76.0, 12.0),
                ("and wine", 84.0, 12.0),
                ("• a bridge", 76.0, 12.0),
            ])],
            &[
                "We want this, and all of it, and soon:",
                "bread for everybody who is in town and wine",
                "a bridge",
            ],
        );
    }
}
