//! Runs of text as elements that lie properly in one another, however they overlap.

use super::escape::escaped;
use crate::text::Span;
use std::cmp::Reverse;

/// A run of text that is an element, or several where others cross it.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Where it stands.
    pub(super) span: Span,
    /// The tag that begins it; it is written again for each piece.
    pub(super) open: String,
    /// The tag that ends it.
    pub(super) close: &'static str,
    /// Whether it leads somewhere. Nothing of [`Run::after`] is written inside of it.
    pub(super) link: bool,
    /// What is written behind its end, if that is in sight.
    pub(super) after: String,
}

/// The text of `within` with those parts of the runs that stand in it.
///
/// Of two runs that cross, the one that ends later is cut in two; a run that lies in another is never cut.
pub(super) fn nested(text: &str, within: Span, runs: &[Run]) -> String {
    let mut runs: Vec<(Span, &Run)> = runs
        .iter()
        .map(|run| (run.span.intersection(within), run))
        .filter(|(span, _)| !span.is_empty())
        .collect();
    runs.sort_by_key(|(span, _)| (span.start(), Reverse(span.end())));
    let mut bounds: Vec<u32> = runs.iter().flat_map(|(span, _)| [span.start(), span.end()]).collect();
    bounds.extend([within.start(), within.end()]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut out = String::new();
    let mut open: Vec<(Span, &Run)> = Vec::new();
    let mut coming = runs.into_iter().peekable();
    let mut written = within.start();
    for bound in bounds {
        out.push_str(&escaped(Span::new(written, bound).slice(text)));
        written = bound;
        let ended = |(span, _): &(Span, &Run)| span.end() <= bound;
        let speaks = |one: &(Span, &Run)| ended(one) && one.1.span.end() == bound && !one.1.after.is_empty();
        let says = open.iter().any(speaks);
        let first = open.iter().position(|one| ended(one) || says && one.1.link);
        let mut again = open.split_off(first.unwrap_or(open.len()));
        again.iter().rev().for_each(|(_, run)| out.push_str(run.close));
        again.iter().filter(|one| speaks(one)).for_each(|(_, run)| out.push_str(&run.after));
        again.retain(|one| !ended(one));
        while let Some(run) = coming.next_if(|(span, _)| span.start() <= bound) {
            again.push(run);
        }
        again.sort_by_key(|(span, _)| Reverse(span.end()));
        for (_, run) in &again {
            out.push_str(&run.open);
        }
        open.append(&mut again);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(start: u32, end: u32, name: &str) -> Run {
        let link = name == "a";
        let after = if name == "b" { "*".to_owned() } else { String::new() };
        let close = match name {
            "a" => "</a>",
            "b" => "</b>",
            _ => "</c>",
        };
        Run { span: Span::new(start, end), open: format!("<{name}>"), close, link, after }
    }

    fn check(runs: &[Run], expected: &str) {
        assert_eq!(nested("0123456789", Span::new(0, 10), runs), expected);
    }

    #[test]
    fn what_lies_in_another_is_not_cut() {
        check(&[], "0123456789");
        check(&[run(2, 8, "c"), run(4, 6, "b")], "01<c>23<b>45</b>*67</c>89");
        check(&[run(2, 4, "b"), run(2, 8, "c")], "01<c><b>23</b>*4567</c>89");
        check(&[run(4, 8, "b"), run(2, 8, "c")], "01<c>23<b>4567</b></c>*89");
        check(&[run(0, 5, "b"), run(5, 10, "c")], "<b>01234</b>*<c>56789</c>");
    }

    #[test]
    fn of_two_that_cross_the_one_that_ends_later_is_cut() {
        check(&[run(1, 5, "b"), run(3, 8, "c")], "0<b>12<c>34</c></b>*<c>567</c>89");
    }

    #[test]
    fn nothing_is_said_inside_of_a_link() {
        check(&[run(1, 9, "a"), run(3, 5, "b")], "0<a>12<b>34</b></a>*<a>5678</a>9");
    }

    #[test]
    fn what_reaches_over_the_block_is_clipped_and_text_is_escaped() {
        let text = "<a> & <b>";
        assert_eq!(nested(text, Span::new(4, 9), &[run(0, 5, "c")]), "<c>&amp;</c> &lt;b&gt;");
    }

    #[test]
    fn every_letter_is_written_once_and_every_element_is_closed_whatever_overlaps() {
        let text = "0123456789";
        for seed in 0..500_u32 {
            let pick = |salt: u32| (seed.wrapping_mul(2_654_435_761).rotate_left(salt * 5) ^ salt) % 11;
            let names = ["a", "b", "c"];
            let runs: Vec<Run> = (0..6)
                .map(|at| {
                    let (one, two) = (pick(at), pick(at + 7));
                    run(one.min(two), one.max(two), names[at as usize % 3])
                })
                .collect();
            let html = nested(text, Span::new(0, 10), &runs);
            let (mut letters, mut stack) = (String::new(), Vec::new());
            for part in html.split('<').skip(1).map(|part| part.split_once('>').unwrap()) {
                match part.0.strip_prefix('/') {
                    Some(name) => assert_eq!(stack.pop(), Some(name), "{html}"),
                    None => stack.push(part.0),
                }
                letters.push_str(part.1);
            }
            let before = html.split('<').next().unwrap();
            assert_eq!(format!("{before}{letters}").replace('*', ""), text, "{html}");
            assert!(stack.is_empty(), "{html}");
            let marked = runs.iter().filter(|run| run.close == "</b>" && !run.span.is_empty()).count();
            assert_eq!(html.matches('*').count(), marked, "{html}");
        }
    }
}
