//! One mark as every format sees it: the reader's word, the machine's, and the place of both.

use super::{About, Article};
use crate::reading::{Mark, Status};
use crate::tag::{Decision, Proposed, Selector, Tag};
use crate::text::{Document, Span, digest};

/// How sure the place of a mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is there.
    Sure,
    /// It may be there; another place is about as like it.
    Doubtful,
    /// It is gone from the text.
    Lost,
}

impl Place {
    /// The word for it in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
        }
    }
}

/// What the machine says of a passage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Machine {
    /// Category ids with their scores in permille, best first.
    pub categories: Vec<(String, u16)>,
    /// Ids of the cues that counted.
    pub cues: Vec<String>,
    /// Who makes the claim; nothing for the author.
    pub speaker: Option<String>,
}

/// One mark of one article.
#[derive(Debug)]
pub struct Row<'r> {
    /// The article that it stands in.
    pub article: Article<'r>,
    /// What is shown of it in the reader.
    pub mark: &'r Mark,
    /// Its tag's id, or one that is worked out from the passage: the same for the same text.
    pub id: String,
    /// Where it stands, in bytes; nothing if it is lost.
    pub span: Option<Span>,
    /// How sure that is.
    pub place: Place,
    /// The passage as it stands in the text, or as it was seen last if it is not sure to stand there.
    pub selector: Selector,
    /// The number of its paragraph, from 1.
    pub paragraph: Option<usize>,
    /// What the reader decided; nothing if the reader has had no say.
    pub tag: Option<&'r Tag>,
    /// Who decided; empty if nobody has.
    pub annotator: &'r str,
    /// What the machine says now.
    pub machine: Machine,
}

impl<'r> Row<'r> {
    fn new(article: Article<'r>, mark: &'r Mark, about: &'r About) -> Self {
        let document = &article.reading.document;
        let tag = mark.tag.as_deref();
        let place = match mark.status {
            Status::Orphaned => Place::Lost,
            Status::Doubtful => Place::Doubtful,
            _ => Place::Sure,
        };
        // A tag may be shown on a claim that is nearly its passage; what was decided on is the passage.
        let own =
            tag.filter(|_| place == Place::Sure).and_then(|tag| stands(tag.latest_selector(), document));
        let span = own.unwrap_or(mark.span);
        let selector = match tag.filter(|_| place != Place::Sure) {
            Some(tag) => tag.latest_selector().clone(),
            None => Selector::of(document, span),
        };
        let span = (place != Place::Lost).then_some(span);
        let by_words = || {
            let start = selector.start.to_string();
            format!("c-{}", digest::short_id(&[&selector.exact, &selector.prefix, &selector.suffix, &start]))
        };
        let id = tag.map_or_else(by_words, |tag| tag.id.clone());
        let annotator =
            tag.map_or("", |tag| if tag.annotator.is_empty() { &about.annotator } else { &tag.annotator });
        Self {
            article,
            mark,
            id,
            span,
            place,
            selector,
            paragraph: span.map(|span| document.block_at(span.start()) + 1),
            tag,
            annotator,
            machine: machine(article, mark),
        }
    }

    /// Whether its place in the text is sure.
    pub fn is_placed(&self) -> bool {
        self.place == Place::Sure
    }

    /// What the reader decided; nothing if there is no decision yet.
    pub fn decision(&self) -> Option<&'r Decision> {
        self.tag.map(|tag| &tag.decision).filter(|decision| **decision != Decision::Open)
    }

    /// What the machine had proposed when the reader decided.
    pub fn proposed(&self) -> Option<&'r Proposed> {
        self.tag.and_then(|tag| tag.proposed.as_ref())
    }

    /// The categories that the reader gave it.
    pub fn categories(&self) -> &'r [String] {
        self.tag.map_or(&[], |tag| &tag.categories)
    }

    /// The categories that it counts as: the reader's, or the machine's where the reader has not decided.
    /// None if it is no claim.
    pub fn counts_as(&self) -> Vec<&str> {
        match self.decision() {
            Some(Decision::Rejected | Decision::Nothing) => Vec::new(),
            Some(_) => self.categories().iter().map(String::as_str).collect(),
            None => self.machine.categories.iter().map(|(id, _)| id.as_str()).collect(),
        }
    }

    /// Whether the reader has said that it is no claim.
    pub fn is_refused(&self) -> bool {
        matches!(self.decision(), Some(Decision::Rejected | Decision::Nothing))
    }

    /// The score of a category in permille; nothing if the machine does not propose it.
    pub fn score(&self, category: &str) -> Option<u16> {
        self.machine.categories.iter().find(|(id, _)| id == category).map(|(_, score)| *score)
    }
}

/// The marks of an article that `about` asks for, in the order of the text, lost ones last.
pub fn rows<'r>(article: &Article<'r>, about: &'r About) -> impl Iterator<Item = Row<'r>> {
    let article = *article;
    let rows = article.reading.marks().iter().map(move |mark| Row::new(article, mark, about));
    rows.filter(|row| !about.decided || row.decision().is_some())
}

/// The passage, if the words stand where the selector says.
fn stands(selector: &Selector, document: &Document) -> Option<Span> {
    let at = |chars: u32| document.offsets.to_bytes(&document.text, chars);
    let span = Span::new(at(selector.start), at(selector.end));
    (!span.is_empty() && span.slice(&document.text) == selector.exact).then_some(span)
}

fn machine(article: Article<'_>, mark: &Mark) -> Machine {
    let reading = article.reading;
    let id = |category| reading.scheme.category(category).map_or(String::new(), |known| known.id.clone());
    let evidence = mark.claim.iter().flat_map(|claim| &claim.evidence);
    let mut cues: Vec<String> = Vec::new();
    for evidence in evidence.filter(|evidence| evidence.blocked.is_none()) {
        let cue = reading.scheme.cue(evidence.cue).map_or(String::new(), |cue| cue.id.clone());
        if !cues.contains(&cue) {
            cues.push(cue);
        }
    }
    Machine {
        categories: reading.proposed(mark).map(|scored| (id(scored.category), scored.score)).collect(),
        cues,
        speaker: mark.speaker().map(|span| span.slice(&reading.document.text).to_owned()),
    }
}
