//! First row with the file and its state, and last row with hints, notices and prompts.

use super::legend;
use super::paint::Paint;
use crate::reading::ThresholdShift;
use crate::session::keymap::Table;
use crate::session::{
    Action, Incoming, Ink, Line, Mode, Model, OnDisk, PickerKind, Prompt, Purpose, Remedy, Severity, piece,
    width,
};
use crate::text::visible;
use crate::theme::Part;
use ratatui::style::Modifier;

pub(super) fn header(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.header;
    if area.height == 0 {
        return;
    }
    let style = paint.style(Part::Header);
    paint.fill(area, style);
    let right = progress(model, area.width);
    let cells = width(&right) as u16;
    let end = area.width.saturating_sub(cells + 1);
    paint.line(end, area.y, area.width, &right);
    let left = end.saturating_sub(2);
    let place = model.settings.shelf.filter(|_| area.width >= 60);
    let place = place.map_or(String::new(), |(number, all)| format!("  {number} of {all}"));
    let room = left.saturating_sub(1 + visible::width(&place) as u16);
    let name = model.title.as_deref().unwrap_or(&model.document().name);
    let bold = style.patch(paint.style(Part::Accent)).add_modifier(Modifier::BOLD);
    let at = paint.text(1, area.y, room, name, bold);
    // The byline takes what title and place leave.
    let byline = model.document().about.byline(usize::from((room + 1).saturating_sub(at + 2)));
    let gap = if byline.is_empty() { "" } else { "  " };
    let rest = format!("{gap}{byline}{place}");
    paint.text(at, area.y, left.saturating_sub(at), &rest, paint.style(Part::Dim));
}

/// Sign and words for the state of the tags on disk, and their colours. Words are empty where the sign is enough.
fn saved(model: &Model, width: u16) -> Line {
    let (saved, name) = (&model.storage, &model.storage.tags_name);
    let (mark, words, short, part) = if model.guide.lesson.is_some() {
        ('○', "a lesson: nothing is kept".to_owned(), "lesson", Part::Dim)
    } else if saved.error.is_some() {
        let words = format!("not saved in {name}; {} tries again", model.key(Action::Save));
        ('✗', words, "not saved", Part::Error)
    } else if !saved.is_written() {
        ('●', "saving…".to_owned(), "saving…", Part::Unsaved)
    } else if saved.follows {
        let decided = model.reading.counts().decided;
        ('○', format!("reading along: {decided} decided"), "read only", Part::Dim)
    } else if saved.read_only.is_some() {
        ('○', "read only".to_owned(), "read only", Part::Dim)
    } else if let OnDisk::Damaged { what, remedy } = &saved.on_disk {
        let what = what.split(" (").next().unwrap_or_default();
        let next = match remedy {
            Remedy::Elsewhere => format!("{} saves elsewhere", model.key(Action::SaveIn)),
            _ => format!("{} writes it anew", model.key(Action::Save)),
        };
        ('✗', format!("{what}; {next}"), "not on disk", Part::Error)
    } else if matches!(saved.on_disk, OnDisk::Unwritable(_)) {
        ('!', "now read-only".to_owned(), "read-only", Part::Unsaved)
    } else if saved.exists {
        ('✓', "saved".to_owned(), "saved", Part::Saved)
    } else {
        ('○', format!("will save in {name}"), "", Part::Dim)
    };
    // A long path leaves at least half of the row to the title.
    let words = match width {
        _ if visible::width(&words) + 4 <= usize::from(width / 3) => words,
        60.. => short.to_owned(),
        _ => String::new(),
    };
    let ink = if part == Part::Saved { Part::Dim } else { part };
    let words = if words.is_empty() { words } else { format!(" {words}") };
    vec![piece(mark, part), piece(words, ink)]
}

/// Cells of the bar for decisions.
const fn bar_width(width: u16) -> usize {
    match width {
        0..=39 => 0,
        40..=63 => 6,
        64..=99 => 12,
        100..=159 => 20,
        _ => 28,
    }
}

/// The right end of the header: what is going on, how much is decided, and whether it is saved.
fn progress(model: &Model, width: u16) -> Line {
    let counts = model.reading.counts();
    let mut notes: Vec<String> = Vec::new();
    let length = u64::from(model.document().text.len() as u32).max(1);
    if model.document().is_partial() {
        notes.extend(incoming(model));
    } else if !model.loading.progress.done {
        let percent = u64::from(model.loading.progress.bytes) * 100 / length;
        notes.push(format!("looking for claims {percent}\u{a0}%"));
    } else if let Some(percent) = model.loading.judged_percent() {
        notes.push(match (width, model.loading.judging.paused) {
            (..40, false) => "…".to_owned(),
            (..40, true) => "paused".to_owned(),
            (_, false) => format!("judging {percent}\u{a0}%"),
            (40..80, true) => format!("paused {percent}\u{a0}%"),
            (80.., true) => format!("model paused at {percent}\u{a0}%"),
        });
    }
    if let Some(working) = &model.teaching.working {
        notes.push(if width < 60 { "trying…".to_owned() } else { working.clone() });
    }
    if model.reading.scheme.personal().is_some() {
        let words = match width {
            100.. => "personal model",
            60..=99 => "personal",
            _ => "own",
        };
        notes.push(words.to_owned());
    }
    if let Some(percent) = model.placed_percent() {
        notes.push(if width < 40 {
            "tags…".to_owned()
        } else {
            format!("looking for tags {percent}\u{a0}%")
        });
    }
    if model.reading.display_options().blind {
        notes.push("blind".to_owned());
    }
    let shift = model.reading.threshold_shift();
    if shift != ThresholdShift::Usual {
        notes.push(if width < 80 { shift.sign() } else { shift.word() }.to_owned());
    }
    let cells = bar_width(width);
    let filled = match (counts.decided, counts.marks) {
        (0, _) | (_, 0) => 0,
        // One decision shows, and one that is missing too.
        (decided, marks) if decided < marks => {
            (decided * cells / marks).clamp(usize::from(cells > 0), cells.saturating_sub(1))
        }
        _ => cells,
    };
    let mut line = vec![piece(notes.join(" · "), Part::Info)];
    if !notes.is_empty() {
        line.push(piece("  ", Ink::INHERIT));
    }
    if counts.marks > 0 {
        line.push(piece("━".repeat(filled), Part::Accent));
        line.push(piece("╌".repeat(cells - filled), Part::Dim));
        let gap = if cells > 0 { "  " } else { "" };
        line.push(piece(format!("{gap}{}/{}", counts.decided, counts.marks), Part::Header));
    }
    line.push(piece("  ", Ink::INHERIT));
    line.extend(saved(model, width));
    line
}

/// Progress of reading the article while only its beginning is known.
pub(super) fn incoming(model: &Model) -> Option<String> {
    let Incoming { read, of, cut_off } = model.loading.incoming;
    match (model.document().is_partial(), cut_off) {
        (false, _) => None,
        (true, true) => Some("only a part was read".to_owned()),
        (true, false) if model.settings.live => Some("standard input is open".to_owned()),
        (true, false) if of > 0 => Some(format!("reading part {read} of {of}")),
        (true, false) => Some("reading".to_owned()),
    }
}

/// Sign and colours of a notice.
pub(super) const fn sign(severity: Severity) -> (&'static str, Part) {
    match severity {
        Severity::Info => ("·", Part::Info),
        Severity::Warning => ("!", Part::Warn),
        Severity::Error => ("✗", Part::Error),
    }
}

/// The last row. Returns the cursor position if the reader is typing.
pub(super) fn status(paint: &mut Paint<'_>, model: &Model) -> Option<(u16, u16)> {
    let area = model.screen.layout.status;
    paint.fill(area, paint.style(Part::Status));
    match &model.mode {
        Mode::Prompt(prompt) => return Some(write(paint, model, prompt)),
        Mode::Popup(popup) => {
            if let Some(prompt) = popup.prompt() {
                return Some(write(paint, model, prompt));
            }
        }
        Mode::Pick(picker) => return Some(write(paint, model, &picker.prompt)),
        Mode::Confirm(bulk) => {
            let text = format!("{}, as listed?", bulk.question());
            let at = paint.text(1, area.y, area.width.saturating_sub(2), &text, paint.style(Part::Warn));
            let keys = format!("  {}", model.confirm_keys());
            paint.text(at, area.y, area.width.saturating_sub(at), &keys, paint.style(Part::HintText));
            return None;
        }
        Mode::Ask(question) => {
            let keys = format!("  {}", model.key_hints(Table::Confirm));
            let room = area.width.saturating_sub(visible::width(&keys) as u16 + 2);
            let text = model.question_text(question);
            let at = paint.text(1, area.y, room, &text, paint.style(Part::Warn));
            paint.text(at, area.y, area.width.saturating_sub(at), &keys, paint.style(Part::HintText));
            return None;
        }
        Mode::Leaving => {
            let damage = model.disk_state();
            let why = model.storage.error.as_deref().or(damage.as_deref()).unwrap_or("still saving");
            let keys = format!("  {}", model.key_hints(Table::Leave));
            let room = area.width.saturating_sub(visible::width(&keys) as u16 + 2);
            let at = paint.text(1, area.y, room, &format!("not saved: {why}"), paint.style(Part::Error));
            paint.text(at, area.y, area.width.saturating_sub(at), &keys, paint.style(Part::HintText));
            return None;
        }
        _ => {}
    }
    legend::draw(paint, model);
    if let Some(notice) = &model.notices.current {
        let (glyph, part) = sign(notice.severity);
        let text = format!("{glyph} {}", notice.text);
        let from = model.legend.rest.max(1);
        let room = area.width.saturating_sub(from + 1);
        // A message that is cut off stands in full among the messages.
        let command =
            format!(" {}messages", model.keymap.first(Table::Read, Action::CommandLine).unwrap_or_default());
        let cells = visible::width(&command) as u16;
        let whole = visible::width(&text) <= usize::from(room) || room < 3 * cells;
        let room = if whole { room } else { room - cells };
        let at = paint.text(from, area.y, room, &text, paint.style(part));
        if !whole {
            paint.text(at, area.y, cells, &command, paint.style(Part::HintText));
        }
    }
    None
}

const fn picker_lead(kind: PickerKind) -> &'static str {
    match kind {
        PickerKind::Command => ":",
        PickerKind::Claim => "claim: ",
        PickerKind::Theme => "theme: ",
        PickerKind::Link => "link: ",
        PickerKind::Label => "label: ",
        PickerKind::Speaker => "speaker: ",
        PickerKind::Heading => "heading: ",
    }
}

fn write(paint: &mut Paint<'_>, model: &Model, prompt: &Prompt) -> (u16, u16) {
    let area = model.screen.layout.status;
    let field = |number: usize| model.reading.scheme.fields.get(number);
    let named;
    let lead = match prompt.purpose {
        Purpose::Speaker => "speaker: ",
        Purpose::Field(number) => {
            named = field(number).map(|field| format!("{}: ", field.name)).unwrap_or_default();
            &named
        }
        Purpose::Note => "note: ",
        Purpose::Labels => "labels: ",
        Purpose::Find => "/",
        Purpose::SaveIn => "keep the tags in: ",
        Purpose::Cue => "cue: ",
        Purpose::Keys => "keys with: ",
        Purpose::Pick => match &model.mode {
            Mode::Pick(picker) => picker_lead(picker.kind),
            _ => "",
        },
    };
    if let Some(shown) = &prompt.note_box {
        // The text stands in its box, and the whole row is left for the keys.
        let (text, part) = match &prompt.problem {
            Some(problem) => (problem.clone(), Part::Warn),
            None => (model.note_keys(), Part::HintText),
        };
        paint.text(1, area.y, area.width.saturating_sub(2), &text, paint.style(part));
        return shown.cursor;
    }
    let style = paint.style(Part::Prompt);
    let at = paint.text(1, area.y, area.width.saturating_sub(2), lead, style.add_modifier(Modifier::BOLD));
    let tail = tail(model, prompt);
    let tail_width = visible::width(&tail) as u16;
    let room = area.width.saturating_sub(at + 2);
    let room = if room > tail_width + 24 { room - tail_width } else { room };
    // The line scrolls with the cursor.
    let (before, after) = prompt.row_around_cursor(usize::from(room));
    let cursor = paint.text(at, area.y, room, &before, style);
    let end = paint.text(cursor, area.y, (at + room).saturating_sub(cursor), &after, style);
    if area.width > end + tail_width {
        let part = if prompt.problem.is_some() { Part::Warn } else { Part::Dim };
        paint.text(end.max(cursor + 1), area.y, tail_width, &tail, paint.style(part));
    }
    (cursor.min(area.width.saturating_sub(1)), area.y)
}

/// What stands behind a line: why it was refused, what a search found, or the keys.
fn tail(model: &Model, prompt: &Prompt) -> String {
    match (prompt.purpose, &model.nav.find) {
        _ if prompt.problem.is_some() => format!("  {}", prompt.problem.as_deref().unwrap_or_default()),
        (Purpose::Find, Some(find)) => match find.count {
            _ if find.awaits_text => "  looking further …".to_owned(),
            Some((_, 0)) if !find.query.is_empty() => "  not found".to_owned(),
            None if find.pending => "  searching …".to_owned(),
            Some((number, all)) if all > 0 => format!("  {number}/{all}"),
            _ => String::new(),
        },
        (Purpose::Note, _) => format!("  {}", model.note_keys()),
        (Purpose::Labels, _) => format!("  {}", model.label_keys(prompt)),
        (Purpose::Speaker, _) => format!("  {} completes", model.key_in(Table::Line, Action::Complete)),
        _ => String::new(),
    }
}
