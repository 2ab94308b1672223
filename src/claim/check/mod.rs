//! Scheme checks beyond the syntax: failing examples, redundant patterns, patterns that can never match.

mod combination;
mod cues;
mod redundancy;
#[cfg(test)]
mod tests;
mod words;

use super::scheme::Scheme;
use crate::diagnostic::Diagnostic;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Certainly a mistake.
    Warning,
    /// Perhaps intended.
    Note,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub diagnostic: Diagnostic,
    pub severity: Severity,
}

#[derive(Debug, Clone)]
pub struct CheckedScheme {
    pub scheme: Scheme,
    pub patterns: usize,
    pub examples: usize,
    /// In file order.
    pub findings: Vec<Finding>,
}

/// Checks a scheme; `file` is its name in messages. Fails like [`Scheme::parse`].
///
/// Every example runs through the engine that classifies articles. A pattern is reported as redundant or
/// unmatchable only where its steps prove it, so the absence of a finding proves nothing.
pub fn check(text: &str, file: &str) -> Result<CheckedScheme, Diagnostic> {
    let (scheme, source, warnings) = Scheme::parse_with_source(text, file)?;
    let mut report = Report { file, text, findings: Vec::new() };
    let warning = |diagnostic| Finding { diagnostic, severity: Severity::Warning };
    report.findings.extend(warnings.into_iter().map(warning));
    cues::check(&source, &scheme, &mut report);
    combination::check(&source, &scheme, &mut report);
    redundancy::check(&source, &scheme, &mut report);
    words::check(&source, &scheme, &mut report);
    report.findings.sort_by_key(|finding| (finding.diagnostic.line, finding.diagnostic.column));
    Ok(CheckedScheme {
        patterns: source.cues.iter().map(|cue| cue.patterns.len()).sum(),
        examples: source.cues.iter().map(|cue| cue.matches.len() + cue.misses.len()).sum(),
        findings: report.findings,
        scheme,
    })
}

/// Collects findings for one file.
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

    /// Leaves out findings of the scheme that the file extends, whose places lie beyond its text.
    fn add(&mut self, severity: Severity, at: usize, message: impl Into<String>, hint: Option<String>) {
        if at > self.text.len() {
            return;
        }
        let diagnostic = Diagnostic::at(self.file, self.text, at, message);
        let diagnostic = match hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        };
        self.findings.push(Finding { diagnostic, severity });
    }
}
