//! purport: a terminal reader that finds what an article claims.
#![warn(clippy::pedantic)]

pub mod fault;
pub mod text;
