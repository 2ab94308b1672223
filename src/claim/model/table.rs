//! Matrices as they stay in memory: eight bits a weight with a scale per row, or f32.
//!
//! A quarter of the memory, and a start without decoding; a batch decodes each matrix once, just before its product.

use std::borrow::Cow;

/// A matrix of one or more numbers a side.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) cells: Cells,
}

#[derive(Debug)]
pub(super) enum Cells {
    F32(Vec<f32>),
    /// Each number is the byte, with its sign, times the scale of its row.
    I8 {
        bytes: Cow<'static, [u8]>,
        scales: Vec<f32>,
    },
}

impl Table {
    /// Writes row `at` to `row`, which has as many columns; leaves it as it is if there is no such row.
    pub(super) fn read_row(&self, at: usize, row: &mut [f32]) {
        let range = at * self.columns..(at + 1) * self.columns;
        match &self.cells {
            Cells::F32(numbers) => {
                if let Some(numbers) = numbers.get(range).filter(|numbers| numbers.len() == row.len()) {
                    row.copy_from_slice(numbers);
                }
            }
            Cells::I8 { bytes, scales } => {
                if let (Some(bytes), Some(scale)) = (bytes.get(range), scales.get(at)) {
                    dequantize(bytes, *scale, row);
                }
            }
        }
    }

    /// Writes all rows to the start of `out`, and returns what is left of it.
    pub(super) fn decode<'o>(&self, out: &'o mut [f32]) -> &'o mut [f32] {
        let Some((out, rest)) = out.split_at_mut_checked(self.rows * self.columns) else {
            return Default::default();
        };
        out.chunks_exact_mut(self.columns).enumerate().for_each(|(at, row)| self.read_row(at, row));
        rest
    }
}

#[allow(clippy::cast_lossless, clippy::cast_possible_wrap)] // Debug builds do not inline a call of `f32::from`.
fn dequantize(bytes: &[u8], scale: f32, row: &mut [f32]) {
    for (number, byte) in row.iter_mut().zip(bytes) {
        *number = *byte as i8 as f32 * scale;
    }
}
