//! Reasons from the model: the words that a score rests on.

use super::category::CategoryId;
use super::clause::enclosing_clauses;
use super::combination::Combination;
use super::evidence::{Claim, Evidence, Scored, WordEffect};
use super::model::{Judged, LearnedModel, WordShares};
use super::scheme::Scheme;
use super::token::{CLAUSE_START, Token};
use crate::text::Span;
use std::cmp::Reverse;

/// Words that a claim lists as its evidence.
const LEADING: usize = 3;
/// Words that [`measured_words`] lists for a claim.
const MEASURED: usize = 8;
/// Milli-logits from which on [`measured_words`] lists a word.
const CLEAR: u32 = 100;
/// Words of one sentence that [`word_effects`] leaves out one by one.
const MAX_WORDS: usize = 96;

/// The effect of every word of a claim's sentence on every category that the claim may have: how far the log-odds
/// fall when the model reads the sentence without it (occlusion: Zeiler & Fergus 2014; Li, Monroe & Jurafsky 2016).
/// Strongest first. Empty where the cues speak alone.
///
/// Takes as long as judging one sentence for each word.
pub fn word_effects(text: &str, claim: &Claim, scheme: &Scheme) -> Vec<WordEffect> {
    let Some(model) = scheme.active_model() else {
        return Vec::new();
    };
    let sentence = claim.span.slice(text);
    let words = model.words(sentence).into_iter().filter(|word| is_word(word.slice(sentence)));
    let words: Vec<Span> = words.take(MAX_WORDS).collect();
    let categories: Vec<CategoryId> = claim.scores.iter().map(|scored| scored.category).collect();
    effects(model, claim.span, text, &words, &categories, scheme)
}

/// The words of [`word_effects`] that speak clearly for or against a category of the claim; at least one.
pub fn measured_words(text: &str, claim: &Claim, scheme: &Scheme) -> Vec<WordEffect> {
    let mut words = word_effects(text, claim, scheme);
    let clear = words.iter().take_while(|word| word.adds.unsigned_abs() >= CLEAR).count();
    words.truncate(clear.clamp(1, MEASURED));
    words
}

/// The words with the largest shares in the logit of each category that no cue supports. Costs nothing, unlike
/// [`word_effects`]; a share counts what a word has taken from its neighbours too.
pub(super) fn leading_words(
    text: &str,
    sentence: Span,
    scores: &[Scored],
    evidence: &[Evidence],
    judged: &Judged,
    scheme: &Scheme,
) -> Vec<WordEffect> {
    let mut leading = Vec::new();
    for scored in scores {
        let category = scored.category;
        let by_cue = evidence.iter().any(|one| one.category == category && one.adds > 0);
        let above = scheme.category(category).is_some_and(|one| scored.score >= one.threshold);
        if by_cue || !above {
            continue;
        }
        let words = Lean::new(judged, category, scheme, sentence).strongest(text, LEADING);
        let floor = words.first().map_or(0, |&(_, share)| share / 3);
        // The first is kept whatever it adds: no claim is without a reason.
        let counted =
            words.into_iter().enumerate().filter(|&(at, (_, share))| at == 0 || share > floor.max(0));
        let effect = |(_, (span, adds))| WordEffect { category, span, adds };
        leading.extend(counted.map(effect));
    }
    leading
}

/// What numbers of one word, in the order of the logits, come to in the score of a category; `None` for a category
/// that neither the model nor a personal model knows.
fn in_score(numbers: &[i32], category: CategoryId, scheme: &Scheme) -> Option<i32> {
    let index = usize::from(category.0);
    let at = |column: Option<usize>| numbers.get(column?).copied();
    let combination = scheme.active_combination();
    let combined = combination.and_then(|one| one.category(index));
    let column =
        |one: &Combination| LearnedModel::built_in_column(&one.model, &scheme.category(category)?.id);
    let model = combination.and_then(|one| at(column(one)));
    let by_model = model.zip(combined).map(|(logit, combined)| {
        let weighted = i64::from(logit) * i64::from(combined.model) / 1000;
        weighted as i32
    });
    let personal = at(scheme.active_personal().and_then(|personal| personal.column(index)));
    match (by_model, personal) {
        (None, None) => None,
        (by_model, personal) => Some(by_model.unwrap_or(0).saturating_add(personal.unwrap_or(0))),
    }
}

/// Effects of words, given as bytes of the sentence, on some categories; the strongest first.
fn effects(
    model: &LearnedModel,
    sentence: Span,
    text: &str,
    words: &[Span],
    categories: &[CategoryId],
    scheme: &Scheme,
) -> Vec<WordEffect> {
    let falls = model.occlude_with(scheme.heads(), sentence.slice(text), words);
    let mut effects = Vec::with_capacity(words.len() * categories.len());
    for (word, falls) in words.iter().zip(&falls) {
        let span = Span::new(sentence.start() + word.start(), sentence.start() + word.end());
        for &category in categories {
            let Some(adds) = in_score(falls, category, scheme) else { continue };
            effects.push(WordEffect { category, span, adds });
        }
    }
    effects.sort_by_key(|word| (Reverse(word.adds.unsigned_abs()), word.span, word.category));
    effects
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Where the model looks for one category: the share of each word in the score.
pub(super) struct Lean<'a> {
    words: &'a [WordShares],
    category: CategoryId,
    scheme: &'a Scheme,
    sentence: Span,
}

impl<'a> Lean<'a> {
    pub(super) const fn new(
        judged: &'a Judged,
        category: CategoryId,
        scheme: &'a Scheme,
        sentence: Span,
    ) -> Self {
        Self { words: judged.words.as_slice(), category, scheme, sentence }
    }

    /// Words with their shares, in text order.
    fn shares(&self) -> impl Iterator<Item = (Span, i32)> {
        let start = self.sentence.start();
        self.words.iter().filter_map(move |word| {
            let span = Span::new(start + word.span.start(), start + word.span.end());
            Some((span, in_score(&word.shares, self.category, self.scheme)?))
        })
    }

    /// The words with the largest shares, in milli-logits.
    fn strongest(&self, text: &str, count: usize) -> Vec<(Span, i32)> {
        let mut words: Vec<(Span, i32)> =
            self.shares().filter(|(span, _)| is_word(span.slice(text))).collect();
        words.sort_by_key(|&(span, share)| (Reverse(share), span));
        words.truncate(count);
        words
    }

    /// The clause with most of the shares; the whole sentence if none has half of them.
    pub(super) fn clause(&self, tokens: &[Token], sentence: Span) -> Span {
        let starts = tokens.iter().filter(|token| token.has(CLAUSE_START)).map(|token| token.start);
        let starts: Vec<u32> = std::iter::once(sentence.start()).chain(starts).collect();
        let mut sums = vec![0i64; starts.len()];
        let mut all = 0;
        for (span, share) in self.shares().filter(|&(_, share)| share > 0) {
            all += i64::from(share);
            let clause = starts.partition_point(|&start| start <= span.start()).saturating_sub(1);
            if let Some(sum) = sums.get_mut(clause) {
                *sum += i64::from(share);
            }
        }
        let best = starts.iter().zip(&sums).max_by_key(|&(&start, &sum)| (sum, Reverse(start)));
        match best {
            Some((&start, &sum)) if 2 * sum > all => {
                let first = tokens.iter().find(|token| token.start >= start).map(Token::span);
                first.map_or(sentence, |word| enclosing_clauses(tokens, word, sentence))
            }
            _ => sentence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::classify_judged;

    const TEXT: &str = "While the ships waited, it owed the café money.";

    /// Judges [`TEXT`] with given shares of the third category, and misleading ones of all others; compares words and
    /// clause of the claim.
    fn check(shares: impl Fn(&str) -> i32, expected: &[(&str, i32)], clause: &str) {
        let model = LearnedModel::built_in("claims").unwrap();
        let id = &model.categories()[2];
        let file = format!(
            "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n[model]\nname = \"claims\"\n\
             [[model.category]]\ncategory = \"{id}\"\nmodel = 0.5\n"
        );
        let scheme = Scheme::parse(&file, "s").unwrap().0;
        let words = model.words(TEXT).into_iter().map(|span| {
            let misleading = i32::try_from(span.start()).unwrap();
            let share = shares(span.slice(TEXT));
            WordShares { span, shares: vec![misleading, misleading, share, misleading] }
        });
        let judged = [Judged { logits: vec![-9000, -9000, 2000, -9000], words: words.collect() }];
        let (mut claims, sentence) = (Vec::new(), Span::of(0..TEXT.len()));
        classify_judged(TEXT, sentence, &[sentence], Some(&judged), &scheme, 0, &mut claims);
        let found: Vec<_> = claims[0].words.iter().map(|word| (word.span.slice(TEXT), word.adds)).collect();
        assert_eq!((found.as_slice(), claims[0].scores[0].score), (expected, 731));
        assert_eq!(claims[0].scores[0].clause.slice(TEXT), clause);
    }

    #[test]
    fn a_claim_leans_on_its_strongest_words_and_their_clause() {
        let shares = |word: &str| match word {
            "café" => 900,
            "owed" => 400,
            "money" | "ships" => 200,
            "it" => -700,
            _ => 0,
        };
        check(shares, &[("café", 450), ("owed", 200)], "it owed the café money.");
    }

    #[test]
    fn shares_on_both_clauses_shade_the_sentence() {
        let shares = |word: &str| if ["ships", "café"].contains(&word) { 600 } else { 0 };
        check(shares, &[("ships", 300), ("café", 300)], TEXT);
    }

    #[test]
    fn a_claim_without_a_word_for_it_keeps_one() {
        check(|_| -1000, &[("While", -500)], TEXT);
    }
}
