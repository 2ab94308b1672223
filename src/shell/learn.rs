//! Learning from tag files: reads them with their articles, and measures their sentences on all cores.

use super::article::{ReadOptions, Source};
use super::survey::TaggedArticle;
use super::{batch, display};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::learn::{Example, Measured, examples_of_tags, measure};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Sentences that a thread measures before it fetches more.
const TOGETHER: usize = 32;

/// What one article teaches, and warnings about unusable tags.
pub fn examples(
    path: &Path,
    scheme: &Scheme,
    annotator: Option<&str>,
) -> Result<(Vec<Example>, Vec<Diagnostic>), Error> {
    examples_with(path, None, scheme, annotator)
}

/// Like [`examples`], with a tag file that need not have the usual name.
pub fn examples_with(
    path: &Path,
    tags: Option<PathBuf>,
    scheme: &Scheme,
    annotator: Option<&str>,
) -> Result<(Vec<Example>, Vec<Diagnostic>), Error> {
    let source = Source::File(path.to_owned());
    let article = TaggedArticle::read(&source, ReadOptions::default(), tags, annotator)?;
    let name = display::path(path);
    Ok((examples_of_tags(&name, &article.document, &article.tags, scheme), article.tag_warnings))
}

/// Measures the sentences of all examples, on `jobs` threads; `progress` gets the number that are measured.
///
/// The result does not depend on the threads. Ends early with `None` if `progress` breaks off.
pub fn measure_all(
    examples: &[Example],
    scheme: &Arc<Scheme>,
    jobs: usize,
    progress: &mut dyn FnMut(usize) -> ControlFlow<()>,
) -> Result<Option<Vec<Measured>>, Error> {
    let batches: Vec<Vec<String>> = examples
        .chunks(TOGETHER)
        .map(|batch| batch.iter().map(|example| example.text.clone()).collect())
        .collect();
    let mut measured = Vec::with_capacity(examples.len());
    let flow = batch::in_order(
        jobs,
        move |emit| {
            batches.into_iter().all(|batch| {
                let bytes = batch.iter().map(String::len).sum();
                emit(batch, bytes)
            });
        },
        |batch: Vec<String>| measure(&batch.iter().map(String::as_str).collect::<Vec<_>>(), scheme),
        |batch| {
            measured.extend(batch);
            progress(measured.len())
        },
    )?;
    Ok(flow.is_continue().then_some(measured))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::Label;

    fn own() -> Arc<Scheme> {
        let text = "name = \"s\"\n[[category]]\nid = \"own\"\nletter = \"O\"\nkey = \"1\"\n";
        Arc::new(Scheme::parse(text, "s").unwrap().0)
    }

    #[test]
    fn a_tagged_article_gives_examples() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "The toll rose. It rained. The toll fell.\n").unwrap();
        let tags = "[format]\nname = \"purport-tags\"\nversion = 1\n[[tag]]\nid = \"t-1\"\nquote = \"The toll fell.\"\nprefix = \"\"\nsuffix = \"\"\nstart = 26\nend = 40\n\
                    categories = [\"own\"]\ndecision = \"added\"\nannotator = \"reader\"\nat = \"2026-01-01T00:00:00Z\"\n";
        std::fs::write(folder.path().join("a.txt.tags.toml"), tags).unwrap();
        let (found, warnings) = examples(&path, &own(), None).unwrap();
        let labels: Vec<(Label, bool)> = found.iter().map(|one| (one.labels[0], one.passed)).collect();
        assert_eq!(labels, [(Label::No, true), (Label::No, true), (Label::Yes, false)]);
        assert!(warnings.is_empty() && found.iter().all(|one| one.article.ends_with("a.txt")));
        assert!(examples(&path, &own(), Some("other")).unwrap().0.is_empty());
    }

    #[test]
    fn threads_do_not_change_the_measures() {
        let example = |at: usize| Example {
            article: "a".to_owned(),
            text: format!("Toll {at}."),
            labels: vec![Label::Open],
            passed: false,
        };
        let examples: Vec<Example> = (0..40).map(example).collect();
        let all = |jobs| {
            let mut last = 0;
            let mut progress = |done| {
                last = done;
                ControlFlow::Continue(())
            };
            let measured = measure_all(&examples, &own(), jobs, &mut progress).unwrap().unwrap();
            assert_eq!((measured.len(), last), (40, 40));
            measured
        };
        assert_eq!(all(1), all(3));
        let stopped = measure_all(&examples, &own(), 2, &mut |_| ControlFlow::Break(()));
        assert_eq!(stopped.unwrap(), None);
    }
}
