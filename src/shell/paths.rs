//! Where files of ours go.

use super::article::Source;
use etcetera::BaseStrategy as _;
use std::ffi::OsStr;
use std::path::PathBuf;

/// The tag file of an article: beside it, named after it, with the annotator's name if one is given.
///
/// What comes without a file (standard input, the built-in sample) has its tags in the current
/// directory; standard input is named after its content, so that the same text finds them again.
pub fn tags(source: &Source, annotator: Option<&str>, digest: &str) -> PathBuf {
    // A file's name need not be text, and must come through whole.
    let named = |name: &OsStr| {
        let mut name = name.to_owned();
        for part in annotator.into_iter().chain(["tags.toml"]) {
            name.push(".");
            name.push(part);
        }
        name
    };
    match source {
        Source::File(path) => path.with_file_name(named(path.file_name().unwrap_or_default())),
        Source::Stdin => {
            PathBuf::from(named(format!("stdin-{}", digest.get(..8).unwrap_or("text")).as_ref()))
        }
        Source::Sample | Source::Lesson => PathBuf::from(named(source.name().as_ref())),
    }
}

/// What the exports of an article are named after: the article itself. What comes without a file has its
/// exports in the current directory, as it has its tags.
pub fn export(source: &Source, digest: &str) -> PathBuf {
    match source {
        Source::File(path) => path.clone(),
        Source::Stdin => PathBuf::from(format!("stdin-{}", digest.get(..8).unwrap_or("text"))),
        Source::Sample | Source::Lesson => PathBuf::from(source.name()),
    }
}

/// The folder for what the program remembers between runs, by the XDG Base Directory
/// Specification 0.8: `$XDG_STATE_HOME/purport`. Nothing if there is no home.
pub fn state() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::Xdg::new().ok()?;
    Some(strategy.state_dir()?.join("purport"))
}

/// The file for keys of the reader's own, by the same specification:
/// `$XDG_CONFIG_HOME/purport/keys.toml`. Nothing if there is no home.
pub fn keys() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::Xdg::new().ok()?;
    Some(strategy.config_dir().join("purport").join("keys.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_stand_beside_the_article() {
        let file = Source::File(PathBuf::from("a/b.txt"));
        assert_eq!(tags(&file, None, ""), PathBuf::from("a/b.txt.tags.toml"));
        assert_eq!(tags(&file, Some("r1"), ""), PathBuf::from("a/b.txt.r1.tags.toml"));
        assert_eq!(tags(&Source::Stdin, None, "0123456789"), PathBuf::from("stdin-01234567.tags.toml"));
    }
}
