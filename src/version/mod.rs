//! Two versions of one article: what became of each claim, and where the tags go.
//!
//! The sentences of both versions are assigned to each other one to one, so that the assignment as a whole is the
//! best; claims follow their sentences. A twin in other surroundings is not the same claim: where two assignments are
//! about as good, the change is doubtful.

mod assign;
mod order;
mod pairs;
mod parts;
mod passage;
#[cfg(test)]
mod tests;
mod wording;
mod words;

pub use wording::{Run, Turn, TurnKind, Wording};

use crate::claim::Stated;
use crate::tag::{Anchor, Selector, Tag, anchor_all};
use crate::text::number::counted;
use crate::text::{Document, Span};
use assign::Rival;
use order::{Link, heaviest_chain};
use parts::Group;
use passage::{Passage, Vocabulary, passage_of};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Similarity below which little is left of a passage.
const FAINT: f64 = 0.5;

/// One version of an article with its claims in text order.
#[derive(Debug, Clone, Copy)]
pub struct Version<'v> {
    pub document: &'v Document,
    pub claims: &'v [Stated],
}

/// What became of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// Other words in its place or elsewhere.
    Reworded,
    /// The same words with other categories.
    Recategorized,
    Vanished,
    /// Only the new version has it.
    Appeared,
    /// The same words elsewhere in the order of the text.
    Moved,
    Stands,
}

impl Fate {
    /// In the order in which people read them.
    pub const ALL: [Self; 6] =
        [Self::Reworded, Self::Recategorized, Self::Vanished, Self::Appeared, Self::Moved, Self::Stands];

    /// As written in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reworded => "reworded",
            Self::Recategorized => "category",
            Self::Vanished => "vanished",
            Self::Appeared => "appeared",
            Self::Moved => "moved",
            Self::Stands => "stands",
        }
    }

    /// In a few words.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Reworded => "Other words in its place or elsewhere",
            Self::Recategorized => "Another category, or no claim any more",
            Self::Vanished => "Only the old version has it",
            Self::Appeared => "Only the new version has it",
            Self::Moved => "Elsewhere in the order of the text",
            Self::Stands => "The same words in the same place",
        }
    }

    /// Over a group of claims.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Reworded => "Reworded",
            Self::Recategorized => "Of another category",
            Self::Vanished => "Vanished",
            Self::Appeared => "Appeared",
            Self::Moved => "Moved",
            Self::Stands => "Unchanged",
        }
    }

    /// Differs the claim from what it was?
    pub const fn is_difference(self) -> bool {
        !matches!(self, Self::Stands)
    }
}

/// Why a change is doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The new version has another passage that is about as similar.
    NewTwin(Span),
    /// The old version has another passage that is about as similar.
    OldTwin(Span),
    /// Few of its words are left.
    Faint,
}

/// How sentences were put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The passage was split into several sentences.
    Split,
    /// Several sentences became one.
    Merged,
}

/// One side of a change: the passage is the whole sentence, or the sentences that it was split into; there are no
/// categories if it is no claim in this version.
pub type Side = Stated;

/// What became of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub fate: Fate,
    /// `None` for a claim that appeared.
    pub old: Option<Side>,
    /// `None` for a claim that vanished.
    pub new: Option<Side>,
    /// Is it elsewhere in the order of the text, whatever its fate?
    pub moved: bool,
    pub part: Option<Part>,
    pub doubt: Option<Doubt>,
    /// A passage with the same words in the other version that is another claim.
    pub twin: Option<Span>,
    /// Empty unless there are two sides with other words.
    pub wording: Wording,
}

impl Change {
    /// Are the categories of the two sides different?
    pub fn changes_category(&self) -> bool {
        self.old.as_ref().zip(self.new.as_ref()).is_some_and(|(old, new)| !same_categories(old, new))
    }

    /// Does it belong in a list of claims with this fate? A claim may be reworded, moved and of another category at once.
    pub fn has_fate(&self, fate: Fate) -> bool {
        self.fate == fate
            || fate == Fate::Moved && self.moved
            || fate == Fate::Recategorized && self.changes_category()
    }
}

/// Where a tag of the old version goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TagFate {
    /// Index in the tags given.
    pub tag: usize,
    /// In the new version.
    pub anchor: Anchor,
    /// Index of the change of its claim.
    pub change: Option<usize>,
}

impl TagFate {
    /// As written in files: `follows`, `doubtful` or `lost`.
    pub const fn word(&self) -> &'static str {
        match self.anchor {
            Anchor::Exact(_) | Anchor::Moved(_) | Anchor::Fuzzy(_) => "follows",
            Anchor::Reworded(_) | Anchor::Ambiguous(_) => "doubtful",
            Anchor::Orphaned => "lost",
        }
    }

    pub const fn word_for_people(&self) -> &'static str {
        match self.anchor {
            Anchor::Exact(_) | Anchor::Moved(_) | Anchor::Fuzzy(_) => "follows",
            Anchor::Reworded(_) | Anchor::Ambiguous(_) => "is doubtful",
            Anchor::Orphaned => "is lost",
        }
    }
}

/// All changes, in the order of the new version; claims that vanished are where they stood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    pub changes: Vec<Change>,
    pub tags: Vec<TagFate>,
}

impl Comparison {
    /// Number of claims with this very fate.
    pub fn count(&self, fate: Fate) -> usize {
        self.changes.iter().filter(|change| change.fate == fate).count()
    }

    /// Counts for people, such as `2 reworded, 1 vanished, 4 stand`.
    pub fn summary(&self) -> String {
        let recategorized = self
            .changes
            .iter()
            .filter(|change| change.fate == Fate::Reworded && change.changes_category())
            .count();
        let part = |fate: Fate| {
            let count = self.count(fate);
            let words = match (fate, count) {
                (Fate::Reworded, _) if recategorized > 0 => {
                    format!("{count} reworded ({recategorized} with another category)")
                }
                (Fate::Recategorized, _) => format!("{count} of another category"),
                (Fate::Stands, 2..) => format!("{count} stand"),
                (fate, count) => format!("{count} {}", fate.word()),
            };
            (count > 0).then_some(words)
        };
        let parts: Vec<String> = Fate::ALL.into_iter().filter_map(part).collect();
        if parts.is_empty() { "no claims in either version".to_owned() } else { parts.join(", ") }
    }

    /// Counts of tags for people, such as `3 tags: 2 follow, 1 is lost`; `None` without tags.
    pub fn tag_summary(&self) -> Option<String> {
        let count = |word: &str| self.tags.iter().filter(|tag| tag.word() == word).count();
        let part = |word: &str, one: &str, many: &str| match count(word) {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{count} {many}")),
        };
        let parts = [
            part("follows", "follows", "follow"),
            part("doubtful", "is doubtful", "are doubtful"),
            part("lost", "is lost", "are lost"),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("{}: {}", counted(self.tags.len(), "tag"), parts.join(", ")))
    }

    /// The tags on the claim of a change.
    pub fn tags_of(&self, change: usize) -> impl Iterator<Item = &TagFate> {
        self.tags.iter().filter(move |tag| tag.change == Some(change))
    }

    pub fn differs(&self) -> bool {
        self.changes.iter().any(|change| change.fate.is_difference())
    }
}

/// Compares two versions. `same`: the tags were made on exactly the old text.
pub fn compare(old: Version<'_>, new: Version<'_>, tags: &[Tag], same: bool) -> Comparison {
    let matched = Matched::new(old, new);
    let mut changes = matched.changes();
    matched.sort(&mut changes);
    let here = anchor_all(tags.iter(), old.document, same);
    let there = anchor_all(tags.iter(), new.document, false);
    let tags = here.into_iter().zip(there).enumerate();
    let fate = |(tag, (here, anchor)): (usize, (Anchor, Anchor))| {
        let change = here.span().and_then(|span| {
            let of_claim =
                |change: &Change| change.old.as_ref().map_or(0, |side| side.span.intersection(span).len());
            let (at, most) =
                changes.iter().map(of_claim).enumerate().max_by_key(|(at, most)| (*most, usize::MAX - at))?;
            (most > 0).then_some(at)
        });
        TagFate { tag, anchor, change }
    };
    Comparison { tags: tags.map(fate).collect(), changes }
}

/// The passages of two versions, assigned to each other.
struct Matched<'v> {
    versions: [Version<'v>; 2],
    passages: [Vec<Passage>; 2],
    groups: Vec<Group>,
    /// Group of each passage that has one.
    group_of: [HashMap<usize, usize>; 2],
    /// Groups off the order of the text.
    moved: HashSet<usize>,
    /// Groups that rest on anchoring alone, and whether that was sure.
    anchored: HashMap<usize, bool>,
}

const OLD: usize = 0;
const NEW: usize = 1;

impl<'v> Matched<'v> {
    fn new(old: Version<'v>, new: Version<'v>) -> Self {
        let mut vocabulary = Vocabulary::default();
        let mut read = |version: Version<'_>| {
            let spans: Vec<Span> = version.claims.iter().map(|claim| claim.span).collect();
            passage::passages(version.document, &spans, &mut vocabulary)
        };
        let passages = [read(old), read(new)];
        let [before, after] = &passages;
        let pairs = pairs::pairs(before, after, &vocabulary);
        let assigned = assign::assign(before, after, &pairs);
        let groups = parts::groups(before, after, &assigned, &vocabulary);
        let mut matched = Self {
            versions: [old, new],
            groups,
            passages,
            group_of: Default::default(),
            moved: HashSet::new(),
            anchored: HashMap::new(),
        };
        matched.index();
        matched.anchor_rest(&vocabulary);
        matched.index();
        matched.moved = matched.off_the_order();
        matched
    }

    fn index(&mut self) {
        self.group_of = Default::default();
        let [old, new] = &mut self.group_of;
        for (at, group) in self.groups.iter().enumerate() {
            old.extend(group.old.iter().map(|&passage| (passage, at)));
            new.extend(group.new.iter().map(|&passage| (passage, at)));
        }
    }

    /// Anchoring finds what is left of claims whose sentences have none like them: it compares letters, not words.
    fn anchor_rest(&mut self, vocabulary: &Vocabulary) {
        let [old, new] = self.versions;
        let claims: Vec<(usize, Span)> = old
            .claims
            .iter()
            .filter_map(|claim| Some((passage_of(&self.passages[OLD], claim.span)?, claim.span)))
            .collect();
        if claims.iter().all(|(passage, _)| self.group_of[OLD].contains_key(passage)) {
            return;
        }
        let tags: Vec<Tag> =
            claims.iter().map(|(_, span)| Tag::new(Selector::of(old.document, *span))).collect();
        let anchors = anchor_all(tags.iter(), new.document, false);
        for ((passage, _), anchor) in claims.into_iter().zip(anchors) {
            if self.group_of[OLD].contains_key(&passage) {
                continue;
            }
            let Some(other) = anchor.span().and_then(|span| passage_of(&self.passages[NEW], span)) else {
                continue;
            };
            let (Some(one), Some(two)) = (self.passages[OLD].get(passage), self.passages[NEW].get(other))
            else {
                continue;
            };
            match self.group_of[NEW].get(&other).copied() {
                // The sentence of another claim that holds this one, too.
                Some(group) if pairs::MIN_HELD <= one.held_by(two, vocabulary) => {
                    let is_same = self.groups.get(group).is_some_and(|group| group.assigned.pair.is_same());
                    if let Some(group) = self.groups.get_mut(group).filter(|_| !is_same) {
                        group.old.push(passage);
                        group.old.sort_unstable();
                    }
                }
                Some(_) => {}
                None => {
                    let similarity = one.similarity(two, vocabulary);
                    let pair = pairs::Pair { old: passage, new: other, similarity, held: similarity };
                    let assigned = assign::Assigned { pair, rival: None };
                    self.anchored.insert(self.groups.len(), anchor.has_place());
                    self.group_of[NEW].insert(other, self.groups.len());
                    self.groups.push(Group { old: vec![passage], new: vec![other], assigned });
                }
            }
        }
    }

    /// Groups that are not in the heaviest chain that keeps the order of both versions.
    fn off_the_order(&self) -> HashSet<usize> {
        let link = |group: &Group| {
            let first = |parts: &[usize]| parts.first().copied().unwrap_or(0);
            let words = |at: &usize| self.passages[OLD].get(*at).map_or(0, |passage| passage.words.len());
            let weight = group.old.iter().map(words).sum::<usize>() as f64 + 1.0;
            Link { old: first(&group.old), new: first(&group.new), weight }
        };
        let links: Vec<Link> = self.groups.iter().map(link).collect();
        let chain: HashSet<usize> = heaviest_chain(&links).into_iter().collect();
        (0..self.groups.len()).filter(|at| !chain.contains(at)).collect()
    }

    fn changes(&self) -> Vec<Change> {
        let [old, new] = self.versions;
        let claims_by = |passages: &[Passage], version: Version<'_>| {
            let mut by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for (at, claim) in version.claims.iter().enumerate() {
                if let Some(passage) = passage_of(passages, claim.span) {
                    by.entry(passage).or_default().push(at);
                }
            }
            by
        };
        let by = [claims_by(&self.passages[OLD], old), claims_by(&self.passages[NEW], new)];
        let mut changes = Vec::new();
        for &passage in by[OLD].keys() {
            let change =
                match self.group_of[OLD].get(&passage).and_then(|&at| Some((at, self.groups.get(at)?))) {
                    Some((at, group)) => self.kept(at, group, Some(passage), &by),
                    None => self.alone(OLD, passage, &by),
                };
            changes.extend(change);
        }
        for &passage in by[NEW].keys() {
            let group = self.group_of[NEW].get(&passage).and_then(|&at| Some((at, self.groups.get(at)?)));
            match group {
                None => changes.extend(self.alone(NEW, passage, &by)),
                Some((at, group)) if !group.old.iter().any(|passage| by[OLD].contains_key(passage)) => {
                    // One change for all parts of a passage that was no claim.
                    let first = group.new.iter().find(|passage| by[NEW].contains_key(passage));
                    if first == Some(&passage) {
                        changes.extend(self.kept(at, group, None, &by));
                    }
                }
                Some(_) => {}
            }
        }
        changes
    }

    /// One side of a change: the passages `parts` with their claims.
    fn side(&self, side: usize, parts: &[usize], by: &[BTreeMap<usize, Vec<usize>>; 2]) -> Option<Side> {
        let spans = parts.iter().filter_map(|&part| self.passages.get(side)?.get(part)).map(|part| part.span);
        let span = spans.reduce(Span::union)?;
        let claims = parts.iter().filter_map(|part| by.get(side)?.get(part)).flatten();
        let claims = claims.filter_map(|&claim| self.versions.get(side)?.claims.get(claim));
        let mut whole = Side { span, categories: Vec::new(), speaker: None, is_guess: false };
        for (at, claim) in claims.enumerate() {
            for category in &claim.categories {
                if !whole.categories.contains(category) {
                    whole.categories.push(*category);
                }
            }
            if at == 0 || whole.speaker.is_none() {
                (whole.speaker, whole.is_guess) = (claim.speaker.clone(), claim.is_guess);
            }
        }
        Some(whole)
    }

    /// A claim that is in both versions, in `passage` of the old one or anywhere in the group.
    fn kept(
        &self,
        at: usize,
        group: &Group,
        passage: Option<usize>,
        by: &[BTreeMap<usize, Vec<usize>>; 2],
    ) -> Option<Change> {
        let own = passage.map_or_else(|| group.old.clone(), |passage| vec![passage]);
        let (old, new) = (self.side(OLD, &own, by)?, self.side(NEW, &group.new, by)?);
        let words = |side: usize, parts: &[usize]| -> Vec<u32> {
            let parts = parts.iter().filter_map(|&part| self.passages.get(side)?.get(part));
            parts.flat_map(|part| part.words.iter().copied()).collect()
        };
        let is_same = group.old.len() == 1 && words(OLD, &group.old) == words(NEW, &group.new);
        let [before, after] = self.versions;
        let mut wording = Wording::default();
        if !is_same {
            // Merged sentences are compared together, or the words of the others would seem new.
            let whole = self.side(OLD, &group.old, by).map_or(old.span, |side| side.span);
            wording = wording::compare((&before.document.text, whole), (&after.document.text, new.span));
        }
        let turned = speaker_turn(&old, &new);
        let has_other_speaker = turned.is_some() && !old.is_guess && !new.is_guess;
        wording.turns.extend(turned.filter(|_| !is_same || has_other_speaker));
        let moved = self.moved.contains(&at);
        let fate = match () {
            () if !is_same || has_other_speaker => Fate::Reworded,
            () if !same_categories(&old, &new) => Fate::Recategorized,
            () if moved => Fate::Moved,
            () => Fate::Stands,
        };
        let part = match (group.old.len(), group.new.len()) {
            (2.., _) => Some(Part::Merged),
            (_, 2..) => Some(Part::Split),
            _ => None,
        };
        let doubt = self.doubt(at, group);
        Some(Change { fate, old: Some(old), new: Some(new), moved, part, doubt, twin: None, wording })
    }

    fn doubt(&self, at: usize, group: &Group) -> Option<Doubt> {
        let span = |side: usize, passage: usize| {
            self.passages
                .get(side)
                .and_then(|all| all.get(passage))
                .map_or(Span::default(), |passage| passage.span)
        };
        match group.assigned.rival {
            Some(Rival::New(other)) if !group.new.contains(&other) => {
                return Some(Doubt::NewTwin(span(NEW, other)));
            }
            Some(Rival::Old(other)) if !group.old.contains(&other) => {
                return Some(Doubt::OldTwin(span(OLD, other)));
            }
            _ => {}
        }
        let is_whole = group.old.len() == 1 && group.new.len() == 1;
        let is_faint = is_whole && group.assigned.pair.similarity < FAINT;
        let is_unsure = self.anchored.get(&at).is_some_and(|sure| !sure);
        (is_faint || is_unsure).then_some(Doubt::Faint)
    }

    /// A claim that only one version has.
    fn alone(&self, side: usize, passage: usize, by: &[BTreeMap<usize, Vec<usize>>; 2]) -> Option<Change> {
        let own = self.side(side, &[passage], by)?;
        let words = &self.passages.get(side)?.get(passage)?.words;
        let others = self.passages.get(1 - side)?;
        let twin = others.iter().find(|other| other.words == *words).map(|other| other.span);
        let doubt = self.rival_of(side, passage);
        // Which of two equal claims is left cannot be known: neither is another claim for sure.
        let twin = twin.filter(|_| doubt.is_none());
        let (old, new) = if side == OLD { (Some(own), None) } else { (None, Some(own)) };
        let fate = if side == OLD { Fate::Vanished } else { Fate::Appeared };
        Some(Change { fate, old, new, moved: false, part: None, doubt, twin, wording: Wording::default() })
    }

    /// The passage of the other version that a claim without one could about as well have.
    fn rival_of(&self, side: usize, passage: usize) -> Option<Doubt> {
        let rival = if side == OLD { Rival::Old(passage) } else { Rival::New(passage) };
        let group = self.groups.iter().find(|group| group.assigned.rival == Some(rival))?;
        let other = if side == OLD { group.new.first() } else { group.old.first() };
        let span = self.passages.get(1 - side)?.get(*other?)?.span;
        Some(if side == OLD { Doubt::NewTwin(span) } else { Doubt::OldTwin(span) })
    }

    /// Sorts changes by place in the new version; a claim that vanished comes after the passage that it followed.
    fn sort(&self, changes: &mut [Change]) {
        let place = |change: &Change| -> (u32, u8, u32) {
            let old = change.old.as_ref().map_or(0, |side| side.span.start());
            match &change.new {
                Some(side) => (side.span.start(), 0, old),
                None => (self.end_before(old), 1, old),
            }
        };
        changes.sort_by_key(place);
    }

    /// Where in the new version the text before a place of the old one ends.
    fn end_before(&self, old: u32) -> u32 {
        let at = self.passages[OLD].partition_point(|passage| passage.span.start() < old);
        let before = (0..at).rev().find_map(|passage| {
            let at = self.group_of[OLD].get(&passage).filter(|at| !self.moved.contains(at))?;
            let last = self.groups.get(*at)?.new.last()?;
            self.passages[NEW].get(*last)
        });
        before.map_or(0, |passage| passage.span.start())
    }
}

fn same_categories(one: &Side, two: &Side) -> bool {
    one.categories.len() == two.categories.len()
        && one.categories.iter().all(|id| two.categories.contains(id))
}

/// The speakers, if they differ.
fn speaker_turn(old: &Side, new: &Side) -> Option<Turn> {
    let name = |side: &Side| side.speaker.clone().unwrap_or_default();
    let folded = |name: &str| name.to_lowercase().trim_start_matches("the ").replace('’', "'");
    let (before, after) = (name(old), name(new));
    let is_claim = !old.categories.is_empty() && !new.categories.is_empty();
    let differs = is_claim && folded(&before) != folded(&after);
    differs.then_some(Turn { kind: TurnKind::Speaker, old: before, new: after })
}
