//! Search for the passages of many tags, on a thread of its own.

use crate::session::Msg;
use crate::tag::Tag;
use crate::tag::anchor::{Anchor, Anchoring};
use crate::text::Document;
use std::sync::Arc;

/// Tags in one message: the screen answers keys between two.
const BATCH: usize = 1000;

/// Many answers as one, for a front end that waits for all.
pub(super) fn joined(messages: Vec<Msg>) -> Option<Msg> {
    messages.into_iter().reduce(|one, two| match (one, two) {
        (Msg::Placed { anchors: mut all, .. }, Msg::Placed { document, anchors, done }) => {
            all.extend(anchors);
            Msg::Placed { document, anchors: all, done }
        }
        (_, other) => other,
    })
}

/// Looks for `tags`; sends those that no edit touched first, then the others, both in the order of the tags.
pub(super) fn place_tags(tags: &[Arc<Tag>], document: &Arc<Document>, same: bool, send: &mut dyn FnMut(Msg)) {
    let mut tell = |anchors: &[(usize, Anchor)], done: bool| {
        send(Msg::Placed { document: Arc::clone(document), anchors: anchors.to_vec(), done });
    };
    let anchoring = Anchoring::new(tags.iter().map(AsRef::as_ref).collect(), document, same);
    let first: Vec<(usize, Anchor)> = anchoring.found().collect();
    first.chunks(BATCH).for_each(|anchors| tell(anchors, false));
    let mut known = vec![false; tags.len()];
    for (index, _) in first {
        if let Some(known) = known.get_mut(index) {
            *known = true;
        }
    }
    let rest = anchoring.finish().into_iter().enumerate().zip(known).filter(|(_, known)| !known);
    let rest: Vec<(usize, Anchor)> = rest.map(|(found, _)| found).collect();
    rest.chunks(BATCH).for_each(|anchors| tell(anchors, false));
    tell(&[], true);
}
