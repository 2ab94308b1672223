//! Texts inside HTML: the one way from what a document, a tag or a scheme says to the page.

use crate::text::visible;

/// A text that stays text, in an element as well as between quotation marks of an attribute.
///
/// Line ends stay. What acts, hides or turns the text around is shown as [`visible`] shows it, so that a reader
/// of the page sees no other order of letters than one of the program does.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for char in visible::line(line.trim_end_matches('\r')).chars() {
            match char {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\'' => out.push_str("&#39;"),
                '`' => out.push_str("&#96;"),
                _ => out.push(char),
            }
        }
    }
    out
}

/// The same on one line.
pub(super) fn line(text: &str) -> String {
    escaped(&visible::line(text))
}

/// An address that a reader may follow, ready for an attribute; nothing for those that run something, or lead into
/// the reader's own files.
pub(super) fn address(target: &str) -> Option<String> {
    let target = target.trim();
    let (kind, _) = target.split_once(':')?;
    let followed = ["http", "https", "mailto"].iter().any(|known| kind.eq_ignore_ascii_case(known));
    (followed && !target.contains(visible::is_unprintable)).then(|| line(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let check = |text: &str, expected: &str| assert_eq!(escaped(text), expected, "{text:?}");
        check("<script>1</script>", "&lt;script&gt;1&lt;/script&gt;");
        check("<!-- a --> ]]>", "&lt;!-- a --&gt; ]]&gt;");
        check("&lt; &", "&amp;lt; &amp;");
        check("a\r\nb\n", "a\nb\n");
        check("a\u{202e}b\u{2066}c", "a⇄b⇄c");
        check("\x1b[2J\0\u{9b}", "␛[2J␀\u{fffd}");
        check("a\u{2028}b\u{2029}c\u{85}d\re", "a b c d e");
        check("zero\u{200b}width\u{feff}", "zerowidth");
        check("مرحبا 火 e\u{301}", "مرحبا 火 e\u{301}");
    }

    #[test]
    fn nothing_in_a_text_ends_an_attribute() {
        for text in
            ["\" onclick=\"x", "' onclick='x", "` onclick=`x", "a\" autofocus onfocus=x b=\"", "\u{0}\"\u{0}"]
        {
            let attribute = line(text);
            assert!(!attribute.contains(['"', '\'', '`', '<', '>', '\n', '\0']), "{attribute}");
        }
        assert_eq!(line("two\nlines"), "two lines");
    }

    #[test]
    fn only_addresses_that_run_nothing_are_followed() {
        let check = |target: &str, expected: Option<&str>| assert_eq!(address(target).as_deref(), expected);
        check("https://a.example/?b=1&c='", Some("https://a.example/?b=1&amp;c=&#39;"));
        check(" MailTo:a@b.example ", Some("MailTo:a@b.example"));
        for target in [
            "javascript:alert(1)",
            "java\tscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//x",
            "#a",
            "http\0s:x",
        ] {
            check(target, None);
        }
    }
}
