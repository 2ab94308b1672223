//! Consecutive sentences that the model judges together, cut from a text of any shape.
//!
//! A part covers short blocks whole, or some sentences of a long one. A long block is split into sentences once, and
//! every part of it knows the quotation marks before its first sentence, so that no part reads the block again.

use super::classify::classify_range;
use super::evidence::Claim;
use super::model::Judged;
use super::scheme::Scheme;
use super::speaker::QuoteState;
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::sync::Arc;

/// Sentences of a part of a text that is classified from its beginning to its end.
const BATCH: usize = 64;

#[derive(Debug, Clone)]
pub struct Part {
    span: Span,
    sentences: usize,
    /// The first sentence, if the part lies inside of one block; otherwise it covers blocks.
    inside: Option<Inside>,
}

#[derive(Debug, Clone)]
struct Inside {
    block: Arc<LongBlock>,
    /// Its number in the block, from 0.
    first: usize,
    /// Quotation marks of the block before it.
    quotes: QuoteState,
}

#[derive(Debug)]
struct LongBlock {
    span: Span,
    sentences: Box<[Span]>,
}

impl Part {
    /// Whole sentences, with the text between them.
    pub const fn span(&self) -> Span {
        self.span
    }

    pub const fn sentences(&self) -> usize {
        self.sentences
    }

    /// The sentences, in text order.
    pub fn sentence_spans(&self, document: &Document) -> Vec<Span> {
        match &self.inside {
            Some(inside) => inside.sentences(self.sentences).to_vec(),
            None => self.blocks(document).flat_map(|(_, sentences)| sentences).collect(),
        }
    }

    /// The texts of the sentences.
    pub fn texts<'t>(&self, document: &'t Document) -> Vec<&'t str> {
        self.sentence_spans(document).into_iter().map(|sentence| sentence.slice(&document.text)).collect()
    }

    /// The claims, with the model's answer for each of [`Self::texts`]; by the cues alone where there is none. `slack`
    /// lowers every threshold, in permille.
    pub fn classify(
        &self,
        document: &Document,
        judged: Option<&[Judged]>,
        scheme: &Scheme,
        slack: u16,
    ) -> Vec<Claim> {
        let (text, mut claims) = (&document.text, Vec::new());
        if let Some(Inside { block, first, quotes }) = &self.inside {
            let part = *first..first + self.sentences;
            let LongBlock { span, sentences } = &**block;
            classify_range(text, *span, sentences, part, *quotes, judged, scheme, slack, &mut claims);
            return claims;
        }
        let mut judged = judged;
        for (block, sentences) in self.blocks(document) {
            let (all, quotes) = (0..sentences.len(), quotes_before(text, block, &sentences));
            let of_block = judged.and_then(|judged| judged.get(all.clone()));
            judged = judged.and_then(|judged| judged.get(sentences.len()..));
            classify_range(text, block, &sentences, all, quotes, of_block, scheme, slack, &mut claims);
        }
        claims
    }

    /// The claims, judged by the model if the scheme has one.
    pub fn judge(&self, document: &Document, scheme: &Scheme, slack: u16) -> Vec<Claim> {
        let judged = scheme.active_model().map(|_| scheme.judge(&self.texts(document)));
        self.classify(document, judged.as_deref(), scheme, slack)
    }

    /// The blocks that the part covers, with their sentences.
    fn blocks<'d>(&self, document: &'d Document) -> impl Iterator<Item = (Span, Vec<Span>)> + use<'d> {
        let blocks = document.blocks.get(document.block_at(self.span.start())..).unwrap_or_default();
        let end = blocks.partition_point(|block| block.span.start() < self.span.end());
        let blocks = blocks.get(..end).unwrap_or_default();
        let classified = blocks.iter().filter(|block| block.kind.is_classified());
        classified.map(|block| (block.span, sentences(&document.text, block.span)))
    }
}

impl Inside {
    fn sentences(&self, count: usize) -> &[Span] {
        self.block.sentences.get(self.first..self.first + count).unwrap_or_default()
    }
}

/// Quotation marks between the start of a block and its first sentence.
fn quotes_before(text: &str, block: Span, sentences: &[Span]) -> QuoteState {
    let mut quotes = QuoteState::default();
    if let Some(first) = sentences.first() {
        quotes.read(Span::new(block.start(), first.start()).slice(text));
    }
    quotes
}

/// Cuts a text into parts, block by block.
#[derive(Debug)]
pub struct Cutter {
    /// Sentences of a part; one may have nearly twice as many.
    size: usize,
    open: Option<(Span, usize)>,
    parts: Vec<Part>,
}

impl Cutter {
    /// `size`: sentences of a part, at least 1.
    pub fn new(size: usize) -> Self {
        Self { size: size.max(1), open: None, parts: Vec::new() }
    }

    /// Adds a block of `count` sentences.
    pub fn add(&mut self, text: &str, block: Span, count: usize) {
        if count > self.size {
            self.close();
            self.cut(text, block);
        } else if count > 0 {
            let (span, sentences) =
                self.open.map_or((block, count), |(span, open)| (span.union(block), open + count));
            self.open = Some((span, sentences));
            if sentences >= self.size {
                self.close();
            }
        }
    }

    /// Cuts a block into parts of about the same size.
    fn cut(&mut self, text: &str, block: Span) {
        let long = Arc::new(LongBlock { span: block, sentences: sentences(text, block).into() });
        let size = long.sentences.len().div_ceil(long.sentences.len().div_ceil(self.size).max(1)).max(1);
        let mut quotes = quotes_before(text, block, &long.sentences);
        for (number, run) in long.sentences.chunks(size).enumerate() {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let inside = Inside { block: Arc::clone(&long), first: number * size, quotes };
            let part = Part { span: first.union(*last), sentences: run.len(), inside: Some(inside) };
            self.parts.push(part);
            if let Some(next) = long.sentences.get((number + 1) * size) {
                quotes.read(Span::new(first.start(), next.start()).slice(text));
            }
        }
    }

    /// Leaves a block out, which no part may cover.
    pub fn skip(&mut self) {
        self.close();
    }

    fn close(&mut self) {
        let part = self.open.take().map(|(span, sentences)| Part { span, sentences, inside: None });
        self.parts.extend(part);
    }

    /// The parts complete so far, without those taken before.
    pub fn take(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.parts)
    }

    /// The last parts.
    pub fn finish(mut self) -> Vec<Part> {
        self.close();
        self.parts
    }

    /// All of a document, with its number of sentences.
    pub fn parts_of(document: &Document, size: usize) -> (Vec<Part>, usize) {
        let (mut cutter, mut all) = (Self::new(size), 0);
        for block in document.blocks.iter().filter(|block| block.kind.is_classified()) {
            let count = sentences(&document.text, block.span).len();
            cutter.add(&document.text, block.span, count);
            all += count;
        }
        (cutter.finish(), all)
    }
}

/// Classifies a document; returns its claims in text order and its number of sentences. `slack` (permille) lowers
/// every threshold, for readers who may ask for weaker claims later.
pub fn classify_document(document: &Document, scheme: &Scheme, slack: u16) -> (Vec<Claim>, usize) {
    let (parts, count) = Cutter::parts_of(document, BATCH);
    (parts.iter().flat_map(|part| part.judge(document, scheme, slack)).collect(), count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{LearnedModel, classify_cues};
    use crate::import::{Format, ImportOptions, import};

    fn document(text: &str) -> Document {
        import(text.into(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document
    }

    /// Quotations that run on from sentence to sentence, so that a part needs what stands before it.
    const QUOTED: &str = "He wrote “We must pay. You must wait. They must go,” the Guild vowed. It vowed a toll. \
                          “The Duke must act. He must,” said Anna Vell. It rained. She vowed to go.";

    #[test]
    fn parts_of_any_size_give_the_claims_of_the_whole() {
        let text = format!("A toll must fall.\n\n{QUOTED}\n\nIt vowed.\n\n“It must.\n\n{QUOTED} {QUOTED}\n");
        let (document, scheme) = (document(&text), Scheme::claims());
        let mut expected = Vec::new();
        for block in &document.blocks {
            classify_cues(&document.text, block.span, &scheme, 150, &mut expected);
        }
        assert!(expected.len() > 8, "{}", expected.len());
        for size in 1..=40 {
            let (parts, count) = Cutter::parts_of(&document, size);
            assert_eq!(parts.iter().map(Part::sentences).sum::<usize>(), count);
            assert!(parts.iter().all(|part| part.sentences() < 2 * size), "{size}");
            assert!(parts.iter().all(|part| part.texts(&document).len() == part.sentences()));
            let claims: Vec<Claim> =
                parts.iter().flat_map(|part| part.classify(&document, None, &scheme, 150)).collect();
            assert_eq!(claims, expected, "parts of {size}");
        }
    }

    #[test]
    fn each_part_gets_its_own_answers_of_the_model() {
        let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
        let scheme = format!(
            "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n[model]\nname = \"claims\"\n\
             [[model.category]]\ncategory = \"{id}\"\nmodel = 1.0\n"
        );
        let scheme = Scheme::parse(&scheme, "s").unwrap().0;
        let document = document(&format!("{QUOTED}\n\nIt rained.\n\nThe council must pay.\n"));
        let (expected, _) = classify_document(&document, &scheme, 0);
        assert!(expected.len() > 1, "{expected:?}");
        for size in [1, 3, 100] {
            let parts = Cutter::parts_of(&document, size).0;
            let claims: Vec<Claim> =
                parts.iter().flat_map(|part| part.judge(&document, &scheme, 0)).collect();
            assert_eq!(claims, expected, "parts of {size}");
        }
    }

    #[test]
    fn a_block_of_many_sentences_is_split_once() {
        let document = document(&"The Guild vowed a toll. ".repeat(1000));
        let (parts, count) = Cutter::parts_of(&document, 16);
        let blocks = parts.iter().map(|part| &part.inside.as_ref().unwrap().block);
        assert_eq!((count, blocks.clone().count()), (1000, 63));
        assert!(blocks.clone().all(|block| Arc::ptr_eq(block, blocks.clone().next().unwrap())));
    }
}
