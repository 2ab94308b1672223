//! `purport FILE`: opens the reader, or prints the claims where there is no terminal for it.

use super::args::{Compare, Open};
use super::report::report_all;
use super::{check_annotator, classify, keys, scheme};
use crate::claim::Engine;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::session::DossierScreen;
use crate::shell::batch::default_jobs;
use crate::shell::classifier::ClaimFinder;
use crate::shell::theme_file::ThemeFile;
use crate::shell::{
    self, Article, Comparison, DossierOptions, OpenAt, Options, ShelfOptions, ShelfPlace, Source,
    TerminalSession, capabilities, display, paths, state, tag_files, walk,
};
use crate::theme::{ColorDepth, Theme};
use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn run(mut open: Open) -> Result<u8, Error> {
    let files = std::mem::take(&mut open.files);
    let source = match &files[..] {
        // The keys of a review may come through a pipe, and then the article does not.
        [] if open.plain || io::stdin().is_terminal() => Source::Sample,
        [] => Source::Stdin,
        [one] if !one.is_dir() => Source::of_word(one),
        _ => return shelf(&open, &files),
    };
    read(open, source)
}

/// Opens an article with the decisions of two annotators, to settle their differences.
pub(super) fn compare(args: Compare) -> Result<u8, Error> {
    if !has_screen() {
        return Err(Error::new("comparing", "needs a terminal that can move its cursor")
            .hint("`purport agree` prints how far annotators agree, and where they differ most"));
    }
    let Compare { article, annotators, blind, annotator, tags, reader } = args;
    // A name stands for the tag file of that annotator, beside the article.
    let source = Source::File(article);
    let file = |word: &PathBuf| match word.to_str() {
        Some(name) if !word.exists() && check_annotator(Some(name)).is_ok() => {
            paths::tags(&source, Some(name), "")
        }
        _ => word.clone(),
    };
    let compared: Vec<PathBuf> = annotators.iter().map(file).collect();
    let gold = tags.clone().unwrap_or_else(|| paths::tags(&source, Some(&annotator), ""));
    if let Some(own) = compared.iter().find(|file| **file == gold) {
        return Err(Error::new(display::path(own), "is compared, and cannot hold the result too")
            .hint("--annotator or --tags names another"));
    }
    let files = tag_files::read(&compared, &mut Vec::new())?;
    let warnings: Vec<Error> =
        files.iter().flat_map(|file| file.warnings.iter().cloned()).map(Error::from).collect();
    let files = <[_; 2]>::try_from(files).map_err(|_| {
        Error::new("compare", "takes the tags of two annotators").hint("`purport agree` compares any number")
    })?;
    let open = Open { annotator: Some(annotator), tags, reader, ..Open::default() };
    let mut options = options(&open, source, None, false)?;
    options.warnings.extend(warnings.into_iter().chain(state::problem()));
    options.compare = Some(Comparison { files, blinded: blind });
    let end = shell::run(options, &mut TerminalSession::for_one())?;
    Ok(exit_code(end.signal))
}

/// Opens the lesson. Its tags go into a folder that is removed afterwards.
pub(super) fn lesson() -> Result<u8, Error> {
    if !has_screen() {
        return Err(Error::new("the lesson", "needs a terminal that can move its cursor")
            .hint("`purport --plain` reviews the sample line by line, and ? there shows the keys"));
    }
    let folder = tempfile::tempdir().map_err(|error| display::io_error("the lesson", error))?;
    let mut open = Open { tags: Some(folder.path().join("lesson.md.tags.toml")), ..Open::default() };
    // Its tasks name claims by their place, so they stay where they are whatever a model says.
    open.engine.engine = Engine::Cues;
    read(open, Source::Lesson)
}

fn is_dumb() -> bool {
    env::var("TERM").is_ok_and(|term| term == "dumb")
}

/// Whether there is a terminal to read in, with keys from it.
pub(super) fn has_screen() -> bool {
    !is_dumb() && io::stdin().is_terminal() && io::stdout().is_terminal()
}

fn read(mut open: Open, source: Source) -> Result<u8, Error> {
    let can_ask = io::stdin().is_terminal() && source != Source::Stdin;
    if is_dumb() && io::stdout().is_terminal() && can_ask {
        open.plain = true;
    }
    let has_no_screen = !open.plain && (!io::stdout().is_terminal() || is_dumb());
    if has_no_screen {
        let text = "no terminal to read in, so the claims are printed; `purport classify` does the same, and \
                    `--plain` reviews them line by line";
        let _ = writeln!(io::stderr().lock(), "purport: {text}");
    }
    // A review and a printer read all of it; a terminal as standard input has the keys.
    let live = !has_no_screen && !open.plain && !io::stdin().is_terminal();
    let mut options = options(&open, source, None, live)?;
    if has_no_screen {
        return print(options);
    }
    options.warnings.extend(state::problem());
    if open.plain {
        return shell::review(options, io::stdin().lock(), io::stdout().lock()).map(|()| 0);
    }
    let end = shell::run(options, &mut TerminalSession::for_one())?;
    Ok(exit_code(end.signal))
}

/// `live`: show standard input while it comes.
fn options(open: &Open, source: Source, shelf: Option<ShelfPlace>, live: bool) -> Result<Options, Error> {
    let read_options = open.reader.input.read_options(open.reader.format)?;
    check_annotator(open.annotator.as_deref())?;
    let classifier = open.classifier.call(1)?;
    let (scheme, outline_of, scheme_warnings) = if classifier.is_none() {
        scheme::outline(open.reader.scheme.as_deref(), &open.engine)?
    } else {
        // It takes the whole scheme to parse an outside classifier's answers, and to fall back on purport's own claims.
        let (scheme, warnings) = scheme::read_own(open.reader.scheme.as_deref(), &open.engine)?;
        (scheme, None, warnings)
    };
    let mut warnings: Vec<Error> = scheme_warnings.into_iter().map(Error::from).collect();
    let keys = keys::read(open.reader.keys.as_deref(), &scheme, &mut warnings)?;
    let color_depth = capabilities::color_depth(open.reader.color.color_depth());
    let (theme, theme_file) = match &open.reader.theme {
        Some(name) => read_theme(name, color_depth, &mut warnings)?,
        None => (None, None),
    };
    Ok(Options {
        open_at: if let Source::File(path) = &source { open.found.get(path).cloned() } else { None },
        article: if live {
            Article::open_live(source, read_options)
        } else {
            Article::open(source, read_options)
        }?,
        scheme,
        outline_of,
        classifier,
        theme,
        theme_file,
        color_depth,
        keys,
        annotator: open.annotator.clone(),
        tags: open.tags.clone(),
        read_only: open.read_only,
        blind: open.blind,
        no_mouse: open.reader.no_mouse,
        warnings,
        compare: None,
        shelf,
        own_scheme: scheme::own(open.reader.scheme.as_deref()),
    })
}

/// Prints the claims of an article that has no screen to be read on.
fn print(options: Options) -> Result<u8, Error> {
    let Options { article, scheme, outline_of, classifier, warnings, .. } = options;
    report_all(warnings);
    let scheme = outline_of.and_then(|_| scheme.complete()).unwrap_or(scheme);
    classify::print(article, &ClaimFinder::new(Arc::new(scheme), classifier).on_threads(default_jobs()))
}

fn shelf(open: &Open, files: &[PathBuf]) -> Result<u8, Error> {
    if open.tags.is_some() {
        return Err(Error::new("--tags", "names the tag file of one article").hint("name one article"));
    }
    if open.plain || !has_screen() {
        let hint = "`purport classify` prints their claims, `purport status` how they stand, and --plain \
                    reviews one of them";
        return Err(Error::new("several articles", "need a terminal that can move its cursor").hint(hint));
    }
    let walk::Found { paths, errors } = walk::articles(files, open.walk.options())?;
    if paths.is_empty()
        && let Some(error) = errors.first()
    {
        return Err(error.clone());
    }
    check_annotator(open.annotator.as_deref())?;
    let (scheme, warnings) = scheme::read_own(open.reader.scheme.as_deref(), &open.engine)?;
    let warnings = errors.into_iter().chain(warnings.into_iter().map(Error::from));
    let mut warnings = warnings.chain(state::problem()).collect();
    let color_depth = capabilities::color_depth(open.reader.color.color_depth());
    let theme = match &open.reader.theme {
        Some(name) => read_theme(name, color_depth, &mut warnings)?.0,
        None => None,
    };
    let options = ShelfOptions {
        paths: Arc::new(paths),
        keys: keys::read(open.reader.keys.as_deref(), &scheme, &mut warnings)?,
        scheme: Arc::new(scheme),
        annotator: open.annotator.clone(),
        theme,
        color_depth,
        no_mouse: open.reader.no_mouse,
        warnings,
    };
    let read = |path: &Path, place, session: &mut TerminalSession| {
        shell::run(self::options(open, Source::File(path.to_owned()), Some(place), false)?, session)
    };
    shell::shelf(options, read).map(exit_code)
}

/// Shows a dossier in the terminal, and opens its articles under `open`; `reread` gathers the claims of one again.
pub(super) fn dossier(
    open: &Open,
    screen: DossierScreen,
    reread: impl FnMut(&mut DossierScreen, usize) -> Result<(), Error>,
) -> Result<u8, Error> {
    let mut warnings: Vec<Error> = state::problem().into_iter().collect();
    let options = DossierOptions {
        keys: keys::read(open.reader.keys.as_deref(), &screen.scheme, &mut warnings)?,
        screen,
        color_depth: capabilities::color_depth(open.reader.color.color_depth()),
        warnings,
    };
    let read = |path: PathBuf, at: OpenAt, place, session: &mut TerminalSession| {
        let mut options = self::options(open, Source::File(path), Some(place), false)?;
        options.open_at = Some(at);
        shell::run(options, session)
    };
    shell::dossier(options, read, reread).map(exit_code)
}

/// The exit code after a signal, by the convention of shells.
fn exit_code(signal: Option<i32>) -> u8 {
    signal.and_then(|signal| u8::try_from(signal + 128).ok()).unwrap_or(0)
}

/// A theme with the name that the reader chooses it by.
type NamedTheme = (String, Theme);

/// The theme that a word names, and its file if it has one. A file that cannot be used is a warning, and gives no
/// theme; a word that names nothing is an error.
fn read_theme(
    name: &str,
    color_depth: ColorDepth,
    warnings: &mut Vec<Error>,
) -> Result<(Option<NamedTheme>, Option<ThemeFile>), Error> {
    if let Some(theme) = Theme::built_in(name, color_depth) {
        return Ok((Some((name.to_owned(), theme)), None));
    }
    let path = Path::new(name);
    if !path.exists() {
        let names: Vec<&str> = Theme::names().collect();
        let hint = did_you_mean(name, names.iter().copied());
        let hint = hint.unwrap_or_else(|| format!("built in: {}", names.join(", ")));
        return Err(Error::new(name, "no theme of this name, and no such file").hint(hint));
    }
    let mut file = ThemeFile::new(path, color_depth);
    let theme = match file.read() {
        Ok((theme, found)) => {
            warnings.extend(found.into_iter().map(Error::from));
            Some((theme.name.clone(), theme))
        }
        // An article can be read in any colours.
        Err(error) => {
            warnings.push(error);
            None
        }
    };
    Ok((theme, Some(file)))
}
