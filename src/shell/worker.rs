//! Work behind the reader's back: reading the rest of a long article, and looking for claims.

use super::article::{Article, Source, Wanted};
use super::classifier::{ClaimFinder, Claims};
use super::import_worker::Stop;
use super::watch::{FileStamp, watch};
use crate::claim::{Claim, Scheme, classify_with_slack};
use crate::import::ImportProgress;
use crate::reading::Strictness;
use crate::session::{Msg, Notice};
use crate::tag::{Header, Tag};
use crate::text::Document;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long claims are gathered before the reader sees them: not so long that to take them in delays the
/// answer to a key. The first ones come sooner.
const BATCH: Duration = Duration::from_millis(20);
/// The first batch, which holds what the first screens show.
const FIRST_BATCH: Duration = Duration::from_millis(4);
/// Texts up to this many bytes are done before the first screen: it takes about a millisecond.
pub(super) const AT_ONCE: usize = 100 * 1024;

/// What is done behind the first screen, for as long as the program runs.
pub(super) struct Work {
    pub(super) source: Source,
    pub(super) wanted: Wanted,
    /// How the article's file was when it was opened.
    pub(super) stamp: Option<FileStamp>,
    /// What is shown so far.
    pub(super) document: Arc<Document>,
    /// The article, if only its beginning was read.
    pub(super) rest: Option<Article>,
    /// The tags of its tag file, and what that file says of itself.
    pub(super) tags: Vec<Tag>,
    pub(super) header: Header,
    /// The built-in scheme of which only the outline is known.
    pub(super) complete: Option<String>,
    pub(super) finder: Arc<ClaimFinder>,
    /// Whether the claims of what is shown are found.
    pub(super) done: bool,
    /// Ends the reading of the article.
    pub(super) stop: Stop,
}

impl Work {
    /// Compiles the scheme, reads the rest, finds the claims, and then watches the article's file.
    pub(super) fn run(self, mut say: impl FnMut(Msg)) {
        let whole = self.complete.as_deref().and_then(Scheme::built_in).map(Arc::new);
        if let Some(whole) = &whole {
            say(Msg::Compiled(Arc::clone(whole)));
        }
        let finder = whole.map_or(self.finder, |whole| Arc::new(ClaimFinder::new(whole, None)));
        let digest = if let Some(article) = self.rest {
            let beginning = Arc::clone(&self.document);
            read_and_classify(article, beginning, &self.stop, self.tags, &self.header, &finder, &mut say)
        } else {
            if !self.done {
                find_claims(&finder, &self.document, &mut say);
            }
            Some(self.document.digest.clone())
        };
        // What only the beginning was shown of is not kept beside the whole.
        drop(self.document);
        if let Some(digest) = digest {
            watch(&self.source, self.wanted, self.stamp, digest, &finder, &mut say);
        }
    }
}

/// Finds the claims of a whole document, by the outside classifier or in batches of our own.
pub(super) fn find_claims(finder: &ClaimFinder, document: &Document, say: &mut impl FnMut(Msg)) {
    match finder.outside_claims(document) {
        Ok(Some(Claims { claims, sentences, scheme, .. })) => {
            say(Msg::Compiled(scheme));
            say(Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true });
            return;
        }
        Ok(None) => {}
        Err(error) => {
            say(Msg::Compiled(Arc::clone(finder.scheme())));
            say(Msg::Said(Notice::warning(format!("{error}; these are the claims of purport itself"))));
        }
    }
    classify_all(document, finder.scheme(), say);
}

/// Finds the claims of a whole document, in batches.
pub(super) fn classify_all(document: &Document, scheme: &Scheme, say: &mut impl FnMut(Msg)) {
    let mut claims: Vec<Claim> = Vec::new();
    let (mut sentences, mut since, mut patience) = (0, Instant::now(), FIRST_BATCH);
    for block in &document.blocks {
        if block.kind.is_classified() {
            sentences +=
                classify_with_slack(&document.text, block.span, scheme, Strictness::SLACK, &mut claims);
        }
        if since.elapsed() > patience {
            let claims = std::mem::take(&mut claims);
            say(Msg::Classified { claims, sentences, bytes: block.span.end(), done: false });
            (since, patience) = (Instant::now(), BATCH);
        }
    }
    say(Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true });
}

/// Reads the rest of an article, says what it is, and finds its claims. Gives its digest if it could be
/// read.
fn read_and_classify(
    article: Article,
    mut beginning: Arc<Document>,
    stop: &Stop,
    tags: Vec<Tag>,
    header: &Header,
    finder: &ClaimFinder,
    say: &mut impl FnMut(Msg),
) -> Option<String> {
    let mut last: Option<Instant> = None;
    let outcome = article.read_telling(stop, &mut |progress| match progress {
        ImportProgress::Preview(document) => {
            beginning = Arc::new(document);
            say(Msg::Begun(Arc::clone(&beginning)));
        }
        // More often than the reader can see, nothing need be said.
        ImportProgress::Parts { read, total }
            if read == total || last.is_none_or(|last| last.elapsed() > BATCH) =>
        {
            last = Some(Instant::now());
            say(Msg::Reading { read, of: total });
        }
        ImportProgress::Parts { .. } => {}
    });
    match outcome {
        Ok(imported) => {
            let document = Arc::new(imported.document);
            let same = header.is_of(&document);
            say(Msg::Opened { document: Arc::clone(&document), tags, same });
            for warning in imported.warnings {
                say(Msg::Said(Notice::warning(warning.to_string())));
            }
            find_claims(finder, &document, say);
            Some(document.digest.clone())
        }
        Err(fault) => {
            say(Msg::CutOff(format!("not all of it could be read: {fault}")));
            find_claims(finder, &beginning, say);
            None
        }
    }
}

/// Runs work on a thread of its own. If it should panic the reading goes on, and says so.
pub(super) fn spawn(say: impl Fn(Msg) + Send + Clone + 'static, work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            let text = "the search for claims has failed; reading and tagging go on (please report this)";
            say(Msg::Said(Notice::error(text)));
        }
    });
}
