//! ratatui backend that renders dotted underlines (SGR 4:4).

use crate::ui::DOTTED;
use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::Modifier;
use std::io::{self, Write};

/// Dotted underline until attributes are reset.
const DOTTED_ON: &[u8] = b"\x1b[4:4m";

/// Renders the stand-in modifier [`DOTTED`] as a dotted underline.
#[derive(Debug)]
pub(super) struct DottedBackend<W: Write>(CrosstermBackend<W>);

impl<W: Write> DottedBackend<W> {
    pub(super) const fn new(out: W) -> Self {
        Self(CrosstermBackend::new(out))
    }

    /// Draws dotted cells. crossterm's backend resets attributes after each call, and between cells it changes
    /// only those that differ, so the underline holds for all of these cells and no others.
    fn draw_dotted(&mut self, cells: &[(u16, u16, Cell)]) -> io::Result<()> {
        if cells.is_empty() {
            return Ok(());
        }
        self.0.write_all(DOTTED_ON)?;
        self.0.draw(cells.iter().map(|(x, y, cell)| (*x, *y, cell)))
    }
}

impl<W: Write> Write for DottedBackend<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.0)
    }
}

impl<W: Write> Backend for DottedBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut dotted = Vec::new();
        // Every cell has its own position, so the order does not matter: plain cells first.
        let plain = content.filter(|&(x, y, cell)| {
            let is_dotted = cell.modifier.contains(DOTTED);
            if is_dotted {
                let mut cell = cell.clone();
                cell.modifier.remove(DOTTED | Modifier::UNDERLINED);
                dotted.push((x, y, cell));
            }
            !is_dotted
        });
        self.0.draw(plain)?;
        self.draw_dotted(&dotted)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.0.clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        self.0.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::{Color, Style};

    #[test]
    fn dotted_cells_are_underlined_and_never_blink() {
        crossterm::style::force_color_output(true);
        let cell = |symbol: &str, style: Style| {
            let mut cell = Cell::EMPTY;
            cell.set_symbol(symbol).set_style(style);
            cell
        };
        let lined = Style::new().add_modifier(Modifier::UNDERLINED);
        let cells = [
            cell("a", lined),
            cell("b", lined.add_modifier(DOTTED)),
            cell("c", lined.add_modifier(DOTTED | Modifier::BOLD).fg(Color::Red)),
            cell("d", lined.add_modifier(DOTTED)),
            cell("e", Style::new()),
        ];
        let mut out = Vec::new();
        let mut backend = DottedBackend::new(&mut out);
        backend.draw((0..).map(|x| (x, 0)).zip(&cells).map(|((x, y), cell)| (x, y, cell))).unwrap();
        let out = String::from_utf8(out).unwrap();
        let (plain, dotted) = out.split_once("\x1b[4:4m").unwrap();
        assert!(plain.contains("\x1b[4ma"), "{out:?}");
        assert!(plain.contains('e') && plain.ends_with("\x1b[0m"), "{out:?}");
        // Nothing between the dotted cells ends their underline, and the end does.
        let inner = dotted.strip_suffix("\x1b[0m").unwrap();
        assert!(["b", "c", "d"].iter().all(|symbol| inner.contains(symbol)), "{out:?}");
        assert!(
            !inner.contains("\x1b[0m") && !inner.contains("\x1b[24m") && !inner.contains("\x1b[4m"),
            "{out:?}"
        );
        assert!(!out.contains("\x1b[5m") && !out.contains("\x1b[6m"), "it blinks: {out:?}");
    }
}
