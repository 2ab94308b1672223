//! Invariants of merging claims and tags.

use super::*;
use crate::claim::{CategoryId, Engine, Scored, Speaker};
use crate::tag::Selector;
use crate::tag::{Decision, Proposed};
use std::collections::BTreeMap;

const TEXT: &str = "One yields. Two asks. Three warns. Four rests.";

fn claim(start: u32, end: u32, category: u8) -> Claim {
    let span = Span::new(start, end);
    let scores = vec![Scored { category: CategoryId(category), score: 700, clause: span }];
    Claim {
        span,
        scores,
        evidence: Vec::new(),
        words: Vec::new(),
        speaker: Speaker::Author,
        engine: Some(Engine::Cues),
    }
}

fn reading() -> Reading {
    let document = Document::new("n", TEXT.to_owned(), Vec::new(), Vec::new(), "d".to_owned());
    // The grades below are meant for thresholds of one half, whatever the scheme was fitted to.
    let mut scheme = Scheme::claims();
    scheme.categories.iter_mut().for_each(|category| category.threshold = 500);
    Reading::new(Arc::new(document), Arc::new(scheme))
}

fn tag(reading: &Reading, start: u32, end: u32, decision: Decision) -> Arc<Tag> {
    let proposed = (decision != Decision::Added).then(Proposed::default);
    Arc::new(Tag {
        id: format!("t-{start}"),
        selector: Selector::of(&reading.document, Span::new(start, end)),
        categories: vec![reading.scheme.categories[1].id.clone()],
        decision,
        labels: Vec::new(),
        note: String::new(),
        speaker: None,
        fields: BTreeMap::new(),
        annotator: String::new(),
        at: String::new(),
        proposed,
        seen: None,
        saw_machine: None,
        via: None,
        from: Vec::new(),
        conflicts: Vec::new(),
    })
}

fn shape(reading: &Reading) -> Vec<(u32, Status, bool)> {
    reading.marks().iter().map(|mark| (mark.span.start(), mark.status, mark.claim.is_some())).collect()
}

#[test]
fn claims_and_tags_match_in_either_order() {
    let mut one = reading();
    one.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    let decided = tag(&one, 12, 21, Decision::Confirmed);
    one.add_tags(vec![decided.as_ref().clone()], true);
    let mut two = reading();
    two.add_tags(vec![decided.as_ref().clone()], true);
    two.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    assert_eq!(shape(&one), [(0, Status::Undecided, true), (12, Status::Confirmed, true)]);
    assert_eq!(shape(&one), shape(&two));
    assert_eq!(one.counts(), two.counts());
    assert_eq!((one.counts().marks, one.counts().decided), (2, 1));
}

#[test]
fn late_claims_are_inserted_in_text_order() {
    let mut reading = reading();
    let added = tag(&reading, 22, 28, Decision::Added);
    reading.add_tags(vec![added.as_ref().clone()], true);
    reading.add_claims(vec![claim(0, 11, 0)]);
    reading.add_claims(vec![claim(12, 21, 2), claim(22, 34, 3), claim(35, 46, 1)]);
    let starts: Vec<u32> = reading.marks().iter().map(|mark| mark.span.start()).collect();
    assert_eq!(starts, [0, 12, 22, 22, 35]);
    let found: Vec<usize> = reading.overlapping(Span::new(20, 36)).map(|(index, _)| index).collect();
    assert_eq!(found, [1, 2, 3, 4]);
}

#[test]
fn taking_a_tag_away_leaves_the_claim_and_removes_a_passage() {
    let mut reading = reading();
    reading.add_claims(vec![claim(0, 11, 0)]);
    let passage = tag(&reading, 13, 20, Decision::Added);
    let index = reading.join(passage, Span::new(13, 20));
    reading.set_tag(index, None);
    assert_eq!(shape(&reading), [(0, Status::Undecided, true)]);
    let rejected = tag(&reading, 0, 11, Decision::Rejected);
    reading.set_tag(0, Some(rejected));
    assert_eq!((reading.counts().category(CategoryId(0)).claims, reading.counts().decided), (0, 1));
    reading.set_tag(0, None);
    assert_eq!((reading.counts().category(CategoryId(0)).claims, reading.counts().decided), (1, 0));
}

#[test]
fn restoring_by_id_undoes_and_redoes() {
    let mut reading = reading();
    let added = tag(&reading, 13, 20, Decision::Added);
    reading.join(Arc::clone(&added), Span::new(13, 20));
    reading.restore("t-13", None);
    assert!(reading.marks().is_empty());
    assert_eq!(reading.restore("t-13", Some(added)), Some(0));
    assert_eq!(shape(&reading), [(13, Status::Added, false)]);
    assert_eq!(reading.restore("t-unknown", None), None);
}

#[test]
fn a_tag_whose_passage_is_gone_is_listed_last_and_kept() {
    let mut reading = reading();
    let mut gone = tag(&reading, 0, 11, Decision::Confirmed).as_ref().clone();
    gone.selector.exact = "Nobody ever wrote this sentence here.".to_owned();
    assert_eq!(reading.add_tags(vec![gone.clone()], false), [Anchor::Orphaned]);
    reading.add_claims(vec![claim(35, 46, 0)]);
    assert_eq!(shape(&reading), [(35, Status::Undecided, true), (46, Status::Orphaned, false)]);
    assert_eq!(reading.tags(), [Arc::new(gone)]);
    assert_eq!((reading.counts().marks, reading.counts().orphaned), (1, 1));
}

#[test]
fn filters_by_category_and_status() {
    let mut reading = reading();
    reading.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    let decided = tag(&reading, 0, 11, Decision::Confirmed);
    reading.set_tag(0, Some(decided));
    let passing = |filter: Filter| -> Vec<bool> {
        reading.marks().iter().map(|mark| filter.passes(mark, &reading)).collect()
    };
    assert_eq!(passing(Filter { status: StatusFilter::Undecided, ..Filter::default() }), [false, true]);
    assert_eq!(passing(Filter { category: Some(CategoryId(1)), ..Filter::default() }), [true, false]);
    assert!(Filter::default().is_open());
}

/// The scores of four claims, each of its own category: from sure to weak.
fn graded() -> Vec<Claim> {
    let claims = [claim(0, 11, 0), claim(12, 21, 1), claim(22, 34, 2), claim(35, 46, 3)];
    let graded = claims.into_iter().zip([900, 700, 500, 380]);
    graded
        .map(|(mut claim, score)| {
            claim.scores[0].score = score;
            claim
        })
        .collect()
}

fn starts(reading: &Reading) -> Vec<u32> {
    reading.marks().iter().map(|mark| mark.span.start()).collect()
}

const CYCLE: [(ThresholdShift, &[u32]); 5] = [
    (ThresholdShift::Usual, &[0, 12, 22]),
    (ThresholdShift::Stricter, &[0, 12]),
    (ThresholdShift::Strictest, &[0]),
    (ThresholdShift::Looser, &[0, 12, 22, 35]),
    (ThresholdShift::Usual, &[0, 12, 22]),
];

#[test]
fn threshold_shift_applies_to_late_claims_too() {
    let mut late = reading();
    late.add_claims(graded());
    for (strictness, expected) in CYCLE {
        late.set_threshold_shift(strictness);
        let mut early = reading();
        early.set_threshold_shift(strictness);
        early.add_claims(graded());
        for reading in [&late, &early] {
            assert_eq!(
                (starts(reading).as_slice(), reading.below_threshold()),
                (expected, 4 - expected.len())
            );
        }
        assert_eq!(late.counts(), early.counts());
        assert_eq!(
            (late.counts().marks, late.counts().category(CategoryId(2)).claims),
            (expected.len(), expected.len() / 3)
        );
    }
}

#[test]
fn decided_claims_are_never_hidden() {
    let mut reading = reading();
    reading.add_claims(graded());
    let own = |reading: &Reading, index: usize, tag: &Tag| {
        let id = reading.scheme.categories[index].id.clone();
        let proposed = Some(Proposed { categories: vec![(id, 500)], ..Proposed::default() });
        Arc::new(Tag { proposed, ..tag.clone() })
    };
    let rejected = own(&reading, 2, &tag(&reading, 22, 34, Decision::Rejected));
    reading.set_tag(2, Some(Arc::clone(&rejected)));
    for (strictness, expected) in CYCLE {
        reading.set_threshold_shift(strictness);
        let with: Vec<u32> =
            [0, 12, 22, 35].into_iter().filter(|at| expected.contains(at) || *at == 22).collect();
        assert_eq!(starts(&reading), with);
        let mark = reading.marks().iter().find(|mark| mark.span.start() == 22).unwrap();
        assert_eq!((mark.status, mark.categories.as_slice()), (Status::Rejected, &[CategoryId(2)][..]));
        let tally = CategoryCounts { claims: 0, decided: 0, rejected: 1 };
        assert_eq!((reading.counts().decided, reading.counts().category(CategoryId(2))), (1, tally));
    }
    // Without a tag it is below the threshold, and a tag for it finds it there.
    reading.set_threshold_shift(ThresholdShift::Strictest);
    reading.restore("t-22", None);
    assert_eq!((starts(&reading), reading.below_threshold()), (vec![0], 3));
    assert_eq!(reading.restore("t-22", Some(rejected)), Some(1));
    assert_eq!(shape(&reading)[1], (22, Status::Rejected, true));
    assert_eq!(reading.below_threshold(), 2);
}

#[test]
fn a_rebounded_tag_is_one_mark_at_its_own_bounds_in_either_order() {
    let claims = || vec![claim(0, 11, 0), claim(12, 46, 2)];
    let mut one = reading();
    let range = Some((12, 46));
    let rebounded = tag(&one, 35, 46, Decision::Confirmed).as_ref().clone();
    let proposed = Some(Proposed { range, ..Proposed::default() });
    let rebounded = Tag { proposed, ..rebounded };
    one.add_claims(claims());
    one.add_tags(vec![rebounded.clone()], true);
    let mut two = reading();
    two.add_tags(vec![rebounded], true);
    two.add_claims(claims());
    for reading in [&one, &two] {
        assert_eq!(shape(reading), [(0, Status::Undecided, true), (35, Status::Confirmed, true)]);
        let mark = reading.mark(1).unwrap();
        assert_eq!((mark.clauses()[0].0, reading.excerpt(mark)), (mark.span, "Four rests.".to_owned()));
    }
    assert_eq!(one.marks(), two.marks());
    // Without the tag, the claim is back at its own bounds.
    assert_eq!(one.set_tag(1, None), Some(1));
    assert_eq!(shape(&one), [(0, Status::Undecided, true), (12, Status::Undecided, true)]);
}
