//! From words on the command line to articles with what each annotator decided.

use crate::agree::{CodedArticle, Codings, TagPosition, locate_tags};
use crate::cli::args::Agree;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::suggest::did_you_mean;
use crate::shell::display;
use crate::shell::tag_files::{self, AnnotatorFile};
use crate::tag::Header;
use crate::text::Document;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many categories can be compared.
const MOST_CATEGORIES: usize = 200;

/// What is compared.
#[derive(Debug)]
pub(super) struct Gathered {
    /// Who is compared.
    pub(super) annotators: Vec<String>,
    /// The articles that at least two of them have a tag file for.
    pub(super) articles: Vec<CodedArticle>,
    /// For each article where it comes from.
    pub(super) sources: Vec<Source>,
    /// Articles that only one of them has a tag file for.
    pub(super) alone: usize,
    /// What is wrong with single tags and files.
    pub(super) warnings: Vec<Diagnostic>,
}

/// Where an article and its tags come from.
#[derive(Debug)]
pub(super) struct Source {
    /// The article's name in its tag files.
    pub(super) name: String,
    /// The article, if it is at hand; else passages stand where the tag files say.
    pub(super) article: Option<PathBuf>,
    /// The tag file of each annotator.
    pub(super) tags: Vec<Option<String>>,
}

/// The tag files of one article, each with the number of its annotator.
type Group = Vec<(usize, AnnotatorFile)>;

/// Reads what is named, and finds out which files are of one article and whose they are.
///
/// Fails where a file cannot be used, and where there is nothing to compare: files of different articles, of one
/// annotator, under different schemes, or made on different texts without an article to find them in.
pub(super) fn gather(args: &Agree) -> Result<Gathered, Diagnostic> {
    let mut files = tag_files::read(&args.files)?;
    let mut warnings: Vec<Diagnostic> =
        files.iter_mut().flat_map(|file| std::mem::take(&mut file.warnings)).collect();
    same_scheme(&files, &mut warnings)?;
    let named = names(&files, &args.files)?;
    let annotators = chosen(&named, &args.annotators)?;
    if let ([only], [_, ..]) = (annotators.as_slice(), files.as_slice()) {
        let fault = Diagnostic::whole(&shown(only), "is the only annotator");
        return Err(fault.hint("name the tag files of another one too"));
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
        let fault =
            Diagnostic::whole("--article", format!("there are tag files of {} articles", groups.len()));
        return Err(fault.hint("without it each article is looked for beside its tag files"));
    }
    let alone = all - groups.len();
    let (mut articles, mut sources) = (Vec::new(), Vec::new());
    for ((folder, name), group) in groups {
        let name = display::path(&folder.join(name));
        let (article, source) = article(name, group, annotators.len(), args, &mut warnings)?;
        articles.push(article);
        sources.push(source);
    }
    few_categories(&articles)?;
    Ok(Gathered { annotators, articles, sources, alone, warnings })
}

/// Fails where there are more categories than any scheme has: each is compared by itself.
fn few_categories(articles: &[CodedArticle]) -> Result<(), Diagnostic> {
    let codings = articles.iter().flat_map(|article| article.codings.iter().flatten());
    let categories = codings.flat_map(|one| &one.passages).flat_map(|passage| &passage.categories);
    let count = categories.collect::<BTreeSet<_>>().len();
    if count > MOST_CATEGORIES {
        let message =
            format!("there are {count} categories in the tag files; {MOST_CATEGORIES} can be compared");
        return Err(Diagnostic::whole("agree", message)
            .hint("categories are those of a scheme; free words are labels"));
    }
    Ok(())
}

fn nothing_to_compare(files: &[(String, String)]) -> Diagnostic {
    match files {
        [(one, first), (two, second), ..] if first != second => {
            Diagnostic::whole(two, format!("is about {}, and {one} about {}", shown(second), shown(first)))
                .hint("name the tag files of two annotators of one article")
        }
        [(one, _), ..] => Diagnostic::whole(one, "is the only tag file of its article")
            .hint("name that of another annotator too"),
        [] => Diagnostic::whole("--annotators", "there is no tag file of any of them"),
    }
}

fn shown(name: &str) -> String {
    display::path(Path::new(name))
}

/// Tags of different schemes cannot be compared: their categories are others even where the names are the same.
fn same_scheme(files: &[AnnotatorFile], warnings: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
    let Some(first) = files.first() else { return Ok(()) };
    for file in files {
        let (one, two) = (&first.header.scheme, &file.header.scheme);
        let (name, other) = (display::path(&file.path), display::path(&first.path));
        if one.0 != two.0 && !one.0.is_empty() && !two.0.is_empty() {
            let message =
                format!("was made under the scheme {}, and {other} under {}", shown(&two.0), shown(&one.0));
            return Err(Diagnostic::whole(&name, message).hint("only tags of one scheme can be compared"));
        }
        if one.1 != two.1 {
            let message = format!(
                "was made under version {} of the scheme, and {other} under {}; categories may have changed",
                shown(&two.1),
                shown(&one.1)
            );
            warnings.push(Diagnostic::whole(&name, message));
        }
    }
    Ok(())
}

/// Whose each file is: by what it says, or where that does not tell them apart, by the word that named it.
fn names(files: &[AnnotatorFile], words: &[PathBuf]) -> Result<Vec<String>, Diagnostic> {
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
            Err(Diagnostic::whole(&display::path(&two.path), message)
                .hint("name the two files, or the folder of each annotator, one by one"))
        }
    }
}

/// The annotators to compare: those that were asked for, or all in the order of their files.
fn chosen(named: &[String], wanted: &[String]) -> Result<Vec<String>, Diagnostic> {
    let mut all: Vec<String> = Vec::new();
    for name in if wanted.is_empty() { named } else { wanted } {
        if !named.contains(name) {
            let known: Vec<&str> = named.iter().map(String::as_str).collect();
            let near = did_you_mean(name, known.into_iter());
            let there = named.iter().collect::<BTreeSet<_>>();
            let there = there.into_iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ");
            return Err(Diagnostic::whole(name, "no tag file is by an annotator of this name")
                .hint(near.unwrap_or_else(|| format!("there are {there}"))));
        }
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    Ok(all)
}

/// One article with the parts of its annotators.
fn article(
    name: String,
    group: Group,
    annotators: usize,
    args: &Agree,
    warnings: &mut Vec<Diagnostic>,
) -> Result<(CodedArticle, Source), Diagnostic> {
    let beside = || group.iter().find_map(|(_, file)| tag_files::article(file));
    let path = args.article.clone().or_else(beside);
    let document = match &path {
        None => None,
        Some(path) => match tag_files::read_article(path) {
            Ok(imported) => {
                warnings.extend(imported.warnings);
                Some(imported.document)
            }
            // What was found beside the files was not asked for, and the files may do without it.
            Err(fault) if args.article.is_none() && same_text(&group) => {
                warnings.push(fault.hint("passages are taken to stand where the tag files say").into());
                None
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    if document.is_none() && !same_text(&group) {
        let files: Vec<String> = group.iter().map(|(_, file)| display::path(&file.path)).collect();
        return Err(Diagnostic::whole(
            &files.join(" and "),
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

/// Whether all files were made on the same text.
fn same_text(group: &Group) -> bool {
    // Of plain text the bytes are the text.
    fn text(header: &Header) -> &str {
        if header.text_sha256.is_empty() { &header.sha256 } else { &header.text_sha256 }
    }
    let texts: Vec<&str> = group.iter().map(|(_, file)| text(&file.header)).collect();
    texts.iter().all(|text| !text.is_empty() && Some(text) == texts.first())
}
