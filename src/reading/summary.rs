//! The summary of an article in a list of articles: its title, its length and its progress.

use super::{Mark, Reading, Stats, Status, stats};
use crate::claim::Scheme;
use crate::tag::Tag;
use crate::text::{About, BlockKind, Document};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most characters of an article kept for its preview.
const MAX_OPENING: usize = 3000;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleSummary {
    pub title: Option<String>,
    pub about: About,
    /// By the word boundaries of Unicode (UAX #29).
    pub words: usize,
    /// The machine's claims and the reader's, at the usual thresholds.
    pub claims: usize,
    pub decided: usize,
    /// Left open on purpose; not among the decided.
    pub skipped: usize,
    /// Undecided claims whose score is near a threshold.
    pub borderline: usize,
    /// Tags whose passage is gone.
    pub orphaned: usize,
    /// Tags whose words or place changed, until somebody looks; not among the decided.
    pub doubtful: usize,
    /// Labels of its tags with their numbers.
    pub labels: BTreeMap<String, usize>,
    /// Claims of each cue that the reader accepted and rejected.
    pub cues: BTreeMap<String, (usize, usize)>,
    /// Paragraphs and headings after the title, as far as a preview can show them.
    pub opening: Vec<String>,
}

impl ArticleSummary {
    /// `tags` are those of its tag file; `same` if the file was written for this very text.
    pub fn new(document: &Arc<Document>, scheme: &Arc<Scheme>, tags: Vec<Tag>, same: bool) -> Self {
        Self::of(&Reading::of_article(Arc::clone(document), Arc::clone(scheme), tags, same))
    }

    /// Of a whole article.
    pub fn of(reading: &Reading) -> Self {
        let (document, scheme) = (&reading.document, &reading.scheme);
        let mut labels = BTreeMap::new();
        let tags = reading.marks().iter().filter_map(|mark| mark.tag.as_ref());
        for label in tags.flat_map(|tag| &tag.labels) {
            *labels.entry(label.clone()).or_default() += 1;
        }
        let counts = reading.counts();
        let undecided = reading.marks().iter().filter_map(|mark| mark.borderline(scheme));
        let borderline = undecided.filter(super::usefulness::Borderline::is_near).count();
        let again = Repeated::of(reading);
        let cues = Stats::of(scheme, [reading]).cues.into_iter();
        Self {
            cues: cues.map(|cue| (cue.cue, (cue.confirmed, cue.rejected))).collect(),
            borderline,
            title: article_title(document),
            about: document.about.clone(),
            words: stats::words(document),
            claims: counts.marks.saturating_sub(again.marks),
            decided: counts.decided.saturating_sub(again.decided),
            skipped: counts.skipped.saturating_sub(again.skipped),
            orphaned: counts.orphaned,
            doubtful: counts.doubtful,
            labels,
            opening: opening(document),
        }
    }
}

/// Marks on a passage that an earlier mark has already, as where one file holds tags of two annotators.
#[derive(Debug, Default)]
struct Repeated {
    marks: usize,
    /// Those on a passage that an earlier mark has decided.
    decided: usize,
    /// Those skipped on a passage that another mark has skipped or decided.
    skipped: usize,
}

impl Repeated {
    fn of(reading: &Reading) -> Self {
        let mut again = Self::default();
        let mut placed: Vec<&Mark> =
            reading.marks().iter().filter(|mark| mark.status != Status::Orphaned).collect();
        placed.sort_by_key(|mark| (mark.span.start(), mark.span.end()));
        for same in placed.chunk_by(|one, two| one.span == two.span) {
            let decided = same.iter().filter(|mark| mark.status.is_decided()).count();
            let skipped = same.iter().filter(|mark| mark.status == Status::Skipped).count();
            again.marks += same.len() - 1;
            again.decided += decided.saturating_sub(1);
            again.skipped += if decided > 0 { skipped } else { skipped.saturating_sub(1) };
        }
        again
    }
}

/// The title, or else the heading that the article opens with.
pub fn article_title(document: &Document) -> Option<String> {
    let mut opens = true;
    for block in &document.blocks {
        let text = block.span.slice(&document.text);
        if block.kind == BlockKind::Title || opens && matches!(block.kind, BlockKind::Heading(_)) {
            return Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        opens &= stats::words_in(text) == 0;
    }
    None
}

fn opening(document: &Document) -> Vec<String> {
    let mut left = MAX_OPENING;
    let title = article_title(document);
    let mut opening: Vec<String> = Vec::new();
    for block in &document.blocks {
        let text = block.span.slice(&document.text).chars().take(left).collect::<String>();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if left == 0 || text.is_empty() || (opening.is_empty() && Some(&text) == title.as_ref()) {
            continue;
        }
        left = left.saturating_sub(text.chars().count());
        opening.push(text);
    }
    opening
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
        let none = ArticleSummary::new(&document, &scheme, Vec::new(), true);
        assert_eq!((none.title.as_deref(), none.words), (Some("The pier"), 13));
        assert_eq!((none.claims, none.decided, none.orphaned), (1, 0, 0));
        assert_eq!(none.opening, ["The council must pay for the pier. It rained on Monday."]);
        let tag = |quote: &str, start: u32| {
            let end = start + quote.chars().count() as u32;
            let selector = Selector { exact: quote.to_owned(), start, end, ..Selector::default() };
            let categories = vec![scheme.categories[0].id.clone()];
            Tag { id: format!("t-{start}"), categories, decision: Decision::Confirmed, ..Tag::new(selector) }
        };
        let tags =
            vec![tag("The council must pay for the pier.", 10), tag("Nobody wrote such words here.", 70)];
        let some = ArticleSummary::new(&document, &scheme, tags, false);
        assert_eq!((some.claims, some.decided, some.orphaned), (1, 1, 1));
        // Two annotators in one file decide on one claim.
        let passage = tag("The council must pay for the pier.", 10);
        let other = |id: &str, decision| Tag {
            id: id.to_owned(),
            annotator: id.to_owned(),
            decision,
            ..passage.clone()
        };
        let tags = vec![
            other("r1", Decision::Confirmed),
            other("r2", Decision::Rejected),
            other("r3", Decision::Skipped),
        ];
        let both = ArticleSummary::new(&document, &scheme, tags, false);
        assert_eq!((both.claims, both.decided, both.skipped), (1, 1, 0));
    }
}
