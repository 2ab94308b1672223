//! Reconciliation of exported marks with the spans that another program returned.

use super::exported::ExportedMark;
use super::labels::{LabelSet, PseudoLabel};
use super::{Annotation, ParsedAnnotations};
use crate::tag::{Decision, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// One span of the other program, with one label.
#[derive(Debug, Clone, Default)]
pub(super) struct LabeledSpan {
    pub(super) line: usize,
    /// Code points of the other program's text.
    pub(super) range: (u32, u32),
    pub(super) selector: Selector,
    /// Do its words stand elsewhere than its position says?
    pub(super) is_displaced: bool,
    pub(super) label: String,
    /// A decision recorded beside the label.
    pub(super) decision: Option<Decision>,
    pub(super) note: Option<String>,
}

/// Who worked on the spans in the other program, and when; empty if unknown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Creator<'w> {
    pub(super) name: &'w str,
    pub(super) created: &'w str,
}

/// Selection of marks that an export turned into spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ExportScope {
    Claims,
    Tags,
    All,
}

impl ExportScope {
    fn includes(self, mark: &ExportedMark) -> bool {
        mark.anchored
            && match self {
                Self::Claims => !mark.counted_as().is_empty(),
                Self::Tags => mark.is_tag(),
                Self::All => true,
            }
    }
}

/// All spans with the same range.
#[derive(Debug, Clone)]
struct SpanGroup {
    /// Carries the first decision and note of the group.
    first: LabeledSpan,
    categories: Vec<String>,
    pseudo: Option<PseudoLabel>,
    /// Number of exported marks with this range.
    exported: usize,
    /// Categories that no exported mark had.
    new: BTreeSet<String>,
}

/// Compares the exported marks with the spans in the file.
///
/// An unchanged mark comes back as it was; a relabelled one is a new decision. A missing one was rejected if it had
/// been suggested, and otherwise dropped. A span without a mark was added.
pub(super) fn reconcile(
    parsed: &mut ParsedAnnotations,
    spans: Vec<LabeledSpan>,
    exported: Vec<ExportedMark>,
    labels: &LabelSet,
    scope: ExportScope,
    creator: Creator<'_>,
) {
    let range = |mark: &ExportedMark| (mark.annotation.selector.start, mark.annotation.selector.end);
    let ours: BTreeSet<(u32, u32)> = exported.iter().map(range).collect();
    // A position that contradicts the words says nothing of which spans belong together, unless it is one of ours.
    let key = |span: &LabeledSpan| {
        let words = span.is_displaced && !ours.contains(&span.range);
        (span.range, if words { span.selector.exact.clone() } else { String::new() })
    };
    let mut groups: BTreeMap<((u32, u32), String), SpanGroup> = BTreeMap::new();
    for span in spans {
        let pseudo = labels.pseudo_of(&span.label);
        let category = || labels.category_of(&span.label).unwrap_or(&span.label).to_owned();
        let category = pseudo.is_none().then(category);
        let group = groups.entry(key(&span)).or_insert_with(|| SpanGroup {
            first: span.clone(),
            categories: Vec::new(),
            pseudo: None,
            exported: 0,
            new: BTreeSet::new(),
        });
        group.categories.extend(category.filter(|id| !group.categories.contains(id)));
        group.pseudo = group.pseudo.or(pseudo);
        group.first.decision = group.first.decision.take().or(span.decision);
        group.first.note = group.first.note.take().or(span.note);
    }
    for group in groups.values_mut() {
        group.new = group.categories.iter().cloned().collect();
    }
    let key = |mark: &ExportedMark| (range(mark), String::new());
    for mark in exported.iter().filter(|mark| scope.includes(mark)) {
        if let Some(group) = groups.get_mut(&key(mark)) {
            group.exported += 1;
        }
    }
    for mark in exported {
        let annotation = match groups.get_mut(&key(&mark)) {
            // The export withheld this mark, so it cannot have changed.
            _ if !scope.includes(&mark) => Some(mark.annotation),
            Some(group) => Some(reconcile_kept(mark, group, creator)),
            None => reconcile_removed(mark, creator),
        };
        match annotation {
            Some(mut annotation) if annotation.decision.is_some() => {
                // The creator of the file answers for all of it, also for unchanged marks.
                if !creator.name.is_empty() {
                    creator.name.clone_into(&mut annotation.creator);
                }
                parsed.annotations.push(annotation);
            }
            Some(_) => parsed.undecided += 1,
            None => {}
        }
    }
    for group in groups.into_values() {
        add_new(parsed, group, creator);
    }
}

/// Adds an annotation for categories that no exported mark had.
fn add_new(parsed: &mut ParsedAnnotations, group: SpanGroup, creator: Creator<'_>) {
    let LabeledSpan { line, selector, is_displaced, decision, note, .. } = group.first;
    let categories = match group.exported {
        0 => group.categories,
        // A single mark was relabelled; several marks keep their categories, and the rest is new.
        2.. if !group.new.is_empty() => group.new.into_iter().collect(),
        _ => return,
    };
    let decision = decision.filter(|_| group.exported == 0);
    if decision == Some(Decision::Open) && group.pseudo.is_none() {
        parsed.undecided += 1;
        return;
    }
    parsed.annotations.push(Annotation {
        categories,
        decision: decision.or(group.pseudo.map(PseudoLabel::decision)),
        note: note.unwrap_or_default(),
        creator: creator.name.to_owned(),
        created: creator.created.to_owned(),
        is_displaced,
        ..Annotation::new(line, selector)
    });
}

/// A mark with its span, perhaps relabelled.
fn reconcile_kept(mark: ExportedMark, group: &mut SpanGroup, creator: Creator<'_>) -> Annotation {
    let exported: BTreeSet<&str> = mark.counted_as().into_iter().collect();
    let current: BTreeSet<&str> = group.categories.iter().map(String::as_str).collect();
    let shared = group.exported > 1;
    let same = if shared { exported.is_subset(&current) } else { exported == current };
    group.new.retain(|id| !exported.contains(id.as_str()));
    // If several marks share a range, none can claim the note, the decision or the pseudo-label.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let note = group.first.note.clone().filter(|_| !shared);
    let note = note.filter(|note| flat(note) != flat(&mark.annotation.note));
    let before = mark.annotation.decision.clone();
    let stated = group.first.decision.clone().filter(|_| !shared);
    let decided = stated.filter(|stated| before.as_ref().unwrap_or(&Decision::Open) != stated);
    let pseudo = group.pseudo.filter(|_| !shared && group.categories.is_empty());
    let pseudo = pseudo.filter(|pseudo| !exported.is_empty() || *pseudo != mark.pseudo_label());
    if same && decided.is_none() && pseudo.is_none() {
        let decision = before.or_else(|| note.is_some().then_some(Decision::Open));
        let note = note.unwrap_or_else(|| mark.annotation.note.clone());
        return Annotation { decision, note, ..mark.annotation };
    }
    let proposed = mark.proposed();
    let decision = decided.or(pseudo.map(PseudoLabel::decision)).unwrap_or_else(|| match &proposed {
        _ if group.categories.is_empty() => Decision::Open,
        None => Decision::Added,
        Some(proposed) => {
            let proposed: BTreeSet<&str> = proposed.categories.iter().map(|(id, _)| id.as_str()).collect();
            if proposed == current { Decision::Confirmed } else { Decision::Retagged }
        }
    });
    let empty = decision.is_open() || matches!(decision, Decision::Rejected | Decision::Nothing);
    let categories = if empty { Vec::new() } else { group.categories.clone() };
    let note = note.unwrap_or_else(|| mark.annotation.note.clone());
    let created = creator.created.to_owned();
    Annotation { categories, decision: Some(decision), note, created, proposed, ..mark.annotation }
}

/// A mark without its span: a rejection, if it had been suggested.
fn reconcile_removed(mark: ExportedMark, creator: Creator<'_>) -> Option<Annotation> {
    let proposed = mark.proposed()?;
    let was_claim = !mark.counted_as().is_empty();
    was_claim.then(|| Annotation {
        categories: Vec::new(),
        decision: Some(Decision::Rejected),
        created: creator.created.to_owned(),
        proposed: Some(proposed),
        ..mark.annotation
    })
}
