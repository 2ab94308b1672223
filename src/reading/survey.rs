//! An article at a glance: how long it is, what was found in it, and how far its reader has come.

use super::{Reading, Strictness};
use crate::claim::{Scheme, classify_document};
use crate::tag::Tag;
use crate::text::{BlockKind, Document};
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// What there is to know of an article without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// Its title; nothing if it has none.
    pub title: Option<String>,
    /// Its words, by the word boundaries of Unicode (UAX #29).
    pub words: usize,
    /// Claims, those among them that the reader has marked.
    pub claims: usize,
    /// Claims that the reader has settled.
    pub decided: usize,
    /// Tags whose passage is gone.
    pub orphaned: usize,
}

impl Survey {
    /// Looks through an article: `tags` are those of its tag file, and `same` tells whether that was
    /// written for just this text. Counts as the reader would see them with the usual thresholds.
    pub fn of(document: &Arc<Document>, scheme: &Arc<Scheme>, tags: Vec<Tag>, same: bool) -> Self {
        let reading = Reading::whole(Arc::clone(document), Arc::clone(scheme), tags, same);
        let (mut words, mut title) = (0, None);
        for block in &document.blocks {
            let text = block.span.slice(&document.text);
            // Without a title the heading that an article opens with serves as one.
            let opens = matches!(block.kind, BlockKind::Heading(_)) && words == 0;
            if title.is_none() && (opens || block.kind == BlockKind::Title) {
                title = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            words += text.unicode_words().count();
        }
        let counts = reading.counts();
        Self { title, words, claims: counts.marks, decided: counts.decided, orphaned: counts.orphaned }
    }
}

impl Reading {
    /// An article read to its end: `tags` are those of its tag file, and `same` tells whether that was written for
    /// just this text.
    pub fn whole(document: Arc<Document>, scheme: Arc<Scheme>, tags: Vec<Tag>, same: bool) -> Self {
        let (claims, _) = classify_document(&document, &scheme, Strictness::SLACK);
        let mut reading = Self::new(document, scheme);
        reading.place_all(tags, same);
        reading.add_claims(claims);
        reading
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};
    use crate::tag::{Decision, Selector};

    #[test]
    fn an_article_is_counted_as_its_reader_sees_it() {
        let text = "# The  *pier*\n\nThe council must pay for the pier. It rained on Monday.\n";
        let document =
            import(text.as_bytes().to_vec(), "a.md", ImportOptions::new(Format::Markdown)).unwrap().document;
        let (document, scheme) = (Arc::new(document), Arc::new(Scheme::claims()));
        let none = Survey::of(&document, &scheme, Vec::new(), true);
        assert_eq!((none.title.as_deref(), none.words), (Some("The pier"), 13));
        assert_eq!((none.claims, none.decided, none.orphaned), (1, 0, 0));
        let tag = |quote: &str, start: u32| {
            let end = start + quote.chars().count() as u32;
            let selector = Selector { exact: quote.to_owned(), start, end, ..Selector::default() };
            let categories = vec![scheme.categories[0].id.clone()];
            Tag { id: format!("t-{start}"), categories, decision: Decision::Confirmed, ..Tag::new(selector) }
        };
        let tags =
            vec![tag("The council must pay for the pier.", 10), tag("Nobody wrote such words here.", 70)];
        let some = Survey::of(&document, &scheme, tags, false);
        assert_eq!((some.claims, some.decided, some.orphaned), (1, 1, 1));
    }
}
