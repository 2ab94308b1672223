//! Letters: parts, encodings and header fields, and pages saved as letters.

use purport::import::{Format, ImportOptions, ImportedDocument, import};
use purport::text::BlockKind;

const HEAD: &str = "From: Ove Lund <ove@quay.example>\r\nTo: b@quay.example\r\nSubject: The ferry\r\n\
    Date: Tue, 4 May 2021 09:30:00 +0200\r\nMIME-Version: 1.0\r\n";

fn letter(rest: &[u8]) -> ImportedDocument {
    let bytes = [HEAD.as_bytes(), rest].concat();
    assert_eq!(Format::detect(&bytes, "a.txt"), Format::Mail);
    import(bytes, "a.eml", ImportOptions::new(Format::Mail)).unwrap()
}

fn paragraphs(imported: &ImportedDocument) -> Vec<String> {
    let document = &imported.document;
    document.blocks.iter().map(|block| block.span.slice(&document.text).replace('\n', " ")).collect()
}

/// Checks the paragraphs below subject and sender.
#[track_caller]
fn check(rest: &[u8], expected: &[&str]) {
    let found = paragraphs(&letter(rest));
    assert_eq!(found[..2], ["The ferry", "Ove Lund <ove@quay.example>"]);
    assert_eq!(found[2..], *expected);
}

/// A part with its header fields.
fn part(fields: &str, body: &str) -> String {
    format!("--edge\r\n{fields}\r\n\r\n{body}\r\n")
}

fn multipart(kind: &str, parts: &[String]) -> Vec<u8> {
    format!("Content-Type: multipart/{kind}; boundary=edge\r\n\r\n{}--edge--\r\n", parts.concat())
        .into_bytes()
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8";
const PAGE: &str = "Content-Type: text/html; charset=utf-8";

#[test]
fn transfer_encodings_and_character_sets_are_undone() {
    let quoted = b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        The caf=E9 must=\r\n close.\r\n";
    check(quoted, &["The café must close."]);
    let coded = b"Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\n\
        8MHSz80g2sHL0tnULg==\r\n";
    check(coded, &["Паром закрыт."]);
    check(
        b"Content-Type: text/plain\r\n\r\nThe caf\xe9 in Malm\xf6 must close today.\r\n",
        &["The café in Malmö must close today."],
    );
    let words = "From: =?koi8-r?B?79fF?= <o@quay.example>\r\nSubject: =?utf-8?Q?The_caf=C3=A9?=\r\n =?utf-8?Q?_closes?=\r\n\
        Message-ID: <1@quay.example>\r\n\r\nIt rains.\r\n";
    let imported = import(words.into(), "a.eml", ImportOptions::new(Format::Mail)).unwrap();
    assert_eq!(paragraphs(&imported), ["The café closes", "Ове <o@quay.example>", "It rains."]);
    assert_eq!(imported.document.blocks[0].kind, BlockKind::Title);
}

#[test]
fn sender_and_date_are_kept() {
    let about = letter(b"\r\nIt rains.\r\n").document.about;
    assert_eq!((about.author.as_str(), about.date.as_str()), ("Ove Lund", "2021-05-04T09:30:00+02:00"));
}

#[test]
fn one_version_of_a_letter_is_shown() {
    let page = "<html><style>p {}</style><body><p>The ferry <b>stops</b> in June.</p>\
        <blockquote><p>Will it stop?</p></blockquote></body></html>";
    let plain = part(TEXT, "The ferry stops in June.\r\n\r\n> Will it\r\n> stop?");
    let both = multipart("alternative", &[plain, part(PAGE, page)]);
    check(&both, &["The ferry stops in June.", "Will it stop?"]);
    let pointer = multipart("alternative", &[part(TEXT, "See the web."), part(PAGE, page)]);
    check(&pointer, &["The ferry stops in June.", "Will it stop?"]);
    let quotes = letter(&pointer).document.blocks;
    assert_eq!(quotes.last().map(|block| block.kind), Some(BlockKind::Quote));
    check(format!("{PAGE}\r\n\r\n{page}").as_bytes(), &["The ferry stops in June.", "Will it stop?"]);
}

#[test]
fn attachments_are_named_and_letters_inside_are_read() {
    let table = part("Content-Type: application/pdf; name=fares.pdf\r\nContent-Disposition: attachment", "x");
    let inner = "From: c@quay.example\r\nSubject: Fares\r\n\r\nFares rise in June.";
    let parts = [part(TEXT, "See below."), part("Content-Type: message/rfc822", inner), table];
    let imported = letter(&multipart("mixed", &parts));
    assert_eq!(paragraphs(&imported)[2..], ["See below.", "Fares", "c@quay.example", "Fares rise in June."]);
    let warnings: Vec<String> = imported.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.len() == 1 && warnings[0].contains("without 1 attachment: fares.pdf"), "{warnings:?}");
}

#[test]
fn a_saved_page_is_read_as_a_page() {
    let words = "The harbour board said on Monday that the ferry will stop in June, as no boat has passed the inspection.";
    let page = format!(
        "<html><head><title>The ferry stops</title></head><body><nav><a href=3D\"a\">Home</a></nav>\
         <article><h1>The ferry stops</h1><p>{words}</p><p>{words} =E2=80=94 Ove</p></article></body></html>"
    );
    let head = "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://quay.example/a\r\nSubject: The ferry stops\r\n\
        MIME-Version: 1.0\r\n";
    let coded = part(&format!("{PAGE}\r\nContent-Transfer-Encoding: quoted-printable"), &page);
    let bytes = [head.as_bytes(), &multipart("related", &[coded])].concat();
    let imported = import(bytes, "a.mht", ImportOptions::new(Format::Mail)).unwrap();
    let dashed = format!("{words} — Ove");
    assert_eq!(paragraphs(&imported), ["The ferry stops", words, dashed.as_str()]);
}
