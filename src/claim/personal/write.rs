//! Writes the file of a personal model: numbers for the program, and comments that say what they do.

use super::file::VERSION;
use super::{Moved, PersonalCategory, PersonalModel, Surface};
use crate::text::number::counted;
use crate::text::visible;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::fmt::Write as _;

/// Letters of base 64 in one line.
const LINE: usize = 96;

impl PersonalModel {
    /// The file's text, which [`PersonalModel::parse`] reads. Comments name the words and cues that moved most.
    pub fn render(&self) -> String {
        let mut out = String::new();
        let from =
            format!("{} of {}", counted(self.sentences, "sentence"), counted(self.articles, "article"));
        let _ = write!(
            out,
            "# A personal model: what the decisions on {from} add to the scores of the scheme.\n\
             # `purport learn` wrote it. Delete the file to throw away what was learned; nothing else holds it.\n\n\
             [personal]\nversion = {VERSION}\nname = {}\nscheme = {}\nmodel = {}\nmodel_digest = {}\n\
             sentences = {}\narticles = {}\n",
            quoted(&self.name()),
            quoted(&self.scheme),
            quoted(&self.model),
            quoted(&self.model_digest),
            self.sentences,
            self.articles
        );
        for category in &self.categories {
            render_category(&mut out, category);
        }
        out
    }
}

fn render_category(out: &mut String, one: &PersonalCategory) {
    let _ = writeln!(out, "\n[[personal.category]]\ncategory = {}", quoted(&one.category));
    for (is_cue, name) in [(false, "words"), (true, "cues")] {
        for (up, verb) in [(true, "raise"), (false, "lower")] {
            let of_kind = |moved: &&Moved| moved.is_cue == is_cue && (moved.by > 0) == up;
            let listed: Vec<String> = one.moved.iter().filter(of_kind).map(said).collect();
            if !listed.is_empty() {
                let _ = writeln!(out, "# {name} whose sentences it {verb}s: {}", listed.join(", "));
            }
        }
    }
    let _ = writeln!(
        out,
        "# F1 on articles left out one at a time, by the scheme itself and with what was learned"
    );
    let _ = writeln!(out, "before = {}\nafter = {}", decimal(one.before.into()), decimal(one.after.into()));
    let _ = writeln!(out, "# the lowest score of a claim");
    let _ = writeln!(out, "threshold = {}", decimal(one.threshold.into()));
    let _ = writeln!(out, "# added to every sentence, and for each sign that a sentence has, in logits");
    let _ = writeln!(out, "bias = {}", decimal(one.bias));
    for (sign, weight) in Surface::ALL.iter().zip(one.surface) {
        let _ = writeln!(out, "{} = {}", sign.word(), decimal(weight));
    }
    let _ = writeln!(
        out,
        "# for each feature of the model: 16-bit numbers in base 64, in units of so many logits"
    );
    let _ = writeln!(out, "unit = \"{}\"\nweights = [", one.unit);
    let bytes: Vec<u8> = one.weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let mut rest = STANDARD_NO_PAD.encode(bytes);
    while !rest.is_empty() {
        let after = rest.split_off(rest.len().min(LINE));
        let _ = writeln!(out, "  \"{rest}\",");
        rest = after;
    }
    out.push_str("]\n");
}

fn said(moved: &Moved) -> String {
    let sign = if moved.by < 0 { '−' } else { '+' };
    format!("{} {sign}{}", visible::line(&moved.text), decimal(moved.by.saturating_abs()))
}

/// Thousandths as a decimal number: `-0.25`.
fn decimal(milli: i32) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let size = milli.unsigned_abs();
    let digits = format!("{}.{:03}", size / 1000, size % 1000);
    let digits = digits.trim_end_matches('0');
    format!("{sign}{digits}{}", if digits.ends_with('.') { "0" } else { "" })
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
