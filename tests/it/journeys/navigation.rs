//! Navigation: claims, pages, the list, search, jumps and marks.

use super::{BEFORE, Journey, check, document};
use crate::support::PIER;
use purport::session::{ArticleState, Effect, Mode, Msg, Pane, Settings};

#[test]
fn brackets_visit_claims_and_wrap() {
    check("]", "P· >O· DP· O· P· D· O·");
    check("] ] [", "P· >O· DP· O· P· D· O·");
    check("[", "P· O· DP· O· P· D· >O·").says("from the end");
    check("] ] ] ] ] ] ]", BEFORE).says("from the beginning");
    check("n n N", "P· >O· DP· O· P· D· O·");
}

#[test]
fn angle_brackets_stay_within_the_category() {
    check(">", "P· O· >DP· O· P· D· O·");
    check("] >", "P· O· DP· >O· P· D· O·");
    check("] > > >", "P· >O· DP· O· P· D· O·").says("from the beginning");
    check("] <", "P· O· DP· O· P· D· >O·").says("from the end");
    // Only the first category counts: `>` goes to the next doubt.
    check("] ] >", "P· O· DP· O· P· >D· O·");
}

#[test]
fn capital_j_and_k_skip_decided_claims() {
    check("] a [ [ J", "P· O✓ >DP· O· P· D· O·");
    check("] a K", ">P· O✓ DP· O· P· D· O·");
    check("] ] a [ K", "P· >O· DP✓ O· P· D· O·");
    check("] a [ [ K", "P· O✓ DP· O· P· D· >O·");
    let mut last = check("a a a a a a", "P✓ O✓ DP✓ O✓ P✓ D✓ >O·");
    last.keys("J").says("the only undecided claim");
}

#[test]
fn f_filters_by_category_or_status() {
    let listed = |journey: &Journey| journey.model.nav.list.len();
    let mut journey = check("f 2", "P· >O· DP· O· P· D· O·");
    assert_eq!(listed(journey.says("3 of 7 listed: Order")), 3);
    journey.keys("]").is("P· O· DP· >O· P· D· O·").keys("f a");
    assert_eq!(listed(journey.is("P· O· DP· >O· P· D· O·")), 7);
    // The filter counts second categories too.
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
    check("f z", BEFORE).says("z does nothing here");
}

#[test]
fn slash_searches_and_n_goes_on() {
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
    assert!(journey.model.nav.view.shows(span), "the match is out of sight");
    assert!(journey.current_is_seen());
    journey.keys("n");
    assert_eq!(at(&journey), Some(1));
    journey.keys("n").says("from the beginning");
    assert_eq!(at(&journey), Some(0));
    journey.keys("N").says("from the end");
    assert_eq!(at(&journey), Some(1));
    journey.keys("Esc");
    assert!(journey.model.nav.find.is_none());
    // Esc goes back to where the search began.
    let mut journey = Journey::open(PIER, Vec::new(), (80, 16));
    let place = journey.model.nav.view.anchor;
    journey.keys("/ 'chart'");
    assert_ne!(journey.model.nav.view.anchor, place);
    journey.keys("Esc").is(BEFORE);
    assert_eq!(journey.model.nav.view.anchor, place);
    journey.keys("/ 'zebra' Enter").says("no match for “zebra”");
    assert_eq!(journey.model.nav.view.anchor, place);
    journey.keys("/ 'CHART' Enter").says("no match for “CHART”");
}

#[test]
fn scrolling_makes_a_visible_claim_current() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 14));
    let mut visited = Vec::new();
    for key in [
        "PgDn", "PgDn", "PgDn", "PgDn", "PgDn", "PgDn", "b", "b", "b", "G", "g", "}", "}", "{", "Ctrl-d",
        "Ctrl-u",
    ] {
        journey.keys(key);
        let seen = journey.model.nav.view.seen();
        let any = journey.model.reading.overlapping(seen).next().is_some();
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
fn scrolling_back_makes_the_same_claim_current_again() {
    let mut journey = Journey::open(&long_paragraphs(), Vec::new(), (80, 24));
    journey.keys("] ] ]");
    let chosen = journey.model.nav.current;
    journey.keys("PgDn PgDn");
    assert_ne!(journey.model.nav.current, chosen);
    journey.keys("PgUp PgUp");
    assert_eq!(journey.model.nav.current, chosen);
    // Any other key confirms the claim that scrolling made current.
    journey.keys("PgDn a PgUp");
    assert_ne!(journey.model.nav.current, chosen);
}

#[test]
fn beginning_and_end_make_the_first_and_the_last_claim_there_current() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 14));
    journey.keys("] PgDn g");
    assert_eq!(journey.model.nav.current, Some(0));
    journey.keys("G");
    assert_eq!(journey.model.nav.current, Some(journey.model.reading.marks().len() - 1));
    // Also where every claim is in sight.
    let mut journey = Journey::new();
    journey.keys("] ] PgDn g").is(BEFORE).keys("G").is("P· O· DP· O· P· D· >O·");
}

#[test]
fn the_next_claim_after_a_page_without_claims_is_counted_from_the_page() {
    let calm = "It rained, and nothing else happened on that day.\n\n".repeat(40);
    let text = format!("The council must pay.\n\n{calm}The minister must pay.\n\n{calm}The mayor must pay.");
    let mut journey = Journey::open(&text, Vec::new(), (80, 14));
    let at = |journey: &mut Journey, keys: &str| journey.keys(keys).model.nav.current;
    assert_eq!(journey.model.reading.marks().len(), 3);
    assert_eq!(at(&mut journey, "G PgUp PgUp PgUp"), Some(2), "nothing nearer is in sight");
    assert_eq!(at(&mut journey, "["), Some(1), "the previous one is above the page");
    assert_eq!(at(&mut journey, "G PgUp PgUp PgUp ]"), Some(2), "the next one is below it");
    // And a decision about what is out of sight only shows it.
    journey.keys("g PgDn PgDn PgDn a").says("was out of sight");
    assert_eq!(journey.model.reading.counts().decided, 0);
}

#[test]
fn rapid_resizes_keep_the_place() {
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
fn random_keys_at_random_sizes_keep_the_model_consistent() {
    let names = "a x 0 1 2 3 4 i e t v u Ctrl-r f d o ] [ > < J K j k Space b g G } { / n N Esc Enter Tab h l T + - = \\ w s c ? Left Right Up Down Ctrl-d Ctrl-u Ctrl-l Alt-Enter Backspace";
    let names: Vec<&str> = names.split(' ').collect();
    let sizes = [(120, 40), (80, 24), (48, 16), (20, 6), (3, 3), (1, 1), (0, 0)];
    // A xorshift generator: the same walk in every run.
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
fn the_focused_list_receives_the_keys() {
    let mut journey = check("Tab j j", "P· O· >DP· O· P· D· O·");
    assert_eq!(journey.model.screen.focus, Pane::List);
    journey.keys("G").is("P· O· DP· O· P· D· >O·").keys("a").is(">P· O· DP· O· P· D· O✓");
    journey.keys("Enter");
    assert_eq!(journey.model.screen.focus, Pane::Text);
    journey.keys("Enter");
    journey.shows("Why");
    journey.keys("Esc l");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.tell(Msg::Resized(40, 10));
    assert_eq!(journey.model.screen.focus, Pane::Text, "a hidden list has no focus");
    journey.keys("Tab").says("no room for the list");
}

#[test]
fn help_keeps_the_scroll_position_of_the_list() {
    let text = "The council must pay.\n\n".repeat(600);
    let mut journey = Journey::open(&text, Vec::new(), (120, 40));
    journey.keys("Tab G");
    let top = journey.model.nav.list.top;
    assert!(top > 500);
    journey.keys("? j Esc");
    assert_eq!(journey.model.nav.list.top, top);
}

/// Sixty paragraphs, each with a claim in its first sentence.
fn long_paragraphs() -> String {
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
fn the_current_claim_begins_on_the_page_at_every_size() {
    let mut already_visible = 0;
    for size in [(120, 40), (80, 24), (48, 16), (30, 8), (20, 6)] {
        let mut journey = Journey::open(&long_paragraphs(), Vec::new(), size);
        for _ in 0..20 {
            // A fully visible claim does not move the page.
            let page = journey.model.nav.view.page.clone();
            let next =
                journey.model.reading.mark(journey.model.nav.current.unwrap() + 1).unwrap().shown_span();
            let was_visible = journey.model.nav.view.seen().covers(next);
            journey.keys("]");
            assert!(!was_visible || journey.model.nav.view.page == page, "at {size:?} the page moved");
            already_visible += usize::from(was_visible);
            let (seen, span) = (journey.model.nav.view.seen(), current_span(&journey));
            assert!(seen.contains(span.start()), "at {size:?} {span:?} does not begin in {seen:?}");
        }
    }
    assert!(already_visible > 10, "{already_visible}");
}

#[test]
fn after_a_page_turn_a_claim_that_begins_on_the_page_is_current() {
    let mut journey = Journey::open(&long_paragraphs(), Vec::new(), (80, 24));
    for _ in 0..12 {
        journey.keys("PgDn");
        let seen = journey.model.nav.view.seen();
        assert!(
            seen.contains(current_span(&journey).start()),
            "the current claim does not begin on the page"
        );
    }
    let page = journey.model.nav.view.page.clone();
    journey.keys("]");
    assert_eq!(journey.model.nav.view.page, page);
}

#[test]
fn the_current_claim_survives_resizing_and_reopening() {
    let mut journey = Journey::open(&long_paragraphs(), Vec::new(), (120, 40));
    journey.keys("] ] ] ] ] ]");
    let (current, page) = (journey.model.nav.current, journey.model.nav.view.page.clone());
    for size in [(80, 24), (48, 16), (20, 6), (60, 9), (120, 40)] {
        journey.tell(Msg::Resized(size.0, size.1));
        assert_eq!(journey.model.nav.current, current);
        assert!(journey.model.nav.view.seen().contains(current_span(&journey).start()), "lost at {size:?}");
    }
    assert_eq!(journey.model.nav.view.page, page, "restoring the size must restore the page");
    journey.keys("q");
    let kept = journey.commands.iter().find_map(|command| match command {
        Effect::KeepArticleState(kept) => Some(kept.as_ref().clone()),
        _ => None,
    });
    let settings = Settings { resume: kept.unwrap(), ..Settings::default() };
    let again = Journey::of(&document(&long_paragraphs()), settings, Vec::new(), (20, 6));
    assert_eq!(again.model.nav.current, current);
    assert!(again.model.nav.view.seen().contains(current_span(&again).start()));
}

#[test]
fn jumping_back_restores_the_current_claim() {
    let mut journey = Journey::open(&long_paragraphs(), Vec::new(), (80, 24));
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

/// Two hundred numbered paragraphs.
fn long() -> String {
    let paragraph =
        |number: usize| format!("Paragraph {number} of many says very little. The council must pay.");
    (1..=200).map(paragraph).collect::<Vec<_>>().join("\n\n")
}

fn open() -> Journey {
    Journey::open(&long(), Vec::new(), (100, 24))
}

/// The first words on the page.
fn top(journey: &Journey) -> String {
    let row = journey.model.nav.view.page.iter().find_map(|line| line.row).unwrap();
    row.slice(&journey.model.document().text).chars().take(13).collect()
}

#[test]
fn jumps_go_back_and_forward() {
    let mut journey = open();
    let before = top(&journey);
    journey.keys("G");
    let end = top(&journey);
    assert_ne!(before, end);
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), before);
    journey.keys("Alt-o");
    assert_eq!(top(&journey), end);
    journey.keys("Alt-o").says("no later jump");
    journey.keys("Ctrl-o Ctrl-o").says("no earlier jump");
}

#[test]
fn scrolling_is_not_a_jump() {
    let mut journey = open();
    journey.keys("PgDn PgDn j j Ctrl-d } } Ctrl-o").says("no earlier jump");
}

#[test]
fn a_search_jumps_from_where_it_began() {
    let mut journey = open();
    journey.keys("PgDn");
    let before = top(&journey);
    journey.keys("/ 'Paragraph 150' Enter");
    assert_ne!(top(&journey), before);
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), before);
    // A cancelled search leaves no jump.
    journey.keys("Ctrl-o / 'Paragraph 90' Esc Ctrl-o").says("no earlier jump");
}

#[test]
fn marks_are_set_visited_and_remembered() {
    let mut journey = open();
    journey.keys("PgDn m a").says("bookmark a set");
    let marked = top(&journey);
    journey.keys("G Quote a");
    assert_eq!(top(&journey), marked);
    journey.keys("Quote Quote");
    assert_ne!(top(&journey), marked);
    journey.keys("Quote z").says("no bookmark z; there are a");
    journey.keys("m 1").says("the name of a bookmark is a letter").keys("m Esc Quote Esc");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert_eq!(kept(&journey).bookmarks.keys().copied().collect::<String>(), "a");
}

fn kept(journey: &Journey) -> ArticleState {
    let kept = journey.commands.iter().rev().find_map(|command| match command {
        Effect::KeepArticleState(kept) => Some(kept.as_ref().clone()),
        _ => None,
    });
    kept.expect("the place is remembered")
}

#[test]
fn place_and_marks_survive_an_edit_between_sessions() {
    let mut journey = open();
    journey.keys(": '100' Enter m b : '50' Enter q");
    let before = top(&journey);
    assert_eq!(before, "Paragraph 50 ");
    let edited = document(&format!("A new beginning, long enough to matter.\n\n{}", long()));
    let settings = Settings { resume: kept(&journey), ..Settings::default() };
    let mut journey = Journey::of(&edited, settings, Vec::new(), (100, 24));
    assert_eq!(top(&journey), before);
    journey.keys("Quote b");
    assert_eq!(top(&journey), "Paragraph 100");
}

#[test]
fn place_marks_and_jumps_survive_an_edit_while_reading() {
    let mut journey = open();
    journey.keys(": '100' Enter m b : '50' Enter G Ctrl-o");
    let edited = document(&format!("A new beginning, long enough to matter.\n\n{}", long()));
    journey.tell(Msg::Changed(edited));
    assert_eq!(top(&journey), "Paragraph 50 ");
    journey.keys("Quote b");
    assert_eq!(top(&journey), "Paragraph 100");
    journey.keys("Ctrl-o");
    assert_eq!(top(&journey), "Paragraph 50 ");
}

#[test]
fn numbers_go_to_paragraphs_and_claims() {
    let mut journey = open();
    journey.keys(": '120' Enter");
    assert_eq!(top(&journey), "Paragraph 120");
    journey.keys(": 'goto 7' Enter");
    assert_eq!(top(&journey), "Paragraph 7 o");
    journey.keys(": '201' Enter").says("the article has 1 to 200");
    journey.keys(": 'claim 30' Enter");
    assert_eq!(journey.model.nav.current, Some(29));
}

#[test]
fn a_page_turn_keeps_two_rows_and_marks_where_new_text_begins() {
    let mut journey = open();
    let before = journey.model.nav.view.seen();
    journey.keys("PgDn");
    let fresh = journey.model.nav.new_from.expect("new text is marked");
    assert!(fresh >= before.end() && journey.model.nav.view.seen().contains(fresh));
    assert!(journey.model.nav.view.seen().start() < before.end(), "two rows stay");
    journey.keys("j");
    assert_eq!(journey.model.nav.new_from, None);
    journey.keys("b");
    assert!(journey.model.nav.new_from.is_some_and(|fresh| fresh < journey.model.nav.view.seen().end()));
    check("b", BEFORE);
}
