//! Integration tests, in one binary: rules across modules, and the program as it is run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod agreement;
mod architecture;
mod batch;
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod builders;
#[cfg(unix)]
mod classifier;
mod cli;
mod commands;
mod corpora;
mod coverage;
mod dates;
#[cfg(all(feature = "html", feature = "mail"))]
mod dossier;
mod engine;
mod exchange;
mod exports;
mod fields;
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
mod learn;
#[cfg(feature = "mail")]
mod letters;
mod model;
mod next;
mod office_files;
mod panel;
mod plain;
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod positions;
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod printed;
#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod properties;
#[cfg(unix)]
mod pty;
mod schemes;
mod sentences;
mod speakers;
mod spreadsheets;
mod stats;
mod support;
mod tag_files;
mod text_pane;
mod versions;
mod web_pages;
