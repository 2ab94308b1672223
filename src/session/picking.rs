//! Opening pickers, looking at what is selected, and doing what was chosen.

use super::action::Action;
use super::command_line;
use super::key::Key;
use super::message::{Effect, Effects, Timestamp};
use super::model::{Mode, Model};
use super::notice::Notice;
use super::picker::{Item, MOST_ITEMS, Picked, Picker, PickerKind, Value, open};
use super::prompt::{Prompt, Purpose};
use crate::reading::why::score;
use crate::reading::{Filter, Mark};
use crate::text::{BlockKind, Span, visible};
use std::collections::BTreeMap;

/// Bytes of a text looked through for addresses that stand in it.
const LOOKED_THROUGH: usize = 4 << 20;

impl Model {
    /// Opens the choice that an action asks for.
    pub(super) fn open_picker(&mut self, action: Action) -> Effects {
        match action {
            Action::PickLabel => self.pick_filter(PickerKind::Label),
            Action::PickSpeaker => self.pick_filter(PickerKind::Speaker),
            Action::Links => self.pick_link(),
            Action::Headings => self.pick_heading(),
            Action::Themes => self.pick_theme(),
            _ => self.pick_claim(),
        }
    }

    /// Opens the command line, with its completions.
    pub(super) fn open_line(&mut self) -> Effects {
        let items = self.completions("");
        self.pick(PickerKind::Command, items, "")
    }

    /// Opens the choice of claims by their words.
    fn pick_claim(&mut self) -> Effects {
        let count = self.nav.list.len();
        let (here, _) = self.nav.current.map_or((0, false), |index| self.nav.list.number_of(index));
        let from = here.saturating_sub(MOST_ITEMS / 2).min(count.saturating_sub(MOST_ITEMS));
        let numbers = from..count.min(from + MOST_ITEMS);
        let items = numbers.filter_map(|number| self.claim_item(self.nav.list.at(number)?)).collect();
        let none = self.nothing_listed();
        self.pick(PickerKind::Claim, items, &none)
    }

    fn claim_item(&self, index: usize) -> Option<Item> {
        let mark = self.reading.mark(index)?;
        let names = mark.categories.iter().filter_map(|&id| self.reading.scheme.category(id));
        let names: Vec<&str> = names.map(|category| category.name.as_str()).collect();
        let labels = mark.tag.iter().flat_map(|tag| &tag.labels).map(|label| format!(" #{label}"));
        let paragraph = self.document().block_at(mark.span.start()) + 1;
        Some(Item {
            text: format!("{}{}", self.reading.opening(mark), labels.collect::<String>()),
            note: format!(
                "¶{paragraph} {} {}",
                names.join(" "),
                mark.best_score().map(score).unwrap_or_default()
            ),
            value: Value::Mark(index),
        })
    }

    /// Opens the choice of themes; each is shown as soon as it is selected.
    fn pick_theme(&mut self) -> Effects {
        let item = |name: &String| Item {
            text: name.clone(),
            note: if *name == self.screen.theme { "in use".to_owned() } else { String::new() },
            value: Value::Theme(name.clone()),
        };
        let items: Vec<Item> = self.settings.themes.iter().map(item).collect();
        let now = items.iter().position(|item| item.text == self.screen.theme).unwrap_or(0);
        let commands = self.pick(PickerKind::Theme, items, "there is only this theme");
        if let Mode::Pick(picker) = &mut self.mode {
            picker.selected = now;
        }
        commands
    }

    /// Opens the choice of links; Enter copies the address.
    fn pick_link(&mut self) -> Effects {
        let document = self.document();
        let item = |span: Span, target: &str| Item {
            text: visible::cut(span.slice(&document.text), 80),
            note: target.to_owned(),
            value: Value::Link(span, target.to_owned()),
        };
        let named = document.links.iter().map(|link| item(link.span, &link.target));
        let text = document.text.get(..document.text.len().min(LOOKED_THROUGH)).unwrap_or_default();
        let is_link = |span: &Span| {
            let after = document.links.partition_point(|link| link.span.end() <= span.start());
            document.links.get(after).is_some_and(|link| link.span.overlaps(*span))
        };
        let bare = addresses(text).filter(|span| !is_link(span)).map(|span| item(span, span.slice(text)));
        let items = named.chain(bare).take(MOST_ITEMS).collect();
        self.pick(PickerKind::Link, items, "the article has no links")
    }

    /// Opens the choice of headings.
    fn pick_heading(&mut self) -> Effects {
        let document = self.document();
        let item = |(number, kind, span): (usize, BlockKind, Span)| {
            let depth =
                if let BlockKind::Heading(level) = kind { usize::from(level.saturating_sub(1)) } else { 0 };
            Item {
                text: format!("{}{}", "  ".repeat(depth), visible::line(span.slice(&document.text))),
                note: format!("¶{}", number + 1),
                value: Value::Place(span.start()),
            }
        };
        let headings =
            document.blocks.iter().enumerate().map(|(number, block)| (number, block.kind, block.span));
        let headings =
            headings.filter(|(_, kind, _)| matches!(kind, BlockKind::Title | BlockKind::Heading(_)));
        let items = headings.take(MOST_ITEMS).map(item).collect();
        self.pick(PickerKind::Heading, items, "the article has no headings")
    }

    /// Opens the choice of labels, or of speakers, to list only the claims that have it.
    fn pick_filter(&mut self, choice: PickerKind) -> Effects {
        let text = &self.document().text;
        let words = |mark: &Mark| -> Vec<String> {
            match choice {
                PickerKind::Label => mark.tag.iter().flat_map(|tag| tag.labels.clone()).collect(),
                _ => mark
                    .speaker()
                    .map(|span| visible::line(span.slice(text)).into_owned())
                    .into_iter()
                    .collect(),
            }
        };
        // `The Kremlin` at the head of a sentence, `the Kremlin` in it and `Kremlin` are one speaker.
        let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
        for word in self.reading.marks().iter().flat_map(words) {
            let article = ["The ", "the ", "A ", "a ", "An ", "an "];
            let bare = article.iter().find_map(|article| word.strip_prefix(article));
            let name = bare.filter(|_| choice == PickerKind::Speaker).unwrap_or(&word).to_owned();
            counts.entry(name.to_lowercase()).or_insert((name, 0)).1 += 1;
        }
        let mut counts: Vec<(String, usize)> = counts.into_values().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let item = |(word, count): (String, usize)| {
            let one = Some(word.clone());
            let (label, speaker) = if choice == PickerKind::Label { (one, None) } else { (None, one) };
            let claims = if count == 1 { "claim" } else { "claims" };
            let value = Value::Filter(Filter { label, speaker, ..self.nav.list.filter.clone() });
            Item { text: word, note: format!("{count} {claims}"), value }
        };
        let items = counts.into_iter().take(MOST_ITEMS).map(item).collect();
        let none = match choice {
            PickerKind::Label => "no claim has a label; t gives one",
            _ => "no speaker was found",
        };
        self.mode = Mode::Read;
        self.pick(choice, items, none)
    }

    fn pick(&mut self, choice: PickerKind, items: Vec<Item>, none: &str) -> Effects {
        if items.is_empty() {
            return self.say(none);
        }
        let current = self.nav.current;
        let mut picker = open(choice, items, (self.nav.view.anchor, current), &self.screen.theme);
        if let (PickerKind::Claim, Some(current)) = (choice, current) {
            let at = picker.items.iter().position(|item| item.value == Value::Mark(current));
            picker.selected = at.unwrap_or(0);
        }
        self.mode = Mode::Pick(picker);
        Effects::none()
    }

    /// Takes in a key while something is chosen.
    pub(super) fn press_picker(&mut self, key: Key, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        match picker.press(key) {
            Picked::Moved => self.preview(),
            Picked::Typed => self.typed(),
            Picked::Completed => self.complete(),
            Picked::Cancelled => self.give_up(),
            Picked::Done => self.chosen(now),
        }
    }

    /// Something else stands in the line: what fits it is looked for anew.
    pub(super) fn typed(&mut self) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        let typed = picker.prompt.text().to_owned();
        let line = picker.choice == PickerKind::Command;
        let items = line.then(|| self.completions(&typed));
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        if let Some(items) = items {
            picker.items = items;
        }
        picker.look_for(if line { command_line::last_word(&typed) } else { &typed });
        self.preview()
    }

    /// Shows what is selected: the claim or the place on the page, or the theme.
    pub(super) fn preview(&mut self) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        match picker.item().map(|item| item.value.clone()) {
            Some(Value::Mark(index)) => self.go_to(index),
            Some(Value::Link(span, _)) => self.show_span(span),
            Some(Value::Place(offset)) => self.go_to_offset(offset),
            Some(Value::Theme(name)) => {
                self.screen.theme.clone_from(&name);
                return Effects::one(Effect::Theme(name));
            }
            _ => {}
        }
        Effects::none()
    }

    /// Writes the selected word into the line.
    fn complete(&mut self) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        let Some(Value::Word(whole)) = picker.item().map(|item| item.value.clone()) else {
            return Effects::none();
        };
        picker.prompt = Prompt::new(Purpose::Pick(PickerKind::Command), whole);
        self.typed()
    }

    /// Everything is again what it was.
    fn give_up(&mut self) -> Effects {
        let Mode::Pick(Picker { choice, origin: (anchor, current), theme, .. }) =
            std::mem::replace(&mut self.mode, Mode::Read)
        else {
            return Effects::none();
        };
        if choice != PickerKind::Command {
            self.nav.view.to_offset(anchor);
            self.nav.current = current;
        }
        if theme == self.screen.theme {
            return Effects::none();
        }
        self.screen.theme.clone_from(&theme);
        Effects::one(Effect::Theme(theme))
    }

    pub(super) fn chosen(&mut self, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        let (typed, moved) = (picker.prompt.text().to_owned(), picker.moved);
        let value = picker.item().map(|item| item.value.clone());
        if picker.choice == PickerKind::Command {
            let whole = command_line::is_whole(&typed);
            let best = match value {
                Some(Value::Word(best)) if moved || !whole => Some(best),
                _ => None,
            };
            // What was only guessed, or wants a word more, is written out first and done by a second Enter.
            if best.as_ref().is_some_and(|best| best.ends_with(' ') || (!moved && *best != typed)) {
                return self.complete();
            }
            self.mode = Mode::Read;
            return self.run_line(&best.unwrap_or(typed), now);
        }
        let Some(value) = value else { return self.say("nothing fits; Esc gives it up") };
        self.mode = Mode::Read;
        match value {
            Value::Mark(index) => self.go_to(index),
            Value::Place(offset) => self.go_to_offset(offset),
            Value::Link(span, target) => {
                self.show_span(span);
                self.follow_text();
                return self.copy(target);
            }
            Value::Theme(name) => return self.name_theme(&name),
            Value::Filter(filter) => self.filter_by(filter),
            Value::Word(_) => {}
        }
        Effects::none()
    }

    /// Turns to the theme with this name, and keeps to it.
    pub(super) fn name_theme(&mut self, name: &str) -> Effects {
        if !self.settings.themes.iter().any(|known| known == name) {
            let known = self.settings.themes.iter().map(String::as_str);
            let hint = crate::diagnostic::suggest::did_you_mean(name, known)
                .unwrap_or_else(|| "T shows them".to_owned());
            self.notices.show(Notice::warning(format!("no theme `{name}`; {hint}")));
            return Effects::none();
        }
        name.clone_into(&mut self.screen.theme);
        self.screen.preferences.theme = Some(name.to_owned());
        self.notices.show(Notice::info(format!("theme: {name}, from now on")));
        Effects::from([Effect::Theme(name.to_owned()), self.keep_choices()])
    }

    /// Sends `text` to the terminal's clipboard.
    pub(super) fn copy(&mut self, text: String) -> Effects {
        let cut = visible::cut(&text, 40);
        self.notices.show(Notice::info(format!("sent to the terminal's clipboard: {cut}")));
        Effects::one(Effect::Copy(text))
    }
}

/// The web addresses that stand in a text.
fn addresses(text: &str) -> impl Iterator<Item = Span> {
    let ends =
        |char: char| char.is_whitespace() || matches!(char, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '`');
    text.match_indices("http").filter_map(move |(start, _)| {
        let rest = text.get(start..)?;
        let rest = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
        // What closes the sentence around it is no part of it.
        let address = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        host.contains('.').then(|| Span::of(start..start + address.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_without_what_closes_the_sentence() {
        let text = "See https://example.org/a?b=1. (Or <http://example.net/x>, http://no, httpd.)";
        let found: Vec<&str> = addresses(text).map(|span| span.slice(text)).collect();
        assert_eq!(found, ["https://example.org/a?b=1", "http://example.net/x"]);
    }
}
