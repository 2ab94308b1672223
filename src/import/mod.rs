//! Bytes to a document: the encoding, then the format.

pub mod encoding;
mod markdown;
mod plain;

use crate::fault::Fault;
use crate::text::{Document, digest};

/// The format of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Paragraphs on lines of their own, or hard-wrapped with blank lines between.
    Plain,
    /// Markdown (`CommonMark` 0.31, with tables and front matter).
    Markdown,
}

impl Format {
    /// The format that a file's name stands for.
    pub fn of_name(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let markdown = ["md", "markdown", "mdown", "mkd"];
        if markdown.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
            Self::Markdown
        } else {
            Self::Plain
        }
    }
}

/// The largest article, in bytes: spans count in 32 bits.
pub const MOST_BYTES: usize = u32::MAX as usize - 1;

/// The largest article that is read as Markdown, in bytes; a larger one is shown as it stands.
const MOST_MARKDOWN: usize = 64 << 20;

/// A document with what the reader should know about how it came to be.
#[derive(Debug)]
pub struct Imported {
    /// The article.
    pub document: Document,
    /// What was assumed or replaced.
    pub warnings: Vec<Fault>,
}

/// Reads an article from the bytes of a file.
///
/// `name` is what the reader knows it by. Fails if there are 4 GiB or more.
pub fn import(bytes: Vec<u8>, name: &str, format: Format) -> Result<Imported, Fault> {
    if bytes.len() > MOST_BYTES {
        return Err(too_large(name));
    }
    let digest = digest::sha256(&bytes);
    let (text, warning) = encoding::decode(bytes);
    let large = format == Format::Markdown && text.len() > MOST_MARKDOWN;
    let large = large.then(|| "too large for Markdown, so its marks are shown".to_owned());
    let warnings = warning.into_iter().chain(large).map(|message| Fault::whole(name, message)).collect();
    Ok(Imported { document: document(text, name, format, digest), warnings })
}

/// The fault of an article that has 4 GiB or more.
pub fn too_large(name: &str) -> Fault {
    Fault::whole(name, "larger than 4 GiB").hint("split it into smaller files")
}

/// The article's beginning as a document of its own, or nothing if it cannot be cut off cleanly.
///
/// `bytes` are the first bytes of a longer file. The blocks found are those that [`import`] finds
/// at the same places in the whole, so a position in the beginning is one in the whole.
pub fn beginning(bytes: &[u8], name: &str, format: Format) -> Option<Document> {
    if format != Format::Plain || encoding::has_wide_mark(bytes) {
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

fn document(text: String, name: &str, format: Format, digest: String) -> Document {
    match format {
        Format::Plain => {
            let blocks = plain::blocks(&text);
            Document::new(name, text, blocks, Vec::new(), digest)
        }
        // The tree of marks may take sixty times the bytes of the text.
        Format::Markdown if text.len() > MOST_MARKDOWN => document(text, name, Format::Plain, digest),
        Format::Markdown => {
            let markdown::Parsed { text, blocks, styled, links } = markdown::parse(&text);
            Document { links, ..Document::new(name, text, blocks, styled, digest) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_gives_the_format() {
        assert_eq!(Format::of_name("a/b.MD"), Format::Markdown);
        assert_eq!(Format::of_name("a.md.txt"), Format::Plain);
        assert_eq!(Format::of_name("md"), Format::Plain);
    }

    #[test]
    fn the_beginning_has_the_blocks_of_the_whole() {
        let text =
            "A title\n\nfirst line of it\nsecond line here\n\nAnother one that is\nwrapped too.\n\nLast.\n"
                .repeat(400);
        let whole = import(text.clone().into_bytes(), "n", Format::Plain).unwrap().document;
        let headed = format!("{}A heading\n\n", &text[..9100]);
        let part = beginning(headed.as_bytes(), "n", Format::Plain).unwrap();
        assert!(!part.text.contains("A heading"), "whether it is one is not known yet");
        for cut in [9000, 15_001, 26_500] {
            let part = beginning(&text.as_bytes()[..cut], "n", Format::Plain).unwrap();
            assert!(part.is_partial() && !part.blocks.is_empty());
            assert_eq!(part.blocks[..], whole.blocks[..part.blocks.len()]);
        }
    }

    #[test]
    fn an_empty_file_is_an_empty_document() {
        let imported = import(Vec::new(), "n", Format::Plain).unwrap();
        assert!(imported.document.blocks.is_empty() && imported.warnings.is_empty());
    }
}
