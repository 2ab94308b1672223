//! First row with the file and its state, and last row with hints, notices and prompts.

use super::paint::Paint;
use crate::reading::ThresholdShift;
use crate::session::keymap::{Row, Table};
use crate::session::{Action, Incoming, Mode, Model, PickerKind, Prompt, Purpose, Severity, Tier, piece};
use crate::text::{slice, visible};
use crate::theme::Part;
use ratatui::style::Modifier;

pub(super) fn header(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.header;
    if area.height == 0 {
        return;
    }
    let (style, dim) = (paint.style(Part::Header), paint.style(Part::Dim));
    paint.fill(area, style);
    let right = progress(model, area.width);
    let width = visible::width(&right) as u16;
    let end = area.width.saturating_sub(width + 1);
    paint.text(end, area.y, width, &right, dim);
    let left = end.saturating_sub(2);
    let name = visible::cut(&model.document().name, usize::from(left / 2).max(8));
    let place = model.settings.shelf.filter(|_| area.width >= 60);
    let name = place.map_or(name.clone(), |(number, all)| format!("{name} ({number} of {all})"));
    let at = paint.text(1, area.y, left.saturating_sub(1), &name, style.add_modifier(Modifier::BOLD));
    let (mark, words, state) = saved(model);
    // A few letters of a sentence are worth less than one word, or than the ellipsis alone.
    let room = usize::from(left.saturating_sub(at + 4));
    let words = match room {
        20.. => words,
        9.. if model.storage.exists || model.storage.error.is_some() => {
            words.split(" in ").next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    let words = piece(words, if state == Part::Saved { Part::Dim } else { state });
    paint.line(at, area.y, left, &[piece(format!("  {mark} "), state), words]);
}

fn saved(model: &Model) -> (char, String, Part) {
    let (saved, name) = (&model.storage, &model.storage.tags_name);
    if model.guide.lesson.is_some() {
        return ('○', "a lesson: nothing is kept".to_owned(), Part::Dim);
    }
    if saved.error.is_some() {
        ('✗', format!("not saved in {name}; {} tries again", model.key(Action::Save)), Part::Error)
    } else if !saved.is_saved() {
        ('●', "saving…".to_owned(), Part::Unsaved)
    } else if saved.exists {
        ('✓', format!("saved in {name}"), Part::Saved)
    } else {
        ('○', format!("tags will go to {name}"), Part::Dim)
    }
}

fn progress(model: &Model, width: u16) -> String {
    let counts = model.reading.counts();
    // Orphans follow the last claim, and are counted separately.
    let number = model.nav.current.map_or(0, |index| (index + 1).min(counts.marks));
    let percent = model.percent();
    let judging = model.loading.judged_percent().filter(|_| model.loading.progress.done);
    let judging = judging.map_or_else(String::new, |percent| format!("judging {percent}% · "));
    let scan = if model.document().is_partial() {
        incoming(model).map_or_else(String::new, |incoming| format!("{incoming} · "))
    } else if model.loading.progress.done {
        judging.clone()
    } else {
        let length = u64::from(model.document().text.len() as u32).max(1);
        format!("looking for claims {}% · ", u64::from(model.loading.progress.bytes) * 100 / length)
    };
    let shift = model.reading.threshold_shift();
    let strict = match (shift, width) {
        (ThresholdShift::Usual, _) => String::new(),
        (_, 0..=39) => format!("{} ", shift.sign()),
        (_, 40..=79) => format!("{} · ", shift.sign()),
        _ => format!("{} · ", shift.word()),
    };
    let strict = if model.reading.display_options().blind { format!("blind · {strict}") } else { strict };
    match width {
        0..=39 => format!("{strict}{number}/{} {percent}%", counts.marks),
        40..=79 if !judging.is_empty() => format!("{judging}{strict}{number}/{} · {percent}%", counts.marks),
        40..=79 => format!("{strict}{number}/{} · {} decided · {percent}%", counts.marks, counts.decided),
        _ => {
            format!("{scan}{strict}claim {number}/{} · {} decided · {percent}%", counts.marks, counts.decided)
        }
    }
}

/// Progress of reading the article while only its beginning is known.
pub(super) fn incoming(model: &Model) -> Option<String> {
    let Incoming { read, of, cut_off } = model.loading.incoming;
    match (model.document().is_partial(), cut_off) {
        (false, _) => None,
        (true, true) => Some("only a part was read".to_owned()),
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
        Mode::Leaving => {
            let why = model.storage.error.as_deref().unwrap_or("still saving");
            let keys = format!("  {}", model.key_hints(Table::Leave));
            let room = area.width.saturating_sub(visible::width(&keys) as u16 + 2);
            let at = paint.text(1, area.y, room, &format!("not saved: {why}"), paint.style(Part::Error));
            paint.text(at, area.y, area.width.saturating_sub(at), &keys, paint.style(Part::HintText));
            return None;
        }
        _ => {}
    }
    if let Some(notice) = &model.notices.current {
        let (glyph, part) = sign(notice.severity);
        let text = format!("{glyph} {}", notice.text);
        let room = area.width.saturating_sub(2);
        // The command that shows a notice too long for its row.
        let command =
            format!(" {}messages", model.keymap.first(Table::Read, Action::CommandLine).unwrap_or_default());
        let cells = visible::width(&command) as u16;
        let whole = visible::width(&text) <= usize::from(room) || room < 3 * cells;
        let room = if whole { room } else { room - cells };
        let at = paint.text(1, area.y, room, &text, paint.style(part));
        if !whole {
            paint.text(at, area.y, cells, &command, paint.style(Part::HintText));
        }
        return None;
    }
    hints(paint, model);
    None
}

fn hints(paint: &mut Paint<'_>, model: &Model) {
    let area = model.screen.layout.status;
    let mut at = 1;
    if let Some(state) = state(model) {
        at = paint.text(at, area.y, area.width.saturating_sub(2), &state, paint.style(Part::Info)) + 2;
    }
    if matches!(model.mode, Mode::SetBookmark | Mode::GoToBookmark | Mode::Fields | Mode::FieldValues(_)) {
        return;
    }
    let compares = model.settings.compare.is_some() && model.table() == Table::Read;
    let own = model.keymap.hinted(Table::Compare).into_iter().filter(|_| compares);
    let (first, others) = (model.keymap.hinted(model.table()), 2);
    // Help and quit come first.
    let rows = first.iter().take(others).copied().chain(own).chain(first.iter().skip(others).copied());
    let accepts =
        |row: &&Row| compares && row.keys.iter().any(|(_, meaning)| meaning.action == Action::Accept);
    for row in rows.filter(|row| !accepts(row)) {
        let keys = row.keys_hinted();
        let hint =
            if model.screen.layout.tier == Tier::Bare { String::new() } else { format!(" {}", row.hint) };
        let width = visible::width(&keys) + visible::width(&hint);
        if usize::from(at) + width + 1 > usize::from(area.width) {
            break;
        }
        at = paint.line(at, area.y, area.width, &[piece(keys, Part::HintKey), piece(hint, Part::HintText)]);
        at += if model.screen.layout.tier == Tier::Bare { 1 } else { 2 };
    }
}

/// The mode that the hints belong to, unless it is obvious.
fn state(model: &Model) -> Option<String> {
    if model.screen.layout.tier == Tier::Bare && matches!(model.mode, Mode::Read) {
        let mark = model.current_mark()?;
        let letters: String = mark
            .categories
            .iter()
            .filter_map(|&id| model.reading.scheme.category(id))
            .map(|category| category.letter)
            .collect();
        let number = model.nav.current.map_or(0, |index| index + 1);
        let (glyph, marks) = (mark.status.glyph(), model.reading.counts().marks);
        let judging = if model.loading.judged_percent().is_some() { "…" } else { "" };
        let about = model.reading.score_sign(mark);
        let shift = model.reading.threshold_shift().sign();
        return Some(format!("{letters}{about}{glyph} {number}/{marks}{judging}{shift}"));
    }
    match &model.mode {
        Mode::Select(selection) => Some(format!("selecting by {}:", selection.unit.word())),
        Mode::Filter => Some("list only:".to_owned()),
        Mode::Also => Some("also:".to_owned()),
        Mode::Sort => Some("sort by:".to_owned()),
        Mode::Fields => Some(format!("fields: a digit chooses one, {} closes", model.closes())),
        Mode::FieldValues(_) => Some(format!("a key sets the value, 0 clears, {} closes", model.closes())),
        Mode::SetBookmark => Some("bookmark letter: …".to_owned()),
        Mode::GoToBookmark => {
            let set: String = model.nav.bookmarks.keys().flat_map(|&letter| [' ', letter]).collect();
            let key = model.key(Action::GoToBookmark);
            Some(format!("go to bookmark: …{set}  {key} back"))
        }
        Mode::Read => {
            let find = model.nav.find.as_ref()?;
            let [next, previous, ends] =
                [Action::FindNext, Action::FindPrevious, Action::Cancel].map(|action| model.key(action));
            let keys = format!("{next} {previous} next, {ends} ends");
            Some(match find.count {
                Some((number, all)) => format!("/{} {number}/{all}  {keys}", find.query),
                None if find.pending => format!("/{}  searching … {ends} ends", find.query),
                None => format!("/{}  {keys}", find.query),
            })
        }
        _ => None,
    }
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
        Purpose::Keys => "keys with: ",
        Purpose::Pick => match &model.mode {
            Mode::Pick(picker) => picker_lead(picker.kind),
            _ => "",
        },
    };
    let style = paint.style(Part::Prompt);
    let at = paint.text(1, area.y, area.width.saturating_sub(2), lead, style.add_modifier(Modifier::BOLD));
    let tail = match (prompt.purpose, &model.nav.find) {
        (Purpose::Find, Some(find)) => match find.count {
            Some((_, 0)) if !find.query.is_empty() => "  not found".to_owned(),
            None if find.pending => "  searching …".to_owned(),
            Some((number, all)) if all > 0 => format!("  {number}/{all}"),
            _ => String::new(),
        },
        (Purpose::Note, _) => format!("  {}", model.note_keys()),
        (Purpose::Labels, _) => format!("  {}", model.label_keys(prompt)),
        (Purpose::Speaker, _) => format!("  {} completes", model.key_in(Table::Line, Action::Complete)),
        _ => String::new(),
    };
    let tail_width = visible::width(&tail) as u16;
    let room = area.width.saturating_sub(at + 2);
    let room = if room > tail_width + 24 { room - tail_width } else { room };
    let shown = |text: &str| text.replace('\n', "⏎");
    let before = shown(prompt.before_cursor());
    let (_, after) = prompt.text().split_at(prompt.before_cursor().len());
    // The line scrolls with the cursor.
    let mut skipped = before.as_str();
    while visible::width(skipped) as u16 >= room.max(1) {
        let next = visible::glyphs(skipped).next().map_or(1, |glyph| glyph.bytes.end);
        skipped = slice(skipped, next..);
    }
    let cursor = paint.text(at, area.y, room, skipped, style);
    let end = paint.text(cursor, area.y, (at + room).saturating_sub(cursor), &shown(after), style);
    if area.width > end + tail_width {
        paint.text(end.max(cursor + 1), area.y, tail_width, &tail, paint.style(Part::Dim));
    }
    (cursor.min(area.width.saturating_sub(1)), area.y)
}
