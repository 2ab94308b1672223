//! Tags that become again what they were at another time.

use super::Reading;
use crate::tag::{Tag, anchor};
use std::collections::HashMap;
use std::sync::Arc;

impl Reading {
    /// Makes the tag with this id what it was at another time: another value, or not there.
    /// Gives the index of its mark, if it has one. May move marks.
    pub fn restore(&mut self, id: &str, tag: Option<Arc<Tag>>) -> Option<usize> {
        let index = self.marks.iter().position(|mark| mark.id() == Some(id));
        match (index, tag) {
            (Some(index), Some(tag)) if self.elsewhere(index, &tag) => {
                // It stands for another passage now.
                self.set(index, None);
                self.restore(id, Some(tag))
            }
            (Some(index), tag) => {
                self.set(index, tag);
                Some(index)
            }
            (None, Some(tag)) => match anchor(&tag, &self.document, true) {
                found if found.is_sure() => found.span().map(|span| self.join(tag, span)),
                found => {
                    self.settle(Arc::unwrap_or_clone(tag), found);
                    None
                }
            },
            (None, None) => None,
        }
    }

    /// Whether a tag is on another passage than the mark that has its id.
    fn elsewhere(&self, index: usize, tag: &Tag) -> bool {
        let now = self.marks.get(index).and_then(|mark| mark.tag.as_ref());
        now.is_some_and(|now| now.latest_selector() != tag.latest_selector())
    }

    /// Makes many tags at once what they were at another time. Gives the index of the first of their marks
    /// in the text, if one of them has a mark. May move marks.
    pub fn restore_all(&mut self, tags: Vec<(String, Option<Arc<Tag>>)>) -> Option<usize> {
        if let [(id, tag)] = tags.as_slice() {
            return self.restore(id, tag.clone());
        }
        let ids = self.marks.iter().enumerate();
        let at: HashMap<String, usize> =
            ids.filter_map(|(index, mark)| Some((mark.id()?.to_owned(), index))).collect();
        let (mut there, gone): (Vec<_>, Vec<_>) = tags
            .into_iter()
            .map(|(id, tag)| (at.get(&id).copied(), id, tag))
            .partition(|(index, ..)| index.is_some());
        // From the last mark back: where one goes, only marks behind it move, and those are done.
        there.sort_by_key(|(index, ..)| std::cmp::Reverse(*index));
        let mut first = None;
        for (index, id, tag) in there {
            match index {
                Some(index) if tag.as_ref().is_none_or(|tag| !self.elsewhere(index, tag)) => {
                    self.set(index, tag);
                    first = Some(index);
                }
                _ => first = self.restore(&id, tag).or(first),
            }
        }
        let back: Vec<usize> = gone.into_iter().filter_map(|(_, id, tag)| self.restore(&id, tag)).collect();
        back.into_iter().chain(first).min()
    }
}
