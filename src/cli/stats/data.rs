//! Counts as CSV and JSON, for programs.

use crate::cli::engines::Engines;
use crate::cli::report::json_line;
use crate::export::CsvWriter;
use crate::reading::Stats;
use crate::reading::groups::{Group, GroupBy, GroupCounts, GroupKind, GroupReport, RatePer};
use crate::reading::stats::CategoryStats;
use crate::tag::Acceptance;
use serde::Serialize;
use std::io::{self, Write};

/// Writes decisions as CSV with one number per row: its table, what it belongs to, a part of that, what it counts,
/// and the number.
pub(super) fn decisions_csv(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let mut rows = Rows(CsvWriter::new(out));
    rows.0.row(["table", "of", "part", "what", "number"])?;
    rows.totals(stats)?;
    rows.categories(stats)?;
    rows.others(stats)?;
    rows.0.flush()
}

struct Rows<W: Write>(CsvWriter<W>);

impl<W: Write> Rows<W> {
    fn put(&mut self, [table, of, part]: [&str; 3], numbers: &[(&str, usize)]) -> io::Result<()> {
        numbers.iter().try_for_each(|(what, number)| self.0.row([table, of, part, what, &number.to_string()]))
    }

    fn totals(&mut self, stats: &Stats) -> io::Result<()> {
        let numbers = [
            ("articles", stats.articles),
            ("words", stats.words),
            ("passages", stats.marks),
            ("decided", stats.decided),
            ("lost", stats.orphaned),
            ("doubtful", stats.doubtful),
            ("unattributed", stats.unattributed),
        ];
        self.put(["all", "", ""], &numbers)?;
        let of = &stats.decisions;
        let numbers = [
            ("confirmed", of.confirmed),
            ("retagged", of.retagged),
            ("rejected", of.rejected),
            ("added", of.added),
            ("nothing", of.nothing),
            ("open", of.open),
            ("skipped", of.skipped),
            ("other", of.other),
            ("bulk", of.bulk),
            ("rebounded", of.rebounded),
        ];
        self.put(["decision", "", ""], &numbers)?;
        self.acceptance("", stats.acceptance_seen, stats.acceptance_blind)?;
        stats.acceptance_personal.iter().try_for_each(|(model, one)| {
            let numbers = [("decided", one.decided), ("accepted", one.accepted)];
            self.put(["acceptance", model, "personal"], &numbers)
        })
    }

    fn acceptance(&mut self, of: &str, seen: Acceptance, blind: Acceptance) -> io::Result<()> {
        for (part, one) in [("seen", seen), ("blind", blind)] {
            self.put(["acceptance", of, part], &[("decided", one.decided), ("accepted", one.accepted)])?;
        }
        Ok(())
    }

    fn categories(&mut self, stats: &Stats) -> io::Result<()> {
        for category in &stats.categories {
            self.put(["category", &category.id, ""], &category_counts(category))?;
            self.acceptance(&category.id, category.acceptance_seen, category.acceptance_blind)?;
        }
        Ok(())
    }

    fn others(&mut self, stats: &Stats) -> io::Result<()> {
        for cue in &stats.cues {
            let numbers = [("confirmed", cue.confirmed), ("rejected", cue.rejected)];
            self.put(["cue", &cue.cue, &cue.category], &numbers)?;
        }
        self.put(["timing", "", ""], &[("decisions", stats.timing.decisions)])?;
        if let Some(median) = stats.timing.median_seconds {
            self.0.row(["timing", "", "", "median seconds", &median.to_string()])?;
        }
        for speaker in &stats.speakers {
            let name = speaker.name.as_deref().unwrap_or("(the author)");
            self.put(["speaker", name, ""], &[("claims", speaker.claims)])?;
            for (category, &count) in stats.categories.iter().zip(&speaker.categories) {
                self.put(["speaker", name, &category.id], &[("claims", count)])?;
            }
        }
        Ok(())
    }
}

/// The counts of a category with their names, in the order of columns.
pub(super) const fn category_counts(category: &CategoryStats) -> [(&'static str, usize); 7] {
    [
        ("claims", category.claims),
        ("decided", category.decided),
        ("confirmed", category.confirmed),
        ("replaced", category.replaced),
        ("rejected", category.rejected),
        ("given", category.given),
        ("added", category.added),
    ]
}

/// Writes groups as CSV with one row per group.
pub(super) fn groups_csv(out: &mut impl Write, told: &GroupReport<'_>) -> io::Result<()> {
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
        let kind = match kind {
            GroupKind::Named => "named",
            GroupKind::Unnamed => "unnamed",
            GroupKind::Others => "others",
        };
        let mut row = vec![name, kind.to_owned()];
        if told.has_articles() {
            row.push(count.articles.to_string());
            row.push(count.words().map(|words| words.to_string()).unwrap_or_default());
        }
        row.push(count.claims.to_string());
        let values = told.values(&count);
        row.extend(values.iter().map(|value| value.map_or_else(String::new, |value| value.to_string())));
        writer.row(row)?;
    }
    writer.flush()
}

#[derive(Serialize)]
struct GroupsJson<'a> {
    by: String,
    /// Ids of the categories, in the order of all counts.
    categories: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per: Option<&'static str>,
    failed: u64,
    only_with_claims: bool,
    /// What found the claims: `both`, `cues`, or both of them.
    engines: Vec<&'static str>,
    all: CountJson,
    groups: Vec<GroupJson>,
}

#[derive(Serialize)]
struct GroupJson {
    name: String,
    kind: GroupKind,
    #[serde(flatten)]
    count: CountJson,
}

#[derive(Serialize)]
struct CountJson {
    articles: u64,
    /// Null where the words of some article are unknown.
    words: Option<u64>,
    claims: u64,
    categories: Vec<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rates: Option<Vec<Option<f64>>>,
}

pub(super) fn groups_json(out: &mut impl Write, told: &GroupReport<'_>, engines: Engines) -> io::Result<()> {
    let json = |count: &GroupCounts| CountJson {
        articles: count.articles,
        words: count.words(),
        claims: count.claims,
        categories: count.categories.clone(),
        rates: told.per.map(|per| count.rates(per)),
    };
    // Without --by there are no groups but the total.
    let groups = if *told.by() == GroupBy::All { Vec::new() } else { told.list() };
    let groups = groups.into_iter();
    let value = GroupsJson {
        by: told.by().to_string(),
        categories: told.scheme.categories.iter().map(|category| category.id.as_str()).collect(),
        per: told.per.map(RatePer::word),
        failed: told.failed,
        only_with_claims: told.only_with_claims,
        engines: engines.words(),
        all: json(told.groups.all()),
        groups: groups
            .map(|Group { name, kind, count }| GroupJson { name, kind, count: json(&count) })
            .collect(),
    };
    json_line(out, &value)
}
