//! Style values: what one part of the screen, or one category, looks like.

use super::Color;

/// How much colour the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorDepth {
    /// None: `NO_COLOR`, or a terminal without colour. Bold, underline and reverse remain.
    Mono,
    /// The 16 colours that the reader's terminal defines.
    Ansi16,
    /// The 256-colour table.
    Indexed256,
    /// 24-bit colour.
    TrueColor,
}

impl ColorDepth {
    /// All four, from the poorest to the richest.
    pub const ALL: [Self; 4] = [Self::Mono, Self::Ansi16, Self::Indexed256, Self::TrueColor];

    /// The key of its overrides under `[tier]`; `None` for 24-bit colour, which a file gives itself.
    pub(super) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Mono => Some("mono"),
            Self::Ansi16 => Some("16"),
            Self::Indexed256 => Some("256"),
            Self::TrueColor => None,
        }
    }
}

/// Whether a theme is made for light or for dark surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Appearance {
    /// Light letters on a dark ground.
    Dark,
    /// Dark letters on a light ground.
    Light,
}

/// The shape of a category's underline, where the terminal is known to draw shapes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Underline {
    /// No line.
    None,
    /// A plain line, which every terminal draws.
    #[default]
    Line,
    /// Two lines.
    Double,
    /// A wavy line.
    Curl,
    /// A row of dots.
    Dotted,
    /// A row of dashes.
    Dashed,
}

impl Underline {
    /// Every shape with the word a theme file uses for it.
    pub const ALL: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("line", Self::Line),
        ("double", Self::Double),
        ("curl", Self::Curl),
        ("dotted", Self::Dotted),
        ("dashed", Self::Dashed),
    ];
}

/// Colours and attributes of a piece of text.
///
/// What a style leaves open shows through from whatever lies beneath it.
#[allow(clippy::struct_excessive_bools)] // Five independent switches, as terminals have them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Colour of the letters.
    pub fg: Option<Color>,
    /// Colour of the ground.
    pub bg: Option<Color>,
    /// Heavier letters.
    pub bold: bool,
    /// Slanted letters; some terminals show them reversed.
    pub italic: bool,
    /// Fainter letters; terminals differ much in how faint.
    pub dim: bool,
    /// Letters and ground exchanged.
    pub reverse: bool,
    /// A plain line below.
    pub underline: bool,
}

impl Style {
    /// This style with `over` laid upon it: its colours win, its attributes are added.
    #[must_use]
    pub fn patch(self, over: Self) -> Self {
        Self {
            fg: over.fg.or(self.fg),
            bg: over.bg.or(self.bg),
            bold: self.bold || over.bold,
            italic: self.italic || over.italic,
            dim: self.dim || over.dim,
            reverse: self.reverse || over.reverse,
            underline: self.underline || over.underline,
        }
    }

    /// With letters in `color`.
    #[must_use]
    pub const fn fg(mut self, color: Color) -> Self {
        self.fg = Some(color);
        self
    }

    /// On a ground of `color`.
    #[must_use]
    pub const fn bg(mut self, color: Color) -> Self {
        self.bg = Some(color);
        self
    }

    /// In bold.
    #[must_use]
    pub const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// In italics.
    #[must_use]
    pub const fn italic(mut self) -> Self {
        self.italic = true;
        self
    }

    /// Fainter.
    #[must_use]
    pub const fn dim(mut self) -> Self {
        self.dim = true;
        self
    }

    /// With letters and ground exchanged.
    #[must_use]
    pub const fn reverse(mut self) -> Self {
        self.reverse = true;
        self
    }

    /// Underlined.
    #[must_use]
    pub const fn underline(mut self) -> Self {
        self.underline = true;
        self
    }
}

/// How one category is shown. Its letter belongs to the scheme, so that no theme can take it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryStyle {
    /// Its letter, bar and underline.
    pub color: Color,
    /// The ground of the current claim; `None` where the color_depth cannot tell tints apart, and the
    /// claim is then to be set in bold or reverse.
    pub tint: Option<Color>,
    /// Letters on a ground of `color`.
    pub on_color: Color,
    /// The shape of its underline.
    pub underline: Underline,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident = $name:literal,)*) => {
        /// A part of the screen that a theme styles: the keys of `[ui]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Part { $($(#[$doc])* $part,)* }

        impl Part {
            /// Every part, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$part),*];

            /// Its key in a theme file.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$part => $name),* }
            }
        }
    };
}

parts! {
    /// The article's letters.
    Text = "text",
    /// Its title.
    Title = "text.title",
    /// A heading within it.
    Heading = "text.heading",
    /// What is said in passing: bylines and labels.
    Dim = "text.dim",
    /// Paragraph numbers in the gutter.
    Number = "text.number",
    /// Stressed words.
    Emphasis = "text.emphasis",
    /// Words that lead to an address.
    Link = "text.link",
    /// Words in a fixed face.
    Code = "text.code",
    /// A quoted block.
    Quote = "text.quote",
    /// Paragraphs outside the focus, in focus mode: fainter than the text, and readable still.
    FocusDimmed = "focus.dimmed",
    /// The first new row after a page turn, for a moment.
    Flash = "flash",
    /// The ground of the page.
    Background = "background",
    /// The ground of the claim pane.
    Panel = "panel",
    /// The line at the top.
    Header = "header",
    /// The line at the bottom.
    Status = "status",
    /// A key in the hint bar.
    HintKey = "hint.key",
    /// What the key does.
    HintText = "hint.text",
    /// A thin dividing line.
    Border = "border",
    /// The same beside the pane that has the keys.
    BorderFocus = "border.focus",
    /// A claim in the list.
    ListItem = "list.item",
    /// The current one, while the list has the keys.
    ListSelected = "list.selected",
    /// The current one, while the text has them.
    ListSelectedUnfocused = "list.selected.unfocused",
    /// A claim that is settled.
    ListDone = "list.done",
    /// Every place where the search finds its words.
    Search = "search",
    /// The one place the reader stands at.
    SearchCurrent = "search.current",
    /// Text being marked by hand.
    Selection = "selection",
    /// The rail beside the text.
    RailTrack = "rail.track",
    /// The piece of the rail that is in view.
    RailThumb = "rail.thumb",
    /// A line the reader types into.
    Prompt = "prompt",
    /// A window above the rest.
    Popup = "popup",
    /// Its title.
    PopupTitle = "popup.title",
    /// The letters that a picker matched, in a popup's rows and in its selected one.
    Match = "match",
    /// A notice for information.
    Info = "notice.info",
    /// A notice that warns.
    Warn = "notice.warn",
    /// A notice that something failed.
    Error = "notice.error",
    /// A notice that something went well.
    Ok = "notice.ok",
    /// The sign that every tag is in the file.
    Saved = "saved",
    /// The sign that some are not.
    Unsaved = "unsaved",
}

impl Part {
    /// The part with this key.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.name() == name)
    }

    /// The part it looks like as long as a theme says nothing of it: `search` for `search.current`.
    ///
    /// Three have no such part and are like another of the same purpose, so that a theme written
    /// before they were known still shows them.
    pub(super) fn model(self) -> Option<Self> {
        match self {
            Self::FocusDimmed => Some(Self::Dim),
            Self::Flash => Some(Self::ListSelectedUnfocused),
            Self::Match => Some(Self::HintKey),
            _ => self.name().rsplit_once('.').and_then(|(before, _)| Self::named(before)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_patch_leaves_open_shows_through() {
        let page = Style::default().fg(Color::Ansi(7)).bg(Color::Ansi(0));
        let both = page.patch(Style::default().fg(Color::Ansi(1)).bold());
        assert_eq!(both, Style::default().fg(Color::Ansi(1)).bg(Color::Ansi(0)).bold());
        assert_eq!(page.patch(Style::default()), page);
    }

    #[test]
    fn every_part_is_found_by_its_key_and_stands_at_its_own_number() {
        for (number, &part) in Part::ALL.iter().enumerate() {
            assert_eq!(part as usize, number);
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::ListSelectedUnfocused.model(), Some(Part::ListSelected));
        assert_eq!(Part::HintKey.model(), None);
        assert_eq!(Part::FocusDimmed.model(), Some(Part::Dim));
        let ends =
            |mut part: Part| (0..Part::ALL.len()).any(|_| part.model().map(|model| part = model).is_none());
        assert!(Part::ALL.iter().all(|&part| ends(part)));
    }
}
