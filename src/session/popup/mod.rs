//! Popups over the page: their contents laid out in lines, and the keys while one is open.

mod categories;
mod cues;
mod help;
mod numbers;

use super::action::Action;
use super::key::Key;
use super::keymap::Table;
use super::layout::Area;
use super::line::{Ink, Line, piece, wrapped};
use super::message::Effects;
use super::model::{Mode, Model};
use super::notice::Severity;
use super::prompt::{Prompt, Purpose, Reply};
use super::why;
use crate::reading::cues::cues as cues_of;
use crate::reading::{Stats, Status};
use crate::theme::Part;

/// Characters of the passage that the details quote, at most.
const MAX_QUOTE: usize = 2000;

#[derive(Debug)]
pub enum PopupKind {
    /// The keys.
    Help(HelpFilter),
    /// All that is known of the current mark.
    Detail,
    /// The cues of the current mark, one of them in full: its number in the order of [`cues_of`].
    Cues {
        selected: usize,
    },
    Categories,
    /// Counting looks at all of the text once, so it is done when the popup opens and not for each layout.
    Numbers(Box<Stats>),
    Messages,
}

/// Words that a line of the help must have to be shown.
#[derive(Debug, Default)]
pub struct HelpFilter {
    /// `None` while all lines are shown.
    pub prompt: Option<Prompt>,
    /// Whether the words are still being typed.
    pub writing: bool,
}

impl HelpFilter {
    pub fn query(&self) -> &str {
        self.prompt.as_ref().map_or("", Prompt::text)
    }

    /// Whether a line with this text has every word, ignoring case.
    fn passes(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.query().to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// A popup as it is painted.
#[derive(Debug, Default)]
pub struct PopupLayout {
    pub area: Area,
    pub title: String,
    /// Lines that stay in place above those that scroll.
    pub head: Vec<Line>,
    /// The number of the head's selected line, and what colours its bar.
    pub selected: Option<(usize, Ink)>,
    /// Lines that scroll.
    pub lines: Vec<Line>,
    /// Keys for the foot; the one that closes it stands last.
    pub keys: Vec<String>,
}

impl PopupLayout {
    /// Rows for the lines that scroll.
    pub fn rows(&self) -> usize {
        usize::from(self.area.height).saturating_sub(2 + self.head.len())
    }
}

/// An open popup.
#[derive(Debug)]
pub struct Popup {
    pub kind: PopupKind,
    pub layout: PopupLayout,
    /// The first line shown of those that scroll; never so far down that rows stay empty.
    pub top: usize,
    /// Whether what is shown may have changed since it was laid out.
    stale: bool,
}

impl Popup {
    fn new(kind: PopupKind, top: usize) -> Self {
        Self { kind, layout: PopupLayout::default(), top, stale: true }
    }

    fn scroll_to(&mut self, top: usize) {
        let last = self.layout.lines.len().saturating_sub(self.layout.rows());
        self.top = if self.stale { top } else { top.min(last) };
    }

    pub(super) fn scroll_by(&mut self, lines: i32) {
        self.scroll_to(self.top.saturating_add_signed(lines as isize));
    }

    /// The prompt of the help, while words are being typed.
    pub fn prompt(&self) -> Option<&Prompt> {
        match &self.kind {
            PopupKind::Help(HelpFilter { prompt, writing: true }) => prompt.as_ref(),
            _ => None,
        }
    }

    /// Takes in pasted text while words are being typed in the help; tells whether they are.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let PopupKind::Help(HelpFilter { prompt: Some(prompt), writing: true }) = &mut self.kind else {
            return false;
        };
        prompt.paste(text);
        self.stale = true;
        true
    }
}

/// What a popup shows, before it is given a place on the screen.
struct Content {
    title: String,
    /// Cells with the border, at most.
    width: u16,
    head: Vec<Line>,
    selected: Option<(usize, Ink)>,
    lines: Vec<Line>,
    /// Rows of head and lines; `None` for as many as there are lines.
    rows: Option<usize>,
    full_height: bool,
    /// Keys that only this popup has, and what closes it.
    own: Vec<String>,
    close: &'static str,
    /// All keys, where they are not those of every popup.
    keys: Vec<String>,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            title: String::new(),
            width: 0,
            head: Vec::new(),
            selected: None,
            lines: Vec::new(),
            rows: None,
            full_height: false,
            own: Vec::new(),
            close: "any key closes",
            keys: Vec::new(),
        }
    }
}

/// Cells of a popup at most `width` cells wide. Where it would leave only slivers of the screen beside it, it
/// takes the whole width.
fn outside_width(model: &Model, width: u16) -> u16 {
    let screen = model.screen.layout.screen;
    if screen.width < width + 24 { screen.width } else { width }.max(4)
}

/// Cells for its lines.
fn inside_width(model: &Model, width: u16) -> usize {
    usize::from(outside_width(model, width).saturating_sub(4).max(1))
}

/// The rows that a popup of `lines` lines gets, border apart. On a low screen every row counts.
fn max_rows(model: &Model, lines: usize) -> usize {
    let height = usize::from(model.screen.layout.screen.height);
    lines.min(height.saturating_sub(if height < 12 { 3 } else { 4 })).max(1)
}

fn lay_out(model: &Model, content: Content) -> PopupLayout {
    let screen = model.screen.layout.screen;
    let Content { title, head, selected, lines, own, .. } = content;
    let wanted = if content.full_height { usize::MAX } else { content.rows.unwrap_or(lines.len()) };
    let width = outside_width(model, content.width);
    let height = (max_rows(model, wanted) + 2) as u16;
    let area = Area {
        x: screen.width.saturating_sub(width) / 2,
        y: (screen.height.saturating_sub(height)) / 2,
        width,
        height,
    };
    let keys = if content.keys.is_empty() {
        let scrolls = max_rows(model, lines.len()) < lines.len();
        let first = |action| model.keymap.first(Table::Read, action);
        let moving = [Action::Down, Action::Up].into_iter().filter_map(first).collect::<Vec<_>>().join(" ");
        let moving = Some(moving).filter(|keys| scrolls && !keys.is_empty());
        let others = content.close == "any key closes" && (scrolls || !own.is_empty());
        let close = if others { "any other key closes" } else { content.close };
        moving.into_iter().chain(own).chain([close.to_owned()]).collect()
    } else {
        content.keys
    };
    PopupLayout { area, title, head, selected, lines, keys }
}

fn detail(model: &Model) -> Content {
    let width = model.screen.layout.screen.width.saturating_sub(8).clamp(10, 72);
    let cells = usize::from(width);
    let mut lines: Vec<Line> = Vec::new();
    if let Some(mark) = model.current_mark() {
        let quote = match (mark.standing, &mark.tag) {
            (Status::Orphaned, Some(tag)) => tag.selector.exact.as_str(),
            _ => mark.span.slice(&model.document().text),
        };
        let quote: String = quote.chars().take(MAX_QUOTE).collect();
        lines.extend(wrapped(&quote, cells, Part::Text));
        lines.push(Line::new());
        lines.extend(why::lines(model, mark, cells, false));
        for &id in &mark.categories {
            let Some(category) = model.reading.scheme.category(id) else { continue };
            lines.push(Line::new());
            lines.push(vec![piece(&category.name, id)]);
            lines.extend(wrapped(&category.gloss, cells, Part::Dim));
        }
        if let Some(tag) = &mark.tag {
            lines.push(Line::new());
            let text = format!("decided by {} at {}, {}", tag.annotator, tag.at, tag.id);
            lines.push(vec![piece(text, Part::Dim)]);
        }
    }
    let cues = model.keymap.first(Table::Read, Action::Cues).map(|key| format!("{key} each cue"));
    let own = cues.into_iter().collect();
    Content { title: " Why ".to_owned(), width: width + 4, lines, own, ..Content::default() }
}

fn messages(model: &Model) -> Content {
    let width = model.screen.layout.screen.width.saturating_sub(8).clamp(10, 90);
    let mut lines: Vec<Line> = Vec::new();
    for notice in &model.notices.log {
        let part = match notice.severity {
            Severity::Info => Part::Text,
            Severity::Warning => Part::Warn,
            Severity::Error => Part::Error,
        };
        lines.extend(wrapped(&notice.text, usize::from(width), part));
    }
    if lines.is_empty() {
        lines.push(vec![piece("no messages yet", Part::Dim)]);
    }
    Content { title: " Messages ".to_owned(), width: width + 4, lines, ..Content::default() }
}

impl Model {
    pub(super) fn open_popup(&mut self, kind: PopupKind) -> Effects {
        // The latest message is the one looked for.
        let top = if matches!(kind, PopupKind::Messages) { usize::MAX } else { 0 };
        self.mode = Mode::Popup(Popup::new(kind, top));
        Effects::none()
    }

    /// Lays the open popup out anew when the screen, the marks or the messages may have changed.
    pub(super) fn popup_changed(&mut self) {
        if let Mode::Popup(popup) = &mut self.mode {
            popup.stale = true;
        }
    }

    /// Brings the open popup up to date, if it is not.
    pub(super) fn lay_out_popup(&mut self) {
        let Mode::Popup(popup) = &self.mode else { return };
        if !popup.stale {
            return;
        }
        let content = match &popup.kind {
            PopupKind::Help(filter) => help::content(self, filter),
            PopupKind::Detail => detail(self),
            PopupKind::Cues { selected } => cues::content(self, *selected),
            PopupKind::Categories => categories::content(self),
            PopupKind::Numbers(stats) => numbers::content(self, stats),
            PopupKind::Messages => messages(self),
        };
        let layout = lay_out(self, content);
        if let Mode::Popup(popup) = &mut self.mode {
            (popup.layout, popup.stale) = (layout, false);
            popup.scroll_to(popup.top);
        }
    }

    /// Takes in a key while a popup is open: it moves in the popup, or closes it.
    pub(super) fn press_popup(&mut self, key: Key) -> Effects {
        let page = usize::from(self.screen.layout.screen.height / 2).max(1);
        let types = matches!(&self.mode, Mode::Popup(popup) if popup.prompt().is_some());
        let action = self.keymap.action(if types { Table::Line } else { Table::Read }, key);
        let pages = |top: usize| match action? {
            Action::PageDown => Some(top.saturating_add(page)),
            Action::PageUp => Some(top.saturating_sub(page)),
            Action::HalfPageDown => Some(top.saturating_add(page / 2)),
            Action::HalfPageUp => Some(top.saturating_sub(page / 2)),
            _ => None,
        };
        let lines = |top: usize| match action? {
            Action::Down => Some(top.saturating_add(1)),
            Action::Up => Some(top.saturating_sub(1)),
            Action::Top => Some(0),
            Action::Bottom => Some(usize::MAX),
            _ => None,
        };
        // While the reader types a line, all other keys edit it.
        let edits = !matches!(action, Some(Action::Up | Action::Down | Action::PageUp | Action::PageDown));
        let escape = action == Some(Action::Cancel);
        let Mode::Popup(popup) = &mut self.mode else { return Effects::none() };
        let moved = pages(popup.top).or_else(|| lines(popup.top)).filter(|_| !escape);
        match &mut popup.kind {
            PopupKind::Help(filter) if filter.writing && (edits || moved.is_none()) => {
                popup.stale = true;
                match filter.prompt.as_mut().map(|prompt| prompt.press(key, &self.keymap)) {
                    Some(Reply::Open) => popup.top = 0,
                    Some(Reply::Done) => {
                        filter.writing = false;
                        filter.prompt.take_if(|prompt| prompt.text().trim().is_empty());
                    }
                    _ => *popup = Popup::new(PopupKind::Help(HelpFilter::default()), 0),
                }
            }
            PopupKind::Help(filter) if escape && filter.prompt.is_some() => {
                *popup = Popup::new(PopupKind::Help(HelpFilter::default()), 0);
            }
            PopupKind::Help(filter) if action == Some(Action::Find) => {
                let query = filter.query().to_owned();
                *filter = HelpFilter { prompt: Some(Prompt::new(Purpose::Keys, query)), writing: true };
                popup.stale = true;
            }
            PopupKind::Cues { selected } if !escape => match (pages(popup.top), lines(*selected), action) {
                (Some(top), ..) => popup.scroll_to(top),
                (_, Some(selected), _) => self.select_cue(selected),
                (_, _, Some(Action::NextMark | Action::PreviousMark)) => {
                    self.seek_any(action == Some(Action::NextMark));
                    return self.open_popup(PopupKind::Cues { selected: 0 });
                }
                _ => self.mode = Mode::Read,
            },
            PopupKind::Detail if action == Some(Action::Cues) => return self.open_cues(),
            _ => match moved {
                Some(top) => popup.scroll_to(top),
                None => self.mode = Mode::Read,
            },
        }
        Effects::none()
    }

    /// Shows all that is known of the current mark.
    pub(super) fn open_detail(&mut self) -> Effects {
        if self.current_mark().is_none() {
            return self.say(&self.no_current());
        }
        self.open_popup(PopupKind::Detail)
    }

    /// Counts and shows what was decided so far.
    pub(super) fn open_numbers(&mut self) -> Effects {
        let stats = Stats::of(&self.reading.scheme, [&self.reading]);
        self.open_popup(PopupKind::Numbers(Box::new(stats)))
    }

    /// Shows the cues of the current mark.
    pub(super) fn open_cues(&mut self) -> Effects {
        let Some(mark) = self.current_mark() else {
            return self.say(&self.no_current());
        };
        let why_not = if mark.veiled {
            "the suggestion is hidden until you have decided"
        } else if cues_of(&self.reading, mark).is_empty() {
            "the machine found no cue here: you marked it"
        } else {
            return self.open_popup(PopupKind::Cues { selected: 0 });
        };
        self.mode = Mode::Read;
        self.say(why_not)
    }

    fn select_cue(&mut self, number: usize) {
        let last = self.current_mark().map_or(0, |mark| cues_of(&self.reading, mark).len().saturating_sub(1));
        let number = number.min(last);
        if matches!(&self.mode, Mode::Popup(Popup { kind: PopupKind::Cues { selected }, .. }) if *selected != number)
        {
            self.mode = Mode::Popup(Popup::new(PopupKind::Cues { selected: number }, 0));
        }
    }
}
