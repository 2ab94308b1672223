//! Keys from control characters and control sequences.
//!
//! Covers the codes of xterm, the Linux console and rxvt, kitty's keyboard protocol, xterm's modifyOtherKeys and the
//! win32 input mode. Caps Lock and Num Lock, which some of them report, change nothing; a released key is no key.

use crate::session::{Code, Key, RareModifiers};

/// Numbers of a control sequence: parameters, each with its sub-parameters; `None` for one left out.
pub(super) type Parameters = Vec<Vec<Option<u32>>>;

/// Event type of a released key.
const RELEASED: u32 = 3;

/// Bits of a modifier parameter, which is one more than their sum.
const SHIFT: u32 = 1;
const ALT: u32 = 2;
const CTRL: u32 = 4;
const SUPER: u32 = 8;
const HYPER: u32 = 16;
const META: u32 = 32;

/// `control` is C0 or DEL.
pub(super) fn control(control: u8) -> Option<Key> {
    let code = match control {
        b'\r' => Code::Enter,
        b'\t' => Code::Tab,
        0x7f => Code::Backspace,
        0x1b => Code::Esc,
        _ => {
            let char = match control {
                0 => ' ',
                1..=0x1a => char::from(control - 1 + b'a'),
                0x1c..=0x1f => char::from(control - 0x1c + b'4'),
                _ => return None,
            };
            return Some(Key { ctrl: true, ..Key::plain(Code::Char(char)) });
        }
    };
    Some(Key::plain(code))
}

pub(super) fn ss3(last: u8) -> Option<Key> {
    letter(last)
        .or(match last {
            b'M' => Some(Code::Enter),
            b'R' => Some(Code::F(3)),
            // The number pad of an application.
            b'j'..=b'o' => Some(Code::Char(char::from(last - b'j' + b'*'))),
            b'p'..=b'y' => Some(Code::Char(char::from(last - b'p' + b'0'))),
            b'X' => Some(Code::Char('=')),
            _ => None,
        })
        .map(Key::plain)
}

/// F1 to F5 of the Linux console.
pub(super) fn linux_function(last: u8) -> Option<Key> {
    let number = last.checked_sub(b'A').filter(|number| *number < 5)?;
    Some(Key::plain(Code::F(number + 1)))
}

/// A control sequence without a private marker or intermediates; `None` if it is no key, or a released one.
pub(super) fn csi(parameters: &Parameters, last: u8) -> Option<Key> {
    let modifiers = number(parameters, 1, 0).unwrap_or(1);
    if last != b'_' && number(parameters, 1, 1) == Some(RELEASED) {
        return None;
    }
    match last {
        b'u' => unicode(parameters),
        b'_' => win32(parameters),
        b'~' => match number(parameters, 0, 0)? {
            27 => character(number(parameters, 2, 0)?, None, None, modifiers, true),
            key => Some(with_modifiers(numbered(key)?, modifiers)),
        },
        b'Z' => Some(Key { shift: false, ..with_modifiers(Code::BackTab, modifiers) }),
        // With parameters it reports the place of the cursor.
        b'R' => parameters.is_empty().then_some(Key::plain(Code::F(3))),
        _ if matches!(number(parameters, 0, 0), None | Some(1)) => {
            Some(with_modifiers(letter(last)?, modifiers))
        }
        _ => None,
    }
}

fn number(parameters: &Parameters, at: usize, sub: usize) -> Option<u32> {
    parameters.get(at)?.get(sub).copied().flatten()
}

const fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'S' => Code::F(4),
        _ => return None,
    })
}

fn numbered(key: u32) -> Option<Code> {
    let function = |first: u32, name: u32| u8::try_from(key - first + name).ok().map(Code::F);
    match key {
        1 | 7 => Some(Code::Home),
        4 | 8 => Some(Code::End),
        3 => Some(Code::Delete),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28..=29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

fn with_modifiers(code: Code, modifiers: u32) -> Key {
    let bits = modifiers.saturating_sub(1);
    let rare = [(SUPER, RareModifiers::SUPER), (HYPER, RareModifiers::HYPER), (META, RareModifiers::META)];
    let rare = rare
        .into_iter()
        .filter(|(bit, _)| bits & bit != 0)
        .fold(RareModifiers::default(), |all, (_, one)| all.with(one));
    let shift = bits & SHIFT != 0;
    let key = Key { ctrl: bits & CTRL != 0, alt: bits & ALT != 0, shift, rare, ..Key::plain(code) };
    match code {
        Code::Tab if shift => Key { code: Code::BackTab, shift: false, ..key },
        // On these Shift means nothing more.
        Code::Enter | Code::Backspace | Code::Esc => Key { shift: false, ..key },
        _ => key,
    }
}

/// A key of kitty's protocol: code, with the shifted code and the code on the standard layout; modifiers; text.
fn unicode(parameters: &Parameters) -> Option<Key> {
    let (code, modifiers) = (number(parameters, 0, 0)?, number(parameters, 1, 0).unwrap_or(1));
    let [shifted, physical] = [1, 2].map(|sub| number(parameters, 0, sub));
    // Several characters are the work of an input method, whose key is unknown.
    let text = parameters.get(2).map(Vec::as_slice).unwrap_or_default();
    let typed = match text {
        [Some(typed)] if code == 0 || modifiers & (CTRL | ALT) == 0 => Some(*typed),
        _ => shifted.filter(|_| modifiers.saturating_sub(1) & SHIFT != 0),
    };
    let code = if code == 0 { typed? } else { code };
    character(code, typed, physical, modifiers, false)
}

/// `typed` is the character that Shift makes of `code`, if known. `is_shifted`: the code already includes Shift.
fn character(
    code: u32,
    typed: Option<u32>,
    physical: Option<u32>,
    modifiers: u32,
    is_shifted: bool,
) -> Option<Key> {
    let named = match code {
        8 | 127 => Some(Code::Backspace),
        9 => Some(Code::Tab),
        13 | 57414 => Some(Code::Enter),
        27 => Some(Code::Esc),
        57376..=57387 => u8::try_from(code - 57376 + 13).ok().map(Code::F),
        57417 => Some(Code::Left),
        57418 => Some(Code::Right),
        57419 => Some(Code::Up),
        57420 => Some(Code::Down),
        57421 => Some(Code::PageUp),
        57422 => Some(Code::PageDown),
        57423 => Some(Code::Home),
        57424 => Some(Code::End),
        57426 => Some(Code::Delete),
        _ => None,
    };
    if let Some(named) = named {
        return Some(with_modifiers(named, modifiers));
    }
    let key = with_modifiers(Code::Esc, modifiers);
    let shift = modifiers.saturating_sub(1) & SHIFT != 0;
    let char = match code {
        57399..=57408 => return Some(pad(key, shift, char::from_u32(code - 57399 + u32::from('0'))?)),
        57409 => return Some(pad(key, shift, '.')),
        57410 => return Some(pad(key, shift, '/')),
        57411 => return Some(pad(key, shift, '*')),
        57412 => return Some(pad(key, shift, '-')),
        57413 => return Some(pad(key, shift, '+')),
        57415 => return Some(pad(key, shift, '=')),
        57416 => return Some(pad(key, shift, ',')),
        // Locks, modifiers and media keys.
        0xe000..=0xf8ff => return None,
        code => char::from_u32(code).filter(|char| !char.is_control())?,
    };
    let physical = physical.and_then(char::from_u32).filter(char::is_ascii_graphic);
    let (char, shift) = match typed.and_then(char::from_u32) {
        Some(typed) if !typed.is_control() => (typed, false),
        _ if !shift => (char, false),
        _ if char.is_lowercase() && !is_shifted => (char.to_uppercase().next().unwrap_or(char), false),
        // A digit or a mark with Shift is another character, which only the keyboard's layout knows.
        _ => (char, !is_shifted && (char.is_ascii_digit() || UNSHIFTED.contains(char))),
    };
    // Traditionally the same key, and some users type it this way.
    if char == '[' && key.ctrl && !key.alt && !shift && key.rare == RareModifiers::default() {
        return Some(Key::plain(Code::Esc));
    }
    let physical =
        physical.map(|char| if modifiers.saturating_sub(1) & SHIFT != 0 { us_shifted(char) } else { char });
    Some(Key { code: Code::Char(char), shift, physical, ..key })
}

/// A character of the number pad, where Shift has moved the cursor instead if it means anything.
const fn pad(key: Key, shift: bool, char: char) -> Key {
    Key { code: Code::Char(char), shift, ..key }
}

/// Marks that a US keyboard types without Shift, and what it types with it.
const UNSHIFTED: &str = "-=[]\\;',./`";
const SHIFTED: &str = "_+{}|:\"<>?~";

/// What Shift makes of a key on a US keyboard.
fn us_shifted(char: char) -> char {
    let digits = "0123456789".chars().zip(")!@#$%^&*(".chars());
    let mut pairs = UNSHIFTED.chars().zip(SHIFTED.chars()).chain(digits);
    pairs.find(|(plain, _)| *plain == char).map_or_else(|| char.to_ascii_uppercase(), |(_, shifted)| shifted)
}

/// A key of the win32 input mode: virtual key; scan code; character; 1 if pressed; control keys; repetitions.
fn win32(parameters: &Parameters) -> Option<Key> {
    const RIGHT_ALT: u32 = 1;
    const ALTS: u32 = 3;
    const LEFT_CTRL: u32 = 8;
    const CTRLS: u32 = 12;
    const SHIFTS: u32 = 16;
    let field = |at| number(parameters, at, 0).unwrap_or(0);
    if field(3) != 1 {
        return None;
    }
    let (held, char) = (field(4), field(2));
    // AltGr, which types a character.
    let alt_gr = held & RIGHT_ALT != 0 && held & LEFT_CTRL != 0 && char >= 0x20;
    let bit = |held_bits: u32, bit: u32| if held & held_bits != 0 { bit } else { 0 };
    let plain = if alt_gr { 0 } else { bit(ALTS, ALT) | bit(CTRLS, CTRL) };
    let modifiers = 1 + (bit(SHIFTS, SHIFT) | plain);
    let code = match field(0) {
        0x08 => Code::Backspace,
        0x09 => Code::Tab,
        0x0d => Code::Enter,
        0x1b => Code::Esc,
        0x21 => Code::PageUp,
        0x22 => Code::PageDown,
        0x23 => Code::End,
        0x24 => Code::Home,
        0x25 => Code::Left,
        0x26 => Code::Up,
        0x27 => Code::Right,
        0x28 => Code::Down,
        0x2e => Code::Delete,
        key @ 0x70..=0x87 => Code::F(u8::try_from(key - 0x70 + 1).ok()?),
        key => {
            let char = match char {
                // With Ctrl the character is a control character; the virtual key names the letter.
                0..=0x1f if (0x41..=0x5a).contains(&key) => key + 0x20,
                0..=0x1f => return None,
                char => char,
            };
            return character(char, None, None, modifiers, true);
        }
    };
    Some(with_modifiers(code, modifiers))
}
