//! Mouse events, independent of any terminal library.

mod update;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    /// A second press at the same cell, right after the first.
    Double,
    /// Movement with the button down.
    Drag,
    Release,
    /// Towards the end of the text.
    WheelDown,
    WheelUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub x: u16,
    pub y: u16,
}

/// Target of a drag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum DragState {
    #[default]
    Nothing,
    /// Extends a selection that begins at this byte.
    Text(u32),
    /// Moves the border between text and list.
    Border,
}
