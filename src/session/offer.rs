//! The box above the last row that shows what a key or a line can choose: labels, speakers, fields and their values.

use super::line::{Line, padded, piece, wrapped};
use super::model::{Mode, Model};
use super::prompt::{Prompt, Purpose};
use super::remarks::MAX_DIGITS;
use crate::claim::Field;
use crate::text::visible;
use crate::theme::Part;

/// Most rows of candidates.
const MAX_ROWS: usize = 9;
/// Widest line, in cells.
const MAX_WIDTH: usize = 56;

/// A titled box, ready to be painted.
#[derive(Debug, PartialEq, Eq)]
pub struct Offer {
    pub title: String,
    pub lines: Vec<Line>,
}

impl Model {
    /// `width` and `rows` are the cells and lines inside the box. `None` while nothing is offered.
    pub fn offer(&self, width: usize, rows: usize) -> Option<Offer> {
        let width = width.clamp(1, MAX_WIDTH);
        let offer = match &self.mode {
            Mode::Prompt(prompt) => self.offer_for(prompt, width)?,
            Mode::Fields => self.offer_fields(width),
            Mode::FieldValues(number) => self.offer_values(self.reading.scheme.fields.get(*number)?, width),
            _ => return None,
        };
        let Offer { title, mut lines } = offer;
        if lines.len() > rows {
            // On a low screen the entries share rows.
            lines = joined(lines, width, rows);
        }
        Some(Offer { title, lines }).filter(|offer| !offer.lines.is_empty())
    }

    fn offer_for(&self, prompt: &Prompt, width: usize) -> Option<Offer> {
        let mut lines: Vec<Line> = Vec::new();
        let title = match prompt.purpose {
            Purpose::Labels => {
                let tag = self.current_mark().and_then(|mark| mark.tag.as_ref());
                for (number, label) in self.labels_on_digits.iter().take(MAX_DIGITS).enumerate() {
                    let is_set = tag.is_some_and(|tag| tag.labels.contains(label));
                    lines.push(entry(&(number + 1).to_string(), label, is_set, width));
                }
                "Labels"
            }
            Purpose::Speaker => {
                let matches = prompt.matches();
                let chosen = prompt.completed();
                for name in matches.iter().take(MAX_ROWS) {
                    let ink = if chosen == Some(name.as_str()) { Part::HintKey } else { Part::Text };
                    lines.push(vec![piece(visible::cut(&visible::line(name), width), ink)]);
                }
                lines.extend(wrapped("an empty line: the author, or unknown", width, Part::Dim));
                "Speaker"
            }
            Purpose::Field(number) => {
                let field = self.reading.scheme.fields.get(number)?;
                lines.extend(wrapped(&field.gloss, width, Part::Dim).filter(|_| !field.gloss.is_empty()));
                &field.name
            }
            _ => return None,
        };
        if let Some(problem) = &prompt.problem {
            lines.extend(wrapped(problem, width, Part::Warn));
        }
        Some(Offer { title: title.to_owned(), lines })
    }

    fn offer_fields(&self, width: usize) -> Offer {
        let fields = &self.reading.scheme.fields;
        let column = fields.iter().map(|field| visible::width(&field.name)).max().unwrap_or(0).min(width / 2);
        let line = |(number, field): (usize, &Field)| {
            let value = self.field_value(field);
            let (value, ink) = if value.is_empty() { ("–", Part::Dim) } else { (value, Part::Text) };
            let name = padded(&field.name, column);
            vec![
                piece(format!("{} ", number + 1), Part::HintKey),
                piece(format!("{name}  "), Part::Dim),
                piece(visible::cut(&visible::line(value), width.saturating_sub(column + 4)), ink),
            ]
        };
        Offer { title: "Fields".to_owned(), lines: fields.iter().enumerate().map(line).collect() }
    }

    fn offer_values(&self, field: &Field, width: usize) -> Offer {
        let set = self.field_value(field);
        let values = field.values().iter();
        let mut lines: Vec<Line> = values
            .map(|value| entry(&value.key.to_string(), &value.value, value.value == set, width))
            .collect();
        if !field.gloss.is_empty() {
            lines.extend(wrapped(&field.gloss, width, Part::Dim));
        }
        Offer { title: field.name.clone(), lines }
    }
}

/// A key with what it chooses, checked if it is set.
fn entry(key: &str, name: &str, is_set: bool, width: usize) -> Line {
    let name = visible::cut(&visible::line(name), width.saturating_sub(4).max(1));
    let (sign, ink) = if is_set { ("✓ ", Part::Saved) } else { ("  ", Part::Text) };
    vec![piece(format!("{key} "), Part::HintKey), piece(sign, Part::Saved), piece(name, ink)]
}

/// Entries side by side, as many as `rows` rows hold.
fn joined(lines: Vec<Line>, width: usize, rows: usize) -> Vec<Line> {
    let mut joined: Vec<Line> = vec![Line::new()];
    let cells = |line: &Line| line.iter().map(|part| visible::width(&part.text)).sum::<usize>();
    for mut line in lines {
        // A sign of absence takes no room.
        line.retain(|part| !part.text.trim().is_empty());
        let full =
            joined.last().is_some_and(|last| !last.is_empty() && cells(last) + 1 + cells(&line) > width);
        if full && joined.len() == rows {
            break;
        }
        if full {
            joined.push(Line::new());
        }
        if let Some(last) = joined.last_mut() {
            if !last.is_empty() {
                last.push(piece(" ", Part::Dim));
            }
            last.extend(line);
        }
    }
    joined
}
