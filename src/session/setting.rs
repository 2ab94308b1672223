//! Settings for `:set`: a table of names and values with getters and setters.

use super::layout::LIST_COLUMNS;
use super::message::{Effect, Effects};
use super::model::Model;
use super::notice::Notice;
use super::view::MEASURES;
use crate::diagnostic::suggest::did_you_mean;
use crate::text::hyphen::Language;
use std::ops::RangeInclusive;

pub(super) struct Setting {
    name: &'static str,
    /// Accepted values, for the completion.
    values: fn() -> String,
    help: &'static str,
    /// The present value as an argument, such as `measure=68` or `nomouse`.
    shown: fn(&Model) -> String,
    /// Sets a value; a bare name passes `on`, and `no` before the name passes `off`. `None` for an invalid value.
    set: fn(&mut Model, value: &str) -> Option<Effects>,
}

pub(super) const SETTINGS: [Setting; 5] = [
    Setting {
        name: "measure",
        values: || limits(&MEASURES),
        help: "cells in a row of text, at most",
        shown: |model| format!("measure={}", model.screen.measure),
        set: |model, value| {
            model.set_measure(within(&MEASURES, value)?);
            Some(Effects::none())
        },
    },
    Setting {
        name: "list",
        values: || limits(&LIST_COLUMNS),
        help: "columns of the list beside the text",
        shown: |model| format!("list={}", model.screen.split.side.unwrap_or(model.screen.layout.list.width)),
        set: |model, value| {
            model.set_side(within(&LIST_COLUMNS, value)?);
            Some(Effects::none())
        },
    },
    Setting {
        name: "hyphens",
        values: || format!("off or {}", Language::codes().join(", ")),
        help: "hyphenation in the language of the article",
        shown: |model| format!("hyphens={}", model.nav.view.hyphens.map_or("off", Language::code)),
        set: |model, value| {
            let language = match value {
                "off" => None,
                "on" => Language::parse("en"),
                code => Some(Language::parse(code)?),
            };
            Some(model.set_hyphens(language))
        },
    },
    Setting {
        name: "mouse",
        values: on_or_off,
        help: "the mouse; off leaves it to the terminal",
        shown: |model| flag("mouse", model.screen.mouse),
        set: |model, value| Some(model.set_mouse(parse_flag(value)?)),
    },
    Setting {
        name: "focus",
        values: on_or_off,
        help: "dim all paragraphs but the current one",
        shown: |model| flag("focus", model.screen.focus_mode),
        set: |model, value| {
            model.screen.focus_mode = parse_flag(value)?;
            Some(Effects::none())
        },
    },
];

fn limits(range: &RangeInclusive<u16>) -> String {
    format!("{} to {}", range.start(), range.end())
}

fn within(range: &RangeInclusive<u16>, value: &str) -> Option<u16> {
    value.parse().ok().filter(|number| range.contains(number))
}

fn on_or_off() -> String {
    "on or off".to_owned()
}

fn flag(name: &str, on: bool) -> String {
    if on { name.to_owned() } else { format!("no{name}") }
}

fn parse_flag(value: &str) -> Option<bool> {
    match value {
        "on" | "yes" | "true" => Some(true),
        "off" | "no" | "false" => Some(false),
        _ => None,
    }
}

impl Setting {
    pub(super) fn completion(&self, model: &Model) -> (String, String) {
        ((self.shown)(model), format!("{}: {}", (self.values)(), self.help))
    }
}

impl Model {
    /// Sets `name=value`, `name` or `noname`; without words, shows every setting.
    pub(super) fn set(&mut self, words: &str) -> Effects {
        if words.is_empty() {
            let all: Vec<String> = SETTINGS.iter().map(|setting| (setting.shown)(self)).collect();
            return self.say(&all.join("  "));
        }
        let (name, value) = words.split_once(['=', ' ']).unwrap_or((words, "on"));
        let (name, value) = (name.trim(), value.trim());
        let find = |name: &str| SETTINGS.iter().find(|setting| setting.name == name);
        let (setting, value) = match (find(name), name.strip_prefix("no").and_then(find)) {
            (Some(setting), _) => (setting, value),
            (None, Some(setting)) => (setting, if parse_flag(value) == Some(false) { "on" } else { "off" }),
            (None, None) => {
                let hint = did_you_mean(name, SETTINGS.iter().map(|setting| setting.name));
                let hint = hint.unwrap_or_else(|| "`set` alone shows them all".to_owned());
                return self.warn(format!("unknown setting `{name}`; {hint}"));
            }
        };
        let before = self.notices.current.clone();
        match (setting.set)(self, value) {
            // A setting without a message of its own repeats its value.
            Some(effects) if self.notices.current == before => {
                let shown = (setting.shown)(self);
                self.notices.show(Notice::info(shown));
                effects
            }
            Some(effects) => effects,
            None => self.warn(format!("{} takes {}", setting.name, (setting.values)())),
        }
    }

    pub(super) fn set_mouse(&mut self, on: bool) -> Effects {
        self.screen.mouse = on;
        self.screen.preferences.mouse = Some(on);
        let text = if on { "mouse on; Shift leaves a click to the terminal" } else { "mouse off" };
        self.notices.show(Notice::info(text));
        Effects::one(Effect::Mouse(on))
    }

    fn set_hyphens(&mut self, language: Option<Language>) -> Effects {
        self.nav.view.set_hyphens(language);
        self.say(&language.map_or_else(
            || "hyphenation off".to_owned(),
            |language| format!("hyphenation: {}", language.code()),
        ))
    }
}
