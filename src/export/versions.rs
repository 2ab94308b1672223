//! Two versions of an article as records: JSON Lines and CSV, one claim each.

use super::csv::CsvWriter;
use crate::claim::{CategoryId, Scheme, Stated};
use crate::tag::Tag;
use crate::text::{Document, Span, csv_cell};
use crate::version::{Change, Comparison, Doubt, Fate, Part, Run, TagFate};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Two versions with what became of their claims, and the choice of what to write.
#[derive(Debug, Clone, Copy)]
pub struct VersionPair<'v> {
    pub old: &'v Document,
    pub new: &'v Document,
    /// Names of the versions for people.
    pub names: [&'v str; 2],
    pub scheme: &'v Scheme,
    /// Those of the old version, as [`TagFate::tag`] counts them.
    pub tags: &'v [Tag],
    pub comparison: &'v Comparison,
    /// Only claims with these fates; all if empty.
    pub only: &'v [Fate],
    /// For people: also claims that stand.
    pub all: bool,
}

impl VersionPair<'_> {
    /// Changes to write, with their indices in the comparison.
    pub fn listed(&self) -> impl Iterator<Item = (usize, &Change)> {
        let is_listed =
            |change: &Change| self.only.is_empty() || self.only.iter().any(|fate| change.has_fate(*fate));
        self.comparison.changes.iter().enumerate().filter(move |(_, change)| is_listed(change))
    }

    /// The same for people, who see claims that stand only if they ask for them.
    pub fn listed_for_people(&self) -> impl Iterator<Item = (usize, &Change)> {
        let hides = |change: &Change| self.only.is_empty() && !self.all && change.fate == Fate::Stands;
        self.listed().filter(move |(_, change)| !hides(change))
    }

    /// Tags that are on no claim of the old version.
    pub fn other_tags(&self) -> impl Iterator<Item = (&TagFate, &Tag)> {
        let fates = self.comparison.tags.iter().filter(|fate| fate.change.is_none());
        fates.filter_map(|fate| Some((fate, self.tags.get(fate.tag)?)))
    }

    /// The tags on the claim of a change.
    pub fn tags_of(&self, change: usize) -> impl Iterator<Item = (&TagFate, &Tag)> {
        self.comparison.tags_of(change).filter_map(|fate| Some((fate, self.tags.get(fate.tag)?)))
    }

    /// Names of categories in a row, for people.
    pub fn category_names(&self, ids: &[CategoryId]) -> String {
        let name = |id: &CategoryId| self.scheme.category(*id).map_or("", |category| category.name.as_str());
        ids.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// What there is to say about a change beside its words, a phrase each.
    pub fn notes(&self, at: usize, change: &Change) -> Vec<String> {
        let place = |document: &Document, span: Span| format!("¶{}", block_number(document, span));
        let mut notes: Vec<String> = Vec::new();
        if let (Some(old), Some(new)) = (&change.old, &change.new)
            && change.changes_category()
        {
            let names = |ids: &[CategoryId]| match ids {
                [] => "no claim".to_owned(),
                ids => self.category_names(ids),
            };
            notes.push(format!("{} → {}", names(&old.categories), names(&new.categories)));
        }
        notes.extend(change.wording.turns.iter().map(crate::version::Turn::words));
        match change.part {
            Some(Part::Split) => notes.push("split into several sentences".to_owned()),
            Some(Part::Merged) => notes.push("merged with other sentences".to_owned()),
            None => {}
        }
        if change.moved && change.fate != Fate::Moved {
            notes.push("moved".to_owned());
        }
        match change.doubt {
            Some(Doubt::NewTwin(span)) => {
                notes.push(format!(
                    "doubtful: {} of the new version fits about as well",
                    place(self.new, span)
                ));
            }
            Some(Doubt::OldTwin(span)) => {
                notes.push(format!(
                    "doubtful: {} of the old version fits about as well",
                    place(self.old, span)
                ));
            }
            Some(Doubt::Faint) => notes.push("doubtful: few of its words are left".to_owned()),
            None => {}
        }
        match (change.twin, change.fate) {
            (Some(span), Fate::Vanished) => {
                notes.push(format!("the same words in {} are another claim", place(self.new, span)));
            }
            (Some(span), _) => {
                notes.push(format!(
                    "the same words were in {}, which is another claim",
                    place(self.old, span)
                ));
            }
            (None, _) => {}
        }
        notes.extend(self.tags_of(at).map(|(fate, tag)| self.tag_note(fate, tag, change)));
        notes
    }

    fn tag_note(&self, fate: &TagFate, tag: &Tag, change: &Change) -> String {
        let decision = tag.decision.past_tense();
        let there = fate
            .anchor
            .span()
            .filter(|span| change.new.as_ref().is_none_or(|side| !side.span.overlaps(*span)));
        let place = there.map(|span| format!(", in ¶{}", block_number(self.new, span))).unwrap_or_default();
        match tag.annotator.as_str() {
            "" => format!("tag ({decision}) {}{place}", fate.word_for_people()),
            name => format!("tag of {name} ({decision}) {}{place}", fate.word_for_people()),
        }
    }
}

/// The number of a passage's block, from 1, as people count paragraphs.
pub fn block_number(document: &Document, span: Span) -> usize {
    document.block_at(span.start()) + 1
}

impl Doubt {
    /// As written in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NewTwin(_) | Self::OldTwin(_) => "twin",
            Self::Faint => "few words left",
        }
    }
}

impl Part {
    /// As written in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Split => "split",
            Self::Merged => "merged",
        }
    }
}

/// One object per claim, and one per tag that is on no claim.
pub fn versions_json<'v>(pair: &'v VersionPair<'v>) -> impl Iterator<Item = Value> + 'v {
    let changes = pair.listed().map(|(at, change)| record(pair, at, change));
    let tags = pair.other_tags().filter(|_| pair.only.is_empty());
    changes.chain(tags.map(|(fate, tag)| json!({ "tag": tag_record(pair, fate, tag) })))
}

fn record(pair: &VersionPair<'_>, at: usize, change: &Change) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("fate", json!(change.fate.word()));
    put("moved", json!(change.moved));
    put("doubt", json!(change.doubt.map(Doubt::word)));
    put("part", json!(change.part.map(Part::word)));
    put("old", change.old.as_ref().map_or(Value::Null, |side| claim_record(pair.scheme, pair.old, side)));
    put("new", change.new.as_ref().map_or(Value::Null, |side| claim_record(pair.scheme, pair.new, side)));
    let run = |run: &Run| match *run {
        Run::Kept { new, .. } => json!({ "kept": new.slice(&pair.new.text) }),
        Run::Removed(old) => json!({ "removed": old.slice(&pair.old.text) }),
        Run::Added(new) => json!({ "added": new.slice(&pair.new.text) }),
    };
    put("words", change.wording.runs.iter().map(run).collect());
    let turns = change.wording.turns.iter();
    put(
        "turns",
        turns.map(|turn| json!({ "kind": turn.kind.word(), "old": turn.old, "new": turn.new })).collect(),
    );
    put("tags", pair.tags_of(at).map(|(fate, tag)| tag_record(pair, fate, tag)).collect());
    Value::Object(fields)
}

/// A claim with its place, in code points, and its words.
pub(super) fn claim_record(scheme: &Scheme, document: &Document, claim: &Stated) -> Value {
    let (start, end) = document.char_range(claim.span);
    let categories: Vec<&str> =
        claim.categories.iter().filter_map(|&id| Some(scheme.category(id)?.id.as_str())).collect();
    json!({
        "start": start,
        "end": end,
        "block": block_number(document, claim.span),
        "text": claim.span.slice(&document.text),
        "categories": categories,
        "speaker": claim.speaker,
        "speaker_guessed": claim.is_guess,
    })
}

fn tag_record(pair: &VersionPair<'_>, fate: &TagFate, tag: &Tag) -> Value {
    let place = fate.anchor.span().map(|span| pair.new.char_range(span));
    json!({
        "id": tag.id,
        "annotator": tag.annotator,
        "decision": tag.decision.word(),
        "categories": tag.categories,
        "text": tag.latest_selector().exact,
        "fate": fate.word(),
        "start": place.map(|(start, _)| start),
        "end": place.map(|(_, end)| end),
    })
}

const HEADS: [&str; 18] = [
    "fate",
    "moved",
    "doubt",
    "part",
    "old_block",
    "old_start",
    "old_end",
    "old_categories",
    "old_speaker",
    "old_text",
    "new_block",
    "new_start",
    "new_end",
    "new_categories",
    "new_speaker",
    "new_text",
    "turns",
    "tags",
];

/// A table with a line of names and one row per claim. Tags that are on no claim are left to the other formats.
pub fn versions_csv(pair: &VersionPair<'_>, out: &mut CsvWriter<impl Write>) -> io::Result<()> {
    out.row(HEADS)?;
    for (at, change) in pair.listed() {
        let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
        let mut row = vec![
            change.fate.word().to_owned(),
            if change.moved { "true" } else { "false" }.to_owned(),
            word(change.doubt.map(Doubt::word)),
            word(change.part.map(Part::word)),
        ];
        row.extend(claim_cells(pair.scheme, pair.old, change.old.as_ref()));
        row.extend(claim_cells(pair.scheme, pair.new, change.new.as_ref()));
        let turns: Vec<String> = change.wording.turns.iter().map(crate::version::Turn::words).collect();
        row.push(csv_cell::join(turns.iter().map(String::as_str)));
        let tags: Vec<&str> = pair.tags_of(at).map(|(fate, _)| fate.word()).collect();
        row.push(csv_cell::join(tags));
        out.row(row)?;
    }
    out.flush()
}

/// Paragraph, start, end, categories, speaker and words of a claim, in cells; empty ones for none.
pub(super) fn claim_cells(scheme: &Scheme, document: &Document, claim: Option<&Stated>) -> [String; 6] {
    let Some(claim) = claim else { return Default::default() };
    let (start, end) = document.char_range(claim.span);
    let categories = claim.categories.iter().filter_map(|&id| scheme.category(id));
    [
        block_number(document, claim.span).to_string(),
        start.to_string(),
        end.to_string(),
        csv_cell::join(categories.map(|category| category.id.as_str())),
        claim.speaker.clone().unwrap_or_default(),
        claim.span.slice(&document.text).to_owned(),
    ]
}
