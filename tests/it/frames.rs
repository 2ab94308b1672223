//! Screens, cell by cell, at every size and colour depth.
//!
//! A snapshot is the screen, each row followed by its styles: one letter a cell, explained at the end, `.` for
//! the background. After an intended change `INSTA_UPDATE=always cargo test --test it frames` rewrites them.

use super::journeys::{Journey, judging};
use crate::support::{self, PIER};
use purport::reading::ArticleSummary;
use purport::session::{Keymap, Mode, Msg, Shelf, ShelfEntry};
use purport::text::Span;
use purport::theme::{ColorDepth, Theme};
use purport::ui::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;

/// One size for each layout: list beside, list below, one line, text only.
const SIZES: [(u16, u16); 4] = [(120, 34), (80, 24), (48, 16), (20, 6)];

/// The screen after `keys` on the pier.
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

/// Text of one row, without the second cell of a wide character.
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

fn check(name: &str, buffer: &Buffer) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, render(buffer));
    });
}

/// A claim confirmed, one rejected, one retagged, one with a note, one added; the next undecided is current.
const BUSY: &str = "a x 1 e 'see page two' Enter v j 3 J";

fn check_sizes(theme: &str, color_depth: ColorDepth, name: &str) {
    for (width, height) in SIZES {
        check(&format!("{name}-{width}x{height}"), &screen((width, height), theme, color_depth, BUSY));
    }
}

#[test]
fn dusk_in_true_colour() {
    check_sizes("dusk", ColorDepth::TrueColor, "dusk");
}

#[test]
fn paper_in_true_colour() {
    check_sizes("paper", ColorDepth::TrueColor, "paper");
}

#[test]
fn dusk_in_sixteen_colours() {
    check_sizes("dusk", ColorDepth::Ansi16, "dusk16");
}

#[test]
fn mono_without_colour() {
    check_sizes("mono", ColorDepth::Mono, "mono");
}

#[test]
fn windows_and_modes() {
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
fn windows_at_every_size() {
    for (width, height) in SIZES {
        for (name, keys) in [("cues", "] ] W j"), ("categories", "] ] c C"), ("numbers", "a a x %")] {
            let buffer = screen((width, height), "paper", ColorDepth::TrueColor, keys);
            check(&format!("window-{name}-{width}x{height}"), &buffer);
        }
    }
}

#[test]
fn keys_after_a_prefix() {
    for (width, height) in SIZES {
        for (name, keys) in [("filter", "f"), ("also", "i")] {
            let mut journey = Journey::open(PIER, Vec::new(), (width, height));
            journey.keys(keys).tell(Msg::Elapsed);
            let buffer = paint(&journey, (width, height), "dusk", ColorDepth::TrueColor);
            check(&format!("following-{name}-{width}x{height}"), &buffer);
        }
    }
}

/// The model has judged the end and the beginning, and refuted the current claim.
#[test]
fn while_the_model_judges() {
    let full = SIZES.map(|size| (size, "dusk", ColorDepth::TrueColor, "dusk"));
    let few =
        [((80, 24), "dusk", ColorDepth::Ansi16, "dusk16"), ((80, 24), "mono", ColorDepth::Mono, "mono")];
    for (size, theme, color_depth, name) in full.into_iter().chain(few) {
        let mut journey = judging::provisional(size);
        let claims = judging::judged(&journey, |sentence| !sentence.contains("June"));
        journey.keys("]");
        judging::settle(&mut journey, Span::new(judging::at("The port"), PIER.len() as u32), &claims);
        judging::settle(&mut journey, Span::new(0, judging::at("Engineers")), &claims);
        let buffer = paint(&journey, size, theme, color_depth);
        let shown: String = rows(&buffer).map(text).collect();
        let progress = if size.1 > 6 { "judging 50\u{a0}%" } else { "…" };
        assert!(shown.contains(progress), "{shown}");
        check(&format!("judging-{name}-{}x{}", size.0, size.1), &buffer);
        let rest = Span::new(judging::at("Engineers"), judging::at("The port"));
        judging::settle(&mut journey, rest, &claims);
        judging::settle(&mut journey, Span::new(0, 0), &claims);
        let shown: String = rows(&paint(&journey, size, theme, color_depth)).map(text).collect();
        assert!(!shown.contains("judging"), "{shown}");
    }
}

/// A shelf with an article in every state.
fn shelf(size: (u16, u16)) -> Shelf {
    let survey = |title: Option<&str>, claims, decided, orphaned| {
        Some(Ok(ArticleSummary {
            title: title.map(str::to_owned),
            words: 1316,
            claims,
            decided,
            orphaned,
            opening: [
                "It was put off again.",
                "The council must say by Friday how it will pay for the bridge.",
            ]
            .map(str::to_owned)
            .to_vec(),
            ..ArticleSummary::default()
        }))
    };
    let entry = |name: &str, survey, read: bool| ShelfEntry {
        name: name.to_owned(),
        survey,
        provisional: false,
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
fn the_shelf_at_every_size() {
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
    for (size, expected) in [
        ((1, 1), "…"),
        ((11, 9), "too small  "),
        ((12, 4), "▌◐ Orrin…   "),
        ((13, 3), "too small    "),
        ((300, 5), "▌◐ Orrin Sound bridge vote put off again  bridge.html"),
    ] {
        let shown: Vec<String> = rows(&paint(size, "paper", ColorDepth::Ansi16)).map(text).collect();
        assert!(shown.iter().any(|row| row.starts_with(expected)), "{size:?}: {shown:?}");
    }
}

#[test]
fn the_shelf_shows_progress_and_the_opening_of_the_selected_article() {
    let keymap = Keymap::new(&support::scheme(), &[]);
    let theme = Theme::built_in("mono", ColorDepth::Mono).unwrap();
    let paint = |shelf: &Shelf| -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(shelf.size.0, shelf.size.1)).unwrap();
        terminal.draw(|frame| purport::ui::shelf(frame, shelf, &keymap, &theme)).unwrap();
        rows(&terminal.backend().buffer().clone()).map(text).collect()
    };
    for size in [(200, 60), (120, 40), (80, 24)] {
        let shown = paint(&shelf(size));
        let row = |words: &str| shown.iter().find(|row| row.contains(words)).unwrap().clone();
        assert!(row("◐ Orrin").contains("━━╌╌╌╌╌╌╌╌") && row("◐ Orrin").contains(" 5/18"), "{shown:?}");
        assert!(row("✓ ferry").contains("━━━━━━━━━━") && row("✓ ferry").contains(" 7/7"));
        assert!(row("● Who pays").contains("╌╌╌╌╌╌╌╌╌╌") && !row("● Who pays").contains('━'));
        assert!(shown.iter().any(|row| row.contains("It was put off again.")), "{size:?}: {shown:?}");
        assert!(shown.last().unwrap().contains(") next unread"));
    }
    let mut about = shelf((120, 40));
    if let Some(Some(Ok(known))) = about.entries.first_mut().map(|entry| &mut entry.survey) {
        known.about.author = "Ada\x1b[2JWeir".to_owned();
        known.about.date = "2031-05-03".to_owned();
    }
    let shown = paint(&about);
    assert!(shown.iter().any(|row| row.contains(" Ada␛[2JWeir · 3 May 2031 ")), "{shown:?}");
    let mut shelf = shelf((48, 16));
    shelf.select(3);
    assert!(paint(&shelf).iter().any(|row| row.contains("It cannot be read: holds no text")));
    shelf.help = Some(0);
    let shown = paint(&shelf);
    assert!(shown.iter().any(|row| row.contains("Keys on the shelf")), "{shown:?}");
    assert!(shown.iter().any(|row| row.contains("read the next unread article")), "{shown:?}");
}

#[test]
fn mono_tier_uses_no_colour_and_underlines_every_claim() {
    for size in SIZES {
        for keys in ["", BUSY, "?", "Enter", "/ 'the'", "v", "f 1", "Tab", "W", "C", "c c", "Space", "T"] {
            let mut journey = Journey::open(PIER, Vec::new(), size);
            journey.keys(keys);
            for theme in Theme::names().filter(|theme| size == (80, 24) || *theme == "mono") {
                let buffer = paint(&journey, size, theme, ColorDepth::Mono);
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
            for (_, mark) in journey.model.reading.overlapping(row) {
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
fn hostile_characters_never_reach_a_cell() {
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

/// Asserts that every row of the page stands in the buffer where the layout puts it.
fn assert_shows_the_page(journey: &Journey, buffer: &Buffer) {
    let (layout, document) = (&journey.model.screen.layout, journey.model.document());
    // It stands over the end of the page.
    let note_box = match &journey.model.mode {
        Mode::Prompt(prompt) => prompt.note_box.as_ref().map(|shown| shown.area),
        _ => None,
    };
    for (y, line) in journey.model.nav.view.page.iter().enumerate() {
        let Some(row) = line.row else { continue };
        let at = layout.column.y + u16::try_from(y).unwrap();
        if note_box.is_some_and(|area| (area.y..area.y + area.height).contains(&at)) {
            continue;
        }
        let shown = text(rows(buffer).nth(usize::from(layout.column.y) + y).unwrap());
        let expected = row.slice(&document.text).trim_end();
        assert!(shown.contains(expected), "at {:?}: {expected:?} is not in {shown:?}", buffer.area);
    }
}

#[test]
fn the_page_and_its_windows_are_painted_at_every_size() {
    let mut journey = Journey::open(PIER, Vec::new(), (80, 24));
    journey.keys(BUSY);
    let sizes =
        || (0..36).step_by(2).flat_map(|step| [(step * 5 % 37, step), (step, 2), (130, step), (1, step)]);
    for keys in ["", "] ] j", "c", "/ 'the'", "Esc v", "Esc e 'a long note that has no room'", "Esc Tab"] {
        journey.keys(keys);
        let mut checked = 0;
        for (width, height) in sizes() {
            journey.tell(Msg::Resized(width, height));
            let buffer = paint(&journey, (width, height), "dusk", ColorDepth::TrueColor);
            // A narrower column may be too small for a single wide character.
            if journey.model.screen.layout.column.width >= 8 {
                assert_shows_the_page(&journey, &buffer);
                checked += 1;
            }
        }
        assert!(checked > 25, "{checked} sizes after {keys}");
    }
    journey.keys("Esc");
    for (keys, title) in
        [("?", "Keys"), ("Enter", "Why"), ("W", "Cues"), ("C", "Categories"), ("%", "Numbers")]
    {
        journey.tell(Msg::Resized(80, 24));
        journey.keys(keys).keys("PgDn");
        for (width, height) in sizes() {
            journey.tell(Msg::Resized(width, height));
            let buffer = paint(&journey, (width, height), "dusk", ColorDepth::TrueColor);
            let shown: String = rows(&buffer).map(text).collect();
            assert!(
                width < 30 || height < 8 || shown.contains(title),
                "{title} at {width}x{height}: {shown}"
            );
        }
        journey.keys("Esc");
    }
}

#[test]
fn an_earlier_name_of_an_action_is_no_unknown_command() {
    let text = |keys: &str| {
        let screen = screen((80, 24), "dusk", ColorDepth::TrueColor, keys);
        screen.content.iter().map(Cell::symbol).collect::<String>()
    };
    assert!(text(": 'show-orphaned'").contains("Enter runs it"));
    assert!(text(": 'show-orphan'").contains("no such command"));
}
