//! Importing in a process of its own, so that no file can take the reader down, fill the memory, or run on
//! for ever.

use crate::fault::Fault;
use crate::import::{Format, How, Imported, encoding, told};
use std::io::{self, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
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

/// Reads an article of a foreign format in a process of its own.
pub(super) fn import(bytes: Vec<u8>, name: &str, how: How) -> Result<Imported, Fault> {
    let fault = |error: &io::Error| Fault::whole(name, format!("no process to read it in: {error}"));
    let program = std::env::current_exe().map_err(|error| fault(&error))?;
    let mut command = Command::new(program);
    command.args([WORD, "--format", how.format.name()]);
    if how.raw {
        command.arg("--raw");
    }
    if let Some(encoding) = how.encoding {
        command.args(["--encoding", encoding.name()]);
    }
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| fault(&error))?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let child = Arc::new(Mutex::new(child));
    let (done, ends) = channel::<()>();
    let watched = Arc::clone(&child);
    let watch = thread::spawn(move || match ends.recv_timeout(LIMIT) {
        Err(RecvTimeoutError::Timeout) => {
            kill(&watched);
            true
        }
        _ => false,
    });
    let feed = thread::spawn(move || {
        // Whoever stops listening says why at the other end.
        if let Some(mut input) = input {
            let _ = input.write_all(&bytes);
        }
    });
    let mut answer = Vec::new();
    let read = output.map_or(Ok(0), |output| output.take(MOST_TOLD).read_to_end(&mut answer));
    drop(done);
    let late = watch.join().unwrap_or(false);
    kill(&child);
    let status = child.lock().unwrap_or_else(PoisonError::into_inner).wait();
    drop(feed.join());
    if late {
        let hint = "--format plain shows what stands in the file";
        return Err(Fault::whole(name, format!("took more than {} s to read", LIMIT.as_secs())).hint(hint));
    }
    read.map_err(|error| fault(&error))?;
    if answer.is_empty() {
        let how_it_ended = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        let message = format!("cannot be read: its importer gave up ({how_it_ended})");
        return Err(Fault::whole(name, message).hint("the file may be damaged, or made to do harm"));
    }
    told::hear(&answer, name, how.format)
}

/// Ends a process that has not ended yet.
fn kill(child: &Mutex<Child>) {
    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
}

/// The other end: reads an article from standard input and tells on standard output what came of it.
pub fn serve(format: Format, raw: bool, encoding: Option<&str>) -> io::Result<()> {
    limit();
    // What a library says when it panics is for its authors; the outcome says that it has.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    let how = How { format, raw, encoding: encoding.and_then(encoding::named) };
    let work = move || told::tell(crate::import::import(bytes, "", how));
    let answer = thread::Builder::new().stack_size(STACK).spawn(work)?.join();
    let panicked = || told::tell(Err(Fault::whole("", "its importer has failed on it")));
    let mut out = io::stdout().lock();
    out.write_all(&answer.unwrap_or_else(|_| panicked()))?;
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
