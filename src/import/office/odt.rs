//! `OpenDocument` text, as `LibreOffice` writes it (ISO/IEC 26300-1).

use super::{Role, properties};
use crate::import::builder::{DocumentBuilder, Parsed, superscript};
use crate::import::xml_archive::{Archive, Element, XmlEvent, read_xml};
use crate::text::InlineStyle;
use std::collections::{HashMap, HashSet};

/// Ancestors of a style searched for its role.
const MAX_STYLE_ANCESTORS: usize = 16;

/// Formulas read in a document.
const MAX_FORMULAS: usize = 5_000;

/// Parses a document with its tracked changes accepted.
pub(in crate::import) fn parse(bytes: Vec<u8>) -> Result<Parsed, String> {
    let mut archive = Archive::open(bytes)?;
    let content = archive.required("content.xml")?;
    let shared = archive.text("styles.xml")?.unwrap_or_default();
    let mut styles = Styles::default();
    read_xml(&shared, |event| styles.read(&event))?;
    read_xml(&content, |event| styles.read(&event))?;
    let formulas = formulas(&content, &mut archive)?;
    let about = properties(&mut archive, "meta.xml");
    let mut reader = OdtReader { styles, formulas, ..OdtReader::default() };
    read_xml(&content, |event| reader.read(event))?;
    let OdtReader { mut builder, notes, .. } = reader;
    builder.about = about;
    if !notes.is_empty() {
        builder.add_rule();
        builder.add_notes(notes.iter().map(Vec::as_slice));
    }
    Ok(builder.finish())
}

/// The formulas that a document embeds, by reference.
fn formulas(content: &str, archive: &mut Archive) -> Result<HashMap<String, String>, String> {
    let mut references = Vec::new();
    read_xml(content, |event| {
        if let XmlEvent::Open(element) = event
            && element.name() == "draw:object"
        {
            references.extend(element.get("xlink:href"));
        }
    })?;
    let mut formulas = HashMap::new();
    for reference in references.into_iter().take(MAX_FORMULAS) {
        let path = format!("{}/content.xml", reference.trim_start_matches("./"));
        let Some(object) = archive.text(&path)? else { continue };
        let (mut formula, mut in_math, mut in_source) = (String::new(), false, false);
        let read = read_xml(&object, |event| match event {
            XmlEvent::Open(element) => match element.name().rsplit(':').next() {
                Some("math") => in_math = true,
                Some("annotation") => in_source = true,
                _ => {}
            },
            XmlEvent::Close(name) => in_source &= !name.ends_with("annotation"),
            XmlEvent::Text(text) if in_math && !in_source => formula.push_str(text.trim()),
            XmlEvent::Text(_) => {}
        });
        if read.is_ok() && !formula.is_empty() {
            formulas.insert(reference, formula);
        }
    }
    Ok(formulas)
}

#[derive(Default)]
struct Styles {
    /// Parent style by style.
    parents: HashMap<String, String>,
    runs: HashMap<String, Vec<InlineStyle>>,
    raised: HashSet<String>,
    /// Does a level of a list style have bullets?
    bullets: HashMap<(String, u8), bool>,
    open: String,
}

impl Styles {
    fn read(&mut self, event: &XmlEvent<'_>) {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "style:style" => {
                self.open = element.value("style:name");
                let parent = element.get("style:parent-style-name");
                self.parents.extend(parent.map(|parent| (self.open.clone(), parent)));
            }
            "style:text-properties" => {
                let mut styles = Vec::new();
                if element.value("fo:font-weight") == "bold" {
                    styles.push(InlineStyle::Strong);
                }
                if element.value("fo:font-style") == "italic" {
                    styles.push(InlineStyle::Emphasis);
                }
                if element.value("style:text-position").starts_with("super") {
                    self.raised.insert(self.open.clone());
                }
                if !styles.is_empty() {
                    self.runs.insert(self.open.clone(), styles);
                }
            }
            "text:list-style" => self.open = element.value("style:name"),
            name @ ("text:list-level-style-number" | "text:list-level-style-bullet") => {
                let level = element.number("text:level").unwrap_or(1);
                self.bullets.insert((self.open.clone(), level), name.ends_with("bullet"));
            }
            _ => {}
        }
    }

    /// The role of a style by its name, or by an ancestor's.
    fn role(&self, style: &str) -> Role {
        let ancestors =
            std::iter::successors(Some(style), |style| self.parents.get(*style).map(String::as_str));
        let mut roles = ancestors.take(MAX_STYLE_ANCESTORS).map(Role::of_style);
        roles.find(|role| *role != Role::Paragraph).unwrap_or_default()
    }
}

#[derive(Default)]
struct OdtReader {
    styles: Styles,
    formulas: HashMap<String, String>,
    builder: DocumentBuilder,
    /// Text boxes of the open paragraph, read after it.
    boxes: Vec<XmlEvent<'static>>,
    box_depth: usize,
    /// Open runs that are raised.
    raised: usize,
    in_body: bool,
    hidden: usize,
    /// Open paragraphs and headings.
    paragraphs: usize,
    /// Number of styles of each open run, and whether it is raised.
    runs: Vec<(usize, bool)>,
    /// Styles of the open lists.
    lists: Vec<String>,
    /// Set until the open item gets its first paragraph.
    item_waits: bool,
    /// Paragraphs of the open note.
    note: Option<Vec<String>>,
    notes: Vec<Vec<String>>,
}

impl OdtReader {
    fn read(&mut self, event: XmlEvent<'_>) {
        let is_box = |event: &XmlEvent<'_>| event.opens("draw:text-box") || event.opens("draw:custom-shape");
        if self.box_depth > 0 || (self.hidden == 0 && self.paragraphs > 0 && is_box(&event)) {
            return self.keep_box(event);
        }
        match event {
            XmlEvent::Open(element) => self.open(&element),
            XmlEvent::Close(name) => {
                self.close(&name);
                if matches!(name.as_str(), "text:p" | "text:h") && self.paragraphs == 0 {
                    for event in std::mem::take(&mut self.boxes) {
                        self.read(event);
                    }
                }
            }
            XmlEvent::Text(text) if self.in_body && self.hidden == 0 && self.paragraphs > 0 => {
                let raised = if self.raised > 0 { superscript(&text) } else { None };
                let text = raised.unwrap_or(text);
                match &mut self.note {
                    Some(note) => note.last_mut().into_iter().for_each(|part| part.push_str(&text)),
                    None => self.builder.push_words(&text),
                }
            }
            XmlEvent::Text(_) => {}
        }
    }

    /// Keeps what is inside of a box.
    fn keep_box(&mut self, event: XmlEvent<'_>) {
        let is_box = |name: &str| matches!(name, "draw:text-box" | "draw:custom-shape");
        match &event {
            XmlEvent::Open(element) if is_box(&element.name()) => self.box_depth += 1,
            XmlEvent::Close(name) if is_box(name) => self.box_depth -= 1,
            _ => self.boxes.push(event.into_owned()),
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        let is_hidden_section =
            self.hidden > 0 || element.get("text:display").is_some_and(|display| display == "none");
        self.hidden += usize::from(is_hidden(&name) || (name == "text:section" && is_hidden_section));
        self.in_body |= name == "office:text";
        if !self.in_body || self.hidden > 0 {
            return;
        }
        let style = || element.value("text:style-name");
        match (name.as_str(), &mut self.note) {
            ("text:note", None) => self.note = Some(Vec::new()),
            ("text:p" | "text:h", Some(note)) => {
                note.push(String::new());
                self.paragraphs += 1;
            }
            ("text:h", None) => {
                self.paragraphs += 1;
                let level = element.number("text:outline-level").unwrap_or(1);
                let is_title = self.styles.role(&style()) == Role::Title;
                self.builder.open_heading(if is_title { 1 } else { level.clamp(1, 6) });
            }
            ("text:p", None) => {
                self.paragraphs += 1;
                self.open_paragraph(&style());
            }
            ("text:span", None) => {
                let styles = self.styles.runs.get(&style()).map_or(&[][..], Vec::as_slice);
                let is_raised = self.styles.raised.contains(&style());
                self.raised += usize::from(is_raised);
                self.runs.push((styles.len(), is_raised));
                for &style in styles {
                    self.builder.begin_style(style);
                }
            }
            ("draw:object", None) if self.paragraphs > 0 => {
                let formula = self.formulas.get(&element.value("xlink:href"));
                if let Some(formula) = formula {
                    self.builder.push_words(formula);
                }
            }
            ("text:a", None) => self.builder.begin_link(&element.value("xlink:href")),
            ("text:s" | "text:tab", None) => self.builder.push_words(" "),
            ("text:line-break", None) => self.builder.break_line(),
            ("text:list", None) => {
                let inherited = || self.lists.last().cloned().unwrap_or_default();
                let style = element.get("text:style-name").unwrap_or_else(inherited);
                let level = (self.lists.len() + 1).min(10) as u8;
                let bullet = self.styles.bullets.get(&(style.clone(), level)).copied().unwrap_or(true);
                self.lists.push(style);
                self.builder.begin_list(if bullet { None } else { Some(1) });
            }
            ("text:list-item", None) => self.item_waits = true,
            ("table:table-row", None) => self.builder.begin_row(),
            _ => {}
        }
    }

    fn open_paragraph(&mut self, style: &str) {
        if self.builder.is_in_row() {
            return;
        }
        if std::mem::take(&mut self.item_waits) {
            return self.builder.open_item();
        }
        let role = self.styles.role(style);
        match role {
            Role::Title => self.builder.open_heading(1),
            Role::Heading(level) => self.builder.open_heading(level),
            _ => match role.block() {
                Some(kind) if self.lists.is_empty() => self.builder.open(kind),
                _ => {
                    self.builder.close();
                    self.builder.open_paragraph();
                }
            },
        }
    }

    fn close(&mut self, name: &str) {
        if is_hidden(name) || (name == "text:section" && self.hidden > 0) {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        if !self.in_body || self.hidden > 0 {
            return;
        }
        if matches!(name, "text:p" | "text:h") {
            self.paragraphs = self.paragraphs.saturating_sub(1);
        }
        match (name, &mut self.note) {
            ("text:note", note) => self.notes.extend(note.take()),
            ("text:p", None) if self.builder.is_in_row() => self.builder.push(" "),
            ("text:p" | "text:h", None) => self.builder.close(),
            ("text:span", None) => {
                let (styles, is_raised) = self.runs.pop().unwrap_or_default();
                self.raised -= usize::from(is_raised);
                (0..styles).for_each(|_| self.builder.end_style());
            }
            ("text:a", None) => self.builder.end_link(),
            ("text:list", None) => {
                self.lists.pop();
                self.builder.end_list();
            }
            ("table:table-cell", None) => self.builder.push(" "),
            ("table:table-row", None) => self.builder.end_row(),
            _ => {}
        }
    }
}

/// Is an element's content not part of the text? True for deletions, comments, descriptions of pictures, readings of
/// characters, note marks, indexes and declarations.
fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes"
            | "office:annotation"
            | "svg:title"
            | "svg:desc"
            | "text:ruby-text"
            | "text:note-citation"
            | "text:sequence-decls"
            | "office:forms"
            | "text:table-of-content"
            | "text:index-body"
    )
}
