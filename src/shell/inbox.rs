//! Events of a session in the order in which they are handled: what the reader did first.

use super::input::Event;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Events received and not yet handled. A key does not wait behind the claims that came before it.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    urgent: VecDeque<Event>,
    others: VecDeque<Event>,
}

/// Nothing is left, and nothing can come.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Empty;

impl Inbox {
    /// Waits for the next event.
    pub(super) fn next(&mut self, events: &Receiver<Event>) -> Result<Event, Empty> {
        self.waiting(events).map_or_else(|| events.recv().map_err(|_| Empty), Ok)
    }

    /// Waits for the next event, but not longer than this; then `None`.
    pub(super) fn next_within(
        &mut self,
        events: &Receiver<Event>,
        wait: Duration,
    ) -> Result<Option<Event>, Empty> {
        if let Some(event) = self.waiting(events) {
            return Ok(Some(event));
        }
        match events.recv_timeout(wait) {
            Ok(event) => Ok(Some(event)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(Empty),
        }
    }

    fn waiting(&mut self, events: &Receiver<Event>) -> Option<Event> {
        self.urgent(events).or_else(|| self.others.pop_front())
    }

    /// The reader's next input, if there is any.
    pub(super) fn urgent(&mut self, events: &Receiver<Event>) -> Option<Event> {
        self.take_in(events);
        self.urgent.pop_front()
    }

    /// The reader's input that was not handled, in order.
    pub(super) fn unread(self) -> impl Iterator<Item = Event> {
        self.urgent.into_iter()
    }

    fn take_in(&mut self, events: &Receiver<Event>) {
        for event in events.try_iter() {
            if event.is_urgent() { self.urgent.push_back(event) } else { self.others.push_back(event) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Msg;
    use std::sync::mpsc::channel;

    #[test]
    fn the_readers_input_overtakes_all_else_and_both_keep_their_order() {
        let (sender, events) = channel();
        let claims = |bytes| Msg::Classified { claims: Vec::new(), sentences: 0, bytes, done: false };
        for msg in [claims(1), claims(2), Msg::Pasted("a".to_owned()), claims(3), Msg::Pasted("b".to_owned())]
        {
            sender.send(Event::Msg(msg)).unwrap();
        }
        let mut inbox = Inbox::default();
        let name = |event: Event| match event {
            Event::Msg(Msg::Pasted(text)) => text,
            Event::Msg(Msg::Classified { bytes, .. }) => bytes.to_string(),
            other => panic!("{other:?}"),
        };
        let first = inbox.next(&events).unwrap();
        assert_eq!(name(first), "a");
        let rest = std::iter::from_fn(|| inbox.next_within(&events, Duration::ZERO).unwrap());
        let rest: Vec<String> = rest.map(name).collect();
        assert_eq!(rest, ["b", "1", "2", "3"]);
        drop(sender);
        assert_eq!(inbox.next(&events).unwrap_err(), Empty);
    }
}
