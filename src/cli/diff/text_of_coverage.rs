//! Two articles on one event for people: counts, the claims that both make side by side, then those of one alone.

use super::columns::Ink;
use super::text::{INDENT, Style, beneath, beside, lines, pieces};
use crate::claim::Stated;
use crate::export::{ArticlePair, CoveredClaim, block_number};
use crate::text::visible;
use std::io::{self, Write};

/// Writes counts and groups. `engine` ends the line of counts.
pub(super) fn write(
    out: &mut impl Write,
    pair: &ArticlePair<'_>,
    style: Style,
    engine: &str,
) -> io::Result<()> {
    let [first, second] = pair.names.map(|name| visible::line(name).into_owned());
    lines(out, &format!("{first} and {second}: {}{engine}", pair.summary()), "  ", style.columns)?;
    let groups = [
        ("Both articles".to_owned(), "both"),
        (format!("Only {first}"), "first"),
        (format!("Only {second}"), "second"),
    ];
    for (title, made_by) in groups {
        let claims: Vec<CoveredClaim<'_>> =
            pair.listed().filter(|claim| claim.made_by() == made_by).collect();
        if !claims.is_empty() {
            writeln!(out, "{}", style.heading(&title, claims.len()))?;
        }
        claims.iter().try_for_each(|claim| entry(out, pair, claim, style))?;
    }
    Ok(())
}

fn entry(
    out: &mut impl Write,
    pair: &ArticlePair<'_>,
    claim: &CoveredClaim<'_>,
    style: Style,
) -> io::Result<()> {
    let [first, second] = pair.articles;
    let piece = |document, side: &Stated| pieces(document, side.span, &[], Ink::Plain, style);
    match claim.sides {
        [Some(one), Some(other)] => {
            let (left, right) = (title(pair, 0, one), title(pair, 1, other));
            let notes = claim.shared.map(|shared| shared.notes().join(", ")).unwrap_or_default();
            let notes = if notes.is_empty() { notes } else { format!(" · {notes}") };
            lines(out, &format!("  {left} │ {right}{notes}"), INDENT, style.columns)?;
            let (one, other) = (piece(first, one), piece(second, other));
            if style.is_wide() {
                return beside(out, &one, &other, style);
            }
            beneath(out, "1 ", &one, style)?;
            beneath(out, "2 ", &other, style)
        }
        [Some(one), None] => alone(out, pair, 0, one, style),
        [None, Some(other)] => alone(out, pair, 1, other, style),
        [None, None] => Ok(()),
    }
}

fn alone(
    out: &mut impl Write,
    pair: &ArticlePair<'_>,
    at: usize,
    claim: &Stated,
    style: Style,
) -> io::Result<()> {
    let Some(document) = pair.articles.get(at) else { return Ok(()) };
    lines(out, &format!("  {}", title(pair, at, claim)), INDENT, style.columns)?;
    beneath(out, "", &pieces(document, claim.span, &[], Ink::Plain, style), style)
}

/// Paragraph, letter and name of the categories, and the speaker, as in `¶3 C category · Lena Voss`.
fn title(pair: &ArticlePair<'_>, at: usize, claim: &Stated) -> String {
    let number = pair.articles.get(at).map_or(0, |document| block_number(document, claim.span));
    let categories = claim.categories.iter().filter_map(|&id| pair.scheme.category(id));
    let categories: Vec<String> =
        categories.map(|category| format!("{} {}", category.letter, visible::line(&category.name))).collect();
    let speaker = claim.speaker.as_deref().map(visible::line);
    let speaker = speaker.map(|name| format!(" · {}{name}", if claim.is_guess { "perhaps " } else { "" }));
    format!("¶{number} {}{}", categories.join(", "), speaker.unwrap_or_default())
}
