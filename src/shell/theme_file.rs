//! A theme in a file of the reader's own: read, and read again whenever it changes.

use super::display;
use super::file::{self, MOST_BY_HAND};
use super::watch::FileStamp;
use crate::diagnostic::Diagnostic;
use crate::session::Notice;
use crate::theme::{ColorDepth, Theme};
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long between two looks at the files. A change is taken in once two looks in a row see the same,
/// so that it shows within half a second, and no file is read that is half written.
const PERIOD: Duration = Duration::from_millis(150);

/// A theme file, and what it was made of when it was last read.
#[derive(Debug)]
pub struct ThemeFile {
    path: PathBuf,
    color_depth: ColorDepth,
    /// The file and those it inherits from, each as it was just before it was read.
    sources: Vec<(PathBuf, Option<FileStamp>)>,
}

/// What became of a theme file after a change.
#[derive(Debug)]
pub(super) struct Change {
    /// The theme, unless the file cannot be used as one.
    pub(super) theme: Option<Theme>,
    /// One line for the reader, with every fault.
    pub(super) notice: Notice,
}

impl ThemeFile {
    /// A file that holds a theme to be fitted to `tier`.
    pub fn new(path: &Path, color_depth: ColorDepth) -> Self {
        Self { path: path.to_owned(), color_depth, sources: Vec::new() }
    }

    /// Reads the file and what it inherits. Faults that leave a theme come with it.
    pub fn read(&mut self) -> Result<(Theme, Vec<Diagnostic>), Diagnostic> {
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
        let read = file::text(&self.path, MOST_BY_HAND)
            .and_then(|text| Theme::parse(&text, &name, self.color_depth, &beside));
        self.sources = sources.into_inner();
        read
    }

    /// What the theme is called among the built-in ones: the file's name without its ending, unless
    /// one of those has that name.
    pub(super) fn key(&self) -> String {
        let stem = self.path.file_stem().map(|stem| display::path(stem.as_ref())).unwrap_or_default();
        if Theme::names().any(|known| known == stem) { self.name() } else { stem }
    }

    fn name(&self) -> String {
        self.path.file_name().map(|name| display::path(name.as_ref())).unwrap_or_default()
    }

    /// Looks at the files again and again, and says what became of them until it is no longer heard.
    /// Never comes back before that: it is for a thread of its own.
    pub(super) fn watch(mut self, say: impl Fn(Change) -> bool) {
        let mut seen = self.stamps();
        loop {
            std::thread::sleep(PERIOD);
            let now = self.stamps();
            let settled = now == std::mem::replace(&mut seen, now.clone());
            let known = self.sources.iter().map(|(_, stamp)| *stamp);
            // Some editors take the old file away before they put the new one in its place.
            let there = now.first().is_some_and(Option::is_some);
            if !settled || !there || known.eq(now) {
                continue;
            }
            if !say(self.again()) {
                return;
            }
            seen = self.stamps();
        }
    }

    fn stamps(&self) -> Vec<Option<FileStamp>> {
        self.sources.iter().map(|(path, _)| FileStamp::of(path)).collect()
    }

    fn again(&mut self) -> Change {
        let read = self.read();
        let name = self.name();
        match read {
            Ok((theme, faults)) if faults.is_empty() => {
                Change { theme: Some(theme), notice: Notice::info(format!("{name} is in use as it is now")) }
            }
            Ok((theme, faults)) => {
                Change { theme: Some(theme), notice: Notice::warning(format!("{name}: {}", all(faults))) }
            }
            Err(fault) => {
                let text = format!("{name} cannot be used, the theme stays as it was: {}", all(vec![fault]));
                Change { theme: None, notice: Notice::error(text) }
            }
        }
    }
}

/// The themes that a theme file may inherit by name: built-in ones, and files beside it.
pub fn beside(path: &Path, parent: &str) -> Option<String> {
    let built_in = Theme::BUILT_IN.iter().find(|theme| theme.name == parent);
    let own = || file::text(&path_beside(path, parent), MOST_BY_HAND).ok();
    built_in.map(|theme| theme.text.to_owned()).or_else(own)
}

fn path_beside(path: &Path, parent: &str) -> PathBuf {
    path.with_file_name(format!("{parent}.toml"))
}

/// Every fault on one line, in the order of the file. There is room for a hint only beside a single one.
fn all(mut faults: Vec<Diagnostic>) -> String {
    faults.sort_by_key(|fault| (fault.line, fault.column));
    let one = |fault: &Diagnostic| match fault.line {
        0 => fault.message.clone(),
        line => format!("{line}:{} {}", fault.column, fault.message),
    };
    match faults.as_slice() {
        [fault] => {
            let hint = fault.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!("{}{hint}", one(fault))
        }
        many => {
            let list: Vec<String> = many.iter().map(one).collect();
            format!("{} faults: {}", list.len(), list.join("; "))
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

    /// A folder with a theme file in it, and what its watch says.
    fn watched(text: &str) -> (tempfile::TempDir, PathBuf, Receiver<Change>) {
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

    fn next(changes: &Receiver<Change>) -> Change {
        changes.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn ink(change: &Change) -> Option<Color> {
        change.theme.as_ref().unwrap().style(Part::Text).fg
    }

    #[test]
    fn a_change_of_the_file_or_of_what_it_inherits_is_taken_in() {
        let (folder, path, changes) = watched("inherits = \"base\"");
        write(&path, "inherits = \"base\"\n[ui]\nborder = \"red\"").unwrap();
        let change = next(&changes);
        assert_eq!(ink(&change), Some(Color::Rgb(0x11, 0x11, 0x11)));
        assert_eq!(change.notice, Notice::info("mine.toml is in use as it is now"));
        write(folder.path().join("base.toml"), "[ui]\ntext = \"#22222222\"").unwrap();
        assert_eq!(next(&changes).notice.severity, Severity::Warning);
        write(folder.path().join("base.toml"), "[ui]\ntext = \"#222\"").unwrap();
        assert_eq!(ink(&next(&changes)), Some(Color::Rgb(0x22, 0x22, 0x22)));
    }

    #[test]
    fn one_notice_names_every_fault_and_a_file_that_is_no_theme_gives_none() {
        let (_folder, path, changes) = watched("");
        write(&path, "[ui]\nsearch = \"rde\"\nserach = \"red\"\n[palette]\nink = \"#12\"").unwrap();
        let change = next(&changes);
        assert!(change.theme.is_some());
        let faults = "2:10 `rde` is not a colour; 3:1 unknown part `serach`; 5:7 `#12` is not a colour";
        assert_eq!(change.notice, Notice::warning(format!("mine.toml: 3 faults: {faults}")));
        write(&path, "[ui\n").unwrap();
        let change = next(&changes);
        assert!(change.theme.is_none() && change.notice.severity == Severity::Error);
        std::fs::remove_file(&path).unwrap();
        std::thread::sleep(3 * PERIOD);
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
