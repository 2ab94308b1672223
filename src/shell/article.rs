//! An article's bytes: from a file, from standard input, or built in.

use super::decompress::{Stream, chain, decompress};
use super::import_worker::{self, Stop};
use super::live_article::LiveArticle;
use super::live_input::{LiveEnd, LiveInput};
use super::read_options::FIRST_BYTES;
pub use super::read_options::ReadOptions;
use super::{display, file};
use crate::error::Error;
use crate::import::encoding::{EncodingHint, streaming_encoding};
use crate::import::{
    Format, ImportOptions, ImportProgress, ImportedDocument, MAX_BYTES, import, preview, too_large,
};
use crate::text::Document;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const SAMPLE_NAME: &str = "harbour-talks.txt";
const SAMPLE: &str = include_str!("../../sample/harbour-talks.txt");

const LESSON_NAME: &str = "lesson.md";
const LESSON: &str = include_str!("../../sample/lesson.md");

/// How long to wait for [`FIRST_BYTES`] of standard input, or its end, before what has come is shown.
const LIVE_DELAY: Duration = Duration::from_millis(150);

/// Largest file of a foreign format imported before the first screen, in bytes.
const MAX_FOREIGN_AT_ONCE: usize = 48 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    Stdin,
    Sample,
    Lesson,
}

impl Source {
    /// Parses a command-line word; `-` is standard input.
    pub fn of_word(word: &Path) -> Self {
        if word == Path::new("-") { Self::Stdin } else { Self::File(word.to_owned()) }
    }

    pub fn name(&self) -> String {
        match self {
            Self::File(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                name.to_string_lossy().into_owned()
            }
            Self::Stdin => "(standard input)".to_owned(),
            Self::Sample => SAMPLE_NAME.to_owned(),
            Self::Lesson => LESSON_NAME.to_owned(),
        }
    }

    /// The whole path, for messages.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::File(path) => display::path(path),
            _ => self.name(),
        }
    }
}

/// An open article, perhaps read only in part.
pub struct Article {
    pub source: Source,
    pub how: ImportOptions,
    first: Vec<u8>,
    rest: Option<Rest>,
    /// Standard input that has not ended yet; then the bytes are there.
    live: Option<LiveArticle>,
}

struct Rest {
    stream: Stream,
    /// Size of the whole in bytes, if known before it is read.
    length: Option<u64>,
}

impl fmt::Debug for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Article")
            .field("source", &self.source)
            .field("how", &self.how)
            .field("first", &self.first.len())
            .field("more", &(self.rest.is_some() || self.live.is_some()))
            .finish()
    }
}

impl Article {
    /// Opens an article and reads its beginning, or all of standard input.
    pub fn open(source: Source, options: ReadOptions) -> Result<Self, Error> {
        let mut article = Self::open_stream(source, options)?;
        if article.source == Source::Stdin
            && let Some(rest) = article.rest.take()
        {
            read_to_limit(rest.stream, &mut article.first, &article.source.shown())?;
        }
        Ok(article)
    }

    /// The same, but waits for the end of standard input only for a moment: what comes later is shown as it comes.
    pub fn open_live(source: Source, options: ReadOptions) -> Result<Self, Error> {
        if source != Source::Stdin {
            return Self::open(source, options);
        }
        let name = source.shown();
        let input = LiveInput::start(io::stdin());
        let live = LiveArticle { input, options, name: source.name() };
        let ended = live.wait_for_beginning(Instant::now() + LIVE_DELAY);
        let (first, live) = match (ended, live) {
            (false, live) => (live.input.beginning(FIRST_BYTES), Some(live)),
            (true, live) => match live.input.take() {
                (_, Some(LiveEnd::Failed(error))) => return Err(display::io_error(&name, error)),
                (bytes, _) => (bytes, None),
            },
        };
        let how = how_to_read(&source, &first, options)?;
        Ok(Self { source, how, first: if live.is_some() { Vec::new() } else { first }, rest: None, live })
    }

    /// Is the article still being written to standard input?
    pub(super) const fn is_live(&self) -> bool {
        self.live.is_some()
    }

    pub(super) fn take_live(&mut self) -> Option<LiveArticle> {
        self.live.take()
    }

    /// The same, but reads only the beginning of standard input too.
    pub(super) fn open_stream(source: Source, options: ReadOptions) -> Result<Self, Error> {
        let name = source.shown();
        let (first, rest) = match &source {
            Source::Sample => (SAMPLE.as_bytes().to_vec(), None),
            Source::Lesson => (LESSON.as_bytes().to_vec(), None),
            Source::Stdin => read_first(io::stdin(), None, &name)?,
            Source::File(path) => {
                let file = file::open(path, &name).map_err(|error| {
                    if path.exists() {
                        error
                    } else {
                        error.hint("`purport` alone opens the built-in sample")
                    }
                })?;
                let length = file.metadata().ok().map(|data| data.len());
                read_first(file, length, &name)?
            }
        };
        let how = how_to_read(&source, &first, options)?;
        Ok(Self { source, how, first, rest, live: None })
    }

    /// A stream for decoding the text while reading, with its encoding; returns the article unchanged if it must be
    /// imported as a whole.
    pub(super) fn into_text_stream(self) -> Result<(Stream, &'static encoding_rs::Encoding), Box<Self>> {
        let known = self.how.encoding.map_or(EncodingHint::Unknown, EncodingHint::Named);
        match streaming_encoding(&self.first, known).filter(|_| self.how.format == Format::Plain) {
            Some(encoding) => {
                let rest = self.rest.map_or_else(|| Box::new(io::empty()) as Stream, |rest| rest.stream);
                Ok((Box::new(chain(self.first, rest)), encoding))
            }
            None => Err(Box::new(self)),
        }
    }

    /// Options for reading the article again in the same way.
    pub const fn read_options(&self) -> ReadOptions {
        let ImportOptions { format, raw, encoding } = self.how;
        ReadOptions { format: Some(format), raw, encoding }
    }

    /// The beginning as a document of its own, if the article is longer. Empty for a long file in a foreign format.
    pub fn preview(&self) -> Option<Document> {
        if let Some(live) = &self.live {
            return Some(live.so_far());
        }
        let is_file = matches!(self.source, Source::File(_));
        if self.how.format.needs_isolation() && is_file && self.first.len() > MAX_FOREIGN_AT_ONCE {
            let (text, digest) = (String::new(), String::new());
            return Some(Document::new(&self.source.name(), text, Vec::new(), Vec::new(), digest));
        }
        self.rest.as_ref()?;
        preview(&self.first, &self.source.name(), self.how)
    }

    pub fn read(self) -> Result<ImportedDocument, Error> {
        self.read_with_progress(&Stop::default(), &mut |_| {})
    }

    /// The same; slow formats report progress, and `stop` ends the import.
    pub(super) fn read_with_progress(
        self,
        stop: &Stop,
        report: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportedDocument, Error> {
        let Self { source, how, first: mut bytes, rest, live } = self;
        if let Some(live) = live {
            return live.read_whole(stop);
        }
        if let Some(Rest { stream, length }) = rest {
            let name = source.shown();
            let length = usize::try_from(length.unwrap_or(0)).unwrap_or(usize::MAX);
            // An excessive length is known before reading.
            if length > MAX_BYTES {
                return Err(too_large(&name));
            }
            bytes.try_reserve_exact(length.saturating_sub(bytes.len()) + 1).map_err(|error| {
                Error::new(&name, "there is not enough memory to read it").caused_by(error)
            })?;
            read_to_limit(stream, &mut bytes, &name)?;
        }
        if how.format.needs_isolation() {
            return import_worker::import(bytes, &source.name(), how, stop, report);
        }
        import(bytes, &source.name(), how)
    }
}

/// Detects the format of an article by its first bytes, unless `options` name it. Fails for what is no article.
fn how_to_read(source: &Source, first: &[u8], options: ReadOptions) -> Result<ImportOptions, Error> {
    let detect = || Format::detect(first, Format::without_compression_suffix(&source.name()));
    let format = options.format.unwrap_or_else(detect);
    if options.format.is_none()
        && format == Format::Plain
        && let Some((kind, hint)) = Format::unsupported_kind(first)
    {
        return Err(Error::new(source.shown(), format!("is {kind}, not an article")).hint(hint));
    }
    Ok(ImportOptions { format, raw: options.raw, encoding: options.encoding })
}

/// The first bytes, decompressed, and the rest if there is more.
fn read_first(
    from: impl Read + Send + 'static,
    length: Option<u64>,
    name: &str,
) -> Result<(Vec<u8>, Option<Rest>), Error> {
    let read = || {
        let (mut stream, compressed) = decompress(from)?;
        let mut first = Vec::with_capacity(FIRST_BYTES);
        (&mut stream).take(FIRST_BYTES as u64).read_to_end(&mut first)?;
        let more = first.len() == FIRST_BYTES;
        Ok((first, more.then_some(Rest { stream, length: length.filter(|_| !compressed) })))
    };
    read().map_err(|error| display::io_error(name, error))
}

/// Reads the rest, up to one byte more than the limit.
fn read_to_limit(from: impl Read, bytes: &mut Vec<u8>, name: &str) -> Result<(), Error> {
    let left = (MAX_BYTES + 1).saturating_sub(bytes.len());
    let read = from.take(left as u64).read_to_end(bytes);
    read.map(drop).map_err(|error| display::io_error(name, error))
}
