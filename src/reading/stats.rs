//! Numbers at a glance over one reading or many: what was found, what the reader decided, how fast, and who speaks.

mod speakers;
mod timing;

pub use speakers::SpeakerCount;
pub use timing::{RushedRun, Timing};

use super::cues::Record;
use super::{Reading, Tally};
use crate::claim::{CategoryId, Scheme};
use crate::tag::{Acceptance, Decision, Tag};
use crate::text::{Block, Document};
use serde::Serialize;
use speakers::Speakers;
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use timing::Clock;
use unicode_segmentation::UnicodeSegmentation as _;

/// What there is to say in numbers of one article or many, read under one scheme.
///
/// Claims are counted as the reader shows them: in the text, at the usual thresholds. Decisions are counted by the
/// tags, also of those whose passage is gone: they were made all the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Stats {
    /// How many articles.
    pub articles: usize,
    /// Their words, by the word boundaries of Unicode (UAX #29).
    pub words: usize,
    /// Passages that the machine or the reader has marked.
    pub marks: usize,
    /// Those that the reader has settled.
    pub decided: usize,
    /// Tags whose passage is gone.
    pub orphaned: usize,
    /// For each category, in the order of the scheme.
    pub categories: Vec<CategoryStats>,
    /// What the reader decided.
    pub decisions: Decisions,
    /// How often the machine's word was kept with it in sight. Decisions on many claims at once do not count.
    pub acceptance_seen: Acceptance,
    /// The same of blind decisions.
    pub acceptance_blind: Acceptance,
    /// Cues that counted for claims on which the reader decided, those most often decided on first.
    pub cues: Vec<CueStats>,
    /// How long decisions took.
    pub timing: Timing,
    /// Who says the claims, those who say most first.
    pub speakers: Vec<SpeakerCount>,
    /// Claims of which nobody looked for a speaker: those that the reader alone marked.
    pub unattributed: usize,
}

/// The numbers of one category. A passage of two categories counts for both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CategoryStats {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Its letter.
    pub letter: char,
    /// Passages that count as claims of it.
    pub claims: usize,
    /// Those that the reader has settled.
    pub decided: usize,
    /// Decisions that kept it where the machine proposed it.
    pub confirmed: usize,
    /// Decisions that gave other categories instead.
    pub replaced: usize,
    /// Decisions that a claim of it is none.
    pub rejected: usize,
    /// Decisions that gave it where the machine had proposed something else.
    pub given: usize,
    /// Passages that the reader marked as such without the machine.
    pub added: usize,
    /// How often it was kept with the machine's word in sight; not of decisions on many claims at once.
    pub acceptance_seen: Acceptance,
    /// The same of blind decisions.
    pub acceptance_blind: Acceptance,
}

/// How many tags there are of each decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Decisions {
    /// The machine's categories are right.
    pub confirmed: usize,
    /// Other categories.
    pub retagged: usize,
    /// Not a claim.
    pub rejected: usize,
    /// A claim that the machine had missed.
    pub added: usize,
    /// Read, and nothing is there.
    pub nothing: usize,
    /// Noted or labelled only.
    pub open: usize,
    /// Decided in a way that this version does not know.
    pub other: usize,
    /// How many of all these were decided together with many others.
    pub bulk: usize,
}

/// How a cue fared with the reader.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CueStats {
    /// The cue's id.
    pub cue: String,
    /// The category that it speaks for.
    pub category: String,
    /// Claims for which it counted and that the reader gave its category.
    pub confirmed: usize,
    /// Claims for which it counted and that the reader gave another category, or none.
    pub rejected: usize,
    /// The share that was confirmed.
    pub precision: f64,
}

impl Stats {
    /// Counts over all readings, which are all under `scheme`.
    pub fn of<R: Borrow<Reading>>(scheme: &Scheme, readings: impl IntoIterator<Item = R>) -> Self {
        let mut counting = Counting::new(scheme);
        for reading in readings {
            counting.add(reading.borrow());
        }
        counting.end()
    }
}

/// The words of a document, by the word boundaries of Unicode (UAX #29).
pub fn words(document: &Document) -> usize {
    let words = |block: &Block| block.span.slice(&document.text).unicode_words().count();
    document.blocks.iter().map(words).sum()
}

/// The numbers so far, and what the others are taken from.
struct Counting<'s> {
    stats: Stats,
    /// The category of each cue, by id.
    cue_categories: HashMap<&'s str, &'s str>,
    records: BTreeMap<&'s str, Record>,
    clock: Clock,
    voices: Speakers,
}

impl<'s> Counting<'s> {
    fn new(scheme: &'s Scheme) -> Self {
        let categories = scheme.categories.iter().map(|category| CategoryStats {
            id: category.id.clone(),
            name: category.name.clone(),
            letter: category.letter,
            ..CategoryStats::default()
        });
        let stats = Stats { categories: categories.collect(), ..Stats::default() };
        let cue_categories = scheme.cues.iter().filter_map(|cue| {
            let category = scheme.category(cue.category)?;
            Some((cue.id.as_str(), category.id.as_str()))
        });
        Self {
            stats,
            cue_categories: cue_categories.collect(),
            records: BTreeMap::new(),
            clock: Clock::default(),
            voices: Speakers::new(scheme.categories.len()),
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
        for (category, number) in self.stats.categories.iter_mut().zip(0..) {
            let Tally { claims, decided, .. } = counts.tally(CategoryId(number));
            category.claims += claims;
            category.decided += decided;
        }
        for mark in reading.marks().iter().filter(|mark| mark.standing.is_claim()) {
            match &mark.claim {
                Some(_) => self.voices.add(reading, mark),
                None => self.stats.unattributed += 1,
            }
        }
        let tags: Vec<&Tag> = reading.marks().iter().filter_map(|mark| mark.tag.as_deref()).collect();
        for tag in &tags {
            self.decision(tag);
        }
        self.clock.add(&document.name, &tags);
    }

    fn decision(&mut self, tag: &Tag) {
        let decisions = &mut self.stats.decisions;
        let count = match tag.decision {
            Decision::Confirmed => &mut decisions.confirmed,
            Decision::Retagged => &mut decisions.retagged,
            Decision::Rejected => &mut decisions.rejected,
            Decision::Added => &mut decisions.added,
            Decision::Nothing => &mut decisions.nothing,
            Decision::Open => &mut decisions.open,
            Decision::Other(_) => &mut decisions.other,
        };
        *count += 1;
        decisions.bulk += usize::from(tag.is_bulk());
        if let Some(accepted) = tag.accepts_proposal().filter(|_| !tag.is_bulk()) {
            let of = if tag.is_blind() {
                &mut self.stats.acceptance_blind
            } else {
                &mut self.stats.acceptance_seen
            };
            of.count(accepted);
        }
        for category in &mut self.stats.categories {
            category.count(tag);
        }
        // A cue that found several places in a claim counts for it once.
        let cues: BTreeSet<&str> =
            tag.proposed.iter().flat_map(|proposed| &proposed.cues).map(String::as_str).collect();
        for cue in cues {
            // The scheme's own words for it, which outlive the reading.
            let Some((&cue, &category)) = self.cue_categories.get_key_value(cue) else { continue };
            self.records.entry(cue).or_default().count(tag, cue, category);
        }
    }

    fn end(self) -> Stats {
        let cue = |(cue, Record { confirmed, rejected }): (&str, Record)| {
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
        Stats { cues, timing: self.clock.timing(), speakers: self.voices.ranked(), ..self.stats }
    }
}

impl CategoryStats {
    /// Counts what a tag decides about this category.
    fn count(&mut self, tag: &Tag) {
        let given = tag.categories.contains(&self.id);
        let proposed = tag.proposed.iter().flat_map(|proposed| &proposed.categories);
        let proposed = proposed.clone().any(|(id, _)| *id == self.id);
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
            let kept = if tag.is_blind() { &mut self.acceptance_blind } else { &mut self.acceptance_seen };
            kept.count(given && tag.decision != Decision::Rejected);
        }
    }
}

#[cfg(test)]
mod tests;
