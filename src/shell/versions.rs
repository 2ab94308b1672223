//! Comparison of the open article with an earlier version, beside the session.

use super::article::{ReadOptions, Source};
use super::classifier::ClaimFinder;
use super::survey::TaggedArticle;
use crate::claim::Stated;
use crate::error::Error;
use crate::session::{ComparedVersions, EarlierText, EarlierVersion, Model, Msg, Notice};
use crate::tag::Tag;
use crate::text::Document;
use crate::version::{Version, compare};
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that a comparison needs.
pub(super) struct VersionRequest {
    with: EarlierVersion,
    earlier: Option<EarlierText>,
    document: Arc<Document>,
    claims: Vec<Stated>,
    finder: Arc<ClaimFinder>,
    annotator: Option<String>,
}

impl VersionRequest {
    pub(super) fn new(
        model: &Model,
        finder: &Arc<ClaimFinder>,
        with: EarlierVersion,
        annotator: Option<String>,
    ) -> Self {
        Self {
            with,
            earlier: model.versions.earlier.clone(),
            document: Arc::clone(model.document()),
            claims: model.stated(),
            finder: Arc::clone(finder),
            annotator,
        }
    }

    /// Reads the earlier version if it is a file, and compares; `shows` is passed on.
    pub(super) fn run(self, shows: bool) -> Msg {
        let error = |error: &Error| Msg::Notify(Notice::error(error.to_string()));
        let (name, old, same) = match self.old() {
            Ok(old) => old,
            Err(why) => return error(&why),
        };
        let tags: Vec<Tag> = old.tags.iter().map(|tag| tag.as_ref().clone()).collect();
        let comparison = compare(
            Version { document: &old.document, claims: &old.claims },
            Version { document: &self.document, claims: &self.claims },
            &tags,
            same,
        );
        let (document, old, tags) = (self.document, old.document, old.tags);
        Msg::VersionsCompared {
            compared: Box::new(ComparedVersions { document, old, name, comparison, tags }),
            shows,
        }
    }

    /// The earlier version with its name, and whether its tags were made on exactly its text.
    fn old(&self) -> Result<(String, EarlierText, bool), Error> {
        match &self.with {
            EarlierVersion::BeforeChange => {
                let earlier = self.earlier.clone();
                let earlier = earlier.ok_or_else(|| Error::new("diff", "the earlier text is not kept"))?;
                Ok(("the earlier text".to_owned(), earlier, true))
            }
            EarlierVersion::File(path) => {
                let source = Source::of_word(&PathBuf::from(path));
                let article =
                    TaggedArticle::read(&source, ReadOptions::default(), None, self.annotator.as_deref())?;
                let claims = self.finder.claims_of(&article.document, 0).claims;
                let claims = claims.iter().map(|claim| Stated::of(claim, &article.document)).collect();
                let tags = article.tags.into_iter().map(Arc::new).collect();
                let earlier = EarlierText { document: article.document, claims, tags };
                Ok((path.clone(), earlier, article.same))
            }
        }
    }
}
