//! How well the machine tells who speaks.

use super::gold::GoldSentence;
use super::tally::BinaryCounts;
use crate::claim::{Claim, Scheme, attribution, classify_sentences};
use crate::text::Span;
use serde::Serialize;

/// The figures about sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SourceAccuracy {
    /// Whether a sentence names a source at all.
    pub sentences: BinaryCounts,
    /// Sentences in which both the machine and people name one.
    pub both: usize,
    /// Those in which the machine's words share at least half of the shorter one with people's.
    pub right: usize,
    /// Those in which both are the same but for an article or a full stop.
    pub exact: usize,
}

/// Asks about every row of which people said who speaks; `None` if there is none.
pub(super) fn source_accuracy(rows: &[GoldSentence], scheme: &Scheme) -> Option<SourceAccuracy> {
    let mut source_accuracy = SourceAccuracy::default();
    let mut asked = false;
    for row in rows {
        let Some(attributions) = &row.attributions else { continue };
        asked = true;
        let found = attribution(&row.text, Span::of(0..row.text.len()), scheme);
        let sources: Vec<Span> = attributions
            .iter()
            .flat_map(|said| &said.source)
            .filter_map(|part| bytes(&row.text, *part))
            .collect();
        match (&found, attributions.is_empty()) {
            (Some(_), false) => source_accuracy.sentences.right += 1,
            (Some(_), true) => source_accuracy.sentences.wrong += 1,
            (None, false) => source_accuracy.sentences.missed += 1,
            (None, true) => {}
        }
        if let Some(found) = found.filter(|_| !sources.is_empty()) {
            source_accuracy.both += 1;
            source_accuracy.right += usize::from(sources.iter().any(|&source| alike(found.source, source)));
            let plain = |span: Span| bare(span.slice(&row.text)).to_owned();
            source_accuracy.exact +=
                usize::from(sources.iter().any(|&source| plain(source) == plain(found.source)));
        }
    }
    asked.then_some(source_accuracy)
}

/// Who makes the claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SpeakerAccuracy {
    /// Claims that were found in rows which name a speaker.
    pub claims: usize,
    /// Those with the same speaker: both the author, or names with a word in common.
    pub right: usize,
}

/// Asks who speaks in every row that names a speaker; `None` if no row does.
pub(super) fn speaker_accuracy(
    rows: &[GoldSentence],
    scheme: &Scheme,
    by_article: bool,
) -> Option<SpeakerAccuracy> {
    let mut speaker_accuracy = SpeakerAccuracy::default();
    let alone = |a: &GoldSentence, b: &GoldSentence| by_article && a.article() == b.article();
    for article in rows.chunk_by(alone) {
        let texts: Vec<&str> = article.iter().map(|row| row.text.as_str()).collect();
        let text = texts.join(" ");
        let mut start = 0;
        let sentences: Vec<Span> = texts
            .iter()
            .map(|sentence| {
                let span = Span::of(start..start + sentence.len());
                start += sentence.len() + 1;
                span
            })
            .collect();
        let mut claims = Vec::new();
        classify_sentences(&text, Span::of(0..text.len()), &sentences, scheme, &mut claims);
        for (row, sentence) in article.iter().zip(sentences).filter(|(row, _)| !row.speaker.is_empty()) {
            let Some(claim) = claims.iter().find(|claim| claim.span == sentence) else { continue };
            speaker_accuracy.claims += 1;
            speaker_accuracy.right += usize::from(same(claim, &row.speaker, &text));
        }
    }
    rows.iter().any(|row| !row.speaker.is_empty()).then_some(speaker_accuracy)
}

/// Whether a claim's speaker and a name share a word that is longer than an article.
fn same(claim: &Claim, speaker: &str, text: &str) -> bool {
    let Some(found) = claim.speaker else { return speaker == "author" };
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|char: char| !char.is_alphanumeric()).filter(|word| word.len() > 3);
        words.map(str::to_lowercase).collect()
    };
    let known = words(speaker);
    bare(found.slice(text)).eq_ignore_ascii_case(bare(speaker))
        || words(found.slice(text)).iter().any(|word| known.contains(word))
}

/// A part given in code points, as a span of the text.
fn bytes(text: &str, [from, to]: [usize; 2]) -> Option<Span> {
    let offset = |chars: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(chars);
    let (from, to) = (offset(from)?, offset(to)?);
    (from < to).then(|| Span::of(from..to))
}

/// Whether two spans share at least half of the shorter one.
fn alike(a: Span, b: Span) -> bool {
    let shared = a.end().min(b.end()).saturating_sub(a.start().max(b.start()));
    2 * shared >= a.len().min(b.len()) && shared > 0
}

fn bare(name: &str) -> &str {
    let name = name.trim_matches(|char: char| !char.is_alphanumeric());
    ["the ", "The ", "a ", "A "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}
