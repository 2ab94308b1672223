//! Comparisons of small versions, one idea each, and of texts edited as people edit them.

mod edited;

use super::*;
use crate::claim::CategoryId;
use crate::import::{Format, ImportOptions, import};
use crate::tag::Decision;
use crate::text::sentence;

pub(super) fn document(text: &str) -> Document {
    import(text.as_bytes().to_vec(), "n.txt", ImportOptions::new(Format::Plain)).unwrap().document
}

/// Every sentence with a star is a claim of category 0; with two, of category 1.
pub(super) fn starred(document: &Document) -> Vec<Stated> {
    let blocks = document.blocks.iter();
    let sentences = blocks.flat_map(|block| sentence::sentences(&document.text, block.span));
    let claim = |span: Span| {
        let stars = span.slice(&document.text).matches('*').count();
        let category = CategoryId(u8::try_from(stars).ok()?.checked_sub(1)?);
        Some(Stated { span, categories: vec![category], speaker: None, is_guess: false })
    };
    sentences.filter_map(claim).collect()
}

fn compared(old: &str, new: &str) -> (Comparison, Document, Document) {
    let (old, new) = (document(old), document(new));
    let (before, after) = (starred(&old), starred(&new));
    let old_version = Version { document: &old, claims: &before };
    let new_version = Version { document: &new, claims: &after };
    (compare(old_version, new_version, &[], false), old, new)
}

/// Fates in order, each with the first words of the side that says most.
fn told(old: &str, new: &str) -> Vec<String> {
    let (comparison, old, new) = compared(old, new);
    let tell = |change: &Change| {
        let text = match (&change.new, &change.old) {
            (Some(side), _) => side.span.slice(&new.text),
            (None, Some(side)) => side.span.slice(&old.text),
            (None, None) => "",
        };
        let words: Vec<&str> =
            text.split_whitespace().filter(|word| !word.starts_with('*')).take(2).collect();
        let mut line = format!("{} {}", change.fate.word(), words.join(" "));
        for (is, word) in [
            (change.moved && change.fate != Fate::Moved, " moved"),
            (change.changes_category() && change.fate != Fate::Recategorized, " category"),
            (change.part == Some(Part::Split), " split"),
            (change.part == Some(Part::Merged), " merged"),
            (change.doubt.is_some(), " doubtful"),
            (change.twin.is_some(), " twin"),
        ] {
            line.push_str(if is { word } else { "" });
        }
        line
    };
    comparison.changes.iter().map(tell).collect()
}

fn check(old: &str, new: &str, expected: &[&str]) {
    assert_eq!(told(old, new), expected, "{new}");
}

const OLD: &str = "The fleet left port at dawn under a grey sky.\n\n\
    * The minister must publish the ferry accounts by Friday. Nobody on the quay had seen them yet.\n\n\
    * The guild has agreed to halve the harbour toll. Rain fell on the old pier all afternoon.\n\n\
    * Pilots warn that the sandbank may close the channel. The town hall kept its doors shut.\n";

#[test]
fn the_same_text_stands() {
    check(OLD, OLD, &["stands The minister", "stands The guild", "stands Pilots warn"]);
    let typed = OLD.replace(" by Friday. ", "\nby  Friday… ").replace("Rain", "“Rain”");
    check(OLD, &typed, &["stands The minister", "stands The guild", "stands Pilots warn"]);
    assert!(!compared(OLD, OLD).0.differs());
    check("", OLD, &["appeared The minister", "appeared The guild", "appeared Pilots warn"]);
    check(OLD, "", &["vanished The minister", "vanished The guild", "vanished Pilots warn"]);
}

#[test]
fn words_that_changed_are_a_rewording() {
    check(
        OLD,
        &OLD.replace("must publish", "may publish"),
        &["reworded The minister", "stands The guild", "stands Pilots warn"],
    );
    let (comparison, ..) = compared(OLD, &OLD.replace("must publish", "may publish"));
    let turns: Vec<String> = comparison.changes[0].wording.turns.iter().map(Turn::words).collect();
    assert_eq!(turns, ["softened: must → may"]);
}

#[test]
fn a_category_may_change_with_the_words_or_without() {
    check(
        OLD,
        &OLD.replace("* Pilots", "** Pilots").replace("* The guild has", "** The guild had"),
        &["stands The minister", "reworded The guild category", "category Pilots warn"],
    );
    // A sentence that was no claim, and one that is none any more.
    check(
        OLD,
        &OLD.replace("* Pilots", "Pilots").replace("The fleet", "* The fleet"),
        &["category The fleet", "stands The minister", "stands The guild", "category Pilots warn"],
    );
}

#[test]
fn claims_appear_and_vanish_where_they_stand() {
    let new = OLD.replace("* The guild has agreed to halve the harbour toll. ", "")
        + "\n* Merchants insist on a new lighthouse this year.\n";
    check(
        OLD,
        &new,
        &["stands The minister", "vanished The guild", "stands Pilots warn", "appeared Merchants insist"],
    );
}

#[test]
fn a_paragraph_that_moved_is_no_other_claim() {
    let parts: Vec<&str> = OLD.trim().split("\n\n").collect();
    let new = [parts[0], parts[2], parts[3], parts[1]].join("\n\n");
    check(OLD, &new, &["stands The guild", "stands Pilots warn", "moved The minister"]);
    let new = new.replace("must publish", "should publish");
    check(OLD, &new, &["stands The guild", "stands Pilots warn", "reworded The minister moved"]);
}

#[test]
fn a_twin_is_not_the_same_claim() {
    let twin = "* The guild must pay at once. ";
    let old = format!(
        "{OLD}\nOn Monday the quay was full. {twin}Gulls cried over the nets.\n\nThe mayor slept late. {twin}Dogs barked at the moon.\n"
    );
    // The first of two is cut, the second stays.
    let new = old.replacen(twin, "", 1);
    let all = told(&old, &new);
    assert_eq!(all[3..], ["vanished The guild twin", "stands The guild"]);
    // One copy comes in front of the original.
    let once = old.replacen(twin, "", 1);
    let new = once.replace("Rain fell", &format!("{twin}Rain fell"));
    let all = told(&once, &new);
    assert_eq!(all[..3], ["stands The minister", "stands The guild", "appeared The guild twin"]);
    assert_eq!(all[4], "stands The guild");
    // Which of two neighbours is left cannot be known.
    let old = format!("{OLD}\n{twin}{twin}\n");
    let new = format!("{OLD}\n{twin}\n");
    let mut all = told(&old, &new).split_off(3);
    all.sort_unstable();
    assert_eq!(all, ["stands The guild doubtful", "vanished The guild doubtful"]);
    let mut all = told(&new, &old).split_off(3);
    all.sort_unstable();
    assert_eq!(all, ["appeared The guild doubtful", "stands The guild doubtful"]);
}

#[test]
fn sentences_are_split_and_merged() {
    let long = "* The guild will lower the toll in spring, and the council must repair the northern pier before the first storms.";
    let parts = "* The guild will lower the toll in spring. * The council must repair the northern pier before the first storms.";
    let (old, new) = (format!("{OLD}\n{long} Bells rang.\n"), format!("{OLD}\n{parts} Bells rang.\n"));
    assert_eq!(told(&old, &new)[3..], ["reworded The guild split"]);
    assert_eq!(told(&new, &old)[3..], ["reworded The guild merged", "reworded The guild merged"]);
}

#[test]
fn tags_go_with_their_claims_or_are_lost() {
    let (old, new) = (
        document(OLD),
        document(
            &OLD.replace("must publish", "may publish")
                .replace("Pilots warn that the sandbank may close the channel.", ""),
        ),
    );
    let (before, after) = (starred(&old), starred(&new));
    let tag =
        |claim: &Stated| Tag { decision: Decision::Confirmed, ..Tag::new(Selector::of(&old, claim.span)) };
    let tags: Vec<Tag> = before.iter().map(tag).collect();
    let old_version = Version { document: &old, claims: &before };
    let comparison = compare(old_version, Version { document: &new, claims: &after }, &tags, true);
    let words: Vec<(&str, Option<usize>)> =
        comparison.tags.iter().map(|tag| (tag.word(), tag.change)).collect();
    assert_eq!(words, [("doubtful", Some(0)), ("follows", Some(1)), ("lost", Some(2))]);
}
