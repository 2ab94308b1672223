//! The current claim at the head of the panel: its categories, how sure the machine is, who says it, and the words
//! that speak for it. Weights are left to the popups.

use super::action::Action;
use super::layout::{Area, Tier};
use super::line::{Emphasis, Ink, Line, folded, piece, width, wrapped};
use super::model::Model;
use super::screen::Panel;
use super::why;
use crate::claim::CategoryId;
use crate::reading::explanation::{Explanation, format_percent};
use crate::reading::{Mark, SpokenBy, Status};
use crate::text::visible;
use crate::theme::Part;

/// Dots of the bar for a score.
const STEPS: u16 = 5;
/// Words of the model for one category beside the text, and in a strip.
const MAX_WORDS: usize = 4;
const MAX_WORDS_BRIEF: usize = 2;
/// Longest quotation of a cue, in cells.
const MAX_QUOTE: usize = 36;
/// Letters of a claim before `+` stands for the others.
pub(super) const MAX_LETTERS: usize = 2;

/// What is shown of a claim, part by part.
struct Facts {
    /// One line per category.
    categories: Vec<Line>,
    status: Option<Line>,
    speaker: Option<Line>,
    /// The words that speak for each category.
    grounds: Vec<Line>,
    /// What changed since an earlier version, while changes are listed.
    changes: Vec<Line>,
    /// Judgments of compared annotators, labels, note, conflicts.
    remarks: Vec<Line>,
    /// Definition of its only category.
    meaning: Option<String>,
    /// Number of the paragraph.
    paragraph: usize,
}

impl Model {
    /// Updates the panel for the current mark, the screen and the display options.
    pub(super) fn lay_out_panel(&mut self) {
        let (whole, options) = (self.screen.layout.hero, self.reading.display_options());
        let is_same = |source: &super::screen::PanelSource| {
            (source.0, source.1, source.2.as_ref()) == (whole, options, self.current_mark())
        };
        if self.panel.source.as_ref().is_some_and(is_same) {
            return;
        }
        let mark = self.current_mark().cloned();
        let mut panel = match (whole.height, self.screen.layout.tier) {
            (0, _) => Panel::default(),
            (1, _) => row(self, whole),
            (_, Tier::Side) if self.screen.layout.has_list() => beside(self, whole),
            _ => strip(self, whole),
        };
        panel.source = Some((whole, options, mark));
        self.panel = panel;
    }

    /// The letters of a mark's categories, each in its colour: at most two, then `+`.
    pub fn letters(&self, mark: &Mark) -> Line {
        let known = mark.categories.iter().filter_map(|&id| Some((id, self.reading.scheme.category(id)?)));
        let mut letters: Line =
            known.take(MAX_LETTERS).map(|(id, category)| piece(category.letter, id)).collect();
        if mark.categories.len() > MAX_LETTERS {
            letters.push(piece("+", Part::Dim));
        }
        letters
    }
}

/// The panel beside the text: line by line, with air while there is room for it.
fn beside(model: &Model, whole: Area) -> Panel {
    let inside = Area {
        x: whole.x + 2,
        y: whole.y + 1,
        width: whole.width.saturating_sub(3),
        height: whole.height - 1,
    };
    let (cells, height) = (usize::from(inside.width), usize::from(inside.height));
    let heading = (vec![piece("This claim", title())], place(model));
    let Some(facts) = Facts::of(model, MAX_WORDS) else {
        return Panel { whole, inside, heading: Some(heading), lines: nothing(model), ..Panel::default() };
    };
    let paragraph = format!("¶{}", facts.paragraph);
    let fold = |lines: Vec<Line>| lines.into_iter().flat_map(|line| folded(line, cells)).collect::<Vec<_>>();
    let mut head: Vec<Line> = facts.categories.into_iter().flat_map(|line| unchained(line, cells)).collect();
    head.extend(fold(facts.status.into_iter().chain(facts.speaker).collect()));
    let free = |first: &Line| cells.saturating_sub(width(first) + visible::width(&paragraph));
    match head.first_mut().map(|first| (free(first), first)) {
        Some((gap @ 1.., first)) => {
            first.extend([piece(" ".repeat(gap), Ink::INHERIT), piece(paragraph, Part::Dim)]);
        }
        _ => head.push(vec![piece(paragraph, Part::Dim)]),
    }
    let parts = [fold(facts.changes), fold(facts.grounds), fold(facts.remarks)];
    let meaning: Vec<Line> = facts.meaning.iter().flat_map(|text| wrapped(text, cells, Part::Dim)).collect();
    let rows = |air: bool| {
        parts.iter().filter(|part| !part.is_empty()).fold(head.clone(), |mut rows, part| {
            rows.extend(air.then(Line::new));
            rows.extend(part.iter().cloned());
            rows
        })
    };
    let mut airy = rows(true);
    // The definition comes last, and only whole.
    if !meaning.is_empty() && airy.len() + 1 + meaning.len() <= height {
        airy.push(Line::new());
        airy.extend(meaning);
    }
    let lines = if airy.len() <= height { airy } else { shortened(model, rows(false), height) };
    Panel { whole, inside, heading: Some(heading), lines, ..Panel::default() }
}

/// A category's name and its score on a row each, if they do not fit one.
fn unchained(mut line: Line, cells: usize) -> Vec<Line> {
    let name = line.iter().position(|piece| piece.text.trim().is_empty());
    match name.filter(|_| width(&line) > cells) {
        Some(at) => {
            let score = line.split_off(at + 1);
            vec![line, [vec![piece(" ", Ink::INHERIT)], score].concat()]
        }
        None => vec![line],
    }
}

/// The panel below the text: the categories in its heading, the rest in few rows.
fn strip(model: &Model, whole: Area) -> Panel {
    let inside = Area {
        x: whole.x + 2,
        y: whole.y + 1,
        width: whole.width.saturating_sub(3),
        height: whole.height - 1,
    };
    let Some(facts) = Facts::of(model, MAX_WORDS_BRIEF) else {
        let heading = (vec![piece("This claim", title())], Line::new());
        return Panel { whole, inside, heading: Some(heading), lines: nothing(model), ..Panel::default() };
    };
    let dot = piece(" · ", Part::Dim);
    let paragraph = vec![piece(format!("¶{}", facts.paragraph), Part::Dim)];
    let lead = vec![piece("This claim", title()), piece("  ", Ink::INHERIT)];
    let place = place(model);
    // A heading is framed by rules at both ends.
    let room = usize::from(whole.width).saturating_sub(width(&lead) + width(&place) + 8);
    let (mut about, mut rest) = (Line::new(), Vec::new());
    let lines = [joined(&facts.categories, "  "), paragraph].into_iter();
    for line in lines.chain(facts.status).chain(facts.speaker).filter(|line| !line.is_empty()) {
        let fits = width(&about) + width(&line) + 3 <= room;
        if about.is_empty() || (rest.is_empty() && fits) {
            let between = if about.is_empty() { Line::new() } else { vec![dot.clone()] };
            about.extend(between.into_iter().chain(line));
        } else {
            rest.push(line);
        }
    }
    let heading = ([lead, about].concat(), place);
    rest.splice(0..0, facts.changes);
    rest.extend(facts.grounds.into_iter().chain(facts.remarks));
    let rows = folded(rest.join(&dot), usize::from(inside.width));
    let lines = shortened(model, rows, usize::from(inside.height));
    Panel { whole, inside, heading: Some(heading), lines, ..Panel::default() }
}

/// Everything on one row, the letters first.
fn row(model: &Model, whole: Area) -> Panel {
    let inside = Area { x: whole.x + 1, width: whole.width.saturating_sub(2), ..whole };
    let Some(facts) = Facts::of(model, MAX_WORDS_BRIEF) else {
        return Panel { whole, inside, lines: nothing(model), ..Panel::default() };
    };
    let mark = model.current_mark();
    let several = mark.is_some_and(|mark| mark.categories.len() > 1);
    let categories = match mark {
        Some(mark) if several => {
            let mut letters = model.letters(mark);
            letters.extend(
                mark.best_score().map(|score| piece(format!(" {}", format_percent(score)), Part::Dim)),
            );
            letters
        }
        _ => joined(&facts.categories, " "),
    };
    let paragraph = vec![piece(format!("¶{}", facts.paragraph), Part::Dim)];
    let parts: Vec<Line> = [categories, paragraph]
        .into_iter()
        .chain(facts.changes)
        .chain(facts.status)
        .chain(facts.grounds)
        .chain(facts.remarks)
        .chain(facts.speaker)
        .filter(|line| !line.is_empty())
        .collect();
    Panel { whole, inside, lines: vec![parts.join(&piece(" · ", Part::Dim))], ..Panel::default() }
}

/// Number of the current claim among those listed.
fn place(model: &Model) -> Line {
    let list = &model.nav.list;
    let number = model.nav.current.map(|index| list.number_of(index)).filter(|(_, listed)| *listed);
    number
        .map(|(number, _)| piece(format!("{} of {}", number + 1, list.len()), Part::Dim))
        .into_iter()
        .collect()
}

pub(super) fn title() -> Ink {
    Ink::from(Part::Accent).with(Emphasis::Bold)
}

fn nothing(model: &Model) -> Vec<Line> {
    let text = if model.loading.is_done() { "" } else { "looking for claims…" };
    vec![vec![piece(text, Part::Dim)]]
}

/// The first `height` rows; if there are more, the last says which key shows them.
fn shortened(model: &Model, mut rows: Vec<Line>, height: usize) -> Vec<Line> {
    if rows.len() > height {
        let key = model.key(Action::Enter);
        rows.truncate(height.saturating_sub(1).max(1));
        let more = piece(format!("… {key} shows all"), Part::Dim);
        match rows.last_mut().filter(|_| height == 1) {
            Some(last) => last.push(more),
            None => rows.push(vec![more]),
        }
    }
    rows
}

impl Facts {
    /// `None` if no mark is current. `max_words` limits the model's words for a category.
    fn of(model: &Model, max_words: usize) -> Option<Self> {
        let mark = model.current_mark()?;
        let why = why::known(model, mark);
        let remarks = why::sides(model, mark).into_iter().chain(why::remarks(model, mark)).collect();
        Some(Self {
            categories: categories(model, mark),
            status: status(model, mark),
            speaker: speaker(model, mark),
            grounds: grounds(model, mark, why.as_ref(), max_words),
            changes: model.change_lines(mark),
            remarks,
            meaning: meaning(model, mark),
            paragraph: model.document().block_at(mark.span.start()) + 1,
        })
    }
}

/// A line per category: its name, the score, and five dots for it.
fn categories(model: &Model, mark: &Mark) -> Vec<Line> {
    let scheme = &model.reading.scheme;
    let known = mark.categories.iter().filter_map(|&id| Some((id, scheme.category(id)?)));
    let is_sure = mark.status.is_claim() && !mark.withdrawn;
    let column = known.clone().map(|(_, category)| visible::width(&category.name)).max().unwrap_or(0);
    let line = |(id, category): (CategoryId, &crate::claim::Category)| {
        let name = category.name.to_uppercase();
        let gap = column.saturating_sub(visible::width(&name));
        let mut line = match is_sure {
            true if mark.is_provisional(scheme) => vec![piece(format!(" {name} "), id)],
            true => vec![piece(format!(" {name} "), Ink::chip(id))],
            false => vec![
                piece(" ", Ink::INHERIT),
                piece(name, Ink::from(Part::Dim).with(Emphasis::CrossedOut)),
                piece(" ", Ink::INHERIT),
            ],
        };
        if let Some(score) = mark.score(id) {
            let filled = usize::from(((score + 500 / STEPS) * STEPS / 1000).min(STEPS));
            let empty = usize::from(STEPS) - filled;
            let ink = if is_sure { Ink::from(id) } else { Ink::from(Part::Dim) };
            let sign = model.reading.score_sign(mark);
            line.push(piece(" ".repeat(gap + 1), Ink::INHERIT));
            line.push(piece(format!("{sign}{}", format_percent(score)), Part::ListItem));
            line.push(piece("  ", Ink::INHERIT));
            line.push(piece("●".repeat(filled), ink.with(Emphasis::NotBold)));
            line.push(piece("○".repeat(empty), Part::Dim));
        }
        line
    };
    known.map(line).collect()
}

/// The definition of a claim's only category, while it waits for a decision.
fn meaning(model: &Model, mark: &Mark) -> Option<String> {
    let [id] = mark.categories.as_slice() else { return None };
    let category = model.reading.scheme.category(*id).filter(|_| mark.status == Status::Undecided)?;
    (!category.gloss.is_empty()).then(|| visible::line(&category.gloss).into_owned())
}

/// How far the claim is settled, in words; `None` for one that only waits for a decision.
fn status(model: &Model, mark: &Mark) -> Option<Line> {
    let decision = mark.tag.as_ref().map_or("", |tag| tag.decision.past_tense());
    let [accept, reject, clear] =
        [Action::Accept, Action::Reject, Action::Clear].map(|action| model.key(action));
    let (text, part) = match mark.status {
        Status::Undecided if mark.blinded => {
            let digits = model.keymap.category_keys(super::keymap::Table::Read);
            let text = format!("Suggestion hidden. Press {digits} to categorise, {reject} if not a claim");
            (text, Part::ListItem)
        }
        Status::Undecided if mark.withdrawn => {
            ("withdrawn: the model finds no claim here".to_owned(), Part::Warn)
        }
        Status::Undecided if mark.is_provisional(&model.reading.scheme) => {
            ("provisional: not yet judged".to_owned(), Part::Info)
        }
        Status::Undecided if mark.categories.is_empty() => ("undecided".to_owned(), Part::Dim),
        Status::Undecided => return None,
        Status::Orphaned => {
            (format!("! {decision}; lost from the text, {clear} removes the tag"), Part::Warn)
        }
        Status::Doubtful => {
            let text = why::doubt(mark, decision, &accept, &clear);
            (format!("{} {text}", mark.status.glyph()), Part::Warn)
        }
        status => {
            let part = if status.is_claim() { Part::Ok } else { Part::Error };
            (format!("{} {}", status.glyph(), status.word()), part)
        }
    };
    Some(vec![piece(text, part)])
}

/// Who says it: the author, or the person that the machine takes for the speaker.
fn speaker(model: &Model, mark: &Mark) -> Option<Line> {
    let speaker = mark.speaker(&model.document().text)?;
    let (lead, name) = speaker.words();
    let name = visible::line(name);
    Some(match speaker {
        SpokenBy::Guessed(_) => vec![piece(lead, Part::Dim), piece(name, Part::Dim)],
        SpokenBy::Author => vec![piece(name, Part::Dim)],
        _ if name.is_empty() => vec![piece(lead, Part::Dim)],
        _ => vec![piece(name, Part::ListItem)],
    })
}

/// The words that speak for each visible category, a line each; for a lost tag, its quotation.
fn grounds(model: &Model, mark: &Mark, why: Option<&Explanation>, max_words: usize) -> Vec<Line> {
    if let (Status::Orphaned, Some(tag)) = (mark.status, &mark.tag) {
        return vec![vec![piece(format!("“{}”", visible::line(&tag.selector.exact)), Part::ListItem)]];
    }
    let Some(why) = why else { return Vec::new() };
    let scheme = &model.reading.scheme;
    let several = mark.categories.len() > 1;
    let of = |&id: &CategoryId| {
        let cues = why.evidence.iter().filter(|cue| cue.category == id && cue.blocked.is_none());
        let cues = cues.filter(|cue| cue.adds > 0).map(|cue| cue.words.as_str());
        let words = why::words_of(why, id).filter(|word| word.adds > 0).take(max_words);
        let mut quotes: Vec<&str> = Vec::new();
        for quote in cues.chain(words.map(|word| word.word.as_str())) {
            // A word of a cue says nothing beside the whole cue.
            if !quotes
                .iter()
                .any(|known| known.split_whitespace().any(|word| word == quote) || *known == quote)
            {
                quotes.push(quote);
            }
        }
        let letter = scheme.category(id).map_or('?', |category| category.letter);
        let mut line: Line = several.then(|| piece(format!("{letter} "), id)).into_iter().collect();
        for (number, quote) in quotes.iter().enumerate() {
            if number > 0 {
                line.push(piece(" · ", Part::Dim));
            }
            line.push(piece("“", Part::Dim));
            line.push(piece(visible::cut(quote, MAX_QUOTE), Ink::from(Part::ListItem).with(Emphasis::Bold)));
            line.push(piece("”", Part::Dim));
        }
        (!quotes.is_empty()).then_some(line)
    };
    mark.categories.iter().filter_map(of).collect()
}

fn joined(lines: &[Line], between: &str) -> Line {
    lines.join(&piece(between, Ink::INHERIT))
}
