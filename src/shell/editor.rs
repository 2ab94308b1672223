//! The reader's editor: which program it is, and at which line it opens a file.

use super::article::Source;
use super::decompress::decompress;
use super::display;
use crate::error::Error;
use crate::import::Format;
use crate::text::slice;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// The editor if neither `VISUAL` nor `EDITOR` names one.
const DEFAULT: &str = "vi";

/// Editors that take `+LINE` before the file.
const PLUS_LINE: [&str; 18] = [
    "ed",
    "emacs",
    "emacsclient",
    "ex",
    "helix",
    "hx",
    "jed",
    "joe",
    "kak",
    "mcedit",
    "mg",
    "micro",
    "nano",
    "ne",
    "nvim",
    "pico",
    "vi",
    "vim",
];
/// Editors that take `FILE:LINE`, some after an option.
const FILE_LINE: [(&str, &str); 4] = [("code", "-g"), ("codium", "-g"), ("subl", ""), ("zed", "")];

/// Longest file in which the line of a passage is looked for, in bytes.
const MAX_SEARCHED: u64 = 32 << 20;
/// Words of a passage that are looked for in its file; fewer if a line end stands among them.
const WORDS: [usize; 3] = [6, 3, 1];

/// `VISUAL`, else `EDITOR`, else `vi`: a program, perhaps with arguments.
pub(super) fn name() -> String {
    let given = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| std::env::var(name).ok());
    given
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| DEFAULT.to_owned())
}

/// The article's file. Fails for an article that is no file, or no text that an editor shows.
pub(super) fn article_file(source: &Source) -> Result<PathBuf, Error> {
    let Source::File(path) = source else {
        return Err(Error::new(source.name(), "is no file, so there is nothing to edit")
            .hint("save the text in a file and open that"));
    };
    let name = display::path(path);
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| display::io_error(&name, error))?;
    let (stream, compressed) = decompress(file).map_err(|error| display::io_error(&name, error))?;
    stream.take(4096).read_to_end(&mut head).map_err(|error| display::io_error(&name, error))?;
    if compressed {
        return Err(Error::new(name, "is compressed").hint("unpack it and open the result to edit it"));
    }
    match Format::detect(&head, &source.name()) {
        Format::Plain | Format::Markdown | Format::Html | Format::Mail => Ok(path.clone()),
        format => {
            Err(Error::new(&name, format!("is {}, which an editor cannot show as text", format.name())).hint(
                format!(
                    "edit it in the program that made it, or edit the text: purport text {name} > copy.txt"
                ),
            ))
        }
    }
}

/// The line of a file, from 1, at which `passage` begins; of several the one nearest to its `share` of the file.
/// `None` if it is not found.
pub(super) fn line_of(path: &Path, passage: &str, share: f64) -> Option<usize> {
    if std::fs::metadata(path).ok()?.len() > MAX_SEARCHED {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    line_in(&String::from_utf8_lossy(&bytes), passage, share)
}

/// The same for the file of an article; `None` too for one whose format has no lines.
pub fn source_line(path: &Path, passage: &str, share: f64) -> Option<usize> {
    let file = article_file(&Source::File(path.to_owned())).ok()?;
    line_of(&file, passage, share)
}

#[allow(clippy::cast_precision_loss)] // Files are far shorter than 2^52 bytes.
fn line_in(text: &str, passage: &str, share: f64) -> Option<usize> {
    let expected = text.len() as f64 * share;
    let distance = |at: usize| (at as f64 - expected).abs();
    let words: Vec<&str> = passage.split_whitespace().collect();
    let found = WORDS.iter().find_map(|&count| {
        let start = words.get(..count.min(words.len()))?.join(" ");
        let places = text.match_indices(&start).map(|(at, _)| at).filter(|_| !start.is_empty());
        places.min_by(|one, two| distance(*one).total_cmp(&distance(*two)))
    })?;
    Some(slice(text, ..found).matches('\n').count() + 1)
}

/// The command that opens `file` at `line`. A shell runs it, so that `editor` may hold arguments.
pub(super) fn command(editor: &str, file: &Path, line: Option<usize>) -> Command {
    let program = editor.split_whitespace().next().unwrap_or(editor);
    let program = Path::new(program).file_name().unwrap_or_default().to_string_lossy().into_owned();
    // A name that begins with a dash would be read as an option.
    let is_option = file.to_string_lossy().starts_with('-');
    let file = if is_option { Path::new(".").join(file) } else { file.to_owned() };
    let mut arguments: Vec<OsString> = Vec::new();
    let by_name = FILE_LINE.iter().find(|(name, _)| *name == program);
    match (line, by_name) {
        (Some(line), Some((_, option))) => {
            arguments.extend((!option.is_empty()).then(|| (*option).into()));
            let mut place = file.into_os_string();
            place.push(format!(":{line}"));
            arguments.push(place);
        }
        (Some(line), None) if PLUS_LINE.contains(&program.as_str()) => {
            arguments.extend([format!("+{line}").into(), file.into_os_string()]);
        }
        _ => arguments.push(file.into_os_string()),
    }
    let mut command = if cfg!(unix) {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor);
        command
    } else {
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or(editor));
        command.args(words);
        command
    };
    command.args(arguments);
    command
}

/// Fails if the editor did not run, or reports that it failed.
pub(super) fn check(editor: &str, status: ExitStatus) -> Result<(), Error> {
    const SET: &str = "the environment variables VISUAL and EDITOR name the editor";
    match status.code() {
        Some(0) => Ok(()),
        Some(127) => Err(Error::new(editor, "there is no such editor").hint(SET)),
        Some(126) => Err(Error::new(editor, "is not a program that can run").hint(SET)),
        Some(code) => Err(Error::new(editor, format!("the editor failed with exit code {code}"))),
        None => Err(Error::new(editor, "a signal ended the editor")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(editor: &str, file: &str, line: Option<usize>) -> String {
        let command = command(editor, Path::new(file), line);
        let words = command.get_args().skip(3).map(|word| word.to_string_lossy().into_owned());
        words.collect::<Vec<_>>().join(" ")
    }

    #[cfg(unix)]
    #[test]
    fn editors_open_the_line_as_they_take_it() {
        assert_eq!(arguments("vim", "a.txt", Some(7)), "+7 a.txt");
        assert_eq!(arguments("/usr/bin/emacs -nw", "a.txt", Some(7)), "+7 a.txt");
        assert_eq!(arguments("code --wait", "a.txt", Some(7)), "-g a.txt:7");
        assert_eq!(arguments("my-editor", "a.txt", Some(7)), "a.txt");
        assert_eq!(arguments("vi", "-a.txt", None), "./-a.txt");
    }

    #[test]
    fn the_line_is_that_of_the_nearest_same_words() {
        let text = "A b c.\n\nThe toll falls now.\n\nMore.\n\nThe toll\nfalls now again.\n";
        let check =
            |passage, share, line| assert_eq!(line_in(text, passage, share), line, "{passage} {share}");
        check("The toll falls now.", 0.2, Some(3));
        check("The toll falls now again.", 0.9, Some(3));
        check("More.", 0.0, Some(5));
        check("falls now", 1.0, Some(8));
        check("Absent words", 0.5, None);
        check("", 0.5, None);
    }
}
