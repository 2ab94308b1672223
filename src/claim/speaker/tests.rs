//! Speakers in sentences of our own.

use super::*;
use std::sync::LazyLock;

static SCHEME: LazyLock<Scheme> = LazyLock::new(Scheme::claims);

fn check(text: &str, expected: &str) {
    let found = attribution(text, Span::of(0..text.len()), &SCHEME);
    let found = found.map_or("", |found| found.source.slice(text));
    assert_eq!(found, expected, "{text}");
}

#[test]
fn finds_the_speaker() {
    check("The mayor warned that the bridge may fall.", "The mayor");
    check("“We will stay,” said the harbour master, smiling.", "the harbour master");
    check("Anna Berg, the union's lawyer, said the offer was poor.", "Anna Berg");
    check("According to the Dutch inspector, it leaks.", "the Dutch inspector");
    check("It leaks, according to two engineers.", "two engineers");
    check("“We will stay,” Anna Berg said.", "Anna Berg");
    check("In April the ministry said that it would pay.", "the ministry");
    check("Moreover, Lund has also suggested that we go.", "Lund");
    check("However, analysts at the bank said that prices fell.", "analysts at the bank");
}

#[test]
fn finds_nobody_where_the_author_speaks() {
    check("The bridge may fall, and the duke's demands remain.", "");
    check("Its pressure on Nordic states could grow.", "");
    check("He left.", "");
    check("", "");
}
