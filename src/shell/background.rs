//! Background work of a session: reads the rest of the article, classifies it, watches the file, searches long texts.

use super::article::{Article, ReadOptions, Source};
use super::batch::default_jobs;
use super::batch::progress_bar::ProgressBar;
use super::classifier::{ClaimFinder, Claims};
use super::import_worker::Stop;
use super::judge::{Judging, PART, give_way};
use super::kept_verdicts::KeptVerdicts;
use super::live_article::{Finished, LiveArticle};
use super::lock;
use super::parallel_classify::classify_on_idle_cores;
use super::verdict_place::VerdictPlace;
use super::watch::{FileStamp, FileWatch};
use crate::claim::{Claim, Cutter, Engine, Part, Scheme, classify_cues, word_effects};
use crate::import::{ImportProgress, ImportedDocument};
use crate::reading::ThresholdShift;
use crate::session::{Msg, Notice, SearchRequest};
use crate::tag::{Header, Tag};
use crate::text::Document;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Interval for collecting claims: larger batches would delay the answer to a key.
const BATCH: Duration = Duration::from_millis(20);
/// Claims in a batch of dense text: to merge them takes a fraction of a frame.
const BATCH_CLAIMS: usize = 500;
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
    /// Threads of the model; without them the work waits for the model itself.
    pub(super) judging: Option<Judging>,
    /// What the model has to judge, if the cues' claims are found.
    pub(super) classified: Option<(Vec<Part>, Arc<KeptVerdicts>)>,
    /// Where the model's answers are kept.
    pub(super) place: VerdictPlace,
    pub(super) stop: Stop,
}

impl Work {
    /// Compiles the scheme, reads the rest, finds the claims, and then watches the article's file forever if it has a
    /// stamp.
    pub(super) fn run(mut self, send: &mut dyn FnMut(Msg)) {
        if let Some(scheme) = self.outline_of.take().and_then(|_| self.finder.scheme().complete()) {
            let scheme = Arc::new(scheme);
            send(Msg::Compiled(Arc::clone(&scheme)));
            self.finder.set_scheme(scheme);
        }
        let digest = if let Some(article) = self.rest.take() {
            self.read_rest(article, send)
        } else {
            match (self.classified.take(), &self.judging) {
                (None, _) => self.find_claims(&self.document, send),
                (Some((parts, kept)), Some(judging)) if !parts.is_empty() => {
                    let queue = judging.start(&self.document, &self.finder.scheme(), &kept);
                    queue.add(parts);
                    queue.close();
                }
                _ => {}
            }
            Some(self.document.digest.clone())
        };
        let Self { source, options, stamp, document, finder, judging, place, .. } = self;
        // Frees the beginning, which the whole contains.
        drop(document);
        if let (Some(digest), Source::File(path), Some(stamp)) = (digest, &source, stamp) {
            let watch = FileWatch::new(vec![(path.clone(), Some(stamp))], SETTLED);
            let find = |document: &Arc<Document>, send: &mut dyn FnMut(Msg)| {
                find_claims(&finder, document, judging.as_ref(), &place, send);
            };
            watch_article(watch, &source, options, digest, &find, send);
        }
    }

    fn find_claims(&self, document: &Arc<Document>, send: &mut dyn FnMut(Msg)) {
        find_claims(&self.finder, document, self.judging.as_ref(), &self.place, send);
    }

    /// Reads the rest of the article and finds its claims. Returns its digest if readable.
    fn read_rest(&mut self, mut article: Article, send: &mut dyn FnMut(Msg)) -> Option<String> {
        if let Some(live) = article.take_live() {
            return self.read_live(&live, send);
        }
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
            Ok(imported) => Some(self.show_whole(imported, None, send)),
            Err(error) => {
                send(Msg::CutOff(format!("not all of it could be read: {error}")));
                self.find_claims(&beginning, send);
                None
            }
        }
    }

    /// Shows an article with its tags, tells `why` it is whole, and finds its claims. Returns its digest.
    fn show_whole(
        &mut self,
        imported: ImportedDocument,
        why: Option<Notice>,
        send: &mut dyn FnMut(Msg),
    ) -> String {
        let document = Arc::new(imported.document);
        let same = self.header.is_of(&document);
        send(Msg::Opened { document: Arc::clone(&document), tags: std::mem::take(&mut self.tags), same });
        if let Some(why) = why {
            send(Msg::Notify(why));
        }
        for warning in imported.warnings {
            send(Msg::Notify(Notice::warning(warning.to_string())));
        }
        self.find_claims(&document, send);
        document.digest.clone()
    }

    /// Shows standard input as it comes. Returns its digest if all of it could be read.
    fn read_live(&mut self, live: &LiveArticle, send: &mut dyn FnMut(Msg)) -> Option<String> {
        match live.read(&self.finder, &self.stop, send) {
            Finished::Whole(imported) => {
                let why = Notice::info("standard input has ended");
                Some(self.show_whole(imported, Some(why), send))
            }
            Finished::Stopped(imported) => {
                let why = Notice::info("standard input is left here: what has come is the whole text");
                Some(self.show_whole(imported, Some(why), send))
            }
            Finished::Part(document, error) => {
                let document = Arc::from(document);
                send(Msg::Grown { document: Arc::clone(&document), claims: Vec::new() });
                send(Msg::CutOff(error.to_string()));
                self.find_claims(&document, send);
                None
            }
        }
    }
}

/// Finds the claims of a document, and sends what it finds.
type FindClaims<'f> = dyn Fn(&Arc<Document>, &mut dyn FnMut(Msg)) + 'f;

/// Reads the article again after every change of its file. Never returns.
fn watch_article(
    mut watch: FileWatch,
    source: &Source,
    options: ReadOptions,
    mut digest: String,
    find_claims: &FindClaims<'_>,
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
                find_claims(&document, send);
            }
            Err(error) => {
                let text = format!("the article has changed and cannot be read: {error}");
                send(Msg::Notify(Notice::warning(text)));
            }
        }
    }
}

/// Finds the claims of a whole document with the outside classifier, or with purport's own engine in batches.
///
/// Ends the judging of an earlier document, and lets the model judge this one as far as the cues have read it.
fn find_claims(
    finder: &ClaimFinder,
    document: &Arc<Document>,
    judging: Option<&Judging>,
    place: &VerdictPlace,
    send: &mut dyn FnMut(Msg),
) {
    judging.into_iter().for_each(Judging::stop);
    match finder.outside_claims(document) {
        Ok(Some(Claims { claims, sentences, scheme, .. })) => {
            send(Msg::Compiled(scheme));
            send(Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true });
            return;
        }
        Ok(None) => {}
        Err(error) => {
            send(Msg::Compiled(finder.scheme()));
            send(Msg::Notify(Notice::warning(format!("{error}; these are the claims of purport itself"))));
        }
    }
    let scheme = &finder.scheme();
    if scheme.engine() == Engine::Cues {
        return send_cue_claims(document, scheme, &KeptVerdicts::nowhere(), send, &mut drop);
    }
    let (kept, damage) = place.open(&document.digest, scheme);
    if let Some(damage) = damage {
        send(Msg::Notify(damage));
    }
    let Some(judging) = judging else {
        let bytes = document.text.len() as u32;
        let bar = Mutex::new(ProgressBar::new(true, 1, u64::from(bytes)));
        let progress = |bytes| lock(&bar).advance(0, u64::from(bytes));
        let slack = ThresholdShift::SLACK;
        let (claims, sentences) =
            classify_on_idle_cores(document, scheme, slack, default_jobs(), &kept, &progress);
        lock(&bar).clear();
        return send(Msg::Classified { claims, sentences, bytes, done: true });
    };
    let kept = Arc::new(kept);
    let queue = judging.start(document, scheme, &kept);
    send_cue_claims(document, scheme, &kept, send, &mut |parts| queue.add(parts));
    queue.close();
}

/// Sends the claims of the cues, and the final ones where the model's answers are known. If the scheme has a model,
/// `add_parts` receives what it has to judge, and a message announces how much that is.
pub(super) fn send_cue_claims(
    document: &Document,
    scheme: &Scheme,
    kept: &KeptVerdicts,
    send: &mut dyn FnMut(Msg),
    add_parts: &mut dyn FnMut(Vec<Part>),
) {
    let mut claims: Vec<Claim> = Vec::new();
    let mut cutter = (scheme.engine() == Engine::Both).then(|| Cutter::new(PART));
    let (mut sentences, mut known, mut since, mut batch) = (0, 0, Instant::now(), FIRST_BATCH);
    for block in &document.blocks {
        if block.kind.is_classified() {
            let (text, slack) = (&document.text, ThresholdShift::SLACK);
            let is_known = kept.classify_known(text, block.span, scheme, slack);
            if let Some((found, count)) = is_known {
                claims.extend(found);
                cutter.iter_mut().for_each(Cutter::skip);
                (sentences, known) = (sentences + count, known + count);
            } else {
                let count = classify_cues(text, block.span, scheme, slack, &mut claims);
                if let Some(cutter) = &mut cutter {
                    cutter.add(text, block.span, count);
                }
                sentences += count;
            }
        }
        if since.elapsed() > batch || claims.len() >= BATCH_CLAIMS {
            let claims = std::mem::take(&mut claims);
            send(Msg::Classified { claims, sentences, bytes: block.span.end(), done: false });
            if let Some(cutter) = &mut cutter {
                add_parts(cutter.take());
            }
            (since, batch) = (Instant::now(), BATCH);
        }
    }
    let bytes = document.text.len() as u32;
    if let Some(cutter) = cutter {
        // The announcement comes first, so that the end of the cues' work does not look like the end of all.
        send(Msg::Judging { sentences, known });
        send(Msg::Classified { claims, sentences, bytes, done: true });
        add_parts(cutter.finish());
    } else {
        send(Msg::Classified { claims, sentences, bytes, done: true });
    }
}

/// Runs work on a new thread. A panic there is reported and does not end the session.
pub(super) fn spawn(mut send: impl FnMut(Msg) + Send + 'static, work: Work) {
    std::thread::spawn(move || {
        give_way();
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

/// Thread that computes the effects of a claim's words. Only the last request is sure of an answer; dropping this
/// value ends the thread.
#[derive(Debug)]
pub(super) struct Explainer(Sender<Question>);

type Question = (Box<Claim>, Arc<Document>, Arc<Scheme>);

impl Explainer {
    pub(super) fn start(send: impl Fn(Msg) + Send + 'static) -> Self {
        let (questions, inbox) = channel::<Question>();
        std::thread::spawn(move || {
            while let Ok(first) = inbox.recv() {
                let (claim, document, scheme) = inbox.try_iter().last().unwrap_or(first);
                send(explain_words(&claim, &document, &scheme));
            }
        });
        Self(questions)
    }

    pub(super) fn ask(&self, claim: Box<Claim>, document: Arc<Document>, scheme: Arc<Scheme>) {
        // The receiver lives as long as the sender, so sending cannot fail.
        let _ = self.0.send((claim, document, scheme));
    }
}

pub(super) fn explain_words(claim: &Claim, document: &Arc<Document>, scheme: &Scheme) -> Msg {
    let words = word_effects(&document.text, claim, scheme);
    Msg::Explained { document: Arc::clone(document), span: claim.span, words }
}
