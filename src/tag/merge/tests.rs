//! Properties of every merge of two versions of the same tags.

use super::*;
use crate::tag::{Decision, Header, Selector, TagDocument};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn tag(id: u32, decision: Decision, note: &str, at: u32) -> Tag {
    Tag {
        id: format!("t-{id}"),
        selector: Selector {
            exact: format!("quote {id}"),
            start: id * 10,
            end: id * 10 + 7,
            ..Selector::default()
        },
        categories: vec!["promise".to_owned()],
        decision,
        labels: Vec::new(),
        note: note.to_owned(),
        speaker: None,
        fields: BTreeMap::new(),
        annotator: "reader".to_owned(),
        at: format!("2026-01-02T03:04:{at:02}Z"),
        proposed: None,
        seen: None,
        saw_machine: None,
        via: None,
        from: Vec::new(),
        conflicts: Vec::new(),
    }
}

fn sheet(tags: &[Tag]) -> TagDocument {
    let mut sheet = TagDocument::new(&Header::default());
    let tags: Vec<Arc<Tag>> = tags.iter().cloned().map(Arc::new).collect();
    sheet.update(&[], &tags);
    sheet
}

fn merged(base: &[Tag], ours: &[Tag], theirs: &[Tag]) -> (Vec<Tag>, Vec<String>) {
    let mut all = sheet(ours);
    let found = all.merge(&sheet(base), &sheet(theirs));
    let read = TagDocument::parse(&all.render(), "f").unwrap();
    assert!(!read.is_repaired());
    (read.tags("f").0, found.conflicts)
}

fn fields(values: &[(&str, &str)]) -> BTreeMap<String, String> {
    values.iter().map(|&(id, value)| (id.to_owned(), value.to_owned())).collect()
}

#[test]
fn merges_speaker_and_fields_one_by_one() {
    let base = Tag { fields: fields(&[("verdict", "mixed")]), ..tag(1, Decision::Open, "", 0) };
    let ours = Tag { fields: fields(&[("verdict", "false")]), ..base.clone() };
    let theirs = Tag {
        speaker: Some("Ada Berg".to_owned()),
        fields: fields(&[("source", "https://a.example"), ("verdict", "mixed")]),
        ..base.clone()
    };
    let (both, conflict) = merge(Some(&base), &ours, &theirs);
    assert!(!conflict);
    assert_eq!(both.speaker.as_deref(), Some("Ada Berg"));
    assert_eq!(both.fields, fields(&[("source", "https://a.example"), ("verdict", "false")]));
    // A value removed on one side stays removed.
    let (both, conflict) = merge(Some(&ours), &Tag { fields: fields(&[]), ..ours.clone() }, &ours);
    assert!(!conflict && both.fields.is_empty());
    let later =
        Tag { fields: fields(&[("verdict", "true")]), at: "2026-02-01T00:00:00Z".to_owned(), ..theirs };
    let (both, conflict) = merge(Some(&base), &Tag { speaker: Some(String::new()), ..ours }, &later);
    assert!(conflict);
    assert_eq!((both.speaker.as_deref(), both.fields["verdict"].as_str()), (Some("Ada Berg"), "true"));
    let [lost] = &both.conflicts[..] else { panic!("{:?}", both.conflicts) };
    assert_eq!((lost.speaker.as_deref(), lost.fields["verdict"].as_str()), (Some(""), "false"));
}

#[test]
fn keeps_changes_of_either_side() {
    let base = tag(1, Decision::Open, "", 0);
    let ours = Tag { decision: Decision::Confirmed, at: base.at.replace(":00Z", ":05Z"), ..base.clone() };
    let theirs = Tag { note: "look here".to_owned(), labels: vec!["later".to_owned()], ..base.clone() };
    let (both, conflict) = merge(Some(&base), &ours, &theirs);
    assert!(!conflict);
    assert_eq!((both.decision, both.note.as_str(), both.at), (Decision::Confirmed, "look here", ours.at));
    assert_eq!(both.labels, ["later"]);
}

#[test]
fn later_decision_wins_and_the_other_becomes_a_conflict() {
    let base = tag(1, Decision::Open, "", 0);
    let (early, late) = (tag(1, Decision::Rejected, "no", 3), tag(1, Decision::Confirmed, "yes", 4));
    for (ours, theirs) in [(&early, &late), (&late, &early)] {
        let (both, conflict) = merge(Some(&base), ours, theirs);
        assert!(conflict);
        assert_eq!((&both.decision, both.note.as_str()), (&Decision::Confirmed, "yes"));
        let rival = &both.conflicts[0];
        assert_eq!((&rival.decision, rival.note.as_str(), &rival.at), (&Decision::Rejected, "no", &early.at));
        // Merging again changes nothing.
        assert_eq!(merge(Some(&base), &both, theirs).0.conflicts.len(), 1);
    }
}

#[test]
fn merges_how_a_decision_was_made() {
    let made = |decision, at, saw, via: Option<&str>| Tag {
        saw_machine: saw,
        via: via.map(str::to_owned),
        ..tag(1, decision, "", at)
    };
    let check = |base: &Tag, ours: &Tag, theirs: &Tag, expected: (Option<bool>, Option<&str>)| {
        for (one, two) in [(ours, theirs), (theirs, ours)] {
            let (both, _) = merge(Some(base), one, two);
            assert_eq!((both.saw_machine, both.via.as_deref()), expected);
        }
    };
    let open = made(Decision::Open, 0, None, None);
    let bulk = made(Decision::Confirmed, 3, Some(true), Some("bulk"));
    let alone = made(Decision::Confirmed, 5, Some(false), None);
    check(&open, &open, &bulk, (Some(true), Some("bulk")));
    // A new decision, even the same one, counts as made individually.
    check(&bulk, &bulk, &alone, (Some(false), None));
    check(&open, &bulk, &alone, (Some(false), None));
    let other = made(Decision::Rejected, 4, Some(true), None);
    check(&open, &bulk, &other, (Some(true), None));
    // A later note does not affect how the decision was made.
    let noted = Tag { note: "why?".to_owned(), at: alone.at.clone(), ..bulk.clone() };
    check(&bulk, &other, &noted, (Some(true), None));
}

#[test]
fn a_tag_removed_on_one_side_stays_if_the_other_changed_it() {
    let base = [tag(1, Decision::Open, "", 0), tag(2, Decision::Open, "", 0)];
    let changed = [base[0].clone(), tag(2, Decision::Confirmed, "", 7)];
    let (left, conflicts) = merged(&base, &[], &changed);
    assert_eq!((left, conflicts.len()), (vec![changed[1].clone()], 0));
    let (left, _) = merged(&base, &changed, &[]);
    assert_eq!(left, [changed[1].clone()]);
}

#[test]
fn comments_and_unknown_keys_of_both_sides_stay() {
    let base = sheet(&[tag(1, Decision::Open, "", 0)]).render();
    let ours =
        base.replace("id = \"t-1\"", "# mine\nid = \"t-1\"\nx_ours = 1").replace("\"open\"", "\"confirmed\"");
    let theirs = base.replace("id = \"t-1\"", "id = \"t-1\"\nx_theirs = [2]").replace("note = ", "other = ");
    let mut all = TagDocument::parse(&ours, "f").unwrap();
    all.merge(&TagDocument::parse(&base, "f").unwrap(), &TagDocument::parse(&theirs, "f").unwrap());
    let text = all.render();
    for part in ["# mine", "x_ours = 1", "x_theirs = [2]", "\"confirmed\""] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// Up to six tags, each with one of a few decisions and notes.
fn tags() -> impl Strategy<Value = Vec<Tag>> {
    let one = (0_u32..6, 0_usize..3, 0_usize..3, 0_u32..9, 0_usize..3);
    let one = one.prop_map(|(id, decision, note, at, made)| {
        let decision = [Decision::Open, Decision::Confirmed, Decision::Rejected][decision].clone();
        let (saw_machine, via) = [(None, None), (Some(true), None), (Some(true), Some("bulk"))][made];
        let via = via.map(str::to_owned);
        Tag { saw_machine, via, ..tag(id, decision, ["", "one", "two"][note], at) }
    });
    proptest::collection::vec(one, 0..7).prop_map(|mut tags| {
        tags.sort_by(|one, two| one.id.cmp(&two.id));
        tags.dedup_by(|one, two| one.id == two.id);
        tags
    })
}

proptest! {
    #[test]
    fn a_side_that_changed_nothing_changes_nothing(base in tags(), other in tags()) {
        prop_assert_eq!(merged(&base, &other, &base), (other.clone(), vec![]));
        prop_assert_eq!(merged(&base, &base, &other), (other.clone(), vec![]));
        prop_assert_eq!(merged(&base, &other, &other), (other.clone(), vec![]));
    }

    #[test]
    fn nothing_that_either_side_decided_is_lost(base in tags(), ours in tags(), theirs in tags()) {
        let (all, _) = merged(&base, &ours, &theirs);
        for side in [&ours, &theirs] {
            for tag in side.iter().filter(|tag| !base.contains(tag)) {
                let kept = all.iter().find(|one| one.id == tag.id);
                let kept = kept.expect("a tag is gone");
                let before = base.iter().find(|one| one.id == tag.id);
                let new = !tag.decision.is_open() && before.is_none_or(|before| before.decision != tag.decision);
                let stands = kept.decision == tag.decision
                    || kept.conflicts.iter().any(|rival| rival.decision == tag.decision);
                prop_assert!(!new || stands, "{tag:?} is not in {kept:?}");
                let new = !tag.note.is_empty() && before.is_none_or(|before| before.note != tag.note);
                let stands = kept.note.lines().any(|line| line == tag.note)
                    || kept.conflicts.iter().any(|rival| rival.note == tag.note);
                prop_assert!(!new || stands, "the note of {tag:?} is not in {kept:?}");
            }
        }
    }

    #[test]
    fn both_sides_come_to_the_same_tags(base in tags(), ours in tags(), theirs in tags()) {
        let (one, two) = (merged(&base, &ours, &theirs), merged(&base, &theirs, &ours));
        prop_assert_eq!(one, two);
    }
}

#[test]
fn bounds_go_with_the_side_that_set_them() {
    let base = tag(1, Decision::Open, "", 0);
    let bounds = |start: u32, at: u32| {
        let mut side = tag(1, Decision::Confirmed, "", at);
        side.selector = Selector { exact: format!("from {start}"), start, ..side.selector };
        side
    };
    // Theirs only moved with an edit of the article: our bounds hold, without the place of the earlier ones.
    let moved = Tag { seen: Some(Selector { start: 40, end: 47, ..base.selector.clone() }), ..base.clone() };
    let (both, conflict) = merge(Some(&base), &bounds(12, 5), &moved);
    assert!(!conflict);
    assert_eq!((both.selector.start, both.seen), (12, None));
    // Two different bounds are a conflict that keeps the earlier ones.
    let (both, conflict) = merge(Some(&base), &bounds(12, 5), &bounds(13, 6));
    assert!(conflict);
    assert_eq!(both.selector.start, 13);
    assert_eq!(both.conflicts[0].passage.as_ref().map(|passage| passage.start), Some(12));
    // The file keeps all of it.
    let read = TagDocument::parse(&sheet(std::slice::from_ref(&both)).render(), "f").unwrap();
    assert_eq!(read.tags("f").0, [both]);
}
