//! Marks after a stop that still belong to its sentence: notes, quotation marks set off by a space, emoji.

use crate::text::span::slice;

/// Bytes of the longest note in words, such as `[citation needed]`.
const MAX_NOTE: usize = 40;

/// Bytes of all marks at the beginning of `after`; with `spaced_notes` also of a note number after a space.
pub(super) fn length(after: &str, spaced_notes: bool) -> usize {
    let mut length = 0;
    loop {
        let rest = slice(after, length..);
        let mark = note(rest).or_else(|| guillemet(rest)).or_else(|| superscript(rest));
        let mark = mark.or_else(|| spaced_note(rest).filter(|_| spaced_notes));
        match mark {
            Some(mark) => length += mark,
            None => return length + emoji(rest).unwrap_or(0),
        }
    }
}

/// Bytes of a note number without brackets, as in "It rained.12 Then it snowed."
pub(super) fn bare_note(after: &str) -> usize {
    let digits = after.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let next = slice(after, digits..).chars().next();
    if digits < 4 && next.is_none_or(char::is_whitespace) { digits } else { 0 }
}

/// `[12]`, `[2, 3]`, `[a]`, `[note 1]`, `[citation needed]`, `[who?]`, with a page as in `[12]:45–6`.
fn note(after: &str) -> Option<usize> {
    let inner = after.strip_prefix('[')?;
    // A search for `]` without a limit takes quadratic time in a text of a million open brackets.
    let end = inner.bytes().take(MAX_NOTE).position(|byte| byte == b']')?;
    let words = slice(inner, ..end);
    let is_number = words.chars().all(|char| char.is_ascii_digit() || ",;-–— ".contains(char));
    let is_remark = words.starts_with(char::is_lowercase) && !words.contains(['.', '!', '[', '“', '"']);
    let is_letter = words.chars().count() == 1 && words.starts_with(char::is_alphanumeric);
    if words.is_empty() || !(is_number || is_remark || is_letter) {
        return None;
    }
    let note = end + 2;
    Some(note + page(slice(after, note..)))
}

/// Bytes of a page after a note: `:45–46`.
fn page(after: &str) -> usize {
    let Some(pages) = after.strip_prefix(':') else { return 0 };
    let rest = pages.trim_start_matches(|char: char| char.is_ascii_digit() || "-–,".contains(char));
    let is_page = pages.starts_with(|char: char| char.is_ascii_digit());
    if is_page { after.len() - rest.len() } else { 0 }
}

/// A note number after a space: ` [12]`.
fn spaced_note(after: &str) -> Option<usize> {
    let rest = after.trim_start();
    let space = after.len() - rest.len();
    let digits = rest.strip_prefix('[')?.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let closed = (1..=3).contains(&digits) && rest.as_bytes().get(digits + 1) == Some(&b']');
    (space > 0 && closed).then_some(space + digits + 2)
}

/// Raised figures, also with the comma or dash between two of them.
fn superscript(after: &str) -> Option<usize> {
    let rest = after.trim_start_matches([',', '-', '–']);
    let end = rest.trim_start_matches(['¹', '²', '³', '⁰', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁻', '\u{02e2}']);
    (end.len() < rest.len()).then_some(after.len() - end.len())
}

/// A French closing mark after a space, ` »`, that opens nothing.
fn guillemet(after: &str) -> Option<usize> {
    let rest = after.trim_start();
    let space = after.len() - rest.len();
    let next = rest.strip_prefix(['»', '›'])?.chars().next();
    let closes = next.is_none_or(|next| !next.is_alphanumeric() && !"„“‚‘»".contains(next));
    (space > 0 && closes).then_some(space + '»'.len_utf8() + usize::from(rest.starts_with('›')))
}

/// Emoji after a space, if a space or nothing follows them.
fn emoji(after: &str) -> Option<usize> {
    let rest = after.trim_start();
    let picture = |char: char| matches!(char, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}');
    let joined = |char: char| picture(char) || matches!(char, '\u{200D}' | '\u{FE0F}');
    if !rest.starts_with(picture) {
        return None;
    }
    let tail = rest.trim_start_matches(joined);
    tail.chars().next().is_none_or(char::is_whitespace).then_some(after.len() - tail.len())
}
