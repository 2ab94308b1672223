//! The elements of a page, one after the other, as blocks and styles.

use super::one_line;
use crate::import::{mail, page::Page};
use crate::text::{BlockKind, InlineStyle};
use dom_query::NodeRef;

/// A table with more elements than this is not looked through, and shown cell by cell.
const MOST_IN_TABLE: usize = 20_000;
/// A cell with more bytes than this holds prose, not a figure.
const MOST_IN_CELL: usize = 240;

/// Puts what stands below `root` on the page. A first heading that only repeats `title` is left out.
///
/// No function calls itself here, however deeply the elements are nested.
pub(in crate::import) fn walk(root: &NodeRef<'_>, title: Option<&str>, page: &mut Page) {
    let title = title.map(one_line);
    let mut next = root.first_child();
    while let Some(node) = next {
        let down = enter(&node, title.as_deref(), page);
        if down && let Some(child) = node.first_child() {
            next = Some(child);
            continue;
        }
        if down {
            leave(&node, page);
        }
        // On to the next sibling of the nearest element that has one.
        let mut at = node;
        next = loop {
            if let Some(sibling) = at.next_sibling() {
                break Some(sibling);
            }
            match at.parent() {
                Some(parent) if parent.id != root.id => {
                    leave(&parent, page);
                    at = parent;
                }
                _ => break None,
            }
        };
    }
    page.close();
}

/// Takes in the beginning of a node; tells whether what is in it is to be looked at.
fn enter(node: &NodeRef<'_>, title: Option<&str>, page: &mut Page) -> bool {
    if node.is_text() {
        page.words(&node.text());
        return false;
    }
    let Some(name) = node.node_name() else { return false };
    match &*name {
        "script" | "style" | "template" | "head" | "title" | "img" | "picture" | "colgroup" | "col"
        | "source" => {
            return false;
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            if title.is_some_and(|title| title == one_line(&node.text())) {
                return false;
            }
            page.heading(name.bytes().nth(1).map_or(2, |digit| digit - b'0'));
        }
        "p" | "dt" | "dd" | "summary" => page.paragraph(),
        "blockquote" => page.begin_quote(),
        "ul" | "menu" | "dir" => page.begin_list(None),
        "ol" => page.begin_list(Some(node.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1))),
        "li" => page.item(),
        "pre" => return preformatted(node, page),
        "math" => {
            let words = node.attr("alttext").unwrap_or_else(|| node.text());
            page.words(&words);
            return false;
        }
        "hr" => page.rule(),
        "br" => break_line(page),
        "table" => {
            page.close();
            if is_data(node) {
                rows(node, page);
                return false;
            }
        }
        "figcaption" | "caption" => page.open(BlockKind::Metadata),
        "em" | "i" | "cite" | "dfn" => page.begin_style(InlineStyle::Emphasis),
        "strong" | "b" => page.begin_style(InlineStyle::Strong),
        "code" | "kbd" | "samp" | "tt" if !page.is_code() => page.begin_style(InlineStyle::Code),
        "a" => {
            if is_reference(node) {
                return false;
            }
            page.begin_link(&node.attr("href").unwrap_or_default());
        }
        "time" if !page.has_begun() && !node.parent().is_some_and(|parent| holds_text(&parent)) => {
            return false;
        }
        "sup" => return !is_reference_mark(node),
        _ if is_block(&name) => page.close(),
        _ => {}
    }
    true
}

/// Takes in the end of a node that was entered.
fn leave(node: &NodeRef<'_>, page: &mut Page) {
    let Some(name) = node.node_name() else { return };
    match &*name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "dt" | "dd" | "summary" | "li" | "figcaption"
        | "caption" => page.close(),
        "blockquote" => page.end_quote(),
        "ul" | "menu" | "dir" | "ol" => page.end_list(),
        "em" | "i" | "cite" | "dfn" | "strong" | "b" => page.end_style(),
        "code" | "kbd" | "samp" | "tt" if !page.is_code() => page.end_style(),
        "a" => page.end_link(),
        _ if is_block(&name) => page.close(),
        _ => {}
    }
}

/// Whether an element is there to hold running text, and not to lay the page out.
fn holds_text(node: &NodeRef<'_>) -> bool {
    ["p", "li", "td", "dd", "blockquote"].iter().any(|name| node.has_name(name))
}

/// Two line breaks part paragraphs; one only breaks the line.
fn break_line(page: &mut Page) {
    if page.is_code() || !page.ends_line() {
        page.break_line();
    } else {
        page.close();
    }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "figure"
            | "address"
            | "center"
            | "details"
            | "dl"
            | "fieldset"
            | "form"
            | "hgroup"
            | "table"
            | "tbody"
            | "thead"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "body"
            | "html"
    ) || name.contains('-')
}

/// Preformatted text: a letter is set as one, anything else is left as it stands.
fn preformatted(node: &NodeRef<'_>, page: &mut Page) -> bool {
    let text = node.text();
    if mail::is_mail(&text) {
        page.close();
        mail::put(&text, page);
        return false;
    }
    page.open(BlockKind::Code);
    page.push(text.strip_prefix('\n').unwrap_or(&text));
    page.close();
    false
}

/// Whether a link only leads to a note, or back from it.
fn is_reference(node: &NodeRef<'_>) -> bool {
    let named = ["class", "role", "epub:type"].iter().any(|name| {
        node.attr(name).is_some_and(|value| value.contains("footnote-ref") || value.contains("noteref"))
    });
    let inside = node.attr("href").is_some_and(|target| target.starts_with('#'));
    named || (inside && (is_mark(&node.text()) || leads_back(node)))
}

/// Whether a link within the page ends a note, to lead back to where it was referred to.
fn leads_back(node: &NodeRef<'_>) -> bool {
    let is_note = |item: &NodeRef<'_>| {
        let id = item.attr("id").map(|id| id.to_lowercase()).unwrap_or_default();
        item.has_name("li")
            && ["fn", "note", "foot", "cite", "endnote"].iter().any(|name| id.starts_with(name))
    };
    let last = node.next_sibling().is_none_or(|next| next.text().trim().is_empty());
    let parent = node.parent();
    let within = [parent.and_then(|parent| parent.parent()), parent];
    last && within.iter().flatten().any(is_note)
}

/// Whether a text is the mark of a note, such as `3`, `[12]` or `*`.
fn is_mark(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let number = !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    number || matches!(text, "*" | "**" | "†" | "‡" | "↩" | "↩\u{fe0e}" | "↑" | "^")
}

/// Whether what is set high is the mark of a note.
fn is_reference_mark(node: &NodeRef<'_>) -> bool {
    let within = |name: &str, node: &NodeRef<'_>| node.descendants_it().any(|node| node.has_name(name));
    let linked = within("a", node) || node.parent().is_some_and(|parent| parent.has_name("a"));
    (linked && is_mark(&node.text())) || node.has_class("reference") || node.has_class("footnote-ref")
}

/// Whether a table holds data, and is not there to lay the page out. Prose in a cell tells that it is, unless
/// its columns have heads.
fn is_data(table: &NodeRef<'_>) -> bool {
    let (mut seen, mut cells, mut rows, mut heads, mut prose) = (0, 0_usize, 0_usize, false, false);
    for node in table.descendants_it().filter(NodeRef::is_element) {
        seen += 1;
        let Some(name) = node.node_name() else { continue };
        match &*name {
            _ if seen > MOST_IN_TABLE => return false,
            "table" | "form" | "h1" | "h2" | "blockquote" => return false,
            "tr" => rows += 1,
            "th" => (heads, cells) = (true, cells + 1),
            "td" => (prose, cells) = (prose || is_prose(&node), cells + 1),
            _ => {}
        }
    }
    heads || (!prose && rows >= 2 && cells >= 2 * rows)
}

fn is_prose(cell: &NodeRef<'_>) -> bool {
    cell.text().trim().len() > MOST_IN_CELL
}

/// The rows of a table of data, two spaces between the cells. A cell with prose is a paragraph of its own.
fn rows(table: &NodeRef<'_>, page: &mut Page) {
    for node in table.descendants_it().filter(NodeRef::is_element) {
        if node.has_name("caption") {
            page.open(BlockKind::Metadata);
            page.words(&node.text());
        } else if node.has_name("tr") {
            let cells = node.children_it(false).filter(|cell| cell.has_name("td") || cell.has_name("th"));
            let (prose, short): (Vec<_>, Vec<_>) = cells.partition(is_prose);
            let short: Vec<String> = short.iter().map(|cell| one_line(&cell.text())).collect();
            page.open(BlockKind::Row);
            page.push(&short.join("  ").replace('\u{ad}', ""));
            for cell in prose {
                page.paragraph();
                page.words(&cell.text());
            }
        }
    }
    page.close();
}
