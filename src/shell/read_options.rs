//! How the command line says to read an article.

use crate::import::Format;

/// Import options from the command line.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// `None` detects it.
    pub format: Option<Format>,
    /// Keeps everything on a web page.
    pub raw: bool,
    /// `None` detects it.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}
