//! Properties of the page, tested on an article with every kind of mark.

use super::super::tests::{TEXT, options, sample};
use super::{SCRIPT, render};
use crate::export::{ExportArticle, ExportOptions};
use crate::reading::{Adjudication, Judgment};
use crate::text::digest::sha256_base64;
use crate::text::{Span, visible};

fn page(options: &ExportOptions) -> String {
    let reading = sample();
    render(&ExportArticle { name: "\"><b>a</b>.txt", reading: &reading }, options)
}

/// The text between the first `from` and the next `to`.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}")).0
}

/// Text content of an HTML fragment.
fn text(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    let plain =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#96;", "`"), ("&amp;", "&")];
    plain.iter().fold(out, |text, (from, to)| text.replace(from, to))
}

/// The list entry of a mark, by id.
fn entry<'p>(page: &'p str, id: &str) -> &'p str {
    between(page, &format!("data-id=\"{id}\""), "</details>")
}

#[test]
fn policy_admits_only_the_own_style_and_script() {
    let page = page(&options());
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    let sheet = sha256_base64(between(&page, "<style>", "</style>").as_bytes());
    let script = sha256_base64(between(&page, "<script>", "</script>").as_bytes());
    assert_eq!(script, sha256_base64(SCRIPT.as_bytes()));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; style-src 'sha256-{sheet}'; script-src 'sha256-{script}'; base-uri 'none'; \
             form-action 'none'"
        )
    );
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains(" style=") && !page.contains(" src=") && !page.contains("url("));
}

#[test]
fn contains_the_whole_article_and_every_mark_covers_its_words() {
    let page = page(&options());
    let article = between(&page, "</section>\n", "</article>");
    let without_signs: String = article
        .split("<a class=\"ref ")
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once("</a>").unwrap().1 })
        .collect();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    // The first block is the title and precedes the statistics.
    let shown: Vec<String> =
        TEXT.split("\n\n").skip(1).flat_map(|block| words(&visible::line(block))).collect();
    assert_eq!(words(&text(&without_signs)), shown);
    let marked = |number: usize| -> String {
        let open = format!("data-m=\"{number}\">");
        let pieces = without_signs.split(&open).skip(1);
        pieces.map(|piece| text(piece.split_once("</mark>").unwrap().0)).collect()
    };
    assert_eq!(marked(2), "The council pledged\na new pier.");
    assert_eq!(marked(3), "pledged\na new pier. The shops");
    assert_eq!(marked(4), "The shops must open.");
    assert_eq!(marked(9), "", "what is gone from the text is not marked in it");
}

#[test]
fn shows_suggestion_and_decision_apart() {
    let page = page(&options());
    for (id, sentence) in [
        ("t-1", "Suggestion: Promise .73; r1 accepted Promise."),
        ("t-2", "Suggestion: Order & <rule> .73; r1 changed it to Promise and doubt."),
        ("t-3", "Suggestion: doubt .73; r1 rejected it."),
        ("t-4", "No suggestion; r1 added doubt."),
        ("t-5", "No suggestion; r1 found nothing here."),
        ("t-6", "No suggestion; r1 has not decided."),
    ] {
        let said = text(between(entry(&page, id), "<p class=\"verdict\">", "</p>"));
        assert_eq!(said, sentence);
    }
    let confirmed = entry(&page, "t-1");
    let reader = between(confirmed, "class=\"word reader\"", "class=\"word machine\"");
    for words in ["=a note\nof “two” lines, &amp; &lt;more&gt;", "a;b", "later", "2026-01-02 03:04 UTC"] {
        assert!(reader.contains(words), "no {words} in {reader}");
    }
    let (_, machine) = confirmed.split_once("class=\"word machine\"").unwrap();
    assert!(machine.contains("<code>pledge</code>") && !machine.contains("a note"), "{machine}");
    assert!(between(&page, "data-id=\"t-3\"", ">").contains("data-categories=\"r\" data-status=\"decided\""));
    assert!(text(entry(&page, "t-7")).contains("lost from the text"));
    assert!(!entry(&page, "t-7").contains("href=\"#m-"), "there is nothing in the text to lead to");
}

#[test]
fn a_rejected_passage_is_not_shown_as_a_claim() {
    let page = page(&options());
    let article = between(&page, "<article", "</article>");
    let refused = between(article, "He doubts", "</mark>");
    assert!(!refused.contains("class=\"u "), "{refused}");
    assert!(article.contains("<mark class=\"c2 refused\" data-m=\"5\">He doubts it.</mark>"), "{article}");
}

#[test]
fn escapes_markup_from_articles_and_tags() {
    let page = page(&options());
    assert!(!page.contains("<b>rain") && !page.contains("<rule>") && !page.contains("<more>"));
    assert!(
        !page.contains("\"><b>a</b>")
            && page.contains("<title>&quot;&gt;&lt;b&gt;a&lt;/b&gt;.txt: claims</title>")
    );
    assert!(!page.contains('\u{202e}'));
}

#[test]
fn figures_of_decided_marks_hide_suggestions() {
    let page = page(&ExportOptions { decided: true, ..options() });
    assert!(!page.contains("class=\"voices\"") && !page.contains("class=\"ahead\""));
    assert!(!page.contains("data-status=\"pending\""));
    let all = super::tests::page(&options());
    assert!(all.contains("class=\"voices\"") && all.contains("class=\"ahead\""));
}

#[test]
fn shows_compared_judgments_without_names() {
    let mut reading = sample();
    let judgment = |categories: &[&str]| Judgment {
        categories: categories.iter().map(|&id| id.to_owned()).collect(),
        tag: Some("whoever:t-9".to_owned()),
        note: String::new(),
        speaker: None,
        fields: std::collections::BTreeMap::new(),
        proposed: None,
    };
    let span = Span::of(0..TEXT.find('\n').unwrap());
    let judgments = vec![Some(judgment(&["promise"])), Some(judgment(&[])), None];
    reading.add_adjudications(vec![Adjudication { span, judgments }]);
    let page = render(&ExportArticle { name: "a.txt", reading: &reading }, &options());
    let said = "The annotators say: <b>Promise</b> / not marked / rejected; not settled.";
    assert!(page.contains(said) && !page.contains("whoever:"), "{page}");
    assert!(page.contains("<mark class=\"c0 pending\" data-m=\"1\">"), "{page}");
}
