//! What stands behind a stop and still belongs to its sentence.

/// How many bytes right behind a stop belong to its sentence: a note mark such as `[12]`, a French
/// quotation mark after a space, an emoji.
pub(super) fn trailing(after: &str) -> usize {
    note(after).or_else(|| guillemet(after)).or_else(|| emoji(after)).unwrap_or(0)
}

fn note(after: &str) -> Option<usize> {
    let inner = after.strip_prefix('[')?;
    // Not looked for farther than it can stand: a text may hold a million open brackets.
    let digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let note = (1..=3).contains(&digits) && inner.as_bytes().get(digits) == Some(&b']');
    note.then_some(digits + 2)
}

fn guillemet(after: &str) -> Option<usize> {
    let rest = after.trim_start();
    let space = after.len() - rest.len();
    (space > 0 && rest.starts_with('»')).then_some(space + '»'.len_utf8())
}

/// Emoji after a space, if a space or nothing follows them.
fn emoji(after: &str) -> Option<usize> {
    let rest = after.trim_start();
    let picture = |char: char| matches!(char, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}');
    let joined = |char: char| picture(char) || matches!(char, '\u{200D}' | '\u{FE0F}');
    if !rest.starts_with(picture) {
        return None;
    }
    let end = rest.find(|char| !joined(char)).unwrap_or(rest.len());
    let free = rest.get(end..)?.chars().next().is_none_or(char::is_whitespace);
    free.then_some(after.len() - rest.len() + end)
}

/// The longest mark of a list item, in bytes: `(12)`.
const ITEM: usize = 4;

/// Whether a text begins with the mark of a list item: `b)` or `12)`.
pub(super) fn is_item(text: &str) -> bool {
    let near = text.as_bytes().iter().take(ITEM).position(|&byte| byte == b')');
    let mark = text.get(..near.unwrap_or(0)).unwrap_or_default().trim_start_matches('(');
    let digits = mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit());
    let letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
    !mark.is_empty() && (digits || letter)
}
