//! Author, date and publisher that files carry beside their text.

use crate::builders::{archive, pdf_of};
use purport::import::{Format, ImportOptions, import};

/// Checks author, date and site.
#[track_caller]
fn check(bytes: Vec<u8>, format: Format, expected: [&str; 3]) {
    let about = import(bytes, "n", ImportOptions::new(format)).unwrap().document.about;
    assert_eq!([&about.author, &about.date, &about.site], expected);
}

#[test]
fn documents_of_word_processors() {
    let core = "<cp:coreProperties><dc:creator>Ida Thorn</dc:creator>\
        <dcterms:created xsi:type=\"dcterms:W3CDTF\">2021-05-03T10:00:00Z</dcterms:created></cp:coreProperties>";
    let docx = |core: &str| {
        let text = "<w:document><w:body><w:p><w:r><w:t>It rained.</w:t></w:r></w:p></w:body></w:document>";
        archive(&[("word/document.xml", text.as_bytes()), ("docProps/core.xml", core.as_bytes())])
    };
    check(docx(core), Format::Docx, ["Ida Thorn", "2021-05-03T10:00:00Z", ""]);
    check(docx("<cp:coreProperties>"), Format::Docx, ["", "", ""]);
    let meta = "<office:document-meta><office:meta><dc:creator>Ove Lund</dc:creator>\
        <meta:creation-date>2020-01-02T08:00:00</meta:creation-date></office:meta></office:document-meta>";
    let text = "<office:document-content><office:body><office:text><text:p>It rained.</text:p></office:text></office:body>\
        </office:document-content>";
    let odt = archive(&[("content.xml", text.as_bytes()), ("meta.xml", meta.as_bytes())]);
    check(odt, Format::Odt, ["Ove Lund", "2020-01-02T08:00:00", ""]);
}

#[test]
fn books() {
    let package = "<package><metadata><dc:title>The Pier</dc:title><dc:creator>Ida Thorn</dc:creator>\
        <dc:creator>Ove Lund</dc:creator><dc:date>2019-07-01T00:00:00Z</dc:date><dc:publisher>Quay Press</dc:publisher>\
        </metadata><manifest><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
        <spine><itemref idref=\"a\"/></spine></package>";
    let container = b"<container><rootfiles><rootfile full-path=\"p.opf\"/></rootfiles></container>";
    let chapter = b"<html><body><p>It rained.</p></body></html>";
    let book = archive(&[
        ("META-INF/container.xml", container),
        ("p.opf", package.as_bytes()),
        ("a.xhtml", chapter),
    ]);
    check(book, Format::Epub, ["Ida Thorn, Ove Lund", "2019-07-01", "Quay Press"]);
}

#[test]
fn printed_pages() {
    let with = |information: &str| {
        let pages = ["BT /F1 12 Tf 72 700 Td (It rained on the pier.) Tj ET"];
        let text = String::from_utf8(pdf_of(&pages, "", &[information.as_bytes()])).unwrap();
        text.replace("/Root 1 0 R", "/Root 1 0 R /Info 4 0 R").into_bytes()
    };
    let known = with("<< /Author (Ida  Thorn) /CreationDate (D:20210503100000Z) >>");
    check(known, Format::Pdf, ["Ida Thorn", "2021-05-03T10:00:00", ""]);
    let wide = with("<< /Author <FEFF004F00760065> /CreationDate (yesterday) >>");
    check(wide, Format::Pdf, ["Ove", "", ""]);
}
