//! REFI-QDA 1.5: coded passages of a project, and a codebook as a coding scheme.

mod description;
mod scheme;

pub use scheme::{CodebookScheme, scheme};

use super::records::{ArticleRecord, TargetText, about_article};
use super::{Annotation, AnnotationFile, ParsedAnnotations};
use crate::diagnostic::Diagnostic;
use crate::import::encoding::{EncodingHint, decode};
use crate::import::xml_archive::Archive;
use crate::tag::Decision;
use description::{Code, Description, Selection};
use serde_json::{Map, json};

/// The description of a project, with the texts of its sources by the end of their path.
#[derive(Debug)]
pub struct Project {
    pub description: String,
    pub sources: Vec<(String, String)>,
}

impl Project {
    /// Unpacks a project (`.qdpx`); a codebook (`.qdc`) has no sources.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        if !bytes.starts_with(b"PK") {
            let (description, _) = decode(bytes, EncodingHint::Unknown);
            return Ok(Self { description, sources: Vec::new() });
        }
        let mut archive = Archive::open(bytes)?;
        let description = archive.required("project.qde")?;
        let mut sources = Vec::new();
        for name in archive.names_in(&["sources/", "Sources/"]) {
            let is_text = name.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
            if !is_text {
                continue;
            }
            if let Some(text) = archive.text(&name)? {
                let end = name.rsplit('/').next().unwrap_or_default().to_owned();
                sources.push((end, text));
            }
        }
        Ok(Self { description, sources })
    }
}

/// The coded passages of a project as annotations of the article.
pub(super) fn parse(file: AnnotationFile<'_>) -> Result<ParsedAnnotations, Diagnostic> {
    let project =
        Description::parse(file.content).map_err(|message| Diagnostic::whole(file.name, message))?;
    let mut parsed = ParsedAnnotations::default();
    if project.sources.iter().all(|source| source.selections.is_empty()) {
        return Err(Diagnostic::whole(file.name, "holds no coded passage of a text")
            .hint("without --article, its codes become a scheme"));
    }
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    let records = project.sources.iter().enumerate().map(|(at, source)| {
        let end = source.path.rsplit('/').next().unwrap_or_default();
        let of_path = file.sources.iter().find(|(name, _)| name == end).map(|(_, text)| text);
        let text = source.content.as_ref().or(of_path).cloned();
        // Programs leave out the ending of a source's name.
        let same = stem(&source.name) == stem(&file.article.name);
        let name = if same { &file.article.name } else { &source.name };
        let mut fields = Map::new();
        fields.insert("document".to_owned(), json!(name));
        ArticleRecord::new(at, fields, |fields| Some(fields), text)
    });
    for ArticleRecord { line: at, text, .. } in about_article(records.collect(), file)? {
        let Some(source) = project.sources.get(at) else { continue };
        let text = TargetText::new(text.unwrap_or_else(|| file.article.text.clone()), file.article);
        for selection in &source.selections {
            if let Err(message) = add_selection(&mut parsed, &project, selection, &text, file) {
                parsed.warn(file.name, 0, format!("{}: {message}", source.name));
            }
        }
    }
    Ok(parsed)
}

fn add_selection(
    parsed: &mut ParsedAnnotations,
    project: &Description,
    selection: &Selection,
    text: &TargetText<'_>,
    file: AnnotationFile<'_>,
) -> Result<(), String> {
    let range = selection.range.ok_or("a passage has no positions")?;
    let (selector, is_displaced) = text.selector(range, None)?;
    let notes: Vec<&str> =
        selection.notes.iter().filter_map(|guid| project.notes.get(guid)).map(|note| note.trim()).collect();
    let mut people: Vec<(&str, &str, Vec<&Code>)> = Vec::new();
    for coding in &selection.codings {
        let codes =
            coding.codes.iter().filter_map(|guid| project.codes.iter().find(|code| code.guid == *guid));
        match people.iter_mut().find(|(user, ..)| *user == coding.user) {
            Some((.., known)) => known.extend(codes),
            None => people.push((&coding.user, &coding.created, codes.collect())),
        }
    }
    if people.is_empty() && !notes.is_empty() {
        people.push((&selection.user, &selection.created, Vec::new()));
    }
    let stated = selection.description.strip_prefix("decision: ").filter(|_| project.is_ours());
    let stated = stated.map(|rest| rest.split(';').next().unwrap_or_default().trim());
    for (user, created, codes) in people {
        if stated == Some("undecided") {
            parsed.undecided += 1;
            continue;
        }
        let (mut categories, mut labels) = (Vec::new(), Vec::new());
        for code in codes {
            match code.path.as_slice() {
                // Our projects hold free labels below a code of that name, and a code for a tag without a category.
                [above, label] if project.is_ours() && above == "labels" => labels.push(label.clone()),
                [only] if stated == Some(only.as_str()) => {}
                _ => categories.push(label_of(code, file)),
            }
        }
        let empty = categories.is_empty();
        let decision = stated.map(Decision::of_word).or_else(|| empty.then_some(Decision::Open));
        if decision
            .as_ref()
            .is_some_and(|decision| Decision::KNOWN.contains(decision) && !decision.is_claim())
        {
            // The codes are those of the suggestion.
            categories.clear();
        }
        parsed.annotations.push(Annotation {
            categories,
            labels,
            decision,
            note: notes.join("\n"),
            creator: project.users.get(user).cloned().unwrap_or_default(),
            created: created.to_owned(),
            id: if stated.is_some() { selection.name.clone() } else { String::new() },
            is_displaced,
            ..Annotation::new(0, selector.clone())
        });
    }
    Ok(())
}

/// The name of a code as the scheme knows it: with the names above it, or alone.
fn label_of(code: &Code, file: AnnotationFile<'_>) -> String {
    let whole = code.name();
    let lower = |name: &str| name.to_lowercase();
    let known = |name: &str| {
        let mut categories = file.scheme.categories.iter();
        categories.any(|one| lower(&one.id) == lower(name) || lower(&one.name) == lower(name))
    };
    match code.path.last() {
        Some(own) if !known(&whole) && known(own) => own.clone(),
        _ => whole,
    }
}

#[cfg(test)]
mod tests;
