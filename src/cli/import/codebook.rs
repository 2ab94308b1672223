//! The codes of a REFI-QDA codebook or project as a scheme.

use super::MAX_BYTES;
use crate::annotation_import::refi::{Project, scheme};
use crate::claim::Scheme;
use crate::cli::args::Import as Args;
use crate::cli::report::{print, report, report_all, say};
use crate::error::Error;
use crate::shell::export::write_files;
use crate::shell::{display, file};
use crate::text::number::counted;
use std::io::Write as _;
use std::path::Path;

/// Writes the scheme; 1 if there are more codes than categories.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    let hint = "--force overwrites it, -o writes another file";
    if output != Path::new("-") && output.exists() && !args.force {
        return Err(Error::new(display::path(output), "already exists").hint(hint));
    }
    let (name, bytes) = file::bytes_of_word(&args.file, MAX_BYTES)?;
    let failed = |message: String| Error::new(name.as_str(), message);
    let project = Project::read(bytes).map_err(failed)?;
    let dropped: Vec<String> =
        args.map.iter().filter_map(|word| word.strip_suffix('=')).map(str::to_owned).collect();
    let title = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let made = scheme(&project.description, &title, &dropped).map_err(failed)?;
    // A file that the program itself would not read is of no use.
    let (_, warnings) = Scheme::parse(&made.text, &name)?;
    report_all(warnings);
    if output == Path::new("-") {
        print(|out| out.write_all(made.text.as_bytes()))?;
    } else {
        let files = [(output.to_owned(), made.text.into_bytes())];
        write_files(&files, args.force, std::slice::from_ref(&args.file), hint)?;
        say(&format!("{}: {}", display::path(output), counted(made.categories, "category")));
    }
    for code in &made.left_out {
        let error = Error::new(
            name.as_str(),
            format!("no place for the code “{code}”: a scheme has nine categories"),
        );
        report(error.hint("--map CODE= leaves a code out"));
    }
    Ok(u8::from(!made.left_out.is_empty()))
}
