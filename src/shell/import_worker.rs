//! Importing in a process of its own, so that no file can take the reader down, fill the memory, or run on
//! for ever.

use crate::diagnostic::Diagnostic;
use crate::import::ipc::{self, Message};
use crate::import::{
    Format, ImportOptions, ImportProgress, ImportedDocument, encoding, import_with_progress,
};
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// The word that makes this program an importer; it is not for people.
pub const WORD: &str = "import-apart";

/// How long an importer may take.
const LIMIT: Duration = Duration::from_secs(120);
/// Bytes of memory that it may ask for.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 3 << 30;
/// Bytes that it may answer with.
const MOST_TOLD: u64 = 1 << 30;
/// Bytes of its stack: libraries for foreign formats call themselves for what is nested.
const STACK: usize = 256 << 20;

/// A way to end an import before it has ended by itself, from any thread.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Mutex<Stopped>>);

#[derive(Debug, Default)]
struct Stopped {
    asked: bool,
    late: bool,
    child: Option<Child>,
}

impl Stop {
    /// Ends the import that runs, and any that would begin.
    pub fn stop(&self) {
        let mut state = self.state();
        state.asked = true;
        state.kill();
    }

    fn state(&self) -> MutexGuard<'_, Stopped> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stopped {
    fn kill(&mut self) {
        self.child.iter_mut().for_each(|child| drop(child.kill()));
    }
}

/// Reads an article of a foreign format in a process of its own.
pub(super) fn import(
    bytes: Vec<u8>,
    name: &str,
    how: ImportOptions,
    stop: &Stop,
    tell: &mut dyn FnMut(ImportProgress),
) -> Result<ImportedDocument, Diagnostic> {
    let fault = |error: &io::Error| Diagnostic::whole(name, format!("no process to read it in: {error}"));
    let stopped =
        || Diagnostic::whole(name, "the reading of it was stopped").hint("open it again to read it all");
    let mut child = command(how).and_then(|mut command| command.spawn()).map_err(|error| fault(&error))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    {
        let mut state = stop.state();
        state.child = Some(child);
        if state.asked {
            state.kill();
        }
    }
    let (done, ends) = channel::<()>();
    let watched = stop.clone();
    let watch = thread::spawn(move || {
        if ends.recv_timeout(LIMIT) == Err(RecvTimeoutError::Timeout) {
            let mut state = watched.state();
            state.late = true;
            state.kill();
        }
    });
    let feed = thread::spawn(move || {
        // Whoever stops listening says why at the other end.
        if let Some(mut input) = input {
            let _ = input.write_all(&bytes);
        }
    });
    let heard = output.map_or(Ok(None), |output| listen(output, name, how, tell));
    drop(done);
    let _ = (watch.join(), feed.join());
    let Stopped { asked, late, child } = std::mem::take(&mut *stop.state());
    let status = child.map(|mut child| {
        let _ = child.kill();
        child.wait()
    });
    match heard.map_err(|error| fault(&error))? {
        Some(outcome) => outcome,
        None if asked => Err(stopped()),
        None if late => Err(Diagnostic::whole(name, format!("took more than {} s to read", LIMIT.as_secs()))
            .hint("--format plain shows what stands in the file")),
        None => {
            let ended = match status {
                Some(Ok(status)) => status.to_string(),
                Some(Err(error)) => error.to_string(),
                None => String::new(),
            };
            let message = format!("cannot be read: its importer gave up ({ended})");
            Err(Diagnostic::whole(name, message).hint("the file may be damaged, or made to do harm"))
        }
    }
}

/// This program, as an importer.
fn command(how: ImportOptions) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([WORD, "--format", how.format.name()]);
    if how.raw {
        command.arg("--raw");
    }
    if let Some(encoding) = how.encoding {
        command.args(["--encoding", encoding.name()]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    Ok(command)
}

/// Takes in what the importer tells; nothing if it ended before it told what came of it.
fn listen(
    output: impl Read,
    name: &str,
    how: ImportOptions,
    tell: &mut dyn FnMut(ImportProgress),
) -> io::Result<Option<Result<ImportedDocument, Diagnostic>>> {
    let mut output = BufReader::new(output.take(MOST_TOLD));
    let mut line = Vec::new();
    loop {
        line.clear();
        output.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(None);
        }
        match ipc::decode(&line, name, how.format) {
            Message::Progress(progress) => tell(progress),
            Message::Outcome(outcome) => return Ok(Some(outcome)),
        }
    }
}

/// The other end: reads an article from standard input and tells on standard output what comes of it.
pub fn serve(format: Format, raw: bool, encoding: Option<&str>) -> io::Result<()> {
    limit();
    // What a library says when it panics is for its authors; the outcome says that it has.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let how = ImportOptions { format, raw, encoding: encoding.and_then(encoding::for_label) };
    // Nobody minds if progress is not heard; that the outcome was not is an error.
    let mut tell = |progress| drop(say(&ipc::encode_progress(progress)));
    let work = move || ipc::encode_outcome(import_with_progress(bytes, "", how, &mut tell));
    let answer = thread::Builder::new().stack_size(STACK).spawn(work)?.join();
    let panicked = || ipc::encode_outcome(Err(Diagnostic::whole("", "its importer has failed on it")));
    say(&answer.unwrap_or_else(|_| panicked()))
}

fn say(line: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line)?;
    out.flush()
}

/// Bounds the memory, and ends this process with the one that asked.
#[cfg(target_os = "linux")]
fn limit() {
    use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
    let most = Rlimit { current: Some(MEMORY), maximum: Some(MEMORY) };
    // Where neither can be had the limit of time still holds.
    let _ = setrlimit(Resource::As, most);
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

/// Elsewhere only the time is bounded.
#[cfg(not(target_os = "linux"))]
const fn limit() {}
