//! Test terminal: a pseudo-terminal with an emulator behind it.

use crate::support::{Desk, PURPORT, SCHEME};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Limit for every wait; reached only by a failing test.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Queries and the replies of the terminal: dark background, device attributes, cursor position.
const REPLIES: [(&[u8], &[u8]); 3] = [
    (b"\x1b]11;?", b"\x1b]11;rgb:1010/1010/1010\x1b\\"),
    (b"\x1b[c", b"\x1b[?62c"),
    (b"\x1b[6n", b"\x1b[1;1R"),
];

/// Output of the program so far.
struct Screen {
    parser: vt100::Parser,
    raw: Vec<u8>,
    closed: bool,
    /// Ends the listener at the next bytes.
    closing: bool,
    /// Takes no output beyond the next bytes.
    paused: bool,
}

pub(super) struct Terminal {
    master: Box<dyn MasterPty + Send>,
    slave: Box<dyn SlavePty + Send>,
    child: Box<dyn Child + Send + Sync>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    screen: Arc<(Mutex<Screen>, Condvar)>,
    listener: JoinHandle<()>,
    /// Local modes before the program started.
    modes: u64,
}

/// Builder of a `Terminal`.
pub(super) struct Spawn<'d> {
    desk: &'d Desk,
    program: String,
    words: Vec<String>,
    env: Vec<(String, String)>,
    size: (u16, u16),
    mute: bool,
}

impl<'d> Spawn<'d> {
    /// The reader, in the dark theme and under the small scheme.
    pub(super) fn reader(desk: &'d Desk, words: &[&str]) -> Self {
        desk.file("small.toml", SCHEME);
        let usual = ["--theme", "dusk", "--scheme", "small.toml"];
        Self::program(desk, PURPORT, &[&usual, words].concat())
    }

    pub(super) fn program(desk: &'d Desk, program: &str, words: &[&str]) -> Self {
        let words = words.iter().map(|&word| word.to_owned()).collect();
        Self { desk, program: program.to_owned(), words, env: Vec::new(), size: (80, 24), mute: false }
    }

    pub(super) fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Columns and rows; 80 × 24 by default.
    pub(super) fn size(mut self, size: (u16, u16)) -> Self {
        self.size = size;
        self
    }

    /// Replies to no query.
    pub(super) fn mute(mut self) -> Self {
        self.mute = true;
        self
    }

    pub(super) fn start(self) -> Terminal {
        let (cols, rows) = self.size;
        let pair =
            native_pty_system().openpty(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(&self.program);
        command.args(&self.words);
        command.cwd(self.desk.work());
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap());
        command.env("TERM", "xterm-256color");
        for (name, value) in self.desk.env() {
            command.env(name, value);
        }
        for (name, value) in &self.env {
            command.env(name, value);
        }
        let modes = modes(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let screen = Screen {
            parser: vt100::Parser::new(cells(rows), cells(cols), 0),
            raw: Vec::new(),
            closed: false,
            closing: false,
            paused: false,
        };
        let screen = Arc::new((Mutex::new(screen), Condvar::new()));
        let answers = if self.mute { &[][..] } else { &REPLIES[..] };
        let listener = listen(reader, answers, Arc::clone(&writer), Arc::clone(&screen));
        Terminal { listener, master: pair.master, slave: pair.slave, child, writer, screen, modes }
    }
}

/// The emulator needs at least one cell.
fn cells(count: u16) -> NonZeroU16 {
    NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN)
}

fn modes(master: &(dyn MasterPty + Send)) -> u64 {
    u64::from(master.get_termios().expect("the terminal has modes").local_flags.bits())
}

fn listen(
    mut reader: Box<dyn Read + Send>,
    answers: &'static [(&[u8], &[u8])],
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    screen: Arc<(Mutex<Screen>, Condvar)>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut bytes = [0; 1 << 14];
        loop {
            let count = reader.read(&mut bytes).unwrap_or(0);
            let (lock, changed) = &*screen;
            let mut screen = lock.lock().unwrap();
            let before = screen.raw.len().saturating_sub(8);
            screen.raw.extend_from_slice(&bytes[..count]);
            screen.parser.process(&bytes[..count]);
            screen.closed = count == 0;
            for (question, answer) in answers {
                let fresh = &screen.raw[before..];
                if count > 0 && fresh.windows(question.len()).any(|part| part == *question) {
                    let _ = writer.lock().unwrap().write_all(answer);
                }
            }
            changed.notify_all();
            if count == 0 || screen.closing {
                return;
            }
            drop(changed.wait_while(screen, |screen| screen.paused).unwrap());
        }
    })
}

/// Decisions and claims, as the header counts them.
pub(super) fn progress(screen: &str) -> Option<(usize, usize)> {
    let header = screen.lines().next()?;
    header.split_whitespace().find_map(|word| {
        let (decided, claims) = word.split_once('/')?;
        decided.parse().ok().zip(claims.parse().ok())
    })
}

impl Terminal {
    /// Waits until the screen satisfies `look`.
    pub(super) fn wait(&self, what: &str, look: impl Fn(&vt100::Screen) -> bool) {
        let (guarded, changed) = &*self.screen;
        let deadline = Instant::now() + TIMEOUT;
        let mut screen = guarded.lock().unwrap();
        while !look(screen.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            let contents = screen.parser.screen().contents();
            assert!(!left.is_zero() && !screen.closed, "timed out waiting for {what}:\n{contents}");
            screen = changed.wait_timeout(screen, left).unwrap().0;
        }
    }

    pub(super) fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the header counts `decided` decisions.
    pub(super) fn wait_for_decided(&self, decided: usize) {
        self.wait(&format!("{decided} decisions"), |screen| {
            progress(&screen.contents()).is_some_and(|(count, _)| count == decided)
        });
    }

    /// Waits until the header counts `claims` claims, decided or not.
    pub(super) fn wait_for_claims(&self, claims: usize) {
        self.wait(&format!("{claims} claims"), |screen| {
            progress(&screen.contents()).is_some_and(|(_, count)| count == claims)
        });
    }

    pub(super) fn contents(&self) -> String {
        self.look(vt100::Screen::contents)
    }

    pub(super) fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.screen.0.lock().unwrap().parser.screen())
    }

    /// All bytes that the program wrote.
    pub(super) fn raw(&self) -> Vec<u8> {
        self.screen.0.lock().unwrap().raw.clone()
    }

    pub(super) fn send(&self, keys: &str) {
        self.writer.lock().unwrap().write_all(keys.as_bytes()).unwrap();
    }

    /// Stops taking output, or takes it again.
    pub(super) fn pause(&self, paused: bool) {
        self.screen.0.lock().unwrap().paused = paused;
        self.screen.1.notify_all();
    }

    pub(super) fn resize(&self, cols: u16, rows: u16) {
        // The emulator first, before the program paints for the new size.
        self.screen.0.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    pub(super) fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        let done = std::process::Command::new("kill").args([&format!("-{name}"), &pid]).status().unwrap();
        assert!(done.success());
    }

    /// Waits for the program to exit; returns its exit code.
    pub(super) fn end(&mut self) -> u32 {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(Instant::now() < deadline, "the program did not exit:\n{}", self.contents());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Asserts that the terminal is in the state it had before the program started.
    pub(super) fn assert_restored(&self) {
        self.wait("the main screen", |screen| !screen.alternate_screen());
        self.look(|screen| {
            assert!(!screen.hide_cursor(), "the cursor is hidden");
            assert!(!screen.bracketed_paste(), "bracketed paste is on");
            let mouse = screen.mouse_protocol_mode();
            assert_eq!(mouse, vt100::MouseProtocolMode::None, "mouse capture is on");
        });
        assert_eq!(modes(self.master.as_ref()), self.modes, "the terminal modes were not restored");
    }

    /// Closes the terminal under the running program; returns the program.
    pub(super) fn close(self) -> Box<dyn Child + Send + Sync> {
        self.screen.0.lock().unwrap().closing = true;
        // The listener also holds the terminal open and waits for output: a resize makes the program paint.
        self.resize(60, 20);
        self.listener.join().unwrap();
        drop((self.master, self.slave, self.writer));
        self.child
    }
}
