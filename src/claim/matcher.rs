//! Matcher: runs compiled patterns over the tokens of a sentence.

use super::pattern::{Program, SetId, Step, WordSets};
use super::token::{BREAK, CAPITAL, CLAUSE_START, COMMA, NUMBER, OPEN_QUOTE, STOPPED, Token};
use super::vocabulary::WordId;
use serde::{Deserialize, Serialize};

/// The words of each set, close together: a table with a bit for every word would have megabytes.
#[derive(Debug, Clone, Default)]
pub(super) struct SetTable {
    rows: Vec<SetRow>,
    /// The members of all sets, those of one set sorted.
    members: Vec<WordId>,
}

#[derive(Debug, Clone, Copy)]
struct SetRow {
    /// One bit for every 64th word, which rejects most words without a look at the members.
    bits: u64,
    start: u32,
    end: u32,
}

impl SetTable {
    pub(super) fn new(words: &WordSets) -> Self {
        let mut table = Self::default();
        for set in 0..words.len() {
            let members = words.members(set as SetId);
            let start = table.members.len() as u32;
            table.members.extend(members);
            table.rows.push(SetRow {
                bits: members.iter().fold(0, |bits, word| bits | 1 << (word & 63)),
                start,
                end: table.members.len() as u32,
            });
        }
        table
    }

    /// The unknown word belongs to no set.
    pub(super) fn contains(&self, set: SetId, word: WordId) -> bool {
        let Some(row) = self.rows.get(usize::from(set)) else { return false };
        if word == 0 || row.bits >> (word & 63) & 1 == 0 {
            return false;
        }
        let members = self.members.get(row.start as usize..row.end as usize).unwrap_or_default();
        members.binary_search(&word).is_ok()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    program: Program,
    /// The caller's number, such as a cue's index.
    owner: u16,
}

impl Entry {
    /// The steps before the anchor, and those from it on.
    fn split(&self) -> (&[Step], &[Step]) {
        self.program.steps.split_at_checked(self.program.anchor).unwrap_or_default()
    }
}

/// An entry to try at an anchor word. The neighbour filters reject most without a look at the program and
/// the sets, which do not fit the first-level cache.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Candidate {
    entry: u16,
    before: Neighbours,
    after: Neighbours,
}

/// The words that may stand next to the anchor, one bit for every 64th word. All bits are set where any word
/// or none may stand there.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Neighbours(u64);

impl Neighbours {
    /// The words that may match the first of `steps`, in matching order.
    fn of<'a>(mut steps: impl Iterator<Item = &'a Step>, words: &WordSets) -> Self {
        let mut bits = 0;
        loop {
            let (set, last) = match steps.next() {
                Some(Step::Word(set)) => (set, true),
                Some(Step::Optional(set)) => (set, false),
                _ => return Self(u64::MAX),
            };
            bits |= words.members(*set).iter().fold(0, |bits, word| bits | 1 << (word & 63));
            if last {
                return Self(bits);
            }
        }
    }

    /// `token` is `None` at either end of the sentence.
    fn may_contain(self, token: Option<&Token>) -> bool {
        let known = || token.is_some_and(|token| token.word != 0 && self.0 >> (token.word & 63) & 1 == 1);
        self.0 == u64::MAX || known()
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Matcher {
    entries: Vec<Entry>,
    /// One bit per word: whether it anchors any entry. Small enough for the first-level cache, which
    /// `starts` is not.
    anchors: Vec<u64>,
    /// For each word, where its candidates begin in `candidates`; one more at the end.
    starts: Vec<u32>,
    candidates: Vec<Candidate>,
    /// Words that may precede the real beginning of a sentence: "but", "and".
    leading: SetId,
}

impl Matcher {
    pub(super) fn new(programs: Vec<(Program, u16)>, words: &WordSets, leading: SetId) -> Self {
        let entries: Vec<Entry> =
            programs.into_iter().map(|(program, owner)| Entry { program, owner }).collect();
        let mut lists: Vec<Vec<Candidate>> = vec![Vec::new(); words.vocabulary.len() + 1];
        for (number, entry) in entries.iter().enumerate() {
            let (before, after) = entry.split();
            let Some((Step::Word(set), after)) = after.split_first() else { continue };
            let candidate = Candidate {
                entry: number as u16,
                before: Neighbours::of(before.iter().rev(), words),
                after: Neighbours::of(after.iter(), words),
            };
            for &word in words.members(*set) {
                if let Some(list) = lists.get_mut(usize::from(word)) {
                    list.push(candidate);
                }
            }
        }
        let mut starts = vec![0];
        let mut candidates = Vec::new();
        let mut anchors = vec![0; lists.len() / 64 + 1];
        for (word, list) in lists.into_iter().enumerate() {
            if let Some(cell) = anchors.get_mut(word / 64).filter(|_| !list.is_empty()) {
                *cell |= 1 << (word % 64);
            }
            candidates.extend(list);
            starts.push(candidates.len() as u32);
        }
        Self { entries, anchors, starts, candidates, leading }
    }

    pub(super) fn is_anchor(&self, word: WordId) -> bool {
        self.anchors.get(usize::from(word >> 6)).is_some_and(|bits| bits >> (word & 63) & 1 == 1)
    }

    /// Calls `found` with every match: its owner, its first token and one past its last.
    pub(super) fn run(&self, tokens: &[Token], sets: &SetTable, found: &mut dyn FnMut(u16, usize, usize)) {
        let sentence = Sentence { tokens, sets, leading: self.leading };
        for (at, token) in tokens.iter().enumerate() {
            if !self.is_anchor(token.word) || token.has(STOPPED) {
                continue;
            }
            let word = usize::from(token.word);
            let (Some(&from), Some(&to)) = (self.starts.get(word), self.starts.get(word + 1)) else {
                continue;
            };
            let (previous, next) = (at.checked_sub(1).and_then(|at| tokens.get(at)), tokens.get(at + 1));
            for candidate in self.candidates.get(from as usize..to as usize).unwrap_or_default() {
                if !candidate.after.may_contain(next) || !candidate.before.may_contain(previous) {
                    continue;
                }
                let Some(entry) = self.entries.get(usize::from(candidate.entry)) else { continue };
                let (before, after) = entry.split();
                let Some(end) = sentence.forward(after.get(1..).unwrap_or_default(), at + 1, false) else {
                    continue;
                };
                if let Some(start) = sentence.backward(before, at, false) {
                    found(entry.owner, start, end);
                }
            }
        }
    }
}

struct Sentence<'a> {
    tokens: &'a [Token],
    sets: &'a SetTable,
    leading: SetId,
}

/// Flags that end a match between two words; `loose` in a gap, which commas do not end.
const fn barrier(loose: bool) -> u16 {
    if loose { BREAK | CLAUSE_START } else { BREAK | CLAUSE_START | COMMA }
}

impl Sentence<'_> {
    fn is(&self, step: Step, token: &Token) -> bool {
        match step {
            Step::Word(set) | Step::Optional(set) => {
                self.sets.contains(set, token.word) && !token.has(STOPPED)
            }
            Step::Capital => token.has(CAPITAL),
            Step::Number => token.has(NUMBER),
            _ => false,
        }
    }

    /// Matches `steps` from the token `at` on; returns one past the last token used.
    fn forward(&self, steps: &[Step], at: usize, loose: bool) -> Option<usize> {
        let Some((&step, rest)) = steps.split_first() else { return Some(at) };
        match step {
            Step::Gap(width) => {
                for skipped in 0..=usize::from(width) {
                    if let Some(end) = self.forward(rest, at + skipped, true) {
                        return Some(end);
                    }
                    if self.tokens.get(at + skipped)?.has(barrier(true)) {
                        return None;
                    }
                }
                None
            }
            Step::Not(set) => {
                let next = self.tokens.get(at);
                let barred = next.is_some_and(|token| self.sets.contains(set, token.word));
                if barred { None } else { self.forward(rest, at, loose) }
            }
            Step::Quote => {
                let opens = self.tokens.get(at).is_some_and(|token| token.has(OPEN_QUOTE));
                if opens { self.forward(rest, at, true) } else { None }
            }
            Step::Initial => None,
            Step::Optional(_) => self.word(step, rest, at, loose).or_else(|| self.forward(rest, at, loose)),
            Step::Word(_) | Step::Capital | Step::Number => self.word(step, rest, at, loose),
        }
    }

    fn word(&self, step: Step, rest: &[Step], at: usize, loose: bool) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if token.has(barrier(loose)) || !self.is(step, token) {
            return None;
        }
        self.forward(rest, at + 1, false)
    }

    /// Matches `steps` backwards, the last of them right before the token `at`; returns the first token used.
    fn backward(&self, steps: &[Step], at: usize, loose: bool) -> Option<usize> {
        let Some((&step, rest)) = steps.split_last() else { return Some(at) };
        match step {
            Step::Gap(width) => {
                for skipped in 0..=usize::from(width) {
                    let here = at.checked_sub(skipped)?;
                    if let Some(start) = self.backward(rest, here, true) {
                        return Some(start);
                    }
                    if self.tokens.get(here)?.has(barrier(true)) {
                        return None;
                    }
                }
                None
            }
            Step::Not(set) => {
                let barred = self.tokens.get(at).is_some_and(|token| self.sets.contains(set, token.word));
                if barred { None } else { self.backward(rest, at, loose) }
            }
            Step::Quote => {
                let opens = self.tokens.get(at).is_some_and(|token| token.has(OPEN_QUOTE));
                if opens { self.backward(rest, at, true) } else { None }
            }
            Step::Initial => self.is_initial(at).then_some(at),
            Step::Optional(_) => {
                self.word_before(step, rest, at, loose).or_else(|| self.backward(rest, at, loose))
            }
            Step::Word(_) | Step::Capital | Step::Number => self.word_before(step, rest, at, loose),
        }
    }

    fn word_before(&self, step: Step, rest: &[Step], at: usize, loose: bool) -> Option<usize> {
        let here = at.checked_sub(1)?;
        if self.tokens.get(at)?.has(barrier(loose)) || !self.is(step, self.tokens.get(here)?) {
            return None;
        }
        self.backward(rest, here, false)
    }

    /// Whether a token begins the sentence, a quotation in it, or the clause after a short introduction.
    fn is_initial(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let first = self.tokens.first().map_or(0, |token| token.word);
        at == 0
            || token.has(OPEN_QUOTE)
            || token.has(COMMA) && at <= 4
            || at == 1 && self.sets.contains(self.leading, first)
    }
}

#[cfg(test)]
mod tests {
    use super::super::pattern::WordLists;
    use super::super::token;
    use super::*;
    use crate::text::Span;

    fn check(pattern: &str, text: &str, expected: &str) {
        let mut words = WordSets::default();
        let leading = words.intern_set(&["but".to_owned()]);
        let programs = words.compile(pattern, &WordLists::new()).unwrap();
        let matcher =
            Matcher::new(programs.into_iter().map(|program| (program, 7)).collect(), &words, leading);
        let mut tokens = Vec::new();
        token::tokenize(text, Span::of(0..text.len()), &words.vocabulary, &mut tokens);
        let mut found = Vec::new();
        matcher.run(&tokens, &SetTable::new(&words), &mut |owner, start, end| {
            assert_eq!(owner, 7);
            let span = tokens[start].span().union(tokens[end - 1].span());
            found.push(span.slice(text).to_owned());
        });
        assert_eq!(found.join(" | "), expected, "{pattern}");
    }

    #[test]
    fn matches_words_and_their_forms() {
        check("settle/V for", "They settled for less, settling, for once, nothing.", "settled for");
        check("ban|sanction/N", "Bans hurt; a ban or SANCTIONS’ end.", "ban | SANCTIONS");
        check("face-saving", "a face-saving deal", "face-saving");
        check(
            "hollow|self-serving|climb/V-down",
            "a self-serving, hollow climbdown",
            "self-serving | hollow",
        );
        check(
            "climb/V-down|retreat/V again",
            "She climbed down again; retreating again.",
            "climbed down again | retreating again",
        );
        check("don't know", "We don’t know.", "don’t know");
    }

    #[test]
    fn gaps_stay_in_their_clause() {
        check("lift/V .. ban/N", "They lifted, in part, the old ban.", "lifted, in part, the old ban");
        check("lift/V .. ban/N", "They lifted it; the ban went.", "");
        check("lift/V ..1 ban/N", "They lifted the old ban.", "");
        check("the .. troops withdraw/V", "The last of the troops withdrew.", "the troops withdrew");
    }

    #[test]
    fn matches_positions_options_and_shapes() {
        check("^while", "While we wait here, on and on, we go.", "While");
        check("^while", "Consequently, while we wait.", "while");
        check("^while", "We wait for you all day, while we can.", "");
        check("^while", "But while we wait.", "while");
        check("^while", "He said, “While we wait.”", "While");
        check("rule/V it? out", "rule out and ruled it out", "rule out | ruled it out");
        check("no !doubt", "no doubt, no hope, no", "no | no");
        check("call/V him @quote", "They called him “a dictator”; called him late.", "called him");
        check("may @num", "on May 12, may go", "May 12");
        check(
            "give/V him|@cap what",
            "give Kyiv what, give him what, give us what",
            "give Kyiv what | give him what",
        );
        check("blame/V @cap", "They blame Kyiv and blame others.", "blame Kyiv");
    }
}
