//! `purport import`: annotations of another program as a tag file, and a codebook as a scheme.

#[cfg(feature = "qdpx")]
mod codebook;

use super::args::Import as Args;
use super::report::{print, report, report_all, say};
use super::{check_annotator, scheme};
#[cfg(feature = "qdpx")]
use crate::annotation_import::refi::Project;
use crate::annotation_import::{self, AnnotationFile, Format, ImportedTags, TagOptions};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::import::encoding::{self, EncodingHint};
use crate::shell::export::write_files;
use crate::shell::{self, Article, Source, display, file, paths};
use crate::tag::{Header, TagDocument};
use crate::text::number::counted;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

/// The largest file of annotations, in bytes: it is held in memory whole.
const MAX_BYTES: u64 = 1 << 30;

/// Turns annotations into a tag file, and reports how many were found in the article; 1 if one could not be read or
/// found.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    let from = format(args)?;
    #[cfg(feature = "qdpx")]
    if from == Format::Refi && args.article.is_none() {
        return codebook::run(args);
    }
    let missing = |what: &str, hint: &str| Error::new(what, "is missing").hint(hint.to_owned());
    let article = args.article.as_deref();
    let article = article.ok_or_else(|| missing("--article FILE", "it names the text of the annotations"))?;
    let annotator = args.annotator.as_deref();
    let annotator =
        annotator.ok_or_else(|| missing("--annotator NAME", "the tags go to ARTICLE.NAME.tags.toml"))?;
    check_annotator(Some(annotator))?;
    let scheme = scheme::load_bare(args.scheme.as_deref())?;
    let label_map = args.map.iter().map(|word| label_mapping(word, &scheme)).collect::<Result<_, _>>()?;
    let source = Source::of_word(article);
    let standard = Path::new("-");
    if source == Source::Stdin && args.file == standard {
        return Err(Error::new("standard input", "cannot hold both the article and the annotations"));
    }
    let imported = Article::open(source.clone(), args.input.read_options(args.format)?)?.read()?;
    report_all(imported.warnings);
    let document = imported.document;
    let output =
        args.output.clone().unwrap_or_else(|| paths::tags(&source, Some(annotator), &document.digest));
    let hint = "--force overwrites it, -o writes another file";
    // Checked before the work is done, and again when the file is written.
    if output != standard && output.exists() && !args.force {
        return Err(Error::new(display::path(&output), "already exists").hint(hint));
    }
    let Content { name, text, sources } = content(args, from)?;
    let companion = companion(args, from)?;
    let annotations = AnnotationFile {
        name: &name,
        content: &text,
        companion: companion.as_deref(),
        sources: &sources,
        article: &document,
        scheme: &scheme,
    };
    let mut parsed = annotation_import::parse(from, annotations)?;
    let mut code = u8::from(!parsed.warnings.is_empty());
    report_all(std::mem::take(&mut parsed.warnings));
    let undecided = parsed.undecided;
    let options = TagOptions {
        annotator: annotator.to_owned(),
        imported_at: shell::now().text,
        creator: args.by.clone(),
        label_map,
    };
    let mut placed = annotation_import::into_tags(parsed, annotations, &options)?;
    code |= u8::from(!placed.orphaned.is_empty() || !placed.unsure.is_empty());
    report_all(std::mem::take(&mut placed.unsure));
    report_all(std::mem::take(&mut placed.orphaned));
    if placed.tags.is_empty() {
        report(Error::new(&name, format!("holds no tag for {}", document.name)));
        say_left_out(undecided, placed.dropped);
        return Ok(1);
    }
    let header = Header::of(&document, (scheme.name.clone(), scheme.version.clone()), annotator);
    let mut tags = TagDocument::new(&header);
    tags.update(&[], &placed.tags.iter().cloned().map(Arc::new).collect::<Vec<_>>());
    let bytes = tags.render().into_bytes();
    if output == standard {
        print(|out| out.write_all(&bytes))?;
    } else {
        let kept = [article.to_owned(), args.file.clone()];
        write_files(&[(output.clone(), bytes)], args.force, &kept, hint)?;
    }
    say_placed(&output, &placed);
    say_left_out(undecided, placed.dropped);
    Ok(code)
}

/// The format named, or that of the file's name.
fn format(args: &Args) -> Result<Format, Error> {
    let by_name = || Format::of_file_name(&args.file.to_string_lossy());
    args.from.or_else(by_name).ok_or_else(|| {
        let known = Format::all().map(Format::name).collect::<Vec<_>>().join(", ");
        Error::new(display::path(&args.file), "does not say its format")
            .hint(format!("--from names it: {known}"))
    })
}

/// The annotations, and the texts that are in one file with them.
struct Content {
    /// For messages.
    name: String,
    text: String,
    sources: Vec<(String, String)>,
}

/// Reads the annotations. Spreadsheets write UTF-16, and tables in the encoding of their country.
fn content(args: &Args, from: Format) -> Result<Content, Error> {
    let (name, bytes) = file::bytes_of_word(&args.file, MAX_BYTES)?;
    #[cfg(feature = "qdpx")]
    if from == Format::Refi {
        let project = Project::read(bytes).map_err(|message| Error::new(name.as_str(), message))?;
        return Ok(Content { name, text: project.description, sources: project.sources });
    }
    let is_table = from == Format::Csv;
    if encoding::has_wide_bom(&bytes) || is_table && std::str::from_utf8(&bytes).is_err() {
        let (text, warning) = encoding::decode(bytes, EncodingHint::Unknown);
        let warning = warning.filter(|_| is_table);
        report_all(warning.map(|warning| Diagnostic::whole(name.as_str(), warning)));
        return Ok(Content { name, text, sources: Vec::new() });
    }
    let text = file::utf8(bytes, &name)?;
    Ok(Content { name, text, sources: Vec::new() })
}

/// The text that belongs to a brat file, if it is beside it.
fn companion(args: &Args, from: Format) -> Result<Option<String>, Error> {
    let path = args.file.with_extension("txt");
    if from != Format::Brat || path == args.file || !path.is_file() {
        return Ok(None);
    }
    Ok(Some(file::text(&path, MAX_BYTES)?))
}

/// Parses `--map LABEL=CATEGORY`; without a category the label is left out.
fn label_mapping(word: &str, scheme: &Scheme) -> Result<(String, Option<String>), Error> {
    let name = format!("--map {word}");
    let Some((label, category)) = word.rsplit_once('=') else {
        return Err(Error::new(name, "has no `=`")
            .hint("write --map LABEL=CATEGORY, or --map LABEL= to leave the label out"));
    };
    if !category.is_empty() && scheme.category_by_id(category).is_none() {
        let ids: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
        let hint = did_you_mean(category, ids.iter().copied());
        return Err(Error::new(name, format!("unknown category `{category}`"))
            .hint(hint.unwrap_or_else(|| format!("categories: {}", ids.join(", ")))));
    }
    Ok((label.to_owned(), Some(category.to_owned()).filter(|category| !category.is_empty())))
}

fn say_placed(output: &Path, placed: &ImportedTags) {
    let found = placed.exact + placed.moved + placed.fuzzy + placed.ambiguous;
    let counts = [
        (placed.exact, "in place"),
        (placed.moved, "moved"),
        (placed.fuzzy, "reworded"),
        (placed.ambiguous, "in doubt"),
        (placed.tags.len().saturating_sub(found), "not found"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    let place = if output == Path::new("-") { "standard output".to_owned() } else { display::path(output) };
    say(&format!("{place}: {}: {}", counted(placed.tags.len(), "tag"), counts.join(", ")));
}

fn say_left_out(undecided: usize, unmapped: usize) {
    for (count, why) in [(undecided, "without a decision"), (unmapped, "with unknown labels only")] {
        if count > 0 {
            say(&format!("left out {} {why}", counted(count, "annotation")));
        }
    }
}
