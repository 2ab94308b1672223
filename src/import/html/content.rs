//! Choice of the element that holds a page's article, and of the lead above it.

use super::names::{self, Rank, Waste};
use super::one_line;
use super::walk::is_block;
use super::weights::Weights;
use dom_query::{NodeId, NodeRef};
use std::collections::HashSet;

/// Weight of labels and links beside the article against the prose.
const REST: f32 = 0.35;

/// Ancestors examined for the name of a comment.
const MAX_COMMENT_DEPTH: usize = 6;

/// Blocks of a lead, and characters of a block of it.
const MAX_LEADS: usize = 4;
const MIN_LEAD: f32 = 40.0;
const MAX_LEAD: f32 = 1500.0;

/// The element that holds the article best: most of the page's prose and little else, with a bonus for names that
/// announce an article. `None` if the page has no prose.
pub(super) fn find<'a>(body: &NodeRef<'a>, weights: &Weights) -> Option<NodeRef<'a>> {
    let page = weights.get(body).prose.sqrt();
    let in_comments = |node: &NodeRef<'_>| {
        node.ancestors_it(Some(MAX_COMMENT_DEPTH)).any(|above| names::is_comment(&above))
    };
    let mut best: Option<(f32, NodeRef<'a>)> = None;
    for node in std::iter::once(*body).chain(body.descendants_it()).filter(is_candidate) {
        let mass = weights.get(&node);
        if mass.prose < 1.0 {
            continue;
        }
        let bonus = match names::rank(&node) {
            Rank::Body => 1.35,
            Rank::Article => 1.2,
            Rank::Main => 1.1,
            Rank::None => 1.0,
            Rank::Page => 0.95,
            Rank::Bad => 0.5,
        };
        // Roots, so that a long discussion does not outweigh a short article.
        let prose = mass.prose.sqrt();
        let score = bonus * 2.0 * prose / (prose + page + mass.rest.sqrt() * REST);
        if best.as_ref().is_none_or(|(most, _)| score > *most) && !in_comments(&node) {
            best = Some((score, node));
        }
    }
    best.map(|(_, node)| with_siblings(node, weights))
}

fn is_candidate(node: &NodeRef<'_>) -> bool {
    const PARTS: [&str; 15] =
        ["p", "li", "ul", "ol", "dl", "dt", "dd", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"];
    node.node_name().is_some_and(|name| (is_block(&name) && !PARTS.contains(&&*name)) || name.contains('-'))
}

/// The element around `node` that holds further parts of the same name, as pages built from modules have them.
fn with_siblings<'a>(node: NodeRef<'a>, weights: &Weights) -> NodeRef<'a> {
    let first_class = |node: &NodeRef<'_>| {
        let class = node.class().unwrap_or_default();
        class.split_whitespace().next().map(str::to_owned)
    };
    let (name, class) = (node.node_name(), first_class(&node));
    let is_same =
        |other: &NodeRef<'_>| other.id != node.id && other.node_name() == name && first_class(other) == class;
    let mut best = node;
    for above in node.ancestors_it(Some(3)).filter(is_candidate) {
        if names::rank(&above) == Rank::Page {
            break;
        }
        let (inner, outer) = (weights.get(&best), weights.get(&above));
        let more = outer.prose - inner.prose;
        if more <= inner.prose * 0.1 || outer.rest - inner.rest >= more {
            continue;
        }
        let parts = above.descendants_it().filter(|other| other.is_element() && is_same(other));
        let of_parts: f32 = parts.map(|part| weights.get(&part).prose).sum();
        // Several main headings are several articles.
        let headings = || above.descendants_it().filter(|node| node.has_name("h1")).count();
        if of_parts >= more * 0.6 && headings() < 2 {
            best = above;
        }
    }
    best
}

/// Blocks of the article's lead between its heading and `root`, or named as one.
pub(super) fn leads<'a>(
    body: &NodeRef<'a>,
    root: &NodeRef<'a>,
    title: &str,
    weights: &Weights,
) -> Vec<NodeRef<'a>> {
    let around: HashSet<NodeId> = root.ancestors_it(None).map(|above| above.id).collect();
    let text = one_line(&root.text());
    let mut found: Vec<NodeRef<'a>> = Vec::new();
    let mut is_below_title = false;
    for node in body.descendants_it().filter(NodeRef::is_element) {
        if node.id == root.id {
            return found;
        }
        let is_heading = |names: &[&str]| names.iter().any(|name| node.has_name(name));
        if !is_below_title && is_heading(&["h1", "h2"]) && one_line(&node.text()) == title {
            is_below_title = true;
            continue;
        }
        let mass = weights.get(&node);
        let is_named = names::is_lead(&node);
        let is_prose = mass.prose >= MIN_LEAD && mass.prose > mass.all * 0.7;
        let is_text = is_prose && (is_named || !weights.holds_blocks(&node));
        let is_candidate = (is_below_title || is_named)
            && found.len() < MAX_LEADS
            && (is_text || (is_heading(&["h2", "h3", "h4"]) && mass.all >= MIN_LEAD))
            && mass.links <= mass.all * 0.3
            && mass.all <= MAX_LEAD
            && !around.contains(&node.id);
        if is_candidate && is_lead(&node) && !text.contains(&one_line(&node.text())) {
            let inside = node.ancestors_it(Some(8)).any(|above| found.iter().any(|lead| lead.id == above.id));
            if !inside {
                found.push(node);
            }
        }
    }
    // The root does not come after the heading.
    Vec::new()
}

/// Does a block hold no heading, and do its names and those around it not speak against it?
fn is_lead(node: &NodeRef<'_>) -> bool {
    let holds_heading =
        node.descendants_it().any(|inner| ["h1", "h2", "h3"].iter().any(|name| inner.has_name(name)));
    let is_waste = |node: &NodeRef<'_>| {
        names::waste(node) != Waste::None && !names::is_lead(node) && !names::is_head(node)
    };
    !holds_heading && !std::iter::once(*node).chain(node.ancestors_it(Some(4))).any(|above| is_waste(&above))
}
