//! brat's stand-off format: text-bound annotations with their attributes and notes.

use super::exported::{ExportedMark, label_set};
use super::labels::UNDECIDED;
use super::reconcile::{Creator, ExportScope, LabeledSpan, reconcile};
use super::records::TargetText;
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Selector};
use crate::text::number::counted;
use crate::text::{same_words, visible};
use std::collections::{BTreeSet, HashMap};

pub(super) fn parse(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let companion = file.companion.map(|text| TargetText::new(text.to_owned(), file.article));
    let (mut spans, mut exported) = (Vec::new(), Vec::new());
    let mut decisions: HashMap<&str, &str> = HashMap::new();
    let mut notes: HashMap<&str, &str> = HashMap::new();
    let (mut skipped, mut text_bounds) = (0, Vec::new());
    for (number, line) in (1..).zip(file.content.lines()) {
        let fields: Vec<&str> = line.splitn(3, '\t').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let mut head = field(1).split(' ');
        let (kind, target) = (head.next().unwrap_or_default(), head.next().unwrap_or_default());
        match line.chars().next() {
            Some('T') => text_bounds.push((number, fields)),
            Some('A' | 'M') if kind == "Decision" => {
                decisions.extend(head.next().filter(|value| !value.is_empty()).map(|value| (target, value)));
            }
            Some('#') if kind == "AnnotatorNotes" => {
                notes.insert(target, field(2));
            }
            Some('#') if kind == "Purport" => {
                let mark = serde_json::from_str(field(2)).ok();
                match mark.and_then(|fields| ExportedMark::parse(&fields, number)) {
                    Some(mark) => exported.push(mark),
                    None => parsed.warn(file.name, number, "this Purport note is not readable"),
                }
            }
            None | Some('A' | 'M' | '#') => {}
            Some(_) => skipped += 1,
        }
    }
    let range = |mark: &ExportedMark| (mark.annotation.selector.start, mark.annotation.selector.end);
    let ours: BTreeSet<Range> = exported.iter().map(range).collect();
    for (number, fields) in text_bounds {
        match text_bound(&fields, companion.as_ref(), &ours, number, file) {
            Ok(parts) => {
                let id = fields.first().copied().unwrap_or_default();
                spans.extend(parts.into_iter().map(|part| (id, part)));
            }
            Err(message) => parsed.warn(file.name, number, message),
        }
    }
    if spans.is_empty() && exported.is_empty() && !file.content.trim().is_empty() {
        let error = Diagnostic::whole(file.name, "holds no text-bound annotation");
        return Err(error.hint("name a brat file that ends in .ann"));
    }
    if skipped > 0 {
        let lines = format!("{} that {}", counted(skipped, "line"), if skipped == 1 { "is" } else { "are" });
        parsed.warn(file.name, 0, format!("skipped {lines} not text-bound (relations, events)"));
    }
    let spans = spans.into_iter().map(|(id, span)| LabeledSpan {
        decision: decisions.get(id).map(|word| parse_decision(word)),
        note: notes.get(id).map(|note| (*note).to_owned()),
        ..span
    });
    let labels = label_set(file, &exported, true);
    reconcile(&mut parsed, spans.collect(), exported, &labels, ExportScope::All, Creator::default());
    Ok(parsed)
}

fn parse_decision(word: &str) -> Decision {
    if word == UNDECIDED { Decision::Open } else { Decision::of_word(word) }
}

/// Start and end, exclusive, in code points.
type Range = (u32, u32);

/// A part of a span with its words.
type Part = (Range, String);

/// A text-bound annotation: `T1⇥Kind 0 10;11 20⇥the words`. One in several parts is a span for each of them.
fn text_bound(
    fields: &[&str],
    companion: Option<&TargetText<'_>>,
    ours: &BTreeSet<Range>,
    line: usize,
    file: AnnotationFile<'_>,
) -> Result<Vec<LabeledSpan>, String> {
    let [_, head, quote] = fields else {
        return Err("expected three fields between tabs: id, type with positions, text".to_owned());
    };
    let (label, fragments) = head.split_once(' ').ok_or("has no positions")?;
    let position = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is not a position"));
    let mut parts: Vec<Range> = Vec::new();
    for fragment in fragments.split(';') {
        let pair = fragment.split_once(' ');
        let (from, to) = pair.ok_or_else(|| format!("`{fragment}` is not a pair of positions"))?;
        let (from, to) = (position(from)?, position(to)?);
        if from >= to {
            return Err(format!("span {from}..{to} is empty"));
        }
        parts.push((from, to));
    }
    let text = companion.map_or(file.article.text.as_str(), TargetText::text);
    let parts = parts_with_words(&parts, quote, text, ours)?;
    let span = |((start, end), words): Part| {
        let (selector, is_displaced) = match companion {
            Some(text) => text.selector((start, end), Some(&words))?,
            None => selector_without_text((start, end), &words, file),
        };
        let label = label.to_owned();
        Ok(LabeledSpan { line, range: (start, end), selector, is_displaced, label, ..LabeledSpan::default() })
    };
    parts.into_iter().map(span).collect()
}

/// The parts of a span with the words of each. Parts that only a line end separates are one, because the format has no
/// spans across lines.
fn parts_with_words(
    parts: &[Range],
    quote: &str,
    text: &str,
    ours: &BTreeSet<Range>,
) -> Result<Vec<Part>, String> {
    let whole = (
        parts.iter().map(|(start, _)| *start).min().unwrap_or(0),
        parts.iter().map(|(_, end)| *end).max().unwrap_or(0),
    );
    // Our exports make parts only of lines.
    if parts.len() == 1 || ours.contains(&whole) {
        return Ok(vec![(whole, quote.to_owned())]);
    }
    // The words of the parts follow each other, with a space between them.
    let mut left = quote.chars();
    let mut split: Vec<Part> = Vec::new();
    for (number, &(start, end)) in parts.iter().enumerate() {
        let fits = number == 0 || left.next() == Some(' ');
        let words: String = left.by_ref().take((end - start) as usize).collect();
        if !fits || words.chars().count() != (end - start) as usize {
            let message = format!(
                "is in {} parts whose lengths do not fit its text, so they cannot be told apart: “{}”",
                parts.len(),
                visible::cut(quote, 60)
            );
            return Err(message);
        }
        split.push(((start, end), words));
    }
    split.sort_by_key(|(range, _)| *range);
    let mut joined: Vec<Part> = Vec::new();
    for ((start, end), words) in split {
        match joined.last_mut() {
            Some(((_, before), known)) if is_line_end(*before, start, known, &words, text) => {
                *before = end;
                known.push('\n');
                known.push_str(&words);
            }
            _ => joined.push(((start, end), words)),
        }
    }
    Ok(joined)
}

/// Is there nothing but white space between two parts? Where the positions are wrong, a gap of one counts as such.
fn is_line_end(end: u32, start: u32, before: &str, after: &str, text: &str) -> bool {
    let Some(gap) = start.checked_sub(end) else { return false };
    let tail: Vec<char> = before.chars().rev().take(3).collect();
    let head: Vec<char> = after.chars().take(3).collect();
    let Some(from) = (end as usize).checked_sub(tail.len()) else { return false };
    let mut around = text.chars().skip(from);
    let is_there = tail.iter().rev().all(|char| around.next() == Some(*char));
    let is_blank = around.by_ref().take(gap as usize).all(char::is_whitespace);
    if is_there && head.iter().all(|char| around.next() == Some(*char)) { is_blank } else { gap <= 1 }
}

/// Without the companion text: the article's passage, if it has these words, however broken into lines; otherwise the
/// words alone.
fn selector_without_text(
    (start, end): (u32, u32),
    quote: &str,
    file: AnnotationFile<'_>,
) -> (Selector, bool) {
    let span = file.article.span_of_chars(start, end);
    if same_words(span.slice(&file.article.text), quote) {
        return (Selector::of(file.article, span), false);
    }
    (Selector { exact: quote.to_owned(), start, end, ..Selector::default() }, true)
}
