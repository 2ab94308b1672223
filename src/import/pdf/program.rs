//! Font programs embedded in a PDF: the text of their codes and glyphs, for fonts whose dictionaries do not tell it.

use super::code_pages::CodePage;
use super::glyph_names;
use std::collections::HashMap;
use std::ops::RangeInclusive;
use ttf_parser::{GlyphId, PlatformId, RawFace, cff, cmap, post};

/// Added to the codes of symbol fonts.
const SYMBOL_BASE: u32 = 0xf000;

/// Characters whose glyphs are looked for.
const MAPPED: RangeInclusive<u32> = 0x20..=0xffff;

/// Tables of characters that are looked at.
const MAX_SUBTABLES: usize = 8;

/// Glyphs of a compact program that are looked at: its tables take longer for each further one.
const MAX_GLYPHS: u16 = 20_000;

/// What an embedded font program tells of its text.
#[derive(Debug, Default)]
pub(super) struct FontProgram {
    /// Text of a one-byte code.
    pub(super) codes: HashMap<u8, String>,
    /// Text of a glyph.
    pub(super) glyphs: HashMap<u16, String>,
    /// Glyph of a CID, where they differ.
    pub(super) cids: Option<HashMap<u16, u16>>,
}

impl FontProgram {
    /// Reads a program in the format of Type 1, of its compact form (CFF), or of TrueType and OpenType.
    pub(super) fn parse(data: &[u8]) -> Self {
        match data {
            [b'%', b'!', ..] | [0x80, 0x01, ..] => Self { codes: type1(data), ..Self::default() },
            [1, 0, ..] if data.get(2).is_some_and(|length| *length <= 8) => compact(data),
            _ => sfnt(data).unwrap_or_default(),
        }
    }
}

/// The encoding in the clear part of a Type 1 program: `dup 65 /A put`.
fn type1(data: &[u8]) -> HashMap<u8, String> {
    let clear = memchr::memmem::find(data, b"eexec").and_then(|end| data.get(..end)).unwrap_or(data);
    let clear = String::from_utf8_lossy(clear);
    let Some((_, encoding)) = clear.split_once("/Encoding") else { return HashMap::new() };
    if encoding.trim_start().starts_with("StandardEncoding") {
        return (0..=255)
            .filter_map(|code| Some((code, CodePage::Standard.char(code)?.to_string())))
            .collect();
    }
    let encoding = encoding.split("readonly").next().unwrap_or_default().replace('/', " /");
    let words: Vec<&str> = encoding.split_whitespace().collect();
    let entries = words.windows(3).filter_map(|three| match three {
        ["dup", code, name] => Some((code.parse().ok()?, glyph_names::text(name.strip_prefix('/')?)?)),
        _ => None,
    });
    entries.collect()
}

fn compact(data: &[u8]) -> FontProgram {
    let Some(table) = cff::Table::parse(data) else { return FontProgram::default() };
    let name = |glyph| table.glyph_name(glyph).and_then(glyph_names::text);
    let count = table.number_of_glyphs().min(MAX_GLYPHS);
    let codes = (0..=255).filter_map(|code| Some((code, name(table.glyph_index(code)?)?))).collect();
    let glyphs = (0..count).filter_map(|glyph| Some((glyph, name(GlyphId(glyph))?))).collect();
    let cids: HashMap<u16, u16> =
        (0..count).filter_map(|glyph| Some((table.glyph_cid(GlyphId(glyph))?, glyph))).collect();
    FontProgram { codes, glyphs, cids: (!cids.is_empty()).then_some(cids) }
}

fn sfnt(data: &[u8]) -> Option<FontProgram> {
    let face = RawFace::parse(data, 0).ok()?;
    let table = |tag: &[u8; 4]| face.table(ttf_parser::Tag::from_bytes(tag));
    let mut program = table(b"CFF ").map(compact).unwrap_or_default();
    if let Some(post) = table(b"post").and_then(post::Table::parse) {
        for (glyph, name) in (0..u16::MAX).zip(post.names()) {
            if let Some(text) = glyph_names::text(name) {
                program.glyphs.entry(glyph).or_insert(text);
            }
        }
    }
    let Some(cmap) = table(b"cmap").and_then(cmap::Table::parse) else { return Some(program) };
    let subtables: Vec<cmap::Subtable<'_>> = cmap.subtables.into_iter().take(MAX_SUBTABLES).collect();
    for subtable in subtables.iter().filter(|subtable| subtable.is_unicode()) {
        // Asked code by code: a damaged table may claim billions of them.
        for code in MAPPED {
            let char = char::from_u32(code).filter(|char| !is_private(*char) && !char.is_control());
            if let (Some(char), Some(glyph)) = (char, subtable.glyph_index(code)) {
                program.glyphs.entry(glyph.0).or_insert_with(|| char.to_string());
            }
        }
    }
    for code in 0..=255_u8 {
        let glyph = subtables.iter().find_map(|subtable| {
            let code = u32::from(code);
            match (subtable.platform_id, subtable.encoding_id) {
                (PlatformId::Windows, 0) => {
                    subtable.glyph_index(SYMBOL_BASE + code).or_else(|| subtable.glyph_index(code))
                }
                (PlatformId::Macintosh, _) => subtable.glyph_index(code),
                _ => None,
            }
        });
        if let Some(text) = glyph.and_then(|glyph| program.glyphs.get(&glyph.0)) {
            program.codes.insert(code, text.clone());
        }
    }
    Some(program)
}

/// Is a character of the private use area, whose meaning each font sets for itself?
pub(super) fn is_private(char: char) -> bool {
    matches!(char, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_1_program_tells_its_encoding() {
        let program =
            b"%!PS-AdobeFont-1.0: Own\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
            dup 1/H put\ndup 2 /aacute put\nreadonly def\ndup 3 /A put currentfile eexec \x80\x81";
        let codes = FontProgram::parse(program).codes;
        assert_eq!(codes.get(&1).map(String::as_str), Some("H"));
        assert_eq!(codes.get(&2).map(String::as_str), Some("á"));
        assert_eq!(codes.len(), 2);
        let standard = FontProgram::parse(b"%!FontType1\n/Encoding StandardEncoding def eexec").codes;
        assert_eq!(standard.get(&0xae).map(String::as_str), Some("ﬁ"));
    }

    #[test]
    fn rubbish_is_an_empty_program() {
        for data in [&b""[..], b"\x01\x00\x04\x01", b"\x00\x01\x00\x00\x00\x09", b"OTTO", b"%!"] {
            let program = FontProgram::parse(data);
            assert!(program.codes.is_empty() && program.glyphs.is_empty());
        }
    }
}
