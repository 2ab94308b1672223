//! One article, or a part of one, as output: finds its claims and formats them.

use crate::claim::{Claim, ClaimRecord, Engine, Scheme};
use crate::cli::args::ClassifyFormat as Format;
use crate::cli::engines::Engines;
use crate::cli::fields::of_about;
use crate::cli::report::json_line;
use crate::error::Error;
use crate::export::CsvWriter;
use crate::import::Chunk;
#[cfg(feature = "parquet")]
use crate::reading::Reading;
use crate::reading::SpokenBy;
use crate::reading::explanation::{explain, format_score, format_weight};
use crate::shell::Article;
use crate::shell::batch::feed::{Content, CorpusArticle, WorkItem};
use crate::shell::batch::output::Totals;
use crate::shell::classifier::{ClaimFinder, Claims};
use crate::text::number::{counted, grouped, share};
use crate::text::{Document, json, visible};
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

pub(super) const CSV_HEADS: [&str; 12] = [
    "file",
    "block",
    "start",
    "end",
    "category",
    "score",
    "speaker",
    "cues",
    "text",
    "words",
    "engine",
    "speaker_basis",
];

pub(super) struct Renderer {
    pub(super) finder: ClaimFinder,
    pub(super) format: Format,
    pub(super) articles: Arc<Vec<CorpusArticle>>,
}

/// The outcome of one piece, with its place in the corpus.
pub(super) struct RenderedPiece {
    pub(super) article: usize,
    pub(super) is_first: bool,
    pub(super) is_last: bool,
    /// In bytes of the input.
    pub(super) size: u64,
    pub(super) outcome: Result<Rendered, Error>,
    pub(super) warnings: Vec<Error>,
}

#[derive(Default)]
pub(super) struct Rendered {
    pub(super) bytes: Vec<u8>,
    pub(super) totals: Totals,
    /// What a record of the whole article says beside its claims.
    pub(super) fields: Map<String, Value>,
    /// The article, for a table that is written whole.
    #[cfg(feature = "parquet")]
    pub(super) reading: Option<Reading>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Before {
    chars: u64,
    blocks: u64,
}

impl Renderer {
    /// Renders one piece. A panic costs only this piece.
    pub(super) fn piece(&self, item: WorkItem) -> RenderedPiece {
        let WorkItem { article, content, is_first, is_last, size, warning } = item;
        let name = self.articles.get(article).map_or("", |article| article.name.as_str());
        let mut warnings: Vec<Error> = warning.into_iter().map(Error::from).collect();
        let work = AssertUnwindSafe(|| self.content(content, name, &mut warnings));
        let outcome = catch_unwind(work).unwrap_or_else(|_| {
            Err(Error::new(shown(name), "the search for claims failed").hint("please report this as a bug"))
        });
        RenderedPiece { article, is_first, is_last, size, outcome, warnings }
    }

    fn content(&self, content: Content, name: &str, warnings: &mut Vec<Error>) -> Result<Rendered, Error> {
        let article = match content {
            Content::Chunk(Chunk { text, blocks, chars_before: chars, blocks_before }) => {
                let document = Document::new(name, text, blocks, Vec::new(), String::new());
                return self.document(document, name, Before { chars, blocks: blocks_before }, warnings);
            }
            Content::Failed(error) => return Err(error),
            Content::Opened(article) => *article,
            Content::Unopened(source, options) => Article::open(source, options)?,
        };
        let imported = article.read()?;
        warnings.extend(imported.warnings.into_iter().map(Error::from));
        self.document(imported.document, name, Before::default(), warnings)
    }

    #[cfg_attr(not(feature = "parquet"), allow(clippy::needless_pass_by_value))]
    fn document(
        &self,
        document: Document,
        name: &str,
        before: Before,
        warnings: &mut Vec<Error>,
    ) -> Result<Rendered, Error> {
        let Claims { claims, sentences, scheme, fell_back } = self.finder.claims_of(&document, 0);
        let mut totals = Totals::of(&claims, sentences, scheme.categories.len());
        if let Some(error) = fell_back {
            totals.fallbacks = 1;
            warnings.push(Error::new(shown(name), format!("purport's own claims stand in: {error}")));
        }
        #[cfg(feature = "parquet")]
        if self.format == Format::Parquet {
            let mut reading = Reading::new(Arc::new(document), scheme);
            reading.add_claims(claims);
            return Ok(Rendered { totals, reading: Some(reading), ..Rendered::default() });
        }
        // A part of a long text says nothing about its article.
        let fields = if document.digest.is_empty() { Map::new() } else { of_article(&document) };
        let page = Page { document: &document, claims: &claims, scheme: &scheme, name, before };
        // Output is seldom longer than the text.
        let mut bytes = Vec::with_capacity(document.text.len());
        let written = match self.format {
            Format::Text => page.text(&mut bytes),
            Format::Jsonl => page.jsonl(&mut bytes),
            Format::Ndjson => page.ndjson(&mut bytes),
            Format::Csv => page.csv(&mut bytes),
            #[cfg(feature = "parquet")]
            Format::Parquet => Ok(()),
        };
        written.map_err(|error| Error::new(shown(name), "claims cannot be formatted").caused_by(error))?;
        #[cfg_attr(not(feature = "parquet"), allow(clippy::needless_update))]
        Ok(Rendered { bytes, totals, fields, ..Rendered::default() })
    }
}

/// Date and source, as far as the article tells them, and the digest of its text, by which copies know each other.
fn of_article(document: &Document) -> Map<String, Value> {
    let mut fields = of_about(&document.about);
    fields.insert("digest".to_owned(), Value::String(document.text_digest.clone()));
    fields
}

fn shown(name: &str) -> String {
    visible::distinct(name).into_owned()
}

struct Page<'p> {
    document: &'p Document,
    claims: &'p [Claim],
    scheme: &'p Scheme,
    name: &'p str,
    before: Before,
}

impl Page<'_> {
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
            let date =
                Some(self.document.about.date.as_str()).filter(|date| !date.is_empty()).map(Into::into);
            json_line(&mut *out, &ClaimRecord { file, block, date, ..self.record(claim) })?;
        }
        Ok(())
    }

    /// The claims alone; the collector puts the object of the article around them.
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
            let why = explain(&document.text, scheme, claim);
            for scored in &claim.scores {
                let counted = why
                    .evidence
                    .iter()
                    .filter(|reason| reason.blocked.is_none() && reason.category == scored.category);
                let cues: Vec<&str> = counted.map(|reason| reason.cue.as_str()).collect();
                let words = claim.words.iter().filter(|word| word.category == scored.category);
                let words: Vec<_> =
                    words.map(|word| visible::line(word.span.slice(&document.text))).collect();
                writer.row([
                    &*visible::distinct(self.name),
                    &self.block(claim).to_string(),
                    &(self.before.chars + u64::from(start)).to_string(),
                    &(self.before.chars + u64::from(end)).to_string(),
                    scheme.category(scored.category).map_or("", |category| category.id.as_str()),
                    &format!("{:.3}", share(scored.score)),
                    claim.speaker.name().map_or("", |name| name.slice(&document.text)),
                    &cues.join(" "),
                    // One line per claim, so that lines can be counted.
                    &visible::line(claim.span.slice(&document.text)),
                    &words.join(" "),
                    claim.engine.map_or("", Engine::word),
                    claim.speaker.basis().unwrap_or_default(),
                ])?;
            }
        }
        writer.flush()
    }

    fn text(&self, out: &mut Vec<u8>) -> io::Result<()> {
        self.claims.iter().try_for_each(|claim| self.claim_text(out, claim))
    }

    /// One claim for people: place, categories with scores, and words; below it the reasons.
    fn claim_text(&self, out: &mut Vec<u8>, claim: &Claim) -> io::Result<()> {
        let (text, scheme) = (&self.document.text, self.scheme);
        let name = |id| scheme.category(id).map_or("?".into(), |known| visible::line(&known.name));
        let categories: Vec<String> = claim
            .scores
            .iter()
            .map(|scored| format!("{} {}", name(scored.category), format_score(scored.score)))
            .collect();
        let block = self.block(claim);
        writeln!(out, "¶{block} {}: {}", categories.join(", "), visible::line(claim.span.slice(text)))?;
        let why = explain(text, scheme, claim);
        let mut reasons: Vec<String> = why
            .evidence
            .iter()
            .filter(|reason| reason.blocked.is_some() || reason.adds != 0)
            .map(|reason| match &reason.blocked {
                None => {
                    format!("{} {} ({})", reason.words, format_weight(reason.adds), name(reason.category))
                }
                Some((_, words)) => format!("{} blocked by “{words}”", reason.words),
            })
            .collect();
        reasons.extend(claim.words.iter().map(|word| {
            let words = visible::line(word.span.slice(text));
            format!("{words} {} ({}, by the model)", format_weight(word.adds), name(word.category))
        }));
        let speaker = SpokenBy::of_claim(claim, text);
        if speaker != SpokenBy::Author {
            let (lead, name) = speaker.words();
            reasons.push(format!("{lead}{}", visible::line(name)));
        }
        writeln!(out, "    {}\n", reasons.join(" · "))
    }
}

/// Counts of one article, or of many, on one line; with the engine, where the scheme leaves a choice.
pub(super) fn summary(totals: &Totals, scheme: &Scheme) -> String {
    let count = |index| totals.per_category.get(index).copied().unwrap_or(0);
    let categories = scheme.categories.iter().enumerate();
    let counts: Vec<String> = categories
        .map(|(index, category)| format!("{} {}", grouped(count(index)), visible::line(&category.name)))
        .collect();
    format!(
        "{}, {}: {}{}",
        counted(totals.sentences, "sentence"),
        counted(totals.claims, "claim"),
        counts.join(", "),
        Engines::of(scheme).note(scheme)
    )
}

/// The claims of one article for people, and the error if purport's own claims stand in for those of an outside
/// classifier.
pub(super) fn article_text(document: &Document, finder: &ClaimFinder) -> (Vec<u8>, Option<Error>) {
    let Claims { claims, sentences, scheme, fell_back } = finder.claims_of(document, 0);
    let (name, before) = (document.name.as_str(), Before::default());
    let mut out = Vec::new();
    let totals = Totals::of(&claims, sentences, scheme.categories.len());
    let page = Page { document, claims: &claims, scheme: &scheme, name, before };
    // Writing to memory does not fail.
    let _ = page.text(&mut out).and_then(|()| writeln!(out, "{}", summary(&totals, &scheme)));
    (out, fell_back)
}
