//! REFI-QDA 1.5, an exchange format for qualitative research: codebook (`.qdc`) and project (`.qdpx`).

#[cfg(feature = "qdpx")]
mod project;

#[cfg(all(test, feature = "qdpx"))]
pub(super) use project::description;
#[cfg(feature = "qdpx")]
pub(super) use project::project;

use super::escape::xml;
use super::{ExportArticle, MAKER};
use crate::annotation_import::labels::{LabelSet, PseudoLabel};
use crate::text::digest::uuid;
use std::collections::BTreeSet;
use std::fmt::Write as _;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

pub(super) fn codebook(article: &ExportArticle<'_>) -> String {
    let names =
        LabelSet::new(article.reading.scheme.categories.iter().map(|category| category.id.as_str()), false);
    let codes = codes(article, &names, &[], &BTreeSet::new());
    format!(
        "{DECLARATION}<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"{}\">\n{codes}</CodeBook>\n",
        xml(MAKER)
    )
}

/// Stable id of a code, the same in every export under a scheme.
fn code_guid(article: &ExportArticle<'_>, kind: &str, name: &str) -> String {
    uuid(&["code", &article.reading.scheme.name, kind, name])
}

fn codes(
    article: &ExportArticle<'_>,
    names: &LabelSet,
    others: &[PseudoLabel],
    labels: &BTreeSet<&str>,
) -> String {
    let mut out = String::from("<Codes>\n");
    let scheme = &article.reading.scheme;
    for (id, _) in names.categories() {
        let known = scheme.category_by_id(id).and_then(|id| scheme.category(id));
        let (name, gloss) = known.map_or((id, ""), |category| (&category.name, &category.gloss));
        let guid = code_guid(article, "category", id);
        let _ = writeln!(
            out,
            "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"><Description>{}</Description></Code>",
            xml(name),
            xml(gloss)
        );
    }
    for other in others {
        let name = names.pseudo(*other);
        let guid = code_guid(article, "other", name);
        let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"/>", xml(name));
    }
    if !labels.is_empty() {
        let guid = code_guid(article, "labels", "");
        let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"labels\" isCodable=\"false\">");
        for label in labels {
            let guid = code_guid(article, "label", label);
            let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"/>", xml(label));
        }
        out.push_str("</Code>\n");
    }
    out.push_str("</Codes>\n");
    out
}
