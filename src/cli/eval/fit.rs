//! `purport fit`: learn the numbers of a scheme from labelled sentences.

use super::rows::{judge, read_rows};
use super::text::sources;
use crate::claim::Scheme;
use crate::cli::args::Fit;
use crate::cli::report::{print, report_all};
use crate::cli::scheme;
use crate::cli::table::{figure, row, table};
use crate::error::Error;
use crate::eval::{CombinationOptions, FitOptions, FitResult, fitted_numbers};
use crate::shell::store;
use crate::text::visible;
use std::io::{self, Write};

/// Fits a scheme, prints the figures, and writes the scheme with its fitted numbers if a file was named.
pub(in crate::cli) fn fit(args: &Fit) -> Result<u8, Error> {
    let (text, name) = scheme::source(Some(&args.scheme))?;
    if args.combination {
        return fit_combination(args, &text, &name);
    }
    let (hand_set, warnings) = Scheme::parse(&fitted_numbers::remove(&text, &name)?, &name)?;
    report_all(warnings);
    let rows = read_rows(&args.files, &hand_set)?;
    let options = FitOptions { pull: args.pull, folds: usize::from(args.folds) };
    let fitted = crate::eval::fit(&rows, &hand_set, options);
    print(|out| fitted_figures(out, &fitted, args.folds))?;
    if let Some(path) = &args.output {
        let text = fitted_numbers::insert(&text, &name, &fitted.scheme)?;
        store::write_file(path, text.as_bytes())?;
    }
    Ok(0)
}

fn fit_combination(args: &Fit, text: &str, name: &str) -> Result<u8, Error> {
    let (scheme, warnings) = Scheme::parse(text, name)?;
    report_all(warnings);
    let mut rows = read_rows(&args.files, &scheme)?;
    judge(&mut rows, &scheme)?;
    let options = CombinationOptions {
        pull: args.pull,
        folds: usize::from(args.folds),
        max_false_highlights: args.max_false,
    };
    let Some(fitted) = crate::eval::fit_combination(&rows, &scheme, options) else {
        let hint = "write [model] with name = \"claims\" above its cues";
        return Err(Error::new(name, "names no model to combine with its cues").hint(hint));
    };
    print(|out| {
        combination(out, &fitted.scheme)?;
        writeln!(out)?;
        fitted_figures(out, &fitted, args.folds)
    })?;
    if let Some(path) = &args.output {
        let text = fitted_numbers::insert_combination(text, name, &fitted.scheme)?;
        store::write_file(path, text.as_bytes())?;
    }
    Ok(0)
}

fn combination(out: &mut impl Write, scheme: &Scheme) -> io::Result<()> {
    let mut rows = vec![row(["category", "offset", "model", "cues", "threshold"])];
    let combined = scheme.combination.iter().flat_map(|combination| &combination.categories);
    for (category, combined) in scheme.categories.iter().zip(combined) {
        let Some(one) = combined else { continue };
        let numbers = [one.offset, one.model, one.cues, i32::from(one.threshold)];
        let mut line = vec![visible::line(&category.id).into_owned()];
        line.extend(numbers.map(|milli| figure(f64::from(milli) / 1000.0)));
        rows.push(line);
    }
    table(out, &rows)
}

fn fitted_figures(out: &mut impl Write, fitted: &FitResult, folds: u8) -> io::Result<()> {
    write!(out, "fitted to these sentences")?;
    sources(out, &fitted.training, &fitted.scheme)?;
    write!(out, "\nfitted to other articles ({folds} parts)")?;
    sources(out, &fitted.cross_validated, &fitted.scheme)?;
    writeln!(out, "expected error of the scores {}", figure(fitted.cross_validated_error))
}
