//! Reading, writing and scoring with a personal model.

use super::*;
use crate::claim::{Engine, LearnedModel, Scheme, classify_document, score_sentences, word_effects};
use crate::import::{Format, ImportOptions, import};
use std::sync::Arc;

fn category(id: &str, bias: i32, weight: f64) -> PersonalCategory {
    let model = LearnedModel::built_in("claims").unwrap();
    let weights: Vec<f64> = (0..model.width()).map(|at| weight * (at as f64 / 100.0).sin()).collect();
    let moved = |text: &str, is_cue, by| Moved { text: text.to_owned(), is_cue, by };
    let one = PersonalCategory {
        category: id.to_owned(),
        threshold: 450,
        bias,
        surface: [1200, -300, 0, 50],
        weights: Vec::new(),
        unit: 1.0,
        before: 610,
        after: 740,
        moved: vec![moved("toll", false, 420), moved("vow\n", true, -200)],
    };
    one.with_weights(&weights)
}

fn personal(categories: Vec<PersonalCategory>) -> PersonalModel {
    PersonalModel {
        scheme: "s".to_owned(),
        model: "claims".to_owned(),
        model_digest: LearnedModel::built_in_digest("claims").unwrap().to_owned(),
        sentences: 233,
        articles: 1,
        categories,
    }
}

/// A scheme of two categories: one of the model, and one that nothing knows.
fn scheme() -> Scheme {
    let known = &LearnedModel::built_in("claims").unwrap().categories()[2];
    let text = format!(
        "name = \"s\"\n[[category]]\nid = \"{known}\"\nletter = \"D\"\nkey = \"1\"\n\
         [[category]]\nid = \"own\"\nletter = \"O\"\nkey = \"2\"\nprior = -1.0\nthreshold = 0.9\n\
         [model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{known}\"\nmodel = 0.8\nthreshold = 0.6\n"
    );
    let (scheme, warnings) = Scheme::parse(&text, "s.toml").unwrap();
    assert_eq!(warnings, []);
    scheme
}

#[test]
fn a_file_reads_back_as_it_was_written() {
    let model = personal(vec![category("a", -310, 0.4), category("b\"c", 0, 0.0)]);
    let text = model.render();
    let (read, warnings) = PersonalModel::parse(&text, "mine.toml").unwrap();
    assert_eq!(warnings, []);
    let mut expected = model.clone();
    expected.categories.iter_mut().for_each(|one| one.moved.clear());
    assert_eq!(read, expected);
    assert_eq!(read.name(), model.name());
    assert!(PersonalModel::is_in(&text) && !PersonalModel::is_in("[ui]\n"));
    for part in [
        "decisions on 233 sentences of 1 article",
        "words whose sentences it raises: toll +0.42\n",
        "quotation = 1.2\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains("vow\n"), "a comment ends at a line break");
}

fn check(from: &str, to: &str, expected: &str) {
    let text = personal(vec![category("a", -310, 0.4)]).render();
    assert!(text.contains(from), "{from}");
    let text = text.replacen(from, to, 1);
    let found = match PersonalModel::parse(&text, "m.toml") {
        Ok((_, warnings)) => warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | "),
        Err(error) => error.to_string(),
    };
    assert_eq!(found, expected);
}

#[test]
fn problems_name_line_and_column() {
    let none = PersonalModel::parse("a = 1\n", "m.toml").unwrap_err();
    assert_eq!(none.message, "is no personal model: it has no table `[personal]`");
    check(
        "version = 1",
        "version = 2",
        "m.toml:5:1: is of version 2; this program reads version 1 (hint: use a newer purport, or learn again)",
    );
    check(
        "scheme = ",
        "shceme = ",
        "m.toml:4:1: `[personal]` needs a string `scheme` (hint: learn again with `purport learn`)",
    );
    let digest = LearnedModel::built_in_digest("claims").unwrap();
    check(
        digest,
        "00ff",
        "m.toml:9:17: was learned on another model `claims` than this program carries (hint: its weights mean nothing here: learn again with `purport learn`)",
    );
    let missing =
        "m.toml:4:1: the personal model has no usable category (hint: learn again with `purport learn`)";
    check("weights = [", "weights = [\"AAAA\",", missing);
    check("threshold = 0.45", "threshold = 45", missing);
    check("unit = \"", "unit = \"x", missing);
    let name = personal(vec![category("a", -310, 0.4)]).name();
    let mut other = personal(vec![category("a", -310, 0.4)]);
    other.categories[0].bias = 310;
    check(
        "bias = -0.31",
        "bias = 0.31",
        &format!(
            "m.toml:6:9: the numbers are not those of `{name}`: the file has been edited (hint: its name is now `{}`)",
            other.name()
        ),
    );
    check(
        "number = ",
        "nmuber = 1\nnumber = ",
        "m.toml:25:1: unknown key `nmuber` in a category of the personal model (hint: did you mean `number`?)",
    );
}

#[test]
fn a_bad_category_is_left_out_with_a_warning() {
    let text = personal(vec![category("a", 0, 0.4), category("b", 0, 0.4)]).render();
    let (read, warnings) =
        PersonalModel::parse(&text.replacen("weights = [", "weights = [\"AAAAAAAA\",", 1), "m").unwrap();
    assert_eq!(read.categories.iter().map(|one| one.category.as_str()).collect::<Vec<_>>(), ["b"]);
    assert_eq!(
        warnings[0].message,
        "`weights` holds 387 weights; the model has 384 features: the category `a` is left out"
    );
}

#[test]
fn it_adds_to_the_score_and_brings_its_threshold() {
    let base = scheme();
    let known = base.categories[0].id.clone();
    let (text, plain) = ("“The duke must lower the toll,” he said.", "It rained.");
    let scores = |scheme: &Scheme, text: &str| score_sentences(&[(text, None)], scheme).remove(0).totals;
    let model = Arc::new(personal(vec![category(&known, 700, 0.0), category("own", 2000, 0.0)]));
    let with = base.clone().with_personal(Arc::clone(&model)).unwrap();
    // A quotation mark adds 1.2, and seven words 0.233 × 0.05.
    let before = scores(&base, text);
    assert_eq!(before[1], None);
    let after = scores(&with, text);
    assert_eq!(after[0], before[0].map(|total| total + 700 + 1200 + 13));
    assert_eq!(after[1], Some(-1000 + 2000 + 1200 + 13));
    assert_eq!(scores(&with, plain)[1], Some(-1000 + 2000 + 3));
    let thresholds = |scheme: &Scheme| scheme.categories.iter().map(|one| one.threshold).collect::<Vec<_>>();
    assert_eq!((thresholds(&base), thresholds(&with)), (vec![600, 900], vec![450, 450]));
    assert_eq!(with.personal().map(|personal| personal.name()), Some(model.name()));
    assert_ne!(
        with.model_fingerprint(),
        base.model_fingerprint(),
        "kept answers would be believed of either"
    );
    // The cues alone, and without it, everything is as it was.
    let cues = with.clone().with_engine(Engine::Cues);
    assert_eq!(
        (thresholds(&cues), cues.personal()),
        (thresholds(&base.clone().with_engine(Engine::Cues)), None)
    );
    assert_eq!(thresholds(&cues.with_engine(Engine::Both)), [450, 450]);
    let without = with.clone().without_personal();
    assert_eq!((thresholds(&without), scores(&without, text)), (thresholds(&base), before));
}

#[test]
fn a_category_without_cue_or_model_gets_claims_and_reasons() {
    let text = "name = \"s\"\n[[category]]\nid = \"own\"\nletter = \"O\"\nkey = \"2\"\n";
    let bare = Scheme::parse(text, "s").unwrap().0;
    let document =
        import(b"The duke must lower the toll. It rained.".to_vec(), "t", ImportOptions::new(Format::Plain))
            .unwrap()
            .document;
    assert_eq!((classify_document(&document, &bare, 0).0.len(), bare.engine()), (0, Engine::Cues));
    let learned = Arc::new(personal(vec![category("own", 6000, 0.02)]));
    let scheme = bare.with_personal(learned).unwrap();
    let (claims, sentences) = classify_document(&document, &scheme, 0);
    assert_eq!((claims.is_empty(), sentences, scheme.engine()), (false, 2, Engine::Both));
    let claim = &claims[0];
    assert_eq!(claim.engine, Some(Engine::Both));
    assert!(!claim.words.is_empty() && !word_effects(&document.text, claim, &scheme).is_empty());
}

#[test]
fn another_scheme_or_model_is_refused() {
    let base = scheme();
    let refused = |change: fn(&mut PersonalModel)| {
        let mut model = personal(vec![category("own", 0, 0.0)]);
        change(&mut model);
        base.clone().with_personal(Arc::new(model)).err().map(|error| error.to_string())
    };
    assert_eq!(refused(|one| one.scheme = "t".to_owned()), None, "a scheme is known by its categories");
    assert_eq!(refused(|one| one.model_digest.clear()), Some(Mismatch::Model.to_string()));
    assert_eq!(
        refused(|one| one.categories[0].category = "x".to_owned()).as_deref(),
        Some("was learned under the scheme `s`: this one has no category `x`")
    );
}
