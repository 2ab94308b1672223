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
    let content = |rows: &&[&str]| {
        let rows = rows.iter().map(|row| format!("({row}) Tj 0 -14 Td ")).collect::<Vec<_>>().concat();
        format!("BT /F1 12 Tf 72 700 Td {rows}ET")
    };
    let contents: Vec<String> = pages.iter().map(content).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    pdf_of(&contents, "", &[])
}

/// A PDF of pages with this content; `entries` are added to the pages' dictionaries. The font F1 is Helvetica; the
/// other objects, from number 4 on, hold the fonts F4, F5 and so on, and what they refer to.
pub(crate) fn pdf_of(pages: &[&str], entries: &str, others: &[&[u8]]) -> Vec<u8> {
    let streams: Vec<Vec<u8>> = pages.iter().map(|page| stream("", page.as_bytes())).collect();
    pdf_of_streams(&streams, entries, others)
}

/// [`pdf_of`] with the streams of the pages' contents, see [`stream`].
pub(crate) fn pdf_of_streams(pages: &[Vec<u8>], entries: &str, others: &[&[u8]]) -> Vec<u8> {
    let first = 4 + others.len();
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", first + 2 * at)).collect();
    let fonts: Vec<String> = (4..first).map(|number| format!("/F{number} {number} 0 R")).collect();
    let fonts = fonts.join(" ");
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_vec(),
    ];
    objects.extend(others.iter().map(|other| other.to_vec()));
    for (at, page) in pages.iter().enumerate() {
        let dictionary = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R {fonts} >> >> {entries} >>",
            first + 1 + 2 * at
        );
        objects.extend([dictionary.into_bytes(), page.clone()]);
    }
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n", at + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
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

/// A stream object of a PDF, with entries in its dictionary.
pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {entries} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

/// One file of each format with its name, all of the same two sentences.
pub(crate) fn samples() -> Vec<(Format, &'static str, Vec<u8>)> {
    let words = "The council must pay for the pier. It rained on Monday.";
    let html = format!(
        "<html><head><title>Pier</title></head><body><article><p>{words}</p></article></body></html>"
    );
    vec![
        (Format::Html, "a.html", html.clone().into_bytes()),
        #[cfg(feature = "mail")]
        (
            Format::Mail,
            "a.eml",
            format!("Subject: Pier\nDate: Mon, 3 May 2021 10:00 +0000\nMessage-ID: <1@a.example>\n\n{words}")
                .into_bytes(),
        ),
        (Format::Epub, "a.epub", epub(&[&html, &html])),
        (Format::Docx, "a.docx", docx(&format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"))),
        (Format::Odt, "a.odt", odt(&format!("<text:p>{words}</text:p>"))),
        (Format::Pdf, "a.pdf", pdf(&[&["The council must pay for the pier. It rained", "on Monday."]])),
    ]
}
