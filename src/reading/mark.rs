//! Marks: suggestion and decision on one passage, merged for display.

use super::Reading;
use super::adjudication::Adjudication;
use super::display_options::DisplayOptions;
use crate::claim::{CategoryId, Claim, Engine, Scheme};
use crate::tag::{Anchor, Decision, Tag};
use crate::text::{Document, Span};
use std::sync::Arc;

/// Lowest Jaccard index at which a claim and a tag made on a claim are one mark.
pub(super) const SAME_CLAIM: f64 = 0.5;
/// The same for a passage marked without a claim.
pub(super) const SAME_PASSAGE: f64 = 0.9;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    Undecided,
    /// Seen, and left open on purpose.
    Skipped,
    Confirmed,
    /// The reader chose other categories than suggested.
    Retagged,
    Rejected,
    /// Marked by the reader without a suggestion.
    Added,
    /// Read, and not a claim.
    Nothing,
    /// The passage is gone.
    Orphaned,
    /// Its words or its place changed since the decision; the reader has to look at it.
    Doubtful,
    /// A decision of a later version, kept unchanged.
    Unknown,
    /// All annotators of an adjudication decided alike.
    Agreed,
}

impl Status {
    /// One cell wide.
    pub const fn glyph(self) -> char {
        match self {
            Self::Undecided => '·',
            Self::Skipped => '»',
            Self::Confirmed => '✓',
            Self::Retagged => '~',
            Self::Rejected => '✗',
            Self::Added => '+',
            Self::Nothing => '–',
            Self::Orphaned => '!',
            Self::Doubtful => '≈',
            Self::Unknown => '?',
            Self::Agreed => '=',
        }
    }

    /// Its name for programs: the tag file's word for a decision, otherwise a word of its own.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Retagged => "retagged",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
            Self::Undecided
            | Self::Skipped
            | Self::Rejected
            | Self::Added
            | Self::Orphaned
            | Self::Doubtful
            | Self::Agreed => self.word(),
        }
    }

    /// The status with this name for programs.
    pub fn of_id(id: &str) -> Option<Self> {
        const ALL: [Status; 11] = [
            Status::Undecided,
            Status::Skipped,
            Status::Confirmed,
            Status::Retagged,
            Status::Rejected,
            Status::Added,
            Status::Nothing,
            Status::Orphaned,
            Status::Doubtful,
            Status::Unknown,
            Status::Agreed,
        ];
        ALL.into_iter().find(|status| status.id() == id)
    }

    /// Its name for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Skipped => "skipped",
            Self::Confirmed => "accepted",
            Self::Retagged => "changed",
            Self::Rejected => "rejected",
            Self::Added => "added",
            Self::Nothing => "nothing here",
            Self::Orphaned => "lost",
            Self::Doubtful => "doubtful",
            Self::Unknown => "decided otherwise",
            Self::Agreed => "agreed",
        }
    }

    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Undecided | Self::Skipped | Self::Orphaned | Self::Doubtful)
    }

    pub const fn is_claim(self) -> bool {
        !matches!(self, Self::Rejected | Self::Nothing | Self::Orphaned)
    }
}

/// A passage with its claim, its tag, and the state derived from both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The passage of the tag, else of the claim. For an orphan, the empty span at the end of the text.
    pub span: Span,
    pub claim: Option<Box<Claim>>,
    pub tag: Option<Arc<Tag>>,
    /// Passage of the suggestion that the tag was made on; `None` without a tag or a suggestion.
    pub(super) proposed: Option<Span>,
    pub status: Status,
    /// Have its words changed since they were read? If the status is doubtful, this is why; else the change is small.
    pub is_reworded: bool,
    /// The reader's categories if any, else the suggested ones.
    pub categories: Vec<CategoryId>,
    /// Is the suggestion hidden until the reader decides?
    pub blinded: bool,
    /// Judgments of the compared annotators.
    pub adjudication: Option<Arc<Adjudication>>,
    /// Is it listed only until the reader leaves it, because the model does not find the claim of the cues?
    pub withdrawn: bool,
}

impl Mark {
    fn new(span: Span) -> Self {
        Self {
            span,
            claim: None,
            tag: None,
            proposed: None,
            status: Status::Undecided,
            is_reworded: false,
            categories: Vec::new(),
            blinded: false,
            adjudication: None,
            withdrawn: false,
        }
    }

    pub(super) fn of_claim(claim: Claim, scheme: &Scheme, options: DisplayOptions) -> Self {
        let mut mark = Self::new(claim.span);
        mark.claim = Some(Box::new(claim));
        mark.settle(scheme, options);
        mark
    }

    pub(super) fn of_adjudication(case: Adjudication, scheme: &Scheme, options: DisplayOptions) -> Self {
        let mut mark = Self::new(case.span);
        mark.adjudication = Some(Arc::new(case));
        mark.settle(scheme, options);
        mark
    }

    /// A tag without a claim; [`Mark::settle`] derives the final status from `status`.
    pub(super) fn of_tag(
        span: Span,
        tag: Arc<Tag>,
        status: Status,
        scheme: &Scheme,
        document: &Document,
    ) -> Self {
        let mut mark = Self { status, ..Self::new(span) };
        mark.take_tag(tag, span, document);
        mark.settle(scheme, DisplayOptions::default());
        mark
    }

    /// Holds a tag whose passage is `span`.
    pub(super) fn take_tag(&mut self, tag: Arc<Tag>, span: Span, document: &Document) {
        self.span = span;
        self.proposed = proposed_span(&tag, span, document);
        self.tag = Some(tag);
    }

    /// Records how the words at the place of its tag differ from those read.
    pub(super) fn note_words(&mut self, found: Anchor) {
        self.is_reworded |= matches!(found, Anchor::Fuzzy(_) | Anchor::Reworded(_));
        if matches!(found, Anchor::Reworded(_)) {
            self.status = Status::Doubtful;
        }
    }

    /// The span that it has without its tag.
    pub(super) fn untagged_span(&self) -> Span {
        let claim = self.claim.as_ref().map(|claim| claim.span);
        claim.or_else(|| self.adjudication.as_ref().map(|case| case.span)).unwrap_or(self.span)
    }

    /// Sort key in a reading.
    pub(super) fn order(&self) -> (u32, u32) {
        (self.span.start(), self.span.end())
    }

    /// Identity that lasts until its tag is replaced by another.
    pub fn key(&self) -> (Span, Option<String>) {
        (self.span, self.id().map(str::to_owned))
    }

    pub fn id(&self) -> Option<&str> {
        self.tag.as_ref().map(|tag| tag.id.as_str())
    }

    /// `None` while blinded.
    pub fn known_claim(&self) -> Option<&Claim> {
        self.claim.as_deref().filter(|_| !self.blinded)
    }

    /// In permille; `None` if not suggested.
    pub fn score(&self, category: CategoryId) -> Option<u16> {
        let scores = &self.known_claim()?.scores;
        scores.iter().find(|scored| scored.category == category).map(|scored| scored.score)
    }

    /// Best score in permille among the visible categories, or among all if none of them was suggested.
    pub fn best_score(&self) -> Option<u16> {
        let shown = self.categories.iter().filter_map(|&category| self.score(category)).max();
        shown.or_else(|| self.known_claim()?.scores.iter().map(|scored| scored.score).max())
    }

    /// Ids of the cues that count for it, or counted when it was decided.
    pub fn cues<'a>(&'a self, reading: &'a Reading) -> impl Iterator<Item = &'a str> {
        let evidence = self.known_claim().into_iter().flat_map(|claim| &claim.evidence);
        let counted = evidence.filter(|evidence| evidence.blocked.is_none());
        let now = counted.filter_map(|evidence| reading.scheme.cue(evidence.cue)).map(|cue| cue.id.as_str());
        let proposed = self.tag.as_ref().and_then(|tag| tag.proposed.as_ref());
        now.chain(proposed.into_iter().flat_map(|proposed| &proposed.cues).map(String::as_str))
    }

    /// Is it listed? True if a person has judged it or its score is above the threshold.
    pub(super) const fn is_shown(&self) -> bool {
        self.tag.is_some()
            || self.blinded
            || self.withdrawn
            || self.adjudication.is_some()
            || !self.categories.is_empty()
    }

    /// Does a tag settle its adjudication?
    pub(super) fn is_settled_by(&self, tag: &Tag) -> bool {
        let sources = self.adjudication.as_ref().filter(|_| !tag.from.is_empty()).map(|case| case.sources());
        sources.is_some_and(|sources| sources.iter().any(|source| tag.from.contains(source)))
    }

    /// Is a claim about the passage of this mark?
    pub(super) fn is_passage_of(&self, claim: &Claim) -> bool {
        let (span, floor) = self.proposed.map_or((self.span, SAME_PASSAGE), |span| (span, SAME_CLAIM));
        span.similarity(claim.span) >= floor
    }

    /// Does it rest on the cues' word, with the model's still to come?
    pub fn is_provisional(&self, scheme: &Scheme) -> bool {
        let of_cues = |claim: &Claim| claim.engine == Some(Engine::Cues);
        !self.withdrawn
            && !self.status.is_decided()
            && scheme.engine() == Engine::Both
            && self.known_claim().is_some_and(of_cues)
    }

    /// Spans to underline with their categories: the suggested clauses, or the whole passage if the reader has chosen
    /// its bounds. A blinded mark has no category.
    pub fn clauses(&self) -> Vec<(Span, Option<CategoryId>)> {
        if self.blinded {
            return vec![(self.span, None)];
        }
        // A category given only by the reader is underlined at the suggested clause, so that a decision does not move
        // anything on the page.
        let claim = self.claim.iter().filter(|claim| claim.span == self.span);
        let suggested = || claim.clone().flat_map(|claim| &claim.scores);
        let first = suggested().next().map_or(self.span, |scored| scored.clause);
        let clause = |&category: &CategoryId| {
            let scored = suggested().find(|scored| scored.category == category);
            (scored.map_or(first, |scored| scored.clause), Some(category))
        };
        self.categories.iter().map(clause).collect()
    }

    /// From the start of its first clause to the end of the last.
    pub fn shown_span(&self) -> Span {
        let clauses = self.clauses().into_iter().map(|(clause, _)| clause);
        clauses.reduce(Span::union).unwrap_or(self.span)
    }

    /// Has the reader given the passage of a claim other bounds?
    pub fn is_rebounded(&self) -> bool {
        self.tag.as_ref().is_some_and(|tag| tag.is_rebounded())
    }

    /// Recomputes status and categories after a change of claim, tag or display options.
    pub(super) fn settle(&mut self, scheme: &Scheme, options: DisplayOptions) {
        let tag = self.tag.as_deref();
        self.status = match (self.status, tag) {
            (_, None) => Status::Undecided,
            (lost @ (Status::Orphaned | Status::Doubtful), _) => lost,
            (_, Some(tag)) if tag.is_agreed() && tag.decision.is_claim() => Status::Agreed,
            (_, Some(tag)) => match tag.decision {
                Decision::Confirmed => Status::Confirmed,
                Decision::Retagged => Status::Retagged,
                Decision::Rejected => Status::Rejected,
                Decision::Added => Status::Added,
                Decision::Nothing => Status::Nothing,
                Decision::Open => Status::Undecided,
                Decision::Skipped => Status::Skipped,
                Decision::Other(_) => Status::Unknown,
            },
        };
        let known = |ids: &[String]| ids.iter().filter_map(|id| scheme.category_by_id(id)).collect();
        let undecided = match tag.map(|tag| &tag.decision) {
            None | Some(Decision::Rejected) => true,
            Some(Decision::Open | Decision::Skipped) => {
                self.adjudication.is_some() || tag.is_some_and(|tag| tag.categories.is_empty())
            }
            _ => false,
        };
        self.categories = match (tag, &self.adjudication) {
            (Some(tag), _) if !undecided => known(&tag.categories),
            (_, Some(case)) => known(&case.categories(scheme)),
            _ => {
                let claim = self.claim.iter();
                let proposals = claim.flat_map(|claim| options.threshold_shift.proposals(claim, tag, scheme));
                proposals.map(|scored| scored.category).collect()
            }
        };
        let decided = !matches!(self.status, Status::Undecided | Status::Skipped);
        self.blinded = options.blind && !decided && self.claim.is_some() && !self.categories.is_empty();
        if self.blinded {
            self.categories.clear();
        }
    }
}

/// Where the suggestion is that a tag with the passage `span` was made on.
pub(super) fn proposed_span(tag: &Tag, span: Span, document: &Document) -> Option<Span> {
    let bounds = tag.proposed.as_ref()?.range;
    if bounds.is_none() {
        return Some(span);
    }
    let (start, end) = tag.proposed_range(document.char_range(span))?;
    Some(document.span_of_chars(start, end))
}
