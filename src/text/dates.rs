//! Date extraction from record fields, file names and lines of text.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

/// Abbreviated as in letters and messages.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The first date in a text, as `2026-11-25`, `2026-11` or `2026`. Reads ISO 8601, with or without separators, and
/// RFC 5322 (`25 Nov 2026`).
pub fn date_in_text(text: &str) -> Option<String> {
    let (numeric, written) = (numeric_date(text), written_date(text));
    // A bare year is the weakest match.
    if numeric.as_ref().is_none_or(|found| found.len() == 4) { written.or(numeric) } else { numeric }
}

/// The date in a path, to the month at least: in the name nearest its end that holds one, else across folders, as in
/// `2026/11/harbour.txt`. Four digits alone are too often no year.
pub fn date_in_path(path: &str) -> Option<String> {
    let to_the_month = |text: &str| date_in_text(text).filter(|date| date.len() > 4);
    path.rsplit(['/', '\\']).find_map(to_the_month).or_else(|| to_the_month(path))
}

/// A date as `2026-05-03`, `2026-05` or `2026` in words: `3 May 2026`, `May 2026`, `2026`. `None` for any other text.
pub fn written_out(date: &str) -> Option<String> {
    let (form, first_day) = match date.len() {
        10 => ("%-d %B %Y", date.to_owned()),
        7 => ("%B %Y", format!("{date}-01")),
        4 => ("%Y", format!("{date}-01-01")),
        _ => return None,
    };
    let day = first_day.parse::<Date>().ok()?;
    Some(day.strftime(form).to_string())
}

/// In seconds or milliseconds, UTC.
pub fn date_of_timestamp(seconds: f64) -> Option<String> {
    // In seconds this would be after the year 5138.
    let seconds = if seconds.abs() >= 1e11 { seconds / 1000.0 } else { seconds };
    #[allow(clippy::cast_possible_truncation)] // Saturates, and jiff rejects what is out of range.
    let time = seconds.is_finite().then(|| Timestamp::from_second(seconds.floor() as i64).ok())??;
    Some(iso_day(TimeZone::UTC.to_datetime(time).date()))
}

fn iso_day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn is_year(year: i16) -> bool {
    (1400..=2999).contains(&year)
}

/// Numeric date: the first four-digit year, and any month and day after it.
fn numeric_date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut starts = (0..bytes.len()).filter(|&at| is_digit(at) && !at.checked_sub(1).is_some_and(is_digit));
    starts.find_map(|at| leading_date(text.get(at..)?))
}

fn leading_date(text: &str) -> Option<String> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let year = number(0, 4).filter(|&year| is_year(year))?;
    if digits == 8 {
        let (month, day) = (number(4, 6)?.try_into().ok()?, number(6, 8)?.try_into().ok()?);
        return Date::new(year, month, day).ok().map(iso_day);
    }
    if digits != 4 {
        return None;
    }
    let rest = text.get(4..)?;
    // A separator and one or two digits, with their length.
    let part = |rest: &str| -> Option<(i8, usize)> {
        let rest = rest.strip_prefix(['-', '/', '.', '_'])?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=2).contains(&digits) {
            return None;
        }
        Some((rest.get(..digits)?.parse().ok()?, digits + 1))
    };
    let Some((month, length)) = part(rest).filter(|(month, _)| (1..=12).contains(month)) else {
        return Some(format!("{year:04}"));
    };
    let day = part(rest.get(length..)?).and_then(|(day, _)| Date::new(year, month, day).ok());
    Some(day.map_or_else(|| format!("{year:04}-{month:02}"), iso_day))
}

/// A date such as `25 Nov 2026` or `November 25, 2026`.
fn written_date(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month(word)?)))?;
    let number = |at: Option<usize>| words.get(at?)?.parse::<i16>().ok();
    let year = (at + 1..at + 3).find_map(|at| number(Some(at)).filter(|&year| is_year(year)))?;
    let mut days = [number(at.checked_sub(1)), number(Some(at + 1))].into_iter().flatten();
    let found = days.find_map(|day| Date::new(year, month, i8::try_from(day).ok()?).ok());
    Some(found.map_or_else(|| format!("{year:04}-{month:02}"), iso_day))
}

fn month(word: &str) -> Option<i8> {
    let head = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == head)?;
    // "Mayor" and "deck" are not months.
    let known =
        word.len() == 3 || date(2000, at as i8 + 1, 1).strftime("%B").to_string().eq_ignore_ascii_case(word);
    known.then_some(at as i8 + 1)
}

/// Dates between two of the same precision; empty if there are more than `max`.
pub fn between(from: &str, to: &str, max: usize) -> Vec<String> {
    let first_day = |text: &str| -> Option<Date> {
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
    let (Some(start), Some(end)) = (first_day(from), first_day(to)) else { return Vec::new() };
    let days = start.series(step).skip(1).take_while(|&day| day < end);
    let found: Vec<String> =
        days.take(max + 1).filter_map(|date| iso_day(date).get(..from.len()).map(str::to_owned)).collect();
    if found.len() > max { Vec::new() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_in_common_formats() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(date_in_text(text).as_deref(), expected, "{text}");
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
    fn the_part_of_a_path_nearest_its_end_gives_the_date() {
        let check = |path: &str, expected: Option<&str>| assert_eq!(date_in_path(path).as_deref(), expected);
        check("press-2020/2026-01-12-pier.txt", Some("2026-01-12"));
        check("2025-12-01/pier.txt", Some("2025-12-01"));
        check("reports/2026/11/harbour.txt", Some("2026-11"));
        check("room 1984/2000.txt", None);
    }

    #[test]
    fn dates_are_written_out_as_far_as_they_are_known() {
        let check = |date: &str, expected: Option<&str>| assert_eq!(written_out(date).as_deref(), expected);
        check("2026-05-03", Some("3 May 2026"));
        check("2026-05", Some("May 2026"));
        check("2026", Some("2026"));
        check("2026-13", None);
        check("May", None);
        check("soon", None);
    }

    #[test]
    fn distinguishes_seconds_from_milliseconds() {
        assert_eq!(date_of_timestamp(1_795_600_800.0).as_deref(), Some("2026-11-25"));
        assert_eq!(date_of_timestamp(1_795_600_800_000.0).as_deref(), Some("2026-11-25"));
        assert_eq!(date_of_timestamp(-1.0).as_deref(), Some("1969-12-31"));
        assert_eq!(date_of_timestamp(f64::MAX), None);
        assert_eq!(date_of_timestamp(f64::NAN), None);
    }

    #[test]
    fn dates_between_have_the_same_precision() {
        assert_eq!(between("2025-11", "2026-02", 9), ["2025-12", "2026-01"]);
        assert_eq!(between("2026-02-27", "2026-03-02", 9), ["2026-02-28", "2026-03-01"]);
        assert_eq!(between("2020", "2023", 9), ["2021", "2022"]);
        assert_eq!(between("2020", "2023", 1), [""; 0]);
        assert_eq!(between("x", "2023", 9), [""; 0]);
    }
}
