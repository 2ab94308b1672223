//! Tag files of several annotators: which there are, and the articles that they are about.

use super::article::{Article, Source, Wanted};
use super::{display, store, survey};
use crate::diagnostic::Diagnostic;
use crate::tag::{Header, Tag};
use crate::text::Document;
use std::path::{Path, PathBuf};

/// What the names of tag files end in.
pub const ENDING: &str = ".tags.toml";

/// A tag file, read.
#[derive(Debug)]
pub struct AnnotatorFile {
    /// Where it is.
    pub path: PathBuf,
    /// The word of the command line that it was found by.
    pub word: usize,
    /// The folder that it is in, from that word on; empty where the word named the file itself.
    pub folder: PathBuf,
    /// What it says about itself.
    pub header: Header,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What is wrong with others in it, and whether it is from a later version.
    pub faults: Vec<Diagnostic>,
}

/// Reads the tag files that words of the command line name: files as they are, and of folders every one in them
/// and below.
///
/// Fails where a file cannot be read or is no tag file, and where there is none at all.
pub fn read(words: &[PathBuf]) -> Result<Vec<AnnotatorFile>, Diagnostic> {
    let mut files = Vec::new();
    for (word, named) in words.iter().enumerate() {
        if !named.is_dir() {
            files.push(one(named.clone(), word, PathBuf::new())?);
            continue;
        }
        let mut paths = Vec::new();
        survey::gather(named, 0, &|name| name.ends_with(ENDING), &mut paths)?;
        for path in paths {
            let folder =
                path.parent().and_then(|folder| folder.strip_prefix(named).ok()).unwrap_or(Path::new(""));
            let folder = folder.to_owned();
            files.push(one(path, word, folder)?);
        }
    }
    if files.is_empty() {
        let names: Vec<String> = words.iter().map(|word| display::path(word)).collect();
        let fault = Diagnostic::whole(&names.join(", "), "holds no tag file");
        return Err(fault.hint(format!("the names of tag files end in {ENDING}")));
    }
    Ok(files)
}

fn one(path: PathBuf, word: usize, folder: PathBuf) -> Result<AnnotatorFile, Diagnostic> {
    let name = display::path(&path);
    let sheet = store::sheet(&path)?;
    if sheet.is_empty() {
        return Err(Diagnostic::whole(&name, "is empty").hint("name a tag file"));
    }
    let (tags, mut faults) = sheet.tags(&name);
    if sheet.asks_for_newer() {
        faults.push(Diagnostic::whole(
            &name,
            "was written by a newer purport; what this one knows of it is compared",
        ));
    }
    Ok(AnnotatorFile { path, word, folder, header: sheet.header(), tags, faults })
}

/// The article that a tag file is about, if it stands beside it.
pub fn article(file: &AnnotatorFile) -> Option<PathBuf> {
    // A tag file may be a stranger's, so only the name counts and never a folder.
    let name = Path::new(&file.header.document).file_name()?;
    let beside = file.path.with_file_name(name);
    (Path::new(&file.header.document) == Path::new(name) && beside.is_file()).then_some(beside)
}

/// The article at `path`, as the reader shows it, with what is wrong with it.
pub fn document(path: &Path) -> Result<(Document, Vec<Diagnostic>), Diagnostic> {
    let imported = Article::open(Source::File(path.to_owned()), Wanted::default())?.read()?;
    Ok((imported.document, imported.warnings))
}
