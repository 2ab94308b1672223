//! What another classifier says of an article, made into claims.
//!
//! The contract is that of `purport classify --ndjson`, seen from its other end: one JSON object with the
//! text goes out, one with the claims comes back. What an answer need not hold is filled in; what cannot be
//! right in it refuses the whole answer, since claims that are half understood would be somebody's decisions
//! later.

use super::classify::Claim;
use super::record::{CategoryScore, ClaimRecord, EvidenceRecord};
use super::scheme::{Category, CategoryId, Compiled, Cue, CueId, Scheme};
use super::score::{Evidence, Scored};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::text::number::permille;
use crate::text::{Document, Span};
use serde::Deserialize;
use serde_json::Value;

/// The score from which a claim of another classifier is shown, in thousandths: what is likelier than not.
/// The thresholds of a scheme are fitted to the scores of its own cues.
const LIKELY: u16 = 500;

/// The longest name of a classifier that is kept, in code points.
const LONGEST_NAME: usize = 40;

impl Scheme {
    /// The same categories for a classifier that knows nothing of the scheme's cues. In their place stands,
    /// for every category, one cue with the classifier's `name`: so everything that tells which cue spoke
    /// for a claim tells who found it.
    #[must_use]
    pub fn for_external_classifier(&self, name: &str) -> Self {
        let name: String = name.chars().take(LONGEST_NAME).collect();
        let category = |known: &Category| Category { prior: 0, threshold: LIKELY, ..known.clone() };
        let cue = |number: usize| Cue {
            id: name.clone(),
            category: CategoryId(number as u8),
            pattern: String::new(),
            weight: 0,
            note: Some("found by another classifier".to_owned()),
            matches: Vec::new(),
            misses: Vec::new(),
            support: false,
            group: number as u16,
            unless: Vec::new(),
        };
        Self {
            name: self.name.clone(),
            version: self.version.clone(),
            categories: self.categories.iter().map(category).collect(),
            cues: (0..self.categories.len()).map(cue).collect(),
            compiled: Compiled::default(),
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    error: Option<String>,
    claims: Option<Vec<Value>>,
}

/// The claims of one answer, in the order of the text.
///
/// `scheme` is one [`Scheme::for_external_classifier`]. Places are code points of the document's text, ends exclusive;
/// a claim lies within one block. Fails, with `name` for the file, where the answer is no such object, tells
/// an error of its own, or says something of the text or the scheme that cannot be.
pub fn parse_response(
    line: &[u8],
    name: &str,
    document: &Document,
    scheme: &Scheme,
) -> Result<Vec<Claim>, Diagnostic> {
    let fault = |message: String| Diagnostic::whole(name, message);
    let answer: Answer =
        serde_json::from_slice(line).map_err(|error| fault(format!("answers what is no record: {error}")))?;
    if let Some(error) = answer.error {
        return Err(fault(format!("answers an error: {error}")));
    }
    let said = answer.claims.ok_or_else(|| fault("answers without `claims`".to_owned()))?;
    let mut claims = Vec::with_capacity(said.len());
    for (at, said) in said.into_iter().enumerate() {
        let claim = ClaimRecord::deserialize(said).map_err(|error| error.to_string());
        let claim = claim.and_then(|said| Place { document, scheme }.claim(said));
        claims.push(claim.map_err(|message| fault(format!("claim {} of its answer: {message}", at + 1)))?);
    }
    claims.sort_by_key(|claim| (claim.span.start(), claim.span.end()));
    // Two claims on one passage are one claim of several categories.
    claims.dedup_by(|later, first| {
        let same = later.span == first.span;
        if same {
            let new = |scored: &Scored| first.scores.iter().all(|known| known.category != scored.category);
            let scores: Vec<Scored> = later.scores.iter().copied().filter(new).collect();
            first.scores.extend(scores);
            first.scores.sort_by_key(order);
            first.evidence.append(&mut later.evidence);
            first.evidence.sort_by_key(|one| one.span);
            first.speaker = first.speaker.or(later.speaker);
        }
        same
    });
    Ok(claims)
}

const fn order(scored: &Scored) -> (std::cmp::Reverse<u16>, CategoryId) {
    (std::cmp::Reverse(scored.score), scored.category)
}

/// What an answer is about.
struct Place<'a> {
    document: &'a Document,
    scheme: &'a Scheme,
}

impl Place<'_> {
    fn claim(&self, said: ClaimRecord<'_>) -> Result<Claim, String> {
        let (start, end) = said.place()?;
        let span = self.span(start, end)?;
        let block = self.document.block(self.document.block_at(span.start())).span;
        if !block.covers(span) {
            return Err(format!("{start}–{end} is more than one paragraph"));
        }
        let one = said.category.map(|category| CategoryScore { category, score: said.score });
        let mut scores: Vec<Scored> = Vec::new();
        for CategoryScore { category, score } in one.into_iter().chain(said.categories.into_iter().flatten())
        {
            let category = self.category(&category)?;
            let score = score.unwrap_or(1.0);
            if !(0.0..=1.0).contains(&score) {
                return Err(format!("a score is a number from 0 to 1, and not {score}"));
            }
            if scores.iter().all(|known| known.category != category) {
                scores.push(Scored { category, score: permille(score), clause: span });
            }
        }
        if scores.is_empty() {
            return Err("has no category".to_owned());
        }
        scores.sort_by_key(order);
        let evidence = self.evidence(span, &scores, &said.evidence.unwrap_or_default())?;
        Ok(Claim { span, scores, evidence, speaker: self.speaker(said.speaker.as_deref(), block, span) })
    }

    /// What speaks for each category: the words that the answer names, or else the whole claim.
    fn evidence(
        &self,
        claim: Span,
        scores: &[Scored],
        said: &[EvidenceRecord<'_>],
    ) -> Result<Vec<Evidence>, String> {
        let mut words = Vec::with_capacity(said.len());
        for one in said {
            let span = self.span(one.start, one.end)?;
            if !claim.covers(span) {
                return Err(format!("evidence at {}–{} is outside of it", one.start, one.end));
            }
            let category = one.category.as_deref().map(|id| self.category(id)).transpose()?;
            let weight = one.weight.filter(|weight| weight.is_finite());
            words.push((span, category, weight.map(|weight| (weight.clamp(-99.0, 99.0) * 1000.0) as i32)));
        }
        let mut evidence = Vec::new();
        for scored in scores {
            let speaks = |(_, category, _): &&(Span, Option<CategoryId>, Option<i32>)| {
                category.is_none_or(|category| category == scored.category)
            };
            let count = i32::try_from(words.iter().filter(speaks).count()).unwrap_or(i32::MAX);
            let (cue, category) = (CueId(u16::from(scored.category.0)), scored.category);
            let one = |span, weight| Evidence { cue, category, span, weight, adds: weight, blocked: None };
            if count == 0 {
                evidence.push(one(claim, logit(scored.score)));
                continue;
            }
            // Words without a weight share what the score amounts to.
            let share = logit(scored.score) / count;
            let of_it = words.iter().filter(speaks);
            evidence.extend(of_it.map(|&(span, _, weight)| one(span, weight.unwrap_or(share))));
        }
        evidence.sort_by_key(|one| one.span);
        Ok(evidence)
    }

    fn span(&self, start: u64, end: u64) -> Result<Span, String> {
        let text = &self.document.text;
        let (_, most) = self.document.char_range(Span::of(0..text.len()));
        if start >= end || end > u64::from(most) {
            return Err(format!("{start}–{end} is no passage of a text of {most} code points"));
        }
        let to_bytes = |chars: u64| self.document.offsets.to_bytes(text, chars as u32);
        Ok(Span::new(to_bytes(start), to_bytes(end)))
    }

    fn category(&self, id: &str) -> Result<CategoryId, String> {
        self.scheme.category_by_id(id).ok_or_else(|| {
            let known = self.scheme.categories.iter().map(|category| category.id.as_str());
            let near = did_you_mean(id, known.clone());
            let near = near.unwrap_or_else(|| format!("there are {}", known.collect::<Vec<_>>().join(", ")));
            format!("no category is called `{id}`; {near}")
        })
    }

    /// Where the words that name the speaker stand: in the claim, or else nearest before it in its block.
    fn speaker(&self, words: Option<&str>, block: Span, claim: Span) -> Option<Span> {
        let words = words.filter(|words| !words.is_empty())?;
        let at = |span: Span, found: Option<usize>| {
            let start = span.start() as usize + found?;
            Some(Span::of(start..start + words.len()))
        };
        let text = &self.document.text;
        let before = Span::new(block.start(), claim.start());
        at(claim, claim.slice(text).find(words)).or_else(|| at(before, before.slice(text).rfind(words)))
    }
}

/// The milli-logits of a score in thousandths.
fn logit(score: u16) -> i32 {
    let likely = f64::from(score.clamp(1, 999)) / 1000.0;
    ((likely / (1.0 - likely)).ln() * 1000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};

    const TEXT: &str = "💩 The guild must pay. “It will,” said Ada.\n\nThe duke fears rain.\n";

    fn scheme() -> Scheme {
        let category = |(number, id)| {
            let letter = char::from(b'A' + number);
            format!("[[category]]\nid = \"{id}\"\nletter = \"{letter}\"\nkey = \"{}\"\n", number + 1)
        };
        let text: String = (0..).zip(["vow", "doubt", "plea", "gift"]).map(category).collect();
        Scheme::parse(&text, "s").unwrap().0
    }

    fn parse(line: &str) -> Result<Vec<Claim>, String> {
        let document = import(TEXT.into(), "t", ImportOptions::new(Format::Plain)).unwrap().document;
        let scheme = scheme().for_external_classifier("ask");
        parse_response(line.as_bytes(), "ask", &document, &scheme).map_err(|fault| fault.to_string())
    }

    #[test]
    fn the_least_answer_is_enough() {
        let claims = parse(r#"{"claims":[{"start":2,"end":21,"category":"vow"}]}"#).unwrap();
        let [claim] = &claims[..] else { panic!("{claims:?}") };
        assert_eq!(claim.span.slice(TEXT), "The guild must pay.");
        let scheme = scheme().for_external_classifier("ask");
        let [scored] = &claim.scores[..] else { panic!() };
        assert_eq!((scheme.category(scored.category).unwrap().id.as_str(), scored.score), ("vow", 1000));
        assert!(scored.score >= scheme.category(scored.category).unwrap().threshold);
        // Who found it is told as its cue, and the words are all of it.
        let [one] = &claim.evidence[..] else { panic!() };
        assert_eq!((scheme.cue(one.cue).unwrap().id.as_str(), one.span), ("ask", claim.span));
        assert_eq!(scheme.cue(one.cue).unwrap().category, scored.category);
        assert_eq!(parse(r#"{"claims":[],"more":1}"#), Ok(vec![]));
    }

    #[test]
    fn all_that_is_said_is_taken_in() {
        let line = r#"{"id":1,"claims":[
            {"start":44,"end":64,"categories":[{"category":"doubt","score":0.9}]},
            {"start":22,"end":42,"categories":[{"category":"plea","score":0.2},{"category":"vow","score":0.731}],
             "evidence":[{"start":26,"end":30,"category":"vow"},{"start":23,"end":25,"category":"vow"}],"speaker":"Ada"},
            {"start":22,"end":42,"category":"gift","score":0.5}]}"#;
        let claims = parse(&line.replace('\n', " ")).unwrap();
        let shown: Vec<&str> = claims.iter().map(|claim| claim.span.slice(TEXT)).collect();
        assert_eq!(shown, ["“It will,” said Ada.", "The duke fears rain."]);
        let first = &claims[0];
        let scores: Vec<u16> = first.scores.iter().map(|scored| scored.score).collect();
        assert_eq!(scores, [731, 500, 200]);
        assert_eq!(first.speaker.unwrap().slice(TEXT), "Ada");
        let vow = first.scores[0];
        assert_eq!(vow.clause, first.span);
        let adds: Vec<i32> =
            first.evidence.iter().filter(|one| one.category == vow.category).map(|one| one.adds).collect();
        assert_eq!(adds, [500, 500]);
    }

    #[test]
    fn what_cannot_be_is_refused_and_said() {
        let check = |line: &str, expected: &str| {
            let fault = parse(line).unwrap_err();
            assert!(fault.starts_with("ask: ") && fault.contains(expected), "{line}: {fault}");
        };
        let claim = |rest: &str| format!("{{\"claims\":[{{{rest}}}]}}");
        check("", "answers what is no record");
        check("[]", "answers what is no record");
        check(r#"{"error":"no model"}"#, "answers an error: no model");
        check(r#"{"id":1}"#, "answers without `claims`");
        check(&claim(r#""end":4,"category":"vow""#), "claim 1 of its answer: missing field `start`");
        check(&claim(r#""start":4,"end":4,"category":"vow""#), "4–4 is no passage of a text of 6");
        check(&claim(r#""start":4,"end":99,"category":"vow""#), "4–99 is no passage");
        check(&claim(r#""start":23,"end":50,"category":"vow""#), "more than one paragraph");
        check(&claim(r#""start":2,"end":5"#), "has no category");
        check(&claim(r#""start":2,"end":5,"category":"vows""#), "did you mean `vow`");
        check(&claim(r#""start":2,"end":5,"category":"vow","score":7"#), "from 0 to 1");
        let outside = r#""start":2,"end":5,"category":"vow","evidence":[{"start":7,"end":9}]"#;
        check(&claim(outside), "outside of it");
    }
}
