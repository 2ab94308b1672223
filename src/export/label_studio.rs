//! Label Studio tasks: suggestions as predictions, decisions as annotations, and the labelling configuration.

use super::escape::xml;
use super::row::MarkRow;
use super::shared::{all_details, article_fields, char_range, label_set, labels_of, placed};
use super::{ExportArticle, ExportOptions, File, FileName, MAKER};
use crate::annotation_import::labels::{LabelSet, PURPORT_KEY, PseudoLabel};
use crate::text::json::write;
use crate::text::number::share;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io;

/// A file of tasks, and the configuration beside it.
pub(super) fn render(articles: &[ExportArticle<'_>], options: &ExportOptions) -> io::Result<Vec<File>> {
    let names = label_set(articles, options, false);
    let mut tasks = b"[".to_vec();
    for (at, article) in articles.iter().enumerate() {
        tasks.extend_from_slice(if at == 0 { b"\n" } else { b",\n" });
        write(&mut tasks, &task(at + 1, article, options, &names))?;
    }
    tasks.extend_from_slice(b"\n]\n");
    let configuration = configuration(articles, &names).into_bytes();
    let files = [(FileName::Main, tasks), (FileName::Beside(".xml"), configuration)];
    Ok(files.into_iter().map(|(name, bytes)| File { name, bytes }).collect())
}

fn task(number: usize, article: &ExportArticle<'_>, options: &ExportOptions, names: &LabelSet) -> Value {
    let rows: Vec<MarkRow<'_>> = placed(article, options).collect();
    let tagged = rows.iter().filter(|row| row.tag.is_some());
    let decided: Vec<Value> = tagged.map(|row| region(row, &labels_of(row, names), &row.id, None)).collect();
    let by_machine = rows.iter().filter(|row| !row.machine.categories.is_empty());
    let proposed: Vec<Value> = by_machine
        .map(|row| {
            let labels: Vec<&str> = row.machine.categories.iter().map(|(id, _)| names.label(id)).collect();
            let score = row.machine.categories.first().map(|(_, score)| share(*score));
            region(row, &labels, &format!("m-{}", row.id), score)
        })
        .collect();
    let mut data = article_fields(article);
    data.insert("text".to_owned(), json!(article.reading.document.text));
    data.insert(PURPORT_KEY.to_owned(), all_details(article, options));
    let annotations =
        if decided.is_empty() { json!([]) } else { json!([{ "id": number, "result": decided }]) };
    let predictions =
        if proposed.is_empty() { json!([]) } else { json!([{ "model_version": MAKER, "result": proposed }]) };
    json!({ "id": number, "data": data, "annotations": annotations, "predictions": predictions })
}

fn region(row: &MarkRow<'_>, labels: &[&str], id: &str, score: Option<f64>) -> Value {
    let (start, end) = char_range(row);
    let text = &row.selector.exact;
    let mut region = json!({
        "id": id, "from_name": "label", "to_name": "text", "type": "labels",
        "value": { "start": start, "end": end, "text": text, "labels": labels },
    });
    let note = row.tag.map(|tag| tag.note.as_str()).filter(|note| score.is_none() && !note.is_empty());
    if let Some(fields) = region.as_object_mut() {
        fields.extend(score.map(|score| ("score".to_owned(), json!(score))));
        fields.extend(note.map(|note| ("meta".to_owned(), json!({ "text": [note] }))));
    }
    region
}

/// Labels with their definitions. `granularity="symbol"` lets a passage begin inside a word.
fn configuration(articles: &[ExportArticle<'_>], names: &LabelSet) -> String {
    let mut out = String::from("<View>\n  <Labels name=\"label\" toName=\"text\">\n");
    let known = || articles.iter().flat_map(|article| &article.reading.scheme.categories);
    for (id, name) in names.categories() {
        let gloss = known().find(|category| category.id == id).map_or("", |category| &category.gloss);
        let _ = writeln!(out, "    <Label value=\"{}\" hint=\"{}\"/>", xml(name), xml(gloss));
    }
    for other in PseudoLabel::ALL {
        let _ = writeln!(out, "    <Label value=\"{}\" background=\"#9e9e9e\"/>", names.pseudo(other));
    }
    out.push_str("  </Labels>\n  <Text name=\"text\" value=\"$text\" granularity=\"symbol\"/>\n</View>\n");
    out
}
