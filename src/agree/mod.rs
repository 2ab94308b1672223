//! Inter-annotator agreement on categories and on passage boundaries.
//!
//! [`ReliabilityData`] and its coefficients are plain arithmetic, tested against published examples. [`Codings`] and
//! [`align`] turn tag files into units of coding: which decisions count, and which of them concern the same passage.
//! `report` combines both. An undefined coefficient carries a reason ([`Undefined`]); it is never 1 and never NaN.
//!
//! Spans count code points here, as tag files do, so that files can be compared without their article.

mod alignment;
mod bootstrap;
mod characters;
mod codings;
mod coefficients;
mod nominal_report;
mod reliability;
mod report;
mod unitizing;
mod unitizing_report;

pub use alignment::{CodedArticle, CodedValue, CodingUnit, Missing, align};
pub use bootstrap::{Bootstrap, Estimate, Resample};
pub use characters::{CountedRows, characters};
pub use codings::{CodedPassage, Codings, Excluded, TagPosition, locate_tags};
pub use coefficients::{
    Distance, chance_agreement, cohen_kappa, contingency_table, fleiss_kappa, gwet_ac1, krippendorff_alpha,
    observed_agreement,
};
pub use nominal_report::{CategoryAgreement, Confusion, NominalAgreement};
pub use reliability::{ReliabilityData, UnitValues};
pub use report::{AgreementReport, Disagreement, Settings, report};
pub use unitizing::{AlphaU, Continuum, MarkedSpan, SpanMatches, UnitizingData, f1, match_spans};

#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod tests;

/// A coefficient, or the reason for its absence.
pub type Coefficient = Result<f64, Undefined>;

/// Reason for an undefined coefficient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Undefined {
    OneAnnotator,
    /// No unit has two decisions.
    NoPairs,
    /// Some pair of annotators decided no unit in common.
    NoCommonUnits,
    /// No unit was decided by all annotators.
    NoneByAll,
    /// Every decision has the same label, so there was nothing to agree on.
    OneLabel,
    NothingMarked,
    /// The text is too short for a disagreement by chance.
    NoRoom,
}

impl Undefined {
    pub const fn reason(self) -> &'static str {
        match self {
            Self::OneAnnotator => "there is only one annotator",
            Self::NoPairs => "no two annotators decided the same passage",
            Self::NoCommonUnits => "two of the annotators decided no passage in common",
            Self::NoneByAll => "no passage was decided by all annotators",
            Self::OneLabel => "only one label was used",
            Self::NothingMarked => "no annotator marked a passage",
            Self::NoRoom => "the text is too short to disagree by chance",
        }
    }
}
