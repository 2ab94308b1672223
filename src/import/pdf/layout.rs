//! Page layout: removes running heads and footnotes, puts columns into reading order.

use super::leftward::is_leftward;
use super::measures::{extent, text_size};
use super::{Page, Segment, charts, gutters};
use std::collections::HashMap;

/// Nesting of columns.
const MAX_DEPTH: usize = 8;

/// A wider gap within a row, in letter heights, separates the cells of a table.
const CELL_GAP: f64 = 1.6;

/// Rows at the upper and at the lower edge that may be running heads.
const EDGE_ROWS: usize = 3;

/// Share of the page's height that running heads occupy.
const EDGE: f64 = 0.12;

/// Pages with the same running head.
const MIN_REPEATED: usize = 3;

/// Upper limit for the size of footnotes, as a share of the text's.
const NOTE_SIZE: f64 = 0.94;

/// A larger distance of rows, in letter heights, sets a note apart from the text.
const APART: f64 = 1.6;

/// Share of the page's height, from the top, that footnotes seldom reach.
const NOTE_FREE: f64 = 0.35;

/// Adjacent rows from the top down: a column, or rows across all columns.
pub(super) type Column = Vec<Segment>;

/// The columns of a page in reading order.
pub(super) fn columns(segments: Vec<Segment>) -> Vec<Column> {
    let mut columns = Vec::new();
    cut(segments, MAX_DEPTH, &mut columns);
    columns
}

/// Cuts a region at the tallest gap between columns: what is above it, its sides, and what is below it.
fn cut(segments: Vec<Segment>, depth: usize, columns: &mut Vec<Column>) {
    let gutter = if depth == 0 { None } else { gutters::find(&segments) };
    let Some(gutter) = gutter else {
        if !segments.is_empty() {
            columns.push(join_rows(segments));
        }
        return;
    };
    let (mut above, mut left, mut right, mut below) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for segment in segments {
        let part = if segment.y < gutter.top {
            &mut above
        } else if segment.y > gutter.foot {
            &mut below
        } else if segment.right <= gutter.middle() {
            &mut left
        } else {
            &mut right
        };
        part.push(segment);
    }
    let is_left_aside = is_aside(&left, &right, &above, &below);
    if is_left_aside || is_aside(&right, &left, &above, &below) {
        // Text beside the main text must not interrupt it.
        let (main, aside) = if is_left_aside { (right, left) } else { (left, right) };
        let main = [above, main, below].concat();
        columns.extend([main, aside].into_iter().filter(|part| !part.is_empty()).map(join_rows));
        return;
    }
    for part in [above, left, right, below] {
        cut(part, depth - 1, columns);
    }
}

/// Is a side a narrow text beside the main text, for which the rows above or below make room?
fn is_aside(aside: &[Segment], main: &[Segment], above: &[Segment], below: &[Segment]) -> bool {
    let (Some(first), Some(last)) = (main.first(), main.last()) else { return false };
    let (start, end) = extent(aside.iter());
    let (main_start, main_end) = extent(main.iter());
    let runs_on = |row: &[&Segment], beside: &Segment| {
        let (left, right) = extent(row.iter().copied());
        let is_near = row.first().is_some_and(|one| {
            let is_same_size = (one.size - beside.size).abs() < 0.05 * beside.size;
            is_same_size && (one.y - beside.y).abs() < 1.9 * beside.size
        });
        is_near && left < end.min(main_end) && right > start.max(main_start)
    };
    let has_row = |part: &[Segment], edge: Option<&Segment>, beside: &Segment| {
        let is_in_row =
            |segment: &&Segment| edge.is_some_and(|edge| (segment.y - edge.y).abs() < 0.25 * edge.size);
        let row: Vec<&Segment> = part.iter().filter(is_in_row).collect();
        runs_on(&row, beside)
    };
    let is_narrow = end - start < 0.7 * (main_end - main_start);
    is_narrow && (has_row(above, above.last(), first) || has_row(below, below.first(), last))
}

/// Joins the segments of each row.
fn join_rows(segments: Vec<Segment>) -> Column {
    let mut rows: Vec<Vec<Segment>> = Vec::new();
    for segment in segments {
        let continues = |row: &&mut Vec<Segment>| {
            row.last().is_some_and(|last| {
                let same_height = (last.y - segment.y).abs() < 0.25 * last.size.max(segment.size);
                same_height && segment.left >= last.right - 0.3 * last.size
            })
        };
        match rows.last_mut().filter(continues) {
            Some(row) => row.push(segment),
            None => rows.push(vec![segment]),
        }
    }
    rows.into_iter().filter_map(join).collect()
}

/// The segments of a row as one, in reading order.
fn join(mut row: Vec<Segment>) -> Option<Segment> {
    let leftward = row.iter().filter(|segment| is_leftward(&segment.text)).count();
    if leftward * 2 > row.len() {
        row.reverse();
    }
    let mut segments = row.into_iter();
    let mut joined = segments.next()?;
    let mut last_size = joined.size;
    for segment in segments {
        let gap = (segment.left - joined.right).max(joined.left - segment.right);
        let is_cell = !is_item_mark(&joined.text) && gap > CELL_GAP * last_size;
        joined.text.push_str(if is_cell { "  " } else { " " });
        joined.text.push_str(&segment.text);
        joined.cells += usize::from(is_cell);
        joined.left = joined.left.min(segment.left);
        joined.right = joined.right.max(segment.right);
        joined.size = joined.size.max(segment.size);
        last_size = segment.size;
    }
    Some(joined)
}

/// Is a text a list item's mark, such as `•` or `12.`, rather than a cell?
fn is_item_mark(text: &str) -> bool {
    text.chars().count() <= 4 && text.ends_with(|char: char| !char.is_alphanumeric())
}

/// Removes rows that repeat at the edges of the pages, and page numbers.
pub(super) fn remove_running_heads(pages: &mut [Page]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for page in &*pages {
        for segment in edge_rows(page).into_iter().filter_map(|at| page.segments.get(at)) {
            *counts.entry(running_head_key(&segment.text)).or_default() += 1;
        }
    }
    let has_several = pages.len() > 1;
    let min_count = MIN_REPEATED.min(pages.len().max(2));
    for page in pages {
        let edges = edge_rows(page);
        let mut index = 0;
        page.segments.retain(|segment| {
            let at_edge = edges.contains(&index);
            index += 1;
            let repeats =
                || counts.get(&running_head_key(&segment.text)).is_some_and(|&count| count >= min_count);
            !(at_edge && (has_several && repeats() || is_page_number(&segment.text)))
        });
    }
}

fn edge_rows(page: &Page) -> Vec<usize> {
    let count = page.segments.len();
    let y = |at: &usize| page.segments.get(*at).map(|segment| segment.y);
    let top = (0..count).take(EDGE_ROWS).filter(|at| y(at).is_some_and(|y| y < EDGE * page.height));
    let foot = (0..count).rev().take(EDGE_ROWS);
    let foot = foot.filter(|at| y(at).is_some_and(|y| y > (1.0 - EDGE) * page.height));
    top.chain(foot).collect()
}

/// Text of a running head with each number as `#`, equal on every page.
fn running_head_key(text: &str) -> String {
    let mut key = String::new();
    for char in text.chars().filter(|char| !char.is_whitespace()) {
        match char {
            '0'..='9' if key.ends_with('#') => {}
            '0'..='9' => key.push('#'),
            char => key.extend(char.to_lowercase()),
        }
    }
    key
}

/// Is a row a page number, such as `12`, `- 12 -`, `xii` or `Page 3 of 9`?
fn is_page_number(text: &str) -> bool {
    let core = text.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    let is_made_of =
        |max: usize, allowed: fn(u8) -> bool| (1..=max).contains(&core.len()) && core.bytes().all(allowed);
    let labeled = ["page#", "page#of#", "#of#", "#/#", "p.#", "seite#", "page#/#"];
    is_made_of(6, |byte| b"ivxlc".contains(&byte))
        || is_made_of(5, |byte| byte.is_ascii_digit())
        || labeled.contains(&running_head_key(&core).as_str())
}

/// The columns of all pages in reading order, and the footnotes, which would interrupt a sentence.
pub(super) fn columns_and_notes(pages: Vec<Page>) -> (Vec<Column>, Vec<Column>) {
    let text_size = text_size(pages.iter().flat_map(|page| &page.segments));
    let (mut text, mut notes) = (Vec::new(), Vec::new());
    for Page { height, segments } in pages {
        for mut column in columns(segments) {
            charts::replace(&mut column);
            let is_text = |row: &Segment| row.size >= NOTE_SIZE * text_size;
            let end = column.iter().rposition(is_text).map_or(0, |at| at + 1);
            let foot = column.split_off(end);
            let is_note = foot.first().is_some_and(|first| {
                // What stands apart below a sentence that goes on elsewhere is no part of it.
                let interrupts = column.last().is_some_and(|row| {
                    let is_apart = first.y - row.y > APART * row.size;
                    is_apart && !row.text.ends_with(['.', '!', '?', ':', '”', '"', ')'])
                });
                interrupts || (first.y > NOTE_FREE * height && begins_note(&first.text))
            });
            if is_note && end > 0 {
                notes.push(foot);
            } else {
                column.extend(foot);
            }
            text.push(column);
        }
    }
    (text, notes)
}

/// Does a row begin a note? Its superscript number is already gone, and it continues like a sentence.
fn begins_note(text: &str) -> bool {
    text.chars().next().is_some_and(|char| !char.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(text: &str, left: f64, right: f64, y: f64) -> Segment {
        Segment { text: text.to_owned(), left, right, y, size: 10.0, cells: 1 }
    }

    fn texts(found: &[Column]) -> Vec<String> {
        found
            .iter()
            .map(|rows| rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn two_columns_are_read_one_after_the_other_below_their_title() {
        let mut segments = vec![segment("title", 70.0, 530.0, 50.0)];
        for row in 0..6 {
            let y = 100.0 + 12.0 * f64::from(row);
            segments.push(segment(&format!("a{row}"), 70.0, 290.0, y));
            segments.push(segment(&format!("b{row}"), 310.0, 530.0, y));
        }
        assert_eq!(texts(&columns(segments)), ["title", "a0|a1|a2|a3|a4|a5", "b0|b1|b2|b3|b4|b5"]);
    }

    #[test]
    fn one_column_and_a_table_stay_whole() {
        let rows = (0..8).map(|row| segment("words", 70.0, 530.0, 12.0 * f64::from(row))).collect();
        assert_eq!(columns(rows).len(), 1);
        let mut table = Vec::new();
        for row in 0..8 {
            let wide = if row == 3 { 250.0 } else { 120.0 };
            table.push(segment("cell", 70.0, wide, 12.0 * f64::from(row)));
            table.push(segment("7", 310.0, if row == 5 { 500.0 } else { 330.0 }, 12.0 * f64::from(row)));
        }
        assert_eq!(texts(&columns(table))[0].split('|').next(), Some("cell  7"));
    }

    #[test]
    fn a_text_beside_the_main_text_does_not_interrupt_it() {
        for (aside, main) in [(70.0, 200.0), (420.0, 70.0)] {
            let mut segments = vec![segment("above", 70.0, 530.0, 88.0)];
            for row in 0..5 {
                let y = 100.0 + 12.0 * f64::from(row);
                segments.push(segment(&format!("m{row}"), main, main + 320.0, y));
                segments.push(segment(&format!("a{row}"), aside, aside + 105.0, y));
            }
            segments.push(segment("below", 70.0, 530.0, 160.0));
            segments.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.left.total_cmp(&other.left)));
            assert_eq!(texts(&columns(segments)), ["above|m0|m1|m2|m3|m4|below", "a0|a1|a2|a3|a4"]);
        }
    }

    fn edge_row(text: &str, y: f64) -> Segment {
        segment(text, 70.0, 300.0, y)
    }

    #[test]
    fn heads_and_numbers_go_and_the_text_stays() {
        let page = |number: u32| {
            let head = format!("The Review of Ferries, vol. {number}");
            let body = format!("Chapter {number} begins here.");
            let segments = vec![
                edge_row(&head, 40.0),
                edge_row(&body, 200.0),
                edge_row("1914", 400.0),
                edge_row(&number.to_string(), 770.0),
            ];
            Page { height: 800.0, segments }
        };
        let mut pages: Vec<_> = (1..=4).map(page).collect();
        remove_running_heads(&mut pages);
        for (number, Page { segments, .. }) in (1..).zip(&pages) {
            let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
            assert_eq!(texts, [format!("Chapter {number} begins here.").as_str(), "1914"]);
        }
    }

    #[test]
    fn what_stands_once_at_the_edge_is_text() {
        let mut pages = vec![Page {
            height: 800.0,
            segments: vec![edge_row("A title", 50.0), edge_row("and its text", 760.0)],
        }];
        remove_running_heads(&mut pages);
        assert_eq!(pages[0].segments.len(), 2);
    }
}
