//! Another classifier in the place of our own: a program that is asked for the claims of one article after the
//! other, with our own to go on with when it fails.

use super::display;
use crate::claim::{Claim, Scheme, answer};
use crate::diagnostic::Diagnostic;
use crate::text::Document;
use crate::text::sentence::sentences;
use serde_json::json;
use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest answer that is read, in bytes.
const MOST_ANSWERED: u64 = 1 << 30;
/// As much as is kept of what a program says on standard error, in bytes: its end tells why it gave up.
const TAIL: usize = 2000;

/// How another classifier is called.
#[derive(Debug, Clone)]
pub struct Call {
    /// The command, for the shell of the system.
    pub command: String,
    /// How long it may take for one article; the first one includes its start.
    pub limit: Duration,
    /// How many articles in a row it may fail on before it is not asked again.
    pub patience: usize,
}

/// What was found in a document.
#[derive(Debug)]
pub struct Found {
    /// The claims, in the order of the text.
    pub claims: Vec<Claim>,
    /// How many sentences were looked at.
    pub sentences: usize,
}

/// The other classifier, which runs from the first question on.
#[derive(Debug)]
pub struct Classifier {
    call: Call,
    /// The scheme of its claims, and that of our own.
    scheme: Arc<Scheme>,
    own: Arc<Scheme>,
    program: Option<Program>,
    running: Running,
    failures: usize,
}

/// The program that runs, if one does, for whoever wants to end it.
#[derive(Debug, Clone, Default)]
pub struct Running(Arc<Mutex<Option<Child>>>);

impl Running {
    /// Ends the program, with all that it has started.
    pub fn stop(&self) {
        if let Some(mut child) = self.child().take() {
            kill(&child);
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How it has ended, if it has.
    fn ending(&self) -> Option<String> {
        let status = self.child().as_mut().and_then(|child| child.wait().ok())?;
        Some(status.to_string())
    }
}

/// Ends a program's whole group: a shell that is ended alone leaves behind what it has started.
#[cfg(target_os = "linux")]
fn kill(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process_group};
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(not(target_os = "linux"))]
fn kill(_: &Child) {}

/// The ends of the pipes to a program.
#[derive(Debug)]
struct Program {
    questions: Sender<Vec<u8>>,
    /// Its lines; a line without an end is its last.
    answers: Receiver<io::Result<Vec<u8>>>,
    complaints: Arc<Mutex<Vec<u8>>>,
}

impl Classifier {
    /// A classifier under the categories of `own`, which is what our own goes on with.
    pub fn new(call: Call, own: Arc<Scheme>) -> Self {
        let scheme = Arc::new(own.for_another(call.command.trim()));
        Self { call, scheme, own, program: None, running: Running::default(), failures: 0 }
    }

    /// The classifier that stands before our own, if one is called, and the scheme to begin under.
    pub fn before(own: Arc<Scheme>, call: Option<Call>) -> (Arc<Scheme>, Option<Self>) {
        let other = call.map(|call| Self::new(call, Arc::clone(&own)));
        (other.as_ref().map_or(own, Self::scheme), other)
    }

    /// The scheme under which its claims are.
    pub fn scheme(&self) -> Arc<Scheme> {
        Arc::clone(&self.scheme)
    }

    /// The scheme under which our own claims are.
    pub fn own(&self) -> Arc<Scheme> {
        Arc::clone(&self.own)
    }

    /// What ends the program from any thread.
    pub fn running(&self) -> Running {
        self.running.clone()
    }

    /// Asks for the claims of a document.
    ///
    /// Fails where the program cannot be started, ends, takes too long or answers what cannot be. It is
    /// ended then, and started anew for the next question.
    pub fn ask(&mut self, document: &Document) -> Result<Found, Diagnostic> {
        let name = display::path(self.call.command.trim().as_ref());
        if self.failures >= self.call.patience {
            let message = format!("has failed {} times in a row, and is not asked again", self.failures);
            return Err(Diagnostic::whole(&name, message));
        }
        let asked = self.exchange(&name, document);
        let claims = asked.and_then(|line| answer(&line, &name, document, &self.scheme));
        match claims {
            Ok(claims) => {
                self.failures = 0;
                let blocks = document.blocks.iter().filter(|block| block.kind.is_classified());
                let sentences = blocks.map(|block| sentences(&document.text, block.span).len()).sum();
                Ok(Found { claims, sentences })
            }
            Err(fault) => {
                self.failures += 1;
                self.program = None;
                self.running.stop();
                Err(fault)
            }
        }
    }

    /// Sends one article and waits for its line.
    fn exchange(&mut self, name: &str, document: &Document) -> Result<Vec<u8>, Diagnostic> {
        let until = Instant::now() + self.call.limit;
        let program = match self.program.take() {
            Some(program) => program,
            None => Program::start(&self.call.command, &self.running).map_err(|error| {
                Diagnostic::whole(name, format!("cannot be started: {}", display::describe_io_error(&error)))
            })?,
        };
        let mut line = json!({"id": document.name, "text": document.text}).to_string().into_bytes();
        line.push(b'\n');
        // That nobody takes it is seen by the answer that does not come.
        let _ = program.questions.send(line);
        let answered = program.answers.recv_timeout(until.saturating_duration_since(Instant::now()));
        match answered {
            Ok(Ok(line)) if line.ends_with(b"\n") => {
                self.program = Some(program);
                Ok(line)
            }
            Err(RecvTimeoutError::Timeout) => {
                let message = format!("took more than {} s for one article", self.call.limit.as_secs_f32());
                Err(Diagnostic::whole(name, message).hint("--classifier-limit gives it longer"))
            }
            Ok(Err(error)) => Err(Diagnostic::whole(
                name,
                format!("cannot be heard: {}", display::describe_io_error(&error)),
            )),
            Ok(Ok(_)) | Err(RecvTimeoutError::Disconnected) => {
                let ending = self.running.ending().unwrap_or_else(|| "no answer".to_owned());
                let fault = Diagnostic::whole(name, format!("ended without an answer ({ending})"));
                Err(match program.complaint() {
                    Some(complaint) => fault.hint(format!("it said: {complaint}")),
                    None => fault,
                })
            }
        }
    }
}

impl Drop for Classifier {
    fn drop(&mut self) {
        self.running.stop();
    }
}

impl Program {
    fn start(command: &str, running: &Running) -> io::Result<Self> {
        let mut child = shell(command);
        let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        *running.child() = Some(child);
        let (questions, asked) = channel::<Vec<u8>>();
        thread::spawn(move || {
            let Some(mut input) = input else { return };
            // The program sees the end of its input when nobody will ask any more.
            while let Ok(question) = asked.recv() {
                if input.write_all(&question).and_then(|()| input.flush()).is_err() {
                    return;
                }
            }
        });
        let complaints = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&complaints);
        let listens = thread::spawn(move || {
            let (Some(mut errors), mut bytes) = (errors, [0; 4096]) else { return };
            while let Ok(read @ 1..) = errors.read(&mut bytes) {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend_from_slice(bytes.get(..read).unwrap_or_default());
                let over = kept.len().saturating_sub(TAIL);
                kept.drain(..over);
            }
        });
        let (tell, answers) = sync_channel(1);
        thread::spawn(move || {
            let Some(output) = output else { return };
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                let read = output.by_ref().take(MOST_ANSWERED).read_until(b'\n', &mut line);
                if matches!(read, Ok(0)) {
                    // Whoever asks why it has ended finds all that it said.
                    let _ = listens.join();
                    return;
                }
                let ends = read.is_err() || line.last() != Some(&b'\n');
                if tell.send(read.map(|_| line)).is_err() || ends {
                    return;
                }
            }
        });
        Ok(Self { questions, answers, complaints })
    }

    /// The last line that it said on standard error.
    fn complaint(&self) -> Option<String> {
        let kept = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&kept);
        let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
        Some(crate::text::visible::line(last.trim()).into_owned())
    }
}

/// The command as the shell of the system runs it, apart from the keys of our terminal.
fn shell(command: &str) -> Command {
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::import::{Format, How, import};

    fn document(text: &str) -> Document {
        import(text.into(), "a.txt", How::of(Format::Plain)).unwrap().document
    }

    fn classifier(command: &str, limit: Duration) -> Classifier {
        let call = Call { command: command.to_owned(), limit, patience: 2 };
        let scheme = "[[category]]\nid = \"vow\"\nletter = \"V\"\nkey = \"1\"\n";
        Classifier::new(call, Arc::new(Scheme::parse(scheme, "s").unwrap().0))
    }

    const LONG: Duration = Duration::from_secs(60);
    /// Says of every article that its first two code points are a vow.
    const FIRST: &str =
        r#"while read -r line; do echo '{"claims":[{"start":0,"end":2,"category":"vow"}]}'; done"#;

    #[test]
    fn one_program_answers_for_many_articles() {
        let mut classifier = classifier(FIRST, LONG);
        for text in ["One. Two.", "Éa.", "Three."] {
            let document = document(text);
            let found = classifier.ask(&document).unwrap();
            assert_eq!(found.claims.len(), 1);
            assert_eq!(found.claims[0].span.slice(&document.text).chars().count(), 2);
        }
        let count = classifier.ask(&document("One. Two.")).unwrap().sentences;
        assert_eq!(count, 2);
        // A text as large as any pipe does not keep both waiting for each other.
        assert!(classifier.ask(&document(&"Long as can be. ".repeat(20_000))).is_ok());
    }

    #[test]
    fn what_it_is_sent_is_the_text_as_it_is_shown() {
        // It answers with an error that holds what came.
        let echo =
            r#"read -r line; printf '%s' "$line" | sed 's/"/~/g' | sed 's/\(.*\)/{"error":"\1"}/'; echo"#;
        let fault = classifier(echo, LONG).ask(&document("It “rained”.")).unwrap_err();
        assert!(fault.message.contains("{~id~:~a.txt~,~text~:~It “rained”.~}"), "{fault}");
    }

    #[test]
    fn a_failure_says_what_and_the_next_article_gets_another_chance() {
        let check = |command: &str, limit, expected: &str| {
            let mut classifier = classifier(command, limit);
            let fault = classifier.ask(&document("One.")).unwrap_err().to_string();
            assert!(fault.contains(expected), "{command}: {fault}");
            classifier
        };
        check("exit 3", LONG, "ended without an answer (exit status: 3)");
        check("echo 'no model here' >&2; exit 1", LONG, "it said: no model here");
        check("printf '{\"claims\":'", LONG, "ended without an answer");
        check("echo nothing", LONG, "answers what is no record");
        let mut slow = check("sleep 600", Duration::from_millis(50), "took more than 0.05 s for one article");
        assert!(slow.running.child().is_none(), "it still runs");
        slow.ask(&document("One.")).unwrap_err();
        let fault = slow.ask(&document("One.")).unwrap_err().to_string();
        assert!(fault.contains("has failed 2 times in a row, and is not asked again"), "{fault}");

        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("been");
        let second = format!("if [ -e {0} ]; then {FIRST}; fi; touch {0}", mark.display());
        let mut healed = check(&second, LONG, "ended without an answer");
        assert_eq!(healed.ask(&document("One.")).unwrap().claims.len(), 1);
        assert_eq!(healed.failures, 0);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_it_started_ends_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pid");
        let command = format!("sleep 600 & echo $! > {0}.new; mv {0}.new {0}; {FIRST}", path.display());
        let mut classifier = classifier(&command, LONG);
        classifier.ask(&document("One.")).unwrap();
        let pid = std::fs::read_to_string(&path).unwrap();
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        assert!(state().is_ok());
        drop(classifier);
        // An ended process may wait for its parent to take notice.
        while let Ok(text) = state() {
            if text.contains(") Z") {
                break;
            }
            thread::yield_now();
        }
    }
}
