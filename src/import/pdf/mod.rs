//! Printed pages (PDF): text rebuilt from positioned letters.
//!
//! A page stores letters with positions and no text, so positions alone decide: letters of one height and close
//! together form a segment, a gap that no segment crosses separates columns (in the manner of the recursive cut of
//! Nagy and Seth 1984), and distance, indent and size of rows separate paragraphs.

mod charts;
mod code_pages;
mod content;
mod font;
mod geometry;
mod glyph_names;
mod gutters;
mod layout;
mod leftward;
mod letters;
mod measures;
mod metrics;
mod opening;
mod paragraphs;
mod program;
mod properties;
mod raised;
mod row_numbers;
mod streams;

use super::builder::Parsed;
use super::{ImportProgress, OnProgress};
use content::{Content, Reader};
use std::panic::{AssertUnwindSafe, catch_unwind};

const MAX_PAGES: usize = 20_000;

/// A warning names a page where more than one letter in this many is unknown.
const MIN_NAMELESS: usize = 50;

/// A page with fewer signs is not judged by them.
const MIN_SIGNS: usize = 120;

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

/// A reason for which a page is not read, or not wholly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Damaged,
    Picture,
    Nameless,
    SomeNameless,
    Blank,
    Cut,
    Odd,
}

impl Fault {
    const ALL: [Self; 7] =
        [Self::Damaged, Self::Nameless, Self::SomeNameless, Self::Odd, Self::Picture, Self::Cut, Self::Blank];

    /// Follows “page 3” or “pages 3, 4”.
    const fn describe(self, is_one: bool) -> &'static str {
        match (self, is_one) {
            (Self::Damaged, true) => "is damaged and cannot be read whole",
            (Self::Damaged, false) => "are damaged and cannot be read whole",
            (Self::Picture, true) => "holds no text, only pictures",
            (Self::Picture, false) => "hold no text, only pictures",
            (Self::Nameless, true) => "has a font that does not tell which letters it shows",
            (Self::Nameless, false) => "have fonts that do not tell which letters they show",
            (Self::SomeNameless, true) => "lacks letters, as a font does not tell which they are",
            (Self::SomeNameless, false) => "lack letters, as fonts do not tell which they are",
            (Self::Odd, true) => "has hardly a letter among its signs: its font may tell them wrongly",
            (Self::Odd, false) => "have hardly a letter among their signs: their fonts may tell them wrongly",
            (Self::Cut, true) => "holds more than is read of a page",
            (Self::Cut, false) => "hold more than is read of a page",
            (Self::Blank, true) => "is empty",
            (Self::Blank, false) => "are empty",
        }
    }

    /// The reason why a page gives no text, or less than it shows.
    fn of(content: &Content) -> Option<Self> {
        let known = content.letters.iter().filter(|letter| letter.text.is_some()).count();
        let nameless = content.letters.len() - known;
        let visible =
            |letter: &content::Letter| letter.text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if content.is_damaged {
            Some(Self::Damaged)
        } else if content.is_cut {
            Some(Self::Cut)
        } else if nameless > 0 && nameless >= known {
            Some(Self::Nameless)
        } else if nameless * MIN_NAMELESS > content.letters.len() {
            Some(Self::SomeNameless)
        } else if is_odd(content) {
            Some(Self::Odd)
        } else if content.letters.iter().any(visible) {
            None
        } else if content.has_pictures {
            Some(Self::Picture)
        } else {
            Some(Self::Blank)
        }
    }
}

/// Is a page shown with signs that text does not consist of? Leaders and lines of a form are no sign of it.
fn is_odd(content: &Content) -> bool {
    let texts = content.letters.iter().filter_map(|letter| letter.text.as_deref());
    let signs = texts.flat_map(str::chars).filter(|char| !char.is_whitespace() && !"._-–—•…".contains(*char));
    let (letters, all) = signs.fold((0_usize, 0_usize), |(letters, all), char| {
        (letters + usize::from(char.is_alphanumeric()), all + 1)
    });
    all >= MIN_SIGNS && letters * 2 < all
}

/// Parses printed pages; a warning names unreadable ones.
///
/// Fails if the bytes are not a PDF, it is locked, or no page holds text.
pub(super) fn parse(bytes: Vec<u8>, on_progress: OnProgress<'_>) -> Result<(Parsed, Option<String>), String> {
    let document = opening::open(bytes)?;
    let found: Vec<_> = opening::pages(&document).into_iter().take(MAX_PAGES).collect();
    let mut reader = Reader::new(&document);
    let (mut pages, mut faults) = (Vec::new(), Vec::new());
    for (number, page) in (1..).zip(&found) {
        // The library may panic on unexpected pages; the other pages are unaffected.
        let content =
            catch_unwind(AssertUnwindSafe(|| reader.read(page))).unwrap_or_else(|_| reader.abandon());
        faults.extend(Fault::of(&content).map(|fault| (fault, number)));
        pages.extend(as_pages(content));
        on_progress(ImportProgress::Parts { read: number, total: found.len() as u32 });
    }
    if pages.iter().all(|page| page.segments.is_empty()) {
        return Err(no_text(&faults));
    }
    layout::remove_running_heads(&mut pages);
    let (columns, notes) = layout::columns_and_notes(pages);
    let about = properties::about(document.metadata());
    Ok((Parsed { about, ..paragraphs::parse(columns, notes) }, warning(&faults)))
}

/// The page, and once more for each other direction of rows on it.
fn as_pages(content: Content) -> Vec<Page> {
    let groups = letters::by_direction(content.letters);
    let pages = groups.into_iter().map(|(direction, letters)| {
        let mut segments = letters::segments(letters);
        row_numbers::remove(&mut segments);
        Page { height: direction.turned_size(content.size).1, segments }
    });
    pages.collect()
}

/// The reason why a document without text has none.
fn no_text(faults: &[(Fault, u32)]) -> String {
    let all = |fault| faults.iter().all(|(other, _)| matches!(other, Fault::Blank) || *other == fault);
    if faults.iter().all(|(fault, _)| *fault == Fault::Blank) {
        return "holds no text: its pages are empty".to_owned();
    }
    if all(Fault::Picture) {
        return "holds no text, only pictures of it: run it through an OCR program first".to_owned();
    }
    if all(Fault::Nameless) {
        return "its fonts do not tell which letters they show: run it through an OCR program first"
            .to_owned();
    }
    format!("no page of it can be read: {}", warning(faults).unwrap_or_default())
}

fn warning(faults: &[(Fault, u32)]) -> Option<String> {
    let parts = Fault::ALL.into_iter().filter_map(|fault| {
        let numbers: Vec<u32> =
            faults.iter().filter(|(other, _)| *other == fault).map(|(_, number)| *number).collect();
        let pages = if numbers.len() == 1 { "page" } else { "pages" };
        let text = format!("{pages} {} {}", listed(&numbers), fault.describe(numbers.len() == 1));
        (!numbers.is_empty()).then_some(text)
    });
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn listed(numbers: &[u32]) -> String {
    let shown: Vec<String> = numbers.iter().take(MAX_LISTED).map(ToString::to_string).collect();
    let more = if numbers.len() > MAX_LISTED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
