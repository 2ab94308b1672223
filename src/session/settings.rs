//! Initial state of a session: fixed settings, the state of the article, and the reader's preferences.

use super::compare::Compared;
use super::history::Step;
use super::keymap::Rebound;
use super::layout::Split;
use super::location::Location;
use crate::claim::OwnChanges;
use crate::reading::{Filter, SortOrder, ThresholdShift};
use crate::text::hyphen::Language;
use crate::theme::ColorDepth;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)] // Each stands for something that is on or off by itself.
pub struct Settings {
    pub annotator: String,
    /// As displayed.
    pub tags_name: String,
    /// Did the tag file exist at the start?
    pub tags_exist: bool,
    /// `Some` with the reason if decisions are impossible.
    pub read_only: Option<String>,
    /// Does the session show what another one decides, until that ends?
    pub follows: bool,
    /// Undo log of earlier sessions.
    pub steps: Vec<Step>,
    pub keys: Vec<Rebound>,
    /// In the order of the picker.
    pub themes: Vec<String>,
    /// Colours that the terminal shows; `None` if unknown.
    pub color_depth: Option<ColorDepth>,
    /// Export formats with their descriptions.
    pub formats: Vec<(&'static str, &'static str)>,
    pub resume: ArticleState,
    pub preferences: Preferences,
    /// Leaves the mouse to the terminal in this run, whatever the preferences.
    pub no_mouse: bool,
    /// Initial filter.
    pub filter: Filter,
    /// Initial sort order.
    pub order: SortOrder,
    /// Does the terminal draw dotted underlines, and underlines in a colour of their own?
    pub underlines: bool,
    /// Hides suggestions until the reader has decided.
    pub blind: bool,
    /// Annotators to adjudicate.
    pub compare: Option<Compared>,
    /// Does the article come by standard input, which has not ended yet?
    pub live: bool,
    /// Is this the built-in lesson?
    pub lesson: bool,
    /// Labels of the other articles on its shelf, with the number of their claims.
    pub labels: BTreeMap<String, usize>,
    /// Accepted and rejected claims by cue in the other articles on its shelf.
    pub cue_records: BTreeMap<String, (usize, usize)>,
    /// The reader's own changes of the scheme; `None` for a scheme that has none.
    pub own: Option<OwnChanges>,
    /// Number of the article on its shelf, from 1, and total.
    pub shelf: Option<(usize, usize)>,
}

/// State of an article between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleState {
    /// Top of the page.
    #[serde(flatten)]
    pub place: Location,
    /// Byte offset of the current mark.
    pub current: Option<u32>,
    #[serde(rename = "strictness")]
    pub threshold_shift: ThresholdShift,
    /// `None` turns hyphenation off.
    pub hyphens: Option<Language>,
    #[serde(rename = "marks")]
    pub bookmarks: BTreeMap<char, Location>,
}

/// Preferences that apply to every article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Option<String>,
    /// Widest row of text, in cells.
    pub measure: Option<u16>,
    #[serde(flatten)]
    pub split: Split,
    pub mouse: Option<bool>,
    /// Has the reader ever decided a claim, so that no welcome is needed?
    pub has_decided: bool,
}
