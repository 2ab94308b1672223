//! purport finds what an article *claims*, shows it beside the text, and lets the reader settle each claim with
//! one key. The program is the product; this library is what it is made of.
//!
//! # For callers
//!
//! Five calls take bytes to claims, and find a passage again in a later version of the text:
//!
//! ```
//! use purport::{Format, ImportOptions, Scheme, Selector, classify_document, import};
//!
//! let text = b"The minister agreed to lower the toll. The council must vote by Friday.".to_vec();
//! let format = Format::detect(&text, "toll.txt");
//! let document = import(text, "toll.txt", ImportOptions::new(format))?.document;
//!
//! let scheme = Scheme::claims();
//! let (claims, sentences) = classify_document(&document, &scheme, 0);
//! assert_eq!((claims.len(), sentences), (2, 2));
//!
//! let selector = Selector::of(&document, claims[1].span);
//! assert_eq!(selector.exact, "The council must vote by Friday.");
//! let later = b"A new opening. The council must vote by Friday.".to_vec();
//! let later = import(later, "toll.txt", ImportOptions::new(format))?.document;
//! assert!(selector.find_in(&later).is_sure());
//! # Ok::<(), purport::Error>(())
//! ```
//!
//! The modules below are public for the project's own tests and carry no promise.
//!
//! # Map of the code
//!
//! Modules are ranked. Imports point to lower ranks only, and files inside a module form no circle; a test reads
//! the imports of every file.
//!
//! | rank | module | purpose |
//! |---|---|---|
//! | 0 | `diagnostic` | problems in a file that a person wrote: file, line, column, hint |
//! | 0 | `feature` | formats that need an optional feature of the build |
//! | 1 | `error` | errors that stop the work: context, hint, source |
//! | 1 | `text` | immutable text: spans, blocks, sentences, wrapped rows |
//! | 1 | `theme` | colours and styles as data, without a terminal |
//! | 2 | `import` | bytes → document |
//! | 2 | `claim` | what the machine proposes: scheme, cues, learned model, evidence, scores |
//! | 3 | `tag` | what a person decides: selectors, anchoring, the tag file |
//! | 3 | `eval` | scores against labelled sentences, and fitting a scheme to them |
//! | 4 | `agree` | agreement between annotators |
//! | 4 | `annotation_import` | annotations of other programs → tags |
//! | 4 | `coverage` | two articles on one event: which claims both make |
//! | 4 | `dossier` | what one party claims over time, or others claim about it |
//! | 4 | `learn` | a reader's decisions → a personal model on top of the scheme |
//! | 4 | `reading` | one article under one scheme: claims and tags merged into marks |
//! | 4 | `version` | two versions of one article: what became of each claim, and where the tags go |
//! | 5 | `export` | a reading → files of other programs |
//! | 5 | `session` | the running program as a value: model, messages, keys, effects |
//! | 6 | `ui` | paints a model and changes nothing |
//! | 7 | `shell` | disk, terminal, clock, threads, processes |
//! | 8 | `cli` | the command line |
//!
//! # Invariants
//!
//! 1. Ranks 0 to 5 name no file, clock, thread, process or terminal. Time enters with a message (`session::Msg`);
//!    what the machine should do leaves as an effect (`session::Effect`), and an effect that is dropped does not
//!    compile.
//! 2. Text is never edited. A span (`text::Span`) is a byte range in memory and code points in files;
//!    `text::offset` converts between the two.
//! 3. A tag addresses its passage by quotation and position (`tag::Selector`), never by a bare offset. A tag whose
//!    passage is gone is kept, and listed.
//! 4. Everything written to a terminal passes `text::visible`, which takes control characters out.
//! 5. Only the blocks in view are wrapped (`session::view`), so that 100 MB open like 10 kB.
//! 6. A revision number is never used twice, so that "saved" always refers to what is on the screen.
//! 7. The session's thread waits for no disk: the threads of `shell` read and write.
//!
//! # Three journeys
//!
//! **Opening.** `cli` parses the arguments, `shell` reads the bytes, `import` turns them into a `text::Document`.
//! The first 256 KiB of a long file are painted at once; a worker reads the rest, sends `session::Msg::Opened`, and
//! then the cues' claims in the order of the text, as `session::Msg::Classified`. Threads (`shell::judge`) let the
//! model judge the sentences outward from the reader's place, and the provisional claims of the cues are replaced
//! part by part (`session::Msg::Settled`).
//!
//! **A key.** `shell` turns it into `session::Msg::Key`; `session::keymap` looks up its `session::Action`;
//! `session::update` changes the model, wraps what came into view and returns effects, which `shell` performs;
//! `ui::draw` paints the model.
//!
//! **A decision.** It is one change of one tag, kept with its inverse for undo. `reading::Reading` merges it into
//! its mark, `session::Effect::Save` goes to the thread that writes (`shell::store`), and `session::Msg::Saved`
//! comes back when the file is on disk.
//!
//! # Glossary
//!
//! | term | meaning |
//! |---|---|
//! | document, block, sentence, row | the text; a structural part of it; the unit of classification; a wrapped line on screen |
//! | span | a half-open byte range in one document |
//! | scheme, category, gloss | the coding scheme; one class in it; its definition for readers |
//! | cue, evidence | a pattern that speaks for a category; one match of one cue |
//! | claim | a passage that the machine proposes |
//! | tag | a person's decision on a passage |
//! | label | a free word that a reader puts on a tag |
//! | mark, status | a claim and its tag merged, as shown; how settled it is |
//! | selector, anchor, lost | quotation and position; finding them again; a passage that is gone |
//! | annotator, gold, adjudication | the person who tagged; the settled reference; settling differences |
//! | personal model | what one reader's decisions add to the scores of a scheme |
//! | party, dossier | a speaker under all its names; its claims over time |
//! | agreement, kappa | consistency of tag files, raw and corrected for chance |
//! | diagnostic, error, notice | a problem in a user's file; a failure that stops the work; one line to the reader |
//! | effect | work that the session asks of the machine |

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

#[doc(hidden)]
pub mod agree;
#[doc(hidden)]
pub mod annotation_import;
#[doc(hidden)]
pub mod claim;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod coverage;
#[doc(hidden)]
pub mod diagnostic;
#[doc(hidden)]
pub mod dossier;
#[doc(hidden)]
pub mod error;
#[doc(hidden)]
pub mod eval;
#[doc(hidden)]
pub mod export;
#[doc(hidden)]
pub mod feature;
#[doc(hidden)]
pub mod import;
#[doc(hidden)]
pub mod learn;
#[doc(hidden)]
pub mod reading;
#[doc(hidden)]
pub mod session;
#[doc(hidden)]
pub mod shell;
#[doc(hidden)]
pub mod tag;
#[doc(hidden)]
pub mod text;
#[doc(hidden)]
pub mod theme;
#[doc(hidden)]
pub mod ui;
#[doc(hidden)]
pub mod version;

pub use claim::{Claim, Evidence, Scheme, Scored, classify_document};
pub use diagnostic::Diagnostic;
pub use error::Error;
pub use import::{Format, ImportOptions, ImportedDocument, import};
pub use tag::{Anchor, Selector};
pub use text::{Block, BlockKind, Document, Span};
