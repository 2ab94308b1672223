//! The mouse: pointing at claims, turning the wheel, dragging over text and borders.

use super::action::Action;
use super::layout::Area;
use super::message::{Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::screen::Pane;
use super::select::{Selection, Unit};
use crate::text::{Span, visible};

/// Rows that one notch of the wheel moves.
const NOTCH: i32 = 3;

/// What the mouse did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The button went down.
    Press,
    /// It went down a second time at the same cell, right after the first.
    Double,
    /// It is held while the mouse moves.
    Drag,
    /// It came up.
    Release,
    /// The wheel was turned towards the end.
    WheelDown,
    /// The wheel was turned towards the beginning.
    WheelUp,
}

/// The mouse did something at a cell of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub deed: MouseKind,
    /// The column.
    pub x: u16,
    /// The row.
    pub y: u16,
}

/// What the mouse holds while its button is down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum DragState {
    /// Nothing.
    #[default]
    Nothing,
    /// The text from this byte on.
    Text(u32),
    /// The border between text and list.
    Border,
}

impl Area {
    const fn has(self, mouse: Mouse) -> bool {
        self.x <= mouse.x
            && mouse.x < self.x + self.width
            && self.y <= mouse.y
            && mouse.y < self.y + self.height
    }
}

impl Model {
    /// Takes in what the mouse did.
    pub(super) fn point(&mut self, mouse: Mouse) -> Effects {
        match mouse.deed {
            MouseKind::WheelDown | MouseKind::WheelUp if matches!(self.mode, Mode::Pick(_)) => {
                let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
                picker.select_by(if mouse.deed == MouseKind::WheelDown { 1 } else { -1 });
                return self.preview();
            }
            MouseKind::WheelDown => self.wheel(mouse, NOTCH),
            MouseKind::WheelUp => self.wheel(mouse, -NOTCH),
            MouseKind::Press | MouseKind::Double if matches!(self.mode, Mode::Popup(_)) => {
                self.mode = Mode::Read
            }
            MouseKind::Press | MouseKind::Double if matches!(self.mode, Mode::Pick(_)) => {
                return self.press_item(mouse);
            }
            MouseKind::Press | MouseKind::Double => return self.press_button(mouse),
            MouseKind::Drag => self.drag(mouse),
            MouseKind::Release => self.drag = DragState::Nothing,
        }
        Effects::none()
    }

    fn wheel(&mut self, mouse: Mouse, lines: i32) {
        match &mut self.mode {
            Mode::Popup(popup) => popup.scroll_by(lines),
            Mode::Read | Mode::Select(_)
                if self.screen.layout.has_list() && self.screen.layout.list.has(mouse) =>
            {
                self.nav.list.scroll(lines, usize::from(self.screen.layout.list_rows()));
            }
            Mode::Select(_) => {
                self.nav.view.scroll(lines);
            }
            Mode::Read => self.scroll(lines),
            _ => {}
        }
    }

    /// One press selects what there is to choose from, a second one chooses it.
    fn press_item(&mut self, mouse: Mouse) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        let area = picker.area(&self.screen.layout);
        let hit = area.has(mouse) && picker.select_row(mouse.y - area.y, area.height);
        match (hit, mouse.deed) {
            (true, MouseKind::Double) => self.chosen(&Timestamp::default()),
            (true, _) => self.preview(),
            (false, _) => Effects::none(),
        }
    }

    fn press_button(&mut self, mouse: Mouse) -> Effects {
        if !matches!(self.mode, Mode::Read | Mode::Select(_)) {
            return Effects::none();
        }
        let layout = self.screen.layout;
        self.notices.current =
            self.notices.current.take().filter(|notice| notice.severity == super::notice::Severity::Error);
        let side = layout.has_list() && layout.list.y == layout.text.y;
        let border = if side {
            mouse.x + 1 == layout.list.x || mouse.x == layout.list.x
        } else {
            mouse.y == layout.list.y
        };
        if layout.has_list() && border {
            self.drag = DragState::Border;
        } else if layout.has_list() && layout.list.has(mouse) {
            let number = self.nav.list.top + usize::from((mouse.y - layout.list.y).saturating_sub(1));
            if let Some(index) = self.nav.list.at(number) {
                self.mode = Mode::Read;
                self.go_to(index);
                self.screen.focus = Pane::List;
                if mouse.deed == MouseKind::Double {
                    return self.act(Action::Enter, &Timestamp::default());
                }
            }
        } else if layout.rail.has(mouse) {
            self.mode = Mode::Read;
            let length = u64::from(self.document().text.len() as u32);
            let part = u64::from(mouse.y - layout.rail.y) * length / u64::from(layout.rail.height.max(1));
            let (from, current) = (self.nav.view.anchor, self.current_start());
            self.go_to_offset(part as u32);
            self.jumped(from, current);
        } else if let Some(offset) = self.offset_at(mouse) {
            return self.press_text(mouse, offset);
        }
        Effects::none()
    }

    fn press_text(&mut self, mouse: Mouse, offset: u32) -> Effects {
        self.mode = Mode::Read;
        self.screen.focus = Pane::Text;
        self.drag = DragState::Text(offset);
        let spot = Span::new(offset, offset + 1);
        let hit =
            self.reading.within(spot).find(|(index, _)| self.nav.list.lists(*index)).map(|(index, _)| index);
        if let Some(index) = hit {
            self.nav.current = Some(index);
            self.nav.list.follow(index, usize::from(self.screen.layout.list_rows()));
        }
        match (mouse.deed, hit) {
            (MouseKind::Double, Some(_)) => return self.open_detail(),
            (MouseKind::Double, None) => {
                if let Some(selection) = Selection::begin(self.document(), offset) {
                    self.mode = Mode::Select(selection);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn drag(&mut self, mouse: Mouse) {
        match self.drag {
            DragState::Nothing => {}
            DragState::Border => self.drag_border(mouse),
            DragState::Text(from) => self.drag_text(mouse, from),
        }
    }

    fn drag_border(&mut self, mouse: Mouse) {
        let screen = self.screen.layout.screen;
        if self.screen.layout.list.y == self.screen.layout.text.y {
            self.screen.split.side = Some(screen.width.saturating_sub(mouse.x).max(1));
        } else {
            let bottom = self.screen.layout.list.y + self.screen.layout.list.height;
            self.screen.split.strip = Some(bottom.saturating_sub(mouse.y + 1).max(1));
        }
        self.lay_out(screen.width, screen.height);
    }

    fn drag_text(&mut self, mouse: Mouse, from: u32) {
        let document = self.document().clone();
        let column = self.screen.layout.column;
        // Beyond the edge the text goes on under the mouse.
        if mouse.y < column.y + 1 {
            self.nav.view.scroll(-1);
        } else if mouse.y + 1 >= column.y + column.height {
            self.nav.view.scroll(1);
        }
        let y = mouse.y.clamp(column.y, (column.y + column.height).saturating_sub(1));
        let Some(to) = self.offset_at(Mouse { y, ..mouse }) else { return };
        let span = Span::new(from.min(to), from.max(to));
        let first = Selection::around(&document, span, Unit::Word);
        if let Some(span) = first.filter(|_| from != to || matches!(self.mode, Mode::Select(_))) {
            if !matches!(self.mode, Mode::Select(_)) {
                let text = "y copies, a category's key tags; hold Shift for the terminal's own selection";
                self.notices.show(Notice::info(text));
            }
            self.mode = Mode::Select(Selection { span, unit: Unit::Word, at_start: to < from, walks: false });
        }
    }

    /// The byte of the text that is shown at a cell; beside a row, its nearest end.
    fn offset_at(&self, mouse: Mouse) -> Option<u32> {
        let column = self.screen.layout.column;
        let pane = self.screen.layout.text;
        if !pane.has(mouse) {
            return None;
        }
        let line = self.nav.view.page.get(usize::from(mouse.y.checked_sub(column.y)?))?;
        let row = line.row?;
        let mut x = column.x + line.indent;
        for glyph in visible::glyphs(row.slice(&self.document().text)) {
            x += glyph.width;
            if mouse.x < x {
                return Some(row.start() + glyph.bytes.start as u32);
            }
        }
        Some(row.end().saturating_sub(1).max(row.start()))
    }

    /// Makes the list beside the text so many columns wide.
    pub(super) fn set_side(&mut self, columns: u16) {
        self.screen.split.side = Some(columns);
        self.lay_out(self.screen.layout.screen.width, self.screen.layout.screen.height);
    }
}
