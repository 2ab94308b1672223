//! One score from the learned model and the cues: a logistic regression for each category, written in the scheme.

use super::model::LearnedModel;
use serde::{Deserialize, Serialize};

/// What finds the claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// The cues, and the model that the scheme names; the cues alone if it names none.
    #[default]
    Both,
    Cues,
}

impl Engine {
    pub const ALL: [Self; 2] = [Self::Both, Self::Cues];

    /// As written in files and options.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Cues => "cues",
        }
    }
}

/// The model of a scheme, and how each category combines its logit with the cues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Combination {
    /// One of [`LearnedModel::BUILT_IN`].
    pub model: String,
    /// By category of the scheme; `None` for one that rests on its cues alone.
    pub categories: Vec<Option<CategoryCombination>>,
}

/// Log-odds of a category: `offset` + `model` × the logit of the model + `cues` × the log-odds that the cues add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryCombination {
    /// In milli-logits.
    pub offset: i32,
    /// In thousandths.
    pub model: i32,
    /// In thousandths.
    pub cues: i32,
    /// Lowest combined score of a claim, in thousandths.
    pub threshold: u16,
    /// Lowest score of a claim that rests on the cues alone, in thousandths.
    pub cue_threshold: u16,
}

impl CategoryCombination {
    /// Milli-logits from those of the model and those that the cues add.
    pub const fn total(&self, model: i32, cues: i32) -> i32 {
        let parts = self.model as i64 * model as i64 + self.cues as i64 * cues as i64;
        let total = self.offset as i64 + parts / 1000;
        // Far beyond any certainty, and inside the range of the type.
        (if total > 99_000 {
            99_000
        } else if total < -99_000 {
            -99_000
        } else {
            total
        }) as i32
    }
}

impl Combination {
    pub fn learned_model(&self) -> Option<&'static LearnedModel> {
        LearnedModel::built_in(&self.model)
    }

    pub fn category(&self, index: usize) -> Option<&CategoryCombination> {
        self.categories.get(index)?.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn model_and_cues_add_up_in_thousandths() {
        let one =
            CategoryCombination { offset: -500, model: 800, cues: 250, threshold: 500, cue_threshold: 400 };
        assert_eq!(one.total(-2000, 0), -2100);
        assert_eq!(one.total(1000, 4000), 1300);
        assert_eq!(one.total(i32::MAX, i32::MAX), 99_000);
        assert_eq!(one.total(i32::MIN, 0), -99_000);
    }
}
