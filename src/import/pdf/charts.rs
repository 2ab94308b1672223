//! Charts: their labels are no text, and are replaced by a word.

use super::Segment;

/// Stands in the place of the labels.
const CHART: &str = "[chart]";

/// Rows of the smallest chart.
const MIN_ROWS: usize = 4;

/// Letters of a label.
const MAX_LABEL: usize = 12;

/// Rows between a chart and its caption.
const MAX_CAPTION_DISTANCE: usize = 2;

/// First words of captions.
const CAPTIONS: [&str; 9] =
    ["Figure ", "Fig. ", "FIGURE ", "FIG. ", "Chart ", "Graph ", "Abbildung ", "Abb. ", "Grafik "];

/// Replaces the rows of labels above or below the caption of a figure.
pub(super) fn replace(column: &mut Vec<Segment>) {
    let mut at = 0;
    while at < column.len() {
        let length = column.iter().skip(at).take_while(|row| is_labels(row)).count();
        let labels = || column.iter().skip(at).take(length);
        let numbers = labels().filter(|row| row.text.contains(|char: char| char.is_ascii_digit())).count();
        let after = column.iter().skip(at + length).take(MAX_CAPTION_DISTANCE);
        let before = column.iter().take(at).rev().take(MAX_CAPTION_DISTANCE);
        let has_caption =
            after.chain(before).any(|row| CAPTIONS.iter().any(|word| row.text.starts_with(word)));
        if length >= MIN_ROWS && numbers * 2 >= length && has_caption {
            column.drain(at + 1..at + length);
            if let Some(row) = column.get_mut(at) {
                CHART.clone_into(&mut row.text);
                row.cells = 1;
            }
            at += 1;
        } else {
            at += length.max(1);
        }
    }
}

/// Is a row made of labels only: numbers and single words?
fn is_labels(row: &Segment) -> bool {
    row.text.split("  ").all(|cell| {
        let is_number = |word: &str| word.chars().all(|char| !char.is_alphabetic());
        cell.chars().count() <= MAX_LABEL && cell.split(' ').count() <= 2 || cell.split(' ').all(is_number)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rows: &[&str]) -> Vec<Segment> {
        let row = |(y, text): (f64, &&str)| Segment {
            text: (*text).to_owned(),
            left: 0.0,
            right: 100.0,
            y,
            size: 10.0,
            cells: 1,
        };
        (0..).map(f64::from).zip(rows).map(row).collect()
    }

    #[test]
    fn labels_beside_the_caption_of_a_figure_are_a_chart_and_a_table_stays() {
        let labels =
            ["It rained on Monday, the board said.", "90.0", "80.0  n=3", "70.0", "2001 2002 2003 2004 2005"];
        let mut chart = column(&[&labels[..], &["Figure 1: Boats by year."]].concat());
        replace(&mut chart);
        let texts: Vec<&str> = chart.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(texts, [labels[0], "[chart]", "Figure 1: Boats by year."]);
        let mut table = column(&[&labels[..], &["Table 1: Boats by year."]].concat());
        replace(&mut table);
        assert_eq!(table.len(), 6);
    }
}
