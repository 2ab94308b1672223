//! Groups of claims as a table with a chart, as JSON and as rows.

use crate::claim::{Category, Scheme};
use crate::cli::check::counted;
use crate::cli::output::{cell, json_line};
use crate::cli::tables::{left, right};
use crate::reading::groups::{By, Count, Group, Groups};
use crate::text::visible;
use serde::Serialize;
use std::io::{self, Write};

/// The widest name of a group, in cells.
const NAME: usize = 32;
/// The shortest chart that is worth its place, in cells.
const LEAST: usize = 8;

/// A table with a row a group, and behind each its bar, in which every category is so many of its letters.
///
/// Letters tell the categories apart in every terminal, on paper and without colours.
pub(super) fn text(
    out: &mut impl Write,
    groups: &Groups,
    scheme: &Scheme,
    most: usize,
    columns: usize,
) -> io::Result<()> {
    let all = groups.all();
    let number = |count: u64, word: &str| counted(usize::try_from(count).unwrap_or(usize::MAX), word);
    writeln!(out, "{}, {}", number(all.articles, "article"), number(all.claims, "claim"))?;
    let names: Vec<String> = scheme
        .categories
        .iter()
        .zip(&all.categories)
        .map(|(category, count)| format!("{} {} {count}", category.letter, visible::line(&category.name)))
        .collect();
    writeln!(out, "{}", names.join(", "))?;
    if *groups.by() == By::All {
        return Ok(());
    }
    let told = groups.told(most);
    let heads = heads(groups, scheme.categories.iter().map(|category| category.letter.to_string()));
    let mut rows = vec![heads];
    rows.extend(told.iter().map(|group| row(groups, group)));
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len))
        .map(|at| {
            rows.iter().filter_map(|row| row.get(at)).map(|cell| visible::width(cell)).max().unwrap_or(0)
        })
        .enumerate()
        .map(|(at, width)| if at == 0 { width.min(NAME) } else { width })
        .collect();
    let table = widths.iter().sum::<usize>() + 2 * widths.len();
    let room = Some(columns.saturating_sub(table)).filter(|&room| room >= LEAST);
    let longest = told.iter().map(|group| group.count.categories.iter().sum::<u64>()).max().unwrap_or(0);
    writeln!(out)?;
    for (at, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate();
        let cells: Vec<String> = cells
            .map(|(at, (cell, &width))| if at == 0 { left(cell, width) } else { right(cell, width) })
            .collect();
        let group = at.checked_sub(1).and_then(|at| told.get(at));
        let bar = group.zip(room).map(|(group, room)| bar(&group.count, &scheme.categories, longest, room));
        writeln!(out, "{}", format!("{}  {}", cells.join("  "), bar.unwrap_or_default()).trim_end())?;
    }
    Ok(())
}

/// As many letters of each category as its share of the longest bar asks for.
fn bar(count: &Count, categories: &[Category], longest: u64, cells: usize) -> String {
    let mut bar = String::new();
    let (mut sum, mut drawn) = (0, 0);
    for (category, &claims) in categories.iter().zip(&count.categories) {
        sum += claims;
        let end = (2 * sum * cells as u64 + longest).checked_div(2 * longest).unwrap_or(0);
        bar.extend((drawn..end).map(|_| category.letter));
        drawn = end;
    }
    bar
}

/// The heads of the columns.
fn heads(groups: &Groups, categories: impl Iterator<Item = String>) -> Vec<String> {
    let articles = (*groups.by() != By::Speaker).then(|| "articles".to_owned());
    [groups.by().to_string()]
        .into_iter()
        .chain(articles)
        .chain(["claims".to_owned()])
        .chain(categories)
        .collect()
}

fn row(groups: &Groups, Group { name, count }: &Group) -> Vec<String> {
    let articles = (*groups.by() != By::Speaker).then(|| count.articles.to_string());
    let categories = count.categories.iter().map(u64::to_string);
    [name.clone()].into_iter().chain(articles).chain([count.claims.to_string()]).chain(categories).collect()
}

/// One row a group, with a line of headings.
pub(super) fn csv(out: &mut impl Write, groups: &Groups, scheme: &Scheme, most: usize) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    let ids = scheme.categories.iter().map(|category| category.id.clone());
    let rows = groups.told(most).into_iter().map(|group| row(groups, &group));
    for row in std::iter::once(heads(groups, ids)).chain(rows) {
        writer.write_record(row.iter().map(|text| cell(text)))?;
    }
    writer.flush()
}

#[derive(Serialize)]
struct Json<'a> {
    by: String,
    /// The ids of the categories, in the order of all counts.
    categories: Vec<&'a str>,
    all: Count,
    groups: Vec<Group>,
}

/// All of it as one object.
pub(super) fn json(out: &mut impl Write, groups: &Groups, scheme: &Scheme, most: usize) -> io::Result<()> {
    let categories = scheme.categories.iter().map(|category| category.id.as_str()).collect();
    let by = groups.by().to_string();
    json_line(out, &Json { by, categories, all: groups.all(), groups: groups.told(most) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_parts_together() {
        let text = "category = [{ id = \"vow\", letter = \"V\", key = \"1\" }, { id = \"ask\", letter = \"A\", key = \"2\" }]";
        let scheme = Scheme::parse(text, "s").unwrap().0;
        let check = |counts: [u64; 2], longest: u64, cells: usize, expected: &str| {
            let count = Count { articles: 0, claims: 0, categories: counts.to_vec() };
            assert_eq!(bar(&count, &scheme.categories, longest, cells), expected);
        };
        check([2, 2], 4, 8, "VVVVAAAA");
        check([1, 1], 4, 4, "VA");
        check([1, 0], 1000, 4, "");
        check([3, 4], 7, 4, "VVAA");
        check([0, 0], 0, 4, "");
    }
}
