//! Printed pages (PDF): text rebuilt from positioned letters.
//!
//! A page stores letters with positions and no text, so positions alone decide: letters of one height and close
//! together form a segment, a gap that no segment crosses separates columns (in the manner of the recursive cut of
//! Nagy and Seth 1984), and distance, indent and size of rows separate paragraphs.

mod layout;
mod letters;
mod paragraphs;

use super::builder::Parsed;
use super::{ImportProgress, OnProgress};
use letters::PageLetters;
use pdf_extract::{Document, output_doc_page};
use std::panic::{AssertUnwindSafe, catch_unwind};

const MAX_PAGES: usize = 20_000;

/// Page numbers listed in a warning.
const MAX_LISTED: usize = 8;

/// Adjacent letters of one row.
#[derive(Debug, Clone, PartialEq)]
struct Segment {
    text: String,
    /// Left end, in points.
    left: f64,
    /// Right end, in points.
    right: f64,
    /// The baseline, in points below the upper edge of the page.
    y: f64,
    /// Of most letters, in points.
    size: f64,
    /// Number of segments joined across wide gaps; several are the cells of a table row.
    cells: usize,
}

struct Page {
    /// In points.
    height: f64,
    /// From the top down, and from left to right.
    segments: Vec<Segment>,
}

/// Parses printed pages; a warning names unreadable ones.
///
/// Fails if the bytes are not a PDF, it is locked, or no page holds text.
pub(super) fn parse(bytes: &[u8], on_progress: OnProgress<'_>) -> Result<(Parsed, Option<String>), String> {
    let mut document = Document::load_mem(bytes).map_err(|error| format!("not a whole PDF: {error}"))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err("locked with a password".to_owned());
    }
    letters::spell_out_widths(&mut document);
    let numbers: Vec<u32> = document.get_pages().keys().copied().take(MAX_PAGES).collect();
    let (mut pages, mut empty, mut broken) = (Vec::new(), Vec::new(), Vec::new());
    for (read, &number) in (1..).zip(&numbers) {
        let mut letters = PageLetters::default();
        // The library panics on unexpected pages; the other pages are unaffected.
        let output = catch_unwind(AssertUnwindSafe(|| output_doc_page(&document, &mut letters, number)));
        let page = Page { height: letters.height, segments: letters.into_segments() };
        if !matches!(output, Ok(Ok(()))) {
            broken.push(number);
        } else if page.segments.is_empty() {
            empty.push(number);
        }
        pages.push(page);
        on_progress(ImportProgress::Parts { read, total: numbers.len() as u32 });
    }
    if pages.iter().all(|page| page.segments.is_empty()) {
        return Err(if broken.is_empty() {
            "holds no text, only pictures of it: run it through an OCR program first".to_owned()
        } else {
            "no page of it can be read".to_owned()
        });
    }
    layout::remove_running_heads(&mut pages);
    let notes = layout::take_notes(&mut pages);
    let columns = pages.into_iter().flat_map(|page| layout::columns(page.segments)).collect();
    let problems = [("cannot be read", broken), ("hold no text", empty)];
    let warnings = problems.iter().filter(|(_, pages)| !pages.is_empty());
    let warnings: Vec<String> =
        warnings.map(|(problem, pages)| format!("pages {} {problem}", listed(pages))).collect();
    Ok((paragraphs::parse(columns, notes), (!warnings.is_empty()).then(|| warnings.join("; "))))
}

fn listed(numbers: &[u32]) -> String {
    let shown: Vec<String> = numbers.iter().take(MAX_LISTED).map(ToString::to_string).collect();
    let more = if numbers.len() > MAX_LISTED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
