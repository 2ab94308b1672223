//! Floors for figures: `--fail-under NAME=NUMBER`, of all or of one category.

use crate::agree::{AgreementReport, Estimate, NominalAgreement};
use crate::cli::tables::short;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;

/// What a figure must reach.
#[derive(Debug)]
pub(super) struct Floor {
    word: String,
    name: String,
    category: Option<String>,
    limit: f64,
}

/// The names of figures of coding.
const CODING: [&str; 6] = ["raw", "kappa", "fleiss", "alpha", "ac1", "masi"];
/// The names of figures of unitizing; the last is not told for single categories.
const SPANS: [&str; 4] = ["f1-strict", "f1-overlap", "alpha-u", "char-alpha"];

/// The floors that words name. Fails where one is no name and number.
pub(super) fn parse(words: &[String]) -> Result<Vec<Floor>, Diagnostic> {
    words.iter().map(|word| floor(word)).collect()
}

fn floor(word: &str) -> Result<Floor, Diagnostic> {
    let parts = word.split_once('=').and_then(|(name, limit)| Some((name, limit.parse::<f64>().ok()?)));
    let Some((name, limit)) = parts.filter(|(_, limit)| limit.is_finite()) else {
        return Err(Diagnostic::whole(word, "is not NAME=NUMBER").hint("for example --fail-under alpha=.67"));
    };
    let (name, category) = match name.split_once(':') {
        Some((name, category)) => (name, Some(category.to_owned())),
        None => (name, None),
    };
    // Of two annotators it is Scott's π, and asked for by that name.
    let name = if name == "pi" { "fleiss" } else { name };
    let known = CODING.into_iter().chain(SPANS);
    let has_categories = !matches!(name, "masi" | "char-alpha");
    if !known.clone().any(|known| known == name) || (category.is_some() && !has_categories) {
        let names = known.clone().collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(name, known).unwrap_or_else(|| {
            format!("there are {names}; all but masi and char-alpha also as NAME:CATEGORY")
        });
        return Err(Diagnostic::whole(word, "no such figure").hint(hint));
    }
    Ok(Floor { word: word.to_owned(), name: name.to_owned(), category, limit })
}

/// Fails where a floor is for a category that no annotator used.
pub(super) fn known(floors: &[Floor], report: &AgreementReport) -> Result<(), Diagnostic> {
    for floor in floors {
        let Some(category) = &floor.category else { continue };
        if !report.categories.iter().any(|known| known.category == *category) {
            let names: Vec<&str> = report.categories.iter().map(|known| known.category.as_str()).collect();
            return Err(Diagnostic::whole(&floor.word, format!("no annotator used the category {category}"))
                .hint(format!(
                    "they used {}",
                    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
                )));
        }
    }
    Ok(())
}

impl Floor {
    /// What is wrong, if the figure does not reach the floor. One that is not defined does not.
    pub(super) fn missed(&self, report: &AgreementReport) -> Option<Diagnostic> {
        let name = self.word.split_once('=').map_or("", |(name, _)| name);
        let limit = short(self.limit);
        match self.figure(report).map(|measured| measured.value) {
            Some(Ok(value)) if value >= self.limit => None,
            Some(Ok(value)) => Some(Diagnostic::whole(name, format!("{} is under {limit}", short(value)))),
            Some(Err(why)) => Some(Diagnostic::whole(
                name,
                format!("is not defined ({}), which counts as under {limit}", why.reason()),
            )),
            None => Some(Diagnostic::whole(name, format!("is not told here, which counts as under {limit}"))),
        }
    }

    fn figure(&self, report: &AgreementReport) -> Option<Estimate> {
        let of = |nominal: &NominalAgreement| match self.name.as_str() {
            "raw" => Some(nominal.observed_agreement),
            "kappa" => Some(nominal.cohen_kappa),
            "fleiss" => Some(nominal.fleiss_kappa),
            "alpha" => Some(nominal.krippendorff_alpha),
            "ac1" => Some(nominal.gwet_ac1),
            // Where no passage has two categories, sets are as far apart as labels.
            "masi" => Some(nominal.masi_alpha.unwrap_or(nominal.krippendorff_alpha)),
            _ => None,
        };
        let spans = &report.unitizing;
        let Some(category) = &self.category else {
            return of(&report.nominal).or(match self.name.as_str() {
                "f1-strict" => Some(spans.strict_f1),
                "f1-overlap" => Some(spans.overlap_f1),
                "alpha-u" => Some(spans.alpha_u),
                "char-alpha" => Some(spans.character_alpha),
                _ => None,
            });
        };
        let nominal = report.categories.iter().find(|known| known.category == *category);
        let spans = spans.categories.iter().find(|known| known.category == *category);
        nominal.and_then(|known| of(&known.nominal)).or_else(|| {
            spans.and_then(|known| match self.name.as_str() {
                "f1-strict" => Some(known.strict_f1),
                "f1-overlap" => Some(known.overlap_f1),
                "alpha-u" => Some(known.alpha_u),
                _ => None,
            })
        })
    }
}
