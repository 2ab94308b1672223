//! Where the model's answers about an article lie in the state folder.

use super::article::Source;
use super::kept_verdicts::KeptVerdicts;
use super::paths;
use super::state::article_key;
use crate::claim::{Fingerprint, Scheme};
use crate::session::Notice;
use std::fs;
use std::path::PathBuf;

/// Where the answers about an article are kept.
#[derive(Debug, Clone)]
pub(super) struct VerdictPlace {
    pub(super) source: Source,
    /// Are new answers added?
    pub(super) writes: bool,
}

impl VerdictPlace {
    /// Reads what is kept about the article of this digest under the model of a scheme; tells if it is damaged.
    pub(super) fn open(&self, digest: &str, scheme: &Scheme) -> (KeptVerdicts, Option<Notice>) {
        let path = self.path(digest, scheme);
        path.map_or_else(
            || (KeptVerdicts::nowhere(), None),
            |(path, fingerprint)| KeptVerdicts::open(path, fingerprint, self.writes),
        )
    }

    /// `None` without a model, or without a state folder.
    fn path(&self, digest: &str, scheme: &Scheme) -> Option<(PathBuf, Fingerprint)> {
        let fingerprint = scheme.model_fingerprint()?;
        let key = article_key(&self.source, digest)?;
        let [one, two, three, four, ..] = fingerprint;
        let model = format!("{:08x}", u32::from_be_bytes([one, two, three, four]));
        Some((folder()?.join(format!("{key}-{model}.verdicts")), fingerprint))
    }

    /// Bytes that are kept about the article.
    pub(super) fn size(&self, digest: &str, scheme: &Scheme) -> u64 {
        let path = self.path(digest, scheme);
        path.and_then(|(path, _)| fs::metadata(path).ok()).map_or(0, |data| data.len())
    }
}

fn folder() -> Option<PathBuf> {
    Some(paths::state()?.join("verdicts"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Engine;

    #[test]
    fn answers_have_a_place_by_article_and_model() {
        let scheme = Scheme::claims();
        let article = tempfile::NamedTempFile::new().unwrap();
        let place = VerdictPlace { source: Source::File(article.path().to_owned()), writes: true };
        let (path, print) = place.path("", &scheme).unwrap();
        assert!(place.path("", &scheme.clone().with_engine(Engine::Cues)).is_none(), "the cues keep nothing");
        assert!(
            VerdictPlace { source: Source::Lesson, ..place.clone() }
                .path("0123456789abcdef", &scheme)
                .is_none()
        );
        assert!(
            VerdictPlace { source: Source::Stdin, ..place.clone() }.path("", &scheme).is_none(),
            "not read whole"
        );
        assert_eq!(place.path("", &scheme).unwrap(), (path, print));
    }
}
