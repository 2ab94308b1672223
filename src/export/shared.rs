//! Helpers for formats that contain the whole text: article fields, metadata of marks, labels, offsets.

use super::columns::{COLUMNS, json_fields};
use super::row::{MarkRow, rows};
use super::{ExportArticle, ExportOptions};
use crate::annotation_import::labels::{LabelSet, PseudoLabel};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Columns with the same value for all marks of an article.
const ARTICLE_COLUMNS: [&str; 4] = ["document", "sha256", "scheme", "scheme_version"];

/// Marks whose position is certain.
pub(super) fn placed<'r>(
    article: &ExportArticle<'r>,
    options: &'r ExportOptions,
) -> impl Iterator<Item = MarkRow<'r>> {
    rows(article, options).filter(MarkRow::is_placed)
}

/// All columns of a mark as metadata, for programs that preserve unknown fields.
pub(super) fn details(row: &MarkRow<'_>) -> Value {
    let own = COLUMNS.iter().filter(|column| !ARTICLE_COLUMNS.contains(&column.name.as_ref()));
    Value::Object(json_fields(own, row))
}

/// Metadata of all marks, including those whose passage is lost.
pub(super) fn all_details(article: &ExportArticle<'_>, options: &ExportOptions) -> Value {
    rows(article, options).map(|row| details(&row)).collect()
}

/// Article metadata: the columns that all its marks share.
pub(super) fn article_fields(article: &ExportArticle<'_>) -> Map<String, Value> {
    let reading = article.reading;
    let fields = [
        ("document", json!(article.name)),
        ("sha256", json!(reading.document.digest)),
        ("scheme", json!(reading.scheme.name)),
        ("scheme_version", json!(reading.scheme.version)),
    ];
    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Labels for all categories: those of the schemes first, then unknown ones that tags use.
pub(super) fn label_set(articles: &[ExportArticle<'_>], options: &ExportOptions, plain: bool) -> LabelSet {
    let schemes = articles.iter().flat_map(|article| &article.reading.scheme.categories);
    let mut ids: Vec<String> = schemes.map(|category| category.id.clone()).collect();
    let used: BTreeSet<String> = articles
        .iter()
        .flat_map(|article| rows(article, options))
        .flat_map(|row| row.counts_as().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    ids.extend(used);
    LabelSet::new(ids.iter().map(String::as_str), plain)
}

/// The category labels of a mark, or a pseudo-label for its decision.
pub(super) fn labels_of<'n>(row: &'n MarkRow<'_>, names: &'n LabelSet) -> Vec<&'n str> {
    let categories: Vec<&str> = row.counts_as().into_iter().map(|id| names.label(id)).collect();
    if categories.is_empty() { vec![names.pseudo(PseudoLabel::of(row.decision()))] } else { categories }
}

/// Offsets in code points, end exclusive.
pub(super) fn char_range(row: &MarkRow<'_>) -> (u32, u32) {
    row.span.map_or((0, 0), |span| row.article.reading.document.char_range(span))
}
