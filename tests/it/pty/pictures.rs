//! The README's pictures: screens of the program as SVG.
//!
//! `PURPORT_PICTURES=write cargo test --test it pictures` rewrites them; without it the tests fail where a picture
//! is out of date.

use super::terminal::Spawn;
use crate::support::{self, Desk, PURPORT, project};
use std::fmt::Write as _;
use std::time::Duration;

/// Pixels.
pub(super) const CELL_WIDTH: f64 = 8.4;
pub(super) const CELL_HEIGHT: f64 = 18.0;
pub(super) const MARGIN: f64 = 12.0;

#[test]
fn pictures_of_the_reader_are_current() {
    check("screen-dark.svg", "dusk", (120, 36), "aa]]", &["  2/", "✓ saved"]);
    check("screen-light.svg", "paper", (80, 24), "aa]]", &["  2/", "✓ saved"]);
    check("screen-line.svg", "dusk", (120, 36), "a:filter d", &[":filter d"]);
}

#[test]
fn picture_of_the_shelf_is_current() {
    let desk = Desk::new();
    std::fs::create_dir(desk.work().join("reports")).unwrap();
    for name in ["harbour-talks.txt", "kiln-levy.md", "moss-roofs.md", "typography.txt"] {
        std::fs::copy(project("sample").join(name), desk.work().join("reports").join(name)).unwrap();
    }
    for name in ["news.html", "paper.html", "blog.html"] {
        std::fs::copy(project("tests/pages").join(name), desk.work().join("reports").join(name)).unwrap();
    }
    let mut review = desk.purport();
    let done = support::run(review.args(["--plain", "reports/kiln-levy.md"]).write_stdin("a\na\nx\nq\n"));
    assert_eq!(done.code, 0, "{}", done.err);
    check_on(
        &desk,
        "screen-shelf.svg",
        &["--theme", "dusk", "reports"],
        (100, 16),
        // While the figures are provisional, a `~` precedes them.
        "  3/3",
        "j",
        &[],
    );
}

#[test]
fn picture_of_a_dossier_is_current() {
    let desk = Desk::new();
    desk.file("strait.jsonl", include_bytes!("../data/strait.jsonl"));
    let args = ["dossier", "Tarsovia", "--in", "strait.jsonl"];
    check_on(&desk, "screen-dossier.svg", &args, (100, 26), "also seen, not counted", "}}}j", &["first"]);
}

#[test]
fn picture_of_two_versions_is_current() {
    let desk = Desk::new();
    let new = std::fs::read_to_string(project("sample/harbour-talks.txt")).unwrap();
    let old = new
        .replace("Tarsovia seeks half of its revenue", "Tarsovia demands two thirds of its revenue")
        .replace("the technical committee had dropped", "the technical committee had reportedly dropped")
        .replace(" Korvin described the cutters as a red line.", "");
    desk.file("monday.txt", old);
    desk.file("tuesday.txt", new);
    let (args, keys) = (["--theme", "dusk", "tuesday.txt"], ":diff monday.txt\r\n]]");
    check_on(&desk, "screen-versions.svg", &args, (120, 34), "  0/1", keys, &["3 changes", "¶10"]);
}

fn check(name: &str, theme: &str, size: (u16, u16), keys: &str, words: &[&str]) {
    check_on(&Desk::new(), name, &["--theme", theme], size, "  0/1", keys, words);
}

/// Opens the reader, waits for `first`, presses `keys`, waits for `words`, and compares the screen. After each line of
/// keys it waits for one word before it goes on.
fn check_on(
    desk: &Desk,
    name: &str,
    args: &[&str],
    size: (u16, u16),
    first: &str,
    keys: &str,
    words: &[&str],
) {
    let program = Spawn::program(desk, PURPORT, args);
    let program = program.size(size).env("COLORTERM", "truecolor").env("LC_ALL", "C.UTF-8");
    let mut terminal = program.start();
    terminal.wait_for(first);
    terminal.wait("the model", |screen| !screen.contents().contains("judging"));
    let mut words = words.iter();
    for part in keys.split('\n') {
        terminal.send(part);
        words.next().into_iter().for_each(|word| terminal.wait_for(word));
    }
    words.for_each(|word| terminal.wait_for(word));
    let path = project("docs").join(name);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if is_writing() {
        // Surveys and the words of a claim come late, and nothing on the screen announces them.
        std::thread::sleep(Duration::from_secs(4));
        while !terminal.raw().ends_with(b"\x1b[?2026l") {
            std::thread::yield_now();
        }
        std::fs::write(&path, terminal.look(|screen| svg(screen, size))).unwrap();
    } else {
        let what = format!(
            "the screen of docs/{name}, which is out of date: PURPORT_PICTURES=write cargo test --test it pictures \
             rewrites it"
        );
        terminal.wait(&what, |screen| svg(screen, size) == kept);
    }
    terminal.send("\x1b");
    terminal.signal("TERM");
    terminal.end();
}

/// Are the pictures to be rewritten?
pub(super) fn is_writing() -> bool {
    std::env::var("PURPORT_PICTURES").is_ok_and(|word| word == "write")
}

/// Style of a cell, as CSS colours.
#[derive(PartialEq)]
pub(super) struct Look {
    pub(super) ink: String,
    pub(super) ground: String,
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) underline: Option<Line>,
}

#[derive(PartialEq)]
pub(super) struct Line {
    pub(super) color: String,
    pub(super) dotted: bool,
}

fn look(cell: &vt100::Cell, theme: &str) -> Look {
    let (mut ink, mut ground) = (hex(cell.fgcolor(), "#d7dae0"), hex(cell.bgcolor(), theme));
    if cell.inverse() {
        std::mem::swap(&mut ink, &mut ground);
    }
    let underline = cell.underline().then(|| Line { color: ink.clone(), dotted: false });
    Look { ink, ground, bold: cell.bold(), italic: cell.italic(), underline }
}

fn hex(color: vt100::Color, usual: &str) -> String {
    match color {
        vt100::Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        _ => usual.to_owned(),
    }
}

fn svg(screen: &vt100::Screen, (columns, rows): (u16, u16)) -> String {
    let page = hex(screen.cell(1, 0).unwrap().bgcolor(), "#000000");
    let (width, height) =
        (f64::from(columns) * CELL_WIDTH + 2.0 * MARGIN, f64::from(rows) * CELL_HEIGHT + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"ui-monospace, \
             'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" \
             fill=\"{page}\"/>\n"
    );
    for row in 0..rows {
        let mut column = 0;
        while column < columns {
            let style = look(screen.cell(row, column).unwrap(), &page);
            let mut text = String::new();
            let first = column;
            while column < columns {
                let cell = screen.cell(row, column).unwrap();
                let alone = shape(cell.contents()).is_some();
                if look(cell, &page) != style || (alone && column > first) {
                    break;
                }
                text.push_str(if cell.has_contents() { cell.contents() } else { " " });
                column += if cell.is_wide() { 2 } else { 1 };
                if alone {
                    break;
                }
            }
            run(&mut out, &style, &text, (first, row), column - first, &page);
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Paints one run of cells of the same style.
pub(super) fn run(
    out: &mut String,
    look: &Look,
    text: &str,
    (column, row): (u16, u16),
    cells: u16,
    page: &str,
) {
    let (x, y) = (MARGIN + f64::from(column) * CELL_WIDTH, MARGIN + f64::from(row) * CELL_HEIGHT);
    let width = f64::from(cells) * CELL_WIDTH;
    if look.ground != page {
        let ground = &look.ground;
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{CELL_HEIGHT}\" fill=\"{ground}\"/>"
        );
    }
    let ink = &look.ink;
    if let Some((left, wide)) = shape(text) {
        let (x, wide) = (x + left * CELL_WIDTH, wide * CELL_WIDTH);
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{CELL_HEIGHT}\" fill=\"{ink}\"/>"
        );
        return;
    }
    if let Some(Line { color, dotted }) = &look.underline {
        let (y, end) = (y + 16.0, x + width);
        let dots = if *dotted { " stroke-dasharray=\"2 2\"" } else { "" };
        let _ = writeln!(out, "<path d=\"M{x:.1} {y:.1}H{end:.1}\" stroke=\"{color}\"{dots}/>");
    }
    if text.trim().is_empty() {
        return;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let (weight, slant) = (
        if look.bold { " font-weight=\"bold\"" } else { "" },
        if look.italic { " font-style=\"italic\"" } else { "" },
    );
    let y = y + 13.0;
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{ink}\"{weight}{slant} textLength=\"{width:.1}\" xml:space=\"preserve\">{escaped}</text>"
    );
}

/// Bars drawn as shapes, so that they meet from row to row in any font: left edge and width, in cells.
pub(super) fn shape(text: &str) -> Option<(f64, f64)> {
    match text {
        "▌" => Some((0.0, 0.5)),
        "▐" => Some((0.5, 0.5)),
        "│" => Some((0.45, 0.1)),
        "┃" => Some((0.4, 0.2)),
        _ => None,
    }
}
