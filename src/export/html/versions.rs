//! The page of two versions of an article: what became of each claim, old and new beside each other.

use super::super::MAKER;
use super::super::escape::html_line;
use super::super::versions::{VersionPair, block_number};
use super::page_head;
use crate::claim::CategoryId;
use crate::text::number::counted;
use crate::text::{Document, Span};
use crate::version::{Change, Fate, Side};
use std::fmt::Write as _;

/// Renders the page. It has no script.
pub fn versions_page(pair: &VersionPair<'_>) -> String {
    let [old, new] = pair.names.map(html_line);
    let mut body = String::new();
    for fate in Fate::ALL {
        let changes: Vec<(usize, &Change)> =
            pair.listed_for_people().filter(|(_, change)| change.fate == fate).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(body, "<h2>{} <small>{}</small></h2>", fate.title(), changes.len());
        for (at, change) in changes {
            body.push_str(&entry(pair, at, change));
        }
    }
    if body.is_empty() {
        body.push_str("<p>No claim differs.</p>\n");
    }
    let others: Vec<String> = pair
        .other_tags()
        .map(|(fate, tag)| {
            format!("<li>{}: <q>{}</q></li>", fate.word(), html_line(&tag.latest_selector().exact))
        })
        .collect();
    if !others.is_empty() {
        let _ = writeln!(body, "<h2>Tags on no claim</h2>\n<ul>{}</ul>", others.concat());
    }
    let scheme = pair.scheme;
    format!(
        "{}<header class=\"top\">\n<p class=\"about\"><b>{old} → {new}</b><span> {}</span><span> read under {}</span>\
         <span> {MAKER}</span></p>\n</header>\n<div class=\"page corpus versions\">\n<main>\n<h1>What became of the \
         claims</h1>\n<p class=\"aside\">{}{}</p>\n{body}</main>\n</div>\n</body>\n</html>\n",
        page_head(&format!("{old} → {new}: claims"), scheme, "", ""),
        counted(pair.comparison.changes.len(), "claim"),
        html_line(format!("{} {}", scheme.name, scheme.version).trim()),
        html_line(&pair.comparison.summary()),
        tag_counts(pair),
    )
}

fn tag_counts(pair: &VersionPair<'_>) -> String {
    pair.comparison.tag_summary().map(|tags| format!("; {}", html_line(&tags))).unwrap_or_default()
}

fn entry(pair: &VersionPair<'_>, at: usize, change: &Change) -> String {
    let main = change.new.as_ref().filter(|side| !side.categories.is_empty()).or(change.old.as_ref());
    let class =
        main.and_then(|side| side.categories.first()).map(|id| format!(" c{}", id.0)).unwrap_or_default();
    let notes: Vec<String> =
        pair.notes(at, change).iter().map(|note| format!("<li>{}</li>", html_line(note))).collect();
    let notes =
        if notes.is_empty() { String::new() } else { format!("<ul class=\"notes\">{}</ul>", notes.concat()) };
    let cell =
        |name: &str, document: &Document, side: Option<&Side>, runs: Vec<(Span, bool)>, tag: &str| match side
        {
            Some(side) => {
                let runs = if runs.is_empty() { vec![(side.span, false)] } else { runs };
                let text = words(document, &runs, tag);
                let head =
                    format!("¶{} {}", block_number(document, side.span), names(pair, &side.categories));
                format!("<td><p class=\"who\">{name} {}</p><p>{text}</p></td>", html_line(&head))
            }
            None => "<td class=\"none\">–</td>".to_owned(),
        };
    let (before, after) = (change.wording.old_runs().collect(), change.wording.new_runs().collect());
    format!(
        "<section class=\"change{class}\">\n<table><tr>{}{}</tr></table>{notes}\n</section>\n",
        cell("old", pair.old, change.old.as_ref(), before, "del"),
        cell("new", pair.new, change.new.as_ref(), after, "ins"),
    )
}

/// Names of categories.
fn names(pair: &VersionPair<'_>, categories: &[CategoryId]) -> String {
    if categories.is_empty() { "no claim".to_owned() } else { pair.category_names(categories) }
}

/// Runs of one side, the changed ones in elements of their own.
fn words(document: &Document, runs: &[(Span, bool)], tag: &str) -> String {
    let mut out = String::new();
    let mut end: Option<u32> = None;
    for (span, is_changed) in runs {
        let between = end.map_or("", |end| Span::new(end, span.start()).slice(&document.text));
        out.push_str(if between.is_empty() { "" } else { " " });
        let text = html_line(span.slice(&document.text));
        if *is_changed {
            out.extend(["<", tag, ">", &text, "</", tag, ">"]);
        } else {
            out.push_str(&text);
        }
        end = Some(span.end());
    }
    out
}
