//! A cost curve: seconds by size, and where it bends.

use std::fmt;

/// What the sizes of a curve count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Bytes,
    Tags,
    Articles,
}

impl Unit {
    /// A size for people.
    pub(crate) fn show(self, size: f64) -> String {
        match self {
            Self::Bytes => match size {
                ..1e6 => format!("{:.0} kB", size / 1e3),
                ..1e9 => format!("{:.0} MB", size / 1e6),
                _ => format!("{:.0} GB", size / 1e9),
            },
            Self::Tags => format!("{size:.0} tags"),
            Self::Articles => format!("{size:.0} articles"),
        }
    }
}

/// Seconds that one task takes, by size; sizes grow tenfold.
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    pub(crate) points: Vec<(f64, f64)>,
}

/// Rounds of each point; the median counts.
const ROUNDS: usize = 3;
/// Points that take longer are measured once.
const LONG: f64 = 5.0;
/// Tenfold work may cost this much more per unit than the tenth of it before the curve counts as bent.
const TOLERANCE: f64 = 1.6;
/// A curve is flat if its dearest point costs at most this many times its cheapest.
const FLAT: f64 = 1.5;

impl Curve {
    pub(crate) fn measure(
        name: &'static str,
        unit: Unit,
        sizes: &mut dyn Iterator<Item = usize>,
        cost: &dyn Fn(usize) -> f64,
    ) -> Self {
        let point = |size| {
            let first = cost(size);
            let mut all = vec![first];
            if first < LONG {
                all.extend((1..ROUNDS).map(|_| cost(size)));
            }
            all.sort_by(f64::total_cmp);
            (size as f64, all.get(all.len() / 2).copied().unwrap_or(f64::NAN))
        };
        Self { name, unit, points: sizes.map(point).collect() }
    }

    /// Sizes from which a unit costs clearly more than among the sizes before, with how many times more.
    ///
    /// Each step between two sizes has a marginal cost, and only the start of the process is outside of it. Steps that are short
    /// beside the start are noise, and left out.
    pub(crate) fn bends(&self) -> Vec<(f64, f64)> {
        let start = self.points.first().map_or(0.0, |&(_, seconds)| seconds);
        let steps = self.points.windows(2).filter_map(|pair| match *pair {
            [(from, early), (to, late)] => Some((from, (late - early) / (to - from), late - early)),
            _ => None,
        });
        let steps: Vec<(f64, f64)> = steps
            .filter(|&(_, _, rise)| rise > start.max(0.002))
            .map(|(from, cost, _)| (from, cost))
            .collect();
        let bend = |pair: &[(f64, f64)]| match *pair {
            [(_, before), (from, after)] => (after > before * TOLERANCE).then_some((from, after / before)),
            _ => None,
        };
        steps.windows(2).filter_map(bend).collect()
    }

    /// Flat, linear, or where it bends.
    pub(crate) fn shape(&self) -> String {
        let seconds = || self.points.iter().map(|&(_, seconds)| seconds);
        let bends = self.bends();
        if seconds().fold(0.0, f64::max) <= seconds().fold(f64::INFINITY, f64::min) * FLAT {
            "flat".to_owned()
        } else if bends.is_empty() {
            "linear or better".to_owned()
        } else {
            let told = bends.iter().map(|&(from, times)| {
                format!("above {} a unit costs {times:.1} times as much", self.unit.show(from))
            });
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "\n{}: {}", self.name, self.shape())?;
        for &(size, seconds) in &self.points {
            write!(out, "  {:>14}", self.unit.show(size))?;
            if seconds < 1.0 {
                writeln!(out, "{:>10.1} ms", seconds * 1e3)?;
            } else {
                writeln!(out, "{seconds:>10.2} s")?;
            }
        }
        Ok(())
    }
}
