//! `purport import`: annotations of another program as a tag file.

use super::args::Import as Args;
use super::open::check_annotator;
use super::output::{Flow, flow};
use super::{complain, scheme};
use crate::annotation_import::{self, AnnotationFile, Format, ImportedTags, TagOptions};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::shell::export::write_files;
use crate::shell::{self, Article, Source, display, file, paths};
use crate::tag::{Header, TagDocument};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The largest file of annotations that is read, in bytes: it is held in memory as a whole.
const MOST: u64 = 1 << 30;

/// Makes a tag file of annotations, and says how many of them were found in the article.
pub(super) fn run(args: &Args) -> Result<u8, Diagnostic> {
    check_annotator(Some(&args.annotator))?;
    let (scheme, warnings) = scheme::read(args.scheme.as_deref())?;
    warnings.iter().for_each(complain);
    let map = args.map.iter().map(|word| meaning(word, &scheme)).collect::<Result<_, _>>()?;
    let source = Source::of_word(&args.article);
    let standard = Path::new("-");
    if source == Source::Stdin && args.file == standard {
        return Err(Diagnostic::whole("standard input", "cannot be both the article and the annotations"));
    }
    let imported = Article::open(source.clone(), args.how.wanted(args.format)?)?.read()?;
    imported.warnings.iter().for_each(complain);
    let document = imported.document;
    let output =
        args.output.clone().unwrap_or_else(|| paths::tags(&source, Some(&args.annotator), &document.digest));
    if output != standard && output.exists() && !args.force {
        // It is said before the work is done, and looked at again when the file is written.
        let fault = Diagnostic::whole(&display::path(&output), "already exists");
        return Err(fault.hint("--force overwrites it, -o writes another"));
    }
    let content = if args.file == standard { file::standard(MOST)? } else { file::text(&args.file, MOST)? };
    let beside = beside(args)?;
    let name = if args.file == standard { "standard input".to_owned() } else { display::path(&args.file) };
    let annotations = AnnotationFile {
        name: &name,
        content: &content,
        companion: beside.as_deref(),
        article: &document,
        scheme: &scheme,
    };
    let found = annotation_import::parse(args.from, annotations)?;
    found.warnings.iter().for_each(complain);
    let unread = !found.warnings.is_empty();
    let undecided = found.undecided;
    let wishes = TagOptions {
        annotator: args.annotator.clone(),
        imported_at: shell::now().text,
        creator: args.by.clone(),
        label_map: map,
    };
    let placed = annotation_import::into_tags(found, annotations, &wishes)?;
    placed.orphaned.iter().for_each(complain);
    let code = u8::from(unread || !placed.orphaned.is_empty());
    if placed.tags.is_empty() {
        complain(&Diagnostic::whole(&name, format!("holds no tag for {}", document.name)));
        say_left(undecided, placed.dropped);
        return Ok(1);
    }
    let header = Header::of(&document, (scheme.name.clone(), scheme.version.clone()), &args.annotator);
    let mut sheet = TagDocument::new(&header);
    let tags: Vec<_> = placed.tags.iter().cloned().map(Arc::new).collect();
    sheet.update(&[], &tags);
    let bytes = sheet.render().into_bytes();
    if output == standard {
        let mut out = io::stdout().lock();
        match flow(out.write_all(&bytes).and_then(|()| out.flush()))? {
            Flow::On | Flow::Closed => {}
        }
    } else {
        let kept = [args.article.clone(), args.file.clone()];
        write_files(
            &[(output.clone(), bytes)],
            args.force,
            &kept,
            "--force overwrites it, -o writes another",
        )?;
    }
    say(&output, &placed);
    say_left(undecided, placed.dropped);
    Ok(code)
}

/// The text of brat's two files, if it is there.
fn beside(args: &Args) -> Result<Option<String>, Diagnostic> {
    let path = args.file.with_extension("txt");
    if args.from != Format::Brat || path == args.file || !path.is_file() {
        return Ok(None);
    }
    Ok(Some(file::text(&path, MOST)?))
}

/// What `--map LABEL=CATEGORY` says.
fn meaning(word: &str, scheme: &Scheme) -> Result<(String, Option<String>), Diagnostic> {
    let name = format!("--map {word}");
    let Some((label, category)) = word.rsplit_once('=') else {
        return Err(Diagnostic::whole(&name, "has no `=`")
            .hint("--map LABEL=CATEGORY, or --map LABEL= to leave it out"));
    };
    if category.is_empty() {
        return Ok((label.to_owned(), None));
    }
    if scheme.category_by_id(category).is_none() {
        let ids: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
        let hint = did_you_mean(category, ids.iter().copied());
        let fault = Diagnostic::whole(&name, format!("`{category}` is no category"));
        return Err(fault.hint(hint.unwrap_or_else(|| format!("there are {}", ids.join(", ")))));
    }
    Ok((label.to_owned(), Some(category.to_owned())))
}

fn say(output: &PathBuf, placed: &ImportedTags) {
    let counts = [
        (placed.exact, "in place"),
        (placed.moved, "moved"),
        (placed.fuzzy, "with other words"),
        (placed.ambiguous, "in doubt"),
        (placed.tags.len() - placed.exact - placed.moved - placed.fuzzy - placed.ambiguous, "not found"),
    ];
    let told = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let told: Vec<String> = told.collect();
    let tags = if placed.tags.len() == 1 { "tag" } else { "tags" };
    let place = if output == Path::new("-") { "standard output".to_owned() } else { display::path(output) };
    let _ =
        writeln!(io::stderr().lock(), "purport: {place}: {} {tags}: {}", placed.tags.len(), told.join(", "));
}

fn say_left(undecided: usize, dropped: usize) {
    let reasons = [(undecided, "that nobody has decided"), (dropped, "whose labels mean nothing here")];
    for (count, why) in reasons.into_iter().filter(|(count, _)| *count > 0) {
        let is = if count == 1 { "is" } else { "are" };
        let _ = writeln!(io::stderr().lock(), "purport: {count} {why} {is} left out");
    }
}
