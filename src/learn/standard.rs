//! Features on one scale, so that one penalty is right for all of them.

use super::logistic::Design;
use super::measured::Measured;
use crate::claim::Surface;

/// Mean and scale of each feature of the model.
#[derive(Debug)]
pub(super) struct Standard {
    means: Vec<f64>,
    /// A feature is multiplied by it.
    scales: Vec<f64>,
    surface_means: [f64; 4],
}

/// The length of a sentence's standardized features, in units of one sign of [`Surface`].
const LENGTH: f64 = 4.0;

impl Standard {
    /// Of the sentences at hand; a feature that hardly varies in them is not blown up.
    pub(super) fn of(measured: &[Measured], width: usize) -> Self {
        let count = measured.len().max(1) as f64;
        let mut means = vec![0.0; width];
        let mut squares = vec![0.0; width];
        for one in measured {
            for ((mean, square), &feature) in means.iter_mut().zip(&mut squares).zip(&one.features) {
                *mean += f64::from(feature) / count;
                *square += f64::from(feature) * f64::from(feature) / count;
            }
        }
        let deviations =
            means.iter().zip(&squares).map(|(mean, square)| (square - mean * mean).max(0.0).sqrt());
        let deviations: Vec<f64> = deviations.collect();
        let usual = deviations.iter().sum::<f64>() / width.max(1) as f64;
        let unit = LENGTH / (width.max(1) as f64).sqrt();
        let scales = deviations.iter().map(|deviation| unit / deviation.max(usual / 4.0).max(1e-9)).collect();
        let surface_means = std::array::from_fn(|at| {
            measured
                .iter()
                .filter_map(|one| one.surface.get(at))
                .map(|&sign| f64::from(sign) / 1000.0)
                .sum::<f64>()
                / count
        });
        Self { means, scales, surface_means }
    }

    /// One row for each sentence: features, then signs.
    pub(super) fn design(&self, measured: &[Measured]) -> Design {
        let columns = self.means.len() + Surface::ALL.len();
        let mut cells = Vec::with_capacity(columns * measured.len());
        for one in measured {
            let features = one.features.iter().zip(&self.means).zip(&self.scales);
            cells.extend(
                features.map(|((feature, mean), scale)| ((f64::from(*feature) - mean) * scale) as f32),
            );
            let signs = one.surface.iter().zip(&self.surface_means);
            cells.extend(signs.map(|(sign, mean)| (f64::from(*sign) / 1000.0 - mean) as f32));
        }
        Design { columns, cells }
    }

    /// Weights of a design as weights of features and bias, and of signs, all in logits.
    pub(super) fn unfold(&self, weights: &[f64]) -> (Vec<f64>, f64, [f64; 4]) {
        let at = |index: usize| weights.get(index).copied().unwrap_or(0.0);
        let width = self.means.len();
        let of_features: Vec<f64> =
            self.scales.iter().enumerate().map(|(index, scale)| at(index) * scale).collect();
        let surface: [f64; 4] = std::array::from_fn(|sign| at(width + sign));
        let centre: f64 =
            of_features.iter().zip(&self.means).map(|(weight, mean)| weight * mean).sum::<f64>()
                + surface.iter().zip(&self.surface_means).map(|(weight, mean)| weight * mean).sum::<f64>();
        (of_features, at(width + surface.len()) - centre, surface)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::logistic::adds;

    #[test]
    fn unfolded_weights_say_the_same_of_raw_features() {
        let one = |at: f32| Measured {
            features: vec![at, 2.0 * at + 1.0, 7.0],
            surface: [1000, 0, 0, (at * 100.0) as i32],
            base: Vec::new(),
            cues: Vec::new(),
        };
        let measured: Vec<Measured> = (0..9).map(|at| one(at as f32)).collect();
        let standard = Standard::of(&measured, 3);
        let design = standard.design(&measured);
        let weights = [0.4, -0.3, 0.9, 1.0, 2.0, 0.0, -0.7, 0.25];
        let (raw, bias, surface) = standard.unfold(&weights);
        for (at, one) in measured.iter().enumerate() {
            let by_features: f64 = raw.iter().zip(&one.features).map(|(a, b)| a * f64::from(*b)).sum();
            let by_signs: f64 = surface.iter().zip(one.surface).map(|(a, b)| a * f64::from(b) / 1000.0).sum();
            let expected = adds(&weights, design.row(at));
            assert!((by_features + by_signs + bias - expected).abs() < 1e-4, "{at}");
        }
    }
}
