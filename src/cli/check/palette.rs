//! Measurements of a theme: contrast, and the distance between categories.

use crate::text::number::counted;
use crate::text::visible;
use crate::theme::{ColorVision, Contrast, Distance, Theme};
use std::fmt::Write as _;

/// Printed rows of a table; a theme of hundreds of categories has tens of thousands of pairs.
const MAX_ROWS: usize = 400;

pub(super) struct Measured {
    /// Both tables, safe for a terminal.
    pub(super) tables: String,
    pub(super) below_floor: usize,
    /// How many pairs of categories are hard to tell apart for some colour-blind readers.
    pub(super) close: usize,
}

/// Measures a theme as 24-bit colour and as 256 colours show it.
pub(super) fn measure(full: &Theme, indexed: &Theme) -> Measured {
    let contrasts = contrasts(&full.contrasts(), &indexed.contrasts());
    let mut measured = Measured { tables: contrasts.0, below_floor: contrasts.1, close: 0 };
    for (theme, colours) in [(full, "24-bit colour"), (indexed, "256 colours")] {
        let distances = theme.distances();
        measured.below_floor += distances.iter().filter(|distance| !distance.passes()).count();
        measured.close += distances.iter().filter(|distance| distance.confuses_color_blind()).count();
        distance_table(&distances, colours, &mut measured.tables);
    }
    measured
}

pub(super) fn summary(theme: &Theme, measured: &Measured) -> String {
    let close = match measured.close {
        0 => String::new(),
        count => format!(", {} close for the colour-blind", counted(count, "pair")),
    };
    format!("{}: a theme, {} below the floor{close}", theme.name, counted(measured.below_floor, "figure"))
}

/// The table of contrasts, and how many are below their floor.
///
/// Some pairs exist at one colour depth only: 256 colours have no tints, for example.
fn contrasts(full: &[Contrast], indexed: &[Contrast]) -> (String, usize) {
    let of = |what: &str, pairs: &[Contrast]| pairs.iter().find(|pair| pair.name == what).cloned();
    let known = |pair: &&Contrast| full.iter().any(|known| known.name == pair.name);
    let pairs = full.iter().chain(indexed.iter().filter(|pair| !known(pair)));
    let mut table = String::from("contrast (WCAG 2.1)                       floor 24-bit    256\n");
    let mut below_floor = 0;
    let mut rows = 0;
    for pair in pairs {
        let both = [of(&pair.name, full), of(&pair.name, indexed)];
        let failed = both.iter().flatten().filter(|pair| !pair.passes()).count();
        below_floor += failed;
        rows += 1;
        if rows > MAX_ROWS {
            continue;
        }
        let [full, indexed] =
            both.map(|pair| pair.map_or_else(|| "-".to_owned(), |pair| figure(pair.ratio, 2)));
        let what = visible::line(&pair.name);
        let word = if failed > 0 { "fails" } else { "ok" };
        let _ = writeln!(table, "  {what:<40}{:>5}{full:>7}{indexed:>7}  {word}", figure(pair.minimum, 1));
    }
    note_omitted(&mut table, rows);
    (table, below_floor)
}

fn distance_table(distances: &[Distance], colours: &str, table: &mut String) {
    if distances.is_empty() {
        return;
    }
    let floors = format!(
        "floor {}; below {} is close for the colour-blind",
        Theme::MIN_DISTANCE,
        Theme::COLOR_BLIND_WARNING
    );
    let _ = writeln!(table, "distance (CIEDE2000), {colours}: {floors}");
    let row = |table: &mut String, what: &str, cells: [String; 4], word: &str| {
        let cells = ColorVision::ALL.iter().zip(cells);
        let cells: Vec<_> = cells.map(|(vision, cell)| format!(" {cell:>0$}", vision.name().len())).collect();
        let line = format!("  {:<26}{}  {word}", visible::line(what), cells.concat());
        let _ = writeln!(table, "{}", line.trim_end());
    };
    row(table, "", ColorVision::ALL.map(|vision| vision.name().to_owned()), "");
    for distance in distances.iter().take(MAX_ROWS) {
        let (one, two) = &distance.between;
        let word = match () {
            () if !distance.passes() => "fails",
            () if distance.confuses_color_blind() => "close",
            () => "ok",
        };
        row(table, &format!("{one} - {two}"), distance.by_vision.map(|seen| figure(seen, 1)), word);
    }
    note_omitted(table, distances.len());
    let least = distances.iter().fold([f64::INFINITY; 4], |[a, b, c, d], distance| {
        let [e, f, g, h] = distance.by_vision;
        [a.min(e), b.min(f), c.min(g), d.min(h)]
    });
    row(table, "minimum", least.map(|least| figure(least, 1)), "");
}

fn note_omitted(table: &mut String, rows: usize) {
    if let Some(more) = rows.checked_sub(MAX_ROWS).filter(|&more| more > 0) {
        let _ = writeln!(table, "  … and {}", counted(more, "more row"));
    }
}

/// A figure with its decimals cut rather than rounded, so that none seems to reach its floor.
fn figure(number: f64, decimals: i32) -> String {
    let scale = 10_f64.powi(decimals);
    let decimals = usize::try_from(decimals).unwrap_or_default();
    format!("{:.decimals$}", (number * scale + 1e-9).floor() / scale)
}
