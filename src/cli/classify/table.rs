//! The table of marks in Parquet, for the claims of a corpus that nobody has decided on.

#[cfg(feature = "parquet")]
use crate::export::{About, Article, parquet};
use crate::fault::Fault;
#[cfg(feature = "parquet")]
use crate::reading::Reading;
use crate::shell::batch::sink::Kept;
use std::io;

/// A table that is being written.
pub(super) struct Table {
    name: String,
    #[cfg(feature = "parquet")]
    writer: parquet::Table<Kept>,
}

#[cfg(feature = "parquet")]
impl Table {
    pub(super) fn new(name: String, out: Kept) -> io::Result<Self> {
        Ok(Self { name, writer: parquet::Table::new(out)? })
    }

    /// Adds the claims of an article.
    pub(super) fn add(&mut self, name: &str, reading: &Reading) -> io::Result<()> {
        self.writer.add(&Article { name, reading }, &About::default())
    }

    pub(super) fn finish(self) -> Result<(), Fault> {
        let done = self.writer.finish();
        done.map_err(|error| Fault::whole(&self.name, error.to_string()))?.finish()
    }
}

#[cfg(not(feature = "parquet"))]
impl Table {
    pub(super) fn new(name: String, _: Kept) -> io::Result<Self> {
        Ok(Self { name })
    }

    pub(super) fn finish(self) -> Result<(), Fault> {
        Ok(())
    }
}

impl Table {
    pub(super) fn name(&self) -> String {
        self.name.clone()
    }
}
