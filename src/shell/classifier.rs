//! Claims of a document: from purport's own engine, or from an outside classifier with that engine as fallback.
//!
//! An outside classifier is a program that answers each line `{"id":…,"text":…}` with a line `{"claims":[…]}`.

use super::kept_verdicts::KeptVerdicts;
use super::parallel_classify::classify_on_idle_cores;
use super::{display, lock};
use crate::claim::{Claim, Scheme, measured_words, parse_response};
use crate::error::Error;
use crate::text::sentence::sentences;
use crate::text::{Document, visible};
use serde_json::json;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// In bytes.
const MAX_ANSWER: u64 = 1 << 30;
/// Bytes kept from the end of standard error: the last line explains why the program ended.
const KEPT_STDERR: usize = 2000;

#[derive(Debug, Clone)]
pub struct Call {
    /// For the system's shell.
    pub command: String,
    /// For one document; the first one includes the program's start.
    pub limit: Duration,
    /// Consecutive failures before the program is given up.
    pub max_failures: usize,
}

#[derive(Debug)]
pub struct Claims {
    /// In text order.
    pub claims: Vec<Claim>,
    pub sentences: usize,
    pub scheme: Arc<Scheme>,
    /// Error of the outside classifier, if the claims are purport's own because of it.
    pub fell_back: Option<Error>,
}

/// Finds the claims of documents, from any number of threads.
#[derive(Debug)]
pub struct ClaimFinder {
    scheme: Mutex<Arc<Scheme>>,
    call: Option<Call>,
    /// Threads of this process that may classify at the same time.
    max_threads: usize,
    measures_words: bool,
    /// Outside classifiers not in use: never more than the threads.
    idle: Mutex<Vec<Classifier>>,
    /// Processes of all outside classifiers, idle or busy.
    processes: Mutex<Vec<Process>>,
}

impl ClaimFinder {
    /// Uses the outside classifier of `call` first, if given.
    pub fn new(scheme: Arc<Scheme>, call: Option<Call>) -> Self {
        Self {
            scheme: Mutex::new(scheme),
            call,
            max_threads: 1,
            measures_words: false,
            idle: Mutex::default(),
            processes: Mutex::default(),
        }
    }

    /// Classifies a long document on several threads, while no more than `max_threads` of this process classify.
    #[must_use]
    pub fn on_threads(self, max_threads: usize) -> Self {
        Self { max_threads, ..self }
    }

    /// Measures the words of each claim, one by one, instead of naming those with the largest shares.
    #[must_use]
    pub fn measuring_words(self, measures_words: bool) -> Self {
        Self { measures_words, ..self }
    }

    pub fn scheme(&self) -> Arc<Scheme> {
        Arc::clone(&lock(&self.scheme))
    }

    /// Finds claims under another scheme from here on.
    pub(super) fn set_scheme(&self, scheme: Arc<Scheme>) {
        *lock(&self.scheme) = scheme;
    }

    pub const fn is_outside(&self) -> bool {
        self.call.is_some()
    }

    /// Scheme of the outside classifier's claims, or purport's own without one.
    pub fn first_scheme(&self) -> Arc<Scheme> {
        match &self.call {
            Some(call) => Arc::new(self.scheme().for_external_classifier(call.command.trim())),
            None => self.scheme(),
        }
    }

    /// Claims of a document, or of part of one; purport's own without an outside classifier, or if it fails. `slack`
    /// lowers the threshold of purport's own claims, in thousandths.
    pub fn claims_of(&self, document: &Document, slack: u16) -> Claims {
        let fell_back = match self.outside_claims(document) {
            Ok(Some(claims)) => return claims,
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let scheme = self.scheme();
        let (mut claims, sentences) = classify_on_idle_cores(
            document,
            &scheme,
            slack,
            self.max_threads,
            &KeptVerdicts::nowhere(),
            &|_| (),
        );
        if self.measures_words {
            for claim in &mut claims {
                claim.words = measured_words(&document.text, claim, &scheme);
            }
        }
        Claims { claims, sentences, scheme, fell_back }
    }

    /// The outside classifier's claims; `None` without one. If it fails, the caller falls back on purport's own
    /// claims.
    pub(super) fn outside_claims(&self, document: &Document) -> Result<Option<Claims>, Error> {
        let Some(call) = &self.call else { return Ok(None) };
        let idle = lock(&self.idle).pop();
        let mut classifier = idle.unwrap_or_else(|| {
            let classifier = Classifier::new(call.clone(), self.first_scheme());
            lock(&self.processes).push(classifier.process.clone());
            classifier
        });
        let asked = classifier.ask(document);
        let scheme = Arc::clone(&classifier.scheme);
        lock(&self.idle).push(classifier);
        let claims = asked?;
        let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
        let sentences = blocks.map(|block| sentences(&document.text, block.span).len()).sum();
        Ok(Some(Claims { claims, sentences, scheme, fell_back: None }))
    }

    /// Ends the outside classifiers; callable from any thread.
    pub(super) fn stop(&self) {
        lock(&self.processes).iter().for_each(Process::stop);
    }
}

/// One outside classifier. Its program starts with the first document.
#[derive(Debug)]
struct Classifier {
    call: Call,
    scheme: Arc<Scheme>,
    pipes: Option<Pipes>,
    process: Process,
    failures: usize,
}

#[derive(Debug, Clone, Default)]
struct Process(Arc<Mutex<Option<Child>>>);

impl Process {
    /// Ends the program and its descendants.
    fn stop(&self) {
        if let Some(mut child) = lock(&self.0).take() {
            kill_group(&child);
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn exit_status(&self) -> Option<String> {
        let status = lock(&self.0).as_mut().and_then(|child| child.wait().ok())?;
        Some(status.to_string())
    }
}

/// Ends a program's process group: killing only the shell would leave its children running.
#[cfg(target_os = "linux")]
fn kill_group(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(target_os = "linux"))]
fn kill_group(_: &Child) {}

/// Pipes of a running program, each with its own thread.
#[derive(Debug)]
struct Pipes {
    questions: Sender<Vec<u8>>,
    /// Lines of standard output; a line without an end is the last.
    answers: Receiver<io::Result<Vec<u8>>>,
    stderr: Arc<Mutex<Vec<u8>>>,
}

impl Classifier {
    fn new(call: Call, scheme: Arc<Scheme>) -> Self {
        Self { call, scheme, pipes: None, process: Process::default(), failures: 0 }
    }

    /// Requests the claims of a document.
    ///
    /// If the program fails to start, ends, times out or sends an invalid record, this kills it and restarts it for
    /// the next document.
    fn ask(&mut self, document: &Document) -> Result<Vec<Claim>, Error> {
        let name = display::path(self.call.command.trim().as_ref());
        if self.failures >= self.call.max_failures {
            let times =
                if self.failures == 1 { "once" } else { &format!("{} times in a row", self.failures) };
            return Err(Error::new(name, format!("failed {times}; it is not asked again")));
        }
        let line = self.exchange(&name, document);
        match line.and_then(|line| parse_response(&line, &name, document, &self.scheme)) {
            Ok(claims) => {
                self.failures = 0;
                Ok(claims)
            }
            Err(error) => {
                self.failures += 1;
                self.pipes = None;
                self.process.stop();
                Err(error)
            }
        }
    }

    fn exchange(&mut self, name: &str, document: &Document) -> Result<Vec<u8>, Error> {
        let until = Instant::now() + self.call.limit;
        let pipes = match self.pipes.take() {
            Some(pipes) => pipes,
            None => Pipes::start(&self.call.command, &self.process).map_err(|error| {
                let message = format!("cannot be started: {}", display::describe_io_error(&error));
                Error::new(name, message).caused_by(error)
            })?,
        };
        let mut line = json!({"id": document.name, "text": document.text}).to_string().into_bytes();
        line.push(b'\n');
        // A program that reads no more sends no answer either, which is detected below.
        let _ = pipes.questions.send(line);
        match pipes.answers.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Ok(line)) if line.ends_with(b"\n") => {
                self.pipes = Some(pipes);
                Ok(line)
            }
            Err(RecvTimeoutError::Timeout) => {
                let message = format!("took more than {} s for one article", self.call.limit.as_secs_f32());
                Err(Error::new(name, message).hint("--classifier-limit gives it longer"))
            }
            Ok(Err(error)) => {
                let message = format!("its output cannot be read: {}", display::describe_io_error(&error));
                Err(Error::new(name, message).caused_by(error))
            }
            Ok(Ok(_)) | Err(RecvTimeoutError::Disconnected) => {
                let status = self.process.exit_status().unwrap_or_else(|| "no answer".to_owned());
                let error = Error::new(name, format!("ended without an answer ({status})"));
                Err(match pipes.last_stderr_line() {
                    Some(line) => error.hint(format!("it said: {line}")),
                    None => error,
                })
            }
        }
    }
}

impl Drop for Classifier {
    fn drop(&mut self) {
        self.process.stop();
    }
}

impl Pipes {
    /// Starts the program and a thread for each of its three pipes.
    fn start(command: &str, process: &Process) -> io::Result<Self> {
        let mut child = system_shell(command);
        let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        *lock(&process.0) = Some(child);
        let (questions, asked) = channel::<Vec<u8>>();
        thread::spawn(move || {
            let Some(mut stdin) = stdin else { return };
            // Dropping the sender closes the program's input.
            while let Ok(question) = asked.recv() {
                if stdin.write_all(&question).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let kept = Arc::new(Mutex::new(Vec::new()));
        let stderr_end = Arc::clone(&kept);
        let stderr_reader = thread::spawn(move || {
            let (Some(mut stderr), mut bytes) = (stderr, [0; 4096]) else { return };
            while let Ok(read @ 1..) = stderr.read(&mut bytes) {
                let mut kept = lock(&stderr_end);
                kept.extend_from_slice(bytes.get(..read).unwrap_or_default());
                let surplus = kept.len().saturating_sub(KEPT_STDERR);
                kept.drain(..surplus);
            }
        });
        let (sender, answers) = sync_channel(1);
        thread::spawn(move || {
            let Some(stdout) = stdout else { return };
            let mut stdout = BufReader::new(stdout);
            loop {
                let mut line = Vec::new();
                let read = stdout.by_ref().take(MAX_ANSWER).read_until(b'\n', &mut line);
                if matches!(read, Ok(0)) {
                    // The receiver reads the last line of standard error next, so all of it must have arrived.
                    let _ = stderr_reader.join();
                    return;
                }
                let ends = read.is_err() || line.last() != Some(&b'\n');
                if sender.send(read.map(|_| line)).is_err() || ends {
                    return;
                }
            }
        });
        Ok(Self { questions, answers, stderr: kept })
    }

    fn last_stderr_line(&self) -> Option<String> {
        let kept = lock(&self.stderr);
        let text = String::from_utf8_lossy(&kept);
        let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
        Some(visible::line(last.trim()).into_owned())
    }
}

/// The command for the system's shell, in its own process group, so that signal keys of our terminal do not reach it.
fn system_shell(command: &str) -> Command {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", command]).process_group(0);
        shell
    }
    #[cfg(not(unix))]
    {
        let mut shell = Command::new("cmd");
        shell.args(["/C", command]);
        shell
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use crate::import::{Format, ImportOptions, import};

    fn document(text: &str) -> Document {
        import(text.into(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document
    }

    fn classifier(command: &str, limit: Duration) -> Classifier {
        let call = Call { command: command.to_owned(), limit, max_failures: 2 };
        let scheme = "[[category]]\nid = \"vow\"\nletter = \"V\"\nkey = \"1\"\n";
        Classifier::new(call, Arc::new(Scheme::parse(scheme, "s").unwrap().0))
    }

    const LONG: Duration = Duration::from_mins(1);
    /// Answers for every article that its first two code points are a vow.
    const FIRST: &str =
        r#"while read -r line; do echo '{"claims":[{"start":0,"end":2,"category":"vow"}]}'; done"#;

    #[test]
    fn one_program_answers_for_many_articles() {
        let mut classifier = classifier(FIRST, LONG);
        for text in ["One. Two.", "Éa.", "Three."] {
            let document = document(text);
            let claims = classifier.ask(&document).unwrap();
            assert_eq!(claims.len(), 1);
            assert_eq!(claims[0].span.slice(&document.text).chars().count(), 2);
        }
        // A text larger than any pipe buffer does not deadlock.
        assert!(classifier.ask(&document(&"Long as can be. ".repeat(20_000))).is_ok());
    }

    #[test]
    fn purports_own_claims_are_the_fallback() {
        let text = document("One. The council must pay.");
        let find = |command: &str| {
            let call = Call { command: command.to_owned(), limit: LONG, max_failures: 1 };
            ClaimFinder::new(Arc::new(Scheme::claims()), Some(call)).claims_of(&text, 0)
        };
        let own = find("exit 3");
        assert!(own.fell_back.is_some() && own.claims.len() == 1 && own.sentences == 2, "{own:?}");
        let category = Scheme::claims().categories[0].id.clone();
        let outside = find(&FIRST.replace("vow", &category));
        assert!(outside.fell_back.is_none() && outside.sentences == 2, "{outside:?}");
        assert_eq!(outside.claims[0].span.slice(&text.text), "On");
    }

    #[test]
    fn the_program_is_sent_the_shown_text() {
        // An error message with the received text.
        let echo =
            r#"read -r line; printf '%s' "$line" | sed 's/"/~/g' | sed 's/\(.*\)/{"error":"\1"}/'; echo"#;
        let error = classifier(echo, LONG).ask(&document("It “rained”.")).unwrap_err();
        assert!(error.message().contains("{~id~:~a.txt~,~text~:~It “rained”.~}"), "{error}");
    }

    #[test]
    fn an_error_has_a_reason_and_the_next_article_another_try() {
        let check = |command: &str, limit, expected: &str| {
            let mut classifier = classifier(command, limit);
            let error = classifier.ask(&document("One.")).unwrap_err().to_string();
            assert!(error.contains(expected), "{command}: {error}");
            classifier
        };
        check("exit 3", LONG, "ended without an answer (exit status: 3)");
        check("echo 'no model here' >&2; exit 1", LONG, "it said: no model here");
        check("printf '{\"claims\":'", LONG, "ended without an answer");
        check("echo nothing", LONG, "sent an invalid record");
        let mut slow = check("sleep 600", Duration::from_millis(50), "took more than 0.05 s for one article");
        assert!(lock(&slow.process.0).is_none(), "it still runs");
        slow.ask(&document("One.")).unwrap_err();
        let error = slow.ask(&document("One.")).unwrap_err().to_string();
        assert!(error.contains("failed 2 times in a row; it is not asked again"), "{error}");

        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("been");
        let second = format!("if [ -e {0} ]; then {FIRST}; fi; touch {0}", mark.display());
        let mut healed = check(&second, LONG, "ended without an answer");
        assert_eq!(healed.ask(&document("One.")).unwrap().len(), 1);
        assert_eq!(healed.failures, 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn processes_that_it_started_end_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pid");
        let command = format!("sleep 600 & echo $! > {0}.new; mv {0}.new {0}; {FIRST}", path.display());
        let mut classifier = classifier(&command, LONG);
        classifier.ask(&document("One.")).unwrap();
        let pid = std::fs::read_to_string(&path).unwrap();
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        assert!(state().is_ok());
        drop(classifier);
        // A zombie waits for its parent.
        while let Ok(text) = state() {
            if text.contains(") Z") {
                break;
            }
            thread::yield_now();
        }
    }
}
