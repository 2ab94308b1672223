//! `purport classify --ndjson`: one answer per line, in order and at once, on any number of cores.

use super::{prose, spawn};
use crate::support::{Desk, TIMEOUT, gz, json_lines, run, slice_of, zst};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Records of up to 1,000 bytes, three of every fifty invalid.
fn records(count: usize) -> String {
    let record = |number: usize| match number % 50 {
        7 => "not json\n".to_owned(),
        8 => "\n".to_owned(),
        9 => format!("{{\"id\":{number}}}\n"),
        _ => {
            let text = prose(number, number * 61 % 1000);
            format!("{}\n", serde_json::json!({"id": number, "text": text, "page": number}))
        }
    };
    (0..count).map(record).collect()
}

/// Starts the filter; its answers come line by line from a thread.
fn start(desk: &Desk) -> (Child, ChildStdin, Receiver<String>) {
    let mut child = spawn(desk, &["--ndjson"], Stdio::piped(), Stdio::piped());
    let input = child.stdin.take().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let (sender, answers) = channel();
    std::thread::spawn(move || output.lines().for_each(|line| drop(sender.send(line.unwrap()))));
    (child, input, answers)
}

#[test]
fn every_line_is_answered_in_order() {
    let desk = Desk::new();
    let input = "{\"id\":1,\"text\":\"The council must pay.\",\"page\":{\"n\":[1,2]}}\n\
                 not json\n\
                 \n\
                 {\"id\":\"🚒\",\"text\":7}\n\
                 {\"text\":\"👩‍🚒 It rained. The mayor pledged lamps.\",\"claims\":\"mine\"}\r\n\
                 {\"id\":null,\"text\":\"\"}";
    let done = run(desk.classify(&["--ndjson"]).write_stdin(input));
    let records = json_lines(&done.out);
    assert_eq!((done.code, done.err.as_str(), records.len()), (0, "", 6));
    assert_eq!(records[0]["id"], 1);
    assert_eq!(records[0]["claims"][0]["categories"][0]["category"], "order");
    assert_eq!(records[0]["page"], serde_json::json!({"n": [1, 2]}));
    for (index, word) in [(1, "line 2"), (2, "line 3: blank"), (3, "line 4: `text`")] {
        let error = records[index]["error"].as_str().unwrap_or_else(|| panic!("{}", records[index]));
        assert!(error.starts_with(word), "{error}");
        assert!(records[index].get("claims").is_none());
    }
    assert_eq!(records[3]["id"], "🚒");
    // The answer replaces an input key of the same name.
    let text = "👩‍🚒 It rained. The mayor pledged lamps.";
    assert_eq!(slice_of(text, &records[4]["claims"][0]), "The mayor pledged lamps.");
    assert_eq!(records[5].to_string(), "{\"id\":null,\"claims\":[]}");
}

#[test]
fn strict_exits_2_at_the_first_bad_line() {
    let desk = Desk::new();
    let input = "{\"id\":1,\"text\":\"x\"}\n{\"id\":2}\n{\"id\":3,\"text\":\"y\"}\n";
    let done = run(desk.classify(&["--ndjson", "--strict"]).write_stdin(input));
    let records = json_lines(&done.out);
    assert_eq!((done.code, records.len()), (2, 2));
    assert_eq!(records[1]["id"], 2);
    assert!(done.err.starts_with("purport: standard input:2"), "{}", done.err);
}

#[test]
fn each_line_is_answered_before_the_next() {
    let desk = Desk::new();
    let (mut child, mut input, answers) = start(&desk);
    for id in 0..3 {
        writeln!(input, "{{\"id\":{id},\"text\":\"It rained.\"}}").unwrap();
        let answer = answers.recv_timeout(TIMEOUT).expect("an answer while the pipe is open");
        assert_eq!(answer, format!("{{\"id\":{id},\"claims\":[]}}"));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn answers_are_the_same_for_any_number_of_jobs() {
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
fn incomplete_input_leaves_only_a_partial_output() {
    let desk = Desk::new();
    let input = records(500);
    let whole = run(desk.classify(&["--ndjson"]).write_stdin(input.as_str()));
    // Truncated archives, as after an interrupted copy.
    for (name, mut packed) in [("in.gz", gz(input.as_bytes())), ("in.zst", zst(input.as_bytes()))] {
        packed.truncate(packed.len() / 2);
        desk.file(name, packed);
    }
    desk.file("in.ndjson", &input);
    for words in [&["in.gz"][..], &["in.zst"], &["in.ndjson", "missing.ndjson"]] {
        let done = run(desk.classify(&["--ndjson", "-o", "out", "--force"]).args(words));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}");
        assert!(
            done.err.contains("out: is not complete, because not all of the input could be read"),
            "{}",
            done.err
        );
        assert!(!desk.work().join("out").exists(), "{words:?}");
        assert!(whole.out.starts_with(&desk.read("out.partial")), "{words:?}");
    }
    assert!(desk.read("out.partial") == whole.out, "the partial output must hold all that was read");
    let done = run(&mut desk.classify(&["--ndjson", "in.ndjson", "-o", "out", "--force"]));
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(desk.read("out") == whole.out);
    // The output must not replace its own input.
    let done = run(&mut desk.classify(&["--ndjson", "in.ndjson", "-o", "in.ndjson", "--force"]));
    assert!(done.code == 2 && done.err.contains("is one of the inputs"), "{}", done.err);
    assert!(desk.read("in.ndjson") == input);
}

#[test]
fn strict_exits_at_the_first_bad_line_while_the_pipe_is_open() {
    let desk = Desk::new();
    let mut child = spawn(&desk, &["--ndjson", "--strict"], Stdio::piped(), Stdio::piped());
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"{\n").unwrap();
    // The pipe stays open.
    assert_eq!(child.wait().unwrap().code(), Some(2));
    drop(input);
}

#[test]
fn the_shortest_lines_are_answered_at_once() {
    let desk = Desk::new();
    let (mut child, mut input, answers) = start(&desk);
    for line in ["\n", "1\n", "\n"] {
        input.write_all(line.as_bytes()).unwrap();
        let answer = answers.recv_timeout(TIMEOUT).expect("an answer while the pipe is open");
        assert!(answer.contains("error"), "{answer}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn input_is_not_buffered_without_bounds() {
    let desk = Desk::new();
    let mut child = spawn(&desk, &["--ndjson", "--jobs", "2"], Stdio::piped(), Stdio::piped());
    let mut input = child.stdin.take().unwrap();
    let lines = records(400).into_bytes();
    // A pipe and the work queue hold a few MiB; half of the total would be unbounded.
    let (total, taken) = (64 << 20, Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&taken);
    let writer = std::thread::spawn(move || {
        while count.load(Ordering::SeqCst) < total {
            input.write_all(&lines).unwrap();
            count.fetch_add(lines.len(), Ordering::SeqCst);
        }
    });
    // Full once nothing was taken for a second.
    let mut seen = (usize::MAX, 0);
    while seen.1 < 20 {
        std::thread::sleep(Duration::from_millis(50));
        let now = taken.load(Ordering::SeqCst);
        seen = if now == seen.0 { (now, seen.1 + 1) } else { (now, 0) };
    }
    assert!(seen.0 < total / 2, "{} bytes were read while the answers were not", seen.0);
    // Answers flow again once they are read.
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
    // A closed output is not an error.
    drop(output);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    drop(writer);
}

/// Output with a byte order mark, in UTF-16, or with ids beyond the numbers of a machine, comes back through `stats`
/// and `find`.
#[test]
fn output_is_read_back_in_any_encoding_with_its_ids() {
    let desk = Desk::new();
    let ids = ["18446744073709551616", "18446744073709551617", "1e400", "\"\\ud83d\""];
    let line = |id: &&str| format!("{{\"id\":{id},\"text\":\"The council must pay.\",\"n\":1.10}}\r\n");
    let input: String = ids.iter().map(line).collect();
    let plain = run(desk.classify(&["--ndjson"]).write_stdin(input.as_str()));
    for (id, answer) in ids.iter().zip(plain.out.lines()) {
        assert!(answer.starts_with(&format!("{{\"id\":{id},\"claims\":[{{")), "{answer}");
        assert!(answer.ends_with("],\"n\":1.10}"), "{answer}");
    }
    let marked = |text: &str| format!("\u{feff}{text}");
    let wide = |text: &str| marked(text).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for input in [marked(&input).into_bytes(), wide(&input)] {
        assert_eq!(run(desk.classify(&["--ndjson"]).write_stdin(input)).out, plain.out);
    }
    for (name, bytes) in [
        ("a.ndjson", plain.out.clone().into_bytes()),
        ("b.ndjson", marked(&plain.out).into_bytes()),
        ("c.ndjson", wide(&plain.out)),
    ] {
        desk.file(name, bytes);
        let found = run(&mut desk.command("find", &["order", "--in", name, "--format", "jsonl"]));
        let files: Vec<String> =
            json_lines(&found.out).iter().map(|claim| claim["file"].as_str().unwrap().to_owned()).collect();
        assert_eq!((found.code, found.err.as_str()), (0, ""), "{name}");
        assert_eq!(files, ["18446744073709551616", "18446744073709551617", "1e400", "\u{fffd}"], "{name}");
        let counted = run(&mut desk.command("stats", &[name, "--by", "n", "--format", "csv"]));
        assert_eq!((counted.code, counted.err.as_str()), (0, ""), "{name}");
        assert!(counted.out.contains("1.1,named,4,,4"), "{}", counted.out);
    }
}

#[test]
fn records_that_are_no_text_are_named_and_answered() {
    let desk = Desk::new();
    let input = b"{\"id\":\"A7\",\"text\":\"The council \xe9 must pay.\"}\n{\"id\":\"A8\",\"text\":\"\\ud83d must pay.\"}\n";
    let done = run(desk.classify(&["--ndjson"]).write_stdin(&input[..]));
    let records = json_lines(&done.out);
    assert_eq!((done.code, records.len()), (0, 2));
    assert_eq!((records[0]["id"].as_str(), records[1]["id"].as_str()), (Some("A7"), Some("A8")));
    assert_eq!(records[0]["claims"][0]["text"], "The council \u{fffd} must pay.");
    assert!(done.err.starts_with("purport: standard input:1: not all of it is UTF-8"), "{}", done.err);
    let strict = run(desk.classify(&["--ndjson", "--strict"]).write_stdin(&input[..]));
    assert_eq!((strict.code, json_lines(&strict.out)[0]["id"].as_str()), (2, Some("A7")));
}

#[test]
fn configuration_is_not_read() {
    let desk = Desk::new();
    desk.keys_file("[[[");
    let input = "{\"id\":1,\"text\":\"The council must pay.\"}\n";
    for words in [&["--ndjson"][..], &["--ndjson", "--no-config"]] {
        let done = run(desk.classify(words).write_stdin(input));
        assert_eq!((done.code, done.err.as_str()), (0, ""));
    }
}
