//! Panels on cues, categories and numbers; stricter and looser thresholds.

use super::{BEFORE, Journey, check, classified};
use crate::support::PIER;
use purport::reading::ThresholdShift;
use purport::reading::explanation::{cue_record, summarize_cues};
use purport::session::{Effect, Mode, Msg, PopupKind};
use std::sync::Arc;

fn panel(journey: &Journey) -> (usize, usize) {
    let popup = journey.popup();
    let PopupKind::Cues { selected } = popup.kind else { panic!("no cues are shown: {popup:?}") };
    (selected, popup.top)
}

fn closed(journey: &Journey) -> bool {
    matches!(journey.model.mode, Mode::Read)
}

#[test]
fn w_shows_the_cues_one_by_one() {
    let mut journey = Journey::new();
    journey.keys("] ] W");
    assert_eq!(panel(&journey), (0, 0));
    journey.keys("PgDn j");
    assert_eq!(panel(&journey), (1, 0), "another cue starts at its top");
    journey.keys("j j j");
    assert_eq!(panel(&journey), (1, 0), "there are two cues");
    journey.keys("PgDn PgDn PgUp Up k");
    assert_eq!(panel(&journey), (0, 0));
    journey.keys("G");
    assert_eq!(panel(&journey).0, 1);
    // `]` shows the next claim's cues in the open panel.
    journey.keys("]").is("P· O· DP· >O· P· D· O·");
    assert_eq!(panel(&journey), (0, 0));
    for close in ["Esc", "q", "W"] {
        journey.keys(close);
        assert!(closed(&journey), "{close} did not close it");
        journey.is("P· O· DP· >O· P· D· O·").keys("W");
    }
    journey.keys("Esc Enter W");
    assert_eq!(panel(&journey), (0, 0), "the detail panel leads to the cues");
    journey.keys("Esc V ) 1 W").says("no suggestion here");
    assert!(closed(&journey));
}

#[test]
fn cues_count_confirmed_and_rejected_claims() {
    let mut journey = check("a ] x x 1 3", "P✓ O· DP✗ O✗ P✓ D✓ >O·");
    let judged = |journey: &Journey, index: usize| -> Vec<(String, usize, usize)> {
        let reading = &journey.model.reading;
        let all = summarize_cues(reading, reading.mark(index).unwrap()).into_iter();
        let name = |cue| reading.scheme.cue(cue).unwrap().id.clone();
        all.map(|here| (name(here.cue), cue_record(reading, here.cue)))
            .map(|(id, record)| (id, record.confirmed, record.rejected))
            .collect()
    };
    assert_eq!(judged(&journey, 0), [("pledge".to_owned(), 2, 1)]);
    assert_eq!(judged(&journey, 2), [("doubt".to_owned(), 1, 1), ("pledge".to_owned(), 2, 1)]);
    journey.keys("1");
    assert_eq!(judged(&journey, 6), [("must".to_owned(), 0, 2)], "another category counts as a rejection");
    journey.keys("u u");
    assert_eq!(judged(&journey, 6), [("must".to_owned(), 0, 1)], "an undone decision does not count");
}

#[test]
fn capital_c_shows_the_categories() {
    let mut journey = check("C", BEFORE);
    assert_eq!(journey.shows("Categories").popup().top, 0);
    journey.tell(Msg::Resized(60, 12));
    journey.keys("j j k");
    assert_eq!(journey.popup().top, 1);
    journey.keys("a");
    assert!(closed(&journey));
    journey.is(BEFORE);
}

#[test]
fn percent_shows_the_numbers() {
    let mut journey = check("a x 3 %", "P✓ O✗ D~ >O· P· D· O·");
    let PopupKind::Numbers(stats) = &journey.popup().kind else { panic!("no numbers") };
    assert_eq!((stats.marks, stats.decided, stats.decisions.rejected), (7, 3, 1));
    assert_eq!(
        (stats.acceptance_seen.accepted, stats.acceptance_seen.decided, stats.acceptance_blind.decided),
        (1, 3, 0)
    );
    journey.tell(Msg::Resized(60, 12));
    journey.keys("j j j k PgDn");
    assert!(journey.popup().top >= 3);
    journey.keys("x").is("P✓ O✗ D~ >O· P· D· O·");
    assert!(closed(&journey), "a key that closes a window decides nothing");
}

#[test]
fn c_cycles_through_stricter_and_looser_thresholds() {
    let mut journey = check("c", BEFORE);
    journey.says("7 claims, stricter +.15");
    journey.keys("c").is(">O· D· O· D· O·").says("5 claims, strictest +.30");
    // The hidden first claim becomes current again as soon as it is shown.
    journey.keys("c").is(">P· O· DP· D· O· P· D· O·").says("8 claims, looser −.15");
    journey.keys("c").is(BEFORE).says("7 claims, usual");
}

#[test]
fn decided_claims_stay_at_every_threshold() {
    // At the strictest no undecided P shows; decided and noted ones do.
    let mut journey = check("a x ] ] e 'hm' Enter c c", "P✓ O✗ D· O· >P· D· O·");
    let tags = journey.model.reading.tags();
    journey.keys("[ [ [ [").is(">P✓ O✗ D· O· P· D· O·");
    assert_eq!(journey.model.reading.tags(), tags);
    // The proposal is kept, so accepting and rejecting mean the same.
    journey.keys("x [ [ a [ [").is(">P✓ O✗ D· O· P· D· O·");
    // A cleared weak claim is hidden; undo shows it again.
    journey.keys("0").is(">O✗ D· O· P· D· O·");
    journey.keys("u").is(">P✓ O✗ D· O· P· D· O·");
    journey.keys("0 c c").is("P· >O✗ DP· O· P· D· O·");
}

#[test]
fn decisions_record_what_was_proposed_at_their_threshold() {
    // At the strictest only D is proposed, and only D is confirmed.
    let mut journey = check("] ] c c a [", "O· >D✓ O· D· O·");
    assert_eq!(journey.tag().proposed.unwrap().categories, [("doubt".to_owned(), 953)]);
    journey.keys("c c").is("P· O· >D✓ O· P· D· O·");
    // A rejected weak claim stays, with its proposal.
    let mut journey = check("c c c ] ] ] x", "P· O· DP· D✗ >O· P· D· O·");
    journey.keys("c").is("P· O· DP· D✗ >O· P· D· O·");
    journey.keys("[ a").is("P· O· DP· D✓ >O· P· D· O·");
    // A passage added over a weak claim stays an added one.
    let mut journey = check("] ] ] V ( ( ( ( 1", "P· O· DP· >P+ O· P· D· O·");
    journey.keys("2 [ c c c").is("P· O· DP· >O+ O· P· D· O·");
}

#[test]
fn changing_thresholds_keeps_the_page_and_a_visible_current_claim() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 12));
    let anchor = journey.model.nav.view.anchor;
    for _ in 0..4 {
        journey.keys("c");
        assert_eq!(journey.model.nav.view.anchor, anchor);
        let seen = journey.model.nav.view.seen();
        if journey.model.reading.overlapping(seen).next().is_some() {
            assert!(journey.current_is_seen(), "at {:?}", journey.model.reading.threshold_shift());
        }
    }
    journey.is(BEFORE);
    // Where the next claim is out of sight, a visible one before it becomes current.
    let mut unseen = 0;
    for height in 8..40 {
        let mut journey = Journey::open(PIER, Vec::new(), (80, height));
        journey.keys("] ] ] ] c c");
        let (reading, seen) = (&journey.model.reading, journey.model.nav.view.seen());
        let next = reading.mark(3).unwrap().span;
        if reading.overlapping(seen).next().is_some() {
            assert!(journey.current_is_seen(), "at {height} rows");
            unseen += usize::from(!next.overlaps(seen));
        }
    }
    assert!(unseen > 0, "the next claim was always in sight");
    // Any other key forgets the hidden claim.
    let mut journey = check("c c J K", ">O· D· O· D· O·");
    journey.keys("c c").is("P· >O· DP· O· P· D· O·");
}

#[test]
fn thresholds_combine_with_filters_and_are_remembered() {
    let mut journey = check("f 1 c c", "O· D· O· D· O·");
    journey.says("5 claims");
    assert!(journey.model.nav.list.is_empty() && journey.model.nav.current.is_none());
    journey.keys("]").says("nothing passes the filter");
    journey.keys("c c").is(">P· O· DP· O· P· D· O·");
    journey.keys("c q");
    let kept = journey.commands.iter().find_map(|command| match command {
        Effect::KeepArticleState(kept) => Some(kept.threshold_shift),
        _ => None,
    });
    assert_eq!(kept, Some(ThresholdShift::Stricter));
    // Parts of a long article that arrive later use the same threshold.
    let (document, scheme) =
        (Arc::clone(journey.model.document()), Arc::clone(&journey.model.reading.scheme));
    journey.keys("c").tell(Msg::Opened { document: Arc::clone(&document), tags: Vec::new(), same: true });
    journey.tell(classified(&document, &scheme));
    assert_eq!(journey.model.reading.marks().len(), 5);
}

#[test]
fn undecided_claims_below_the_threshold_are_mentioned() {
    let mut journey = check("c c a a a a a", "O✓ D✓ O✓ D✓ >O✓");
    journey.offers("all 5 decided c weaker claims q quit");
    journey.keys("J").says("all 5 decided at this threshold; c shows others");
    journey.keys("c c J").is(">P· O✓ D✓ O✓ P· D✓ O✓").says("continued from the beginning");
    let mut journey = Journey::open("The clock has been slow since the war.", Vec::new(), (80, 24));
    journey.keys("]").is("").says("no claim reaches the threshold; c shows weaker ones");
    journey.keys("c c c").is(">D·").says("1 claim, looser");
    journey.keys("a c").is(">D✓").says("1 claim, usual thresholds");
}
