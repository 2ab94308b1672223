//! The text pane: rows with gutter, claims underlined, the current one tinted.

use super::bars;
use super::paint::{DOTTED, Paint, color};
use crate::reading::{Mark, Status};
use crate::session::view::PageLine;
use crate::session::{Action, Model, Tier};
use crate::text::{BlockKind, InlineStyle as Inline, Span, visible};
use crate::theme::{Color, Part};
use ratatui::style::{Modifier, Style};

/// Bar of the current claim.
const CURRENT: &str = "▌";
/// Bar of an undecided claim.
const PROPOSED: &str = "┊";
/// Bar of a decided claim.
const DECIDED: &str = "│";

/// Replaces the letter of a hidden suggestion.
pub(super) const HIDDEN: char = '?';

const SCENE: &str = "*   *   *";

/// A span with the style to add.
type Run = (Span, Style);

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model) {
    if model.document().blocks.is_empty() {
        empty(paint, model);
        return;
    }
    let selected = model.selected();
    let alone = model.focused_block();
    for (index, line) in model.nav.view.page.iter().enumerate() {
        let y = model.screen.layout.column.y + index as u16;
        let Some(row) = line.row else { continue };
        let marks: Vec<(usize, &Mark)> = model.reading.overlapping(row).collect();
        let runs = runs(paint, model, row, &marks, selected);
        let dimmed = alone.is_some_and(|block| block != line.block);
        row_of_text(paint, model, y, line, row, &runs, dimmed);
        if model.nav.new_from.is_some_and(|fresh| row.start() == fresh) {
            paint.glyph(model.screen.layout.column.x.saturating_sub(1), y, "▸", paint.style(Part::HintKey));
        }
        gutter(paint, model, y, line, row, &marks);
    }
}

fn empty(paint: &mut Paint<'_>, model: &Model) {
    let (column, style) = (model.screen.layout.column, paint.style(Part::Dim));
    let text = match bars::incoming(model) {
        None => "there is no text in this file".to_owned(),
        Some(incoming) if model.loading.incoming.cut_off => incoming,
        Some(incoming) => format!("{incoming}… {} stops it", model.key(Action::Cancel)),
    };
    paint.text(column.x, column.y + column.height / 3, column.width, &text, style);
}

fn row_of_text(
    paint: &mut Paint<'_>,
    model: &Model,
    y: u16,
    line: &PageLine,
    row: Span,
    runs: &[Run],
    dimmed: bool,
) {
    let document = model.document();
    let kind = document.block(line.block).kind;
    let base = paint.style(match kind {
        _ if dimmed => Part::FocusDimmed,
        BlockKind::Title => Part::Title,
        BlockKind::Heading(_) => Part::Heading,
        BlockKind::Quote => Part::Quote,
        BlockKind::Code => Part::Code,
        BlockKind::Rule | BlockKind::Metadata => Part::Dim,
        _ => Part::Text,
    });
    // Headings within a section look different from its title.
    let base = match kind {
        BlockKind::Heading(3..) => base.remove_modifier(Modifier::BOLD).add_modifier(Modifier::ITALIC),
        _ => base,
    };
    let x = model.screen.layout.column.x + line.indent;
    lead(paint, y, x, line, kind);
    if kind == BlockKind::Rule {
        let width = model.screen.layout.column.width;
        paint.text(x + width.saturating_sub(SCENE.len() as u16) / 2, y, width, SCENE, base);
        return;
    }
    if kind == BlockKind::Code {
        paint.restyle(x, y, model.screen.layout.column.width.saturating_sub(line.indent), base);
    }
    let mut at = x;
    let end = model.screen.layout.column.x + model.screen.layout.column.width + 1;
    let text = row.slice(&document.text);
    for glyph in visible::glyphs(text) {
        let place = row.start() + glyph.bytes.start as u32;
        let style = runs
            .iter()
            .filter(|(span, _)| span.contains(place))
            .fold(base, |style, (_, over)| style.patch(*over));
        if at + glyph.width > end {
            break;
        }
        paint.glyph(at, y, &glyph.shown, style);
        at += glyph.width;
    }
    if line.hyphen {
        paint.glyph(at, y, "-", base);
    }
}

/// List bullets and numbers, or the bar of a quotation.
fn lead(paint: &mut Paint<'_>, y: u16, x: u16, line: &PageLine, kind: BlockKind) {
    let dim = paint.style(Part::Dim);
    match kind {
        BlockKind::Item { number: u32::MAX, .. } => {}
        BlockKind::Item { number: 0, .. } if line.first => {
            paint.text(x.saturating_sub(2), y, 1, "•", dim);
        }
        BlockKind::Item { number, .. } if line.first => {
            let number = format!("{number}.");
            let width = visible::width(&number) as u16;
            paint.text(x.saturating_sub(width + 1), y, width, &number, dim);
        }
        BlockKind::Quote => {
            paint.text(x.saturating_sub(2), y, 1, "▏", dim);
        }
        _ => {}
    }
}

/// Styled spans of a row; later ones win where they overlap.
fn runs(
    paint: &Paint<'_>,
    model: &Model,
    row: Span,
    marks: &[(usize, &Mark)],
    selected: Option<Span>,
) -> Vec<Run> {
    let mut runs = Vec::new();
    let document = model.document();
    let from =
        document.styled.partition_point(|styled| styled.span.start() < row.start().saturating_sub(4096));
    let styled = document.styled.iter().skip(from).take_while(|styled| styled.span.start() < row.end());
    for styled in styled.filter(|styled| styled.span.overlaps(row)) {
        let style = match styled.style {
            Inline::Emphasis => Style::new().add_modifier(Modifier::ITALIC),
            Inline::Strong => Style::new().add_modifier(Modifier::BOLD),
            Inline::Code => paint.style(Part::Code),
            Inline::Link => paint.style(Part::Link),
        };
        runs.push((styled.span, style));
    }
    for &(index, mark) in marks.iter().filter(|(_, mark)| mark.status.is_claim()) {
        let current = model.nav.current == Some(index) && selected.is_none();
        // Where clauses overlap, the first category wins, as its letter stands first.
        for (clause, category) in mark.clauses().into_iter().rev() {
            let mut style = Style::new().add_modifier(Modifier::UNDERLINED);
            // Suggestions are dotted, decisions solid.
            if model.settings.dotted && !mark.status.is_decided() {
                style = style.add_modifier(DOTTED);
            }
            if current {
                let hidden = || paint.style(Part::ListSelectedUnfocused);
                style = style.patch(category.map_or_else(hidden, |id| tint(paint, id)));
            }
            runs.push((clause, style));
        }
        if current {
            let cues = mark
                .known_claim()
                .into_iter()
                .flat_map(|claim| &claim.evidence)
                .filter(|evidence| evidence.blocked.is_none());
            let words = model.leading_words(mark);
            let decisive = cues.map(|evidence| evidence.span).chain(words);
            runs.extend(decisive.map(|span| (span, Style::new().add_modifier(Modifier::BOLD))));
        }
    }
    for &(index, mark) in marks.iter().filter(|(_, mark)| !mark.status.is_claim()) {
        if model.nav.current == Some(index) && selected.is_none() {
            runs.push((mark.span, paint.style(Part::ListSelectedUnfocused)));
        }
    }
    if let Some(find) = &model.nav.find {
        runs.extend(find.seen.iter().map(|&span| (span, paint.style(Part::Search))));
        runs.extend(find.current.map(|span| (span, paint.style(Part::SearchCurrent))));
    }
    runs.extend(selected.map(|span| (span, paint.style(Part::Selection))));
    runs
}

/// Tint of the current claim. Without colours it is reversed; with too few for a tint the bar alone marks it.
fn tint(paint: &Paint<'_>, category: crate::claim::CategoryId) -> Style {
    match paint.category(category).tint {
        Some(tint) => Style::new().bg(color(tint)),
        None if paint.category(category).color == Color::Default => {
            Style::new().add_modifier(Modifier::REVERSED)
        }
        None => Style::new(),
    }
}

/// Block number, letters of the claims that begin on this row, and the bar.
fn gutter(
    paint: &mut Paint<'_>,
    model: &Model,
    y: u16,
    line: &PageLine,
    row: Span,
    marks: &[(usize, &Mark)],
) {
    let layout = &model.screen.layout;
    let scheme = &model.reading.scheme;
    let bar = layout.column.x.saturating_sub(2);
    let numbered = matches!(model.document().block(line.block).kind, BlockKind::Paragraph | BlockKind::Quote);
    if line.first && numbered && bar >= layout.gutter + 6 {
        let number = (line.block + 1).to_string();
        let width = visible::width(&number) as u16;
        let x = (layout.gutter + 4).saturating_sub(width);
        paint.text(x, y, width, &number, paint.style(Part::Number));
    }
    let mut letters: Vec<(char, Style)> = Vec::new();
    let mut bars: Option<(&str, Style)> = None;
    for &(index, mark) in marks {
        let current = model.nav.current == Some(index);
        if !mark.status.is_claim() {
            if row.contains(mark.span.start()) {
                letters.push((mark.status.glyph(), paint.style(Part::Dim)));
            }
            if current {
                bars = Some((CURRENT, paint.style(Part::Dim)));
            }
            continue;
        }
        for (clause, category) in mark.clauses().into_iter().filter(|(clause, _)| clause.overlaps(row)) {
            let style = match category {
                Some(id) if mark.is_provisional(scheme) => paint.provisional(id),
                Some(id) if !mark.withdrawn => paint.letter(id),
                _ => paint.style(Part::Dim),
            };
            if row.contains(clause.start()) {
                let letter = category.and_then(|id| scheme.category(id)).map_or(HIDDEN, |known| known.letter);
                letters.push((letter, style));
            }
            if bars.is_none_or(|(bar, _)| current && bar != CURRENT) {
                let bar = if mark.status.is_decided() { DECIDED } else { PROPOSED };
                bars = Some((if current { CURRENT } else { bar }, style));
            }
        }
        if mark.categories.is_empty() && !mark.blinded && row.contains(mark.span.start()) {
            letters.push((Status::Unknown.glyph(), paint.style(Part::Dim)));
        }
    }
    letters.dedup_by_key(|(letter, _)| *letter);
    let room = if layout.tier == Tier::Bare { 1 } else { 2 };
    if letters.len() > room {
        letters.truncate(room);
        if let Some(last) = letters.last_mut() {
            *last = ('+', paint.style(Part::Dim));
        }
    }
    let first = bar.saturating_sub(letters.len() as u16);
    for (x, (letter, style)) in (first..).zip(letters) {
        paint.glyph(x, y, letter.encode_utf8(&mut [0; 4]), style);
    }
    if let Some((glyph, style)) = bars {
        paint.glyph(bar, y, glyph, style.remove_modifier(Modifier::BOLD));
    }
}
