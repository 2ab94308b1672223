//! Teaching purport: changes of the scheme that the reader sees in a preview before taking them, and can undo.
//!
//! The shell computes what a change would find ([`Effect::Try`](super::Effect::Try)), the session compares it with the
//! present claims, and a change that is taken leaves as [`Effect::UseScheme`](super::Effect::UseScheme).

mod cue_line;
mod cue_list;
mod cue_row;
mod update;

pub use cue_row::CueRow;
pub(super) use cue_row::is_doubtful;

use super::settings::Settings;
use crate::claim::{Claim, OwnChanges, Scheme, SchemeEdit};
use crate::reading::Difference;
use crate::text::Document;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A change by which the reader teaches purport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemeChange {
    Edit(SchemeEdit),
    /// A personal model, learned from the reader's tags.
    Learn,
    /// The personal model speaks, or is silent.
    Personal(bool),
}

/// What a change would find in the open article.
#[derive(Debug)]
pub struct Tried {
    pub change: SchemeChange,
    /// The version of the article.
    pub document: Arc<Document>,
    /// `None` if there is nothing to take: `figures` say why.
    pub found: Option<(Arc<Scheme>, Vec<Claim>)>,
    /// What was measured, one line each.
    pub figures: Vec<String>,
}

/// A change taken: the scheme that speaks from here on.
#[derive(Debug, Clone)]
pub struct SchemeUse {
    pub scheme: Arc<Scheme>,
    pub change: SchemeChange,
}

impl PartialEq for SchemeUse {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.scheme, &other.scheme) && self.change == other.change
    }
}

impl Eq for SchemeUse {}

/// A computed change that waits for the reader's word.
#[derive(Debug)]
pub struct Preview {
    pub tried: Tried,
    /// In text order.
    pub differences: Vec<Difference>,
    /// Index of the selected difference.
    pub selected: usize,
}

/// A change that was taken, with all that its undo needs.
#[derive(Debug)]
struct Taken {
    /// Changes of tags in force before it.
    at: usize,
    change: SchemeChange,
    before: (Arc<Scheme>, Vec<Claim>),
    after: (Arc<Scheme>, Vec<Claim>),
}

#[derive(Debug, Default)]
pub struct Teaching {
    /// The reader's own changes of the scheme; `None` for a scheme that has none.
    pub own: Option<OwnChanges>,
    /// Accepted and rejected claims by cue, in the other articles of the shelf.
    pub(super) records: BTreeMap<String, (usize, usize)>,
    /// What is being computed, and how far.
    pub working: Option<String>,
    pub preview: Option<Preview>,
    undo: Vec<Taken>,
    redo: Vec<Taken>,
}

impl Teaching {
    pub(super) fn new(settings: &mut Settings) -> Self {
        let (own, records) = (settings.own.take(), std::mem::take(&mut settings.cue_records));
        Self { own, records, ..Self::default() }
    }
}

impl SchemeChange {
    fn inverse(&self) -> Self {
        match self {
            Self::Edit(edit) => Self::Edit(edit.inverse()),
            // The shell writes what the scheme holds.
            Self::Learn => Self::Learn,
            Self::Personal(on) => Self::Personal(!on),
        }
    }

    /// For people.
    pub fn description(&self) -> String {
        match self {
            Self::Edit(SchemeEdit::Silence(id)) => format!("silence the cue {id}"),
            Self::Edit(SchemeEdit::Restore(id)) => format!("take the cue {id} back"),
            Self::Edit(SchemeEdit::Add(cue)) => {
                format!("a cue of your own for {}: {}", cue.category, cue.pattern)
            }
            Self::Edit(SchemeEdit::Remove(cue)) => format!("remove your cue {}", cue.id),
            Self::Learn => "a personal model, learned from your tags".to_owned(),
            Self::Personal(true) => "let the personal model speak".to_owned(),
            Self::Personal(false) => "silence the personal model".to_owned(),
        }
    }
}
