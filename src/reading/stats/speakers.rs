//! Who says the claims, by category.

use crate::reading::Reading;
use crate::reading::mark::Mark;
use crate::text::visible;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One who speaks, with the claims that they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SpeakerCount {
    /// The name as it stands first in the texts, on one line and safe to show; nothing for the author.
    pub name: Option<String>,
    /// How many claims.
    pub claims: usize,
    /// Claims of each category, in the order of the scheme; one of two categories counts for both.
    pub categories: Vec<usize>,
}

/// The voices so far, by name in small letters.
#[derive(Debug)]
pub(super) struct Speakers {
    categories: usize,
    found: BTreeMap<Option<String>, SpeakerCount>,
}

impl Speakers {
    pub(super) const fn new(categories: usize) -> Self {
        Self { categories, found: BTreeMap::new() }
    }

    /// Counts a claim for whoever says it.
    pub(super) fn add(&mut self, reading: &Reading, mark: &Mark) {
        let name = mark.speaker().map(|span| {
            let words: Vec<&str> = span.slice(&reading.document.text).split_whitespace().collect();
            visible::line(&words.join(" ")).into_owned()
        });
        let key = name.as_ref().map(|name| name.to_lowercase());
        let voice = self.found.entry(key).or_insert_with(|| SpeakerCount {
            name,
            claims: 0,
            categories: vec![0; self.categories],
        });
        voice.claims += 1;
        for category in &mark.categories {
            if let Some(count) = voice.categories.get_mut(usize::from(category.0)) {
                *count += 1;
            }
        }
    }

    /// Those who say most first.
    pub(super) fn ranked(self) -> Vec<SpeakerCount> {
        let mut voices: Vec<SpeakerCount> = self.found.into_values().collect();
        voices.sort_by_key(|voice| Reverse(voice.claims));
        voices
    }
}
