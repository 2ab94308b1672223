//! The state of the running program.

use super::bulk::Bulk;
use super::compare::Compared;
use super::find::Find;
use super::history::{History, Step};
use super::keymap::{Keymap, Rebound, Table};
use super::layout::{Layout, Split};
use super::lesson::Lesson;
use super::list::List;
use super::location::{Jumps, Location};
use super::message::{ArticleState, Notice, Preferences};
use super::mouse::DragState;
use super::picker::Picker;
use super::popup::{CuePanel, HelpPanel};
use super::prompt::Prompt;
use super::select::Selection;
use super::view::View;
use crate::claim::Scheme;
use crate::reading::{DisplayOptions, Filter, Mark, Reading, Stats};
use crate::tag::Header;
use crate::text::hyphen::Language;
use crate::text::{Document, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is fixed for the whole run.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)] // Each stands for something that is on or off by itself.
pub struct Settings {
    /// Who decides; written into every tag.
    pub annotator: String,
    /// The tag file's path, as it is shown.
    pub tags_name: String,
    /// Whether the tag file was there when the program began.
    pub tags_exist: bool,
    /// Why nothing can be decided; nothing if it can.
    pub read_only: Option<String>,
    /// What was done in earlier sessions, to be taken back if the reader wants.
    pub steps: Vec<Step>,
    /// Keys of the reader's own.
    pub keys: Vec<Rebound>,
    /// Names of the themes, in the order that the key goes through them.
    pub themes: Vec<String>,
    /// The formats that the article can be exported in, each with what it is.
    pub formats: Vec<(&'static str, &'static str)>,
    /// What was kept about the article.
    pub kept: ArticleState,
    /// How the reader likes the screen.
    pub choices: Preferences,
    /// Whether the mouse is left to the terminal in this run, however the reader likes it.
    pub no_mouse: bool,
    /// What is listed from the beginning.
    pub filter: Filter,
    /// Whether the terminal draws dotted lines.
    pub dotted: bool,
    /// Whether the machine's word is veiled until the reader has decided.
    pub blind: bool,
    /// Who is compared, if anybody is.
    pub compare: Option<Compared>,
    /// Whether this is the built-in lesson.
    pub lesson: bool,
    /// The number of the article on its shelf, from 1, and how many there are; nothing if it stands alone.
    pub shelf: Option<(usize, usize)>,
}

/// Where the reader goes from an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExitTo {
    /// Back to where it was opened from.
    #[default]
    Back,
    /// To the next article that was never opened.
    Next,
    /// To the article before it.
    Previous,
}

/// Which pane the moving keys act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The article.
    Text,
    /// The claims.
    List,
}

/// What the keys mean at the moment.
#[derive(Debug)]
pub enum Mode {
    /// Reading and deciding.
    Read,
    /// Marking a passage.
    Select(Selection),
    /// Writing a line.
    Prompt(Prompt),
    /// After `f`.
    Filter,
    /// After `i`.
    Also,
    /// The keys are shown.
    Help(HelpPanel),
    /// All that is known of the current mark is shown, from this line on.
    Detail(usize),
    /// The cues of the current mark are shown.
    Cues(CuePanel),
    /// The categories are shown, from this line on.
    Categories(usize),
    /// What was decided so far is shown in numbers, from this line on.
    Numbers(Box<Stats>, usize),
    /// Choosing one of many.
    Pick(Picker),
    /// A letter is waited for: it becomes a mark of this place.
    SetPlace,
    /// A letter is waited for: to the place that it marks.
    GoToPlace,
    /// After `s`.
    Sort,
    /// A decision on many claims, to be confirmed.
    Confirm(Bulk),
    /// What was said so far is shown, from this line on.
    Messages(usize),
    /// Leaving, although something is not saved: to be answered.
    Leaving,
}

/// How the tags stand with the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Saved {
    /// The latest revision; it rises with every change and is never used again.
    pub revision: u64,
    /// The latest revision known to be on disk.
    pub written: u64,
    /// Why the last attempt failed, if it did.
    pub error: Option<String>,
    /// Whether the tag file is there.
    pub exists: bool,
}

impl Saved {
    /// Whether everything that was decided is on disk.
    pub const fn is_all(&self) -> bool {
        self.written >= self.revision
    }
}

/// How far the search for claims has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Sentences looked at.
    pub sentences: usize,
    /// Bytes looked at.
    pub bytes: u32,
    /// Whether the end was reached.
    pub done: bool,
}

/// How far the article itself is read, as long as only its beginning is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Chapters or pages that are read.
    pub read: u32,
    /// All of them; 0 if the format has no parts.
    pub of: u32,
    /// Whether no more of it will come.
    pub cut_off: bool,
}

/// The running program.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // Each stands for something that is on or off by itself.
pub struct Model {
    /// The article with its marks.
    pub reading: Reading,
    /// What is fixed.
    pub settings: Settings,
    /// What the keys do.
    pub keymap: Keymap,
    /// Where the parts of the screen are.
    pub layout: Layout,
    /// Which rows of the text are seen.
    pub view: View,
    /// The most cells in a row that the reader wants.
    pub measure: u16,
    /// Whether the reader wants the list.
    pub list_wanted: bool,
    /// What the keys mean.
    pub mode: Mode,
    /// Of which table it is shown what may follow a prefix.
    pub following: Option<Table>,
    /// Which pane the moving keys act on.
    pub focus: Pane,
    /// The current mark's index.
    pub current: Option<usize>,
    /// The list of marks and its filter.
    pub list: List,
    /// The search, if there is one.
    pub find: Option<Find>,
    /// How far the lesson has come, if there is one.
    pub lesson: Option<Lesson>,
    /// What the program says.
    pub notice: Option<Notice>,
    /// How the tags stand with the disk.
    pub saved: Saved,
    /// How far the search for claims has come.
    pub progress: Progress,
    /// How far the article is read.
    pub incoming: Incoming,
    /// The theme's name.
    pub theme: String,
    /// What the program has said, the latest last.
    pub messages: Vec<Notice>,
    /// Whether all paragraphs but the current one are dim.
    pub focus_mode: bool,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// How the reader has divided the screen.
    pub split: Split,
    /// The language that words are broken in, if they are.
    pub hyphens: Option<Language>,
    /// The first byte that was new to the reader after the last turn of the page, until the next key.
    pub fresh: Option<u32>,
    /// The places that the reader has marked, by letter.
    pub places: BTreeMap<char, Location>,
    /// Whether the last key only scrolled.
    pub(super) scrolled: bool,
    pub(super) jumps: Jumps,
    /// What the mouse holds while its button is down.
    pub(super) held_by_mouse: DragState,
    pub(super) history: History,
    /// Rows that the guide wanted when the screen was laid out.
    pub(super) guided: u16,
    /// Tells apart tags made in one moment.
    pub(super) turn: u64,
    /// Whether the program ends as soon as all is saved.
    pub(super) leaving: bool,
    /// Where the reader goes from here.
    pub onward: ExitTo,
    /// Where the mark stands now that a note or labels are being written for, if the article has changed
    /// since the writing began; `u32::MAX`, where no text reaches, if it is gone.
    pub(super) written_for: Option<u32>,
    /// Whether the end of the text was asked for before it was read.
    pub(super) to_end: bool,
    /// The mark that was current before a change of strictness hid it: it is so again as soon as
    /// it comes back.
    pub(super) held: Option<(Span, Option<String>)>,
}

impl Model {
    /// A program that has just begun to show `document`, which may be only the beginning of it.
    pub fn new(document: Arc<Document>, scheme: Arc<Scheme>, mut settings: Settings, theme: &str) -> Self {
        let ArticleState { place, strictness, places, hyphens, .. } = settings.kept.clone();
        let Preferences { measure, split, mouse, .. } = settings.choices;
        let mouse = mouse.unwrap_or(true) && !settings.no_mouse;
        let measure = measure.unwrap_or(super::view::USUAL_MEASURE);
        let history = History::of(std::mem::take(&mut settings.steps));
        let saved = Saved { exists: settings.tags_exist, ..Saved::default() };
        let view = View::at(place.offset, hyphens);
        let lesson = settings.lesson.then(Lesson::default);
        let keymap = Keymap::new(&scheme, &settings.keys);
        let mut reading = Reading::new(document, scheme);
        reading.set_lens(DisplayOptions { strictness, blind: settings.blind });
        let list = List::of(settings.filter.clone());
        Self {
            reading,
            settings,
            keymap,
            layout: Layout::new(0, 0, measure, true, split, 0),
            view,
            measure,
            list_wanted: true,
            mode: Mode::Read,
            following: None,
            focus: Pane::Text,
            current: None,
            list,
            find: None,
            lesson,
            notice: None,
            saved,
            progress: Progress::default(),
            incoming: Incoming::default(),
            theme: theme.to_owned(),
            messages: Vec::new(),
            focus_mode: false,
            mouse,
            split,
            hyphens,
            fresh: None,
            places,
            scrolled: false,
            jumps: Jumps::default(),
            held_by_mouse: DragState::Nothing,
            history,
            guided: 0,
            turn: 0,
            leaving: false,
            onward: ExitTo::default(),
            written_for: None,
            to_end: false,
            held: None,
        }
    }

    /// The article.
    pub fn document(&self) -> &Arc<Document> {
        &self.reading.document
    }

    /// The current mark.
    pub fn current_mark(&self) -> Option<&Mark> {
        self.reading.mark(self.current?)
    }

    /// Which keys hold.
    pub const fn table(&self) -> Table {
        match self.mode {
            Mode::Select(_) => Table::Select,
            Mode::Filter => Table::Filter,
            Mode::Also => Table::Also,
            Mode::Sort => Table::Sort,
            _ => Table::Read,
        }
    }

    /// Whether a prefix was pressed and it is not shown yet what may follow: [`Msg::Elapsed`] is wanted
    /// as soon as the reader has hesitated.
    ///
    /// [`Msg::Elapsed`]: super::message::Msg::Elapsed
    pub fn wants_to_hint(&self) -> bool {
        self.table().opened_by().is_some() && self.following.is_none()
    }

    /// What is selected.
    pub fn selected(&self) -> Option<Span> {
        match &self.mode {
            Mode::Select(selection) => Some(selection.span),
            _ => None,
        }
    }

    /// What the tag file is to say about itself.
    pub fn header(&self) -> Header {
        let scheme = &self.reading.scheme;
        let scheme = (scheme.name.clone(), scheme.version.clone());
        let settles = self.settings.compare.iter().flat_map(|compared| compared.files.clone()).collect();
        Header { settles, ..Header::of(self.document(), scheme, &self.settings.annotator) }
    }

    /// How far down the text the page ends, in percent.
    pub fn percent(&self) -> u8 {
        let length = u64::from(self.document().text.len() as u32).max(1);
        if self.view.at_end(self.document()) {
            return 100;
        }
        u8::try_from(u64::from(self.view.seen().end()) * 100 / length).unwrap_or(100).min(99)
    }
}
