//! Positioned letters, grouped into segments of rows.

use super::Segment;
use super::content::Letter;
use super::geometry::Direction;
use super::leftward::{is_leftward, reversed};
use super::measures::median;
use super::raised;
use std::collections::HashMap;
use std::rc::Rc;
use unicode_normalization::UnicodeNormalization as _;

/// A wider gap, as a share of the letters' height, is a space.
const SPACE: f64 = 0.17;

/// A wider gap, as a share of the letters' height, ends a segment.
const SEGMENT_GAP: f64 = 0.45;

/// Distance of baselines within a row, as a share of the letters' height.
const SAME_ROW: f64 = 0.25;

/// Letter heights by which a row may step back to the left; wrong widths push it too far to the right.
const MAX_BACKWARD: f64 = 12.0;

/// Distance, as a share of their height, of letters that are painted twice to make them bold.
const SAME_PLACE: f64 = 0.12;

/// The page is looked at in squares of this size, in points, each with no more letters than this.
const CELL: f64 = 8.0;
const MAX_IN_CELL: usize = 256;

/// Upper limit for the size of raised and lowered letters, as a share of the row's.
const SMALL: f64 = 0.9;

/// Fewer letters in a second direction, and a smaller part of the page's, are stamps and marks in the margin.
const MIN_TURNED: usize = 60;
const MIN_TURNED_PART: usize = 7;

/// The accents that TeX paints beside their letters, with the combining ones.
const ACCENTS: [(char, char); 14] = [
    ('`', '\u{300}'),
    ('´', '\u{301}'),
    ('ˆ', '\u{302}'),
    ('^', '\u{302}'),
    ('˜', '\u{303}'),
    ('~', '\u{303}'),
    ('¯', '\u{304}'),
    ('˘', '\u{306}'),
    ('˙', '\u{307}'),
    ('¨', '\u{308}'),
    ('˚', '\u{30a}'),
    ('˝', '\u{30b}'),
    ('ˇ', '\u{30c}'),
    ('¸', '\u{327}'),
];

/// The letters of a page by the direction of their rows, the most frequent direction first.
pub(super) fn by_direction(letters: Vec<Letter>) -> Vec<(Direction, Vec<Letter>)> {
    let count = letters.len();
    let mut groups: Vec<(Direction, Vec<Letter>)> = Vec::new();
    for letter in letters {
        match groups.iter_mut().find(|(direction, _)| *direction == letter.direction) {
            Some((_, group)) => group.push(letter),
            None => groups.push((letter.direction, vec![letter])),
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.len()));
    let mut is_first = true;
    let min = MIN_TURNED.min(count / MIN_TURNED_PART);
    groups.retain(|(_, group)| std::mem::take(&mut is_first) || group.len() >= min);
    groups
}

/// Groups letters of one direction into segments, from the top down and from left to right.
///
/// Follows the painting order: a file's widths, and with them positions within a row, are often wrong; the order
/// seldom is.
pub(super) fn segments(letters: Vec<Letter>) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut open: Option<SegmentBuilder> = None;
    let mut painted = Painted::default();
    for letter in letters {
        let Some(text) = letter.text.clone().filter(|text| !text.is_empty()) else { continue };
        if !painted.is_new(&text, &letter) {
            continue;
        }
        match &mut open {
            Some(open) if open.accepts(&letter, &text) => open.push(&letter, &text),
            _ => {
                segments.extend(open.take().and_then(SegmentBuilder::finish));
                open = Some(SegmentBuilder::new(&letter, &text));
            }
        }
    }
    segments.extend(open.and_then(SegmentBuilder::finish));
    sort_rows(&mut segments);
    segments
}

/// The letters of a page so far: some programs paint letters twice to make them bold.
#[derive(Default)]
struct Painted(HashMap<(i64, i64), Vec<Place>>);

/// A letter and the left end of its baseline.
type Place = (Rc<str>, f64, f64);

impl Painted {
    fn is_new(&mut self, text: &Rc<str>, letter: &Letter) -> bool {
        if text.trim().is_empty() {
            return true;
        }
        let near = (SAME_PLACE * letter.size).min(CELL);
        let cell = |number: f64| (number / CELL).floor() as i64;
        let columns = cell(letter.x - near)..=cell(letter.x + near);
        let is_near = |(other, x, y): &Place| {
            (letter.x - x).abs() <= near && (letter.y - y).abs() <= near && other == text
        };
        let is_known = columns.clone().any(|column| {
            let mut rows = cell(letter.y - near)..=cell(letter.y + near);
            rows.any(|row| self.0.get(&(column, row)).is_some_and(|letters| letters.iter().any(is_near)))
        });
        if !is_known {
            let at = (cell(letter.x), cell(letter.y));
            let letters = self.0.entry(at).or_default();
            if letters.len() < MAX_IN_CELL {
                letters.push((Rc::clone(text), letter.x, letter.y));
            }
        }
        !is_known
    }
}

/// Sorts segments from the top down, and those of one row from left to right.
fn sort_rows(segments: &mut [Segment]) {
    segments.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut rest = segments;
    while let Some((y, size)) = rest.first().map(|segment| (segment.y, segment.size)) {
        let count = rest.iter().take_while(|segment| segment.y - y <= SAME_ROW * size).count();
        let (row, below) = std::mem::take(&mut rest).split_at_mut(count.max(1));
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
        rest = below;
    }
}

struct SegmentBuilder {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    /// The largest size so far.
    size: f64,
    sizes: Vec<f64>,
    /// Raised letters at the end, which are an exponent, or a mark that refers to a note.
    raised: String,
    last: (f64, f64),
    /// Steps to the right, less steps to the left, between letters of scripts written to the left.
    forward: i32,
}

impl SegmentBuilder {
    fn new(letter: &Letter, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            left: letter.x,
            right: letter.x + letter.width,
            y: letter.y,
            size: letter.size,
            sizes: vec![letter.size],
            raised: String::new(),
            last: (letter.x, letter.width),
            forward: 0,
        }
    }

    fn is_near(&self, letter: &Letter) -> bool {
        letter.x >= self.left - 0.1 * self.size && letter.x <= self.right + 0.5 * self.size
    }

    /// Is a letter a part of an exponent, or of a mark that refers to a note?
    fn is_raised(&self, letter: &Letter) -> bool {
        let is_high = letter.y < self.y - 0.2 * self.size && letter.y > self.y - self.size;
        letter.size < SMALL * self.size && is_high && self.is_near(letter)
    }

    /// Is a letter part of an index below the row?
    fn is_lowered(&self, letter: &Letter) -> bool {
        let is_low = letter.y > self.y && letter.y < self.y + 0.45 * self.size;
        letter.size < SMALL * self.size && is_low && self.is_near(letter)
    }

    /// Does a letter continue the nearby row?
    fn accepts(&self, letter: &Letter, text: &str) -> bool {
        if self.is_raised(letter) || self.is_lowered(letter) || self.accent(letter, text).is_some() {
            return true;
        }
        let size = self.size.max(letter.size);
        let same_row = (letter.y - self.y).abs() <= SAME_ROW * size;
        let gap = letter.x - self.right;
        let gap_to_left = self.last.0 - (letter.x + letter.width);
        let continues_left = is_leftward(text) && gap_to_left.abs() <= SEGMENT_GAP * size;
        same_row && (continues_left || (gap <= SEGMENT_GAP * size && gap >= -MAX_BACKWARD * size))
    }

    /// The combining mark of an accent that stands over the letter before or after it.
    fn accent(&self, letter: &Letter, text: &str) -> Option<(char, bool)> {
        let (x, width) = self.last;
        let middle = letter.x + letter.width / 2.0;
        let overlaps = middle > x && middle < x + width
            || (x + width / 2.0 > letter.x && x + width / 2.0 < letter.x + letter.width);
        let is_close = overlaps && (letter.y - self.y).abs() <= 0.6 * self.size;
        if !is_close {
            return None;
        }
        let mark = |char: char| ACCENTS.iter().find(|(accent, _)| *accent == char).map(|(_, mark)| *mark);
        let before = self.text.chars().next_back()?;
        let after = text.chars().next()?;
        match (mark(before), mark(after)) {
            (Some(mark), None) if after.is_alphabetic() => Some((mark, true)),
            (None, Some(mark)) if before.is_alphabetic() => Some((mark, false)),
            _ => None,
        }
    }

    fn push(&mut self, letter: &Letter, text: &str) {
        if let Some((mark, is_before)) = self.accent(letter, text) {
            if is_before {
                self.text.pop();
            }
            let base = if is_before { text.chars().next() } else { self.text.pop() };
            let base = base.map(|base| match base {
                'ı' => 'i',
                'ȷ' => 'j',
                base => base,
            });
            self.text.extend(base.into_iter().chain([mark]).nfc());
            self.text.extend(text.chars().skip(1));
            self.right = self.right.max(letter.x + letter.width);
            self.last = (letter.x.max(self.last.0), letter.width);
            return;
        }
        if self.is_raised(letter) {
            self.raised.push_str(text);
            self.right = self.right.max(letter.x + letter.width);
            self.last = (letter.x, letter.width);
            return;
        }
        self.settle_raised();
        let is_blank = text.trim().is_empty();
        let gap = if is_leftward(text) && letter.x < self.last.0 {
            self.last.0 - (letter.x + letter.width)
        } else {
            letter.x - self.right
        };
        if (gap > SPACE * letter.size || is_blank) && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        if is_leftward(text) {
            self.forward += if letter.x > self.last.0 { 1 } else { -1 };
        }
        self.right =
            if self.forward < 0 { self.right.max(letter.x + letter.width) } else { letter.x + letter.width };
        self.left = self.left.min(letter.x);
        if !is_blank {
            self.text.push_str(text);
            self.sizes.push(letter.size);
            // A raised letter that began the segment does not tell its row.
            if letter.size > self.size && letter.y > self.y {
                self.y = letter.y;
            }
            self.size = self.size.max(letter.size);
        }
        self.last = (letter.x, letter.width);
    }

    fn settle_raised(&mut self) {
        let raised = std::mem::take(&mut self.raised);
        if !raised.is_empty() {
            self.text.push_str(&raised::text(&self.text, &raised));
        }
    }

    /// `None` if blank.
    fn finish(mut self) -> Option<Segment> {
        self.settle_raised();
        let Self { text, left, right, y, sizes, forward, .. } = self;
        let text = text.trim().to_owned();
        let text = if forward > 0 { reversed(&text) } else { text };
        let size = median(sizes)?;
        (!text.is_empty()).then_some(Segment { text, left, right: right.max(left), y, size, cells: 1 })
    }
}
