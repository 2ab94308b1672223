//! The articles of a corpus as pieces to be worked on: small ones as they are, long texts in parts.

use crate::diagnostic::Diagnostic;
use crate::import::Format;
use crate::import::chunks::{Chunk, Chunker};
use crate::shell::article::{Article, ReadOptions, Source};
use crate::shell::decompress::Stream;
use crate::shell::{display, survey};
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::collections::HashSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A file of fewer bytes is read by whoever works on it.
const SMALL: u64 = 512 << 10;

/// How many files go together at most.
const MOST_TOGETHER: usize = 32;

/// Bytes of a text that are decoded at once.
const STEP: usize = 256 << 10;

/// One article of a corpus.
#[derive(Debug)]
pub struct Entry {
    /// What it is called in the output: its path as it was named or found.
    pub name: String,
    /// Where it is, or why it cannot be.
    pub source: Result<Source, Diagnostic>,
    /// The bytes of its file; 0 if they cannot be known.
    pub size: u64,
}

/// The articles that words of the command line name, in their order: `-` is standard input, and of folders they
/// are those that the shelf shows. None comes twice. A word that names none is an entry that cannot be read.
pub fn entries(words: &[PathBuf]) -> Vec<Entry> {
    let mut seen = HashSet::new();
    let mut entries = Vec::new();
    for word in words {
        let found =
            if word.is_dir() { survey::articles(std::slice::from_ref(word)) } else { Ok(vec![word.clone()]) };
        match found {
            Ok(paths) => {
                entries.extend(
                    paths.iter().filter(|path| seen.insert((*path).clone())).map(|path| Entry::of(path)),
                );
            }
            Err(fault) => {
                let name = word.to_string_lossy().into_owned();
                entries.push(Entry { name, source: Err(fault.into()), size: 0 });
            }
        }
    }
    entries
}

impl Entry {
    fn of(path: &Path) -> Self {
        let size =
            std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map_or(0, |data| data.len());
        let name = path.to_string_lossy().into_owned();
        Self { name, source: Ok(Source::of_word(path)), size }
    }

    /// Whether it has to be unpacked, by its name.
    fn is_packed(&self) -> bool {
        Format::without_compression_suffix(&self.name) != self.name
    }
}

/// A part of an article, or all of it.
#[derive(Debug)]
pub struct Piece {
    /// Which article it is of.
    pub article: usize,
    /// What there is to work on.
    pub content: Content,
    /// Whether the article begins with it.
    pub is_first: bool,
    /// Whether the article ends with it.
    pub is_last: bool,
    /// How far the work has come with it, in bytes of files.
    pub size: u64,
    /// What is to be said of how it was read.
    pub warning: Option<Diagnostic>,
}

/// What there is to work on.
#[derive(Debug)]
pub enum Content {
    /// A file that is not opened yet.
    Closed(Source, ReadOptions),
    /// An article that has to be read as a whole.
    Opened(Box<Article>),
    /// A part of a long text.
    Part(Chunk),
    /// It cannot be read, or no further.
    Failed(Diagnostic),
}

/// Which pieces are handed on, and how many at once.
#[derive(Debug, Clone, Copy)]
pub struct Cut {
    /// The number of the first article.
    pub from: usize,
    /// No text is to be taken apart.
    pub whole: bool,
    /// Files that are short go together up to so many bytes, because each handing on has its price; 0 where every
    /// article is wanted as soon as it is done.
    pub together: usize,
}

/// Hands on the pieces of the articles, with their weight in bytes, until `put` gives `false`.
pub fn feed(
    entries: &[Entry],
    cut: Cut,
    wanted: ReadOptions,
    put: &mut dyn FnMut(Vec<Piece>, usize) -> bool,
) {
    let (mut held, mut weight) = (Vec::new(), 0);
    let mut hand_on = |piece: Piece, more: usize| {
        // Only what is there for certain may be waited for.
        let waits = matches!(piece.content, Content::Closed(..));
        weight += more;
        held.push(piece);
        let full = weight >= cut.together || held.len() >= MOST_TOGETHER;
        if waits && !full { true } else { put(std::mem::take(&mut held), std::mem::take(&mut weight)) }
    };
    let mut entries = entries.iter().enumerate().skip(cut.from);
    let wanted_all = entries.all(|(number, entry)| one(entry, number, wanted, cut.whole, &mut hand_on));
    if wanted_all && !held.is_empty() {
        put(held, weight);
    }
}

fn one(
    entry: &Entry,
    article: usize,
    wanted: ReadOptions,
    whole: bool,
    put: &mut dyn FnMut(Piece, usize) -> bool,
) -> bool {
    let piece =
        |content| Piece { article, content, is_first: true, is_last: true, size: entry.size, warning: None };
    let weight = usize::try_from(entry.size).unwrap_or(usize::MAX >> 1);
    let source = match &entry.source {
        Ok(source) => source.clone(),
        Err(fault) => return put(piece(Content::Failed(fault.clone())), 0),
    };
    // What has a length of its own, and is short, need not be opened here.
    if (1..SMALL).contains(&entry.size) && !entry.is_packed() {
        return put(piece(Content::Closed(source, wanted)), weight);
    }
    let opened = match Article::open_stream(source, wanted) {
        Ok(opened) => opened,
        Err(fault) => return put(piece(Content::Failed(fault.into())), 0),
    };
    if whole {
        return put(piece(Content::Opened(Box::new(opened))), weight);
    }
    match opened.into_text_stream() {
        Ok((stream, encoding)) => Long::new(entry, article, stream, encoding).feed(put),
        Err(opened) => put(piece(Content::Opened(Box::new(opened))), weight),
    }
}

/// A text that is decoded and handed on while it is read.
struct Long<'e> {
    entry: &'e Entry,
    article: usize,
    stream: Stream,
    decoder: Decoder,
    chunks: Chunker,
    /// What was decoded and not handed on.
    held: String,
    begun: bool,
    /// Places that stood for nothing.
    unreadable: usize,
    /// What was counted of the file's size so far.
    counted: u64,
}

impl<'e> Long<'e> {
    fn new(entry: &'e Entry, article: usize, stream: Stream, encoding: &'static Encoding) -> Self {
        // As everywhere else a mark at the beginning of UTF-8 is no part of the text.
        let decoder = if encoding == encoding_rs::UTF_8 {
            encoding.new_decoder_with_bom_removal()
        } else {
            encoding.new_decoder_without_bom_handling()
        };
        Self {
            entry,
            article,
            stream,
            decoder,
            chunks: Chunker::default(),
            held: String::new(),
            begun: false,
            unreadable: 0,
            counted: 0,
        }
    }

    /// Gives whether more is wanted.
    fn feed(mut self, put: &mut dyn FnMut(Piece, usize) -> bool) -> bool {
        let mut bytes = Vec::with_capacity(STEP);
        loop {
            bytes.clear();
            let read = (&mut self.stream).take(STEP as u64).read_to_end(&mut bytes);
            let last = bytes.len() < STEP;
            if let Err(error) = read {
                let fault = self.broken(&error);
                return put(self.piece(Content::Failed(fault), true), 0);
            }
            self.decode(&bytes, last);
            match self.chunks.next_chunk(&mut self.held, last) {
                Some(part) => {
                    let weight = part.text.len();
                    let piece = self.piece(Content::Part(part), last);
                    if !put(piece, weight) {
                        return false;
                    }
                }
                None if last => {
                    let nothing =
                        Chunk { text: String::new(), blocks: Vec::new(), chars_before: 0, blocks_before: 0 };
                    return put(self.piece(Content::Part(nothing), true), 0);
                }
                None => {}
            }
            if last {
                return true;
            }
        }
    }

    fn broken(&self, error: &io::Error) -> Diagnostic {
        Diagnostic::whole(&display::path(Path::new(&self.entry.name)), display::describe_io_error(error))
    }

    fn piece(&mut self, content: Content, is_last: bool) -> Piece {
        let is_first = !std::mem::replace(&mut self.begun, true);
        let left = self.entry.size.saturating_sub(self.counted);
        let size = match &content {
            _ if is_last => left,
            Content::Part(part) if !self.entry.is_packed() => left.min(part.text.len() as u64),
            _ => 0,
        };
        self.counted += size;
        let warning = (is_last && self.unreadable > 0).then(|| {
            let name = display::path(Path::new(&self.entry.name));
            let encoding = self.decoder.encoding().name();
            let message =
                format!("read as {encoding}: {} unreadable places are shown as \u{fffd}", self.unreadable);
            Diagnostic::whole(&name, message)
        });
        Piece { article: self.article, content, is_first, is_last, size, warning }
    }

    fn decode(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            let most = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
            self.held.reserve(most);
            let before = self.held.len();
            let (result, read, replaced) = self.decoder.decode_to_string(bytes, &mut self.held, last);
            bytes = bytes.get(read..).unwrap_or_default();
            if replaced {
                let fresh = self.held.get(before..).unwrap_or_default();
                self.unreadable += fresh.matches('\u{fffd}').count();
            }
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}
