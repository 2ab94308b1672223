//! The other articles whose tags teach: those of the shelf, or those beside the open article.

use super::article::{ReadOptions, Source};
use super::paths;
use super::survey::TaggedArticle;
use crate::error::Error;
use crate::import::Format;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most articles beside the open one whose tags teach.
const MAX_PEERS: usize = 5000;

/// The articles whose tags teach beside the open one.
pub(super) struct Peers {
    pub(super) source: Source,
    pub(super) annotator: Option<String>,
    /// All articles of the shelf; `None` for those in the folder of the article.
    pub(super) shelf: Option<Arc<Vec<PathBuf>>>,
}

impl Peers {
    /// Those with a tag file, in the order of the shelf or by name.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        let Source::File(own) = &self.source else { return Vec::new() };
        let beside = || {
            let folder =
                own.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let mut files: Vec<PathBuf> =
                entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
            files.sort();
            files
        };
        let all = self.shelf.as_ref().map_or_else(beside, |paths| paths.as_ref().clone());
        let is_own = |path: &PathBuf| {
            path.file_name() == own.file_name() && path.canonicalize().ok() == own.canonicalize().ok()
        };
        let is_article = |path: &PathBuf| {
            path.file_name().is_some_and(|name| Format::is_article_name(&name.to_string_lossy()))
        };
        let tagged =
            |path: &PathBuf| paths::tags(&Source::File(path.clone()), self.annotator.as_deref(), "").exists();
        let peers = all.into_iter().filter(|path| (self.shelf.is_some() || is_article(path)) && tagged(path));
        peers.filter(|path| !is_own(path)).take(MAX_PEERS).collect()
    }

    pub(super) fn read(&self, path: &Path) -> Result<TaggedArticle, Error> {
        TaggedArticle::read(
            &Source::File(path.to_owned()),
            ReadOptions::default(),
            None,
            self.annotator.as_deref(),
        )
    }
}
