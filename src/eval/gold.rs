//! Gold standard: labelled sentences, one JSON object per line.

use crate::claim::{Category, Scheme};
use crate::diagnostic::Diagnostic;
use serde::{Deserialize, Deserializer};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldSentence {
    #[serde(default)]
    pub id: String,
    pub text: String,
    /// Category ids; empty for a sentence that makes no claim.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Categories that another careful annotator could defend: they count neither way.
    #[serde(default)]
    pub alt: Vec<String>,
    /// Categories that the annotator looked for; `None` for all.
    #[serde(default)]
    pub scored: Option<Vec<String>>,
    /// Who makes the claim: words of the text, or `author`; empty if not labelled.
    #[serde(default)]
    pub speaker: String,
    /// Sources named in the sentence; `None` if not labelled.
    #[serde(default)]
    pub attributions: Option<Vec<GoldAttribution>>,
    /// The corpus, for results by source.
    #[serde(default)]
    source: Option<String>,
    /// The article; if missing, an id such as `name:12` gives it.
    #[serde(default)]
    article: Option<String>,
    /// The newspaper, agency or broadcaster.
    #[serde(default)]
    outlet: Option<String>,
    /// A model's logits in thousandths, in the order of its categories; the scheme's model then does not judge the row.
    #[serde(default, deserialize_with = "milli_logits")]
    pub logits: Option<Vec<i32>>,
}

fn milli_logits<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<i32>>, D::Error> {
    let logits: Option<Vec<f64>> = Deserialize::deserialize(deserializer)?;
    Ok(logits.map(|logits| logits.iter().map(|logit| (logit * 1000.0).round() as i32).collect()))
}

/// One attribution in a labelled sentence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct GoldAttribution {
    /// Code points of each part of the source's name, end exclusive; empty if it has no name.
    pub source: Vec<[usize; 2]>,
}

impl GoldSentence {
    /// Parses a file; `file` is its name in messages. Skips empty lines; fails on any other invalid line.
    pub fn parse(text: &str, file: &str) -> Result<Vec<Self>, Diagnostic> {
        let mut sentences = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                sentences.push(serde_json::from_str(line).map_err(|error| {
                    let message = error.to_string();
                    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                    Diagnostic::at(file, text, at + error.column().saturating_sub(1), message)
                        .hint("a row is a JSON object with `text` and `labels`")
                })?);
            }
            at += line.len();
        }
        Ok(sentences)
    }

    /// Labels missing from `scheme`, each once.
    pub fn unknown_labels<'r>(sentences: &'r [Self], scheme: &Scheme) -> Vec<&'r str> {
        let labels = sentences.iter().flat_map(|one| one.labels.iter().chain(&one.alt)).map(String::as_str);
        let mut unknown: Vec<&str> = labels.filter(|label| scheme.category_by_id(label).is_none()).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// `articles` if the row gives no source.
    pub fn source(&self) -> &str {
        self.source.as_deref().unwrap_or("articles")
    }

    /// The article, or else the sentence's own id.
    pub fn article(&self) -> &str {
        let numbered = |&(_, number): &(&str, &str)| number.bytes().all(|byte| byte.is_ascii_digit());
        let id = || self.id.rsplit_once(':').filter(numbered).map_or(self.id.as_str(), |(name, _)| name);
        self.article.as_deref().unwrap_or_else(id)
    }

    /// What a fold keeps together: the outlet, or else the article.
    pub(super) fn group(&self) -> &str {
        self.outlet.as_deref().unwrap_or_else(|| self.article())
    }

    pub(super) fn covers(&self, category: &Category) -> bool {
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
        assert_eq!((rows[1].group(), rows[1].logits.as_ref()), ("z", None));
        let text = "{\"text\":\"y\",\"article\":\"z\",\"outlet\":\"Star\",\"logits\":[-1.2344,0,3]}";
        let judged = GoldSentence::parse(text, "g").unwrap();
        assert_eq!((judged[0].group(), judged[0].logits.as_deref()), ("Star", Some(&[-1234, 0, 3000][..])));
        assert_eq!(GoldSentence::unknown_labels(&rows, &Scheme::claims()), ["c"]);
    }

    #[test]
    fn errors_point_at_the_bad_row() {
        let error = GoldSentence::parse("{\"text\":\"x\"}\n{\"labels\":[]}\n", "g.jsonl").unwrap_err();
        assert_eq!(
            error.to_string(),
            "g.jsonl:2:13: missing field `text` (hint: a row is a JSON object with `text` and `labels`)"
        );
    }
}
