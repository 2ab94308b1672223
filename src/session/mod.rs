//! The running program as a value: what has happened goes in, what is to be done comes out.
//!
//! [`update`] takes a [`Model`] and a [`Msg`] and gives back [`Command`]s. It reads no clock and
//! touches no file: time comes with the messages, and the shell carries the commands out.

mod act;
pub mod action;
mod article;
mod blind;
mod bulk;
mod command;
mod compare;
mod decide;
mod find;
mod history;
pub mod key;
pub mod keymap;
pub mod layout;
mod lesson;
mod list;
mod marking;
mod message;
mod model;
mod mouse;
mod navigate;
mod picker;
mod picking;
mod popup;
mod prompt;
mod save;
mod select;
mod setting;
mod shelf;
mod spot;
mod update;
mod verdict;
pub mod view;
mod wording;
mod writing;

pub use action::Action;
pub use bulk::Bulk;
pub use compare::{Annotations, Compared, cases};
pub use find::{Far, Find, Found};
pub use history::{Change, Edit, Step};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use layout::{Area, Layout, Split, Tier};
pub use lesson::Lesson;
pub use message::{Choices, Command, Kept, Msg, Notice, Severity, Timestamp};
pub use model::{Incoming, Mode, Model, Onward, Pane, Saved, Settings};
pub use mouse::{Deed, Mouse};
pub use picker::{Choice, Hit, Item, Picker, Value};
pub use popup::{CuePanel, HelpPanel};
pub use prompt::{Prompt, Purpose};
pub use select::{Selection, Unit};
pub use shelf::{Entry, Shelf, ShelfOrder, Stage, Wish};
pub use spot::Spot;
pub use update::update;
