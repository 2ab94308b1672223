//! A report on agreement for people, in 80 columns.

use super::gather::Gathered;
use crate::agree::{
    AgreementReport, CategoryAgreement, Confusion, Disagreement, Estimate, Excluded, NominalAgreement,
    Resample,
};
use crate::cli::table::{
    PAGE, figure, figure_cell, left, measured_head as head, measured_row, row, table, wrapped,
};
use crate::tag::Acceptance;
use crate::text::number::counted;
use crate::text::visible;
use std::io::{self, Write};

/// Prints all of it; each category by itself only if asked for.
pub(super) fn text(
    out: &mut impl Write,
    report: &AgreementReport,
    gathered: &Gathered,
    by_category: bool,
) -> io::Result<()> {
    let names: Vec<String> = report.annotators.iter().map(|name| visible::line(name).into_owned()).collect();
    heading(out, report, gathered, &names)?;
    let two = names.len() == 2;
    head(out, "what passages are")?;
    coding(out, &report.nominal, two)?;
    let spans = &report.unitizing;
    head(out, "where passages are")?;
    measured_row(out, "F1, same ends and category", &spans.strict_f1, "marked")?;
    measured_row(out, "F1, overlapping, same category", &spans.overlap_f1, "marked")?;
    measured_row(out, "Krippendorff's α_U (1995/2004)", &spans.alpha_u, "marked")?;
    measured_row(out, "Krippendorff's α of characters", &spans.character_alpha, "chars")?;
    if spans.excluded > 0 {
        writeln!(
            out,
            "without {} where another annotator's word does not count",
            counted(spans.excluded, "passage")
        )?;
    }
    if by_category {
        for category in &report.categories {
            category_block(out, report, category, &names)?;
        }
    }
    notes(out, report)?;
    labels(out, report, &names)?;
    conditions(out, report)?;
    if !two {
        pairs(out, report, &names)?;
    }
    machine(out, report, &names)?;
    confusion(out, &report.confusion, &names)?;
    differences(out, report, &names)
}

fn heading(
    out: &mut impl Write,
    report: &AgreementReport,
    gathered: &Gathered,
    names: &[String],
) -> io::Result<()> {
    let units = report.units;
    let who = counted(names.len(), "annotator");
    wrapped(out, &format!("{who}: {}", names.join(", ")), "")?;
    let all = if names.len() > 2 { format!(", {} by all", units.by_all) } else { String::new() };
    let text = format!(
        "{}; {} that at least one decided, {} by two or more{all}",
        counted(report.articles, "article"),
        counted(units.total, "passage"),
        units.pairable
    );
    wrapped(out, &text, "")?;
    if gathered.alone > 0 {
        let text =
            format!("left out: {} with the tags of one annotator only", counted(gathered.alone, "article"));
        wrapped(out, &text, "")?;
    }
    let told = gathered.sources.iter().filter(|source| source.article.is_none()).count();
    if told > 0 {
        let text =
            format!("{} not at hand: passages stand where the tag files say", counted(told, "article"));
        wrapped(out, &text, "")?;
    }
    for (name, excluded) in names.iter().zip(&report.excluded).filter(|(_, excluded)| excluded.total() > 0) {
        wrapped(out, &format!("does not count of {name}: {}", reasons(*excluded)), "")?;
    }
    Ok(())
}

/// Why tags do not count, with how many.
fn reasons(excluded: Excluded) -> String {
    let reasons = [
        (excluded.bulk, "decided with many others (--bulk counts them)"),
        (excluded.open, "noted but not decided"),
        (excluded.orphaned, "lost from the text"),
        (excluded.doubtful, "perhaps elsewhere in the text"),
        (excluded.unknown, "of no category, or decided in a way not known here"),
        (excluded.repeated, "decided again later"),
    ];
    let reasons = reasons.into_iter().filter(|(count, _)| *count > 0);
    reasons.map(|(count, why)| format!("{count} {why}")).collect::<Vec<_>>().join(", ")
}

fn coding(out: &mut impl Write, nominal: &NominalAgreement, two: bool) -> io::Result<()> {
    measured_row(out, "raw agreement", &nominal.observed_agreement, "units")?;
    measured_row(
        out,
        if two { "Cohen's κ" } else { "Cohen's κ, mean of pairs (Light)" },
        &nominal.cohen_kappa,
        "units",
    )?;
    measured_row(out, if two { "Scott's π" } else { "Fleiss' κ" }, &nominal.fleiss_kappa, "units")?;
    measured_row(out, "Krippendorff's α", &nominal.krippendorff_alpha, "units")?;
    measured_row(out, "Gwet's AC1", &nominal.gwet_ac1, "units")?;
    nominal
        .masi_alpha
        .iter()
        .try_for_each(|masi| measured_row(out, "Krippendorff's α of sets (MASI)", masi, "units"))?;
    nominal.caveats.iter().try_for_each(|caveat| wrapped(out, &format!("note: {}", caveat.message()), "  "))
}

fn category_block(
    out: &mut impl Write,
    report: &AgreementReport,
    category: &CategoryAgreement,
    names: &[String],
) -> io::Result<()> {
    head(out, &visible::line(&category.category))?;
    coding(out, &category.nominal, names.len() == 2)?;
    if let Some(spans) = report.unitizing.categories.iter().find(|spans| spans.category == category.category)
    {
        measured_row(out, "F1, same ends", &spans.strict_f1, "marked")?;
        measured_row(out, "F1, overlapping", &spans.overlap_f1, "marked")?;
        measured_row(out, "Krippendorff's α_U (1995/2004)", &spans.alpha_u, "marked")?;
    }
    let balance = &category.balance;
    let given = names.iter().zip(&balance.counts).zip(&balance.decided);
    let given: Vec<String> = given.map(|((name, given), of)| format!("{name} {given} of {of}")).collect();
    let index = |name: &str, index: Option<f64>| {
        index.map_or(String::new(), |index| format!("; {name} {}", figure(index)))
    };
    let (prevalence, bias) =
        (index("prevalence", balance.prevalence_index), index("bias", balance.bias_index));
    wrapped(out, &format!("given by {}{prevalence}{bias}", given.join(", ")), "  ")
}

/// How the intervals came about.
fn notes(out: &mut impl Write, report: &AgreementReport) -> io::Result<()> {
    let Some(drawn) = report.resampled else { return Ok(()) };
    writeln!(out)?;
    let what = if drawn == "articles" { "articles" } else { "passages" };
    let text = format!("intervals: {} of {what}, drawn anew", counted(report.bootstrap_samples, "sample"));
    let few = format!(
        "; for where passages are only of {} articles or more, or by --resample article",
        Resample::MIN_ARTICLES
    );
    wrapped(out, &(text + if drawn == "articles" { "" } else { &few }), "  ")
}

fn labels(out: &mut impl Write, report: &AgreementReport, names: &[String]) -> io::Result<()> {
    writeln!(out)?;
    let mut rows =
        vec![std::iter::once("label given".to_owned()).chain(names.iter().cloned()).collect::<Vec<_>>()];
    rows.extend(report.nominal.labels.iter().map(|label| {
        let counts = label.counts.iter().map(ToString::to_string);
        std::iter::once(visible::line(&label.label).into_owned()).chain(counts).collect()
    }));
    table(out, &rows)
}

fn conditions(out: &mut impl Write, report: &AgreementReport) -> io::Result<()> {
    let interval = |measured: &Estimate| {
        measured.interval.map_or_else(
            || "–".to_owned(),
            |found| format!("{} to {}", figure(found.low), figure(found.high)),
        )
    };
    let line = |name: &str, nominal: &NominalAgreement| {
        let figures = [
            &nominal.observed_agreement,
            &nominal.cohen_kappa,
            &nominal.krippendorff_alpha,
            &nominal.gwet_ac1,
        ]
        .map(|figure| figure_cell(&figure.value));
        let mut line = vec![name.to_owned(), nominal.observed_agreement.n.to_string()];
        line.extend(figures);
        line.push(interval(&nominal.krippendorff_alpha));
        line
    };
    let heads = ["the machine's word was", "units", "raw", "κ", "α", "AC1", "95 % of α"];
    writeln!(out)?;
    let rows = [
        row(heads),
        line("out of sight of all", &report.blind),
        line("in sight of at least one", &report.seen),
    ];
    table(out, &rows)
}

fn pairs(out: &mut impl Write, report: &AgreementReport, names: &[String]) -> io::Result<()> {
    writeln!(out)?;
    let mut rows = vec![row(["pair", "units", "raw", "κ", "F1 same", "F1 overlap"])];
    for pair in &report.pairs {
        let name = |at: usize| names.get(at).cloned().unwrap_or_default();
        let (one, two) = pair.annotators;
        let mut line = vec![format!("{}, {}", name(one), name(two)), pair.n.to_string()];
        line.extend(
            [&pair.observed_agreement, &pair.cohen_kappa, &pair.strict_f1, &pair.overlap_f1].map(figure_cell),
        );
        rows.push(line);
    }
    table(out, &rows)
}

fn machine(out: &mut impl Write, report: &AgreementReport, names: &[String]) -> io::Result<()> {
    if report.machine.iter().all(|machine| machine.seen.decided + machine.blind.decided == 0) {
        return Ok(());
    }
    let kept = |kept: Acceptance| match kept.decided {
        0 => "–".to_owned(),
        decided => format!("{} of {decided}", kept.accepted),
    };
    writeln!(out)?;
    let heads = ["beside the machine", "kept when seen", "kept blind", "raw", "κ"];
    let mut rows = vec![row(heads)];
    for (name, machine) in names.iter().zip(&report.machine) {
        let figures = [
            kept(machine.seen),
            kept(machine.blind),
            figure_cell(&machine.observed_agreement),
            figure_cell(&machine.cohen_kappa),
        ];
        rows.push(std::iter::once(name.clone()).chain(figures).collect());
    }
    table(out, &rows)
}

fn confusion(out: &mut impl Write, confusion: &Confusion, names: &[String]) -> io::Result<()> {
    if confusion.counts.iter().flatten().all(|count| *count == 0) {
        return Ok(());
    }
    writeln!(out)?;
    let corner = match names {
        [one, two] => format!("{one} \\ {two}"),
        _ => "pairs of decisions".to_owned(),
    };
    let labels: Vec<_> = confusion.labels.iter().map(|label| visible::line(label)).collect();
    // Where the names have no room above their columns they are numbered.
    let widest = labels.iter().map(|label| visible::width(label)).max().unwrap_or(0);
    let numbered = (labels.len() + 1) * (widest + 2) > PAGE;
    let heads = (1..)
        .zip(&labels)
        .map(|(number, label)| if numbered { number.to_string() } else { label.to_string() });
    let mut rows = vec![std::iter::once(corner).chain(heads).collect::<Vec<_>>()];
    for ((number, label), counts) in (1..).zip(&labels).zip(&confusion.counts) {
        let name = if numbered { format!("{number} {label}") } else { label.to_string() };
        rows.push(std::iter::once(name).chain(counts.iter().map(ToString::to_string)).collect());
    }
    table(out, &rows)
}

fn differences(out: &mut impl Write, report: &AgreementReport, names: &[String]) -> io::Result<()> {
    if report.disagreement_count == 0 {
        return Ok(());
    }
    let shown = report.disagreements.len();
    let which =
        if shown < report.disagreement_count { format!(", the {shown} worst") } else { String::new() };
    writeln!(out, "\n{} on which they differ{which}", counted(report.disagreement_count, "passage"))?;
    report.disagreements.iter().try_for_each(|one| difference(out, one, report.articles > 1, names))
}

fn difference(
    out: &mut impl Write,
    one: &Disagreement,
    with_article: bool,
    names: &[String],
) -> io::Result<()> {
    let article = if with_article { format!("{} ", visible::line(&one.article)) } else { String::new() };
    let place = format!("{article}{}–{}", one.start, one.end);
    let room = PAGE.saturating_sub(visible::width(&place) + 3).max(20);
    let quote = visible::cut(&one.quote.split_whitespace().collect::<Vec<_>>().join(" "), room);
    writeln!(out, "{place} “{quote}”")?;
    let widest = names.iter().map(|name| visible::width(name)).max().unwrap_or(0).min(20);
    for (name, decision) in names.iter().zip(&one.decisions) {
        let Some(decision) = decision else { continue };
        let categories: Vec<String> =
            decision.categories.iter().map(|category| visible::line(category).into_owned()).collect();
        let said = if categories.is_empty() { "no claim".to_owned() } else { categories.join(" and ") };
        let how = visible::line(&decision.decision).into_owned();
        let blind = if decision.blind { "" } else { ", the machine's word in sight" };
        writeln!(
            out,
            "    {}  {}",
            left(name, widest),
            visible::cut(&format!("{said} ({how}{blind})"), PAGE - widest - 6)
        )?;
    }
    Ok(())
}
