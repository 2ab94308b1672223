//! purport: a terminal reader that finds what an article claims.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod claim;
pub mod cli;
pub mod fault;
pub mod import;
pub mod reading;
pub mod session;
pub mod shell;
pub mod tag;
pub mod text;
pub mod theme;
pub mod ui;
