//! Paths of the program's own files: tags and exports beside the article, state and keys in the user's folders.

use super::article::Source;
use etcetera::BaseStrategy as _;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The tag file of an article: beside it, named after it, with the annotator's name if one is given.
///
/// An article without a file (standard input, the built-in sample) has its tags in the current directory.
pub fn tags(source: &Source, annotator: Option<&str>, digest: &str) -> PathBuf {
    // A file's name need not be valid Unicode, and has to come through whole.
    let article = export(source, digest);
    let mut name: OsString = article.file_name().map(OsStr::to_owned).unwrap_or_default();
    for part in annotator.into_iter().chain(["tags.toml"]) {
        name.push(".");
        name.push(part);
    }
    article.with_file_name(name)
}

/// The path that exports of an article are named after: the article itself, or a name in the current directory.
///
/// Standard input is named after its content, so that the same text finds its tags again.
pub fn export(source: &Source, digest: &str) -> PathBuf {
    match source {
        Source::File(path) => path.clone(),
        Source::Stdin => PathBuf::from(format!("stdin-{}", digest.get(..8).unwrap_or("text"))),
        Source::Sample | Source::Lesson => PathBuf::from(source.name()),
    }
}

/// The folder for what the program remembers between runs, by the XDG Base Directory Specification 0.8:
/// `$XDG_STATE_HOME/purport`. Nothing if there is no home.
pub(super) fn state() -> Option<PathBuf> {
    Some(etcetera::base_strategy::Xdg::new().ok()?.state_dir()?.join("purport"))
}

/// The reader's own key bindings, by the same specification: `$XDG_CONFIG_HOME/purport/keys.toml`.
pub fn keys() -> Option<PathBuf> {
    Some(etcetera::base_strategy::Xdg::new().ok()?.config_dir().join("purport").join("keys.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_lie_beside_the_article() {
        let file = Source::File(PathBuf::from("a/b.txt"));
        assert_eq!(tags(&file, None, ""), PathBuf::from("a/b.txt.tags.toml"));
        assert_eq!(tags(&file, Some("r1"), ""), PathBuf::from("a/b.txt.r1.tags.toml"));
        assert_eq!(tags(&Source::Stdin, None, "0123456789"), PathBuf::from("stdin-01234567.tags.toml"));
    }
}
