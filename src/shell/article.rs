//! Getting an article's bytes: from a file, from standard input, or the built-in one.

use super::decompress::{Stream, behind, unpacked};
use super::import_worker::{self, Stop};
use super::{display, file};
use crate::diagnostic::Diagnostic;
use crate::import::encoding::{EncodingHint, streaming_encoding};
use crate::import::{
    Format, ImportOptions, ImportProgress, ImportedDocument, MAX_BYTES, import, preview, too_large,
};
use crate::text::Document;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The built-in sample's file name.
pub const SAMPLE_NAME: &str = "harbour-talks.txt";
const SAMPLE: &str = include_str!("../../sample/harbour-talks.txt");

const LESSON_NAME: &str = "lesson.md";
const LESSON: &str = include_str!("../../sample/lesson.md");

/// Bytes read before the first screen is painted; a longer file is read on behind it.
const FIRST: usize = 256 * 1024;

/// A file of a foreign format that is no larger than this many bytes is read before the first screen.
const SOON: usize = 48 * 1024;

/// Where an article comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// The built-in sample.
    Sample,
    /// The built-in lesson.
    Lesson,
}

impl Source {
    /// The source that a word of the command line stands for; `-` is standard input.
    pub fn of_word(word: &Path) -> Self {
        if word == Path::new("-") { Self::Stdin } else { Self::File(word.to_owned()) }
    }

    /// The name that the reader knows it by.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => {
                let name =
                    path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
                name.into_owned()
            }
            Self::Stdin => "(standard input)".to_owned(),
            Self::Sample => SAMPLE_NAME.to_owned(),
            Self::Lesson => LESSON_NAME.to_owned(),
        }
    }

    /// Its path as it is said in errors.
    pub(super) fn said(&self) -> String {
        match self {
            Self::File(path) => display::path(path),
            _ => self.name(),
        }
    }
}

/// How the reader wants an article to be read, as far as it was said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// The format; nothing to find it out.
    pub format: Option<Format>,
    /// Whether everything on a page is wanted.
    pub raw: bool,
    /// The encoding; nothing to find it out.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

/// An article that has been opened, and perhaps read only in part.
pub struct Article {
    /// Where it comes from.
    pub source: Source,
    /// How it is read.
    pub how: ImportOptions,
    first: Vec<u8>,
    rest: Option<Rest>,
}

/// What follows behind the beginning.
struct Rest {
    stream: Stream,
    /// How many bytes the whole has, if it can be known before it is read.
    length: Option<u64>,
}

impl fmt::Debug for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { source, how, first, rest } = self;
        let (first, more) = (first.len(), rest.is_some());
        f.debug_struct("Article")
            .field("source", source)
            .field("how", how)
            .field("first", &first)
            .field("more", &more)
            .finish()
    }
}

impl Article {
    /// Opens an article and reads its beginning; of standard input it reads everything.
    pub fn open(source: Source, wanted: Wanted) -> Result<Self, Diagnostic> {
        let mut article = Self::begin(source, wanted)?;
        if article.source == Source::Stdin
            && let Some(rest) = article.rest.take()
        {
            read_on(rest.stream, &mut article.first, &article.source.said())?;
        }
        Ok(article)
    }

    /// The same, but of standard input too it reads no more than the beginning.
    pub(super) fn begin(source: Source, wanted: Wanted) -> Result<Self, Diagnostic> {
        let name = source.said();
        let fault = |error: &io::Error| Diagnostic::whole(&name, display::describe_io_error(error));
        let (first, rest) = match &source {
            Source::Sample => (SAMPLE.as_bytes().to_vec(), None),
            Source::Lesson => (LESSON.as_bytes().to_vec(), None),
            Source::Stdin => some(io::stdin(), None).map_err(|error| fault(&error))?,
            Source::File(path) => {
                let file = open_file(path, &name)?;
                let length = file.metadata().ok().map(|data| data.len());
                some(file, length).map_err(|error| fault(&error))?
            }
        };
        let format = wanted
            .format
            .unwrap_or_else(|| Format::detect(&first, Format::without_compression_suffix(&source.name())));
        if wanted.format.is_none()
            && format == Format::Plain
            && let Some((kind, hint)) = Format::unsupported_kind(&first)
        {
            return Err(Diagnostic::whole(&name, format!("is {kind}, not an article")).hint(hint));
        }
        let how = ImportOptions { format, raw: wanted.raw, encoding: wanted.encoding };
        Ok(Self { source, how, first, rest })
    }

    /// What its text can be decoded from while it is read, and the encoding; the article as it is if it has to
    /// be there as a whole.
    pub(super) fn into_stream(self) -> Result<(Stream, &'static encoding_rs::Encoding), Self> {
        let known = self.how.encoding.map_or(EncodingHint::Unknown, EncodingHint::Named);
        match streaming_encoding(&self.first, known).filter(|_| self.how.format == Format::Plain) {
            Some(encoding) => {
                let rest = self.rest.map_or_else(|| Box::new(io::empty()) as Stream, |rest| rest.stream);
                Ok((Box::new(behind(self.first, rest)), encoding))
            }
            None => Err(self),
        }
    }

    /// How it is to be read when it is read again.
    pub const fn wanted(&self) -> Wanted {
        let ImportOptions { format, raw, encoding } = self.how;
        Wanted { format: Some(format), raw, encoding }
    }

    /// The beginning as a document of its own, if there is more than the beginning. Of a long file in a
    /// foreign format it holds nothing yet.
    pub fn preview(&self) -> Option<Document> {
        let file = matches!(self.source, Source::File(_));
        if self.how.format.needs_isolation() && file && self.first.len() > SOON {
            let nothing = (String::new(), Vec::new(), Vec::new(), String::new());
            return Some(Document::new(&self.source.name(), nothing.0, nothing.1, nothing.2, nothing.3));
        }
        self.rest.as_ref()?;
        preview(&self.first, &self.source.name(), self.how)
    }

    /// Reads it to the end.
    pub fn read(self) -> Result<ImportedDocument, Diagnostic> {
        self.read_telling(&Stop::default(), &mut |_| {})
    }

    /// The same; tells meanwhile how far it has come, and can be stopped, where its format takes long.
    pub(super) fn read_telling(
        self,
        stop: &Stop,
        tell: &mut dyn FnMut(ImportProgress),
    ) -> Result<ImportedDocument, Diagnostic> {
        let Self { source, how, first: mut bytes, rest } = self;
        if let Some(Rest { stream, length }) = rest {
            let said = source.said();
            // A file that says it is too large need not be read to know it.
            let length = usize::try_from(length.unwrap_or(0)).unwrap_or(usize::MAX);
            if length <= MAX_BYTES {
                let more = length.saturating_sub(bytes.len());
                bytes
                    .try_reserve_exact(more + 1)
                    .map_err(|_| Diagnostic::whole(&said, "needs more memory than there is"))?;
                read_on(stream, &mut bytes, &said)?;
            } else {
                return Err(too_large(&said));
            }
        }
        if how.format.needs_isolation() {
            return import_worker::import(bytes, &source.name(), how, stop, tell);
        }
        import(bytes, &source.name(), how)
    }
}

/// The first bytes of what is opened, unpacked if it is compressed, and the rest if there is more.
fn some(from: impl Read + Send + 'static, length: Option<u64>) -> io::Result<(Vec<u8>, Option<Rest>)> {
    let (mut stream, was_packed) = unpacked(from)?;
    let mut first = Vec::with_capacity(FIRST);
    (&mut stream).take(FIRST as u64).read_to_end(&mut first)?;
    let more = first.len() == FIRST;
    Ok((first, more.then_some(Rest { stream, length: length.filter(|_| !was_packed) })))
}

/// Opens the article's file.
fn open_file(path: &Path, name: &str) -> Result<File, Diagnostic> {
    file::open(path, name).map_err(|fault| {
        if path.exists() { fault } else { fault.hint("`purport` alone opens the built-in sample") }
    })
}

/// Adds what is left to read, but never more than an article may have.
fn read_on(from: impl Read, bytes: &mut Vec<u8>, name: &str) -> Result<(), Diagnostic> {
    let left = (MAX_BYTES + 1).saturating_sub(bytes.len());
    from.take(left as u64)
        .read_to_end(bytes)
        .map(drop)
        .map_err(|error| Diagnostic::whole(name, display::describe_io_error(&error)))
}
