//! Classification: from the text of a block to its claims.

use super::category::{CategoryId, CueId};
use super::compiled;
use super::evidence::{Claim, Evidence, ScopeMatch, Scored};
use super::scheme::Scheme;
use super::scope;
use super::score;
use super::speaker::{self, QuoteState, SentenceContext};
use super::token::{CLAUSE_START, Token, span_of};
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::cell::OnceCell;
use std::cmp::Reverse;

/// Classifies a document; returns its claims in text order and its number of sentences. `slack` (permille) lowers
/// every threshold, for readers who may ask for weaker claims later.
pub fn classify_document(document: &Document, scheme: &Scheme, slack: u16) -> (Vec<Claim>, usize) {
    let mut claims = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
    let sentences =
        blocks.map(|block| classify_with_slack(&document.text, block.span, scheme, slack, &mut claims)).sum();
    (claims, sentences)
}

/// Appends the claims of one block to `claims`, in order; returns the block's number of sentences.
pub fn classify(text: &str, block: Span, scheme: &Scheme, claims: &mut Vec<Claim>) -> usize {
    classify_with_slack(text, block, scheme, 0, claims)
}

/// Like [`classify`], with every threshold lowered by `slack`, in permille.
pub fn classify_with_slack(
    text: &str,
    block: Span,
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) -> usize {
    let sentences = sentences(text, block);
    classify_sentences(text, block, &sentences, scheme, slack, claims);
    sentences.len()
}

/// Like [`classify_with_slack`], for a block that the caller has split into sentences.
pub fn classify_sentences(
    text: &str,
    block: Span,
    sentences: &[Span],
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) {
    let (mut scratch, mut quotes, mut read) = (Scratch::default(), QuoteState::default(), block.start());
    let earlier_speaker = &OnceCell::new();
    for (index, sentence) in sentences.iter().enumerate() {
        quotes.read(Span::new(read, sentence.start()).slice(text));
        read = sentence.start();
        let context = SentenceContext { text, block, sentences, index, quotes, earlier_speaker };
        claims.extend(classify_one(&context, scheme, slack, &mut scratch));
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
    scheme: &Scheme,
    slack: u16,
    scratch: &mut Scratch,
) -> Option<Claim> {
    let sentence = context.sentence();
    let roles = match_cues(context.text, sentence, scheme, scratch);
    if scratch.matches.is_empty() {
        return None;
    }
    let mut evidence = collect_evidence(scratch, roles, scheme);
    let Scratch { tokens, matches } = scratch;
    let mut scores = Vec::new();
    for (index, (category, total)) in scheme.categories.iter().zip(scheme.totals(&mut evidence)).enumerate() {
        let id = CategoryId(index as u8);
        let reaches = |score: &u16| score.saturating_add(slack) >= category.threshold;
        let Some(score) = total.map(score::logistic_permille).filter(reaches) else {
            continue;
        };
        let words = evidence.iter().filter(|one| one.category == id && one.blocked.is_none());
        let words = words.map(|one| one.span).reduce(Span::union).unwrap_or_default();
        scores.push(Scored { category: id, score, clause: enclosing_clauses(tokens, words, sentence) });
    }
    if scores.is_empty() {
        return None;
    }
    scores.sort_by_key(|scored| (Reverse(scored.score), scored.category));
    // Slack must not change the speaker: categories below their threshold count only where there are no others.
    let above = |scored: &Scored| {
        scheme.category(scored.category).is_some_and(|category| scored.score >= category.threshold)
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
    Some(Claim { span: sentence, scores, evidence, speaker })
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

/// The smallest run of whole clauses that holds `words`.
fn enclosing_clauses(tokens: &[Token], words: Span, sentence: Span) -> Span {
    let begins = |token: &&Token| token.has(CLAUSE_START);
    let first = tokens.iter().rev().filter(begins).find(|token| token.start <= words.start());
    let next = tokens.iter().filter(begins).find(|token| words.end() <= token.start);
    let start = first.map_or(sentence.start(), |token| token.start);
    let before = |token: &Token| tokens.iter().rev().find(|one| one.end <= token.start).map(|one| one.end);
    let end = next.and_then(before).unwrap_or(sentence.end());
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_clause_the_speaker_and_the_blocking_trigger() {
        let scheme = Scheme::claims();
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
        assert_eq!(claim.speaker.unwrap_or_default().slice(text), "the guild");
        let text = "However, the Guild has insisted on a toll.";
        let claim = only_claim(text);
        assert_eq!(claim.speaker.unwrap_or_default().slice(text), "the Guild");
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
        assert_eq!(classify_with_slack(text, block, &scheme, 150, &mut loose), 3);
        let scores = |claims: &[Claim]| -> Vec<Vec<u16>> {
            claims.iter().map(|claim| claim.scores.iter().map(|one| one.score).collect()).collect()
        };
        assert_eq!((scores(&strict), scores(&loose)), (vec![vec![731]], vec![vec![731, 378], vec![378]]));
        loose.truncate(1);
        loose[0].scores.truncate(1);
        assert_eq!(loose, strict, "slack changed a claim that it did not let in");
        assert_eq!(strict[0].speaker.unwrap().slice(text), "the Guild");
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "(must|insist on|“|”|\\.|,|’s|é|\u{0}|[A-Z]|\\PC| |\r\n){0,60}") {
            static SCHEME: std::sync::LazyLock<Scheme> = std::sync::LazyLock::new(Scheme::claims);
            classify(&text, Span::of(0..text.len()), &SCHEME, &mut Vec::new());
        }
    }

    #[test]
    fn hostile_texts_keep_spans_inside_the_sentence() {
        let scheme = Scheme::claims();
        let long = "a".repeat(1 << 20);
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
