//! `purport diff` as it is run: the page in docs, statuses, formats, standard input, tags, and git.

use crate::support::{Desk, PURPORT, json_lines, project, run};
use std::process::Command;

const MONDAY: &str = include_str!("data/versions/ferry-monday.md");
const TUESDAY: &str = include_str!("data/versions/ferry-tuesday.md");

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("monday.md", MONDAY);
    desk.file("tuesday.md", TUESDAY);
    desk
}

/// `purport diff --engine cues WORDS`: the cues are quick, and enough here.
fn diff(desk: &Desk, words: &[&str]) -> crate::support::Output {
    run(desk.purport().args(["diff", "--engine", "cues"]).args(words))
}

#[test]
fn the_page_shows_what_the_command_prints() {
    let page = std::fs::read_to_string(project("docs/versions.md")).unwrap();
    let shown = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let done = run(desk().purport().args(["diff", "monday.md", "tuesday.md"]));
    assert_eq!((done.code, done.err.as_str()), (1, ""));
    assert_eq!(done.out, shown, "docs/versions.md is out of date");
}

#[test]
fn the_status_tells_whether_claims_differ() {
    let desk = desk();
    let both = ["monday.md", "tuesday.md"];
    for (words, code) in [
        (&["monday.md", "monday.md"][..], 0),
        (&both, 1),
        (&[both[0], both[1], "--exit-code"], 1),
        (&[both[0], both[1], "--no-exit-code"], 0),
        (&["monday.md", "nowhere.md"], 2),
        (&["-", "-"], 2),
        (&["monday.md"], 2),
        (&["monday.md", "monday.md", "monday.md"], 2),
        (&[both[0], both[1], "--tags", "nowhere.toml"], 2),
    ] {
        let done = diff(&desk, words);
        assert_eq!(done.code, code, "{words:?}: {}{}", done.out, done.err);
    }
    let quiet = diff(&desk, &[both[0], both[1], "--quiet"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (1, "", ""));
    // Formats, line ends and typography are no difference.
    desk.file("monday.html", MONDAY.replace("# ", "<h1>").replace("\n\n", "\n<p>").replace('\'', "’"));
    let done = diff(&desk, &["monday.md", "monday.html"]);
    assert_eq!(done.code, 0, "{}", done.out);
}

#[test]
fn one_version_may_come_from_standard_input() {
    let desk = desk();
    let whole = diff(&desk, &["monday.md", "tuesday.md"]).out;
    let groups = |out: &str| out.split_once("\n\n").unwrap().1.to_owned();
    let mut command = desk.purport();
    command.args(["diff", "--engine", "cues", "-", "tuesday.md", "--from", "markdown"]).write_stdin(MONDAY);
    let out = run(&mut command).out;
    assert!(out.starts_with("standard input → tuesday.md: "), "{out}");
    assert_eq!(groups(&out), groups(&whole));
}

#[test]
fn lists_can_be_narrowed() {
    let desk = desk();
    let groups = |words: &[&str]| -> Vec<String> {
        let done = diff(&desk, &[&["monday.md", "tuesday.md"], words].concat());
        let heads =
            done.out.lines().filter(|line| line.ends_with(')') && line.starts_with(char::is_uppercase));
        heads.map(str::to_owned).collect()
    };
    assert_eq!(groups(&[]), ["Reworded (3)", "Vanished (1)", "Appeared (1)", "Moved (1)"]);
    assert_eq!(groups(&["--only", "moved,vanished"]), ["Vanished (1)", "Moved (1)"]);
    assert_eq!(groups(&["--only", "stands"]), ["Unchanged (1)"]);
    assert_eq!(groups(&["--all"]).len(), 5);
}

#[test]
fn programs_read_every_claim() {
    let desk = desk();
    let done = diff(&desk, &["monday.md", "tuesday.md", "--format", "jsonl"]);
    let lines = json_lines(&done.out);
    let fates: Vec<&str> = lines.iter().map(|line| line["fate"].as_str().unwrap()).collect();
    assert_eq!(
        fates,
        ["moved", "reworded", "reworded", "reworded", "stands", "vanished", "appeared"],
        "in the order of the new version"
    );
    let softened = &lines[1];
    assert_eq!(softened["turns"][0]["kind"], "softened");
    let old: String = MONDAY.chars().collect();
    let text = softened["old"]["text"].as_str().unwrap();
    assert!(old.contains(text) && text.contains("must"), "{text}");
    let runs = softened["words"].as_array().unwrap();
    assert!(
        runs.iter().any(|run| run["removed"] == "must") && runs.iter().any(|run| run["added"] == "should")
    );

    let table = diff(&desk, &["monday.md", "tuesday.md", "--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert!(reader.headers().unwrap().iter().eq([
        "fate",
        "moved",
        "doubt",
        "part",
        "old_block",
        "old_start",
        "old_end",
        "old_categories",
        "old_speaker",
        "old_text",
        "new_block",
        "new_start",
        "new_end",
        "new_categories",
        "new_speaker",
        "new_text",
        "turns",
        "tags"
    ]));
    assert_eq!(reader.records().flatten().count(), lines.len());

    let page = diff(&desk, &["monday.md", "tuesday.md", "--format", "html"]).out;
    assert!(page.contains("<del>must</del>") && page.contains("<ins>should</ins>"), "words are not marked");
    assert!(
        !page.contains("<script") && !page.contains("http:") && !page.contains("https:"),
        "it loads something"
    );
}

#[test]
fn the_terminal_gets_no_commands_from_an_article() {
    let desk = desk();
    desk.file("evil.md", TUESDAY.replace("reportedly", "\u{1b}[2Jreportedly"));
    for format in ["text", "html"] {
        let done = diff(&desk, &["monday.md", "evil.md", "--format", format]);
        assert!(!done.out.contains('\u{1b}') && done.out.contains("␛[2Jreportedly"), "{}", done.out);
    }
}

#[test]
fn tags_follow_or_are_said_to_be_doubtful_or_lost() {
    let desk = desk();
    let done = run(desk
        .purport()
        .args(["--plain", "--engine", "cues", "monday.md"])
        .write_stdin("a\na\na\na\na\na\nq\n"));
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let done = diff(&desk, &["monday.md", "tuesday.md"]);
    let out = done.out.replace('\n', " ");
    for part in ["6 tags: ", " doubtful", "tag of reader (accepted) is lost"] {
        assert!(out.contains(part), "{part}: {}", done.out);
    }
    desk.file("longer.md", MONDAY.replace("# Ferry", "# On Monday: ferry") + "\nThe harbour was calm.\n");
    let longer = diff(&desk, &["monday.md", "longer.md"]);
    assert!(longer.code == 0 && longer.out.contains("6 tags: 6 follow"), "{}", longer.out);
    // The same tags from a file elsewhere.
    let tags = desk.read("monday.md.tags.toml");
    std::fs::remove_file(desk.work().join("monday.md.tags.toml")).unwrap();
    desk.file("kept.toml", tags);
    assert_eq!(diff(&desk, &["monday.md", "tuesday.md", "--tags", "kept.toml"]).out, done.out);
}

#[test]
fn git_calls_it_for_articles() {
    let desk = desk();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(desk.work()).envs(desk.env()).args([
            "-c",
            "user.name=r",
            "-c",
            "user.email=r@example.org",
        ]);
        command.args(words).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat").output()
    };
    if git(&["--version"]).is_err() {
        #[allow(clippy::print_stderr)] // A skipped test must not look like a passed one.
        {
            eprintln!("SKIPPED: there is no git to try the recipes with");
        }
        return;
    }
    let done = |words: &[&str]| {
        let output = git(words).unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{words:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    };
    let external = format!("{PURPORT} diff --engine cues");
    desk.file("article.md", MONDAY);
    done(&["init", "--quiet"]);
    done(&["add", "article.md"]);
    done(&["commit", "--quiet", "-m", "first"]);
    desk.file("article.md", TUESDAY);
    let shown = done(&["difftool", "--no-prompt", &format!("--extcmd={external}")]);
    assert!(shown.contains("3 reworded, 1 vanished"), "{shown}");

    desk.file(".gitattributes", "*.md diff=purport\n");
    done(&["config", "diff.purport.command", &external]);
    let shown = done(&["diff"]);
    assert!(shown.contains("article.md (old) → article.md: 3 reworded, 1 vanished"), "{shown}");
    // A new file and a removed one.
    desk.file("fresh.md", TUESDAY);
    done(&["add", "--intent-to-add", "fresh.md"]);
    assert!(done(&["diff", "fresh.md"]).contains("6 appeared"));
    std::fs::remove_file(desk.work().join("article.md")).unwrap();
    assert!(done(&["diff", "--", "article.md"]).contains("6 vanished"));
    desk.file("article.md", TUESDAY);

    done(&["config", "--unset", "diff.purport.command"]);
    done(&["config", "diff.purport.textconv", &format!("{PURPORT} text")]);
    let shown = done(&["diff", "--word-diff", "article.md"]);
    let is_text = shown.contains("\nFerry fares split Brannock Sound\n") && shown.contains("{+");
    assert!(is_text && shown.contains("reportedly"), "{shown}");
}
