//! Explanation of a mark in lines: cues with their weights, blocking rules, speaker.

use super::action::Action;
use super::keymap::Table;
use super::line::{Emphasis, Ink, Line, folded, piece};
use super::model::Model;
use crate::claim::{CategoryId, Engine};
use crate::reading::explanation::{Explanation, LeadingWord, explain_with, format_score, format_weight};
use crate::reading::{Judgment, Mark, Status, named_fields};
use crate::text::{slice, visible};
use crate::theme::Part;

/// Bytes of a note that are shown beside a claim: it may be as long as a book.
const MAX_NOTE_SHOWN: usize = 8 << 10;

/// All details of a mark, in lines of at most `width` cells.
pub(super) fn lines(model: &Model, mark: &Mark, width: usize) -> Vec<Line> {
    let (dim, plain) = (Ink::from(Part::Dim), Ink::from(Part::ListItem));
    let mut lines = vec![heading(model, mark)];
    if let Some(why) = known(model, mark) {
        for reason in &why.evidence {
            let letter = format!("{} ", letter(model, reason.category));
            let words = visible::cut(&reason.words, width.saturating_sub(8));
            lines.push(match &reason.blocked {
                None if reason.adds == 0 => vec![piece(letter, dim), piece(format!("also {words}"), dim)],
                None => {
                    let name = cue_name(mark, &reason.cue);
                    let fits = visible::width(&words) + visible::width(&name) + 7 <= width;
                    vec![
                        piece(letter, reason.category),
                        piece(format!("{} ", format_weight(reason.adds)), plain),
                        piece(words, plain.with(Emphasis::Bold)),
                        piece(if fits { name } else { String::new() }, dim),
                    ]
                }
                Some((rule, blocker)) => vec![
                    piece(letter, dim),
                    piece(visible::cut(&reason.words, width / 2), dim.with(Emphasis::CrossedOut)),
                    piece(format!(" blocked by “{}”, {rule}", visible::cut(blocker, width / 3)), dim),
                ],
            });
        }
        for line in words(model, &why) {
            lines.extend(folded(line, width));
        }
        lines.extend(base_and_short(model, mark, &why));
    }
    lines.extend(speaker(model, mark));
    lines.extend(model.change_lines(mark).into_iter().flat_map(|line| folded(line, width)));
    lines.extend(sides(model, mark));
    lines.extend(remarks(model, mark));
    lines
}

/// Names the cue, if words of the model stand beside it.
fn cue_name(mark: &Mark, cue: &str) -> String {
    let judged = mark.claim.as_ref().is_some_and(|claim| claim.engine == Some(Engine::Both));
    if judged { format!("  cue {cue}") } else { String::new() }
}

/// The words for and against each category, a line each.
fn words(model: &Model, why: &Explanation) -> Vec<Line> {
    let line = |id: CategoryId| {
        let mut line = vec![piece(format!("{} ", letter(model, id)), id)];
        line.extend(words_of(why, id).map(|word| piece(format!("{}  ", weighed(word)), word_ink(word))));
        (line.len() > 1).then_some(line)
    };
    why.scores.iter().filter_map(|&(id, ..)| line(id)).collect()
}

/// Words of one category, strongest first, as far as they count; the first in any case, so that there is a reason.
pub(super) fn words_of(why: &Explanation, id: CategoryId) -> impl Iterator<Item = &LeadingWord> {
    let words = why.words.iter().filter(move |word| word.category == id).enumerate();
    words.filter(|(number, word)| *number == 0 || word.counts()).map(|(_, word)| word)
}

/// For example `+1.9 “paranoid”`, with a space that does not break.
fn weighed(word: &LeadingWord) -> String {
    format!("{}\u{a0}“{}”", format_weight(word.adds), visible::cut(&word.word, 24))
}

fn word_ink(word: &LeadingWord) -> Ink {
    let plain = Ink::from(Part::ListItem);
    if word.adds > 0 { plain.with(Emphasis::Bold) } else { Ink::from(Part::Dim) }
}

fn letter(model: &Model, category: CategoryId) -> char {
    model.reading.scheme.category(category).map_or('?', |category| category.letter)
}

pub(super) fn known(model: &Model, mark: &Mark) -> Option<Explanation> {
    let claim = mark.known_claim()?;
    let words = model.known_words(claim).unwrap_or(&claim.words);
    Some(explain_with(&model.document().text, &model.reading.scheme, claim, words))
}

/// Action that takes a judgment and the place of its annotator; the annotator's name and judgment.
type Side<'a> = ((Action, &'a str), (Option<&'a str>, Option<&'a Judgment>));

/// Judgments of the compared annotators.
pub(super) fn sides(model: &Model, mark: &Mark) -> Vec<Line> {
    let scheme = &model.reading.scheme;
    // The key that takes a judgment, then the annotator: capital letters are those of categories.
    let side = |((action, place), (name, judgment)): Side<'_>| {
        let key = model.key_in(Table::Compare, action);
        let mut line = vec![piece(format!("{key} "), Part::HintKey)];
        line.push(piece(format!("{} ", name.unwrap_or(place)), Part::Info));
        match judgment {
            None => line.push(piece("did not decide it", Part::Dim)),
            Some(judgment) if judgment.categories.is_empty() => {
                line.push(piece("rejected", Part::ListItem));
            }
            Some(judgment) => {
                for id in &judgment.categories {
                    let known = scheme.category_by_id(id);
                    let name = known.and_then(|id| scheme.category(id)).map_or(id, |category| &category.name);
                    let ink = known.map_or(Ink::from(Part::ListItem), Ink::from);
                    line.push(piece(format!("{name} "), ink));
                }
            }
        }
        let note = judgment.map(|judgment| judgment.note.as_str()).filter(|note| !note.is_empty());
        if let Some(judgment) = judgment {
            let speaker = judgment.speaker.as_ref().filter(|name| !name.is_empty());
            line.extend(speaker.map(|name| piece(format!(" said by {}", visible::line(name)), Part::Dim)));
            for (id, value) in &judgment.fields {
                let name = scheme.field(id).map_or(id.as_str(), |field| &field.name);
                line.push(piece(format!(" {name} {}", visible::line(value)), Part::Dim));
            }
        }
        line.extend(note.map(|note| piece(format!(" “{}”", note.replace('\n', " ")), Part::ListItem)));
        line
    };
    model
        .sides(mark)
        .into_iter()
        .flat_map(|sides| [(Action::TakeA, "1st"), (Action::TakeB, "2nd")].into_iter().zip(sides))
        .map(side)
        .collect()
}

/// Base scores of the suggested categories on one line, or the parts of each combined score; below it, each category
/// under its threshold.
fn base_and_short(model: &Model, mark: &Mark, why: &Explanation) -> Vec<Line> {
    let scheme = &model.reading.scheme;
    let (mut base, mut parts, mut short) = (Line::new(), Vec::new(), Vec::new());
    for &(id, permille, prior) in &why.scores {
        let Some(category) = scheme.category(id) else { continue };
        let letter = format!("{} ", category.letter);
        if !model.reading.proposed(mark).any(|scored| scored.category == id) {
            let threshold = format_score(model.reading.threshold_shift().threshold(category));
            let words = format!("{} {} falls short of {threshold}", category.name, format_score(permille));
            short.push(vec![piece(letter, Part::Dim), piece(words, Part::Dim)]);
        } else if let Some(shares) = why.shares.iter().find(|shares| shares.category == id) {
            let [prior, model, cues] = [prior, shares.model, shares.cues].map(format_weight);
            let cues = if shares.cues == 0 { String::new() } else { format!(" · cues {cues}") };
            parts.push(vec![
                piece(letter, id),
                piece(format!("base {prior} · model {model}{cues}"), Part::Dim),
            ]);
        } else if prior != 0 {
            // Outside classifiers have no base score.
            base.extend([piece(letter, id), piece(format!("{} ", format_weight(prior)), Part::Dim)]);
        }
    }
    base.push(piece("base", Part::Dim));
    std::iter::once(base).filter(|base| base.len() > 1).chain(parts).chain(short).collect()
}

/// Category, score, position and status.
fn heading(model: &Model, mark: &Mark) -> Line {
    let mut line = Line::new();
    if mark.blinded {
        line.push(piece("suggestion hidden until you decide  ", Part::ListItem));
    }
    let about = model.reading.score_sign(mark);
    for &id in &mark.categories {
        let Some(category) = model.reading.scheme.category(id) else { continue };
        let number = mark.score(id).map(|permille| format!(" {about}{}", format_score(permille)));
        let number = number.unwrap_or_default();
        line.push(piece(format!("{} ", category.letter), id));
        line.push(piece(format!("{}{number}  ", category.name), Part::ListItem));
    }
    let decision = mark.tag.as_ref().map_or("", |tag| tag.decision.past_tense());
    let [accept, clear] = [Action::Accept, Action::Clear].map(|action| model.key(action));
    line.push(match mark.status {
        Status::Orphaned => {
            piece(format!("{decision}; lost from the text, {clear} removes the tag"), Part::Warn)
        }
        Status::Doubtful => {
            let text = doubt(mark, decision, &accept, &clear);
            piece(text, Part::Warn)
        }
        status => {
            let block = model.document().block_at(mark.span.start()) + 1;
            let glyph = if status.is_decided() { format!("{} ", status.glyph()) } else { String::new() };
            let word = match status {
                Status::Undecided if mark.withdrawn && !mark.blinded => "withdrawn by the model",
                Status::Undecided if mark.is_provisional(&model.reading.scheme) => "provisional",
                status => status.word(),
            };
            piece(format!("¶{block} · {glyph}{word}"), Part::Dim)
        }
    });
    line
}

/// What a reader can do about a doubtful tag.
pub(super) fn doubt(mark: &Mark, decision: &str, accept: &str, clear: &str) -> String {
    if mark.is_reworded {
        return format!("{decision}, but the words have changed: {accept} keeps it, {clear} removes the tag");
    }
    format!("{decision}; doubtful place: {accept} says that it is here, {clear} removes the tag")
}

pub(super) fn speaker(model: &Model, mark: &Mark) -> Option<Line> {
    let (lead, name) = mark.speaker(&model.document().text)?.words();
    let name = piece(visible::line(name), Part::ListItem);
    Some([piece(lead, Part::Dim), name].into_iter().filter(|part| !part.text.is_empty()).collect())
}

/// Labels, fields, note, and conflicting decisions.
pub(super) fn remarks(model: &Model, mark: &Mark) -> Vec<Line> {
    let Some(tag) = &mark.tag else { return Vec::new() };
    let (info, plain) = (Part::Info, Part::ListItem);
    let mut lines = Vec::new();
    // The list of changes shows both wordings.
    if mark.is_reworded && mark.status == Status::Doubtful && model.change_sign(mark).is_none() {
        let words = visible::line(&tag.latest_selector().exact);
        lines.push(vec![piece("was ", Part::Warn), piece(format!("“{words}”"), plain)]);
    }
    if !tag.labels.is_empty() {
        lines.push(vec![piece("label ", info), piece(tag.labels.join(", "), plain)]);
    }
    for (name, value) in named_fields(&model.reading.scheme, tag) {
        lines.push(vec![
            piece(format!("{} ", visible::line(name).to_lowercase()), info),
            piece(visible::line(value), plain),
        ]);
    }
    let shown = slice(&tag.note, ..tag.note.floor_char_boundary(MAX_NOTE_SHOWN));
    for (index, line) in shown.lines().enumerate() {
        lines.push(vec![piece(if index == 0 { "note " } else { "     " }, info), piece(line, plain)]);
    }
    if shown.len() < tag.note.len() {
        let key = model.key(Action::Note);
        lines.push(vec![piece("     ", info), piece(format!("… {key} opens all of the note"), Part::Dim)]);
    }
    for rival in &tag.conflicts {
        let words = [rival.decision.past_tense(), &rival.categories.join(" and "), &rival.note];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        lines.push(vec![
            piece("against ", Part::Warn),
            piece(words.join(", "), plain),
            piece(format!("  {} {}", rival.annotator, rival.at), Part::Dim),
        ]);
    }
    lines
}
