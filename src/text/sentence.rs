//! Where sentences begin and end.
//!
//! A stop ends a sentence unless something says otherwise: what follows begins with a small letter,
//! or what stands before is an abbreviation, an initial, a title or the mark of a list item.

use super::abbreviation::{
    AFTER_A_TIME, BEFORE_A_NAME, BEFORE_A_NUMBER, EXCLAIMING, INSIDE, LONGEST, STARTERS,
};
use super::span::Span;
use super::stops::Stops;
use super::trailing::{is_item, trailing};

/// The sentences of one block of running text, in order, without the white space between them.
///
/// A single line end inside the block counts as a space. White space alone gives no sentence.
pub fn sentences(text: &str, block: Span) -> Vec<Span> {
    let slice = block.slice(text);
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut stops = Stops::new(slice.as_bytes());
    while let Some(stop) = stops.next(at) {
        if is_plain_end(slice.as_bytes(), start, stop) {
            push(&mut found, text, block, start, stop + 1);
            (start, at) = (stop + 1, stop + 1);
            continue;
        }
        let run = Run::at(slice, stop);
        if let Some(end) = run.ends(slice, start) {
            push(&mut found, text, block, start, end);
            start = end;
        }
        at = run.end.max(stop + 1);
    }
    push(&mut found, text, block, start, slice.len());
    found
}

fn push(found: &mut Vec<Span>, text: &str, block: Span, start: usize, end: usize) {
    let span = Span::of(start..end).shifted(block.start()).trimmed(text);
    if !span.is_empty() {
        found.push(span);
    }
}

/// Whether a stop ends a sentence as most do: one full stop after a word of small letters that is longer than every
/// abbreviation, and a space and a capital behind it. It is told by a look at a few bytes.
fn is_plain_end(bytes: &[u8], start: usize, stop: usize) -> bool {
    if !matches!(bytes.get(stop..stop + 3), Some([b'.', b' ', capital]) if capital.is_ascii_uppercase()) {
        return false;
    }
    let before = bytes.get(start..stop).unwrap_or_default();
    let letters = before.iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
    letters > LONGEST && before.len().checked_sub(letters + 1).is_none_or(|at| before.get(at) == Some(&b' '))
}

/// How many marks may open a sentence before its first word.
const MOST_MARKS: usize = 32;

/// Kinds of stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One full stop.
    Single,
    /// Several full stops, or their one sign.
    Ellipsis,
    /// A question or exclamation mark, perhaps among others.
    Mark,
    /// A stop of Chinese or Japanese.
    Wide,
}

/// One or more stops together, with the marks that close after them.
struct Run {
    /// Where the stops begin.
    start: usize,
    /// Where the closing marks end.
    end: usize,
    /// What kind of stop it is.
    kind: Kind,
    /// A quotation closes after the stop.
    closes: bool,
}

impl Run {
    fn at(text: &str, start: usize) -> Self {
        let mut run = Self { start, end: start, kind: Kind::Single, closes: false };
        let mut stops = 0;
        let mut closing = false;
        for char in text.get(start..).unwrap_or_default().chars() {
            match char {
                '.' | '!' | '?' | '…' | '。' | '！' | '？' if !closing => {
                    stops += if char == '…' { 3 } else { 1 };
                    run.kind = match (char, run.kind) {
                        ('。' | '！' | '？', _) | (_, Kind::Wide) => Kind::Wide,
                        ('!' | '?', _) | (_, Kind::Mark) => Kind::Mark,
                        _ if stops > 1 => Kind::Ellipsis,
                        _ => Kind::Single,
                    };
                }
                '”' | '’' | '»' | '"' | '\'' | '」' | '』' => {
                    closing = true;
                    run.closes = true;
                }
                ')' | ']' | '）' | '¹' | '²' | '³' | '⁰'..='⁹' | '*' | '†' | '‡' => {
                    closing = true;
                }
                _ => break,
            }
            run.end += char.len_utf8();
        }
        run
    }

    /// Where the sentence ends, if the stop ends one that began at `start`.
    fn ends(&self, text: &str, start: usize) -> Option<usize> {
        if self.kind == Kind::Wide {
            return Some(self.end);
        }
        let after = text.get(self.end..).unwrap_or_default();
        let length = trailing(after);
        let (end, rest) = (self.end + length, after.get(length..).unwrap_or_default());
        let next = rest.trim_start();
        if next.is_empty() {
            return Some(text.len());
        }
        if next.len() == rest.len() {
            return None;
        }
        let before = text.get(start..self.start).unwrap_or_default();
        if is_item(next) && before.rfind('(') <= before.rfind(')') {
            return Some(end);
        }
        let word = first_word(next);
        let initial = word.chars().next();
        match initial {
            None => return (!next.starts_with([',', ';', ':', ')', ']', '”'])).then_some(end),
            Some(letter) if letter.is_lowercase() && !word.chars().skip(1).any(char::is_uppercase) => {
                return None;
            }
            Some(_) => {}
        }
        let last = last_word(before);
        if self.kind != Kind::Single {
            // "I… I do not know" is one sentence.
            if self.kind == Kind::Ellipsis && !self.closes && !last.is_empty() && last == word {
                return None;
            }
            let name = self.kind == Kind::Mark && !self.closes && is(EXCLAIMING, last);
            return (!name || is(STARTERS, word)).then_some(end);
        }
        let digit = initial.is_some_and(char::is_numeric);
        (self.closes || full_stop(before, last, word, digit)).then_some(end)
    }
}

/// Whether one full stop after `last` and before `next` ends a sentence.
fn full_stop(before: &str, last: &str, next: &str, digit: bool) -> bool {
    // Most sentences end in a plain word that is longer than every abbreviation.
    if last.len() > LONGEST && last.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return true;
    }
    let alone = before.trim_start().len() == last.len();
    let letters = last.chars().count();
    let mark = last.chars().all(|c| c.is_ascii_digit()) && letters <= 3 || letters == 1;
    if alone && mark && !last.is_empty() {
        return false;
    }
    let bare: String = last.chars().filter(|&c| c != '.').flat_map(char::to_lowercase).collect();
    if last.contains('.') && !last.contains(|c: char| c.is_numeric()) {
        return match bare.as_str() {
            "eg" | "ie" | "cf" => false,
            "am" | "pm" => !digit && !is(AFTER_A_TIME, next),
            _ => is(STARTERS, next),
        };
    }
    if letters == 1 && last.chars().all(char::is_uppercase) {
        // "She and I." ends in a pronoun, "Elizabeth I." in a number.
        let named = || last_word(before.strip_suffix(last).unwrap_or_default().trim_end());
        let pronoun = last == "I" && named().starts_with(char::is_lowercase);
        return pronoun || is(STARTERS, next);
    }
    // "Poe v. Lund"
    if last == "v" {
        return false;
    }
    let known = |list: &[&str]| list.binary_search(&bare.as_str()).is_ok();
    if digit && known(BEFORE_A_NUMBER) {
        return false;
    }
    // "Sun", "Mar" and "Art" are words as well: only the capital tells the abbreviation.
    let capital = last.chars().next().is_some_and(char::is_uppercase);
    let always = matches!(bare.as_str(), "vs" | "cf" | "eg" | "ie" | "pp" | "fig" | "figs");
    if (capital || always) && known(BEFORE_A_NAME) {
        return false;
    }
    let small = matches!(bare.as_str(), "etc" | "al" | "approx" | "ca" | "est" | "viz" | "inc" | "co");
    if (capital || small) && known(INSIDE) {
        return !digit && is(STARTERS, next);
    }
    true
}

fn is(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The first word, without the marks that open before it; empty if another mark stands there.
fn first_word(text: &str) -> &str {
    let opening = |c: char| {
        matches!(
            c,
            '“' | '"'
                | '‘'
                | '\''
                | '('
                | '['
                | '«'
                | '—'
                | '–'
                | '-'
                | '•'
                | '*'
                | '¿'
                | '¡'
                | '$'
                | '€'
                | '£'
                | '#'
                | '@'
                | '…'
                | '.'
        ) || c.is_whitespace()
    };
    // Beyond so many marks no word is a first one, and a text may be made of nothing but marks.
    let marks = text.chars().take(MOST_MARKS).take_while(|&char| opening(char)).map(char::len_utf8).sum();
    let text = text.get(marks..).unwrap_or_default();
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The last word before a stop, with the stops inside it.
fn last_word(text: &str) -> &str {
    let inside = |c: char| c.is_alphanumeric() || c == '.';
    let start =
        text.char_indices().rev().take_while(|&(_, c)| inside(c)).last().map_or(text.len(), |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every case is one block; `|` stands where a sentence ends, and is not part of the text.
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
    fn other_scripts() {
        check(&[
            "今日は雨。|明日は晴れ！|本当？|はい。",
            "「行く。」|「はい。」",
            "Это дом. |Он стар.",
            "Été. |École.",
            "😀. |Yes! |👩‍🚒.",
            "\u{0}. |A.",
            "One.\r\n|Two.",
        ]);
    }

    #[test]
    fn spans_count_from_the_whole_text() {
        let text = "Title\n\nOne. Two.";
        assert_eq!(sentences(text, Span::new(7, 16)), [Span::new(7, 11), Span::new(12, 16)]);
        assert!(sentences(text, Span::new(3, 999)).is_empty());
    }
}
