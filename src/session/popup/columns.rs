//! Columns of keys: entries wrapped beside their keys, and groups of them arranged side by side.

use crate::session::line::{Line, piece, wrapped};
use crate::text::visible;
use crate::theme::Part;

/// Cells between two columns.
pub(super) const GAP: usize = 2;

/// A heading with its entries.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) heading: Line,
    /// Each of one or more lines.
    pub(super) entries: Vec<Vec<Line>>,
}

impl Group {
    fn height(&self) -> usize {
        1 + self.entries.iter().map(Vec::len).sum::<usize>()
    }
}

/// In cells.
pub(super) fn width(line: &Line) -> usize {
    line.iter().map(|piece| visible::width(&piece.text)).sum()
}

/// `keys` in a column of `column` cells with `text` wrapped beside them, in rows of at most `cells` cells. Keys wider
/// than their column get a row of their own.
pub(in crate::session) fn entry(keys: &str, column: usize, text: Line, cells: usize) -> Vec<Line> {
    let lead = column + 2;
    let mut rows = hanging(text, cells.saturating_sub(lead).max(1)).into_iter();
    let mut lines = Vec::new();
    if visible::width(keys) > column {
        lines.push(vec![piece(keys, Part::HintKey)]);
    } else {
        let gap = " ".repeat(lead.saturating_sub(visible::width(keys)));
        let mut first = vec![piece(format!("{keys}{gap}"), Part::HintKey)];
        first.extend(rows.next().unwrap_or_default());
        lines.push(first);
    }
    for row in rows {
        let mut line = vec![piece(" ".repeat(lead), Part::Text)];
        line.extend(row);
        lines.push(line);
    }
    lines
}

/// A line in rows of at most `cells` cells: its first piece as it is, and the last one wrapped behind it.
fn hanging(mut line: Line, cells: usize) -> Vec<Line> {
    let Some(last) = line.pop() else { return Vec::new() };
    let lead = width(&line);
    if lead + 8 > cells {
        // No room beside the lead: everything below each other.
        let rows = line.into_iter().chain([last]);
        return rows.flat_map(|part| wrapped(&part.text, cells, part.ink).collect::<Vec<_>>()).collect();
    }
    let mut rows: Vec<Line> = wrapped(&last.text, cells - lead, last.ink).collect();
    for (number, row) in rows.iter_mut().enumerate() {
        let before = if number == 0 { line.clone() } else { vec![piece(" ".repeat(lead), Part::Text)] };
        row.splice(0..0, before.into_iter().filter(|part| !part.text.is_empty()));
    }
    rows
}

/// Columns below each other's heads, each group in the shortest column so far, in order; for contents that scroll.
pub(super) fn stacked(groups: Vec<Group>, count: usize) -> Vec<Vec<Line>> {
    let mut columns: Vec<Vec<Line>> = vec![Vec::new(); count.max(1)];
    for group in groups {
        let shortest = columns.iter_mut().min_by_key(|column| column.len());
        let Some(column) = shortest else { break };
        if !column.is_empty() {
            column.push(Line::new());
        }
        column.push(group.heading);
        column.extend(group.entries.into_iter().flatten());
    }
    columns
}

/// Pages of `count` columns of at most `rows` rows, filled one after the other; as low as possible if one page is
/// enough. Groups stay whole where they fit a column.
pub(super) fn pages(groups: &[Group], count: usize, rows: usize) -> Vec<Vec<Vec<Line>>> {
    let (count, rows) = (count.max(1), rows.max(1));
    let whole = groups.iter().map(Group::height).max().unwrap_or(1);
    let lowest = (whole..=rows).map(|rows| fill(groups, rows)).find(|columns| columns.len() <= count);
    let columns = lowest.unwrap_or_else(|| fill(groups, rows));
    columns.chunks(count).map(<[_]>::to_vec).collect()
}

/// As many columns of `rows` rows as the groups need.
fn fill(groups: &[Group], rows: usize) -> Vec<Vec<Line>> {
    let mut columns: Vec<Vec<Line>> = Vec::new();
    let mut column: Vec<Line> = Vec::new();
    let mut next = |column: &mut Vec<Line>| columns.push(std::mem::take(column));
    for group in groups {
        let left = rows.saturating_sub(column.len() + 1);
        let first = 1 + group.entries.first().map_or(0, Vec::len);
        if !column.is_empty() && (first > left || (group.height() > left && group.height() <= rows)) {
            next(&mut column);
        } else if !column.is_empty() {
            column.push(Line::new());
        }
        column.push(group.heading.clone());
        for entry in &group.entries {
            if column.len() > 1 && column.len() + entry.len() > rows {
                next(&mut column);
            }
            for line in entry {
                // Only on the smallest screens is an entry higher than a column.
                if column.len() >= rows {
                    next(&mut column);
                }
                column.push(line.clone());
            }
        }
    }
    if !column.is_empty() {
        next(&mut column);
    }
    columns
}

/// Columns of `cells` cells side by side.
pub(super) fn beside(columns: &[Vec<Line>], cells: usize) -> Vec<Line> {
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let row = |number: usize| {
        let mut row = Line::new();
        for (place, column) in columns.iter().enumerate() {
            let at = place * (cells + GAP);
            let gap = at.saturating_sub(width(&row));
            if let Some(line) = column.get(number).filter(|line| !line.is_empty()) {
                if gap > 0 {
                    row.push(piece(" ".repeat(gap), Part::Text));
                }
                row.extend(line.iter().cloned());
            }
        }
        row
    };
    (0..rows).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(heading: &str, entries: usize) -> Group {
        let line = |number: usize| vec![vec![piece(format!("{heading}{number}"), Part::Text)]];
        Group { heading: vec![piece(heading, Part::PopupTitle)], entries: (0..entries).map(line).collect() }
    }

    fn text(line: &Line) -> String {
        line.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn the_text_of_an_entry_wraps_beside_its_keys() {
        let rows = entry("] [", 4, vec![piece("next, previous claim", Part::Text)], 20);
        assert_eq!(rows.iter().map(text).collect::<Vec<_>>(), ["] [   next, previous", "      claim"]);
        let rows = entry("Ctrl-o Alt-o", 4, vec![piece("jump", Part::Text)], 20);
        assert_eq!(rows.iter().map(text).collect::<Vec<_>>(), ["Ctrl-o Alt-o", "      jump"]);
    }

    #[test]
    fn groups_stay_whole_and_one_page_is_as_low_as_possible() {
        let groups = [group("a", 3), group("b", 3), group("c", 1), group("d", 1)];
        let pages = pages(&groups, 3, 20);
        let heights: Vec<Vec<usize>> = pages.iter().map(|page| page.iter().map(Vec::len).collect()).collect();
        assert_eq!(heights, [[4, 4, 5]]);
    }

    #[test]
    fn what_does_not_fit_goes_to_further_pages_and_nothing_is_lost() {
        let groups = [group("a", 9), group("b", 2), group("c", 30)];
        for (count, rows) in [(1, 3), (2, 5), (3, 10), (1, 100), (0, 0)] {
            let pages = pages(&groups, count, rows);
            let lines: Vec<String> = pages.iter().flatten().flatten().map(text).collect();
            let all = (0..9).map(|at| format!("a{at}")).chain((0..30).map(|at| format!("c{at}")));
            all.for_each(|line| assert!(lines.contains(&line), "{line} in {count} columns of {rows}"));
            assert!(pages.iter().all(|page| page.len() <= count.max(1)));
            assert!(pages.iter().flatten().all(|column| column.len() <= rows.max(1)));
        }
    }

    #[test]
    fn columns_stand_side_by_side() {
        let columns = [vec![vec![piece("a", Part::Text)]], vec![vec![piece("b", Part::Text)]; 2]];
        let rows: Vec<String> = beside(&columns, 4).iter().map(text).collect();
        assert_eq!(rows, ["a     b", "      b"]);
    }
}
