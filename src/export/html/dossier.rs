//! The page of a dossier: a time line that leads to each month, a table of months, and the claims with their sources.

use super::page_head;
use crate::claim::Scheme;
use crate::dossier::{Article, Dossier, Entry};
use crate::export::escape::{href, html, html_line};
use crate::export::{MAKER, dossier_months};
use crate::reading::explanation::format_score;
use crate::reading::groups::{Group, GroupKind, Groups};
use crate::text::dates::written_out;
use crate::text::number::{counted, permille};
use std::fmt::Write as _;

/// Style sheet of the parts that only a dossier has.
const STYLE: &str = include_str!("dossier.css");
/// Height of the longest column of the time line in SVG units.
const COLUMN_HEIGHT: u64 = 100;
/// With more months than these, only years are written below the time line.
const MAX_LABELS: usize = 18;
/// Speakers listed as seen and not counted.
const MAX_SEEN: usize = 12;

/// The page of a dossier. It has no script: the time line consists of links within the page.
pub fn dossier_page(dossier: &Dossier, scheme: &Scheme, with_rejected: bool) -> String {
    let ids: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let months = dossier_months(dossier, &ids);
    let title = html_line(&dossier.subject.title());
    let mut out = page_head(&format!("{title}: a dossier"), scheme, "", STYLE);
    let _ = write!(
        out,
        "<header class=\"top narrow\">\n<p class=\"about\"><b>Dossier</b><span> read under {}</span><span> {MAKER}</span></p>\n\
         </header>\n<div class=\"page dossier\">\n<main>\n<h1>{title}</h1>\n<p class=\"aside\">{}.</p>\n{}{}{}{}",
        html_line(format!("{} {}", scheme.name, scheme.version).trim()),
        html_line(&dossier.summary()),
        remarks(dossier),
        time_line(&months),
        key(scheme),
        table(&months, scheme),
    );
    for (month, entries) in dossier.months() {
        let (id, name) = (anchor(month), month.and_then(written_out));
        let _ = writeln!(
            out,
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\"><small>{}</small>{}</h2>",
            counted(entries.len(), "claim"),
            name.unwrap_or_else(|| month.map_or_else(|| "Without a date".to_owned(), html_line)),
        );
        claims(&mut out, dossier, scheme, entries);
        out.push_str("</section>\n");
    }
    if with_rejected && !dossier.rejected.is_empty() {
        out.push_str(
            "<section aria-labelledby=\"rejected\">\n<h2 id=\"rejected\">Rejected, not counted</h2>\n",
        );
        claims(&mut out, dossier, scheme, &dossier.rejected);
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</div>\n</body>\n</html>\n");
    out
}

/// The id of a month's heading.
fn anchor(month: Option<&str>) -> String {
    format!("m-{}", month.map_or_else(|| "undated".to_owned(), html_line))
}

/// What is counted besides the name, and what is not.
fn remarks(dossier: &Dossier) -> String {
    let mut out = String::new();
    let mut aside = |text: String| {
        let _ = writeln!(out, "<p class=\"aside\">{}</p>", html_line(&text));
    };
    let others = dossier.subject.other_names();
    if !others.is_empty() {
        aside(format!("Also counted: {}.", others.join(", ")));
    }
    let seen: Vec<String> =
        dossier.also_seen.iter().take(MAX_SEEN).map(|(name, claims)| format!("{name} ({claims})")).collect();
    if !seen.is_empty() {
        let more = dossier.also_seen.len().saturating_sub(MAX_SEEN);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        aside(format!("Also seen, not counted: {}{more}.", seen.join(", ")));
    }
    for (copy, original) in &dossier.copies {
        aside(format!("{copy} is the same text as {original}, and counts once."));
    }
    out
}

/// A column of the time line for each month, and one at the end for articles without a date.
fn time_line(months: &Groups) -> String {
    let list = months.ranked(usize::MAX);
    let sum = |group: &Group| group.count.categories.iter().sum::<u64>();
    let most = list.iter().map(sum).max().unwrap_or(0).max(1);
    let mut out = String::from("<nav aria-label=\"Time line\">\n<ol class=\"timeline\">\n");
    let mut year = "";
    for group in &list {
        let is_dated = group.kind == GroupKind::Named;
        let name = written_out(&group.name).unwrap_or_else(|| html_line(&group.name));
        let this_year = group.name.get(..4).unwrap_or_default();
        let label = if !is_dated {
            "no date".to_owned()
        } else if this_year == year {
            let short = name.get(..3).unwrap_or_default();
            if list.len() <= MAX_LABELS { short.to_owned() } else { String::new() }
        } else {
            this_year.to_owned()
        };
        if is_dated {
            year = this_year;
        }
        let class = if is_dated { "" } else { " class=\"undated\"" };
        if group.count.claims == 0 {
            let _ = writeln!(out, "<li{class}>{}<b>&nbsp;</b><span>{label}</span></li>", column(&[], most));
            continue;
        }
        let _ = writeln!(
            out,
            "<li{class}><a href=\"#{}\" title=\"{name}: {}\">{}<b>{}</b><span>{label}</span></a></li>",
            anchor(is_dated.then_some(group.name.as_str())),
            counted(group.count.claims, "claim"),
            column(&group.count.categories, most),
            group.count.claims,
        );
    }
    out.push_str("</ol>\n</nav>\n");
    out
}

/// A stacked column; a sum of `most` fills it.
fn column(parts: &[u64], most: u64) -> String {
    let mut out = format!(
        "<svg class=\"column\" viewBox=\"0 0 10 {COLUMN_HEIGHT}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" \
         focusable=\"false\">"
    );
    let mut before = 0;
    for (at, &count) in parts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let height = |count: u64| count * COLUMN_HEIGHT / most;
        let (from, to) = (height(before), height(before + count));
        let _ = write!(
            out,
            "<rect class=\"c{at}\" x=\"1\" width=\"8\" y=\"{}\" height=\"{}\"/>",
            COLUMN_HEIGHT - to,
            to - from
        );
        before += count;
    }
    out.push_str("</svg>");
    out
}

/// The colours of the categories.
fn key(scheme: &Scheme) -> String {
    let categories = scheme.categories.iter().enumerate();
    let items = categories
        .map(|(at, category)| format!("<li class=\"c{at}\"><i></i>{}</li>", html_line(&category.name)));
    format!("<ul class=\"key\">{}</ul>\n", items.collect::<String>())
}

fn table(months: &Groups, scheme: &Scheme) -> String {
    let mut out = String::from(
        "<table class=\"figures\">\n<thead><tr><th scope=\"col\">month</th><th scope=\"col\">articles</th>\
         <th scope=\"col\">claims</th>",
    );
    for (at, category) in scheme.categories.iter().enumerate() {
        let (letter, name) = (html_line(&category.letter.to_string()), html_line(&category.name));
        let _ = write!(
            out,
            "<th scope=\"col\" class=\"c{at}\"><span class=\"letter\">{letter}</span> {name}</th>"
        );
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for Group { name, kind, count } in months.ranked(usize::MAX) {
        let shown = written_out(&name).unwrap_or_else(|| html_line(&name));
        let month = (kind == GroupKind::Named).then_some(name.as_str());
        let head =
            if count.claims == 0 { shown } else { format!("<a href=\"#{}\">{shown}</a>", anchor(month)) };
        let _ = write!(
            out,
            "<tr><th scope=\"row\">{head}</th><td>{}</td><td>{}</td>",
            count.articles, count.claims
        );
        for count in count.categories {
            let class = if count == 0 { " class=\"none\"" } else { "" };
            let _ = write!(out, "<td{class}>{count}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

fn claims(out: &mut String, dossier: &Dossier, scheme: &Scheme, entries: &[Entry]) {
    for of_article in entries.chunk_by(|one, other| one.article == other.article) {
        let article = of_article.first().and_then(|entry| dossier.article(entry));
        out.push_str(&article.map(heading).unwrap_or_default());
        for entry in of_article {
            claim(out, dossier, scheme, entry);
        }
    }
}

/// Date, title and source of an article.
fn heading(article: &Article) -> String {
    let date = article.date.as_ref().map(|date| {
        let shown = written_out(&date.day).unwrap_or_else(|| html_line(&date.day));
        format!("<time datetime=\"{}\">{shown}</time> · ", html_line(&date.day))
    });
    let file = html_line(&article.name);
    let file = match href(&article.name) {
        Some(address) => format!("<a href=\"{address}\" rel=\"noopener noreferrer\">{file}</a>"),
        None => file,
    };
    let (title, mut rest) = match article.title.as_str() {
        "" => (file, Vec::new()),
        title => (html_line(title), vec![file]),
    };
    if !article.publisher.is_empty() {
        rest.push(html_line(&article.publisher));
    }
    rest.push(article.date.as_ref().map_or("no date", |date| date.from.words()).to_owned());
    format!("<h3>{}<cite>{title}</cite> <small>{}</small></h3>\n", date.unwrap_or_default(), rest.join(" · "))
}

fn claim(out: &mut String, dossier: &Dossier, scheme: &Scheme, entry: &Entry) {
    let at = |id: &str| scheme.categories.iter().position(|category| category.id == id);
    let named = entry.categories.iter().map(|one| {
        let known = at(&one.id).and_then(|at| scheme.categories.get(at));
        let name = known.map_or(one.id.as_str(), |category| &category.name);
        let score = one.score.map(|score| format!(" {}", format_score(permille(score)))).unwrap_or_default();
        format!("<b>{}</b>{score}", html_line(name))
    });
    let mut about = vec![named.collect::<Vec<_>>().join(", ")];
    about.extend(entry.block.map(|block| format!("¶{block}")));
    let attribution = entry.attribution(&dossier.subject);
    about.extend(dossier.remarks_on(entry).iter().map(|remark| {
        let is_guess = *remark == attribution && entry.is_guess();
        let remark = html_line(remark);
        if is_guess { format!("<span class=\"guess\">{remark}</span>") } else { remark }
    }));
    about.extend(entry.labels.iter().map(|label| html_line(label)));
    let class =
        entry.categories.first().and_then(|one| at(&one.id)).map_or("cx".to_owned(), |at| format!("c{at}"));
    let rejected =
        if entry.verdict.is_some_and(|verdict| verdict.id == "rejected") { " rejected" } else { "" };
    let _ = writeln!(
        out,
        "<figure class=\"claim {class}{rejected}\">\n<figcaption>{}</figcaption>\n\
         <blockquote lang=\"\" dir=\"auto\">{}</blockquote>",
        about.join(" · "),
        html(entry.text.trim()),
    );
    if !entry.note.is_empty() {
        let _ = writeln!(out, "<p class=\"note\" lang=\"\" dir=\"auto\">{}</p>", html(&entry.note));
    }
    out.push_str("</figure>\n");
}
