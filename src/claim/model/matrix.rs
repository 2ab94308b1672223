//! Dense matrices in f32 and their products.
//!
//! The products come from `matrixmultiply`, which finds AVX and FMA at run time, by way of the safe calls of
//! `ndarray`. Each row of a product is summed in the same order however many rows are multiplied with it, so that
//! the result for a sentence has the same bits in every batch. Processors with and without FMA round differently.

use super::table::Table;
use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2, ShapeBuilder};

/// A linear map: one row of weights and one bias per output.
#[derive(Debug)]
pub(super) struct Linear {
    pub(super) inputs: usize,
    pub(super) outputs: usize,
    /// The rows, one part after another.
    parts: Vec<Table>,
    pub(super) bias: Vec<f32>,
}

impl Linear {
    /// All parts have the same columns.
    pub(super) fn new(parts: Vec<Table>, bias: Vec<f32>) -> Self {
        let inputs = parts.first().map_or(1, |part| part.columns);
        Self { inputs, outputs: parts.iter().map(|part| part.rows).sum(), parts, bias }
    }

    /// Writes the weights, row by row, to the start of `weights`, which grows to hold them.
    pub(super) fn decode(&self, weights: &mut Vec<f32>) {
        let size = self.outputs * self.inputs;
        if weights.len() < size {
            weights.resize(size, 0.0);
        }
        self.parts.iter().fold(weights.as_mut_slice(), |rest, part| part.decode(rest));
    }

    /// Adds the map of each row of `x` to the row of `sum`: `sum += x · weightsᵀ + bias`. Decodes to `weights`.
    pub(super) fn add(&self, x: &[f32], sum: &mut [f32], weights: &mut Vec<f32>) {
        for row in sum.chunks_exact_mut(self.outputs) {
            for (sum, bias) in row.iter_mut().zip(&self.bias) {
                *sum += bias;
            }
        }
        self.multiply(x, sum, weights);
    }

    /// `out` becomes `x · weightsᵀ + bias`. Decodes to `weights`.
    pub(super) fn apply(&self, x: &[f32], out: &mut Vec<f32>, weights: &mut Vec<f32>) {
        out.clear();
        for _ in 0..x.len() / self.inputs {
            out.extend_from_slice(&self.bias);
        }
        self.multiply(x, out, weights);
    }

    fn multiply(&self, x: &[f32], sum: &mut [f32], weights: &mut Vec<f32>) {
        self.decode(weights);
        let rows = x.len() / self.inputs;
        let x = Block { data: x, rows, columns: self.inputs, stride: self.inputs };
        let weights = Block { data: weights, rows: self.outputs, columns: self.inputs, stride: self.inputs };
        let sum = BlockMut { data: sum, rows, columns: self.outputs, stride: self.outputs };
        product_transposed(1.0, &x, &weights, 1.0, sum);
    }
}

/// A matrix inside a wider one: row `i` begins at `i * stride`.
pub(super) struct Block<'a> {
    pub(super) data: &'a [f32],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) stride: usize,
}

/// As [`Block`], to be written.
pub(super) struct BlockMut<'a> {
    pub(super) data: &'a mut [f32],
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) stride: usize,
}

impl<'a> Block<'a> {
    fn view(&self) -> Option<ArrayView2<'a, f32>> {
        ArrayView2::from_shape((self.rows, self.columns).strides((self.stride, 1)), self.data).ok()
    }
}

impl<'a> BlockMut<'a> {
    fn view(self) -> Option<ArrayViewMut2<'a, f32>> {
        ArrayViewMut2::from_shape((self.rows, self.columns).strides((self.stride, 1)), self.data).ok()
    }
}

/// `c = scale · a · bᵀ + keep · c`. Blocks whose sizes do not fit leave `c` as it is.
pub(super) fn product_transposed(scale: f32, a: &Block<'_>, b: &Block<'_>, keep: f32, c: BlockMut<'_>) {
    if let (Some(a), Some(b), Some(mut c)) = (a.view(), b.view(), c.view())
        && a.ncols() == b.ncols()
        && c.dim() == (a.nrows(), b.nrows())
    {
        general_mat_mul(scale, &a, &b.t(), keep, &mut c);
    }
}

/// `c = a · b`. Blocks whose sizes do not fit leave `c` as it is.
pub(super) fn product(a: &Block<'_>, b: &Block<'_>, c: BlockMut<'_>) {
    if let (Some(a), Some(b), Some(mut c)) = (a.view(), b.view(), c.view())
        && a.ncols() == b.nrows()
        && c.dim() == (a.nrows(), b.ncols())
    {
        general_mat_mul(1.0, &a, &b, 0.0, &mut c);
    }
}
