//! The running program as a value: what has happened goes in, what is to be done comes out.
//!
//! [`update`] takes a [`Model`] and a [`Msg`] and gives back [`Command`]s. It reads no clock and
//! touches no file: time comes with the messages, and the shell carries the commands out.

mod act;
pub mod action;
mod article;
mod decide;
mod find;
mod history;
pub mod key;
pub mod keymap;
pub mod layout;
mod list;
mod message;
mod model;
mod navigate;
mod popup;
mod prompt;
mod save;
mod select;
mod update;
pub mod view;
mod wording;

pub use action::Action;
pub use find::Find;
pub use history::{Change, Step};
pub use key::{Code, Key};
pub use keymap::Keymap;
pub use layout::{Area, Layout, Tier};
pub use message::{Command, Msg, Notice, Severity, Timestamp};
pub use model::{Mode, Model, Pane, Saved, Settings};
pub use popup::{CuePanel, HelpPanel};
pub use prompt::{Prompt, Purpose};
pub use select::{Selection, Unit};
pub use update::update;
