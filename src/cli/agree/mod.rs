//! `purport agree`: measures the agreement of annotators, for people, for programs, and against floors.

mod article;
mod gather;
mod print;

use super::args::{Agree, ReportFormat};
use super::report::{json_line, print, report_all};
use super::table::figure;
use crate::agree::{
    AgreementReport, Bootstrap, Estimate, NominalAgreement, Resample, Settings, report as measure,
};
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::shell::display;
use gather::Gathered;
use serde_json::{Value, json};

/// Seed of the bootstrap, so that the same files always give the same intervals.
const SEED: u64 = 1979;

/// Compares and prints; 1 if a figure is below its floor, or has one and is undefined.
pub(super) fn run(args: &Agree) -> Result<u8, Error> {
    let floors = args.fail_under.iter().map(|word| Floor::parse(word)).collect::<Result<Vec<_>, _>>()?;
    let args = &article::resolve(args)?;
    let mut gathered = gather::gather(args)?;
    report_all(std::mem::take(&mut gathered.warnings));
    let incomplete = !gathered.unreadable.is_empty();
    report_all(std::mem::take(&mut gathered.unreadable));
    let settings = Settings {
        missing: args.missing,
        bootstrap: Bootstrap { samples: args.bootstrap as usize, seed: SEED },
        resample: args.resample.unwrap_or(Resample::Auto),
        worst: args.worst,
    };
    let figures = measure(&gathered.annotators, &gathered.articles, settings);
    // A floor for an unknown category is a typing error, and reported before anything is printed.
    floors.iter().try_for_each(|floor| floor.check_category(&figures))?;
    let json = match args.format {
        ReportFormat::Text => Value::Null,
        ReportFormat::Json => value(&figures, &gathered)?,
    };
    print(|out| match args.format {
        ReportFormat::Text => print::text(out, &figures, &gathered, args.by_category),
        ReportFormat::Json => json_line(out, &json),
    })?;
    let missed: Vec<Error> = floors.iter().filter_map(|floor| floor.missed(&figures)).collect();
    let code = if incomplete { 2 } else { u8::from(!missed.is_empty()) };
    report_all(missed);
    Ok(code)
}

fn value(figures: &AgreementReport, gathered: &Gathered) -> Result<Value, Error> {
    let mut value = serde_json::to_value(figures)
        .map_err(|error| Error::new("agree", "the report cannot be written as JSON").caused_by(error))?;
    if let Some(object) = value.as_object_mut() {
        let sources: Vec<Value> = gathered
            .sources
            .iter()
            .map(|source| {
                let article = source.article.as_ref().map(|path| display::name(path.as_path()));
                json!({ "name": source.name, "article": article, "tags": source.tags })
            })
            .collect();
        object.insert("sources".to_owned(), Value::Array(sources));
        object.insert("alone".to_owned(), json!(gathered.alone));
    }
    Ok(value)
}

/// Floor of a coefficient: `--fail-under NAME=NUMBER`, or `NAME:CATEGORY=NUMBER`.
#[derive(Debug)]
struct Floor {
    word: String,
    name: String,
    category: Option<String>,
    limit: f64,
}

/// Figures of coding, then those of unitizing.
const FIGURES: [&str; 10] =
    ["raw", "kappa", "fleiss", "alpha", "ac1", "masi", "f1-strict", "f1-overlap", "alpha-u", "char-alpha"];

impl Floor {
    fn parse(word: &str) -> Result<Self, Error> {
        let parts = word.split_once('=').and_then(|(name, limit)| Some((name, limit.parse::<f64>().ok()?)));
        let Some((name, limit)) = parts.filter(|(_, limit)| limit.is_finite()) else {
            return Err(Error::new(word, "is not NAME=NUMBER").hint("for example --fail-under alpha=.67"));
        };
        let (name, category) = match name.split_once(':') {
            Some((name, category)) => (name, Some(category.to_owned())),
            None => (name, None),
        };
        // For two annotators Fleiss' κ is Scott's π, which people ask for by that name.
        let name = if name == "pi" { "fleiss" } else { name };
        let has_categories = !matches!(name, "masi" | "char-alpha");
        if !FIGURES.contains(&name) || (category.is_some() && !has_categories) {
            let hint = did_you_mean(name, FIGURES.into_iter()).unwrap_or_else(|| {
                format!("known: {}; all but masi and char-alpha also as NAME:CATEGORY", FIGURES.join(", "))
            });
            return Err(Error::new(word, "no such figure").hint(hint));
        }
        Ok(Self { word: word.to_owned(), name: name.to_owned(), category, limit })
    }

    fn check_category(&self, figures: &AgreementReport) -> Result<(), Error> {
        let names: Vec<&str> = figures.categories.iter().map(|known| known.category.as_str()).collect();
        match &self.category {
            Some(category) if !names.contains(&category.as_str()) => {
                let used = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                Err(Error::new(&self.word, format!("no annotator used the category {category}"))
                    .hint(format!("they used {used}")))
            }
            _ => Ok(()),
        }
    }

    /// The error if the figure is below the floor, which an undefined figure is.
    fn missed(&self, figures: &AgreementReport) -> Option<Error> {
        let name = self.word.split_once('=').map_or("", |(name, _)| name);
        let limit = figure(self.limit);
        let message = match self.figure(figures).map(|measured| measured.value) {
            Some(Ok(value)) if self.limit <= value => return None,
            Some(Ok(value)) => format!("{} is below the floor of {limit}", figure(value)),
            Some(Err(why)) => format!("undefined ({}); treated as below the floor of {limit}", why.reason()),
            None => format!("not computed; treated as below the floor of {limit}"),
        };
        Some(Error::new(name, message))
    }

    fn figure(&self, figures: &AgreementReport) -> Option<Estimate> {
        let nominal = |nominal: &NominalAgreement| match self.name.as_str() {
            "raw" => Some(nominal.observed_agreement),
            "kappa" => Some(nominal.cohen_kappa),
            "fleiss" => Some(nominal.fleiss_kappa),
            "alpha" => Some(nominal.krippendorff_alpha),
            "ac1" => Some(nominal.gwet_ac1),
            // Where no passage has two categories, sets are as far apart as labels.
            "masi" => Some(nominal.masi_alpha.unwrap_or(nominal.krippendorff_alpha)),
            _ => None,
        };
        let spans = |[strict, overlap, alpha_u]: [Estimate; 3]| match self.name.as_str() {
            "f1-strict" => Some(strict),
            "f1-overlap" => Some(overlap),
            "alpha-u" => Some(alpha_u),
            _ => None,
        };
        let all = &figures.unitizing;
        let Some(category) = &self.category else {
            let characters = (self.name == "char-alpha").then_some(all.character_alpha);
            return nominal(&figures.nominal)
                .or_else(|| spans([all.strict_f1, all.overlap_f1, all.alpha_u]))
                .or(characters);
        };
        let of_category = figures.categories.iter().find(|known| known.category == *category);
        of_category.and_then(|known| nominal(&known.nominal)).or_else(|| {
            let known = all.categories.iter().find(|known| known.category == *category)?;
            spans([known.strict_f1, known.overlap_f1, known.alpha_u])
        })
    }
}
