//! Times as tag files and other programs write them: RFC 3339 or close to it, in any year or none at all.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The time, if `text` is one between the years -9999 and 9999. Without an offset it is taken as UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some(time);
    }
    // A time with an offset that cannot be read is not one in UTC.
    let local = |char: char| char.is_ascii_digit() || "-: T.".contains(char);
    let time: DateTime = text.chars().all(local).then(|| text.parse().ok())??;
    Some(TimeZone::UTC.to_zoned(time).ok()?.timestamp())
}

/// In RFC 3339 and UTC. What is so already stays as it is written.
pub fn in_utc(text: &str) -> Option<String> {
    let time = parse(text)?;
    let is_utc = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    Some(if is_utc { text.to_owned() } else { time.to_string() })
}

/// The day in UTC: `2026-11-25`.
pub fn day(text: &str) -> Option<String> {
    Some(parse(text)?.strftime("%Y-%m-%d").to_string())
}

/// Day and minute in UTC: `2026-11-25 10:04`.
pub fn minute(text: &str) -> Option<String> {
    Some(parse(text)?.strftime("%Y-%m-%d %H:%M").to_string())
}

/// Times that files may hold, for tests of what reads them: years far off, offsets, leap seconds, and no time at all.
#[cfg(test)]
pub(crate) const ODD: [&str; 22] = [
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "+010000-01-01T00:00:00Z",
    "12026-05-03T10:00:00Z",
    "+292278994-08-17T07:12:55Z",
    "0000-01-01T00:00:00Z",
    "-009999-01-02T00:00:00Z",
    "-0044-03-15T12:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "2016-12-31T23:59:60Z",
    "2026-05-03T10:00:00+02:00",
    "2026-05-03T10:00:00.123456789Z",
    "2026-05-03 10:00:00",
    "2026-05-03",
    "2026-02-30T10:00:00Z",
    "2026-05-03T25:61:00Z",
    "99999999999999999999",
    "yesterday",
    "火曜日",
    "2026-05-0é",
    "\u{202e}Z",
    " ",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_any_offset_and_never_misread() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(minute(text).as_deref(), expected, "{text}");
            assert_eq!(day(text).as_deref(), expected.map(|minute| &minute[..minute.len() - 6]), "{text}");
        };
        check("2026-05-03T10:04:00Z", Some("2026-05-03 10:04"));
        check("2026-05-03T01:04:00+02:00", Some("2026-05-02 23:04"));
        check("2026-05-03T10:04:00", Some("2026-05-03 10:04"));
        check("2026-05-03 10:04", Some("2026-05-03 10:04"));
        check("2026-05-03", Some("2026-05-03 00:00"));
        check("2016-12-31T23:59:60Z", Some("2016-12-31 23:59"));
        for text in [
            "12026-05-03T10:00:00Z",
            "+010000-01-01T00:00:00Z",
            "2026-02-30",
            "yesterday",
            "",
            "2026-05-03T10:00 EST",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn what_is_in_utc_stays_as_it_is_written() {
        for text in ["2026-05-03T10:04:00Z", "2026-05-03T10:04:00.5Z", "2016-12-31T23:59:60Z"] {
            assert_eq!(in_utc(text).as_deref(), Some(text));
        }
        assert_eq!(in_utc("2026-05-03T10:04:00+02:00").as_deref(), Some("2026-05-03T08:04:00Z"));
        assert_eq!(in_utc("2026-05-03").as_deref(), Some("2026-05-03T00:00:00Z"));
        for text in ODD {
            assert_eq!(parse(text).is_some(), in_utc(text).is_some(), "{text}");
        }
    }
}
