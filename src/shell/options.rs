//! What the reading of an article needs to know, and how it ends.

use super::article::Article;
use super::classifier::Call;
use super::display;
use super::tag_files::AnnotatorFile;
use super::theme_file::ThemeFile;
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::reading::Filter;
use crate::session::keymap::Rebound;
use crate::session::{Annotations, Compared, ExitTo};
use crate::text::Document;
use crate::theme::{ColorDepth, Theme};
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
    /// What was found in it, if it is opened for that.
    pub found: Option<Found>,
    /// Another classifier that is asked for the claims.
    pub classifier: Option<Call>,
    /// The theme with its name; nothing to choose by the terminal's background.
    pub theme: Option<(String, Theme)>,
    /// The file that the theme came from, to be read again whenever it changes.
    pub theme_file: Option<ThemeFile>,
    /// How many colours to use.
    pub color_depth: ColorDepth,
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
    pub warnings: Vec<Diagnostic>,
    /// Whose tags are compared, if anybody's are.
    pub compare: Option<Comparison>,
    /// The number of the article on its shelf, from 1, and how many there are.
    pub shelf: Option<(usize, usize)>,
}

/// What somebody looked for and found in an article.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What is listed.
    pub filter: Filter,
    /// The startup claim of it, in code points.
    pub start: u32,
}

/// Two annotators whose tags are compared.
#[derive(Debug)]
pub struct Comparison {
    /// Their tag files.
    pub sheets: [AnnotatorFile; 2],
    /// Whether it is not shown who is who before a passage is settled.
    pub masked: bool,
}

impl Comparison {
    /// Who is compared, and what they decided in `document`.
    pub(super) fn of(self, document: &Document) -> (Compared, Vec<Annotations>) {
        let name = |sheet: &AnnotatorFile| sheet.header.annotator.clone();
        let file = |sheet: &AnnotatorFile| sheet.path.file_name().map(|name| display::path(name.as_ref()));
        let [one, two] = &self.sheets;
        let mut names = [name(one), name(two)];
        if names[0] == names[1] {
            // Two files of one annotator are told apart by their names.
            names = [file(one).unwrap_or_default(), file(two).unwrap_or_default()];
        }
        let files = [file(one).unwrap_or_default(), file(two).unwrap_or_default()];
        let compared = Compared { names: names.clone(), files, masked: self.masked };
        let annotations = self.sheets.into_iter().zip(names).map(|(sheet, annotator)| Annotations {
            same: sheet.header.is_of(document),
            annotator,
            tags: sheet.tags,
        });
        (compared, annotations.collect())
    }
}

/// How the reading of an article ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// The number of the signal that ended it, if one did.
    pub signal: Option<i32>,
    /// Where the reader goes from there.
    pub onward: ExitTo,
}
