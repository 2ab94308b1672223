//! Two articles on one event as records: JSON Lines and CSV, one claim each.

use super::csv::CsvWriter;
use super::versions::{claim_cells, claim_record};
use crate::claim::{Scheme, Stated};
use crate::coverage::{Coverage, Shared};
use crate::text::Document;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Two articles with their claims, and which of them both make.
#[derive(Debug, Clone, Copy)]
pub struct ArticlePair<'a> {
    pub articles: [&'a Document; 2],
    pub claims: [&'a [Stated]; 2],
    /// Names of the articles for people.
    pub names: [&'a str; 2],
    pub scheme: &'a Scheme,
    pub coverage: &'a Coverage,
}

/// A claim that both articles make, or only one of them.
#[derive(Debug, Clone, Copy)]
pub struct CoveredClaim<'a> {
    /// In the first article and in the second; at least one is there.
    pub sides: [Option<&'a Stated>; 2],
    /// How both make it.
    pub shared: Option<&'a Shared>,
}

impl<'a> ArticlePair<'a> {
    /// The claims that both make in the order of the first article, then those of the first alone, then of the second.
    pub fn listed(&self) -> impl Iterator<Item = CoveredClaim<'a>> + use<'a> {
        let [first, second] = self.claims;
        let both = self.coverage.shared.iter().map(move |shared| {
            let [one, other] = shared.claims;
            CoveredClaim { sides: [first.get(one), second.get(other)], shared: Some(shared) }
        });
        let [here, there] = &self.coverage.only;
        let here = here.iter().map(move |at| CoveredClaim { sides: [first.get(*at), None], shared: None });
        let there = there.iter().map(move |at| CoveredClaim { sides: [None, second.get(*at)], shared: None });
        both.chain(here).chain(there)
    }

    /// Names of the categories of a claim in a row, for people.
    pub fn category_names(&self, claim: &Stated) -> String {
        let names = claim.categories.iter().filter_map(|&id| self.scheme.category(id));
        names.map(|category| category.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Counts for people.
    pub fn summary(&self) -> String {
        let otherwise = self.coverage.shared.iter().filter(|shared| shared.is_otherwise()).count();
        let both = self.coverage.shared.len();
        let [first, second] = self.coverage.only.each_ref().map(Vec::len);
        let otherwise = if otherwise > 0 { format!(" ({otherwise} otherwise)") } else { String::new() };
        format!("both articles make {both}{otherwise}, only the first {first}, only the second {second}")
    }
}

impl CoveredClaim<'_> {
    /// Who makes it, as written in files: `both`, `first` or `second`.
    pub const fn made_by(&self) -> &'static str {
        match self.sides {
            [Some(_), Some(_)] => "both",
            [_, None] => "first",
            [None, _] => "second",
        }
    }
}

/// One object per claim.
pub fn coverage_json<'a>(pair: &ArticlePair<'a>) -> impl Iterator<Item = Value> + use<'a> {
    let ArticlePair { articles, scheme, .. } = *pair;
    pair.listed().map(move |claim| {
        let side = |at: usize| {
            let (document, side) = articles.get(at).zip(claim.sides.get(at).copied().flatten())?;
            Some(claim_record(scheme, document, side))
        };
        json!({
            "made_by": claim.made_by(),
            "similarity": claim.shared.map(|shared| (shared.similarity * 1000.0).round() / 1000.0),
            "other_category": claim.shared.map(|shared| shared.differs_in_category),
            "other_speaker": claim.shared.map(|shared| shared.differs_in_speaker),
            "first": side(0),
            "second": side(1),
        })
    })
}

const HEADS: [&str; 16] = [
    "made_by",
    "similarity",
    "other_category",
    "other_speaker",
    "first_block",
    "first_start",
    "first_end",
    "first_categories",
    "first_speaker",
    "first_text",
    "second_block",
    "second_start",
    "second_end",
    "second_categories",
    "second_speaker",
    "second_text",
];

/// A table with a line of names and one row per claim.
pub fn coverage_csv(pair: &ArticlePair<'_>, out: &mut CsvWriter<impl Write>) -> io::Result<()> {
    out.row(HEADS)?;
    let [first, second] = pair.articles;
    for claim in pair.listed() {
        let word = |holds: fn(&Shared) -> bool| {
            claim.shared.map_or("", |shared| if holds(shared) { "true" } else { "false" }).to_owned()
        };
        let mut row = vec![
            claim.made_by().to_owned(),
            claim.shared.map_or_else(String::new, |shared| format!("{:.3}", shared.similarity)),
            word(|shared| shared.differs_in_category),
            word(|shared| shared.differs_in_speaker),
        ];
        row.extend(claim_cells(pair.scheme, first, claim.sides[0]));
        row.extend(claim_cells(pair.scheme, second, claim.sides[1]));
        out.row(row)?;
    }
    out.flush()
}
