//! Bytes to document: detects the format, decodes the text, runs the format's importer.
//!
//! Each importer is a pure function that follows no link and loads nothing. None is trusted with time, memory or the
//! process: [`crate::shell`] runs those of foreign formats in a process of their own.

// A build without some formats leaves a part of the builder unused.
#[cfg_attr(not(all(feature = "html", feature = "office", feature = "pdf")), allow(dead_code))]
mod builder;
pub mod encoding;
#[cfg(all(feature = "html", feature = "office"))]
mod epub;
mod format;
#[cfg(feature = "html")]
mod html;
pub mod ipc;
#[cfg(feature = "mail")]
mod mail;
mod markdown;
#[cfg(feature = "office")]
mod office;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
#[cfg(any(feature = "office", feature = "qdpx"))]
pub mod xml_archive;

use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::feature;
use crate::text::{Document, digest};
use builder::Parsed;
use encoding::EncodingHint;
pub use format::Format;
pub use plain::{Chunk, Chunker};

/// Size limit of an article in bytes: spans count in 32 bits.
pub const MAX_BYTES: usize = u32::MAX as usize - 1;

/// Size limit of a Markdown article in bytes: its syntax tree may take sixty times as much memory. A larger one is
/// shown as plain text.
const MAX_MARKDOWN_BYTES: usize = 64 << 20;

#[cfg(feature = "html")]
const MAX_HTML_BYTES: usize = 64 << 20;

/// With attachments and pictures, of which nothing is shown.
#[cfg(feature = "mail")]
const MAX_MAIL_BYTES: usize = 128 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportOptions {
    pub format: Format,
    /// Keeps everything visible on a web page, not only its article.
    pub raw: bool,
    /// Named by the user; `None` detects it.
    pub encoding: Option<&'static encoding_rs::Encoding>,
}

impl ImportOptions {
    pub const fn new(format: Format) -> Self {
        Self { format, raw: false, encoding: None }
    }
}

#[derive(Debug)]
pub struct ImportedDocument {
    pub document: Document,
    /// Assumptions made and characters replaced.
    pub warnings: Vec<Diagnostic>,
}

/// Partial knowledge of an article that is still being read.
#[derive(Debug)]
pub enum ImportProgress<B = Document> {
    /// Chapters or pages read.
    Parts { read: u32, total: u32 },
    /// The beginning as a document of its own: the whole has the same blocks at the same positions.
    Preview(B),
}

/// Called during the import of formats with parts.
type OnProgress<'t> = &'t mut dyn FnMut(ImportProgress<Parsed>);

/// Imports an article from bytes; the user knows the file as `name`.
///
/// Fails at 4 GiB or more, and if the bytes do not match the format.
pub fn import(bytes: Vec<u8>, name: &str, options: ImportOptions) -> Result<ImportedDocument, Error> {
    import_with_progress(bytes, name, options, &mut |_| {})
}

/// Like [`import`], with progress for formats that have parts.
pub fn import_with_progress(
    bytes: Vec<u8>,
    name: &str,
    options: ImportOptions,
    on_progress: &mut dyn FnMut(ImportProgress),
) -> Result<ImportedDocument, Error> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large(name));
    }
    let mut forward = |progress: ImportProgress<Parsed>| {
        on_progress(match progress {
            ImportProgress::Parts { read, total } => ImportProgress::Parts { read, total },
            ImportProgress::Preview(parsed) => {
                ImportProgress::Preview(parsed.into_document(name, String::new()))
            }
        });
    };
    let (digest, length) = (digest::sha256(&bytes), bytes.len());
    let format = options.format;
    let (parsed, warning) = parse(bytes, options, &mut forward).map_err(|message| {
        let hint = format!("it was read as {}; --format names another format", format.name());
        Error::new(name, message).hint(hint)
    })?;
    // The text of a plain UTF-8 file equals its bytes, so it need not be hashed again.
    let is_verbatim = format == Format::Plain && parsed.text.len() == length && options.encoding.is_none();
    let text_digest = if is_verbatim { digest.clone() } else { digest::sha256(parsed.text.as_bytes()) };
    let document = parsed.into_document(name, digest);
    let document = Document { text_digest, importer: format.importer(), ..document };
    let warnings = warning.into_iter().map(|message| Diagnostic::whole(name, message)).collect();
    Ok(ImportedDocument { document, warnings })
}

/// Returns a warning beside the article's parts.
/// Builds without books and pages have no format with parts.
#[cfg_attr(not(any(all(feature = "html", feature = "office"), feature = "pdf")), allow(unused_variables))]
fn parse(
    bytes: Vec<u8>,
    options: ImportOptions,
    on_progress: OnProgress<'_>,
) -> Result<(Parsed, Option<String>), String> {
    let hint = |default| options.encoding.map_or(default, EncodingHint::Named);
    match options.format {
        Format::Plain => {
            let (text, warning) = encoding::decode(bytes, hint(EncodingHint::Unknown));
            Ok((plain_text(text), warning))
        }
        Format::Markdown => {
            let (text, warning) = encoding::decode(bytes, hint(EncodingHint::Unknown));
            if text.len() > MAX_MARKDOWN_BYTES {
                let message =
                    format!("shown as plain text: Markdown of more than {} MB", MAX_MARKDOWN_BYTES >> 20);
                return Ok((plain_text(text), Some(message)));
            }
            Ok((markdown::parse(&text), warning))
        }
        #[cfg(feature = "html")]
        Format::Html => {
            if bytes.len() > MAX_HTML_BYTES {
                return Err(format!("a page of more than {} MB", MAX_HTML_BYTES >> 20));
            }
            let (text, warning) = encoding::decode(bytes, hint(EncodingHint::Html));
            Ok((html::parse(&text, options.raw)?, warning))
        }
        #[cfg(feature = "mail")]
        Format::Mail => {
            if bytes.len() > MAX_MAIL_BYTES {
                return Err(format!("a letter of more than {} MB", MAX_MAIL_BYTES >> 20));
            }
            mail::parse(&bytes, options.raw, options.encoding)
        }
        #[cfg(all(feature = "html", feature = "office"))]
        Format::Epub => epub::parse(bytes, on_progress),
        #[cfg(feature = "office")]
        Format::Docx => office::docx::parse(bytes).map(|parsed| (parsed, None)),
        #[cfg(feature = "office")]
        Format::Odt => office::odt::parse(bytes).map(|parsed| (parsed, None)),
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::parse(bytes, on_progress),
        #[allow(unreachable_patterns)] // Only reachable without some of the features.
        format => Err(feature::hint_for(format.name())
            .map_or_else(String::new, |hint| format!("this build reads no {}; {hint}", format.name()))),
    }
}

fn plain_text(text: String) -> Parsed {
    let blocks = plain::blocks(&text);
    Parsed { text, blocks, ..Parsed::default() }
}

pub fn too_large(name: &str) -> Error {
    Error::new(name, "larger than 4 GiB").hint("split it into smaller files")
}

/// The article's beginning as a document of its own; `None` if it cannot be cut off cleanly.
///
/// `bytes` are the first bytes of a longer file. [`import`] finds the same blocks at the same positions in the whole,
/// so positions in the preview hold there too.
pub fn preview(bytes: &[u8], name: &str, options: ImportOptions) -> Option<Document> {
    let is_plain = options.format == Format::Plain && options.encoding.is_none();
    if !is_plain || encoding::has_wide_bom(bytes) || encoding::is_unmarked(bytes) {
        return None;
    }
    let end = plain::clean_end(bytes)?;
    let mut text = String::from_utf8(encoding::without_bom(bytes.get(..end)?).to_vec()).ok()?;
    // The text that follows decides whether the last block is a heading, so it is left out.
    let mut blocks = plain::blocks(&text);
    let last = blocks.pop().filter(|_| !blocks.is_empty())?;
    text.truncate(last.span.start() as usize);
    Some(Document::new(name, text, blocks, Vec::new(), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_has_the_blocks_of_the_whole() {
        let text =
            "A title\n\nfirst line of it\nsecond line here\n\nAnother one that is\nwrapped too.\n\nLast.\n"
                .repeat(400);
        let options = ImportOptions::new(Format::Plain);
        let whole = import(text.clone().into_bytes(), "n", options).unwrap().document;
        let headed = format!("{}A heading\n\n", &text[..9100]);
        let part = preview(headed.as_bytes(), "n", options).unwrap();
        assert!(!part.text.contains("A heading"), "whether it is one is not known yet");
        for cut in [9000, 15_001, 26_500] {
            let part = preview(&text.as_bytes()[..cut], "n", options).unwrap();
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
