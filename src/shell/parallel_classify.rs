//! Classification of one document on all cores that no other document needs.
//!
//! The model takes seconds for a long article. It is classified in parts, which threads take one after the other, also
//! those of a single long block; the claims are those of one thread, in the same order.

use super::kept_verdicts::KeptVerdicts;
use super::lock;
use crate::claim::{Claim, Cutter, Engine, Scheme, classify_document};
use crate::text::Document;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Sentences of a part: about one batch of the model, and a fraction of most articles.
const PART: usize = 32;

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

/// Like [`classify_document`], on more threads as long as no more than `max_threads` of this process classify. The model judges only what `kept` does not know. Calls
/// `progress` with the bytes of each part that the model has judged.
pub(super) fn classify_on_idle_cores(
    document: &Document,
    scheme: &Scheme,
    slack: u16,
    max_threads: usize,
    kept: &KeptVerdicts,
    progress: &(dyn Fn(u32) + Sync),
) -> (Vec<Claim>, usize) {
    let _entered = Counted::enter(&CLASSIFYING);
    if scheme.engine() == Engine::Cues {
        return classify_document(document, scheme, slack);
    }
    let (parts, sentences) = Cutter::parts_of(document, PART);
    let next = AtomicUsize::new(0);
    let classified = Mutex::new(Vec::with_capacity(parts.len()));
    // Returns whether there was a part left.
    let classify_next = || {
        let at = next.fetch_add(1, Ordering::Relaxed);
        let Some(part) = parts.get(at) else { return false };
        let claims = kept.judge(part, document, scheme, slack);
        lock(&classified).push((at, claims));
        progress(part.span().len());
        true
    };
    thread::scope(|scope| {
        loop {
            // Other documents may have ended since the last part.
            while next.load(Ordering::Relaxed) + 1 < parts.len() {
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
    kept.flush();
    let mut classified = classified.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    classified.sort_unstable_by_key(|(at, _)| *at);
    (classified.into_iter().flat_map(|(_, claims)| claims).collect(), sentences)
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
        // A debug build takes long for each word.
        let long = "A vow. ".repeat(3 * PART);
        let text = format!("The Duke vowed a toll.\n\n{long}\n\nIt came.\n");
        let document = import(text.into_bytes(), "t", ImportOptions::new(Format::Plain)).unwrap().document;
        assert!(Cutter::parts_of(&document, PART).0.len() > 3);
        let expected = classify_document(&document, &scheme, 0);
        assert!(expected.0.len() > PART, "{}", expected.0.len());
        for threads in [1, 2, 3] {
            assert_eq!(
                classify_on_idle_cores(&document, &scheme, 0, threads, &KeptVerdicts::nowhere(), &|_| ()),
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
