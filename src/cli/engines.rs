//! Which engines found the claims at hand, for people and programs.

use crate::claim::{Engine, Scheme};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Engines {
    both: bool,
    cues: bool,
}

impl Engines {
    /// The engine that finds claims under a scheme.
    pub(super) fn of(scheme: &Scheme) -> Self {
        let mut engines = Self::default();
        engines.add(scheme.engine());
        engines
    }

    pub(super) const fn add(&mut self, engine: Engine) {
        match engine {
            Engine::Both => self.both = true,
            Engine::Cues => self.cues = true,
        }
    }

    /// Adds the engine of a record; ignores words of other versions.
    pub(super) fn add_word(&mut self, word: &str) {
        if let Some(engine) = Engine::ALL.into_iter().find(|engine| engine.word() == word) {
            self.add(engine);
        }
    }

    pub(super) const fn merge(&mut self, other: Self) {
        self.both |= other.both;
        self.cues |= other.cues;
    }

    pub(super) const fn are_mixed(self) -> bool {
        self.both && self.cues
    }

    /// As written in files.
    pub(super) fn words(self) -> Vec<&'static str> {
        Engine::ALL
            .into_iter()
            .filter(|engine| match engine {
                Engine::Both => self.both,
                Engine::Cues => self.cues,
            })
            .map(Engine::word)
            .collect()
    }

    /// Ends a line of counts; empty under a scheme that leaves no choice.
    pub(super) fn note(self, scheme: &Scheme) -> &'static str {
        let personal = scheme.personal().is_some();
        match (self.both, self.cues) {
            (true, true) => " (some by cues and model, some by the cues alone)",
            (true, false) if personal => " (by cues, model and your personal model)",
            (true, false) => " (by cues and model)",
            (false, true) if scheme.combination.is_some() => " (by the cues alone)",
            (false, _) => "",
        }
    }
}
