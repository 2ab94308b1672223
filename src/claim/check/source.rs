//! A scheme's file read a second time, with the position of everything that a check may report.

use crate::claim::category::CueId;
use crate::claim::pattern::{Program, WordLists};
use crate::claim::scheme::Scheme;
use crate::claim::toml_table::{Located, SchemeFile, TomlTable};
use crate::diagnostic::Diagnostic;
use toml::de::DeTable;

pub(super) struct PatternSource {
    pub(super) written: Located,
    pub(super) programs: Vec<Program>,
}

pub(super) struct CueSource {
    pub(super) cue: CueId,
    pub(super) id: Located,
    /// The weight set by hand, in milli-logits.
    pub(super) weight_by_hand: i32,
    pub(super) patterns: Vec<PatternSource>,
    pub(super) matches: Vec<Located>,
    pub(super) misses: Vec<Located>,
    pub(super) unless: Vec<Located>,
}

pub(super) struct SchemeSource {
    pub(super) cues: Vec<CueSource>,
    pub(super) lists: Vec<(String, Vec<Located>)>,
    pub(super) stops: Vec<PatternSource>,
    /// Patterns of scope rules and speakers.
    pub(super) other_patterns: Vec<Located>,
    pub(super) terminators: Vec<Located>,
}

impl SchemeSource {
    /// Reads the file from which `scheme` was parsed. Parsing has reported its syntax errors already.
    pub(super) fn read(text: &str, name: &str, scheme: &Scheme) -> Result<Self, Diagnostic> {
        let parsed = DeTable::parse(text).map_err(|error| Diagnostic::whole(name, error.message()))?;
        let file = &mut SchemeFile::new(name, text);
        let root = TomlTable::new(parsed.get_ref(), 0, "a scheme");
        let lists = root.table("lists", "the lists", file).map(|table| table.all_strings(file));
        let lists = lists.unwrap_or_default();
        let word_lists: WordLists = lists
            .iter()
            .map(|(name, words)| (name.clone(), words.iter().map(|word| word.text.clone()).collect()))
            .collect();
        // The scheme's words and sets are all interned, so compiling again gives the same numbers.
        let mut words = scheme.compiled.words.clone();
        let mut compile = |list: Vec<Located>| -> Vec<PatternSource> {
            let pattern = |written: Located| {
                let programs = words.compile(&written.text, &word_lists).ok()?;
                Some(PatternSource { written, programs })
            };
            list.into_iter().filter_map(pattern).collect()
        };
        let mut cues: Vec<CueSource> = Vec::new();
        for table in root.tables("cue", "a cue", file) {
            let Some(cue) = scheme.cues.get(cues.len()) else { break };
            // A table that is not the scheme's next cue is one that the parser left out.
            let category = scheme.category(cue.category).map(|category| category.id.as_str());
            let named = table.string("category", file).map(|category| category.text);
            let id = table.string("id", file).filter(|id| id.text == cue.id);
            let Some(id) = id.filter(|_| named.as_deref() == category) else { continue };
            cues.push(CueSource {
                cue: CueId(cues.len() as u16),
                id,
                weight_by_hand: table.milli("weight", file).unwrap_or(cue.weight),
                patterns: compile(table.strings("pattern", file)),
                matches: table.strings("matches", file),
                misses: table.strings("misses", file),
                unless: table.strings("unless", file),
            });
        }
        let (mut stops, mut other_patterns, mut terminators) = (Vec::new(), Vec::new(), Vec::new());
        for table in root.tables("stop", "a stop", file) {
            stops.extend(compile(table.strings("patterns", file)));
        }
        for table in root.tables("scope", "a scope rule", file) {
            other_patterns.extend(table.strings("triggers", file));
            other_patterns.extend(table.strings("pseudo", file));
            terminators.extend(table.strings("terminators", file));
        }
        if let Some(table) = root.table("speaker", "the speaker rules", file) {
            other_patterns.extend(table.strings("according", file));
        }
        Ok(Self { cues, lists, stops, other_patterns, terminators })
    }
}
