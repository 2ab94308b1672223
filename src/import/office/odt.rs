//! `OpenDocument` text, as `LibreOffice` writes it (ISO/IEC 26300-1).

use super::Role;
use crate::import::archive::Archive;
use crate::import::page::{Page, Parsed};
use crate::import::xml::{self, Element, Piece};
use crate::text::{BlockKind, InlineStyle};
use std::collections::HashMap;

/// The text of a document. Tracked changes are taken as accepted.
pub(in crate::import) fn odt(bytes: Vec<u8>) -> Result<(Parsed, Option<String>), String> {
    let mut archive = Archive::open(bytes)?;
    let content = archive.needed("content.xml")?;
    let styles = archive.text("styles.xml")?.unwrap_or_default();
    let mut known = Known::default();
    xml::read(&styles, |piece| known.take(&piece))?;
    xml::read(&content, |piece| known.take(&piece))?;
    let mut reader = Reader { known: &known, page: Page::default(), ..Reader::of(&known) };
    xml::read(&content, |piece| reader.take(piece))?;
    reader.put_notes();
    Ok((reader.page.finish(), None))
}

/// What the styles say.
#[derive(Default)]
struct Known {
    /// The style that a style goes back to, and what is shown of its name.
    parents: HashMap<String, String>,
    /// Styles of runs that are strong or stressed.
    runs: HashMap<String, Vec<InlineStyle>>,
    /// Styles of lists, and whether their levels have bullets.
    bullets: HashMap<(String, u8), bool>,
    style: String,
}

impl Known {
    fn take(&mut self, piece: &Piece<'_>) {
        let Piece::Open(element) = piece else { return };
        match element.name().as_str() {
            "style:style" => {
                self.style = element.get("style:name").unwrap_or_default();
                let parent = element.get("style:parent-style-name");
                if let Some(parent) = parent {
                    self.parents.insert(self.style.clone(), parent);
                }
            }
            "style:text-properties" => {
                let is = |name: &str, value: &str| element.get(name).is_some_and(|found| found == value);
                let mut styles = Vec::new();
                if is("fo:font-weight", "bold") {
                    styles.push(InlineStyle::Strong);
                }
                if is("fo:font-style", "italic") {
                    styles.push(InlineStyle::Emphasis);
                }
                if !styles.is_empty() {
                    self.runs.insert(self.style.clone(), styles);
                }
            }
            "text:list-style" => self.style = element.get("style:name").unwrap_or_default(),
            name @ ("text:list-level-style-number" | "text:list-level-style-bullet") => {
                let level = element.get("text:level").and_then(|level| level.parse().ok()).unwrap_or(1);
                self.bullets.insert((self.style.clone(), level), name.ends_with("bullet"));
            }
            _ => {}
        }
    }

    /// What a paragraph of a style is: by the style's name, or by that of one that it goes back to.
    fn role(&self, style: &str) -> Role {
        let mut style = style;
        for _ in 0..16 {
            let role = Role::of_style(style);
            if role != Role::Paragraph {
                return role;
            }
            let Some(parent) = self.parents.get(style) else { break };
            style = parent;
        }
        Role::Paragraph
    }
}

/// A document as it is read.
struct Reader<'k> {
    known: &'k Known,
    page: Page,
    /// Whether the text has begun.
    body: bool,
    /// How many elements whose content is not shown are open.
    hidden: usize,
    /// Paragraphs and headings that are open.
    paragraphs: usize,
    /// Styles of the runs that are open, as many for each as it has.
    spans: Vec<usize>,
    /// The styles of the lists that are open.
    lists: Vec<String>,
    /// Whether the item that is open has its first paragraph yet.
    fresh: bool,
    rows: usize,
    /// The note that is being read, and those that were.
    note: Option<Vec<String>>,
    notes: Vec<Vec<String>>,
}

impl<'k> Reader<'k> {
    fn of(known: &'k Known) -> Self {
        Self {
            known,
            page: Page::default(),
            body: false,
            hidden: 0,
            paragraphs: 0,
            spans: Vec::new(),
            lists: Vec::new(),
            fresh: false,
            rows: 0,
            note: None,
            notes: Vec::new(),
        }
    }

    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Open(element) => self.open(&element),
            Piece::Close(name) => self.close(&name),
            Piece::Text(text) if self.body && self.hidden == 0 && self.paragraphs > 0 => match &mut self.note
            {
                Some(note) => note.last_mut().into_iter().for_each(|part| part.push_str(&text)),
                None => self.page.words(&text),
            },
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if is_hidden(&name) {
            self.hidden += 1;
        }
        if name == "office:text" {
            self.body = true;
        }
        if !self.body || self.hidden > 0 {
            return;
        }
        let style = || element.get("text:style-name").unwrap_or_default();
        match (name.as_str(), &mut self.note) {
            ("text:note", None) => self.note = Some(Vec::new()),
            ("text:p" | "text:h", Some(note)) => {
                note.push(String::new());
                self.paragraphs += 1;
            }
            ("text:h", None) => {
                self.paragraphs += 1;
                let level =
                    element.get("text:outline-level").and_then(|level| level.parse().ok()).unwrap_or(1_u8);
                match self.known.role(&style()) {
                    Role::Title => self.page.heading(1),
                    _ => self.page.heading(level.clamp(1, 6)),
                }
            }
            ("text:p", None) => {
                self.paragraphs += 1;
                self.begin(&style());
            }
            ("text:span", None) => {
                let styles = self.known.runs.get(&style()).cloned().unwrap_or_default();
                self.spans.push(styles.len());
                for style in styles {
                    self.page.begin_style(style);
                }
            }
            ("text:a", None) => self.page.begin_link(&element.get("xlink:href").unwrap_or_default()),
            ("text:s" | "text:tab", None) => self.page.words(" "),
            ("text:line-break", None) => self.page.break_line(),
            ("text:list", None) => {
                let named = element.get("text:style-name").or_else(|| self.lists.last().cloned());
                self.lists.push(named.unwrap_or_default());
                let level = self.lists.len().min(10) as u8;
                let key = (self.lists.last().cloned().unwrap_or_default(), level);
                let bullet = self.known.bullets.get(&key).copied().unwrap_or(true);
                self.page.begin_list(if bullet { None } else { Some(1) });
            }
            ("text:list-item", None) => self.fresh = true,
            ("table:table-row", None) => {
                self.rows += 1;
                if self.rows == 1 {
                    self.page.open(BlockKind::Row);
                }
            }
            _ => {}
        }
    }

    /// Opens the block of a paragraph.
    fn begin(&mut self, style: &str) {
        if self.rows > 0 {
            return;
        }
        if std::mem::take(&mut self.fresh) {
            return self.page.item();
        }
        let role = self.known.role(style);
        match role {
            Role::Title => self.page.heading(1),
            Role::Heading(level) => self.page.heading(level),
            _ => match role.block() {
                Some(kind) if self.lists.is_empty() => self.page.open(kind),
                _ => {
                    self.page.close();
                    self.page.paragraph();
                }
            },
        }
    }

    fn close(&mut self, name: &str) {
        if is_hidden(name) {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        if !self.body || self.hidden > 0 {
            return;
        }
        if matches!(name, "text:p" | "text:h") {
            self.paragraphs = self.paragraphs.saturating_sub(1);
        }
        match (name, &mut self.note) {
            ("text:note", note) => self.notes.extend(note.take()),
            ("text:p", None) if self.rows > 0 => self.page.push(" "),
            ("text:p" | "text:h", None) => self.page.close(),
            ("text:span", None) => {
                (0..self.spans.pop().unwrap_or(0)).for_each(|_| self.page.end_style());
            }
            ("text:a", None) => self.page.end_link(),
            ("text:list", None) => {
                self.lists.pop();
                self.page.end_list();
            }
            ("table:table-cell", None) => self.page.push(" "),
            ("table:table-row", None) => {
                self.rows = self.rows.saturating_sub(1);
                if self.rows == 0 {
                    self.page.close();
                }
            }
            _ => {}
        }
    }

    /// Puts the notes on the page, below the text.
    fn put_notes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        self.page.rule();
        for (number, note) in (1..).zip(std::mem::take(&mut self.notes)) {
            let mut number = number;
            for paragraph in note {
                self.page.open(BlockKind::Item { depth: 1, number });
                self.page.words(&paragraph);
                number = u32::MAX;
            }
        }
        self.page.close();
    }
}

/// Elements whose content is not part of the text: what was deleted, remarks in the margin, drawings, the
/// marks of notes, and what stands before the text.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "office:annotation"
            | "draw:frame"
            | "draw:custom-shape"
            | "text:note-citation"
            | "text:sequence-decls"
            | "office:forms"
            | "text:table-of-content"
            | "text:index-body"
    )
}
