//! Filters and sort orders of the claim list.

use super::Reading;
use super::explanation::format_score;
use super::mark::{Mark, Status};
use super::usefulness::{Candidate, most_useful_first};
use crate::claim::{CategoryId, Field, Scheme, name_key};
use crate::diagnostic::suggest::did_you_mean;
use crate::text::number::permille;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum StatusFilter {
    #[default]
    All,
    Undecided,
    Decided,
    Skipped,
    Orphaned,
    /// The compared annotators disagree.
    Disputed,
}

impl StatusFilter {
    pub const ALL: [Self; 6] =
        [Self::All, Self::Undecided, Self::Decided, Self::Skipped, Self::Orphaned, Self::Disputed];

    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Undecided => "undecided",
            Self::Decided => "decided",
            Self::Skipped => "skipped",
            Self::Orphaned => "lost",
            Self::Disputed => "disputed",
        }
    }

    fn admits(self, claim: &impl Filterable) -> bool {
        match self {
            Self::All => true,
            Self::Undecided => matches!(claim.status(), Status::Undecided | Status::Doubtful),
            Self::Decided => claim.status().is_decided(),
            Self::Skipped => claim.status() == Status::Skipped,
            Self::Orphaned => {
                claim.is_reworded() || matches!(claim.status(), Status::Orphaned | Status::Doubtful)
            }
            Self::Disputed => claim.is_disputed(),
        }
    }
}

/// Conditions for a mark to be listed. Text matching ignores case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub category: Option<CategoryId>,
    pub status: StatusFilter,
    /// Lowest score in permille: of the filtered category, or else the best.
    pub at_least: Option<u16>,
    /// Highest score in permille.
    pub at_most: Option<u16>,
    pub label: Option<String>,
    /// Part of the speaker's name.
    pub speaker: Option<String>,
    /// Other whole names of the same party, as [`name_key`] compares them, from the aliases of the scheme.
    pub aliases: Vec<Vec<String>>,
    /// Part of the id of a cue that counts for the mark, or counted when it was decided.
    pub cue: Option<String>,
    pub text: Option<String>,
    /// Conditions on the scheme's fields, by id.
    pub fields: BTreeMap<String, FieldCondition>,
}

/// What a field of the scheme must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldCondition {
    Missing,
    /// Written `*`.
    Any,
    /// A value of a choice.
    Is(String),
    /// Part of a text or an address.
    Holds(String),
}

impl FieldCondition {
    fn parse(field: &Field, word: &str) -> Result<Self, String> {
        match word {
            "" => Ok(Self::Missing),
            "*" => Ok(Self::Any),
            word if field.is_choice() => field.check(word).map(Self::Is),
            word => Ok(Self::Holds(word.to_owned())),
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::Missing => "",
            Self::Any => "*",
            Self::Is(word) | Self::Holds(word) => word,
        }
    }

    fn admits(&self, value: Option<&str>) -> bool {
        match (self, value) {
            (Self::Missing, value) => value.is_none(),
            (_, None) => false,
            (Self::Any, Some(_)) => true,
            (Self::Is(word), Some(value)) => value.eq_ignore_ascii_case(word),
            (Self::Holds(part), Some(value)) => holds(value, part),
        }
    }
}

/// Keywords other than categories and statuses.
pub const FILTER_KEYWORDS: [&str; 6] = ["over", "under", "label", "speaker", "cue", "text"];

/// Words of earlier versions that command lines may still use, with their replacements.
const EARLIER_WORDS: [(&str, &str); 2] = [("orphaned", "lost"), ("standing", "status")];

fn current_word(word: &str) -> &str {
    EARLIER_WORDS.iter().find(|(earlier, _)| *earlier == word).map_or(word, |(_, current)| current)
}

impl Filter {
    /// Parses a filter such as `undecided over .8 label "follow up" speaker ministry text "must resign"`.
    ///
    /// A category goes by its id, name, plural or letter; quotation marks keep several words together. A keyword or a
    /// field of the scheme may also stand before a colon: `speaker:ministry verdict:false`. The error is one line.
    pub fn parse(text: &str, scheme: &Scheme) -> Result<Self, String> {
        Self::parse_with(text, scheme, &mut |_| false)
    }

    /// The same, but searches for words that are no part of a query, together, in the text of the claims. Also
    /// returns those words.
    pub fn parse_or_search(text: &str, scheme: &Scheme) -> Result<(Self, Option<String>), String> {
        let mut unknown: Vec<String> = Vec::new();
        let mut filter = Self::parse_with(text, scheme, &mut |word| {
            unknown.push(word.to_owned());
            true
        })?;
        match (unknown.is_empty(), &filter.text) {
            (true, _) => Ok((filter, None)),
            // The query already searches for other words.
            (false, Some(_)) => Self::parse(text, scheme).map(|filter| (filter, None)),
            (false, None) => {
                // A query without any other part is taken as it stands.
                let whole = filter.is_open();
                let words = if whole { text.replace('"', "").trim().to_owned() } else { unknown.join(" ") };
                filter.text = Some(words.clone());
                Ok((filter, Some(words)))
            }
        }
    }

    /// `unknown` takes a word that is no part of a query, or returns `false` to refuse it.
    fn parse_with(
        text: &str,
        scheme: &Scheme,
        unknown: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Self, String> {
        let mut filter = Self::default();
        let words = words(text);
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let (key, value) = word.split_once(':').unwrap_or((word, ""));
            let mut argument = || match value {
                "" => words.next().ok_or_else(|| format!("{key} needs a word after it")),
                value => Ok(value),
            };
            if key != word && !FILTER_KEYWORDS.contains(&key) {
                let field = scheme.field(key).ok_or_else(|| unknown_field(key, scheme))?;
                filter.fields.insert(field.id.clone(), FieldCondition::parse(field, argument()?)?);
                continue;
            }
            match key {
                "over" | ">" | ">=" => filter.at_least = Some(score(argument()?)?),
                "under" | "<" | "<=" => filter.at_most = Some(score(argument()?)?),
                "label" => filter.label = Some(argument()?.to_owned()),
                "speaker" => filter.speaker = Some(argument()?.to_owned()),
                "cue" => filter.cue = Some(argument()?.to_owned()),
                "text" => filter.text = Some(argument()?.to_owned()),
                _ => match filter.add_word(word, scheme) {
                    Err(_) if unknown(word) => {}
                    added => added?,
                },
            }
        }
        filter.find_aliases(scheme);
        Ok(filter)
    }

    /// Takes the other names of the speaker from the aliases of `scheme`.
    pub fn find_aliases(&mut self, scheme: &Scheme) {
        let names = self.speaker.iter().flat_map(|name| scheme.aliases.names_of(name).into_iter().skip(1));
        self.aliases = names.map(|name| name_key(&name)).collect();
    }

    fn add_word(&mut self, word: &str, scheme: &Scheme) -> Result<(), String> {
        let known = StatusFilter::ALL.into_iter().find(|status| status.word() == current_word(word));
        if let Some(status) = known {
            self.status = status;
            return Ok(());
        }
        let lower = word.to_lowercase();
        let named = scheme.categories.iter().position(|category| {
            let names = [category.id.to_lowercase(), category.name.to_lowercase()];
            names.iter().any(|name| *name == lower || format!("{name}s") == lower)
                || category.letter.to_string() == word
        });
        if let Some(index) = named {
            self.category = Some(CategoryId(index as u8));
            return Ok(());
        }
        let ids = scheme.categories.iter().map(|category| category.id.as_str());
        let known = ids.chain(StatusFilter::ALL.map(StatusFilter::word)).chain(FILTER_KEYWORDS);
        let hint = did_you_mean(word, known).map(|hint| format!("; {hint}")).unwrap_or_default();
        Err(format!("`{word}` is not a category, a status or a filter keyword{hint}"))
    }

    /// Does every mark pass?
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    pub fn passes(&self, mark: &Mark, reading: &Reading) -> bool {
        self.admits(&MarkInReading { mark, reading })
    }

    pub fn admits(&self, claim: &impl Filterable) -> bool {
        let score = || claim.score(self.category);
        let wanted = |part: &Option<String>, test: &dyn Fn(&str) -> bool| part.as_deref().is_none_or(test);
        self.status.admits(claim)
            && self.category.is_none_or(|category| claim.has_category(category))
            && self.at_least.is_none_or(|floor| score().is_some_and(|score| floor <= score))
            && self.at_most.is_none_or(|ceiling| score().is_some_and(|score| score <= ceiling))
            && wanted(&self.label, &|label| {
                let label = label.to_lowercase();
                claim.labels().iter().any(|known| known.to_lowercase() == label)
            })
            && wanted(&self.speaker, &|name| match claim.speaker() {
                Some(known) => !name.is_empty() && (holds(known, name) || self.is_alias(known)),
                None => name.is_empty(),
            })
            && wanted(&self.cue, &|name| claim.cues().any(|cue| holds(cue, name)))
            && wanted(&self.text, &|words| holds(claim.text(), words))
            && self.fields.iter().all(|(id, condition)| condition.admits(claim.field(id)))
    }

    fn is_alias(&self, name: &str) -> bool {
        !self.aliases.is_empty() && self.aliases.contains(&name_key(name))
    }

    /// Inverse of [`Filter::parse`]; empty if the filter is open.
    pub fn to_query(&self, scheme: &Scheme) -> String {
        let quoted = |word: &str| {
            let bare = !word.is_empty() && !word.contains(char::is_whitespace);
            if bare { word.to_owned() } else { format!("\"{word}\"") }
        };
        let category = self.category.and_then(|id| scheme.category(id)).map(|known| quoted(&known.name));
        let status = (self.status != StatusFilter::All).then(|| self.status.word().to_owned());
        let scores = [("over", self.at_least), ("under", self.at_most)];
        let texts =
            [("label", &self.label), ("speaker", &self.speaker), ("cue", &self.cue), ("text", &self.text)];
        let scores =
            scores.iter().filter_map(|(key, score)| Some(format!("{key} {}", format_score((*score)?))));
        let texts = texts.iter().filter_map(|(key, text)| Some(format!("{key} {}", quoted(text.as_ref()?))));
        let fields = self.fields.iter().map(|(id, condition)| format!("{id}:{}", quoted(condition.word())));
        category
            .into_iter()
            .chain(status)
            .chain(scores)
            .chain(texts)
            .chain(fields)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// A claim that a [`Filter`] can test: a mark of a reading, or a record in a file.
pub trait Filterable {
    fn status(&self) -> Status;

    /// Do the compared annotators disagree?
    fn is_disputed(&self) -> bool {
        false
    }

    /// Have the words changed since the decision?
    fn is_reworded(&self) -> bool {
        false
    }

    fn has_category(&self, category: CategoryId) -> bool;

    /// Score of `category` in permille; without a category the best.
    fn score(&self, category: Option<CategoryId>) -> Option<u16>;

    fn labels(&self) -> &[String];

    fn speaker(&self) -> Option<&str>;

    /// Value of a field of the scheme.
    fn field(&self, id: &str) -> Option<&str>;

    fn cues(&self) -> impl Iterator<Item = &str>;

    fn text(&self) -> &str;
}

struct MarkInReading<'r> {
    mark: &'r Mark,
    reading: &'r Reading,
}

impl Filterable for MarkInReading<'_> {
    fn status(&self) -> Status {
        self.mark.status
    }

    fn is_disputed(&self) -> bool {
        self.mark.adjudication.as_ref().is_some_and(|case| !case.is_agreed())
    }

    fn is_reworded(&self) -> bool {
        self.mark.is_reworded
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
        self.mark.speaker(&self.reading.document.text)?.name()
    }

    fn field(&self, id: &str) -> Option<&str> {
        self.mark.tag.as_ref()?.fields.get(id).map(String::as_str)
    }

    fn cues(&self) -> impl Iterator<Item = &str> {
        self.mark.cues(self.reading)
    }

    fn text(&self) -> &str {
        self.mark.span.slice(&self.reading.document.text)
    }
}

/// The error for a word before a colon that is neither a keyword nor a field.
fn unknown_field(key: &str, scheme: &Scheme) -> String {
    let fields = scheme.fields.iter().map(|field| field.id.as_str());
    let hint = did_you_mean(key, fields.clone().chain(FILTER_KEYWORDS));
    let known = fields.collect::<Vec<_>>().join(", ");
    let hint = hint.unwrap_or_else(|| match known.as_str() {
        "" => "the scheme has no fields".to_owned(),
        known => format!("its fields: {known}"),
    });
    format!("`{key}` is not a field of the scheme {}; {hint}", scheme.name)
}

/// Does `text` contain `wanted`, ignoring case and the width of white space?
pub fn holds(text: &str, wanted: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    plain(text).contains(&plain(wanted))
}

/// Parses a score such as `.8`, `0.8` or `80%`, in permille.
fn score(word: &str) -> Result<u16, String> {
    let (number, full) = word.strip_suffix('%').map_or((word, 1.0), |number| (number, 100.0));
    let share = number.parse::<f64>().ok().map(|number| number / full);
    let share = share.filter(|share| (0.0..=1.0).contains(share));
    share.map(permille).ok_or_else(|| format!("`{word}` is not a score; write .8 or 80%"))
}

/// Splits a query into words; quotation marks keep several together.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in text.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            let parts = part.split([' ', ',']).filter(|word| !word.is_empty() && *word != "and");
            words.extend(parts.map(str::to_owned));
        }
    }
    words
}

/// Sort key of the list; equal marks stay in text order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum SortOrder {
    #[default]
    Position,
    /// Best first.
    Score,
    /// In scheme order.
    Category,
    /// Undecided first.
    Status,
    /// Most useful to decide first: near the threshold, spread over the categories.
    Usefulness,
}

impl SortOrder {
    pub const ALL: [Self; 5] = [Self::Position, Self::Score, Self::Category, Self::Status, Self::Usefulness];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Score => "score",
            Self::Category => "category",
            Self::Status => "status",
            Self::Usefulness => "usefulness",
        }
    }

    /// Does a decision move a mark behind the undecided ones?
    pub const fn sinks_decided(self) -> bool {
        matches!(self, Self::Status | Self::Usefulness)
    }

    /// Accepts current and earlier words.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.word() == current_word(word))
    }

    /// Rank of every mark of `reading`, by index.
    pub fn ranks(self, reading: &Reading) -> Vec<u32> {
        let mut order: Vec<u32> = (0..reading.marks().len() as u32).collect();
        if self == Self::Usefulness {
            let places = usefulness_places(reading);
            order.sort_by_key(|&index| places.get(index as usize).copied());
        } else {
            order.sort_by_cached_key(|&index| reading.mark(index as usize).map(|mark| self.key(mark)));
        }
        let mut ranks = vec![0; order.len()];
        for (rank, index) in order.into_iter().enumerate() {
            if let Some(place) = ranks.get_mut(index as usize) {
                *place = rank as u32;
            }
        }
        ranks
    }

    fn key(self, mark: &Mark) -> (u8, Reverse<u16>) {
        let none = Reverse(0);
        match self {
            Self::Position => (0, none),
            Self::Score => (0, Reverse(mark.best_score().unwrap_or(0))),
            Self::Category => (mark.categories.first().map_or(u8::MAX, |category| category.0), none),
            Self::Status | Self::Usefulness => (mark.status as u8, none),
        }
    }
}

/// The place of every mark among those to decide, by index; all others are behind them, skipped ones first.
fn usefulness_places(reading: &Reading) -> Vec<(u8, usize)> {
    let marks = reading.marks();
    let mut places: Vec<(u8, usize)> =
        marks.iter().map(|mark| (1 + u8::from(mark.status.is_decided()), 0)).collect();
    let (indices, candidates): (Vec<usize>, Vec<Candidate>) = marks
        .iter()
        .enumerate()
        .filter_map(|(index, mark)| {
            Some((index, Candidate { article: 0, borderline: mark.borderline(&reading.scheme)? }))
        })
        .unzip();
    let order = most_useful_first(&candidates, (&reading.counts().decisions(), &[]), usize::MAX);
    for (place, number) in order.into_iter().enumerate() {
        let index = indices.get(number).copied().unwrap_or(usize::MAX);
        if let Some(of_mark) = places.get_mut(index) {
            *of_mark = (0, place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let source = r#"category = [
            { id = "ask", letter = "A", key = "1" },
            { id = "vow", name = "Solemn vow", letter = "V", key = "2" },
        ]
        field = [
            { id = "verdict", type = "choice", values = ["true", "not proven"] },
            { id = "source", type = "url" },
        ]"#;
        let (scheme, _) = Scheme::parse(source, "s").unwrap();
        let found = match Filter::parse(text, &scheme) {
            Ok(filter) => {
                let query = filter.to_query(&scheme);
                assert_eq!(Filter::parse(&query, &scheme), Ok(filter), "{query}");
                query
            }
            Err(message) => message,
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_filter_is_written_as_it_is_parsed() {
        check("", "");
        check("asks over .8", "ask over .80");
        check("undecided, V and under 50%", "\"Solemn vow\" undecided under .50");
        check("label \"follow up\" speaker Ministry", "label \"follow up\" speaker Ministry");
        check("cue must text \"at  once\"", "cue must text \"at  once\"");
        check("speaker:Ministry over:.8", "over .80 speaker Ministry");
        check("speaker:\"Ada Berg\" label:x", "label x speaker \"Ada Berg\"");
        check("speaker:\"\"", "speaker \"\"");
        check("verdict:TRUE undecided source:a.example", "undecided source:a.example verdict:true");
        check("verdict:\"not proven\" source:*", "source:* verdict:\"not proven\"");
        check("verdict:\"\"", "verdict:\"\"");
    }

    #[test]
    fn a_speaker_is_found_under_the_aliases_of_the_scheme() {
        let source = "category = [{ id = \"vow\", letter = \"V\", key = \"1\" }]
            [aliases]
            Tarsovia = [\"the Harbour House\", \"Korvin\"]";
        let (scheme, _) = Scheme::parse(source, "s").unwrap();
        let speakers = ["The Harbour House", "Korvin", "Anna Korvin", "The envoy of Tarsov", "Vell"];
        for (query, passing) in [
            ("speaker:Tarsovia", [true, true, false, false, false]),
            ("speaker:\"harbour house\"", [true, true, false, false, false]),
            ("speaker:korvin", [true, true, true, false, false]),
            ("speaker:tarsov", [false, false, false, true, false]),
            ("speaker:Vell", [false, false, false, false, true]),
            ("speaker:\"\"", [false; 5]),
        ] {
            let filter = Filter::parse(query, &scheme).unwrap();
            let admitted = speakers.map(|speaker| filter.admits(&Spoken(speaker)));
            assert_eq!(admitted, passing, "{query}");
            assert_eq!(Filter::parse(&filter.to_query(&scheme), &scheme), Ok(filter), "{query}");
        }
    }

    /// A claim of a speaker.
    struct Spoken(&'static str);

    impl Filterable for Spoken {
        fn status(&self) -> Status {
            Status::Undecided
        }

        fn has_category(&self, _: CategoryId) -> bool {
            true
        }

        fn score(&self, _: Option<CategoryId>) -> Option<u16> {
            None
        }

        fn labels(&self) -> &[String] {
            &[]
        }

        fn speaker(&self) -> Option<&str> {
            Some(self.0)
        }

        fn field(&self, _: &str) -> Option<&str> {
            None
        }

        fn cues(&self) -> impl Iterator<Item = &str> {
            std::iter::empty()
        }

        fn text(&self) -> &'static str {
            ""
        }
    }

    #[test]
    fn errors_name_the_word() {
        check(
            "undecidd",
            "`undecidd` is not a category, a status or a filter keyword; did you mean `undecided`?",
        );
        check("over", "over needs a word after it");
        check("verdict:ture", "`ture` is no value of verdict; its values: true, not proven");
        check("verdit:true", "`verdit` is not a field of the scheme s; did you mean `verdict`?");
        check("over 8", "`8` is not a score; write .8 or 80%");
    }
}
