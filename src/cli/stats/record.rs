//! What a line that `purport classify` wrote says of its article, its group and its claims.

use crate::cli::corpus::Wrong;
use crate::reading::groups::{By, in_text, of_seconds};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Fields that name where an article comes from, in the order in which they are asked.
const SOURCES: [&str; 8] =
    ["source", "publisher", "publication", "outlet", "newspaper", "site", "site_name", "domain"];
/// Fields that hold its address.
const ADDRESSES: [&str; 3] = ["url", "link", "permalink"];
/// Fields that hold its time.
const TIMES: [&str; 13] = [
    "date",
    "published",
    "published_at",
    "publishedAt",
    "publication_date",
    "datePublished",
    "pub_date",
    "pubDate",
    "created_at",
    "created",
    "datetime",
    "timestamp",
    "time",
];

/// Fields that hold the number of its words.
const WORDS: [&str; 3] = ["words", "word_count", "wordCount"];

/// What one line adds.
#[derive(Debug, PartialEq)]
pub(super) struct Counted {
    /// The article, where a line is one claim of it; nothing where it is the whole article.
    pub(super) article: Option<String>,
    pub(super) group: Option<String>,
    /// The words of the article, if the line says how many there are.
    pub(super) words: Option<u64>,
    pub(super) claims: Vec<Claim>,
}

/// As much of a claim as is counted.
#[derive(Debug, PartialEq)]
pub(super) struct Claim {
    pub(super) categories: Vec<String>,
    pub(super) speaker: Option<String>,
}

#[derive(Deserialize)]
struct Read {
    categories: Vec<Category>,
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct Category {
    category: String,
}

impl From<Read> for Claim {
    fn from(read: Read) -> Self {
        let categories = read.categories.into_iter().map(|one| one.category).collect();
        Self { categories, speaker: read.speaker }
    }
}

/// Reads one line; says why, if `purport classify` has not written it.
pub(super) fn of_line(line: &[u8], by: &By) -> Result<Counted, Wrong> {
    let mut reader = serde_json::Deserializer::from_slice(line);
    let read = Wanted(by).deserialize(&mut reader).and_then(|record| reader.end().map(|()| record));
    let Record { claims, error, fields } = match read {
        Ok(record) => record,
        Err(error) => return Err(Wrong::foreign(&error, line)),
    };
    if let Some(error) = error.filter(|error| claims.is_none() && !error.is_null()) {
        return Err(Wrong::unread(&error));
    }
    let word = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let of = Fields::Of(&fields);
    let name = |field: &str| fields.get(field).and_then(word).unwrap_or_default();
    let words = WORDS.iter().find_map(|name| fields.get(*name)?.as_u64());
    if let Some(claims) = claims {
        let group = of.group(by, &name("id"));
        let claims = claims.into_iter().map(Claim::from).collect();
        return Ok(Counted { article: None, group, words, claims });
    }
    let file = name("file");
    let group = of.group(by, &file);
    match Read::deserialize(&Value::Object(fields)) {
        Ok(read) => Ok(Counted { article: Some(file), group, words, claims: vec![read.into()] }),
        Err(error) => Err(Wrong::foreign(&error, line)),
    }
}

/// As much of a line as is asked for.
struct Record {
    /// Its claims, if it is of a whole article.
    claims: Option<Vec<Read>>,
    error: Option<Value>,
    fields: Map<String, Value>,
}

/// Reads a line without holding what is not counted: most of it is words and evidence.
struct Wanted<'b>(&'b By);

impl Wanted<'_> {
    fn wants(&self, key: &str) -> bool {
        ["id", "file", "categories", "speaker"].contains(&key)
            || WORDS.contains(&key)
            || match self.0 {
                By::All | By::Speaker => false,
                By::Source => SOURCES.contains(&key) || ADDRESSES.contains(&key),
                By::Year | By::Month | By::Day => TIMES.contains(&key),
                By::Field(name) => name == key || name.split_once('.').is_some_and(|(first, _)| first == key),
            }
    }
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Record, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record { claims: None, error: None, fields: Map::new() };
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "claims" => record.claims = Some(map.next_value()?),
                "error" => record.error = Some(map.next_value()?),
                key if self.wants(key) => {
                    record.fields.insert(key.to_owned(), map.next_value()?);
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(record)
    }
}

/// What a record says beside its claims.
pub(super) enum Fields<'f> {
    /// An article alone, of which only its path is known.
    None,
    Of(&'f Map<String, Value>),
}

impl Fields<'_> {
    /// The group of an article; `id` is its path, or what else it is called. Speakers are of claims, so there is none
    /// for them.
    pub(super) fn group(&self, by: &By, id: &str) -> Option<String> {
        match by {
            By::All => Some("all".to_owned()),
            By::Speaker => None,
            By::Source => self.source().or_else(|| folder(id)),
            By::Field(name) => self.field(name).and_then(told),
            By::Year | By::Month | By::Day => {
                let day = TIMES.iter().find_map(|name| self.field(name).and_then(time));
                // Four digits in a name may be anything: only with a month they are a year.
                let day = day.or_else(|| in_text(id).filter(|day| day.len() > 4))?;
                day.get(..by.letters()?).map(str::to_owned)
            }
        }
    }

    /// A field by its name, or by a way of names with dots between them.
    fn field(&self, name: &str) -> Option<&Value> {
        let Self::Of(fields) = self else { return None };
        fields.get(name).or_else(|| {
            let (first, rest) = name.split_once('.')?;
            rest.split('.').try_fold(fields.get(first)?, |value, name| value.get(name))
        })
    }

    fn source(&self) -> Option<String> {
        let named = SOURCES.iter().find_map(|name| self.field(name).and_then(told));
        named.or_else(|| ADDRESSES.iter().find_map(|name| host(self.field(name)?.as_str()?)))
    }
}

/// A value as the name of a group: words, numbers, yes or no, several of them, or the name of an object.
fn told(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(whether) => Some(whether.to_string()),
        Value::Object(fields) => ["name", "title", "id"].iter().find_map(|key| told(fields.get(*key)?)),
        Value::Array(several) => {
            let several: Vec<String> = several.iter().filter_map(told).collect();
            (!several.is_empty()).then(|| several.join(", "))
        }
        Value::Null => None,
    }
}

fn time(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => in_text(text),
        Value::Number(number) => {
            let number = number.as_f64()?;
            let is_year = number.fract() == 0.0 && (1400.0..3000.0).contains(&number);
            if is_year { Some(format!("{number:.0}")) } else { of_seconds(number) }
        }
        _ => None,
    }
}

/// The host of an address, without what only says that it is on the web.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

/// The folder of a path.
fn folder(id: &str) -> Option<String> {
    let (folder, _) = id.rsplit_once(['/', '\\'])?;
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    (!folder.is_empty() && folder != "." && !id.contains("://")).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(by: &str, line: &str) -> Option<String> {
        of_line(line.as_bytes(), &By::of(by)).unwrap().group
    }

    #[test]
    fn a_group_comes_from_the_fields_and_else_from_the_id() {
        let check = |by: &str, fields: &str, expected: Option<&str>| {
            let line = format!("{{\"id\":\"./press/2025-01-02/a.txt\",\"claims\":[]{fields}}}");
            assert_eq!(group(by, &line).as_deref(), expected, "{by} {fields}");
        };
        check("source", "", Some("press/2025-01-02"));
        check("source", r#","source":"The Bell""#, Some("The Bell"));
        check("source", r#","source":{"id":null,"name":"The Bell"}"#, Some("The Bell"));
        check(
            "source",
            r#","source":[[],null],"url":"https://me@www.Bell.example:80/a?b""#,
            Some("bell.example"),
        );
        check("source", r#","source":["A",["B"],2]"#, Some("A, B, 2"));
        check("source", r#","source":{"url":"https://a.example"}"#, Some("press/2025-01-02"));
        check("source", r#","source":"  ","url":7"#, Some("press/2025-01-02"));
        check("month", "", Some("2025-01"));
        check("month", r#","date":"2026-11-25T10:00:00Z""#, Some("2026-11"));
        check("year", r#","date":"soon","published":"25 Nov 2026""#, Some("2026"));
        check("day", r#","timestamp":1795600800"#, Some("2026-11-25"));
        check("day", r#","date":2024"#, None);
        check("year", r#","date":2024"#, Some("2024"));
        check("desk", r#","desk":3"#, Some("3"));
        check("meta.desk", r#","meta":{"desk":true}"#, Some("true"));
        check("meta.desk", r#","meta.desk":"x""#, Some("x"));
        check("meta.desk", r#","meta":[1]"#, None);
        check("desk", "", None);
        assert_eq!(group("source", r#"{"id":5,"claims":[]}"#), None);
        assert_eq!(group("year", r#"{"id":1984,"claims":[]}"#), None);
    }

    #[test]
    fn both_kinds_of_lines_are_read_and_no_others() {
        let claim = r#""categories":[{"category":"vow","score":0.9}],"speaker":"x""#;
        let read = |line: &str| of_line(line.as_bytes(), &By::Source);
        let one = read(&format!("{{\"file\":\"a/b.txt\",{claim}}}")).unwrap();
        assert_eq!((one.article.as_deref(), one.group.as_deref()), (Some("a/b.txt"), Some("a")));
        let many = read(&format!("{{\"id\":\"a/b.txt\",\"claims\":[{{{claim}}},{{{claim}}}]}}")).unwrap();
        assert_eq!((many.article, many.claims.len()), (None, 2));
        assert_eq!(many.claims[0].categories, ["vow"]);
        for (line, expected) in [
            ("{}", "missing field `categories`"),
            ("[1]", "invalid type: sequence, expected an object"),
            ("{\"id\":1,\"claims\":[]}]", "trailing characters"),
            ("{\"error\":\"gone\"}", "could not be read: gone"),
            ("{\"claims\":3}", "invalid type"),
            ("{", "EOF while parsing"),
        ] {
            assert!(read(line).unwrap_err().message.contains(expected), "{line}");
        }
        assert_eq!(read("{\"é\":?}").unwrap_err().column, 6, "columns are of letters");
        assert!(read(&format!("{{\"error\":null,{claim}}}")).is_ok());
        // What a record calls by the same names is its own.
        let own = read(
            r#"{"id":"a","claims":[],"categories":"sport","speaker":[1],"words":120,"error":"broke off"}"#,
        );
        assert_eq!(own.unwrap().words, Some(120));
    }
}
