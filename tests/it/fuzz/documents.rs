//! Random documents in every format: plain text, Markdown, and (with the features) HTML, office, EPUB, PDF.

use super::{articles, fuzz, text_of};
use purport::import::{Format, ImportOptions, import, preview};
use purport::text::sentence::{is_bare, sentences};
use purport::text::{BlockKind, Document, Span, visible, wrap};

/// Asserts the invariants of a document: blocks in order, disjoint, on character boundaries; only white space
/// between them.
fn assert_sound(document: &Document) {
    let text = &document.text;
    let mut end = 0;
    for block in &document.blocks {
        let span = block.span;
        assert!(span.start() >= end && span.end() as usize <= text.len(), "{block:?} after {end}");
        assert!(text.get(span.range()).is_some(), "{block:?} splits a character");
        assert_eq!(span.is_empty(), block.kind == BlockKind::Rule, "{block:?}");
        let between =
            text.get(end as usize..span.start() as usize).expect("gaps lie on character boundaries");
        assert!(between.trim().is_empty(), "{between:?} is in no block");
        end = span.end();
        let (from, to) = document.char_range(span);
        assert_eq!(document.offsets.to_bytes(text, from), span.start());
        assert_eq!(document.offsets.to_bytes(text, to), span.end());
    }
    assert!(text[end as usize..].trim().is_empty(), "{:?} is in no block", &text[end as usize..]);
    assert!(
        document.styled.iter().all(|run| text.get(run.span.range()).is_some()),
        "a style splits a character"
    );
}

#[test]
fn bytes_import_as_plain_text() {
    fuzz("plain text", &articles(), |bytes, rng| {
        // Long ones now and then: their beginning is imported before the rest.
        let bytes = if rng.u8(..) < 8 { bytes.repeat(rng.usize(1..12)) } else { bytes.to_vec() };
        let whole = import(bytes.clone(), "n", ImportOptions::new(Format::Plain)).unwrap().document;
        assert_sound(&whole);
        let cut = rng.usize(0..=bytes.len());
        if let Some(head) = preview(&bytes[..cut], "n", ImportOptions::new(Format::Plain)) {
            assert_sound(&head);
            let kept = head.blocks.len();
            assert!(kept <= whole.blocks.len() && whole.text.starts_with(&head.text), "{cut}");
            let differs = head.blocks.iter().zip(&whole.blocks).position(|(one, two)| one != two);
            if let Some(at) = differs {
                let (one, two) = (head.blocks[at], whole.blocks[at]);
                let words = (one.span.slice(&head.text), two.span.slice(&whole.text));
                panic!("cut at {cut}: block {at} of {kept}: {one:?} is {two:?}: {words:?}");
            }
        }
    });
}

#[test]
fn bytes_import_as_markdown() {
    fuzz("Markdown", &articles(), |bytes, _| {
        assert_sound(&import(bytes.to_vec(), "n.md", ImportOptions::new(Format::Markdown)).unwrap().document);
    });
}

/// Asserts that spans are in order and leave out only parts that `may_lack` allows.
fn assert_covers(text: &str, spans: &[Span], what: &str, may_lack: impl Fn(&str) -> bool) {
    let mut end = 0;
    for span in spans {
        let between =
            text.get(end..span.start() as usize).expect("spans are in order, on character boundaries");
        assert!(may_lack(between), "{what} loses {between:?}");
        assert!(text.get(span.range()).is_some(), "{what}: {span:?} splits a character");
        end = span.end() as usize;
    }
    assert!(may_lack(&text[end..]), "{what} loses {:?}", &text[end..]);
}

#[test]
fn sentences_and_rows_cover_the_text() {
    fuzz("sentences and rows", &articles(), |bytes, rng| {
        let text = text_of(bytes);
        let all = Span::of(0..text.len());
        assert_covers(&text, &sentences(&text, all), "sentences", is_bare);
        let width = rng.u16(0..=200);
        for (rows, what) in
            [(wrap::wrap(&text, all, width), "wrap"), (wrap::wrap_lines(&text, all, width), "lines")]
        {
            assert_covers(&text, &rows, what, |part| part.trim().is_empty());
            for row in rows {
                let row = row.slice(&text);
                let few = visible::glyphs(row).filter(|glyph| glyph.width > 0).count() <= 1;
                let cells = visible::width(row);
                assert!(
                    cells <= usize::from(width.max(1)) || few,
                    "{what}: {cells} cells in {width}: {row:?}"
                );
            }
        }
        let shown = visible::line(&text);
        assert!(!shown.contains(|char: char| char.is_control() || matches!(char, '\u{202a}'..='\u{202e}')));
        let cells = usize::from(width);
        assert!(visible::width(&visible::cut(&text, cells)) <= cells, "cut to {cells}");
    });
}

#[cfg(all(feature = "html", feature = "office", feature = "pdf"))]
mod foreign {
    use super::super::{PIECES, files, fuzz, text_of};
    use super::assert_sound;
    use crate::builders::{archive, docx, epub, odt, pdf};
    use fastrand::Rng;
    use purport::import::{Format, ImportOptions, import};
    use std::panic::catch_unwind;
    use std::thread;

    /// Stack of the importer process.
    const STACK: usize = 256 << 20;

    fn check(bytes: Vec<u8>, format: Format) {
        if let Ok(imported) = import(bytes, "n", ImportOptions::new(format)) {
            assert_sound(&imported.document);
        }
    }

    fn on_a_large_stack(work: impl FnOnce() + Send + 'static) {
        thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap();
    }

    #[test]
    fn html_imports() {
        on_a_large_stack(|| {
            fuzz("pages", &files("tests/pages", ".html"), |bytes, rng| {
                let how = ImportOptions { raw: rng.bool(), ..ImportOptions::new(Format::Html) };
                if let Ok(imported) = import(bytes.to_vec(), "n", how) {
                    assert_sound(&imported.document);
                }
            });
        });
    }

    #[cfg(feature = "mail")]
    #[test]
    fn letters_import_or_are_refused() {
        let part = |kind: &str, body: &str| format!("--e\r\nContent-Type: {kind}\r\n\r\n{body}\r\n");
        let letter = |kind: &str, body: &str| {
            format!(
                "From: A. Moe <a@pier.example>\r\nSubject: =?utf-8?Q?The_pier_=E2=80=94?=\r\nDate: Mon, 3 May 2021 10:00 +0000\r\n\
                 MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}"
            )
        };
        let inner = letter(
            "text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64",
            "8MHSz80g2sHL0tnULg==\r\n",
        );
        let parts = [
            part(
                "text/plain\r\nContent-Transfer-Encoding: quoted-printable",
                "It =E9 rained=\r\n again.\r\n> You said so.",
            ),
            part("text/html; charset=utf-8", "<p>It rained.<blockquote><p>So."),
            part("message/rfc822", &inner),
        ];
        let all = parts.concat() + "--e--\r\n";
        let seeds = ["mixed", "alternative", "related"]
            .map(|kind| letter(&format!("multipart/{kind}; boundary=e"), &all).into());
        on_a_large_stack(move || fuzz("letters", &seeds, |bytes, _| check(bytes.to_vec(), Format::Mail)));
    }

    /// XML elements of DOCX and ODT.
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

    fn with_elements(bytes: &[u8], rng: &mut Rng) -> String {
        let mut text: Vec<char> = text_of(bytes).chars().collect();
        for _ in 0..rng.usize(0..12) {
            let piece = ELEMENTS[rng.usize(0..ELEMENTS.len())];
            let at = rng.usize(0..=text.len());
            text.splice(at..at, piece.chars());
        }
        text.into_iter().collect()
    }

    #[test]
    fn office_documents_import_or_are_refused() {
        let word = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>The pier</w:t></w:r></w:p>\
                    <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Year</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
                    <w:p><w:hyperlink r:id=\"r1\"><w:r><w:t>It rained.</w:t><w:br/></w:r></w:hyperlink></w:p>";
        let open = "<text:h text:outline-level=\"1\">The pier</text:h><text:list><text:list-item><text:p>It <text:span>must</text:span> \
                    pay<text:note><text:note-body><text:p>Says he.</text:p></text:note-body></text:note></text:p></text:list-item>\
                    </text:list><table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row></table:table>";
        let seeds = [word.as_bytes().to_vec(), open.as_bytes().to_vec()];
        on_a_large_stack(move || {
            fuzz("office documents", &seeds, |bytes, rng| {
                let body = with_elements(bytes, rng);
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
    fn books_import_or_are_refused() {
        on_a_large_stack(|| {
            fuzz("books", &files("tests/pages", ".html"), |bytes, rng| {
                let text = text_of(bytes);
                check(epub(&[&text, "<p>It rained.</p>"]), Format::Epub);
                let container = b"<container><rootfile full-path=\"p\"/></container>";
                let package =
                    format!("<package><dc:title>{text}</dc:title>{}", PIECES[rng.usize(0..PIECES.len())]);
                check(
                    archive(&[("META-INF/container.xml", container), ("p", package.as_bytes())]),
                    Format::Epub,
                );
            });
        });
    }

    #[test]
    fn archives_import_or_are_refused() {
        let seeds =
            [docx("<w:p><w:r><w:t>x</w:t></w:r></w:p>"), odt("<text:p>x</text:p>"), epub(&["<p>x</p>"])];
        on_a_large_stack(move || {
            fuzz("archives", &seeds, |bytes, _| {
                for format in [Format::Docx, Format::Odt, Format::Epub] {
                    check(bytes.to_vec(), format);
                }
            });
        });
    }

    /// The PDF library may panic: importers run in a process of their own.
    #[test]
    fn pdfs_import_or_are_refused() {
        let rows: &[&str] =
            &["The council must pay for the pier, and it must pay", "soon. It rained on Mon-", "day."];
        let seeds = [pdf(&[rows, rows, &["3"]]), pdf(&[&["Words (in) brackets \\\\ and more"]])];
        on_a_large_stack(move || {
            fuzz("printed pages", &seeds, |bytes, _| {
                let bytes = bytes.to_vec();
                if let Ok(Ok(imported)) = catch_unwind(|| import(bytes, "n", ImportOptions::new(Format::Pdf)))
                {
                    assert_sound(&imported.document);
                }
            });
        });
    }
}
