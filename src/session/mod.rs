//! The running program as a value: what has happened goes in, what is to be done comes out.
//!
//! [`update`] takes a [`Model`] and a [`Msg`] and gives back [`Effect`]s. It reads no clock and
//! touches no file: time comes with the messages, and the shell carries the commands out.

pub mod action;
mod article;
mod blind;
mod bulk;
mod choice;
mod command_line;
mod compare;
mod decide;
mod dispatch;
mod find;
mod history;
pub mod key;
pub mod keymap;
pub mod layout;
mod lesson;
mod line;
mod list;
mod loading;
mod location;
mod marking;
mod message;
mod messages;
mod model;
mod mouse;
mod navigate;
mod navigation;
mod notice;
mod picker;
mod popup;
mod prompt;
mod save;
mod screen;
mod select;
mod setting;
mod shelf;
mod storage;
mod update;
pub mod view;
pub mod why;

pub use action::Action;
pub use bulk::Bulk;
pub use compare::{Annotations, Compared, cases};
pub use find::{Far, Find, Found};
pub use history::{Change, Edit, Step};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use layout::{Area, Layout, Split, Tier};

pub use line::{Emphasis, Hue, Ink, Line, Piece, piece};
pub use loading::Incoming;
pub use location::Location;
pub use message::{ArticleState, Effect, Effects, Msg, Preferences, Timestamp};
pub use model::{Mode, Model, Settings};
pub use mouse::{Mouse, MouseKind};
pub use notice::{Notice, Severity};
pub use picker::{Hit, Item, Picker, PickerKind, Value};
pub use popup::{HelpFilter, Popup, PopupKind};
pub use prompt::{Prompt, Purpose};
pub use screen::Pane;
pub use select::{Selection, Unit};
pub use shelf::{Shelf, ShelfEntry, ShelfEvent, ShelfOrder, Stage};
pub use storage::ExitTo;
pub use update::update;
