//! The words by which our exports say in other programs what those have no field for: one list for those
//! who write them and those who read them back.

use crate::tag::Decision;
use std::collections::HashSet;

/// The key under which a record of ours keeps all that is known of its marks.
pub const PURPORT_KEY: &str = "purport";

/// The word for what the machine proposes and nobody has looked at.
pub const UNDECIDED: &str = "undecided";

/// What stands in the place of a category where a passage has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PseudoLabel {
    /// The reader says that it is no claim.
    Rejected,
    /// Read, and there is nothing here.
    Nothing,
    /// Noted, and not decided.
    Noted,
}

impl PseudoLabel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rejected, Self::Nothing, Self::Noted];

    /// What a passage without a category is.
    pub const fn of(decision: Option<&Decision>) -> Self {
        match decision {
            Some(Decision::Rejected) => Self::Rejected,
            Some(Decision::Nothing) => Self::Nothing,
            _ => Self::Noted,
        }
    }

    /// Its word, as long as no category has it.
    const fn word(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Nothing => "nothing",
            Self::Noted => "noted",
        }
    }

    /// What was decided.
    pub const fn decision(self) -> Decision {
        match self {
            Self::Rejected => Decision::Rejected,
            Self::Nothing => Decision::Nothing,
            Self::Noted => Decision::Open,
        }
    }
}

/// The names that categories have in a program that allows only letters of ASCII, digits, `-` and `_`; or
/// in one that allows every name.
#[derive(Debug, Clone)]
pub struct LabelSet {
    categories: Vec<(String, String)>,
    others: [(PseudoLabel, String); 3],
}

impl LabelSet {
    /// LabelSet for `categories`, each its own; `plain` where only plain letters are allowed.
    pub fn new<'c>(categories: impl IntoIterator<Item = &'c str>, plain: bool) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        let mut own = |wanted: String| {
            let numbers = (2..).map(|number| format!("{wanted}_{number}"));
            let free = std::iter::once(wanted.clone()).chain(numbers).find(|name| !taken.contains(name));
            let name = free.unwrap_or(wanted);
            taken.insert(name.clone());
            name
        };
        let mut known: Vec<(String, String)> = Vec::new();
        for id in categories {
            if !known.iter().any(|(other, _)| other == id) {
                let name = if plain { plainly(id) } else { id.to_owned() };
                known.push((id.to_owned(), own(name)));
            }
        }
        let others = PseudoLabel::ALL.map(|other| (other, own(other.word().to_owned())));
        Self { categories: known, others }
    }

    /// The name of a category.
    pub fn label<'n>(&'n self, id: &'n str) -> &'n str {
        self.categories.iter().find(|(known, _)| known == id).map_or(id, |(_, name)| name)
    }

    /// The name for what has no category.
    pub fn pseudo(&self, other: PseudoLabel) -> &str {
        self.others.iter().find(|(known, _)| *known == other).map_or("", |(_, name)| name)
    }

    /// The names of the categories, in their order, with their ids.
    pub fn categories(&self) -> impl Iterator<Item = (&str, &str)> {
        self.categories.iter().map(|(id, name)| (id.as_str(), name.as_str()))
    }

    /// The category that has this name.
    pub fn category_of(&self, name: &str) -> Option<&str> {
        self.categories.iter().find(|(_, known)| known == name).map(|(id, _)| id.as_str())
    }

    /// What this name stands for, if it is no category's.
    pub fn pseudo_of(&self, name: &str) -> Option<PseudoLabel> {
        self.others.iter().find(|(_, known)| known == name).map(|(other, _)| *other)
    }
}

fn plainly(id: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() || "-_".contains(char) { char } else { '_' };
    let name: String = id.chars().map(plain).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_name_of_its_own() {
        let names = LabelSet::new(["a b", "a_b", "é", "rejected", "a b"], true);
        let found: Vec<(&str, &str)> = names.categories().collect();
        assert_eq!(found, [("a b", "a_b"), ("a_b", "a_b_2"), ("é", "_"), ("rejected", "rejected")]);
        assert_eq!((names.label("a_b"), names.pseudo(PseudoLabel::Rejected)), ("a_b_2", "rejected_2"));
        assert_eq!((names.category_of("a_b_2"), names.category_of("rejected_2")), (Some("a_b"), None));
        assert_eq!(names.pseudo_of("rejected_2"), Some(PseudoLabel::Rejected));
        assert_eq!(LabelSet::new(["a b"], false).label("a b"), "a b");
    }
}
