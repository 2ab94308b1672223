//! Threads that let the model judge the text, outward from the reader's place.

use super::input::Event;
use super::lock;
use crate::claim::{Claim, Scheme, classify_blocks, classify_part};
use crate::reading::ThresholdShift;
use crate::session::{Msg, Notice, Settled};
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Sentences judged at once: a tenth of a second, so that the threads follow the reader.
const PART: usize = 16;
/// Blocks of more sentences are judged in parts.
const MAX_BLOCK: usize = 2 * PART;
/// Pause of a thread that waits for more text.
const PAUSE: Duration = Duration::from_millis(10);

/// The judging of a session's texts, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Judging {
    shared: Arc<Shared>,
    sender: Sender<Event>,
}

#[derive(Debug, Default)]
struct Shared {
    /// The visible text: its start in the upper half, its end in the lower.
    seen: AtomicU64,
    /// Number of the latest judgment; threads of earlier ones end.
    latest: AtomicU64,
}

impl Judging {
    /// Messages go to `sender`.
    pub(super) fn new(sender: Sender<Event>) -> Self {
        Self { shared: Arc::default(), sender }
    }

    /// Tells the threads where the reader is.
    pub(super) fn set_seen(&self, seen: Span) {
        let seen = u64::from(seen.start()) << 32 | u64::from(seen.end());
        self.shared.seen.store(seen, Ordering::Relaxed);
    }

    fn seen(&self) -> Span {
        let seen = self.shared.seen.load(Ordering::Relaxed);
        Span::new((seen >> 32) as u32, seen as u32)
    }

    /// Ends the threads after their present part.
    pub(super) fn stop(&self) {
        self.next_number();
    }

    fn next_number(&self) -> u64 {
        self.shared.latest.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Starts threads that judge the parts of a text as they are added, and ends those of an earlier text.
    ///
    /// One core is left to the reader's keys.
    pub(super) fn start(&self, document: &Arc<Document>, scheme: &Arc<Scheme>) -> Queue {
        let (number, queue) = (self.next_number(), Queue::default());
        let threads = thread::available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        for _ in 0..threads {
            let (judging, queue) = (self.clone(), queue.clone());
            let (document, scheme) = (Arc::clone(document), Arc::clone(scheme));
            thread::spawn(move || {
                let run = || judging.run(number, &queue, &document, &scheme);
                if catch_unwind(AssertUnwindSafe(run)).is_err() {
                    judging.stop();
                    let text = "the model has crashed; the marks are the cues' alone (please report this)";
                    judging.send(Msg::Notify(Notice::error(text)));
                    judging.send(Msg::Judging { sentences: 0 });
                }
            });
        }
        queue
    }

    /// Drops the message after the session has ended.
    fn send(&self, msg: Msg) {
        drop(self.sender.send(Event::Msg(msg)));
    }

    fn run(&self, number: u64, queue: &Queue, document: &Arc<Document>, scheme: &Scheme) {
        while self.shared.latest.load(Ordering::Relaxed) == number {
            let next = lock(&queue.0).next(self.seen());
            match next {
                Next::Part(part) => {
                    let claims = judge(document, scheme, &part);
                    // Another text may have come meanwhile; the session ignores parts of an earlier one.
                    let document = Arc::clone(document);
                    let Part { span: part, sentences, .. } = part;
                    self.send(Msg::Settled(Settled { document, part, sentences, claims }));
                }
                Next::Later => thread::sleep(PAUSE),
                Next::Nothing => return,
            }
        }
    }
}

/// Consecutive sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    span: Span,
    sentences: usize,
    /// Does it lie inside of one block, rather than cover blocks?
    inside: bool,
}

/// Cuts a text into parts, block by block.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    open: Option<Part>,
    parts: Vec<Part>,
}

impl Cutter {
    /// Adds a block of `count` sentences.
    pub(super) fn add(&mut self, text: &str, block: Span, count: usize) {
        if count > MAX_BLOCK {
            self.close();
            let all = sentences(text, block);
            let runs = all.chunks(PART).filter_map(|run| {
                let span = run.first()?.union(*run.last()?);
                Some(Part { span, sentences: run.len(), inside: true })
            });
            self.parts.extend(runs);
        } else if count > 0 {
            let part = self.open.unwrap_or(Part { span: block, sentences: 0, inside: false });
            let part =
                Part { span: part.span.union(block), sentences: part.sentences + count, inside: false };
            self.open = Some(part);
            if part.sentences >= PART {
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.parts.extend(self.open.take());
    }

    /// The parts complete so far, without those taken before.
    pub(super) fn take(&mut self) -> Vec<Part> {
        std::mem::take(&mut self.parts)
    }

    /// The last parts.
    pub(super) fn finish(mut self) -> Vec<Part> {
        self.close();
        self.parts
    }
}

/// Parts of a text that no thread has taken yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue(Arc<Mutex<Waiting>>);

impl Queue {
    pub(super) fn add(&self, parts: Vec<Part>) {
        let parts = parts.into_iter().map(|part| (part.span.start(), part));
        lock(&self.0).parts.extend(parts);
    }

    /// No more parts follow.
    pub(super) fn close(&self) {
        lock(&self.0).closed = true;
    }
}

#[derive(Debug, Default)]
struct Waiting {
    /// By their start.
    parts: BTreeMap<u32, Part>,
    closed: bool,
}

enum Next {
    Part(Part),
    /// More parts will come.
    Later,
    Nothing,
}

impl Waiting {
    /// Takes the part nearest to the visible text; what is visible comes from the top.
    fn next(&mut self, seen: Span) -> Next {
        let after = self.parts.range(seen.start()..).next().map(|(_, part)| *part);
        let before = self.parts.range(..seen.start()).next_back().map(|(_, part)| *part);
        let below = |part: &Part| part.span.start().saturating_sub(seen.end());
        let above = |part: &Part| seen.start().saturating_sub(part.span.end());
        let nearest = match (before, after) {
            // A part that begins above the page and ends on it precedes those on the page.
            (Some(before), Some(after)) if above(&before) == 0 || above(&before) < below(&after) => {
                Some(before)
            }
            (before, None) => before,
            (_, after) => after,
        };
        match nearest {
            Some(part) => {
                self.parts.remove(&part.span.start());
                Next::Part(part)
            }
            None if self.closed => Next::Nothing,
            None => Next::Later,
        }
    }
}

/// The model's claims in a part.
fn judge(document: &Document, scheme: &Scheme, part: &Part) -> Vec<Claim> {
    let (text, slack) = (&document.text, ThresholdShift::SLACK);
    let mut claims = Vec::new();
    let first = document.block_at(part.span.start());
    if part.inside {
        let block = document.block(first).span;
        let all = sentences(text, block);
        let from = all.partition_point(|sentence| sentence.start() < part.span.start());
        classify_part(text, block, &all, from..from + part.sentences, scheme, slack, &mut claims);
    } else {
        let blocks = document.blocks.get(first..).unwrap_or_default();
        let end = blocks.partition_point(|block| block.span.start() < part.span.end());
        let blocks = blocks.get(..end).unwrap_or_default();
        classify_blocks(text, blocks, scheme, slack, &mut claims);
    }
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{LearnedModel, classify_document};
    use crate::import::{Format, ImportOptions, import};
    use crate::reading::Reading;
    use std::sync::mpsc::channel;

    /// A scheme of one cue and a model that marks about every other sentence.
    fn scheme() -> Scheme {
        let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
        let text = format!(
            "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n\
             [[cue]]\nid = \"vow\"\ncategory = \"{id}\"\npattern = \"vow/V\"\nweight = 4.0\n\
             [model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{id}\"\nmodel = 1.0\ncues = 0.5\n"
        );
        Scheme::parse(&text, "s").unwrap().0
    }

    /// A long block between short ones.
    fn document() -> Document {
        let long = "The Guild vowed a toll. “It rained,” he said. Nobody went. ".repeat(12);
        let text = format!(
            "A vow.\n\nThe Duke vowed rain. It came.\n\n{long}\n\nWe must pay.\n\nThe Guild vowed.\n"
        );
        import(text.into_bytes(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document
    }

    fn parts(document: &Document) -> Vec<Part> {
        let mut cutter = Cutter::default();
        for block in document.blocks.iter().filter(|block| block.kind.is_classified()) {
            cutter.add(&document.text, block.span, sentences(&document.text, block.span).len());
        }
        cutter.finish()
    }

    #[test]
    fn a_settled_reading_has_the_claims_of_the_document() {
        let (document, scheme) = (Arc::new(document()), Arc::new(scheme()));
        let (expected, sentences) = classify_document(&document, &scheme, ThresholdShift::SLACK);
        let (sender, events) = channel();
        let judging = Judging::new(sender);
        judging.set_seen(Span::new(300, 400));
        let queue = judging.start(&document, &scheme);
        let mut reading = Reading::new(Arc::clone(&document), Arc::clone(&scheme));
        let parts = parts(&document);
        assert!(parts.iter().any(|part| part.inside) && parts.iter().any(|part| !part.inside));
        queue.add(parts);
        queue.close();
        let mut judged = 0;
        while judged < sentences {
            let Ok(Event::Msg(Msg::Settled(part))) = events.recv_timeout(Duration::from_mins(2)) else {
                panic!("judged {judged} of {sentences}")
            };
            assert!(Arc::ptr_eq(&part.document, &document));
            judged += part.sentences;
            reading.settle(part.part, part.claims, None);
        }
        let whole = Reading::of_article(Arc::clone(&document), Arc::clone(&scheme), Vec::new(), true);
        assert_eq!((reading.marks(), reading.below_threshold()), (whole.marks(), whole.below_threshold()));
        assert!(!expected.is_empty());
    }

    #[test]
    fn the_nearest_part_comes_first() {
        let part = |start| Part { span: Span::new(start, start + 10), sentences: 1, inside: false };
        let mut waiting = Waiting::default();
        waiting.parts.extend((0..10).map(|number| (number * 10, part(number * 10))));
        let mut order = Vec::new();
        for seen in [Span::new(42, 65); 7].into_iter().chain([Span::new(0, 5); 3]) {
            let Next::Part(part) = waiting.next(seen) else { panic!() };
            order.push(part.span.start());
        }
        assert_eq!(order, [40, 50, 60, 30, 70, 20, 80, 0, 10, 90]);
        assert!(matches!(waiting.next(Span::default()), Next::Later));
        waiting.closed = true;
        assert!(matches!(waiting.next(Span::default()), Next::Nothing));
    }
}
