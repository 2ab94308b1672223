//! Searches through long texts, on a thread of their own: only the last question is answered.

use crate::session::{Far, Msg};
use crate::text::Document;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};

/// The thread that searches; it ends with this value.
#[derive(Debug)]
pub(super) struct Searcher {
    questions: Sender<(u64, Far, Arc<Document>)>,
    /// The number of the last question: whoever works on an earlier one gives up.
    last: Arc<AtomicU64>,
}

impl Searcher {
    /// Starts the thread; answers go to `say`.
    pub(super) fn start(say: impl Fn(Msg) + Send + 'static) -> Self {
        let (questions, inbox) = channel::<(u64, Far, Arc<Document>)>();
        let last = Arc::new(AtomicU64::new(0));
        let newest = Arc::clone(&last);
        std::thread::spawn(move || {
            for (number, far, document) in inbox {
                let void = || newest.load(Ordering::Relaxed) != number;
                if let Some(found) = far.look(&document, void) {
                    say(Msg::Found(found));
                }
            }
        });
        Self { questions, last }
    }

    /// Asks; an answer to an earlier question is no longer wanted.
    pub(super) fn ask(&self, far: Far, document: Arc<Document>) {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        // The thread ends only with this value, so somebody listens.
        let _ = self.questions.send((number, far, document));
    }
}
