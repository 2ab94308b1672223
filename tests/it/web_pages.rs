//! Kinds of web pages: where the article stands, what surrounds it, and the words inside it.

use purport::import::{Format, ImportOptions, import};

const ONE: &str = "The valley council said on Thursday that it would sell the old cable railway, which has stood still \
    since the storm of last autumn.";
const TWO: &str = "Shopkeepers at the upper station replied that they live from its passengers. They asked for a year's \
    delay, and offered to paint the cabins themselves.";
const THREE: &str = "The engineer who had looked at the cables warned that a year would not be enough. She refused to sign \
    a paper that called them safe.";

fn text(body: &str) -> String {
    let page = format!(
        "<!DOCTYPE html><html><head><title>The railway is for sale</title></head><body>{body}</body></html>"
    );
    import(page.into_bytes(), "page.html", ImportOptions::new(Format::Html)).unwrap().document.text
}

/// Checks the paragraphs below the title.
#[track_caller]
fn check(body: &str, expected: &[&str]) {
    let text = text(body);
    let mut found: Vec<&str> = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
    if found.first() == Some(&"The railway is for sale") {
        found.remove(0);
    }
    assert_eq!(found, expected);
}

fn paragraphs(all: &[&str]) -> String {
    all.iter().flat_map(|words| ["<p>", words, "</p>"]).collect()
}

#[test]
fn names_of_sites_do_not_hide_the_article() {
    let post = paragraphs(&[ONE, TWO, THREE]);
    for class in ["widget", "entry share", "infobox", "read-more", "paywall", "sidebar", "teaser"] {
        let page = format!("<h1>The railway is for sale</h1><div class=\"{class}\">{post}</div>");
        check(&page, &[ONE, TWO, THREE]);
    }
    check(&format!("<div id=root></div><noscript><main>{post}</main></noscript>"), &[ONE, TWO, THREE]);
    check(&format!("<aside class=left><h1>The railway is for sale</h1>{post}</aside>"), &[ONE, TWO, THREE]);
}

#[test]
fn longer_texts_beside_the_article_do_not_win() {
    let reply = "<div class=reply><p>A reader: I rode on it as a child, and what I heard in the cabin made me walk down \
        every time after that.</p></div>";
    let post = paragraphs(&[ONE, TWO]);
    let page = format!(
        "<article><h1>The railway is for sale</h1><div class=entry>{post}</div></article><div class=replies>{}</div>",
        reply.repeat(12)
    );
    check(&page, &[ONE, TWO]);
    let notice =
        "<p>We keep small files on your device so that the page knows you when you come again next week.</p>";
    let page = format!(
        "<div id=cookie-notice><h2>Files</h2>{}</div><main><h1>The railway is for sale</h1><p>It will be sold before the winter.</p>\
         <p>The council said so on Thursday.</p></main>",
        notice.repeat(4)
    );
    check(&page, &["It will be sold before the winter.", "The council said so on Thursday."]);
}

#[test]
fn the_lead_and_short_last_sections_belong_to_the_article() {
    let rest = paragraphs(&[TWO, THREE]);
    let heading = "<h1>The railway is for sale</h1>";
    for lead in [
        format!("<header>{heading}<p class=lead>{ONE}</p></header>"),
        format!("<header>{heading}<div class=teaser><p>{ONE}</p></div></header>"),
        format!("<div class=top>{heading}<p>{ONE}</p></div>"),
        format!("{heading}<h2>{ONE}</h2>"),
    ] {
        check(&format!("<main>{lead}<div class=article-text>{rest}</div></main>"), &[ONE, TWO, THREE]);
    }
    let last = "<div class=part><h3>Where to write</h3><p>Offers go to the town hall.</p></div>";
    check(
        &format!("<article>{heading}<div class=part>{rest}</div>{last}</article>"),
        &[TWO, THREE, "Where to write", "Offers go to the town hall."],
    );
}

#[test]
fn captions_credits_and_calls_are_left_out() {
    let page = format!(
        "<article><h1>The railway is for sale</h1><p>{ONE}</p><figure><img src=a><figcaption>The upper station in \
         snow.</figcaption></figure><p>Photo: R. Amstutz</p><p>{TWO}</p><p>Read more: five cable cars</p>\
         <ul><li><a href=a>A bridge</a></li><li><a href=b>A lift</a></li></ul><p>{THREE}</p>\
         <div class=newsletter-box><p>Get our letter every morning at six, free of charge.</p></div></article>"
    );
    check(&page, &[ONE, TWO, THREE]);
}

#[test]
fn words_stay_whole_and_apart() {
    let page = |inside: &str| format!("<article><p>{inside}</p>{}</article>", paragraphs(&[ONE, TWO]));
    check(
        &page("The <term-note>valley council</term-note> sold it, and <x-ref>its board</x-ref> agreed."),
        &["The valley council sold it, and its board agreed.", ONE, TWO],
    );
    check(
        &page("It costs 3 × 10<sup>6</sup> francs for 20 m<sup>2</sup>, said the 1<sup>st</sup> bidder."),
        &["It costs 3 × 10⁶ francs for 20 m², said the 1st bidder.", ONE, TWO],
    );
    check(
        &page(
            "<ruby>山<rp>(</rp><rt>やま</rt><rp>)</rp></ruby>の鉄道は売られます。それは月曜日に決まりました。",
        ),
        &["山の鉄道は売られます。それは月曜日に決まりました。", ONE, TWO],
    );
    let table = "<table><tr><th>Cabin</th><th>Seats</th></tr><tr><td>Upper<br>one</td><td><p>Six.</p><p>Two stand.</p></td>\
        </tr></table>";
    check(
        &format!("<article>{}{table}</article>", paragraphs(&[ONE, TWO])),
        &[ONE, TWO, "Cabin  Seats", "Upper one  Six. Two stand."],
    );
    let formula = "<math><semantics><mrow><mi>q</mi><mo>=</mo><mn>3</mn></mrow>\
        <annotation encoding=tex>q = 3</annotation></semantics></math>";
    check(
        &page(&format!("The pull is {formula} for each cable.")),
        &["The pull is q=3 for each cable.", ONE, TWO],
    );
}

#[test]
fn a_page_that_a_script_would_show_is_shown() {
    let post = paragraphs(&[ONE, TWO, THREE, ONE, TWO]);
    let all = [ONE, TWO, THREE, ONE, TWO];
    let dialog = format!("<div style='display: none'><p>{THREE}</p></div>");
    for style in ["display:none", "visibility: hidden"] {
        let heading = "<h1>The railway is for sale</h1>";
        check(&format!("<div style=\"{style}\"><main>{heading}{post}</main></div>"), &all);
        check(&format!("{dialog}<article>{heading}{post}</article>"), &all);
    }
}

#[test]
fn the_data_of_a_page_stands_in_for_text_that_is_not_there() {
    let data = |body: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@graph\": [{{\"@type\": \"NewsArticle\", \"articleBody\": \"{body}\"}}]}}\
             </script>"
        )
    };
    let all = [ONE, TWO, THREE, ONE];
    let page = |body: &str, post: &str| {
        let heading = "<h1>The railway is for sale</h1>";
        format!("{}<article>{heading}{post}</article>", data(body))
    };
    let short = format!("<p>{ONE}</p>");
    check(&page(&all.join("\\n\\n"), &short), &all);
    check(&page(&paragraphs(&all), &short), &all);
    let escaped = paragraphs(&all).replace('<', "&lt;").replace('\'', "&#8217;");
    let curly = all.map(|words| words.replace('\'', "’"));
    check(&page(&escaped, ""), &curly.each_ref().map(String::as_str));
    check(&page(&all.join(" "), &paragraphs(&all[..3])), &all[..3]);
    check(&page("no more than this", &short), &[ONE]);
    let lead = format!(
        "<meta name=description content=\"{ONE}\">{}",
        page(&[TWO, THREE, TWO, THREE, TWO].join("\\n"), &short)
    );
    check(&lead, &[ONE, TWO, THREE, TWO, THREE, TWO]);
}
