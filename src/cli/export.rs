//! `purport export`: articles with their claims and decisions as files of other programs.

use super::args::Export as Args;
use super::open::check_annotator;
use super::output::{Flow, flow};
use super::{complain, scheme};
use crate::diagnostic::Diagnostic;
use crate::export::{About, Article, Export, Format, Shape, render};
use crate::reading::Reading;
use crate::shell::export::{Target, write_files};
use crate::shell::survey::TaggedArticle;
use crate::shell::{self, Source, display, survey};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One article with the name that it has in the export.
struct Piece {
    name: String,
    /// Its path from the folder that all articles are in.
    stem: PathBuf,
    reading: Reading,
}

/// Where an export goes.
enum To {
    Standard,
    Target(Target),
}

/// Exports every article named. One that cannot be read does not stop the others.
pub(super) fn run(args: &Args) -> Result<u8, Diagnostic> {
    check_annotator(args.annotator.as_deref())?;
    let paths = survey::articles(&args.files)?;
    if args.tags.is_some() && paths.len() > 1 {
        return Err(Diagnostic::whole("--tags", "names the tag file of one article").hint("name one article"));
    }
    let to = to(args, paths.len())?;
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let (pieces, code) = pieces(args, &paths, &Arc::new(scheme))?;
    if pieces.is_empty() {
        return Ok(code);
    }
    let about = About {
        annotator: args.annotator.clone().unwrap_or_else(|| shell::READER.to_owned()),
        at: shell::now().text,
        decided: args.decided,
        bom: args.bom,
        source: args.source.clone(),
    };
    let articles: Vec<Article<'_>> =
        pieces.iter().map(|piece| Article { name: &piece.name, reading: &piece.reading }).collect();
    let target = match to {
        To::Standard => {
            let export = render(args.format, &articles, &about)?;
            say_left_out(args.format, export.left_out);
            return print(export).map(|()| code);
        }
        To::Target(target) => target,
    };
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let (mut marks, mut left_out) = (0, 0);
    let mut add = |export: Export, stem: &Path| {
        marks += export.marks;
        left_out += export.left_out;
        for (path, bytes) in target.paths(export, stem, args.format) {
            // What all articles share is written once.
            if !files.iter().any(|(known, _)| *known == path) {
                files.push((path, bytes));
            }
        }
    };
    if args.format.holds_many() {
        let stem = match &pieces[..] {
            [only] => only.stem.clone(),
            _ => PathBuf::from("articles"),
        };
        add(render(args.format, &articles, &about)?, &stem);
    } else {
        for (article, piece) in articles.iter().zip(&pieces) {
            add(render(args.format, std::slice::from_ref(article), &about)?, &piece.stem);
        }
    }
    let kept: Vec<PathBuf> = paths.iter().chain(&args.tags).cloned().collect();
    write_files(&files, args.force, &kept, "--force overwrites it")?;
    say_left_out(args.format, left_out);
    let place = match &target {
        Target::File(path) | Target::Folder(path) => display::path(path),
    };
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    // A codebook has no marks.
    let marks = if args.format == Format::Codebook { String::new() } else { plural(marks, "mark") + " of " };
    let _ = writeln!(io::stderr().lock(), "purport: {place}: {marks}{}", plural(articles.len(), "article"));
    Ok(code)
}

/// Where the words of the command line say that the export goes.
fn to(args: &Args, articles: usize) -> Result<To, Diagnostic> {
    let format = args.format;
    let files = format.shape() == Shape::Folder || articles > 1 && !format.holds_many();
    let standard = args.output.as_deref().is_none_or(|path| path == Path::new("-"));
    let named = args.output.is_some();
    let fault = |why: &str, hint: &str| Err(Diagnostic::whole(format.name(), why).hint(hint));
    match &args.output {
        _ if standard && files => fault("is more than one file", "name a folder for them: -o FOLDER"),
        _ if standard && format.shape() == Shape::Binary && (!named || io::stdout().is_terminal()) => {
            fault("is no text", "name a file for it: -o FILE")
        }
        Some(word) if !standard && files => Ok(To::Target(Target::Folder(word.clone()))),
        Some(word) if !standard => Ok(To::Target(Target::of_word(word, format))),
        _ => Ok(To::Standard),
    }
}

/// Reads the articles, and says what is wrong with those that cannot be read.
fn pieces(
    args: &Args,
    paths: &[PathBuf],
    scheme: &Arc<crate::claim::Scheme>,
) -> Result<(Vec<Piece>, u8), Diagnostic> {
    let wanted = args.how.wanted(args.from)?;
    if let Some(missing) = args.tags.as_ref().filter(|tags| !tags.exists()) {
        return Err(Diagnostic::whole(&display::path(missing), "no such file"));
    }
    let (folder, names) = survey::names(paths);
    let (mut pieces, mut code) = (Vec::new(), 0);
    for (path, name) in paths.iter().zip(names) {
        let source = Source::of_word(path);
        let name = if source == Source::Stdin { source.name() } else { name };
        match TaggedArticle::read(&source, wanted, args.tags.clone(), args.annotator.as_deref()) {
            Ok(article) => {
                article.warnings.iter().chain(&article.tag_warnings).for_each(complain);
                if let Some(annotator) =
                    args.annotator.as_deref().filter(|_| !article.has_tags && args.tags.is_none())
                {
                    complain(&Diagnostic::whole(&name, format!("has no tags of {annotator}")));
                }
                let stem = path.strip_prefix(&folder).unwrap_or(path).to_owned();
                let stem = if path == Path::new("-") { PathBuf::from("standard-input") } else { stem };
                pieces.push(Piece { name, stem, reading: article.into_reading(scheme) });
            }
            Err(error) => {
                complain(&error.into());
                code = 2;
            }
        }
    }
    Ok((pieces, code))
}

fn say_left_out(format: Format, count: usize) {
    if count > 0 {
        let (tags, their) = if count == 1 { ("tag", "its") } else { ("tags", "their") };
        let why =
            format!("{count} {tags} cannot be shown: {their} passage is gone from the text, or in doubt");
        complain(&Diagnostic::whole(format.name(), why).hint("jsonl, csv, markdown and html hold them too"));
    }
}

fn print(export: Export) -> Result<(), Diagnostic> {
    let mut out = io::stdout().lock();
    let main = export.files.into_iter().next().map(|file| file.bytes).unwrap_or_default();
    match flow(out.write_all(&main).and_then(|()| out.flush()))? {
        Flow::On | Flow::Closed => Ok(()),
    }
}
