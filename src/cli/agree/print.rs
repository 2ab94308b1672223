//! An agreement report for people.

use super::gather::Gathered;
use crate::agree::{
    AgreementReport, CategoryAgreement, Disagreement, Estimate, Excluded, NominalAgreement, Resample,
};
use crate::cli::table::{PAGE, figure, figure_cell, left, measured_head, measured_row, row, table, wrapped};
use crate::shell::capabilities;
use crate::tag::{Acceptance, Decision};
use crate::text::number::counted;
use crate::text::visible;
use std::io::{self, Write};

/// Prints the report; each category on its own only if `by_category`.
pub(super) fn text(
    out: &mut impl Write,
    report: &AgreementReport,
    gathered: &Gathered,
    by_category: bool,
) -> io::Result<()> {
    let names = report.annotators.iter().map(|name| visible::line(name).into_owned()).collect();
    let page = Page { report, names };
    page.heading(out, gathered)?;
    measured_head(out, "what passages are")?;
    page.nominal(out, &report.nominal)?;
    let spans = &report.unitizing;
    measured_head(out, "where passages are")?;
    measured_row(out, "F1, same ends and category", &spans.strict_f1, "marked")?;
    measured_row(out, "F1, overlapping, same category", &spans.overlap_f1, "marked")?;
    measured_row(out, "Krippendorff's α_U (1995/2004)", &spans.alpha_u, "marked")?;
    measured_row(out, "Krippendorff's α of characters", &spans.character_alpha, "chars")?;
    if spans.excluded > 0 {
        let passages = counted(spans.excluded, "passage");
        writeln!(out, "without {passages} where another annotator's decision does not count")?;
    }
    if by_category {
        report.categories.iter().try_for_each(|category| page.category(out, category))?;
    }
    page.intervals(out)?;
    block(out, &page.labels())?;
    block(out, &page.conditions())?;
    if page.names.len() > 2 {
        block(out, &page.pairs())?;
    }
    block(out, &page.suggestions())?;
    block(out, &page.confusion())?;
    page.disagreements(out)
}

/// Writes a table after an empty line; nothing for an empty table.
fn block(out: &mut impl Write, rows: &[Vec<String>]) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    table(out, rows)
}

struct Page<'r> {
    report: &'r AgreementReport,
    /// The annotators, safe to print.
    names: Vec<String>,
}

impl Page<'_> {
    fn heading(&self, out: &mut impl Write, gathered: &Gathered) -> io::Result<()> {
        let (report, names) = (self.report, &self.names);
        let units = report.units;
        let mut lines = vec![format!("{}: {}", counted(names.len(), "annotator"), names.join(", "))];
        let all = if names.len() > 2 { format!(", {} by all", units.by_all) } else { String::new() };
        lines.push(format!(
            "{}; {} that at least one decided, {} by two or more{all}",
            counted(report.articles, "article"),
            counted(units.total, "passage"),
            units.pairable
        ));
        if gathered.alone > 0 {
            let articles = counted(gathered.alone, "article");
            lines.push(format!("left out: {articles} with the tags of one annotator only"));
        }
        let missing = gathered.sources.iter().filter(|source| source.article.is_none()).count();
        if missing > 0 {
            let articles = counted(missing, "article");
            lines.push(format!("{articles} not found: passages are taken to be where the tag files say"));
        }
        for (name, excluded) in names.iter().zip(&report.excluded) {
            if excluded.total() > 0 {
                lines.push(format!("not counted of {name}: {}", reasons(*excluded)));
            }
        }
        lines.iter().try_for_each(|line| wrapped(out, line, ""))
    }

    fn nominal(&self, out: &mut impl Write, nominal: &NominalAgreement) -> io::Result<()> {
        let is_pair = self.names.len() == 2;
        let kappa = if is_pair { "Cohen's κ" } else { "Cohen's κ, mean of pairs (Light)" };
        let rows = [
            ("raw agreement", Some(&nominal.observed_agreement)),
            (kappa, Some(&nominal.cohen_kappa)),
            (if is_pair { "Scott's π" } else { "Fleiss' κ" }, Some(&nominal.fleiss_kappa)),
            ("Krippendorff's α", Some(&nominal.krippendorff_alpha)),
            ("Gwet's AC1", Some(&nominal.gwet_ac1)),
            ("Krippendorff's α of sets (MASI)", nominal.masi_alpha.as_ref()),
        ];
        for (name, estimate) in rows {
            estimate.map_or(Ok(()), |estimate| measured_row(out, name, estimate, "units"))?;
        }
        let mut caveats = nominal.caveats.iter();
        caveats.try_for_each(|caveat| wrapped(out, &format!("note: {}", caveat.message()), "  "))
    }

    fn category(&self, out: &mut impl Write, category: &CategoryAgreement) -> io::Result<()> {
        measured_head(out, &visible::line(&category.category))?;
        self.nominal(out, &category.nominal)?;
        let mut spans = self.report.unitizing.categories.iter();
        if let Some(spans) = spans.find(|spans| spans.category == category.category) {
            measured_row(out, "F1, same ends", &spans.strict_f1, "marked")?;
            measured_row(out, "F1, overlapping", &spans.overlap_f1, "marked")?;
            measured_row(out, "Krippendorff's α_U (1995/2004)", &spans.alpha_u, "marked")?;
        }
        let balance = &category.balance;
        let given = self.names.iter().zip(&balance.counts).zip(&balance.decided);
        let given: Vec<String> = given.map(|((name, given), of)| format!("{name} {given} of {of}")).collect();
        let index = |name: &str, index: Option<f64>| {
            index.map_or(String::new(), |index| format!("; {name} {}", figure(index)))
        };
        let prevalence = index("prevalence", balance.prevalence_index);
        let bias = index("bias", balance.bias_index);
        wrapped(out, &format!("given by {}{prevalence}{bias}", given.join(", ")), "  ")
    }

    fn intervals(&self, out: &mut impl Write) -> io::Result<()> {
        let Some(resampled) = self.report.resampled else { return Ok(()) };
        let samples = counted(self.report.bootstrap_samples, "bootstrap sample");
        let text = if resampled == "articles" {
            format!("intervals: {samples} of articles")
        } else {
            let least = Resample::MIN_ARTICLES;
            format!(
                "intervals: {samples} of passages; intervals for where passages are need {least} articles or \
                 more, or --resample article"
            )
        };
        writeln!(out)?;
        wrapped(out, &text, "  ")
    }

    fn labels(&self) -> Vec<Vec<String>> {
        let mut rows = vec![row(["label given"])];
        rows.extend(self.report.nominal.labels.iter().map(|label| {
            let mut row = vec![visible::line(&label.label).into_owned()];
            row.extend(label.counts.iter().map(ToString::to_string));
            row
        }));
        rows.iter_mut().take(1).for_each(|heads| heads.extend(self.names.iter().cloned()));
        rows
    }

    fn conditions(&self) -> Vec<Vec<String>> {
        let interval = |estimate: &Estimate| match estimate.interval {
            Some(interval) => format!("{} to {}", figure(interval.low), figure(interval.high)),
            None => "–".to_owned(),
        };
        let line = |name: &str, nominal: &NominalAgreement| {
            let alpha = &nominal.krippendorff_alpha;
            let figures = [&nominal.observed_agreement, &nominal.cohen_kappa, alpha, &nominal.gwet_ac1];
            let mut line = vec![name.to_owned(), nominal.observed_agreement.n.to_string()];
            line.extend(figures.map(|figure| figure_cell(&figure.value)));
            line.push(interval(alpha));
            line
        };
        vec![
            row(["the suggestion was", "units", "raw", "κ", "α", "AC1", "95 % of α"]),
            line("hidden from all", &self.report.blind),
            line("seen by at least one", &self.report.seen),
        ]
    }

    fn pairs(&self) -> Vec<Vec<String>> {
        let name = |at: usize| self.names.get(at).map_or("", String::as_str);
        let mut rows = vec![row(["pair", "units", "raw", "κ", "F1 same", "F1 overlap"])];
        rows.extend(self.report.pairs.iter().map(|pair| {
            let (one, two) = pair.annotators;
            let figures = [&pair.observed_agreement, &pair.cohen_kappa, &pair.strict_f1, &pair.overlap_f1];
            let mut line = vec![format!("{}, {}", name(one), name(two)), pair.n.to_string()];
            line.extend(figures.map(figure_cell));
            line
        }));
        rows
    }

    /// Agreement of each annotator with the suggestions.
    fn suggestions(&self) -> Vec<Vec<String>> {
        let machine = &self.report.machine;
        if machine.iter().all(|one| one.seen.decided + one.blind.decided == 0) {
            return Vec::new();
        }
        let accepted = |one: Acceptance| match one.decided {
            0 => "–".to_owned(),
            decided => format!("{} of {decided}", one.accepted),
        };
        let mut rows = vec![row(["agreed with the suggestion", "when seen", "blind", "raw", "κ"])];
        rows.extend(self.names.iter().zip(machine).map(|(name, one)| {
            let figures = [&one.observed_agreement, &one.cohen_kappa];
            let mut line = vec![name.clone(), accepted(one.seen), accepted(one.blind)];
            line.extend(figures.map(figure_cell));
            line
        }));
        rows
    }

    fn confusion(&self) -> Vec<Vec<String>> {
        let confusion = &self.report.confusion;
        if confusion.counts.iter().flatten().all(|count| *count == 0) {
            return Vec::new();
        }
        let corner = match &self.names[..] {
            [one, two] => format!("{one} \\ {two}"),
            _ => "pairs of decisions".to_owned(),
        };
        let labels: Vec<_> = confusion.labels.iter().map(|label| visible::line(label)).collect();
        // Labels that are too wide for heads are numbered.
        let widest = labels.iter().map(|label| visible::width(label)).max().unwrap_or(0);
        let is_numbered = (labels.len() + 1) * (widest + 2) > PAGE;
        let mut rows = vec![vec![corner]];
        for ((number, label), counts) in (1..).zip(&labels).zip(&confusion.counts) {
            let (head, name) = if is_numbered {
                (number.to_string(), format!("{number} {label}"))
            } else {
                (label.to_string(), label.to_string())
            };
            rows.iter_mut().take(1).for_each(|heads| heads.push(head.clone()));
            let mut row = vec![name];
            row.extend(counts.iter().map(ToString::to_string));
            rows.push(row);
        }
        rows
    }

    fn disagreements(&self, out: &mut impl Write) -> io::Result<()> {
        let (all, shown) = (self.report.disagreement_count, &self.report.disagreements);
        if all == 0 {
            return Ok(());
        }
        let which = if shown.len() < all { format!(", the {} worst", shown.len()) } else { String::new() };
        writeln!(out, "\n{} on which they differ{which}", counted(all, "passage"))?;
        shown.iter().try_for_each(|one| self.disagreement(out, one))
    }

    fn disagreement(&self, out: &mut impl Write, one: &Disagreement) -> io::Result<()> {
        let mut place = format!("{}–{}", one.start, one.end);
        if self.report.articles > 1 {
            place = format!("{} {place}", visible::line(&one.article));
        }
        let columns = capabilities::table_columns();
        let room = columns.saturating_sub(visible::width(&place) + 3).max(20);
        let quote = one.quote.split_whitespace().collect::<Vec<_>>().join(" ");
        writeln!(out, "{place} “{}”", visible::cut(&quote, room))?;
        let widest = self.names.iter().map(|name| visible::width(name)).max().unwrap_or(0);
        let widest = if columns == usize::MAX { widest } else { widest.min(20) };
        for (name, decision) in self.names.iter().zip(&one.decisions) {
            let Some(decision) = decision else { continue };
            let categories: Vec<_> = decision.categories.iter().map(|id| visible::line(id)).collect();
            let word = Decision::of_word(&decision.decision);
            let word = visible::line(word.past_tense()).into_owned();
            let seen = if decision.blind { "" } else { ", suggestion seen" };
            let text = match categories.as_slice() {
                [] => format!("{word}{seen}"),
                _ => format!("{} ({word}{seen})", categories.join(" and ")),
            };
            writeln!(
                out,
                "    {}  {}",
                left(name, widest),
                visible::cut(&text, columns.saturating_sub(widest + 6))
            )?;
        }
        Ok(())
    }
}

fn reasons(excluded: Excluded) -> String {
    let reasons = [
        (excluded.bulk, "decided in bulk (--bulk counts them)"),
        (excluded.open, "noted, not decided"),
        (excluded.skipped, "skipped"),
        (excluded.orphaned, "lost from the text"),
        (excluded.doubtful, "without a sure place in the text"),
        (excluded.unknown, "without a category, or with an unknown decision"),
        (excluded.repeated, "decided again later"),
    ];
    let reasons = reasons.into_iter().filter(|(count, _)| *count > 0);
    reasons.map(|(count, why)| format!("{count} {why}")).collect::<Vec<_>>().join(", ")
}
