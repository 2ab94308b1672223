//! The command line: exit codes, standard output and standard error, help, `purport keys`.

use crate::support::{Desk, PURPORT, TIMEOUT, json_lines, run, slice_of};
use std::time::Instant;

#[test]
fn a_mistyped_command_is_not_opened_as_an_article() {
    let desk = Desk::new();
    let done = run(desk.purport().args(["clasify", "a.txt"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert_eq!(
        done.err,
        "purport: clasify: no such command, and no such file (hint: did you mean `classify`?)\n"
    );
}

#[test]
fn classify_prints_claims_with_their_reasons() {
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
fn each_of_several_articles_has_a_heading_and_a_summary() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    desk.file("b.txt", "The port pledged lamps.\n");
    let done = run(&mut desk.classify(&["a.txt", "b.txt"]));
    let expected = "\
        == a.txt ==\n¶1 Order .88: The council must pay.\n    must +5.0 (Order)\n\n\
        1 sentence, 1 claim: 0 Promise, 1 Order, 0 Doubt\n\n\
        == b.txt ==\n¶1 Promise .73: The port pledged lamps.\n    pledged +4.0 (Promise)\n\n\
        1 sentence, 1 claim: 1 Promise, 0 Order, 0 Doubt\n";
    assert_eq!((done.code, done.out.as_str()), (0, expected));
}

#[test]
fn jsonl_offsets_count_code_points() {
    let desk = Desk::new();
    let text = "👩‍🚒 é came. The council pledged a pier.\n";
    desk.file("a.txt", text);
    let done = run(&mut desk.classify(&["--format", "jsonl", "a.txt"]));
    let records = json_lines(&done.out);
    assert_eq!((done.code, records.len()), (0, 1));
    assert_eq!(slice_of(text, &records[0]), "The council pledged a pier.");
    assert_eq!(slice_of(text, &records[0]["evidence"][0]), "pledged");
    assert_eq!(records[0]["file"], "a.txt");
}

#[test]
fn csv_cells_are_never_formulas() {
    let desk = Desk::new();
    desk.file("=a.txt", "=SUM(A1), \"he\" pledged lamps.\n");
    let done = run(&mut desk.classify(&["--format", "csv", "=a.txt"]));
    assert_eq!(done.code, 0);
    assert!(done.out.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(done.out.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(
        head.join(" "),
        "file block start end category score speaker cues text words engine speaker_basis"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0][0], &rows[0][4]), ("'=a.txt", "promise"));
    assert_eq!(&rows[0][8], "'=SUM(A1), \"he\" pledged lamps.");
}

#[test]
fn unreadable_articles_are_reported_and_the_rest_is_read() {
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
fn empty_articles_are_not_errors() {
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
fn bad_options_exit_2_and_version_exits_0() {
    let desk = Desk::new();
    for words in [
        &["--nonsense"][..],
        &["classify", "--format", "xml"],
        &["classify", "--strict"],
        &["--annotator", "../x", "a"],
    ] {
        let done = run(desk.purport().args(words));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}: {}", done.err);
        assert!(!done.err.is_empty(), "{words:?} prints no error");
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
fn a_closed_pipe_is_not_an_error() {
    let desk = Desk::new();
    let lines = "{\"id\":1,\"text\":\"The council must pay and the mayor pledged lamps.\"}\n".repeat(5000);
    let mut text = "The council must pay.\n\n".repeat(8_000);
    text.push_str("The end.\n");
    desk.file("in.ndjson", lines);
    desk.file("long.txt", text);
    desk.classify(&[]);
    let tail = ["--ndjson < in.ndjson", "long.txt", "--format jsonl long.txt", "--format csv long.txt"];
    for words in tail {
        let script = format!("{{ \"$0\" classify --scheme small.toml {words}; echo $? >code; }} | head -n 1");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, PURPORT]).current_dir(desk.work()).envs(desk.env());
        let begun = Instant::now();
        let output = shell.output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{words}");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1, "{words}");
        assert_eq!(desk.read("code").trim(), "0", "{words}");
        assert!(begun.elapsed() < TIMEOUT, "{words} went on without a reader");
    }
}

/// Every command that prints, with words that make it print something.
#[cfg(target_os = "linux")]
const PRINTING: [&str; 22] = [
    "--help",
    "--version",
    "help",
    "help classify",
    "classify --help",
    "keys",
    "text pier.txt",
    "text --sentences pier.txt",
    "classify pier.txt",
    "classify --format csv pier.txt",
    "classify --format ndjson .",
    "classify --ndjson < in.ndjson",
    "status .",
    "status --format jsonl .",
    "find --in pier.txt",
    "find --in pier.txt --count",
    "next pier.txt",
    "export pier.txt --format csv",
    "stats pier.txt",
    "stats pier.txt --by source",
    "pier.txt",
    "check small.toml",
];

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_none() {
    let desk = Desk::with_pier();
    desk.file("in.ndjson", "{\"id\":1,\"text\":\"The council must pay.\"}\n");
    let sh = |words: &str, to: &str| {
        let script = format!("\"$0\" {words} {to}");
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script, PURPORT]).current_dir(desk.work()).envs(desk.env()).env("TERM", "xterm");
        let output = shell.stdin(std::process::Stdio::null()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for words in PRINTING {
        let (code, message) = sh(words, ">/dev/full");
        assert_eq!(code, Some(2), "{words}: {message}");
        assert!(message.contains("standard output: the disk is full"), "{words}: {message}");
        let (code, message) = sh(words, "| true");
        assert!(
            code == Some(0) && !message.contains("pipe") && !message.contains("panicked"),
            "{words}: {message}"
        );
    }
}

/// Tables are cut only to fit a terminal.
#[test]
fn tables_are_whole_in_a_pipe() {
    let desk = Desk::new();
    let names =
        ["one", "two"].map(|part| format!("a-report-of-the-commission-on-harbour-tolls-part-{part}.txt"));
    for name in &names {
        desk.file(
            &format!("{}/{name}", "a-folder-with-a-rather-long-name-of-its-own"),
            "The council must pay.\n",
        );
    }
    for words in [&["status"][..], &["stats", "--by", "source"], &["stats"]] {
        let (command, rest) = words.split_first().unwrap();
        let mut status = desk.command(command, rest);
        let done = run(status.env("COLUMNS", "40"));
        assert!(!done.out.contains('…'), "{words:?}: {}", done.out);
        if *command == "status" {
            assert!(names.iter().all(|name| done.out.contains(name)), "{}", done.out);
        }
    }
}

#[test]
fn a_broken_scheme_is_refused_with_line_and_column() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    desk.file("bad.toml", "name = \"x\"\n\n[[category]]\nid = \n");
    let done = run(desk.purport().args(["classify", "--scheme", "bad.toml", "a.txt"]));
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.starts_with("purport: bad.toml:4:"), "{}", done.err);
}

#[test]
fn claims_are_printed_where_there_is_no_terminal() {
    let desk = Desk::new();
    desk.file("a.txt", "It rained.\n");
    let done = run(desk.purport().arg("a.txt"));
    assert_eq!(done.code, 0);
    assert!(done.out.starts_with("1 sentence, 0 claims"), "{}", done.out);
    assert!(done.err.contains("no terminal"), "{}", done.err);
    assert!(!desk.work().join("a.txt.tags.toml").exists(), "printing must not create a tag file");
    let done = run(desk.purport().write_stdin("It rained. It rained.\n"));
    assert!(done.out.starts_with("2 sentences"), "{}", done.out);
}

#[test]
fn keys_prints_the_active_keymap_and_the_default_as_toml() {
    let desk = Desk::new();
    let usual = run(desk.purport().args(["keys", "--format", "toml"]));
    assert_eq!((usual.code, usual.err.as_str()), (0, ""));
    desk.file("keys.toml", &usual.out);
    let checked = run(desk.purport().args(["check", "keys.toml"]));
    assert!(checked.code == 0 && checked.out.ends_with(" keys, 0 warnings\n"), "{}", checked.out);

    desk.keys_file("[read]\nCtrl-n = \"next-mark\"\nz = \"tpo\"\n");
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
fn check_recognises_a_keys_file_under_any_name() {
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

#[cfg(not(feature = "parquet"))]
#[test]
fn a_format_that_the_build_lacks_names_the_command_that_brings_it() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must vote.");
    for words in [
        &["classify", "a.txt", "--format", "parquet", "-o", "a.parquet"][..],
        &["export", "a.txt", "--format", "parquet"],
    ] {
        let done = run(desk.purport().args(words));
        assert_eq!(done.code, 2, "{}", done.err);
        assert!(done.err.contains("cargo install --path . --features parquet"), "{}", done.err);
    }
}
