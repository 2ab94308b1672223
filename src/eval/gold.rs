//! Labelled sentences as they stand in a file: one JSON object a line.

use crate::claim::{Category, Scheme};
use crate::diagnostic::Diagnostic;
use serde::Deserialize;

/// One labelled sentence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldSentence {
    /// Its name; rows need not be unique.
    #[serde(default)]
    pub id: String,
    /// The sentence.
    pub text: String,
    /// The categories that it belongs to, by their ids; none for a sentence that holds nothing.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Categories that another careful reader could defend: they count neither way.
    #[serde(default)]
    pub alt: Vec<String>,
    /// The categories that were looked for; all of them if it is not given.
    #[serde(default)]
    pub scored: Option<Vec<String>>,
    /// Who makes the claim: words of the text, or `author`; empty if nobody looked.
    #[serde(default)]
    pub speaker: String,
    /// Who says what in it; `None` if nobody looked.
    #[serde(default)]
    pub attributions: Option<Vec<GoldAttribution>>,
    /// Where it comes from, for figures by source.
    #[serde(default)]
    source: Option<String>,
    /// The article that it stands in. If it is not given, an id such as `name:12` tells it.
    #[serde(default)]
    article: Option<String>,
}

/// One attribution in a labelled sentence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldAttribution {
    /// Who says it: first and one past the last code point of each part; empty where nobody is named.
    pub source: Vec<[usize; 2]>,
}

impl GoldSentence {
    /// The rows of a file; `file` is its name in messages. Empty lines are skipped.
    ///
    /// A line that is no such object is an error, with its line and column.
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, Diagnostic> {
        let mut rows = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                let row = serde_json::from_str(line).map_err(|error| {
                    let message = error.to_string();
                    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                    Diagnostic::at(file, text, at + error.column().saturating_sub(1), message)
                        .hint("a row is a JSON object with `text` and `labels`")
                })?;
                rows.push(row);
            }
            at += line.len();
        }
        Ok(rows)
    }

    /// The labels of the rows that `scheme` does not know, each once.
    pub fn unknown_labels<'r>(rows: &'r [Self], scheme: &Scheme) -> Vec<&'r str> {
        let known = |label: &&str| scheme.category_by_id(label).is_none();
        let labels = rows.iter().flat_map(|row| row.labels.iter().chain(&row.alt)).map(String::as_str);
        let mut unknown: Vec<&str> = labels.filter(known).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// Where it comes from; `articles` for rows that say nothing.
    pub fn source(&self) -> &str {
        self.source.as_deref().unwrap_or("articles")
    }

    /// The article that it stands in; its own id where nothing tells.
    pub fn article(&self) -> &str {
        let numbered = |&(_, number): &(&str, &str)| number.bytes().all(|byte| byte.is_ascii_digit());
        let id = || self.id.rsplit_once(':').filter(numbered).map_or(self.id.as_str(), |(name, _)| name);
        self.article.as_deref().unwrap_or_else(id)
    }

    /// Whether a category was looked for in this row.
    pub(super) fn asks(&self, category: &Category) -> bool {
        self.scored.as_ref().is_none_or(|scored| scored.contains(&category.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_their_source_and_article() {
        let text = "{\"id\":\"a:b:3\",\"text\":\"x\",\"labels\":[\"c\"]}\n\n{\"text\":\"y\",\"source\":\"s\",\"article\":\"z\"}\n";
        let rows = GoldSentence::parse(text, "g").unwrap();
        assert_eq!((rows[0].source(), rows[0].article()), ("articles", "a:b"));
        assert_eq!((rows[1].source(), rows[1].article()), ("s", "z"));
        assert_eq!(GoldSentence::unknown_labels(&rows, &Scheme::claims()), ["c"]);
    }

    #[test]
    fn a_bad_row_is_named() {
        let fault = GoldSentence::parse("{\"text\":\"x\"}\n{\"labels\":[]}\n", "g.jsonl").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "g.jsonl:2:13: missing field `text` (hint: a row is a JSON object with `text` and `labels`)"
        );
    }
}
