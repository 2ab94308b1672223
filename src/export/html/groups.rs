//! The groups of a corpus as one page for browsers: a table, and in it a bar for every group.

use super::escape::line;
use super::{MAKER, STYLE, colors, figures};
use crate::claim::Scheme;
use crate::reading::groups::{By, Groups};
use crate::text::digest::sha256_base64;

/// The page; of more than `most` groups the others are one. It asks for nothing else, and no script runs in it.
pub fn corpus_page(groups: &Groups, scheme: &Scheme, most: usize) -> String {
    let style = format!("\n{}{STYLE}", colors::sheet(scheme));
    let digest = sha256_base64(style.as_bytes());
    let by = line(&groups.by().to_string());
    let all = groups.all();
    let title = if *groups.by() == By::All { "Claims".to_owned() } else { format!("Claims by {by}") };
    let told = groups.told(most);
    let table = figures::groups(scheme, groups.by(), &told, &all);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"generator\" content=\"{MAKER}\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <header class=\"top\">\n<p class=\"about\"><b>{} articles</b><span> {} claims, read under {}</span>\
         <span> {MAKER}</span></p>\n</header>\n<div class=\"page corpus\">\n<main>\n<h1>{title}</h1>\n{table}</main>\n\
         </div>\n</body>\n</html>\n",
        all.articles,
        all.claims,
        line(format!("{} {}", scheme.name, scheme.version).trim()),
    )
}
