//! Printed pages: letters with their places, put together to rows, columns and paragraphs again.
//!
//! A page of this format holds no text but letters at places. What belongs together is told by the places
//! alone: letters of one height and close together are a piece of a row, a gap that no piece crosses parts
//! columns (in the manner of the recursive cut of Nagy and Seth 1984), and the distance, the indent and
//! the size of rows part paragraphs.

mod columns;
mod edges;
mod letters;
mod notes;
mod paragraphs;
mod widths;

use super::page::Parsed;
use super::{ImportProgress, Tell};
use letters::Letters;
use pdf_extract::{Document, output_doc_page};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pages that are read.
const MOST_PAGES: usize = 20_000;

/// A piece of a row: letters that stand close together.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    /// Left and right end, in points.
    left: f64,
    right: f64,
    /// The line that the letters stand on, in points below the upper edge of the page.
    y: f64,
    /// The height of most of its letters, in points.
    size: f64,
    /// Pieces that it was put together from, with wide gaps between: cells of a table, if there are several.
    cells: usize,
}

/// The text of printed pages. A page that cannot be read is left out, and said.
///
/// Fails where the bytes are no such file, it is locked, or no page holds any text.
pub(super) fn parse(bytes: &[u8], tell: Tell<'_>) -> Result<(Parsed, Option<String>), String> {
    let mut document = Document::load_mem(bytes).map_err(|error| format!("not a whole PDF: {error}"))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("locked with a password".to_owned());
    }
    widths::spell_out(&mut document);
    let numbers: Vec<u32> = document.get_pages().keys().copied().take(MOST_PAGES).collect();
    let (mut pages, mut empty, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for (count, &number) in (1..).zip(&numbers) {
        let mut letters = Letters::default();
        // The library panics where a page is not as it expects; the other pages are none the worse for it.
        let read = catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut letters, number)));
        if !matches!(read, Ok(Ok(()))) {
            broken.push(number);
        }
        let height = letters.height;
        let pieces = letters.pieces();
        if pieces.is_empty() {
            empty.push(number);
        }
        pages.push((height, pieces));
        tell(ImportProgress::Parts { read: count, total: numbers.len() as u32 });
    }
    empty.retain(|number| !broken.contains(number));
    if pages.iter().all(|(_, pieces)| pieces.is_empty()) {
        return Err(if broken.is_empty() {
            "holds no text, only pictures of it: run it through an OCR program first".to_owned()
        } else {
            "no page of it can be read".to_owned()
        });
    }
    edges::strip(&mut pages);
    let notes = notes::take(&mut pages);
    let columns = pages.into_iter().flat_map(|(_, pieces)| columns::order(pieces)).collect();
    let said = [("cannot be read", broken), ("hold no text", empty)]
        .into_iter()
        .filter(|(_, pages)| !pages.is_empty());
    let said: Vec<String> = said.map(|(what, pages)| format!("pages {} {what}", listed(&pages))).collect();
    Ok((paragraphs::parse(columns, notes), (!said.is_empty()).then(|| said.join("; "))))
}

/// The first few of some numbers.
fn listed(numbers: &[u32]) -> String {
    let shown: Vec<String> = numbers.iter().take(8).map(ToString::to_string).collect();
    let more = if numbers.len() > 8 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
