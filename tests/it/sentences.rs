//! Sentence boundaries: the cases of `data/sentences.txt`, and random text.

use purport::text::Span;
use purport::text::sentence::sentences;

const CASES: &str = include_str!("data/sentences.txt");

#[test]
fn every_case_is_split_as_marked() {
    let (mut wrong, mut count, mut kind) = (Vec::new(), 0, "");
    for line in CASES.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.strip_prefix('#') {
            kind = name.trim_start_matches('#').trim();
            continue;
        }
        count += 1;
        let text: String = line.split('|').map(str::trim).collect::<Vec<_>>().join(" ");
        let expected: Vec<&str> = line.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
        let found: Vec<&str> =
            sentences(&text, Span::of(0..text.len())).iter().map(|span| span.slice(&text)).collect();
        if found != expected {
            wrong.push(format!(
                "{kind}: {}\n{}: {}",
                expected.join(" | "),
                " ".repeat(kind.len()),
                found.join(" | ")
            ));
        }
    }
    assert!(count >= 150, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count} cases\n{}", wrong.len(), wrong.join("\n"));
}

proptest::proptest! {
    #[test]
    fn sentences_cover_the_text_in_order(text in "([A-Z]?[a-z]{0,4}|[.!?…。]{1,3}|[“”\"'()\\[\\]]|Mr\\.|U\\.S\\.|[0-9]|\\PC| |\n){0,60}") {
        let found = sentences(&text, Span::of(0..text.len()));
        let mut end = 0;
        for span in &found {
            let (start, slice) = (span.start() as usize, span.slice(&text));
            assert!(end <= start && !slice.is_empty() && slice.trim() == slice);
            assert!(text[end..start].trim().is_empty());
            assert!(!slice.trim_matches(['.', '!', '?', '…', ' ', '\n']).is_empty(), "{slice:?}");
            end = span.end() as usize;
        }
        // A text without a word may have no sentence.
        assert!(text[end..].trim().is_empty() || !text.contains(char::is_alphanumeric));
    }
}
