//! Sentence boundaries.
//!
//! A stop ends a sentence unless its surroundings contradict: the next word begins with a small letter, or an
//! abbreviation, an initial, a title or the mark of a list item precedes it.

mod abbreviation;
mod trailing;

use super::abbreviations::{EXCLAIMING_NAMES, MAX_LENGTH, PARTICLES, SPEAKING, STARTERS};
use super::span::{Span, slice};
use abbreviation::{contains, full_stop_ends, is_plain_word, last_word};

/// The sentences of one block of running text, in order, without the white space between them.
///
/// A single line end inside the block counts as a space. Dots, dashes and the like alone are no sentence: they belong to
/// the one before, else to the one after, and a block of nothing else has none.
pub fn sentences(text: &str, block: Span) -> Vec<Span> {
    let block_text = block.slice(text);
    let mut found: Vec<Span> = Vec::new();
    // What is known to be bare, so that no letter is looked at twice.
    let mut bare_to = 0;
    // Returns where the next sentence begins.
    let mut push = |start: usize, end: usize| {
        let span = Span::of(start..end).shifted(block.start()).trimmed(text);
        if span.is_empty() {
            return end;
        }
        if !is_bare(slice(block_text, bare_to.max(start).min(end)..end)) {
            found.push(span);
            return end;
        }
        bare_to = end;
        let Some(last) = found.last_mut() else { return start };
        *last = last.union(span);
        end
    };
    let (mut start, mut at) = (0, 0);
    let mut stops = StopFinder::new(block_text.as_bytes());
    while let Some(stop) = stops.next(at) {
        if is_obvious_end(block_text.as_bytes(), start, stop) {
            at = stop + 1;
            start = push(start, at);
            continue;
        }
        let run = StopRun::at(block_text, stop);
        if let Some(end) = run.sentence_end(block_text, start) {
            start = push(start, end);
        }
        // A note after the stop may hold another: `[who?]`.
        at = run.end.max(stop + 1).max(start);
    }
    push(start, block_text.len());
    found
}

/// Does a text consist of punctuation and ornaments alone?
pub fn is_bare(text: &str) -> bool {
    text.chars().all(|char| match char {
        '$' | '%' | '&' | '@' => false,
        '·'
        | '¿'
        | '¡'
        | '«'
        | '»'
        | '！'
        | '？'
        | '★'
        | '☆'
        | '✻'
        | '❦'
        | '❧'
        | '\u{2010}'..='\u{205e}'
        | '\u{2500}'..='\u{25ff}'
        | '\u{3000}'..='\u{3003}'
        | '\u{3008}'..='\u{3011}' => true,
        _ => char.is_ascii_punctuation() || char.is_whitespace(),
    })
}

/// Recognises the commonest end: a full stop after a lower-case word longer than every abbreviation, before a space
/// and a capital. A few bytes decide, which saves the other rules.
fn is_obvious_end(bytes: &[u8], start: usize, stop: usize) -> bool {
    if !matches!(bytes.get(stop..stop + 3), Some([b'.', b' ', capital]) if capital.is_ascii_uppercase()) {
        return false;
    }
    let before = bytes.get(start..stop).unwrap_or_default();
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
    let whole_word = || before.len().checked_sub(letters + 1).is_none_or(|at| before.get(at) == Some(&b' '));
    letters > MAX_LENGTH && whole_word()
}

/// Finds the bytes that may start a run of stops, many bytes at a time.
struct StopFinder<'a> {
    bytes: &'a [u8],
    /// The next ASCII stop, and the next stop of three bytes; each search may have run far ahead.
    ascii: Option<usize>,
    wide: Option<usize>,
}

impl<'a> StopFinder<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, ascii: next_ascii_stop(bytes, 0), wide: next_wide_stop(bytes, 0) }
    }

    /// The first stop at or after `from`, which must not decrease.
    fn next(&mut self, from: usize) -> Option<usize> {
        if self.ascii.is_some_and(|at| at < from) {
            self.ascii = next_ascii_stop(self.bytes, from);
        }
        if self.wide.is_some_and(|at| at < from) {
            self.wide = next_wide_stop(self.bytes, from);
        }
        match (self.ascii, self.wide) {
            (Some(ascii), Some(wide)) => Some(ascii.min(wide)),
            (ascii, wide) => ascii.or(wide),
        }
    }
}

fn next_ascii_stop(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr3(b'.', b'!', b'?', bytes.get(from..)?).map(|at| from + at)
}

/// The next of `…`, `。`, `！` and `？`.
fn next_wide_stop(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr3_iter(0xE2, 0xE3, 0xEF, bytes.get(from..)?).map(|at| from + at).find(|&at| {
        matches!(
            bytes.get(at..at + 3),
            Some([0xE2, 0x80, 0xA6] | [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x81 | 0x9F])
        )
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum StopKind {
    Single,
    /// Several full stops, or `…`.
    Ellipsis,
    /// A question or exclamation mark, perhaps among others.
    Mark,
    /// A Chinese or Japanese stop.
    Wide,
}

/// Consecutive stops and the closing marks after them.
struct StopRun {
    start: usize,
    /// After the closing marks.
    end: usize,
    kind: StopKind,
    closes_quotation: bool,
}

impl StopRun {
    fn at(text: &str, start: usize) -> Self {
        let mut run = Self { start, end: start, kind: StopKind::Single, closes_quotation: false };
        let mut stops = 0;
        let mut closing = false;
        let mut rest = slice(text, start..);
        while let Some(char) = rest.chars().next() {
            let after = slice(rest, char.len_utf8()..);
            match char {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' if !closing => {
                    stops += if char == '…' { 3 } else { 1 };
                    run.kind = match (char, run.kind) {
                        ('。' | '！' | '？', _) | (_, StopKind::Wide) => StopKind::Wide,
                        ('!' | '?', _) | (_, StopKind::Mark) => StopKind::Mark,
                        _ if stops > 1 => StopKind::Ellipsis,
                        _ => StopKind::Single,
                    };
                }
                '”' | '’' | '»' | '›' | '"' | '\'' | '」' | '』' => {
                    (closing, run.closes_quotation) = (true, true);
                }
                // These open in English and close in German.
                '“' | '‘' | '«' | '‹' if stands_at_end(after) => {
                    (closing, run.closes_quotation) = (true, true);
                }
                ')' | ']' | '）' | '¹' | '²' | '³' | '⁰'..='⁹' | '*' | '†' | '‡' => {
                    closing = true;
                }
                _ if !closing && run.kind != StopKind::Wide && char.is_whitespace() => {
                    let Some(dots) = spaced_dots(rest) else { break };
                    stops += 3;
                    run.end += rest.len() - dots.len();
                    run.kind = if run.kind == StopKind::Mark { StopKind::Mark } else { StopKind::Ellipsis };
                    rest = dots;
                    continue;
                }
                _ => break,
            }
            run.end += char.len_utf8();
            rest = after;
        }
        run
    }

    /// End of the sentence that began at `start`, if this run ends it.
    fn sentence_end(&self, text: &str, start: usize) -> Option<usize> {
        if self.kind == StopKind::Wide {
            return Some(self.end);
        }
        let before = slice(text, start..self.start);
        let last = last_word(before);
        let after = slice(text, self.end..);
        // A source in brackets begins with its mark and ends without one.
        let is_source = before.trim_start().starts_with('[');
        let mut trailing = trailing::length(after, !is_source);
        if trailing == 0 && (self.closes_quotation || is_plain_word(last)) {
            trailing = trailing::bare_note(after);
        }
        let (end, rest) = (self.end + trailing, slice(after, trailing..));
        let next = rest.trim_start();
        if next.is_empty() {
            return Some(text.len());
        }
        if next.len() == rest.len() {
            return None;
        }
        if begins_item(next) && before.rfind('(') <= before.rfind(')') {
            return Some(end);
        }
        // ”Sweden opens a quotation with the mark that closes one elsewhere”.
        let unquoted = next.strip_prefix('”').filter(|rest| rest.starts_with(char::is_alphanumeric));
        let word = first_word(unquoted.unwrap_or(next));
        let initial = word.chars().next();
        match initial {
            None => return (!next.starts_with([',', ';', ':', ')', ']', '”', '&'])).then_some(end),
            // "iPhone" may begin a sentence, "phone" does not.
            Some(letter) if letter.is_lowercase() && !word.chars().skip(1).any(char::is_uppercase) => {
                return None;
            }
            Some(_) => {}
        }
        let digit = initial.is_some_and(char::is_numeric);
        if self.kind != StopKind::Single {
            // “Stop!” Poe said.
            if self.closes_quotation && names_speaker(next) {
                return None;
            }
            // "I… I do not know" is one sentence, and so is "It cost … 5 marks".
            let goes_on = !last.is_empty() && last == word || digit && before.ends_with(char::is_whitespace);
            if self.kind == StopKind::Ellipsis && !self.closes_quotation && goes_on {
                return None;
            }
            let name =
                self.kind == StopKind::Mark && !self.closes_quotation && contains(EXCLAIMING_NAMES, last);
            return (!name || contains(STARTERS, word)).then_some(end);
        }
        (self.closes_quotation || full_stop_ends(before, last, word, next)).then_some(end)
    }
}

/// Does nothing follow that a mark could open?
fn stands_at_end(after: &str) -> bool {
    let next = after.chars().next();
    next.is_none_or(|next| next.is_whitespace() || ",;:.!?)]”’»›\"'“‘«‹".contains(next))
}

/// Text from the next dots on, if blanks and dots follow that belong to no word: `. . .`, but not `. .NET`.
fn spaced_dots(text: &str) -> Option<&str> {
    let dots = text.trim_start();
    let after = dots.trim_start_matches(['.', '…']);
    (after.len() < dots.len() && stands_at_end(after)).then_some(dots)
}

/// Do names and a verb of speaking follow a quotation?
fn names_speaker(next: &str) -> bool {
    let mut words =
        next.split_whitespace().take(6).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let is_name = |word: &str| word.starts_with(char::is_uppercase);
    if !words.next().is_some_and(|first| is_name(first) && !contains(STARTERS, first)) {
        return false;
    }
    words
        .find(|word| !is_name(word) && !PARTICLES.contains(word))
        .is_some_and(|word| SPEAKING.contains(&word))
}

const OPENING_MARKS: [char; 26] = [
    '“', '"', '‘', '\'', '(', '[', '«', '—', '–', '-', '•', '*', '¿', '¡', '$', '€', '£', '#', '@', '…', '.',
    '„', '‚', '»', '›', '‹',
];

/// Opening marks skipped before a sentence's first word; a text may consist of nothing else.
const MAX_OPENING_MARKS: usize = 32;

/// The first word without opening marks; empty if another mark comes first.
fn first_word(text: &str) -> &str {
    let opens = |c: &char| OPENING_MARKS.contains(c) || c.is_whitespace();
    let marks = text.chars().take(MAX_OPENING_MARKS).take_while(opens).map(char::len_utf8).sum();
    let text = slice(text, marks..);
    slice(text, ..text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len()))
}

/// Bytes of the longest list mark: `(12)`.
const MAX_ITEM_MARK: usize = 4;

/// Whether a text begins with the mark of a list item: `b)` or `12)`.
fn begins_item(text: &str) -> bool {
    let close = text.as_bytes().iter().take(MAX_ITEM_MARK).position(|&byte| byte == b')');
    let mark = slice(text, ..close.unwrap_or(0)).trim_start_matches('(');
    let digits = mark.len() <= 2 && mark.bytes().all(|byte| byte.is_ascii_digit());
    let letter = mark.len() == 1 && mark.bytes().all(|byte| byte.is_ascii_lowercase());
    !mark.is_empty() && (digits || letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each case is one block; `
    /// ` marks the end of a sentence and is not part of the text.
    fn check(cases: &[&str]) {
        for case in cases {
            let text = case.replace('|', "");
            let found: Vec<&str> =
                sentences(&text, Span::of(0..text.len())).iter().map(|span| span.slice(&text)).collect();
            let expected: Vec<&str> =
                case.split('|').map(str::trim).filter(|part| !part.is_empty()).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn plain_stops() {
        check(&[
            "",
            "   ",
            "One",
            "One.",
            "One. |Two.",
            "One! |Two? |Three.",
            "One.\n|Two",
            "It rained.\n|It poured.",
            "It rained\nall day. |It poured.",
            "What?! |Really?! |Yes.",
            "It cost 15. |Then 16 came.",
            "It was 2020. |15 people left.",
            "We use iPhones. |iPhones break.",
            "One.  |Two.   |Three.",
            "The end.)",
        ]);
    }

    #[test]
    fn abbreviations() {
        check(&[
            "Mr. Hall met Mrs. Ward. |They left.",
            "Dr. Ames spoke. |He sat.",
            "Gen. Ross and Sgt. Hale left.",
            "St. Ives is by the sea.",
            "Prof. Lund, Sen. Poe and Gov. Day agree.",
            "On Feb. 12 it rained.",
            "It opens in Sept. 2024 or so.",
            "In Jan. |The snow came.",
            "Acme Inc. Chairman Poe left.",
            "He works at Acme Inc. |The firm is small.",
            "Acme Co. makes soap.",
            "See Fig. 3 and p. 12 of vol. 2.",
            "No. 5 won. |He said no. |They left.",
            "Room No. 12 is free.",
            "Reds vs. Blues was dull.",
            "Bring pens, paper, etc. |They are cheap.",
            "Fruit, e.g. Apples, is good, i.e. Healthy.",
            "He sat in the sun. |Birds sang.",
            "They went to Mars. |Art was made there.",
            "John Poe Jr. Left early and John Poe Sr. Stayed.",
        ]);
    }

    #[test]
    fn initials_and_dotted_letters() {
        check(&[
            "J.D. Vance spoke. |He left.",
            "The U.S. Army left the U.S. |The rest stayed.",
            "U.S. officials met U.K. ministers.",
            "George W. Hall and J. R. R. Poe met.",
            "He has a Ph.D. |She has two.",
            "The D.C. Council met in D.C. |It was cold.",
            "At 5 p.m. Friday it rained. |At 6 a.m. ET it froze.",
            "It opened at 9 a.m. |Visitors came.",
            "It was 3 p.m. and hot.",
            "Plan B. |The plan failed.",
        ]);
    }

    #[test]
    fn numbers_and_lists() {
        check(&[
            "It rose 3.5 percent. |Then 4.0 more.",
            "It cost $1.5m. |$2m was paid.",
            "1. Buy milk.",
            "12. Go home. |Sleep.",
            "a. First point.",
            "Version 2.0.1 is out. |Get it.",
            "The file a.txt is in b.example.org today.",
            "Read it.[3] |Then rest.[12] |Good.",
        ]);
    }

    #[test]
    fn quotations_and_brackets() {
        check(&[
            "“Stop.” |He left.",
            "“Stop!” he said. |She did.",
            "\"Stop.\" |\"Go.\"",
            "He said “stop.” |“Why?” she asked.",
            "“Is it?” asked Poe. |“It is.”",
            "(He left.) |She stayed.",
            "He left (at noon). |She stayed.",
            "It was “done.” |Then came ‘more.’ |“End.",
            "«Stop.» |«Go.»",
            "He wrote ‘no.’ |It was late.",
            "Why (he asked?), nobody knew.",
            "“One. |Two.” |Three.",
        ]);
    }

    #[test]
    fn ellipses_and_names() {
        check(&[
            "Well... maybe. |Yes.",
            "Well... |Maybe.",
            "Well… maybe.",
            "Well… |Maybe.",
            "Yahoo! said so. |Yahoo! Finance agreed.",
            "He uses Yahoo! |The site is old.",
            "He shouted! and ran.",
            "Wait . . . what?",
        ]);
    }

    #[test]
    fn punctuation_alone_is_no_sentence() {
        for text in [". . . .", "…", "* * *", "---", "“…”", "?!", "• • •", "⁂", "— — —", "\n. .\n"]
        {
            assert_eq!(sentences(text, Span::of(0..text.len())), [], "{text:?}");
        }
        check(&["One. . . . |Two. . .", "… One. …", "😀", "$ 5", "100 %", "(1)"]);
    }

    #[test]
    fn other_scripts() {
        check(&[
            "今日は雨。|明日は晴れ！|本当？|はい。",
            "「行く。」|「はい。」",
            "Это дом. |Он стар.",
            "Été. |École.",
            "😀. |Yes! |👩‍🚒.",
            "\u{0}. |A.",
            "’s. |.\u{cca}“",
            "One.\r\n|Two.",
        ]);
    }

    #[test]
    fn spans_count_from_the_whole_text() {
        let text = "Title\n\nOne. Two.";
        assert_eq!(sentences(text, Span::new(7, 16)), [Span::new(7, 11), Span::new(12, 16)]);
    }
}
