//! Background work of a session: reads the rest of the article, classifies it, watches the file, searches long texts.

use super::article::{Article, ReadOptions, Source};
use super::classifier::{ClaimFinder, Claims};
use super::import_worker::Stop;
use super::watch::{FileStamp, FileWatch};
use crate::claim::{Claim, Scheme, classify_cues};
use crate::import::ImportProgress;
use crate::reading::ThresholdShift;
use crate::session::{Msg, Notice, SearchRequest};
use crate::tag::{Header, Tag};
use crate::text::Document;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

/// Interval for collecting claims: larger batches would delay the answer to a key.
const BATCH: Duration = Duration::from_millis(20);
/// Interval of the first batch, which covers the first screens.
const FIRST_BATCH: Duration = Duration::from_millis(4);
/// The article's file must stay unchanged this long before it is read again.
const SETTLED: Duration = Duration::from_millis(400);

/// Work left for an article after the first frame.
pub(super) struct Work {
    pub(super) source: Source,
    pub(super) options: ReadOptions,
    /// State of the article's file when opened; `None` disables watching.
    pub(super) stamp: Option<FileStamp>,
    pub(super) document: Arc<Document>,
    /// The article, if only its beginning was read.
    pub(super) rest: Option<Article>,
    pub(super) tags: Vec<Tag>,
    pub(super) header: Header,
    /// Name of the built-in scheme to compile, while only its outline is loaded.
    pub(super) outline_of: Option<String>,
    pub(super) finder: Arc<ClaimFinder>,
    pub(super) is_classified: bool,
    pub(super) stop: Stop,
}

impl Work {
    /// Compiles the scheme, reads the rest, finds the claims, and then watches the article's file forever if it has a
    /// stamp.
    pub(super) fn run(mut self, send: &mut dyn FnMut(Msg)) {
        if let Some(scheme) = self.outline_of.take().and_then(|_| self.finder.scheme().complete()) {
            let scheme = Arc::new(scheme);
            send(Msg::Compiled(Arc::clone(&scheme)));
            self.finder = Arc::new(ClaimFinder::new(scheme, None));
        }
        let digest = if let Some(article) = self.rest.take() {
            self.read_rest(article, send)
        } else {
            if !self.is_classified {
                find_claims(&self.finder, &self.document, send);
            }
            Some(self.document.digest.clone())
        };
        let Self { source, options, stamp, document, finder, .. } = self;
        // Frees the beginning, which the whole contains.
        drop(document);
        if let (Some(digest), Source::File(path), Some(stamp)) = (digest, &source, stamp) {
            let watch = FileWatch::new(vec![(path.clone(), Some(stamp))], SETTLED);
            watch_article(watch, &source, options, digest, &finder, send);
        }
    }

    /// Reads the rest of the article and finds its claims. Returns its digest if readable.
    fn read_rest(&mut self, article: Article, send: &mut dyn FnMut(Msg)) -> Option<String> {
        let mut beginning = Arc::clone(&self.document);
        let mut reported: Option<Instant> = None;
        let read = article.read_with_progress(&self.stop, &mut |progress| match progress {
            ImportProgress::Preview(document) => {
                beginning = Arc::new(document);
                send(Msg::Beginning(Arc::clone(&beginning)));
            }
            // No more often than visible.
            ImportProgress::Parts { read, total }
                if read == total || reported.is_none_or(|at| at.elapsed() > BATCH) =>
            {
                reported = Some(Instant::now());
                send(Msg::Reading { read, of: total });
            }
            ImportProgress::Parts { .. } => {}
        });
        match read {
            Ok(imported) => {
                let document = Arc::new(imported.document);
                let same = self.header.is_of(&document);
                send(Msg::Opened {
                    document: Arc::clone(&document),
                    tags: std::mem::take(&mut self.tags),
                    same,
                });
                for warning in imported.warnings {
                    send(Msg::Notify(Notice::warning(warning.to_string())));
                }
                find_claims(&self.finder, &document, send);
                Some(document.digest.clone())
            }
            Err(error) => {
                send(Msg::CutOff(format!("not all of it could be read: {error}")));
                find_claims(&self.finder, &beginning, send);
                None
            }
        }
    }
}

/// Reads the article again after every change of its file. Never returns.
fn watch_article(
    mut watch: FileWatch,
    source: &Source,
    options: ReadOptions,
    mut digest: String,
    finder: &ClaimFinder,
    send: &mut dyn FnMut(Msg),
) {
    loop {
        watch.wait();
        if watch.files.iter().all(|(_, stamp)| stamp.is_none()) {
            let text = "the article is gone from the disk; reading goes on, and tags are saved";
            send(Msg::Notify(Notice::warning(text)));
            continue;
        }
        match Article::open(source.clone(), options).and_then(Article::read) {
            Ok(imported) if imported.document.digest == digest => {}
            Ok(imported) => {
                digest.clone_from(&imported.document.digest);
                let document = Arc::new(imported.document);
                send(Msg::Changed(Arc::clone(&document)));
                find_claims(finder, &document, send);
            }
            Err(error) => {
                let text = format!("the article has changed and cannot be read: {error}");
                send(Msg::Notify(Notice::warning(text)));
            }
        }
    }
}

/// Finds the claims of a whole document with the outside classifier, or with purport's own engine in batches.
fn find_claims(finder: &ClaimFinder, document: &Document, send: &mut dyn FnMut(Msg)) {
    match finder.outside_claims(document) {
        Ok(Some(Claims { claims, sentences, scheme, .. })) => {
            send(Msg::Compiled(scheme));
            send(Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true });
            return;
        }
        Ok(None) => {}
        Err(error) => {
            send(Msg::Compiled(Arc::clone(finder.scheme())));
            send(Msg::Notify(Notice::warning(format!("{error}; these are the claims of purport itself"))));
        }
    }
    send_own_claims(document, finder.scheme(), send);
}

pub(super) fn send_own_claims(document: &Document, scheme: &Scheme, send: &mut dyn FnMut(Msg)) {
    let mut claims: Vec<Claim> = Vec::new();
    let (mut sentences, mut since, mut batch) = (0, Instant::now(), FIRST_BATCH);
    for block in &document.blocks {
        if block.kind.is_classified() {
            let slack = ThresholdShift::SLACK;
            sentences += classify_cues(&document.text, block.span, scheme, slack, &mut claims);
        }
        if since.elapsed() > batch {
            let claims = std::mem::take(&mut claims);
            send(Msg::Classified { claims, sentences, bytes: block.span.end(), done: false });
            (since, batch) = (Instant::now(), BATCH);
        }
    }
    send(Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true });
}

/// Runs work on a new thread. A panic there is reported and does not end the session.
pub(super) fn spawn(mut send: impl FnMut(Msg) + Send + 'static, work: Work) {
    std::thread::spawn(move || {
        if catch_unwind(AssertUnwindSafe(|| work.run(&mut send))).is_err() {
            let text = "the search for claims has crashed; reading and tagging go on (please report this)";
            send(Msg::Notify(Notice::error(text)));
        }
    });
}

/// Thread that searches long texts. Only the last request is answered; dropping this value ends the thread.
#[derive(Debug)]
pub(super) struct Searcher {
    questions: Sender<(u64, SearchRequest, Arc<Document>)>,
    /// Number of the last request: a search for an earlier one gives up.
    last: Arc<AtomicU64>,
}

impl Searcher {
    pub(super) fn start(send: impl Fn(Msg) + Send + 'static) -> Self {
        let (questions, inbox) = channel::<(u64, SearchRequest, Arc<Document>)>();
        let last = Arc::new(AtomicU64::new(0));
        let newest = Arc::clone(&last);
        std::thread::spawn(move || {
            for (number, question, document) in inbox {
                let is_superseded = || newest.load(Ordering::Relaxed) != number;
                if let Some(found) = question.run(&document, is_superseded) {
                    send(Msg::Searched(found));
                }
            }
        });
        Self { questions, last }
    }

    pub(super) fn ask(&self, question: SearchRequest, document: Arc<Document>) {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        // The receiver lives as long as the sender, so sending cannot fail.
        let _ = self.questions.send((number, question, document));
    }
}
