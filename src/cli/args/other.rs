//! The words for another classifier in the place of our own.

use crate::diagnostic::Diagnostic;
use crate::shell::classifier::Call;
use clap::Args as ClapArgs;
use std::time::Duration;

/// Another classifier in the place of our own.
#[derive(Debug, Clone, ClapArgs)]
pub(in crate::cli) struct Other {
    /// Another classifier: a command that answers each line {"id":…,"text":…} with a line {"claims":[…]}
    #[arg(long, value_name = "COMMAND")]
    pub(in crate::cli) classifier: Option<String>,
    /// How many seconds it may take for one article
    #[arg(long, value_name = "SECONDS", default_value_t = Self::LIMIT, requires = "classifier",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) classifier_limit: u32,
}

impl Other {
    const LIMIT: u32 = 60;

    /// How it is called, if one is named; `max_failures` is how many failures in a row end the asking.
    pub(in crate::cli) fn call(&self, max_failures: usize) -> Result<Option<Call>, Diagnostic> {
        let Some(command) = self.classifier.clone() else { return Ok(None) };
        if command.trim().is_empty() {
            return Err(Diagnostic::whole("--classifier", "takes a command").hint("see docs/classifiers.md"));
        }
        let limit = Duration::from_secs(self.classifier_limit.into());
        Ok(Some(Call { command, limit, max_failures }))
    }
}

impl Default for Other {
    fn default() -> Self {
        Self { classifier: None, classifier_limit: Self::LIMIT }
    }
}
