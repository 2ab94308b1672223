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

/// Writes how `fitted` combines its model with its cues into a scheme's text; leaves the rest unchanged. A text without
/// the table `[model]` stays as it is.
pub fn insert_combination(text: &str, file: &str, fitted: &Scheme) -> Result<String, Diagnostic> {
    let mut document = parse(text, file)?;
    let model = document.get_mut("model").and_then(Item::as_table_mut);
    let (Some(model), Some(combination)) = (model, &fitted.combination) else { return Ok(text.to_owned()) };
    let list = model.entry("category").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(list) = list.as_array_of_tables_mut() else {
        return Err(Diagnostic::whole(file, "`category` in `[model]` is not a list of tables")
            .hint("write each one as [[model.category]]"));
    };
    for (category, combined) in fitted.categories.iter().zip(&combination.categories) {
        let Some(combined) = combined else { continue };
        let is_own = |table: &Table| table.get("category").and_then(Item::as_str) == Some(&category.id);
        if !list.iter().any(is_own) {
            let mut table = Table::new();
            table.insert("category", value(&category.id));
            list.push(table);
        }
        let Some(table) = list.iter_mut().find(|table| is_own(table)) else { continue };
        for (key, milli) in [("offset", combined.offset), ("model", combined.model), ("cues", combined.cues)]
        {
            set(table, key, hundredths(milli));
        }
        set(table, "threshold", share(combined.threshold));
    }
    Ok(document.to_string())
}

/// Changes a number and keeps the comment behind it.
fn set(table: &mut Table, key: &str, number: f64) {
    let mut item = value(number);
    let old = table.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
    if let (Some(decor), Some(new)) = (old, item.as_value_mut()) {
        *new.decor_mut() = decor;
    }
    table.insert(key, item);
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
    use crate::claim::LearnedModel;
    use std::sync::LazyLock;

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

    const TEMPLATE: &str = "[[category]]\nid = \"ID\"\nletter = \"A\"\nkey = \"1\"\n\n[model]\nname = \"claims\"\n\n\
                         [[model.category]]\ncategory = \"ID\" # kept\noffset = -0.5 # too\n\n\
                         [[cue]]\nid = \"x\"\ncategory = \"ID\"\npattern = \"go\"\nweight = 2.5\n";

    /// [`TEMPLATE`] with a category that the model knows.
    static MODEL: LazyLock<String> = LazyLock::new(|| with_id(TEMPLATE));

    fn with_id(text: &str) -> String {
        text.replace("ID", &LearnedModel::built_in_categories("claims").unwrap()[2])
    }

    #[test]
    fn a_fit_of_the_cues_leaves_the_model_alone() {
        let (mut scheme, _) = Scheme::parse(&MODEL, "s").unwrap();
        let before = scheme.combination.clone();
        scheme.cues[0].weight = 3140;
        scheme.categories[0].threshold = 450;
        let fitted = insert(&MODEL, "s", &scheme).unwrap();
        let model =
            |text: &str| text[text.find("[model]").unwrap()..text.find("[[cue]]").unwrap()].to_owned();
        assert_eq!(model(&fitted), model(&MODEL));
        assert_eq!(remove(&fitted, "s").unwrap(), *MODEL);
        let again = Scheme::parse(&fitted, "s").unwrap().0.combination.unwrap();
        let (again, before) = (again.categories[0].unwrap(), before.unwrap().categories[0].unwrap());
        assert_eq!(
            (again.offset, again.threshold, again.cue_threshold),
            (before.offset, before.threshold, 450)
        );
    }

    #[test]
    fn inserts_the_combination_and_keeps_the_rest() {
        let (mut scheme, _) = Scheme::parse(&MODEL, "s").unwrap();
        let combined = scheme.combination.as_mut().unwrap().categories[0].as_mut().unwrap();
        (combined.offset, combined.model, combined.cues, combined.threshold) = (-250, 1100, 330, 625);
        let fitted = insert_combination(&MODEL, "s", &scheme).unwrap();
        let table = with_id(
            "[[model.category]]\ncategory = \"ID\" # kept\noffset = -0.25 # too\nmodel = 1.1\ncues = 0.33\nthreshold = 0.625\n\n[[cue]]",
        );
        assert!(fitted.contains(&table), "{fitted}");
        assert_eq!(Scheme::parse(&fitted, "s").unwrap().0.combination, scheme.combination);
        let bare = MODEL
            .replace(&with_id("[[model.category]]\ncategory = \"ID\" # kept\noffset = -0.5 # too\n\n"), "");
        let added = insert_combination(&bare, "s", &scheme).unwrap();
        let (name, cue) = (added.find("name = \"claims\"").unwrap(), added.find("[[cue]]").unwrap());
        let table = added.find(&with_id("[[model.category]]\ncategory = \"ID\"\noffset = -0.25\n")).unwrap();
        assert!(name < table && table < cue, "{added}");
        assert_eq!(insert_combination(&added, "s", &scheme).unwrap(), added);
    }
}
