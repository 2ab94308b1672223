//! Texts broken at random: blocks, sentences and rows of whatever bytes there are.

use super::{articles, fuzz, text_of};
use purport::import::{Format, ImportOptions, import, preview};
use purport::text::sentence::sentences;
use purport::text::{BlockKind, Document, Span, visible, wrap};

/// What holds for every document: blocks in order, apart, on letters; nothing but space between.
pub(super) fn sound(document: &Document) {
    let text = &document.text;
    let mut end = 0;
    for block in &document.blocks {
        let span = block.span;
        assert!(span.start() >= end && span.end() as usize <= text.len(), "{block:?} after {end}");
        assert!(text.get(span.range()).is_some(), "{block:?} splits a letter");
        assert_eq!(span.is_empty(), block.kind == BlockKind::Rule, "{block:?}");
        let between = text.get(end as usize..span.start() as usize).expect("between blocks are letters");
        assert!(between.trim().is_empty(), "{between:?} is in no block");
        end = span.end();
        let (from, to) = document.char_range(span);
        assert_eq!(document.offsets.to_bytes(text, from), span.start());
        assert_eq!(document.offsets.to_bytes(text, to), span.end());
    }
    assert!(text[end as usize..].trim().is_empty(), "{:?} is in no block", &text[end as usize..]);
    assert!(
        document.styled.iter().all(|run| text.get(run.span.range()).is_some()),
        "a style splits a letter"
    );
}

#[test]
fn any_bytes_are_a_document() {
    fuzz("plain text", &articles(), |bytes, rng| {
        // Long ones now and then: their beginning is shown before the rest is read.
        let bytes = if rng.u8(..) < 8 { bytes.repeat(rng.usize(1..12)) } else { bytes.to_vec() };
        let whole = import(bytes.clone(), "n", ImportOptions::new(Format::Plain)).unwrap().document;
        sound(&whole);
        let cut = rng.usize(0..=bytes.len());
        if let Some(head) = preview(&bytes[..cut], "n", ImportOptions::new(Format::Plain)) {
            sound(&head);
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
fn any_bytes_are_a_document_in_markdown() {
    fuzz("Markdown", &articles(), |bytes, _| {
        sound(&import(bytes.to_vec(), "n.md", ImportOptions::new(Format::Markdown)).unwrap().document);
    });
}

/// Asserts that spans are in order, and that only what `lost` allows stands outside of them.
fn complete(text: &str, spans: &[Span], what: &str) {
    let mut end = 0;
    for span in spans {
        let between = text.get(end..span.start() as usize).expect("spans are in order and on letters");
        assert!(between.chars().all(char::is_whitespace), "{what} loses {between:?}");
        assert!(text.get(span.range()).is_some(), "{what}: {span:?} splits a letter");
        end = span.end() as usize;
    }
    assert!(text[end..].chars().all(char::is_whitespace), "{what} loses {:?}", &text[end..]);
}

#[test]
fn any_text_has_sentences_and_rows() {
    fuzz("sentences and rows", &articles(), |bytes, rng| {
        let text = text_of(bytes);
        let all = Span::of(0..text.len());
        complete(&text, &sentences(&text, all), "sentences");
        let width = rng.u16(0..=200);
        for (rows, what) in
            [(wrap::wrap(&text, all, width), "wrap"), (wrap::wrap_lines(&text, all, width), "lines")]
        {
            complete(&text, &rows, what);
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
