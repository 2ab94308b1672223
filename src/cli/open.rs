//! `purport FILE`: opening the reader, or printing the claims where there is no terminal for it.

use super::args::{Compare, Open};
use super::{classify, keys, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::shell::classifier::ClaimFinder;
use crate::shell::theme_file::ThemeFile;
use crate::shell::{
    self, Article, Comparison, Options, ShelfOptions, Source, TerminalSession, survey, terminal,
};
use crate::theme::{ColorDepth, Theme};
use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) fn run(mut open: Open) -> Result<u8, Diagnostic> {
    let files = std::mem::take(&mut open.files);
    let source = match &files[..] {
        // The keys of a review may come by a pipe, and then the article does not.
        [] if open.plain || io::stdin().is_terminal() => Source::Sample,
        [] => Source::Stdin,
        [one] if !one.is_dir() => Source::of_word(one),
        _ => return shelf(&open, &files),
    };
    read(open, source)
}

/// Opens an article with what two annotators decided, to be settled.
pub(super) fn compare(args: Compare) -> Result<u8, Diagnostic> {
    if is_dumb() || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let fault = Diagnostic::whole("comparing", "needs a terminal that can move its cursor");
        return Err(fault.hint("`purport agree` prints how far annotators agree, and where they differ most"));
    }
    let Compare { article, annotators, blind, annotator, tags, scheme, theme, color, keys, .. } = args;
    let (no_mouse, format, how) = (args.no_mouse, args.format, args.how);
    // A name stands for the tag file of that annotator, beside the article.
    let source = Source::File(article);
    let file = |word: &PathBuf| match word.to_str() {
        Some(name) if !word.exists() && check_annotator(Some(name)).is_ok() => {
            shell::paths::tags(&source, Some(name), "")
        }
        _ => word.clone(),
    };
    let files: Vec<PathBuf> = annotators.iter().map(file).collect();
    let sheets = shell::tag_files::read(&files)?;
    let gold = tags.clone().unwrap_or_else(|| shell::paths::tags(&source, Some(&annotator), ""));
    if let Some(own) = files.iter().find(|file| **file == gold) {
        let fault = Diagnostic::whole(&own.to_string_lossy(), "is compared, and cannot be the result too");
        return Err(fault.hint("--annotator or --tags names another"));
    }
    let faults: Vec<Diagnostic> = sheets.iter().flat_map(|sheet| sheet.faults.clone()).collect();
    let Ok(sheets) = <[_; 2]>::try_from(sheets) else {
        let fault = Diagnostic::whole("compare", "takes the tags of two annotators");
        return Err(fault.hint("`purport agree` compares any number"));
    };
    let annotator = Some(annotator);
    let open = Open { scheme, theme, color, keys, annotator, tags, no_mouse, format, how, ..Open::default() };
    let mut options = options(&open, source, None)?;
    options.warnings.extend(faults);
    options.compare = Some(Comparison { sheets, masked: blind });
    let ending = shell::run(options, &mut TerminalSession::for_one())?;
    Ok(code(ending.signal))
}

/// Opens the lesson. Its tags live in a folder that is gone afterwards.
pub(super) fn lesson() -> Result<u8, Diagnostic> {
    if is_dumb() || !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        let fault = Diagnostic::whole("the lesson", "needs a terminal that can move its cursor");
        return Err(
            fault.hint("`purport --plain` reviews the sample line by line, and ? there shows the keys")
        );
    }
    let folder = tempfile::tempdir().map_err(|error| Diagnostic::whole("the lesson", error.to_string()))?;
    let open = Open { tags: Some(folder.path().join("lesson.md.tags.toml")), ..Open::default() };
    read(open, Source::Lesson)
}

/// Whether the terminal cannot move its cursor.
fn is_dumb() -> bool {
    env::var("TERM").is_ok_and(|term| term == "dumb")
}

fn read(mut open: Open, source: Source) -> Result<u8, Diagnostic> {
    let can_ask = io::stdin().is_terminal() && source != Source::Stdin;
    if is_dumb() && io::stdout().is_terminal() && can_ask {
        open.plain = true;
    }
    let no_screen = !open.plain && (!io::stdout().is_terminal() || is_dumb());
    if no_screen {
        say_that_claims_are_printed();
    }
    let options = options(&open, source, None)?;
    if no_screen {
        return print(options);
    }
    if open.plain {
        return shell::review(options, io::stdin().lock(), io::stdout().lock()).map(|()| 0);
    }
    let ending = shell::run(options, &mut TerminalSession::for_one())?;
    Ok(code(ending.signal))
}

/// What is needed to read an article.
fn options(open: &Open, source: Source, shelf: Option<(usize, usize)>) -> Result<Options, Diagnostic> {
    let wanted = open.how.wanted(open.format)?;
    check_annotator(open.annotator.as_deref())?;
    let classifier = open.other.call(1)?;
    let (scheme, complete, mut warnings) = match classifier {
        None => scheme::outline(open.scheme.as_deref())?,
        // What another classifier says is understood by all of a scheme, and ours may have to go on.
        Some(_) => scheme::read(open.scheme.as_deref()).map(|(scheme, faults)| (scheme, None, faults))?,
    };
    let keys = keys::read(open.keys.as_deref(), &scheme, &mut warnings)?;
    let color_depth = terminal::color_depth(open.color.color_depth());
    let (theme, theme_file) = match &open.theme {
        Some(name) => read_theme(name, color_depth, &mut warnings)?,
        None => (None, None),
    };
    Ok(Options {
        found: if let Source::File(path) = &source { open.found.get(path).cloned() } else { None },
        article: Article::open(source, wanted)?,
        scheme,
        complete,
        classifier,
        theme,
        theme_file,
        color_depth,
        keys,
        annotator: open.annotator.clone(),
        tags: open.tags.clone(),
        read_only: open.read_only,
        blind: open.blind,
        no_mouse: open.no_mouse,
        warnings,
        compare: None,
        shelf,
    })
}

fn say_that_claims_are_printed() {
    let say = "no terminal to read in, so the claims are printed; `purport classify` does the same, and \
               `--plain` reviews them line by line";
    let _ = writeln!(io::stderr().lock(), "purport: {say}");
}

/// Prints the claims of an article that was to be read.
fn print(options: Options) -> Result<u8, Diagnostic> {
    let Options { article, scheme, complete, classifier, warnings, .. } = options;
    warnings.iter().for_each(super::complain);
    let scheme = complete.as_deref().and_then(Scheme::built_in).unwrap_or(scheme);
    classify::print(article, &ClaimFinder::new(Arc::new(scheme), classifier))
}

/// Shows several articles to choose from.
fn shelf(open: &Open, files: &[PathBuf]) -> Result<u8, Diagnostic> {
    if open.tags.is_some() {
        return Err(Diagnostic::whole("--tags", "names the tag file of one article").hint("name one article"));
    }
    if open.plain || is_dumb() || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        let fault = Diagnostic::whole("several articles", "need a terminal that can move its cursor");
        let hint = "`purport classify` prints their claims, `purport status` how they stand, and --plain \
                    reviews one of them";
        return Err(fault.hint(hint));
    }
    let paths = survey::articles(files)?;
    check_annotator(open.annotator.as_deref())?;
    let (scheme, mut warnings) = scheme::read(open.scheme.as_deref())?;
    let color_depth = terminal::color_depth(open.color.color_depth());
    let theme = match &open.theme {
        Some(name) => read_theme(name, color_depth, &mut warnings)?.0.map(|(_, theme)| theme),
        None => None,
    };
    let options = ShelfOptions {
        paths,
        keys: keys::read(open.keys.as_deref(), &scheme, &mut warnings)?,
        scheme,
        annotator: open.annotator.clone(),
        theme,
        color_depth,
        no_mouse: open.no_mouse,
    };
    let read = |path: &Path, place, seat: &mut TerminalSession| {
        shell::run(self::options(open, Source::File(path.to_owned()), Some(place))?, seat)
    };
    shell::shelf(options, read).map(code)
}

/// The exit code after a signal, as shells have it.
fn code(signal: Option<i32>) -> u8 {
    signal.and_then(|signal| u8::try_from(signal + 128).ok()).unwrap_or(0)
}

/// A name becomes part of a file's name, so it must not lead elsewhere.
pub(super) fn check_annotator(name: Option<&str>) -> Result<(), Diagnostic> {
    let good = |name: &str| {
        !name.is_empty()
            && name.chars().all(|char| char.is_alphanumeric() || "-_.".contains(char))
            && !name.starts_with('.')
    };
    match name {
        Some(name) if !good(name) => {
            Err(Diagnostic::whole("--annotator", "takes letters, digits, `-`, `_` and `.`")
                .hint("for example --annotator r1"))
        }
        _ => Ok(()),
    }
}

/// A theme with the name that it is chosen by.
type Named = (String, Theme);

/// The theme that a word names, and its file if it has one. A theme that cannot be used is a warning,
/// and none is given, so that the usual one is taken; a word that names nothing is an error.
fn read_theme(
    name: &str,
    color_depth: ColorDepth,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(Option<Named>, Option<ThemeFile>), Diagnostic> {
    // Colours are wanted gone, so a theme that has any is read without them.
    if let Some(theme) = Theme::built_in(name, color_depth) {
        return Ok((Some((name.to_owned(), theme)), None));
    }
    let path = Path::new(name);
    if !path.exists() {
        let fault = Diagnostic::whole(name, "no theme of this name, and no such file");
        let names: Vec<&str> = Theme::names().collect();
        let near = did_you_mean(name, names.iter().copied());
        return Err(fault.hint(near.unwrap_or_else(|| format!("built in: {}", names.join(", ")))));
    }
    let mut file = ThemeFile::new(path, color_depth);
    let theme = match file.read() {
        Ok((theme, faults)) => {
            warnings.extend(faults);
            Some((theme.name.clone(), theme))
        }
        // Colours are no reason to keep anybody from reading.
        Err(fault) => {
            warnings.push(fault);
            None
        }
    };
    Ok((theme, Some(file)))
}
