//! Terminal input: from the bytes of a terminal to keys, mouse events, pastes and replies.
//!
//! `sequence` knows where a sequence ends, `decoder` puts together what came in pieces, `keys` and `reply` know what
//! sequences mean. All of these are free of clocks and files; `reader` reads the terminal on a thread.

mod decoder;
mod gate;
mod keys;
#[cfg(unix)]
mod reader;
#[cfg(not(unix))]
#[path = "reader_windows.rs"]
mod reader;
mod reply;
mod sequence;

pub use decoder::{Decoder, Input};
pub(super) use gate::Gate;
pub(super) use reader::read;
pub use reply::Reply;
pub(super) use sequence::without_sequences;
