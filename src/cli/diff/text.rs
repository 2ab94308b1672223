//! Two versions for people: counts, then claims in groups, old and new beside or beneath each other.

use super::columns::{Ink, Piece, painted, width, wrapped};
use crate::cli::table;
use crate::export::{VersionPair, block_number};
use crate::text::number::counted;
use crate::text::{Document, Span, slice, visible};
use crate::version::{Change, Fate, Side};
use std::io::{self, Write};

/// Narrowest line for two columns, in cells.
const MIN_BESIDE: usize = 100;
/// Widest line, in cells: beyond it a column is hard to read.
const MAX_COLUMNS: usize = 160;
/// Between two columns.
const GAP: &str = "  │  ";
pub(super) const INDENT: &str = "    ";

/// How to write.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Width of a line in cells.
    pub(super) columns: usize,
    pub(super) has_colors: bool,
}

impl Style {
    /// Is there room for two columns?
    pub(super) const fn is_wide(self) -> bool {
        self.columns >= MIN_BESIDE
    }

    /// A heading of a group with so many entries.
    pub(super) fn heading(self, title: &str, count: usize) -> String {
        let (on, off) = if self.has_colors { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        format!("\n{on}{title} ({count}){off}")
    }
}

/// Writes counts and groups. `engine` ends the line of counts.
pub(super) fn write(
    out: &mut impl Write,
    pair: &VersionPair<'_>,
    style: Style,
    engine: &str,
) -> io::Result<()> {
    let comparison = pair.comparison;
    let [old, new] = pair.names.map(|name| visible::line(name).into_owned());
    let line = format!("{old} → {new}: {}{engine}", comparison.summary());
    lines(out, &line, "  ", style.columns)?;
    if let Some(tags) = comparison.tag_summary() {
        lines(out, &tags, "  ", style.columns)?;
    }
    for fate in Fate::ALL {
        let changes: Vec<(usize, &Change)> =
            pair.listed_for_people().filter(|(_, change)| change.fate == fate).collect();
        if changes.is_empty() {
            continue;
        }
        writeln!(out, "{}", style.heading(fate.title(), changes.len()))?;
        for (at, change) in changes {
            entry(out, pair, at, change, style)?;
        }
    }
    other_tags(out, pair, style)
}

pub(super) fn lines(out: &mut impl Write, text: &str, indent: &str, columns: usize) -> io::Result<()> {
    let options = textwrap::Options::new(columns.min(MAX_COLUMNS)).subsequent_indent(indent);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn entry(
    out: &mut impl Write,
    pair: &VersionPair<'_>,
    at: usize,
    change: &Change,
    style: Style,
) -> io::Result<()> {
    let head = format!("  {} {}", place(pair, change), title(pair, change));
    let notes = pair.notes(at, change);
    let notes: Vec<String> = notes.iter().map(|note| visible::line(note).into_owned()).collect();
    let head = if notes.is_empty() { head } else { format!("{head} · {}", notes.join(" · ")) };
    lines(out, &head, INDENT, style.columns)?;
    let has_other_words = !change.wording.runs.is_empty();
    let old = change.old.as_ref().map(|side| {
        let runs: Vec<(Span, bool)> = change.wording.old_runs().collect();
        pieces(pair.old, side.span, &runs, Ink::Removed, style)
    });
    let new = change.new.as_ref().map(|side| {
        let runs: Vec<(Span, bool)> = change.wording.new_runs().collect();
        pieces(pair.new, side.span, &runs, Ink::Added, style)
    });
    match (old, new) {
        (Some(old), Some(new)) if has_other_words && style.is_wide() => beside(out, &old, &new, style),
        (Some(old), Some(new)) if has_other_words => {
            beneath(out, "- ", &old, style)?;
            beneath(out, "+ ", &new, style)
        }
        (Some(old), None) => beneath(out, "- ", &old, style),
        (None, Some(new)) if change.fate == Fate::Appeared => beneath(out, "+ ", &new, style),
        (_, Some(new)) => beneath(out, "  ", &new, style),
        (None, None) => Ok(()),
    }
}

/// Where the claim is: `¶3`, or `¶3 → ¶5` if its paragraph has another number.
fn place(pair: &VersionPair<'_>, change: &Change) -> String {
    let number = |document: &Document, side: &Option<Side>| {
        side.as_ref().map(|side| format!("¶{}", block_number(document, side.span)))
    };
    match (number(pair.old, &change.old), number(pair.new, &change.new)) {
        (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
        (Some(one), _) | (_, Some(one)) => one,
        (None, None) => String::new(),
    }
}

/// The claim's categories, with their letters.
fn title(pair: &VersionPair<'_>, change: &Change) -> String {
    let side = change.new.as_ref().filter(|side| !side.categories.is_empty()).or(change.old.as_ref());
    let categories = side.map(|side| side.categories.as_slice()).unwrap_or_default();
    let titles = categories.iter().filter_map(|&id| pair.scheme.category(id));
    let titles: Vec<String> =
        titles.map(|category| format!("{} {}", category.letter, visible::line(&category.name))).collect();
    titles.join(", ")
}

/// A passage in pieces, its changed words marked: by `ink`, and without colours by signs.
pub(super) fn pieces(
    document: &Document,
    span: Span,
    runs: &[(Span, bool)],
    ink: Ink,
    style: Style,
) -> Vec<Piece> {
    let whole = [(span, false)];
    let runs = if runs.is_empty() { &whole[..] } else { runs };
    let (open, close) = if ink == Ink::Removed { ("[-", "-]") } else { ("{+", "+}") };
    let text = document.text.as_str();
    let mut found: Vec<Piece> = Vec::new();
    for &(span, is_changed) in runs {
        let before = slice(text, ..span.start() as usize);
        let is_parted = before.ends_with(char::is_whitespace) && !found.is_empty();
        let ink = if is_changed { ink } else { Ink::Plain };
        let first = found.len();
        for word in span.slice(text).split_whitespace() {
            let parted = if found.len() == first { is_parted } else { true };
            found.push(Piece { text: visible::line(word).into_owned(), ink, parted });
        }
        if is_changed && !style.has_colors {
            if let Some(piece) = found.get_mut(first) {
                piece.text.insert_str(0, open);
            }
            if let Some(piece) = found.last_mut() {
                piece.text.push_str(close);
            }
        }
    }
    found
}

pub(super) fn beneath(out: &mut impl Write, sign: &str, pieces: &[Piece], style: Style) -> io::Result<()> {
    let room = style.columns.min(MAX_COLUMNS).saturating_sub(INDENT.len() + sign.len());
    for (number, line) in wrapped(pieces, room).iter().enumerate() {
        let sign = if number == 0 { sign.to_owned() } else { " ".repeat(sign.len()) };
        writeln!(out, "{INDENT}{sign}{}", painted(line, style.has_colors))?;
    }
    Ok(())
}

pub(super) fn beside(out: &mut impl Write, old: &[Piece], new: &[Piece], style: Style) -> io::Result<()> {
    let room = style.columns.min(MAX_COLUMNS).saturating_sub(INDENT.len() + visible::width(GAP)) / 2;
    let (old, new) = (wrapped(old, room), wrapped(new, room));
    for number in 0..old.len().max(new.len()) {
        let line = |side: &[Vec<Piece>]| side.get(number).cloned().unwrap_or_default();
        let (left, right) = (line(&old), line(&new));
        let gap = " ".repeat(room.saturating_sub(width(&left)));
        let (left, right) = (painted(&left, style.has_colors), painted(&right, style.has_colors));
        let text = format!("{INDENT}{left}{gap}{GAP}{right}");
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}

/// Tags on no claim that do not follow; those that do are counted.
fn other_tags(out: &mut impl Write, pair: &VersionPair<'_>, style: Style) -> io::Result<()> {
    let others: Vec<_> = pair.other_tags().filter(|(fate, _)| fate.word() != "follows").collect();
    if others.is_empty() || !pair.only.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{} on no claim", visible::capitalized(&counted(others.len(), "tag")))?;
    for (fate, tag) in others {
        let words: Vec<&str> = tag.latest_selector().exact.split_whitespace().collect();
        let words = visible::cut(&visible::line(&words.join(" ")), table::PAGE * 2);
        let decision = tag.decision.past_tense();
        lines(out, &format!("  {} ({decision}): {words}", fate.word()), INDENT, style.columns)?;
    }
    Ok(())
}
