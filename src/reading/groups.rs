//! The claims of a corpus in groups: by source, by time, by speaker, or by whatever else the records say.

mod when;

pub use when::{in_text, of_seconds};

use crate::text::visible;
use serde::Serialize;
use std::collections::HashMap;
use std::fmt;

/// How many groups are kept apart; what comes later is counted together, so that memory stays bounded.
const MOST: usize = 100_000;
/// The longest run of months, days or years without claims that is told one by one.
const LONGEST_GAP: usize = 240;

/// What claims are grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum By {
    /// Nothing: all are one group.
    #[default]
    All,
    /// Where their articles come from.
    Source,
    /// The year in which they appeared.
    Year,
    /// The month, as `2026-11`.
    Month,
    /// The day, as `2026-11-25`.
    Day,
    /// Who says them.
    Speaker,
    /// A field of the records; dots lead into objects.
    Field(String),
}

impl By {
    /// What a word of the command line asks for; every word that is not known is a field.
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

    /// How many letters of a day as `2026-11-25` tell the group, if it is one of time.
    pub const fn letters(&self) -> Option<usize> {
        match self {
            Self::Year => Some(4),
            Self::Month => Some(7),
            Self::Day => Some(10),
            _ => None,
        }
    }

    /// What the group of those is called of which it is not known.
    pub fn unknown(&self) -> String {
        match self {
            Self::Speaker => "the author".to_owned(),
            Self::Year | Self::Month | Self::Day => "no date".to_owned(),
            other => format!("no {other}"),
        }
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::All => "all",
            Self::Source => "source",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Speaker => "speaker",
            Self::Field(name) => name,
        })
    }
}

/// Numbers of one group, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Articles with claims and without; 0 for a speaker, who is of no article.
    pub articles: u64,
    /// Claims; one of two categories is one.
    pub claims: u64,
    /// For each category, in the order of the scheme; a claim of two categories counts for both.
    pub categories: Vec<u64>,
}

impl Count {
    fn new(categories: usize) -> Self {
        Self { articles: 0, claims: 0, categories: vec![0; categories] }
    }

    fn add(&mut self, other: &Self) {
        self.articles += other.articles;
        self.claims += other.claims;
        for (sum, count) in self.categories.iter_mut().zip(&other.categories) {
            *sum += count;
        }
    }
}

/// One group as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Its name, on one line and safe to show.
    pub name: String,
    /// Its numbers.
    #[serde(flatten)]
    pub count: Count,
}

/// The groups so far.
#[derive(Debug, Clone)]
pub struct Groups {
    by: By,
    categories: usize,
    /// By name in small letters, each with its name as it came first; nothing for what has none.
    found: HashMap<Option<String>, (String, Count)>,
    /// What came when there were too many groups already.
    late: Count,
    articles: u64,
}

impl Groups {
    /// No groups yet, for a scheme of so many categories.
    pub fn new(by: By, categories: usize) -> Self {
        Self { by, categories, found: HashMap::new(), late: Count::new(categories), articles: 0 }
    }

    /// What is grouped by.
    pub const fn by(&self) -> &By {
        &self.by
    }

    fn count(&mut self, name: Option<&str>) -> &mut Count {
        let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        let name = name.map(|name| visible::line(&name).into_owned()).filter(|name| !name.is_empty());
        let key = name.as_ref().map(|name| name.to_lowercase());
        if self.found.len() >= MOST && !self.found.contains_key(&key) {
            return &mut self.late;
        }
        let shown = name.unwrap_or_else(|| self.by.unknown());
        &mut self.found.entry(key).or_insert_with(|| (shown, Count::new(self.categories))).1
    }

    /// Counts an article, and for its group unless that is a speaker.
    pub fn article(&mut self, name: Option<&str>) {
        self.articles += 1;
        if self.by != By::Speaker {
            self.count(name).articles += 1;
        }
    }

    /// Counts a claim for a group; categories by their places in the scheme.
    pub fn claim(&mut self, name: Option<&str>, categories: impl IntoIterator<Item = usize>) {
        let count = self.count(name);
        count.claims += 1;
        for category in categories {
            if let Some(sum) = count.categories.get_mut(category) {
                *sum += 1;
            }
        }
    }

    /// Takes in what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        let mut names: Vec<_> = other.found.iter().collect();
        names.sort_by_key(|(key, _)| *key);
        for (key, (name, count)) in names {
            self.count(key.as_ref().map(|_| name.as_str())).add(count);
        }
        self.late.add(&other.late);
        self.articles += other.articles;
    }

    /// All of it.
    pub fn all(&self) -> Count {
        let mut all = self.late.clone();
        self.found.values().for_each(|(_, count)| all.add(count));
        Count { articles: self.articles, ..all }
    }

    /// The groups in their order, at most so many, and what is left of them as one.
    ///
    /// Times go forward, with those between in which there was nothing; of others those with most claims come
    /// first. What has no name comes last.
    pub fn told(&self, most: usize) -> Vec<Group> {
        let mut named: Vec<Group> = Vec::new();
        let mut unnamed = None;
        for (key, (name, count)) in &self.found {
            let group = Group { name: name.clone(), count: count.clone() };
            // Speakers without a name are the author, who stands among the others.
            if key.is_none() && self.by != By::Speaker { unnamed = Some(group) } else { named.push(group) }
        }
        if self.by.letters().is_some() {
            named.sort_by(|one, other| one.name.cmp(&other.name));
            named = self.without_gaps(named);
        } else {
            named.sort_by(|one, other| {
                other.count.claims.cmp(&one.count.claims).then_with(|| one.name.cmp(&other.name))
            });
        }
        named.extend(unnamed);
        let more = named.split_off(most.min(named.len()));
        let mut rest = self.late.clone();
        for group in &more {
            rest.add(&group.count);
        }
        if !more.is_empty() || self.late != Count::new(self.categories) {
            let others = if self.late.claims + self.late.articles == 0 {
                format!("{} more", more.len())
            } else {
                format!("more than {}", more.len())
            };
            named.push(Group { name: others, count: rest });
        }
        named
    }

    /// Times with those between them in which there was nothing.
    fn without_gaps(&self, named: Vec<Group>) -> Vec<Group> {
        let mut whole: Vec<Group> = Vec::new();
        for group in named {
            let between = whole.last().map(|last| when::between(&last.name, &group.name, LONGEST_GAP));
            let empty = |name| Group { name, count: Count::new(self.categories) };
            whole.extend(between.unwrap_or_default().into_iter().map(empty));
            whole.push(group);
        }
        whole
    }
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
            groups.claim(name, [category]);
        }
        groups.claim(Some("a\u{1b}[1m c"), [0, 1]);
        assert_eq!(names(&groups, 9), "b 2, a 1, a␛[1m c 1, no outlet 3");
        assert_eq!(names(&groups, 1), "b 2, 3 more 5");
        assert_eq!(groups.all(), Count { articles: 0, claims: 7, categories: vec![3, 4] });
    }

    #[test]
    fn times_go_forward_with_nothing_left_out() {
        let mut groups = Groups::new(By::Month, 1);
        for month in ["2026-02", "2025-11", "2025-11"] {
            groups.claim(Some(month), [0]);
        }
        groups.article(None);
        assert_eq!(names(&groups, 9), "2025-11 2, 2025-12 0, 2026-01 0, 2026-02 1, no date 0");
    }

    #[test]
    fn parts_add_up_and_later_groups_are_counted_together() {
        let mut groups = Groups::new(By::Speaker, 1);
        let mut part = Groups::new(By::Speaker, 1);
        for number in 0..MOST + 5 {
            part.claim(Some(&format!("speaker {number}")), [0]);
        }
        part.claim(Some("SPEAKER 3"), []);
        groups.claim(None, [0]);
        groups.add(&part);
        assert_eq!(groups.all().claims, MOST as u64 + 7);
        let told = groups.told(2);
        assert_eq!((told.len(), told[0].name.as_str(), told[0].count.claims), (3, "speaker 3", 2));
        assert_eq!(told[2].name, format!("more than {}", MOST - 2));
    }
}
