//! Claims of a dossier from one piece of a corpus: an article with its tags, or lines that `purport classify` wrote.

use crate::claim::record::EvidenceRecord;
use crate::claim::{CategoryId, ClaimRecord, Scheme};
use crate::cli::corpus::{Line, LineError, Piece, each_line, skim};
use crate::cli::engines::Engines;
use crate::cli::fields::{self, Fields};
use crate::cli::found_claim::FoundClaim;
use crate::dossier::{
    Article, ArticleClaims, ArticleDate, DateSource, Entry, EntryCategory, Role, Subject, Verdict, treatment,
};
use crate::error::Error;
use crate::reading::{Mark, Status};
use crate::shell::batch::lines::Lines;
use crate::shell::{display, survey};
use crate::text::dates::{date_in_path, date_in_text};
use crate::text::{BlockKind, Document, visible};
use regex::bytes::{Regex, RegexBuilder};
use serde_json::{Map, Value};
use std::path::Path;
use std::sync::Arc;

/// Blocks at the top of a text in which a date is looked for, and the most words of such a block.
const TOP_BLOCKS: usize = 4;
const MAX_DATE_LINE: usize = 10;
/// Code points of a shown title.
const MAX_TITLE: usize = 200;

/// Which claims belong to a dossier.
pub(in crate::cli) struct Gatherer {
    pub(super) scheme: Arc<Scheme>,
    pub(super) subject: Subject,
    /// None for all.
    pub(super) categories: Vec<CategoryId>,
    pub(super) annotator: Option<String>,
    /// Whether the names of all speakers are wanted too.
    pub(super) names_everybody: bool,
    needles: Option<Regex>,
}

/// What a piece adds.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) articles: Vec<ArticleClaims>,
    pub(super) engines: Engines,
    /// Names of all speakers, as far as they were wanted.
    pub(super) speakers: Vec<String>,
    pub(super) warnings: Vec<Error>,
    pub(super) failed: u64,
}

impl Gatherer {
    pub(in crate::cli) fn new(
        scheme: Arc<Scheme>,
        subject: Subject,
        categories: Vec<CategoryId>,
        annotator: Option<String>,
    ) -> Self {
        // One party must be in a line, whichever has the narrower names.
        let party = subject.speaker.as_ref().or(subject.about.as_ref());
        let needles = party.and_then(|party| {
            let words: Vec<String> = party.needles().into_iter().map(regex::escape).collect();
            RegexBuilder::new(&words.join("|")).case_insensitive(true).build().ok()
        });
        Self { scheme, subject, categories, annotator, names_everybody: false, needles }
    }

    pub(super) fn piece(&self, piece: Piece) -> Gathered {
        let mut gathered = Gathered::default();
        let done = match piece {
            Piece::Article(path) => self.article(&path).map(|(article, speakers, warnings)| {
                gathered.articles.push(article);
                gathered.engines.add(self.scheme.engine());
                gathered.speakers = speakers;
                gathered.warnings.extend(warnings);
            }),
            Piece::Lines(lines) => {
                self.lines(&lines, &mut gathered);
                Ok(())
            }
            Piece::Failed(error) => Err(error),
        };
        if let Err(error) = done {
            gathered.warnings.push(error);
            gathered.failed += 1;
        }
        gathered
    }

    /// The claims of one article as the reader shows them, the names of its speakers, and warnings about its tags.
    pub(super) fn article(&self, path: &Path) -> Result<(ArticleClaims, Vec<String>, Vec<Error>), Error> {
        let (reading, warnings) = survey::reading(path, &self.scheme, self.annotator.as_deref())?;
        let name = display::name(path);
        let marks = reading.marks().iter();
        let is_open = |mark: &&Mark| mark.status.is_claim() || mark.status == Status::Rejected;
        let claims = marks.filter(is_open).map(|mark| FoundClaim::of_mark(mark, &reading, &name));
        let mut gathered = ArticleClaims {
            article: article_of(&reading.document, &name),
            decided: reading.counts().decided,
            ..ArticleClaims::default()
        };
        let mut speakers = Vec::new();
        for claim in claims {
            speakers.extend(claim.record.speaker.as_deref().map(str::to_owned));
            self.add(claim, &mut gathered);
        }
        Ok((gathered, speakers, warnings.into_iter().map(Error::from).collect()))
    }

    fn lines(&self, lines: &Lines, gathered: &mut Gathered) {
        let errors = each_line(lines, |line| self.line(line, &lines.name, gathered));
        gathered.failed += errors.len() as u64;
        gathered.warnings.extend(errors.into_iter().map(Error::from));
    }

    fn line(&self, line: &[u8], unnamed: &str, gathered: &mut Gathered) -> Result<(), LineError> {
        let beside = |key: &str| {
            ["id", "file", "title", "digest"].contains(&key)
                || fields::names_source(key)
                || fields::names_time(key)
        };
        if !self.names_everybody && !self.may_name(line) {
            let (is_article, fields) = skim(line, &beside)?;
            let article = article_of_fields(&fields, is_article, unnamed);
            gathered.articles.push(ArticleClaims {
                article,
                is_part: !is_article,
                ..ArticleClaims::default()
            });
            return Ok(());
        }
        let of_claim = |key: &str| {
            const KEYS: [&str; 12] = [
                "block",
                "start",
                "end",
                "text",
                "categories",
                "evidence",
                "speaker",
                "speaker_basis",
                "engine",
                "status",
                "note",
                "labels",
            ];
            KEYS.contains(&key) || beside(key)
        };
        let (claims, fields, is_article) =
            match Line::<Vec<EvidenceRecord<'_>>>::parse(line, &of_claim, true)? {
                Line::Article(claims, fields) => (claims, fields, true),
                Line::Claim(claim, fields) => (vec![*claim], fields, false),
            };
        let article = article_of_fields(&fields, is_article, unnamed);
        let mut of_line = ArticleClaims { article, is_part: !is_article, ..ArticleClaims::default() };
        for claim in claims {
            if let Some(engine) = &claim.engine {
                gathered.engines.add_word(engine);
            }
            if self.names_everybody {
                gathered.speakers.extend(claim.speaker.as_deref().map(str::to_owned));
            }
            let decided = (!is_article).then_some(&fields);
            self.add(found(claim, &of_line.article.name, decided)?, &mut of_line);
        }
        gathered.articles.push(of_line);
        Ok(())
    }

    /// Whether a line may name the party. Other programs may write letters as escapes.
    fn may_name(&self, line: &[u8]) -> bool {
        let Some(needles) = &self.needles else { return true };
        needles.is_match(line)
            || (!needles.as_str().is_ascii() && memchr::memmem::find(line, b"\\u").is_some())
    }

    /// Adds a claim to those of its article, if it belongs to the dossier.
    fn add(&self, claim: FoundClaim, to: &mut ArticleClaims) {
        let speaker = claim.record.speaker.as_deref();
        let Subject { speaker: party, about, .. } = &self.subject;
        if let (Some(party), Some(name)) = (party, speaker)
            && !party.is(name)
            && party.resembles(name)
        {
            to.also_seen.push(visible::line(name).into_owned());
        }
        let is_by = |party: &crate::dossier::Party| speaker.is_some_and(|name| party.is(name));
        if party.as_ref().is_some_and(|party| !is_by(party)) || !self.has_category(&claim) {
            return;
        }
        let (role, is_role_guess) = match about {
            None => (Role::Said, false),
            Some(about) if is_by(about) => return,
            Some(about) => match treatment(&claim.record.text, about, speaker) {
                Some(found) => {
                    // Somebody unnamed may be the party itself.
                    let is_unnamed = claim.record.speaker_basis.as_deref() == Some("unknown");
                    (found.role, found.is_guess || is_unnamed)
                }
                None => return,
            },
        };
        let is_rejected = claim.status == Status::Rejected;
        let entry = entry(claim, role, is_role_guess);
        if entry.categories.is_empty() {
            return;
        }
        if is_rejected { &mut to.rejected } else { &mut to.entries }.push(entry);
    }

    fn has_category(&self, claim: &FoundClaim) -> bool {
        let ids = self.categories.iter().filter_map(|&id| self.scheme.category(id)).map(|known| &known.id);
        let mut ids = ids.peekable();
        ids.peek().is_none() || ids.any(|id| claim.categories().iter().any(|one| one.category == *id))
    }
}

/// A claim of a line; `decided` are the fields in which `purport find` writes decisions.
fn found(
    claim: ClaimRecord<'_>,
    article: &str,
    decided: Option<&Map<String, Value>>,
) -> Result<FoundClaim, LineError> {
    let mut found = FoundClaim::of_record(claim, article)?;
    let Some(fields) = decided else { return Ok(found) };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    if let Some(status) = Status::of_id(text("status")) {
        found.status = status;
    }
    text("note").clone_into(&mut found.note);
    let labels = fields.get("labels").and_then(Value::as_array).into_iter().flatten();
    found.labels = labels.filter_map(|label| label.as_str().map(str::to_owned)).collect();
    Ok(found)
}

fn entry(claim: FoundClaim, role: Role, is_role_guess: bool) -> Entry {
    let FoundClaim { record, status, labels, note, .. } = claim;
    let categories = record.categories.unwrap_or_default().into_iter();
    let owned = |text: Option<std::borrow::Cow<'_, str>>| text.map(std::borrow::Cow::into_owned);
    Entry {
        article: 0,
        block: record.block,
        start: record.start.unwrap_or_default(),
        end: record.end.unwrap_or_default(),
        text: record.text.into_owned(),
        categories: categories
            .map(|one| EntryCategory { id: one.category.into_owned(), score: one.score })
            .collect(),
        speaker: owned(record.speaker),
        basis: owned(record.speaker_basis),
        role,
        is_role_guess,
        verdict: (status != Status::Undecided).then(|| Verdict { id: status.id(), word: status.word() }),
        note,
        labels,
        engine: owned(record.engine),
    }
}

fn article_of(document: &Document, name: &str) -> Article {
    let about = fields::of_about(&document.about);
    let fields = Fields::Record(&about);
    let title = document.blocks.iter().find(|block| block.kind == BlockKind::Title);
    let title = title.map(|block| block.span.slice(&document.text)).unwrap_or_default();
    let by_itself = fields.date().map(|day| (day, DateSource::Document));
    let by_path = || date_in_path(name).map(|day| (day, DateSource::Path));
    let by_text = || date_at_top(document).map(|day| (day, DateSource::Text));
    Article {
        name: name.to_owned(),
        title: title.chars().take(MAX_TITLE).collect(),
        publisher: fields.source().unwrap_or_default(),
        date: by_itself.or_else(by_path).or_else(by_text).map(|(day, from)| ArticleDate { day, from }),
        fingerprint: fingerprint(&document.text_digest),
    }
}

/// A day in a line of its own among the first blocks, such as "Vell, 3 May 2026".
fn date_at_top(document: &Document) -> Option<String> {
    document.blocks.iter().take(TOP_BLOCKS).find_map(|block| {
        let text = block.span.slice(&document.text);
        let is_line = text.split_whitespace().take(MAX_DATE_LINE + 1).count() <= MAX_DATE_LINE;
        let is_sentence = text.trim_end().ends_with(['.', '!', '?', '”', '"']);
        date_in_text(text).filter(|day| is_line && !is_sentence && day.len() == 10)
    })
}

fn article_of_fields(fields: &Map<String, Value>, is_article: bool, unnamed: &str) -> Article {
    let name = match fields.get(if is_article { "id" } else { "file" }) {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Null) | None => unnamed.to_owned(),
        Some(other) => other.to_string(),
    };
    let text = |key: &str| fields.get(key).and_then(Value::as_str).unwrap_or_default();
    let record = Fields::Record(fields);
    let by_record = record.date().map(|day| ArticleDate { day, from: DateSource::Record });
    let by_path = || Some(ArticleDate { day: date_in_path(&name)?, from: DateSource::Path });
    Article {
        title: text("title").chars().take(MAX_TITLE).collect(),
        publisher: record.source().unwrap_or_default(),
        date: by_record.or_else(by_path),
        fingerprint: fingerprint(text("digest")),
        name,
    }
}

/// The beginning of a digest in hexadecimal.
fn fingerprint(digest: &str) -> Option<u128> {
    u128::from_str_radix(digest.get(..32)?, 16).ok()
}
