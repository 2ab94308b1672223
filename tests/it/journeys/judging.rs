//! The model's word after the cues': provisional marks, and what becomes of them under the reader's hands.

use super::{Journey, classified, document};
use crate::support::{PIER, SCHEME};
use purport::claim::{CategoryId, Claim, Engine, Scheme, Scored, Speaker, WordEffect};
use purport::session::{Effect, Mode, Msg, Settings, Settled};
use purport::text::Span;
use purport::theme::{ColorDepth, Theme};
use purport::ui::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::sync::Arc;

/// The pier under a scheme with a model, when the cues have spoken.
pub(crate) fn provisional(size: (u16, u16)) -> Journey {
    let (scheme, warnings) =
        Scheme::parse(&format!("{SCHEME}\n[model]\nname = \"claims\"\n"), "small").unwrap();
    assert_eq!((warnings.len(), scheme.engine()), (0, Engine::Both));
    let scheme = Arc::new(scheme);
    let document = document(PIER);
    let mut journey = Journey::under(&document, &scheme, Settings::default(), Vec::new(), size);
    journey.tell(Msg::Judging { sentences: 4, known: 0 });
    journey.tell(classified(&document, &scheme));
    journey
}

/// The claims of the cues that the model finds too: those in sentences that it `finds`.
pub(crate) fn judged(journey: &Journey, finds: impl Fn(&str) -> bool) -> Vec<Claim> {
    let Msg::Classified { claims, .. } = classified(journey.model.document(), &journey.model.reading.scheme)
    else {
        panic!()
    };
    let judged = claims.into_iter().map(|claim| Claim { engine: Some(Engine::Both), ..claim });
    judged.filter(|claim| finds(claim.span.slice(PIER))).collect()
}

/// A part of the text is judged, with those of `claims` that lie in it.
pub(crate) fn settle(journey: &mut Journey, part: Span, claims: &[Claim]) {
    let claims = claims.iter().filter(|claim| part.covers(claim.span)).cloned().collect();
    let document = Arc::clone(journey.model.document());
    journey.tell(Msg::Settled(Settled { document, part, sentences: 1, claims }));
}

/// All of the text is judged, in four parts from the last to the first.
fn settle_all(journey: &mut Journey, claims: &[Claim]) {
    let end = PIER.len() as u32;
    let cuts = [0, at("Engineers"), at("The mayor never"), at("The port"), end];
    for part in cuts.windows(2).rev() {
        settle(journey, Span::new(part[0], part[1]), claims);
    }
}

pub(crate) fn at(words: &str) -> u32 {
    PIER.find(words).unwrap() as u32
}

/// A claim of the model on a passage of the pier, with the words that it leans on.
fn found_by_model(passage: &str, word: &str) -> Claim {
    let span = |words: &str| Span::new(at(words), at(words) + words.len() as u32);
    let scores = vec![Scored { category: CategoryId(0), score: 800, clause: span(passage) }];
    let words = vec![WordEffect { category: CategoryId(0), span: span(word), adds: 1900 }];
    Claim {
        span: span(passage),
        scores,
        evidence: Vec::new(),
        words,
        speaker: Speaker::Author,
        engine: Some(Engine::Both),
    }
}

fn provisional_count(journey: &Journey) -> usize {
    let reading = &journey.model.reading;
    reading.marks().iter().filter(|mark| mark.is_provisional(&reading.scheme)).count()
}

fn panel(journey: &Journey) -> String {
    let lines = &journey.model.panel.lines;
    lines.iter().flatten().map(|piece| piece.text.as_str()).collect::<Vec<_>>().concat()
}

fn explained(journey: &mut Journey, claim: &Claim, words: Vec<WordEffect>) {
    let document = Arc::clone(journey.model.document());
    journey.tell(Msg::Explained { document, span: claim.span, words });
}

#[test]
fn provisional_marks_settle_in_any_order() {
    let mut journey = provisional((120, 40));
    journey.is(">P· O· DP· O· P· D· O·");
    assert_eq!((provisional_count(&journey), journey.model.loading.judged_percent()), (7, Some(0)));
    assert!(panel(&journey).contains("◌") && panel(&journey).contains("provisional"), "{}", panel(&journey));
    let mut claims = judged(&journey, |sentence| !sentence.contains("shops"));
    claims.push(found_by_model("The picture hangs in the library.", "hangs"));
    journey.keys("] ]").is("P· O· >DP· O· P· D· O·");
    let (page, top) = (journey.model.nav.view.seen(), journey.model.nav.list.top);
    let end = PIER.len() as u32;
    settle(&mut journey, Span::new(at("The port"), end), &claims);
    assert_eq!((provisional_count(&journey), journey.model.loading.judged_percent()), (4, Some(25)));
    settle(&mut journey, Span::new(0, at("Engineers")), &claims);
    settle(&mut journey, Span::new(at("The mayor never"), at("The port")), &claims);
    assert!(!journey.model.loading.is_done());
    settle(&mut journey, Span::new(at("Engineers"), at("The mayor never")), &claims);
    journey.is("P· O· >DP· P· P· D· O·");
    assert_eq!((provisional_count(&journey), journey.model.loading.judged_percent()), (0, None));
    assert!(journey.model.loading.is_done() && !panel(&journey).contains("provisional"));
    assert_eq!((page, top), (journey.model.nav.view.seen(), journey.model.nav.list.top), "something jumped");
}

#[test]
fn a_reader_who_has_not_acted_begins_with_the_first_claim() {
    for acts in [false, true] {
        let mut journey = provisional((120, 40));
        let first = journey.model.current_mark().unwrap().span;
        let before = found_by_model("The Pier at Saltby", "Pier");
        assert!(before.span.end() <= first.start());
        if acts {
            journey.keys("] [");
        }
        let part = Span::new(0, first.start());
        settle(&mut journey, part, std::slice::from_ref(&before));
        let current = journey.model.current_mark().unwrap().span;
        assert_eq!(current, if acts { first } else { before.span });
    }
}

#[test]
fn the_list_keeps_its_rows_when_marks_above_come_and_go() {
    for gone in [true, false] {
        let mut journey = provisional((80, 20));
        journey.keys("G ] ] ] ] ] ]");
        let row = |journey: &Journey| {
            let nav = &journey.model.nav;
            nav.list.number_of(nav.current.unwrap()).0 - nav.list.top
        };
        let (before, page) = (row(&journey), journey.model.nav.view.seen());
        let current = journey.model.current_mark().unwrap().span;
        let mut claims = judged(&journey, |sentence| !gone || !sentence.contains("new pier"));
        if !gone {
            claims.insert(1, found_by_model("It rained all day, and the gulls stayed at home.", "rained"));
        }
        settle_all(&mut journey, &claims);
        assert_eq!(journey.model.current_mark().unwrap().span, current);
        assert_eq!((row(&journey), journey.model.nav.view.seen()), (before, page), "gone: {gone}");
    }
}

#[test]
fn a_filtered_list_follows_the_model() {
    let mut journey = provisional((120, 40));
    journey.keys("f 2");
    let mut claims = judged(&journey, |sentence| !sentence.contains("shops"));
    let mut order = found_by_model("The bread is good, the coffee is not", "good");
    order.scores[0].category = CategoryId(1);
    claims.push(order);
    settle_all(&mut journey, &claims);
    let list = &journey.model.nav.list;
    let listed: Vec<usize> = list.indices().collect();
    let orders = journey.model.reading.marks().iter().enumerate();
    let orders = orders.filter(|(_, mark)| mark.categories.contains(&CategoryId(1))).map(|(index, _)| index);
    assert_eq!(listed, orders.collect::<Vec<_>>());
    assert_eq!(listed.len(), 3);
}

#[test]
fn a_sorted_list_keeps_the_row_of_the_current_mark() {
    let mut journey = provisional((80, 20));
    journey.keys("s s ] ]");
    let (current, nav) = (journey.model.current_mark().unwrap().span, &journey.model.nav);
    let row = nav.list.number_of(nav.current.unwrap()).0 - nav.list.top;
    let mut claims = judged(&journey, |_| true);
    let mut first = found_by_model("It rained all day, and the gulls stayed at home.", "gulls");
    first.scores[0].score = 999;
    claims.insert(1, first);
    settle_all(&mut journey, &claims);
    let nav = &journey.model.nav;
    assert_eq!(journey.model.current_mark().unwrap().span, current);
    assert_eq!(nav.list.number_of(nav.current.unwrap()).0 - nav.list.top, row);
    let scores = nav.list.indices().map(|index| journey.model.reading.mark(index).unwrap().best_score());
    assert!(scores.collect::<Vec<_>>().is_sorted_by(|one, two| one >= two));
}

#[test]
fn a_decision_on_a_provisional_claim_keeps_what_was_proposed() {
    let mut journey = provisional((120, 40));
    journey.keys("a x").is("P✓ O✗ >DP· O· P· D· O·");
    let before = journey.model.reading.tags();
    let claims = judged(&journey, |sentence| !sentence.contains("new pier"));
    settle_all(&mut journey, &claims);
    journey.is("P✓ O✗ >DP· O· P· D· O·");
    assert_eq!(journey.model.reading.tags(), before);
    let proposed = before[0].proposed.as_ref().unwrap();
    assert_eq!(proposed.engine.as_deref(), Some("cues"));
    assert_eq!(
        (proposed.categories[0].0.as_str(), proposed.cues.as_slice()),
        ("promise", &["pledge".to_owned()][..])
    );
    let marks = journey.model.reading.marks();
    assert!(marks[0].claim.is_none(), "the model finds nothing there");
    assert_eq!(marks[1].claim.as_ref().unwrap().engine, Some(Engine::Both));
    journey.keys("u u").is(">O· DP· O· P· D· O·");
}

#[test]
fn a_refuted_current_mark_stays_until_the_reader_leaves_it() {
    let mut journey = provisional((120, 40));
    journey.keys("]");
    let claims = judged(&journey, |sentence| !sentence.contains("June"));
    settle_all(&mut journey, &claims);
    journey.is("P· >O· DP· O· P· D· O·");
    assert!(journey.model.current_mark().unwrap().withdrawn && provisional_count(&journey) == 0);
    assert!(panel(&journey).contains("withdrawn"), "{}", panel(&journey));
    journey.keys("j").is("P· >O· DP· O· P· D· O·");
    journey.keys("]").is("P· >DP· O· P· D· O·");
    // A decision on it stays, and can be undone.
    let mut journey = provisional((120, 40));
    let claims = judged(&journey, |sentence| !sentence.contains("new pier"));
    settle_all(&mut journey, &claims);
    journey.is(">P· O· DP· O· P· D· O·").keys("a").is("P✓ >O· DP· O· P· D· O·");
    assert_eq!(journey.model.reading.tags()[0].proposed.as_ref().unwrap().cues, ["pledge"]);
    journey.keys("u").is(">O· DP· O· P· D· O·");
}

#[test]
fn a_question_about_listed_claims_postpones_the_model() {
    let mut journey = provisional((120, 40));
    journey.keys("A");
    assert!(matches!(journey.model.mode, Mode::Confirm(_)));
    let claims =
        judged(&journey, |sentence| ["lamps", "chart", "posted"].iter().any(|word| sentence.contains(word)));
    settle_all(&mut journey, &claims);
    assert_eq!(journey.model.reading.marks().len(), 7);
    journey.keys("n");
    journey.is(">P· P· D· O·").keys("]").is(">P· D· O·");
    let mut journey = provisional((120, 40));
    journey.keys("p 'chart'");
    settle_all(&mut journey, &claims);
    journey.keys("Enter").is("P· >D· O·");
}

#[test]
fn parts_of_an_earlier_version_are_ignored() {
    let mut journey = provisional((120, 40));
    let (old, claims) = (Arc::clone(journey.model.document()), judged(&journey, |_| true));
    let new = document(&PIER.replace("Monday", "Tuesday"));
    journey.tell(Msg::Changed(Arc::clone(&new)));
    let part = Span::new(0, PIER.len() as u32);
    journey.tell(Msg::Settled(Settled { document: old, part, sentences: 4, claims }));
    assert!(journey.model.reading.marks().is_empty());
    assert_eq!(journey.model.loading.judging, purport::session::Judging::default());
}

#[test]
fn the_words_of_a_claim_arrive_late() {
    let mut journey = provisional((120, 40));
    let claims = judged(&journey, |_| true);
    settle_all(&mut journey, &claims);
    let asked = |journey: &Journey| {
        journey.commands.iter().filter(|effect| matches!(effect, Effect::Explain(_))).count()
    };
    assert_eq!(asked(&journey), 1, "only the current claim is explained");
    assert!(journey.asked(&Effect::Explain(Box::new(claims[0].clone()))));
    assert!(panel(&journey).contains("“pledged”"), "{}", panel(&journey));
    assert!(!panel(&journey).contains("council"), "{}", panel(&journey));
    let word = |word: &str, adds| {
        let span = Span::new(at(word), at(word) + word.len() as u32);
        WordEffect { category: CategoryId(0), span, adds }
    };
    explained(&mut journey, &claims[0], vec![word("council", 1900), word("Monday", -400), word("pier", 20)]);
    let shown = panel(&journey);
    assert!(shown.contains("“pledged” · “council”"), "{shown}");
    assert!(
        !shown.contains("Monday") && !shown.contains("“pier”"),
        "it does not speak for the claim: {shown}"
    );
    journey.keys("Enter");
    let popup: String =
        journey.popup().layout.lines.iter().flatten().map(|piece| piece.text.as_str()).collect();
    assert!(popup.contains("+1.9\u{a0}“council”") && popup.contains("−0.4\u{a0}“Monday”"), "{popup}");
    journey.keys("Esc");
    journey.keys("] [");
    assert_eq!((asked(&journey), panel(&journey)), (2, shown), "the words are kept");
    // An answer for another claim does not disturb, and is there when the reader comes.
    explained(&mut journey, &claims[2], vec![word("piles", 700)]);
    journey.keys("] ]");
    assert_eq!(asked(&journey), 2);
}

#[test]
fn a_claim_of_the_model_shows_its_leading_words_at_once() {
    for size in [(120, 40), (80, 24), (48, 16)] {
        let mut journey = provisional(size);
        let claims = [found_by_model("It rained all day, and the gulls stayed at home.", "gulls")];
        settle_all(&mut journey, &claims);
        journey.keys("]").is(">P·");
        assert!(panel(&journey).contains("“gulls”"), "{size:?}: {}", panel(&journey));
    }
}

#[test]
fn blind_coding_shows_nothing_of_it() {
    let mut journey = provisional((120, 40));
    journey.keys("B");
    assert_eq!(provisional_count(&journey), 0);
    let claims = judged(&journey, |sentence| !sentence.contains("new pier"));
    settle_all(&mut journey, &claims);
    assert!(!panel(&journey).contains("withdrawn") && !panel(&journey).contains('~'), "{}", panel(&journey));
    assert!(!journey.commands.iter().any(|effect| matches!(effect, Effect::Explain(_))));
}

#[test]
fn the_last_sessions_mark_may_come_from_the_model() {
    let scheme = format!("{SCHEME}\n[model]\nname = \"claims\"\n");
    let scheme = Arc::new(Scheme::parse(&scheme, "small").unwrap().0);
    let document = document(PIER);
    for key in ["", "j"] {
        let mut settings = Settings::default();
        settings.resume.current = Some(at("It rained"));
        let mut journey = Journey::under(&document, &scheme, settings, Vec::new(), (120, 40));
        journey.tell(Msg::Judging { sentences: 4, known: 0 });
        journey.tell(classified(&document, &scheme));
        journey.keys(key);
        let mut claims = judged(&journey, |_| true);
        claims.insert(1, found_by_model("It rained all day, and the gulls stayed at home.", "gulls"));
        settle_all(&mut journey, &claims);
        let current = if key.is_empty() { "P· >P· O·" } else { ">P· P· O·" };
        journey.is(&format!("{current} DP· O· P· D· O·"));
    }
}

/// The first row of the screen.
fn header(journey: &Journey) -> String {
    let (screen, theme) =
        (journey.model.screen.layout.screen, Theme::built_in("mono", ColorDepth::Mono).unwrap());
    let mut terminal = Terminal::new(TestBackend::new(screen.width, screen.height)).unwrap();
    terminal.draw(|frame| draw(frame, &journey.model, &theme)).unwrap();
    terminal.backend().to_string().lines().next().unwrap_or_default().replace('\u{a0}', " ")
}

#[test]
fn the_reader_pauses_the_model_and_lets_it_go_on() {
    let mut journey = provisional((120, 40));
    assert!(header(&journey).contains("judging 0"), "{}", header(&journey));
    journey.keys("H");
    assert!(journey.asked(&Effect::PauseModel(true)));
    assert!(header(&journey).contains("model paused at 0"), "{}", header(&journey));
    journey.keys(": 'export csv' Enter");
    assert!(journey.notice().contains("is paused; H lets it go on"), "{}", journey.notice());
    journey.keys(": 'model' Enter");
    assert!(journey.notice().contains("judged 0% of the article and is paused"), "{}", journey.notice());
    let asked = journey.commands.len();
    journey.keys(": 'model pause' Enter");
    assert_eq!(journey.commands.len(), asked, "it is paused already");
    journey.keys(": 'model resume' Enter");
    assert!(journey.asked(&Effect::PauseModel(false)));
    assert!(header(&journey).contains("judging 0"), "{}", header(&journey));
    let claims = judged(&journey, |_| true);
    settle_all(&mut journey, &claims);
    assert!(!header(&journey).contains("judging"), "{}", header(&journey));
    journey.keys(": 'model' Enter");
    assert!(journey.notice().contains("judged all of the article"), "{}", journey.notice());
}

#[test]
fn the_pause_outlasts_a_change_of_the_article() {
    let mut journey = provisional((120, 40));
    journey.keys("H");
    journey.tell(Msg::Changed(document(&PIER.replace("Monday", "Tuesday"))));
    assert!(journey.model.loading.judging.paused);
}

#[test]
fn the_numbers_say_how_much_the_model_has_judged() {
    let mut journey = provisional((120, 40));
    journey.keys("%");
    let popup = |journey: &Journey| {
        let lines = &journey.popup().layout.lines;
        lines.iter().flatten().map(|piece| piece.text.as_str()).collect::<String>()
    };
    assert!(popup(&journey).contains("judged 0\u{a0}% so far"), "{}", popup(&journey));
    let claims = judged(&journey, |_| true);
    settle_all(&mut journey, &claims);
    journey.keys("Esc %");
    assert!(!popup(&journey).contains("so far"), "{}", popup(&journey));
}
