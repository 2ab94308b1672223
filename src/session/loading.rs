//! Progress of reading the article and of finding its claims.

/// Progress of the search for claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub sentences: usize,
    pub bytes: u32,
    pub done: bool,
}

/// Progress of reading the article, while only its beginning is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Chapters or pages that are read.
    pub read: u32,
    /// All of them; 0 if the format has no parts.
    pub of: u32,
    /// Whether the rest of the article will never come.
    pub cut_off: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loading {
    pub progress: Progress,
    pub incoming: Incoming,
}
