//! What the XML of a codebook or a project says.

use crate::import::xml_archive::{XmlEvent, read_xml};
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
        let mut found = Self::default();
        // Open elements with their local names; codes that are open, by index.
        let mut open: Vec<String> = Vec::new();
        let mut nested: Vec<usize> = Vec::new();
        let mut selected = false;
        let mut note: Option<String> = None;
        read_xml(xml, |event| match event {
            XmlEvent::Open(element) => {
                let full = element.name();
                let name = full.rsplit(':').next().unwrap_or_default().to_owned();
                let value = |key: &str| element.value(key);
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
                    "Code" => {
                        let above = nested.last().and_then(|&at| found.codes.get(at));
                        let mut path = above.map(|code| code.path.clone()).unwrap_or_default();
                        path.push(words(&value("name")));
                        nested.push(found.codes.len());
                        found.codes.push(Code {
                            guid: value("guid"),
                            path,
                            color: value("color"),
                            description: String::new(),
                            is_codable: !matches!(value("isCodable").as_str(), "false" | "0"),
                        });
                    }
                    "TextSource" | "Representation" => found.sources.push(TextSource {
                        name: value("name"),
                        path: value("plainTextPath"),
                        ..TextSource::default()
                    }),
                    "PlainTextSelection" => {
                        selected = true;
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
                    "Coding" if selected => {
                        if let Some(selection) = found.selection() {
                            let or = |key: &str, whole: &str| {
                                Some(value(key))
                                    .filter(|own| !own.is_empty())
                                    .unwrap_or_else(|| whole.to_owned())
                            };
                            let user = or("creatingUser", &selection.user);
                            let created = or("creationDateTime", &selection.created);
                            selection.codings.push(Coding { user, created, codes: Vec::new() });
                        }
                    }
                    "CodeRef" if selected => {
                        let coding = found.selection().and_then(|selection| selection.codings.last_mut());
                        coding.into_iter().for_each(|coding| coding.codes.push(value("targetGUID")));
                    }
                    "NoteRef" if selected => {
                        found.selection().into_iter().for_each(|one| one.notes.push(value("targetGUID")));
                    }
                    "Note" => note = Some(value("guid")),
                    _ => {}
                }
                open.push(name);
            }
            XmlEvent::Close(_) => match open.pop().as_deref() {
                Some("Code") => drop(nested.pop()),
                Some("PlainTextSelection") => selected = false,
                Some("Note") => note = None,
                _ => {}
            },
            XmlEvent::Text(text) => {
                let inner = open.last().map_or("", String::as_str);
                let outer = open.len().checked_sub(2).and_then(|at| open.get(at)).map_or("", String::as_str);
                match (inner, outer) {
                    ("Description", "Code") => {
                        let code = nested.last().and_then(|&at| found.codes.get_mut(at));
                        code.into_iter().for_each(|code| code.description.push_str(&text));
                    }
                    ("Description", "PlainTextSelection") => {
                        found.selection().into_iter().for_each(|one| one.description.push_str(&text));
                    }
                    ("PlainTextContent", "TextSource" | "Representation") => {
                        let source = found.sources.last_mut();
                        let content = source.map(|source| source.content.get_or_insert_default());
                        content.into_iter().for_each(|content| content.push_str(&text));
                    }
                    ("PlainTextContent", "Note") => {
                        let guid = note.clone().unwrap_or_default();
                        found.notes.entry(guid).or_default().push_str(&text);
                    }
                    _ => {}
                }
            }
        })?;
        Ok(found)
    }

    fn selection(&mut self) -> Option<&mut Selection> {
        self.sources.last_mut()?.selections.last_mut()
    }

    pub(super) fn is_ours(&self) -> bool {
        self.origin.starts_with("purport")
    }
}

/// On one line, with single spaces.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
