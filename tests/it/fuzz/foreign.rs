//! Files of foreign formats, broken at random: both as they are and inside their archives.

use super::texts::sound;
use super::{PIECES, files, fuzz, text_of};
use crate::formats::made::{archive, docx, epub, odt, pdf};
use fastrand::Rng;
use purport::import::{Format, ImportOptions, import};
use std::panic::catch_unwind;
use std::thread;

/// What the importers run on where they run for readers.
const STACK: usize = 256 << 20;

/// Reads bytes; what comes of it, if anything does, holds what holds for every document.
fn check(bytes: Vec<u8>, format: Format) {
    if let Ok(imported) = import(bytes, "n", ImportOptions::new(format)) {
        sound(&imported.document);
    }
}

fn on_a_large_stack(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
}

#[test]
fn any_page_is_a_document() {
    on_a_large_stack(|| {
        fuzz("pages", &files("tests/pages", ".html"), |bytes, rng| {
            let how = ImportOptions { raw: rng.bool(), ..ImportOptions::new(Format::Html) };
            if let Ok(imported) = import(bytes.to_vec(), "n", how) {
                sound(&imported.document);
            }
        });
    });
}

/// Elements of word processors, which a seed is strewn with.
const ELEMENTS: [&str; 16] = [
    "<w:p>",
    "</w:p>",
    "<w:r><w:t>",
    "</w:t></w:r>",
    "<w:tbl><w:tr><w:tc>",
    "</w:tc></w:tr></w:tbl>",
    "<w:del>",
    "<w:br/>",
    "<text:p>",
    "</text:p>",
    "<text:list><text:list-item>",
    "<text:note>",
    "</text:note>",
    "<text:span>",
    "<text:s/>",
    "&#0;",
];

fn strewn(bytes: &[u8], rng: &mut Rng) -> String {
    let mut text: Vec<char> = text_of(bytes).chars().collect();
    for _ in 0..rng.usize(0..12) {
        let piece = ELEMENTS[rng.usize(0..ELEMENTS.len())];
        let at = rng.usize(0..=text.len());
        text.splice(at..at, piece.chars());
    }
    text.into_iter().collect()
}

#[test]
fn any_office_document_is_a_document_or_refused() {
    let word = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>The pier</w:t></w:r></w:p>\
                <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                <w:p><w:hyperlink r:id=\"r1\"><w:r><w:t>It rained.</w:t><w:br/></w:r></w:hyperlink></w:p>";
    let open = "<text:h text:outline-level=\"1\">The pier</text:h><text:list><text:list-item><text:p>It <text:span>must</text:span> \
                pay<text:note><text:note-body><text:p>Says he.</text:p></text:note-body></text:note></text:p></text:list-item>\
                </text:list><table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>";
    let seeds = [word.as_bytes().to_vec(), open.as_bytes().to_vec()];
    on_a_large_stack(move || {
        fuzz("office documents", &seeds, |bytes, rng| {
            let body = strewn(bytes, rng);
            check(docx(&body), Format::Docx);
            check(odt(&body), Format::Odt);
            check(
                archive(&[("word/document.xml", body.as_bytes()), ("word/footnotes.xml", bytes)]),
                Format::Docx,
            );
            check(archive(&[("content.xml", body.as_bytes()), ("styles.xml", bytes)]), Format::Odt);
        });
    });
}

#[test]
fn any_book_is_a_document_or_refused() {
    on_a_large_stack(|| {
        fuzz("books", &files("tests/pages", ".html"), |bytes, rng| {
            let text = text_of(bytes);
            check(epub(&[&text, "<p>It rained.</p>"]), Format::Epub);
            let container = b"<container><rootfile full-path=\"p\"/></container>";
            let package =
                format!("<package><dc:title>{text}</dc:title>{}", PIECES[rng.usize(0..PIECES.len())]);
            check(archive(&[("META-INF/container.xml", container), ("p", package.as_bytes())]), Format::Epub);
        });
    });
}

#[test]
fn any_archive_is_a_document_or_refused() {
    let seeds = [docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), odt("<text:p>x</text:p>"), epub(&["<p>x</p>"])];
    on_a_large_stack(move || {
        fuzz("archives", &seeds, |bytes, _| {
            for format in [Format::Docx, Format::Odt, Format::Epub] {
                check(bytes.to_vec(), format);
            }
        });
    });
}

/// The library for printed pages may panic, which ends the process that it runs in and no other.
#[test]
fn any_printed_page_is_a_document_or_refused() {
    let rows: &[&str] =
        &["The council must pay for the pier, and it must pay", "soon. It rained on Mon-", "day."];
    let seeds = [pdf(&[rows, rows, &["3"]]), pdf(&[&["Words (in) brackets \\\\ and more"]])];
    on_a_large_stack(move || {
        fuzz("printed pages", &seeds, |bytes, _| {
            let bytes = bytes.to_vec();
            if let Ok(Ok(imported)) = catch_unwind(|| import(bytes, "n", ImportOptions::new(Format::Pdf))) {
                sound(&imported.document);
            }
        });
    });
}
