//! Texts inside XML.

/// A text as character data or between quotation marks. What XML 1.0 cannot hold (§2.2), and what acts on
/// a terminal, becomes U+FFFD, one for one, so that offsets stay what they are; line ends and tabs are written as references, so that
/// no parser makes spaces of them.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escaped("<a b=\"c\">&\n\x1b é"), "&lt;a b=&quot;c&quot;&gt;&amp;&#10;\u{fffd} é");
    }
}
