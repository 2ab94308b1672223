//! The command line: its words, what completes them, and what they do.

use super::action::Action;
use super::choice::Choice;
use super::keymap::bindings;
use super::message::{Effect, Effects, Timestamp};
use super::model::Model;
use super::notice::Notice;
use super::picker::{Item, Value};
use super::popup::PopupKind;
use super::setting;
use crate::diagnostic::suggest::did_you_mean;
use crate::reading::{FILTER_WORDS, Filter, Order, Show};

/// A word that begins a command line and is not the name of an action alone.
struct Verb {
    name: &'static str,
    /// Shorter forms that those who come from other programs type.
    aliases: &'static [&'static str],
    /// What may stand behind it, as it is shown; empty if nothing.
    takes: &'static str,
    help: &'static str,
}

const fn verb(
    name: &'static str,
    aliases: &'static [&'static str],
    takes: &'static str,
    help: &'static str,
) -> Verb {
    Verb { name, aliases, takes, help }
}

const VERBS: [Verb; 16] = [
    verb("goto", &["go"], "NUMBER", "to this paragraph; the number alone does it too"),
    verb("claim", &["c"], "NUMBER", "to this claim"),
    verb("filter", &["f"], "WORDS", "list only these, such as: undecided over .8"),
    verb("sort", &["order"], "KEY", "sort the list: position, score, category, standing"),
    verb("accept", &[], "WORDS", "accept all undecided claims that fit, such as: over .8"),
    verb("reject", &[], "WORDS", "reject all undecided claims that fit, such as: under .5"),
    verb("clear", &[], "WORDS", "take back all decisions that fit, such as: label draft"),
    verb("theme", &["colorscheme"], "NAME", "another theme"),
    verb("set", &[], "NAME=VALUE", "measure, list, hyphens, mouse, focus"),
    verb("write", &["w"], "FILE", "save now; with a name: keep the tags there from now on"),
    verb("export", &[], "FORMAT FILE", "write claims and decisions for another program"),
    verb("export!", &[], "FORMAT FILE", "the same, over a file that is there"),
    verb("quit", &["q"], "", "leave; every decision is already on disk"),
    verb("quit!", &["q!"], "", "leave, whatever could not be saved"),
    verb("write-quit", &["wq", "x"], "", "save and leave"),
    verb("messages", &["mes"], "", "what was said so far"),
];

/// Actions that mean something only inside another mode, and so are no commands.
const INSIDE: [Action; 14] = [
    Action::Categorise,
    Action::Cancel,
    Action::NextSentence,
    Action::PreviousSentence,
    Action::GrowForward,
    Action::GrowBack,
    Action::OtherEnd,
    Action::ByWord,
    Action::BySentence,
    Action::ByCharacter,
    Action::Confirm,
    Action::LineBreak,
    Action::Complete,
    Action::Discard,
];

/// All actions that a command line can name, each with the help of its row.
fn actions() -> impl Iterator<Item = (Action, &'static str)> {
    let mut seen: Vec<Action> = Vec::new();
    let rows = bindings().flat_map(|(_, row)| row.actions.iter().map(|&action| (action, row.help)));
    rows.filter(move |(action, _)| {
        let fresh = !seen.contains(action) && !INSIDE.contains(action);
        seen.push(*action);
        fresh
    })
}

fn find(word: &str) -> Option<&'static Verb> {
    VERBS.iter().find(|verb| verb.name == word || verb.aliases.contains(&word))
}

/// Whether a line is a command as it stands, and nothing has to be guessed.
pub(super) fn is_whole(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    find(word).is_some()
        || word.parse::<usize>().is_ok()
        || actions().any(|(action, _)| action.name() == word)
}

/// The part of a line that is completed: its last word.
pub(super) fn last_word(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or_default()
}

impl Model {
    /// What may stand at the end of `line`.
    pub(super) fn completions(&self, line: &str) -> Vec<Item> {
        let head = line.get(..line.len() - last_word(line).len()).unwrap_or_default();
        let item = |text: &str, note: &str, whole: String| Item {
            text: text.to_owned(),
            note: note.to_owned(),
            value: Value::Word(whole),
        };
        let Some((first, _)) = line.split_once(' ') else {
            let verbs = VERBS.iter().map(|verb| {
                let whole =
                    if verb.takes.is_empty() { verb.name.to_owned() } else { format!("{} ", verb.name) };
                item(verb.name, format!("{} {}", verb.takes, verb.help).trim_start(), whole)
            });
            let named = |action: Action| VERBS.iter().any(|verb| verb.name == action.name());
            let others = actions().filter(|(action, _)| !named(*action));
            return verbs
                .chain(others.map(|(action, help)| item(action.name(), help, action.name().to_owned())))
                .collect();
        };
        let word = |text: &str, note: &str| item(text, note, format!("{head}{text}"));
        match find(first).map(|verb| verb.name) {
            Some("theme") => self.settings.themes.iter().map(|name| word(name, "")).collect(),
            // Behind the format stands a name that only the reader knows.
            Some("export" | "export!") if head.trim_end() == first => {
                self.settings.formats.iter().map(|(name, help)| word(name, help)).collect()
            }
            Some("sort") => Order::ALL.iter().map(|order| word(order.word(), "")).collect(),
            Some("set") => {
                let note = |setting: &setting::Setting| format!("{} {}", setting.takes, setting.help);
                setting::ALL
                    .iter()
                    .map(|setting| word(&setting.example(self), note(setting).trim()))
                    .collect()
            }
            Some("filter" | "accept" | "reject" | "clear") => {
                let categories = self.reading.scheme.categories.iter();
                let categories = categories.map(|category| word(&category.id, &category.gloss));
                let shows = Show::ALL.iter().map(|show| word(show.word(), ""));
                categories.chain(shows).chain(FILTER_WORDS.map(|known| word(known, ""))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Does what a command line says.
    pub(super) fn run_line(&mut self, line: &str, now: &Timestamp) -> Effects {
        let line = line.trim().trim_start_matches(':');
        let (word, rest) = line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
        if line.is_empty() {
            return Effects::none();
        }
        if let Ok(number) = word.parse::<usize>() {
            return self.go_to_paragraph(number);
        }
        let action = actions().map(|(action, _)| action).find(|action| action.name() == word);
        match (find(word).map(|verb| verb.name), action) {
            (Some("accept" | "reject" | "clear" | "filter") | None, Some(action)) if rest.is_empty() => {
                self.act(action, now)
            }
            (Some("goto"), _) => match rest.parse::<usize>() {
                Ok(number) => self.go_to_paragraph(number),
                Err(_) => self.say("goto wants the number of a paragraph, such as: goto 12"),
            },
            (Some("claim"), _) => self.go_to_number(rest),
            (Some("sort"), _) => match Order::ALL.into_iter().find(|order| order.word() == rest) {
                Some(order) => self.sort_by(order),
                None => self.say("the list is sorted by position, score, category or standing"),
            },
            (Some(verb @ ("filter" | "accept" | "reject" | "clear")), _) => self.run_filter(verb, rest),
            (Some("theme"), _) if rest.is_empty() => self.open_picker(Action::Themes),
            (Some("theme"), _) => self.name_theme(rest),
            (Some("set"), _) => self.set(rest),
            (Some("write"), _) if rest.is_empty() => self.save_now(),
            (Some("write"), _) => self.save_in(rest),
            (Some("export"), _) => self.export(rest, false),
            (Some("export!"), _) => self.export(rest, true),
            (Some("quit" | "write-quit"), _) => self.leave_by(Action::Quit),
            (Some("quit!"), _) => Effects::from([self.keep_place(), Effect::Discard, Effect::Quit]),
            (Some("messages"), _) => self.open_popup(PopupKind::Messages),
            _ => {
                let names =
                    VERBS.iter().map(|verb| verb.name).chain(actions().map(|(action, _)| action.name()));
                let hint = did_you_mean(word, names).unwrap_or_else(|| "? shows the keys".to_owned());
                self.notices.show(Notice::warning(format!("no command `{word}`; {hint}")));
                Effects::none()
            }
        }
    }

    fn run_filter(&mut self, verb: &str, words: &str) -> Effects {
        let filter = match Filter::parse(words, &self.reading.scheme) {
            Ok(filter) => filter,
            Err(why) => {
                self.notices.show(Notice::warning(why));
                return Effects::none();
            }
        };
        match verb {
            "accept" => self.ask_bulk(Choice::Accept, filter),
            "reject" => self.ask_bulk(Choice::Reject, filter),
            "clear" => self.ask_bulk(Choice::Clear, filter),
            _ => {
                self.filter_by(filter);
                Effects::none()
            }
        }
    }

    fn go_to_paragraph(&mut self, number: usize) -> Effects {
        let last = self.document().blocks.len();
        if number == 0 || number > last {
            return self.say(&format!("the article has paragraphs 1 to {last}"));
        }
        let span = self.document().block(number - 1).span;
        self.nav.view.to_offset(span.start());
        self.follow_text();
        self.follow_place(span);
        Effects::none()
    }

    fn go_to_number(&mut self, number: &str) -> Effects {
        let count = self.reading.counts().marks;
        match number.parse::<usize>() {
            Ok(number) if (1..=count).contains(&number) => {
                self.go_to(number - 1);
                Effects::none()
            }
            _ => self.say(&format!("claim wants a number from 1 to {count}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things() {
        let mut words: Vec<&str> =
            VERBS.iter().flat_map(|verb| verb.aliases.iter().chain([&verb.name])).copied().collect();
        let count = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), count);
    }

    #[test]
    fn a_line_is_whole_by_its_first_word() {
        for (line, expected) in
            [("w", true), ("12", true), ("filter x", true), ("next-mark", true), ("nex", false)]
        {
            assert_eq!(is_whole(line), expected, "{line}");
        }
    }
}
