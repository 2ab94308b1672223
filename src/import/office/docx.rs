//! Office Open XML, as Word writes it (ISO/IEC 29500-1, part `WordprocessingML`).

use super::docx_parts::{Relations, with_usual_prefix};
use super::{Role, properties, symbols};
use crate::import::builder::{DocumentBuilder, Parsed, superscript};
use crate::import::xml_archive::{Archive, Element, XmlEvent, read_xml};
use crate::text::{BlockKind, InlineStyle};
use std::collections::HashMap;

/// Table rows inside rows that are looked through before they are read.
const MAX_ROW_DEPTH: u32 = 4;

/// Characters of a table cell with a figure or a name; a longer one holds prose.
const MAX_FIGURE: usize = 240;

/// Parses a document with its tracked changes accepted.
pub(in crate::import) fn parse(bytes: Vec<u8>) -> Result<Parsed, String> {
    let mut archive = Archive::open(bytes)?;
    let main = Relations::of("", &mut archive)?.part("officeDocument", "word/document.xml");
    let body = with_usual_prefix(archive.required(&main)?);
    let relations = Relations::of(&main, &mut archive)?;
    let optional = |kind: &str, archive: &mut Archive| {
        let text = archive.text(&relations.part(kind, &format!("{kind}.xml")));
        text.map(|text| with_usual_prefix(text.unwrap_or_default()))
    };
    let definitions = Definitions {
        roles: roles(&optional("styles", &mut archive)?)?,
        bullets: bullets(&optional("numbering", &mut archive)?)?,
        targets: relations.targets.clone(),
    };
    let about = properties(&mut archive, "docProps/core.xml");
    let mut reader = DocxReader { definitions, ..DocxReader::default() };
    read_xml(&body, |event| reader.read(event))?;
    let DocxReader { mut builder, references, .. } = reader;
    builder.about = about;
    if !references.is_empty() {
        builder.add_rule();
    }
    for (kind, element) in [("footnotes", "w:footnote"), ("endnotes", "w:endnote")] {
        let ids: Vec<&String> =
            references.iter().filter(|(kind, _)| *kind == element).map(|(_, id)| id).collect();
        if !ids.is_empty() {
            let notes = notes(&optional(kind, &mut archive)?, element)?;
            builder.add_notes(ids.into_iter().map(|id| notes.get(id).map_or(&[][..], Vec::as_slice)));
        }
    }
    Ok(builder.finish())
}

/// Definitions in other files of the archive.
#[derive(Default)]
struct Definitions {
    /// By style id.
    roles: HashMap<String, Role>,
    /// Does a level of a list have bullets? By the list's id and the level.
    bullets: HashMap<(String, u8), bool>,
    /// Link targets by relationship id.
    targets: HashMap<String, String>,
}

fn roles(text: &str) -> Result<HashMap<String, Role>, String> {
    let mut roles = HashMap::new();
    let mut style = String::new();
    read_xml(text, |event| {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "w:style" => style = element.value("w:styleId"),
            "w:name" if !style.is_empty() => {
                roles.insert(std::mem::take(&mut style), Role::of_style(&element.value("w:val")));
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
    read_xml(text, |event| {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "w:abstractNum" => list = element.value("w:abstractNumId"),
            "w:lvl" => level = element.number("w:ilvl").unwrap_or(0),
            "w:numFmt" => {
                let is_bullet = matches!(element.value("w:val").as_str(), "bullet" | "none");
                formats.insert((list.clone(), level), is_bullet);
            }
            "w:num" => number = element.value("w:numId"),
            "w:abstractNumId" => {
                let list = element.value("w:val");
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

/// Paragraphs of each note, by id.
fn notes(text: &str, note: &str) -> Result<HashMap<String, Vec<String>>, String> {
    let mut notes = HashMap::new();
    let (mut id, mut paragraphs, mut in_text, mut hidden) =
        (String::new(), Vec::<String>::new(), false, 0_usize);
    read_xml(text, |event| match event {
        XmlEvent::Open(element) => match element.name().as_str() {
            name if is_hidden(name) => hidden += 1,
            name if name == note => id = element.value("w:id"),
            "w:p" => paragraphs.push(String::new()),
            "w:t" => in_text = hidden == 0,
            "w:tab" => paragraphs.last_mut().into_iter().for_each(|paragraph| paragraph.push(' ')),
            _ => {}
        },
        XmlEvent::Close(name) => match name.as_str() {
            name if is_hidden(name) => hidden = hidden.saturating_sub(1),
            name if name == note => {
                notes.insert(std::mem::take(&mut id), std::mem::take(&mut paragraphs));
            }
            "w:t" => in_text = false,
            _ => {}
        },
        XmlEvent::Text(text) if in_text => {
            paragraphs.last_mut().into_iter().for_each(|paragraph| paragraph.push_str(&text));
        }
        XmlEvent::Text(_) => {}
    })?;
    Ok(notes)
}

#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // Each follows one element of the format.
struct DocxReader {
    definitions: Definitions,
    builder: DocumentBuilder,
    hidden: usize,
    role: Role,
    /// List and level of the open paragraph.
    list: (Option<String>, u8),
    /// Set by the first words of the paragraph.
    has_block: bool,
    /// Items so far on each level of each list.
    counters: HashMap<(String, u8), u32>,
    run: Option<Vec<InlineStyle>>,
    /// Is the open run raised, or hidden?
    raised: bool,
    vanishes: bool,
    in_text: bool,
    in_properties: bool,
    /// Does the next paragraph continue the open one?
    joins: bool,
    /// Content controls with a table of contents, and those open inside.
    contents: usize,
    /// Text boxes of the open paragraph, read after it.
    boxes: Vec<XmlEvent<'static>>,
    box_depth: usize,
    /// The open table row, read when it is known whether its cells hold prose.
    row: Vec<XmlEvent<'static>>,
    row_depth: u32,
    /// Rows around, whose cells hold prose.
    prose_rows: u32,
    in_link: bool,
    /// Note references in order: the note's element name and id.
    references: Vec<(&'static str, String)>,
}

impl DocxReader {
    fn read(&mut self, event: XmlEvent<'_>) {
        if self.hidden == 0 && self.prose_rows < MAX_ROW_DEPTH && (self.row_depth > 0 || event.opens("w:tr"))
        {
            return self.keep_row(event);
        }
        if self.hidden == 0 && (self.box_depth > 0 || event.opens("w:txbxContent")) {
            return self.keep_box(event);
        }
        match event {
            XmlEvent::Open(element) => self.open(&element),
            XmlEvent::Close(name) => {
                self.close(&name);
                if name == "w:p" && self.hidden == 0 && !self.joins {
                    self.read_boxes();
                }
            }
            XmlEvent::Text(text) if self.in_text && self.hidden == 0 => {
                self.open_block();
                let raised = if self.raised { superscript(&text) } else { None };
                self.builder.push(raised.as_deref().unwrap_or(&text));
            }
            XmlEvent::Text(_) => {}
        }
    }

    fn keep_box(&mut self, event: XmlEvent<'_>) {
        self.box_depth += usize::from(event.opens("w:txbxContent"));
        self.box_depth -= usize::from(event.closes("w:txbxContent"));
        self.boxes.push(event.into_owned());
    }

    fn read_boxes(&mut self) {
        for event in std::mem::take(&mut self.boxes) {
            let is_border = event.opens("w:txbxContent") || event.closes("w:txbxContent");
            if !is_border {
                self.read(event);
            }
        }
    }

    /// Keeps a row until it ends, then reads it: as one block, or as paragraphs if a cell holds several.
    fn keep_row(&mut self, event: XmlEvent<'_>) {
        self.row_depth += u32::from(event.opens("w:tr"));
        self.row_depth -= u32::from(event.closes("w:tr"));
        self.row.push(event.into_owned());
        if self.row_depth > 0 {
            return;
        }
        let row = std::mem::take(&mut self.row);
        let around = self.prose_rows;
        if holds_prose(&row) && !self.builder.is_in_row() {
            self.prose_rows += 1;
            // Without its borders it is no row.
            let inside = row.len().saturating_sub(2);
            for event in row.into_iter().skip(1).take(inside) {
                self.read(event);
            }
        } else {
            self.prose_rows = MAX_ROW_DEPTH;
            for event in row {
                self.read(event);
            }
        }
        self.prose_rows = around;
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        // A deleted or moved end of a paragraph joins it with the next.
        self.joins |=
            self.in_properties && self.hidden == 0 && matches!(name.as_str(), "w:del" | "w:moveFrom");
        self.hidden += usize::from(is_hidden(&name));
        if self.hidden > 0 {
            return;
        }
        let value = || element.value("w:val");
        let is_on = || !matches!(value().as_str(), "0" | "false" | "none");
        match name.as_str() {
            "w:p" if std::mem::take(&mut self.joins) => self.has_block = true,
            "w:p" => (self.role, self.list, self.has_block) = (Role::Paragraph, (None, 0), false),
            "w:pPr" => self.in_properties = true,
            "w:framePr" if element.get("w:dropCap").is_some_and(|kind| kind != "none") => self.joins = true,
            "w:pStyle" if !self.has_block => {
                let style = value();
                let role = self.definitions.roles.get(&style).copied();
                self.role = role.unwrap_or_else(|| Role::of_style(&style));
            }
            "w:sdt" if self.contents > 0 => self.contents += 1,
            "w:docPartGallery" if value() == "Table of Contents" => self.contents = self.contents.max(1),
            "w:vertAlign" => self.raised = value() == "superscript",
            "w:vanish" if self.run.is_some() && is_on() => self.vanishes = true,
            "w:sym" => {
                let char = symbols::char_of(&element.value("w:font"), &element.value("w:char"));
                if let Some(char) = char {
                    self.open_block();
                    self.builder.push(char.encode_utf8(&mut [0; 4]));
                }
            }
            "m:t" => (self.in_text, self.run) = (true, None),
            "m:den" => self.builder.push("/"),
            "m:sup" => self.builder.push("^"),
            "m:sub" => self.builder.push("_"),
            "w:outlineLvl" => {
                if let (Role::Paragraph, Ok(level @ 0..=5)) = (self.role, value().parse::<u8>()) {
                    self.role = Role::Heading(level + 1);
                }
            }
            "w:numId" => self.list.0 = Some(value()).filter(|id| id != "0"),
            "w:ilvl" => self.list.1 = value().parse().unwrap_or(0),
            "w:r" => (self.run, self.raised, self.vanishes) = (Some(Vec::new()), false, false),
            "w:b" if is_on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Strong)),
            "w:i" if is_on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Emphasis)),
            "w:t" if self.vanishes || self.contents > 0 || self.role == Role::Contents => {}
            "w:t" => {
                self.in_text = true;
                self.open_block();
                self.run.iter().flatten().for_each(|&style| self.builder.begin_style(style));
            }
            "w:tab" if self.run.is_some() && self.has_block => self.builder.push(" "),
            "w:br" | "w:cr" => self.builder.break_line(),
            "w:noBreakHyphen" => self.builder.push("\u{2011}"),
            "w:hyperlink" => {
                self.open_block();
                let target = element.get("r:id").and_then(|id| self.definitions.targets.get(&id));
                self.builder.begin_link(target.map_or("", String::as_str));
                self.in_link = true;
            }
            "w:footnoteReference" => self.references.extend(element.get("w:id").map(|id| ("w:footnote", id))),
            "w:endnoteReference" => self.references.extend(element.get("w:id").map(|id| ("w:endnote", id))),
            "w:tr" => self.builder.begin_row(),
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
            "w:pPr" => self.in_properties = false,
            "w:sdt" => self.contents = self.contents.saturating_sub(1),
            "w:p" if self.joins => {}
            "w:p" if self.builder.is_in_row() => self.builder.push(" "),
            "w:p" => self.builder.close(),
            "w:r" => (self.run, self.raised, self.vanishes) = (None, false, false),
            "m:t" => self.in_text = false,
            "w:t" if self.in_text => {
                self.in_text = false;
                self.run.iter().flatten().for_each(|_| self.builder.end_style());
            }
            "w:hyperlink" if self.in_link => {
                self.builder.end_link();
                self.in_link = false;
            }
            "w:tc" => self.builder.push(" "),
            "w:tr" => self.builder.end_row(),
            _ => {}
        }
    }

    fn open_block(&mut self) {
        if std::mem::replace(&mut self.has_block, true) || self.builder.is_in_row() {
            return;
        }
        let (list, level) = self.list.clone();
        match (self.role, list) {
            (Role::Title, _) => self.builder.open_heading(1),
            (Role::Heading(level), _) => self.builder.open_heading(level),
            (_, Some(list)) => {
                let bullet = self.definitions.bullets.get(&(list.clone(), level)).copied().unwrap_or(true);
                // A deeper level starts at 1 again.
                self.counters.retain(|(of, at), _| *of != list || *at <= level);
                let count = self.counters.entry((list, level)).or_default();
                *count += 1;
                let number = if bullet { 0 } else { *count };
                self.builder.open(BlockKind::Item { depth: (level + 1).min(8), number });
            }
            (role, None) => match role.block() {
                Some(kind) => self.builder.open(kind),
                None => self.builder.open_paragraph(),
            },
        }
    }
}

/// Has a cell of a row several paragraphs with words, or a long text?
fn holds_prose(row: &[XmlEvent<'_>]) -> bool {
    let (mut paragraphs, mut length, mut has_words, mut in_text) = (0, 0, false, false);
    row.iter().any(|event| {
        match event {
            XmlEvent::Text(text) if in_text => {
                length += text.len();
                has_words |= !text.trim().is_empty();
            }
            XmlEvent::Open(element) => in_text |= element.name() == "w:t",
            _ if event.closes("w:t") => in_text = false,
            _ if event.closes("w:p") => paragraphs += u32::from(std::mem::take(&mut has_words)),
            _ if event.closes("w:tc") => (paragraphs, length) = (0, 0),
            _ => {}
        }
        paragraphs > 1 || length > MAX_FIGURE
    })
}

/// Is an element's content not part of the text? True for deletions, field instructions, and fallbacks for older
/// programs.
fn is_hidden(name: &str) -> bool {
    matches!(name, "w:del" | "w:moveFrom" | "w:rPrChange" | "w:pPrChange" | "w:instrText" | "mc:Fallback")
}
