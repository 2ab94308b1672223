//! An import as bytes, to be handed from the process that made it to the one that asked for it.

use super::{Format, Imported};
use crate::fault::Fault;
use crate::text::{Block, Document, Link, Styled};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
enum Told {
    Imported(Parts),
    Refused { message: String, hint: Option<String> },
}

#[derive(Serialize, Deserialize)]
struct Parts {
    text: String,
    blocks: Vec<Block>,
    styled: Vec<Styled>,
    links: Vec<Link>,
    digest: String,
    text_digest: String,
    warnings: Vec<String>,
}

/// What came of an import, as one line of JSON.
pub fn tell(outcome: Result<Imported, Fault>) -> Vec<u8> {
    let told = match outcome {
        Ok(Imported { document, warnings }) => {
            let Document { text, blocks, styled, links, digest, text_digest, .. } = document;
            let warnings = warnings.into_iter().map(|fault| fault.message).collect();
            Told::Imported(Parts { text, blocks, styled, links, digest, text_digest, warnings })
        }
        Err(Fault { message, hint, .. }) => Told::Refused { message, hint },
    };
    serde_json::to_vec(&told).unwrap_or_default()
}

/// What [`tell`] has told of an article of this name and format.
///
/// Fails with what the import failed with, or where the bytes are not what was told.
pub fn hear(bytes: &[u8], name: &str, format: Format) -> Result<Imported, Fault> {
    let told = serde_json::from_slice(bytes);
    match told.map_err(|_| Fault::whole(name, "the importer has failed on it"))? {
        Told::Imported(Parts { text, blocks, styled, links, digest, text_digest, warnings }) => {
            let warnings = warnings.into_iter().map(|message| Fault::whole(name, message)).collect();
            let document = Document::new(name, text, blocks, styled, digest);
            let importer = format.importer();
            Ok(Imported { document: Document { links, text_digest, importer, ..document }, warnings })
        }
        Told::Refused { message, hint } => Err(Fault { hint, ..Fault::whole(name, message) }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{How, import};
    use super::*;

    #[test]
    fn what_is_told_is_heard() {
        let source = "# Title\n\nA *word* and [a link](http://x) — é.\n\n> Quoted.\n\n1. one\n";
        let how = How::of(Format::Markdown);
        let made = import(source.into(), "n.md", how).unwrap().document;
        let heard =
            hear(&tell(import(source.into(), "n.md", how)), "n.md", Format::Markdown).unwrap().document;
        assert_eq!((&heard.text, &heard.blocks, &heard.styled), (&made.text, &made.blocks, &made.styled));
        assert_eq!((&heard.links, &heard.digest), (&made.links, &made.digest));
        assert_eq!((&heard.text_digest, heard.importer), (&made.text_digest, "markdown/2"));
    }

    #[test]
    fn a_refusal_is_heard_and_nonsense_is_one() {
        let fault = Fault::whole("a", "is broken").hint("mend it");
        let heard = hear(&tell(Err(fault)), "b", Format::Pdf).unwrap_err();
        assert_eq!(heard.to_string(), Fault::whole("b", "is broken").hint("mend it").to_string());
        assert!(hear(b"{", "b", Format::Pdf).unwrap_err().message.contains("failed"));
    }
}
