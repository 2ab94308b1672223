//! Did-you-mean hints: the known word nearest to a misspelt one.

/// In code points; longer words are never compared.
const MAX_WORD_CHARS: usize = 64;

/// A hint naming the candidate nearest to `word`, if one is within a third of its letters (1 to 3 edits).
pub fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let length = word.chars().take(MAX_WORD_CHARS + 1).count();
    let max_edits = (length / 3).clamp(1, 3);
    // The difference in length is a lower bound for the distance, and cheaper.
    let comparable = |candidate: &&str| {
        let chars = candidate.chars().take(length + max_edits + 1).count();
        length <= MAX_WORD_CHARS && chars.abs_diff(length) <= max_edits
    };
    candidates
        .filter(comparable)
        .map(|candidate| (strsim::levenshtein(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= max_edits)
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_near_words_only() {
        let words = ["search", "search.current", "selection"];
        assert_eq!(did_you_mean("serach", words.into_iter()).unwrap(), "did you mean `search`?");
        assert_eq!(did_you_mean("é", ["e"].into_iter()).unwrap(), "did you mean `e`?");
        assert_eq!(did_you_mean("banana", words.into_iter()), None);
        let long = "x".repeat(3_000_000);
        assert_eq!(did_you_mean(&long, [format!("{long}y").as_str(), "x"].into_iter()), None);
    }
}
