//! Tags of an article whose passages are still being looked for.

use crate::tag::{Anchor, Tag};
use std::collections::HashMap;
use std::sync::Arc;

#[derive(Debug, Default)]
pub(super) struct PendingTags {
    /// In file order; `None` once found or removed.
    tags: Vec<Option<Arc<Tag>>>,
    /// Index of each tag that is not found yet.
    indices: HashMap<String, usize>,
    /// Of those found.
    pub(super) anchors: Vec<Anchor>,
    /// Says that the article has changed on disk, if no tag moved.
    pub(super) reports_change: bool,
}

impl PendingTags {
    pub(super) fn new(tags: &[Arc<Tag>]) -> Self {
        Self {
            tags: tags.iter().cloned().map(Some).collect(),
            indices: tags.iter().enumerate().map(|(index, tag)| (tag.id.clone(), index)).collect(),
            ..Self::default()
        }
    }

    pub(super) fn left(&self) -> impl Iterator<Item = &Arc<Tag>> {
        self.tags.iter().flatten()
    }

    pub(super) fn take(&mut self, index: usize) -> Option<Arc<Tag>> {
        let tag = self.tags.get_mut(index)?.take()?;
        self.indices.remove(&tag.id);
        Some(tag)
    }

    /// Replaces or removes a tag that is not found yet; returns whether it is one.
    pub(super) fn replace(&mut self, id: &str, tag: Option<&Arc<Tag>>) -> bool {
        let Some(index) = self.indices.get(id).copied() else { return false };
        if let Some(place) = self.tags.get_mut(index) {
            *place = tag.cloned();
        }
        true
    }

    /// How many of a hundred tags are found.
    pub(super) fn percent(&self) -> usize {
        let left = self.left().count();
        (self.tags.len() - left) * 100 / self.tags.len().max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tag::Selector;

    #[test]
    fn a_tag_is_found_replaced_or_removed_once() {
        let tag = |id: &str| Arc::new(Tag { id: id.to_owned(), ..Tag::new(Selector::default()) });
        let mut pending = PendingTags::new(&[tag("a"), tag("b"), tag("c")]);
        assert_eq!(pending.take(0).map(|tag| tag.id.clone()).as_deref(), Some("a"));
        assert!(pending.take(0).is_none() && !pending.replace("a", None), "it is found");
        assert!(pending.replace("b", None) && pending.take(1).is_none(), "it is removed");
        let changed = Arc::new(Tag { note: "n".to_owned(), ..tag("c").as_ref().clone() });
        assert!(pending.replace("c", Some(&changed)));
        assert_eq!(pending.left().cloned().collect::<Vec<_>>(), [changed]);
        assert_eq!(pending.percent(), 66);
    }
}
