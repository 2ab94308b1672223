//! Removal of the parts of an article's element that belong to the site: lists of links, calls to share, credits.

use super::names::{self, Waste};
use super::walk::is_block;
use super::weights::{Mass, Weights};
use dom_query::{Document, NodeId, NodeRef};
use std::collections::{HashMap, HashSet};

/// Shares of the article's prose above which an element stays in spite of its names.
const MAX_STRONG_SHARE: f32 = 0.35;
const MAX_WEAK_SHARE: f32 = 0.12;
/// Characters of prose from which on it stays if its names say little.
const MAX_WEAK_PROSE: f32 = 400.0;
/// Characters of prose in a lead, and of a block on which the second opinion counts.
const MIN_PROSE: f32 = 60.0;

/// Share of the prose in both extractions from which on the second one's judgment of short blocks counts.
const MIN_AGREEMENT: f32 = 0.6;

/// Share of links in a list of links.
const MIN_LINKS: f32 = 0.6;

/// The blocks of another extraction of the same page, by their letters and digits.
#[derive(Default)]
pub(super) struct SecondOpinion(HashSet<String>);

impl SecondOpinion {
    pub(super) fn of(content: &Document) -> Self {
        let root = content.root();
        let weights = Weights::of(&root);
        let leaves = root.descendants_it().filter(|node| weights.is_leaf(node));
        Self(leaves.map(|leaf| letters(&leaf)).collect())
    }

    fn holds(&self, leaf: &NodeRef<'_>) -> bool {
        self.0.contains(&letters(leaf))
    }

    /// Are most blocks of an element in it?
    fn holds_most(&self, node: &NodeRef<'_>, weights: &Weights) -> bool {
        let leaves = std::iter::once(*node).chain(node.descendants_it()).filter(|node| weights.is_leaf(node));
        let (held, all) =
            leaves.fold((0, 0), |(held, all), leaf| (held + u32::from(self.holds(&leaf)), all + 1));
        held * 2 > all
    }

    /// Share of an element's prose that is in it.
    pub(super) fn share_of(&self, root: &NodeRef<'_>, weights: &Weights) -> f32 {
        let (mut held, mut all) = (0.0, 1.0);
        for leaf in root.descendants_it().filter(|node| weights.is_leaf(node)) {
            let prose = weights.get(&leaf).prose;
            all += prose;
            held += if prose > 0.0 && self.holds(&leaf) { prose } else { 0.0 };
        }
        held / all
    }
}

fn letters(node: &NodeRef<'_>) -> String {
    node.text().chars().filter(|char| char.is_alphanumeric()).collect()
}

pub(super) fn prune(root: &NodeRef<'_>, weights: &Weights, second: &SecondOpinion) {
    let is_agreed = second.share_of(root, weights) > MIN_AGREEMENT;
    let nothing = SecondOpinion::default();
    let judge = Judge {
        weights,
        whole: weights.get(root),
        second: if is_agreed { second } else { &nothing },
        is_agreed,
        leads: count_leads(root),
    };
    let mut waste: Vec<NodeId> = Vec::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        let is_waste = node.is_element() && judge.is_waste(&node);
        if is_waste {
            waste.push(node.id);
        } else if let Some(child) = node.first_child() {
            next = Some(child);
            continue;
        }
        let mut at = node;
        next = loop {
            if let Some(sibling) = at.next_sibling() {
                break Some(sibling);
            }
            match at.parent() {
                Some(parent) if parent.id != root.id => at = parent,
                _ => break None,
            }
        };
    }
    for id in waste {
        NodeRef::new(id, root.tree).remove_from_parent();
    }
}

/// Number of elements named as leads, by class.
fn count_leads(root: &NodeRef<'_>) -> HashMap<String, u32> {
    let mut counts = HashMap::new();
    for node in root.descendants_it().filter(|node| node.is_element() && names::is_lead(node)) {
        *counts.entry(node.class().unwrap_or_default().to_string()).or_default() += 1;
    }
    counts
}

struct Judge<'j> {
    weights: &'j Weights,
    whole: Mass,
    second: &'j SecondOpinion,
    is_agreed: bool,
    leads: HashMap<String, u32>,
}

impl Judge<'_> {
    fn is_waste(&self, node: &NodeRef<'_>) -> bool {
        let Some(name) = node.node_name() else { return false };
        let mass = self.weights.get(node);
        let share = mass.prose / self.whole.prose.max(1.0);
        match &*name {
            "nav" | "footer" | "aside" | "menu" => return share < MAX_STRONG_SHARE,
            "figcaption" => return true,
            "figure" => {
                let holds = |name| node.descendants_it().any(|inner| inner.has_name(name));
                return share < MAX_STRONG_SHARE
                    && !["pre", "table", "blockquote", "p"].into_iter().any(holds);
            }
            "table" => return mass.prose < MIN_PROSE && names::waste(node) != Waste::None,
            "tr" | "td" | "th" | "pre" | "code" | "html" | "body" | "article" | "main" => {
                return false;
            }
            _ => {}
        }
        self.is_named_waste(node, mass, share)
            || self.is_link_list(node, &name, mass)
            || (is_block(&name) && names::is_call(node, mass.all))
            || self.is_doubted(node, &name, mass)
    }

    fn is_named_waste(&self, node: &NodeRef<'_>, mass: Mass, share: f32) -> bool {
        match names::waste(node) {
            Waste::None => false,
            _ if self.is_single_lead(node, mass) => false,
            Waste::Strong => share < MAX_STRONG_SHARE,
            Waste::Weak => {
                let is_short = share < MAX_WEAK_SHARE && mass.prose < MAX_WEAK_PROSE;
                is_short && !(mass.prose > MIN_PROSE && self.second.holds_most(node, self.weights))
            }
        }
    }

    /// Many elements of that name are a list of other articles.
    fn is_single_lead(&self, node: &NodeRef<'_>, mass: Mass) -> bool {
        let count = || self.leads.get(&*node.class().unwrap_or_default()).copied();
        mass.prose >= MIN_PROSE && names::is_lead(node) && count() == Some(1)
    }

    fn is_link_list(&self, node: &NodeRef<'_>, name: &str, mass: Mass) -> bool {
        let is_list =
            matches!(name, "ul" | "ol" | "div" | "section" | "dl") || (name.contains('-') && is_block(name));
        let is_linked = mass.prose < 1.0 && mass.all > 0.0 && mass.links > mass.all * MIN_LINKS;
        let follows_call = || {
            let before = node.prev_element_sibling();
            before.is_some_and(|before| names::is_call(&before, self.weights.get(&before).all))
        };
        is_list && is_linked && (follows_call() || !self.second.holds_most(node, self.weights))
    }

    /// Is it a short block that the second extraction left out?
    fn is_doubted(&self, node: &NodeRef<'_>, name: &str, mass: Mass) -> bool {
        let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        let holds_formula = || node.descendants_it().any(|inner| inner.has_name("math"));
        self.is_agreed
            && mass.prose < 1.0
            && mass.all > 0.0
            && !is_heading
            && self.weights.is_leaf(node)
            && !holds_formula()
            && !self.second.holds(node)
    }
}
