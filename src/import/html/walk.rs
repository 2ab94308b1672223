//! Document-order walk over a page's elements that emits blocks and styles.

use super::{mail, one_line};
use crate::import::builder::{DocumentBuilder, superscript};
use crate::text::{BlockKind, InlineStyle};
use dom_query::NodeRef;

/// Elements examined in a table; a larger one is shown cell by cell.
const MAX_TABLE_ELEMENTS: usize = 20_000;

/// Bytes of a table cell with a figure or a name; a longer one holds prose.
const MAX_FIGURE_BYTES: usize = 240;

/// Ancestors of a text in a formula or a cell that are examined.
const MAX_FORMULA_DEPTH: usize = 24;
const MAX_CELL_DEPTH: usize = 24;

/// Elements that delimit a block without a kind of its own, as most custom elements do.
const CONTAINERS: [&str; 24] = [
    "div", "section", "article", "main", "header", "footer", "aside", "figure", "address", "center",
    "details", "dl", "fieldset", "form", "hgroup", "table", "tbody", "thead", "tfoot", "tr", "td", "th",
    "body", "html",
];

/// Adds the content of `root`, without headings that only repeat `title`.
///
/// Iterative, since elements may be nested deeper than the stack allows.
pub(in crate::import) fn walk(root: &NodeRef<'_>, title: Option<&str>, builder: &mut DocumentBuilder) {
    let title = title.map(one_line);
    let mut next = root.first_child();
    while let Some(node) = next {
        let enters = enter(&node, title.as_deref(), builder);
        if enters && let Some(child) = node.first_child() {
            next = Some(child);
            continue;
        }
        if enters {
            leave(&node, builder);
        }
        next = following(node, root, |parent| leave(parent, builder));
    }
    builder.close();
}

/// The next sibling of a node below `root`, or of its nearest ancestor that has one; leaves each ancestor that ends.
pub(super) fn following<'a>(
    node: NodeRef<'a>,
    root: &NodeRef<'_>,
    mut leave: impl FnMut(&NodeRef<'a>),
) -> Option<NodeRef<'a>> {
    let mut at = node;
    loop {
        if let Some(sibling) = at.next_sibling() {
            return Some(sibling);
        }
        at = at.parent().filter(|parent| parent.id != root.id)?;
        leave(&at);
    }
}

/// Starts a node; returns whether to walk its children.
fn enter(node: &NodeRef<'_>, title: Option<&str>, builder: &mut DocumentBuilder) -> bool {
    if node.is_text() {
        builder.push_words(&node.text());
        return false;
    }
    let Some(name) = node.node_name() else { return false };
    match &*name {
        // `rt` and `rp` give the reading of the word before.
        "script" | "style" | "template" | "head" | "title" | "img" | "picture" | "colgroup" | "col"
        | "source" | "rt" | "rp" => {
            return false;
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            if title.is_some_and(|title| title == one_line(&node.text())) {
                return false;
            }
            builder.open_heading(name.bytes().nth(1).map_or(2, |digit| digit - b'0'));
        }
        "p" | "dt" | "dd" | "summary" => builder.open_paragraph(),
        "blockquote" => builder.begin_quote(),
        "ul" | "menu" | "dir" => builder.begin_list(None),
        "ol" => {
            let first = node.attr("start").and_then(|start| start.parse().ok());
            builder.begin_list(Some(first.unwrap_or(1)));
        }
        "li" => builder.open_item(),
        "pre" => {
            add_preformatted(node, builder);
            return false;
        }
        "math" => {
            let formula = node.attr("alttext").map_or_else(|| formula_text(node), |text| text.to_string());
            builder.push_words(&formula);
            return false;
        }
        "hr" => builder.add_rule(),
        // Two line breaks separate paragraphs.
        "br" if !builder.is_in_code() && builder.ends_with_line_break() => builder.close(),
        "br" => builder.break_line(),
        "table" => {
            builder.close();
            if is_data_table(node) {
                add_rows(node, builder);
                return false;
            }
        }
        "figcaption" | "caption" => builder.open(BlockKind::Metadata),
        "em" | "i" | "cite" | "dfn" => builder.begin_style(InlineStyle::Emphasis),
        "strong" | "b" => builder.begin_style(InlineStyle::Strong),
        "code" | "kbd" | "samp" | "tt" if !builder.is_in_code() => builder.begin_style(InlineStyle::Code),
        "a" => {
            if is_note_link(node) {
                return false;
            }
            builder.begin_link(&node.attr("href").unwrap_or_default());
        }
        // A date outside running text is the page's own.
        "time" if !builder.has_text() && !node.parent().is_some_and(|parent| holds_text(&parent)) => {
            return false;
        }
        "sup" => {
            if is_note_reference(node) {
                return false;
            }
            let raised = superscript(node.text().trim());
            if let Some(raised) = &raised {
                builder.push_words(raised);
            }
            return raised.is_none();
        }
        name if is_container(name, node) => builder.close(),
        _ => {}
    }
    true
}

fn leave(node: &NodeRef<'_>, builder: &mut DocumentBuilder) {
    let Some(name) = node.node_name() else { return };
    match &*name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "p" | "dt" | "dd" | "summary" | "li" | "figcaption"
        | "caption" => builder.close(),
        "blockquote" => builder.end_quote(),
        "ul" | "menu" | "dir" | "ol" => builder.end_list(),
        "em" | "i" | "cite" | "dfn" | "strong" | "b" => builder.end_style(),
        "code" | "kbd" | "samp" | "tt" if !builder.is_in_code() => builder.end_style(),
        "a" => builder.end_link(),
        name if is_container(name, node) => builder.close(),
        _ => {}
    }
}

/// Does an element delimit a block? A custom element does unless it stands among words and holds no block.
fn is_container(name: &str, node: &NodeRef<'_>) -> bool {
    CONTAINERS.contains(&name) || (name.contains('-') && !is_custom_inline(node))
}

fn is_custom_inline(node: &NodeRef<'_>) -> bool {
    let Some(parent) = node.parent() else { return false };
    let among_words = holds_text(&parent)
        || parent.children_it(false).any(|child| child.is_text() && !child.text().trim().is_empty());
    let holds_block =
        || node.descendants_it().filter_map(|inner| inner.node_name()).any(|name| is_block(&name));
    among_words && !holds_block()
}

pub(super) fn is_block(name: &str) -> bool {
    let others = [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dt",
        "dd",
        "pre",
        "blockquote",
        "hr",
        "figcaption",
        "summary",
        "caption",
    ];
    CONTAINERS.contains(&name) || others.contains(&name)
}

/// The text of a formula without its source in another notation.
fn formula_text(math: &NodeRef<'_>) -> String {
    let is_source = |node: &NodeRef<'_>| node.has_name("annotation") || node.has_name("annotation-xml");
    let texts = math.descendants_it().filter(NodeRef::is_text);
    texts
        .filter(|text| !text.ancestors_it(Some(MAX_FORMULA_DEPTH)).any(|above| is_source(&above)))
        .map(|text| text.text().to_string())
        .collect()
}

/// The words of a cell; blocks and line breaks separate words.
fn cell_text(cell: &NodeRef<'_>) -> String {
    let (mut text, mut block) = (String::new(), None);
    for node in cell.descendants_it() {
        if node.is_text() {
            let above = node.ancestors_it(Some(MAX_CELL_DEPTH));
            let mut blocks = above.filter(|above| above.node_name().is_some_and(|name| is_block(&name)));
            let holder = blocks.next().map(|holder| holder.id);
            if holder != block {
                text.push(' ');
                block = holder;
            }
            text.push_str(&node.text());
        } else if node.has_name("br") {
            text.push(' ');
        }
    }
    one_line(&text)
}

/// Is an element meant for running text rather than layout?
fn holds_text(node: &NodeRef<'_>) -> bool {
    ["p", "li", "td", "dd", "blockquote"].iter().any(|name| node.has_name(name))
}

fn add_preformatted(node: &NodeRef<'_>, builder: &mut DocumentBuilder) {
    let text = node.text();
    if mail::is_mail(&text) {
        builder.close();
        mail::add_mail(&text, builder);
        return;
    }
    builder.open(BlockKind::Code);
    builder.push(text.strip_prefix('\n').unwrap_or(&text));
    builder.close();
}

/// Does a link only lead to a note, or back from it?
fn is_note_link(node: &NodeRef<'_>) -> bool {
    let declared = ["class", "role", "epub:type"].iter().any(|name| {
        node.attr(name).is_some_and(|value| value.contains("footnote-ref") || value.contains("noteref"))
    });
    let internal = node.attr("href").is_some_and(|target| target.starts_with('#'));
    declared || (internal && (is_note_mark(&node.text()) || is_back_link(node)))
}

/// Does an internal link end a note and lead back to its reference?
fn is_back_link(node: &NodeRef<'_>) -> bool {
    let is_note = |item: &NodeRef<'_>| {
        let id = item.attr("id").map(|id| id.to_lowercase()).unwrap_or_default();
        item.has_name("li")
            && ["fn", "note", "foot", "cite", "endnote"].iter().any(|name| id.starts_with(name))
    };
    let is_last = node.next_sibling().is_none_or(|next| next.text().trim().is_empty());
    let parent = node.parent();
    let ancestors = [parent.and_then(|parent| parent.parent()), parent];
    is_last && ancestors.iter().flatten().any(is_note)
}

fn is_note_mark(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['[', '(']).trim_end_matches([']', ')']);
    let number = !text.is_empty() && text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    number || matches!(text, "*" | "**" | "†" | "‡" | "↩" | "↩\u{fe0e}" | "↑" | "^")
}

fn is_note_reference(node: &NodeRef<'_>) -> bool {
    let holds_link = node.descendants_it().any(|node| node.has_name("a"));
    let is_linked = holds_link || node.parent().is_some_and(|parent| parent.has_name("a"));
    (is_linked && is_note_mark(&node.text())) || node.has_class("reference") || node.has_class("footnote-ref")
}

/// Does a table hold data rather than the page's layout: do its columns have heads, or do all cells lack prose?
fn is_data_table(table: &NodeRef<'_>) -> bool {
    let (mut seen, mut cells, mut rows, mut heads, mut prose) = (0, 0_usize, 0_usize, false, false);
    for node in table.descendants_it().filter(NodeRef::is_element) {
        seen += 1;
        let Some(name) = node.node_name() else { continue };
        match &*name {
            _ if seen > MAX_TABLE_ELEMENTS => return false,
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
    cell.text().trim().len() > MAX_FIGURE_BYTES
}

/// Adds the rows of a data table; a cell of prose becomes a paragraph below its row.
fn add_rows(table: &NodeRef<'_>, builder: &mut DocumentBuilder) {
    for node in table.descendants_it().filter(NodeRef::is_element) {
        if node.has_name("caption") {
            builder.open(BlockKind::Metadata);
            builder.push_words(&node.text());
        } else if node.has_name("tr") {
            let cells = node.children_it(false).filter(|cell| cell.has_name("td") || cell.has_name("th"));
            let (prose, short): (Vec<_>, Vec<_>) = cells.partition(is_prose);
            let short: Vec<String> = short.iter().map(cell_text).collect();
            builder.open(BlockKind::Row);
            builder.push(&short.join("  ").replace('\u{ad}', ""));
            for cell in prose {
                builder.open_paragraph();
                builder.push_words(&cell.text());
            }
        }
    }
    builder.close();
}
