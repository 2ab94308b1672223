//! The page of two articles on one event: the claims that both make beside each other, then those of one alone.

use super::super::MAKER;
use super::super::coverage::{ArticlePair, CoveredClaim};
use super::super::escape::html_line;
use super::super::versions::block_number;
use super::page_head;
use crate::claim::Stated;
use crate::coverage::Shared;
use std::fmt::Write as _;

/// Renders the page. It has no script.
pub fn coverage_page(pair: &ArticlePair<'_>) -> String {
    let [first, second] = pair.names.map(html_line);
    let groups = [
        ("Both articles".to_owned(), "both"),
        (format!("Only {first}"), "first"),
        (format!("Only {second}"), "second"),
    ];
    let mut body = String::new();
    for (title, made_by) in groups {
        let claims: Vec<CoveredClaim<'_>> =
            pair.listed().filter(|claim| claim.made_by() == made_by).collect();
        let _ = writeln!(body, "<h2>{title} <small>{}</small></h2>", claims.len());
        body.extend(claims.iter().map(|claim| entry(pair, claim)));
    }
    let scheme = pair.scheme;
    format!(
        "{}<header class=\"top\">\n<p class=\"about\"><b>{first} and {second}</b><span> read under {}</span>\
         <span> {MAKER}</span></p>\n</header>\n<div class=\"page corpus versions\">\n<main>\n<h1>Who makes which \
         claims</h1>\n<p class=\"aside\">{}</p>\n{body}</main>\n</div>\n</body>\n</html>\n",
        page_head(&format!("{first} and {second}: claims"), scheme, "", ""),
        html_line(format!("{} {}", scheme.name, scheme.version).trim()),
        html_line(&pair.summary()),
    )
}

fn entry(pair: &ArticlePair<'_>, claim: &CoveredClaim<'_>) -> String {
    let main = claim.sides.iter().flatten().next();
    let class =
        main.and_then(|side| side.categories.first()).map(|id| format!(" c{}", id.0)).unwrap_or_default();
    let cells: String = (0..2).map(|at| cell(pair, at, claim.sides.get(at).copied().flatten())).collect();
    let notes = claim.shared.map(Shared::notes).filter(|notes| !notes.is_empty());
    let notes = notes
        .map(|notes| ["<ul class=\"notes\"><li>", &notes.join("</li><li>"), "</li></ul>"].concat())
        .unwrap_or_default();
    format!("<section class=\"change{class}\">\n<table><tr>{cells}</tr></table>{notes}\n</section>\n")
}

fn cell(pair: &ArticlePair<'_>, at: usize, side: Option<&Stated>) -> String {
    let Some((document, side)) = pair.articles.get(at).zip(side) else {
        return "<td class=\"none\">–</td>".to_owned();
    };
    let speaker = side.speaker.as_deref().map(|name| format!(" · {name}")).unwrap_or_default();
    let head = format!("¶{} {}{speaker}", block_number(document, side.span), pair.category_names(side));
    let text = html_line(side.span.slice(&document.text));
    format!("<td><p class=\"who\">{}</p><p>{text}</p></td>", html_line(&head))
}
