//! Shapes of other versions and other countries: doccano's older exports, tables of spreadsheets.

use super::*;

#[test]
fn reads_every_shape_of_doccano() {
    let text = serde_json::to_string(ARTICLE).unwrap();
    let spans = [
        r#""labels":[[5,9,"promise"]]"#,
        r#""label":[[5,9,"promise"]]"#,
        r#""label":[],"entities":[{"id":1,"label":"promise","start_offset":5,"end_offset":9}],"relations":[]"#,
        r#""annotations":[{"label":"promise","start_offset":5,"end_offset":9}],"meta":{}"#,
        r#""annotations":[{"label":{"id":3,"text":"promise"},"start_offset":5.0,"end_offset":9,"user":2}]"#,
        r#""spans":[{"label":"promise","start":5,"end":9}]"#,
    ];
    let expected = ["5 \"Café\" added promise"];
    for spans in spans {
        for record in [
            format!("{{\"id\":1,\"text\":{text},{spans}}}"),
            format!("{{\"data\":{text},{spans}}}"),
            // Without a text, positions are those of the article.
            format!("{{\"id\":1,{spans}}}"),
        ] {
            check(Format::Doccano, &record, None, &expected, &[]);
            check(Format::Doccano, &format!(" [{record}]\n"), None, &expected, &[]);
        }
    }
}

#[test]
fn a_numbered_label_can_be_mapped() {
    let content = r#"{"annotations":[{"label":7,"start_offset":5,"end_offset":9},{"label":8,"start_offset":11,"end_offset":13}]}"#;
    let error = read(Format::Doccano, content, None, &options()).unwrap_err().to_string();
    assert!(
        error.contains("unknown labels: 7 (1), 8 (1)") && error.contains("--map '7=CATEGORY'"),
        "{error}"
    );
    let label_map = vec![("7".to_owned(), Some("promise".to_owned())), ("8".to_owned(), None)];
    let (imported, ..) =
        read(Format::Doccano, content, None, &TagOptions { label_map, ..options() }).unwrap();
    assert_eq!(imported.tags.iter().map(shape).collect::<Vec<_>>(), ["5 \"Café\" added promise"]);
}

#[test]
fn users_of_a_project_are_annotators() {
    let content = r#"{"annotations":[{"label":"promise","start_offset":5,"end_offset":9,"user":1},
        {"label":"an-order","start_offset":5,"end_offset":9,"user":2}]}"#
        .replace('\n', "");
    let error = read(Format::Doccano, &content, None, &options()).unwrap_err().to_string();
    assert!(error.contains("--by: 1 (1), 2 (1)"), "{error}");
    let by = TagOptions { creator: Some("2".to_owned()), ..options() };
    let (imported, ..) = read(Format::Doccano, &content, None, &by).unwrap();
    assert_eq!(imported.tags.iter().map(shape).collect::<Vec<_>>(), ["5 \"Café\" added an-order"]);
}

#[test]
fn reads_the_delimiters_of_spreadsheets() {
    let rows = "quote;category;note\r\n\"Café\";promise;a, b\r\n";
    for content in [
        format!("sep=;\r\n{rows}"),
        format!("\u{feff}SEP=;\n{rows}"),
        format!("\"sep=;\"\r\n{rows}"),
        format!("sep=;;;\r\n{rows}"),
        rows.to_owned(),
        format!("sep=\t\r\n{}", rows.replace(';', "\t")),
        rows.replace(';', "\t"),
        format!("sep=|\n{}", rows.replace(';', "|")),
        format!("sep=,\n{}", rows.replace("a, b", "\"a, b\"").replace(';', ",")),
        // The signs of a quoted head do not count.
        rows.replace("note", "\"note, with, commas, and, more\"").replace("a, b", ""),
    ] {
        let note = if content.contains("more") { "" } else { " a, b" };
        let imported = check(Format::Csv, &content, None, &[&format!("5 \"Café\" added promise{note}")], &[]);
        assert_eq!(imported.moved, 1);
    }
    // Lines are counted in the whole file.
    let (_, warnings, _) = read(Format::Csv, &format!("sep=;\n{rows};promise;\n"), None, &options()).unwrap();
    assert_eq!(warnings, ["f:4: has neither a quotation nor positions"]);
    let error = read(Format::Csv, "sep=;\na;b\n", None, &options()).unwrap_err();
    assert_eq!(error.line, 2);
}

#[test]
fn reads_decimal_commas() {
    let content = "start;end;category;decision;proposed_categories;proposed_scores\n5,0;9.0;promise;confirmed;promise;0,75\n";
    let (imported, ..) = read(Format::Csv, content, None, &options()).unwrap();
    let tag = &imported.tags[0];
    assert_eq!((imported.exact, shape(tag).as_str()), (1, "5 \"Café\" confirmed promise"));
    assert_eq!(tag.proposed.as_ref().unwrap().categories, [("promise".to_owned(), 750)]);
}
