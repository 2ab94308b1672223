//! Popup with the cues of the current mark, one of them in full.

use super::content::{Content, inside_width, max_rows};
use crate::claim::Cue;
use crate::reading::explanation::format_weight;
use crate::reading::explanation::{CueMatch, CueSummary, cue_record, summarize_cues};
use crate::session::Action;
use crate::session::keymap::Table;
use crate::session::line::{Emphasis, Ink, Line, piece, wrapped};
use crate::session::model::Model;
use crate::text::visible;
use crate::theme::Part;

/// In cells, including the border.
const MAX_WIDTH: u16 = 84;
/// Width of the label column, if there is room for one.
const LABEL_WIDTH: usize = 10;
/// Popup width needed for the label column.
const MIN_WIDTH_FOR_LABELS: usize = 44;
/// Indent of continuation rows, in cells.
const INDENT: usize = 2;
/// Rows needed beside the list for a rule below it.
const MIN_ROWS_FOR_RULE: usize = 2;

pub(super) fn content(model: &Model, selected: usize) -> Content {
    let found = model.current_mark().map(|mark| summarize_cues(&model.reading, mark)).unwrap_or_default();
    let base = Content { title: " Cues ".to_owned(), width: MAX_WIDTH, ..Content::default() };
    let claims = pair(model, "claim", [Action::NextMark, Action::PreviousMark]);
    let Some(last) = found.len().checked_sub(1) else {
        let lines = vec![vec![piece("no cue speaks here", Part::Text)]];
        return Content { lines, own: claims.into_iter().collect(), ..base };
    };
    let width = inside_width(model, MAX_WIDTH);
    let selected = selected.min(last);
    let mut bodies: Vec<Vec<Line>> = found.iter().map(|here| body(model, here, width)).collect();
    // The list gets the rows left over by the longest cue, but at least a third, so that the popup keeps its size
    // from cue to cue.
    let longest = bodies.iter().map(Vec::len).max().unwrap_or(0);
    let all = found.len() + 1 + longest;
    let rows = max_rows(model, all);
    let listed = found.len().min(rows.saturating_sub(longest + 1).max(rows / 3).max(1));
    let first = (selected + 1).saturating_sub(listed.div_ceil(2).max(1)).min(found.len() - listed);
    let mut head: Vec<Line> =
        found.iter().skip(first).take(listed).map(|here| row(model, here, width)).collect();
    if rows > listed + MIN_ROWS_FOR_RULE {
        head.push(vec![piece("─".repeat(width), Part::Border)]);
    }
    let bar = found.get(selected).and_then(|here| model.reading.scheme.cue(here.cue));
    let bar = bar.map_or(Ink::INHERIT, |cue| cue.category.into());
    let scrolls = model.keymap.first(Table::Read, Action::PageDown).map(|key| format!("{key} scrolls"));
    let keys = [
        pair(model, "cue", [Action::Down, Action::Up]),
        scrolls,
        claims,
        Some(format!("{} closes", model.key(Action::Cancel))),
    ];
    Content {
        title: format!(" Cues {}/{} ", selected + 1, found.len()),
        head,
        selected: Some((selected - first, bar)),
        lines: bodies.swap_remove(selected),
        rows: Some(all),
        keys: keys.into_iter().flatten().collect(),
        ..base
    }
}

/// The keys for two actions and the things they step through; `None` if neither has a key.
fn pair(model: &Model, through: &str, actions: [Action; 2]) -> Option<String> {
    let keys = actions.into_iter().filter_map(|action| model.keymap.first(Table::Read, action));
    let keys: Vec<String> = keys.collect();
    (!keys.is_empty()).then(|| format!("{} {through}", keys.join(" ")))
}

/// One cue in the list: category, contribution, matched words, name.
fn row(model: &Model, here: &CueSummary, width: usize) -> Line {
    let scheme = &model.reading.scheme;
    let Some(cue) = scheme.cue(here.cue) else { return Line::new() };
    let (dim, plain) = (Ink::from(Part::Dim), Ink::from(Part::ListItem));
    let letter = scheme.category(cue.category).map_or('?', |category| category.letter);
    let (lead, adds, adds_ink, words_ink) = match (here.is_blocked(), here.adds()) {
        (true, _) => (dim, "   – ".to_owned(), dim, dim.with(Emphasis::CrossedOut)),
        (_, 0) => (cue.category.into(), "also ".to_owned(), plain, dim),
        (_, adds) => {
            (cue.category.into(), format!("{} ", format_weight(adds)), plain, plain.with(Emphasis::Bold))
        }
    };
    let words: Vec<&str> = here.found.iter().map(|found| found.words.as_str()).collect();
    let room = width.saturating_sub(7);
    let name = if room > visible::width(&cue.id) + 14 { cue.id.as_str() } else { "" };
    let words = visible::cut(&words.join(" … "), room.saturating_sub(visible::width(name) + 2));
    let gap = room.saturating_sub(visible::width(&words) + visible::width(name));
    let gap = if name.is_empty() { 0 } else { gap };
    vec![
        piece(format!("{letter} "), lead),
        piece(adds, adds_ink),
        piece(words, words_ink),
        piece(format!("{}{name}", " ".repeat(gap)), dim),
    ]
}

/// All details of one cue.
fn body(model: &Model, here: &CueSummary, width: usize) -> Vec<Line> {
    let scheme = &model.reading.scheme;
    let Some(cue) = scheme.cue(here.cue) else { return Vec::new() };
    let name = scheme.category(cue.category).map_or("?", |category| category.name.as_str());
    let mut lines = vec![vec![
        piece(&cue.id, Ink::from(Part::Text).with(Emphasis::Bold)),
        piece(" speaks for ", Part::Dim),
        piece(name, cue.category),
    ]];
    let mut add = |label: &str, texts: Vec<String>, part: Part| {
        for (number, text) in texts.iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            lines.extend(labelled(label, &visible::line(text), part, width));
        }
    };
    add("weight", vec![contribution(cue, here)], Part::Text);
    add("you", vec![judged(model, here)], Part::Text);
    add("found", here.found.iter().map(finding).collect(), Part::Text);
    add("pattern", cue.pattern.split(" ¦ ").map(str::to_owned).collect(), Part::Text);
    add("note", cue.note.clone().into_iter().collect(), Part::Text);
    add("must find", cue.matches.clone(), Part::Dim);
    add("must not", cue.misses.clone(), Part::Dim);
    lines
}

/// Weight, and contribution here.
fn contribution(cue: &Cue, here: &CueSummary) -> String {
    let support = if cue.support { ", only beside other cues" } else { "" };
    let adds = match (here.is_blocked(), here.adds()) {
        (true, _) => "counts nothing here".to_owned(),
        (_, 0) => "adds nothing here, beside a stronger one".to_owned(),
        (_, adds) if 0 < adds && adds < cue.weight => {
            format!("adds {} here, beside a stronger one", format_weight(adds))
        }
        (_, adds) => format!("adds {} here", format_weight(adds)),
    };
    format!("{}{support}; {adds}", format_weight(cue.weight))
}

/// The reader's past judgments of it.
fn judged(model: &Model, here: &CueSummary) -> String {
    let record = cue_record(&model.reading, here.cue);
    match (record.confirmed, record.rejected) {
        (0, 0) => "no claim that it speaks for is decided yet".to_owned(),
        (confirmed, rejected) => format!("accepted {confirmed}, rejected {rejected} in this article"),
    }
}

fn finding(found: &CueMatch) -> String {
    match &found.blocked {
        Some((rule, words)) => format!("{} — blocked by “{words}” ({rule})", found.words),
        None => found.words.clone(),
    }
}

/// A wrapped text with its label: in a separate column, or inline in a narrow popup.
fn labelled(label: &str, text: &str, part: Part, width: usize) -> Vec<Line> {
    if width >= MIN_WIDTH_FOR_LABELS {
        let leads = std::iter::once(format!("{label:<LABEL_WIDTH$}"));
        let leads = leads.chain(std::iter::repeat(" ".repeat(LABEL_WIDTH + INDENT)));
        let rows = wrapped(text, width.saturating_sub(LABEL_WIDTH + INDENT), part);
        return rows.zip(leads).map(|(row, lead)| [vec![piece(lead, Part::Dim)], row].concat()).collect();
    }
    let lead = if label.is_empty() { "· ".to_owned() } else { format!("{label}: ") };
    // The lead takes room from the first row, so it is wrapped with the text.
    let rows = wrapped(&format!("{lead}{text}"), width.saturating_sub(INDENT), part).collect::<Vec<_>>();
    let split = |(number, mut row): (usize, Line)| {
        if number > 0 {
            row.insert(0, piece(" ".repeat(INDENT), Part::Dim));
        } else if let Some(rest) = row.first().and_then(|row| row.text.strip_prefix(lead.as_str())) {
            row = vec![piece(lead.clone(), Part::Dim), piece(rest, part)];
        }
        row
    };
    rows.into_iter().enumerate().map(split).collect()
}
