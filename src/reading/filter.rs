//! Which marks the list shows and the keys visit.

use super::Reading;
use super::mark::{Mark, Status};
use crate::claim::{CategoryId, Scheme};
use crate::diagnostic::suggest::did_you_mean;
use crate::text::number::permille;

/// Which standings pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Show {
    /// Every mark.
    #[default]
    All,
    /// Those that the reader has not settled.
    Undecided,
    /// Those that the reader has settled.
    Decided,
    /// Tags whose passage is gone.
    Orphaned,
    /// Those that the annotators that are compared decided differently.
    Disputed,
}

impl Show {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::All, Self::Undecided, Self::Decided, Self::Orphaned, Self::Disputed];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Decided => "decided",
            Self::Orphaned => "lost",
            Self::Disputed => "disputed",
        }
    }
}

/// What a mark must be to be listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only marks of this category.
    pub category: Option<CategoryId>,
    /// Only marks of this standing.
    pub show: Show,
    /// Only marks with at least this score, in permille: that of the category, if one is asked for, or else
    /// the best.
    pub at_least: Option<u16>,
    /// The same with at most this score.
    pub at_most: Option<u16>,
    /// Only marks with this label; its case does not matter.
    pub label: Option<String>,
    /// Only marks whose speaker's name holds this; case does not matter.
    pub speaker: Option<String>,
    /// Only marks for which a cue speaks, or spoke when they were decided, whose name holds this.
    pub cue: Option<String>,
    /// Only marks whose passage holds these words; case does not matter.
    pub text: Option<String>,
}

/// The words that a filter is written with, apart from those for categories and standings.
pub const FILTER_WORDS: [&str; 6] = ["over", "under", "label", "speaker", "cue", "text"];

/// Words of earlier versions that a command line may still use, each with the current one.
const EARLIER_WORDS: [(&str, &str); 2] = [("orphaned", "lost"), ("standing", "status")];

/// The current word for an earlier one; every other word as it is.
pub(super) fn current_word(word: &str) -> &str {
    EARLIER_WORDS.iter().find(|(earlier, _)| *earlier == word).map_or(word, |(_, current)| current)
}

impl Filter {
    /// Reads a filter such as `undecided over .8 label "follow up" speaker ministry text "must resign"`.
    ///
    /// Categories go by their ids, names or letters. Quotation marks hold several words together. Fails
    /// with one line that says which word is not known.
    pub fn parse(text: &str, scheme: &Scheme) -> Result<Self, String> {
        let mut filter = Self::default();
        let words = words(text);
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let mut argument = || words.next().ok_or_else(|| format!("{word} wants a word behind it"));
            match word {
                "over" | ">" | ">=" => filter.at_least = Some(score(argument()?)?),
                "under" | "<" | "<=" => filter.at_most = Some(score(argument()?)?),
                "label" => filter.label = Some(argument()?.to_owned()),
                "speaker" => filter.speaker = Some(argument()?.to_owned()),
                "cue" => filter.cue = Some(argument()?.to_owned()),
                "text" => filter.text = Some(argument()?.to_owned()),
                _ => filter.take(word, scheme)?,
            }
        }
        Ok(filter)
    }

    fn take(&mut self, word: &str, scheme: &Scheme) -> Result<(), String> {
        if let Some(show) = Show::ALL.into_iter().find(|show| show.word() == current_word(word)) {
            self.show = show;
            return Ok(());
        }
        let lower = word.to_lowercase();
        let named = scheme.categories.iter().position(|category| {
            // The plural is what one says: accept all narratives.
            let names = [category.id.to_lowercase(), category.name.to_lowercase()];
            names.iter().any(|name| *name == lower || format!("{name}s") == lower)
                || category.letter.to_string() == word
        });
        if let Some(index) = named {
            self.category = Some(CategoryId(index as u8));
            return Ok(());
        }
        let ids = scheme.categories.iter().map(|category| category.id.as_str());
        let known = ids.chain(Show::ALL.map(Show::word)).chain(FILTER_WORDS);
        let hint = did_you_mean(word, known).map(|hint| format!("; {hint}")).unwrap_or_default();
        Err(format!("`{word}` is no category, status or other word of a filter{hint}"))
    }

    /// Whether it lets every mark pass.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether `mark` of `reading` is listed.
    pub fn passes(&self, mark: &Mark, reading: &Reading) -> bool {
        self.admits(&MarkInReading { mark, reading })
    }

    /// Whether a claim passes, wherever it is kept.
    pub fn admits(&self, claim: &impl Filterable) -> bool {
        let status = match self.show {
            Show::All => true,
            Show::Undecided => matches!(claim.status(), Status::Undecided | Status::Doubtful),
            Show::Decided => claim.status().is_decided(),
            Show::Orphaned => matches!(claim.status(), Status::Orphaned | Status::Doubtful),
            Show::Disputed => claim.is_disputed(),
        };
        let score = || claim.score(self.category);
        status
            && self.category.is_none_or(|category| claim.has_category(category))
            && self.at_least.is_none_or(|floor| score().is_some_and(|score| floor <= score))
            && self.at_most.is_none_or(|ceiling| score().is_some_and(|score| score <= ceiling))
            && self.label.as_ref().is_none_or(|label| claim.labels().iter().any(|known| same(known, label)))
            && self
                .speaker
                .as_ref()
                .is_none_or(|name| claim.speaker().is_some_and(|known| holds(known, name)))
            && self.cue.as_ref().is_none_or(|name| claim.cues().any(|cue| holds(cue, name)))
            && self.text.as_ref().is_none_or(|words| holds(claim.text(), words))
    }

    /// The filter in words, as [`Filter::parse`] reads them; empty if it is open.
    pub fn in_words(&self, scheme: &Scheme) -> String {
        let quoted = |word: &str| {
            if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.to_owned() }
        };
        let shown = super::why::score;
        let category =
            self.category.and_then(|id| scheme.category(id)).map(|category| quoted(&category.name));
        let parts = [
            category,
            (self.show != Show::All).then(|| self.show.word().to_owned()),
            self.at_least.map(|floor| format!("over {}", shown(floor))),
            self.at_most.map(|ceiling| format!("under {}", shown(ceiling))),
            self.label.as_ref().map(|label| format!("label {}", quoted(label))),
            self.speaker.as_ref().map(|name| format!("speaker {}", quoted(name))),
            self.cue.as_ref().map(|name| format!("cue {}", quoted(name))),
            self.text.as_ref().map(|words| format!("text {}", quoted(words))),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// A claim that a [`Filter`] can be asked about: a mark of a reading, or a record in a file.
pub trait Filterable {
    fn status(&self) -> Status;

    /// Whether the annotators that are compared decided it differently.
    fn is_disputed(&self) -> bool {
        false
    }

    fn has_category(&self, category: CategoryId) -> bool;

    /// The score of `category` in permille, or the best score without one.
    fn score(&self, category: Option<CategoryId>) -> Option<u16>;

    fn labels(&self) -> &[String];

    fn speaker(&self) -> Option<&str>;

    fn cues(&self) -> impl Iterator<Item = &str>;

    fn text(&self) -> &str;
}

struct MarkInReading<'r> {
    mark: &'r Mark,
    reading: &'r Reading,
}

impl Filterable for MarkInReading<'_> {
    fn status(&self) -> Status {
        self.mark.standing
    }

    fn is_disputed(&self) -> bool {
        self.mark.case.as_ref().is_some_and(|case| !case.is_agreed())
    }

    fn has_category(&self, category: CategoryId) -> bool {
        self.mark.categories.contains(&category)
    }

    fn score(&self, category: Option<CategoryId>) -> Option<u16> {
        category.and_then(|category| self.mark.score(category)).or_else(|| self.mark.best_score())
    }

    fn labels(&self) -> &[String] {
        self.mark.tag.as_ref().map_or(&[], |tag| &tag.labels)
    }

    fn speaker(&self) -> Option<&str> {
        self.mark.speaker().map(|span| span.slice(&self.reading.document.text))
    }

    fn cues(&self) -> impl Iterator<Item = &str> {
        self.mark.cues(self.reading)
    }

    fn text(&self) -> &str {
        self.mark.span.slice(&self.reading.document.text)
    }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// Whether `text` holds `wanted`, whatever their case, and however the white space between words is broken.
pub fn holds(text: &str, wanted: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(text).contains(&plain(wanted))
}

/// A share such as `.8`, `0.8` or `80%` in permille.
fn score(word: &str) -> Result<u16, String> {
    let (number, full) = word.strip_suffix('%').map_or((word, 1.0), |number| (number, 100.0));
    let share =
        number.parse::<f64>().ok().map(|number| number / full).filter(|share| (0.0..=1.0).contains(share));
    share.map(permille).ok_or_else(|| format!("`{word}` is no score; one is written .8 or 80%"))
}

/// The words of a line; quotation marks hold several together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(
                part.split([' ', ',']).filter(|word| !word.is_empty() && *word != "and").map(str::to_owned),
            );
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let source = r#"category = [
            { id = "ask", letter = "A", key = "1" },
            { id = "vow", name = "Solemn vow", letter = "V", key = "2" },
        ]"#;
        let (scheme, _) = Scheme::parse(source, "s").unwrap();
        let found = match Filter::parse(text, &scheme) {
            Ok(filter) => {
                let words = filter.in_words(&scheme);
                assert_eq!(
                    Filter::parse(&words, &scheme),
                    Ok(filter),
                    "{words} is not read as it was written"
                );
                words
            }
            Err(fault) => fault,
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_what_it_writes() {
        check("", "");
        check("asks over .8", "ask over .80");
        check("undecided, V and under 50%", "\"Solemn vow\" undecided under .50");
        check("label \"follow up\" speaker Ministry", "label \"follow up\" speaker Ministry");
        check("cue must text \"at  once\"", "cue must text \"at  once\"");
    }

    #[test]
    fn says_what_it_does_not_know() {
        check(
            "undecidd",
            "`undecidd` is no category, status or other word of a filter; did you mean `undecided`?",
        );
        check("over", "over wants a word behind it");
        check("over 8", "`8` is no score; one is written .8 or 80%");
    }
}
