//! Unions of lists and of notes, the same in either order of merging wherever the content allows it.

use crate::tag::Tag;

/// The items of both sides, without those that either removed.
pub(super) fn merge_lists<'a, T: Clone + PartialEq + 'a>(
    base: Option<&'a Tag>,
    later: &'a Tag,
    earlier: &'a Tag,
    field: impl Fn(&'a Tag) -> &'a Vec<T>,
) -> Vec<T> {
    let (later, earlier) = (field(later), field(earlier));
    if base.is_none() && later.iter().all(|item| earlier.contains(item)) {
        return earlier.clone();
    }
    let removed = |item: &T| {
        let known = base.is_some_and(|base| field(base).contains(item));
        known && !(later.contains(item) && earlier.contains(item))
    };
    let mut merged: Vec<T> = Vec::new();
    for item in later.iter().chain(earlier).filter(|item| !removed(item)) {
        if !merged.contains(item) {
            merged.push(item.clone());
        }
    }
    merged
}

/// Both notes, the earlier first, without the lines that they share; one of them alone if it holds the other.
pub(super) fn union_of_lines(earlier: &str, later: &str) -> String {
    let holds = |one: &str, two: &str| two.lines().all(|line| one.lines().any(|other| other == line));
    if holds(later, earlier) {
        return later.to_owned();
    }
    let mut note = earlier.to_owned();
    for line in later.lines().filter(|line| !holds(earlier, line)) {
        note.push('\n');
        note.push_str(line);
    }
    note
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_joined_without_repetition() {
        let check = |one: &str, two: &str, expected: &str| {
            assert_eq!(union_of_lines(one, two), expected);
            assert_eq!(union_of_lines(&union_of_lines(one, two), two), expected, "again");
        };
        check("", "", "");
        check("a", "", "a");
        check("", "b", "b");
        check("a\nb", "b", "a\nb");
        check("b", "a\nb", "a\nb");
        check("a\nb", "b\nc", "a\nb\nc");
    }
}
