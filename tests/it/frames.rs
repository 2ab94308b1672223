//! What the screen shows, cell by cell and style by style, at every size and kind of terminal.
//!
//! A snapshot is the screen, each row followed by its styles: one letter a cell, explained at the
//! end, and a blank for the ground. After a change that is meant, `INSTA_UPDATE=always cargo test
//! --test it frames` writes them anew, and the difference is read like any other.

use super::journeys::Journey;
use super::support::{self, PIER};
use purport::reading::Survey;
use purport::session::{Entry, Keymap, Msg, Shelf};
use purport::theme::{ColorDepth, Theme};
use purport::ui::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// One of each kind of layout: list beside, list below, one line, and bare text.
const SIZES: [(u16, u16); 4] = [(120, 34), (80, 24), (48, 16), (20, 6)];

/// The screen of the pier after `keys`.
fn screen((width, height): (u16, u16), theme: &str, color_depth: ColorDepth, keys: &str) -> Buffer {
    let mut journey = Journey::open(PIER, Vec::new(), (width, height));
    journey.keys(keys);
    paint(&journey, (width, height), theme, color_depth)
}

fn paint(journey: &Journey, (width, height): (u16, u16), theme: &str, color_depth: ColorDepth) -> Buffer {
    let theme = Theme::built_in(theme, color_depth).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, &journey.model, &theme)).unwrap();
    terminal.backend().buffer().clone()
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = &[Cell]> {
    buffer.content.chunks(usize::from(buffer.area.width.max(1)))
}

/// Text of one row; the second cell of a wide letter is left out.
fn text(row: &[Cell]) -> String {
    let mut out = String::new();
    let mut skip = 0;
    for cell in row {
        if skip == 0 {
            out.push_str(cell.symbol());
            skip = purport::text::visible::width(cell.symbol()).saturating_sub(1);
        } else {
            skip -= 1;
        }
    }
    out
}

fn style(cell: &Cell) -> String {
    let colour = |name: &str, colour: Color| match colour {
        Color::Reset => String::new(),
        Color::Rgb(red, green, blue) => format!(" {name} #{red:02x}{green:02x}{blue:02x}"),
        other => format!(" {name} {other}"),
    };
    let modifier = if cell.modifier.is_empty() { String::new() } else { format!(" {:?}", cell.modifier) };
    format!("{}{}{modifier}", colour("on", cell.bg), colour("in", cell.fg)).trim().to_lowercase()
}

fn render(buffer: &Buffer) -> String {
    let ground = style(buffer.content.last().unwrap());
    let mut styles: Vec<String> = Vec::new();
    let mut out = String::new();
    for row in rows(buffer) {
        let letters: String = row
            .iter()
            .map(|cell| {
                let style = style(cell);
                let at = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                    styles.push(style);
                    styles.len() - 1
                });
                let letters = ('a'..='z').chain('A'..='Z');
                if styles[at] == ground { '.' } else { letters.clone().nth(at).unwrap_or('?') }
            })
            .collect();
        writeln!(out, "|{}|\n {}", text(row), letters.trim_end()).unwrap();
    }
    for (letter, style) in ('a'..='z').chain('A'..='Z').zip(&styles) {
        let letter = if *style == ground { '.' } else { letter };
        writeln!(out, "{letter} = {}", if style.is_empty() { "plain" } else { style }).unwrap();
    }
    out
}

/// Compares with the snapshot of this name.
fn check(name: &str, buffer: &Buffer) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, render(buffer));
    });
}

/// Decided in every way, with a note, and one claim current.
const BUSY: &str = "a x 1 e 'see page two' Enter v j 3 J";

fn check_sizes(theme: &str, color_depth: ColorDepth, name: &str) {
    for (width, height) in SIZES {
        check(&format!("{name}-{width}x{height}"), &screen((width, height), theme, color_depth, BUSY));
    }
}

#[test]
fn dusk_in_all_colours() {
    check_sizes("dusk", ColorDepth::TrueColor, "dusk");
}

#[test]
fn paper_in_all_colours() {
    check_sizes("paper", ColorDepth::TrueColor, "paper");
}

#[test]
fn dusk_in_sixteen_colours() {
    check_sizes("dusk", ColorDepth::Ansi16, "dusk16");
}

#[test]
fn mono_in_none() {
    check_sizes("mono", ColorDepth::Mono, "mono");
}

#[test]
fn what_lies_over_the_text() {
    for (name, keys) in [
        ("beginning", ""),
        ("help", "?"),
        ("help-find", "? / 'claim next'"),
        ("help-found", "? / 'page' Enter"),
        ("detail", "] ] Enter"),
        ("select", "v s l"),
        ("find", "/ 'chart'"),
        ("note", "e 'a note with 日本 in it'"),
        ("filter", "f 2"),
        ("list", "Tab j"),
        ("cues", "a x ] [ [ [ W"),
        ("categories", "a x C"),
        ("numbers", "a x 3 %"),
        ("blind", "B 3 1"),
        ("unmarked", "r"),
        ("strictest", "a c c"),
        ("looser", "c c c ] ] ]"),
    ] {
        check(&format!("over-{name}"), &screen((80, 24), "dusk", ColorDepth::TrueColor, keys));
    }
}

#[test]
fn the_windows_on_small_screens() {
    for (width, height) in SIZES {
        for (name, keys) in [("cues", "] ] W j"), ("categories", "] ] c C"), ("numbers", "a a x %")] {
            let buffer = screen((width, height), "paper", ColorDepth::TrueColor, keys);
            check(&format!("window-{name}-{width}x{height}"), &buffer);
        }
    }
}

#[test]
fn what_may_follow_a_prefix() {
    for (width, height) in SIZES {
        for (name, keys) in [("filter", "f"), ("also", "i")] {
            let mut journey = Journey::open(PIER, Vec::new(), (width, height));
            journey.keys(keys).tell(Msg::Elapsed);
            let buffer = paint(&journey, (width, height), "dusk", ColorDepth::TrueColor);
            check(&format!("following-{name}-{width}x{height}"), &buffer);
        }
    }
}

/// A shelf of articles, one of each kind.
fn shelf(size: (u16, u16)) -> Shelf {
    let survey = |title: Option<&str>, claims, decided, orphaned| {
        Some(Ok(Survey { title: title.map(str::to_owned), words: 1316, claims, decided, orphaned }))
    };
    let entry = |name: &str, survey, read: bool| Entry {
        name: name.to_owned(),
        survey,
        last_read: read.then(|| "2031-05-06T07:08:09Z".to_owned()),
    };
    let mut shelf = Shelf::new(vec![
        entry("bridge.html", survey(Some("Orrin Sound bridge vote put off again"), 18, 5, 0), true),
        entry("ferry.txt", survey(None, 7, 7, 2), true),
        entry("tide/paper.pdf", survey(Some("Who pays for the tide?"), 44, 0, 0), false),
        entry("scan.pdf", Some(Err("holds no text, only pictures of it".to_owned())), false),
        entry("book.epub", None, false),
    ]);
    "reports".clone_into(&mut shelf.folder);
    shelf.resize(size.0, size.1);
    shelf
}

#[test]
fn the_shelf() {
    let keymap = Keymap::new(&support::scheme(), &[]);
    let paint = |size: (u16, u16), theme, color_depth| {
        let theme = Theme::built_in(theme, color_depth).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
        terminal.draw(|frame| purport::ui::shelf(frame, &shelf(size), &keymap, &theme)).unwrap();
        terminal.backend().buffer().clone()
    };
    for size in SIZES {
        check(&format!("shelf-{}x{}", size.0, size.1), &paint(size, "dusk", ColorDepth::TrueColor));
    }
    check("shelf-mono", &paint((80, 24), "mono", ColorDepth::Mono));
    for (width, height) in [(1, 1), (11, 9), (12, 4), (13, 3), (300, 5)] {
        paint((width, height), "paper", ColorDepth::Ansi16);
    }
}

#[test]
fn without_colour_nothing_has_one_and_every_claim_shows() {
    for theme in Theme::names() {
        for size in SIZES {
            for keys in ["", BUSY, "?", "Enter", "/ 'the'", "v", "f 1", "Tab", "W", "C", "c c"] {
                let buffer = screen(size, theme, ColorDepth::Mono, keys);
                let coloured =
                    buffer.content.iter().find(|cell| cell.fg != Color::Reset || cell.bg != Color::Reset);
                assert!(coloured.is_none(), "{theme} at {size:?} after {keys}: {coloured:?}");
            }
        }
    }
    for size in SIZES {
        let journey = Journey::open(PIER, Vec::new(), size);
        let buffer = paint(&journey, size, "mono", ColorDepth::Mono);
        let layout = &journey.model.screen.layout;
        let mut checked = 0;
        for (y, line) in journey.model.nav.view.page.iter().enumerate() {
            let Some(row) = line.row else { continue };
            for (_, mark) in journey.model.reading.within(row) {
                for (clause, _) in mark.clauses() {
                    if !clause.overlaps(row) {
                        continue;
                    }
                    let cells = rows(&buffer).nth(usize::from(layout.text.y) + y).unwrap();
                    let shown = cells.iter().any(|cell| cell.modifier.contains(Modifier::UNDERLINED));
                    assert!(shown, "a claim does not show at {size:?}: {}", text(cells));
                    checked += 1;
                }
            }
        }
        assert!(checked > 0, "no claim is on the page at {size:?}");
    }
}

#[test]
fn a_hostile_text_stays_inside_its_cells() {
    let text = "The mayor pledged \x1b[31mred\x1b]52;c;aGk=\x07 lamps\u{202e} \u{9b}2J and a\tb. \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} must go.\n";
    for size in SIZES {
        let mut journey = Journey::open(text, Vec::new(), size);
        journey.keys("e 'ok' Enter");
        let buffer = paint(&journey, size, "dusk", ColorDepth::TrueColor);
        for cell in &buffer.content {
            let odd = cell
                .symbol()
                .chars()
                .find(|char| char.is_control() || ('\u{202a}'..='\u{202e}').contains(char));
            assert_eq!(odd, None, "{:?} reached the screen at {size:?}", cell.symbol());
        }
    }
}

#[test]
fn every_size_can_be_painted() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    journey.keys(BUSY);
    for keys in [
        "",
        "?",
        "Esc Enter",
        "Esc W PgDn",
        "] ] j PgDn",
        "Esc C j",
        "Esc c",
        "Esc / 'the'",
        "Esc v",
        "Esc e 'a long note that has no room'",
    ] {
        journey.keys(keys);
        for (width, height) in
            (0..36).flat_map(|step| [(step * 5 % 37, step), (step, 2), (130, step), (1, step)])
        {
            journey.tell(Msg::Resized(width, height));
            let buffer = paint(&journey, (width, height), "dusk", ColorDepth::TrueColor);
            assert_eq!(buffer.content.len(), usize::from(width) * usize::from(height));
        }
    }
}
