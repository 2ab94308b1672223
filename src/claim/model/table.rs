//! Rows of numbers in eight bits with a scale per row, and tables that stay so in memory.

/// Embeddings, of which few rows are read: they stay as they are in the file. Either `floats` or `bytes` is empty.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) floats: Vec<f32>,
    pub(super) bytes: Vec<u8>,
    /// Of each row of `bytes`.
    pub(super) scales: Vec<f32>,
}

impl Table {
    /// Writes row `at` to `row`; zeros for a row that does not exist.
    pub(super) fn read(&self, at: usize, row: &mut [f32]) {
        let range = at * self.columns..(at + 1) * self.columns;
        if let (Some(bytes), Some(scale)) = (self.bytes.get(range.clone()), self.scales.get(at)) {
            dequantize(bytes, *scale, row);
        } else if let Some(floats) = self.floats.get(range).filter(|floats| floats.len() == row.len()) {
            row.copy_from_slice(floats);
        } else {
            row.fill(0.0);
        }
    }
}

/// One row of a matrix in eight bits. Written out eight at a time: a debug build decodes millions of weights too.
#[allow(clippy::cast_lossless, clippy::cast_possible_wrap)]
pub(super) fn dequantize(bytes: &[u8], scale: f32, row: &mut [f32]) {
    let ((bytes, bytes_rest), (row, row_rest)) = (bytes.as_chunks::<8>(), row.as_chunks_mut::<8>());
    for (&[a, b, c, d, e, f, g, h], row) in bytes.iter().zip(row) {
        *row = [
            a as i8 as f32 * scale,
            b as i8 as f32 * scale,
            c as i8 as f32 * scale,
            d as i8 as f32 * scale,
            e as i8 as f32 * scale,
            f as i8 as f32 * scale,
            g as i8 as f32 * scale,
            h as i8 as f32 * scale,
        ];
    }
    for (byte, number) in bytes_rest.iter().zip(row_rest) {
        *number = *byte as i8 as f32 * scale;
    }
}
