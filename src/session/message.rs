//! Messages that a session takes in, and effects that it asks of the machine.

use super::find::{SearchRequest, SearchResult};
use super::history::Step;
use super::key::Key;
use super::mouse::Mouse;
use super::notice::Notice;
use super::settings::{ArticleState, Preferences};
use crate::claim::{Claim, Scheme};
use crate::reading::Adjudication;
use crate::tag::{Header, Tag};
use crate::text::Document;
use std::sync::Arc;

/// A moment of the shell's clock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timestamp {
    /// RFC 3339 in UTC, to the second.
    pub text: String,
}

/// What happened.
#[derive(Debug)]
pub enum Msg {
    Key(Key, Timestamp),
    /// The reader has pressed a prefix, and hesitates over the next key.
    Elapsed,
    Mouse(Mouse, Timestamp),
    Pasted(String),
    /// The screen has this many columns and rows.
    Resized(u16, u16),
    /// The whole article has been read; until then only its beginning is known.
    Opened {
        document: Arc<Document>,
        /// The tags of its tag file.
        tags: Vec<Tag>,
        /// Whether the tag file was written for exactly these bytes.
        same: bool,
    },
    /// Chapters or pages of the article that are read, of how many.
    Reading {
        read: u32,
        of: u32,
    },
    /// The beginning of the article is known.
    Beginning(Arc<Document>),
    /// The rest of the article cannot be read, and why.
    CutOff(String),
    /// The judgments of annotators, to be adjudicated.
    Compared(Vec<Adjudication>, Timestamp),
    /// Another program has changed the article. Its claims follow anew.
    Changed(Arc<Document>),
    /// The scheme, so far known in outline, is ready; its categories are the same.
    Compiled(Arc<Scheme>),
    /// More claims, in document order.
    Classified {
        claims: Vec<Claim>,
        /// Sentences classified so far.
        sentences: usize,
        /// Bytes classified so far.
        bytes: u32,
        /// Whether these were the last claims.
        done: bool,
    },
    /// The tags of this revision are on disk.
    Saved {
        revision: u64,
    },
    /// Another program had changed the tag file; its tags were merged with ours.
    Merged {
        /// The tags that were sent to be written.
        before: Vec<Arc<Tag>>,
        /// The tags in the file.
        after: Vec<Tag>,
        /// Tags that both programs had decided differently.
        conflicts: usize,
    },
    /// The tags go to another file, with this name as it is shown.
    TagsRedirected(String),
    /// The tags of this revision could not be written.
    Failed {
        revision: u64,
        message: String,
    },
    /// A thread has searched a long text.
    Searched(SearchResult),
    Notify(Notice),
    /// The machine wants the program to end: save and quit.
    Ended,
}

/// What the machine is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write the tags.
    Save {
        /// Comes back in [`Msg::Saved`] or [`Msg::Failed`].
        revision: u64,
        header: Header,
        /// All tags in order of position.
        tags: Vec<Arc<Tag>>,
    },
    /// Add to the undo log.
    LogStep(Box<Step>),
    /// Empty the undo log, which no longer leads to the present tags.
    ClearUndoLog,
    /// Keep the tags in this file from here on; the path as the reader has typed it.
    SaveIn(String),
    /// Keep the state of the article for the next time.
    KeepArticleState(Box<ArticleState>),
    KeepPreferences(Preferences),
    /// Write the article with its marks in another format.
    Export {
        format: String,
        /// The path as the reader has typed it; `None` for beside the article.
        file: Option<String>,
        /// Whether an existing file may be overwritten.
        force: bool,
    },
    /// Search the text on a thread; a later request cancels an earlier one.
    Search(SearchRequest),
    /// Read no more of the article.
    StopReading,
    /// Copy to the terminal's clipboard.
    Copy(String),
    /// Take the mouse over, or leave it to the terminal.
    Mouse(bool),
    /// Show the theme with this name.
    Theme(String),
    /// Drop what could not be saved.
    Discard,
    Redraw,
    /// Stop the process until the shell continues it.
    Suspend,
    Quit,
}

/// The effects of one message, to be performed in order.
#[derive(Debug, Default, PartialEq, Eq)]
#[must_use = "an effect that is not performed is lost: a save, a copy, the end of the program"]
pub struct Effects(Vec<Effect>);

impl Effects {
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    pub fn one(effect: Effect) -> Self {
        Self(vec![effect])
    }

    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }
}

impl<const N: usize> From<[Effect; N]> for Effects {
    fn from(effects: [Effect; N]) -> Self {
        Self(effects.into())
    }
}

impl From<Option<Effect>> for Effects {
    fn from(effect: Option<Effect>) -> Self {
        Self(effect.into_iter().collect())
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
