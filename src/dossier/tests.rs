//! Order, months, copies, periods and counts of dossiers.

use super::*;

fn entry(start: u64, category: &str) -> Entry {
    Entry {
        article: 0,
        block: None,
        start,
        end: start + 1,
        text: "text".to_owned(),
        categories: vec![EntryCategory { id: category.to_owned(), score: Some(0.9) }],
        speaker: Some("Tarsovia".to_owned()),
        basis: Some("attributed".to_owned()),
        role: Role::Said,
        is_role_guess: false,
        verdict: None,
        note: String::new(),
        labels: Vec::new(),
        engine: None,
    }
}

fn article(name: &str, day: Option<&str>, starts: &[u64]) -> ArticleClaims {
    let date = day.map(|day| ArticleDate { day: day.to_owned(), from: DateSource::Path });
    ArticleClaims {
        article: Article { name: name.to_owned(), date, ..Article::default() },
        entries: starts.iter().map(|start| entry(*start, "vow")).collect(),
        ..ArticleClaims::default()
    }
}

fn subject(since: Option<&str>, until: Option<&str>) -> Subject {
    let period = Period { since: since.map(str::to_owned), until: until.map(str::to_owned) };
    Subject { speaker: Party::new(["Tarsovia".to_owned()]), about: None, period }
}

fn build(subject: Subject, articles: Vec<ArticleClaims>) -> Dossier {
    let mut builder = Builder::new(subject);
    for article in articles {
        builder.add(article);
    }
    builder.finish()
}

/// Articles and places of the entries, in order.
fn order(dossier: &Dossier) -> Vec<(&str, u64)> {
    let name = |entry: &Entry| dossier.article(entry).unwrap().name.as_str();
    dossier.entries.iter().map(|entry| (name(entry), entry.start)).collect()
}

#[test]
fn claims_stand_in_order_of_time_and_those_without_a_date_last() {
    let dossier = build(
        subject(None, None),
        vec![
            article("none", None, &[3]),
            article("late", Some("2026-03-02"), &[9, 4]),
            article("year", Some("2026"), &[1]),
            article("empty", None, &[]),
            article("month", Some("2026-03"), &[5]),
            article("early", Some("2025-12-31"), &[7]),
        ],
    );
    let expected = [("early", 7), ("year", 1), ("month", 5), ("late", 4), ("late", 9), ("none", 3)];
    assert_eq!(order(&dossier), expected);
    let months: Vec<_> = dossier.months().map(|(month, entries)| (month, entries.len())).collect();
    let expected = [(Some("2025-12"), 1), (Some("2026"), 1), (Some("2026-03"), 3), (None, 1)];
    assert_eq!(months, expected);
    assert_eq!(dossier.summary(), "6 claims in 5 of 6 articles, 2 without a date");
}

#[test]
fn a_period_compares_dates_as_far_as_they_are_known() {
    let check = |since: Option<&str>, until: Option<&str>, expected: &[&str]| {
        let Subject { period, .. } = subject(since, until);
        let days = ["2025", "2025-12-31", "2026", "2026-02", "2026-02-10", "2026-03-01"];
        let admitted: Vec<&str> = days.into_iter().filter(|day| period.admits(day)).collect();
        assert_eq!(admitted, expected, "{since:?} {until:?}");
    };
    check(None, None, &["2025", "2025-12-31", "2026", "2026-02", "2026-02-10", "2026-03-01"]);
    check(Some("2026-02"), None, &["2026", "2026-02", "2026-02-10", "2026-03-01"]);
    check(Some("2026-02-11"), None, &["2026", "2026-02", "2026-03-01"]);
    check(None, Some("2025"), &["2025", "2025-12-31"]);
    check(Some("2026-02"), Some("2026-02"), &["2026", "2026-02", "2026-02-10"]);
}

#[test]
fn a_period_leaves_out_and_counts_the_others() {
    let articles = vec![
        article("in", Some("2026-02-10"), &[1]),
        article("out", Some("2025-02-10"), &[1, 2]),
        article("none", None, &[1]),
    ];
    let dossier = build(subject(Some("2026"), None), articles);
    assert_eq!(order(&dossier), [("in", 1)]);
    let expected = "1 claim in 1 of 2 articles since 2026, 1 without a date left out, 1 outside this time";
    assert_eq!(dossier.summary(), expected);
}

fn copy(name: &str, day: Option<&str>, starts: &[u64], decided: usize) -> ArticleClaims {
    let mut copy = article(name, day, starts);
    copy.article.fingerprint = Some(7);
    ArticleClaims { decided, ..copy }
}

#[test]
fn copies_count_once_and_the_one_with_decisions_stands_for_both() {
    let articles = vec![
        copy("a", None, &[1, 2], 0),
        copy("b", Some("2026-02-10"), &[1], 3),
        copy("c", None, &[1, 2], 1),
        article("d", None, &[5]),
    ];
    let dossier = build(subject(None, None), articles);
    assert_eq!(order(&dossier), [("b", 1), ("d", 5)]);
    let pair = |copy: &str, of: &str| (copy.to_owned(), of.to_owned());
    assert_eq!(dossier.copies, [pair("a", "b"), pair("c", "b")]);
    assert_eq!(dossier.summary(), "2 claims in 2 of 2 articles, 1 without a date, 2 copies counted once");
    // A copy without decisions lends its date.
    let dossier =
        build(subject(None, None), vec![copy("a", None, &[1], 0), copy("b", Some("2026"), &[1], 0)]);
    assert_eq!((order(&dossier)[0].0, dossier.articles[0].day()), ("a", Some("2026")));
    assert_eq!(dossier.summary(), "1 claim in 1 of 1 article, 0 without a date, 1 copy counted once");
    // In a period, a date decides where both belong.
    for copies in [[None, Some("2026-01")], [Some("2026-01"), None]] {
        let articles = || copies.map(|day| copy("a", day, &[1], 0)).to_vec();
        assert_eq!(order(&build(subject(Some("2026"), None), articles())), [("a", 1)]);
        let outside = build(subject(Some("2027"), None), articles());
        assert_eq!((order(&outside), outside.counts.articles, outside.counts.outside_period), (vec![], 0, 1));
    }
    // The reader rejected all claims of the first, and has not opened the second.
    let dossier = build(subject(None, None), vec![copy("a", None, &[], 2), copy("b", None, &[1], 0)]);
    assert_eq!(order(&dossier), []);
}

#[test]
fn lines_of_single_claims_are_articles_by_their_name() {
    let part = |name: &str, starts: &[u64]| ArticleClaims { is_part: true, ..article(name, None, starts) };
    let parts = vec![
        part("a", &[]),
        part("a", &[4]),
        part("a", &[6]),
        part("b", &[]),
        part("b", &[]),
        part("c", &[1]),
    ];
    let dossier = build(subject(None, None), parts);
    assert_eq!(order(&dossier), [("a", 4), ("a", 6), ("c", 1)]);
    assert_eq!(dossier.articles.len(), 2);
    assert_eq!(dossier.summary(), "3 claims in 2 of 3 articles with claims, 3 without a date");
}

#[test]
fn names_that_were_not_counted_are_listed_by_claims() {
    let mut one = article("a", None, &[]);
    one.also_seen = ["Korvin", "Ada Korvin", "Korvin"].map(str::to_owned).to_vec();
    let dossier = build(subject(None, None), vec![one]);
    assert_eq!(dossier.also_seen, [("Korvin".to_owned(), 2), ("Ada Korvin".to_owned(), 1)]);
}

#[test]
fn an_article_that_was_visited_is_replaced_in_place() {
    let articles = vec![article("a", Some("2026-01"), &[1, 2]), article("b", Some("2026-02"), &[3])];
    let mut dossier = build(subject(None, None), articles);
    dossier.update_article(0, vec![entry(8, "ask")], vec![entry(1, "vow")]);
    assert_eq!(order(&dossier), [("a", 8), ("b", 3)]);
    assert_eq!((dossier.rejected.len(), dossier.rejected[0].article), (1, 0));
    assert!(dossier.summary().ends_with("1 rejected and not counted"), "{}", dossier.summary());
}

#[test]
fn a_claim_of_the_cues_alone_is_marked_among_others() {
    let engine = |engine: &str| Entry { engine: Some(engine.to_owned()), ..entry(1, "vow") };
    let build = |entries: Vec<Entry>| {
        build(subject(None, None), vec![ArticleClaims { entries, ..article("a", None, &[]) }])
    };
    let alone = build(vec![engine("cues"), engine("cues")]);
    assert!(alone.remarks_on(&alone.entries[0]).is_empty());
    let mixed = build(vec![engine("cues"), engine("both")]);
    let remarks: Vec<_> = mixed.entries.iter().map(|entry| mixed.remarks_on(entry)).collect();
    assert_eq!(remarks, [vec!["by the cues alone".to_owned()], vec![]]);
}

#[test]
fn an_attribution_says_what_is_a_guess() {
    let subject = Subject { about: Party::new(["Vell".to_owned()]), ..subject(None, None) };
    let check = |role, is_role_guess, speaker: Option<&str>, basis: Option<&str>, expected: &str| {
        let (speaker, basis) = (speaker.map(str::to_owned), basis.map(str::to_owned));
        let entry = Entry { speaker, basis, role, is_role_guess, ..entry(0, "vow") };
        assert_eq!(entry.attribution(&subject), expected);
    };
    let (sure, guess) = (Some("attributed"), Some("guessed"));
    check(Role::Said, false, Some("Tarsovia"), sure, "");
    check(Role::Said, false, Some("The Harbour Guild"), sure, "said by the Harbour Guild");
    check(Role::Said, false, Some("Tarsovia"), guess, "perhaps said by Tarsovia");
    check(Role::Asked, false, Some("Tarsovia"), sure, "asked of Vell by Tarsovia");
    check(Role::Asked, true, Some("The mayor"), guess, "perhaps asked of Vell perhaps by the mayor");
    check(Role::About, false, None, None, "about Vell by the author");
    check(Role::About, true, None, Some("unknown"), "perhaps about Vell by somebody unnamed");
}
