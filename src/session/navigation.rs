//! Where the reader is: the page, the list, the current mark, the search, and the way back.

use super::find::Find;
use super::list::List;
use super::location::{Jumps, Location};
use super::model::Settings;
use super::view::View;
use crate::text::{Document, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug)]
pub struct Navigation {
    pub view: View,
    pub list: List,
    /// Index of the current mark.
    pub current: Option<usize>,
    pub find: Option<Find>,
    /// Places that the reader has marked with a letter.
    pub bookmarks: BTreeMap<char, Location>,
    /// The first byte that was new to the reader after the last turn of the page, until the next key.
    pub new_from: Option<u32>,
    pub(super) jumps: Jumps,
    /// Whether the last key only scrolled.
    pub(super) scrolled: bool,
    /// Whether the reader asked for the end of the text before it was read.
    pub(super) wants_end: bool,
    /// The mark that was current until a higher threshold hid it; current again as soon as it comes back.
    pub(super) hidden_current: Option<(Span, Option<String>)>,
}

impl Navigation {
    pub(super) fn new(document: Arc<Document>, settings: &Settings) -> Self {
        let resume = &settings.resume;
        Self {
            view: View::new(document, resume.place.offset, resume.hyphens),
            list: List::of(settings.filter.clone()),
            current: None,
            find: None,
            bookmarks: resume.places.clone(),
            new_from: None,
            jumps: Jumps::default(),
            scrolled: false,
            wants_end: false,
            hidden_current: None,
        }
    }
}
