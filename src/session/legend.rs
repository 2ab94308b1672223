//! The decision bar in the last row: the keys of categories and decisions as buttons, so that drawing and mouse agree.

use super::action::Action;
use super::key::Key;
use super::keymap::{Row, Table, shown};
use super::layout::Tier;
use super::line::{Emphasis, Ink, Line, piece, width};
use super::model::{Mode, Model};
use super::screen::{Button, Legend};
use super::selection::SelectionKind;
use crate::claim::{Category, CategoryId};
use crate::reading::Status;
use crate::text::visible;
use crate::theme::Part;

/// Cells between two buttons.
const GAP: u16 = 2;
/// Least cells for a notice beside the categories.
const MIN_NOTICE: u16 = 24;

/// Level of detail for the categories, the fullest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Categories {
    /// Key, name, count.
    Counted,
    Named,
    Letters,
    /// Keys alone, in the categories' colours.
    Keys,
    /// The same without gaps.
    Packed,
}

/// Level of detail for the other keys, the fullest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Full,
    Short,
    Keys,
}

/// Tried in turn until one fits.
const VARIANTS: [(Categories, Words); 9] = [
    (Categories::Counted, Words::Full),
    (Categories::Named, Words::Full),
    (Categories::Counted, Words::Short),
    (Categories::Named, Words::Short),
    (Categories::Letters, Words::Full),
    (Categories::Letters, Words::Short),
    (Categories::Letters, Words::Keys),
    (Categories::Keys, Words::Keys),
    (Categories::Packed, Words::Keys),
];

/// A button without its place.
type Word = (Option<Key>, Line);

/// The words of a bar, from left to right.
#[derive(Debug, Default)]
struct Bar {
    lead: Line,
    categories: Vec<Word>,
    others: Vec<Word>,
    /// At the right end.
    last: Vec<Word>,
}

impl Model {
    /// Lays the decision bar out for the mode, the current mark and the width of the screen.
    pub(super) fn lay_out_legend(&mut self) {
        let width = self.screen.layout.status.width;
        self.legend = match &self.mode {
            Mode::Prompt(_) | Mode::Pick(_) | Mode::Confirm(_) | Mode::Leaving | Mode::Ask(_) => {
                Legend::default()
            }
            Mode::Popup(popup) if popup.prompt().is_some() => Legend::default(),
            _ => match &self.notices.current {
                Some(notice) => beside_notice(self, visible::width(&notice.text) as u16 + 2, width),
                None => fitted(self, width),
            },
        };
    }

    /// Is every claim decided, and none left to be found?
    pub(super) fn all_are_decided(&self) -> bool {
        let counts = self.reading.counts();
        counts.marks > 0 && counts.decided + counts.skipped == counts.marks && self.loading.is_done()
    }
}

/// The fullest variant that fits `room` cells, with further keys as far as there is room.
fn fitted(model: &Model, room: u16) -> Legend {
    let bare = model.screen.layout.tier == Tier::Bare;
    let (first, margin) = if bare { (VARIANTS.len() - 1, 0) } else { (0, 1) };
    let room = room.saturating_sub(2 * margin);
    for &(categories, words) in VARIANTS.iter().skip(first) {
        let mut bar = bar(model, categories, words);
        if bar.width(categories) <= room {
            if words == Words::Full {
                for word in more(model) {
                    bar.others.push(word);
                    if bar.width(categories) > room {
                        bar.others.pop();
                    }
                }
            }
            return bar.placed(categories, margin, room);
        }
    }
    // The first keys that fit.
    let mut bar = bar(model, Categories::Packed, Words::Keys);
    bar.last.clear();
    while bar.width(Categories::Packed) > room && bar.others.pop().is_some() {}
    while bar.width(Categories::Packed) > room && bar.categories.pop().is_some() {}
    bar.placed(Categories::Packed, margin, room)
}

/// The categories at the left, as far as a notice of `cells` cells leaves them room.
fn beside_notice(model: &Model, cells: u16, room: u16) -> Legend {
    let room = room.saturating_sub(2);
    let onward = if model.all_are_decided() { onward(model, Words::Full) } else { Vec::new() };
    for shown in (1..=onward.len()).rev() {
        let others = onward.iter().take(shown).cloned().collect();
        let bar = Bar { lead: lead(model), others, ..Bar::default() };
        if bar.width(Categories::Named) + GAP + cells.max(MIN_NOTICE) <= room {
            return bar.placed(Categories::Named, 1, room);
        }
    }
    for categories in [Categories::Counted, Categories::Named, Categories::Letters] {
        let bar = Bar { lead: lead(model), categories: category_words(model, categories), ..Bar::default() };
        let own = bar.width(categories) + 3;
        if !bar.categories.is_empty() && own + cells.max(MIN_NOTICE) <= room {
            return bar.placed(categories, 1, room);
        }
    }
    Legend::default()
}

fn push(legend: &mut Legend, (key, line): Word, gap: u16) {
    let width = width(&line) as u16;
    legend.buttons.push(Button { x: legend.rest, width, line, key });
    legend.rest += width + gap;
}

impl Bar {
    fn width(&self, categories: Categories) -> u16 {
        let cells = |words: &[Word], gap: u16| {
            let all: u16 = words.iter().map(|(_, line)| width(line) as u16 + gap).sum();
            all.saturating_sub(gap)
        };
        let lead = if self.lead.is_empty() { 0 } else { width(&self.lead) as u16 + GAP };
        let parts = [
            cells(&self.categories, gap_of(categories)),
            cells(&self.others, gap_between(categories)),
            cells(&self.last, 1),
        ];
        let filled = parts.iter().filter(|&&cells| cells > 0).count() as u16;
        lead + parts.iter().sum::<u16>() + filled.saturating_sub(1) * between(categories)
    }

    fn placed(self, categories: Categories, x: u16, room: u16) -> Legend {
        let mut legend = Legend { rest: x, ..Legend::default() };
        let end = x + room;
        if !self.lead.is_empty() {
            push(&mut legend, (None, self.lead), GAP);
        }
        let others = self.others.len();
        let has_categories = !self.categories.is_empty();
        let count = self.categories.len();
        for (number, word) in self.categories.into_iter().enumerate() {
            let gap = if number + 1 == count { 0 } else { gap_of(categories) };
            push(&mut legend, word, gap);
        }
        if has_categories && (others > 0 || self.last.is_empty()) {
            match between(categories) {
                1 => legend.rest += 1,
                _ => push(&mut legend, (None, vec![piece(" │ ", Part::Border)]), 0),
            }
        }
        for word in self.others {
            push(&mut legend, word, gap_between(categories));
        }
        let cells: u16 = self.last.iter().map(|(_, line)| width(line) as u16 + 1).sum();
        if cells > 0 {
            let rest = legend.rest;
            legend.rest = (end + 1).saturating_sub(cells);
            self.last.into_iter().for_each(|word| push(&mut legend, word, 1));
            legend.rest = rest;
        }
        legend
    }
}

const fn gap_of(categories: Categories) -> u16 {
    match categories {
        Categories::Counted | Categories::Named | Categories::Letters => GAP,
        Categories::Keys => 1,
        Categories::Packed => 0,
    }
}

const fn gap_between(categories: Categories) -> u16 {
    match categories {
        Categories::Keys | Categories::Packed => 1,
        _ => GAP,
    }
}

/// Cells between categories, other keys and the right end.
const fn between(categories: Categories) -> u16 {
    match categories {
        Categories::Packed => 1,
        _ => 3,
    }
}

fn bar(model: &Model, categories: Categories, words: Words) -> Bar {
    let table = model.table();
    let category_words = || category_words(model, categories);
    match &model.mode {
        Mode::SetBookmark | Mode::GoToBookmark | Mode::Fields | Mode::FieldValues(_) => {
            Bar { lead: lead(model), ..Bar::default() }
        }
        Mode::Read | Mode::Popup(_) if model.all_are_decided() && model.screen.layout.tier != Tier::Bare => {
            Bar { lead: lead(model), others: onward(model, words), last: corner(model), ..Bar::default() }
        }
        Mode::Read | Mode::Popup(_) => Bar {
            lead: lead(model),
            categories: category_words(),
            others: decisions(model, words),
            last: corner(model),
        },
        _ => {
            let rows = model.keymap.hinted(table).into_iter();
            let rows = rows.filter(|row| !has_category(row));
            let others = match &model.mode {
                Mode::Select(selection) => selecting(model, selection.kind, words),
                _ => rows.map(|row| hint(row, words)).collect(),
            };
            let mut bar = Bar { lead: lead(model), categories: category_words(), others, ..Bar::default() };
            // Of many keys the most important are shown.
            let room = model.screen.layout.status.width.saturating_sub(2);
            while bar.width(categories) > room && bar.others.len() > 2 {
                bar.others.pop();
            }
            bar
        }
    }
}

fn has_category(row: &Row) -> bool {
    row.keys.iter().any(|(_, meaning)| meaning.category.is_some())
}

/// Words before the keys: the mode, unless it is obvious, or how far the reader has come.
fn lead(model: &Model) -> Line {
    let info = |text: &str| vec![piece(text, Part::Info)];
    if model.screen.layout.tier == Tier::Bare && matches!(model.mode, Mode::Read) {
        return brief(model);
    }
    match &model.mode {
        Mode::Select(selection) => info(model.selection_title(*selection)),
        Mode::Filter => info("list only"),
        Mode::Also => info("add or remove"),
        Mode::Sort => info("sort by"),
        Mode::Fields => info(&format!("fields: a digit chooses one, {} closes", model.closes())),
        Mode::FieldValues(_) => info(&format!("a key sets the value, 0 clears, {} closes", model.closes())),
        Mode::SetBookmark => info("bookmark letter: …"),
        Mode::GoToBookmark => {
            let set: String = model.nav.bookmarks.keys().flat_map(|&letter| [' ', letter]).collect();
            info(&format!("go to bookmark: …{set}  {} back", model.key(Action::GoToBookmark)))
        }
        Mode::Read if model.waiting_preview().is_some() => {
            info(&format!("preview waits: {} returns to it", model.key(Action::Cancel)))
        }
        Mode::Read => match searched(model) {
            Some(text) => info(&text),
            None if model.all_are_decided() => {
                let counts = model.reading.counts();
                let text = match counts.skipped {
                    0 => format!("✓ all {} decided", counts.decided),
                    skipped => format!("✓ {} decided, {skipped} skipped", counts.decided),
                };
                vec![piece(text, Ink::from(Part::Ok).with(Emphasis::Bold))]
            }
            None if model.current_mark().is_some_and(|mark| mark.blinded) => info("blind:"),
            None => Line::new(),
        },
        _ => Line::new(),
    }
}

/// The current claim in few cells: letters, status, place.
fn brief(model: &Model) -> Line {
    let Some(mark) = model.current_mark() else { return Line::new() };
    let number = model.nav.current.map_or(0, |index| index + 1);
    let sign = match model.reading.score_sign(mark) {
        "" if mark.status.is_decided() => mark.status.glyph().to_string(),
        sign => sign.to_owned(),
    };
    let judging = if model.loading.judged_percent().is_some() { "…" } else { "" };
    let shift = model.reading.threshold_shift().sign();
    let mut line = model.letters(mark);
    let text = format!("{sign} {number}/{}{judging}{shift}", model.reading.counts().marks);
    line.push(piece(text, Part::Info));
    line
}

fn searched(model: &Model) -> Option<String> {
    let find = model.nav.find.as_ref()?;
    let [next, previous, ends] =
        [Action::FindNext, Action::FindPrevious, Action::Cancel].map(|action| model.key(action));
    let keys = format!("{next} {previous} next, {ends} ends");
    Some(match find.count {
        _ if find.awaits_text => format!("/{}  looking further … {ends} ends", find.query),
        Some((number, all)) => format!("/{} {number}/{all}  {keys}", find.query),
        None if find.pending => format!("/{}  searching … {ends} ends", find.query),
        None => format!("/{}  {keys}", find.query),
    })
}

/// The categories with their keys, where a category key works.
fn category_words(model: &Model, level: Categories) -> Vec<Word> {
    let table = model.table();
    if !matches!(model.mode, Mode::Read | Mode::Popup(_) | Mode::Select(_) | Mode::Filter | Mode::Also) {
        return Vec::new();
    }
    let word = |(index, category): (usize, &Category)| {
        let id = CategoryId(index as u8);
        let key = model.keymap.first_key(table, |meaning| meaning.category == Some(id))?;
        Some((Some(key), category_word(model, id, category, &shown(key), level)))
    };
    model.reading.scheme.categories.iter().enumerate().filter_map(word).collect()
}

fn category_word(model: &Model, id: CategoryId, category: &Category, key: &str, level: Categories) -> Line {
    let key_ink = Ink::from(Part::HintKey);
    match level {
        Categories::Counted => {
            let count = model.reading.counts().category(id).claims;
            let mut line =
                vec![piece(format!("{key} "), key_ink), piece(visible::capitalized(&category.name), id)];
            // While suggestions are hidden, counts would hint at them.
            if !model.reading.display_options().blind {
                line.push(piece(format!(" {count}"), Part::Dim));
            }
            line
        }
        Categories::Named => {
            vec![piece(format!("{key} "), key_ink), piece(visible::capitalized(&category.name), id)]
        }
        Categories::Letters => vec![piece(format!("{key} "), key_ink), piece(category.letter, id)],
        Categories::Keys | Categories::Packed => vec![piece(key, id)],
    }
}

/// A key with its word.
fn word(key: Key, text: &str, words: Words) -> Word {
    let key_ink = piece(shown(key), Part::HintKey);
    match words {
        Words::Keys => (Some(key), vec![key_ink]),
        _ => (Some(key), vec![key_ink, piece(format!(" {text}"), Part::HintText)]),
    }
}

fn hint(row: &Row, words: Words) -> Word {
    let first = row.keys.first().map(|(key, _)| *key);
    let keys = piece(row.keys_hinted(), Part::HintKey);
    match words {
        Words::Keys => (first, vec![keys]),
        _ => (first, vec![keys, piece(format!(" {}", row.hint), Part::HintText)]),
    }
}

/// The key of an action with its word, where it has a key.
fn action(model: &Model, table: Table, action: Action, text: &str, words: Words) -> Option<Word> {
    Some(word(model.keymap.first_key(table, |meaning| meaning.action == action)?, text, words))
}

/// The keys that decide on the current claim.
fn decisions(model: &Model, words: Words) -> Vec<Word> {
    let reject = if words == Words::Full { "not a claim" } else { "reject" };
    let compared = model.settings.compare.as_ref();
    let table = if compared.is_some() { Table::Compare } else { Table::Read };
    let mark = model.current_mark();
    let mut found: Vec<Option<Word>> = Vec::new();
    if compared.is_some() {
        let names = mark.and_then(|mark| model.sides(mark)).map(|sides| sides.map(|(name, _)| name));
        let [one, other] = names.unwrap_or_default().map(|name| name.map(|name| visible::cut(name, 12)));
        let one = format!("take {}", one.unwrap_or_else(|| "one".to_owned()));
        let other = format!("take {}", other.unwrap_or_else(|| "the other".to_owned()));
        found.push(action(model, table, Action::TakeA, &one, words));
        found.push(action(model, table, Action::TakeB, &other, words));
        found.push(action(model, table, Action::TakeBoth, "both", words));
    } else if mark.is_none_or(|mark| !mark.blinded) {
        let accepts = match mark.map_or(1, |mark| model.reading.proposed(mark).count()) {
            0 | 1 => "accept".to_owned(),
            2 => "accept both".to_owned(),
            all => format!("accept all {all}"),
        };
        found.push(action(model, table, Action::Accept, &accepts, words));
    }
    found.push(action(model, table, Action::Reject, reject, words));
    if mark.is_some_and(|mark| mark.blinded) {
        found.push(action(model, table, Action::Blind, "show suggestions", words));
    }
    let undo = if words == Words::Full { Words::Full } else { Words::Keys };
    found.push(action(model, table, Action::Undo, "undo", undo));
    found.into_iter().flatten().collect()
}

/// The keys of a selection, by what it concerns.
fn selecting(model: &Model, kind: SelectionKind, words: Words) -> Vec<Word> {
    let keys: &[(Action, &str)] = match kind {
        SelectionKind::Bounds { .. } => &[
            (Action::Confirm, "set bounds"),
            (Action::OtherEnd, "other end"),
            (Action::Cancel, "cancel"),
            (Action::Select, "new passage"),
            (Action::Reject, "not a claim"),
        ],
        SelectionKind::Sentence => &[
            (Action::Reject, "nothing here"),
            (Action::Select, "set an end"),
            (Action::Cancel, "cancel"),
            (Action::NextSentence, "next sentence"),
            (Action::Copy, "copy"),
        ],
        SelectionKind::Passage => &[
            (Action::Reject, "nothing here"),
            (Action::OtherEnd, "other end"),
            (Action::Cancel, "cancel"),
            (Action::Copy, "copy"),
            (Action::Confirm, "to the claim"),
        ],
    };
    let lost = model.current_mark().is_some_and(|mark| mark.status == Status::Orphaned);
    let attach = lost.then_some((Action::Accept, "attach the lost tag"));
    let keys = attach.into_iter().chain(keys.iter().copied());
    keys.filter_map(|(key, text)| action(model, Table::Select, key, text, words)).collect()
}

/// Where to go after the last decision.
fn onward(model: &Model, words: Words) -> Vec<Word> {
    let table = model.table();
    let shelf = model.settings.shelf.is_some();
    let next = shelf.then(|| action(model, table, Action::NextArticle, "next article", words)).flatten();
    let quit = if shelf { "shelf" } else { "quit" };
    let shifted = model.reading.threshold_shift().shift() > 0 && model.reading.below_threshold() > 0;
    let weaker = shifted.then(|| action(model, table, Action::Threshold, "weaker claims", words)).flatten();
    let skipped = (model.reading.counts().skipped > 0).then(|| {
        let keys = piece(model.key(Action::ShowSkipped), Part::HintKey);
        let prefix = model.keymap.first_key(table, |meaning| meaning.action == Action::Filter);
        (prefix, vec![keys, piece(" skipped claims", Part::HintText)])
    });
    let rest = [
        weaker,
        next,
        action(model, table, Action::Quit, quit, words),
        skipped,
        action(model, table, Action::NextUnmarked, "unmarked sentences", words),
        action(model, table, Action::Undo, "undo", words),
    ];
    rest.into_iter().flatten().collect()
}

/// Further keys, the most useful first.
fn more(model: &Model) -> Vec<Word> {
    if !matches!(model.mode, Mode::Read) || model.all_are_decided() {
        return Vec::new();
    }
    let next = model.settings.shelf.is_some().then_some((Action::NextArticle, "next article"));
    let others: &[(Action, &str)] = if model.card.is_some() {
        &[
            (Action::Skip, "skip"),
            (Action::Cards, "page"),
            (Action::Note, "note"),
            (Action::Enter, "why"),
            (Action::Labels, "label"),
        ]
    } else {
        &[
            (Action::NextUndecided, "next"),
            (Action::Note, "note"),
            (Action::Select, "select"),
            (Action::Filter, "filter"),
            (Action::Find, "find"),
            (Action::Enter, "why"),
            (Action::Labels, "label"),
        ]
    };
    let all = next.into_iter().chain(others.iter().copied());
    all.filter_map(|(what, text)| action(model, Table::Read, what, text, Words::Full)).collect()
}

/// The keys that are always there: dim, without words.
fn corner(model: &Model) -> Vec<Word> {
    let keys = [Action::Help, Action::CommandLine, Action::Quit];
    let keys = keys.map(|action| model.keymap.first_key(Table::Read, |meaning| meaning.action == action));
    keys.into_iter().flatten().map(|key| (Some(key), vec![piece(shown(key), Part::Dim)])).collect()
}
