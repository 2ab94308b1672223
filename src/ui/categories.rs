//! The window that says what each category means, from which score on, and how its claims stand.

use super::paint::Paint;
use super::popup::{Pieces, Window, window};
use crate::claim::{Category, CategoryId};
use crate::reading::why::{score, weight};
use crate::session::Model;
use crate::text::{Span, visible, wrap};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// Cells of the widest window, border included.
const WIDTH: u16 = 80;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model, top: usize) {
    let lines = lines(paint, model);
    window(paint, model, " Categories ", &lines, top, WIDTH);
}

/// Its lines, as they are wrapped on this screen.
pub(super) fn lines(paint: &Paint<'_>, model: &Model) -> Vec<Pieces> {
    let width = usize::from(Window::inside(model, WIDTH));
    let scheme = &model.reading.scheme;
    let current = model.current_mark().map_or(&[][..], |mark| &mark.categories);
    let mut lines: Vec<Pieces> = Vec::new();
    for (index, category) in scheme.categories.iter().enumerate() {
        if index > 0 {
            lines.push(Pieces::new());
        }
        let id = CategoryId(index as u8);
        lines.extend(entry(paint, model, (id, category), current.contains(&id), width));
    }
    lines.push(Pieces::new());
    let version =
        if scheme.version.is_empty() { String::new() } else { format!(", version {}", scheme.version) };
    let about = format!("scheme {}{version}", scheme.name);
    lines.push(vec![(visible::cut(&about, width), paint.style(Part::Dim))]);
    lines
}

/// One category: its name, its numbers, its meaning; with a bar beside it if the current claim has it.
fn entry(
    paint: &Paint<'_>,
    model: &Model,
    (id, category): (CategoryId, &Category),
    current: bool,
    width: usize,
) -> Vec<Pieces> {
    let (dim, key) = (paint.style(Part::Dim), paint.style(Part::HintKey));
    let letter = paint.letter(&model.reading.scheme, id);
    let text = if current { paint.style(Part::Text) } else { dim };
    let name = if current { letter.add_modifier(Modifier::UNDERLINED) } else { letter };
    let mut lines: Vec<Pieces> = vec![vec![
        (format!("{} ", category.key), key),
        (format!("{} ", category.letter), letter),
        (category.name.clone(), name),
        (if current { "  the current claim’s" } else { "" }.to_owned(), dim),
    ]];
    for (said, style) in [(category.gloss.clone(), text), (numbers(model, id, category), dim)] {
        let said = visible::line(&said);
        let rows = wrap::wrap(&said, Span::of(0..said.len()), width.saturating_sub(3).max(1) as u16);
        lines.extend(rows.into_iter().map(|row| vec![(row.slice(&said).to_owned(), style)]));
    }
    let bar = if current { ("▌ ".to_owned(), letter) } else { ("  ".to_owned(), Style::new()) };
    for line in &mut lines {
        line.insert(0, bar.clone());
    }
    lines
}

/// The threshold, the starting value, and how many claims there are.
fn numbers(model: &Model, id: CategoryId, category: &Category) -> String {
    let own = category.threshold;
    let now = model.reading.strictness().threshold(category);
    let usual = if now == own { String::new() } else { format!(" (usually {})", score(own)) };
    let tally = model.reading.counts().tally(id);
    let claims = if tally.claims == 1 { "claim" } else { "claims" };
    let rejected = if tally.rejected > 0 { format!(", {} rejected", tally.rejected) } else { String::new() };
    format!(
        "from {}{usual} on, starting at {} · {} {claims}, {} decided{rejected}",
        score(now),
        weight(category.prior),
        tally.claims,
        tally.decided
    )
}
