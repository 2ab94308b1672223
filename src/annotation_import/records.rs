//! Records of a file that may cover several articles, and the texts that they quote.

use super::placing::{Placing, Quotations};
use super::{AnnotationFile, ParsedAnnotations, json};
use crate::diagnostic::Diagnostic;
use crate::tag::Selector;
use crate::text::number::counted;
use crate::text::{Document, Span};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

#[derive(Debug)]
pub(super) struct ArticleRecord {
    /// Line, from 1, or the record's number in formats without lines.
    pub(super) line: usize,
    /// Name of its article; empty if missing.
    document: String,
    /// SHA-256 of the article's bytes; empty if missing.
    sha256: String,
    /// Text to which its positions refer.
    pub(super) text: Option<String>,
    pub(super) fields: Map<String, Value>,
}

/// Selects the fields of a record that name its article.
pub(super) type ArticleFields = fn(&Map<String, Value>) -> Option<&Map<String, Value>>;

impl ArticleRecord {
    pub(super) fn new(
        line: usize,
        fields: Map<String, Value>,
        head: ArticleFields,
        text: Option<String>,
    ) -> Self {
        let string = |key: &str| json::string(head(&fields).and_then(|head| head.get(key))).to_owned();
        Self { line, document: string("document"), sha256: string("sha256"), text, fields }
    }
}

/// The objects of a JSON Lines file, each with its line, or those of one JSON array; other lines become warnings.
pub(super) fn json_lines(
    file: AnnotationFile<'_>,
    parsed: &mut ParsedAnnotations,
) -> Vec<(usize, Map<String, Value>)> {
    let mut objects = Vec::new();
    let array = file.content.trim_start().starts_with('[').then(|| serde_json::from_str(file.content));
    if let Some(Ok(Value::Array(items))) = array
        && items.iter().all(Value::is_object)
    {
        let fields = items
            .into_iter()
            .filter_map(|item| if let Value::Object(fields) = item { Some(fields) } else { None });
        return fields.map(|fields| (0, fields)).collect();
    }
    for (line, text) in (1..).zip(file.content.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match serde_json::from_str(text) {
            Ok(Value::Object(fields)) => objects.push((line, fields)),
            Ok(_) => parsed.warn(file.name, line, "not a JSON object"),
            Err(error) => parsed.warn(file.name, line, json::error_message(&error)),
        }
    }
    objects
}

/// Records about the article: those with its hash or exact text, else those with its name, else all of them, unless
/// they name different articles.
pub(super) fn about_article(
    records: Vec<ArticleRecord>,
    file: AnnotationFile<'_>,
) -> Result<Vec<ArticleRecord>, Diagnostic> {
    let article = file.article;
    let same_content = |record: &ArticleRecord| {
        !record.sha256.is_empty() && record.sha256 == article.digest
            || record.text.as_deref().is_some_and(|text| text == article.text)
    };
    let same_name = |record: &ArticleRecord| {
        let name = record.document.rsplit(['/', '\\']).next().unwrap_or_default();
        !name.is_empty() && name == article.name
    };
    for belongs in [&same_content as &dyn Fn(&ArticleRecord) -> bool, &same_name] {
        if records.iter().any(belongs) {
            return Ok(records.into_iter().filter(|record| belongs(record)).collect());
        }
    }
    let names: BTreeSet<&str> =
        records.iter().map(|record| record.document.as_str()).filter(|name| !name.is_empty()).collect();
    if names.len() < 2 {
        return Ok(records);
    }
    let listed: Vec<&str> = names.iter().copied().take(5).collect();
    let more = if names.len() > listed.len() { ", …" } else { "" };
    let message = format!("is about {} articles, but not about {}", names.len(), article.name);
    Err(Diagnostic::whole(file.name, message).hint(format!("its articles: {}{more}", listed.join(", "))))
}

/// The text that a record's positions refer to, located in the article.
pub(super) struct TargetText<'g> {
    document: Document,
    article: &'g Document,
    /// Start of the text in the article, in code points, if it occurs there exactly once.
    begins: Option<u32>,
}

impl<'g> TargetText<'g> {
    pub(super) fn new(text: String, article: &'g Document) -> Self {
        let document = Document::new("", text, Vec::new(), Vec::new(), String::new());
        let mut places = article.text.match_indices(&document.text).filter(|(_, text)| !text.is_empty());
        let begins = match (places.next(), places.next()) {
            (Some((at, _)), None) => Some(article.offsets.to_chars(&article.text, at as u32)),
            _ => None,
        };
        Self { document, article, begins }
    }

    pub(super) fn text(&self) -> &str {
        &self.document.text
    }

    /// The passage between two positions in code points, and whether its words contradict the positions; the error
    /// describes the problem.
    ///
    /// If `quote` does not stand there, the passage is where it does stand. A quotation in several places, or in none, is
    /// left to a search in the article.
    pub(super) fn selector(
        &self,
        (start, end): (u32, u32),
        quote: Option<&str>,
    ) -> Result<(Selector, bool), String> {
        if let Some(quote) = quote.filter(|quote| !quote.trim().is_empty()) {
            let placing = Quotations::new(&self.document).find((start, end), quote, None);
            return Ok(match placing {
                Placing::Here(span) => (self.selector_of(span), false),
                Placing::Elsewhere(span) => (self.selector_of(span), true),
                Placing::Nearest(_) | Placing::Unknown => {
                    let begins = self.begins.unwrap_or(0);
                    let [start, end] = [start, end].map(|at| at.saturating_add(begins));
                    (Selector { exact: quote.to_owned(), start, end, ..Selector::default() }, true)
                }
            });
        }
        if start >= end {
            return Err(format!("span {start}..{end} is empty"));
        }
        let span = self.document.span_of_chars(start, end);
        if span.is_empty() || self.document.char_range(span) != (start, end) {
            let length = self.document.char_range(Span::of(0..self.document.text.len())).1;
            return Err(format!(
                "span {start}..{end} is outside its text ({})",
                counted(length, "code point")
            ));
        }
        Ok((self.selector_of(span), false))
    }

    fn selector_of(&self, span: Span) -> Selector {
        let (from, to) = self.document.char_range(span);
        match self.begins {
            // The article may have more context than the record.
            Some(begins) => {
                Selector::of(self.article, self.article.span_of_chars(begins + from, begins + to))
            }
            None => Selector::of(&self.document, span),
        }
    }
}
