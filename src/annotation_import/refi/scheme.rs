//! A codebook as a coding scheme.

use super::description::{Code, Description, words};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Categories of a scheme: each has a digit as its key.
const MAX_CATEGORIES: usize = 9;

/// A scheme made of a codebook.
#[derive(Debug, PartialEq, Eq)]
pub struct CodebookScheme {
    /// The scheme as a TOML file.
    pub text: String,
    pub categories: usize,
    /// Names of codes that found no place among the nine categories of a scheme.
    pub left_out: Vec<String>,
}

/// The codes of a codebook or a project as the categories of a scheme: descriptions become glosses, and names carry the
/// names of the codes above. `dropped` are names of codes to leave out; `title` is the scheme's name if the file has none.
pub fn scheme(xml: &str, title: &str, dropped: &[String]) -> Result<CodebookScheme, String> {
    let book = Description::parse(xml)?;
    let is_wanted = |code: &&Code| {
        let named = |name: &String| *name == code.name() || code.path.last() == Some(name);
        code.is_codable && !code.name().trim().is_empty() && !dropped.iter().any(named)
    };
    let codes: Vec<&Code> = book.codes.iter().filter(is_wanted).collect();
    if codes.is_empty() {
        return Err("holds no code".to_owned());
    }
    let string = |text: &str| toml_edit::Value::from(words(text)).to_string();
    let name = if book.name.trim().is_empty() { title } else { &book.name };
    let mut text = format!(
        "# From a REFI-QDA codebook. Cues that find passages: docs/scheme.md\nname = {}\nversion = \"1\"\n",
        string(name)
    );
    let (mut ids, mut letters) = (BTreeSet::new(), BTreeSet::new());
    let mut colors = String::new();
    for (key, code) in (1..).zip(codes.iter().take(MAX_CATEGORIES)) {
        let id = unique_id(&code.name(), &mut ids);
        let letter = unique_letter(code, &mut letters);
        let _ = writeln!(
            text,
            "\n[[category]]\nid = {}\nname = {}\nletter = {}\nkey = \"{key}\"",
            string(&id),
            string(&code.name()),
            string(&letter.to_string())
        );
        if !code.description.trim().is_empty() {
            let _ = writeln!(text, "gloss = {}", string(&code.description));
        }
        if is_color(&code.color) {
            let _ = writeln!(colors, "# [category.{}]\n# color = \"{}\"", string(&id), code.color);
        }
    }
    if !colors.is_empty() {
        text.push_str("\n# The colours of the codebook, for a theme of your own: docs/themes.md\n");
        text.push_str(&colors);
    }
    let left_out: Vec<String> = codes.iter().skip(MAX_CATEGORIES).map(|code| code.name()).collect();
    if !left_out.is_empty() {
        text.push_str("\n# Codes without a place among nine categories:\n");
        for name in &left_out {
            let _ = writeln!(text, "# {name}");
        }
    }
    Ok(CodebookScheme { text, categories: codes.len().min(MAX_CATEGORIES), left_out })
}

fn is_color(text: &str) -> bool {
    text.strip_prefix('#')
        .is_some_and(|hex| matches!(hex.len(), 3 | 6) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Letters and digits of a name in lower case, parted by hyphens.
fn unique_id(name: &str, known: &mut BTreeSet<String>) -> String {
    let plain = |char: char| if char.is_alphanumeric() { char } else { ' ' };
    let parts: String = name.to_lowercase().chars().map(plain).collect();
    let mut id = parts.split_whitespace().collect::<Vec<_>>().join("-");
    if id.is_empty() {
        "code".clone_into(&mut id);
    }
    let numbered = (2..=known.len() + 2).map(|number| format!("{id}-{number}"));
    let free = std::iter::once(id.clone()).chain(numbered).find(|id| !known.contains(id));
    let id = free.unwrap_or(id);
    known.insert(id.clone());
    id
}

/// A letter of the code's own name, or else of the alphabet.
fn unique_letter(code: &Code, known: &mut BTreeSet<char>) -> char {
    let own = code.path.last().map_or("", String::as_str).chars().flat_map(char::to_uppercase);
    let plain = own
        .filter(|char| char.is_alphanumeric() && char.is_ascii() || char.is_alphabetic() && is_narrow(*char));
    let letter = plain.chain('A'..='Z').find(|char| !known.contains(char)).unwrap_or('?');
    known.insert(letter);
    letter
}

/// One cell wide and not combined with others: Latin, Greek or Cyrillic.
fn is_narrow(char: char) -> bool {
    ('\u{c0}'..'\u{530}').contains(&char)
}
