//! The article and its marks as plain lines, for screen readers and terminals without cursor control.

use crate::reading::explanation::{explain_with, format_score, format_weight};
use crate::reading::{Mark, SpokenBy, Status, named_fields};
use crate::session::keymap::Table;
use crate::session::{Action, Mode, Model, Purpose};
use crate::text::{BlockKind, Span, visible};

/// The whole article: every block with its number, followed by the claims that begin in it.
pub fn article(model: &Model) -> Vec<String> {
    let document = model.document();
    let mut lines = Vec::new();
    for (number, block) in document.blocks.iter().enumerate() {
        let what = match block.kind {
            BlockKind::Title => "title",
            BlockKind::Heading(_) => "heading",
            BlockKind::Quote => "quotation",
            BlockKind::Item { .. } => "item",
            BlockKind::Code => "code",
            BlockKind::Row => "row",
            BlockKind::Metadata => "aside",
            BlockKind::Rule => continue,
            BlockKind::Paragraph => "paragraph",
        };
        let text = visible::line(block.span.slice(&document.text));
        lines.push(format!("{what} {}: {text}", number + 1));
        let begins = |(_, mark): &(usize, &Mark)| block.span.contains(mark.span.start());
        let marks = model.reading.overlapping(block.span).filter(begins);
        lines.extend(marks.map(|(index, mark)| claim(model, index, mark)));
    }
    lines
}

/// A mark on one line: number, categories, position, status, words.
pub fn claim(model: &Model, index: usize, mark: &Mark) -> String {
    let scheme = &model.reading.scheme;
    let names = mark.categories.iter().filter_map(|&id| scheme.category(id));
    let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
    let names = if names.is_empty() { String::new() } else { format!("{}, ", names.join(" and ")) };
    let sure = mark.best_score().map(|best| format!("score {}, ", format_score(best))).unwrap_or_default();
    let paragraph = model.document().block_at(mark.span.start()) + 1;
    let words = match (mark.status, &mark.tag) {
        (Status::Orphaned, Some(tag)) => visible::line(&tag.selector.exact).into_owned(),
        _ => visible::line(mark.span.slice(&model.document().text)).into_owned(),
    };
    let all = model.reading.marks().len();
    let status = mark.status.word();
    format!("[{} of {all}] {names}paragraph {paragraph}, {sure}{status}: \"{words}\"", index + 1)
}

/// Reasons for the current mark, and the reader's remarks on it.
pub fn reasons(model: &Model) -> Vec<String> {
    let Some(mark) = model.current_mark() else { return Vec::new() };
    let mut lines = Vec::new();
    if mark.blinded {
        lines.push("the suggestion is hidden until you have decided".to_owned());
    }
    if let Some(claim) = mark.known_claim() {
        let words = model.known_words(claim).unwrap_or(&claim.words);
        let found = explain_with(&model.document().text, &model.reading.scheme, claim, words);
        let name = |id| model.reading.scheme.category(id).map_or("", |category| category.name.as_str());
        for reason in found.evidence {
            let name = name(reason.category);
            lines.push(match reason.blocked {
                Some((rule, words)) => format!("\"{}\" does not count: {rule}, \"{words}\"", reason.words),
                None => format!("\"{}\" speaks for {name}: {}", reason.words, format_weight(reason.adds)),
            });
        }
        for word in found.words.iter().filter(|word| word.counts()) {
            let (side, weight) = (if word.adds > 0 { "for" } else { "against" }, format_weight(word.adds));
            lines.push(format!("the word \"{}\" speaks {side} {}: {weight}", word.word, name(word.category)));
        }
        for (shares, &(id, score, base)) in found.shares.iter().flat_map(|shares| {
            found.scores.iter().filter(|(id, ..)| *id == shares.category).map(move |scored| (shares, scored))
        }) {
            let [base, model, cues] = [base, shares.model, shares.cues].map(format_weight);
            let score = format_score(score);
            let cues = if shares.cues == 0 { String::new() } else { format!(", cues {cues}") };
            lines.push(format!("{} {score}: base {base}, model {model}{cues}", name(id)));
        }
    }
    let speaker = mark.speaker(&model.document().text).filter(|speaker| *speaker != SpokenBy::Author);
    lines.extend(speaker.map(|speaker| {
        let (lead, name) = speaker.words();
        format!("{lead}{}", visible::line(name))
    }));
    if let Some(tag) = &mark.tag {
        let labels = (!tag.labels.is_empty()).then(|| format!("labels: {}", tag.labels.join(", ")));
        let note = (!tag.note.is_empty()).then(|| format!("note: {}", tag.note));
        let fields = named_fields(&model.reading.scheme, tag);
        let fields = fields.into_iter().map(|(name, value)| format!("{name}: {value}"));
        lines.extend(
            labels.into_iter().chain(note).chain(fields).map(|line| visible::line(&line).into_owned()),
        );
    }
    if lines.is_empty() {
        lines.push("no suggestion here: you marked it".to_owned());
    }
    lines
}

/// The paragraph with a search match.
pub fn around(model: &Model, place: Span) -> Option<String> {
    let document = model.document();
    let number = document.block_at(place.start());
    let text = visible::line(document.block(number).span.slice(&document.text)).into_owned();
    Some(format!("found in paragraph {}: {text}", number + 1)).filter(|_| !document.blocks.is_empty())
}

pub fn keys_of_reading(model: &Model) -> Vec<String> {
    model
        .keymap
        .rows
        .iter()
        .filter(|row| row.table == Table::Read)
        .map(|row| format!("{}: {}", row.keys_shown(), row.help))
        .collect()
}

/// Inputs available next.
pub fn prompt(model: &Model) -> String {
    match &model.mode {
        Mode::Prompt(prompt) => match prompt.purpose {
            Purpose::Note => "note, then Enter".to_owned(),
            Purpose::Labels => "labels with commas between, then Enter".to_owned(),
            Purpose::Find => "search for".to_owned(),
            _ => "name, then Enter".to_owned(),
        },
        Mode::Confirm(bulk) => {
            let [yes, no] =
                [Action::Confirm, Action::Cancel].map(|action| model.key_in(Table::Confirm, action));
            format!("{}, {yes} or {no}", bulk.question())
        }
        Mode::Ask(question) => {
            let [yes, no] =
                [Action::Confirm, Action::Cancel].map(|action| model.key_in(Table::Confirm, action));
            format!("{} {yes} or {no}", model.question_text(question))
        }
        Mode::Leaving => {
            let [save, discard] =
                [Action::Save, Action::Discard].map(|action| model.key_in(Table::Leave, action));
            format!("not saved: {save} tries again, {discard} discards, Enter stays")
        }
        Mode::Select(selection) => {
            format!("{}: \"{}\"", model.selection_title(*selection), selected(model))
        }
        _ => {
            let hints = model.keymap.hinted(model.table()).into_iter();
            let hints: Vec<String> =
                hints.take(8).map(|row| format!("{} {}", row.keys_hinted(), row.hint)).collect();
            hints.join(", ")
        }
    }
}

fn selected(model: &Model) -> String {
    let text = &model.document().text;
    model.selected().map(|span| visible::line(span.slice(text)).into_owned()).unwrap_or_default()
}
