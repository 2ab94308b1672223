//! `purport FILE`: opening the reader, or printing the claims where there is no terminal for it.

use super::args::Open;
use super::{classify, keys, scheme};
use crate::claim::Scheme;
use crate::fault::Fault;
use crate::shell::file::{self, MOST_BY_HAND};
use crate::shell::{self, Article, Options, Source, terminal};
use crate::theme::{Theme, Tier};
use std::env;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

pub(super) fn run(open: Open) -> Result<u8, Fault> {
    let source = match &open.file {
        Some(word) => Source::of_word(word),
        None if io::stdin().is_terminal() => Source::Sample,
        None => Source::Stdin,
    };
    check_annotator(open.annotator.as_deref())?;
    let (scheme, complete, mut warnings) = scheme::outline(open.scheme.as_deref())?;
    let keys = keys::read(open.keys.as_deref(), &scheme, &mut warnings)?;
    let tier = terminal::tier(open.color.tier());
    let theme = match &open.theme {
        Some(name) => read_theme(name, tier, &mut warnings)?,
        None => None,
    };
    if !io::stdout().is_terminal() || env::var("TERM").is_ok_and(|term| term == "dumb") {
        let say = "no terminal to read in, so the claims are printed; `purport classify` does the same";
        let _ = writeln!(io::stderr().lock(), "purport: {say}");
        let article = Article::open(source, open.format.map(Into::into))?;
        warnings.iter().for_each(super::complain);
        let scheme = complete.as_deref().and_then(Scheme::built_in).unwrap_or(scheme);
        return classify::print(article, &scheme);
    }
    let article = Article::open(source, open.format.map(Into::into))?;
    let options = Options {
        article,
        scheme,
        complete,
        theme,
        tier,
        keys,
        annotator: open.annotator,
        tags: open.tags,
        read_only: open.read_only,
        no_mouse: open.no_mouse,
        warnings,
    };
    let signal = shell::run(options)?;
    Ok(signal.and_then(|signal| u8::try_from(signal + 128).ok()).unwrap_or(0))
}

/// A name becomes part of a file's name, so it must not lead elsewhere.
fn check_annotator(name: Option<&str>) -> Result<(), Fault> {
    let good = |name: &str| {
        !name.is_empty()
            && name.chars().all(|char| char.is_alphanumeric() || "-_.".contains(char))
            && !name.starts_with('.')
    };
    match name {
        Some(name) if !good(name) => {
            Err(Fault::whole("--annotator", "takes letters, digits, `-`, `_` and `.`")
                .hint("for example --annotator r1"))
        }
        _ => Ok(()),
    }
}

/// The theme that a word names. One that cannot be used is a warning, and none is given, so that the
/// usual one is taken; a word that names nothing is an error.
fn read_theme(name: &str, tier: Tier, warnings: &mut Vec<Fault>) -> Result<Option<Theme>, Fault> {
    // Colours are wanted gone, so a theme that has any is read without them.
    if let Some(theme) = Theme::built_in(name, tier) {
        return Ok(Some(theme));
    }
    let path = Path::new(name);
    if !path.exists() {
        let names: Vec<&str> = Theme::names().collect();
        let fault = Fault::whole(name, "no theme of this name, and no such file");
        return Err(fault.hint(format!("built in: {}", names.join(", "))));
    }
    let beside = |parent: &str| scheme::beside(path, parent);
    let found = file::text(path, MOST_BY_HAND).and_then(|text| Theme::parse(&text, name, tier, &beside));
    match found {
        Ok((theme, faults)) => {
            warnings.extend(faults);
            Ok(Some(theme))
        }
        // Colours are no reason to keep anybody from reading.
        Err(fault) => {
            warnings.push(fault);
            Ok(None)
        }
    }
}
