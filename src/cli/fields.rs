//! Fields of corpus records that say where and when an article appeared.

use crate::reading::groups::GroupBy;
use crate::text::About;
use crate::text::dates::{date_in_path, date_in_text, date_of_timestamp};
use serde_json::{Map, Value};

/// Fields that name the source of an article, in order of preference.
const SOURCES: [&str; 8] =
    ["source", "publisher", "publication", "outlet", "newspaper", "site", "site_name", "domain"];
const ADDRESSES: [&str; 3] = ["url", "link", "permalink"];
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

/// Does a field of this name tell who published an article?
pub(super) fn names_source(key: &str) -> bool {
    SOURCES.contains(&key) || ADDRESSES.contains(&key)
}

/// Does a field of this name tell when an article appeared?
pub(super) fn names_time(key: &str) -> bool {
    TIMES.contains(&key)
}

pub(super) enum Fields<'f> {
    /// An article without a record: only its path is known.
    None,
    Record(&'f Map<String, Value>),
}

impl Fields<'_> {
    /// The group of an article; `id` is its path or another name. None by speaker, since claims have speakers and
    /// articles do not.
    pub(super) fn group(&self, by: &GroupBy, id: &str) -> Option<String> {
        match by {
            GroupBy::All => Some("all".to_owned()),
            GroupBy::Speaker => None,
            GroupBy::Source => self.source().or_else(|| folder(id)),
            GroupBy::Field(name) => self.field(name).and_then(group_name),
            GroupBy::ClaimField(id) => self.field("fields")?.get(id).and_then(group_name),
            GroupBy::Year | GroupBy::Month | GroupBy::Day => {
                let day = self.date().or_else(|| date_in_path(id))?;
                day.get(..by.date_prefix()?).map(str::to_owned)
            }
        }
    }

    /// A field by its name, or by a path of names separated by dots.
    fn field(&self, name: &str) -> Option<&Value> {
        let Self::Record(fields) = self else { return None };
        fields.get(name).or_else(|| {
            let (first, rest) = name.split_once('.')?;
            rest.split('.').try_fold(fields.get(first)?, |value, name| value.get(name))
        })
    }

    /// When the article appeared, as `2026-11-25`, `2026-11` or `2026`.
    pub(super) fn date(&self) -> Option<String> {
        TIMES.iter().find_map(|name| self.field(name).and_then(time))
    }

    /// Who published it, or the host of its address.
    pub(super) fn source(&self) -> Option<String> {
        let named = SOURCES.iter().find_map(|name| self.field(name).and_then(group_name));
        named.or_else(|| ADDRESSES.iter().find_map(|name| host(self.field(name)?.as_str()?)))
    }
}

/// A value as the name of a group: a text, number or boolean, a list of them, or the name of an object.
fn group_name(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(whether) => Some(whether.to_string()),
        Value::Object(fields) => ["name", "title", "id"].iter().find_map(|key| group_name(fields.get(*key)?)),
        Value::Array(several) => {
            let several: Vec<String> = several.iter().filter_map(group_name).collect();
            (!several.is_empty()).then(|| several.join(", "))
        }
        Value::Null => None,
    }
}

fn time(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => date_in_text(text),
        Value::Number(number) => {
            let number = number.as_f64()?;
            let is_year = number.fract() == 0.0 && (1400.0..3000.0).contains(&number);
            if is_year { Some(format!("{number:.0}")) } else { date_of_timestamp(number) }
        }
        _ => None,
    }
}

/// The host of an address, without `www.`.
fn host(address: &str) -> Option<String> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_lowercase())
}

fn folder(id: &str) -> Option<String> {
    let (folder, _) = id.rsplit_once(['/', '\\'])?;
    let folder = folder.strip_prefix("./").unwrap_or(folder);
    (!folder.is_empty() && folder != "." && !id.contains("://")).then(|| folder.to_owned())
}

/// What an article says about itself as the fields of a record.
pub(super) fn of_about(about: &About) -> Map<String, Value> {
    let About { author, date, site } = about;
    let fields = [("author", author), ("date", date), ("source", site)];
    let known = fields.into_iter().filter(|(_, value)| !value.is_empty());
    known.map(|(name, value)| (name.to_owned(), Value::String(value.clone()))).collect()
}
