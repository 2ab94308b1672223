//! Paths of the program's own files: tags and exports beside the article, state and keys in the user's folders.

use super::article::Source;
use etcetera::BaseStrategy as _;
use std::path::{Path, PathBuf};

/// Names of tag files end in this.
pub const TAGS_ENDING: &str = ".tags.toml";

/// Tag file of an article: beside it, named after it and the annotator, if given.
///
/// The tags of an article without a file (standard input, the built-in sample) go to the current directory.
pub fn tags(source: &Source, annotator: Option<&str>, digest: &str) -> PathBuf {
    // File names need not be valid Unicode, and must survive intact.
    let article = export(source, digest);
    annotator.into_iter().chain(["tags.toml"]).fold(article, |path, ending| with_ending(&path, ending))
}

/// Base path for exports of an article: the article itself, or a name in the current directory.
///
/// Standard input is named after its content, so that the same text finds its tags again.
pub fn export(source: &Source, digest: &str) -> PathBuf {
    match source {
        Source::File(path) => path.clone(),
        Source::Stdin => PathBuf::from(format!("stdin-{}", digest.get(..8).unwrap_or("text"))),
        Source::Sample | Source::Lesson => PathBuf::from(source.name()),
    }
}

/// State folder by the XDG Base Directory Specification 0.8: `$XDG_STATE_HOME/purport`. `None` without a home
/// directory.
pub(super) fn state() -> Option<PathBuf> {
    Some(etcetera::base_strategy::Xdg::new().ok()?.state_dir()?.join("purport"))
}

/// The user's key bindings, by the same specification: `$XDG_CONFIG_HOME/purport/keys.toml`.
pub fn keys() -> Option<PathBuf> {
    Some(etcetera::base_strategy::Xdg::new().ok()?.config_dir().join("purport").join("keys.toml"))
}

/// The reader's own changes of a built-in scheme, by the same specification:
/// `$XDG_CONFIG_HOME/purport/schemes/NAME.toml`.
pub fn own_scheme(name: &str) -> Option<PathBuf> {
    let folder = etcetera::base_strategy::Xdg::new().ok()?.config_dir().join("purport").join("schemes");
    Some(folder.join(format!("{name}.toml")))
}

/// The personal model of a scheme in the state folder, and where it lies while it is silent.
pub(super) fn personal(scheme: &str) -> Option<(PathBuf, PathBuf)> {
    let is_plain = |char: char| char.is_alphanumeric() || "-_.".contains(char);
    let name: String = scheme.chars().map(|char| if is_plain(char) { char } else { '-' }).collect();
    let folder = state()?.join("personal");
    Some((folder.join(format!("{name}.toml")), folder.join(format!("{name}.off.toml"))))
}

/// A file beside another, named after it: `a.txt` and `x` give `a.txt.x`.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
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
