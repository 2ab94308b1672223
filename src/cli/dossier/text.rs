//! A dossier for people: a chart of months and categories, and the claims in order of time.

use crate::claim::Scheme;
use crate::cli::engines::Engines;
use crate::cli::stats::chart::{self, Screen};
use crate::dossier::{Article, Dossier, Entry};
use crate::export::dossier_months;
use crate::reading::explanation::format_score;
use crate::reading::groups::GroupReport;
use crate::text::dates::written_out;
use crate::text::number::permille;
use crate::text::visible;
use std::io::{self, Write};

/// Speakers listed as seen and not counted.
const MAX_SEEN: usize = 12;

/// Prints a dossier. On a terminal, lines are wrapped; elsewhere each claim is one line.
pub(super) fn print(
    out: &mut impl Write,
    dossier: &Dossier,
    scheme: &Scheme,
    engines: Engines,
    with_rejected: bool,
) -> io::Result<()> {
    let page = Page { dossier, scheme, screen: Screen::stdout() };
    page.head(out, engines)?;
    let ids: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let months = dossier_months(dossier, &ids);
    let report = GroupReport {
        groups: &months,
        scheme,
        limit: usize::MAX,
        per: None,
        failed: 0,
        only_with_claims: false,
    };
    writeln!(out)?;
    chart::by_group(out, &report, &page.screen)?;
    for (month, entries) in dossier.months() {
        let head = month.map_or_else(
            || "Without a date".to_owned(),
            |month| written_out(month).unwrap_or_else(|| month.to_owned()),
        );
        writeln!(out, "\n{head}")?;
        page.claims(out, entries)?;
    }
    if with_rejected && !dossier.rejected.is_empty() {
        writeln!(out, "\nRejected, not counted")?;
        page.claims(out, &dossier.rejected)?;
    }
    Ok(())
}

/// Lines beneath the counts of a dossier: other names, names not counted, copies.
pub(super) fn remarks(dossier: &Dossier) -> Vec<String> {
    let mut remarks = Vec::new();
    let others = dossier.subject.other_names();
    if !others.is_empty() {
        remarks.push(format!("also counted: {}", others.join(", ")));
    }
    let seen: Vec<String> =
        dossier.also_seen.iter().take(MAX_SEEN).map(|(name, claims)| format!("{name} ({claims})")).collect();
    if !seen.is_empty() {
        let more = dossier.also_seen.len().saturating_sub(MAX_SEEN);
        let more = if more > 0 { format!(", {more} more") } else { String::new() };
        remarks.push(format!("also seen, not counted: {}{more}; --alias counts one", seen.join(", ")));
    }
    let copies = dossier.copies.iter();
    remarks.extend(copies.map(|(copy, original)| format!("{copy} is the same text as {original}")));
    remarks
}

struct Page<'d> {
    dossier: &'d Dossier,
    scheme: &'d Scheme,
    screen: Screen,
}

impl Page<'_> {
    fn head(&self, out: &mut impl Write, engines: Engines) -> io::Result<()> {
        self.line(out, &self.dossier.subject.title(), "", "")?;
        let summary = format!("{}{}", self.dossier.summary(), engines.note(self.scheme));
        self.line(out, &summary, "", "  ")?;
        remarks(self.dossier).iter().try_for_each(|remark| self.line(out, remark, "", "  "))
    }

    fn claims(&self, out: &mut impl Write, entries: &[Entry]) -> io::Result<()> {
        for of_article in entries.chunk_by(|one, other| one.article == other.article) {
            if let Some(article) = of_article.first().and_then(|entry| self.dossier.article(entry)) {
                self.line(out, &heading(article), "  ", "    ")?;
            }
            for entry in of_article {
                self.line(out, &self.claim(entry), "    ", "      ")?;
                if !entry.note.is_empty() {
                    self.line(out, &format!("note: {}", entry.note), "      ", "      ")?;
                }
            }
        }
        Ok(())
    }

    fn claim(&self, entry: &Entry) -> String {
        let name = |id: &str| {
            let known = self.scheme.categories.iter().find(|category| category.id == id);
            known.map_or_else(|| id.to_owned(), |category| category.name.clone())
        };
        let categories = entry.categories.iter().map(|one| {
            let score =
                one.score.map(|score| format!(" {}", format_score(permille(score)))).unwrap_or_default();
            format!("{}{score}", name(&one.id))
        });
        let place = entry.block.map_or_else(|| entry.start.to_string(), |block| format!("¶{block}"));
        let mut about = categories.collect::<Vec<_>>().join(", ");
        for remark in self.dossier.remarks_on(entry) {
            about.push_str(", ");
            about.push_str(&remark);
        }
        if !entry.labels.is_empty() {
            about.extend([" [", &entry.labels.join(", "), "]"]);
        }
        format!("{place} {about}: {}", entry.text.trim())
    }

    /// Writes text on one line, or on a terminal on as many as it takes.
    fn line(&self, out: &mut impl Write, text: &str, first: &str, next: &str) -> io::Result<()> {
        let text = visible::line(text);
        if !self.screen.fits {
            return writeln!(out, "{first}{text}");
        }
        let options =
            textwrap::Options::new(self.screen.columns).initial_indent(first).subsequent_indent(next);
        textwrap::wrap(&text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

/// Date and article, and where the date comes from.
pub(super) fn heading(article: &Article) -> String {
    let mut parts = Vec::new();
    if !article.title.is_empty() {
        parts.push(article.title.clone());
    }
    if !article.publisher.is_empty() {
        parts.push(article.publisher.clone());
    }
    let about = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(" · ")) };
    let file = visible::distinct(&article.name);
    match &article.date {
        Some(date) => format!("{}  {file}{about} ({})", date.day, date.from.words()),
        None => format!("{file}{about} (no date)"),
    }
}
