//! Scrolling, revealing and resizing the page.

use super::*;
use crate::import::{Format, ImportOptions, import};

fn document(paragraphs: usize) -> Arc<Document> {
    let text: Vec<String> = (0..paragraphs)
        .map(|number| format!("Paragraph {number} has some words that fill several rows of it."))
        .collect();
    import(text.join("\n").into_bytes(), "n", ImportOptions::new(Format::Plain)).unwrap().document.into()
}

fn view(document: &Arc<Document>, width: u16, height: u16) -> View {
    let mut view = View::new(Arc::clone(document), 0, None);
    view.resize(width, height);
    view
}

fn top(document: &Document, view: &View) -> String {
    view.page
        .iter()
        .find_map(|line| line.row)
        .map(|row| row.slice(&document.text).to_owned())
        .unwrap_or_default()
}

/// The row of the page that holds the byte `offset`.
fn row_at(view: &View, offset: u32) -> Option<usize> {
    view.page.iter().rposition(|line| line.row.is_some_and(|row| row.start() <= offset))
}

#[test]
fn scrolling_down_and_up_returns() {
    let document = document(40);
    let mut view = view(&document, 20, 9);
    view.scroll(17);
    let before = view.page.clone();
    for lines in [1, 5, 30] {
        view.scroll(lines);
        view.scroll(-lines);
        assert_eq!(view.page, before);
    }
}

#[test]
fn scrolling_stops_at_both_ends() {
    let document = document(10);
    let mut view = view(&document, 20, 9);
    view.scroll(-5);
    assert!(view.page[0].row.is_none() && view.page[1].first);
    view.scroll(100_000);
    assert!(view.shows(Span::new(document.text.len() as u32 - 1, document.text.len() as u32)));
    let end = view.page.clone();
    view.to_end();
    assert_eq!(view.page, end);
}

#[test]
fn resizing_keeps_the_position() {
    let document = document(60);
    let mut view = view(&document, 40, 12);
    view.scroll(50);
    let (anchor, before) = (view.anchor, top(&document, &view));
    for width in (1..60).chain([40]) {
        view.resize(width, width % 17);
    }
    view.resize(40, 12);
    assert_eq!((view.anchor, top(&document, &view)), (anchor, before));
}

#[test]
fn reveal_moves_only_for_hidden_text() {
    let document = document(60);
    let mut view = view(&document, 40, 12);
    let before = view.page.clone();
    view.reveal(document.blocks[1].span);
    assert_eq!(view.page, before);
    let far = document.blocks[30].span;
    view.reveal(far);
    assert_eq!(row_at(&view, far.start()), Some(4));
    let seen = view.page.clone();
    let edge = view.seen();
    view.reveal(Span::new(edge.start(), edge.start() + 1));
    assert_eq!(view.page, seen, "what stands in the first row is seen too");
    // Passages longer than two thirds of the page begin higher up, and those longer than the page at the top.
    let long = document.blocks[40].span.union(document.blocks[42].span);
    view.reveal(long);
    assert!(view.shows(long) || row_at(&view, long.start()) == Some(0));
}

#[test]
fn a_glance_does_not_move_the_anchor() {
    let document = document(60);
    let mut view = view(&document, 40, 30);
    view.to_offset(document.blocks[10].span.start());
    let before = view.page.clone();
    let low = document.block(before.last().unwrap().block).span;
    view.resize(40, 4);
    view.glance(low);
    assert!(view.seen().contains(low.start()));
    view.resize(40, 30);
    assert_eq!(view.page, before);
}

#[test]
fn an_empty_document_has_an_empty_page() {
    let document = document(0);
    let mut view = view(&document, 40, 12);
    view.scroll(3);
    view.to_end();
    assert!(view.page.is_empty() && view.at_end());
}
