//! Many articles at once: which there are in a folder, and what there is to know of each.

use super::article::{Article, Source, Wanted};
use super::export::is_export;
use super::store::{Read, Real, TagFile};
use super::{display, paths, resume_state};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::import::Format;
use crate::reading::{Reading, Survey};
use crate::text::Document;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Folders in folders are looked into so deep.
const DEEPEST: usize = 16;

/// The articles that words of the command line name: files as they are, and of folders every file in them
/// whose name is an article's, in the order of their names. Hidden ones and linked folders are left out.
///
/// Fails where a folder cannot be read, and where there is no article at all.
pub fn articles(words: &[PathBuf]) -> Result<Vec<PathBuf>, Diagnostic> {
    let mut found: Vec<PathBuf> = Vec::new();
    for word in words {
        if word.is_dir() {
            gather(word, 0, &Format::is_article_name, &mut found)?;
        } else {
            found.push(word.clone());
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    if found.is_empty() {
        let names: Vec<String> = words.iter().map(|word| display::path(word)).collect();
        let hint = "the names of articles end in .txt, .md, .html, .epub, .docx, .odt or .pdf";
        return Err(Diagnostic::whole(&names.join(", "), "holds no article").hint(hint));
    }
    Ok(found)
}

/// The folder that all articles are in or below, and their names from there on. Those of no common folder
/// have their whole paths for names.
pub fn names(paths: &[PathBuf]) -> (PathBuf, Vec<String>) {
    let mut folder = paths.first().and_then(|path| path.parent()).unwrap_or_else(|| Path::new(""));
    while !paths.iter().all(|path| path.starts_with(folder)) {
        folder = folder.parent().unwrap_or_else(|| Path::new(""));
    }
    let name = |path: &PathBuf| display::path(path.strip_prefix(folder).unwrap_or(path));
    (folder.to_owned(), paths.iter().map(name).collect())
}

/// Adds every file in a folder and below it whose name is `wanted`, in the order of their names. Hidden ones and
/// linked folders are left out.
pub(super) fn gather(
    folder: &Path,
    depth: usize,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<PathBuf>,
) -> Result<(), Diagnostic> {
    let fault =
        |error: &std::io::Error| Diagnostic::whole(&display::path(folder), display::describe_io_error(error));
    let entries = std::fs::read_dir(folder).map_err(|error| fault(&error))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(|error| fault(&error))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(|error| fault(&error))?;
        let path = entry.path();
        if is_export(&path) {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            gather(&path, depth + 1, wanted, found)?;
        } else if !kind.is_dir() && wanted(&name) && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// Looks through articles on as many threads as the machine has, and says what was found, each with its
/// number, in the order in which they are done. Ends early once `say` gives `false`.
pub fn all(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    say: &(impl Fn(usize, Result<Survey, Diagnostic>) -> bool + Sync),
) {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some((at, path)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            paths.get(at).map(|path| (at, path))
        } {
            if !say(at, one(path, scheme, annotator)) {
                next.store(paths.len(), Ordering::Relaxed);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}

/// Looks through one article.
pub fn one(path: &Path, scheme: &Arc<Scheme>, annotator: Option<&str>) -> Result<Survey, Diagnostic> {
    let (document, found, same) = opened(path, annotator)?;
    Ok(Survey::of(&document, scheme, found.tags, same))
}

/// One article read to its end with its tags, and what is wrong with tags that cannot be used.
pub fn reading(
    path: &Path,
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
) -> Result<(Reading, Vec<Diagnostic>), Diagnostic> {
    let (document, found, same) = opened(path, annotator)?;
    Ok((Reading::whole(document, Arc::clone(scheme), found.tags, same), found.faults))
}

/// An article, what is in its tag file, and whether that was written for just this text.
fn opened(path: &Path, annotator: Option<&str>) -> Result<(Arc<Document>, Read, bool), Diagnostic> {
    let source = Source::File(path.to_owned());
    let document = Arc::new(Article::open(source.clone(), Wanted::default())?.read()?.document);
    let (file, found) = TagFile::read(Real, paths::tags(&source, annotator, &document.digest))?;
    let same = file.header().is_some_and(|header| header.is_of(&document));
    Ok((document, found, same))
}

/// When an article was read last, as RFC 3339 in UTC; nothing if it never was, as far as is known.
pub fn last_read(path: &Path) -> Option<String> {
    let file = resume_state::file(&Source::File(path.to_owned()), "")?;
    let at = std::fs::metadata(file).ok()?.modified().ok()?;
    let at = jiff::Timestamp::try_from(at).ok()?;
    Some(jiff::Timestamp::from_second(at.as_second()).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_named_from_their_common_folder_on() {
        let check = |all: &[&str], folder: &str, expected: &[&str]| {
            let paths: Vec<PathBuf> = all.iter().map(PathBuf::from).collect();
            assert_eq!(
                names(&paths),
                (PathBuf::from(folder), expected.iter().map(|name| (*name).to_owned()).collect())
            );
        };
        check(&["a/b/c.txt", "a/d.txt"], "a", &["b/c.txt", "d.txt"]);
        check(&["/a/b.txt", "c.txt"], "", &["/a/b.txt", "c.txt"]);
        check(&["b.txt"], "", &["b.txt"]);
    }

    #[test]
    fn a_folder_gives_its_articles_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("deep")).unwrap();
        std::fs::create_dir_all(root.join("a.txt.brat")).unwrap();
        let exports = ["a.txt.report.md", "a.txt.brat/a.txt.txt"];
        let others = ["b.md", "a.txt", "a.txt.tags.toml", ".hidden.txt", "photo.jpg", "deep/c.HTML"];
        for name in others.into_iter().chain(exports) {
            std::fs::write(root.join(name), "x").unwrap();
        }
        let found = articles(&[root.to_owned(), root.join("photo.jpg"), root.join("b.md")]).unwrap();
        let expected = ["a.txt", "b.md", "deep/c.HTML", "photo.jpg"].map(|name| root.join(name));
        assert_eq!(found, expected, "a file that is named is an article whatever its name");
        std::fs::create_dir(root.join("empty")).unwrap();
        let fault = articles(&[root.join("empty")]).unwrap_err().to_string();
        assert!(fault.contains("holds no article") && fault.contains(".txt"), "{fault}");
    }
}
