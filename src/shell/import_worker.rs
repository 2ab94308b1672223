//! Import of foreign formats in a child process: no file can crash the reader, fill its memory or run forever.

use super::{display, lock};
use crate::error::Error;
use crate::import::ipc::{self, Message};
use crate::import::{
    Format, ImportOptions, ImportProgress, ImportedDocument, encoding, import_with_progress,
};
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Hidden subcommand that runs this program as an import worker.
pub const SUBCOMMAND: &str = "import-apart";

const IMPORT_TIMEOUT: Duration = Duration::from_mins(2);
/// Limit of the worker's address space, in bytes.
const MAX_MEMORY: u64 = 3 << 30;
/// The same for a PDF, beside twice its size: a small one can unpack to any length.
const MAX_PDF_MEMORY: u64 = 1 << 30;
/// Limit of the worker's output, in bytes.
const MAX_ANSWER: u64 = 1 << 30;
/// Stack of the worker: libraries for foreign formats recurse into nested structures.
const STACK: usize = 256 << 20;

/// Ends an import from any thread, even before it has started.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    timed_out: bool,
    child: Option<Child>,
}

impl Stop {
    pub fn stop(&self) {
        let mut state = lock(&self.0);
        state.stopped = true;
        state.kill();
    }

    pub(super) fn is_stopped(&self) -> bool {
        lock(&self.0).stopped
    }
}

impl State {
    fn kill(&mut self) {
        self.child.iter_mut().for_each(|child| drop(child.kill()));
    }
}

pub(super) fn import(
    bytes: Vec<u8>,
    name: &str,
    how: ImportOptions,
    stop: &Stop,
    report: &mut dyn FnMut(ImportProgress),
) -> Result<ImportedDocument, Error> {
    let no_process = |error: io::Error| {
        let message = format!("no process can be started to read it: {}", display::describe_io_error(&error));
        Error::new(name, message).caused_by(error)
    };
    let mut child = command(how).and_then(|mut command| command.spawn()).map_err(no_process)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    {
        let mut state = lock(&stop.0);
        state.child = Some(child);
        if state.stopped {
            state.kill();
        }
    }
    let (done, ends) = channel::<()>();
    let watched = stop.clone();
    let timeout = thread::spawn(move || {
        if ends.recv_timeout(IMPORT_TIMEOUT) == Err(RecvTimeoutError::Timeout) {
            let mut state = lock(&watched.0);
            state.timed_out = true;
            state.kill();
        }
    });
    let feed = thread::spawn(move || {
        // A worker that stops reading explains why on its standard output.
        if let Some(mut input) = input {
            let _ = input.write_all(&bytes);
        }
    });
    let outcome = output.map_or(Ok(None), |output| receive(output, name, how, report));
    drop(done);
    let _ = (timeout.join(), feed.join());
    let State { stopped, timed_out, child } = std::mem::take(&mut *lock(&stop.0));
    let status = child.map(|mut child| {
        let _ = child.kill();
        child.wait()
    });
    match outcome.map_err(no_process)? {
        Some(outcome) => outcome,
        None if stopped => {
            Err(Error::new(name, "the import was stopped").hint("open it again to read it all"))
        }
        None if timed_out => {
            let message = format!("took more than {} s to read", IMPORT_TIMEOUT.as_secs());
            Err(Error::new(name, message).hint("--format plain shows the bytes of the file"))
        }
        None => {
            let status = match status {
                Some(Ok(status)) => status.to_string(),
                Some(Err(error)) => error.to_string(),
                None => String::new(),
            };
            let message = format!("cannot be read: its importer crashed ({status})");
            Err(Error::new(name, message).hint("the file may be damaged, or made to do harm"))
        }
    }
}

fn command(how: ImportOptions) -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([SUBCOMMAND, "--format", how.format.name()]);
    if how.raw {
        command.arg("--raw");
    }
    if let Some(encoding) = how.encoding {
        command.args(["--encoding", encoding.name()]);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    Ok(command)
}

/// Reads the worker's messages; `None` if it ended without an outcome.
fn receive(
    output: impl Read,
    name: &str,
    how: ImportOptions,
    report: &mut dyn FnMut(ImportProgress),
) -> io::Result<Option<Result<ImportedDocument, Error>>> {
    let mut output = BufReader::new(output.take(MAX_ANSWER));
    let mut line = Vec::new();
    loop {
        line.clear();
        output.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            return Ok(None);
        }
        match ipc::decode(&line, name, how.format) {
            Message::Progress(progress) => report(progress),
            Message::Outcome(outcome) => return Ok(Some(outcome)),
        }
    }
}

/// Worker: imports standard input, writes progress and outcome to standard output.
pub fn serve(format: Format, raw: bool, encoding: Option<&str>) -> io::Result<()> {
    limit_resources(MAX_MEMORY);
    // A library's panic message is for its authors; the outcome reports the panic.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    if format == Format::Pdf {
        limit_resources(MAX_MEMORY.min(MAX_PDF_MEMORY + 2 * bytes.len() as u64));
    }
    let how = ImportOptions { format, raw, encoding: encoding.and_then(encoding::for_label) };
    // Lost progress is harmless; a lost outcome is an error.
    let mut report = |progress| drop(send(&ipc::encode_progress(progress)));
    let work = move || ipc::encode_outcome(import_with_progress(bytes, "", how, &mut report));
    let answer = thread::Builder::new().stack_size(STACK).spawn(work)?.join();
    let panicked = || ipc::encode_outcome(Err(Error::new("", "the importer failed on it")));
    send(&answer.unwrap_or_else(|_| panicked()))
}

fn send(line: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line)?;
    out.flush()
}

/// Limits the memory, and ends this process together with its parent.
#[cfg(target_os = "linux")]
fn limit_resources(memory: u64) {
    use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};
    let limit = Rlimit { current: Some(memory), maximum: Some(memory) };
    // If the system refuses either, the time limit still holds.
    let _ = setrlimit(Resource::As, limit);
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
}

/// On other systems only the time is limited.
#[cfg(not(target_os = "linux"))]
const fn limit_resources(_memory: u64) {}
