//! Word processor files: paragraphs by style, lists, notes and tables, without deleted text.

pub(super) mod docx;
mod docx_parts;
pub(super) mod odt;
mod symbols;

use crate::import::xml_archive::{Archive, XmlEvent, read_xml};
use crate::text::{About, BlockKind};

/// Author and date of the properties at `path`, Dublin Core in both formats. Broken ones are none.
fn properties(archive: &mut Archive, path: &str) -> About {
    let mut about = About::default();
    let text = archive.text(path).ok().flatten().unwrap_or_default();
    let mut open = String::new();
    let read = read_xml(&text, |event| match event {
        XmlEvent::Open(element) => open = element.name(),
        XmlEvent::Close(_) => open.clear(),
        XmlEvent::Text(text) => match open.as_str() {
            "dc:creator" => about.author.push_str(text.trim()),
            "dcterms:created" | "meta:creation-date" => about.date.push_str(text.trim()),
            "dc:publisher" => about.site.push_str(text.trim()),
            _ => {}
        },
    });
    read.map(|()| about).unwrap_or_default()
}

/// Role of a paragraph, by its style's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Role {
    #[default]
    Paragraph,
    Title,
    Heading(u8),
    Quote,
    Code,
    Metadata,
    /// An entry of a table of contents: not shown.
    Contents,
}

impl Role {
    /// Accepts the spellings of different programs.
    fn of_style(name: &str) -> Self {
        let name: String = name.to_lowercase().replace("_20_", " ").replace(['-', '_'], " ");
        let heading = name.strip_prefix("heading").map(str::trim);
        match heading.and_then(|level| level.chars().next()?.to_digit(10)) {
            Some(level) => return Self::Heading(level.clamp(1, 6) as u8),
            None if name == "heading" => return Self::Heading(2),
            None => {}
        }
        if name.starts_with("toc") || name.starts_with("contents ") || name == "table of figures" {
            return Self::Contents;
        }
        match name.as_str() {
            "title" => Self::Title,
            "subtitle" | "author" | "date" | "caption" | "table caption" | "image caption" | "figure" => {
                Self::Metadata
            }
            "quote" | "quotations" | "intense quote" | "block text" | "blocktext" | "intensequote" => {
                Self::Quote
            }
            "source code" | "sourcecode" | "preformatted text" | "html preformatted" => Self::Code,
            _ => Self::Paragraph,
        }
    }

    const fn block(self) -> Option<BlockKind> {
        match self {
            Self::Quote => Some(BlockKind::Quote),
            Self::Code => Some(BlockKind::Code),
            Self::Metadata => Some(BlockKind::Metadata),
            Self::Paragraph | Self::Title | Self::Heading(_) | Self::Contents => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_styles_by_their_names() {
        let all = ["heading 1", "Heading_20_3", "Title", "Block Text", "Quotations", "Text body", "heading"];
        let found = all.map(Role::of_style);
        let (quote, heading) = (Role::Quote, Role::Heading);
        assert_eq!(found, [heading(1), heading(3), Role::Title, quote, quote, Role::Paragraph, heading(2)]);
    }
}
