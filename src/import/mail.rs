//! A letter as mail archives show it: its heading, what it quotes, what it says.

use super::page::Page;
use super::plain;
use crate::text::BlockKind;

/// Headings of a letter that are shown.
const SHOWN: [&str; 2] = ["from", "date"];

/// Whether preformatted text is a letter: it has a heading, or quotes line by line.
pub(super) fn is_mail(text: &str) -> bool {
    let headed = heading(text).count() >= 2;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let quoted = text.lines().filter(|line| line.starts_with("> ") || *line == ">").count();
    let long = lines.clone().filter(|line| line.split_whitespace().count() >= 6).count();
    headed || (quoted >= 2 && long * 2 > lines.count())
}

/// The lines of the heading, by name and value.
fn heading(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.trim_start().lines().map(|line| line.split_once(':').filter(|(name, _)| is_name(name)));
    lines.map_while(|line| line).map(|(name, value)| (name, value.trim()))
}

fn is_name(name: &str) -> bool {
    const KNOWN: [&str; 9] =
        ["from", "to", "cc", "date", "sent", "subject", "message-id", "in-reply-to", "reply-to"];
    KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Puts a letter on the page. Its signature is left out.
pub(super) fn put(text: &str, page: &mut Page) {
    let count = heading(text).count();
    let named = |wanted: &str| heading(text).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    if let Some((_, subject)) = named("subject") {
        page.heading(1);
        page.words(subject);
    }
    let known: Vec<&str> = SHOWN.iter().filter_map(|name| named(name)).map(|(_, value)| value).collect();
    if !known.is_empty() {
        page.open(BlockKind::Metadata);
        page.words(&known.join(" · "));
    }
    let body = text.trim_start().lines().skip(count).take_while(|line| *line != "-- " && *line != "--");
    // Runs of lines that are quoted alike.
    let mut run = String::new();
    let mut quoted = false;
    for line in body {
        let is_quoted = line.starts_with('>');
        if is_quoted != quoted {
            paragraphs(&std::mem::take(&mut run), quoted, page);
            quoted = is_quoted;
        }
        let line = if is_quoted { line.trim_start_matches(['>', ' ']) } else { line };
        run.push_str(line);
        run.push('\n');
    }
    paragraphs(&run, quoted, page);
}

fn paragraphs(text: &str, quoted: bool, page: &mut Page) {
    for block in plain::blocks(text) {
        if quoted {
            page.begin_quote();
        }
        page.paragraph();
        page.words(block.span.slice(text));
        page.close();
        if quoted {
            page.end_quote();
        }
    }
}
