//! Paragraphs, headings and list items, joined from rows.

use super::Segment;
use super::layout::Column;
use super::measures::{extent, median, text_size};
use crate::import::builder::{DocumentBuilder, Parsed};
use crate::text::BlockKind;
use std::collections::HashSet;

/// As a share of the text's size.
const MIN_HEADING_SIZE: f64 = 1.12;

const MAX_HEADING_BYTES: usize = 240;

/// A larger distance of rows, as a share of the usual one, begins a paragraph.
const MAX_DISTANCE: f64 = 1.3;

/// A larger indent, in heights of letters, begins a paragraph.
const MAX_INDENT: f64 = 0.7;

/// A row shorter than this share of its column was not wrapped there.
const MIN_WRAPPED: f64 = 0.6;

/// First parts of words that are written with a hyphen.
const COMPOUNDED: [&str; 46] = [
    "well", "self", "long", "short", "post", "non", "half", "so", "all", "ex", "high", "low", "far", "near",
    "full", "part", "cross", "ill", "much", "best", "better", "left", "right", "old", "new", "two", "three",
    "four", "five", "six", "seven", "eight", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "first",
    "second", "third", "mid", "vice", "large", "small", "state",
];

/// Second parts with which they form a word without one: `long-er`, `self-ish`, `post-pone`.
const ENDINGS: [&str; 44] = [
    "ing", "ings", "est", "ish", "ishly", "ishness", "less", "lessly", "lessness", "ness", "ington", "ward",
    "wards", "pone", "poned", "poning", "ponement", "sense", "owed", "owing", "ows", "ance", "lands", "land",
    "ery", "teen", "teenth", "ters", "ments", "ment", "ored", "oring", "ures", "ially", "ial", "ible",
    "fold", "hand", "tely", "dle", "dles", "der", "ily", "ion",
];

const BULLETS: [char; 8] = ['•', '◦', '▪', '‣', '●', '○', '■', '–'];

/// Measures of the running text.
struct TextMetrics {
    /// Of most letters, in points.
    size: f64,
    /// Of rows, in points.
    distance: f64,
    /// All words: they distinguish a line-end hyphen from one that belongs to the word.
    words: HashSet<String>,
}

struct Paragraph {
    text: String,
    last_row: Segment,
    /// Of the first row.
    size: f64,
    kind: ParagraphKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ParagraphKind {
    Text,
    Heading,
    Item(u32),
    Row,
}

/// Parses columns in reading order, followed by the document's notes.
pub(super) fn parse(columns: Vec<Column>, notes: Vec<Column>) -> Parsed {
    let metrics = TextMetrics::of(&columns);
    let tallest = columns.iter().flatten().map(|row| row.size).fold(0.0, f64::max);
    let mut builder = DocumentBuilder::default();
    for paragraph in metrics.paragraphs(columns) {
        add(&paragraph, tallest, metrics.size, &mut builder);
    }
    if !notes.is_empty() {
        builder.add_rule();
    }
    for (number, Paragraph { text, .. }) in (1..).zip(TextMetrics::of(&notes).paragraphs(notes)) {
        // A note mark that is not superscript stands in the text.
        let rest = text.trim_start_matches(|char: char| char.is_ascii_digit()).trim_start();
        let words = if rest.is_empty() { &text } else { rest };
        builder.add(BlockKind::Item { depth: 1, number }, words);
    }
    builder.finish()
}

impl TextMetrics {
    fn of(columns: &[Column]) -> Self {
        let rows = || columns.iter().flatten();
        let size = text_size(rows());
        let pairs = columns.iter().flat_map(|column| column.iter().zip(column.iter().skip(1)));
        let distances = pairs.map(|(row, next)| next.y - row.y);
        let plausible = distances.filter(|distance| *distance > 0.5 * size && *distance < 3.0 * size);
        let distance = median(plausible.collect()).unwrap_or(1.2 * size);
        let words = rows().flat_map(|row| row.text.split_whitespace()).map(normalize_word).collect();
        Self { size, distance, words }
    }

    fn paragraphs(&self, columns: Vec<Column>) -> Vec<Paragraph> {
        let mut done: Vec<Paragraph> = Vec::new();
        for column in columns {
            let edges = extent(column.iter());
            let mut is_first = true;
            for row in column {
                let kind = self.kind(&row, done.last());
                let begins = |open: &&mut Paragraph| self.begins(open, &row, kind, edges, is_first);
                if let Some(open) = done.last_mut().filter(|open| !begins(open)) {
                    self.append(&mut open.text, &row.text);
                    open.last_row = row;
                } else {
                    let is_item = matches!(kind, ParagraphKind::Item(_));
                    let text = if is_item { without_item_mark(&row.text) } else { &row.text };
                    done.push(Paragraph { text: text.to_owned(), size: row.size, last_row: row, kind });
                }
                is_first = false;
            }
        }
        done
    }

    fn kind(&self, row: &Segment, open: Option<&Paragraph>) -> ParagraphKind {
        if row.cells > 1 {
            return ParagraphKind::Row;
        }
        if row.size > MIN_HEADING_SIZE * self.size {
            return ParagraphKind::Heading;
        }
        if row.text.starts_with(BULLETS) && row.text.chars().nth(1) == Some(' ') {
            return ParagraphKind::Item(0);
        }
        let rest = row.text.trim_start_matches(|char: char| char.is_ascii_digit());
        let digits = row.text.strip_suffix(rest).unwrap_or_default();
        let number = digits.parse().unwrap_or(0);
        let is_marked = rest.starts_with(". ") || rest.starts_with(") ");
        let follows = match open.map(|open| open.kind) {
            Some(ParagraphKind::Item(last)) if last > 0 => number == last + 1,
            _ => number == 1,
        };
        let is_item = (1..=3).contains(&digits.len()) && is_marked && follows;
        if is_item { ParagraphKind::Item(number) } else { ParagraphKind::Text }
    }

    /// Does a row begin a paragraph instead of continuing the open one?
    fn begins(
        &self,
        open: &Paragraph,
        row: &Segment,
        kind: ParagraphKind,
        (left, right): (f64, f64),
        is_new_column: bool,
    ) -> bool {
        let is_heading = kind == ParagraphKind::Heading;
        if matches!(kind, ParagraphKind::Item(_) | ParagraphKind::Row) || open.kind == ParagraphKind::Row {
            return true;
        }
        let same_size = (row.size - open.size).abs() <= 0.06 * self.size.max(open.size);
        if is_heading != (open.kind == ParagraphKind::Heading) || !same_size {
            return true;
        }
        let ended = ends_sentence(&open.text);
        if is_new_column {
            let is_lower = row.text.chars().next().is_some_and(char::is_lowercase);
            return is_heading || (ended && !is_lower);
        }
        let distance = row.y - open.last_row.y;
        if distance > MAX_DISTANCE * self.distance.max(1.1 * row.size) || distance < 0.0 {
            return true;
        }
        if is_heading {
            return false;
        }
        if open.text.ends_with(['-', '\u{ad}', '\u{2010}']) && row.text.starts_with(char::is_lowercase) {
            return false;
        }
        let (last, width, indent) = (&open.last_row, right - left, MAX_INDENT * row.size);
        let was_short = last.right < right - 0.12 * width;
        let is_indented = row.left > last.left + indent && open.kind == ParagraphKind::Text;
        let is_outdented = row.left < last.left - indent && matches!(open.kind, ParagraphKind::Item(_));
        let was_cut_short = last.right < left + MIN_WRAPPED * width;
        was_cut_short
            || (is_indented && (ended || was_short))
            // The point before a small letter is that of an abbreviation.
            || (was_short && ended && !row.text.starts_with(char::is_lowercase))
            || (is_outdented && ended)
    }

    /// Appends the next row and rejoins hyphenated words; keeps hyphens that belong to the word.
    fn append(&self, text: &mut String, row: &str) {
        let before = text.trim_end_matches(['-', '\u{2010}', '\u{ad}']);
        let is_hyphenated = before.len() < text.len() && before.ends_with(char::is_alphabetic);
        let is_lower = row.chars().next().is_some_and(char::is_lowercase);
        if !is_hyphenated {
            text.push(' ');
        } else if is_lower || text.ends_with('\u{ad}') {
            let first = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            let second = row.split_whitespace().next().unwrap_or_default();
            let occurs = |word: String| self.words.contains(&normalize_word(&word));
            let joined_length = before.len();
            let is_compound = occurs(format!("{first}-{second}"))
                || (is_compound(first, second) && !text.ends_with('\u{ad}'));
            if !is_compound || occurs(format!("{first}{second}")) {
                text.truncate(joined_length);
            }
        }
        text.push_str(row);
    }
}

/// Do two parts of a word at the end of a row look like those of a compound, which keeps its hyphen?
fn is_compound(first: &str, second: &str) -> bool {
    let (first, second) = (normalize_word(first), normalize_word(second));
    let last = first.rsplit('-').next().unwrap_or_default();
    let is_ending = ENDINGS.contains(&second.as_str()) || second.chars().count() < 3;
    // A word with a hyphen already has one more: `state-of-the-art`.
    (COMPOUNDED.contains(&last) || last != first) && !is_ending
}

/// Lower case, without surrounding punctuation.
fn normalize_word(word: &str) -> String {
    word.trim_matches(|char: char| !char.is_alphanumeric()).replace('\u{2010}', "-").to_lowercase()
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    text.ends_with(['.', '!', '?', '…', ':'])
}

fn without_item_mark(text: &str) -> &str {
    let rest = text.trim_start_matches(BULLETS).trim_start_matches(|char: char| char.is_ascii_digit());
    rest.trim_start_matches(['.', ')']).trim_start()
}

fn add(paragraph: &Paragraph, tallest: f64, text_size: f64, builder: &mut DocumentBuilder) {
    let Paragraph { text, size, kind, .. } = paragraph;
    match kind {
        ParagraphKind::Heading if text.len() <= MAX_HEADING_BYTES => {
            let level = match size {
                size if *size > 0.97 * tallest => 1,
                size if *size > 1.35 * text_size => 2,
                _ => 3,
            };
            builder.add_heading(level, text);
        }
        ParagraphKind::Item(number) => builder.add(BlockKind::Item { depth: 1, number: *number }, text),
        ParagraphKind::Row => {
            builder.open(BlockKind::Row);
            builder.push(text);
            builder.close();
        }
        _ => builder.add(BlockKind::Paragraph, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as text, left end, and distance from the row above.
    fn column(rows: &[(&str, f64, f64)]) -> Column {
        let mut y = 0.0;
        let row = |&(text, left, down): &(&str, f64, f64)| {
            y += down;
            let right = left + 5.0 * text.chars().count() as f64;
            Segment { text: text.to_owned(), left, right, y, size: 10.0, cells: 1 }
        };
        rows.iter().map(row).collect()
    }

    fn check(columns: Vec<Column>, expected: &[&str]) {
        let Parsed { text, blocks, .. } = parse(columns, Vec::new());
        let found: Vec<&str> = blocks.iter().map(|block| block.span.slice(&text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn distance_and_indent_begin_paragraphs() {
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
    fn an_abbreviation_at_the_end_of_a_short_row_ends_no_paragraph() {
        let rows = [
            ("The board shut the piers that are the oldest of all", 70.0, 12.0),
            ("the piers of the town, i.e.", 70.0, 12.0),
            ("the north pier.", 70.0, 12.0),
        ];
        let expected =
            "The board shut the piers that are the oldest of all the piers of the town, i.e. the north pier.";
        let mut column = column(&rows);
        // Short, and not cut short.
        column[1].right = 300.0;
        check(vec![column], &[expected]);
    }

    #[test]
    fn a_sentence_continues_in_the_next_column() {
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
    fn rejoins_broken_words_and_keeps_compounds() {
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
    fn items_are_blocks_of_their_own() {
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
