//! Commands take what a newcomer types: an article for its tag files, a file name for its format, a word for a query.

use crate::support::{Desk, run};

/// The pier with decisions of two annotators.
fn desk() -> Desk {
    let desk = Desk::with_pier();
    desk.review(&["pier.txt", "--annotator", "r1"], "a\na\nx\nq\n");
    desk.review(&["pier.txt", "--annotator", "r2"], "a\nx\nx\nq\n");
    desk
}

#[test]
fn agree_takes_an_article_and_names() {
    let desk = desk();
    let agree = |words: &[&str]| run(desk.purport().arg("agree").args(words));
    let files = agree(&["pier.txt.r1.tags.toml", "pier.txt.r2.tags.toml"]);
    assert_eq!((files.code, files.err.as_str()), (0, ""));
    for words in [&["pier.txt"][..], &["pier.txt", "r1", "r2"], &["pier.txt", "r1", "pier.txt.r2.tags.toml"]]
    {
        let done = agree(words);
        assert_eq!(
            (done.code, done.err.as_str(), done.out.as_str()),
            (0, "", files.out.as_str()),
            "{words:?}"
        );
    }
    let missing = agree(&["pier.txt", "r1", "r3"]);
    assert!(missing.code == 2 && missing.err.contains("has no tags of r3"), "{}", missing.err);
    desk.file("other.txt", "Nothing.");
    let none = agree(&["other.txt"]);
    assert!(none.code == 2 && none.err.contains("no annotator has tags"), "{}", none.err);
}

#[test]
fn export_knows_the_format_by_the_name() {
    let desk = desk();
    let export = |name: &str| run(&mut desk.command("export", &["pier.txt", "-o", name]));
    let done = export("out.html");
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(desk.read("out.html").starts_with("<!"), "no web page");
    assert_eq!(export("out.csv").code, 0);
    let shared = export("out.json");
    assert!(
        shared.code == 2 && shared.err.contains("--format labelstudio or --format cas"),
        "{}",
        shared.err
    );
    let unknown = export("out.txt");
    assert!(unknown.code == 2 && unknown.err.contains("does not say which format"), "{}", unknown.err);
    let none = run(&mut desk.command("export", &["pier.txt"]));
    assert!(none.code == 2 && none.err.contains("-o FILE"), "{}", none.err);
}

#[test]
fn find_searches_for_words_that_are_no_query() {
    let desk = desk();
    let find = |words: &[&str]| run(&mut desk.command("find", &[words, &["--in", "pier.txt"]].concat()));
    let done = find(&["fishers"]);
    assert!(done.out.contains("The fishers said") && done.out.lines().count() == 1, "{}", done.out);
    assert!(done.err.contains("searching the text of claims for \"fishers\""), "{}", done.err);
    // A word of a query keeps its meaning beside them.
    let both = find(&["order", "fishers"]);
    assert_eq!(both.out, done.out);
    assert_eq!(find(&["promise", "fishers"]).out, "");
    let typo = find(&["undecidd"]);
    assert!(typo.code == 1 && typo.err.contains("did you mean"), "{}", typo.err);
    assert_eq!(find(&["over"]).code, 2, "a keyword without its argument is an error");
}

#[test]
fn check_reports_unknown_decisions_and_categories() {
    let desk = Desk::new();
    desk.file("a.txt", "The minister must resign by June. The council will cut taxes.");
    let done = run(desk.purport().args(["--plain", "a.txt"]).write_stdin("1\nq\n"));
    assert_eq!(done.code, 0, "{}", done.err);
    let tags = desk.read("a.txt.tags.toml");
    let check = || run(desk.purport().args(["check", "a.txt.tags.toml"]));
    assert_eq!(check().code, 0, "{}", check().out);
    let decision = tags.lines().find(|line| line.starts_with("decision = ")).unwrap();
    desk.file("a.txt.tags.toml", tags.replace(decision, "decision = \"confirmd\""));
    let done = check();
    assert!(done.code == 1 && done.out.contains("unknown decision `confirmd`"), "{}", done.out);
    assert!(done.out.contains("did you mean"), "{}", done.out);
    let category = tags.lines().find(|line| line.starts_with("categories = ")).unwrap();
    desk.file("a.txt.tags.toml", tags.replace(category, "categories = [\"naratives\"]"));
    let done = check();
    assert!(done.code == 1 && done.out.contains("category `naratives`"), "{}", done.out);
}

#[test]
fn the_report_counts_rejected_claims_alike() {
    let desk = desk();
    let done = run(&mut desk.command("export", &["pier.txt", "--annotator", "r2", "--format", "html"]));
    let page = done.out;
    assert!(page.contains("7 claims, 3 decided, 2 of them rejected"), "{}", &page[..2000]);
    assert!(page.contains("<span>rejected</span> <small>2</small>"), "no chip");
    // Of three orders, one of them rejected, table and chip count the others.
    let row = page.split("<tr class=\"c1\">").nth(1).unwrap().split("</tr>").next().unwrap();
    let chip = page.split("chip c1").nth(1).unwrap().split("</label>").next().unwrap();
    let number = |text: &str, before: &str, after: &str| {
        let rest = text.split(before).last().unwrap();
        rest.split(after).next().unwrap().to_owned()
    };
    let table = row.split("</td><td>").nth(1).unwrap().split("</td>").next().unwrap().to_owned();
    assert_eq!(table, number(chip, "<small>", "</small>"), "{row}\n{chip}");
}
