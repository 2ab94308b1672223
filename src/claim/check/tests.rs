//! Findings in small schemes.

use super::*;
use crate::claim::LearnedModel;
use crate::claim::matcher::{Matcher, SetTable};
use crate::claim::pattern::{Program, WordLists, WordSets};
use crate::claim::token;
use crate::text::Span;
use proptest::prelude::*;

const HEAD: &str = "name = \"n\"\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n[[category]]\nid = \"b\"\nletter = \"B\"\nkey = \"2\"\n";

fn cue(id: &str, patterns: &str, more: &str) -> String {
    format!("[[cue]]\nid = \"{id}\"\ncategory = \"a\"\nweight = 3.0\npattern = {patterns}\n{more}\n")
}

/// Compares the findings for a scheme of these parts, without the notes on missing examples: severity, text at the
/// reported position (`…` in the message), and message.
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
            "Warning at He sat.: cue `x` does not count in “He sat.”: none of its patterns matches",
            "Warning at He never went.: cue `x` does not count in “He never went.”: “never” blocks it by the scope rule `no`",
            "Warning at She goes.: cue `x` counts in “She goes.”, by “goes”",
            "Note at y: cue `…` has no example that it must miss",
            "Note at z: cue `…` has no example that it must match",
        ],
    );
}

/// A scheme of two categories that the model knows and one that it does not, with a cue for the first and a `[model]`
/// table; compares the findings, with their lines and columns.
fn check_model(tables: &str, expected: &[&str]) {
    let model = LearnedModel::built_in("claims").unwrap();
    let [one, two, ..] = model.categories() else { panic!() };
    let categories = [(one.as_str(), 1), (two, 2), ("fable", 3)]
        .map(|(id, key)| format!("[[category]]\nid = \"{id}\"\nletter = \"{key}\"\nkey = \"{key}\"\n"))
        .concat();
    let cue = cue("x", "'go/V'", "matches = 'He went.'\nmisses = 'He sat.'");
    let cue = cue.replace("\"a\"", &format!("\"{one}\""));
    let place = |text: &str| text.replace("ONE", one).replace("TWO", two);
    let text = format!("{categories}{cue}[model]\nname = \"claims\"\n{}", place(tables));
    // The tables begin after the 12 lines of the categories, the 7 of the cue and the 2 of the model.
    let checked = super::check(&text, "s").unwrap();
    let found = checked.findings.iter().map(|finding| {
        let Diagnostic { line, column, message, hint, .. } = &finding.diagnostic;
        let hint = hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{:?} {}:{column}: {message}{hint}", finding.severity, line.cast_signed() - 21)
    });
    let expected: Vec<String> = expected.iter().map(|one| place(one)).collect();
    assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
}

#[test]
fn a_model_and_the_scheme_share_their_categories() {
    let good = |id: &str| format!("[[model.category]]\ncategory = \"{id}\"\nmodel = 0.8\n");
    check_model(&[good("ONE"), good("TWO")].concat(), &[]);
    check_model(
        &good("ONE"),
        &[
            "Note -1:1: `TWO` rests on its cues alone, although the model knows this category: no `[[model.category]]` is about it",
        ],
    );
    let known = LearnedModel::built_in("claims").unwrap().categories().join(", ");
    check_model(
        &[good("ONE"), good("TWO"), good("fable"), good("ONE")].concat(),
        &[
            &format!(
                "Warning 8:13: the model `claims` has no category `fable` (categories of the model: {known})"
            ),
            "Warning 11:13: a second table of the model is about `ONE`: the first holds",
        ],
    );
}

#[test]
fn a_combined_score_can_reach_its_threshold() {
    let check = |numbers: &str, expected: &[&str]| {
        let tables = format!(
            "[[model.category]]\ncategory = \"TWO\"\n[[model.category]]\ncategory = \"ONE\"\n{numbers}\n"
        );
        check_model(&tables, expected);
    };
    check("offset = -2.5\nmodel = 0.0\ncues = 1.0", &[]);
    check("offset = -3.5\nmodel = 0.1\ncues = 1.0", &[]);
    let never = "no sentence can be a claim: the combined score of `ONE` always stays under 0.500";
    check("offset = -3.5\nmodel = 0.0\ncues = 1.0", &[&format!("Warning 3:1: {never}")]);
    check("threshold = 0.5\noffset = -99.0", &[&format!("Warning 5:1: {never}")]);
    check(
        "cues = 0\nmodel = 0",
        &["Warning 6:1: neither the model nor the cues count for `ONE`: all sentences score the same"],
    );
    check(
        "model = -0.5",
        &["Warning 5:1: the weight of the model is negative: what it finds speaks against `ONE`"],
    );
}

#[test]
fn reports_duplicate_patterns() {
    check(
        &[cue("x", "[\"go/V home\", \"goes|went|going|gone|go home\"]", "")],
        &["Warning at goes|went|going|gone|go home: pattern `…` is already in cue `x`"],
    );
    let other = cue("y", "\"go/V home\"", "").replace("category = \"a\"", "category = \"b\"");
    check(
        &[cue("x", "\"go/V home\"", ""), other],
        &["Note at go/V home: pattern `…` is already in cue `x`, for another category"],
    );
}

/// Asserts whether the second pattern is redundant beside the first, in one cue and in two.
fn check_redundant(wide: &str, narrow: &str, expected: bool) {
    let found = |parts: &[String]| {
        let checked = super::check(&format!("{HEAD}{}", parts.concat()), "s").unwrap();
        let says = |finding: &Finding, word: &str| finding.diagnostic.message.contains(word);
        let said = format!("pattern `{narrow}`");
        checked.findings.iter().any(|one| says(one, &said) && says(one, "redundant"))
    };
    assert_eq!(found(&[cue("x", &format!("[\"{wide}\", \"{narrow}\"]"), "")]), expected, "{wide} ⊇ {narrow}");
    let two = [cue("x", &format!("\"{narrow}\""), ""), cue("y", &format!("\"{wide}\""), "")];
    assert_eq!(found(&two), expected, "{wide} ⊇ {narrow} in two cues");
}

#[test]
fn reports_patterns_that_another_subsumes() {
    check_redundant("go/V", "going", true);
    check_redundant("go/V", "go home", true);
    check_redundant("home", "go home", true);
    check_redundant("a|b c|d", "b c", true);
    check_redundant("go .. home", "go right home", true);
    check_redundant("go ..3 home", "go ..2 home", true);
    check_redundant("go .. home", "go ..3 right|left home", true);
    check_redundant("go home", "^go home", true);
    check_redundant("go right? home", "go home", true);
    check_redundant("go home", "go home @quote", true);
    check_redundant("go !to", "go home", true);
    check_redundant("go !to", "go !to|from home", true);
    check_redundant("go @cap", "go @cap home", true);
    check_redundant("go|run", "go|walk", false);
    check_redundant("go home", "go", false);
    check_redundant("go home", "go .. home", false);
    check_redundant("go ..2 home", "go ..3 home", false);
    check_redundant("go ..1 home", "go right then home", false);
    check_redundant("^go home", "go home", false);
    check_redundant("go right home", "go right? home", false);
    check_redundant("go !to", "go", false);
    check_redundant("go !to|home", "go home|away", false);
    check_redundant("go @cap", "go home", false);
    check_redundant("go @quote", "go home", false);
    check_redundant("go home", "go @quote home", false);
}

#[test]
fn keeps_the_first_of_two_equal_patterns() {
    let check = |first: &str, second: &str| {
        let message =
            format!("Warning at {second}: pattern `…` is redundant: `{first}` matches all that it matches");
        check(&[cue("x", &format!("[\"{first}\", \"{second}\"]"), "")], &[&message]);
    };
    check("go", "go home?");
    check("go home?", "go");
}

#[test]
fn keeps_stronger_patterns_and_those_that_a_scope_rule_spares() {
    let two = |first: &str, second: &str, scope: &str, expected: &[&str]| {
        let scope = format!("[[scope]]\nid = \"no\"\ntriggers = [\"never\"]\nblocks = [\"{scope}\"]\n");
        check(&[cue("x", "\"home\"", first), cue("y", "\"go home\"", second), scope], expected);
    };
    let redundant = [
        "Warning at go home: pattern `…` is redundant: `home` of cue `x` matches the same words and weighs at least as much",
    ];
    two("", "", "b", &redundant);
    two("", "fitted = 3.1", "b", &[]);
    two("fitted = 3.1", "", "b", &redundant);
    two("", "fitted = 2.0", "b", &redundant);
    two("support = true", "", "b", &[]);
    two("", "support = true", "b", &redundant);
    // The rule reaches the second word of the longer pattern only: it may still count alone.
    two("", "", "a", &[]);
    two("unless = [\"no\"]", "", "a", &redundant);
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
fn redundancy_by_fitted_weights_alone_is_a_note() {
    check(
        &[cue("x", "\"home\"", "fitted = 5.0"), cue("y", "\"go home\"", "").replace("3.0", "4.0")],
        &[
            "Note at go home: pattern `…` is redundant: `home` of cue `x` matches the same words and weighs at least as much",
        ],
    );
}

#[test]
fn reports_patterns_that_can_never_match() {
    let stop = "[[stop]]\npatterns = [\"consumer price/N\", \"go ..2 bus\"]\n".to_owned();
    check(
        &[
            cue("x", "[\"new consumer price\", \"price\", \"go by bus\", \"take bus\"]", ""),
            cue("y", "\"sit !down down\"", ""),
            stop,
        ],
        &[
            "Warning at new consumer price: pattern `…` can never match: the stop `consumer price/N` takes its words",
            "Warning at go by bus: pattern `…` can never match: the stop `go ..2 bus` takes its words",
            "Warning at sit !down down: pattern `…` can never match: `!` bars the word after it",
        ],
    );
}

#[test]
fn reports_words_that_the_tokenizer_never_produces() {
    check(
        &[cue(
            "x",
            "[\"^the u.s. pays\", \"go home|mayor's\", \"12-year plan\", \"don’t|can't .. u.s/N\"]",
            "",
        )],
        &[
            "Warning at u.s. pays: `u.s.` can never match: texts are split into words differently",
            "Warning at mayor's: `…` can never match: texts are split into words differently",
            "Warning at 12-year plan: `12` can never match: texts are split into words differently",
        ],
    );
}

#[test]
fn reports_unknown_and_useless_names() {
    let lists = "[lists]\nspare = [\"one\"]\n".to_owned();
    let scope = "[[scope]]\nid = \"negation\"\ntriggers = [\"never\"]\nblocks = [\"b\"]\n".to_owned();
    check(
        &[cue("x", "\"go\"", "unless = [\"negaton\", \"negation\"]"), scope, lists],
        &[
            "Warning at negaton: unknown scope rule `…`",
            "Note at negation: scope rule `…` does not block this category",
            "Note at one: no pattern uses the list `@spare`",
        ],
    );
}

#[test]
fn notes_cues_too_weak_for_any_claim() {
    let weak = |id: &str, weight: &str| cue(id, &format!("\"{id}\""), "").replace("3.0", weight);
    let message = "Note at x: cue `…` can never make a claim: with every other cue beside it, the score of `a` stays under 0.500";
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
fn a_cue_left_out_shifts_no_position() {
    let lost = cue("x", "\"one\"", "").replace("category = \"a\"", "category = \"nobody\"");
    check(
        &[lost, cue("y", "\"go\"", "matches = [\"No.\"]\nmisses = [\"No.\"]")],
        &[
            "Warning at nobody: unknown category `…`",
            "Warning at No.: cue `y` does not count in “No.”: none of its patterns matches",
        ],
    );
}

/// A pattern part of any kind, from a small vocabulary.
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

/// Two patterns that differ in a few parts.
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
    fn subsumption_is_never_claimed_wrongly((wide, narrow) in patterns(), text in "([abcA], |[abcA]; |[ab] “|[ab], “|[abcC] |[abc] ){1,7}") {
        let mut words = WordSets::default();
        let compiled = [&wide, &narrow].map(|pattern| words.compile(pattern, &WordLists::new()));
        let [Ok(wide), Ok(narrow)] = compiled else { return Ok(()) };
        if !redundancy::subsumes(&words, &wide[0].steps, &narrow[0].steps) {
            return Ok(());
        }
        let leading = words.intern_set(&["d".to_owned()]);
        let mut tokens = Vec::new();
        token::tokenize(&text, Span::of(0..text.len()), &words.vocabulary, &mut tokens);
        let found = |program: &Program| {
            let mut found = Vec::new();
            let matcher = Matcher::new(vec![(program.clone(), 0)], &words, leading);
            matcher.run(&tokens, &SetTable::new(&words), &mut |_, start, end| found.push((start, end)));
            found
        };
        let wider = found(&wide[0]);
        for (start, end) in found(&narrow[0]) {
            prop_assert!(wider.iter().any(|&(from, to)| from < end && start < to), "{wider:?}");
        }
    }
}
