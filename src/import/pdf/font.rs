//! Fonts of a PDF: from the bytes of a string to text and widths (ISO 32000-1, 9.6 to 9.10).

use super::code_pages::{self, CodePage};
use super::program::{FontProgram, is_private};
use super::streams::unpack;
use super::{glyph_names, metrics};
use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap, WritingMode};
use hayro_syntax::object::{self, Array, Dict, Name, Number, Object, Stream};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Entries of a table of widths that are read.
const MAX_WIDTHS: i64 = 65_536;

/// A letter of a font.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Glyph {
    /// `None` if nothing in the file tells it.
    pub(super) text: Option<Rc<str>>,
    /// As a share of the font's size.
    pub(super) width: f64,
    /// Is it the code 32 in one byte, to which the spacing of words applies?
    pub(super) is_space: bool,
}

#[derive(Debug)]
pub(super) struct Font {
    codes: Codes,
    /// Do the rows run from the top down?
    pub(super) is_vertical: bool,
}

#[derive(Debug)]
enum Codes {
    /// One byte for each letter.
    Simple(Vec<Glyph>),
    /// One to four bytes.
    Composite(Box<Composite>),
}

impl Font {
    pub(super) fn of(dict: &Dict<'_>) -> Self {
        let is_composite =
            dict.get::<Name<'_>>("Subtype").is_some_and(|subtype| subtype.as_ref() == b"Type0");
        match Composite::of(dict).filter(|_| is_composite) {
            Some(font) => Self { is_vertical: font.is_vertical, codes: Codes::Composite(Box::new(font)) },
            None => Self { codes: Codes::Simple(simple(dict)), is_vertical: false },
        }
    }

    /// The font of a string before which none, or a missing one, was chosen.
    pub(super) fn fallback() -> Self {
        Self { codes: Codes::Simple(simple(&Dict::default())), is_vertical: false }
    }

    /// Calls `each` with the letters of a string.
    pub(super) fn decode(&self, mut bytes: &[u8], mut each: impl FnMut(Glyph)) {
        match &self.codes {
            Codes::Simple(glyphs) => {
                for glyph in bytes.iter().filter_map(|code| glyphs.get(usize::from(*code))) {
                    each(glyph.clone());
                }
            }
            Codes::Composite(font) => {
                while !bytes.is_empty() {
                    let (glyph, length) = font.read(bytes);
                    bytes = bytes.get(length.max(1)..).unwrap_or_default();
                    each(glyph);
                }
            }
        }
    }
}

/// The 256 letters of a font with one-byte codes.
fn simple(dict: &Dict<'_>) -> Vec<Glyph> {
    let to_unicode = to_unicode(dict);
    let base_font = name(dict, "BaseFont");
    let subtype = name(dict, "Subtype");
    let descriptor = dict.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
    let (page, differences) = encoding(dict);
    let program = program(&descriptor);
    let is_symbolic = descriptor.get::<i32>("Flags").is_some_and(|flags| flags & 4 != 0);
    let known = match base_font.as_str() {
        font if font.contains("ZapfDingbats") => Some(CodePage::Dingbats),
        font if font.ends_with("Symbol") && program.is_none() => Some(CodePage::Symbol),
        _ => None,
    };
    let fallback =
        if subtype == "TrueType" || subtype.is_empty() { CodePage::Windows } else { CodePage::Standard };
    let widths = Widths::of(dict, &descriptor, &subtype);
    // A map that leaves a letter of an embedded font out says that nothing is known of it.
    let tells = |map: &CMap| (0..=255).any(|code| map.lookup_bf_string(code).is_some());
    let is_guessed = program.is_none() || !to_unicode.as_ref().is_some_and(tells);
    let name_says_code = is_guessed && differences.values().all(|name| glyph_names::text(name).is_none());
    let named = |code: u8| {
        let name = differences.get(&code)?;
        let by_code = || name_says_code.then(|| glyph_names::by_code(name)).flatten().map(String::from);
        glyph_names::text(name).or_else(by_code)
    };
    let embedded = |code: u8| program.as_ref().and_then(|program| program.codes.get(&code)).cloned();
    let on_page = |page: Option<CodePage>, code: u8| page.and_then(|page| page.char(code)).map(String::from);
    let glyph = |code: u8| {
        let mapped = to_unicode.as_ref().and_then(|map| mapped(map, u32::from(code)));
        let is_renamed = differences.contains_key(&code);
        let text = mapped.or_else(|| named(code)).or_else(|| {
            if is_renamed {
                return None;
            }
            // The program of a symbolic font knows better than a character set that the font does not use.
            let is_own = if subtype == "TrueType" { is_symbolic } else { is_symbolic || page.is_none() };
            let first = if is_own { embedded(code) } else { None };
            let rest = || on_page(known, code).or_else(|| on_page(page, code));
            let guess = || is_guessed.then(|| on_page(Some(fallback), code)).flatten();
            let last = || {
                if subtype == "TrueType" {
                    guess().or_else(|| embedded(code))
                } else {
                    embedded(code).or_else(guess)
                }
            };
            first.or_else(rest).or_else(last)
        });
        let letter = text.as_deref().and_then(|text| text.chars().next()).unwrap_or('x');
        let width = widths.get(code).unwrap_or_else(|| metrics::width(&base_font, letter));
        Glyph { text: text.map(|text| plain(&text)), width, is_space: code == b' ' }
    };
    (0..=255).map(glyph).collect()
}

fn name(dict: &Dict<'_>, key: &str) -> String {
    dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned()).unwrap_or_default()
}

/// The character set and the glyph names of a font's `/Encoding`.
fn encoding(dict: &Dict<'_>) -> (Option<CodePage>, HashMap<u8, String>) {
    match dict.get::<Object<'_>>("Encoding") {
        Some(Object::Name(name)) => (CodePage::named(name.as_ref()), HashMap::new()),
        Some(Object::Dict(encoding)) => {
            let base =
                encoding.get::<Name<'_>>("BaseEncoding").and_then(|base| CodePage::named(base.as_ref()));
            let mut differences = HashMap::new();
            let mut code = 0_i64;
            for item in encoding.get::<Array<'_>>("Differences").iter().flat_map(Array::iter::<Object<'_>>) {
                match item {
                    Object::Number(number) => code = number.as_i64(),
                    Object::Name(name) => {
                        if let Ok(code) = u8::try_from(code) {
                            differences.insert(code, name.as_str().to_owned());
                        }
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
            (base, differences)
        }
        _ => (None, HashMap::new()),
    }
}

fn program(descriptor: &Dict<'_>) -> Option<FontProgram> {
    let keys = ["FontFile", "FontFile2", "FontFile3"];
    let stream = keys.iter().find_map(|key| descriptor.get::<Stream<'_>>(key))?;
    Some(FontProgram::parse(&unpack(&stream).ok()?))
}

struct Widths {
    first: usize,
    given: Vec<f64>,
    missing: Option<f64>,
    /// Of the font's units to its size.
    scale: f64,
}

impl Widths {
    fn of(dict: &Dict<'_>, descriptor: &Dict<'_>, subtype: &str) -> Self {
        let first = dict.get::<i32>("FirstChar").and_then(|first| usize::try_from(first).ok()).unwrap_or(0);
        let widths = dict.get::<Array<'_>>("Widths").map(|widths| numbers(&widths).take(256).collect());
        let widths: Vec<f64> = widths.unwrap_or_default();
        let matrix = dict.get::<[f64; 6]>("FontMatrix").filter(|_| subtype == "Type3");
        let scale = matrix.map_or(0.001, |[a, b, ..]| a.hypot(b));
        let missing = descriptor.get::<f64>("MissingWidth").filter(|_| !widths.is_empty());
        Self { first, given: widths, missing, scale }
    }

    fn get(&self, code: u8) -> Option<f64> {
        let at = usize::from(code).checked_sub(self.first);
        let width = at.and_then(|at| self.given.get(at)).copied().or(self.missing)?;
        Some(width * self.scale)
    }
}

fn numbers<'a>(array: &Array<'a>) -> impl Iterator<Item = f64> + use<'a> {
    array.iter::<Number>().map(|number| number.as_f64())
}

/// The map from codes to text that a font brings.
fn to_unicode(dict: &Dict<'_>) -> Option<CMap> {
    let stream = dict.get::<Stream<'_>>("ToUnicode")?;
    CMap::parse(&unpack(&stream).ok()?, |_| None)
}

/// Text of a code, if its map tells a readable one.
fn mapped(map: &CMap, code: u32) -> Option<String> {
    let text = match map.lookup_bf_string(code)? {
        BfString::Char(char) => char.to_string(),
        BfString::String(text) => text,
    };
    let is_readable = |char: char| char != '\0' && char != '\u{fffd}' && !is_private(char);
    (!text.is_empty() && text.chars().all(is_readable)).then_some(text)
}

/// A font with codes of several bytes.
#[derive(Debug)]
struct Composite {
    encoding: CodeMap,
    to_unicode: Option<CMap>,
    program: Option<FontProgram>,
    /// Glyph of each CID, as pairs of bytes.
    glyphs: Option<Vec<u8>>,
    widths: HashMap<u32, f64>,
    default_width: f64,
    is_vertical: bool,
    read: RefCell<HashMap<(u32, usize), Glyph>>,
}

#[derive(Debug)]
enum CodeMap {
    /// Two bytes, which are the CID.
    Identity,
    Own(Box<CMap>),
    CharacterSet(&'static Encoding),
}

impl Composite {
    fn of(dict: &Dict<'_>) -> Option<Self> {
        let descendants = dict.get::<Array<'_>>("DescendantFonts");
        let descendant = descendants.and_then(|fonts| fonts.iter::<Dict<'_>>().next());
        let descendant = descendant.or_else(|| dict.get::<Dict<'_>>("DescendantFonts"))?;
        let descriptor = descendant.get::<Dict<'_>>("FontDescriptor").unwrap_or_default();
        let (encoding, is_vertical) = match dict.get::<Object<'_>>("Encoding")? {
            Object::Stream(stream) => {
                let map = CMap::parse(&unpack(&stream).ok()?, |_| None)?;
                let is_vertical = map.metadata().writing_mode == Some(WritingMode::Vertical);
                (CodeMap::Own(Box::new(map)), is_vertical)
            }
            Object::Name(name) => {
                let name = name.as_str();
                let map = code_pages::east_asian(name).map_or(CodeMap::Identity, CodeMap::CharacterSet);
                (map, name.ends_with("-V") || name == "V")
            }
            _ => return None,
        };
        let default_width = descendant.get::<f64>("DW").unwrap_or(1000.0) / 1000.0;
        let widths = descendant.get::<Array<'_>>("W").map(|array| widths(&array)).unwrap_or_default();
        let glyphs = descendant.get::<Stream<'_>>("CIDToGIDMap").and_then(|map| unpack(&map).ok());
        Some(Self {
            encoding,
            to_unicode: to_unicode(dict),
            program: program(&descriptor),
            glyphs: glyphs.map(std::borrow::Cow::into_owned),
            widths,
            default_width,
            is_vertical,
            read: RefCell::default(),
        })
    }

    /// The first letter of a string, and its length in bytes.
    fn read(&self, bytes: &[u8]) -> (Glyph, usize) {
        let (code, length) = self.code(bytes);
        if let Some(glyph) = self.read.borrow().get(&(code, length)) {
            return (glyph.clone(), length);
        }
        let glyph = self.glyph(code, length);
        self.read.borrow_mut().insert((code, length), glyph.clone());
        (glyph, length)
    }

    fn code(&self, bytes: &[u8]) -> (u32, usize) {
        let number =
            |length: usize| bytes.iter().take(length).fold(0, |code, byte| code << 8 | u32::from(*byte));
        match &self.encoding {
            CodeMap::Identity => (number(2), 2),
            CodeMap::CharacterSet(set) => {
                let length = code_pages::length(set, bytes);
                (number(length), length)
            }
            CodeMap::Own(map) => {
                let lengths = 1..=bytes.len().min(4);
                let length = lengths
                    .clone()
                    .find(|&length| map.lookup_cid_code(number(length), length as u8).is_some());
                // A code outside the map is as long as most are.
                let length = length.unwrap_or(bytes.len().min(2));
                (number(length), length)
            }
        }
    }

    fn glyph(&self, code: u32, length: usize) -> Glyph {
        let cid = match &self.encoding {
            CodeMap::Own(map) => map.lookup_cid_code(code, length as u8).unwrap_or(0),
            CodeMap::Identity | CodeMap::CharacterSet(_) => code,
        };
        let text = self.to_unicode.as_ref().and_then(|map| mapped(map, code));
        let text = text.or_else(|| match &self.encoding {
            CodeMap::CharacterSet(set) => {
                let bytes = code.to_be_bytes();
                let bytes = bytes.get(bytes.len() - length..).unwrap_or_default();
                let (text, has_errors) = set.decode_without_bom_handling(bytes);
                (!has_errors).then(|| text.into_owned())
            }
            CodeMap::Own(_) | CodeMap::Identity => None,
        });
        let text = text.or_else(|| self.by_program(cid));
        let width = match &self.encoding {
            // The CIDs behind a character set are unknown; its one-byte letters are half as wide.
            CodeMap::CharacterSet(_) if length == 1 => 0.5 * self.default_width,
            CodeMap::CharacterSet(_) => self.default_width,
            _ => self.widths.get(&cid).copied().unwrap_or(self.default_width),
        };
        Glyph { text: text.map(|text| plain(&text)), width, is_space: length == 1 && code == 32 }
    }

    fn by_program(&self, cid: u32) -> Option<String> {
        let program = self.program.as_ref()?;
        let cid = u16::try_from(cid).ok()?;
        let at = 2 * usize::from(cid);
        let glyph = match (&self.glyphs, &program.cids) {
            (Some(map), _) => u16::from_be_bytes([*map.get(at)?, *map.get(at + 1)?]),
            (None, Some(cids)) => *cids.get(&cid)?,
            (None, None) => cid,
        };
        program.glyphs.get(&glyph).cloned()
    }
}

/// The table of widths (9.7.4.3): `first [width …]` and `first last width`.
fn widths(array: &Array<'_>) -> HashMap<u32, f64> {
    let mut widths = HashMap::new();
    let mut pending: Vec<i64> = Vec::new();
    for item in array.iter::<Object<'_>>() {
        match (item, pending.as_slice()) {
            (Object::Array(list), [.., first]) => {
                for (cid, width) in (*first..first.saturating_add(MAX_WIDTHS)).zip(numbers(&list)) {
                    insert_width(&mut widths, cid, width);
                }
                pending.clear();
            }
            (Object::Number(width), &[first, last]) => {
                for cid in first..=last.min(first.saturating_add(MAX_WIDTHS)) {
                    insert_width(&mut widths, cid, width.as_f64());
                }
                pending.clear();
            }
            (Object::Number(number), _) => pending.push(number.as_i64()),
            _ => pending.clear(),
        }
    }
    widths
}

fn insert_width(widths: &mut HashMap<u32, f64>, cid: i64, width: f64) {
    if let Ok(cid) = u32::try_from(cid)
        && i64::from(cid) < MAX_WIDTHS
    {
        widths.insert(cid, width / 1000.0);
    }
}

/// Strips ligatures and invisible characters.
fn plain(text: &str) -> Rc<str> {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            'ﬅ' | 'ﬆ' => out.push_str("st"),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' | '\t' | '\n' | '\r' => {
                out.push(' ');
            }
            // Arrows lead back from notes.
            '↩' | '\u{fe0e}' | '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}' | '\u{feff}' => {}
            _ => out.push(char),
        }
    }
    out.into()
}

/// Text of a string outside the content: UTF-16 with its mark, UTF-8 with its mark, or the character set of PDF.
pub(super) fn text_string(string: &object::String<'_>) -> String {
    match string.as_bytes() {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().filter_map(|byte| CodePage::Windows.char(*byte)).collect(),
    }
}

/// [`text_string`] as the text of letters.
pub(super) fn replaced(string: &object::String<'_>) -> Rc<str> {
    plain(&text_string(string))
}
