//! Four signs of a sentence that the model's features hold poorly, and that a reader can see.

/// A sign, and its name in the file of a personal model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Is there a quotation mark?
    Quotation,
    /// Is there a digit?
    Number,
    /// Is there a question mark?
    Question,
    /// Words, in units of thirty, and at most two such units.
    Length,
}

/// Words of a sentence whose length counts as 1.
const LENGTH_UNIT: usize = 30;

impl Surface {
    pub const ALL: [Self; 4] = [Self::Quotation, Self::Number, Self::Question, Self::Length];

    /// As written in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Number => "number",
            Self::Question => "question",
            Self::Length => "length",
        }
    }

    /// How strongly a sentence has the sign, in thousandths.
    pub fn of(self, sentence: &str) -> i32 {
        let has = |wanted: fn(char) -> bool| if sentence.chars().any(wanted) { 1000 } else { 0 };
        match self {
            Self::Quotation => has(|char| "\"“”„«»".contains(char)),
            Self::Number => has(char::is_numeric),
            Self::Question => has(|char| "?？".contains(char)),
            Self::Length => {
                let words = sentence.split_whitespace().take(2 * LENGTH_UNIT).count();
                i32::try_from(words * 1000 / LENGTH_UNIT).unwrap_or(2000)
            }
        }
    }

    /// All signs of a sentence, in the order of [`Self::ALL`].
    pub fn all_of(sentence: &str) -> [i32; 4] {
        Self::ALL.map(|sign| sign.of(sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_read_off_the_sentence() {
        assert_eq!(Surface::all_of("It rained."), [0, 0, 0, 66]);
        assert_eq!(Surface::all_of("“In 1987?” he said."), [1000, 1000, 1000, 133]);
        assert_eq!(Surface::all_of(""), [0; 4]);
        assert_eq!(Surface::Length.of(&"vow ".repeat(500)), 2000);
    }
}
