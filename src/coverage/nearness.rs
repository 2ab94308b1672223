//! How near two words are to each other in meaning.

use crate::claim::LearnedModel;
use std::collections::HashMap;

/// Cosine of two words of a language that have nothing to do with each other: about as far as chance goes.
const CHANCE: f32 = 0.3;
/// Most pairs of words that are looked up; beyond it only equal words are near, which takes hundreds of claims.
const MAX_PAIRS: usize = 16_000_000;

/// The nearness of each word of one article to each of another, from 0 to 1.
pub(super) struct Nearness {
    places: [HashMap<String, usize>; 2],
    columns: usize,
    table: Vec<f32>,
}

impl Nearness {
    pub(super) fn new<'w>(
        one: impl Iterator<Item = &'w String>,
        other: impl Iterator<Item = &'w String>,
        model: &LearnedModel,
    ) -> Self {
        let (one, left) = numbered(one);
        let (other, right) = numbered(other);
        let table = if left.len() * right.len() > MAX_PAIRS {
            Vec::new()
        } else {
            let embed =
                |words: &[&String]| words.iter().map(|word| model.embedding(word)).collect::<Vec<_>>();
            let (left, right) = (embed(&left), embed(&right));
            left.iter().flat_map(|left| right.iter().map(|right| near(left, right))).collect()
        };
        Self { columns: other.len(), places: [one, other], table }
    }

    /// From 0, as far as chance goes, to 1 for the same word.
    pub(super) fn of(&self, one: &str, other: &str) -> f64 {
        if one == other {
            return 1.0;
        }
        let [left, right] = &self.places;
        let place = left.get(one).zip(right.get(other)).map(|(row, column)| row * self.columns + column);
        place.and_then(|place| self.table.get(place)).map_or(0.0, |near| f64::from(*near))
    }
}

/// Each different word with its number, and in order.
fn numbered<'w>(words: impl Iterator<Item = &'w String>) -> (HashMap<String, usize>, Vec<&'w String>) {
    let (mut places, mut all) = (HashMap::new(), Vec::new());
    for word in words {
        if !places.contains_key(word) {
            places.insert(word.clone(), all.len());
            all.push(word);
        }
    }
    (places, all)
}

fn near(one: &[f32], other: &[f32]) -> f32 {
    let cosine: f32 = one.iter().zip(other).map(|(one, other)| one * other).sum();
    ((cosine - CHANCE) / (1.0 - CHANCE)).clamp(0.0, 1.0)
}
