//! Positioned letters, grouped into segments of rows.

use super::Segment;
use super::layout::median;
use pdf_extract::{Document, MediaBox, Object, ObjectId, OutputDev, OutputError, Transform};

/// Per page.
const MAX_LETTERS: usize = 200_000;

/// A wider gap, as a share of the letters' height, is a space.
const SPACE: f64 = 0.17;

/// A wider gap, as a share of the letters' height, ends a segment.
const SEGMENT_GAP: f64 = 1.6;

/// Distance of baselines within a row, as a share of the letters' height.
const SAME_ROW: f64 = 0.25;

/// Letter heights by which a row may step back to the left; wrong widths push it too far to the right.
const MAX_BACKWARD: f64 = 12.0;

/// Limit for fonts with two-byte codes.
const MAX_CODES: i64 = 65_536;

#[derive(Debug)]
struct Letter {
    text: String,
    x: f64,
    y: f64,
    width: f64,
    size: f64,
}

/// In painting order.
#[derive(Debug, Default)]
pub(super) struct PageLetters {
    letters: Vec<Letter>,
    /// In points.
    pub(super) height: f64,
    lower_edge: f64,
}

impl OutputDev for PageLetters {
    fn begin_page(
        &mut self,
        _number: u32,
        page: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        (self.height, self.lower_edge) = (page.ury - page.lly, page.lly);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        // Slanted letters are a watermark or a stamp.
        let is_slanted = place.m12.abs() > 0.01 * place.m11.abs() || place.m11 <= 0.0;
        let size = size * (place.m11.abs() * place.m22.abs()).sqrt();
        let (x, y) = (place.m31, self.height - (place.m32 - self.lower_edge));
        let is_sound = [x, y, width, size].iter().all(|number| number.is_finite()) && size > 0.0;
        if self.letters.len() < MAX_LETTERS && is_sound && !is_slanted {
            // An average letter is half as wide as it is high.
            let width = if width > 0.0 { width * size } else { 0.5 * size };
            self.letters.push(Letter { text: plain(text), x, y, width, size });
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// Strips ligatures and invisible characters.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{a0}' | '\t' | '\n' | '\r' => out.push(' '),
            // Arrows lead back from notes.
            '↩' | '\u{fe0e}' | '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{feff}' => {}
            _ => out.push(char),
        }
    }
    out
}

impl PageLetters {
    /// Groups the letters into segments, from the top down and from left to right.
    ///
    /// Follows the painting order: a file's widths, and with them positions within a row, are often wrong; the order
    /// seldom is.
    pub(super) fn into_segments(self) -> Vec<Segment> {
        let mut segments = Vec::new();
        let mut open: Option<SegmentBuilder> = None;
        for letter in self.letters.into_iter().filter(|letter| !letter.text.is_empty()) {
            match &mut open {
                Some(open) if open.is_note_mark(&letter) => {}
                Some(open) if open.accepts(&letter) => open.push(letter),
                _ => {
                    segments.extend(open.take().and_then(SegmentBuilder::finish));
                    open = Some(SegmentBuilder::new(letter));
                }
            }
        }
        segments.extend(open.and_then(SegmentBuilder::finish));
        sort_rows(&mut segments);
        segments
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
    /// Text and left end.
    last: (String, f64),
}

impl SegmentBuilder {
    fn new(letter: Letter) -> Self {
        let Letter { text, x, y, width, size } = letter;
        let last = (text.clone(), x);
        Self { text, left: x, right: x + width, y, size, sizes: vec![size], last }
    }

    /// Is a letter part of a note mark: a small superscript digit?
    fn is_note_mark(&self, letter: &Letter) -> bool {
        let is_small = letter.size < 0.9 * self.size;
        let is_high = letter.y < self.y - 0.2 * self.size && letter.y > self.y - self.size;
        let is_near = letter.x >= self.left && letter.x <= self.right + self.size;
        let is_number = || letter.text.chars().all(|char| char.is_ascii_digit() || char == ' ');
        is_small && is_high && is_near && is_number()
    }

    /// Does a letter continue the nearby row?
    fn accepts(&self, letter: &Letter) -> bool {
        let size = self.size.max(letter.size);
        let same_row = (letter.y - self.y).abs() <= SAME_ROW * size;
        let gap = letter.x - self.right;
        same_row && gap <= SEGMENT_GAP * size && gap >= -MAX_BACKWARD * size
    }

    fn push(&mut self, letter: Letter) {
        // Some programs print a letter twice to make it bold.
        let is_blank = letter.text.trim().is_empty();
        if !is_blank && self.last.0 == letter.text && (letter.x - self.last.1).abs() < 0.1 * letter.size {
            return;
        }
        let has_gap = letter.x - self.right > SPACE * letter.size;
        if (has_gap || is_blank) && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.right = letter.x + letter.width;
        if !is_blank {
            self.text.push_str(&letter.text);
            self.sizes.push(letter.size);
            self.size = self.size.max(letter.size);
        }
        self.last = (letter.text, letter.x);
    }

    /// `None` if blank.
    fn finish(self) -> Option<Segment> {
        let Self { text, left, right, y, sizes, .. } = self;
        let text = text.trim().to_owned();
        let size = median(sizes)?;
        (!text.is_empty()).then_some(Segment { text, left, right: right.max(left), y, size, cells: 1 })
    }
}

/// Spells out the ranges in font width tables (ISO 32000-1, 9.7.4.3): `first last width` becomes
/// `first [width width …]`.
///
/// The library (pdf-extract 0.12) takes `first` for all three numbers of a range, which misplaces
/// every letter after a misread one.
pub(super) fn spell_out_widths(document: &mut Document) {
    let fonts = document.objects.iter();
    let tables: Vec<(ObjectId, Vec<Object>)> =
        fonts.filter_map(|(id, object)| Some((*id, spelled_out(document, object)?))).collect();
    for (id, table) in tables {
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(table));
        }
    }
}

/// A font's width table without ranges; `None` if missing or invalid.
fn spelled_out(document: &Document, object: &Object) -> Option<Vec<Object>> {
    let Object::Dictionary(font) = object else { return None };
    let (_, table) = document.dereference(font.get(b"W").ok()?).ok()?;
    let entries = table.as_array().ok()?;
    let mut out = Vec::with_capacity(entries.len());
    let mut rest = &entries[..];
    let mut has_ranges = false;
    loop {
        match rest {
            [first, Object::Array(widths), more @ ..] => {
                out.extend([first.clone(), Object::Array(widths.clone())]);
                rest = more;
            }
            [first, last, width, more @ ..] => {
                let from = first.as_i64().ok()?;
                let count = last.as_i64().ok()?.checked_sub(from)?.checked_add(1)?;
                if !(1..=MAX_CODES).contains(&count) {
                    return None;
                }
                out.extend([first.clone(), Object::Array(vec![width.clone(); usize::try_from(count).ok()?])]);
                (rest, has_ranges) = (more, true);
            }
            _ => break,
        }
    }
    has_ranges.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pdf_extract::dictionary;

    #[test]
    fn spells_out_width_ranges() {
        let mut document = Document::with_version("1.5");
        let table = vec![
            Object::Integer(3),
            Object::Integer(5),
            Object::Real(318.0),
            Object::Integer(9),
            Object::Array(vec![Object::Integer(700)]),
        ];
        let id = document.add_object(dictionary! { "W" => table });
        spell_out_widths(&mut document);
        let font = document.get_object(id).unwrap().as_dict().unwrap();
        let widths = font.get(b"W").unwrap().as_array().unwrap();
        assert_eq!(widths.len(), 4);
        assert_eq!(widths[1].as_array().unwrap(), &vec![Object::Real(318.0); 3]);
        assert_eq!(widths[3].as_array().unwrap(), &[Object::Integer(700)]);
    }

    #[test]
    fn keeps_an_invalid_width_table() {
        let mut document = Document::with_version("1.5");
        let table = vec![Object::Integer(9), Object::Integer(5), Object::Integer(1)];
        let id = document.add_object(dictionary! { "W" => table.clone() });
        spell_out_widths(&mut document);
        let font = document.get_object(id).unwrap().as_dict().unwrap();
        assert_eq!(font.get(b"W").unwrap().as_array().unwrap(), &table);
    }
}
