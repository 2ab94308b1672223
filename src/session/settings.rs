//! What a session begins with: fixed settings, the state of the article, and the reader's preferences.

use super::compare::Compared;
use super::history::Step;
use super::keymap::Rebound;
use super::layout::Split;
use super::location::Location;
use crate::reading::{Filter, ThresholdShift};
use crate::text::hyphen::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)] // Each stands for something that is on or off by itself.
pub struct Settings {
    /// Written into every tag.
    pub annotator: String,
    /// The tag file's path, as it is shown.
    pub tags_name: String,
    /// Whether the tag file existed when the program began.
    pub tags_exist: bool,
    /// Why nothing can be decided, if so.
    pub read_only: Option<String>,
    /// Decisions of earlier sessions, for undo.
    pub steps: Vec<Step>,
    /// Keys of the reader's own.
    pub keys: Vec<Rebound>,
    /// Names of the themes, in the order in which the picker lists them.
    pub themes: Vec<String>,
    /// The formats of an export, each with a description.
    pub formats: Vec<(&'static str, &'static str)>,
    pub resume: ArticleState,
    pub preferences: Preferences,
    /// Whether the mouse is left to the terminal in this run, whatever the preferences say.
    pub no_mouse: bool,
    /// What is listed from the beginning.
    pub filter: Filter,
    /// Whether the terminal draws dotted lines.
    pub dotted: bool,
    /// Whether suggestions are hidden until the reader has decided.
    pub blind: bool,
    /// The annotators who are compared.
    pub compare: Option<Compared>,
    /// Whether this is the built-in lesson.
    pub lesson: bool,
    /// The number of the article on its shelf, from 1, and how many there are.
    pub shelf: Option<(usize, usize)>,
}

/// What is kept about an article between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleState {
    /// The top of the page.
    #[serde(flatten)]
    pub place: Location,
    /// Where the current mark begins, a byte offset.
    pub current: Option<u32>,
    #[serde(rename = "strictness")]
    pub threshold_shift: ThresholdShift,
    /// The language of hyphenation; `None` for no hyphens.
    pub hyphens: Option<Language>,
    #[serde(rename = "marks")]
    pub bookmarks: BTreeMap<char, Location>,
}

/// How the reader likes the screen, for every article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Option<String>,
    /// Cells in a row of text.
    pub measure: Option<u16>,
    #[serde(flatten)]
    pub split: Split,
    pub mouse: Option<bool>,
    /// Whether the reader has ever decided a claim, and needs no welcome.
    pub has_decided: bool,
}
