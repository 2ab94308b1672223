//! Threads that let the model judge the text, outward from the reader's place.

use super::input::Event;
use super::kept_verdicts::KeptVerdicts;
use super::lock;
use crate::claim::{Focus, Part, Scheme, WorkOrder};
use crate::reading::ThresholdShift;
use crate::session::{Msg, Notice, Settled};
use crate::text::Document;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long the end of a session waits for the state folder's disk.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Sentences judged at once: few, so that the threads follow the reader.
pub(super) const PART: usize = 8;

/// The judging of a session's texts, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Judging {
    shared: Arc<Shared>,
    sender: Sender<Event>,
}

#[derive(Debug, Default)]
struct Shared {
    work: Mutex<Work>,
    /// More parts, another text, the end of a pause.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Work {
    /// Number of the latest text; threads of earlier ones end.
    text: u64,
    order: WorkOrder,
    /// Have all parts of the text come?
    closed: bool,
    paused: bool,
    focus: Focus,
    /// The answers about the text.
    kept: Option<Arc<KeptVerdicts>>,
}

impl Judging {
    /// Messages go to `sender`.
    pub(super) fn new(sender: Sender<Event>) -> Self {
        Self { shared: Arc::default(), sender }
    }

    /// Tells the threads what the reader looks at.
    pub(super) fn set_focus(&self, focus: Focus) {
        lock(&self.shared.work).focus = focus;
    }

    /// Lets the threads wait after their present part, or go on.
    pub(super) fn pause(&self, paused: bool) {
        self.change(|work| work.paused = paused);
    }

    /// Ends the threads after their present part. What they have judged stays to be written.
    pub(super) fn stop(&self) {
        self.change(|work| {
            (work.order, work.closed) = (WorkOrder::default(), false);
            work.text += 1;
        });
    }

    /// Begins another text; returns its number.
    fn begin(&self) -> u64 {
        self.change(|work| {
            (work.order, work.closed, work.kept) = (WorkOrder::default(), false, None);
            work.text += 1;
            work.text
        })
    }

    fn change<T>(&self, change: impl FnOnce(&mut Work) -> T) -> T {
        let changed = change(&mut lock(&self.shared.work));
        self.shared.changed.notify_all();
        changed
    }

    /// Starts threads that judge the parts of a text as they are added, and ends those of an earlier text.
    ///
    /// They judge only what `kept` does not know.
    pub(super) fn start(
        &self,
        document: &Arc<Document>,
        scheme: &Arc<Scheme>,
        kept: &Arc<KeptVerdicts>,
    ) -> Queue {
        let text = self.begin();
        self.change(|work| work.kept = (work.text == text).then(|| Arc::clone(kept)));
        for _ in 0..threads() {
            let judging = self.clone();
            let (document, scheme, kept) = (Arc::clone(document), Arc::clone(scheme), Arc::clone(kept));
            thread::spawn(move || {
                give_way();
                let run = || judging.run(text, &document, &scheme, &kept);
                if catch_unwind(AssertUnwindSafe(run)).is_err() {
                    judging.stop();
                    let text = "the model has crashed; the marks are the cues' alone (please report this)";
                    judging.send(Msg::Notify(Notice::error(text)));
                    judging.send(Msg::Judging { sentences: 0, known: 0 });
                }
            });
        }
        Queue { judging: self.clone(), text }
    }

    /// Drops the message after the session has ended.
    fn send(&self, msg: Msg) {
        drop(self.sender.send(Event::Msg(msg)));
    }

    fn run(&self, text: u64, document: &Arc<Document>, scheme: &Scheme, kept: &KeptVerdicts) {
        while let Some(part) = self.next(text) {
            let claims = kept.judge(&part, document, scheme, ThresholdShift::SLACK);
            // Another text may have come meanwhile; the session ignores parts of an earlier one.
            let (document, sentences) = (Arc::clone(document), part.sentences());
            self.send(Msg::Settled(Settled { document, part: part.span(), sentences, claims }));
        }
        kept.flush();
    }

    /// Writes the answers that wait, with a timeout for an unresponsive disk.
    pub(super) fn finish(&self) {
        let Some(kept) = lock(&self.shared.work).kept.take() else { return };
        let (ends, done) = channel::<()>();
        thread::spawn(move || {
            kept.flush();
            drop(ends);
        });
        let _ = done.recv_timeout(FLUSH_TIMEOUT);
    }

    /// Waits for the next part of a text; `None` once there is none left.
    fn next(&self, text: u64) -> Option<Part> {
        let mut work = lock(&self.shared.work);
        loop {
            if work.text != text {
                return None;
            }
            if !work.paused {
                let Work { order, focus, closed, .. } = &mut *work;
                let next = order.next(focus);
                if next.is_some() || *closed {
                    return next;
                }
            }
            work = self.shared.changed.wait(work).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// All cores where the threads give way to the reader's keys, else all but one.
fn threads() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    if cfg!(target_os = "linux") { cores } else { cores.saturating_sub(1).max(1) }
}

/// Lowers the priority of this thread below that of the thread that answers keys.
pub(super) fn give_way() {
    // Linux alone counts the priority by thread; elsewhere this would slow the whole program.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 10);
}

/// Takes the parts of one text.
#[derive(Debug)]
pub(super) struct Queue {
    judging: Judging,
    text: u64,
}

impl Queue {
    pub(super) fn add(&self, parts: Vec<Part>) {
        self.change(|work| work.order.add(parts));
    }

    /// No more parts follow.
    pub(super) fn close(&self) {
        self.change(|work| work.closed = true);
    }

    /// Does nothing once another text is judged.
    fn change(&self, change: impl FnOnce(&mut Work)) {
        self.judging.change(|work| {
            if work.text == self.text {
                change(work);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Cutter, LearnedModel, classify_document};
    use crate::import::{Format, ImportOptions, import};
    use crate::reading::Reading;
    use crate::text::Span;
    use std::sync::mpsc::Receiver;

    fn nothing() -> Arc<KeptVerdicts> {
        Arc::new(KeptVerdicts::nowhere())
    }

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

    #[test]
    fn a_settled_reading_has_the_claims_of_the_document() {
        let (document, scheme) = (Arc::new(document()), Arc::new(scheme()));
        let (expected, sentences) = classify_document(&document, &scheme, ThresholdShift::SLACK);
        let (sender, events) = channel();
        let judging = Judging::new(sender);
        judging.set_focus(Focus { page: Span::new(300, 400), also: Vec::new() });
        let queue = judging.start(&document, &scheme, &nothing());
        let mut reading = Reading::new(Arc::clone(&document), Arc::clone(&scheme));
        queue.add(Cutter::parts_of(&document, PART).0);
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

    /// The parts that the threads settle, until `count` have come.
    fn settled(events: &Receiver<Event>, count: usize) -> Vec<Settled> {
        let next = |_| match events.recv_timeout(Duration::from_mins(2)) {
            Ok(Event::Msg(Msg::Settled(part))) => part,
            other => panic!("{other:?}"),
        };
        (0..count).map(next).collect()
    }

    #[test]
    fn a_pause_holds_the_parts_back_until_it_ends() {
        let (document, scheme) = (Arc::new(document()), Arc::new(scheme()));
        let (sender, events) = channel();
        let judging = Judging::new(sender);
        judging.pause(true);
        let queue = judging.start(&document, &scheme, &nothing());
        let parts = Cutter::parts_of(&document, PART).0;
        let count = parts.len();
        queue.add(parts);
        queue.close();
        // A thread that did not wait would have to take a part before it can see the end of this text.
        judging.set_focus(Focus::default());
        assert!(events.try_recv().is_err());
        assert_eq!(lock(&judging.shared.work).order.len(), count, "a part was taken");
        judging.pause(false);
        let mut spans: Vec<Span> = settled(&events, count).iter().map(|settled| settled.part).collect();
        spans.sort();
        spans.dedup();
        assert_eq!(spans.len(), count);
    }

    #[test]
    fn parts_of_an_earlier_text_are_dropped_with_it() {
        let (document, scheme) = (Arc::new(document()), Arc::new(scheme()));
        let (sender, events) = channel();
        let judging = Judging::new(sender);
        judging.pause(true);
        let earlier = judging.start(&document, &scheme, &nothing());
        earlier.add(Cutter::parts_of(&document, PART).0);
        let other = Arc::new(
            import(b"The Duke vowed rain.".to_vec(), "b.txt", ImportOptions::new(Format::Plain))
                .unwrap()
                .document,
        );
        let queue = judging.start(&other, &scheme, &nothing());
        earlier.add(Cutter::parts_of(&document, PART).0);
        queue.add(Cutter::parts_of(&other, PART).0);
        queue.close();
        judging.pause(false);
        assert!(settled(&events, 1).iter().all(|settled| Arc::ptr_eq(&settled.document, &other)));
        assert!(lock(&judging.shared.work).order.is_empty());
    }
}
