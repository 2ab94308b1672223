//! What a `keys.toml` does, and what is said of one that is wrong.

use super::*;

/// The faults that a file has, one a line.
fn faults(text: &str) -> String {
    let (_, faults) = parse(text, "keys.toml", &Scheme::claims());
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(faults(text), expected.join("\n"), "of {text:?}");
}

fn action(text: &str, table: Table, key: &str) -> Option<&'static str> {
    let scheme = Scheme::claims();
    let keymap = Keymap::new(&scheme, &parse(text, "keys.toml", &scheme).0);
    keymap.meaning(table, Key::parse(key).unwrap()).map(|meaning| meaning.action.name())
}

#[test]
fn the_defaults_come_back_without_a_fault_and_change_nothing() {
    let scheme = Scheme::claims();
    let text = defaults();
    let (rebound, faults) = parse(&text, "keys.toml", &scheme);
    assert_eq!(faults, []);
    let keys = |binding: &&super::super::Binding| binding.keys.split(' ').count();
    let all: usize =
        BINDINGS.iter().filter(|binding| binding.keys != CATEGORY_KEYS).map(|binding| keys(&binding)).sum();
    assert_eq!(rebound.len(), all, "every key stands in the file");
    assert_eq!(Keymap::new(&scheme, &rebound).rows(), Keymap::new(&scheme, &[]).rows());
}

#[test]
fn keys_are_added_changed_and_taken_away() {
    let text = "[read]\nCtrl-n = \"next-mark\"\nx = \"nop\"\n\"f x\" = \"show-orphaned\"\n[select]\nJ = 'next-sentence'";
    check(text, &[]);
    assert_eq!(action(text, Table::Read, "Ctrl-n"), Some("next-mark"));
    assert_eq!(action(text, Table::Read, "]"), Some("next-mark"));
    assert_eq!(action(text, Table::Read, "x"), None);
    assert_eq!(action(text, Table::Select, "x"), Some("reject"));
    assert_eq!(action(text, Table::Filter, "x"), Some("show-orphaned"));
    assert_eq!(action(text, Table::Select, "J"), Some("next-sentence"));
}

#[test]
fn a_category_is_named_by_its_id() {
    let scheme = Scheme::claims();
    let last = scheme.categories.last().unwrap();
    let text = format!("[read]\np = \"categorise {}\"\n\"i p\" = \"categorise {0}\"", last.id);
    let (rebound, faults) = parse(&text, "keys.toml", &scheme);
    assert_eq!(faults, []);
    let categories: Vec<_> = rebound.iter().map(|own| own.meaning.unwrap().category.unwrap()).collect();
    assert_eq!(categories, [scheme.category_by_id(&last.id).unwrap(); 2]);
    assert_eq!(rebound[1].table, Table::Also);
    check("[read]\np = \"categorise of-another-scheme\"", &[]);
    let slip = format!("[read]\np = \"categorise {}s\"", last.id);
    assert!(faults_start(&slip, "keys.toml:2:5: the scheme has no category"), "{}", self::faults(&slip));
    let none = "[read]\np = \"categorise\"";
    assert!(faults_start(none, "keys.toml:2:5: no category is named"), "{}", self::faults(none));
}

fn faults_start(text: &str, with: &str) -> bool {
    faults(text).starts_with(with)
}

#[test]
fn what_is_not_known_is_told_with_its_place() {
    check("[raad]\n", &["keys.toml:1:2: `raad` is no mode (hint: did you mean `read`?)"]);
    check(
        "read = 1",
        &[
            "keys.toml:1:1: `read` is a mode, and holds keys (hint: write `[read]` on a line, and the keys below it)",
        ],
    );
    check(
        "[read]\nCtrl-n = \"next-marc\"",
        &["keys.toml:2:10: `next-marc` is no action (hint: did you mean `next-mark`?)"],
    );
    check("[read]\nPgDwn = \"top\"", &["keys.toml:2:1: `PgDwn` is no key (hint: did you mean `PgDn`?)"]);
    check(
        "[read]\nCtrl-i = \"top\"",
        &["keys.toml:2:1: no terminal tells `Ctrl-i` from `Tab` (hint: write `Tab`)"],
    );
    check(
        "[read]\nx = 1\n\"f p q\" = \"top\"\nz = \"top 3\"",
        &[
            "keys.toml:2:5: no action (hint: write its name in quotation marks, such as \"next-mark\")",
            "keys.toml:3:1: `f p q` is more than two keys (hint: write one key, or a prefix and a key)",
            "keys.toml:4:5: `top` takes nothing behind it (hint: leave `3` out)",
        ],
    );
    check(
        "[read]\nz = \"grow-forward\"",
        &["keys.toml:2:5: `grow-forward` does nothing in [read] (hint: it belongs to [select])"],
    );
}

#[test]
fn two_rows_for_one_key_are_told() {
    let text =
        "[read]\n\"f x\" = \"show-all\"\nSpace = \"top\"\n\" \" = \"bottom\"\n[filter]\nx = \"show-decided\"";
    let told = faults(text);
    assert!(told.contains("keys.toml:2:1: `x` stands in line 6 already"), "{told}");
    assert_eq!(action(text, Table::Filter, "x"), Some("show-decided"));
    assert_eq!(action(text, Table::Read, "Space"), Some("top"));
}

#[test]
fn a_key_that_hides_others_is_told() {
    check(
        "[read]\nf = \"page-down\"",
        &[
            "keys.toml:2:1: nothing leads to the keys of [filter] any more (hint: give it another key: \"filter\")",
        ],
    );
    check("[read]\nf = \"page-down\"\nF = \"filter\"\n\"F x\" = \"show-all\"", &[]);
    check("[read]\nf = \"nop\"", &[]);
    check(
        "[read]\n\"x p\" = \"top\"",
        &["keys.toml:2:1: `x` has no keys behind it in [read] (hint: these have: `f`, `i`, `s`)"],
    );
    check(
        "[read]\nq = \"nop\"\nCtrl-c = \"nop\"",
        &["keys.toml:3:1: no key is left for `quit` in [read] (hint: give it another key: \"quit\")"],
    );
    let id = Scheme::claims().categories[0].id.clone();
    check(
        "[read]\n1 = \"top\"",
        &[&format!(
            "keys.toml:2:1: `1` was the only key of `{id}` in [read] (hint: give it another: \"categorise {id}\")"
        )],
    );
}

#[test]
fn what_is_no_toml_does_not_hide_the_rest() {
    let text = "[read]\nx = \nCtrl-n = \"next-mark\"\n";
    assert!(faults_start(text, "keys.toml:2:"), "{}", faults(text));
    assert_eq!(action(text, Table::Read, "Ctrl-n"), Some("next-mark"));
    let doubled = "[read]\nz = \"top\"\nz = \"bottom\"\n";
    assert!(faults_start(doubled, "keys.toml:3:"), "{}", faults(doubled));
    for text in [
        "",
        "\0",
        "[",
        "[[read]]",
        "[read",
        "= = =",
        "[read]\n\"\" = \"\"",
        "[read]\n\"\u{202e}\"=\"\u{1b}\"",
    ] {
        let _ = parse(text, "keys.toml", &Scheme::claims());
    }
}

#[test]
fn a_file_that_is_not_meant_for_keys_is_soon_given_up() {
    let rows = |row: &dyn Fn(u32) -> String| (0..60_000).map(row).collect::<String>();
    let letter = |number| char::from_u32(0x4e00 + number).unwrap_or('x');
    for text in [
        rows(&|_| "x = 1\n".to_owned()),
        rows(&|number| format!("\"{}\" = \"top\"\n", letter(number))),
        rows(&|_| "= \n".to_owned()),
        "[".repeat(100_000),
    ] {
        let begun = std::time::Instant::now();
        let (rebound, faults) = parse(&format!("[read]\n{text}"), "keys.toml", &Scheme::claims());
        let keymap = Keymap::new(&Scheme::claims(), &rebound);
        assert!(keymap.rows().len() < 200 && faults.len() <= MAX_DIAGNOSTICS + 1);
        assert!(begun.elapsed().as_secs() < 5, "it took {:?}", begun.elapsed());
    }
}
