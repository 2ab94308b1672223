//! Exports to disk: renders an article and writes the files.

use super::article::Source;
use super::names::downwards;
use super::{display, paths, store};
use crate::error::Error;
use crate::export::{Export, ExportArticle, ExportOptions, FileName, Format, OutputKind, render};
use crate::reading::Reading;
use crate::session::{Model, Notice};
use crate::text::number::counted;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

/// Destination of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The main file here, the others beside it.
    File(PathBuf),
    /// All files in this folder.
    Folder(PathBuf),
}

impl Target {
    /// Target from a user's word: a folder if it is one, ends like one, or if the format creates one.
    pub fn of_word(word: &Path, format: Format) -> Self {
        let ends = word.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
        if ends || word.is_dir() || format.output_kind() == OutputKind::Folder {
            Self::Folder(word.to_owned())
        } else {
            Self::File(word.to_owned())
        }
    }

    /// Default target, beside the article.
    pub fn beside(source: &Source, digest: &str, format: Format) -> Self {
        let mut path = paths::export(source, digest).into_os_string();
        path.push(format.ending());
        match format.output_kind() {
            OutputKind::Folder => Self::Folder(path.into()),
            OutputKind::Text | OutputKind::Binary => Self::File(path.into()),
        }
    }

    /// Paths and contents of an export's files. `stem` names the main one in a folder; its upward components are
    /// dropped.
    pub fn paths(&self, export: Export, stem: &Path, format: Format) -> Vec<(PathBuf, Vec<u8>)> {
        let (main, folder) = match self {
            Self::File(path) => (path.clone(), path.parent().map(Path::to_owned).unwrap_or_default()),
            Self::Folder(folder) => {
                let mut path = folder.join(downwards(stem)).into_os_string();
                path.push(format.ending());
                (path.into(), folder.clone())
            }
        };
        let path = |name: FileName| match name {
            FileName::Main => main.clone(),
            FileName::Beside(ending) => main.with_extension(ending.trim_start_matches('.')),
            FileName::Own(name) => folder.join(downwards(Path::new(&name))),
        };
        export.files.into_iter().map(|file| (path(file.name), file.bytes)).collect()
    }
}

/// The files of an export. Articles may share a file, but none takes the place of another.
#[derive(Debug, Default)]
pub struct ExportFiles {
    files: Vec<(PathBuf, Vec<u8>)>,
    known: HashMap<PathBuf, usize>,
}

impl ExportFiles {
    /// Fails for a path that already has another content.
    pub fn add(&mut self, path: PathBuf, bytes: Vec<u8>) -> Result<(), Error> {
        match self.known.entry(path) {
            Entry::Vacant(entry) => {
                self.files.push((entry.key().clone(), bytes));
                entry.insert(self.files.len() - 1);
                Ok(())
            }
            Entry::Occupied(entry)
                if self.files.get(*entry.get()).is_some_and(|(_, known)| *known == bytes) =>
            {
                Ok(())
            }
            Entry::Occupied(entry) => {
                let message = "two files of this export would have this name, and nothing was written";
                Err(Error::new(display::path(entry.key()), message)
                    .hint("name another output, or export the articles one by one"))
            }
        }
    }

    pub fn into_inner(self) -> Vec<(PathBuf, Vec<u8>)> {
        self.files
    }
}

/// Writes each file atomically; none unless all may be written.
///
/// Fails for an existing file, unless it has the same content or `force` is set; never overwrites the `protected`
/// files. `hint` explains how to force it.
pub fn write_files(
    files: &[(PathBuf, Vec<u8>)],
    force: bool,
    protected: &[PathBuf],
    hint: &str,
) -> Result<(), Error> {
    let protected: Vec<PathBuf> = protected.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for (path, bytes) in files {
        let name = display::path(path);
        if path.canonicalize().is_ok_and(|path| protected.contains(&path)) {
            return Err(
                Error::new(name, "is the input, which is never overwritten").hint("name another file")
            );
        }
        let exists = path.symlink_metadata().is_ok();
        if exists && path.is_dir() {
            return Err(Error::new(name, "is a folder").hint("name a file, or remove the folder"));
        }
        if exists && !force && std::fs::read(path).ok().as_deref() != Some(bytes) {
            return Err(Error::new(name, "already exists").hint(hint));
        }
    }
    for (path, bytes) in files {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let created = std::fs::create_dir_all(folder);
            created.map_err(|error| display::io_error(display::path(folder), error))?;
        }
        store::write_file(path, bytes)?;
    }
    Ok(())
}

/// Is this an export beside its article, and therefore not an article?
pub(super) fn is_export(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let article = |format: Format| name.strip_suffix(format.ending()).map(|name| path.with_file_name(name));
    Format::all().filter_map(article).any(|article| article.is_file())
}

pub(super) fn formats() -> Vec<(&'static str, &'static str)> {
    Format::all().map(|format| (format.name(), format.help())).collect()
}

/// A requested export with a snapshot of the article.
pub(super) struct ExportRequest {
    format: String,
    file: Option<String>,
    force: bool,
    reading: Reading,
    about: ExportOptions,
    source: Source,
    tags: PathBuf,
}

impl ExportRequest {
    /// `tags` is the tag file. While suggestions are hidden, exports only decisions: the rest would reveal
    /// suggestions.
    pub(super) fn new(
        format: String,
        file: Option<String>,
        force: bool,
        model: &Model,
        source: &Source,
        tags: &Path,
    ) -> Self {
        let about = ExportOptions {
            annotator: model.settings.annotator.clone(),
            at: super::now().text,
            decided: model.reading.display_options().blind,
            ..ExportOptions::default()
        };
        let (reading, source, tags) = (model.reading.clone(), source.clone(), tags.to_owned());
        Self { format, file, force, reading, about, source, tags }
    }

    /// Writes the files; returns the notice of success or failure.
    pub(super) fn write(&self) -> Notice {
        self.try_write().map_or_else(|error| Notice::error(error.to_string()), Notice::info)
    }

    fn try_write(&self) -> Result<String, Error> {
        let Self { reading, about, source, .. } = self;
        let Some(format) = Format::from_name(&self.format) else {
            return Err(Error::new(&self.format, "unknown format"));
        };
        let digest = &reading.document.digest;
        let target = match &self.file {
            Some(word) => Target::of_word(Path::new(word), format),
            None => Target::beside(source, digest, format),
        };
        let name = display::path(Path::new(&source.name()));
        let export = render(format, &[ExportArticle { name: &name, reading }], about)?;
        let (marks, left_out) = (export.marks, export.left_out);
        let stem = paths::export(source, digest);
        let stem = stem.file_name().map_or_else(PathBuf::new, PathBuf::from);
        let mut protected = vec![self.tags.clone()];
        if let Source::File(path) = source {
            protected.push(path.clone());
        }
        let files = target.paths(export, &stem, format);
        write_files(&files, self.force, &protected, ":export! overwrites it")?;
        let (Target::File(path) | Target::Folder(path)) = &target;
        let path = display::path(path);
        let marks = counted(marks, "mark");
        let rest = match left_out {
            0 => String::new(),
            _ => format!("; {} without a sure place cannot be shown there", counted(left_out, "tag")),
        };
        let blinded = if about.decided { "; undecided claims stay hidden, and are left out" } else { "" };
        Ok(format!("{marks} written to {path}{rest}{blinded}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::File;

    fn export() -> Export {
        let file = |name| File { name, bytes: Vec::new() };
        let files = vec![
            file(FileName::Main),
            file(FileName::Beside(".xml")),
            file(FileName::Own("../x.conf".to_owned())),
        ];
        Export { files, ..Export::default() }
    }

    #[test]
    fn files_go_into_the_target_and_never_above_it() {
        let check = |target: Target, stem: &str, expected: [&str; 3]| {
            let paths = target.paths(export(), Path::new(stem), Format::Csv);
            let paths: Vec<&Path> = paths.iter().map(|(path, _)| path.as_path()).collect();
            assert_eq!(paths, expected.map(Path::new));
        };
        check(Target::File("a/out.csv".into()), "a.txt", ["a/out.csv", "a/out.xml", "a/x.conf"]);
        check(Target::Folder("f".into()), "a.txt", ["f/a.txt.csv", "f/a.txt.xml", "f/x.conf"]);
        check(Target::Folder("f".into()), "../../b/a.txt", ["f/b/a.txt.csv", "f/b/a.txt.xml", "f/x.conf"]);
    }

    #[test]
    fn no_file_is_written_unless_all_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = |two: &str| vec![(path("deep/1"), b"one".to_vec()), (path("2"), two.as_bytes().to_vec())];
        std::fs::write(path("2"), "mine").unwrap();
        let error = write_files(&files("two"), false, &[], "try harder").unwrap_err().to_string();
        assert!(error.contains("already exists (hint: try harder)"), "{error}");
        assert!(!path("deep").exists(), "half of an export was written");
        write_files(&files("mine"), false, &[], "").unwrap();
        write_files(&files("two"), true, &[], "").unwrap();
        assert_eq!(std::fs::read(path("2")).unwrap(), b"two");
        let error = write_files(&files("three"), true, &[path("2")], "").unwrap_err();
        assert!(error.message().contains("is the input"), "{error}");
    }
}
