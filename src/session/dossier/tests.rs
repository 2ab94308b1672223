//! Moving through a dossier, and what stays selected after a visit.

use super::*;
use crate::dossier::{
    Article, ArticleClaims, ArticleDate, Builder, DateSource, EntryCategory, Party, Role, Subject,
};

fn entry(start: u64) -> Entry {
    Entry {
        article: 0,
        block: None,
        start,
        end: start + 4,
        text: "They vow it.".to_owned(),
        categories: vec![EntryCategory { id: "vow".to_owned(), score: None }],
        speaker: Some("Tarsovia".to_owned()),
        basis: None,
        role: Role::Said,
        is_role_guess: false,
        verdict: None,
        note: String::new(),
        labels: Vec::new(),
        engine: None,
    }
}

/// Five claims: two in one article and one in another of January, one of March, one without a date.
fn dossier() -> Dossier {
    let mut builder =
        Builder::new(Subject { speaker: Party::new(["Tarsovia".to_owned()]), ..Subject::default() });
    for (name, day, starts) in [
        ("a", Some("2026-01-02"), &[1, 5][..]),
        ("b", Some("2026-01-03"), &[1]),
        ("c", Some("2026-03-01"), &[1]),
        ("d", None, &[1]),
    ] {
        let date = day.map(|day| ArticleDate { day: day.to_owned(), from: DateSource::Path });
        builder.add(ArticleClaims {
            article: Article { name: name.to_owned(), date, ..Article::default() },
            entries: starts.iter().copied().map(entry).collect(),
            ..ArticleClaims::default()
        });
    }
    builder.finish()
}

fn screen() -> (DossierScreen, Keymap) {
    let scheme = Arc::new(Scheme::claims());
    let keymap = Keymap::new(&scheme, &[]);
    (DossierScreen::new(dossier(), scheme, Vec::new(), true), keymap)
}

#[test]
fn keys_move_by_claims_and_months_and_open_the_selected_one() {
    let (mut screen, keymap) = screen();
    let mut press = |keys: &str| {
        let pressed = keys.split(' ').map(|key| screen.press(Key::parse(key).unwrap(), &keymap));
        let last = pressed.last().unwrap();
        (screen.selected, last)
    };
    assert_eq!(press("j"), (1, DossierEvent::Nothing));
    assert_eq!(press("}"), (3, DossierEvent::Nothing));
    assert_eq!(press("} }").0, 4, "the last month stays");
    assert_eq!(press("{").0, 3);
    assert_eq!(press("{").0, 0);
    assert_eq!(press("k").0, 0);
    assert_eq!(press("G").0, 4);
    assert_eq!(press("Enter"), (4, DossierEvent::Read(4)));
    assert_eq!(press("q").1, DossierEvent::Leave);
    assert_eq!(press("Esc").1, DossierEvent::Leave);
    assert_eq!(press("a").1, DossierEvent::Nothing);
    assert!(screen.notice.unwrap().text.contains("does nothing here"));
}

#[test]
fn the_list_scrolls_with_the_selection_and_a_click_selects() {
    let (mut screen, keymap) = screen();
    screen.resize(20, 5);
    screen.press(Key::parse("G").unwrap(), &keymap);
    assert_eq!((screen.top, screen.selected), (2, 4));
    let click = |kind| Mouse { kind, x: 3, y: 1 };
    assert_eq!(screen.point(click(MouseKind::Press)), DossierEvent::Nothing);
    assert_eq!(screen.selected, 2);
    assert_eq!(screen.point(click(MouseKind::Double)), DossierEvent::Read(2));
    screen.resize(80, 30);
    assert_eq!(screen.top, 0);
}

#[test]
fn neighbours_are_the_first_claims_of_other_articles() {
    let (screen, _) = screen();
    let next: Vec<_> = (0..5).map(|at| screen.neighbour(at, true)).collect();
    assert_eq!(next, [Some(2), Some(2), Some(3), Some(4), None]);
    let before: Vec<_> = (0..5).map(|at| screen.neighbour(at, false)).collect();
    assert_eq!(before, [None, None, Some(0), Some(2), Some(3)]);
}

#[test]
fn a_visit_keeps_the_selected_claim_or_its_place() {
    let (mut screen, _) = screen();
    screen.selected = 1;
    let mut changed = dossier();
    changed.update_article(0, vec![entry(5)], vec![entry(1)]);
    screen.update(changed, Vec::new());
    assert_eq!((screen.selected, screen.current().unwrap().start), (0, 5));
    let mut changed = screen.dossier.clone();
    changed.update_article(0, Vec::new(), Vec::new());
    screen.update(changed, Vec::new());
    assert_eq!((screen.selected, screen.dossier.entries.len()), (0, 3));
}
