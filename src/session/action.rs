//! Actions: every command, under the names used by `keys.toml`, help, docs and the command line.

/// Declares [`Action`] from one line each: the variant, its name, and earlier names that `keys.toml` and the
/// command line still accept.
macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident = $name:literal $(| $earlier:literal)*,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $variant,)*
        }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Accepts current and earlier names.
            pub fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name $(| $earlier)* => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

actions! {
    /// One row down in the text, one mark down in the list.
    Down = "down",
    Up = "up",
    PageDown = "page-down",
    PageUp = "page-up",
    HalfPageDown = "half-page-down",
    HalfPageUp = "half-page-up",
    Top = "top",
    Bottom = "bottom",
    NextBlock = "next-block",
    PreviousBlock = "previous-block",
    /// The next mark that the filter lists.
    NextMark = "next-mark",
    PreviousMark = "previous-mark",
    NextSameCategory = "next-same-category",
    PreviousSameCategory = "previous-same-category",
    NextUndecided = "next-undecided",
    PreviousUndecided = "previous-undecided",
    OtherPane = "other-pane",
    FocusText = "focus-text",
    FocusList = "focus-list",
    /// In the list: show the mark in the text. In the text: show all details of the mark.
    Enter = "enter",
    /// The only action with an argument: the category of the pressed key.
    Categorise = "categorise",
    /// Prefix: the next key adds or removes a category.
    Also = "also",
    /// Agree with the suggestion; on a selected passage: attach the current lost tag to it.
    Accept = "accept",
    TakeA = "take-a",
    TakeB = "take-b",
    TakeBoth = "take-both",
    /// Not a claim; on a selected passage: nothing here.
    Reject = "reject",
    /// Leave the mark open for now, so that it is not asked again.
    Skip = "skip",
    /// Make the mark undecided again.
    Clear = "clear",
    Note = "note",
    /// Open an unfinished line about a claim again.
    Draft = "draft",
    Labels = "labels",
    /// Say who makes the claim.
    EditSpeaker = "speaker",
    /// Fill in the scheme's fields.
    Fields = "fields",
    /// Change the bounds of the current mark; within a selection, set an end at the cursor.
    Select = "select",
    /// Select a passage that belongs to no claim.
    NewPassage = "new-passage",
    Undo = "undo",
    Redo = "redo",
    Find = "find",
    /// The next match, or the next mark without a search.
    FindNext = "find-next",
    FindPrevious = "find-previous",
    /// Prefix: the next key chooses a filter.
    Filter = "filter",
    ShowAll = "show-all",
    ShowUndecided = "show-undecided",
    ShowDecided = "show-decided",
    ShowSkipped = "show-skipped",
    ShowLost = "show-lost" | "show-orphaned",
    ShowDisputed = "show-disputed",
    PickLabel = "show-label",
    PickSpeaker = "show-speaker",
    /// Cycle through the thresholds: stricter, strictest, looser, default.
    Threshold = "threshold" | "strictness",
    /// Hide suggestions until the reader has decided, or show them.
    Blind = "blind",
    /// Select the next sentence without a mark.
    NextUnmarked = "next-unmarked",
    Cues = "cues",
    Categories = "categories",
    Numbers = "numbers",
    Themes = "themes",
    JumpBack = "jump-back",
    JumpForward = "jump-forward",
    SetBookmark = "set-bookmark" | "set-mark",
    GoToBookmark = "go-to-bookmark" | "go-to-mark",
    CommandLine = "command-line",
    PickClaim = "pick-claim",
    Links = "links",
    Headings = "headings",
    /// Prefix: the next key chooses the sort order.
    Sort = "sort",
    SortByPosition = "sort-by-position",
    SortByScore = "sort-by-score",
    SortByCategory = "sort-by-category",
    SortByStatus = "sort-by-status" | "sort-by-standing",
    SortByUsefulness = "sort-by-usefulness",
    /// Lists decisions on each cue, silenced cues, and words that could become one.
    CueTrials = "cues-on-trial",
    /// Learns a personal model from the reader's tags.
    Learn = "learn",
    /// Accept every listed undecided mark, after a confirmation.
    AcceptAll = "accept-listed",
    RejectAll = "reject-listed",
    Copy = "copy",
    CopyAll = "copy-all",
    /// Show one claim at a time, or the page again.
    Cards = "cards",
    FocusMode = "focus-mode",
    ToggleMouse = "toggle-mouse",
    /// Let the model rest, or go on.
    PauseModel = "pause-model",
    Wider = "wider",
    Narrower = "narrower",
    DefaultMeasure = "default-measure" | "usual-measure",
    ToggleList = "toggle-list",
    /// All actions by group; the next key performs one.
    Menu = "menu",
    Help = "help",
    Save = "save",
    /// Ask for another tag file.
    SaveIn = "save-in",
    Quit = "quit",
    NextArticle = "next-article",
    PreviousArticle = "previous-article",
    /// Open the article in the editor that the environment names.
    Edit = "edit",
    Redraw = "redraw",
    /// Stop the process until the shell continues it.
    Suspend = "suspend",
    /// Leave the mode, close the window, or stop the running task.
    Cancel = "cancel",
    NextSentence = "next-sentence",
    PreviousSentence = "previous-sentence",
    /// One character; an end of a selected passage moves with the cursor.
    CursorForward = "cursor-forward" | "grow-forward",
    CursorBack = "cursor-back" | "grow-back",
    /// One row.
    CursorDown = "cursor-down",
    CursorUp = "cursor-up",
    NextWord = "next-word",
    PreviousWord = "previous-word",
    WordEnd = "word-end",
    RowStart = "row-start",
    RowEnd = "row-end",
    OtherEnd = "other-end",
    WholeSentences = "whole-sentences" | "by-sentence",
    /// Finish the line, choose the selected item, or say yes.
    Confirm = "confirm",
    LineBreak = "line-break",
    /// Put what is saved in the place of an unfinished line.
    Revert = "revert",
    /// Complete a command, a label or a speaker; in other lists: select the next item.
    Complete = "complete",
    /// Leave without saving the changes that could not be saved.
    Discard = "discard",
}

impl Action {
    /// Does it change what is decided, or noted, about the current claim?
    pub(super) const fn decides(self) -> bool {
        matches!(
            self,
            Self::Categorise
                | Self::Also
                | Self::Accept
                | Self::TakeA
                | Self::TakeB
                | Self::TakeBoth
                | Self::Reject
                | Self::Skip
                | Self::Clear
                | Self::Note
                | Self::Labels
                | Self::EditSpeaker
                | Self::Fields
                | Self::Undo
                | Self::Redo
        )
    }

    /// Does it make another claim current?
    pub(super) const fn goes_to_claim(self) -> bool {
        matches!(
            self,
            Self::NextMark
                | Self::PreviousMark
                | Self::NextSameCategory
                | Self::PreviousSameCategory
                | Self::NextUndecided
                | Self::PreviousUndecided
        )
    }

    /// Does it only scroll, and so create no jump?
    pub(super) const fn is_scroll(self) -> bool {
        matches!(
            self,
            Self::Down
                | Self::Up
                | Self::PageDown
                | Self::PageUp
                | Self::HalfPageDown
                | Self::HalfPageUp
                | Self::NextBlock
                | Self::PreviousBlock
                | Self::JumpBack
                | Self::JumpForward
        )
    }
}
