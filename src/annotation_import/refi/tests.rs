//! Codebooks and projects of other programs.

use super::*;
use crate::claim::Scheme;
use crate::import::{Format, ImportOptions, import};

const CODES: &str = r##"<Codes>
    <Code guid="c1" name="Tolls" isCodable="true" color="#C04000"><Description>What a  crossing
        costs.</Description>
        <Code guid="c2" name="Against" isCodable="true"/>
        <Code guid="c3" name="For" isCodable="true"/>
    </Code>
    <Code guid="c4" name="People" isCodable="false"><Code guid="c5" name="Ferry &amp; crew" color="red"/></Code>
    <Code guid="c6" name="Tolls" isCodable="true"/>
</Codes>"##;

fn codebook(codes: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another">{codes}</CodeBook>"#
    )
}

#[test]
fn a_codebook_becomes_a_scheme() {
    let made = scheme(&codebook(CODES), "bridge", &[]).unwrap();
    let (read, warnings) = Scheme::parse(&made.text, "s").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}");
    let found: Vec<String> = read
        .categories
        .iter()
        .map(|one| format!("{} {} {} {} {}", one.key, one.letter, one.id, one.name, one.gloss))
        .collect();
    let expected = [
        "1 T tolls Tolls What a crossing costs.",
        "2 A tolls-against Tolls: Against ",
        "3 F tolls-for Tolls: For ",
        "4 E people-ferry-crew People: Ferry & crew ",
        "5 O tolls-2 Tolls ",
    ];
    assert_eq!(found, expected);
    assert_eq!((read.name.as_str(), made.categories, made.left_out.len()), ("bridge", 5, 0));
    assert!(made.text.contains("# [category.\"tolls\"]\n# color = \"#C04000\"\n"), "{}", made.text);
    assert!(!made.text.contains("red"));
    let fewer = scheme(&codebook(CODES), "bridge", &["Tolls".to_owned(), "Tolls: For".to_owned()]).unwrap();
    assert_eq!(fewer.categories, 2);
}

#[test]
fn codes_beyond_nine_are_named_and_any_name_is_usable() {
    let names = ["\"", "\\", "a\nb", "火災", "###", "é", "", "x]", "=", "1", "🙂", "[[tag]]", "z"];
    let escape = |name: &str| name.replace('&', "&amp;").replace('"', "&quot;").replace('\n', "&#10;");
    let codes = names.map(|name| format!("<Code guid=\"g\" name=\"{}\"/>", escape(name))).concat();
    let made = scheme(&codebook(&format!("<Codes>{codes}</Codes>")), "n", &[]).unwrap();
    let (read, warnings) = Scheme::parse(&made.text, "s").unwrap();
    assert!(warnings.is_empty(), "{warnings:?}\n{}", made.text);
    assert_eq!((read.categories.len(), made.categories), (9, 9));
    assert_eq!(made.left_out, ["🙂", "[[tag]]", "z"]);
    for broken in ["", "<a>", "not xml", "<CodeBook><Codes/></CodeBook>", "<CodeBook><Codes><Code name='x'>"]
    {
        let result = scheme(broken, "n", &[]);
        assert!(result.is_err() || broken.ends_with("'x'>"), "{broken}: {result:?}");
    }
}

const TEXT: &str = "💩 The bridge is old.\nThe toll must fall, the crew says.\n";

fn project(sources: &str) -> String {
    format!(
        r#"<Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="Another">
        <Users><User guid="u1" name="Ann"/><User guid="u2" name="Bo"/></Users><CodeBook>{CODES}</CodeBook>
        <Sources>{sources}</Sources>
        <Notes><Note guid="n1"><PlainTextContent>Ask the crew.</PlainTextContent></Note></Notes></Project>"#
    )
}

fn source(name: &str, path: &str) -> String {
    format!(
        r#"<TextSource guid="{path}" name="{name}" plainTextPath="internal://{path}.txt">
        <PlainTextSelection guid="s1" name="x" startPosition="21" endPosition="39" creatingUser="u1" creationDateTime="2024-05-06T07:08:09Z">
            <Coding guid="k1"><CodeRef targetGUID="c3"/></Coding><Coding guid="k2" creatingUser="u2"><CodeRef targetGUID="c5"/></Coding>
            <NoteRef targetGUID="n1"/></PlainTextSelection>
        <PlainTextSelection guid="s2" startPosition="2" endPosition="2000"><Coding><CodeRef targetGUID="c1"/></Coding></PlainTextSelection>
        </TextSource>"#
    )
}

fn read(content: &str, sources: &[(String, String)]) -> Result<(Vec<Annotation>, Vec<String>), Diagnostic> {
    let made = scheme(&codebook(CODES), "bridge", &[]).unwrap();
    let (scheme, _) = Scheme::parse(&made.text, "s").unwrap();
    let options = ImportOptions::new(Format::Plain);
    let article = import(TEXT.as_bytes().to_vec(), "bridge.txt", options).unwrap().document;
    let file =
        AnnotationFile { name: "f", content, companion: None, sources, article: &article, scheme: &scheme };
    let parsed = parse(file)?;
    Ok((parsed.annotations, parsed.warnings.iter().map(ToString::to_string).collect()))
}

#[test]
fn coded_passages_become_annotations_of_the_source_that_is_the_article() {
    let others = source("Other", "b").replace("\"21\"", "\"1\"");
    let texts = [
        ("a.txt".to_owned(), TEXT.to_owned()),
        ("b.txt".to_owned(), "Quite another text, no bridge at all.".to_owned()),
    ];
    for name in ["bridge", "Whatever"] {
        let (found, warned) = read(&project(&format!("{others}{}", source(name, "a"))), &texts).unwrap();
        let shapes: Vec<String> = found
            .iter()
            .map(|one| {
                format!("{} {} {} {}", one.creator, one.selector.exact, one.categories.join("+"), one.note)
            })
            .collect();
        assert_eq!(
            shapes,
            [
                "Ann The toll must fall Tolls: For Ask the crew.",
                "Bo The toll must fall People: Ferry & crew Ask the crew."
            ]
        );
        assert_eq!(found[0].created, "2024-05-06T07:08:09Z");
        assert_eq!(warned, [format!("f: {name}: span 2..2000 is outside its text (56 code points)")]);
    }
    // A source with carriage returns counts them.
    let wide = [("a.txt".to_owned(), TEXT.replace('\n', "\r\n"))];
    let moved = source("bridge", "a").replace("\"21\"", "\"22\"").replace("\"39\"", "\"40\"");
    assert_eq!(read(&project(&moved), &wide).unwrap().0[0].selector.exact, "The toll must fall");
    // Without its text, the positions are those of the article.
    assert_eq!(
        read(&project(&source("bridge", "a")), &[]).unwrap().0[0].selector.exact,
        "The toll must fall"
    );
    let error = read(&project(&format!("{others}{}", others.replace("Other", "Third"))), &[]).unwrap_err();
    assert!(error.to_string().contains("is about 2 articles, but not about bridge.txt"), "{error}");
    assert!(read(&project(""), &[]).is_err());
}
