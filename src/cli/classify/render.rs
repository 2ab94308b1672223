//! One article, or a part of one, as it stands in the output; its claims are found on the way.

use super::super::args::Form;
use super::super::output::json_line;
use crate::claim::{Claim, ClaimRecord, Scheme};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::export::CsvWriter;
use crate::import::chunks::Chunk;
#[cfg(feature = "parquet")]
use crate::reading::Reading;
use crate::reading::why::{score, weight, why};
use crate::shell::Article;
use crate::shell::batch::feed::{Content, CorpusArticle, WorkItem};
use crate::shell::batch::output::Totals;
use crate::shell::classifier::{ClaimFinder, Claims};
use crate::text::number::{counted, grouped, share};
use crate::text::{Document, json, visible};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The columns of a table for spreadsheets.
pub(super) const HEADS: [&str; 9] =
    ["file", "block", "start", "end", "category", "score", "speaker", "cues", "text"];

/// What every piece is made into output by.
pub(super) struct Render {
    pub(super) finder: ClaimFinder,
    pub(super) form: Form,
    pub(super) entries: Arc<Vec<CorpusArticle>>,
}

/// What came of a piece.
pub(super) struct Done {
    /// Where it stands, without what was worked on.
    pub(super) piece: Seat,
    pub(super) outcome: Result<Rendered, Diagnostic>,
    pub(super) warnings: Vec<Diagnostic>,
}

/// Where a piece stands in the corpus.
pub(super) struct Seat {
    pub(super) article: usize,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    pub(super) size: u64,
}

/// A piece as output.
#[derive(Default)]
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    pub(super) tally: Totals,
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
    pub(super) fn piece(&self, piece: WorkItem) -> Done {
        let WorkItem { article, content, is_first, is_last, size, warning } = piece;
        let name = self.entries.get(article).map_or("", |entry| entry.name.as_str());
        let mut warnings: Vec<Diagnostic> = warning.into_iter().collect();
        let work = AssertUnwindSafe(|| self.content(content, name, &mut warnings));
        let outcome = catch_unwind(work).unwrap_or_else(|_| {
            let name = visible::line(name);
            Err(Diagnostic::whole(&name, "the search for claims has failed on it (please report this)"))
        });
        Done { piece: Seat { article, is_first, is_last, size }, outcome, warnings }
    }

    fn content(
        &self,
        content: Content,
        name: &str,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Rendered, Diagnostic> {
        let article = match content {
            Content::Chunk(part) => return self.part(part, name, warnings),
            Content::Failed(error) => return Err(error.into()),
            Content::Opened(article) => *article,
            Content::Unopened(source, wanted) => Article::open(source, wanted)?,
        };
        let imported = article.read()?;
        warnings.extend(imported.warnings);
        self.document(imported.document, name, Before::default(), warnings)
    }

    fn part(&self, part: Chunk, name: &str, warnings: &mut Vec<Diagnostic>) -> Result<Rendered, Diagnostic> {
        let Chunk { text, blocks, chars_before, blocks_before } = part;
        let document = Document::new(name, text, blocks, Vec::new(), String::new());
        let before = Before { chars: chars_before, blocks: blocks_before };
        self.document(document, name, before, warnings)
    }

    fn document(
        &self,
        document: Document,
        name: &str,
        before: Before,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Rendered, Diagnostic> {
        let Claims { claims, sentences, scheme, fell_back } = self.finder.claims_of(&document, 0);
        let mut tally = Totals::of(&claims, sentences, scheme.categories.len());
        if let Some(error) = fell_back {
            tally.fallbacks = 1;
            let message = format!("purport's own claims are taken: {error}");
            warnings.push(Diagnostic::whole(&visible::line(name), message));
        }
        #[cfg(feature = "parquet")]
        if self.form == Form::Parquet {
            let mut reading = Reading::new(Arc::new(document), scheme);
            reading.add_claims(claims);
            return Ok(Rendered { tally, reading: Some(reading), ..Rendered::default() });
        }
        let page = Page { document: &document, claims: &claims, scheme: &scheme, name, before };
        // Most of what is written is as long as the text.
        let mut bytes = Vec::with_capacity(document.text.len());
        let written = match self.form {
            Form::Text => page.text(&mut bytes),
            Form::Jsonl => page.jsonl(&mut bytes),
            Form::Ndjson => page.ndjson(&mut bytes),
            Form::Csv => page.csv(&mut bytes),
            #[cfg(feature = "parquet")]
            Form::Parquet => Ok(()),
        };
        written.map_err(|error| Diagnostic::whole(name, error.to_string()))?;
        Ok(Rendered { bytes, tally, ..Rendered::default() })
    }
}

/// The claims of an article, or of a part of one, ready to be written.
struct Page<'p> {
    document: &'p Document,
    claims: &'p [Claim],
    scheme: &'p Scheme,
    name: &'p str,
    before: Before,
}

impl Page<'_> {
    /// A claim as it is written, with its place in the whole article.
    fn record(&self, claim: &Claim) -> ClaimRecord<'_> {
        ClaimRecord::new(claim, self.document, self.scheme, self.before.chars)
    }

    /// The number of a claim's block in its article, from 1.
    fn block(&self, claim: &Claim) -> u64 {
        self.before.blocks + self.document.block_at(claim.span.start()) as u64 + 1
    }

    fn jsonl(&self, out: &mut Vec<u8>) -> io::Result<()> {
        for claim in self.claims {
            let (file, block) = (Some(self.name.into()), Some(self.block(claim)));
            json_line(&mut *out, &ClaimRecord { file, block, ..self.record(claim) })?;
        }
        Ok(())
    }

    /// The claims alone: what stands around them is of the whole article.
    fn ndjson(&self, out: &mut Vec<u8>) -> io::Result<()> {
        for claim in self.claims {
            if !out.is_empty() {
                out.push(b',');
            }
            json::write(&mut *out, &self.record(claim))?;
        }
        Ok(())
    }

    fn csv(&self, out: &mut Vec<u8>) -> io::Result<()> {
        let Self { document, scheme, .. } = self;
        let mut writer = CsvWriter::new(out);
        for claim in self.claims {
            let (start, end) = document.char_range(claim.span);
            let why = why(&document.text, scheme, claim);
            for scored in &claim.scores {
                let counted = why
                    .reasons
                    .iter()
                    .filter(|reason| reason.blocked.is_none() && reason.category == scored.category);
                let cues: Vec<&str> = counted.map(|reason| reason.cue.as_str()).collect();
                writer.row([
                    self.name,
                    &self.block(claim).to_string(),
                    &(self.before.chars + u64::from(start)).to_string(),
                    &(self.before.chars + u64::from(end)).to_string(),
                    scheme.category(scored.category).map_or("", |category| category.id.as_str()),
                    &format!("{:.3}", share(scored.score)),
                    why.speaker.as_deref().unwrap_or_default(),
                    &cues.join(" "),
                    // A claim stays on one line, so that lines can be counted.
                    &visible::line(claim.span.slice(&document.text)),
                ])?;
            }
        }
        writer.flush()
    }

    /// Claims for people.
    fn text(&self, out: &mut Vec<u8>) -> io::Result<()> {
        self.claims.iter().try_for_each(|claim| self.one(out, claim))
    }

    /// One claim: categories with scores, place, words; and below, why.
    fn one(&self, out: &mut Vec<u8>, claim: &Claim) -> io::Result<()> {
        let (text, scheme) = (&self.document.text, self.scheme);
        let name = |id| scheme.category(id).map_or("?".into(), |known| visible::line(&known.name));
        let categories: Vec<String> = claim
            .scores
            .iter()
            .map(|scored| format!("{} {}", name(scored.category), score(scored.score)))
            .collect();
        let block = self.block(claim);
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
}

/// What was found in one article, or in many, on one line.
pub(super) fn summary(tally: &Totals, scheme: &Scheme) -> String {
    let count = |index| tally.per_category.get(index).copied().unwrap_or(0);
    let categories = scheme.categories.iter().enumerate();
    let counts: Vec<String> = categories
        .map(|(index, category)| format!("{} {}", grouped(count(index)), visible::line(&category.name)))
        .collect();
    format!(
        "{}, {}: {}",
        counted(tally.sentences, "sentence"),
        counted(tally.claims, "claim"),
        counts.join(", ")
    )
}

/// The claims of one article for people, with the error if another classifier should have found them.
pub(super) fn whole(document: &Document, finder: &ClaimFinder) -> io::Result<(Vec<u8>, Option<Error>)> {
    let Claims { claims, sentences, scheme, fell_back } = finder.claims_of(document, 0);
    let (name, before) = (document.name.as_str(), Before::default());
    let mut out = Vec::new();
    Page { document, claims: &claims, scheme: &scheme, name, before }.text(&mut out)?;
    let tally = Totals::of(&claims, sentences, scheme.categories.len());
    writeln!(out, "{}", summary(&tally, &scheme))?;
    Ok((out, fell_back))
}
