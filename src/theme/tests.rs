//! Built-in themes, and theme files of every kind.

use super::*;

fn parse(text: &str, color_depth: ColorDepth) -> (Theme, Vec<String>) {
    let (theme, warnings) = Theme::parse(text, "my.toml", color_depth, &|_| None).unwrap();
    (theme, warnings.iter().map(ToString::to_string).collect())
}

/// The theme dusk and the id of one of its categories, which its palette uses too.
fn dusk() -> (Theme, String) {
    let theme = Theme::built_in("dusk", ColorDepth::TrueColor).unwrap();
    let name = theme.categories[2].0.clone();
    (theme, name)
}

#[test]
fn every_built_in_theme_reads_without_a_warning_at_every_tier() {
    for &BuiltInTheme { name, appearance, text } in Theme::BUILT_IN {
        for color_depth in ColorDepth::ALL {
            let (theme, warnings) = Theme::parse(text, name, color_depth, &|_| None).unwrap();
            assert_eq!(warnings, [], "{name}");
            assert_eq!(theme.appearance, appearance, "{name}");
            assert!(Theme::built_in(name, color_depth).is_some());
        }
    }
}

#[test]
fn every_pair_of_colours_that_meet_has_enough_contrast() {
    let mut short = Vec::new();
    for name in Theme::names() {
        for color_depth in [ColorDepth::TrueColor, ColorDepth::Indexed256] {
            let theme = Theme::built_in(name, color_depth).unwrap();
            for pair in theme.contrasts() {
                let text = pair.name == "text";
                let least = if name.starts_with("contrast")
                    && (text || color_depth == ColorDepth::TrueColor && pair.name.ends_with("on background"))
                {
                    7.0
                } else {
                    pair.minimum
                };
                if pair.ratio < least {
                    short.push(format!("{name} {color_depth:?}: {} {:.2} < {least}", pair.name, pair.ratio));
                }
            }
        }
    }
    assert_eq!(short, [""; 0]);
}

#[test]
fn selection_and_search_stay_visible_without_colour() {
    for name in Theme::names() {
        for color_depth in [ColorDepth::Mono, ColorDepth::Ansi16] {
            let theme = Theme::built_in(name, color_depth).unwrap();
            for part in [Part::ListSelected, Part::SearchCurrent, Part::Selection] {
                assert!(theme.style(part).reverse, "{name} {part:?}");
            }
            assert!(theme.style(Part::Search).underline, "{name}");
            assert!(theme.style(Part::FocusDimmed).dim, "{name}");
            assert!(theme.style(Part::Match).bold && theme.style(Part::Match).underline, "{name}");
            assert_eq!(theme.style(Part::Background).bg.filter(|&bg| bg != Color::Default), None);
            assert_eq!(theme.category("promise", 2).tint, None);
            if color_depth == ColorDepth::Mono {
                let colors = Part::ALL.iter().map(|&part| theme.style(part));
                assert!(colors.into_iter().all(|style| style.fg.is_none() && style.bg.is_none()));
                assert_eq!(theme.category("promise", 2).color, Color::Default);
            }
        }
    }
}

#[test]
fn the_current_claim_has_a_tint_of_its_category_wherever_colours_allow() {
    for name in Theme::names().filter(|&name| name != "mono") {
        for color_depth in [ColorDepth::Indexed256, ColorDepth::TrueColor] {
            let theme = Theme::built_in(name, color_depth).unwrap();
            let ground = theme.background().unwrap();
            let mut tints: Vec<Color> = Vec::new();
            for (id, style) in theme.categories.iter().take(4) {
                let (Some(tint), Some(faint)) = (style.tint, style.faint) else {
                    panic!("{name} {color_depth:?} {id}: {style:?}");
                };
                let stronger =
                    tint.distance(ground, ColorVision::Normal) > faint.distance(ground, ColorVision::Normal);
                assert!(stronger && faint != ground, "{name} {color_depth:?} {id}: {tint:?} and {faint:?}");
                assert!(!tints.contains(&tint), "{name} {color_depth:?} {id}");
                tints.push(tint);
            }
            assert!(theme.default_category().tint.is_some(), "{name} {color_depth:?}");
        }
    }
}

#[test]
fn the_four_categories_differ_at_every_tier_with_colour() {
    for name in Theme::names().filter(|&name| name != "mono") {
        for color_depth in [ColorDepth::Ansi16, ColorDepth::Indexed256, ColorDepth::TrueColor] {
            let theme = Theme::built_in(name, color_depth).unwrap();
            let ids = theme.categories.iter().map(|(id, _)| id).take(4);
            let mut seen: Vec<Color> = ids.map(|id| theme.category(id, 0).color).collect();
            seen.dedup();
            seen.sort_by_key(|color| format!("{color:?}"));
            seen.dedup();
            assert_eq!(seen.len(), 4, "{name} {color_depth:?}");
            let others: Vec<Color> = (0..8).map(|i| theme.category("other", i).color).collect();
            assert_ne!(others.first(), others.get(1), "{name} {color_depth:?}");
        }
    }
}

#[test]
fn every_theme_has_an_accent_of_its_own_unlike_its_categories() {
    let themes = || Theme::names().filter(|&name| name != "mono");
    let accent = |name: &str, depth| {
        let theme = Theme::built_in(name, depth).unwrap();
        (theme.style(Part::Accent).fg.unwrap(), theme)
    };
    let mut seen: Vec<Color> = Vec::new();
    for name in themes() {
        let (color, theme) = accent(name, ColorDepth::TrueColor);
        assert!(!seen.contains(&color), "{name} borrows its accent");
        seen.push(color);
        for part in [Part::Title, Part::PopupTitle, Part::BorderFocus] {
            assert_eq!(theme.style(part).fg, Some(color), "{name} {part:?}");
        }
        for depth in [ColorDepth::TrueColor, ColorDepth::Indexed256] {
            let (color, theme) = accent(name, depth);
            for (id, category) in theme.categories.iter().take(4) {
                let distance = color.distance(category.color, ColorVision::Normal).unwrap();
                assert!(distance >= Theme::MIN_DISTANCE, "{name} {depth:?}: {distance:.1} from {id}");
            }
        }
        let (few, theme) = accent(name, ColorDepth::Ansi16);
        assert!(matches!(few, Color::Ansi(_)), "{name} has no accent among 16 colours");
        assert!(theme.categories.iter().take(4).all(|(_, category)| category.color != few), "{name}");
    }
    assert!(Theme::built_in("mono", ColorDepth::Mono).unwrap().style(Part::Accent).bold);
}

#[test]
fn warnings_name_line_and_column_and_suggest_a_word() {
    let text = "[ui]\nserach = \"red\"\nsearch = \"rde\"\n[palette]\nink = \"#12\"\n[ctegory.x]\ncolor = 1\n";
    let (_, warnings) = parse(text, ColorDepth::TrueColor);
    let usual = "write #rgb, #rrggbb, 0 to 255, a name such as bright-red, default, or a name of the palette";
    let wanted = [
        format!("my.toml:5:7: `#12` is not a colour (hint: {usual})"),
        "my.toml:2:1: unknown part `serach` (hint: did you mean `search`?)".to_owned(),
        format!("my.toml:3:10: `rde` is not a colour (hint: {usual})"),
        "my.toml:7:1: unknown key `ctegory` (hint: did you mean `category`?)".to_owned(),
    ];
    assert_eq!(warnings, wanted);
}

#[test]
fn parts_without_effect_are_a_warning() {
    let text = "[ui]\nflash = { bg = 1, bold = true }\n\"text.emphasis\" = { italic = true }\ntext = true\n";
    let (theme, warnings) = parse(text, ColorDepth::TrueColor);
    let expected = [
        "my.toml:2:11: part `flash` has no effect (hint: remove it)",
        "my.toml:2:19: part `flash` has no effect (hint: remove it)",
        "my.toml:3:21: part `text.emphasis` has no effect (hint: remove it)",
        "my.toml:4:8: expected a string, found true or false",
    ];
    assert_eq!(warnings, expected);
    assert_eq!(theme.style(Part::Text), Style::default());
}

#[test]
fn a_bad_value_leaves_the_inherited_one() {
    let (dusk, name) = dusk();
    let text = format!(
        "inherits = \"dusk\"\n[ui]\ntext = \"inkk\"\n[category.{name}]\ncolor = true\nunderline = \"wave\""
    );
    let (theme, warnings) = parse(&text, ColorDepth::TrueColor);
    assert_eq!(warnings.len(), 3);
    assert!(warnings.first().unwrap().ends_with("(hint: did you mean `ink`?)"));
    assert_eq!(theme.style(Part::Text), dusk.style(Part::Text));
    assert_eq!(theme.category(&name, 0), dusk.category(&name, 0));
    assert_eq!(theme.name, "my");
}

#[test]
fn a_palette_repaints_what_is_inherited_and_beats_the_tiers_of_its_parent() {
    let (_, name) = dusk();
    let text = format!("inherits = \"dusk\"\n[palette]\n{name} = \"#ff0000\"");
    assert_eq!(parse(&text, ColorDepth::TrueColor).0.category(&name, 0).color, Color::Rgb(255, 0, 0));
    assert_eq!(parse(&text, ColorDepth::Indexed256).0.category(&name, 0).color, Color::Indexed(196));
    assert_eq!(parse(&text, ColorDepth::Ansi16).0.category(&name, 0).color, Color::Ansi(1));
    let text =
        format!("{text}\n[tier.256]\n\"category.{name}.color\" = 160\n\"ui.search\" = {{ bold = true }}");
    let (theme, warnings) = parse(&text, ColorDepth::Indexed256);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(theme.category(&name, 0).color, Color::Indexed(160));
    assert!(theme.style(Part::Search).bold);
}

#[test]
fn circular_inheritance_shows_the_chain() {
    let lookup = |name: &str| match name {
        "a" => Some("inherits = \"b\"".to_owned()),
        "b" => Some("\ninherits = \"a\"".to_owned()),
        _ => None,
    };
    let fail =
        |text: &str| Theme::parse(text, "x/my.toml", ColorDepth::TrueColor, &lookup).unwrap_err().to_string();
    assert_eq!(fail("inherits = \"a\""), "b:2:12: themes inherit in a circle: my → a → b → a");
    assert_eq!(
        fail("inherits = \"dsk\""),
        "x/my.toml:1:12: unknown theme to inherit: my → dsk (hint: did you mean `dusk`?)"
    );
    assert!(fail("= 3").starts_with("x/my.toml:1:1: "));
}

#[test]
fn a_readers_own_dusk_may_inherit_the_built_in_one() {
    let text = "inherits = \"dusk\"\n[palette]\nink = \"#ffffff\"";
    let lookup = |name: &str| (name == "dusk").then(|| text.to_owned());
    let (theme, warnings) = Theme::parse(text, "dusk.toml", ColorDepth::TrueColor, &lookup).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(theme.style(Part::Text).fg, Some(Color::Rgb(255, 255, 255)));
    assert_eq!(theme.style(Part::Background).bg, Some(Color::Rgb(0x16, 0x18, 0x1d)));
}

#[test]
fn categories_of_other_schemes_take_turns_among_the_hues() {
    let (theme, _) =
        parse("[category.a]\ncolor = \"#f00\"\n[category.b]\ncolor = \"#0f0\"", ColorDepth::TrueColor);
    let color = |id, index| theme.category(id, index).color;
    assert_eq!(color("x", 0), Color::Rgb(255, 0, 0));
    assert_eq!(color("x", 3), Color::Rgb(0, 255, 0));
    assert_eq!(color("b", 0), Color::Rgb(0, 255, 0));
    let (plain, _) =
        parse("[category.default]\ncolor = \"red\"\nunderline = \"curl\"", ColorDepth::TrueColor);
    let style = plain.category("x", 7);
    assert_eq!((style.color, style.underline), (Color::Ansi(1), Underline::Curl));
}

#[test]
fn an_almost_empty_theme_is_usable() {
    let (theme, warnings) = parse("", ColorDepth::TrueColor);
    assert_eq!(warnings, [""; 0]);
    assert!(theme.style(Part::ListSelected).reverse);
    assert_eq!(theme.style(Part::Text), Style::default());
    let (theme, _) =
        parse("transparent = true\n[ui]\nbackground = \"#000\"\ntext = \"#fff\"", ColorDepth::TrueColor);
    assert_eq!(theme.style(Part::Background).bg, None);
    assert_eq!(theme.background(), Some(Color::Rgb(0, 0, 0)));
}

#[test]
fn a_flag_and_a_part_of_the_same_name_differ() {
    let (theme, warnings) =
        parse("[ui]\ntext = { fg = \"red\", dim = true }\n\"text.dim\" = 8", ColorDepth::TrueColor);
    assert_eq!(warnings, [""; 0]);
    assert_eq!(theme.style(Part::Text), Style { fg: Some(Color::Ansi(1)), dim: true, ..Style::default() });
    assert_eq!(theme.style(Part::Dim), Style { fg: Some(Color::Ansi(8)), ..Style::default() });
}

#[test]
fn the_example_of_the_documentation_reads_without_a_warning() {
    let docs = include_str!("../../docs/themes.md");
    let example = docs.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    for color_depth in ColorDepth::ALL {
        assert_eq!(parse(example, color_depth).1, [""; 0]);
    }
    assert!(Part::ALL.iter().all(|part| docs.contains(&format!("`{}`", part.name()))));
}
