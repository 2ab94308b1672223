//! Running heads, running feet and the numbers of pages, which are not part of the text.

use super::Piece;
use std::collections::HashMap;

/// Rows at the upper and at the lower edge that are looked at.
const LOOKED_AT: usize = 3;
/// Share of the page's height within which they stand.
const EDGE: f64 = 0.12;
/// A row that stands on so many pages is a running head.
const REPEATED: usize = 3;

/// Takes away what is repeated at the edges of the pages, and their numbers.
pub(super) fn strip(pages: &mut [(f64, Vec<Piece>)]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (height, pieces) in &*pages {
        for at in at_edges(*height, pieces) {
            if let Some(piece) = pieces.get(at) {
                *seen.entry(key(&piece.text)).or_default() += 1;
            }
        }
    }
    let several = pages.len() > 1;
    let least = REPEATED.min(pages.len().max(2));
    for (height, pieces) in pages {
        let edges = at_edges(*height, pieces);
        let mut index = 0;
        pieces.retain(|piece| {
            let at_edge = edges.contains(&index);
            index += 1;
            let repeated = several && seen.get(&key(&piece.text)).is_some_and(|&count| count >= least);
            !(at_edge && (repeated || is_number(&piece.text)))
        });
    }
}

/// The pieces that stand at an edge of the page.
fn at_edges(height: f64, pieces: &[Piece]) -> Vec<usize> {
    let first = |at: &usize| pieces.get(*at).is_some_and(|piece| piece.y < EDGE * height);
    let last = |at: &usize| pieces.get(*at).is_some_and(|piece| piece.y > (1.0 - EDGE) * height);
    let top = (0..pieces.len()).take(LOOKED_AT).filter(first);
    let foot = (0..pieces.len()).rev().take(LOOKED_AT).filter(last);
    top.chain(foot).collect()
}

/// What is the same of a running head on every page: its words, whatever the number among them.
fn key(text: &str) -> String {
    let mut key = String::new();
    for char in text.chars().filter(|char| !char.is_whitespace()) {
        match char {
            '0'..='9' if key.ends_with('#') => {}
            '0'..='9' => key.push('#'),
            char => key.extend(char.to_lowercase()),
        }
    }
    key
}

/// Whether a row is the number of a page: `12`, `- 12 -`, `xii`, `Page 3 of 9`.
fn is_number(text: &str) -> bool {
    let core = text.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    let roman = !core.is_empty() && core.len() <= 6 && core.bytes().all(|byte| b"ivxlc".contains(&byte));
    let digits = !core.is_empty() && core.len() <= 5 && core.bytes().all(|byte| byte.is_ascii_digit());
    let counted =
        matches!(key(&core).as_str(), "page#" | "page#of#" | "#of#" | "#/#" | "p.#" | "seite#" | "page#/#");
    roman || digits || counted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, y: f64) -> Piece {
        Piece { text: text.to_owned(), left: 70.0, right: 300.0, y, size: 10.0, cells: 1 }
    }

    #[test]
    fn heads_and_numbers_go_and_the_text_stays() {
        let page = |number: u32| {
            let head = format!("The Review of Ferries, vol. {number}");
            let body = format!("Chapter {number} begins here.");
            (
                800.0,
                vec![
                    piece(&head, 40.0),
                    piece(&body, 200.0),
                    piece("1914", 400.0),
                    piece(&number.to_string(), 770.0),
                ],
            )
        };
        let mut pages: Vec<_> = (1..=4).map(page).collect();
        strip(&mut pages);
        for (number, (_, pieces)) in (1..).zip(&pages) {
            let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(texts, [format!("Chapter {number} begins here.").as_str(), "1914"]);
        }
    }

    #[test]
    fn what_stands_once_at_the_edge_is_text() {
        let mut pages = vec![(800.0, vec![piece("A title", 50.0), piece("and its text", 760.0)])];
        strip(&mut pages);
        assert_eq!(pages[0].1.len(), 2);
    }
}
