//! brat's stand-off format: text-bound annotations with their attributes and notes.

use super::exported::{ExportedMark, label_set};
use super::labels::UNDECIDED;
use super::reconcile::{Creator, ExportScope, LabeledSpan, reconcile};
use super::records::TargetText;
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Selector};
use crate::text::number::counted;
use std::collections::HashMap;

pub(super) fn parse(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut parsed = ParsedAnnotations::default();
    let companion = file.companion.map(|text| TargetText::new(text.to_owned(), file.article));
    let (mut spans, mut exported) = (Vec::new(), Vec::new());
    let mut decisions: HashMap<&str, &str> = HashMap::new();
    let mut notes: HashMap<&str, &str> = HashMap::new();
    let mut skipped = 0;
    for (number, line) in (1..).zip(file.content.lines()) {
        let fields: Vec<&str> = line.splitn(3, '\t').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default();
        let mut head = field(1).split(' ');
        let (kind, target) = (head.next().unwrap_or_default(), head.next().unwrap_or_default());
        match line.chars().next() {
            Some('T') => match text_bound(&fields, companion.as_ref(), number, file) {
                Ok(span) => spans.push((field(0), span)),
                Err(message) => parsed.warn(file.name, number, message),
            },
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

/// A text-bound annotation: `T1⇥Kind 0 10;11 20⇥the words`.
fn text_bound(
    fields: &[&str],
    companion: Option<&TargetText<'_>>,
    line: usize,
    file: AnnotationFile<'_>,
) -> Result<LabeledSpan, String> {
    let [_, head, quote] = fields else {
        return Err("expected three fields between tabs: id, type with positions, text".to_owned());
    };
    let (label, fragments) = head.split_once(' ').ok_or("has no positions")?;
    let position = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is not a position"));
    let (mut start, mut end) = (u32::MAX, 0);
    for fragment in fragments.split(';') {
        let pair = fragment.split_once(' ');
        let (from, to) = pair.ok_or_else(|| format!("`{fragment}` is not a pair of positions"))?;
        let (from, to) = (position(from)?, position(to)?);
        if from >= to {
            return Err(format!("span {from}..{to} is empty"));
        }
        (start, end) = (start.min(from), end.max(to));
    }
    let selector = match companion {
        Some(text) => text.selector((start, end), None)?,
        None => selector_without_text((start, end), quote, file),
    };
    Ok(LabeledSpan { line, range: (start, end), selector, label: label.to_owned(), ..LabeledSpan::default() })
}

/// Without the companion text: the article's passage, if it has these words, however broken into lines; otherwise the
/// words alone.
fn selector_without_text((start, end): (u32, u32), quote: &str, file: AnnotationFile<'_>) -> Selector {
    let span = file.article.span_of_chars(start, end);
    if span.slice(&file.article.text).split_whitespace().eq(quote.split_whitespace()) {
        return Selector::of(file.article, span);
    }
    Selector { exact: quote.to_owned(), start, end, ..Selector::default() }
}
