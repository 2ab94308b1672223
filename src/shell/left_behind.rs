//! Tag files left behind by a renamed article: found by the digest of the text they were written for.

use super::article::{Article, ReadOptions, Source};
use super::paths::TAGS_ENDING;
use super::{READER, display, file, paths, store};
use crate::error::Error;
use crate::tag::Header;
use crate::text::Document;
use crate::text::digest::sha256;
use crate::text::number::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// A tag file tells its text within this many bytes.
const MAX_HEAD: u64 = 4096;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct LeftBehind {
    pub(super) path: PathBuf,
    /// Number of its tags.
    pub(super) count: usize,
}

/// The annotator's tag file in the article's folder that was written for this very text under another name, unless the
/// article of that name still has this text.
pub(super) fn find(article: &Path, annotator: Option<&str>, document: &Document) -> Option<LeftBehind> {
    let own = paths::tags(&Source::File(article.to_owned()), annotator, "");
    tag_files_in(&folder(article))
        .into_iter()
        .filter(|path| path.file_name() != own.file_name() && mentions(path, document))
        .filter(|path| !is_of_copy(path, annotator, document))
        .find_map(|path| matching(path, annotator, document))
}

/// For each article without a tag file, whether one that an article of another name left behind fits it.
///
/// Reads articles only in folders that hold such files.
pub fn hints(articles: &[PathBuf], annotator: Option<&str>) -> Vec<Error> {
    let mut orphans: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for article in articles {
        orphans.entry(folder(article)).or_insert_with_key(|folder| {
            let mut files = tag_files_in(folder);
            files.retain(|path| article_of(path, annotator).is_some_and(|article| !article.exists()));
            files
        });
    }
    let mut used = BTreeSet::new();
    let mut hints = Vec::new();
    for article in articles {
        let own = paths::tags(&Source::File(article.clone()), annotator, "");
        let Some(files) = orphans.get(&folder(article)).filter(|files| !files.is_empty() && !own.exists())
        else {
            continue;
        };
        let source = Source::File(article.clone());
        let Ok(read) = Article::open(source, ReadOptions::default()).and_then(Article::read) else {
            continue;
        };
        let left = files.iter().filter(|path| mentions(path, &read.document));
        let mut left = left.filter_map(|path| matching(path.clone(), annotator, &read.document));
        if let Some(left) = left.next().filter(|left| used.insert(left.path.clone())) {
            let message = format!(
                "has no tags, but {} holds {} of this very text",
                display::file_name(&left.path),
                counted(left.count, "tag")
            );
            let hint =
                format!("open the article to take them over, or rename it to {}", display::file_name(&own));
            hints.push(Error::new(display::path(article), message).hint(hint));
        }
    }
    hints
}

fn folder(article: &Path) -> PathBuf {
    article.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

/// Sorted by name, so that the same one is found each time.
fn tag_files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_tag_file = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.ends_with(TAGS_ENDING) && !name.starts_with('.') && path.is_file()
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_tag_file).collect();
    files.sort();
    files
}

/// The article that a tag file belongs to by its name.
fn article_of(tags: &Path, annotator: Option<&str>) -> Option<PathBuf> {
    let name = tags.file_name()?.to_str()?.strip_suffix(TAGS_ENDING)?;
    let name = annotator.map_or(Some(name), |annotator| name.strip_suffix(annotator)?.strip_suffix('.'))?;
    Some(tags.with_file_name(name))
}

/// Does the head of the file name the digest of the article or of its text?
fn mentions(path: &Path, document: &Document) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_HEAD).read_to_end(&mut head));
    let head = String::from_utf8_lossy(&head);
    read.is_ok() && (head.contains(&document.digest) || head.contains(&document.text_digest))
}

/// Is the article that the tag file is named after still there, with the same bytes?
fn is_of_copy(path: &Path, annotator: Option<&str>, document: &Document) -> bool {
    let Some(article) = article_of(path, annotator).filter(|article| article.is_file()) else { return false };
    let mut bytes = Vec::new();
    let name = display::path(&article);
    let read = file::open(&article, &name).is_ok_and(|mut file| file.read_to_end(&mut bytes).is_ok());
    read && sha256(&bytes) == document.digest
}

fn matching(path: PathBuf, annotator: Option<&str>, document: &Document) -> Option<LeftBehind> {
    let found = store::read_document(&path).ok()?;
    let header = found.header();
    let text = |header: &Header| {
        if header.text_sha256.is_empty() { header.sha256.clone() } else { header.text_sha256.clone() }
    };
    let same = header.sha256 == document.digest || text(&header) == document.text_digest;
    let count = found.tags("").0.len();
    (same && header.annotator == annotator.unwrap_or(READER) && count > 0)
        .then_some(LeftBehind { path, count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};
    use crate::tag::{Selector, Tag, TagDocument};
    use std::sync::Arc;

    const TEXT: &str = "The weavers must pay. They agreed.";

    fn document(text: &str) -> Document {
        import(text.as_bytes().to_vec(), "b.txt", ImportOptions::new(Format::Plain)).unwrap().document
    }

    fn write(folder: &Path, name: &str, text: &str, annotator: &str) {
        let document = Document { name: "a.txt".to_owned(), ..document(text) };
        let mut tags = TagDocument::new(&Header::of(&document, (String::new(), String::new()), annotator));
        let tag = Tag { id: "t-1".to_owned(), ..Tag::new(Selector::of(&document, document.blocks[0].span)) };
        tags.update(&[], &[Arc::new(tag)]);
        fs::write(folder.join(name), tags.render()).unwrap();
    }

    #[test]
    fn a_renamed_article_finds_its_tags_and_a_copy_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let (root, new) = (folder.path(), folder.path().join("b.txt"));
        fs::write(&new, TEXT).unwrap();
        let find = |annotator| find(&new, annotator, &document(TEXT)).map(|left| (left.path, left.count));
        assert_eq!(find(None), None);
        write(root, "other.txt.tags.toml", "Another text.", READER);
        write(root, "a.txt.r1.tags.toml", TEXT, "r1");
        assert_eq!(find(None), None, "the tags of another text, or of another annotator");
        assert_eq!(find(Some("r1")), Some((root.join("a.txt.r1.tags.toml"), 1)));
        write(root, "a.txt.tags.toml", TEXT, READER);
        assert_eq!(find(None), Some((root.join("a.txt.tags.toml"), 1)));
        // Another text under the old name leaves the tags behind; the same text has them.
        fs::write(root.join("a.txt"), "Something new.").unwrap();
        assert!(find(None).is_some());
        fs::write(root.join("a.txt"), TEXT).unwrap();
        assert_eq!(find(None), None);
    }

    #[test]
    fn commands_name_the_tags_of_renamed_articles() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["b.txt", "c.txt"].map(|name| folder.path().join(name));
        fs::write(&paths[0], TEXT).unwrap();
        fs::write(&paths[1], "Another text.").unwrap();
        assert!(hints(&paths, None).is_empty());
        write(folder.path(), "a.txt.tags.toml", TEXT, READER);
        let found: Vec<String> = hints(&paths, None).iter().map(ToString::to_string).collect();
        assert!(
            found.len() == 1 && found[0].contains("a.txt.tags.toml holds 1 tag of this very text"),
            "{found:?}"
        );
        fs::rename(folder.path().join("a.txt.tags.toml"), folder.path().join("b.txt.tags.toml")).unwrap();
        assert!(hints(&paths, None).is_empty());
    }
}
