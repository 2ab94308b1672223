//! The groups of a corpus as one page for browsers: a table, and in it a bar for every group.

use super::escape::line;
use super::{MAKER, STYLE, colors, figures};
use crate::reading::groups::{GroupBy, GroupReport};
use crate::text::digest::sha256_base64;
use crate::text::number::counted;

/// The page. It asks for nothing else, and no script runs in it.
pub fn corpus_page(told: &GroupReport<'_>) -> String {
    let scheme = told.scheme;
    let style = format!("\n{}{STYLE}", colors::sheet(scheme));
    let digest = sha256_base64(style.as_bytes());
    let title = match told.by() {
        GroupBy::All => "Claims".to_owned(),
        by => format!("Claims by {}", line(&by.to_string())),
    };
    let table = figures::groups(told);
    let all = told.groups.all();
    let of = if told.only_with_claims { " with claims" } else { "" };
    let words =
        all.words().map(|words| format!("<span> {}</span>", counted(words, "word"))).unwrap_or_default();
    let failed = match told.failed {
        0 => String::new(),
        count => format!("<span> {count} could not be counted</span>"),
    };
    let per = told.per.filter(|_| *told.by() != GroupBy::All);
    let per = per.map(|per| format!("<p class=\"aside\">By category, {}.</p>\n", per.words()));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"{MAKER}\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <header class=\"top\">\n<p class=\"about\"><b>{}{of}</b>{words}<span> {}, read under {}</span>{failed}\
         <span> {MAKER}</span></p>\n</header>\n<div class=\"page corpus\">\n<main>\n<h1>{title}</h1>\n{}{table}</main>\n\
         </div>\n</body>\n</html>\n",
        counted(all.articles, "article"),
        counted(all.claims, "claim"),
        line(format!("{} {}", scheme.name, scheme.version).trim()),
        per.unwrap_or_default(),
    )
}
