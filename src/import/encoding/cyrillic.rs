//! Cyrillic encodings that the general guess confuses: Macintosh and IBM code pages.

use encoding_rs::Encoding;

/// Upper half of IBM code page 855.
const IBM855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}";

/// Bytes examined.
const SAMPLE: usize = 16 * 1024;

/// Bytes beyond ASCII from which on a text is judged.
const MIN_LETTERS: usize = 24;

/// How much better than the guess another reading must be.
const MARGIN: f64 = 0.005;

/// Share of the bytes beyond ASCII that stand beside each other: accents in a Latin text stand alone.
const MIN_IN_RUNS: f64 = 0.9;

/// Guesses for texts in the two encodings. Hebrew, Greek and Arabic ones would look like Cyrillic too.
const CONFUSED: [&str; 8] = [
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "ISO-8859-2",
    "ISO-8859-5",
    "IBM866",
    "KOI8-U",
    "macintosh",
];

fn is_in_runs(sample: &[u8]) -> bool {
    let runs = sample.split(u8::is_ascii).map(<[u8]>::len);
    let (all, together) = runs.fold((0, 0), |(all, together), length| {
        (all + length, together + if length > 1 { length } else { 0 })
    });
    all >= MIN_LETTERS && together as f64 >= MIN_IN_RUNS * all as f64
}

/// A better reading of `bytes` than `guess`, with its name.
pub(super) fn better(bytes: &[u8], guess: &'static Encoding) -> Option<(&'static str, String)> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if !CONFUSED.contains(&guess.name()) || !is_in_runs(sample) {
        return None;
    }
    let table: Vec<char> = IBM855.chars().collect();
    let ibm855 = |bytes: &[u8]| -> String {
        let char = |byte: u8| match byte {
            0..0x80 => char::from(byte),
            _ => table.get(usize::from(byte) - 0x80).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        bytes.iter().map(|&byte| char(byte)).collect()
    };
    let standard = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    };
    let mac = encoding_rs::X_MAC_CYRILLIC;
    let [as_guessed, as_mac, as_ibm] =
        [standard(guess, sample), standard(mac, sample), ibm855(sample)].map(|text| plausibility(&text));
    if as_mac.max(as_ibm) < MIN_PLAUSIBLE || as_mac.max(as_ibm) <= as_guessed + MARGIN {
        return None;
    }
    Some(if as_mac >= as_ibm { (mac.name(), standard(mac, bytes)) } else { ("IBM855", ibm855(bytes)) })
}

/// Share of plausible letters from which on a text can be Cyrillic.
const MIN_PLAUSIBLE: f64 = 0.85;

/// Share of the characters beyond ASCII that continue a Cyrillic word as words are written: capitals only at the
/// begin, or throughout, and vowels and consonants of the common letters.
fn plausibility(text: &str) -> f64 {
    let (mut good, mut all) = (0.0, 1e-9);
    let mut before = ' ';
    for char in text.chars() {
        if !char.is_ascii() {
            all += 1.0;
            let is_russian = matches!(
                char,
                'А'..='я'
                    | 'Ё'
                    | 'ё'
                    | 'Є'
                    | 'є'
                    | 'І'
                    | 'і'
                    | 'Ї'
                    | 'ї'
                    | 'Ў'
                    | 'ў'
                    | 'Ј'
                    | 'ј'
                    | 'Љ'
                    | 'љ'
                    | 'Њ'
                    | 'њ'
                    | 'Ђ'
                    | 'ђ'
                    | 'Ћ'
                    | 'ћ'
            );
            let is_mark =
                matches!(char, '«' | '»' | '—' | '–' | '…' | '“' | '”' | '„' | '№' | '\u{a0}' | '’');
            let follows = !(char.is_uppercase() && before.is_lowercase());
            let is_rare = matches!(char, 'Ы' | 'Ъ' | 'Ь') && !before.is_uppercase();
            good += f64::from(u8::from((is_russian && follows && !is_rare) || is_mark));
        }
        before = char;
    }
    good / all
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUSSIAN: &str =
        "Совет долины решил продать канатную дорогу. Инженер Юлия Яшина предупредила, что она опасна.";

    #[test]
    fn other_scripts_are_left_alone() {
        for (text, encoding) in [
            ("המועצה תמכור את הרכבל הישן לפני החורף, כך נאמר ביום חמישי.", encoding_rs::WINDOWS_1255),
            ("Το συμβούλιο θα πουλήσει το παλιό τελεφερίκ πριν από τον χειμώνα.", encoding_rs::WINDOWS_1253),
            ("سيبيع المجلس التلفريك القديم قبل حلول فصل الشتاء.", encoding_rs::ISO_8859_6),
            ("À Besançon, l’élu a dénoncé l’été dernier une décision à côté.", encoding_rs::WINDOWS_1252),
        ] {
            assert_eq!(better(&encoding.encode(text).0, encoding), None, "{text}");
        }
    }

    #[test]
    fn markup_around_a_text_does_not_hide_its_encoding() {
        let table: Vec<char> = IBM855.chars().collect();
        let code = |char: char| {
            table.iter().position(|&known| known == char).map_or(char as u8, |at| at as u8 + 0x80)
        };
        let tags = "<paragraph style=\"indented\" language=\"unknown\">".repeat(8);
        let bytes: Vec<u8> = format!("{tags}{RUSSIAN}").chars().map(code).collect();
        let found =
            better(&bytes, encoding_rs::WINDOWS_1252).map(|(name, text)| (name, text.ends_with(RUSSIAN)));
        assert_eq!(found, Some(("IBM855", true)));
    }

    #[test]
    fn macintosh_and_ibm_texts_are_told_apart() {
        let table: Vec<char> = IBM855.chars().collect();
        assert_eq!(table.len(), 128);
        let place = |char: char| match char {
            ' '..='~' => char as u8,
            _ => table.iter().position(|known| *known == char).unwrap() as u8 + 0x80,
        };
        let bytes: Vec<u8> = RUSSIAN.chars().map(place).collect();
        assert_eq!(better(&bytes, encoding_rs::WINDOWS_1251), Some(("IBM855", RUSSIAN.to_owned())));
        let mac: Vec<u8> = RUSSIAN
            .chars()
            .map(|char| match char {
                ' '..='~' => char as u8,
                'А'..='Я' => (char as u32 - 'А' as u32) as u8 + 0x80,
                'я' => 0xdf,
                _ => (char as u32 - 'а' as u32) as u8 + 0xe0,
            })
            .collect();
        assert_eq!(better(&mac, encoding_rs::WINDOWS_1251), Some(("x-mac-cyrillic", RUSSIAN.to_owned())));
    }

    #[test]
    fn other_texts_stay_as_guessed() {
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::IBM866] {
            let (bytes, ..) = encoding.encode(RUSSIAN);
            assert_eq!(better(&bytes, encoding), None, "{}", encoding.name());
        }
        let (bytes, ..) =
            encoding_rs::WINDOWS_1252.encode("Le café est fermé, a dit le maire — et l’école aussi.");
        assert_eq!(better(&bytes, encoding_rs::WINDOWS_1252), None);
    }
}
