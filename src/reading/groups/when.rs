//! Days out of what records and names of files say.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

/// Months as letters and messages write them, by their first three letters.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first day, month or year that a text names, as `2026-11-25`, `2026-11` or `2026`: by ISO 8601 with signs or
/// without between the numbers, or as in `25 Nov 2026` (RFC 5322).
pub fn in_text(text: &str) -> Option<String> {
    let (numbered, words) = (numbered(text), in_words(text));
    // What tells more than the year is meant.
    if numbered.as_ref().is_none_or(|found| found.len() == 4) { words.or(numbered) } else { numbered }
}

/// The day of a time in seconds, or in thousandths of them, since 1970, in UTC.
pub fn of_seconds(seconds: f64) -> Option<String> {
    // A number of this size in seconds is beyond the year 5138.
    let seconds = if seconds.abs() >= 1e11 { seconds / 1000.0 } else { seconds };
    #[allow(clippy::cast_possible_truncation)] // It is cut on purpose, and whatever is too large is no time.
    let time = seconds.is_finite().then(|| Timestamp::from_second(seconds.floor() as i64).ok())??;
    Some(day(TimeZone::UTC.to_datetime(time).date()))
}

fn day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn is_year(year: i16) -> bool {
    (1400..=2999).contains(&year)
}

/// A date in numbers: the first year of four digits in the text, and what follows it.
fn numbered(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let runs = bytes.iter().enumerate().filter(|(at, byte)| {
        byte.is_ascii_digit()
            && !at.checked_sub(1).is_some_and(|at| bytes.get(at).is_some_and(u8::is_ascii_digit))
    });
    runs.map(|(at, _)| at).find_map(|at| begun(text.get(at..)?))
}

/// The date that a text begins with.
fn begun(text: &str) -> Option<String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let year = number(0, 4).filter(|&year| is_year(year))?;
    if digits == 8 {
        let (month, day_of_month) = (number(4, 6)?, number(6, 8)?);
        return Some(day(Date::new(year, month.try_into().ok()?, day_of_month.try_into().ok()?).ok()?));
    }
    if digits != 4 {
        return None;
    }
    let rest = text.get(4..)?;
    let part = |rest: &str| -> Option<(i8, usize)> {
        let rest = rest.strip_prefix(['-', '/', '.', '_'])?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (1..=2)
            .contains(&digits)
            .then(|| rest.get(..digits)?.parse().ok().map(|part| (part, digits + 1)))
            .flatten()
    };
    let Some((month, taken)) = part(rest).filter(|(month, _)| (1..=12).contains(month)) else {
        return Some(format!("{year:04}"));
    };
    let days = part(rest.get(taken..)?).and_then(|(day, _)| Date::new(year, month, day).ok());
    Some(days.map_or_else(|| format!("{year:04}-{month:02}"), day))
}

/// A date such as `25 Nov 2026` or `November 25, 2026`.
fn in_words(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| month(word).is_some())?;
    let number = |at: Option<usize>| words.get(at?)?.parse::<i16>().ok();
    let year = (at + 1..at + 3).find_map(|at| number(Some(at)).filter(|&year| is_year(year)))?;
    let mut days = [number(at.checked_sub(1)), number(Some(at + 1))].into_iter().flatten();
    let month = month(words.get(at)?)?;
    let found = days.find_map(|day| Date::new(year, month, i8::try_from(day).ok()?).ok());
    Some(found.map_or_else(|| format!("{year:04}-{month:02}"), day))
}

fn month(word: &str) -> Option<i8> {
    let head = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == head)?;
    // "Mayor" is no month, and neither is "deck".
    let known =
        word.len() == 3 || date(2000, at as i8 + 1, 1).strftime("%B").to_string().eq_ignore_ascii_case(word);
    known.then_some(at as i8 + 1)
}

/// The times between two of the same kind, as many as there are, but none if they are more than `most`.
pub(super) fn between(from: &str, to: &str, most: usize) -> Vec<String> {
    let first = |text: &str| -> Option<Date> {
        let mut parts = text.split('-');
        let year = parts.next()?.parse().ok()?;
        let mut part = || parts.next().map_or(Some(1), |part| part.parse().ok());
        Date::new(year, part()?, part()?).ok()
    };
    let step = match from.len() {
        4 => 1.year(),
        7 => 1.month(),
        _ => 1.day(),
    };
    let (Some(from_day), Some(to_day)) = (first(from), first(to)) else { return Vec::new() };
    let days = from_day.series(step).skip(1).take_while(|&day| day < to_day);
    let found: Vec<String> =
        days.take(most + 1).filter_map(|date| day(date).get(..from.len()).map(str::to_owned)).collect();
    if found.len() > most { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_people_and_programs_write_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(in_text(text).as_deref(), expected, "{text}");
        };
        check("2026-11-25", Some("2026-11-25"));
        check("2026-11-25T10:00:00Z", Some("2026-11-25"));
        check("2026/3/4 10:00", Some("2026-03-04"));
        check("20261125T100000", Some("2026-11-25"));
        check("reports/2026/11/harbour.txt", Some("2026-11"));
        check("guild_2026-11-25-late.txt", Some("2026-11-25"));
        check("2026", Some("2026"));
        check("2026-13-01", Some("2026"));
        check("2026-02-30", Some("2026-02"));
        check("Wed, 25 Nov 2026 10:00:00 +0100", Some("2026-11-25"));
        check("November 25, 2026", Some("2026-11-25"));
        check("May 2026", Some("2026-05"));
        check("the mayor of 12", None);
        check("The mayor, 1, spoke", None);
        check("page 123456", None);
        check("0007", None);
        check("", None);
        check("é2026é", Some("2026"));
    }

    #[test]
    fn seconds_and_thousandths_are_told_apart() {
        assert_eq!(of_seconds(1_795_600_800.0).as_deref(), Some("2026-11-25"));
        assert_eq!(of_seconds(1_795_600_800_000.0).as_deref(), Some("2026-11-25"));
        assert_eq!(of_seconds(-1.0).as_deref(), Some("1969-12-31"));
        assert_eq!(of_seconds(f64::MAX), None);
        assert_eq!(of_seconds(f64::NAN), None);
    }

    #[test]
    fn what_lies_between_is_of_the_same_kind() {
        assert_eq!(between("2025-11", "2026-02", 9), ["2025-12", "2026-01"]);
        assert_eq!(between("2026-02-27", "2026-03-02", 9), ["2026-02-28", "2026-03-01"]);
        assert_eq!(between("2020", "2023", 9), ["2021", "2022"]);
        assert_eq!(between("2020", "2023", 1), [""; 0]);
        assert_eq!(between("x", "2023", 9), [""; 0]);
    }
}
