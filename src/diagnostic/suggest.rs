//! The word a writer may have meant.

/// The longest word that is compared, in code points.
const LONGEST: usize = 64;

/// A hint naming the candidate nearest to `word`, when one is near enough to be a slip of the pen.
pub fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = word.chars().take(LONGEST + 1).count();
    let allowed = (length / 3).clamp(1, 3);
    // Words that differ in length by more cannot be near, and a very long one is no slip of the pen.
    let like = |candidate: &&str| {
        length <= LONGEST && candidate.chars().take(length + allowed + 1).count().abs_diff(length) <= allowed
    };
    candidates
        .filter(like)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// How many letters must be put in, left out or exchanged to make `a` into `b` (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (above, y) in row.iter().skip(1).zip(b.chars()) {
            left = (diagonal + usize::from(x != y)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_letters_to_change() {
        let check = |a: &str, b: &str, n: usize| assert_eq!(distance(a, b), n, "{a} {b}");
        check("", "abc", 3);
        check("kitten", "sitting", 3);
        check("serach", "search", 2);
        check("é", "e", 1);
    }

    #[test]
    fn a_slip_finds_its_word_and_nonsense_finds_none() {
        let words = ["search", "search.current", "selection"];
        assert_eq!(did_you_mean("serach", words.into_iter()).unwrap(), "did you mean `search`?");
        assert_eq!(did_you_mean("banana", words.into_iter()), None);
        let long = "x".repeat(3_000_000);
        assert_eq!(did_you_mean(&long, [format!("{long}y").as_str(), "x"].into_iter()), None);
    }
}
