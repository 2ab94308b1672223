//! Surveys of many articles: reads them with their tags, and summarises them on all cores.

use super::article::{Article, ReadOptions, Source};
use super::batch::default_jobs;
use super::kept_verdicts::KeptVerdicts;
use super::parallel_classify::classify_on_idle_cores;
use super::store::{RealDisk, TagFile};
use super::tag_check::TagCheck;
use super::verdict_place::VerdictPlace;
use super::{display, paths, state};
use crate::claim::{Claim, Scheme};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::ImportedDocument;
use crate::reading::{ArticleSummary, Reading, ThresholdShift};
use crate::tag::Tag;
use crate::text::Document;
use crate::text::digest::sha256;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Surveys articles on all cores, and sends each survey with the article's index in order of completion. Stops once
/// `send` returns `false`.
pub fn all(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    send: &(impl Fn(usize, Result<ArticleSummary, Error>) -> bool + Sync),
) {
    let next = AtomicUsize::new(0);
    let next = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < paths.len());
    each(paths, scheme, annotator, &next, send);
}

/// Surveys the articles whose indices `next` gives, on all cores, until it gives none or `send` returns `false`.
pub(super) fn each(
    paths: &[PathBuf],
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
    next: &(impl Fn() -> Option<usize> + Sync),
    send: &(impl Fn(usize, Result<ArticleSummary, Error>) -> bool + Sync),
) {
    let stopped = AtomicBool::new(false);
    let work = || {
        while !stopped.load(Ordering::Relaxed)
            && let Some(at) = next()
            && let Some(path) = paths.get(at)
        {
            if !send(at, one(path, scheme, annotator)) {
                stopped.store(true, Ordering::Relaxed);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(paths.len());
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}

pub fn one(path: &Path, scheme: &Arc<Scheme>, annotator: Option<&str>) -> Result<ArticleSummary, Error> {
    let source = Source::File(path.to_owned());
    let article = TaggedArticle::read(&source, ReadOptions::default(), None, annotator)?;
    Ok(ArticleSummary::of(&article.into_reading(scheme)))
}

/// A whole article merged with its tags, and warnings about unusable tags.
pub fn reading(
    path: &Path,
    scheme: &Arc<Scheme>,
    annotator: Option<&str>,
) -> Result<(Reading, Vec<Diagnostic>), Error> {
    let source = Source::File(path.to_owned());
    let mut article = TaggedArticle::read(&source, ReadOptions::default(), None, annotator)?;
    let warnings = std::mem::take(&mut article.tag_warnings);
    Ok((article.into_reading(scheme), warnings))
}

#[derive(Debug)]
pub struct TaggedArticle {
    source: Source,
    pub document: Arc<Document>,
    pub tags: Vec<Tag>,
    /// Was the tag file written for exactly this text?
    pub same: bool,
    pub has_tags: bool,
    pub warnings: Vec<Diagnostic>,
    pub tag_warnings: Vec<Diagnostic>,
}

impl TaggedArticle {
    /// Reads an article and its tag file; `tags` replaces the default path beside the article.
    pub fn read(
        source: &Source,
        options: ReadOptions,
        tags: Option<PathBuf>,
        annotator: Option<&str>,
    ) -> Result<Self, Error> {
        let ImportedDocument { document, warnings } = Article::open(source.clone(), options)?.read()?;
        let is_given = tags.is_some();
        let path = tags.unwrap_or_else(|| paths::tags(source, annotator, &document.digest));
        let name = display::path(&path);
        let (file, loaded) = TagFile::read(RealDisk, path)?;
        let same = file.header().is_some_and(|header| header.is_of(&document));
        let (tags, mut tag_warnings) = (loaded.tags, loaded.warnings);
        let check = TagCheck::new(&file, &tags, &document, is_given);
        tag_warnings.extend(check.and_then(|check| check.warning(&name, &document)));
        let source = source.clone();
        Ok(Self {
            source,
            document: Arc::new(document),
            tags,
            same,
            has_tags: file.exists(),
            warnings,
            tag_warnings,
        })
    }

    /// A text without a word, such as the version before the first one.
    pub fn empty() -> Self {
        let document = Document::new("", String::new(), Vec::new(), Vec::new(), sha256(b""));
        Self {
            source: Source::Stdin,
            document: Arc::new(document),
            tags: Vec::new(),
            same: true,
            has_tags: false,
            warnings: Vec::new(),
            tag_warnings: Vec::new(),
        }
    }

    /// The claims that reach their thresholds, in text order.
    pub fn claims(&self, scheme: &Scheme) -> Vec<Claim> {
        let kept = self.kept(scheme);
        classify_on_idle_cores(&self.document, scheme, 0, default_jobs(), &kept, &|_| ()).0
    }

    /// The model's answers about the article that earlier runs have kept.
    fn kept(&self, scheme: &Scheme) -> KeptVerdicts {
        VerdictPlace { source: self.source.clone(), writes: true }.open(&self.document.digest, scheme).0
    }

    /// The article with claims and tags merged, at the default thresholds.
    pub fn into_reading(self, scheme: &Arc<Scheme>) -> Reading {
        let slack = ThresholdShift::SLACK;
        let kept = self.kept(scheme);
        let (claims, _) =
            classify_on_idle_cores(&self.document, scheme, slack, default_jobs(), &kept, &|_| ());
        let mut reading = Reading::new(self.document, Arc::clone(scheme));
        reading.add_tags(self.tags, self.same);
        reading.add_claims(claims);
        reading
    }
}

/// Time of an annotator's last visit, RFC 3339 in UTC; `None` if never or unknown.
pub fn last_read(path: &Path, annotator: Option<&str>) -> Option<String> {
    let source = Source::File(path.to_owned());
    let visit = |blind| {
        let file = state::position_file(&source, "", annotator, blind)?;
        std::fs::metadata(file).ok()?.modified().ok()
    };
    let at = jiff::Timestamp::try_from(visit(false).max(visit(true))?).ok()?;
    Some(jiff::Timestamp::from_second(at.as_second()).ok()?.to_string())
}
