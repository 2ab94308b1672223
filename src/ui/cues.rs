//! The window that shows the cues of the current claim, and one of them in full.

use super::paint::Paint;
use super::popup::{Pieces, Window, foot};
use crate::claim::Cue;
use crate::reading::cues::{CueHere, Found, cues, record};
use crate::reading::why::weight;
use crate::session::keymap::Table;
use crate::session::{Action, CuePanel, Model};
use crate::text::{Span, visible, wrap};
use crate::theme::Part;
use ratatui::style::{Modifier, Style};

/// Cells of the widest window, border included.
const WIDTH: u16 = 84;
/// Cells before the words of a labelled line, where there is room for a column of labels.
const LABELS: usize = 10;
/// Cells that a row is set in by where it goes on from the one above.
const INDENT: usize = 2;
/// Cells from which on there is a column of labels.
const LABELS_FROM: usize = 44;

pub(super) fn draw(paint: &mut Paint<'_>, model: &Model, panel: CuePanel) {
    let Some(mark) = model.current_mark() else { return };
    let found = cues(&model.reading, mark);
    let width = usize::from(Window::inside(model, WIDTH));
    if found.is_empty() {
        let text = "the machine found no cue here: you marked it";
        let lines = [vec![(text.to_owned(), paint.style(Part::Text))]];
        let title = " Cues ";
        let claim = pair(model, "claim", [Action::NextMark, Action::PreviousMark]);
        let keys = foot(model, 1, claim.as_slice(), "any other key closes");
        let keys = keys.as_str();
        let window =
            Window { title, head: &[], selected: None, lines: &lines, top: 0, keys, width: WIDTH, height: 3 };
        return window.draw(paint, model);
    }
    let selected = panel.selected.min(found.len() - 1);
    let bodies: Vec<Vec<Pieces>> = found.iter().map(|here| body(paint, model, here, width)).collect();
    let longest = bodies.iter().map(Vec::len).max().unwrap_or(0);
    let Sizes { all, rows, listed } = Sizes::of(model, found.len(), longest);
    let first = (selected + 1).saturating_sub(listed.div_ceil(2).max(1)).min(found.len() - listed);
    let mut head: Vec<Pieces> =
        found.iter().skip(first).take(listed).map(|here| row(paint, model, here, width)).collect();
    if rows > listed + RULED {
        head.push(vec![("─".repeat(width), paint.style(Part::Border))]);
    }
    let bar = found.get(selected).and_then(|here| model.reading.scheme.cue(here.cue));
    let bar = bar.map_or_else(Style::new, |cue| paint.letter(&model.reading.scheme, cue.category));
    let title = format!(" Cues {}/{} ", selected + 1, found.len());
    Window {
        title: &title,
        head: &head,
        selected: Some((selected - first, bar)),
        lines: bodies.get(selected).map_or(&[], Vec::as_slice),
        top: panel.top,
        keys: &keys(model),
        width: WIDTH,
        height: all + 2,
    }
    .draw(paint, model);
}

/// The last line of the selected cue that can be its first one shown.
pub(super) fn last_line(paint: &Paint<'_>, model: &Model, panel: CuePanel) -> usize {
    let Some(mark) = model.current_mark() else { return 0 };
    let found = cues(&model.reading, mark);
    let width = usize::from(Window::inside(model, WIDTH));
    let lengths: Vec<usize> = found.iter().map(|here| body(paint, model, here, width).len()).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let Sizes { rows, listed, .. } = Sizes::of(model, found.len(), longest);
    let head = listed + usize::from(rows > listed + RULED);
    let selected = panel.selected.min(found.len().saturating_sub(1));
    lengths.get(selected).map_or(0, |length| length.saturating_sub(rows.saturating_sub(head)))
}

/// Rows beside the list from which on there is room for a rule below it.
const RULED: usize = 2;

/// How the rows are shared out.
struct Sizes {
    /// All that there would be.
    all: usize,
    /// Those that there are.
    rows: usize,
    /// Those of the list.
    listed: usize,
}

impl Sizes {
    /// The list gets what the longest cue leaves it, but a third of the rows at least; the window
    /// keeps its size from cue to cue.
    fn of(model: &Model, cues: usize, longest: usize) -> Self {
        let all = cues + 1 + longest;
        let rows = Window::rows(model, all);
        let listed = cues.min(rows.saturating_sub(longest + 1).max(rows / 3).max(1));
        Self { all, rows, listed }
    }
}

/// The keys of the window, in short.
fn keys(model: &Model) -> String {
    let first = |action| model.keymap.first(Table::Read, action);
    let parts = [
        pair(model, "cue", [Action::Down, Action::Up]),
        first(Action::PageDown).map(|key| format!("{key} scrolls")),
        pair(model, "claim", [Action::NextMark, Action::PreviousMark]),
        Some("Enter closes".to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The keys for two actions and what they go through; nothing if no key leads to either.
fn pair(model: &Model, through: &str, actions: [Action; 2]) -> Option<String> {
    let keys = actions.into_iter().filter_map(|action| model.keymap.first(Table::Read, action));
    let keys: Vec<String> = keys.collect();
    (!keys.is_empty()).then(|| format!("{} {through}", keys.join(" ")))
}

/// One cue in the list: category, what it adds, the words that it found, its name.
fn row(paint: &Paint<'_>, model: &Model, here: &CueHere, width: usize) -> Pieces {
    let scheme = &model.reading.scheme;
    let Some(cue) = scheme.cue(here.cue) else { return Pieces::new() };
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::ListItem));
    let letter = scheme.category(cue.category).map_or('?', |category| category.letter);
    let (adds, style) = match (here.is_blocked(), here.adds()) {
        (true, _) => ("   – ".to_owned(), dim.add_modifier(Modifier::CROSSED_OUT)),
        (_, 0) => ("also ".to_owned(), dim),
        (_, adds) => (format!("{} ", weight(adds)), plain.add_modifier(Modifier::BOLD)),
    };
    let lead = if here.is_blocked() { dim } else { paint.letter(scheme, cue.category) };
    let words: Vec<&str> = here.found.iter().map(|found| found.words.as_str()).collect();
    let words = words.join(" … ");
    let room = width.saturating_sub(7);
    let name = if room > visible::width(&cue.id) + 14 { cue.id.as_str() } else { "" };
    let words = visible::cut(&words, room.saturating_sub(visible::width(name) + 2));
    let gap = room.saturating_sub(visible::width(&words) + visible::width(name));
    vec![
        (format!("{letter} "), lead),
        (adds, if here.is_blocked() { dim } else { plain }),
        (words, style),
        (format!("{}{name}", " ".repeat(if name.is_empty() { 0 } else { gap })), dim),
    ]
}

/// All that is known of one cue.
fn body(paint: &Paint<'_>, model: &Model, here: &CueHere, width: usize) -> Vec<Pieces> {
    let scheme = &model.reading.scheme;
    let Some(cue) = scheme.cue(here.cue) else { return Vec::new() };
    let (dim, plain) = (paint.style(Part::Dim), paint.style(Part::Text));
    let name = scheme.category(cue.category).map_or("?", |category| category.name.as_str());
    let mut lines = vec![vec![
        (cue.id.clone(), plain.add_modifier(Modifier::BOLD)),
        (" speaks for ".to_owned(), dim),
        (name.to_owned(), paint.letter(scheme, cue.category)),
    ]];
    let mut add = |label: &str, text: &str, style: Style| {
        lines.extend(labelled(paint, label, &visible::line(text), style, width));
    };
    add("weight", &in_words(cue, here), plain);
    add("you", &judged(model, here), plain);
    for (number, found) in here.found.iter().enumerate() {
        add(if number == 0 { "found" } else { "" }, &finding(found), plain);
    }
    for (number, pattern) in cue.pattern.split(" ¦ ").enumerate() {
        add(if number == 0 { "pattern" } else { "" }, pattern, plain);
    }
    if let Some(note) = &cue.note {
        add("note", note, plain);
    }
    for (label, texts) in [("must find", &cue.matches), ("must not", &cue.misses)] {
        for (number, text) in texts.iter().enumerate() {
            add(if number == 0 { label } else { "" }, text, dim);
        }
    }
    lines
}

fn in_words(cue: &Cue, here: &CueHere) -> String {
    let support = if cue.support { ", only beside other cues" } else { "" };
    let adds = match (here.is_blocked(), here.adds()) {
        (true, _) => "counts nothing here".to_owned(),
        (_, 0) => "adds nothing here, beside a stronger one".to_owned(),
        (_, adds) if 0 < adds && adds < cue.weight => {
            format!("adds {} here, beside a stronger one", weight(adds))
        }
        (_, adds) => format!("adds {} here", weight(adds)),
    };
    format!("{}{support}; {adds}", weight(cue.weight))
}

/// How the reader has judged it so far.
fn judged(model: &Model, here: &CueHere) -> String {
    let record = record(&model.reading, here.cue);
    match (record.confirmed, record.rejected) {
        (0, 0) => "no claim that it speaks for is decided yet".to_owned(),
        (confirmed, rejected) => format!("confirmed {confirmed}, rejected {rejected} in this article"),
    }
}

fn finding(found: &Found) -> String {
    match &found.blocked {
        Some((rule, words)) => format!("{} — blocked by “{words}” ({rule})", found.words),
        None => found.words.clone(),
    }
}

/// A text behind its label, wrapped; what goes on from the row above is set in.
fn labelled(paint: &Paint<'_>, label: &str, text: &str, style: Style, width: usize) -> Vec<Pieces> {
    let dim = paint.style(Part::Dim);
    let (lead, column) = match (width >= LABELS_FROM, label) {
        (true, label) => (format!("{label:<LABELS$}"), LABELS),
        (false, "") => ("· ".to_owned(), 0),
        (false, label) => (format!("{label}: "), 0),
    };
    // The lead is wrapped with the text, since in a narrow window it takes room from the first row.
    let whole = if column > 0 { text.to_owned() } else { format!("{lead}{text}") };
    let room = width.saturating_sub(column + INDENT).max(1);
    let rows = wrap::wrap(&whole, Span::of(0..whole.len()), room as u16);
    let line = |(number, row): (usize, Span)| {
        let row = row.slice(&whole);
        match (number, row.strip_prefix(lead.as_str())) {
            (0, Some(rest)) if column == 0 => vec![(lead.clone(), dim), (rest.to_owned(), style)],
            (0, _) if column > 0 => vec![(lead.clone(), dim), (row.to_owned(), style)],
            (0, _) => vec![(row.to_owned(), style)],
            _ => vec![(" ".repeat(column + INDENT), dim), (row.to_owned(), style)],
        }
    };
    rows.into_iter().enumerate().map(line).collect()
}
