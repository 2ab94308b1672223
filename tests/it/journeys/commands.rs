//! Command line, pickers, filters, sorting, bulk decisions, copying, messages.

use super::{BEFORE, Journey, check};
use purport::import::{Format, ImportOptions, import};
use purport::session::{Effect, Mode, Settings};
use std::sync::Arc;

#[test]
fn commands_are_completed_and_run() {
    let mut journey = check(": 'sor' Tab 'sc' Tab Enter", BEFORE);
    journey.says("sorted by score");
    assert!(matches!(journey.model.mode, Mode::Read));
    // Enter completes an abbreviation first; a second Enter runs it.
    journey.keys(": 'focus-m' Enter");
    assert!(matches!(&journey.model.mode, Mode::Pick(picker) if picker.prompt.text() == "focus-mode"));
    assert!(!journey.model.screen.focus_mode, "an abbreviation was run without confirmation");
    journey.keys("Enter");
    assert!(journey.model.screen.focus_mode);
    let before = journey.model.nav.list.filter.clone();
    journey.keys(": 'de' Enter Esc");
    assert_eq!(journey.model.nav.list.filter, before);
    journey.keys(": 'them' Enter");
    assert!(matches!(&journey.model.mode, Mode::Pick(picker) if picker.prompt.text() == "theme "));
    journey.keys("'paper' Enter").says("theme: paper");
    check(": 'zzz' Enter", BEFORE).says("unknown command `zzz`");
    check(": Backspace", BEFORE);
    check(": '1o' Enter", BEFORE).says("unknown command");
}

#[test]
fn set_shows_and_changes_every_setting() {
    let mut journey = check(": 'set' Enter", BEFORE);
    journey.says("measure=68");
    journey.keys(": 'set measure=60' Enter").says("60 cells");
    assert_eq!(journey.model.screen.measure, 60);
    journey.keys(": 'set measure=7' Enter").says("24 to 160");
    journey.keys(": 'set hyphens=de' Enter").says("hyphenation: de");
    journey.keys(": 'set hyphens=xx' Enter").says("hyphens takes off or en, de");
    journey.keys(": 'set nohyphens' Enter").says("hyphenation off");
    journey.keys(": 'set nomouse' Enter").says("mouse off");
    assert!(matches!(journey.commands.last(), Some(Effect::Mouse(false))));
    journey.keys(": 'set mouse=on' Enter").says("mouse on; Shift leaves a click to the terminal");
    journey.keys(": 'set mouse=off' Enter").says("mouse off");
    journey.keys(": 'set mouse=maybe' Enter").says("mouse takes on or off");
    journey.keys(": 'set focus=on' Enter");
    assert!(journey.model.screen.focus_mode);
    journey.keys(": 'set list=off' Enter").says("list takes 24 to 120");
    journey.keys(": 'set mesure=60' Enter").says("did you mean `measure`?");
}

#[test]
fn earlier_words_still_work() {
    check(": 'sort standing' Enter", BEFORE).says("sorted by status");
    check(": 'sort-by-standing' Enter", BEFORE).says("sorted by status");
    check(": 'show-orphaned' Enter", "P· O· DP· O· P· D· O·").says("lost");
    check(": 'filter orphaned' Enter", "P· O· DP· O· P· D· O·").says("lost");
}

#[test]
fn the_theme_picker_previews_before_it_chooses() {
    let themes = |journey: &Journey| -> Vec<String> {
        let named = journey.commands.iter().filter_map(|command| match command {
            Effect::Theme(name) => Some(name.clone()),
            _ => None,
        });
        named.collect()
    };
    let mut journey = check("T Down", BEFORE);
    assert_eq!((themes(&journey), journey.model.screen.theme.as_str()), (vec!["paper".to_owned()], "paper"));
    journey.keys("Esc");
    assert_eq!(
        (themes(&journey).last().unwrap().as_str(), journey.model.screen.theme.as_str()),
        ("dusk", "dusk")
    );
    journey.keys("T / 'pap' Enter").says("theme: paper, from now on");
    let chosen = journey.commands.iter().rev().find_map(|command| match command {
        Effect::KeepPreferences(choices) => choices.theme.clone(),
        _ => None,
    });
    assert_eq!(chosen.as_deref(), Some("paper"));
    journey.keys(": 'theme dask' Enter").says("did you mean `dusk`?");
}

#[test]
fn the_claim_picker_finds_a_claim_by_text() {
    check("p 'lamps' Enter", "P· O· DP· O· >P· D· O·");
    check("p 'lamps' Esc", BEFORE);
    check("p Down Down Enter", "P· O· >DP· O· P· D· O·");
    check("p 'nowhere' Enter", BEFORE).says("no match; Esc cancels");
}

#[test]
fn brackets_follow_the_order_of_the_list() {
    // By category the promises come first.
    check("s c", BEFORE).says("sorted by category; ] and [ follow it");
    check("s c ]", "P· O· DP· O· >P· D· O·");
    check("s c ] ]", "P· >O· DP· O· P· D· O·");
    check("s c s p ]", "P· >O· DP· O· P· D· O·");
    // In a list sorted by status a decided claim moves behind the undecided ones.
    let mut journey = check("s d x", "P✗ >O· DP· O· P· D· O·");
    assert_eq!(journey.model.nav.list.number_of(0), (6, true));
    journey.keys("s Esc s z").says("z does nothing here");
}

#[test]
fn most_useful_first_asks_for_the_least_certain_claims_of_every_category() {
    // Promises score .73, orders .88 and the doubt .95, over thresholds of .50.
    let mut journey = check("s u", BEFORE);
    journey.says("claims near their threshold first: these teach most; ] and [ follow it");
    assert_eq!(journey.model.nav.list.indices().collect::<Vec<_>>(), [0, 2, 4, 1, 3, 6, 5]);
    journey.keys("] ]").is("P· O· DP· O· >P· D· O·");
    // A decision sinks, and the next one asked for is on top; five decided promises teach less about the sixth.
    let mut journey = check("s u a", "P✓ O· >DP· O· P· D· O·");
    journey.keys("a x").is("P✓ >O· DP✓ O· P✗ D· O·");
    assert!(!journey.notice().contains("continued"), "{:?}", journey.notice());
    assert_eq!(journey.model.nav.list.indices().collect::<Vec<_>>(), [1, 3, 6, 5, 0, 2, 4]);
    // Skipped claims stand between the two.
    journey.keys(". a a a").is("P✓ O» DP✓ O✓ P✗ >D✓ O✓");
    assert_eq!(journey.model.nav.list.at(0), Some(1));
    check(": 'sort usefulness' Enter", BEFORE).says("near their threshold first");
}

#[test]
fn filters_can_be_typed_and_survive_a_search() {
    let mut journey = check(": 'filter promise' Enter", BEFORE);
    journey.says("3 of 7 listed: Promise");
    journey.keys("/ 'chart' Enter Esc");
    assert_eq!(journey.model.nav.list.len(), 3);
    journey.keys(": 'filter over .99' Enter");
    assert!(journey.model.nav.list.is_empty());
    journey.keys(": 'filter promis' Enter").says("did you mean `promise`?");
    journey.keys("f a");
    assert_eq!(journey.model.nav.list.len(), 7);
}

#[test]
fn the_label_and_speaker_filters_offer_existing_values() {
    let mut journey = check("f l", BEFORE);
    journey.says("no claim has a label");
    journey
        .keys("t 'money' Enter ] t 'Money, later' Enter f l 'later' Enter")
        .says("1 of 7 listed: label later");
    journey.keys(": 'filter label MONEY' Enter").says("2 of 7 listed");
    // A picked speaker replaces a picked label, and the other way round.
    journey.keys("f s 'baker' Enter").says("1 of 7 listed: speaker");
    assert!(journey.model.nav.list.filter.label.is_none());
    journey.keys("f l 'later' Enter").says("1 of 7 listed: label later");
    assert!(journey.model.nav.list.filter.speaker.is_none());
}

#[test]
fn a_filtered_list_is_updated_by_decisions() {
    let mut journey = check("f u a a", "P✓ O✓ >DP· O· P· D· O·");
    assert_eq!(journey.model.nav.list.len(), 5);
    journey.keys("u u").is(BEFORE);
    assert_eq!(journey.model.nav.list.len(), 7);
}

#[test]
fn a_bulk_decision_asks_first_and_is_one_undo_step() {
    let mut journey = check(": 'accept promise' Enter", BEFORE);
    assert!(matches!(&journey.model.mode, Mode::Confirm(bulk) if bulk.question() == "accept 3 claims"));
    assert_eq!(journey.model.nav.list.len(), 3, "the list shows the affected claims");
    journey.keys("y").is(">P✓ O· DP✓ O· P✓ D· O·").says("accepted 3 claims; u undoes all of it");
    assert_eq!(journey.model.nav.list.len(), 7, "the filter is lifted");
    journey.keys("u").says("undone: accepted 3 claims");
    assert_eq!(journey.marks().replace('>', ""), BEFORE.replace('>', ""));
    journey.keys("Ctrl-r").says("redone");
    assert_eq!(journey.marks().replace('>', ""), "P✓ O· DP✓ O· P✓ D· O·");
    let saves = journey.saves().count();
    assert_eq!(saves, 3, "one save per step");
}

#[test]
fn a_bulk_decision_can_be_cancelled() {
    check("] : 'reject' Space 'doubt' Enter n", "P· >O· DP· O· P· D· O·").says("nothing was decided");
    check(": 'reject order' Enter j Esc", BEFORE);
    check(": 'accept over .999' Enter", BEFORE).says("none of these is undecided");
    // Only the offered keys decide.
    check("A Enter", BEFORE);
    check("A y", ">P✓ O✓ DP✓ O✓ P✓ D✓ O✓");
    check("f 2 X y", "P· >O✗ DP· O✗ P· D· O✗");
    check("1 1 1 : 'clear all' Enter y", "P· O· >DP· O· P· D· O·").says("cleared 3 claims");
}

#[test]
fn bulk_decisions_skip_decided_claims() {
    check("x : 'accept all' Enter y", "P✗ >O✓ DP✓ O✓ P✓ D✓ O✓");
}

#[test]
fn y_copies_the_claim_and_capital_y_the_decisions() {
    let copied = |journey: &Journey| match journey.commands.last() {
        Some(Effect::Copy(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    let mut journey = check("y", BEFORE);
    journey.says("sent to the terminal's clipboard");
    assert_eq!(copied(&journey), "The council pledged a new pier on Monday.");
    journey.keys("v b b b y");
    assert_eq!(copied(&journey), "The council pledged a new pier");
    journey.keys("Y").says("nothing is decided yet");
    journey.keys("a x Y").says("2 decisions sent");
    assert!(
        copied(&journey).starts_with("Promise: “The council pledged a new pier on Monday.”\nrejected: “")
    );
}

#[test]
fn messages_lists_earlier_notices() {
    let mut journey = check("T Esc s c : 'messages' Enter", BEFORE);
    journey.shows("Messages");
    assert!(journey.model.notices.log.iter().any(|notice| notice.text.contains("sorted by category")));
    journey.keys("Esc");
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn headings_and_links_can_be_picked() {
    let filler = "It rained all day.\n\n".repeat(40);
    let text = format!(
        "# Piers\n\nThe [council](https://example.org/c) must pay.\n\n{filler}## Lamps\n\n[Gulls](https://example.org/g) stayed.\n"
    );
    let markdown = import(text.into_bytes(), "a.md", ImportOptions::new(Format::Markdown)).unwrap();
    let mut journey = Journey::of(&Arc::new(markdown.document), Settings::default(), Vec::new(), (100, 20));
    let shows = |journey: &Journey, words: &str| {
        let at = journey.model.document().text.find(words).unwrap() as u32;
        journey.model.nav.view.seen().contains(at)
    };
    assert!(!shows(&journey, "Lamps"));
    journey.keys("O 'lam' Enter");
    assert!(shows(&journey, "Lamps"));
    journey.keys("L 'gulls' Enter");
    assert!(journey.asked(&Effect::Copy("https://example.org/g".to_owned())));
}

#[test]
fn a_setting_says_what_it_did() {
    for (line, words) in [
        ("set measure=90", "rows of 90 cells; this screen has room for"),
        ("set measure=40", "rows of 40 cells"),
        ("set focus", "focus"),
        ("set nofocus", "nofocus"),
        ("set list=40", "list=40"),
        ("set hyphens=en", "hyphenation: en"),
    ] {
        let mut journey = Journey::new();
        journey.keys(&format!(": '{line}' Enter")).says(words);
    }
}
