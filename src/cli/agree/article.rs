//! An article on the command line of `agree`, in place of its tag files.

use crate::cli::args::Agree;
use crate::cli::check_annotator;
use crate::error::Error;
use crate::shell::tag_files::ENDING;
use crate::shell::{Source, display, paths};
use std::path::{Path, PathBuf};

/// The arguments with tag files in place of `ARTICLE [NAME …]`; others unchanged.
///
/// Fails for an article without tag files, and for a name without one.
pub(super) fn resolve(args: &Agree) -> Result<Agree, Error> {
    let Some((article, names)) = args.files.split_first().filter(|(first, _)| is_article(first)) else {
        return Ok(args.clone());
    };
    let source = Source::File(article.clone());
    let file = |word: &PathBuf| match word.to_str() {
        Some(name) if !word.exists() && check_annotator(Some(name)).is_ok() => {
            let file = paths::tags(&source, Some(name), "");
            if file.exists() {
                Ok(file)
            } else {
                let message = format!("has no tags of {name}");
                Err(Error::new(display::path(article), message)
                    .hint(format!("{} is missing", display::path(&file))))
            }
        }
        _ => Ok(word.clone()),
    };
    let files =
        if names.is_empty() { beside(article)? } else { names.iter().map(file).collect::<Result<_, _>>()? };
    let article = args.article.clone().or_else(|| Some(article.clone()));
    Ok(Agree { files, article, ..args.clone() })
}

/// Is the word a file that holds no tags? Tag files are TOML under any name.
fn is_article(word: &Path) -> bool {
    word.is_file() && word.extension().is_none_or(|ending| ending != "toml")
}

/// All tag files of an article, in the order of their names.
fn beside(article: &Path) -> Result<Vec<PathBuf>, Error> {
    let name = article.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let folder = article.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let listed =
        std::fs::read_dir(folder).map_err(|error| display::io_error(display::path(folder), error))?;
    let of_article = |file: &str| {
        file.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.') && rest.ends_with(ENDING))
    };
    let mut files: Vec<PathBuf> = listed
        .filter_map(Result::ok)
        .filter(|entry| of_article(&entry.file_name().to_string_lossy()))
        .map(|entry| article.with_file_name(entry.file_name()))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(Error::new(display::path(article), "no annotator has tags beside it")
            .hint(format!("`purport --annotator NAME` makes {name}.NAME{ENDING}")));
    }
    Ok(files)
}
