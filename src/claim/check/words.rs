//! Checks of words and lists: words that the tokenizer never produces, and lists that no pattern uses.

use super::{Report, Severity};
use crate::claim::scheme::Scheme;
use crate::claim::source::SchemeSource;
use crate::claim::token::{NUMBER, Token, tokenize};
use crate::claim::toml_table::Located;
use crate::text::Span;

pub(super) fn check(file: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let patterns: Vec<&Located> = file
        .cues
        .iter()
        .flat_map(|cue| &cue.patterns)
        .chain(&file.stops)
        .chain(&file.other_patterns)
        .map(|pattern| &pattern.written)
        .collect();
    let listed = file.lists.iter().flat_map(|(_, words)| words);
    for one in patterns.iter().copied().chain(&file.terminators).chain(listed) {
        for (at, word) in words(&one.text) {
            check_word(one, at, word, scheme, report);
        }
    }
    for (name, words) in &file.lists {
        let reference = format!("@{name}");
        if !patterns.iter().any(|pattern| alternatives(&pattern.text).any(|(_, word)| word == reference)) {
            let at = words.first().map_or(0, |word| word.at);
            report.note(at, format!("no pattern uses the list `@{name}`"));
        }
    }
}

/// The alternatives in a pattern with their offsets, without operators.
fn alternatives(pattern: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = split(pattern, ' ').filter(|(_, part)| !part.starts_with(".."));
    parts.flat_map(|(at, part)| {
        let body = part.trim_start_matches(['^', '!']);
        let start = at + part.len() - body.len();
        split(body.trim_end_matches('?'), '|').map(move |(at, alternative)| (start + at, alternative))
    })
}

fn words(pattern: &str) -> impl Iterator<Item = (usize, &str)> {
    let spelled = alternatives(pattern).filter(|(_, alternative)| !alternative.starts_with('@'));
    spelled.flat_map(|(start, alternative)| {
        split(alternative, '-').map(move |(at, word)| (start + at, word.split('/').next().unwrap_or(word)))
    })
}

/// Like [`str::split`], with the offset of each piece.
fn split(text: &str, by: char) -> impl Iterator<Item = (usize, &str)> {
    text.split(by).scan(0, move |at, piece| {
        let start = *at;
        *at += piece.len() + by.len_utf8();
        Some((start, piece))
    })
}

fn check_word(one: &Located, at: usize, word: &str, scheme: &Scheme, report: &mut Report<'_>) {
    let mut tokens = Vec::new();
    tokenize(word, Span::of(0..word.len()), &scheme.compiled.words.vocabulary, &mut tokens);
    let whole = |token: &Token| token.span() == Span::of(0..word.len()) && !token.has(NUMBER);
    if word.is_empty() || matches!(&tokens[..], [token] if whole(token)) {
        return;
    }
    let hint = if tokens.iter().any(|token| token.has(NUMBER)) {
        "only `@num` matches numbers".to_owned()
    } else {
        let cut: Vec<&str> = tokens.iter().map(|token| token.span().slice(word)).collect();
        format!("write `{}`", cut.join(" "))
    };
    let message = format!("`{word}` can never match: texts are split into words differently");
    report.add(Severity::Warning, one.at + at, message, Some(hint));
}
