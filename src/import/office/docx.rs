//! Office Open XML, as Word writes it (ISO/IEC 29500-1, part `WordprocessingML`).

use super::Role;
use crate::import::archive::Archive;
use crate::import::page::{Page, Parsed};
use crate::import::xml::{self, Element, Piece};
use crate::text::{BlockKind, InlineStyle};
use std::collections::HashMap;

/// The text of a document. Tracked changes are taken as accepted: what was inserted is there, and what was
/// deleted is not.
pub(in crate::import) fn docx(bytes: Vec<u8>) -> Result<(Parsed, Option<String>), String> {
    let mut archive = Archive::open(bytes)?;
    let body = archive.needed("word/document.xml")?;
    let optional = |archive: &mut Archive, name: &str| archive.text(name).map(Option::unwrap_or_default);
    let known = Known {
        roles: roles(&optional(&mut archive, "word/styles.xml")?)?,
        bullets: bullets(&optional(&mut archive, "word/numbering.xml")?)?,
        targets: targets(&optional(&mut archive, "word/_rels/document.xml.rels")?)?,
    };
    let mut reader = Reader::new(&known);
    xml::read(&body, |piece| reader.take(piece))?;
    let notes = [("word/footnotes.xml", "w:footnote"), ("word/endnotes.xml", "w:endnote")];
    let referred = std::mem::take(&mut reader.referred);
    let mut first = true;
    for (file, element) in notes {
        let wanted: Vec<&str> =
            referred.iter().filter(|(kind, _)| *kind == element).map(|(_, id)| id.as_str()).collect();
        let text = if wanted.is_empty() { String::new() } else { optional(&mut archive, file)? };
        if std::mem::take(&mut first) && !referred.is_empty() {
            reader.page.rule();
        }
        if !wanted.is_empty() {
            reader.notes(&text, element, &wanted)?;
        }
    }
    Ok((reader.page.finish(), None))
}

/// What the other parts of the file say.
struct Known {
    /// What paragraphs of a style are.
    roles: HashMap<String, Role>,
    /// Whether a level of a list has bullets, by the list and the level.
    bullets: HashMap<(String, u8), bool>,
    /// Where links lead.
    targets: HashMap<String, String>,
}

fn roles(text: &str) -> Result<HashMap<String, Role>, String> {
    let mut roles = HashMap::new();
    let mut style = String::new();
    xml::read(text, |piece| {
        let Piece::Open(element) = piece else { return };
        match element.name().as_str() {
            "w:style" => style = element.get("w:styleId").unwrap_or_default(),
            "w:name" if !style.is_empty() => {
                let role = Role::of_style(&element.get("w:val").unwrap_or_default());
                roles.insert(std::mem::take(&mut style), role);
            }
            _ => {}
        }
    })?;
    Ok(roles)
}

fn bullets(text: &str) -> Result<HashMap<(String, u8), bool>, String> {
    let mut formats: HashMap<(String, u8), bool> = HashMap::new();
    let mut bullets = HashMap::new();
    let (mut list, mut level, mut number) = (String::new(), 0_u8, String::new());
    xml::read(text, |piece| {
        let Piece::Open(element) = piece else { return };
        let value = || element.get("w:val").unwrap_or_default();
        match element.name().as_str() {
            "w:abstractNum" => list = element.get("w:abstractNumId").unwrap_or_default(),
            "w:lvl" => level = element.get("w:ilvl").and_then(|level| level.parse().ok()).unwrap_or(0),
            "w:numFmt" => {
                formats.insert((list.clone(), level), matches!(value().as_str(), "bullet" | "none"));
            }
            "w:num" => number = element.get("w:numId").unwrap_or_default(),
            "w:abstractNumId" => {
                let list = value();
                for level in 0..9 {
                    let bullet = formats.get(&(list.clone(), level)).copied().unwrap_or(true);
                    bullets.insert((number.clone(), level), bullet);
                }
            }
            _ => {}
        }
    })?;
    Ok(bullets)
}

fn targets(text: &str) -> Result<HashMap<String, String>, String> {
    let mut targets = HashMap::new();
    xml::read(text, |piece| {
        if let Piece::Open(element) = piece
            && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
        {
            targets.insert(id, target);
        }
    })?;
    Ok(targets)
}

/// A document as it is read.
struct Reader<'k> {
    known: &'k Known,
    page: Page,
    /// How many elements whose content is not shown are open.
    hidden: usize,
    /// What the open paragraph is.
    role: Role,
    /// Its list and level, if it is in one.
    list: (Option<String>, u8),
    /// Whether the open paragraph has a block of its own yet.
    begun: bool,
    /// How often each level of each list was numbered.
    counters: HashMap<(String, u8), u32>,
    /// What the properties of the open run say so far, if one is open.
    run: Option<Vec<InlineStyle>>,
    in_text: bool,
    linked: bool,
    /// Rows of tables that are open.
    rows: usize,
    /// The notes referred to so far: of which kind, and their ids.
    referred: Vec<(&'static str, String)>,
}

impl<'k> Reader<'k> {
    fn new(known: &'k Known) -> Self {
        Self {
            known,
            page: Page::default(),
            hidden: 0,
            role: Role::Paragraph,
            list: (None, 0),
            begun: false,
            counters: HashMap::new(),
            run: None,
            in_text: false,
            linked: false,
            rows: 0,
            referred: Vec::new(),
        }
    }

    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Open(element) => self.open(&element),
            Piece::Close(name) => self.close(&name),
            Piece::Text(text) if self.in_text && self.hidden == 0 => {
                self.begin();
                self.page.push(&text);
            }
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if is_hidden(&name) {
            self.hidden += 1;
        }
        if self.hidden > 0 {
            return;
        }
        let value = || element.get("w:val").unwrap_or_default();
        let on = || !matches!(value().as_str(), "0" | "false" | "none");
        match name.as_str() {
            "w:p" => (self.role, self.list, self.begun) = (Role::Paragraph, (None, 0), false),
            "w:pStyle" => self.role = self.known.roles.get(&value()).copied().unwrap_or_default(),
            "w:outlineLvl" => {
                if let (Role::Paragraph, Ok(level @ 0..=5)) = (self.role, value().parse::<u8>()) {
                    self.role = Role::Heading(level + 1);
                }
            }
            "w:numId" => self.list.0 = Some(value()).filter(|id| id != "0"),
            "w:ilvl" => self.list.1 = value().parse().unwrap_or(0),
            "w:r" => self.run = Some(Vec::new()),
            "w:b" if on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Strong)),
            "w:i" if on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Emphasis)),
            "w:t" => {
                self.in_text = true;
                self.begin();
                for style in self.run.clone().unwrap_or_default() {
                    self.page.begin_style(style);
                }
            }
            "w:tab" if self.run.is_some() => self.page.push(" "),
            "w:br" if element.get("w:type").is_none_or(|kind| kind == "textWrapping") => {
                self.page.break_line();
            }
            "w:noBreakHyphen" => self.page.push("\u{2011}"),
            "w:hyperlink" => {
                self.begin();
                let target = element.get("r:id").and_then(|id| self.known.targets.get(&id).cloned());
                self.page.begin_link(&target.unwrap_or_default());
                self.linked = true;
            }
            "w:footnoteReference" => self.referred.extend(element.get("w:id").map(|id| ("w:footnote", id))),
            "w:endnoteReference" => self.referred.extend(element.get("w:id").map(|id| ("w:endnote", id))),
            "w:tr" => {
                self.rows += 1;
                if self.rows == 1 {
                    self.page.open(BlockKind::Row);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if is_hidden(name) {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        if self.hidden > 0 {
            return;
        }
        match name {
            "w:p" if self.rows > 0 => self.page.push(" "),
            "w:p" => self.page.close(),
            "w:r" => self.run = None,
            "w:t" => {
                self.in_text = false;
                self.run.iter().flatten().for_each(|_| self.page.end_style());
            }
            "w:hyperlink" if self.linked => {
                self.page.end_link();
                self.linked = false;
            }
            "w:tc" => self.page.push(" "),
            "w:tr" => {
                self.rows = self.rows.saturating_sub(1);
                if self.rows == 0 {
                    self.page.close();
                }
            }
            _ => {}
        }
    }

    /// Opens the block of the paragraph whose first words come.
    fn begin(&mut self) {
        if std::mem::replace(&mut self.begun, true) || self.rows > 0 {
            return;
        }
        let (list, level) = self.list.clone();
        match (self.role, list) {
            (Role::Title, _) => self.page.heading(1),
            (Role::Heading(level), _) => self.page.heading(level),
            (_, Some(list)) => {
                let bullet = self.known.bullets.get(&(list.clone(), level)).copied().unwrap_or(true);
                // A deeper list that comes again begins anew.
                self.counters.retain(|(of, at), _| *of != list || *at <= level);
                let count = self.counters.entry((list, level)).or_default();
                *count += 1;
                let number = if bullet { 0 } else { *count };
                self.page.open(BlockKind::Item { depth: (level + 1).min(8), number });
            }
            (role, None) => match role.block() {
                Some(kind) => self.page.open(kind),
                None => self.page.paragraph(),
            },
        }
    }

    /// Puts the notes of one kind that are referred to on the page, in that order.
    fn notes(&mut self, text: &str, element: &str, wanted: &[&str]) -> Result<(), String> {
        let mut notes: HashMap<String, Vec<String>> = HashMap::new();
        let (mut id, mut paragraphs, mut in_text, mut hidden) = (String::new(), Vec::new(), false, 0_usize);
        xml::read(text, |piece| match piece {
            Piece::Open(open) => match open.name().as_str() {
                name if is_hidden(name) => hidden += 1,
                name if name == element => id = open.get("w:id").unwrap_or_default(),
                "w:p" => paragraphs.push(String::new()),
                "w:t" => in_text = hidden == 0,
                "w:tab" => paragraphs.last_mut().into_iter().for_each(|text| text.push(' ')),
                _ => {}
            },
            Piece::Close(name) => match name.as_str() {
                name if is_hidden(name) => hidden = hidden.saturating_sub(1),
                name if name == element => {
                    notes.insert(std::mem::take(&mut id), std::mem::take(&mut paragraphs));
                }
                "w:t" => in_text = false,
                _ => {}
            },
            Piece::Text(text) if in_text => {
                paragraphs.last_mut().into_iter().for_each(|paragraph| paragraph.push_str(&text));
            }
            Piece::Text(_) => {}
        })?;
        for (number, id) in (1..).zip(wanted) {
            let mut number = number;
            for paragraph in notes.get(*id).into_iter().flatten() {
                self.page.open(BlockKind::Item { depth: 1, number });
                self.page.words(paragraph);
                number = u32::MAX;
            }
        }
        self.page.close();
        Ok(())
    }
}

/// Elements whose content is not part of the text: what was deleted or moved away, fields' instructions,
/// drawings, and what stands in for what an older program cannot show.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "w:del"
            | "w:moveFrom"
            | "w:rPrChange"
            | "w:pPrChange"
            | "w:instrText"
            | "w:drawing"
            | "w:pict"
            | "mc:Fallback"
            | "w:txbxContent"
    )
}
