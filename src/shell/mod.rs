//! The only module that touches the machine: terminal, keys, files, threads, clock, environment.
//!
//! `host` opens a session and performs its effects; `screen` and `linear_review` display it, `shelf` chooses
//! among several articles. `batch` processes a corpus.

pub mod article;
mod backend;
mod background;
pub mod batch;
pub mod capabilities;
pub mod classifier;
mod clipboard;
mod decompress;
pub mod display;
mod dossier;
mod drafts;
mod editor;
pub mod export;
pub mod file;
mod host;
pub mod import_worker;
mod inbox;
mod input;
mod judge;
mod kept_verdicts;
pub mod learn;
pub mod left_behind;
mod linear_review;
mod live_article;
mod live_input;
pub mod names;
mod parallel_classify;
pub mod paths;
mod peers;
pub mod personal;
mod placing;
mod read_options;
mod screen;
mod shelf;
pub mod state;
pub mod store;
pub mod survey;
mod tag_check;
pub mod tag_files;
mod teaching;
mod terminal;
pub mod terminal_input;
mod terminal_output;
mod terminal_session;
mod theme_choice;
pub mod theme_file;
mod verdict_place;
mod versions;
pub mod walk;
mod watch;

pub use article::{Article, ReadOptions, Source};
pub use dossier::{DossierOptions, dossier};
pub use editor::source_line;
pub use host::{Comparison, OpenAt, Options, SessionEnd, ShelfPlace};
pub use linear_review::review;
pub use screen::run;
pub use shelf::{ShelfOptions, shelf};
pub use teaching::OwnScheme;
pub use terminal_session::TerminalSession;

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex even if a thread panicked while holding it: our guarded values are always valid.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Default annotator.
pub const READER: &str = "reader";

/// RFC 3339 in UTC, to the second.
pub fn now() -> crate::session::Timestamp {
    // A clock may be set to a year that no format has.
    let now = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap_or(jiff::Timestamp::MAX);
    let text = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
    crate::session::Timestamp { text }
}
