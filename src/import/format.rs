//! Article formats and their detection by content and file name.

use memchr::memmem;

/// Leading bytes searched for a format's signature.
const SNIFFED_BYTES: usize = 1024;

/// Bytes of header fields looked at to recognise a letter.
const HEADER_BYTES: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One paragraph per line, or hard-wrapped with blank lines between.
    Plain,
    /// `CommonMark` 0.31, with tables, footnotes and front matter.
    Markdown,
    /// WHATWG HTML.
    Html,
    /// Letters (RFC 5322), and web pages saved as letters (MHTML).
    Mail,
    /// EPUB 2 and 3.
    Epub,
    /// Office Open XML (ISO/IEC 29500).
    Docx,
    /// `OpenDocument` (ISO/IEC 26300).
    Odt,
    /// ISO 32000.
    Pdf,
}

/// Format, name, and importer with a version that rises when the same bytes produce another text.
const FORMATS: [(Format, &str, &str); 8] = [
    (Format::Plain, "plain", "plain/1"),
    (Format::Markdown, "markdown", "markdown/3"),
    (Format::Html, "html", "html/2"),
    (Format::Mail, "mail", "mail/1"),
    (Format::Epub, "epub", "epub/2"),
    (Format::Docx, "docx", "docx/2"),
    (Format::Odt, "odt", "odt/2"),
    (Format::Pdf, "pdf", "pdf/2"),
];

/// Files that are not articles: signature, kind, and advice.
const UNSUPPORTED: [(&[u8], &str, &str); 19] = [
    (b"\x89PNG\r\n", "a picture (PNG)", OCR),
    (b"\xff\xd8\xff", "a picture (JPEG)", OCR),
    (b"GIF8", "a picture (GIF)", OCR),
    (b"RIFF", "a picture or a recording (RIFF)", OCR),
    (b"II*\0", "a picture (TIFF)", OCR),
    (b"MM\0*", "a picture (TIFF)", OCR),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old office program", SAVE_AS),
    (b"{\\rtf", "rich text (RTF)", SAVE_AS),
    (b"PK\x03\x04", "an archive (ZIP) that holds no article", UNPACK),
    (b"\x1f\x8b", "compressed (gzip)", UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed (Zstandard)", UNPACK),
    (b"BZh", "compressed (bzip2)", UNPACK),
    (b"\xfd7zXZ", "compressed (xz)", UNPACK),
    (b"7z\xbc\xaf", "an archive (7z)", UNPACK),
    (b"\x7fELF", "a program", AS_TEXT),
    (b"SQLite format 3\0", "a database", AS_TEXT),
    (b"OggS", "a recording (Ogg)", AS_TEXT),
    (b"ID3", "a recording (MP3)", AS_TEXT),
    (b"fLaC", "a recording (FLAC)", AS_TEXT),
];
const OCR: &str = "run a picture of a text through an OCR program first";
const UNPACK: &str = "unpack it first";
const SAVE_AS: &str = "save it as DOCX or ODT in the program that wrote it";
const AS_TEXT: &str = "--format plain shows its bytes as text";

impl Format {
    /// In messages and tag files.
    pub fn name(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(_, name, _)| name)
    }

    /// Name and version for tag files.
    pub fn importer(self) -> &'static str {
        FORMATS.iter().find(|(format, ..)| *format == self).map_or("", |(.., importer)| importer)
    }

    /// Does a library that may crash on hostile files parse this format?
    pub const fn needs_isolation(self) -> bool {
        !matches!(self, Self::Plain | Self::Markdown)
    }

    /// Detects an article's format by content, or else by name.
    pub fn detect(bytes: &[u8], name: &str) -> Self {
        Self::from_content(bytes).unwrap_or_else(|| Self::from_name(name))
    }

    fn from_content(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..SNIFFED_BYTES).unwrap_or(bytes);
        if memmem::find(head, b"%PDF-").is_some() {
            return Some(Self::Pdf);
        }
        if head.starts_with(b"PK\x03\x04") {
            return Self::from_archive(bytes);
        }
        if is_letter(bytes) {
            return Some(Self::Mail);
        }
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
        let starts = [&b"<!doctype html"[..], b"<html", b"<head>", b"<!-- saved from"];
        let xhtml = head.starts_with(b"<?xml") && memmem::find(&head, b"<html").is_some();
        (xhtml || starts.iter().any(|start| head.starts_with(start))).then_some(Self::Html)
    }

    /// Detects the format of an archive by its declared type or its file names.
    fn from_archive(bytes: &[u8]) -> Option<Self> {
        let marks = [
            ("mimetypeapplication/epub+zip", Self::Epub),
            ("mimetypeapplication/vnd.oasis.opendocument", Self::Odt),
            ("META-INF/container.xml", Self::Epub),
            ("word/", Self::Docx),
            ("content.xml", Self::Odt),
            ("[Content_Types].xml", Self::Docx),
        ];
        let holds = |mark: &str| memmem::find(bytes, mark.as_bytes()).is_some();
        marks.into_iter().find(|(mark, _)| holds(mark)).map(|(_, format)| format)
    }

    /// Kind and advice for a file that is not an article; `None` if it may be one.
    pub fn unsupported_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
        let kind = UNSUPPORTED.iter().find(|(mark, ..)| bytes.starts_with(mark));
        kind.map(|&(_, kind, hint)| (kind, hint))
    }

    /// Does a file's name have the extension of an article format, plain text included?
    pub fn is_article_name(name: &str) -> bool {
        let name = Self::without_compression_suffix(name);
        matches!(extension(name).as_str(), "txt" | "text") || Self::from_name(name) != Self::Plain
    }

    pub fn without_compression_suffix(name: &str) -> &str {
        [".gz", ".zst"].iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
    }

    /// By extension; plain if unknown.
    pub fn from_name(name: &str) -> Self {
        match extension(name).as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "eml" | "mht" | "mhtml" => Self::Mail,
            "epub" => Self::Epub,
            "docx" | "docm" => Self::Docx,
            "odt" | "fodt" => Self::Odt,
            "pdf" => Self::Pdf,
            _ => Self::Plain,
        }
    }
}

/// Does a file begin with the header of a letter that a mail program wrote? A text that only begins with the lines
/// “From” and “Subject” is none.
fn is_letter(bytes: &[u8]) -> bool {
    let head = bytes.get(..HEADER_BYTES).unwrap_or(bytes);
    let (mut known, mut by_program) = (0_usize, false);
    for line in head.split(|&byte| byte == b'\n') {
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':').and_then(|at| line.get(..at));
        let Some(name) = colon.filter(|name| name.iter().all(u8::is_ascii_graphic)) else { break };
        let is = |names: &[&str]| names.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(name));
        known += usize::from(is(&["from", "to", "date", "subject", "content-type"]));
        by_program |= is(&["mime-version", "message-id", "received"]);
    }
    known >= 2 && by_program
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_where_the_content_does_not() {
        let of = |name| Format::detect(b"words", name);
        assert_eq!(of("a/b.MD"), Format::Markdown);
        assert_eq!(of("a.md.txt"), Format::Plain);
        assert_eq!(of("md"), Format::Plain);
        assert_eq!(of("a.HTM"), Format::Html);
        assert_eq!(of("a.eml"), Format::Mail);
    }

    #[test]
    fn recognizes_files_that_are_no_articles() {
        let kind = |bytes: &[u8]| Format::unsupported_kind(bytes).map(|(kind, _)| kind);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n"), Some("a picture (PNG)"));
        assert_eq!(kind(b"{\\rtf1\\ansi"), Some("rich text (RTF)"));
        for text in
            [&b"GIFT of the ministry"[..], b"IDs and more", b"BZ", b"", b"\xef\xbb\xbftext", b"\xff\xfet\0"]
        {
            assert_eq!(kind(text), None, "{text:?}");
        }
    }

    #[test]
    fn content_comes_before_the_name() {
        let of = |bytes: &[u8]| Format::detect(bytes, "a.txt");
        assert_eq!(of(b"\xEF\xBB\xBF\n <!DOCTYPE HTML><p>"), Format::Html);
        assert_eq!(of(b"<?xml version='1.0'?>\n<html xmlns=''>"), Format::Html);
        assert_eq!(of(b"junk\n%PDF-1.7"), Format::Pdf);
        assert_eq!(of(b"PK\x03\x04....mimetypeapplication/epub+zipPK"), Format::Epub);
        assert_eq!(of(b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.textPK"), Format::Odt);
        assert_eq!(of(b"PK\x03\x04....[Content_Types].xml"), Format::Docx);
        assert_eq!(of(b"PK\x03\x04....mimetype...META-INF/container.xml"), Format::Epub);
        assert_eq!(of(b"PK\x03\x04....a photo.jpg"), Format::Plain);
        assert_eq!(of(b"<p>not a page"), Format::Plain);
        assert_eq!(
            of(b"Date: 3 May\nX-Odd:\n folded\nFrom: a@b.example\nMIME-Version: 1.0\n\nx"),
            Format::Mail
        );
        assert_eq!(of(b"From: the harbour\nSubject: a pier\n\nMessage-ID: x"), Format::Plain);
    }
}
