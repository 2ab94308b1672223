//! The order of the list.

use super::Reading;
use super::filter::current_word;
use super::mark::Mark;
use std::cmp::Reverse;

/// What the list is sorted by; where two marks are equal, their position in the text decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Where they stand in the text.
    #[default]
    Position,
    /// The best score, the surest first.
    Score,
    /// The category, in the order of the scheme.
    Category,
    /// How settled they are, the undecided first.
    Status,
}

impl Order {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Position, Self::Score, Self::Category, Self::Status];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Score => "score",
            Self::Category => "category",
            Self::Status => "status",
        }
    }

    /// The order with this word, current or earlier.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.word() == current_word(word))
    }

    /// The place of every mark of `reading` in this order, by its index.
    pub fn ranks(self, reading: &Reading) -> Vec<u32> {
        let mut order: Vec<u32> = (0..reading.marks().len() as u32).collect();
        let key = |&index: &u32| reading.mark(index as usize).map(|mark| self.key(mark));
        // The sort is stable, so equal marks stay in order of position.
        order.sort_by_cached_key(key);
        let mut ranks = vec![0; order.len()];
        for (rank, index) in order.into_iter().enumerate() {
            if let Some(place) = ranks.get_mut(index as usize) {
                *place = rank as u32;
            }
        }
        ranks
    }

    fn key(self, mark: &Mark) -> (u8, Reverse<u16>) {
        let none = Reverse(0);
        match self {
            Self::Position => (0, none),
            Self::Score => (0, Reverse(mark.best_score().unwrap_or(0))),
            Self::Category => (mark.categories.first().map_or(u8::MAX, |category| category.0), none),
            Self::Status => (mark.standing as u8, none),
        }
    }
}
