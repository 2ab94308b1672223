//! A dossier as data: one JSON object or one row per claim.

use super::csv::CsvWriter;
use crate::dossier::{Dossier, Entry};
use crate::reading::groups::{GroupBy, Groups};
use crate::text::csv_cell;
use crate::text::json::write_line;
use serde::Serialize;
use std::io::{self, Write};

/// One claim of a dossier, for programs.
#[derive(Debug, Serialize)]
struct DossierRecord<'d> {
    /// As `2026-11-25`, `2026-11` or `2026`; null without a date.
    date: Option<&'d str>,
    /// Where the date was found: `record`, `document`, `path` or `text`.
    date_from: Option<&'static str>,
    file: &'d str,
    title: &'d str,
    source: &'d str,
    /// Paragraph, from 1.
    block: Option<u64>,
    start: u64,
    end: u64,
    text: &'d str,
    categories: Vec<CategoryRecord<'d>>,
    speaker: Option<&'d str>,
    speaker_basis: Option<&'d str>,
    /// `said`, `asked` or `about`.
    role: &'static str,
    guess: bool,
    status: &'static str,
    note: &'d str,
    labels: &'d [String],
    engine: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct CategoryRecord<'d> {
    category: &'d str,
    score: Option<f64>,
}

impl<'d> DossierRecord<'d> {
    fn new(dossier: &'d Dossier, entry: &'d Entry) -> Self {
        let article = dossier.article(entry);
        let date = article.and_then(|article| article.date.as_ref());
        let categories = entry.categories.iter();
        Self {
            date: date.map(|date| date.day.as_str()),
            date_from: date.map(|date| date.from.word()),
            file: article.map_or("", |article| &article.name),
            title: article.map_or("", |article| &article.title),
            source: article.map_or("", |article| &article.publisher),
            block: entry.block,
            start: entry.start,
            end: entry.end,
            text: &entry.text,
            categories: categories
                .map(|one| CategoryRecord { category: &one.id, score: one.score })
                .collect(),
            speaker: entry.speaker.as_deref(),
            speaker_basis: entry.basis.as_deref(),
            role: entry.role.word(),
            guess: entry.is_guess(),
            status: entry.verdict.map_or("undecided", |verdict| verdict.id),
            note: &entry.note,
            labels: &entry.labels,
            engine: entry.engine.as_deref(),
        }
    }
}

fn records(dossier: &Dossier, with_rejected: bool) -> impl Iterator<Item = DossierRecord<'_>> {
    let rejected = dossier.rejected.iter().filter(move |_| with_rejected);
    dossier.entries.iter().chain(rejected).map(|entry| DossierRecord::new(dossier, entry))
}

/// Writes one JSON object per claim, in order of time; rejected claims follow if they are asked for.
pub fn dossier_jsonl(out: &mut impl Write, dossier: &Dossier, with_rejected: bool) -> io::Result<()> {
    records(dossier, with_rejected).try_for_each(|record| write_line(out, &record))
}

/// Writes one row per claim, in order of time; rejected claims follow if they are asked for.
pub fn dossier_csv(out: &mut impl Write, dossier: &Dossier, with_rejected: bool) -> io::Result<()> {
    let mut writer = CsvWriter::new(out);
    writer.row([
        "date",
        "date_from",
        "file",
        "title",
        "source",
        "block",
        "start",
        "end",
        "categories",
        "scores",
        "speaker",
        "speaker_basis",
        "role",
        "guess",
        "status",
        "text",
        "note",
        "labels",
        "engine",
    ])?;
    for record in records(dossier, with_rejected) {
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let scores: Vec<String> = record
            .categories
            .iter()
            .map(|one| one.score.map(|score| format!("{score:.3}")).unwrap_or_default())
            .collect();
        writer.row([
            record.date.unwrap_or_default(),
            record.date_from.unwrap_or_default(),
            record.file,
            record.title,
            record.source,
            &number(record.block),
            &number(Some(record.start)),
            &number(Some(record.end)),
            &csv_cell::join(record.categories.iter().map(|one| one.category)),
            &csv_cell::join(scores.iter().map(String::as_str)),
            record.speaker.unwrap_or_default(),
            record.speaker_basis.unwrap_or_default(),
            record.role,
            if record.guess { "yes" } else { "no" },
            record.status,
            record.text,
            record.note,
            &csv_cell::join(record.labels.iter().map(String::as_str)),
            record.engine.unwrap_or_default(),
        ])?;
    }
    writer.flush()
}

/// Claims of a dossier by month, with the articles they stand in; `categories` are the ids of the scheme.
pub fn dossier_months(dossier: &Dossier, categories: &[&str]) -> Groups {
    let mut groups = Groups::new(GroupBy::Month, categories.len());
    for (month, entries) in dossier.months() {
        for of_article in entries.chunk_by(|one, other| one.article == other.article) {
            groups.add_article(month, None);
            for entry in of_article {
                let index = |id: &String| categories.iter().position(|known| known == id);
                let counted: Vec<usize> = entry.categories.iter().filter_map(|one| index(&one.id)).collect();
                groups.add_claim(month, &counted);
            }
        }
    }
    groups
}
