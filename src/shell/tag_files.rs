//! Tag files of several annotators: finds them in folders, and locates their articles.

use super::article::{Article, ReadOptions, Source};
use super::walk::{self, WalkOptions};
use super::{display, store};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::ImportedDocument;
use crate::tag::{Header, Tag};
use std::path::{Path, PathBuf};

pub use super::paths::TAGS_ENDING as ENDING;

#[derive(Debug)]
pub struct AnnotatorFile {
    pub path: PathBuf,
    /// Index of the command-line word that found it.
    pub word: usize,
    /// Its folder relative to that word; empty if the word names the file itself.
    pub folder: PathBuf,
    pub header: Header,
    pub tags: Vec<Tag>,
    /// About unusable tags, and about a later version of the format.
    pub warnings: Vec<Diagnostic>,
}

/// Reads the tag files for the words of the command line: files as given, and all in and below folders. Adds folders
/// that cannot be read to `unreadable`.
///
/// Fails if one of the files is unreadable or not a tag file, or if there is none at all.
pub fn read(words: &[PathBuf], unreadable: &mut Vec<Error>) -> Result<Vec<AnnotatorFile>, Error> {
    let mut files = Vec::new();
    for (word, named) in words.iter().enumerate() {
        if !named.is_dir() {
            files.push(read_one(named.clone(), word, PathBuf::new())?);
            continue;
        }
        // Tag files are the work of people: no rule of git leaves one out.
        let options = WalkOptions { hidden: false, ignored: true };
        let found = walk::files(named, &|name| name.ends_with(ENDING), options);
        unreadable.extend(found.errors);
        for path in found.paths {
            let folder = path.parent().and_then(|folder| folder.strip_prefix(named).ok());
            let folder = folder.map(Path::to_owned).unwrap_or_default();
            files.push(read_one(path, word, folder)?);
        }
    }
    if files.is_empty() {
        let error = Error::new(walk::joined(words), "holds no tag file");
        return Err(error.hint(format!("the names of tag files end in {ENDING}")));
    }
    Ok(files)
}

fn read_one(path: PathBuf, word: usize, folder: PathBuf) -> Result<AnnotatorFile, Error> {
    let name = display::path(&path);
    let document = store::read_document(&path)?;
    if document.is_empty() {
        return Err(Error::new(name, "is empty").hint("name a tag file"));
    }
    let (tags, mut warnings) = document.tags(&name);
    if document.needs_newer_version() {
        let message = "was written by a newer purport; the comparison uses what this one understands";
        warnings.push(Diagnostic::whole(&name, message));
    }
    Ok(AnnotatorFile { path, word, folder, header: document.header(), tags, warnings })
}

/// The article of a tag file, if it is beside it.
pub fn article(file: &AnnotatorFile) -> Option<PathBuf> {
    // The file may come from a stranger, so use only the file name and ignore folders.
    let name = Path::new(&file.header.document).file_name()?;
    let beside = file.path.with_file_name(name);
    (Path::new(&file.header.document) == Path::new(name) && beside.is_file()).then_some(beside)
}

/// Reads the article at `path` with the reader's settings.
pub fn read_article(path: &Path) -> Result<ImportedDocument, Error> {
    Article::open(Source::File(path.to_owned()), ReadOptions::default())?.read()
}
