//! Whether a tag file is the right one for an article, checked once the whole text is known.

use super::article::Source;
use super::store::TagFile;
use super::{display, left_behind};
use crate::diagnostic::Diagnostic;
use crate::session::{Msg, Notice};
use crate::tag::Tag;
use crate::text::number::counted;
use crate::text::{Document, visible};

/// Tags whose passages are looked for.
const MAX_SAMPLE: usize = 60;
/// Of so many tags of one article, one may stand by chance in another.
const MAX_CHANCE: usize = 10;

#[derive(Debug)]
pub(super) enum TagCheck {
    /// There is no tag file: an article of another name may have left one behind.
    Missing,
    /// The reader named a file that says that it was written for another article.
    Foreign {
        article: String,
        /// Number of its tags.
        count: usize,
        sample: Vec<Tag>,
    },
}

impl TagCheck {
    /// The check that a tag file needs, if any. `is_given`: did the reader name the file?
    pub(super) fn new(file: &TagFile, tags: &[Tag], document: &Document, is_given: bool) -> Option<Self> {
        if !file.exists() {
            return (!is_given).then_some(Self::Missing);
        }
        let header = file.header().filter(|header| is_given && !header.document.is_empty())?;
        let other = header.document != document.name && header.sha256 != document.digest && !tags.is_empty();
        let sample = tags.iter().step_by(tags.len().div_ceil(MAX_SAMPLE).max(1)).cloned().collect();
        let article = visible::line(&header.document).into_owned();
        other.then_some(Self::Foreign { article, count: tags.len(), sample })
    }

    /// Why nothing can be decided before the check is done.
    pub(super) fn reason(&self, name: &str) -> Option<String> {
        match self {
            Self::Missing => None,
            Self::Foreign { article, .. } => Some(format!("{name} holds the tags of {article}")),
        }
    }

    /// What a command should report that only reads the file called `name`.
    pub(super) fn warning(&self, name: &str, document: &Document) -> Option<Diagnostic> {
        let Self::Foreign { article, count, sample } = self else { return None };
        let message = format!("holds {} of {article}, not found in this text", counted(*count, "tag"));
        (!has_passages(document, sample)).then(|| Diagnostic::whole(name, message))
    }

    /// What the session should know, as a question if it `asks` any.
    pub(super) fn run(
        self,
        source: &Source,
        annotator: Option<&str>,
        document: &Document,
        asks: bool,
    ) -> Option<Msg> {
        match (self, source) {
            (Self::Missing, Source::File(article)) => {
                let left = left_behind::find(article, annotator, document)?;
                let (name, count) = (display::file_name(&left.path), left.count);
                if asks {
                    return Some(Msg::TagsLeftBehind { name, count });
                }
                let text = format!(
                    "{name} holds {} of this very text; rename it to use them",
                    counted(count, "tag")
                );
                Some(Msg::Notify(Notice::warning(text)))
            }
            (Self::Missing, _) => None,
            (Self::Foreign { sample, .. }, _) if has_passages(document, &sample) => Some(Msg::TagsBelong),
            (Self::Foreign { article, count, .. }, _) => {
                if asks {
                    return Some(Msg::TagsOfAnother { article, count });
                }
                let text = format!(
                    "the tag file holds {} of {article}, not found in this text; it is only read",
                    counted(count, "tag")
                );
                Some(Msg::Notify(Notice::warning(text)))
            }
        }
    }
}

/// Does the text hold more of the passages than chance explains?
fn has_passages(document: &Document, sample: &[Tag]) -> bool {
    let is_found = |tag: &&Tag| contains(&document.text, &tag.selector.exact);
    sample.iter().filter(is_found).count() * MAX_CHANCE > sample.len()
}

/// Does the quotation stand in the text, whatever the white space between its words?
fn contains(text: &str, quotation: &str) -> bool {
    let words: Vec<&str> = quotation.split_whitespace().collect();
    let Some(first) = words.first().filter(|first| !first.is_empty()) else { return false };
    let follows = |rest: &str| {
        let mut rest = rest;
        words.iter().all(|word| match rest.trim_start().strip_prefix(word) {
            Some(after) => {
                rest = after;
                true
            }
            None => false,
        })
    };
    text.match_indices(first).any(|(at, _)| text.get(at..).is_some_and(follows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_between_words_does_not_count() {
        let text = "The guild must\n  pay at once, it said. The guild may go.";
        assert!(contains(text, "The guild must pay at once") && contains(text, "guild  may"));
        assert!(!contains(text, "The guild must go") && !contains(text, "") && !contains("", "a"));
    }
}
