//! What learning knows about a sentence, before any decision.

use crate::claim::{
    Category, LearnedModel, PersonalCategory, PersonalModel, Scheme, Surface, score_sentences,
};

/// The model whose features are learned on where the scheme names none.
const DEFAULT_MODEL: &str = "claims";

#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// See [`LearnedModel::features`].
    pub features: Vec<f32>,
    /// In thousandths, in the order of [`Surface::ALL`].
    pub surface: [i32; 4],
    /// Milli-logits by category, by the scheme itself.
    pub base: Vec<i32>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
}

/// The name of the model whose features a personal model of this scheme reads.
pub(super) fn model_of(scheme: &Scheme) -> &str {
    scheme.combination.as_ref().map_or(DEFAULT_MODEL, |combination| combination.model.as_str())
}

/// Measures sentences under a scheme, without what it may have learned; the result for one does not depend on the
/// others. About 250 sentences a second and core.
pub fn measure(sentences: &[&str], scheme: &Scheme) -> Vec<Measured> {
    let Some(model) = LearnedModel::built_in(model_of(scheme)) else { return Vec::new() };
    let features = model.features(sentences);
    let logits: Vec<Vec<i32>> = features.iter().map(|features| model.logits_of(features)).collect();
    let pairs: Vec<(&str, Option<&[i32]>)> =
        sentences.iter().zip(&logits).map(|(text, logits)| (*text, Some(logits.as_slice()))).collect();
    let scheme = scheme.clone().without_personal();
    let scores = score_sentences(&pairs, &scheme);
    let measured = sentences.iter().zip(features).zip(scores).map(|((text, features), scores)| {
        let totals = scores.totals.iter().zip(&scheme.categories);
        let counted = scores.evidence.iter().filter(|one| one.adds != 0);
        Measured {
            features,
            surface: Surface::all_of(text),
            base: totals.map(|(total, category)| total.unwrap_or(category.prior)).collect(),
            cues: counted.filter_map(|one| Some(scheme.cue(one.cue)?.id.clone())).collect(),
        }
    });
    measured.collect()
}

/// The scores of a sentence with a personal model, in milli-logits by category; within thousandths of those that
/// [`Scheme::with_personal`](crate::claim::Scheme::with_personal) gives.
pub fn apply(personal: &PersonalModel, measured: &Measured, scheme: &Scheme) -> Vec<i32> {
    let adds = |one: &PersonalCategory| -> i32 {
        let weights = one.weights.iter().map(|&weight| f64::from(weight) * f64::from(one.unit));
        let by_features: f64 = weights.zip(&measured.features).map(|(a, b)| a * f64::from(*b)).sum();
        let by_signs: i32 = one.surface.iter().zip(measured.surface).map(|(a, b)| a * b / 1000).sum();
        (by_features * 1000.0).round() as i32 + one.bias + by_signs
    };
    let score = |(category, base): (&Category, &i32)| base + personal.category(&category.id).map_or(0, adds);
    scheme.categories.iter().zip(&measured.base).map(score).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::{Example, Label, Options, train};
    use std::sync::Arc;

    #[test]
    fn applied_scores_are_those_of_the_scheme() {
        let known = &LearnedModel::built_in("claims").unwrap().categories()[2];
        let scheme = format!(
            "name = \"s\"\n[[category]]\nid = \"{known}\"\nletter = \"D\"\nkey = \"1\"\n[[category]]\nid = \"own\"\n\
             letter = \"O\"\nkey = \"2\"\n[[cue]]\nid = \"vow\"\ncategory = \"{known}\"\npattern = \"vow/V\"\n\
             [model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{known}\"\nmodel = 0.9\ncues = 0.5\n"
        );
        let scheme = Scheme::parse(&scheme, "s").unwrap().0;
        let texts: Vec<String> = (0..36)
            .map(|at| format!("The duke {} {at} tolls.", ["vowed", "counted", "had"][at % 3]))
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let measured = measure(&texts, &scheme);
        assert_eq!((measured[0].cues.as_slice(), measured[1].cues.len()), (&["vow".to_owned()][..], 0));
        let examples = texts.iter().enumerate().map(|(at, text)| Example {
            article: format!("a{}", at / 6),
            text: (*text).to_owned(),
            labels: vec![Label::No, if at % 3 == 1 { Label::Yes } else { Label::No }],
            passed: false,
        });
        let examples: Vec<Example> = examples.collect();
        let outcome = train(&examples, &measured, &scheme, Options { force: true }, &mut |_| ());
        let personal = Arc::new(outcome.model.unwrap());
        let with = scheme.clone().with_personal(Arc::clone(&personal)).unwrap();
        let pairs: Vec<(&str, Option<&[i32]>)> = texts.iter().map(|text| (*text, None)).collect();
        for (scores, measured) in score_sentences(&pairs, &with).iter().zip(&measured) {
            for (exact, near) in scores.totals.iter().zip(apply(&personal, measured, &scheme)) {
                assert!((exact.unwrap() - near).abs() < 8, "{exact:?} {near}");
            }
        }
        // Measuring forgets what was learned.
        assert_eq!(measure(&texts[..2], &with), measured[..2]);
    }
}
