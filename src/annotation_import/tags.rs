//! Conversion of annotations to tags: translates labels, finds passages in the article, makes one tag per passage.

use super::labels::LabelSet;
use super::placing::{Placing, Quotations};
use super::{Annotation, AnnotationFile, ParsedAnnotations};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::tag::{Anchor, Decision, Selector, Tag, anchor_all, new_id, refreshed};
use crate::text::number::counted;
use crate::text::{Document, Span, moment, visible};
use std::collections::{BTreeMap, HashSet};

/// Names listed in one message.
const MAX_LISTED: usize = 20;

/// Cells of a quotation in a message.
const QUOTE_CELLS: usize = 60;

#[derive(Debug, Clone, Default)]
pub struct TagOptions {
    /// Annotator of the new tags.
    pub annotator: String,
    /// Timestamp for annotations without one: RFC 3339 in UTC.
    pub imported_at: String,
    /// Keeps only annotations by this person.
    pub creator: Option<String>,
    /// Labels of the other program with their category; `None` drops a label.
    pub label_map: Vec<(String, Option<String>)>,
}

#[derive(Debug, Default)]
pub struct ImportedTags {
    /// In file order.
    pub tags: Vec<Tag>,
    /// Passages exactly at the given position.
    pub exact: usize,
    /// Passages found elsewhere, or with different typography.
    pub moved: usize,
    /// Passages found with different words.
    pub fuzzy: usize,
    /// Passages with several possible positions.
    pub ambiguous: usize,
    /// Messages about those.
    pub unsure: Vec<Diagnostic>,
    /// Passages not found.
    pub orphaned: Vec<Diagnostic>,
    /// Annotations whose labels the label map drops entirely.
    pub dropped: usize,
}

/// Fails if the scheme does not know a label, or if there are several creators and `options` selects none.
pub fn into_tags(
    parsed: ParsedAnnotations,
    file: AnnotationFile<'_>,
    options: &TagOptions,
) -> Result<ImportedTags, Diagnostic> {
    let article = file.article;
    let mut annotations = parsed.annotations;
    select_creator(&mut annotations, file.name, options)?;
    let before = annotations.len();
    let annotations = translate_labels(annotations, file, options)?;
    let mut imported = ImportedTags { dropped: before - annotations.len(), ..ImportedTags::default() };
    let mut ids = HashSet::new();
    let mut pending: Vec<(Tag, Annotation)> = Vec::new();
    // Programs with one label per span repeat the span; a table has a row for each tag.
    let annotations = if parsed.are_rows { annotations } else { merge_same_target(annotations) };
    for (number, annotation) in (0..).zip(annotations) {
        let tag = tag_of(&annotation, article, options, number, &mut ids);
        if tag.selector.exact.trim().is_empty() {
            let Selector { start, end, .. } = annotation.selector;
            let length = article.char_range(Span::of(0..article.text.len())).1;
            let message = format!(
                "span {start}..{end} is outside {} ({})",
                article.name,
                counted(length, "code point")
            );
            Diagnostic::on_line(file.name, annotation.line, message).push_to(&mut imported.orphaned);
            continue;
        }
        pending.push((tag, annotation));
    }
    // Certain positions first: the search for the others starts from them.
    let certain = certain_anchors(&pending, article);
    let others = pending.iter().zip(&certain).filter(|(_, anchor)| anchor.is_none()).map(|((tag, _), _)| tag);
    let mut searched = anchor_all(others, article, false).into_iter();
    for ((tag, annotation), anchor) in pending.into_iter().zip(certain) {
        let anchor = anchor.or_else(|| searched.next()).unwrap_or(Anchor::Orphaned);
        imported.count(anchor, &annotation, file);
        imported.tags.push(match anchor {
            // The tag takes quotation and context from this article.
            Anchor::Exact(span) | Anchor::Moved(span) => Tag { selector: Selector::of(article, span), ..tag },
            _ => refreshed(tag, anchor, article),
        });
    }
    Ok(imported)
}

impl ImportedTags {
    fn count(&mut self, anchor: Anchor, annotation: &Annotation, file: AnnotationFile<'_>) {
        let exact = &annotation.selector.exact;
        let quote = || visible::cut(exact, QUOTE_CELLS);
        let report = |message: String| Diagnostic::on_line(file.name, annotation.line, message);
        match anchor {
            Anchor::Exact(_) if annotation.is_displaced => self.moved += 1,
            Anchor::Exact(_) => self.exact += 1,
            Anchor::Moved(_) => self.moved += 1,
            Anchor::Fuzzy(_) | Anchor::Reworded(_) => self.fuzzy += 1,
            Anchor::Ambiguous(_) => {
                self.ambiguous += 1;
                let message = format!("could be in several places: “{}”", quote());
                report(message)
                    .hint("the reader shows it with ≈ where it may be, or as lost")
                    .push_to(&mut self.unsure);
            }
            Anchor::Orphaned => {
                let message = if file.article.text.match_indices(exact).nth(1).is_some() {
                    format!("stands in several places, without the context to tell which: “{}”", quote())
                } else {
                    format!("not found in {}: “{}”", file.article.name, quote())
                };
                report(message).push_to(&mut self.orphaned);
            }
        }
    }
}

/// The anchors of annotations whose words and position leave no doubt, or only a choice between places with the same
/// words; `None` for those that need a search.
///
/// Passages with a place of their own tell how far the positions in the file are shifted, for passages whose words
/// occur several times.
fn certain_anchors(pending: &[(Tag, Annotation)], article: &Document) -> Vec<Option<Anchor>> {
    let mut quotations = Quotations::new(article);
    let mut anchors: Vec<Option<Anchor>> = Vec::with_capacity(pending.len());
    let mut shifts: Vec<(u32, i64)> = Vec::new();
    let mut open = Vec::new();
    for (index, (tag, _)) in pending.iter().enumerate() {
        let Selector { exact, prefix, suffix, start, end } = &tag.selector;
        if exact.len() / 2 > article.text.len() {
            anchors.push(Some(Anchor::Orphaned));
            continue;
        }
        let has_context = !(prefix.trim().is_empty() && suffix.trim().is_empty());
        let here = quotations.at((*start, *end), exact);
        if let Some(here) = here.filter(|here| !has_context || has_context_of(article, *here, &tag.selector))
        {
            anchors.push(Some(Anchor::Exact(here)));
            shifts.push((*start, 0));
            continue;
        }
        anchors.push(None);
        if has_context {
            // The words stand there, but the context is that of another place.
            let mut places = quotations.all(exact).iter().filter(|_| here.is_some());
            let mut places = places.by_ref().filter(|place| has_context_of(article, **place, &tag.selector));
            if let (Some(place), None, Some(anchor)) = (places.next(), places.next(), anchors.last_mut()) {
                *anchor = Some(Anchor::Moved(*place));
            }
            continue;
        }
        let placing = quotations.find((*start, *end), exact, None);
        match placing {
            Placing::Elsewhere(span) if quotations.places(exact) <= 1 => {
                if start < end {
                    shifts.push((*start, i64::from(article.char_range(span).0) - i64::from(*start)));
                }
                if let Some(place) = anchors.last_mut() {
                    *place = Some(Anchor::Moved(span));
                }
            }
            Placing::Unknown => {}
            _ => open.push(index),
        }
    }
    shifts.sort_unstable();
    for index in open {
        let Some((tag, _)) = pending.get(index) else { continue };
        let Selector { exact, start, end, .. } = &tag.selector;
        let nearest = shifts.iter().min_by_key(|(at, _)| at.abs_diff(*start)).map(|(_, shift)| *shift);
        let anchor = match quotations.find((*start, *end), exact, nearest) {
            Placing::Here(span) | Placing::Elsewhere(span) => Some(Anchor::Moved(span)),
            Placing::Nearest(span) => Some(Anchor::Ambiguous(span)),
            Placing::Unknown => None,
        };
        if let Some(place) = anchors.get_mut(index) {
            *place = anchor;
        }
    }
    anchors
}

/// Does the context of a passage agree on one side, white space aside?
fn has_context_of(article: &Document, passage: Span, given: &Selector) -> bool {
    let here = Selector::of(article, passage);
    // A context may begin or end inside a word, but not next to the passage.
    let last = |text: &str| text.split_whitespace().next_back().map(str::to_owned);
    let first = |text: &str| text.split_whitespace().next().map(str::to_owned);
    let same = |here: Option<String>, given: Option<String>| given.is_some() && here == given;
    same(last(&here.prefix), last(&given.prefix)) || same(first(&here.suffix), first(&given.suffix))
}

/// Keeps the annotations of the selected creator; fails if there are several and none is selected.
fn select_creator(
    annotations: &mut Vec<Annotation>,
    file: &str,
    options: &TagOptions,
) -> Result<(), Diagnostic> {
    let creators =
        count(annotations.iter().map(|annotation| &annotation.creator).filter(|name| !name.is_empty()));
    match &options.creator {
        Some(creator) if creators.contains_key(creator.as_str()) => {
            let creator = creator.clone();
            annotations.retain(|annotation| annotation.creator == creator);
        }
        Some(creator) => {
            let error = Diagnostic::whole(file, format!("holds no annotation by {creator}"));
            let hint = || format!("its annotators: {}", listed(&creators));
            return Err(if creators.is_empty() { error } else { error.hint(hint()) });
        }
        None if creators.len() > 1 => {
            let error = Diagnostic::whole(file, "has several annotators");
            return Err(error.hint(format!("choose one with --by: {}", listed(&creators))));
        }
        None => {}
    }
    Ok(())
}

fn count<'n>(names: impl Iterator<Item = &'n String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    names.for_each(|name| *counts.entry(name.clone()).or_default() += 1);
    counts
}

/// Names with their counts, the first [`MAX_LISTED`] of them.
fn listed(counts: &BTreeMap<String, usize>) -> String {
    let names = counts.iter().take(MAX_LISTED).map(|(name, count)| format!("{name} ({count})"));
    let more = if counts.len() > MAX_LISTED { ", …" } else { "" };
    format!("{}{more}", names.collect::<Vec<_>>().join(", "))
}

/// Replaces labels by categories; drops annotations without a remaining label.
fn translate_labels(
    annotations: Vec<Annotation>,
    file: AnnotationFile<'_>,
    options: &TagOptions,
) -> Result<Vec<Annotation>, Diagnostic> {
    let ids = || file.scheme.categories.iter().map(|category| category.id.as_str());
    let label_sets = [LabelSet::new(ids(), false), LabelSet::new(ids(), true)];
    let mut unknown: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for mut annotation in annotations {
        let mut categories: Vec<String> = Vec::new();
        for label in &annotation.categories {
            let mapped = options.label_map.iter().find(|(from, _)| from == label);
            let category = match mapped {
                Some((_, category)) => category.clone(),
                None => category_named(label, &label_sets, file.scheme),
            };
            if category.is_none() && mapped.is_none() {
                unknown.push(label.clone());
            }
            categories.extend(category.filter(|category| !categories.contains(category)));
        }
        if !categories.is_empty() || annotation.categories.is_empty() {
            annotation.categories = categories;
            kept.push(annotation);
        }
    }
    let unknown = count(unknown.iter());
    let Some(example) = unknown.keys().next() else { return Ok(kept) };
    let hint = format!(
        "--map '{example}=CATEGORY' translates one, --map '{example}=' drops it; categories: {}",
        ids().collect::<Vec<_>>().join(", ")
    );
    Err(Diagnostic::whole(file.name, format!("unknown labels: {}", listed(&unknown))).hint(hint))
}

/// Matches a label written by our exports, or a category's id or name, ignoring case.
fn category_named(label: &str, label_sets: &[LabelSet], scheme: &Scheme) -> Option<String> {
    let exported = label_sets.iter().find_map(|labels| labels.category_of(label));
    let lower = label.to_lowercase();
    let same_name = || {
        let mut categories = scheme.categories.iter();
        categories
            .find(|category| category.id.to_lowercase() == lower || category.name.to_lowercase() == lower)
    };
    exported.or_else(|| same_name().map(|category| category.id.as_str())).map(str::to_owned)
}

/// Merges annotations of the same words at the same position. Our own tags, which have ids, stay apart.
fn merge_same_target(annotations: Vec<Annotation>) -> Vec<Annotation> {
    let mut kept: Vec<Annotation> = Vec::new();
    let mut places: BTreeMap<(u32, u32, String), usize> = BTreeMap::new();
    for annotation in annotations {
        let Selector { start, end, exact, .. } = &annotation.selector;
        let place = (*start, *end, exact.clone());
        // Without a position, equal words may be in different places.
        let has_position = start < end;
        let mergeable = |other: &&mut Annotation| {
            let foreign = annotation.id.is_empty() && other.id.is_empty();
            has_position && foreign && annotation.decision == other.decision
        };
        let same = places.get(&place).and_then(|&at| kept.get_mut(at)).filter(mergeable);
        let Some(other) = same else {
            places.insert(place, kept.len());
            kept.push(annotation);
            continue;
        };
        extend_unique(&mut other.categories, annotation.categories);
        extend_unique(&mut other.labels, annotation.labels);
        if !other.note.contains(&annotation.note) {
            other.note.push_str(if other.note.is_empty() { "" } else { "\n" });
            other.note.push_str(&annotation.note);
        }
    }
    kept
}

fn extend_unique(list: &mut Vec<String>, more: Vec<String>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

fn tag_of(
    annotation: &Annotation,
    article: &Document,
    options: &TagOptions,
    number: u64,
    ids: &mut HashSet<String>,
) -> Tag {
    let mut selector = annotation.selector.clone();
    if selector.exact.is_empty() {
        let span = article.span_of_chars(selector.start, selector.end);
        if !span.is_empty() && article.char_range(span) == (selector.start, selector.end) {
            selector = Selector::of(article, span);
        }
    }
    let mut id = annotation.id.clone();
    // Our own tags keep even a time that is none.
    let kept = || Some(annotation.created.clone()).filter(|at| id.starts_with("t-") && !at.trim().is_empty());
    let at = moment::in_utc(&annotation.created).or_else(kept).unwrap_or_else(|| options.imported_at.clone());
    if !id.starts_with("t-") || ids.contains(&id) {
        id = new_id(&selector, &options.annotator, &at, number);
    }
    ids.insert(id.clone());
    Tag {
        id,
        categories: annotation.categories.clone(),
        decision: annotation.decision.clone().unwrap_or(Decision::Added),
        labels: annotation.labels.clone(),
        note: annotation.note.clone(),
        speaker: annotation.speaker.clone(),
        fields: annotation.fields.clone(),
        annotator: options.annotator.clone(),
        at,
        proposed: annotation.proposed.clone(),
        saw_machine: annotation.saw_machine,
        via: annotation.via.clone(),
        ..Tag::new(selector)
    }
}
