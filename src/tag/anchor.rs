//! Finding a tagged passage again, in the same text or in a later version of it.
//!
//! A quotation is trusted where it stands with its context, or where it is unique, or where its
//! context tells one place from the others. Anything less is an orphan: an honest gap is better
//! than a tag on the wrong passage.

use super::selector::Selector;
use crate::text::{Document, Span};
use regex::Regex;

/// Where the passage of a tag stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it stood.
    Exact(Span),
    /// Somewhere else, or with other typography, but surely this passage.
    Moved(Span),
    /// Gone, or not to be told from others like it.
    Orphaned,
}

impl Anchor {
    /// The passage, unless it is orphaned.
    pub const fn span(self) -> Option<Span> {
        match self {
            Self::Exact(span) | Self::Moved(span) => Some(span),
            Self::Orphaned => None,
        }
    }
}

/// A unique quotation of this many code points needs no context.
const LONG: usize = 24;
/// Share of the context that must agree on the better side.
const AGREES: f64 = 0.60;
/// How much better the best place must be than the next.
const MARGIN: f64 = 0.10;
/// Places looked at; a quotation with more is too common to be found by its context.
const PLACES: usize = 512;

/// Finds the passage of `selector` in `document`.
///
/// `same` says that the document is the one that the selector was last seen in, so that the
/// position alone is proof.
pub fn anchor(selector: &Selector, document: &Document, same: bool) -> Anchor {
    let text = document.text.as_str();
    let start = document.offsets.to_bytes(text, selector.start);
    let here = Span::new(start, start.saturating_add(selector.exact.len() as u32));
    let stands = !here.is_empty() && here.slice(text) == selector.exact;
    if stands && (same || best(sides(selector, text, here)) >= 1.0) {
        return Anchor::Exact(here);
    }
    let mut places = scored(selector, text, here, &exactly(&selector.exact, text));
    if places.is_empty() {
        places = scored(selector, text, here, &loosely(&selector.exact, text));
    }
    places.sort_by(|one, two| two.score.total_cmp(&one.score));
    match places.as_slice() {
        [only] if only.best >= AGREES || selector.exact.chars().count() >= LONG => Anchor::Moved(only.span),
        [first, second, ..] if first.best >= AGREES && first.score - second.score >= MARGIN => {
            Anchor::Moved(first.span)
        }
        _ => Anchor::Orphaned,
    }
}

struct Place {
    span: Span,
    /// How well the context agrees on its better side, 0.0 to 1.0.
    best: f64,
    score: f64,
}

fn scored(selector: &Selector, text: &str, here: Span, spans: &[Span]) -> Vec<Place> {
    let place = |&span: &Span| {
        let (before, after) = sides(selector, text, span);
        let best = before.max(after);
        let distance = f64::from(span.start().abs_diff(here.start())) / (text.len().max(1) as f64);
        Place { span, best, score: best.midpoint(before.midpoint(after)) + 0.06 * (1.0 - distance) }
    };
    spans.iter().map(place).collect()
}

fn exactly(quote: &str, text: &str) -> Vec<Span> {
    if quote.is_empty() {
        return Vec::new();
    }
    let finder = memchr::memmem::Finder::new(quote);
    finder.find_iter(text.as_bytes()).take(PLACES).map(|at| Span::of(at..at + quote.len())).collect()
}

/// The places that differ from `quote` in typography only: white space, quotation marks, dashes,
/// dots, soft hyphens.
fn loosely(quote: &str, text: &str) -> Vec<Span> {
    let mut pattern = String::with_capacity(quote.len() * 2);
    for word in quote.split_whitespace() {
        if !pattern.is_empty() {
            pattern.push_str(r"\s+");
        }
        for char in word.replace("...", "…").chars() {
            match fold(char) {
                None => continue,
                Some('\'') => pattern.push_str("['’‘‛′]"),
                Some('"') => pattern.push_str("[\"“”„«»]"),
                Some('-') => pattern.push_str("[-‐‑‒–—―−]"),
                Some('…') => pattern.push_str(r"(?:…|\.\.\.)"),
                Some(_) => pattern.push_str(&regex::escape(char.encode_utf8(&mut [0; 4]))),
            }
            pattern.push_str("\u{ad}?");
        }
    }
    match Regex::new(&pattern) {
        Ok(regex) if !pattern.is_empty() => {
            regex.find_iter(text).take(PLACES).map(|found| Span::of(found.range())).collect()
        }
        _ => Vec::new(),
    }
}

/// One code point for all that typography may put in its place; nothing for what it may drop.
fn fold(char: char) -> Option<char> {
    match char {
        '’' | '‘' | '‛' | '′' => Some('\''),
        '“' | '”' | '„' | '«' | '»' => Some('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => Some('-'),
        '\u{ad}' | '\u{200b}' | '\u{feff}' => None,
        _ if char.is_whitespace() => None,
        _ => Some(char),
    }
}

/// How well the context before and after `span` agrees with the selector's, each 0.0 to 1.0.
fn sides(selector: &Selector, text: &str, span: Span) -> (f64, f64) {
    let before = text.get(..span.start() as usize).unwrap_or_default().chars().rev();
    let after = text.get(span.end() as usize..).unwrap_or_default().chars();
    (agree(selector.prefix.chars().rev(), before), agree(selector.suffix.chars(), after))
}

/// The share of `wanted` that `found` begins with; an empty context agrees only with an empty one.
fn agree(wanted: impl Iterator<Item = char>, found: impl Iterator<Item = char>) -> f64 {
    let wanted: Vec<char> = wanted.filter_map(fold).collect();
    let mut found = found.take(super::selector::CONTEXT * 4).filter_map(fold).peekable();
    if wanted.is_empty() {
        return if found.peek().is_none() { 1.0 } else { 0.0 };
    }
    let equal = wanted.iter().zip(found).take_while(|(one, two)| *one == two).count();
    equal as f64 / wanted.len() as f64
}

fn best((before, after): (f64, f64)) -> f64 {
    before.max(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new("n", text.to_owned(), Vec::new(), Vec::new(), String::new())
    }

    /// Tags `quote` in `old` and says what it anchors to in `new`.
    fn check(old: &str, quote: &str, new: &str, expected: Option<&str>) {
        let at = old.find(quote).unwrap();
        let selector = Selector::of(&document(old), Span::of(at..at + quote.len()));
        let new = document(new);
        let found = anchor(&selector, &new, false);
        assert_eq!(found.span().map(|span| span.slice(&new.text)), expected, "{found:?}");
    }

    const OLD: &str = "The fleet left at dawn. The minister yielded on grain. The press was silent.";

    #[test]
    fn stays_in_the_same_text() {
        let document = document(OLD);
        let at = OLD.find("The minister").unwrap();
        let span = Span::of(at..at + 30);
        let selector = Selector::of(&document, span);
        assert_eq!(anchor(&selector, &document, true), Anchor::Exact(span));
        assert_eq!(anchor(&selector, &document, false), Anchor::Exact(span));
    }

    #[test]
    fn follows_a_passage_that_moved() {
        let quote = "The minister yielded on grain.";
        check(OLD, quote, &format!("A new first sentence. {OLD}"), Some(quote));
        check(OLD, quote, "Nothing else stayed: The minister yielded on grain. So.", Some(quote));
    }

    #[test]
    fn sees_through_typography() {
        let old = "He called it “a dictator’s plan” — twice.";
        check(
            old,
            "“a dictator’s plan” — twice",
            "He called it \"a dictator's\n plan\" - twice.",
            Some("\"a dictator's\n plan\" - twice"),
        );
    }

    #[test]
    fn tells_copies_apart_by_their_context() {
        let old = "On Monday they agreed. Rain fell. On Friday they agreed. The end.";
        let second = old.rfind("they agreed").unwrap();
        let selector = Selector::of(&document(old), Span::of(second..second + 11));
        let new = document("New. On Monday they agreed. Rain fell. On Friday they agreed. The end.");
        let found = anchor(&selector, &new, false).span().unwrap();
        assert_eq!(found.start() as usize, new.text.rfind("they agreed").unwrap());
    }

    #[test]
    fn a_passage_that_is_gone_is_orphaned() {
        check(OLD, "The minister yielded on grain.", "The fleet left at dawn. The press was silent.", None);
        check("one two three", "two", "two hundred other words and two more", None);
        check(OLD, "grain", "", None);
    }

    #[test]
    fn bad_selectors_do_no_harm() {
        let wild = Selector { start: u32::MAX, end: 0, ..Selector::default() };
        assert_eq!(anchor(&wild, &document(OLD), true), Anchor::Orphaned);
        assert_eq!(anchor(&wild, &document(""), false), Anchor::Orphaned);
    }
}
