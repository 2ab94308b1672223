//! The text pane: rows of text with their claims.

use super::claim_text::{ClaimState, claim_style, separate};
use super::paint::Paint;
use super::{bars, margin};
use crate::reading::Mark;
use crate::session::view::PageLine;
use crate::session::{Action, Model};
use crate::text::{BlockKind, InlineStyle as Inline, Span, visible};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

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
        let (runs, claims) = runs(paint, model, row, &marks, selected);
        let dimmed = alone.is_some_and(|block| block != line.block);
        let end = row_of_text(paint, model, y, line, row, &runs, dimmed);
        if let Some(claims) = claims {
            widen(paint, model, (y, end), line, row, &claims);
        }
        if model.nav.new_from.is_some_and(|fresh| row.start() == fresh) {
            paint.glyph(model.screen.layout.column.x.saturating_sub(1), y, "▸", paint.style(Part::HintKey));
        }
        margin::draw(paint, model, y, line, row, &marks);
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

/// Returns the column after the row.
fn row_of_text(
    paint: &mut Paint<'_>,
    model: &Model,
    y: u16,
    line: &PageLine,
    row: Span,
    runs: &[Run],
    dimmed: bool,
) -> u16 {
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
        return paint.text(x + width.saturating_sub(SCENE.len() as u16) / 2, y, width, SCENE, base);
    }
    if kind == BlockKind::Code {
        paint.restyle(x, y, model.screen.layout.column.width.saturating_sub(line.indent), base);
    }
    let mut at = x;
    let mut last = base;
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
        last = style;
    }
    if line.hyphen && at < end {
        paint.glyph(at, y, "-", last);
        at += 1;
    }
    at
}

/// Widens the tint of the current claim to both edges of the column where it goes on from row to row, so that it
/// stands as one block.
fn widen(
    paint: &mut Paint<'_>,
    model: &Model,
    (y, end): (u16, u16),
    line: &PageLine,
    row: Span,
    claims: &[Run],
) {
    let column = model.screen.layout.column;
    for (clause, style) in claims {
        let Some(ground) = style.bg.map(|ground| Style::new().bg(ground)) else { continue };
        if clause.contains(row.start()) {
            paint.restyle((column.x + line.indent).saturating_sub(1), y, 1, ground);
        }
        if clause.end() > row.end() && clause.start() < row.end() {
            paint.restyle(end, y, (column.x + column.width).saturating_sub(end), ground);
        }
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

/// Styled spans of a row; later ones win where they overlap. Also those of the current claim alone.
fn runs(
    paint: &Paint<'_>,
    model: &Model,
    row: Span,
    marks: &[(usize, &Mark)],
    selected: Option<Span>,
) -> (Vec<Run>, Option<Vec<Run>>) {
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
    let is_current = |index: usize| model.nav.current == Some(index) && selected.is_none();
    let mut claims: Vec<(Span, Style, bool)> = Vec::new();
    let mut decisive: Vec<Span> = Vec::new();
    for &(index, mark) in marks.iter().filter(|(_, mark)| mark.status.is_claim()) {
        let state = ClaimState {
            current: is_current(index),
            decided: mark.status.is_decided(),
            underlines: model.settings.underlines,
        };
        // Where clauses overlap, the first category wins, as its letter stands first.
        for (clause, category) in mark.clauses().into_iter().rev() {
            claims.push((clause, claim_style(paint, category, state), state.current));
        }
        if state.current {
            let cues = mark
                .known_claim()
                .into_iter()
                .flat_map(|claim| &claim.evidence)
                .filter(|evidence| evidence.blocked.is_none());
            let words = cues.map(|evidence| evidence.span).chain(model.leading_words(mark));
            // Words around the shown clauses would look like claims of their own.
            let clauses = mark.clauses();
            decisive.extend(words.filter(|word| clauses.iter().any(|(clause, _)| clause.overlaps(*word))));
        }
    }
    separate(&document.text, &mut claims);
    let current = claims.iter().filter(|(.., current)| *current);
    let current: Vec<Run> = current.map(|&(clause, style, _)| (clause, style)).collect();
    runs.extend(claims.into_iter().map(|(clause, style, _)| (clause, style)));
    runs.extend(decisive.into_iter().map(|span| (span, Style::new().add_modifier(Modifier::BOLD))));
    for &(index, mark) in marks.iter().filter(|(_, mark)| !mark.status.is_claim()) {
        if is_current(index) {
            runs.push((mark.span, paint.style(Part::ListSelectedUnfocused)));
        }
    }
    if let Some(find) = &model.nav.find {
        runs.extend(find.seen.iter().map(|&span| (span, paint.style(Part::Search))));
        runs.extend(find.current.map(|span| (span, paint.style(Part::SearchCurrent))));
    }
    runs.extend(selected.map(|span| (span, paint.style(Part::Selection))));
    runs.extend(model.text_cursor().map(|cursor| (Span::new(cursor, cursor + 1), text_cursor(paint))));
    (runs, (!current.is_empty()).then_some(current))
}

/// The text cursor: reversed, or upright in a selection that is reversed itself.
fn text_cursor(paint: &Paint<'_>) -> Style {
    if paint.style(Part::Selection).add_modifier.contains(Modifier::REVERSED) {
        Style::new().remove_modifier(Modifier::REVERSED).add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
    } else {
        Style::new().add_modifier(Modifier::REVERSED)
    }
}
