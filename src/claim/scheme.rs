//! The scheme: categories, their cues and the rules around them, read from TOML.

use super::matcher::{Matcher, Sets};
use super::pattern::{Lists, Program, SetId, Words};
use super::schema::{Placed, Source, Table, meant};
use super::scope::Rule;
use crate::fault::Fault;
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
    pub(super) according: Matcher,
    pub(super) rules: Vec<Rule>,
    /// Words that begin a clause after a comma.
    pub(super) openers: SetId,
    /// Words that begin a clause which the next comma ends.
    pub(super) introductions: SetId,
    /// Verbs of saying.
    pub(super) verbs: SetId,
    /// Their past forms, which no noun shares.
    pub(super) past: SetId,
    /// The word that begins reported speech.
    pub(super) that: SetId,
    /// Words that may stand before a speaker's name and are not part of it.
    pub(super) soft: SetId,
    /// Words that cannot be part of a speaker's name.
    pub(super) outside: SetId,
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

const OPENERS: &str = "and but while although though whereas which who whom whose where when because since if unless as so \
     yet despite after before until even given thereby nor";
const INTRODUCTIONS: &str = "while although though whereas when because since if unless despite given following after before amid even should";
const LEADING: &str = "and but yet so or nor still however also now";
const OUTSIDE: &str = "that which who whom when while as if because since after before until although though and but or \
     has have had is are was were be been will would could should may might must not also then than it this these \
     there what how where so yet to during following despite he she \
     they we i you his her their its our my";

/// Words that may stand before a speaker's name and are not part of it.
const SOFT: &str = "in at on for with by from into about against additionally moreover furthermore however \
     meanwhile consequently notably simultaneously separately later earlier today yesterday later also officially \
     publicly repeatedly recently first again instead indeed";

pub(super) fn list(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

impl Scheme {
    /// Reads a scheme; `file` is its name in messages. Returns it with the warnings about it.
    ///
    /// A cue that cannot be used is a warning and left out. Text that is not TOML, or that holds
    /// no usable category, is an error.
    pub fn parse(text: &str, file: &str) -> Result<(Self, Vec<Fault>), Fault> {
        let parsed = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            Fault::at(file, text, at, error.message().replace('\n', ", "))
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
            let fault = Fault::whole(file, "no usable category in this scheme");
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

    /// The scheme that comes with the program.
    pub fn claims() -> Self {
        let empty = Self {
            name: String::new(),
            version: String::new(),
            categories: Vec::new(),
            cues: Vec::new(),
            compiled: Compiled::default(),
        };
        Self::parse(CLAIMS, "claims.toml").map_or(empty, |(scheme, _)| scheme)
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

/// The text of the scheme that comes with the program.
const CLAIMS: &str = include_str!("../../schemes/claims.toml");

#[derive(Default)]
struct Builder {
    categories: Vec<Category>,
    cues: Vec<Cue>,
    lists: Lists,
    words: Words,
    groups: Vec<String>,
    programs: Vec<(Program, u16)>,
}

impl Builder {
    fn categories(&mut self, root: &Table<'_>, source: &mut Source<'_>) {
        for table in root.tables("category", "a category", source) {
            table.only(&["id", "name", "letter", "key", "gloss", "prior", "threshold"], source);
            let Some(id) = table.string("id", source) else {
                source.warn(table.at, "a category without an `id` is left out");
                continue;
            };
            if let Some(fault) = self.clash(&id) {
                source.warn(id.at, fault);
                continue;
            }
            let name = table.string("name", source).map_or_else(|| id.text.clone(), |name| name.text);
            let letter = table.string("letter", source).and_then(|letter| self.letter(&letter, source));
            let key = table.string("key", source).and_then(|key| self.key(&key, source));
            let (Some(letter), Some(key)) = (letter, key) else {
                let message = format!("category `{}` needs a `letter` and a `key` of its own", id.text);
                source.warn(table.at, message);
                continue;
            };
            let gloss = table.string("gloss", source).map(|gloss| gloss.text).unwrap_or_default();
            let prior = table.milli("prior", source).unwrap_or(-3000);
            let threshold = table.milli("threshold", source).unwrap_or(500).clamp(1, 999) as u16;
            self.categories.push(Category { id: id.text, name, letter, key, gloss, prior, threshold });
        }
    }

    fn clash(&self, id: &Placed) -> Option<String> {
        let known = self.categories.iter().any(|category| category.id == id.text);
        match (known, self.categories.len()) {
            (true, _) => Some(format!("a second category is called `{}`", id.text)),
            (_, 9..) => Some("a scheme has at most nine categories".to_owned()),
            _ if id.text.trim().is_empty() => Some("the id of a category cannot be empty".to_owned()),
            _ => None,
        }
    }

    fn letter(&self, letter: &Placed, source: &mut Source<'_>) -> Option<char> {
        let mut chars = letter.text.chars();
        let (Some(one), None) = (chars.next(), chars.next()) else {
            source.warn(letter.at, "a letter is one character");
            return None;
        };
        if unicode_width::UnicodeWidthChar::width(one) != Some(1) {
            source.warn(letter.at, format!("`{one}` is not one cell wide"));
            return None;
        }
        if self.categories.iter().any(|category| category.letter == one) {
            source.warn(letter.at, format!("the letter `{one}` is taken"));
            return None;
        }
        Some(one)
    }

    fn key(&self, key: &Placed, source: &mut Source<'_>) -> Option<char> {
        let digit = key.text.parse::<u8>().ok().and_then(|digit| char::from_digit(u32::from(digit), 10));
        let Some(digit) = digit.filter(|&digit| digit != '0') else {
            source.warn(key.at, "a key is a digit from 1 to 9");
            return None;
        };
        if self.categories.iter().any(|category| category.key == digit) {
            source.warn(key.at, format!("the key `{digit}` is taken"));
            return None;
        }
        Some(digit)
    }

    fn category(&self, name: &Placed, source: &mut Source<'_>) -> Option<CategoryId> {
        let found = self.categories.iter().position(|category| category.id == name.text);
        if found.is_none() {
            let known: Vec<&str> = self.categories.iter().map(|category| category.id.as_str()).collect();
            let message = format!("no category is called `{}`", name.text);
            match meant(&name.text, &known) {
                Some(near) => source.warn_with(name.at, message, format!("did you mean `{near}`?")),
                None => source.warn_with(name.at, message, format!("there are {}", known.join(", "))),
            }
        }
        found.map(|at| CategoryId(at as u8))
    }

    fn group(&mut self, name: &str) -> u16 {
        let known = self.groups.iter().position(|group| group == name);
        known.unwrap_or_else(|| {
            self.groups.push(name.to_owned());
            self.groups.len() - 1
        }) as u16
    }

    fn cues(&mut self, root: &Table<'_>, source: &mut Source<'_>) {
        const KEYS: [&str; 10] = [
            "id", "category", "pattern", "weight", "group", "note", "support", "unless", "matches", "misses",
        ];
        for table in root.tables("cue", "a cue", source) {
            table.only(&KEYS, source);
            let (Some(id), Some(category)) = (table.string("id", source), table.string("category", source))
            else {
                source.warn(table.at, "a cue needs an `id` and a `category`");
                continue;
            };
            let Some(category) = self.category(&category, source) else { continue };
            if self.cues.iter().any(|cue| cue.id == id.text) || self.cues.len() >= usize::from(u16::MAX) {
                source.warn(id.at, format!("a second cue is called `{}`", id.text));
                continue;
            }
            let patterns = table.strings("pattern", source);
            let programs = self.programs(&patterns, source);
            if programs.is_empty() {
                source.warn(table.at, format!("cue `{}` is left out: it has no usable pattern", id.text));
                continue;
            }
            let owner = self.cues.len() as u16;
            self.programs.extend(programs.into_iter().map(|program| (program, owner)));
            let name =
                table.string("group", source).map_or_else(|| format!("cue {}", id.text), |name| name.text);
            let texts = |list: Vec<Placed>| -> Vec<String> { list.into_iter().map(|one| one.text).collect() };
            let cue = Cue {
                id: id.text,
                category,
                pattern: texts(patterns).join(" ¦ "),
                weight: table.milli("weight", source).unwrap_or(3000),
                note: table.string("note", source).map(|note| note.text),
                matches: texts(table.strings("matches", source)),
                misses: texts(table.strings("misses", source)),
                support: table.flag("support", source),
                group: self.group(&name),
                unless: texts(table.strings("unless", source)),
            };
            self.cues.push(cue);
        }
    }

    /// Compiles patterns; one that is wrong is a warning.
    fn programs(&mut self, patterns: &[Placed], source: &mut Source<'_>) -> Vec<Program> {
        let mut programs = Vec::new();
        for pattern in patterns {
            match self.words.compile(&pattern.text, &self.lists) {
                Ok(program) => programs.push(program),
                Err((at, message)) => source.warn(pattern.at + at, message),
            }
        }
        programs
    }

    fn owned(&mut self, patterns: &[Placed], owner: usize, source: &mut Source<'_>) -> Vec<(Program, u16)> {
        self.programs(patterns, source).into_iter().map(|program| (program, owner as u16)).collect()
    }

    fn compile(&mut self, root: &Table<'_>, source: &mut Source<'_>) -> Compiled {
        let (mut triggers, mut pseudo, mut stops, mut rules) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for table in root.tables("scope", "a scope rule", source) {
            table.only(&["id", "triggers", "pseudo", "window", "terminators", "blocks"], source);
            let Some(id) = table.string("id", source) else {
                source.warn(table.at, "a scope rule without an `id` is left out");
                continue;
            };
            let names = table.strings("blocks", source);
            let blocks = names.iter().filter_map(|name| self.category(name, source)).collect();
            let patterns = table.strings("triggers", source);
            triggers.extend(self.owned(&patterns, rules.len(), source));
            let patterns = table.strings("pseudo", source);
            pseudo.extend(self.owned(&patterns, rules.len(), source));
            let ends: Vec<String> = table
                .strings("terminators", source)
                .into_iter()
                .map(|word| word.text.to_lowercase())
                .collect();
            let window = table.milli("window", source).map_or(6, |milli| milli / 1000).clamp(1, 50) as usize;
            rules.push(Rule { id: id.text, window, terminators: self.words.set(&ends), blocks });
        }
        for table in root.tables("stop", "a stop", source) {
            table.only(&["patterns", "note"], source);
            let patterns = table.strings("patterns", source);
            stops.extend(self.owned(&patterns, 0, source));
        }
        let (mut verbs, mut past, mut according) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(table) = root.table("speaker", "the speaker rules", source) {
            table.only(&["verbs", "according"], source);
            for verb in table.strings("verbs", source) {
                let forms = super::inflect::verb(&verb.text.to_lowercase());
                let present = |form: &String| form.ends_with("ing") || form.ends_with('s');
                past.extend(forms.iter().skip(1).filter(|form| !present(form)).cloned());
                verbs.extend(forms);
            }
            let patterns = table.strings("according", source);
            according = self.owned(&patterns, 0, source);
        }
        let verbs = self.words.set(&verbs);
        let openers = self.words.set(&list(OPENERS));
        let introductions = self.words.set(&list(INTRODUCTIONS));
        let past = self.words.set(&past);
        let that = self.words.set(&list("that"));
        let soft = self.words.set(&list(SOFT));
        let outside = self.words.set(&list(OUTSIDE));
        let leading = self.words.set(&list(LEADING));
        let words = std::mem::take(&mut self.words);
        let matcher = |programs| Matcher::new(programs, &words, leading);
        Compiled {
            sets: Sets::new(&words),
            cues: matcher(std::mem::take(&mut self.programs)),
            stops: matcher(stops),
            triggers: matcher(triggers),
            pseudo: matcher(pseudo),
            according: matcher(according),
            rules,
            openers,
            introductions,
            verbs,
            past,
            that,
            soft,
            outside,
            words,
        }
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
                "s.toml:6:1: unknown key `colour` in a category (hint: it knows id, name, letter, key, gloss, prior, threshold)",
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
    fn the_scheme_of_the_program_has_no_mistake() {
        let (scheme, warnings) = Scheme::parse(CLAIMS, "claims.toml").unwrap();
        let warnings: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, Vec::<String>::new());
        assert_eq!(scheme.categories.len(), 4);
        assert_eq!(scheme.category_by_id(&scheme.categories[2].id), Some(CategoryId(2)));
    }
}
