//! The tag file: TOML beside the article, parsed into tags and rewritten without loss.

mod merging;
mod record;

use super::{Tag, merge};
use crate::diagnostic::Diagnostic;
use crate::import::Format;
use crate::text::{Document, visible};
use record::{TagRecord, quoted, set, text};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use toml_edit::{DocumentMut, Item, RawString, Table, value};

/// Format version; a file with a higher one is not opened for writing.
pub const VERSION: i64 = 1;

/// Some 75,000 tags.
pub const MAX_BYTES: usize = 32 << 20;

/// Cells of a quotation in a message.
const QUOTE_CELLS: usize = 60;

/// Limit of nested brackets, because `toml_edit` recurses for each level.
const MAX_NESTING: usize = 64;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    pub document: String,
    /// SHA-256 of the article's bytes when the file was last written.
    pub sha256: String,
    /// SHA-256 of the imported text; empty if that text equals the bytes.
    pub text_sha256: String,
    /// Importer and version, such as `html/1`; empty in files older than this field.
    pub importer: String,
    pub chars: u32,
    /// Name and version.
    pub scheme: (String, String),
    pub annotator: String,
    /// Tag files settled by an adjudication.
    pub settles: Vec<String>,
}

impl Header {
    /// `scheme` is a name and a version.
    pub fn of(document: &Document, scheme: (String, String), annotator: &str) -> Self {
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

    /// Was the file written for this very text, so that its positions hold?
    pub fn is_of(&self, document: &Document) -> bool {
        // Files without an importer are of plain text, whose importer has not changed.
        let importer = if self.importer.is_empty() { Format::Plain.importer() } else { &self.importer };
        // The same bytes may be imported differently, for example with another encoding.
        let text = self.text_sha256.is_empty() || self.text_sha256 == document.text_digest;
        self.sha256 == document.digest && importer == document.importer && text
    }
}

/// A tag file as on disk, including everything that is not ours.
///
/// Edits one tag at a time and keeps comments, unknown keys and the order of keys.
#[derive(Debug, Clone, Default)]
pub struct TagDocument {
    /// Everything before the tags.
    head: DocumentMut,
    /// Sorted by passage; shared, so that cloning the document is cheap.
    records: Vec<Arc<TagRecord>>,
    /// Everything after the last tag.
    tail: String,
    /// Tables of removed tags, so that an undo restores their unknown keys too.
    removed: HashMap<String, Table>,
    /// Duplicate ids: line of the later tag, old id, new id.
    renamed: Vec<(usize, String, String)>,
    /// Pairs of tags on one passage, found and joined in the file as read.
    joined: Vec<Joined>,
    /// Ids that ended in another tag on the same passage, with that tag's id.
    aliases: HashMap<String, String>,
}

/// Two tags of one annotator on one passage, made one.
#[derive(Debug, Clone)]
struct Joined {
    line: usize,
    id: String,
    quote: String,
    is_conflict: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeOutcome {
    /// Tags added, changed or removed to match the other side.
    pub changed: usize,
    /// Ids of tags with different decisions on the two sides.
    pub conflicts: Vec<String>,
    /// Pairs of tags with different ids on one passage, made one.
    pub joined: usize,
}

/// Different decisions of several annotators on one passage, all of them kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    pub quote: String,
    /// In the order of the file, each once.
    pub annotators: Vec<String>,
}

impl TagDocument {
    pub fn new(header: &Header) -> Self {
        let mut document = Self {
            head: DocumentMut::new(),
            records: Vec::new(),
            tail: String::new(),
            removed: HashMap::new(),
            renamed: Vec::new(),
            joined: Vec::new(),
            aliases: HashMap::new(),
        };
        document.set_header(header);
        document
    }

    /// Fails with line and column if the text is not TOML, or not a tag file. Such a file must not be overwritten.
    pub fn parse(text: &str, file: &str) -> Result<Self, Diagnostic> {
        const LEFT: &str = "the file is left as it is; mend it or name another with --tags";
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > MAX_BYTES {
            return Err(Diagnostic::whole(file, format!("larger than {} MB", MAX_BYTES >> 20))
                .hint("no tag file grows so large; name another with --tags"));
        }
        if let Some(at) = too_deep(text) {
            let message = format!("brackets are nested more than {MAX_NESTING} deep");
            return Err(Diagnostic::at(file, text, at, message).hint(LEFT));
        }
        if let Some(at) = ["<<<<<<< ", "=======\n", ">>>>>>> "].iter().find_map(|mark| line_start(text, mark))
        {
            return Err(Diagnostic::at(file, text, at, "unfinished merge")
                .hint("settle it in an editor, then open the article again"));
        }
        let mut head: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
            Diagnostic::toml(file, text, error.span(), error.message()).hint(LEFT)
        })?;
        let version = head.get("format").and_then(|format| format.get("version"));
        if version.and_then(Item::as_integer).is_none() && !head.is_empty() {
            return Err(Diagnostic::whole(file, "not a tag file: it has no format.version")
                .hint("name another with --tags"));
        }
        let tail = head.trailing().as_str().unwrap_or_default().to_owned();
        head.set_trailing(RawString::default());
        let tables: Vec<Table> = match head.remove("tag") {
            Some(Item::ArrayOfTables(array)) => array.into_iter().collect(),
            None => Vec::new(),
            Some(_) => {
                return Err(Diagnostic::whole(file, "`tag` is not a list of tables")
                    .hint("each tag begins with a line [[tag]]"));
            }
        };
        let lines = headings(text).chain(std::iter::repeat(0));
        let records =
            tables.into_iter().zip(lines).map(|(table, line)| Arc::new(TagRecord::new(table, line)));
        let records = records.collect();
        let mut document = Self {
            head,
            records,
            tail,
            removed: HashMap::new(),
            renamed: Vec::new(),
            joined: Vec::new(),
            aliases: HashMap::new(),
        };
        document.join_duplicates();
        document.rename_duplicates();
        Ok(document)
    }

    pub fn header(&self) -> Header {
        let item = |table: &str, key: &str| self.head.get(table).and_then(|table| table.get(key));
        let text =
            |table: &str, key: &str| item(table, key).and_then(Item::as_str).unwrap_or_default().to_owned();
        let chars = item("document", "chars").and_then(Item::as_integer);
        let settles = item("adjudication", "settles").and_then(Item::as_array).into_iter().flatten();
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

    /// The tags in file order, with warnings about unreadable ones, which stay in the file unchanged.
    pub fn tags(&self, file: &str) -> (Vec<Tag>, Vec<Diagnostic>) {
        let (mut tags, mut warnings) = (Vec::new(), Vec::new());
        let warning = |line, message: String| Diagnostic { line, ..Diagnostic::whole(file, message) };
        for record in &self.records {
            match record.tag() {
                Ok(tag) => tags.push(tag),
                Err(message) => warnings.push(
                    warning(record.line, format!("cannot read this tag: {message}"))
                        .hint("it stays in the file as it is"),
                ),
            }
        }
        for (line, old, new) in &self.renamed {
            warnings.push(warning(*line, format!("duplicate id {old}; this tag is now {new}")));
        }
        for Joined { line, id, quote, is_conflict } in &self.joined {
            let quote = visible::cut(quote, QUOTE_CELLS);
            let message = format!("two tags of one annotator on “{quote}” are now one, {id}");
            let decisions = "they differ: the later decision holds, the other one stays under `conflict`";
            let one = warning(*line, message);
            warnings.push(if *is_conflict { one.hint(decisions) } else { one });
        }
        (tags, warnings)
    }

    /// The first tag that could be read in `before` and cannot be read here: a program that removes or changes tags
    /// leaves whole ones.
    pub fn damaged_since(&self, before: &Self, file: &str) -> Option<Diagnostic> {
        let unreadable = self.records.iter().filter_map(|record| Some((record, record.tag().err()?)));
        let mut damaged = unreadable.filter(|(record, _)| {
            let mut old = before.records.iter().filter(|old| old.id == record.id);
            if record.id.is_empty() {
                !old.any(|old| old.is_same(record))
            } else {
                old.any(|old| old.tag().is_ok())
            }
        });
        let (record, message) = damaged.next()?;
        Some(Diagnostic::on_line(file, record.line, format!("cannot read this tag: {message}")))
    }

    /// Not even a header.
    pub fn is_empty(&self) -> bool {
        self.head.is_empty() && self.records.is_empty()
    }

    /// Was the file written by a later version of the program? It may be read as far as it is understood, but not
    /// written.
    pub fn needs_newer_version(&self) -> bool {
        let wanted = self.head.get("format").and_then(|format| format.get("min_reader"));
        wanted.and_then(Item::as_integer).is_some_and(|wanted| wanted > VERSION)
    }

    /// Were duplicate ids renamed, or tags on one passage joined? If so, the next write alters tags that the reader did
    /// not touch.
    pub const fn is_repaired(&self) -> bool {
        !self.renamed.is_empty() || !self.joined.is_empty()
    }

    fn rename_duplicates(&mut self) {
        let mut known: HashSet<String> = HashSet::new();
        for record in self.records.iter_mut().filter(|record| !record.id.is_empty()) {
            if known.insert(record.id.clone()) {
                continue;
            }
            let old = record.id.clone();
            // Each number belongs to at most one tag, so one of these is free.
            let mut ids = (2..=known.len() + 2).map(|number| format!("{old}-{number}"));
            let fresh = ids.find(|id| known.insert(id.clone())).unwrap_or_default();
            Arc::make_mut(record).rename(&fresh);
            self.renamed.push((record.line, old, fresh));
        }
    }

    /// Writes the header, keeping unknown keys.
    pub fn set_header(&mut self, header: &Header) {
        let is_new = self.head.is_empty();
        let (scheme, version) = &header.scheme;
        let mut document = vec![
            ("name", text(&header.document)),
            ("sha256", text(&header.sha256)),
            ("chars", value(i64::from(header.chars))),
            ("unit", text("code-point")),
        ];
        for (key, known) in [("importer", &header.importer), ("text_sha256", &header.text_sha256)] {
            document.extend((!known.is_empty()).then(|| (key, text(known))));
        }
        let settles: toml_edit::Array = header.settles.iter().map(|name| quoted(name)).collect();
        let format = vec![
            ("name", text("purport-tags")),
            ("version", value(VERSION)),
            ("min_reader", value(VERSION)),
            ("writer", text(concat!("purport ", env!("CARGO_PKG_VERSION")))),
        ];
        let tables = [
            ("format", format),
            ("document", document),
            ("scheme", vec![("id", text(scheme)), ("version", text(version))]),
            ("annotator", vec![("id", text(&header.annotator))]),
            ("adjudication", if settles.is_empty() { Vec::new() } else { vec![("settles", value(settles))] }),
        ];
        for (name, items) in tables.into_iter().filter(|(_, items)| !items.is_empty()) {
            let table = self.head.entry(name).or_insert_with(|| Item::Table(Table::new()));
            let Some(table) = table.as_table_like_mut() else { continue };
            for (key, item) in items {
                set(table, key, item);
            }
        }
        if is_new && let Some(table) = self.head.get_mut("format").and_then(Item::as_table_mut) {
            table.decor_mut().set_prefix(
                "# What a reader decided about the claims of an article, by purport.\n\
                 # Positions count Unicode code points from 0; `end` is exclusive.\n\n",
            );
        }
    }

    /// Updates the tags that changed between `last` and `now`.
    ///
    /// Keeps what another program added or changed in the file meanwhile; a tag that both changed is merged.
    pub fn update(&mut self, last: &[Arc<Tag>], now: &[Arc<Tag>]) {
        let known: HashMap<&str, &Arc<Tag>> = last.iter().map(|tag| (tag.id.as_str(), tag)).collect();
        let current: HashSet<&str> = now.iter().map(|tag| tag.id.as_str()).collect();
        for record in self.records.extract_if(.., |record| {
            known.contains_key(record.id.as_str()) && !current.contains(record.id.as_str())
        }) {
            self.removed.insert(record.id.clone(), Arc::unwrap_or_clone(record).into_table());
        }
        let indices: HashMap<String, usize> =
            self.records.iter().enumerate().map(|(index, record)| (record.id.clone(), index)).collect();
        for tag in now {
            let before = known.get(tag.id.as_str()).copied();
            if before.is_some_and(|before| Arc::ptr_eq(before, tag) || before == tag) {
                // The other program's change stands, even a removal.
                continue;
            }
            // A tag that another one on its passage has taken in goes on as that one.
            let alias = self.aliases.get(&tag.id).filter(|alias| {
                let record = indices.get(*alias).and_then(|&index| self.records.get(index));
                let kept = record.and_then(|record| record.tag().ok());
                !indices.contains_key(&tag.id)
                    && kept.is_some_and(|kept| merge::is_same_subject(&kept, tag, true))
            });
            let id = alias.unwrap_or(&tag.id).clone();
            if let Some(record) = indices.get(&id).and_then(|&index| self.records.get_mut(index)) {
                let theirs = record.tag().ok();
                let theirs = theirs
                    .filter(|theirs| id != tag.id || before.is_some_and(|before| before.as_ref() != theirs));
                let merged = theirs.map(|theirs| merge::merge(before.map(AsRef::as_ref), tag, &theirs).0);
                let merged = merged.map(|merged| Tag { id, ..merged });
                Arc::make_mut(record).write(merged.as_ref().unwrap_or(tag));
            } else {
                let table = self.removed.remove(&tag.id);
                self.records.push(Arc::new(TagRecord::of(tag, table)));
            }
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.records.sort_by(|one, two| one.order().cmp(&two.order()));
    }

    pub fn render(&self) -> String {
        let mut text = self.head.to_string();
        text.reserve(self.records.iter().map(|record| record.text.len()).sum::<usize>() + self.tail.len());
        if !self.records.is_empty() && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for record in &self.records {
            text.push_str(&record.text);
        }
        text.push_str(&self.tail);
        text
    }
}

/// Line numbers of the `[[tag]]` headings, from 1.
fn headings(text: &str) -> impl Iterator<Item = usize> {
    let heading = |line: &str| {
        let inner = line.trim_start().strip_prefix("[[").and_then(|rest| rest.split_once("]]"));
        inner.is_some_and(|(name, _)| name.trim().trim_matches(['"', '\'']) == "tag")
    };
    text.lines().enumerate().filter(move |(_, line)| heading(line)).map(|(index, _)| index + 1)
}

/// Offset where brackets nest too deeply, ignoring one-line strings and comments.
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
        if depth > MAX_NESTING {
            return Some(at);
        }
    }
    None
}

/// Offset of a line that starts with `mark`.
fn line_start(text: &str, mark: &str) -> Option<usize> {
    if text.starts_with(mark) { Some(0) } else { text.find(&format!("\n{mark}")).map(|at| at + 1) }
}

#[cfg(test)]
mod tests;
