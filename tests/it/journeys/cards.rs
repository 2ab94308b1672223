//! Card mode: one claim at a time, with the tags of the page.

use super::{BEFORE, Journey, check};
use purport::session::{Card, Line};

fn text(line: &Line) -> String {
    line.iter().map(|piece| piece.text.as_str()).collect()
}

fn card(journey: &Journey) -> &Card {
    journey.model.card.as_ref().expect("a card is shown")
}

/// All that stands on the card, a line each.
fn shown(journey: &Journey) -> String {
    let layout = &card(journey).layout;
    let heading = format!("{} {}", text(&layout.heading.0), text(&layout.heading.1));
    std::iter::once(heading).chain(layout.lines.iter().map(text)).collect::<Vec<_>>().join("\n")
}

#[test]
fn cards_make_the_same_tags_as_the_page() {
    let keys = "a x 3 e 'why' Enter a i 1 ] u a";
    let tags = |keys: &str| {
        let mut journey = Journey::new();
        journey.keys(keys);
        let tags = journey.saves().last().unwrap().1.clone();
        tags.iter()
            .map(|tag| (tag.selector.exact.clone(), tag.decision.clone(), tag.note.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(tags(&format!("Z {keys}")), tags(keys));
}

#[test]
fn a_card_shows_one_claim_and_the_sentences_around_it() {
    let journey = check("Z", BEFORE);
    let page = shown(&journey);
    assert!(page.starts_with("Promise 73\u{a0}%") && page.contains("¶"), "{page}");
    assert!(page.contains("The council pledged a new pier on Monday.") && page.contains("0/7"), "{page}");
    let mut journey = check("Z a", "P✓ >O· DP· O· P· D· O·");
    let page = shown(&journey);
    assert!(
        page.contains("and the gulls stayed at home.") && page.contains("1/7"),
        "the sentence before: {page}"
    );
    // Down and right lead on as `]` does, up and left back.
    journey.keys("j l Up").is("P✓ O· >DP· O· P· D· O·");
    assert!(journey.current_is_seen(), "the page follows the card");
    journey.keys("g").is(">P✓ O· DP· O· P· D· O·").keys("G").is("P✓ O· DP· O· P· D· >O·");
}

#[test]
fn the_last_decision_brings_the_closing_card() {
    let mut journey = check("Z a a a a a a a", "P✓ O✓ DP✓ O✓ P✓ D✓ >O✓");
    assert!(journey.model.is_finished());
    let page = shown(&journey);
    assert!(page.contains("All 7 claims are decided") && page.contains("7  ✓ accepted"), "{page}");
    assert!(page.contains("q  leave") && page.contains("7/7") && !page.contains("next article"), "{page}");
    journey.keys("x").says("[ goes back").is("P✓ O✓ DP✓ O✓ P✓ D✓ >O✓");
    // Back to the last claim, and behind it the closing card again.
    journey.keys("[");
    assert!(!journey.model.is_finished() && shown(&journey).contains("✓ accepted"), "{}", shown(&journey));
    journey.keys("]");
    assert!(journey.model.is_finished());
    // A skipped claim stays open, but the cards are through.
    journey.keys("u .").is("P✓ O✓ DP✓ O✓ P✓ D✓ >O»");
    assert!(journey.model.is_finished());
    let page = shown(&journey);
    assert!(page.contains("All 7 claims are seen") && page.contains("1  » skipped"), "{page}");
    assert!(page.contains("f .  list the skipped claims"), "{page}");
    journey.keys("u").is("P✓ O✓ DP✓ O✓ P✓ D✓ >O·");
    assert!(!journey.model.is_finished(), "there is a claim to decide again");
    journey.keys("x");
    assert!(journey.model.is_finished() && shown(&journey).contains("1  ✗ rejected"), "{}", shown(&journey));
}

#[test]
fn the_page_comes_back_at_the_claim_of_the_card() {
    for key in ["Z", "Esc"] {
        let journey = check(&format!("Z ] ] {key}"), "P· O· >DP· O· P· D· O·");
        assert!(journey.model.card.is_none() && journey.current_is_seen());
    }
    // What needs the page brings it back.
    let journey = check("Z ] v", "P· >O· DP· O· P· D· O·");
    assert!(journey.model.card.is_none() && !journey.selected().is_empty());
    let mut journey = check("Z ] Enter", "P· >O· DP· O· P· D· O·");
    journey.shows("Why").keys("Esc");
    assert!(journey.model.card.is_some(), "a popup closes on the card");
}

#[test]
fn cards_begin_with_what_is_undecided() {
    check("a a ] ] Z", "P✓ O✓ DP· O· >P· D· O·");
    check("a a [ Z", "P✓ O✓ >DP· O· P· D· O·");
    let journey = check("a a a a a a a Z", "P✓ O✓ DP✓ O✓ P✓ D✓ >O✓");
    assert!(journey.model.is_finished());
    // A filter that drops decided claims does not turn progress back.
    let journey = check("a f u Z a", "P✓ O✓ >DP· O· P· D· O·");
    assert!(shown(&journey).contains("1/6"), "{}", shown(&journey));
}

#[test]
fn a_blind_card_hides_the_suggestion() {
    let mut journey = check("B Z", ">· · · · · · ·");
    let page = shown(&journey);
    assert!(page.contains("suggestion hidden") && !page.contains("Promise"), "{page}");
    journey.keys("1").says("suggestion: ").is("P✓ >· · · · · ·");
    journey.keys("[");
    assert!(shown(&journey).contains("Promise 73\u{a0}%"), "{}", shown(&journey));
}

#[test]
fn the_whole_claim_is_on_the_card_at_every_size() {
    for size in [(200, 60), (120, 40), (80, 24), (48, 16), (30, 8)] {
        let mut journey = Journey::open(crate::support::PIER, Vec::new(), size);
        journey.keys("Z ]");
        let layout = &card(&journey).layout;
        assert!(layout.lines.len() <= usize::from(layout.inside.height), "{size:?}");
        let claim = layout.lines[layout.claim.clone()].iter().map(text).collect::<String>();
        let words = |text: &str| text.split_whitespace().collect::<String>();
        let passage = journey.model.current_mark().unwrap().span.slice(&journey.model.document().text);
        assert!(words(&claim).contains(&words(passage)), "{size:?}: {claim}");
        let bottom = layout.inside.y + layout.inside.height;
        assert!(bottom <= journey.model.screen.layout.status.y, "{size:?}");
    }
}
