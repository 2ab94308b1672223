//! Claims that the machine proposes: the scheme, its cues, and what they find in a text.
//!
//! Nothing here knows any category by name: schemes name them, and only schemes.

mod aliases;
mod category;
pub mod check;
mod classify;
mod clause;
mod combination;
mod combined_score;
mod compiled;
mod evidence;
mod explain;
mod external;
pub mod field;
mod inflect;
mod lexicon;
mod matcher;
mod model;
mod own_changes;
mod parse;
mod parts;
mod pattern;
mod personal;
mod prepared;
pub mod record;
mod scheme;
mod scope;
mod score;
mod sentence_scores;
mod source;
mod speaker;
mod stated;
mod token;
mod toml_table;
mod vocabulary;
mod work_order;

pub use aliases::{Aliases, name_key, name_words};
pub use category::{Category, CategoryId, Cue, CueId};
pub use classify::{classify, classify_cues, classify_judged, classify_sentences, evidence};
pub use combination::{CategoryCombination, Combination, Engine};
pub use evidence::{Claim, Evidence, ScopeMatch, Scored, Speaker, WordEffect};
pub use explain::{measured_words, word_effects};
pub use external::parse_response;
pub use field::{Field, FieldType, FieldValue};
pub use model::{Head, Judged, LearnedModel, ModelError, WordShares};
pub use own_changes::{OwnChanges, OwnCue, SchemeEdit, edit_scheme, extended_scheme};
pub use parts::{Cutter, Part, classify_document};
pub use personal::{Mismatch, Moved, PersonalCategory, PersonalModel, Surface};
pub use record::ClaimRecord;
pub use scheme::Scheme;
pub use score::logistic_permille;
pub use sentence_scores::{SentenceScores, score_sentences};
pub use speaker::{Attribution, attribution};
pub use stated::Stated;
pub use work_order::{Focus, WorkOrder};
