//! How far annotators agree: on what passages are, and on where they begin and end.
//!
//! [`Table`] and the coefficients on it are plain arithmetic, held to published examples. [`Part`] and [`align`]
//! make units of tag files: which decisions count, and which of them are about the same passage. [`report`] puts
//! both together. A coefficient that is not defined says why ([`Undefined`]); it is never 1 and never not a number.
//!
//! Spans count code points here, as tag files do, so that files can be compared without their article.

mod alpha;
mod alpha_u;
mod characters;
mod coefficients;
mod hint;
mod nominal_report;
mod part;
mod report;
mod sample;
mod span_report;
mod spans;
mod table;
mod unit;

pub use alpha::{Metric, alpha};
pub use alpha_u::{AlphaU, Disagreement, alpha_u};
pub use characters::{Characters, characters};
pub use coefficients::{Chance, ac1, chance, crossed, fleiss, kappa, raw};
pub use hint::{Balance, Hint};
pub use nominal_report::{CategoryCoding, Coding, Given, NONE};
pub use part::{Decided, Left, Part, Place, placed};
pub use report::{Confusion, Decision, Difference, Machine, Pair, Report, Settings, Units, report};
pub use sample::{Draws, Measured, Resample};
pub use span_report::{CategorySpans, Unitizing};
pub use spans::{Continuum, Item, Matches, f1, matches};
pub use table::{Row, Table};
pub use unit::{Answer, Article, Missing, Unit, align};

#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod tests;

use serde::Serialize;

/// A coefficient, or why there is none.
pub type Figure = Result<f64, Undefined>;

/// Why a coefficient is not defined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undefined {
    /// Fewer than two annotators.
    OneAnnotator,
    /// Nothing was decided by two annotators.
    NoPairs,
    /// Two of several annotators decided nothing in common.
    Apart,
    /// Nothing was decided by all annotators.
    NoneByAll,
    /// Whatever was decided got the same label, so there was nothing to agree on.
    OneLabel,
    /// No annotator marked a passage.
    NothingMarked,
    /// The text is too short for a disagreement by chance.
    NoRoom,
}

impl Undefined {
    /// Why, in words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::OneAnnotator => "there is only one annotator",
            Self::NoPairs => "nothing was decided by two annotators",
            Self::Apart => "two of the annotators decided nothing in common",
            Self::NoneByAll => "nothing was decided by all annotators",
            Self::OneLabel => "only one label was used",
            Self::NothingMarked => "nobody marked anything",
            Self::NoRoom => "the text is too short to disagree by chance",
        }
    }
}
