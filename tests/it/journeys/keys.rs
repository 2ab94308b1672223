//! Keys of the reader's own, and keyboards of other alphabets.

use super::super::support::scheme;
use super::{BEFORE, Journey};
use purport::session::Mode;
use purport::session::keymap::file;

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
    assert!(shown(&journey).contains(&"Ctrl-n ] [: next, previous claim of those listed".to_owned()));
    assert!(shown(&journey).contains(&"z: not a claim".to_owned()));
    assert!(shown(&journey).contains(&"1-3 p: set the category".to_owned()));
}

#[test]
fn two_keys_and_the_keys_behind_a_prefix_that_moved() {
    let mut journey =
        with("[read]\nf = \"nop\"\nF = \"filter\"\n\"F p\" = \"categorise promise\"\nU = \"show-decided\"");
    journey.keys("F p");
    assert_eq!(journey.model.list.len(), 3);
    journey.keys("F a");
    assert_eq!(journey.model.list.len(), 7);
    journey.keys("a U");
    assert_eq!(journey.model.list.len(), 1);
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
    assert_eq!(journey.model.list.len(), 2);
    // A letter with a key of its own keeps it.
    with("[read]\n\"ъ\" = \"bottom\"").keys("ъ").is("P· O· DP· O· P· D· >O·");
}

#[test]
fn what_is_written_is_never_taken_for_another_letter() {
    let mut journey = Journey::new();
    journey.keys("e 'фыва х' Enter");
    assert_eq!(journey.tag().note, "фыва х");
}
