//! The article as HTML: an element per block, with marks, links and inline styles nested properly.

use super::MarkView;
use crate::export::escape::{href, html, html_line};
use crate::reading::Reading;
use crate::text::{Block, BlockKind, Document, InlineStyle, Span};
use std::cmp::Reverse;
use std::fmt::Write as _;

const MAX_HEADING_LEVEL: u8 = 6;
/// Levels of stacked underlines below overlapping passages.
const UNDERLINE_LEVELS: usize = 3;

/// Renders the article, with `legend` after its title. `name` replaces a missing title.
pub(super) fn body(reading: &Reading, name: &str, legend: &str, entries: &[MarkView<'_>]) -> String {
    let document = &*reading.document;
    let mut runs = marks(document, entries);
    runs.extend(links(document));
    runs.extend(styles(document));
    runs.sort_by_key(|run| run.span.start());
    let max_len = runs.iter().map(|run| run.span.len()).max().unwrap_or(0);
    let mut out = String::new();
    if !has_title(document) {
        let _ = writeln!(out, "<h1>{}</h1>\n{legend}", html_line(name));
    }
    let mut containers = Containers::default();
    for (at, block) in document.blocks.iter().enumerate() {
        let inner = nested(&document.text, block.span, runs_near(&runs, block.span, max_len));
        containers.turn_to(block.kind, &mut out);
        element(*block, at == 0, &inner, &mut out);
        if at == 0 && has_title(document) {
            out.push_str(legend);
        }
    }
    containers.turn_to(BlockKind::Paragraph, &mut out);
    out
}

/// The runs that may overlap a block. `runs` are sorted by start and at most `max_len` bytes long.
fn runs_near(runs: &[Run], block: Span, max_len: u32) -> &[Run] {
    let from = runs.partition_point(|run| run.span.start() < block.start().saturating_sub(max_len));
    let end = runs.partition_point(|run| run.span.start() < block.end());
    debug_assert!(from <= end && end <= runs.len());
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
        BlockKind::Heading(level) => {
            (format!("h{}", level.saturating_add(1).clamp(2, MAX_HEADING_LEVEL)), "")
        }
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

/// Open elements containers the current block.
#[derive(Debug, Default)]
struct Containers {
    quoted: bool,
    /// The innermost last.
    lists: Vec<List>,
}

#[derive(Debug)]
struct List {
    /// `ul` or `ol`.
    tag: &'static str,
    /// Number that a browser gives the next item.
    next: u32,
}

impl Containers {
    /// Closes and opens containers for the next block.
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
                // A bullet list and a numbered list cannot continue each other.
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
    /// Opens an item. Writes its number only where the browser would count differently, because numbering each item
    /// makes long lists slow.
    fn item(&mut self, number: u32, out: &mut String) {
        if self.tag == "ol" && number != self.next {
            let _ = write!(out, "<li value=\"{number}\">");
        } else {
            out.push_str("<li>");
        }
        self.next = number.saturating_add(1);
    }
}

/// Runs for the marks: the passage, and an underline for the words that support each category.
fn marks(document: &Document, entries: &[MarkView<'_>]) -> Vec<Run> {
    let mut runs = Vec::new();
    // End of the last underline on each level.
    let mut level_ends = [0_u32; UNDERLINE_LEVELS];
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
                html_line(&entry.aria_label()),
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
            let level =
                level_ends.iter().position(|end| *end <= words.start()).unwrap_or(UNDERLINE_LEVELS - 1);
            if let Some(end) = level_ends.get_mut(level) {
                *end = (*end).max(words.end());
            }
            runs.push(Run {
                span: words,
                open: format!("<span class=\"u c{} d{level}\" data-u=\"{number}\">", category.0),
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
        let open = format!("<a href=\"{}\" rel=\"noopener noreferrer\">", href(&link.target)?);
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

/// A run of text that becomes an element, or several where other runs cross it.
#[derive(Debug, Clone)]
struct Run {
    span: Span,
    /// Start tag, repeated for each piece.
    open: String,
    close: &'static str,
    /// Whether it is a link. [`Run::after`] of other runs is never written inside, because links cannot nest.
    link: bool,
    /// HTML after its end, unless the end is clipped.
    after: String,
}

/// Renders the text of `within` with the runs, clipped to it.
///
/// Of two crossing runs, the one that ends later is split; a run inside another is never split.
fn nested(text: &str, within: Span, runs: &[Run]) -> String {
    let mut runs: Vec<(Span, &Run)> = runs
        .iter()
        .map(|run| (run.span.intersection(within), run))
        .filter(|(span, _)| !span.is_empty())
        .collect();
    runs.sort_by_key(|(span, _)| (span.start(), Reverse(span.end())));
    let mut bounds: Vec<u32> = runs.iter().flat_map(|(span, _)| [span.start(), span.end()]).collect();
    bounds.extend([within.start(), within.end()]);
    bounds.sort_unstable();
    bounds.dedup();
    let mut out = String::new();
    let mut open: Vec<(Span, &Run)> = Vec::new();
    let mut pending = runs.into_iter().peekable();
    let mut written = within.start();
    for bound in bounds {
        out.push_str(&html(Span::new(written, bound).slice(text)));
        written = bound;
        let ends = |(span, _): &(Span, &Run)| span.end() <= bound;
        let has_after = |it: &(Span, &Run)| ends(it) && it.1.span.end() == bound && !it.1.after.is_empty();
        let any_after = open.iter().any(has_after);
        let first = open.iter().position(|it| ends(it) || any_after && it.1.link);
        let mut reopened = open.split_off(first.unwrap_or(open.len()));
        reopened.iter().rev().for_each(|(_, run)| out.push_str(run.close));
        reopened.iter().filter(|it| has_after(it)).for_each(|(_, run)| out.push_str(&run.after));
        reopened.retain(|it| !ends(it));
        while let Some(run) = pending.next_if(|(span, _)| span.start() <= bound) {
            reopened.push(run);
        }
        reopened.sort_by_key(|(span, _)| Reverse(span.end()));
        for (_, run) in &reopened {
            out.push_str(&run.open);
        }
        open.append(&mut reopened);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;
    use crate::import::{Format, ImportOptions, import};
    use std::sync::Arc;

    fn check_body(markdown: &str, expected: &str) {
        let imported =
            import(markdown.as_bytes().to_vec(), "a.md", ImportOptions::new(Format::Markdown)).unwrap();
        let reading = Reading::new(Arc::new(imported.document), Arc::new(Scheme::claims()));
        let body = body(&reading, "<a.md>", "", &[]);
        assert_eq!(body.replace(" dir=\"auto\"", "").replace('\n', ""), expected, "{markdown}");
    }

    #[test]
    fn renders_headings_quotations_and_rules() {
        check_body(
            "# One *two*\n\na\n\n## Three\n\nb",
            "<h1>One <em>two</em></h1><p>a</p><h3>Three</h3><p>b</p>",
        );
        check_body(
            "a\n\n> b\n>\n> c\n\nd",
            "<h1>&lt;a.md&gt;</h1><p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>",
        );
        check_body(
            "a\n\n---\n\n```\n<b>\n```",
            "<h1>&lt;a.md&gt;</h1><p>a</p><hr><pre><code>&lt;b&gt;</code></pre>",
        );
    }

    #[test]
    fn nests_lists_and_keeps_their_numbers() {
        check_body(
            "# t\n\n- a\n  1. b\n  2. c\n- d\n\ne",
            "<h1>t</h1><ul><li><p>a</p><ol><li><p>b</p></li><li><p>c</p></li></ol></li>\
             <li><p>d</p></li></ul><p>e</p>",
        );
        check_body(
            "# t\n\n7. a\n\n   more\n8. b\n\n- c",
            "<h1>t</h1><ol><li value=\"7\"><p>a</p><p>more</p></li><li><p>b</p></li></ol>\
             <ul><li><p>c</p></li></ul>",
        );
    }

    #[test]
    fn links_only_web_addresses() {
        check_body(
            "# t\n\n[a](https://b.example/\"x) [c](javascript:alert(1))",
            "<h1>t</h1><p><a href=\"https://b.example/&quot;x\" rel=\"noopener noreferrer\">a</a> c</p>",
        );
    }
    fn run(start: u32, end: u32, name: &str) -> Run {
        let link = name == "a";
        let after = if name == "b" { "*".to_owned() } else { String::new() };
        let close = match name {
            "a" => "</a>",
            "b" => "</b>",
            _ => "</c>",
        };
        Run { span: Span::new(start, end), open: format!("<{name}>"), close, link, after }
    }

    fn check_nested(runs: &[Run], expected: &str) {
        assert_eq!(nested("0123456789", Span::new(0, 10), runs), expected);
    }

    #[test]
    fn a_run_inside_another_is_not_split() {
        check_nested(&[], "0123456789");
        check_nested(&[run(2, 8, "c"), run(4, 6, "b")], "01<c>23<b>45</b>*67</c>89");
        check_nested(&[run(2, 4, "b"), run(2, 8, "c")], "01<c><b>23</b>*4567</c>89");
        check_nested(&[run(4, 8, "b"), run(2, 8, "c")], "01<c>23<b>4567</b></c>*89");
        check_nested(&[run(0, 5, "b"), run(5, 10, "c")], "<b>01234</b>*<c>56789</c>");
    }

    #[test]
    fn of_two_crossing_runs_the_later_one_is_split() {
        check_nested(&[run(1, 5, "b"), run(3, 8, "c")], "0<b>12<c>34</c></b>*<c>567</c>89");
    }

    #[test]
    fn references_stay_outside_links() {
        check_nested(&[run(1, 9, "a"), run(3, 5, "b")], "0<a>12<b>34</b></a>*<a>5678</a>9");
    }

    #[test]
    fn clips_runs_to_the_block_and_escapes_text() {
        let text = "<a> & <b>";
        assert_eq!(nested(text, Span::new(4, 9), &[run(0, 5, "c")]), "<c>&amp;</c> &lt;b&gt;");
    }

    #[test]
    fn arbitrary_overlaps_keep_the_text_and_close_every_element() {
        let text = "0123456789";
        for seed in 0..500_u32 {
            let pick = |salt: u32| (seed.wrapping_mul(2_654_435_761).rotate_left(salt * 5) ^ salt) % 11;
            let names = ["a", "b", "c"];
            let runs: Vec<Run> = (0..6)
                .map(|at| {
                    let (one, two) = (pick(at), pick(at + 7));
                    run(one.min(two), one.max(two), names[at as usize % 3])
                })
                .collect();
            let html = nested(text, Span::new(0, 10), &runs);
            let (mut letters, mut stack) = (String::new(), Vec::new());
            for part in html.split('<').skip(1).map(|part| part.split_once('>').unwrap()) {
                match part.0.strip_prefix('/') {
                    Some(name) => assert_eq!(stack.pop(), Some(name), "{html}"),
                    None => stack.push(part.0),
                }
                letters.push_str(part.1);
            }
            let before = html.split('<').next().unwrap();
            assert_eq!(format!("{before}{letters}").replace('*', ""), text, "{html}");
            assert!(stack.is_empty(), "{html}");
            let marked = runs.iter().filter(|run| run.close == "</b>" && !run.span.is_empty()).count();
            assert_eq!(html.matches('*').count(), marked, "{html}");
        }
    }
}
