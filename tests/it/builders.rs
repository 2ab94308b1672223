//! Small, complete files of foreign formats, built in memory.

use purport::import::Format;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let how = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, how).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

pub(crate) fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    archive(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", document.as_bytes())])
}

pub(crate) fn odt(body: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:text>{body}</office:text>\
         </office:body></office:document-content>"
    );
    let kind: &[u8] = b"application/vnd.oasis.opendocument.text";
    archive(&[("mimetype", kind), ("content.xml", content.as_bytes())])
}

pub(crate) fn epub(chapters: &[&str]) -> Vec<u8> {
    let number = |at: usize| format!("c{at}.xhtml");
    let items = (0..chapters.len())
        .map(|at| {
            format!("<item id=\"c{at}\" href=\"{}\" media-type=\"application/xhtml+xml\"/>", number(at))
        })
        .collect::<Vec<_>>()
        .concat();
    let refs =
        (0..chapters.len()).map(|at| format!("<itemref idref=\"c{at}\"/>")).collect::<Vec<_>>().concat();
    let package = format!(
        "<package><metadata><dc:title>The Pier</dc:title><dc:creator>A. Moe</dc:creator></metadata>\
         <manifest>{items}</manifest><spine>{refs}</spine></package>"
    );
    let container = b"<container><rootfiles><rootfile full-path=\"OPS/p.opf\"/></rootfiles></container>";
    let names: Vec<String> = (0..chapters.len()).map(|at| format!("OPS/{}", number(at))).collect();
    let mut files: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OPS/p.opf", package.as_bytes()),
    ];
    files.extend(names.iter().zip(chapters).map(|(name, chapter)| (name.as_str(), chapter.as_bytes())));
    archive(&files)
}

/// A PDF; each page is a list of text rows.
pub(crate) fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let mut objects = vec!["<< /Type /Catalog /Pages 2 0 R >>".to_owned()];
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    objects.push(format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()));
    objects.push("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned());
    for (at, rows) in pages.iter().enumerate() {
        let rows = rows.iter().map(|row| format!("({row}) Tj 0 -14 Td ")).collect::<Vec<_>>().concat();
        let content = format!("BT /F1 12 Tf 72 700 Td {rows}ET");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * at
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        bytes.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(format!("trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

/// One file of each format with its name, all of the same two sentences.
pub(crate) fn samples() -> Vec<(Format, &'static str, Vec<u8>)> {
    let words = "The council must pay for the pier. It rained on Monday.";
    let html = format!(
        "<html><head><title>Pier</title></head><body><article><p>{words}</p></article></body></html>"
    );
    vec![
        (Format::Html, "a.html", html.clone().into_bytes()),
        (Format::Epub, "a.epub", epub(&[&html, &html])),
        (Format::Docx, "a.docx", docx(&format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"))),
        (Format::Odt, "a.odt", odt(&format!("<text:p>{words}</text:p>"))),
        (Format::Pdf, "a.pdf", pdf(&[&["The council must pay for the pier. It rained", "on Monday."]])),
    ]
}
