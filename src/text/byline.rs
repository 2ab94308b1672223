//! The byline: author, date and site of an article on one line.

use super::document::About;
use super::{dates, visible};

/// Widest author or site, in cells.
const MAX_PART: usize = 40;
/// Stands between the parts.
const DOT: &str = " · ";

impl About {
    /// Author, date and site, as far as they are known and fit into `cells`: the site gives way first, then the date.
    /// Safe to write to any terminal; empty if nothing is known or fits.
    pub fn byline(&self, cells: usize) -> String {
        let mut parts: Vec<String> = Vec::new();
        for part in [shown(&self.author), written_out(&self.date), shown(&self.site)] {
            if !part.is_empty() && !parts.contains(&part) {
                parts.push(part);
            }
        }
        while visible::width(&parts.join(DOT)) > cells {
            parts.pop();
        }
        parts.join(DOT)
    }
}

fn shown(part: &str) -> String {
    visible::cut(part.trim(), MAX_PART)
}

/// A date of ISO 8601 as `3 May 2026`; another as it is.
fn written_out(date: &str) -> String {
    date.trim().get(..10).and_then(dates::written_out).unwrap_or_else(|| shown(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(author: &str, date: &str, site: &str) -> About {
        About { author: author.to_owned(), date: date.to_owned(), site: site.to_owned() }
    }

    #[test]
    fn the_site_gives_way_first_then_the_date() {
        let about = about("Ada Weir", "2026-05-03T10:00:00Z", "Quay Courier");
        let check = |cells, expected| assert_eq!(about.byline(cells), expected);
        check(80, "Ada Weir · 3 May 2026 · Quay Courier");
        check(36, "Ada Weir · 3 May 2026 · Quay Courier");
        check(35, "Ada Weir · 3 May 2026");
        check(20, "Ada Weir");
        check(7, "");
        check(0, "");
    }

    #[test]
    fn what_is_unknown_or_said_twice_is_left_out() {
        assert_eq!(about("", "", "").byline(80), "");
        assert_eq!(about("", "2026-05-03", "").byline(80), "3 May 2026");
        assert_eq!(
            about("Quay Courier", " spring 2026 ", "Quay Courier").byline(80),
            "Quay Courier · spring 2026"
        );
        assert_eq!(about("", "2026-02-31", "").byline(80), "2026-02-31");
    }

    #[test]
    fn a_byline_is_short_and_never_moves_the_cursor() {
        let about = about("Ada\n\x1b[2JWeir", "3\u{202e}5", &"long ".repeat(30));
        let byline = about.byline(200);
        assert!(byline.starts_with("Ada ␛[2JWeir · 3⇄5 · long long"), "{byline}");
        assert!(byline.ends_with('…') && visible::width(&byline) < 70, "{byline}");
        assert!(!byline.chars().any(char::is_control), "{byline}");
    }
}
