//! Sources and speakers in invented sentences.

use super::*;
use std::sync::LazyLock;

static SCHEME: LazyLock<Scheme> = LazyLock::new(Scheme::claims);

fn check(text: &str, expected: &str) {
    let found = attribution(text, Span::of(0..text.len()), &SCHEME);
    let found = found.map_or("", |found| found.source.slice(text));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn finds_the_subject_of_a_verb_of_speaking() {
    check("The mayor warned that the bridge may fall.", "The mayor");
    check("In April the ministry said that it would pay.", "the ministry");
    check("Last week the ministry said that it would pay.", "the ministry");
    check("Moreover, Lund has also suggested that we go.", "Lund");
    check("However, analysts at the bank said that prices fell.", "analysts at the bank");
    check("The head of the union believes that the offer is poor.", "The head of the union");
    check("Environmentalists worry that the dam leaks.", "Environmentalists");
    check("Officials say the ferry is late.", "Officials");
    check("The survey shows that few people row.", "The survey");
    check("Lund plans to sell the mill.", "Lund");
    check("Harbour police have long argued for a second gate.", "Harbour police");
    check("The envoy was quoted as saying nothing.", "");
}

#[test]
fn finds_the_speaker_after_a_quotation() {
    check("“We will stay,” said the harbour master, smiling.", "the harbour master");
    check("“We will stay,” Anna Berg said.", "Anna Berg");
    check("\"We will stay,\" Anna Berg said.", "Anna Berg");
    check("That is all there is to it,” Berg said in a statement.", "Berg");
    check("That is all there is to it,\" Berg said in a statement.", "Berg");
    check("“I think they say too much,” Ole Lund told reporters.", "Ole Lund");
    check("“Everybody knew what to expect,” the pilot added.", "the pilot");
    check("“Go!” she shouted.", "she");
    check("The ferry is late, the pilot added.", "the pilot");
    check("The ferry is late, said Ole Lund, who built it.", "Ole Lund");
    check("“It is a good ferry.” — Ole Lund", "Ole Lund");
    check("Ole Lund: “It is a good ferry.”", "Ole Lund");
}

#[test]
fn skips_appositions() {
    check("Anna Berg, the union's lawyer, said the offer was poor.", "Anna Berg");
    check("Anna Berg, who leads the union, said the offer was poor.", "Anna Berg");
    check(
        "“It leaks,” Ole Lund, director of the Institute for Dams and a professor at the School of Water, said of it.",
        "Ole Lund",
    );
    check("Anna Berg (Labour) said the offer was poor.", "Anna Berg");
}

#[test]
fn finds_the_name_after_according_to() {
    check("According to the Dutch inspector, it leaks.", "the Dutch inspector");
    check("It leaks, according to two engineers.", "two engineers");
    check("The claim was rejected by the inspector.", "the inspector");
}

#[test]
fn finds_the_owner_of_a_statement() {
    check("Lund’s claim that the dam leaks is old.", "Lund");
    check("The union’s demands were large.", "The union");
}

#[test]
fn finds_no_source_where_the_author_speaks() {
    for text in [
        "The bridge may fall, and the duke's fears remain.",
        "Its pressure on Nordic states could grow.",
        "He left.",
        "The report is long, and the state is small.",
        "The United States is large.",
        "It is well known that ferries float.",
        "I think the dam leaks.",
        "",
    ] {
        check(text, "");
    }
}

/// The speakers of all claims; every line is a paragraph.
fn speakers(text: &str) -> Vec<&str> {
    let mut claims = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let block = Span::of(start..start + line.len());
        crate::claim::classify(text, block, &SCHEME, &mut claims);
        start += line.len() + 1;
    }
    claims.iter().map(|claim| claim.speaker.map_or("", |speaker| speaker.slice(text))).collect()
}

#[test]
fn a_quotation_continues_until_it_closes() {
    let text = "“The dam is safe,” said Ole Lund. “But the gate must be repaired. The town should pay.”";
    assert_eq!(speakers(text), ["Ole Lund", "Ole Lund"]);
    let text = "“The gate must be repaired. The town should pay,” said Ole Lund.";
    assert_eq!(speakers(text), ["Ole Lund", "Ole Lund"]);
    let text = "Lund said: “The dam is safe.\n“The gate must be repaired.”";
    assert_eq!(speakers(text), ["Lund"]);
    let text = "Lund said that it was late. The gate must be repaired.";
    assert_eq!(speakers(text), [""]);
}

#[test]
fn a_pronoun_refers_to_the_last_name() {
    let text = "Anna Berg said little on Monday. She warned that the dam may break.";
    assert_eq!(speakers(text), ["Anna Berg"]);
    let text = "Anna Berg said little on Monday.\nShe warned that the dam may break.";
    assert_eq!(speakers(text), ["Anna Berg"]);
    assert_eq!(speakers("She warned that the dam may break."), ["She"]);
}

#[test]
fn the_actor_speaks_where_nobody_else_does() {
    assert_eq!(speakers("The Kremlin seeks a reduction in tolls."), ["The Kremlin"]);
    assert_eq!(speakers("Moscow’s demands remain large."), ["Moscow"]);
    assert_eq!(speakers("The council dropped its objection."), ["The council"]);
    assert_eq!(speakers("The gate must be repaired."), [""]);
    assert_eq!(speakers("Wary sailors stay at home."), [""]);
}
