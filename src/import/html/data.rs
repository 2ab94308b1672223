//! The article's text in the data of a page for search engines (JSON-LD with the `articleBody` of schema.org).

use crate::import::builder::DocumentBuilder;
use dom_query::Document;
use serde_json::Value;

/// Of nested data.
const MAX_DEPTH: usize = 12;

/// The longest text of an article in the data, with or without markup.
pub(super) fn article_body(document: &Document) -> Option<String> {
    let scripts = document.select("script[type='application/ld+json']");
    let values =
        scripts.nodes().iter().filter_map(|script| serde_json::from_str::<Value>(&script.text()).ok());
    let bodies = values.filter_map(|value| longest_body(&value, MAX_DEPTH).map(unescaped));
    bodies.max_by_key(String::len)
}

fn longest_body(value: &Value, depth: usize) -> Option<&str> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::Object(fields) => {
            let own = fields.get("articleBody").and_then(Value::as_str);
            own.into_iter()
                .chain(fields.values().filter_map(|field| longest_body(field, depth)))
                .max_by_key(|body| body.len())
        }
        Value::Array(items) => {
            items.iter().filter_map(|item| longest_body(item, depth)).max_by_key(|body| body.len())
        }
        _ => None,
    }
}

/// Some sites escape markup and signs for HTML, though JSON needs none of it.
fn unescaped(body: &str) -> String {
    let has_markup = body.contains('<');
    if has_markup || !body.contains('&') {
        return body.to_owned();
    }
    Document::fragment(body).root().text().to_string()
}

/// Adds the text: markup as a page, otherwise a paragraph for each line.
pub(super) fn add(body: &str, title: &str, builder: &mut DocumentBuilder) {
    if body.contains("</") || body.contains("<br") {
        if !super::is_too_deep(body) {
            super::walk(&super::visible_document(body).root(), Some(title), builder);
        }
        return;
    }
    for line in body.lines() {
        builder.open_paragraph();
        builder.push_words(line);
        builder.close();
    }
}
