//! From the text of a block to its claims.

use super::roles::{self, Roles};
use super::scheme::{CategoryId, Compiled, CueId, Scheme};
use super::scope::{self, ScopeMatch, Triggers};
use super::score::{self, Evidence, Scored};
use super::speaker::{self, Around, Marks};
use super::token::{self, CLAUSE, COMMA, HARD, OPEN, STOPPED, Token};
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::cell::OnceCell;

/// A sentence that seems to make a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The sentence.
    pub span: Span,
    /// Its categories, the likeliest first; only those at or above their threshold, less the slack
    /// that was asked for.
    pub scores: Vec<Scored>,
    /// What speaks for any category, in the order of the text, with what was blocked.
    pub evidence: Vec<Evidence>,
    /// The words that name who makes the claim; `None` for the author.
    pub speaker: Option<Span>,
}

/// The claims of a document in the order of its text, and its number of sentences, with every threshold
/// lower by `slack` permille.
pub fn classify_document(document: &Document, scheme: &Scheme, slack: u16) -> (Vec<Claim>, usize) {
    let mut claims = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
    let sentences =
        blocks.map(|block| classify_with_slack(&document.text, block.span, scheme, slack, &mut claims)).sum();
    (claims, sentences)
}

/// Appends the claims of one block to `claims`, in order; returns how many sentences the block has.
pub fn classify(text: &str, block: Span, scheme: &Scheme, claims: &mut Vec<Claim>) -> usize {
    classify_with_slack(text, block, scheme, 0, claims)
}

/// The same with every threshold lower by `slack`, in thousandths: for a reader who may want to
/// see weaker claims too.
pub fn classify_with_slack(
    text: &str,
    block: Span,
    scheme: &Scheme,
    slack: u16,
    claims: &mut Vec<Claim>,
) -> usize {
    let sentences = sentences(text, block);
    each(text, block, &sentences, scheme, slack, claims);
    sentences.len()
}

/// Appends the claims of the sentences of one block, which the caller has found.
pub fn classify_sentences(
    text: &str,
    block: Span,
    sentences: &[Span],
    scheme: &Scheme,
    claims: &mut Vec<Claim>,
) {
    each(text, block, sentences, scheme, 0, claims);
}

fn each(text: &str, block: Span, sentences: &[Span], scheme: &Scheme, slack: u16, claims: &mut Vec<Claim>) {
    let (mut scratch, mut marks, mut read) = (Scratch::default(), Marks::default(), block.start());
    let earlier = OnceCell::new();
    for (at, sentence) in sentences.iter().enumerate() {
        marks.read(Span::new(read, sentence.start()).slice(text));
        read = sentence.start();
        let around = Around { text, block, sentences, at, marks, earlier: &earlier };
        claims.extend(claim(&around, scheme, slack, &mut scratch));
    }
}

/// The claim that one sentence makes, if it makes one.
pub fn classify_sentence(text: &str, sentence: Span, scheme: &Scheme) -> Option<Claim> {
    let (sentences, marks, earlier) = (&[sentence], Marks::default(), &OnceCell::new());
    let around = Around { text, block: sentence, sentences, at: 0, marks, earlier };
    claim(&around, scheme, 0, &mut Scratch::default())
}

/// All that speaks for any category in one sentence, in the order of the text, whatever it adds up to.
pub fn evidence(text: &str, sentence: Span, scheme: &Scheme) -> Vec<Evidence> {
    let mut scratch = Scratch::default();
    let roles = look_for_cues(text, sentence, scheme, &mut scratch);
    weigh(&scratch, roles, scheme)
}

/// A cue that was found: its first word, one past its last, and which.
type Match = (usize, usize, CueId);

/// Cuts a sentence into words and marks its clauses.
///
/// Gives the roles that any of the words has.
pub(super) fn words(text: &str, sentence: Span, scheme: &Scheme, tokens: &mut Vec<Token>) -> u8 {
    token::tokens(text, sentence, &scheme.compiled.words.vocabulary, tokens);
    mark_clauses(tokens, &scheme.compiled.roles)
}

/// What is found in one sentence, in room that is used again for the next.
struct Scratch {
    tokens: Vec<Token>,
    /// The cues that were found, in order.
    matches: Vec<Match>,
}

impl Default for Scratch {
    fn default() -> Self {
        // Room for most sentences, so that it grows for few.
        Self { tokens: Vec::with_capacity(64), matches: Vec::with_capacity(8) }
    }
}

/// Cuts a sentence into words and looks for the cues; gives the roles that any of the words has.
fn look_for_cues(text: &str, sentence: Span, scheme: &Scheme, scratch: &mut Scratch) -> u8 {
    let compiled = &scheme.compiled;
    let Scratch { tokens, matches } = scratch;
    matches.clear();
    let seen = words(text, sentence, scheme, tokens);
    if seen & roles::CUE == 0 {
        return seen;
    }
    if seen & roles::STOP != 0 {
        mark_stopped(tokens, compiled);
    }
    compiled.cues.run(tokens, &compiled.sets, &mut |owner, start, end| {
        matches.push((start, end, CueId(owner)));
    });
    matches.sort_unstable();
    matches.dedup_by_key(|&mut (start, _, cue)| (start, cue));
    seen
}

fn claim(around: &Around<'_>, scheme: &Scheme, slack: u16, scratch: &mut Scratch) -> Option<Claim> {
    let sentence = around.sentence();
    let seen = look_for_cues(around.text, sentence, scheme, scratch);
    if scratch.matches.is_empty() {
        return None;
    }
    let mut evidence = weigh(scratch, seen, scheme);
    let Scratch { tokens, matches } = scratch;
    let totals = score::totals(scheme, &mut evidence);
    let mut scores = Vec::new();
    for (number, (category, total)) in scheme.categories.iter().zip(totals).enumerate() {
        let id = CategoryId(number as u8);
        let reaches = |score: &u16| score.saturating_add(slack) >= category.threshold;
        let Some(score) = total.map(score::permille).filter(reaches) else {
            continue;
        };
        let words = evidence.iter().filter(|one| one.category == id && one.blocked.is_none());
        let words = words.map(|one| one.span).reduce(Span::union).unwrap_or_default();
        scores.push(Scored { category: id, score, clause: clause(tokens, words, sentence) });
    }
    if scores.is_empty() {
        return None;
    }
    scores.sort_by_key(|scored| (std::cmp::Reverse(scored.score), scored.category));
    // What the slack lets in must not change who is said to speak: weaker categories have a say
    // only where there are no others.
    let own = |scored: &Scored| {
        scheme.category(scored.category).is_some_and(|known| scored.score >= known.threshold)
    };
    let any_own = scores.iter().any(own);
    let speaks_for = |one: &Evidence| {
        scores.iter().any(|scored| scored.category == one.category && (own(scored) || !any_own))
    };
    let heads = matches
        .iter()
        .zip(&evidence)
        .filter(|(_, one)| one.blocked.is_none() && speaks_for(one))
        .map(|(&(start, ..), _)| start);
    let speaker = speaker::speaker(around, tokens, heads, scheme);
    Some(Claim { span: sentence, scores, evidence, speaker })
}

/// Turns what was found into evidence, and says which of it is blocked.
fn weigh(Scratch { tokens, matches }: &Scratch, seen: u8, scheme: &Scheme) -> Vec<Evidence> {
    let compiled = &scheme.compiled;
    let triggers = if matches.is_empty() || seen & roles::TRIGGER == 0 {
        Vec::new()
    } else {
        scope::triggers(tokens, &compiled.rules, &compiled.triggers, &compiled.pseudo, &compiled.sets)
    };
    let triggers = Triggers::new(triggers);
    let mut evidence = Vec::with_capacity(matches.len());
    for &(start, end, id) in matches {
        let Some(cue) = scheme.cue(id) else { continue };
        let blocked = triggers.over(start).into_iter().find_map(|trigger| {
            let rule = compiled.rules.get(trigger.rule)?;
            let touches = rule.blocks.contains(&cue.category) && !cue.unless.contains(&rule.id);
            touches.then(|| ScopeMatch { rule: rule.id.clone(), span: trigger.span(tokens) })
        });
        let span = scope::span(tokens, start, end);
        evidence.push(Evidence {
            cue: id,
            category: cue.category,
            span,
            weight: cue.weight,
            adds: 0,
            blocked,
        });
    }
    evidence
}

/// Marks the words at which a clause begins.
///
/// A comma begins one before a word such as "but" or "which", and where it closes a clause that
/// opened with a word such as "while". Commas of lists and appositions begin none.
fn mark_clauses(tokens: &mut [Token], roles: &Roles) -> u8 {
    let mut pending = false;
    let mut opening = true;
    let mut seen = 0;
    for token in tokens {
        let role = roles.of(token.word);
        seen |= role;
        if token.has(HARD) || token.has(COMMA) && (pending || role & roles::OPENER != 0) {
            token.flags |= CLAUSE;
            pending = false;
        }
        opening |= token.has(CLAUSE | COMMA | OPEN);
        pending |= opening && role & roles::INTRODUCTION != 0;
        opening &= role & roles::LEADING != 0;
    }
    seen
}

/// Marks the words that a stop pattern holds.
fn mark_stopped(tokens: &mut [Token], compiled: &Compiled) {
    let mut stopped = Vec::new();
    compiled.stops.run(tokens, &compiled.sets, &mut |_, start, end| stopped.push((start, end)));
    for (start, end) in stopped {
        for token in tokens.get_mut(start..end).unwrap_or_default() {
            token.flags |= STOPPED;
        }
    }
}

/// The smallest run of whole clauses that holds `words`.
fn clause(tokens: &[Token], words: Span, sentence: Span) -> Span {
    let begins = |token: &&Token| token.has(CLAUSE);
    let first = tokens.iter().rev().filter(begins).find(|token| token.start <= words.start());
    let last = tokens.iter().filter(begins).find(|token| words.end() <= token.start);
    let start = first.map_or(sentence.start(), |token| token.start);
    let before = |token: &Token| tokens.iter().rev().find(|one| one.end <= token.start).map(|one| one.end);
    let end = last.and_then(before).unwrap_or(sentence.end());
    Span::new(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_the_clause_and_says_what_was_blocked() {
        let scheme = Scheme::claims();
        let text = "While the guild seeks a reduction in the toll, it remains wary of the duke.";
        let claim = classify_sentence(text, Span::of(0..text.len()), &scheme).unwrap();
        let shaded: Vec<&str> = claim.scores.iter().map(|one| one.clause.slice(text)).collect();
        assert!(shaded.contains(&"While the guild seeks a reduction in the toll"), "{shaded:?}");
        assert!(shaded.contains(&"it remains wary of the duke."), "{shaded:?}");
        assert_eq!(claim.speaker.unwrap_or_default().slice(text), "the guild");
        let text = "However, the Guild has insisted on a toll.";
        let claim = classify_sentence(text, Span::of(0..text.len()), &scheme).unwrap();
        assert_eq!(claim.speaker.unwrap_or_default().slice(text), "the Guild");
        let text = "The guild refused to lift its ban and insisted on a new toll.";
        let claim = classify_sentence(text, Span::of(0..text.len()), &scheme).unwrap();
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
        let (mut usual, mut wide) = (Vec::new(), Vec::new());
        let block = Span::of(0..text.len());
        assert_eq!(classify(text, block, &scheme, &mut usual), 3);
        assert_eq!(classify_with_slack(text, block, &scheme, 150, &mut wide), 3);
        let scores = |claims: &[Claim]| -> Vec<Vec<u16>> {
            claims.iter().map(|claim| claim.scores.iter().map(|one| one.score).collect()).collect()
        };
        assert_eq!((scores(&usual), scores(&wide)), (vec![vec![731]], vec![vec![731, 378], vec![378]]));
        wide.truncate(1);
        wide[0].scores.truncate(1);
        assert_eq!(wide, usual, "what the slack lets in has changed the rest");
        assert_eq!(usual[0].speaker.unwrap().slice(text), "the Guild");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(must|insist on|“|”|\\.|,|’s|é|\u{0}|[A-Z]|\\PC| |\r\n){0,60}") {
            static SCHEME: std::sync::LazyLock<Scheme> = std::sync::LazyLock::new(Scheme::claims);
            classify(&text, Span::of(0..text.len()), &SCHEME, &mut Vec::new());
        }
    }

    #[test]
    fn survives_every_text() {
        let scheme = Scheme::claims();
        let long = "a".repeat(1 << 20);
        let many = "must insist on, ".repeat(5000);
        for text in ["", "\0", "“", "” ”\r\n\r\n“", "👩‍🚒 must!", "...", ".\u{2026}?!", &long, &many, "’s ’S '"]
        {
            let mut claims = Vec::new();
            classify(text, Span::of(0..text.len()), &scheme, &mut claims);
            classify(text, Span::new(1, 7), &scheme, &mut claims);
            for claim in &claims {
                assert!(claim.evidence.iter().all(|one| claim.span.covers(one.span)));
                assert!(claim.scores.iter().all(|one| claim.span.covers(one.clause)));
            }
        }
    }
}
