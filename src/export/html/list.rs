//! The list beside the article: filters, and every mark with suggestion and decision apart.

use super::mark_view::{MarkView, name};
use crate::claim::{CategoryId, Scheme, WordEffect};
use crate::export::escape::{html, html_line};
use crate::reading::explanation::{CueMatch, explain, format_score, format_weight};
use crate::reading::{Adjudication, SpokenBy};
use crate::tag::{Decision, Tag};
use crate::text::moment;
use std::fmt::Write as _;

pub(super) fn list(scheme: &Scheme, entries: &[MarkView<'_>]) -> String {
    let mut annotators: Vec<&str> =
        entries.iter().map(|entry| entry.row.annotator).filter(|name| !name.is_empty()).collect();
    annotators.sort_unstable();
    annotators.dedup();
    let mut out = String::from(
        "<aside id=\"claims\" aria-label=\"Claims\" tabindex=\"-1\">\n<p class=\"open\" hidden><button type=\"button\" \
         id=\"open\" aria-expanded=\"false\" aria-controls=\"panel\"><span id=\"many\">claims</span></button></p>\n\
         <div id=\"panel\">\n<h2>Claims</h2>\n",
    );
    out.push_str(&filters(scheme, entries, &annotators));
    let (placed, lost): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.row.is_placed());
    for (title, entries) in [("", placed), ("Without a sure place in the text", lost)] {
        if entries.is_empty() {
            continue;
        }
        if !title.is_empty() {
            let _ = writeln!(out, "<h3>{title}</h3>");
        }
        out.push_str("<ol class=\"entries\" role=\"list\">\n");
        for entry in entries {
            one(entry, &annotators, &mut out);
        }
        out.push_str("</ol>\n");
    }
    if entries.is_empty() {
        out.push_str("<p class=\"aside\">Nothing is marked in this article.</p>\n");
    }
    out.push_str("</div>\n</aside>\n");
    out
}

struct Choice {
    /// Matches a `data-` attribute of the entries.
    value: String,
    /// Category letter.
    letter: Option<char>,
    words: String,
    /// Number of matching entries.
    count: usize,
}

impl Choice {
    fn new(value: &impl ToString, words: &str, count: usize) -> Self {
        Self { value: value.to_string(), letter: None, words: html_line(words), count }
    }

    fn render(&self, kind: &str) -> String {
        let Self { value, words, count, .. } = self;
        let sign =
            self.letter.map(|letter| format!("<b class=\"letter\">{}</b>", html_line(&letter.to_string())));
        let class = if sign.is_some() { format!("chip c{value}") } else { "chip".to_owned() };
        format!(
            "<label class=\"{class}\"><input type=\"checkbox\" name=\"{kind}\" value=\"{value}\" checked>{}\
             <span>{words}</span> <small>{count}</small></label>\n",
            sign.unwrap_or_default()
        )
    }
}

/// A filter, without choices that match no entry.
fn filter(kind: &str, title: &str, choices: &[Choice]) -> String {
    let choices: String =
        choices.iter().filter(|choice| choice.count > 0).map(|choice| choice.render(kind)).collect();
    format!("<fieldset>\n<legend>{title}</legend>\n{choices}</fieldset>\n")
}

fn filters(scheme: &Scheme, entries: &[MarkView<'_>], annotators: &[&str]) -> String {
    let count = |of: &dyn Fn(&MarkView<'_>) -> bool| entries.iter().filter(|entry| of(entry)).count();
    let mut categories: Vec<Choice> = Vec::new();
    for (at, known) in scheme.categories.iter().enumerate() {
        let many = count(&|entry| entry.categories.contains(&at) && !entry.row.is_refused());
        categories.push(Choice { letter: Some(known.letter), ..Choice::new(&at, &known.name, many) });
    }
    let none = |entry: &MarkView<'_>| entry.categories.is_empty() && !entry.row.is_refused();
    categories.push(Choice::new(&"x", "none of these", count(&none)));
    categories.push(Choice::new(&"r", "rejected", count(&|entry| entry.row.is_refused())));
    let statuses = [
        Choice::new(&"decided", "decided", count(&|entry| entry.is_decided())),
        Choice::new(&"pending", "pending", count(&|entry| !entry.is_decided())),
    ];
    let by = |name: &str| count(&|entry| entry.row.annotator == name);
    let mut words: Vec<Choice> =
        annotators.iter().enumerate().map(|(at, name)| Choice::new(&at, name, by(name))).collect();
    words.push(Choice::new(&"m", "suggestion only", by("")));
    format!(
        "<form class=\"filters\" hidden>\n<label class=\"search\"><span class=\"heard\">words in the claims</span>\
         <input type=\"search\" id=\"find\" placeholder=\"words, notes, speakers\" autocomplete=\"off\" \
         aria-keyshortcuts=\"/\"></label>\n{}{}{}<p class=\"shown\" role=\"status\" id=\"shown\"></p>\n</form>\n",
        filter("category", "category", &categories),
        filter("status", "status", &statuses),
        filter("annotator", "annotator", &words),
    )
}

fn one(entry: &MarkView<'_>, annotators: &[&str], out: &mut String) {
    let row = &entry.row;
    let by = annotators.iter().position(|name| *name == row.annotator);
    let by = by.map_or("m".to_owned(), |at| at.to_string());
    let mut categories: Vec<String> = entry.categories.iter().map(usize::to_string).collect();
    // Rejected claims count for no category, here as in the table.
    if row.is_refused() {
        categories = vec!["r".to_owned()];
    } else if categories.is_empty() {
        categories.push("x".to_owned());
    }
    let number = entry.number;
    let status = if entry.is_decided() { "decided" } else { "pending" };
    let _ = write!(
        out,
        "<li class=\"entry {}\" id=\"l-{number}\" data-n=\"{number}\" data-id=\"{}\" \
         data-categories=\"{}\" data-status=\"{status}\" data-annotator=\"{by}\"><details>\n<summary>\
         <span class=\"number\">{number}</span> <span class=\"letter\" aria-hidden=\"true\">{}</span> <span class=\"called\">{}</span> \
         <span class=\"stands\">{}</span><span class=\"quote\" lang=\"\" dir=\"auto\">{}</span></summary>\n",
        entry.classes(),
        html_line(&row.id),
        categories.join(" "),
        entry.letters(),
        html_line(&entry.category_names()),
        html_line(&entry.status_text()),
        html(row.selector.exact.trim()),
    );
    let _ = writeln!(out, "<p class=\"verdict\">{}</p>", verdict(entry));
    reader(entry, out);
    machine(entry, out);
    if row.is_placed() {
        let paragraph = row.paragraph.map(|number| format!(", paragraph {number}")).unwrap_or_default();
        let _ = writeln!(out, "<p class=\"back\"><a href=\"#m-{number}\">in the text{paragraph}</a></p>");
    }
    out.push_str("</details></li>\n");
}

fn names(entry: &MarkView<'_>, ids: &[String]) -> String {
    ids.iter()
        .map(|id| format!("<b>{}</b>", html_line(&name(&entry.row, id))))
        .collect::<Vec<_>>()
        .join(" and ")
}

fn scored(entry: &MarkView<'_>, categories: &[(String, u16)]) -> String {
    let one = |(id, permille): &(String, u16)| {
        format!("<b>{}</b> {}", html_line(&name(&entry.row, id)), format_score(*permille))
    };
    categories.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// Judgments of the compared annotators, without names and sorted, so that the adjudicator stays blind to who gave which.
fn opinions(entry: &MarkView<'_>, case: &Adjudication) -> String {
    let mut rows: Vec<String> = Vec::new();
    for judgment in &case.judgments {
        rows.push(
            match judgment.as_ref().map(|judgment| judgment.categories.iter().cloned().collect::<Vec<_>>()) {
                None => "not marked".to_owned(),
                Some(none) if none.is_empty() => "rejected".to_owned(),
                Some(categories) => names(entry, &categories),
            },
        );
    }
    rows.sort_unstable();
    format!("The annotators say: {}; not settled.", rows.join(" / "))
}

/// Suggestion and decision in one sentence.
fn verdict(entry: &MarkView<'_>) -> String {
    let row = &entry.row;
    if let (Some(case), None) = (&row.mark.adjudication, row.tag) {
        return opinions(entry, case);
    }
    // The suggestion at the time of the decision; the present one while undecided.
    let machine = row.proposed().map_or(&row.machine.categories, |proposed| &proposed.categories);
    let machine = match &machine[..] {
        [] => "No suggestion".to_owned(),
        categories => format!("Suggestion: {}", scored(entry, categories)),
    };
    let who = html_line(if row.annotator.is_empty() { "the annotator" } else { row.annotator });
    let Some(tag) = row.tag else { return format!("{machine}; undecided.") };
    let decided = match &tag.decision {
        Decision::Confirmed => format!("{who} accepted {}", names(entry, &tag.categories)),
        Decision::Retagged => format!("{who} changed it to {}", names(entry, &tag.categories)),
        Decision::Added => format!("{who} added {}", names(entry, &tag.categories)),
        Decision::Rejected => format!("{who} rejected it"),
        Decision::Nothing => format!("{who} found nothing here"),
        Decision::Open => format!("{who} has not decided"),
        Decision::Skipped => format!("{who} skipped it"),
        Decision::Other(word) => format!("{who} decided “{}”", html_line(word)),
    };
    format!("{machine}; {decided}.")
}

/// A definition list of terms and values, which are HTML.
fn definitions(title: &str, class: &str, lines: &[(&str, String)], out: &mut String) {
    let _ = writeln!(out, "<div class=\"word {class}\"><p class=\"who\">{title}</p>\n<dl>");
    for (term, value) in lines {
        let _ = writeln!(out, "<div><dt>{term}</dt><dd>{value}</dd></div>");
    }
    out.push_str("</dl></div>\n");
}

fn reader(entry: &MarkView<'_>, out: &mut String) {
    let row = &entry.row;
    let Some(tag) = row.tag else { return };
    let mut rows = vec![("decision", html_line(entry.decision()))];
    if !tag.categories.is_empty() {
        rows.push(("category", names(entry, &tag.categories)));
    }
    if !tag.note.is_empty() {
        rows.push((
            "note",
            format!("<span class=\"note\" lang=\"\" dir=\"auto\">{}</span>", html(&tag.note)),
        ));
    }
    if !tag.labels.is_empty() {
        let labels: Vec<String> = tag
            .labels
            .iter()
            .map(|label| format!("<span class=\"label\">{}</span>", html_line(label)))
            .collect();
        rows.push(("labels", labels.join(" ")));
    }
    let fields: Vec<(String, &str)> =
        row.fields().into_iter().map(|(name, value)| (html_line(name), value)).collect();
    rows.extend(fields.iter().map(|(name, value)| (name.as_str(), linked(value))));
    if let Some(speaker) = &tag.speaker {
        rows.push(("speaker", html_line(if speaker.is_empty() { "no named speaker" } else { speaker })));
    }
    if !tag.at.is_empty() {
        rows.push((
            "when",
            match moment::in_utc(&tag.at) {
                Some(at) => format!("<time datetime=\"{}\">{}</time>", html_line(&at), format_time(&at)),
                None => html_line(&tag.at),
            },
        ));
    }
    rows.push(("saw suggestion", saw(tag).to_owned()));
    if let Some(via) = &tag.via {
        rows.push(("via", html_line(via)));
    }
    if !tag.from.is_empty() {
        rows.push(("settles", html_line(&tag.from.join(", "))));
    }
    for rival in &tag.conflicts {
        let categories =
            if rival.categories.is_empty() { String::new() } else { names(entry, &rival.categories) };
        rows.push((
            "otherwise",
            format!(
                "{}: {} {categories}",
                html_line(&rival.annotator),
                html_line(rival.decision.past_tense())
            ),
        ));
    }
    let who = if row.annotator.is_empty() { "Annotator" } else { row.annotator };
    definitions(&html_line(who), "reader", &rows, out);
}

/// A value; an address of the web as a link.
fn linked(value: &str) -> String {
    let shown = html_line(value);
    if value.starts_with("https://") || value.starts_with("http://") {
        format!("<a href=\"{}\" rel=\"noopener noreferrer\">{shown}</a>", html(value))
    } else {
        shown
    }
}

/// Shortens an RFC 3339 time to day and minute.
fn format_time(at: &str) -> String {
    moment::minute(at).map_or_else(|| html_line(at), |minute| format!("{minute} UTC"))
}

/// Whether the suggestion was visible at the decision.
const fn saw(tag: &Tag) -> &'static str {
    match tag.saw_machine {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

fn machine(entry: &MarkView<'_>, out: &mut String) {
    let row = &entry.row;
    let reading = row.article.reading;
    let mut rows = Vec::new();
    if row.machine.categories.is_empty() {
        rows.push(("proposes", "nothing".to_owned()));
    } else {
        rows.push(("category", scored(entry, &row.machine.categories)));
        if let Some(claim) = row.mark.known_claim() {
            let (lead, name) = SpokenBy::of_claim(claim, &reading.document.text).words();
            let lead = lead.strip_prefix("said by ").unwrap_or(lead);
            rows.push(("speaker", format!("{}{}", html_line(lead), html_line(name))));
        }
    }
    if let Some(claim) = row.mark.known_claim() {
        let reasons = explain(&reading.document.text, &reading.scheme, claim).evidence;
        for (term, items) in [
            ("cues", reasons.iter().map(|reason| cue(entry, reason)).collect::<String>()),
            ("words", claim.words.iter().map(|word| model_word(entry, word)).collect()),
        ] {
            if !items.is_empty() {
                rows.push((term, format!("<ul class=\"cues\">{items}</ul>")));
            }
        }
    }
    // The suggestion at the decision, if the scheme gives another one today.
    let then = row.proposed().filter(|then| then.categories != row.machine.categories);
    if let Some(then) = then.filter(|then| !then.categories.is_empty()) {
        let cues = if then.cues.is_empty() {
            String::new()
        } else {
            format!(" by {}", html_line(&then.cues.join(", ")))
        };
        rows.push(("at the decision", format!("{}{cues}", scored(entry, &then.categories))));
    }
    definitions("Suggestion", "machine", &rows, out);
}

/// A category's letter in its colour.
fn letter(entry: &MarkView<'_>, category: CategoryId) -> String {
    let known = entry.row.article.reading.scheme.category(category);
    let letter = html_line(&known.map_or(' ', |known| known.letter).to_string());
    format!("<span class=\"letter c{}\">{letter}</span>", category.0)
}

/// A word that the model leans on.
fn model_word(entry: &MarkView<'_>, word: &WordEffect) -> String {
    format!(
        "<li>{} <q lang=\"\">{}</q> <small>{} by the model</small></li>",
        letter(entry, word.category),
        html_line(word.span.slice(&entry.row.article.reading.document.text)),
        format_weight(word.adds),
    )
}

fn cue(entry: &MarkView<'_>, reason: &CueMatch) -> String {
    let (class, said) = match &reason.blocked {
        Some((rule, words)) => {
            (" class=\"blocked\"", format!("not counted: {} by “{}”", html_line(rule), html_line(words)))
        }
        None => ("", format_weight(reason.adds)),
    };
    format!(
        "<li{class}>{} <q lang=\"\">{}</q> <code>{}</code> <small>{said}</small></li>",
        letter(entry, reason.category),
        html_line(&reason.words),
        html_line(&reason.cue),
    )
}
