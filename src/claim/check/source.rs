//! A scheme's file once more, with the places of everything that a check may complain of.

use crate::claim::pattern::{Lists, Program};
use crate::claim::schema::{Placed, Source, Table};
use crate::claim::scheme::{CueId, Scheme};
use crate::diagnostic::Diagnostic;
use toml::de::DeTable;

/// One pattern with the programs that it became.
pub(super) struct Pattern {
    pub(super) written: Placed,
    pub(super) programs: Vec<Program>,
}

/// One cue of the file that the scheme uses.
pub(super) struct Entry {
    pub(super) cue: CueId,
    pub(super) id: Placed,
    /// The weight that a person set, in milli-logits.
    pub(super) by_hand: i32,
    pub(super) patterns: Vec<Pattern>,
    pub(super) matches: Vec<Placed>,
    pub(super) misses: Vec<Placed>,
    pub(super) unless: Vec<Placed>,
}

/// The file in parts.
pub(super) struct SchemeSource {
    pub(super) entries: Vec<Entry>,
    pub(super) lists: Vec<(String, Vec<Placed>)>,
    pub(super) stops: Vec<Pattern>,
    /// Patterns of scope rules and speakers.
    pub(super) others: Vec<Placed>,
    /// Single words that end the reach of a scope rule.
    pub(super) terminators: Vec<Placed>,
}

impl SchemeSource {
    /// Reads the file again. What is wrong in it has been said by the reading that made `scheme`.
    pub(super) fn read(text: &str, file: &str, scheme: &Scheme) -> Result<Self, Diagnostic> {
        let parsed = DeTable::parse(text).map_err(|error| Diagnostic::whole(file, error.message()))?;
        let mut source = Source { file, text, warnings: Vec::new() };
        let source = &mut source;
        let root = Table::new(parsed.get_ref(), 0, "a scheme");
        let lists = root
            .table("lists", "the lists", source)
            .map(|table| table.all_strings(source))
            .unwrap_or_default();
        let named: Lists = lists
            .iter()
            .map(|(name, words)| (name.clone(), words.iter().map(|word| word.text.clone()).collect()))
            .collect();
        // The scheme holds every word and set already, so that compiling again gives the same numbers.
        let mut words = scheme.compiled.words.clone();
        let mut compiled = |list: Vec<Placed>| -> Vec<Pattern> {
            let pattern = |written: Placed| {
                let programs = words.compile(&written.text, &named).ok()?;
                Some(Pattern { written, programs })
            };
            list.into_iter().filter_map(pattern).collect()
        };
        let mut entries: Vec<Entry> = Vec::new();
        for table in root.tables("cue", "a cue", source) {
            // A cue that the scheme left out is no place in it.
            let Some(cue) = scheme.cues.get(entries.len()) else { break };
            let category = scheme.category(cue.category).map(|category| category.id.as_str());
            let named = table.string("category", source).map(|placed| placed.text);
            let id = table.string("id", source).filter(|id| id.text == cue.id);
            let Some(id) = id.filter(|_| named.as_deref() == category) else { continue };
            entries.push(Entry {
                cue: CueId(entries.len() as u16),
                id,
                by_hand: table.milli("weight", source).unwrap_or(cue.weight),
                patterns: compiled(table.strings("pattern", source)),
                matches: table.strings("matches", source),
                misses: table.strings("misses", source),
                unless: table.strings("unless", source),
            });
        }
        let (mut stops, mut others, mut terminators) = (Vec::new(), Vec::new(), Vec::new());
        for table in root.tables("stop", "a stop", source) {
            stops.extend(compiled(table.strings("patterns", source)));
        }
        for table in root.tables("scope", "a scope rule", source) {
            others.extend(table.strings("triggers", source));
            others.extend(table.strings("pseudo", source));
            terminators.extend(table.strings("terminators", source));
        }
        if let Some(table) = root.table("speaker", "the speaker rules", source) {
            others.extend(table.strings("according", source));
        }
        Ok(Self { entries, lists, stops, others, terminators })
    }
}
