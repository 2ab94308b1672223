//! Files of two machines and of two people: one tag per person and passage, and nothing lost.

use super::*;
use crate::tag::{ConflictingDecision, Header, Proposed, Selector};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::slice::from_ref;

/// A decision of `annotator` on a passage of nine code points at `start`.
fn tag(id: &str, annotator: &str, start: u32, decision: Decision, at: u32) -> Tag {
    let categories = if decision.is_claim() { vec!["promise".to_owned()] } else { Vec::new() };
    Tag {
        id: id.to_owned(),
        categories,
        decision,
        annotator: annotator.to_owned(),
        at: format!("2026-01-02T03:04:{at:02}Z"),
        ..Tag::new(selector(start, start + 9))
    }
}

fn selector(start: u32, end: u32) -> Selector {
    let exact: String = (start..end).map(|at| char::from(b'a' + (at % 26) as u8)).collect();
    Selector { exact, start, end, ..Selector::default() }
}

fn suggested(tag: Tag, range: Option<(u32, u32)>) -> Tag {
    let categories = vec![("promise".to_owned(), 700)];
    Tag { proposed: Some(Proposed { categories, range, ..Proposed::default() }), ..tag }
}

fn sheet(tags: &[Tag]) -> TagDocument {
    let mut sheet = TagDocument::new(&Header::default());
    sheet.update(&[], &tags.iter().cloned().map(Arc::new).collect::<Vec<_>>());
    sheet
}

/// The tags of a merge of three files, as read again.
fn merged(base: &[Tag], ours: &[Tag], theirs: &[Tag]) -> (Vec<Tag>, MergeOutcome) {
    let mut all = sheet(ours);
    let outcome = all.merge_as_peers(&sheet(base), &sheet(theirs));
    let read = TagDocument::parse(&all.render(), "f").unwrap();
    assert!(!read.is_repaired(), "{}", all.render());
    // Which side a change comes from depends on the order.
    (read.tags("f").0, MergeOutcome { changed: 0, ..outcome })
}

/// Merges without a base, in both orders.
#[track_caller]
fn both(ours: &[Tag], theirs: &[Tag]) -> (Vec<Tag>, MergeOutcome) {
    let (one, two) = (merged(&[], ours, theirs), merged(&[], theirs, ours));
    assert_eq!(one, two, "the order of the sides matters");
    one
}

#[test]
fn opposite_decisions_of_one_person_are_one_tag_with_a_conflict() {
    let one = tag("t-a", "reader", 10, Decision::Confirmed, 1);
    let two = tag("t-b", "reader", 10, Decision::Rejected, 2);
    let (tags, outcome) = both(from_ref(&one), &[two]);
    assert_eq!((outcome.conflicts, outcome.joined), (vec!["t-a".to_owned()], 1));
    let [only] = tags.as_slice() else { panic!("{tags:?}") };
    assert_eq!((only.decision.clone(), only.conflicts.len()), (Decision::Rejected, 1));
    let kept = &only.conflicts[0];
    assert_eq!((&kept.decision, &kept.categories, &kept.at), (&one.decision, &one.categories, &one.at));
}

#[test]
fn equal_decisions_of_one_person_are_one_tag_with_both_notes() {
    let of = |id, at, note: &str, label: &str| Tag {
        note: note.to_owned(),
        labels: vec![label.to_owned()],
        ..tag(id, "reader", 10, Decision::Confirmed, at)
    };
    let (one, two) = (of("t-b", 1, "look", "x"), of("t-a", 2, "here", "y"));
    let (tags, outcome) = both(&[one], from_ref(&two));
    assert_eq!((outcome.conflicts.len(), outcome.joined), (0, 1));
    let [only] = tags.as_slice() else { panic!("{tags:?}") };
    assert_eq!((only.note.as_str(), only.at.as_str()), ("look\nhere", two.at.as_str()));
    assert_eq!(
        only.labels.iter().collect::<BTreeSet<_>>(),
        BTreeSet::from([&"x".to_owned(), &"y".to_owned()])
    );
    // The same categories, once as suggested and once by hand.
    let added = tag("t-c", "reader", 10, Decision::Added, 3);
    assert!(both(&[two], &[added]).1.conflicts.is_empty());
    // Other categories are another decision.
    let other =
        Tag { categories: vec!["doubt".to_owned()], ..tag("t-c", "reader", 10, Decision::Retagged, 3) };
    assert_eq!(both(&[tag("t-a", "reader", 10, Decision::Confirmed, 2)], &[other]).1.conflicts.len(), 1);
}

#[test]
fn an_open_question_is_no_decision() {
    let noted = Tag { note: "why?".to_owned(), ..tag("t-a", "reader", 10, Decision::Open, 5) };
    let decided = tag("t-b", "reader", 10, Decision::Rejected, 2);
    let (tags, outcome) = both(from_ref(&noted), from_ref(&decided));
    assert!(outcome.conflicts.is_empty());
    let (note, at) = (tags[0].note.as_str(), &tags[0].at);
    assert_eq!((tags.len(), &tags[0].decision, note, at), (1, &Decision::Rejected, "why?", &decided.at));
    let skipped = tag("t-c", "reader", 10, Decision::Skipped, 1);
    assert_eq!(both(&[noted], &[skipped]).0[0].decision, Decision::Skipped);
}

#[test]
fn two_people_keep_a_tag_each_and_their_disagreement_is_known() {
    let one = tag("t-a", "r1", 10, Decision::Confirmed, 1);
    let two = tag("t-b", "r2", 10, Decision::Rejected, 2);
    let (tags, outcome) = both(from_ref(&one), from_ref(&two));
    assert_eq!((tags.len(), outcome.conflicts.len(), outcome.joined), (2, 0, 0));
    let known = |tags: &[Tag]| sheet(tags).disagreements();
    let disagreement = Disagreement {
        quote: one.selector.exact.clone(),
        annotators: vec!["r1".to_owned(), "r2".to_owned()],
    };
    assert_eq!(known(&[one.clone(), two]), [disagreement]);
    assert_eq!(known(&[one.clone(), tag("t-b", "r2", 10, Decision::Added, 2)]), []);
    assert_eq!(known(&[one, tag("t-b", "r2", 10, Decision::Open, 2)]), []);
}

#[test]
fn bounds_set_on_one_machine_are_those_of_the_same_claim() {
    let whole = suggested(tag("t-a", "reader", 10, Decision::Confirmed, 3), None);
    let trimmed = |id, from: u32, at| Tag {
        selector: selector(from, 19),
        ..suggested(tag(id, "reader", 10, Decision::Confirmed, at), Some((10, 19)))
    };
    let (tags, outcome) = both(from_ref(&whole), &[trimmed("t-b", 12, 1)]);
    assert_eq!((tags.len(), outcome.conflicts.len(), tags[0].selector.start), (1, 0, 12));
    assert_eq!(tags[0].proposed.as_ref().unwrap().range, Some((10, 19)));
    // Different bounds on either machine are a conflict that keeps both.
    let (tags, outcome) = both(&[trimmed("t-a", 13, 2)], &[trimmed("t-b", 12, 1)]);
    assert_eq!((tags.len(), outcome.conflicts.len(), tags[0].selector.start), (1, 1, 13));
    assert_eq!(tags[0].conflicts[0].passage.as_ref().unwrap().start, 12);
    // An overlapping passage marked by hand is a passage of its own.
    let part = Tag { selector: selector(12, 19), ..tag("t-c", "reader", 12, Decision::Added, 4) };
    assert_eq!(both(&[whole], &[part]).0.len(), 2);
}

#[test]
fn other_passages_with_the_same_words_stay_apart() {
    let at = |id, start: u32| {
        let mut tag = tag(id, "reader", start, Decision::Confirmed, 1);
        tag.selector.exact = "So say we.".to_owned();
        tag
    };
    assert_eq!(both(&[at("t-a", 10)], &[at("t-b", 90)]).0.len(), 2);
    // Without a place, the words alone prove nothing.
    let lost = |id| Tag { selector: Selector { start: 0, end: 0, ..selector(0, 9) }, ..at(id, 0) };
    assert_eq!(both(&[lost("t-a")], &[lost("t-b")]).0.len(), 2);
    // Other words at the same place belong to another version of the text.
    let other =
        Tag { selector: Selector { exact: "We say so.".to_owned(), ..selector(10, 19) }, ..at("t-b", 10) };
    assert_eq!(both(&[at("t-a", 10)], &[other]).0.len(), 2);
}

#[test]
fn a_passage_is_known_in_another_version_of_the_text() {
    let at = |id, start: u32, decision| {
        let mut tag = tag(id, "reader", start, decision, start);
        let words = ["the pier is old. ", "It must go now.", " Nobody minds it."].map(str::to_owned);
        [tag.selector.prefix, tag.selector.exact, tag.selector.suffix] = words;
        tag
    };
    let file = |sha256: &str, tag: Tag| {
        let mut sheet = TagDocument::new(&Header { sha256: sha256.to_owned(), ..Header::default() });
        sheet.update(&[], &[Arc::new(tag)]);
        sheet
    };
    let one = at("t-a", 10, Decision::Confirmed);
    for (sha256, count) in [("00", 2), ("11", 1)] {
        let mut ours = file("00", one.clone());
        let theirs = file(sha256, at("t-b", 30, Decision::Rejected));
        let outcome = ours.merge_as_peers(&TagDocument::default(), &theirs);
        assert_eq!((ours.tags("f").0.len(), outcome.conflicts.len()), (count, 2 - count));
    }
}

#[test]
fn a_tag_made_again_on_one_side_meets_a_change_of_the_old_one() {
    let base = tag("t-b", "reader", 10, Decision::Open, 1);
    let noted = Tag { note: "see".to_owned(), ..base.clone() };
    let again = tag("t-a", "reader", 10, Decision::Rejected, 3);
    let (tags, outcome) = merged(from_ref(&base), &[noted], from_ref(&again));
    assert!(outcome.conflicts.is_empty(), "{tags:?}");
    let only = tags.first().map(|tag| (tag.id.as_str(), tag.decision.clone(), tag.note.as_str()));
    assert_eq!((tags.len(), only), (1, Some(("t-b", Decision::Rejected, "see"))), "the older id stays");
    // One that was only removed and made again takes its place.
    let (tags, _) = merged(from_ref(&base), from_ref(&base), &[again]);
    assert_eq!(tags.iter().map(|tag| tag.id.as_str()).collect::<Vec<_>>(), ["t-a"]);
    // Removed here and unchanged there is removed.
    assert_eq!(merged(from_ref(&base), &[], from_ref(&base)).0, []);
}

#[test]
fn duplicates_in_a_file_are_joined_and_reported() {
    let one = tag("t-a", "reader", 10, Decision::Confirmed, 1);
    let two = tag("t-b", "reader", 10, Decision::Rejected, 2);
    let text = sheet(&[one.clone(), two.clone(), tag("t-c", "r2", 10, Decision::Rejected, 1)]).render();
    let read = TagDocument::parse(&text, "f").unwrap();
    let (tags, warnings) = read.tags("f");
    assert!(read.is_repaired() && read.has_joined_conflicts());
    assert_eq!(tags.iter().map(|tag| tag.id.as_str()).collect::<Vec<_>>(), ["t-a", "t-c"]);
    assert_eq!((&tags[0].decision, &tags[0].conflicts[0].decision), (&two.decision, &one.decision));
    let line = text.lines().enumerate().filter(|(_, line)| *line == "[[tag]]").nth(1).unwrap().0 + 1;
    let said = warnings[0].to_string();
    assert!(said.starts_with(&format!("f:{line}: two tags of one annotator on “")), "{said}");
    assert!(said.contains("are now one, t-a") && said.contains("under `conflict`"), "{said}");
    // Rows of a table, imported at one moment, are two tags.
    let row = |id, category: &str| Tag {
        categories: vec![category.to_owned()],
        ..tag(id, "reader", 10, Decision::Added, 1)
    };
    let rows = sheet(&[row("t-a", "promise"), row("t-b", "doubt")]).render();
    assert!(!TagDocument::parse(&rows, "f").unwrap().is_repaired());
    // An id that stands twice on one passage is one tag, too.
    let again = TagDocument::parse(&text.replace("t-b", "t-a"), "f").unwrap();
    assert_eq!(again.tags("f").0.len(), 2);
}

#[test]
fn a_running_session_keeps_its_id_and_goes_on() {
    let ours = [Arc::new(tag("t-b", "reader", 10, Decision::Confirmed, 1))];
    let mut file = TagDocument::new(&Header::default());
    file.update(&[], &ours);
    let outcome =
        file.merge(&TagDocument::default(), &sheet(&[tag("t-a", "reader", 10, Decision::Rejected, 2)]));
    assert_eq!((outcome.joined, outcome.conflicts.len()), (1, 1));
    assert_eq!(file.tags("f").0[0].id, "t-b");
    // A session whose tag another has taken in writes to that one.
    let text = [&ours[0], &Arc::new(tag("t-a", "reader", 10, Decision::Rejected, 2))];
    let duplicates = sheet(&text.map(|tag| tag.as_ref().clone())).render();
    let mut file = TagDocument::parse(&duplicates, "f").unwrap();
    let noted = Tag { note: "mine".to_owned(), ..ours[0].as_ref().clone() };
    file.update(&ours, &[Arc::new(noted)]);
    let tags = file.tags("f").0;
    assert_eq!((tags.len(), tags[0].id.as_str(), tags[0].note.as_str()), (1, "t-a", "mine"));
}

#[test]
fn an_empty_side_without_a_base_takes_the_other_file_whole() {
    let theirs = sheet(&[tag("t-a", "reader", 10, Decision::Confirmed, 1)]);
    let mut ours = TagDocument::parse("", "f").unwrap();
    ours.merge_as_peers(&TagDocument::default(), &theirs);
    assert_eq!(ours.render(), theirs.render());
}

/// What one machine did to the tag of one person on one passage.
#[derive(Debug, Clone)]
enum Deed {
    Decide { decision: usize, category: usize, note: usize, label: usize, at: u32, trimmed: bool },
    Remove,
}

/// Deeds on one of a few passages, by one of two people.
fn history() -> impl Strategy<Value = Vec<((u32, usize), Deed)>> {
    let decide = (0..6_usize, 0..2_usize, 0..4_usize, 0..3_usize, 0..9_u32, prop::bool::weighted(0.2));
    let decide = decide.prop_map(|(decision, category, note, label, at, trimmed)| Deed::Decide {
        decision,
        category,
        note,
        label,
        at,
        trimmed,
    });
    let deed = prop_oneof![8 => decide, 1 => Just(Deed::Remove)];
    prop::collection::vec(((0..4_u32, 0..2_usize), deed), 0..10)
}

/// The tags after a history on one machine, which gives new tags ids of its own.
fn live(machine: &str, before: &[Tag], history: &[((u32, usize), Deed)]) -> Vec<Tag> {
    let mut tags = before.to_vec();
    for (turn, ((passage, person), deed)) in history.iter().enumerate() {
        let (start, annotator) = (passage * 100, ["r1", "r2"][*person]);
        let found =
            tags.iter().position(|tag| tag.selector.start / 100 == *passage && tag.annotator == annotator);
        match deed {
            Deed::Remove => drop(found.map(|at| tags.remove(at))),
            Deed::Decide { decision, category, note, label, at, trimmed } => {
                let decision = [
                    Decision::Open,
                    Decision::Confirmed,
                    Decision::Retagged,
                    Decision::Rejected,
                    Decision::Skipped,
                    Decision::Added,
                ][*decision]
                    .clone();
                let id = found.map_or(format!("t-{machine}{turn}"), |at| tags[at].id.clone());
                let range = trimmed.then_some((start, start + 9));
                let mut tag = suggested(tag(&id, annotator, start, decision, *at), range);
                if *trimmed {
                    tag.selector = selector(start + 2, start + 9);
                }
                if tag.decision.is_claim() {
                    tag.categories = vec![["promise", "doubt"][*category].to_owned()];
                }
                tag.note = ["", "one", "two", "one\nthree"][*note].to_owned();
                tag.labels =
                    [vec![], vec!["x".to_owned()], vec!["y".to_owned(), "x".to_owned()]][*label].clone();
                // Machines have clocks of their own, and a second decision comes later on the same one.
                match found {
                    Some(at) => tags[at] = tag,
                    None => tags.push(tag),
                }
            }
        }
    }
    tags.sort_by_key(|tag| (tag.selector.start, tag.selector.end, tag.id.clone()));
    tags
}

/// A statement on a passage: the verdict with its categories.
fn statements(tag: &Tag) -> BTreeSet<(bool, Vec<String>)> {
    let conflicts =
        tag.conflicts.iter().map(|ConflictingDecision { decision, categories, .. }| (decision, categories));
    let all = conflicts.chain([(&tag.decision, &tag.categories)]);
    let decided = all.filter(|(decision, _)| !decision.is_open());
    decided.map(|(decision, categories)| (decision.is_claim(), categories.clone())).collect()
}

fn lines(tag: &Tag) -> BTreeSet<String> {
    let notes = tag.conflicts.iter().map(|conflict| conflict.note.as_str()).chain([tag.note.as_str()]);
    notes.flat_map(str::lines).map(str::to_owned).collect()
}

/// The order of merging must not show in this.
type Shape =
    (u32, String, bool, Vec<String>, BTreeSet<(bool, Vec<String>)>, BTreeSet<String>, BTreeSet<String>);

fn shapes(tags: &[Tag]) -> BTreeSet<Shape> {
    let shape = |tag: &Tag| {
        let labels = tag.labels.iter().cloned().collect();
        let (passage, annotator) = (tag.selector.start / 100, tag.annotator.clone());
        let categories = tag.categories.clone();
        (passage, annotator, tag.decision.is_claim(), categories, statements(tag), lines(tag), labels)
    };
    tags.iter().map(shape).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(96)
    ))]

    #[test]
    fn two_machines_come_to_one_tag_per_person_and_passage(
        before in history(), here in history(), there in history(),
    ) {
        let base = live("b", &[], &before);
        let (ours, theirs) = (live("h", &base, &here), live("t", &base, &there));
        let (all, outcome) = merged(&base, &ours, &theirs);
        prop_assert_eq!(&merged(&base, &theirs, &ours), &(all.clone(), outcome), "commutative");
        let mut seen = BTreeSet::new();
        for tag in &all {
            let new = seen.insert((tag.selector.start / 100, tag.annotator.clone()));
            prop_assert!(new, "two tags on one passage: {all:?}");
        }
        for side in [&ours, &theirs] {
            for tag in side.iter().filter(|tag| !base.contains(tag)) {
                let same = |one: &&Tag| one.selector.start / 100 == tag.selector.start / 100 && one.annotator == tag.annotator;
                let Some(kept) = all.iter().find(same) else {
                    return Err(TestCaseError::fail(format!("{tag:?} is lost")));
                };
                // A decision that was removed and made again is none to settle.
                let old = base.iter().find(same);
                let (new, of_old) = (statements(tag), old.map(statements).unwrap_or_default());
                prop_assert!(
                    new.difference(&of_old).all(|one| statements(kept).contains(one)),
                    "{tag:?} is not in {kept:?}"
                );
            }
        }
        // Merged again with either side, nothing changes.
        for side in [&ours, &theirs] {
            prop_assert_eq!(&merged(side, &all, side).0, &all, "idempotent");
            prop_assert_eq!(&merged(side, side, &all).0, &all, "idempotent");
        }
    }

    #[test]
    fn files_without_a_base_merge_in_any_order(one in history(), two in history(), three in history()) {
        let files = [live("a", &[], &one), live("b", &[], &two), live("c", &[], &three)];
        let merge = |one: &[Tag], two: &[Tag]| merged(&[], one, two).0;
        let [one, two, three] = &files;
        let (left, right) = (merge(&merge(one, two), three), merge(one, &merge(two, three)));
        prop_assert_eq!(shapes(&left), shapes(&right), "associative");
        prop_assert_eq!(&merge(one, two), &merge(two, one), "commutative");
        for side in &files {
            prop_assert_eq!(shapes(&merge(&left, side)), shapes(&left), "idempotent");
            prop_assert_eq!(&merge(side, side), side, "idempotent");
        }
        let all = |tags: &[Tag]| tags.iter().flat_map(lines).collect::<BTreeSet<_>>();
        let every: BTreeSet<String> = files.iter().flat_map(|side| all(side)).collect();
        prop_assert_eq!(all(&left), every, "a note is lost");
    }
}
