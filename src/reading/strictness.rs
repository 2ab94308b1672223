//! How sure the machine must be before the reader sees what it proposes.

use crate::claim::{Category, Claim, Scheme, Scored};
use crate::tag::Tag;

/// The lowest and the highest threshold that a shift may lead to, in thousandths.
const RANGE: (i32, i32) = (50, 990);

/// A shift of every category's own threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strictness {
    /// The thresholds of the scheme.
    #[default]
    Usual,
    /// Only claims that the machine is surer of.
    Stricter,
    /// Only claims that it is very sure of.
    Strictest,
    /// Weaker claims too.
    Looser,
}

impl Strictness {
    /// By how much the loosest one lowers a threshold, in thousandths: what the search for claims
    /// must let in.
    pub const SLACK: u16 = 150;

    const ALL: [Self; 4] = [Self::Usual, Self::Stricter, Self::Strictest, Self::Looser];

    /// The next one in the order that one key goes through.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Usual => Self::Stricter,
            Self::Stricter => Self::Strictest,
            Self::Strictest => Self::Looser,
            Self::Looser => Self::Usual,
        }
    }

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Stricter => "stricter",
            Self::Strictest => "strictest",
            Self::Looser => "looser",
        }
    }

    /// The one that `word` stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// What it adds to a threshold, in thousandths.
    pub const fn shift(self) -> i32 {
        match self {
            Self::Usual => 0,
            Self::Stricter => 150,
            Self::Strictest => 300,
            Self::Looser => -(Self::SLACK as i32),
        }
    }

    /// The shift as it is shown in narrow places; empty for the usual one.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Stricter => "≥+.15",
            Self::Strictest => "≥+.30",
            Self::Looser => "≥−.15",
        }
    }

    /// The score from which a claim of `category` is shown, in thousandths.
    ///
    /// A scheme's own threshold is never moved the wrong way, however near the edge it is.
    pub fn threshold(self, category: &Category) -> u16 {
        let own = i32::from(category.threshold);
        let moved = (own + self.shift()).clamp(RANGE.0, RANGE.1);
        let right = if self.shift() < 0 { moved.min(own) } else { moved.max(own) };
        u16::try_from(if self.shift() == 0 { own } else { right }).unwrap_or(category.threshold)
    }

    /// What the machine proposes of a claim: the scores that reach their threshold, and those that
    /// it had proposed when the reader decided, since a decision must not change its meaning.
    pub fn proposes<'a>(
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

    #[test]
    fn thresholds_move_and_stay_within_reason() {
        let check = |own: u16, expected: [u16; 4]| {
            let mut category = Scheme::claims().categories.swap_remove(0);
            category.threshold = own;
            assert_eq!(Strictness::ALL.map(|strictness| strictness.threshold(&category)), expected, "{own}");
        };
        check(500, [500, 650, 800, 350]);
        check(900, [900, 990, 990, 750]);
        check(120, [120, 270, 420, 50]);
        // At the edges nothing moves the wrong way.
        check(999, [999, 999, 999, 849]);
        check(20, [20, 170, 320, 20]);
    }

    #[test]
    fn the_key_goes_through_all_and_words_are_one_to_one() {
        let mut round = vec![Strictness::Usual];
        while round.len() < 5 {
            round.push(round[round.len() - 1].next());
        }
        assert_eq!(round[..4], Strictness::ALL);
        assert_eq!(round[4], Strictness::Usual);
        assert!(Strictness::ALL.iter().all(|one| Strictness::of_word(one.word()) == Some(*one)));
        assert_eq!(Strictness::of_word("lax"), None);
        assert!(Strictness::ALL.iter().all(|one| one.shift() >= -i32::from(Strictness::SLACK)));
    }
}
