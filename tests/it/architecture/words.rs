//! One word for one thing, in everything that people read: keys, messages, help, reports and docs.

use super::source;
use crate::support::project;
use purport::reading::Status;
use purport::tag::Decision;

/// A retired word, and the one that says it.
const RETIRED: &[(&str, &str)] = &[
    ("confirmed", "accepted"),
    ("confirmation", "accept"),
    ("confirmations", "accepted"),
    ("confirming", "accepting"),
    ("confirms", "accepts"),
    ("retagged", "changed"),
    ("re-categorised", "changed"),
    ("recategorised", "changed"),
    ("orphan", "lost"),
    ("orphans", "lost"),
    ("orphaned", "lost"),
    ("coder", "annotator"),
    ("coders", "annotators"),
    ("rater", "annotator"),
    ("raters", "annotators"),
];

/// Words that programs read: values of the tag file, names of actions and fields, kinds of foreign files.
const FOR_PROGRAMS: &[&str] = &["confirmed", "retagged", "orphaned", "show-orphaned", "coder"];

fn retired(text: &str) -> Option<(&'static str, &'static str)> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    words.find_map(|word| RETIRED.iter().copied().find(|(old, _)| *old == word))
}

/// String literals of one line. Escaped quotation marks stay part of the literal.
fn literals(line: &str) -> Vec<String> {
    let (mut found, mut open, mut escaped) = (Vec::new(), None::<String>, false);
    for letter in line.chars() {
        match &mut open {
            None if letter == '"' => open = Some(String::new()),
            None => {}
            Some(text) if escaped || letter != '"' => {
                escaped = !escaped && letter == '\\';
                text.push(letter);
            }
            Some(_) => found.extend(open.take()),
        }
    }
    // A literal that goes on in the next line.
    found.extend(open);
    found
}

/// Prose of a Markdown page: without code, which shows files and commands.
fn prose(page: &str) -> String {
    let outside = page.split("```").step_by(2);
    outside.flat_map(|part| part.split('`').step_by(2)).collect()
}

#[test]
fn a_decision_has_one_word() {
    let word = |decision: &Decision| match decision {
        Decision::Confirmed => Some(Status::Confirmed),
        Decision::Retagged => Some(Status::Retagged),
        Decision::Rejected => Some(Status::Rejected),
        Decision::Added => Some(Status::Added),
        Decision::Nothing => Some(Status::Nothing),
        _ => None,
    };
    for decision in &Decision::KNOWN {
        assert_eq!(retired(decision.past_tense()), None);
        if let Some(status) = word(decision) {
            assert_eq!(decision.past_tense(), status.word(), "two words for one decision");
        }
    }
    let words = [Status::Confirmed, Status::Retagged, Status::Rejected, Status::Orphaned].map(Status::word);
    assert_eq!(words, ["accepted", "changed", "rejected", "lost"]);
    // The tag file and the tables keep theirs.
    let ids = [Status::Confirmed, Status::Retagged, Status::Rejected].map(Status::id);
    assert_eq!(ids, ["confirmed", "retagged", "rejected"]);
}

#[test]
fn messages_and_help_use_no_retired_word() {
    let mut found = Vec::new();
    for file in source() {
        let help = file.path.starts_with("cli/args/");
        for (number, line) in file.text.lines().enumerate() {
            let doc = line.trim_start().strip_prefix("/// ").filter(|_| help);
            if file.text.lines().take(number).any(|line| line.starts_with("mod tests {")) || file.is_test() {
                break;
            }
            if doc.is_none() && line.trim_start().starts_with("//") {
                continue;
            }
            let said = literals(line).into_iter().filter(|text| !FOR_PROGRAMS.contains(&text.as_str()));
            for text in said.chain(doc.map(str::to_owned)) {
                // Names in braces are variables and actions.
                let text: String =
                    text.split('{').map(|part| part.split_once('}').map_or(part, |two| two.1)).collect();
                if let Some((old, new)) = retired(&text) {
                    found.push(format!("src/{}:{}: `{old}`, better `{new}`: {text}", file.path, number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_docs_use_no_retired_word() {
    let mut pages = vec![project("README.md"), project("sample/lesson.md")];
    pages.extend(std::fs::read_dir(project("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    assert!(pages.len() > 10, "only {} pages found", pages.len());
    for path in pages {
        for line in prose(&std::fs::read_to_string(&path).unwrap()).lines() {
            assert_eq!(retired(line), None, "{}: {line}", path.display());
        }
    }
}
