//! `purport check`: what is wrong with a scheme, a theme, a tag file or keys of the reader's own.

use super::args::Check;
use super::output::{Flow, flow};
use super::palette::Measured;
use super::{caret, complain, palette, scheme};
use crate::claim::Scheme;
use crate::claim::check::{CheckedScheme, Finding, Severity, check};
use crate::diagnostic::Diagnostic;
use crate::session::keymap;
use crate::shell::file::MAX_BY_HAND;
use crate::shell::terminal;
use crate::shell::theme_file::beside;
use crate::tag::{TagDocument, file};
use crate::text::number::counted;
use crate::text::visible;
use crate::theme::{ColorDepth, Theme};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Looks every file through and prints what is found; 1 if there is a warning, 2 if a file cannot
/// be used.
pub(super) fn run(args: &Check) -> Result<u8, Diagnostic> {
    let cells = terminal::columns(io::stdout().is_terminal());
    let mut code = 0;
    let themes = if args.themes { Theme::names().collect() } else { Vec::new() };
    let words = themes.into_iter().map(Path::new).chain(args.files.iter().map(PathBuf::as_path));
    for word in words {
        let found = read(word).and_then(|(text, name)| look(&text, &name, word));
        match found {
            Ok(found) => {
                code = code.max(u8::from(found.fails()));
                let written = found.print(&mut io::stdout().lock(), cells);
                if let Flow::Closed = flow(written)? {
                    return Ok(code);
                }
            }
            Err(fault) => {
                complain(&fault);
                code = 2;
            }
        }
    }
    Ok(code)
}

/// The text that a word stands for, and its name in messages.
fn read(word: &Path) -> Result<(String, String), Diagnostic> {
    match Theme::BUILT_IN.iter().find(|theme| Path::new(theme.name) == word) {
        Some(theme) => Ok((theme.text.to_owned(), theme.name.to_owned())),
        None => scheme::text_within(word, file::LARGEST as u64),
    }
}

/// What was found in one file.
struct Found {
    findings: Vec<Finding>,
    summary: String,
    /// What was measured of a theme.
    measured: Option<Measured>,
}

/// Looks at what a file holds, and checks it as that.
fn look(text: &str, name: &str, path: &Path) -> Result<Found, Diagnostic> {
    if path.to_string_lossy().ends_with(".tags.toml") {
        return of_tags(text, name);
    }
    // Only a tag file may be large, and what is no tag file is not worth its parsing.
    if text.len() as u64 > MAX_BY_HAND && !text.contains("[[tag]]") {
        return Err(Diagnostic::whole(name, format!("larger than {} MiB", MAX_BY_HAND >> 20)));
    }
    if path.file_name().is_some_and(|name| name == "keys.toml") {
        return Ok(of_keys(text, name));
    }
    let parsed = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Diagnostic::at(name, text, at, error.message().trim_end_matches('.').replace('\n', ", "))
    })?;
    let has = |wanted: &[&str], list: bool| {
        let entries = parsed.get_ref().iter();
        let mut entries = entries.map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()));
        entries.any(|(key, value)| wanted.contains(&key) && matches!(value, DeValue::Array(_)) == list)
    };
    let tags = has(&["tag"], true) || has(&["format", "document"], false);
    if has(&["category", "cue"], true) {
        return check(text, name).map(|checked| of_scheme(&checked));
    }
    if tags {
        return of_tags(text, name);
    }
    if has(&["inherits", "appearance", "palette", "ui", "category", "tier"], false) {
        return of_theme(text, name, path);
    }
    if has(&keymap::Table::ALL.iter().map(|table| table.name()).collect::<Vec<_>>(), false) {
        return Ok(of_keys(text, name));
    }
    let fault = Diagnostic::whole(name, "is neither a scheme nor a theme nor a tag file nor keys");
    Err(fault
        .hint("a scheme has `[[category]]` and `[[cue]]`, a theme `[palette]` and `[ui]`, keys `[read]`"))
}

/// Looks at a theme as 24-bit colour shows it; its overrides for other terminals are read as well, and
/// what is wrong in them is said once.
fn of_theme(text: &str, name: &str, path: &Path) -> Result<Found, Diagnostic> {
    let beside = |parent: &str| beside(path, parent);
    let (theme, mut faults) = Theme::parse(text, name, ColorDepth::TrueColor, &beside)?;
    let mut indexed = None;
    for color_depth in ColorDepth::ALL.into_iter().filter(|&color_depth| color_depth != ColorDepth::TrueColor)
    {
        let (fitted, others) = Theme::parse(text, name, color_depth, &beside)?;
        let new: Vec<Diagnostic> = others.into_iter().filter(|fault| !faults.contains(fault)).collect();
        faults.extend(new);
        indexed = indexed.or((color_depth == ColorDepth::Indexed256).then_some(fitted));
    }
    let measured = palette::measure(&theme, indexed.as_ref().unwrap_or(&theme));
    let summary = palette::summary(&theme, &measured);
    Ok(Found { measured: Some(measured), ..Found::of(faults, summary) })
}

fn of_scheme(checked: &CheckedScheme) -> Found {
    let scheme = &checked.scheme;
    let summary = format!(
        "{}: {}, {}, {}, {}",
        scheme.name,
        counted(scheme.categories.len(), "category"),
        counted(scheme.cues.len(), "cue"),
        counted(checked.patterns, "pattern"),
        counted(checked.examples, "example"),
    );
    Found { findings: checked.findings.clone(), summary, measured: None }
}

/// Looks at keys, with the categories of the scheme that is used without a word.
fn of_keys(text: &str, name: &str) -> Found {
    let (rebound, faults) = keymap::file::parse(text, name, &Scheme::claims());
    Found::of(faults, format!("{name}: {}", counted(rebound.len(), "key")))
}

/// Looks at a tag file: tags that cannot be used, ids that stand twice, conflicts that wait for a reader.
fn of_tags(text: &str, name: &str) -> Result<Found, Diagnostic> {
    let sheet = TagDocument::parse(text, name)?;
    let (tags, faults) = sheet.tags(name);
    let waiting = tags.iter().filter(|tag| !tag.conflicts.is_empty());
    let mut found = Found::of(faults, format!("{name}: {}", counted(tags.len(), "tag")));
    found.findings.extend(waiting.map(|tag| {
        let fault = Diagnostic::whole(name, format!("tag {} was decided differently elsewhere", tag.id));
        let fault = fault.hint("decide again in the reader, and the conflict is settled");
        Finding { diagnostic: fault, severity: Severity::Note }
    }));
    if sheet.asks_for_newer() {
        let fault = Diagnostic::whole(name, "was written by a newer purport; it can be read and not written");
        found.findings.push(Finding { diagnostic: fault, severity: Severity::Note });
    }
    Ok(found)
}

impl Found {
    fn of(faults: Vec<Diagnostic>, summary: String) -> Self {
        let finding = |diagnostic| Finding { diagnostic, severity: Severity::Warning };
        Self { findings: faults.into_iter().map(finding).collect(), summary, measured: None }
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    fn faults(&self) -> usize {
        self.count(Severity::Warning)
    }

    /// Whether anything is wrong.
    fn fails(&self) -> bool {
        self.faults() > 0 || self.measured.as_ref().is_some_and(|measured| measured.short > 0)
    }

    /// The tables if there are any, one entry for each finding, and a line that sums up.
    fn print(&self, out: &mut impl Write, cells: usize) -> io::Result<()> {
        if let Some(measured) = &self.measured {
            out.write_all(measured.tables.as_bytes())?;
        }
        for Finding { diagnostic: fault, severity } in &self.findings {
            let word = match severity {
                Severity::Warning => "warning",
                Severity::Note => "note",
            };
            let said = Diagnostic { message: format!("{word}: {}", fault.message), ..fault.clone() };
            writeln!(out, "{}", visible::line(&said.to_string()))?;
            out.write_all(caret::below(fault, cells).as_bytes())?;
        }
        let notes = match self.count(Severity::Note) {
            0 => String::new(),
            count => format!(", {}", counted(count, "note")),
        };
        writeln!(out, "{}, {}{notes}", visible::line(&self.summary), counted(self.faults(), "fault"))
    }
}
