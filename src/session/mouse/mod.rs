//! What the mouse does, independent of any terminal library.

mod update;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    /// The button went down.
    Press,
    /// The button went down again at the same cell, right after the first time.
    Double,
    /// The mouse moved with the button down.
    Drag,
    Release,
    /// The wheel turned towards the end of the text.
    WheelDown,
    WheelUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    /// The column of the cell.
    pub x: u16,
    /// The row of the cell.
    pub y: u16,
}

/// What the mouse drags while its button is down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum DragState {
    #[default]
    Nothing,
    /// The end of a selection that begins at this byte.
    Text(u32),
    /// The border between text and list.
    Border,
}
