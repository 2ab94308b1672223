//! Tags in relation to the disk: revisions, the file, the undo history, and leaving.

use super::history::History;
use super::message::{TagsFound, Timestamp};
use super::on_disk::{OnDisk, Question};
use super::settings::Settings;
use crate::tag::{Selector, new_id};

/// Destination after an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExitTo {
    #[default]
    Back,
    /// The next article never opened.
    Next,
    /// The article before it.
    Previous,
}

#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a fact of its own about the file or the session.
pub struct Storage {
    /// Rises with every change; no number is ever reused.
    pub revision: u64,
    /// The latest revision known to be on disk.
    pub written: u64,
    /// Error of the last attempt.
    pub error: Option<String>,
    /// Does the tag file exist?
    pub exists: bool,
    pub on_disk: OnDisk,
    /// As displayed.
    pub tags_name: String,
    /// `Some` with the reason if decisions are impossible.
    pub read_only: Option<String>,
    /// Does the session show what another one decides, until that ends?
    pub follows: bool,
    pub exit_to: ExitTo,
    /// To be asked when no other input is expected.
    pub(super) question: Option<Question>,
    /// Does the reader await the tags of a file that an article of another name left behind?
    pub(super) takes_over: bool,
    pub(super) history: History,
    /// Distinguishes tags made at one moment.
    pub(super) tag_sequence: u64,
    pub(super) quit_when_saved: bool,
}

impl Storage {
    /// Takes the storage settings out of `settings`.
    pub(super) fn new(settings: &mut Settings) -> Self {
        Self {
            exists: settings.tags_exist,
            tags_name: std::mem::take(&mut settings.tags_name),
            read_only: settings.read_only.take(),
            follows: settings.follows,
            history: History::new(std::mem::take(&mut settings.steps)),
            ..Self::default()
        }
    }

    pub(super) fn new_tag_id(&mut self, selector: &Selector, annotator: &str, now: &Timestamp) -> String {
        self.tag_sequence += 1;
        new_id(selector, annotator, &now.text, self.tag_sequence)
    }

    pub(super) fn written(&mut self, revision: u64) {
        self.written = self.written.max(revision);
        self.error = None;
        self.exists = true;
        self.on_disk = OnDisk::Intact;
    }

    /// Switches to another file, which holds none of the tags yet.
    pub(super) fn turn_to(&mut self, name: String) {
        self.tags_name = name;
        self.end_following();
        self.error = None;
        self.on_disk = OnDisk::Intact;
        self.revision += 1;
    }

    /// Takes the file of a text that could be named only once all of it was read.
    pub(super) fn find_tags(&mut self, found: TagsFound) {
        let TagsFound { name, exists, read_only, follows, steps } = found;
        (self.tags_name, self.exists, self.read_only, self.follows) = (name, exists, read_only, follows);
        self.history = History::new(steps);
    }

    /// Decides from here on.
    pub(super) fn end_following(&mut self) {
        (self.read_only, self.follows) = (None, false);
    }

    /// Are all decisions on disk, as far as is known?
    pub const fn is_saved(&self) -> bool {
        self.is_written() && !self.is_damaged()
    }

    /// Was the latest revision written?
    pub const fn is_written(&self) -> bool {
        self.written >= self.revision
    }

    /// Does the disk hold something other than what was saved?
    pub const fn is_damaged(&self) -> bool {
        matches!(self.on_disk, OnDisk::Damaged { .. })
    }
}
