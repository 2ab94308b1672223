//! The running program as a value: messages in, effects out.
//!
//! `update` takes a [`Model`] and a [`Msg`] and returns [`Effects`]. It reads no clock and touches no file: time
//! arrives in messages, and the shell performs the effects.

pub mod action;
mod adjudicate;
mod article;
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
mod selection;
mod setting;
mod settings;
mod settle;
mod shelf;
mod storage;
mod update;
pub mod view;
mod why;
mod word_effects;

pub use action::Action;
pub use compare::{Annotations, Compared, cases};
pub use find::SearchRequest;
pub use history::Step;
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use layout::{Area, Layout, Split, Tier};
pub use line::{Emphasis, Hue, Ink, Line, Piece, piece};
pub use loading::{Incoming, Judging};
pub use location::Location;
pub use message::{Effect, Effects, Msg, Settled, Timestamp};
pub use model::{Mode, Model};
pub use mouse::{Mouse, MouseKind};
pub use notice::{Notice, Severity};
pub use picker::{Item, Picker, PickerKind};
pub use popup::{HelpFilter, Popup, PopupKind};
pub use prompt::{Prompt, Purpose};
pub use screen::{Pane, Panel};
pub use settings::{ArticleState, Preferences, Settings};
pub use shelf::{Shelf, ShelfEntry, ShelfEvent, ShelfOrder, Stage};
pub use storage::ExitTo;
pub use update::update;
