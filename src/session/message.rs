//! What happens to a session, and what it asks of the machine.

use super::find::{Far, Found};
use super::history::Step;
use super::key::Key;
use super::layout::Split;
use super::location::Location;
use super::mouse::Mouse;
use super::notice::Notice;
use crate::claim::{Claim, Scheme};
use crate::reading::{Adjudication, Strictness};
use crate::tag::{Header, Tag};
use crate::text::Document;
use crate::text::hyphen::Language;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A moment, as the shell's clock tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timestamp {
    /// RFC 3339 in UTC, to the second.
    pub text: String,
}

/// Something that happened.
#[derive(Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key, Timestamp),
    /// The reader has pressed a prefix, and hesitates over the key that is to follow.
    Elapsed,
    /// The mouse did something.
    Mouse(Mouse),
    /// Text was pasted.
    Pasted(String),
    /// The screen has this many columns and rows.
    Resized(u16, u16),
    /// The whole article has been read; until then only its beginning was known.
    Opened {
        /// The article.
        document: Arc<Document>,
        /// The tags of its tag file.
        tags: Vec<Tag>,
        /// Whether the tag file was written for exactly these bytes.
        same: bool,
    },
    /// So many chapters or pages of the article are read.
    Reading {
        /// Those that are read.
        read: u32,
        /// All of them.
        of: u32,
    },
    /// The beginning of the article is known.
    Begun(Arc<Document>),
    /// No more than the beginning of the article can be read, and why.
    CutOff(String),
    /// What annotators say of the passages that they decided, to be settled.
    Compared(Vec<Adjudication>, Timestamp),
    /// Another program has changed the article; what it is now. Its claims follow anew.
    Changed(Arc<Document>),
    /// The scheme, of which only the outline was known, is ready; its categories are the same.
    Compiled(Arc<Scheme>),
    /// More claims were found, in document order.
    Classified {
        /// The claims.
        claims: Vec<Claim>,
        /// Sentences looked at so far.
        sentences: usize,
        /// Bytes looked at so far.
        bytes: u32,
        /// Whether this was the last of it.
        done: bool,
    },
    /// The tags of this revision are on disk.
    Saved {
        /// The revision that was written.
        revision: u64,
    },
    /// Another program had changed the tag file, and what it made of it was merged with ours.
    Merged {
        /// The tags that were sent to be written.
        before: Vec<Arc<Tag>>,
        /// The tags that the file holds now.
        after: Vec<Tag>,
        /// How many tags both had decided differently.
        conflicts: usize,
    },
    /// The tags are kept in another file from now on; its name, as it is shown.
    Turned(String),
    /// The tags could not be written.
    Failed {
        /// The revision that was not written.
        revision: u64,
        /// What went wrong, and what to do.
        message: String,
    },
    /// A thread has looked through a long text.
    Found(Found),
    /// Something else to tell the reader.
    Said(Notice),
    /// The machine wants the program to end: save and go.
    Ended,
}

/// What is kept about an article between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArticleState {
    /// Where the top of the page stands.
    pub place: Location,
    /// Where the current mark begins, a byte offset, if there is one.
    pub current: Option<u32>,
    /// How sure the machine must be.
    pub strictness: Strictness,
    /// The places that the reader has marked, by letter.
    pub places: BTreeMap<char, Location>,
    /// The language that words are broken in, if they are.
    pub hyphens: Option<Language>,
}

/// How the reader likes the screen, whatever is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// The theme that was chosen while reading; nothing if none was.
    pub theme: Option<String>,
    /// Cells in a row; nothing for the usual.
    pub measure: Option<u16>,
    /// How the screen is divided.
    pub split: Split,
    /// Whether the mouse is ours; nothing if it was never turned on or off.
    pub mouse: Option<bool>,
    /// Whether the reader has ever decided a claim, and needs no word on how.
    pub has_decided: bool,
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write the tags.
    Save {
        /// To be given back when it is done.
        revision: u64,
        /// What the file says about itself.
        header: Header,
        /// All tags in order of position.
        tags: Vec<Arc<Tag>>,
    },
    /// Keep this for the next time, so that it can be taken back then.
    Remember(Box<Step>),
    /// Forget what was kept to be taken back: it no longer leads to the tags that there are.
    ForgetSteps,
    /// Keep the tags in this file from now on, as the reader has typed it.
    SaveIn(String),
    /// Keep this about the article for the next time.
    KeepPlace(Box<ArticleState>),
    /// Keep this for every article.
    KeepChoices(Preferences),
    /// Write the article with its marks as a file of another program.
    Export {
        /// The name of the format.
        format: String,
        /// Where to, as the reader has typed it; nothing for beside the article.
        file: Option<String>,
        /// Whether a file that is there may be written over.
        force: bool,
    },
    /// Look through the text on a thread; a later question makes an earlier one void.
    Look(Far),
    /// Read no more of the article than is read.
    StopReading,
    /// Put this where the terminal keeps what was copied.
    Copy(String),
    /// Take the mouse over, or leave it to the terminal.
    Mouse(bool),
    /// Show the theme with this name.
    Theme(String),
    /// Give up what could not be saved.
    Discard,
    /// Paint everything anew.
    Redraw,
    /// Stop the process until the shell brings it back.
    Suspend,
    /// End the program.
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
