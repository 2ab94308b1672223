//! Fields that readers fill in for each claim, such as a verdict and a source, as a scheme file declares them.

use super::toml_table::{Located, SchemeFile, TomlTable};
use crate::diagnostic::suggest::did_you_mean;
use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthChar as _;

/// One for each digit key.
const MAX_FIELDS: usize = 9;
const MAX_VALUES: usize = 20;

const FIELD_KEYS: [&str; 6] = ["id", "name", "type", "values", "keys", "gloss"];
const TYPES: [&str; 3] = ["choice", "text", "url"];

/// Words that mean something else in a filter, and so name no field.
pub const RESERVED_IDS: [&str; 6] = ["over", "under", "label", "speaker", "cue", "text"];

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Lowercase ASCII letters, digits, `-` and `_`; unique in the scheme.
    pub id: String,
    pub name: String,
    pub gloss: String,
    pub field_type: FieldType,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldType {
    /// One of some values.
    Choice(Vec<FieldValue>),
    Text,
    /// An address with a scheme and a host.
    Url,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldValue {
    pub value: String,
    /// Chooses the value; one cell wide and unique in the field.
    pub key: char,
}

impl Field {
    /// The values of a choice; empty for other types.
    pub fn values(&self) -> &[FieldValue] {
        match &self.field_type {
            FieldType::Choice(values) => values,
            FieldType::Text | FieldType::Url => &[],
        }
    }

    pub const fn is_choice(&self) -> bool {
        matches!(self.field_type, FieldType::Choice(_))
    }

    /// The value as it is kept. The error says what is wrong with it.
    pub fn check(&self, value: &str) -> Result<String, String> {
        let value = value.trim();
        match &self.field_type {
            FieldType::Choice(values) => {
                let same = |known: &&FieldValue| known.value.eq_ignore_ascii_case(value);
                let found = values.iter().find(same).map(|known| known.value.clone());
                found.ok_or_else(|| {
                    let known = values.iter().map(|known| known.value.as_str());
                    let hint = did_you_mean(value, known.clone())
                        .unwrap_or_else(|| format!("its values: {}", known.collect::<Vec<_>>().join(", ")));
                    format!("`{value}` is no value of {}; {hint}", self.id)
                })
            }
            FieldType::Text => Ok(value.to_owned()),
            FieldType::Url => match url_problem(value) {
                None => Ok(value.to_owned()),
                Some(problem) => Err(format!("the {} {problem}; write https://host/…", self.id)),
            },
        }
    }
}

/// The reason to refuse a text as a web address. Checks scheme, host and white space only.
fn url_problem(text: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = text.split_once("://") else { return Some("has no scheme such as https://") };
    let letters = |char: char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.');
    if !scheme.starts_with(|first: char| first.is_ascii_alphabetic()) || !scheme.chars().all(letters) {
        return Some("has no scheme such as https://");
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    if !host.starts_with(|first: char| first.is_alphanumeric() || first == '[') {
        return Some("has no host");
    }
    text.contains(char::is_whitespace).then_some("holds a space")
}

/// The usable `[[field]]` tables of a scheme; the others become warnings.
pub(super) fn parse(root: &TomlTable<'_>, file: &mut SchemeFile<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for table in root.tables("field", "a field", file) {
        table.warn_unknown_keys(&FIELD_KEYS, file);
        let Some(id) = table.string("id", file) else {
            file.warn(table.at, "a field without an `id` is left out");
            continue;
        };
        if let Some((error, hint)) = id_error(&id.text, &fields) {
            file.warn_with_hint(id.at, error, hint);
            continue;
        }
        let name = table.string("name", file).map_or_else(|| id.text.clone(), |name| name.text);
        let gloss = table.string("gloss", file).map(|gloss| gloss.text).unwrap_or_default();
        let Some(field_type) = field_type(&table, &id, file) else { continue };
        fields.push(Field { id: id.text, name, gloss, field_type });
    }
    fields
}

fn id_error(id: &str, fields: &[Field]) -> Option<(String, Option<String>)> {
    let letters =
        |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || matches!(char, '-' | '_');
    let error = match () {
        () if fields.iter().any(|field| field.id == id) => format!("a second field is called `{id}`"),
        () if fields.len() >= MAX_FIELDS => format!("a scheme has at most {MAX_FIELDS} fields"),
        () if RESERVED_IDS.contains(&id) => format!("a field cannot be called `{id}`: filters use the word"),
        () if !id.starts_with(|first: char| first.is_ascii_lowercase()) || !id.chars().all(letters) => {
            let hint = "small letters, digits, `-` and `_`, a letter first";
            return Some((format!("`{id}` is no id for a field"), Some(hint.to_owned())));
        }
        () => return None,
    };
    Some((error, None))
}

/// `None` after a warning.
fn field_type(table: &TomlTable<'_>, id: &Located, file: &mut SchemeFile<'_>) -> Option<FieldType> {
    let Some(written) = table.string("type", file) else {
        let hint = format!("its type is one of {}", TYPES.join(", "));
        file.warn_with_hint(table.at, format!("field `{}` needs a `type`", id.text), Some(hint));
        return None;
    };
    let field_type = match written.text.as_str() {
        "choice" => return values(table, id, file).map(FieldType::Choice),
        "text" => FieldType::Text,
        "url" => FieldType::Url,
        other => {
            let hint = did_you_mean(other, TYPES.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("known types: {}", TYPES.join(", ")));
            file.warn_with_hint(written.at, format!("unknown type of field `{other}`"), Some(hint));
            return None;
        }
    };
    for key in ["values", "keys"] {
        let at = table.position(key);
        if at != table.at {
            file.warn(at, format!("only a choice has `{key}`"));
        }
    }
    Some(field_type)
}

/// The values of a choice with their keys: digits unless the scheme names others.
fn values(table: &TomlTable<'_>, id: &Located, file: &mut SchemeFile<'_>) -> Option<Vec<FieldValue>> {
    let written = table.strings("values", file);
    if written.is_empty() {
        let hint = "values = [\"true\", \"false\"]".to_owned();
        file.warn_with_hint(table.at, format!("choice `{}` needs `values`", id.text), Some(hint));
        return None;
    }
    let keys = table.strings("keys", file);
    if !keys.is_empty() && keys.len() != written.len() {
        let message = format!("{} keys for {} values of `{}`", keys.len(), written.len(), id.text);
        let at = keys.first().map_or(table.at, |key| key.at);
        file.warn_with_hint(at, message, Some("one key for each value, in the same order".to_owned()));
        return None;
    }
    let mut values: Vec<FieldValue> = Vec::new();
    for (number, value) in written.iter().enumerate() {
        let text = value.text.trim();
        let key = match keys.get(number) {
            Some(key) => one_char(key, file)?,
            None => char::from_digit(number as u32 + 1, 10).unwrap_or('0'),
        };
        let error = match () {
            () if text.is_empty() => "a value cannot be empty".to_owned(),
            () if values.len() >= MAX_VALUES => format!("a choice has at most {MAX_VALUES} values"),
            () if values.iter().any(|known| known.value.eq_ignore_ascii_case(text)) => {
                format!("the value `{text}` is listed twice")
            }
            () if values.iter().any(|known| known.key == key) => format!("the key `{key}` is taken"),
            () if keys.is_empty() && number >= MAX_FIELDS => {
                "the tenth value has no digit; name the keys with `keys`".to_owned()
            }
            () => {
                values.push(FieldValue { value: text.to_owned(), key });
                continue;
            }
        };
        file.warn(value.at, error);
        if number >= MAX_FIELDS && keys.is_empty() || values.len() >= MAX_VALUES {
            break;
        }
    }
    (!values.is_empty()).then_some(values)
}

fn one_char(key: &Located, file: &mut SchemeFile<'_>) -> Option<char> {
    let mut chars = key.text.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) if one.width() == Some(1) && !one.is_whitespace() => Some(one),
        _ => {
            file.warn(key.at, format!("`{}` is no key: a key is one character", key.text));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;

    const SMALL: &str = "[[category]]\nid = \"a\"\nletter = \"A\"\nkey = \"1\"\n";

    fn parse(rest: &str) -> (Vec<Field>, Vec<String>) {
        let (scheme, warnings) = Scheme::parse(&format!("{SMALL}{rest}"), "s").unwrap();
        (scheme.fields, warnings.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn reads_fields_with_digits_or_keys_of_their_own() {
        let (fields, warnings) = parse(
            "[[field]]\nid = \"verdict\"\nname = \"Verdict\"\ntype = \"choice\"\nvalues = [\"true\", \"false\"]\n\
             [[field]]\nid = \"tone\"\ntype = \"choice\"\nvalues = [\"calm\", \"loud\"]\nkeys = [\"c\", \"l\"]\n\
             [[field]]\nid = \"source\"\ntype = \"url\"\n",
        );
        assert_eq!(warnings, Vec::<String>::new());
        let keys: Vec<char> = fields.iter().flat_map(Field::values).map(|value| value.key).collect();
        assert_eq!((keys, fields[1].name.as_str()), (vec!['1', '2', 'c', 'l'], "tone"));
        assert_eq!(fields[0].check(" False "), Ok("false".to_owned()));
        assert_eq!(
            fields[0].check("flse").unwrap_err(),
            "`flse` is no value of verdict; did you mean `false`?"
        );
        assert!(parse("").0.is_empty());
    }

    #[test]
    fn warnings_name_line_and_column() {
        let check = |rest: &str, expected: &[&str]| assert_eq!(parse(rest).1, expected);
        check("[[field]]\ntype = \"text\"\n", &["s:5:1: a field without an `id` is left out"]);
        check(
            "[[field]]\nid = \"v\"\ntype = \"choise\"\n",
            &["s:7:9: unknown type of field `choise` (hint: did you mean `choice`?)"],
        );
        check(
            "[[field]]\nid = \"v\"\ntype = \"choice\"\n",
            &["s:5:1: choice `v` needs `values` (hint: values = [\"true\", \"false\"])"],
        );
        check(
            "[[field]]\nid = \"v\"\ntype = \"text\"\nvalues = [\"x\"]\n[[field]]\nid = \"v\"\ntype = \"text\"\n",
            &["s:8:1: only a choice has `values`", "s:10:7: a second field is called `v`"],
        );
        check(
            "[[field]]\nid = \"v\"\n[[field]]\nid = \"label\"\n[[field]]\nid = \"The verdict\"\n",
            &[
                "s:5:1: field `v` needs a `type` (hint: its type is one of choice, text, url)",
                "s:8:7: a field cannot be called `label`: filters use the word",
                "s:10:7: `The verdict` is no id for a field (hint: small letters, digits, `-` and `_`, a letter first)",
            ],
        );
        check(
            "[[field]]\nid = \"v\"\ntype = \"choice\"\nvalues = [\"x\", \"y\", \"x\"]\nkeys = [\"a\", \"a\", \"b\"]\n",
            &["s:8:17: the key `a` is taken", "s:8:22: the value `x` is listed twice"],
        );
        check(
            "[[field]]\nid = \"v\"\ntype = \"choice\"\nvalues = [\"x\", \"y\"]\nkeys = [\"a\"]\n",
            &["s:9:10: 1 keys for 2 values of `v` (hint: one key for each value, in the same order)"],
        );
        check(
            "[[field]]\nid = \"v\"\ntype = \"text\"\nhelp = \"x\"\n",
            &["s:8:1: unknown key `help` in a field (hint: known keys: id, name, type, values, keys, gloss)"],
        );
    }

    #[test]
    fn an_address_has_a_scheme_and_a_host() {
        for good in ["https://a.example", "http://[::1]:80/x?y", "HTTPS://user@é.example/a,b", "ftp://x"] {
            assert_eq!(url_problem(good), None, "{good}");
        }
        for bad in
            ["", "a.example/x", "https://", "https:///x", "://a.example", "https://a.example/a b", "1x://a"]
        {
            assert!(url_problem(bad).is_some(), "{bad}");
        }
    }
}
