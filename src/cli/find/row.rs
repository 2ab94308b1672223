//! A claim of a corpus, wherever it comes from: a mark of an article, or a line that was written by `purport
//! classify`.

use crate::claim::Scheme;
use crate::cli::corpus::Wrong;
use crate::reading::{Filter, Mark, Reading, Show, Status, holds};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// A claim with all that can be asked of it. Places are code points of the article, ends exclusive.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    pub(super) file: String,
    /// The number of its block, from 1, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) block: Option<u64>,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) text: String,
    pub(super) categories: Vec<Scored>,
    pub(super) speaker: Option<String>,
    pub(super) cues: Vec<String>,
    pub(super) standing: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) note: String,
    /// Where the cues stand in `text`, in code points.
    #[serde(skip)]
    pub(super) lit: Vec<(u64, u64)>,
}

/// A category with its score, if the machine proposed it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Scored {
    pub(super) category: String,
    pub(super) score: Option<f64>,
}

/// A claim as `purport classify --format jsonl` writes it, or inside of a record of an article.
#[derive(Deserialize)]
struct Claim {
    file: Option<String>,
    block: Option<u64>,
    start: u64,
    end: u64,
    text: String,
    categories: Vec<Scored>,
    #[serde(default)]
    evidence: Vec<Evidence>,
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct Evidence {
    cue: String,
    start: u64,
    end: u64,
}

impl Row {
    /// The claims of one line that `purport classify` wrote; why, if it is no such line. `unnamed` is what an
    /// article is called whose line does not say.
    pub(super) fn of_line(line: &[u8], unnamed: &str) -> Result<Vec<Self>, Wrong> {
        let foreign = |error| Wrong::foreign(&error, line);
        let mut value: Value = serde_json::from_slice(line).map_err(foreign)?;
        if value.get("claims").is_none() {
            if let Some(error) = value.get("error") {
                return Err(Wrong::unread(error));
            }
            let claim = Claim::deserialize(value).map_err(foreign)?;
            return Ok(vec![Self::of_claim(claim, unnamed)]);
        }
        let id = value.get_mut("id").map(Value::take).unwrap_or_default();
        let claims = value.get_mut("claims").map(Value::take).unwrap_or_default();
        let claims = Vec::<Claim>::deserialize(claims).map_err(foreign)?;
        let name = match &id {
            Value::String(name) => name.clone(),
            Value::Null => unnamed.to_owned(),
            other => other.to_string(),
        };
        Ok(claims.into_iter().map(|claim| Self::of_claim(claim, &name)).collect())
    }

    fn of_claim(claim: Claim, name: &str) -> Self {
        let Claim { file, block, start, end, text, categories, evidence, speaker } = claim;
        let within = |one: &Evidence| (one.start.saturating_sub(start), one.end.saturating_sub(start));
        let cues = sorted(evidence.iter().map(|one| one.cue.as_str()));
        Self {
            file: file.unwrap_or_else(|| name.to_owned()),
            block,
            start,
            end,
            text,
            categories,
            speaker,
            cues,
            standing: Status::Undecided.word(),
            labels: Vec::new(),
            note: String::new(),
            lit: evidence.iter().map(within).collect(),
        }
    }

    /// A mark of an article.
    pub(super) fn of_mark(mark: &Mark, reading: &Reading, file: &str) -> Self {
        let document = &reading.document;
        let (start, end) = document.char_range(mark.span);
        let scored = |&id| {
            let category = reading.scheme.category(id).map(|known| known.id.clone()).unwrap_or_default();
            Scored { category, score: mark.score(id).map(|score| f64::from(score) / 1000.0) }
        };
        let evidence = mark.known_claim().into_iter().flat_map(|claim| &claim.evidence);
        let counted = evidence.filter(|evidence| evidence.blocked.is_none());
        let within = |span| {
            let (from, to) = document.char_range(span);
            (u64::from(from.saturating_sub(start)), u64::from(to.saturating_sub(start)))
        };
        let cues = sorted(mark.cues(reading));
        Self {
            file: file.to_owned(),
            block: Some(document.block_at(mark.span.start()) as u64 + 1),
            start: start.into(),
            end: end.into(),
            text: mark.span.slice(&document.text).to_owned(),
            categories: mark.categories.iter().map(scored).collect(),
            speaker: mark.speaker().map(|span| span.slice(&document.text).to_owned()),
            cues,
            standing: mark.standing.word(),
            labels: mark.tag.iter().flat_map(|tag| tag.labels.clone()).collect(),
            note: mark.tag.as_ref().map(|tag| tag.note.clone()).unwrap_or_default(),
            lit: counted.map(|evidence| within(evidence.span)).collect(),
        }
    }

    /// Whether a line that was written passes `filter`, as its claim would in the reader.
    pub(super) fn passes(&self, filter: &Filter, scheme: &Scheme) -> bool {
        // Nobody has decided on what was only written.
        let show = matches!(filter.show, Show::All | Show::Undecided);
        // As in the reader, of several scores that of the category counts which is asked for.
        let asked = filter.category.and_then(|id| scheme.category(id)).map(|known| known.id.as_str());
        let of_it = self.categories.iter().find(|one| Some(one.category.as_str()) == asked);
        let best = self.categories.iter().filter_map(|one| one.score).reduce(f64::max);
        let score = of_it.and_then(|one| one.score).or(best);
        let score = |limit: u16| score.map(|score| (score, f64::from(limit) / 1000.0));
        let named = |id| {
            scheme
                .category(id)
                .is_some_and(|known| self.categories.iter().any(|one| one.category == known.id))
        };
        show && filter.category.is_none_or(named)
            && filter.at_least.is_none_or(|floor| score(floor).is_some_and(|(score, floor)| floor <= score))
            && filter.at_most.is_none_or(|most| score(most).is_some_and(|(score, most)| score <= most))
            && filter.label.is_none()
            && filter
                .speaker
                .as_ref()
                .is_none_or(|wanted| self.speaker.as_ref().is_some_and(|name| holds(name, wanted)))
            && filter.cue.as_ref().is_none_or(|wanted| self.cues.iter().any(|cue| holds(cue, wanted)))
            && filter.text.as_ref().is_none_or(|wanted| holds(&self.text, wanted))
    }
}

/// Each cue once, in the order of the alphabet, wherever they come from.
fn sorted<'a>(cues: impl Iterator<Item = &'a str>) -> Vec<String> {
    let cues: BTreeSet<&str> = cues.collect();
    cues.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"start":4,"end":9,"text":"a b c","categories":[{"category":"hope","score":0.9},{"category":"vow","score":0.7}],"evidence":[{"cue":"b","text":"b","start":6,"end":7,"category":"vow","weight":1.0}],"speaker":"The Guild","file":"x.txt","block":3}"#;

    fn scheme() -> Scheme {
        let text = "category = [{ id = \"vow\", letter = \"V\", key = \"1\" }, { id = \"ask\", letter = \"A\", key = \"2\" }, { id = \"hope\", letter = \"H\", key = \"3\" }]";
        Scheme::parse(text, "s").unwrap().0
    }

    #[test]
    fn both_kinds_of_lines_are_read() {
        let one = Row::of_line(LINE.as_bytes(), "out").unwrap();
        let [row] = &one[..] else { panic!() };
        assert_eq!((row.file.as_str(), row.block, &row.lit[..]), ("x.txt", Some(3), &[(2, 3)][..]));
        let claim = LINE.replace(r#","file":"x.txt","block":3"#, "");
        let many =
            Row::of_line(format!("{{\"id\":\"y\",\"claims\":[{claim},{claim}]}}").as_bytes(), "out").unwrap();
        assert_eq!((many.len(), many[0].file.as_str()), (2, "y"));
        assert_eq!(Row::of_line(br#"{"id":1,"claims":[],"error":"cut off"}"#, "out"), Ok(vec![]));
        for (line, expected) in [
            (&br#"{"id":1,"error":"gone"}"#[..], "an article that could not be read: gone"),
            (br#"{"start":1}"#, "no claim that `purport classify` wrote: missing field `end`"),
            (b"nothing", "no claim that `purport classify` wrote: expected ident"),
        ] {
            assert_eq!(Row::of_line(line, "out").unwrap_err().message, expected);
        }
        let both = LINE.replace(
            r#""evidence":["#,
            r#""evidence":[{"cue":"z","start":4,"end":5},{"cue":"b","start":4,"end":5},"#,
        );
        assert_eq!(Row::of_line(both.as_bytes(), "out").unwrap()[0].cues, ["b", "z"]);
    }

    #[test]
    fn a_line_passes_like_its_claim() {
        let row = Row::of_line(LINE.as_bytes(), "out").unwrap().remove(0);
        let scheme = scheme();
        let check = |query: &str, expected: bool| {
            let filter = Filter::parse(query, &scheme).unwrap();
            assert_eq!(row.passes(&filter, &scheme), expected, "{query}");
        };
        for query in [
            "",
            "vow",
            "V over .7",
            "V under 70%",
            "over .9",
            "undecided",
            "speaker guild",
            "cue b",
            "text \"B  c\"",
        ] {
            check(query, true);
        }
        for query in [
            "ask",
            "vow over .71",
            "over .91",
            "under .6",
            "decided",
            "orphaned",
            "speaker duke",
            "cue x",
            "text d",
            "label l",
        ] {
            check(query, false);
        }
    }
}
