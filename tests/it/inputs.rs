//! Odd inputs: devices, pipes, full disks, encodings, pathological and changing texts.

use crate::support::{Desk, Output, PURPORT, run};
use assert_cmd::Command;
use std::path::Path;
use std::time::{Duration, Instant};

/// Runs a bash script in which `purport` is the program.
fn shell(desk: &Desk, script: &str) -> Output {
    let mut command = std::process::Command::new("bash");
    let script = format!("purport() {{ \"$PURPORT\" \"$@\"; }}\n{script}");
    command.args(["-c", &script]).current_dir(desk.work()).envs(desk.env());
    command.env("PURPORT", PURPORT);
    run(&mut Command::from_std(command))
}

/// Asserts that a run failed with one line that contains `says`.
fn assert_refused(done: &Output, says: &str) {
    assert_eq!((done.code, done.out.as_str()), (2, ""), "{says}: {}", done.err);
    assert_eq!(done.err.lines().count(), 1, "{says}: {}", done.err);
    assert!(done.err.starts_with("purport: ") && done.err.contains(says), "{says}: {}", done.err);
}

#[cfg(unix)]
#[test]
fn inputs_that_are_not_files_are_refused_in_one_line() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    std::fs::create_dir(desk.work().join("folder")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(desk.work().join("socket")).unwrap();
    std::os::unix::fs::symlink("loop", desk.work().join("loop")).unwrap();
    let secret = desk.file("secret.txt", "x");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o0)).unwrap();
    let cases = [
        ("folder", "is a directory"),
        ("socket", "is a device"),
        ("/dev/zero", "is a device"),
        ("missing", "no such file"),
        ("a.txt/b", "a.txt/b: "),
        ("loop", "loop: "),
        ("secret.txt", "permission denied"),
        (&"x".repeat(5000), ": "),
    ];
    let check = |name: &str, says: &str| {
        // A folder stands for its articles.
        let of_articles = if name == "folder" { "holds no article" } else { says };
        assert_refused(&run(desk.purport().args(["classify", name])), of_articles);
        for words in [["classify", "--scheme", name, "a.txt"], ["eval", "a.txt", "--scheme", name]] {
            // A bare word is looked up among the built-in schemes.
            let says = if name == "missing" || says == ": " { ": " } else { says };
            assert_refused(&run(desk.purport().args(words)), says);
        }
        if name != "missing" && name.len() < 100 {
            assert_refused(&run(desk.purport().args(["check", name])), says);
        }
        assert_refused(&run(desk.purport().args(["eval", name])), says);
    };
    for (name, says) in cases {
        // Root may read every file.
        if name != "secret.txt" || std::fs::read(&secret).is_err() {
            check(name, says);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_without_a_writer_is_refused() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n");
    let fifo = desk.work().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let says = "is a pipe, and no program writes to it";
    // purport waits a second for a writer: run all commands at once.
    std::thread::scope(|scope| {
        for words in [
            &["classify", "fifo"][..],
            &["classify", "--scheme", "fifo", "a.txt"],
            &["eval", "a.txt", "--scheme", "fifo"],
            &["check", "fifo"],
            &["eval", "fifo"],
        ] {
            let desk = &desk;
            scope.spawn(move || assert_refused(&run(desk.purport().args(words)), says));
        }
    });
}

#[cfg(unix)]
#[test]
fn pipes_and_descriptors_are_read() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay. It rained.\n");
    for script in [
        "purport classify <(cat a.txt)",
        "purport classify /dev/fd/3 3< <(cat a.txt)",
        "cat a.txt | purport classify /dev/stdin",
        "cat a.txt | purport classify -",
        "mkfifo p; cat a.txt >p & purport classify p",
    ] {
        let done = shell(&desk, script);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{script}");
        assert!(done.out.contains("2 sentences"), "{script}: {}", done.out);
    }
    let done = shell(&desk, "purport classify <&-");
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("0 sentences"), "{}", done.out);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_a_closed_pipe_is_not() {
    let desk = Desk::new();
    desk.file("a.txt", "The council must pay.\n".repeat(1000));
    desk.file("in.ndjson", "{\"text\":\"The council must pay.\"}\n");
    desk.file("gold.jsonl", "{\"text\":\"The council must pay.\",\"labels\":[]}\n");
    for words in [
        "classify --engine cues a.txt",
        "classify --engine cues --format jsonl a.txt",
        "classify --engine cues --format csv a.txt",
        "classify --ndjson <in.ndjson",
        "eval gold.jsonl",
        "eval --format json gold.jsonl",
        "check claims",
    ] {
        let full = shell(&desk, &format!("purport {words} >/dev/full"));
        assert_refused(&full, "standard output: the disk is full");
        for ending in ["| true", ">&-", "2>&- >/dev/null"] {
            let done = shell(&desk, &format!("purport {words} {ending}; exit ${{PIPESTATUS[0]}}"));
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{words} {ending}");
        }
    }
}

#[test]
fn encodings_are_read_and_guesses_reported() {
    let desk = Desk::new();
    let text = "The Café must pay. 💩 It rained.\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let utf32 =
        |bytes: fn(u32) -> [u8; 4]| text.chars().flat_map(|char| bytes(char.into())).collect::<Vec<u8>>();
    let latin: Vec<u8> = "The Café must pay. It rained.\n".chars().map(|char| char as u8).collect();
    let cases: [(&str, Vec<u8>, &str); 9] = [
        ("UTF-8", text.into(), ""),
        ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat(), ""),
        (
            "UTF-16 LE",
            [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat(),
            "read as UTF-16, little-endian",
        ),
        ("UTF-16 BE", [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat(), "read as UTF-16, big-endian"),
        (
            "UTF-32 LE",
            [b"\xff\xfe\0\0".to_vec(), utf32(u32::to_le_bytes)].concat(),
            "read as UTF-32, little-endian",
        ),
        (
            "UTF-32 BE",
            [b"\0\0\xfe\xff".to_vec(), utf32(u32::to_be_bytes)].concat(),
            "read as UTF-32, big-endian",
        ),
        ("Latin-1", latin.clone(), "not UTF-8: read as windows-1252, by a guess; --encoding names another"),
        ("mixed", [text.as_bytes(), &latin, b"\xff\xfe\xc3"].concat(), "not UTF-8 from byte "),
        ("half a letter", [text.as_bytes(), b"\xf0\x9f\x92"].concat(), "1 unreadable places"),
    ];
    for (name, bytes, says) in cases {
        desk.file("a.txt", bytes);
        let done = run(desk.purport().args(["classify", "a.txt"]));
        assert_eq!(done.code, 0, "{name}");
        assert!(done.out.contains("must pay"), "{name}: {}", done.out);
        assert_eq!(done.err.lines().count(), usize::from(!says.is_empty()), "{name}: {}", done.err);
        assert!(done.err.contains(says), "{name}: {}", done.err);
        if says.is_empty() || says.contains("read as") {
            assert!(done.out.contains("Café"), "{name}: {}", done.out);
        }
    }
}

/// Texts of one repeated part: quadratic work on them would exceed the time limit.
fn repetitive(bytes: usize) -> Vec<(&'static str, String)> {
    let parts = [
        ("nothing", ""),
        ("spaces", " "),
        ("line ends", "\n"),
        ("tabs", "\t"),
        ("one word", "a"),
        ("one line", "The council must pay, said Mr. Hall. It rained. "),
        ("small paragraphs", "x\n\n"),
        ("claims", "The council must pay. "),
        ("stops with spaces", ". "),
        ("small letters after stops", "a. b. "),
        ("open brackets after stops", "x.["),
        ("open brackets", "( x. "),
        ("ellipses", "…"),
        ("cues without a stop", "must insist on, "),
        ("refusals without a stop", "refused to insist on "),
        ("open quotations", "“must "),
        ("straight quotations", "\"Must pay.\" "),
        ("abbreviations", "Mr. "),
        ("accents", "\u{301}"),
        ("joiners", "👩\u{200d}"),
        ("flags", "🇪"),
        ("emphasis", "*a_"),
        ("quotations of quotations", "> "),
        ("lists in lists", "- "),
        ("rows", "|a\n|-\n"),
        ("links", "[a](b"),
        ("tags", "<a "),
    ];
    parts.into_iter().map(|(name, part)| (name, part.repeat(bytes / part.len().max(1)))).collect()
}

#[test]
fn repetitive_texts_are_read_in_linear_time() {
    let desk = Desk::new();
    for (name, text) in repetitive(40 * 1024) {
        for file in ["a.txt", "a.md"] {
            desk.file(file, &text);
            let begun = Instant::now();
            let done = run(desk.purport().args(["classify", "--engine", "cues", file]));
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{name} in {file}");
            assert!(done.out.contains(" sentence"), "{name} in {file}: {}", done.out);
            assert!(begun.elapsed() < Duration::from_secs(5), "{name} in {file}: {:?}", begun.elapsed());
        }
    }
}

#[test]
fn a_file_truncated_while_open_is_read_as_far_as_it_goes() {
    use purport::shell::{Article, ReadOptions, Source};
    let desk = Desk::new();
    let path = desk.file("a.txt", "The council must pay.\n\n".repeat(20_000));
    let article = Article::open(Source::of_word(Path::new(&path)), ReadOptions::default()).unwrap();
    let beginning = article.preview().expect("the file is longer than the first read");
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(300_000).unwrap();
    let whole = article.read().unwrap().document;
    assert_eq!(whole.text.len(), 300_000);
    assert!(whole.text.starts_with(&beginning.text));
    let article = Article::open(Source::of_word(Path::new(&path)), ReadOptions::default()).unwrap();
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(10).unwrap();
    let whole = article.read().unwrap().document;
    assert_eq!(whole.text.len(), 256 * 1024, "what was read before is kept");
}

#[cfg(unix)]
#[test]
fn files_above_the_size_limit_are_refused() {
    let desk = Desk::new();
    let path = desk.file("a.txt", "");
    std::fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    assert_refused(&run(desk.purport().args(["text", "a.txt"])), "larger than 4 GiB");
    assert_refused(&run(desk.purport().args(["classify", "--scheme", "a.txt"])), "larger than 4 MiB");
    assert_refused(&run(desk.purport().args(["check", "a.txt"])), "larger than 32 MiB");
}
