//! Simulated readers: each counts one category more narrowly than the codebook.

/// A reader by the codebook, apart from one category.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) name: &'static str,
    /// The category, and what a sentence must hold to count.
    pub(crate) narrows: Option<(&'static str, Holds)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Holds {
    Characters(&'static str),
    /// Beginnings of words.
    Words(&'static [&'static str]),
}

pub(crate) const READERS: [Reader; 7] = [
    Reader { name: "(the codebook itself)", narrows: None },
    Reader {
        name: "a narrative in quotation marks",
        narrows: Some(("narrative", Holds::Characters("\"“”"))),
    },
    Reader {
        name: "a narrative that accuses or names",
        narrows: Some((
            "narrative",
            Holds::Words(&[
                "accus", "blam", "claim", "call", "denounc", "describ", "portray", "critic", "condemn",
                "brand", "alleg",
            ]),
        )),
    },
    Reader {
        name: "a demand that says must, should or need",
        narrows: Some((
            "demand",
            Holds::Words(&["must", "should", "need", "ought", "demand", "requir", "insist", "urg"]),
        )),
    },
    Reader {
        name: "a caution that warns of something",
        narrows: Some((
            "caution",
            Holds::Words(&["warn", "risk", "threat", "fear", "concern", "danger", "worr", "alarm"]),
        )),
    },
    Reader {
        name: "a caution that is in doubt",
        narrows: Some((
            "caution",
            Holds::Words(&["may", "might", "could", "unlikely", "uncertain", "unclear", "doubt", "if"]),
        )),
    },
    Reader {
        name: "a concession that agrees or allows",
        narrows: Some((
            "concession",
            Holds::Words(&["agree", "accept", "allow", "offer", "grant", "conced", "admit", "acknowledg"]),
        )),
    },
];

impl Holds {
    pub(crate) fn is_in(self, text: &str) -> bool {
        match self {
            Self::Characters(wanted) => text.chars().any(|char| wanted.contains(char)),
            Self::Words(wanted) => text
                .split(|char: char| !char.is_alphanumeric())
                .map(str::to_lowercase)
                .any(|word| wanted.iter().any(|start| word.starts_with(start))),
        }
    }
}
