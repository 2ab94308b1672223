//! Kinds of word-processor files: what their text is, and what is not.

use crate::builders::{archive, docx, odt};
use purport::import::{Format, ImportOptions, import};

#[track_caller]
fn check(bytes: Vec<u8>, format: Format, expected: &[&str]) {
    let text = import(bytes, "n", ImportOptions::new(format)).unwrap().document.text;
    let found: Vec<&str> = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).collect();
    assert_eq!(found, expected);
}

fn run(words: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

fn paragraph(words: &str) -> String {
    format!("<w:p>{}</w:p>", run(words))
}

#[test]
fn paragraphs_that_continue_are_one() {
    let deleted = format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>", run("The railway will "));
    check(docx(&(deleted + &paragraph("be sold."))), Format::Docx, &["The railway will be sold."]);
    let capital = format!("<w:p><w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr>{}</w:p>", run("T"));
    check(docx(&(capital + &paragraph("he cabins stop."))), Format::Docx, &["The cabins stop."]);
}

#[test]
fn formulas_signs_and_breaks_are_text() {
    let raised = |words: &str| {
        format!("<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>{words}</w:t></w:r>")
    };
    let body = format!(
        "<w:p>{}{}{}<m:oMath><m:r><m:t>v=s/t</m:t></m:r></m:oMath>{}<w:r><w:sym w:font=\"Symbol\" w:char=\"F0B3\"/></w:r>\
         {}<w:r><w:br w:type=\"page\"/></w:r>{}</w:p>",
        run("It costs 10"),
        raised("5"),
        run(" francs; "),
        run(" and "),
        run(" 3."),
        run("The end.")
    );
    check(docx(&body), Format::Docx, &["It costs 10⁵ francs; v=s/t and ≥ 3.\nThe end."]);
}

#[test]
fn text_boxes_follow_their_paragraph_and_contents_are_left_out() {
    let inside = paragraph("A box beside it.");
    let boxed = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>{inside}</w:txbxContent></w:drawing>\
         </mc:Choice><mc:Fallback><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></mc:Fallback>\
         </mc:AlternateContent></w:r>{}</w:p>",
        run("The railway "),
        run("is sold.")
    );
    let contents = "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/></w:docPartObj></w:sdtPr>\
        <w:sdtContent><w:p><w:r><w:t>The sale</w:t><w:tab/><w:t>7</w:t></w:r></w:p></w:sdtContent></w:sdt>";
    let entry = format!("<w:p><w:pPr><w:pStyle w:val=\"TOC1\"/></w:pPr>{}</w:p>", run("The money 9"));
    check(
        docx(&(contents.to_owned() + &entry + &boxed + &paragraph("Then it rained."))),
        Format::Docx,
        &["The railway is sold.", "A box beside it.", "Then it rained."],
    );
}

#[test]
fn cells_with_paragraphs_are_read_as_paragraphs() {
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let prose = cell(&(paragraph("The council sells.") + &paragraph("The union waits.")));
    let table = format!(
        "<w:tbl>{}{}</w:tbl>",
        row(&[prose, cell(&paragraph("It rained."))]),
        row(&[cell(&paragraph("Cabin")), cell(&paragraph("6"))])
    );
    check(docx(&table), Format::Docx, &["The council sells.", "The union waits.", "It rained.", "Cabin  6"]);
}

#[test]
fn the_main_part_is_found_by_its_relationship_whatever_its_prefix() {
    let main = "<x:document xmlns:x=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><x:body><x:p><x:r>\
        <x:t>The railway is sold.</x:t></x:r></x:p></x:body></x:document>";
    let relations = "<Relationships><Relationship Id=\"a\" Type=\"http://x/relationships/officeDocument\" \
        Target=\"/text/main.xml\"/></Relationships>";
    let bytes = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations.as_bytes()),
        ("text/main.xml", main.as_bytes()),
    ]);
    check(bytes, Format::Docx, &["The railway is sold."]);
}

#[test]
fn open_documents_show_boxes_and_formulas_but_no_readings() {
    let boxed = "<text:p>The railway <draw:frame><draw:text-box><text:p>Picture 2: a cabin</text:p></draw:text-box>\
        <svg:desc>a drawing</svg:desc></draw:frame>is sold.</text:p>";
    let hidden = "<text:section text:display=\"none\"><text:p>Not shown.</text:p></text:section>";
    let ruby = "<text:p><text:ruby><text:ruby-base>山</text:ruby-base><text:ruby-text>やま</text:ruby-text></text:ruby>です。\
        </text:p>";
    check(
        odt(&format!("{boxed}{hidden}{ruby}")),
        Format::Odt,
        &["The railway is sold.", "Picture 2: a cabin", "山です。"],
    );
    let content = "<office:document-content><office:body><office:text><text:p>It pulls <draw:frame><draw:object \
        xlink:href=\"./Object 1\"/></draw:frame>.</text:p></office:text></office:body></office:document-content>";
    let formula =
        "<math><semantics><mi>F</mi><mo>=</mo><mn>3</mn><annotation>F = 3</annotation></semantics></math>";
    let bytes = archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("Object 1/content.xml", formula.as_bytes()),
    ]);
    check(bytes, Format::Odt, &["It pulls F=3."]);
}
