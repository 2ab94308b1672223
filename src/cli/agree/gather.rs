//! Tag files named on the command line, grouped by article and annotator.

use crate::agree::{CodedArticle, Codings, TagPosition, locate_tags};
use crate::cli::args::Agree;
use crate::diagnostic::suggest::did_you_mean;
use crate::error::Error;
use crate::shell::display;
use crate::shell::tag_files::{self, AnnotatorFile};
use crate::tag::Header;
use crate::text::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each category is measured on its own, and no scheme has more.
const MAX_CATEGORIES: usize = 200;

#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) annotators: Vec<String>,
    /// Articles for which at least two annotators have a tag file.
    pub(super) articles: Vec<CodedArticle>,
    /// The origin of each article, in the same order.
    pub(super) sources: Vec<Source>,
    /// How many articles were left out, with tags of one annotator only.
    pub(super) alone: usize,
    pub(super) warnings: Vec<Error>,
    /// Folders that could not be read.
    pub(super) unreadable: Vec<Error>,
}

#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    /// The article; without it passages are taken to be where the tag files say.
    pub(super) article: Option<PathBuf>,
    pub(super) tags: Vec<Option<String>>,
}

/// The tag files of one article, each with the number of its annotator.
type Group = Vec<(usize, AnnotatorFile)>;

/// Reads tag files and groups them by article and annotator.
///
/// Fails where a file cannot be used, and where there is nothing to compare: files of different articles, of one
/// annotator, under different schemes, or made on different texts without an article to find passages in.
pub(super) fn gather(args: &Agree) -> Result<Gathered, Error> {
    let mut unreadable = Vec::new();
    let mut files = tag_files::read(&args.files, &mut unreadable)?;
    let warnings = files.iter_mut().flat_map(|file| std::mem::take(&mut file.warnings));
    let mut warnings: Vec<Error> = warnings.map(Error::from).collect();
    check_scheme(&files, &mut warnings)?;
    let named = names(&files, &args.files)?;
    let annotators = chosen(&named, &args.annotators)?;
    if let ([only], [_, ..]) = (annotators.as_slice(), files.as_slice()) {
        return Err(Error::new(shown(only), "is the only annotator")
            .hint("name the tag files of another annotator too"));
    }
    let mut groups: BTreeMap<(PathBuf, String), Group> = BTreeMap::new();
    let mut apart: Vec<(String, String)> = Vec::new();
    for (file, name) in files.into_iter().zip(named) {
        let Some(annotator) = annotators.iter().position(|known| *known == name) else { continue };
        apart.push((display::path(&file.path), file.header.document.clone()));
        groups
            .entry((file.folder.clone(), file.header.document.clone()))
            .or_default()
            .push((annotator, file));
    }
    let all = groups.len();
    groups.retain(|_, group| group.len() > 1);
    if groups.is_empty() {
        return Err(nothing_to_compare(&apart));
    }
    if args.article.is_some() && groups.len() > 1 {
        return Err(Error::new("--article", format!("the tag files belong to {} articles", groups.len()))
            .hint("leave it out, and each article is read from beside its tag files"));
    }
    let alone = all - groups.len();
    let (mut articles, mut sources) = (Vec::new(), Vec::new());
    for ((folder, name), group) in groups {
        let name = display::path(&folder.join(name));
        let (article, source) = article(name, group, annotators.len(), args, &mut warnings)?;
        articles.push(article);
        sources.push(source);
    }
    check_category_count(&articles)?;
    Ok(Gathered { annotators, articles, sources, alone, warnings, unreadable })
}

fn check_category_count(articles: &[CodedArticle]) -> Result<(), Error> {
    let codings = articles.iter().flat_map(|article| article.codings.iter().flatten());
    let categories = codings.flat_map(|one| &one.passages).flat_map(|passage| &passage.categories);
    let count = categories.collect::<BTreeSet<_>>().len();
    if count > MAX_CATEGORIES {
        let message =
            format!("the tag files have {count} categories; at most {MAX_CATEGORIES} can be compared");
        return Err(
            Error::new("agree", message).hint("use categories of a scheme, and labels for free words")
        );
    }
    Ok(())
}

fn nothing_to_compare(files: &[(String, String)]) -> Error {
    match files {
        [(one, first), (two, second), ..] if first != second => {
            Error::new(two, format!("is about {}, but {one} is about {}", shown(second), shown(first)))
                .hint("name the tag files of two annotators of one article")
        }
        [(one, _), ..] => Error::new(one, "is the only tag file of its article")
            .hint("name the tag file of another annotator too"),
        [] => Error::new("--annotators", "none of them has a tag file"),
    }
}

fn shown(name: &str) -> String {
    display::path(Path::new(name))
}

/// Fails for tags of different schemes: their categories differ even where the names are the same.
fn check_scheme(files: &[AnnotatorFile], warnings: &mut Vec<Error>) -> Result<(), Error> {
    let Some(first) = files.first() else { return Ok(()) };
    for file in files {
        let (one, two) = (&first.header.scheme, &file.header.scheme);
        let (name, other) = (display::path(&file.path), display::path(&first.path));
        if one.0 != two.0 && !one.0.is_empty() && !two.0.is_empty() {
            let message =
                format!("was made under the scheme {}, but {other} under {}", shown(&two.0), shown(&one.0));
            return Err(Error::new(name, message).hint("only tags of one scheme can be compared"));
        }
        if one.1 != two.1 {
            let message = format!(
                "was made under version {} of the scheme, but {other} under {}; categories may have changed",
                shown(&two.1),
                shown(&one.1)
            );
            warnings.push(Error::new(name, message));
        }
    }
    Ok(())
}

/// The annotator of each file: by its header, or by the word that named it where headers do not tell files apart.
fn names(files: &[AnnotatorFile], words: &[PathBuf]) -> Result<Vec<String>, Error> {
    let said_by = |file: &AnnotatorFile| file.header.annotator.clone();
    let word =
        |file: &AnnotatorFile| words.get(file.word).map(|word| display::path(word)).unwrap_or_default();
    let twice = |names: &[String]| {
        let mut known = BTreeMap::new();
        files.iter().zip(names).find_map(|(file, name)| {
            known
                .insert((&file.folder, &file.header.document, name.clone()), file)
                .map(|before| (before, file))
        })
    };
    let by_header: Vec<String> = files.iter().map(said_by).collect();
    if by_header.iter().all(|name| !name.is_empty()) && twice(&by_header).is_none() {
        return Ok(by_header);
    }
    let by_word: Vec<String> = files.iter().map(word).collect();
    match twice(&by_word) {
        None => Ok(by_word),
        Some((one, two)) => {
            let message =
                format!("is by {}, and so is {}", shown(&two.header.annotator), display::path(&one.path));
            Err(Error::new(display::path(&two.path), message)
                .hint("name the two files, or the folder of each annotator, one by one"))
        }
    }
}

/// The annotators to compare: those in `wanted`, or all in the order of their files.
fn chosen(named: &[String], wanted: &[String]) -> Result<Vec<String>, Error> {
    let mut all: Vec<String> = Vec::new();
    for name in if wanted.is_empty() { named } else { wanted } {
        if !named.contains(name) {
            let near = did_you_mean(name, named.iter().map(String::as_str));
            let known: BTreeSet<String> = named.iter().map(|name| shown(name)).collect();
            let known = known.into_iter().collect::<Vec<_>>().join(", ");
            return Err(Error::new(name, "no tag file is by an annotator of this name")
                .hint(near.unwrap_or_else(|| format!("annotators: {known}"))));
        }
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    Ok(all)
}

fn article(
    name: String,
    group: Group,
    annotators: usize,
    args: &Agree,
    warnings: &mut Vec<Error>,
) -> Result<(CodedArticle, Source), Error> {
    let beside = || group.iter().find_map(|(_, file)| tag_files::article(file));
    let path = args.article.clone().or_else(beside);
    let document = match &path {
        None => None,
        Some(path) => match tag_files::read_article(path) {
            Ok(imported) => {
                warnings.extend(imported.warnings.into_iter().map(Error::from));
                Some(imported.document)
            }
            // The user did not ask for the article beside the files, and they can do without it.
            Err(error) if args.article.is_none() && same_text(&group) => {
                warnings.push(error.hint("passages are taken to be where the tag files say"));
                None
            }
            Err(error) => return Err(error),
        },
    };
    if document.is_none() && !same_text(&group) {
        let files: Vec<String> = group.iter().map(|(_, file)| display::path(&file.path)).collect();
        return Err(Error::new(
            files.join(" and "),
            "were made on different texts, and the article is not beside them",
        )
        .hint("name the article with --article"));
    }
    let mut codings = vec![None; annotators];
    let mut tags = vec![None; annotators];
    let mut chars = document.as_ref().map_or(0, |document| document.text.chars().count() as u32);
    for (annotator, file) in group {
        if document.is_none() {
            let furthest = file.tags.iter().map(|tag| tag.latest_selector().end).max().unwrap_or(0);
            chars = chars.max(file.header.chars).max(furthest);
        }
        let coded = Codings::new(&file.tags, &places(&file, document.as_ref()), args.bulk);
        codings.get_mut(annotator).into_iter().for_each(|slot| *slot = Some(coded.clone()));
        tags.get_mut(annotator).into_iter().for_each(|slot| *slot = Some(display::path(&file.path)));
    }
    let article = path.filter(|_| document.is_some());
    Ok((CodedArticle { name: name.clone(), chars, codings }, Source { name, article, tags }))
}

fn places(file: &AnnotatorFile, document: Option<&Document>) -> Vec<TagPosition> {
    match document {
        Some(document) => locate_tags(&file.tags, document, file.header.is_of(document)),
        None => file.tags.iter().map(TagPosition::recorded).collect(),
    }
}

fn same_text(group: &Group) -> bool {
    // Of plain text the bytes are the text.
    fn text(header: &Header) -> &str {
        if header.text_sha256.is_empty() { &header.sha256 } else { &header.text_sha256 }
    }
    let texts: Vec<&str> = group.iter().map(|(_, file)| text(&file.header)).collect();
    texts.iter().all(|text| !text.is_empty() && Some(text) == texts.first())
}
