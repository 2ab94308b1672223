//! What the machine proposes: the scheme, its cues, and the claims that they find in a text.
//!
//! Nothing here knows what the categories are: they are named in the scheme, and only there.

mod build;
pub mod check;
mod classify;
mod external;
mod inflect;
mod matcher;
mod pattern;
pub mod record;
mod roles;
mod schema;
mod scheme;
mod scope;
mod score;
mod speaker;
mod token;
mod vocabulary;

pub use classify::{
    Claim, classify, classify_document, classify_sentence, classify_sentences, classify_with_slack, evidence,
};
pub use external::parse_response;
pub use record::ClaimRecord;
pub use scheme::{Category, CategoryId, Cue, CueId, Scheme};
pub use scope::ScopeMatch;
pub use score::{Evidence, Scored, permille};
pub use speaker::{Attribution, attribution};
