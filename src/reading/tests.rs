//! What must hold when claims and tags meet.

use super::*;
use crate::claim::{CategoryId, Scored};
use crate::tag::{Decision, Proposed};

const TEXT: &str = "One yields. Two asks. Three warns. Four rests.";

fn claim(start: u32, end: u32, category: u8) -> Claim {
    let span = Span::new(start, end);
    let scores = vec![Scored { category: CategoryId(category), score: 700, clause: span }];
    Claim { span, scores, evidence: Vec::new(), speaker: None }
}

fn reading() -> Reading {
    let document = Document::new("n", TEXT.to_owned(), Vec::new(), Vec::new(), "d".to_owned());
    Reading::new(Arc::new(document), Arc::new(Scheme::claims()))
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
        annotator: String::new(),
        at: String::new(),
        proposed,
    })
}

fn shape(reading: &Reading) -> Vec<(u32, Standing, bool)> {
    reading.marks().iter().map(|mark| (mark.span.start(), mark.standing, mark.claim.is_some())).collect()
}

#[test]
fn claims_and_tags_meet_in_either_order() {
    let mut one = reading();
    one.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    let decided = tag(&one, 12, 21, Decision::Confirmed);
    one.place(Arc::clone(&decided), true);
    let mut two = reading();
    two.place(decided, true);
    two.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    assert_eq!(shape(&one), [(0, Standing::Undecided, true), (12, Standing::Confirmed, true)]);
    assert_eq!(shape(&one), shape(&two));
    assert_eq!(one.counts(), two.counts());
    assert_eq!((one.counts().marks, one.counts().decided), (2, 1));
}

#[test]
fn claims_that_come_late_find_their_place() {
    let mut reading = reading();
    let added = tag(&reading, 22, 28, Decision::Added);
    reading.place(added, true);
    reading.add_claims(vec![claim(0, 11, 0)]);
    reading.add_claims(vec![claim(12, 21, 2), claim(22, 34, 3), claim(35, 46, 1)]);
    let starts: Vec<u32> = reading.marks().iter().map(|mark| mark.span.start()).collect();
    assert_eq!(starts, [0, 12, 22, 22, 35]);
    let found: Vec<usize> = reading.within(Span::new(20, 36)).map(|(index, _)| index).collect();
    assert_eq!(found, [1, 2, 3, 4]);
}

#[test]
fn taking_a_tag_away_leaves_the_claim_and_removes_a_passage() {
    let mut reading = reading();
    reading.add_claims(vec![claim(0, 11, 0)]);
    let passage = tag(&reading, 13, 20, Decision::Added);
    let index = reading.join(passage, Span::new(13, 20));
    reading.set(index, None);
    assert_eq!(shape(&reading), [(0, Standing::Undecided, true)]);
    let rejected = tag(&reading, 0, 11, Decision::Rejected);
    reading.set(0, Some(rejected));
    assert_eq!((reading.counts().of(CategoryId(0)), reading.counts().decided), (0, 1));
    reading.set(0, None);
    assert_eq!((reading.counts().of(CategoryId(0)), reading.counts().decided), (1, 0));
}

#[test]
fn restoring_by_id_undoes_and_redoes() {
    let mut reading = reading();
    let added = tag(&reading, 13, 20, Decision::Added);
    reading.join(Arc::clone(&added), Span::new(13, 20));
    reading.restore("t-13", None);
    assert!(reading.marks().is_empty());
    assert_eq!(reading.restore("t-13", Some(added)), Some(0));
    assert_eq!(shape(&reading), [(13, Standing::Added, false)]);
    assert_eq!(reading.restore("t-unknown", None), None);
}

#[test]
fn a_tag_whose_passage_is_gone_is_listed_last_and_kept() {
    let mut reading = reading();
    let mut gone = tag(&reading, 0, 11, Decision::Confirmed).as_ref().clone();
    gone.selector.exact = "Nobody ever wrote this sentence here.".to_owned();
    assert_eq!(reading.place(Arc::new(gone.clone()), false), Anchor::Orphaned);
    reading.add_claims(vec![claim(35, 46, 0)]);
    assert_eq!(shape(&reading), [(35, Standing::Undecided, true), (46, Standing::Orphaned, false)]);
    assert_eq!(reading.tags(), [Arc::new(gone)]);
    assert_eq!((reading.counts().marks, reading.counts().orphaned), (1, 1));
}

#[test]
fn a_filter_passes_by_category_and_standing() {
    let mut reading = reading();
    reading.add_claims(vec![claim(0, 11, 0), claim(12, 21, 2)]);
    let decided = tag(&reading, 0, 11, Decision::Confirmed);
    reading.set(0, Some(decided));
    let passing =
        |filter: Filter| -> Vec<bool> { reading.marks().iter().map(|mark| filter.passes(mark)).collect() };
    assert_eq!(passing(Filter { show: Show::Undecided, ..Filter::default() }), [false, true]);
    assert_eq!(passing(Filter { category: Some(CategoryId(1)), show: Show::All }), [true, false]);
    assert!(Filter::default().is_open());
}
