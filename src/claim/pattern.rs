//! Pattern compiler: from `lift/V .. ban|sanction/N` to the steps of a small program.

use super::inflect;
use super::vocabulary::{Vocabulary, WordId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Index of a word set in [`WordSets`].
pub(super) type SetId = u16;

pub(super) type WordLists = BTreeMap<String, Vec<String>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Step {
    Word(SetId),
    /// One word of a set, or none.
    Optional(SetId),
    /// Up to this many words, all in one clause.
    Gap(u8),
    Not(SetId),
    /// Start of a sentence, or of the clause after its introduction.
    Initial,
    Capital,
    Number,
    /// Opening quotation mark.
    Quote,
}

/// One way to match a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    /// Index of the step to look for first: the rarest word.
    pub(super) anchor: usize,
}

/// Byte offset in the pattern, and the problem.
pub(super) type PatternError = (usize, String);

/// The vocabulary of a scheme and the word sets that its patterns refer to.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct WordSets {
    pub(super) vocabulary: Vocabulary,
    /// Forms of all verbs that patterns mention.
    pub(super) verb_forms: Vec<String>,
    sets: Vec<Vec<WordId>>,
    /// Only for interning more of them.
    #[serde(skip)]
    ids: HashMap<Vec<WordId>, SetId>,
}

/// Words too frequent to anchor a search, sorted.
const FREQUENT: &[&str] = &[
    "a", "about", "after", "all", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if",
    "in", "into", "is", "it", "its", "may", "more", "must", "need", "new", "no", "not", "of", "on", "one",
    "or", "our", "out", "over", "said", "say", "says", "she", "should", "so", "such", "than", "that", "the",
    "their", "them", "there", "these", "they", "this", "to", "up", "us", "was", "we", "were", "what",
    "which", "while", "who", "will", "with", "would", "you",
];

const MAX_PROGRAMS: usize = 64;

const MAX_STEPS: usize = 64;

/// Most ways to align one program with the same words. Every gap and optional word multiplies them, and the matcher
/// may try them all.
const MAX_ALIGNMENTS: usize = 4096;

const MAX_SETS: usize = 16_384;

const MAX_GAP: u8 = 12;

/// Width of `..`.
const DEFAULT_GAP: u8 = 5;

impl WordSets {
    pub(super) fn intern_set(&mut self, words: &[String]) -> SetId {
        let mut ids: Vec<WordId> = words.iter().map(|word| self.vocabulary.intern(word)).collect();
        ids.sort_unstable();
        ids.dedup();
        if let Some(&id) = self.ids.get(&ids) {
            return id;
        }
        let id = self.sets.len() as SetId;
        self.sets.push(ids.clone());
        self.ids.insert(ids, id);
        id
    }

    /// Interns the words of `list`, which are separated by white space.
    pub(super) fn intern_listed(&mut self, list: &str) -> SetId {
        let words: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
        self.intern_set(&words)
    }

    pub(super) fn members(&self, set: SetId) -> &[WordId] {
        self.sets.get(usize::from(set)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn len(&self) -> usize {
        self.sets.len()
    }

    /// Compiles one pattern; the result is several programs where alternatives differ in their number of words.
    pub(super) fn compile(&mut self, pattern: &str, lists: &WordLists) -> Result<Vec<Program>, PatternError> {
        if self.sets.len() > MAX_SETS {
            return Err((0, format!("a scheme has at most {MAX_SETS} different words and alternatives")));
        }
        let mut drafts = vec![Draft::default()];
        let mut at = 0;
        for part in pattern.split(' ') {
            let place = at;
            at += part.len() + 1;
            let first = drafts.iter().all(|draft| draft.steps.is_empty());
            let (part, place) = match part.strip_prefix('^') {
                Some(rest) if first => {
                    for draft in &mut drafts {
                        draft.steps.push(Step::Initial);
                    }
                    (rest, place + 1)
                }
                Some(_) => return Err((place, "`^` is only allowed at the start of a pattern".to_owned())),
                None => (part, place),
            };
            if part.is_empty() {
                continue;
            }
            if drafts.iter().any(|draft| draft.steps.len() >= MAX_STEPS) {
                return Err((place, format!("a pattern has at most {MAX_STEPS} parts")));
            }
            if part.starts_with("..") {
                let step = Step::Gap(parse_gap(part, place)?);
                for draft in &mut drafts {
                    draft.steps.push(step);
                }
            } else if part.starts_with('!') && first {
                return Err((place, "a pattern cannot begin with `!`".to_owned()));
            } else {
                drafts = self.extend_with_words(part, place, lists, &drafts)?;
            }
        }
        if drafts.iter().any(|draft| alignments(&draft.steps) > MAX_ALIGNMENTS) {
            let message =
                format!("the gaps of this pattern can be filled in more than {MAX_ALIGNMENTS} ways");
            return Err((0, message));
        }
        if drafts.iter().any(|draft| matches!(draft.steps.last(), Some(Step::Gap(_)))) {
            return Err((0, "a pattern cannot end with a gap".to_owned()));
        }
        let programs: Option<Vec<Program>> = drafts.into_iter().map(Draft::program).collect();
        programs.ok_or_else(|| (0, "a pattern needs at least one word".to_owned()))
    }

    /// Extends every draft with a part made of words.
    fn extend_with_words(
        &mut self,
        part: &str,
        place: usize,
        lists: &WordLists,
        drafts: &[Draft],
    ) -> Result<Vec<Draft>, PatternError> {
        let (not, optional) = (part.starts_with('!'), part.ends_with('?'));
        let body = part.trim_start_matches('!').trim_end_matches('?');
        let (mut phrases, mut single, mut shapes) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, at) in alternatives(body, place + usize::from(not), lists)? {
            match shape(entry) {
                Some(step) if !not && !optional => shapes.push(step),
                _ if entry.contains('-') && !not && !optional => phrases.push((entry, at)),
                _ => single.push((entry, at)),
            }
        }
        if drafts.len() * (phrases.len() + shapes.len() + usize::from(!single.is_empty())) > MAX_PROGRAMS {
            let message = format!("the alternatives multiply to more than {MAX_PROGRAMS} patterns");
            return Err((place, message));
        }
        if let Some((_, at)) = phrases.iter().find(|(entry, _)| entry.split('-').count() > MAX_STEPS) {
            return Err((*at, format!("a pattern has at most {MAX_STEPS} parts")));
        }
        let mut words = Vec::new();
        for &(entry, at) in &single {
            words.extend(forms(entry, at)?);
        }
        if body.contains("/V") {
            self.verb_forms.extend(words.iter().cloned());
        }
        let mut grown = Vec::new();
        let mut extend = |change: &dyn Fn(&mut Draft)| {
            grown.extend(drafts.iter().cloned().map(|mut draft| {
                change(&mut draft);
                draft
            }));
        };
        if !single.is_empty() {
            let set = self.intern_set(&words);
            extend(&|draft| draft.push(set, &words, not, optional));
        }
        for step in shapes {
            extend(&|draft| draft.steps.push(step));
        }
        for (entry, at) in phrases {
            let mut steps = Vec::new();
            for word in entry.split('-') {
                let words = forms(word, at)?;
                steps.push((self.intern_set(&words), words));
            }
            extend(&|draft| steps.iter().for_each(|(set, words)| draft.push(*set, words, false, false)));
        }
        Ok(grown)
    }
}

#[derive(Debug, Clone, Default)]
struct Draft {
    steps: Vec<Step>,
    /// Cost and index of the cheapest anchor so far.
    best: Option<(usize, usize)>,
    /// Whether a `!word` was seen.
    negated: bool,
}

impl Draft {
    fn push(&mut self, set: SetId, words: &[String], not: bool, optional: bool) {
        self.negated |= not;
        self.steps.push(match (not, optional) {
            (true, _) => Step::Not(set),
            (false, true) => Step::Optional(set),
            (false, false) => Step::Word(set),
        });
        if not || optional {
            return;
        }
        // The step with the rarest words, the first of equals.
        let cost = |word: &String| if FREQUENT.binary_search(&word.as_str()).is_ok() { 1000 } else { 1 };
        let cost = words.iter().map(cost).sum::<usize>() + usize::from(self.negated) * 500;
        if self.best.is_none_or(|(lowest, _)| cost < lowest) {
            self.best = Some((cost, self.steps.len() - 1));
        }
    }

    fn program(self) -> Option<Program> {
        let (_, anchor) = self.best?;
        Some(Program { steps: self.steps, anchor })
    }
}

/// Number of ways to align steps with the same words.
fn alignments(steps: &[Step]) -> usize {
    let factor = |step: &Step| match step {
        Step::Gap(width) => usize::from(*width) + 1,
        Step::Optional(_) => 2,
        _ => 1,
    };
    steps.iter().map(factor).fold(1, usize::saturating_mul)
}

/// The width of the gap `..` or `..9`.
fn parse_gap(part: &str, place: usize) -> Result<u8, PatternError> {
    let number = part.trim_start_matches("..");
    if number.is_empty() {
        return Ok(DEFAULT_GAP);
    }
    match number.parse() {
        Ok(width) if (1..=MAX_GAP).contains(&width) => Ok(width),
        _ => Err((place, format!("a gap is `..` or `..1` to `..{MAX_GAP}`, not `{part}`"))),
    }
}

/// The step of `@cap`, `@num` or `@quote`, which look at the shape of a word rather than its letters.
fn shape(word: &str) -> Option<Step> {
    match word {
        "@cap" => Some(Step::Capital),
        "@num" => Some(Step::Number),
        "@quote" => Some(Step::Quote),
        _ => None,
    }
}

/// The alternatives of one part of a pattern with their offsets, `@list` references expanded.
fn alternatives<'a>(
    body: &'a str,
    place: usize,
    lists: &'a WordLists,
) -> Result<Vec<(&'a str, usize)>, PatternError> {
    let mut alternatives = Vec::new();
    let mut at = place;
    for one in body.split('|') {
        match one.strip_prefix('@') {
            Some(name) if shape(one).is_none() => {
                let list = lists.get(name).ok_or_else(|| (at, unknown_list(name, lists)))?;
                alternatives.extend(list.iter().map(|entry| (entry.as_str(), at)));
            }
            _ => alternatives.push((one, at)),
        }
        at += one.len() + 1;
    }
    Ok(alternatives)
}

fn unknown_list(name: &str, lists: &WordLists) -> String {
    let known: Vec<String> = lists.keys().map(|list| format!("`@{list}`")).collect();
    match known.len() {
        0 => format!("unknown list `@{name}`: the scheme has no `[lists]`"),
        _ => format!("unknown list `@{name}`; known lists: {}", known.join(", ")),
    }
}

fn forms(word: &str, place: usize) -> Result<Vec<String>, PatternError> {
    let (stem, kind) = match word.split_once('/') {
        Some((stem, kind)) => (stem, kind),
        None => (word, ""),
    };
    let stem = stem.replace('’', "'").to_lowercase();
    let letters = stem.chars().all(|c| c.is_alphanumeric() || c == '\'' || c == '.');
    if stem.is_empty() || !letters {
        return Err((place, format!("`{word}` is not a word")));
    }
    match kind {
        "" if word.contains('/') => Err((place, "write `/V` or `/N` after a word".to_owned())),
        "" => Ok(vec![stem]),
        "V" => Ok(inflect::verb(&stem)),
        "N" => Ok(inflect::noun(&stem)),
        _ => Err((
            place + word.len() - kind.len(),
            format!("`/{kind}` is neither `/V` (verb) nor `/N` (noun)"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str) -> Result<(usize, usize), PatternError> {
        let lists = WordLists::from([("actor".to_owned(), vec!["kremlin".to_owned()])]);
        let programs = WordSets::default().compile(pattern, &lists)?;
        Ok((programs[0].steps.len(), programs[0].anchor))
    }

    #[test]
    fn frequent_words_are_sorted() {
        assert!(FREQUENT.is_sorted());
    }

    #[test]
    fn anchors_at_the_rarest_word() {
        assert_eq!(check("settle/V for"), Ok((2, 0)));
        assert_eq!(check("^while the .. gain"), Ok((5, 4)));
        assert_eq!(check("of-the face-saving"), Ok((4, 2)));
        assert_eq!(check("@actor .. to? seek/V !help"), Ok((5, 0)));
        assert_eq!(check("no !doubt over"), Ok((3, 0)));
    }

    #[test]
    fn errors_point_at_the_offending_byte() {
        let place = |pattern: &str| check(pattern).map_err(|(at, _)| at);
        assert_eq!(place("go ..99 out"), Err(3));
        assert_eq!(place("go @nobody"), Err(3));
        assert_eq!(place("go x|$y"), Err(5));
        assert_eq!(place("go home/Q"), Err(8));
        assert_eq!(place("go ^on"), Err(3));
        assert_eq!(place("!not"), Err(0));
        assert_eq!(place("go .."), Err(0));
        assert_eq!(place(""), Err(0));
        assert_eq!(place("@quote"), Err(0));
        assert_eq!(place(&"go ..12 ".repeat(5)), Err(0));
        assert_eq!(place(&format!("go {}out", "..12 on ".repeat(4))), Err(0));
        assert_eq!(place(&format!("go {}out", "on? ".repeat(13))), Err(0));
        assert_eq!(place(&"go ".repeat(100)), Err(192));
        assert_eq!(place(&format!("on {}", "go-".repeat(100) + "out")), Err(3));
        let many: Vec<String> = (0..1000).map(|number| format!("a-w{number}")).collect();
        assert_eq!(place(&format!("on {}", many.join("|"))), Err(3));
    }
}
