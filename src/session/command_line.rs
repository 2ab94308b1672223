//! The command line: a table of commands with their completions and handlers.

use super::action::Action;
use super::choice::Choice;
use super::keymap::{Table, bindings};
use super::message::{Effect, Effects, Timestamp};
use super::model::Model;
use super::notice::Notice;
use super::picker::{Item, Value};
use super::popup::PopupKind;
use super::setting::SETTINGS;
use crate::diagnostic::suggest::did_you_mean;
use crate::reading::{FILTER_KEYWORDS, Filter, SortOrder, StatusFilter};

/// A word that may complete a line, and the note listed beside it.
type Completion = (String, String);

/// A command with an argument, or without a matching action. Action names are commands too.
struct Command {
    name: &'static str,
    /// Short names known from vim and other programs.
    aliases: &'static [&'static str],
    /// Placeholder for the argument; empty without one.
    argument: &'static str,
    help: &'static str,
    /// Candidates for the next word; `argument` holds the complete words so far.
    complete: fn(&Model, argument: &str) -> Vec<Completion>,
    run: fn(&mut Model, argument: &str, &Timestamp) -> Effects,
}

const fn command(
    name: &'static str,
    aliases: &'static [&'static str],
    argument: &'static str,
    help: &'static str,
    run: fn(&mut Model, &str, &Timestamp) -> Effects,
) -> Command {
    Command { name, aliases, argument, help, complete: |_, _| Vec::new(), run }
}

impl Command {
    const fn completed_by(self, complete: fn(&Model, &str) -> Vec<Completion>) -> Self {
        Self { complete, ..self }
    }
}

const COMMANDS: [Command; 21] = [
    command(
        "goto",
        &["go"],
        "NUMBER",
        "go to a paragraph; the number alone does too",
        Model::go_to_paragraph,
    ),
    command("claim", &["c"], "NUMBER", "go to a claim", Model::go_to_claim),
    command("filter", &["f"], "WORDS", "list only these, such as: undecided over .8", run_filter)
        .completed_by(filter_words),
    command(
        "sort",
        &["order"],
        "KEY",
        "sort the list: position, score, category, status, usefulness",
        run_sort,
    )
    .completed_by(|_, _| SortOrder::ALL.map(|order| named(order.word())).into()),
    command("accept", &[], "WORDS", "accept undecided claims, such as: over .8", |model, words, now| {
        decide(model, (Action::Accept, Choice::Accept), words, now)
    })
    .completed_by(filter_words),
    command("reject", &[], "WORDS", "reject undecided claims, such as: under .5", |model, words, now| {
        decide(model, (Action::Reject, Choice::Reject), words, now)
    })
    .completed_by(filter_words),
    command("clear", &[], "WORDS", "clear decisions, such as: label draft", |model, words, now| {
        decide(model, (Action::Clear, Choice::Clear), words, now)
    })
    .completed_by(filter_words),
    command(
        "diff",
        &[],
        "FILE",
        "list what changed since the article changed on disk, or since a file; `off` ends it",
        |model, words, _| model.diff(words),
    ),
    command("theme", &["colorscheme"], "NAME", "change the theme", run_theme)
        .completed_by(|model, _| model.settings.themes.iter().map(|name| named(name)).collect()),
    command(
        "set",
        &[],
        "NAME=VALUE",
        "change a setting: measure, list, hyphens, mouse, focus",
        |model, words, _| model.set(words),
    )
    .completed_by(|model, _| SETTINGS.iter().map(|setting| setting.completion(model)).collect()),
    command("write", &["w"], "FILE", "save now; with a file name, keep the tags there", run_write),
    command(
        "export",
        &[],
        "FORMAT FILE",
        "write claims and decisions in another format",
        |model, words, _| model.export(words, false),
    )
    .completed_by(format_words),
    command("export!", &[], "FORMAT FILE", "the same, replacing an existing file", |model, words, _| {
        model.export(words, true)
    })
    .completed_by(format_words),
    command("edit", &["e"], "WHAT", "edit the article or its tags in $EDITOR", |model, what, _| match what {
        "" | "article" => model.edit_article(),
        "tags" => model.edit_tags(),
        _ => model.warn(format!("cannot edit `{what}`; `edit article` or `edit tags`")),
    })
    .completed_by(|_, _| ["article", "tags"].map(named).into()),
    command("learn", &[], "ON|OFF", "learn from your tags; off silences what was learned", run_learn)
        .completed_by(|_, _| ["on", "off"].map(named).into()),
    command("model", &[], "PAUSE|RESUME", "let the model rest, or go on; alone: how far it is", run_model)
        .completed_by(|_, _| ["pause", "resume"].map(named).into()),
    command("cue", &[], "CATEGORY: PATTERN", "try a cue of your own", |model, line, now| match line {
        "" => model.open_cue_list(),
        line => model.try_cue(line, now),
    }),
    command("quit", &["q"], "", "leave; every decision is already on disk", run_quit),
    command("quit!", &["q!"], "", "leave without what could not be saved", |model, _, _| {
        Effects::from([model.keep_place(), Effect::Discard, Effect::Quit])
    }),
    command("write-quit", &["wq", "x"], "", "save and leave", run_quit),
    command("messages", &["mes"], "", "show earlier messages", |model, _, _| {
        model.open_popup(PopupKind::Messages)
    }),
];

/// Actions available on the command line, each with the help of its first row.
fn actions() -> impl Iterator<Item = (Action, &'static str)> {
    let works =
        |table| !matches!(table, Table::Select | Table::Line | Table::Pick | Table::Confirm | Table::Leave);
    let row = move |action: &Action| {
        let mut rows = bindings().filter(move |(section, _)| works(section.table));
        rows.find(|(_, row)| row.actions.contains(action)).map(|(_, row)| (*action, row.help))
    };
    // The first needs a key's category; the second leaves a mode that the command line has already left.
    let commands = Action::ALL.iter().filter(|action| !matches!(action, Action::Categorise | Action::Cancel));
    commands.filter_map(row)
}

fn find_command(word: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == word || command.aliases.contains(&word))
}

fn find_action(word: &str) -> Option<Action> {
    Action::parse(word).filter(|found| actions().any(|(action, _)| action == *found))
}

/// Is the first word a command already, so that Enter runs the line instead of completing it?
pub(super) fn is_complete(line: &str) -> bool {
    let word = line.split(' ').next().unwrap_or_default();
    find_command(word).is_some() || word.parse::<usize>().is_ok() || find_action(word).is_some()
}

/// The word being completed.
pub(super) fn last_word(line: &str) -> &str {
    line.rsplit(' ').next().unwrap_or_default()
}

fn named(name: &str) -> Completion {
    (name.to_owned(), String::new())
}

fn filter_words(model: &Model, _: &str) -> Vec<Completion> {
    let categories = model.reading.scheme.categories.iter();
    let categories = categories.map(|category| (category.id.clone(), category.gloss.clone()));
    let words = StatusFilter::ALL.map(StatusFilter::word).into_iter().chain(FILTER_KEYWORDS);
    let fields = model.reading.scheme.fields.iter().flat_map(|field| {
        let values = field.values().iter().map(|value| value.value.as_str());
        let values = if field.is_choice() { values.chain(["*"]).collect() } else { vec!["*"] };
        let quoted = |value: &str| {
            if value.contains(' ') {
                format!("{}:\"{value}\"", field.id)
            } else {
                format!("{}:{value}", field.id)
            }
        };
        values.into_iter().map(move |value| (quoted(value), field.gloss.clone())).collect::<Vec<_>>()
    });
    categories.chain(words.map(named)).chain(fields).collect()
}

/// Completes formats; the file name after a format is free text.
fn format_words(model: &Model, argument: &str) -> Vec<Completion> {
    let formats = model.settings.formats.iter().filter(|_| argument.is_empty());
    formats.map(|(name, help)| ((*name).to_owned(), (*help).to_owned())).collect()
}

fn with_filter(model: &mut Model, words: &str, then: impl FnOnce(&mut Model, Filter) -> Effects) -> Effects {
    match Filter::parse(words, &model.reading.scheme) {
        Ok(filter) => then(model, filter),
        Err(why) => model.warn(why),
    }
}

fn run_filter(model: &mut Model, words: &str, now: &Timestamp) -> Effects {
    if words.is_empty() {
        return model.act(Action::Filter, now);
    }
    with_filter(model, words, |model, filter| {
        model.filter_by(filter);
        Effects::none()
    })
}

/// Decides on the current mark, or on all marks that pass the filter `words`.
fn decide(model: &mut Model, (one, all): (Action, Choice), words: &str, now: &Timestamp) -> Effects {
    if words.is_empty() {
        return model.act(one, now);
    }
    with_filter(model, words, |model, filter| model.ask_bulk(all, filter))
}

fn run_sort(model: &mut Model, word: &str, _: &Timestamp) -> Effects {
    match SortOrder::parse(word) {
        Some(order) => model.sort_by(order),
        None => model.warn("sort by position, score, category, status or usefulness"),
    }
}

fn run_learn(model: &mut Model, word: &str, _: &Timestamp) -> Effects {
    match word {
        "" => model.learn(),
        "on" => model.set_personal(true),
        "off" => model.set_personal(false),
        _ => {
            model.warn("`learn` learns; `learn off` silences what was learned, and `learn on` brings it back")
        }
    }
}

fn run_model(model: &mut Model, word: &str, _: &Timestamp) -> Effects {
    match word {
        "" => model.tell_model(),
        "pause" => model.pause_model(true),
        "resume" => model.pause_model(false),
        _ => model.warn(format!("the model takes no `{word}`; `model pause` or `model resume`")),
    }
}

fn run_theme(model: &mut Model, name: &str, now: &Timestamp) -> Effects {
    if name.is_empty() { model.act(Action::Themes, now) } else { model.choose_theme(name) }
}

fn run_write(model: &mut Model, path: &str, _: &Timestamp) -> Effects {
    if path.is_empty() { model.save_now() } else { model.save_in(path) }
}

fn run_quit(model: &mut Model, _: &str, now: &Timestamp) -> Effects {
    model.act(Action::Quit, now)
}

impl Model {
    /// Candidates for the last word of `line`.
    pub(super) fn completions(&self, line: &str) -> Vec<Item> {
        let before = line.get(..line.len() - last_word(line).len()).unwrap_or_default();
        let item = |(text, note): Completion| {
            let value = Value::Line(format!("{before}{text}"));
            Item { text, note, value }
        };
        if let Some((word, _)) = line.split_once(' ') {
            let Some(command) = find_command(word) else { return Vec::new() };
            let argument = before.get(word.len()..).unwrap_or_default().trim();
            return (command.complete)(self, argument).into_iter().map(item).collect();
        }
        let commands = COMMANDS.iter().map(|Command { name, argument, help, .. }| {
            // A command with an argument is completed up to the space.
            let space = if argument.is_empty() { "" } else { " " };
            let note = format!("{argument}{space}{help}");
            Item { text: (*name).to_owned(), note, value: Value::Line(format!("{name}{space}")) }
        });
        let others = actions().filter(|(action, _)| find_command(action.name()).is_none());
        commands
            .chain(others.map(|(action, help)| item((action.name().to_owned(), help.to_owned()))))
            .collect()
    }

    /// Runs a command line; a number alone goes to the paragraph.
    pub(super) fn run_line(&mut self, line: &str, now: &Timestamp) -> Effects {
        let line = line.trim().trim_start_matches(':');
        let (word, argument) = line.split_once(' ').map_or((line, ""), |(word, rest)| (word, rest.trim()));
        if line.is_empty() {
            return Effects::none();
        }
        if word.parse::<usize>().is_ok() {
            return self.go_to_paragraph(word, now);
        }
        if let Some(command) = find_command(word) {
            return (command.run)(self, argument, now);
        }
        match find_action(word) {
            Some(action) if argument.is_empty() => self.act(action, now),
            Some(_) => self.warn(format!("`{word}` takes no argument")),
            None => {
                let names = COMMANDS.iter().map(|command| command.name);
                let names = names.chain(actions().map(|(action, _)| action.name()));
                let hint = did_you_mean(word, names).unwrap_or_else(|| self.help_shows_keys());
                self.warn(format!("unknown command `{word}`; {hint}"))
            }
        }
    }

    fn go_to_paragraph(&mut self, number: &str, _: &Timestamp) -> Effects {
        let last = self.document().blocks.len();
        let Some(number) = number.parse().ok().filter(|number| (1..=last).contains(number)) else {
            return self.warn(format!("no paragraph `{number}`; the article has 1 to {last}"));
        };
        let span = self.document().block(number - 1).span;
        self.nav.view.to_offset(span.start());
        self.nav.follow_text(&self.reading);
        self.nav.follow_place(&self.reading, span);
        Effects::none()
    }

    fn go_to_claim(&mut self, number: &str, _: &Timestamp) -> Effects {
        let last = self.reading.counts().marks;
        let Some(number) = number.parse().ok().filter(|number| (1..=last).contains(number)) else {
            return self.warn(format!("no claim `{number}`; the article has 1 to {last}"));
        };
        self.nav.go_to(&self.reading, number - 1);
        Effects::none()
    }

    pub(super) fn warn(&mut self, text: impl Into<String>) -> Effects {
        self.notices.show(Notice::warning(text));
        Effects::none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_commands() {
        let names = COMMANDS.iter().flat_map(|command| command.aliases.iter().chain([&command.name]));
        let mut names: Vec<&str> = names.copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_line_is_complete_by_its_first_word() {
        for (line, expected) in [
            ("w", true),
            ("12", true),
            ("filter x", true),
            ("next-mark", true),
            ("sort-by-standing", true),
            ("cursor-forward", false),
            ("nex", false),
        ] {
            assert_eq!(is_complete(line), expected, "{line}");
        }
    }
}
