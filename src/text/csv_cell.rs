//! Spreadsheet cells: formulas defused, lists joined, and both read back.

use super::visible;

/// Signs that begin a formula in some spreadsheet (OWASP, "CSV Injection").
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

const SEPARATOR: char = ';';

/// Does a cell of this text need a leading apostrophe, or have one already? Some spreadsheets ignore white space
/// before a formula.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    text.starts_with(['\t', '\r'])
        || text.trim_start_matches(|char: char| char == '\'' || char.is_whitespace()).starts_with(FORMULA)
}

/// Defuses a formula with a leading apostrophe, so that no spreadsheet evaluates the cell. Keeps line ends and tabs;
/// shows other control characters as pictures.
pub fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\r', '\n']);
        for (at, words) in words.split('\t').enumerate() {
            shown.push_str(if at > 0 { "\t" } else { "" });
            shown.push_str(&visible::line(words));
        }
        shown.push_str(match line {
            _ if line.ends_with("\r\n") => "\r\n",
            _ if line.ends_with('\n') => "\n",
            _ => "",
        });
    }
    if is_formula(&shown) { format!("'{shown}") } else { shown }
}

/// Removes the apostrophe of [`escape`].
pub fn unescape(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Joins texts for one cell with `; `, escaping `;` as `\;` and `\` as `\\`. The result still needs [`escape`].
pub fn join<'t>(items: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = String::new();
    for item in items {
        out.push_str(if out.is_empty() { "" } else { "; " });
        for char in item.chars() {
            if matches!(char, SEPARATOR | '\\') {
                out.push('\\');
            }
            out.push(char);
        }
    }
    out
}

/// Splits a cell written by [`join`] or by hand, trims the items and drops empty ones.
pub fn split(cell: &str) -> Vec<String> {
    let (mut items, mut item, mut escaped) = (Vec::new(), String::new(), false);
    for char in unescape(cell).chars() {
        match char {
            _ if escaped => {
                item.push(char);
                escaped = false;
            }
            '\\' => escaped = true,
            SEPARATOR => items.push(std::mem::take(&mut item)),
            _ => item.push(char),
        }
    }
    items.push(item);
    items.into_iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_comes_back() {
        for (plain, expected) in [
            ("=cmd()", "'=cmd()"),
            ("'=cmd()", "''=cmd()"),
            ("'tis", "'tis"),
            ("－1", "'－1"),
            (" \t=1", "' \t=1"),
            ("\tcmd()", "'\tcmd()"),
            ("a=b\n-c", "a=b\n-c"),
            ("a\tb\r\nc\n\nd", "a\tb\r\nc\n\nd"),
            ("\x1b[31m", "␛[31m"),
        ] {
            assert_eq!(escape(plain), expected);
            if !plain.contains('\x1b') {
                assert_eq!(unescape(&escape(plain)), plain);
            }
        }
    }

    #[test]
    fn lists_come_back_whatever_they_hold() {
        for list_of in [vec!["a", "b c"], vec!["x;y", "\\", "z\\;"], vec!["=1", "-2"], vec![]] {
            assert_eq!(split(&join(list_of.iter().copied())), list_of, "{}", join(list_of.iter().copied()));
        }
        assert_eq!(split(" one ;two;; three; "), ["one", "two", "three"]);
    }
}
