//! Many tags in a changed article: they are looked for behind the screen, and nothing is lost meanwhile.

use super::{Journey, document};
use purport::reading::Status;
use purport::session::{Effect, Msg};
use purport::tag::{Decision, Selector, Tag, anchor_all};
use purport::text::Span;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A text of `count` sentences, with `modal` in every fifth.
fn text(count: usize, modal: &str) -> String {
    let sentence = |at: usize| {
        let modal = if at.is_multiple_of(5) { modal } else { "must" };
        format!("The guild {at} {modal} pay at once to ward {}.", at * 7 % 997)
    };
    (0..count).map(sentence).collect::<Vec<_>>().join("\n\n")
}

fn tags(text: &str) -> Vec<Tag> {
    let document = document(text);
    let mut at = 0;
    let tag = |part: &str| {
        let start = at + text[at..].find(part).unwrap();
        at = start + part.len();
        let selector = Selector::of(&document, Span::of(start..at));
        let categories = vec!["doubt".to_owned()];
        Tag { id: format!("t-{start}"), categories, decision: Decision::Added, ..Tag::new(selector) }
    };
    text.split("\n\n").map(tag).collect()
}

/// A session that looks for 300 tags, a fifth of which was reworded; with the request to do so.
fn placing() -> (Journey, Vec<Arc<Tag>>) {
    let journey = Journey::open(&text(300, "may"), tags(&text(300, "must")), (100, 24));
    let asked = journey.commands.iter().find_map(|command| match command {
        Effect::PlaceTags { tags, same: false } => Some(tags.clone()),
        _ => None,
    });
    (journey, asked.expect("the tags are looked for on a thread"))
}

/// Answers the request in two parts.
fn answer(journey: &mut Journey, asked: &[Arc<Tag>], done: bool) {
    let document = Arc::clone(journey.model.document());
    let found = anchor_all(asked.iter().map(AsRef::as_ref), &document, false);
    let mut anchors: Vec<_> = found.into_iter().enumerate().collect();
    let rest = anchors.split_off(100);
    journey.tell(Msg::Placed { document: Arc::clone(&document), anchors, done: false });
    if done {
        journey.tell(Msg::Placed { document, anchors: rest, done: true });
    }
}

fn ids(tags: &[Arc<Tag>]) -> BTreeSet<&str> {
    tags.iter().map(|tag| tag.id.as_str()).collect()
}

#[test]
fn a_decision_made_meanwhile_is_saved_with_the_tags_not_yet_found() {
    let (mut journey, asked) = placing();
    assert!(journey.model.reading.tags().is_empty() && journey.model.placed_percent() == Some(0));
    answer(&mut journey, &asked, false);
    assert_eq!(journey.model.placed_percent(), Some(33));
    journey.keys("v 1");
    let (_, saved) = journey.saves().last().expect("the decision was not saved");
    assert!(saved.iter().any(|tag| tag.annotator == "r1"), "the decision is not there");
    assert!(ids(saved).is_superset(&ids(&asked)), "a tag that is still looked for was dropped");
    let untouched = saved.iter().filter(|tag| asked.contains(tag)).count();
    assert!(untouched >= 200, "a tag that is still looked for was rewritten");
    for key in ["u", ": 'export csv' Enter"] {
        journey.keys(key).says("still being looked for");
    }
}

#[test]
fn tags_are_shown_as_they_are_found() {
    let (mut journey, asked) = placing();
    answer(&mut journey, &asked, true);
    journey.says("60 tags: words changed, 60 doubtful until you look");
    let marks = journey.model.reading.marks();
    let doubtful = marks.iter().filter(|mark| mark.status == Status::Doubtful).count();
    let added = marks.iter().filter(|mark| mark.status == Status::Added).count();
    assert_eq!((doubtful, added, journey.model.placed_percent()), (60, 240, None));
    assert!(marks.is_sorted_by_key(|mark| mark.span.start()));
    let counts = journey.model.reading.counts();
    assert_eq!((counts.doubtful, counts.decided), (60, 240));
}

#[test]
fn an_answer_about_an_earlier_text_is_dropped() {
    let (mut journey, asked) = placing();
    let other = document(&text(300, "must"));
    let anchors = anchor_all(asked.iter().map(AsRef::as_ref), &other, false);
    let anchors = anchors.into_iter().enumerate().collect();
    journey.tell(Msg::Placed { document: other, anchors, done: true });
    assert!(journey.model.reading.tags().is_empty() && journey.model.tags().len() == 300);
}

#[test]
fn words_that_say_something_else_wait_for_a_look() {
    let quote = "The council pledged a new pier on Monday.";
    let old = format!("It rained all day. {quote} The gulls stayed at home.");
    let at = old.find(quote).unwrap();
    let selector = Selector::of(&document(&old), Span::of(at..at + quote.len()));
    let categories = vec!["promise".to_owned()];
    let tag = Tag { id: "t-1".to_owned(), categories, decision: Decision::Confirmed, ..Tag::new(selector) };
    let new = old.replace("pledged a", "never pledged a");
    for (keys, decision) in [("a", Decision::Confirmed), ("x", Decision::Rejected)] {
        let mut journey = Journey::open(&new, vec![tag.clone()], (100, 24));
        journey.says("1 tag: words changed, 1 doubtful until you look");
        let index = journey.model.reading.marks().iter().position(|mark| mark.id() == Some("t-1")).unwrap();
        assert_eq!(journey.model.reading.marks()[index].status, Status::Doubtful);
        assert_eq!(journey.tag_of(index), tag, "the tag was changed before anybody looked");
        journey.model.nav.current = Some(index);
        journey.keys(keys);
        let saved = journey.saves().last().unwrap().1[0].clone();
        assert_eq!(saved.selector.exact, quote.replace("pledged", "never pledged"), "{keys}");
        assert!(saved.seen.is_none() || saved.latest_selector().exact == saved.selector.exact);
        assert!(
            matches!((&saved.decision, &decision), (Decision::Confirmed, Decision::Confirmed))
                || saved.decision != Decision::Confirmed
        );
        journey.keys("u");
        let back = journey.model.reading.marks().iter().find(|mark| mark.id() == Some("t-1")).unwrap();
        assert_eq!((back.status, back.tag.as_deref()), (Status::Doubtful, Some(&tag)));
    }
}
