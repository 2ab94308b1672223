//! Skipping: a claim seen and left open, not asked again until the list shows skipped ones.

use super::{BEFORE, Journey, check};
use purport::reading::Status;
use purport::tag::Decision;

#[test]
fn a_skipped_claim_is_left_open_and_not_asked_again() {
    let mut journey = check(".", "P» >O· DP· O· P· D· O·");
    journey.says("skipped: “The council");
    let counts = journey.model.reading.counts();
    assert_eq!((counts.decided, counts.skipped), (0, 1));
    // Neither `J` nor the decision of the last undecided claim comes back to it.
    journey.keys("K").is("P» O· DP· O· P· D· >O·");
    journey.keys("J").is("P» >O· DP· O· P· D· O·");
    journey.keys("a a a a a a").offers("✓ 6 decided, 1 skipped q quit");
    journey.offers("f . skipped claims").keys("J").says("6 decided, 1 skipped; f . lists those");
    // The list of skipped claims asks again; a decision replaces the skip.
    let mut journey = check(". . f .", "P» >O» DP· O· P· D· O·");
    assert_eq!(journey.model.nav.list.len(), 2);
    journey.keys("J").is(">P» O» DP· O· P· D· O·");
    journey.keys("3").is("D~ >O» DP· O· P· D· O·");
    journey.keys("A y").is("D~ O✓ DP· O· P· D· O·");
}

#[test]
fn a_skip_is_a_decision_of_its_own_in_the_file() {
    let mut journey = check(". [", ">P» O· DP· O· P· D· O·");
    let tag = journey.tag();
    assert_eq!((tag.decision, tag.categories.len(), tag.saw_machine), (Decision::Skipped, 0, None));
    assert_eq!(tag.proposed.map(|proposed| proposed.categories.len()), Some(1), "it stays what it was");
    // Skipping again changes nothing; undo and `0` bring the question back.
    journey.keys(". u").is(BEFORE).keys("u").says("nothing to undo");
    check(". [ 0", BEFORE).says("undecided again");
    // A decided claim can be opened again by skipping it.
    check("3 [ .", "P» >O· DP· O· P· D· O·");
}

#[test]
fn a_skip_reveals_no_hidden_suggestion() {
    check("B . [", ">» · · · · · ·");
}

#[test]
fn a_passage_of_the_readers_own_keeps_its_categories_while_skipped() {
    let mut journey = Journey::new();
    journey.keys("r 2 Esc");
    let own = |journey: &Journey| {
        let marks = journey.model.reading.marks().iter();
        marks.filter(|mark| mark.claim.is_none()).map(|mark| (mark.status, mark.categories.len())).collect()
    };
    let added: Vec<_> = own(&journey);
    assert_eq!(added, [(Status::Added, 1)]);
    let at = journey.model.reading.marks().iter().position(|mark| mark.claim.is_none()).unwrap();
    journey.keys("g ["); // the last one
    while journey.model.nav.current != Some(at) {
        journey.keys("]");
    }
    journey.keys(".");
    let skipped: Vec<_> = own(&journey);
    assert_eq!(skipped, [(Status::Skipped, 1)]);
}
