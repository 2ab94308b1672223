//! Markdown report: counts by category, then every mark in text order.

use super::row::{MarkRow, Placement, rows};
use super::{ExportArticle, ExportOptions, MAKER};
use crate::reading::SpokenBy;
use crate::reading::explanation::format_score;
use crate::text::moment;
use crate::text::visible;
use std::fmt::Write as _;

pub(super) fn render(articles: &[ExportArticle<'_>], options: &ExportOptions) -> String {
    articles.iter().map(|article| report(article, options)).collect::<Vec<_>>().join("\n")
}

fn report(article: &ExportArticle<'_>, options: &ExportOptions) -> String {
    let reading = article.reading;
    let scheme = format!("{} {}", escape(&reading.scheme.name), escape(&reading.scheme.version));
    let mut out = format!("# {}\n\nRead under {} with {MAKER}.\n\n", escape(article.name), scheme.trim());
    let counts = reading.counts();
    let _ = writeln!(out, "| category | claims | decided | rejected |\n|---|---:|---:|---:|");
    for (number, category) in reading.scheme.categories.iter().enumerate() {
        let tally = counts.category(crate::claim::CategoryId(number as u8));
        let name = escape(&category.name);
        let _ = writeln!(out, "| {name} | {} | {} | {} |", tally.claims, tally.decided, tally.rejected);
    }
    let rows: Vec<MarkRow<'_>> = rows(article, options).collect();
    let sections: [(&str, Belongs); 3] = [
        ("Claims", |row| row.place != Placement::Lost && !row.is_refused()),
        ("Not claims", |row| row.place != Placement::Lost && row.is_refused()),
        ("Passages that are gone from the text", |row| row.place == Placement::Lost),
    ];
    for (title, belongs) in sections {
        let mut rows = rows.iter().filter(|row| belongs(row)).peekable();
        if rows.peek().is_some() {
            let _ = writeln!(out, "\n## {title}");
        }
        rows.for_each(|row| mark(&mut out, row));
    }
    out
}

/// Does a mark belong to a section?
type Belongs = fn(&MarkRow<'_>) -> bool;

fn mark(out: &mut String, row: &MarkRow<'_>) {
    let name = |id: &str| {
        let scheme = &row.article.reading.scheme;
        let known = scheme.category_by_id(id).and_then(|id| scheme.category(id));
        escape(known.map_or(id, |category| &category.name))
    };
    let paragraph = row.paragraph.map(|number| format!("¶{number} ")).unwrap_or_default();
    let doubt = match row.doubt() {
        Some("words") => ", words changed since",
        Some(_) => ", doubtful place",
        None => "",
    };
    let categories: Vec<String> = row.counts_as().into_iter().map(name).collect();
    let head = if categories.is_empty() { "no category".to_owned() } else { categories.join(", ") };
    let head = if row.is_refused() { String::new() } else { format!("**{head}**, ") };
    let _ = writeln!(out, "\n{paragraph}{head}{}{doubt}\n", decision(row));
    for line in row.selector.exact.lines() {
        let _ = writeln!(out, "> {}", escape(line).trim());
    }
    let mut items: Vec<String> = Vec::new();
    if let Some(tag) = row.tag {
        items.extend((!tag.note.is_empty()).then(|| format!("note: {}", escape(&tag.note))));
        let labels: Vec<String> = tag.labels.iter().map(|label| escape(label)).collect();
        items.extend((!labels.is_empty()).then(|| format!("labels: {}", labels.join(", "))));
        items.extend(row.fields().iter().map(|(name, value)| format!("{}: {}", escape(name), escape(value))));
    }
    let machine = &row.machine;
    let proposed: Vec<String> = machine
        .categories
        .iter()
        .map(|(id, permille)| format!("{} {}", name(id), format_score(*permille)))
        .collect();
    if !proposed.is_empty() {
        let mut reasons: Vec<String> = machine.cues.iter().map(|cue| escape(cue)).collect();
        reasons.extend(machine.words.iter().map(|word| format!("“{}”", escape(word))));
        items.push(format!("suggestion: {} by {}", proposed.join(", "), reasons.join(", ")));
    }
    let speaker = row.speaker.filter(|speaker| *speaker != SpokenBy::Author).map(SpokenBy::words);
    items.extend(speaker.map(|(lead, name)| format!("{lead}{}", escape(name))));
    if !items.is_empty() {
        out.push('\n');
    }
    for item in items {
        let _ = writeln!(out, "- {item}");
    }
}

/// Decision, annotator and date.
fn decision(row: &MarkRow<'_>) -> String {
    let Some(tag) = row.tag else { return "undecided".to_owned() };
    let word = tag.decision.past_tense();
    let day = moment::day(&tag.at).map_or(String::new(), |day| format!(" on {}", escape(&day)));
    let by = if row.annotator.is_empty() { String::new() } else { format!(" by {}", escape(row.annotator)) };
    format!("{}{by}{day}", escape(word))
}

/// Puts text on one line and escapes Markdown.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for (at, char) in visible::line(text).char_indices() {
        // Lists and headings start only at the start of a line.
        let begins = at == 0 && matches!(char, '+' | '-' | '=' | '#' | '0'..='9');
        let number =
            matches!(char, '.' | ')') && out.bytes().all(|byte| byte.is_ascii_digit() || byte == b'\\');
        if matches!(char, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '!' | ':' | '@')
            || begins && !char.is_ascii_digit()
            || number
        {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    #[test]
    fn escaped_text_parses_as_plain_text() {
        for text in [
            "<script>alert(1)</script>",
            "# x",
            "1. x",
            "12) x",
            "- x",
            "a_b_ *c* `d` [e](http://f) ![g](h)",
            "http://example.org &amp; a@b.example",
            "| a | b |",
            "~~x~~ \\ =",
            "===",
        ] {
            let line = escape(text);
            let mut found = String::new();
            for event in Parser::new_ext(&line, Options::all()) {
                match event {
                    Event::Text(text) => found.push_str(&text),
                    Event::Start(Tag::Paragraph) | Event::End(_) => {}
                    other => panic!("{text}: {other:?}"),
                }
            }
            assert_eq!(found.replace(['“', '”', '’'], "\""), text, "{line}");
        }
    }
}
