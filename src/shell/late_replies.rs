//! Answers of the terminal that come when nobody waits for them any more.
//!
//! Over a slow connection the answer about the ground's colour may come after the first screen. To the
//! library that reads keys it is `Alt-]` and then a row of characters, each of which would be taken for a key:
//! `1` would settle a claim.

use crate::theme::Appearance;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

/// What the answer begins with, behind the `Alt-]`.
const BEGINNING: &str = "11;rgb";
/// The longest answer, in characters: four channels of four digits, with what stands between them.
const LONGEST: usize = 40;

/// Holds events back as long as they may be such an answer.
#[derive(Debug, Default)]
pub(super) struct LateReplies {
    held: Vec<Event>,
    said: String,
}

/// What comes of an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sifted {
    /// These are keys after all, or were never anything else.
    Events(Vec<Event>),
    /// It may be a part of an answer; what comes next will tell.
    DragState,
    /// It ends an answer, which says this, or nothing that can be understood.
    Answer(Option<Appearance>),
}

impl LateReplies {
    /// Takes in one event. An answer is only thought of where one is `awaited`.
    pub(super) fn sift(&mut self, event: Event, awaited: bool) -> Sifted {
        let key = match &event {
            Event::Key(KeyEvent { code: KeyCode::Char(char), modifiers, .. }) => Some((*char, *modifiers)),
            _ => None,
        };
        if self.held.is_empty() {
            if awaited && key == Some((']', KeyModifiers::ALT)) {
                self.held.push(event);
                return Sifted::DragState;
            }
            return Sifted::Events(vec![event]);
        }
        match key {
            // BEL, or ESC and a backslash.
            Some(('g', KeyModifiers::CONTROL) | ('\\', KeyModifiers::ALT)) if self.begins() => {
                self.held.clear();
                Sifted::Answer(appearance(&std::mem::take(&mut self.said)))
            }
            Some((char, modifiers)) if (modifiers - KeyModifiers::SHIFT).is_empty() => {
                self.said.push(char);
                self.held.push(event);
                let may_be = self.begins() || BEGINNING.starts_with(&self.said);
                if may_be && self.said.len() <= LONGEST { Sifted::DragState } else { self.give_up() }
            }
            _ => {
                self.held.push(event);
                self.give_up()
            }
        }
    }

    fn begins(&self) -> bool {
        self.said.starts_with(BEGINNING)
    }

    fn give_up(&mut self) -> Sifted {
        self.said.clear();
        Sifted::Events(std::mem::take(&mut self.held))
    }
}

/// Whether a ground of the colour in `11;rgb:RRRR/GGGG/BBBB` is dark or light, by its luma (Rec. 709).
fn appearance(said: &str) -> Option<Appearance> {
    let (_, channels) = said.split_once(':')?;
    let mut share = channels.split('/').map(|digits| {
        let most =
            16_u32.checked_pow(u32::try_from(digits.len()).ok()?)?.checked_sub(1).filter(|most| *most > 0)?;
        Some(f64::from(u32::from_str_radix(digits, 16).ok()?) / f64::from(most))
    });
    let mut next = || share.next().flatten();
    let luma = 0.2126 * next()? + 0.7152 * next()? + 0.0722 * next()?;
    Some(if luma < 0.5 { Appearance::Dark } else { Appearance::Light })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(char: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(char), modifiers))
    }

    /// The events that the library makes of these bytes: `]` and `\` came behind an ESC, `g` stands for BEL.
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

    fn sift(text: &str, awaited: bool) -> (Vec<Event>, Vec<Option<Appearance>>) {
        let (mut stray, mut keys, mut answers) = (LateReplies::default(), Vec::new(), Vec::new());
        for event in events(text) {
            match stray.sift(event, awaited) {
                Sifted::Events(events) => keys.extend(events),
                Sifted::DragState => {}
                Sifted::Answer(answer) => answers.push(answer),
            }
        }
        (keys, answers)
    }

    #[test]
    fn an_answer_is_taken_for_no_key() {
        assert_eq!(sift("a]11;rgb:ffff/fafa/f0f0\\x", true), (events("ax"), vec![Some(Appearance::Light)]));
        assert_eq!(sift("]11;rgb:10/10/10\\", true), (vec![], vec![Some(Appearance::Dark)]));
        assert_eq!(sift("]11;rgba:0/0/f/f\\", true), (vec![], vec![Some(Appearance::Dark)]));
        assert_eq!(sift("]11;rgb:ffff/ffff/ffffg", true), (vec![], vec![Some(Appearance::Light)]));
        assert_eq!(sift("]11;rgb:what\\", true), (vec![], vec![None]));
    }

    #[test]
    fn what_only_begins_like_one_is_keys() {
        for text in ["]a", "]12", "]11;rx", "1]", &format!("]11;rgb:{}", "0".repeat(60))] {
            let (keys, answers) = sift(&format!("{text}xx"), true);
            let all = events(&format!("{text}xx"));
            assert_eq!((keys.len(), answers.len()), (all.len(), 0), "{text}");
            assert_eq!(keys, all);
        }
        // Where none is awaited nothing is held back.
        assert_eq!(sift("]", false).0.len(), 1);
        assert_eq!(sift("]11;rgb:0/0/0\\", false).0.len(), 14);
    }
}
