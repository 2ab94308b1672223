//! `purport import` and `purport export` as they are run.

use super::super::support::{Desk, Output, PIER, SCHEME, run};
use super::BOTH;
use purport::export::Format;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file("pier.txt", PIER);
    desk
}

fn bring(desk: &Desk, words: &[&str]) -> Output {
    let fixed = ["import", "--scheme", "small.toml", "--article", "pier.txt", "--annotator", "r2"];
    run(desk.purport().args(fixed).args(words))
}

#[test]
fn a_colleagues_work_becomes_a_tag_file() {
    let desk = desk();
    desk.file("in.csv", "quote,category,note\r\nThe council pledged a new pier on Monday.,promise,so\r\nThe shops must open,Ask,\r\nIt is nowhere,promise,\r\n");
    let refused = bring(&desk, &["in.csv", "--from", "csv"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("no category: Ask (1) (hint: --map 'Ask=CATEGORY'"), "{}", refused.err);
    assert!(!desk.work().join("pier.txt.r2.tags.toml").exists());

    let words = ["in.csv", "--from", "csv", "--map", "Ask=order"];
    let done = bring(&desk, &words);
    assert_eq!((done.code, done.out.as_str()), (1, ""), "{}", done.err);
    assert!(done.err.contains("in.csv:4: not found in pier.txt: “It is nowhere”"), "{}", done.err);
    assert!(
        done.err.ends_with("purport: pier.txt.r2.tags.toml: 3 tags: 2 moved, 1 not found\n"),
        "{}",
        done.err
    );
    let file = desk.read("pier.txt.r2.tags.toml");
    assert_eq!(file.matches("[[tag]]").count(), 3);
    assert!(file.contains("annotator = \"r2\"") && file.contains("categories = [\"order\"]"), "{file}");
    assert_eq!(run(desk.purport().args(["check", "pier.txt.r2.tags.toml"])).code, 0);

    let again = bring(&desk, &words);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is there already (hint: --force"), "{}", again.err);
    assert_eq!(bring(&desk, &[&words[..], &["--force"]].concat()).code, 1);
    // The reader shows them as its own.
    let status = run(desk.purport().args([
        "status",
        "--scheme",
        "small.toml",
        "--annotator",
        "r2",
        "--format",
        "jsonl",
        "pier.txt",
    ]));
    assert!(status.out.contains("\"decided\":2,\"orphaned\":1"), "{}", status.out);
}

#[test]
fn every_export_comes_back_as_it_is_run() {
    let desk = desk();
    let review = ["--plain", "--scheme", "small.toml", "--annotator", "r1", "pier.txt"];
    run(desk.purport().args(review).write_stdin("a\nx\n3\ne a note\nq\n"));
    let tags = desk.read("pier.txt.r1.tags.toml");
    for (format, from) in BOTH {
        let out = if format == Format::Brat { "out/" } else { "out" };
        let words = [
            "export",
            "--scheme",
            "small.toml",
            "--annotator",
            "r1",
            "pier.txt",
            "-o",
            out,
            "--force",
            "--format",
            format.name(),
        ];
        let exported = run(desk.purport().args(words));
        assert_eq!(exported.code, 0, "{}", exported.err);
        let file = if format == Format::Brat { "out/pier.txt.ann" } else { "out" };
        let words = [
            "import",
            "--scheme",
            "small.toml",
            "--article",
            "pier.txt",
            "--annotator",
            "r1",
            file,
            "--from",
            from.name(),
            "-o",
            "-",
        ];
        let back = run(desk.purport().args(words));
        assert_eq!((back.code, back.out.as_str()), (0, tags.as_str()), "{}: {}", format.name(), back.err);
        for name in ["out", "out.xml"] {
            let path = desk.work().join(name);
            let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
    }
}

#[test]
fn bad_words_are_refused_before_anything_is_written() {
    let desk = desk();
    desk.file("in.csv", "quote,category\nThe council,promise\n");
    desk.file("none.jsonl", "\n");
    desk.file("bad.jsonl", b"\xff\xfe{");
    for (words, says) in [
        (&["in.csv", "--from", "csv", "--map", "x"][..], "has no `=`"),
        (&["in.csv", "--from", "csv", "--map", "x=promis"], "did you mean `promise`"),
        (&["missing.csv", "--from", "csv"], "missing.csv: no such file"),
        (&["bad.jsonl", "--from", "jsonl"], "bad.jsonl:1:1: not UTF-8"),
        (&["in.csv", "--from", "w3c"], "in.csv:1:1: expected value"),
        (&["in.csv", "--from", "nothing"], "invalid value"),
    ] {
        let done = bring(&desk, words);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{words:?}: {}", done.err);
        assert!(done.err.contains(says), "{words:?}: {}", done.err);
    }
    let done = bring(&desk, &["none.jsonl", "--from", "jsonl"]);
    assert!(done.code == 1 && done.err.contains("holds no tag for pier.txt"), "{}", done.err);
    assert!(!desk.work().join("pier.txt.r2.tags.toml").exists());
}
