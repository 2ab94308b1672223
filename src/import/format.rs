//! Formats: what an article is in, by its bytes and by its name.

use memchr::memmem;

/// Bytes in which the mark of a format is looked for.
const MARKED: usize = 1024;

/// The format of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Paragraphs on lines of their own, or hard-wrapped with blank lines between.
    Plain,
    /// Markdown (`CommonMark` 0.31, with tables, footnotes and front matter).
    Markdown,
    /// A web page (WHATWG HTML).
    Html,
    /// A book (EPUB 2 and 3).
    Epub,
    /// A file of Word and others (Office Open XML, ISO/IEC 29500).
    Docx,
    /// A file of `LibreOffice` and others (`OpenDocument`, ISO/IEC 26300).
    Odt,
    /// Pages as they are printed (ISO 32000).
    Pdf,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Markdown, Self::Html, Self::Epub, Self::Docx, Self::Odt, Self::Pdf];

    /// Its name, as messages and tag files have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Pdf => "pdf",
        }
    }

    /// The name and the version of its importer. The version rises when the same bytes give another text.
    pub const fn importer(self) -> &'static str {
        match self {
            Self::Plain => "plain/1",
            Self::Markdown => "markdown/2",
            Self::Html => "html/1",
            Self::Epub => "epub/1",
            Self::Docx => "docx/1",
            Self::Odt => "odt/1",
            Self::Pdf => "pdf/1",
        }
    }

    /// Whether its importer is handed what strangers have made, by libraries that may fail on it.
    pub const fn needs_isolation(self) -> bool {
        !matches!(self, Self::Plain | Self::Markdown)
    }

    /// The format of an article by the first of its bytes, and where they say nothing by its name.
    pub fn detect(bytes: &[u8], name: &str) -> Self {
        Self::from_content(bytes).unwrap_or_else(|| Self::from_name(name))
    }

    fn from_content(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..MARKED).unwrap_or(bytes);
        if memmem::find(head, b"%PDF-").is_some() {
            return Some(Self::Pdf);
        }
        if head.starts_with(b"PK\x03\x04") {
            return Self::from_archive(bytes);
        }
        let head =
            head.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(head).trim_ascii_start().to_ascii_lowercase();
        let page = [&b"<!doctype html"[..], b"<html", b"<head>", b"<!-- saved from"];
        let xhtml = head.starts_with(b"<?xml") && memmem::find(&head, b"<html").is_some();
        (xhtml || page.iter().any(|mark| head.starts_with(mark))).then_some(Self::Html)
    }

    /// The format of an archive: by the type that it names, or by the files in it.
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

    /// What a file is that is no article, by the first of its bytes, and what to do about it; nothing if it may
    /// be one.
    pub fn unsupported_kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
        let picture = "run a picture of a text through an OCR program first";
        let unpack = "unpack it first";
        let save = "save it as DOCX or ODT in the program that wrote it";
        let other = "--format plain shows its bytes as text";
        let kinds: [(&[u8], &str, &str); 19] = [
            (b"\x89PNG\r\n", "a picture (PNG)", picture),
            (b"\xff\xd8\xff", "a picture (JPEG)", picture),
            (b"GIF8", "a picture (GIF)", picture),
            (b"RIFF", "a picture or a recording (RIFF)", picture),
            (b"II*\0", "a picture (TIFF)", picture),
            (b"MM\0*", "a picture (TIFF)", picture),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old office program", save),
            (b"{\\rtf", "rich text (RTF)", save),
            (b"PK\x03\x04", "an archive (ZIP) that holds no article", unpack),
            (b"\x1f\x8b", "compressed (gzip)", unpack),
            (b"\x28\xb5\x2f\xfd", "compressed (Zstandard)", unpack),
            (b"BZh", "compressed (bzip2)", unpack),
            (b"\xfd7zXZ", "compressed (xz)", unpack),
            (b"7z\xbc\xaf", "an archive (7z)", unpack),
            (b"\x7fELF", "a program", other),
            (b"SQLite format 3\0", "a database", other),
            (b"OggS", "a recording (Ogg)", other),
            (b"ID3", "a recording (MP3)", other),
            (b"fLaC", "a recording (FLAC)", other),
        ];
        kinds.into_iter().find(|(mark, ..)| bytes.starts_with(mark)).map(|(_, kind, hint)| (kind, hint))
    }

    /// Whether a file's name is that of an article, in one of the formats or in plain text.
    pub fn is_article_name(name: &str) -> bool {
        let name = Self::without_compression_suffix(name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        matches!(ending.as_str(), "txt" | "text") || Self::from_name(name) != Self::Plain
    }

    /// A file's name without the ending that says that it is compressed.
    pub fn without_compression_suffix(name: &str) -> &str {
        [".gz", ".zst"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
    }

    /// The format that a file's name stands for.
    pub fn from_name(name: &str) -> Self {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "epub" => Self::Epub,
            "docx" | "docm" => Self::Docx,
            "odt" | "fodt" => Self::Odt,
            "pdf" => Self::Pdf,
            _ => Self::Plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_gives_the_format_where_the_bytes_say_nothing() {
        let of = |name| Format::detect(b"words", name);
        assert_eq!(of("a/b.MD"), Format::Markdown);
        assert_eq!(of("a.md.txt"), Format::Plain);
        assert_eq!(of("md"), Format::Plain);
        assert_eq!(of("a.HTM"), Format::Html);
    }

    #[test]
    fn what_is_no_article_is_known() {
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
    fn the_bytes_come_before_the_name() {
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
    }
}
