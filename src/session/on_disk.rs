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
