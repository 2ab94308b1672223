//! From passages to tags: labels translated, words found in the article, one tag a passage.

use super::labels::LabelSet;
use super::{Annotation, AnnotationFile, ParsedAnnotations};
use crate::claim::Scheme;
use crate::diagnostic::{Diagnostic, MAX_DIAGNOSTICS};
use crate::tag::{Anchor, Decision, Selector, Tag, anchor_all, new_id, refreshed};
use crate::text::{Document, Span, csv_cell, visible};
use std::collections::{BTreeMap, HashSet};

/// What is wanted of an import.
#[derive(Debug, Clone, Default)]
pub struct TagOptions {
    /// Who makes the tags.
    pub annotator: String,
    /// The moment that tags are stamped with where the file has none, as RFC 3339 in UTC.
    pub imported_at: String,
    /// Only what this person has marked; nothing for everybody.
    pub creator: Option<String>,
    /// What labels of the other program mean: a category, or nothing to leave them out.
    pub label_map: Vec<(String, Option<String>)>,
}

/// What came of placing passages.
#[derive(Debug, Default)]
pub struct ImportedTags {
    /// The tags, in the order of the file.
    pub tags: Vec<Tag>,
    /// How many stand where the file says.
    pub exact: usize,
    /// How many stand elsewhere, or with other typography.
    pub moved: usize,
    /// How many stand there with other words in them.
    pub fuzzy: usize,
    /// How many may stand in one of several places.
    pub ambiguous: usize,
    /// What was not found, each with its line.
    pub orphaned: Vec<Diagnostic>,
    /// How many were left out because of what their labels were said to mean.
    pub dropped: usize,
}

impl ImportedTags {
    fn lose(&mut self, file: &str, line: usize, message: String) {
        match self.orphaned.len() {
            len if len < MAX_DIAGNOSTICS => {
                self.orphaned.push(Diagnostic { line, ..Diagnostic::whole(file, message) })
            }
            MAX_DIAGNOSTICS => self.orphaned.push(Diagnostic::too_many(file)),
            _ => {}
        }
    }
}

/// Makes tags of the passages that were found in `source`.
///
/// Fails where labels mean nothing under the scheme, and where several people have marked and none of them
/// was asked for.
pub fn into_tags(
    found: ParsedAnnotations,
    source: AnnotationFile<'_>,
    wishes: &TagOptions,
) -> Result<ImportedTags, Diagnostic> {
    let AnnotationFile { name: file, article, scheme, .. } = source;
    let mut passages = found.passages;
    people(&mut passages, file, wishes)?;
    let before = passages.len();
    let passages = translated(passages, file, scheme, wishes)?;
    let mut placed = ImportedTags { dropped: before - passages.len(), ..ImportedTags::default() };
    let passages = together(passages);
    let mut taken: HashSet<String> = HashSet::new();
    let mut tags: Vec<Tag> = Vec::new();
    let mut told: Vec<Annotation> = Vec::new();
    for (turn, passage) in passages.into_iter().enumerate() {
        let tag = tag(&passage, article, wishes, turn as u64, &mut taken);
        if tag.selector.exact.trim().is_empty() {
            let Selector { start, end, .. } = passage.selector;
            let fault = format!("{start} to {end} is no passage of {}", article.name);
            placed.lose(file, passage.line, fault);
            continue;
        }
        told.push(passage);
        tags.push(tag);
    }
    // What stands where the file says, word for word, is there; the others are looked for together, since
    // those that are found tell where to look for the rest.
    let stands: Vec<Option<Anchor>> = tags
        .iter()
        .map(|tag| {
            // What is far longer than the article is in no version of it, and takes long to look for.
            if tag.selector.exact.len() / 2 > article.text.len() {
                return Some(Anchor::Orphaned);
            }
            let here = stands(&tag.selector, article).map(Anchor::Exact);
            here.or_else(|| only(&tag.selector, article).map(Anchor::Moved))
        })
        .collect();
    let others = tags.iter().zip(&stands).filter(|(_, here)| here.is_none()).map(|(tag, _)| tag);
    let mut looked = anchor_all(others, article, false).into_iter();
    for ((tag, here), passage) in tags.into_iter().zip(stands).zip(&told) {
        let anchor = here.or_else(|| looked.next()).unwrap_or(Anchor::Orphaned);
        match anchor {
            Anchor::Exact(_) => placed.exact += 1,
            Anchor::Moved(_) => placed.moved += 1,
            Anchor::Fuzzy(_) => placed.fuzzy += 1,
            Anchor::Ambiguous(_) => placed.ambiguous += 1,
            Anchor::Orphaned => {
                let exact = &passage.selector.exact;
                let quote = visible::cut(exact, 60);
                let fault = if article.text.match_indices(exact).nth(1).is_some() {
                    format!("stands in several places, and nothing tells which is meant: “{quote}”")
                } else {
                    format!("not found in {}: “{quote}”", article.name)
                };
                placed.lose(file, passage.line, fault);
            }
        }
        placed.tags.push(match anchor {
            // It is the same passage, so its first quotation is that of this article.
            Anchor::Exact(span) | Anchor::Moved(span) => Tag { selector: Selector::of(article, span), ..tag },
            _ => refreshed(tag, anchor, article),
        });
    }
    Ok(placed)
}

/// Leaves those of the person that was asked for; fails where there are several and none was.
fn people(passages: &mut Vec<Annotation>, file: &str, wishes: &TagOptions) -> Result<(), Diagnostic> {
    let mut people: BTreeMap<String, usize> = BTreeMap::new();
    for passage in passages.iter() {
        *people.entry(passage.by.clone()).or_default() += 1;
    }
    people.remove("");
    let list = || {
        let told = people.iter().take(20).map(|(name, count)| format!("{name} ({count})"));
        told.collect::<Vec<_>>().join(", ")
    };
    match &wishes.creator {
        Some(by) if people.contains_key(by) => passages.retain(|passage| passage.by == *by),
        Some(by) => {
            let fault = Diagnostic::whole(file, format!("nothing in it is by {by}"));
            return Err(if people.is_empty() { fault } else { fault.hint(format!("it is by {}", list())) });
        }
        None if people.len() > 1 => {
            let fault = Diagnostic::whole(file, "was made by several people");
            return Err(fault.hint(format!("say whose tags are wanted with --by: {}", list())));
        }
        None => {}
    }
    Ok(())
}

/// The passages in the words of the scheme. One whose labels all mean nothing is left out.
fn translated(
    passages: Vec<Annotation>,
    file: &str,
    scheme: &Scheme,
    wishes: &TagOptions,
) -> Result<Vec<Annotation>, Diagnostic> {
    let ids = || scheme.categories.iter().map(|category| category.id.as_str());
    let (names, plain) = (LabelSet::new(ids(), false), LabelSet::new(ids(), true));
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let mut known = |label: &str| -> Option<String> {
        if let Some((_, to)) = wishes.label_map.iter().find(|(from, _)| from == label) {
            return to.clone();
        }
        let lower = label.to_lowercase();
        let alike = scheme
            .categories
            .iter()
            .find(|category| category.id.to_lowercase() == lower || category.name.to_lowercase() == lower);
        let found = names.category_of(label).or_else(|| plain.category_of(label));
        let found = found.or(alike.map(|category| category.id.as_str()));
        if found.is_none() {
            *unknown.entry(label.to_owned()).or_default() += 1;
        }
        found.map(str::to_owned)
    };
    let mut kept = Vec::new();
    for mut passage in passages {
        let labelled = !passage.categories.is_empty();
        let mut categories: Vec<String> = Vec::new();
        for category in passage.categories.iter().filter_map(|label| known(label)) {
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        let empty = categories.is_empty();
        passage.categories = categories;
        if !(labelled && empty) {
            kept.push(passage);
        }
    }
    if unknown.is_empty() {
        return Ok(kept);
    }
    let list: Vec<String> =
        unknown.iter().take(20).map(|(label, count)| format!("{label} ({count})")).collect();
    let more = if unknown.len() > list.len() { ", …" } else { "" };
    let fault = Diagnostic::whole(file, format!("these labels are no category: {}{more}", list.join(", ")));
    let some = unknown.keys().next().map_or("", String::as_str);
    let ids: Vec<&str> = ids().collect();
    let hint = format!(
        "--map '{some}=CATEGORY' says what one means, --map '{some}=' leaves it out; categories: {}",
        ids.join(", ")
    );
    Err(fault.hint(hint))
}

/// One passage for all that say something of the same words in the same place: programs that know one label
/// for a span have several of them.
fn together(passages: Vec<Annotation>) -> Vec<Annotation> {
    let mut kept: Vec<Annotation> = Vec::new();
    let mut places: BTreeMap<(u32, u32, String), usize> = BTreeMap::new();
    for passage in passages {
        let Selector { start, end, exact, .. } = &passage.selector;
        // What has an id is a tag of ours, and stays by itself.
        let place = (*start, *end, exact.clone());
        let same = places.get(&place).and_then(|&at| kept.get_mut(at));
        let joins = |other: &Annotation| {
            passage.id.is_empty() && other.id.is_empty() && passage.decision == other.decision
        };
        let Some(other) = same.filter(|other| joins(other)) else {
            places.insert(place, kept.len());
            kept.push(passage);
            continue;
        };
        let categories = passage.categories.into_iter().filter(|id| !other.categories.contains(id));
        let categories: Vec<String> = categories.collect();
        other.categories.extend(categories);
        let labels = passage.labels.into_iter().filter(|label| !other.labels.contains(label));
        let labels: Vec<String> = labels.collect();
        other.labels.extend(labels);
        if !other.note.contains(&passage.note) {
            let gap = if other.note.is_empty() { "" } else { "\n" };
            other.note = format!("{}{gap}{}", other.note, passage.note);
        }
    }
    kept
}

fn tag(
    passage: &Annotation,
    article: &Document,
    wishes: &TagOptions,
    turn: u64,
    taken: &mut HashSet<String>,
) -> Tag {
    let mut selector = passage.selector.clone();
    if selector.exact.is_empty() {
        // Positions alone count in the article.
        let at = |chars: u32| article.offsets.to_bytes(&article.text, chars);
        let span = Span::new(at(selector.start), at(selector.end));
        let (start, end) = article.char_range(span);
        if !span.is_empty() && (start, end) == (selector.start, selector.end) {
            selector = Selector::of(article, span);
        }
    }
    let at = if passage.at.parse::<jiff::Timestamp>().is_ok() { &passage.at } else { &wishes.imported_at };
    let mut id = passage.id.clone();
    if !id.starts_with("t-") || taken.contains(&id) {
        id = new_id(&selector, &wishes.annotator, at, turn);
    }
    taken.insert(id.clone());
    let decision = passage.decision.clone().unwrap_or(Decision::Added);
    Tag {
        id,
        categories: passage.categories.clone(),
        decision,
        labels: passage.labels.clone(),
        note: passage.note.clone(),
        annotator: wishes.annotator.clone(),
        at: at.clone(),
        proposed: passage.proposed.clone(),
        saw_machine: passage.saw_machine,
        via: passage.via.clone(),
        ..Tag::new(selector)
    }
}

/// The passage, if the article has these very words in that very place, or the words that a cell of a table
/// makes of them.
fn stands(selector: &Selector, article: &Document) -> Option<Span> {
    let at = |chars: u32| article.offsets.to_bytes(&article.text, chars);
    let span = Span::new(at(selector.start), at(selector.end));
    let words = span.slice(&article.text);
    let same = words == selector.exact || csv_cell::unescape(&csv_cell::escape(words)) == selector.exact;
    (!words.is_empty() && same).then_some(span)
}

/// The passage of a quotation without any context, if its very words stand once in the article: nothing
/// more was said of it, and nothing less.
fn only(selector: &Selector, article: &Document) -> Option<Span> {
    let bare = selector.prefix.is_empty() && selector.suffix.is_empty();
    let mut found = article.text.match_indices(&selector.exact).filter(|_| bare);
    match (found.next(), found.next()) {
        (Some((at, words)), None) => Some(Span::of(at..at + words.len())),
        _ => None,
    }
}
