//! The learned model: a small transformer that gives each sentence one logit per category.
//!
//! A file in the safetensors format holds weights and vocabulary; `model/README.md` says what it was taught from.
//! Everything here is a pure function of the file and the sentences, and no sentence's result depends on its batch.

mod activation;
mod error;
mod matrix;
mod network;
mod safetensors;
mod table;
mod tokenizer;
mod weights;
mod words;

pub use error::ModelError;

use crate::text::Span;
use network::{Buffers, Network};
use safetensors::{Container, Kind};
use std::borrow::Cow;
use std::sync::OnceLock;
use tokenizer::{Pieces, Tokenizer};

/// The file of the model `claims`. A constant would stand in the program once for each use.
static CLAIMS: &[u8] = include_bytes!("../../../model/claims.safetensors");

/// The SHA-256 of [`CLAIMS`], written down because a program that reads answers kept by an earlier run needs it before
/// its first screen.
const CLAIMS_DIGEST: &str = "8a96c6ab4419c2cb776ddd13eb07018aa93a5395f492f278452d43d10e59d552";

/// Rows of one batch: as many as the cache holds beside the weights of a layer. One sentence may be longer.
const BATCH_ROWS: usize = 1024;

/// A network with its vocabulary and its categories.
#[derive(Debug)]
pub struct LearnedModel {
    name: String,
    categories: Vec<String>,
    tokenizer: Tokenizer,
    network: Network,
}

/// The model's answer for one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// In thousandths, by category of the model, and then by head that was asked for beside them.
    pub logits: Vec<i32>,
    /// The words that the model read, in order. The head is linear on the mean of the last layer's rows, so each
    /// row has an exact share; `[CLS]`, `[SEP]` and the bias give the rest of the logit. A share is cheap, but only a hint,
    /// because a row has seen the whole sentence; [`LearnedModel::occlude`] measures a word.
    pub words: Vec<WordShares>,
}

/// One word or punctuation mark, and what it adds to each logit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordShares {
    /// Bytes of the sentence.
    pub span: Span,
    /// In thousandths, in the order of [`Judged::logits`].
    pub shares: Vec<i32>,
}

/// One more logit beside those of the model: a linear map of a sentence's [features](LearnedModel::features).
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// In logits, one for each feature.
    pub weights: Vec<f32>,
    /// In logits.
    pub bias: f32,
}

impl LearnedModel {
    /// Names of the models inside the program.
    pub const BUILT_IN: &[&str] = &["claims"];

    /// A model inside the program, read when it is first asked for.
    pub fn built_in(name: &str) -> Option<&'static Self> {
        static MODEL: OnceLock<Option<LearnedModel>> = OnceLock::new();
        match name {
            "claims" => MODEL
                .get_or_init(|| Self::parse(&Container::parse(CLAIMS, Cow::Borrowed).ok()?).ok())
                .as_ref(),
            _ => None,
        }
    }

    /// The SHA-256 of a model inside the program, in hexadecimal.
    pub fn built_in_digest(name: &str) -> Option<&'static str> {
        (name == "claims").then_some(CLAIMS_DIGEST)
    }

    /// The place of a category among the logits of a model inside the program, from the head of its file: the model
    /// itself is not read.
    pub fn built_in_column(name: &str, category: &str) -> Option<usize> {
        static CATEGORIES: OnceLock<Vec<String>> = OnceLock::new();
        let categories = || Self::built_in_categories("claims").unwrap_or_default();
        let known = (name == "claims").then(|| CATEGORIES.get_or_init(categories))?;
        known.iter().position(|known| known == category)
    }

    /// Number of features of a model inside the program, from the head of its file.
    pub fn built_in_width(name: &str) -> Option<usize> {
        let file = (name == "claims").then(|| Container::parse(CLAIMS, Cow::Borrowed).ok())??;
        file.tensor("head.weight").ok()?.shape.get(1).copied()
    }

    /// Names of the categories of a model inside the program, from the head of its file: the model itself is not read.
    pub fn built_in_categories(name: &str) -> Option<Vec<String>> {
        match name {
            "claims" => categories(&Container::parse(CLAIMS, Cow::Borrowed).ok()?).ok(),
            _ => None,
        }
    }

    /// Reads a model file. Refuses one whose tensors do not fit each other, naming the tensor.
    pub fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::parse(&Container::parse(bytes, |bytes| Cow::Owned(bytes.to_vec()))?)
    }

    fn parse(file: &Container<'_>) -> Result<Self, ModelError> {
        let network = weights::network(file, number(file, "heads")?)?;
        let categories = categories(file)?;
        file.tensor("head.weight")?.expect_shape(&[categories.len(), network.width])?;
        let pieces = number(file, "pieces")?;
        if pieces < 2 || pieces > network.place.rows {
            let problem = format!("is {pieces}; expected 2..{} (the rows of `place`)", network.place.rows);
            return Err(ModelError::Metadata { key: "pieces", problem });
        }
        let tokenizer = Tokenizer::new(vocabulary(file, network.word.rows)?, pieces)?;
        Ok(Self { name: file.metadata("name")?.to_owned(), categories, tokenizer, network })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names of the categories, in the order of the logits.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The place of a category among the logits.
    pub fn column(&self, category: &str) -> Option<usize> {
        self.categories.iter().position(|known| known == category)
    }

    /// The words of a sentence that the model reads, in order.
    pub fn words(&self, sentence: &str) -> Vec<Span> {
        self.tokenizer.pieces(sentence).words.into_iter().map(|word| word.span).collect()
    }

    /// The place of a word in the space where the model reads words before it sees a sentence: a vector of length 1, or 0
    /// for a word that it does not know. Words that stand in the same surroundings lie close to each other.
    pub fn embedding(&self, word: &str) -> Vec<f32> {
        let mut sum = vec![0.0; self.network.word.columns];
        let mut row = sum.clone();
        let pieces = self.tokenizer.pieces(word);
        for id in pieces.words.iter().flat_map(|word| pieces.ids.get(word.pieces.clone()).unwrap_or_default())
        {
            self.network.word.read_row(*id as usize, &mut row);
            sum.iter_mut().zip(&row).for_each(|(sum, number)| *sum += number);
        }
        let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
        if length > 0.0 {
            for number in &mut sum {
                *number /= length;
            }
        }
        sum
    }

    /// Number of features of a sentence.
    pub const fn width(&self) -> usize {
        self.network.width
    }

    /// The numbers that the model's own logits are a linear map of: the mean of the last layer's rows of each
    /// sentence. Weights learned on them hold for this model alone.
    pub fn features(&self, sentences: &[&str]) -> Vec<Vec<f32>> {
        let mut features = Vec::with_capacity(sentences.len());
        self.each_sentence(sentences, &mut |_, rows| features.push(self.network.mean(rows)));
        features
    }

    /// The model's logits of a sentence with these features, in thousandths; within a thousandth of those that
    /// [`Self::judge`] sums up word by word.
    pub fn logits_of(&self, features: &[f32]) -> Vec<i32> {
        let (weights, biases) = self.weights_with(&[]);
        sums(&biases, &self.network.shares(features, &weights)).into_iter().map(milli).collect()
    }

    /// Judges sentences; the result for one does not depend on the others.
    pub fn judge(&self, sentences: &[&str]) -> Vec<Judged> {
        self.judge_with(&[], sentences)
    }

    /// Like [`Self::judge`], with the logits of some heads behind those of the model.
    pub fn judge_with(&self, heads: &[Head], sentences: &[&str]) -> Vec<Judged> {
        let mut judged = Vec::with_capacity(sentences.len());
        let (weights, biases) = self.weights_with(heads);
        self.each_sentence(sentences, &mut |pieces, rows| {
            let shares = self.network.shares(rows, &weights);
            let words = pieces.words.iter().map(|word| {
                let rows = shares.get(word.pieces.clone()).unwrap_or_default();
                let sums = (0..biases.len()).map(|at| column(rows, at));
                WordShares { span: word.span, shares: sums.map(milli).collect() }
            });
            let logits = sums(&biases, &shares).into_iter().map(milli).collect();
            judged.push(Judged { logits, words: words.collect() });
        });
        judged
    }

    /// The exact logits of each sentence, by category.
    pub fn logits(&self, sentences: &[&str]) -> Vec<Vec<f32>> {
        self.logits_with(&[], sentences)
    }

    fn logits_with(&self, heads: &[Head], sentences: &[&str]) -> Vec<Vec<f32>> {
        let mut logits = Vec::with_capacity(sentences.len());
        let (weights, biases) = self.weights_with(heads);
        self.each_sentence(sentences, &mut |_, rows| {
            logits.push(sums(&biases, &self.network.shares(rows, &weights)));
        });
        logits
    }

    /// Weights and biases of the model's own head and of others; one that does not fit the model adds nothing.
    fn weights_with(&self, heads: &[Head]) -> (Vec<f32>, Vec<f32>) {
        let (mut weights, mut biases) = (self.network.head_weights(), self.network.head.bias.clone());
        for head in heads {
            let fits = head.weights.len() == self.width();
            let start = weights.len();
            weights.extend(head.weights.iter().filter(|_| fits));
            weights.resize(start + self.width(), 0.0);
            biases.push(if fits { head.bias } else { 0.0 });
        }
        (weights, biases)
    }

    /// How far each logit falls when one of `words` is left out of `sentence`: `[word][category]`, in thousandths.
    ///
    /// This is occlusion (Zeiler and Fergus 2014; Li, Monroe and Jurafsky 2016). One space beside the word goes with
    /// it. A span that does not fit the sentence changes nothing.
    pub fn occlude(&self, sentence: &str, words: &[Span]) -> Vec<Vec<i32>> {
        self.occlude_with(&[], sentence, words)
    }

    /// Like [`Self::occlude`], with the logits of some heads behind those of the model.
    pub fn occlude_with(&self, heads: &[Head], sentence: &str, words: &[Span]) -> Vec<Vec<i32>> {
        let without = words.iter().map(|word| leave_out(sentence, *word));
        let variants: Vec<String> = std::iter::once(sentence.to_owned()).chain(without).collect();
        let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
        let logits = self.logits_with(heads, &variants);
        let Some((whole, without)) = logits.split_first() else { return Vec::new() };
        let fall = |without: &Vec<f32>| {
            whole.iter().zip(without).map(|(whole, without)| milli(whole - without)).collect()
        };
        without.iter().map(fall).collect()
    }

    /// Calls `visit` with each sentence and the last layer's rows of its pieces, in order.
    fn each_sentence(&self, sentences: &[&str], visit: &mut impl FnMut(&Pieces, &[f32])) {
        let mut buffers = Buffers::default();
        let mut batch: Vec<Pieces> = Vec::new();
        let mut rows = 0;
        for sentence in sentences {
            let pieces = self.tokenizer.pieces(sentence);
            if rows + pieces.ids.len() > BATCH_ROWS {
                self.run(&batch, &mut buffers, visit);
                batch.clear();
                rows = 0;
            }
            rows += pieces.ids.len();
            batch.push(pieces);
        }
        self.run(&batch, &mut buffers, visit);
    }

    fn run(&self, batch: &[Pieces], buffers: &mut Buffers, visit: &mut impl FnMut(&Pieces, &[f32])) {
        if batch.is_empty() {
            return;
        }
        let ids: Vec<&[u32]> = batch.iter().map(|pieces| pieces.ids.as_slice()).collect();
        let mut rest = self.network.encode(&ids, buffers);
        for pieces in batch {
            let length = pieces.ids.len() * self.network.width;
            let Some((rows, after)) = rest.split_at_checked(length) else { return };
            visit(pieces, rows);
            rest = after;
        }
    }
}

fn sums(biases: &[f32], shares: &[Vec<f32>]) -> Vec<f32> {
    biases.iter().enumerate().map(|(at, bias)| bias + column(shares, at)).collect()
}

/// The sum of one category's shares.
fn column(shares: &[Vec<f32>], category: usize) -> f32 {
    shares.iter().filter_map(|share| share.get(category)).sum()
}

fn milli(logit: f32) -> i32 {
    (logit * 1000.0).round() as i32
}

fn categories(file: &Container<'_>) -> Result<Vec<String>, ModelError> {
    Ok(file.metadata("categories")?.split_whitespace().map(str::to_owned).collect())
}

fn number(file: &Container<'_>, key: &'static str) -> Result<usize, ModelError> {
    let text = file.metadata(key)?;
    text.parse().map_err(|_| ModelError::Metadata { key, problem: format!("is `{text}`; expected a number") })
}

/// The pieces, joined by line feeds: one for each row of the embeddings.
fn vocabulary<'a>(file: &Container<'a>, rows: usize) -> Result<&'a str, ModelError> {
    let tensor = file.tensor("vocabulary")?;
    tensor.expect_kind(Kind::U8)?;
    let error = |problem: String| ModelError::Content { tensor: "vocabulary".to_owned(), problem };
    let text = std::str::from_utf8(tensor.bytes).map_err(|cause| error(format!("is not UTF-8: {cause}")))?;
    let lines = text.split('\n').count();
    if lines == rows {
        return Ok(text);
    }
    Err(error(format!("has {lines} pieces; `word.weight` has {rows} rows")))
}

/// The sentence without the word, and without one space beside it unless that would join two words.
fn leave_out(sentence: &str, word: Span) -> String {
    let range = word.range();
    let (Some(before), Some(after)) = (sentence.get(..range.start), sentence.get(range.end..)) else {
        return sentence.to_owned();
    };
    let (open, close) = (before.ends_with(char::is_alphanumeric), after.starts_with(char::is_alphanumeric));
    match (before.strip_suffix(' '), after.strip_prefix(' ')) {
        (Some(before), _) if !close => [before, after].concat(),
        (_, Some(after)) if !open => [before, after].concat(),
        _ => [before, after].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::{CLAIMS, CLAIMS_DIGEST, LearnedModel};
    use crate::text::digest::sha256;

    #[test]
    fn what_is_known_without_reading_the_model_is_true() {
        assert_eq!(sha256(CLAIMS), CLAIMS_DIGEST);
        let model = LearnedModel::built_in("claims").unwrap();
        for category in model.categories() {
            assert_eq!(LearnedModel::built_in_column("claims", category), model.column(category));
        }
    }
}
