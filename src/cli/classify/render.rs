//! One article, or a part of one, as it stands in the output; its claims are found on the way.

use super::super::args::Form;
use super::super::output::{cell, json_line};
use super::super::record::{claim_value, claims_of, shift_offsets};
use crate::claim::{Claim, Scheme};
use crate::fault::Fault;
use crate::import::parts::Part;
#[cfg(feature = "parquet")]
use crate::reading::Reading;
use crate::reading::why::{score, weight, why};
use crate::shell::Article;
use crate::shell::batch::feed::{Content, Entry, Piece};
use crate::shell::batch::tally::Tally;
use crate::text::{Document, visible};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The columns of a table for spreadsheets.
pub(super) const HEADS: [&str; 9] =
    ["file", "block", "start", "end", "category", "score", "speaker", "cues", "text"];

/// What every piece is made into output by.
pub(super) struct Render {
    pub(super) scheme: Arc<Scheme>,
    pub(super) form: Form,
    pub(super) entries: Arc<Vec<Entry>>,
}

/// What came of a piece.
pub(super) struct Done {
    /// Where it stands, without what was worked on.
    pub(super) piece: Place,
    pub(super) outcome: Result<Rendered, Fault>,
    pub(super) warnings: Vec<Fault>,
}

/// Where a piece stands in the corpus.
pub(super) struct Place {
    pub(super) article: usize,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    pub(super) size: u64,
}

/// A piece as output.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    pub(super) tally: Tally,
    /// The article, where it goes into a table that is written as a whole.
    #[cfg(feature = "parquet")]
    pub(super) reading: Option<Reading>,
}

/// How much of an article stands before a part of it.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    chars: u64,
    blocks: u64,
}

impl Render {
    /// Works on one piece. Whatever is in it, the others are worked on.
    pub(super) fn piece(&self, piece: Piece) -> Done {
        let Piece { article, content, is_first, is_last, size, warning } = piece;
        let name = self.entries.get(article).map_or("", |entry| entry.name.as_str());
        let mut warnings: Vec<Fault> = warning.into_iter().collect();
        let work = AssertUnwindSafe(|| self.content(content, name, &mut warnings));
        let outcome = catch_unwind(work).unwrap_or_else(|_| {
            let name = visible::line(name);
            Err(Fault::whole(&name, "the search for claims has failed on it (please report this)"))
        });
        Done { piece: Place { article, is_first, is_last, size }, outcome, warnings }
    }

    fn content(&self, content: Content, name: &str, warnings: &mut Vec<Fault>) -> Result<Rendered, Fault> {
        let article = match content {
            Content::Part(part) => return self.part(part, name),
            Content::Failed(fault) => return Err(fault),
            Content::Opened(article) => *article,
            Content::Closed(source, wanted) => Article::open(source, wanted)?,
        };
        let imported = article.read()?;
        warnings.extend(imported.warnings);
        self.document(imported.document, name, Before::default())
    }

    fn part(&self, part: Part, name: &str) -> Result<Rendered, Fault> {
        let Part { text, blocks, chars_before, blocks_before } = part;
        let document = Document::new(name, text, blocks, Vec::new(), String::new());
        self.document(document, name, Before { chars: chars_before, blocks: blocks_before })
    }

    fn document(&self, document: Document, name: &str, before: Before) -> Result<Rendered, Fault> {
        let (claims, sentences) = claims_of(&document, &self.scheme);
        let tally = Tally::of(&claims, sentences, self.scheme.categories.len());
        #[cfg(feature = "parquet")]
        if self.form == Form::Parquet {
            let mut reading = Reading::new(Arc::new(document), Arc::clone(&self.scheme));
            reading.add_claims(claims);
            return Ok(Rendered { tally, reading: Some(reading), ..Rendered::default() });
        }
        let mut bytes = Vec::new();
        let written = match self.form {
            Form::Text => text(&mut bytes, &document, &claims, &self.scheme, before),
            Form::Jsonl => self.jsonl(&mut bytes, &document, &claims, name, before),
            Form::Ndjson => self.ndjson(&mut bytes, &document, &claims, before),
            Form::Csv => self.csv(&mut bytes, &document, &claims, name, before),
            #[cfg(feature = "parquet")]
            Form::Parquet => Ok(()),
        };
        written.map_err(|error| Fault::whole(name, error.to_string()))?;
        Ok(Rendered { bytes, tally, ..Rendered::default() })
    }

    /// A claim as JSON, with its place in the whole article.
    fn value(&self, claim: &Claim, document: &Document, before: Before) -> Value {
        let mut value = claim_value(claim, document, &self.scheme);
        if before.chars > 0 {
            shift_offsets(&mut value, before.chars);
        }
        value
    }

    fn jsonl(
        &self,
        out: &mut Vec<u8>,
        document: &Document,
        claims: &[Claim],
        name: &str,
        before: Before,
    ) -> io::Result<()> {
        for claim in claims {
            let mut value = self.value(claim, document, before);
            if let Some(object) = value.as_object_mut() {
                object.insert("file".to_owned(), json!(name));
                object.insert("block".to_owned(), json!(block(document, claim, before)));
            }
            json_line(&mut *out, &value)?;
        }
        Ok(())
    }

    /// The claims alone: what stands around them is of the whole article.
    fn ndjson(
        &self,
        out: &mut Vec<u8>,
        document: &Document,
        claims: &[Claim],
        before: Before,
    ) -> io::Result<()> {
        for claim in claims {
            if !out.is_empty() {
                out.push(b',');
            }
            json_line(&mut *out, &self.value(claim, document, before))?;
            // The end of the line that was written.
            out.pop();
        }
        Ok(())
    }

    fn csv(
        &self,
        out: &mut Vec<u8>,
        document: &Document,
        claims: &[Claim],
        name: &str,
        before: Before,
    ) -> io::Result<()> {
        let mut writer = csv_writer(out);
        for claim in claims {
            let (start, end) = document.chars(claim.span);
            let block = block(document, claim, before).to_string();
            let why = why(&document.text, &self.scheme, claim);
            for scored in &claim.scores {
                let counted = why
                    .reasons
                    .iter()
                    .filter(|reason| reason.blocked.is_none() && reason.category == scored.category);
                let cues: Vec<&str> = counted.map(|reason| reason.cue.as_str()).collect();
                let id = self.scheme.category(scored.category).map_or("", |category| category.id.as_str());
                writer
                    .write_record([
                        cell(name),
                        block.clone(),
                        (before.chars + u64::from(start)).to_string(),
                        (before.chars + u64::from(end)).to_string(),
                        cell(id),
                        format!("{:.3}", f64::from(scored.score) / 1000.0),
                        cell(why.speaker.as_deref().unwrap_or_default()),
                        cell(&cues.join(" ")),
                        cell(claim.span.slice(&document.text)),
                    ])
                    .map_err(io::Error::from)?;
            }
        }
        writer.flush()
    }
}

/// A writer of rows, RFC 4180.
pub(super) fn csv_writer(out: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out)
}

/// The number of a claim's block in its article, from 1.
fn block(document: &Document, claim: &Claim, before: Before) -> u64 {
    before.blocks + document.block_at(claim.span.start()) as u64 + 1
}

/// Claims for people.
fn text(
    out: &mut impl Write,
    document: &Document,
    claims: &[Claim],
    scheme: &Scheme,
    before: Before,
) -> io::Result<()> {
    for claim in claims {
        one(out, document, claim, scheme, before)?;
    }
    Ok(())
}

/// One claim: categories with scores, place, words; and below, why.
fn one(
    out: &mut impl Write,
    document: &Document,
    claim: &Claim,
    scheme: &Scheme,
    before: Before,
) -> io::Result<()> {
    let text = &document.text;
    let name = |id| scheme.category(id).map_or("?".into(), |known| visible::line(&known.name));
    let categories: Vec<String> = claim
        .scores
        .iter()
        .map(|scored| format!("{} {}", name(scored.category), score(scored.score)))
        .collect();
    let block = block(document, claim, before);
    writeln!(out, "¶{block} {}: {}", categories.join(", "), visible::line(claim.span.slice(text)))?;
    let why = why(text, scheme, claim);
    let mut reasons: Vec<String> = why
        .reasons
        .iter()
        .filter(|reason| reason.blocked.is_some() || reason.adds != 0)
        .map(|reason| match &reason.blocked {
            None => format!("{} {} ({})", reason.words, weight(reason.adds), name(reason.category)),
            Some((_, words)) => format!("{} blocked by “{words}”", reason.words),
        })
        .collect();
    reasons.extend(why.speaker.map(|speaker| format!("said by {speaker}")));
    writeln!(out, "    {}\n", reasons.join(" · "))
}

/// What came of an article, or of many, in one line.
pub(super) fn counted(tally: &Tally, scheme: &Scheme) -> String {
    let count = |index| tally.of_category.get(index).copied().unwrap_or(0);
    let categories = scheme.categories.iter().enumerate();
    let counts: Vec<String> = categories
        .map(|(index, category)| format!("{} {}", count(index), visible::line(&category.name)))
        .collect();
    format!(
        "{}, {}: {}",
        plural(tally.sentences, "sentence"),
        plural(tally.claims, "claim"),
        counts.join(", ")
    )
}

/// A number of things.
pub(super) fn plural(count: u64, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// The claims of one article for people.
pub(super) fn whole(document: &Document, scheme: &Scheme) -> io::Result<Vec<u8>> {
    let (claims, sentences) = claims_of(document, scheme);
    let mut out = Vec::new();
    text(&mut out, document, &claims, scheme, Before::default())?;
    let tally = Tally::of(&claims, sentences, scheme.categories.len());
    writeln!(out, "{}", counted(&tally, scheme))?;
    Ok(out)
}
