//! A report as one page for browsers: the article with its claims in place, a list beside it, and why each was marked.
//!
//! The page asks for nothing else, neither from the network nor from a disk. Its policy lets one style sheet and one
//! script run, those that stand in [`STYLE`] and [`SCRIPT`], by their digests; whatever an article holds is text
//! ([`escape`]). Without the script it is an article with footnotes.

mod body;
mod colors;
mod escape;
mod figures;
mod groups;
mod list;
mod mark_view;
mod nest;

use super::row::rows;
use super::{ExportArticle, ExportOptions, MAKER};
use crate::reading::Stats;
use crate::text::digest::sha256_base64;
use crate::text::number::counted;
use escape::{address, line};
pub use groups::corpus_page;
use mark_view::MarkView;

/// How the page looks, without the colours.
const STYLE: &str = include_str!("page.css");
/// What the page does.
const SCRIPT: &str = include_str!("page.js");
/// The box with the keys.
const HELP: &str = include_str!("help.html");

/// The page of one article.
pub(super) fn render(article: &ExportArticle<'_>, options: &ExportOptions) -> String {
    let reading = article.reading;
    let entries: Vec<MarkView<'_>> =
        rows(article, options).enumerate().map(|(at, row)| MarkView::new(at + 1, row)).collect();
    let stats = Stats::of(&reading.scheme, [reading]);
    let style = format!("\n{}{STYLE}", colors::sheet(&reading.scheme));
    let name = line(article.name);
    let (style_digest, script_digest) = (sha256_base64(style.as_bytes()), sha256_base64(SCRIPT.as_bytes()));
    let legend = figures::categories(&reading.scheme, &stats, options.decided);
    let body = body::body(reading, article.name, &legend, &entries);
    // The speakers of undecided claims are suggestions too.
    let speakers = if options.decided { String::new() } else { figures::speakers(&reading.scheme, &stats) };
    let list = list::list(&reading.scheme, &entries);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style_digest}'; \
         script-src 'sha256-{script_digest}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"{MAKER}\">\n<title>{name}: claims</title>\n<style>{style}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#claims\">to the claims</a>\n\
         <header class=\"top\">\n<p class=\"about\">{head}</p>\n<p class=\"tools\" hidden>\
         <button type=\"button\" id=\"scheme\" aria-keyshortcuts=\"t\">light or dark</button>\
         <button type=\"button\" id=\"keys\" aria-keyshortcuts=\"?\">keys</button></p>\n</header>\n\
         <div class=\"page\">\n<main>\n<article lang=\"\">\n{body}</article>\n{speakers}</main>\n{list}</div>\n\
         {HELP}<script>{SCRIPT}</script>\n</body>\n</html>\n",
        head = head(article, options, &entries),
    )
}

/// What is read, under what, and how far it is decided.
fn head(article: &ExportArticle<'_>, options: &ExportOptions, entries: &[MarkView<'_>]) -> String {
    let scheme = &article.reading.scheme;
    let name = line(article.name);
    let name = match options.source.as_deref().and_then(address) {
        Some(address) => format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{name}</a>"),
        None => format!("<b>{name}</b>"),
    };
    let decided = entries.iter().filter(|entry| entry.row.decision().is_some()).count();
    format!(
        "{name}<span> read under {}</span><span> {}, {decided} decided</span><span> {MAKER}</span>",
        line(format!("{} {}", scheme.name, scheme.version).trim()),
        counted(entries.len(), "passage"),
    )
}

#[cfg(test)]
mod tests;
