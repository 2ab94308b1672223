//! Labels that stand for categories and decisions in other programs: shared by the exporters that write them and the
//! parsers that read them back.

use crate::tag::Decision;
use std::collections::HashSet;

/// Key for all details of the marks in an exported record.
pub const PURPORT_KEY: &str = "purport";

/// What the column of a field of the scheme begins with.
pub const FIELD_PREFIX: &str = "field_";

/// Decision of a suggestion that was left undecided.
pub const UNDECIDED: &str = "undecided";

/// Label for a passage without a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PseudoLabel {
    Rejected,
    Nothing,
    /// A note without a decision.
    Noted,
}

impl PseudoLabel {
    pub const ALL: [Self; 3] = [Self::Rejected, Self::Nothing, Self::Noted];

    pub const fn of(decision: Option<&Decision>) -> Self {
        match decision {
            Some(Decision::Rejected) => Self::Rejected,
            Some(Decision::Nothing) => Self::Nothing,
            _ => Self::Noted,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Nothing => "nothing",
            Self::Noted => "noted",
        }
    }

    pub const fn decision(self) -> Decision {
        match self {
            Self::Rejected => Decision::Rejected,
            Self::Nothing => Decision::Nothing,
            Self::Noted => Decision::Open,
        }
    }
}

/// Unique labels for categories in another program, and for the [`PseudoLabel`]s beside them.
#[derive(Debug, Clone)]
pub struct LabelSet {
    categories: Vec<(String, String)>,
    pseudo: [(PseudoLabel, String); 3],
}

impl LabelSet {
    /// `plain` if the program allows only ASCII letters, digits, `-` and `_`.
    pub fn new<'c>(categories: impl IntoIterator<Item = &'c str>, plain: bool) -> Self {
        let mut taken: HashSet<String> = HashSet::new();
        let mut unique = |wanted: String| {
            let numbered = (2..).map(|number| format!("{wanted}_{number}"));
            let free = std::iter::once(wanted.clone()).chain(numbered).find(|label| !taken.contains(label));
            let label = free.unwrap_or(wanted);
            taken.insert(label.clone());
            label
        };
        let mut labels: Vec<(String, String)> = Vec::new();
        for id in categories {
            if !labels.iter().any(|(other, _)| other == id) {
                let label = if plain { to_plain(id) } else { id.to_owned() };
                labels.push((id.to_owned(), unique(label)));
            }
        }
        let pseudo = PseudoLabel::ALL.map(|pseudo| (pseudo, unique(pseudo.word().to_owned())));
        Self { categories: labels, pseudo }
    }

    pub fn label<'n>(&'n self, id: &'n str) -> &'n str {
        self.categories.iter().find(|(known, _)| known == id).map_or(id, |(_, label)| label)
    }

    pub fn pseudo(&self, pseudo: PseudoLabel) -> &str {
        self.pseudo.iter().find(|(known, _)| *known == pseudo).map_or("", |(_, label)| label)
    }

    pub fn categories(&self) -> impl Iterator<Item = (&str, &str)> {
        self.categories.iter().map(|(id, label)| (id.as_str(), label.as_str()))
    }

    pub fn category_of(&self, label: &str) -> Option<&str> {
        self.categories.iter().find(|(_, known)| known == label).map(|(id, _)| id.as_str())
    }

    pub fn pseudo_of(&self, label: &str) -> Option<PseudoLabel> {
        self.pseudo.iter().find(|(_, known)| known == label).map(|(pseudo, _)| *pseudo)
    }
}

fn to_plain(id: &str) -> String {
    let plain = |char: char| if char.is_ascii_alphanumeric() || "-_".contains(char) { char } else { '_' };
    let label: String = id.chars().map(plain).collect();
    if label.is_empty() { "_".to_owned() } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_has_a_label_of_its_own() {
        let labels = LabelSet::new(["a b", "a_b", "é", "rejected", "a b"], true);
        let found: Vec<(&str, &str)> = labels.categories().collect();
        assert_eq!(found, [("a b", "a_b"), ("a_b", "a_b_2"), ("é", "_"), ("rejected", "rejected")]);
        assert_eq!((labels.label("a_b"), labels.pseudo(PseudoLabel::Rejected)), ("a_b_2", "rejected_2"));
        assert_eq!((labels.category_of("a_b_2"), labels.category_of("rejected_2")), (Some("a_b"), None));
        assert_eq!(labels.pseudo_of("rejected_2"), Some(PseudoLabel::Rejected));
        assert_eq!(LabelSet::new(["a b"], false).label("a b"), "a b");
    }
}
