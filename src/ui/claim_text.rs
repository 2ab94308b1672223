//! Claims in the text: tint and underline by category and state, and the boundary between neighbours.

use super::paint::{DOTTED, Paint, color};
use crate::claim::CategoryId;
use crate::text::{Span, visible};
use crate::theme::Color;
use ratatui::style::{Modifier, Style};

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClaimState {
    pub(super) current: bool,
    pub(super) decided: bool,
    /// Does the terminal draw dotted underlines, and underlines in a colour of their own?
    pub(super) underlines: bool,
}

/// Style of a claim's words; `None` is a claim whose category is hidden.
///
/// Colour and shape of the underline say category and state where the terminal draws them. Elsewhere the tint shows
/// the undecided claims, and a decided one is underlined in the colour of its words, which are tinged for that.
pub(super) fn claim_style(paint: &Paint<'_>, category: Option<CategoryId>, state: ClaimState) -> Style {
    let look = category.map_or_else(|| paint.uncategorized(), |id| paint.category(id));
    let colored = look.color != Color::Default;
    let mut style = Style::new();
    match (look.tint, look.faint) {
        (Some(tint), _) if state.current => {
            style.bg = Some(color(tint));
            style.fg = paint.on_tint().map(color);
        }
        (None, _) if state.current && colored => {
            style = style.bg(color(look.color)).fg(color(look.on_color));
        }
        (None, _) if state.current => style = style.add_modifier(Modifier::REVERSED),
        (_, Some(faint)) if !state.decided => {
            style.bg = Some(color(faint));
            style.fg = paint.text_color().map(color);
        }
        _ => {}
    }
    if state.underlines {
        style = style.add_modifier(Modifier::UNDERLINED);
        if !state.decided {
            style = style.add_modifier(DOTTED);
        }
        if colored {
            style = style.underline_color(color(look.color));
        }
        return style;
    }
    if state.decided || !colored {
        style = style.add_modifier(Modifier::UNDERLINED);
    }
    if colored && style.bg.is_none() {
        style = style.fg(color(look.ink));
    }
    style
}

/// Drops blanks at the ends of claims, and the last character of a claim that runs into the next one, so that no two
/// of them look like one. A blank separates tinted or underlined claims.
pub(super) fn separate<T>(text: &str, claims: &mut [(Span, Style, T)]) {
    let starts: Vec<u32> = claims.iter().map(|(span, ..)| span.start()).collect();
    for (span, style, _) in claims {
        let shown = span.slice(text);
        let kept = shown.trim_end();
        let blank_shows = style.bg.is_some() || style.add_modifier.contains(Modifier::UNDERLINED);
        let rest = text.get(span.start() as usize + kept.len()..).unwrap_or_default();
        let blanks = (rest.len() - rest.trim_start().len()) as u32;
        let next = span.start() + kept.len() as u32 + if blank_shows { 0 } else { blanks };
        let kept = if starts.contains(&next) {
            let last = visible::glyphs(kept).last().map_or(0, |glyph| glyph.bytes.start);
            kept.get(..last).unwrap_or_default()
        } else {
            kept
        };
        let start = span.start() + (shown.len() - shown.trim_start().len()) as u32;
        *span = Span::new(start, (span.start() + kept.len() as u32).max(start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::theme::{ColorDepth, Theme};
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use std::sync::LazyLock;

    fn look(theme: &Theme, category: Option<u8>, state: ClaimState) -> Style {
        static SCHEME: LazyLock<Scheme> = LazyLock::new(Scheme::claims);
        let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
        claim_style(&Paint::new(&mut buffer, theme, Some(&SCHEME)), category.map(CategoryId), state)
    }

    const STATES: [(bool, bool); 4] = [(false, false), (false, true), (true, false), (true, true)];

    /// Every theme at every depth, with every state.
    fn all(underlines: bool) -> impl Iterator<Item = (&'static str, ColorDepth, ClaimState, Style)> {
        let themes = Theme::names().flat_map(|name| ColorDepth::ALL.map(|depth| (name, depth)));
        let states = move |(name, depth)| {
            let theme = Theme::built_in(name, depth).unwrap();
            STATES.map(|(current, decided)| {
                let state = ClaimState { current, decided, underlines };
                (name, depth, state, look(&theme, Some(1), state))
            })
        };
        themes.flat_map(states)
    }

    #[test]
    fn undecided_claims_are_dotted_and_decided_ones_solid_in_the_colour_of_the_category() {
        for (name, depth, state, style) in all(true) {
            let what = format!("{name} {depth:?} {state:?}: {style:?}");
            assert!(style.add_modifier.contains(Modifier::UNDERLINED), "{what}");
            assert_eq!(style.add_modifier.contains(DOTTED), !state.decided, "{what}");
            let colored = depth != ColorDepth::Mono && name != "mono";
            assert_eq!(style.underline_color.is_some(), colored, "{what}");
        }
    }

    #[test]
    fn without_coloured_underlines_no_claim_is_underlined_in_the_colour_of_the_text() {
        for (name, depth, state, style) in all(false) {
            let what = format!("{name} {depth:?} {state:?}: {style:?}");
            assert_eq!(style.underline_color, None, "{what}");
            assert!(!style.add_modifier.contains(DOTTED), "{what}");
            let underlined = style.add_modifier.contains(Modifier::UNDERLINED);
            if depth == ColorDepth::Mono || name == "mono" {
                assert!(underlined && style.fg.is_none() && style.bg.is_none(), "{what}");
            } else {
                assert_eq!(underlined, state.decided, "{what}");
                assert!(style.fg.is_some(), "{what}");
            }
        }
    }

    #[test]
    fn every_state_looks_different() {
        for underlines in [true, false] {
            for chunk in all(underlines).collect::<Vec<_>>().chunks(STATES.len()) {
                for (at, (name, depth, state, style)) in chunk.iter().enumerate() {
                    // Without colours the bar in the margin alone tells a decision.
                    if *depth == ColorDepth::Mono || *name == "mono" {
                        continue;
                    }
                    for (_, _, other, same) in &chunk[at + 1..] {
                        assert_ne!(style, same, "{name} {depth:?} {state:?} {other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn hidden_claims_show_no_category() {
        for depth in ColorDepth::ALL {
            let theme = Theme::built_in("dusk", depth).unwrap();
            for (current, decided) in STATES {
                let state = ClaimState { current, decided, underlines: true };
                let hidden = look(&theme, None, state);
                assert!(hidden.add_modifier.contains(Modifier::UNDERLINED), "{depth:?} {state:?}");
                for id in (0..4).filter(|_| depth != ColorDepth::Mono) {
                    assert_ne!(hidden, look(&theme, Some(id), state), "{depth:?} {state:?}");
                }
            }
        }
    }

    #[test]
    fn neighbours_stay_apart() {
        let text = "One. Two.三四。五六。End ";
        let at = |part: &str| text.find(part).unwrap() as u32;
        let spans =
            [(at("One"), at("Two")), (at("Two"), at("三")), (at("三"), at("五")), (at("五"), at("End"))];
        let shown = |style: Style| {
            let mut claims: Vec<(Span, Style, ())> =
                spans.iter().map(|&(from, to)| (Span::new(from, to), style, ())).collect();
            claims.push((Span::new(at("End"), text.len() as u32), style, ()));
            separate(text, &mut claims);
            claims.iter().map(|(span, ..)| span.slice(text)).collect::<Vec<_>>()
        };
        let lined = Style::new().add_modifier(Modifier::UNDERLINED);
        assert_eq!(shown(lined), ["One.", "Two", "三四", "五六", "End"]);
        // A blank does not part words that differ from the others only in colour.
        assert_eq!(
            shown(Style::new().fg(ratatui::style::Color::Green)),
            ["One", "Two", "三四", "五六", "End"]
        );
    }
}
