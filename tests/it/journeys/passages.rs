//! Passages of the reader's own: shown where they were marked, one decision with the claim that they re-bound.

use super::{BEFORE, Journey};
use crate::support::PIER;
use proptest::prelude::*;
use purport::reading::Status;
use purport::session::Mode;
use purport::tag::Decision;
use purport::text::Span;

impl Journey {
    fn shown(&self) -> Vec<&str> {
        let text = &self.model.document().text;
        let marks = self.model.reading.marks().iter();
        marks.map(|mark| mark.shown_span().slice(text)).collect()
    }

    fn current(&self) -> &str {
        self.model.current_mark().map_or("", |mark| mark.shown_span().slice(&self.model.document().text))
    }

    /// Every tag is one mark at its own bounds, and its passage is underlined nowhere else.
    fn assert_what_is_marked_is_shown(&self) {
        let document = self.model.document();
        let reading = &self.model.reading;
        for mark in reading.marks().iter().filter(|mark| mark.status != Status::Orphaned) {
            let Some(tag) = &mark.tag else { continue };
            assert_eq!(document.char_range(mark.span), (tag.selector.start, tag.selector.end), "{tag:?}");
            assert_eq!(mark.span.slice(&document.text), tag.selector.exact);
            for (clause, _) in mark.clauses() {
                assert!(mark.span.covers(clause), "{tag:?}");
                let is_own = mark.claim.as_ref().is_none_or(|claim| claim.span != mark.span);
                assert!(!is_own || clause == mark.span, "{tag:?} is underlined at {clause:?}");
            }
        }
        let starts: Vec<(u32, u32)> =
            reading.marks().iter().map(|mark| (mark.span.start(), mark.span.end())).collect();
        assert!(starts.is_sorted(), "{starts:?}");
        // A claim stands in one place: a mark of its own, or the decision on it.
        let mut claims: Vec<Span> =
            reading.marks().iter().filter_map(|mark| Some(mark.claim.as_ref()?.span)).collect();
        let count = claims.len();
        claims.sort_unstable();
        claims.dedup();
        assert_eq!(claims.len(), count, "a claim is listed twice");
    }
}

#[test]
fn what_i_marked_is_what_i_see() {
    // Three words off the front of a claim: the passage is shown, listed and current, and the file holds it.
    let mut journey = Journey::new();
    journey.keys("J v o w w w 3 [");
    let tag = journey.tag();
    assert_eq!(journey.current(), tag.selector.exact);
    let mark = journey.model.current_mark().unwrap();
    assert_eq!(journey.model.reading.excerpt(mark), tag.selector.exact);
    assert_eq!(mark.clauses()[0].0, mark.span);
    journey.assert_what_is_marked_is_shown();
    // The same with a passage that overlaps a claim and belongs to none.
    let mut journey = Journey::new();
    journey.keys("J V v w w 3");
    let own = journey.model.reading.marks().iter().find(|mark| mark.status == Status::Added).unwrap();
    assert_eq!(own.shown_span(), own.span);
    assert_eq!(own.tag.as_ref().unwrap().selector.exact, own.span.slice(&journey.model.document().text));
    assert_eq!(journey.model.reading.marks().len(), 8, "the claim beside it stays undecided");
    journey.assert_what_is_marked_is_shown();
}

#[test]
fn trimming_a_claim_is_one_decision_that_keeps_the_suggestion() {
    let mut journey = Journey::new();
    let whole = journey.current().to_owned();
    journey.keys("v");
    assert_eq!(journey.selected(), whole, "it begins with the bounds of the claim");
    assert_eq!(journey.model.selection_title(selection(&journey)), "trim this claim");
    journey.keys("o w w o b Enter").is(">P✓ O· DP· O· P· D· O·").says("accepted as Promise");
    let tag = journey.tag();
    assert!(whole.contains(&tag.selector.exact) && tag.selector.exact.len() < whole.len());
    let proposed = tag.proposed.clone().unwrap();
    let (start, end) = proposed.range.unwrap();
    let document = journey.model.document();
    assert!(document.span_of_chars(start, end).slice(PIER).contains(&whole), "{proposed:?}");
    assert_eq!(tag.decision, Decision::Confirmed);
    // Each further change of bounds keeps what was suggested.
    journey.keys("v b b Enter").says("new bounds");
    assert_eq!(journey.tag().proposed, Some(proposed));
    assert_eq!(journey.tag().id, tag.id);
    journey.keys("u u").is(BEFORE);
    assert_eq!(journey.current(), whole);
    journey.keys("Ctrl-r").is(">P✓ O· DP· O· P· D· O·");
    assert_eq!(journey.tag(), tag);
    // `0` takes the decision and its bounds back, with a note too.
    journey.keys("0").is(BEFORE);
    assert_eq!(journey.current(), whole);
    journey.keys("v b 1 [ e 'why' Enter 0").is(BEFORE);
    assert_eq!((journey.current(), journey.tag().is_rebounded()), (whole.as_str(), false));
}

fn selection(journey: &Journey) -> purport::session::Selection {
    let Mode::Select(selection) = journey.model.mode else { panic!("nothing is selected") };
    selection
}

#[test]
fn a_trimmed_claim_takes_every_other_key() {
    // A digit, `a` and `x` decide at once; later keys keep the bounds.
    let mut journey = Journey::new();
    journey.keys("v b b 2 [").is(">O~ O· DP· O· P· D· O·");
    let bounds = journey.tag().selector;
    journey.keys("1 [ i 2").is(">PO~ O· DP· O· P· D· O·");
    assert_eq!(journey.tag().selector, bounds);
    journey.keys("x [ a [").is(">P✓ O· DP· O· P· D· O·");
    assert_eq!(journey.tag().selector, bounds);
    journey.keys(". [").is(">P» O· DP· O· P· D· O·");
    let mut journey = Journey::new();
    journey.keys("v b a [").is(">P✓ O· DP· O· P· D· O·");
    assert!(journey.tag().is_rebounded());
    let mut journey = Journey::new();
    journey.keys("v b x [").is(">P✗ O· DP· O· P· D· O·");
    assert!(!journey.tag().is_rebounded(), "bounds of a claim that is none do not matter");
    // Bulk decisions leave it alone, and undo together.
    let mut journey = Journey::new();
    journey.keys("v b b a A y");
    journey.keys("u u").is(BEFORE);
    // Hidden suggestions are not accepted by bounds alone.
    let mut journey = Journey::new();
    journey.keys("B v b b Enter").is(">· · · · · · ·").says("new bounds");
    journey.keys("2").is("O~ >· · · · · ·");
    assert!(journey.model.reading.mark(0).unwrap().is_rebounded());
}

#[test]
fn v_again_and_capital_v_select_a_new_passage() {
    let mut journey = Journey::new();
    let title = |journey: &Journey| journey.model.selection_title(selection(journey));
    journey.keys("v v");
    assert_eq!(title(&journey), "new passage: sentence");
    journey.keys("v");
    assert_eq!(title(&journey), "new passage");
    journey.keys("v");
    assert_eq!(title(&journey), "new passage: sentence");
    journey.keys("Esc V");
    assert_eq!(title(&journey), "new passage: sentence");
    let cursor = journey.model.text_cursor().unwrap();
    assert_eq!(cursor, journey.model.current_mark().unwrap().span.start(), "it starts at the claim");
    // A new passage of almost the claim's bounds is a decision on that claim.
    journey.keys("1").is("P✓ >O· DP· O· P· D· O·");
}

#[test]
fn the_cursor_moves_by_rows_and_scrolls() {
    let mut journey = Journey::open(PIER, Vec::new(), (60, 12));
    journey.keys("V $ 0");
    for _ in 0..30 {
        journey.keys("j");
        let cursor = journey.model.text_cursor().unwrap();
        assert!(journey.model.nav.view.seen().contains(cursor));
    }
    let last = journey.model.text_cursor().unwrap();
    assert!(last as usize > PIER.len() - 100, "{last}");
    for _ in 0..40 {
        journey.keys("k");
    }
    assert!(journey.model.text_cursor().unwrap() < 60);
}

#[test]
fn own_bounds_follow_an_edit_of_the_article() {
    let mut journey = Journey::new();
    journey.keys("v o w w o b 1 [");
    let tag = journey.tag();
    let later = PIER.replacen("The ", "In spring, the old town changed. The ", 1);
    let mut reopened = Journey::open(&later, vec![tag.clone()], (100, 70));
    let marks = reopened.model.reading.marks();
    let found: Vec<_> = marks.iter().filter(|mark| mark.tag.is_some()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].span.slice(&later), tag.selector.exact);
    assert!(found[0].claim.is_some(), "it is still the decision on its claim");
    let at = marks.iter().position(|mark| mark.tag.is_some()).unwrap();
    assert!(marks.iter().all(|mark| mark.tag.is_some() || !mark.span.overlaps(found[0].span)));
    while reopened.model.nav.current != Some(at) {
        reopened.keys("]");
    }
    // Further trimming counts the suggestion in the new text.
    reopened.keys("v b Enter");
    let (start, end) = reopened.tag().proposed.unwrap().range.unwrap();
    let suggested = reopened.model.document().span_of_chars(start, end);
    assert!(suggested.slice(&later).contains(&tag.selector.exact));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_keys_leave_tags_that_equal_the_marks(
        keys in prop::collection::vec(prop_oneof![
            Just("v"), Just("V"), Just("o"), Just("w"), Just("b"), Just("e"), Just("h"), Just("l"), Just("j"),
            Just("k"), Just(")"), Just("("), Just("}"), Just("s"), Just("1"), Just("2"), Just("a"), Just("x"),
            Just("Enter"), Just("Esc"), Just("]"), Just("["), Just("J"), Just("0"), Just("."), Just("u"),
            Just("Ctrl-r"), Just("v b b Enter"), Just("v o w w 1"), Just("V v w w w 2"), Just("r x"), Just("Esc c"),
        ], 1..40),
    ) {
        let mut journey = Journey::new();
        let before = journey.shown().join("|");
        for key in &keys {
            journey.keys(key);
            journey.assert_what_is_marked_is_shown();
        }
        journey.keys("Esc Esc");
        for _ in 0..2 * keys.len() {
            journey.keys("u");
            journey.assert_what_is_marked_is_shown();
        }
        // The threshold is no decision, and is not undone.
        while journey.model.reading.threshold_shift().shift() != 0 {
            journey.keys("c");
        }
        prop_assert_eq!(journey.shown().join("|"), before);
        prop_assert!(journey.model.reading.tags().is_empty());
    }
}
