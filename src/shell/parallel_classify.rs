//! Classification of one document on all cores that no other document needs.
//!
//! The model takes seconds for a long article. Its blocks are classified in runs, which threads take one after the
//! other; the claims are those of one thread, in the same order.

use super::lock;
use crate::claim::{Claim, Engine, Scheme, classify_blocks, classify_document};
use crate::text::{Block, Document};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Bytes of text in a run: several batches of the model, and a fraction of most articles.
const RUN_BYTES: u32 = 4 << 10;

/// Threads of this process that classify.
static CLASSIFYING: AtomicUsize = AtomicUsize::new(0);

/// One thread among those that a number counts.
struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn enter(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }

    /// `None` if there are `max` already.
    fn enter_below(count: &'a AtomicUsize, max: usize) -> Option<Self> {
        let next = |count: usize| (count < max).then_some(count + 1);
        count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok().map(|_| Self(count))
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Like [`classify_document`], on more threads as long as no more than `max_threads` of this process classify. Calls
/// `progress` with the bytes of each run that the model has judged.
pub(super) fn classify_on_idle_cores(
    document: &Document,
    scheme: &Scheme,
    slack: u16,
    max_threads: usize,
    progress: &(dyn Fn(u32) + Sync),
) -> (Vec<Claim>, usize) {
    let _entered = Counted::enter(&CLASSIFYING);
    let runs = runs(&document.blocks);
    if runs.len() < 2 || scheme.engine() == Engine::Cues {
        return classify_document(document, scheme, slack);
    }
    let next = AtomicUsize::new(0);
    let classified = Mutex::new(Vec::with_capacity(runs.len()));
    // Returns whether there was a run left.
    let classify_next = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(run) = runs.get(at) else { return false };
        let mut claims = Vec::new();
        let sentences = classify_blocks(&document.text, run, scheme, slack, &mut claims);
        lock(&classified).push((at, claims, sentences));
        progress(run.iter().map(|block| block.span.len()).sum());
        true
    };
    thread::scope(|scope| {
        loop {
            // Other documents may have ended since the last run.
            while next.load(Ordering::Relaxed) + 1 < runs.len() {
                let Some(entered) = Counted::enter_below(&CLASSIFYING, max_threads) else { break };
                let started = thread::Builder::new().spawn_scoped(scope, || {
                    let _entered = entered;
                    while classify_next() {}
                });
                // Fewer threads do the same work.
                if started.is_err() {
                    break;
                }
            }
            if !classify_next() {
                break;
            }
        }
    });
    let mut classified = classified.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    classified.sort_unstable_by_key(|(at, ..)| *at);
    let sentences = classified.iter().map(|(_, _, sentences)| sentences).sum();
    (classified.into_iter().flat_map(|(_, claims, _)| claims).collect(), sentences)
}

/// Consecutive blocks of about [`RUN_BYTES`].
fn runs(blocks: &[Block]) -> Vec<&[Block]> {
    let mut bytes = 0;
    let mut is_same_run = |one: &Block, _: &Block| {
        bytes += one.span.len();
        let is_full = bytes >= RUN_BYTES;
        if is_full {
            bytes = 0;
        }
        !is_full
    };
    blocks.chunk_by(&mut is_same_run).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::LearnedModel;
    use crate::import::{Format, ImportOptions, import};

    #[test]
    fn claims_are_the_same_on_any_number_of_threads() {
        let category = &LearnedModel::built_in("claims").unwrap().categories()[0];
        let scheme = format!(
            "[[category]]\nid = \"{category}\"\nletter = \"C\"\nkey = \"1\"\n[[cue]]\nid = \"vow\"\n\
             category = \"{category}\"\npattern = \"vow/V\"\n[model]\nname = \"claims\"\n\
             [[model.category]]\ncategory = \"{category}\"\noffset = 4.0\nmodel = 0.2\ncues = 0.5\n"
        );
        let scheme = Scheme::parse(&scheme, "s").unwrap().0;
        // Few words in much text: a debug build takes long for each word.
        let paragraphs =
            (0..6).map(|at| format!("It{}{at}.\n\nThe Duke vowed a toll.\n\n", " ".repeat(3000)));
        let text: String = paragraphs.collect();
        let document = import(text.into_bytes(), "t", ImportOptions::new(Format::Plain)).unwrap().document;
        assert!(runs(&document.blocks).len() > 1);
        assert_eq!(runs(&document.blocks).concat(), document.blocks);
        let expected = classify_document(&document, &scheme, 0);
        assert!(expected.0.len() > 6, "{}", expected.0.len());
        for threads in [1, 2, 3] {
            assert_eq!(
                classify_on_idle_cores(&document, &scheme, 0, threads, &|_| ()),
                expected,
                "{threads} threads"
            );
        }
    }

    #[test]
    fn threads_count_until_they_end() {
        let count = AtomicUsize::new(0);
        let first = Counted::enter(&count);
        let second = Counted::enter_below(&count, 2);
        assert!(second.is_some() && Counted::enter_below(&count, 2).is_none());
        drop(first);
        assert!(Counted::enter_below(&count, 2).is_some());
        drop(second);
        assert_eq!(count.into_inner(), 0);
    }
}
