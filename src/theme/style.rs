//! Styles of screen parts and categories.

use super::Color;

/// Number of colours that the terminal shows, from fewest to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColorDepth {
    /// `NO_COLOR`, or a terminal without colours. Bold, underline and reverse remain.
    Mono,
    /// The 16 colours of the reader's palette.
    Ansi16,
    Indexed256,
    TrueColor,
}

impl ColorDepth {
    pub const ALL: [Self; 4] = [Self::Mono, Self::Ansi16, Self::Indexed256, Self::TrueColor];

    /// Key of the overrides under `[tier]`; `None` for 24-bit colour, which needs none.
    pub(super) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Mono => Some("mono"),
            Self::Ansi16 => Some("16"),
            Self::Indexed256 => Some("256"),
            Self::TrueColor => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Appearance {
    Dark,
    Light,
}

/// Underline shape of a category. Terminals not known to draw shapes draw [`Underline::Line`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Underline {
    None,
    #[default]
    Line,
    Double,
    Curl,
    Dotted,
    Dashed,
}

impl Underline {
    pub const ALL: [(&'static str, Self); 6] = [
        ("none", Self::None),
        ("line", Self::Line),
        ("double", Self::Double),
        ("curl", Self::Curl),
        ("dotted", Self::Dotted),
        ("dashed", Self::Dashed),
    ];
}

/// Colours and attributes of text. `None` shows the colour beneath.
#[allow(clippy::struct_excessive_bools)] // Terminals have five independent switches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    pub fg: Option<Color>,
    pub bg: Option<Color>,
    pub bold: bool,
    /// Some terminals reverse the text instead.
    pub italic: bool,
    /// Faintness differs much between terminals.
    pub dim: bool,
    pub reverse: bool,
    pub underline: bool,
}

/// Appearance of one category. Its letter belongs to the scheme, so that no theme can remove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CategoryStyle {
    /// For its letter, bar and underline.
    pub color: Color,
    /// Background of the current claim; `None` where the color depth cannot distinguish tints: the claim is then
    /// painted in `on_color` on `color`, or reversed.
    pub tint: Option<Color>,
    /// Background of the other undecided claims; `None` where the color depth cannot distinguish it from the page.
    pub faint: Option<Color>,
    /// Text of a claim on the page, between the text's colour and `color`, for terminals that draw an underline only
    /// in the colour of its text.
    pub ink: Color,
    /// Text on a background of `color`.
    pub on_color: Color,
    pub underline: Underline,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $part:ident = $name:literal,)*) => {
        /// A part of the screen that a theme can style: the keys of `[ui]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Part { $($(#[$doc])* $part,)* }

        impl Part {
            /// In the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$part),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$part => $name),* }
            }
        }
    };
}

parts! {
    Text = "text",
    /// The theme's own hue: titles, what has the keyboard, and progress.
    Accent = "accent",
    Title = "text.title",
    Heading = "text.heading",
    Dim = "text.dim",
    /// Paragraph numbers in the gutter.
    Number = "text.number",
    Link = "text.link",
    Code = "text.code",
    Quote = "text.quote",
    /// Paragraphs out of focus in focus mode: fainter, but readable.
    FocusDimmed = "focus.dimmed",
    Background = "background",
    Panel = "panel",
    Header = "header",
    Status = "status",
    HintKey = "hint.key",
    HintText = "hint.text",
    Border = "border",
    BorderFocus = "border.focus",
    ListItem = "list.item",
    /// The current claim while the list has the keyboard.
    ListSelected = "list.selected",
    /// The current claim while the text has the keyboard.
    ListSelectedUnfocused = "list.selected.unfocused",
    ListDone = "list.done",
    Search = "search",
    /// The match under the cursor.
    SearchCurrent = "search.current",
    Selection = "selection",
    RailTrack = "rail.track",
    /// The part of the rail in view.
    RailThumb = "rail.thumb",
    Prompt = "prompt",
    Popup = "popup",
    PopupTitle = "popup.title",
    Match = "match",
    Info = "notice.info",
    Warn = "notice.warn",
    Error = "notice.error",
    Ok = "notice.ok",
    /// Sign that all tags are on disk.
    Saved = "saved",
    Unsaved = "unsaved",
}

impl Part {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|part| part.name() == name)
    }

    /// The part that lends its style while a theme does not set this one: `search` for `search.current`.
    ///
    /// Three borrow from a part of the same purpose with an unrelated name.
    pub(super) fn fallback(self) -> Option<Self> {
        match self {
            Self::FocusDimmed => Some(Self::Dim),
            Self::Match => Some(Self::HintKey),
            Self::Accent => Some(Self::Title),
            _ => self.name().rsplit_once('.').and_then(|(before, _)| Self::named(before)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_name_and_indexed_by_position() {
        for (index, &part) in Part::ALL.iter().enumerate() {
            assert_eq!(part as usize, index);
            assert_eq!(Part::named(part.name()), Some(part));
        }
    }

    #[test]
    fn every_chain_of_fallbacks_ends() {
        assert_eq!(Part::ListSelectedUnfocused.fallback(), Some(Part::ListSelected));
        assert_eq!(Part::HintKey.fallback(), None);
        assert_eq!(Part::FocusDimmed.fallback(), Some(Part::Dim));
        let ends = |mut part: Part| {
            (0..Part::ALL.len()).any(|_| part.fallback().map(|fallback| part = fallback).is_none())
        };
        assert!(Part::ALL.iter().all(|&part| ends(part)));
    }
}
