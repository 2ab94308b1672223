//! The one table of keys: it drives what a key does, the help, the hint bar and the docs.
//!
//! [`BINDINGS`] are the defaults. A [`Keymap`] is what holds in a run: the defaults with the keys of a
//! reader's own `keys.toml` ([`mod@file`]) laid over them.

pub mod file;
mod letters;
mod map;
mod shown;

pub(super) use letters::latin;
pub use map::{Keymap, Meaning, OWN_GROUP, Rebound};
pub use shown::Row;

use super::action::Action;
use crate::reading::{Order, Show};

/// What the keys mean at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// Reading and deciding.
    Read,
    /// Marking a passage.
    Select,
    /// After `f`: what to list.
    Filter,
    /// After `i`: which further category.
    Also,
    /// After `s`: what to sort the list by.
    Sort,
    /// Settling what annotators decided differently; what has no meaning here has that of reading.
    Compare,
}

impl Table {
    /// The name that `keys.toml` uses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Select => "select",
            Self::Filter => "filter",
            Self::Also => "also",
            Self::Sort => "sort",
            Self::Compare => "compare",
        }
    }

    /// The action after which its keys hold for one key; nothing for a table that holds until it is left.
    pub const fn opened_by(self) -> Option<Action> {
        match self {
            Self::Read | Self::Select | Self::Compare => None,
            Self::Filter => Some(Action::Filter),
            Self::Also => Some(Action::Also),
            Self::Sort => Some(Action::Sort),
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it holds.
    pub table: Table,
    /// The keys, by name, separated by spaces.
    pub keys: &'static str,
    /// What they do; two actions belong to two keys in turn, such as next and previous.
    pub actions: &'static [Action],
    /// What the help says.
    pub help: &'static str,
    /// What the hint bar says, where there is room; empty for what it leaves out.
    pub hint: &'static str,
    /// The heading in the help.
    pub group: &'static str,
}

const fn row(
    table: Table,
    group: &'static str,
    keys: &'static str,
    actions: &'static [Action],
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding { table, keys, actions, help, hint, group }
}

/// Stands for the keys of the scheme's categories, whatever they are.
pub const CATEGORY_KEYS: &str = "1-9";

use Action as A;
use Table::{Also, Compare, Filter, Read, Select, Sort};

/// Every key of the program. Where two keys of one row do two actions, they take turns; in the
/// hint bar the most needed ones come first, then the others in this order, until the room is used up.
pub const BINDINGS: &[Binding] = &[
    row(Read, "The program", "? F1", &[A::Help], "help", "these keys"),
    row(Read, "The program", "q Ctrl-c", &[A::Quit], "quit", "leave; every decision is already on disk"),
    row(
        Read,
        "Claims",
        "] [",
        &[A::NextMark, A::PreviousMark],
        "claim",
        "next, previous claim of those listed",
    ),
    row(Read, "Deciding", CATEGORY_KEYS, &[A::Categorise], "tag", "set the category"),
    row(Read, "Deciding", "a", &[A::Accept], "accept", "accept what the machine says"),
    row(Read, "Deciding", "x", &[A::Reject], "no claim", "not a claim"),
    row(Read, "Deciding", "u Ctrl-r", &[A::Undo, A::Redo], "undo", "undo, redo"),
    row(Read, "Deciding", "v", &[A::Select], "mark", "mark a passage that the machine missed"),
    row(Read, "Deciding", "e", &[A::Note], "note", "write a note on the claim"),
    row(Read, "Deciding", "t", &[A::Labels], "label", "give the claim free labels"),
    row(Read, "Deciding", "i", &[A::Also], "also", "a further category: then its key; again takes it away"),
    row(
        Read,
        "Deciding",
        "r",
        &[A::NextUnmarked],
        "",
        "anything missed? the next sentence that nothing is marked in",
    ),
    row(Read, "Deciding", "B", &[A::Blind], "", "blind: veil the machine's word until you have decided"),
    row(Read, "Deciding", "0", &[A::Clear], "", "clear the decision, or remove an orphan"),
    row(
        Read,
        "Deciding",
        "A X",
        &[A::AcceptAll, A::RejectAll],
        "",
        "accept, reject everything undecided that is listed; asks first",
    ),
    row(Read, "Deciding", "y Y", &[A::Copy, A::CopyAll], "", "copy the claim; copy all decisions as text"),
    row(
        Read,
        "Claims",
        "J K",
        &[A::NextUndecided, A::PreviousUndecided],
        "undecided",
        "next, previous undecided claim",
    ),
    row(
        Read,
        "Claims",
        "> <",
        &[A::NextSame, A::PreviousSame],
        "",
        "next, previous claim of the same category",
    ),
    row(Read, "Claims", "f", &[A::Filter], "filter", "list one category or standing only"),
    row(Read, "Claims", "s", &[A::Sort], "", "sort the list by position, score, category, standing"),
    row(Read, "Claims", "p", &[A::PickClaim], "pick", "choose a claim by words that stand in it"),
    row(Read, "Claims", "Enter", &[A::Enter], "why", "why it was marked; in the list: show it in the text"),
    row(Read, "Claims", "W", &[A::Cues], "cues", "each cue: patterns, examples, how often it was right"),
    row(
        Read,
        "Claims",
        "C",
        &[A::Categories],
        "categories",
        "what each category means, its threshold and counts",
    ),
    row(Read, "Claims", "%", &[A::Numbers], "", "numbers: by category, cue and speaker, and how fast"),
    row(Read, "Claims", "c", &[A::Strictness], "stricter", "stricter, strictest, looser, usual thresholds"),
    row(Read, "Claims", "Tab BackTab", &[A::OtherPane], "pane", "between text and list"),
    row(Read, "Claims", "h Left", &[A::FocusText], "", "to the text"),
    row(Read, "Claims", "l Right", &[A::FocusList], "", "to the list"),
    row(Read, "Moving", "j k Down Up", &[A::Down, A::Up], "", "one row; in the list, one claim"),
    row(Read, "Moving", "Space b PgDn PgUp", &[A::PageDown, A::PageUp], "", "one page"),
    row(Read, "Moving", "Ctrl-f Ctrl-b", &[A::PageDown, A::PageUp], "", "one page, in the manner of vim"),
    row(Read, "Moving", "Ctrl-d Ctrl-u", &[A::HalfDown, A::HalfUp], "", "half a page"),
    row(Read, "Moving", "} {", &[A::NextBlock, A::PreviousBlock], "", "next, previous paragraph"),
    row(Read, "Moving", "g G Home End", &[A::Top, A::Bottom], "", "beginning, end"),
    row(Read, "Moving", "/", &[A::Find], "find", "search; small letters find capitals too"),
    row(
        Read,
        "Moving",
        "n N",
        &[A::FindNext, A::FindPrevious],
        "",
        "next, previous place found; without a search, claim",
    ),
    row(
        Read,
        "Moving",
        "Ctrl-o Alt-o",
        &[A::JumpBack, A::JumpForward],
        "",
        "back to where the last jump began, forward again",
    ),
    row(
        Read,
        "Moving",
        "m '",
        &[A::SetPlace, A::GoToPlace],
        "",
        "mark this place, go to a mark: then a letter; '' goes back",
    ),
    row(Read, "Moving", "O", &[A::Headings], "", "choose a heading"),
    row(Read, "Moving", "o", &[A::Links], "", "choose a link; Enter copies its address"),
    row(Read, "The screen", ":", &[A::CommandLine], "command", "write a command, such as 12, theme or sort"),
    row(Read, "The screen", "T", &[A::Themes], "theme", "choose a theme, seeing each"),
    row(Read, "The screen", "z", &[A::FocusMode], "", "dim all paragraphs but the current one"),
    row(
        Read,
        "The screen",
        "M",
        &[A::ToggleMouse],
        "",
        "take the mouse, or leave it to the terminal; Shift does that for once",
    ),
    row(Read, "The screen", "+ -", &[A::Wider, A::Narrower], "", "wider, narrower column"),
    row(Read, "The screen", "=", &[A::UsualMeasure], "", "the usual column"),
    row(Read, "The screen", "\\", &[A::ToggleList], "", "show or hide the list"),
    row(Read, "The screen", "Ctrl-l", &[A::Redraw], "", "paint everything anew"),
    row(Read, "The program", "w Ctrl-s", &[A::Save], "save", "save now, or try again after a failure"),
    row(Read, "The program", "S", &[A::SaveIn], "", "keep the tags in another file from now on"),
    row(
        Read,
        "The program",
        ") (",
        &[A::NextArticle, A::PreviousArticle],
        "",
        "of several articles: the next unread one, the one before",
    ),
    row(Read, "The program", "Ctrl-z", &[A::Suspend], "", "back to the shell; `fg` returns"),
    row(
        Read,
        "The program",
        "Esc",
        &[A::Cancel],
        "",
        "end the search, close what is open, stop reading a file",
    ),
    row(
        Compare,
        "Comparing annotators",
        "a b",
        &[A::TakeFirst, A::TakeSecond],
        "take",
        "take what A says, what B says",
    ),
    row(Compare, "Comparing annotators", "c", &[A::TakeBoth], "both", "take what both say, together"),
    row(Select, "Marking a passage", "Esc", &[A::Cancel], "cancel", "give it up"),
    row(Select, "Marking a passage", CATEGORY_KEYS, &[A::Categorise], "tag", "tag the passage"),
    row(
        Select,
        "Marking a passage",
        "j k Down Up",
        &[A::NextSentence, A::PreviousSentence],
        "sentence",
        "next, previous sentence",
    ),
    row(
        Select,
        "Marking a passage",
        "l h Right Left",
        &[A::GrowForward, A::GrowBack],
        "move the end",
        "move the active end forward, back",
    ),
    row(Select, "Marking a passage", "o", &[A::OtherEnd], "other end", "make the other end the active one"),
    row(Select, "Marking a passage", "w", &[A::ByWord], "words", "move by word"),
    row(Select, "Marking a passage", "s", &[A::BySentence], "sentences", "move by sentence"),
    row(Select, "Marking a passage", "c", &[A::ByCharacter], "characters", "move by character"),
    row(Select, "Marking a passage", "x", &[A::Reject], "nothing here", "read, and there is nothing here"),
    row(
        Select,
        "Marking a passage",
        "r",
        &[A::NextUnmarked],
        "",
        "on to the next sentence that nothing is marked in",
    ),
    row(
        Select,
        "Marking a passage",
        "a",
        &[A::Accept],
        "",
        "put the lost tag that is current on the passage",
    ),
    row(Select, "Marking a passage", "y", &[A::Copy], "copy", "copy the passage"),
    row(Select, "Marking a passage", "? F1", &[A::Help], "", "these keys"),
    row(Filter, "After f", CATEGORY_KEYS, &[A::Categorise], "category", "only this category"),
    row(Filter, "After f", "u", &[A::Show(Show::Undecided)], "undecided", "only undecided claims"),
    row(Filter, "After f", "d", &[A::Show(Show::Decided)], "decided", "only decided claims"),
    row(Filter, "After f", "o", &[A::Show(Show::Orphaned)], "orphaned", "only tags whose passage is gone"),
    row(
        Filter,
        "After f",
        "n",
        &[A::Show(Show::Disputed)],
        "disputed",
        "only what the annotators that are compared decided differently",
    ),
    row(Filter, "After f", "l", &[A::PickLabel], "label", "only claims with a label: choose it"),
    row(Filter, "After f", "s", &[A::PickSpeaker], "speaker", "only claims of a speaker: choose them"),
    row(Filter, "After f", "a", &[A::Show(Show::All)], "all", "everything"),
    row(Filter, "After f", "Esc", &[A::Cancel], "cancel", "leave the list as it is"),
    row(
        Also,
        "After i",
        CATEGORY_KEYS,
        &[A::Categorise],
        "add or take away",
        "add the category, or take it away",
    ),
    row(Sort, "After s", "p", &[A::SortBy(Order::Position)], "position", "as they stand in the text"),
    row(Sort, "After s", "s", &[A::SortBy(Order::Score)], "score", "the surest first"),
    row(Sort, "After s", "c", &[A::SortBy(Order::Category)], "category", "by category"),
    row(Sort, "After s", "d", &[A::SortBy(Order::Status)], "decision", "the undecided first"),
    row(Sort, "After s", "Esc", &[A::Cancel], "cancel", "leave the list as it is"),
    row(Also, "After i", "Esc", &[A::Cancel], "cancel", "leave the categories as they are"),
];

/// What the hint bar has room for first; what is not named follows as it stands in the table.
pub(super) const HINTED: [Action; 14] = [
    A::Help,
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
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::key::Key;
    use std::collections::HashSet;

    fn name(key: &str) -> Key {
        Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))
    }

    #[test]
    fn every_key_is_known_and_stands_once_in_its_table() {
        let mut seen = HashSet::new();
        for binding in BINDINGS.iter().filter(|binding| binding.keys != CATEGORY_KEYS) {
            for key in binding.keys.split(' ') {
                assert!(seen.insert((binding.table, name(key))), "{key} stands twice in {:?}", binding.table);
            }
            assert!(!binding.help.is_empty() && !binding.actions.is_empty());
        }
    }

    #[test]
    fn names_of_actions_differ() {
        let actions: HashSet<Action> = BINDINGS.iter().flat_map(|binding| binding.actions).copied().collect();
        let names: HashSet<&str> = actions.iter().map(|action| action.name()).collect();
        assert_eq!(actions.len(), names.len());
    }
}
