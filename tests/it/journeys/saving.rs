//! Saving, leaving, and coming back to an article that has changed.

use super::{BEFORE, Journey, check, classified, document};
use crate::support::PIER;
use purport::reading::Status;
use purport::session::{Effect, Incoming, Mode, Msg, OnDisk, Remedy, Settings};
use purport::tag::Tag;
use purport::text::Document;
use std::sync::Arc;

#[test]
fn w_names_the_tag_file_and_saves_pending_changes() {
    let mut journey = check("w", BEFORE);
    journey.says("nothing decided yet; decisions go to pier.txt.tags.toml");
    journey.keys("a w");
    let revisions: Vec<u64> = journey.saves().map(|(revision, _)| revision).collect();
    assert_eq!(revisions, [1, 1], "w saves again what is not on disk");
    journey.tell(Msg::Saved { revision: 1 });
    journey.keys("w").says("everything is in pier.txt.tags.toml");
    assert_eq!(journey.saves().count(), 2);
}

#[test]
fn a_note_being_typed_follows_its_claim_through_a_change() {
    let changed = |journey: &mut Journey, text: &str| {
        let document = document(text);
        journey.tell(Msg::Changed(Arc::clone(&document)));
        let scheme = Arc::clone(&journey.model.reading.scheme);
        journey.tell(classified(&document, &scheme));
    };
    let quote = |journey: &Journey| {
        let mark = journey.model.current_mark().unwrap();
        mark.span.slice(&journey.model.document().text).to_owned()
    };
    let mut journey = Journey::new();
    journey.keys("]");
    let claim = quote(&journey);
    journey.keys("e 'weigh'");
    changed(&mut journey, &PIER.replacen(&claim, &format!("The mayor pledged a boat. {claim}"), 1));
    journey.keys("Enter");
    assert_eq!((quote(&journey), journey.tag().note.as_str()), (claim.clone(), "weigh"));
    // A note whose claim is gone attaches to no other.
    let mut journey = Journey::new();
    journey.keys("] e 'weigh'");
    changed(&mut journey, &PIER.replacen(&claim, "", 1));
    journey.keys("Enter").says("the claim is lost");
    assert!(matches!(journey.model.mode, Mode::Prompt(_)) && journey.model.reading.tags().is_empty());
    journey.keys("Esc");
    assert!(matches!(journey.model.mode, Mode::Read) && journey.model.reading.tags().is_empty());
}

#[test]
fn q_waits_for_the_save_and_asks_when_it_fails() {
    let quits = |journey: &Journey| journey.commands.contains(&Effect::Quit);
    let kept = |journey: &Journey| {
        journey.commands.iter().any(|command| matches!(command, Effect::KeepArticleState(_)))
    };
    let journey = check("q", BEFORE);
    assert!(quits(&journey) && kept(&journey));
    let mut journey = check("a q", "P✓ >O· DP· O· P· D· O·");
    assert!(!quits(&journey), "quit before the decision was on disk");
    journey.tell(Msg::Saved { revision: 1 });
    assert!(quits(&journey) && kept(&journey));

    let failed = |revision| Msg::Failed { revision, message: "the disk is full".to_owned() };
    let mut journey = check("a", "P✓ >O· DP· O· P· D· O·");
    journey.tell(failed(1));
    journey.says("the disk is full").keys("q");
    journey.tell(failed(1));
    assert!(matches!(journey.model.mode, Mode::Leaving) && !quits(&journey));
    journey.keys("Esc").is("P✓ >O· DP· O· P· D· O·");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.keys("q");
    journey.tell(failed(1));
    journey.keys("w");
    journey.tell(Msg::Saved { revision: 1 });
    assert!(quits(&journey));
    let mut journey = check("a q", "P✓ >O· DP· O· P· D· O·");
    journey.tell(failed(1));
    journey.keys("d");
    assert!(quits(&journey));
}

#[test]
fn a_late_failure_does_not_hide_a_newer_success() {
    let mut journey = check("a a", "P✓ O✓ >DP· O· P· D· O·");
    journey.tell(Msg::Saved { revision: 2 });
    journey.tell(Msg::Failed { revision: 1, message: "late".to_owned() });
    assert!(journey.model.storage.is_saved() && journey.model.storage.error.is_none());
    journey.tell(Msg::Failed { revision: 3, message: "now".to_owned() });
    assert_eq!(journey.model.storage.error.as_deref(), Some("now"));
}

fn tags_after(keys: &str) -> Vec<Tag> {
    let mut journey = Journey::new();
    journey.keys(keys);
    journey.model.reading.tags().iter().map(|tag| tag.as_ref().clone()).collect()
}

#[test]
fn a_changed_article_keeps_its_tags() {
    let tags = tags_after("a x 3 V ) ) 2");
    assert_eq!(tags.len(), 4);
    let moved = PIER.replace("It rained all day, and the gulls stayed at home.", "It was dry.");
    let mut journey = Journey::open(&moved, tags, (100, 70));
    journey.says("the article has changed: ");
    let statuses: Vec<Status> = journey.model.reading.marks().iter().map(|mark| mark.status).collect();
    assert!(!statuses.contains(&Status::Orphaned), "{statuses:?}");
    let decided = statuses.iter().filter(|status| status.is_decided()).count();
    assert_eq!(decided, 4, "{}", journey.marks());
    let marks = journey.marks();
    journey.is(&marks);
}

#[test]
fn a_doubtful_place_is_shown_and_confirmed() {
    let tags = tags_after("a");
    let twice = PIER.replace(
        "The council pledged a new pier on Monday.",
        "The council pledged a new pier on Tuesday. The council pledged a new pier on Friday.",
    );
    let mut journey = Journey::open(&twice, tags, (100, 70));
    journey.says("1 unsure");
    assert_eq!(journey.marks(), ">P· P≈ O· DP· O· P· D· O·");
    journey.keys("] a").says("it is here");
    assert_eq!(journey.marks().replace('>', ""), "P· P✓ O· DP· O· P· D· O·");
    let (_, saved) = journey.saves().last().unwrap();
    assert!(saved[0].seen.as_ref().unwrap().exact.ends_with("Friday."), "{saved:?}");
}

#[test]
fn a_lost_tag_is_kept_listed_removed_and_restored() {
    let tags = tags_after("e 'keep me' Enter a x");
    let gone = PIER.replace("The council pledged a new pier on Monday. ", "");
    let mut journey = Journey::open(&gone, tags.clone(), (100, 70));
    journey.is("O✗ >DP· O· P· D· O· P!").says("0 tags kept, 1 moved, 1 lost");
    journey.keys("f o").is("O✗ DP· O· P· D· O· >P!");
    assert_eq!(journey.tag().note, "keep me");
    for key in ["a", "x", "2"] {
        journey.keys(key).says("lost from the text").is("O✗ DP· O· P· D· O· >P!");
    }
    // Later saves keep the lost tag.
    journey.keys("f a ] ] a");
    let (_, saved) = journey.saves().last().unwrap();
    assert_eq!(saved.len(), 3, "the lost tag was not saved");
    assert!(saved.iter().any(|tag| tag.selector == tags[0].selector), "the lost tag was changed");
    journey.keys("f o 0").says("removed");
    assert!(!journey.model.reading.marks().iter().any(|mark| mark.status == Status::Orphaned));
    journey.keys("u").says("undone");
    let back = journey.model.reading.marks().iter().find(|mark| mark.status == Status::Orphaned);
    assert_eq!(back.and_then(|mark| mark.tag.as_deref()), Some(&tags[0]));
}

#[test]
fn nothing_can_be_decided_while_the_article_is_still_loading() {
    let mut journey = Journey::new();
    let whole = journey.model.document().clone();
    let part = Document::new("pier.txt", whole.text.clone(), whole.blocks.clone(), Vec::new(), String::new());
    journey.tell(Msg::Opened { document: Arc::new(part), tags: Vec::new(), same: true });
    let scheme = Arc::clone(&journey.model.reading.scheme);
    journey.tell(classified(&whole, &scheme));
    journey.keys("]");
    for key in ["a", "x", "1", "v 1", "e 'x' Enter"] {
        journey.keys(key).keys("Esc");
        assert_eq!(journey.saves().count(), 0, "{key} made a decision");
    }
}

#[test]
fn a_loading_article_shows_its_beginning_and_can_be_stopped() {
    let none = Document::new("b.epub", String::new(), Vec::new(), Vec::new(), String::new());
    let mut journey = Journey::of(&Arc::new(none), Settings::default(), Vec::new(), (100, 24));
    journey.tell(Msg::Reading { read: 2, of: 40 });
    assert_eq!(journey.model.loading.incoming, Incoming { read: 2, of: 40, cut_off: false });
    let whole = document(PIER);
    let (first, rest) = whole.blocks.split_at(3);
    let text = whole.text[..rest[0].span.start() as usize].to_owned();
    let part = Arc::new(Document::new("b.epub", text, first.to_vec(), Vec::new(), String::new()));
    journey.tell(Msg::Beginning(Arc::clone(&part)));
    assert_eq!(
        journey.model.nav.view.seen(),
        first[0].span.union(first[2].span),
        "the beginning is shown at once"
    );
    journey.keys("v").says("still being read");
    journey.keys("Esc");
    assert!(journey.asked(&Effect::StopReading));
    journey.tell(Msg::CutOff("the reading of it was stopped".to_owned()));
    let scheme = Arc::clone(&journey.model.reading.scheme);
    journey.tell(classified(&part, &scheme));
    assert!(!journey.model.reading.marks().is_empty(), "the loaded part has claims");
    journey.keys("Esc a").says("only a part of the article was read");
    assert_eq!(journey.saves().count(), 0, "saving a part would drop the tags of the rest");
}

#[test]
fn export_takes_a_format_and_an_optional_file() {
    let asked = |keys: &str| {
        let mut journey = Journey::new();
        journey.keys(keys);
        let exports: Vec<Effect> = journey
            .commands
            .iter()
            .filter(|command| matches!(command, Effect::Export { .. }))
            .cloned()
            .collect();
        (exports, journey.notice().to_owned())
    };
    let export = |format: &str, file: Option<&str>, force| Effect::Export {
        format: format.to_owned(),
        file: file.map(str::to_owned),
        force,
    };
    assert_eq!(asked(": 'export csv' Enter").0, [export("csv", None, false)]);
    assert_eq!(
        asked(": 'export! w3c my claims.jsonld' Enter").0,
        [export("w3c", Some("my claims.jsonld"), true)]
    );
    // Tab completes a format.
    assert_eq!(asked(": 'export w' Tab Enter").0, [export("w3c", None, false)]);
    for (keys, says) in [
        (": 'export csw' Enter", "no format `csw`; did you mean `csv`?"),
        (": 'export! ' Enter", "export wants a format; there are csv, w3c"),
    ] {
        let (exports, notice) = asked(keys);
        assert!(exports.is_empty() && notice == says, "{keys}: {notice}");
    }
}

#[test]
fn export_waits_for_all_claims() {
    let mut journey = Journey::new();
    journey.tell(Msg::Classified { claims: Vec::new(), sentences: 1, bytes: 1, done: false });
    journey.keys(": 'export csv' Enter").says("still looking for claims");
    assert!(!journey.commands.iter().any(|command| matches!(command, Effect::Export { .. })));
}

/// A session whose tag file was saved and then removed.
fn removed(keys: &str) -> Journey {
    let mut journey = check("a", "P✓ >O· DP· O· P· D· O·");
    journey.tell(Msg::Saved { revision: 1 });
    journey.disk = OnDisk::Damaged { what: "was removed".to_owned(), remedy: Remedy::Rewrite };
    journey.keys(keys);
    journey
}

fn anew(journey: &Journey) -> Option<(u64, usize)> {
    journey.commands.iter().rev().find_map(|effect| match effect {
        Effect::SaveAnew { revision, tags, .. } => Some((*revision, tags.as_ref().map_or(0, Vec::len))),
        _ => None,
    })
}

#[test]
fn a_tag_file_that_vanishes_is_said_and_written_anew() {
    let mut journey = removed("");
    let state = journey.disk.clone();
    journey.tell(Msg::Inspected { asked: None, state });
    journey.says("pier.txt.tags.toml was removed; w writes it anew");
    assert!(!journey.model.storage.is_saved());
    journey.keys("w");
    assert_eq!(anew(&journey), Some((1, 1)));
    journey.tell(Msg::Saved { revision: 1 });
    assert!(journey.model.storage.is_saved());
    journey.tell(Msg::Restored("was removed, and has been written anew".to_owned()));
    journey.says("pier.txt.tags.toml was removed, and has been written anew");
    // A file that is put back needs no saving.
    let mut journey = removed("");
    let state = journey.disk.clone();
    journey.tell(Msg::Inspected { asked: None, state });
    journey.tell(Msg::Inspected { asked: None, state: OnDisk::Intact });
    journey.says("pier.txt.tags.toml is as it was saved");
    assert!(journey.model.storage.is_saved() && anew(&journey).is_none());
}

#[test]
fn leaving_looks_at_the_disk_and_asks() {
    for keys in ["q", "Ctrl-c", ": 'wq' Enter", ": 'q' Enter", ": 'x' Enter"] {
        let mut journey = removed(keys);
        assert!(matches!(journey.model.mode, Mode::Leaving), "{keys}");
        assert!(!journey.asked(&Effect::Quit), "{keys} left with 0");
        journey.keys("Esc");
        assert!(matches!(journey.model.mode, Mode::Read) && !journey.asked(&Effect::Quit));
        journey.keys(keys).keys("w");
        assert_eq!(anew(&journey), Some((1, 1)), "{keys}");
        journey.tell(Msg::Saved { revision: 1 });
        assert!(journey.asked(&Effect::Quit), "{keys}");
        assert!(removed(keys).keys("d").asked(&Effect::Quit), "{keys}");
    }
    // A decision in the meantime writes everything, and then nothing is damaged.
    let mut journey = removed("x");
    journey.tell(Msg::Saved { revision: 2 });
    journey.disk = OnDisk::Intact;
    assert!(journey.keys("q").asked(&Effect::Quit));
}

#[test]
fn a_file_that_becomes_read_only_stops_no_leaving() {
    let mut journey = removed("");
    journey.disk = OnDisk::Unwritable("pier.txt.tags.toml is read-only".to_owned());
    journey.keys("w").says("pier.txt.tags.toml is read-only: what you decide is not saved; S keeps tags");
    assert!(anew(&journey).is_none());
    assert!(journey.keys("q").asked(&Effect::Quit));
}

#[test]
fn a_partly_read_article_writes_no_part_of_its_tags() {
    let mut journey = removed("");
    let whole = journey.model.document().clone();
    let part = Document::new("pier.txt", whole.text.clone(), whole.blocks.clone(), Vec::new(), String::new());
    journey.tell(Msg::Beginning(Arc::new(part)));
    journey.keys("w");
    assert_eq!(anew(&journey), Some((1, 0)));
}

#[test]
fn a_session_that_follows_decides_once_it_takes_over() {
    let reason = Some("another purport has it open".to_owned());
    let settings = Settings { read_only: reason, ..Settings::default() };
    let mut journey = Journey::of(&document(PIER), settings, Vec::new(), (100, 70));
    journey.keys("a").says("read only: another purport has it open");
    let theirs: Vec<Tag> = tags_after("a");
    journey.tell(Msg::Merged { before: Vec::new(), after: theirs, conflicts: 0 });
    journey.says("took over 1 tag").keys("x").says("read only");
    assert!(journey.asked(&Effect::Adopted) && journey.model.storage.exists);
    journey.tell(Msg::TookOver);
    journey.says("the other purport has ended").is("P✓ >O· DP· O· P· D· O·");
    journey.keys("x");
    let (_, saved) = journey.saves().last().unwrap();
    assert_eq!(saved.len(), 2, "what the other decided is kept");
}

#[test]
fn tags_of_a_renamed_article_are_taken_over_if_the_reader_says_so() {
    let asked = || {
        let mut journey = Journey::new();
        journey.tell(Msg::TagsLeftBehind { name: "quay.txt.tags.toml".to_owned(), count: 2 });
        assert!(matches!(journey.model.mode, Mode::Ask(_)));
        journey
    };
    let text = |journey: &Journey| match &journey.model.mode {
        Mode::Ask(question) => journey.model.question_text(question),
        mode => panic!("{mode:?}"),
    };
    let mut journey = asked();
    let expected = "quay.txt.tags.toml holds 2 tags of this very text; take them over as pier.txt.tags.toml?";
    assert_eq!(text(&journey), expected);
    // Other keys neither decide nor answer.
    journey.keys("a x 1 Enter");
    assert!(matches!(journey.model.mode, Mode::Ask(_)) && journey.saves().count() == 0);
    journey.keys("y");
    assert!(journey.asked(&Effect::TakeOverTags));
    journey.tell(Msg::Merged { before: Vec::new(), after: tags_after("a x"), conflicts: 0 });
    journey.says("took over 2 tags; pier.txt.tags.toml holds them from here on");
    let mut journey = asked();
    journey.keys("n").says("decisions go to pier.txt.tags.toml; quay.txt.tags.toml stays as it is");
    assert!(!journey.asked(&Effect::TakeOverTags));
    // Once something is decided, there is a file, and no question.
    let mut journey = check("a", "P✓ >O· DP· O· P· D· O·");
    journey.tell(Msg::TagsLeftBehind { name: "quay.txt.tags.toml".to_owned(), count: 2 });
    assert!(matches!(journey.model.mode, Mode::Read));
    // A question waits until nothing is being typed.
    let mut journey = Journey::new();
    journey.keys("/ 'pa'");
    journey.tell(Msg::TagsLeftBehind { name: "quay.txt.tags.toml".to_owned(), count: 2 });
    journey.keys("'y' Enter");
    assert!(matches!(journey.model.mode, Mode::Ask(_)) && !journey.asked(&Effect::TakeOverTags));
}

#[test]
fn the_tags_of_another_article_are_only_read_until_the_reader_says_so() {
    let open = || {
        let reason = Some("pier.txt.tags.toml holds the tags of quay.txt".to_owned());
        let settings = Settings { read_only: reason, ..Settings::default() };
        Journey::of(&document(PIER), settings, Vec::new(), (100, 70))
    };
    let mut journey = open();
    journey.keys("a").says("read only: pier.txt.tags.toml holds the tags of quay.txt");
    journey.tell(Msg::TagsOfAnother { article: "quay.txt".to_owned(), count: 3 });
    journey.keys("a n a").says("read only: pier.txt.tags.toml holds the tags of quay.txt");
    assert_eq!(journey.saves().count(), 0);
    let mut journey = open();
    journey.tell(Msg::TagsOfAnother { article: "quay.txt".to_owned(), count: 3 });
    journey.keys("y a");
    assert_eq!(journey.saves().count(), 1);
    let mut journey = open();
    journey.tell(Msg::TagsBelong);
    journey.keys("a");
    assert_eq!(journey.saves().count(), 1, "an article that was renamed and edited is no other one");
}
