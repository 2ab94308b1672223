//! One run of the reader: from the first screen until the terminal is given back.

use super::article::Source;
use super::classifier::ClaimFinder;
use super::default_theme::{answered, chosen, resolve, settled};
use super::export::{Asked, Exporter};
use super::import_worker::Stop;
use super::listen::{Event, watch_theme};
use super::options::{Ending, Options};
use super::search::Searcher;
use super::startup::{Files, Startup};
use super::store::{Claimed, Lock, Real, Store, TagFile, hindrance};
use super::terminal::TerminalGuard;
use super::terminal_session::TerminalSession;
use super::theme_file::{self, ThemeFile};
use super::undo_log::{self, UndoLog};
use super::watch::FileStamp;
use super::worker::{self, Work};
use super::{READER, display, paths, preferences, resume_state};
use crate::diagnostic::Diagnostic;
use crate::session::{Action, Effect, Effects, Model, Msg, Notice, Settings, cases, update};
use crate::theme::{Appearance, ColorDepth, Theme};
use crate::ui;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What comes from behind the screen is taken in for at most this long before it is painted again.
const FRAME: Duration = Duration::from_millis(6);

/// What comes from the reader is answered sooner. A held key or a turned wheel still costs one frame for
/// all that has come meanwhile.
const ANSWER: Duration = Duration::from_millis(1);

/// How long a reader who has pressed a prefix may think before it is shown what can follow.
const THOUGHT: Duration = Duration::from_millis(400);

/// Opens the article in the reader and stays until the reader leaves.
///
/// Fails where the article or its tags cannot be read, or the tags could not be saved; the terminal is
/// given back then, if the seat is for one article.
pub fn run(options: Options, seat: &mut TerminalSession) -> Result<Ending, Diagnostic> {
    let Options { article, scheme, complete, theme, theme_file, color_depth, keys, annotator, .. } = options;
    let Options {
        tags, read_only, blind, no_mouse, warnings, compare, shelf, classifier, found: asked, ..
    } = options;
    let finder = Arc::new(ClaimFinder::new(Arc::new(scheme), classifier));
    let scheme = finder.first_scheme();
    let (source, wanted) = (article.source.clone(), article.wanted());
    let stamp = if let Source::File(path) = &source { FileStamp::of(path) } else { None };
    // Annotators are compared on the whole of it.
    let Startup { document, rest, mut notes } = Startup::of(article, compare.is_some())?;
    let tags_path = tags.unwrap_or_else(|| paths::tags(&source, annotator.as_deref(), &document.digest));
    let (file, found) = TagFile::read(Real, tags_path.clone())?;
    let (mut tags, faults) = (found.tags, found.faults);
    let (lock, barred) = match (found.only, read_only) {
        (_, true) => (None, Some("--read-only was given".to_owned())),
        (Some(newer), _) => (None, Some(newer)),
        (None, false) => claim(&file, &tags_path),
    };
    let header = file.header().unwrap_or_default();
    let (compare, annotations) = compare.map(|compare| compare.of(&document)).unzip();
    let files = Files::of(&source, &document);
    let themes = theme_file.iter().map(ThemeFile::key).chain(Theme::names().map(str::to_owned));
    let usual_settings = files.settings(asked, &document);
    let lesson = source == Source::Lesson;
    let steps_file = undo_log::file(&tags_path).filter(|_| barred.is_none() && !lesson);
    let settings = Settings {
        annotator: annotator.unwrap_or_else(|| READER.to_owned()),
        tags_name: tags_path.file_name().map(|name| display::path(name.as_ref())).unwrap_or_default(),
        tags_exist: file.exists(),
        read_only: barred.clone(),
        steps: steps_file.as_deref().map(undo_log::read).unwrap_or_default(),
        keys,
        themes: themes.collect(),
        blind,
        no_mouse,
        compare,
        lesson,
        shelf,
        ..usual_settings
    };
    notes.extend(warnings.into_iter().chain(faults));
    let given = theme.or_else(|| chosen(&settings.preferences, color_depth));
    // A theme that is only guessed is settled once the terminal has answered.
    let guessed = given.is_none() && color_depth != ColorDepth::Mono && !seat.listens();
    let (key, theme) = given.map_or_else(|| resolve(seat.appearance, color_depth), Ok)?;
    let key = theme_file.as_ref().map_or(key, ThemeFile::key);
    let mut model = Model::new(Arc::clone(&document), Arc::clone(&scheme), settings, &key);
    if rest.is_none() {
        let same = header.is_of(&document);
        let tags = std::mem::take(&mut tags);
        update(&mut model, Msg::Opened { document: Arc::clone(&document), tags, same });
    }
    if let Some(annotations) = &annotations {
        update(&mut model, Msg::Compared(cases(&document, annotations), super::now()));
    }
    tell(&mut model, &notes, barred);

    let (sender, events) = channel();
    let say = {
        let sender = sender.clone();
        move |msg| drop(sender.send(Event::Msg(msg)))
    };
    seat.turn_to(sender.clone());
    let mut taken = seat.take().map_err(no_terminal)?;
    let size = taken.screen.size().map_err(no_terminal)?;
    update(&mut model, Msg::Resized(size.width, size.height));
    let compares = annotations.is_some();
    let at_once = rest.is_none() && complete.is_none() && !finder.is_outside();
    let done = at_once && document.text.len() <= worker::AT_ONCE;
    if done && !compares {
        worker::classify_all(&document, &scheme, &mut |msg| drop(update(&mut model, msg)));
    }
    let theme = if guessed { settled(theme, &mut model, color_depth) } else { theme };
    taken.paint(|frame| ui::draw(frame, &model, &theme)).map_err(no_terminal)?;

    // Nothing is worked at behind the first screen before it is painted: that would make it later.
    let store = Store::start(file, lock, say.clone());
    let searcher = Searcher::start(say.clone());
    let steps = steps_file.map(UndoLog::start);
    let exporter = Exporter::new(source.clone(), tags_path, sender.clone());
    let stop = Stop::default();
    let halt = stop.clone();
    let work = Work {
        source,
        wanted,
        stamp,
        document,
        rest,
        tags,
        header,
        complete,
        finder: Arc::clone(&finder),
        done,
        stop,
    };
    if !compares {
        worker::spawn(say.clone(), move || work.run(say));
    }
    let own = theme_file.is_some().then(|| (key, theme.clone()));
    if let Some(file) = theme_file {
        watch_theme(file, sender);
    }
    seat.listen();
    let mut run =
        Run { model, taken, theme, own, color_depth, guessed, store, steps, files, searcher, exporter, halt };
    let mouse = if run.model.screen.mouse { TerminalGuard::mouse(true) } else { Ok(()) };
    let ended = mouse.and_then(|()| run.events(&events));
    let Run { store, taken, model, halt, exporter, .. } = run;
    halt.stop();
    finder.stop();
    seat.let_go(&events);
    seat.put(taken);
    exporter.finish();
    store.finish()?;
    let onward = model.storage.exit_to;
    ended.map(|signal| Ending { signal, onward }).map_err(no_terminal)
}

/// What is said where the terminal gives up.
#[allow(clippy::needless_pass_by_value)] // It stands where an error is turned into another.
fn no_terminal(error: io::Error) -> Diagnostic {
    Diagnostic::whole("the terminal", error.to_string()).hint("`purport classify` needs none")
}

/// Tells the reader what was found amiss while the article was opened, and why nothing can be kept.
fn tell(model: &mut Model, notes: &[Diagnostic], barred: Option<String>) {
    let barred = barred.map(|reason| {
        let key = model.keymap.key(Action::SaveIn);
        Notice::warning(format!("opened to read: {reason}; {key} keeps tags in another file"))
    });
    let notes = notes.iter().map(|note| Notice::warning(note.to_string()));
    for notice in notes.chain(barred) {
        update(model, Msg::Said(notice));
    }
}

struct Run {
    model: Model,
    taken: TerminalGuard,
    theme: Theme,
    /// The theme of the reader's own file, as it last could be used, with its name among the others.
    own: Option<(String, Theme)>,
    color_depth: ColorDepth,
    /// Whether the theme was guessed, so that a late answer of the terminal may settle it.
    guessed: bool,
    store: Store<Real>,
    /// Nothing where there is no state folder.
    steps: Option<UndoLog>,
    files: Files,
    searcher: Searcher,
    exporter: Exporter,
    /// Ends the reading of the article.
    halt: Stop,
}

impl Run {
    /// Takes in events and paints until the end; gives the signal that ended it, if one did.
    fn events(&mut self, events: &Receiver<Event>) -> io::Result<Option<i32>> {
        let mut due = None;
        loop {
            let Some(first) = next_event(events, due) else { return Ok(None) };
            let begun = Instant::now();
            let (mut next, mut patience) = (Some(first), FRAME);
            // A held key or a burst of claims is taken in as far as time allows, then painted once.
            while let Some(event) = next {
                if event.is_of_the_reader() {
                    patience = ANSWER;
                }
                let (msg, ends) = match event {
                    Event::Msg(msg) => (Some(msg), None),
                    Event::Theme(change) => (Some(self.changed(change)), None),
                    Event::Signal(signal) => (Some(Msg::Ended), Some(Ok(Some(signal)))),
                    Event::Gone(error) => (Some(Msg::Ended), Some(Err(error))),
                    Event::Answered(appearance) => {
                        self.settle(appearance);
                        (None, None)
                    }
                    // Only a shelf asks for this.
                    Event::Surveyed(..) => (None, None),
                };
                let mut quits = false;
                for command in msg.map_or_else(Effects::none, |msg| update(&mut self.model, msg)) {
                    quits |= self.perform(command)?;
                }
                if let Some(last) = ui::last_line(&self.model, &self.theme) {
                    update(&mut self.model, Msg::Measured(last));
                }
                if quits || ends.is_some() {
                    return ends.unwrap_or(Ok(None));
                }
                next = (begun.elapsed() < patience).then(|| events.try_recv().ok()).flatten();
            }
            // Other events do not put off what is due.
            let wants = self.model.wants_to_hint();
            due = wants.then(|| due.unwrap_or_else(|| Instant::now() + THOUGHT));
            self.paint()?;
        }
    }

    /// Keeps the tags in a new file from now on; gives its name.
    fn turn_to(&mut self, path: &str) -> Result<String, Diagnostic> {
        let path = PathBuf::from(path);
        let name = display::path(&path);
        let (mut file, _) = TagFile::read(Real, path.clone())?;
        if file.exists() {
            return Err(Diagnostic::whole(&name, "is there already").hint("name another"));
        }
        let (lock, barred) = claim(&file, &path);
        if let Some(reason) = barred {
            return Err(Diagnostic::whole(&name, reason).hint("name another"));
        }
        // It is written before the old one is given up: a name that cannot be used costs nothing.
        let kept = format!("the tags stay in {}", self.model.storage.tags_name);
        let written = file.write(&self.model.header(), &self.model.reading.tags());
        written.map_err(|fault| Diagnostic { hint: Some(kept), ..fault })?;
        self.store.turn_to(file, lock);
        self.steps = undo_log::file(&path).map(UndoLog::start);
        self.exporter.turn_to(path);
        Ok(name)
    }

    /// Takes in what the terminal has answered late about its ground.
    fn settle(&mut self, appearance: Appearance) {
        if self.guessed
            && let Some(theme) = answered(appearance, &mut self.model, self.color_depth)
        {
            self.theme = theme;
        }
    }

    /// Takes in what became of the theme's file; gives what is to be said of it.
    fn changed(&mut self, change: theme_file::Change) -> Msg {
        if let (Some(theme), Some((key, own))) = (change.theme, &mut self.own) {
            own.clone_from(&theme);
            if self.model.screen.theme == *key {
                self.theme = theme;
            }
        }
        Msg::Said(change.notice)
    }

    fn paint(&mut self) -> io::Result<()> {
        let (model, theme) = (&self.model, &self.theme);
        self.taken.paint(|frame| ui::draw(frame, model, theme))
    }

    /// Carries a command out; tells whether the program is to end.
    fn perform(&mut self, command: Effect) -> io::Result<bool> {
        match command {
            Effect::Save { revision, header, tags } => self.store.save(revision, header, tags),
            Effect::Remember(step) => self.steps.iter().for_each(|steps| steps.keep(step.as_ref().clone())),
            Effect::ForgetSteps => self.steps.iter().for_each(UndoLog::forget),
            Effect::SaveIn(path) => {
                let msg = match self.turn_to(&path) {
                    Ok(name) => Msg::Turned(name),
                    Err(fault) => Msg::Said(Notice::error(fault.to_string())),
                };
                let mut quits = false;
                for command in update(&mut self.model, msg) {
                    quits |= self.perform(command)?;
                }
                return Ok(quits);
            }
            Effect::KeepPlace(kept) => {
                self.files.place.iter().for_each(|file| resume_state::write(file, &kept))
            }
            Effect::KeepChoices(chosen) => {
                self.files.choices.iter().for_each(|file| preferences::write(file, &chosen));
            }
            Effect::Export { format, file, force } => {
                self.exporter.start(Asked { format, file, force }, &self.model);
            }
            Effect::Look(far) => {
                let document = Arc::clone(self.model.document());
                self.searcher.ask(far, document);
            }
            Effect::StopReading => self.halt.stop(),
            Effect::Copy(text) => {
                let left = TerminalGuard::copy(&text)?;
                if left > 0 {
                    let said = format!(
                        "the clipboard takes so much and no more: the last {left} bytes are left out"
                    );
                    update(&mut self.model, Msg::Said(Notice::warning(said)));
                }
            }
            Effect::Mouse(on) => TerminalGuard::mouse(on)?,
            Effect::Theme(name) => {
                let own = self.own.iter().find(|(key, _)| *key == name).map(|(_, theme)| theme.clone());
                if let Some(theme) = own.or_else(|| Theme::built_in(&name, self.color_depth)) {
                    self.theme = theme;
                }
            }
            Effect::Discard => self.store.forget(),
            Effect::Redraw => self.taken.clear()?,
            Effect::Suspend => {
                self.taken.suspend()?;
                let size = self.taken.screen.size()?;
                update(&mut self.model, Msg::Resized(size.width, size.height));
            }
            Effect::Quit => return Ok(true),
        }
        Ok(false)
    }
}

/// The next event; nothing if none can come any more. Only while something is due does the wait have
/// an end, so that an idle reader costs nothing.
fn next_event(events: &Receiver<Event>, due: Option<Instant>) -> Option<Event> {
    let Some(due) = due else { return events.recv().ok() };
    match events.recv_timeout(due.saturating_duration_since(Instant::now())) {
        Ok(event) => Some(event),
        Err(RecvTimeoutError::Timeout) => Some(Event::Msg(Msg::Elapsed)),
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// The lock of the tag file, or why there is none and nothing can be kept.
pub(super) fn claim(file: &TagFile, path: &Path) -> (Option<Lock>, Option<String>) {
    if let Some(reason) = hindrance(path) {
        return (None, Some(reason));
    }
    match Lock::take(path) {
        Claimed::Ours(lock) => {
            file.tidy();
            (Some(lock), None)
        }
        Claimed::Theirs(who) => {
            let who = if who.is_empty() { String::new() } else { format!(" ({who})") };
            (None, Some(format!("another purport{who} has {} open", display::path(path))))
        }
        Claimed::Impossible => (None, None),
    }
}
