//! Classification: from the text of a block to its claims.

use super::category::{Category, CategoryId, CueId};
use super::clause::enclosing_clauses;
use super::combination::Engine;
use super::combined_score::combine;
use super::compiled;
use super::evidence::{Claim, Evidence, ScopeMatch, Scored};
use super::explain::{self, Lean};
use super::model::Judged;
use super::scheme::Scheme;
use super::scope;
use super::score;
use super::speaker::{self, QuoteState, SentenceContext};
use super::token::{Token, span_of};
use crate::text::Span;
use crate::text::sentence::sentences;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::ops::Range;

/// Appends the claims of one block to `claims`, in order; returns the block's number of sentences.
pub fn classify(text: &str, block: Span, scheme: &Scheme, claims: &mut Vec<Claim>) -> usize {
    let sentences = sentences(text, block);
    classify_sentences(text, block, &sentences, scheme, 0, claims);
    sentences.len()
}

/// Like [`classify`], by the cues alone and within microseconds; `slack` lowers every threshold, in permille.
pub fn classify_cues(text: &str, block: Span, scheme: &Scheme, slack: u16, claims: &mut Vec<Claim>) -> usize {
    let sentences = sentences(text, block);
    classify_judged(text, block, &sentences, None, scheme, slack, claims);
    sentences.len()
}

/// Like [`classify`], for a block that the caller has split into sentences; `slack` lowers every threshold, in
/// permille.
pub fn classify_sentences(
    text: &str,
    block: Span,
    sentences: &[Span],
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) {
    // The model is not decoded before a sentence needs it.
    let model = scheme.active_model().filter(|_| !sentences.is_empty());
    let judged = model.map(|model| {
        let sentences = sentences.iter().map(|sentence| sentence.slice(text));
        model.judge_with(scheme.heads(), &sentences.collect::<Vec<_>>())
    });
    classify_judged(text, block, sentences, judged.as_deref(), scheme, slack, claims);
}

/// Classifies a block's sentences, with the model's answer for each; by the cues alone if `judged` is `None`. `slack`
/// lowers every threshold, in permille.
pub fn classify_judged(
    text: &str,
    block: Span,
    sentences: &[Span],
    judged: Option<&[Judged]>,
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) {
    let mut quotes = QuoteState::default();
    if let Some(first) = sentences.first() {
        quotes.read(Span::new(block.start(), first.start()).slice(text));
    }
    classify_range(text, block, sentences, 0..sentences.len(), quotes, judged, scheme, slack, claims);
}

/// Like [`classify_judged`], for the sentences `part` of the block, from 0; `judged` are the answers for these.
///
/// The others are only read as context, so that the parts of a block together give the claims of the whole. `quotes`
/// are the quotation marks of the block before the part.
#[expect(clippy::too_many_arguments, reason = "one step of classification, called from two places")]
pub(super) fn classify_range(
    text: &str,
    block: Span,
    sentences: &[Span],
    part: Range<usize>,
    mut quotes: QuoteState,
    judged: Option<&[Judged]>,
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) {
    let (mut scratch, earlier_speaker) = (Scratch::default(), &OnceCell::new());
    let mut read = sentences.get(part.start).map_or(block.start(), |first| first.start());
    for (number, index) in part.enumerate() {
        let Some(sentence) = sentences.get(index) else { break };
        quotes.read(Span::new(read, sentence.start()).slice(text));
        read = sentence.start();
        let context = SentenceContext { text, block, sentences, index, quotes, earlier_speaker };
        let judged = judged.and_then(|judged| judged.get(number));
        claims.extend(classify_one(&context, judged, scheme, slack, &mut scratch));
    }
}

/// All evidence in one sentence, in text order, even if it stays below every threshold.
pub fn evidence(text: &str, sentence: Span, scheme: &Scheme) -> Vec<Evidence> {
    let mut scratch = Scratch::default();
    let roles = match_cues(text, sentence, scheme, &mut scratch);
    collect_evidence(&scratch, roles, scheme)
}

/// A cue's match: its first token, one past its last, and the cue.
type Match = (usize, usize, CueId);

struct Scratch {
    tokens: Vec<Token>,
    matches: Vec<Match>,
}

impl Default for Scratch {
    fn default() -> Self {
        // Large enough for most sentences.
        Self { tokens: Vec::with_capacity(64), matches: Vec::with_capacity(8) }
    }
}

/// Tokenizes a sentence and matches the cues; returns the union of its words' roles.
fn match_cues(text: &str, sentence: Span, scheme: &Scheme, scratch: &mut Scratch) -> u8 {
    let compiled = &scheme.compiled;
    let Scratch { tokens, matches } = scratch;
    matches.clear();
    let roles = compiled.tokenize(text, sentence, tokens);
    if roles & compiled::CUE == 0 {
        return roles;
    }
    if roles & compiled::STOP != 0 {
        compiled.mark_stopped(tokens);
    }
    compiled.cues.run(tokens, &compiled.sets, &mut |owner, start, end| {
        matches.push((start, end, CueId(owner)));
    });
    matches.sort_unstable();
    matches.dedup_by_key(|&mut (start, _, cue)| (start, cue));
    roles
}

fn classify_one(
    context: &SentenceContext<'_>,
    judged: Option<&Judged>,
    scheme: &Scheme,
    slack: u16,
    scratch: &mut Scratch,
) -> Option<Claim> {
    let (text, sentence) = (context.text, context.sentence());
    let roles = match_cues(text, sentence, scheme, scratch);
    if scratch.matches.is_empty() && judged.is_none() {
        return None;
    }
    let mut evidence = collect_evidence(scratch, roles, scheme);
    let mut totals = scheme.totals(&mut evidence);
    if let Some(judged) = judged {
        combine(&mut totals, sentence.slice(text), judged, scheme);
    }
    let Scratch { tokens, matches } = scratch;
    let threshold = |id, category: &Category| match judged {
        Some(_) => category.threshold,
        None => scheme.cue_threshold(id),
    };
    let mut scores = Vec::new();
    for (index, (category, total)) in scheme.categories.iter().zip(totals).enumerate() {
        let id = CategoryId(index as u8);
        let reaches = |score: &u16| score.saturating_add(slack) >= threshold(id, category);
        let Some(score) = total.map(score::logistic_permille).filter(reaches) else {
            continue;
        };
        let words = evidence.iter().filter(|one| one.category == id && one.adds > 0);
        let clause = match (words.map(|one| one.span).reduce(Span::union), judged) {
            (Some(words), _) => enclosing_clauses(tokens, words, sentence),
            (None, Some(judged)) => Lean::new(judged, id, scheme, sentence).clause(tokens, sentence),
            (None, None) => sentence,
        };
        scores.push(Scored { category: id, score, clause });
    }
    if scores.is_empty() {
        return None;
    }
    scores.sort_by_key(|scored| (Reverse(scored.score), scored.category));
    // Slack must not change the speaker: categories below their threshold count only where there are no others.
    let above = |scored: &Scored| {
        scheme
            .category(scored.category)
            .is_some_and(|category| scored.score >= threshold(scored.category, category))
    };
    let any_above = scores.iter().any(above);
    let counts = |one: &Evidence| {
        scores.iter().any(|scored| scored.category == one.category && (above(scored) || !any_above))
    };
    let evidence_starts = matches
        .iter()
        .zip(&evidence)
        .filter(|(_, one)| one.blocked.is_none() && counts(one))
        .map(|(&(start, ..), _)| start);
    let speaker = speaker::speaker(context, tokens, evidence_starts, &scheme.compiled);
    let words = judged.map_or_else(Vec::new, |judged| {
        explain::leading_words(text, sentence, &scores, &evidence, judged, scheme)
    });
    let engine = Some(if judged.is_some() { Engine::Both } else { Engine::Cues });
    Some(Claim { span: sentence, scores, evidence, words, speaker, engine })
}

/// Turns matches into evidence and marks those that a scope rule blocks.
fn collect_evidence(Scratch { tokens, matches }: &Scratch, roles: u8, scheme: &Scheme) -> Vec<Evidence> {
    let compiled = &scheme.compiled;
    let scope_rules = &compiled.rules;
    let triggers = (!matches.is_empty() && roles & compiled::TRIGGER != 0).then(|| {
        scope::find_triggers(
            tokens,
            scope_rules,
            &compiled.triggers,
            &compiled.pseudo_triggers,
            &compiled.sets,
        )
    });
    let mut evidence = Vec::with_capacity(matches.len());
    for &(start, end, id) in matches {
        let Some(cue) = scheme.cue(id) else { continue };
        let reaching = triggers.as_ref().map(|triggers| triggers.reaching(start));
        let blocked = reaching.into_iter().flatten().find_map(|trigger| {
            let rule = scope_rules.get(trigger.rule)?;
            let applies = rule.blocks.contains(&cue.category) && !cue.unless.contains(&rule.id);
            applies.then(|| ScopeMatch { rule: rule.id.clone(), span: trigger.span(tokens) })
        });
        let (category, weight) = (cue.category, cue.weight);
        let span = span_of(tokens, start, end);
        evidence.push(Evidence { cue: id, category, span, weight, adds: 0, blocked });
    }
    evidence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{LearnedModel, word_effects};

    #[test]
    fn finds_the_clause_the_speaker_and_the_blocking_trigger() {
        let scheme = Scheme::claims().with_engine(Engine::Cues);
        let only_claim = |text: &str| {
            let mut claims = Vec::new();
            classify(text, Span::of(0..text.len()), &scheme, &mut claims);
            claims.pop().unwrap()
        };
        let text = "While the guild seeks a reduction in the toll, it remains wary of the duke.";
        let claim = only_claim(text);
        let shaded: Vec<&str> = claim.scores.iter().map(|one| one.clause.slice(text)).collect();
        assert!(shaded.contains(&"While the guild seeks a reduction in the toll"), "{shaded:?}");
        assert!(shaded.contains(&"it remains wary of the duke."), "{shaded:?}");
        assert_eq!(claim.speaker.name().unwrap_or_default().slice(text), "the guild");
        let text = "However, the Guild has insisted on a toll.";
        let claim = only_claim(text);
        assert_eq!(claim.speaker.name().unwrap_or_default().slice(text), "the Guild");
        let text = "The guild refused to lift its ban and insisted on a new toll.";
        let claim = only_claim(text);
        let blocked = claim.evidence.iter().find_map(|one| one.blocked.as_ref()).unwrap();
        assert_eq!((blocked.rule.as_str(), blocked.span.slice(text)), ("negation", "refused"));
    }

    #[test]
    fn slack_adds_weaker_claims_and_changes_no_other() {
        let category = |id, letter, key| {
            format!("[[category]]\nid = \"{id}\"\nletter = \"{letter}\"\nkey = \"{key}\"\n")
        };
        let cue = |word, category, weight| {
            format!(
                "[[cue]]\nid = \"{word}\"\ncategory = \"{category}\"\npattern = \"{word}/V\"\nweight = {weight}\n"
            )
        };
        let file =
            [category("a", "A", 1), category("b", "B", 2), cue("vow", "a", 4.0), cue("hope", "b", 2.5)];
        let (scheme, _) = Scheme::parse(&file.concat(), "s").unwrap();
        let text = "The Duke hopes for rain, but the Guild vowed a toll. The Abbot hopes. It rained.";
        let (mut strict, mut loose) = (Vec::new(), Vec::new());
        let block = Span::of(0..text.len());
        assert_eq!(classify(text, block, &scheme, &mut strict), 3);
        assert_eq!(classify_cues(text, block, &scheme, 150, &mut loose), 3);
        let scores = |claims: &[Claim]| -> Vec<Vec<u16>> {
            claims.iter().map(|claim| claim.scores.iter().map(|one| one.score).collect()).collect()
        };
        assert_eq!((scores(&strict), scores(&loose)), (vec![vec![731]], vec![vec![731, 378], vec![378]]));
        loose.truncate(1);
        loose[0].scores.truncate(1);
        assert_eq!(loose, strict, "slack changed a claim that it did not let in");
        assert_eq!(strict[0].speaker.name().unwrap().slice(text), "the Guild");
    }

    /// A scheme of one category and one cue, with a `[[model.category]]` table that ends in `numbers`.
    fn combined(numbers: &str) -> Scheme {
        let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
        let file = format!(
            "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n\
             [[cue]]\nid = \"vow\"\ncategory = \"{id}\"\npattern = \"vow/V\"\nweight = 4.0\n\
             [model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{id}\"\n{numbers}"
        );
        let (scheme, warnings) = Scheme::parse(&file, "s").unwrap();
        assert_eq!(warnings, []);
        scheme
    }

    fn claims_of(text: &str, scheme: &Scheme) -> Vec<Claim> {
        let mut claims = Vec::new();
        classify(text, Span::of(0..text.len()), scheme, &mut claims);
        claims
    }

    const VOWS: &str = "The Guild vowed a toll, though it rained. The council must pay the ferrymen.";

    #[test]
    fn cues_alone_and_cues_beside_a_model_without_weight_agree() {
        let both = combined("offset = -3.0\nmodel = 0.0\ncues = 1.0\nthreshold = 0.5\n");
        let cues = combined("threshold = 0.9\n").with_engine(Engine::Cues);
        let [both, cues] = [&both, &cues].map(|scheme| claims_of(VOWS, scheme));
        assert_eq!((both.len(), cues.len()), (1, 1));
        assert_eq!(both[0].scores, cues[0].scores);
        assert_eq!((both[0].engine, cues[0].engine), (Some(Engine::Both), Some(Engine::Cues)));
    }

    #[test]
    fn the_model_vetoes_a_cue_and_finds_what_no_cue_finds() {
        assert_eq!(claims_of(VOWS, &combined("offset = -9.0\nmodel = 0.0\ncues = 1.0\n")), []);
        let claims = claims_of(VOWS, &combined("offset = 9.0\nmodel = 1.0\n"));
        assert_eq!(claims.len(), 2);
        assert!(claims[0].words.is_empty(), "a cue is reason enough");
        assert!(!claims[1].words.is_empty() && claims[1].evidence.is_empty(), "{:?}", claims[1]);
        assert!(claims[1].words.iter().all(|word| word.adds > 0 && claims[1].span.covers(word.span)));
        let effects = word_effects(VOWS, &claims[1], &combined("offset = 9.0\nmodel = 1.0\n"));
        assert_eq!(effects.len(), "The council must pay the ferrymen".split(' ').count());
    }

    proptest::proptest! {
        // A debug build takes long for the model; tests/it/model.rs gives more texts to a small one.
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]

        #[test]
        fn no_text_panics_under_both_engines(text in "(must|insist on|“|”|\\.|,|’s|é|\u{0}|[A-Z]|\\PC| |\r\n){0,60}") {
            static SCHEME: std::sync::LazyLock<Scheme> = std::sync::LazyLock::new(Scheme::claims);
            classify(&text, Span::of(0..text.len()), &SCHEME, &mut Vec::new());
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics_under_the_cues(text in "(must|insist on|“|”|\\.|,|’s|é|\u{0}|[A-Z]|\\PC| |\r\n){0,60}") {
            static SCHEME: std::sync::LazyLock<Scheme> = std::sync::LazyLock::new(Scheme::claims);
            classify_cues(&text, Span::of(0..text.len()), &SCHEME, 0, &mut Vec::new());
        }
    }

    #[test]
    fn hostile_texts_keep_spans_inside_the_sentence() {
        let scheme = Scheme::claims();
        let long = "a".repeat(1 << 17);
        let many = "must insist on, ".repeat(5000);
        for text in ["", "\0", "“", "” ”\r\n\r\n“", "👩‍🚒 must!", "...", ".\u{2026}?!", &long, &many, "’s ’S '"]
        {
            let mut claims = Vec::new();
            classify(text, Span::of(0..text.len()), &scheme, &mut claims);
            let inner = Span::of(text.ceil_char_boundary(1)..text.ceil_char_boundary(7));
            classify(text, inner, &scheme, &mut claims);
            for claim in &claims {
                assert!(claim.evidence.iter().all(|one| claim.span.covers(one.span)));
                assert!(claim.scores.iter().all(|one| claim.span.covers(one.clause)));
            }
        }
    }
}
