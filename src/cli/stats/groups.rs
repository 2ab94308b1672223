//! Groups of claims as JSON and as rows.

use crate::cli::output::json_line;
use crate::export::CsvWriter;
use crate::reading::groups::{By, Count, Group, GroupReport, Kind, Per};
use serde::Serialize;
use std::io::{self, Write};

/// One row a group, with a line of headings.
pub(super) fn csv(out: &mut impl Write, told: &GroupReport<'_>) -> io::Result<()> {
    let mut writer = CsvWriter::new(out);
    let by = told.by().to_string();
    let heads: &[&str] = if told.has_articles() {
        &[&by, "kind", "articles", "words", "claims"]
    } else {
        &[&by, "kind", "claims"]
    };
    let ids = told.scheme.categories.iter().map(|category| category.id.as_str());
    writer.row(heads.iter().copied().chain(ids))?;
    for Group { name, kind, count } in told.list() {
        let mut row = vec![name, word(kind).to_owned()];
        if told.has_articles() {
            row.push(count.articles.to_string());
            row.push(count.words().map(|words| words.to_string()).unwrap_or_default());
        }
        row.push(count.claims.to_string());
        row.extend(
            told.values(&count).iter().map(|value| value.map_or_else(String::new, |of| of.to_string())),
        );
        writer.row(row)?;
    }
    writer.flush()
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Named => "named",
        Kind::Unnamed => "unnamed",
        Kind::Others => "others",
    }
}

#[derive(Serialize)]
struct Json<'a> {
    by: String,
    /// The ids of the categories, in the order of all counts.
    categories: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'static str>,
    failed: u64,
    only_with_claims: bool,
    all: Numbers,
    groups: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    kind: Kind,
    #[serde(flatten)]
    numbers: Numbers,
}

#[derive(Serialize)]
struct Numbers {
    articles: u64,
    /// Nothing where they are not known of every article.
    words: Option<u64>,
    claims: u64,
    categories: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rates: Option<Vec<Option<f64>>>,
}

/// All of it as one object.
pub(super) fn json(out: &mut impl Write, told: &GroupReport<'_>) -> io::Result<()> {
    let numbers = |count: &Count| Numbers {
        articles: count.articles,
        words: count.words(),
        claims: count.claims,
        categories: count.categories.clone(),
        rates: told.per.map(|per| count.rates(per)),
    };
    let row = |Group { name, kind, count }: Group| Row { name, kind, numbers: numbers(&count) };
    // All are no group of a name.
    let groups = if *told.by() == By::All { Vec::new() } else { told.list() };
    let json = Json {
        by: told.by().to_string(),
        categories: told.scheme.categories.iter().map(|category| category.id.as_str()).collect(),
        per: told.per.map(Per::word),
        failed: told.failed,
        only_with_claims: told.only_with_claims,
        all: numbers(told.groups.all()),
        groups: groups.into_iter().map(row).collect(),
    };
    json_line(out, &json)
}
