//! Web pages: extracts the article from its surroundings.

mod content;
mod data;
mod mail;
mod names;
mod prune;
mod walk;
mod weights;

#[cfg(feature = "mail")]
pub(super) use mail::add_mail_text;
pub(super) use walk::walk;

use super::builder::{DocumentBuilder, Parsed};
use crate::text::{About, BlockKind};
use dom_query::{Document, NodeRef};
use dom_smoothie::{Article, Config, Readability};
use names::Rank;
use prune::SecondOpinion;
use weights::Weights;

/// Larger pages are shown whole, since weighing each element would take too long.
const MAX_WEIGHED_ELEMENTS: usize = 200_000;

/// Nesting depth: the cost of a query grows with it.
const MAX_DEPTH: usize = 2048;

/// Elements without an end tag, or with an optional one.
const UNCLOSED: [&str; 27] = [
    "p", "li", "td", "th", "tr", "dt", "dd", "br", "hr", "img", "input", "meta", "link", "wbr", "col",
    "colgroup", "area", "base", "source", "track", "embed", "param", "option", "thead", "tbody", "tfoot",
    "optgroup",
];

/// Share of the prose of an element without a telling name that the second extraction must have found too. If it has
/// less, it is preferred.
const MIN_SHARE: f32 = 0.3;

/// Bytes of text without white space below which a page or an extraction counts as empty.
const MIN_PAGE_BYTES: usize = 500;

/// Elements with the author's name on many sites.
const BYLINES: &str =
    ".byline, .by-line, .author, .authors, .entry-meta, .post-meta, .article-meta, [rel='author'], address";

/// A longer byline contains more than a name.
const MAX_BYLINE_BYTES: usize = 160;

/// Share of the page's prose from which on comments are the article, as in a forum.
const MAX_AROUND_SHARE: f32 = 0.93;

/// Elements that are invisible on every page.
const INVISIBLE: &str = "script:not([type='application/ld+json']), style, template, noscript, iframe, object, \
    embed, canvas, svg, audio, video, dialog, select, button, input, textarea, [hidden], [aria-hidden='true'], \
    .sr-only, .visually-hidden, .screen-reader-text";

/// Elements that are hidden, perhaps only until a script shows the page.
const HIDDEN: &str = "[style*='display:none'], [style*='display: none'], [style*='visibility:hidden'], \
    [style*='visibility: hidden']";

/// The data of a page for search engines has an article's text if it is this many times as long as the one found.
const MIN_FULLER: usize = 3;

/// Elements around an article or inside it, under the names that sites and their software use.
const AROUND: &str = "nav, menu, [role='navigation'], [role='search'], [role='banner'], \
    [role='contentinfo'], [role='complementary'], [role='dialog'], [role='alert'], \
    .advertisement, .ad, .ads, .advert, .ad-slot, .ad-container, .ad-unit, .ad-wrapper, .sponsored, .promo, .promo-box, \
    .newsletter, .newsletter-signup, .newsletter-box, .subscribe, .subscription, .cookie, .cookie-bar, .cookie-banner, \
    .cookie-notice, .consent, .sharing, .share-buttons, .social, .social-share, .related, .related-articles, \
    .related-posts, .related-links, .recommended, .more-on, .also-read, .trending, .most-read, \
    .comments, #comments, .comment-list, #disqus_thread, .respond, #respond, .sidebar, #sidebar, .breadcrumb, .breadcrumbs, \
    .pagination, .post-navigation, .nav-links, .post-tags, .tag-list, .tags, .author-bio, .author-box, .about-author, \
    .about-the-author, .downloads, .download-box, .toc, #toc, .table-of-contents, .mw-editsection, .navbox, .hatnote, \
    .reflist, .mw-references-wrap, ol.references, .catlinks, #catlinks, .printfooter, .metadata, .sistersitebox, .noprint, .pullquote, .pull-quote, .kicker, .eyebrow, \
    .skip-link, .back-to-top, .footnote-backref, .reversefootnote, .footnote-back, a[role='doc-backlink']";

/// Parses the article of a page, or everything visible if `raw`.
///
/// Fails if elements are nested deeper than [`MAX_DEPTH`].
pub(super) fn parse(source: &str, raw: bool) -> Result<Parsed, String> {
    if is_too_deep(source) {
        return Err(format!("elements are nested more than {MAX_DEPTH} deep"));
    }
    let document = visible_document(source);
    let mut builder = DocumentBuilder::default();
    if raw {
        add_page(&document, &mut builder);
        return Ok(builder.finish());
    }
    remove_surroundings(&document);
    if let Some(letter) = find_letter(&document) {
        mail::add_mail(&letter, &mut builder);
        return Ok(builder.finish());
    }
    let article = extract_again(document.clone());
    let told = data::article_body(&document).filter(|body| body.len() >= MIN_PAGE_BYTES);
    let title = Title::of_page(article.as_ref(), &document);
    match document.body().filter(|body| add_article(body, &document, &title, article.as_ref(), &mut builder))
    {
        Some(_) => builder.drop_trailing_headings(),
        None => add_page(&document, &mut builder),
    }
    let found = builder.len();
    if let Some(body) = told.filter(|body| body.len() > MIN_FULLER * found) {
        let mut fuller = DocumentBuilder::default();
        add_front(&title, article.as_ref(), &mut fuller);
        let description =
            one_line(&document.select_single("meta[name='description']").attr_or("content", ""));
        // The data may leave the lead out.
        if builder.holds(&description) && !body.contains(&description) {
            fuller.add(BlockKind::Paragraph, &description);
        }
        data::add(&body, &title.words, &mut fuller);
        if fuller.len() > MIN_FULLER * found {
            builder = fuller;
        }
    }
    Ok(builder.finish())
}

/// Adds everything visible of a letter in HTML, without a heading that repeats its subject. One that is nested too deep
/// is left out.
#[cfg(feature = "mail")]
pub(super) fn add_letter(source: &str, subject: Option<&str>, builder: &mut DocumentBuilder) {
    if !is_too_deep(source) {
        let document = visible_document(source);
        walk(&document.body().unwrap_or_else(|| document.root()), subject, builder);
    }
}

/// The page without what no reader sees. A page that shows nothing without scripts shows its `noscript`.
fn visible_document(source: &str) -> Document {
    let document = Document::from(source);
    remove_invisible(&document);
    if text_bytes(&document.root()) >= MIN_PAGE_BYTES || !source.contains("<noscript") {
        return document;
    }
    let source = source.replace("<noscript", "<div").replace("</noscript", "</div");
    let document = Document::from(source.as_str());
    remove_invisible(&document);
    document
}

/// Removes what is not shown. An element that holds nearly the whole page is shown by a script.
fn remove_invisible(document: &Document) {
    document.select(INVISIBLE).remove();
    let hidden = document.select(HIDDEN);
    let mut all = if hidden.is_empty() { 0 } else { text_bytes(&document.root()) };
    for element in hidden.nodes() {
        let inside = text_bytes(element);
        let outside = all.saturating_sub(inside);
        let holds_article = || element.descendants_it().any(|node| is_article(&node));
        let is_page =
            inside >= MIN_PAGE_BYTES && (outside < MIN_PAGE_BYTES || (outside < inside && holds_article()));
        if !is_page {
            element.remove_from_parent();
            all = outside;
        }
    }
}

/// Adds the article of a page; returns whether there is one.
fn add_article(
    body: &NodeRef<'_>,
    document: &Document,
    title: &Title,
    article: Option<&Article>,
    builder: &mut DocumentBuilder,
) -> bool {
    let weights = Weights::of(body);
    let Some(root) = content::find(body, &weights) else { return false };
    let byline = article.and_then(|article| article.byline.as_deref());
    add_front(title, article, builder);
    let other = Document::fragment(article.map_or("", |article| &article.content));
    let second = SecondOpinion::of(&other);
    let is_doubtful = matches!(names::rank(&root), Rank::Main | Rank::Page | Rank::None | Rank::Bad)
        && second.share_of(&root, &weights) < MIN_SHARE;
    if is_doubtful && text_bytes(&other.root()) >= MIN_PAGE_BYTES {
        let root = other.root();
        remove_bylines(&other, byline);
        prune::prune(&root, &Weights::of(&root), &SecondOpinion::default());
        walk(&root, Some(&title.words), builder);
        return true;
    }
    let leads = content::leads(body, &root, &title.words, &weights);
    remove_bylines(document, byline);
    prune::prune(&root, &weights, &second);
    for lead in leads {
        builder.open_paragraph();
        walk(&lead, None, builder);
    }
    walk(&root, Some(&title.words), builder);
    true
}

/// Judges nesting by the raw tags; ignores [`UNCLOSED`] ones.
pub(super) fn is_too_deep(source: &str) -> bool {
    let bytes = source.as_bytes();
    let mut depth = 0_usize;
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let tag = bytes.get(at + 1..).unwrap_or_default();
        let (closes, tag) = tag.strip_prefix(b"/").map_or((false, tag), |tag| (true, tag));
        let end = tag.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
        // The first letters identify longer names.
        let name = tag.get(..end.min(10)).unwrap_or_default();
        if name.is_empty() || UNCLOSED.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name)) {
            return false;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        depth > MAX_DEPTH
    })
}

/// Removes the surroundings of the article. Spares elements with such a name that are the page's body or hold most of
/// its article.
fn remove_surroundings(document: &Document) {
    let Some(body) = document.body() else { return };
    let weights = Weights::of(&body);
    let all = weights.get(&body).prose;
    let is_root = |node: &NodeRef<'_>| ["body", "html", "article"].iter().any(|name| node.has_name(name));
    let holds_article = |node: &NodeRef<'_>| node.descendants_it().any(|node| is_article(&node));
    let named = |node: &NodeRef<'_>| names::is_comment(node) || names::is_notice(node);
    for element in body.descendants_it().filter(NodeRef::is_element).filter(named).collect::<Vec<_>>() {
        let most = if names::is_comment(&element) { MAX_AROUND_SHARE * all } else { all };
        let is_page = weights.get(&element).prose >= most && all > 0.0;
        if !is_root(&element) && !is_page && !holds_article(&element) {
            element.remove_from_parent();
        }
    }
    for element in document.select(AROUND).nodes() {
        let prose = weights.get(element).prose;
        let is_main = (prose > 0.15 * all && holds_article(element))
            || (prose > 0.3 * all && !names::is_comment(element));
        if !is_root(element) && !is_main {
            element.remove_from_parent();
        }
    }
}

/// Bytes of text without white space, as indentation may outweigh the text, and without data.
fn text_bytes(node: &NodeRef<'_>) -> usize {
    let of = |node: &NodeRef<'_>| node.text().split_whitespace().map(str::len).sum::<usize>();
    let data = node.descendants_it().filter(|inner| inner.has_name("script"));
    of(node).saturating_sub(data.map(|script| of(&script)).sum())
}

fn is_article(node: &NodeRef<'_>) -> bool {
    let body = node.attr("itemprop").is_some_and(|name| &*name == "articleBody");
    body || node.has_name("h1") || node.has_class("hentry") || node.has_class("entry-content")
}

/// A mail archive's letter: preformatted text that makes up most of the page.
fn find_letter(document: &Document) -> Option<String> {
    let all = document.body()?.text().trim().len();
    let texts = document.select("pre").nodes().iter().map(|node| node.text().to_string()).collect::<Vec<_>>();
    texts.into_iter().find(|text| text.len() * 2 > all && mail::is_mail(text))
}

/// A second extraction, by the weight of words in each element (Kohlschütter, Fankhauser and Nejdl 2010), with what
/// the page says about itself.
fn extract_again(document: Document) -> Option<Article> {
    let config =
        Config { keep_classes: true, max_elements_to_parse: MAX_WEIGHED_ELEMENTS, ..Config::default() };
    Readability::with_document(document, None, Some(config)).ok()?.parse().ok()
}

struct Title {
    words: String,
    /// `Some` if the page's title includes it.
    site: Option<String>,
}

impl Title {
    fn of_page(article: Option<&Article>, document: &Document) -> Self {
        let title = document.select_single("title").text();
        Self::of(article.map_or(&*title, |article| &article.title), document)
    }

    /// Prefers the main heading to the page's title, which usually includes the site's name.
    fn of(title: &str, document: &Document) -> Self {
        let title = one_line(title);
        let headings = document.select("h1");
        let headings: Vec<String> = headings.nodes().iter().map(|node| one_line(&node.text())).collect();
        let mut headings = headings.into_iter().filter(|heading| !heading.is_empty());
        let found = headings.find_map(|heading| Some((title.strip_prefix(heading.as_str())?, heading)));
        let Some((rest, heading)) = found else { return Self { words: title, site: None } };
        let site = rest.trim_matches(|char: char| !char.is_alphanumeric() && !"()!?.".contains(char));
        let separate = rest.starts_with(' ') && !site.is_empty();
        Self { words: heading, site: separate.then(|| site.to_owned()) }
    }
}

fn add_front(title: &Title, article: Option<&Article>, builder: &mut DocumentBuilder) {
    if !title.words.is_empty() {
        builder.add_heading(1, &title.words);
    }
    let byline = article.and_then(|article| article.byline.as_deref()).map(one_line);
    let date = article.and_then(|article| article.published_time.as_deref()).map(day);
    let site = article.and_then(|article| article.site_name.as_deref()).map(one_line);
    let site = site.or_else(|| title.site.clone());
    builder.add_metadata([&byline, &date, &site].into_iter().flatten().map(String::as_str));
    let [author, date, site] = [byline, date, site].map(Option::unwrap_or_default);
    builder.about = About { author, date, site };
}

/// Removes elements that repeat the author named by [`add_front`].
fn remove_bylines(content: &Document, author: Option<&str>) {
    let first = author.and_then(|author| author.split(',').next()).map(one_line);
    let Some(first) = first.filter(|first| !first.is_empty()) else { return };
    for line in content.select(BYLINES).nodes() {
        let text = line.text();
        if text.len() <= MAX_BYLINE_BYTES && one_line(&text).contains(&first) {
            line.remove_from_parent();
        }
    }
}

fn add_page(document: &Document, builder: &mut DocumentBuilder) {
    let title = document.select_single("title").text();
    if !document.select_single("h1").exists() && !title.trim().is_empty() {
        builder.add_heading(1, &title);
    }
    walk(&document.body().unwrap_or_else(|| document.root()), None, builder);
}

/// The day of an ISO 8601 timestamp; any other text unchanged.
fn day(moment: &str) -> String {
    let day = moment.get(..10).filter(|_| moment.as_bytes().get(10) == Some(&b'T'));
    one_line(day.unwrap_or(moment))
}

/// Collapses white space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
