//! Keys, independent of any terminal library, and their names in `keys.toml`.

use std::fmt;
use std::hash::{Hash, Hasher};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    /// Shift-Tab, which terminals report as a key of its own.
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// Modifiers without a default key. No key has a meaning with them unless the user gives it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RareModifiers(u8);

impl RareModifiers {
    pub const NONE: Self = Self(0);
    /// Also the Windows key and Cmd.
    pub const SUPER: Self = Self(1);
    pub const HYPER: Self = Self(2);
    pub const META: Self = Self(4);

    const NAMES: [(Self, &str); 3] =
        [(Self::SUPER, "Super-"), (Self::HYPER, "Hyper-"), (Self::META, "Meta-")];

    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// A key press. Equal keys type the same; `physical` is only a hint.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
    /// Only for keys without a character, since characters reflect it, and for characters that Shift changes in a
    /// way that the terminal does not report.
    pub shift: bool,
    pub rare: RareModifiers,
    /// Character that a US keyboard types with this key, if the terminal reports it.
    pub physical: Option<char>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        let typed = |key: &Self| (key.code, key.ctrl, key.alt, key.shift, key.rare);
        typed(self) == typed(other)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.code, self.ctrl, self.alt, self.shift, self.rare).hash(state);
    }
}

impl Key {
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false, rare: RareModifiers::NONE, physical: None }
    }

    /// Parses a name such as `j`, `Ctrl-d`, `Alt-1`, `Super-x`, `Shift-Left` or `PgDn`.
    pub fn parse(name: &str) -> Option<Self> {
        let mut key = Self::plain(Code::Esc);
        let mut rest = name;
        loop {
            let (modifier, after) = match rest.split_once('-') {
                Some((modifier, after)) if !modifier.is_empty() && !after.is_empty() => (modifier, after),
                _ => break,
            };
            match modifier {
                "Ctrl" => key.ctrl = true,
                "Alt" => key.alt = true,
                "Shift" => key.shift = true,
                "Super" | "Cmd" => key.rare = key.rare.with(RareModifiers::SUPER),
                "Hyper" => key.rare = key.rare.with(RareModifiers::HYPER),
                "Meta" => key.rare = key.rare.with(RareModifiers::META),
                _ => return None,
            }
            rest = after;
        }
        let mut chars = rest.chars();
        let named = || NAMED.iter().find(|(_, known)| *known == rest).map(|(code, _)| *code);
        key.code = match (chars.next()?, chars.next()) {
            (char, None) => Code::Char(char),
            (first, _) => named().or_else(|| function_key(first, rest))?,
        };
        Some(key)
    }

    /// Names of keys without a character, such as `PgDn`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMED.iter().map(|(_, name)| *name)
    }

    /// Does it type its character, without Ctrl, Alt and the like?
    pub const fn is_text(self) -> bool {
        let is_bare = !self.ctrl && !self.alt && !self.shift && !self.has_rare();
        matches!(self.code, Code::Char(_)) && is_bare
    }

    /// Is Super, Hyper or Meta held?
    pub const fn has_rare(self) -> bool {
        self.rare.0 != 0
    }

    /// The key that terminals send in its place; `None` if they send it unchanged.
    pub fn sent_as(self) -> Option<Self> {
        let plain = |code| Some(Self { code, ctrl: false, ..self });
        match self.code {
            Code::Char('i') if self.ctrl => plain(Code::Tab),
            Code::Char('m') if self.ctrl => plain(Code::Enter),
            Code::Char('[') if self.ctrl => plain(Code::Esc),
            Code::Char(char) if self.ctrl && char.is_ascii_uppercase() => {
                Some(Self { code: Code::Char(char.to_ascii_lowercase()), ..self })
            }
            Code::Char(char) if self.shift => {
                let upper = char.to_uppercase().next().unwrap_or(char);
                Some(Self { code: Code::Char(upper), shift: false, ..self })
            }
            Code::Tab if self.shift => Some(Self { code: Code::BackTab, shift: false, ..self }),
            _ => None,
        }
    }
}

fn function_key(first: char, name: &str) -> Option<Code> {
    let number = name.strip_prefix('F').filter(|number| first == 'F' && !number.starts_with(['0', '+']))?;
    number.parse().ok().filter(|number| (1..=24).contains(number)).map(Code::F)
}

const NAMED: [(Code, &str); 15] = [
    (Code::Char(' '), "Space"),
    (Code::Enter, "Enter"),
    (Code::Esc, "Esc"),
    (Code::Tab, "Tab"),
    (Code::BackTab, "BackTab"),
    (Code::Backspace, "Backspace"),
    (Code::Delete, "Del"),
    (Code::Up, "Up"),
    (Code::Down, "Down"),
    (Code::Left, "Left"),
    (Code::Right, "Right"),
    (Code::Home, "Home"),
    (Code::End, "End"),
    (Code::PageUp, "PgUp"),
    (Code::PageDown, "PgDn"),
];

impl fmt::Display for Key {
    /// Inverse of [`Key::parse`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rare = RareModifiers::NAMES.map(|(one, name)| (self.rare.contains(one), name));
        let common = [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")];
        for (_, name) in rare.into_iter().chain(common).filter(|(held, _)| *held) {
            f.write_str(name)?;
        }
        let named = NAMED.iter().find(|(code, _)| *code == self.code);
        match (named, self.code) {
            (Some((_, name)), _) => f.write_str(name),
            (None, Code::Char(char)) => write!(f, "{char}"),
            (None, Code::F(number)) => write!(f, "F{number}"),
            (None, code) => write!(f, "{code:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_the_names_it_writes() {
        let with_modifiers = ["Ctrl-d", "Alt-1", "Shift-Left", "Ctrl--", "Super-x", "Hyper-Meta-Ctrl-Alt-Up"];
        for name in ["j", "PgDn", "-", "Space", "]", "F1", "F12"].into_iter().chain(with_modifiers) {
            let key = Key::parse(name).unwrap_or_else(|| panic!("{name} is no key"));
            assert_eq!(key.to_string(), name);
        }
        assert_eq!(Key::parse("Cmd-x"), Key::parse("Super-x"));
        assert_ne!(Key::parse("Super-x"), Key::parse("x"));
        assert_eq!(Key::parse("Fn-x"), None);
        assert_eq!(Key::parse("Nowhere"), None);
        assert_eq!(Key::parse(""), None);
        assert_eq!(Key::parse("F0"), None);
        assert_eq!(Key::parse("F+1"), None);
    }

    #[test]
    fn keys_that_terminals_send_as_others() {
        let check = |name: &str, expected: Option<&str>| {
            let sent = Key::parse(name).unwrap().sent_as().map(|key| key.to_string());
            assert_eq!(sent.as_deref(), expected, "{name}");
        };
        check("Ctrl-i", Some("Tab"));
        check("Ctrl-[", Some("Esc"));
        check("Ctrl-A", Some("Ctrl-a"));
        check("Shift-a", Some("A"));
        check("Shift-Tab", Some("BackTab"));
        check("Ctrl-n", None);
        check("Shift-Left", None);
    }
}
