//! Examples: sentences with what a reader decided about them.

use crate::claim::{Category, Scheme};
use crate::eval::GoldSentence;
use crate::tag::{Decision, Tag, anchor_all};
use crate::text::sentence::sentences;
use crate::text::{Document, Span};

/// The reader's answer to one category of one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Yes,
    No,
    /// Not decided, or either answer is defensible: teaches nothing.
    Open,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What learning leaves out together.
    pub article: String,
    pub text: String,
    /// By category of the scheme.
    pub labels: Vec<Label>,
    /// The reader read past the sentence and marked nothing: a `No` for every category that the scheme does not
    /// propose here, and open for the others.
    pub passed: bool,
}

/// Labelled sentences as examples.
pub fn examples_of_rows(rows: &[GoldSentence], scheme: &Scheme) -> Vec<Example> {
    let label = |row: &GoldSentence, category: &Category| {
        let covers = row.scored.as_ref().is_none_or(|scored| scored.contains(&category.id));
        match (covers, row.labels.contains(&category.id), row.alt.contains(&category.id)) {
            (true, true, _) => Label::Yes,
            (true, false, false) => Label::No,
            _ => Label::Open,
        }
    };
    let example = |row: &GoldSentence| Example {
        article: row.article().to_owned(),
        text: row.text.clone(),
        labels: scheme.categories.iter().map(|category| label(row, category)).collect(),
        passed: false,
    };
    rows.iter().map(example).collect()
}

/// The sentences of a tagged article that teach something.
///
/// - A claim that the reader accepted, changed or added: yes for its categories, no for the others.
/// - A claim that the reader rejected, or a sentence with nothing in it: no for every category.
/// - A sentence that the reader read past, up to the last decision: [`Example::passed`].
/// - Skipped and undecided claims, decisions on many claims at once, passages whose place is unsure, and
///   everything behind the last decision teach nothing.
pub fn examples_of_tags(article: &str, document: &Document, tags: &[Tag], scheme: &Scheme) -> Vec<Example> {
    let anchors = anchor_all(tags.iter(), document, false);
    let placed = tags.iter().zip(anchors).filter(|(_, anchor)| anchor.is_sure());
    let placed: Vec<(&Tag, Span)> = placed.filter_map(|(tag, anchor)| Some((tag, anchor.span()?))).collect();
    let decided = |tag: &Tag| !tag.is_bulk() && !tag.decision.is_open() && tag.conflicts.is_empty();
    let Some(last) = placed.iter().filter(|(tag, _)| decided(tag)).map(|(_, span)| span.start()).max() else {
        return Vec::new();
    };
    let mut examples = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
    for sentence in blocks.flat_map(|block| sentences(&document.text, block.span)) {
        let here: Vec<&Tag> =
            placed.iter().filter(|(_, span)| concerns(*span, sentence)).map(|(tag, _)| *tag).collect();
        let passed = here.is_empty();
        if passed && sentence.start() > last || here.iter().any(|tag| !decided(tag)) {
            continue;
        }
        let label = |category: &Category| {
            let gives = |tag: &&Tag| tag.decision.is_claim() && tag.categories.contains(&category.id);
            let knows = |tag: &&Tag| !matches!(tag.decision, Decision::Other(_));
            if here.iter().any(gives) {
                Label::Yes
            } else if here.iter().all(knows) {
                Label::No
            } else {
                Label::Open
            }
        };
        examples.push(Example {
            article: article.to_owned(),
            text: sentence.slice(&document.text).to_owned(),
            labels: scheme.categories.iter().map(label).collect(),
            passed,
        });
    }
    examples
}

/// Does a tag on `passage` speak about `sentence`? A few words that reach over from a neighbour do not.
fn concerns(passage: Span, sentence: Span) -> bool {
    let shared = passage.end().min(sentence.end()).saturating_sub(passage.start().max(sentence.start()));
    2 * shared >= passage.len().min(sentence.len()).max(1)
}
