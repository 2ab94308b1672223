//! Output of the ratatui backend: renders dotted underlines (SGR 4:4), and survives the loss of the terminal.
//!
//! ratatui has no dotted underline. Cells carry the stand-in modifier [`DOTTED`], rendered as blinking, and those
//! sequences are replaced in the finished frame. ratatui resets the underline's colour at the end of every frame;
//! terminals that do not know such colours never receive a sequence about them.

use super::terminal_output::TerminalOutput;
use crate::ui::DOTTED;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

/// What a frame begins and ends with, so that terminals with synchronized output show it at once.
const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
/// What ratatui writes after the cells of a frame, also if there are none.
const AFTER_CELLS: &[u8] = b"\x1b[39m\x1b[49m\x1b[59m\x1b[0m";
/// Size of a frame on a large screen.
const FRAME_BYTES: usize = 64 * 1024;

/// Blinking on and off becomes dotted underline on and off.
const REPLACED: [(&[u8], &[u8]); 2] = [(b"\x1b[5m", b"\x1b[4:4m"), (b"\x1b[25m", b"\x1b[24m")];
/// Starts of the sequences that set and reset the underline's colour. A cursor position can begin alike.
const UNDERLINE_COLORS: [&[u8]; 2] = [b"\x1b[58;", b"\x1b[59m"];

/// The backend, and what tells whether its last frame was written. `underlines` says whether the terminal draws dotted
/// and coloured underlines.
pub(super) fn backend(underlines: bool) -> (CrosstermBackend<FrameWriter>, Rc<Cell<bool>>) {
    let writer = FrameWriter::new(TerminalOutput::default(), underlines);
    let written = Rc::clone(&writer.written);
    (CrosstermBackend::new(writer), written)
}

/// Buffers a frame until its end, and writes it at once; never fails. A frame that changes neither a cell nor the cursor
/// is not written.
///
/// ratatui would print an error to standard error, which is lost with the terminal, so that printing panics. A
/// watching thread reports the loss of the terminal instead.
#[derive(Debug)]
pub(super) struct FrameWriter<W = TerminalOutput> {
    frame: Vec<u8>,
    /// The end of the last frame, which shows or hides the cursor.
    cursor: Vec<u8>,
    written: Rc<Cell<bool>>,
    underlines: bool,
    out: W,
}

impl<W> FrameWriter<W> {
    fn new(out: W, underlines: bool) -> Self {
        let (cursor, written) = (Vec::new(), Rc::default());
        Self { frame: Vec::with_capacity(FRAME_BYTES), cursor, written, underlines, out }
    }

    /// Does the frame show what the last one showed? Remembers its cursor.
    fn repeats(&mut self) -> bool {
        let Some(cells) = self.frame.strip_prefix(BEGIN) else { return false };
        let Some(end) = memchr::memmem::rfind(cells, AFTER_CELLS) else { return false };
        let cursor = cells.get(end + AFTER_CELLS.len()..).unwrap_or_default();
        let repeats = end == 0 && cursor == self.cursor;
        self.cursor = cursor.to_vec();
        repeats
    }

    /// The sequence that `rest` begins with as read, and as written.
    fn rendered<'r>(&self, rest: &'r [u8]) -> (&'r [u8], &'r [u8]) {
        let may_be_color = |start: &&[u8]| rest.starts_with(start);
        if !self.underlines
            && UNDERLINE_COLORS.iter().any(may_be_color)
            && let Some(end) = rest.iter().position(u8::is_ascii_alphabetic)
            && rest.get(end) == Some(&b'm')
        {
            return (rest.get(..=end).unwrap_or(rest), b"");
        }
        match REPLACED.iter().find(|(blinking, _)| rest.starts_with(blinking)) {
            Some(&(blinking, dotted)) => (blinking, dotted),
            None => (b"\x1b", b"\x1b"),
        }
    }
}

impl<W: Write> Write for FrameWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.frame.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.starts_with(BEGIN) && !self.frame.ends_with(END) {
            return Ok(());
        }
        let repeats = self.repeats();
        self.written.set(!repeats);
        if repeats {
            self.frame.clear();
            return Ok(());
        }
        let mut rendered = Vec::with_capacity(self.frame.len());
        let mut rest = self.frame.as_slice();
        while let Some((text, sequence)) =
            memchr::memchr(b'\x1b', rest).and_then(|at| rest.split_at_checked(at))
        {
            let (read, written) = self.rendered(sequence);
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

/// Modifiers that show on a blank.
const SHOWN_ON_BLANKS: Modifier =
    Modifier::UNDERLINED.union(Modifier::CROSSED_OUT).union(Modifier::REVERSED).union(DOTTED);

/// Gives blanks the text colour of the cell before them. It is not seen, and a third of a frame's bytes would be
/// sequences that switch to it and back.
pub(super) fn join_blanks(buffer: &mut Buffer) {
    let width = usize::from(buffer.area.width).max(1);
    for row in buffer.content.chunks_mut(width) {
        let mut before = None;
        for cell in row {
            match before {
                Some(color) if cell.symbol() == " " && !cell.modifier.intersects(SHOWN_ON_BLANKS) => {
                    cell.fg = color;
                }
                _ => before = Some(cell.fg),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::backend::Backend as _;
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    /// Bytes written for a buffer, to a terminal with or without dotted and coloured underlines.
    fn written(buffer: &Buffer, underlines: bool) -> String {
        crossterm::style::force_color_output(true);
        let mut out = Vec::new();
        let mut backend = CrosstermBackend::new(FrameWriter::new(&mut out, underlines));
        let width = buffer.area.width;
        let cells = (0..).zip(&buffer.content).map(|(at, cell)| (at % width, at / width, cell));
        backend.draw(cells).unwrap();
        ratatui::backend::Backend::flush(&mut backend).unwrap();
        drop(backend);
        String::from_utf8(out).unwrap()
    }

    /// The number of writes, and what was written.
    #[derive(Default)]
    struct Counted(usize, Vec<u8>);

    impl Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_one_write_and_one_that_changes_nothing_is_none() {
        use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
        use crossterm::{execute, queue};
        use ratatui::{TerminalOptions, Viewport};
        crossterm::style::force_color_output(true);
        let mut out = Counted::default();
        let area = Rect::new(0, 0, 8, 2);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let writer = FrameWriter::new(&mut out, true);
        let shared = Rc::clone(&writer.written);
        let backend = CrosstermBackend::new(writer);
        let mut terminal = ratatui::Terminal::with_options(backend, options).unwrap();
        let mut written = Vec::new();
        let cursor = Some((1, 1));
        for (text, cursor) in [
            ("a", None),
            ("a", None),
            ("b", None),
            ("b", cursor),
            ("b", cursor),
            ("b", Some((2, 1))),
            ("b", None),
        ] {
            queue!(terminal.backend_mut(), BeginSynchronizedUpdate).unwrap();
            let draw = |frame: &mut ratatui::Frame<'_>| {
                frame.buffer_mut().set_string(0, 0, text, Style::new().fg(Color::Red));
                if let Some(at) = cursor {
                    frame.set_cursor_position(at);
                }
            };
            terminal.draw(draw).unwrap();
            execute!(terminal.backend_mut(), EndSynchronizedUpdate).unwrap();
            written.push(shared.get());
        }
        assert_eq!(written, [true, false, true, true, false, true, true]);
        drop(terminal);
        let begins = memchr::memmem::find_iter(&out.1, BEGIN).count();
        // ratatui shows the cursor again at the end.
        assert_eq!((out.0, begins), (6, 5));
    }

    #[test]
    fn underline_colours_reach_only_terminals_known_to_draw_them() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 2, 70));
        for y in 0..70 {
            let color = if y % 2 == 0 { Color::Rgb(1, 2, 3) } else { Color::Indexed(79) };
            let style = Style::new().add_modifier(Modifier::UNDERLINED).underline_color(color);
            buffer.set_string(0, y, "a", style);
        }
        let (with, without) = (written(&buffer, true), written(&buffer, false));
        assert!(
            with.contains("\x1b[58;2;1;2;3m") && with.contains("\x1b[58;5;79m") && with.contains("\x1b[59m")
        );
        for row in 1..=70 {
            assert!(without.contains(&format!("\x1b[{row};1H")), "the cursor never moves to row {row}");
        }
        let colors = without.split("\x1b[").filter(|sequence| {
            let parameters =
                sequence.split(|char: char| char.is_ascii_alphabetic()).next().unwrap_or_default();
            let kind = sequence.as_bytes().get(parameters.len());
            kind == Some(&b'm') && (parameters == "59" || parameters.starts_with("58"))
        });
        assert_eq!(colors.count(), 0, "{without:?}");
        assert!(without.contains("\x1b[4m"));
    }

    #[test]
    fn blanks_switch_no_colour_unless_it_shows() {
        let (text, other) = (Style::new().fg(Color::Red).bg(Color::Black), Style::new().bg(Color::Black));
        let lined = other.fg(Color::Blue).add_modifier(Modifier::UNDERLINED);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
        for (x, symbol, style) in [(0, "a", text), (1, "  ", other), (3, "b", text), (4, "  ", lined)] {
            buffer.set_string(x, 0, symbol, style);
        }
        buffer.set_string(0, 1, " ", other);
        join_blanks(&mut buffer);
        let colors: Vec<Color> = buffer.content.iter().take(6).map(|cell| cell.fg).collect();
        assert_eq!(colors, [Color::Red, Color::Red, Color::Red, Color::Red, Color::Blue, Color::Blue]);
        assert_eq!(buffer[(0, 1)].fg, Color::Reset, "a row begins anew");
        assert!(written(&buffer, true).contains("a  b"));
    }

    #[test]
    fn dotted_cells_are_underlined_and_never_blink() {
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
        let out = written(&buffer, true);
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
