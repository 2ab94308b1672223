//! The scheme: categories, their cues and the rules around them, read from TOML.

use super::build::Builder;
use super::matcher::{Matcher, Sets};
use super::pattern::Words;
use super::roles::Roles;
use super::schema::{Source, Table};
use super::scope::Rule;
use super::score::{self, Evidence};
use super::speaker::Voices;
use crate::diagnostic::Diagnostic;
use toml::de::DeTable;

/// A category, by its place in the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryId(pub u8);

/// A cue, by its place in the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CueId(pub u16);

/// One kind of claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Its name in files.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// The sign that stands for it in narrow places: one cell wide, unique.
    pub letter: char,
    /// The digit that settles a claim as this category: unique.
    pub key: char,
    /// What it means, in one sentence.
    pub gloss: String,
    /// How likely a sentence is to belong to it before any cue is seen, in milli-logits.
    pub prior: i32,
    /// The score from which a sentence counts as a claim, in thousandths.
    pub threshold: u16,
}

/// Patterns that speak for a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Its name, unique in the scheme.
    pub id: String,
    /// The category that it speaks for.
    pub category: CategoryId,
    /// Its patterns as they stand in the file, parted by ` ¦ `.
    pub pattern: String,
    /// How strongly it speaks, in milli-logits.
    pub weight: i32,
    /// Why it is there, for readers.
    pub note: Option<String>,
    /// Sentences in which it must count.
    pub matches: Vec<String>,
    /// Sentences in which it must not.
    pub misses: Vec<String>,
    /// Whether it only adds to other cues of its category.
    pub support: bool,
    /// Cues of one group count once; each cue is a group of its own unless the file says otherwise.
    pub(super) group: u16,
    /// The ids of the scope rules that do not touch it.
    pub(super) unless: Vec<String>,
}

/// What the engine runs: all patterns of a scheme, compiled together.
#[derive(Debug, Clone, Default)]
pub(super) struct Compiled {
    pub(super) words: Words,
    pub(super) sets: Sets,
    pub(super) cues: Matcher,
    pub(super) stops: Matcher,
    pub(super) triggers: Matcher,
    pub(super) pseudo: Matcher,
    pub(super) rules: Vec<Rule>,
    /// What each word may set off.
    pub(super) roles: Roles,
    /// What is needed to tell who speaks.
    pub(super) voices: Voices,
}

/// A coding scheme, ready to classify with.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Its name for readers.
    pub name: String,
    /// Its version, as the file says it.
    pub version: String,
    /// Its categories, in the order of the file.
    pub categories: Vec<Category>,
    /// Its cues, in the order of the file.
    pub cues: Vec<Cue>,
    pub(super) compiled: Compiled,
}

impl Scheme {
    /// Reads a scheme; `file` is its name in messages. Returns it with the warnings about it.
    ///
    /// A cue that cannot be used is a warning and left out. Text that is not TOML, or that holds
    /// no usable category, is an error.
    pub fn parse(text: &str, file: &str) -> Result<(Self, Vec<Diagnostic>), Diagnostic> {
        let parsed = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Diagnostic::at(file, text, at, error.message().replace('\n', ", "))
        })?;
        let mut source = Source { file, text, warnings: Vec::new() };
        let root = Table::new(parsed.get_ref(), 0, "a scheme");
        root.only(&["name", "version", "lists", "category", "cue", "scope", "stop", "speaker"], &mut source);
        let string = |key, source: &mut Source<'_>| root.string(key, source).map(|placed| placed.text);
        let name = string("name", &mut source).unwrap_or_else(|| file.to_owned());
        let version = string("version", &mut source).unwrap_or_default();
        let mut builder = Builder::default();
        builder.categories(&root, &mut source);
        if builder.categories.is_empty() {
            let fault = Diagnostic::whole(file, "no usable category in this scheme");
            return Err(fault.hint("a category is a table `[[category]]` with `id`, `letter` and `key`"));
        }
        if let Some(lists) = root.table("lists", "the lists", &mut source) {
            for (name, words) in lists.all_strings(&mut source) {
                builder.lists.insert(name, words.into_iter().map(|word| word.text).collect());
            }
        }
        builder.cues(&root, &mut source);
        let compiled = builder.compile(&root, &mut source);
        let scheme = Self { name, version, categories: builder.categories, cues: builder.cues, compiled };
        Ok((scheme, source.warnings))
    }

    /// What evidence adds up to, in milli-logits for every category; `None` where nothing speaks for
    /// it. Writes into each piece of evidence what it adds.
    pub fn totals(&self, evidence: &mut [Evidence]) -> Vec<Option<i32>> {
        score::totals(self, evidence)
    }

    /// The schemes that come with the program: name and TOML, first the one that is used unless
    /// another is asked for.
    pub const BUILT_IN: &[(&str, &str)] = &[
        ("claims", include_str!("../../schemes/claims.toml")),
        ("evidence", include_str!("../../schemes/evidence.toml")),
    ];

    /// The names of the built-in schemes.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::BUILT_IN.iter().map(|&(name, _)| name)
    }

    /// A built-in scheme by name.
    pub fn built_in(name: &str) -> Option<Self> {
        let (_, text) = Self::BUILT_IN.iter().find(|(known, _)| *known == name)?;
        Self::parse(text, name).ok().map(|(scheme, _)| scheme)
    }

    /// A built-in scheme with its categories and none of its cues: all that a first screen needs, long
    /// before the patterns are compiled.
    pub fn outline(name: &str) -> Option<Self> {
        let (_, text) = Self::BUILT_IN.iter().find(|(known, _)| *known == name)?;
        let begins = |line: &str| line.starts_with('[') && !line.starts_with("[[category]]");
        let head: String = text.split_inclusive('\n').take_while(|line| !begins(line)).collect();
        Self::parse(&head, name).ok().map(|(scheme, _)| scheme)
    }

    /// The scheme that is used unless another is asked for.
    pub fn claims() -> Self {
        Self::built_in("claims").unwrap_or_else(|| Self {
            name: String::new(),
            version: String::new(),
            categories: Vec::new(),
            cues: Vec::new(),
            compiled: Compiled::default(),
        })
    }

    /// The category with this number.
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.get(usize::from(id.0))
    }

    /// The category that files call `id`.
    pub fn category_by_id(&self, id: &str) -> Option<CategoryId> {
        self.categories.iter().position(|category| category.id == id).map(|at| CategoryId(at as u8))
    }

    /// The cue with this number.
    pub fn cue(&self, id: CueId) -> Option<&Cue> {
        self.cues.get(usize::from(id.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = "name = \"n\"\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n";

    fn check(rest: &str, expected: &[&str]) {
        let (_, warnings) = Scheme::parse(&format!("{SMALL}{rest}"), "s.toml").unwrap();
        let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, expected);
    }

    #[test]
    fn names_the_place_of_every_mistake() {
        check(
            "colour = \"x\"\n",
            &[
                "s.toml:6:1: unknown key `colour` in a category (hint: it knows id, name, letter, key, gloss, prior, threshold, fitted_prior, fitted_threshold)",
            ],
        );
        check(
            "[[cue]]\nid = \"x\"\ncategory = \"a\"\npattern = \"go @who\"\n",
            &[
                "s.toml:9:15: no list is called `@who`; there are ",
                "s.toml:6:1: cue `x` is left out: it has no usable pattern",
            ],
        );
        check(
            "[[cue]]\nid = \"x\"\ncategory = \"b\"\npattern = \"go\"\nwieght = 1\n",
            &[
                "s.toml:10:1: unknown key `wieght` in a cue (hint: did you mean `weight`?)",
                "s.toml:8:13: no category is called `b` (hint: did you mean `a`?)",
            ],
        );
        check(
            "[[category]]\nid = \"b\"\nletter = \"A\"\nkey = \"x\"\n",
            &[
                "s.toml:8:11: the letter `A` is taken",
                "s.toml:9:8: a key is a digit from 1 to 9",
                "s.toml:6:1: category `b` needs a `letter` and a `key` of its own",
            ],
        );
    }

    #[test]
    fn a_file_without_a_category_is_an_error() {
        assert!(Scheme::parse("name = \"n\"", "s").is_err());
        assert_eq!(Scheme::parse("name = \n", "s").unwrap_err().line, 1);
    }

    #[test]
    fn categories_and_built_in_schemes_are_found_by_name() {
        for name in Scheme::names() {
            let scheme = Scheme::built_in(name).unwrap();
            assert_eq!(scheme.name, name);
            assert_eq!(scheme.category_by_id(&scheme.categories[2].id), Some(CategoryId(2)));
            let outline = Scheme::outline(name).unwrap();
            assert_eq!((outline.categories, outline.version), (scheme.categories, scheme.version));
            assert!(outline.cues.is_empty());
        }
        assert_eq!(Scheme::claims().name, "claims");
        assert!(Scheme::built_in("nothing").is_none());
    }
}
