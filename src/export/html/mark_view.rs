//! One mark as the page shows it: its number, its categories, and how it stands.

use crate::export::MarkRow;
use crate::export::row::Placement;
use crate::tag::Decision;
use crate::text::{Document, Span};

/// One mark of the page.
#[derive(Debug)]
pub(super) struct MarkView<'r> {
    /// Its place in the list, from 1.
    pub(super) number: usize,
    /// What is known of it.
    pub(super) row: MarkRow<'r>,
    /// The places of its categories in the scheme: the reader's, or the machine's where the reader gave none.
    pub(super) categories: Vec<usize>,
    /// The names of these for readers, and of those that the scheme does not know.
    names: Vec<String>,
}

impl<'r> MarkView<'r> {
    pub(super) fn new(number: usize, row: MarkRow<'r>) -> Self {
        let scheme = &row.article.reading.scheme;
        let mut ids: Vec<&str> = row.counts_as();
        if row.is_refused() {
            ids = row.machine.categories.iter().map(|(id, _)| id.as_str()).collect();
        }
        // What annotators who are compared say, as long as nobody has settled it.
        let given =
            row.mark.adjudication.as_ref().filter(|_| row.tag.is_none()).map(|case| case.categories(scheme));
        ids.extend(given.iter().flatten().map(String::as_str));
        let at = |id: &&str| scheme.category_by_id(id).map(|id| usize::from(id.0));
        let categories = ids.iter().filter_map(at).collect();
        let names = ids.iter().map(|id| name(&row, id)).collect();
        Self { number, row, categories, names }
    }

    /// The passage that is marked in the text; nothing without a sure place.
    pub(super) fn shown(&self, document: &Document) -> Option<Span> {
        let span = self.row.span.filter(|_| self.row.is_placed())?.trimmed(&document.text);
        (!span.is_empty()).then_some(span)
    }

    /// Whether the reader has decided on it.
    pub(super) fn is_decided(&self) -> bool {
        self.row.decision().is_some()
    }

    /// The classes of its elements: its first category, and how it stands.
    pub(super) fn classes(&self) -> String {
        let category = self.categories.first().map_or("cx".to_owned(), |at| format!("c{at}"));
        let standing = match () {
            () if self.row.is_refused() => "refused",
            () if self.is_decided() => "decided",
            () => "pending",
        };
        format!("{category} {standing}")
    }

    /// The sign that stands for it in the text: its categories' letters, or what was decided instead.
    pub(super) fn letters(&self) -> String {
        if self.row.is_refused() || self.categories.is_empty() {
            return self.row.mark.status.glyph().to_string();
        }
        let scheme = &self.row.article.reading.scheme.categories;
        let letters = self.categories.iter().filter_map(|at| scheme.get(*at)).map(|category| category.letter);
        crate::export::escape::html_line(&letters.collect::<String>())
    }

    /// Its categories in words.
    pub(super) fn category_names(&self) -> String {
        match &self.names[..] {
            [] if self.row.is_refused() => "nothing".to_owned(),
            [] => "no category".to_owned(),
            names => names.join(", "),
        }
    }

    /// What was decided, in words.
    pub(super) fn decision(&self) -> &str {
        match self.row.tag.map(|tag| &tag.decision) {
            None => "undecided",
            Some(Decision::Open) => "noted, not decided",
            Some(Decision::Retagged) => "re-categorised",
            Some(Decision::Nothing) => "read, nothing here",
            Some(other) => other.word(),
        }
    }

    /// How it stands, in words, with who decided.
    pub(super) fn status_text(&self) -> String {
        let word = self.decision();
        let by =
            if self.row.annotator.is_empty() { String::new() } else { format!(" by {}", self.row.annotator) };
        let doubt = match self.row.place {
            Placement::Sure => "",
            Placement::Doubtful => "; its place is in doubt",
            Placement::Lost => "; its passage is gone from the text",
        };
        format!("{word}{by}{doubt}")
    }

    /// All of it for those who hear the page.
    pub(super) fn aria_label(&self) -> String {
        format!("{}: {}, {}", self.number, self.category_names(), self.status_text())
    }
}

/// The name of a category for readers.
pub(super) fn name(row: &MarkRow<'_>, id: &str) -> String {
    let scheme = &row.article.reading.scheme;
    let known = scheme.category_by_id(id).and_then(|id| scheme.category(id));
    known.map_or(id, |category| &category.name).to_owned()
}
