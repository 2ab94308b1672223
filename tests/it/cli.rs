//! The command line: exit codes, what goes to which stream, and what never reaches a terminal.

use super::support::{Desk, run};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// A text with every kind of character that acts on a terminal, hides in it, or turns it round.
const HOSTILE: &str = "The mayor pledged \x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07 lamps \u{9b}2J and \u{9d}0;t\u{9c} a \u{202e}bridge\u{202c} \
with\0out \u{2066}tolls\u{2069} \u{8}\u{7f}now.\r\n\r\nThe council must pay.\r\n";

/// How long a program may take that has nothing to wait for.
const SOON: Duration = Duration::from_secs(10);

fn records(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

/// Whether a terminal would take `char` for anything but a letter to be shown.
fn acts(char: char) -> bool {
    (char.is_control() && char != '\n')
        || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{e0000}'..='\u{e007f}')
}

/// CSV ends its rows with CR LF, which is no command.
fn is_safe(text: &str) -> bool {
    !text.replace("\r\n", "\n").contains(acts)
}

#[test]
fn a_mistyped_command_is_not_taken_for_an_article() {
    let desk = Desk::new();
    let done = run(desk.purport().args(["clasify", "a.txt"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert_eq!(
        done.err,
        "purport: clasify: no such command, and no such file (hint: did you mean `classify`?)\n"
    );
}

#[test]
fn people_get_claims_with_their_reasons() {
    let desk = Desk::new();
    desk.file("a.txt", "The council pledged a pier. It rained.\n\nThe baker doubts it.\n");
    let done = run(&mut desk.classify(&["a.txt"]));
    let expected =
        "¶1 Promise .73: The council pledged a pier.\n    pledged +4.0 (Promise)\n\n¶2 Doubt .95: ";
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    assert!(done.out.starts_with(expected), "{}", done.out);
    assert!(done.out.ends_with("3 sentences, 2 claims: 1 Promise, 0 Order, 1 Doubt\n"), "{}", done.out);
}

#[test]
fn programs_get_one_object_a_claim_with_offsets_in_code_points() {
    let desk = Desk::new();
    let text = "👩‍🚒 é came. The council pledged a pier.\n";
    desk.file("a.txt", text);
    let done = run(&mut desk.classify(&["--format", "jsonl", "a.txt"]));
    let records = records(&done.out);
    assert_eq!((done.code, records.len()), (0, 1));
    let chars: Vec<char> = text.chars().collect();
    let slice = |value: &Value| -> String {
        let at = |key: &str| value[key].as_u64().unwrap() as usize;
        chars[at("start")..at("end")].iter().collect()
    };
    assert_eq!(slice(&records[0]), "The council pledged a pier.");
    assert_eq!(slice(&records[0]["evidence"][0]), "pledged");
    assert_eq!(records[0]["file"], "a.txt");
}

#[test]
fn a_spreadsheet_gets_rows_that_are_text() {
    let desk = Desk::new();
    desk.file("=a.txt", "=SUM(A1), \"he\" pledged lamps.\n");
    let done = run(&mut desk.classify(&["--format", "csv", "=a.txt"]));
    assert_eq!(done.code, 0);
    assert!(done.out.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(done.out.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head.join(" "), "file block start end category score speaker cues text");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0][0], &rows[0][4]), ("'=a.txt", "promise"));
    assert_eq!(&rows[0][8], "'=SUM(A1), \"he\" pledged lamps.");
}

#[test]
fn what_cannot_be_read_is_said_and_does_not_stop_the_rest() {
    let desk = Desk::new();
    desk.file("a.txt", "The council pledged a pier.\n");
    std::fs::create_dir(desk.work().join("folder")).unwrap();
    let done = run(&mut desk.classify(&["missing.txt", "folder", "/dev/zero", "a.txt"]));
    assert_eq!(done.code, 2);
    assert!(done.out.contains("pledged a pier"), "{}", done.out);
    let lines: Vec<&str> = done.err.lines().collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("purport: ")).count(), 3, "{}", done.err);
    assert!(lines[0].starts_with("purport: missing.txt: no such file"), "{}", lines[0]);
    assert!(lines[1].starts_with("purport: folder: holds no article"), "{}", lines[1]);
    assert!(lines[2].starts_with("purport: /dev/zero: is a device"), "{}", lines[2]);
}

#[test]
fn a_named_pipe_is_read_to_its_end() {
    let desk = Desk::new();
    let fifo = desk.work().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let path = fifo.clone();
    let writer = std::thread::spawn(move || std::fs::write(path, "The council must pay.\n"));
    let done = run(&mut desk.classify(&["fifo"]));
    writer.join().unwrap().unwrap();
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("Order"), "{}", done.out);
}

#[test]
fn no_claim_and_no_text_are_no_errors() {
    let desk = Desk::new();
    desk.file("empty.txt", "");
    desk.file("blank.txt", " \n\t\n\n");
    for name in ["empty.txt", "blank.txt"] {
        let done = run(&mut desk.classify(&[name]));
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        assert_eq!(done.out, "0 sentences, 0 claims: 0 Promise, 0 Order, 0 Doubt\n");
    }
}

#[test]
fn bad_words_are_refused_with_2_and_help_is_0() {
    let desk = Desk::new();
    for words in [
        &["--nonsense"][..],
        &["classify", "--format", "xml"],
        &["classify", "--strict"],
        &["--annotator", "../x", "a"],
    ] {
        let done = run(desk.purport().args(words));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}: {}", done.err);
        assert!(!done.err.is_empty(), "{words:?} is refused without a word");
    }
    let done = run(desk.purport().arg("--version"));
    assert_eq!((done.code, done.out.trim()), (0, concat!("purport ", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_command_shows_examples() {
    let desk = Desk::new();
    let top = run(desk.purport().arg("--help"));
    let commands: Vec<&str> = top
        .out
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|word| !word.is_empty()))
        .filter(|word| *word != "help")
        .collect();
    assert!(commands.contains(&"classify"), "{}", top.out);
    assert!(top.out.contains("Examples:"));
    for command in commands {
        let help = run(desk.purport().args([command, "--help"]));
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Examples:"), "{command} shows no examples");
    }
}

#[test]
fn the_filter_answers_every_line_in_order() {
    let desk = Desk::new();
    let input = "{\"id\":1,\"text\":\"The council must pay.\",\"page\":{\"n\":[1,2]}}\n\
                 not json\n\
                 \n\
                 {\"id\":\"🚒\",\"text\":7}\n\
                 {\"text\":\"👩‍🚒 It rained. The mayor pledged lamps.\",\"claims\":\"mine\"}\r\n\
                 {\"id\":null,\"text\":\"\"}";
    let done = run(desk.classify(&["--ndjson"]).write_stdin(input));
    let records = records(&done.out);
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
    // Our own answer wins over a key of the same name.
    let claim = &records[4]["claims"][0];
    let text: Vec<char> = "👩‍🚒 It rained. The mayor pledged lamps.".chars().collect();
    let at = |key: &str| claim[key].as_u64().unwrap() as usize;
    assert_eq!(text[at("start")..at("end")].iter().collect::<String>(), "The mayor pledged lamps.");
    assert_eq!(records[5].to_string(), "{\"id\":null,\"claims\":[]}");
}

#[test]
fn a_strict_filter_ends_with_the_first_bad_line() {
    let desk = Desk::new();
    let input = "{\"id\":1,\"text\":\"x\"}\n{\"id\":2}\n{\"id\":3,\"text\":\"y\"}\n";
    let done = run(desk.classify(&["--ndjson", "--strict"]).write_stdin(input));
    let records = records(&done.out);
    assert_eq!((done.code, records.len()), (2, 2));
    assert_eq!(records[1]["id"], 2);
    assert!(done.err.starts_with("purport: standard input:2"), "{}", done.err);
}

#[test]
fn the_filter_answers_before_the_next_question() {
    let desk = Desk::new();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_purport"))
        .args(["classify", "--ndjson"])
        .current_dir(desk.work())
        .envs(desk.env())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let output = child.stdout.take().unwrap();
    let (sender, answers) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        BufReader::new(output).lines().for_each(|line| drop(sender.send(line.unwrap())));
    });
    for id in 0..3 {
        writeln!(input, "{{\"id\":{id},\"text\":\"It rained.\"}}").unwrap();
        let answer = answers.recv_timeout(SOON).expect("an answer while the pipe is open");
        assert_eq!(answer, format!("{{\"id\":{id},\"claims\":[]}}"));
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn nobody_reading_any_more_is_no_error() {
    let desk = Desk::new();
    let lines = "{\"id\":1,\"text\":\"The council must pay and the mayor pledged lamps.\"}\n".repeat(5000);
    let mut text = "The council must pay.\n\n".repeat(20_000);
    text.push_str("The end.\n");
    desk.file("in.ndjson", lines);
    desk.file("long.txt", text);
    desk.classify(&[]);
    let tail = ["--ndjson < in.ndjson", "long.txt", "--format jsonl long.txt", "--format csv long.txt"];
    for words in tail {
        let script = format!("{{ \"$0\" classify --scheme small.toml {words}; echo $? >code; }} | head -n 1");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_purport")]).current_dir(desk.work()).envs(desk.env());
        let begun = Instant::now();
        let output = shell.output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1, "{words}");
        assert_eq!(desk.read("code").trim(), "0", "{words}");
        assert!(begun.elapsed() < SOON, "{words} went on without a reader");
    }
}

#[test]
fn nothing_hostile_gets_out_of_a_text() {
    let desk = Desk::new();
    desk.file("a.txt", HOSTILE);
    for form in ["text", "jsonl", "csv"] {
        let done = run(&mut desk.classify(&["--format", form, "a.txt"]));
        assert_eq!(done.code, 0);
        assert!(done.out.contains("pledged"), "{form} lost the claim: {}", done.out);
        assert!(is_safe(&done.out) && is_safe(&done.err), "{form}: {:?} {:?}", done.out, done.err);
    }
    let line = serde_json::json!({"id": "\u{9b}31m", "text": HOSTILE, "\x1bkey": "\u{202e}"}).to_string();
    let done = run(desk.classify(&["--ndjson"]).write_stdin(format!("{line}\n")));
    assert!(is_safe(&done.out), "{:?}", done.out);
    let record = &records(&done.out)[0];
    assert_eq!((record["id"].as_str(), record["\x1bkey"].as_str()), (Some("\u{9b}31m"), Some("\u{202e}")));
    // Escaped is not lost: the passage comes back as it stands in the text.
    assert!(HOSTILE.contains(record["claims"][0]["text"].as_str().unwrap()));
}

#[test]
fn nothing_hostile_gets_out_of_a_name() {
    let desk = Desk::new();
    let name = "a\x1b]0;owned\x07\u{202e}\n\u{9b}31m.txt";
    desk.file(name, "The council must pay.\n");
    for form in ["text", "jsonl", "csv"] {
        let done = run(&mut desk.classify(&["--format", form, name, name]));
        assert_eq!(done.code, 0);
        assert!(is_safe(&done.out), "{form}: {:?}", done.out);
    }
    let missing = format!("missing{name}");
    for words in [
        vec!["classify", missing.as_str()],
        vec!["classify", "--scheme", missing.as_str(), name],
        vec![missing.as_str()],
        vec!["--theme", missing.as_str(), name],
        vec!["--annotator", "\x1b[31mx", name],
        vec!["--\x1b[31mx"],
    ] {
        let done = run(desk.purport().args(&words).env("TERM", "xterm-256color"));
        assert!(is_safe(&done.out) && is_safe(&done.err), "{words:?}: {:?} {:?}", done.out, done.err);
    }
}

#[test]
fn a_broken_scheme_is_refused_with_its_place() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    desk.file("bad.toml", "name = \"x\"\n\n[[category]]\nid = \n");
    let done = run(desk.purport().args(["classify", "--scheme", "bad.toml", "a.txt"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.starts_with("purport: bad.toml:4:"), "{}", done.err);
}

#[test]
fn without_a_terminal_the_claims_are_printed() {
    let desk = Desk::new();
    desk.file("a.txt", "It rained.\n");
    let done = run(desk.purport().arg("a.txt"));
    assert_eq!(done.code, 0);
    assert!(done.out.starts_with("1 sentence, 0 claims"), "{}", done.out);
    assert!(done.err.contains("no terminal"), "{}", done.err);
    assert!(!desk.work().join("a.txt.tags.toml").exists(), "printing makes no tag file");
    let done = run(desk.purport().write_stdin("It rained. It rained.\n"));
    assert!(done.out.starts_with("2 sentences"), "{}", done.out);
}

#[test]
fn prints_the_keys_in_force_and_the_defaults_as_a_file() {
    let desk = Desk::new();
    let usual = run(desk.purport().args(["keys", "--format", "toml"]));
    assert_eq!((usual.code, usual.err.as_str()), (0, ""));
    desk.file("keys.toml", &usual.out);
    let checked = run(desk.purport().args(["check", "keys.toml"]));
    assert!(checked.code == 0 && checked.out.ends_with(" keys, 0 faults\n"), "{}", checked.out);

    let config = desk.home().join("config/purport");
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("keys.toml"), "[read]\nCtrl-n = \"next-mark\"\nz = \"tpo\"\n").unwrap();
    let own = run(desk.purport().arg("keys"));
    assert_eq!(own.code, 0);
    assert!(own.out.contains("\n  Ctrl-n ] [ "), "{}", own.out);
    assert!(own.err.contains("keys.toml:3:5: unknown action `tpo`"), "{}", own.err);

    desk.file("mine.toml", "[read]\nz = \"top\"\n");
    let named = run(desk.purport().args(["keys", "--keys", "mine.toml"]));
    assert!(named.out.contains("  z g G Home End ") && named.err.is_empty(), "{}{}", named.out, named.err);
    assert_eq!(run(desk.purport().args(["keys", "--keys", "none.toml"])).code, 2);
}

#[test]
fn keys_are_checked_under_any_name() {
    let desk = Desk::new();
    desk.file("mine.toml", "[read]\nz = \"tpo\"\n");
    let done = run(desk.purport().args(["check", "mine.toml"]));
    assert_eq!(done.code, 1);
    assert!(done.out.starts_with("mine.toml:2:5: warning: unknown action `tpo`"), "{}", done.out);
    desk.file("keys.toml", "[raad]\nz = \n");
    let done = run(desk.purport().args(["check", "keys.toml"]));
    assert!(
        done.code == 1 && done.out.contains("keys.toml:1:2: warning: unknown mode `raad`"),
        "{}",
        done.out
    );
}
