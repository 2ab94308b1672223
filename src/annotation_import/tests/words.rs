//! Words against positions, for every format that has both.

use super::*;

/// The passage of every test here: not at the position that the file says.
const WORDS: &str = "The council pledged\na new pier.";

/// A file of `format` that marks `words` at a position.
fn file(format: Format, (start, end): (u32, u32), words: &str) -> String {
    let quote = serde_json::to_string(words).unwrap();
    let text = serde_json::to_string(ARTICLE).unwrap();
    let cell = words.replace('"', "\"\"");
    match format {
        Format::Brat => format!("T1\tpromise {start} {end}\t{}\n", words.replace('\n', " ")),
        Format::Csv => format!("quote,start,end,category\n\"{cell}\",{start},{end},promise\n"),
        Format::Jsonl => {
            format!("{{\"quote\":{quote},\"start\":{start},\"end\":{end},\"categories\":[\"promise\"]}}\n")
        }
        Format::W3c => format!(
            r#"[{{"target":{{"selector":[{{"type":"TextPositionSelector","start":{start},"end":{end}}},{{"type":"TextQuoteSelector","exact":{quote}}}]}},"body":{{"purpose":"classifying","value":"promise"}}}}]"#
        ),
        Format::LabelStudio => format!(
            r#"[{{"data":{{"text":{text}}},"annotations":[{{"result":[{{"id":"a","type":"labels","value":{{"start":{start},"end":{end},"text":{quote},"labels":["promise"]}}}}]}}]}}]"#
        ),
        Format::Doccano => format!(
            r#"{{"text":{text},"entities":[{{"start_offset":{start},"end_offset":{end},"label":"promise","text":{quote}}}]}}"#
        ),
        #[cfg(feature = "qdpx")]
        Format::Refi => unreachable!("a project holds no words beside positions"),
        Format::Prodigy => format!(
            r#"{{"text":{text},"spans":[{{"start":{start},"end":{end},"label":"promise","text":{quote}}}],"answer":"accept"}}"#
        ),
    }
}

/// The formats that hold words beside positions: all but REFI-QDA.
fn with_words() -> impl Iterator<Item = Format> {
    Format::all().filter(|format| format.name() != "refi")
}

/// What came of one annotation: `(in place, moved, in doubt, not found)` and the passage.
fn outcome(
    format: Format,
    content: &str,
    companion: Option<&str>,
) -> ((usize, usize, usize, usize), Vec<String>) {
    let (imported, warnings, _) = read(format, content, companion, &options()).unwrap();
    assert_eq!(warnings, Vec::<String>::new(), "{content}");
    let counts = (imported.exact, imported.moved, imported.ambiguous, imported.orphaned.len());
    assert_eq!(imported.unsure.len(), imported.ambiguous, "doubt that is not told");
    (counts, imported.tags.iter().map(|tag| tag.selector.exact.clone()).collect())
}

#[test]
fn words_win_over_positions_in_every_format() {
    let start = ARTICLE[..ARTICLE.find(WORDS).unwrap()].chars().count() as u32;
    let length = WORDS.chars().count() as u32;
    let bytes = ARTICLE.find(WORDS).unwrap() as u32;
    let units = ARTICLE[..bytes as usize].encode_utf16().count() as u32;
    assert!(start < units && units < bytes);
    let mut tried = 0;
    for format in with_words() {
        let place = |at: u32| outcome(format, &file(format, (at, at + length), WORDS), None);
        assert_eq!(place(start), ((1, 0, 0, 0), vec![WORDS.to_owned()]), "{}", format.name());
        // In another unit, off by one, by two line ends, by a header, before the text and far beyond it.
        for at in [units, bytes, start - 1, start + 1, start + 2, start + 1000, 0, 1 << 30] {
            let found = place(at);
            assert_eq!(found, ((0, 1, 0, 0), vec![WORDS.to_owned()]), "{} at {at}", format.name());
            tried += 1;
        }
        // Carriage returns that the article does not have.
        let content = file(format, (start + 2, start + 3 + length), &WORDS.replace('\n', "\r\n"));
        assert_eq!(outcome(format, &content, None).0, (0, 1, 0, 0), "{}", format.name());
        // Another article.
        let (counts, tags) =
            outcome(format, &file(format, (start, start + 24), "Quiet flows the Don bridge."), None);
        assert_eq!((counts, tags.len()), ((0, 0, 0, 1), 1), "{}", format.name());
    }
    assert_eq!(tried, 56);
}

#[test]
fn a_text_beside_brat_does_not_outweigh_the_words() {
    let content = file(Format::Brat, (17, 48), WORDS);
    assert_eq!(outcome(Format::Brat, &content, Some(ARTICLE)), ((0, 1, 0, 0), vec![WORDS.to_owned()]));
}

#[test]
fn the_position_chooses_between_equal_words_or_leaves_the_choice_to_the_reader() {
    let words = "The shops must open.";
    let [first, second] = [50, 72];
    for format in with_words() {
        let place = |at: u32| {
            let (imported, ..) = read(format, &file(format, (at, at + 20), words), None, &options()).unwrap();
            let start = imported.tags[0].selector.start;
            (imported.exact, imported.moved, imported.unsure.len(), imported.orphaned.len(), start)
        };
        assert_eq!(place(first), (1, 0, 0, 0, first), "{}", format.name());
        assert_eq!(place(second), (1, 0, 0, 0, second), "{}", format.name());
        assert_eq!(place(first + 2), (0, 1, 0, 0, first), "{}", format.name());
        assert_eq!(place(second + 3), (0, 1, 0, 0, second), "{}", format.name());
        // Halfway, and far from both.
        for at in [61, 900] {
            let (exact, moved, unsure, ..) = place(at);
            assert_eq!((exact, moved, unsure), (0, 0, 1), "{} at {at}", format.name());
        }
    }
    // A passage with a place of its own tells how far the positions are shifted.
    let both = "quote,start,end,category\n\"The shops must open.\",1072,1092,promise\n\"pledged\",1030,1037,promise\n";
    let (imported, ..) = read(Format::Csv, both, None, &options()).unwrap();
    let starts: Vec<u32> = imported.tags.iter().map(|tag| tag.selector.start).collect();
    assert_eq!((imported.moved, starts), (2, vec![second, 30]));
}

#[test]
fn a_context_outweighs_the_position() {
    let selector = |prefix: &str, suffix: &str| {
        format!(
            r#"[{{"target":{{"selector":[{{"type":"TextPositionSelector","start":50,"end":70}},{{"type":"TextQuoteSelector","exact":"The shops must open.","prefix":"{prefix}","suffix":"{suffix}"}}]}},"body":{{"purpose":"classifying","value":"promise"}}}}]"#
        )
    };
    let start = |content: &str| {
        read(Format::W3c, content, None, &options()).unwrap().0.tags[0].latest_selector().start
    };
    assert_eq!(start(&selector("a new pier. ", "\\n\\nThe shops")), 50);
    assert_eq!(start(&selector("shops must open.\\n\\n", "\\n")), 72);
}

#[test]
fn a_span_in_parts_is_a_tag_for_each_part() {
    let expected = ["18 \"The council\" added promise", "72 \"The shops\" added promise"];
    let parts = "T1\tpromise 18 29;72 81\tThe council The shops\n";
    check(Format::Brat, parts, None, &expected, &[]);
    check(Format::Brat, parts, Some(ARTICLE), &expected, &[]);
    // Positions off by one: the words still find their places, or are in doubt.
    let (imported, ..) =
        read(Format::Brat, "T1\tpromise 19 30;73 82\tThe council The shops\n", None, &options()).unwrap();
    let starts: Vec<u32> = imported.tags.iter().map(|tag| tag.selector.start).collect();
    assert_eq!((starts, imported.moved), (vec![18, 72], 2));
    // Parts that no length tells apart are named.
    let broken = "T1\tpromise 18 29;72 90\tThe council The shops\nT2\tpromise 5 9\tCafé\n";
    let says = "f:1: is in 2 parts whose lengths do not fit its text, so they cannot be told apart: “The council The shops”";
    check(Format::Brat, broken, None, &["5 \"Café\" added promise"], &[says]);
    // Parts that only line ends separate are one, however short.
    let lines = "T1\tpromise 69 70;72 73\t. T\n";
    check(Format::Brat, lines, None, &["69 \".\\n\\nT\" added promise"], &[]);
    check(Format::Brat, lines, Some(ARTICLE), &["69 \".\\n\\nT\" added promise"], &[]);
    // A decision and a note belong to every part.
    let noted = format!("{parts}A1\tDecision T1 confirmed\n#1\tAnnotatorNotes T1\tlook\n");
    let both = [
        expected[0].replace("added", "confirmed") + " look",
        expected[1].replace("added", "confirmed") + " look",
    ];
    check(Format::Brat, &noted, None, &both.iter().map(String::as_str).collect::<Vec<_>>(), &[]);
}

#[test]
fn rows_of_a_table_are_tags_of_their_own() {
    let rows = "The shops must open.,,,promise\nThe shops must open.,,,an-order\nCafé,5,9,promise\nCafé,5,9,an-order\n\
                Café,5,9,an-order\nnowhere,3,9,promise\nnowhere,3,9,promise\n";
    let (imported, ..) =
        read(Format::Csv, &format!("quote,start,end,category\n{rows}"), None, &options()).unwrap();
    assert_eq!(imported.tags.len(), 7);
    let ids: std::collections::BTreeSet<&str> = imported.tags.iter().map(|tag| tag.id.as_str()).collect();
    assert_eq!(ids.len(), 7, "ids are not their own");
    let line = |category: &str| format!("{{\"quote\":\"Café\",\"categories\":[\"{category}\"]}}\n");
    let lines = [line("promise"), line("an-order")].concat();
    assert_eq!(read(Format::Jsonl, &lines, None, &options()).unwrap().0.tags.len(), 2);
}

#[test]
fn regions_without_usable_positions_are_found_by_their_words() {
    let content = r#"[{"data":{"text":"<p>The council pledged</p>"},"annotations":[{"result":[
        {"id":"a","type":"hypertextlabels","value":{"start":"/p[1]/text()[1]","end":"/p[1]/text()[1]","startOffset":0,"endOffset":11,
         "globalOffsets":{"start":3,"end":14},"text":"The council","hypertextlabels":["promise"]}},
        {"id":"b","type":"hypertextlabels","value":{"start":"/p[1]","end":"/p[1]","text":"pledged","hypertextlabels":["promise"]}}]}]}]"#;
    let (imported, warnings, _) = read(Format::LabelStudio, content, None, &options()).unwrap();
    let mut starts: Vec<u32> = imported.tags.iter().map(|tag| tag.selector.start).collect();
    starts.sort_unstable();
    assert_eq!((warnings.len(), starts), (0, vec![18, 30]));
}
