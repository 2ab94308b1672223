//! The article itself: its blocks as the elements that they are, with the marks in place.

use super::MarkView;
use super::escape::{address, escaped, line};
use super::nest::{Run, nested};
use crate::reading::Reading;
use crate::text::{Block, BlockKind, Document, InlineStyle, Span};
use std::fmt::Write as _;

/// The deepest heading of HTML.
const DEEPEST: u8 = 6;
/// Lines below one another that underlines of overlapping passages may take.
const LINES: usize = 3;

/// The text of the article, with `legend` behind its title. If it has none of its own, `name` stands for it.
pub(super) fn body(reading: &Reading, name: &str, legend: &str, entries: &[MarkView<'_>]) -> String {
    let document = &*reading.document;
    let mut runs = marks(document, entries);
    runs.extend(links(document));
    runs.extend(styles(document));
    runs.sort_by_key(|run| run.span.start());
    let longest = runs.iter().map(|run| run.span.len()).max().unwrap_or(0);
    let mut out = String::new();
    if !has_title(document) {
        let _ = writeln!(out, "<h1>{}</h1>\n{legend}", line(name));
    }
    let mut around = Around::default();
    for (at, block) in document.blocks.iter().enumerate() {
        let inner = nested(&document.text, block.span, of_block(&runs, block.span, longest));
        around.turn_to(block.kind, &mut out);
        element(*block, at == 0, &inner, &mut out);
        if at == 0 && has_title(document) {
            out.push_str(legend);
        }
    }
    around.turn_to(BlockKind::Paragraph, &mut out);
    out
}

/// The runs that may reach into a block, of runs that are no longer than `longest`.
fn of_block(runs: &[Run], block: Span, longest: u32) -> &[Run] {
    let from = runs.partition_point(|run| run.span.start() < block.start().saturating_sub(longest));
    let end = runs.partition_point(|run| run.span.start() < block.end());
    runs.get(from..end).unwrap_or_default()
}

fn has_title(document: &Document) -> bool {
    let first = document.blocks.first().map(|block| block.kind);
    matches!(first, Some(BlockKind::Title | BlockKind::Heading(_)))
}

fn element(block: Block, first: bool, inner: &str, out: &mut String) {
    let (tag, class) = match block.kind {
        BlockKind::Title | BlockKind::Heading(_) if first => ("h1".to_owned(), ""),
        BlockKind::Title => ("h2".to_owned(), ""),
        BlockKind::Heading(level) => (format!("h{}", level.saturating_add(1).clamp(2, DEEPEST)), ""),
        BlockKind::Metadata => ("p".to_owned(), " class=\"aside\""),
        BlockKind::Row => ("p".to_owned(), " class=\"row\""),
        BlockKind::Item { .. } | BlockKind::Paragraph | BlockKind::Quote => ("p".to_owned(), ""),
        BlockKind::Code => {
            let _ = writeln!(out, "<pre><code>{inner}</code></pre>");
            return;
        }
        BlockKind::Rule => return out.push_str("<hr>\n"),
    };
    let _ = writeln!(out, "<{tag}{class} dir=\"auto\">{inner}</{tag}>");
}

/// The elements that hold several blocks: quotations and lists, the innermost last.
#[derive(Debug, Default)]
struct Around {
    quoted: bool,
    lists: Vec<List>,
}

/// A list that is open.
#[derive(Debug)]
struct List {
    /// The element that it is.
    tag: &'static str,
    /// The number of its next item, if the article counts on.
    next: u32,
}

impl Around {
    /// Ends what does not hold the next block, and begins what does.
    fn turn_to(&mut self, kind: BlockKind, out: &mut String) {
        let quoted = kind == BlockKind::Quote;
        let (depth, number) = match kind {
            BlockKind::Item { depth, number } => (usize::from(depth.max(1)), number),
            _ => (0, 0),
        };
        let goes_on = number == u32::MAX && self.lists.len() >= depth;
        let tag = if number == 0 || number == u32::MAX { "ul" } else { "ol" };
        while self.lists.len() > depth {
            self.end_list(out);
        }
        if depth > 0 && self.lists.len() == depth && !goes_on {
            match self.lists.last_mut() {
                Some(list) if list.tag == tag => {
                    out.push_str("</li>\n");
                    list.item(number, out);
                }
                // A list of another kind is another list.
                _ => self.end_list(out),
            }
        }
        if self.quoted && !quoted {
            out.push_str("</blockquote>\n");
        }
        if quoted && !self.quoted {
            out.push_str("<blockquote>\n");
        }
        self.quoted = quoted;
        while self.lists.len() < depth {
            let mut list = List { tag, next: 1 };
            let _ = writeln!(out, "<{tag}>");
            list.item(number, out);
            self.lists.push(list);
        }
    }

    fn end_list(&mut self, out: &mut String) {
        if let Some(List { tag, .. }) = self.lists.pop() {
            let _ = writeln!(out, "</li>\n</{tag}>");
        }
    }
}

impl List {
    /// Begins an item. Its number is only told where the browser would count another: to tell it of each makes
    /// long lists slow.
    fn item(&mut self, number: u32, out: &mut String) {
        if self.tag == "ol" && number != self.next {
            let _ = write!(out, "<li value=\"{number}\">");
        } else {
            out.push_str("<li>");
        }
        self.next = number.saturating_add(1);
    }
}

/// The marks as runs: the passage, and the lines below the words that speak for each category.
fn marks(document: &Document, entries: &[MarkView<'_>]) -> Vec<Run> {
    let mut runs = Vec::new();
    // Where the lowest lines end that stand below what has been passed.
    let mut lines = [0_u32; LINES];
    for entry in entries {
        let Some(span) = entry.shown(document) else { continue };
        let number = entry.number;
        runs.push(Run {
            span,
            open: format!("<mark class=\"{}\" data-m=\"{number}\">", entry.classes()),
            close: "</mark>",
            link: false,
            after: format!(
                "<a class=\"ref {}\" id=\"m-{number}\" href=\"#l-{number}\" aria-label=\"{}\">{}<span \
                 class=\"number\">{number}</span></a>",
                entry.classes(),
                line(&entry.aria_label()),
                entry.letters(),
            ),
        });
        if entry.row.is_refused() {
            continue;
        }
        for (words, category) in entry.row.mark.clauses() {
            let words = words.intersection(span);
            let words = if words.is_empty() { span } else { words };
            let Some(category) = category else { continue };
            let free = lines.iter().position(|end| *end <= words.start()).unwrap_or(LINES - 1);
            if let Some(end) = lines.get_mut(free) {
                *end = (*end).max(words.end());
            }
            runs.push(Run {
                span: words,
                open: format!("<span class=\"u c{} d{free}\" data-u=\"{number}\">", category.0),
                close: "</span>",
                link: false,
                after: String::new(),
            });
        }
    }
    runs
}

fn links(document: &Document) -> impl Iterator<Item = Run> {
    document.links.iter().filter_map(|link| {
        let open = format!("<a href=\"{}\" rel=\"noopener noreferrer\">", address(&link.target)?);
        Some(Run { span: link.span, open, close: "</a>", link: true, after: String::new() })
    })
}

fn styles(document: &Document) -> impl Iterator<Item = Run> {
    document.styled.iter().filter_map(|styled| {
        let (open, close) = match styled.style {
            InlineStyle::Emphasis => ("<em>", "</em>"),
            InlineStyle::Strong => ("<strong>", "</strong>"),
            InlineStyle::Code => ("<code>", "</code>"),
            InlineStyle::Link => return None,
        };
        let open = open.to_owned();
        Some(Run { span: styled.span, open, close, link: false, after: String::new() })
    })
}

/// A passage as the article shows it, without its marks.
pub(super) fn quoted(words: &str) -> String {
    escaped(words.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::import::{Format, ImportOptions, import};
    use std::sync::Arc;

    fn check(markdown: &str, expected: &str) {
        let imported =
            import(markdown.as_bytes().to_vec(), "a.md", ImportOptions::new(Format::Markdown)).unwrap();
        let reading = Reading::new(Arc::new(imported.document), Arc::new(Scheme::claims()));
        let body = body(&reading, "<a.md>", "", &[]);
        assert_eq!(body.replace(" dir=\"auto\"", "").replace('\n', ""), expected, "{markdown}");
    }

    #[test]
    fn headings_quotations_and_rules_are_what_they_are() {
        check("# One *two*\n\na\n\n## Three\n\nb", "<h1>One <em>two</em></h1><p>a</p><h3>Three</h3><p>b</p>");
        check(
            "a\n\n> b\n>\n> c\n\nd",
            "<h1>&lt;a.md&gt;</h1><p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>",
        );
        check(
            "a\n\n---\n\n```\n<b>\n```",
            "<h1>&lt;a.md&gt;</h1><p>a</p><hr><pre><code>&lt;b&gt;</code></pre>",
        );
    }

    #[test]
    fn lists_lie_in_one_another_and_keep_their_numbers() {
        check(
            "# t\n\n- a\n  1. b\n  2. c\n- d\n\ne",
            "<h1>t</h1><ul><li><p>a</p><ol><li><p>b</p></li><li><p>c</p></li></ol></li>\
             <li><p>d</p></li></ul><p>e</p>",
        );
        check(
            "# t\n\n7. a\n\n   more\n8. b\n\n- c",
            "<h1>t</h1><ol><li value=\"7\"><p>a</p><p>more</p></li><li><p>b</p></li></ol>\
             <ul><li><p>c</p></li></ul>",
        );
    }

    #[test]
    fn links_lead_to_addresses_and_nowhere_else() {
        check(
            "# t\n\n[a](https://b.example/\"x) [c](javascript:alert(1))",
            "<h1>t</h1><p><a href=\"https://b.example/&quot;x\" rel=\"noopener noreferrer\">a</a> c</p>",
        );
    }
}
