//! Tables with bars: claims by category, by speaker and by group.

use crate::claim::Scheme;
use crate::export::escape::html_line;
use crate::reading::Stats;
use crate::reading::groups::{GroupBy, GroupCounts, GroupKind, GroupReport, RatePer};
use crate::reading::stats::SpeakerCount;
use crate::text::number::{counted, grouped, plural};
use std::fmt::Write as _;

/// Speakers beyond these are summed up in one line.
const MAX_SPEAKERS: usize = 12;
/// Width of the longest bar in SVG units.
const BAR_WIDTH: usize = 1000;

/// Claims by category, with the definitions of the categories. `decided` counts only decided claims.
pub(super) fn categories(scheme: &Scheme, stats: &Stats, decided: bool) -> String {
    let count = |claims: usize, settled: usize| if decided { settled } else { claims };
    let most = stats.categories.iter().map(|one| count(one.claims, one.decided)).max().unwrap_or(0);
    let mut out = String::from(
        "<section class=\"legend\" aria-label=\"Claims by category\" lang=\"en\">\n<table class=\"figures\">\n\
         <thead class=\"heard\"><tr><th scope=\"col\">category</th><th scope=\"col\">bar</th>\
         <th scope=\"col\">claims</th><th scope=\"col\">decided</th></tr></thead>\n<tbody>\n",
    );
    let letter = |letter: char| format!("<span class=\"letter\">{}</span>", html_line(&letter.to_string()));
    for (at, category) in stats.categories.iter().enumerate() {
        let claims = count(category.claims, category.decided);
        let parts = [(category.decided, "settled"), (claims.saturating_sub(category.decided), "ahead")];
        let _ = writeln!(
            out,
            "<tr class=\"c{at}\"><th scope=\"row\">{} {}</th><td class=\"drawn\">{}</td><td>{claims}</td>\
             <td class=\"of\">{} decided</td></tr>",
            letter(category.letter),
            html_line(&category.name),
            bar(parts.map(|(count, class)| (count, class.to_owned())), most),
            category.decided,
        );
    }
    out.push_str("</tbody>\n</table>\n<details>\n<summary>category definitions</summary>\n<dl>\n");
    for (at, category) in scheme.categories.iter().enumerate() {
        let (letter, name, gloss) =
            (letter(category.letter), html_line(&category.name), html_line(&category.gloss));
        let _ = writeln!(out, "<div class=\"c{at}\"><dt>{letter} {name}</dt><dd>{gloss}</dd></div>");
    }
    out.push_str("</dl>\n</details>\n</section>\n");
    out
}

/// Claims by speaker: a row per speaker, a column per category.
pub(super) fn speakers(scheme: &Scheme, stats: &Stats) -> String {
    if stats.speakers.is_empty() {
        return String::new();
    }
    let mut out = String::from(
        "<section class=\"voices\" aria-labelledby=\"voices\">\n<h2 id=\"voices\">Who says it</h2>\n\
         <table class=\"figures\">\n<thead><tr><th scope=\"col\">speaker</th><th scope=\"col\" class=\"heard\">bar</th>",
    );
    for (at, category) in scheme.categories.iter().enumerate() {
        let (letter, name) = (html_line(&category.letter.to_string()), html_line(&category.name));
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"c{at}\"><abbr class=\"letter\" title=\"{name}\">{letter}</abbr></th>"
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let whole = |speaker: &SpeakerCount| speaker.categories.iter().sum::<usize>();
    let most = stats.speakers.iter().map(whole).max().unwrap_or(0);
    for speaker in stats.speakers.iter().take(MAX_SPEAKERS) {
        let parts =
            speaker.categories.iter().enumerate().map(|(at, count)| (*count, format!("settled c{at}")));
        let (class, name) = match &speaker.name {
            Some(name) => ("", html_line(name)),
            None => (" class=\"author\"", "the author".to_owned()),
        };
        let _ = write!(
            out,
            "<tr><th scope=\"row\"{class}>{name}</th><td class=\"drawn\">{}</td>",
            bar(parts, most)
        );
        for count in &speaker.categories {
            let class = if *count == 0 { " class=\"none\"" } else { "" };
            let _ = write!(out, "<td{class}>{count}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    let more: Vec<&SpeakerCount> = stats.speakers.iter().skip(MAX_SPEAKERS).collect();
    let mut said = Vec::new();
    if !more.is_empty() {
        let claims: usize = more.iter().map(|speaker| speaker.claims).sum();
        said.push(format!(
            "{} more {} with {}.",
            grouped(more.len()),
            plural(more.len(), "speaker"),
            counted(claims, "claim")
        ));
    }
    if stats.unattributed > 0 {
        said.push(format!(
            "{} that only an annotator marked: speaker unknown.",
            counted(stats.unattributed, "claim")
        ));
    }
    if !said.is_empty() {
        let _ = writeln!(out, "<p class=\"aside\">{}</p>", said.join(" "));
    }
    out.push_str("</section>\n");
    out
}

/// A corpus without groups: a row per category.
fn whole(report: &GroupReport<'_>) -> String {
    let all = report.groups.all();
    let mut pers = vec![RatePer::Articles, RatePer::Claims];
    pers.extend(all.words().map(|_| RatePer::Words));
    let mut out = String::from(
        "<table class=\"figures\">\n<thead><tr><th scope=\"col\">category</th>\
         <th scope=\"col\" class=\"heard\">bar</th><th scope=\"col\">claims</th>",
    );
    for per in &pers {
        let _ = write!(out, "<th scope=\"col\">{}</th>", per.words());
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let most = all.categories.iter().max().copied().unwrap_or(0) as usize;
    for (at, (category, &count)) in report.scheme.categories.iter().zip(&all.categories).enumerate() {
        let _ = write!(
            out,
            "<tr class=\"c{at}\"><th scope=\"row\"><span class=\"letter\">{}</span> {}</th>\
             <td class=\"drawn\">{}</td><td>{count}</td>",
            html_line(&category.letter.to_string()),
            html_line(&category.name),
            bar([(count as usize, "settled".to_owned())], most)
        );
        for per in &pers {
            let rate = all.rates(*per).get(at).copied().flatten();
            let _ =
                write!(out, "<td>{}</td>", rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}")));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

/// The groups of a corpus: a row per group, a column per category, and the total.
pub(super) fn groups(report: &GroupReport<'_>) -> String {
    let by = report.by();
    if *by == GroupBy::All {
        return whole(report);
    }
    let mut out = String::from("<table class=\"figures\">\n<thead><tr>");
    let _ = write!(out, "<th scope=\"col\">{}</th>", html_line(&by.to_string()));
    out.push_str("<th scope=\"col\" class=\"heard\">bar</th>");
    out.push_str(if report.has_articles() { "<th scope=\"col\">articles</th>" } else { "" });
    out.push_str("<th scope=\"col\">claims</th>");
    for (at, category) in report.scheme.categories.iter().enumerate() {
        let (letter, name) = (html_line(&category.letter.to_string()), html_line(&category.name));
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"c{at}\"><span class=\"letter\">{letter}</span> {name}</th>"
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    let list = report.list();
    let drawn = list.iter().filter(|group| report.has_bar(group)).map(|group| &group.count);
    let most = drawn.map(|count| report.bar_lengths(count).iter().sum::<usize>()).max().unwrap_or(0);
    for group in &list {
        let class = if group.kind == GroupKind::Named { "" } else { " class=\"author\"" };
        out.push_str(&group_row(report, (&group.name, class), &group.count, most, report.has_bar(group)));
    }
    // A bar of absolute counts for the total would dwarf the others.
    out.push_str(&group_row(
        report,
        ("all", " class=\"whole\""),
        report.groups.all(),
        most,
        report.per.is_some(),
    ));
    out.push_str("</tbody>\n</table>\n");
    out
}

fn group_row(
    report: &GroupReport<'_>,
    (name, class): (&str, &str),
    count: &GroupCounts,
    most: usize,
    is_drawn: bool,
) -> String {
    let parts = report.bar_lengths(count).into_iter().enumerate().filter(|_| is_drawn);
    let parts = parts.map(|(at, length)| (length, format!("settled c{at}")));
    let mut out = format!(
        "<tr><th scope=\"row\"{class}>{}</th><td class=\"drawn\">{}</td>",
        html_line(name),
        bar(parts, most)
    );
    if report.has_articles() {
        let _ = write!(out, "<td>{}</td>", count.articles);
    }
    let _ = write!(out, "<td>{}</td>", count.claims);
    for value in report.values(count) {
        let class = if value.is_none_or(|value| value == 0.0) { " class=\"none\"" } else { "" };
        let _ = write!(out, "<td{class}>{}</td>", report.format_value(value));
    }
    out.push_str("</tr>\n");
    out
}

/// A stacked bar; a sum of `most` fills it.
fn bar(parts: impl IntoIterator<Item = (usize, String)>, most: usize) -> String {
    let mut out = format!(
        "<svg class=\"bar\" viewBox=\"0 0 {BAR_WIDTH} 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
         focusable=\"false\">"
    );
    let mut before = 0;
    for (count, class) in parts.into_iter().filter(|(count, _)| *count > 0) {
        let place = |count: usize| (count * BAR_WIDTH).checked_div(most).unwrap_or(0);
        let (from, to) = (place(before), place(before + count));
        let _ = write!(out, "<rect class=\"{class}\" x=\"{from}\" width=\"{}\" height=\"10\"/>", to - from);
        before += count;
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bar_lengths_are_proportional_to_counts() {
        let parts = |counts: &[usize]| {
            bar(counts.iter().map(|count| (*count, "s".to_owned())), 4).matches(" width=").count()
        };
        assert_eq!([parts(&[]), parts(&[0]), parts(&[1, 2]), parts(&[0, 4])], [0, 0, 2, 1]);
        let bar = bar([(1, "a".to_owned()), (3, "b".to_owned())], 4);
        assert!(
            bar.contains("class=\"a\" x=\"0\" width=\"250\"")
                && bar.contains("class=\"b\" x=\"250\" width=\"750\"")
        );
        assert!(super::bar([(1, "a".to_owned())], 0).contains("width=\"0\""));
    }
}
