//! Claims by speaker and category.

use crate::reading::SpokenBy;
use crate::reading::mark::Mark;
use crate::text::visible;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpeakerCount {
    /// As first written, on one line and safe to print; `None` for the author.
    pub name: Option<String>,
    pub claims: usize,
    /// In scheme order; a claim of two categories counts for both.
    pub categories: Vec<usize>,
}

/// Counts by lowercase name.
#[derive(Debug)]
pub(super) struct Speakers {
    categories: usize,
    counts: BTreeMap<Option<String>, SpeakerCount>,
}

impl Speakers {
    pub(super) const fn new(categories: usize) -> Self {
        Self { categories, counts: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, speaker: SpokenBy<'_>, mark: &Mark) {
        let name = speaker.group().map(|name| {
            let words: Vec<&str> = name.split_whitespace().collect();
            visible::line(&words.join(" ")).into_owned()
        });
        let key = name.as_ref().map(|name| name.to_lowercase());
        let none = || SpeakerCount { name, claims: 0, categories: vec![0; self.categories] };
        let speaker = self.counts.entry(key).or_insert_with(none);
        speaker.claims += 1;
        for category in &mark.categories {
            if let Some(count) = speaker.categories.get_mut(usize::from(category.0)) {
                *count += 1;
            }
        }
    }

    /// Most claims first.
    pub(super) fn ranked(self) -> Vec<SpeakerCount> {
        let mut speakers: Vec<SpeakerCount> = self.counts.into_values().collect();
        speakers.sort_by_key(|speaker| Reverse(speaker.claims));
        speakers
    }
}
