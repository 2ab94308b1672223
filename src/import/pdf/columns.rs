//! The columns of a page, and the order in which they are read.

use super::Piece;

/// Columns within columns that are looked for.
const DEEPEST: usize = 3;
/// Rows that a column has at least.
const LEAST_ROWS: usize = 4;
/// The gap between columns, in the height of letters.
const GAP: f64 = 0.8;
/// The share of rows that may cross the gap: titles, and figures as wide as the page.
const CROSSING: f64 = 0.3;

/// Rows that belong together, from the top down: a column, or what stands between columns.
pub(super) type Column = Vec<Piece>;

/// The columns of a page in the order of reading.
pub(super) fn order(pieces: Vec<Piece>) -> Vec<Column> {
    let mut columns = Vec::new();
    cut(pieces, DEEPEST, &mut columns);
    columns
}

fn cut(pieces: Vec<Piece>, depth: usize, columns: &mut Vec<Column>) {
    let gap = if depth == 0 { None } else { gap(&pieces) };
    let Some(middle) = gap else {
        if !pieces.is_empty() {
            columns.push(rows(pieces));
        }
        return;
    };
    // What crosses the gap parts what is above it from what is below.
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let mut across: Vec<Piece> = Vec::new();
    for piece in pieces {
        if piece.left < middle && piece.right > middle {
            for side in [&mut left, &mut right] {
                cut(std::mem::take(side), depth - 1, columns);
            }
            across.push(piece);
            continue;
        }
        if !across.is_empty() {
            columns.push(rows(std::mem::take(&mut across)));
        }
        if piece.right <= middle { left.push(piece) } else { right.push(piece) }
    }
    if !across.is_empty() {
        columns.push(rows(across));
    }
    for side in [left, right] {
        cut(side, depth - 1, columns);
    }
}

/// The middle of the gap between two columns, if there is one.
fn gap(pieces: &[Piece]) -> Option<f64> {
    let left = pieces.iter().map(|piece| piece.left).fold(f64::INFINITY, f64::min);
    let right = pieces.iter().map(|piece| piece.right).fold(f64::NEG_INFINITY, f64::max);
    let size = median(pieces.iter().map(|piece| piece.size).collect())?;
    let rows = pieces.len();
    let mut best: Option<(usize, f64)> = None;
    // Where a column can end: behind the right end of some piece.
    let mut ends: Vec<f64> = pieces.iter().map(|piece| piece.right).collect();
    // Of ends that are close the furthest stays: it is the edge of the column.
    ends.sort_by(|one, other| other.total_cmp(one));
    ends.dedup_by(|one, other| (*one - *other).abs() < 0.5 * size);
    for end in ends {
        let (from, to) = (end, end + GAP * size);
        let inside = from > left + 0.2 * (right - left) && to < right - 0.2 * (right - left);
        if !inside {
            continue;
        }
        let crossing = pieces.iter().filter(|piece| piece.left < to && piece.right > from + 0.01).count();
        let before: Vec<&Piece> = pieces.iter().filter(|piece| piece.right <= from + 0.01).collect();
        let behind: Vec<&Piece> = pieces.iter().filter(|piece| piece.left >= to).collect();
        let tall = before.len() >= LEAST_ROWS && behind.len() >= LEAST_ROWS;
        if !tall || crossing as f64 > CROSSING * rows as f64 || !beside(&before, &behind) {
            continue;
        }
        if best.is_none_or(|(fewest, _)| crossing < fewest) {
            best = Some((crossing, f64::midpoint(from, to)));
        }
    }
    best.map(|(_, middle)| middle)
}

/// Whether two sides stand beside each other, and are columns of text rather than cells of a table: the
/// rows of a column are mostly about as long as it is wide.
fn beside(before: &[&Piece], behind: &[&Piece]) -> bool {
    let range = |side: &[&Piece]| {
        let top = side.iter().map(|piece| piece.y).fold(f64::INFINITY, f64::min);
        (top, side.iter().map(|piece| piece.y).fold(f64::NEG_INFINITY, f64::max))
    };
    let ((top, foot), (other_top, other_foot)) = (range(before), range(behind));
    let shared = foot.min(other_foot) - top.max(other_top);
    let full = |side: &[&Piece]| {
        let left = side.iter().map(|piece| piece.left).fold(f64::INFINITY, f64::min);
        let right = side.iter().map(|piece| piece.right).fold(f64::NEG_INFINITY, f64::max);
        let long = side.iter().filter(|piece| piece.right - piece.left > 0.6 * (right - left)).count();
        long * 2 > side.len()
    };
    shared > 0.3 * (foot - top).min(other_foot - other_top) && full(before) && full(behind)
}

/// Pieces of one height put together to whole rows.
fn rows(pieces: Vec<Piece>) -> Column {
    let mut rows: Vec<Piece> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row)
                if (row.y - piece.y).abs() < 0.25 * row.size.max(piece.size) && piece.left >= row.right =>
            {
                let wide = !is_mark(&row.text);
                row.text.push_str(if wide { "  " } else { " " });
                row.text.push_str(&piece.text);
                row.cells += usize::from(wide);
                (row.right, row.size) = (piece.right, row.size.max(piece.size));
            }
            _ => rows.push(piece),
        }
    }
    rows
}

/// Whether a piece is the mark before an item, such as `•` or `12.`, rather than a cell.
fn is_mark(text: &str) -> bool {
    text.chars().count() <= 4 && text.ends_with(|char: char| !char.is_alphanumeric())
}

/// The number in the middle; nothing of none.
pub(super) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, left: f64, right: f64, y: f64) -> Piece {
        Piece { text: text.to_owned(), left, right, y, size: 10.0, cells: 1 }
    }

    fn texts(columns: &[Column]) -> Vec<String> {
        columns
            .iter()
            .map(|rows| rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other_below_their_title() {
        let mut pieces = vec![piece("title", 70.0, 530.0, 50.0)];
        for row in 0..6 {
            let y = 100.0 + 12.0 * f64::from(row);
            pieces.push(piece(&format!("a{row}"), 70.0, 290.0, y));
            pieces.push(piece(&format!("b{row}"), 310.0, 530.0, y));
        }
        assert_eq!(texts(&order(pieces)), ["title", "a0|a1|a2|a3|a4|a5", "b0|b1|b2|b3|b4|b5"]);
    }

    #[test]
    fn one_column_and_a_table_stay_whole() {
        let rows = (0..8).map(|row| piece("words", 70.0, 530.0, 12.0 * f64::from(row))).collect();
        assert_eq!(order(rows).len(), 1);
        let mut table = Vec::new();
        for row in 0..8 {
            let wide = if row == 3 { 250.0 } else { 120.0 };
            table.push(piece("cell", 70.0, wide, 12.0 * f64::from(row)));
            table.push(piece("7", 310.0, if row == 5 { 500.0 } else { 330.0 }, 12.0 * f64::from(row)));
        }
        assert_eq!(texts(&order(table))[0].split('|').next(), Some("cell  7"));
    }
}
