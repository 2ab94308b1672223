//! Notices: single lines to the reader, and their log.

/// Notices kept in the log; older ones are dropped.
const MAX_LOG: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Disappears with the next key.
    Info,
    /// Something unexpected.
    Warning,
    /// A failure; stays until it is answered or resolved.
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub severity: Severity,
    pub text: String,
}

impl Notice {
    pub fn info(text: impl Into<String>) -> Self {
        Self { severity: Severity::Info, text: text.into() }
    }

    pub fn warning(text: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, text: text.into() }
    }

    pub fn error(text: impl Into<String>) -> Self {
        Self { severity: Severity::Error, text: text.into() }
    }
}

/// The current notice and its predecessors.
#[derive(Debug, Default)]
pub struct Notices {
    pub current: Option<Notice>,
    /// Latest last.
    pub log: Vec<Notice>,
}

impl Notices {
    pub(super) fn show(&mut self, notice: Notice) {
        self.current = Some(notice);
    }

    pub(super) fn append(&mut self, text: &str) {
        match &mut self.current {
            Some(notice) => notice.text = format!("{} · {text}", notice.text),
            None => self.show(Notice::info(text)),
        }
    }

    /// Adds the current notice to the log, unless it equals `before`.
    pub(super) fn log_since(&mut self, before: Option<&Notice>) {
        if let Some(notice) = self.current.as_ref().filter(|notice| Some(*notice) != before) {
            self.log.push(notice.clone());
            let surplus = self.log.len().saturating_sub(MAX_LOG);
            self.log.drain(..surplus);
        }
    }
}
