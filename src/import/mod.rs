//! Bytes to a document: the format, the encoding, then what the format's importer makes of it.
//!
//! Each importer is a pure function. None of them follows a link or loads anything, and none is trusted
//! with time, memory or the process: [`crate::shell`] runs those of foreign formats in a process of
//! their own.

#[cfg(feature = "office")]
mod archive;
pub mod encoding;
#[cfg(all(feature = "html", feature = "office"))]
mod epub;
mod format;
#[cfg(feature = "html")]
mod html;
#[cfg(feature = "html")]
mod mail;
mod markdown;
#[cfg(feature = "office")]
mod office;
// What it offers to the formats that were left out of a build is not needed in it.
pub mod chunks;
pub mod ipc;
#[cfg_attr(not(all(feature = "html", feature = "office", feature = "pdf")), allow(dead_code))]
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
#[cfg(feature = "office")]
mod xml;

use crate::diagnostic::Diagnostic;
use crate::text::{Document, digest};
use encoding::EncodingHint;
pub use format::Format;
use page::Parsed;

/// The largest article, in bytes: spans count in 32 bits.
pub const MAX_BYTES: usize = u32::MAX as usize - 1;

/// The largest article that is read as Markdown, in bytes; a larger one is shown as it stands.
const MOST_MARKDOWN: usize = 64 << 20;

/// The largest page, in bytes.
#[cfg(feature = "html")]
const MOST_HTML: usize = 64 << 20;

/// How an article is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    /// Its format.
    pub format: Format,
    /// Whether everything is wanted that a page shows, and not only the article in it.
    pub raw: bool,
    /// The encoding that the reader has named; nothing to find it out.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl ImportOptions {
    /// The usual way to read an article of a format.
    pub const fn new(format: Format) -> Self {
        Self { format, raw: false, encoding: None }
    }
}

/// A document with what the reader should know about how it came to be.
#[derive(Debug)]
pub struct ImportedDocument {
    /// The article.
    pub document: Document,
    /// What was assumed or replaced.
    pub warnings: Vec<Diagnostic>,
}

/// Something that is known of an article before it is read to its end.
#[derive(Debug)]
pub enum ImportProgress<B = Document> {
    /// Chapters or pages that are read, and how many there are.
    Parts {
        /// Those that are read.
        read: u32,
        /// All of them.
        total: u32,
    },
    /// The preview, as a document of its own: the whole has the same blocks at the same places.
    Preview(B),
}

/// Whoever waits for an importer, and is told how far it has come.
type Tell<'t> = &'t mut dyn FnMut(ImportProgress<Parsed>);

/// Reads an article from the bytes of a file.
///
/// `name` is what the reader knows it by. Fails if there are 4 GiB or more, and where the bytes are not
/// what their format asks for.
pub fn import(bytes: Vec<u8>, name: &str, how: ImportOptions) -> Result<ImportedDocument, Diagnostic> {
    import_with_progress(bytes, name, how, &mut |_| {})
}

/// The same, and tells meanwhile how far it has come, where the format has parts.
pub fn import_with_progress(
    bytes: Vec<u8>,
    name: &str,
    how: ImportOptions,
    tell: &mut dyn FnMut(ImportProgress),
) -> Result<ImportedDocument, Diagnostic> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name));
    }
    let mut told = |progress| match progress {
        ImportProgress::Parts { read, total } => tell(ImportProgress::Parts { read, total }),
        ImportProgress::Preview(Parsed { text, blocks, styled, links }) => {
            let document = Document::new(name, text, blocks, styled, String::new());
            tell(ImportProgress::Preview(Document { links, ..document }));
        }
    };
    let (digest, length) = (digest::sha256(&bytes), bytes.len());
    let (parsed, said) = parse(bytes, how, &mut told).map_err(|message| {
        Diagnostic::whole(name, message)
            .hint(format!("--format names another; {} was taken", how.format.name()))
    })?;
    let warnings = said.into_iter().map(|message| Diagnostic::whole(name, message)).collect();
    let Parsed { text, blocks, styled, links } = parsed;
    let as_it_stands = how.format == Format::Plain && text.len() == length && how.encoding.is_none();
    let text_digest = if as_it_stands { digest.clone() } else { digest::sha256(text.as_bytes()) };
    let importer = how.format.importer();
    let document = Document::new(name, text, blocks, styled, digest);
    Ok(ImportedDocument { document: Document { links, text_digest, importer, ..document }, warnings })
}

/// The parts of an article, and what is to be said of how they were found; or what is wrong with it.
// A build without books and pages has no format with parts.
#[cfg_attr(not(any(all(feature = "html", feature = "office"), feature = "pdf")), allow(unused_variables))]
fn parse(bytes: Vec<u8>, how: ImportOptions, tell: Tell<'_>) -> Result<(Parsed, Option<String>), String> {
    let named = how.encoding.map_or(EncodingHint::Unknown, EncodingHint::Named);
    match how.format {
        Format::Plain => {
            let (text, said) = encoding::decode(bytes, named);
            Ok((shown(text), said))
        }
        Format::Markdown => {
            let (text, said) = encoding::decode(bytes, named);
            // The tree of marks may take sixty times the bytes of the text.
            if text.len() > MOST_MARKDOWN {
                return Ok((shown(text), Some("too large for Markdown, so its marks are shown".to_owned())));
            }
            Ok((markdown::parse(&text), said))
        }
        #[cfg(feature = "html")]
        Format::Html => {
            if bytes.len() > MOST_HTML {
                return Err(format!("a page of more than {} MB", MOST_HTML >> 20));
            }
            let (text, said) =
                encoding::decode(bytes, how.encoding.map_or(EncodingHint::Html, EncodingHint::Named));
            Ok((html::parse(&text, how.raw)?, said))
        }
        #[cfg(all(feature = "html", feature = "office"))]
        Format::Epub => epub::parse(bytes, tell),
        #[cfg(feature = "office")]
        Format::Docx => office::docx(bytes),
        #[cfg(feature = "office")]
        Format::Odt => office::odt(bytes),
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::parse(&bytes, tell),
        #[allow(unreachable_patterns)] // Only without some of the features.
        format => Err(format!("this purport was built without {}", format.name())),
    }
}

/// A text as it stands.
fn shown(text: String) -> Parsed {
    let blocks = plain::blocks(&text);
    Parsed { text, blocks, ..Parsed::default() }
}

/// The fault of an article that has 4 GiB or more.
pub fn too_large(name: &str) -> Diagnostic {
    Diagnostic::whole(name, "larger than 4 GiB").hint("split it into smaller files")
}

/// The article's beginning as a document of its own, or nothing if it cannot be cut off cleanly.
///
/// `bytes` are the first bytes of a longer file. The blocks found are those that [`import`] finds
/// at the same places in the whole, so a position in the beginning is one in the whole.
pub fn preview(bytes: &[u8], name: &str, how: ImportOptions) -> Option<Document> {
    if how.format != Format::Plain || how.encoding.is_some() || encoding::has_wide_mark(bytes) {
        return None;
    }
    let end = plain::safe_end(bytes)?;
    let mut text = String::from_utf8(encoding::without_mark(bytes.get(..end)?).to_vec()).ok()?;
    // Whether the last block is a heading hangs on what follows it, so it is left for later.
    let mut blocks = plain::blocks(&text);
    let last = blocks.pop().filter(|_| !blocks.is_empty())?;
    text.truncate(last.span.start() as usize);
    Some(Document::new(name, text, blocks, Vec::new(), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_has_the_blocks_of_the_whole() {
        let text =
            "A title\n\nfirst line of it\nsecond line here\n\nAnother one that is\nwrapped too.\n\nLast.\n"
                .repeat(400);
        let whole =
            import(text.clone().into_bytes(), "n", ImportOptions::new(Format::Plain)).unwrap().document;
        let headed = format!("{}A heading\n\n", &text[..9100]);
        let part = preview(headed.as_bytes(), "n", ImportOptions::new(Format::Plain)).unwrap();
        assert!(!part.text.contains("A heading"), "whether it is one is not known yet");
        for cut in [9000, 15_001, 26_500] {
            let part = preview(&text.as_bytes()[..cut], "n", ImportOptions::new(Format::Plain)).unwrap();
            assert!(part.is_partial() && !part.blocks.is_empty());
            assert_eq!(part.blocks[..], whole.blocks[..part.blocks.len()]);
        }
    }

    #[test]
    fn an_empty_file_is_an_empty_document() {
        let imported = import(Vec::new(), "n", ImportOptions::new(Format::Plain)).unwrap();
        assert!(imported.document.blocks.is_empty() && imported.warnings.is_empty());
    }
}
