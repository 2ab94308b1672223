//! Standard output: data only, safe for a terminal, and quiet when nobody reads it any more.

use crate::shell::display;
pub(super) use crate::text::json::write_line as json_line;
use std::io;

/// What became of a write to standard output.
pub(super) enum Flow {
    /// It was written.
    On,
    /// Nobody reads any more: the work is done.
    Closed,
}

/// Takes a closed pipe for what it is: the reader has seen enough.
pub(super) fn flow(result: io::Result<()>) -> Result<Flow, crate::diagnostic::Diagnostic> {
    match result {
        Ok(()) => Ok(Flow::On),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Flow::Closed),
        Err(error) => {
            Err(crate::diagnostic::Diagnostic::whole("standard output", display::describe_io_error(&error)))
        }
    }
}
