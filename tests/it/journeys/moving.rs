//! Going about: from claim to claim, page to page, and over the list.

use super::super::support::PIER;
use super::{BEFORE, Journey, check, document};
use purport::session::{Effect, Mode, Msg, Pane, Settings};

#[test]
fn brackets_go_from_claim_to_claim_and_round() {
    check("]", "P· >O· DP· O· P· D· O·");
    check("] ] [", "P· >O· DP· O· P· D· O·");
    check("[", "P· O· DP· O· P· D· >O·").says("from the end");
    check("] ] ] ] ] ] ]", BEFORE).says("from the beginning");
    check("n n N", "P· >O· DP· O· P· D· O·");
}

#[test]
fn angles_stay_within_the_category() {
    check(">", "P· O· >DP· O· P· D· O·");
    check("] >", "P· O· DP· >O· P· D· O·");
    check("] > > >", "P· >O· DP· O· P· D· O·").says("from the beginning");
    check("] <", "P· O· DP· O· P· D· >O·").says("from the end");
    // The first category of a mark is the one that counts: this goes to the next doubt.
    check("] ] >", "P· O· DP· O· P· >D· O·");
}

#[test]
fn capitals_skip_what_is_decided() {
    check("] a [ [ J", "P· O✓ >DP· O· P· D· O·");
    check("] a K", ">P· O✓ DP· O· P· D· O·");
    check("] ] a [ K", "P· >O· DP✓ O· P· D· O·");
    check("] a [ [ K", "P· O✓ DP· O· P· D· >O·");
    let mut last = check("a a a a a a", "P✓ O✓ DP✓ O✓ P✓ D✓ >O·");
    last.keys("J").says("the only undecided claim");
}

#[test]
fn f_lists_one_category_or_standing() {
    let listed = |journey: &Journey| journey.model.nav.list.len();
    let mut journey = check("f 2", "P· >O· DP· O· P· D· O·");
    assert_eq!(listed(journey.says("3 of 7 listed: Order")), 3);
    journey.keys("]").is("P· O· DP· >O· P· D· O·").keys("f a");
    assert_eq!(listed(journey.is("P· O· DP· >O· P· D· O·")), 7);
    // A second category is a category too.
    assert_eq!(listed(&check("f 1", BEFORE)), 3);
    let mut journey = check("a x f d", "P✓ >O✗ DP· O· P· D· O·");
    assert_eq!(listed(&journey), 2);
    journey.keys("f u ]");
    assert_eq!(listed(journey.is("P✓ O✗ DP· >O· P· D· O·")), 5);
    let mut none = check("f d", "P· O· DP· O· P· D· O·");
    none.says("0 of 7 listed").keys("]").says("nothing passes the filter");
    none.keys("a").says("no claim is current");
    none.keys("f a ]").is(BEFORE);
    check("f Esc", BEFORE);
    check("f z", BEFORE).says("z means nothing here");
}

#[test]
fn a_slash_searches_and_n_goes_on() {
    let at = |journey: &Journey| {
        journey.model.nav.find.as_ref().and_then(|find| find.current).map(|span| {
            let text = &journey.model.document().text;
            text[..span.start() as usize].matches("chart").count()
        })
    };
    let mut journey = Journey::open(PIER, Vec::new(), (80, 16));
    journey.keys("/ 'chart' Enter");
    let find = journey.model.nav.find.as_ref().unwrap();
    assert_eq!(find.count, Some((1, 2)));
    assert_eq!(at(&journey), Some(0));
    let span = find.current.unwrap();
    assert!(journey.model.nav.view.shows(span), "what was found is out of sight");
    assert!(journey.current_is_seen());
    journey.keys("n");
    assert_eq!(at(&journey), Some(1));
    journey.keys("n").says("from the beginning");
    assert_eq!(at(&journey), Some(0));
    journey.keys("N").says("from the end");
    assert_eq!(at(&journey), Some(1));
    journey.keys("Esc");
    assert!(journey.model.nav.find.is_none());
    // Given up, it goes back to where it began.
    let mut journey = Journey::open(PIER, Vec::new(), (80, 16));
    let place = journey.model.nav.view.anchor;
    journey.keys("/ 'chart'");
    assert_ne!(journey.model.nav.view.anchor, place);
    journey.keys("Esc").is(BEFORE);
    assert_eq!(journey.model.nav.view.anchor, place);
    journey.keys("/ 'zebra' Enter").says("“zebra” is nowhere in the text");
    assert_eq!(journey.model.nav.view.anchor, place);
    journey.keys("/ 'CHART' Enter").says("nowhere");
}

#[test]
fn scrolling_makes_a_claim_in_sight_current() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 14));
    let mut visited = Vec::new();
    for key in [
        "Space", "Space", "Space", "Space", "Space", "Space", "b", "b", "b", "G", "g", "}", "}", "{",
        "Ctrl-d", "Ctrl-u",
    ] {
        journey.keys(key);
        let seen = journey.model.nav.view.seen();
        let any = journey.model.reading.within(seen).next().is_some();
        assert!(
            !any || journey.current_is_seen(),
            "after {key} the current claim is out of sight: {}",
            journey.marks()
        );
        visited.push(journey.model.nav.current);
    }
    visited.dedup();
    assert!(visited.len() > 4, "{visited:?}");
}

#[test]
fn a_storm_of_sizes_keeps_the_place() {
    let mut journey = Journey::open(PIER, Vec::new(), (100, 20));
    journey.keys("] ] ] ] ] ] [ [ a");
    let (anchor, marks) = (journey.model.nav.view.anchor, journey.marks());
    let (page, top) = (journey.model.nav.view.page.clone(), journey.model.nav.list.top);
    for step in 0..500_u16 {
        journey.tell(Msg::Resized(step * 37 % 190, step * 23 % 60));
    }
    for size in [(0, 0), (1, 1), (2, 1), (65535, 1), (100, 20)] {
        journey.tell(Msg::Resized(size.0, size.1));
    }
    assert_eq!((journey.model.nav.view.anchor, journey.marks()), (anchor, marks));
    assert_eq!(journey.model.nav.list.top, top, "the list has drifted");
    assert_eq!(journey.model.nav.view.page, page);
}

#[test]
fn every_key_at_every_size_leaves_a_sound_model() {
    let names = "a x 0 1 2 3 4 i e t v u Ctrl-r f d o ] [ > < J K j k Space b g G } { / n N Esc Enter Tab h l T + - = \\ w s c ? Left Right Up Down Ctrl-d Ctrl-u Ctrl-l Alt-Enter Backspace";
    let names: Vec<&str> = names.split(' ').collect();
    let sizes = [(120, 40), (80, 24), (48, 16), (20, 6), (3, 3), (1, 1), (0, 0)];
    // A small generator of our own: the same walk in every run.
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut roll = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most as u64) as usize
    };
    for text in [PIER, "", "One.", "日本丸 must go. 日本丸 must go."] {
        let mut journey = Journey::open(text, Vec::new(), (80, 24));
        for _ in 0..1500 {
            if roll(12) == 0 {
                let (width, height) = sizes[roll(sizes.len())];
                journey.tell(Msg::Resized(width, height));
            }
            journey.keys(names[roll(names.len())]);
            let count = journey.model.reading.marks().len();
            assert!(journey.model.nav.current.is_none_or(|index| index < count));
            assert!(journey.model.nav.list.len() <= count);
        }
        journey.tell(Msg::Resized(100, 60));
        let marks = journey.marks();
        journey.is(&marks);
    }
}

#[test]
fn the_list_has_the_keys_when_it_has_the_focus() {
    let mut journey = check("Tab j j", "P· O· >DP· O· P· D· O·");
    assert_eq!(journey.model.screen.focus, Pane::List);
    journey.keys("G").is("P· O· DP· O· P· D· >O·").keys("a").is(">P· O· DP· O· P· D· O✓");
    journey.keys("Enter");
    assert_eq!(journey.model.screen.focus, Pane::Text);
    journey.keys("Enter");
    assert!(matches!(journey.model.mode, Mode::Detail(_)));
    journey.keys("Esc l");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.tell(Msg::Resized(40, 10));
    assert_eq!(journey.model.screen.focus, Pane::Text, "a list that is not there has no focus");
    journey.keys("Tab").says("no room for the list");
}

#[test]
fn help_leaves_a_long_list_where_it_is() {
    let text = "The council must pay.\n\n".repeat(600);
    let mut journey = Journey::open(&text, Vec::new(), (120, 40));
    journey.keys("Tab G");
    let top = journey.model.nav.list.top;
    assert!(top > 500);
    journey.keys("? j Esc");
    assert_eq!(journey.model.nav.list.top, top);
}

/// A text in which every third sentence is a claim that begins in the middle of it.
fn broad() -> String {
    let paragraph = |number: usize| {
        format!(
            "It rained on day {number} of that long wet autumn, and the council must pay for it. So it went on."
        )
    };
    (1..=60).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn current_span(journey: &Journey) -> purport::text::Span {
    journey.model.current_mark().unwrap().shown_span()
}

#[test]
fn what_is_gone_to_is_on_the_page_whatever_its_size() {
    for size in [(120, 40), (80, 24), (48, 16), (30, 8), (20, 6)] {
        let mut journey = Journey::open(&broad(), Vec::new(), size);
        for _ in 0..20 {
            journey.keys("]");
            let (seen, span) = (journey.model.nav.view.seen(), current_span(&journey));
            assert!(seen.contains(span.start()), "at {size:?} {span:?} does not begin in {seen:?}");
        }
        // What is fully seen does not move the page.
        let page = journey.model.nav.view.page.clone();
        let next = journey.model.reading.mark(journey.model.nav.current.unwrap() + 1).unwrap().shown_span();
        let seen = journey.model.nav.view.seen();
        journey.keys("]");
        assert!(!seen.covers(next) || journey.model.nav.view.page == page, "at {size:?} the page moved");
    }
}

#[test]
fn after_a_turn_of_the_page_a_claim_that_begins_on_it_is_current_and_the_next_key_does_not_move_it() {
    let mut journey = Journey::open(&broad(), Vec::new(), (80, 24));
    for _ in 0..12 {
        journey.keys("Space");
        let seen = journey.model.nav.view.seen();
        assert!(seen.contains(current_span(&journey).start()), "only a scrap is left of the current claim");
    }
    let page = journey.model.nav.view.page.clone();
    journey.keys("]");
    assert_eq!(journey.model.nav.view.page, page);
}

#[test]
fn the_current_claim_stays_in_sight_when_the_screen_changes_and_when_the_article_is_opened_again() {
    let mut journey = Journey::open(&broad(), Vec::new(), (120, 40));
    journey.keys("] ] ] ] ] ]");
    let (current, page) = (journey.model.nav.current, journey.model.nav.view.page.clone());
    for size in [(80, 24), (48, 16), (20, 6), (60, 9), (120, 40)] {
        journey.tell(Msg::Resized(size.0, size.1));
        assert_eq!(journey.model.nav.current, current);
        assert!(journey.model.nav.view.seen().contains(current_span(&journey).start()), "lost at {size:?}");
    }
    assert_eq!(journey.model.nav.view.page, page, "the way back leads to where it began");
    journey.keys("q");
    let kept = journey.commands.iter().find_map(|command| match command {
        Effect::KeepPlace(kept) => Some(kept.as_ref().clone()),
        _ => None,
    });
    let settings = Settings { resume: kept.unwrap(), ..Settings::default() };
    let again = Journey::of(&document(&broad()), settings, Vec::new(), (20, 6));
    assert_eq!(again.model.nav.current, current);
    assert!(again.model.nav.view.seen().contains(current_span(&again).start()));
}

#[test]
fn going_back_makes_the_claim_current_that_was() {
    let mut journey = Journey::open(&broad(), Vec::new(), (80, 24));
    journey.keys("] ]");
    let before = journey.model.nav.current;
    journey.keys("G");
    let end = journey.model.nav.current;
    assert_ne!(before, end);
    journey.keys("Ctrl-o");
    assert_eq!(journey.model.nav.current, before);
    journey.keys("Alt-o");
    assert_eq!(journey.model.nav.current, end);
}
