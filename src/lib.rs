//! purport: a terminal reader that finds what an article claims.

pub mod claim;
pub mod fault;
pub mod text;
