//! `purport classify`: the claims of articles, for people or for programs.

use super::args::{Classify, Form};
use super::output::{Flow, cell, flow, json_line};
use super::record::claim_value;
use super::{complain, ndjson, scheme};
use crate::claim::{Claim, Scheme, classify};
use crate::fault::Fault;
use crate::reading::why::{score, weight, why};
use crate::shell::{Article, Source};
use crate::text::{Document, visible};
use serde_json::json;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Prints the claims of every article named. A file that cannot be read does not stop the others.
pub(super) fn run(args: &Classify) -> Result<u8, Fault> {
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    if args.ndjson {
        return ndjson::run(&scheme, args.strict);
    }
    let standard = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &standard[..] } else { &args.files };
    let mut printer = Printer::new(&scheme, args.format, files.len() > 1);
    let wanted = args.how.wanted(args.from)?;
    let mut code = 0;
    for file in files {
        match Article::open(Source::of_word(file), wanted) {
            Ok(article) => match printer.article(article, &file.to_string_lossy()) {
                Ok(Flow::On) => {}
                Ok(Flow::Closed) => return Ok(code),
                Err(fault) => {
                    complain(&fault);
                    code = 2;
                }
            },
            Err(fault) => {
                complain(&fault);
                code = 2;
            }
        }
    }
    Ok(code)
}

/// Prints the claims of one article for people.
pub(super) fn print(article: Article, scheme: &Scheme) -> Result<u8, Fault> {
    let name = article.source.name();
    Printer::new(scheme, Form::Text, false).article(article, &name)?;
    Ok(0)
}

/// The claims of a whole document, and its number of sentences.
fn find(document: &Document, scheme: &Scheme) -> (Vec<Claim>, usize) {
    let mut claims = Vec::new();
    let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
    let sentences = blocks.map(|block| classify(&document.text, block.span, scheme, &mut claims)).sum();
    (claims, sentences)
}

struct Printer<'s> {
    scheme: &'s Scheme,
    form: Form,
    several: bool,
    begun: bool,
}

impl<'s> Printer<'s> {
    const fn new(scheme: &'s Scheme, form: Form, several: bool) -> Self {
        Self { scheme, form, several, begun: false }
    }

    fn article(&mut self, article: Article, name: &str) -> Result<Flow, Fault> {
        let imported = article.read()?;
        imported.warnings.iter().for_each(complain);
        let document = imported.document;
        let (claims, sentences) = find(&document, self.scheme);
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let written = match self.form {
            Form::Text => self.text(&mut out, &document, &claims, sentences, name),
            Form::Jsonl => self.jsonl(&mut out, &document, &claims, name),
            Form::Csv => self.csv(&mut out, &document, &claims, name),
        };
        flow(written.and_then(|()| out.flush()))
    }

    fn text(
        &mut self,
        out: &mut impl Write,
        document: &Document,
        claims: &[Claim],
        sentences: usize,
        name: &str,
    ) -> io::Result<()> {
        if self.several {
            let gap = if self.begun { "\n" } else { "" };
            writeln!(out, "{gap}== {} ==", visible::line(name))?;
        }
        self.begun = true;
        for claim in claims {
            self.claim(out, document, claim)?;
        }
        let counts: Vec<String> = self
            .scheme
            .categories
            .iter()
            .enumerate()
            .map(|(index, category)| {
                let of = |claim: &&Claim| {
                    claim.scores.iter().any(|scored| usize::from(scored.category.0) == index)
                };
                format!("{} {}", claims.iter().filter(of).count(), visible::line(&category.name))
            })
            .collect();
        let plural =
            |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        writeln!(
            out,
            "{}, {}: {}",
            plural(sentences, "sentence"),
            plural(claims.len(), "claim"),
            counts.join(", ")
        )
    }

    /// One claim: categories with scores, place, words; and below, why.
    fn claim(&self, out: &mut impl Write, document: &Document, claim: &Claim) -> io::Result<()> {
        let text = &document.text;
        let name = |id| self.scheme.category(id).map_or("?".into(), |known| visible::line(&known.name));
        let categories: Vec<String> = claim
            .scores
            .iter()
            .map(|scored| format!("{} {}", name(scored.category), score(scored.score)))
            .collect();
        let block = document.block_at(claim.span.start()) + 1;
        writeln!(out, "¶{block} {}: {}", categories.join(", "), visible::line(claim.span.slice(text)))?;
        let why = why(text, self.scheme, claim);
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

    fn jsonl(
        &self,
        out: &mut impl Write,
        document: &Document,
        claims: &[Claim],
        name: &str,
    ) -> io::Result<()> {
        for claim in claims {
            let mut value = claim_value(claim, document, self.scheme);
            if let Some(object) = value.as_object_mut() {
                object.insert("file".to_owned(), json!(name));
                object.insert("block".to_owned(), json!(document.block_at(claim.span.start()) + 1));
            }
            json_line(out, &value)?;
        }
        Ok(())
    }

    fn csv(
        &mut self,
        out: &mut impl Write,
        document: &Document,
        claims: &[Claim],
        name: &str,
    ) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        if !self.begun {
            writer
                .write_record([
                    "file", "block", "start", "end", "category", "score", "speaker", "cues", "text",
                ])
                .map_err(io_error)?;
        }
        self.begun = true;
        for claim in claims {
            let (start, end) = document.chars(claim.span);
            let block = (document.block_at(claim.span.start()) + 1).to_string();
            let why = why(&document.text, self.scheme, claim);
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
                        start.to_string(),
                        end.to_string(),
                        cell(id),
                        format!("{:.3}", f64::from(scored.score) / 1000.0),
                        cell(why.speaker.as_deref().unwrap_or_default()),
                        cell(&cues.join(" ")),
                        cell(claim.span.slice(&document.text)),
                    ])
                    .map_err(io_error)?;
            }
        }
        writer.flush()
    }
}

/// The error beneath one of the CSV writer, which by itself hides that a pipe was closed.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
