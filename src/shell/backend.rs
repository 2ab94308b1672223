//! Output of the ratatui backend: renders dotted underlines (SGR 4:4), and survives the loss of the terminal.
//!
//! ratatui has no dotted underline. Cells carry the stand-in modifier [`DOTTED`], rendered as blinking, and those
//! sequences are replaced in the finished frame.

use crate::ui::DOTTED;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::io::{self, Stdout, Write};

/// Size of a frame on a large screen.
const FRAME_BYTES: usize = 64 * 1024;

/// Blinking on and off becomes dotted underline on and off.
const REPLACED: [(&[u8], &[u8]); 2] = [(b"\x1b[5m", b"\x1b[4:4m"), (b"\x1b[25m", b"\x1b[24m")];

pub(super) fn backend() -> CrosstermBackend<FrameWriter> {
    CrosstermBackend::new(FrameWriter::new(io::stdout()))
}

/// Buffers a frame until it is flushed; never fails.
///
/// ratatui would print an error to standard error, which is lost with the terminal, so that printing panics. A
/// watching thread reports the loss of the terminal instead.
#[derive(Debug)]
pub(super) struct FrameWriter<W = Stdout> {
    frame: Vec<u8>,
    out: W,
}

impl<W> FrameWriter<W> {
    fn new(out: W) -> Self {
        Self { frame: Vec::with_capacity(FRAME_BYTES), out }
    }
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut rendered = Vec::with_capacity(self.frame.len());
        let mut rest = self.frame.as_slice();
        while let Some((text, sequence)) =
            memchr::memchr(b'\x1b', rest).and_then(|at| rest.split_at_checked(at))
        {
            let blinking = REPLACED.iter().find(|(blinking, _)| sequence.starts_with(blinking));
            let (read, written) = blinking.copied().unwrap_or((b"\x1b", b"\x1b"));
            rendered.extend_from_slice(text);
            rendered.extend_from_slice(written);
            rest = sequence.get(read.len()..).unwrap_or_default();
        }
        rendered.extend_from_slice(rest);
        self.frame.clear();
        let _ = self.out.write_all(&rendered).and_then(|()| self.out.flush());
        Ok(())
    }
}

/// Leaves every cell at most one underline, so that switching the dotted one off exposes no solid one.
pub(super) fn separate_underlines(buffer: &mut Buffer) {
    for cell in buffer.content.iter_mut().filter(|cell| cell.modifier.contains(DOTTED)) {
        cell.modifier.remove(Modifier::UNDERLINED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::Backend as _;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    #[test]
    fn dotted_cells_are_underlined_and_never_blink() {
        crossterm::style::force_color_output(true);
        let lined = Style::new().add_modifier(Modifier::UNDERLINED);
        let styles = [
            ("a", lined),
            ("b", lined.add_modifier(DOTTED)),
            ("c", lined.add_modifier(DOTTED | Modifier::BOLD).fg(Color::Red)),
            ("d", lined),
            ("e", lined.add_modifier(DOTTED)),
            ("f", Style::new()),
        ];
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        for (x, (symbol, style)) in (0..).zip(styles) {
            buffer.set_string(x, 0, symbol, style);
        }
        separate_underlines(&mut buffer);
        let mut out = Vec::new();
        let mut backend = CrosstermBackend::new(FrameWriter::new(&mut out));
        backend.draw((0..).map(|x| (x, 0)).zip(&buffer.content).map(|((x, y), cell)| (x, y, cell))).unwrap();
        ratatui::backend::Backend::flush(&mut backend).unwrap();
        drop(backend);
        let out = String::from_utf8(out).unwrap();
        // A symbol is shown with the last underline sequence before it.
        let underline = |symbol: &str| {
            let before = out.split(symbol).next().unwrap();
            let on = before.rfind("\x1b[4m").max(before.rfind("\x1b[4:4m"));
            let is_off = on.is_none_or(|at| before[at..].contains("\x1b[24m"));
            if is_off {
                "none"
            } else if before[on.unwrap()..].starts_with("\x1b[4m") {
                "solid"
            } else {
                "dotted"
            }
        };
        let underlines = ["a", "b", "c", "d", "e", "f"].map(underline);
        assert_eq!(underlines, ["solid", "dotted", "dotted", "solid", "dotted", "none"], "{out:?}");
        assert!(!out.contains("\x1b[5m") && !out.contains("\x1b[25m"), "it blinks: {out:?}");
    }
}
