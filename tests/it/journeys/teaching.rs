//! Changes of the scheme: tried, previewed, taken, undone; the list of cues on trial.

use super::{BEFORE, Journey, document};
use crate::support::{PIER, SCHEME, scheme};
use purport::claim::{
    Engine, LearnedModel, OwnChanges, PersonalCategory, PersonalModel, Scheme, SchemeEdit, classify_document,
    edit_scheme,
};
use purport::reading::ThresholdShift;
use purport::session::{CueRow, Effect, Mode, Msg, PopupKind, SchemeChange, Settings, Tried};
use purport::tag::{Decision, Selector, Tag};
use purport::text::Span;
use std::sync::Arc;

/// The pier under a scheme that the reader may change.
fn open() -> Journey {
    let settings = Settings { own: Some(OwnChanges::default()), ..Settings::default() };
    Journey::of(&document(PIER), settings, Vec::new(), (100, 70))
}

/// The small scheme without the cue `pledge`.
fn silent() -> Scheme {
    let cue = "[[cue]]\nid = \"pledge\"";
    let text = SCHEME.replace(cue, &format!("{cue}\nsupport = true"));
    assert_ne!(text, SCHEME);
    Scheme::parse(&text, "small.toml").unwrap().0
}

fn pledge() -> SchemeChange {
    SchemeChange::Edit(SchemeEdit::Silence("pledge".to_owned()))
}

/// Answers the last request with what `scheme` finds.
fn answer(journey: &mut Journey, scheme: Scheme) {
    let document = Arc::clone(journey.model.document());
    let change = journey.commands.iter().rev().find_map(|effect| match effect {
        Effect::Try(change) => Some(change.clone()),
        _ => None,
    });
    let (claims, _) = classify_document(&document, &scheme, ThresholdShift::SLACK);
    let found = Some((Arc::new(scheme), claims));
    let figures = vec!["It was measured.".to_owned()];
    journey.tell(Msg::Tried(Box::new(Tried { change: change.unwrap(), document, found, figures })));
}

fn preview(journey: &Journey) -> String {
    let layout = &journey.popup().layout;
    let text = |line: &Vec<purport::session::Piece>| {
        line.iter().map(|piece| piece.text.as_str()).collect::<String>()
    };
    layout.head.iter().chain(&layout.lines).map(text).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_cue_is_silenced_after_a_preview_and_comes_back_with_undo() {
    let mut journey = open();
    journey.keys("x Q").shows("Cues on trial");
    let Mode::Popup(popup) = &journey.model.mode else { panic!() };
    let PopupKind::CueList { rows, .. } = &popup.kind else { panic!("{popup:?}") };
    let judged = CueRow::Judged { id: "pledge".to_owned(), right: 0, wrong: 1 };
    assert_eq!(rows, &[judged, CueRow::New]);
    journey.keys("Enter");
    assert!(journey.asked(&Effect::Try(pledge())));
    assert!(journey.model.teaching.working.is_some());
    answer(&mut journey, silent());
    journey.is("P✗ >O· DP· O· P· D· O·").shows("Preview");
    let text = preview(&journey);
    assert!(text.starts_with("Silence the cue pledge\nIt was measured.\n0 appear, 1 vanish, 1 change category, 1 rejected before\n"), "{text}");
    assert!(text.contains("✗ Promise 73\u{a0}%  The council pledged"), "{text}");
    assert!(text.contains("~ Doubt Promise → Doubt"), "{text}");
    // A place is shown, and Esc returns to the preview.
    journey.keys("j Enter").says("Doubt, Promise would become Doubt; Esc returns to the preview");
    journey.keys("j").offers("preview waits: Esc returns to it").keys("Esc").shows("Preview").keys("a");
    journey.is("✗ O· >D· O· D· O·").says("done: silence the cue pledge; u takes it back");
    let used = |journey: &Journey, wanted: &SchemeChange| {
        journey
            .commands
            .iter()
            .filter(|effect| matches!(effect, Effect::UseScheme(taken) if taken.change == *wanted))
            .count()
    };
    assert_eq!(used(&journey, &pledge()), 1);
    assert_eq!(journey.model.teaching.own.as_ref().unwrap().silenced, ["pledge"]);
    journey.keys("Q").shows("Cues on trial").keys("Esc");
    // In the order of time: a decision, the silence, a decision.
    journey
        .keys("a")
        .is("✗ O· D✓ >O· D· O·")
        .keys("u u")
        .is("P✗ O· >DP· O· P· D· O·")
        .says("undone: silence");
    assert_eq!(used(&journey, &SchemeChange::Edit(SchemeEdit::Restore("pledge".to_owned()))), 1);
    journey.keys("u").is(BEFORE).keys("Ctrl-r Ctrl-r").is(">✗ O· D· O· D· O·").says("redone: silence");
    journey.keys("Ctrl-r").is("✗ O· >D✓ O· D· O·");
}

#[test]
fn a_preview_that_is_dropped_changes_nothing() {
    let mut journey = open();
    journey.keys("x Q Enter");
    answer(&mut journey, silent());
    journey.keys("Esc").is("P✗ >O· DP· O· P· D· O·").says("nothing was changed");
    assert!(!journey.commands.iter().any(|effect| matches!(effect, Effect::UseScheme(_))));
    // Esc while it is computed stops it, and a late answer is not shown.
    journey.keys("Q Enter Esc").says("stopped; nothing was changed");
    assert!(journey.asked(&Effect::StopTrying));
    answer(&mut journey, silent());
    assert!(matches!(journey.model.mode, Mode::Read));
    // An article that changes meanwhile is another one.
    journey.keys("Q Enter");
    let late = Arc::clone(journey.model.document());
    journey.tell(Msg::Changed(document(&PIER.replace("Monday", "Tuesday"))));
    let found = Some((Arc::new(scheme()), Vec::new()));
    journey.tell(Msg::Tried(Box::new(Tried {
        change: pledge(),
        document: late,
        found,
        figures: Vec::new(),
    })));
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn a_trial_that_finds_nothing_to_take_says_why() {
    let mut journey = open();
    journey.keys("R");
    assert!(journey.asked(&Effect::Try(SchemeChange::Learn)));
    let document = Arc::clone(journey.model.document());
    let figures = vec!["12 demands in 2 articles: 30 in 5 are needed.".to_owned()];
    journey.tell(Msg::Tried(Box::new(Tried { change: SchemeChange::Learn, document, found: None, figures })));
    journey.shows("Nothing to take");
    assert!(preview(&journey).contains("30 in 5 are needed"));
    journey.keys("a").is(BEFORE).keys("Esc").is(BEFORE);
    journey.keys(": 'learn off' Enter");
    assert!(journey.asked(&Effect::Try(SchemeChange::Personal(false))));
    journey.keys("Esc : 'learn perhaps' Enter").says("`learn off` silences");
}

#[test]
fn a_cue_of_ones_own_is_typed_edited_and_tried() {
    let mut journey = open();
    // The only row is that of a new cue.
    journey.keys("Q Enter 'rain/V' Enter");
    let tried = journey.commands.iter().find_map(|effect| match effect {
        Effect::Try(SchemeChange::Edit(SchemeEdit::Add(cue))) => Some(cue.clone()),
        _ => None,
    });
    let cue = tried.expect("a cue is tried");
    assert_eq!((cue.category.as_str(), cue.pattern.as_str(), cue.weight), ("promise", "rain/V", 4000));
    assert_eq!(cue.id, "own-rain");
    let text = edit_scheme("", "f", "claims", &SchemeEdit::Add(cue)).unwrap();
    assert!(text.contains("weight = 4.0") && text.contains("Written in the reader, 2026-01-01"), "{text}");
    journey.keys("Esc : 'cue nothing: rain' Enter");
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!("the line stays open") };
    assert!(prompt.problem.as_ref().unwrap().contains("unknown category `nothing`"));
}

#[test]
fn words_that_a_reader_keeps_tagging_are_proposed() {
    let text = "It rained. The guild will take back the toll.\n\nThey met. In the end they take back every word.\n\n\
                It snowed. He would take back nothing at all.\n\nThey sang.\n";
    let settings = Settings { own: Some(OwnChanges::default()), ..Settings::default() };
    let document = document(text);
    let tag = |quote: &str| {
        let at = text.find(quote).unwrap();
        let selector = Selector::of(&document, Span::of(at..at + quote.len()));
        let categories = vec!["order".to_owned()];
        Tag { id: quote.to_owned(), categories, decision: Decision::Added, ..Tag::new(selector) }
    };
    let quotes = [
        "The guild will take back the toll.",
        "In the end they take back every word.",
        "He would take back nothing at all.",
    ];
    let mut journey = Journey::of(&document, settings, quotes.map(tag).into(), (100, 70));
    journey.keys("Q").shows("Cues on trial");
    let text = preview(&journey);
    assert!(text.contains("“take back”") && text.contains("in 3 of your 3 passages, 0 elsewhere"), "{text}");
    journey.keys("Enter");
    let Mode::Prompt(prompt) = &journey.model.mode else { panic!() };
    assert_eq!(prompt.text(), "order +4: take back");
}

#[test]
fn a_scheme_without_changes_of_its_own_says_where_to_make_them() {
    let mut journey = Journey::new();
    journey.keys("x Q Enter").says("the scheme Small is a file of your own: change it there");
    assert!(!journey.commands.iter().any(|effect| matches!(effect, Effect::Try(_))));
}

/// The small scheme with a personal model that finds no order anywhere.
fn without_orders() -> Scheme {
    let category = PersonalCategory {
        category: "order".to_owned(),
        threshold: 500,
        bias: -90_000,
        surface: [0; 4],
        weights: vec![0; LearnedModel::built_in_width("claims").unwrap()],
        unit: 1.0,
        before: 500,
        after: 600,
        moved: Vec::new(),
    };
    let model = PersonalModel {
        scheme: scheme().name,
        model: "claims".to_owned(),
        model_digest: LearnedModel::built_in_digest("claims").unwrap().to_owned(),
        sentences: 40,
        articles: 6,
        categories: vec![category],
    };
    scheme().with_engine(Engine::Both).with_personal(Arc::new(model)).unwrap()
}

#[test]
fn a_personal_model_speaks_after_a_preview_and_tags_name_it() {
    let mut journey = open();
    journey.keys(": 'learn' Enter");
    answer(&mut journey, without_orders());
    journey.shows("Preview");
    let text = preview(&journey);
    assert!(text.contains("0 appear, 3 vanish, 0 change category"), "{text}");
    journey.keys("a").is(">P· DP· P· D·").says("done: a personal model, learned from your tags");
    assert!(journey.model.reading.scheme.personal().is_some());
    journey.keys("a [");
    let model = journey.tag().proposed.unwrap().model.unwrap();
    assert!(model.starts_with("personal-"), "{model}");
    // Silence it, by a preview as well.
    journey.keys(": 'learn off' Enter");
    assert!(journey.asked(&Effect::Try(SchemeChange::Personal(false))));
    answer(&mut journey, scheme());
    journey.shows("Preview").keys("a").is(">P✓ O· DP· O· P· D· O·").says("done: silence the personal model");
    journey.keys("u").is(">P✓ DP· P· D·").keys("u u").is(BEFORE);
    assert!(journey.model.reading.scheme.personal().is_none());
}
