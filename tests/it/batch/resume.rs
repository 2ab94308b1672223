//! `--resume`: a killed run continues and ends with the output of an uninterrupted one.

use super::{bytes, corpus, prose, spawn};
use crate::support::{Desk, TIMEOUT, run};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A classifier that, for as long as the file `hold` is there, is slow for its eighth answer, so that a checkpoint is
/// written, and stops after it: the run cannot end before the test has killed it.
const HELD: &str = r#"n=0; while read -r line; do n=$((n+1)); if [ $n -eq 8 ] && [ -e hold ]; then sleep 0.3; fi; while [ $n -gt 8 ] && [ -e hold ]; do sleep 0.05; done; sleep 0.01; echo '{"claims":[{"start":0,"end":6,"category":"promise"}]}'; done"#;

fn lines(journal: &Path) -> usize {
    bytes(journal).split_inclusive(|byte| *byte == b'\n').count()
}

/// Polls until `done` returns a value.
fn until<T>(mut done: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(done) = done() {
            return done;
        }
        assert!(begun.elapsed() < TIMEOUT, "timed out");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_run_killed_repeatedly_ends_with_the_same_output() {
    let desk = Desk::new();
    corpus(&desk, 30);
    for number in 0..60 {
        desk.file(&format!("corpus/more-{number}.txt"), prose(number, 2000));
    }
    desk.file("corpus/bad.pdf", "%PDF-1.7 and no more");
    for form in ["ndjson", "csv"] {
        let words = ["corpus", "--format", form, "--classifier", HELD];
        let (whole, out) = (format!("whole.{form}"), format!("out.{form}"));
        let whole_run = run(desk.classify(&words).args(["-o", &whole]));
        let whole = bytes(&desk.work().join(whole));
        let journal = desk.work().join(format!("{out}.journal"));
        let lines = || lines(&journal);
        let hold = desk.file("hold", "");
        let mut kills = 0;
        loop {
            let before = lines();
            let words = [&words[..], &["-o", &out, "--resume", "--jobs", "2"]].concat();
            let mut child = spawn(&desk, &words, Stdio::null(), Stdio::null());
            // Kill it once it got further than the run before.
            let ended = until(|| {
                let ended = child.try_wait().unwrap();
                (ended.is_some() || kills < 4 && lines() > before.max(1)).then_some(ended)
            });
            if ended.is_some() {
                break;
            }
            let _ = child.kill();
            child.wait().unwrap();
            kills += 1;
            if kills == 4 {
                std::fs::remove_file(&hold).unwrap();
            }
            if kills == 2 {
                // A half-written record, as after a power cut.
                let partial = desk.work().join(format!("{out}.partial"));
                std::fs::write(&partial, [bytes(&partial), b"{\"id\":\"half".to_vec()].concat()).unwrap();
            }
        }
        assert_eq!(kills, 4, "{form}");
        assert!(bytes(&desk.work().join(&out)) == whole, "{form}: output differs after {kills} kills");
        assert!(!journal.exists());
        // A finished run does not start again.
        let done = run(desk.classify(&words).args(["-o", &out, "--resume"]));
        assert!(done.code == 0 && done.err.contains("already complete"), "{}", done.err);
        assert_eq!(whole_run.code, 2);
    }
}

#[test]
fn an_interrupted_run_is_not_overwritten_by_mistake() {
    let desk = Desk::new();
    corpus(&desk, 3);
    let words = ["corpus", "--format", "jsonl", "-o", "out"];
    desk.file("out.partial", "half");
    desk.file("out.journal", "{\"run\":\"another\"}\n");
    let done = run(&mut desk.classify(&words));
    assert!(
        done.code == 2 && done.err.contains("--resume continues it, --force starts over"),
        "{}",
        done.err
    );
    let done = run(desk.classify(&words).arg("--resume"));
    assert!(done.code == 2 && done.err.contains("belongs to other articles"), "{}", done.err);
    assert_eq!(
        (desk.read("out.partial").as_str(), desk.read("out.journal").as_str()),
        ("half", "{\"run\":\"another\"}\n")
    );
    let done = run(desk.classify(&words).arg("--force"));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(!desk.work().join("out.partial").exists() && !desk.work().join("out.journal").exists());
}

#[cfg(unix)]
#[test]
fn a_run_stopped_with_ctrl_c_can_be_resumed() {
    let desk = Desk::new();
    for number in 0..80 {
        desk.file(&format!("{number:03}.txt"), prose(number, 2000));
    }
    let hold = desk.file("hold", "");
    let words = [".", "--format", "jsonl", "--classifier", HELD, "-o", "out", "--resume", "--jobs", "2"];
    let mut child = spawn(&desk, &words, Stdio::null(), Stdio::null());
    let journal = desk.work().join("out.journal");
    let ended = until(|| {
        let ended = child.try_wait().unwrap();
        (ended.is_some() || lines(&journal) > 1).then_some(ended)
    });
    assert!(ended.is_none(), "the run ended before it could be stopped");
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    std::fs::remove_file(&hold).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let done = run(&mut desk.classify(&words));
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.err.contains("80 articles"), "{}", done.err);
    let whole = run(&mut desk.classify(&[".", "--format", "jsonl", "--classifier", HELD]));
    assert!(desk.read("out") == whole.out);
}
