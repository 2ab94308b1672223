//! Fitted numbers in the text of a scheme, beside the hand-set ones that they override.

use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::text::number::share;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// Keys written by a fit, by array of tables.
const KEYS: [(&str, &[&str]); 2] =
    [("category", &["fitted_prior", "fitted_threshold"]), ("cue", &["fitted"])];

fn parse(text: &str, file: &str) -> Result<DocumentMut, Diagnostic> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| Diagnostic::toml(file, text, error.span(), error.message()))
}

fn tables<'d>(document: &'d mut DocumentMut, list: &str) -> impl Iterator<Item = &'d mut Table> {
    document
        .get_mut(list)
        .and_then(Item::as_array_of_tables_mut)
        .into_iter()
        .flat_map(ArrayOfTables::iter_mut)
}

pub fn remove(text: &str, file: &str) -> Result<String, Diagnostic> {
    let mut document = parse(text, file)?;
    for (list, keys) in KEYS {
        for table in tables(&mut document, list) {
            for key in keys {
                table.remove(key);
            }
        }
    }
    Ok(document.to_string())
}

/// Writes the numbers of `fitted` into a scheme's text; leaves the rest unchanged.
pub fn insert(text: &str, file: &str, fitted: &Scheme) -> Result<String, Diagnostic> {
    let mut document = parse(text, file)?;
    for table in tables(&mut document, "category") {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        let known = fitted.category_by_id(id).and_then(|id| fitted.category(id));
        if let Some(category) = known {
            table.insert("fitted_prior", value(hundredths(category.prior)));
            table.insert("fitted_threshold", value(share(category.threshold)));
        }
    }
    for table in tables(&mut document, "cue") {
        let id = table.get("id").and_then(Item::as_str).unwrap_or_default();
        if let Some(cue) = fitted.cues.iter().find(|cue| cue.id == id) {
            // Beside the number that it overrides, not below the examples.
            let rest = take_after(table, "weight");
            table.insert("fitted", value(hundredths(cue.weight)));
            for (key, item) in rest {
                table.insert(&key, item);
            }
        }
    }
    Ok(document.to_string())
}

/// Removes the entries below a key, for the caller to insert again.
fn take_after(table: &mut Table, key: &str) -> Vec<(String, Item)> {
    table.remove("fitted");
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let place = keys.iter().position(|known| known == key).map_or(keys.len(), |at| at + 1);
    keys.into_iter().skip(place).filter_map(|key| table.remove(&key).map(|item| (key, item))).collect()
}

/// Milli-logits as logits with two decimals.
fn hundredths(milli: i32) -> f64 {
    (f64::from(milli) / 10.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserts_and_removes_numbers_and_keeps_the_rest() {
        let text = "name = \"n\" # kept\n\n[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n\n\
                    [[cue]]\nid = \"x\"\ncategory = \"a\"\npattern = \"go\"\nweight = 2.5\nmatches = [\"Go.\"]\n";
        let (mut scheme, _) = Scheme::parse(text, "s").unwrap();
        scheme.cues[0].weight = 3141;
        scheme.categories[0].threshold = 450;
        let fitted = insert(text, "s", &scheme).unwrap();
        assert!(fitted.contains("weight = 2.5\nfitted = 3.14\nmatches"), "{fitted}");
        assert!(fitted.contains("fitted_threshold = 0.45"), "{fitted}");
        let again = Scheme::parse(&fitted, "s").unwrap().0;
        assert_eq!((again.cues[0].weight, again.categories[0].threshold), (3140, 450));
        assert_eq!(remove(&fitted, "s").unwrap(), text);
        assert_eq!(insert(&fitted, "s", &again).unwrap(), fitted);
    }
}
