//! How the tags stand with the disk: revisions, the file, the undo history, and leaving.

use super::history::History;
use super::model::Settings;

/// Where the reader goes from an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExitTo {
    /// Back to where it was opened from.
    #[default]
    Back,
    /// To the next article that was never opened.
    Next,
    /// To the article before it.
    Previous,
}

#[derive(Debug, Default)]
pub struct Storage {
    /// The latest revision; it rises with every change and is never used again.
    pub revision: u64,
    /// The latest revision known to be on disk.
    pub written: u64,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// Whether the tag file exists.
    pub exists: bool,
    /// The tag file's path, as it is shown.
    pub tags_name: String,
    /// Why nothing can be decided, if so.
    pub read_only: Option<String>,
    pub exit_to: ExitTo,
    pub(super) history: History,
    /// Tells apart tags made in one moment.
    pub(super) tag_sequence: u64,
    pub(super) quit_when_saved: bool,
}

impl Storage {
    /// Takes what concerns the tag file out of the settings.
    pub(super) fn new(settings: &mut Settings) -> Self {
        Self {
            exists: settings.tags_exist,
            tags_name: std::mem::take(&mut settings.tags_name),
            read_only: settings.read_only.take(),
            history: History::of(std::mem::take(&mut settings.steps)),
            ..Self::default()
        }
    }

    /// Whether everything that was decided is on disk.
    pub const fn is_saved(&self) -> bool {
        self.written >= self.revision
    }
}
