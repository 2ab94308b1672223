//! The filter on all cores: the same bytes as on one, answers at once, and no more swallowed than is answered.

use super::{gz, prose, spawn, zst};
use crate::support::{Desk, run};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Records with bad ones among them.
fn records(count: usize) -> String {
    let record = |number: usize| match number % 50 {
        7 => "not json\n".to_owned(),
        8 => "\n".to_owned(),
        9 => format!("{{\"id\":{number}}}\n"),
        _ => {
            let text = prose(number, number * 61 % 4000);
            format!("{}\n", serde_json::json!({"id": number, "text": text, "page": number}))
        }
    };
    (0..count).map(record).collect()
}

#[test]
fn the_filter_gives_the_same_bytes_for_any_number_of_jobs() {
    let desk = Desk::new();
    let input = records(700);
    let serial = run(desk.classify(&["--ndjson", "--jobs", "1"]).write_stdin(input.as_str()));
    assert_eq!((serial.code, serial.out.lines().count()), (0, 700));
    for jobs in ["2", "5"] {
        let done = run(desk.classify(&["--ndjson", "--jobs", jobs]).write_stdin(input.as_str()));
        assert!(done.out == serial.out && done.code == 0, "{jobs} jobs");
    }
    for packed in [gz(input.as_bytes()), zst(input.as_bytes())] {
        let done = run(desk.classify(&["--ndjson"]).write_stdin(packed.clone()));
        assert!(done.out == serial.out, "{}", done.err);
        desk.file("in.ndjson.x", packed);
        let done = run(&mut desk.classify(&["--ndjson", "in.ndjson.x", "-o", "out", "--force"]));
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
        assert!(desk.read("out") == serial.out);
    }
    let strict = run(desk.classify(&["--ndjson", "--strict", "--jobs", "5"]).write_stdin(input.as_str()));
    assert_eq!((strict.code, strict.out.lines().count()), (2, 8));
    assert!(serial.out.starts_with(&strict.out) && strict.err.starts_with("purport: standard input:8"));
}

#[test]
fn an_output_has_its_name_only_if_all_of_the_input_was_read() {
    let desk = Desk::new();
    let input = records(2000);
    let whole = run(desk.classify(&["--ndjson"]).write_stdin(input.as_str()));
    // What is packed ends in the midst, as after a copy that was broken off.
    for (name, mut packed) in [("in.gz", gz(input.as_bytes())), ("in.zst", zst(input.as_bytes()))] {
        packed.truncate(packed.len() / 2);
        desk.file(name, packed);
    }
    desk.file("in.ndjson", &input);
    for words in [&["in.gz"][..], &["in.zst"], &["in.ndjson", "missing.ndjson"]] {
        let done = run(desk.classify(&["--ndjson", "-o", "out", "--force"]).args(words));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}");
        assert!(
            done.err.contains("out: is not whole, as not all of the input could be read"),
            "{}",
            done.err
        );
        assert!(!desk.work().join("out").exists(), "{words:?}");
        assert!(whole.out.starts_with(&desk.read("out.partial")), "{words:?}");
    }
    assert!(desk.read("out.partial") == whole.out, "what could be read is all there");
    let done = run(&mut desk.classify(&["--ndjson", "in.ndjson", "-o", "out", "--force"]));
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(desk.read("out") == whole.out);
    // Records are not replaced by what was found in them.
    let done = run(&mut desk.classify(&["--ndjson", "in.ndjson", "-o", "in.ndjson", "--force"]));
    assert!(done.code == 2 && done.err.contains("is not written over"), "{}", done.err);
    assert!(desk.read("in.ndjson") == input);
}

#[test]
fn a_strict_filter_does_not_wait_for_more() {
    let desk = Desk::new();
    let mut child = spawn(&desk, &["--ndjson", "--strict"], Stdio::piped(), Stdio::piped());
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{\n").unwrap();
    // The pipe stays open.
    assert_eq!(child.wait().unwrap().code(), Some(2));
    drop(input);
}

#[test]
fn two_bytes_are_a_line_too() {
    let desk = Desk::new();
    let mut child = spawn(&desk, &["--ndjson"], Stdio::piped(), Stdio::piped());
    let mut input = child.stdin.take().unwrap();
    let (sender, answers) = channel();
    let output = BufReader::new(child.stdout.take().unwrap());
    std::thread::spawn(move || output.lines().for_each(|line| drop(sender.send(line.unwrap()))));
    for line in ["\n", "1\n", "\n"] {
        input.write_all(line.as_bytes()).unwrap();
        let answer = answers.recv_timeout(Duration::from_secs(10)).expect("an answer while the pipe is open");
        assert!(answer.contains("error"), "{answer}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn who_reads_nothing_is_not_sent_everything() {
    let desk = Desk::new();
    let mut child = spawn(&desk, &["--ndjson", "--jobs", "2"], Stdio::piped(), Stdio::piped());
    let mut input = child.stdin.take().unwrap();
    let lines = records(400).into_bytes();
    let (total, taken) = (64 << 20, Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&taken);
    let writer = std::thread::spawn(move || {
        while count.load(Ordering::SeqCst) < total {
            input.write_all(&lines).unwrap();
            count.fetch_add(lines.len(), Ordering::SeqCst);
        }
    });
    // It is full once nothing more is taken for a while, however slow it is.
    let mut seen = (usize::MAX, 0);
    while seen.1 < 20 {
        std::thread::sleep(Duration::from_millis(50));
        let now = taken.load(Ordering::SeqCst);
        seen = if now == seen.0 { (now, seen.1 + 1) } else { (now, 0) };
    }
    assert!(seen.0 < total / 2, "{} bytes were taken and nothing was read", seen.0);
    // The rest comes once somebody reads.
    let mut output = child.stdout.take().unwrap();
    let mut bytes = vec![0; 1 << 20];
    let mut read = 0;
    while let Ok(more @ 1..) = output.read(&mut bytes) {
        read += more;
        if writer.is_finished() || read > 4 << 20 {
            break;
        }
    }
    assert!(read > 1 << 20);
    // Nobody reads any more, which is no error.
    drop(output);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(writer);
}

#[test]
fn the_filter_reads_no_configuration() {
    let desk = Desk::new();
    let config = desk.home().join("config/purport");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("keys.toml"), "[[[").unwrap();
    let input = "{\"id\":1,\"text\":\"The council must pay.\"}\n";
    for words in [&["--ndjson"][..], &["--ndjson", "--no-config"]] {
        let done = run(desk.classify(words).write_stdin(input));
        assert_eq!((done.code, done.err.as_str()), (0, ""));
    }
}
