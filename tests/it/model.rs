//! The learned model: its file, its results beside the training program's, and texts of every kind.

use crate::support::project;
use proptest::prelude::*;
use purport::claim::LearnedModel;
use purport::text::Span;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// The results of the training program for sentences of our own: `[{"text": …, "logits": […]}, …]`.
const EXPECTED: &str = "tests/model/expected.json";

const SENTENCES: [&str; 7] = [
    "The ministry agreed to reopen the crossing.",
    "Nobody, the union said, must be left behind!",
    "",
    "…",
    "The council has long painted the harbour as a gateway; critics call it a “toll booth” (and worse).",
    "Warn",
    "Ships waited.",
];

/// Pieces of the small vocabulary: the special ones, then words, then letters at the start and inside of a word.
fn vocabulary() -> Vec<String> {
    let special =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "said", "##ed", ".", ",", "“"].map(str::to_owned);
    let letters = ('a'..='z').flat_map(|letter| [letter.to_string(), format!("##{letter}")]);
    special.into_iter().chain(letters).collect()
}

/// A small model file of reproducible random weights, with its header for tests to break.
struct Draft {
    header: serde_json::Map<String, Value>,
    data: Vec<u8>,
    random: fastrand::Rng,
}

impl Draft {
    /// Two layers, 24 wide, three heads; `head` and `project` in f32, all other matrices in eight bits.
    fn new() -> Self {
        let mut draft =
            Self { header: serde_json::Map::new(), data: Vec::new(), random: fastrand::Rng::with_seed(7) };
        let pieces = vocabulary();
        draft.header.insert(
            "__metadata__".to_owned(),
            json!({"name": "small", "categories": "yield frame", "heads": "3", "pieces": "16"}),
        );
        draft.tensor("vocabulary", "U8", &[pieces.join("\n").len()], pieces.join("\n").into_bytes());
        draft.quantized("word", pieces.len(), 8);
        draft.quantized("place", 16, 24);
        draft.floats("project.weight", &[24, 8], 0.0);
        draft.floats("project.bias", &[24], 0.0);
        draft.norm("norm");
        for layer in 0..2 {
            for (part, rows, columns) in
                [("q", 24, 24), ("k", 24, 24), ("v", 24, 24), ("o", 24, 24), ("i", 40, 24), ("d", 24, 40)]
            {
                draft.quantized(&format!("layers.{layer}.{part}"), rows, columns);
                draft.floats(&format!("layers.{layer}.{part}.bias"), &[rows], 0.0);
            }
            draft.norm(&format!("layers.{layer}.a"));
            draft.norm(&format!("layers.{layer}.b"));
        }
        draft.floats("head.weight", &[2, 24], 0.0);
        draft.floats("head.bias", &[2], 0.0);
        draft
    }

    fn tensor(&mut self, name: &str, kind: &str, shape: &[usize], bytes: Vec<u8>) {
        let offsets = [self.data.len(), self.data.len() + bytes.len()];
        self.data.extend(bytes);
        self.header.insert(name.to_owned(), json!({"dtype": kind, "shape": shape, "data_offsets": offsets}));
    }

    fn floats(&mut self, name: &str, shape: &[usize], around: f32) {
        let count = shape.iter().product();
        let numbers = (0..count).map(|_| around + self.random.f32() - 0.5).collect::<Vec<_>>();
        self.tensor(name, "F32", shape, numbers.into_iter().flat_map(f32::to_le_bytes).collect());
    }

    fn quantized(&mut self, name: &str, rows: usize, columns: usize) {
        let bytes = (0..rows * columns).map(|_| self.random.u8(..)).collect();
        self.tensor(&format!("{name}.weight"), "I8", &[rows, columns], bytes);
        let scales = (0..rows).flat_map(|_| (self.random.f32() / 100.0).to_le_bytes()).collect();
        self.tensor(&format!("{name}.scale"), "F32", &[rows], scales);
    }

    fn norm(&mut self, name: &str) {
        self.floats(&format!("{name}.weight"), &[24], 1.0);
        self.floats(&format!("{name}.bias"), &[24], 0.0);
    }

    fn bytes(&self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).unwrap();
        [&(header.len() as u64).to_le_bytes()[..], &header, &self.data].concat()
    }

    /// The message of the refusal after a change of the header.
    fn error(&self, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> String {
        let mut header = self.header.clone();
        change(&mut header);
        let draft = Self { header, data: self.data.clone(), random: self.random.clone() };
        LearnedModel::read(&draft.bytes()).unwrap_err().to_string()
    }
}

static SMALL: LazyLock<LearnedModel> = LazyLock::new(|| LearnedModel::read(&Draft::new().bytes()).unwrap());

fn bits(logits: &[Vec<f32>]) -> Vec<Vec<u32>> {
    logits.iter().map(|row| row.iter().map(|logit| logit.to_bits()).collect()).collect()
}

fn built_in() -> &'static LearnedModel {
    LearnedModel::built_in("claims").expect("the built-in model can be read")
}

#[test]
fn every_built_in_model_can_be_read() {
    for name in LearnedModel::BUILT_IN {
        assert!(LearnedModel::built_in(name).is_some(), "{name}");
    }
    assert!(LearnedModel::built_in("no such model").is_none());
    assert_eq!(built_in().categories(), ["concession", "narrative", "demand", "caution"]);
}

#[test]
fn logits_are_those_of_the_training_program() {
    let expected = std::fs::read(project(EXPECTED)).unwrap();
    let expected: Vec<Value> = serde_json::from_slice(&expected).unwrap();
    assert!(!expected.is_empty());
    let texts: Vec<&str> = expected.iter().map(|row| row["text"].as_str().unwrap()).collect();
    for (row, logits) in expected.iter().zip(built_in().logits(&texts)) {
        for (at, logit) in logits.iter().enumerate() {
            let known = row["logits"][at].as_f64().unwrap();
            assert!((f64::from(*logit) - known).abs() < 1e-3, "{logit} {known} {}", row["text"]);
        }
    }
}

#[test]
fn judgments_are_rounded_logits() {
    for model in [&SMALL, built_in()] {
        for (judged, logits) in model.judge(&SENTENCES).iter().zip(model.logits(&SENTENCES)) {
            let rounded: Vec<i32> = logits.iter().map(|logit| (logit * 1000.0).round() as i32).collect();
            assert_eq!(judged.logits, rounded);
        }
    }
}

#[test]
fn a_sentence_alone_and_in_any_batch_has_the_same_bits() {
    for model in [&SMALL, built_in()] {
        let alone: Vec<_> = SENTENCES.iter().flat_map(|text| bits(&model.logits(&[text]))).collect();
        assert_eq!(bits(&model.logits(&SENTENCES)), alone);
        let reversed: Vec<_> = SENTENCES.iter().rev().copied().collect();
        assert!(bits(&model.logits(&reversed)).into_iter().rev().eq(alone.iter().cloned()));
        let many: Vec<_> = SENTENCES.iter().copied().cycle().take(61).collect();
        assert!(bits(&model.logits(&many)).iter().eq(alone.iter().cycle().take(61)));
        assert_eq!(model.judge(&many)[60], model.judge(&many[60..])[0]);
    }
    // More than the model stacks at a time.
    let many = SENTENCES.repeat(60);
    assert!(
        bits(&SMALL.logits(&many))
            .chunks(SENTENCES.len())
            .all(|part| part == bits(&SMALL.logits(&SENTENCES)))
    );
}

#[test]
fn shares_belong_to_the_words_and_no_word_is_missing() {
    let text = SENTENCES[1];
    let judged = built_in().judge(&[text]);
    let words: Vec<_> = judged[0].words.iter().map(|word| word.span.slice(text)).collect();
    assert_eq!(words, ["Nobody", ",", "the", "union", "said", ",", "must", "be", "left", "behind", "!"]);
    assert!(judged[0].words.iter().all(|word| word.shares.len() == 4));
}

#[test]
fn a_fall_is_the_logit_less_that_without_the_word() {
    let text = "The union must yield.";
    let spans = [Span::new(0, 3), Span::new(10, 14), Span::new(10, 11), Span::new(90, 99), Span::new(20, 21)];
    let falls = built_in().occlude(text, &spans);
    let variants =
        [text, "union must yield.", "The union yield.", "The union ust yield.", text, "The union must yield"];
    let logits = built_in().logits(&variants);
    let expected: Vec<Vec<i32>> = logits[1..]
        .iter()
        .map(|row| {
            logits[0].iter().zip(row).map(|(whole, rest)| ((whole - rest) * 1000.0).round() as i32).collect()
        })
        .collect();
    assert_eq!(falls, expected);
    assert!(falls[1].iter().any(|fall| *fall != 0));
    assert!(built_in().occlude(text, &[]).is_empty());
}

#[test]
fn a_file_that_does_not_fit_is_refused_by_tensor() {
    let draft = Draft::new();
    let shape = |name: &str, sides: Value| draft.error(|header| header[name]["shape"] = sides);
    assert_eq!(draft.error(|header| drop(header.remove("head.bias"))), "tensor `head.bias` is missing");
    assert_eq!(
        shape("layers.1.d.weight", json!([40, 24])),
        "tensor `layers.1.d.weight` has shape [40, 24]; expected [24, 40]"
    );
    assert_eq!(shape("norm.weight", json!([4, 6])), "tensor `norm.weight` has shape [4, 6]; expected [4]");
    assert_eq!(
        shape("layers.0.q.weight", json!([24, 25])),
        "tensor `layers.0.q.weight` has 576 bytes for its shape [24, 25]"
    );
    let huge = u64::MAX / 2;
    assert_eq!(
        shape("word.weight", json!([huge, huge])),
        format!("tensor `word.weight` has 496 bytes for its shape [{huge}, {huge}]")
    );
    assert_eq!(
        draft.error(|header| header["word.weight"]["data_offsets"] = json!([9, huge])),
        format!("tensor `word.weight` lies at 9..{huge} of {} bytes of data", draft.data.len())
    );
    assert_eq!(
        draft.error(|header| header["project.bias"]["dtype"] = json!("F16")),
        "tensor `project.bias` holds F16; expected F32, I8 or U8"
    );
    assert_eq!(
        draft.error(|header| header["__metadata__"]["heads"] = json!("5")),
        "metadata `heads` is 5, which does not divide the width 24"
    );
    assert_eq!(
        draft.error(|header| header["__metadata__"]["pieces"] = json!("17")),
        "metadata `pieces` is 17; expected 2..16 (the rows of `place`)"
    );
    assert_eq!(
        draft.error(|header| header["__metadata__"]["categories"] = json!("one")),
        "tensor `head.weight` has shape [2, 24]; expected [1, 24]"
    );
    let layer = draft.header["layers.0.q.weight"].clone();
    assert_eq!(
        draft.error(|header| drop(header.insert("layers.7.q.weight".to_owned(), layer))),
        "tensor `layers.2.q.weight` is missing"
    );
    assert_eq!(LearnedModel::read(b"abc").unwrap_err().to_string(), "not a safetensors file: only 3 bytes");
    let endless = LearnedModel::read(&[255; 64]).unwrap_err().to_string();
    assert!(endless.starts_with("not a safetensors file: a header of "), "{endless}");
}

#[test]
fn a_very_long_word_is_one_unknown_piece() {
    let word = "é".repeat(500_000);
    let judged = SMALL.judge(&[&word, &"x ".repeat(400_000), &"\u{301}".repeat(500_000)]);
    assert_eq!(judged[0].words.len(), 1);
    assert_eq!(judged[0].words[0].span, Span::of(0..word.len()));
    assert_eq!(judged[1].words.len(), 14);
    assert!(judged[2].words.is_empty());
}

proptest! {
    #[test]
    fn no_text_panics(bytes: Vec<u8>, text in "(\\PC|[\\u{0}-\\u{ffff}]|[a-z. ,“]){0,80}", span: (u32, u32)) {
        // The bytes of lone surrogates and other broken UTF-8 come as replacement characters, as after an import.
        let broken = [b"the \xed\xa0\x80 said".as_slice(), &bytes].concat();
        let broken = String::from_utf8_lossy(&broken);
        for judged in SMALL.judge(&[&broken, &text, "?!“"]) {
            prop_assert_eq!(judged.logits.len(), 2);
        }
        for (text, judged) in [&text].into_iter().zip(SMALL.judge(&[&text])) {
            for word in judged.words {
                prop_assert!(word.span.get(text).is_some_and(|word| !word.is_empty()));
            }
        }
        prop_assert_eq!(SMALL.occlude(&text, &[Span::new(span.0 % 99, span.1 % 99)]).len(), 1);
    }

    #[test]
    fn no_file_panics(at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let mut bytes = Draft::new().bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for file in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            if let Ok(model) = LearnedModel::read(file) {
                model.judge(&["The union said no."]);
            }
        }
    }

    #[test]
    fn no_header_panics(at: prop::sample::Index, byte: u8) {
        let mut bytes = Draft::new().bytes();
        let header = bytes.len() - Draft::new().data.len();
        bytes[at.index(header)] = byte;
        if let Ok(model) = LearnedModel::read(&bytes) {
            model.judge(&["The union said no."]);
        }
    }
}
