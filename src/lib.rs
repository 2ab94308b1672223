//! purport finds what an article *claims*, shows it beside the text, and lets the reader settle
//! each claim with one key. This page is the map of the code.
//!
//! # The floors of the house
//!
//! Modules are ranked; imports point down only, and never across. A test reads the imports and
//! holds every file to it.
//!
//! | rank | module | what it is for |
//! |---|---|---|
//! | 0 | [`diagnostic`] | problems in a user's file, with file, line and column |
//! | 1 | [`error`] | errors that stop the work, with context, hint and source |
//! | 1 | [`text`] | the article as immutable text: spans, blocks, sentences, rows |
//! | 1 | [`theme`] | colours as data; it knows no terminal |
//! | 2 | [`import`] | bytes → document |
//! | 2 | [`claim`] | what the machine proposes: scheme, cues, evidence, scores |
//! | 3 | [`tag`] | what a person decides, how it is found again, and its file |
//! | 3 | [`eval`] | how good the machine's word is, and fitting it to labelled sentences |
//! | 4 | [`agree`] | how far annotators agree, in figures |
//! | 4 | [`annotation_import`] | annotations of other programs, made into tags |
//! | 4 | [`reading`] | one article under one scheme: claims and tags merged into marks |
//! | 5 | [`export`] | a reading as files of other programs |
//! | 5 | [`session`] | the running program as a value: model, messages, keys, decisions |
//! | 6 | [`ui`] | paints a model, and changes nothing |
//! | 7 | [`shell`] | the only code that touches the machine |
//! | 8 | [`cli`] | words on the command line |
//!
//! # What always holds
//!
//! 1. Up to rank 5 nothing names a file, a clock, a thread, a process or a terminal. Time comes in
//!    with a message ([`session::Msg`]), and what is to be done goes out as a command
//!    ([`session::Command`]).
//! 2. Text is never edited. A span ([`text::Span`]) is a byte range inside the program and code
//!    points in files; [`text::offset`] is where the two meet.
//! 3. A tag is addressed by quotation and position ([`tag::Selector`]), never by a bare offset. One
//!    whose passage is gone is kept and shown as orphaned.
//! 4. Whatever is written to a terminal has passed [`text::visible`].
//! 5. Only what is seen is ever wrapped ([`session::view`]), so a text of 100 MB opens like one of 10 kB.
//! 6. A revision number is never used twice, so "saved" always means what the reader sees.
//!
//! # Three journeys
//!
//! **Opening.** [`cli`] parses the words, [`shell`] reads the bytes, [`import`] makes a
//! [`text::Document`] of them. A long file is painted from its first 256 KiB; a worker reads the rest
//! and sends [`session::Msg::Opened`], then claims in document order as [`session::Msg::Classified`].
//!
//! **A key.** [`shell`] turns it into [`session::Msg::Key`]; [`session::keymap`] says which
//! [`session::Action`] that is; [`session::update`] changes the model, wraps what came into sight and
//! gives back commands; [`ui::draw`] paints.
//!
//! **A decision.** It becomes one change of one tag, with its inverse for the undo; the
//! [`reading::Reading`] merges it into its mark; [`session::Command::Save`] goes to the thread that
//! writes ([`shell::store`]), and [`session::Msg::Saved`] comes back when it is on disk.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

pub mod agree;
pub mod annotation_import;
pub mod claim;
pub mod cli;
pub mod diagnostic;
pub mod error;
pub mod eval;
pub mod export;
pub mod import;
pub mod reading;
pub mod session;
pub mod shell;
pub mod tag;
pub mod text;
pub mod theme;
pub mod ui;
