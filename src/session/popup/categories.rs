//! Popup with the meaning, threshold and progress of each category.

use super::content::{Content, inside_width};
use crate::claim::{Category, CategoryId};
use crate::reading::explanation::{format_score, format_weight};
use crate::session::line::{Emphasis, Ink, Line, piece, wrapped};
use crate::session::model::Model;
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 80;

pub(super) fn content(model: &Model) -> Content {
    let width = inside_width(model, MAX_WIDTH);
    let scheme = &model.reading.scheme;
    let current = model.current_mark().map_or(&[][..], |mark| &mark.categories);
    let mut lines: Vec<Line> = Vec::new();
    for (index, category) in scheme.categories.iter().enumerate() {
        let id = CategoryId(index as u8);
        lines.extend(entry(model, (id, category), current.contains(&id), width));
        lines.push(Line::new());
    }
    let version =
        if scheme.version.is_empty() { String::new() } else { format!(", version {}", scheme.version) };
    let about = format!("scheme {}{version}", scheme.name);
    lines.push(vec![piece(visible::cut(&about, width), Part::Dim)]);
    Content { title: " Categories ".to_owned(), width: MAX_WIDTH, lines, ..Content::default() }
}

/// One category: name, meaning, numbers; with a bar if the current claim has it.
fn entry(model: &Model, (id, category): (CategoryId, &Category), current: bool, width: usize) -> Vec<Line> {
    let letter = Ink::from(id);
    let text = if current { Part::Text } else { Part::Dim };
    let name = if current { letter.with(Emphasis::Underlined) } else { letter };
    let mut lines = vec![vec![
        piece(format!("{} ", category.key), Part::HintKey),
        piece(format!("{} ", category.letter), letter),
        piece(&category.name, name),
        piece(if current { "  the current claim’s" } else { "" }, Part::Dim),
    ]];
    for (text, part) in [(category.gloss.clone(), text), (numbers(model, id, category), Part::Dim)] {
        lines.extend(wrapped(&visible::line(&text), width.saturating_sub(3), part));
    }
    let bar = if current { piece("▌ ", letter) } else { piece("  ", Ink::INHERIT) };
    for line in &mut lines {
        line.insert(0, bar.clone());
    }
    lines
}

/// Threshold, base score, and number of claims.
fn numbers(model: &Model, id: CategoryId, category: &Category) -> String {
    let own = category.threshold;
    let now = model.reading.threshold_shift().threshold(category);
    let usual = if now == own { String::new() } else { format!(" (usually {})", format_score(own)) };
    let tally = model.reading.counts().category(id);
    let rejected = if tally.rejected > 0 { format!(", {} rejected", tally.rejected) } else { String::new() };
    format!(
        "threshold {}{usual}, base {} · {}, {} decided{rejected}",
        format_score(now),
        format_weight(category.prior),
        counted(tally.claims, "claim"),
        tally.decided
    )
}
