//! Painting buffer, and conversion of theme styles to ratatui's.

use crate::claim::{CategoryId, Scheme};
use crate::session::{Area, Emphasis, Hue, Ink, Piece};
use crate::text::visible;
use crate::theme::{self, CategoryStyle, Part, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// Marks a cell with a dotted underline. ratatui has no such modifier, so an otherwise unused one stands for it.
pub const DOTTED: Modifier = Modifier::SLOW_BLINK;

pub(super) struct Paint<'b> {
    buffer: &'b mut Buffer,
    theme: &'b Theme,
    /// Maps category ids to the theme's colours.
    scheme: Option<&'b Scheme>,
}

impl<'b> Paint<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, theme: &'b Theme, scheme: Option<&'b Scheme>) -> Self {
        Self { buffer, theme, scheme }
    }

    pub(super) fn style(&self, part: Part) -> Style {
        style(self.theme.style(part))
    }

    pub(super) fn category(&self, id: CategoryId) -> CategoryStyle {
        let name =
            self.scheme.and_then(|scheme| scheme.category(id)).map_or("", |category| category.id.as_str());
        self.theme.category(name, usize::from(id.0))
    }

    /// A claim whose category is hidden.
    pub(super) const fn uncategorized(&self) -> CategoryStyle {
        self.theme.default_category()
    }

    pub(super) fn text_color(&self) -> Option<theme::Color> {
        self.theme.style(Part::Text).fg
    }

    /// Text on the tint of the current claim.
    pub(super) fn on_tint(&self) -> Option<theme::Color> {
        self.theme.on_tint()
    }

    pub(super) fn letter(&self, id: CategoryId) -> Style {
        Style::new().fg(color(self.category(id).color)).add_modifier(Modifier::BOLD)
    }

    fn chip(&self, id: CategoryId) -> Style {
        let category = self.category(id);
        let style = if category.color == theme::Color::Default {
            Style::new().add_modifier(Modifier::REVERSED)
        } else {
            Style::new().fg(color(category.on_color)).bg(color(category.color))
        };
        style.add_modifier(Modifier::BOLD)
    }

    /// Letter and bar of a claim that the model has yet to judge: dim.
    pub(super) fn provisional(&self, id: CategoryId) -> Style {
        Style::new().fg(color(self.category(id).color)).add_modifier(Modifier::DIM)
    }

    pub(super) fn ink(&self, ink: Ink) -> Style {
        let style = match ink.hue {
            Hue::Inherit => Style::new(),
            Hue::Part(part) => self.style(part),
            Hue::Category(id) => self.letter(id),
            Hue::Chip(id) => self.chip(id),
        };
        match ink.emphasis {
            Emphasis::None => style,
            Emphasis::Bold => style.add_modifier(Modifier::BOLD),
            Emphasis::NotBold => style.remove_modifier(Modifier::BOLD),
            Emphasis::CrossedOut => style.add_modifier(Modifier::CROSSED_OUT),
            Emphasis::Underlined => style.add_modifier(Modifier::UNDERLINED),
        }
    }

    /// Clears the cells of `area` and sets their style.
    pub(super) fn fill(&mut self, area: Area, style: Style) {
        for y in area.y..area.y + area.height {
            for x in area.x..area.x + area.width {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Paints one glyph on top of the existing style.
    pub(super) fn glyph(&mut self, x: u16, y: u16, glyph: &str, style: Style) {
        // Most of a page is ASCII, whose width is known.
        if glyph.len() == 1 {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_symbol(glyph).set_style(style);
            }
        } else if self.buffer.area.contains((x, y).into()) {
            self.buffer.set_string(x, y, glyph, style);
        }
    }

    /// Patches the style of cells in one row.
    pub(super) fn restyle(&mut self, x: u16, y: u16, width: u16, style: Style) {
        for x in x..x.saturating_add(width) {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_style(style);
            }
        }
    }

    /// Paints text in one row from `x` on, cut to `width` cells; returns the column after it.
    pub(super) fn text(&mut self, x: u16, y: u16, width: u16, text: &str, style: Style) -> u16 {
        let shown = visible::cut(text, usize::from(width));
        let mut at = x;
        for glyph in visible::glyphs(&shown) {
            self.glyph(at, y, &glyph.shown, style);
            at += glyph.width;
        }
        at
    }

    /// Paints a line in one row from `x` on, cut at `end`; returns the column after it.
    pub(super) fn line(&mut self, x: u16, y: u16, end: u16, line: &[Piece]) -> u16 {
        let mut at = x;
        for piece in line {
            at = self.text(at, y, end.saturating_sub(at), &piece.text, self.ink(piece.ink));
        }
        at
    }
}

pub(super) fn style(style: theme::Style) -> Style {
    let mut out = Style::new();
    out.fg = style.fg.map(color);
    out.bg = style.bg.map(color);
    let attributes = [
        (style.bold, Modifier::BOLD),
        (style.italic, Modifier::ITALIC),
        (style.dim, Modifier::DIM),
        (style.reverse, Modifier::REVERSED),
        (style.underline, Modifier::UNDERLINED),
    ];
    for (_, modifier) in attributes.into_iter().filter(|(wanted, _)| *wanted) {
        out = out.add_modifier(modifier);
    }
    out
}

pub(super) fn color(color: theme::Color) -> Color {
    match color {
        theme::Color::Default => Color::Reset,
        theme::Color::Ansi(index) => ANSI.get(usize::from(index)).copied().unwrap_or(Color::Reset),
        theme::Color::Indexed(index) => Color::Indexed(index),
        theme::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}

const ANSI: [Color; 16] = [
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];
