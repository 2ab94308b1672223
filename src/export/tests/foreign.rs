//! Contents of each foreign format: correct words and positions, and no claim that the reader has rejected.

use super::super::{ExportArticle, FileName, Format, render};
use super::{TEXT, chars, files, options, sample, text};
use serde_json::Value;

fn json(format: Format) -> Value {
    serde_json::from_str(&text(format)).unwrap()
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Passages that count as claims, with their categories.
const CLAIMS: [(&str, &str); 6] = [
    ("The council pledged\na new pier.", "promise"),
    ("pledged\na new pier. The shops", "doubt"),
    ("The shops must open.", "promise"),
    ("The shops must open.", "doubt"),
    ("=SUM(A1) must <b>rain</b> & \"hail\", they say.", "order"),
    ("It must \u{202e}snow\u{202c}.", "order"),
];

fn check(found: &[(String, String)]) {
    let found: Vec<(&str, &str)> =
        found.iter().map(|(words, kind)| (words.as_str(), kind.as_str())).collect();
    assert_eq!(found, CLAIMS);
}

#[test]
fn doccano_line_contains_the_claims() {
    let line = json(Format::Doccano);
    assert_eq!(line["text"], TEXT);
    let spans = line["label"].as_array().unwrap().iter();
    let found =
        |span: &Value| (chars(number(&span[0]), number(&span[1])), span[2].as_str().unwrap().to_owned());
    check(&spans.map(found).collect::<Vec<_>>());
    assert_eq!(
        line["purport"].as_array().unwrap().len(),
        9,
        "what is no claim, or lost, is known all the same"
    );
}

#[test]
fn prodigy_line_contains_the_claims_and_their_source() {
    let line = json(Format::Prodigy);
    let spans = line["spans"].as_array().unwrap();
    let found = |span: &Value| {
        (chars(number(&span["start"]), number(&span["end"])), span["label"].as_str().unwrap().to_owned())
    };
    check(&spans.iter().map(found).collect::<Vec<_>>());
    assert_eq!((&spans[0]["source"], spans[4]["source"].as_str()), (&"r1".into(), Some(super::super::MAKER)));
    assert!(spans[4]["score"].as_f64().is_some() && line.get("answer").is_none());
}

#[test]
fn label_studio_separates_predictions_and_annotations() {
    let tasks = json(Format::LabelStudio);
    let regions = |kind: &str| tasks[0][kind][0]["result"].as_array().unwrap().clone();
    for region in regions("annotations").iter().chain(&regions("predictions")) {
        let value = &region["value"];
        let words = chars(number(&value["start"]), number(&value["end"]));
        assert_eq!(words, value["text"].as_str().unwrap());
    }
    let labels = |kind: &str| -> Vec<String> {
        regions(kind).iter().map(|region| region["value"]["labels"].to_string()).collect()
    };
    let said = [
        r#"["noted"]"#,
        r#"["promise"]"#,
        r#"["doubt"]"#,
        r#"["promise","doubt"]"#,
        r#"["rejected"]"#,
        r#"["nothing"]"#,
    ];
    assert_eq!(labels("annotations"), said);
    let proposed = ["promise", "order", "doubt", "order", "order"].map(|id| format!("[\"{id}\"]"));
    assert_eq!(labels("predictions"), proposed);
    let files = files(Format::LabelStudio);
    assert_eq!(files[1].name, FileName::Beside(".xml"));
    let configuration = String::from_utf8(files[1].bytes.clone()).unwrap();
    for label in ["promise", "order", "doubt", "rejected", "nothing", "noted"] {
        assert!(configuration.contains(&format!("<Label value=\"{label}\"")), "{configuration}");
    }
}

#[test]
fn web_annotations_name_a_person_or_software() {
    let collection = json(Format::W3c);
    let items = collection["first"]["items"].as_array().unwrap();
    assert_eq!(collection["total"], items.len());
    let by = |kind: &str| items.iter().filter(|item| item["creator"]["type"] == kind).count();
    // One of five suggestions was rejected; four remain.
    assert_eq!((by("Person"), by("Software")), (7, 4));
    let mut ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), items.len());
    for item in items {
        let selector = &item["target"]["selector"];
        if let Some(both) = selector.as_array() {
            let words = chars(number(&both[1]["start"]), number(&both[1]["end"]));
            assert_eq!(words, both[0]["exact"].as_str().unwrap());
        } else {
            assert_eq!(selector["exact"], "Nobody ever wrote this sentence in here.");
        }
        let bodies = item["body"].as_array().cloned().unwrap_or_else(|| vec![item["body"].clone()]);
        let has = |purpose: &str, value: &str| {
            bodies.iter().any(|body| body["purpose"] == purpose && body["value"] == value)
        };
        let classifies = bodies.iter().any(|body| body["purpose"] == "classifying");
        assert!(!(has("assessing", "rejected") || has("assessing", "nothing")) || !classifies, "{item}");
    }
}

#[test]
fn brat_writes_text_annotations_and_configuration() {
    let files = files(Format::Brat);
    let file = |name: &str| {
        let own = FileName::Own(name.to_owned());
        let file = files.iter().find(|file| file.name == own).unwrap_or_else(|| panic!("no {name}"));
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    let (text, annotations) = (file("a.txt.txt"), file("a.txt.ann"));
    assert_eq!(text, TEXT);
    let mut kinds = Vec::new();
    for line in annotations.lines().filter(|line| line.starts_with('T')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (kind, places) = fields[1].split_once(' ').unwrap();
        let words: Vec<String> = places
            .split(';')
            .map(|place| {
                let (start, end) = place.split_once(' ').unwrap();
                chars(start.parse().unwrap(), end.parse().unwrap())
            })
            .collect();
        assert_eq!(words.join(" "), fields[2]);
        assert!(words.iter().all(|words| !words.contains('\n')));
        kinds.push(kind);
    }
    assert_eq!(
        kinds,
        ["noted", "promise", "doubt", "promise", "doubt", "rejected", "order", "nothing", "order"]
    );
    assert!(annotations.contains("AnnotatorNotes T2\t=a note of “two” lines, & <more>\n"), "{annotations}");
    assert!(annotations.contains("Decision T6 rejected\n"));
    let configuration = file("annotation.conf");
    assert!(configuration.starts_with("[entities]\npromise\norder\ndoubt\nrejected\nnothing\nnoted\n\n"));
    assert!(configuration.contains("<OVERLAP>\t") && configuration.contains("|undecided\n"));
}

#[test]
fn a_cas_counts_in_utf_16() {
    let cas = json(Format::Cas);
    let units: Vec<u16> = TEXT.encode_utf16().collect();
    let structures = cas["%FEATURE_STRUCTURES"].as_array().unwrap();
    let words = |kind: &str| -> Vec<String> {
        let of_kind = structures.iter().filter(|structure| structure["%TYPE"] == kind);
        let range = |one: &Value| number(&one["begin"]) as usize..number(&one["end"]) as usize;
        of_kind.map(|one| String::from_utf16(&units[range(one)]).unwrap()).collect()
    };
    let mut claims: Vec<&str> = CLAIMS.iter().map(|(words, _)| *words).collect();
    claims.dedup();
    assert_eq!(words("purport.Claim"), claims);
    assert_eq!(words("purport.Refused"), ["He doubts it.", "they say"]);
    assert_eq!(words("purport.Noted"), ["Café"]);
    assert_eq!(words("purport.Article"), [TEXT]);
    for structure in structures {
        for (key, reference) in structure.as_object().unwrap().iter().filter(|(key, _)| key.starts_with('@'))
        {
            let found = structures.iter().any(|other| other["%ID"] == *reference);
            assert!(found, "{key} leads nowhere");
        }
    }
}

#[test]
fn report_contains_all_marks_and_escapes_markup() {
    let report = text(Format::Markdown);
    for words in [
        "**Promise**, accepted by r1 on 2026-01-02",
        "> The council pledged\n> a new pier.",
        "**no category**, noted, not decided by r1",
        "- labels: a;b, later",
        "- suggestion: Order",
        "\n## Not claims\n",
        "rejected by r1",
        "nothing here by r1",
        "\n## Passages that are gone from the text\n",
        "| Order \\& \\<rule\\> | 2 | 0 | 0 |",
    ] {
        assert!(report.contains(words), "no {words:?} in {report}");
    }
    assert!(!report.contains("<b>") && !report.contains('\u{202e}'));
}

#[cfg(feature = "qdpx")]
#[test]
fn project_contains_codes_text_and_selections() {
    let reading = sample();
    let article = ExportArticle { name: "a.txt", reading: &reading };
    let project = super::super::refi::description(&article, &options());
    let attribute = |line: &str, name: &str| -> String {
        let (_, rest) =
            line.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name} in {line}"));
        rest.split('"').next().unwrap().to_owned()
    };
    let selections: Vec<&str> =
        project.lines().filter(|line| line.starts_with("<PlainTextSelection")).collect();
    assert_eq!(selections.len(), 8);
    for line in &selections {
        let at = |name: &str| attribute(line, name).parse::<u64>().unwrap();
        assert!(at("endPosition") <= TEXT.chars().count() as u64);
        let words = chars(at("startPosition"), at("endPosition"));
        assert!(!words.trim().is_empty() && words.trim() == words, "{words}");
        for part in line.split("<CodeRef").skip(1) {
            let guid = attribute(part, "targetGUID");
            assert!(project.contains(&format!("<Code guid=\"{guid}\"")), "{guid} is no code");
        }
    }
    let retagged = selections.iter().find(|line| line.contains("t-2")).unwrap();
    assert_eq!(retagged.matches("<Coding ").count(), 2);
    assert!(retagged.contains("decision: retagged; machine: order 0."), "{retagged}");
    assert!(project.contains("<PlainTextContent>=a note&#10;of “two” lines, &amp; &lt;more&gt;<"));
    let codebook = text(Format::Codebook);
    assert!(codebook.contains("name=\"Order &amp; &lt;rule&gt;\" isCodable=\"true\""), "{codebook}");
    let code = codebook.lines().find(|line| line.contains("name=\"Promise\"")).unwrap();
    assert!(project.contains(code), "the codes of a project are those of the codebook");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_round_trips_in_row_groups() {
    use super::super::parquet::Table;
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;
    let reading = sample();
    let article = ExportArticle { name: "a.txt", reading: &reading };
    let mut table = Table::in_groups_of(20, Vec::new(), Vec::new()).unwrap();
    for _ in 0..5 {
        table.add(&article, &options()).unwrap();
    }
    let file = bytes(table.finish().unwrap());
    let reader = SerializedFileReader::new(file).unwrap();
    let rows = reader.metadata().file_metadata().num_rows();
    assert_eq!((rows, reader.num_row_groups()), (45, 3));
    let mut rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    let (first, second) = (rows.next().unwrap(), rows.next().unwrap());
    let field = |row: &parquet::record::Row, name: &str| {
        row.get_column_iter().find(|(known, _)| *known == name).unwrap().1.clone()
    };
    assert_eq!(field(&second, "quote"), Field::Str("The council pledged\na new pier.".to_owned()));
    assert_eq!(field(&second, "labels").to_string(), "[\"a;b\", \"later\"]");
    assert_eq!(field(&second, "proposed_scores").to_string(), "[0.731]");
    assert_eq!(field(&first, "proposed_scores"), Field::Null);
    assert_eq!(field(&first, "categories").to_string(), "[]");
    assert_eq!(field(&second, "decided_at"), Field::TimestampMicros(1_767_323_041_000_000));
}

#[cfg(feature = "parquet")]
fn bytes(bytes: Vec<u8>) -> impl parquet::file::reader::ChunkReader + 'static {
    bytes::Bytes::from(bytes)
}

#[test]
fn counts_lost_tags_that_a_format_cannot_contain() {
    let reading = sample();
    for format in Format::all() {
        let export =
            render(format, &[ExportArticle { name: "a.txt", reading: &reading }], &options()).unwrap();
        let expected = match (format, format.holds_lost()) {
            (Format::Codebook, _) => (0, 0),
            (_, true) => (9, 0),
            (_, false) => (8, 1),
        };
        assert_eq!((export.marks, export.left_out), expected, "{}", format.name());
    }
}
