//! Reads the file of a personal model.

use super::{PersonalCategory, PersonalModel, Surface};
use crate::claim::model::LearnedModel;
use crate::claim::toml_table::{SchemeFile, TomlTable};
use crate::diagnostic::Diagnostic;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use toml::de::DeTable;

/// The version of the format that this program writes and reads.
pub(super) const VERSION: u32 = 1;

const KEYS: [&str; 8] =
    ["version", "name", "scheme", "model", "model_digest", "sentences", "articles", "category"];
const CATEGORY_KEYS: [&str; 11] = [
    "category",
    "before",
    "after",
    "threshold",
    "bias",
    "quotation",
    "number",
    "question",
    "length",
    "unit",
    "weights",
];

impl PersonalModel {
    /// Is this the text of a personal model, rather than of another file of this program?
    pub fn is_in(text: &str) -> bool {
        text.lines().any(|line| line.trim_end() == "[personal]")
    }

    /// Reads a file; `file` is its name in messages. A category that cannot be used is left out with a warning.
    ///
    /// Fails for a file that is not TOML, is of a later version, was learned on another model, or holds no usable
    /// category.
    pub fn parse(text: &str, file: &str) -> Result<(Self, Vec<Diagnostic>), Diagnostic> {
        let parsed = DeTable::parse(text)
            .map_err(|error| Diagnostic::toml(file, text, error.span(), error.message()))?;
        let mut report = SchemeFile::new(file, text);
        let root = TomlTable::new(parsed.get_ref(), 0, "a personal model");
        root.warn_unknown_keys(&["personal"], &mut report);
        let table = root.table("personal", "the personal model", &mut report).ok_or_else(|| {
            Diagnostic::whole(file, "is no personal model: it has no table `[personal]`")
                .hint("`purport learn` writes one")
        })?;
        table.warn_unknown_keys(&KEYS, &mut report);
        let version = table.whole("version", &mut report).unwrap_or(VERSION as usize);
        if version > VERSION as usize {
            let message = format!("is of version {version}; this program reads version {VERSION}");
            return Err(Diagnostic::at(file, text, table.position("version"), message)
                .hint("use a newer purport, or learn again"));
        }
        let needed = |key: &str, report: &mut SchemeFile<'_>| {
            table.string(key, report).ok_or_else(|| {
                Diagnostic::at(
                    file,
                    text,
                    table.position(key),
                    format!("`[personal]` needs a string `{key}`"),
                )
                .hint("learn again with `purport learn`")
            })
        };
        let scheme = needed("scheme", &mut report)?.text;
        let model = needed("model", &mut report)?;
        let digest = needed("model_digest", &mut report)?;
        if LearnedModel::built_in_digest(&model.text).is_none_or(|known| known != digest.text) {
            let message = format!("was learned on another model `{}` than this program carries", model.text);
            return Err(Diagnostic::at(file, text, digest.at, message)
                .hint("its weights mean nothing here: learn again with `purport learn`"));
        }
        let width = LearnedModel::built_in_width(&model.text).unwrap_or(0);
        let mut categories: Vec<PersonalCategory> = Vec::new();
        for one in table.tables("category", "a category of the personal model", &mut report) {
            if let Some(category) = category(&one, width, &mut report) {
                if categories.iter().any(|known| known.category == category.category) {
                    let message = format!("a second table is about `{}`: the first holds", category.category);
                    report.warn(one.position("category"), message);
                } else {
                    categories.push(category);
                }
            }
        }
        if categories.is_empty() {
            let message = "the personal model has no usable category";
            return Err(
                Diagnostic::at(file, text, table.at, message).hint("learn again with `purport learn`")
            );
        }
        let [sentences, articles] =
            ["sentences", "articles"].map(|key| table.whole(key, &mut report).unwrap_or(0));
        let model =
            Self { scheme, model: model.text, model_digest: digest.text, sentences, articles, categories };
        if let Some(name) = table.string("name", &mut report)
            && name.text != model.name()
        {
            let message = format!("the numbers are not those of `{}`: the file has been edited", name.text);
            report.warn_with_hint(name.at, message, Some(format!("its name is now `{}`", model.name())));
        }
        Ok((model, report.warnings))
    }
}

/// One `[[personal.category]]`; `None` after a warning.
fn category(table: &TomlTable<'_>, width: usize, report: &mut SchemeFile<'_>) -> Option<PersonalCategory> {
    table.warn_unknown_keys(&CATEGORY_KEYS, report);
    let Some(id) = table.string("category", report) else {
        report.warn(table.at, "a category without its id in `category` is left out");
        return None;
    };
    let milli = |key: &str, report: &mut SchemeFile<'_>| table.milli(key, report).unwrap_or(0);
    let share =
        |key: &str, report: &mut SchemeFile<'_>| u16::try_from(milli(key, report).clamp(0, 999)).unwrap_or(0);
    let threshold = table.milli("threshold", report).filter(|milli| (1..1000).contains(milli));
    let unit = table.string("unit", report).and_then(|unit| unit.text.parse::<f32>().ok());
    let unit = unit.filter(|unit| unit.is_finite() && *unit > 0.0);
    let weights = weights(&table.strings("weights", report));
    let problem = match (&weights, threshold, unit) {
        (Err(problem), ..) => Some(("weights", problem.clone())),
        (Ok(weights), ..) if weights.len() != width => {
            Some(("weights", format!("holds {} weights; the model has {width} features", weights.len())))
        }
        (_, None, _) => Some(("threshold", "must be a number between 0 and 1".to_owned())),
        (_, _, None) => Some(("unit", "must be a positive number in quotation marks".to_owned())),
        _ => None,
    };
    if let Some((key, problem)) = problem {
        let message = format!("`{key}` {problem}: the category `{}` is left out", id.text);
        report.warn(table.position(key), message);
        return None;
    }
    Some(PersonalCategory {
        category: id.text,
        threshold: u16::try_from(threshold?).ok()?,
        bias: milli("bias", report),
        surface: Surface::ALL.map(|sign| milli(sign.word(), report)),
        weights: weights.ok()?,
        unit: unit?,
        before: share("before", report),
        after: share("after", report),
        moved: Vec::new(),
    })
}

/// Weights from lines of base 64 (RFC 4648 §4): two bytes each, the lower one first.
fn weights(lines: &[crate::claim::toml_table::Located]) -> Result<Vec<i16>, String> {
    let text: String = lines.iter().map(|line| line.text.as_str()).collect();
    let bytes =
        STANDARD_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| "is not base 64".to_owned())?;
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err("ends within a weight".to_owned());
    }
    Ok(pairs.filter_map(|pair| Some(i16::from_le_bytes([*pair.first()?, *pair.get(1)?]))).collect())
}
