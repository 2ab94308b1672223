//! `purport check`: checks a scheme, a theme, a tag file, a keys file or a personal model.

mod palette;

use super::args::Check;
use super::report::{caret, report, still_open};
use super::scheme;
use crate::claim::check::{CheckedScheme, Finding, Severity, check};
use crate::claim::{PersonalModel, Scheme};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::session::keymap;
use crate::shell::capabilities;
use crate::shell::file::MAX_BY_HAND;
use crate::shell::theme_file::beside;
use crate::tag::{Decision, Tag, TagDocument, file};
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::{ColorDepth, Theme};
use palette::Measured;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Checks every file and prints its findings; 1 if there is a warning, 2 if a file cannot be used.
pub(super) fn run(args: &Check) -> Result<u8, Error> {
    let cells = capabilities::columns(io::stdout().is_terminal());
    let mut code = 0;
    let themes = if args.themes { Theme::names().collect() } else { Vec::new() };
    let words = themes.into_iter().map(Path::new).chain(args.files.iter().map(PathBuf::as_path));
    for word in words {
        match read(word).and_then(|(text, name)| check_as(&text, &name, word)) {
            Ok(checked) => {
                code = code.max(u8::from(checked.fails()));
                if !still_open(checked.print(&mut io::stdout().lock(), cells))? {
                    return Ok(code);
                }
            }
            Err(error) => {
                report(error);
                code = 2;
            }
        }
    }
    Ok(code)
}

/// The text that a word stands for, and its name in messages.
fn read(word: &Path) -> Result<(String, String), Error> {
    match Theme::BUILT_IN.iter().find(|theme| Path::new(theme.name) == word) {
        Some(theme) => Ok((theme.text.to_owned(), theme.name.to_owned())),
        None => scheme::text(word, file::MAX_BYTES as u64),
    }
}

struct Checked {
    findings: Vec<Finding>,
    summary: String,
    measured: Option<Measured>,
}

fn check_as(text: &str, name: &str, path: &Path) -> Result<Checked, Error> {
    if path.to_string_lossy().ends_with(".tags.toml") {
        return check_tags(text, name);
    }
    // Only tag files may be large; parsing any other large file would be a waste.
    if text.len() as u64 > MAX_BY_HAND && !text.contains("[[tag]]") {
        return Err(Error::new(name, format!("larger than {} MiB", MAX_BY_HAND >> 20)));
    }
    if path.file_name().is_some_and(|name| name == "keys.toml") {
        return Ok(check_keys(text, name));
    }
    if PersonalModel::is_in(text) {
        return check_personal(text, name);
    }
    let parsed =
        DeTable::parse(text).map_err(|error| Diagnostic::toml(name, text, error.span(), error.message()))?;
    let has = |wanted: &[&str], list: bool| {
        let entries = parsed.get_ref().iter();
        let mut entries = entries.map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()));
        entries.any(|(key, value)| wanted.contains(&key) && matches!(value, DeValue::Array(_)) == list)
    };
    if has(&["category", "cue", "silence"], true) || has(&["extends"], false) {
        return Ok(Checked::of_scheme(&check(text, name)?));
    }
    if has(&["tag"], true) || has(&["format", "document"], false) {
        return check_tags(text, name);
    }
    if has(&["inherits", "appearance", "palette", "ui", "category", "tier"], false) {
        return check_theme(text, name, path);
    }
    if has(&keymap::Table::ALL.iter().map(|table| table.name()).collect::<Vec<_>>(), false) {
        return Ok(check_keys(text, name));
    }
    Err(Error::new(name, "is not a scheme, a theme, a tag file or a keys file").hint(
        "a scheme has `[[category]]` and `[[cue]]`, a theme `[palette]` and `[ui]`, a keys file `[read]`",
    ))
}

/// Checks a theme at every colour depth; a warning at several of them is given once.
fn check_theme(text: &str, name: &str, path: &Path) -> Result<Checked, Error> {
    let beside = |parent: &str| beside(path, parent);
    let (theme, mut warnings) = Theme::parse(text, name, ColorDepth::TrueColor, &beside)?;
    let mut indexed = None;
    for depth in ColorDepth::ALL.into_iter().filter(|&depth| depth != ColorDepth::TrueColor) {
        let (fitted, others) = Theme::parse(text, name, depth, &beside)?;
        let new: Vec<Diagnostic> = others.into_iter().filter(|warning| !warnings.contains(warning)).collect();
        warnings.extend(new);
        indexed = indexed.or((depth == ColorDepth::Indexed256).then_some(fitted));
    }
    let measured = palette::measure(&theme, indexed.as_ref().unwrap_or(&theme));
    let summary = palette::summary(&theme, &measured);
    Ok(Checked { measured: Some(measured), ..Checked::new(warnings, summary) })
}

/// Checks a personal model: can this program use it, and what is in it?
fn check_personal(text: &str, name: &str) -> Result<Checked, Error> {
    let (model, warnings) = PersonalModel::parse(text, name)?;
    let ids: Vec<&str> = model.categories.iter().map(|one| one.category.as_str()).collect();
    let from = format!("{} in {}", counted(model.sentences, "sentence"), counted(model.articles, "article"));
    let mut checked =
        Checked::new(warnings, format!("{name}: {} learned from {from}: {}", model.name(), ids.join(", ")));
    for one in model.categories.iter().filter(|one| one.after <= one.before) {
        let message = format!("`{}` did not gain from what was learned about it", one.category);
        checked.note(Diagnostic::whole(name, message).hint("learn again from more decisions"));
    }
    Ok(checked)
}

/// Checks keys with the categories of the default scheme.
fn check_keys(text: &str, name: &str) -> Checked {
    let (rebound, warnings) = keymap::file::parse(text, name, &Scheme::claims());
    Checked::new(warnings, format!("{name}: {}", counted(rebound.len(), "key")))
}

/// Checks a tag file: unusable tags, duplicate ids, and conflicts that wait for a reader.
fn check_tags(text: &str, name: &str) -> Result<Checked, Error> {
    let document = TagDocument::parse(text, name)?;
    let (tags, warnings) = document.tags(name);
    let mut checked = Checked::new(warnings, format!("{name}: {}", counted(tags.len(), "tag")));
    for tag in tags.iter().filter(|tag| !tag.conflicts.is_empty()) {
        let message = format!("tag {} has conflicting decisions", tag.id);
        checked.note(Diagnostic::whole(name, message).hint("decide again in the reader to settle it"));
    }
    for one in document.disagreements() {
        let quote = visible::cut(&one.quote, 60);
        let message = format!("{} disagree on “{quote}”", one.annotators.join(" and "));
        checked.note(Diagnostic::whole(name, message).hint("one tag file per annotator keeps them apart"));
    }
    checked.findings.extend(unknown_words(&document.header().scheme.0, &tags, name));
    if document.needs_newer_version() {
        let message = "was written by a newer purport; this one can read it but not write it";
        checked.note(Diagnostic::whole(name, message));
    }
    Ok(checked)
}

/// Decisions that this version does not know, and categories that the scheme of the tags does not have. The
/// categories of a scheme in a file are not checked.
fn unknown_words(scheme: &str, tags: &[Tag], name: &str) -> Vec<Finding> {
    let known = Scheme::outline(scheme);
    let ids = || known.iter().flat_map(|scheme| &scheme.categories).map(|category| category.id.as_str());
    let decisions = Decision::KNOWN;
    let mut found = Vec::new();
    for tag in tags {
        if let Decision::Other(word) = &tag.decision {
            let near = did_you_mean(word, decisions.iter().map(Decision::word));
            let all = decisions.iter().map(Decision::word).collect::<Vec<_>>().join(", ");
            found.push(
                Diagnostic::whole(name, format!("tag {} has the unknown decision `{word}`", tag.id))
                    .hint(near.unwrap_or_else(|| format!("known: {all}"))),
            );
        }
        let unknown = tag.categories.iter().filter(|id| known.is_some() && !ids().any(|known| known == *id));
        for id in unknown {
            let message =
                format!("tag {} has the category `{id}`, which the scheme {scheme} does not have", tag.id);
            let near = did_you_mean(id, ids());
            found
                .push(Diagnostic::whole(name, message).hint(
                    near.unwrap_or_else(|| format!("known: {}", ids().collect::<Vec<_>>().join(", "))),
                ));
        }
    }
    found.into_iter().map(|diagnostic| Finding { diagnostic, severity: Severity::Warning }).collect()
}

impl Checked {
    fn new(warnings: Vec<Diagnostic>, summary: String) -> Self {
        let finding = |diagnostic| Finding { diagnostic, severity: Severity::Warning };
        Self { findings: warnings.into_iter().map(finding).collect(), summary, measured: None }
    }

    fn of_scheme(checked: &CheckedScheme) -> Self {
        let scheme = &checked.scheme;
        let summary = format!(
            "{}: {}, {}, {}, {}",
            scheme.name,
            counted(scheme.categories.len(), "category"),
            counted(scheme.cues.len(), "cue"),
            counted(checked.patterns, "pattern"),
            counted(checked.examples, "example"),
        );
        Self { findings: checked.findings.clone(), summary, measured: None }
    }

    fn note(&mut self, diagnostic: Diagnostic) {
        self.findings.push(Finding { diagnostic, severity: Severity::Note });
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    fn fails(&self) -> bool {
        let is_low = self.measured.as_ref().is_some_and(|measured| measured.below_floor > 0);
        is_low || self.count(Severity::Warning) > 0
    }

    fn print(&self, out: &mut impl Write, cells: usize) -> io::Result<()> {
        if let Some(measured) = &self.measured {
            out.write_all(measured.tables.as_bytes())?;
        }
        for Finding { diagnostic, severity } in &self.findings {
            let word = match severity {
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let message = format!("{word}: {}", diagnostic.message);
            let labelled = Diagnostic { message, ..diagnostic.clone() };
            writeln!(out, "{}", visible::line(&labelled.to_string()))?;
            out.write_all(caret(diagnostic, cells).as_bytes())?;
        }
        let notes = match self.count(Severity::Note) {
            0 => String::new(),
            count => format!(", {}", counted(count, "note")),
        };
        let warnings = counted(self.count(Severity::Warning), "warning");
        writeln!(out, "{}, {warnings}{notes}", visible::line(&self.summary))
    }
}
