//! Messages from the import process to its parent, as lines of JSON.

use super::builder::Parsed;
use super::{Format, ImportProgress, ImportedDocument};
use crate::diagnostic::Diagnostic;
use crate::error::{Error, Operation};
use crate::text::Document;
use serde::{Deserialize, Serialize};

#[derive(Debug)]
pub enum Message {
    Progress(ImportProgress),
    /// The last message.
    Outcome(Result<ImportedDocument, Error>),
}

#[derive(Serialize, Deserialize)]
enum WireMessage {
    Parts { read: u32, total: u32 },
    Preview(Parsed),
    Imported { parsed: Parsed, digest: String, text_digest: String, warnings: Vec<String> },
    Failed { message: String, hint: Option<String> },
}

fn line(message: &WireMessage) -> Vec<u8> {
    let mut line = serde_json::to_vec(message).unwrap_or_default();
    line.push(b'\n');
    line
}

pub fn encode_progress(progress: ImportProgress) -> Vec<u8> {
    line(&match progress {
        ImportProgress::Parts { read, total } => WireMessage::Parts { read, total },
        ImportProgress::Preview(document) => WireMessage::Preview(Parsed::of(document)),
    })
}

pub fn encode_outcome(outcome: Result<ImportedDocument, Error>) -> Vec<u8> {
    line(&match outcome {
        Ok(ImportedDocument { mut document, warnings }) => WireMessage::Imported {
            digest: std::mem::take(&mut document.digest),
            text_digest: std::mem::take(&mut document.text_digest),
            parsed: Parsed::of(document),
            warnings: warnings.into_iter().map(|warning| warning.message).collect(),
        },
        Err(
            Error::Operation(Operation { message, hint, .. })
            | Error::Diagnostic(Diagnostic { message, hint, .. }),
        ) => WireMessage::Failed { message, hint },
    })
}

/// Decodes one line about the article `name`; both sides know its format. An invalid line is a failure of the
/// importer.
pub fn decode(line: &[u8], name: &str, format: Format) -> Message {
    match serde_json::from_slice(line) {
        Ok(WireMessage::Parts { read, total }) => Message::Progress(ImportProgress::Parts { read, total }),
        Ok(WireMessage::Preview(parsed)) => {
            let document = parsed.into_document(name, String::new());
            Message::Progress(ImportProgress::Preview(Document { importer: format.importer(), ..document }))
        }
        Ok(WireMessage::Imported { parsed, digest, text_digest, warnings }) => {
            let document = parsed.into_document(name, digest);
            let document = Document { text_digest, importer: format.importer(), ..document };
            let warnings = warnings.into_iter().map(|message| Diagnostic::whole(name, message)).collect();
            Message::Outcome(Ok(ImportedDocument { document, warnings }))
        }
        Ok(WireMessage::Failed { message, hint }) => {
            let error = Error::new(name, message);
            Message::Outcome(Err(match hint {
                Some(hint) => error.hint(hint),
                None => error,
            }))
        }
        Err(error) => Message::Outcome(Err(Error::new(name, "the importer failed on it").caused_by(error))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ImportOptions, import};
    use super::*;

    fn outcome(message: Message) -> Result<ImportedDocument, Error> {
        match message {
            Message::Outcome(outcome) => outcome,
            Message::Progress(progress) => panic!("no outcome: {progress:?}"),
        }
    }

    #[test]
    fn progress_arrives() {
        let sent = encode_progress(ImportProgress::Parts { read: 3, total: 9 });
        let message = decode(&sent, "n", Format::Pdf);
        assert!(
            matches!(message, Message::Progress(ImportProgress::Parts { read: 3, total: 9 })),
            "{message:?}"
        );
        let part = Document::new("", "One.\nTwo.".into(), Vec::new(), Vec::new(), String::new());
        let sent = encode_progress(ImportProgress::Preview(part));
        assert_eq!(sent.iter().position(|&byte| byte == b'\n'), Some(sent.len() - 1), "a line of its own");
        let message = decode(&sent, "n", Format::Epub);
        let Message::Progress(ImportProgress::Preview(part)) = message else { panic!() };
        assert!(part.is_partial() && part.text == "One.\nTwo." && part.name == "n");
    }

    #[test]
    fn a_document_arrives_whole() {
        let source = "# Title\n\nA *word* and [a link](http://x) — é.\n\n> Quoted.\n\n1. one\n";
        let options = ImportOptions::new(Format::Markdown);
        let made = import(source.into(), "n.md", options).unwrap().document;
        let sent = encode_outcome(import(source.into(), "n.md", options));
        let read = outcome(decode(&sent, "n.md", Format::Markdown)).unwrap().document;
        assert_eq!((&read.text, &read.blocks, &read.styled), (&made.text, &made.blocks, &made.styled));
        assert_eq!((&read.links, &read.digest), (&made.links, &made.digest));
        assert_eq!((&read.text_digest, read.importer), (&made.text_digest, "markdown/3"));
    }

    #[test]
    fn an_error_arrives_and_an_invalid_line_is_one() {
        let error = Error::new("a", "is broken").hint("mend it");
        let read = outcome(decode(&encode_outcome(Err(error)), "b", Format::Pdf)).unwrap_err();
        assert_eq!(read.to_string(), Error::new("b", "is broken").hint("mend it").to_string());
        assert!(outcome(decode(b"{", "b", Format::Pdf)).unwrap_err().message().contains("failed"));
    }
}
