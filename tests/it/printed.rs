//! Printed pages (PDF) of our own making: one for each kind of letter, order and damage that files are found with.

use crate::builders::{pdf, pdf_of, pdf_of_streams, stream};
use purport::import::{Format, ImportOptions, ImportedDocument, import};

fn read(bytes: Vec<u8>) -> Result<ImportedDocument, String> {
    import(bytes, "n", ImportOptions::new(Format::Pdf)).map_err(|error| error.message().to_owned())
}

/// The paragraphs, one per line.
fn paragraphs(bytes: Vec<u8>) -> String {
    let document = read(bytes).unwrap().document;
    let lines = document.blocks.iter().map(|block| block.span.slice(&document.text));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Rows in the font F1 with their left end and their height above the foot of the page, at a size.
fn rows(size: u32, rows: &[(&str, f64, f64)]) -> String {
    let row =
        |(text, x, y): &(&str, f64, f64)| format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET ");
    rows.iter().map(row).collect()
}

fn font(entries: &str) -> Vec<u8> {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /Own {entries} >>").into_bytes()
}

/// A map from codes to text.
fn to_unicode(entries: &str) -> Vec<u8> {
    let map = format!(
        "/CIDInit /ProcSet findresource begin begincmap /CMapName /Own def 1 begincodespacerange <00> <ff>\n\
         endcodespacerange {entries} endcmap end"
    );
    stream("", map.as_bytes())
}

#[test]
fn fonts_tell_their_letters_in_many_ways() {
    let cid = |encoding: &str, more: &str| {
        format!("<< /Type /Font /Subtype /Type0 /BaseFont /Own /Encoding {encoding} /DescendantFonts [5 0 R] {more} >>")
            .into_bytes()
    };
    let descendant =
        || b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Own /DW 500 /W [1 [600] 2 9 500] >>".to_vec();
    let own_map = stream(
        "/Type /CMap /CMapName /Own",
        b"/CMapName /Own def 1 begincodespacerange <00> <ff> endcodespacerange\n1 begincidrange <41> <5a> 1 endcidrange",
    );
    let type_1 = stream(
        "",
        b"%!PS-AdobeFont-1.0: Own\n/Encoding 256 array\ndup 65 /P put\ndup 66 /i put\nreadonly def eexec",
    );
    let cases: [(&str, &str, Vec<Vec<u8>>, &str); 10] = [
        (
            "StandardEncoding",
            "(the mayor's pier)",
            vec![font("/Encoding /StandardEncoding")],
            "the mayor’s pier",
        ),
        ("MacRoman", "(caf\\216)", vec![font("/Encoding /MacRomanEncoding")], "café"),
        (
            "names",
            "(\\001\\002\\003)",
            vec![font("/Encoding << /Differences [1 /P /f_i /uni00E9] >>")],
            "Pfié",
        ),
        ("numbered names", "(\\001\\002)", vec![font("/Encoding << /Differences [1 /c80 /c105] >>")], "Pi"),
        (
            "ToUnicode",
            "(AB)",
            vec![font("/ToUnicode 5 0 R"), to_unicode("2 beginbfchar <41> <0050> <42> <00660069> endbfchar")],
            "Pfi",
        ),
        (
            "a ToUnicode that tells nothing",
            "(Pier)",
            vec![
                font("/ToUnicode 5 0 R"),
                to_unicode("4 beginbfchar <50> <0000> <69> <fffd> <65> <e000> <72> <0000> endbfchar"),
            ],
            "Pier",
        ),
        ("an embedded font", "(AB)", vec![font("/FontDescriptor << /FontFile 5 0 R >>"), type_1], "Pi"),
        (
            "a map of CIDs",
            "(AB)",
            vec![
                cid("6 0 R", "/ToUnicode 7 0 R"),
                descendant(),
                own_map,
                to_unicode("2 beginbfchar <41> <0050> <42> <0069> endbfchar"),
            ],
            "Pi",
        ),
        ("UCS-2", "<00500069>", vec![cid("/UniJIS-UCS2-H", ""), descendant()], "Pi"),
        ("Shift JIS", "<8ce68c69>", vec![cid("/90ms-RKSJ-H", ""), descendant()], "桟景"),
    ];
    for (name, string, objects, expected) in cases {
        let objects: Vec<&[u8]> = objects.iter().map(Vec::as_slice).collect();
        let bytes = pdf_of(&[&format!("BT /F4 12 Tf 72 700 Td {string} Tj ET")], "", &objects);
        let found = read(bytes).map(|imported| imported.document.text.trim().to_owned());
        if name == "Shift JIS" {
            let text = found.unwrap();
            assert_eq!(text.chars().count(), 2, "{name}: {text}");
            continue;
        }
        assert_eq!(found.as_deref(), Ok(expected), "{name}");
    }
}

#[test]
fn letters_that_are_painted_in_parts_or_twice_are_whole() {
    let accents = font("/Encoding /StandardEncoding");
    let accented = "BT /F4 10 Tf 72 700 Td (G) Tj 8 0 Td (\\302) Tj -0.5 0 Td (erard went na) Tj ET \
        BT /F4 10 Tf 72 680 Td (The na) Tj 26 0 Td (\\310) Tj 0 0 Td (\\365) Tj 3 0 Td (ve plan) Tj ET";
    let found = paragraphs(pdf_of(&[accented], "", &[&accents]));
    assert!(found.contains("Gérard") && found.contains("naïve"), "{found}");
    let twice = rows(12, &[("The pier is shut.", 72.0, 700.0), ("The pier is shut.", 72.3, 700.0)]);
    assert_eq!(paragraphs(pdf_of(&[&twice], "", &[])), "The pier is shut.");
    let row_by_row = "BT /F1 12 Tf 72 700 Td (The pier) Tj 0.3 0 Td (The pier) Tj ET";
    assert_eq!(paragraphs(pdf_of(&[row_by_row], "", &[])), "The pier");
    let comments = "BT % (no text)\n/F1 12 Tf 72 700 Td (The pier % is) Tj % shut) Tj\n( shut.) Tj ET";
    assert_eq!(paragraphs(pdf_of(&[comments], "", &[])), "The pier % is shut.");
    let replaced = "BT /F1 12 Tf 72 700 Td (The ) Tj /Span << /ActualText (pier) >> BDC (\\001\\002) Tj EMC ( is shut.) Tj ET";
    assert_eq!(paragraphs(pdf_of(&[replaced], "", &[])), "The pier is shut.");
}

#[test]
fn exponents_stay_and_marks_of_notes_go() {
    let raised = |before: &str, raised: &str, after: &str| {
        format!(
            "BT /F1 12 Tf 72 700 Td ({before}) Tj 4 Ts /F1 8 Tf ({raised}) Tj 0 Ts /F1 12 Tf ({after}) Tj ET"
        )
    };
    let cases = [
        (raised("It cost 4 x 10", "6", " crowns."), "It cost 4 x 10⁶ crowns."),
        (raised("A slope of 10", "-3", " m a year."), "A slope of 10⁻³ m a year."),
        (raised("It covers 40 m", "2", " of planks."), "It covers 40 m² of planks."),
        (raised("On the 19", "th", " of June."), "On the 19th of June."),
        (raised("The board", "12", " said so."), "The board said so."),
    ];
    for (content, expected) in cases {
        assert_eq!(paragraphs(pdf_of(&[&content], "", &[])), expected);
    }
}

#[test]
fn rows_are_read_in_the_direction_in_which_they_run() {
    let upright = "BT /F1 12 Tf 0 1 -1 0 100 72 Tm (The north pier is now) Tj ET \
        BT /F1 12 Tf 0 1 -1 0 114 72 Tm (shut for the winter.) Tj ET";
    let expected = "The north pier is now shut for the winter.";
    assert_eq!(paragraphs(pdf_of(&[upright], "/Rotate 90", &[])), expected);
    assert_eq!(paragraphs(pdf_of(&[upright], "", &[])), expected, "a turned page that does not say so");
    let aslant = "BT /F1 12 Tf 0.8 0.6 -0.6 0.8 100 100 Tm (The pier is shut.) Tj ET";
    assert_eq!(paragraphs(pdf_of(&[aslant], "", &[])), "The pier is shut.", "nothing else is on the page");
    let stamped = format!("{aslant} {}", rows(12, &[("It rained on Monday.", 72.0, 700.0)]));
    assert_eq!(paragraphs(pdf_of(&[&stamped], "", &[])), "It rained on Monday.", "a stamp across the text");
    // The letters of a Hebrew greeting, painted from its end to its beginning.
    let map = to_unicode("1 beginbfrange <41> <5b> <05d0> endbfrange");
    let hebrew = font("/ToUnicode 5 0 R");
    let visual = "BT /F4 12 Tf 72 700 Td (12 NFMZ) Tj ET";
    assert_eq!(paragraphs(pdf_of(&[visual], "", &[&hebrew, &map])), "\u{5e9}\u{5dc}\u{5d5}\u{5dd} 12");
}

#[test]
fn streams_are_unpacked_by_every_filter_of_text() {
    let content = b"BT /F1 12 Tf 72 700 Td (The pier.) Tj ET";
    let digit = |four_bits: u8| char::from_digit(u32::from(four_bits), 16).unwrap();
    let digits = content.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]);
    let hexadecimal: String = digits.chain(['>']).collect();
    let mut runs = vec![content.len() as u8 - 1];
    runs.extend(content);
    runs.push(128);
    let zlib = {
        use std::io::Write as _;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(content).unwrap();
        packed.finish().unwrap()
    };
    let cases: [(&str, &str, &[u8]); 6] = [
        ("hexadecimal", "/Filter /ASCIIHexDecode", hexadecimal.as_bytes()),
        ("abbreviated", "/Filter [/AHx]", hexadecimal.as_bytes()),
        ("runs", "/Filter /RunLengthDecode", &runs),
        ("deflate", "/Filter /FlateDecode", &zlib),
        ("an indirect name", "/Filter 4 0 R", &zlib),
        ("a lost end", "/Filter /Fl", &zlib[..zlib.len() - 6]),
    ];
    for (name, entries, data) in cases {
        let bytes = pdf_of_streams(&[stream(entries, data)], "", &[b"/FlateDecode"]);
        let found = read(bytes).map(|imported| imported.document.text.trim().to_owned());
        assert!(found.as_deref().is_ok_and(|text| text.starts_with("The pi")), "{name}: {found:?}");
    }
}

#[test]
fn damaged_files_are_read_as_far_as_they_are_whole() {
    let whole = pdf(&[&["The pier is shut."], &["It rained on Monday."]]);
    let text = String::from_utf8(whole.clone()).unwrap();
    let expected = "The pier is shut.\nIt rained on Monday.";
    assert_eq!(paragraphs(whole.clone()), expected);
    let table = text.find("xref").unwrap();
    let start = text.find("startxref\n").unwrap();
    let cases = [
        ("a false address of the table", text.replace(&text[start..], "startxref\n7\n%%EOF\n")),
        ("short entries", text.replace(" 00000 n \n", " 00000 n\n")),
        ("rubbish after the end", format!("{text}{}", "rubbish <</ >> 12 0 obj ".repeat(90))),
        ("rubbish before the begin", format!("HTTP/1.1 200 OK\r\n\r\n{text}")),
        ("no table and no trailer", text[..table].to_owned()),
        ("no catalog either", text[..table].replace("/Type /Catalog", "/Type /Lost")),
        ("false lengths", text.replace("/Length 4", "/Length 9")),
    ];
    for (name, damaged) in cases {
        let found = read(damaged.into_bytes()).map(|imported| imported.document);
        let text = found.map(|document| document.text.split_whitespace().collect::<Vec<_>>().join(" "));
        assert_eq!(text.as_deref(), Ok("The pier is shut. It rained on Monday."), "{name}");
    }
}

#[test]
fn columns_are_read_one_after_the_other_wherever_they_stand() {
    let words = [
        "the board of the pier",
        "had said on a Monday",
        "that it would shut it",
        "for all of the winter",
        "as its piles were bad",
        "and had to be mended",
    ];
    let column = |x: f64, name: &str| -> Vec<(String, f64, f64)> {
        (0..)
            .zip(words)
            .map(|(at, row)| (format!("{name}{at} {row}"), x, 700.0 - 14.0 * f64::from(at)))
            .collect()
    };
    // Rows are painted across all columns.
    let content = |columns: &[Vec<(String, f64, f64)>]| -> String {
        let across = (0..words.len()).flat_map(|at| columns.iter().map(move |column| &column[at]));
        across.map(|(text, x, y)| rows(10, &[(text.as_str(), *x, *y)])).collect()
    };
    let expected = |names: &[&str]| {
        let rows =
            names.iter().flat_map(|name| (0..).zip(words).map(move |(at, row)| format!("{name}{at} {row}")));
        rows.collect::<Vec<_>>().join(" ")
    };
    let three = content(&[column(50.0, "a"), column(230.0, "b"), column(410.0, "c")]);
    assert_eq!(paragraphs(pdf_of(&[&three], "", &[])), expected(&["a", "b", "c"]));
    // The rows are about 107 points wide: 9 points are left between them.
    let narrow = content(&[column(50.0, "a"), column(170.0, "b")]);
    assert_eq!(paragraphs(pdf_of(&[&narrow], "", &[])), expected(&["a", "b"]));
    let mut noted = content(&[column(50.0, "a"), column(320.0, "b")]);
    noted += &rows(7, &[("pier@velmora.example", 50.0, 590.0)]);
    let note = format!("{}\npier@velmora.example", expected(&["a", "b"]));
    assert_eq!(paragraphs(pdf_of(&[&noted], "", &[])), note, "a note in the middle of a sentence");
    let numbers: Vec<(String, f64, f64)> =
        (1..=6).map(|at: u8| (at.to_string(), 30.0, 714.0 - 14.0 * f64::from(at))).collect();
    let numbered = content(&[numbers, column(80.0, "a")]);
    assert_eq!(paragraphs(pdf_of(&[&numbered], "", &[])), expected(&["a"]), "numbers of the rows");
}

#[test]
fn compounds_keep_their_hyphen_and_broken_words_lose_it() {
    let content = rows(
        10,
        &[
            ("The board said that it would shut the well-", 72.0, 700.0),
            ("known north pier, that two self-employed engi-", 72.0, 686.0),
            ("neers had warned it of the piles, and that the post-", 72.0, 672.0),
            ("war planks would be sold to those who want them.", 72.0, 658.0),
        ],
    );
    let expected = "The board said that it would shut the well-known north pier, that two self-employed engineers \
        had warned it of the piles, and that the post-war planks would be sold to those who want them.";
    assert_eq!(paragraphs(pdf_of(&[&content], "", &[])), expected);
}

#[test]
fn what_cannot_be_read_is_named_by_page_and_reason() {
    let nameless = font("/Encoding << /Differences [65 /g1 /g2 /g3 /g4] >>");
    let text = "BT /F1 12 Tf 72 700 Td (The pier.) Tj ET";
    let unknown = "BT /F4 12 Tf 72 700 Td (ABCD) Tj ET";
    let picture = "q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID 0 EI Q";
    let imported = read(pdf_of(&[text, unknown, picture, "", picture], "", &[&nameless])).unwrap();
    let warnings: Vec<String> = imported.warnings.iter().map(|warning| warning.message.clone()).collect();
    let warning = warnings.join("; ");
    for part in
        ["page 2 has a font that does not tell", "pages 3, 5 hold no text, only pictures", "page 4 is empty"]
    {
        assert!(warning.contains(part), "{part}: {warning}");
    }
    let refused = |pages: &[&str]| read(pdf_of(pages, "", &[&nameless])).map(|_| ()).unwrap_err();
    assert!(refused(&[picture, ""]).contains("only pictures of it"));
    assert!(refused(&[unknown]).contains("do not tell which letters"));
    let mixed = refused(&[unknown, picture]);
    assert!(mixed.contains("page 1 has") && mixed.contains("page 2 holds"), "{mixed}");
    let broken = pdf_of_streams(&[stream("/Filter /DCTDecode", b"x"), stream("", text.as_bytes())], "", &[]);
    let imported = read(broken).unwrap();
    assert!(imported.warnings[0].message.contains("page 1 is damaged"), "{:?}", imported.warnings);
}

#[test]
fn hidden_layers_and_letters_off_the_page_are_not_read() {
    let content = format!(
        "{} {} /OC /Hidden BDC {} EMC",
        rows(12, &[("The pier is shut.", 72.0, 700.0)]),
        rows(12, &[("Off the page.", 72.0, 1200.0)]),
        rows(12, &[("Not shown.", 72.0, 600.0)]),
    );
    let bytes = pdf_of(&[&content], "", &[b"<< /Type /OCG /Name (draft) >>"]);
    let bytes = String::from_utf8(bytes).unwrap();
    let bytes = bytes.replace("/Type /Catalog", "/OCProperties << /D << /OFF [4 0 R] >> >> /Type /Catalog");
    let bytes = bytes.replace("/Resources <<", "/Resources << /Properties << /Hidden 4 0 R >>");
    assert_eq!(paragraphs(bytes.into_bytes()), "The pier is shut.");
}

#[test]
fn long_contents_and_nested_forms_are_bounded() {
    let many = "BT /F1 12 Tf 72 700 Td (The pier.) Tj ET ".repeat(40_000);
    let imported = read(pdf_of(&[&many], "", &[])).unwrap();
    assert!(imported.document.text.starts_with("The pier."));
    assert!(imported.warnings[0].message.contains("more than is read"), "{:?}", imported.warnings);
    // A short stream that unpacks to a very long one.
    let packed = |data: &[u8]| {
        use std::io::Write as _;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(data).unwrap();
        packed.finish().unwrap()
    };
    let spaces = packed(&packed(&vec![b' '; 200 << 20]));
    let bomb = pdf_of_streams(&[stream("/Filter [/FlateDecode /FlateDecode]", &spaces)], "", &[]);
    assert!(read(bomb).map(|_| ()).unwrap_err().contains("page 1 holds more than is read of a page"));
    // Each form paints the next one many times.
    let mut forms: Vec<Vec<u8>> = Vec::new();
    for at in 0..11 {
        let entries =
            format!("/Type /XObject /Subtype /Form /Resources << /XObject << /X {} 0 R >> >>", 5 + at);
        forms.push(stream(&entries, "/X Do ".repeat(40).as_bytes()));
    }
    forms.push(stream("/Type /XObject /Subtype /Form", b""));
    let forms: Vec<&[u8]> = forms.iter().map(Vec::as_slice).collect();
    let bytes = pdf_of(&["BT /F1 12 Tf 72 700 Td (The pier.) Tj ET /X Do"], "", &forms);
    let text = String::from_utf8(bytes).unwrap();
    let text = text.replacen(
        "/Resources << /Font << /F1 3",
        "/Resources << /XObject << /X 4 0 R >> /Font << /F1 3",
        1,
    );
    assert!(read(text.into_bytes()).unwrap().document.text.contains("The pier."));
}
