//! A corpus named on the command line: articles, folders of them, and output of `purport classify`.

use super::args::WalkArgs;
use super::report::report_all;
use crate::claim::ClaimRecord;
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::import::Format;
use crate::shell::batch::lines::{self, Lines};
use crate::shell::{Source, left_behind, walk};
use crate::text::json::{mend_surrogates, read_raw};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::fmt;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// The field that every claim has.
const CATEGORIES: &str = "categories";

/// A part of a corpus that one thread works on.
pub(super) enum Piece {
    Article(PathBuf),
    /// Lines that `purport classify` wrote.
    Lines(Lines),
    Failed(Error),
}

pub(super) struct Corpus {
    articles: Vec<PathBuf>,
    /// Folders that could not be read.
    unreadable: Vec<Error>,
    outputs: Vec<Source>,
}

impl Corpus {
    /// The corpus that words name; this folder if there are none.
    ///
    /// Fails if a word names nothing, or a folder without articles.
    pub(super) fn new(words: &[PathBuf], walk: WalkArgs) -> Result<Self, Error> {
        let words = or_this_folder(words);
        let (outputs, articles): (Vec<PathBuf>, Vec<PathBuf>) =
            words.iter().cloned().partition(|word| is_output(word));
        let found = match articles.as_slice() {
            [] => walk::Found::default(),
            words => walk::articles(words, walk.options())?,
        };
        let outputs = outputs.iter().map(|word| Source::of_word(word)).collect();
        Ok(Self { articles: found.paths, unreadable: found.errors, outputs })
    }

    /// Names tag files that renamed articles have left behind; the articles go on without them.
    pub(super) fn report_left_behind(&self, annotator: Option<&str>) {
        report_left_behind(&self.articles, annotator);
    }

    /// Hands on one piece after the other, each with its weight in bytes, until `put` gives `false`.
    pub(super) fn read(self, put: &mut dyn FnMut(Piece, usize) -> bool) {
        let unreadable = self.unreadable.into_iter().all(|error| put(Piece::Failed(error), 0));
        if unreadable && self.articles.into_iter().all(|path| put(Piece::Article(path), 1)) {
            lines::read(&self.outputs, &mut |lines, weight| {
                put(lines.map_or_else(Piece::Failed, Piece::Lines), weight)
            });
        }
    }
}

/// The articles that words name, and the exit code so far: 2 if a folder could not be read, which it reports.
pub(super) fn articles(words: &[PathBuf], walk: WalkArgs) -> Result<(Vec<PathBuf>, u8), Error> {
    let walk::Found { paths, errors } = walk::articles(words, walk.options())?;
    let code = if errors.is_empty() { 0 } else { 2 };
    report_all(errors);
    Ok((paths, code))
}

/// Names tag files that renamed articles have left behind; the articles go on without them.
pub(super) fn report_left_behind(articles: &[PathBuf], annotator: Option<&str>) {
    report_all(left_behind::hints(articles, annotator));
}

/// The words of a command line; without any, this folder.
pub(super) fn or_this_folder(words: &[PathBuf]) -> Vec<PathBuf> {
    if words.is_empty() { vec![PathBuf::from(".")] } else { words.to_vec() }
}

/// Whether a word names output of `purport classify`: by its ending, after which it may be compressed, or as
/// standard input.
pub(super) fn is_output(word: &Path) -> bool {
    let name = word.to_string_lossy().to_ascii_lowercase();
    let ending = Path::new(Format::without_compression_suffix(&name)).extension();
    let is_json_lines = ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
    !word.is_dir() && (is_json_lines || word == Path::new("-"))
}

/// A line that cannot be used, and the column in which that shows, from 1; 0 for the line as a whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineError {
    pub(super) message: String,
    pub(super) column: usize,
}

impl LineError {
    /// A line that `purport classify` did not write.
    pub(super) fn unknown(reason: &str) -> Self {
        Self { message: format!("not output of `purport classify`: {reason}"), column: 0 }
    }

    pub(super) fn without_categories() -> Self {
        Self::unknown("missing field `categories`")
    }

    fn of_json(error: &serde_json::Error, line: &[u8]) -> Self {
        let text = error.to_string();
        let reason = text.split(" at line").next().unwrap_or_default();
        // An error in a value that was read before has no column.
        let column = error.column().checked_sub(1).map_or(0, |before| {
            String::from_utf8_lossy(line.get(..before).unwrap_or(line)).chars().count() + 1
        });
        Self { column, ..Self::unknown(reason) }
    }
}

/// Passes each line that is not blank to `read`, and gives a diagnostic for each that fails. U+FFFD stands for what is
/// no text in a line.
pub(super) fn each_line(
    lines: &Lines,
    mut read: impl FnMut(&[u8]) -> Result<(), LineError>,
) -> Vec<Diagnostic> {
    let numbered = lines.bytes.split(|&byte| byte == b'\n').enumerate();
    let filled = numbered.filter(|(_, line)| !line.trim_ascii().is_empty());
    let mut read_text = |line: &[u8]| {
        if lines.is_cut {
            return Err(LineError { message: Lines::too_long(), column: 0 });
        }
        read(mend_surrogates(&String::from_utf8_lossy(line)).as_bytes())
    };
    let failed = filled.filter_map(|(at, line)| Some((at, read_text(line).err()?)));
    failed
        .map(|(at, LineError { message, column })| Diagnostic {
            line: lines.first + at,
            column,
            ..Diagnostic::whole(&lines.name, message)
        })
        .collect()
}

/// A line of output of `purport classify`.
#[derive(Debug, PartialEq)]
pub(super) enum Line<'l, E> {
    /// One claim, with the fields of its object if they were to be kept.
    Claim(Box<ClaimRecord<'l, E>>, Map<String, Value>),
    /// All claims of an article, with its other fields.
    Article(Vec<ClaimRecord<'l, E>>, Map<String, Value>),
}

impl<'l, E: Deserialize<'l>> Line<'l, E> {
    /// Reads a line; of its fields, only those that `wants` names. Fails for the record of an article that could not
    /// be read, with the reason it gives.
    pub(super) fn parse(
        line: &'l [u8],
        wants: &dyn Fn(&str) -> bool,
        keep_fields: bool,
    ) -> Result<Self, LineError> {
        let Object { claims, error, fields } = Object::parse(line, wants)?;
        if let Some(claims) = claims {
            return Ok(Self::Article(claims, fields));
        }
        fail_for(error)?;
        let kept = if keep_fields { fields.clone() } else { Map::new() };
        let claim = ClaimRecord::deserialize(Value::Object(fields));
        let claim = claim.map_err(|error| LineError::of_json(&error, line))?;
        if claim.categories.is_none() {
            return Err(LineError::without_categories());
        }
        Ok(Self::Claim(Box::new(claim), kept))
    }
}

/// What a line says beside its claims: whether it is a whole article, and the fields that `wants` names.
///
/// Fails like [`Line::parse`], but does not look into the claims.
pub(super) fn skim(
    line: &[u8],
    wants: &dyn Fn(&str) -> bool,
) -> Result<(bool, Map<String, Value>), LineError> {
    let wants = |key: &str| key == CATEGORIES || wants(key);
    let Object { claims, error, mut fields } = Object::<IgnoredAny>::parse(line, &wants)?;
    let has_categories = fields.shift_remove(CATEGORIES).is_some();
    if claims.is_none() {
        fail_for(error)?;
        if !has_categories {
            return Err(LineError::without_categories());
        }
    }
    Ok((claims.is_some(), fields))
}

/// Fails for the record of an article that could not be read, with the reason it gives.
fn fail_for(error: Option<Value>) -> Result<(), LineError> {
    let Some(error) = error.filter(|error| !error.is_null()) else { return Ok(()) };
    let reason = error.as_str().unwrap_or("no reason given");
    Err(LineError { message: format!("article could not be read: {reason}"), column: 0 })
}

/// `C` holds the claims of an article.
struct Object<C> {
    claims: Option<C>,
    error: Option<Value>,
    fields: Map<String, Value>,
}

impl<'l, C: Deserialize<'l>> Object<C> {
    fn parse(line: &'l [u8], wants: &dyn Fn(&str) -> bool) -> Result<Self, LineError> {
        let mut reader = serde_json::Deserializer::from_slice(line);
        let wanted = Wanted { wants, claims: PhantomData };
        let object = wanted.deserialize(&mut reader).and_then(|object| reader.end().map(|()| object));
        object.map_err(|error| LineError::of_json(&error, line))
    }
}

/// Reads a line without holding what is not wanted, which is most of it.
struct Wanted<'w, C> {
    wants: &'w dyn Fn(&str) -> bool,
    claims: PhantomData<C>,
}

impl<'l, C: Deserialize<'l>> DeserializeSeed<'l> for Wanted<'_, C> {
    type Value = Object<C>;

    fn deserialize<D: Deserializer<'l>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'l, C: Deserialize<'l>> Visitor<'l> for Wanted<'_, C> {
    type Value = Object<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut object = Object { claims: None, error: None, fields: Map::new() };
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "claims" => object.claims = Some(map.next_value()?),
                "error" => object.error = Some(map.next_value()?),
                key if (self.wants)(key) => {
                    let value = read_raw(map.next_value::<&RawValue>()?).map_err(serde::de::Error::custom)?;
                    object.fields.insert(key.to_owned(), value);
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(object)
    }
}
