//! Responses of an outside classifier, parsed into claims.
//!
//! The protocol mirrors `purport classify --ndjson`: one JSON object with the text goes out, one with the
//! claims comes back. Optional fields get defaults; a response with an impossible value is rejected whole,
//! because people will decide on its claims.

use super::aliases::Aliases;
use super::category::{Category, CategoryId, Cue, CueId};
use super::combination::Engine;
use super::compiled::CompiledScheme;
use super::evidence::{Claim, Evidence, Scored, Speaker};
use super::record::{CategoryScore, ClaimRecord, EvidenceRecord};
use super::scheme::Scheme;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::text::number::permille;
use crate::text::{Document, Span};
use serde::Deserialize;
use serde_json::Value;

/// Threshold for an outside classifier's scores, in thousandths: likelier than not. A scheme's own thresholds
/// are fitted to the scores of its cues.
const THRESHOLD: u16 = 500;

/// Most code points kept of a classifier's name.
const MAX_NAME: usize = 40;

impl Scheme {
    /// The same categories for an outside classifier. One cue per category, called `name`, replaces the scheme's own,
    /// so that every view of a claim's cue names the classifier.
    #[must_use]
    pub fn for_external_classifier(&self, name: &str) -> Self {
        let name: String = name.chars().take(MAX_NAME).collect();
        let category = |known: &Category| Category { prior: 0, threshold: THRESHOLD, ..known.clone() };
        let cue = |number: usize| Cue {
            id: name.clone(),
            category: CategoryId(number as u8),
            pattern: String::new(),
            weight: 0,
            note: Some("found by an outside classifier".to_owned()),
            matches: Vec::new(),
            misses: Vec::new(),
            support: false,
            group: number as u16,
            unless: Vec::new(),
        };
        Self {
            combination: None,
            engine: Engine::Both,
            personal: None,
            aliases: Aliases::default(),
            name: self.name.clone(),
            version: self.version.clone(),
            categories: self.categories.iter().map(category).collect(),
            fields: self.fields.clone(),
            cues: (0..self.categories.len()).map(cue).collect(),
            compiled: CompiledScheme::default(),
        }
    }
}

#[derive(Deserialize)]
struct Response {
    error: Option<String>,
    claims: Option<Vec<Value>>,
}

/// Parses one response into claims, in text order.
///
/// `scheme` comes from [`Scheme::for_external_classifier`]. Offsets are code points of the document's text, ends
/// exclusive; a claim lies within one block. Fails, naming the classifier, if the response is malformed, reports an
/// error, or contradicts the text or the scheme.
pub fn parse_response(
    line: &[u8],
    name: &str,
    document: &Document,
    scheme: &Scheme,
) -> Result<Vec<Claim>, Error> {
    let error = |message: String| Error::new(name, message);
    let response: Response =
        serde_json::from_slice(line).map_err(|cause| error(format!("sent an invalid record: {cause}")))?;
    if let Some(message) = response.error {
        return Err(error(format!("reported an error: {message}")));
    }
    let records = response.claims.ok_or_else(|| error("sent a response without `claims`".to_owned()))?;
    let mut claims = Vec::with_capacity(records.len());
    for (at, record) in records.into_iter().enumerate() {
        let claim = ClaimRecord::deserialize(record).map_err(|error| error.to_string());
        let claim = claim.and_then(|record| Converter { document, scheme }.claim(record));
        claims.push(claim.map_err(|message| error(format!("claim {} of its response: {message}", at + 1)))?);
    }
    claims.sort_by_key(|claim| (claim.span.start(), claim.span.end()));
    // Two claims on one passage become one claim of several categories.
    claims.dedup_by(|later, first| {
        let same = later.span == first.span;
        if same {
            let new = |scored: &Scored| first.scores.iter().all(|known| known.category != scored.category);
            let scores: Vec<Scored> = later.scores.iter().copied().filter(new).collect();
            first.scores.extend(scores);
            first.scores.sort_by_key(order);
            first.evidence.append(&mut later.evidence);
            first.evidence.sort_by_key(|one| one.span);
            if first.speaker == Speaker::Author {
                first.speaker = later.speaker;
            }
        }
        same
    });
    Ok(claims)
}

const fn order(scored: &Scored) -> (std::cmp::Reverse<u16>, CategoryId) {
    (std::cmp::Reverse(scored.score), scored.category)
}

struct Converter<'a> {
    document: &'a Document,
    scheme: &'a Scheme,
}

impl Converter<'_> {
    fn claim(&self, record: ClaimRecord<'_>) -> Result<Claim, String> {
        let (start, end) = record.place()?;
        let span = self.span(start, end)?;
        let block = self.document.block(self.document.block_at(span.start())).span;
        if !block.covers(span) {
            return Err(format!("span {start}..{end} crosses a paragraph boundary"));
        }
        let one = record.category.map(|category| CategoryScore { category, score: record.score });
        let mut scores: Vec<Scored> = Vec::new();
        for CategoryScore { category, score } in
            one.into_iter().chain(record.categories.into_iter().flatten())
        {
            let category = self.category(&category)?;
            let score = score.unwrap_or(1.0);
            if !(0.0..=1.0).contains(&score) {
                return Err(format!("score {score} is not between 0 and 1"));
            }
            if scores.iter().all(|known| known.category != category) {
                scores.push(Scored { category, score: permille(score), clause: span });
            }
        }
        if scores.is_empty() {
            return Err("no category given".to_owned());
        }
        scores.sort_by_key(order);
        let evidence = self.evidence(span, &scores, &record.evidence.unwrap_or_default())?;
        let speaker = self.speaker(record.speaker.as_deref(), block, span);
        let speaker = speaker.map_or(Speaker::Author, Speaker::Attributed);
        Ok(Claim { span, scores, evidence, words: Vec::new(), speaker, engine: None })
    }

    /// Evidence for each category: the words that the response names, or else the whole claim.
    fn evidence(
        &self,
        claim: Span,
        scores: &[Scored],
        records: &[EvidenceRecord<'_>],
    ) -> Result<Vec<Evidence>, String> {
        let mut words = Vec::with_capacity(records.len());
        for one in records {
            let span = self.span(one.start, one.end)?;
            if !claim.covers(span) {
                return Err(format!("evidence {}..{} is outside the claim", one.start, one.end));
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
            // Words without a weight share the score's logit equally.
            let share = logit(scored.score) / count;
            let of_it = words.iter().filter(speaks);
            evidence.extend(of_it.map(|&(span, _, weight)| one(span, weight.unwrap_or(share))));
        }
        evidence.sort_by_key(|one| one.span);
        Ok(evidence)
    }

    fn span(&self, start: u64, end: u64) -> Result<Span, String> {
        let text = &self.document.text;
        let (_, length) = self.document.char_range(Span::of(0..text.len()));
        if start >= end || end > u64::from(length) {
            return Err(format!("span {start}..{end} is outside the text ({length} code points)"));
        }
        let to_bytes = |chars: u64| self.document.offsets.to_bytes(text, chars as u32);
        Ok(Span::new(to_bytes(start), to_bytes(end)))
    }

    fn category(&self, id: &str) -> Result<CategoryId, String> {
        self.scheme.category_by_id(id).ok_or_else(|| {
            let known = self.scheme.categories.iter().map(|category| category.id.as_str());
            let near = did_you_mean(id, known.clone());
            let near =
                near.unwrap_or_else(|| format!("known categories: {}", known.collect::<Vec<_>>().join(", ")));
            format!("unknown category `{id}`; {near}")
        })
    }

    /// Locates the speaker's name in the claim, or else nearest before it in the block.
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
        parse_response(line.as_bytes(), "ask", &document, &scheme).map_err(|error| error.to_string())
    }

    #[test]
    fn fills_in_optional_fields() {
        let claims = parse(r#"{"claims":[{"start":2,"end":21,"category":"vow"}]}"#).unwrap();
        let [claim] = &claims[..] else { panic!("{claims:?}") };
        assert_eq!(claim.span.slice(TEXT), "The guild must pay.");
        let scheme = scheme().for_external_classifier("ask");
        let [scored] = &claim.scores[..] else { panic!() };
        assert_eq!((scheme.category(scored.category).unwrap().id.as_str(), scored.score), ("vow", 1000));
        assert!(scored.score >= scheme.category(scored.category).unwrap().threshold);
        // The cue names the classifier, and the whole claim is evidence.
        let [one] = &claim.evidence[..] else { panic!() };
        assert_eq!((scheme.cue(one.cue).unwrap().id.as_str(), one.span), ("ask", claim.span));
        assert_eq!(scheme.cue(one.cue).unwrap().category, scored.category);
        assert_eq!(parse(r#"{"claims":[],"more":1}"#), Ok(vec![]));
    }

    #[test]
    fn reads_scores_evidence_and_speaker() {
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
        assert_eq!(first.speaker.name().unwrap().slice(TEXT), "Ada");
        let vow = first.scores[0];
        assert_eq!(vow.clause, first.span);
        let adds: Vec<i32> =
            first.evidence.iter().filter(|one| one.category == vow.category).map(|one| one.adds).collect();
        assert_eq!(adds, [500, 500]);
    }

    #[test]
    fn rejects_impossible_values() {
        let check = |line: &str, expected: &str| {
            let error = parse(line).unwrap_err();
            assert!(error.starts_with("ask: ") && error.contains(expected), "{line}: {error}");
        };
        let claim = |rest: &str| format!("{{\"claims\":[{{{rest}}}]}}");
        check("", "sent an invalid record");
        check("[]", "sent an invalid record");
        check(r#"{"error":"no model"}"#, "reported an error: no model");
        check(r#"{"id":1}"#, "without `claims`");
        check(&claim(r#""end":4,"category":"vow""#), "claim 1 of its response: missing field `start`");
        check(&claim(r#""start":4,"end":4,"category":"vow""#), "4..4 is outside the text (6");
        check(&claim(r#""start":4,"end":99,"category":"vow""#), "4..99 is outside the text");
        check(&claim(r#""start":23,"end":50,"category":"vow""#), "crosses a paragraph boundary");
        check(&claim(r#""start":2,"end":5"#), "no category given");
        check(&claim(r#""start":2,"end":5,"category":"vows""#), "did you mean `vow`");
        check(&claim(r#""start":2,"end":5,"category":"vow","score":7"#), "not between 0 and 1");
        let outside = r#""start":2,"end":5,"category":"vow","evidence":[{"start":7,"end":9}]"#;
        check(&claim(outside), "outside the claim");
    }
}
