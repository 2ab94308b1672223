//! Exports on this machine: an article read as its reader sees it, and the files of an export put in
//! their places.

use super::article::{Article, Source, Wanted};
use super::listen::Event;
use super::store::{self, Real, TagFile};
use super::{display, paths};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::export::{About, Article as Piece, Export, Format, Name, Shape, render};
use crate::reading::Reading;
use crate::session::{Model, Msg, Notice};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;

/// An article with its claims and its tags.
#[derive(Debug)]
pub struct Read {
    /// What was read.
    pub reading: Reading,
    /// What is wrong with it, and with its tag file.
    pub warnings: Vec<Diagnostic>,
    /// Whether it has a tag file.
    pub tagged: bool,
}

/// Reads an article and its tags as the reader does, with the usual strictness. `tags` names the tag file
/// where it is not the usual one.
pub fn read(
    source: &Source,
    wanted: Wanted,
    scheme: &Arc<Scheme>,
    tags: Option<PathBuf>,
    annotator: Option<&str>,
) -> Result<Read, Diagnostic> {
    let imported = Article::open(source.clone(), wanted)?.read()?;
    let (document, mut warnings) = (Arc::new(imported.document), imported.warnings);
    let path = tags.unwrap_or_else(|| paths::tags(source, annotator, &document.digest));
    let (file, found) = TagFile::read(Real, path)?;
    warnings.extend(found.faults);
    let same = file.header().is_some_and(|header| header.is_of(&document));
    let reading = Reading::whole(document, Arc::clone(scheme), found.tags, same);
    Ok(Read { reading, warnings, tagged: file.exists() })
}

/// Where the files of an export go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The main one here, the others beside it.
    File(PathBuf),
    /// All of them in this folder.
    Folder(PathBuf),
}

impl Target {
    /// What a word of the reader's stands for: a folder if it is one, or ends like one, or if the format
    /// makes one.
    pub fn of_word(word: &Path, format: Format) -> Self {
        let ends = word.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR);
        if ends || word.is_dir() || format.shape() == Shape::Folder {
            Self::Folder(word.to_owned())
        } else {
            Self::File(word.to_owned())
        }
    }

    /// Where an export of an article goes unless another place is named: beside the article.
    pub fn beside(source: &Source, digest: &str, format: Format) -> Self {
        let mut path = paths::export(source, digest).into_os_string();
        path.push(format.ending());
        match format.shape() {
            Shape::Folder => Self::Folder(path.into()),
            Shape::Text | Shape::Binary => Self::File(path.into()),
        }
    }

    /// The files of an export with their places. `stem` names the main one in a folder; of its parts only
    /// those that lead downwards count.
    pub fn places(&self, export: Export, stem: &Path, format: Format) -> Vec<(PathBuf, Vec<u8>)> {
        let main = match self {
            Self::File(path) => path.clone(),
            Self::Folder(folder) => {
                let mut path = folder.join(downwards(stem)).into_os_string();
                path.push(format.ending());
                path.into()
            }
        };
        let folder = match self {
            Self::File(path) => path.parent().map(Path::to_owned).unwrap_or_default(),
            Self::Folder(folder) => folder.clone(),
        };
        let place = |name: Name| match name {
            Name::Main => main.clone(),
            Name::Beside(ending) => main.with_extension(ending.trim_start_matches('.')),
            Name::Own(name) => folder.join(downwards(Path::new(&name))),
        };
        export.files.into_iter().map(|file| (place(file.name), file.bytes)).collect()
    }
}

/// The parts of a path that lead neither up nor anywhere else.
fn downwards(path: &Path) -> PathBuf {
    path.components().filter(|part| matches!(part, Component::Normal(_))).collect()
}

/// Writes files, each as a whole. Nothing is written unless everything may be.
///
/// A file that is there is left as it is and is an error, unless it holds the same or `force` says that
/// it may be replaced; what stands in `kept` is never replaced. `hint` says how to force it.
pub fn put(
    files: &[(PathBuf, Vec<u8>)],
    force: bool,
    kept: &[PathBuf],
    hint: &str,
) -> Result<(), Diagnostic> {
    let kept: Vec<PathBuf> = kept.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for (path, bytes) in files {
        let name = display::path(path);
        if path.canonicalize().is_ok_and(|found| kept.contains(&found)) {
            return Err(Diagnostic::whole(&name, "is what is exported, and is not written over")
                .hint("name another place"));
        }
        let there = path.symlink_metadata().is_ok();
        if there && path.is_dir() {
            return Err(Diagnostic::whole(&name, "is a folder").hint("name a file, or take the folder away"));
        }
        if there && !force && std::fs::read(path).ok().as_deref() != Some(bytes) {
            return Err(Diagnostic::whole(&name, "is there already").hint(hint));
        }
    }
    for (path, bytes) in files {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let made = std::fs::create_dir_all(folder);
            made.map_err(|error| {
                Diagnostic::whole(&display::path(folder), display::describe_io_error(&error))
            })?;
        }
        store::put(path, bytes)?;
    }
    Ok(())
}

/// Writes what the reader has asked for while reading, each on a thread of its own.
#[derive(Debug)]
pub(super) struct Exporter {
    source: Source,
    /// What is never written over, whatever the reader says: the tag file.
    tags: PathBuf,
    /// To whom is said what came of it.
    sender: Sender<Event>,
    threads: Vec<JoinHandle<()>>,
}

/// What the reader has asked for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) format: String,
    pub(super) file: Option<String>,
    pub(super) force: bool,
}

impl Exporter {
    pub(super) const fn new(source: Source, tags: PathBuf, sender: Sender<Event>) -> Self {
        Self { source, tags, sender, threads: Vec::new() }
    }

    /// Writes the article as it stands now on a thread of its own, and says what came of it.
    pub(super) fn start(&mut self, asked: Asked, model: &Model) {
        let (reading, about) = (model.reading.clone(), about(model));
        let (source, tags, sender) = (self.source.clone(), self.tags.clone(), self.sender.clone());
        self.threads.push(std::thread::spawn(move || {
            let notice = write(&asked, &reading, &about, &source, &tags);
            drop(sender.send(Event::Msg(Msg::Said(notice))));
        }));
    }

    /// The tags are kept in another file from now on.
    pub(super) fn turn_to(&mut self, tags: PathBuf) {
        self.tags = tags;
    }

    /// Waits until everything is written.
    pub(super) fn finish(self) {
        self.threads.into_iter().for_each(|thread| drop(thread.join()));
    }
}

/// Whether this is an export of an article that lies beside it, and so no article itself.
pub(super) fn is_export(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let article = |format: Format| name.strip_suffix(format.ending()).map(|name| path.with_file_name(name));
    Format::all().filter_map(article).any(|article| article.is_file())
}

/// The formats, for whoever completes their names.
pub(super) fn formats() -> Vec<(&'static str, &'static str)> {
    Format::all().map(|format| (format.name(), format.help())).collect()
}

/// What an export by the reader has to say. Whoever reads blind is not told in a file what is veiled on the
/// screen: what is not decided is left out.
pub(super) fn about(model: &Model) -> About {
    About {
        annotator: model.settings.annotator.clone(),
        at: super::now().text,
        decided: model.reading.lens().blind,
        ..About::default()
    }
}

/// Writes what was asked for, and gives what is to be said of it.
pub(super) fn write(asked: &Asked, reading: &Reading, about: &About, source: &Source, tags: &Path) -> Notice {
    match try_to(asked, reading, about, source, tags) {
        Ok(text) => Notice::info(text),
        Err(fault) => Notice::error(fault.to_string()),
    }
}

/// Gives what is to be said of it.
fn try_to(
    asked: &Asked,
    reading: &Reading,
    about: &About,
    source: &Source,
    tags: &Path,
) -> Result<String, Diagnostic> {
    let Some(format) = Format::of_name(&asked.format) else {
        return Err(Diagnostic::whole(&asked.format, "no such format"));
    };
    let digest = &reading.document.digest;
    let target = match &asked.file {
        Some(word) => Target::of_word(Path::new(word), format),
        None => Target::beside(source, digest, format),
    };
    let name = display::path(Path::new(&source.name()));
    let export = render(format, &[Piece { name: &name, reading }], about)?;
    let (marks, left_out) = (export.marks, export.left_out);
    let stem = paths::export(source, digest);
    let stem = stem.file_name().map_or_else(PathBuf::new, PathBuf::from);
    let kept: Vec<PathBuf> = match source {
        Source::File(path) => vec![path.clone(), tags.to_owned()],
        Source::Stdin | Source::Sample | Source::Lesson => vec![tags.to_owned()],
    };
    put(&target.places(export, &stem, format), asked.force, &kept, ":export! writes over it")?;
    let place = match &target {
        Target::File(path) | Target::Folder(path) => display::path(path),
    };
    let marks = if marks == 1 { "1 mark".to_owned() } else { format!("{marks} marks") };
    let rest = match left_out {
        0 => String::new(),
        1 => "; 1 tag without a sure place cannot be shown there".to_owned(),
        _ => format!("; {left_out} tags without a sure place cannot be shown there"),
    };
    let veiled = if about.decided { "; what is not decided stays veiled, and is left out" } else { "" };
    Ok(format!("{marks} written to {place}{rest}{veiled}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::File;

    fn export() -> Export {
        let file = |name| File { name, bytes: Vec::new() };
        let files =
            vec![file(Name::Main), file(Name::Beside(".xml")), file(Name::Own("../x.conf".to_owned()))];
        Export { files, ..Export::default() }
    }

    #[test]
    fn files_go_where_they_are_meant_to_and_never_up() {
        let check = |target: Target, stem: &str, expected: [&str; 3]| {
            let places = target.places(export(), Path::new(stem), Format::Csv);
            let places: Vec<&Path> = places.iter().map(|(path, _)| path.as_path()).collect();
            assert_eq!(places, expected.map(Path::new));
        };
        check(Target::File("a/out.csv".into()), "a.txt", ["a/out.csv", "a/out.xml", "a/x.conf"]);
        check(Target::Folder("f".into()), "a.txt", ["f/a.txt.csv", "f/a.txt.xml", "f/x.conf"]);
        check(Target::Folder("f".into()), "../../b/a.txt", ["f/b/a.txt.csv", "f/b/a.txt.xml", "f/x.conf"]);
    }

    #[test]
    fn nothing_is_written_unless_everything_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let files = |two: &str| vec![(path("deep/1"), b"one".to_vec()), (path("2"), two.as_bytes().to_vec())];
        std::fs::write(path("2"), "mine").unwrap();
        let fault = put(&files("two"), false, &[], "try harder").unwrap_err().to_string();
        assert!(fault.contains("is there already (hint: try harder)"), "{fault}");
        assert!(!path("deep").exists(), "half of an export was written");
        put(&files("mine"), false, &[], "").unwrap();
        put(&files("two"), true, &[], "").unwrap();
        assert_eq!(std::fs::read(path("2")).unwrap(), b"two");
        let fault = put(&files("three"), true, &[path("2")], "").unwrap_err();
        assert!(fault.message.contains("is what is exported"), "{fault}");
    }
}
