//! The integration tests, in one binary: what holds between the rooms of the house, and what the
//! program does when it is run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs
)]

mod agreement;
mod architecture;
mod batch;
#[cfg(unix)]
mod classifier;
mod cli;
mod exchange;
mod exports;
mod files;
mod find;
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod formats;
mod frames;
mod fuzz;
mod gold;
mod hostile;
mod inputs;
mod journeys;
mod merge;
mod plain;
#[cfg(unix)]
mod pty;
mod rules;
mod schemes;
mod sentences;
mod stats;
mod support;
mod tagfile;
