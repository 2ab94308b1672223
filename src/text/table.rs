//! Texts as cells of a table that a spreadsheet may open, and back.

use super::visible;

/// What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// What parts the items of a list in one cell.
const PART: char = ';';

/// Whether a cell of this text needs an apostrophe before it, or had one.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// A text as a cell: line ends stay, control characters become pictures of themselves, and what would
/// be a formula begins with an apostrophe.
pub fn cell(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(|line| visible::line(line.trim_end_matches('\r'))).collect();
    let shown = lines.join("\n");
    if is_formula(&shown) { format!("'{shown}") } else { shown }
}

/// The text that a cell stands for, without the apostrophe of [`cell`].
pub fn text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Several texts as one cell, parted by `; `. A `;` inside of one is written `\;`, and a `\` twice.
pub fn list<'t>(items: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = String::new();
    for item in items {
        out.push_str(if out.is_empty() { "" } else { "; " });
        for char in item.chars() {
            if matches!(char, PART | '\\') {
                out.push('\\');
            }
            out.push(char);
        }
    }
    cell(&out)
}

/// The texts of a cell that [`list`] has made, or that a person has typed; white space around them and
/// empty ones are left out.
pub fn items(cell: &str) -> Vec<String> {
    let (mut items, mut item, mut escaped) = (Vec::new(), String::new(), false);
    for char in text(cell).chars() {
        match char {
            _ if escaped => {
                item.push(char);
                escaped = false;
            }
            '\\' => escaped = true,
            PART => items.push(std::mem::take(&mut item)),
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
            ("a=b\n-c", "a=b\n-c"),
            ("\x1b[31m", "␛[31m"),
        ] {
            assert_eq!(cell(plain), expected);
            if !plain.contains('\x1b') {
                assert_eq!(text(&cell(plain)), plain);
            }
        }
    }

    #[test]
    fn lists_come_back_whatever_they_hold() {
        for list_of in [vec!["a", "b c"], vec!["x;y", "\\", "z\\;"], vec!["=1", "-2"], vec![]] {
            assert_eq!(items(&list(list_of.iter().copied())), list_of, "{}", list(list_of.iter().copied()));
        }
        assert_eq!(items(" one ;two;; three; "), ["one", "two", "three"]);
    }
}
