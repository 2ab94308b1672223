//! What a reader can ask for, each with the one name it has in keymaps, help, docs and tests.

use crate::reading::{Order, Show};

/// Something that the reader asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row, or one mark of the list, down.
    Down,
    /// One row, or one mark of the list, up.
    Up,
    /// One page down.
    PageDown,
    /// One page up.
    PageUp,
    /// Half a page down.
    HalfDown,
    /// Half a page up.
    HalfUp,
    /// To the beginning.
    Top,
    /// To the end.
    Bottom,
    /// To the next block.
    NextBlock,
    /// To the previous block.
    PreviousBlock,
    /// To the next mark that the filter shows.
    NextMark,
    /// To the previous one.
    PreviousMark,
    /// To the next mark of the same category.
    NextSame,
    /// To the previous mark of the same category.
    PreviousSame,
    /// To the next undecided mark.
    NextUndecided,
    /// To the previous undecided mark.
    PreviousUndecided,
    /// To the other pane.
    OtherPane,
    /// To the text.
    FocusText,
    /// To the list.
    FocusList,
    /// In the list: to the mark in the text. In the text: all that is known of the mark.
    Enter,
    /// Give the mark the category with the key that was pressed.
    Categorise,
    /// Add or take away a further category: the next key says which.
    Also,
    /// Agree with the machine.
    Accept,
    /// Take what the annotator says who is shown as A.
    TakeFirst,
    /// Take what the annotator says who is shown as B.
    TakeSecond,
    /// Take what both annotators say, together.
    TakeBoth,
    /// Say that it is not a claim; of a selection, that there is nothing here.
    Reject,
    /// Take the decision back.
    Clear,
    /// Write a note.
    Note,
    /// Write free labels.
    Labels,
    /// Mark a passage.
    Select,
    /// Take the last change back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Search.
    Find,
    /// To the next place found, or the next mark without a search.
    FindNext,
    /// To the previous place found, or the previous mark without a search.
    FindPrevious,
    /// Narrow the list: the next key says to what.
    Filter,
    /// List the marks of this standing.
    Show(Show),
    /// Show only surer claims, or weaker ones too.
    Strictness,
    /// Veil the machine's word until the reader has decided, or show it.
    Blind,
    /// Mark the next sentence that nothing is marked in.
    NextUnmarked,
    /// The cues of the current mark, one by one.
    Cues,
    /// What each category means, and how its marks stand.
    Categories,
    /// What was decided so far in numbers.
    Numbers,
    /// Choose a theme, seeing each.
    Themes,
    /// Back to where the last jump began.
    JumpBack,
    /// Forward again to where going back began.
    JumpForward,
    /// Mark this place: the next key is its letter.
    SetPlace,
    /// To a place that was marked: the next key is its letter.
    GoToPlace,
    /// Write a command.
    CommandLine,
    /// Choose a claim by its words.
    PickClaim,
    /// Choose a link, to copy its address.
    Links,
    /// Choose a heading to go to.
    Headings,
    /// List only claims with a label: choose it.
    PickLabel,
    /// List only claims of a speaker: choose them.
    PickSpeaker,
    /// Sort the list: the next key says by what.
    Sort,
    /// Sort the list by this.
    SortBy(Order),
    /// Accept everything undecided that is listed, once confirmed.
    AcceptAll,
    /// Reject everything undecided that is listed, once confirmed.
    RejectAll,
    /// Copy the claim, or the passage that is marked.
    Copy,
    /// Copy all decisions as text.
    CopyAll,
    /// Dim all paragraphs but the current one.
    FocusMode,
    /// Take the mouse over, or leave it to the terminal.
    ToggleMouse,
    /// A wider measure.
    Wider,
    /// A narrower measure.
    Narrower,
    /// The usual measure.
    UsualMeasure,
    /// Show or hide the list.
    ToggleList,
    /// Show the keys.
    Help,
    /// Save now.
    Save,
    /// Keep the tags in another file.
    SaveIn,
    /// Leave.
    Quit,
    /// On to the next article of the shelf that was never opened.
    NextArticle,
    /// Back to the article before this one on the shelf.
    PreviousArticle,
    /// Paint everything anew.
    Redraw,
    /// Stop the process until the shell brings it back.
    Suspend,
    /// Give up what was begun.
    Cancel,
    /// Selection: the next sentence instead of this one.
    NextSentence,
    /// Selection: the previous sentence instead of this one.
    PreviousSentence,
    /// Selection: move the active end forward by one unit.
    GrowForward,
    /// Selection: move the active end back by one unit.
    GrowBack,
    /// Selection: make the other end the active one.
    OtherEnd,
    /// Selection: count in words.
    ByWord,
    /// Selection: count in sentences.
    BySentence,
    /// Selection: count in characters.
    ByCharacter,
}

impl Action {
    /// The name that keymaps, help and docs use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Down => "down",
            Self::Up => "up",
            Self::PageDown => "page-down",
            Self::PageUp => "page-up",
            Self::HalfDown => "half-page-down",
            Self::HalfUp => "half-page-up",
            Self::Top => "top",
            Self::Bottom => "bottom",
            Self::NextBlock => "next-block",
            Self::PreviousBlock => "previous-block",
            Self::NextMark => "next-mark",
            Self::PreviousMark => "previous-mark",
            Self::NextSame => "next-same-category",
            Self::PreviousSame => "previous-same-category",
            Self::NextUndecided => "next-undecided",
            Self::PreviousUndecided => "previous-undecided",
            Self::OtherPane => "other-pane",
            Self::FocusText => "focus-text",
            Self::FocusList => "focus-list",
            Self::Enter => "enter",
            Self::Categorise => "categorise",
            Self::Also => "also",
            Self::Accept => "accept",
            Self::TakeFirst => "take-a",
            Self::TakeSecond => "take-b",
            Self::TakeBoth => "take-both",
            Self::Reject => "reject",
            Self::Clear => "clear",
            Self::Note => "note",
            Self::Labels => "labels",
            Self::Select => "select",
            Self::Undo => "undo",
            Self::Redo => "redo",
            Self::Find => "find",
            Self::FindNext => "find-next",
            Self::FindPrevious => "find-previous",
            Self::Filter => "filter",
            Self::Show(Show::All) => "show-all",
            Self::Show(Show::Undecided) => "show-undecided",
            Self::Show(Show::Decided) => "show-decided",
            Self::Show(Show::Orphaned) => "show-orphaned",
            Self::Show(Show::Disputed) => "show-disputed",
            Self::Strictness => "strictness",
            Self::Blind => "blind",
            Self::NextUnmarked => "next-unmarked",
            Self::Cues => "cues",
            Self::Categories => "categories",
            Self::Numbers => "numbers",
            Self::Themes => "themes",
            Self::JumpBack => "jump-back",
            Self::JumpForward => "jump-forward",
            Self::SetPlace => "set-mark",
            Self::GoToPlace => "go-to-mark",
            Self::CommandLine => "command-line",
            Self::PickClaim => "pick-claim",
            Self::Links => "links",
            Self::Headings => "headings",
            Self::PickLabel => "show-label",
            Self::PickSpeaker => "show-speaker",
            Self::Sort => "sort",
            Self::SortBy(Order::Position) => "sort-by-position",
            Self::SortBy(Order::Score) => "sort-by-score",
            Self::SortBy(Order::Category) => "sort-by-category",
            Self::SortBy(Order::Status) => "sort-by-standing",
            Self::AcceptAll => "accept-listed",
            Self::RejectAll => "reject-listed",
            Self::Copy => "copy",
            Self::CopyAll => "copy-all",
            Self::FocusMode => "focus-mode",
            Self::ToggleMouse => "toggle-mouse",
            Self::Wider => "wider",
            Self::Narrower => "narrower",
            Self::UsualMeasure => "usual-measure",
            Self::ToggleList => "toggle-list",
            Self::Help => "help",
            Self::Save => "save",
            Self::SaveIn => "save-in",
            Self::Quit => "quit",
            Self::NextArticle => "next-article",
            Self::PreviousArticle => "previous-article",
            Self::Redraw => "redraw",
            Self::Suspend => "suspend",
            Self::Cancel => "cancel",
            Self::NextSentence => "next-sentence",
            Self::PreviousSentence => "previous-sentence",
            Self::GrowForward => "grow-forward",
            Self::GrowBack => "grow-back",
            Self::OtherEnd => "other-end",
            Self::ByWord => "by-word",
            Self::BySentence => "by-sentence",
            Self::ByCharacter => "by-character",
        }
    }

    /// Whether it moves the page by as much as it says, and so is no jump to come back from.
    pub(super) const fn is_scroll(self) -> bool {
        matches!(
            self,
            Self::Down
                | Self::Up
                | Self::PageDown
                | Self::PageUp
                | Self::HalfDown
                | Self::HalfUp
                | Self::NextBlock
                | Self::PreviousBlock
                | Self::JumpBack
                | Self::JumpForward
        )
    }
}
