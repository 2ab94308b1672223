//! Errors that stop the work: a problem in a file that a person wrote, or a failed operation.

use crate::diagnostic::Diagnostic;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// Why an operation failed.
#[derive(Debug, Clone)]
pub enum Error {
    /// An unusable file that a person wrote; printed with its line and a caret.
    Diagnostic(Diagnostic),
    /// Failure of a disk, a terminal or a process.
    Operation(Operation),
}

#[derive(Debug, Clone)]
pub struct Operation {
    /// Object of the operation: a path, `the terminal`, `standard output`.
    pub context: String,
    /// Lower case, no full stop.
    pub message: String,
    pub hint: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    pub fn new(context: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Operation(Operation {
            context: context.into(),
            message: message.into(),
            hint: None,
            source: None,
        })
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        match self {
            Self::Diagnostic(diagnostic) => Self::Diagnostic(diagnostic.hint(hint)),
            Self::Operation(operation) => Self::Operation(Operation { hint: Some(hint.into()), ..operation }),
        }
    }

    /// Keeps the underlying error; ignored for a diagnostic.
    #[must_use]
    pub fn caused_by(self, source: impl StdError + Send + Sync + 'static) -> Self {
        match self {
            Self::Operation(operation) => {
                Self::Operation(Operation { source: Some(Arc::new(source)), ..operation })
            }
            diagnostic @ Self::Diagnostic(_) => diagnostic,
        }
    }

    /// Without context and hint.
    pub fn message(&self) -> &str {
        match self {
            Self::Diagnostic(diagnostic) => &diagnostic.message,
            Self::Operation(operation) => &operation.message,
        }
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Diagnostic(diagnostic)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Diagnostic(diagnostic) => diagnostic.fmt(f),
            Self::Operation(Operation { context, message, hint, .. }) => {
                write!(f, "{context}: {message}")?;
                hint.as_ref().map_or(Ok(()), |hint| write!(f, " (hint: {hint})"))
            }
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Diagnostic(_) => None,
            Self::Operation(operation) => operation.source.as_deref().map(|source| source as _),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_context_message_and_hint_and_keeps_its_source() {
        let refused = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = Error::new("notes.txt", "cannot be read").hint("check its mode").caused_by(refused);
        assert_eq!(error.to_string(), "notes.txt: cannot be read (hint: check its mode)");
        assert!(error.source().is_some());
    }

    #[test]
    fn shows_a_diagnostic_as_itself() {
        let diagnostic = Diagnostic::at("keys.toml", "a = ?", 4, "not a value");
        let error = Error::from(diagnostic.clone()).hint("write a string");
        assert_eq!(error.to_string(), diagnostic.hint("write a string").to_string());
        assert!(error.source().is_none());
    }
}
