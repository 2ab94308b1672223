//! ZIP archives of XML files, read within limits: the containers of books and word processors.

use super::encoding::{self, EncodingHint};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

const MAX_ENTRIES: usize = 100_000;

/// Uncompressed, per entry.
const MAX_ENTRY_BYTES: u64 = 64 << 20;

/// Uncompressed, over all entries read.
const MAX_TOTAL_BYTES: u64 = 256 << 20;

/// Elements open at once.
const MAX_DEPTH: usize = 4096;

pub struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    /// Bytes that may still be uncompressed.
    budget: u64,
}

impl Archive {
    pub fn open(bytes: Vec<u8>) -> Result<Self, String> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("not a whole archive: {error}"))?;
        if zip.len() > MAX_ENTRIES {
            return Err(format!("an archive of more than {MAX_ENTRIES} files"));
        }
        Ok(Self { zip, budget: MAX_TOTAL_BYTES })
    }

    /// `None` if there is no entry of that name.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err("locked with a password".to_owned());
            }
            Err(error) => return Err(format!("{name} cannot be read: {error}")),
        };
        let max = MAX_ENTRY_BYTES.min(self.budget);
        let mut bytes = Vec::new();
        let read = entry.take(max + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("{name} cannot be unpacked: {error}"))?;
        let length = bytes.len() as u64;
        if length > max {
            return Err(format!("{name} unpacks to more than {} MB", max >> 20));
        }
        self.budget -= length;
        Ok(Some(encoding::decode(bytes, EncodingHint::Unknown).0))
    }

    /// Names of the entries in one of these folders, sorted.
    pub fn names_in(&self, folders: &[&str]) -> Vec<String> {
        let names = self.zip.file_names().filter_map(|name| Some(name.ok()?.into_owned()));
        let is_in = |name: &String| folders.iter().any(|folder| name.starts_with(folder));
        let mut names: Vec<String> = names.filter(is_in).collect();
        names.sort_unstable();
        names
    }

    pub fn required(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("holds no {name}"))
    }
}

pub enum XmlEvent<'a> {
    /// An empty element is closed at once.
    Open(Element<'a>),
    Close(String),
    Text(String),
}

impl XmlEvent<'_> {
    /// To be handled later.
    pub fn into_owned(self) -> XmlEvent<'static> {
        match self {
            Self::Open(Element(start)) => XmlEvent::Open(Element(start.into_owned())),
            Self::Close(name) => XmlEvent::Close(name),
            Self::Text(text) => XmlEvent::Text(text),
        }
    }

    pub fn opens(&self, name: &str) -> bool {
        matches!(self, Self::Open(element) if element.name() == name)
    }

    pub fn closes(&self, name: &str) -> bool {
        matches!(self, Self::Close(closed) if closed == name)
    }
}

pub struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Including the prefix.
    pub fn name(&self) -> String {
        self.0.name().as_ref().to_owned()
    }

    /// `name` includes the prefix.
    pub fn get(&self, name: &str) -> Option<String> {
        let attribute = self.0.try_get_attribute(name).ok()??;
        attribute.normalized_value(XmlVersion::default()).ok().map(Cow::into_owned)
    }

    pub fn value(&self, name: &str) -> String {
        self.get(name).unwrap_or_default()
    }

    pub fn number(&self, name: &str) -> Option<u8> {
        self.get(name)?.parse().ok()
    }
}

/// Passes the events of an XML text to `handle`; knows only XML's own entities and `&nbsp;`.
///
/// Fails with the position if the text is not XML.
pub fn read_xml(text: &str, mut handle: impl FnMut(XmlEvent<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        match reader.read_event().map_err(|error| format!("byte {at} of its XML: {error}"))? {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(format!("elements are nested more than {MAX_DEPTH} deep"));
                }
                handle(XmlEvent::Open(Element(element)));
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                handle(XmlEvent::Close(element.name().as_ref().to_owned()));
            }
            Event::Text(text) => handle(XmlEvent::Text(text.xml10_content().into_owned())),
            Event::CData(text) => handle(XmlEvent::Text(text.xml10_content().into_owned())),
            Event::GeneralRef(name) => {
                let char = name.resolve_char_ref().ok().flatten().or(match &*name.into_inner() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    "nbsp" => Some('\u{a0}'),
                    _ => None,
                });
                handle(XmlEvent::Text(char.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
