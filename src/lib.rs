//! purport: a terminal reader that finds what an article claims.
#![warn(clippy::pedantic)]

pub mod claim;
pub mod fault;
pub mod text;
