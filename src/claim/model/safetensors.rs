//! Reader of the safetensors container: a JSON header that names typed tensors, then their bytes.
//!
//! The format: <https://huggingface.co/docs/safetensors>. Eight bytes give the length of the header, little-endian;
//! the header maps each name to `dtype`, `shape` and `data_offsets`, which count from the end of the header.

use super::error::ModelError;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Most bytes of the header that are parsed.
const MAX_HEADER: usize = 1 << 20;

/// A parsed file. Tensors are checked when they are asked for.
pub(super) struct Container<'a> {
    header: Map<String, Value>,
    data: &'a [u8],
    keep: fn(&'a [u8]) -> Cow<'static, [u8]>,
}

/// One tensor whose bytes fit its type and shape.
pub(super) struct Tensor<'a> {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: &'a [u8],
}

/// The types of number that a model file uses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    F32,
    I8,
    U8,
}

impl Kind {
    fn parse(name: &str) -> Option<Self> {
        match name {
            "F32" => Some(Self::F32),
            "I8" => Some(Self::I8),
            "U8" => Some(Self::U8),
            _ => None,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::I8 => "I8",
            Self::U8 => "U8",
        }
    }

    const fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::I8 | Self::U8 => 1,
        }
    }
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl<'a> Container<'a> {
    /// `keep` makes of a tensor's bytes what the model holds on to: a copy, or for a file in the program itself a
    /// reference.
    pub(super) fn parse(
        bytes: &'a [u8],
        keep: fn(&'a [u8]) -> Cow<'static, [u8]>,
    ) -> Result<Self, ModelError> {
        let error = |problem: String| ModelError::Container { problem };
        let (length, rest) =
            bytes.split_first_chunk().ok_or_else(|| error(format!("only {} bytes", bytes.len())))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let split = rest.split_at_checked(length).filter(|_| length <= MAX_HEADER);
        let (header, data) = split.ok_or_else(|| error(format!("a header of {length} bytes")))?;
        let header = serde_json::from_slice(header).map_err(|cause| error(format!("header: {cause}")))?;
        Ok(Self { header, data, keep })
    }

    pub(super) fn keep(&self, tensor: &Tensor<'a>) -> Cow<'static, [u8]> {
        (self.keep)(tensor.bytes)
    }

    /// The names of the tensors, in the order of the header.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.header.keys().map(String::as_str).filter(|name| *name != "__metadata__")
    }

    pub(super) fn metadata(&self, key: &'static str) -> Result<&str, ModelError> {
        let value = self.header.get("__metadata__").and_then(|metadata| metadata.get(key));
        let problem = "is missing or is not a string".to_owned();
        value.and_then(Value::as_str).ok_or(ModelError::Metadata { key, problem })
    }

    pub(super) fn tensor(&self, name: &str) -> Result<Tensor<'a>, ModelError> {
        let content = |problem: String| ModelError::Content { tensor: name.to_owned(), problem };
        let value =
            self.header.get(name).ok_or_else(|| ModelError::MissingTensor { tensor: name.to_owned() })?;
        let entry =
            Entry::deserialize(value).map_err(|cause| content(format!("has a broken entry: {cause}")))?;
        let kind = Kind::parse(&entry.dtype).ok_or_else(|| ModelError::Type {
            tensor: name.to_owned(),
            found: entry.dtype.clone(),
            expected: "F32, I8 or U8",
        })?;
        let (start, end) = entry.data_offsets;
        let bytes = self
            .data
            .get(start..end)
            .ok_or_else(|| content(format!("lies at {start}..{end} of {} bytes of data", self.data.len())))?;
        let size = entry.shape.iter().try_fold(kind.bytes(), |size, side| size.checked_mul(*side));
        if size != Some(bytes.len()) {
            return Err(content(format!("has {} bytes for its shape {:?}", bytes.len(), entry.shape)));
        }
        Ok(Tensor { name: name.to_owned(), kind, shape: entry.shape, bytes })
    }
}

impl Tensor<'_> {
    pub(super) fn expect_shape(&self, expected: &[usize]) -> Result<(), ModelError> {
        if self.shape == expected {
            return Ok(());
        }
        let tensor = self.name.clone();
        Err(ModelError::Shape { tensor, found: self.shape.clone(), expected: expected.to_vec() })
    }

    pub(super) fn expect_kind(&self, expected: Kind) -> Result<(), ModelError> {
        if self.kind == expected { Ok(()) } else { Err(self.type_error(expected.name())) }
    }

    pub(super) fn type_error(&self, expected: &'static str) -> ModelError {
        ModelError::Type { tensor: self.name.clone(), found: self.kind.name().to_owned(), expected }
    }

    /// The numbers of an F32 tensor; refuses infinities and NaN.
    pub(super) fn floats(&self) -> Result<Vec<f32>, ModelError> {
        self.expect_kind(Kind::F32)?;
        let (bytes, _) = self.bytes.as_chunks();
        let numbers: Vec<f32> = bytes.iter().map(|number| f32::from_le_bytes(*number)).collect();
        if numbers.iter().all(|number| number.is_finite()) {
            return Ok(numbers);
        }
        let problem = "holds a number that is not finite".to_owned();
        Err(ModelError::Content { tensor: self.name.clone(), problem })
    }
}
