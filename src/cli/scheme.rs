//! The scheme that a command works by.

use crate::claim::Scheme;
use crate::fault::Fault;
use std::path::Path;

/// The scheme of a file, or the built-in one, with what is wrong with it.
pub(super) fn read(path: Option<&Path>) -> Result<(Scheme, Vec<Fault>), Fault> {
    match path {
        None => Ok((Scheme::claims(), Vec::new())),
        Some(path) => Scheme::parse(&read_file(path)?, &path.to_string_lossy()),
    }
}

/// The text of a small file that a person wrote.
pub(super) fn read_file(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|error| Fault::whole(&path.to_string_lossy(), error.to_string()))
}
