//! Table of default keys, the single source for key handling, help, hint bar, docs and command line.
//!
//! [`SECTIONS`] holds the defaults. A [`Keymap`] overlays them with the user's `keys.toml` ([`mod@file`]). Every key
//! press goes through [`Keymap::meaning`], in every mode, so rebound keys and the layouts of other scripts work
//! everywhere.

pub mod file;
mod layouts;
mod map;

pub(super) use layouts::{composed, latin};
pub use map::{Keymap, Meaning, Rebound, Row, shown};

use super::action::Action;

/// A set of keys that are active together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    Read,
    Select,
    /// After the key of [`Action::Filter`].
    Filter,
    /// After the key of [`Action::Also`].
    Also,
    /// After the key of [`Action::Sort`].
    Sort,
    /// Adjudicating; overlays the keys of reading.
    Compare,
    /// Typing a line: a note, labels, a search.
    Line,
    /// Filtering a picker; overlays the keys of a line.
    Pick,
    /// Confirming a bulk decision.
    Confirm,
    /// Leaving with unsaved changes.
    Leave,
}

impl Table {
    pub const ALL: [Self; 10] = [
        Self::Read,
        Self::Compare,
        Self::Select,
        Self::Filter,
        Self::Also,
        Self::Sort,
        Self::Line,
        Self::Pick,
        Self::Confirm,
        Self::Leave,
    ];

    /// As in `keys.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Select => "select",
            Self::Filter => "filter",
            Self::Also => "also",
            Self::Sort => "sort",
            Self::Compare => "compare",
            Self::Line => "line",
            Self::Pick => "pick",
            Self::Confirm => "confirm",
            Self::Leave => "leave",
        }
    }

    /// Prefix that opens the table for one key; `None` for a table that lasts until the mode ends.
    pub const fn opened_by(self) -> Option<Action> {
        match self {
            Self::Filter => Some(Action::Filter),
            Self::Also => Some(Action::Also),
            Self::Sort => Some(Action::Sort),
            _ => None,
        }
    }

    /// Fallback for keys without a meaning in this table.
    const fn beneath(self) -> Option<Self> {
        match self {
            Self::Compare | Self::Line | Self::Confirm | Self::Leave => Some(Self::Read),
            Self::Pick => Some(Self::Line),
            Self::Read | Self::Select | Self::Filter | Self::Also | Self::Sort => None,
        }
    }

    /// Do character keys type text here, rather than commands?
    pub(super) const fn takes_text(self) -> bool {
        matches!(self, Self::Line | Self::Pick)
    }
}

/// A heading of the help with rows of one table.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    pub table: Table,
    heading: &'static str,
    rows: &'static [Binding],
}

/// A row of the help.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Key names, separated by spaces.
    pub keys: &'static str,
    /// Assigned to the keys in turn: with two actions, the first key does the first, the second key the second.
    pub actions: &'static [Action],
    /// A word for the hint bar; empty to leave the row out.
    hint: &'static str,
    pub help: &'static str,
}

const fn section(table: Table, heading: &'static str, rows: &'static [Binding]) -> Section {
    Section { table, heading, rows }
}

const fn row(
    keys: &'static str,
    actions: &'static [Action],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding { keys, actions, hint, help }
}

/// Placeholder for the keys of the scheme's categories.
pub const CATEGORY_KEYS: &str = "1-9";

use Action as A;
use Table::{Also, Compare, Confirm, Filter, Leave, Line, Pick, Read, Select, Sort};

pub const SECTIONS: &[Section] = &[
    section(
        Read,
        "Claims",
        &[
            row("] [", &[A::NextMark, A::PreviousMark], "claim", "next, previous claim in the list"),
            row(
                "J K",
                &[A::NextUndecided, A::PreviousUndecided],
                "undecided",
                "next, previous undecided claim",
            ),
            row(
                "> <",
                &[A::NextSameCategory, A::PreviousSameCategory],
                "",
                "next, previous of the same category",
            ),
            row("f", &[A::Filter], "filter", "filter the list; by category, status, label, speaker"),
            row("s", &[A::Sort], "", "sort the list; by position, score, category, status, use"),
            row("p", &[A::PickClaim], "pick", "find a claim by text"),
            row("Z", &[A::Cards], "cards", "cards: one claim at a time, or the page again"),
            row("Enter", &[A::Enter], "why", "why it is a claim; in the list: show it in the text"),
            row("W", &[A::Cues], "cues", "its cues: patterns, examples, how often each was right"),
            row("Q", &[A::CueTrials], "", "cues on trial: silence one, or make one of words you tag"),
            row("C", &[A::Categories], "categories", "the categories: meaning, threshold, counts"),
            row("%", &[A::Numbers], "", "numbers; by category, cue and speaker, and your pace"),
            row("R", &[A::Learn], "", "learn from your tags; first shows what would change"),
            row("c", &[A::Threshold], "stricter", "thresholds: stricter, strictest, looser, default"),
            row("Tab BackTab", &[A::OtherPane], "pane", "switch between text and list"),
            row("h Left", &[A::FocusText], "", "to the text"),
            row("l Right", &[A::FocusList], "", "to the list"),
        ],
    ),
    section(
        Read,
        "Deciding",
        &[
            row(CATEGORY_KEYS, &[A::Categorise], "tag", "set the category"),
            row("a", &[A::Accept], "accept", "accept the suggestion"),
            row("x", &[A::Reject], "reject", "not a claim"),
            row(".", &[A::Skip], "skip", "skip: seen, and left open"),
            row("u Ctrl-r", &[A::Undo, A::Redo], "undo", "undo, redo"),
            row("v", &[A::Select], "select", "trim the claim, or select a passage to tag"),
            row("V", &[A::NewPassage], "", "select a new passage to tag"),
            row("e", &[A::Note], "note", "write a note on the claim"),
            row("E", &[A::Draft], "", "open an unfinished note again"),
            row("t", &[A::Labels], "label", "label it; a digit for a label shown, or your own words"),
            row(
                "P",
                &[A::EditSpeaker],
                "",
                "say who makes the claim; completed from the names of the article",
            ),
            row("F", &[A::Fields], "", "fill in the scheme's fields; such as a verdict"),
            row("i", &[A::Also], "also", "add or remove a category"),
            row("r", &[A::NextUnmarked], "", "select the next sentence without a claim"),
            row("B", &[A::Blind], "", "blind: hide suggestions until you have decided"),
            row("0", &[A::Clear], "", "clear the decision; remove a lost tag"),
            row(
                "A X",
                &[A::AcceptAll, A::RejectAll],
                "",
                "accept, reject all listed; the undecided ones, asks first",
            ),
            row("y Y", &[A::Copy, A::CopyAll], "", "copy the claim with its note, all decisions as text"),
        ],
    ),
    section(
        Read,
        "Moving",
        &[
            row("j k Down Up", &[A::Down, A::Up], "", "one row; in the list, one claim"),
            row("PgDn PgUp", &[A::PageDown, A::PageUp], "", "one page"),
            row("Ctrl-f Ctrl-b", &[A::PageDown, A::PageUp], "", "one page, as in vim"),
            row("b", &[A::PageUp], "", "one page up"),
            row("Ctrl-d Ctrl-u", &[A::HalfPageDown, A::HalfPageUp], "", "half a page"),
            row("} {", &[A::NextBlock, A::PreviousBlock], "", "next, previous paragraph"),
            row("g G Home End", &[A::Top, A::Bottom], "", "beginning, end"),
            row("/", &[A::Find], "find", "search; lowercase ignores case"),
            row("n N", &[A::FindNext, A::FindPrevious], "", "next, previous match; without a search, claim"),
            row("Ctrl-o Alt-o", &[A::JumpBack, A::JumpForward], "", "jump back, jump forward again"),
            row("m '", &[A::SetBookmark, A::GoToBookmark], "", "set a bookmark, go to one: then its letter"),
            row("O", &[A::Headings], "", "go to a heading"),
            row("L", &[A::Links], "", "copy the address of a link"),
        ],
    ),
    section(
        Read,
        "The screen",
        &[
            row(":", &[A::CommandLine], "command", "type a command, such as 12, theme or sort"),
            row("T", &[A::Themes], "theme", "choose a theme, with preview"),
            row("z", &[A::FocusMode], "", "dim the other paragraphs"),
            row("M", &[A::ToggleMouse], "", "mouse on or off; Shift leaves a click to the terminal"),
            row("+ -", &[A::Wider, A::Narrower], "", "wider, narrower column"),
            row("=", &[A::DefaultMeasure], "", "default column width"),
            row("\\", &[A::ToggleList], "", "show or hide the list"),
            row("H", &[A::PauseModel], "", "hold the model, or let it go on; saves power"),
            row("Ctrl-l", &[A::Redraw], "", "redraw"),
        ],
    ),
    section(
        Read,
        "The program",
        &[
            row("Space", &[A::Menu], "menu", "menu of all actions; twice: one page down"),
            row("? F1", &[A::Help], "help", "these keys"),
            row("q Ctrl-c", &[A::Quit], "quit", "leave; every decision is already on disk"),
            row("w Ctrl-s", &[A::Save], "save", "save now; try again after a failure"),
            row("S", &[A::SaveIn], "", "keep the tags in another file"),
            row(") (", &[A::NextArticle, A::PreviousArticle], "", "next unread, previous article"),
            row("o", &[A::Edit], "", "edit the article in $EDITOR, at this claim"),
            row("Ctrl-z", &[A::Suspend], "", "suspend; `fg` in the shell returns"),
            row("Esc", &[A::Cancel], "", "end the search, stop loading, go back to the text"),
        ],
    ),
    section(
        Compare,
        "Comparing annotators",
        &[
            row("a b", &[A::TakeA, A::TakeB], "take", "take the first annotator's decision, the second's"),
            row("c", &[A::TakeBoth], "both", "take both decisions together"),
        ],
    ),
    section(
        Select,
        "Selecting a passage",
        &[
            row("Esc", &[A::Cancel], "cancel", "cancel"),
            row(CATEGORY_KEYS, &[A::Categorise], "tag", "tag the passage; a claim keeps its new bounds"),
            row("Enter", &[A::Confirm], "set bounds", "give the claim these bounds"),
            row("v", &[A::Select], "set an end", "set an end at the cursor; again: a new passage"),
            row("V", &[A::NewPassage], "new passage", "select the sentence at the cursor"),
            row("o", &[A::OtherEnd], "other end", "go to the other end"),
            row("w b", &[A::NextWord, A::PreviousWord], "word", "next, previous word"),
            row("e", &[A::WordEnd], "", "end of the word"),
            row(
                "h l Left Right",
                &[A::CursorBack, A::CursorForward],
                "character",
                "one character back, forward",
            ),
            row("j k Down Up", &[A::CursorDown, A::CursorUp], "row", "one row down, up"),
            row("0 $", &[A::RowStart, A::RowEnd], "", "start, end of the row"),
            row(") (", &[A::NextSentence, A::PreviousSentence], "sentence", "next, previous sentence"),
            row("} {", &[A::NextBlock, A::PreviousBlock], "", "next, previous paragraph"),
            row("s", &[A::WholeSentences], "", "extend to whole sentences"),
            row("x", &[A::Reject], "nothing here", "nothing here; reject the claim being trimmed"),
            row("r", &[A::NextUnmarked], "", "select the next sentence without a claim"),
            row("a", &[A::Accept], "", "accept the claim with these bounds; attach a lost tag"),
            row("y", &[A::Copy], "copy", "copy the passage"),
            row("Space", &[A::Menu], "", "menu of these keys"),
            row("? F1", &[A::Help], "", "these keys"),
        ],
    ),
    section(
        Filter,
        "Filtering the list",
        &[
            row(CATEGORY_KEYS, &[A::Categorise], "category", "only this category"),
            row("u", &[A::ShowUndecided], "undecided", "only undecided claims"),
            row("d", &[A::ShowDecided], "decided", "only decided claims"),
            row(".", &[A::ShowSkipped], "skipped", "only skipped claims"),
            row("o", &[A::ShowLost], "lost", "only lost tags"),
            row("n", &[A::ShowDisputed], "disputed", "only where the annotators disagree"),
            row("l", &[A::PickLabel], "label", "only claims with a label of your choice"),
            row("s", &[A::PickSpeaker], "speaker", "only claims by a speaker of your choice"),
            row("a", &[A::ShowAll], "all", "everything"),
            row("Esc", &[A::Cancel], "cancel", "leave the list as it is"),
        ],
    ),
    section(
        Also,
        "Adding a category",
        &[
            row(CATEGORY_KEYS, &[A::Categorise], "add or remove", "add or remove the category"),
            row("Esc", &[A::Cancel], "cancel", "leave the categories as they are"),
        ],
    ),
    section(
        Sort,
        "Sorting the list",
        &[
            row("p", &[A::SortByPosition], "position", "by position in the text"),
            row("s", &[A::SortByScore], "score", "by score, highest first"),
            row("c", &[A::SortByCategory], "category", "by category"),
            row("d", &[A::SortByStatus], "status", "by status, undecided first"),
            row("u", &[A::SortByUsefulness], "useful", "most useful to decide first: near the threshold"),
            row("Esc", &[A::Cancel], "cancel", "leave the list as it is"),
        ],
    ),
    section(
        Line,
        "Typing a line",
        &[
            row("Enter", &[A::Confirm], "done", "done"),
            row("Esc Ctrl-c", &[A::Cancel], "cancel", "cancel; a note stays as a draft"),
            row("Alt-Enter Ctrl-j", &[A::LineBreak], "new line", "new line, in a note"),
            row("Tab", &[A::Complete], "", "complete a label or a speaker; again: the next one"),
            row("Ctrl-x", &[A::Revert], "", "in an unfinished note: go back to what is saved"),
            row("Ctrl-z Ctrl-r", &[A::Undo, A::Redo], "", "take back what was typed, type it again"),
        ],
    ),
    section(
        Pick,
        "Choosing from a list",
        &[
            row("Down Up", &[A::Down, A::Up], "choose", "next, previous item"),
            row("Ctrl-n Ctrl-p", &[A::Down, A::Up], "", "next, previous item"),
            row("Ctrl-j Ctrl-k", &[A::Down, A::Up], "", "next, previous item"),
            row(
                "Tab BackTab",
                &[A::Complete, A::Up],
                "complete",
                "complete the command, or next item; previous item",
            ),
        ],
    ),
    section(
        Confirm,
        "Deciding many claims at once",
        &[row("y", &[A::Confirm], "yes", "yes"), row("n q Esc", &[A::Cancel], "no", "no")],
    ),
    section(
        Leave,
        "Leaving with unsaved decisions",
        &[
            row("w", &[A::Save], "try again", "try to save again"),
            row("S", &[A::SaveIn], "other file", "keep the tags in another file"),
            row("d", &[A::Discard], "discard", "leave without saving"),
            row("Esc", &[A::Cancel], "stay", "stay"),
        ],
    ),
];

/// Priority in the hint bar; other rows follow in table order.
const HINTED: [Action; 23] = [
    A::Help,
    A::Menu,
    A::Quit,
    A::NextMark,
    A::Categorise,
    A::Accept,
    A::Reject,
    A::Undo,
    A::Find,
    A::Filter,
    A::Note,
    A::Select,
    A::CommandLine,
    A::Themes,
    A::Save,
    A::Labels,
    A::Also,
    A::NextUndecided,
    A::PickClaim,
    A::Enter,
    A::Cues,
    A::Categories,
    A::Threshold,
];

/// All rows in order.
pub fn bindings() -> impl Iterator<Item = (&'static Section, &'static Binding)> + Clone {
    SECTIONS.iter().flat_map(|section| section.rows.iter().map(move |row| (section, row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::key::Key;
    use std::collections::HashSet;

    #[test]
    fn every_key_is_valid_and_unique_in_its_table() {
        let mut seen = HashSet::new();
        for (section, binding) in bindings().filter(|(_, binding)| binding.keys != CATEGORY_KEYS) {
            for name in binding.keys.split(' ') {
                let key = Key::parse(name).unwrap_or_else(|| panic!("{name} is no key"));
                assert!(seen.insert((section.table, key)), "{name} is twice in {:?}", section.table);
                assert!(
                    !(section.table.takes_text() && key.is_text()),
                    "{name} is text in {:?}",
                    section.table
                );
            }
            assert!(!binding.help.is_empty() && !binding.actions.is_empty());
            // The help gives all rows the width of the widest keys.
            assert!(binding.keys.len() <= 18, "{} leaves no room for the help", binding.keys);
        }
    }

    #[test]
    fn every_action_has_a_row_and_a_name_of_its_own() {
        let bound: HashSet<Action> = bindings().flat_map(|(_, row)| row.actions).copied().collect();
        for &action in Action::ALL {
            assert!(bound.contains(&action), "{} has no row", action.name());
            assert_eq!(Action::parse(action.name()), Some(action));
        }
        assert_eq!(Action::parse("sort-by-standing"), Some(Action::SortByStatus));
        assert_eq!(Action::parse("strictness"), Some(Action::Threshold));
    }

    #[test]
    fn every_table_is_listed_and_has_rows() {
        for table in Table::ALL {
            assert!(SECTIONS.iter().any(|section| section.table == table), "{table:?}");
        }
        assert!(SECTIONS.iter().all(|section| Table::ALL.contains(&section.table)));
    }
}
