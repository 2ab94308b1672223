//! What the reader can set while reading, by name.

use super::action::Action;
use super::message::{Effect, Effects};
use super::model::Model;
use super::notice::Notice;
use super::view::MEASURES;
use crate::diagnostic::suggest::did_you_mean;
use crate::text::hyphen::Language;

/// One thing that can be set.
pub(super) struct Setting {
    /// Its name.
    pub(super) name: &'static str,
    /// What it takes, as it is shown; empty if it is only on or off.
    pub(super) takes: &'static str,
    /// What it does.
    pub(super) help: &'static str,
}

/// Everything that can be set.
pub(super) const ALL: [Setting; 5] = [
    Setting { name: "measure", takes: "24..160", help: "cells in a row of text, at most" },
    Setting { name: "list", takes: "24..120", help: "columns of the list beside the text" },
    Setting {
        name: "hyphens",
        takes: "en, de … or off",
        help: "hyphenation, by the language of the article",
    },
    Setting { name: "mouse", takes: "", help: "the mouse; without it the terminal selects by itself" },
    Setting { name: "focus", takes: "", help: "dim all paragraphs but the current one" },
];

impl Setting {
    /// The setting with its value now, as it would be typed to set it so.
    pub(super) fn example(&self, model: &Model) -> String {
        let flag = |on: bool| if on { self.name.to_owned() } else { format!("no{}", self.name) };
        match self.name {
            "measure" => format!("measure={}", model.screen.measure),
            "list" => format!("list={}", model.screen.split.side.unwrap_or(model.screen.layout.list.width)),
            "hyphens" => format!("hyphens={}", model.nav.view.hyphens().map_or("off", Language::code)),
            "mouse" => flag(model.screen.mouse),
            _ => flag(model.screen.focus_mode),
        }
    }
}

impl Model {
    /// Sets `name=value`, `name` or `noname`; with nothing, says how everything is set.
    pub(super) fn set(&mut self, words: &str) -> Effects {
        if words.is_empty() {
            let all: Vec<String> = ALL.iter().map(|setting| setting.example(self)).collect();
            return self.say(&all.join("  "));
        }
        let (name, value) = words.split_once(['=', ' ']).unwrap_or((words, ""));
        let (name, value) = (name.trim(), value.trim());
        match (name, value) {
            ("measure", _) => match value.parse::<u16>() {
                Ok(cells) if MEASURES.contains(&cells) => self.set_measure(cells),
                _ => {
                    return self.refuse(&format!(
                        "measure takes {} to {} cells",
                        MEASURES.start(),
                        MEASURES.end()
                    ));
                }
            },
            ("list", _) => match value.parse::<u16>() {
                Ok(columns) if (24..=120).contains(&columns) => self.set_side(columns),
                _ => {
                    let key = self.keymap.key(Action::ToggleList);
                    return self.refuse(&format!("list takes 24 to 120 columns; {key} hides it"));
                }
            },
            ("hyphens" | "nohyphens", _) => {
                let off = name == "nohyphens" || value == "off";
                let language = if value.is_empty() { Language::parse("en") } else { Language::parse(value) };
                match (off, language) {
                    (true, _) => self.set_hyphens(None),
                    (false, Some(language)) => self.set_hyphens(Some(language)),
                    _ => {
                        return self
                            .refuse(&format!("hyphens takes off or {}", Language::codes().join(", ")));
                    }
                }
            }
            ("mouse" | "nomouse" | "focus" | "nofocus", _) => {
                let on = match (name.starts_with("no"), value) {
                    (no, "" | "on" | "yes" | "true") => !no,
                    (no, "off" | "no" | "false") => no,
                    _ => return self.refuse(&format!("{name} takes on or off")),
                };
                if name.ends_with("mouse") {
                    return self.set_mouse(on);
                }
                self.screen.focus_mode = on;
            }
            _ => {
                let hint = did_you_mean(name, ALL.iter().map(|setting| setting.name));
                let hint = hint.unwrap_or_else(|| "set alone shows what there is".to_owned());
                return self.refuse(&format!("nothing is called `{name}`; {hint}"));
            }
        }
        Effects::none()
    }

    fn refuse(&mut self, why: &str) -> Effects {
        self.notices.show(Notice::warning(why));
        Effects::none()
    }

    /// Turns the mouse on or off.
    pub(super) fn set_mouse(&mut self, on: bool) -> Effects {
        self.screen.mouse = on;
        self.screen.preferences.mouse = Some(on);
        let text = if on {
            "the mouse works here; Shift leaves it to the terminal"
        } else {
            "the mouse is the terminal's own"
        };
        self.notices.show(Notice::info(text));
        Effects::one(Effect::Mouse(on))
    }

    fn set_hyphens(&mut self, language: Option<Language>) {
        self.nav.view.set_hyphens(language);
        let text = language
            .map_or("no hyphenation".to_owned(), |language| format!("hyphenation: {}", language.code()));
        self.notices.show(Notice::info(text));
    }
}
