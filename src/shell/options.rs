//! What the reading of an article needs to know, and how it ends.

use super::article::Article;
use super::theme_file::ThemeFile;
use crate::claim::Scheme;
use crate::fault::Fault;
use crate::session::Onward;
use crate::session::keymap::Rebound;
use crate::theme::{Theme, Tier};
use std::path::PathBuf;

/// What a run needs to know.
#[derive(Debug)]
pub struct Options {
    /// The article.
    pub article: Article,
    /// The scheme it is read under, or the outline of it.
    pub scheme: Scheme,
    /// The name of the built-in scheme whose outline that is; nothing if it is whole.
    pub complete: Option<String>,
    /// The theme with its name; nothing to choose by the terminal's background.
    pub theme: Option<(String, Theme)>,
    /// The file that the theme came from, to be read again whenever it changes.
    pub theme_file: Option<ThemeFile>,
    /// How many colours to use.
    pub tier: Tier,
    /// Keys of the reader's own.
    pub keys: Vec<Rebound>,
    /// Who decides; nothing for the usual reader.
    pub annotator: Option<String>,
    /// The tag file; nothing for the usual place.
    pub tags: Option<PathBuf>,
    /// Whether nothing is to be decided.
    pub read_only: bool,
    /// Whether the machine's word is veiled until the reader has decided.
    pub blind: bool,
    /// Whether the mouse is left to the terminal.
    pub no_mouse: bool,
    /// What to say when the program opens.
    pub warnings: Vec<Fault>,
    /// The number of the article on its shelf, from 1, and how many there are.
    pub shelf: Option<(usize, usize)>,
}

/// How the reading of an article ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The number of the signal that ended it, if one did.
    pub signal: Option<i32>,
    /// Where the reader goes from there.
    pub onward: Onward,
}
