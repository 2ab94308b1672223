//! What is shown of one passage: the machine's word and the reader's, merged.

use super::Reading;
use super::adjudication::{Adjudication, is_agreed};
use super::display_options::DisplayOptions;
use crate::claim::{CategoryId, Claim, Scheme};
use crate::tag::{Decision, Tag};
use crate::text::Span;
use std::sync::Arc;

/// How settled a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// The machine proposes it; the reader has not decided.
    Undecided,
    /// The reader agreed.
    Confirmed,
    /// The reader gave it other categories.
    Retagged,
    /// The reader says that it is no claim.
    Rejected,
    /// The reader marked it; the machine had not.
    Added,
    /// Read, and there is nothing here.
    Nothing,
    /// Its passage is gone from the text.
    Orphaned,
    /// Its passage may be here, but another place is about as like it: the reader has to say.
    Doubtful,
    /// A later version's decision, which this one keeps but does not know.
    Unknown,
    /// The annotators that are compared had decided it alike.
    Agreed,
}

impl Status {
    /// One cell that stands for it.
    pub const fn glyph(self) -> char {
        match self {
            Self::Undecided => '·',
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

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Confirmed => "confirmed",
            Self::Retagged => "re-categorised",
            Self::Rejected => "not a claim",
            Self::Added => "added by you",
            Self::Nothing => "read, nothing here",
            Self::Orphaned => "orphaned",
            Self::Doubtful => "perhaps here",
            Self::Unknown => "decided otherwise",
            Self::Agreed => "agreed",
        }
    }

    /// Whether the reader has settled it.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Undecided | Self::Orphaned | Self::Doubtful)
    }

    /// Whether it counts as a claim in the text: not rejected, not empty, not gone.
    pub const fn is_claim(self) -> bool {
        !matches!(self, Self::Rejected | Self::Nothing | Self::Orphaned)
    }
}

/// A passage with what the machine proposes, what the reader decided, and what follows.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The passage; for an orphan the empty span at the end of the text.
    pub span: Span,
    /// What the machine proposes.
    pub claim: Option<Box<Claim>>,
    /// What the reader decided.
    pub tag: Option<Arc<Tag>>,
    /// How settled it is.
    pub standing: Status,
    /// The categories that it is shown with: the reader's if there are any, else the machine's.
    pub categories: Vec<CategoryId>,
    /// Whether what the machine says of it is not to be shown before the reader has decided.
    pub veiled: bool,
    /// What several annotators say of it, where they are compared.
    pub case: Option<Arc<Adjudication>>,
}

impl Mark {
    pub(super) fn of_claim(claim: Claim, scheme: &Scheme, lens: DisplayOptions) -> Self {
        let span = claim.span;
        let mut mark = Self {
            span,
            claim: Some(Box::new(claim)),
            tag: None,
            standing: Status::Undecided,
            categories: Vec::new(),
            veiled: false,
            case: None,
        };
        mark.settle(scheme, lens);
        mark
    }

    pub(super) fn of_case(case: Adjudication, scheme: &Scheme, lens: DisplayOptions) -> Self {
        let mut mark = Self {
            span: case.span,
            claim: None,
            tag: None,
            standing: Status::Undecided,
            categories: Vec::new(),
            veiled: false,
            case: Some(Arc::new(case)),
        };
        mark.settle(scheme, lens);
        mark
    }

    pub(super) fn of_tag(span: Span, tag: Arc<Tag>, scheme: &Scheme) -> Self {
        let mut mark = Self {
            span,
            claim: None,
            tag: Some(tag),
            standing: Status::Undecided,
            categories: Vec::new(),
            veiled: false,
            case: None,
        };
        mark.settle(scheme, DisplayOptions::default());
        mark
    }

    pub(super) fn orphan(span: Span, tag: Arc<Tag>, scheme: &Scheme) -> Self {
        let mut mark = Self::of_tag(span, tag, scheme);
        mark.standing = Status::Orphaned;
        mark
    }

    pub(super) fn doubtful(span: Span, tag: Arc<Tag>, scheme: &Scheme) -> Self {
        let mut mark = Self::of_tag(span, tag, scheme);
        mark.standing = Status::Doubtful;
        mark
    }

    /// Where it belongs in the order of marks.
    pub(super) fn order(&self) -> (u32, u32) {
        (self.span.start(), self.span.end())
    }

    /// What tells it from every other mark, for as long as its tag is not replaced by another.
    pub fn key(&self) -> (Span, Option<String>) {
        (self.span, self.id().map(str::to_owned))
    }

    /// The id of its tag.
    pub fn id(&self) -> Option<&str> {
        self.tag.as_ref().map(|tag| tag.id.as_str())
    }

    /// What the machine proposes, if that may be shown.
    pub fn known_claim(&self) -> Option<&Claim> {
        self.claim.as_deref().filter(|_| !self.veiled)
    }

    /// Where its speaker is named, if the machine found one.
    pub fn speaker(&self) -> Option<Span> {
        self.known_claim()?.speaker
    }

    /// The score of a category in permille; nothing if the machine did not propose it.
    pub fn score(&self, category: CategoryId) -> Option<u16> {
        let scores = &self.known_claim()?.scores;
        scores.iter().find(|scored| scored.category == category).map(|scored| scored.score)
    }

    /// The best score of the categories that it is shown with, in permille; the machine's best
    /// where it proposed none of them.
    pub fn best_score(&self) -> Option<u16> {
        let shown = self.categories.iter().filter_map(|&category| self.score(category)).max();
        shown.or_else(|| self.known_claim()?.scores.iter().map(|scored| scored.score).max())
    }

    /// The names of the cues that count for it, or counted when it was decided.
    pub fn cues<'a>(&'a self, reading: &'a Reading) -> impl Iterator<Item = &'a str> {
        let evidence = self.known_claim().into_iter().flat_map(|claim| &claim.evidence);
        let counted = evidence.filter(|evidence| evidence.blocked.is_none());
        let now = counted.filter_map(|evidence| reading.scheme.cue(evidence.cue)).map(|cue| cue.id.as_str());
        let tag = self.tag.as_ref().and_then(|tag| tag.proposed.as_ref());
        now.chain(tag.into_iter().flat_map(|proposed| proposed.cues.iter().map(String::as_str)))
    }

    /// Whether it is there to be shown: the reader has had a say on it, or the machine is sure enough.
    pub(super) const fn is_shown(&self) -> bool {
        self.tag.is_some() || self.veiled || self.case.is_some() || !self.categories.is_empty()
    }

    /// The spans to underline, each with its category: the clauses that the machine found, or the
    /// whole passage where it found none. A veiled mark has no category.
    pub fn clauses(&self) -> Vec<(Span, Option<CategoryId>)> {
        if self.veiled {
            return vec![(self.span, None)];
        }
        // A category that only the reader sees is shown where the machine saw its own, so that
        // nothing on the page moves with a decision.
        let machine = self.claim.as_ref().and_then(|claim| claim.scores.first()).map(|scored| scored.clause);
        let clause = |&category: &CategoryId| {
            let scores = self.claim.iter().flat_map(|claim| &claim.scores);
            let found =
                scores.filter(|scored| scored.category == category).map(|scored| scored.clause).next();
            (found.or(machine).unwrap_or(self.span), Some(category))
        };
        self.categories.iter().map(clause).collect()
    }

    /// What of it is underlined: from the beginning of its first clause to the end of the last.
    pub fn shown_span(&self) -> Span {
        let clauses = self.clauses().into_iter().map(|(clause, _)| clause);
        clauses.reduce(Span::union).unwrap_or(self.span)
    }

    /// Works out standing and categories again after claim, tag or lens have changed.
    pub(super) fn settle(&mut self, scheme: &Scheme, lens: DisplayOptions) {
        self.stand(scheme, lens);
        let decided = self.standing != Status::Undecided;
        self.veiled = lens.blind && !decided && self.claim.is_some() && !self.categories.is_empty();
        if self.veiled {
            self.categories.clear();
        }
    }

    fn stand(&mut self, scheme: &Scheme, lens: DisplayOptions) {
        let tag = self.tag.as_deref();
        let claim = self.claim.iter();
        let given = || {
            let ids = self.case.iter().flat_map(|case| case.categories(scheme));
            ids.filter_map(|id| scheme.category_by_id(&id)).collect()
        };
        if let (Some(_), None) = (&self.case, &self.tag) {
            (self.categories, self.standing) = (given(), Status::Undecided);
            return;
        }
        let machine = || {
            let scores = claim.clone().flat_map(|claim| lens.strictness.proposes(claim, tag, scheme));
            scores.map(|scored| scored.category)
        };
        let Some(tag) = &self.tag else {
            self.categories = machine().collect();
            self.standing = Status::Undecided;
            return;
        };
        let reader = tag.categories.iter().filter_map(|id| scheme.category_by_id(id));
        self.categories = match tag.decision {
            Decision::Open | Decision::Rejected if self.case.is_some() => given(),
            Decision::Open if tag.categories.is_empty() => machine().collect(),
            Decision::Rejected => machine().collect(),
            _ => reader.collect(),
        };
        self.standing = match (self.standing, &tag.decision) {
            (Status::Orphaned, _) => Status::Orphaned,
            (Status::Doubtful, _) => Status::Doubtful,
            (_, decision) if is_agreed(tag) && decision.is_claim() => Status::Agreed,
            (_, Decision::Confirmed) => Status::Confirmed,
            (_, Decision::Retagged) => Status::Retagged,
            (_, Decision::Rejected) => Status::Rejected,
            (_, Decision::Added) => Status::Added,
            (_, Decision::Nothing) => Status::Nothing,
            (_, Decision::Open) => Status::Undecided,
            (_, Decision::Other(_)) => Status::Unknown,
        };
    }
}
