//! What is wrong with a scheme beyond its grammar: examples that fail, patterns that say nothing new,
//! patterns that can never be found.

mod cover;
mod examples;
mod patterns;
mod reach;
mod source;
#[cfg(test)]
mod tests;
mod words;

use super::scheme::Scheme;
use crate::diagnostic::Diagnostic;
use source::SchemeSource;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something does not do what its author must have meant.
    Warning,
    /// Something that may be meant.
    Note,
}

/// One thing found in a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What and where.
    pub diagnostic: Diagnostic,
    /// How bad it is.
    pub severity: Severity,
}

/// A scheme that was looked through.
#[derive(Debug, Clone)]
pub struct CheckedScheme {
    /// The scheme as it is used.
    pub scheme: Scheme,
    /// How many patterns its cues have.
    pub patterns: usize,
    /// How many examples its cues have.
    pub examples: usize,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
}

/// Looks a scheme through; `file` is its name in messages.
///
/// Every example runs through the engine that classifies articles. A pattern is called needless or
/// unreachable only where that can be proven from its steps, so silence proves nothing. Fails like
/// [`Scheme::parse`].
pub fn check(text: &str, file: &str) -> Result<CheckedScheme, Diagnostic> {
    let (scheme, warnings) = Scheme::parse(text, file)?;
    let sheet = SchemeSource::read(text, file, &scheme)?;
    let mut report = Report { file, text, findings: Vec::new() };
    report
        .findings
        .extend(warnings.into_iter().map(|diagnostic| Finding { diagnostic, severity: Severity::Warning }));
    examples::check(&sheet, &scheme, &mut report);
    patterns::check(&sheet, &scheme, &mut report);
    words::check(&sheet, &scheme, &mut report);
    reach::check(&sheet, &scheme, &mut report);
    report.findings.sort_by_key(|finding| (finding.diagnostic.line, finding.diagnostic.column));
    Ok(CheckedScheme {
        patterns: sheet.entries.iter().map(|entry| entry.patterns.len()).sum(),
        examples: sheet.entries.iter().map(|entry| entry.matches.len() + entry.misses.len()).sum(),
        findings: report.findings,
        scheme,
    })
}

/// The findings so far, and the file that they are about.
struct Report<'a> {
    file: &'a str,
    text: &'a str,
    findings: Vec<Finding>,
}

impl Report<'_> {
    fn warn(&mut self, at: usize, message: impl Into<String>) {
        self.add(Severity::Warning, at, message, None);
    }

    fn note(&mut self, at: usize, message: impl Into<String>) {
        self.add(Severity::Note, at, message, None);
    }

    fn add(&mut self, severity: Severity, at: usize, message: impl Into<String>, hint: Option<String>) {
        let fault = Diagnostic::at(self.file, self.text, at, message);
        let fault = match hint {
            Some(hint) => fault.hint(hint),
            None => fault,
        };
        self.findings.push(Finding { diagnostic: fault, severity });
    }
}
