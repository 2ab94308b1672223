//! Surveys of many articles: finds them in folders, reads them with their tags, and summarises them on all cores.

use super::article::{Article, ReadOptions, Source};
use super::batch::default_jobs;
use super::export::is_export;
use super::parallel_classify::classify_on_idle_cores;
use super::store::{RealDisk, TagFile};
use super::{display, paths, state};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::{Format, ImportedDocument};
use crate::reading::{ArticleSummary, Reading, ThresholdShift};
use crate::tag::Tag;
use crate::text::Document;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Depth limit for folders.
const MAX_DEPTH: usize = 16;

/// Articles for the words of the command line: files as given, and in folders every file with an article's extension,
/// sorted by name. Skips hidden files and linked folders.
///
/// Fails if a folder is unreadable, or if there is no article at all.
pub fn articles(words: &[PathBuf]) -> Result<Vec<PathBuf>, Error> {
    let mut found: Vec<PathBuf> = Vec::new();
    for word in words {
        if word.is_dir() {
            find_files(word, 0, &Format::is_article_name, &mut found)?;
        } else {
            found.push(word.clone());
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.clone()));
    if found.is_empty() {
        let hint = "the names of articles end in .txt, .md, .html, .eml, .mht, .epub, .docx, .odt or .pdf";
        return Err(Error::new(joined(words), "holds no article").hint(hint));
    }
    Ok(found)
}

/// Comma-separated, for a message.
pub(super) fn joined(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| display::path(path)).collect::<Vec<_>>().join(", ")
}

/// Common folder of all articles, and their names relative to it; the whole paths without one.
pub fn names(paths: &[PathBuf]) -> (PathBuf, Vec<String>) {
    let mut folder = paths.first().and_then(|path| path.parent()).unwrap_or_else(|| Path::new(""));
    while !paths.iter().all(|path| path.starts_with(folder)) {
        folder = folder.parent().unwrap_or_else(|| Path::new(""));
    }
    let name = |path: &PathBuf| display::path(path.strip_prefix(folder).unwrap_or(path));
    (folder.to_owned(), paths.iter().map(name).collect())
}

/// Adds the files in and below a folder whose names are `wanted`, sorted by name. Skips hidden files, exports and
/// linked folders.
pub(super) fn find_files(
    folder: &Path,
    depth: usize,
    wanted: &dyn Fn(&str) -> bool,
    found: &mut Vec<PathBuf>,
) -> Result<(), Error> {
    let failed = |error| display::io_error(display::path(folder), error);
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(failed)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        if name.starts_with('.') || is_export(&path) {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && depth < MAX_DEPTH {
            find_files(&path, depth + 1, wanted, found)?;
        } else if !kind.is_dir() && wanted(&name) && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

/// Surveys articles on all cores, and sends each survey with the article's index in order of completion. Stops once
/// `send` returns `false`.
pub fn all(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    send: &(impl Fn(usize, Result<ArticleSummary, Error>) -> bool + Sync),
) {
    let next = AtomicUsize::new(0);
    let next = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < paths.len());
    each(paths, scheme, annotator, &next, send);
}

/// Surveys the articles whose indices `next` gives, on all cores, until it gives none or `send` returns `false`.
pub(super) fn each(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    next: &(impl Fn() -> Option<usize> + Sync),
    send: &(impl Fn(usize, Result<ArticleSummary, Error>) -> bool + Sync),
) {
    let stopped = AtomicBool::new(false);
    let work = || {
        while !stopped.load(Ordering::Relaxed)
            && let Some(at) = next()
            && let Some(path) = paths.get(at)
        {
            if !send(at, one(path, scheme, annotator)) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}

pub fn one(path: &Path, scheme: &Arc<Scheme>, annotator: Option<&str>) -> Result<ArticleSummary, Error> {
    let source = Source::File(path.to_owned());
    let article = TaggedArticle::read(&source, ReadOptions::default(), None, annotator)?;
    Ok(ArticleSummary::new(&article.document, scheme, article.tags, article.same))
}

/// A whole article merged with its tags, and warnings about unusable tags.
pub fn reading(
    path: &Path,
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
) -> Result<(Reading, Vec<Diagnostic>), Error> {
    let source = Source::File(path.to_owned());
    let mut article = TaggedArticle::read(&source, ReadOptions::default(), None, annotator)?;
    let warnings = std::mem::take(&mut article.tag_warnings);
    Ok((article.into_reading(scheme), warnings))
}

#[derive(Debug)]
pub struct TaggedArticle {
    pub document: Arc<Document>,
    pub tags: Vec<Tag>,
    /// Was the tag file written for exactly this text?
    pub same: bool,
    pub has_tags: bool,
    pub warnings: Vec<Diagnostic>,
    pub tag_warnings: Vec<Diagnostic>,
}

impl TaggedArticle {
    /// Reads an article and its tag file; `tags` replaces the default path beside the article.
    pub fn read(
        source: &Source,
        options: ReadOptions,
        tags: Option<PathBuf>,
        annotator: Option<&str>,
    ) -> Result<Self, Error> {
        let ImportedDocument { document, warnings } = Article::open(source.clone(), options)?.read()?;
        let path = tags.unwrap_or_else(|| paths::tags(source, annotator, &document.digest));
        let (file, loaded) = TagFile::read(RealDisk, path)?;
        let same = file.header().is_some_and(|header| header.is_of(&document));
        let (tags, tag_warnings) = (loaded.tags, loaded.warnings);
        Ok(Self { document: Arc::new(document), tags, same, has_tags: file.exists(), warnings, tag_warnings })
    }

    /// The article with claims and tags merged, at the default thresholds.
    pub fn into_reading(self, scheme: &Arc<Scheme>) -> Reading {
        let slack = ThresholdShift::SLACK;
        let (claims, _) = classify_on_idle_cores(&self.document, scheme, slack, default_jobs(), &|_| ());
        let mut reading = Reading::new(self.document, Arc::clone(scheme));
        reading.add_tags(self.tags, self.same);
        reading.add_claims(claims);
        reading
    }
}

/// Time of an annotator's last visit, RFC 3339 in UTC; `None` if never or unknown.
pub fn last_read(path: &Path, annotator: Option<&str>) -> Option<String> {
    let source = Source::File(path.to_owned());
    let visit = |blind| {
        let file = state::position_file(&source, "", annotator, blind)?;
        std::fs::metadata(file).ok()?.modified().ok()
    };
    let at = jiff::Timestamp::try_from(visit(false).max(visit(true))?).ok()?;
    Some(jiff::Timestamp::from_second(at.as_second()).ok()?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_named_from_their_common_folder() {
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
    fn a_folder_holds_its_articles_and_no_other_files() {
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
        let error = articles(&[root.join("empty")]).unwrap_err().to_string();
        assert!(error.contains("holds no article") && error.contains(".txt"), "{error}");
    }
}
