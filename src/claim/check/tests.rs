//! Findings in small schemes, through one function.

use super::*;
use crate::claim::matcher::{Matcher, Sets};
use crate::claim::pattern::{Lists, Program, Words};
use crate::claim::token;
use crate::text::Span;
use proptest::prelude::*;

const HEAD: &str = "name = \"n\"\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n[[category]]\nid = \"b\"\nletter = \"B\"\nkey = \"2\"\n";

fn cue(id: &str, patterns: &str, more: &str) -> String {
    format!("[[cue]]\nid = \"{id}\"\ncategory = \"a\"\nweight = 3.0\npattern = {patterns}\n{more}\n")
}

/// What is found in a scheme with these parts but for the notes on missing examples: severity and
/// message, and the words at the place.
fn check(parts: &[String], expected: &[&str]) {
    let text = format!("{HEAD}{}", parts.concat());
    let checked = super::check(&text, "s").unwrap();
    let said = |finding: &Finding| {
        let Diagnostic { line, column, .. } = finding.diagnostic;
        let line = text.lines().nth(line - 1).unwrap();
        let there: String = line.chars().skip(column - 1).take_while(|char| *char != '"').collect();
        let message = finding.diagnostic.message.replace(&format!("`{there}`"), "`…`");
        format!("{:?} at {there}: {message}", finding.severity)
    };
    let found: Vec<String> = checked.findings.iter().map(said).collect();
    let found: Vec<&String> = found.iter().filter(|one| !one.ends_with("has no examples")).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn examples_run_through_the_engine() {
    let scope = "[[scope]]\nid = \"no\"\ntriggers = [\"never\"]\nblocks = [\"a\"]\n".to_owned();
    check(
        &[
            cue(
                "x",
                "'go/V'",
                "matches = [\"He went.\", \"He sat.\", \"He never went.\"]\nmisses = [\"She goes.\"]",
            ),
            cue("y", "'run'", "matches = [\"They run.\"]"),
            cue("z", "'walk'", "misses = [\"They run.\"]"),
            scope,
        ],
        &[
            "Warning at He sat.: cue `x` does not count in “He sat.”: none of its patterns is found",
            "Warning at He never went.: cue `x` does not count in “He never went.”: “never” blocks it by the scope rule `no`",
            "Warning at She goes.: cue `x` counts in “She goes.”, by “goes”",
            "Note at y: cue `…` has no example that it must miss",
            "Note at z: cue `…` has no example that it must match",
        ],
    );
}

#[test]
fn a_pattern_that_stands_twice() {
    check(
        &[cue("x", "[\"go/V home\", \"goes|went|going|gone|go home\"]", "")],
        &["Warning at goes|went|going|gone|go home: pattern `…` stands in cue `x` already"],
    );
    let other = cue("y", "\"go/V home\"", "").replace("category = \"a\"", "category = \"b\"");
    check(
        &[cue("x", "\"go/V home\"", ""), other],
        &["Note at go/V home: pattern `…` stands in cue `x` already, which speaks for another category"],
    );
}

/// Whether the second pattern is found needless beside the first, in one cue and in two.
fn needless(wide: &str, narrow: &str, expected: bool) {
    let found = |parts: &[String]| {
        let checked = super::check(&format!("{HEAD}{}", parts.concat()), "s").unwrap();
        let says = |finding: &Finding, word: &str| finding.diagnostic.message.contains(word);
        let said = format!("pattern `{narrow}`");
        checked.findings.iter().any(|one| says(one, &said) && says(one, "nothing"))
    };
    assert_eq!(found(&[cue("x", &format!("[\"{wide}\", \"{narrow}\"]"), "")]), expected, "{wide} ⊇ {narrow}");
    let two = [cue("x", &format!("\"{narrow}\""), ""), cue("y", &format!("\"{wide}\""), "")];
    assert_eq!(found(&two), expected, "{wide} ⊇ {narrow} in two cues");
}

#[test]
fn a_pattern_of_which_another_finds_every_match() {
    needless("go/V", "going", true);
    needless("go/V", "go home", true);
    needless("home", "go home", true);
    needless("a|b c|d", "b c", true);
    needless("go .. home", "go right home", true);
    needless("go ..3 home", "go ..2 home", true);
    needless("go .. home", "go ..3 right|left home", true);
    needless("go home", "^go home", true);
    needless("go right? home", "go home", true);
    needless("go home", "go home @quote", true);
    needless("go !to", "go home", true);
    needless("go !to", "go !to|from home", true);
    needless("go @cap", "go @cap home", true);
    needless("go|run", "go|walk", false);
    needless("go home", "go", false);
    needless("go home", "go .. home", false);
    needless("go ..2 home", "go ..3 home", false);
    needless("go ..1 home", "go right then home", false);
    needless("^go home", "go home", false);
    needless("go right home", "go right? home", false);
    needless("go !to", "go", false);
    needless("go !to|home", "go home|away", false);
    needless("go @cap", "go home", false);
    needless("go @quote", "go home", false);
    needless("go home", "go @quote home", false);
}

#[test]
fn of_two_that_find_the_same_the_first_stays() {
    let check = |first: &str, second: &str| {
        let message = format!("Warning at {second}: pattern `…` finds nothing that `{first}` does not find");
        check(&[cue("x", &format!("[\"{first}\", \"{second}\"]"), "")], &[&message]);
    };
    check("go", "go home?");
    check("go home?", "go");
}

#[test]
fn a_stronger_pattern_or_one_that_a_rule_spares_is_not_needless() {
    let two = |first: &str, second: &str, scope: &str, expected: &[&str]| {
        let scope = format!("[[scope]]\nid = \"no\"\ntriggers = [\"never\"]\nblocks = [\"{scope}\"]\n");
        check(&[cue("x", "\"home\"", first), cue("y", "\"go home\"", second), scope], expected);
    };
    let needless = [
        "Warning at go home: pattern `…` says nothing new: `home` of cue `x` finds the same words and weighs as much or more",
    ];
    two("", "", "b", &needless);
    two("", "fitted = 3.1", "b", &[]);
    two("fitted = 3.1", "", "b", &needless);
    two("", "fitted = 2.0", "b", &needless);
    two("support = true", "", "b", &[]);
    two("", "support = true", "b", &needless);
    // The rule reaches the second word of the longer pattern only: it may still count alone.
    two("", "", "a", &[]);
    two("unless = [\"no\"]", "", "a", &needless);
    let grouped = |first: &str, second: &str| {
        let third = cue("z", "\"walk\"", "group = \"g\"");
        let parts = [cue("x", "\"home\"", first), cue("y", "\"go home\"", second), third];
        super::check(&format!("{HEAD}{}", parts.concat()), "s").unwrap().findings.len()
    };
    // Elsewhere a cue of the group may count in place of the wider one, but not of the narrower.
    assert_eq!(grouped("group = \"g\"", ""), 3);
    assert_eq!(grouped("group = \"g\"", "group = \"g\""), 4);
}

#[test]
fn what_is_needless_by_fitted_weights_only_is_a_note() {
    check(
        &[cue("x", "\"home\"", "fitted = 5.0"), cue("y", "\"go home\"", "").replace("3.0", "4.0")],
        &[
            "Note at go home: pattern `…` says nothing new: `home` of cue `x` finds the same words and weighs as much or more",
        ],
    );
}

#[test]
fn patterns_that_are_never_found() {
    let stop = "[[stop]]\npatterns = [\"consumer price/N\", \"go ..2 bus\"]\n".to_owned();
    check(
        &[
            cue("x", "[\"new consumer price\", \"price\", \"go by bus\", \"take bus\"]", ""),
            cue("y", "\"sit !down down\"", ""),
            stop,
        ],
        &[
            "Warning at new consumer price: pattern `…` is never found: the stop `consumer price/N` takes its words",
            "Warning at go by bus: pattern `…` is never found: the stop `go ..2 bus` takes its words",
            "Warning at sit !down down: pattern `…` is never found: `!` bars the word that follows it",
        ],
    );
}

#[test]
fn words_that_no_text_has() {
    check(
        &[cue(
            "x",
            "[\"^the u.s. pays\", \"go home|mayor's\", \"12-year plan\", \"don’t|can't .. u.s/N\"]",
            "",
        )],
        &[
            "Warning at u.s. pays: no text has the word `u.s.`, for words are cut otherwise",
            "Warning at mayor's: no text has the word `…`, for words are cut otherwise",
            "Warning at 12-year plan: no text has the word `12`, for words are cut otherwise",
        ],
    );
}

#[test]
fn names_that_name_nothing_or_nothing_here() {
    let lists = "[lists]\nspare = [\"one\"]\n".to_owned();
    let scope = "[[scope]]\nid = \"negation\"\ntriggers = [\"never\"]\nblocks = [\"b\"]\n".to_owned();
    check(
        &[cue("x", "\"go\"", "unless = [\"negaton\", \"negation\"]"), scope, lists],
        &[
            "Warning at negaton: no scope rule is called `…`",
            "Note at negation: the scope rule `…` does not touch this category",
            "Note at one: no pattern uses the list `@spare`",
        ],
    );
}

#[test]
fn cues_too_weak_for_any_claim() {
    let weak = |id: &str, weight: &str| cue(id, &format!("\"{id}\""), "").replace("3.0", weight);
    let message = "Note at x: cue `…` never comes to a claim: with all that may stand beside it, the score of `a` stays under 0.500";
    check(&[weak("x", "2.9")], &[message]);
    check(&[weak("x", "2.9"), weak("y", "0.3")], &[]);
    let grouped = |id, weight| weak(id, weight) + "group = \"g\"\n";
    check(&[grouped("x", "2.9"), grouped("y", "5.0")], &[message]);
    check(
        &[weak("x", "3.1"), weak("y", "-2.0"), weak("z", "0")],
        &["Note at z: cue `…` adds nothing: its weight is 0"],
    );
}

#[test]
fn a_cue_that_is_left_out_moves_no_place() {
    let lost = cue("x", "\"one\"", "").replace("category = \"a\"", "category = \"nobody\"");
    check(
        &[lost, cue("y", "\"go\"", "matches = [\"No.\"]\nmisses = [\"No.\"]")],
        &[
            "Warning at nobody: no category is called `…`",
            "Warning at No.: cue `y` does not count in “No.”: none of its patterns is found",
        ],
    );
}

/// A part of a pattern, of every kind, with few words.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[abc]",
        2 => "[ab]\\|[bc]",
        1 => "\\.\\.[123]",
        1 => "[abc]\\?",
        1 => "![abc]",
        1 => Just("@cap".to_owned()),
        1 => Just("@quote".to_owned()),
    ]
}

/// Two patterns, the second like the first but for a few parts.
fn patterns() -> impl Strategy<Value = (String, String)> {
    let other = prop_oneof![5 => Just(None), 1 => part().prop_map(Some), 1 => Just(Some(String::new()))];
    let parts = prop::collection::vec((part(), other), 1..5);
    ("\\^?", "\\^?", parts).prop_map(|(head, other_head, parts)| {
        let one: Vec<&str> = parts.iter().map(|(part, _)| part.as_str()).collect();
        let two: Vec<&str> = parts.iter().map(|(part, other)| other.as_deref().unwrap_or(part)).collect();
        (format!("{head}{}", one.join(" ")), format!("{other_head}{}", two.join(" ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]
    #[test]
    fn a_proof_is_never_wrong((wide, narrow) in patterns(), text in "([abcA], |[abcA]; |[ab] “|[ab], “|[abcC] |[abc] ){1,7}") {
        let mut words = Words::default();
        let compiled = [&wide, &narrow].map(|pattern| words.compile(pattern, &Lists::new()));
        let [Ok(wide), Ok(narrow)] = compiled else { return Ok(()) };
        if !cover::covers(&words, &wide[0].steps, &narrow[0].steps) {
            return Ok(());
        }
        let leading = words.set(&["d".to_owned()]);
        let mut tokens = Vec::new();
        token::tokens(&text, Span::of(0..text.len()), &words.vocabulary, &mut tokens);
        let found = |program: &Program| {
            let mut found = Vec::new();
            let matcher = Matcher::new(vec![(program.clone(), 0)], &words, leading);
            matcher.run(&tokens, &Sets::new(&words), &mut |_, start, end| found.push((start, end)));
            found
        };
        let wider = found(&wide[0]);
        for (start, end) in found(&narrow[0]) {
            prop_assert!(wider.iter().any(|&(from, to)| from < end && start < to), "{wider:?}");
        }
    }
}
