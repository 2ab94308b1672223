//! The current claim on top, the list, the decision bar and the header, as they are painted.

use crate::journeys::Journey;
use crate::support::{self, PIER};
use purport::claim::Scheme;
use purport::session::{Line, MouseKind, Msg, Settings, Tier};
use purport::text::About;
use purport::theme::{ColorDepth, Part, Theme};
use purport::ui::draw;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use std::fmt::Write as _;
use std::sync::Arc;

const SIZES: [(u16, u16); 6] = [(200, 60), (120, 40), (112, 12), (80, 24), (48, 16), (20, 6)];

/// A sentence with a cue of every category of the small scheme.
const THREE: &str = "Divers doubt that the port pledged that the shops must open.";

fn buffer_of(journey: &Journey, color_depth: ColorDepth) -> Buffer {
    let screen = journey.model.screen.layout.screen;
    let theme = Theme::built_in("dusk", color_depth).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(screen.width, screen.height)).unwrap();
    terminal.draw(|frame| draw(frame, &journey.model, &theme)).unwrap();
    terminal.backend().buffer().clone()
}

/// The rows of the screen, from column `x` on.
fn rows_from(journey: &Journey, x: u16) -> Vec<String> {
    let buffer = buffer_of(journey, ColorDepth::TrueColor);
    let width = usize::from(buffer.area.width);
    let row = |cells: &[ratatui::buffer::Cell]| {
        cells
            .iter()
            .skip(usize::from(x))
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    buffer.content.chunks(width).map(row).collect()
}

fn rows(journey: &Journey) -> Vec<String> {
    rows_from(journey, 0)
}

/// The rows of the current claim and of the list.
fn panel(journey: &Journey) -> (Vec<String>, Vec<String>) {
    let layout = journey.model.screen.layout;
    let all = rows_from(journey, layout.hero.x);
    let part = |y: u16, height: u16| all[usize::from(y)..usize::from(y + height)].to_vec();
    (part(layout.hero.y, layout.hero.height), part(layout.list.y, layout.list.height))
}

fn text(line: &Line) -> String {
    line.iter().map(|piece| piece.text.as_str()).collect()
}

fn last_row(journey: &Journey) -> String {
    rows(journey).pop().unwrap()
}

fn open(text: &str, size: (u16, u16)) -> Journey {
    Journey::open(text, Vec::new(), size)
}

#[test]
fn the_current_claim_heads_the_panel_in_words() {
    let journey = open(PIER, (120, 40));
    let (claim, list) = panel(&journey);
    assert!(claim[0].contains("─ This claim ──") && claim[0].ends_with(" 1 of 7"), "{claim:#?}");
    assert!(claim[1].contains(" PROMISE  73\u{a0}%  ●●●●○") && claim[1].ends_with("¶2"), "{claim:#?}");
    assert!(claim[2].ends_with("│ the author"), "{claim:#?}");
    assert!(claim.iter().any(|row| row.contains("“pledged”")), "{claim:#?}");
    assert!(claim.iter().any(|row| row.contains("Somebody says that they will do")), "{claim:#?}");
    assert!(list[0].contains("─ Claims ──") && list[0].ends_with(" 7"), "{list:#?}");
    // The name stands on its category's colour.
    let layout = journey.model.screen.layout;
    let buffer = buffer_of(&journey, ColorDepth::TrueColor);
    let chip = &buffer[(layout.hero.x + 3, layout.hero.y + 1)];
    let dot = &buffer[(layout.hero.x + 19, layout.hero.y + 1)];
    assert_eq!((chip.symbol(), dot.symbol()), ("P", "●"));
    assert_eq!(chip.bg, dot.fg);
    assert_ne!(chip.fg, chip.bg);
    let mono = buffer_of(&journey, ColorDepth::Mono);
    assert!(mono[(layout.hero.x + 3, layout.hero.y + 1)].modifier.contains(Modifier::REVERSED));
}

#[test]
fn arithmetic_is_left_to_the_popups() {
    for size in SIZES {
        let mut journey = open(PIER, size);
        let shown = rows(&journey).concat();
        for sign in ["+3", "+4", "−3", "base", ".73"] {
            assert!(!shown.contains(sign), "{sign} at {size:?}: {shown}");
        }
        if size.1 >= 24 {
            journey.keys("Enter");
            let shown = rows(&journey).concat();
            assert!(shown.contains("+4.0") && shown.contains("−3.0 base"), "{shown}");
        }
    }
}

#[test]
fn decisions_notes_and_labels_are_said_in_words() {
    let mut journey = open(PIER, (120, 40));
    journey.keys("e 'see page two' Enter t 'figures' Enter a [");
    let (claim, list) = panel(&journey);
    let shown = claim.join("\n");
    for words in ["✓ accepted", "note see page two", "label figures"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(list[1].contains("✓ Promise"), "{list:#?}");
    journey.keys("x [");
    let shown = panel(&journey).0.join("\n");
    assert!(shown.contains("✗ rejected") && !shown.contains("accepted"), "{shown}");
}

#[test]
fn three_categories_are_all_shown_and_all_accepted() {
    for size in SIZES {
        let mut journey = open(THREE, size);
        let mark = journey.model.current_mark().unwrap();
        assert_eq!(mark.categories.len(), 3, "{mark:?}");
        let letters = text(&journey.model.letters(mark));
        assert!(letters.chars().count() == 3 && letters.ends_with('+'), "{letters}");
        let shown = rows(&journey).join("\n");
        match journey.model.screen.layout.tier {
            Tier::Side if size.1 > 12 => {
                let claim = panel(&journey).0.join("\n");
                for name in ["PROMISE", "ORDER", "DOUBT"] {
                    let row = claim.lines().find(|row| row.contains(name)).unwrap_or_default();
                    assert!(row.contains('%') && row.contains('●'), "{name} at {size:?}: {claim}");
                }
            }
            Tier::Side => {}
            Tier::Strip => {
                let claim = panel(&journey).0.join("\n");
                assert!(["PROMISE", "ORDER", "DOUBT"].iter().all(|name| claim.contains(name)), "{claim}");
                assert!(panel(&journey).1.concat().contains(&letters), "{shown}");
            }
            _ => assert!(shown.contains(&letters), "{letters} at {size:?}: {shown}"),
        }
        if size.0 >= 120 {
            assert!(last_row(&journey).contains("a accept all 3"), "{shown}");
        }
        journey.keys("a");
        let tag = journey.model.current_mark().unwrap().tag.clone().unwrap();
        assert_eq!(tag.categories.len(), 3);
    }
}

#[test]
fn claims_take_the_rows_that_there_are() {
    // Seven claims of three rows fit; twenty take two rows each; in a strip there is one.
    let many = "The council must pay for the new pier before the winter storms come back to the coast.\n\n";
    for (text, size, item_rows) in
        [(PIER, (120, 40), 3), (&*many.repeat(20), (120, 40), 2), (PIER, (80, 24), 1), (PIER, (112, 12), 1)]
    {
        let journey = open(text, size);
        assert_eq!(journey.model.nav.list.item_rows(), item_rows, "{size:?}");
    }
    let (_, list) = panel(&open(&many.repeat(20), (120, 40)));
    assert!(list[1].contains("Order") && list[1].contains("The council must"), "{list:#?}");
    assert!(list[2].contains("new pier") && list[2].ends_with('…'), "{list:#?}");
    // Beside a wide text nothing is cut.
    let (_, list) = panel(&open(&many.repeat(20), (200, 60)));
    assert!(!list.concat().contains('…'), "{list:#?}");
    assert!(list[1].ends_with("88\u{a0}%"), "{list:#?}");
    let (_, list) = panel(&open(PIER, (80, 24)));
    assert_eq!(list.len(), 4, "a title and three rows: {list:#?}");
}

#[test]
fn a_click_on_any_row_of_a_claim_hits_it() {
    for size in [(120, 40), (120, 26), (80, 24), (200, 60)] {
        let mut journey = open(&"The council must pay for the pier.\n\n".repeat(30), size);
        let (list, rows) = (journey.model.screen.layout.list, journey.model.nav.list.item_rows());
        for row in 0..usize::from(list.height - 1) / rows * rows {
            journey.keys("g");
            let expected = journey.model.nav.list.top + row / rows;
            journey.mouse(MouseKind::Press, list.x + 6, list.y + 1 + row as u16);
            assert_eq!(journey.model.nav.current, Some(expected), "row {row} at {size:?}");
            journey.keys("Esc");
        }
    }
}

#[test]
fn the_focused_panel_has_a_heavier_rule_in_the_accent() {
    let mut journey = open(PIER, (120, 40));
    let list = journey.model.screen.layout.list;
    let accent = Theme::built_in("dusk", ColorDepth::TrueColor).unwrap().style(Part::Accent).fg.unwrap();
    let at = |journey: &Journey| {
        let buffer = buffer_of(journey, ColorDepth::TrueColor);
        let cell = &buffer[(list.x + 20, list.y)];
        (cell.symbol().to_owned(), cell.fg)
    };
    assert_eq!(at(&journey).0, "─");
    journey.keys("Tab");
    let purport::theme::Color::Rgb(red, green, blue) = accent else { panic!("{accent:?}") };
    assert_eq!(at(&journey), ("━".to_owned(), Color::Rgb(red, green, blue)));
}

#[test]
fn the_filter_and_the_order_stand_beside_the_count() {
    let mut journey = open(PIER, (120, 40));
    journey.keys("f 2");
    assert!(panel(&journey).1[0].ends_with(" only Order · 3 of 7"), "{:?}", panel(&journey).1[0]);
    journey.keys("f a s s");
    assert!(panel(&journey).1[0].ends_with(" by score · 7"), "{:?}", panel(&journey).1[0]);
}

#[test]
fn the_last_row_is_the_legend_and_shrinks() {
    for (size, expected) in [
        ((100, 30), " 1 Promise 3  2 Order 3  3 Doubt 2 │ a accept  x not a claim  u undo"),
        ((62, 24), " 1 Promise  2 Order  3 Doubt │ a accept  x reject  u"),
        ((48, 16), " 1 P  2 O  3 D │ a accept  x reject  u"),
        ((30, 8), " 1 2 3 │ a x u"),
        ((20, 6), "P 1/7  123 a x u"),
    ] {
        let shown = last_row(&open(PIER, size));
        assert!(shown.starts_with(expected), "{size:?}: {shown:?}");
        if size.0 >= 30 {
            assert!(shown.ends_with("? : q"), "{size:?}: {shown:?}");
        }
    }
}

/// A scheme of `count` categories with long names.
fn long_scheme(count: usize) -> Scheme {
    let mut source = String::from("name = \"Long\"\n");
    for number in 1..=count {
        writeln!(
            source,
            "[[category]]\nid = \"c{number}\"\nname = \"Attribution of responsibility {number}\""
        )
        .unwrap();
        let letter = char::from(b'A' + number as u8);
        writeln!(source, "letter = \"{letter}\"\nkey = \"{number}\"\ngloss = \"\"\nprior = -3.0").unwrap();
        writeln!(source, "threshold = 0.5").unwrap();
    }
    for number in 1..=count {
        writeln!(source, "[[cue]]\nid = \"q{number}\"\ncategory = \"c{number}\"").unwrap();
        let word = if number % 2 == 0 { "must" } else { "pledge/V" };
        writeln!(source, "pattern = \"{word}\"\nweight = 4.0").unwrap();
    }
    Scheme::parse(&source, "long.toml").unwrap().0
}

#[test]
fn the_keys_of_two_to_nine_categories_fit_every_screen() {
    for count in 2..=9 {
        let document = Arc::new(support::document(PIER));
        let scheme = Arc::new(long_scheme(count));
        let mut journey = Journey::judged_under(&document, &scheme, Settings::default(), (200, 60));
        for width in (20..=200).step_by(4) {
            for height in [6, 16, 24] {
                journey.tell(Msg::Resized(width, height));
                let buttons = &journey.model.legend.buttons;
                let mut end = 0;
                for button in buttons {
                    assert!(
                        button.x >= end && button.x + button.width <= width,
                        "{count} at {width}: {buttons:?}"
                    );
                    end = button.x + button.width;
                }
                let digits = (b'1'..=b'9').take(count).map(char::from);
                let missing = digits
                    .clone()
                    .find(|digit| !buttons.iter().any(|button| text(&button.line).starts_with(*digit)));
                assert!(missing.is_none() || width < 24, "{missing:?} of {count} at {width}x{height}");
            }
        }
    }
}

#[test]
fn every_word_of_the_legend_can_be_clicked() {
    let click = |journey: &mut Journey, words: &str| {
        let buttons = &journey.model.legend.buttons;
        let hit = buttons.iter().find(|button| text(&button.line).contains(words));
        let x = hit.unwrap_or_else(|| panic!("{words} is not in {buttons:?}")).x;
        let y = journey.model.screen.layout.status.y;
        journey.mouse(MouseKind::Press, x, y);
    };
    let status = |journey: &Journey, index: usize| {
        let mark = journey.model.reading.mark(index).unwrap();
        let scheme = &journey.model.reading.scheme;
        let letters = mark.categories.iter().map(|&id| scheme.category(id).unwrap().letter);
        letters.chain([mark.status.glyph()]).collect::<String>()
    };
    let mut journey = open(PIER, (140, 40));
    for (words, expected) in
        [("3 Doubt", "D~"), ("accept", "O✓"), ("accept both", "DP✓"), ("not a claim", "O✗")]
    {
        let index = journey.model.nav.current.unwrap();
        click(&mut journey, words);
        assert_eq!(status(&journey, index), expected, "after {words}");
        // The words of a notice are gone with the next key.
        journey.keys("Esc");
    }
    click(&mut journey, "undo");
    assert_eq!(status(&journey, 3), "O·");
    journey.keys("Esc");
    click(&mut journey, "filter");
    click(&mut journey, "2 Order");
    assert_eq!(journey.model.nav.list.len(), 3);
    // The painted words stand where a click finds them.
    journey.keys("f a Esc");
    let shown: Vec<char> = last_row(&journey).chars().collect();
    for button in &journey.model.legend.buttons {
        let at = usize::from(button.x);
        let painted: String = shown.iter().skip(at).take(usize::from(button.width)).collect();
        assert_eq!(painted.trim_end(), text(&button.line).trim_end());
    }
}

#[test]
fn the_legend_shows_rebound_keys() {
    let source = "[read]\n\"ö\" = \"accept\"\n\"1\" = \"nop\"\n";
    let (file, warnings) = purport::session::keymap::file::parse(source, "keys.toml", &support::scheme());
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut journey = Journey::with_keys(file);
    journey.tell(Msg::Resized(140, 40));
    let shown = last_row(&journey);
    assert!(shown.starts_with(" 2 Order 3  3 Doubt 2 │ ö accept"), "{shown}");
}

#[test]
fn a_hidden_suggestion_is_not_hinted_at() {
    let mut journey = open(PIER, (120, 40));
    journey.keys("B");
    journey.keys("] [");
    let shown = rows(&journey).join("\n");
    assert!(shown.contains("Suggestion hidden. Press 1-3 to "), "{shown}");
    let last = last_row(&journey);
    assert!(last.starts_with(" blind:  1 Promise  2 Order  3 Doubt │ x not a claim  B show"), "{last}");
    assert!(!last.contains("accept"), "{last}");
    let (hero, claims) = panel(&journey);
    assert!(!hero.concat().contains('%') && claims[1].contains("hidden"), "{hero:#?} {claims:#?}");
}

#[test]
fn prefixes_and_selections_say_what_their_keys_do() {
    for (keys, expected) in [
        ("f", " list only  1 Promise 3  2 Order 3  3 Doubt 2 │ "),
        ("i", " add or remove  1 Promise 3  2 Order 3  3 Doubt 2 │ "),
        ("s", " sort by  p position  s score  c category  d status"),
        ("v", " trim this claim  1 Promise 3  2 Order 3  3 Doubt 2 │ Enter set bounds"),
        ("V", " new passage: sentence  1 Promise 3  2 Order 3  3 Doubt 2 │ x nothing here"),
    ] {
        let mut journey = open(PIER, (140, 40));
        journey.keys(keys);
        assert!(last_row(&journey).contains(expected), "{keys}: {:?}", last_row(&journey));
    }
}

#[test]
fn cards_have_their_keys_in_the_last_row() {
    let mut journey = open(PIER, (140, 40));
    assert!(!last_row(&journey).contains("page"), "{}", last_row(&journey));
    journey.keys("Z");
    assert!(last_row(&journey).contains(". skip  Z page"), "{}", last_row(&journey));
    assert!(rows(&journey).join("\n").contains("Promise 73\u{a0}%"), "{:#?}", rows(&journey));
}

#[test]
fn after_the_last_claim_the_last_row_says_where_to_go() {
    let document = Arc::new(support::document(PIER));
    for (shelf, expected) in [
        (None, " ✓ all 7 decided  q quit  r unmarked sentences  u undo"),
        (Some((2, 5)), " ✓ all 7 decided  ) next article  q shelf  r unmarked sentences  u undo"),
    ] {
        let settings = Settings { shelf, ..Settings::default() };
        let scheme = Arc::new(support::scheme());
        let mut journey = Journey::judged_under(&document, &scheme, settings, (120, 40));
        let next = last_row(&journey).contains(") next article");
        assert_eq!(next, shelf.is_some(), "{}", last_row(&journey));
        journey.keys("a a a a a a a");
        assert!(last_row(&journey).starts_with(expected), "{}", last_row(&journey));
        journey.keys("u Esc");
        assert!(last_row(&journey).starts_with(" 1 Promise 3"), "{}", last_row(&journey));
    }
}

#[test]
fn the_header_shows_title_progress_and_whether_all_is_saved() {
    let mut journey = open(PIER, (120, 40));
    let first = |journey: &Journey| rows(journey).remove(0);
    let bar = "╌".repeat(20);
    let shown = first(&journey);
    assert!(shown.starts_with(" The Pier at Saltby "), "{shown}");
    assert!(shown.ends_with(&format!("{bar}  0/7  ○ will save in pier.txt.tags.toml")), "{shown}");
    journey.keys("a");
    assert!(first(&journey).ends_with("1/7  ● saving…"), "{}", first(&journey));
    journey.tell(Msg::Saved { revision: 1 });
    let shown = first(&journey);
    assert!(shown.ends_with(&format!("━━{}  1/7  ✓ saved", "╌".repeat(18))), "{shown}");
    assert!(!shown.contains("toml"), "{shown}");
    journey.keys("a a a a a");
    assert!(first(&journey).contains("━╌╌╌  6/7"), "{}", first(&journey));
    journey.keys("a");
    assert!(first(&journey).contains(&format!("{}  7/7", "━".repeat(20))), "{}", first(&journey));
    // The path stands among the messages.
    journey.keys(": 'messages' Enter");
    assert!(rows(&journey).join("\n").contains("pier.txt.tags.toml"), "{:#?}", rows(&journey));
}

#[test]
fn the_title_of_an_article_replaces_its_file_name() {
    let markdown = b"# The pier\n\nThe council pledged a new pier.\n".to_vec();
    let options = purport::import::ImportOptions::new(purport::import::Format::Markdown);
    let document = Arc::new(purport::import::import(markdown, "a.md", options).unwrap().document);
    let scheme = Arc::new(support::scheme());
    let journey = Journey::judged_under(&document, &scheme, Settings::default(), (100, 30));
    assert!(rows(&journey)[0].starts_with(" The pier "), "{}", rows(&journey)[0]);
}

/// Asserts that the current claim is visible from its first row to its last, or as far as the page goes.
fn is_whole(journey: &Journey, after: &str) {
    let (view, span) = (&journey.model.nav.view, journey.model.current_mark().unwrap().shown_span());
    let lines: Vec<_> = view.page.iter().filter_map(|line| line.row).collect();
    let whole = view.shows(span);
    let fills = lines.first().is_some_and(|row| row.contains(span.start()))
        && lines.last().is_some_and(|row| row.end() <= span.end());
    assert!(whole || fills, "{after}: {span:?} is not in {:?}", view.seen());
}

#[test]
fn the_whole_current_claim_is_in_sight_at_every_size() {
    let words = "and then again, with all that belongs to it, on every quay of the old harbour ";
    let paragraph = |number: usize| {
        let (before, long) = ("The rain fell. ".repeat(number % 5), words.repeat(1 + number % 4));
        [&before, "The council pledged ", &long, "to pay for it. ", &before].concat()
    };
    let text = (1..=12).map(paragraph).collect::<Vec<_>>().join("\n\n");
    for size in [(200, 60), (120, 40), (112, 12), (80, 24), (60, 12), (48, 16), (20, 6)] {
        let mut journey = open(&text, size);
        journey.keys("]");
        for key in ["]", "a", "]", "x", "[", "J", "u", "G", "K", "p Enter", "Tab j", "j", "Esc ]"] {
            if !journey.model.screen.layout.has_list() && ["Tab j", "j"].contains(&key) {
                // The reader scrolls.
                continue;
            }
            journey.keys(key);
            if key != "G" {
                is_whole(&journey, &format!("{key} at {size:?}"));
            }
        }
        journey.keys("g ] ] ]");
        for other in [(20, 6), (200, 60), (48, 16), (120, 40), (60, 12), (80, 24), size] {
            journey.tell(Msg::Resized(other.0, other.1));
            is_whole(&journey, &format!("{size:?} resized to {other:?}"));
        }
        journey.keys("\\");
        is_whole(&journey, &format!("without a list at {size:?}"));
    }
}

#[test]
fn a_narrow_screen_belongs_to_the_text() {
    for (size, rows) in [((80, 24), 16), ((48, 16), 13), ((20, 6), 5)] {
        let layout = open(PIER, size).model.screen.layout;
        assert_eq!(layout.text.height, rows, "{size:?}");
    }
}

#[test]
fn the_header_names_author_date_and_site_where_there_is_room() {
    let mut article = support::document("The quay\n\nThe council must pay for the quay.\n");
    article.about = About {
        author: "Ada\x1b]0;Weir".to_owned(),
        date: "2026-05-03T08:00:00Z".to_owned(),
        site: "Quay Courier".to_owned(),
    };
    let article = Arc::new(article);
    let header = |size| {
        let scheme = Arc::new(support::scheme());
        let journey = Journey::judged_under(&article, &scheme, Settings::default(), size);
        let at_start = journey.model.nav.view.page.iter().find_map(|line| line.row).unwrap();
        assert_eq!(at_start.start(), 0, "the byline is no part of the text");
        (rows(&journey)[0].clone(), buffer_of(&journey, ColorDepth::TrueColor))
    };
    let (wide, buffer) = header((120, 40));
    assert!(wide.starts_with(" The quay  Ada␛]0;Weir · 3 May 2026 · Quay Courier  "), "{wide}");
    assert_ne!(buffer[(1, 0)].fg, buffer[(11, 0)].fg, "the byline is quieter than the title");
    for (size, whole) in [((70, 24), "Ada␛]0;Weir · 3 May 2026  "), ((48, 16), "The quay  ")] {
        let (row, _) = header(size);
        assert!(row.contains(whole) && !row.contains("Quay Courier"), "{size:?}: {row}");
        assert!(row.contains("0/1"), "{size:?}: {row}");
    }
}
