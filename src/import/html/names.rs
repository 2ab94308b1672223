//! Names of classes and ids by which sites announce an article, or what stands around it.

use super::one_line;
use dom_query::NodeRef;

/// What the names of an element promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// The text of the article.
    Body,
    /// An article with its head and foot.
    Article,
    /// The main part of the page.
    Main,
    None,
    /// The whole page.
    Page,
    /// Something around an article.
    Bad,
}

/// Parts of names, in lower case and without `-` and `_`.
const BODY: [&str; 40] = [
    "articlebody",
    "articlecontent",
    "articletext",
    "entrycontent",
    "postcontent",
    "postbody",
    "posttext",
    "storybody",
    "storycontent",
    "storytext",
    "bodytext",
    "bodycopy",
    "newscontent",
    "newstext",
    "blogcontent",
    "artikeltext",
    "artikelbody",
    "artikelinhalt",
    "articulobody",
    "articlemaintext",
    "fulltext",
    "singlecontent",
    "blogpostcontent",
    "contentbody",
    "textcontent",
    "richtext",
    "articleentry",
    "postentry",
    "entrytext",
    "newsbody",
    "detailtext",
    "detailcontent",
    "tdpostcontent",
    "articlestory",
    "storyarea",
    "contenttext",
    "beitragstext",
    "pagebody",
    "articlearea",
    "copytext",
];
const ARTICLE: [&str; 10] = [
    "article",
    "hentry",
    "post",
    "story",
    "entry",
    "blogpost",
    "artikel",
    "newsdetail",
    "newsitem",
    "beitrag",
];
const MAIN: [&str; 12] = [
    "content",
    "main",
    "maincontent",
    "contentmain",
    "pagecontent",
    "sitecontent",
    "primary",
    "inhalt",
    "contents",
    "contentarea",
    "maincol",
    "maincolumn",
];
const BAD: [&str; 14] = [
    "comment",
    "sidebar",
    "footer",
    "cookie",
    "consent",
    "related",
    "newsletter",
    "disqus",
    "recommend",
    "privacy",
    "profile",
    "widget",
    "banner",
    "navigation",
];

/// Names of an element with the lead of an article.
const LEAD: [&str; 22] = [
    "lead",
    "standfirst",
    "subtitle",
    "subheadline",
    "teaser",
    "intro",
    "abstract",
    "dek",
    "excerpt",
    "summary",
    "shortinfo",
    "vorspann",
    "sapo",
    "entradilla",
    "bajada",
    "chapo",
    "deck",
    "subhead",
    "einleitung",
    "anreisser",
    "description",
    "lede",
];

pub(super) fn is_lead(node: &NodeRef<'_>) -> bool {
    words(node).iter().any(|word| {
        LEAD.iter().any(|part| word.contains(part))
            && !word.contains("leaderboard")
            && !word.contains("header")
    })
}

/// Is an element the head of an article?
pub(super) fn is_head(node: &NodeRef<'_>) -> bool {
    words(node)
        .iter()
        .any(|word| ["article", "header", "head", "title", "entry"].iter().any(|part| word.contains(part)))
}

pub(super) fn is_comment(node: &NodeRef<'_>) -> bool {
    words(node).iter().any(|word| {
        ["comment", "kommentar", "disqus"].iter().any(|part| word.contains(part))
            || matches!(word.as_str(), "respond" | "replies")
    })
}

/// Is an element a notice about cookies and data?
pub(super) fn is_notice(node: &NodeRef<'_>) -> bool {
    words(node).iter().any(|word| ["cookie", "consent", "gdpr"].iter().any(|part| word.contains(part)))
}

const MAX_ID_BYTES: usize = 24;

/// Classes and id in lower case without `-` and `_`.
fn words(node: &NodeRef<'_>) -> Vec<String> {
    let class = node.attr("class").unwrap_or_default();
    // Longer ones are the anchors of headings.
    let id = node.attr("id").filter(|id| id.len() <= MAX_ID_BYTES).unwrap_or_default();
    let plain = |word: &str| {
        word.chars().filter(|char| !matches!(char, '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    class.split_ascii_whitespace().chain([&*id]).filter(|word| !word.is_empty()).map(plain).collect()
}

pub(super) fn rank(node: &NodeRef<'_>) -> Rank {
    if is_comment(node) {
        return Rank::Bad;
    }
    if node.attr("itemprop").is_some_and(|name| &*name == "articleBody") {
        return Rank::Body;
    }
    let element = match node.node_name().as_deref() {
        Some("article") => Rank::Article,
        Some("main") => Rank::Main,
        Some("body" | "html" | "form") => return Rank::Page,
        Some("footer" | "aside" | "nav" | "figure") => return Rank::Bad,
        _ => Rank::None,
    };
    let mut best = element;
    for word in words(node) {
        let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
        if has(&BODY) {
            return Rank::Body;
        }
        if best != Rank::Article && ARTICLE.contains(&word.as_str()) {
            best = Rank::Article;
        } else if best == Rank::None && MAIN.contains(&word.as_str()) {
            best = Rank::Main;
        } else if best == Rank::None && has(&BAD) {
            best = Rank::Bad;
        }
    }
    match node.attr("role").as_deref() {
        Some("article") => Rank::Article,
        Some("main") if best == Rank::None => Rank::Main,
        _ => best,
    }
}

/// What the names of an element inside an article say against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waste {
    /// Goes unless it holds much of the article.
    Strong,
    /// Goes if it is short.
    Weak,
    None,
}

/// Parts of names, as above.
const STRONG: [&str; 70] = [
    "comment",
    "kommentar",
    "related",
    "share",
    "sharing",
    "social",
    "newsletter",
    "subscri",
    "cookie",
    "consent",
    "advert",
    "adsense",
    "sponsor",
    "outbrain",
    "taboola",
    "sidebar",
    "breadcrumb",
    "paginat",
    "navigation",
    "navbar",
    "footer",
    "recommend",
    "readmore",
    "morefrom",
    "popular",
    "trending",
    "mostread",
    "signup",
    "authorbio",
    "authorbox",
    "aboutauthor",
    "authorinfo",
    "yarpp",
    "disqus",
    "sharedaddy",
    "jpflair",
    "postmeta",
    "entrymeta",
    "articlemeta",
    "postinfo",
    "metainfo",
    "postfooter",
    "taglist",
    "posttags",
    "entrytags",
    "articletags",
    "tagcloud",
    "byline",
    "printfriendly",
    "imagecaption",
    "photocredit",
    "wpcaptiontext",
    "caption",
    "copyright",
    "feedback",
    "rating",
    "bookmark",
    "screenreader",
    "disclosure",
    "nextstory",
    "captcha",
    "lettersct",
    "affiliate",
    "adcontainer",
    "adslot",
    "adwrapper",
    "itad",
    "inlinead",
    "linktipp",
    "likeswidget",
];
const WEAK: [&str; 52] = [
    "promo",
    "banner",
    "menu",
    "author",
    "autor",
    "meta",
    "tags",
    "category",
    "kategorie",
    "latest",
    "login",
    "register",
    "print",
    "voting",
    "poll",
    "credit",
    "gallery",
    "slideshow",
    "carousel",
    "slider",
    "thumb",
    "toc",
    "jumpto",
    "teaser",
    "widget",
    "timestamp",
    "date",
    "modal",
    "popup",
    "overlay",
    "toolbar",
    "paywall",
    "pullquote",
    "posted",
    "published",
    "button",
    "kicker",
    "topics",
    "download",
    "dropdown",
    "source",
    "quelle",
    "subnav",
    "noprint",
    "cta",
    "alert",
    "snippet",
    "appendix",
    "infobox",
    "textbox",
    "factbox",
    "coverage",
];

pub(super) fn waste(node: &NodeRef<'_>) -> Waste {
    let mut found = Waste::None;
    for word in words(node) {
        if STRONG.iter().any(|part| word.contains(part)) {
            return Waste::Strong;
        }
        if WEAK.iter().any(|part| word.contains(part)) {
            found = Waste::Weak;
        }
    }
    found
}

/// Begins of short blocks by which a site leads away from the article, in lower case.
const CALLS: [&str; 110] = [
    "auch interessant",
    "mehr zum thema",
    "mehr themen",
    "lesen sie",
    "auch lesen",
    "auch auf",
    "weitere informationen",
    "weiterführende",
    "weitere artikel",
    "weitere beiträge",
    "weitere themen",
    "weitere meldungen",
    "verwandte",
    "neueste",
    "meistgelesen",
    "meistdiskutiert",
    "zum weiterlesen",
    "weiterlesen",
    "schon gelesen",
    "originalartikel",
    "mehr dazu",
    "zum thema",
    "empfehlungen",
    "das könnte",
    "das thema könnte",
    "zurück",
    "nach oben",
    "anzeige",
    "werbung",
    "advertisement",
    "posted by",
    "eingestellt von",
    "geschrieben von",
    "written by",
    "über den autor",
    "über die autor",
    "about the author",
    "dieser eintrag",
    "dieser beitrag wurde",
    "this entry was posted",
    "filed under",
    "kategorie",
    "categories:",
    "tags:",
    "schlagwörter",
    "aktualisiert am",
    "stand:",
    "last updated",
    "release date",
    "veröffentlicht",
    "veröffentlichung",
    "published on",
    "kontakt",
    "zusatzinformationen",
    "quellenangaben",
    "externer inhalt",
    "vergrößern",
    "foto:",
    "fotos:",
    "bild:",
    "bilder:",
    "bilder des",
    "titelbild",
    "beitragsbild",
    "bildquelle",
    "bildquellen",
    "photo:",
    "photos:",
    "photo by",
    "photograph:",
    "image:",
    "credit:",
    "crédit",
    "source:",
    "quelle:",
    "quellen",
    "zobacz",
    "czytaj",
    "dowiedz się",
    "polecamy",
    "read more",
    "read also",
    "also read",
    "more on this",
    "more from",
    "related",
    "see also:",
    "you may also",
    "you might also",
    "recommended",
    "lea también",
    "lea más",
    "lea:",
    "vea también",
    "ver también",
    "mira:",
    "puedes ver",
    "te puede interesar",
    "le puede interesar",
    "lire aussi",
    "à lire",
    "voir aussi",
    "dans la même rubrique",
    "permalien",
    "leggi anche",
    "leia também",
    "veja também",
    "share this",
    "share on",
    "teilen",
];
/// Ends of such blocks.
const ENDS: [&str; 8] = [
    "teilen",
    "teilen:",
    "könnte dich auch interessieren:",
    "könnte sie auch interessieren:",
    "weiterlesen",
    "read more",
    "comments",
    "abonnieren",
];
/// Parts of short blocks that credit a picture.
const CREDITS: [&str; 9] =
    ["©", "(foto:", "foto:", "bild:", "/getty", "getty images", "shutterstock", "(photo", "photo:"];

/// Characters of such blocks.
const MAX_CALL: f32 = 75.0;
const MAX_CREDIT: f32 = 120.0;

/// Is a short block such a call or credit?
pub(super) fn is_call(node: &NodeRef<'_>, length: f32) -> bool {
    if !(1.0..MAX_CREDIT).contains(&length) {
        return false;
    }
    let text = one_line(&node.text()).to_lowercase();
    let begin = text.trim_start_matches(|char: char| !char.is_alphanumeric() && char != '©');
    (length < MAX_CALL
        && (CALLS.iter().any(|call| begin.starts_with(call)) || ENDS.iter().any(|end| text.ends_with(end))))
        || CREDITS.iter().any(|part| text.contains(part))
}
