//! The menu of all actions: what it shows, what its second key does, and how it fits every screen.

use super::keymap::with;
use super::{BEFORE, Journey, check};
use purport::session::{Mode, Msg};

/// The text of the open menu, page after page.
fn pages(journey: &mut Journey) -> Vec<String> {
    let mut pages: Vec<String> = Vec::new();
    loop {
        let lines = journey.popup().layout.lines.iter();
        let page = lines.map(|line| line.iter().map(|piece| piece.text.as_str()).collect::<String>());
        let page = page.collect::<Vec<_>>().join("\n");
        if pages.contains(&page) {
            return pages;
        }
        let popup = journey.popup();
        assert!(popup.layout.lines.len() <= usize::from(popup.layout.area.height) - 2, "cut: {page}");
        pages.push(page);
        if !journey.popup().layout.title.contains(" of ") {
            return pages;
        }
        journey.keys("Tab");
    }
}

#[test]
fn a_second_key_performs_an_action_and_closes_the_menu() {
    let mut journey = check("Space a", "P✓ >O· DP· O· P· D· O·");
    assert!(matches!(journey.model.mode, Mode::Read));
    journey.keys("Space 3").is("P✓ D~ >DP· O· P· D· O·").keys("Space u").is("P✓ >O· DP· O· P· D· O·");
    journey.keys("Space f").tell(Msg::Elapsed);
    assert!(matches!(journey.model.mode, Mode::Filter));
    journey.keys("Esc Space Space").is("P✓ >O· DP· O· P· D· O·");
    // The letters of another layout work as elsewhere: ф lies on a.
    check("Space ф", "P✓ >O· DP· O· P· D· O·");
}

#[test]
fn the_menu_key_twice_turns_a_page() {
    let text = "The council must pay.\n\n".repeat(60);
    let mut journey = Journey::open(&text, Vec::new(), (80, 24));
    journey.keys("Space");
    let top = journey.model.nav.view.anchor;
    journey.keys("Space");
    assert!(journey.model.nav.view.anchor > top && matches!(journey.model.mode, Mode::Read));
}

#[test]
fn the_menu_says_that_a_key_does_nothing_and_stays() {
    let mut journey = check("Space F9", BEFORE);
    journey.says("F9 does nothing; Esc closes the menu").shows("Menu").keys("Esc").is(BEFORE);
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn the_menu_lists_every_action_under_its_keys_in_force_at_every_size() {
    for size in [(200, 60), (120, 40), (80, 24), (48, 16), (20, 6)] {
        let mut journey = with("[read]\nX = \"accept\"\n\"%\" = \"nop\"");
        journey.tell(Msg::Resized(size.0, size.1));
        journey.keys("Space");
        let pages = pages(&mut journey);
        let text = pages.join("\n");
        let words = ["Claims", "Deciding", "Moving", "The screen", "The program", "undo, redo", "suspend"];
        for word in words {
            assert!(text.replace('\n', " ").contains(word) || size.0 < 48, "no {word} at {size:?}: {text}");
        }
        assert!(text.lines().any(|line| line.contains("X a ") || line.contains("X ")), "own keys: {text}");
        assert!(!text.contains('%'), "a key without a meaning is not shown");
        let area = journey.popup().layout.area;
        assert!(area.width <= size.0 && area.y + area.height < size.1, "{area:?} at {size:?}");
        let widest = pages.iter().flat_map(|page| page.lines()).map(|line| line.chars().count()).max();
        assert!(widest.unwrap() <= usize::from(size.0) - 4 || size.0 < 24, "cut at {size:?}: {text}");
        assert_eq!(pages.len() == 1, size.0 >= 120, "{size:?}: {} pages", pages.len());
    }
}

#[test]
fn the_menu_of_a_selection_acts_on_the_selection_and_keeps_it() {
    let mut journey = Journey::new();
    journey.keys("v");
    let selected = journey.model.selected();
    journey.keys("Space");
    let text = pages(&mut journey).join("\n");
    assert!(text.starts_with("Selecting a passage") && !text.contains("redo"), "{text}");
    assert_eq!(journey.model.selected(), selected, "the passage stays visible beneath the menu");
    journey.keys("Esc");
    assert_eq!((journey.model.selected(), matches!(journey.model.mode, Mode::Select(_))), (selected, true));
    journey.keys("Space j");
    assert_ne!(journey.model.selected(), selected);
    assert!(matches!(journey.model.mode, Mode::Select(_)));
}

#[test]
fn menu_and_popups_work_over_a_card() {
    let mut journey = Journey::new();
    journey.keys("Z Space a").is("P✓ >O· DP· O· P· D· O·");
    assert!(journey.model.card.is_some(), "the card stays");
    journey.keys("Enter x").is("P✓ O✗ >DP· O· P· D· O·").shows("Why").keys("Esc");
    assert!(journey.model.card.is_some() && matches!(journey.model.mode, Mode::Read));
    journey.keys("Space Z");
    assert!(journey.model.card.is_none());
}
