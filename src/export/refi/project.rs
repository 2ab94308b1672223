//! The project (`.qdpx`): an archive of `project.qde` and the text. Offsets count code points (REFI-QDA 1.5,
//! §10.2); all tested programs read the end as exclusive.

use super::{DECLARATION, code_guid, codes};
use crate::annotation_import::labels::{LabelSet, PseudoLabel};
use crate::export::escape::xml;
use crate::export::row::MarkRow;
use crate::export::shared::{char_range, label_set, labels_of, placed};
use crate::export::{ExportArticle, ExportOptions, MAKER};
use crate::text::digest::uuid;
use crate::text::moment;
use crate::text::number::share;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub(in crate::export) fn project(
    article: &ExportArticle<'_>,
    options: &ExportOptions,
) -> io::Result<Vec<u8>> {
    let guid = source(article);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let file = SimpleFileOptions::default();
    archive.start_file("project.qde", file)?;
    archive.write_all(description(article, options).as_bytes())?;
    archive.start_file(format!("sources/{guid}.txt"), file)?;
    let text: String = article.reading.document.text.chars().map(plain).collect();
    archive.write_all(text.as_bytes())?;
    Ok(archive.finish()?.into_inner())
}

/// Replaces carriage returns, which programs count differently, and terminal controls, one for one.
fn plain(char: char) -> char {
    match char {
        '\n' | '\t' => char,
        '\r' | '\u{85}' => ' ',
        _ if char.is_control() => char::REPLACEMENT_CHARACTER,
        _ => char,
    }
}

fn source(article: &ExportArticle<'_>) -> String {
    uuid(&["source", article.name, &article.reading.document.text_digest])
}

fn user(name: &str) -> String {
    uuid(&["user", name])
}

pub(in crate::export) fn description(article: &ExportArticle<'_>, options: &ExportOptions) -> String {
    let names = label_set(std::slice::from_ref(article), options, false);
    let rows: Vec<MarkRow<'_>> = placed(article, options).collect();
    let labels: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.tag).flat_map(|tag| &tag.labels).map(String::as_str).collect();
    let people: BTreeSet<&str> = rows.iter().map(|row| coder(row)).chain([MAKER]).collect();
    let name = xml(article.name);
    let (maker, guid) = (user(MAKER), source(article));
    let at = xml(&options.at);
    let mut out = format!(
        "{DECLARATION}<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"{name}\" origin=\"{}\" \
         creatingUserGUID=\"{maker}\" creationDateTime=\"{at}\">\n<Users>\n",
        xml(MAKER)
    );
    for person in people {
        let _ = writeln!(out, "<User guid=\"{}\" name=\"{}\"/>", user(person), xml(person));
    }
    let codes = codes(article, &names, &PseudoLabel::ALL, &labels);
    let _ = write!(
        out,
        "</Users>\n<CodeBook>\n{codes}</CodeBook>\n<Sources>\n<TextSource guid=\"{guid}\" name=\"{name}\" \
         plainTextPath=\"internal://{guid}.txt\" creatingUser=\"{maker}\" creationDateTime=\"{at}\">\n"
    );
    let mut notes = String::new();
    for row in &rows {
        selection(&mut out, &mut notes, row, options, &names);
    }
    out.push_str("</TextSource>\n</Sources>\n");
    if !notes.is_empty() {
        let _ = write!(out, "<Notes>\n{notes}</Notes>\n");
    }
    out.push_str("</Project>\n");
    out
}

/// The user who coded a mark: the annotator, or the machine while undecided.
fn coder<'r>(row: &MarkRow<'r>) -> &'r str {
    if row.tag.is_some() && !row.annotator.is_empty() { row.annotator } else { MAKER }
}

fn selection(
    out: &mut String,
    notes: &mut String,
    row: &MarkRow<'_>,
    options: &ExportOptions,
    names: &LabelSet,
) {
    let article = &row.article;
    let id = |what: &str| uuid(&[what, article.name, &article.reading.document.text_digest, &row.id]);
    let at = row.tag.map(|tag| tag.at.as_str()).filter(|at| is_time(at)).unwrap_or(&options.at);
    let made = format!("creatingUser=\"{}\" creationDateTime=\"{}\"", user(coder(row)), xml(at));
    let (start, end) = char_range(row);
    let _ = write!(
        out,
        "<PlainTextSelection guid=\"{}\" name=\"{}\" startPosition=\"{start}\" endPosition=\"{end}\" {made}>\
         <Description>{}</Description>",
        id("selection"),
        xml(&row.id),
        xml(&status(row))
    );
    let (kind, names_of): (&str, Vec<&str>) = match row.counts_as() {
        none if none.is_empty() => ("other", labels_of(row, names)),
        categories => ("category", categories),
    };
    let labels = row.tag.iter().flat_map(|tag| &tag.labels).map(|label| ("label", label.as_str()));
    for (kind, name) in names_of.into_iter().map(|name| (kind, name)).chain(labels) {
        let _ = write!(
            out,
            "<Coding guid=\"{}\" {made}><CodeRef targetGUID=\"{}\"/></Coding>",
            id(&format!("coding {kind} {name}")),
            code_guid(article, kind, name)
        );
    }
    if let Some(tag) = row.tag.filter(|tag| !tag.note.is_empty()) {
        let _ = write!(out, "<NoteRef targetGUID=\"{}\"/>", id("note"));
        let _ = writeln!(
            notes,
            "<Note guid=\"{}\" name=\"{}\" {made}><PlainTextContent>{}</PlainTextContent></Note>",
            id("note"),
            xml(&row.id),
            xml(&tag.note)
        );
    }
    out.push_str("</PlainTextSelection>\n");
}

/// Decision and suggestion in one line, since the format has no field for either.
fn status(row: &MarkRow<'_>) -> String {
    let decided = row.tag.map_or("undecided", |tag| tag.decision.word());
    let machine = &row.machine;
    let scores = machine.categories.iter().map(|(id, score)| format!("{id} {}", share(*score)));
    let scores: Vec<String> = scores.collect();
    let mut parts = vec![format!("decision: {decided}")];
    if !scores.is_empty() {
        parts.push(format!("machine: {}; cues: {}", scores.join(", "), machine.cues.join(", ")));
        parts.extend((!machine.words.is_empty()).then(|| format!("words: {}", machine.words.join(", "))));
    }
    parts.extend(row.speaker.and_then(|speaker| {
        let doubt = if speaker.is_guess() { " (perhaps)" } else { "" };
        Some(format!("speaker: {}{doubt}", speaker.name()?))
    }));
    parts.extend(row.fields().iter().map(|(name, value)| format!("{name}: {value}")));
    parts.join("; ")
}

/// Whether the schema accepts the text as `xsd:dateTime`.
fn is_time(text: &str) -> bool {
    moment::parse(text).is_some() && text.contains('T')
}
