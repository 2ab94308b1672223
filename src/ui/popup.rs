//! What lies over the screen: the keys, and all that is known of the current claim.

use super::bars::legend;
use super::paint::Paint;
use super::why;
use crate::reading::Standing;
use crate::session::keymap::BINDINGS;
use crate::session::{Area, Model};
use crate::text::{Span, visible, wrap};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

type Pieces = Vec<(String, Style)>;

/// The keys, from the table that the program itself works by.
pub(super) fn help(paint: &mut Paint<'_>, model: &Model, top: usize) {
    let (key, text) = (paint.style(Part::HintKey), paint.style(Part::Text));
    let (title, dim) = (paint.style(Part::PopupTitle), paint.style(Part::Dim));
    let mut lines: Vec<Pieces> = Vec::new();
    let mut groups: Vec<&str> = Vec::new();
    for binding in BINDINGS {
        if !groups.contains(&binding.group) {
            groups.push(binding.group);
        }
    }
    for group in groups {
        if !lines.is_empty() {
            lines.push(Pieces::new());
        }
        lines.push(vec![(group.to_owned(), title)]);
        for binding in BINDINGS.iter().filter(|binding| binding.group == group) {
            let names = binding.keys_shown(&model.reading.scheme);
            lines.push(vec![(format!("  {names:<16} "), key), (binding.help.to_owned(), text)]);
        }
    }
    lines.push(Pieces::new());
    lines.push(vec![("Categories".to_owned(), title)]);
    for (index, category) in model.reading.scheme.categories.iter().enumerate() {
        let style = paint.letter(&model.reading.scheme, crate::claim::CategoryId(index as u8));
        lines.push(vec![
            (format!("  {} ", category.key), key),
            (format!("{} {:<12} ", category.letter, category.name), style),
            (category.gloss.clone(), dim),
        ]);
    }
    lines.push(Pieces::new());
    lines.push(vec![("Signs".to_owned(), title)]);
    for (glyph, word) in legend() {
        lines.push(vec![(format!("  {glyph} "), key), (word.to_owned(), text)]);
    }
    window(paint, model, " Keys ", &lines, top, 80);
}

/// All that is known of the current claim.
pub(super) fn detail(paint: &mut Paint<'_>, model: &Model, top: usize) {
    let Some(mark) = model.current_mark() else { return };
    let width = usize::from(model.layout.screen.width.saturating_sub(8).clamp(10, 72));
    let (text, dim) = (paint.style(Part::Text), paint.style(Part::Dim));
    let quote = match (mark.standing, &mark.tag) {
        (Standing::Orphaned, Some(tag)) => tag.selector.exact.clone(),
        _ => mark.span.slice(&model.document().text).to_owned(),
    };
    let quote: String = quote.chars().take(2000).collect();
    let rows = wrap::wrap(&quote, Span::of(0..quote.len()), width as u16);
    let mut lines: Vec<Pieces> =
        rows.into_iter().map(|row| vec![(row.slice(&quote).to_owned(), text)]).collect();
    lines.push(Pieces::new());
    lines.extend(why::lines(paint, model, mark, width));
    for &id in &mark.categories {
        let Some(category) = model.reading.scheme.category(id) else { continue };
        lines.push(Pieces::new());
        lines.push(vec![(category.name.clone(), paint.letter(&model.reading.scheme, id))]);
        let rows = wrap::wrap(&category.gloss, Span::of(0..category.gloss.len()), width as u16);
        lines.extend(rows.into_iter().map(|row| vec![(row.slice(&category.gloss).to_owned(), dim)]));
    }
    if let Some(tag) = &mark.tag {
        lines.push(Pieces::new());
        lines.push(vec![(format!("decided by {} at {}, {}", tag.annotator, tag.at, tag.id), dim)]);
    }
    window(paint, model, " Why ", &lines, top, width as u16 + 4);
}

/// A bordered window in the middle of the screen.
fn window(paint: &mut Paint<'_>, model: &Model, title: &str, lines: &[Pieces], top: usize, width: u16) {
    let screen = model.layout.screen;
    // Where only slivers of the screen would be left beside it, the window takes the whole width.
    let width = if screen.width < width + 24 { screen.width } else { width }.max(4);
    let height = (lines.len() as u16 + 2).min(screen.height.saturating_sub(2)).max(3);
    let area = Area { x: (screen.width - width) / 2, y: (screen.height - height) / 2, width, height };
    let (ground, border) = (paint.style(Part::Popup), paint.style(Part::BorderFocus));
    paint.fill(area, ground);
    let (right, bottom) = (area.x + width - 1, area.y + height - 1);
    let rule = "─".repeat(usize::from(width - 2));
    for (y, left, end) in [(area.y, "╭", "╮"), (bottom, "╰", "╯")] {
        paint.text(area.x, y, width, &format!("{left}{rule}{end}"), border);
    }
    for y in area.y + 1..bottom {
        paint.glyph(area.x, y, "│", border);
        paint.glyph(right, y, "│", border);
    }
    paint.text(
        area.x + 2,
        area.y,
        width.saturating_sub(4),
        title,
        paint.style(Part::PopupTitle).add_modifier(Modifier::BOLD),
    );
    let inside = usize::from(height - 2);
    let top = top.min(lines.len().saturating_sub(inside));
    for (line, y) in lines.iter().skip(top).zip(area.y + 1..bottom) {
        paint.pieces(area.x + 2, y, right.saturating_sub(1), line);
    }
    let foot = if lines.len() > inside {
        format!(
            " {}–{} of {} · j k · any other key closes ",
            top + 1,
            (top + inside).min(lines.len()),
            lines.len()
        )
    } else {
        " any key closes ".to_owned()
    };
    let cells = visible::width(&foot) as u16;
    if cells + 4 < width {
        paint.text(right - cells - 1, bottom, cells, &foot, paint.style(Part::Dim));
    }
}
