//! `purport fit`: a scheme's numbers, fitted to labelled sentences.

use super::args::Fit;
use super::eval::{read_rows, short, sources};
use super::output::flow;
use super::{complain, scheme};
use crate::claim::Scheme;
use crate::diagnostic::Diagnostic;
use crate::eval::{FitOptions, fit, fitted_numbers};
use std::io::{self, Write};

/// Fits, prints the figures, and writes the scheme with its fitted numbers where that is asked for.
pub(super) fn run(args: &Fit) -> Result<u8, Diagnostic> {
    let (text, name) = scheme::text(&args.scheme)?;
    let by_hand = fitted_numbers::remove(&text, &name)?;
    let (hand, warnings) = Scheme::parse(&by_hand, &name)?;
    warnings.iter().for_each(complain);
    let rows = read_rows(&args.files, &hand)?;
    let settings = FitOptions { pull: args.pull, folds: usize::from(args.folds) };
    let fitted = fit(&rows, &hand, settings);
    let mut out = io::stdout().lock();
    let written = (|| {
        write!(out, "fitted to these sentences")?;
        sources(&mut out, &fitted.training, &hand)?;
        write!(out, "\nfitted to other articles ({} parts)", args.folds)?;
        sources(&mut out, &fitted.cross_validated, &hand)?;
        writeln!(out, "expected error of the scores {}", short(fitted.cross_validated_error))
    })();
    flow(written)?;
    if let Some(path) = &args.output {
        let text = fitted_numbers::insert(&text, &name, &fitted.scheme)?;
        crate::shell::store::write_file(path, text.as_bytes())?;
    }
    Ok(0)
}
