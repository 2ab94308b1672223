//! The state of the running program, and its modes.

use super::card::Card;
use super::choice::Bulk;
use super::draft::Drafts;
use super::earlier::Versions;
use super::keymap::{Keymap, Table};
use super::lesson::Guide;
use super::loading::Loading;
use super::mouse::DragState;
use super::navigation::Navigation;
use super::notice::Notices;
use super::on_disk::Question;
use super::picker::Picker;
use super::popup::{ClaimPopup, Popup};
use super::prompt::Prompt;
use super::screen::{Legend, Panel, Screen, SideNote};
use super::selection::Selection;
use super::settings::Settings;
use super::storage::Storage;
use super::teaching::Teaching;
use super::word_effects::WordEffects;
use crate::claim::Scheme;
use crate::reading::{DisplayOptions, Mark, Reading, article_title};
use crate::tag::Header;
use crate::text::{Document, Span};
use std::sync::Arc;

#[derive(Debug)]
pub enum Mode {
    Read,
    Select(Selection),
    Prompt(Prompt),
    /// After the prefix that filters the list.
    Filter,
    /// After the prefix that adds a category.
    Also,
    /// Awaiting the digit of one of the scheme's fields.
    Fields,
    /// Awaiting the key of a value of the field with this number, from 0.
    FieldValues(usize),
    Popup(Popup),
    Pick(Picker),
    /// Awaiting the letter of a bookmark to set.
    SetBookmark,
    /// Awaiting the letter of a bookmark to go to.
    GoToBookmark,
    /// After the prefix that sorts the list.
    Sort,
    Confirm(Bulk),
    /// Asking whether to leave with unsaved changes.
    Leaving,
    /// Asking what to do with a tag file.
    Ask(Question),
}

/// State of the running program, grouped by what changes together.
#[derive(Debug)]
pub struct Model {
    pub reading: Reading,
    pub settings: Settings,
    pub keymap: Keymap,
    pub nav: Navigation,
    pub screen: Screen,
    pub notices: Notices,
    pub storage: Storage,
    pub loading: Loading,
    pub guide: Guide,
    pub teaching: Teaching,
    pub versions: Versions,
    pub panel: Panel,
    pub legend: Legend,
    /// Notes beside the text, from top to bottom.
    pub side_notes: Vec<SideNote>,
    /// The article's title, if it has one.
    pub title: Option<String>,
    pub mode: Mode,
    /// In card mode: the claim on the card, instead of the page.
    pub card: Option<Card>,
    pub(super) drag: DragState,
    /// The popup to open again after a key pressed in it.
    pub(super) follow_popup: Option<ClaimPopup>,
    pub(super) word_effects: WordEffects,
    /// Start of the mark that an open line is about; `u32::MAX`, beyond any text, if the mark is gone from an article
    /// that has changed.
    pub(super) prompt_target: Option<u32>,
    pub(super) drafts: Drafts,
    /// Labels in the order of their digits; those after the ninth are only completed.
    pub(super) labels_on_digits: Vec<String>,
}

impl Model {
    /// `document` may be only the beginning of the article.
    pub fn new(document: Arc<Document>, scheme: Arc<Scheme>, mut settings: Settings, theme: &str) -> Self {
        let storage = Storage::new(&mut settings);
        let nav = Navigation::new(Arc::clone(&document), &settings);
        let options =
            DisplayOptions { threshold_shift: settings.resume.threshold_shift, blind: settings.blind };
        let keymap = Keymap::new(&scheme, &settings.keys);
        let title = article_title(&document);
        let mut reading = Reading::new(document, scheme);
        reading.set_display_options(options);
        Self {
            reading,
            keymap,
            nav,
            screen: Screen::new(settings.preferences.clone(), settings.no_mouse, theme),
            notices: Notices::default(),
            storage,
            loading: Loading::default(),
            guide: Guide::new(settings.lesson),
            teaching: Teaching::new(&mut settings),
            versions: Versions::default(),
            panel: Panel::default(),
            legend: Legend::default(),
            side_notes: Vec::new(),
            title,
            mode: Mode::Read,
            card: None,
            drag: DragState::Nothing,
            follow_popup: None,
            word_effects: WordEffects::default(),
            prompt_target: None,
            drafts: Drafts::default(),
            labels_on_digits: Vec::new(),
            settings,
        }
    }

    pub fn document(&self) -> &Arc<Document> {
        &self.reading.document
    }

    /// Has the reader asked for a place in text that has not come yet?
    pub fn waits_for_text(&self) -> bool {
        self.nav.wants_end || self.nav.find.as_ref().is_some_and(|find| find.awaits_text)
    }

    pub fn current_mark(&self) -> Option<&Mark> {
        self.nav.current_mark(&self.reading)
    }

    /// The active table.
    pub const fn table(&self) -> Table {
        match self.mode {
            Mode::Select(_) => Table::Select,
            Mode::Filter => Table::Filter,
            Mode::Also => Table::Also,
            Mode::Sort => Table::Sort,
            Mode::Prompt(_) => Table::Line,
            Mode::Pick(_) => Table::Pick,
            Mode::Confirm(_) | Mode::Ask(_) => Table::Confirm,
            Mode::Leaving => Table::Leave,
            _ => Table::Read,
        }
    }

    /// Was a prefix pressed whose keys are not shown yet, so that [`Msg::Elapsed`] is due if the reader hesitates?
    ///
    /// [`Msg::Elapsed`]: super::message::Msg::Elapsed
    pub fn wants_to_hint(&self) -> bool {
        self.table().opened_by().is_some() && self.screen.key_hints.is_none()
    }

    /// The selection, also beneath a popup.
    pub(super) fn selection(&self) -> Option<Selection> {
        match &self.mode {
            Mode::Select(selection) => Some(*selection),
            Mode::Popup(popup) => popup.beneath,
            _ => None,
        }
    }

    /// First byte of the character under the text cursor, while a passage is selected.
    pub fn text_cursor(&self) -> Option<u32> {
        Some(self.selection()?.cursor)
    }

    pub fn selected(&self) -> Option<Span> {
        Some(self.selection()?.span)
    }

    /// The header of the tag file.
    pub fn header(&self) -> Header {
        let scheme = &self.reading.scheme;
        let scheme = (scheme.name.clone(), scheme.version.clone());
        let settles = self.settings.compare.iter().flat_map(|compared| compared.files.clone()).collect();
        Header { settles, ..Header::of(self.document(), scheme, &self.settings.annotator) }
    }
}
