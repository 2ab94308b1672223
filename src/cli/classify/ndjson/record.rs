//! A record of the filter whose values stay as they were written.

use crate::text::json::mend_surrogates;
use crate::text::slice;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

#[derive(Debug, Default)]
pub(super) struct Record<'l> {
    pub(super) id: Option<&'l RawValue>,
    pub(super) text: Option<&'l RawValue>,
    /// Keys and values in their order, without claims of an earlier run.
    pub(super) rest: Vec<(&'l RawValue, &'l RawValue)>,
}

impl<'l> Record<'l> {
    /// Reads a line. After an error the record holds what stands before it.
    pub(super) fn parse(line: &'l str) -> (Self, serde_json::Result<()>) {
        let mut record = Self::default();
        let mut reader = serde_json::Deserializer::from_str(line);
        let read = Fields(&mut record).deserialize(&mut reader).and_then(|()| reader.end());
        (record, read)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.id.is_none() && self.text.is_none() && self.rest.is_empty()
    }
}

/// The value of `id` in a line that is not JSON as a whole, if it can be told.
pub(super) fn find_id(line: &str) -> Option<&RawValue> {
    let bytes = line.as_bytes();
    if line.trim_start().get(..1) != Some("{") {
        return None;
    }
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let start = at;
                at += 1;
                while !matches!(bytes.get(at)?, b'"') {
                    at += if bytes.get(at) == Some(&b'\\') { 2 } else { 1 };
                }
                let rest = slice(line, at + 1..).trim_start();
                if depth == 1
                    && slice(line, start..=at) == "\"id\""
                    && let Some(value) = rest.strip_prefix(':')
                {
                    return serde_json::Deserializer::from_str(value).into_iter().next()?.ok();
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The string that a value is, with U+FFFD for halves of surrogate pairs; `None` if it is no string.
pub(super) fn string(value: &RawValue) -> Option<String> {
    serde_json::from_str(&mend_surrogates(value.get())).ok()
}

struct Fields<'r, 'l>(&'r mut Record<'l>);

impl<'l> DeserializeSeed<'l> for Fields<'_, 'l> {
    type Value = ();

    fn deserialize<D: Deserializer<'l>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'l> Visitor<'l> for Fields<'_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
        let Record { id, text, rest } = self.0;
        while let Some(key) = map.next_key::<&RawValue>()? {
            let value = map.next_value::<&RawValue>()?;
            // As in other readers of JSON, the last of several values of a key counts.
            match string(key).as_deref() {
                Some("id") => *id = Some(value),
                Some("text") => *text = Some(value),
                Some("claims") => {}
                _ => rest.push((key, value)),
            }
        }
        Ok(())
    }
}
