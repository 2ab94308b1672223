//! Redundant and unmatchable patterns, proven step by step.

use super::{Report, Severity};
use crate::claim::category::Cue;
use crate::claim::pattern::{Program, SetId, Step, WordSets};
use crate::claim::scheme::Scheme;
use crate::claim::source::{CueSource, PatternSource, SchemeSource};
use crate::claim::vocabulary::WordId;
use std::collections::HashMap;

struct CuePattern<'a> {
    source: &'a CueSource,
    cue: &'a Cue,
    pattern: &'a PatternSource,
}

struct Patterns<'a> {
    all: Vec<CuePattern<'a>>,
    /// Pattern and program of each that begins with a word, perhaps after `^`.
    by_first_word: HashMap<WordId, Vec<(usize, usize)>>,
    scheme: &'a Scheme,
}

pub(super) fn check(file: &SchemeSource, scheme: &Scheme, report: &mut Report<'_>) {
    let words = &scheme.compiled.words;
    let patterns = Patterns::new(file, scheme);
    let mut first: HashMap<Vec<&[Step]>, usize> = HashMap::new();
    for (index, one) in patterns.all.iter().enumerate() {
        if let Some(reason) = unmatchable(one.pattern, &file.stops, words) {
            let written = &one.pattern.written;
            report.warn(written.at, format!("pattern `{}` can never match: {reason}", written.text));
            continue;
        }
        let steps = one.pattern.programs.iter().map(|program| program.steps.as_slice()).collect();
        let twin = *first.entry(steps).or_insert(index);
        match patterns.all.get(twin).filter(|_| twin != index) {
            Some(twin) => report_duplicate(one, twin, report),
            None => {
                if let Some(wide) = patterns.subsuming(index) {
                    report_subsumed(one, wide, report);
                }
            }
        }
    }
}

/// Why every program of a pattern contains a stopped word, or bars the word that it wants.
fn unmatchable(pattern: &PatternSource, stops: &[PatternSource], words: &WordSets) -> Option<String> {
    let barred = |program: &Program| {
        let mut pairs = program.steps.iter().zip(program.steps.iter().skip(1));
        pairs.any(|pair| matches!(pair, (Step::Not(not), Step::Word(set)) if contains_all(words, *not, *set)))
    };
    if pattern.programs.iter().all(barred) {
        return Some("`!` bars the word after it".to_owned());
    }
    let begins_with_word = |steps: &[Step]| matches!(steps.first(), Some(Step::Word(_)));
    let stop_of = |program: &Program| {
        let takes = |stop: &&PatternSource| {
            stop.programs.iter().any(|stop| {
                let mut tails = (0..program.steps.len()).filter_map(|at| program.steps.get(at..));
                begins_with_word(&stop.steps)
                    && tails.any(|tail| begins_with_word(tail) && subsumes(words, &stop.steps, tail))
            })
        };
        stops.iter().find(takes)
    };
    let stops: Option<Vec<&PatternSource>> = pattern.programs.iter().map(stop_of).collect();
    stops?.first().map(|stop| format!("the stop `{}` takes its words", stop.written.text))
}

/// Reports a duplicate unless it serves another category.
fn report_duplicate(one: &CuePattern<'_>, twin: &CuePattern<'_>, report: &mut Report<'_>) {
    let written = &one.pattern.written;
    let message = format!("pattern `{}` is already in cue `{}`", written.text, twin.source.id.text);
    if one.cue.category != twin.cue.category {
        report.note(written.at, format!("{message}, for another category"));
    } else if one.cue.unless != twin.cue.unless {
        report.note(written.at, format!("{message}, under other scope rules"));
    } else {
        report.add(Severity::Warning, written.at, message, Some("remove one of them".to_owned()));
    }
}

fn report_subsumed(one: &CuePattern<'_>, wide: &CuePattern<'_>, report: &mut Report<'_>) {
    let written = &one.pattern.written;
    let wider = &wide.pattern.written.text;
    let (message, severity) = if std::ptr::eq(one.source, wide.source) {
        (
            format!("pattern `{}` is redundant: `{wider}` matches all that it matches", written.text),
            Severity::Warning,
        )
    } else {
        let message = format!(
            "pattern `{}` is redundant: `{wider}` of cue `{}` matches the same words and weighs at least as much",
            written.text, wide.source.id.text
        );
        // Fitted weights change with every fit, so a warning must hold by the hand-set weights too.
        let by_hand = one.source.weight_by_hand <= wide.source.weight_by_hand;
        (message, if by_hand { Severity::Warning } else { Severity::Note })
    };
    report.add(severity, written.at, message, Some("remove it".to_owned()));
}

impl<'a> Patterns<'a> {
    fn new(file: &'a SchemeSource, scheme: &'a Scheme) -> Self {
        let mut all = Vec::new();
        for source in &file.cues {
            let Some(cue) = scheme.cue(source.cue) else { continue };
            all.extend(source.patterns.iter().map(|pattern| CuePattern { source, cue, pattern }));
        }
        let mut by_first_word: HashMap<WordId, Vec<(usize, usize)>> = HashMap::new();
        for (index, one) in all.iter().enumerate() {
            for (part, program) in one.pattern.programs.iter().enumerate() {
                let first = program.steps.iter().find(|step| **step != Step::Initial);
                let Some(Step::Word(set)) = first else { continue };
                for &word in scheme.compiled.words.members(*set) {
                    by_first_word.entry(word).or_default().push((index, part));
                }
            }
        }
        Self { all, by_first_word, scheme }
    }

    fn subsuming(&self, index: usize) -> Option<&CuePattern<'a>> {
        let programs = self.all.get(index)?.pattern.programs.iter();
        let wider: Option<Vec<usize>> =
            programs.map(|program| self.subsuming_program(program, index)).collect();
        self.all.get(*wider?.first()?)
    }

    fn subsuming_program(&self, program: &Program, index: usize) -> Option<usize> {
        let words = &self.scheme.compiled.words;
        let one = self.all.get(index)?;
        let head = usize::from(program.steps.first() == Some(&Step::Initial));
        for (place, step) in program.steps.iter().enumerate() {
            let Step::Word(set) = step else { continue };
            let candidates = words.members(*set).first().and_then(|word| self.by_first_word.get(word));
            for &(number, part) in candidates.into_iter().flatten() {
                let Some(other) = self.all.get(number).filter(|_| number != index) else { continue };
                let Some(wide) = other.pattern.programs.get(part) else { continue };
                let same_start = place <= head;
                let tail = program.steps.get(if same_start { 0 } else { place }..);
                let redundant = one.cue.category == other.cue.category
                    && self.counts_first(other, one)
                    && self.outlasts_scope_rules(other, one, same_start)
                    && tail.is_some_and(|tail| subsumes(words, &wide.steps, tail));
                // Of two equal patterns the first stays.
                if redundant && !(index < number && self.are_equal(one, other)) {
                    return Some(number);
                }
            }
        }
        None
    }

    /// Whether scoring takes `wide` before `one` wherever both match, so that `one` adds nothing. Two cues on
    /// two places of a sentence would add up, but no author can mean that.
    fn counts_first(&self, wide: &CuePattern<'_>, one: &CuePattern<'_>) -> bool {
        let order = |cue: &Cue| (cue.support, -cue.weight);
        let alone_in_group = || {
            let of_group = |other: &&CuePattern<'_>| other.cue.group == wide.cue.group;
            self.all.iter().filter(of_group).all(|other| other.cue.id == wide.cue.id)
        };
        order(wide.cue) <= order(one.cue) && (one.cue.group == wide.cue.group || alone_in_group())
    }

    /// Whether no scope rule can block `wide` and spare `one`; `same_start` if both begin at the same word.
    fn outlasts_scope_rules(&self, wide: &CuePattern<'_>, one: &CuePattern<'_>, same_start: bool) -> bool {
        let rules = self.scheme.compiled.rules.iter();
        rules.filter(|rule| rule.blocks.contains(&wide.cue.category)).all(|rule| {
            wide.cue.unless.contains(&rule.id) || same_start && !one.cue.unless.contains(&rule.id)
        })
    }

    fn are_equal(&self, one: &CuePattern<'_>, other: &CuePattern<'_>) -> bool {
        let words = &self.scheme.compiled.words;
        let within = |narrow: &PatternSource, wide: &PatternSource| {
            let covered = |narrow: &Program| {
                wide.programs.iter().any(|wide| subsumes(words, &wide.steps, &narrow.steps))
            };
            narrow.programs.iter().all(covered)
        };
        one.cue.weight == other.cue.weight
            && one.cue.support == other.cue.support
            && within(one.pattern, other.pattern)
            && within(other.pattern, one.pattern)
    }
}

/// Whether every match of the steps `narrow` contains a match of the steps `wide` that begins at the same word
/// and may end earlier.
///
/// Proven from the steps alone: `wide` must allow every way that `narrow` can take. Never true wrongly, up to
/// where a match with a gap begins; false where only knowledge of English would help.
pub(super) fn subsumes(words: &WordSets, wide: &[Step], narrow: &[Step]) -> bool {
    let Some((&step, rest)) = wide.split_first() else { return true };
    let Some((&other, after)) = narrow.split_first() else {
        return matches!(step, Step::Optional(_)) && subsumes(words, rest, narrow);
    };
    match (step, other) {
        (_, Step::Optional(set)) => {
            subsumes(words, wide, after) && subsumes_word(words, wide, Some(set), after)
        }
        (Step::Initial | Step::Quote | Step::Capital | Step::Number, _) if step == other => {
            subsumes(words, rest, after)
        }
        (Step::Not(set), Step::Not(more)) if contains_all(words, more, set) => subsumes(words, rest, narrow),
        (_, Step::Not(_) | Step::Initial) => subsumes(words, wide, after),
        (_, Step::Word(set)) => subsumes_word(words, wide, Some(set), after),
        (Step::Gap(width), Step::Gap(narrower)) => {
            let left = width.checked_sub(narrower);
            left.is_some_and(|left| gap_subsumes(words, left, rest, after)) || subsumes(words, rest, narrow)
        }
        (Step::Gap(_), Step::Quote) => subsumes(words, wide, after) || subsumes(words, rest, narrow),
        (Step::Gap(_) | Step::Optional(_), Step::Capital | Step::Number) => {
            subsumes_word(words, wide, None, after)
        }
        (Step::Optional(_), _) => subsumes(words, rest, narrow),
        _ => false,
    }
}

/// The case where the narrow steps are one word, of `set` or any, and then `after`.
fn subsumes_word(words: &WordSets, wide: &[Step], set: Option<SetId>, after: &[Step]) -> bool {
    let Some((&step, rest)) = wide.split_first() else { return true };
    let within = |whole| set.is_some_and(|set| contains_all(words, whole, set));
    match step {
        Step::Word(whole) => within(whole) && subsumes(words, rest, after),
        Step::Optional(whole) => {
            within(whole) && subsumes(words, rest, after) || subsumes_word(words, rest, set, after)
        }
        Step::Gap(width) => {
            let through = width.checked_sub(1).is_some_and(|left| gap_subsumes(words, left, rest, after));
            through || subsumes_word(words, rest, set, after)
        }
        Step::Not(barred) => {
            set.is_some_and(|set| are_disjoint(words, barred, set)) && subsumes_word(words, rest, set, after)
        }
        Step::Initial | Step::Capital | Step::Number | Step::Quote => false,
    }
}

/// The case where the wide steps are the rest of a gap, and then `rest`.
fn gap_subsumes(words: &WordSets, left: u8, rest: &[Step], narrow: &[Step]) -> bool {
    let mut wide = vec![Step::Gap(left)];
    wide.extend(rest);
    subsumes(words, &wide, narrow)
}

fn contains_all(words: &WordSets, whole: SetId, part: SetId) -> bool {
    let whole = words.members(whole);
    words.members(part).iter().all(|word| whole.binary_search(word).is_ok())
}

fn are_disjoint(words: &WordSets, one: SetId, other: SetId) -> bool {
    let one = words.members(one);
    words.members(other).iter().all(|word| one.binary_search(word).is_err())
}
