//! Amounts of prose, links and labels in the elements of a page.

use super::walk::{following, is_block};
use dom_query::{NodeId, NodeRef};
use std::collections::HashMap;

/// Characters of a block of prose without white space.
const MIN_PROSE: f32 = 60.0;
/// The same for a block that ends like a sentence.
const MIN_SENTENCE: f32 = 20.0;
/// The same for a heading, and for a block made of links, that ends like a sentence.
const MIN_LEAD: f32 = 80.0;
const MIN_LINKED: f32 = 60.0;
/// Share of links in the characters of a block.
const MAX_LINKED: f32 = 0.5;

/// Sums over an element and all inside it, in characters without white space.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mass {
    /// In blocks of prose.
    pub(super) prose: f32,
    /// In other blocks; plain text counts half.
    pub(super) rest: f32,
    pub(super) links: f32,
    pub(super) all: f32,
    /// Blocks inside.
    blocks: u32,
}

impl Mass {
    fn add(&mut self, other: Self) {
        self.prose += other.prose;
        self.rest += other.rest;
        self.links += other.links;
        self.all += other.all;
        self.blocks += other.blocks;
    }
}

#[derive(Default)]
struct OpenBlock {
    plain: f32,
    linked: f32,
    is_sentence: bool,
    is_heading: bool,
}

impl OpenBlock {
    fn mass(&self) -> Mass {
        let all = self.plain + self.linked;
        let is_linked = self.linked > all * MAX_LINKED;
        let least = match self {
            Self { is_heading: true, is_sentence: true, .. } => MIN_LEAD,
            Self { is_heading: true, .. } => f32::MAX,
            Self { is_sentence: true, .. } if is_linked => MIN_LINKED,
            _ if is_linked => f32::MAX,
            Self { is_sentence: true, .. } => MIN_SENTENCE,
            _ => MIN_PROSE,
        };
        let is_prose = all >= least;
        Mass {
            prose: if is_prose { all } else { 0.0 },
            rest: if is_prose { 0.0 } else { self.linked + self.plain / 2.0 },
            links: self.linked,
            all,
            blocks: 0,
        }
    }

    fn add(&mut self, text: &str, is_link: bool) {
        let count = text.chars().filter(|char| !char.is_whitespace()).count() as f32;
        if count > 0.0 {
            *(if is_link { &mut self.linked } else { &mut self.plain }) += count;
            let end = text.trim_end().trim_end_matches(['"', '”', '“', '»', '’', ')']);
            self.is_sentence = end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '।']);
        }
    }
}

/// The mass of every element below a root, and its own.
pub(super) struct Weights(HashMap<NodeId, Mass>);

impl Weights {
    pub(super) fn of(root: &NodeRef<'_>) -> Self {
        let mut scale =
            Scale { blocks: vec![OpenBlock::default()], masses: vec![Mass::default()], ..Scale::default() };
        let mut next = root.first_child();
        while let Some(node) = next {
            if node.is_text() {
                let is_link = scale.links > 0;
                scale.blocks.last_mut().into_iter().for_each(|block| block.add(&node.text(), is_link));
            } else if node.is_element() {
                scale.enter(&node);
                if let Some(child) = node.first_child() {
                    next = Some(child);
                    continue;
                }
                scale.leave(&node);
            }
            next = following(node, root, |parent| scale.leave(parent));
        }
        let mut total = scale.masses.pop().unwrap_or_default();
        total.add(scale.blocks.pop().unwrap_or_default().mass());
        scale.found.insert(root.id, total);
        Self(scale.found)
    }

    pub(super) fn get(&self, node: &NodeRef<'_>) -> Mass {
        self.0.get(&node.id).copied().unwrap_or_default()
    }

    /// Is an element a block without blocks inside?
    pub(super) fn is_leaf(&self, node: &NodeRef<'_>) -> bool {
        node.node_name().is_some_and(|name| is_block(&name)) && self.get(node).blocks == 1
    }

    pub(super) fn holds_blocks(&self, node: &NodeRef<'_>) -> bool {
        let own = node.node_name().is_some_and(|name| is_block(&name));
        self.get(node).blocks > u32::from(own)
    }
}

/// A walk that adds up.
#[derive(Default)]
struct Scale {
    blocks: Vec<OpenBlock>,
    masses: Vec<Mass>,
    links: u32,
    found: HashMap<NodeId, Mass>,
}

impl Scale {
    fn enter(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().unwrap_or_default();
        self.links += u32::from(&*name == "a");
        if is_block(&name) {
            let is_heading = matches!(&*name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
            self.blocks.push(OpenBlock { is_heading, ..OpenBlock::default() });
        }
        self.masses.push(Mass::default());
    }

    fn leave(&mut self, node: &NodeRef<'_>) {
        let name = node.node_name().unwrap_or_default();
        self.links -= u32::from(&*name == "a");
        let mut mass = self.masses.pop().unwrap_or_default();
        if is_block(&name) {
            mass.add(self.blocks.pop().unwrap_or_default().mass());
            mass.blocks += 1;
        }
        self.masses.last_mut().into_iter().for_each(|outer| outer.add(mass));
        self.found.insert(node.id, mass);
    }
}
