//! Changes since an earlier version: offered after a change on disk, listed, explained, taken over, and ended.

use super::{Journey, classified, document};
use crate::support::PIER;
use purport::session::{ComparedVersions, EarlierVersion, Effect, Line, Msg};
use purport::tag::Tag;
use purport::text::Document;
use purport::version::{Version, compare};
use std::sync::Arc;

/// The pier an hour later: a softened modal, a sentence less, and one more.
fn later() -> Arc<Document> {
    document(
        &PIER
            .replace("must pay by June", "should pay by June")
            .replace("The port pledged lamps for the steps. ", "")
            .replace("The church has no door.", "The bishop pledged a door."),
    )
}

/// Shows another version of the article, and finds its claims.
fn change(journey: &mut Journey, document: &Arc<Document>) {
    let scheme = Arc::clone(&journey.model.reading.scheme);
    journey.tell(Msg::Changed(Arc::clone(document)));
    journey.tell(classified(document, &scheme));
}

/// Does what the shell does when it is asked for a comparison with the text before the change.
fn answer(journey: &mut Journey, shows: bool) {
    let effect = Effect::CompareVersions { with: EarlierVersion::BeforeChange, shows };
    assert!(journey.asked(&effect), "no comparison was asked for: {:?}", journey.notice());
    let earlier = journey.model.versions.earlier.clone().expect("the earlier text is kept");
    let (document, claims) = (Arc::clone(journey.model.document()), journey.model.stated());
    let tags: Vec<Tag> = earlier.tags.iter().map(|tag| tag.as_ref().clone()).collect();
    let comparison = compare(
        Version { document: &earlier.document, claims: &earlier.claims },
        Version { document: &document, claims: &claims },
        &tags,
        true,
    );
    let (old, name, tags) = (earlier.document, "the earlier text".to_owned(), earlier.tags);
    let compared = Box::new(ComparedVersions { document, old, name, comparison, tags });
    journey.tell(Msg::VersionsCompared { compared, shows });
}

fn panel(journey: &Journey) -> String {
    let text = |line: &Line| line.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let lines: Vec<String> = journey.model.panel.lines.iter().map(text).collect();
    lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Signs of the listed marks.
fn signs(journey: &Journey) -> String {
    let marks = journey.model.nav.list.indices().filter_map(|index| journey.model.reading.mark(index));
    marks.filter_map(|mark| journey.model.change_sign(mark)).map(|(sign, _)| sign).collect()
}

#[test]
fn a_change_on_disk_offers_its_changes() {
    let mut journey = Journey::new();
    change(&mut journey, &later());
    answer(&mut journey, false);
    journey.says("3 claims differ: `:diff` shows them");
    let all = journey.model.nav.list.len();
    journey.keys(": 'diff' Enter").says("1 vanished, 1 appeared");
    // Under this scheme the softened sentence is no claim: it is shown with the claim before it.
    assert_eq!(signs(&journey), "−−+", "{}", journey.marks());
    let shown = panel(&journey);
    assert!(shown.contains("softened: must → should") && shown.contains("[-must-] {+should+}"), "{shown}");
    journey.keys("]");
    let shown = panel(&journey);
    assert!(
        shown.contains("vanished") && shown.contains("“The port pledged lamps for the steps.”"),
        "{shown}"
    );
    journey.keys("Esc");
    assert_eq!(journey.model.nav.list.len(), all, "all claims are listed again");
    journey.keys(": 'diff' Enter").keys(": 'diff off' Enter");
    assert_eq!(signs(&journey), "");
}

#[test]
fn nothing_is_offered_where_no_claim_differs() {
    let mut journey = Journey::new();
    change(&mut journey, &document(&PIER.replace("The town is small", "The town is tiny")));
    answer(&mut journey, false);
    assert!(!journey.notice().contains(":diff"), "{}", journey.notice());
    journey.keys(": 'diff off' Enter").says("no changes are listed");
    let mut fresh = Journey::new();
    fresh.keys(": 'diff' Enter").says("has not changed since it was opened");
    fresh.keys(": 'diff old.md' Enter");
    let asked = Effect::CompareVersions { with: EarlierVersion::File("old.md".to_owned()), shows: true };
    assert!(fresh.asked(&asked));
}

#[test]
fn a_decision_is_taken_over_to_the_new_wording_and_back() {
    let mut journey = Journey::new();
    journey.keys("] a");
    let before = journey.saves().last().map(|(_, tags)| tags.clone()).unwrap();
    let (id, decision) = (before[0].id.clone(), before[0].decision.clone());
    change(&mut journey, &later());
    answer(&mut journey, false);
    journey.keys(": 'diff' Enter");
    // The tag is doubtful because the modal is another one; `a` keeps it with the new words.
    let mark = journey.model.current_mark().unwrap().clone();
    assert_eq!(mark.id(), Some(id.as_str()), "{}", journey.marks());
    journey.keys("a");
    let tag = journey.model.reading.tags().into_iter().find(|tag| tag.id == id).unwrap();
    assert!(tag.decision == decision && tag.selector.exact.contains("should pay"), "{tag:?}");
    journey.keys("u");
    let tag = journey.model.reading.tags().into_iter().find(|tag| tag.id == id).unwrap();
    assert!(tag.selector.exact.contains("must pay"), "{tag:?}");
}

#[test]
fn a_lost_tag_is_taken_over_where_its_claim_was_rewritten() {
    let old =
        "The gulls stayed at home. The fishers said that the council must pay by June. The tide was low.";
    let new = "The gulls stayed at home. The council must pay up, so the fishers put it in their song, by June or soon after. The tide was low.";
    let mut journey = Journey::open(old, Vec::new(), (100, 40));
    journey.keys("a");
    let id = journey.tag().id;
    change(&mut journey, &document(new));
    answer(&mut journey, false);
    journey.keys(": 'diff' Enter");
    let before = journey.model.reading.tags();
    journey.keys("a");
    let after = journey.model.reading.tags();
    assert_eq!(after.len(), 1, "the lost tag has moved, and there is no second one: {}", journey.marks());
    assert!(after[0].id == id && after[0].selector.exact.contains("song"), "{:?}", after[0]);
    journey.keys("u");
    assert_eq!(journey.model.reading.tags(), before);
}
