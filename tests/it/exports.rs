//! `purport export` and `:export`: destinations, overwriting, streams, and the documented columns.

use crate::hostile::assert_inert;
use crate::support::{Desk, Output, PIER, json_lines, project, run};
use purport::export::{Format, OutputKind};

fn export(desk: &Desk, words: &[&str]) -> Output {
    run(&mut desk.command("export", words))
}

#[test]
fn text_formats_go_to_standard_output_and_others_need_a_name() {
    let desk = Desk::with_pier();
    for format in Format::all() {
        let done = export(&desk, &["pier.txt", "--format", format.name()]);
        if format.output_kind() == OutputKind::Text {
            assert_eq!((done.code, done.err.as_str()), (0, ""), "{}", format.name());
            assert!(!done.out.is_empty());
        } else {
            assert_eq!((done.code, done.out.as_str()), (2, ""), "{}", format.name());
            assert!(done.err.contains("(hint: name a f"), "{}", done.err);
        }
    }
    assert_eq!(desk.names(), ["pier.txt", "small.toml"], "a file was written");
}

#[test]
fn existing_files_need_force() {
    let desk = Desk::with_pier();
    for format in Format::all() {
        let words = ["pier.txt", "--format", format.name(), "-o", "out"];
        let first = export(&desk, &words);
        assert_eq!((first.code, first.out.as_str()), (0, ""), "{}: {}", format.name(), first.err);
        assert!(first.err.ends_with(" of 1 article\n") || format == Format::Codebook, "{}", first.err);
        // Writing the same bytes again is allowed; a project holds the time it was made.
        let timed = format.name() == "qdpx";
        let again = export(&desk, &words).code;
        assert!(again == 0 || timed, "{}: the same bytes were refused", format.name());
        let more = [&words[..], &["--decided"]].concat();
        let refused = export(&desk, &more);
        // A codebook holds no claims, so `--decided` does not change it.
        assert_eq!(refused.code == 0, format == Format::Codebook, "{}", format.name());
        if refused.code != 0 {
            assert_eq!(refused.code, 2);
            assert!(refused.err.contains("already exists (hint: --force"), "{}", refused.err);
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
    assert!(done.err.contains("is the input"), "{}", done.err);
    assert_eq!(desk.read("pier.txt"), PIER);
}

#[test]
fn several_articles_make_one_file_or_a_folder() {
    let desk = Desk::with_pier();
    desk.file("more/pier.txt", "The council must pay.\n");
    for format in Format::all() {
        let files = ["pier.txt", "more/pier.txt", "missing.txt"];
        let done = export(&desk, &[&files[..], &["--format", format.name(), "-o", "all/"]].concat());
        assert_eq!(done.code, 2, "an article is missing");
        assert!(done.err.contains("missing.txt: no such file"), "{}", done.err);
        let all = desk.work().join("all");
        let name = format!("articles{}", format.ending());
        let one = format.holds_many() && format.output_kind() != OutputKind::Folder;
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
fn annotator_and_tags_choose_the_tag_file() {
    let desk = Desk::with_pier();
    desk.review(&["--annotator", "r1", "pier.txt"], "a\nx\nq\n");
    let decided = |words: &[&str]| {
        let done = export(&desk, &[&["pier.txt", "--format", "jsonl", "--decided"], words].concat());
        (done.out.lines().count(), done.err)
    };
    assert_eq!(decided(&[]).0, 0);
    assert_eq!(decided(&["--annotator", "r1"]), (2, String::new()));
    assert_eq!(decided(&["--tags", "pier.txt.r1.tags.toml"]), (2, String::new()));
    let (count, message) = decided(&["--annotator", "r2"]);
    assert!(count == 0 && message.contains("pier.txt: has no tags of r2"), "{message}");
    assert!(decided(&["--tags", "none.toml"]).1.contains("none.toml: no such file"));
}

#[test]
fn the_reader_exports_what_it_shows() {
    let desk = Desk::with_pier();
    let review = |keys: &str| desk.review(&["pier.txt"], keys).out;
    let output =
        review("a\n:export csv\n:export csv\n:export brat\n:export jsonl pier.txt\n:export nothing\nq\n");
    assert!(output.contains("7 marks written to pier.txt.csv"), "{output}");
    assert!(output.contains("7 marks written to pier.txt.brat"), "{output}");
    assert!(output.contains("pier.txt: is the input"), "{output}");
    assert!(output.contains("no format `nothing`"), "{output}");
    assert!(desk.read("pier.txt.csv").contains(",confirmed,promise,"));
    assert!(desk.work().join("pier.txt.brat/annotation.conf").exists());
    // Another decision makes another table; the old one stays until it is overwritten on purpose.
    let output = review("x\n:export csv\n:export! csv\n:export! csv pier.txt.tags.toml\nq\n");
    assert!(output.contains("pier.txt.csv: already exists (hint: :export! overwrites it)"), "{output}");
    assert!(output.contains("7 marks written to pier.txt.csv"), "{output}");
    assert!(output.contains("pier.txt.tags.toml: is the input"), "{output}");
    assert!(desk.read("pier.txt.csv").contains(",rejected,,"));
    // A blind session exports no suggestion.
    let output = desk.review(&["--blind", "pier.txt"], ":export! csv\nq\n").out;
    assert!(output.contains("2 marks written to pier.txt.csv; undecided claims stay hidden"), "{output}");
    // Exports are not articles.
    let status = run(&mut desk.command("status", &["--format", "jsonl", "."]));
    assert_eq!(json_lines(&status.out).len(), 1, "{}", status.out);
}

#[test]
fn bom_and_source_are_written_where_they_belong() {
    let desk = Desk::with_pier();
    let bare = export(&desk, &["pier.txt", "--format", "csv"]).out;
    let marked = export(&desk, &["pier.txt", "--format", "csv", "--bom"]).out;
    assert_eq!(marked, format!("\u{feff}{bare}"));
    let iri = "https://example.org/pier";
    let w3c = |more: &[&str]| export(&desk, &[&["pier.txt", "--format", "w3c"], more].concat()).out;
    assert!(w3c(&["--source", iri]).contains(iri));
    assert!(w3c(&[]).contains("ni:///sha-256;"), "without an address the text is named by its digest");
}

#[test]
fn html_holds_the_article_with_its_claims_and_reasons() {
    let desk = Desk::with_pier();
    let done = export(&desk, &["pier.txt", "--format", "html"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let (_, page) = done.out.split_once("<div class=\"page\">").unwrap();
    let (page, _) = page.split_once("<dialog").unwrap();
    insta::assert_snapshot!("page", page);
}

/// Names and descriptions of the fields in a JSON document under docs/.
fn described(file: &str, fields: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(project(file)).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    let text = |field: &serde_json::Value| field["description"].as_str().unwrap().to_owned();
    match &schema[fields] {
        serde_json::Value::Array(list) => {
            list.iter().map(|field| (field["name"].as_str().unwrap().to_owned(), text(field))).collect()
        }
        map => map.as_object().unwrap().iter().map(|(name, field)| (name.clone(), text(field))).collect(),
    }
}

#[test]
fn docs_describe_every_column_and_format() {
    let columns = || purport::export::columns::COLUMNS.iter();
    let schema = described("docs/exports.schema.json", "properties");
    let expected: Vec<_> =
        columns().map(|column| (column.name.clone().into_owned(), column.help.to_owned())).collect();
    // The values of a scheme's fields are no column, but an object.
    let expected: Vec<_> = expected.into_iter().chain([schema.last().cloned().unwrap()]).collect();
    assert_eq!((schema.last().unwrap().0.as_str(), &schema), ("fields", &expected));
    let table = described("docs/exports.table.json", "fields");
    for ((name, text), column) in table.iter().zip(columns()) {
        assert!(*name == column.name && text.starts_with(column.help), "{name}: {text}");
    }
    assert_eq!(table.len(), columns().count());
    let page = std::fs::read_to_string(project("docs/exports.md")).unwrap();
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

const HOSTILE: &str = "The mayor pledged \x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07 lamps \u{9b}2J a \u{202e}bridge\u{202c} \
                       with\0out \u{2066}tolls\u{2069} \u{8}\u{7f}now.\r\n\r\n=HYPERLINK(1) must <script>pay</script>.\r\n";

#[test]
fn exports_hold_no_hostile_characters() {
    let desk = Desk::with_pier();
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
    assert_inert("import", &imported.err);
    for format in Format::all() {
        let done = export(&desk, &[name, "--annotator", "r1", "--format", format.name(), "-o", "out/"]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_inert(format.name(), &done.err);
        if format.output_kind() != OutputKind::Text {
            continue;
        }
        let shown = export(&desk, &[name, "--annotator", "r1", "--format", format.name()]);
        assert_eq!(shown.code, 0, "{}", shown.err);
        assert_inert(format.name(), &shown.out);
        let bare = matches!(format, Format::Markdown | Format::Codebook);
        assert!(!bare || !shown.out.contains("<script>"), "{}", shown.out);
    }
    let page = export(&desk, &[name, "--annotator", "r1", "--format", "html"]).out;
    assert!(page.contains("&lt;script&gt;pay&lt;/script&gt;") && !page.contains("<script>pay"), "{page}");
    for file in std::fs::read_dir(desk.work().join("out")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        // Formats that quote the text exactly keep its bidirectional marks, but no control characters.
        let controls = |byte: &u8| byte.is_ascii_control() && !b"\n\r\t".contains(byte);
        let binary = path.extension().is_some_and(|ending| ending == "qdpx" || ending == "parquet");
        assert!(binary || !bytes.iter().any(controls), "{path:?}");
    }
}
