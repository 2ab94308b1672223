//! Content of a mark for all formats: the reader's decision, the machine's proposal, the position.

use super::{ExportArticle, ExportOptions};
use crate::claim::Engine;
use crate::reading::{Mark, SpokenBy, Status, named_fields};
use crate::tag::{Decision, Proposed, Selector, Tag};
use crate::text::{Document, Span, digest};

/// Certainty of a mark's position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    Sure,
    /// Another passage is about as similar, or the words of this one changed since they were read.
    Doubtful,
    Lost,
}

impl Placement {
    /// Name in exported files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Category ids and scores in permille, best first.
    pub categories: Vec<(String, u16)>,
    /// Ids of the cues that were not blocked.
    pub cues: Vec<String>,
    /// Words that the model leans on for categories without a cue, the strongest first.
    pub words: Vec<String>,
    /// `None` from an outside classifier.
    pub engine: Option<Engine>,
}

#[derive(Debug)]
pub struct MarkRow<'r> {
    pub article: ExportArticle<'r>,
    pub mark: &'r Mark,
    /// Id of the tag, else a digest of the passage, stable for the same text.
    pub id: String,
    /// In bytes; `None` if lost.
    pub span: Option<Span>,
    pub place: Placement,
    /// The passage in this text, or as last seen if its position is uncertain.
    pub selector: Selector,
    /// From 1.
    pub paragraph: Option<usize>,
    pub tag: Option<&'r Tag>,
    /// Empty without a decision.
    pub annotator: &'r str,
    pub machine: Proposal,
    /// `None` without a suggestion and without a word of the reader.
    pub speaker: Option<SpokenBy<'r>>,
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
        // The reader shows a tag on a nearly matching claim; the decision is about the tag's own passage.
        let own = tag
            .filter(|_| place == Placement::Sure)
            .and_then(|tag| span_if_quoted(tag.latest_selector(), document));
        let span = own.unwrap_or(mark.span);
        let selector = match tag.filter(|_| place != Placement::Sure) {
            Some(tag) => tag.latest_selector().clone(),
            None => Selector::of(document, span),
        };
        let span = (place != Placement::Lost).then_some(span);
        let passage_id = || {
            let start = selector.start.to_string();
            format!("c-{}", digest::short_id(&[&selector.exact, &selector.prefix, &selector.suffix, &start]))
        };
        let id = tag.map_or_else(passage_id, |tag| tag.id.clone());
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
            machine: proposal(article, mark),
            speaker: mark.speaker(&document.text),
        }
    }

    /// Why the tag is doubtful: its words changed so that they may say something else, or its place is uncertain.
    pub fn doubt(&self) -> Option<&'static str> {
        let doubt = if self.mark.is_reworded { "words" } else { "place" };
        (self.place == Placement::Doubtful).then_some(doubt)
    }

    pub fn is_placed(&self) -> bool {
        self.place == Placement::Sure
    }

    /// `None` if undecided, skipped or only noted.
    pub fn decision(&self) -> Option<&'r Decision> {
        self.tag.map(|tag| &tag.decision).filter(|decision| !decision.is_open())
    }

    /// The machine's proposal at the time of the decision.
    pub fn proposed(&self) -> Option<&'r Proposed> {
        self.tag.and_then(|tag| tag.proposed.as_ref())
    }

    /// Names and values of the scheme's fields, as far as they are filled in, in the scheme's order; then those of
    /// fields that it does not define, under their ids.
    pub fn fields(&self) -> Vec<(&'r str, &'r str)> {
        let Some(tag) = self.tag else { return Vec::new() };
        named_fields(&self.article.reading.scheme, tag)
    }

    pub fn categories(&self) -> &'r [String] {
        self.tag.map_or(&[], |tag| &tag.categories)
    }

    /// Effective categories: the decision's, or the proposal's while undecided. Empty if rejected.
    pub fn counts_as(&self) -> Vec<&str> {
        match self.decision() {
            Some(Decision::Rejected | Decision::Nothing) => Vec::new(),
            Some(_) => self.categories().iter().map(String::as_str).collect(),
            None => self.machine.categories.iter().map(|(id, _)| id.as_str()).collect(),
        }
    }

    pub fn is_refused(&self) -> bool {
        matches!(self.decision(), Some(Decision::Rejected | Decision::Nothing))
    }

    /// Score in permille; `None` if the machine does not propose the category.
    pub fn score(&self, category: &str) -> Option<u16> {
        self.machine.categories.iter().find(|(id, _)| id == category).map(|(_, score)| *score)
    }
}

/// Marks that `options` selects, in text order, lost ones last.
pub fn rows<'r>(
    article: &ExportArticle<'r>,
    options: &'r ExportOptions,
) -> impl Iterator<Item = MarkRow<'r>> {
    let article = *article;
    let rows = article.reading.marks().iter().map(move |mark| MarkRow::new(article, mark, options));
    rows.filter(|row| !options.decided || row.decision().is_some())
}

/// The span of a selector, if the text there equals its quotation.
fn span_if_quoted(selector: &Selector, document: &Document) -> Option<Span> {
    let at = |chars: u32| document.offsets.to_bytes(&document.text, chars);
    let span = Span::new(at(selector.start), at(selector.end));
    (!span.is_empty() && span.slice(&document.text) == selector.exact).then_some(span)
}

fn proposal(article: ExportArticle<'_>, mark: &Mark) -> Proposal {
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
    let mut words: Vec<String> = Vec::new();
    for word in mark.claim.iter().flat_map(|claim| &claim.words) {
        let word = word.span.slice(&reading.document.text).to_owned();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Proposal {
        categories: reading.proposed(mark).map(|scored| (id(scored.category), scored.score)).collect(),
        cues,
        words,
        engine: mark.claim.as_ref().and_then(|claim| claim.engine),
    }
}
