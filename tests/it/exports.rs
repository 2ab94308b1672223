//! `purport export`: where files go, what is never written over, and what stands on which stream.

use super::support::{Desk, Output, PIER, SCHEME, run};
use purport::export::{Format, Shape};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.file("small.toml", SCHEME);
    desk.file("pier.txt", PIER);
    desk
}

fn export(desk: &Desk, words: &[&str]) -> Output {
    run(desk.purport().args(["export", "--scheme", "small.toml"]).args(words))
}

#[test]
fn one_file_of_text_goes_to_standard_output() {
    let desk = desk();
    for format in Format::all() {
        let done = export(&desk, &["pier.txt", "--format", format.name()]);
        if format.shape() == Shape::Text {
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", format.name());
            assert!(!done.out.is_empty());
        } else {
            assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", format.name());
            assert!(done.err.contains("(hint: name a f"), "{}", done.err);
        }
    }
    let before: Vec<_> = std::fs::read_dir(desk.work()).unwrap().collect();
    assert_eq!(before.len(), 2, "something was written");
}

#[test]
fn nothing_is_written_over_unless_that_is_wanted() {
    let desk = desk();
    for format in Format::all() {
        let words = ["pier.txt", "--format", format.name(), "-o", "out"];
        let first = export(&desk, &words);
        assert_eq!((first.code, first.out.as_str()), (0, ""), "{}: {}", format.name(), first.err);
        assert!(first.err.ends_with(" of 1 article\n") || format == Format::Codebook, "{}", first.err);
        // A project has to say when it was made, and so is another one every second.
        let timed = format.name() == "qdpx";
        let again = export(&desk, &words).code;
        assert!(again == 0 || timed, "{}: the same again is no harm", format.name());
        let more = [&words[..], &["--decided"]].concat();
        let refused = export(&desk, &more);
        // What holds no mark of the machine may be the same without it.
        if refused.code != 0 {
            assert_eq!(refused.code, 2);
            assert!(refused.err.contains("is there already (hint: --force"), "{}", refused.err);
            assert_eq!(export(&desk, &[&more[..], &["--force"]].concat()).code, 0, "{}", format.name());
        }
        for name in ["out", "out.xml"] {
            let out = desk.work().join(name);
            if out.is_dir() {
                std::fs::remove_dir_all(out).unwrap();
            } else if out.exists() {
                std::fs::remove_file(out).unwrap();
            }
        }
    }
    let done = export(&desk, &["pier.txt", "--format", "csv", "-o", "pier.txt", "--force"]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains("is what is exported"), "{}", done.err);
    assert_eq!(desk.read("pier.txt"), PIER);
}

#[test]
fn several_articles_are_one_file_or_a_folder_of_files() {
    let desk = desk();
    std::fs::create_dir(desk.work().join("more")).unwrap();
    desk.file("more/pier.txt", "The council must pay.\n");
    for format in Format::all() {
        let files = ["pier.txt", "more/pier.txt", "missing.txt"];
        let done = export(&desk, &[&files[..], &["--format", format.name(), "-o", "all/"]].concat());
        assert_eq!(done.code, 2, "an article is missing");
        assert!(done.err.contains("missing.txt: no such file"), "{}", done.err);
        let all = desk.work().join("all");
        let name = format!("articles{}", format.ending());
        let one = format.holds_many() && format.shape() != Shape::Folder;
        assert_eq!(all.join(name).exists(), one, "{}", format.name());
        assert_eq!(all.join("more").exists(), !one, "{}", format.name());
        std::fs::remove_dir_all(all).unwrap();
    }
    let done = export(&desk, &["pier.txt", "more/pier.txt", "--format", "jsonl"]);
    let of = |name: &str| {
        done.out.lines().filter(|line| line.contains(&format!("{{\"document\":\"{name}\""))).count()
    };
    assert_eq!((of("pier.txt"), of("more/pier.txt")), (7, 1));
}

#[test]
fn the_tags_are_those_that_are_asked_for() {
    let desk = desk();
    run(desk
        .purport()
        .args(["--plain", "--scheme", "small.toml", "--annotator", "r1", "pier.txt"])
        .write_stdin("a\nx\nq\n"));
    let decided = |words: &[&str]| {
        let done = export(&desk, &[&["pier.txt", "--format", "jsonl", "--decided"], words].concat());
        (done.out.lines().count(), done.err)
    };
    assert_eq!(decided(&[]).0, 0);
    assert_eq!(decided(&["--annotator", "r1"]), (2, String::new()));
    assert_eq!(decided(&["--tags", "pier.txt.r1.tags.toml"]), (2, String::new()));
    let (count, said) = decided(&["--annotator", "r2"]);
    assert!(count == 0 && said.contains("pier.txt: has no tags of r2"), "{said}");
    assert!(decided(&["--tags", "none.toml"]).1.contains("none.toml: no such file"));
}

#[test]
fn the_reader_exports_what_it_shows() {
    let desk = desk();
    let review = |keys: &str| {
        let words = ["--plain", "--scheme", "small.toml", "pier.txt"];
        run(desk.purport().args(words).write_stdin(keys.to_owned())).out
    };
    let said =
        review("a\n:export csv\n:export csv\n:export brat\n:export jsonl pier.txt\n:export nothing\nq\n");
    assert!(said.contains("7 marks written to pier.txt.csv"), "{said}");
    assert!(said.contains("7 marks written to pier.txt.brat"), "{said}");
    assert!(said.contains("pier.txt: is what is exported"), "{said}");
    assert!(said.contains("no format `nothing`"), "{said}");
    assert!(desk.read("pier.txt.csv").contains(",confirmed,promise,"));
    assert!(desk.work().join("pier.txt.brat/annotation.conf").exists());
    // Another decision, another table; the old one is kept until it is wanted gone.
    let said = review("x\n:export csv\n:export! csv\n:export! csv pier.txt.tags.toml\nq\n");
    assert!(said.contains("pier.txt.csv: is there already (hint: :export! writes over it)"), "{said}");
    assert!(said.contains("7 marks written to pier.txt.csv"), "{said}");
    assert!(said.contains("pier.txt.tags.toml: is what is exported"), "{said}");
    assert!(desk.read("pier.txt.csv").contains(",rejected,,"));
    // Who reads blind learns nothing from an export.
    let words = ["--plain", "--blind", "--scheme", "small.toml", "pier.txt"];
    let said = run(desk.purport().args(words).write_stdin(":export! csv\nq\n")).out;
    assert!(said.contains("2 marks written to pier.txt.csv; what is not decided stays veiled"), "{said}");
    // What was exported is no article.
    let status = run(desk.purport().args(["status", "--scheme", "small.toml", "--format", "jsonl", "."]));
    assert_eq!(status.out.lines().count(), 1, "{}", status.out);
}

#[test]
fn a_page_has_the_article_with_its_claims_and_why() {
    let desk = desk();
    let done = export(&desk, &["pier.txt", "--format", "html"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let (_, page) = done.out.split_once("<div class=\"page\">").unwrap();
    let (page, _) = page.split_once("<dialog").unwrap();
    insta::assert_snapshot!("page", page);
}

/// The fields that a document describes, each with what it says of it.
fn described(file: &str, fields: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(super::support::project(file)).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let said = |field: &serde_json::Value| field["description"].as_str().unwrap().to_owned();
    match &schema[fields] {
        serde_json::Value::Array(list) => {
            list.iter().map(|field| (field["name"].as_str().unwrap().to_owned(), said(field))).collect()
        }
        map => map.as_object().unwrap().iter().map(|(name, field)| (name.clone(), said(field))).collect(),
    }
}

#[test]
fn the_documents_describe_every_column_and_every_format() {
    let columns = || purport::export::columns::COLUMNS.iter();
    let schema = described("docs/exports.schema.json", "properties");
    let expected: Vec<_> = columns().map(|column| (column.name.to_owned(), column.help.to_owned())).collect();
    assert_eq!(schema, expected);
    let table = described("docs/exports.table.json", "fields");
    for ((name, said), column) in table.iter().zip(columns()) {
        assert!(name == column.name && said.starts_with(column.help), "{name}: {said}");
    }
    assert_eq!(table.len(), columns().count());
    let page = std::fs::read_to_string(super::support::project("docs/exports.md")).unwrap();
    for format in Format::all() {
        let row = format!("| `{}` | `{}` |", format.name(), format.ending());
        assert!(page.contains(&row), "docs/exports.md has no row {row}");
    }
    for from in purport::annotation_import::Format::all() {
        assert!(
            page.contains(&format!("--from {}", from.name())),
            "docs/exports.md shows no {}",
            from.name()
        );
    }
    for column in columns() {
        assert!(
            page.contains(&format!("| `{}` | {} |", column.name, column.help)),
            "no column {}",
            column.name
        );
    }
}

/// A text with what acts on a terminal, hides in it, or turns it round.
const HOSTILE: &str = "The mayor pledged \x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07 lamps \u{9b}2J a \u{202e}bridge\u{202c} \
                       with\0out \u{2066}tolls\u{2069} \u{8}\u{7f}now.\r\n\r\n=HYPERLINK(1) must <script>pay</script>.\r\n";

#[test]
fn nothing_hostile_acts_on_who_looks_at_an_export() {
    let desk = desk();
    let name = "=a\x1b]0;owned\x07\u{202e}.txt";
    desk.file(name, HOSTILE);
    desk.file(
        "notes.csv",
        "quote,category,note,labels\r\nThe mayor pledged,promise,\x1b[2J<b>,\"'=1; \u{202e}x\"\r\n",
    );
    let words = [
        "import",
        "notes.csv",
        "--from",
        "csv",
        "--scheme",
        "small.toml",
        "--article",
        name,
        "--annotator",
        "r1",
    ];
    let imported = run(desk.purport().args(words));
    assert_eq!(imported.code, 0, "{}", imported.err);
    let acts = |char: char| {
        (char.is_control() && char != '\n')
            || matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let safe = |text: &str| !text.replace("\r\n", "\n").contains(acts);
    assert!(safe(&imported.err), "{:?}", imported.err);
    for format in Format::all() {
        let done = export(&desk, &[name, "--annotator", "r1", "--format", format.name(), "-o", "out/"]);
        assert!(done.code == 0 && safe(&done.err), "{}: {:?}", format.name(), done.err);
        if format.shape() != Shape::Text {
            continue;
        }
        let shown = export(&desk, &[name, "--annotator", "r1", "--format", format.name()]);
        assert!(shown.code == 0 && safe(&shown.out), "{}: {:?}", format.name(), shown.out);
        let bare = matches!(format, Format::Markdown | Format::Codebook);
        assert!(!bare || !shown.out.contains("<script>"), "{}", shown.out);
    }
    let page = export(&desk, &[name, "--annotator", "r1", "--format", "html"]).out;
    assert!(page.contains("&lt;script&gt;pay&lt;/script&gt;") && !page.contains("<script>pay"), "{page}");
    for file in std::fs::read_dir(desk.work().join("out")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        // What turns the text round is part of it, and a file with the very text keeps it.
        let controls = |byte: &u8| byte.is_ascii_control() && !b"\n\r\t".contains(byte);
        let binary = path.extension().is_some_and(|ending| ending == "qdpx" || ending == "parquet");
        assert!(binary || !bytes.iter().any(controls), "{path:?}");
    }
}
