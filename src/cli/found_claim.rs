//! A claim of a corpus, from a mark of an article or from output of `purport classify`.

use super::corpus::{Line, LineError};
use crate::claim::ClaimRecord;
use crate::claim::record::{CategoryScore, EvidenceRecord};
use crate::reading::{Mark, Reading, SpokenBy, Status};
use crate::text::number::share;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A claim of a corpus: a mark of an article, or a record that `purport classify` wrote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct FoundClaim {
    #[serde(flatten)]
    pub(super) record: ClaimRecord<'static>,
    pub(super) cues: Vec<String>,
    #[serde(serialize_with = "serialize_status")]
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) note: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) fields: BTreeMap<String, String>,
    /// Where the reasons are in the text of the claim, in code points.
    #[serde(skip)]
    pub(super) lit: Vec<(u64, u64)>,
}

impl FoundClaim {
    /// The claims of one line; `unnamed` is the name of an article whose line gives none.
    pub(super) fn of_line(line: &[u8], unnamed: &str) -> Result<Vec<Self>, LineError> {
        const FIELDS: [&str; 11] = [
            "id",
            "file",
            "block",
            "start",
            "end",
            "text",
            "categories",
            "evidence",
            "speaker",
            "speaker_basis",
            "engine",
        ];
        match Line::<Vec<EvidenceRecord<'_>>>::parse(line, &|key| FIELDS.contains(&key), false)? {
            Line::Claim(claim, _) => Self::of_record(*claim, unnamed).map(|claim| vec![claim]),
            Line::Article(claims, fields) => {
                let name = match fields.get("id") {
                    Some(serde_json::Value::String(name)) => name.clone(),
                    Some(serde_json::Value::Null) | None => unnamed.to_owned(),
                    Some(other) => other.to_string(),
                };
                claims.into_iter().map(|claim| Self::of_record(claim, &name)).collect()
            }
        }
    }

    pub(super) fn of_record(record: ClaimRecord<'_>, unnamed: &str) -> Result<Self, LineError> {
        let (start, end) = record.place().map_err(LineError::unknown)?;
        let categories = record.categories.ok_or_else(LineError::without_categories)?;
        let evidence = record.evidence.unwrap_or_default();
        let in_text =
            |one: &EvidenceRecord<'_>| (one.start.saturating_sub(start), one.end.saturating_sub(start));
        let categories = categories.into_iter().map(|one| (one.category.into_owned(), one.score));
        Ok(Self {
            cues: sorted(evidence.iter().map(|one| one.cue.as_ref())),
            status: Status::Undecided,
            labels: Vec::new(),
            note: String::new(),
            fields: BTreeMap::new(),
            lit: evidence.iter().map(in_text).collect(),
            record: ClaimRecord {
                start: Some(start),
                end: Some(end),
                text: record.text.into_owned().into(),
                categories: Some(scores(categories)),
                speaker: record.speaker.map(|name| name.into_owned().into()),
                speaker_basis: record.speaker_basis.map(|basis| basis.into_owned().into()),
                engine: record.engine.map(|engine| engine.into_owned().into()),
                file: Some(record.file.map_or_else(|| unnamed.to_owned(), Cow::into_owned).into()),
                block: record.block,
                ..ClaimRecord::default()
            },
        })
    }

    pub(super) fn of_mark(mark: &Mark, reading: &Reading, file: &str) -> Self {
        let document = &reading.document;
        let (start, end) = document.char_range(mark.span);
        let categories = mark.categories.iter().map(|&id| {
            let name = reading.scheme.category(id).map(|known| known.id.clone()).unwrap_or_default();
            (name, mark.score(id).map(share))
        });
        let claim = mark.known_claim();
        let evidence = claim.into_iter().flat_map(|claim| &claim.evidence);
        let counted = evidence.filter(|evidence| evidence.blocked.is_none()).map(|evidence| evidence.span);
        let words = claim.into_iter().flat_map(|claim| &claim.words).map(|word| word.span);
        let in_text = |span| {
            let (from, to) = document.char_range(span);
            (u64::from(from.saturating_sub(start)), u64::from(to.saturating_sub(start)))
        };
        let speaker = mark.speaker(&document.text);
        Self {
            cues: sorted(mark.cues(reading)),
            status: mark.status,
            labels: mark.tag.iter().flat_map(|tag| tag.labels.clone()).collect(),
            note: mark.tag.as_ref().map(|tag| tag.note.clone()).unwrap_or_default(),
            fields: mark.tag.as_ref().map(|tag| tag.fields.clone()).unwrap_or_default(),
            lit: counted.chain(words).map(in_text).collect(),
            record: ClaimRecord {
                start: Some(start.into()),
                end: Some(end.into()),
                text: mark.span.slice(&document.text).to_owned().into(),
                categories: Some(scores(categories)),
                speaker: speaker.and_then(SpokenBy::name).map(|name| name.to_owned().into()),
                speaker_basis: speaker.and_then(SpokenBy::basis).map(Cow::from),
                engine: claim.and_then(|claim| claim.engine).map(|engine| engine.word().into()),
                file: Some(file.to_owned().into()),
                block: Some(document.block_at(mark.span.start()) as u64 + 1),
                ..ClaimRecord::default()
            },
        }
    }

    pub(super) fn file(&self) -> &str {
        self.record.file.as_deref().unwrap_or_default()
    }

    pub(super) fn categories(&self) -> &[CategoryScore<'static>] {
        self.record.categories.as_deref().unwrap_or_default()
    }
}

fn scores(categories: impl Iterator<Item = (String, Option<f64>)>) -> Vec<CategoryScore<'static>> {
    categories.map(|(category, score)| CategoryScore { category: category.into(), score }).collect()
}

#[allow(clippy::trivially_copy_pass_by_ref)] // The signature is serde's.
fn serialize_status<S: serde::Serializer>(status: &Status, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(status.id())
}

/// Each cue once, in alphabetical order.
fn sorted<'a>(cues: impl Iterator<Item = &'a str>) -> Vec<String> {
    let cues: BTreeSet<&str> = cues.filter(|cue| !cue.is_empty()).collect();
    cues.into_iter().map(str::to_owned).collect()
}
