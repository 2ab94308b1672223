//! Notes at the foot of a page, which would else stand in the middle of a sentence.

use super::Piece;
use super::columns::{Column, order};

/// Notes are set smaller than the text, by this share at least.
const SMALLER: f64 = 0.94;
/// The share of the page's height, from the top, that notes never reach up into.
const UPPER: f64 = 0.35;

/// Takes the notes away from the feet of the pages, and gives them in order.
pub(super) fn take(pages: &mut [(f64, Vec<Piece>)]) -> Vec<Column> {
    let usual = usual_size(pages.iter().flat_map(|(_, pieces)| pieces));
    let mut notes = Vec::new();
    for (height, pieces) in pages {
        let is_text = |piece: &Piece| piece.size >= SMALLER * usual;
        let last = pieces.iter().rposition(is_text).map_or(0, |at| at + 1);
        let foot = pieces.split_off(last);
        let is_note = foot.first().is_some_and(|first| first.y > UPPER * *height && begins_note(&first.text));
        if is_note && last > 0 {
            notes.extend(order(foot));
        } else {
            pieces.extend(foot);
        }
    }
    notes
}

/// Whether a row begins with the mark of a note. A number set high has been left out, and what is left
/// begins like a sentence.
fn begins_note(text: &str) -> bool {
    text.chars().next().is_some_and(|char| !char.is_lowercase())
}

/// The size of most letters.
pub(super) fn usual_size<'a>(pieces: impl Iterator<Item = &'a Piece>) -> f64 {
    let mut sizes: Vec<(f64, usize)> = pieces.map(|piece| (piece.size, piece.text.len())).collect();
    sizes.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = sizes.iter().map(|(_, count)| count).sum::<usize>() / 2;
    let mut counted = 0;
    let middle = sizes.iter().find(|(_, count)| {
        counted += count;
        counted > half
    });
    middle.map_or(10.0, |(size, _)| *size)
}
