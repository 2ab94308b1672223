//! Progress of reading and classifying the article.

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

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loading {
    pub progress: Progress,
    pub incoming: Incoming,
}
