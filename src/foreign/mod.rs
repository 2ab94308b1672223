//! Annotations of other programs: what they say of a text, made into tags.

pub mod words;
