//! brat's stand-off annotations: one a line, of which those that are bound to text are read, with their
//! attributes and notes.

use super::known::Known;
use super::labels::UNDECIDED;
use super::reconcile::{Marked, Shown, Worker, reconcile};
use super::record::ArticleText;
use super::text::names;
use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::{Decision, Selector};
use std::collections::HashMap;

pub(super) fn parse(source: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let mut found = ParsedAnnotations::default();
    let ground = source.companion.map(|text| ArticleText::new(text.to_owned(), source.article));
    let (mut bound, mut known) = (Vec::new(), Vec::new());
    let mut decisions: HashMap<&str, &str> = HashMap::new();
    let mut notes: HashMap<&str, &str> = HashMap::new();
    let mut others = 0;
    for (index, line) in source.content.lines().enumerate() {
        let line_number = index + 1;
        let fields: Vec<&str> = line.splitn(3, '\t').collect();
        let head: Vec<&str> = fields.get(1).map_or(Vec::new(), |head| head.split(' ').collect());
        let kind = head.first().copied().unwrap_or_default();
        let of = head.get(1).copied().unwrap_or_default();
        let rest = fields.get(2).copied().unwrap_or_default();
        match line.chars().next() {
            Some('T') => match term(&fields, ground.as_ref(), line_number, source) {
                Ok(one) => bound.push((fields.first().copied().unwrap_or_default(), one)),
                Err(why) => found.warn(source.name, line_number, why),
            },
            Some('A' | 'M') if kind == "Decision" => {
                decisions.extend(head.get(2).filter(|value| !value.is_empty()).map(|value| (of, *value)));
            }
            Some('#') if kind == "AnnotatorNotes" => {
                notes.insert(of, rest);
            }
            Some('#') if kind == "Purport" => {
                let fields = serde_json::from_str(rest).ok();
                match fields.and_then(|fields| Known::parse(&fields, line_number)) {
                    Some(one) => known.push(one),
                    None => {
                        found.warn(source.name, line_number, "what purport had written here cannot be read");
                    }
                }
            }
            None | Some('A' | 'M' | '#') => {}
            Some(_) => others += 1,
        }
    }
    if bound.is_empty() && known.is_empty() && !source.content.trim().is_empty() {
        let fault = Diagnostic::whole(source.name, "holds no annotation that is bound to text");
        return Err(fault.hint("name a file of brat that ends in .ann"));
    }
    if others > 0 {
        found.warn(source.name, 0, format!("{others} relations, events and other lines are left out"));
    }
    let marked: Vec<Marked> = bound
        .into_iter()
        .map(|(id, one)| Marked {
            decision: decisions.get(id).map(|word| decision(word)),
            note: notes.get(id).map(|note| (*note).to_owned()),
            ..one
        })
        .collect();
    let names = names(source, &known, true);
    reconcile(&mut found, marked, known, &names, Shown::All, Worker::default());
    Ok(found)
}

/// What a value of the attribute says; what nobody has decided has one too.
fn decision(word: &str) -> Decision {
    if word == UNDECIDED { Decision::Open } else { Decision::of_word(word) }
}

/// An annotation that is bound to text: `T1⇥Kind 0 10;11 20⇥the words`.
fn term(
    fields: &[&str],
    ground: Option<&ArticleText<'_>>,
    line: usize,
    source: AnnotationFile<'_>,
) -> Result<Marked, String> {
    let [_, head, words] = fields else { return Err("is no annotation: three fields are wanted".to_owned()) };
    let (kind, places) = head.split_once(' ').ok_or("has no positions")?;
    let mut place: Option<(u32, u32)> = None;
    for part in places.split(';') {
        let (start, end) = part.split_once(' ').ok_or_else(|| format!("`{part}` is no pair of positions"))?;
        let number = |text: &str| text.parse::<u32>().map_err(|_| format!("`{text}` is no position"));
        let (start, end) = (number(start)?, number(end)?);
        if start >= end {
            return Err(format!("{start} to {end} is no passage"));
        }
        place = Some(place.map_or((start, end), |(from, to)| (from.min(start), to.max(end))));
    }
    let place = place.ok_or("has no positions")?;
    let selector = match ground {
        Some(ground) => ground
            .selector(place.0, place.1, None)
            .ok_or_else(|| format!("{} to {} is no passage of its text", place.0, place.1))?,
        None => by_words(place, words, source),
    };
    Ok(Marked { line, place, selector, kind: kind.to_owned(), decision: None, note: None })
}

/// Without the text beside it: the passage of the article, if it has these words but for line ends; else
/// the words alone.
fn by_words(place: (u32, u32), words: &str, source: AnnotationFile<'_>) -> Selector {
    let article = source.article;
    let at = |chars: u32| article.offsets.to_bytes(&article.text, chars);
    let span = crate::text::Span::new(at(place.0), at(place.1));
    if span.slice(&article.text).split_whitespace().eq(words.split_whitespace()) {
        return Selector::of(article, span);
    }
    Selector { exact: words.to_owned(), start: place.0, end: place.1, ..Selector::default() }
}
