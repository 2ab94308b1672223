//! XML, piece by piece, within bounds: no entities but the five of XML itself, and no great depth.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::borrow::Cow;

/// Elements that may be open at once.
const DEEPEST: usize = 4096;

/// A piece of XML.
pub(super) enum Piece<'a> {
    /// An element begins. One that is empty is closed at once.
    Open(Element<'a>),
    /// The element of this name ends.
    Close(String),
    /// Text between elements.
    Text(String),
}

/// The beginning of an element.
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its name with its prefix.
    pub(super) fn name(&self) -> String {
        self.0.name().as_ref().to_owned()
    }

    /// The value of an attribute, named with its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let found = self.0.try_get_attribute(name).ok()??;
        found.normalized_value(XmlVersion::default()).ok().map(Cow::into_owned)
    }
}

/// Hands the pieces of a text to `take`, one after the other.
///
/// Fails where it is no XML, with the place.
pub(super) fn read(text: &str, mut take: impl FnMut(Piece<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        let at = reader.buffer_position();
        match reader.read_event().map_err(|error| format!("byte {at} of its XML: {error}"))? {
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("elements are nested more than {DEEPEST} deep"));
                }
                take(Piece::Open(Element(element)));
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                take(Piece::Close(element.name().as_ref().to_owned()));
            }
            Event::Text(text) => take(Piece::Text(text.xml10_content().into_owned())),
            Event::CData(text) => take(Piece::Text(text.xml10_content().into_owned())),
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
                take(Piece::Text(char.unwrap_or(char::REPLACEMENT_CHARACTER).to_string()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
