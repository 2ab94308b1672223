//! What the XML of a codebook or a project says.

use crate::import::xml_archive::{Element, XmlEvent, read_xml};
use std::collections::HashMap;

/// Between the names of a code and of the code above it.
const BELOW: &str = ": ";

/// A code with its place in the hierarchy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) guid: String,
    /// Its own name after those of the codes above it.
    pub(super) path: Vec<String>,
    pub(super) color: String,
    pub(super) description: String,
    pub(super) is_codable: bool,
}

impl Code {
    pub(super) fn name(&self) -> String {
        self.path.join(BELOW)
    }
}

/// Who put which codes on a passage.
#[derive(Debug, Default)]
pub(super) struct Coding {
    pub(super) user: String,
    pub(super) created: String,
    pub(super) codes: Vec<String>,
}

/// A passage of a source.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) name: String,
    pub(super) range: Option<(u32, u32)>,
    pub(super) description: String,
    pub(super) codings: Vec<Coding>,
    pub(super) notes: Vec<String>,
    pub(super) user: String,
    pub(super) created: String,
}

#[derive(Debug, Default)]
pub(super) struct TextSource {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) content: Option<String>,
    pub(super) selections: Vec<Selection>,
}

/// What the XML of a codebook or a project says.
#[derive(Debug, Default)]
pub(super) struct Description {
    pub(super) name: String,
    pub(super) origin: String,
    pub(super) users: HashMap<String, String>,
    pub(super) codes: Vec<Code>,
    pub(super) sources: Vec<TextSource>,
    pub(super) notes: HashMap<String, String>,
}

impl Description {
    pub(super) fn parse(xml: &str) -> Result<Self, String> {
        let mut parser = Parser::default();
        read_xml(xml, |event| match event {
            XmlEvent::Open(element) => parser.open(&element),
            XmlEvent::Close(_) => parser.close(),
            XmlEvent::Text(text) => parser.text(&text),
        })?;
        Ok(parser.found)
    }

    fn selection(&mut self) -> Option<&mut Selection> {
        self.sources.last_mut()?.selections.last_mut()
    }

    pub(super) fn is_ours(&self) -> bool {
        self.origin.starts_with("purport")
    }
}

/// The elements around the place in the XML, and what was found so far.
#[derive(Debug, Default)]
struct Parser {
    found: Description,
    /// Local names of the open elements.
    open: Vec<String>,
    /// Indices of the open codes.
    codes: Vec<usize>,
    in_selection: bool,
    /// Id of the open note.
    note: Option<String>,
}

impl Parser {
    fn open(&mut self, element: &Element<'_>) {
        let full = element.name();
        let name = full.rsplit(':').next().unwrap_or_default().to_owned();
        let value = |key: &str| element.value(key);
        let found = &mut self.found;
        match name.as_str() {
            "Project" | "CodeBook" => {
                for (place, key) in [(&mut found.name, "name"), (&mut found.origin, "origin")] {
                    if place.is_empty() {
                        *place = value(key);
                    }
                }
            }
            "User" => {
                let id = Some(value("name")).filter(|name| !name.is_empty());
                found.users.insert(value("guid"), id.unwrap_or_else(|| value("id")));
            }
            "Code" => self.open_code(element),
            "TextSource" | "Representation" => found.sources.push(TextSource {
                name: value("name"),
                path: value("plainTextPath"),
                ..TextSource::default()
            }),
            "PlainTextSelection" => {
                self.in_selection = true;
                let position = |key: &str| value(key).trim().parse::<u32>().ok();
                if let Some(source) = found.sources.last_mut() {
                    source.selections.push(Selection {
                        name: value("name"),
                        range: position("startPosition").zip(position("endPosition")),
                        user: value("creatingUser"),
                        created: value("creationDateTime"),
                        ..Selection::default()
                    });
                }
            }
            "Note" => self.note = Some(value("guid")),
            _ if self.in_selection => self.open_in_selection(&name, element),
            _ => {}
        }
        self.open.push(name);
    }

    fn open_code(&mut self, element: &Element<'_>) {
        let codes = &mut self.found.codes;
        let above = self.codes.last().and_then(|&at| codes.get(at));
        let mut path = above.map(|code| code.path.clone()).unwrap_or_default();
        path.push(words(&element.value("name")));
        self.codes.push(codes.len());
        codes.push(Code {
            guid: element.value("guid"),
            path,
            color: element.value("color"),
            description: String::new(),
            is_codable: !matches!(element.value("isCodable").as_str(), "false" | "0"),
        });
    }

    fn open_in_selection(&mut self, name: &str, element: &Element<'_>) {
        let Some(selection) = self.found.selection() else { return };
        let target = || element.value("targetGUID");
        let own = |key: &str| element.get(key).filter(|own| !own.is_empty());
        match name {
            "Coding" => selection.codings.push(Coding {
                user: own("creatingUser").unwrap_or_else(|| selection.user.clone()),
                created: own("creationDateTime").unwrap_or_else(|| selection.created.clone()),
                codes: Vec::new(),
            }),
            "CodeRef" => {
                if let Some(coding) = selection.codings.last_mut() {
                    coding.codes.push(target());
                }
            }
            "NoteRef" => selection.notes.push(target()),
            _ => {}
        }
    }

    fn close(&mut self) {
        match self.open.pop().as_deref() {
            Some("Code") => drop(self.codes.pop()),
            Some("PlainTextSelection") => self.in_selection = false,
            Some("Note") => self.note = None,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let found = &mut self.found;
        let [.., outer, inner] = self.open.as_slice() else { return };
        let place = match (inner.as_str(), outer.as_str()) {
            ("Description", "Code") => {
                let code = self.codes.last().and_then(|&at| found.codes.get_mut(at));
                code.map(|code| &mut code.description)
            }
            ("Description", "PlainTextSelection") => found.selection().map(|one| &mut one.description),
            ("PlainTextContent", "TextSource" | "Representation") => {
                let source = found.sources.last_mut();
                source.map(|source| source.content.get_or_insert_default())
            }
            ("PlainTextContent", "Note") => {
                Some(found.notes.entry(self.note.clone().unwrap_or_default()).or_default())
            }
            _ => None,
        };
        if let Some(place) = place {
            place.push_str(text);
        }
    }
}

/// On one line, with single spaces.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
