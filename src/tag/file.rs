//! The tag file: TOML beside the article, read into tags and rewritten without losing a word of it.

mod entry;
mod fields;
mod merged;
mod quoted;

pub use merged::Merged;

use super::{Tag, merge};
use crate::diagnostic::Diagnostic;
use crate::import::Format;
use crate::text::Document;
use entry::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use toml_edit::{DocumentMut, Item, RawString, Table, value};

/// The format's version; a file that asks for a later reader is not opened.
pub const VERSION: i64 = 1;

/// What a tag file says about itself, above the tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The article's name.
    pub document: String,
    /// SHA-256 of the article's bytes when the file was last written.
    pub sha256: String,
    /// SHA-256 of the text that its importer made of those bytes; empty if it is just those bytes.
    pub text_sha256: String,
    /// The importer and its version, such as `html/1`; empty in files written before there was one.
    pub importer: String,
    /// The article's length in code points.
    pub chars: u32,
    /// The scheme's name and version.
    pub scheme: (String, String),
    /// Who makes the tags.
    pub annotator: String,
    /// The tag files that it settles, if it is an adjudication.
    pub settles: Vec<String>,
}

/// The largest file that is read, in bytes: some 75,000 tags.
pub const LARGEST: usize = 32 << 20;

/// How deeply brackets may be nested. The library that reads TOML calls itself for each level.
const DEEPEST: usize = 64;

/// A tag file as it stands on disk, with everything in it that is not ours.
///
/// Tags are changed one by one: comments, unknown keys and the order of keys stay.
#[derive(Debug, Clone)]
pub struct TagDocument {
    /// All but the tags and what stands behind them.
    head: DocumentMut,
    /// The tags, in the order of their passages. They are shared, so that a copy of the sheet costs
    /// little however many there are.
    entries: Vec<Arc<Entry>>,
    /// What stands behind the last tag.
    tail: String,
    /// Tables of tags that were taken away, so that an undo brings back their unknown keys too.
    attic: HashMap<String, Table>,
    /// Ids that stood twice, with the ones that the later tags got instead.
    renamed: Vec<(usize, String, String)>,
}

impl Header {
    /// What the tag file of an article says about itself. `scheme` is a name and a version.
    pub fn of(document: &Document, scheme: (String, String), annotator: &str) -> Self {
        // The text's hash is told only where it is not that of the bytes.
        let text_sha256 = Some(&document.text_digest).filter(|text| **text != document.digest);
        Self {
            document: document.name.clone(),
            sha256: document.digest.clone(),
            text_sha256: text_sha256.cloned().unwrap_or_default(),
            importer: document.importer.to_owned(),
            chars: document.offsets.to_chars(&document.text, u32::MAX),
            scheme,
            annotator: annotator.to_owned(),
            settles: Vec::new(),
        }
    }

    /// Whether the file was written for just this text, so that its tags stand where it says.
    pub fn is_of(&self, document: &Document) -> bool {
        // Before importers had versions, plain text was read as it is now.
        let usual = if self.importer.is_empty() { Format::Plain.importer() } else { &self.importer };
        // The same bytes may be read in another way, for example with another encoding.
        let text = self.text_sha256.is_empty() || self.text_sha256 == document.text_digest;
        self.sha256 == document.digest && usual == document.importer && text
    }
}

impl TagDocument {
    /// A file without tags.
    pub fn new(header: &Header) -> Self {
        let mut sheet = Self {
            head: DocumentMut::new(),
            entries: Vec::new(),
            tail: String::new(),
            attic: HashMap::new(),
            renamed: Vec::new(),
        };
        sheet.describe(header);
        sheet
    }

    /// Reads a file's text.
    ///
    /// Fails with line and column where the text is no TOML, or is not a tag file. Such a file must not
    /// be overwritten.
    pub fn parse(text: &str, file: &str) -> Result<Self, Diagnostic> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > LARGEST {
            return Err(Diagnostic::whole(file, format!("larger than {} MB", LARGEST >> 20))
                .hint("no tag file grows so large; name another with --tags"));
        }
        if let Some(at) = too_deep(text) {
            return Err(Diagnostic::at(
                file,
                text,
                at,
                format!("brackets are nested more than {DEEPEST} deep"),
            )
            .hint("the file is left as it is; mend it or name another with --tags"));
        }
        if let Some(at) = ["<<<<<<< ", "=======\n", ">>>>>>> "].iter().find_map(|mark| line_start(text, mark))
        {
            let fault = Diagnostic::at(file, text, at, "a merge was left unfinished here");
            return Err(fault.hint("settle it in an editor, then open the article again"));
        }
        let mut head: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().lines().collect::<Vec<_>>().join(", ");
            Diagnostic::at(file, text, at, message)
                .hint("the file is left as it is; mend it or name another with --tags")
        })?;
        let number = |key| head.get("format").and_then(|format| format.get(key)).and_then(Item::as_integer);
        if number("version").is_none() && !head.is_empty() {
            return Err(Diagnostic::whole(file, "not a tag file: it has no format.version")
                .hint("name another with --tags"));
        }
        let tail = head.trailing().as_str().unwrap_or_default().to_owned();
        head.set_trailing(RawString::default());
        let tables = match head.remove("tag") {
            Some(Item::ArrayOfTables(array)) => array.into_iter().collect(),
            None => Vec::new(),
            Some(_) => {
                return Err(Diagnostic::whole(file, "`tag` is not a list of tables")
                    .hint("each tag begins with a line [[tag]]"));
            }
        };
        let lines = headings(text).chain(std::iter::repeat(0));
        let entries =
            tables.into_iter().zip(lines).map(|(table, line)| Arc::new(Entry::new(table, line))).collect();
        let mut sheet = Self { head, entries, tail, attic: HashMap::new(), renamed: Vec::new() };
        sheet.part_twins();
        Ok(sheet)
    }

    /// What the file says about itself.
    pub fn header(&self) -> Header {
        let text = |table: &str, key: &str| {
            let item = self.head.get(table).and_then(|table| table.get(key));
            item.and_then(Item::as_str).unwrap_or_default().to_owned()
        };
        let chars = self.head.get("document").and_then(|table| table.get("chars")).and_then(Item::as_integer);
        let settles = self.head.get("adjudication").and_then(|table| table.get("settles"));
        let settles = settles.and_then(Item::as_array).into_iter().flatten();
        Header {
            document: text("document", "name"),
            sha256: text("document", "sha256"),
            text_sha256: text("document", "text_sha256"),
            importer: text("document", "importer"),
            chars: chars.and_then(|chars| u32::try_from(chars).ok()).unwrap_or(0),
            scheme: (text("scheme", "id"), text("scheme", "version")),
            annotator: text("annotator", "id"),
            settles: settles.filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        }
    }

    /// The tags, in the file's order, and what is wrong with those that cannot be used.
    ///
    /// A tag that cannot be used stays in the file as it is.
    pub fn tags(&self, file: &str) -> (Vec<Tag>, Vec<Diagnostic>) {
        let (mut tags, mut faults) = (Vec::new(), Vec::new());
        let fault = |line, message: String| Diagnostic { line, ..Diagnostic::whole(file, message) };
        for entry in &self.entries {
            match entry.tag() {
                Ok(tag) => tags.push(tag),
                Err(message) => faults.push(
                    fault(entry.line, format!("this tag cannot be used: {message}"))
                        .hint("it stays in the file as it is"),
                ),
            }
        }
        for (line, old, new) in &self.renamed {
            faults.push(fault(*line, format!("the id {old} stands twice; this tag is now {new}")));
        }
        (tags, faults)
    }

    /// Whether there is nothing in the file, not even a header.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.entries.is_empty()
    }

    /// Whether the file asks for a later version of the program: it may be read as far as it is
    /// understood, and must not be written.
    pub fn asks_for_newer(&self) -> bool {
        let wanted = self.head.get("format").and_then(|format| format.get("min_reader"));
        wanted.and_then(Item::as_integer).is_some_and(|wanted| wanted > VERSION)
    }

    /// Whether the file had to be changed to be read: the next write alters tags that nobody touched.
    pub const fn is_repaired(&self) -> bool {
        !self.renamed.is_empty()
    }

    /// Gives every tag an id of its own: a second one of the same id gets a new one.
    fn part_twins(&mut self) {
        let mut known: HashSet<String> = HashSet::new();
        for entry in self.entries.iter_mut().filter(|entry| !entry.id.is_empty()) {
            if known.insert(entry.id.clone()) {
                continue;
            }
            let old = entry.id.clone();
            // Each number is taken by a tag at most, so one of these is free.
            let numbers = 2..=known.len() + 2;
            let fresh = numbers.map(|number| format!("{old}-{number}")).find(|id| known.insert(id.clone()));
            let fresh = fresh.unwrap_or_default();
            Arc::make_mut(entry).rename(&fresh);
            self.renamed.push((entry.line, old, fresh));
        }
    }

    /// Writes the header, keeping unknown keys.
    pub fn describe(&mut self, header: &Header) {
        let fresh = self.head.is_empty();
        let writer = concat!("purport ", env!("CARGO_PKG_VERSION"));
        let text = |text: &str| Item::Value(quoted::value(text));
        let number = |number: i64| value(number);
        let (scheme, version) = &header.scheme;
        let mut document = vec![
            ("name", text(&header.document)),
            ("sha256", text(&header.sha256)),
            ("chars", number(i64::from(header.chars))),
            ("unit", text("code-point")),
        ];
        if !header.importer.is_empty() {
            document.push(("importer", text(&header.importer)));
        }
        if !header.text_sha256.is_empty() {
            document.push(("text_sha256", text(&header.text_sha256)));
        }
        let files: toml_edit::Array = header.settles.iter().map(|name| quoted::value(name)).collect();
        let settles = (!header.settles.is_empty()).then(|| ("settles", value(files)));
        let tables = [
            (
                "format",
                vec![
                    ("name", text("purport-tags")),
                    ("version", number(VERSION)),
                    ("min_reader", number(VERSION)),
                    ("writer", text(writer)),
                ],
            ),
            ("document", document),
            ("scheme", vec![("id", text(scheme)), ("version", text(version))]),
            ("annotator", vec![("id", text(&header.annotator))]),
            ("adjudication", settles.into_iter().collect()),
        ];
        for (name, items) in tables.into_iter().filter(|(_, items)| !items.is_empty()) {
            let entry = self.head.entry(name).or_insert_with(|| Item::Table(Table::new()));
            let Some(table) = entry.as_table_like_mut() else { continue };
            for (key, item) in items {
                fields::set(table, key, item);
            }
        }
        if fresh {
            let intro = "# What a reader decided about the claims of an article, by purport.\n\
                         # Positions count Unicode code points from 0; `end` is exclusive.\n\n";
            if let Some(table) = self.head.get_mut("format").and_then(Item::as_table_mut) {
                table.decor_mut().set_prefix(intro);
            }
        }
    }

    /// Brings the tags from what we last knew to what they are now.
    ///
    /// Only what changed between `last` and `now` is touched. What another program added or
    /// changed in the file meanwhile stays, as long as it is about other tags.
    pub fn update(&mut self, last: &[Arc<Tag>], now: &[Arc<Tag>]) {
        let known: HashMap<&str, &Arc<Tag>> = last.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        let current: HashMap<&str, &Arc<Tag>> = now.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        for entry in self.entries.extract_if(.., |entry| {
            known.contains_key(entry.id.as_str()) && !current.contains_key(entry.id.as_str())
        }) {
            self.attic.insert(entry.id.clone(), Arc::unwrap_or_clone(entry).into_table());
        }
        let places: HashMap<String, usize> =
            self.entries.iter().enumerate().map(|(index, entry)| (entry.id.clone(), index)).collect();
        for tag in now {
            let same =
                known.get(tag.id.as_str()).is_some_and(|before| Arc::ptr_eq(before, tag) || before == &tag);
            if same {
                // What another program made of it meanwhile stands, even that it is gone.
                continue;
            }
            if let Some(entry) = places.get(&tag.id).and_then(|&index| self.entries.get_mut(index)) {
                // What another program has written into it since is merged, not written over.
                let before = known.get(tag.id.as_str());
                let theirs =
                    entry.tag().ok().filter(|theirs| before.is_some_and(|before| before.as_ref() != theirs));
                let merged = theirs.map(|theirs| merge::merge(before.map(AsRef::as_ref), tag, &theirs).0);
                Arc::make_mut(entry).write(merged.as_ref().unwrap_or(tag));
            } else {
                let table = self.attic.remove(&tag.id);
                self.entries.push(Arc::new(Entry::of(tag, table)));
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.entries.sort_by(|one, two| one.order().cmp(&two.order()));
    }

    /// The file's text.
    pub fn render(&self) -> String {
        let mut text = self.head.to_string();
        text.reserve(self.entries.iter().map(|entry| entry.text.len()).sum::<usize>() + self.tail.len());
        if !self.entries.is_empty() && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for entry in &self.entries {
            text.push_str(&entry.text);
        }
        text.push_str(&self.tail);
        text
    }
}

/// The lines of the headings `[[tag]]`, counted from 1.
fn headings(text: &str) -> impl Iterator<Item = usize> {
    let heading = |line: &str| {
        let inner = line.trim_start().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
        inner.is_some_and(|(name, _)| name.trim().trim_matches(['"', '\'']) == "tag")
    };
    text.lines().enumerate().filter(move |(_, line)| heading(line)).map(|(index, _)| index + 1)
}

/// Where brackets are nested too deeply, not counting those in strings on one line and comments.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (_, b'\n') => (quote, escaped) = (None, false),
            (Some(_), _) if escaped => escaped = false,
            (Some(b'"'), b'\\') => escaped = true,
            (Some(mark), _) if byte == mark && mark != b'#' => quote = None,
            (None, b'"' | b'\'' | b'#') => quote = Some(byte),
            (None, b'[' | b'{') => depth += 1,
            (None, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
    }
    None
}

/// Where a line that begins with `mark` stands.
fn line_start(text: &str, mark: &str) -> Option<usize> {
    if text.starts_with(mark) { Some(0) } else { text.find(&format!("\n{mark}")).map(|at| at + 1) }
}

#[cfg(test)]
mod tests;
