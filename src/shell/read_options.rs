//! How the command line says to read an article.

use crate::import::Format;

/// Bytes read before the first screen; a background thread reads the rest of a longer text.
pub(super) const FIRST_BYTES: usize = 256 * 1024;

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
