//! Words that differ between two wordings of a passage, and what the difference does to its sense.

use super::words::{Word, words};
use crate::tag::anchor::{SenseWord, sense_of};
use crate::text::{Span, slice};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A run of words of two wordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// In both, in either text.
    Kept { old: Span, new: Span },
    /// Only in the old text.
    Removed(Span),
    /// Only in the new text.
    Added(Span),
}

/// What an edit does to the sense of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TurnKind {
    Negation,
    Softened,
    Hardened,
    Modal,
    Hedge,
    Qualifier,
    Number,
    Quantifier,
    Time,
    Name,
    Question,
    Speaker,
}

impl TurnKind {
    pub const ALL: [Self; 12] = [
        Self::Negation,
        Self::Softened,
        Self::Hardened,
        Self::Modal,
        Self::Hedge,
        Self::Qualifier,
        Self::Number,
        Self::Quantifier,
        Self::Time,
        Self::Name,
        Self::Question,
        Self::Speaker,
    ];

    /// As written in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Softened => "softened",
            Self::Hardened => "hardened",
            Self::Modal => "modal",
            Self::Hedge => "hedge",
            Self::Qualifier => "qualifier",
            Self::Number => "number",
            Self::Quantifier => "quantifier",
            Self::Time => "time",
            Self::Name => "name",
            Self::Question => "question",
            Self::Speaker => "speaker",
        }
    }
}

/// An edit that turns the sense: the words taken out and those put in, either of them empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub kind: TurnKind,
    pub old: String,
    pub new: String,
}

impl Turn {
    /// As people read it, such as `softened: must → may` or `number dropped: 40`.
    pub fn words(&self) -> String {
        let kind = self.kind.word();
        match (self.old.is_empty(), self.new.is_empty()) {
            (false, false) => format!("{kind}: {} → {}", self.old, self.new),
            (false, true) => format!("{kind} dropped: {}", self.old),
            (true, _) => format!("new {kind}: {}", self.new),
        }
    }
}

/// Two wordings side by side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    pub runs: Vec<Run>,
    pub turns: Vec<Turn>,
}

impl Wording {
    /// The old wording in runs; `true` for those that the new one does not have.
    pub fn old_runs(&self) -> impl Iterator<Item = (Span, bool)> {
        self.runs.iter().filter_map(|run| match *run {
            Run::Kept { old, .. } => Some((old, false)),
            Run::Removed(old) => Some((old, true)),
            Run::Added(_) => None,
        })
    }

    /// The new wording in runs; `true` for those that the old one does not have.
    pub fn new_runs(&self) -> impl Iterator<Item = (Span, bool)> {
        self.runs.iter().filter_map(|run| match *run {
            Run::Kept { new, .. } => Some((new, false)),
            Run::Added(new) => Some((new, true)),
            Run::Removed(_) => None,
        })
    }
}

/// Compares the passages `old` and `new`, each in its text.
pub(super) fn compare(old: (&str, Span), new: (&str, Span)) -> Wording {
    let (before, after) = (words(old.0, old.1), words(new.0, new.1));
    let keys = |words: &[Word]| words.iter().map(|word| word.key.clone()).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Myers, &keys(&before), &keys(&after));
    let mut edits: Vec<Edit> = Vec::new();
    for op in ops {
        let (from, to) = (op.old_range(), op.new_range());
        let is_kept = matches!(op, DiffOp::Equal { .. });
        edits.push(Edit { old: from, new: to, is_kept });
    }
    let runs = runs(&united(edits.clone(), &after), (old.1, &before), (new.1, &after));
    Wording { runs, turns: turns(&edits, (old.0, &before), (new.0, &after)) }
}

#[derive(Debug, Clone)]
struct Edit {
    old: std::ops::Range<usize>,
    new: std::ops::Range<usize>,
    is_kept: bool,
}

/// Longest kept word, in letters, that does not part two edits.
const MAX_SMALL: usize = 3;

/// Edits with the small words between them.
fn united(edits: Vec<Edit>, new: &[Word]) -> Vec<Edit> {
    let is_edit = |edit: &Edit| !edit.is_kept && !edit.old.is_empty() && !edit.new.is_empty();
    let is_small = |edit: &Edit| {
        let words = new.get(edit.new.clone()).unwrap_or_default();
        edit.is_kept && matches!(words, [word] if word.key.chars().count() <= MAX_SMALL)
    };
    let mut united: Vec<Edit> = Vec::new();
    for edit in edits {
        if let [.., first, between] = &united[..]
            && is_edit(first)
            && is_small(between)
            && is_edit(&edit)
        {
            let whole = Edit {
                old: first.old.start..edit.old.end,
                new: first.new.start..edit.new.end,
                is_kept: false,
            };
            united.truncate(united.len() - 2);
            united.push(whole);
        } else {
            united.push(edit);
        }
    }
    united
}

/// Runs that cover both passages whole: the white space after a word belongs to its run.
fn runs(edits: &[Edit], old: (Span, &[Word]), new: (Span, &[Word])) -> Vec<Run> {
    let mut runs = Vec::new();
    for edit in edits {
        let (removed, added) = (reach(&edit.old, old.1, old.0), reach(&edit.new, new.1, new.0));
        if edit.is_kept {
            runs.extend(removed.zip(added).map(|(old, new)| Run::Kept { old, new }));
        } else {
            runs.extend(removed.map(Run::Removed));
            runs.extend(added.map(Run::Added));
        }
    }
    runs
}

/// From the first word of `range` to the last.
fn reach(range: &std::ops::Range<usize>, words: &[Word], passage: Span) -> Option<Span> {
    let inside = words.get(range.clone())?;
    let (first, last) = (inside.first()?, inside.last()?);
    // Punctuation before the first word of the passage and after its last is shown, too.
    let start = if range.start == 0 { passage.start() } else { first.span.start() };
    let end = if range.end == words.len() { passage.end() } else { last.span.end() };
    Some(Span::new(start, end))
}

/// A word that an edit takes out or puts in, and what it says.
struct Changed<'w> {
    sense: SenseWord,
    /// Position of its edit.
    edit: usize,
    text: String,
    word: &'w Word,
}

fn turns(edits: &[Edit], old: (&str, &[Word]), new: (&str, &[Word])) -> Vec<Turn> {
    let (mut removed, mut added) =
        (changed(edits, old, |edit| &edit.old), changed(edits, new, |edit| &edit.new));
    // A word that only moved inside the sentence says what it said.
    removed.retain(|one| {
        let same = added.iter().position(|two| one.word.key == two.word.key);
        same.map(|at| added.remove(at)).is_none()
    });
    let mut turns: Vec<(usize, Turn)> = Vec::new();
    for one in removed {
        let of_kind = |two: &&Changed<'_>| kind_of(one.sense) == kind_of(two.sense);
        let here = added.iter().position(|two| of_kind(&two) && two.edit == one.edit);
        let at = here.or_else(|| added.iter().position(|two| of_kind(&two) && pairs_afar(one.sense)));
        let partner = at.map(|at| added.remove(at));
        // A verb alone neither softens nor hardens.
        if partner.is_some() || !matches!(one.sense, SenseWord::Force(_)) {
            turns.push((one.edit, turn(one.sense, Some(&one), partner.as_ref())));
        }
    }
    let added = added.iter().filter(|two| !matches!(two.sense, SenseWord::Force(_)));
    turns.extend(added.map(|two| (two.edit, turn(two.sense, None, Some(two)))));
    turns.sort_by_key(|(edit, turn)| (*edit, turn.kind));
    let mut turns: Vec<Turn> =
        turns.into_iter().map(|(_, turn)| turn).filter(|turn| turn.old != turn.new).collect();
    turns.dedup();
    turns
}

/// May a word be replaced by one of its kind elsewhere in the sentence?
const fn pairs_afar(sense: SenseWord) -> bool {
    matches!(sense, SenseWord::Modal(_) | SenseWord::Force(_))
}

fn changed<'w>(
    edits: &[Edit],
    (text, words): (&str, &'w [Word]),
    side: fn(&Edit) -> &std::ops::Range<usize>,
) -> Vec<Changed<'w>> {
    let mut found: Vec<Changed<'w>> = Vec::new();
    for (edit, one) in edits.iter().enumerate().filter(|(_, edit)| !edit.is_kept) {
        let mut before: Option<usize> = None;
        for at in side(one).clone() {
            let Some(word) = words.get(at) else { continue };
            let Some(sense) = sense(word) else { continue };
            // `40 million` is one number, and `the Harbour Board` one name.
            let joins =
                matches!(sense, SenseWord::Number | SenseWord::Name) && before == Some(at - at.min(1));
            let last = found.last_mut().filter(|last| joins && at > 0 && last.sense == sense);
            let shown = bare(slice(text, word.span.range()));
            match last {
                Some(last) => last.text = format!("{} {shown}", last.text),
                None => found.push(Changed { sense, edit, text: shown.to_owned(), word }),
            }
            before = Some(at);
        }
    }
    found
}

fn sense(word: &Word) -> Option<SenseWord> {
    if word.key.ends_with('?') {
        return Some(SenseWord::Question);
    }
    if word.key.chars().any(char::is_numeric) {
        return Some(SenseWord::Number);
    }
    let is_name = word.is_capitalized && !word.opens && word.key != "i";
    sense_of(&word.key).or_else(|| is_name.then_some(SenseWord::Name))
}

/// A word without the punctuation around it.
fn bare(word: &str) -> &str {
    let is_kept =
        |char: char| char.is_alphanumeric() || matches!(char, '%' | '‰' | '$' | '€' | '£' | '¥' | '₹' | '−');
    word.trim_matches(|char| !is_kept(char))
}

/// What a sense is called where one word replaces another.
const fn kind_of(sense: SenseWord) -> TurnKind {
    match sense {
        SenseWord::Negation => TurnKind::Negation,
        SenseWord::Modal(_) => TurnKind::Modal,
        SenseWord::Force(_) => TurnKind::Softened,
        SenseWord::Hedge => TurnKind::Hedge,
        SenseWord::Qualifier => TurnKind::Qualifier,
        SenseWord::Quantifier => TurnKind::Quantifier,
        SenseWord::Number => TurnKind::Number,
        SenseWord::Time => TurnKind::Time,
        SenseWord::Person | SenseWord::Name => TurnKind::Name,
        SenseWord::Question => TurnKind::Question,
    }
}

fn turn(sense: SenseWord, old: Option<&Changed<'_>>, new: Option<&Changed<'_>>) -> Turn {
    let strength = |one: Option<&Changed<'_>>| match one?.sense {
        SenseWord::Modal(strength) | SenseWord::Force(strength) => Some(strength),
        _ => None,
    };
    let kind = match (strength(old), strength(new)) {
        (Some(before), Some(after)) if after < before => TurnKind::Softened,
        (Some(before), Some(after)) if before < after => TurnKind::Hardened,
        (Some(_), _) | (_, Some(_)) => TurnKind::Modal,
        _ => kind_of(sense),
    };
    let text = |one: Option<&Changed<'_>>| one.map(|one| one.text.clone()).unwrap_or_default();
    Turn { kind, old: text(old), new: text(new) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(old: &str, new: &str) -> Wording {
        compare((old, Span::of(0..old.len())), (new, Span::of(0..new.len())))
    }

    /// Runs as git marks words.
    fn marked(old: &str, new: &str) -> String {
        let runs = compared(old, new).runs.into_iter().map(|run| match run {
            Run::Kept { new: span, .. } => span.slice(new).to_owned(),
            Run::Removed(span) => format!("[-{}-]", span.slice(old)),
            Run::Added(span) => format!("{{+{}+}}", span.slice(new)),
        });
        runs.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn runs_show_what_left_and_what_came() {
        for (old, new, expected) in [
            ("The guild must pay.", "The guild may pay.", "The guild [-must-] {+may+} pay."),
            ("It costs 40 crowns a day.", "It costs crowns a day.", "It costs [-40-] crowns a day."),
            ("They paid.", "They reportedly paid.", "They {+reportedly+} paid."),
            ("“They paid,” he said", "They paid, he said", "They paid, he said"),
            (
                "They asked for a vote of trust.",
                "They begged for a day of rest.",
                "They [-asked-] {+begged+} for a [-vote of trust.-] {+day of rest.+}",
            ),
            ("One.", "Two.", "[-One.-] {+Two.+}"),
        ] {
            assert_eq!(marked(old, new), expected);
        }
    }

    #[test]
    fn edits_that_turn_the_sense_have_a_name() {
        for (old, new, expected) in [
            ("The guild must pay.", "The guild may pay.", "softened: must → may"),
            ("The guild could pay.", "The guild will pay.", "hardened: could → will"),
            ("The guild demands a vote.", "The guild asks for a vote.", "softened: demands → asks"),
            ("It costs 40 crowns.", "It costs 45 crowns.", "number: 40 → 45"),
            ("It costs 40 million crowns.", "It costs dearly.", "number dropped: 40 million"),
            ("It grew by 5 points.", "It grew by 5% points.", "number: 5 → 5%"),
            ("They paid.", "They reportedly paid.", "new hedge: reportedly"),
            ("They only paid in coin.", "They paid in coin.", "qualifier dropped: only"),
            ("They will pay.", "They will not pay.", "new negation: not"),
            ("They won't pay.", "They pay.", "negation dropped: won't"),
            ("All boats leave.", "Some boats leave.", "quantifier: All → Some"),
            ("A vote on Friday.", "A vote on Monday.", "time: Friday → Monday"),
            ("Then Ida Lund paid.", "Then Ove Dahl paid.", "name: Ida Lund → Ove Dahl"),
            ("The council agreed.", "The council agreed?", "new question: agreed"),
            ("On Friday they paid.", "They paid on Friday.", ""),
            ("They went to the pier.", "They walked to the pier.", ""),
        ] {
            let turns: Vec<String> = compared(old, new).turns.iter().map(Turn::words).collect();
            assert_eq!(turns.join("; "), expected, "{old} / {new}");
        }
    }
}
