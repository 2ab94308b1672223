//! Articles in foreign formats: extracted text, broken files, archive bombs, encodings.

use crate::builders::{archive, docx, epub, odt, pdf, pdf_of, samples};
use crate::support::{Desk, has, project, run};
use purport::import::{Format, ImportOptions, ImportProgress, import, import_with_progress};
use purport::text::{BlockKind, Document};

/// Pages under tests/pages, with words around the article that must not be shown.
const PAGES: [(&str, &[&str]); 7] = [
    ("app", &["template", "hidden paragraph", "invisible", "scripts", "free essays", "Join us"]),
    ("blog", &["About", "Leave a reply", "newsletter", "Recent posts", "Previous", "machine", "Tagged", "↩"]),
    (
        "encyclopedia",
        &["edit", "Contents", "Upper Lenn", "Retrieved", "Categories", "Log in", "p. 44", "[1]"],
    ),
    ("maillist", &["Previous message", "umbrella", "More information", "> "]),
    (
        "news",
        &[
            "cookies",
            "Read more",
            "Five ferries",
            "lighthouse",
            "letter box",
            "Torvald",
            "Copyright",
            "Chirper",
        ],
    ),
    (
        "paper",
        &["Skip", "Programmes", "Contents", "Share", "Related", "briefs by post", "charity", "Back to"],
    ),
    ("release", &["Home", "About us", "Contact"]),
];

fn page(name: &str) -> Vec<u8> {
    std::fs::read(project("tests/pages").join(name).with_extension("html")).unwrap()
}

fn document(bytes: Vec<u8>, format: Format) -> Document {
    import(bytes, "n", ImportOptions::new(format)).unwrap().document
}

/// The blocks of a document, one per line.
fn blocks(document: &Document) -> String {
    let line = |kind: BlockKind, words: &str| format!("{kind:?}: {}\n", words.replace('\n', "⏎"));
    document.blocks.iter().map(|block| line(block.kind, block.span.slice(&document.text))).collect()
}

#[test]
fn html_shows_the_article_without_its_surroundings() {
    for (name, around) in PAGES {
        let document = document(page(name), Format::Html);
        for words in around {
            assert!(!document.text.contains(words), "{name} shows {words:?}:\n{}", document.text);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("page-{name}"), blocks(&document));
        });
    }
}

#[test]
fn raw_shows_the_whole_page() {
    let raw = ImportOptions { raw: true, ..ImportOptions::new(Format::Html) };
    let text = import(page("news"), "n", raw).unwrap().document.text;
    for words in ["cookies on your device", "Torvald", "Copyright", "Orrin Sound bridge vote"] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("dataLayer"), "scripts must not be shown");
    let desk = Desk::new();
    desk.file("news.html", page("news"));
    let shown = |more: &[&str]| run(desk.purport().args(["text", "news.html"]).args(more)).out;
    assert!(shown(&["--raw"]).contains("cookies on your device"));
    assert!(!shown(&[]).contains("cookies on your device"));
}

#[test]
fn every_format_is_recognised_by_content() {
    let desk = Desk::new();
    for (format, name, bytes) in samples() {
        assert_eq!(Format::detect(&bytes, "article"), format, "{name}");
        desk.file(name, &bytes);
        let done = run(desk.purport().args(["text", "--sentences", name]));
        let lines: Vec<&str> = done.out.lines().collect();
        assert!(lines.contains(&"The council must pay for the pier."), "{name}: {:?} {}", lines, done.err);
        assert!(lines.contains(&"It rained on Monday."), "{name}: {lines:?}");
        let piped = run(desk.purport().args(["text", "--sentences"]).write_stdin(bytes));
        assert_eq!((piped.code, piped.out), (0, done.out), "{name} through a pipe");
    }
}

#[test]
fn docx_shows_accepted_changes_and_tables() {
    let run = |words: &str| format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>");
    let body = [
        "<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr>".to_owned() + &run("The pier") + "</w:p>",
        format!(
            "<w:p>{}<w:del><w:r><w:delText>may</w:delText><w:t>may</w:t></w:r></w:del><w:ins>{}</w:ins>{}</w:p>",
            run("The council "),
            run("must"),
            run(" pay.")
        ),
        format!(
            "<w:tbl><w:tr><w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
            run("Year"),
            run("Marks")
        ),
        format!("<w:p>{}</w:p>", run("It rained.")),
    ];
    let found = blocks(&document(docx(&body.concat()), Format::Docx));
    assert_eq!(
        found,
        "Title: The pier\nParagraph: The council must pay.\nRow: Year  Marks\nParagraph: It rained.\n"
    );
}

#[test]
fn files_without_text_are_refused_with_the_reason() {
    let cases: [(&str, Vec<u8>, &str); 7] = [
        ("blank.pdf", pdf(&[&[], &[]]), "its pages are empty"),
        (
            "scan.pdf",
            pdf_of(&["q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q"], "", &[]),
            "only pictures of it",
        ),
        ("half.pdf", pdf(&[&["Words."]])[..100].to_vec(), "PDF"),
        ("half.docx", docx("<w:p/>")[..100].to_vec(), "not a whole archive"),
        (
            "none.docx",
            archive(&[("[Content_Types].xml", b"<Types/>"), ("word/x.xml", b"")]),
            "holds no word/document.xml",
        ),
        ("none.epub", epub(&[]), "names no chapters"),
        ("bad.odt", odt("<text:p>The </text:h>"), "of its XML"),
    ];
    let desk = Desk::new();
    for (name, bytes, says) in cases {
        desk.file(name, bytes);
        let done = run(desk.purport().args(["text", name]));
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{name}: {}", done.err);
        assert!(
            done.err.starts_with(&format!("purport: {name}: ")) && done.err.contains(says),
            "{name}: {}",
            done.err
        );
        assert_eq!(done.err.lines().count(), 1, "{name}: {}", done.err);
    }
}

#[test]
fn a_pdf_with_a_password_is_refused() {
    // The empty password does not give these hashes.
    let locked = format!(
        "trailer << /ID [<{id}> <{id}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{hash}> /U <{hash}> >>",
        id = "0123456789abcdef",
        hash = "5a".repeat(32)
    );
    let file = pdf(&[&["Words."]]);
    let bytes = String::from_utf8(file).unwrap().replace("trailer <<", &locked).into_bytes();
    assert!(has(&bytes, "/Encrypt"));
    let desk = Desk::new();
    desk.file("locked.pdf", bytes);
    let done = run(desk.purport().args(["text", "locked.pdf"]));
    assert_eq!(done.code, 2, "{}", done.out);
    assert!(done.err.contains("locked with a password"), "{}", done.err);
}

#[test]
fn unpacking_and_nesting_are_bounded() {
    // `run` limits the time.
    let bomb = vec![b' '; 80 << 20];
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + "x" + &close.repeat(times);
    let laughs = "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
                  <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><w:document><w:body><w:p><w:r><w:t>It &c; rained.</w:t></w:r></w:p>\
                  </w:body></w:document>";
    let cases: [(&str, Vec<u8>, Option<&str>); 8] = [
        (
            "bomb.docx",
            archive(&[("[Content_Types].xml", b""), ("word/document.xml", &bomb)]),
            Some("unpacks to more"),
        ),
        ("deep.docx", docx(&deep("<w:p>", "</w:p>", 9000)), Some("nested")),
        ("deep.odt", odt(&deep("<text:span>", "</text:span>", 9000)), Some("nested")),
        (
            "laughs.docx",
            archive(&[("[Content_Types].xml", b""), ("word/document.xml", laughs.as_bytes())]),
            None,
        ),
        ("deep.html", deep("<div>", "</div>", 60_000).into_bytes(), Some("nested")),
        ("lists.html", deep("<ul><li>", "</li></ul>", 20_000).into_bytes(), Some("nested")),
        (
            "bold.html",
            ("<html><body>".to_owned() + &"<b><i><a>".repeat(600) + "The pier.").into_bytes(),
            None,
        ),
        ("loop.epub", epub(&["<p>It rained.</p><a href='c0.xhtml'>c</a>"; 40]), None),
    ];
    let desk = Desk::new();
    for (name, bytes, says) in cases {
        desk.file(name, bytes);
        let done = run(desk.purport().args(["text", name]));
        assert_eq!(done.code, if says.is_some() { 2 } else { 0 }, "{name}: {}", done.err);
        assert!(done.err.contains(says.unwrap_or_default()), "{name}: {}", done.err);
        assert!(done.out.len() < 200_000, "{name} grew to {} bytes", done.out.len());
        assert!(done.code == 2 || !done.out.trim().is_empty(), "{name} shows nothing");
    }
}

#[test]
fn broken_files_are_read_or_refused() {
    let desk = Desk::new();
    let mut rng = fastrand::Rng::with_seed(11);
    for (_, name, whole) in samples() {
        for cut in [0, 1, 4, 30, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut broken = whole.clone();
            broken.truncate(cut);
            desk.file(name, &broken);
            check_answer(&desk, name);
        }
        for _ in 0..12 {
            let mut broken = whole.clone();
            for _ in 0..rng.usize(1..20) {
                let at = rng.usize(0..broken.len());
                broken[at] = rng.u8(..);
            }
            desk.file(name, &broken);
            check_answer(&desk, name);
        }
    }
}

/// Asserts that the file is read, or refused in one line.
fn check_answer(desk: &Desk, name: &str) {
    let done = run(desk.purport().args(["text", name]));
    assert!(matches!(done.code, 0 | 2), "{name}: {} {}", done.code, done.err);
    assert!(!done.err.contains("panicked"), "{name}: {}", done.err);
    assert!(done.code == 0 || done.err.lines().count() == 1, "{name}: {}", done.err);
}

#[test]
fn encodings_are_detected_reported_and_overridden() {
    let desk = Desk::new();
    let text =
        "Совет должен заплатить за пристань, сказал мэр. В понедельник шёл дождь, и никто не пришёл.\n";
    let (bytes, _, _) = encoding_rs::KOI8_R.encode(text);
    desk.file("koi.txt", &bytes);
    let done = run(desk.purport().args(["text", "koi.txt"]));
    assert_eq!((done.code, done.out.trim()), (0, text.trim()), "{}", done.err);
    assert!(done.err.contains("read as KOI8-") && done.err.contains("--encoding"), "{}", done.err);
    let done = run(desk.purport().args(["text", "--encoding", "koi8-r", "koi.txt"]));
    assert_eq!((done.out.trim(), done.err.as_str()), (text.trim(), ""));
    let done = run(desk.purport().args(["text", "--encoding", "latin1", "koi.txt"]));
    assert!(!done.out.contains("Совет") && done.code == 0, "--encoding must win");
    let done = run(desk.purport().args(["text", "--encoding", "latin99", "koi.txt"]));
    assert!(done.code == 2 && done.err.contains("unknown encoding `latin99`"), "{}", done.err);
    let declared = "<html><head><meta charset=\"windows-1251\"></head><body><p>".to_owned()
        + text
        + "</p></body></html>";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(&declared);
    desk.file("page.html", &bytes);
    let done = run(desk.purport().args(["text", "page.html"]));
    assert_eq!((done.out.trim(), done.err.as_str()), (text.trim(), ""), "the declared encoding must be used");
}

#[test]
fn from_overrides_the_format() {
    let desk = Desk::new();
    desk.file("page", "<p>The <b>council</b> must pay.</p>");
    let plain = run(desk.purport().args(["text", "--from", "plain", "page"]));
    assert_eq!(plain.out.trim(), "<p>The <b>council</b> must pay.</p>");
    let page = run(desk.purport().args(["text", "--from", "html", "page"]));
    assert_eq!(page.out.trim(), "The council must pay.");
    let pdf = run(desk.purport().args(["text", "--from", "pdf", "page"]));
    assert!(pdf.code == 2 && pdf.err.contains("--format names another"), "{}", pdf.err);
}

#[test]
fn the_beginning_of_a_book_is_reported_while_the_rest_is_read() {
    let chapter = |number: usize| {
        format!(
            "<h1>Chapter {number}</h1><ul><li>A list.</li></ul>{}",
            "<p>The pier is <em>old</em>.</p>".repeat(150)
        )
    };
    let chapters: Vec<String> = (0..9).map(chapter).collect();
    let chapters: Vec<&str> = chapters.iter().map(String::as_str).collect();
    let (mut parts, mut beginnings) = (Vec::new(), Vec::new());
    let whole =
        import_with_progress(epub(&chapters), "b.epub", ImportOptions::new(Format::Epub), &mut |progress| {
            match progress {
                ImportProgress::Parts { read, total } => parts.push((read, total)),
                ImportProgress::Preview(document) => beginnings.push((parts.len(), document)),
            }
        });
    let whole = whole.unwrap().document;
    assert_eq!(parts, (1..=9).map(|read| (read, 9)).collect::<Vec<_>>());
    let [(after, beginning)] = &beginnings[..] else { panic!("{} beginnings", beginnings.len()) };
    assert!((1..8).contains(after) && beginning.is_partial(), "reported after {after} chapters");
    assert!(whole.text.starts_with(&beginning.text) && beginning.text.len() < whole.text.len());
    assert_eq!(whole.blocks[..beginning.blocks.len()], beginning.blocks[..]);
    assert_eq!(whole.styled[..beginning.styled.len()], beginning.styled[..]);
}

#[test]
fn table_rows_stay_rows_and_prose_cells_become_paragraphs() {
    let prose = "The council has said for years that the pier would be mended. ".repeat(5);
    let page = format!(
        "<html><body><article><h1>Piers</h1><p>{prose}</p><table><tr><th>Pier</th><th>Year</th><th>What became of it</th></tr>\
         <tr><td>Old Pier</td><td>1904</td><td>{prose}</td></tr><tr><td>New Pier</td><td>1951</td><td>It stands.</td></tr>\
         </table><p>{prose}</p></article></body></html>"
    );
    let document = import(page.into_bytes(), "t.html", ImportOptions::new(Format::Html)).unwrap().document;
    let rows: Vec<_> =
        document.blocks.iter().map(|block| (block.kind, block.span.slice(&document.text))).collect();
    assert!(rows.contains(&(BlockKind::Row, "Old Pier  1904")), "{rows:?}");
    assert!(rows.contains(&(BlockKind::Row, "New Pier  1951  It stands.")), "{rows:?}");
    assert_eq!(
        rows.iter().filter(|(kind, text)| *kind == BlockKind::Paragraph && *text == prose.trim()).count(),
        3
    );
}

#[test]
fn chapters_without_headings_take_their_names_from_the_contents() {
    let package = "<package><metadata><dc:title>The Pier</dc:title></metadata><manifest>\
        <item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
        <item id='x' href='toc.ncx' media-type='application/x-dtbncx+xml'/>\
        <item id='a' href='text/a.xhtml' media-type='application/xhtml+xml'/>\
        <item id='b' href='text/b.xhtml' media-type='application/xhtml+xml'/>\
        <item id='c' href='text/c.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></package>";
    let nav = "<html><body><nav epub:type='landmarks'><a href='text/a.xhtml'>Begin here</a></nav>\
        <nav epub:type='toc'><ol><li><a href='text/a.xhtml#top'>One: <em>Rust</em></a></li>\
        <li><a href='text/c.xhtml'>Three</a></li></ol></nav></body></html>";
    let ncx = "<ncx><docTitle><text>The Pier</text></docTitle><navMap><navPoint><navLabel><text>Two</text></navLabel>\
        <content src='text/b.xhtml'/></navPoint></navMap></ncx>";
    let book = archive(&[
        ("mimetype", b"application/epub+zip"),
        (
            "META-INF/container.xml",
            b"<container><rootfiles><rootfile full-path=\"OPS/p.opf\"/></rootfiles></container>",
        ),
        ("OPS/p.opf", package.as_bytes()),
        ("OPS/nav.xhtml", nav.as_bytes()),
        ("OPS/toc.ncx", ncx.as_bytes()),
        ("OPS/text/a.xhtml", b"<p>It rusts.</p>"),
        ("OPS/text/b.xhtml", b"<p>It was cut.</p>"),
        ("OPS/text/c.xhtml", b"<h3>A heading of its own</h3><p>It fell.</p>"),
    ]);
    let document = import(book, "b.epub", ImportOptions::new(Format::Epub)).unwrap().document;
    let headings = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    let headings: Vec<&str> = headings.map(|block| block.span.slice(&document.text)).collect();
    assert_eq!(headings, ["One: Rust", "Two", "A heading of its own"]);
}
