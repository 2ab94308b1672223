//! Hostile characters in articles, names, schemes and labels: output never holds one that acts on a terminal,
//! hides, or reverses the text; legitimate emoji and scripts come out unchanged.

use crate::support::{Desk, Output, SCHEME, json_lines, run};

/// Legitimate sequences, which must come out letter for letter.
pub(super) const FOREIGN: [(&str, &str); 9] = [
    ("an emoji of several pictures", "👩\u{200d}🚒"),
    ("a family", "👨\u{200d}👩\u{200d}👧\u{200d}👦"),
    ("a flag", "🇪🇺"),
    ("a flag with tags", "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}"),
    ("a skin tone", "👍🏽"),
    ("Arabic with a joiner", "نمی\u{200c}خواهم"),
    ("Hebrew with points", "שָׁלוֹם"),
    ("Devanagari", "क\u{94d}\u{200d}ष नमस्ते"),
    ("wide letters", "審計署 ﾊﾝｶｸ"),
];

/// Texts that act on a terminal, hide, or reverse the text, each with a name.
pub(super) fn strange() -> Vec<(String, String)> {
    let sequences = [
        ("CSI", "\x1b[31mred\x1b[2J\x1b[?1049l\x1b[999;1H"),
        ("CSI of one byte", "\u{9b}31m\u{9b}2J"),
        ("OSC 0", "\x1b]0;owned\x07"),
        ("OSC 2", "\x1b]2;owned\x1b\\"),
        ("OSC 8", "\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\"),
        ("OSC 52", "\x1b]52;c;aGk=\x07"),
        ("OSC of one byte", "\u{9d}52;c;aGk=\u{9c}"),
        ("DCS", "\x1bP$q\"p\x1b\\"),
        ("DCS of one byte", "\u{90}1$r\u{9c}"),
        ("APC", "\x1b_Gf=100;AAAA\x1b\\"),
        ("PM and SOS", "\x1b^x\x1b\\ \x1bXx\x1b\\"),
        ("a reset", "\x1bc"),
        ("a hidden ending", "a.txt\rb\x08\x08"),
        ("a bare tab", "a\tb"),
        ("only joiners", "a\u{200d}b\u{200c}c\u{200d}\u{200d}\u{200d}d"),
        ("joiners after an accent", "e\u{301}\u{200d}\u{200c}x"),
        ("tags after a flag", "🏴\u{e0068}\u{e0069}\u{e0064}\u{e0065}\u{e006d}\u{e0065}"),
        ("variation selectors", "a\u{fe0f}\u{fe0f}\u{fe00}\u{e0100}\u{e01ef}"),
        ("Trojan source", "if \u{202e}\u{2066}admin\u{2069}\u{2066}"),
    ];
    let mut all: Vec<(String, String)> =
        sequences.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect();
    let ranges = [
        '\0'..='\x1f',
        '\x7f'..='\u{9f}',
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
        '\u{fe00}'..='\u{fe0f}',
        '\u{fff9}'..='\u{fffb}',
        '\u{e0000}'..='\u{e007f}',
    ];
    let lone = ['\u{ad}', '\u{34f}', '\u{61c}', '\u{115f}', '\u{180e}', '\u{3164}', '\u{feff}', '\u{ffa0}'];
    for char in ranges.into_iter().flatten().chain(lone).filter(|char| !"\n\r".contains(*char)) {
        all.push((format!("U+{:04X}", u32::from(char)), format!("a{char}b {char} c")));
    }
    all
}

/// One paragraph per text, each a claim under the small scheme.
pub(super) fn article<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(|text| format!("The mayor pledged {text} lamps.\n\n")).collect::<Vec<_>>().concat()
}

/// The first character in `text` that acts, hides or reverses, outside the sequences of `FOREIGN` and of
/// the line ends `ends`.
pub(super) fn first_hostile(text: &str, ends: &[&str]) -> Option<String> {
    let mut text = text.to_owned();
    for end in ends {
        text = text.replace(end, " ");
    }
    for (_, foreign) in FOREIGN {
        text = text.replace(foreign, "x");
    }
    let acts = |char: &char| {
        char.is_control()
            || matches!(*char,
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
    };
    let at = text.char_indices().find(|(_, char)| acts(char));
    at.map(|(at, char)| {
        let around = text[at..].chars().take(12).collect::<String>();
        let before =
            text[..at].chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect::<String>();
        format!("U+{:04X} in {before:?} + {around:?}", u32::from(char))
    })
}

/// Asserts that text for a terminal holds no hostile character.
pub(super) fn assert_inert(what: &str, text: &str) {
    assert_eq!(first_hostile(text, &["\r\n", "\n"]), None, "{what}");
}

/// The same for what a command prints in a format: a cell of a table may hold a tab.
fn assert_output_inert(format: &[&str], text: &str) {
    let ends: &[&str] = if format.contains(&"csv") { &["\r\n", "\n", "\t"] } else { &["\r\n", "\n"] };
    assert_eq!(first_hostile(text, ends), None, "{format:?}");
}

const FORMATS: [&[&str]; 3] = [&["--format", "text"], &["--format", "jsonl"], &["--format", "csv"]];

#[test]
fn articles_are_printed_without_hostile_characters() {
    let desk = Desk::new();
    let strange = strange();
    desk.file("a.txt", article(strange.iter().map(|(_, text)| text.as_str())));
    for format in FORMATS {
        let Output { code, out, err } = run(&mut desk.classify(&[format, &["a.txt"]].concat()));
        assert_eq!((code, err.as_str()), (0, ""), "{format:?}");
        assert_output_inert(format, &out);
        let kept = out.matches("lamps.").count();
        assert!(kept >= strange.len(), "{format:?}: {kept} of {} paragraphs", strange.len());
    }
    let lines: Vec<String> = strange
        .iter()
        .map(|(name, text)| {
            let text = format!("The mayor pledged {text} lamps.");
            serde_json::json!({ "id": text, "text": text, "meta": { text.as_str(): name } }).to_string()
                + "\n"
        })
        .collect();
    let Output { code, out, .. } = run(desk.classify(&["--ndjson"]).write_stdin(lines.concat()));
    assert_eq!(code, 0);
    assert_inert("--ndjson", &out);
    let records = json_lines(&out);
    assert_eq!(records.len(), strange.len());
    for (record, (name, text)) in records.iter().zip(&strange) {
        let text = format!("The mayor pledged {text} lamps.");
        assert_eq!(record["id"].as_str(), Some(text.as_str()), "{name} is changed");
        assert_eq!(record["claims"].as_array().map(Vec::len), Some(1), "{name}: {record}");
    }
}

#[test]
fn legitimate_sequences_are_printed_unchanged() {
    let desk = Desk::new();
    desk.file("a.txt", article(FOREIGN.iter().map(|(_, text)| *text)));
    for format in FORMATS {
        let Output { code, out, .. } = run(&mut desk.classify(&[format, &["a.txt"]].concat()));
        assert_eq!(code, 0);
        assert_output_inert(format, &out);
        for (name, text) in FOREIGN {
            // JSON escapes the tags of a flag.
            let escaped = serde_json::to_string(text).unwrap();
            let tags = format[1] == "jsonl" && name == "a flag with tags";
            assert!(tags || out.contains(text) || out.contains(&escaped), "{format:?} loses {name}: {out}");
        }
    }
}

#[test]
fn stacked_accents_are_cut() {
    let desk = Desk::new();
    let pile = format!("a{}", "\u{301}".repeat(10_000));
    desk.file("a.txt", article([pile.as_str()].into_iter()));
    let Output { code, out, .. } = run(&mut desk.classify(&["a.txt"]));
    assert_eq!(code, 0);
    assert!(out.matches('\u{301}').count() < 32, "{} accents", out.matches('\u{301}').count());
}

/// A file name of hostile characters: all but `/` and NUL are possible.
pub(super) const NAME: &str =
    "a\x1b]0;owned\x07\n\u{9b}31m\u{202e}\u{200b}\u{feff}\u{e0041}\u{200d}b\r\t.txt";

#[test]
fn file_names_are_printed_without_hostile_characters() {
    let desk = Desk::new();
    desk.file(NAME, "The mayor pledged lamps.\n");
    desk.file("small.toml", SCHEME);
    desk.file("gold.jsonl", "{\"text\":\"It rained.\",\"labels\":[\"promise\"]}\n");
    let broken = format!("broken{NAME}");
    desk.file(&broken, "a = \x1b[31m\n");
    let missing = format!("missing{NAME}");
    let option = format!("--{NAME}");
    let cases: [&[&str]; 17] = [
        &["classify", "--scheme", "small.toml", NAME, NAME],
        &["classify", "--scheme", "small.toml", "--format", "jsonl", NAME],
        &["classify", "--scheme", "small.toml", "--format", "csv", NAME],
        &["classify", &missing],
        &["classify", "--format", &missing, NAME],
        &["classify", "--scheme", &missing, NAME],
        &["classify", "--scheme", &broken, NAME],
        &["--theme", &missing, NAME],
        &["--theme", &broken, NAME],
        &["--annotator", NAME, NAME],
        &[&missing],
        &["check", &broken, &missing, NAME],
        &["eval", &missing],
        &["eval", &broken],
        &["eval", "gold.jsonl", "--scheme", "small.toml", "--fail-under", NAME],
        &["fit", "--scheme", "small.toml", "gold.jsonl", "--output", "missing/\x1b[31m\u{202e}"],
        &[&option],
    ];
    for words in cases {
        let Output { out, err, .. } = run(desk.purport().args(words));
        assert_inert(&format!("{words:?}, standard output"), &out);
        assert_inert(&format!("{words:?}, standard error"), &err);
        let shown = format!("{out}{err}");
        assert!(shown.len() > 10, "{words:?} prints nothing");
        assert!(
            !out.is_empty() || err.starts_with("purport: ") || err.starts_with("error: "),
            "{words:?}: {err}"
        );
    }
}

/// A scheme and labelled sentences whose every name and id is hostile.
pub(super) fn strange_scheme() -> (String, String) {
    let word = "x\x1b[31m\u{202e}\u{200b}\u{9b}\u{7}\u{e0041}y";
    let quoted = serde_json::to_string(word).unwrap().replace('\u{7f}', "\\u007f");
    let scheme = SCHEME.replace("\"promise\"", &quoted).replace("\"Promise\"", &quoted);
    let scheme = scheme
        .replace("gloss = \"", "gloss = \"\\u001b[31m\u{202e}")
        .replace("name = \"Small\"", &format!("name = {quoted}"));
    let row = serde_json::json!({
        "id": word, "text": format!("The mayor pledged {word} lamps."), "labels": [word], "source": word, "article": word,
    });
    let missed = serde_json::json!({"id": word, "text": format!("It rained {word}."), "labels": [word]});
    (scheme, format!("{row}\n{missed}\n"))
}

#[test]
fn schemes_and_labels_are_printed_without_hostile_characters() {
    let desk = Desk::new();
    let (scheme, rows) = strange_scheme();
    desk.file("strange.toml", scheme);
    desk.file("gold.jsonl", rows);
    desk.file("bad.jsonl", "{\"text\":\"x\",\"labels\":[\"\u{9b}\u{202e}\"]}\n");
    desk.file("a.txt", "The mayor pledged lamps.\n");
    let by = ["--scheme", "strange.toml"];
    let cases: [&[&str]; 8] = [
        &["classify", "a.txt"],
        &["classify", "a.txt", "--format", "jsonl"],
        &["classify", "a.txt", "--format", "csv"],
        &["eval", "gold.jsonl"],
        &["eval", "gold.jsonl", "--format", "json"],
        &["eval", "bad.jsonl"],
        &["eval", "gold.jsonl", "--fail-under", "nothing=1"],
        &["fit", "gold.jsonl", "--folds", "2"],
    ];
    for words in cases {
        let Output { out, err, .. } = run(desk.purport().args(words).args(by));
        assert_inert(&format!("{words:?}, standard output"), &out);
        assert_inert(&format!("{words:?}, standard error"), &err);
        assert!(out.len() + err.len() > 10, "{words:?} prints nothing");
    }
    let Output { out, err, .. } = run(desk.purport().args(["check", "strange.toml"]));
    assert_inert("check", &format!("{out}{err}"));
}
