//! Training on invented examples, whose features are made up too.

use super::*;
use crate::claim::{PersonalModel, Scheme, Surface};
use crate::import::{Format, ImportOptions, import};
use crate::tag::{Decision, Selector, Tag};
use crate::text::Document;

const OWN: &str = "name = \"s\"\n[[category]]\nid = \"own\"\nletter = \"O\"\nkey = \"1\"\n";

fn own_scheme() -> Scheme {
    Scheme::parse(OWN, "s").unwrap().0
}

/// A category that a cue proposes everywhere, so that a reader of the narrower rule rejects most of it.
fn cue_scheme() -> Scheme {
    let cue =
        "threshold = 0.5\n[[cue]]\nid = \"toll\"\ncategory = \"own\"\npattern = \"toll\"\nweight = 3.0\n";
    Scheme::parse(&format!("{OWN}{cue}"), "s").unwrap().0
}

/// Sentences of some articles; every twelfth feature tells `yes`, and the others are noise.
fn examples(
    articles: usize,
    each: usize,
    base: i32,
    yes: impl Fn(usize) -> bool,
) -> (Vec<Example>, Vec<Measured>) {
    examples_with(12, articles, each, base, yes)
}

/// Like [`examples`], with so many features.
fn examples_with(
    width: usize,
    articles: usize,
    each: usize,
    base: i32,
    yes: impl Fn(usize) -> bool,
) -> (Vec<Example>, Vec<Measured>) {
    let make = |at: usize| {
        let noise = |feature: usize| ((at * 131 + feature * 7919 + 13) % 211) as f32 / 211.0 - 0.5;
        let mut features: Vec<f32> = (0..width).map(noise).collect();
        for feature in (5..width).step_by(12) {
            features[feature] = if yes(at) { 1.0 } else { -1.0 } + noise(feature);
        }
        let text = format!("A {} of the toll.", if yes(at) { "rise" } else { "report" });
        let label = if yes(at) { Label::Yes } else { Label::No };
        let surface = Surface::all_of(&text);
        let article = format!("a{}", at / each);
        let measured = Measured { features, surface, base: vec![base], cues: vec!["toll".to_owned()] };
        (Example { article, text, labels: vec![label], passed: false }, measured)
    };
    (0..articles * each).map(make).unzip()
}

fn learn(scheme: &Scheme, examples: &[Example], measured: &[Measured], force: bool) -> Outcome {
    let mut last = 0;
    let outcome = train(examples, measured, scheme, Options { force }, &mut |step| {
        assert!(last <= step.done && step.done <= step.of, "{step:?}");
        last = step.done;
    });
    assert!(last > 0, "no progress was reported");
    outcome
}

#[test]
fn a_category_of_the_readers_own_is_learned() {
    let (examples, measured) = examples_with(384, 4, 10, 0, |at| at % 3 == 0);
    let scheme = own_scheme();
    let outcome = learn(&scheme, &examples, &measured, false);
    let one = &outcome.categories[0];
    assert_eq!((one.verdict, one.counts.positives, one.counts.articles), (Verdict::Learned, 14, 4));
    assert!(outcome.before < 0.01 && 0.8 < outcome.after, "{outcome:?}");
    let model = outcome.model.clone().unwrap();
    assert_eq!((model.sentences, model.articles, model.scheme.as_str()), (40, 4, "s"));
    let words: Vec<&str> = model.categories[0].moved.iter().map(|moved| moved.text.as_str()).collect();
    assert_eq!(words, ["rise", "report"]);
    // The same examples give the same bits, and the file holds all of them.
    assert_eq!(learn(&scheme, &examples, &measured, false), outcome);
    let (read, warnings) = PersonalModel::parse(&model.render(), "m").unwrap();
    assert_eq!((read.name(), warnings), (model.name(), Vec::new()));
    assert!(scheme.with_personal(read.into()).is_ok());
}

#[test]
fn a_narrower_category_is_learned_on_top_of_the_scheme() {
    // The scheme proposes every sentence.
    let (examples, measured) = examples(8, 20, 800, |at| at % 3 == 0);
    let outcome = learn(&cue_scheme(), &examples, &measured, false);
    let one = &outcome.categories[0];
    assert_eq!((one.verdict, one.counts.decisions), (Verdict::Learned, 160));
    assert!(one.before.f1() < 0.55 && 0.9 < one.after.f1(), "{one:?}");
}

#[test]
fn nothing_is_learned_where_the_scheme_is_right() {
    let (examples, mut measured) = examples(8, 20, 0, |at| at % 3 == 0);
    for (one, example) in measured.iter_mut().zip(&examples) {
        one.base = vec![if example.labels[0] == Label::Yes { 2000 } else { -2000 }];
    }
    let outcome = learn(&cue_scheme(), &examples, &measured, false);
    assert_eq!(outcome.categories[0].verdict, Verdict::NoGain { forced: false });
    assert_eq!((outcome.model, outcome.after), (None, outcome.before));
    let forced = learn(&cue_scheme(), &examples, &measured, true);
    assert_eq!(forced.categories[0].verdict, Verdict::NoGain { forced: true });
    assert_eq!(forced.model.unwrap().categories.len(), 1);
}

#[test]
fn noise_is_not_learned() {
    // The features say nothing of the answer.
    let (examples, mut measured) = examples(8, 20, 800, |at| at % 3 == 0);
    for one in &mut measured {
        one.features[5] = 0.0;
        one.surface = [0; 4];
    }
    let examples: Vec<Example> =
        examples.into_iter().map(|one| Example { text: "The toll.".to_owned(), ..one }).collect();
    let outcome = learn(&cue_scheme(), &examples, &measured, false);
    assert_eq!(outcome.model, None, "{:?}", outcome.categories);
}

#[test]
fn too_few_examples_are_said() {
    let few = |scheme: &Scheme, articles, each| {
        let (examples, measured) = examples(articles, each, 800, |at| at % 3 == 0);
        let one = learn(scheme, &examples, &measured, true).categories.remove(0);
        let Verdict::TooFew(needed) = one.verdict else { panic!("{one:?}") };
        (one.counts.decisions, one.counts.positives, one.counts.articles, needed.examples, needed.articles)
    };
    assert_eq!(few(&cue_scheme(), 2, 6), (12, 4, 2, 30, 5));
    assert_eq!(few(&cue_scheme(), 4, 20), (80, 27, 4, 30, 5));
    assert_eq!(few(&own_scheme(), 2, 60), (40, 40, 2, 3, 3));
}

fn document() -> Document {
    let text =
        "The toll rose. It rained. The duke spoke. A guild met. The toll fell.\n\nNobody came. The end.";
    import(text.as_bytes().to_vec(), "t", ImportOptions::new(Format::Plain)).unwrap().document
}

fn tag(document: &Document, words: &str, decision: Decision) -> Tag {
    let start = document.text.find(words).unwrap();
    let span = crate::text::Span::of(start..start + words.len());
    let categories = if decision.is_claim() { vec!["own".to_owned()] } else { Vec::new() };
    Tag { categories, decision, ..Tag::new(Selector::of(document, span)) }
}

#[test]
fn decisions_become_examples() {
    let document = document();
    let with = |words, decision| tag(&document, words, decision);
    let bulk = Tag { via: Some(crate::tag::BULK.to_owned()), ..with("The toll fell.", Decision::Confirmed) };
    let tags = [
        with("The toll rose.", Decision::Confirmed),
        with("duke spoke", Decision::Added),
        with("A guild met.", Decision::Skipped),
        bulk,
        with("Nobody came.", Decision::Rejected),
    ];
    let found = examples_of_tags("t", &document, &tags, &own_scheme());
    let found: Vec<(&str, Label, bool)> =
        found.iter().map(|one| (one.text.as_str(), one.labels[0], one.passed)).collect();
    assert_eq!(
        found,
        [
            ("The toll rose.", Label::Yes, false),
            ("It rained.", Label::No, true),
            ("The duke spoke.", Label::Yes, false),
            ("Nobody came.", Label::No, false),
        ]
    );
    assert!(examples_of_tags("t", &document, &tags[2..4], &own_scheme()).is_empty());
}

#[test]
fn a_passed_sentence_is_open_where_the_scheme_proposes() {
    let (mut examples, measured) = examples(8, 20, 800, |at| at % 3 == 0);
    examples.iter_mut().filter(|one| one.labels[0] == Label::No).for_each(|one| one.passed = true);
    let outcome = learn(&cue_scheme(), &examples, &measured, false);
    assert_eq!(outcome.categories[0].counts.decisions, 54, "only the yeses are left");
    let outcome = learn(&own_scheme(), &examples, &measured, false);
    assert_eq!(outcome.categories[0].verdict, Verdict::Learned);
}
