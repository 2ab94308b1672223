//! A user's theme file: read once, and reloaded after changes.

use super::display;
use super::file::{self, MAX_BY_HAND};
use super::watch::{FileStamp, FileWatch};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::session::Notice;
use crate::theme::{ColorDepth, Theme};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The files must stay unchanged this long before a reload: short, so that a change shows within half a second.
const SETTLED: Duration = Duration::from_millis(150);

#[derive(Debug)]
pub struct ThemeFile {
    path: PathBuf,
    color_depth: ColorDepth,
    /// The file and its ancestors, each with its state just before it was read.
    sources: Vec<(PathBuf, Option<FileStamp>)>,
}

#[derive(Debug)]
pub(super) struct ThemeChange {
    pub(super) theme: Option<Theme>,
    /// One line with every warning.
    pub(super) notice: Notice,
}

impl ThemeFile {
    pub fn new(path: &Path, color_depth: ColorDepth) -> Self {
        Self { path: path.to_owned(), color_depth, sources: Vec::new() }
    }

    /// Reads the file and its ancestors; also returns warnings.
    pub fn read(&mut self) -> Result<(Theme, Vec<Diagnostic>), Error> {
        let sources = RefCell::new(vec![(self.path.clone(), FileStamp::of(&self.path))]);
        let beside = |parent: &str| {
            let text = beside(&self.path, parent);
            if text.is_some() && Theme::names().all(|known| known != parent) {
                let path = path_beside(&self.path, parent);
                let stamp = FileStamp::of(&path);
                sources.borrow_mut().push((path, stamp));
            }
            text
        };
        let name = self.path.to_string_lossy();
        let read = file::text(&self.path, MAX_BY_HAND)
            .and_then(|text| Ok(Theme::parse(&text, &name, self.color_depth, &beside)?));
        self.sources = sources.into_inner();
        read
    }

    /// Name among the built-in themes: the file's name without its ending, or with it if a built-in theme has that
    /// name.
    pub(super) fn key(&self) -> String {
        let stem = self.path.file_stem().map(|stem| display::path(stem.as_ref())).unwrap_or_default();
        if Theme::names().any(|known| known == stem) { display::file_name(&self.path) } else { stem }
    }

    /// Reports each change of the files until `report` returns `false`. Blocks: run it on its own thread.
    pub(super) fn watch(mut self, report: impl Fn(ThemeChange) -> bool) {
        loop {
            let mut watch = FileWatch::new(self.sources.clone(), SETTLED);
            watch.wait();
            self.sources = watch.files;
            // Some editors remove the old file before they create the new one.
            let exists = self.sources.first().is_some_and(|(_, stamp)| stamp.is_some());
            if exists && !report(self.read_again()) {
                return;
            }
        }
    }

    fn read_again(&mut self) -> ThemeChange {
        let read = self.read();
        let name = display::file_name(&self.path);
        match read {
            Ok((theme, warnings)) if warnings.is_empty() => {
                let notice = Notice::info(format!("{name} was read again"));
                ThemeChange { theme: Some(theme), notice }
            }
            Ok((theme, warnings)) => {
                let notice = Notice::warning(format!("{name}: {}", on_one_line(warnings)));
                ThemeChange { theme: Some(theme), notice }
            }
            Err(error) => {
                let why = match error {
                    Error::Diagnostic(diagnostic) => on_one_line(vec![diagnostic]),
                    Error::Operation(operation) => operation.message,
                };
                let notice =
                    Notice::error(format!("{name} cannot be used, the theme stays as it was: {why}"));
                ThemeChange { theme: None, notice }
            }
        }
    }
}

/// Text of a parent theme by name: a built-in one, or a file beside it.
pub fn beside(path: &Path, parent: &str) -> Option<String> {
    let built_in = Theme::BUILT_IN.iter().find(|theme| theme.name == parent);
    let own = || file::text(&path_beside(path, parent), MAX_BY_HAND).ok();
    built_in.map(|theme| theme.text.to_owned()).or_else(own)
}

fn path_beside(path: &Path, parent: &str) -> PathBuf {
    path.with_file_name(format!("{parent}.toml"))
}

/// All diagnostics in file order. A hint fits only beside a single one.
fn on_one_line(mut diagnostics: Vec<Diagnostic>) -> String {
    diagnostics.sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column));
    let one = |diagnostic: &Diagnostic| match diagnostic.line {
        0 => diagnostic.message.clone(),
        line => format!("{line}:{} {}", diagnostic.column, diagnostic.message),
    };
    match diagnostics.as_slice() {
        [single] => {
            let hint = single.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}{hint}", one(single))
        }
        many => {
            let list: Vec<String> = many.iter().map(one).collect();
            format!("{} warnings: {}", list.len(), list.join("; "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Severity;
    use crate::theme::{Color, Part};
    use std::fs::write;
    use std::sync::mpsc::{Receiver, channel};

    /// A folder with a theme file, and the reports of its watch.
    fn watched(text: &str) -> (tempfile::TempDir, PathBuf, Receiver<ThemeChange>) {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path().join("base.toml"), "[ui]\ntext = \"#111111\"").unwrap();
        let path = folder.path().join("mine.toml");
        write(&path, text).unwrap();
        let mut file = ThemeFile::new(&path, ColorDepth::TrueColor);
        let _ = file.read();
        let (sender, changes) = channel();
        std::thread::spawn(move || file.watch(|change| sender.send(change).is_ok()));
        (folder, path, changes)
    }

    fn next(changes: &Receiver<ThemeChange>) -> ThemeChange {
        changes.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn ink(change: &ThemeChange) -> Option<Color> {
        change.theme.as_ref().unwrap().style(Part::Text).fg
    }

    #[test]
    fn a_change_of_the_file_or_of_an_inherited_one_is_reported() {
        let (folder, path, changes) = watched("inherits = \"base\"");
        write(&path, "inherits = \"base\"\n[ui]\nborder = \"red\"").unwrap();
        let change = next(&changes);
        assert_eq!(ink(&change), Some(Color::Rgb(0x11, 0x11, 0x11)));
        assert_eq!(change.notice, Notice::info("mine.toml was read again"));
        write(folder.path().join("base.toml"), "[ui]\ntext = \"#22222222\"").unwrap();
        assert_eq!(next(&changes).notice.severity, Severity::Warning);
        write(folder.path().join("base.toml"), "[ui]\ntext = \"#222\"").unwrap();
        assert_eq!(ink(&next(&changes)), Some(Color::Rgb(0x22, 0x22, 0x22)));
    }

    #[test]
    fn one_notice_lists_all_warnings_and_an_unusable_file_gives_no_theme() {
        let (_folder, path, changes) = watched("");
        write(&path, "[ui]\nsearch = \"rde\"\nserach = \"red\"\n[palette]\nink = \"#12\"").unwrap();
        let change = next(&changes);
        assert!(change.theme.is_some());
        let warnings = "2:10 `rde` is not a colour; 3:1 unknown part `serach`; 5:7 `#12` is not a colour";
        assert_eq!(change.notice, Notice::warning(format!("mine.toml: 3 warnings: {warnings}")));
        write(&path, "[ui\n").unwrap();
        let change = next(&changes);
        assert!(change.theme.is_none() && change.notice.severity == Severity::Error);
        std::fs::remove_file(&path).unwrap();
        std::thread::sleep(3 * SETTLED);
        write(&path, "[ui]\ntext = \"#333\"").unwrap();
        assert_eq!(ink(&next(&changes)), Some(Color::Rgb(0x33, 0x33, 0x33)));
    }

    #[test]
    fn a_file_named_like_a_built_in_theme_keeps_its_ending() {
        let key = |path: &str| ThemeFile::new(Path::new(path), ColorDepth::TrueColor).key();
        assert_eq!(
            (key("x/harbour.toml"), key("x/dusk.toml")),
            ("harbour".to_owned(), "dusk.toml".to_owned())
        );
    }
}
