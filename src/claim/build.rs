//! Putting a scheme together from the tables of its file.

use super::matcher::{Matcher, Sets};
use super::pattern::{Lists, Program, Words};
use super::roles::{self, Roles};
use super::schema::{Placed, Source, Table};
use super::scheme::{Category, CategoryId, Compiled, Cue};
use super::scope::Rule;
use super::speaker::{Said, Voices};
use crate::diagnostic::suggest::did_you_mean;
use std::collections::{HashMap, HashSet};

/// Words that begin a clause after a comma.
const OPENERS: &str = "and but while although though whereas which who whom whose where when because since if unless as so \
     yet despite after before until even given thereby nor";
/// Words that begin a clause which the next comma ends.
const INTRODUCTIONS: &str = "while although though whereas when because since if unless despite given following after before amid even should";
/// Words that may open a sentence before its real beginning.
const LEADING: &str = "and but yet so or nor still however also now";
/// How many patterns a scheme may have: many times as many as anybody has written, and few enough
/// for their numbers.
const MOST_PATTERNS: usize = 20_000;

fn list(words: &str) -> Vec<String> {
    words.split_whitespace().map(str::to_owned).collect()
}

/// The fitted number if there is one, else the one that a person set.
fn fitted(table: &Table<'_>, fitted: &str, by_hand: &str, source: &mut Source<'_>) -> Option<i32> {
    let by_hand = table.milli(by_hand, source);
    table.milli(fitted, source).or(by_hand)
}

/// A scheme while it is being read.
#[derive(Default)]
pub(super) struct Builder {
    /// The categories so far.
    pub(super) categories: Vec<Category>,
    /// The cues so far.
    pub(super) cues: Vec<Cue>,
    /// The named word lists.
    pub(super) lists: Lists,
    words: Words,
    groups: HashMap<String, u16>,
    ids: HashSet<String>,
    /// How many programs there are, of whatever kind.
    count: usize,
    programs: Vec<(Program, u16)>,
}

impl Builder {
    /// Reads the categories.
    pub(super) fn categories(&mut self, root: &Table<'_>, source: &mut Source<'_>) {
        for table in root.tables("category", "a category", source) {
            table.only(
                &[
                    "id",
                    "name",
                    "letter",
                    "key",
                    "gloss",
                    "prior",
                    "threshold",
                    "fitted_prior",
                    "fitted_threshold",
                ],
                source,
            );
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
            let prior = fitted(&table, "fitted_prior", "prior", source).unwrap_or(-3000);
            let threshold = fitted(&table, "fitted_threshold", "threshold", source).unwrap_or(500);
            let threshold = threshold.clamp(1, 999).unsigned_abs() as u16;
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
            let near = did_you_mean(&name.text, known.iter().copied());
            source.warn_with(
                name.at,
                message,
                near.unwrap_or_else(|| format!("there are {}", known.join(", "))),
            );
        }
        found.map(|at| CategoryId(at as u8))
    }

    fn group(&mut self, name: &str) -> u16 {
        let next = self.groups.len() as u16;
        *self.groups.entry(name.to_owned()).or_insert(next)
    }

    /// Reads the cues; the categories and lists must be there.
    pub(super) fn cues(&mut self, root: &Table<'_>, source: &mut Source<'_>) {
        const KEYS: [&str; 11] = [
            "id", "category", "pattern", "weight", "fitted", "group", "note", "support", "unless", "matches",
            "misses",
        ];
        for table in root.tables("cue", "a cue", source) {
            table.only(&KEYS, source);
            let (Some(id), Some(category)) = (table.string("id", source), table.string("category", source))
            else {
                source.warn(table.at, "a cue needs an `id` and a `category`");
                continue;
            };
            let Some(category) = self.category(&category, source) else { continue };
            if self.ids.contains(&id.text) {
                source.warn(id.at, format!("a second cue is called `{}`", id.text));
                continue;
            }
            let patterns = table.strings("pattern", source);
            let programs = self.programs(&patterns, source);
            if programs.is_empty() {
                source.warn(table.at, format!("cue `{}` is left out: it has no usable pattern", id.text));
                continue;
            }
            self.ids.insert(id.text.clone());
            let owner = self.cues.len() as u16;
            self.programs.extend(programs.into_iter().map(|program| (program, owner)));
            let name =
                table.string("group", source).map_or_else(|| format!("cue {}", id.text), |name| name.text);
            let texts = |list: Vec<Placed>| -> Vec<String> { list.into_iter().map(|one| one.text).collect() };
            let cue = Cue {
                id: id.text,
                category,
                pattern: texts(patterns).join(" ¦ "),
                weight: fitted(&table, "fitted", "weight", source).unwrap_or(3000),
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
            if self.count >= MOST_PATTERNS {
                source.warn(pattern.at, format!("a scheme has at most {MOST_PATTERNS} patterns"));
                break;
            }
            match self.words.compile(&pattern.text, &self.lists) {
                Ok(more) => {
                    self.count += more.len();
                    programs.extend(more);
                }
                Err((at, message)) => source.warn(pattern.at + at, message),
            }
        }
        programs
    }

    fn owned(&mut self, patterns: &[Placed], owner: usize, source: &mut Source<'_>) -> Vec<(Program, u16)> {
        self.programs(patterns, source).into_iter().map(|program| (program, owner as u16)).collect()
    }

    /// Reads the scope rules, stops and speaker rules, and makes everything ready to run.
    pub(super) fn compile(&mut self, root: &Table<'_>, source: &mut Source<'_>) -> Compiled {
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
            let window =
                table.milli("window", source).map_or(6, |milli| milli / 1000).clamp(1, 50).unsigned_abs()
                    as usize;
            rules.push(Rule { id: id.text, window, terminators: self.words.set(&ends), blocks });
        }
        for table in root.tables("stop", "a stop", source) {
            table.only(&["patterns", "note"], source);
            let patterns = table.strings("patterns", source);
            stops.extend(self.owned(&patterns, 0, source));
        }
        let mut said = Said::default();
        let mut according = Vec::new();
        if let Some(table) = root.table("speaker", "the speaker rules", source) {
            table.only(&["verbs", "stances", "also_nouns", "sayings", "actors", "according"], source);
            let mut words = |key| -> Vec<String> {
                table.strings(key, source).into_iter().map(|word| word.text.to_lowercase()).collect()
            };
            said = Said {
                verbs: words("verbs"),
                stances: words("stances"),
                also_nouns: words("also_nouns"),
                sayings: words("sayings"),
                actors: words("actors"),
            };
            let patterns = table.strings("according", source);
            according = self.owned(&patterns, 0, source);
        }
        let voices = Voices::new(&said, &mut self.words);
        let openers = self.words.set(&list(OPENERS));
        let introductions = self.words.set(&list(INTRODUCTIONS));
        let leading = self.words.set(&list(LEADING));
        let words = std::mem::take(&mut self.words);
        let matcher = |programs| Matcher::new(programs, &words, leading);
        let cues = matcher(std::mem::take(&mut self.programs));
        let (stops, triggers) = (matcher(stops), matcher(triggers));
        let of_words = Roles::new(
            &words,
            [(roles::OPENER, openers), (roles::INTRODUCTION, introductions), (roles::LEADING, leading)],
            [(roles::CUE, &cues), (roles::STOP, &stops), (roles::TRIGGER, &triggers)],
        );
        Compiled {
            sets: Sets::new(&words),
            cues,
            stops,
            triggers,
            pseudo: matcher(pseudo),
            rules,
            roles: of_words,
            voices: voices.following(matcher(according)),
            words,
        }
    }
}
