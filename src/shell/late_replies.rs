//! Filters late terminal replies out of key input.
//!
//! Over a slow connection the reply about the background colour may arrive after the first frame. crossterm reads it
//! as `Alt-]` and a series of characters, which would act as keys: `1` would settle a claim.

use crate::theme::Appearance;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

/// Start of a reply, after `Alt-]`.
const PREFIX: &str = "11;rgb";
/// In characters: four channels of four digits, with separators.
const MAX_REPLY: usize = 40;

/// Holds back events that may be part of a reply.
#[derive(Debug, Default)]
pub(super) struct LateReplies {
    held: Vec<Event>,
    text: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Filtered {
    /// Not a reply.
    Events(Vec<Event>),
    Held,
    /// End of a reply; `None` if it is invalid.
    Reply(Option<Appearance>),
}

impl LateReplies {
    /// Filters one event; passes everything unless a reply is `expected`.
    pub(super) fn filter(&mut self, event: Event, expected: bool) -> Filtered {
        let key = match &event {
            Event::Key(KeyEvent { code: KeyCode::Char(char), modifiers, .. }) => Some((*char, *modifiers)),
            _ => None,
        };
        if self.held.is_empty() {
            if expected && key == Some((']', KeyModifiers::ALT)) {
                self.held.push(event);
                return Filtered::Held;
            }
            return Filtered::Events(vec![event]);
        }
        match key {
            // BEL, or ESC and a backslash.
            Some(('g', KeyModifiers::CONTROL) | ('\\', KeyModifiers::ALT))
                if self.text.starts_with(PREFIX) =>
            {
                self.held.clear();
                Filtered::Reply(appearance(&std::mem::take(&mut self.text)))
            }
            Some((char, modifiers)) if (modifiers - KeyModifiers::SHIFT).is_empty() => {
                self.text.push(char);
                self.held.push(event);
                let may_be = self.text.starts_with(PREFIX) || PREFIX.starts_with(&self.text);
                if may_be && self.text.len() <= MAX_REPLY { Filtered::Held } else { self.release() }
            }
            _ => {
                self.held.push(event);
                self.release()
            }
        }
    }

    fn release(&mut self) -> Filtered {
        self.text.clear();
        Filtered::Events(std::mem::take(&mut self.held))
    }
}

/// Dark or light background of the colour in `11;rgb:RRRR/GGGG/BBBB`, by its luma (Rec. 709).
fn appearance(reply: &str) -> Option<Appearance> {
    let (_, channels) = reply.split_once(':')?;
    let mut channels = channels.split('/').map(|digits| {
        let max = 16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1)?;
        let value = u32::from_str_radix(digits, 16).ok()?;
        (max > 0).then(|| f64::from(value) / f64::from(max))
    });
    let mut next = || channels.next().flatten();
    let luma = 0.2126 * next()? + 0.7152 * next()? + 0.0722 * next()?;
    Some(if luma < 0.5 { Appearance::Dark } else { Appearance::Light })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(char: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(char), modifiers))
    }

    /// crossterm's events for these bytes: `]` and `\` follow an ESC, `g` stands for BEL.
    fn events(text: &str) -> Vec<Event> {
        let modifiers = |char| match char {
            ']' | '\\' => KeyModifiers::ALT,
            'g' if text.ends_with('g') => KeyModifiers::CONTROL,
            _ => KeyModifiers::NONE,
        };
        let text = text.replace("rgb", "r!b");
        text.chars()
            .map(
                |char| {
                    if char == '!' { event('g', KeyModifiers::NONE) } else { event(char, modifiers(char)) }
                },
            )
            .collect()
    }

    fn filter(text: &str, expected: bool) -> (Vec<Event>, Vec<Option<Appearance>>) {
        let (mut late, mut keys, mut replies) = (LateReplies::default(), Vec::new(), Vec::new());
        for event in events(text) {
            match late.filter(event, expected) {
                Filtered::Events(events) => keys.extend(events),
                Filtered::Held => {}
                Filtered::Reply(reply) => replies.push(reply),
            }
        }
        (keys, replies)
    }

    #[test]
    fn a_reply_is_not_read_as_keys() {
        assert_eq!(filter("a]11;rgb:ffff/fafa/f0f0\\x", true), (events("ax"), vec![Some(Appearance::Light)]));
        assert_eq!(filter("]11;rgb:10/10/10\\", true), (vec![], vec![Some(Appearance::Dark)]));
        assert_eq!(filter("]11;rgba:0/0/f/f\\", true), (vec![], vec![Some(Appearance::Dark)]));
        assert_eq!(filter("]11;rgb:ffff/ffff/ffffg", true), (vec![], vec![Some(Appearance::Light)]));
        assert_eq!(filter("]11;rgb:what\\", true), (vec![], vec![None]));
    }

    #[test]
    fn keys_that_only_begin_like_a_reply_stay_keys() {
        for text in ["]a", "]12", "]11;rx", "1]", &format!("]11;rgb:{}", "0".repeat(60))] {
            let (keys, replies) = filter(&format!("{text}xx"), true);
            let all = events(&format!("{text}xx"));
            assert_eq!((keys.len(), replies.len()), (all.len(), 0), "{text}");
            assert_eq!(keys, all);
        }
        // Unless a reply is expected, no event is held back.
        assert_eq!(filter("]", false).0.len(), 1);
        assert_eq!(filter("]11;rgb:0/0/0\\", false).0.len(), 14);
    }
}
