//! Opening pickers, previewing the selection, and acting on the choice.

use super::{Item, MAX_ITEMS, Picker, PickerKind, Reply, Swatch, Value};
use crate::diagnostic::suggest::did_you_mean;
use crate::reading::explanation::format_percent;
use crate::reading::{Filter, Mark};
use crate::session::action::Action;
use crate::session::command_line;
use crate::session::key::Key;
use crate::session::message::{Effect, Effects, Timestamp};
use crate::session::model::{Mode, Model};
use crate::session::notice::Notice;
use crate::session::prompt::{Prompt, Purpose};
use crate::text::{BlockKind, Span, number, visible};
use crate::theme::{Color, ColorDepth, Part, Theme};
use std::collections::BTreeMap;

/// Bytes of text searched for addresses.
const MAX_SEARCHED: usize = 4 << 20;
/// In cells.
const MAX_LINK: usize = 80;
/// Longest quotation of copied text in a message, in cells.
const MAX_COPIED: usize = 40;

impl Model {
    /// Does Enter run the typed line, whether or not an item matches it?
    pub fn runs_as_typed(&self) -> bool {
        let Mode::Pick(picker) = &self.mode else { return false };
        let line = picker.prompt.text();
        picker.kind == PickerKind::Command && (line.contains(' ') || command_line::is_complete(line))
    }

    pub(in crate::session) fn pick_command(&mut self) -> Effects {
        let items = self.completions("");
        self.pick(PickerKind::Command, items, "")
    }

    /// Lists the claims of the list, or the nearest ones.
    pub(in crate::session) fn pick_claim(&mut self) -> Effects {
        let count = self.nav.list.len();
        let (here, _) = self.nav.current.map_or((0, false), |index| self.nav.list.number_of(index));
        let from = here.saturating_sub(MAX_ITEMS / 2).min(count.saturating_sub(MAX_ITEMS));
        let numbers = from..count.min(from + MAX_ITEMS);
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
        let score = mark.best_score().map(format_percent).unwrap_or_default();
        Some(Item {
            text: format!("{}{}", self.reading.excerpt(mark), labels.collect::<String>()),
            note: format!("¶{paragraph} {} {score}", names.join(" ")),
            value: Value::Mark(index),
        })
    }

    pub(in crate::session) fn pick_theme(&mut self) -> Effects {
        let item = |name: &String| Item {
            text: name.clone(),
            note: if *name == self.screen.theme { "in use".to_owned() } else { String::new() },
            value: Value::Theme(name.clone()),
        };
        let items = self.settings.themes.iter().map(item).collect();
        let effects = self.pick(PickerKind::Theme, items, "there is only this theme");
        let swatches = self.settings.themes.iter().map(|name| self.swatch(name)).collect();
        if let Mode::Pick(picker) = &mut self.mode {
            picker.swatches = swatches;
        }
        effects
    }

    /// Colours of a built-in theme, where the terminal shows any.
    fn swatch(&self, name: &str) -> Option<Swatch> {
        let depth = self.settings.color_depth.filter(|depth| *depth != ColorDepth::Mono)?;
        let theme = Theme::built_in(name, depth)?;
        let categories = self.reading.scheme.categories.iter().enumerate();
        let colors = categories.map(|(index, category)| theme.category(&category.id, index).color);
        let colors: Vec<Color> = colors.chain(theme.style(Part::Accent).fg).collect();
        if colors.contains(&Color::Default) {
            return None;
        }
        Some(Swatch { background: theme.background(), colors })
    }

    /// Lists links and the addresses spelled out in the text.
    pub(in crate::session) fn pick_link(&mut self) -> Effects {
        let document = self.document();
        let item = |span: Span, target: &str| Item {
            text: visible::cut(span.slice(&document.text), MAX_LINK),
            note: target.to_owned(),
            value: Value::Link(span, target.to_owned()),
        };
        let links = document.links.iter().map(|link| item(link.span, &link.target));
        let text = document.text.split_at(document.text.floor_char_boundary(MAX_SEARCHED)).0;
        let is_link = |span: &Span| {
            let after = document.links.partition_point(|link| link.span.end() <= span.start());
            document.links.get(after).is_some_and(|link| link.span.overlaps(*span))
        };
        let bare = addresses(text).filter(|span| !is_link(span)).map(|span| item(span, span.slice(text)));
        let items = links.chain(bare).take(MAX_ITEMS).collect();
        self.pick(PickerKind::Link, items, "the article has no links")
    }

    pub(in crate::session) fn pick_heading(&mut self) -> Effects {
        let document = self.document();
        let headings = document.blocks.iter().enumerate().filter_map(|(number, block)| {
            let indent = match block.kind {
                BlockKind::Title => 0,
                BlockKind::Heading(level) => 2 * usize::from(level.saturating_sub(1)),
                _ => return None,
            };
            Some(Item {
                text: format!("{:indent$}{}", "", visible::line(block.span.slice(&document.text))),
                note: format!("¶{}", number + 1),
                value: Value::Offset(block.span.start()),
            })
        });
        let items = headings.take(MAX_ITEMS).collect();
        self.pick(PickerKind::Heading, items, "the article has no headings")
    }

    pub(in crate::session) fn pick_label(&mut self) -> Effects {
        let labels = self.reading.marks().iter().flat_map(|mark| &mark.tag).flat_map(|tag| &tag.labels);
        let items = counted(labels.cloned());
        let none = self.no_labels();
        self.pick_filter(PickerKind::Label, items, &none, |filter, label| {
            filter.label = Some(label);
            filter.speaker = None;
        })
    }

    pub(in crate::session) fn pick_speaker(&mut self) -> Effects {
        let items = self.speakers();
        self.pick_filter(PickerKind::Speaker, items, "no speaker was found", |filter, name| {
            filter.speaker = Some(name);
            filter.label = None;
        })
    }

    /// Speakers of the article with the number of their claims, the most frequent first.
    pub(in crate::session) fn speakers(&self) -> Vec<(String, usize)> {
        let text = &self.document().text;
        let name = |mark: &Mark| {
            let name = visible::line(mark.speaker(text)?.name()?).into_owned();
            // `The Kremlin` at the start of a sentence, `the Kremlin` within it and `Kremlin` are one speaker.
            let articles = ["The ", "the ", "A ", "a ", "An ", "an "];
            let bare = articles.iter().find_map(|article| name.strip_prefix(article)).map(str::to_owned);
            Some(bare.unwrap_or(name))
        };
        counted(self.reading.marks().iter().filter_map(name))
    }

    /// Lists labels or speakers with the number of their claims. One replaces the other in the present filter;
    /// `:filter` combines them.
    fn pick_filter(
        &mut self,
        kind: PickerKind,
        words: Vec<(String, usize)>,
        none: &str,
        narrow: impl Fn(&mut Filter, String),
    ) -> Effects {
        let item = |(word, count): (String, usize)| {
            let mut filter = self.nav.list.filter.clone();
            narrow(&mut filter, word.clone());
            Item { text: word, note: number::counted(count, "claim"), value: Value::Filter(filter) }
        };
        let items = words.into_iter().take(MAX_ITEMS).map(item).collect();
        self.pick(kind, items, none)
    }

    /// Opens a picker at the current mark or theme; without items, shows the message `none`.
    fn pick(&mut self, kind: PickerKind, items: Vec<Item>, none: &str) -> Effects {
        self.mode = Mode::Read;
        if items.is_empty() {
            return self.say(none);
        }
        let mut picker =
            Picker::new(kind, items, (self.nav.view.anchor, self.nav.current), &self.screen.theme);
        let is_current = |item: &Item| match &item.value {
            Value::Mark(index) => Some(*index) == self.nav.current,
            Value::Theme(name) => *name == self.screen.theme,
            _ => false,
        };
        picker.selected = picker.items.iter().position(is_current).unwrap_or(0);
        self.mode = Mode::Pick(picker);
        Effects::none()
    }

    pub(in crate::session) fn press_picker(&mut self, key: Key, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        match picker.press(key, &self.keymap) {
            Reply::Moved => self.preview(),
            Reply::Typed => self.search_items(),
            Reply::Completed => self.complete(),
            Reply::Chosen => self.choose(now),
            Reply::Cancelled => self.cancel_picker(),
            Reply::Ignored => self.say(&format!("{key} does nothing here; {} finds", self.key(Action::Find))),
        }
    }

    pub(in crate::session) fn search_items(&mut self) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        let typed = picker.prompt.text().to_owned();
        let is_command = picker.kind == PickerKind::Command;
        let items = is_command.then(|| self.completions(&typed));
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        if let Some(items) = items {
            picker.items = items;
        }
        picker.search(if is_command { command_line::last_word(&typed) } else { &typed });
        self.preview()
    }

    /// Previews the selection: its place in the text, or the theme.
    pub(in crate::session) fn preview(&mut self) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        match picker.item().map(|item| item.value.clone()) {
            Some(Value::Mark(index)) => self.nav.go_to(&self.reading, index),
            Some(Value::Link(span, _)) => self.nav.view.reveal(span),
            Some(Value::Offset(offset)) => self.nav.go_to_offset(&self.reading, offset),
            Some(Value::Theme(name)) => {
                self.screen.theme.clone_from(&name);
                return Effects::one(Effect::Theme(name));
            }
            Some(Value::Line(_) | Value::Filter(_)) | None => {}
        }
        Effects::none()
    }

    /// Copies the selected word into the command line.
    fn complete(&mut self) -> Effects {
        let Mode::Pick(picker) = &mut self.mode else { return Effects::none() };
        let Some(Value::Line(line)) = picker.item().map(|item| item.value.clone()) else {
            return Effects::none();
        };
        picker.prompt = Prompt::new(Purpose::Pick, line);
        self.search_items()
    }

    /// Closes the picker and reverts its preview.
    fn cancel_picker(&mut self) -> Effects {
        let Mode::Pick(picker) = std::mem::replace(&mut self.mode, Mode::Read) else {
            return Effects::none();
        };
        let Picker { kind, origin: (anchor, current), theme, .. } = picker;
        if kind != PickerKind::Command {
            self.nav.view.to_offset(anchor);
            self.nav.current = current;
        }
        if theme == self.screen.theme {
            return Effects::none();
        }
        self.screen.theme.clone_from(&theme);
        Effects::one(Effect::Theme(theme))
    }

    /// Acts on the selection.
    pub(in crate::session) fn choose(&mut self, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        if picker.kind == PickerKind::Command {
            return self.choose_command(now);
        }
        let Some(value) = picker.item().map(|item| item.value.clone()) else {
            return self.say(&self.no_item_fits());
        };
        self.mode = Mode::Read;
        match value {
            Value::Mark(index) => self.nav.go_to(&self.reading, index),
            Value::Offset(offset) => self.nav.go_to_offset(&self.reading, offset),
            Value::Link(span, target) => {
                self.nav.view.reveal(span);
                self.nav.follow_text(&self.reading);
                return self.copy(target);
            }
            Value::Theme(name) => return self.choose_theme(&name),
            Value::Filter(filter) => self.filter_by(filter),
            Value::Line(line) => return self.run_line(&line, now),
        }
        Effects::none()
    }

    /// Runs the typed line, or the selected command if the reader moved to it or the typed command is incomplete.
    fn choose_command(&mut self, now: &Timestamp) -> Effects {
        let Mode::Pick(picker) = &self.mode else { return Effects::none() };
        let (typed, moved) = (picker.prompt.text().to_owned(), picker.moved);
        let best = match picker.item().map(|item| &item.value) {
            Some(Value::Line(best)) if moved || !command_line::is_complete(&typed) => Some(best.clone()),
            _ => None,
        };
        // A guess, or a command that needs an argument, is only filled in; a second Enter runs it.
        if best.as_ref().is_some_and(|best| best.ends_with(' ') || (!moved && *best != typed)) {
            return self.complete();
        }
        self.mode = Mode::Read;
        self.run_line(&best.unwrap_or(typed), now)
    }

    /// Changes the theme for this run and later ones.
    pub(in crate::session) fn choose_theme(&mut self, name: &str) -> Effects {
        if !self.settings.themes.iter().any(|known| known == name) {
            let hint = did_you_mean(name, self.settings.themes.iter().map(String::as_str));
            let hint = hint.unwrap_or_else(|| self.themes_are_listed());
            return self.warn(format!("unknown theme `{name}`; {hint}"));
        }
        name.clone_into(&mut self.screen.theme);
        self.screen.preferences.theme = Some(name.to_owned());
        self.notices.show(Notice::info(format!("theme: {name}, from now on")));
        Effects::from([Effect::Theme(name.to_owned()), self.keep_preferences()])
    }

    pub(in crate::session) fn copy(&mut self, text: String) -> Effects {
        let cut = visible::cut(&text, MAX_COPIED);
        self.notices.show(Notice::info(format!("sent to the terminal's clipboard: {cut}")));
        Effects::one(Effect::Copy(text))
    }
}

/// Words with their frequencies, ignoring case, the most frequent first.
fn counted(words: impl Iterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for word in words {
        counts.entry(word.to_lowercase()).or_insert((word, 0)).1 += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_values().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

/// Web addresses in a text, without punctuation of the surrounding sentence.
fn addresses(text: &str) -> impl Iterator<Item = Span> {
    let ends =
        |char: char| char.is_whitespace() || matches!(char, '<' | '>' | '"' | '“' | '”' | '«' | '»' | '`');
    text.match_indices("http").filter_map(move |(start, _)| {
        let rest = text.get(start..)?;
        let rest = rest.get(..rest.find(ends).unwrap_or(rest.len()))?;
        let address = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '’']);
        let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        host.contains('.').then(|| Span::of(start..start + address.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_addresses_without_the_punctuation_around_them() {
        let text = "See https://example.org/a?b=1. (Or <http://example.net/x>, http://no, httpd.)";
        let found: Vec<&str> = addresses(text).map(|span| span.slice(text)).collect();
        assert_eq!(found, ["https://example.org/a?b=1", "http://example.net/x"]);
    }
}
