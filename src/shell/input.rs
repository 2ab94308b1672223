//! Input events: keys, the mouse, signals and the end of the terminal, routed to the running session.
//!
//! The input threads run as long as the process; [`EventRoute`] forwards their events to the current receiver.

use super::capabilities::{is_reply_expected, reply_received};
use super::input_gate::InputGate;
use super::late_replies::{Filtered, LateReplies};
use super::lock;
use super::terminal::restore;
use super::theme_file::ThemeChange;
use crate::error::Error;
use crate::reading::ArticleSummary;
use crate::session::{Code, Key, Mouse, MouseKind, Msg};
use crate::theme::Appearance;
use crossterm::event::{
    Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent,
    MouseEventKind,
};
use std::io;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};
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
    pub(super) fn disconnect(&self, unread: &Receiver<Event>) -> Vec<Event> {
        let mut destination = lock(&self.0);
        destination.receiver = None;
        let from_outside = |event: &Event| {
            event.is_user_input() || matches!(event, Event::Signal(_) | Event::TerminalGone(_))
        };
        let (held, others) = unread.try_iter().partition(from_outside);
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

pub(super) fn watch_input(route: &EventRoute, gate: InputGate) {
    #[cfg(target_os = "linux")]
    watch_hang_up(route.clone());
    let route = route.clone();
    std::thread::spawn(move || {
        let (mut translator, mut late_replies) = (Translator::default(), LateReplies::default());
        loop {
            gate.pass();
            let event = match crossterm::event::read() {
                Ok(event) => event,
                Err(error) => return route.send(Event::TerminalGone(error)),
            };
            match late_replies.filter(event, is_reply_expected()) {
                Filtered::Events(events) => {
                    let messages = events.into_iter().filter_map(|event| translator.message(event));
                    messages.for_each(|message| route.send(Event::Msg(message)));
                }
                Filtered::Held => {}
                Filtered::Reply(appearance) => {
                    reply_received();
                    if let Some(appearance) = appearance {
                        route.send(Event::Appearance(appearance));
                    }
                }
            }
        }
    });
}

/// Reports signals. The handlers are installed before this returns: a signal before the thread's start would end the
/// program without restoring the terminal.
#[cfg(unix)]
pub(super) fn watch_signals(route: EventRoute, gate: InputGate) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT]) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            // Ctrl-C in an editor is meant for the editor.
            if gate.is_closed() && matches!(signal, SIGINT | SIGQUIT) {
                continue;
            }
            route.send(Event::Signal(signal));
        }
    });
}

/// Reports a hang-up of the terminal. crossterm does not: it keeps reading at full speed and never returns. That
/// matters if SIGHUP is ignored, as under `nohup`. Terminals report it reliably only on Linux.
#[cfg(target_os = "linux")]
fn watch_hang_up(route: EventRoute) {
    std::thread::spawn(move || {
        use rustix::event::{PollFd, PollFlags, poll};
        let stdout = io::stdout();
        // Without flags only a hang-up or an error wakes it.
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        while poll(&mut watched, None) == Err(rustix::io::Errno::INTR) {}
        if watched.iter().any(|watched| watched.revents().intersects(PollFlags::HUP | PollFlags::ERR)) {
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

#[derive(Debug, Default)]
struct Translator {
    /// Time and cell of the last press.
    pressed: Option<(Instant, u16, u16)>,
}

impl Translator {
    fn message(&mut self, event: TerminalEvent) -> Option<Msg> {
        match event {
            TerminalEvent::Key(key) => Some(Msg::Key(self::key(key)?, super::now())),
            TerminalEvent::Mouse(mouse) => Some(Msg::Mouse(self.mouse(mouse)?, super::now())),
            TerminalEvent::Resize(width, height) => Some(Msg::Resized(width, height)),
            TerminalEvent::Paste(text) => Some(Msg::Pasted(text)),
            _ => None,
        }
    }

    fn mouse(&mut self, event: MouseEvent) -> Option<Mouse> {
        let (x, y) = (event.column, event.row);
        let kind = match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                let now = Instant::now();
                let again = self
                    .pressed
                    .is_some_and(|(then, at, row)| (at, row) == (x, y) && now - then < DOUBLE_CLICK);
                // A third press counts as a first.
                self.pressed = (!again).then_some((now, x, y));
                if again { MouseKind::Double } else { MouseKind::Press }
            }
            MouseEventKind::Drag(MouseButton::Left) => MouseKind::Drag,
            MouseEventKind::Up(MouseButton::Left) => MouseKind::Release,
            MouseEventKind::ScrollDown => MouseKind::WheelDown,
            MouseEventKind::ScrollUp => MouseKind::WheelUp,
            _ => return None,
        };
        Some(Mouse { kind, x, y })
    }
}

/// A press or a repeat; some terminals also report the release.
fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(char) => Code::Char(char),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    // Characters and the back tab already include Shift, and with the others it means nothing more.
    let has_no_shift =
        matches!(code, Code::Char(_) | Code::BackTab | Code::Enter | Code::Backspace | Code::Esc);
    let shift = held(KeyModifiers::SHIFT) && !has_no_shift;
    // Traditionally the same key, and some users type it this way.
    if code == Code::Char('[') && event.modifiers == KeyModifiers::CONTROL {
        return Some(Key::plain(Code::Esc));
    }
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: KeyCode, modifiers: KeyModifiers, expected: &str) {
        let found = key(KeyEvent::new(code, modifiers)).map(|key| key.to_string());
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn keys_have_their_names() {
        check(KeyCode::Char('A'), KeyModifiers::SHIFT, "A");
        check(KeyCode::Char('d'), KeyModifiers::CONTROL, "Ctrl-d");
        check(KeyCode::BackTab, KeyModifiers::SHIFT, "BackTab");
        check(KeyCode::Left, KeyModifiers::SHIFT, "Shift-Left");
        check(KeyCode::Backspace, KeyModifiers::SHIFT, "Backspace");
        check(KeyCode::Char('['), KeyModifiers::CONTROL, "Esc");
        check(KeyCode::Char('['), KeyModifiers::NONE, "[");
        let mut release = KeyEvent::new(KeyCode::Char('a'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(key(release), None);
        release.kind = KeyEventKind::Repeat;
        assert_eq!(key(release), Key::parse("a"));
    }
}
