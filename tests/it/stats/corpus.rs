//! `purport stats` on a corpus: claims in groups, from articles and from the output of `purport classify`.

use super::{desk, stats};
use crate::hostile::assert_inert;
use crate::support::{Desk, PIER, run, zst};
use serde_json::Value;

/// A corpus in a folder, and the output of `purport classify` on it in both formats.
fn corpus() -> Desk {
    let desk = Desk::new();
    for (name, text) in [
        ("press/bell/2026-01-02.txt", PIER),
        ("press/bell/2026-03-01.txt", "The duke must pay. The guild pledged it."),
        ("press/lantern/2026-03-09.txt", "It rained."),
        ("press/undated.txt", "“The shops must open,” said the duke."),
    ] {
        desk.file(name, text);
    }
    for form in ["jsonl", "ndjson"] {
        let written = run(&mut desk.classify(&["press", "--format", form])).out;
        desk.file(&format!("out.{form}"), written);
    }
    desk
}

#[test]
fn groups_are_the_same_from_articles_and_classify_output() {
    let desk = corpus();
    let check = |place: &str, by: &str, expected: &str| {
        let done = stats(&desk, &[place, "--by", by, "--format", "csv"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{place} {by}");
        // Only articles have words to count: leave the column out.
        let mut reader = csv::Reader::from_reader(done.out.as_bytes());
        let heads: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut rows =
            heads.iter().map(String::as_str).filter(|head| *head != "words").collect::<Vec<_>>().join(",");
        for row in reader.records() {
            let row = row.unwrap();
            assert_eq!(row[3].is_empty(), place != "press" || &row[2] == "0", "{row:?}");
            let cells: Vec<&str> = (0..row.len()).filter(|at| *at != 3).map(|at| &row[at]).collect();
            rows.extend(["\n", &cells.join(",")]);
        }
        assert_eq!(format!("{rows}\n"), expected, "{place} {by}");
    };
    let months = "month,kind,articles,claims,promise,order,doubt\n2026-01,named,1,7,3,3,2\n\
                  2026-02,named,0,0,0,0,0\n2026-03,named,2,2,1,1,0\nno date,unnamed,1,1,0,1,0\n";
    let sources = "source,kind,articles,claims,promise,order,doubt\n\
                   press/bell,named,2,9,4,4,2\npress,named,1,1,0,1,0\npress/lantern,named,1,0,0,0,0\n";
    for place in ["press", "out.ndjson"] {
        check(place, "month", months);
        check(place, "source", sources);
    }
    // One line per claim has none for an article without claims.
    let without = |table: &str, line: &str, instead: &str| table.replace(line, instead);
    check("out.jsonl", "month", &without(months, "2026-03,named,2,", "2026-03,named,1,"));
    check("out.jsonl", "source", &without(sources, "press/lantern,named,1,0,0,0,0\n", ""));
    // Groups by speaker match the speakers of the plain report.
    let speakers = |place: &str, by: &[&str], list: &str, name: &str| {
        let found = stats(&desk, &[&[place, "--format", "json"], by].concat()).out;
        let found: Value = serde_json::from_str(&found).unwrap();
        let one = |one: &Value| {
            let name = one[name].as_str().unwrap_or("the author").to_owned();
            (name, one["claims"].clone(), one["categories"].clone())
        };
        let mut found: Vec<_> = found[list].as_array().unwrap().iter().map(one).collect();
        found.sort_by_key(|(name, ..)| name.clone());
        found
    };
    let expected = speakers("press", &[], "speakers", "name");
    assert!(expected.len() > 4, "{expected:?}");
    for place in ["press", "out.ndjson", "out.jsonl"] {
        assert_eq!(speakers(place, &["--by", "speaker"], "groups", "name"), expected, "{place}");
    }
}

#[test]
fn groups_print_as_a_table_json_and_html() {
    let desk = corpus();
    let done = stats(&desk, &["out.ndjson", "--by", "source", "--limit", "1"]);
    let expected = "\
        4 articles, 10 claims\n\
        P Promise 4, O Order 5, D Doubt 2\n\n\
        source      articles  claims  P Promise               O Order                 D Doubt\n\
        press/bell         2       9  4 ████████████████████  4 ████████████████████  2 ██████████\n\
        2 more             2       1  0                       1                       0\n";
    assert_eq!(done.out, expected);
    let ascii = run(desk.command("stats", &["out.ndjson", "--by", "source"]).env("LC_ALL", "C"));
    assert!(ascii.out.is_ascii() && ascii.out.contains("  4  4  2  PPPP"), "{}", ascii.out);
    assert!(ascii.out.contains("DD\n") && ascii.out.lines().all(|line| line.len() <= 100), "{}", ascii.out);
    let all = stats(&desk, &["press"]);
    assert!(
        all.out.contains("no decisions yet"),
        "without --by, articles give the plain report: {}",
        all.out
    );
    let all = stats(&desk, &["out.ndjson"]);
    assert!(
        all.out.contains("\nO Order         5              1250.0             50.0  ████"),
        "{}",
        all.out
    );
    let all = stats(&desk, &["out.jsonl"]);
    assert!(all.out.starts_with("3 articles with claims, 10 claims\n"), "{}", all.out);
    let done = stats(&desk, &["press", "--by", "year", "--format", "json", "--per", "articles"]);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    let expected = serde_json::json!({
        "articles": 4, "words": 258, "claims": 10, "categories": [4, 5, 2], "rates": [1000.0, 1250.0, 500.0]
    });
    assert_eq!(found["all"], expected);
    assert_eq!((&found["failed"], &found["only_with_claims"]), (&0.into(), &false.into()));
    let group = |at: usize| (&found["groups"][at]["name"], &found["groups"][at]["kind"]);
    assert_eq!(group(0), (&"2026".into(), &"named".into()));
    assert_eq!(group(1), (&"no date".into(), &"unnamed".into()));
    let page = stats(&desk, &["out.ndjson", "--by", "source", "--format", "html"]).out;
    assert!(
        page.contains("<title>Claims by source</title>")
            && page.contains("<th scope=\"row\">press/bell</th>")
    );
    assert!(page.contains("<td>10</td>") && !page.contains("<script") && !page.contains("http:"), "{page}");
    let page = stats(&desk, &["press", "--format", "html"]).out;
    assert!(page.contains("<title>Claims</title>") && page.contains("</span> Order</th>"), "{page}");
    let page = page.split("<table").nth(1).unwrap();
    assert_eq!(page.matches("<rect").count(), 3, "without groups the page draws the total: {page}");
}

#[test]
fn per_divides_by_articles_words_or_claims() {
    let desk = corpus();
    let row = |place: &str, by: &str, per: &str| {
        let done = stats(&desk, &[place, "--by", by, "--per", per, "--format", "csv"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        done.out.lines().nth(1).unwrap().to_owned()
    };
    assert_eq!(
        row("out.ndjson", "year", "articles"),
        "2026,named,3,,9,1333.3333333333333,1333.3333333333333,666.6666666666666"
    );
    assert_eq!(row("out.ndjson", "year", "words"), "2026,named,3,,9,,,", "records have no word counts");
    assert_eq!(
        row("press/bell", "year", "words"),
        "2026,named,2,249,9,16.06425702811245,16.06425702811245,8.032128514056225"
    );
    assert_eq!(row("press", "speaker", "claims"), "the author,unnamed,4,75,25,0");
    for per in ["articles", "words"] {
        let done = stats(&desk, &["press", "--by", "speaker", "--per", per]);
        assert!(done.code == 2 && done.err.contains("speakers have no articles"), "{}", done.err);
    }
    // With --per, the remainder has a bar too.
    let done = stats(&desk, &["out.ndjson", "--by", "source", "--per", "articles", "--limit", "1"]);
    assert!(done.out.contains("\nbelow, per 1,000 articles\n"), "{}", done.out);
    assert!(done.out.contains("\n2 more             2       1     0.0"), "{}", done.out);
    assert!(done.out.lines().last().unwrap().contains("500.0 ███▊"), "{}", done.out);
}

#[test]
fn by_takes_any_field_and_bad_lines_are_reported() {
    let desk = corpus();
    let claim = r#"{"categories":[{"category":"order"}],"speaker":null}"#;
    let record = |fields: &str| format!("{{\"id\":1,\"claims\":[{claim}]{fields}}}\n");
    let lines = [
        record(r#","desk":"Home""#),
        record(r#","desk":" home ""#),
        record(r#","desk":"<b>\u001b[1m=x""#),
        record(""),
        "no\n".to_owned(),
        "{\"id\":2,\"error\":\"gone\"}\n".to_owned(),
        record(r#","desk":null"#),
    ];
    desk.file("in.ndjson", lines.concat());
    let done = stats(&desk, &["in.ndjson", "--by", "desk", "--format", "csv"]);
    assert_eq!(done.code, 2);
    let rows: Vec<&str> = done.out.lines().skip(1).collect();
    assert_eq!(rows, ["Home,named,2,,2,0,2,0", "<b>␛[1m=x,named,1,,1,0,1,0", "no desk,unnamed,2,,2,0,2,0"]);
    let lines: Vec<&str> = done.err.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("in.ndjson:5:2: not output"), "{}", done.err);
    assert!(lines[1].contains("in.ndjson:6: article could not be read: gone"), "{}", done.err);
    let page = stats(&desk, &["in.ndjson", "--by", "desk", "--format", "html"]).out;
    assert!(page.contains("&lt;b&gt;␛[1m=x") && !page.contains("<b>␛"), "{page}");
    let text = stats(&desk, &["in.ndjson", "--by", "desk"]).out;
    assert!(text.starts_with("5 articles, 5 claims; 2 could not be counted\n"), "{text}");
}

#[test]
fn odd_source_values_are_counted_and_printed_safely() {
    let desk = corpus();
    let claim = r#"{"categories":[{"category":"order"}]}"#;
    let long = "x".repeat(3_000_000);
    let sources = [
        "7".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "[\"A\",\"B\"]".to_owned(),
        "{\"name\":\"A, B\"}".to_owned(),
        "{\"name\":{}}".to_owned(),
        "true".to_owned(),
        "\"\\u202e\\u0007<script>alert(1)</script>\"".to_owned(),
        format!("\"{long}\""),
        "\"no source\"".to_owned(),
        "\"=cmd()\"".to_owned(),
        "\"\\u200b\"".to_owned(),
        format!("{}1{}", "[".repeat(100), "]".repeat(100)),
    ];
    let lines = sources.map(|source| format!("{{\"id\":1,\"claims\":[{claim}],\"source\":{source}}}\n"));
    desk.file("in.ndjson", lines.concat());
    let done = stats(&desk, &["in.ndjson", "--by", "source", "--format", "json"]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    let found: Value = serde_json::from_str(&done.out).unwrap();
    let groups = found["groups"].as_array().unwrap().iter();
    let groups: Vec<(&str, &str, u64)> = groups
        .map(|group| {
            let word = |key: &str| group[key].as_str().unwrap();
            (word("name"), word("kind"), group["claims"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(groups.iter().map(|(_, _, claims)| claims).sum::<u64>(), 13);
    for expected in [
        ("A, B", "named", 2),
        ("1", "named", 1),
        ("7", "named", 1),
        ("true", "named", 1),
        ("no source", "named", 1),
        ("no source", "unnamed", 4),
        ("=cmd()", "named", 1),
        ("⇄␇<script>alert(1)</script>", "named", 1),
    ] {
        assert!(groups.contains(&expected), "{expected:?} is not in {groups:?}");
    }
    assert!(groups.iter().all(|(name, ..)| name.chars().count() <= 201));
    let forms = ["text", "json", "csv", "html"].map(|form| {
        let done = stats(&desk, &["in.ndjson", "--by", "source", "--format", form]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.out.len() < 60_000, "{form} holds {} bytes", done.out.len());
        done.out
    });
    for out in &forms {
        assert_inert("stats", out);
    }
    // In a pipe names are whole, up to the 200 letters by which groups are compared.
    assert!(forms[0].lines().all(|line| line.chars().count() <= 300), "{}", forms[0]);
    assert!(forms[2].contains("\r\n'=cmd(),") && !forms[3].contains("<script"), "{}", forms[2]);
}

#[test]
fn dates_are_read_without_time_zones_and_bad_ones_are_no_date() {
    let desk = corpus();
    let record = |date: &str| format!("{{\"id\":\"a.txt\",\"claims\":[],{date}}}\n");
    let dates = [
        r#""date":"2026-11-25""#,
        r#""date":"2026-11-30T23:30:00-09:00""#,
        r#""published":"2026-11-25T10:00:00Z","time":"1999-01-01""#,
        r#""date":"soon""#,
        r#""date":"2026-13-40""#,
        r#""date":"""#,
        r#""date":null"#,
        r#""date":{"day":1}"#,
        r#""date":1e300"#,
        r#""date":"2027-02-30""#,
        r#""pubDate":"Fri, 01 Jan 2027 00:00:00 GMT""#,
    ];
    desk.file("in.ndjson", dates.map(record).concat());
    let rows = |by: &str, more: &[&str]| {
        let done = stats(&desk, &[&["in.ndjson", "--by", by, "--format", "csv"], more].concat());
        assert_eq!((done.code, done.err.as_str()), (0, ""));
        let rows: Vec<String> =
            done.out.lines().skip(1).map(|row| row.split(",,").next().unwrap().to_owned()).collect();
        rows
    };
    let months =
        ["2026-11,named,3", "2026-12,named,0", "2027-01,named,1", "2027-02,named,1", "no date,unnamed,6"];
    assert_eq!(rows("month", &[]), months);
    assert_eq!(rows("month", &["--limit", "2"]), ["2 before,others,3", months[2], months[3], months[4]]);
    assert_eq!(rows("year", &[]), ["2026,named,4", "2027,named,2", "no date,unnamed,5"]);
}

#[test]
fn warnings_tell_of_unknown_categories_fields_and_bad_files() {
    let desk = corpus();
    let strange = r#"{"id":1,"claims":[{"categories":[{"category":"other"}]},{"categories":[]}],"desk":"x"}"#;
    desk.file("in.ndjson", format!("{strange}\n{strange}\n"));
    let done = stats(&desk, &["in.ndjson", "--by", "desks"]);
    assert_eq!(done.code, 0, "a warning must not fail the run: {}", done.err);
    let lines: Vec<&str> = done.err.lines().collect();
    assert!(lines.len() == 2 && lines[0].contains("2 claims have a category that it lacks, such as other"));
    assert!(lines[1].contains("--by desks: no record has this field"), "{}", done.err);
    let done = stats(&desk, &["in.ndjson", "--by", "sources"]);
    assert!(done.err.contains("did you mean `source`?"), "{}", done.err);
    let done = stats(&desk, &["in.ndjson", "--by", ""]);
    assert!(done.code == 2 && done.err.contains("a value is required for '--by"), "{}", done.err);
    // A file of another kind gets at most 100 warnings.
    desk.file("log.jsonl", "no\n".repeat(5000));
    let done = stats(&desk, &["log.jsonl", "out.ndjson"]);
    assert_eq!((done.code, done.err.lines().count()), (2, 101), "{}", done.err);
    assert!(done.err.ends_with("more than 100 problems; the rest are not listed\n"), "{}", done.err);
    assert!(done.out.starts_with("4 articles, 10 claims; 5,000 could not be counted\n"), "{}", done.out);
    let done = stats(&desk, &["missing.ndjson", "out.ndjson"]);
    assert!(done.code == 2 && done.err.contains("missing.ndjson: no such file"), "{}", done.err);
    assert!(done.out.starts_with("4 articles, 10 claims; 1 could not be counted\n"), "{}", done.out);
}

#[test]
fn compressed_and_piped_records_count_the_same() {
    let desk = corpus();
    let expected = stats(&desk, &["out.ndjson", "--by", "month"]).out;
    let text = desk.read("out.ndjson");
    desk.file("packed.ndjson.zst", zst(text.as_bytes()));
    assert_eq!(stats(&desk, &["packed.ndjson.zst", "--by", "month"]).out, expected);
    let mut command = desk.command("stats", &["-", "--by", "month"]);
    let piped = run(command.env("LC_ALL", "C.UTF-8").env("TERM", "xterm").write_stdin(text));
    assert_eq!(piped.out, expected);
    desk.file("none.ndjson", "\n\n");
    let none = stats(&desk, &["none.ndjson", "--by", "month", "--per", "words"]);
    assert!(none.code == 0 && none.out.starts_with("0 articles, 0 claims\n"));
}

#[test]
fn decisions_of_the_reader_count_in_groups() {
    let desk = desk("a\nx\n1\nq\n");
    let alone = stats(&desk, &["pier.txt", "--format", "json"]);
    let alone: Value = serde_json::from_str(&alone.out).unwrap();
    let groups = stats(&desk, &["pier.txt", "--by", "source", "--format", "json"]);
    let groups: Value = serde_json::from_str(&groups.out).unwrap();
    for at in 0..3 {
        assert_eq!(groups["all"]["categories"][at], alone["categories"][at]["claims"], "{groups}");
    }
    assert_eq!(groups["all"]["claims"], 6, "a rejected claim does not count");
}

#[test]
fn text_and_html_limit_groups_and_csv_and_json_do_not() {
    let desk = corpus();
    let record = |number: usize| format!("{{\"id\":1,\"claims\":[],\"source\":\"s{number:02}\"}}\n");
    desk.file("in.ndjson", (0..40).map(record).collect::<String>());
    let lines = |form: &str, more: &[&str]| {
        let words = [&["in.ndjson", "--by", "source", "--format", form], more].concat();
        stats(&desk, &words).out.matches("s0").count() + stats(&desk, &words).out.matches("s3").count()
    };
    // Of forty in the order of their names the first 25 begin with s0, s1 and s2.
    assert_eq!([lines("text", &[]), lines("html", &[])], [10, 10]);
    assert_eq!([lines("csv", &[]), lines("json", &[]), lines("text", &["--limit", "99"])], [20; 3]);
    let text = stats(&desk, &["in.ndjson", "--by", "source"]).out;
    assert!(text.contains("\n15 more "), "{text}");
}

#[test]
fn an_article_split_by_read_buffers_is_counted_once() {
    let desk = corpus();
    let line = |file: &str| {
        let text = "x".repeat(700);
        format!("{{\"file\":\"{file}\",\"text\":\"{text}\",\"categories\":[{{\"category\":\"order\"}}]}}\n")
    };
    desk.file("in.jsonl", [line("a/1.txt").repeat(900), line("a/2.txt").repeat(900)].concat());
    let done = stats(&desk, &["in.jsonl", "--by", "source", "--format", "csv"]);
    assert_eq!(done.out.lines().nth(1), Some("a,named,2,,1800,0,1800,0"), "{}", done.err);
}

#[test]
fn articles_are_grouped_by_what_they_say_about_themselves() {
    let desk = Desk::new();
    let article = |date: &str, site: &str| {
        format!(
            "---\nauthor: Ida Moe\ndate: {date}\nsource: {site}\n---\n\nThe council must pay for the railway.\n"
        )
    };
    desk.file("own/a.md", article("2026-03-01", "The Ledger"));
    desk.file("own/b.md", article("2026-03-20", "The Ledger"));
    desk.file("own/c.md", article("2026-04-02", "Evening Post"));
    let page = "<html><head><meta property='article:published_time' content='2026-04-09T08:00:00Z'><meta \
        property='og:site_name' content='Evening Post'><title>Railway</title></head><body><article><p>The council must \
        pay for the railway, said the engineer who had looked at it for two long weeks.</p></article></body></html>";
    desk.file("own/d.html", page);
    let groups = |by: &str| {
        let done = stats(&desk, &["own", "--by", by, "--format", "csv"]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{by}");
        done.out
    };
    let months = groups("month");
    assert!(
        months.contains("2026-03") && months.contains("2026-04") && !months.contains("no date"),
        "{months}"
    );
    let sources = groups("source");
    assert!(sources.contains("The Ledger") && sources.contains("Evening Post"), "{sources}");
}
