//! One mark as every format needs it: the reader's decision, the machine's proposal, and their place.

use super::{ExportArticle, ExportOptions};
use crate::reading::{Mark, Status};
use crate::tag::{Decision, Proposed, Selector, Tag};
use crate::text::{Document, Span, digest};

/// How sure the place of a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    Sure,
    /// Another place is about as like the passage.
    Doubtful,
    /// Gone from the text.
    Lost,
}

impl Placement {
    /// The word for it in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
        }
    }
}

/// The machine's proposal for a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Category ids with their scores in permille, best first.
    pub categories: Vec<(String, u16)>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
    /// `None` for the author.
    pub speaker: Option<String>,
}

#[derive(Debug)]
pub struct MarkRow<'r> {
    pub article: ExportArticle<'r>,
    pub mark: &'r Mark,
    /// The id of its tag, or a digest of the passage, which is the same for the same text.
    pub id: String,
    /// In bytes; `None` if lost.
    pub span: Option<Span>,
    pub place: Placement,
    /// The passage as it stands in the text, or as last seen if its place is not sure.
    pub selector: Selector,
    /// Counted from 1.
    pub paragraph: Option<usize>,
    pub tag: Option<&'r Tag>,
    /// Empty without a decision.
    pub annotator: &'r str,
    pub machine: Proposal,
}

impl<'r> MarkRow<'r> {
    fn new(article: ExportArticle<'r>, mark: &'r Mark, options: &'r ExportOptions) -> Self {
        let document = &article.reading.document;
        let tag = mark.tag.as_deref();
        let place = match mark.status {
            Status::Orphaned => Placement::Lost,
            Status::Doubtful => Placement::Doubtful,
            _ => Placement::Sure,
        };
        // A tag may be shown on a claim that nearly matches its passage; the decision is about the passage.
        let own = tag
            .filter(|_| place == Placement::Sure)
            .and_then(|tag| span_if_quoted(tag.latest_selector(), document));
        let span = own.unwrap_or(mark.span);
        let selector = match tag.filter(|_| place != Placement::Sure) {
            Some(tag) => tag.latest_selector().clone(),
            None => Selector::of(document, span),
        };
        let span = (place != Placement::Lost).then_some(span);
        let by_words = || {
            let start = selector.start.to_string();
            format!("c-{}", digest::short_id(&[&selector.exact, &selector.prefix, &selector.suffix, &start]))
        };
        let id = tag.map_or_else(by_words, |tag| tag.id.clone());
        let annotator =
            tag.map_or("", |tag| if tag.annotator.is_empty() { &options.annotator } else { &tag.annotator });
        Self {
            article,
            mark,
            id,
            span,
            place,
            selector,
            paragraph: span.map(|span| document.block_at(span.start()) + 1),
            tag,
            annotator,
            machine: machine(article, mark),
        }
    }

    pub fn is_placed(&self) -> bool {
        self.place == Placement::Sure
    }

    /// `None` if undecided, or only noted.
    pub fn decision(&self) -> Option<&'r Decision> {
        self.tag.map(|tag| &tag.decision).filter(|decision| **decision != Decision::Open)
    }

    /// The proposal at the time of the decision.
    pub fn proposed(&self) -> Option<&'r Proposed> {
        self.tag.and_then(|tag| tag.proposed.as_ref())
    }

    /// The reader's categories.
    pub fn categories(&self) -> &'r [String] {
        self.tag.map_or(&[], |tag| &tag.categories)
    }

    /// The effective categories: the reader's, or the machine's if the reader has not decided. Empty if it is no claim.
    pub fn counts_as(&self) -> Vec<&str> {
        match self.decision() {
            Some(Decision::Rejected | Decision::Nothing) => Vec::new(),
            Some(_) => self.categories().iter().map(String::as_str).collect(),
            None => self.machine.categories.iter().map(|(id, _)| id.as_str()).collect(),
        }
    }

    /// Whether the reader decided that it is no claim.
    pub fn is_refused(&self) -> bool {
        matches!(self.decision(), Some(Decision::Rejected | Decision::Nothing))
    }

    /// The score of a category in permille; `None` if the machine does not propose it.
    pub fn score(&self, category: &str) -> Option<u16> {
        self.machine.categories.iter().find(|(id, _)| id == category).map(|(_, score)| *score)
    }
}

/// The marks of an article that `options` selects, in the order of the text, lost ones last.
pub fn rows<'r>(
    article: &ExportArticle<'r>,
    options: &'r ExportOptions,
) -> impl Iterator<Item = MarkRow<'r>> {
    let article = *article;
    let rows = article.reading.marks().iter().map(move |mark| MarkRow::new(article, mark, options));
    rows.filter(|row| !options.decided || row.decision().is_some())
}

/// The span of a selector, if its quotation stands there.
fn span_if_quoted(selector: &Selector, document: &Document) -> Option<Span> {
    let at = |chars: u32| document.offsets.to_bytes(&document.text, chars);
    let span = Span::new(at(selector.start), at(selector.end));
    (!span.is_empty() && span.slice(&document.text) == selector.exact).then_some(span)
}

fn machine(article: ExportArticle<'_>, mark: &Mark) -> Proposal {
    let reading = article.reading;
    let id = |category| reading.scheme.category(category).map_or(String::new(), |known| known.id.clone());
    let evidence = mark.claim.iter().flat_map(|claim| &claim.evidence);
    let mut cues: Vec<String> = Vec::new();
    for evidence in evidence.filter(|evidence| evidence.blocked.is_none()) {
        let cue = reading.scheme.cue(evidence.cue).map_or(String::new(), |cue| cue.id.clone());
        if !cues.contains(&cue) {
            cues.push(cue);
        }
    }
    Proposal {
        categories: reading.proposed(mark).map(|scored| (id(scored.category), scored.score)).collect(),
        cues,
        speaker: mark.speaker().map(|span| span.slice(&reading.document.text).to_owned()),
    }
}
