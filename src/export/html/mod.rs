//! Reports as self-contained web pages: one article with its claims in place, a table of a whole corpus, or a dossier.
//!
//! A page loads nothing from network or disk. Its content security policy admits one style sheet and one script, by
//! digest; all text of an article is escaped ([`super::escape`]). Without the script the page is an article with footnotes.

mod body;
mod colors;
mod coverage;
mod dossier;
mod figures;
mod list;
mod mark_view;
mod versions;

pub use dossier::dossier_page;

use super::escape::{href, html_line};
use super::row::rows;
use super::{ExportArticle, ExportOptions, MAKER};
use crate::claim::Scheme;
use crate::reading::Stats;
use crate::reading::groups::{GroupBy, GroupReport};
use crate::text::digest::sha256_base64;
use crate::text::number::counted;
pub use coverage::coverage_page;
use mark_view::MarkView;
pub use versions::versions_page;

/// Style sheet without the colours.
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Dialog with the keys.
const HELP: &str = include_str!("help.html");

/// The page of one article.
pub(super) fn render(article: &ExportArticle<'_>, options: &ExportOptions) -> String {
    let reading = article.reading;
    let entries: Vec<MarkView<'_>> =
        rows(article, options).enumerate().map(|(at, row)| MarkView::new(at + 1, row)).collect();
    let stats = Stats::of(&reading.scheme, [reading]);
    let legend = figures::categories(&reading.scheme, &stats, options.decided);
    let body = body::body(reading, article.name, &legend, &entries);
    // The speakers of undecided claims are suggestions too.
    let speakers = if options.decided { String::new() } else { figures::speakers(&reading.scheme, &stats) };
    let list = list::list(&reading.scheme, &entries);
    let title = format!("{}: claims", html_line(article.name));
    let script = format!("script-src 'sha256-{}'; ", sha256_base64(SCRIPT.as_bytes()));
    format!(
        "{head}<a class=\"skip\" href=\"#claims\">to the claims</a>\n\
         <header class=\"top\">\n<p class=\"about\">{about}</p>\n<p class=\"tools\" hidden>\
         <button type=\"button\" id=\"scheme\" aria-keyshortcuts=\"t\">light or dark</button>\
         <button type=\"button\" id=\"keys\" aria-keyshortcuts=\"?\">keys</button></p>\n</header>\n\
         <div class=\"page\">\n<main>\n<article lang=\"\">\n{body}</article>\n{speakers}</main>\n{list}</div>\n\
         {HELP}<script>{SCRIPT}</script>\n</body>\n</html>\n",
        head = page_head(&title, &reading.scheme, &script, ""),
        about = about(article, options, &entries),
    )
}

/// The page of a corpus: a table with a bar per group. It has no script.
pub fn corpus_page(report: &GroupReport<'_>) -> String {
    let scheme = report.scheme;
    let title = match report.by() {
        GroupBy::All => "Claims".to_owned(),
        by => format!("Claims by {}", html_line(&by.to_string())),
    };
    let all = report.groups.all();
    let of = if report.only_with_claims { " with claims" } else { "" };
    let words =
        all.words().map(|words| format!("<span> {}</span>", counted(words, "word"))).unwrap_or_default();
    let failed = match report.failed {
        0 => String::new(),
        count => format!("<span> {count} could not be counted</span>"),
    };
    let per = report.per.filter(|_| *report.by() != GroupBy::All);
    let per = per.map(|per| format!("<p class=\"aside\">By category, {}.</p>\n", per.words()));
    format!(
        "{}<header class=\"top\">\n<p class=\"about\"><b>{}{of}</b>{words}<span> {}, read under {}</span>{failed}\
         <span> {MAKER}</span></p>\n</header>\n<div class=\"page corpus\">\n<main>\n<h1>{title}</h1>\n{}{}</main>\n\
         </div>\n</body>\n</html>\n",
        page_head(&title, scheme, "", ""),
        counted(all.articles, "article"),
        counted(all.claims, "claim"),
        html_line(format!("{} {}", scheme.name, scheme.version).trim()),
        per.unwrap_or_default(),
        figures::groups(report),
    )
}

/// Everything before the content of `<body>`. `title` is escaped; `script` is the policy for scripts; `more_style`
/// follows the style sheet.
fn page_head(title: &str, scheme: &Scheme, script: &str, more_style: &str) -> String {
    let style = format!("\n{}{STYLE}{more_style}", colors::style_sheet(scheme));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; \
         {script}base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"{MAKER}\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n",
        sha256_base64(style.as_bytes()),
    )
}

/// The line at the top: article, scheme, progress.
fn about(article: &ExportArticle<'_>, options: &ExportOptions, entries: &[MarkView<'_>]) -> String {
    let scheme = &article.reading.scheme;
    let name = html_line(article.name);
    let name = match options.source.as_deref().and_then(href) {
        Some(address) => format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{name}</a>"),
        None => format!("<b>{name}</b>"),
    };
    let decided = entries.iter().filter(|entry| entry.row.decision().is_some()).count();
    let rejected = match entries.iter().filter(|entry| entry.row.is_refused()).count() {
        0 => String::new(),
        count => format!(", {count} of them rejected"),
    };
    format!(
        "{name}<span> read under {}</span><span> {}, {decided} decided{rejected}</span><span> {MAKER}</span>",
        html_line(format!("{} {}", scheme.name, scheme.version).trim()),
        counted(entries.len(), "claim"),
    )
}

#[cfg(test)]
mod tests;
