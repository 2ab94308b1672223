//! The session without a terminal, a file or a clock: marks before, keys, marks after.

mod cards;
mod commands;
mod comparing;
mod deciding;
mod drafts;
pub(crate) mod judging;
mod keymap;
mod menu;
mod mouse;
mod navigation;
mod notes;
mod onboarding;
mod passages;
mod placing;
mod popups;
mod rebinding;
mod remarks;
mod saving;
mod searching;
mod skipping;
mod teaching;
mod thresholds;
mod versions;

use crate::support::{self, PIER, scheme};
use purport::claim::{Scheme, classify_cues};
use purport::reading::ThresholdShift;
use purport::session::keymap::Rebound;
use purport::session::{
    Code, Effect, Key, Line, Mode, Model, Msg, OnDisk, Popup, Preferences, Settings, Step, Timestamp, update,
};
use purport::tag::Tag;
use purport::text::Document;
use std::sync::Arc;

/// A session, and every effect that it has returned.
pub(crate) struct Journey {
    pub(crate) model: Model,
    commands: Vec<Effect>,
    clock: u32,
    disk: OnDisk,
}

fn document(text: &str) -> Arc<Document> {
    Arc::new(support::document(text))
}

impl Journey {
    /// The pier on a screen that shows all of it.
    fn new() -> Self {
        Self::open(PIER, Vec::new(), (100, 70))
    }

    pub(crate) fn open(text: &str, tags: Vec<Tag>, size: (u16, u16)) -> Self {
        Self::begin(text, tags, size, Vec::new())
    }

    /// The pier with earlier tags, and the undo steps that led to them.
    fn with_steps(tags: Vec<Tag>, steps: Vec<Step>) -> Self {
        Self::begin(PIER, tags, (100, 70), steps)
    }

    pub(crate) fn with_keys(keys: Vec<Rebound>) -> Self {
        let settings = Settings { keys, ..Settings::default() };
        Self::of(&document(PIER), settings, Vec::new(), (100, 70))
    }

    fn begin(text: &str, tags: Vec<Tag>, size: (u16, u16), steps: Vec<Step>) -> Self {
        Self::of(&document(text), Settings { steps, ..Settings::default() }, tags, size)
    }

    fn of(document: &Arc<Document>, settings: Settings, tags: Vec<Tag>, size: (u16, u16)) -> Self {
        let mut journey = Self::empty(document, settings, tags, size);
        let scheme = Arc::clone(&journey.model.reading.scheme);
        journey.tell(classified(document, &scheme));
        journey
    }

    /// A session without claims.
    fn empty(document: &Arc<Document>, settings: Settings, tags: Vec<Tag>, size: (u16, u16)) -> Self {
        Self::under(document, &Arc::new(scheme()), settings, tags, size)
    }

    /// A session with the claims of any scheme.
    pub(crate) fn judged_under(
        document: &Arc<Document>,
        scheme: &Arc<Scheme>,
        settings: Settings,
        size: (u16, u16),
    ) -> Self {
        let mut journey = Self::under(document, scheme, settings, Vec::new(), size);
        journey.tell(classified(document, scheme));
        journey
    }

    /// The same under another scheme.
    fn under(
        document: &Arc<Document>,
        scheme: &Arc<Scheme>,
        settings: Settings,
        tags: Vec<Tag>,
        size: (u16, u16),
    ) -> Self {
        let settings = Settings {
            annotator: "r1".to_owned(),
            tags_name: "pier.txt.tags.toml".to_owned(),
            themes: vec!["dusk".to_owned(), "paper".to_owned()],
            formats: vec![("csv", "a table"), ("w3c", "for the web")],
            // No guide for newcomers.
            preferences: Preferences { has_decided: true, ..settings.preferences },
            ..settings
        };
        let model = Model::new(Arc::clone(document), Arc::clone(scheme), settings, "dusk");
        let mut journey = Self { model, commands: Vec::new(), clock: 0, disk: OnDisk::Intact };
        journey.tell(Msg::Opened { document: Arc::clone(document), tags, same: false });
        journey.tell(Msg::Resized(size.0, size.1));
        journey
    }

    /// A session that knows only the beginning of its article.
    fn begun(part: &Arc<Document>) -> Self {
        let settings = Settings {
            preferences: Preferences { has_decided: true, ..Preferences::default() },
            ..Settings::default()
        };
        let model = Model::new(Arc::clone(part), Arc::new(scheme()), settings, "dusk");
        let mut journey = Self { model, commands: Vec::new(), clock: 0, disk: OnDisk::Intact };
        journey.tell(Msg::Resized(100, 30));
        journey
    }

    /// A look at the disk is answered with what it holds.
    pub(crate) fn tell(&mut self, msg: Msg) {
        let effects: Vec<Effect> = update(&mut self.model, msg).into_iter().collect();
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::Inspect(asked) => Some(*asked),
            _ => None,
        });
        self.commands.extend(effects);
        if let Some(asked) = asked {
            self.tell(Msg::Inspected { asked: Some(asked), state: self.disk.clone() });
        }
    }

    /// A second after the last key or movement of the mouse.
    fn now(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp { text: format!("2026-01-01T00:{:02}:{:02}Z", self.clock / 60, self.clock % 60) }
    }

    fn press(&mut self, key: Key) {
        let now = self.now();
        self.tell(Msg::Key(key, now));
    }

    /// Presses keys by name, separated by spaces; text in '…' is typed letter by letter, and `Quote` is the key
    /// `'`.
    pub(crate) fn keys(&mut self, keys: &str) -> &mut Self {
        for (index, part) in keys.split('\'').enumerate() {
            if index % 2 == 1 {
                part.chars().for_each(|char| self.press(Key::plain(Code::Char(char))));
                continue;
            }
            for name in part.split_whitespace() {
                if name == "Quote" {
                    self.press(Key::plain(Code::Char('\'')));
                    continue;
                }
                self.press(Key::parse(name).unwrap_or_else(|| panic!("{name} is no key")));
            }
        }
        self
    }

    /// All marks in one line: category letters and status glyph, `>` before the current one.
    pub(crate) fn marks(&self) -> String {
        let scheme = &self.model.reading.scheme;
        let marks = self.model.reading.marks().iter().enumerate().map(|(index, mark)| {
            let current = if self.model.nav.current == Some(index) { ">" } else { "" };
            let letters: String =
                mark.categories.iter().map(|&id| scheme.category(id).unwrap().letter).collect();
            format!("{current}{letters}{}", mark.status.glyph())
        });
        marks.collect::<Vec<_>>().join(" ")
    }

    /// Asserts the marks, and that counts and the last save agree with them.
    fn is(&mut self, expected: &str) -> &mut Self {
        assert_eq!(self.marks(), expected, "notice: {:?}", self.notice());
        let (reading, saved) = (&self.model.reading, &self.model.storage);
        let decided = reading.marks().iter().filter(|mark| mark.status.is_decided()).count();
        let counts = reading.counts();
        assert_eq!((counts.marks + counts.orphaned, counts.decided), (reading.marks().len(), decided));
        let revisions: Vec<u64> = self.saves().map(|(revision, _)| revision).collect();
        assert!(revisions.is_sorted(), "a revision was used again: {revisions:?}");
        if let Some((revision, tags)) = self.saves().last() {
            assert_eq!(revision, saved.revision, "a change was not saved");
            assert_eq!(tags, &reading.tags(), "the last save differs from the marks");
        }
        self
    }

    fn saves(&self) -> impl Iterator<Item = (u64, &Vec<Arc<Tag>>)> {
        self.commands.iter().filter_map(|command| match command {
            Effect::Save { revision, tags, .. } => Some((*revision, tags)),
            _ => None,
        })
    }

    fn asked(&self, command: &Effect) -> bool {
        self.commands.contains(command)
    }

    /// Undo steps that were sent to the log.
    fn steps(&self) -> Vec<Step> {
        let steps = self.commands.iter().filter_map(|command| match command {
            Effect::LogStep(step) => Some(step.as_ref().clone()),
            _ => None,
        });
        steps.collect()
    }

    fn notice(&self) -> &str {
        self.model.notices.current.as_ref().map_or("", |notice| notice.text.as_str())
    }

    fn says(&mut self, words: &str) -> &mut Self {
        assert!(self.notice().contains(words), "the notice is {:?}, without {words:?}", self.notice());
        self
    }

    /// The words of the decision bar, joined by spaces.
    fn footer(&self) -> String {
        let words = self.model.legend.buttons.iter();
        let text = |line: &Line| line.iter().map(|piece| piece.text.as_str()).collect::<String>();
        words.map(|button| text(&button.line).trim().to_owned()).collect::<Vec<_>>().join(" ")
    }

    /// Asserts that the decision bar holds `words`.
    fn offers(&mut self, words: &str) -> &mut Self {
        assert!(self.footer().contains(words), "the last row is {:?}, without {words:?}", self.footer());
        self
    }

    pub(crate) fn popup(&self) -> &Popup {
        let Mode::Popup(popup) = &self.model.mode else { panic!("no popup is open") };
        popup
    }

    /// Asserts that the popup with this title is open.
    fn shows(&mut self, title: &str) -> &mut Self {
        assert_eq!(self.popup().layout.title.trim(), title);
        self
    }

    /// The current mark's tag.
    fn tag(&self) -> Tag {
        self.model.current_mark().unwrap().tag.as_deref().expect("the current mark has a tag").clone()
    }

    /// The tag of the mark at `index`.
    fn tag_of(&self, index: usize) -> Tag {
        self.model.reading.mark(index).and_then(|mark| mark.tag.as_deref()).expect("it has a tag").clone()
    }

    fn selected(&self) -> &str {
        self.model.selected().map_or("", |span| span.slice(&self.model.document().text))
    }

    fn current_is_seen(&self) -> bool {
        self.model.current_mark().is_some_and(|mark| mark.span.overlaps(self.model.nav.view.seen()))
    }
}

pub(crate) fn classified(document: &Document, scheme: &Scheme) -> Msg {
    let mut claims = Vec::new();
    let mut all = |span| classify_cues(&document.text, span, scheme, ThresholdShift::SLACK, &mut claims);
    let sentences = document.blocks.iter().map(|block| all(block.span)).sum();
    Msg::Classified { claims, sentences, bytes: document.text.len() as u32, done: true }
}

/// The marks of the pier before any decision.
const BEFORE: &str = ">P· O· DP· O· P· D· O·";

/// Opens the pier, presses `keys`, and asserts the marks.
fn check(keys: &str, after: &str) -> Journey {
    let mut journey = Journey::new();
    journey.is(BEFORE).keys(keys).is(after);
    journey
}
