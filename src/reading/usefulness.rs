//! How much a decision on a claim would teach: claims near their threshold first, spread over categories and
//! articles.
//!
//! This is uncertainty sampling (Lewis and Gale 1994). Without the spread, the first twenty would be of the category
//! with most claims. Everything is counted in integers, so that every machine gives the same order.

use super::mark::{Mark, Status};
use crate::claim::{CategoryId, Claim, Engine, Scheme};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Closeness in permille from which a claim is borderline.
const BORDERLINE: u16 = 700;

/// How near the score of a claim is to a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borderline {
    pub category: CategoryId,
    /// In permille.
    pub score: u16,
    /// In permille.
    pub threshold: u16,
    /// 1000 at the threshold, 0 for a score that is certain.
    pub closeness: u16,
}

impl Borderline {
    /// The category of a claim whose score is nearest to its threshold.
    pub fn of(claim: &Claim, scheme: &Scheme) -> Option<Self> {
        let of = |category: CategoryId, score: u16| {
            let threshold = match claim.engine {
                Some(Engine::Cues) => scheme.cue_threshold(category),
                _ => scheme.category(category)?.threshold,
            };
            let room = if score < threshold { threshold } else { 1000 - threshold.min(999) };
            let away = u32::from(score.abs_diff(threshold)) * 1000 / u32::from(room.max(1));
            Some(Self { category, score, threshold, closeness: 1000 - away.min(1000) as u16 })
        };
        let nearest = claim.scores.iter().filter_map(|scored| of(scored.category, scored.score));
        // Of several equal ones the likeliest, which is the first.
        nearest.rev().max_by_key(|one| one.closeness)
    }

    pub const fn is_near(&self) -> bool {
        self.closeness >= BORDERLINE
    }
}

impl Mark {
    /// How near an undecided mark is to its threshold; `None` for one that is decided or was skipped.
    pub fn borderline(&self, scheme: &Scheme) -> Option<Borderline> {
        let claim = self.claim.as_deref().filter(|_| self.status == Status::Undecided)?;
        Borderline::of(claim, scheme)
    }
}

/// A claim to decide, as far as its place in the order depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Number of its article.
    pub article: usize,
    pub borderline: Borderline,
}

/// Closeness and index of a claim in its queue.
type Waiting = (Reverse<u16>, usize);

/// The order in which to decide, by index: at each step the claim nearest to its threshold, counting for less the
/// more claims of its category and of its article are decided or come before it. `decided` counts the decisions so
/// far, by category and by article. Equal claims keep their order. Ends after `limit`.
pub fn most_useful_first(
    candidates: &[Candidate],
    decided: (&[usize], &[usize]),
    limit: usize,
) -> Vec<usize> {
    // Inside of a category of an article, closeness alone decides.
    let mut queues: BTreeMap<(usize, u8), Vec<Waiting>> = BTreeMap::new();
    for (index, Candidate { article, borderline }) in candidates.iter().enumerate() {
        let queue = queues.entry((*article, borderline.category.0)).or_default();
        queue.push((Reverse(borderline.closeness), index));
    }
    for queue in queues.values_mut() {
        queue.sort_unstable();
        // The next one is taken from the end.
        queue.reverse();
    }
    let (mut of_category, mut of_article) = (decided.0.to_vec(), decided.1.to_vec());
    let count = |counts: &[usize], at: usize| counts.get(at).copied().unwrap_or(0) as u64;
    let mut order = Vec::with_capacity(candidates.len().min(limit));
    while order.len() < limit {
        // The square of closeness by the square roots of both counts, in whole numbers.
        let value = |&(article, category): &(usize, u8), closeness: u16| {
            let others = (1 + count(&of_category, usize::from(category))) * (1 + count(&of_article, article));
            u64::from(closeness).pow(2) * 1_000_000_000 / others
        };
        let heads = queues.iter().filter_map(|(key, queue)| {
            let &(Reverse(closeness), index) = queue.last()?;
            Some((value(key, closeness), Reverse(index), *key))
        });
        let Some((_, Reverse(index), key)) = heads.max() else { break };
        order.push(index);
        let add = |counts: &mut Vec<usize>, at: usize| {
            if counts.len() <= at {
                counts.resize(at + 1, 0);
            }
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        };
        add(&mut of_category, usize::from(key.1));
        add(&mut of_article, key.0);
        if let Some(queue) = queues.get_mut(&key) {
            queue.pop();
            if queue.is_empty() {
                queues.remove(&key);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Scored, Speaker};
    use crate::text::Span;

    const SCHEME: &str = r#"category = [
        { id = "ask", letter = "A", key = "1", threshold = 0.5 },
        { id = "vow", letter = "V", key = "2", threshold = 0.8 },
    ]"#;

    fn claim(scores: &[(u8, u16)]) -> Claim {
        let span = Span::new(0, 1);
        let with_score = |&(id, score): &(u8, u16)| Scored { category: CategoryId(id), score, clause: span };
        Claim {
            span,
            scores: scores.iter().map(with_score).collect(),
            evidence: Vec::new(),
            words: Vec::new(),
            speaker: Speaker::Author,
            engine: None,
        }
    }

    #[test]
    fn closeness_is_measured_from_the_threshold_of_each_category() {
        let (scheme, _) = Scheme::parse(SCHEME, "s").unwrap();
        let check = |scores: &[(u8, u16)], expected: Option<(u8, u16, bool)>| {
            let found = Borderline::of(&claim(scores), &scheme);
            let found = found.map(|one| (one.category.0, one.closeness, one.is_near()));
            assert_eq!(found, expected, "{scores:?}");
        };
        check(&[], None);
        check(&[(0, 500)], Some((0, 1000, true)));
        check(&[(0, 1000)], Some((0, 0, false)));
        check(&[(0, 400)], Some((0, 800, true)));
        check(&[(1, 800)], Some((1, 1000, true)));
        check(&[(1, 900)], Some((1, 500, false)));
        // The second category is the doubtful one, though it is below its threshold.
        check(&[(0, 950), (1, 760)], Some((1, 950, true)));
        check(&[(1, 900), (0, 750)], Some((1, 500, false)));
    }

    fn order(candidates: &[(usize, u8, u16)], decided: (&[usize], &[usize]), limit: usize) -> Vec<usize> {
        let candidate = |&(article, category, closeness): &(usize, u8, u16)| Candidate {
            article,
            borderline: Borderline { category: CategoryId(category), score: 500, threshold: 500, closeness },
        };
        let candidates: Vec<Candidate> = candidates.iter().map(candidate).collect();
        most_useful_first(&candidates, decided, limit)
    }

    #[test]
    fn the_nearest_come_first_and_categories_and_articles_take_turns() {
        let one = [(0, 0, 500), (0, 0, 900), (0, 0, 700)];
        assert_eq!(order(&one, (&[], &[]), 9), [1, 2, 0]);
        assert_eq!(order(&one, (&[], &[]), 2), [1, 2]);
        // Equal closeness: the order of the text, one category after the other.
        let two = [(0, 0, 900), (0, 0, 900), (0, 0, 900), (0, 1, 800), (0, 1, 800)];
        assert_eq!(order(&two, (&[], &[]), 9), [0, 3, 1, 4, 2]);
        let articles = [(0, 0, 900), (0, 0, 900), (1, 0, 800), (2, 0, 700)];
        assert_eq!(order(&articles, (&[], &[]), 9), [0, 2, 3, 1]);
    }

    #[test]
    fn what_is_decided_already_counts() {
        let two = [(0, 0, 900), (0, 1, 300)];
        assert_eq!(order(&two, (&[0, 0], &[0]), 9), [0, 1]);
        assert_eq!(order(&two, (&[40, 0], &[40]), 9), [1, 0], "a category without decisions teaches more");
        let articles = [(0, 0, 900), (1, 0, 700)];
        assert_eq!(order(&articles, (&[9], &[9, 0]), 9), [1, 0]);
    }
}
