//! The only code that touches the machine: terminal, keys, files, threads, clock, environment.

pub mod apart;
pub mod article;
pub mod batch;
mod choices;
pub mod classifier;
mod dotted;
pub mod export;
pub mod file;
mod first;
mod input;
mod known;
mod listen;
mod options;
mod packed;
pub mod paths;
mod place;
mod plain;
mod run;
pub mod said;
mod search;
mod seat;
pub mod sheets;
mod shelf;
mod steps;
pub mod store;
mod stray;
pub mod survey;
pub mod terminal;
pub mod theme_file;
mod usual;
mod watch;
mod worker;

pub use article::{Article, Source, Wanted};
pub use options::{Comparison, Ending, Found, Options};
pub use plain::review;
pub use run::run;
pub use seat::Seat;
pub use shelf::{ShelfOptions, shelf};

/// The annotator's name where none is given.
pub const READER: &str = "reader";

/// This moment as RFC 3339 in UTC, to the second.
pub fn now() -> crate::session::Timestamp {
    let now = jiff::Timestamp::now();
    let text = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string();
    crate::session::Timestamp { text }
}
