//! Functions between the products: GELU, softmax, layer normalization.
//!
//! They use neither libm nor fused operations, so that they give the same bits on every processor, and have no
//! branches, so that the compiler turns their loops into vector code.

/// Numbers that a sum keeps apart, to be added side by side.
const LANES: usize = 8;

/// `exp(x)` for `x <= 0`; below −87 it gives `exp(-87)`, about 1.6e-38.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`; the Taylor series to the sixth power has a relative error below 1.3e-7,
/// about one unit in the last place. `ln 2` is split in two for the reduction (Cody and Waite 1980).
#[inline]
fn exp_negative(x: f32) -> f32 {
    /// 1.5 · 2²³: added, it rounds to whole numbers and leaves them in the low bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 355.0 / 512.0;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.max(-87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let series = 1.0 / 120.0 + r * (1.0 / 720.0);
    let series = 0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * series));
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    (1.0 + r + r * r * series) * power
}

/// The exact GELU, `x Φ(x)` (Hendrycks and Gimpel 2016), in place.
///
/// `Φ(-|x|) = erfc(|x| / √2) / 2` by formula 7.1.26 of Abramowitz and Stegun (1964), error of erfc below 1.5e-7.
#[allow(clippy::excessive_precision)] // As printed.
pub(super) fn gelu(values: &mut [f32]) {
    for value in values {
        let x = *value;
        let size = x.abs();
        let z = size * std::f32::consts::FRAC_1_SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * z);
        let series = -1.453_152_027 + t * 1.061_405_429;
        let series = t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * series)));
        let tail = 0.5 * series * exp_negative(-z * z);
        *value = x.max(0.0) - size * tail;
    }
}

/// Turns scores into shares that sum to 1, in place.
pub(super) fn softmax(scores: &mut [f32]) {
    let max = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in &mut *scores {
        *score = exp_negative(*score - max);
    }
    let scale = 1.0 / sum(scores);
    for score in scores {
        *score *= scale;
    }
}

/// Scale and shift of a layer normalization (Ba, Kiros and Hinton 2016).
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Norm {
    /// Added to the variance, as in BERT.
    const EPSILON: f32 = 1e-12;

    /// Normalizes each row in place.
    pub(super) fn apply(&self, rows: &mut [f32]) {
        let width = self.weight.len();
        for row in rows.chunks_exact_mut(width.max(1)) {
            let mean = sum(row) / width as f32;
            for value in &mut *row {
                *value -= mean;
            }
            let variance = dot(row, row) / width as f32;
            let scale = 1.0 / (variance + Self::EPSILON).sqrt();
            for ((value, weight), bias) in row.iter_mut().zip(&self.weight).zip(&self.bias) {
                *value = *value * scale * weight + bias;
            }
        }
    }
}

fn sum(values: &[f32]) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    lanes.iter().chain(rest).sum()
}

/// The sum of the products, up to the end of the shorter one.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::{exp_negative, gelu, softmax};

    /// Φ by its series, in f64: `½ + φ(x) Σ x^(2n+1) / (1·3·5…(2n+1))`.
    fn normal(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= x * x / f64::from(2 * n + 1);
            sum += term;
        }
        0.5 + sum * (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt()
    }

    #[test]
    fn the_exponential_is_right_to_seven_digits() {
        for step in 0..87_000 {
            let x = -step as f32 / 1000.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp_negative(x)) / exact - 1.0).abs() < 3e-7, "{x}");
        }
        assert!(exp_negative(f32::MIN) < 1e-37);
        assert_eq!(exp_negative(0.0).to_bits(), 1.0_f32.to_bits());
    }

    #[test]
    fn gelu_is_exact_to_a_millionth() {
        let mut values: Vec<f32> = (-600..=600).map(|step| step as f32 / 100.0).collect();
        let exact: Vec<f64> = values.iter().map(|x| f64::from(*x) * normal(f64::from(*x))).collect();
        gelu(&mut values);
        for (value, exact) in values.iter().zip(exact) {
            assert!((f64::from(*value) - exact).abs() < 1e-6, "{value} {exact}");
        }
    }

    #[test]
    fn shares_sum_to_one() {
        let mut scores: Vec<f32> = (0..19).map(|at| ((at * 7) % 19) as f32 * 3.0 - 40.0).collect();
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(scores.iter().all(|share| *share >= 0.0));
    }
}
