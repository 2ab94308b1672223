//! Escaping of text for HTML and XML.

use crate::text::visible;

/// The entity for a character that is markup in HTML and XML.
const fn entity(char: char) -> Option<&'static str> {
    match char {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        _ => None,
    }
}

fn escape(chars: impl Iterator<Item = char>, special: fn(char) -> Option<&'static str>) -> String {
    let mut out = String::new();
    for char in chars {
        match entity(char).or_else(|| special(char)) {
            Some(escaped) => out.push_str(escaped),
            None => out.push(char),
        }
    }
    out
}

/// Escapes text for XML character data and attributes.
///
/// Characters that XML 1.0 (§2.2) excludes and terminal controls become U+FFFD, one for one, so that offsets
/// stay valid. Line ends and tabs become character references, because parsers replace them by spaces in attributes.
pub(super) fn xml(text: &str) -> String {
    escape(text.chars(), |char| match char {
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        '\t' => Some("&#9;"),
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    })
}

/// Escapes text for HTML elements and quoted attributes; keeps line ends.
///
/// Controls, invisible characters and bidirectional overrides appear as [`visible`] shows them, so that page and
/// terminal show the letters in the same order.
pub(super) fn html(text: &str) -> String {
    let lines = text.split('\n').map(|line| visible::line(line.trim_end_matches('\r')));
    let text = lines.collect::<Vec<_>>().join("\n");
    escape(text.chars(), |char| match char {
        '\'' => Some("&#39;"),
        '`' => Some("&#96;"),
        _ => None,
    })
}

/// Escapes text for HTML and puts it on one line.
pub(super) fn html_line(text: &str) -> String {
    html(&visible::line(text))
}

/// Escapes the address of a link for an attribute. `None` unless it is a web or mail address: others can run scripts or
/// open local files.
pub(super) fn href(target: &str) -> Option<String> {
    let target = target.trim();
    let (scheme, _) = target.split_once(':')?;
    let allowed = ["http", "https", "mailto"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    (allowed && !target.contains(visible::is_unprintable)).then(|| html_line(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_text_contains_no_markup() {
        assert_eq!(xml("<a b=\"c\">&\n\x1b é"), "&lt;a b=&quot;c&quot;&gt;&amp;&#10;\u{fffd} é");
    }

    #[test]
    fn html_text_contains_no_markup() {
        let check = |text: &str, expected: &str| assert_eq!(html(text), expected, "{text:?}");
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
    fn html_text_cannot_end_an_attribute() {
        for text in
            ["\" onclick=\"x", "' onclick='x", "` onclick=`x", "a\" autofocus onfocus=x b=\"", "\u{0}\"\u{0}"]
        {
            let attribute = html_line(text);
            assert!(!attribute.contains(['"', '\'', '`', '<', '>', '\n', '\0']), "{attribute}");
        }
        assert_eq!(html_line("two\nlines"), "two lines");
    }

    #[test]
    fn only_web_and_mail_addresses_are_linked() {
        let check = |target: &str, expected: Option<&str>| assert_eq!(href(target).as_deref(), expected);
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
