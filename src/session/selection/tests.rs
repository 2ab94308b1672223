//! Motions and ends of a selection.

use super::*;

fn document() -> Document {
    let text = "One came. Two saw it.\nThree won.";
    let options = crate::import::ImportOptions::new(crate::import::Format::Plain);
    crate::import::import(text.as_bytes().to_vec(), "n", options).unwrap().document
}

/// Follows `keys` as the reader presses them and asserts the selection, with `|` before the cursor.
fn check(mut selection: Selection, keys: &str, expected: &str) {
    let document = document();
    for key in keys.chars() {
        let go = |selection: &mut Selection, step, forward| selection.go(&document, Motion { step, forward });
        match key {
            'h' | 'l' => go(&mut selection, Step::Character, key == 'l'),
            'w' | 'b' => go(&mut selection, Step::Word, key == 'w'),
            'e' => go(&mut selection, Step::WordEnd, true),
            ')' | '(' => go(&mut selection, Step::Sentence, key == ')'),
            '}' | '{' => go(&mut selection, Step::Block, key == '}'),
            'o' => selection.swap_ends(),
            'v' => selection.set_end(&document),
            's' => selection.take_whole_sentences(&document),
            _ => panic!("{key}"),
        }
    }
    let Selection { span, cursor, .. } = selection;
    assert!(span.contains(cursor), "{selection:?}");
    let (before, after) = (Span::new(span.start(), cursor), Span::new(cursor, span.end()));
    let shown = format!("{}|{}", before.slice(&document.text), after.slice(&document.text));
    assert_eq!(shown, expected, "{keys}");
}

fn at(offset: u32) -> Selection {
    Selection::sentence(&document(), offset).unwrap()
}

#[test]
fn the_sentence_follows_the_cursor_until_an_end_is_set() {
    check(at(0), "", "|One came.");
    check(at(14), "", "Two |saw it.");
    check(at(0), "w", "One |came.");
    check(at(0), "e", "On|e came.");
    check(at(0), "ee", "One cam|e.");
    check(at(0), "www", "Two |saw it.");
    check(at(0), ")", "|Two saw it.");
    check(at(0), "))", "|Three won.");
    check(at(0), ")))", "|Three won.");
    check(at(12), "((", "|One came.");
    check(at(12), "}", "|Three won.");
    check(at(25), "{{", "|One came.");
    check(at(0), "l", "O|ne came.");
    check(at(0), "b", "|One came.");
}

#[test]
fn a_passage_grows_by_whole_words_from_its_end() {
    check(at(4), "v", "|c");
    check(at(4), "ve", "cam|e");
    check(at(4), "vwww", "came. Two sa|w");
    check(at(4), "vwb", "|One c");
    check(at(4), "vwwb", "cam|e");
    check(at(4), "vb", "|One c");
    check(at(4), "vbww", "cam|e");
    check(at(4), "vll", "ca|m");
    check(at(4), "v)", "came|.");
    check(at(4), "v))", "came. Two saw it|.");
    check(at(4), "v}", "came. Two saw it|.");
    check(at(4), "v{", "|One c");
    check(at(4), "vwwo", "|came. Two");
    check(at(4), "vwwos", "|One came. Two saw it.");
}

#[test]
fn bounds_shrink_and_grow_at_either_end_and_never_turn_over() {
    let bounds = || Selection::bounds(&document(), Span::new(10, 21)).unwrap();
    check(bounds(), "", "Two saw it|.");
    check(bounds(), "b", "Two saw i|t");
    check(bounds(), "bb", "Two sa|w");
    check(bounds(), "bbbbbb", "Tw|o");
    check(bounds(), "ow", "|saw it.");
    check(bounds(), "owwww", "|it.");
    check(bounds(), "obb", "|One came. Two saw it.");
    check(bounds(), "(", "Two saw it|.");
    check(bounds(), ")", "Two saw it.\nThree won|.");
    check(bounds(), "bbs", "Two saw it|.");
}

#[test]
fn an_empty_text_has_no_selection() {
    let options = crate::import::ImportOptions::new(crate::import::Format::Plain);
    let document = crate::import::import(Vec::new(), "n", options).unwrap().document;
    assert_eq!(Selection::sentence(&document, 0), None);
}
