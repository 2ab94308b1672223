//! What the shelf does with keys, the mouse and what is found out.

use super::*;
use crate::claim::Scheme;
use crate::session::Code;

fn survey(title: &str, claims: usize, decided: usize) -> Survey {
    Survey { title: Some(title.to_owned()), words: 100, claims, decided, orphaned: 0 }
}

/// Four articles: begun, unread, done, unread.
fn shelf() -> Shelf {
    let names = ["a.txt", "b.txt", "c.txt", "d.txt"];
    let read = |at: usize| at.is_multiple_of(2).then(|| "2030-01-01T00:00:00Z".to_owned());
    let entries = names.iter().enumerate().map(|(at, name)| Entry::new((*name).to_owned(), read(at)));
    let mut shelf = Shelf::new(entries.collect());
    shelf.learn(0, Ok(survey("The pier", 5, 2)));
    shelf.learn(1, Ok(survey("The lamps", 9, 0)));
    shelf.learn(2, Ok(survey("The ferry", 3, 3)));
    shelf.learn(3, Err("cannot be read".to_owned()));
    shelf
}

fn press(shelf: &mut Shelf, keys: &str) -> ShelfEvent {
    let keymap = Keymap::new(&Scheme::claims(), &[]);
    let press = |key: &str| shelf.press(Key::parse(key).unwrap_or(Key::plain(Code::Esc)), &keymap);
    keys.split(' ').map(press).last().unwrap_or(ShelfEvent::Nothing)
}

#[test]
fn stages_are_told_apart() {
    let stages: Vec<Stage> = shelf().entries.iter().map(Entry::stage).collect();
    assert_eq!(stages, [Stage::Begun, Stage::Unread, Stage::Done, Stage::Unread]);
}

#[test]
fn keys_move_within_the_shelf_and_open() {
    let mut shelf = shelf();
    assert_eq!(press(&mut shelf, "j j Enter"), ShelfEvent::Read(2));
    assert_eq!(press(&mut shelf, "G j Enter"), ShelfEvent::Read(3));
    assert_eq!(press(&mut shelf, "g k Enter"), ShelfEvent::Read(0));
    assert_eq!(press(&mut shelf, "q"), ShelfEvent::Leave);
    assert_eq!(press(&mut shelf, "x"), ShelfEvent::Nothing);
    assert!(shelf.notice.as_ref().is_some_and(|notice| notice.text.contains("means nothing")));
}

#[test]
fn one_goes_on_with_what_was_never_opened() {
    let mut shelf = shelf();
    assert_eq!(press(&mut shelf, ")"), ShelfEvent::Read(1));
    assert_eq!((shelf.next_unread(1), shelf.next_unread(3)), (Some(3), Some(1)));
    assert_eq!((shelf.before(1), shelf.before(0)), (Some(0), None));
    for at in [1, 3] {
        shelf.entries[at].last_read = Some("2030-01-01T00:00:00Z".to_owned());
    }
    assert_eq!(press(&mut shelf, ")"), ShelfEvent::Nothing);
}

#[test]
fn what_fits_is_shown_in_the_order_asked_for() {
    let mut shelf = shelf();
    press(&mut shelf, "j s");
    assert_eq!((shelf.shown.clone(), shelf.current()), (vec![1, 3, 0, 2], Some(1)));
    press(&mut shelf, "s");
    assert_eq!(shelf.shown, [1, 0, 2, 3]);
    press(&mut shelf, "/ F e r r Enter");
    assert_eq!((shelf.shown.clone(), shelf.current()), (vec![2], Some(2)));
    press(&mut shelf, "Esc");
    assert_eq!((shelf.shown.len(), shelf.current()), (4, Some(2)));
}

#[test]
fn what_is_selected_is_on_the_screen() {
    let entries = (0..100).map(|at| Entry::new(format!("{at}.txt"), None));
    let mut shelf = Shelf::new(entries.collect());
    for height in [3, 6, 24, 200] {
        shelf.resize(80, height);
        for keys in ["G", "PgUp", "k", "g", "PgDn", "j", "Ctrl-d", "Ctrl-u"] {
            press(&mut shelf, keys);
            assert!((shelf.top..shelf.top + shelf.rows()).contains(&shelf.selected), "{keys} at {height}");
            assert!(shelf.top + shelf.rows() <= 100 || shelf.top == 0);
        }
    }
}

#[test]
fn the_mouse_selects_and_opens() {
    let mut shelf = shelf();
    let at = |deed, y| Mouse { deed, x: 3, y };
    assert_eq!(shelf.point(at(MouseKind::Press, 4)), ShelfEvent::Nothing);
    assert_eq!(shelf.current(), Some(2));
    assert_eq!(shelf.point(at(MouseKind::Double, 3)), ShelfEvent::Read(1));
    assert_eq!(shelf.point(at(MouseKind::Double, 9)), ShelfEvent::Nothing);
    shelf.point(at(MouseKind::WheelDown, 0));
    assert_eq!(shelf.current(), Some(3));
}
