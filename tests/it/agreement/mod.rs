//! Agreement between annotators: published examples, laws that hold of any table, and the command.

mod command;
mod published;
