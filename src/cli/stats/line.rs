//! What one line of a corpus adds to the counts.

use crate::claim::ClaimRecord;
use crate::cli::corpus::{Line, LineError};
use crate::cli::fields::{self, Fields};
use crate::reading::groups::GroupBy;
use crate::reading::speaker_group;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::borrow::Cow;

const WORDS: [&str; 3] = ["words", "word_count", "wordCount"];

#[derive(Debug, PartialEq)]
pub(super) struct LineCounts {
    /// The article of a line that is one claim; none where the line is a whole article.
    pub(super) article: Option<String>,
    pub(super) group: Option<String>,
    /// The words of the article, if the line gives their number.
    pub(super) words: Option<u64>,
    pub(super) claims: Vec<CountedClaim>,
}

#[derive(Debug, PartialEq)]
pub(super) struct CountedClaim {
    pub(super) categories: Vec<String>,
    pub(super) speaker: Option<String>,
    pub(super) engine: Option<String>,
}

impl CountedClaim {
    fn new(claim: ClaimRecord<'_, IgnoredAny>) -> Result<Self, LineError> {
        let categories = claim.categories.ok_or_else(LineError::without_categories)?;
        Ok(Self {
            categories: categories.into_iter().map(|one| one.category.into_owned()).collect(),
            speaker: speaker_group(claim.speaker.as_deref(), claim.speaker_basis.as_deref())
                .map(str::to_owned),
            engine: claim.engine.map(Cow::into_owned),
        })
    }
}

pub(super) fn parse(line: &[u8], by: &GroupBy) -> Result<LineCounts, LineError> {
    let wants = |key: &str| {
        ["id", "file", "categories", "speaker", "speaker_basis", "engine"].contains(&key)
            || WORDS.contains(&key)
            || by_reads(by, key)
    };
    let line = Line::<IgnoredAny>::parse(line, &wants, true)?;
    let (claims, fields, is_article) = match line {
        Line::Article(claims, fields) => (claims, fields, true),
        Line::Claim(claim, fields) => (vec![*claim], fields, false),
    };
    let name = match fields.get(if is_article { "id" } else { "file" }) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    Ok(LineCounts {
        group: Fields::Record(&fields).group(by, &name),
        article: (!is_article).then_some(name),
        words: WORDS.iter().find_map(|name| fields.get(*name)?.as_u64()),
        claims: claims.into_iter().map(CountedClaim::new).collect::<Result<_, _>>()?,
    })
}

fn by_reads(by: &GroupBy, key: &str) -> bool {
    match by {
        GroupBy::All | GroupBy::Speaker => false,
        GroupBy::ClaimField(_) => key == "fields",
        GroupBy::Source => fields::names_source(key),
        GroupBy::Year | GroupBy::Month | GroupBy::Day => fields::names_time(key),
        GroupBy::Field(name) => name == key || name.split_once('.').is_some_and(|(first, _)| first == key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(by: &str, line: &str) -> Option<String> {
        parse(line.as_bytes(), &GroupBy::of(by)).unwrap().group
    }

    #[test]
    fn a_group_comes_from_the_fields_or_the_id() {
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
    fn reads_claims_and_articles_and_rejects_other_lines() {
        let claim = r#""categories":[{"category":"vow","score":0.9}],"speaker":"x""#;
        let read = |line: &str| parse(line.as_bytes(), &GroupBy::Source);
        let one = read(&format!("{{\"file\":\"a/b.txt\",{claim}}}")).unwrap();
        assert_eq!((one.article.as_deref(), one.group.as_deref()), (Some("a/b.txt"), Some("a")));
        let many = read(&format!("{{\"id\":\"a/b.txt\",\"claims\":[{{{claim}}},{{{claim}}}]}}")).unwrap();
        assert_eq!((many.article, many.claims.len()), (None, 2));
        assert_eq!(many.claims[0].categories, ["vow"]);
        for (line, expected) in [
            ("{}", "missing field `categories`"),
            ("[1]", "invalid type: sequence, expected an object"),
            ("{\"id\":1,\"claims\":[]}]", "trailing characters"),
            ("{\"error\":\"gone\"}", "article could not be read: gone"),
            ("{\"claims\":[{}]}", "missing field `categories`"),
            ("{\"claims\":3}", "invalid type"),
            ("{", "EOF while parsing"),
        ] {
            assert!(read(line).unwrap_err().message.contains(expected), "{line}");
        }
        assert_eq!(read("{\"é\":?}").unwrap_err().column, 6, "columns are of letters");
        assert!(read(&format!("{{\"error\":null,{claim}}}")).is_ok());
        // A record may use the names of claim fields for its own.
        let own = read(
            r#"{"id":"a","claims":[],"categories":"sport","speaker":[1],"words":120,"error":"broke off"}"#,
        );
        assert_eq!(own.unwrap().words, Some(120));
    }
}
