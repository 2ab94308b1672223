//! Custom keymaps, other alphabets, prefixes, help and scrolling windows.

use super::{BEFORE, Journey};
use crate::support::{PIER, scheme};
use purport::session::keymap::file;
use purport::session::{Effect, Mode, Msg, Popup, PopupKind};

/// The pier with the bindings of a valid keys file.
pub(super) fn with(text: &str) -> Journey {
    let (rebound, warnings) = file::parse(text, "keys.toml", &scheme());
    assert_eq!(warnings, [], "in {text:?}");
    Journey::with_keys(rebound)
}

fn shown(journey: &Journey) -> Vec<String> {
    journey.model.keymap.rows.iter().map(|row| format!("{}: {}", row.keys_shown(), row.help)).collect()
}

#[test]
fn custom_keys_work_and_defaults_stay() {
    let text = "[read]\nCtrl-n = \"next-mark\"\nz = \"reject\"\nx = \"nop\"\np = \"categorise promise\"\n";
    let mut journey = with(text);
    journey.is(BEFORE).keys("Ctrl-n ]").is("P· O· >DP· O· P· D· O·");
    journey.keys("x").says("x does nothing").is("P· O· >DP· O· P· D· O·");
    journey.keys("z").is("P· O· DP✗ >O· P· D· O·");
    journey.keys("p").is("P· O· DP✗ P~ >P· D· O·");
    assert!(shown(&journey).contains(&"Ctrl-n ] [: next, previous claim in the list".to_owned()));
    assert!(shown(&journey).contains(&"z: not a claim".to_owned()));
    assert!(shown(&journey).contains(&"1-3 p: set the category".to_owned()));
}

#[test]
fn key_sequences_and_a_moved_prefix_work() {
    let mut journey =
        with("[read]\nf = \"nop\"\nF = \"filter\"\n\"F p\" = \"categorise promise\"\nU = \"show-decided\"");
    journey.keys("F p");
    assert_eq!(journey.model.nav.list.len(), 3);
    journey.keys("F a");
    assert_eq!(journey.model.nav.list.len(), 7);
    journey.keys("a U");
    assert_eq!(journey.model.nav.list.len(), 1);
    journey.keys("f").says("f does nothing");
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn notices_name_the_bound_key() {
    with("[read]\n\"?\" = \"nop\"\nF1 = \"nop\"\nH = \"help\"").keys("D").says("H shows the keys");
    let mut without_help = with("[read]\n\"?\" = \"nop\"\nF1 = \"nop\"");
    without_help.keys("D").says("D does nothing");
    without_help.says("; :help shows the keys");
}

#[test]
fn modifiers_without_a_meaning_decide_nothing() {
    let modes = ["", "v", "f", "i", "s", "m", "Space", "?", "C", "Z", "F", "]", "%"];
    let names = ["a", "x", "1", "0", ".", "u", "Enter", "Backspace", "y", "q"];
    for mode in modes {
        let mut journey = Journey::new();
        journey.keys(mode);
        let before = journey.marks();
        for name in names {
            for modifier in ["Super", "Hyper", "Meta", "Super-Ctrl", "Ctrl-Alt", "Alt"] {
                // Ctrl-Alt and Alt leave a prefix or a popup, as any key without a meaning does.
                journey.keys(&format!("{modifier}-{name}"));
                assert_eq!(journey.marks(), before, "{modifier}-{name} after {mode}");
            }
        }
    }
    Journey::new().keys("Super-x").says("Super-x has no meaning; ? shows the keys");
    // In a line they type nothing, and `Super-Backspace` deletes nothing.
    let mut journey = Journey::new();
    journey.keys("e 'weigh' Super-x Meta-Backspace Hyper-Enter Ctrl-Alt-u Enter");
    assert_eq!(journey.model.current_mark().unwrap().tag.as_ref().unwrap().note, "weigh");
    with("[read]\nSuper-x = \"reject\"").keys("Super-x").is("P✗ >O· DP· O· P· D· O·");
}

#[test]
fn other_layouts_act_as_their_latin_keys() {
    let check = |keys: &str, marks: &str| {
        Journey::new().keys(keys).is(marks);
    };
    let rejected = "P✓ O✗ >DP· O· P· D· O·";
    // Hebrew: ש on a, ס on x. Arabic: ش ء. Korean: ㅁ ㅌ, and both in one syllable with a vowel on k.
    for keys in ["ש ס", "ش ء", "ㅁ ㅌ"] {
        check(keys, rejected);
    }
    check("ㅁ 카", "P✓ >O· DP· O· P· D· O·");
    check("맡", rejected);
    // After a Hebrew letter `.` is on the slash: it searches and skips nothing.
    let mut journey = Journey::new();
    journey.keys("ס .").is("P✗ >O· DP· O· P· D· O·");
    assert!(matches!(journey.model.mode, Mode::Prompt(_)));
    // Typed text stays as it is.
    journey.keys("'ש/머' Enter").says("ש/머");
    // The row of AZERTY.
    check("&", "P✓ >O· DP· O· P· D· O·");
    check("é", "O~ >O· DP· O· P· D· O·");
}

#[test]
fn cyrillic_and_greek_letters_act_as_their_latin_keys() {
    // ъ х lie on ] [, ф on a, ч on x.
    Journey::new().keys("ъ ъ х").is("P· >O· DP· O· P· D· O·").keys("ф ч").is("P· O✓ DP✗ >O· P· D· O·");
    // α lies on a, χ on x; φ δ are the sequence f d.
    let mut journey = Journey::new();
    journey.keys("α χ").is("P✓ O✗ >DP· O· P· D· O·").keys("φ δ");
    assert_eq!(journey.model.nav.list.len(), 2);
    // A letter with its own binding keeps it.
    with("[read]\n\"ъ\" = \"bottom\"").keys("ъ").is("P· O· DP· O· P· D· >O·");
}

#[test]
fn typed_text_is_not_translated() {
    let mut journey = Journey::new();
    journey.keys("e 'фыва х' Enter");
    assert_eq!(journey.tag().note, "фыва х");
}

#[test]
fn the_prefix_hint_shows_only_while_a_prefix_waits() {
    let mut journey = Journey::new();
    journey.tell(Msg::Elapsed);
    assert!(journey.model.screen.key_hints.is_none() && !journey.model.wants_to_hint(), "no prefix waits");
    for prefix in ["f", "i"] {
        journey.keys(prefix);
        assert!(journey.model.wants_to_hint(), "{prefix} waits for a key");
        journey.tell(Msg::Elapsed);
        assert!(
            journey.model.screen.key_hints.is_some() && !journey.model.wants_to_hint(),
            "the hint is shown once"
        );
        journey.keys("Esc");
        assert!(journey.model.screen.key_hints.is_none() && !journey.model.wants_to_hint());
    }
    journey.keys("v");
    assert!(!journey.model.wants_to_hint(), "v is not a prefix");
}

/// The first line shown by the open window, if any.
fn top(journey: &Journey) -> Option<usize> {
    matches!(journey.model.mode, Mode::Popup(_)).then(|| journey.popup().top)
}

#[test]
fn windows_scroll_to_their_end_and_no_further() {
    for window in ["?", "] ] Enter", "C", "] ] W"] {
        let mut journey = Journey::open(PIER, Vec::new(), (40, 8));
        journey.keys(window);
        let page = top(journey.keys("PgDn")).unwrap();
        let pages = "PgDn ".repeat(40);
        let end = top(journey.keys(&pages)).unwrap();
        assert!(page <= end && end < 400, "{window} was scrolled to {end}");
        assert!(end > 0, "{window} has nothing to scroll");
        let back = top(journey.keys("PgUp")).unwrap();
        assert_eq!(back, end.saturating_sub(4), "{window} scrolled past its end");
    }
    let mut journey = Journey::open(PIER, Vec::new(), (60, 14));
    let end = top(journey.keys("? G")).unwrap();
    assert_eq!(top(journey.keys("j j k")), Some(end - 1));
    assert_eq!(top(journey.keys("g")), Some(0));
    journey.keys("G").tell(Msg::Resized(60, 40));
    assert!(top(&journey).unwrap() < end, "a larger screen has less to scroll");
}

#[test]
fn windows_scroll_with_custom_keys() {
    let mut journey = with("[read]\nX = \"down\"\nd = \"up\"\nj = \"nop\"");
    journey.tell(Msg::Resized(60, 14));
    assert_eq!(top(journey.keys("? X X X d Ctrl-d")), Some(2 + 3));
    assert_eq!(top(journey.keys("j")), None, "any other key closes");
}

#[test]
fn help_finds_keys_by_what_they_do() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    let find = |journey: &Journey| {
        let Mode::Popup(Popup { kind: PopupKind::Help(filter), top, .. }) = &journey.model.mode else {
            return None;
        };
        Some((filter.query().to_owned(), filter.writing, *top))
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
fn the_quit_question_works_on_a_cyrillic_keyboard() {
    let mut journey = Journey::new();
    journey.keys("a q").tell(Msg::Failed { revision: 1, message: "the disk is full".to_owned() });
    assert!(matches!(journey.model.mode, Mode::Leaving));
    journey.keys("ц");
    let tries = journey.commands.iter().any(|effect| matches!(effect, Effect::SaveAnew { revision: 1, .. }));
    assert!(matches!(journey.model.mode, Mode::Read) && tries, "w tries again");
}
