//! A BERT encoder (Devlin et al. 2019): layers with the normalization after each sum, and a linear head on the mean.
//!
//! Sentences are stacked, one row per piece and no padding; only attention looks at them one by one.

use super::activation::{Norm, dot, gelu, softmax};
use super::matrix::{Block, BlockMut, Linear, product, product_transposed};
use super::table::Table;

/// Weights of the whole network; `weights::network` has checked that they fit each other.
#[derive(Debug)]
pub(super) struct Network {
    /// Numbers per piece between the layers.
    pub(super) width: usize,
    pub(super) heads: usize,
    pub(super) word: Table,
    pub(super) project: Linear,
    pub(super) place: Table,
    pub(super) norm: Norm,
    pub(super) layers: Vec<Layer>,
    pub(super) head: Linear,
}

#[derive(Debug)]
pub(super) struct Layer {
    /// Queries, keys and values, one after another.
    pub(super) attend: Linear,
    pub(super) output: Linear,
    pub(super) output_norm: Norm,
    pub(super) expand: Linear,
    pub(super) contract: Linear,
    pub(super) contract_norm: Norm,
}

/// Memory between the steps, kept from batch to batch.
#[derive(Default)]
pub(super) struct Buffers {
    /// One row of `width` per piece: the output of the last layer.
    rows: Vec<f32>,
    wide: Vec<f32>,
    seen: Vec<f32>,
    scores: Vec<f32>,
    /// Of the map at work.
    weights: Vec<f32>,
}

impl Network {
    /// Reads a batch of sentences, each a list of ids, and returns the last layer's row for each piece.
    pub(super) fn encode<'b>(&self, sentences: &[&[u32]], buffers: &'b mut Buffers) -> &'b [f32] {
        self.embed(sentences, buffers);
        let Buffers { rows, wide, seen, scores, weights } = buffers;
        for layer in &self.layers {
            layer.attend.apply(rows, wide, weights);
            seen.resize(rows.len(), 0.0);
            let mut start = 0;
            for sentence in sentences {
                self.attention(start, sentence.len(), wide, seen, scores);
                start += sentence.len();
            }
            layer.output.add(seen, rows, weights);
            layer.output_norm.apply(rows);
            layer.expand.apply(rows, wide, weights);
            gelu(wide);
            layer.contract.add(wide, rows, weights);
            layer.contract_norm.apply(rows);
        }
        rows
    }

    /// Fills `rows` with the embeddings of word and place.
    fn embed(&self, sentences: &[&[u32]], Buffers { rows, wide, weights, .. }: &mut Buffers) {
        let count: usize = sentences.iter().map(|sentence| sentence.len()).sum();
        wide.resize(count * self.word.columns, 0.0);
        let ids = sentences.iter().copied().flatten();
        for (id, row) in ids.zip(wide.chunks_exact_mut(self.word.columns)) {
            self.word.read_row(*id as usize, row);
        }
        rows.resize(count * self.width, 0.0);
        let places = sentences.iter().flat_map(|sentence| 0..sentence.len());
        for (place, row) in places.zip(rows.chunks_exact_mut(self.width)) {
            self.place.read_row(place, row);
        }
        self.project.add(wide, rows, weights);
        self.norm.apply(rows);
    }

    /// Scaled dot-product attention (Vaswani et al. 2017) of the sentence whose `length` rows begin at row `start`.
    fn attention(
        &self,
        start: usize,
        length: usize,
        attend: &[f32],
        seen: &mut [f32],
        scores: &mut Vec<f32>,
    ) {
        let columns = self.width / self.heads;
        let scale = 1.0 / (columns as f32).sqrt();
        scores.resize(length * length, 0.0);
        for head in 0..self.heads {
            let part = |part: usize| {
                let at = start * 3 * self.width + part * self.width + head * columns;
                let data = attend.get(at..).unwrap_or_default();
                Block { data, rows: length, columns, stride: 3 * self.width }
            };
            let out = BlockMut { data: scores, rows: length, columns: length, stride: length };
            product_transposed(scale, &part(0), &part(1), 0.0, out);
            scores.chunks_exact_mut(length.max(1)).for_each(softmax);
            let shares = Block { data: scores, rows: length, columns: length, stride: length };
            let data = seen.get_mut(start * self.width + head * columns..).unwrap_or_default();
            product(&shares, &part(2), BlockMut { data, rows: length, columns, stride: self.width });
        }
    }

    /// The weights of the head for [`Self::shares`], one row per category.
    pub(super) fn head_weights(&self) -> Vec<f32> {
        let mut weights = Vec::new();
        self.head.decode(&mut weights);
        weights
    }

    /// The mean of one sentence's rows.
    pub(super) fn mean(&self, rows: &[f32]) -> Vec<f32> {
        let count = (rows.len() / self.width) as f32;
        let mut sums = vec![0.0; self.width];
        for row in rows.chunks_exact(self.width) {
            for (sum, number) in sums.iter_mut().zip(row) {
                *sum += number;
            }
        }
        sums.into_iter().map(|sum: f32| sum / count.max(1.0)).collect()
    }

    /// What each row of one sentence adds to each logit: `[row][category]`. The rest of a logit is its bias.
    pub(super) fn shares(&self, rows: &[f32], head: &[f32]) -> Vec<Vec<f32>> {
        let count = (rows.len() / self.width) as f32;
        let share =
            |row: &[f32]| head.chunks_exact(self.width).map(|weights| dot(weights, row) / count).collect();
        rows.chunks_exact(self.width).map(share).collect()
    }
}
