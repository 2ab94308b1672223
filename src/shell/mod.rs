//! The only code that touches the machine: terminal, keys, files, threads, clock, environment.

pub mod article;
mod backend;
pub mod batch;
mod capabilities;
pub mod classifier;
mod decompress;
mod default_theme;
pub mod display;
pub mod export;
pub mod file;
pub mod import_worker;
mod input;
mod late_replies;
mod listen;
mod options;
pub mod paths;
mod plain;
mod preferences;
mod resume_state;
mod run;
mod search;
mod shelf;
mod startup;
pub mod store;
pub mod survey;
pub mod tag_files;
pub mod terminal;
mod terminal_session;
pub mod theme_file;
mod undo_log;
mod watch;
mod worker;

pub use article::{Article, Source, Wanted};
pub use options::{Comparison, Ending, Found, Options};
pub use plain::review;
pub use run::run;
pub use shelf::{ShelfOptions, shelf};
pub use terminal_session::TerminalSession;

/// The annotator's name where none is given.
pub const READER: &str = "reader";

/// This moment as RFC 3339 in UTC, to the second.
pub fn now() -> crate::session::Timestamp {
    let now = jiff::Timestamp::now();
    let text = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
    crate::session::Timestamp { text }
}
