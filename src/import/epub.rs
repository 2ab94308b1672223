//! EPUB books (EPUB 3.3, W3C 2023; EPUB 2.0.1): chapters in the order of the spine, each read as a page.

use super::builder::{DocumentBuilder, Parsed};
use super::html::{self, one_line};
use super::xml_archive::{Archive, XmlEvent, read_xml};
use super::{ImportProgress, OnProgress};
use crate::text::About;
use crate::text::number::counted;
use dom_query::Document;
use std::collections::HashMap;

/// Bytes of text that fill the first screens; sent as a preview before the other chapters are read.
const PREVIEW_BYTES: usize = 8 * 1024;

/// Bytes of a page number.
const MAX_PAGE_NUMBER: usize = 8;

/// Parses a book. Navigation pages are chapters only if the spine lists them.
pub(super) fn parse(bytes: Vec<u8>, on_progress: OnProgress<'_>) -> Result<(Parsed, Option<String>), String> {
    let mut archive = Archive::open(bytes)?;
    let mut root = None;
    read_xml(&archive.required("META-INF/container.xml")?, |event| {
        if let XmlEvent::Open(element) = event
            && element.name() == "rootfile"
            && root.is_none()
        {
            root = element.get("full-path");
        }
    })?;
    let root = root.ok_or("names no package")?;
    let package = Package::parse(&archive.required(&root)?)?;
    let folder = parent(&root);
    let mut builder = DocumentBuilder::default();
    package.add_front(&mut builder);
    let (mut missing, mut previewed) = (0_usize, false);
    let chapter_names = package.chapter_names(&mut archive, folder)?;
    for (read, href) in (1..).zip(&package.spine) {
        let path = resolve(folder, href);
        match archive.text(&path)?.filter(|chapter| !html::is_too_deep(chapter)) {
            Some(chapter) => add_chapter(&chapter, &package.title, chapter_names.get(&path), &mut builder),
            None => missing += 1,
        }
        if !previewed && builder.len() >= PREVIEW_BYTES {
            previewed = true;
            on_progress(ImportProgress::Preview(builder.snapshot()));
        }
        on_progress(ImportProgress::Parts { read, total: package.spine.len() as u32 });
    }
    let warning = (missing > 0).then(|| format!("{} missing or unreadable", counted(missing, "chapter")));
    Ok((builder.finish(), warning))
}

/// A chapter without a heading takes its name from the table of contents.
fn add_chapter(chapter: &str, title: &str, name: Option<&String>, builder: &mut DocumentBuilder) {
    let document = Document::from(chapter);
    document.select("script, style, nav, svg, [hidden], a[role='doc-backlink'], .footnote-back").remove();
    for mark in
        document.select("[role='doc-pagebreak'], [epub\\:type~='pagebreak'], .pagebreak, .pagenum").nodes()
    {
        // Some books put the words of the page inside.
        if is_page_number(&mark.text()) {
            mark.remove_from_parent();
        }
    }
    let body = document.body().unwrap_or_else(|| document.root());
    let has_heading = || document.select("h1, h2, h3, h4, h5, h6").exists();
    if let Some(name) = name.filter(|name| *name != title && !has_heading()) {
        builder.add_heading(2, name);
    }
    html::walk(&body, Some(title), builder);
}

/// Arabic or Roman, perhaps in brackets.
fn is_page_number(text: &str) -> bool {
    let number = text.trim().trim_matches(['[', ']', '(', ')', '{', '}', '|']).trim();
    let number = number.trim_start_matches("Page ").trim_start_matches("page ").trim_start_matches("p. ");
    number.len() <= MAX_PAGE_NUMBER
        && (number.bytes().all(|byte| byte.is_ascii_digit())
            || number.bytes().all(|byte| b"ivxlcdmIVXLCDM".contains(&byte)))
}

/// The package document.
#[derive(Default)]
struct Package {
    title: String,
    creators: Vec<String>,
    date: String,
    publisher: String,
    /// References to the chapters in reading order.
    spine: Vec<String>,
    /// References to the tables of contents, of EPUB 3 (`nav`) and EPUB 2 (`ncx`).
    contents: Vec<String>,
}

impl Package {
    fn parse(text: &str) -> Result<Self, String> {
        let mut package = Self::default();
        let mut chapters: HashMap<String, String> = HashMap::new();
        let mut open = String::new();
        let mut refs: Vec<String> = Vec::new();
        read_xml(text, |event| match event {
            XmlEvent::Open(element) => {
                let name = element.name();
                let name = name.rsplit(':').next().unwrap_or_default();
                match name {
                    "item" => {
                        let media_type = element.get("media-type");
                        let is_page = media_type.as_ref().is_none_or(|kind| kind.contains("html"));
                        let is_contents = media_type.is_some_and(|kind| kind.contains("dtbncx"))
                            || element.value("properties").split(' ').any(|property| property == "nav");
                        match (element.get("id"), element.get("href")) {
                            (_, Some(href)) if is_contents => package.contents.push(href),
                            (Some(id), Some(href)) if is_page => drop(chapters.insert(id, href)),
                            _ => {}
                        }
                    }
                    "itemref" => refs.extend(element.get("idref")),
                    "creator" => package.creators.push(String::new()),
                    _ => {}
                }
                name.clone_into(&mut open);
            }
            XmlEvent::Close(_) => open.clear(),
            XmlEvent::Text(text) => match open.as_str() {
                "title" => package.title.push_str(&text),
                "creator" => package.creators.last_mut().into_iter().for_each(|name| name.push_str(&text)),
                "date" => package.date.push_str(&text),
                "publisher" => package.publisher.push_str(&text),
                _ => {}
            },
        })?;
        package.spine = refs.iter().filter_map(|id| chapters.get(id).cloned()).collect();
        if package.spine.is_empty() { Err("names no chapters".to_owned()) } else { Ok(package) }
    }

    /// Chapter names from the tables of contents, by path.
    fn chapter_names(&self, archive: &mut Archive, folder: &str) -> Result<HashMap<String, String>, String> {
        let mut names = HashMap::new();
        for href in &self.contents {
            let path = resolve(folder, href);
            let Some(text) = archive.text(&path)? else { continue };
            let mut add = |target: Option<String>, name: &str| {
                if let Some(target) = target.filter(|_| !name.trim().is_empty()) {
                    names.entry(resolve(parent(&path), &target)).or_insert_with(|| one_line(name));
                }
            };
            // An `ncx` gives a name and then its target; a `nav` gives both in a link.
            let (mut name, mut target, mut in_name, mut in_other_nav) = (String::new(), None, false, false);
            let read = read_xml(&text, |event| match event {
                XmlEvent::Open(element) => match element.name().rsplit(':').next() {
                    // Landmarks and page lists use other names.
                    Some("nav") => {
                        in_other_nav = element.get("epub:type").is_some_and(|kind| !kind.contains("toc"));
                    }
                    Some("a") if !in_other_nav => {
                        (name, target, in_name) = (String::new(), element.get("href"), true);
                    }
                    Some("text") => (name, in_name) = (String::new(), true),
                    Some("content") => add(element.get("src"), &name),
                    _ => {}
                },
                XmlEvent::Close(element) if element == "a" => {
                    add(target.take(), &name);
                    in_name = false;
                }
                XmlEvent::Text(text) if in_name => name.push_str(&text),
                XmlEvent::Close(_) | XmlEvent::Text(_) => {}
            });
            // A book with a broken table of contents is still readable.
            drop(read);
        }
        Ok(names)
    }

    fn add_front(&self, builder: &mut DocumentBuilder) {
        if !self.title.trim().is_empty() {
            builder.add_heading(1, &self.title);
        }
        let date = self.date.trim().get(..10).unwrap_or(self.date.trim());
        let creators: Vec<&str> = self.creators.iter().map(|name| name.trim()).collect();
        builder.add_metadata(creators.iter().copied().chain([date]));
        builder.about = About {
            author: creators.join(", "),
            date: date.to_owned(),
            site: self.publisher.trim().to_owned(),
        };
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Resolves a percent-encoded reference in a file of `folder` to the name of an archive entry.
fn resolve(folder: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = code.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| byte == b'%');
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    let href = String::from_utf8_lossy(&bytes);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_references_to_entries() {
        assert_eq!(resolve("OEBPS", "text/a%20b.xhtml#c"), "OEBPS/text/a b.xhtml");
        assert_eq!(resolve("a/b", "../c.xhtml"), "a/c.xhtml");
        assert_eq!(resolve("", "./%zz%4"), "%zz%4");
    }
}
