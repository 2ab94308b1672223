//! A mark as the page shows it: number, categories, status.

use crate::export::MarkRow;
use crate::export::row::Placement;
use crate::text::{Document, Span};

#[derive(Debug)]
pub(super) struct MarkView<'r> {
    /// Position in the list, from 1.
    pub(super) number: usize,
    pub(super) row: MarkRow<'r>,
    /// Indices of its categories in the scheme: the decision's, else the suggestion's.
    pub(super) categories: Vec<usize>,
    /// Display names, including those of categories that the scheme does not define.
    names: Vec<String>,
}

impl<'r> MarkView<'r> {
    pub(super) fn new(number: usize, row: MarkRow<'r>) -> Self {
        let scheme = &row.article.reading.scheme;
        let mut ids: Vec<&str> = row.counts_as();
        if row.is_refused() {
            ids = row.machine.categories.iter().map(|(id, _)| id.as_str()).collect();
        }
        // Judgments of compared annotators, until one is chosen.
        let given =
            row.mark.adjudication.as_ref().filter(|_| row.tag.is_none()).map(|case| case.categories(scheme));
        ids.extend(given.iter().flatten().map(String::as_str));
        let at = |id: &&str| scheme.category_by_id(id).map(|id| usize::from(id.0));
        let categories = ids.iter().filter_map(at).collect();
        let names = ids.iter().map(|id| name(&row, id)).collect();
        Self { number, row, categories, names }
    }

    /// The passage to highlight; `None` without a certain position.
    pub(super) fn shown(&self, document: &Document) -> Option<Span> {
        let span = self.row.span.filter(|_| self.row.is_placed())?.trimmed(&document.text);
        (!span.is_empty()).then_some(span)
    }

    pub(super) fn is_decided(&self) -> bool {
        self.row.decision().is_some()
    }

    /// CSS classes: first category and status.
    pub(super) fn classes(&self) -> String {
        let category = self.categories.first().map_or("cx".to_owned(), |at| format!("c{at}"));
        let status = match () {
            () if self.row.is_refused() => "refused",
            () if self.is_decided() => "decided",
            () => "pending",
        };
        format!("{category} {status}")
    }

    /// Its letters in the text: those of its categories, or the glyph of its status.
    pub(super) fn letters(&self) -> String {
        if self.row.is_refused() || self.categories.is_empty() {
            return self.row.mark.status.glyph().to_string();
        }
        let scheme = &self.row.article.reading.scheme.categories;
        let letters = self.categories.iter().filter_map(|at| scheme.get(*at)).map(|category| category.letter);
        crate::export::escape::html_line(&letters.collect::<String>())
    }

    pub(super) fn category_names(&self) -> String {
        match &self.names[..] {
            [] if self.row.is_refused() => "nothing".to_owned(),
            [] => "no category".to_owned(),
            names => names.join(", "),
        }
    }

    pub(super) fn decision(&self) -> &str {
        match self.row.tag.map(|tag| &tag.decision) {
            None => "undecided",
            Some(decision) => decision.past_tense(),
        }
    }

    /// Decision, annotator and doubts about the position.
    pub(super) fn status_text(&self) -> String {
        let word = self.decision();
        let by =
            if self.row.annotator.is_empty() { String::new() } else { format!(" by {}", self.row.annotator) };
        let doubt = match self.row.place {
            Placement::Sure => "",
            Placement::Doubtful if self.row.doubt() == Some("words") => "; its words have changed since",
            Placement::Doubtful => "; its place is doubtful",
            Placement::Lost => "; lost from the text",
        };
        format!("{word}{by}{doubt}")
    }

    /// For screen readers.
    pub(super) fn aria_label(&self) -> String {
        format!("{}: {}, {}", self.number, self.category_names(), self.status_text())
    }
}

/// Display name of a category, or its id if the scheme does not define it.
pub(super) fn name(row: &MarkRow<'_>, id: &str) -> String {
    let scheme = &row.article.reading.scheme;
    let known = scheme.category_by_id(id).and_then(|id| scheme.category(id));
    known.map_or(id, |category| &category.name).to_owned()
}
