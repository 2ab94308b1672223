//! Popups: decisions in those about a claim, the work of the key that closes one, and a help that is never cut.

use super::{BEFORE, Journey, check};
use purport::session::keymap::bindings;
use purport::session::{Mode, Msg};

#[test]
fn decisions_work_in_the_popup_about_a_claim_and_it_follows() {
    let mut journey = check("Enter a", "P✓ >O· DP· O· P· D· O·");
    journey.shows("Why").says("accepted");
    journey.keys("x").is("P✓ O✗ >DP· O· P· D· O·").shows("Why");
    journey.keys("3").is("P✓ O✗ D~ >O· P· D· O·").shows("Why");
    journey.keys("u u").is("P✓ >O· DP· O· P· D· O·").shows("Why");
    journey.keys("] ] [").is("P✓ O· >DP· O· P· D· O·").shows("Why");
    // A second category, and a note: the popup is back afterwards.
    journey.keys("i 2").is("P✓ O· >DPO~ O· P· D· O·").shows("Why");
    journey.keys("e 'ask them' Enter").shows("Why");
    assert_eq!(journey.tag().note, "ask them");
    journey.keys("e Esc").shows("Why").keys("q");
    assert!(matches!(journey.model.mode, Mode::Read));
    assert!(journey.commands.iter().all(|effect| !matches!(effect, purport::session::Effect::Quit)));
}

#[test]
fn decisions_work_in_the_popup_of_the_cues() {
    let mut journey = check("W a", "P✓ >O· DP· O· P· D· O·");
    journey.shows("Cues 1/1").keys("]").is("P✓ O· >DP· O· P· D· O·").shows("Cues 1/2");
    journey.keys("Enter").shows("Why").keys("W").shows("Cues 1/2").keys("W");
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn the_key_that_closes_a_popup_does_its_own_work() {
    let mut journey = check("% ]", "P· >O· DP· O· P· D· O·");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.keys("% C").shows("Categories").keys("?").shows("Keys").keys("f");
    assert!(matches!(journey.model.mode, Mode::Filter));
    // The key that opened it, q and Esc only close.
    for close in ["%", "q", "Esc"] {
        let mut journey = check("%", BEFORE);
        journey.keys(close).is(BEFORE);
        assert!(matches!(journey.model.mode, Mode::Read), "{close}");
    }
}

#[test]
fn a_popup_that_hides_the_claim_takes_no_decision() {
    for window in ["?", "%", "C", ": 'messages' Enter"] {
        let mut journey = check(window, BEFORE);
        journey.keys("x").is(BEFORE).says("x decides on the current claim; press it again");
        journey.keys("x").is("P✗ >O· DP· O· P· D· O·");
    }
}

#[test]
fn the_help_begins_with_the_readers_mode_and_returns_to_it() {
    let first = |journey: &Journey| journey.popup().layout.lines[0][0].text.clone();
    let mut journey = Journey::new();
    journey.keys("v");
    let selected = journey.model.selected();
    journey.keys("?");
    assert_eq!(first(&journey), "Selecting a passage");
    journey.keys("/ 'word' Enter Esc");
    assert_eq!(first(&journey), "Selecting a passage");
    journey.keys("Esc");
    assert_eq!(journey.model.selected(), selected);
    assert!(matches!(journey.model.mode, Mode::Select(_)));
    journey.keys("Esc ?");
    assert_eq!(first(&journey), "Claims");
}

#[test]
fn no_word_of_the_help_is_cut_at_any_size() {
    for size in [(200, 60), (120, 40), (80, 24), (48, 16), (20, 6)] {
        let mut journey = Journey::new();
        journey.tell(Msg::Resized(size.0, size.1));
        journey.keys("?");
        let layout = &journey.popup().layout;
        let lines: Vec<String> = layout
            .lines
            .iter()
            .map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>())
            .collect();
        let room = usize::from(layout.area.width) - 4;
        let widest = lines.iter().map(|line| purport::text::visible::width(line.trim_end())).max().unwrap();
        assert!(widest <= room, "{widest} of {room} cells at {size:?}");
        let text = lines.concat().replace(' ', "");
        if size.0 <= 80 {
            for (_, row) in bindings() {
                assert!(text.contains(&row.help.replace(' ', "")), "{} is cut at {size:?}", row.help);
            }
        }
        let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
        for word in bindings().flat_map(|(_, row)| row.help.split_whitespace()).filter(|_| size.0 > 20) {
            assert!(words.contains(&word), "{word} is cut at {size:?}");
        }
    }
}
