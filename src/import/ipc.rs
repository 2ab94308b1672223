//! An import as lines of JSON, to be handed from the process that makes it to the one that asked for it.

use super::{Format, ImportProgress, ImportedDocument};
use crate::diagnostic::Diagnostic;
use crate::text::{Block, Document, Link, StyledRun};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
enum ImportChild {
    Parts { read: u32, total: u32 },
    Beginning(Parts),
    Imported(Parts),
    Refused { message: String, hint: Option<String> },
}

#[derive(Serialize, Deserialize)]
struct Parts {
    text: String,
    blocks: Vec<Block>,
    styled: Vec<StyledRun>,
    links: Vec<Link>,
    digest: String,
    text_digest: String,
    warnings: Vec<String>,
}

impl Parts {
    fn of(document: Document, warnings: Vec<Diagnostic>) -> Self {
        let Document { text, blocks, styled, links, digest, text_digest, .. } = document;
        let warnings = warnings.into_iter().map(|fault| fault.message).collect();
        Self { text, blocks, styled, links, digest, text_digest, warnings }
    }

    fn imported(self, name: &str, format: Format) -> ImportedDocument {
        let Self { text, blocks, styled, links, digest, text_digest, warnings } = self;
        let warnings = warnings.into_iter().map(|message| Diagnostic::whole(name, message)).collect();
        let document = Document::new(name, text, blocks, styled, digest);
        let importer = format.importer();
        ImportedDocument { document: Document { links, text_digest, importer, ..document }, warnings }
    }
}

/// What is heard of an import.
#[derive(Debug)]
pub enum Message {
    /// It goes on.
    Progress(ImportProgress),
    /// It has ended.
    Outcome(Result<ImportedDocument, Diagnostic>),
}

fn line(told: &ImportChild) -> Vec<u8> {
    let mut line = serde_json::to_vec(told).unwrap_or_default();
    line.push(b'\n');
    line
}

/// How far an import has come, as one line of JSON.
pub fn encode_progress(progress: ImportProgress) -> Vec<u8> {
    line(&match progress {
        ImportProgress::Parts { read, total } => ImportChild::Parts { read, total },
        ImportProgress::Preview(document) => ImportChild::Beginning(Parts::of(document, Vec::new())),
    })
}

/// What came of an import, as one line of JSON.
pub fn encode_outcome(outcome: Result<ImportedDocument, Diagnostic>) -> Vec<u8> {
    line(&match outcome {
        Ok(ImportedDocument { document, warnings }) => ImportChild::Imported(Parts::of(document, warnings)),
        Err(Diagnostic { message, hint, .. }) => ImportChild::Refused { message, hint },
    })
}

/// What a line tells of the import of an article of this name and format.
///
/// The outcome is a fault where the import failed, or where the bytes are not what was told.
pub fn decode(line: &[u8], name: &str, format: Format) -> Message {
    match serde_json::from_slice(line) {
        Ok(ImportChild::Parts { read, total }) => Message::Progress(ImportProgress::Parts { read, total }),
        Ok(ImportChild::Beginning(parts)) => {
            Message::Progress(ImportProgress::Preview(parts.imported(name, format).document))
        }
        Ok(ImportChild::Imported(parts)) => Message::Outcome(Ok(parts.imported(name, format))),
        Ok(ImportChild::Refused { message, hint }) => {
            Message::Outcome(Err(Diagnostic { hint, ..Diagnostic::whole(name, message) }))
        }
        Err(_) => Message::Outcome(Err(Diagnostic::whole(name, "the importer has failed on it"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ImportOptions, import};
    use super::*;

    fn outcome(heard: Message) -> Result<ImportedDocument, Diagnostic> {
        match heard {
            Message::Outcome(outcome) => outcome,
            Message::Progress(progress) => panic!("no outcome: {progress:?}"),
        }
    }

    #[test]
    fn progress_is_heard() {
        let told = encode_progress(ImportProgress::Parts { read: 3, total: 9 });
        let heard = decode(&told, "n", Format::Pdf);
        assert!(matches!(heard, Message::Progress(ImportProgress::Parts { read: 3, total: 9 })), "{heard:?}");
        let part = Document::new("", "One.\nTwo.".into(), Vec::new(), Vec::new(), String::new());
        let told = encode_progress(ImportProgress::Preview(part));
        assert_eq!(told.iter().position(|&byte| byte == b'\n'), Some(told.len() - 1), "a line of its own");
        let Message::Progress(ImportProgress::Preview(heard)) = decode(&told, "n", Format::Epub) else {
            panic!()
        };
        assert!(heard.is_partial() && heard.text == "One.\nTwo." && heard.name == "n");
    }

    #[test]
    fn what_is_told_is_heard() {
        let source = "# Title\n\nA *word* and [a link](http://x) — é.\n\n> Quoted.\n\n1. one\n";
        let how = ImportOptions::new(Format::Markdown);
        let made = import(source.into(), "n.md", how).unwrap().document;
        let told = encode_outcome(import(source.into(), "n.md", how));
        let heard = outcome(decode(&told, "n.md", Format::Markdown)).unwrap().document;
        assert_eq!((&heard.text, &heard.blocks, &heard.styled), (&made.text, &made.blocks, &made.styled));
        assert_eq!((&heard.links, &heard.digest), (&made.links, &made.digest));
        assert_eq!((&heard.text_digest, heard.importer), (&made.text_digest, "markdown/2"));
    }

    #[test]
    fn a_refusal_is_heard_and_nonsense_is_one() {
        let fault = Diagnostic::whole("a", "is broken").hint("mend it");
        let heard = outcome(decode(&encode_outcome(Err(fault)), "b", Format::Pdf)).unwrap_err();
        assert_eq!(heard.to_string(), Diagnostic::whole("b", "is broken").hint("mend it").to_string());
        assert!(outcome(decode(b"{", "b", Format::Pdf)).unwrap_err().message.contains("failed"));
    }
}
