//! Groups of a corpus for people: a table with a bar for each group and category.

use crate::claim::Category;
use crate::cli::engines::Engines;
use crate::cli::table::{left, line, padded, right, row, widths, wrapped};
use crate::reading::groups::{Group, GroupBy, GroupReport, RatePer};
use crate::shell::capabilities;
use crate::text::number::{counted, grouped};
use crate::text::visible;
use crate::text::visible::bar;
use crate::theme::{Color, ColorDepth, Theme};
use std::io::{self, IsTerminal as _, Write};

/// The widest names of groups, in cells; the first that leaves room for bars is used.
const NAME_WIDTHS: [usize; 4] = [32, 24, 16, 10];
/// The shortest and the longest bar of blocks, in cells.
const BAR: (usize, usize) = (4, 24);
/// The shortest bar of letters, in cells.
const MIN_LETTERS: usize = 8;

pub(in crate::cli) struct Screen {
    pub(in crate::cli) columns: usize,
    /// Are names cut, so that every line fits? Without a screen they are whole, and lines as long as they need.
    pub(in crate::cli) fits: bool,
    pub(in crate::cli) blocks: bool,
    pub(in crate::cli) colors: bool,
}

impl Screen {
    pub(in crate::cli) fn stdout() -> Self {
        let is_terminal = io::stdout().is_terminal();
        let colors = is_terminal && capabilities::may_style();
        Self {
            columns: capabilities::columns(is_terminal),
            fits: is_terminal,
            blocks: capabilities::shows_blocks(),
            colors,
        }
    }
}

impl Screen {
    /// The width of a column of names that are at most `longest` cells wide, and of the lines they stand in. On a
    /// terminal names take `most` cells.
    pub(super) fn names_and_columns(&self, longest: usize, most: usize) -> (usize, usize) {
        if self.fits {
            return (longest.min(most), self.columns);
        }
        (longest, self.columns + longest.saturating_sub(most))
    }
}

/// Prints the groups.
///
/// Bars of blocks stand in the column of their category, so that they can be told apart without colour. Where they do
/// not fit, or only ASCII can be shown, each group has one bar of the letters of its categories.
pub(super) fn text(
    out: &mut impl Write,
    told: &GroupReport<'_>,
    engines: Engines,
    screen: &Screen,
) -> io::Result<()> {
    let all = told.groups.all();
    let of = if told.only_with_claims { " with claims" } else { "" };
    let words = all.words().map(|words| format!(", {}", counted(words, "word"))).unwrap_or_default();
    let failed = match told.failed {
        0 => String::new(),
        count => format!("; {} could not be counted", grouped(count)),
    };
    let (articles, claims) = (counted(all.articles, "article"), counted(all.claims, "claim"));
    writeln!(out, "{articles}{of}{words}, {claims}{failed}{}", engines.note(told.scheme))?;
    let paint = Paint::new(told, screen);
    if *told.by() == GroupBy::All {
        return categories(out, told, screen, &paint);
    }
    let named = told.scheme.categories.iter().zip(&all.categories);
    let named: Vec<String> = named.map(|(category, count)| format!("{} {count}", title(category))).collect();
    wrapped(out, &named.join(", "), "  ")?;
    if let Some(per) = told.per {
        writeln!(out, "below, {}", per.words())?;
    }
    writeln!(out)?;
    by_group(out, told, screen)
}

fn title(category: &Category) -> String {
    format!("{} {}", category.letter, visible::line(&category.name))
}

fn categories(
    out: &mut impl Write,
    told: &GroupReport<'_>,
    screen: &Screen,
    paint: &Paint,
) -> io::Result<()> {
    let all = told.groups.all();
    let mut rows = vec![row(["category", "claims"])];
    let named = told.scheme.categories.iter().zip(&all.categories);
    rows.extend(named.map(|(category, count)| vec![title(category), count.to_string()]));
    let with_words = all.words().map(|_| RatePer::Words);
    for per in [RatePer::Articles, RatePer::Claims].into_iter().chain(with_words) {
        let rates = all.rates(per).into_iter();
        let rates = rates.map(|rate| rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}")));
        let column = std::iter::once(per.words().to_owned()).chain(rates);
        rows.iter_mut().zip(column).for_each(|(row, cell)| row.push(cell));
    }
    let mut widths = widths(&rows);
    let mut columns = screen.columns;
    for name in widths.iter_mut().take(1) {
        (*name, columns) = screen.names_and_columns(*name, 24);
    }
    let room = columns.saturating_sub(widths.iter().map(|width| width + 2).sum()).min(BAR.1);
    let most = all.categories.iter().max().copied().unwrap_or(0);
    writeln!(out)?;
    for (at, row) in rows.iter().enumerate() {
        let count = at.checked_sub(1).and_then(|at| Some((at, *all.categories.get(at)?)));
        let bar = count
            .filter(|_| BAR.0 <= room)
            .map(|(at, count)| paint.paint(at, &bar(count as usize, most as usize, room, screen.blocks)));
        let line = line(row, &widths, is_first);
        writeln!(out, "{}", format!("{line}  {}", bar.unwrap_or_default()).trim_end())?;
    }
    Ok(())
}

const fn is_first(column: usize) -> bool {
    column == 0
}

/// Prints one row per group.
pub(in crate::cli) fn by_group(
    out: &mut impl Write,
    told: &GroupReport<'_>,
    screen: &Screen,
) -> io::Result<()> {
    let paint = Paint::new(told, screen);
    let list = told.list();
    let mut heads = vec![told.by().to_string()];
    heads.extend(told.has_articles().then(|| "articles".to_owned()));
    heads.push("claims".to_owned());
    // Columns before those of the categories.
    let plain = heads.len();
    heads.extend(told.scheme.categories.iter().map(|category| category.letter.to_string()));
    let mut rows = vec![heads];
    rows.extend(list.iter().map(|group| group_row(told, group)));
    let all = widths(&rows);
    let (name, bars) = fit(&all, plain, screen);
    let widths: Vec<usize> = std::iter::once(name).chain(all.into_iter().skip(1)).collect();
    let drawn = || list.iter().filter(|group| told.has_bar(group));
    let longest = drawn().flat_map(|group| told.bar_lengths(&group.count)).max().unwrap_or(0);
    let longest_sum = drawn().map(|group| told.bar_lengths(&group.count).iter().sum()).max().unwrap_or(0);
    for (at, row) in rows.iter().enumerate() {
        let group = at.checked_sub(1).and_then(|at| list.get(at));
        let values = group.filter(|group| told.has_bar(group)).map(|group| told.bar_lengths(&group.count));
        let mut text = line(row.get(..plain).unwrap_or_default(), &widths, is_first);
        for (category, (cell, &width)) in row.iter().zip(&widths).skip(plain).enumerate() {
            text.push_str("  ");
            let Bars::Blocks(room) = bars else {
                text.push_str(&right(cell, width));
                continue;
            };
            if group.is_none() {
                let title = told.scheme.categories.get(category).map(title).unwrap_or_default();
                let cells = width + 1 + room;
                let title = if screen.fits { left(&title, cells) } else { padded(&title, cells) };
                let (name, gap) = title.split_at(title.trim_end().len());
                text.extend([&paint.paint(category, name), gap]);
                continue;
            }
            let value = values.as_ref().and_then(|values| values.get(category)).copied().unwrap_or(0);
            let bar = bar(value, longest, room, true);
            let gap = room.saturating_sub(bar.chars().count());
            text.extend([right(cell, width), " ".to_owned(), paint.paint(category, &bar), " ".repeat(gap)]);
        }
        if let (Bars::Letters(room), Some(values)) = (&bars, values) {
            text.push_str("  ");
            text.push_str(&letters(told, &values, longest_sum, *room, &paint));
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

fn group_row(told: &GroupReport<'_>, Group { name, count, .. }: &Group) -> Vec<String> {
    let mut row = vec![name.clone()];
    row.extend(told.has_articles().then(|| count.articles.to_string()));
    row.push(count.claims.to_string());
    row.extend(told.values(count).into_iter().map(|value| told.format_value(value)));
    row
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bars {
    /// A bar of blocks for each category, with its greatest length in cells.
    Blocks(usize),
    /// One bar of letters, with its greatest length in cells.
    Letters(usize),
    None,
}

/// The width of names, and the bars that fit beside columns of these widths. The first `plain` columns belong to no
/// category.
fn fit(widths: &[usize], plain: usize, screen: &Screen) -> (usize, Bars) {
    let longest = widths.first().copied().unwrap_or(0);
    let (whole, columns) = screen.names_and_columns(longest, NAME_WIDTHS[0]);
    let names = if screen.fits { NAME_WIDTHS.map(|most| longest.min(most)) } else { [whole; 4] };
    let others = widths.iter().skip(1).map(|width| width + 2).sum::<usize>();
    let room = |name: usize| columns.checked_sub(name + others);
    let categories = widths.len().saturating_sub(plain);
    let blocks = |name: usize| {
        let room = room(name)?.checked_sub(categories)?.checked_div(categories)?;
        (screen.blocks && BAR.0 <= room).then_some((name, Bars::Blocks(room.min(BAR.1))))
    };
    let letters = |name: usize| {
        let room = room(name)?.checked_sub(2)?;
        (MIN_LETTERS <= room).then_some((name, Bars::Letters(room)))
    };
    let none = |name: usize| room(name).map(|_| (name, Bars::None));
    let first = |fits: &dyn Fn(usize) -> Option<(usize, Bars)>| names.into_iter().find_map(fits);
    first(&blocks).or_else(|| first(&letters)).or_else(|| first(&none)).unwrap_or((names[3], Bars::None))
}

/// A bar in which each category has its share of letters; the bar of `longest` takes all `cells`.
fn letters(told: &GroupReport<'_>, values: &[usize], longest: usize, cells: usize, paint: &Paint) -> String {
    let mut bar = String::new();
    let (mut sum, mut drawn) = (0, 0);
    for (at, (category, &value)) in told.scheme.categories.iter().zip(values).enumerate() {
        sum += value;
        let end = (2 * sum * cells + longest).checked_div(2 * longest).unwrap_or(0);
        let part: String = (drawn..end).map(|_| category.letter).collect();
        bar.push_str(&paint.paint(at, &part));
        drawn = end;
    }
    bar
}

/// The escape sequence that begins the colour of each category; empty for none.
struct Paint(Vec<String>);

impl Paint {
    fn new(told: &GroupReport<'_>, screen: &Screen) -> Self {
        // Terminals are set up so that their sixteen colours are legible on their background.
        let theme = screen.colors.then(|| Theme::built_in("dusk", ColorDepth::Ansi16)).flatten();
        let color =
            |(at, category): (usize, &Category)| match theme.as_ref()?.category(&category.id, at).color {
                Color::Ansi(index @ 0..8) => Some(format!("\x1b[{}m", 30 + index)),
                Color::Ansi(index) => Some(format!("\x1b[{}m", 82 + index)),
                _ => None,
            };
        let categories = told.scheme.categories.iter().enumerate();
        Self(categories.map(|one| color(one).unwrap_or_default()).collect())
    }

    fn paint(&self, category: usize, text: &str) -> String {
        match self.0.get(category).filter(|color| !color.is_empty() && !text.is_empty()) {
            Some(color) => format!("{color}{text}\x1b[39m"),
            None => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::reading::groups::Groups;

    const SCHEME: &str = "category = [{ id = \"vow\", name = \"Vow\", letter = \"V\", key = \"1\" }, { id = \"ask\", name = \"Ask\", letter = \"A\", key = \"2\" }]";

    const SCREEN: Screen = Screen { columns: 60, fits: true, blocks: true, colors: false };

    fn groups(by: &str, counts: &[(&str, [usize; 2])]) -> Groups {
        let mut groups = Groups::new(GroupBy::of(by), 2);
        for (name, counts) in counts {
            groups.add_article(Some(name), Some(100));
            for (category, &count) in counts.iter().enumerate() {
                (0..count).for_each(|_| groups.add_claim(Some(name), &[category]));
            }
        }
        groups
    }

    fn shown(groups: &Groups, per: Option<RatePer>, most: usize, screen: &Screen) -> String {
        let scheme = Scheme::parse(SCHEME, "s").unwrap().0;
        let told =
            GroupReport { groups, scheme: &scheme, limit: most, per, failed: 0, only_with_claims: false };
        let mut out = Vec::new();
        text(&mut out, &told, Engines::default(), screen).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_category_has_its_bar_in_its_column() {
        let groups = groups("source", &[("Bell", [4, 2]), ("Lantern", [1, 0]), ("Crier", [0, 0])]);
        let expected = "\
            3 articles, 300 words, 7 claims\n\
            V Vow 5, A Ask 2\n\n\
            source   articles  claims  V Vow            A Ask\n\
            Bell            1       6  4 █████████████  2 ██████▌\n\
            Lantern         1       1  1 ███▎           0\n\
            Crier           1       0  0                0\n";
        assert_eq!(shown(&groups, None, 9, &SCREEN), expected);
        let few = shown(&groups, None, 1, &SCREEN);
        assert!(few.ends_with("2 more         2       1  1                 0\n"), "no bar for many: {few}");
        let per = shown(&groups, Some(RatePer::Claims), 1, &SCREEN);
        let expected = "\
            V Vow 5, A Ask 2\n\
            below, % of the claims\n\n\
            source  articles  claims  V Vow             A Ask\n\
            Bell           1       6";
        assert!(per.contains(expected), "{per}");
    }

    #[test]
    fn letters_replace_blocks_on_ascii_screens() {
        let groups = groups("source", &[("Bell", [4, 2]), ("Lantern", [1, 0])]);
        let screen = Screen { columns: 42, blocks: false, ..SCREEN };
        let expected = "\
            2 articles, 200 words, 7 claims\n\
            V Vow 5, A Ask 2\n\n\
            source   articles  claims  V  A\n\
            Bell            1       6  4  2  VVVVVVAAA\n\
            Lantern         1       1  1  0  VV\n";
        assert_eq!(shown(&groups, None, 9, &screen), expected);
        let narrow = Screen { columns: 20, ..SCREEN };
        assert!(!shown(&groups, None, 9, &narrow).contains("VV"));
    }

    #[test]
    fn without_groups_each_category_has_a_row() {
        let groups = groups("source", &[("Bell", [3, 1])]);
        let mut all = Groups::new(GroupBy::All, 2);
        all.add(&groups);
        let text = shown(&all, None, 9, &Screen { columns: 80, ..SCREEN });
        let expected = "\
            1 article, 100 words, 4 claims\n\n\
            category  claims  per 1,000 articles  % of the claims  per 1,000 words\n\
            V Vow          3              3000.0             75.0             30.0  ████████\n\
            A Ask          1              1000.0             25.0             10.0  ██▋\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn colours_move_nothing() {
        let groups = groups("month", &[("2026-01", [4, 2]), ("2026-02", [1, 0])]);
        let plain = shown(&groups, None, 9, &SCREEN);
        let colored = shown(&groups, None, 9, &Screen { colors: true, ..SCREEN });
        assert!(colored.contains("\x1b[39m"), "{colored}");
        let mut bare = String::new();
        for (at, part) in colored.split('\x1b').enumerate() {
            bare.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(bare, plain);
    }

    #[test]
    fn names_are_whole_without_a_screen() {
        let wide =
            ["The Bell of the Upper Harbour and its Quays", "The Bell of the Upper Harbour and its Locks"];
        let groups = groups("source", &[(wide[0], [4, 2]), (wide[1], [1, 0])]);
        for blocks in [true, false] {
            let text = shown(&groups, None, 9, &Screen { columns: 80, fits: false, blocks, ..SCREEN });
            assert!(wide.iter().all(|name| text.contains(name)) && !text.contains('…'), "{text}");
            assert!(text.contains(if blocks { "█" } else { "VVV" }), "{text}");
        }
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let wide = "a very long name of a newspaper 日本 ".repeat(9);
        let groups = groups("source", &[(&wide, [40, 2]), ("b", [1, 900])]);
        for columns in [60, 72, 80, 100, 200] {
            for (per, blocks) in [(None, true), (Some(RatePer::Articles), true), (None, false)] {
                let text = shown(&groups, per, 9, &Screen { columns, fits: true, blocks, colors: false });
                assert!(text.lines().all(|line| visible::width(line) <= columns), "{columns}:\n{text}");
                assert!(!text.contains(&"█".repeat(BAR.1 + 1)), "{columns}:\n{text}");
            }
        }
    }
}
