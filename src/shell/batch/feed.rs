//! Work items of a corpus: groups of short files, and chunks of long texts while they are read.

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::{Chunk, Chunker, Format};
use crate::shell::article::{Article, ReadOptions, Source};
use crate::shell::decompress::Stream;
use crate::shell::walk::{self, Listed, WalkOptions};
use crate::shell::{display, names};
use crate::text::{slice, visible};
use encoding_rs::{CoderResult, Decoder, Encoding};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Smaller files are opened by the worker thread.
const SHORT_FILE: u64 = 512 << 10;

const MAX_GROUP: usize = 32;

#[derive(Debug)]
pub struct CorpusArticle {
    /// Path as given or found.
    pub name: String,
    pub source: Result<Source, Error>,
    /// Bytes of the file; 0 if unknown.
    pub size: u64,
}

/// Articles for the words of the command line, in order and without duplicates: `-` is standard input, and a folder
/// stands for its articles. A folder that cannot be read, or that holds none, becomes an unreadable article.
pub fn list_articles(words: &[PathBuf], options: WalkOptions) -> Vec<CorpusArticle> {
    let unreadable =
        |path: &Path, error| CorpusArticle { name: display::name(path), source: Err(error), size: 0 };
    let listed = walk::list(words, options).into_iter().map(|listed| match listed {
        Listed::Article(path) => CorpusArticle::of(&path),
        Listed::Unreadable(path, error) => unreadable(&path, error),
        Listed::Empty(path) => unreadable(&path, walk::no_article(std::slice::from_ref(&path))),
    });
    let mut articles: Vec<CorpusArticle> = listed.collect();
    let names = articles.iter().map(|article| article.name.clone()).collect();
    for (article, name) in articles.iter_mut().zip(names::with_numbers(names)) {
        article.name = name;
    }
    articles
}

impl CorpusArticle {
    fn of(path: &Path) -> Self {
        let data = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
        let name = display::name(path);
        Self { name, source: Ok(Source::of_word(path)), size: data.map_or(0, |data| data.len()) }
    }

    /// The file of the article; `None` for standard input, and where it cannot be read.
    pub fn path(&self) -> Option<&Path> {
        match &self.source {
            Ok(Source::File(path)) => Some(path),
            _ => None,
        }
    }

    /// Judged by name.
    fn is_compressed(&self) -> bool {
        Format::without_compression_suffix(&self.name) != self.name
    }
}

#[derive(Debug)]
pub struct WorkItem {
    pub article: usize,
    pub content: Content,
    pub is_first: bool,
    pub is_last: bool,
    /// Bytes of the file that it covers.
    pub size: u64,
    /// About the import.
    pub warning: Option<Diagnostic>,
}

#[derive(Debug)]
pub enum Content {
    Unopened(Source, ReadOptions),
    /// An article that must be imported as a whole.
    Opened(Box<Article>),
    Chunk(Chunk),
    Failed(Error),
}

#[derive(Debug, Clone, Copy)]
pub struct FeedOptions {
    pub first: usize,
    pub whole: bool,
    pub work_bytes: WorkBytes,
}

/// How much work a thread takes at once.
#[derive(Debug, Clone, Copy)]
pub struct WorkBytes {
    /// Groups short files up to this many bytes, because each handover has its cost; 0 if every result is wanted
    /// immediately.
    pub of_group: usize,
    /// Cuts long texts into chunks of about this many bytes.
    pub of_chunk: usize,
}

/// Passes items to `put` in groups with their weight in bytes, until it returns `false`.
pub fn feed(
    articles: &[CorpusArticle],
    options: FeedOptions,
    read_options: ReadOptions,
    put: &mut dyn FnMut(Vec<WorkItem>, usize) -> bool,
) {
    let (mut group, mut group_weight) = (Vec::new(), 0);
    let mut put_item = |item: WorkItem, weight: usize| {
        // Only a group of existing files may wait for more.
        let may_wait = matches!(item.content, Content::Unopened(..));
        group_weight += weight;
        group.push(item);
        let is_full = group_weight >= options.work_bytes.of_group || group.len() >= MAX_GROUP;
        if may_wait && !is_full {
            return true;
        }
        put(std::mem::take(&mut group), std::mem::take(&mut group_weight))
    };
    let mut articles = articles.iter().enumerate().skip(options.first);
    let wants_more =
        articles.all(|(number, article)| put_article(article, number, read_options, options, &mut put_item));
    if wants_more && !group.is_empty() {
        put(group, group_weight);
    }
}

/// Returns whether to continue.
fn put_article(
    article: &CorpusArticle,
    number: usize,
    read_options: ReadOptions,
    options: FeedOptions,
    put: &mut dyn FnMut(WorkItem, usize) -> bool,
) -> bool {
    let item = |content| WorkItem {
        article: number,
        content,
        is_first: true,
        is_last: true,
        size: article.size,
        warning: None,
    };
    let weight = usize::try_from(article.size).unwrap_or(usize::MAX >> 1);
    let source = match &article.source {
        Ok(source) => source.clone(),
        Err(error) => return put(item(Content::Failed(error.clone())), 0),
    };
    if (1..SHORT_FILE).contains(&article.size) && !article.is_compressed() {
        return put(item(Content::Unopened(source, read_options)), weight);
    }
    let opened = match Article::open_stream(source, read_options) {
        Ok(opened) => opened,
        Err(error) => return put(item(Content::Failed(error)), 0),
    };
    if options.whole {
        return put(item(Content::Opened(Box::new(opened))), weight);
    }
    match opened.into_text_stream() {
        Ok((stream, encoding)) => {
            let chunk_bytes = options.work_bytes.of_chunk;
            LongText::new(article, number, stream, encoding).feed(chunk_bytes, put)
        }
        Err(opened) => put(item(Content::Opened(opened)), weight),
    }
}

/// A text decoded and split while it is read.
struct LongText<'a> {
    article: &'a CorpusArticle,
    number: usize,
    stream: Stream,
    decoder: Decoder,
    chunker: Chunker,
    /// Decoded text not yet assigned to a chunk.
    decoded: String,
    started: bool,
    /// Number of undecodable places.
    unreadable: usize,
    /// Bytes of the file covered by items so far.
    counted: u64,
}

impl<'a> LongText<'a> {
    fn new(article: &'a CorpusArticle, number: usize, stream: Stream, encoding: &'static Encoding) -> Self {
        // A UTF-8 byte order mark is not part of the text, here as elsewhere.
        let decoder = if encoding == encoding_rs::UTF_8 {
            encoding.new_decoder_with_bom_removal()
        } else {
            encoding.new_decoder_without_bom_handling()
        };
        Self {
            article,
            number,
            stream,
            decoder,
            chunker: Chunker::default(),
            decoded: String::new(),
            started: false,
            unreadable: 0,
            counted: 0,
        }
    }

    /// Returns whether to continue.
    fn feed(mut self, chunk_bytes: usize, put: &mut dyn FnMut(WorkItem, usize) -> bool) -> bool {
        let mut bytes = Vec::with_capacity(chunk_bytes);
        loop {
            bytes.clear();
            let read = (&mut self.stream).take(chunk_bytes as u64).read_to_end(&mut bytes);
            if let Err(error) = read {
                let error = display::io_error(self.shown_name(), error);
                let item = self.item(Content::Failed(error), true);
                return put(item, 0);
            }
            let is_last = bytes.len() < chunk_bytes;
            self.decode(&bytes, is_last);
            let chunk = self.chunker.next_chunk(&mut self.decoded, is_last);
            // An empty text is one empty item.
            let chunk = chunk.or_else(|| {
                let empty = Chunk::default();
                is_last.then_some(empty)
            });
            if let Some(chunk) = chunk {
                let weight = chunk.text.len();
                if !put(self.item(Content::Chunk(chunk), is_last), weight) {
                    return false;
                }
            }
            if is_last {
                return true;
            }
        }
    }

    fn shown_name(&self) -> String {
        visible::distinct(&self.article.name).into_owned()
    }

    fn item(&mut self, content: Content, is_last: bool) -> WorkItem {
        let is_first = !std::mem::replace(&mut self.started, true);
        let left = self.article.size.saturating_sub(self.counted);
        let size = match &content {
            _ if is_last => left,
            Content::Chunk(chunk) if !self.article.is_compressed() => left.min(chunk.text.len() as u64),
            _ => 0,
        };
        self.counted += size;
        let warning = (is_last && self.unreadable > 0).then(|| {
            let (encoding, places) = (self.decoder.encoding().name(), self.unreadable);
            let message = format!("read as {encoding}: {places} unreadable places are shown as \u{fffd}");
            Diagnostic::whole(&self.shown_name(), message)
        });
        WorkItem { article: self.number, content, is_first, is_last, size, warning }
    }

    fn decode(&mut self, mut bytes: &[u8], is_last: bool) {
        loop {
            let max = self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
            self.decoded.reserve(max);
            let before = self.decoded.len();
            let (result, read, replaced) = self.decoder.decode_to_string(bytes, &mut self.decoded, is_last);
            bytes = bytes.get(read..).unwrap_or_default();
            if replaced {
                let fresh = slice(&self.decoded, before..);
                self.unreadable += fresh.matches('\u{fffd}').count();
            }
            if result == CoderResult::InputEmpty {
                return;
            }
        }
    }
}
