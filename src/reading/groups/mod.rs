//! Claims of a corpus in groups: by source, date, speaker or any record field.

mod report;

pub use report::GroupReport;

use crate::text::{dates, visible};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;

/// Claims of further groups are counted together, so that memory stays bounded.
const MAX_GROUPS: usize = 100_000;
/// Code points kept of a name; longer names with a common beginning are one group.
const MAX_NAME: usize = 200;
/// Longest run of empty dates to fill with rows.
const MAX_GAP: usize = 240;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// A single group.
    #[default]
    All,
    Source,
    /// As `2026`.
    Year,
    /// As `2026-11`.
    Month,
    /// As `2026-11-25`.
    Day,
    Speaker,
    /// A record field; dots lead into objects.
    Field(String),
    /// A field of the scheme, whose values readers give to claims.
    ClaimField(String),
}

impl GroupBy {
    /// Reserved words, which are not fields.
    pub const WORDS: [&str; 5] = ["source", "year", "month", "day", "speaker"];

    /// Unknown words are field names.
    pub fn of(word: &str) -> Self {
        match word {
            "source" => Self::Source,
            "year" => Self::Year,
            "month" => Self::Month,
            "day" => Self::Day,
            "speaker" => Self::Speaker,
            field => Self::Field(field.to_owned()),
        }
    }

    /// Do claims have the name, and articles none?
    pub const fn is_of_claims(&self) -> bool {
        matches!(self, Self::Speaker | Self::ClaimField(_))
    }

    /// Bytes of a date such as `2026-11-25` that name the group; `None` for other groupings.
    pub const fn date_prefix(&self) -> Option<usize> {
        match self {
            Self::Year => Some(4),
            Self::Month => Some(7),
            Self::Day => Some(10),
            _ => None,
        }
    }

    /// Label for claims without a name.
    fn unnamed(&self) -> String {
        match self {
            Self::Speaker => "the author".to_owned(),
            Self::Year | Self::Month | Self::Day => "no date".to_owned(),
            other => format!("no {other}"),
        }
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Source => "source",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Speaker => "speaker",
            Self::Field(name) | Self::ClaimField(name) => name,
        })
    }
}

/// Denominator of a rate, for comparing large groups with small ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatePer {
    /// 1,000 articles of the group.
    Articles,
    /// 1,000 words of the group.
    Words,
    /// 100 claims of the group.
    Claims,
}

impl RatePer {
    /// Unit printed after a rate.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Articles => "per 1,000 articles",
            Self::Words => "per 1,000 words",
            Self::Claims => "% of the claims",
        }
    }

    /// On the command line and in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Words => "words",
            Self::Claims => "claims",
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupCounts {
    /// With and without claims; 0 for a speaker.
    pub articles: u64,
    /// A claim of two categories counts once.
    pub claims: u64,
    /// In scheme order; a claim of two categories counts for both.
    pub categories: Vec<u64>,
    words: u64,
    /// Articles with a known word count.
    articles_with_words: u64,
}

impl GroupCounts {
    fn new(categories: usize) -> Self {
        Self { categories: vec![0; categories], ..Self::default() }
    }

    fn add_article(&mut self, words: Option<u64>) {
        self.articles += 1;
        if let Some(words) = words {
            self.words = self.words.saturating_add(words);
            self.articles_with_words += 1;
        }
    }

    fn add_claim(&mut self, categories: &[usize]) {
        self.claims += 1;
        for &category in categories {
            if let Some(sum) = self.categories.get_mut(category) {
                *sum += 1;
            }
        }
    }

    fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.words = self.words.saturating_add(other.words);
        self.articles_with_words += other.articles_with_words;
        self.claims += other.claims;
        for (sum, count) in self.categories.iter_mut().zip(&other.categories) {
            *sum += count;
        }
    }

    /// `None` unless the word counts of all articles are known.
    pub fn words(&self) -> Option<u64> {
        (self.articles > 0 && self.articles_with_words == self.articles).then_some(self.words)
    }

    /// By category; `None` if the denominator is zero or unknown.
    pub fn rates(&self, per: RatePer) -> Vec<Option<f64>> {
        let (denominator, times) = match per {
            RatePer::Articles => (Some(self.articles), 1000.0),
            RatePer::Words => (self.words(), 1000.0),
            RatePer::Claims => (Some(self.claims), 100.0),
        };
        let denominator = denominator.filter(|&denominator| denominator > 0);
        self.categories.iter().map(|&count| Some(count as f64 * times / denominator? as f64)).collect()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupKind {
    Named,
    /// Claims without a name.
    Unnamed,
    /// Sum of the groups beyond the limit.
    Others,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// On one line and safe to print.
    pub name: String,
    /// Distinguishes a group called `no source` from the group without a source.
    pub kind: GroupKind,
    pub count: GroupCounts,
}

#[derive(Debug, Clone)]
struct GroupEntry {
    /// As first written.
    name: String,
    count: GroupCounts,
    /// Number of groups created before it.
    at: usize,
}

#[derive(Debug, Clone)]
pub struct Groups {
    by: GroupBy,
    /// By lowercase name; `None` for claims without one.
    entries: HashMap<Option<String>, GroupEntry>,
    /// Claims after [`MAX_GROUPS`].
    overflow: GroupCounts,
    all: GroupCounts,
}

impl Groups {
    pub fn new(by: GroupBy, categories: usize) -> Self {
        let none = GroupCounts::new(categories);
        Self { by, entries: HashMap::new(), overflow: none.clone(), all: none }
    }

    pub const fn by(&self) -> &GroupBy {
        &self.by
    }

    fn count(&mut self, name: Option<&str>) -> &mut GroupCounts {
        let name = name.map(display_name).filter(|name| !name.is_empty());
        let key = name.as_ref().map(|name| name.to_lowercase());
        if self.entries.len() >= MAX_GROUPS && !self.entries.contains_key(&key) {
            return &mut self.overflow;
        }
        let at = self.entries.len();
        let entry = self.entries.entry(key).or_insert_with(|| {
            let name = name.unwrap_or_else(|| self.by.unnamed());
            GroupEntry { name, count: GroupCounts::new(self.all.categories.len()), at }
        });
        &mut entry.count
    }

    /// `words` if known.
    pub fn add_article(&mut self, name: Option<&str>, words: Option<u64>) {
        self.all.add_article(words);
        if !self.by.is_of_claims() {
            self.count(name).add_article(words);
        }
    }

    /// `categories` are indices in the scheme.
    pub fn add_claim(&mut self, name: Option<&str>, categories: &[usize]) {
        self.all.add_claim(categories);
        self.count(name).add_claim(categories);
    }

    /// Adds the groups of another part of the input.
    pub fn add(&mut self, other: &Self) {
        let mut entries: Vec<_> = other.entries.iter().collect();
        // The first groups are kept apart, so their order must not depend on how the input was divided.
        entries.sort_by_key(|(_, entry)| entry.at);
        for (key, GroupEntry { name, count, .. }) in entries {
            self.count(key.as_ref().map(|_| name.as_str())).add(count);
        }
        self.overflow.add(&other.overflow);
        self.all.add(&other.all);
    }

    pub const fn all(&self) -> &GroupCounts {
        &self.all
    }

    pub fn has_names(&self) -> bool {
        self.entries.keys().any(Option::is_some)
    }

    /// The groups in order, at most `limit` named ones and the sum of the others.
    ///
    /// Dates ascend without gaps, and the latest are kept; otherwise the groups with most claims come first. The
    /// group without a name is last.
    pub fn ranked(&self, limit: usize) -> Vec<Group> {
        let mut named: Vec<Group> = Vec::new();
        let mut unnamed = None;
        for (key, GroupEntry { name, count, .. }) in &self.entries {
            let group = |kind| Group { name: name.clone(), kind, count: count.clone() };
            match key {
                Some(_) => named.push(group(GroupKind::Named)),
                // The author is ranked among the other speakers.
                None if self.by == GroupBy::Speaker => named.push(group(GroupKind::Unnamed)),
                None => unnamed = Some(group(GroupKind::Unnamed)),
            }
        }
        let forward = self.by.date_prefix().is_some();
        if forward {
            named.sort_by(|one, other| one.name.cmp(&other.name));
            named = self.fill_gaps(named);
        } else {
            named.sort_by(|one, other| {
                other.count.claims.cmp(&one.count.claims).then_with(|| one.name.cmp(&other.name))
            });
        }
        let over = named.len().saturating_sub(limit);
        let rest: Vec<Group> =
            if forward { named.drain(..over).collect() } else { named.split_off(named.len() - over) };
        if let Some(others) = self.others(&rest, forward) {
            named.insert(if forward { 0 } else { named.len() }, others);
        }
        named.extend(unnamed);
        named
    }

    /// Sum of `rest` and of the overflow; `None` if both are empty.
    fn others(&self, rest: &[Group], forward: bool) -> Option<Group> {
        let overflow = self.overflow.articles + self.overflow.claims > 0;
        let name = match rest.len() {
            0 if !overflow => return None,
            0 => "others".to_owned(),
            number if overflow => format!("more than {number} others"),
            number if forward => format!("{number} before"),
            number => format!("{number} more"),
        };
        let mut count = self.overflow.clone();
        for group in rest {
            count.add(&group.count);
        }
        Some(Group { name, kind: GroupKind::Others, count })
    }

    /// Adds empty groups for missing dates.
    fn fill_gaps(&self, named: Vec<Group>) -> Vec<Group> {
        let mut filled: Vec<Group> = Vec::new();
        for group in named {
            let between = filled.last().map(|last| dates::between(&last.name, &group.name, MAX_GAP));
            let count = || GroupCounts::new(self.all.categories.len());
            let empty = |name| Group { name, kind: GroupKind::Named, count: count() };
            filled.extend(between.unwrap_or_default().into_iter().map(empty));
            filled.push(group);
        }
        filled
    }
}

/// A name on one line, safe to show, and of at most [`MAX_NAME`] code points.
fn display_name(name: &str) -> String {
    let name = name.trim_start();
    // A record may hold megabytes; this much covers the visible part.
    let head = name.char_indices().nth(4 * MAX_NAME).map_or(name.len(), |(at, _)| at);
    let words: Vec<&str> = crate::text::slice(name, ..head).split_whitespace().collect();
    let mut shown = visible::line(&words.join(" ")).into_owned();
    let end = shown.char_indices().nth(MAX_NAME).map(|(at, _)| at);
    if let Some(end) = end.or((head < name.len()).then_some(shown.len())) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(groups: &Groups, most: usize) -> String {
        let ranked = groups.ranked(most);
        let ranked = ranked.iter().map(|group| format!("{} {}", group.name, group.count.claims));
        ranked.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn most_claims_come_first_and_the_unnamed_group_last() {
        let mut groups = Groups::new(GroupBy::of("outlet"), 2);
        for (name, category) in
            [(Some("b"), 0), (Some(" B "), 1), (None, 1), (None, 1), (None, 0), (Some("a"), 9)]
        {
            groups.add_claim(name, &[category]);
        }
        groups.add_claim(Some("a\u{1b}[1m c"), &[0, 1]);
        assert_eq!(names(&groups, 9), "b 2, a 1, a␛[1m c 1, no outlet 3");
        assert_eq!(names(&groups, 1), "b 2, 2 more 2, no outlet 3", "the unnamed group is never summed");
        assert_eq!(
            groups.all(),
            &GroupCounts { claims: 7, categories: vec![3, 4], ..GroupCounts::default() }
        );
        let kinds: Vec<GroupKind> = groups.ranked(1).iter().map(|group| group.kind).collect();
        assert_eq!(kinds, [GroupKind::Named, GroupKind::Others, GroupKind::Unnamed]);
    }

    #[test]
    fn dates_run_forward_without_gaps() {
        let mut groups = Groups::new(GroupBy::Month, 1);
        for month in ["2026-02", "2025-11", "2025-11"] {
            groups.add_claim(Some(month), &[0]);
        }
        groups.add_article(None, None);
        assert_eq!(names(&groups, 9), "2025-11 2, 2025-12 0, 2026-01 0, 2026-02 1, no date 0");
        assert_eq!(names(&groups, 2), "2 before 2, 2026-01 0, 2026-02 1, no date 0", "the latest are kept");
    }

    #[test]
    fn long_names_are_cut() {
        let check = |name: &str, expected: &str| assert_eq!(display_name(name), expected);
        let long = "é".repeat(MAX_NAME);
        check(&long, &long);
        check(&format!("{long}x"), &format!("{long}…"));
        check(&"a ".repeat(1 << 20), &format!("{}…", "a ".repeat(MAX_NAME / 2)));
        check(&" ".repeat(1 << 20), "");
        check(&format!("a{}", "\u{200b}".repeat(1 << 20)), "a…");
        check(" a\n\tb\0 ", "a b␀");
    }

    #[test]
    fn rates_need_a_known_denominator() {
        let mut groups = Groups::new(GroupBy::All, 2);
        groups.add_article(None, Some(300));
        groups.add_article(None, Some(100));
        for category in [0, 0, 1] {
            groups.add_claim(None, &[category]);
        }
        let rates = |groups: &Groups, per| groups.all().rates(per);
        assert_eq!(rates(&groups, RatePer::Articles), [Some(1000.0), Some(500.0)]);
        assert_eq!(rates(&groups, RatePer::Words), [Some(5.0), Some(2.5)]);
        assert!((rates(&groups, RatePer::Claims)[1].unwrap() - 100.0 / 3.0).abs() < 1e-9);
        groups.add_article(None, None);
        assert_eq!(groups.all().words(), None, "unknown for one article");
        assert_eq!(rates(&groups, RatePer::Words), [None, None]);
        assert_eq!(rates(&Groups::new(GroupBy::All, 1), RatePer::Articles), [None]);
    }

    #[test]
    fn the_groups_kept_do_not_depend_on_the_pieces() {
        let name = |number: usize| format!("{}", (number * 7919) % (MAX_GROUPS + 9));
        let (mut whole, mut pieces) = (Groups::new(GroupBy::Source, 0), Groups::new(GroupBy::Source, 0));
        for from in (0..MAX_GROUPS + 9).step_by(999) {
            let mut piece = Groups::new(GroupBy::Source, 0);
            for number in from..(from + 999).min(MAX_GROUPS + 9) {
                whole.add_claim(Some(&name(number)), &[]);
                piece.add_claim(Some(&name(number)), &[]);
            }
            pieces.add(&piece);
        }
        assert!(whole.ranked(MAX_GROUPS) == pieces.ranked(MAX_GROUPS));
        assert_eq!(whole.ranked(0)[0].name, format!("more than {MAX_GROUPS} others"));
        assert_eq!(whole.ranked(usize::MAX).last().unwrap().name, "others");
    }

    #[test]
    fn pieces_add_up_and_later_groups_are_summed() {
        let mut groups = Groups::new(GroupBy::Speaker, 1);
        let mut part = Groups::new(GroupBy::Speaker, 1);
        for number in 0..MAX_GROUPS + 5 {
            part.add_claim(Some(&format!("speaker {number}")), &[0]);
        }
        part.add_claim(Some("SPEAKER 3"), &[]);
        groups.add_claim(None, &[0]);
        groups.add(&part);
        assert_eq!(groups.all().claims, MAX_GROUPS as u64 + 7);
        let ranked = groups.ranked(2);
        assert_eq!((ranked.len(), ranked[0].name.as_str(), ranked[0].count.claims), (3, "speaker 3", 2));
        assert_eq!(ranked[2].name, format!("more than {} others", MAX_GROUPS - 2));
    }
}
