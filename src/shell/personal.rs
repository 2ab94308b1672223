//! The reader's personal model: learned from the tags of a shelf, kept in the state folder, and put to use.

use super::batch::default_jobs;
use super::learn::measure_all;
use super::peers::Peers;
use super::{display, file, paths, store};
use crate::claim::{Engine, PersonalModel, Scheme};
use crate::error::Error;
use crate::learn::{self, CategoryOutcome, Outcome, Verdict, examples_of_tags};
use crate::tag::Tag;
use crate::text::Document;
use crate::text::number::counted;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// The scheme with its personal model, if the state folder holds one; and why one that is there cannot speak.
pub fn speaking(scheme: Scheme) -> (Scheme, Option<Error>) {
    let Some((on, _)) = paths::personal(&scheme.name).filter(|(on, _)| on.exists()) else {
        return (scheme, None);
    };
    match attached(scheme.clone(), &on) {
        Ok(speaking) => (speaking, None),
        Err(error) => (scheme, Some(error)),
    }
}

fn attached(scheme: Scheme, path: &Path) -> Result<Scheme, Error> {
    let name = display::path(path);
    let (model, _) = PersonalModel::parse(&file::text(path, file::MAX_BY_HAND)?, &name)?;
    scheme.with_personal(Arc::new(model)).map_err(|mismatch| {
        Error::new(name, mismatch.to_string()).hint("`:learn` in the reader learns again")
    })
}

/// The scheme with the model that was silenced. Fails if there is none.
pub(super) fn silenced(scheme: &Scheme) -> Result<Scheme, Error> {
    let (on, off) = paths::personal(&scheme.name).unwrap_or_default();
    let there = [off, on].into_iter().find(|path| path.exists());
    let path = there.ok_or_else(|| {
        Error::new("a personal model", "has not been learned yet").hint("`:learn` learns one from your tags")
    })?;
    attached(scheme.clone(), &path)
}

/// Keeps the personal model that speaks under a scheme, or silences the one that is kept.
pub(super) fn keep(scheme: &Scheme) -> Result<(), Error> {
    let (on, off) = paths::personal(&scheme.name)
        .ok_or_else(|| Error::new("the state folder", "is unknown").hint("set XDG_STATE_HOME or HOME"))?;
    let failed = |path: &Path, error| display::io_error(display::path(path), error);
    let Some(model) = scheme.personal() else {
        return if on.exists() { fs::rename(&on, &off).map_err(|error| failed(&off, error)) } else { Ok(()) };
    };
    if let Some(folder) = on.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    }
    store::write_file(&on, model.render().as_bytes())?;
    match fs::remove_file(&off) {
        Err(error) if off.exists() => Err(failed(&off, error)),
        _ => Ok(()),
    }
}

/// Learns from the tags of the open article and its peers. Returns the scheme with what was learned, `None` if nothing
/// gained, and the figures, one line each. `tell` takes the progress, and returns whether to go on.
pub(super) fn learn(
    scheme: &Scheme,
    (document, tags): (&Document, &[Arc<Tag>]),
    peers: &Peers,
    tell: &dyn Fn(String) -> bool,
) -> Result<(Option<Scheme>, Vec<String>), Error> {
    if scheme.combination.is_some() && scheme.engine() == Engine::Cues {
        return Err(
            Error::new("learning", "needs the learned model").hint("open the article without --engine cues")
        );
    }
    let base = Arc::new(scheme.clone().without_personal());
    let tags: Vec<Tag> = tags.iter().map(|tag| tag.as_ref().clone()).collect();
    let mut examples = examples_of_tags(&document.name, document, &tags, &base);
    let (paths, mut unread) = (peers.paths(), Vec::new());
    for (number, path) in paths.iter().enumerate() {
        if !tell(format!("reading article {} of {}", number + 1, paths.len())) {
            return Ok((None, Vec::new()));
        }
        match peers.read(path) {
            Ok(article) => {
                let name = display::path(path);
                examples.extend(examples_of_tags(&name, &article.document, &article.tags, &base));
            }
            Err(error) => unread.push(error.to_string()),
        }
    }
    let unread: Vec<String> = match unread.len() {
        0 => Vec::new(),
        count => {
            let why = unread.swap_remove(0);
            vec![format!("{} could not be read, the first because: {why}", counted(count, "tagged article"))]
        }
    };
    if examples.is_empty() {
        let none = "No decision to learn from, in this article and those beside it.".to_owned();
        return Ok((None, [vec![none], unread].concat()));
    }
    let mut progress = |done: usize| {
        let percent = done * 100 / examples.len().max(1);
        if tell(format!("measuring {percent}\u{a0}%")) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    };
    let measured = measure_all(&examples, &base, default_jobs(), &mut progress)?;
    let Some(measured) = measured else { return Ok((None, Vec::new())) };
    let outcome = learn::train(&examples, &measured, &base, learn::Options::default(), &mut |step| {
        tell(format!("learning {}\u{a0}%", step.done * 100 / step.of.max(1)));
    });
    let figures = [figures(&outcome, &base), unread].concat();
    let learned = outcome.model.and_then(|model| scheme.clone().with_personal(Arc::new(model)).ok());
    Ok((learned, figures))
}

/// What was learned or not, one line for each category.
fn figures(outcome: &Outcome, scheme: &Scheme) -> Vec<String> {
    let mut lines = vec![format!(
        "From {} in {}. F1 on articles left out in turn, before and after:",
        counted(outcome.sentences, "sentence"),
        counted(outcome.articles, "article")
    )];
    lines.extend(outcome.categories.iter().map(|one| {
        let known = scheme.categories.iter().find(|category| category.id == one.category);
        let name = known.map_or(one.category.as_str(), |category| category.name.as_str());
        format!("{name}: {}", verdict(one))
    }));
    lines
}

fn verdict(one: &CategoryOutcome) -> String {
    let figure = |f1: f64| format!("{f1:.2}");
    let (before, after) = (figure(one.before.f1()), figure(one.after.f1()));
    match one.verdict {
        Verdict::Learned => {
            format!("{before} → {after}, learned from {}", counted(one.counts.decisions, "decision"))
        }
        Verdict::NoGain { .. } => format!("{before} → {after}, no clear gain: it stays as it is"),
        Verdict::TooFew(needed) => {
            let (found, noun) = if needed.of_decisions {
                (one.counts.decisions, "decision")
            } else {
                (one.counts.positives, "passage")
            };
            format!(
                "{} in {}: {} in {} are needed",
                counted(found, noun),
                counted(one.counts.articles, "article"),
                needed.examples,
                needed.articles
            )
        }
    }
}
