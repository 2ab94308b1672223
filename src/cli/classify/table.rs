//! The table of marks in Parquet, for the claims of a corpus that nobody has decided on.

use crate::diagnostic::Diagnostic;
#[cfg(feature = "parquet")]
use crate::export::{About, Article, parquet};
#[cfg(feature = "parquet")]
use crate::reading::Reading;
use crate::shell::batch::output::AtomicFile;
use std::io;

/// A table that is being written.
pub(super) struct Table {
    name: String,
    #[cfg(feature = "parquet")]
    writer: parquet::Table<AtomicFile>,
}

#[cfg(feature = "parquet")]
impl Table {
    pub(super) fn new(name: String, out: AtomicFile) -> io::Result<Self> {
        Ok(Self { name, writer: parquet::Table::new(out)? })
    }

    /// Adds the claims of an article.
    pub(super) fn add(&mut self, name: &str, reading: &Reading) -> io::Result<()> {
        self.writer.add(&Article { name, reading }, &About::default())
    }

    pub(super) fn finish(self) -> Result<(), Diagnostic> {
        let done = self.writer.finish();
        done.map_err(|error| Diagnostic::whole(&self.name, error.to_string()))?.finish()
    }
}

#[cfg(not(feature = "parquet"))]
impl Table {
    pub(super) fn new(name: String, _: AtomicFile) -> io::Result<Self> {
        Ok(Self { name })
    }

    pub(super) fn finish(self) -> Result<(), Diagnostic> {
        Ok(())
    }
}

impl Table {
    pub(super) fn name(&self) -> String {
        self.name.clone()
    }
}
