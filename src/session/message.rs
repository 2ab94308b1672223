//! Messages into the session, and effects out of it.

use super::draft::Draft;
use super::earlier::{ComparedVersions, EarlierVersion};
use super::find::{SearchRequest, SearchResult};
use super::history::Step;
use super::key::Key;
use super::mouse::Mouse;
use super::notice::Notice;
use super::on_disk::{Asked, OnDisk};
use super::settings::{ArticleState, Preferences};
use super::teaching::{SchemeChange, SchemeUse, Tried};
use crate::claim::{Claim, Scheme, WordEffect};
use crate::reading::Adjudication;
use crate::tag::{Anchor, Header, Tag};
use crate::text::{Document, Span};
use std::sync::Arc;

/// A time from the shell's clock.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timestamp {
    /// RFC 3339 in UTC, to the second.
    pub text: String,
}

#[derive(Debug)]
pub enum Msg {
    Key(Key, Timestamp),
    /// The reader hesitates after a prefix.
    Elapsed,
    Mouse(Mouse, Timestamp),
    Pasted(String),
    /// Columns and rows.
    Resized(u16, u16),
    /// The whole article was read; before this message only its beginning is known.
    Opened {
        document: Arc<Document>,
        tags: Vec<Tag>,
        /// Was the tag file written for exactly these bytes?
        same: bool,
    },
    /// Some of the tags of [`Effect::PlaceTags`] were found.
    Placed {
        document: Arc<Document>,
        /// Indices of the tags, and where they are.
        anchors: Vec<(usize, Anchor)>,
        /// Are these the last ones?
        done: bool,
    },
    /// Chapters or pages read, and the total.
    Reading {
        read: u32,
        of: u32,
    },
    Beginning(Arc<Document>),
    /// Standard input has brought more: what has come so far, with its claims.
    Grown {
        document: Arc<Document>,
        claims: Vec<Claim>,
    },
    TagsFound(TagsFound),
    /// The rest of the article is unreadable, with the reason.
    CutOff(String),
    /// Judgments to adjudicate.
    Compared(Vec<Adjudication>, Timestamp),
    /// Another program changed the article. Its claims follow again.
    Changed(Arc<Document>),
    /// Answers [`Effect::CompareVersions`].
    VersionsCompared {
        compared: Box<ComparedVersions>,
        shows: bool,
    },
    /// The full scheme replaces its outline; the categories are the same.
    Compiled(Arc<Scheme>),
    /// More claims, in document order.
    Classified {
        claims: Vec<Claim>,
        /// Sentences classified so far.
        sentences: usize,
        /// Bytes classified so far.
        bytes: u32,
        done: bool,
    },
    /// The model will judge this many sentences, among them those of earlier [`Msg::Settled`]. 0 if it gives up.
    Judging {
        sentences: usize,
        /// Those that it has judged in an earlier run.
        known: usize,
    },
    /// The model has judged a part of the text; the parts come in any order.
    Settled(Settled),
    /// Answers [`Effect::Explain`].
    Explained {
        document: Arc<Document>,
        /// The claim's sentence.
        span: Span,
        words: Vec<WordEffect>,
    },
    /// This revision is on disk.
    Saved {
        revision: u64,
    },
    /// Unfinished lines of an earlier session.
    Drafts(Vec<Draft>),
    /// The reader has typed for a moment: keep the open line.
    DraftDue,
    /// Another program had changed the tag file; its tags were merged with ours.
    Merged {
        /// The tags sent for writing.
        before: Vec<Arc<Tag>>,
        /// The tags in the file now.
        after: Vec<Tag>,
        /// Number of tags with different decisions in both programs.
        conflicts: usize,
    },
    /// What the disk holds where the tags were saved, at the session's question or after a change.
    Inspected {
        asked: Option<Asked>,
        state: OnDisk,
    },
    /// The last save found something else than the tag file: what, and what was done, in words that follow its name.
    Restored(String),
    /// The session that this one followed has ended, and decisions are saved here.
    TookOver,
    /// A tag file of this name, left behind by an article of another name, holds so many tags of this very text.
    TagsLeftBehind {
        name: String,
        count: usize,
    },
    /// The named tag file holds so many tags of another article, and their passages are not in this text.
    TagsOfAnother {
        article: String,
        count: usize,
    },
    /// The named tag file belongs to this text, whatever its header says.
    TagsBelong,
    /// The tags go to another file, displayed under this name.
    TagsRedirected(String),
    /// This revision could not be written.
    Failed {
        revision: u64,
        message: String,
    },
    /// Result of a search thread.
    Searched(SearchResult),
    Notify(Notice),
    /// Progress of [`Effect::Try`].
    Trying(String),
    /// Answers [`Effect::Try`].
    Tried(Box<Tried>),
    /// [`Effect::Try`] failed, with the reason.
    TrialFailed(String),
    /// The editor has changed the tag file.
    TagsEdited,
    /// The system asks the program to end: save and quit.
    Ended,
}

/// Where the tags of a text go that could be named only once all of it was read.
#[derive(Debug)]
pub struct TagsFound {
    /// As displayed.
    pub name: String,
    pub exists: bool,
    /// `Some` with the reason if decisions are impossible.
    pub read_only: Option<String>,
    /// Does another session write it, whose decisions are shown?
    pub follows: bool,
    /// Undo log of earlier sessions.
    pub steps: Vec<Step>,
}

/// A part of the text with the claims that the model leaves there.
#[derive(Debug)]
pub struct Settled {
    /// The version of the article.
    pub document: Arc<Document>,
    /// Covers whole sentences.
    pub part: Span,
    pub sentences: usize,
    /// In text order.
    pub claims: Vec<Claim>,
}

/// What the editor opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editable {
    /// The article, at a passage, of which this is the beginning, and the byte in the text where it starts.
    Article {
        passage: String,
        offset: u32,
    },
    Tags,
}

/// Work requested from the shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Save {
        /// Returned in [`Msg::Saved`] or [`Msg::Failed`].
        revision: u64,
        header: Header,
        /// In text order.
        tags: Vec<Arc<Tag>>,
    },
    /// The same, also over something that cannot be merged, of which a copy is kept.
    SaveAnew {
        revision: u64,
        header: Header,
        /// `None` for the tags as last saved, while not all of the article is read.
        tags: Option<Vec<Arc<Tag>>>,
    },
    /// Look at the disk; [`Msg::Inspected`] answers.
    Inspect(Asked),
    /// Confirms [`Msg::Merged`]: later saves hold the merged tags.
    Adopted,
    /// Rename the tag file that an article of another name left behind to this article's.
    TakeOverTags,
    /// Log the steps from here on, in a session that only read.
    OpenUndoLog,
    /// Look for the passages of these tags in the present text, on a thread; answered by [`Msg::Placed`].
    PlaceTags {
        tags: Vec<Arc<Tag>>,
        /// Were they last seen in this very text?
        same: bool,
    },
    /// Compare the present text with an earlier version on a thread; answered by [`Msg::VersionsCompared`]. The changes
    /// are listed at once if it `shows` them.
    CompareVersions {
        with: EarlierVersion,
        shows: bool,
    },
    LogStep(Box<Step>),
    /// Keep these unfinished lines for the next session, in place of all before them.
    KeepDrafts(Vec<Draft>),
    /// The undo log no longer matches the tags.
    ClearUndoLog,
    /// Keep the tags in this file from here on; the path as typed.
    SaveIn(String),
    /// Remember the state of the article for the next run.
    KeepArticleState(Box<ArticleState>),
    KeepPreferences(Preferences),
    /// Write the article with its marks in another format.
    Export {
        format: String,
        /// The path as typed; `None` for a file beside the article.
        file: Option<String>,
        /// May an existing file be overwritten?
        force: bool,
    },
    /// Search on a thread; a later request cancels an earlier one.
    Search(SearchRequest),
    StopReading,
    /// Let the model wait after its present part, or go on.
    PauseModel(bool),
    /// Compute on a thread what a change of the scheme would find in the open article; a later request cancels an
    /// earlier one.
    Try(SchemeChange),
    StopTrying,
    /// Let this scheme speak from here on, and keep the change.
    UseScheme(SchemeUse),
    /// Compute the effects of all words of a claim on a thread; a later request cancels an earlier one.
    Explain(Box<Claim>),
    /// Copy to the terminal's clipboard.
    Copy(String),
    /// Capture the mouse, or leave it to the terminal.
    Mouse(bool),
    Theme(String),
    /// Drop unsaved changes.
    Discard,
    Redraw,
    /// Open a file in the reader's editor; the terminal is its own until it ends.
    Edit(Editable),
    /// Stop the process until the shell continues it.
    Suspend,
    Quit,
}

/// Effects of one message, in order.
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
