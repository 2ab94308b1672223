//! Replies of the terminal that the program uses.

use crate::theme::Appearance;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// The background is dark or light: the reply to OSC 11, or a report of the colour scheme.
    Appearance(Appearance),
    /// Primary device attributes. Every terminal answers this question, and questions in their order.
    Attributes,
}

/// `content` stands between the introducer and the end of an operating system command.
pub(super) fn osc(content: &[u8]) -> Option<Reply> {
    let color = std::str::from_utf8(content).ok()?.strip_prefix("11;rgb")?;
    appearance(color).map(Reply::Appearance)
}

/// A private control sequence: marker and numbers, last byte.
pub(super) fn private(parameters: &[u8], last: u8) -> Option<Reply> {
    match (parameters, last) {
        ([b'?', ..], b'c') => Some(Reply::Attributes),
        (b"?997;1", b'n') => Some(Reply::Appearance(Appearance::Dark)),
        (b"?997;2", b'n') => Some(Reply::Appearance(Appearance::Light)),
        _ => None,
    }
}

/// Dark or light background of the colour in `:RRRR/GGGG/BBBB`, by its luma (Rec. 709).
fn appearance(color: &str) -> Option<Appearance> {
    let (_, channels) = color.split_once(':')?;
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

    #[test]
    fn the_background_is_dark_or_light() {
        let check = |content: &str, expected: Option<Appearance>| {
            assert_eq!(osc(content.as_bytes()), expected.map(Reply::Appearance), "{content}");
        };
        check("11;rgb:ffff/fafa/f0f0", Some(Appearance::Light));
        check("11;rgb:10/10/10", Some(Appearance::Dark));
        check("11;rgba:0/0/f/f", Some(Appearance::Dark));
        check("11;rgb:what", None);
        check("11;rgb:", None);
        check("10;rgb:ffff/ffff/ffff", None);
        check("11;?", None);
    }
}
