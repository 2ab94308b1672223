//! Letters at their places, and the pieces of rows that they form.

use super::Piece;
use super::columns::median;
use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// Letters of one page at most.
const MOST: usize = 200_000;
/// A gap of this share of the letters' height is a space.
const SPACE: f64 = 0.17;
/// A gap of this share of the letters' height ends a piece.
const APART: f64 = 1.6;
/// Letters whose lines differ by less than this share of their height stand in one row.
const SAME_ROW: f64 = 0.25;

/// A letter that stands further back than so many of its heights does not go on with the row.
const BACK: f64 = 12.0;

#[derive(Debug)]
struct Letter {
    text: String,
    x: f64,
    y: f64,
    width: f64,
    size: f64,
}

/// The letters of a page, in the order in which they are painted.
#[derive(Debug, Default)]
pub(super) struct Letters {
    all: Vec<Letter>,
    /// Points from the lower edge of the page to the upper.
    pub(super) height: f64,
    low: f64,
}

impl OutputDev for Letters {
    fn begin_page(
        &mut self,
        _number: u32,
        page: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        (self.height, self.low) = (page.ury - page.lly, page.lly);
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
        // What is set aslant is a mark on the page, not its text.
        let slanted = place.m12.abs() > 0.01 * place.m11.abs() || place.m11 <= 0.0;
        let size = size * (place.m11.abs() * place.m22.abs()).sqrt();
        let (x, y) = (place.m31, self.height - (place.m32 - self.low));
        let sound = [x, y, width, size].iter().all(|number| number.is_finite()) && size > 0.0;
        if self.all.len() < MOST && sound && !slanted {
            // Where a file gives no width it is taken to be that of most letters.
            let width = if width > 0.0 { width * size } else { 0.5 * size };
            self.all.push(Letter { text: plain(text), x, y, width, size });
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

/// The text without ligatures and without what has no shape.
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
            // Arrows that lead back from a note.
            '↩' | '\u{fe0e}' | '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{feff}' => {}
            _ => out.push(char),
        }
    }
    out
}

impl Letters {
    /// The pieces of rows that the letters form, from the top to the foot and from left to right.
    ///
    /// Letters are taken in the order in which they are painted: the widths that a file gives, and with
    /// them the places within a row, are often wrong, and the order seldom is.
    pub(super) fn pieces(self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut open: Option<Open> = None;
        for letter in self.all.into_iter().filter(|letter| !letter.text.is_empty()) {
            match &mut open {
                Some(open) if open.is_mark(&letter) => {}
                Some(open) if open.goes_on(&letter) => open.take(letter),
                _ => {
                    pieces.extend(open.take().and_then(Open::close));
                    open = Some(Open::new(letter));
                }
            }
        }
        pieces.extend(open.and_then(Open::close));
        in_rows(pieces)
    }
}

/// Pieces from the top down, and those of one row from left to right.
fn in_rows(mut pieces: Vec<Piece>) -> Vec<Piece> {
    pieces.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut first = 0;
    while let Some((y, size)) = pieces.get(first).map(|piece| (piece.y, piece.size)) {
        let row = pieces.iter_mut().skip(first);
        let count = row.take_while(|piece| piece.y - y <= SAME_ROW * size).count();
        let row = pieces.get_mut(first..first + count).unwrap_or_default();
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
        first += count;
    }
    pieces
}

/// A piece that is being formed.
struct Open {
    text: String,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    sizes: Vec<f64>,
    /// The last letter and its left end.
    last: (String, f64),
}

impl Open {
    fn new(letter: Letter) -> Self {
        let Letter { text, x, y, width, size } = letter;
        let last = (text.clone(), x);
        Self { text, left: x, right: x + width, y, size, sizes: vec![size], last }
    }

    /// Whether a letter belongs to the mark of a note: small digits, set high.
    fn is_mark(&self, letter: &Letter) -> bool {
        let small = letter.size < 0.9 * self.size;
        let high = letter.y < self.y - 0.2 * self.size && letter.y > self.y - self.size;
        let near = letter.x >= self.left && letter.x <= self.right + self.size;
        small && high && near && letter.text.chars().all(|char| char.is_ascii_digit() || char == ' ')
    }

    /// Whether a letter goes on with the row, and not far away in it.
    fn goes_on(&self, letter: &Letter) -> bool {
        let size = self.size.max(letter.size);
        let same_row = (letter.y - self.y).abs() <= SAME_ROW * size;
        same_row && letter.x - self.right <= APART * size && letter.x - self.right >= -BACK * size
    }

    fn take(&mut self, letter: Letter) {
        // Some programs print a letter twice to make it bold.
        let blank = letter.text.trim().is_empty();
        if !blank && self.last.0 == letter.text && (letter.x - self.last.1).abs() < 0.1 * letter.size {
            return;
        }
        let gap = letter.x - self.right > SPACE * letter.size;
        if (gap || blank) && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.right = letter.x + letter.width;
        self.last.1 = letter.x;
        if !blank {
            self.text.push_str(&letter.text);
            self.sizes.push(letter.size);
            self.size = self.size.max(letter.size);
        }
        self.last.0 = letter.text;
    }

    /// The piece, if there is anything to be read in it.
    fn close(self) -> Option<Piece> {
        let Self { text, left, right, y, sizes, .. } = self;
        let text = text.trim().to_owned();
        let size = median(sizes)?;
        (!text.is_empty()).then_some(Piece { text, left, right: right.max(left), y, size, cells: 1 })
    }
}
