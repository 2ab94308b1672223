//! Asking why, asking what the categories mean, and asking for more or fewer claims.

use super::super::support::PIER;
use super::{BEFORE, Journey, check, found};
use purport::reading::Strictness;
use purport::reading::cues::{cues, record};
use purport::session::{CuePanel, Effect, Mode, Msg};
use std::sync::Arc;

fn panel(journey: &Journey) -> (usize, usize) {
    match journey.model.mode {
        Mode::Cues(CuePanel { selected, top }) => (selected, top),
        _ => panic!("no cues are shown: {:?}", journey.model.mode),
    }
}

fn closed(journey: &Journey) -> bool {
    matches!(journey.model.mode, Mode::Read)
}

#[test]
fn w_shows_the_cues_and_moves_among_them() {
    let mut journey = Journey::new();
    journey.keys("] ] W");
    assert_eq!(panel(&journey), (0, 0));
    journey.keys("Space j");
    assert_eq!(panel(&journey), (1, 0), "another cue is read from its beginning");
    journey.keys("j j j");
    assert_eq!(panel(&journey), (1, 0), "there are only two");
    journey.keys("PgDn PgDn PgUp Up k");
    assert_eq!(panel(&journey), (0, 0));
    journey.keys("G");
    assert_eq!(panel(&journey).0, 1);
    // The next claim's cues, without a decision and without closing.
    journey.keys("]").is("P· O· DP· >O· P· D· O·");
    assert_eq!(panel(&journey), (0, 0));
    for close in ["Esc", "Enter", "W", "a"] {
        journey.keys(close);
        assert!(closed(&journey), "{close} did not close it");
        journey.is("P· O· DP· >O· P· D· O·").keys("W");
    }
    journey.keys("Esc Enter W");
    assert_eq!(panel(&journey), (0, 0), "why leads on to the cues");
    journey.keys("Esc v j 1 W").says("no cue here");
    assert!(closed(&journey));
}

#[test]
fn a_cue_knows_how_often_it_was_right() {
    let mut journey = check("a ] x x 1 3", "P✓ O· DP✗ O✗ P✓ D✓ >O·");
    let judged = |journey: &Journey, index: usize| -> Vec<(String, usize, usize)> {
        let reading = &journey.model.reading;
        let all = cues(reading, reading.mark(index).unwrap()).into_iter();
        let name = |cue| reading.scheme.cue(cue).unwrap().id.clone();
        all.map(|here| (name(here.cue), record(reading, here.cue)))
            .map(|(id, record)| (id, record.confirmed, record.rejected))
            .collect()
    };
    assert_eq!(judged(&journey, 0), [("pledge".to_owned(), 2, 1)]);
    assert_eq!(judged(&journey, 2), [("doubt".to_owned(), 1, 1), ("pledge".to_owned(), 2, 1)]);
    journey.keys("1");
    assert_eq!(judged(&journey, 6), [("must".to_owned(), 0, 2)], "another category is a rejection");
    journey.keys("u u");
    assert_eq!(judged(&journey, 6), [("must".to_owned(), 0, 1)], "what is taken back does not count");
}

#[test]
fn capital_c_shows_the_categories() {
    let mut journey = check("C", BEFORE);
    assert!(matches!(journey.model.mode, Mode::Categories(0)));
    journey.tell(Msg::Resized(60, 12));
    journey.keys("j j k");
    assert!(matches!(journey.model.mode, Mode::Categories(1)));
    journey.keys("a");
    assert!(closed(&journey));
    journey.is(BEFORE);
}

#[test]
fn percent_shows_what_was_decided_in_numbers() {
    let mut journey = check("a x 3 %", "P✓ O✗ D~ >O· P· D· O·");
    let Mode::Numbers(stats, 0) = &journey.model.mode else { panic!("no numbers") };
    assert_eq!((stats.marks, stats.decided, stats.decisions.rejected), (7, 3, 1));
    assert_eq!((stats.kept_seen.kept, stats.kept_seen.decided, stats.kept_blind.decided), (1, 3, 0));
    journey.tell(Msg::Resized(60, 12));
    journey.keys("j j j k Space");
    assert!(matches!(journey.model.mode, Mode::Numbers(_, 3..)));
    journey.keys("x").is("P✓ O✗ D~ >O· P· D· O·");
    assert!(closed(&journey), "a key that closes a window decides nothing");
}

#[test]
fn c_shows_surer_claims_only_then_weaker_ones_too() {
    let mut journey = check("c", BEFORE);
    journey.says("7 claims, stricter +.15");
    journey.keys("c").is(">O· D· O· D· O·").says("5 claims, strictest +.30");
    // The first claim was hidden; it is current again as soon as it is shown.
    journey.keys("c").is(">P· O· DP· D· O· P· D· O·").says("8 claims, looser −.15");
    journey.keys("c").is(BEFORE).says("7 claims, usual");
}

#[test]
fn what_is_decided_stays_whatever_the_strictness() {
    // At the strictest no P shows of itself; what the reader settled or noted does.
    let mut journey = check("a x ] ] e 'hm' Enter c c", "P✓ O✗ D· O· >P· D· O·");
    let tags = journey.model.reading.tags();
    journey.keys("[ [ [ [").is(">P✓ O✗ D· O· P· D· O·");
    assert_eq!(journey.model.reading.tags(), tags);
    // Its proposal is still known, so that accepting and rejecting mean the same.
    journey.keys("x [ [ a [ [").is(">P✓ O✗ D· O· P· D· O·");
    // What is cleared is as weak as it was, and goes; undo brings it back.
    journey.keys("0").is(">O✗ D· O· P· D· O·");
    journey.keys("u").is(">P✓ O✗ D· O· P· D· O·");
    journey.keys("0 c c").is("P· >O✗ DP· O· P· D· O·");
}

#[test]
fn what_is_decided_at_another_strictness_keeps_its_meaning() {
    // Strictest: the machine proposes D alone, and that is what is confirmed.
    let mut journey = check("] ] c c a [", "O· >D✓ O· D· O·");
    assert_eq!(journey.tag().proposed.unwrap().categories, [("doubt".to_owned(), 953)]);
    journey.keys("c c").is("P· O· >D✓ O· P· D· O·");
    // Looser: a weak claim that was rejected stays, with what was proposed.
    let mut journey = check("c c c ] ] ] x", "P· O· DP· D✗ >O· P· D· O·");
    journey.keys("c").is("P· O· DP· D✗ >O· P· D· O·");
    journey.keys("[ a").is("P· O· DP· D✓ >O· P· D· O·");
    // A passage of one's own over a weak claim is one's own.
    let mut journey = check("] ] ] v k k k k 1", "P· O· DP· >P+ O· P· D· O·");
    journey.keys("2 [ c c c").is("P· O· DP· >O+ O· P· D· O·");
}

#[test]
fn the_page_stays_and_a_claim_in_sight_is_current() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 12));
    let anchor = journey.model.nav.view.anchor;
    for _ in 0..4 {
        journey.keys("c");
        assert_eq!(journey.model.nav.view.anchor, anchor);
        let seen = journey.model.nav.view.seen();
        if journey.model.reading.within(seen).next().is_some() {
            assert!(journey.current_is_seen(), "at {:?}", journey.model.reading.strictness());
        }
    }
    journey.is(BEFORE);
    // Where the next one is out of sight, one before it will do.
    let mut unseen = 0;
    for height in 8..40 {
        let mut journey = Journey::open(PIER, Vec::new(), (80, height));
        journey.keys("] ] ] ] c c");
        let (reading, seen) = (&journey.model.reading, journey.model.nav.view.seen());
        let next = reading.mark(3).unwrap().span;
        if reading.within(seen).next().is_some() {
            assert!(journey.current_is_seen(), "at {height} rows");
            unseen += usize::from(!next.overlaps(seen));
        }
    }
    assert!(unseen > 0, "the next one was always in sight");
    // After any other key the hidden claim is forgotten.
    let mut journey = check("c c J K", ">O· D· O· D· O·");
    journey.keys("c c").is("P· >O· DP· O· P· D· O·");
}

#[test]
fn strictness_and_filter_work_together_and_the_place_keeps_it() {
    let mut journey = check("f 1 c c", "O· D· O· D· O·");
    journey.says("5 claims");
    assert!(journey.model.nav.list.is_empty() && journey.model.nav.current.is_none());
    journey.keys("]").says("nothing passes the filter");
    journey.keys("c c").is(">P· O· DP· O· P· D· O·");
    journey.keys("c q");
    let kept = journey.commands.iter().find_map(|command| match command {
        Effect::KeepPlace(kept) => Some(kept.strictness),
        _ => None,
    });
    assert_eq!(kept, Some(Strictness::Stricter));
    // The rest of a long article, read later, is read as strictly.
    let (document, scheme) =
        (Arc::clone(journey.model.document()), Arc::clone(&journey.model.reading.scheme));
    journey.keys("c").tell(Msg::Opened { document: Arc::clone(&document), tags: Vec::new(), same: true });
    journey.tell(found(&document, &scheme));
    assert_eq!(journey.model.reading.marks().len(), 5);
}

#[test]
fn what_is_put_aside_is_not_forgotten() {
    let mut journey = check("c c a a a a a", "O✓ D✓ O✓ D✓ >O✓");
    journey.says("all 5 decided that are this sure; c goes on to the others");
    journey.keys("c c J").is(">P· O✓ D✓ O✓ P· D✓ O✓").says("went on from the beginning");
    let mut journey = Journey::open("The clock has been slow since the war.", Vec::new(), (80, 24));
    journey.keys("]").is("").says("no claim is this sure; c shows weaker ones");
    journey.keys("c c c").is(">D·").says("1 claim, looser");
    journey.keys("a c").is(">D✓").says("1 claim, usual thresholds");
}
