//! Progress of reading, classifying and judging the article.

use super::message::Settled;
use super::pending_tags::PendingTags;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub sentences: usize,
    pub bytes: u32,
    pub done: bool,
}

/// Progress of reading the article while only its beginning is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Chapters or pages read.
    pub read: u32,
    /// Total; 0 if the format has no parts.
    pub of: u32,
    /// Did reading fail for the rest of the article?
    pub cut_off: bool,
}

/// Progress of the model, which goes over the sentences after the cues.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Judging {
    /// Sentences judged so far.
    pub judged: usize,
    /// All that it will judge; `None` until known.
    pub of: Option<usize>,
    /// Has the reader stopped it for a while?
    pub paused: bool,
}

#[derive(Debug, Default)]
pub struct Loading {
    pub progress: Progress,
    pub incoming: Incoming,
    pub judging: Judging,
    /// Judged parts that wait for the end of a question or choice over marks as they are.
    pub(super) waiting: Vec<Settled>,
    pub(super) placing: Option<PendingTags>,
}

impl Loading {
    /// Has everything been found that can be found?
    pub fn is_done(&self) -> bool {
        self.progress.done && self.judged_percent().is_none() && self.placing.is_none()
    }

    /// How much the model has judged, while it works and the total is known.
    pub fn judged_percent(&self) -> Option<usize> {
        let Judging { judged, of, .. } = self.judging;
        of.filter(|&of| judged < of).map(|of| judged * 100 / of)
    }

    /// Begins another version of the article.
    pub(super) fn restart(&mut self) {
        self.progress = Progress::default();
        self.judging = Judging { paused: self.judging.paused, ..Judging::default() };
        self.waiting.clear();
    }
}
