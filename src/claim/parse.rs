//! Scheme parser: builds a scheme from the tables of its file.

use super::aliases::Aliases;
use super::category::{Category, CategoryId, Cue, CueId};
use super::combination::{CategoryCombination, Combination, Engine};
use super::compiled::{self, CompiledScheme, WordRoles};
use super::field::{self, Field};
use super::lexicon::{SpeakerLexicon, SpeakerRules};
use super::matcher::{Matcher, SetTable};
use super::model::LearnedModel;
use super::pattern::{Program, WordLists, WordSets};
use super::prepared::Declared;
use super::scheme::Scheme;
use super::scope::ScopeRule;
use super::source::{CombinationSource, CueSource, PatternSource, SchemeSource};
use super::toml_table::{Located, SchemeFile, TomlTable};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use std::collections::{HashMap, HashSet};
use toml::de::DeTable;
use unicode_width::UnicodeWidthChar as _;

/// Words that begin a clause after a comma.
const CLAUSE_OPENERS: &str = "and but while although though whereas which who whom whose where when because since if \
     unless as so yet despite after before until even given thereby nor";
/// Words that begin a clause that the next comma ends.
const INTRODUCTIONS: &str = "while although though whereas when because since if unless despite given following after \
     before amid even should";
/// Words that may precede the real beginning of a sentence.
const LEADING: &str = "and but yet so or nor still however also now";

/// Far more patterns than any scheme has needed, and few enough for 16-bit numbers.
const MAX_PATTERNS: usize = 20_000;
/// One for each digit key.
const MAX_CATEGORIES: usize = 9;
/// Words after its trigger that a scope rule reaches.
const DEFAULT_WINDOW: i32 = 6;
/// Milli-logits for priors and weights, thousandths for the threshold.
const DEFAULT_PRIOR: i32 = -3000;
const DEFAULT_WEIGHT: i32 = 3000;
const DEFAULT_THRESHOLD: i32 = 500;

const SCHEME_KEYS: [&str; 13] = [
    "name", "version", "extends", "silence", "lists", "category", "field", "model", "cue", "scope", "stop",
    "speaker", "aliases",
];
const CATEGORY_KEYS: [&str; 9] =
    ["id", "name", "letter", "key", "gloss", "prior", "threshold", "fitted_prior", "fitted_threshold"];
const COMBINATION_KEYS: [&str; 5] = ["category", "offset", "model", "cues", "threshold"];
const CUE_KEYS: [&str; 11] = [
    "id", "category", "pattern", "weight", "fitted", "group", "note", "support", "unless", "matches",
    "misses",
];
const SCOPE_KEYS: [&str; 6] = ["id", "triggers", "pseudo", "window", "terminators", "blocks"];
const SPEAKER_KEYS: [&str; 6] = ["verbs", "stances", "also_nouns", "sayings", "actors", "according"];

impl Scheme {
    /// Parses a scheme; `file` is its name in messages. Also returns warnings.
    ///
    /// An unusable cue is left out with a warning. Text that is not TOML, or that has no usable category, is
    /// an error.
    pub fn parse(text: &str, file: &str) -> Result<(Self, Vec<Diagnostic>), Diagnostic> {
        let (scheme, _, warnings) = Self::parse_with_source(text, file)?;
        Ok((scheme.with_engine(Engine::Both), warnings))
    }

    pub(super) fn parse_with_source(
        text: &str,
        file: &str,
    ) -> Result<(Self, SchemeSource, Vec<Diagnostic>), Diagnostic> {
        let parsed = DeTable::parse(text)
            .map_err(|error| Diagnostic::toml(file, text, error.span(), error.message()))?;
        let mut parser = SchemeParser { file: SchemeFile::new(file, text), ..SchemeParser::default() };
        let root = TomlTable::new(parsed.get_ref(), 0, "a scheme");
        root.warn_unknown_keys(&SCHEME_KEYS, &mut parser.file);
        let extended = match root.string("extends", &mut parser.file) {
            Some(name) => Some(extended(&name, file, text)?),
            None => None,
        };
        let silenced = root.strings("silence", &mut parser.file);
        if let Some((name, base)) = extended {
            // The text of a built-in scheme has no mistakes to report.
            let parsed = DeTable::parse(base)
                .map_err(|error| Diagnostic::toml(name, base, error.span(), error.message()))?;
            let own = std::mem::replace(&mut parser.file, SchemeFile::new(name, base));
            parser.silenced = silenced.iter().map(|id| id.text.clone()).collect();
            parser.read(&TomlTable::new(parsed.get_ref(), 0, "a scheme"));
            parser.source.move_beyond(text);
            parser.file = own;
        }
        parser.read(&root);
        parser.warn_of_unknown_silence(&silenced, extended.map(|(name, _)| name));
        if parser.categories.is_empty() {
            return Err(Diagnostic::whole(file, "no usable category in this scheme")
                .hint("a category is a table `[[category]]` with `id`, `letter` and `key`"));
        }
        let compiled = parser.compile();
        let declared = Declared {
            name: parser.name.unwrap_or_else(|| file.to_owned()),
            version: parser.version,
            categories: parser.categories,
            fields: parser.fields,
            cues: parser.cues,
            combination: parser.combination,
            aliases: parser.aliases,
            compiled,
        };
        Ok((Self::of(declared), parser.source, parser.file.warnings))
    }
}

/// The name and the text of the built-in scheme that a file extends.
fn extended(name: &Located, file: &str, text: &str) -> Result<(&'static str, &'static str), Diagnostic> {
    let found = Scheme::BUILT_IN.iter().find(|(known, _)| *known == name.text);
    found.copied().ok_or_else(|| {
        let known: Vec<&str> = Scheme::names().collect();
        let hint = did_you_mean(&name.text, known.iter().copied());
        let hint = hint.unwrap_or_else(|| format!("built in: {}", known.join(", ")));
        Diagnostic::at(file, text, name.at, format!("no built-in scheme is called `{}`", name.text))
            .hint(hint)
    })
}

fn texts(strings: &[Located]) -> Vec<String> {
    strings.iter().map(|string| string.text.clone()).collect()
}

fn lowercase(strings: &[Located]) -> Vec<String> {
    strings.iter().map(|string| string.text.to_lowercase()).collect()
}

/// The programs of patterns, each with its owner.
fn owned(patterns: &[PatternSource], owner: u16) -> impl Iterator<Item = (Program, u16)> {
    patterns.iter().flat_map(|pattern| &pattern.programs).map(move |program| (program.clone(), owner))
}

#[derive(Default)]
struct SchemeParser<'a> {
    file: SchemeFile<'a>,
    source: SchemeSource,
    name: Option<String>,
    version: String,
    categories: Vec<Category>,
    fields: Vec<Field>,
    aliases: Aliases,
    combination: Option<Combination>,
    cues: Vec<Cue>,
    /// Ids of the cues to leave out.
    silenced: HashSet<String>,
    /// Ids of the cues left out.
    left_out: HashSet<String>,
    lists: WordLists,
    words: WordSets,
    groups: HashMap<String, u16>,
    cue_ids: HashSet<String>,
    program_count: usize,
    cue_programs: Vec<(Program, u16)>,
    triggers: Vec<(Program, u16)>,
    pseudo_triggers: Vec<(Program, u16)>,
    according: Vec<(Program, u16)>,
    scope_rules: Vec<ScopeRule>,
    speaker_rules: SpeakerRules,
}

impl SchemeParser<'_> {
    /// Adds what a file holds to what was read before. A name, a version, a model and speaker rules replace earlier
    /// ones; fields replace all earlier ones; aliases join them.
    fn read(&mut self, root: &TomlTable<'_>) {
        self.name = root.string("name", &mut self.file).map(|name| name.text).or(self.name.take());
        if let Some(version) = root.string("version", &mut self.file) {
            self.version = version.text;
        }
        self.categories(root);
        let fields = field::parse(root, &mut self.file);
        if !fields.is_empty() {
            self.fields = fields;
        }
        self.aliases.extend(&Aliases::parse(root, &mut self.file));
        self.combination = self.combination(root).or(self.combination.take());
        if let Some(lists) = root.table("lists", "the lists", &mut self.file) {
            let lists = lists.all_strings(&mut self.file);
            self.lists.extend(lists.iter().map(|(name, words)| (name.clone(), texts(words))));
            self.source.lists.extend(lists);
        }
        self.cues(root);
        self.rules(root);
    }

    fn warn_of_unknown_silence(&mut self, silenced: &[Located], base: Option<&str>) {
        for id in silenced.iter().filter(|id| !self.left_out.contains(&id.text)) {
            let Some(base) = base else {
                self.file.warn(id.at, "`silence` works only beside `extends`: it names cues of that scheme");
                return;
            };
            let hint = did_you_mean(&id.text, self.cues.iter().map(|cue| cue.id.as_str()));
            let message = format!("the scheme {base} has no cue `{}`, so nothing is silenced", id.text);
            self.file.warn_with_hint(id.at, message, hint);
        }
    }

    fn categories(&mut self, root: &TomlTable<'_>) {
        for table in root.tables("category", "a category", &mut self.file) {
            table.warn_unknown_keys(&CATEGORY_KEYS, &mut self.file);
            let Some(id) = table.string("id", &mut self.file) else {
                self.file.warn(table.at, "a category without an `id` is left out");
                continue;
            };
            if let Some(error) = self.category_id_error(&id.text) {
                self.file.warn(id.at, error);
                continue;
            }
            let name = table.string("name", &mut self.file).map_or_else(|| id.text.clone(), |name| name.text);
            let letter = table.string("letter", &mut self.file).and_then(|letter| self.letter(&letter));
            let key = table.string("key", &mut self.file).and_then(|key| self.key(&key));
            let (Some(letter), Some(key)) = (letter, key) else {
                let message = format!("category `{}` needs a `letter` and a `key` of its own", id.text);
                self.file.warn(table.at, message);
                continue;
            };
            let gloss = table.string("gloss", &mut self.file).map(|gloss| gloss.text).unwrap_or_default();
            let prior = self.fitted(&table, "fitted_prior", "prior").unwrap_or(DEFAULT_PRIOR);
            let threshold = self.fitted(&table, "fitted_threshold", "threshold").unwrap_or(DEFAULT_THRESHOLD);
            let threshold = threshold.clamp(1, 999).unsigned_abs() as u16;
            self.categories.push(Category { id: id.text, name, letter, key, gloss, prior, threshold });
        }
    }

    fn category_id_error(&self, id: &str) -> Option<String> {
        if self.categories.iter().any(|category| category.id == id) {
            return Some(format!("a second category is called `{id}`"));
        }
        if self.categories.len() >= MAX_CATEGORIES {
            return Some(format!("a scheme has at most {MAX_CATEGORIES} categories"));
        }
        id.trim().is_empty().then(|| "the id of a category cannot be empty".to_owned())
    }

    fn letter(&mut self, letter: &Located) -> Option<char> {
        let mut chars = letter.text.chars();
        let error = match (chars.next(), chars.next()) {
            (Some(one), None) if one.width() != Some(1) => format!("`{one}` is not one cell wide"),
            (Some(one), None) if self.categories.iter().any(|category| category.letter == one) => {
                format!("the letter `{one}` is taken")
            }
            (Some(one), None) => return Some(one),
            _ => "a letter is one character".to_owned(),
        };
        self.file.warn(letter.at, error);
        None
    }

    fn key(&mut self, key: &Located) -> Option<char> {
        let digit = key.text.parse().ok().and_then(|digit| char::from_digit(digit, 10));
        let error = match digit.filter(|&digit| digit != '0') {
            Some(digit) if self.categories.iter().any(|category| category.key == digit) => {
                format!("the key `{digit}` is taken")
            }
            Some(digit) => return Some(digit),
            None => "a key is a digit from 1 to 9".to_owned(),
        };
        self.file.warn(key.at, error);
        None
    }

    /// The fitted number if there is one, else the one set by hand.
    fn fitted(&mut self, table: &TomlTable<'_>, fitted: &str, by_hand: &str) -> Option<i32> {
        let by_hand = table.milli(by_hand, &mut self.file);
        table.milli(fitted, &mut self.file).or(by_hand)
    }

    fn category(&mut self, name: &Located) -> Option<CategoryId> {
        let found = self.categories.iter().position(|category| category.id == name.text);
        if found.is_none() {
            let known: Vec<&str> = self.categories.iter().map(|category| category.id.as_str()).collect();
            let hint = did_you_mean(&name.text, known.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("known categories: {}", known.join(", ")));
            self.file.warn_with_hint(name.at, format!("unknown category `{}`", name.text), Some(hint));
        }
        found.map(|at| CategoryId(at as u8))
    }

    /// The `[model]` table. A model that this program does not carry is left out with a warning, and so is a category
    /// that the model does not know.
    fn combination(&mut self, root: &TomlTable<'_>) -> Option<Combination> {
        let table = root.table("model", "the model", &mut self.file)?;
        table.warn_unknown_keys(&["name", "category"], &mut self.file);
        let Some(name) = table.string("name", &mut self.file) else {
            self.file.warn(table.at, "the model needs a `name`");
            return None;
        };
        let Some(known) = LearnedModel::built_in_categories(&name.text) else {
            let models = LearnedModel::BUILT_IN.join(", ");
            let message = format!("unknown model `{}`: the scheme works with its cues alone", name.text);
            self.file.warn_with_hint(name.at, message, Some(format!("known models: {models}")));
            return None;
        };
        self.source.model_at = table.at;
        let mut categories = vec![None; self.categories.len()];
        for table in table.tables("category", "a category of the model", &mut self.file) {
            table.warn_unknown_keys(&COMBINATION_KEYS, &mut self.file);
            let Some(category) = table.string("category", &mut self.file) else {
                self.file.warn(table.at, "a category of the model needs a `category`");
                continue;
            };
            let Some(id) = self.category(&category) else { continue };
            if !known.contains(&category.text) {
                let hint = did_you_mean(&category.text, known.iter().map(String::as_str))
                    .unwrap_or_else(|| format!("categories of the model: {}", known.join(", ")));
                let message = format!("the model `{}` has no category `{}`", name.text, category.text);
                self.file.warn_with_hint(category.at, message, Some(hint));
                continue;
            }
            let number = |key, file: &mut SchemeFile<'_>, default| table.milli(key, file).unwrap_or(default);
            let threshold = number("threshold", &mut self.file, DEFAULT_THRESHOLD);
            let combined = CategoryCombination {
                offset: number("offset", &mut self.file, 0),
                model: number("model", &mut self.file, 1000),
                cues: number("cues", &mut self.file, 0),
                threshold: threshold.clamp(1, 999).unsigned_abs() as u16,
                cue_threshold: self.categories.get(usize::from(id.0)).map_or(0, |one| one.threshold),
            };
            let Some(place) = categories.get_mut(usize::from(id.0)) else { continue };
            if place.is_some() {
                let message =
                    format!("a second table of the model is about `{}`: the first holds", category.text);
                self.file.warn(category.at, message);
                continue;
            }
            *place = Some(combined);
            self.source.combinations.push(CombinationSource {
                category: id,
                model_at: table.position("model"),
                threshold_at: table.position("threshold"),
            });
        }
        Some(Combination { model: name.text, categories })
    }

    fn group(&mut self, name: &str) -> u16 {
        let next = self.groups.len() as u16;
        *self.groups.entry(name.to_owned()).or_insert(next)
    }

    fn cues(&mut self, root: &TomlTable<'_>) {
        for table in root.tables("cue", "a cue", &mut self.file) {
            table.warn_unknown_keys(&CUE_KEYS, &mut self.file);
            let id = table.string("id", &mut self.file);
            let (Some(id), Some(category)) = (id, table.string("category", &mut self.file)) else {
                self.file.warn(table.at, "a cue needs an `id` and a `category`");
                continue;
            };
            if self.silenced.contains(&id.text) && self.left_out.insert(id.text.clone()) {
                continue;
            }
            let Some(category) = self.category(&category) else { continue };
            if self.cue_ids.contains(&id.text) {
                self.file.warn(id.at, format!("a second cue is called `{}`", id.text));
                continue;
            }
            let written = table.strings("pattern", &mut self.file);
            let pattern = texts(&written).join(" ¦ ");
            let patterns = self.compile_patterns(written);
            if patterns.is_empty() {
                let message = format!("cue `{}` is left out: it has no usable pattern", id.text);
                self.file.warn(table.at, message);
                continue;
            }
            self.cue_ids.insert(id.text.clone());
            let cue = CueId(self.cues.len() as u16);
            self.cue_programs.extend(owned(&patterns, cue.0));
            let group = table.string("group", &mut self.file);
            let group = group.map_or_else(|| format!("cue {}", id.text), |group| group.text);
            let by_hand = table.milli("weight", &mut self.file);
            let weight = table.milli("fitted", &mut self.file).or(by_hand).unwrap_or(DEFAULT_WEIGHT);
            let source = CueSource {
                cue,
                id,
                weight_by_hand: by_hand.unwrap_or(weight),
                patterns,
                matches: table.strings("matches", &mut self.file),
                misses: table.strings("misses", &mut self.file),
                unless: table.strings("unless", &mut self.file),
            };
            let cue = Cue {
                id: source.id.text.clone(),
                category,
                pattern,
                weight,
                note: table.string("note", &mut self.file).map(|note| note.text),
                matches: texts(&source.matches),
                misses: texts(&source.misses),
                support: table.flag("support", &mut self.file),
                group: self.group(&group),
                unless: texts(&source.unless),
            };
            self.cues.push(cue);
            self.source.cues.push(source);
        }
    }

    /// Compiles patterns; an invalid one is left out with a warning.
    fn compile_patterns(&mut self, patterns: Vec<Located>) -> Vec<PatternSource> {
        let mut compiled = Vec::with_capacity(patterns.len());
        for written in patterns {
            if self.program_count >= MAX_PATTERNS {
                self.file.warn(written.at, format!("a scheme has at most {MAX_PATTERNS} patterns"));
                break;
            }
            match self.words.compile(&written.text, &self.lists) {
                Ok(programs) => {
                    self.program_count += programs.len();
                    compiled.push(PatternSource { written, programs });
                }
                Err((at, message)) => self.file.warn(written.at + at, message),
            }
        }
        compiled
    }

    /// Compiles the patterns of a scope rule or of speakers.
    fn other_programs(&mut self, table: &TomlTable<'_>, key: &str, owner: usize) -> Vec<(Program, u16)> {
        let written = table.strings(key, &mut self.file);
        let patterns = self.compile_patterns(written);
        let programs = owned(&patterns, owner as u16).collect();
        self.source.other_patterns.extend(patterns);
        programs
    }

    /// Reads scope rules, stops and speaker rules.
    fn rules(&mut self, root: &TomlTable<'_>) {
        for table in root.tables("scope", "a scope rule", &mut self.file) {
            table.warn_unknown_keys(&SCOPE_KEYS, &mut self.file);
            let Some(id) = table.string("id", &mut self.file) else {
                self.file.warn(table.at, "a scope rule without an `id` is left out");
                continue;
            };
            let names = table.strings("blocks", &mut self.file);
            let blocks = names.iter().filter_map(|name| self.category(name)).collect();
            let owner = self.scope_rules.len();
            let triggers = self.other_programs(&table, "triggers", owner);
            self.triggers.extend(triggers);
            let pseudo_triggers = self.other_programs(&table, "pseudo", owner);
            self.pseudo_triggers.extend(pseudo_triggers);
            let ends = table.strings("terminators", &mut self.file);
            let terminators = self.words.intern_set(&lowercase(&ends));
            self.source.terminators.extend(ends);
            let window = table.milli("window", &mut self.file).map_or(DEFAULT_WINDOW, |milli| milli / 1000);
            let window = window.clamp(1, 50).unsigned_abs() as usize;
            self.scope_rules.push(ScopeRule { id: id.text, window, terminators, blocks });
        }
        for table in root.tables("stop", "a stop", &mut self.file) {
            table.warn_unknown_keys(&["patterns", "note"], &mut self.file);
            let patterns = table.strings("patterns", &mut self.file);
            let patterns = self.compile_patterns(patterns);
            self.source.stops.extend(patterns);
        }
        if let Some(table) = root.table("speaker", "the speaker rules", &mut self.file) {
            table.warn_unknown_keys(&SPEAKER_KEYS, &mut self.file);
            let mut words = |key| lowercase(&table.strings(key, &mut self.file));
            self.speaker_rules = SpeakerRules {
                verbs: words("verbs"),
                stances: words("stances"),
                also_nouns: words("also_nouns"),
                sayings: words("sayings"),
                actors: words("actors"),
            };
            self.according = self.other_programs(&table, "according", 0);
        }
    }

    /// Compiles everything that was read.
    fn compile(&mut self) -> CompiledScheme {
        let lexicon = SpeakerLexicon::new(&self.speaker_rules, &mut self.words);
        let [openers, introductions, leading] =
            [CLAUSE_OPENERS, INTRODUCTIONS, LEADING].map(|list| self.words.intern_listed(list));
        // Matchers come last: they need the numbers of all words.
        let words = std::mem::take(&mut self.words);
        let matcher = |programs| Matcher::new(programs, &words, leading);
        let cues = matcher(std::mem::take(&mut self.cue_programs));
        let stops = matcher(owned(&self.source.stops, 0).collect());
        let triggers = matcher(std::mem::take(&mut self.triggers));
        let roles = WordRoles::new(
            &words,
            [
                (compiled::OPENER, openers),
                (compiled::INTRODUCTION, introductions),
                (compiled::LEADING, leading),
            ],
            [(compiled::CUE, &cues), (compiled::STOP, &stops), (compiled::TRIGGER, &triggers)],
        );
        CompiledScheme {
            sets: SetTable::new(&words),
            cues,
            stops,
            triggers,
            pseudo_triggers: matcher(std::mem::take(&mut self.pseudo_triggers)),
            rules: std::mem::take(&mut self.scope_rules),
            roles,
            lexicon: SpeakerLexicon { according: matcher(std::mem::take(&mut self.according)), ..lexicon },
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
    fn warnings_name_line_and_column() {
        check(
            "colour = \"x\"\n",
            &[
                "s.toml:6:1: unknown key `colour` in a category (hint: known keys: id, name, letter, key, gloss, prior, threshold, fitted_prior, fitted_threshold)",
            ],
        );
        check(
            "[[cue]]\nid = \"x\"\ncategory = \"a\"\npattern = \"go @who\"\n",
            &[
                "s.toml:9:15: unknown list `@who`: the scheme has no `[lists]`",
                "s.toml:6:1: cue `x` is left out: it has no usable pattern",
            ],
        );
        check(
            "[[cue]]\nid = \"x\"\ncategory = \"b\"\npattern = \"go\"\nwieght = 1\n",
            &[
                "s.toml:10:1: unknown key `wieght` in a cue (hint: did you mean `weight`?)",
                "s.toml:8:13: unknown category `b` (hint: did you mean `a`?)",
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
    fn the_model_brings_its_own_thresholds() {
        let known = LearnedModel::built_in_categories("claims").unwrap();
        let id = &known[2];
        let small = SMALL.replace("\"a\"", &format!("\"{id}\""));
        let model =
            format!("threshold = 0.4\n[model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{id}\"\n");
        let text = format!("{small}{model}offset = -0.5\nmodel = 0.9\ncues = 0.25\nthreshold = 0.6\n");
        let (scheme, warnings) = Scheme::parse(&text, "s").unwrap();
        assert_eq!(warnings, []);
        let combined =
            CategoryCombination { offset: -500, model: 900, cues: 250, threshold: 600, cue_threshold: 400 };
        assert_eq!(scheme.combination.as_ref().unwrap().categories, [Some(combined)]);
        assert_eq!((scheme.engine(), scheme.categories[0].threshold), (Engine::Both, 600));
        let scheme = scheme.with_engine(Engine::Cues);
        assert_eq!((scheme.engine(), scheme.categories[0].threshold), (Engine::Cues, 400));
        check(
            "[model]\nname = \"oracle\"\n",
            &[
                "s.toml:7:9: unknown model `oracle`: the scheme works with its cues alone (hint: known models: claims)",
            ],
        );
        check(
            "[model]\nname = \"claims\"\n[[model.category]]\ncategory = \"a\"\nthreshold = 0.9\n",
            &[&format!(
                "s.toml:9:13: the model `claims` has no category `a` (hint: categories of the model: {})",
                known.join(", ")
            )],
        );
        let twice = format!("{text}[[model.category]]\ncategory = \"{id}\"\noffset = 7.0\n");
        assert_eq!(Scheme::parse(&twice, "s").unwrap().0.combination.unwrap().categories, [Some(combined)]);
        check(
            "[model]\nname = \"claims\"\n[[model.category]]\ncategory = \"b\"\nweight = 1\n",
            &[
                "s.toml:10:1: unknown key `weight` in a category of the model (hint: known keys: category, offset, model, cues, threshold)",
                "s.toml:9:13: unknown category `b` (hint: did you mean `a`?)",
            ],
        );
    }

    #[test]
    fn a_file_without_a_category_is_an_error() {
        assert!(Scheme::parse("name = \"n\"", "s").is_err());
        assert_eq!(Scheme::parse("name = \n", "s").unwrap_err().line, 1);
    }
}
