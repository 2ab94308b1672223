//! REFI-QDA 1.5, which programs for qualitative research exchange: the codebook (`.qdc`) and the project
//! (`.qdpx`, an archive of `project.qde` and the text). Offsets count code points (§10.2); every program that
//! was looked at takes the end for exclusive.

use super::row::{Row, share};
use super::spans::{called, names, placed};
use super::xml::escaped;
use super::{About, Article, MAKER};
use crate::foreign::words::{Names, Other};
use crate::text::digest::uuid;
use std::collections::BTreeSet;
use std::fmt::Write as _;
#[cfg(feature = "qdpx")]
use std::io::{self, Cursor, Write as _};
#[cfg(feature = "qdpx")]
use zip::ZipWriter;
#[cfg(feature = "qdpx")]
use zip::write::SimpleFileOptions;

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// The categories with their meaning.
pub(super) fn codebook(article: &Article<'_>) -> String {
    let names =
        Names::new(article.reading.scheme.categories.iter().map(|category| category.id.as_str()), false);
    let codes = codes(article, &names, &[], &BTreeSet::new());
    format!(
        "{DECLARATION}<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"{}\">\n{codes}</CodeBook>\n",
        escaped(MAKER)
    )
}

/// A code is the same in every export under its scheme.
fn code(article: &Article<'_>, kind: &str, name: &str) -> String {
    uuid(&["code", &article.reading.scheme.name, kind, name])
}

fn codes(article: &Article<'_>, names: &Names, others: &[Other], labels: &BTreeSet<&str>) -> String {
    let mut out = String::from("<Codes>\n");
    let scheme = &article.reading.scheme;
    for (id, _) in names.categories() {
        let known = scheme.category_by_id(id).and_then(|id| scheme.category(id));
        let (name, gloss) = known.map_or((id, ""), |category| (&category.name, &category.gloss));
        let guid = code(article, "category", id);
        let _ = writeln!(
            out,
            "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"><Description>{}</Description></Code>",
            escaped(name),
            escaped(gloss)
        );
    }
    for other in others {
        let name = names.other(*other);
        let guid = code(article, "other", name);
        let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"/>", escaped(name));
    }
    if !labels.is_empty() {
        let guid = code(article, "labels", "");
        let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"labels\" isCodable=\"false\">");
        for label in labels {
            let guid = code(article, "label", label);
            let _ = writeln!(out, "<Code guid=\"{guid}\" name=\"{}\" isCodable=\"true\"/>", escaped(label));
        }
        out.push_str("</Code>\n");
    }
    out.push_str("</Codes>\n");
    out
}

/// The project as an archive.
#[cfg(feature = "qdpx")]
pub(super) fn project(article: &Article<'_>, about: &About) -> io::Result<Vec<u8>> {
    let guid = source(article);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file("project.qde", options)?;
    archive.write_all(description(article, about).as_bytes())?;
    archive.start_file(format!("sources/{guid}.txt"), options)?;
    let text: String = article.reading.document.text.chars().map(plain).collect();
    archive.write_all(text.as_bytes())?;
    Ok(archive.finish()?.into_inner())
}

/// Programs that read lines count a carriage return before a line end as nothing, or as two; and no sign
/// of the text is to act on a terminal.
#[cfg(feature = "qdpx")]
fn plain(char: char) -> char {
    match char {
        '\n' | '\t' => char,
        '\r' | '\u{85}' => ' ',
        _ if char.is_control() => char::REPLACEMENT_CHARACTER,
        _ => char,
    }
}

fn source(article: &Article<'_>) -> String {
    uuid(&["source", article.name, &article.reading.document.text_digest])
}

fn user(name: &str) -> String {
    uuid(&["user", name])
}

/// `project.qde`.
pub(super) fn description(article: &Article<'_>, about: &About) -> String {
    let names = names(std::slice::from_ref(article), about, false);
    let rows: Vec<Row<'_>> = placed(article, about).collect();
    let labels: BTreeSet<&str> =
        rows.iter().filter_map(|row| row.tag).flat_map(|tag| &tag.labels).map(String::as_str).collect();
    let people: BTreeSet<&str> = rows.iter().map(|row| who(row)).chain([MAKER]).collect();
    let name = escaped(article.name);
    let (maker, guid) = (user(MAKER), source(article));
    let at = escaped(&about.at);
    let mut out = format!(
        "{DECLARATION}<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"{name}\" origin=\"{}\" \
         creatingUserGUID=\"{maker}\" creationDateTime=\"{at}\">\n<Users>\n",
        escaped(MAKER)
    );
    for person in people {
        let _ = writeln!(out, "<User guid=\"{}\" name=\"{}\"/>", user(person), escaped(person));
    }
    let codes = codes(article, &names, &Other::ALL, &labels);
    let _ = write!(
        out,
        "</Users>\n<CodeBook>\n{codes}</CodeBook>\n<Sources>\n<TextSource guid=\"{guid}\" name=\"{name}\" \
         plainTextPath=\"internal://{guid}.txt\" creatingUser=\"{maker}\" creationDateTime=\"{at}\">\n"
    );
    let mut notes = String::new();
    for row in &rows {
        selection(&mut out, &mut notes, row, about, &names);
    }
    out.push_str("</TextSource>\n</Sources>\n");
    if !notes.is_empty() {
        let _ = write!(out, "<Notes>\n{notes}</Notes>\n");
    }
    out.push_str("</Project>\n");
    out
}

/// Whose word a mark is: the reader's, or the machine's as long as there is no other.
fn who<'r>(row: &Row<'r>) -> &'r str {
    if row.tag.is_some() && !row.annotator.is_empty() { row.annotator } else { MAKER }
}

fn selection(out: &mut String, notes: &mut String, row: &Row<'_>, about: &About, names: &Names) {
    let article = &row.article;
    let id = |what: &str| uuid(&[what, article.name, &article.reading.document.text_digest, &row.id]);
    let at = row.tag.map(|tag| tag.at.as_str()).filter(|at| is_time(at)).unwrap_or(&about.at);
    let made = format!("creatingUser=\"{}\" creationDateTime=\"{}\"", user(who(row)), escaped(at));
    let (start, end) = super::spans::place(row);
    let _ = write!(
        out,
        "<PlainTextSelection guid=\"{}\" name=\"{}\" startPosition=\"{start}\" endPosition=\"{end}\" {made}>\
         <Description>{}</Description>",
        id("selection"),
        escaped(&row.id),
        escaped(&status(row))
    );
    let (kind, names_of): (&str, Vec<&str>) = match row.counts_as() {
        none if none.is_empty() => ("other", called(row, names)),
        categories => ("category", categories),
    };
    let labels = row.tag.iter().flat_map(|tag| &tag.labels).map(|label| ("label", label.as_str()));
    for (kind, name) in names_of.into_iter().map(|name| (kind, name)).chain(labels) {
        let _ = write!(
            out,
            "<Coding guid=\"{}\" {made}><CodeRef targetGUID=\"{}\"/></Coding>",
            id(&format!("coding {kind} {name}")),
            code(article, kind, name)
        );
    }
    if let Some(tag) = row.tag.filter(|tag| !tag.note.is_empty()) {
        let _ = write!(out, "<NoteRef targetGUID=\"{}\"/>", id("note"));
        let _ = writeln!(
            notes,
            "<Note guid=\"{}\" name=\"{}\" {made}><PlainTextContent>{}</PlainTextContent></Note>",
            id("note"),
            escaped(&row.id),
            escaped(&tag.note)
        );
    }
    out.push_str("</PlainTextSelection>\n");
}

/// What was decided and what the machine says, in one line: there is no field for either.
fn status(row: &Row<'_>) -> String {
    let decided = row.tag.map_or("undecided", |tag| tag.decision.word());
    let machine = &row.machine;
    let scores = machine.categories.iter().map(|(id, score)| format!("{id} {}", share(*score)));
    let scores: Vec<String> = scores.collect();
    let mut parts = vec![format!("decision: {decided}")];
    if !scores.is_empty() {
        parts.push(format!("machine: {}; cues: {}", scores.join(", "), machine.cues.join(", ")));
    }
    parts.extend(machine.speaker.as_ref().map(|speaker| format!("speaker: {speaker}")));
    parts.join("; ")
}

/// Whether the schema takes it for a moment.
fn is_time(text: &str) -> bool {
    text.parse::<jiff::Timestamp>().is_ok()
}
