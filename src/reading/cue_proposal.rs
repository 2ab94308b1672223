//! Words that a reader keeps tagging, proposed as cues: n-grams of the tagged passages against everything else.
//!
//! The measure is the log-odds ratio with an informative Dirichlet prior, in standard deviations (Monroe, Colaresi and
//! Quinn 2008). It needs no list of stop words: a word that is frequent everywhere says little.

use super::Reading;
use crate::claim::CategoryId;
use crate::tag::Decision;
use crate::text::Span;
use crate::text::sentence::sentences;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation as _;

/// Words of the longest n-gram.
const MAX_WORDS: usize = 3;
/// Tagged passages that must hold an n-gram.
const MIN_PASSAGES: usize = 3;
/// Share of all passages with an n-gram that must be tagged, in percent.
const MIN_SHARE: usize = 60;
/// Letters of the longest word of an n-gram: shorter words alone are never a cue.
const MIN_LETTERS: usize = 4;
/// Weight of the prior, in n-grams.
const PRIOR: f64 = 20.0;
/// Standard deviations that a difference must reach beside the share.
const MIN_DEVIATIONS: f64 = 0.5;
/// Proposals for a category.
const MAX_PROPOSALS: usize = 3;

/// A passage, and whether the reader gave it the category.
pub type Passage<'t> = (&'t str, bool);

/// Words that may become a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueProposal {
    /// In lower case, separated by spaces.
    pub words: String,
    /// Tagged passages with the words.
    pub with: usize,
    /// All tagged passages.
    pub of: usize,
    /// Other passages with the words.
    pub elsewhere: usize,
}

/// The n-grams that set the tagged passages apart, strongest first; none of them is part of another.
pub fn propose(passages: &[Passage<'_>]) -> Vec<CueProposal> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let (mut tagged, mut others) = (0.0, 0.0);
    for (text, is_tagged) in passages {
        let grams = grams(text);
        *(if *is_tagged { &mut tagged } else { &mut others }) += grams.len() as f64;
        for gram in grams {
            let (with, elsewhere) = counts.entry(gram).or_default();
            *(if *is_tagged { with } else { elsewhere }) += 1;
        }
    }
    let of = passages.iter().filter(|(_, is_tagged)| *is_tagged).count();
    let mut found: Vec<(f64, CueProposal)> = counts
        .into_iter()
        .filter(|(words, (with, elsewhere))| {
            let is_telling = words.split(' ').any(|word| word.chars().count() >= MIN_LETTERS);
            *with >= MIN_PASSAGES && is_telling && with * 100 >= MIN_SHARE * (with + elsewhere)
        })
        .map(|(words, (with, elsewhere))| {
            (deviations((with, tagged), (elsewhere, others)), CueProposal { words, with, of, elsewhere })
        })
        .filter(|(deviations, _)| *deviations >= MIN_DEVIATIONS)
        .collect();
    // More words are more certain where they are as frequent.
    found.sort_by(|(one, a), (two, b)| {
        let rounded = |deviations: &f64| (deviations * 1000.0).round() as i64;
        (b.with, rounded(two), b.words.len(), &a.words).cmp(&(a.with, rounded(one), a.words.len(), &b.words))
    });
    let mut chosen: Vec<CueProposal> = Vec::new();
    for (_, one) in found {
        let overlaps =
            |other: &CueProposal| holds(&other.words, &one.words) || holds(&one.words, &other.words);
        if chosen.len() < MAX_PROPOSALS && !chosen.iter().any(overlaps) {
            chosen.push(one);
        }
    }
    chosen
}

/// Does one n-gram contain another as whole words?
fn holds(longer: &str, shorter: &str) -> bool {
    format!(" {longer} ").contains(&format!(" {shorter} "))
}

/// Log-odds of an n-gram in one text against another, by its standard deviation; each is its count and that of all.
fn deviations((one, all_one): (usize, f64), (two, all_two): (usize, f64)) -> f64 {
    let (one, two) = (one as f64, two as f64);
    let prior = PRIOR * (one + two) / (all_one + all_two).max(1.0);
    let odds = |count: f64, all: f64| {
        let (with, without) = (count + prior, all + PRIOR - count - prior);
        (with / without.max(f64::MIN_POSITIVE)).ln()
    };
    let variance = 1.0 / (one + prior) + 1.0 / (two + prior);
    (odds(one, all_one) - odds(two, all_two)) / variance.sqrt()
}

/// The n-grams of a passage, each once, in lower case. None crosses a sign of punctuation.
fn grams(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let mut grams = BTreeSet::new();
    let mut run: Vec<&str> = Vec::new();
    for part in lower.split_word_bounds() {
        if part.chars().all(char::is_alphanumeric) {
            run.push(part);
            let words = run.len().min(MAX_WORDS);
            for count in 1..=words {
                grams.insert(run.get(run.len() - count..).unwrap_or_default().join(" "));
            }
        } else if !part.chars().all(|char| char.is_whitespace() || char == '-') {
            run.clear();
        }
    }
    grams
}

impl Reading {
    /// The passages of this article that bear on a cue for `category`: those that the reader gave it although no cue
    /// spoke for it, and all sentences that do not have it. Passages that a cue found already are left out.
    pub fn passages_for_cues(&self, category: CategoryId) -> Vec<Passage<'_>> {
        let text = &self.document.text;
        let known = |cue: &String| {
            let mut cues = self.scheme.cues.iter();
            cues.any(|one| one.id == *cue && one.category == category)
        };
        let (mut passages, mut taken): (Vec<Passage<'_>>, Vec<Span>) = (Vec::new(), Vec::new());
        for mark in self.marks().iter().filter(|mark| mark.categories.contains(&category)) {
            taken.push(mark.span);
            let Some(tag) = mark.tag.as_ref().filter(|_| !mark.span.is_empty()) else { continue };
            let by_cue = tag.proposed.iter().flat_map(|proposed| &proposed.cues).any(known);
            if tag.decision.is_claim() && !by_cue {
                passages.push((mark.span.slice(text), true));
            }
        }
        for mark in self
            .marks()
            .iter()
            .filter(|mark| mark.tag.as_ref().is_some_and(|tag| tag.decision == Decision::Rejected))
        {
            taken.retain(|span| *span != mark.span);
        }
        taken.sort_by_key(|span| span.start());
        for block in self.document.blocks.iter().filter(|block| block.kind.is_classified()) {
            for sentence in sentences(text, block.span) {
                if !taken.iter().any(|span| span.overlaps(sentence)) {
                    passages.push((sentence.slice(text), false));
                }
            }
        }
        passages
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_tagged_passages_are_proposed_and_common_ones_are_not() {
        let tagged = [
            "The guild will take back the toll.",
            "In the end they will take back every word.",
            "“We take back the offer,” she said.",
            "He would take back nothing.",
        ];
        let others = [
            "The guild met in the hall.",
            "They will sing in the hall, and the end is near.",
            "She said nothing about the toll.",
            "He would go back to the harbour.",
            "We take the road to the harbour.",
        ];
        let passages: Vec<Passage<'_>> =
            tagged.map(|text| (text, true)).into_iter().chain(others.map(|text| (text, false))).collect();
        let found = propose(&passages);
        let expected = CueProposal { words: "take back".to_owned(), with: 4, of: 4, elsewhere: 0 };
        assert_eq!(found, [expected]);
        // Two passages are no habit.
        assert_eq!(propose(&passages[2..]), []);
        assert_eq!(propose(&[]), []);
    }

    #[test]
    fn grams_stay_inside_punctuation_and_count_once() {
        let found: Vec<String> = grams("Cease-fire now, cease!").into_iter().collect();
        assert_eq!(found, ["cease", "cease fire", "cease fire now", "fire", "fire now", "now"]);
    }
}
