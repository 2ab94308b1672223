//! Statistics of one reading or many: claims, decisions, decision times and speakers.

mod speakers;
mod timing;

pub use speakers::SpeakerCount;
pub use timing::{RushedRun, Timing};

use super::SpokenBy;
use super::explanation::CueRecord;
use super::{CategoryCounts, Reading, Status};
use crate::claim::{CategoryId, Scheme};
use crate::tag::{Acceptance, Decision, Tag};
use crate::text::Document;
use serde::Serialize;
use speakers::Speakers;
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use timing::TimingBuilder;
use unicode_segmentation::UnicodeSegmentation as _;

/// Claims count as displayed at the usual thresholds; decisions count by tag, including orphaned ones.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stats {
    pub articles: usize,
    /// By the word boundaries of Unicode (UAX #29).
    pub words: usize,
    /// Passages marked by the machine or the reader.
    pub marks: usize,
    pub decided: usize,
    #[serde(rename = "lost")]
    pub orphaned: usize,
    /// Tags whose words or place changed, until somebody looks; no decisions are counted for them.
    pub doubtful: usize,
    /// In scheme order.
    pub categories: Vec<CategoryStats>,
    pub decisions: Decisions,
    /// Acceptance of visible suggestions; without bulk decisions.
    pub acceptance_seen: Acceptance,
    /// Agreement of blind decisions with suggestions; without bulk decisions.
    pub acceptance_blind: Acceptance,
    /// Both of these by the personal model that spoke; without the suggestions of the scheme alone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub acceptance_personal: BTreeMap<String, Acceptance>,
    /// Most decisions first.
    pub cues: Vec<CueStats>,
    pub timing: Timing,
    /// Most claims first.
    pub speakers: Vec<SpeakerCount>,
    /// Claims marked by the reader alone, whose speaker is unknown.
    pub unattributed: usize,
}

/// A passage of two categories counts for both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CategoryStats {
    pub id: String,
    pub name: String,
    pub letter: char,
    pub claims: usize,
    pub decided: usize,
    /// Decisions that kept the suggested category.
    pub confirmed: usize,
    /// Decisions that replaced it by other categories.
    pub replaced: usize,
    /// Rejected claims of this category.
    pub rejected: usize,
    /// Decisions that gave it in place of another suggestion.
    pub given: usize,
    /// Passages marked without a suggestion.
    pub added: usize,
    pub acceptance_seen: Acceptance,
    pub acceptance_blind: Acceptance,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    pub confirmed: usize,
    pub retagged: usize,
    pub rejected: usize,
    pub added: usize,
    pub nothing: usize,
    pub open: usize,
    /// Seen, and left open on purpose.
    pub skipped: usize,
    /// Decisions unknown to this version.
    pub other: usize,
    /// Bulk decisions among all these.
    pub bulk: usize,
    /// Claims whose bounds the reader has changed.
    pub rebounded: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CueStats {
    pub cue: String,
    pub category: String,
    /// Claims for which it counted and whose category the reader kept.
    pub confirmed: usize,
    /// Claims for which it counted that received another category, or none.
    pub rejected: usize,
    /// Share of confirmed claims.
    pub precision: f64,
}

impl Stats {
    /// `readings` must all be under `scheme`.
    pub fn of<R: Borrow<Reading>>(scheme: &Scheme, readings: impl IntoIterator<Item = R>) -> Self {
        let mut builder = StatsBuilder::new(scheme);
        for reading in readings {
            builder.add(reading.borrow());
        }
        builder.finish()
    }
}

/// By the word boundaries of Unicode (UAX #29).
pub fn words(document: &Document) -> usize {
    document.blocks.iter().map(|block| words_in(block.span.slice(&document.text))).sum()
}

pub(super) fn words_in(text: &str) -> usize {
    text.unicode_words().count()
}

struct StatsBuilder<'s> {
    stats: Stats,
    /// Category of each cue, by id.
    cue_categories: HashMap<&'s str, &'s str>,
    records: BTreeMap<&'s str, CueRecord>,
    timing: TimingBuilder,
    speakers: Speakers,
}

impl<'s> StatsBuilder<'s> {
    fn new(scheme: &'s Scheme) -> Self {
        let categories = scheme.categories.iter().map(|category| CategoryStats {
            id: category.id.clone(),
            name: category.name.clone(),
            letter: category.letter,
            ..CategoryStats::default()
        });
        let cue_categories = scheme
            .cues
            .iter()
            .filter_map(|cue| Some((cue.id.as_str(), scheme.category(cue.category)?.id.as_str())));
        Self {
            stats: Stats { categories: categories.collect(), ..Stats::default() },
            cue_categories: cue_categories.collect(),
            records: BTreeMap::new(),
            timing: TimingBuilder::default(),
            speakers: Speakers::new(scheme.categories.len()),
        }
    }

    fn add(&mut self, reading: &Reading) {
        let document = &reading.document;
        let counts = reading.counts();
        self.stats.articles += 1;
        self.stats.words += words(document);
        self.stats.marks += counts.marks;
        self.stats.decided += counts.decided;
        self.stats.orphaned += counts.orphaned;
        self.stats.doubtful += counts.doubtful;
        for (category, number) in self.stats.categories.iter_mut().zip(0..) {
            let CategoryCounts { claims, decided, .. } = counts.category(CategoryId(number));
            category.claims += claims;
            category.decided += decided;
        }
        for mark in reading.marks().iter().filter(|mark| mark.status.is_claim()) {
            match mark.speaker(&document.text) {
                Some(speaker) => self.speakers.add(speaker, mark),
                None if mark.claim.is_some() => self.speakers.add(SpokenBy::Author, mark),
                None => self.stats.unattributed += 1,
            }
        }
        // A decision on other words or another place is none on these.
        let marks = reading.marks().iter().filter(|mark| mark.status != Status::Doubtful);
        let tags: Vec<&Tag> = marks.filter_map(|mark| mark.tag.as_deref()).collect();
        for tag in &tags {
            self.add_decision(tag);
        }
        self.timing.add(&document.name, &tags);
    }

    fn add_decision(&mut self, tag: &Tag) {
        let decisions = &mut self.stats.decisions;
        let count = match tag.decision {
            Decision::Confirmed => &mut decisions.confirmed,
            Decision::Retagged => &mut decisions.retagged,
            Decision::Rejected => &mut decisions.rejected,
            Decision::Added => &mut decisions.added,
            Decision::Nothing => &mut decisions.nothing,
            Decision::Open => &mut decisions.open,
            Decision::Skipped => &mut decisions.skipped,
            Decision::Other(_) => &mut decisions.other,
        };
        *count += 1;
        decisions.bulk += usize::from(tag.is_bulk());
        decisions.rebounded += usize::from(tag.is_rebounded());
        if let Some(accepted) = tag.accepts_proposal().filter(|_| !tag.is_bulk()) {
            let stats = &mut self.stats;
            let acceptance =
                if tag.is_blind() { &mut stats.acceptance_blind } else { &mut stats.acceptance_seen };
            acceptance.count(accepted);
            if let Some(model) = tag.proposed.as_ref().and_then(|proposed| proposed.model.clone()) {
                stats.acceptance_personal.entry(model).or_default().count(accepted);
            }
        }
        for category in &mut self.stats.categories {
            category.count(tag);
        }
        // A cue with several matches counts once.
        let cues: BTreeSet<&str> =
            tag.proposed.iter().flat_map(|proposed| &proposed.cues).map(String::as_str).collect();
        for cue in cues {
            // The scheme's own strings outlive the reading.
            let Some((&cue, &category)) = self.cue_categories.get_key_value(cue) else { continue };
            self.records.entry(cue).or_default().count(tag, cue, category);
        }
    }

    fn finish(self) -> Stats {
        let cue = |(cue, CueRecord { confirmed, rejected }): (&str, CueRecord)| {
            let decided = confirmed + rejected;
            (decided > 0).then(|| CueStats {
                cue: cue.to_owned(),
                category: self.cue_categories.get(cue).copied().unwrap_or_default().to_owned(),
                confirmed,
                rejected,
                precision: confirmed as f64 / decided as f64,
            })
        };
        let mut cues: Vec<CueStats> = self.records.into_iter().filter_map(cue).collect();
        cues.sort_by_key(|cue| Reverse(cue.confirmed + cue.rejected));
        let (timing, speakers) = (self.timing.timing(), self.speakers.ranked());
        Stats { cues, timing, speakers, ..self.stats }
    }
}

impl CategoryStats {
    fn count(&mut self, tag: &Tag) {
        let given = tag.categories.contains(&self.id);
        let mut proposals = tag.proposed.iter().flat_map(|proposed| &proposed.categories);
        let proposed = proposals.any(|(id, _)| *id == self.id);
        match (&tag.decision, proposed, given) {
            (Decision::Confirmed | Decision::Retagged, true, true) => self.confirmed += 1,
            (Decision::Confirmed | Decision::Retagged, true, false) => self.replaced += 1,
            (Decision::Confirmed | Decision::Retagged, false, true) => self.given += 1,
            (Decision::Rejected, true, _) => self.rejected += 1,
            (Decision::Added, _, true) => self.added += 1,
            _ => {}
        }
        let decided = matches!(tag.decision, Decision::Confirmed | Decision::Retagged | Decision::Rejected);
        if proposed && decided && !tag.is_bulk() {
            let acceptance =
                if tag.is_blind() { &mut self.acceptance_blind } else { &mut self.acceptance_seen };
            acceptance.count(given && tag.decision != Decision::Rejected);
        }
    }
}

#[cfg(test)]
mod tests;
