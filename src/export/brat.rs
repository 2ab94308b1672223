//! brat stand-off files: texts, annotations, and their configuration.
//!
//! A brat annotation has one type and no line end. A mark with two categories becomes two annotations of the same
//! passage; a passage of several lines becomes several fragments. Other columns are JSON in a comment of type `Purport`.

use super::shared::{char_range, details, label_set, labels_of, placed};
use super::{ExportArticle, ExportOptions, File, FileName, MarkRow};
use crate::annotation_import::labels::{LabelSet, PseudoLabel, UNDECIDED};
use crate::tag::Decision;
use crate::text::json::write;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

/// A text and an annotation file per article, and one configuration.
pub(super) fn render(articles: &[ExportArticle<'_>], options: &ExportOptions) -> io::Result<Vec<File>> {
    let names = label_set(articles, options, true);
    let mut files = Vec::new();
    let mut decisions: BTreeSet<String> = DECISIONS.map(|word| word.word().to_owned()).into();
    decisions.insert(UNDECIDED.to_owned());
    for article in articles {
        decisions.extend(placed(article, options).map(|row| decision(&row).to_owned()));
        let text: String = article.reading.document.text.chars().map(plain).collect();
        let own = |ending: &str, text: String| File {
            name: FileName::Own(format!("{}{ending}", article.name)),
            bytes: text.into_bytes(),
        };
        files.push(own(".txt", text));
        files.push(own(".ann", annotations(article, options, &names)?));
    }
    let bytes = configuration(&names, &decisions).into_bytes();
    files.push(File { name: FileName::Own("annotation.conf".to_owned()), bytes });
    Ok(files)
}

/// Decisions that every configuration declares, used or not.
const DECISIONS: [Decision; 7] = [
    Decision::Open,
    Decision::Confirmed,
    Decision::Retagged,
    Decision::Rejected,
    Decision::Added,
    Decision::Nothing,
    Decision::Skipped,
];

/// Replaces line and field separators by a space and terminal controls by U+FFFD, one for one, so that offsets
/// stay valid. Python splits lines at more characters than `\n`.
fn plain(char: char) -> char {
    match char {
        '\n' => char,
        '\t' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
        _ if char.is_control() => char::REPLACEMENT_CHARACTER,
        _ => char,
    }
}

fn decision<'r>(row: &MarkRow<'r>) -> &'r str {
    row.tag.map_or(UNDECIDED, |tag| tag.decision.word())
}

fn annotations(article: &ExportArticle<'_>, options: &ExportOptions, names: &LabelSet) -> io::Result<String> {
    let (mut out, mut terms, mut marks, mut notes) = (String::new(), 0, 0, 0);
    for row in placed(article, options) {
        let (place, words) = fragments(&row);
        for (at, kind) in labels_of(&row, names).into_iter().enumerate() {
            terms += 1;
            let _ = writeln!(out, "T{terms}\t{kind} {place}\t{words}");
            let machine = row.machine.categories.first().map(|(id, _)| ("Machine", names.label(id)));
            for (name, value) in std::iter::once(("Decision", decision(&row))).chain(machine) {
                marks += 1;
                let _ = writeln!(out, "A{marks}\t{name} T{terms} {value}");
            }
            // Note and metadata belong to the passage: the first of its annotations carries them.
            if at > 0 {
                continue;
            }
            let note = row.tag.map_or("", |tag| tag.note.as_str());
            if !note.is_empty() {
                notes += 1;
                let note: String = note.chars().map(plain).collect();
                let _ = writeln!(out, "#{notes}\tAnnotatorNotes T{terms}\t{}", note.replace('\n', " "));
            }
            notes += 1;
            let mut metadata = Vec::new();
            write(&mut metadata, &details(&row))?;
            let _ = writeln!(out, "#{notes}\tPurport T{terms}\t{}", String::from_utf8_lossy(&metadata));
        }
    }
    Ok(out)
}

/// Offsets of a passage's lines, and their texts joined by spaces.
fn fragments(row: &MarkRow<'_>) -> (String, String) {
    let mut places: Vec<String> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let (mut at, _) = char_range(row);
    for line in row.selector.exact.split('\n') {
        let end = at + line.chars().count() as u32;
        if end > at {
            places.push(format!("{at} {end}"));
            words.push(line.chars().map(plain).collect());
        }
        at = end + 1;
    }
    (places.join(";"), words.join(" "))
}

fn configuration(names: &LabelSet, decisions: &BTreeSet<String>) -> String {
    let others = PseudoLabel::ALL.iter().map(|other| names.pseudo(*other));
    let kinds: Vec<&str> = names.categories().map(|(_, name)| name).chain(others).collect();
    let machine: Vec<&str> = names.categories().map(|(_, name)| name).collect();
    let decisions: Vec<&str> = decisions.iter().map(String::as_str).collect();
    // brat rejects overlapping annotations unless the configuration allows them.
    format!(
        "[entities]\n{}\n\n[relations]\n<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n\n\
         [events]\n\n[attributes]\nDecision\tArg:<ENTITY>, Value:{}\nMachine\tArg:<ENTITY>, Value:{}\n",
        kinds.join("\n"),
        decisions.join("|"),
        machine.join("|")
    )
}
