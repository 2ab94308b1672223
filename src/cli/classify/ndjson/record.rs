//! A record of the filter whose values stay as they were written.

use crate::text::json::mend_surrogates;
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
