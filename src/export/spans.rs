//! What the formats of whole texts have in common: the text, and the marks that have a place in it.

use super::columns::{COLUMNS, json};
use super::row::{Row, rows};
use super::{About, Article};
use crate::annotation_import::labels::{LabelSet, PseudoLabel};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The columns that a text of its own need not say again for each of its marks.
const SAID: [&str; 4] = ["document", "sha256", "scheme", "scheme_version"];

/// The marks of an article that have a sure place.
pub(super) fn placed<'r>(article: &Article<'r>, about: &'r About) -> impl Iterator<Item = Row<'r>> {
    rows(article, about).filter(Row::is_placed)
}

/// All that is known of a mark, as it comes back from programs that keep what they do not know.
pub(super) fn details(row: &Row<'_>) -> Value {
    let own = COLUMNS.iter().filter(|column| !SAID.contains(&column.name));
    let fields = own.map(|column| (column.name.to_owned(), json(&column.value(row))));
    Value::Object(fields.collect::<Map<_, _>>())
}

/// All that is known of the marks of an article, lost ones too.
pub(super) fn all_details(article: &Article<'_>, about: &About) -> Value {
    rows(article, about).map(|row| details(&row)).collect()
}

/// What is known of an article, for formats that keep such things beside its text.
pub(super) fn head(article: &Article<'_>) -> Map<String, Value> {
    let reading = article.reading;
    let fields = [
        ("document", json!(article.name)),
        ("sha256", json!(reading.document.digest)),
        ("scheme", json!(reading.scheme.name)),
        ("scheme_version", json!(reading.scheme.version)),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The names of all categories of the articles: those of their schemes first, then any other that a tag
/// has.
pub(super) fn names(articles: &[Article<'_>], about: &About, plain: bool) -> LabelSet {
    let schemes = articles.iter().flat_map(|article| &article.reading.scheme.categories);
    let mut ids: Vec<String> = schemes.map(|category| category.id.clone()).collect();
    let used: BTreeSet<String> = articles
        .iter()
        .flat_map(|article| rows(article, about))
        .flat_map(|row| row.counts_as().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    ids.extend(used);
    LabelSet::new(ids.iter().map(String::as_str), plain)
}

/// What a mark is called: its categories, or the word for what it is instead.
pub(super) fn called<'n>(row: &'n Row<'_>, names: &'n LabelSet) -> Vec<&'n str> {
    let categories: Vec<&str> = row.counts_as().into_iter().map(|id| names.label(id)).collect();
    if categories.is_empty() { vec![names.pseudo(PseudoLabel::of(row.decision()))] } else { categories }
}

/// Where a mark stands, in code points.
pub(super) fn place(row: &Row<'_>) -> (u32, u32) {
    row.span.map_or((0, 0), |span| row.article.reading.document.char_range(span))
}
