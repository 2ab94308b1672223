//! Patterns that stand twice, that say nothing new, or that can never be found.

use super::cover::{covers, holds};
use super::source::{Entry, Pattern, SchemeSource};
use super::{Report, Severity};
use crate::claim::pattern::{Program, Step, Words};
use crate::claim::scheme::{Cue, Scheme};
use crate::claim::vocabulary::WordId;
use std::collections::HashMap;

pub(super) fn check(sheet: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let all: Vec<One<'_>> = sheet.entries.iter().flat_map(|entry| ones(entry, scheme)).collect();
    let words = &scheme.compiled.words;
    let index = index(&all, words);
    let mut first: HashMap<Vec<&[Step]>, usize> = HashMap::new();
    for (at, one) in all.iter().enumerate() {
        if never(one.pattern, sheet, words, report) {
            continue;
        }
        let steps = one.pattern.programs.iter().map(|program| program.steps.as_slice()).collect();
        let twin = *first.entry(steps).or_insert(at);
        match all.get(twin).filter(|_| twin != at) {
            Some(twin) => repeated(one, twin, report),
            None => shadowed(at, &all, &index, scheme, report),
        }
    }
}

/// One pattern and whose it is.
struct One<'a> {
    entry: &'a Entry,
    cue: &'a Cue,
    pattern: &'a Pattern,
}

fn ones<'a>(entry: &'a Entry, scheme: &'a Scheme) -> impl Iterator<Item = One<'a>> {
    let cue = scheme.cue(entry.cue);
    cue.into_iter().flat_map(move |cue| entry.patterns.iter().map(move |pattern| One { entry, cue, pattern }))
}

/// Where the patterns are that begin with a word, perhaps at the head of a sentence.
fn index(all: &[One<'_>], words: &Words) -> HashMap<WordId, Vec<(usize, usize)>> {
    let mut index: HashMap<WordId, Vec<(usize, usize)>> = HashMap::new();
    for (at, one) in all.iter().enumerate() {
        for (number, program) in one.pattern.programs.iter().enumerate() {
            let first = program.steps.iter().find(|step| **step != Step::Initial);
            let Some(Step::Word(set)) = first else { continue };
            for &word in words.members(*set) {
                index.entry(word).or_default().push((at, number));
            }
        }
    }
    index
}

/// Warns of a pattern of which every way holds a stopped word, or bars the word that it wants.
fn never(pattern: &Pattern, sheet: &SchemeSource, words: &Words, report: &mut Report<'_>) -> bool {
    let written = &pattern.written;
    let barred = |program: &Program| {
        let pairs = program.steps.iter().zip(program.steps.iter().skip(1));
        let mut pairs = pairs.map(|(step, next)| (*step, *next));
        pairs.any(|pair| matches!(pair, (Step::Not(not), Step::Word(set)) if holds(words, not, set)))
    };
    if pattern.programs.iter().all(barred) {
        let message = format!("pattern `{}` is never found: `!` bars the word that follows it", written.text);
        report.warn(written.at, message);
        return true;
    }
    let stop = |program: &Program| {
        let swallows = |stop: &&Pattern| {
            stop.programs.iter().any(|stop| {
                let tails = (0..program.steps.len()).filter_map(|at| program.steps.get(at..));
                let mut tails = tails.filter(|tail| matches!(tail.first(), Some(Step::Word(_))));
                matches!(stop.steps.first(), Some(Step::Word(_)))
                    && tails.any(|tail| covers(words, &stop.steps, tail))
            })
        };
        sheet.stops.iter().find(swallows)
    };
    let stops: Option<Vec<&Pattern>> = pattern.programs.iter().map(stop).collect();
    if let Some(stop) = stops.as_ref().and_then(|stops| stops.first()) {
        let stop = &stop.written.text;
        let message = format!("pattern `{}` is never found: the stop `{stop}` takes its words", written.text);
        report.warn(written.at, message);
        return true;
    }
    false
}

/// Says that a pattern stands twice: of use only where it speaks for several categories.
fn repeated(one: &One<'_>, twin: &One<'_>, report: &mut Report<'_>) {
    let written = &one.pattern.written;
    let message = format!("pattern `{}` stands in cue `{}` already", written.text, twin.entry.id.text);
    if one.cue.category != twin.cue.category {
        let message = format!("{message}, which speaks for another category");
        report.note(written.at, message);
    } else if one.cue.unless != twin.cue.unless {
        report.note(written.at, format!("{message}, under other scope rules"));
    } else {
        report.add(Severity::Warning, written.at, message, Some("leave one of them out".to_owned()));
    }
}

/// Says that another pattern, at least as strong, finds something wherever this one does.
fn shadowed(
    at: usize,
    all: &[One<'_>],
    index: &HashMap<WordId, Vec<(usize, usize)>>,
    scheme: &Scheme,
    report: &mut Report<'_>,
) {
    let Some(one) = all.get(at) else { return };
    let programs = one.pattern.programs.iter();
    let over: Option<Vec<usize>> = programs.map(|program| over(program, at, all, index, scheme)).collect();
    let Some(other) = over.and_then(|over| all.get(*over.first()?)) else { return };
    let written = &one.pattern.written;
    let wide = &other.pattern.written.text;
    let (message, severity) = if std::ptr::eq(one.entry, other.entry) {
        (format!("pattern `{}` finds nothing that `{wide}` does not find", written.text), Severity::Warning)
    } else {
        let message = format!(
            "pattern `{}` says nothing new: `{wide}` of cue `{}` finds the same words and weighs as much or more",
            written.text, other.entry.id.text
        );
        // Fitted weights come and go; only what holds by the hand-set ones too is a fault.
        let by_hand = one.entry.by_hand <= other.entry.by_hand;
        (message, if by_hand { Severity::Warning } else { Severity::Note })
    };
    report.add(severity, written.at, message, Some("leave it out".to_owned()));
}

/// The pattern that makes a program needless.
fn over(
    program: &Program,
    at: usize,
    all: &[One<'_>],
    index: &HashMap<WordId, Vec<(usize, usize)>>,
    scheme: &Scheme,
) -> Option<usize> {
    let words = &scheme.compiled.words;
    let one = all.get(at)?;
    let head = usize::from(program.steps.first() == Some(&Step::Initial));
    for (place, step) in program.steps.iter().enumerate() {
        let Step::Word(set) = step else { continue };
        let candidates = words.members(*set).first().and_then(|word| index.get(word));
        for &(number, part) in candidates.into_iter().flatten() {
            let Some(other) = all.get(number).filter(|_| number != at) else { continue };
            let Some(wide) = other.pattern.programs.get(part) else { continue };
            let tail =
                if place <= head { Some(program.steps.as_slice()) } else { program.steps.get(place..) };
            let says_more = one.cue.category == other.cue.category
                && at_least(one, other, all)
                && outlasts(one, other, place <= head, scheme)
                && tail.is_some_and(|tail| covers(words, &wide.steps, tail));
            // Of two that find the same, the first stays.
            if says_more && !(at < number && same(one, other, words)) {
                return Some(number);
            }
        }
    }
    None
}

/// Whether wherever `one` counts, `other` is looked at before it and counts over the same words, once
/// in a sentence: where the words stand twice, two cues count as two, which nobody can have meant.
fn at_least(one: &One<'_>, other: &One<'_>, all: &[One<'_>]) -> bool {
    let order = |cue: &Cue| (cue.support, -cue.weight);
    let alone = || {
        let of_group = |third: &&One<'_>| third.cue.group == other.cue.group;
        all.iter().filter(of_group).all(|third| third.cue.id == other.cue.id)
    };
    order(other.cue) <= order(one.cue) && (one.cue.group == other.cue.group || alone())
}

/// Whether no scope rule can touch `other` and leave `one`, where both begin at the same word, or
/// not.
fn outlasts(one: &One<'_>, other: &One<'_>, same_word: bool, scheme: &Scheme) -> bool {
    let mut rules = scheme.compiled.rules.iter().filter(|rule| rule.blocks.contains(&other.cue.category));
    rules.all(|rule| other.cue.unless.contains(&rule.id) || same_word && !one.cue.unless.contains(&rule.id))
}

/// Whether two patterns find the same and weigh the same.
fn same(one: &One<'_>, other: &One<'_>, words: &Words) -> bool {
    let within = |narrow: &Pattern, wide: &Pattern| {
        narrow
            .programs
            .iter()
            .all(|narrow| wide.programs.iter().any(|wide| covers(words, &wide.steps, &narrow.steps)))
    };
    one.cue.weight == other.cue.weight
        && one.cue.support == other.cue.support
        && within(one.pattern, other.pattern)
        && within(other.pattern, one.pattern)
}
