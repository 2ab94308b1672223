//! Statistics of small readings, and of an empty list.

use super::*;
use crate::tag::{BULK, Proposed, Selector};
use crate::text::Block;
use crate::text::Span;
use std::sync::Arc;

const SCHEME: &str = r#"
    category = [
        { id = "a", letter = "A", key = "1" },
        { id = "b", letter = "B", key = "2" },
    ]
    cue = [
        { id = "ask", category = "b", pattern = "ask/V", weight = 3.5 },
        { id = "vow", category = "a", pattern = "vow/V", weight = 5.0 },
    ]
    [speaker]
    verbs = ["say", "vow"]
"#;

/// A quotation missing from every text here.
const GONE: &str = "a harbourmaster's old umbrella";

fn scheme() -> Arc<Scheme> {
    Arc::new(Scheme::parse(SCHEME, "s").unwrap().0)
}

/// A reading of `text`; each tag is on the sentence with its index.
fn reading(text: &str, tags: Vec<Tag>) -> Reading {
    let block = Block { span: Span::of(0..text.len()), kind: crate::text::BlockKind::Paragraph };
    let document = Document::new("n.txt", text.to_owned(), vec![block], Vec::new(), "d".to_owned());
    let tags = tags.into_iter().enumerate().map(|(number, tag)| {
        let at = text.match_indices(". ").nth(number.wrapping_sub(1)).map_or(0, |(at, _)| at + 2);
        let end = text[at..].find('.').map_or(text.len(), |end| at + end + 1);
        let selector = if tag.selector.exact == GONE {
            tag.selector
        } else {
            Selector::of(&document, Span::of(at..end))
        };
        Tag { id: format!("t-{number}"), selector, ..tag }
    });
    let tags: Vec<Tag> = tags.collect();
    Reading::of_article(Arc::new(document), scheme(), tags, false)
}

/// `second` counts from one full hour; `proposed` is empty for no suggestion.
fn tag(second: u32, decision: Decision, categories: &[&str], proposed: &[&str]) -> Tag {
    let proposed = Proposed {
        categories: proposed.iter().map(|&id| (id.to_owned(), 700)).collect(),
        cues: proposed.iter().map(|&id| if id == "a" { "vow" } else { "ask" }.to_owned()).collect(),
        ..Proposed::default()
    };
    Tag {
        decision,
        categories: categories.iter().map(|&id| id.to_owned()).collect(),
        at: format!("2026-01-02T03:{:02}:{:02}Z", second / 60, second % 60),
        saw_machine: (!proposed.categories.is_empty()).then_some(true),
        proposed: Some(proposed).filter(|proposed| !proposed.categories.is_empty()),
        ..Tag::new(Selector::default())
    }
}

#[test]
fn stats_of_nothing_are_zero() {
    let stats = Stats::of::<Reading>(&scheme(), []);
    assert_eq!((stats.articles, stats.categories.len(), stats.timing.median_seconds), (0, 2, None));
    assert_eq!(stats.acceptance_seen.rate(), None);
    let stats = Stats::of(&scheme(), [reading("It rained.", Vec::new())]);
    assert_eq!((stats.articles, stats.words, stats.marks, stats.speakers.len()), (1, 2, 0, 0));
}

#[test]
fn decisions_count_for_their_categories() {
    let text = "They ask. He vowed it. She asks. We ask. You vow. It rained. It snowed. They asked. Gone.";
    let bulk = Tag { via: Some(BULK.to_owned()), ..tag(70, Decision::Confirmed, &["b"], &["b"]) };
    let blind = Tag { saw_machine: Some(false), ..tag(40, Decision::Rejected, &[], &["a"]) };
    let mut gone = tag(80, Decision::Confirmed, &["a"], &["a"]);
    gone.selector = Selector { exact: GONE.to_owned(), start: 900, end: 904, ..Selector::default() };
    let tags = vec![
        tag(0, Decision::Confirmed, &["b"], &["b"]),
        tag(10, Decision::Retagged, &["b"], &["a"]),
        tag(20, Decision::Rejected, &[], &["b"]),
        tag(30, Decision::Retagged, &["a", "b"], &["b"]),
        blind,
        tag(50, Decision::Added, &["a"], &[]),
        tag(60, Decision::Nothing, &[], &[]),
        bulk,
        gone,
    ];
    let skips = vec![tag(0, Decision::Skipped, &[], &["a"])];
    let stats = Stats::of(&scheme(), [reading(text, tags), reading("She vows.", skips)]);
    let of = |category: &CategoryStats| {
        let CategoryStats { confirmed, replaced, rejected, given, added, .. } = *category;
        [confirmed, replaced, rejected, given, added]
    };
    assert_eq!(of(&stats.categories[0]), [1, 1, 1, 1, 1], "the decision on a lost passage is one too");
    assert_eq!(of(&stats.categories[1]), [3, 0, 1, 1, 0]);
    let Decisions { confirmed, retagged, rejected, added, nothing, open, other, bulk, skipped, rebounded } =
        stats.decisions;
    assert_eq!([confirmed, retagged, rejected, added, nothing, open, other, bulk], [3, 2, 2, 1, 1, 0, 0, 1]);
    assert_eq!((skipped, rebounded), (1, 0), "counted apart, and not as decided");
    assert_eq!((stats.orphaned, stats.decided), (1, 8));
    // Bulk decisions do not count towards acceptance.
    assert_eq!(stats.acceptance_seen, Acceptance { decided: 5, accepted: 2 });
    assert_eq!(stats.acceptance_blind, Acceptance { decided: 1, accepted: 0 });
    assert_eq!(stats.categories[1].acceptance_seen, Acceptance { decided: 3, accepted: 2 });
    let cue = |at: usize| (stats.cues[at].cue.as_str(), stats.cues[at].confirmed, stats.cues[at].rejected);
    assert_eq!([cue(0), cue(1)], [("ask", 3, 1), ("vow", 1, 2)]);
    assert!((stats.cues[0].precision - 0.75).abs() < 1e-12);
    assert_eq!(stats.unattributed, 1, "the reader alone marked it");
}

#[test]
fn articles_are_added() {
    let one = reading("They ask. He vowed it.", vec![tag(0, Decision::Confirmed, &["b"], &["b"])]);
    let two = reading("They ask. He vowed it. It rained.", Vec::new());
    let both = Stats::of(&scheme(), [&one, &two]);
    assert_eq!((both.articles, both.words, both.marks, both.decided), (2, 5 + 7, 4, 1));
    assert_eq!((both.categories[0].claims, both.categories[1].claims), (2, 2));
}

fn timing(times: &[(u32, Decision)]) -> Timing {
    let tags: Vec<Tag> =
        times.iter().map(|(at, decision)| tag(*at, decision.clone(), &["a"], &["a"])).collect();
    let mut builder = TimingBuilder::default();
    builder.add("n.txt", &tags.iter().collect::<Vec<_>>());
    builder.timing()
}

#[test]
fn a_decision_time_is_measured_from_the_decision_before() {
    let check = |times: &[u32], timed, median, middle| {
        let times: Vec<(u32, Decision)> = times.iter().map(|&at| (at, Decision::Retagged)).collect();
        let found = timing(&times);
        assert_eq!(
            (found.decisions, found.median_seconds, found.quartiles_seconds),
            (timed, median, middle),
            "{times:?}"
        );
    };
    check(&[], 0, None, None);
    check(&[5], 0, None, None);
    check(&[5, 9], 1, Some(4.0), Some((4.0, 4.0)));
    // Unsorted, and with a pause too long for a decision time.
    check(&[1000, 9, 5, 1010], 2, Some(7.0), Some((5.5, 8.5)));
    check(&[0, 2, 6, 16, 36, 336], 5, Some(10.0), Some((4.0, 20.0)));
    check(&[0, 301], 0, None, None);
    let odd = Tag { at: "yesterday".to_owned(), ..tag(0, Decision::Added, &["a"], &[]) };
    let mut builder = TimingBuilder::default();
    builder.add("n.txt", &[&odd, &tag(3, Decision::Added, &["a"], &[])]);
    assert_eq!(builder.timing().decisions, 0, "a moment that cannot be read is passed over");
    // Between the decisions of two annotators lies no decision time.
    let of = |at, annotator: &str| Tag {
        annotator: annotator.to_owned(),
        ..tag(at, Decision::Added, &["a"], &[])
    };
    let tags = [of(0, "r1"), of(1, "r2"), of(10, "r1"), of(31, "r2")];
    let mut builder = TimingBuilder::default();
    builder.add("n.txt", &tags.iter().collect::<Vec<_>>());
    let found = builder.timing();
    assert_eq!((found.decisions, found.median_seconds), (2, Some(20.0)));
}

#[test]
fn rushed_runs_are_reported() {
    let run = |count: u32, step: fn(u32) -> u32| -> Vec<(u32, Decision)> {
        (0..count).map(|number| (step(number), Decision::Confirmed)).collect()
    };
    let found = |times: &[(u32, Decision)]| -> Vec<(usize, u64)> {
        timing(times).rushed_runs.iter().map(|one| (one.confirmations, one.seconds)).collect()
    };
    assert_eq!(found(&run(21, |number| number / 2)), [(21, 10)]);
    assert_eq!(found(&run(20, |number| number / 2)), [], "twenty are none too many");
    assert_eq!(found(&run(40, |number| number)), [], "a second each is slow enough");
    assert_eq!(found(&run(21, |number| number.min(19))), [(21, 19)]);
    assert_eq!(found(&run(50, |number| number / 3)), [(50, 16)]);
    // A rejection in between shows that someone is looking.
    let mut mixed = run(41, |number| number / 2);
    mixed[20].1 = Decision::Rejected;
    assert_eq!(found(&mixed), []);
    // Fast, then slow, then fast again.
    let uneven = run(62, |number| if number < 31 { number / 2 } else { 500 + number / 2 });
    assert_eq!(found(&uneven), [(31, 15), (31, 15)]);
    let bulk: Vec<Tag> = (0..30)
        .map(|_| Tag { via: Some(BULK.to_owned()), ..tag(0, Decision::Confirmed, &["a"], &["a"]) })
        .collect();
    let mut builder = TimingBuilder::default();
    builder.add("n.txt", &bulk.iter().collect::<Vec<_>>());
    let found = builder.timing();
    assert!(
        found.rushed_runs.is_empty() && found.decisions == 0,
        "they are known to be one decision on many"
    );
}

#[test]
fn claims_count_for_their_speakers() {
    let text = "The Mayor vowed a pier. “We vow it,” said Ann Berg. The mayor vowed a road. They ask.";
    let stats = Stats::of(&scheme(), [reading(text, Vec::new())]);
    let speakers: Vec<(Option<&str>, usize, &[usize])> = stats
        .speakers
        .iter()
        .map(|speaker| (speaker.name.as_deref(), speaker.claims, speaker.categories.as_slice()))
        .collect();
    assert_eq!(stats.marks, 4);
    assert_eq!(speakers.iter().map(|(_, claims, _)| claims).sum::<usize>(), 4);
    assert_eq!(speakers[0], (Some("The Mayor"), 2, &[2, 0][..]), "{speakers:?}");
    assert!(speakers.contains(&(Some("unknown speaker"), 1, &[0, 1][..])), "{speakers:?}");
    assert!(speakers.contains(&(Some("Ann Berg"), 1, &[1, 0][..])), "{speakers:?}");
}

#[test]
fn a_personal_model_is_judged_by_its_own_suggestions() {
    let mut tags = vec![
        tag(0, Decision::Confirmed, &["a"], &["a"]),
        tag(9, Decision::Rejected, &[], &["a"]),
        tag(18, Decision::Confirmed, &["b"], &["b"]),
    ];
    for tag in &mut tags[..2] {
        tag.proposed.as_mut().unwrap().model = Some("personal-x".to_owned());
    }
    let reading = reading("We vow. They ask. You vow.", tags);
    let stats = Stats::of(&reading.scheme, [&reading]);
    assert_eq!(stats.acceptance_seen, Acceptance { decided: 3, accepted: 2 });
    let personal: Vec<(&str, Acceptance)> =
        stats.acceptance_personal.iter().map(|(model, one)| (model.as_str(), *one)).collect();
    assert_eq!(personal, [("personal-x", Acceptance { decided: 2, accepted: 1 })]);
}
