//! A personal model: what one reader's decisions add to the scores of a scheme.
//!
//! For each category that was learned it is a linear map of the model's features and of four visible signs of the
//! sentence. The map adds to the score of the scheme, which stays as it is; a category that neither the model nor a
//! cue knows rests on the map alone. `learn` makes such models; here they are read, written and put to use.

mod attached;
mod file;
mod surface;
#[cfg(test)]
mod tests;
mod write;

pub(super) use attached::Attached;
pub use attached::Mismatch;
pub use surface::Surface;

use super::model::Head;
use crate::text::digest;

#[derive(Debug, Clone, PartialEq)]
pub struct PersonalModel {
    /// The id of the scheme whose categories it knows.
    pub scheme: String,
    /// The name of the model whose features it reads, and the digest of that model's file.
    pub model: String,
    pub model_digest: String,
    /// What it was learned from.
    pub sentences: usize,
    pub articles: usize,
    pub categories: Vec<PersonalCategory>,
}

/// What was learned about one category.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonalCategory {
    /// The category's id.
    pub category: String,
    /// Lowest score of a claim, in thousandths.
    pub threshold: u16,
    /// In milli-logits.
    pub bias: i32,
    /// In milli-logits, by the order of [`Surface::ALL`].
    pub surface: [i32; 4],
    /// By feature of the model, in units of [`Self::unit`].
    pub weights: Vec<i16>,
    /// In logits.
    pub unit: f32,
    /// F1 in thousandths before and after learning, on articles left out one at a time.
    pub before: u16,
    pub after: u16,
    /// Words and cues whose sentences it moved most; only for people, and not read back from a file.
    pub moved: Vec<Moved>,
}

/// How far the sentences with a word or cue were moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// A word, or a cue's id.
    pub text: String,
    pub is_cue: bool,
    /// The mean change of the score, in milli-logits.
    pub by: i32,
}

impl PersonalModel {
    /// A name made from all its numbers, such as `personal-7k2m9xq4`: the same for the same file only.
    pub fn name(&self) -> String {
        let mut parts = vec![self.scheme.clone(), self.model_digest.clone()];
        for one in &self.categories {
            let numbers = [one.bias, i32::from(one.threshold)];
            let numbers: Vec<String> = numbers.iter().chain(&one.surface).map(ToString::to_string).collect();
            let weights: Vec<u8> = one.weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
            parts.extend([
                one.category.clone(),
                numbers.join(" "),
                one.unit.to_string(),
                digest::sha256(&weights),
            ]);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        format!("personal-{}", digest::short_id(&parts))
    }

    pub fn category(&self, id: &str) -> Option<&PersonalCategory> {
        self.categories.iter().find(|one| one.category == id)
    }
}

impl PersonalCategory {
    /// Rounds weights in logits to 16 bits each.
    #[must_use]
    pub fn with_weights(mut self, weights: &[f64]) -> Self {
        let largest = weights.iter().fold(0.0_f64, |largest, weight| largest.max(weight.abs()));
        let unit = (largest / f64::from(i16::MAX)) as f32;
        self.unit = if unit > 0.0 && unit.is_finite() { unit } else { 1.0 };
        self.weights = weights.iter().map(|weight| (weight / f64::from(self.unit)).round() as i16).collect();
        self
    }

    /// The part that reads the model's features.
    pub(super) fn head(&self) -> Head {
        let weights = self.weights.iter().map(|&weight| f32::from(weight) * self.unit).collect();
        Head { weights, bias: self.bias as f32 / 1000.0 }
    }

    /// The part that reads the signs of a sentence, in milli-logits.
    pub(super) fn by_surface(&self, sentence: &str) -> i32 {
        let signs = Surface::all_of(sentence);
        signs.iter().zip(&self.surface).map(|(sign, weight)| sign * weight / 1000).sum()
    }
}
