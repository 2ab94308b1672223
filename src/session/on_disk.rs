//! The tag file as the disk holds it, compared with what was saved.

/// What the disk holds where the tags were saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OnDisk {
    /// The tags as last written or read; no file, if there was none.
    #[default]
    Intact,
    /// The same, in a file that cannot be replaced, with the reason.
    Unwritable(String),
    /// Something else.
    Damaged {
        /// In words that follow the file's name, such as `was removed`, with details in parentheses.
        what: String,
        remedy: Remedy,
    },
}

/// What the reader can do about a damaged tag file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Saving writes it anew.
    Rewrite,
    /// The same; a copy is kept of what is there.
    RewriteAndKeep,
    /// Only another file is left to save in.
    Elsewhere,
}

/// Why the session asks what is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The reader saves, though nothing is pending.
    ToSave,
    /// The reader leaves.
    ToLeave,
}

/// A question about the tag file, answered with yes or no before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A tag file of another name was written for this very text.
    TakeOver { name: String, count: usize },
    /// The named tag file was written for another article, and its passages are not in this text.
    WriteInto { article: String, count: usize },
}
