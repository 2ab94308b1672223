//! Records of several articles in one file: which of them belong to the article that is asked for.

use super::{AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::tag::Selector;
use crate::text::offset::Utf16Offsets;
use crate::text::{Document, Span};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// One record of a file.
#[derive(Debug)]
pub(super) struct Record {
    /// Its line, from 1, or its number where the records have no lines.
    pub(super) line: usize,
    /// What it calls its article; empty if it does not say.
    pub(super) name: String,
    /// SHA-256 of the article's bytes; empty if it does not say.
    pub(super) sha256: String,
    /// The text that it is about, if it holds one.
    pub(super) text: Option<String>,
    pub(super) fields: Map<String, Value>,
}

impl Record {
    /// A record whose name and hash stand among the fields of `head`.
    pub(super) fn new(
        line: usize,
        fields: Map<String, Value>,
        head: &Map<String, Value>,
        text: Option<String>,
    ) -> Self {
        let string = |key: &str| head.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        Self { line, name: string("document"), sha256: string("sha256"), text, fields }
    }
}

/// The objects of a file of JSON Lines, each with its line; other lines are warned of.
pub(super) fn lines(
    source: AnnotationFile<'_>,
    found: &mut ParsedAnnotations,
) -> Vec<(usize, Map<String, Value>)> {
    let mut objects = Vec::new();
    for (index, line) in source.content.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(line) {
            Ok(Value::Object(fields)) => objects.push((index + 1, fields)),
            Ok(_) => found.warn(source.name, index + 1, "not a JSON object"),
            Err(error) => found.warn(source.name, index + 1, cause(&error)),
        }
    }
    objects
}

/// What the JSON parser says, without the place, which it counts in its own way.
pub(super) fn cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

/// The records that are about the article: those with its hash or its very text; else those with its name;
/// else all, if they do not tell of different articles.
pub(super) fn of_article(
    records: Vec<Record>,
    source: AnnotationFile<'_>,
) -> Result<Vec<Record>, Diagnostic> {
    let article = source.article;
    let same = |record: &Record| {
        !record.sha256.is_empty() && record.sha256 == article.digest
            || record.text.as_deref().is_some_and(|text| text == article.text)
    };
    let named = |record: &Record| {
        let name = record.name.rsplit(['/', '\\']).next().unwrap_or_default();
        !name.is_empty() && name == article.name
    };
    for belongs in [&same as &dyn Fn(&Record) -> bool, &named] {
        if records.iter().any(belongs) {
            return Ok(records.into_iter().filter(|record| belongs(record)).collect());
        }
    }
    let articles: BTreeSet<&str> =
        records.iter().map(|record| record.name.as_str()).filter(|name| !name.is_empty()).collect();
    if articles.len() > 1 {
        let first: Vec<&str> = articles.iter().copied().take(5).collect();
        let more = if articles.len() > first.len() { ", …" } else { "" };
        let fault = format!("is about {} articles, and none of them is {}", articles.len(), article.name);
        return Err(
            Diagnostic::whole(source.name, fault).hint(format!("it knows {}{more}", first.join(", ")))
        );
    }
    Ok(records)
}

/// A text of a record, and where it stands in the article.
pub(super) struct ArticleText<'g> {
    document: Document,
    article: &'g Document,
    /// Where the text begins in the article, in code points, if it is a part of it.
    begins: Option<u32>,
    units: Utf16Offsets,
}

impl<'g> ArticleText<'g> {
    pub(super) fn new(text: String, article: &'g Document) -> Self {
        let units = Utf16Offsets::new(&text);
        let document = Document::new("", text, Vec::new(), Vec::new(), String::new());
        let begins = match article.text.match_indices(&document.text).take(2).collect::<Vec<_>>()[..] {
            _ if document.text.is_empty() => None,
            [(at, _)] => Some(article.offsets.to_chars(&article.text, at as u32)),
            _ => None,
        };
        Self { document, article, begins, units }
    }

    /// The passage between two positions, in code points; nothing if there is none there.
    ///
    /// Where the record also has the words, and they stand there only if UTF-16 units are counted, then
    /// these are meant.
    pub(super) fn selector(&self, start: u32, end: u32, words: Option<&str>) -> Option<Selector> {
        let text = &self.document.text;
        let span = |to_bytes: &dyn Fn(u32) -> u32| Span::new(to_bytes(start), to_bytes(end));
        let chars = span(&|at| self.document.offsets.to_bytes(text, at));
        let units = span(&|at| self.units.to_bytes(text, at));
        let is = |span: Span| words.is_none_or(|words| span.slice(text) == words);
        let found = if !is(chars) && is(units) { units } else { chars };
        let (from, to) = self.document.char_range(found);
        if start >= end || found.is_empty() || found == chars && (from, to) != (start, end) {
            return None;
        }
        match self.begins {
            // The context is that of the article, which may be longer than the record.
            Some(begins) => {
                let at = |chars: u32| self.article.offsets.to_bytes(&self.article.text, begins + chars);
                Some(Selector::of(self.article, Span::new(at(from), at(to))))
            }
            None => Some(Selector::of(&self.document, found)),
        }
    }
}
