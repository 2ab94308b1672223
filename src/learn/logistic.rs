//! Logistic regression on top of a fixed score, with a penalty on the squared weights.
//!
//! Minimized by L-BFGS (Liu and Nocedal 1989). Sums run in the order of the rows, so the result has the same bits
//! in every run.

/// Rows of numbers, one row for each example.
#[derive(Debug)]
pub(super) struct Design {
    pub(super) columns: usize,
    /// Row by row.
    pub(super) cells: Vec<f32>,
}

/// What is to be fitted: the rows of a design that count, with their scores so far and their answers.
#[derive(Debug)]
pub(super) struct Task<'a> {
    pub(super) design: &'a Design,
    pub(super) rows: &'a [usize],
    /// In logits, by row of the design.
    pub(super) offsets: &'a [f64],
    /// By row of the design.
    pub(super) truths: &'a [bool],
    /// Strength of the penalty on each weight, in 1/logits².
    pub(super) penalty: f64,
}

/// Penalty on the bias, in 1/logits²: nearly none.
const BIAS_PENALTY: f64 = 0.1;
const MAX_ROUNDS: usize = 200;
/// Steps that the curvature is estimated from.
const MEMORY: usize = 8;
/// Length of the gradient at which the search ends: further steps move no score by a hundredth of a logit.
const SMALL_GRADIENT: f64 = 5e-3;
/// Share of the promised fall of the loss that a step must bring (Armijo 1966).
const SUFFICIENT: f64 = 1e-4;
/// Numbers that a sum keeps apart, to be added side by side.
const LANES: usize = 8;

impl Design {
    pub(super) fn row(&self, at: usize) -> &[f32] {
        self.cells.get(at * self.columns..(at + 1) * self.columns).unwrap_or_default()
    }
}

/// The weights of a fitted task, and the bias behind them; the search begins at `start`.
pub(super) fn fit(task: &Task<'_>, start: &[f64]) -> Vec<f64> {
    let mut weights = start.to_vec();
    weights.resize(task.design.columns + 1, 0.0);
    let (mut loss, mut gradient) = task.loss(&weights);
    let mut steps: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        if inner(&gradient, &gradient) < SMALL_GRADIENT * SMALL_GRADIENT {
            break;
        }
        let direction = direction(&gradient, &steps);
        let slope = inner(&gradient, &direction);
        let mut length =
            if steps.is_empty() { 1.0 / inner(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let taken = (0..30).find_map(|_| {
            let next: Vec<f64> = weights.iter().zip(&direction).map(|(at, by)| at + length * by).collect();
            let (next_loss, next_gradient) = task.loss(&next);
            if next_loss <= loss + SUFFICIENT * length * slope {
                return Some((next, next_loss, next_gradient));
            }
            length /= 2.0;
            None
        });
        // Rounding hides any further fall.
        let Some((next, next_loss, next_gradient)) = taken else { break };
        let step = difference(&next, &weights);
        let change = difference(&next_gradient, &gradient);
        if inner(&step, &change) > 1e-12 {
            steps.push((step, change));
            if steps.len() > MEMORY {
                steps.remove(0);
            }
        }
        (weights, loss, gradient) = (next, next_loss, next_gradient);
    }
    weights
}

/// What weights and bias add to the score of a row, in logits.
pub(super) fn adds(weights: &[f64], row: &[f32]) -> f64 {
    let (bias, weights) = weights.split_last().unwrap_or((&0.0, &[]));
    bias + weights.iter().zip(row).map(|(weight, cell)| weight * f64::from(*cell)).sum::<f64>()
}

/// `ln(1 + exp(x))`: the loss of a score `-x` that should be high.
pub(super) fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

impl Task<'_> {
    /// The loss at some weights, and its gradient.
    fn loss(&self, weights: &[f64]) -> (f64, Vec<f64>) {
        let columns = self.design.columns;
        let (bias, penalized) = weights.split_last().unwrap_or((&0.0, &[]));
        let narrow: Vec<f32> = penalized.iter().map(|weight| *weight as f32).collect();
        let mut loss = 0.5 * self.penalty * inner(penalized, penalized) + 0.5 * BIAS_PENALTY * bias * bias;
        let mut gradient: Vec<f64> = penalized.iter().map(|weight| self.penalty * weight).collect();
        let mut of_bias = BIAS_PENALTY * bias;
        // Short sums in f32, which are quick, and their sum in f64, which is exact enough.
        let mut sums = vec![0.0_f32; columns];
        for rows in self.rows.chunks(64) {
            sums.fill(0.0);
            for &at in rows {
                let (Some(offset), Some(&truth)) = (self.offsets.get(at), self.truths.get(at)) else {
                    continue;
                };
                let row = self.design.row(at);
                let score = offset + bias + f64::from(dot(&narrow, row));
                loss += softplus(if truth { -score } else { score });
                let residual = 1.0 / (1.0 + (-score).exp()) - f64::from(u8::from(truth));
                of_bias += residual;
                let residual = residual as f32;
                sums.iter_mut().zip(row).for_each(|(sum, cell)| *sum += residual * cell);
            }
            gradient.iter_mut().zip(&sums).for_each(|(all, sum)| *all += f64::from(*sum));
        }
        gradient.push(of_bias);
        (loss, gradient)
    }
}

/// The direction of L-BFGS: the two-loop recursion over the last steps.
fn direction(gradient: &[f64], steps: &[(Vec<f64>, Vec<f64>)]) -> Vec<f64> {
    let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
    let mut shares = Vec::with_capacity(steps.len());
    for (step, change) in steps.iter().rev() {
        let share = inner(step, &direction) / inner(step, change);
        add(&mut direction, -share, change);
        shares.push(share);
    }
    if let Some((step, change)) = steps.last() {
        let scale = inner(step, change) / inner(change, change);
        for number in &mut direction {
            *number *= scale;
        }
    }
    for ((step, change), share) in steps.iter().zip(shares.iter().rev()) {
        let back = inner(change, &direction) / inner(step, change);
        add(&mut direction, share - back, step);
    }
    direction
}

fn inner(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn add(sum: &mut [f64], share: f64, numbers: &[f64]) {
    sum.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += share * number);
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a, b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(a, b)| a * b).sum();
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a.zip(b) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of three numbers with a rule in the first; the second is noise.
    fn design(rows: usize) -> (Design, Vec<bool>) {
        let mut cells = Vec::new();
        let mut truths = Vec::new();
        for at in 0..rows {
            let noise = ((at * 7919) % 101) as f32 / 50.0 - 1.0;
            let sign = if at % 3 == 0 { 1.0 } else { -0.5 };
            cells.extend([sign, noise, 1.0]);
            truths.push(at % 3 == 0);
        }
        (Design { columns: 3, cells }, truths)
    }

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let (design, truths) = design(90);
        let rows: Vec<usize> = (0..90).collect();
        let offsets = vec![0.3; 90];
        let task = Task { design: &design, rows: &rows, offsets: &offsets, truths: &truths, penalty: 0.7 };
        let at = [0.5, -0.2, 0.1, -0.4];
        let (_, gradient) = task.loss(&at);
        for index in 0..4 {
            let nudged = |by: f64| {
                let mut weights = at;
                weights[index] += by;
                task.loss(&weights).0
            };
            let numeric = (nudged(1e-3) - nudged(-1e-3)) / 2e-3;
            assert!((numeric - gradient[index]).abs() < 1e-2, "{index}: {numeric} {}", gradient[index]);
        }
    }

    #[test]
    fn finds_the_rule_and_stays_where_the_score_is_right() {
        let (design, truths) = design(300);
        let rows: Vec<usize> = (0..300).collect();
        let nothing = vec![0.0; 300];
        let task = |offsets| Task { design: &design, rows: &rows, offsets, truths: &truths, penalty: 1.0 };
        let weights = fit(&task(&nothing), &[]);
        assert!(weights[0] > 2.0 && weights[1].abs() < 0.3, "{weights:?}");
        let right: Vec<f64> = truths.iter().map(|&truth| if truth { 9.0 } else { -9.0 }).collect();
        let stays = fit(&task(&right), &[]);
        assert!(stays.iter().all(|weight| weight.abs() < 0.15), "{stays:?}");
        assert_eq!(fit(&task(&nothing), &[]), weights, "two runs differ");
        // A start elsewhere ends at the same place.
        let elsewhere = fit(&task(&nothing), &[-2.0, 3.0, 1.0, 0.5]);
        assert!(
            elsewhere.iter().zip(&weights).all(|(a, b)| (a - b).abs() < 0.05),
            "{elsewhere:?} {weights:?}"
        );
    }

    #[test]
    fn softplus_is_stable_far_out() {
        assert!(softplus(-800.0) < 1e-300 && (softplus(800.0) - 800.0).abs() < 1e-9);
        assert!((softplus(0.0) - 2.0_f64.ln()).abs() < 1e-12);
    }
}
