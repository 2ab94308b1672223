//! The gallery of themes: one small page in each of them, as SVG.
//!
//! `PURPORT_PICTURES=write cargo test --test it pictures` rewrites it with the other pictures.

use super::pictures::{CELL_HEIGHT, CELL_WIDTH, Line, Look, MARGIN, is_writing, run, shape};
use crate::journeys::classified;
use crate::support::project;
use purport::claim::{Engine, Scheme};
use purport::import::{Format, ImportOptions, import};
use purport::session::{Code, Key, Model, Msg, Preferences, Settings, Timestamp, update};
use purport::theme::{ColorDepth, Theme};
use purport::ui::{DOTTED, draw};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::sync::Arc;

/// A claim of every category, and a title.
const TEXT: &str = "# The night boat to Skerrow\n\nThe council agreed to let the night boat run until spring. Its critics \
                    frame the boat as a gift to one village. The islanders demanded a second crossing. There is no \
                    guarantee that the sound will stay free of ice.\n";

/// Cells of one page.
const SIZE: (u16, u16) = (58, 12);
const COLUMNS: usize = 3;
/// Pixels between pages; a name stands above each.
const GAP: f64 = 14.0;
const NAME: f64 = 26.0;

/// The second claim is current; the first is decided.
fn model() -> Model {
    let options = ImportOptions::new(Format::Markdown);
    let document = Arc::new(import(TEXT.as_bytes().to_vec(), "boat.md", options).unwrap().document);
    let scheme = Arc::new(Scheme::claims().with_engine(Engine::Cues));
    let settings = Settings {
        tags_name: "boat.md.tags.toml".to_owned(),
        preferences: Preferences { has_decided: true, ..Preferences::default() },
        underlines: true,
        ..Settings::default()
    };
    let mut model = Model::new(Arc::clone(&document), Arc::clone(&scheme), settings, "dusk");
    let opened = Msg::Opened { document: Arc::clone(&document), tags: Vec::new(), same: false };
    let key = Key::plain(Code::Char('a'));
    let time = Timestamp { text: "2031-05-06T07:08:09Z".to_owned() };
    let claims = classified(&document, &scheme);
    let saved = Msg::Saved { revision: 1 };
    for msg in [opened, Msg::Resized(SIZE.0, SIZE.1), claims, Msg::Key(key, time), saved] {
        let _ = update(&mut model, msg);
    }
    model
}

fn css(color: Color, usual: &str) -> String {
    match color {
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => usual.to_owned(),
    }
}

fn look(cell: &Cell, page: &str) -> Look {
    let (mut ink, mut ground) = (css(cell.fg, "#d7dae0"), css(cell.bg, page));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    let dotted = cell.modifier.contains(DOTTED);
    let line = dotted || cell.modifier.contains(Modifier::UNDERLINED);
    Look {
        underline: line.then(|| Line { color: css(cell.underline_color, &ink), dotted }),
        bold: cell.modifier.contains(Modifier::BOLD),
        italic: cell.modifier.contains(Modifier::ITALIC),
        ink,
        ground,
    }
}

fn page(out: &mut String, buffer: &Buffer) {
    let ground = css(buffer[(0, 2)].bg, "#16181d");
    let (width, height) =
        (f64::from(SIZE.0) * CELL_WIDTH + 2.0 * MARGIN, f64::from(SIZE.1) * CELL_HEIGHT + 2.0 * MARGIN);
    writeln!(out, "<rect width=\"{width:.0}\" height=\"{height:.0}\" rx=\"8\" fill=\"{ground}\"/>").unwrap();
    for (y, row) in (0..).zip(buffer.content.chunks(usize::from(SIZE.0))) {
        let mut x = 0;
        while x < row.len() {
            let style = look(&row[x], &ground);
            let alone = |cell: &Cell| shape(cell.symbol()).is_some();
            let same = |cell: &&Cell| look(cell, &ground) == style && !alone(cell);
            let more = if alone(&row[x]) { 0 } else { row[x + 1..].iter().take_while(same).count() };
            let text: String = row[x..=x + more].iter().map(Cell::symbol).collect();
            run(out, &style, &text, (x as u16, y), more as u16 + 1, &ground);
            x += more + 1;
        }
    }
}

#[test]
fn pictures_of_all_themes_are_current() {
    let model = model();
    let (width, height) =
        (f64::from(SIZE.0) * CELL_WIDTH + 2.0 * MARGIN, f64::from(SIZE.1) * CELL_HEIGHT + 2.0 * MARGIN);
    let rows = Theme::BUILT_IN.len().div_ceil(COLUMNS) as f64;
    let (total, tall) = (COLUMNS as f64 * (width + GAP) - GAP, rows * (NAME + height + GAP));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {total:.0} {tall:.0}\" font-family=\"ui-monospace, \
         'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n"
    );
    for (at, name) in Theme::names().enumerate() {
        let theme = Theme::built_in(name, ColorDepth::TrueColor).unwrap();
        let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1)).unwrap();
        terminal.draw(|frame| draw(frame, &model, &theme)).unwrap();
        let (x, y) =
            ((at % COLUMNS) as f64 * (width + GAP), (at / COLUMNS) as f64 * (NAME + height + GAP) + NAME);
        writeln!(out, "<g transform=\"translate({x:.0} {y:.0})\">").unwrap();
        writeln!(out, "<text x=\"{MARGIN}\" y=\"-8\" fill=\"#808895\">{name}</text>").unwrap();
        page(&mut out, terminal.backend().buffer());
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    let path = project("docs/themes.svg");
    if is_writing() {
        std::fs::write(path, out).unwrap();
    } else {
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == out,
            "docs/themes.svg is out of date: PURPORT_PICTURES=write cargo test --test it pictures rewrites it"
        );
    }
}
