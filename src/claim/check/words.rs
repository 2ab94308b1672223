//! Words that no text has as a scheme writes them, and names that name nothing.

use super::source::SchemeSource;
use super::{Report, Severity};
use crate::claim::schema::Placed;
use crate::claim::scheme::Scheme;
use crate::claim::token::{self, NUMBER, Token};
use crate::diagnostic::suggest::did_you_mean;
use crate::text::Span;

pub(super) fn check(sheet: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let of_cues = sheet.entries.iter().flat_map(|entry| &entry.patterns);
    let patterns = of_cues.chain(&sheet.stops).map(|pattern| &pattern.written);
    let listed = sheet.lists.iter().flat_map(|(_, words)| words);
    let placed = patterns.chain(&sheet.others).chain(&sheet.terminators).chain(listed);
    for one in placed {
        for (at, word) in words(&one.text) {
            never_a_word(one, at, word, scheme, report);
        }
    }
    unused_lists(sheet, report);
    unknown_rules(sheet, scheme, report);
}

/// The parts of a pattern between spaces, each with its place.
fn parts(pattern: &str) -> impl Iterator<Item = (usize, &str)> {
    pattern.split(' ').scan(0, |at, part| {
        let place = *at;
        *at += part.len() + 1;
        Some((place, part))
    })
}

/// The words that a pattern spells out, each with its place.
fn words(pattern: &str) -> impl Iterator<Item = (usize, &str)> {
    let spelled = parts(pattern).filter(|(_, part)| !part.starts_with(".."));
    let entries = spelled.flat_map(|(at, part)| {
        let body = part.trim_start_matches(['^', '!']);
        let start = at + part.len() - body.len();
        pieces(body.trim_end_matches('?'), '|').map(move |(at, entry)| (start + at, entry))
    });
    let entries = entries.filter(|(_, entry)| !entry.starts_with('@'));
    entries.flat_map(|(start, entry)| {
        pieces(entry, '-').map(move |(at, word)| (start + at, word.split('/').next().unwrap_or(word)))
    })
}

/// What stands between the signs `by`, each with its place.
fn pieces(text: &str, by: char) -> impl Iterator<Item = (usize, &str)> {
    text.split(by).scan(0, move |at, piece| {
        let place = *at;
        *at += piece.len() + by.len_utf8();
        Some((place, piece))
    })
}

/// Warns of a word that cutting a text into words never gives.
fn never_a_word(one: &Placed, at: usize, word: &str, scheme: &Scheme, report: &mut Report<'_>) {
    let mut tokens = Vec::new();
    token::tokens(word, Span::of(0..word.len()), &scheme.compiled.words.vocabulary, &mut tokens);
    let whole = |token: &&Token| token.span() == Span::of(0..word.len()) && !token.has(NUMBER);
    if word.is_empty() || tokens.len() == 1 && tokens.first().as_ref().is_some_and(whole) {
        return;
    }
    let hint = if tokens.iter().any(|token| token.has(NUMBER)) {
        "numbers are found by `@num` only".to_owned()
    } else {
        let cut: Vec<&str> = tokens.iter().map(|token| token.span().slice(word)).collect();
        format!("write `{}`", cut.join(" "))
    };
    let message = format!("no text has the word `{word}`, for words are cut otherwise");
    report.add(Severity::Warning, one.at + at, message, Some(hint));
}

fn unused_lists(sheet: &SchemeSource, report: &mut Report<'_>) {
    let of_cues = sheet.entries.iter().flat_map(|entry| &entry.patterns);
    let patterns: Vec<&str> = of_cues
        .chain(&sheet.stops)
        .map(|pattern| pattern.written.text.as_str())
        .chain(sheet.others.iter().map(|other| other.text.as_str()))
        .collect();
    for (name, words) in &sheet.lists {
        let reference = format!("@{name}");
        let names = |pattern: &&str| {
            pattern
                .split([' ', '|'])
                .any(|entry| entry.trim_start_matches(['^', '!']).trim_end_matches('?') == reference)
        };
        if !patterns.iter().any(names) {
            let at = words.first().map_or(0, |word| word.at);
            report.note(at, format!("no pattern uses the list `@{name}`"));
        }
    }
}

/// Warns of an `unless` that names no scope rule, and notes one that names a rule without effect.
fn unknown_rules(sheet: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let rules = &scheme.compiled.rules;
    for entry in &sheet.entries {
        let Some(cue) = scheme.cue(entry.cue) else { continue };
        for name in &entry.unless {
            match rules.iter().find(|rule| rule.id == name.text) {
                None => {
                    let known = rules.iter().map(|rule| rule.id.as_str());
                    let hint = did_you_mean(&name.text, known.clone())
                        .unwrap_or_else(|| format!("there are {}", known.collect::<Vec<_>>().join(", ")));
                    let message = format!("no scope rule is called `{}`", name.text);
                    report.add(Severity::Warning, name.at, message, Some(hint));
                }
                Some(rule) if !rule.blocks.contains(&cue.category) => {
                    let message = format!("the scope rule `{}` does not touch this category", name.text);
                    report.note(name.at, message);
                }
                Some(_) => {}
            }
        }
    }
}
