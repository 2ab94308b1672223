//! Tasks of `purport tutor`: what each teaches, and the state of the screen that shows it was learned.
//!
//! A task looks at the model and never at the keys, so that a wrong turn cannot pass for the right one.

use super::{Start, Tally};
use crate::reading::{Mark, Status, ThresholdShift};
use crate::session::model::{Mode, Model};
use crate::session::picker::{Picker, PickerKind};
use crate::session::popup::{Popup, PopupKind};
use crate::session::view::Position;

/// The passage of the lesson that is no claim.
const HEADING: &str = "What purport does";
/// The word to search for.
const SOUGHT: &str = "bridge";

/// Compares the model with what it was when the task began.
type Check = fn(&Model, &Start) -> bool;

pub(super) struct Task {
    /// Instruction; an action's name in braces stands for its key.
    pub(super) text: &'static str,
    /// Can the task be done on this screen? Otherwise it is left out.
    pub(super) applies: Check,
    /// What must have been on the screen since the task began.
    pub(super) shown: Check,
    /// What must be on the screen at the end.
    pub(super) done: Check,
    /// Wrong turns with the way back; the first that applies is shown instead of the instruction.
    pub(super) astray: &'static [(Check, &'static str)],
    /// Does the task ask for a decision, or take one back?
    decides: bool,
    /// Does the task ask for a selected passage?
    selects: bool,
}

impl Task {
    const fn new(text: &'static str, done: Check) -> Self {
        Self {
            text,
            applies: |_, _| true,
            shown: |_, _| true,
            done,
            astray: &[],
            decides: false,
            selects: false,
        }
    }

    const fn deciding(text: &'static str, done: Check, astray: &'static [(Check, &'static str)]) -> Self {
        Self { astray, decides: true, ..Self::new(text, done) }
    }

    /// Ends once the reader has seen something and is back at the text.
    const fn seeing(text: &'static str, shown: Check) -> Self {
        Self { shown, ..Self::new(text, |model, _| matches!(model.mode, Mode::Read)) }
    }

    /// Decisions are welcome, though not asked for.
    const fn or_deciding(self) -> Self {
        Self { decides: true, ..self }
    }

    const fn selecting(self) -> Self {
        Self { selects: true, ..self }
    }

    const fn if_it_applies(self, applies: Check) -> Self {
        Self { applies, ..self }
    }

    const fn or_back(self, astray: &'static [(Check, &'static str)]) -> Self {
        Self { astray, ..self }
    }

    /// The way back from a wrong turn, if the reader took one.
    pub(super) fn way_back(&self, model: &Model, start: &Start) -> Option<&'static str> {
        let astray = || self.astray.iter().find(|(is_astray, _)| is_astray(model, start));
        if self.has_unasked_decision(model, start) {
            return Some(UNASKED);
        }
        if !self.selects && matches!(model.mode, Mode::Select(_)) {
            return Some(SELECTING);
        }
        astray().map(|(_, text)| *text)
    }

    /// Did the reader decide something in a task that does not ask for it?
    pub(super) fn has_unasked_decision(&self, model: &Model, start: &Start) -> bool {
        !self.decides && Tally::of(model).decisions() != start.tally.decisions()
    }
}

/// Shown while a task that asks for no decision finds one.
pub(super) const UNASKED: &str = "That changed a decision: {undo} takes it back. Then go on: ";

/// Shown while a passage is selected in a task that needs none.
pub(super) const SELECTING: &str = "A passage is selected: {cancel} leaves it. Then go on: ";

impl Tally {
    fn of(model: &Model) -> Self {
        let mut tally = Self::default();
        for mark in model.reading.marks() {
            let count = match mark.status {
                Status::Confirmed => &mut tally.accepted,
                Status::Retagged => &mut tally.changed,
                Status::Rejected => &mut tally.rejected,
                Status::Added => &mut tally.added,
                Status::Nothing => &mut tally.nothing,
                Status::Skipped => &mut tally.skipped,
                _ => continue,
            };
            *count += 1;
        }
        let tags = || model.reading.marks().iter().filter_map(|mark| mark.tag.as_ref());
        tally.notes = tags().filter(|tag| !tag.note.is_empty()).count();
        tally.speakers = tags().filter(|tag| tag.speaker.is_some()).count();
        tally
    }

    const fn decisions(self) -> [usize; 6] {
        [self.accepted, self.changed, self.rejected, self.added, self.nothing, self.skipped]
    }

    fn decided(self) -> usize {
        self.decisions().iter().sum()
    }
}

impl Start {
    pub(super) fn of(model: &Model) -> Self {
        Self {
            top: model.nav.view.top(),
            current: model.nav.current,
            tally: Tally::of(model),
            jumps: model.nav.jumps.behind(),
            found: model.nav.find.as_ref().and_then(|find| find.current),
        }
    }
}

fn tally(model: &Model, start: &Start) -> (Tally, Tally) {
    (Tally::of(model), start.tally)
}

fn heading(model: &Model) -> Option<(usize, &Mark)> {
    let text = &model.document().text;
    model.reading.marks().iter().enumerate().find(|(_, mark)| mark.span.slice(text) == HEADING)
}

fn heading_is_current(model: &Model) -> bool {
    heading(model).is_some_and(|(index, _)| model.nav.current == Some(index))
}

fn heading_status(model: &Model) -> Option<Status> {
    Some(heading(model)?.1.status)
}

/// Is a part of the text off the screen?
fn scrolls(model: &Model, _: &Start) -> bool {
    model.nav.view.top() > Position::default() || !model.nav.view.at_end()
}

fn rejected_more(model: &Model, start: &Start) -> bool {
    let (now, before) = tally(model, start);
    now.rejected > before.rejected
}

fn accepted_more(model: &Model, start: &Start) -> bool {
    let (now, before) = tally(model, start);
    now.accepted > before.accepted
}

fn changed_more(model: &Model, start: &Start) -> bool {
    let (now, before) = tally(model, start);
    now.changed > before.changed
}

fn shows_popup(model: &Model, is_it: fn(&PopupKind) -> bool) -> bool {
    matches!(&model.mode, Mode::Popup(Popup { kind, .. }) if is_it(kind))
}

/// In the order in which a reader meets these things.
pub(super) const TASKS: &[Task] = &[
    Task::new(
        "Read on: {down} and {up} move the page by a row. Press {down}.",
        |model, start| model.nav.view.top() > start.top,
    )
    .if_it_applies(scrolls),
    Task::new(
        "{page-down} turns a page, {page-up} turns it back; a sign at the left shows where the new text begins. \
         Turn one.",
        |model, _| model.nav.new_from.is_some(),
    )
    .if_it_applies(scrolls),
    Task::new(
        "{top} is the beginning and {bottom} the end. Go back to the beginning with {top}.",
        |model, _| model.nav.view.top() == Position::default(),
    )
    .if_it_applies(scrolls),
    Task::new(
        "Marked passages are claims that the machine proposes; the strongest colour is on the current one. \
         {next-mark} goes to the next. Press it.",
        |model, start| model.nav.current.is_some() && model.nav.current != start.current,
    ),
    Task::new(
        "{previous-mark} goes back. Press it until the heading “What purport does” is current; {top} goes there, \
         too.",
        |model, _| heading_is_current(model),
    ),
    Task::deciding(
        "Not a claim: it only matched the program’s name. Press {reject}.",
        |model, _| heading_status(model) == Some(Status::Rejected) && Tally::of(model).decided() == 1,
        &[
            (
                |model, _| {
                    let others = Tally::of(model).decided()
                        - usize::from(heading_status(model).is_some_and(Status::is_decided));
                    others > 0
                },
                "You decided another claim: {undo} takes that back. Then {top} goes to the heading, and {reject} \
                 rejects it.",
            ),
            (
                |model, _| heading_status(model).is_some_and(|status| status != Status::Undecided),
                "The heading makes no claim, but you said that it does: {undo} takes that back, {reject} rejects it.",
            ),
            (
                |model, _| !heading_is_current(model),
                "Another claim is current. {top} goes back to the heading; then press {reject}.",
            ),
        ],
    ),
    Task::new(
        "{next-undecided} goes to the next claim that you have not decided. Press it.",
        |model, start| {
            let undecided = model.current_mark().is_some_and(|mark| mark.status == Status::Undecided);
            undecided && model.nav.current != start.current
        },
    ),
    Task::deciding(
        "Read the sentence and the reasons for it. If the suggestion is right, {accept} accepts it.",
        accepted_more,
        &[
            (rejected_more, "You rejected it: {undo} takes that back. {accept} accepts."),
            (changed_more, "You changed its category: {undo} takes that back. {accept} accepts."),
        ],
    ),
    Task::seeing(
        "{enter} shows the current claim in full, with what speaks for it; decisions work there, too. {cancel} \
         closes it. Look at one.",
        |model, _| shows_popup(model, |kind| matches!(kind, PopupKind::Detail)),
    )
    .or_deciding(),
    Task::deciding(
        "If a claim is of another kind, its key says so: {categorise} and the digits after it, as the last row \
         shows. Give one another category; {next-mark} goes to the next claim if the present one is right.",
        changed_more,
        &[
            (
                accepted_more,
                "That was the suggested category, so you accepted the claim: {undo} takes that back. Then press \
                 another digit.",
            ),
            (rejected_more, "You rejected it: {undo} takes that back. Then press a digit."),
        ],
    ),
    Task::deciding(
        "Every decision can be taken back, also tomorrow: {undo} undoes, {redo} does it again. Press {undo}.",
        |model, start| Tally::of(model).decided() < start.tally.decided(),
        &[],
    ),
    Task::deciding(
        "A claim that you cannot decide need not wait for you: {skip} leaves it open and goes on. Skip one.",
        |model, start| Tally::of(model).skipped > start.tally.skipped,
        &[(
            |model, start| Tally::of(model).decided() > start.tally.decided(),
            "You decided it: {undo} takes that back. {skip} skips.",
        )],
    ),
    Task::new(
        "{note} writes a note on the current claim; {confirm} keeps it. Write one.",
        |model, start| Tally::of(model).notes > start.tally.notes,
    ),
    Task::new(
        "{speaker} writes down who makes the claim, where the machine did not find out or is wrong; {confirm} keeps \
         the name. Write one.",
        |model, start| Tally::of(model).speakers > start.tally.speakers,
    ),
    Task::new(
        "The machine misses claims. Find a sentence that it should have marked, and press {select}.",
        |model, _| matches!(model.mode, Mode::Select(_)),
    )
    .selecting(),
    Task::deciding(
        "The keys in the last row move and widen the passage. A category’s key tags it: press {categorise}.",
        |model, start| Tally::of(model).added > start.tally.added,
        &[
            (
                |model, start| Tally::of(model).nothing > start.tally.nothing,
                "You said that there is nothing here: {undo} takes that back, {select} selects again.",
            ),
            (
                |model, start| Tally::of(model).decisions() != start.tally.decisions(),
                "That passage is a claim already, and you decided it: {undo} takes that back. After {select}, \
                 {next-sentence} goes to another sentence.",
            ),
            (
                |model, _| matches!(model.mode, Mode::Read),
                "Nothing is selected: {select} selects again, then {categorise} tags the passage.",
            ),
        ],
    )
    .selecting(),
    Task::new(
        "{find} searches while you write: look for “bridge”, and keep it with {confirm}.",
        |model, _| {
            let find = model.nav.find.as_ref().filter(|find| find.query.to_lowercase().contains(SOUGHT));
            matches!(model.mode, Mode::Read) && find.is_some_and(|find| find.current.is_some())
        },
    )
    .or_back(&[(
        |model, _| matches!(model.mode, Mode::Read) && model.nav.find.is_some(),
        "That was another word: {find} searches again, for “bridge”.",
    )]),
    Task::new(
        "{find-next} goes to the next place, {find-previous} back. Go to the next one; later {cancel} ends the \
         search.",
        |model, start| {
            let found = model.nav.find.as_ref().and_then(|find| find.current);
            found.is_some() && found != start.found
        },
    )
    .or_back(&[(
        |model, _| matches!(model.mode, Mode::Read) && model.nav.find.is_none(),
        "The search has ended: {find} and “bridge” start it again, then {find-next}.",
    )]),
    Task::new(
        "You have jumped. {jump-back} goes back to where you were, {jump-forward} forward again. Go back.",
        |model, start| model.nav.jumps.behind() < start.jumps,
    )
    .if_it_applies(|model, _| model.nav.jumps.behind() > 0),
    Task::new(
        "{filter} narrows the list; the last row shows to what. Press {filter} and then {categorise}, for one \
         category.",
        |model, _| matches!(model.mode, Mode::Read) && model.nav.list.filter.category.is_some(),
    )
    .or_back(&[(
        |model, _| {
            let filter = &model.nav.list.filter;
            matches!(model.mode, Mode::Read) && !filter.is_open() && filter.category.is_none()
        },
        "The list is narrowed to something else. Press {filter} and then {categorise}, for one category.",
    )]),
    Task::new(
        "To see everything again: {show-all}.",
        |model, _| matches!(model.mode, Mode::Read) && model.nav.list.filter.is_open(),
    ),
    Task {
        shown: |model, _| model.card.is_some(),
        ..Task::new(
            "{cards} shows one claim at a time, with the sentences around it; the same keys decide. {cards} again \
             goes back to the page. Look at a card.",
            |model, _| matches!(model.mode, Mode::Read) && model.card.is_none(),
        )
        .or_deciding()
    },
    Task {
        shown: |model, _| model.reading.threshold_shift() != ThresholdShift::Usual,
        ..Task::new(
            "{threshold} shows only surer claims, then the surest, then weaker ones too. Your decisions stay. Press \
             it until the usual thresholds are back.",
            |model, _| model.reading.threshold_shift() == ThresholdShift::Usual,
        )
    },
    Task::seeing(
        "{command-line} takes commands, and completes them: press it and write “theme”. {cancel} leaves.",
        |model, _| {
            let is_theme = |picker: &Picker| picker.prompt.text().trim() == "theme";
            matches!(&model.mode, Mode::Pick(picker) if picker.kind == PickerKind::Command && is_theme(picker))
        },
    ),
    Task::seeing(
        "{menu} shows all actions by group, and the next key does one of them; {cancel} closes it. Look at it.",
        |model, _| shows_popup(model, |kind| matches!(kind, PopupKind::Menu { .. })),
    ),
    Task::seeing(
        "{help} shows every key; {find} in it searches them. Look at it, and close it with {cancel}.",
        |model, _| shows_popup(model, |kind| matches!(kind, PopupKind::Help(_))),
    ),
];
