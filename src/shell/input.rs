//! Input events: keys, the mouse, signals and the end of the terminal, routed to the running session.
//!
//! The input threads run as long as the process; [`EventRoute`] forwards their events to the current receiver.

use super::lock;
use super::terminal::{has_key_protocol, restore};
use super::terminal_input::{self, Gate, Input, Reply};
use super::terminal_output;
use super::theme_file::ThemeChange;
use crate::error::Error;
use crate::reading::ArticleSummary;
use crate::session::{Mouse, MouseKind, Msg};
use crate::theme::Appearance;
use std::io;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

const DOUBLE_CLICK: Duration = Duration::from_millis(400);

/// Events buffered while there is no receiver.
const MAX_HELD: usize = 1000;

/// Received by a session or the shelf.
#[derive(Debug)]
pub(super) enum Event {
    Msg(Msg),
    Theme(ThemeChange),
    /// Summary of the article with this index; provisional until the model has judged it.
    Surveyed {
        at: usize,
        survey: Result<ArticleSummary, Error>,
        provisional: bool,
    },
    /// Late reply of the terminal whether it is dark or light.
    Appearance(Appearance),
    /// A signal that asks the program to end.
    Signal(i32),
    /// No more keys can come: the terminal is gone, or there never was one.
    TerminalGone(io::Error),
}

impl Event {
    /// Does the user expect a response to it?
    pub(super) const fn is_user_input(&self) -> bool {
        matches!(self, Self::Msg(Msg::Key(..) | Msg::Mouse(..) | Msg::Pasted(_) | Msg::Resized(..)))
    }

    /// Does it come from the user or the system, so that it does not wait behind the program's own work?
    pub(super) const fn is_urgent(&self) -> bool {
        self.is_user_input() || matches!(self, Self::Signal(_) | Self::TerminalGone(_))
    }
}

/// Sends events to the current receiver; buffers them while there is none, so that no key is lost.
#[derive(Debug, Clone, Default)]
pub(super) struct EventRoute(Arc<Mutex<Destination>>);

#[derive(Debug, Default)]
struct Destination {
    receiver: Option<Sender<Event>>,
    held: Vec<Event>,
}

impl EventRoute {
    /// Sends buffered and future events to this receiver.
    pub(super) fn connect(&self, receiver: Sender<Event>) {
        let mut destination = lock(&self.0);
        for event in destination.held.drain(..) {
            let _ = receiver.send(event);
        }
        destination.receiver = Some(receiver);
    }

    /// Buffers future events, and the input left in `unread`. Returns the other events.
    pub(super) fn disconnect(&self, unread: impl Iterator<Item = Event>) -> Vec<Event> {
        let mut destination = lock(&self.0);
        destination.receiver = None;
        let (held, others) = unread.partition(Event::is_urgent);
        destination.held = held;
        others
    }

    fn send(&self, event: Event) {
        let mut destination = lock(&self.0);
        match &destination.receiver {
            Some(receiver) => drop(receiver.send(event)),
            None if destination.held.len() < MAX_HELD => destination.held.push(event),
            None => {}
        }
    }
}

pub(super) fn watch_input(route: &EventRoute, gate: Gate, question: Question) {
    #[cfg(target_os = "linux")]
    watch_hang_up(route.clone());
    let route = route.clone();
    std::thread::spawn(move || {
        let mut clicks = Clicks::default();
        let error = terminal_input::read(
            &gate,
            || question.is_open() || has_key_protocol(),
            |input| {
                let msg = match input {
                    Input::Key(key) => Msg::Key(key, super::now()),
                    Input::Mouse(mouse) => Msg::Mouse(clicks.count(mouse), super::now()),
                    Input::Paste(text) => Msg::Pasted(text),
                    Input::Resized(width, height) => Msg::Resized(width, height),
                    Input::Reply(reply) => {
                        if let Some(late) = question.answer(reply) {
                            route.send(Event::Appearance(late));
                        }
                        return;
                    }
                };
                route.send(Event::Msg(msg));
            },
        );
        terminal_output::leave();
        route.send(Event::TerminalGone(error));
    });
}

/// Reports signals, and changes of the screen's size. The handlers are installed before this returns: a signal before the thread's start would end the
/// program without restoring the terminal.
#[cfg(unix)]
pub(super) fn watch_signals(route: EventRoute, gate: Gate) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
    let wanted = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH];
    let Ok(mut signals) = signal_hook::iterator::Signals::new(wanted) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if signal == SIGWINCH {
                if let Ok((width, height)) = crossterm::terminal::size() {
                    route.send(Event::Msg(Msg::Resized(width, height)));
                }
                continue;
            }
            // Ctrl-C in an editor is meant for the editor.
            if gate.is_closed() && matches!(signal, SIGINT | SIGQUIT) {
                continue;
            }
            terminal_output::leave();
            route.send(Event::Signal(signal));
        }
    });
}

/// Reports a hang-up of the terminal even if keys are read elsewhere. That matters if SIGHUP is ignored, as under
/// `nohup`. Terminals report it reliably only on Linux.
#[cfg(target_os = "linux")]
fn watch_hang_up(route: EventRoute) {
    std::thread::spawn(move || {
        use rustix::event::{PollFd, PollFlags, poll};
        let stdout = io::stdout();
        // Without flags only a hang-up or an error wakes it.
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        while poll(&mut watched, None) == Err(rustix::io::Errno::INTR) {}
        if watched.iter().any(|watched| watched.revents().intersects(PollFlags::HUP | PollFlags::ERR)) {
            terminal_output::leave();
            route.send(Event::TerminalGone(io::Error::other("it was hung up")));
        }
    });
}

/// A panic on the main thread restores the terminal before printing its message. The session reports panics of other
/// threads, so their messages must not be written over the screen.
pub(super) fn watch_panics() {
    let main = std::thread::current().id();
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == main {
            restore();
            default(panic);
        }
    }));
}

/// The question whether the terminal is dark or light, from asking to the reply.
#[derive(Debug, Clone, Default)]
pub(super) struct Question(Arc<(Mutex<QuestionState>, Condvar)>);

#[derive(Debug, Default)]
struct QuestionState {
    asked: Option<Instant>,
    /// Has the terminal answered the question behind it, so that no reply is to come?
    over: bool,
    /// Does a thread wait for the reply?
    awaited: bool,
    appearance: Option<Appearance>,
}

/// How long a reply is expected, so that an ESC alone is more likely its start than a key.
const REPLY_EXPECTED: Duration = Duration::from_secs(3);

impl Question {
    /// Asks by `write`. A reply that comes after [`Self::wait`] has given up becomes an [`Event::Appearance`].
    pub(super) fn ask(&self, write: impl FnOnce() -> io::Result<()>) {
        {
            let mut state = lock(&self.0.0);
            (state.asked, state.awaited) = (Some(Instant::now()), true);
        }
        if write().is_err() {
            lock(&self.0.0).awaited = false;
        }
    }

    /// Waits for the reply, at most until `timeout` after the question.
    pub(super) fn wait(&self, timeout: Duration) -> Option<Appearance> {
        let (state, changed) = &*self.0;
        let state = lock(state);
        let left = state.asked.map_or(Duration::ZERO, |asked| timeout.saturating_sub(asked.elapsed()));
        let waited = changed.wait_timeout_while(state, left, |state| state.awaited);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.awaited = false;
        state.appearance
    }

    /// The last reply, however late.
    pub(super) fn appearance(&self) -> Option<Appearance> {
        lock(&self.0.0).appearance
    }

    pub(super) fn was_asked(&self) -> bool {
        lock(&self.0.0).asked.is_some()
    }

    fn is_open(&self) -> bool {
        let state = lock(&self.0.0);
        !state.over && state.asked.is_some_and(|asked| asked.elapsed() < REPLY_EXPECTED)
    }

    /// Takes a reply; returns an appearance that came after the wait for it.
    fn answer(&self, reply: Reply) -> Option<Appearance> {
        let (state, changed) = &*self.0;
        let mut state = lock(state);
        let late = match reply {
            Reply::Appearance(appearance) => {
                state.appearance = Some(appearance);
                (!state.awaited).then_some(appearance)
            }
            Reply::Attributes => {
                state.over = state.asked.is_some();
                None
            }
        };
        state.awaited = false;
        changed.notify_all();
        late
    }
}

/// Counts presses of the mouse.
#[derive(Debug, Default)]
struct Clicks {
    /// Time and cell of the last press.
    pressed: Option<(Instant, u16, u16)>,
}

impl Clicks {
    fn count(&mut self, mouse: Mouse) -> Mouse {
        if mouse.kind != MouseKind::Press {
            return mouse;
        }
        let (now, at) = (Instant::now(), (mouse.x, mouse.y));
        let again = self.pressed.is_some_and(|(then, x, y)| (x, y) == at && now - then < DOUBLE_CLICK);
        // A third press counts as a first.
        self.pressed = (!again).then_some((now, mouse.x, mouse.y));
        Mouse { kind: if again { MouseKind::Double } else { MouseKind::Press }, ..mouse }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_reply_is_still_used() {
        let question = Question::default();
        assert_eq!(question.answer(Reply::Attributes), None);
        assert!(!question.was_asked());
        question.ask(|| Ok(()));
        assert_eq!(question.wait(Duration::ZERO), None);
        assert!(question.was_asked() && question.is_open());
        assert_eq!(question.answer(Reply::Appearance(Appearance::Light)), Some(Appearance::Light));
        assert_eq!(question.appearance(), Some(Appearance::Light));
        // A reply that comes in time is not reported twice.
        question.ask(|| Ok(()));
        assert_eq!(question.answer(Reply::Appearance(Appearance::Dark)), None);
        assert_eq!(question.wait(Duration::from_mins(1)), Some(Appearance::Dark));
        // A question that could not be sent has no reply to wait for.
        question.ask(|| Err(io::ErrorKind::BrokenPipe.into()));
        assert_eq!(question.wait(Duration::from_hours(1)), Some(Appearance::Dark));
    }

    #[test]
    fn two_quick_presses_on_one_cell_are_a_double_click() {
        use MouseKind::{Double, Press};
        let mut clicks = Clicks::default();
        let mut press = |x| clicks.count(Mouse { kind: Press, x, y: 0 }).kind;
        let kinds = [1, 1, 1, 2].map(&mut press);
        assert_eq!(kinds, [Press, Double, Press, Press]);
    }
}
