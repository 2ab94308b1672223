//! Display of suggestions: threshold shift, and blind coding.

use crate::claim::{Category, Claim, Scheme, Scored};
use crate::tag::Tag;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DisplayOptions {
    pub threshold_shift: ThresholdShift,
    /// Hides suggestions until the reader has decided; only the passage shows. A suggestion sways annotators (Schulz
    /// et al. 2019; Beck et al. 2025), so blind decisions measure agreement best.
    pub blind: bool,
}

/// Limits of a shifted threshold, in permille.
const RANGE: (i32, i32) = (50, 990);

/// Shifts the threshold of every category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThresholdShift {
    /// The scheme's own thresholds.
    #[default]
    Usual,
    Stricter,
    Strictest,
    Looser,
}

impl ThresholdShift {
    /// Amount by which [`ThresholdShift::Looser`] lowers a threshold, in permille: the slack that classification must
    /// allow.
    pub const SLACK: u16 = 150;

    /// Cycles through the shifts.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Usual => Self::Stricter,
            Self::Stricter => Self::Strictest,
            Self::Strictest => Self::Looser,
            Self::Looser => Self::Usual,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Stricter => "stricter",
            Self::Strictest => "strictest",
            Self::Looser => "looser",
        }
    }

    /// Added to a threshold, in permille.
    pub const fn shift(self) -> i32 {
        match self {
            Self::Usual => 0,
            Self::Stricter => 150,
            Self::Strictest => 300,
            Self::Looser => -(Self::SLACK as i32),
        }
    }

    /// A few cells wide; empty for the usual one.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Stricter => "≥+.15",
            Self::Strictest => "≥+.30",
            Self::Looser => "≥−.15",
        }
    }

    /// Lowest visible score of `category`, in permille.
    ///
    /// Clamping never moves a threshold against the direction of the shift.
    pub fn threshold(self, category: &Category) -> u16 {
        let own = i32::from(category.threshold);
        let moved = (own + self.shift()).clamp(RANGE.0, RANGE.1);
        let threshold = match self.shift() {
            0 => own,
            ..0 => moved.min(own),
            _ => moved.max(own),
        };
        u16::try_from(threshold).unwrap_or(category.threshold)
    }

    /// Visible categories of `claim`, best first: those above the threshold, and those suggested before the reader
    /// decided on `tag`.
    pub(super) fn proposals<'a>(
        self,
        claim: &'a Claim,
        tag: Option<&'a Tag>,
        scheme: &'a Scheme,
    ) -> impl Iterator<Item = &'a Scored> {
        let before = tag.and_then(|tag| tag.proposed.as_ref());
        claim.scores.iter().filter(move |scored| {
            scheme.category(scored.category).is_some_and(|category| {
                let known = || {
                    before.is_some_and(|before| before.categories.iter().any(|(id, _)| *id == category.id))
                };
                scored.score >= self.threshold(category) || known()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ThresholdShift::{Looser, Stricter, Strictest, Usual};

    const ALL: [ThresholdShift; 4] = [Usual, Stricter, Strictest, Looser];

    #[test]
    fn thresholds_shift_and_stay_in_range() {
        let check = |own: u16, expected: [u16; 4]| {
            let mut category = Scheme::claims().categories.swap_remove(0);
            category.threshold = own;
            assert_eq!(ALL.map(|shift| shift.threshold(&category)), expected, "{own}");
        };
        check(500, [500, 650, 800, 350]);
        check(900, [900, 990, 990, 750]);
        check(120, [120, 270, 420, 50]);
        // At the ends of the range, clamping does not move thresholds against the shift.
        check(999, [999, 999, 999, 849]);
        check(20, [20, 170, 320, 20]);
    }

    #[test]
    fn the_key_cycles_through_all() {
        let mut cycle = vec![Usual];
        while cycle.len() < 5 {
            cycle.push(cycle[cycle.len() - 1].next());
        }
        assert_eq!(cycle[..4], ALL);
        assert_eq!(cycle[4], Usual);
        assert!(ALL.iter().all(|one| one.shift() >= -i32::from(ThresholdShift::SLACK)));
    }
}
