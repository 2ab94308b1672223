//! purport: a terminal reader that finds what an article claims.

pub mod fault;
pub mod text;
pub mod theme;
