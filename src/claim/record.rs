//! A claim as JSON: written by `classify` and `find`, read back by `find`, `stats` and from an outside
//! classifier.

use super::evidence::{Claim, Evidence, WordEffect};
use super::scheme::Scheme;
use crate::text::number::share;
use crate::text::{Document, Span};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One claim; offsets count code points of the whole article, ends are exclusive.
///
/// Readers ask only for the fields they need. `E` holds the evidence; a reader that ignores it takes
/// [`serde::de::IgnoredAny`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimRecord<'a, E = Vec<EvidenceRecord<'a>>> {
    pub start: Option<u64>,
    pub end: Option<u64>,
    /// The passage; empty where a record leaves it out.
    #[serde(borrow, default)]
    pub text: Cow<'a, str>,
    pub categories: Option<Vec<CategoryScore<'a>>>,
    /// Outside classifiers may name one category here instead of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Cow<'a, str>>,
    /// The score of `category`, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<E>,
    /// `None` for the author.
    pub speaker: Option<Cow<'a, str>>,
    /// How the speaker is known: `attributed`, `guessed` or `unknown`; in `find` also `reader`. `None` for the author,
    /// and in records older than this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker_basis: Option<Cow<'a, str>>,
    /// What found the claim: `both` or `cues`. `None` from an outside classifier, and in records older than this field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<Cow<'a, str>>,
    /// The article, in a record on a line of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Cow<'a, str>>,
    /// From 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<u64>,
    /// When the article appeared, as it says itself, in a record on a line of its own. Readers look for it among many
    /// fields of records.
    #[serde(skip_serializing_if = "Option::is_none", skip_deserializing)]
    pub date: Option<Cow<'a, str>>,
}

/// One category of a claim. The score runs from 0 to 1; `None` if only a reader gave the category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoryScore<'a> {
    #[serde(borrow)]
    pub category: Cow<'a, str>,
    pub score: Option<f64>,
}

/// [`EvidenceRecord::source`] of a match of a cue.
pub const CUE: &str = "cue";
/// [`EvidenceRecord::source`] of a word that the model leans on.
pub const MODEL: &str = "model";

/// Words that support a category of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvidenceRecord<'a> {
    /// [`CUE`] or [`MODEL`]; `None` from an outside classifier, and in records older than this field.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    /// Empty for the words of a model.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    pub cue: Cow<'a, str>,
    #[serde(borrow, default)]
    pub text: Cow<'a, str>,
    pub start: u64,
    pub end: u64,
    /// `None`: every category of the claim.
    pub category: Option<Cow<'a, str>>,
    /// In logits: the weight of the cue, or how far the log-odds fall without the word.
    pub weight: Option<f64>,
}

impl<'a> ClaimRecord<'a> {
    /// `before` is the number of code points of the article that precede the document.
    pub fn new(claim: &Claim, document: &'a Document, scheme: &'a Scheme, before: u64) -> Self {
        let text = document.text.as_str();
        let category = |id| scheme.category(id).map_or("", |category| category.id.as_str());
        let start = before + u64::from(document.char_range(claim.span).0);
        // Counting from the claim's start is cheap; counting from the text's would not be.
        let inside = |offset: u32| {
            let words = Span::new(claim.span.start(), offset).slice(text);
            start + words.chars().count() as u64
        };
        let counted = claim.evidence.iter().filter(|evidence| evidence.blocked.is_none());
        // An outside classifier's evidence has neither.
        let source = |source: &'static str| claim.engine.map(|_| Cow::from(source));
        let words = |span: Span, id, weight: i32| EvidenceRecord {
            source: None,
            cue: Cow::default(),
            text: span.slice(text).into(),
            start: inside(span.start()),
            end: inside(span.end()),
            category: Some(category(id).into()),
            weight: Some(f64::from(weight) / 1000.0),
        };
        let by_cue = |evidence: &Evidence| EvidenceRecord {
            source: source(CUE),
            cue: scheme.cue(evidence.cue).map_or("", |cue| cue.id.as_str()).into(),
            ..words(evidence.span, evidence.category, evidence.weight)
        };
        let by_model = |word: &WordEffect| EvidenceRecord {
            source: source(MODEL),
            ..words(word.span, word.category, word.adds)
        };
        let scores = claim.scores.iter();
        let score =
            |id, permille| CategoryScore { category: category(id).into(), score: Some(share(permille)) };
        Self {
            start: Some(start),
            end: Some(inside(claim.span.end())),
            text: claim.span.slice(text).into(),
            categories: Some(scores.map(|scored| score(scored.category, scored.score)).collect()),
            evidence: Some(counted.map(by_cue).chain(claim.words.iter().map(by_model)).collect()),
            speaker: claim.speaker.name().map(|speaker| speaker.slice(text).into()),
            speaker_basis: claim.speaker.basis().map(Cow::from),
            engine: claim.engine.map(|engine| engine.word().into()),
            ..Self::default()
        }
    }
}

impl<E> ClaimRecord<'_, E> {
    /// Start and end; the error names the missing field.
    pub fn place(&self) -> Result<(u64, u64), &'static str> {
        let start = self.start.ok_or("missing field `start`")?;
        Ok((start, self.end.ok_or("missing field `end`")?))
    }
}
