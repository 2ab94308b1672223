//! The pattern language: from `lift/V .. ban|sanction/N` to the steps of a small program.

use super::inflect;
use super::vocabulary::{Vocabulary, WordId};
use std::collections::{BTreeMap, HashMap};

/// A set of words, by its number in [`Words`].
pub(super) type SetId = u16;

/// The named word lists of a scheme.
pub(super) type Lists = BTreeMap<String, Vec<String>>;

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Step {
    /// One word of a set.
    Word(SetId),
    /// One word of a set, or nothing.
    Optional(SetId),
    /// Up to so many words, all in one clause.
    Gap(u8),
    /// The next word is not in a set.
    Not(SetId),
    /// Here a sentence begins, or what follows its introduction.
    Initial,
    /// A capitalised word.
    Capital,
    /// A number.
    Number,
    /// Here a quotation opens.
    Quote,
}

/// A pattern ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    /// Its steps, in order.
    pub(super) steps: Vec<Step>,
    /// The step that is looked for first: the rarest word.
    pub(super) anchor: usize,
}

/// A mistake in a pattern: the byte where it stands, and what it is.
pub(super) type Mistake = (usize, String);

/// The words of all patterns and the sets that patterns make of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// Numbers for words.
    pub(super) vocabulary: Vocabulary,
    /// Forms of verbs that patterns mention.
    pub(super) verbal: Vec<String>,
    sets: Vec<Vec<WordId>>,
    numbers: HashMap<Vec<WordId>, SetId>,
}

/// Words so frequent that they are a poor place to begin, in the order of the alphabet.
const FREQUENT: &[&str] = &[
    "a", "about", "after", "all", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "had", "has", "have", "he", "her", "his", "i", "if",
    "in", "into", "is", "it", "its", "may", "more", "must", "need", "new", "no", "not", "of", "on", "one",
    "or", "our", "out", "over", "said", "say", "says", "she", "should", "so", "such", "than", "that", "the",
    "their", "them", "there", "these", "they", "this", "to", "up", "us", "was", "we", "were", "what",
    "which", "while", "who", "will", "with", "would", "you",
];

/// How many programs one pattern may become.
const MOST_PROGRAMS: usize = 64;

/// How many steps one program may have.
const MOST_STEPS: usize = 64;

/// In how many ways one pattern may be laid over the same words: each gap and each word that may be
/// missing multiplies them, and all are tried.
const MOST_WAYS: usize = 4096;

/// How many sets of words a scheme may have.
const MOST_SETS: usize = 16_384;

/// The longest gap that a pattern may have.
const WIDEST: u8 = 12;

impl Words {
    /// The number of the set that holds `words`.
    pub(super) fn set(&mut self, words: &[String]) -> SetId {
        let mut ids: Vec<WordId> = words.iter().map(|word| self.vocabulary.intern(word)).collect();
        ids.sort_unstable();
        ids.dedup();
        if let Some(&known) = self.numbers.get(&ids) {
            return known;
        }
        let number = self.sets.len() as SetId;
        self.sets.push(ids.clone());
        self.numbers.insert(ids, number);
        number
    }

    /// The words of a set.
    pub(super) fn members(&self, set: SetId) -> &[WordId] {
        self.sets.get(usize::from(set)).map_or(&[], Vec::as_slice)
    }

    /// How many sets there are.
    pub(super) fn sets(&self) -> usize {
        self.sets.len()
    }

    /// Reads one pattern. It becomes several programs where alternatives have more than one word.
    pub(super) fn compile(&mut self, pattern: &str, lists: &Lists) -> Result<Vec<Program>, Mistake> {
        if self.sets.len() > MOST_SETS {
            return Err((0, format!("a scheme has at most {MOST_SETS} different words and alternatives")));
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
                Some(_) => return Err((place, "`^` stands only at the head of a pattern".to_owned())),
                None => (part, place),
            };
            if part.is_empty() {
                continue;
            }
            if drafts.iter().any(|draft| draft.steps.len() >= MOST_STEPS) {
                return Err((place, format!("a pattern has at most {MOST_STEPS} parts")));
            }
            if part.starts_with("..") {
                let step = Step::Gap(gap(part, place)?);
                for draft in &mut drafts {
                    draft.steps.push(step);
                }
            } else if part.starts_with('!') && first {
                return Err((place, "a pattern cannot begin with `!`".to_owned()));
            } else {
                drafts = self.words(part, place, lists, &drafts)?;
            }
        }
        if drafts.iter().any(|draft| ways(&draft.steps) > MOST_WAYS) {
            let message = format!("the gaps of this pattern can be filled in more than {MOST_WAYS} ways");
            return Err((0, message));
        }
        if drafts.iter().any(|draft| matches!(draft.steps.last(), Some(Step::Gap(_)))) {
            return Err((0, "a pattern cannot end with a gap".to_owned()));
        }
        let programs: Option<Vec<Program>> = drafts.into_iter().map(Draft::program).collect();
        programs.ok_or_else(|| (0, "a pattern needs at least one word".to_owned()))
    }

    /// The drafts with one more part, which is made of words.
    fn words(
        &mut self,
        part: &str,
        place: usize,
        lists: &Lists,
        drafts: &[Draft],
    ) -> Result<Vec<Draft>, Mistake> {
        let (not, optional) = (part.starts_with('!'), part.ends_with('?'));
        let body = part.trim_start_matches('!').trim_end_matches('?');
        let (mut rows, mut single, mut signs) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, at) in entries(body, place + usize::from(not), lists)? {
            match sign(entry) {
                Some(step) if !not && !optional => signs.push(step),
                _ if entry.contains('-') && !not && !optional => rows.push((entry, at)),
                _ => single.push((entry, at)),
            }
        }
        if drafts.len() * (rows.len() + signs.len() + usize::from(!single.is_empty())) > MOST_PROGRAMS {
            let message = format!("the alternatives multiply to more than {MOST_PROGRAMS} patterns");
            return Err((place, message));
        }
        if let Some((_, at)) = rows.iter().find(|(entry, _)| entry.split('-').count() > MOST_STEPS) {
            return Err((*at, format!("a pattern has at most {MOST_STEPS} parts")));
        }
        let mut words = Vec::new();
        for &(entry, at) in &single {
            words.extend(forms(entry, at)?);
        }
        if body.contains("/V") {
            self.verbal.extend(words.iter().cloned());
        }
        let mut grown = Vec::new();
        if !single.is_empty() {
            let set = self.set(&words);
            for mut draft in drafts.iter().cloned() {
                draft.push(set, &words, not, optional);
                grown.push(draft);
            }
        }
        for step in signs {
            for mut draft in drafts.iter().cloned() {
                draft.steps.push(step);
                grown.push(draft);
            }
        }
        for (entry, at) in rows {
            let forms: Result<Vec<Vec<String>>, Mistake> =
                entry.split('-').map(|word| forms(word, at)).collect();
            let sets: Vec<(SetId, Vec<String>)> =
                forms?.into_iter().map(|words| (self.set(&words), words)).collect();
            for mut draft in drafts.iter().cloned() {
                for (set, words) in &sets {
                    draft.push(*set, words, false, false);
                }
                grown.push(draft);
            }
        }
        Ok(grown)
    }
}

/// A program while its pattern is being read.
#[derive(Debug, Clone, Default)]
struct Draft {
    steps: Vec<Step>,
    /// Cost and place of the best step to look for first.
    best: Option<(usize, usize)>,
    /// Whether a word that must not follow was seen.
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
        if !not && !optional {
            keep_rarest(&mut self.best, words, self.steps.len() - 1, self.negated);
        }
    }

    fn program(self) -> Option<Program> {
        let (_, anchor) = self.best?;
        Some(Program { steps: self.steps, anchor })
    }
}

/// Remembers the step whose words are the least frequent; the first of equals.
fn keep_rarest(best: &mut Option<(usize, usize)>, words: &[String], step: usize, negated: bool) {
    let cost = |word: &String| if FREQUENT.binary_search(&word.as_str()).is_ok() { 1000 } else { 1 };
    let cost = words.iter().map(cost).sum::<usize>() + usize::from(negated) * 500;
    if best.is_none_or(|(known, _)| cost < known) {
        *best = Some((cost, step));
    }
}

/// In how many ways steps can be laid over the same words.
fn ways(steps: &[Step]) -> usize {
    let each = |step: &Step| match step {
        Step::Gap(width) => usize::from(*width) + 1,
        Step::Optional(_) => 2,
        _ => 1,
    };
    steps.iter().map(each).fold(1, usize::saturating_mul)
}

/// The width of a gap: `..` or `..9`.
fn gap(part: &str, place: usize) -> Result<u8, Mistake> {
    let number = part.trim_start_matches("..");
    if number.is_empty() {
        return Ok(5);
    }
    match number.parse() {
        Ok(width) if (1..=WIDEST).contains(&width) => Ok(width),
        _ => Err((place, format!("a gap is `..` or `..1` to `..{WIDEST}`, not `{part}`"))),
    }
}

/// What a word of a pattern stands for that is about a word's looks, not about its letters.
fn sign(word: &str) -> Option<Step> {
    match word {
        "@cap" => Some(Step::Capital),
        "@num" => Some(Step::Number),
        "@quote" => Some(Step::Quote),
        _ => None,
    }
}

/// The alternatives of one part of a pattern with their places, lists written out.
fn entries<'a>(body: &'a str, place: usize, lists: &'a Lists) -> Result<Vec<(&'a str, usize)>, Mistake> {
    let mut entries = Vec::new();
    let mut at = place;
    for one in body.split('|') {
        match one.strip_prefix('@') {
            Some(name) if sign(one).is_none() => {
                let list = lists.get(name).ok_or_else(|| (at, unknown_list(name, lists)))?;
                entries.extend(list.iter().map(|entry| (entry.as_str(), at)));
            }
            _ => entries.push((one, at)),
        }
        at += one.len() + 1;
    }
    Ok(entries)
}

fn unknown_list(name: &str, lists: &Lists) -> String {
    let known: Vec<String> = lists.keys().map(|list| format!("`@{list}`")).collect();
    format!("no list is called `@{name}`; there are {}", known.join(", "))
}

fn forms(word: &str, place: usize) -> Result<Vec<String>, Mistake> {
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

    fn check(pattern: &str) -> Result<(usize, usize), Mistake> {
        let lists = Lists::from([("actor".to_owned(), vec!["kremlin".to_owned()])]);
        let programs = Words::default().compile(pattern, &lists)?;
        Ok((programs[0].steps.len(), programs[0].anchor))
    }

    #[test]
    fn frequent_words_are_in_order() {
        assert!(FREQUENT.is_sorted());
    }

    #[test]
    fn begins_at_the_rarest_word() {
        assert_eq!(check("settle/V for"), Ok((2, 0)));
        assert_eq!(check("^while the .. gain"), Ok((5, 4)));
        assert_eq!(check("of-the face-saving"), Ok((4, 2)));
        assert_eq!(check("@actor .. to? seek/V !help"), Ok((5, 0)));
        assert_eq!(check("no !doubt over"), Ok((3, 0)));
    }

    #[test]
    fn names_the_place_of_a_mistake() {
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
