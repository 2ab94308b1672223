//! Opening of a PDF, also of one whose table of objects is false or lost.

use hayro_syntax::object::{Array, Name, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use std::sync::Arc;

/// A catalog for files that lost theirs: its page tree is missing, so that the pages are looked for.
const LOST_CATALOG: &[u8] = b"\n8388606 0 obj\n<< /Type /Catalog /Pages 8388605 0 R >>\nendobj\n\
    trailer\n<< /Root 8388606 0 R >>\n";

/// Opens a document; one that seems empty is searched for its objects instead of believing its table of them.
pub(super) fn open(bytes: Vec<u8>) -> Result<Pdf, String> {
    let bytes = Arc::new(bytes);
    let mut refused = None;
    let mut empty = None;
    for attempt in [as_it_is, searched, without_catalog] {
        match Pdf::new(attempt(&bytes)) {
            Ok(document) if has_content(&document) => return Ok(document),
            Ok(document) => empty = empty.or(Some(document)),
            Err(error) => {
                let is_locked = matches!(error, LoadPdfError::Decryption(_));
                refused = refused.or(Some(error));
                // A search would find what is locked as if it were text.
                if is_locked {
                    break;
                }
            }
        }
        if memchr::memmem::find(&bytes, b"obj").is_none() {
            break;
        }
    }
    match (empty, refused) {
        (Some(document), _) if !document.pages().is_empty() => Ok(document),
        (_, Some(LoadPdfError::Decryption(error))) => Err(match error {
            DecryptionError::PasswordProtected => "locked with a password".to_owned(),
            DecryptionError::UnsupportedAlgorithm => "locked with an unknown kind of encryption".to_owned(),
            DecryptionError::MissingIDEntry | DecryptionError::InvalidEncryption => {
                "locked with an encryption that is damaged".to_owned()
            }
        }),
        _ => Err("not a whole PDF: no page can be found in it".to_owned()),
    }
}

fn as_it_is(bytes: &Arc<Vec<u8>>) -> Arc<Vec<u8>> {
    Arc::clone(bytes)
}

/// The file without the address of its table.
fn searched(bytes: &Arc<Vec<u8>>) -> Arc<Vec<u8>> {
    Arc::new(without_address(bytes))
}

fn without_address(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = memchr::memmem::find_iter(&bytes, b"startxref").collect();
    for place in places {
        if let Some(word) = bytes.get_mut(place..place + 9) {
            word.fill(b' ');
        }
    }
    bytes
}

fn without_catalog(bytes: &Arc<Vec<u8>>) -> Arc<Vec<u8>> {
    let mut bytes = without_address(bytes);
    bytes.extend_from_slice(LOST_CATALOG);
    Arc::new(bytes)
}

/// Can a document have text? A search may take an annotation for a page, as both have contents.
fn has_content(document: &Pdf) -> bool {
    document.pages().iter().any(is_page)
}

fn is_page(page: &Page<'_>) -> bool {
    let dict = page.raw();
    let is_other = dict.get::<Name<'_>>("Type").is_some_and(|kind| kind.as_ref() != b"Page");
    let has_content =
        dict.get::<Stream<'_>>("Contents").is_some() || dict.get::<Array<'_>>("Contents").is_some();
    !is_other && (has_content || dict.contains_key("Annots"))
}

/// The pages in reading order.
pub(super) fn pages(document: &Pdf) -> Vec<&Page<'_>> {
    document.pages().iter().collect()
}
