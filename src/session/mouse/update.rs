//! Mouse handling: clicks on claims and panes, the wheel, and dragging over text and borders.

use super::{DragState, Mouse, MouseKind};
use crate::session::action::Action;
use crate::session::layout::{Area, Tier};
use crate::session::message::{Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::notice::{Notice, Severity};
use crate::session::screen::Pane;
use crate::session::selection::{Selection, Unit};
use crate::text::{Span, visible};

/// Rows scrolled per wheel notch.
const NOTCH: i32 = 3;

impl Area {
    const fn has(self, mouse: Mouse) -> bool {
        self.x <= mouse.x
            && mouse.x < self.x + self.width
            && self.y <= mouse.y
            && mouse.y < self.y + self.height
    }
}

impl Model {
    pub(in crate::session) fn point(&mut self, mouse: Mouse, now: &Timestamp) -> Effects {
        self.guide.note_act();
        // The page beneath a card takes no clicks.
        let on_card = self.card.as_ref().is_some_and(|card| card.layout.room.has(mouse));
        if on_card && matches!(self.mode, Mode::Read) {
            return Effects::none();
        }
        match mouse.kind {
            MouseKind::WheelDown => return self.turn_wheel(mouse, NOTCH),
            MouseKind::WheelUp => return self.turn_wheel(mouse, -NOTCH),
            MouseKind::Press | MouseKind::Double if matches!(self.mode, Mode::Popup(_)) => {
                self.close_popup();
            }
            MouseKind::Press | MouseKind::Double if matches!(self.mode, Mode::Pick(_)) => {
                return self.click_item(mouse, now);
            }
            MouseKind::Press | MouseKind::Double if matches!(&self.mode, Mode::Prompt(prompt) if prompt.note_box.is_some()) =>
            {
                self.click_note(mouse);
            }
            MouseKind::Press | MouseKind::Double => return self.click(mouse, now),
            MouseKind::Drag => self.drag_to(mouse),
            MouseKind::Release => self.drag = DragState::Nothing,
        }
        Effects::none()
    }

    fn turn_wheel(&mut self, mouse: Mouse, lines: i32) -> Effects {
        let layout = self.screen.layout;
        match &mut self.mode {
            Mode::Pick(picker) => {
                picker.select_by(lines.signum() as isize);
                return self.preview();
            }
            Mode::Popup(popup) => popup.scroll_by(lines),
            Mode::Prompt(prompt) => prompt.step_rows(lines as isize),
            Mode::Read | Mode::Select(_) if layout.has_list() && layout.list.has(mouse) => {
                self.nav.list.scroll(lines);
            }
            Mode::Select(_) => self.nav.view.scroll(lines),
            Mode::Read => self.nav.scroll(&self.reading, lines),
            _ => {}
        }
        Effects::none()
    }

    /// Selects a picker item on one click, chooses it on two.
    fn click_item(&mut self, mouse: Mouse, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        let area = picker.area(&self.screen.layout);
        let hit = area.has(mouse) && picker.select_row(mouse.y - area.y, area.height);
        match (hit, mouse.kind) {
            (true, MouseKind::Double) => self.choose(now),
            (true, _) => self.preview(),
            (false, _) => Effects::none(),
        }
    }

    /// Takes the cursor of a note to the mouse.
    fn click_note(&mut self, mouse: Mouse) {
        if let Mode::Prompt(prompt) = &mut self.mode
            && prompt.note_box.as_ref().is_some_and(|shown| shown.area.has(mouse))
        {
            prompt.go_to_cell(mouse.x, mouse.y);
        }
    }

    fn click(&mut self, mouse: Mouse, now: &Timestamp) -> Effects {
        if self.screen.layout.status.has(mouse) {
            return self.legend.at(mouse.x).map_or_else(Effects::none, |key| self.press(key, now));
        }
        if !matches!(self.mode, Mode::Read | Mode::Select(_)) {
            return Effects::none();
        }
        (self.nav.resumes, self.nav.untouched, self.nav.left_behind) = (None, false, None);
        self.notices.current.take_if(|notice| notice.severity != Severity::Error);
        let layout = self.screen.layout;
        let on_border = if layout.tier == Tier::Side {
            mouse.x + 1 == layout.list.x || mouse.x == layout.list.x
        } else {
            mouse.y == layout.hero.y
        };
        if layout.has_list() && on_border {
            self.drag = DragState::Border;
        } else if layout.has_list() && layout.list.has(mouse) {
            let row = usize::from((mouse.y - layout.list.y).saturating_sub(1));
            if let Some(index) = self.nav.list.number_on(row).and_then(|number| self.nav.list.at(number)) {
                self.mode = Mode::Read;
                self.nav.go_to(&self.reading, index);
                self.screen.focus = Pane::List;
                if mouse.kind == MouseKind::Double {
                    return self.act(Action::Enter, now);
                }
            }
        } else if layout.rail.has(mouse) {
            self.mode = Mode::Read;
            let length = u64::from(self.document().text.len() as u32);
            let offset = u64::from(mouse.y - layout.rail.y) * length / u64::from(layout.rail.height.max(1));
            let (from, current) = (self.nav.view.anchor, self.nav.current_start(&self.reading));
            self.nav.go_to_offset(&self.reading, offset as u32);
            self.nav.jumped(from, current);
        } else if let Some(index) = self.note_at(mouse) {
            self.mode = Mode::Read;
            self.screen.focus = Pane::Text;
            self.nav.go_to(&self.reading, index);
            if mouse.kind == MouseKind::Double {
                return self.open_detail();
            }
        } else if let Some(offset) = self.offset_at(mouse) {
            return self.click_text(mouse, offset);
        }
        Effects::none()
    }

    /// The listed mark whose note stands under the mouse.
    fn note_at(&self, mouse: Mouse) -> Option<usize> {
        let room = self.screen.layout.notes;
        let covers = |y: u16, rows: usize| Area { y, height: rows as u16, ..room }.has(mouse);
        let note = self.side_notes.iter().find(|note| covers(note.y, note.lines.len()))?;
        Some(note.mark).filter(|&index| self.nav.list.lists(index))
    }

    fn click_text(&mut self, mouse: Mouse, offset: u32) -> Effects {
        self.mode = Mode::Read;
        self.screen.focus = Pane::Text;
        self.drag = DragState::Text(offset);
        let cell = Span::new(offset, offset + 1);
        let hit =
            self.reading.overlapping(cell).map(|(index, _)| index).find(|&index| self.nav.list.lists(index));
        if let Some(index) = hit {
            self.nav.current = Some(index);
            self.nav.list.follow(index);
        }
        match (mouse.kind, hit) {
            (MouseKind::Double, Some(_)) => return self.open_detail(),
            (MouseKind::Double, None) => {
                if let Some(selection) = Selection::sentence(self.document(), offset) {
                    self.mode = Mode::Select(selection);
                }
            }
            _ => {}
        }
        Effects::none()
    }

    fn drag_to(&mut self, mouse: Mouse) {
        match self.drag {
            DragState::Nothing => {}
            DragState::Border => self.drag_border(mouse),
            DragState::Text(from) => self.drag_text(mouse, from),
        }
    }

    fn drag_border(&mut self, mouse: Mouse) {
        let layout = self.screen.layout;
        if layout.tier == Tier::Side {
            self.screen.split.side = Some(layout.screen.width.saturating_sub(mouse.x).max(1));
        } else {
            let bottom = layout.list.y + layout.list.height;
            let below = layout.hero.height + 1;
            self.screen.split.strip = Some(bottom.saturating_sub(mouse.y + below).max(1));
        }
        self.lay_out(layout.screen.width, layout.screen.height);
    }

    fn drag_text(&mut self, mouse: Mouse, from: u32) {
        let column = self.screen.layout.column;
        // At the edge the text scrolls under the mouse.
        if mouse.y < column.y + 1 {
            self.nav.view.scroll(-1);
        } else if mouse.y + 1 >= column.y + column.height {
            self.nav.view.scroll(1);
        }
        let y = mouse.y.clamp(column.y, (column.y + column.height).saturating_sub(1));
        let Some(to) = self.offset_at(Mouse { y, ..mouse }) else { return };
        let selects = matches!(self.mode, Mode::Select(_));
        let dragged = Span::new(from.min(to), from.max(to) + 1);
        let words = Selection::around(self.document(), dragged, Unit::Word);
        let selection = words.filter(|_| from != to || selects);
        let selection = selection.and_then(|span| Selection::passage(self.document(), span, to < from));
        if let Some(selection) = selection {
            if !selects {
                self.notices.show(Notice::info(self.selected_by_mouse()));
            }
            self.mode = Mode::Select(selection);
        }
    }

    /// The byte of the text at a cell; beside a row, that of its nearest end.
    fn offset_at(&self, mouse: Mouse) -> Option<u32> {
        let column = self.screen.layout.column;
        if !self.screen.layout.text.has(mouse) {
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

    /// Sets the width of the list beside the text.
    pub(in crate::session) fn set_side(&mut self, columns: u16) {
        self.screen.split.side = Some(columns);
        self.lay_out_again();
    }
}
