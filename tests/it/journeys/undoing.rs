//! Whatever was done is taken back and done again, whole.

use super::Journey;
use proptest::prelude::*;
use purport::session::Step;

/// The decisions that there are, by passage.
fn state(journey: &Journey) -> Vec<String> {
    let tags = journey.model.reading.tags();
    tags.iter().map(|tag| format!("{tag:?}")).collect()
}

/// Presses a key until it has nothing left to do.
fn until(journey: &mut Journey, key: &str, nothing: &str) {
    for _ in 0..200 {
        journey.keys(key);
        if journey.model.notices.current.as_ref().is_some_and(|notice| notice.text.contains(nothing)) {
            return;
        }
    }
    panic!("{key} never comes to an end");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn undo_comes_to_the_beginning_and_redo_to_the_end(
        keys in proptest::collection::vec(
            prop_oneof![
                Just("a"), Just("x"), Just("1"), Just("2"), Just("0"), Just("]"), Just("["), Just("u"), Just("Ctrl-r"),
                Just("i 1"), Just("e n o Enter"), Just("t w Enter"), Just("v 1"), Just("v j x"), Just("c"), Just("G"),
            ],
            0..30,
        )
    ) {
        let mut journey = Journey::new();
        let beginning = state(&journey);
        for key in &keys {
            journey.keys(key);
        }
        let end = {
            until(&mut journey, "Ctrl-r", "nothing to redo");
            state(&journey)
        };
        until(&mut journey, "u", "nothing to undo");
        prop_assert_eq!(state(&journey), beginning.clone());
        until(&mut journey, "Ctrl-r", "nothing to redo");
        prop_assert_eq!(state(&journey), end.clone());
        // The same from what is kept between two sessions.
        let steps: Vec<Step> = journey.steps();
        let tags = journey.model.reading.tags().iter().map(|tag| tag.as_ref().clone()).collect();
        let mut again = Journey::with_steps(tags, steps);
        prop_assert_eq!(state(&again), end);
        until(&mut again, "u", "nothing to undo");
        prop_assert_eq!(state(&again), beginning);
    }
}
