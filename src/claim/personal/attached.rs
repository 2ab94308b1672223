//! A personal model beside the scheme that it adds to.

use super::{PersonalCategory, PersonalModel};
use crate::claim::category::Category;
use crate::claim::model::{Head, LearnedModel};
use std::sync::Arc;

/// A personal model with what scoring needs of it.
#[derive(Debug, Clone)]
pub(in crate::claim) struct Attached {
    pub(in crate::claim) personal: Arc<PersonalModel>,
    pub(in crate::claim) model: &'static LearnedModel,
    pub(in crate::claim) heads: Arc<[Head]>,
    /// The place among `heads` of each category of the scheme.
    places: Vec<Option<usize>>,
    /// The thresholds of the scheme itself, in thousandths.
    pub(in crate::claim) thresholds: Vec<u16>,
}

/// Why a personal model cannot speak under a scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("was learned under the scheme `{learned}`: this one has no category `{category}`")]
    Category { learned: String, category: String },
    #[error("was learned on a model that this program does not carry")]
    Model,
}

impl Attached {
    /// Fails for a personal model that knows a category which the scheme lacks, or was learned on another model.
    pub(in crate::claim) fn new(
        personal: Arc<PersonalModel>,
        categories: &[Category],
    ) -> Result<Self, Mismatch> {
        let lacks = |one: &&PersonalCategory| categories.iter().all(|known| known.id != one.category);
        if let Some(lacking) = personal.categories.iter().find(lacks) {
            let (learned, category) = (personal.scheme.clone(), lacking.category.clone());
            return Err(Mismatch::Category { learned, category });
        }
        let digest = LearnedModel::built_in_digest(&personal.model);
        let model = LearnedModel::built_in(&personal.model)
            .filter(|_| digest.is_some_and(|digest| digest == personal.model_digest))
            .ok_or(Mismatch::Model)?;
        let heads = personal.categories.iter().map(PersonalCategory::head).collect();
        let place =
            |category: &Category| personal.categories.iter().position(|one| one.category == category.id);
        let places: Vec<Option<usize>> = categories.iter().map(place).collect();
        let thresholds = categories.iter().map(|category| category.threshold).collect();
        Ok(Self { personal, model, heads, places, thresholds })
    }

    /// What was learned about a category of the scheme.
    pub(in crate::claim) fn category(&self, index: usize) -> Option<&PersonalCategory> {
        self.personal.categories.get((*self.places.get(index)?)?)
    }

    /// The place of a category's head among the logits of a sentence, or the shares of a word.
    pub(in crate::claim) fn column(&self, index: usize) -> Option<usize> {
        Some(self.model.categories().len() + (*self.places.get(index)?)?)
    }

    /// What it adds to the score of a category, in milli-logits; `None` where it has nothing to say.
    pub(in crate::claim) fn adds(&self, index: usize, sentence: &str, logits: &[i32]) -> Option<i32> {
        let head = *logits.get(self.column(index)?)?;
        Some(head.saturating_add(self.category(index)?.by_surface(sentence)))
    }
}
