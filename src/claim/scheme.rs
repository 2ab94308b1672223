//! A coding scheme: its categories and cues, compiled for the engine; and the built-in schemes.

use super::aliases::Aliases;
use super::category::{Category, CategoryId, Cue, CueId};
use super::combination::{Combination, Engine};
use super::compiled::CompiledScheme;
use super::evidence::{Claim, Evidence};
use super::field::Field;
use super::model::{Head, Judged, LearnedModel};
use super::personal::{Attached, Mismatch, PersonalModel};
use super::prepared::{self, Declared};
use super::score;
use super::verdicts::Fingerprint;
use crate::text::digest::sha256_bytes;
use std::sync::Arc;

#[derive(Debug, Clone)]
pub struct Scheme {
    pub name: String,
    /// As written in the file; empty if missing.
    pub version: String,
    pub categories: Vec<Category>,
    /// What readers fill in for each claim; usually none.
    pub fields: Vec<Field>,
    /// Names of parties; usually none.
    pub aliases: Aliases,
    pub cues: Vec<Cue>,
    /// `None` for a scheme that works with cues alone.
    pub combination: Option<Combination>,
    /// Set with [`Scheme::with_engine`].
    pub(super) engine: Engine,
    /// Set with [`Scheme::with_personal`].
    pub(super) personal: Option<Attached>,
    pub(super) compiled: CompiledScheme,
}

impl Scheme {
    /// Built-in schemes: name and TOML. The first is the default.
    pub const BUILT_IN: &[(&str, &str)] = &[("claims", prepared::CLAIMS), ("evidence", prepared::EVIDENCE)];

    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::BUILT_IN.iter().map(|&(name, _)| name)
    }

    pub fn built_in(name: &str) -> Option<Self> {
        let prepared = prepared::prepared(name).map(|scheme| Self::of(scheme).with_engine(Engine::Both));
        prepared.or_else(|| Self::parse(built_in_text(name)?, name).ok().map(|(scheme, _)| scheme))
    }

    /// The scheme before anything is chosen: the cues speak alone.
    pub(super) fn of(declared: Declared) -> Self {
        let Declared { name, version, categories, fields, cues, combination, aliases, compiled } = declared;
        let (engine, personal) = (Engine::Cues, None);
        Self { name, version, categories, fields, aliases, cues, combination, engine, personal, compiled }
    }

    /// A built-in scheme without its cues: enough for the first screen, long before the patterns are compiled.
    pub fn outline(name: &str) -> Option<Self> {
        let ends = |line: &str| {
            line.starts_with('[')
                && !line.starts_with("[[category]]")
                && !line.starts_with("[[field]]")
                && !line.starts_with("[model")
                && !line.starts_with("[[model")
        };
        let head: String =
            built_in_text(name)?.split_inclusive('\n').take_while(|line| !ends(line)).collect();
        Self::parse(&head, name).ok().map(|(scheme, _)| scheme)
    }

    /// The whole of a built-in scheme of which this is the outline, with the same engine.
    pub fn complete(&self) -> Option<Self> {
        let mut whole = Self::built_in(&self.name)?;
        whole.personal.clone_from(&self.personal);
        Some(whole.with_engine(self.engine))
    }

    pub fn claims() -> Self {
        Self::built_in("claims").unwrap_or_else(|| Self {
            name: String::new(),
            version: String::new(),
            categories: Vec::new(),
            fields: Vec::new(),
            aliases: Aliases::default(),
            cues: Vec::new(),
            combination: None,
            engine: Engine::Both,
            personal: None,
            compiled: CompiledScheme::default(),
        })
    }

    /// Chooses what finds the claims, and with it the threshold of each category.
    #[must_use]
    pub fn with_engine(mut self, engine: Engine) -> Self {
        self.engine = engine;
        for index in 0..self.categories.len() {
            let combined = self.combination.as_ref().and_then(|combination| combination.category(index));
            let personal = self.personal.as_ref();
            let threshold = match (engine, personal.and_then(|personal| personal.category(index)), combined) {
                (Engine::Both, Some(personal), _) => personal.threshold,
                (Engine::Both, None, Some(combined)) => combined.threshold,
                (Engine::Cues, _, Some(combined)) => combined.cue_threshold,
                (_, _, None) => match personal.and_then(|personal| personal.thresholds.get(index)) {
                    Some(own) => *own,
                    None => continue,
                },
            };
            if let Some(category) = self.categories.get_mut(index) {
                category.threshold = threshold;
            }
        }
        self
    }

    /// Lets a personal model add to the scores, wherever the model speaks. Fails for one that was learned under
    /// a scheme of other categories, or on another model.
    pub fn with_personal(self, personal: Arc<PersonalModel>) -> Result<Self, Mismatch> {
        let mut scheme = self.without_personal();
        scheme.personal = Some(Attached::new(personal, &scheme.categories)?);
        let engine = scheme.engine;
        Ok(scheme.with_engine(engine))
    }

    /// The scheme as it scores by itself.
    #[must_use]
    pub fn without_personal(mut self) -> Self {
        if let Some(personal) = self.personal.take() {
            for (category, threshold) in self.categories.iter_mut().zip(personal.thresholds) {
                category.threshold = threshold;
            }
        }
        let engine = self.engine;
        self.with_engine(engine)
    }

    /// The personal model that adds to the scores; `None` without one, and where the cues speak alone.
    pub fn personal(&self) -> Option<&Arc<PersonalModel>> {
        self.active_personal().map(|attached| &attached.personal)
    }

    pub(super) fn active_personal(&self) -> Option<&Attached> {
        self.personal.as_ref().filter(|_| self.engine == Engine::Both)
    }

    /// Heads for the model to judge with, beside its own.
    pub(super) fn heads(&self) -> &[Head] {
        self.active_personal().map_or(&[], |personal| &personal.heads)
    }

    /// The engine that speaks: the cues if they were chosen, and in a scheme without a model.
    pub const fn engine(&self) -> Engine {
        match (&self.combination, &self.personal) {
            (None, None) => Engine::Cues,
            _ => self.engine,
        }
    }

    /// The model and its combination with the cues, unless the cues speak alone.
    pub(super) fn active_combination(&self) -> Option<&Combination> {
        self.combination.as_ref().filter(|_| self.engine == Engine::Both)
    }

    /// The model that speaks; `None` where the cues speak alone.
    pub(super) fn active_model(&self) -> Option<&'static LearnedModel> {
        let personal = || self.active_personal().map(|personal| personal.model);
        self.active_combination().and_then(Combination::learned_model).or_else(personal)
    }

    /// The answers of the model that speaks, with those of a personal model behind them; empty where the cues speak
    /// alone.
    pub fn judge(&self, sentences: &[&str]) -> Vec<Judged> {
        self.active_model().map(|model| model.judge_with(self.heads(), sentences)).unwrap_or_default()
    }

    /// Identifies the model that speaks with the heads of a personal model; `None` where the cues speak alone. Does not
    /// read the model.
    pub fn model_fingerprint(&self) -> Option<Fingerprint> {
        let personal = || self.active_personal().map(|personal| personal.personal.model.as_str());
        let name =
            self.active_combination().map(|combination| combination.model.as_str()).or_else(personal)?;
        let mut bytes = LearnedModel::built_in_digest(name)?.as_bytes().to_vec();
        for Head { weights, bias } in self.heads() {
            bytes.extend(weights.iter().chain([bias]).flat_map(|number| number.to_le_bytes()));
        }
        sha256_bytes(&bytes).first_chunk().copied()
    }

    /// The logits whose words a claim gives as its reason, and finds its clauses by: those of categories that no cue
    /// supports.
    pub fn leaning_columns(&self, claim: &Claim) -> Vec<usize> {
        let by_cue = |id| claim.evidence.iter().any(|one: &Evidence| one.category == id && one.adds > 0);
        let leaning = claim.scores.iter().map(|scored| scored.category).filter(|id| !by_cue(*id));
        leaning.flat_map(|id| self.columns(id)).collect()
    }

    /// The logits that speak for a category: of the model and of the personal model.
    fn columns(&self, id: CategoryId) -> impl Iterator<Item = usize> {
        let model = self.active_combination().and_then(|combination| {
            LearnedModel::built_in_column(&combination.model, &self.category(id)?.id)
        });
        let personal = self.active_personal().and_then(|personal| personal.column(usize::from(id.0)));
        model.into_iter().chain(personal)
    }

    /// Lowest score of a claim that rests on the cues alone, in thousandths.
    pub fn cue_threshold(&self, id: CategoryId) -> u16 {
        let index = usize::from(id.0);
        let combined = self.combination.as_ref().and_then(|combination| combination.category(index));
        let set = || self.category(id).map_or(u16::MAX, |category| category.threshold);
        let own = || {
            let personal = self.personal.as_ref();
            personal.and_then(|personal| personal.thresholds.get(index).copied()).unwrap_or_else(set)
        };
        combined.map_or_else(own, |combined| combined.cue_threshold)
    }

    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.get(usize::from(id.0))
    }

    pub fn category_by_id(&self, id: &str) -> Option<CategoryId> {
        self.categories.iter().position(|category| category.id == id).map(|at| CategoryId(at as u8))
    }

    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    pub fn cue(&self, id: CueId) -> Option<&Cue> {
        self.cues.get(usize::from(id.0))
    }

    /// Adds up evidence and sets [`Evidence::adds`]. Returns milli-logits by category, `None` without evidence.
    pub fn totals(&self, evidence: &mut [Evidence]) -> Vec<Option<i32>> {
        score::totals(&self.categories, &self.cues, evidence)
    }
}

fn built_in_text(name: &str) -> Option<&'static str> {
    Scheme::BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_built_in_schemes_by_name() {
        for name in Scheme::names() {
            let scheme = Scheme::built_in(name).unwrap();
            assert_eq!(scheme.name, name);
            assert_eq!(scheme.category_by_id(&scheme.categories[2].id), Some(CategoryId(2)));
            let outline = Scheme::outline(name).unwrap();
            assert_eq!((outline.categories, outline.version), (scheme.categories, scheme.version));
            assert!(outline.cues.is_empty());
            let outline = Scheme::outline(name).unwrap().with_engine(Engine::Cues);
            let whole = outline.complete().unwrap();
            assert_eq!((whole.engine, whole.categories), (Engine::Cues, outline.categories));
            assert_eq!(whole.cues.len(), scheme.cues.len());
        }
        assert_eq!(Scheme::claims().name, "claims");
        assert!(Scheme::built_in("nothing").is_none());
    }

    fn cue_ids(scheme: &Scheme) -> Vec<&str> {
        scheme.cues.iter().map(|cue| cue.id.as_str()).collect()
    }

    #[test]
    fn a_scheme_that_extends_another_holds_only_what_differs() {
        let base = Scheme::claims();
        let (first, last) = (&base.cues[0], &base.cues[base.cues.len() - 1]);
        let category = &base.categories[2].id;
        let text = format!(
            "extends = \"claims\"\nsilence = [\"{}\", \"{}\"]\n\
             [[cue]]\nid = \"toll-bell\"\ncategory = \"{category}\"\npattern = \"polish/V the toll bell\"\n\
             [[cue]]\nid = \"{}\"\ncategory = \"{category}\"\npattern = \"written anew\"\n",
            first.id, last.id, last.id
        );
        let (scheme, warnings) = Scheme::parse(&text, "mine.toml").unwrap();
        assert_eq!(warnings, []);
        assert_eq!((&scheme.name, &scheme.version), (&base.name, &base.version));
        assert_eq!((&scheme.categories, &scheme.combination), (&base.categories, &base.combination));
        let mut expected = cue_ids(&base);
        expected.retain(|id| *id != first.id && *id != last.id);
        expected.extend(["toll-bell", last.id.as_str()]);
        assert_eq!(cue_ids(&scheme), expected);
        let text = "They polished the toll bell.";
        let found = super::super::evidence(text, crate::text::Span::of(0..text.len()), &scheme);
        assert!(found.iter().any(|one| scheme.cue(one.cue).unwrap().id == "toll-bell"), "{found:?}");
        let alone = Scheme::parse("extends = \"claims\"\n", "mine.toml").unwrap().0;
        assert_eq!((cue_ids(&alone), alone.engine()), (cue_ids(&base), base.engine()));
    }

    #[test]
    fn mistakes_in_a_scheme_that_extends_another_have_a_place_in_it() {
        let check = |text: &str, expected: &[&str]| {
            let warnings = match Scheme::parse(text, "mine.toml") {
                Ok((_, warnings)) => warnings,
                Err(error) => vec![error],
            };
            let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
            assert_eq!(warnings, expected);
            let found = crate::claim::check::check(text, "mine.toml");
            let findings = found.map_or(expected.len(), |checked| checked.findings.len());
            assert_eq!(findings, expected.len(), "check finds as much, and nothing in the scheme extended");
        };
        check("extends = \"claims\"\n", &[]);
        check(
            "extends = \"clams\"\n",
            &["mine.toml:1:12: no built-in scheme is called `clams` (hint: did you mean `claims`?)"],
        );
        check(
            "extends = \"claims\"\nsilence = [\"no-such-cue-anywhere\"]\n",
            &["mine.toml:2:13: the scheme claims has no cue `no-such-cue-anywhere`, so nothing is silenced"],
        );
        check(
            "silence = [\"a\", \"b\"]\ncategory = [{ id = \"a\", letter = \"A\", key = \"1\" }]\n",
            &["mine.toml:1:13: `silence` works only beside `extends`: it names cues of that scheme"],
        );
    }
}
