//! Unfinished notes: kept while they are written, offered again, and gone once they are saved.

use super::{BEFORE, Journey, document};
use crate::support::PIER;
use purport::session::{Draft, Effect, Mode, Msg, Settings};

/// The drafts kept last; `None` if none ever were.
fn kept(journey: &Journey) -> Option<Vec<String>> {
    let mut all = journey.commands.iter().filter_map(|effect| match effect {
        Effect::KeepDrafts(drafts) => Some(drafts),
        _ => None,
    });
    all.next_back().map(|drafts| drafts.iter().map(|draft| draft.text.clone()).collect())
}

fn drafts(journey: &Journey) -> Vec<Draft> {
    let last = journey.commands.iter().rev().find_map(|effect| match effect {
        Effect::KeepDrafts(drafts) => Some(drafts.clone()),
        _ => None,
    });
    // As they come back from a file.
    let again = |draft: &Draft| serde_json::from_str(&serde_json::to_string(draft).unwrap()).unwrap();
    last.unwrap_or_default().iter().map(again).collect()
}

fn typed(journey: &Journey) -> &str {
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!("no prompt is open") };
    prompt.text()
}

/// All decisions are on disk.
fn saved(journey: &mut Journey) {
    let revision = journey.model.storage.revision;
    journey.tell(Msg::Saved { revision });
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_note_is_kept_while_it_is_typed_and_forgotten_once_it_is_on_disk() {
    let mut journey = Journey::new();
    journey.keys("e 'weigh'");
    assert!(journey.model.has_unkept_draft() && kept(&journey).is_none());
    journey.tell(Msg::DraftDue);
    assert_eq!((kept(&journey), journey.model.has_unkept_draft()), (Some(owned(&["weigh"])), false));
    journey.keys("' this'");
    journey.tell(Msg::Pasted("\nand that".to_owned()));
    journey.tell(Msg::DraftDue);
    assert_eq!(kept(&journey), Some(owned(&["weigh this\nand that"])));
    journey.keys("Enter").is(BEFORE);
    assert_eq!(journey.tag().note, "weigh this\nand that");
    assert_eq!(
        kept(&journey),
        Some(owned(&["weigh this\nand that"])),
        "the tag file has not been written yet"
    );
    saved(&mut journey);
    assert_eq!(kept(&journey), Some(owned(&[])));
    journey.keys("e");
    assert_eq!(typed(&journey), "weigh this\nand that");
}

#[test]
fn escape_and_ctrl_c_keep_the_note_and_the_same_key_offers_it_again() {
    for leave in ["Esc", "Ctrl-c"] {
        let mut journey = Journey::new();
        journey
            .keys(&format!("e 'weigh this' {leave}"))
            .is(BEFORE)
            .says("unfinished note kept; e opens it again");
        assert_eq!(kept(&journey), Some(owned(&["weigh this"])));
        // Another claim has a note of its own.
        journey.keys("] e");
        assert_eq!(typed(&journey), "");
        journey.keys("Esc [ e");
        assert_eq!(typed(&journey), "weigh this");
        journey.keys("' too' Enter");
        assert_eq!(journey.tag().note, "weigh this too");
        saved(&mut journey);
        assert_eq!(kept(&journey), Some(owned(&[])));
    }
}

#[test]
fn the_reader_goes_back_to_what_is_saved_and_can_change_their_mind() {
    let mut journey = Journey::new();
    journey.keys("e 'saved words' Enter");
    saved(&mut journey);
    journey.keys("e ' and more' Esc e");
    assert_eq!(typed(&journey), "saved words and more");
    journey.keys("Ctrl-x");
    assert_eq!((typed(&journey), kept(&journey)), ("saved words", Some(owned(&[]))));
    journey.keys("Ctrl-z Esc");
    assert_eq!(kept(&journey), Some(owned(&["saved words and more"])));
    journey.keys("e Ctrl-x Esc e");
    assert_eq!((typed(&journey), kept(&journey)), ("saved words", Some(owned(&[]))));
}

#[test]
fn the_end_of_the_program_keeps_the_open_line() {
    for keys in ["e 'weigh this'", "Z e 'weigh this'", "P 'a name that is far too long to be typed twice'"] {
        let mut journey = Journey::new();
        journey.keys(keys);
        journey.tell(Msg::Ended);
        let kept = kept(&journey).unwrap();
        assert_eq!(kept.len(), 1, "{keys}: {kept:?}");
        assert!(keys.contains(&kept[0]), "{keys}: {kept:?}");
    }
}

#[test]
fn short_names_and_lines_as_they_were_leave_no_draft() {
    let mut journey = Journey::new();
    journey.keys("P 'Ada' Esc t 'money' Esc e Esc e ']' Esc");
    journey.tell(Msg::Ended);
    assert_eq!(kept(&journey), None);
}

#[test]
fn the_next_session_says_that_a_note_is_unfinished_and_a_key_opens_it() {
    let mut journey = Journey::new();
    journey.keys("] ] e 'weigh this' Esc");
    let mut next = Journey::new();
    next.tell(Msg::Drafts(drafts(&journey)));
    next.is(BEFORE).says("unfinished note on “").says("E opens it");
    next.keys("E").is("P· O· >DP· O· P· D· O·");
    assert_eq!(typed(&next), "weigh this");
    next.keys("Enter");
    assert_eq!(next.tag().note, "weigh this");
    next.keys("E").says("no unfinished notes");
}

#[test]
fn several_drafts_are_opened_one_after_another() {
    let mut journey = Journey::new();
    journey.keys("e 'first note' Esc ] ] e 'third note' Esc");
    let mut next = Journey::new();
    next.tell(Msg::Drafts(drafts(&journey)));
    next.says("2 unfinished lines about claims; E opens one");
    next.keys("] E");
    assert_eq!(typed(&next), "third note");
    next.keys("Enter E");
    assert_eq!(typed(&next), "first note");
}

#[test]
fn a_draft_finds_its_claim_in_an_edited_article() {
    let mut journey = Journey::new();
    journey.keys("] ] e 'weigh this' Esc");
    let mut next =
        Journey::open(&format!("A new opening line stands here.\n\n{PIER}"), Vec::new(), (100, 70));
    next.tell(Msg::Drafts(drafts(&journey)));
    next.keys("E");
    assert_eq!(typed(&next), "weigh this");
    let text = next.model.current_mark().unwrap().span.slice(&next.model.document().text).to_owned();
    let old = Journey::new().keys("] ]").model.current_mark().unwrap().span;
    assert_eq!(text, old.slice(PIER));
}

#[test]
fn a_draft_whose_claim_is_lost_comes_to_the_current_one_behind_its_note() {
    let mut journey = Journey::new();
    journey.keys("e 'weigh this' Esc");
    let mut next = Journey::open("The shops must open. Nothing else is left.", Vec::new(), (100, 70));
    next.tell(Msg::Drafts(drafts(&journey)));
    next.keys("e 'a note' Enter");
    saved(&mut next);
    next.keys("E");
    assert_eq!(typed(&next), "a note\n\nweigh this");
    let Mode::Prompt(prompt) = &next.model.mode else { panic!("no prompt is open") };
    assert!(prompt.problem.as_ref().is_some_and(|why| why.contains("its claim is lost")));
    next.keys("Esc");
    assert_eq!(kept(&next), Some(owned(&["a note\n\nweigh this"])));
}

#[test]
fn an_article_that_changes_under_a_note_keeps_the_note_at_its_claim() {
    let mut journey = Journey::new();
    journey.keys("] ] e 'weigh this'");
    let edited = document(&format!("A new opening line stands here.\n\n{PIER}"));
    let scheme = std::sync::Arc::clone(&journey.model.reading.scheme);
    journey.tell(Msg::Changed(std::sync::Arc::clone(&edited)));
    journey.tell(super::classified(&edited, &scheme));
    journey.keys("Esc e");
    assert_eq!(typed(&journey), "weigh this");
    journey.keys("Enter");
    assert_eq!(journey.tag().note, "weigh this");
}

#[test]
fn a_failed_save_keeps_the_words() {
    let mut journey = Journey::new();
    journey.keys("e 'weigh this' Enter");
    let revision = journey.model.storage.revision;
    assert_eq!(kept(&journey), None);
    journey.tell(Msg::Failed { revision, message: "no space".to_owned() });
    assert_eq!(kept(&journey), Some(owned(&["weigh this"])));
    journey.tell(Msg::Saved { revision });
    assert_eq!(kept(&journey), Some(owned(&[])));
}

#[test]
fn a_read_only_session_opens_no_draft() {
    let mut journey = Journey::new();
    journey.keys("e 'weigh this' Esc");
    let settings = Settings { read_only: Some("locked".to_owned()), ..Settings::default() };
    let mut next = Journey::of(&document(PIER), settings, Vec::new(), (100, 70));
    next.tell(Msg::Drafts(drafts(&journey)));
    next.keys("E").says("read only");
}
