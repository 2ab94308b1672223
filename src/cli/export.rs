//! `purport export`: articles with their claims and decisions as files of other programs.

use super::args::Export as Args;
use super::corpus::{articles, report_left_behind};
use super::report::{print, report, report_all, say};
use super::{check_annotator, scheme};
use crate::claim::Scheme;
use crate::error::Error;
use crate::export::{Export, ExportArticle, ExportOptions, Format, OutputKind, render};
use crate::reading::Reading;
use crate::shell::export::{ExportFiles, Target, write_files};
use crate::shell::names::{self, ArticleNames};
use crate::shell::survey::TaggedArticle;
use crate::shell::{self, Source, display};
use crate::text::number::{counted, plural};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

struct Piece {
    name: String,
    /// Its path below the folder that all articles are in.
    stem: PathBuf,
    reading: Reading,
}

enum Destination {
    StandardOutput,
    Target(Target),
}

/// Exports articles. One that cannot be read does not stop the others.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    check_annotator(args.tagged.annotator.as_deref())?;
    let (paths, unreadable) = articles(&args.files, args.walk)?;
    if args.tags.is_some() && paths.len() > 1 {
        return Err(Error::new("--tags", "names the tag file of one article").hint("name one article"));
    }
    let format = format_of(args)?;
    let destination = destination(args, format, paths.len())?;
    let scheme = scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?;
    let (pieces, code) = pieces(args, &paths, &Arc::new(scheme))?;
    let code = code.max(unreadable);
    if args.tags.is_none() {
        report_left_behind(&paths, args.tagged.annotator.as_deref());
    }
    if pieces.is_empty() {
        return Ok(code);
    }
    let about = ExportOptions {
        annotator: args.tagged.annotator.clone().unwrap_or_else(|| shell::READER.to_owned()),
        at: shell::now().text,
        decided: args.decided,
        bom: args.bom,
        source: args.source.clone(),
    };
    let articles: Vec<ExportArticle<'_>> =
        pieces.iter().map(|piece| ExportArticle { name: &piece.name, reading: &piece.reading }).collect();
    let target = match destination {
        Destination::StandardOutput => {
            let export = render(format, &articles, &about)?;
            warn_left_out(format, export.left_out);
            let main = export.files.into_iter().next().map(|file| file.bytes).unwrap_or_default();
            return print(|out| out.write_all(&main)).map(|_| code);
        }
        Destination::Target(target) => target,
    };
    let mut files = ExportFiles::default();
    let (mut marks, mut left_out) = (0, 0);
    let mut add = |export: Export, stem: &Path| {
        marks += export.marks;
        left_out += export.left_out;
        target.paths(export, stem, format).into_iter().try_for_each(|(path, bytes)| files.add(path, bytes))
    };
    if format.holds_many() {
        let stem = match &pieces[..] {
            [only] => only.stem.clone(),
            _ => PathBuf::from("articles"),
        };
        add(render(format, &articles, &about)?, &stem)?;
    } else {
        for (article, piece) in articles.iter().zip(&pieces) {
            add(render(format, std::slice::from_ref(article), &about)?, &piece.stem)?;
        }
    }
    let kept: Vec<PathBuf> = paths.iter().chain(&args.tags).cloned().collect();
    write_files(&files.into_inner(), args.force, &kept, "--force overwrites it")?;
    warn_left_out(format, left_out);
    let (Target::File(path) | Target::Folder(path)) = &target;
    // A codebook has no claims.
    let claims = match format {
        Format::Codebook => String::new(),
        _ => counted(marks, "mark") + " of ",
    };
    say(&format!("{}: {claims}{}", display::path(path), counted(articles.len(), "article")));
    Ok(code)
}

/// The format given, or the one that the name of the output says.
fn format_of(args: &Args) -> Result<Format, Error> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let names = || Format::all().map(Format::name).collect::<Vec<_>>().join(", ");
    let Some(output) = args.output.as_deref().filter(|path| *path != Path::new("-")) else {
        return Err(
            Error::new("--format", "no format given").hint(format!("--format {}, or -o FILE", names()))
        );
    };
    let found = Format::of_file_name(&output.file_name().unwrap_or_default().to_string_lossy());
    match found.as_slice() {
        [format] => Ok(*format),
        [] => Err(Error::new(display::path(output), "the name does not say which format")
            .hint(format!("add --format, one of {}", names()))),
        several => {
            let choices: Vec<&str> = several.iter().map(|format| format.name()).collect();
            Err(Error::new(display::path(output), "several formats have this ending")
                .hint(format!("add --format {}", choices.join(" or --format "))))
        }
    }
}

fn destination(args: &Args, format: Format, articles: usize) -> Result<Destination, Error> {
    let needs_folder = format.output_kind() == OutputKind::Folder || articles > 1 && !format.holds_many();
    let fail = |why: &str, hint: &str| Err(Error::new(format.name(), why).hint(hint));
    match args.output.as_deref().filter(|path| *path != Path::new("-")) {
        Some(path) if needs_folder => Ok(Destination::Target(Target::Folder(path.to_owned()))),
        Some(path) => Ok(Destination::Target(Target::of_word(path, format))),
        None if needs_folder => fail("needs more than one file", "name a folder for them: -o FOLDER"),
        None if format.output_kind() == OutputKind::Binary
            && (args.output.is_none() || io::stdout().is_terminal()) =>
        {
            fail("is a binary format", "name a file: -o FILE")
        }
        None => Ok(Destination::StandardOutput),
    }
}

fn pieces(args: &Args, paths: &[PathBuf], scheme: &Arc<Scheme>) -> Result<(Vec<Piece>, u8), Error> {
    let options = args.input.read_options(args.from)?;
    if let Some(missing) = args.tags.as_ref().filter(|tags| !tags.exists()) {
        return Err(Error::new(display::path(missing), "no such file"));
    }
    let ArticleNames { names, stems, .. } = names::names(paths);
    let (mut pieces, mut code) = (Vec::new(), 0);
    for (path, (name, stem)) in paths.iter().zip(names.into_iter().zip(stems)) {
        let source = Source::of_word(path);
        let name = if source == Source::Stdin { source.name() } else { name };
        match TaggedArticle::read(&source, options, args.tags.clone(), args.tagged.annotator.as_deref()) {
            Ok(mut article) => {
                report_all(std::mem::take(&mut article.warnings));
                report_all(std::mem::take(&mut article.tag_warnings));
                let asked =
                    args.tagged.annotator.as_deref().filter(|_| !article.has_tags && args.tags.is_none());
                if let Some(annotator) = asked {
                    report(Error::new(&name, format!("has no tags of {annotator}")));
                }
                pieces.push(Piece { name, stem, reading: article.into_reading(scheme) });
            }
            Err(error) => {
                report(error);
                code = 2;
            }
        }
    }
    Ok((pieces, code))
}

fn warn_left_out(format: Format, count: usize) {
    if count > 0 {
        let message = format!("left out {count} {} without a sure place in the text", plural(count, "tag"));
        report(Error::new(format.name(), message).hint("jsonl, csv, markdown and html include them"));
    }
}
