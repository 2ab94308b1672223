//! Popup layout: contents in lines, and their place on the screen.

use super::content::{Content, max_rows, outside_width};
use super::{PopupKind, PopupLayout, categories, cue_list, cues, help, menu, numbers, preview};
use crate::reading::Status;
use crate::session::action::Action;
use crate::session::keymap::Table;
use crate::session::layout::Area;
use crate::session::line::{Line, piece, wrapped};
use crate::session::model::{Mode, Model};
use crate::session::notice::Severity;
use crate::session::why;
use crate::theme::Part;

/// Longest quotation of a passage, in characters.
const MAX_QUOTE: usize = 2000;

fn lay_out(model: &Model, content: Content) -> PopupLayout {
    let screen = model.screen.layout.screen;
    let Content { title, head, selected, lines, own, .. } = content;
    let wanted = if content.full_height { usize::MAX } else { content.rows.unwrap_or(lines.len()) };
    let width = outside_width(model, content.width);
    let rows = if content.low { wanted } else { max_rows(model, wanted) };
    let height = (rows as u16).saturating_add(2).min(screen.height.saturating_sub(1));
    let room = screen.height.saturating_sub(height);
    let area = Area {
        x: screen.width.saturating_sub(width) / 2,
        y: if content.low { room.saturating_sub(1) } else { room / 2 },
        width,
        height,
    };
    let keys = if content.keys.is_empty() {
        let scrolls = max_rows(model, lines.len()) < lines.len();
        let first = |action| model.keymap.first(Table::Read, action);
        let moving = [Action::Down, Action::Up].into_iter().filter_map(first).collect::<Vec<_>>().join(" ");
        let moving = Some(moving).filter(|keys| scrolls && !keys.is_empty());
        let close = content.close.unwrap_or_else(|| format!("{} closes", model.key(Action::Cancel)));
        moving.into_iter().chain(own).chain([close]).collect()
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
        let quote = match (mark.status, &mark.tag) {
            (Status::Orphaned, Some(tag)) => tag.selector.exact.as_str(),
            _ => mark.span.slice(&model.document().text),
        };
        let quote: String = quote.chars().take(MAX_QUOTE).collect();
        lines.extend(wrapped(&quote, cells, Part::Text));
        lines.push(Line::new());
        lines.extend(why::lines(model, mark, cells));
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
    let hints = [
        (Action::NextMark, "next"),
        (Action::Accept, "accept"),
        (Action::Reject, "reject"),
        (Action::Cues, "each cue"),
    ];
    let hint = |(action, word)| Some(format!("{} {word}", model.keymap.first(Table::Read, action)?));
    let own = hints.into_iter().filter_map(hint).collect();
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
    // The header shows the title, and no path once all is saved.
    let mut paths = vec![format!("article: {}", model.document().name)];
    if model.guide.lesson.is_none() {
        paths.push(format!("tags: {}", model.storage.tags_name));
    }
    lines.push(Line::new());
    lines.extend(paths.iter().flat_map(|path| wrapped(path, usize::from(width), Part::Dim)));
    Content { title: " Messages ".to_owned(), width: width + 4, lines, ..Content::default() }
}

impl Model {
    /// Updates the open popup if it is stale.
    pub(in crate::session) fn lay_out_popup(&mut self) {
        let Mode::Popup(popup) = &self.mode else { return };
        if !popup.stale {
            return;
        }
        let content = match &popup.kind {
            PopupKind::Help(filter) => help::content(self, filter),
            PopupKind::Detail => detail(self),
            PopupKind::Cues { selected } => cues::content(self, *selected),
            PopupKind::Categories => categories::content(self),
            PopupKind::CueList { rows, selected } => cue_list::content(self, rows, *selected),
            PopupKind::Preview => preview::content(self),
            PopupKind::Numbers(stats) => numbers::content(self, stats),
            PopupKind::Messages => messages(self),
            PopupKind::Menu { page } => menu::content(self, *page),
        };
        let layout = lay_out(self, content);
        if let Mode::Popup(popup) = &mut self.mode {
            (popup.layout, popup.stale) = (layout, false);
            popup.scroll_to(popup.top);
        }
    }
}
