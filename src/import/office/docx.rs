//! Office Open XML, as Word writes it (ISO/IEC 29500-1, part `WordprocessingML`).

use super::Role;
use crate::import::builder::{DocumentBuilder, Parsed};
use crate::import::xml_archive::{Archive, Element, XmlEvent, read_xml};
use crate::text::{BlockKind, InlineStyle};
use std::collections::HashMap;

/// Parses a document with its tracked changes accepted.
pub(in crate::import) fn parse(bytes: Vec<u8>) -> Result<Parsed, String> {
    let mut archive = Archive::open(bytes)?;
    let body = archive.required("word/document.xml")?;
    let mut optional = |name: &str| archive.text(name).map(Option::unwrap_or_default);
    let definitions = Definitions {
        roles: roles(&optional("word/styles.xml")?)?,
        bullets: bullets(&optional("word/numbering.xml")?)?,
        targets: targets(&optional("word/_rels/document.xml.rels")?)?,
    };
    let mut reader = DocxReader { definitions, ..DocxReader::default() };
    read_xml(&body, |event| reader.read(event))?;
    let DocxReader { mut builder, references, .. } = reader;
    if !references.is_empty() {
        builder.add_rule();
    }
    for (file, element) in [("word/footnotes.xml", "w:footnote"), ("word/endnotes.xml", "w:endnote")] {
        let ids: Vec<&String> =
            references.iter().filter(|(kind, _)| *kind == element).map(|(_, id)| id).collect();
        if !ids.is_empty() {
            let notes = notes(&optional(file)?, element)?;
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

fn targets(text: &str) -> Result<HashMap<String, String>, String> {
    let mut targets = HashMap::new();
    read_xml(text, |event| {
        if let XmlEvent::Open(element) = event
            && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
        {
            targets.insert(id, target);
        }
    })?;
    Ok(targets)
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
    in_text: bool,
    in_link: bool,
    /// Note references in order: the note's element name and id.
    references: Vec<(&'static str, String)>,
}

impl DocxReader {
    fn read(&mut self, event: XmlEvent<'_>) {
        match event {
            XmlEvent::Open(element) => self.open(&element),
            XmlEvent::Close(name) => self.close(&name),
            XmlEvent::Text(text) if self.in_text && self.hidden == 0 => {
                self.open_block();
                self.builder.push(&text);
            }
            XmlEvent::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        self.hidden += usize::from(is_hidden(&name));
        if self.hidden > 0 {
            return;
        }
        let value = || element.value("w:val");
        let is_on = || !matches!(value().as_str(), "0" | "false" | "none");
        match name.as_str() {
            "w:p" => (self.role, self.list, self.has_block) = (Role::Paragraph, (None, 0), false),
            "w:pStyle" => self.role = self.definitions.roles.get(&value()).copied().unwrap_or_default(),
            "w:outlineLvl" => {
                if let (Role::Paragraph, Ok(level @ 0..=5)) = (self.role, value().parse::<u8>()) {
                    self.role = Role::Heading(level + 1);
                }
            }
            "w:numId" => self.list.0 = Some(value()).filter(|id| id != "0"),
            "w:ilvl" => self.list.1 = value().parse().unwrap_or(0),
            "w:r" => self.run = Some(Vec::new()),
            "w:b" if is_on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Strong)),
            "w:i" if is_on() => self.run.iter_mut().for_each(|run| run.push(InlineStyle::Emphasis)),
            "w:t" => {
                self.in_text = true;
                self.open_block();
                self.run.iter().flatten().for_each(|&style| self.builder.begin_style(style));
            }
            "w:tab" if self.run.is_some() => self.builder.push(" "),
            "w:br" if element.get("w:type").is_none_or(|kind| kind == "textWrapping") => {
                self.builder.break_line();
            }
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
            "w:p" if self.builder.is_in_row() => self.builder.push(" "),
            "w:p" => self.builder.close(),
            "w:r" => self.run = None,
            "w:t" => {
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

/// Is an element's content not part of the text? True for deletions, field instructions, drawings, and fallbacks for
/// older programs.
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
