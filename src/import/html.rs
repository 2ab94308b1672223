//! Web pages: the article of a page, and nothing of what stands around it.

mod walk;

use super::mail;
use super::page::{Page, Parsed};
use crate::text::BlockKind;
use dom_query::{Document, NodeRef};
use dom_smoothie::{Article, Config, Readability};
pub(super) use walk::walk;

/// Pages of more elements than this are shown whole: to weigh each of them would take too long.
const MOST_ELEMENTS: usize = 200_000;
/// Elements may be nested so deep.
pub(super) const DEEPEST: usize = 2048;
/// Elements whose end may be left out, or that have none.
const ENDLESS: [&[u8]; 27] = [
    b"p",
    b"li",
    b"td",
    b"th",
    b"tr",
    b"dt",
    b"dd",
    b"br",
    b"hr",
    b"img",
    b"input",
    b"meta",
    b"link",
    b"wbr",
    b"col",
    b"colgroup",
    b"area",
    b"base",
    b"source",
    b"track",
    b"embed",
    b"param",
    b"option",
    b"thead",
    b"tbody",
    b"tfoot",
    b"optgroup",
];
/// An article found has at least this share of the page's words in paragraphs, or the page is shown whole.
const LEAST_SHARE: usize = 8;

/// Where sites name the author.
const BYLINES: &str =
    ".byline, .by-line, .author, .authors, .entry-meta, .post-meta, .article-meta, [rel='author'], address";
/// A longer one, in bytes, says something of its own.
const LONGEST_BYLINE: usize = 160;

/// What nobody sees, whatever the page.
const UNSEEN: &str = "script:not([type='application/ld+json']), style, template, noscript, iframe, object, \
    embed, canvas, svg, audio, video, dialog, select, button, input, textarea, [hidden], [aria-hidden='true'], \
    [style*='display:none'], [style*='display: none'], .sr-only, .visually-hidden, .screen-reader-text";

/// What stands around an article or is strewn in it, by the names that sites and their programs give it.
const AROUND: &str = "nav, menu, [role='navigation'], [role='search'], [role='banner'], \
    [role='contentinfo'], [role='complementary'], [role='dialog'], [role='alert'], \
    .advertisement, .ad, .ads, .advert, .ad-slot, .ad-container, .ad-unit, .ad-wrapper, .sponsored, .promo, .promo-box, \
    .newsletter, .newsletter-signup, .newsletter-box, .subscribe, .subscription, .paywall, .cookie, .cookie-bar, .cookie-banner, \
    .cookie-notice, .consent, .share, .sharing, .share-buttons, .social, .social-share, .related, .related-articles, \
    .related-posts, .related-links, .recommended, .read-more, .readmore, .more-on, .also-read, .trending, .most-read, .teaser, .teasers, \
    .comments, #comments, .comment-list, #disqus_thread, .respond, #respond, .sidebar, #sidebar, .widget, .breadcrumb, .breadcrumbs, \
    .pagination, .post-navigation, .nav-links, .post-tags, .tag-list, .tags, .author-bio, .author-box, .about-author, \
    .about-the-author, .downloads, .download-box, .toc, #toc, .table-of-contents, .mw-editsection, .navbox, .infobox, .hatnote, \
    .reflist, .mw-references-wrap, ol.references, .catlinks, #catlinks, .printfooter, .metadata, .sistersitebox, .noprint, .pullquote, .pull-quote, .kicker, .eyebrow, \
    .skip-link, .back-to-top, .footnote-backref, .reversefootnote, .footnote-back, a[role='doc-backlink']";

/// The article of a page; with `raw` everything on it that can be seen.
///
/// Fails if elements are nested deeper than any page has them: what is asked of each asks all it stands in.
pub(super) fn parse(source: &str, raw: bool) -> Result<Parsed, String> {
    if deepest(source) > DEEPEST {
        return Err(format!("elements are nested more than {DEEPEST} deep"));
    }
    Ok(read(source, raw))
}

/// How deep elements are nested at most, as their tags stand. Those that need no end do not count.
pub(super) fn deepest(source: &str) -> usize {
    let bytes = source.as_bytes();
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    for at in memchr::memchr_iter(b'<', bytes) {
        let rest = bytes.get(at + 1..).unwrap_or_default();
        let (closes, rest) = rest.strip_prefix(b"/").map_or((false, rest), |rest| (true, rest));
        let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let name = rest.get(..end.min(10)).unwrap_or_default().to_ascii_lowercase();
        if name.is_empty() || ENDLESS.contains(&&*name) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

fn read(source: &str, raw: bool) -> Parsed {
    let document = Document::from(source);
    document.select(UNSEEN).remove();
    let mut page = Page::default();
    if raw {
        whole(&document, &mut page);
        return page.finish();
    }
    strip(&document);
    if let Some(letter) = letter(&document) {
        mail::put(&letter, &mut page);
        return page.finish();
    }
    let seen = document.body().map_or(0, |body| in_paragraphs(&body));
    let copy = document.clone();
    let found = article(document).map(|article| (Document::fragment(article.content.clone()), article));
    match found.filter(|(content, _)| in_paragraphs(&content.root()).saturating_mul(LEAST_SHARE) >= seen) {
        Some((content, article)) => {
            let title = Title::of(&article.title, &copy);
            front(&title, &article, &mut page);
            drop_bylines(&content, article.byline.as_deref());
            walk(&content.root(), Some(&title.words), &mut page);
        }
        None => whole(&copy, &mut page),
    }
    page.drop_last_headings();
    page.finish()
}

/// Takes away what stands around the article. What is the body of the page, or holds its article, may bear
/// such a name too.
fn strip(document: &Document) {
    let all = document.body().map_or(0, |body| letters(&body));
    for around in document.select(AROUND).nodes() {
        let whole = around.has_name("body") || around.has_name("html") || around.has_name("article");
        let holds = || letters(around) * 2 > all && around.descendants_it().any(|node| is_article(&node));
        if !whole && !holds() {
            around.remove_from_parent();
        }
    }
}

/// Bytes of text in an element; pages may be indented with more space than they have text.
fn letters(node: &NodeRef<'_>) -> usize {
    node.text().split_whitespace().map(str::len).sum()
}

/// Whether an element says that it is an article.
fn is_article(node: &NodeRef<'_>) -> bool {
    let body = node.attr("itemprop").is_some_and(|name| &*name == "articleBody");
    body || node.has_name("h1") || node.has_class("hentry") || node.has_class("entry-content")
}

/// The letter that a page of a mail archive shows: preformatted text that is most of what is on it.
fn letter(document: &Document) -> Option<String> {
    let all = document.body()?.text().trim().len();
    let texts = document.select("pre").nodes().iter().map(|node| node.text().to_string()).collect::<Vec<_>>();
    texts.into_iter().find(|text| text.len() * 2 > all && mail::is_mail(text))
}

/// The article as it is found by the weight of the words in each element; see Kohlschütter, Fankhauser and
/// Nejdl 2010 for why that tells it apart.
fn article(document: Document) -> Option<Article> {
    let config = Config { keep_classes: true, max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    Readability::with_document(document, None, Some(config)).ok()?.parse().ok()
}

/// The title of an article, and what the title of its page names beside it.
struct Title {
    words: String,
    site: Option<String>,
}

impl Title {
    /// A page's own title mostly names the site too; its main heading does not.
    fn of(title: &str, document: &Document) -> Self {
        let title = one_line(title);
        let headings = document.select("h1");
        let headings: Vec<String> = headings.nodes().iter().map(|node| one_line(&node.text())).collect();
        let heading = headings.into_iter().find(|heading| !heading.is_empty() && title.starts_with(heading));
        let Some(heading) = heading else { return Self { words: title, site: None } };
        let rest = title.get(heading.len()..).unwrap_or_default();
        let site = rest.trim_matches(|char: char| !char.is_alphanumeric() && !"()!?.".contains(char));
        let parted = rest.starts_with(' ') && !site.is_empty();
        Self { words: heading, site: parted.then(|| site.to_owned()) }
    }
}

/// What the page says of the article, above it.
fn front(title: &Title, article: &Article, page: &mut Page) {
    if !title.words.is_empty() {
        page.heading(1);
        page.words(&title.words);
        page.close();
    }
    let byline = article.byline.as_deref().map(one_line);
    let date = article.published_time.as_deref().map(day);
    let site = article.site_name.as_deref().map(one_line).or_else(|| title.site.clone());
    let known = [byline, date, site].into_iter().flatten().filter(|part| !part.is_empty());
    let known: Vec<String> = known.collect();
    if !known.is_empty() {
        page.open(BlockKind::Metadata);
        page.words(&known.join(" · "));
        page.close();
    }
}

/// Takes away what names the author once more; it stands above the article already.
fn drop_bylines(content: &Document, author: Option<&str>) {
    let first = author.and_then(|author| author.split(',').next()).map(one_line);
    let Some(first) = first.filter(|first| !first.is_empty()) else { return };
    for line in content.select(BYLINES).nodes() {
        let text = line.text();
        if text.len() <= LONGEST_BYLINE && one_line(&text).contains(&first) {
            line.remove_from_parent();
        }
    }
}

/// Everything on the page that can be seen.
fn whole(document: &Document, page: &mut Page) {
    let title = document.select_single("title").text();
    let heading = document.select_single("h1");
    if !heading.exists() && !title.trim().is_empty() {
        page.heading(1);
        page.words(&title);
        page.close();
    }
    walk(&document.body().unwrap_or_else(|| document.root()), None, page);
}

/// The day of a moment in ISO 8601; what is written otherwise stays as it is.
fn day(moment: &str) -> String {
    let day = moment.get(..10).filter(|_| moment.as_bytes().get(10) == Some(&b'T'));
    one_line(day.unwrap_or(moment))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes of text in the paragraphs below a node.
fn in_paragraphs(node: &NodeRef<'_>) -> usize {
    node.descendants_it().filter(|node| node.has_name("p")).map(|node| node.text().trim().len()).sum()
}
