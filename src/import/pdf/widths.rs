//! The widths of letters in fonts of many letters, in the form that the library reads rightly.

use pdf_extract::{Document, Object, ObjectId};

/// A code of such a font has two bytes.
const MOST_CODES: i64 = 65_536;

/// Spells out the ranges in the tables of widths (ISO 32000-1, 9.7.4.3): `first last width` becomes
/// `first [width width …]`.
///
/// The library (pdf-extract 0.12) takes `first` for all three numbers of a range, and every letter behind
/// one that it has misread would stand in a wrong place.
pub(super) fn spell_out(document: &mut Document) {
    let tables: Vec<(ObjectId, Vec<Object>)> =
        document.objects.iter().filter_map(|(id, object)| Some((*id, mended(document, object)?))).collect();
    for (id, table) in tables {
        if let Some(Object::Dictionary(font)) = document.objects.get_mut(&id) {
            font.set("W", Object::Array(table));
        }
    }
}

/// The table of a font with its ranges spelled out; nothing if it has no table, or no ranges.
fn mended(document: &Document, object: &Object) -> Option<Vec<Object>> {
    let Object::Dictionary(font) = object else { return None };
    let (_, table) = document.dereference(font.get(b"W").ok()?).ok()?;
    let entries = table.as_array().ok()?;
    let mut out = Vec::with_capacity(entries.len());
    let mut rest = &entries[..];
    let mut ranges = false;
    loop {
        match rest {
            [first, Object::Array(widths), more @ ..] => {
                out.extend([first.clone(), Object::Array(widths.clone())]);
                rest = more;
            }
            [first, last, width, more @ ..] => {
                let from = first.as_i64().ok()?;
                let count = last.as_i64().ok()?.checked_sub(from)?.checked_add(1)?;
                if !(1..=MOST_CODES).contains(&count) {
                    return None;
                }
                out.extend([first.clone(), Object::Array(vec![width.clone(); usize::try_from(count).ok()?])]);
                (rest, ranges) = (more, true);
            }
            _ => break,
        }
    }
    ranges.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pdf_extract::dictionary;

    #[test]
    fn ranges_are_spelled_out() {
        let mut document = Document::with_version("1.5");
        let table = vec![
            Object::Integer(3),
            Object::Integer(5),
            Object::Real(318.0),
            Object::Integer(9),
            Object::Array(vec![Object::Integer(700)]),
        ];
        let id = document.add_object(dictionary! { "W" => table });
        spell_out(&mut document);
        let font = document.get_object(id).unwrap().as_dict().unwrap();
        let widths = font.get(b"W").unwrap().as_array().unwrap();
        assert_eq!(widths.len(), 4);
        assert_eq!(widths[1].as_array().unwrap(), &vec![Object::Real(318.0); 3]);
        assert_eq!(widths[3].as_array().unwrap(), &[Object::Integer(700)]);
    }

    #[test]
    fn a_table_that_makes_no_sense_stays_as_it_is() {
        let mut document = Document::with_version("1.5");
        let table = vec![Object::Integer(9), Object::Integer(5), Object::Integer(1)];
        let id = document.add_object(dictionary! { "W" => table.clone() });
        spell_out(&mut document);
        let font = document.get_object(id).unwrap().as_dict().unwrap();
        assert_eq!(font.get(b"W").unwrap().as_array().unwrap(), &table);
    }
}
