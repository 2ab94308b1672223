//! Keys of the reader's own, and keyboards of other alphabets.

use super::super::support::{PIER, scheme};
use super::{BEFORE, Journey};
use purport::session::keymap::file;
use purport::session::{CuePanel, HelpPanel, Mode, Msg};

/// The pier with the keys of a file that has no fault.
fn with(text: &str) -> Journey {
    let (rebound, faults) = file::parse(text, "keys.toml", &scheme());
    assert_eq!(faults, [], "of {text:?}");
    Journey::with_keys(rebound)
}

fn shown(journey: &Journey) -> Vec<String> {
    journey.model.keymap.rows().iter().map(|row| format!("{}: {}", row.keys_shown(), row.help)).collect()
}

#[test]
fn own_keys_do_what_they_say_and_the_usual_ones_stay() {
    let text = "[read]\nCtrl-n = \"next-mark\"\nz = \"reject\"\nx = \"nop\"\np = \"categorise promise\"\n";
    let mut journey = with(text);
    journey.is(BEFORE).keys("Ctrl-n ]").is("P· O· >DP· O· P· D· O·");
    journey.keys("x").says("x has no meaning").is("P· O· >DP· O· P· D· O·");
    journey.keys("z").is("P· O· DP✗ >O· P· D· O·");
    journey.keys("p").is("P· O· DP✗ P~ >P· D· O·");
    assert!(shown(&journey).contains(&"Ctrl-n ] [: next, previous claim in the list".to_owned()));
    assert!(shown(&journey).contains(&"z: not a claim".to_owned()));
    assert!(shown(&journey).contains(&"1-3 p: set the category".to_owned()));
}

#[test]
fn two_keys_and_the_keys_behind_a_prefix_that_moved() {
    let mut journey =
        with("[read]\nf = \"nop\"\nF = \"filter\"\n\"F p\" = \"categorise promise\"\nU = \"show-decided\"");
    journey.keys("F p");
    assert_eq!(journey.model.nav.list.len(), 3);
    journey.keys("F a");
    assert_eq!(journey.model.nav.list.len(), 7);
    journey.keys("a U");
    assert_eq!(journey.model.nav.list.len(), 1);
    journey.keys("f").says("f has no meaning");
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn what_is_said_names_the_keys_as_they_are() {
    with("[read]\n\"?\" = \"nop\"\nF1 = \"nop\"\nH = \"help\"").keys("D").says("H shows the keys");
    with("[read]\n\"?\" = \"nop\"\nF1 = \"nop\"").keys("D");
}

#[test]
fn cyrillic_and_greek_keyboards_need_not_be_changed_to_read() {
    // ъ х in the place of ] [, ф of a, ч of x.
    Journey::new().keys("ъ ъ х").is("P· >O· DP· O· P· D· O·").keys("ф ч").is("P· O✓ DP✗ >O· P· D· O·");
    // α, χ and μ in the place of a, x and m; f and its follower alike.
    let mut journey = Journey::new();
    journey.keys("α χ").is("P✓ O✗ >DP· O· P· D· O·").keys("φ δ");
    assert_eq!(journey.model.nav.list.len(), 2);
    // A letter with a key of its own keeps it.
    with("[read]\n\"ъ\" = \"bottom\"").keys("ъ").is("P· O· DP· O· P· D· >O·");
}

#[test]
fn what_is_written_is_never_taken_for_another_letter() {
    let mut journey = Journey::new();
    journey.keys("e 'фыва х' Enter");
    assert_eq!(journey.tag().note, "фыва х");
}

#[test]
fn what_may_follow_is_shown_only_while_a_prefix_waits() {
    let mut journey = Journey::new();
    journey.tell(Msg::Elapsed);
    assert!(journey.model.screen.key_hints.is_none() && !journey.model.wants_to_hint(), "nothing waits");
    for prefix in ["f", "i"] {
        journey.keys(prefix);
        assert!(journey.model.wants_to_hint(), "{prefix} waits for a key");
        journey.tell(Msg::Elapsed);
        assert!(
            journey.model.screen.key_hints.is_some() && !journey.model.wants_to_hint(),
            "it is shown once"
        );
        journey.keys("Esc");
        assert!(journey.model.screen.key_hints.is_none() && !journey.model.wants_to_hint());
    }
    journey.keys("v");
    assert!(!journey.model.wants_to_hint(), "marking a passage is no prefix");
}

/// The first line that the open window shows, if one is open.
fn top(journey: &Journey) -> Option<usize> {
    match journey.model.mode {
        Mode::Help(HelpPanel { top, .. })
        | Mode::Detail(top)
        | Mode::Categories(top)
        | Mode::Cues(CuePanel { top, .. }) => Some(top),
        _ => None,
    }
}

#[test]
fn a_window_scrolls_to_its_end_and_at_once_back() {
    for window in ["?", "] ] Enter", "C", "] ] W"] {
        let mut journey = Journey::open(PIER, Vec::new(), (40, 8));
        journey.keys(window);
        let page = top(journey.keys("PgDn")).unwrap();
        let pages = "PgDn ".repeat(40);
        let end = top(journey.keys(&pages)).unwrap();
        assert!(page <= end && end < 150, "{window} was scrolled to {end}");
        assert!(end > 0, "{window} has nothing to scroll");
        let back = top(journey.keys("PgUp")).unwrap();
        assert_eq!(back, end.saturating_sub(4), "{window} does not come back at once");
    }
    let mut journey = Journey::open(PIER, Vec::new(), (60, 14));
    let end = top(journey.keys("? G")).unwrap();
    assert_eq!(top(journey.keys("j j k")), Some(end - 1));
    assert_eq!(top(journey.keys("g")), Some(0));
    journey.keys("G").tell(Msg::Resized(60, 40));
    assert!(top(&journey).unwrap() < end, "on a larger screen the end is nearer");
}

#[test]
fn windows_scroll_with_keys_of_the_readers_own() {
    let mut journey = with("[read]\nX = \"down\"\nd = \"up\"\nj = \"nop\"");
    journey.tell(Msg::Resized(60, 14));
    assert_eq!(top(journey.keys("? X X X d Ctrl-d")), Some(2 + 3));
    assert_eq!(top(journey.keys("j")), None, "any other key closes");
}

#[test]
fn help_finds_keys_by_what_they_do() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    let find = |journey: &Journey| match &journey.model.mode {
        Mode::Help(help) => Some((help.query().to_owned(), help.writing, help.top)),
        _ => None,
    };
    journey.keys("? j / 'Next undec' q");
    assert_eq!(find(&journey), Some(("Next undecq".to_owned(), true, 0)), "typing closes nothing");
    journey.keys("Backspace Enter j");
    assert_eq!(find(&journey), Some(("Next undec".to_owned(), false, 0)), "there is nothing to scroll");
    journey.keys("Esc");
    assert_eq!(find(&journey), Some((String::new(), false, 0)), "Esc shows all lines again");
    journey.keys("/ 'x' Esc");
    assert_eq!(find(&journey), Some((String::new(), false, 0)));
    journey.keys("/ Enter Esc");
    assert_eq!(find(&journey), None, "and then it closes");
    journey.keys("? / 'q'").tell(Msg::Pasted("uit".to_owned()));
    assert_eq!(find(&journey).unwrap().0, "quit");
}

#[test]
fn the_question_at_the_end_is_answered_on_any_keyboard() {
    let mut journey = Journey::new();
    journey.keys("a q").tell(Msg::Failed { revision: 1, message: "the disk is full".to_owned() });
    assert!(matches!(journey.model.mode, Mode::Leaving));
    let saves = journey.saves().count();
    journey.keys("ц");
    assert!(matches!(journey.model.mode, Mode::Read) && saves < journey.saves().count(), "w tries again");
}
