//! Scripts that are written to the left.

/// Is a letter of a script that is written to the left?
pub(super) fn is_leftward(text: &str) -> bool {
    let is_leftward = |char: char| matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    text.chars().next().is_some_and(is_leftward)
}

/// A row that is painted from its end to its beginning, in reading order; numbers and Latin words keep their order.
pub(super) fn reversed(text: &str) -> String {
    let is_fixed = |char: char| char.is_alphanumeric() && !is_leftward(char.encode_utf8(&mut [0; 4]));
    let mut runs: Vec<String> = Vec::new();
    let mut was_fixed = false;
    for char in text.chars() {
        let fixed = is_fixed(char);
        match runs.last_mut().filter(|_| fixed && was_fixed) {
            Some(run) => run.push(char),
            None => runs.push(char.to_string()),
        }
        was_fixed = fixed;
    }
    let mirrored = |run: String| match run.as_str() {
        "(" => ")".to_owned(),
        ")" => "(".to_owned(),
        "[" => "]".to_owned(),
        "]" => "[".to_owned(),
        _ => run,
    };
    runs.into_iter().rev().map(mirrored).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_turned_and_its_numbers_are_not() {
        assert_eq!(reversed("(21 abc) \u{5d1}\u{5d0}"), "\u{5d0}\u{5d1} (abc 21)");
    }
}
