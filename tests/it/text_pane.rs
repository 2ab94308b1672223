//! The text pane: tints, underlines, margin and rail of the painted page.

use crate::journeys::Journey;
use crate::support::PIER;
use purport::reading::{Mark, Status};
use purport::session::{Area, MouseKind};
use purport::theme::{ColorDepth, Theme};
use purport::ui::{DOTTED, draw};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

const SIZES: [(u16, u16); 5] = [(200, 60), (120, 40), (80, 24), (48, 16), (20, 6)];

fn opened(size: (u16, u16), keys: &str) -> Journey {
    let mut journey = Journey::open(PIER, Vec::new(), size);
    journey.keys(keys);
    journey
}

fn paint(journey: &Journey, depth: ColorDepth) -> Buffer {
    let screen = journey.model.screen.layout.screen;
    let theme = Theme::built_in(if depth == ColorDepth::Mono { "mono" } else { "dusk" }, depth).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(screen.width, screen.height)).unwrap();
    terminal.draw(|frame| draw(frame, &journey.model, &theme)).unwrap();
    terminal.backend().buffer().clone()
}

/// Symbols of a column of an area.
fn column(buffer: &Buffer, area: Area, x: u16) -> Vec<String> {
    (area.y..area.y + area.height).map(|y| buffer[(x, y)].symbol().to_owned()).collect()
}

/// Cells in which the words of the current claim stand, row by row.
fn cells_of_current(journey: &Journey) -> Vec<Vec<(u16, u16)>> {
    cells_of(journey, journey.model.current_mark().unwrap())
}

fn cells_of(journey: &Journey, mark: &Mark) -> Vec<Vec<(u16, u16)>> {
    let model = &journey.model;
    let (column, text) = (model.screen.layout.column, &model.document().text);
    let clauses: Vec<_> = mark.clauses().into_iter().map(|(span, _)| span).collect();
    let rows =
        (column.y..).zip(&model.nav.view.page).filter_map(|(y, line)| Some((y, line.indent, line.row?)));
    let cells = rows.map(|(y, indent, row)| {
        let shown = row.slice(text).trim_end();
        let inside = |at: &usize| clauses.iter().any(|clause| clause.contains(row.start() + *at as u32));
        // The pier is in ASCII: a byte a cell.
        (0..shown.len()).filter(inside).map(|at| (column.x + indent + at as u16, y)).collect()
    });
    cells.filter(|row: &Vec<_>| !row.is_empty()).collect()
}

#[test]
fn a_blank_column_parts_the_text_from_the_rail() {
    for size in SIZES {
        for keys in ["", ": 'set hyphens=en' Enter", "G"] {
            let journey = opened(size, keys);
            let buffer = paint(&journey, ColorDepth::TrueColor);
            let layout = &journey.model.screen.layout;
            let blank = column(&buffer, layout.rail, layout.rail.x - 1);
            assert!(blank.iter().all(|symbol| symbol == " "), "{size:?} after {keys}: {blank:?}");
        }
    }
}

#[test]
fn the_rail_is_a_map_without_letters() {
    for depth in ColorDepth::ALL {
        for size in SIZES {
            let journey = opened(size, "");
            let buffer = paint(&journey, depth);
            let rail = journey.model.screen.layout.rail;
            let signs = column(&buffer, rail, rail.x);
            let (open, done) = if depth == ColorDepth::Mono { ("•", "◦") } else { ("●", "○") };
            let known = ["│", "┃", "◆", open, done];
            assert!(signs.iter().all(|sign| known.contains(&sign.as_str())), "{depth:?} {size:?}: {signs:?}");
            assert_eq!(signs.iter().filter(|sign| *sign == "◆").count(), 1, "{depth:?} {size:?}");
            if depth >= ColorDepth::Indexed256 && size.1 < 40 {
                let ground = |row: u16| buffer[(rail.x, rail.y + row)].bg;
                assert_ne!(
                    ground(0),
                    ground(rail.height - 1),
                    "{depth:?} {size:?}: the window does not show"
                );
            }
        }
    }
}

#[test]
fn the_rail_shows_what_is_decided() {
    let journey = opened((80, 24), "A y");
    assert!(journey.model.reading.marks().iter().all(|mark| mark.status != Status::Undecided));
    let rail = journey.model.screen.layout.rail;
    let signs = column(&paint(&journey, ColorDepth::TrueColor), rail, rail.x).concat();
    assert!(signs.contains('○') && !signs.contains('●'), "{signs}");
}

#[test]
fn the_current_claim_stands_out_at_every_depth() {
    for depth in ColorDepth::ALL {
        for size in SIZES {
            let journey = opened(size, "] ]");
            let buffer = paint(&journey, depth);
            let rows = cells_of_current(&journey);
            let plain = match depth {
                ColorDepth::TrueColor => Color::Rgb(0x16, 0x18, 0x1d),
                ColorDepth::Indexed256 => Color::Indexed(234),
                _ => Color::Reset,
            };
            for &(x, y) in rows.iter().flatten() {
                let cell = &buffer[(x, y)];
                let reversed = cell.modifier.contains(Modifier::REVERSED);
                assert_eq!(reversed, depth == ColorDepth::Mono, "{depth:?} {size:?} at {x},{y}: {cell:?}");
                assert!(
                    reversed || cell.bg != Color::Reset && cell.bg != plain,
                    "{depth:?} {size:?}: {cell:?}"
                );
            }
            assert!(!rows.is_empty());
        }
    }
}

#[test]
fn the_tint_of_a_claim_on_several_rows_is_one_block() {
    let journey = opened((30, 24), "");
    let buffer = paint(&journey, ColorDepth::TrueColor);
    let rows = cells_of_current(&journey);
    assert!(rows.len() > 1, "the first claim of the pier has several rows");
    let column = journey.model.screen.layout.column;
    let tint = buffer[rows[0][0]].bg;
    for (at, row) in rows.iter().enumerate() {
        let y = row[0].1;
        if at + 1 < rows.len() {
            assert!((row[0].0..column.x + column.width).all(|x| buffer[(x, y)].bg == tint), "row {at}");
        }
        if at > 0 {
            assert_eq!(buffer[(column.x - 1, y)].bg, tint, "row {at}");
        }
    }
}

#[test]
fn dotted_means_undecided() {
    let mut journey = opened((80, 24), "");
    journey.model.settings.underlines = true;
    let dotted = |journey: &Journey| {
        let cells = cells_of_current(journey);
        let buffer = paint(journey, ColorDepth::TrueColor);
        let kinds = cells.concat().into_iter().map(|at| buffer[at].modifier.contains(DOTTED));
        let colored = cells.concat().into_iter().all(|at| buffer[at].underline_color != Color::Reset);
        assert!(colored, "an underline has the colour of the text");
        kinds.collect::<Vec<bool>>()
    };
    assert!(dotted(&journey).into_iter().all(|dotted| dotted));
    journey.keys("a [");
    assert!(dotted(&journey).into_iter().all(|dotted| !dotted));
}

#[test]
fn a_second_category_is_a_second_bar() {
    let journey = opened((30, 24), "i 2");
    let mark = &journey.model.reading.marks()[0];
    assert_eq!(mark.categories.len(), 2);
    let buffer = paint(&journey, ColorDepth::TrueColor);
    let bar = journey.model.screen.layout.column.x - 2;
    let pairs = cells_of(&journey, mark).into_iter().map(|row| {
        let (first, second) = (&buffer[(bar, row[0].1)], &buffer[(bar - 1, row[0].1)]);
        (first.symbol().to_owned(), second.symbol().to_owned(), first.fg != second.fg)
    });
    let pairs: Vec<_> = pairs.collect();
    // Letters stand on the first row.
    let bars = |first: &str, second: &str| {
        pairs[1..].iter().all(|pair| *pair == (first.to_owned(), second.to_owned(), true))
    };
    assert!(pairs.len() > 1 && (bars("▌", "▐") || bars("┃", "┃")), "{pairs:?}");
}

/// The cells of the room for notes, row by row.
fn notes(journey: &Journey, buffer: &Buffer) -> Vec<String> {
    let room = journey.model.screen.layout.notes;
    let row = |y: u16| (room.x..room.x + room.width).map(|x| buffer[(x, y)].symbol()).collect::<String>();
    (room.y..room.y + room.height).map(|y| row(y).trim_end().to_owned()).collect()
}

/// Everything but the last row, the panel and the room for notes.
fn text_and_rail(journey: &Journey, buffer: &Buffer) -> Vec<String> {
    let layout = &journey.model.screen.layout;
    let (text, room) = (layout.text, layout.notes);
    // With the bar before the notes.
    let room = room.x.saturating_sub(1)..room.x + room.width;
    let cells = |y: u16| {
        let outside = (text.x..text.x + text.width).filter(|x| !room.contains(x));
        outside.map(|x| buffer[(x, y)].symbol()).collect::<String>()
    };
    (text.y..text.y + text.height).map(cells).collect()
}

#[test]
fn a_note_stands_beside_its_claim_and_moves_nothing() {
    let mut journey = opened((200, 60), "");
    let before = paint(&journey, ColorDepth::TrueColor);
    assert!(notes(&journey, &before).iter().all(String::is_empty));
    let (page, column) = (text_and_rail(&journey, &before), journey.model.screen.layout.column);
    journey.keys("e 'as the mayor\u{1b}said of it' Enter t 'figures' Enter");
    for depth in ColorDepth::ALL {
        let buffer = paint(&journey, depth);
        let room = journey.model.screen.layout.notes;
        let y = cells_of_current(&journey)[0][0].1;
        let shown = notes(&journey, &buffer);
        let at = usize::from(y - room.y);
        assert_eq!(shown[at..at + 2], ["as the mayorsaid of it", "label figures"], "{depth:?}: {shown:#?}");
        assert_eq!(shown.iter().filter(|row| !row.is_empty()).count(), 2, "{shown:#?}");
        assert_eq!(buffer[(room.x - 1, y)].symbol(), "▏");
        let text = cells_of(&journey, &journey.model.reading.marks()[3])[0][0];
        let quiet = buffer[(room.x, y)].fg != buffer[text].fg;
        assert!(quiet || depth == ColorDepth::Mono, "{depth:?}");
    }
    assert_eq!(text_and_rail(&journey, &paint(&journey, ColorDepth::TrueColor)), page);
    assert_eq!(journey.model.screen.layout.column, column);
}

#[test]
fn a_long_note_ends_before_the_next() {
    let long = "water ".repeat(200);
    let mut journey = opened((200, 60), "");
    journey.keys(&format!("e '{long}' Enter ] e 'the next one' Enter"));
    let buffer = paint(&journey, ColorDepth::TrueColor);
    let shown = notes(&journey, &buffer);
    let next = shown.iter().position(|row| row == "the next one").unwrap();
    let y = cells_of_current(&journey)[0][0].1 - journey.model.screen.layout.notes.y;
    assert_eq!(next, usize::from(y), "{shown:#?}");
    let cut = shown.iter().position(|row| row.ends_with('…')).unwrap();
    assert!(cut < next && shown[cut + 1..next].iter().all(String::is_empty), "{shown:#?}");
    // The last note of the page ends with the page.
    journey.keys(&format!("G e '{long}' Enter"));
    let buffer = paint(&journey, ColorDepth::TrueColor);
    let layout = journey.model.screen.layout;
    let shown = notes(&journey, &buffer);
    assert!(shown.last().unwrap().ends_with('…'), "{shown:#?}");
    assert!((layout.notes.x + layout.notes.width) < layout.rail.x);
}

#[test]
fn without_room_notes_stay_in_the_panel() {
    for size in [(160, 50), (120, 40), (80, 24), (48, 16), (20, 6)] {
        let journey = opened(size, "e 'zinc and brass' Enter [");
        let buffer = paint(&journey, ColorDepth::TrueColor);
        let layout = journey.model.screen.layout;
        assert_eq!(layout.notes.width, 0, "{size:?}");
        assert!(journey.model.side_notes.is_empty());
        let page = text_and_rail(&journey, &buffer).concat();
        assert!(!page.contains("zinc"), "{size:?}: {page}");
    }
}

#[test]
fn a_click_on_a_note_goes_to_its_claim() {
    let mut journey = opened((200, 60), "] e 'zinc and brass' Enter [");
    assert_eq!(journey.model.nav.current, Some(0));
    let (room, y) = (journey.model.screen.layout.notes, journey.model.side_notes[0].y);
    journey.mouse(MouseKind::Press, room.x + 3, y);
    assert_eq!(journey.model.nav.current, Some(1));
}
