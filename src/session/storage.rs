//! How the tags stand with the disk: revisions, the file, the undo history, and leaving.

use super::history::History;
use super::message::Timestamp;
use super::settings::Settings;
use crate::tag::{Selector, new_id};

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
            history: History::new(std::mem::take(&mut settings.steps)),
            ..Self::default()
        }
    }

    /// An id for a new tag.
    pub(super) fn new_tag_id(&mut self, selector: &Selector, annotator: &str, now: &Timestamp) -> String {
        self.tag_sequence += 1;
        new_id(selector, annotator, &now.text, self.tag_sequence)
    }

    /// Notes that a revision is on disk.
    pub(super) fn written(&mut self, revision: u64) {
        self.written = self.written.max(revision);
        self.error = None;
        self.exists = true;
    }

    /// Turns to another file, which holds none of the tags yet.
    pub(super) fn turn_to(&mut self, name: String) {
        self.tags_name = name;
        self.read_only = None;
        self.error = None;
        self.revision += 1;
    }

    /// Whether everything that was decided is on disk.
    pub const fn is_saved(&self) -> bool {
        self.written >= self.revision
    }
}
