//! Books: the chapters in the order of the spine, each read as a page (EPUB 3.3, W3C 2023; EPUB 2.0.1).

use super::archive::Archive;
use super::html;
use super::page::{Page, Parsed};
use super::xml::{self, Piece};
use super::{ImportProgress, Tell};
use crate::text::BlockKind;
use dom_query::Document;
use std::collections::HashMap;

/// So many bytes of text fill the first screens; they are told of before the other chapters are read.
const FIRST: usize = 8 * 1024;

/// The text of a book. What the navigation of the book lists is among the chapters only if its spine says so.
pub(super) fn parse(bytes: Vec<u8>, tell: Tell<'_>) -> Result<(Parsed, Option<String>), String> {
    let mut archive = Archive::open(bytes)?;
    let container = archive.needed("META-INF/container.xml")?;
    let mut root = None;
    xml::read(&container, |piece| {
        if let Piece::Open(element) = piece
            && element.name() == "rootfile"
            && root.is_none()
        {
            root = element.get("full-path");
        }
    })?;
    let root = root.ok_or("names no package")?;
    let package = Package::read(&archive.needed(&root)?)?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut page = Page::default();
    package.front(&mut page);
    let (mut missing, mut begun) = (0_usize, false);
    let contents = package.contents(&mut archive, folder)?;
    for (read, href) in (1..).zip(&package.spine) {
        let path = path(folder, href);
        match archive.text(&path)? {
            Some(chapter) if html::deepest(&chapter) > html::DEEPEST => missing += 1,
            Some(chapter) => put(&chapter, &package.title, contents.get(&path), &mut page),
            None => missing += 1,
        }
        if !begun && page.length() >= FIRST {
            begun = true;
            tell(ImportProgress::Preview(page.so_far()));
        }
        tell(ImportProgress::Parts { read, total: package.spine.len() as u32 });
    }
    let said = (missing > 0).then(|| format!("{missing} chapters that it names are not in it"));
    Ok((page.finish(), said))
}

/// Puts a chapter on the page; one without a heading takes the name that it has in the contents.
fn put(chapter: &str, title: &str, name: Option<&String>, page: &mut Page) {
    let document = Document::from(chapter);
    document.select("script, style, nav, svg, [hidden], a[role='doc-backlink'], .footnote-back").remove();
    let body = document.body().unwrap_or_else(|| document.root());
    let name = name.filter(|name| *name != title && !document.select("h1, h2, h3, h4, h5, h6").exists());
    if let Some(name) = name {
        page.heading(2);
        page.words(name);
        page.close();
    }
    html::walk(&body, Some(title), page);
}

/// What the package document says of the book.
#[derive(Default)]
struct Package {
    title: String,
    creators: Vec<String>,
    date: String,
    /// Where the chapters are, in the order of reading.
    spine: Vec<String>,
    /// Where the tables of contents are, of this version of the format and of the one before.
    contents: Vec<String>,
}

impl Package {
    fn read(text: &str) -> Result<Self, String> {
        let mut package = Self::default();
        let mut items: HashMap<String, String> = HashMap::new();
        let mut open = String::new();
        let mut refs: Vec<String> = Vec::new();
        xml::read(text, |piece| match piece {
            Piece::Open(element) => {
                let name = element.name();
                let name = name.rsplit(':').next().unwrap_or_default();
                match name {
                    "item" => {
                        let page = element.get("media-type").is_none_or(|kind| kind.contains("html"));
                        let contents = element
                            .get("properties")
                            .is_some_and(|all| all.split(' ').any(|one| one == "nav"))
                            || element.get("media-type").is_some_and(|kind| kind.contains("dtbncx"));
                        match (element.get("id"), element.get("href")) {
                            (_, Some(href)) if contents => package.contents.push(href),
                            (Some(id), Some(href)) if page => drop(items.insert(id, href)),
                            _ => {}
                        }
                    }
                    "itemref" => refs.extend(element.get("idref")),
                    "creator" => package.creators.push(String::new()),
                    _ => {}
                }
                name.clone_into(&mut open);
            }
            Piece::Close(_) => open.clear(),
            Piece::Text(text) => match open.as_str() {
                "title" if package.title.is_empty() => package.title = text,
                "title" => package.title.push_str(&text),
                "creator" => package.creators.last_mut().into_iter().for_each(|name| name.push_str(&text)),
                "date" => package.date.push_str(&text),
                _ => {}
            },
        })?;
        package.spine = refs.iter().filter_map(|id| items.get(id).cloned()).collect();
        if package.spine.is_empty() { Err("names no chapters".to_owned()) } else { Ok(package) }
    }

    /// The names of chapters by their paths, as the tables of contents have them.
    fn contents(&self, archive: &mut Archive, folder: &str) -> Result<HashMap<String, String>, String> {
        let mut names = HashMap::new();
        for href in &self.contents {
            let from = path(folder, href);
            let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
            let Some(text) = archive.text(&from)? else { continue };
            // The older format names an entry and then says where it leads; the newer one does both in a link.
            let (mut name, mut target, mut takes, mut other) = (String::new(), None, false, false);
            let read = xml::read(&text, |piece| match piece {
                Piece::Open(element) => match element.name().rsplit(':').next() {
                    // Landmarks and lists of pages name places in other words.
                    Some("nav") => {
                        other = element.get("epub:type").is_some_and(|kind| !kind.contains("toc"));
                    }
                    Some("a") if !other => (name, target, takes) = (String::new(), element.get("href"), true),
                    Some("text") => (name, takes) = (String::new(), true),
                    Some("content") => put_name(&mut names, folder, element.get("src"), &name),
                    _ => {}
                },
                Piece::Close(element) if element == "a" => {
                    put_name(&mut names, folder, target.take(), &name);
                    takes = false;
                }
                Piece::Text(text) if takes => name.push_str(&text),
                Piece::Close(_) | Piece::Text(_) => {}
            });
            // A book can be read without its contents.
            drop(read);
        }
        Ok(names)
    }

    fn front(&self, page: &mut Page) {
        if !self.title.trim().is_empty() {
            page.heading(1);
            page.words(&self.title);
            page.close();
        }
        let date = self.date.trim().get(..10).unwrap_or(self.date.trim());
        let known = self.creators.iter().map(|name| name.trim()).chain([date]);
        let known: Vec<&str> = known.filter(|part| !part.is_empty()).collect();
        page.open(BlockKind::Metadata);
        page.words(&known.join(" · "));
        page.close();
    }
}

/// Remembers the first name of a chapter.
fn put_name(names: &mut HashMap<String, String>, folder: &str, target: Option<String>, name: &str) {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(target) = target.filter(|_| !name.is_empty()) {
        names.entry(path(folder, &target)).or_insert(name);
    }
}

/// The name of an entry from a reference to it: relative to the package, with `%20` and the like undone.
fn path(folder: &str, href: &str) -> String {
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
    fn references_are_paths_in_the_archive() {
        assert_eq!(path("OEBPS", "text/a%20b.xhtml#c"), "OEBPS/text/a b.xhtml");
        assert_eq!(path("a/b", "../c.xhtml"), "a/c.xhtml");
        assert_eq!(path("", "./%zz%4"), "%zz%4");
    }
}
