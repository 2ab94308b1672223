//! The mouse: wheel, clicks, drags over text and borders.

use super::{BEFORE, Journey};
use crate::support::PIER;
use purport::session::{Mode, Mouse, MouseKind, Msg, Pane};
use purport::text::Span;

impl Journey {
    pub(crate) fn mouse(&mut self, kind: MouseKind, x: u16, y: u16) -> &mut Self {
        let now = self.now();
        self.tell(Msg::Mouse(Mouse { kind, x, y }, now));
        self
    }

    /// The cell where `words` begin on the screen.
    fn cell_of(&self, words: &str) -> (u16, u16) {
        let (model, text) = (&self.model, &self.model.document().text);
        let at = text.find(words).unwrap() as u32;
        let holds = |row: Span| row.contains(at);
        let row = model.nav.view.page.iter().position(|line| line.row.is_some_and(holds));
        let row = row.expect("it is in sight");
        let line = &model.nav.view.page[row];
        let before = &text[line.row.unwrap().start() as usize..at as usize];
        let column = model.screen.layout.column;
        (column.x + line.indent + before.chars().count() as u16, column.y + row as u16)
    }
}

fn open() -> Journey {
    Journey::open(PIER, Vec::new(), (140, 40))
}

#[test]
fn a_click_makes_a_claim_current_and_a_double_click_shows_details() {
    let mut journey = open();
    let (x, y) = journey.cell_of("port pledged");
    journey.mouse(MouseKind::Press, x, y).is("P· O· DP· O· >P· D· O·");
    journey.mouse(MouseKind::Release, x, y).mouse(MouseKind::Double, x, y);
    journey.shows("Why");
    journey.mouse(MouseKind::Press, 0, 0);
    assert!(matches!(journey.model.mode, Mode::Read));
}

#[test]
fn a_click_in_the_list_goes_there_and_a_double_click_returns_to_the_text() {
    let mut journey = open();
    let list = journey.model.screen.layout.list;
    // Every claim takes three rows.
    for row in [9, 10, 11] {
        journey.keys("g ]").is("P· >O· DP· O· P· D· O·");
        journey.mouse(MouseKind::Press, list.x + 8, list.y + 1 + row).is("P· O· DP· >O· P· D· O·");
    }
    assert_eq!(journey.model.screen.focus, Pane::List);
    journey.mouse(MouseKind::Double, list.x + 8, list.y + 1 + 9);
    assert_eq!(journey.model.screen.focus, Pane::Text);
    journey.mouse(MouseKind::Press, list.x + 8, list.y + list.height - 1).is("P· O· DP· >O· P· D· O·");
}

#[test]
fn the_wheel_scrolls_the_pane_under_it() {
    let text = "The council must pay for it.\n\n".repeat(100);
    let mut journey = Journey::open(&text, Vec::new(), (140, 30));
    let list = journey.model.screen.layout.list;
    let (top, current) = (journey.model.nav.view.seen(), journey.model.nav.current);
    journey.mouse(MouseKind::WheelDown, list.x + 5, list.y + 5);
    assert_eq!((journey.model.nav.view.seen(), journey.model.nav.list.top), (top, 3));
    assert_eq!(journey.model.nav.current, current);
    journey.mouse(MouseKind::WheelDown, 10, 5);
    assert!(journey.model.nav.view.seen().start() > top.start());
    journey.mouse(MouseKind::WheelUp, 10, 5);
    assert_eq!(journey.model.nav.view.seen(), top);
}

#[test]
fn the_wheel_scrolls_an_open_window() {
    let mut journey = open();
    journey.keys("?").mouse(MouseKind::WheelDown, 10, 5);
    let top = journey.popup().top;
    assert!(top > 0);
    journey.mouse(MouseKind::WheelUp, 10, 5);
    assert!(journey.popup().top < top);
}

#[test]
fn a_drag_selects_whole_words_and_a_key_tags_them() {
    let mut journey = open();
    let (x, y) = journey.cell_of("band plays");
    let (end, below) = journey.cell_of("bread is");
    journey.mouse(MouseKind::Press, x + 1, y).mouse(MouseKind::Drag, x + 6, y);
    assert_eq!(journey.selected(), "band plays");
    journey.says("hold Shift");
    journey.mouse(MouseKind::Drag, end, below).mouse(MouseKind::Release, end, below);
    assert!(journey.selected().starts_with("band plays") && journey.selected().ends_with("bread"));
    // Dragged backwards.
    journey.mouse(MouseKind::Press, x + 6, y).mouse(MouseKind::Drag, x, y).mouse(MouseKind::Release, x, y);
    assert_eq!(journey.selected(), "band plays");
    journey.keys("2").is("P· O· DP· >O+ O· P· D· O·");
}

#[test]
fn a_click_selects_nothing_and_a_double_click_a_sentence() {
    let mut journey = open();
    let (x, y) = journey.cell_of("band plays");
    journey.mouse(MouseKind::Press, x, y).mouse(MouseKind::Release, x, y).is(BEFORE);
    assert_eq!(journey.selected(), "");
    journey.mouse(MouseKind::Double, x, y);
    assert!(journey.selected().starts_with("A band plays on the quay"));
}

#[test]
fn dragging_the_border_resizes_the_list() {
    let mut journey = open();
    let list = journey.model.screen.layout.list;
    journey.mouse(MouseKind::Press, list.x, 10).mouse(MouseKind::Drag, list.x - 10, 12).mouse(
        MouseKind::Release,
        0,
        0,
    );
    assert_eq!(journey.model.screen.layout.list.width, list.width + 10);
    journey.mouse(MouseKind::Drag, 20, 12);
    assert_eq!(journey.model.screen.layout.list.width, list.width + 10, "the button was released");
    // Below the text the border moves up and down.
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    let (list, hero) = (journey.model.screen.layout.list, journey.model.screen.layout.hero);
    journey.mouse(MouseKind::Press, 20, hero.y).mouse(MouseKind::Drag, 20, hero.y - 2);
    assert_eq!(journey.model.screen.layout.list.height, list.height + 2);
}

#[test]
fn clicks_anywhere_but_on_the_keys_neither_panic_nor_decide() {
    for size in [(140, 40), (80, 24), (48, 16), (20, 6), (3, 1)] {
        let mut journey = Journey::open(PIER, Vec::new(), size);
        let keys = journey.model.screen.layout.status.y;
        let cells = (0..size.0 + 2).flat_map(|x| (0..size.1 + 2).map(move |y| (x, y)));
        for (x, y) in cells.filter(|&(_, y)| y != keys) {
            for kind in [
                MouseKind::Press,
                MouseKind::Drag,
                MouseKind::WheelDown,
                MouseKind::Double,
                MouseKind::WheelUp,
                MouseKind::Release,
            ] {
                journey.mouse(kind, x, y);
            }
        }
        assert!(journey.saves().next().is_none());
    }
}

#[test]
fn pickers_take_clicks_and_the_wheel() {
    let mut journey = Journey::open(PIER, Vec::new(), (100, 24));
    journey.keys("p");
    journey.mouse(MouseKind::WheelDown, 3, 3).mouse(MouseKind::WheelDown, 3, 3);
    let area = |journey: &Journey| match &journey.model.mode {
        Mode::Pick(picker) => (picker.area(&journey.model.screen.layout), picker.selected),
        other => panic!("{other:?}"),
    };
    let (rows, selected) = area(&journey);
    assert_eq!(selected, 2);
    journey.is("P· O· >DP· O· P· D· O·");
    journey.mouse(MouseKind::Press, 3, rows.y + 4).is("P· O· DP· O· >P· D· O·");
    journey.mouse(MouseKind::Double, 3, rows.y + 4).is("P· O· DP· O· >P· D· O·");
    assert!(matches!(journey.model.mode, Mode::Read));
    // A click beside the picker chooses nothing.
    journey.keys("T").mouse(MouseKind::Double, 3, 1);
    assert!(matches!(journey.model.mode, Mode::Pick(_)));
}
