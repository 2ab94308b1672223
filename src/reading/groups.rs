//! The claims of a corpus in groups: by source, by time, by speaker, or by whatever else the records say.

mod by;
mod report;
mod when;

pub use by::{By, Per};
pub use report::GroupReport;
pub use when::{in_text, of_seconds};

use crate::text::visible;
use serde::Serialize;
use std::collections::HashMap;

/// How many groups are kept apart; what comes later is counted together, so that memory stays bounded.
const MOST: usize = 100_000;
/// Code points of a name that are kept; those that are longer and begin alike are one group.
const LONGEST_NAME: usize = 200;
/// The longest run of months, days or years without claims that is told one by one.
const LONGEST_GAP: usize = 240;

/// Numbers of one group, or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Count {
    /// Articles with claims and without; 0 for a speaker, who is of no article.
    pub articles: u64,
    /// Claims; one of two categories is one.
    pub claims: u64,
    /// For each category, in the order of the scheme; a claim of two categories counts for both.
    pub categories: Vec<u64>,
    words: u64,
    /// The articles whose words are known.
    worded: u64,
}

impl Count {
    fn new(categories: usize) -> Self {
        Self { categories: vec![0; categories], ..Self::default() }
    }

    fn article(&mut self, words: Option<u64>) {
        self.articles += 1;
        if let Some(words) = words {
            self.words = self.words.saturating_add(words);
            self.worded += 1;
        }
    }

    fn claim(&mut self, categories: &[usize]) {
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
        self.worded += other.worded;
        self.claims += other.claims;
        for (sum, count) in self.categories.iter_mut().zip(&other.categories) {
            *sum += count;
        }
    }

    /// The words of its articles, if they are known of every one.
    pub fn words(&self) -> Option<u64> {
        (self.articles > 0 && self.worded == self.articles).then_some(self.words)
    }

    /// The categories' numbers taken per something; nothing where there is none of it, or it is not known.
    pub fn rates(&self, per: Per) -> Vec<Option<f64>> {
        let (of, times) = match per {
            Per::Articles => (Some(self.articles), 1000.0),
            Per::Words => (self.words(), 1000.0),
            Per::Claims => (Some(self.claims), 100.0),
        };
        let of = of.filter(|&of| of > 0);
        self.categories.iter().map(|&count| Some(count as f64 * times / of? as f64)).collect()
    }
}

/// What a group stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What has its name.
    Named,
    /// What has none.
    Unnamed,
    /// All those that are not told one by one.
    Others,
}

/// One group as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name, on one line and safe to show.
    pub name: String,
    /// What it stands for: a name alone may be called like the group without one.
    pub kind: Kind,
    /// Its numbers.
    pub count: Count,
}

/// A group so far.
#[derive(Debug, Clone)]
struct Found {
    /// Its name as it came first.
    shown: String,
    count: Count,
    /// How many groups were there before it.
    at: usize,
}

/// The groups so far.
#[derive(Debug, Clone)]
pub struct Groups {
    by: By,
    /// By name in small letters; nothing for what has none.
    found: HashMap<Option<String>, Found>,
    /// What came when there were too many groups already.
    late: Count,
    all: Count,
}

impl Groups {
    /// No groups yet, for a scheme of so many categories.
    pub fn new(by: By, categories: usize) -> Self {
        let none = Count::new(categories);
        Self { by, found: HashMap::new(), late: none.clone(), all: none }
    }

    /// What is grouped by.
    pub const fn by(&self) -> &By {
        &self.by
    }

    fn count(&mut self, name: Option<&str>) -> &mut Count {
        let name = name.map(kept).filter(|name| !name.is_empty());
        let key = name.as_ref().map(|name| name.to_lowercase());
        if self.found.len() >= MOST && !self.found.contains_key(&key) {
            return &mut self.late;
        }
        let at = self.found.len();
        let found = self.found.entry(key).or_insert_with(|| {
            let shown = name.unwrap_or_else(|| self.by.unknown());
            Found { shown, count: Count::new(self.all.categories.len()), at }
        });
        &mut found.count
    }

    /// Counts an article, and for its group unless that is a speaker.
    pub fn article(&mut self, name: Option<&str>, words: Option<u64>) {
        self.all.article(words);
        if self.by != By::Speaker {
            self.count(name).article(words);
        }
    }

    /// Counts a claim for a group; categories by their places in the scheme.
    pub fn claim(&mut self, name: Option<&str>, categories: &[usize]) {
        self.all.claim(categories);
        self.count(name).claim(categories);
    }

    /// Takes in what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        let mut found: Vec<_> = other.found.iter().collect();
        // Which come first decides which are kept apart, so it must not depend on where pieces end.
        found.sort_by_key(|(_, found)| found.at);
        for (key, Found { shown, count, .. }) in found {
            self.count(key.as_ref().map(|_| shown.as_str())).add(count);
        }
        self.late.add(&other.late);
        self.all.add(&other.all);
    }

    /// All of it.
    pub const fn all(&self) -> &Count {
        &self.all
    }

    /// Whether any group has a name of its own.
    pub fn is_named(&self) -> bool {
        self.found.keys().any(Option::is_some)
    }

    /// The groups in their order: of those with a name at most so many, and what is left of them as one.
    ///
    /// Times go forward, with those between in which there was nothing, and the last ones are told; of others those
    /// with most claims come first. What has no name comes last.
    pub fn told(&self, most: usize) -> Vec<Group> {
        let mut named: Vec<Group> = Vec::new();
        let mut unnamed = None;
        for (key, Found { shown, count, .. }) in &self.found {
            let group = |kind| Group { name: shown.clone(), kind, count: count.clone() };
            match key {
                Some(_) => named.push(group(Kind::Named)),
                // Speakers without a name are the author, who stands among the others.
                None if self.by == By::Speaker => named.push(group(Kind::Unnamed)),
                None => unnamed = Some(group(Kind::Unnamed)),
            }
        }
        let forward = self.by.letters().is_some();
        if forward {
            named.sort_by(|one, other| one.name.cmp(&other.name));
            named = self.without_gaps(named);
        } else {
            named.sort_by(|one, other| {
                other.count.claims.cmp(&one.count.claims).then_with(|| one.name.cmp(&other.name))
            });
        }
        let over = named.len().saturating_sub(most);
        let more: Vec<Group> =
            if forward { named.drain(..over).collect() } else { named.split_off(named.len() - over) };
        if let Some(others) = self.others(&more, forward) {
            named.insert(if forward { 0 } else { named.len() }, others);
        }
        named.extend(unnamed);
        named
    }

    /// What is not told one by one as one group, if there is any.
    fn others(&self, more: &[Group], forward: bool) -> Option<Group> {
        let is_late = self.late.articles + self.late.claims > 0;
        let name = match more.len() {
            0 if !is_late => return None,
            0 => "others".to_owned(),
            number if is_late => format!("more than {number} others"),
            number if forward => format!("{number} before"),
            number => format!("{number} more"),
        };
        let mut count = self.late.clone();
        for group in more {
            count.add(&group.count);
        }
        Some(Group { name, kind: Kind::Others, count })
    }

    /// Times with those between them in which there was nothing.
    fn without_gaps(&self, named: Vec<Group>) -> Vec<Group> {
        let mut whole: Vec<Group> = Vec::new();
        for group in named {
            let between = whole.last().map(|last| when::between(&last.name, &group.name, LONGEST_GAP));
            let count = || Count::new(self.all.categories.len());
            let empty = |name| Group { name, kind: Kind::Named, count: count() };
            whole.extend(between.unwrap_or_default().into_iter().map(empty));
            whole.push(group);
        }
        whole
    }
}

/// A name as it is kept: on one line, safe to show, and not of any length.
fn kept(name: &str) -> String {
    let name = name.trim_start();
    // So much of it that nothing is lost that could be shown, and no more: a record may hold megabytes.
    let head = name.char_indices().nth(4 * LONGEST_NAME).map_or(name.len(), |(at, _)| at);
    let words: Vec<&str> = name.get(..head).unwrap_or_default().split_whitespace().collect();
    let mut kept = visible::line(&words.join(" ")).into_owned();
    let end = kept.char_indices().nth(LONGEST_NAME).map(|(at, _)| at);
    if let Some(end) = end.or((head < name.len()).then_some(kept.len())) {
        kept.truncate(end);
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(groups: &Groups, most: usize) -> String {
        let told = groups.told(most);
        let told = told.iter().map(|group| format!("{} {}", group.name, group.count.claims));
        told.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn most_claims_come_first_and_what_has_no_name_last() {
        let mut groups = Groups::new(By::of("outlet"), 2);
        for (name, category) in
            [(Some("b"), 0), (Some(" B "), 1), (None, 1), (None, 1), (None, 0), (Some("a"), 9)]
        {
            groups.claim(name, &[category]);
        }
        groups.claim(Some("a\u{1b}[1m c"), &[0, 1]);
        assert_eq!(names(&groups, 9), "b 2, a 1, a␛[1m c 1, no outlet 3");
        assert_eq!(names(&groups, 1), "b 2, 2 more 2, no outlet 3", "what has no name is never one of many");
        assert_eq!(groups.all(), &Count { claims: 7, categories: vec![3, 4], ..Count::default() });
        let kinds: Vec<Kind> = groups.told(1).iter().map(|group| group.kind).collect();
        assert_eq!(kinds, [Kind::Named, Kind::Others, Kind::Unnamed]);
    }

    #[test]
    fn times_go_forward_with_nothing_left_out() {
        let mut groups = Groups::new(By::Month, 1);
        for month in ["2026-02", "2025-11", "2025-11"] {
            groups.claim(Some(month), &[0]);
        }
        groups.article(None, None);
        assert_eq!(names(&groups, 9), "2025-11 2, 2025-12 0, 2026-01 0, 2026-02 1, no date 0");
        assert_eq!(
            names(&groups, 2),
            "2 before 2, 2026-01 0, 2026-02 1, no date 0",
            "the last ones are told"
        );
    }

    #[test]
    fn names_are_not_of_any_length() {
        let check = |name: &str, expected: &str| assert_eq!(kept(name), expected);
        let long = "é".repeat(LONGEST_NAME);
        check(&long, &long);
        check(&format!("{long}x"), &format!("{long}…"));
        check(&"a ".repeat(1 << 20), &format!("{}…", "a ".repeat(LONGEST_NAME / 2)));
        check(&" ".repeat(1 << 20), "");
        check(&format!("a{}", "\u{200b}".repeat(1 << 20)), "a…");
        check(" a\n\tb\0 ", "a b␀");
    }

    #[test]
    fn numbers_are_taken_per_what_is_known() {
        let mut groups = Groups::new(By::All, 2);
        groups.article(None, Some(300));
        groups.article(None, Some(100));
        for category in [0, 0, 1] {
            groups.claim(None, &[category]);
        }
        let rates = |groups: &Groups, per| groups.all().rates(per);
        assert_eq!(rates(&groups, Per::Articles), [Some(1000.0), Some(500.0)]);
        assert_eq!(rates(&groups, Per::Words), [Some(5.0), Some(2.5)]);
        assert!((rates(&groups, Per::Claims)[1].unwrap() - 100.0 / 3.0).abs() < 1e-9);
        groups.article(None, None);
        assert_eq!(groups.all().words(), None, "of one article they are not known");
        assert_eq!(rates(&groups, Per::Words), [None, None]);
        assert_eq!(rates(&Groups::new(By::All, 1), Per::Articles), [None]);
    }

    #[test]
    fn which_groups_are_kept_does_not_depend_on_the_pieces() {
        let name = |number: usize| format!("{}", (number * 7919) % (MOST + 9));
        let (mut whole, mut pieces) = (Groups::new(By::Source, 0), Groups::new(By::Source, 0));
        for from in (0..MOST + 9).step_by(999) {
            let mut piece = Groups::new(By::Source, 0);
            for number in from..(from + 999).min(MOST + 9) {
                whole.claim(Some(&name(number)), &[]);
                piece.claim(Some(&name(number)), &[]);
            }
            pieces.add(&piece);
        }
        assert!(whole.told(MOST) == pieces.told(MOST));
        assert_eq!(whole.told(0)[0].name, format!("more than {MOST} others"));
        assert_eq!(whole.told(usize::MAX).last().unwrap().name, "others");
    }

    #[test]
    fn parts_add_up_and_later_groups_are_counted_together() {
        let mut groups = Groups::new(By::Speaker, 1);
        let mut part = Groups::new(By::Speaker, 1);
        for number in 0..MOST + 5 {
            part.claim(Some(&format!("speaker {number}")), &[0]);
        }
        part.claim(Some("SPEAKER 3"), &[]);
        groups.claim(None, &[0]);
        groups.add(&part);
        assert_eq!(groups.all().claims, MOST as u64 + 7);
        let told = groups.told(2);
        assert_eq!((told.len(), told[0].name.as_str(), told[0].count.claims), (3, "speaker 3", 2));
        assert_eq!(told[2].name, format!("more than {} others", MOST - 2));
    }
}
