//! Sources and speakers in invented sentences.

use super::*;
use crate::claim::Claim;
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
fn finds_one_of_a_group() {
    check("Another sailor claimed that the dam leaks.", "Another sailor");
    check("“It leaks,” another said.", "another");
    check("Both fishermen said they liked the gate.", "fishermen");
    check("One map suggests a second gate.", "One map");
}

#[test]
fn adverbs_and_auxiliaries_may_precede_the_verb() {
    check("Lund has now officially called for a second gate.", "Lund");
    check("The union would argue about every plank.", "The union");
    check("Berg did not mention the gate.", "Berg");
    check("The owners were already dismissing the gate.", "The owners");
}

#[test]
fn finds_the_speaker_after_a_verb_in_the_present() {
    check("“We stay,” says Ole Lund, who built it.", "Ole Lund");
    check("The gate costs more than the mill, the Harbour Herald reports.", "the Harbour Herald");
    check("Ole Lund Claims The Dam Leaks Again.", "Ole Lund");
    check("The ministry plans to sell the mill.", "The ministry");
}

#[test]
fn a_listener_is_no_speaker() {
    check("The gate will close, the mill's new keeper, Ole Lund, told Anna Berg.", "the mill's new keeper");
}

#[test]
fn finds_the_agent_of_a_participle() {
    check("The ferry pays a fine imposed by the harbour court.", "the harbour court");
    check("The song was written by Ole Lund.", "Ole Lund");
}

#[test]
fn finds_the_subject_of_a_closing_participle() {
    check("Ole Lund went home early, warning that the dam leaks.", "Ole Lund");
    check("She left the quay, saying little.", "She");
    check("Shaken by the storm, the ferry left, promising little.", "");
}

#[test]
fn finds_the_holder_of_an_attitude() {
    check("The islanders are also worried about the gate.", "The islanders");
    check("Ole Lund is a critic of the new gate.", "Ole Lund");
}

#[test]
fn a_place_before_a_comma_is_no_speaker() {
    check("In Oslo, the pilot Anna Berg, a widow, described a storm.", "the pilot Anna Berg");
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

/// Every line is a paragraph.
fn claims(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let block = Span::of(start..start + line.len());
        crate::claim::classify(text, block, &SCHEME, &mut claims);
        start += line.len() + 1;
    }
    claims
}

/// Names of the speakers of all claims; empty where there is none.
fn speakers(text: &str) -> Vec<&str> {
    let claims = claims(text);
    claims.iter().map(|claim| claim.speaker.name().map_or("", |speaker| speaker.slice(text))).collect()
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
fn a_pronoun_stands_for_the_only_name_before_it() {
    for text in [
        "Anna Berg said little on Monday. She warned that the dam may break.",
        "Anna Berg said little on Monday.\nShe warned that the dam may break.",
        "“Ole Lund is late,” Anna Berg said. She warned that the dam may break.",
        "Anna Berg said little. She smiled, she said. She warned that the dam may break.",
    ] {
        assert_eq!(speakers(text).last(), Some(&"Anna Berg"), "{text}");
    }
    for (text, expected) in [
        ("The mayor said little on Monday. She warned that the dam may break.", "The mayor"),
        ("The ministry said little. It warned that the dam may break.", "The ministry"),
        ("Kremlin officials said little. They warned that the dam may break.", "Kremlin officials"),
    ] {
        assert_eq!(speakers(text).last(), Some(&expected), "{text}");
    }
}

#[test]
fn a_pronoun_without_one_certain_name_is_nobody() {
    for text in [
        "She warned that the dam may break.",
        "It warned that the dam may break.",
        "Anna Berg told Ole Lund little. She warned that the dam may break.",
        "The ministry said little. She warned that the dam may break.",
        "Anna Berg said little. It warned that the dam may break.",
        "New York was cold. She warned that the dam may break.",
        "Anna Berg said little. Rain fell. She warned that the dam may break.",
        "Officials said little. They warned that the dam may break.",
    ] {
        let all = claims(text);
        assert_eq!(all.last().map(|claim| claim.speaker), Some(Speaker::Unknown), "{text}");
    }
}

#[test]
fn a_bare_plural_is_nobody() {
    for text in [
        "Officials warned that the dam may break.",
        "The governments warned that the dam may break.",
        "Some warned that the dam may break.",
        "Many critics warned that the dam may break.",
        "Senior officials warned that the dam may break.",
        "Two engineers warned that the dam may break.",
        "Environmentalists warned that the dam may break.",
        "The gate must be repaired, according to officials.",
        "People warned that the dam may break.",
        "Divers warn that the dam may break.",
        "Its leadership warned that the dam may break.",
        "Divers warned that the dam may break.",
        "Sailors have warned that the dam may break.",
        "Fishermen warned that the dam may break.",
        "Commuters fear that the dam may break.",
        "Women warned that the dam may break.",
        "Another warned that the dam may break.",
    ] {
        assert_eq!(claims(text).last().map(|claim| claim.speaker), Some(Speaker::Unknown), "{text}");
    }
    for (text, expected) in [
        ("Kremlin officials warned that the dam may break.", "Kremlin officials"),
        ("Western governments warned that the dam may break.", "Western governments"),
        ("Reuters warned that the dam may break.", "Reuters"),
        ("Sanders warned that the dam may break.", "Sanders"),
        ("Yemen warned that the dam may break.", "Yemen"),
        ("Sanders warns that the dam may break.", "Sanders"),
        ("The United States warned that the dam may break.", "The United States"),
        ("Analysts at the bank warned that the dam may break.", "Analysts at the bank"),
        ("Harbour engineers warned that the dam may break.", "Harbour engineers"),
        ("The press warned that the dam may break.", "The press"),
        ("The government warned that the dam may break.", "The government"),
    ] {
        assert_eq!(speakers(text), [expected], "{text}");
    }
}

#[test]
fn a_speaker_from_the_context_is_a_guess() {
    let guessed =
        |text: &str| claims(text).last().is_some_and(|claim| matches!(claim.speaker, Speaker::Guessed(_)));
    assert!(guessed("“The dam is safe,” said Ole Lund. “But the gate must be repaired."));
    assert!(guessed("The Kremlin seeks a reduction in tolls."));
    assert!(!guessed("Anna Berg warned that the dam may break."));
    assert!(!guessed("Anna Berg said little. She warned that the dam may break."));
    assert_eq!(claims("“The gate must be repaired.”")[0].speaker, Speaker::Unknown);
    assert_eq!(claims("The gate must be repaired.")[0].speaker, Speaker::Author);
}

#[test]
fn the_actor_speaks_where_nobody_else_does() {
    assert_eq!(speakers("The Kremlin seeks a reduction in tolls."), ["The Kremlin"]);
    assert_eq!(speakers("Moscow’s demands remain large."), ["Moscow"]);
    assert_eq!(speakers("The council dropped its objection."), ["The council"]);
    assert_eq!(speakers("The gate must be repaired."), [""]);
    assert_eq!(speakers("Wary sailors stay at home."), [""]);
}
