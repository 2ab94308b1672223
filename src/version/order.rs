//! Order of two versions: the heaviest chain of pairs that keeps the order of both.

/// A pair of positions with a weight.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) old: usize,
    pub(super) new: usize,
    pub(super) weight: f64,
}

/// Indices of the links of the heaviest chain, whose old and new positions both ascend. `links` may come in any order.
pub(super) fn heaviest_chain(links: &[Link]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..links.len()).collect();
    // Of one old position the farthest comes first, so that no two of them are in a chain.
    let key = |at: &usize| links.get(*at).map(|link| (link.old, std::cmp::Reverse(link.new)));
    order.sort_by_key(key);
    let length = links.iter().map(|link| link.new + 1).max().unwrap_or(0);
    let mut best = PrefixMax::new(length);
    let mut before: Vec<Option<usize>> = vec![None; links.len()];
    let mut end: Option<(f64, usize)> = None;
    for at in order {
        let Some(link) = links.get(at) else { continue };
        let (weight, last) = best.below(link.new);
        if let Some(before) = before.get_mut(at) {
            *before = last;
        }
        let weight = weight + link.weight;
        best.raise(link.new, weight, at);
        if end.is_none_or(|(most, _)| most < weight) {
            end = Some((weight, at));
        }
    }
    let mut chain = Vec::new();
    let mut next = end.map(|(_, at)| at);
    while let Some(at) = next {
        chain.push(at);
        next = before.get(at).copied().flatten();
    }
    chain.reverse();
    chain
}

/// Greatest weights of prefixes (Fenwick 1994), each with the link that has it.
struct PrefixMax(Vec<(f64, Option<usize>)>);

impl PrefixMax {
    fn new(length: usize) -> Self {
        Self(vec![(0.0, None); length + 1])
    }

    /// The greatest weight at positions below `at`.
    fn below(&self, at: usize) -> (f64, Option<usize>) {
        let (mut node, mut best) = (at, (0.0, None));
        while node > 0 {
            if let Some(here) = self.0.get(node).filter(|here| here.0 > best.0) {
                best = *here;
            }
            node &= node - 1;
        }
        best
    }

    fn raise(&mut self, at: usize, weight: f64, link: usize) {
        let mut node = at + 1;
        while let Some(here) = self.0.get_mut(node) {
            if here.0 < weight {
                *here = (weight, Some(link));
            }
            node += node & node.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_both_and_the_most_weight() {
        let check = |links: &[(usize, usize, f64)], expected: &[usize]| {
            let links: Vec<Link> =
                links.iter().map(|&(old, new, weight)| Link { old, new, weight }).collect();
            assert_eq!(heaviest_chain(&links), expected);
        };
        check(&[], &[]);
        check(&[(0, 0, 1.0), (1, 1, 1.0), (2, 2, 1.0)], &[0, 1, 2]);
        check(&[(0, 2, 1.0), (1, 0, 1.0), (2, 1, 1.0)], &[1, 2]);
        check(&[(0, 2, 5.0), (1, 0, 1.0), (2, 1, 1.0)], &[0]);
        check(&[(0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0)], &[0, 2]);
        check(&[(1, 1, 1.0), (0, 0, 1.0)], &[1, 0]);
    }

    #[test]
    fn agrees_with_trying_every_chain() {
        let mut rng = fastrand::Rng::with_seed(5);
        for _ in 0..200 {
            let links: Vec<Link> = (0..9)
                .map(|_| Link { old: rng.usize(..5), new: rng.usize(..5), weight: f64::from(rng.u32(1..9)) })
                .collect();
            let sum = |chain: &[usize]| chain.iter().map(|&at| links[at].weight).sum::<f64>();
            let mut best = 0.0_f64;
            for set in 0_u32..1 << links.len() {
                let mut chosen: Vec<usize> = (0..links.len()).filter(|at| set >> at & 1 == 1).collect();
                chosen.sort_by_key(|&at| links[at].old);
                let ascends = chosen.windows(2).all(|two| {
                    links[two[0]].old < links[two[1]].old && links[two[0]].new < links[two[1]].new
                });
                if ascends {
                    best = best.max(sum(&chosen));
                }
            }
            assert!((sum(&heaviest_chain(&links)) - best).abs() < 1e-9);
        }
    }
}
