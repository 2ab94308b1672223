//! Numbers as rows of a table for programs: one number a row, so that every tool can pick and turn them.

use crate::export::CsvWriter;
use crate::reading::Stats;
use crate::tag::Acceptance;
use std::io::{self, Write};

/// Rows: the table, what the number is of, a part of that, what it counts, and the number.
#[derive(Default)]
struct Rows(Vec<[String; 5]>);

/// Writes CSV (RFC 4180) with a line of headings.
pub(super) fn csv(out: &mut impl Write, stats: &Stats) -> io::Result<()> {
    let mut rows = Rows::default();
    rows.all(stats);
    rows.categories(stats);
    rows.others(stats);
    let mut writer = CsvWriter::new(out);
    writer.row(["table", "of", "part", "what", "number"])?;
    for row in rows.0 {
        writer.row(row)?;
    }
    writer.flush()
}

impl Rows {
    fn put<'w>(&mut self, [table, of, part]: [&str; 3], numbers: impl IntoIterator<Item = (&'w str, usize)>) {
        for (what, number) in numbers {
            self.0.push([table, of, part, what, &number.to_string()].map(str::to_owned));
        }
    }

    fn all(&mut self, stats: &Stats) {
        let numbers = [
            ("articles", stats.articles),
            ("words", stats.words),
            ("passages", stats.marks),
            ("decided", stats.decided),
            ("orphaned", stats.orphaned),
            ("unattributed", stats.unattributed),
        ];
        self.put(["all", "", ""], numbers);
        let of = &stats.decisions;
        let numbers = [
            ("confirmed", of.confirmed),
            ("retagged", of.retagged),
            ("rejected", of.rejected),
            ("added", of.added),
            ("nothing", of.nothing),
            ("open", of.open),
            ("other", of.other),
            ("bulk", of.bulk),
        ];
        self.put(["decision", "", ""], numbers);
        self.acceptance("", stats.acceptance_seen, stats.acceptance_blind);
    }

    fn acceptance(&mut self, of: &str, seen: Acceptance, blind: Acceptance) {
        for (part, one) in [("seen", seen), ("blind", blind)] {
            self.put(["acceptance", of, part], [("decided", one.decided), ("accepted", one.accepted)]);
        }
    }

    fn categories(&mut self, stats: &Stats) {
        for category in &stats.categories {
            let numbers = [
                ("claims", category.claims),
                ("decided", category.decided),
                ("confirmed", category.confirmed),
                ("replaced", category.replaced),
                ("rejected", category.rejected),
                ("given", category.given),
                ("added", category.added),
            ];
            self.put(["category", &category.id, ""], numbers);
            self.acceptance(&category.id, category.acceptance_seen, category.acceptance_blind);
        }
    }

    fn others(&mut self, stats: &Stats) {
        for cue in &stats.cues {
            let numbers = [("confirmed", cue.confirmed), ("rejected", cue.rejected)];
            self.put(["cue", &cue.cue, &cue.category], numbers);
        }
        self.put(["timing", "", ""], [("decisions", stats.timing.decisions)]);
        if let Some(median) = stats.timing.median_seconds {
            self.0.push(["timing", "", "", "median seconds", &median.to_string()].map(str::to_owned));
        }
        for speaker in &stats.speakers {
            let name = speaker.name.as_deref().unwrap_or("(the author)");
            self.put(["speaker", name, ""], [("claims", speaker.claims)]);
            for (category, &count) in stats.categories.iter().zip(&speaker.categories) {
                self.put(["speaker", name, &category.id], [("claims", count)]);
            }
        }
    }
}
