//! `purport diff`: what became of the claims of an article in a later version.

mod columns;

mod text;
mod text_of_coverage;

use super::args::{Diff as Args, DiffFormat};
use super::engines::Engines;
use super::report::{json_line, print, report_all};
use super::{check_annotator, scheme};
use crate::claim::{LearnedModel, Scheme, Stated};
use crate::coverage;
use crate::error::Error;
use crate::export::{
    ArticlePair, CsvWriter, VersionPair, coverage_csv, coverage_json, coverage_page, versions_csv,
    versions_json, versions_page,
};
use crate::shell::survey::TaggedArticle;
use crate::shell::{ReadOptions, Source, capabilities, display};
use crate::theme::ColorDepth;
use crate::version::{Version, compare};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

/// Git's name of a file that one side does not have.
const NO_FILE: &str = "/dev/null";

/// The files to compare, and their names for people.
struct Files<'a> {
    old: &'a Path,
    new: &'a Path,
    names: [String; 2],
    /// Did git call, which takes any status but 0 for a failure?
    of_git: bool,
}

/// Compares and prints; 1 if claims differ.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    check_annotator(args.tagged.annotator.as_deref())?;
    let files = files(&args.files)?;
    if let Some(missing) = args.tags.as_ref().filter(|tags| !tags.exists()) {
        return Err(Error::new(display::path(missing), "no such file"));
    }
    let scheme = scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?;
    let annotator = args.tagged.annotator.as_deref();
    let old = read(files.old, args.input.read_options(args.from)?, args.tags.clone(), annotator)?;
    // The tags beside the new version say nothing about the old one.
    let new = read(files.new, args.input.read_options(args.to)?, None, annotator)?;
    let (before, after) = (stated(&old, &scheme), stated(&new, &scheme));
    if args.coverage {
        return cover(args, &files, [&old, &new], [&before, &after], &scheme);
    }
    let comparison = compare(
        Version { document: &old.document, claims: &before },
        Version { document: &new.document, claims: &after },
        &old.tags,
        old.same,
    );
    let code = u8::from(comparison.differs());
    let pair = VersionPair {
        old: &old.document,
        new: &new.document,
        names: [&files.names[0], &files.names[1]],
        scheme: &scheme,
        tags: &old.tags,
        comparison: &comparison,
        only: &args.only,
        all: args.all,
    };
    if !args.quiet {
        print(|out| match args.format {
            DiffFormat::Text => {
                let style = style(args);
                text::write(out, &pair, style, Engines::of(&scheme).note(&scheme))
            }
            DiffFormat::Jsonl => versions_json(&pair).try_for_each(|line| json_line(out, &line)),
            DiffFormat::Csv => versions_csv(&pair, &mut CsvWriter::new(out)),
            DiffFormat::Html => out.write_all(versions_page(&pair).as_bytes()),
        })?;
    }
    let is_quiet_code = args.no_exit_code || files.of_git && !args.exit_code;
    Ok(if is_quiet_code { 0 } else { code })
}

/// Compares two articles on one event and prints; 1 if one makes a claim that the other does not make, or makes otherwise.
fn cover(
    args: &Args,
    files: &Files<'_>,
    articles: [&TaggedArticle; 2],
    claims: [&[Stated]; 2],
    scheme: &Scheme,
) -> Result<u8, Error> {
    let [first, second] = articles.map(|article| article.document.as_ref());
    let [ours, theirs] = claims;
    let model = LearnedModel::built_in("claims")
        .ok_or_else(|| Error::new("claims", "the learned model cannot be read"))?;
    let coverage = coverage::compare(
        coverage::Article { document: first, claims: ours },
        coverage::Article { document: second, claims: theirs },
        model,
    );
    let pair = ArticlePair {
        articles: [first, second],
        claims,
        names: [&files.names[0], &files.names[1]],
        scheme,
        coverage: &coverage,
    };
    if !args.quiet {
        print(|out| match args.format {
            DiffFormat::Text => {
                text_of_coverage::write(out, &pair, style(args), Engines::of(scheme).note(scheme))
            }
            DiffFormat::Jsonl => coverage_json(&pair).try_for_each(|line| json_line(out, &line)),
            DiffFormat::Csv => coverage_csv(&pair, &mut CsvWriter::new(out)),
            DiffFormat::Html => out.write_all(coverage_page(&pair).as_bytes()),
        })?;
    }
    Ok(u8::from(coverage.differs() && !args.no_exit_code))
}

/// The versions that the command line names: two files, or the arguments with which git calls an external diff.
fn files(files: &[PathBuf]) -> Result<Files<'_>, Error> {
    let name = |path: &Path| {
        if path == Path::new("-") { "standard input".to_owned() } else { display::path(path) }
    };
    match files {
        [old, new] => {
            if old == new && old.as_path() == Path::new("-") {
                return Err(
                    Error::new("-", "standard input has one version only").hint("name a file for the other")
                );
            }
            Ok(Files { old, new, names: [name(old), name(new)], of_git: false })
        }
        // path old-file old-hex old-mode new-file new-hex new-mode, and for a rename its new path and a header.
        [path, old, _, _, new, _, _] => {
            Ok(Files { old, new, names: [format!("{} (old)", name(path)), name(path)], of_git: true })
        }
        [path, old, _, _, new, _, _, renamed, _] => {
            Ok(Files { old, new, names: [name(path), name(renamed)], of_git: true })
        }
        [only] => Err(Error::new(name(only), "a second version is missing").hint("purport diff OLD NEW")),
        _ => Err(Error::new("diff", format!("{} files, and two versions are compared", files.len()))
            .hint("purport diff OLD NEW")),
    }
}

fn read(
    path: &Path,
    options: ReadOptions,
    tags: Option<PathBuf>,
    annotator: Option<&str>,
) -> Result<TaggedArticle, Error> {
    if path == Path::new(NO_FILE) {
        return Ok(TaggedArticle::empty());
    }
    let mut article = TaggedArticle::read(&Source::of_word(path), options, tags, annotator)?;
    report_all(std::mem::take(&mut article.warnings));
    report_all(std::mem::take(&mut article.tag_warnings));
    Ok(article)
}

fn stated(article: &TaggedArticle, scheme: &Scheme) -> Vec<Stated> {
    let claims = article.claims(scheme);
    claims.iter().map(|claim| Stated::of(claim, &article.document)).collect()
}

fn style(args: &Args) -> text::Style {
    let is_terminal = io::stdout().is_terminal();
    let has_colors = match args.color.color_depth() {
        None => is_terminal && capabilities::may_style(),
        Some(depth) => depth != ColorDepth::Mono,
    };
    text::Style { columns: capabilities::columns(is_terminal), has_colors }
}
