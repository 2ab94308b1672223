//! Session host: opens an article with its tags, lock, settings and background work, and performs every effect.
//!
//! Its front ends are the screen and the linear review. They differ in displaying the model and reading keys; every
//! message goes through [`Host::update`].

mod files;
mod late_tags;

use super::article::{Article, Source};
use super::background::{Explainer, Searcher, Work, explain_words, send_cue_claims, spawn};
use super::capabilities::Capabilities;
use super::classifier::{Call, ClaimFinder};
use super::drafts::{self, DraftKeeper};
use super::export::{self, ExportRequest};
use super::import_worker::Stop;
use super::input::Event;
use super::judge::Judging;
use super::kept_verdicts::KeptVerdicts;
use super::placing::{joined, place_tags};
use super::state::{self, StateFiles, StateKeeper};
use super::store::{Access, RealDisk, Role, Store, TagFile};
use super::tag_check::TagCheck;
use super::tag_files::AnnotatorFile;
use super::teaching::{Lesson, OwnScheme, Teacher};
use super::theme_file::ThemeFile;
use super::verdict_place::VerdictPlace;
use super::watch::FileStamp;
use super::{READER, display, paths};
use crate::claim::{Engine, Scheme};
use crate::error::Error;
use crate::import::ImportedDocument;
use crate::reading::{Filter, Mark, SortOrder};
use crate::session::keymap::Rebound;
use crate::session::{
    Annotations, Compared, Draft, Effect, ExitTo, Model, Msg, Notice, Settings, cases, update,
};
use crate::text::Document;
use crate::theme::{ColorDepth, Theme};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// Kept answers of the model that are read before the first frame, in bytes.
const MAX_KEPT_AT_ONCE: u64 = 1 << 20;

#[derive(Debug)]
pub struct Options {
    pub article: Article,
    /// Possibly only the outline of a built-in scheme.
    pub scheme: Scheme,
    /// Name of the built-in scheme, if `scheme` is only its outline.
    pub outline_of: Option<String>,
    /// Start position, if the article is opened at a search result.
    pub open_at: Option<OpenAt>,
    pub classifier: Option<Call>,
    /// Theme with its name; `None` chooses by the terminal's background.
    pub theme: Option<(String, Theme)>,
    /// File of that theme, to be reloaded after changes.
    pub theme_file: Option<ThemeFile>,
    pub color_depth: ColorDepth,
    pub keys: Vec<Rebound>,
    /// `None` for the default annotator.
    pub annotator: Option<String>,
    /// `None` for the tag file beside the article.
    pub tags: Option<PathBuf>,
    pub read_only: bool,
    pub blind: bool,
    pub no_mouse: bool,
    /// Shown when the session opens.
    pub warnings: Vec<Error>,
    pub compare: Option<Comparison>,
    pub shelf: Option<ShelfPlace>,
    /// The file of the reader's own changes; `None` for a scheme that has none.
    pub own_scheme: Option<OwnScheme>,
}

/// An article's place on its shelf.
#[derive(Debug, Clone, Default)]
pub struct ShelfPlace {
    /// From 1.
    pub number: usize,
    pub of: usize,
    /// Labels of the other articles, with the number of their claims.
    pub labels: BTreeMap<String, usize>,
    /// Accepted and rejected claims by cue in the other articles.
    pub cue_records: BTreeMap<String, (usize, usize)>,
    pub paths: Arc<Vec<PathBuf>>,
}

impl ShelfPlace {
    fn apply(self, settings: &mut Settings) {
        (settings.shelf, settings.labels) = (Some((self.number, self.of)), self.labels);
        settings.cue_records = self.cue_records;
    }
}

/// A claim to open an article at, and how its list stands then.
#[derive(Debug, Clone, Default)]
pub struct OpenAt {
    pub filter: Filter,
    pub order: SortOrder,
    /// Start of the claim, in code points.
    pub start: u32,
}

impl OpenAt {
    fn apply(self, settings: &mut Settings, document: &Document) {
        (settings.filter, settings.order) = (self.filter, self.order);
        settings.resume.current = Some(document.offsets.to_bytes(&document.text, self.start));
    }
}

#[derive(Debug)]
pub struct Comparison {
    pub files: [AnnotatorFile; 2],
    /// Masks the names until a passage is settled.
    pub blinded: bool,
}

impl Comparison {
    /// The annotators, and their tags for `document`.
    fn resolve(self, document: &Document) -> (Compared, Vec<Annotations>) {
        let files = [0, 1].map(|at: usize| {
            self.files.get(at).map(|file| display::file_name(&file.path)).unwrap_or_default()
        });
        let [one, two] = self.files.each_ref().map(|file| file.header.annotator.clone());
        // Two files of one annotator go by their file names.
        let names = if one == two { files.clone() } else { [one, two] };
        let annotations = self.files.into_iter().zip(names.clone()).map(|(file, annotator)| Annotations {
            same: file.header.is_of(document),
            annotator,
            tags: file.tags,
        });
        (Compared { names, files, masked: self.blinded }, annotations.collect())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnd {
    /// Number of the signal that ended it.
    pub signal: Option<i32>,
    pub exit_to: ExitTo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrontEnd {
    /// Prompt first frame: reading and searching continue in the background, and the last session's position is
    /// restored.
    Screen,
    /// Sequential: all work finishes before the next line is read; a session begins at the top.
    LinearReview,
}

/// Operations that need a screen; the defaults are for a front end without one.
pub(super) trait Display {
    /// Copies text to the clipboard; returns what is to be said of it.
    fn copy(&mut self, _text: &str) -> io::Result<Option<Notice>> {
        Ok(Some(Notice::warning(
            "not copied: without a screen there is no clipboard; `:export` writes a file",
        )))
    }
    fn set_mouse(&mut self, _on: bool) -> io::Result<()> {
        Ok(())
    }
    fn show_theme(&mut self, _name: &str) {}
    /// Repaints everything.
    fn redraw(&mut self) -> io::Result<()> {
        Ok(())
    }
    /// Gives the terminal to another program until it ends; returns its status and the screen's size afterwards.
    fn lend(&mut self, _command: &mut Command) -> io::Result<Option<(ExitStatus, (u16, u16))>> {
        Ok(None)
    }
    /// Stops the process until the shell continues it; returns the screen's size afterwards.
    fn suspend(&mut self) -> io::Result<Option<(u16, u16)>> {
        Ok(None)
    }
}

/// For a front end without a screen, or before the screen is ready.
pub(super) struct NoDisplay;

impl Display for NoDisplay {}

/// A session with everything needed to perform its effects.
pub(super) struct Host {
    pub(super) model: Model,
    pub(super) events: Receiver<Event>,
    /// Sends to `events`.
    pub(super) sender: Sender<Event>,
    pub(super) ended: bool,
    front_end: FrontEnd,
    source: Source,
    tags: PathBuf,
    store: Store<RealDisk>,
    /// Questions to the disk that wait for an answer.
    unanswered: usize,
    /// To be done once the whole article is known.
    check: Option<TagCheck>,
    state: StateKeeper,
    drafts: DraftKeeper,
    annotator: Option<String>,
    searcher: Searcher,
    explainer: Explainer,
    judging: Judging,
    place: VerdictPlace,
    teacher: Teacher,
    exports: Vec<JoinHandle<()>>,
    finder: Arc<ClaimFinder>,
    stop: Stop,
    work: Option<Work>,
    /// Drafts of an earlier session that the reader has not been told of.
    pub(super) kept_drafts: Vec<Draft>,
    /// Is the tag file still to be found, once all of standard input has come?
    names_tags_later: bool,
}

impl Host {
    /// Opens an article: reads it (or its beginning), its tag file and the state of the last session, locks the tag
    /// file, and sends the model its first messages. Also returns warnings for the reader.
    ///
    /// Fails if the article or its tag file is unreadable.
    #[expect(clippy::too_many_lines, reason = "each step needs what the ones before it have found")]
    pub(super) fn open(options: Options, front_end: FrontEnd) -> Result<(Self, Vec<Notice>), Error> {
        let Options { article, scheme, outline_of, classifier, annotator, read_only, compare, .. } = options;
        // The lesson speaks of what the cues find, whatever the model would say.
        let scheme = if article.source == Source::Lesson { scheme.with_engine(Engine::Cues) } else { scheme };
        let finder = Arc::new(ClaimFinder::new(Arc::new(scheme), classifier));
        let scheme = finder.first_scheme();
        let (source, read_options) = (article.source.clone(), article.read_options());
        let stamp = if let Source::File(path) = &source { FileStamp::of(path) } else { None };
        // A review prints the whole article, and a comparison aligns tags over all of it.
        let whole = front_end == FrontEnd::LinearReview || compare.is_some();
        let live = article.is_live();
        let preview = article.preview().filter(|_| !whole);
        let (document, rest, import_warnings) = if let Some(preview) = preview {
            (Arc::new(preview), Some(article), Vec::new())
        } else {
            let ImportedDocument { document, warnings } = article.read()?;
            (Arc::new(document), None, warnings)
        };
        let is_given = options.tags.is_some();
        // The tags of standard input are named after all of its text.
        let names_tags_later = live && !is_given;
        let digest = if names_tags_later { late_tags::UNNAMED } else { &document.digest };
        let tags = options.tags.unwrap_or_else(|| paths::tags(&source, annotator.as_deref(), digest));
        let (mut file, loaded) = TagFile::read(RealDisk, tags.clone())?;
        let access = match (read_only, loaded.read_only) {
            (true, _) => Access::Barred("--read-only was given".to_owned()),
            _ if names_tags_later => Access::Writes(None),
            (false, Some(newer)) => Access::Barred(newer),
            (false, None) => file.lock(),
        };
        let shown = display::file_name(&tags);
        let lock_warning = access.warning(&shown);
        let barred = access.reason(&shown);
        let (role, lock) = access.into_role();
        let lesson = source == Source::Lesson;
        let check = TagCheck::new(&file, &loaded.tags, &document, is_given)
            .filter(|_| compare.is_none() && !lesson && !names_tags_later && (barred.is_none() || !is_given));
        let unsure = check.as_ref().and_then(|check| check.reason(&shown));
        let mut files = StateFiles::of(&source, &document.digest, &tags, annotator.as_deref(), options.blind);
        if barred.is_some() || lesson || names_tags_later {
            files.undo_log = None;
        }
        if front_end == FrontEnd::LinearReview {
            (files.position, files.preferences) = (None, None);
        }
        // A session that cannot write notes leaves the drafts to the one that can.
        let keeps_drafts = !names_tags_later && barred.is_none() && !lesson && front_end == FrontEnd::Screen;
        let draft_file = drafts::file_of(&tags, annotator.as_deref()).filter(|_| keeps_drafts);
        let own_scheme = options.own_scheme.filter(|_| !finder.is_outside());
        let shelf_paths = options.shelf.as_ref().map(|place| Arc::clone(&place.paths));
        let teaches_as = annotator.clone();
        let (compare, annotations) = compare.map(|compare| compare.resolve(&document)).unzip();
        let mut settings = Settings {
            annotator: annotator.clone().unwrap_or_else(|| READER.to_owned()),
            tags_name: display::file_name(&tags),
            tags_exist: file.exists(),
            read_only: barred.clone().or(unsure),
            follows: role == Role::Follows,
            steps: files.undo_log.as_deref().map(state::read_undo_log).unwrap_or_default(),
            keys: options.keys,
            formats: export::formats(),
            resume: files.position.as_deref().map(state::read_position).unwrap_or_default(),
            preferences: files.preferences.as_deref().map(state::read_preferences).unwrap_or_default(),
            no_mouse: options.no_mouse,
            underlines: Capabilities::detect().underlines,
            blind: options.blind,
            compare,
            live,
            lesson,
            own: own_scheme.as_ref().map(OwnScheme::changes),
            ..Settings::default()
        };
        options.open_at.into_iter().for_each(|at| at.apply(&mut settings, &document));
        options.shelf.into_iter().for_each(|place| place.apply(&mut settings));
        let warnings = import_warnings.into_iter().map(Error::from).chain(options.warnings);
        let warnings = warnings.chain(loaded.warnings.into_iter().map(Error::from));
        let header = file.header().unwrap_or_default();
        let (sender, events) = channel();
        let stop = Stop::default();
        let mut host = Self {
            model: Model::new(Arc::clone(&document), scheme, settings, "mono"),
            store: Store::start(file, role, lock, messages_to(&sender)),
            unanswered: 0,
            check,
            state: StateKeeper::start(files),
            drafts: DraftKeeper::start(draft_file.clone(), messages_to(&sender)),
            annotator,
            searcher: Searcher::start(messages_to(&sender)),
            explainer: Explainer::start(messages_to(&sender)),
            judging: Judging::new(sender.clone()),
            place: VerdictPlace { source: source.clone(), writes: !options.blind },
            teacher: Teacher::new(own_scheme, source.clone(), teaches_as, shelf_paths, sender.clone()),
            exports: Vec::new(),
            finder: Arc::clone(&finder),
            stop: stop.clone(),
            work: None,
            kept_drafts: Vec::new(),
            names_tags_later,
            ended: false,
            front_end,
            source: source.clone(),
            tags,
            events,
            sender,
        };
        host.store.watch(&host.tags, role == Role::Follows);
        let mut tags = loaded.tags;
        if rest.is_none() {
            let (document, same) = (Arc::clone(&document), header.is_of(&document));
            host.update_unseen(Msg::Opened { document, tags: std::mem::take(&mut tags), same });
        }
        let compares = annotations.is_some();
        if let Some(annotations) = &annotations {
            host.update_unseen(Msg::Compared(cases(&document, annotations), super::now()));
        }
        // A comparison shows the annotators' tags and no claims.
        host.work = (!compares).then(|| Work {
            source,
            options: read_options,
            stamp: stamp.filter(|_| front_end == FrontEnd::Screen),
            document,
            rest,
            tags,
            header,
            outline_of,
            finder,
            place: host.place.clone(),
            judging: (front_end == FrontEnd::Screen).then(|| host.judging.clone()),
            classified: None,
            stop,
        });
        host.kept_drafts = draft_file.as_deref().map(drafts::read).unwrap_or_default();
        let mut notices: Vec<Notice> = warnings.map(|warning| Notice::warning(warning.to_string())).collect();
        notices.extend(lock_warning.map(Notice::warning));
        notices.extend(barred.map(|reason| Notice::warning(host.model.read_only(&reason))));
        Ok((host, notices))
    }

    /// Classifies a text of at most `max` bytes before the first frame; leaves the rest to the background, as well as
    /// texts that need more than classification.
    pub(super) fn classify_short(&mut self, max: usize) {
        let Some(work) = &mut self.work else { return };
        let needs_more = work.rest.is_some() || work.outline_of.is_some() || work.finder.is_outside();
        if work.classified.is_some() || needs_more || work.document.text.len() > max {
            return;
        }
        let (document, scheme) = (Arc::clone(&work.document), work.finder.scheme());
        if work.place.size(&document.digest, &scheme) > MAX_KEPT_AT_ONCE {
            return;
        }
        let (kept, damage) = match scheme.engine() {
            Engine::Both => work.place.open(&document.digest, &scheme),
            Engine::Cues => (KeptVerdicts::nowhere(), None),
        };
        let (kept, mut parts) = (Arc::new(kept), Vec::new());
        let mut tell = |msg| self.update_unseen(msg);
        if let Some(damage) = damage {
            tell(Msg::Notify(damage));
        }
        send_cue_claims(&document, &scheme, &kept, &mut tell, &mut |more| parts.extend(more));
        if let Some(work) = &mut self.work {
            work.classified = Some((parts, kept));
        }
    }

    /// Does the remaining work: on a thread for a screen, otherwise before returning.
    pub(super) fn start_work(&mut self) {
        let Some(work) = self.work.take() else { return };
        match self.front_end {
            FrontEnd::Screen => spawn(messages_to(&self.sender), work),
            FrontEnd::LinearReview => work.run(&mut |msg| self.update_unseen(msg)),
        }
    }

    /// Updates the model and performs the resulting effects, including those of their answers.
    pub(super) fn update(&mut self, msg: Msg, display: &mut dyn Display) -> io::Result<()> {
        if matches!(msg, Msg::Inspected { asked: Some(_), .. } | Msg::Saved { .. } | Msg::Failed { .. }) {
            self.unanswered = self.unanswered.saturating_sub(1);
        }
        let opened = if let Msg::Opened { document, .. } = &msg { Some(Arc::clone(document)) } else { None };
        let mut messages = self.with_tags_found(msg);
        messages.extend(opened.and_then(|document| self.check_tags(document)));
        while let Some(msg) = messages.pop_front() {
            for effect in update(&mut self.model, msg) {
                messages.extend(self.perform(effect, display)?);
            }
        }
        self.judging.set_focus(self.model.focus());
        Ok(())
    }

    /// Begins with a paused model.
    pub(super) fn pause_model(&mut self) {
        self.model.loading.judging.paused = true;
        self.judging.pause(true);
    }

    /// Computes the effects of the current claim's words before returning.
    pub(super) fn explain_current(&mut self) {
        let claim = self.model.current_mark().and_then(Mark::known_claim);
        let unknown = claim.filter(|claim| self.model.known_words(claim).is_none());
        if let Some(claim) = unknown {
            let msg = explain_words(claim, self.model.document(), &self.model.reading.scheme);
            self.update_unseen(msg);
        }
    }

    pub(super) fn update_unseen(&mut self, msg: Msg) {
        // Only a display can fail.
        let _ = self.update(msg, &mut NoDisplay);
    }

    /// Performs one effect; returns its immediate answer, if any.
    ///
    /// No effect waits for a disk, except `SaveIn` and `TakeOverTags`: the tag file must be certain before further decisions. In a
    /// review an export finishes before the next line is read.
    fn perform(&mut self, effect: Effect, display: &mut dyn Display) -> io::Result<Option<Msg>> {
        let is_review = self.front_end == FrontEnd::LinearReview;
        match effect {
            Effect::Save { revision, header, tags } => self.store.save(revision, header, tags),
            Effect::SaveAnew { revision, header, tags } => {
                self.unanswered += 1;
                self.store.save_anew(revision, header, tags);
            }
            Effect::Inspect(asked) => {
                self.unanswered += 1;
                self.store.inspect(asked);
            }
            Effect::Adopted => self.store.adopted(),
            Effect::TakeOverTags => {
                let failed = self.take_over_tags().err();
                return Ok(failed.map(|error| Msg::Notify(Notice::error(error.to_string()))));
            }
            Effect::OpenUndoLog => {
                self.state.use_undo_log(state::undo_log_file(&self.tags));
                // There is no lock to wait for any more.
                self.store.watch(&self.tags, false);
                return Ok(Some(self.take_drafts()));
            }
            Effect::Discard => self.store.discard(),
            Effect::SaveIn(path) => {
                return Ok(Some(match self.save_in(PathBuf::from(path)) {
                    Ok(name) => Msg::TagsRedirected(name),
                    Err(error) => Msg::Notify(Notice::error(error.to_string())),
                }));
            }
            Effect::PlaceTags { tags, same } => {
                let document = Arc::clone(self.model.document());
                if is_review {
                    let mut all = Vec::new();
                    place_tags(&tags, &document, same, &mut |msg| all.push(msg));
                    return Ok(joined(all));
                }
                let send = messages_to(&self.sender);
                std::thread::spawn(move || place_tags(&tags, &document, same, &mut |msg| send(msg)));
            }
            Effect::CompareVersions { with, shows } => return Ok(self.compare_versions(with, shows)),
            Effect::LogStep(step) => self.state.add_step(step),
            Effect::KeepDrafts(drafts) => self.drafts.keep(drafts),
            Effect::ClearUndoLog => self.state.forget_steps(),
            Effect::KeepArticleState(state) => self.state.keep_position(state),
            Effect::KeepPreferences(preferences) => self.state.keep_preferences(preferences),
            Effect::Export { format, file, force } => {
                let request = ExportRequest::new(format, file, force, &self.model, &self.source, &self.tags);
                if is_review {
                    return Ok(Some(Msg::Notify(request.write())));
                }
                let send = messages_to(&self.sender);
                self.exports.push(std::thread::spawn(move || send(Msg::Notify(request.write()))));
            }
            Effect::Search(question) => {
                let document = Arc::clone(self.model.document());
                if is_review {
                    return Ok(question.run(&document, || false).map(Msg::Searched));
                }
                self.searcher.ask(question, document);
            }
            Effect::StopReading => self.stop.stop(),
            Effect::PauseModel(paused) => self.judging.pause(paused),
            Effect::Try(_) if is_review => {
                let text = "trying a change of the scheme needs the screen";
                return Ok(Some(Msg::TrialFailed(text.to_owned())));
            }
            Effect::Try(change) => {
                let document = Arc::clone(self.model.document());
                let scheme = Arc::clone(&self.model.reading.scheme);
                let tags = self.model.tags();
                self.teacher.try_out(Lesson { change, scheme, document, tags });
            }
            Effect::StopTrying => self.teacher.stop(),
            Effect::UseScheme(taken) => {
                self.finder.set_scheme(Arc::clone(&taken.scheme));
                self.teacher.keep(taken);
            }
            // A review asks when it prints the reasons.
            Effect::Explain(_) if is_review => {}
            Effect::Explain(claim) => {
                let document = Arc::clone(self.model.document());
                self.explainer.ask(claim, document, Arc::clone(&self.model.reading.scheme));
            }
            Effect::Copy(text) => {
                return Ok(display.copy(&text)?.map(Msg::Notify));
            }
            Effect::Mouse(on) => display.set_mouse(on)?,
            Effect::Theme(name) => display.show_theme(&name),
            Effect::Redraw => display.redraw()?,
            Effect::Edit(what) => {
                let msg = self
                    .edit(&what, display)
                    .unwrap_or_else(|error| Some(Msg::Notify(Notice::error(error.to_string()))));
                return Ok(msg);
            }
            Effect::Suspend => {
                return Ok(display.suspend()?.map(|(width, height)| Msg::Resized(width, height)));
            }
            Effect::Quit => self.ended = true,
        }
        Ok(None)
    }

    /// Handles what has been reported in the meantime.
    pub(super) fn catch_up(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            if let Event::Msg(msg) = event {
                self.update_unseen(msg);
            }
        }
    }

    /// Is a save or a look at the disk under way?
    pub(super) fn waits_for_disk(&self) -> bool {
        let storage = &self.model.storage;
        self.unanswered > 0 || !storage.is_written() && storage.error.is_none()
    }

    /// Ends background work whose messages are no longer wanted.
    pub(super) fn stop(&self) {
        self.stop.stop();
        self.judging.stop();
        self.teacher.stop();
        self.finder.stop();
    }

    /// Waits until exports, tags and state are written. Fails if the tags are not.
    pub(super) fn finish(self) -> Result<(), Error> {
        self.teacher.finish();
        self.judging.finish();
        self.exports.into_iter().for_each(|export| drop(export.join()));
        let saved = self.store.finish();
        self.state.finish();
        self.drafts.finish();
        saved
    }
}

/// Sends messages as events; drops them after the session has ended.
fn messages_to(sender: &Sender<Event>) -> impl Fn(Msg) + Send + 'static {
    let sender = sender.clone();
    move |msg| drop(sender.send(Event::Msg(msg)))
}
