//! Changes of the scheme that a reader tries: computed on a thread, and kept in a file once they are taken.

use super::article::Source;
use super::batch::default_jobs;
use super::input::Event;
use super::parallel_classify::classify_on_idle_cores;
use super::peers::Peers;
use super::verdict_place::VerdictPlace;
use super::{display, file, lock, personal, store};
use crate::claim::{OwnChanges, OwnCue, Scheme, SchemeEdit, edit_scheme, evidence};
use crate::error::Error;
use crate::reading::ThresholdShift;
use crate::session::{Msg, Notice, SchemeChange, SchemeUse, Tried};
use crate::tag::{Tag, anchor_all};
use crate::text::number::counted;
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A reader's own changes of a built-in scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnScheme {
    /// The file that holds them; it need not exist.
    pub path: PathBuf,
    /// The scheme that it extends.
    pub base: String,
}

impl OwnScheme {
    /// What the file changes.
    pub fn changes(&self) -> OwnChanges {
        OwnChanges::of(&self.text().unwrap_or_default())
    }

    /// The file's text; empty if there is none.
    pub fn text(&self) -> Result<String, Error> {
        if self.path.exists() { file::text(&self.path, file::MAX_BY_HAND) } else { Ok(String::new()) }
    }

    fn edited(&self, edit: &SchemeEdit) -> Result<String, Error> {
        let name = display::path(&self.path);
        Ok(edit_scheme(&self.text()?, &name, &self.base, edit)?)
    }

    fn keep(&self, edit: &SchemeEdit) -> Result<(), Error> {
        let text = self.edited(edit)?;
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|error| display::io_error(display::path(folder), error))?;
        }
        store::write_file(&self.path, text.as_bytes())
    }
}

/// What a thread works on.
pub(super) struct Lesson {
    pub(super) change: SchemeChange,
    pub(super) scheme: Arc<Scheme>,
    pub(super) document: Arc<Document>,
    /// Those of the open article.
    pub(super) tags: Vec<Arc<Tag>>,
}

/// Computes and keeps changes of the scheme.
pub(super) struct Teacher {
    own: Option<OwnScheme>,
    source: Source,
    annotator: Option<String>,
    /// The other articles of the shelf; `None` for those beside the article.
    shelf: Option<Arc<Vec<PathBuf>>>,
    sender: Sender<Event>,
    /// Number of the latest request: earlier ones are not answered.
    latest: Arc<AtomicU64>,
    keeper: Option<(Sender<SchemeUse>, JoinHandle<()>)>,
}

impl Teacher {
    pub(super) fn new(
        own: Option<OwnScheme>,
        source: Source,
        annotator: Option<String>,
        shelf: Option<Arc<Vec<PathBuf>>>,
        sender: Sender<Event>,
    ) -> Self {
        Self { own, source, annotator, shelf, sender, latest: Arc::default(), keeper: None }
    }

    /// Gives up what is being computed.
    pub(super) fn stop(&self) {
        self.latest.fetch_add(1, Ordering::Relaxed);
    }

    /// Computes on a thread what a change would find.
    pub(super) fn try_out(&self, lesson: Lesson) {
        let number = self.latest.fetch_add(1, Ordering::Relaxed) + 1;
        let (latest, sender) = (Arc::clone(&self.latest), self.sender.clone());
        let work = Trial {
            own: self.own.clone(),
            peers: Peers {
                source: self.source.clone(),
                annotator: self.annotator.clone(),
                shelf: self.shelf.clone(),
            },
            send: Mutex::new(Box::new(move |msg| {
                let current = latest.load(Ordering::Relaxed) == number;
                if current {
                    drop(sender.send(Event::Msg(msg)));
                }
                current
            })),
        };
        thread::spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(|| work.run(lesson)));
            let msg = match done {
                Ok(Ok(tried)) => Msg::Tried(Box::new(tried)),
                Ok(Err(error)) => Msg::TrialFailed(error.to_string()),
                Err(_) => Msg::TrialFailed(
                    "the trial has crashed; nothing was changed (please report this)".to_owned(),
                ),
            };
            work.tell(msg);
        });
    }

    /// Keeps a change that was taken, on a thread of its own.
    pub(super) fn keep(&mut self, taken: SchemeUse) {
        let own = self.own.clone();
        let sender = self.sender.clone();
        let (changes, _) = self.keeper.get_or_insert_with(|| {
            let (changes, inbox) = channel::<SchemeUse>();
            let thread = thread::spawn(move || {
                for taken in inbox {
                    if let Err(error) = keep(own.as_ref(), &taken) {
                        let text = format!("this change holds until the reader closes: {error}");
                        drop(sender.send(Event::Msg(Msg::Notify(Notice::warning(text)))));
                    }
                }
            });
            (changes, thread)
        });
        // The receiver lives as long as the sender, so sending cannot fail.
        let _ = changes.send(taken);
    }

    /// Waits until all changes are kept.
    pub(super) fn finish(self) {
        if let Some((changes, thread)) = self.keeper {
            drop(changes);
            let _ = thread.join();
        }
    }
}

fn keep(own: Option<&OwnScheme>, taken: &SchemeUse) -> Result<(), Error> {
    match (&taken.change, own) {
        (SchemeChange::Edit(edit), Some(own)) => own.keep(edit),
        (SchemeChange::Edit(_), None) => Ok(()),
        (SchemeChange::Learn | SchemeChange::Personal(_), _) => personal::keep(&taken.scheme),
    }
}

/// Sends a message; returns whether its answer is still wanted.
type Send = Box<dyn Fn(Msg) -> bool + std::marker::Send>;

struct Trial {
    own: Option<OwnScheme>,
    peers: Peers,
    send: Mutex<Send>,
}

impl Trial {
    fn tell(&self, msg: Msg) -> bool {
        lock(&self.send)(msg)
    }

    fn run(&self, lesson: Lesson) -> Result<Tried, Error> {
        let Lesson { change, scheme, document, tags } = lesson;
        let (scheme, figures) = match &change {
            SchemeChange::Edit(edit) => {
                let scheme = self.edited(edit, &scheme)?;
                let figures = match edit {
                    SchemeEdit::Add(cue) => vec![self.agreement(cue, &scheme, &document, &tags)],
                    _ => Vec::new(),
                };
                (scheme, figures)
            }
            SchemeChange::Personal(false) => (scheme.as_ref().clone().without_personal(), Vec::new()),
            SchemeChange::Personal(true) => (personal::silenced(&scheme)?, Vec::new()),
            SchemeChange::Learn => {
                let tell = |progress: String| self.tell(Msg::Trying(progress));
                match personal::learn(&scheme, (&document, &tags), &self.peers, &tell)? {
                    (Some(scheme), figures) => (scheme, figures),
                    (None, figures) => return Ok(Tried { change, document, found: None, figures }),
                }
            }
        };
        let scheme = Arc::new(scheme);
        let (judged, length) = (AtomicU32::new(0), (document.text.len() as u32).max(1));
        let progress = |bytes: u32| {
            let judged = judged.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
            let percent = u64::from(judged) * 100 / u64::from(length);
            self.tell(Msg::Trying(format!("judging {percent}\u{a0}%")));
        };
        let slack = ThresholdShift::SLACK;
        let place = VerdictPlace { source: self.peers.source.clone(), writes: false };
        let (kept, _) = place.open(&document.digest, &scheme);
        let (claims, _) = classify_on_idle_cores(&document, &scheme, slack, default_jobs(), &kept, &progress);
        Ok(Tried { change, document, found: Some((scheme, claims)), figures })
    }

    /// The scheme after an edit of the reader's own file.
    fn edited(&self, edit: &SchemeEdit, scheme: &Scheme) -> Result<Scheme, Error> {
        let own = self.own.as_ref().ok_or_else(|| Error::new(&scheme.name, "cannot be changed here"))?;
        let name = display::path(&own.path);
        let (edited, warnings) = Scheme::parse(&own.edited(edit)?, &name)?;
        // Of a cue of the reader's own, a mistake in the pattern is the answer.
        if let (SchemeEdit::Add(cue), Some(warning)) = (edit, warnings.last())
            && edited.cues.iter().all(|known| known.id != cue.id)
        {
            return Err(Error::new(&cue.pattern, warning.message.clone())
                .hint("`purport check --help` explains patterns"));
        }
        let edited = edited.with_engine(scheme.engine());
        Ok(match scheme.personal() {
            Some(model) => edited.clone().with_personal(Arc::clone(model)).unwrap_or(edited),
            None => edited,
        })
    }

    /// What the decisions so far say about a new cue, in one line.
    fn agreement(&self, cue: &OwnCue, scheme: &Scheme, document: &Document, tags: &[Arc<Tag>]) -> String {
        let tags: Vec<Tag> = tags.iter().map(|tag| tag.as_ref().clone()).collect();
        let mut count = Agreement::default();
        count.add(cue, scheme, document, &tags, true);
        let peers = self.peers.paths();
        for (number, path) in peers.iter().enumerate() {
            if !self.tell(Msg::Trying(format!("trying on article {} of {}", number + 1, peers.len()))) {
                break;
            }
            if let Ok(article) = self.peers.read(path) {
                count.add(cue, scheme, &article.document, &article.tags, article.same);
            }
        }
        count.line(&cue.category)
    }
}

/// Sentences that a cue matches, by what the reader decided there.
#[derive(Debug, Default)]
struct Agreement {
    articles: usize,
    agreed: usize,
    otherwise: usize,
    open: usize,
}

impl Agreement {
    fn add(&mut self, cue: &OwnCue, scheme: &Scheme, document: &Document, tags: &[Tag], same: bool) {
        self.articles += 1;
        let anchors = anchor_all(tags.iter(), document, same);
        let decided: Vec<(Span, bool)> = tags
            .iter()
            .zip(anchors)
            .filter(|(tag, _)| !tag.decision.is_open())
            .filter_map(|(tag, anchor)| Some((anchor.span()?, tag.categories.contains(&cue.category))))
            .collect();
        for block in document.blocks.iter().filter(|block| block.kind.is_classified()) {
            for sentence in sentences(&document.text, block.span) {
                let found = evidence(&document.text, sentence, scheme);
                let counts = |one: &crate::claim::Evidence| {
                    one.blocked.is_none() && scheme.cue(one.cue).is_some_and(|known| known.id == cue.id)
                };
                if !found.iter().any(counts) {
                    continue;
                }
                let mut here = decided.iter().filter(|(span, _)| span.overlaps(sentence)).peekable();
                match (here.peek().is_some(), here.any(|(_, agrees)| *agrees)) {
                    (false, _) => self.open += 1,
                    (true, true) => self.agreed += 1,
                    (true, false) => self.otherwise += 1,
                }
            }
        }
    }

    fn line(&self, category: &str) -> String {
        let all = self.agreed + self.otherwise + self.open;
        format!(
            "It matches {} in {}: {} you gave {category}, {} you decided otherwise, {} undecided.",
            counted(all, "sentence"),
            counted(self.articles, "article"),
            self.agreed,
            self.otherwise,
            self.open
        )
    }
}
