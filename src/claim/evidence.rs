//! Results of classification: claims, their scores, and the evidence for them.

use super::category::{CategoryId, CueId};
use super::combination::Engine;
use crate::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub span: Span,
    /// Categories that reach their threshold (less the slack asked for), the likeliest first.
    pub scores: Vec<Scored>,
    /// Matches of all cues in text order, blocked ones included.
    pub evidence: Vec<Evidence>,
    /// Words that the model leans on, strongest first, for categories that no cue supports; see
    /// [`word_effects`](super::word_effects) for all words.
    pub words: Vec<WordEffect>,
    pub speaker: Speaker,
    /// [`Engine::Cues`] for a claim that no model has judged; `None` from an outside classifier.
    pub engine: Option<Engine>,
}

/// Who makes a claim, as far as the text says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Speaker {
    /// Nothing in the text names somebody else.
    #[default]
    Author,
    /// Somebody without a name here: a pronoun, or a bare plural such as "officials".
    Unknown,
    /// The subject of a verb of speaking, or the name after words such as "according to".
    Attributed(Span),
    /// Taken from the context: the last speaker by name, or the one who acts in the sentence.
    Guessed(Span),
}

impl Speaker {
    /// The words that name the speaker.
    pub const fn name(self) -> Option<Span> {
        match self {
            Self::Attributed(name) | Self::Guessed(name) => Some(name),
            Self::Author | Self::Unknown => None,
        }
    }

    /// How the speaker was found, in files; `None` for the author.
    pub const fn basis(self) -> Option<&'static str> {
        match self {
            Self::Author => None,
            Self::Unknown => Some("unknown"),
            Self::Attributed(_) => Some("attributed"),
            Self::Guessed(_) => Some("guessed"),
        }
    }
}

/// What a word adds to a category: its share of the model's logit in a claim as it is found; from
/// [`word_effects`](super::word_effects) and [`measured_words`](super::measured_words) how far the log-odds fall
/// without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordEffect {
    pub category: CategoryId,
    pub span: Span,
    /// In milli-logits; negative for a word that speaks against the category.
    pub adds: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    pub category: CategoryId,
    pub score: u16,
    /// The smallest run of clauses that holds all the category's evidence; without any, the clause that the model
    /// leans on most.
    pub clause: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub cue: CueId,
    pub category: CategoryId,
    pub span: Span,
    pub weight: i32,
    /// Contribution to the score in milli-logits: less than the weight beside stronger evidence, 0 beside stronger
    /// evidence of its group or on the same words.
    pub adds: i32,
    /// The scope rule that cancels the match.
    pub blocked: Option<ScopeMatch>,
}

/// A scope rule's trigger in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeMatch {
    /// The rule's id in the scheme, such as `negation`.
    pub rule: String,
    pub span: Span,
}
