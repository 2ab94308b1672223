//! Files that ship with the program: themes, schemes, samples, and the keys page of the docs.

use crate::support::{Desk, claims, project, run};
use purport::claim::check::{Severity, check};
use purport::claim::{Claim, Scheme};
use purport::import::{Format, ImportOptions, import};
use purport::session::keymap;
use purport::text::{BlockKind, Document};
use purport::theme::{ColorDepth, Theme};
use std::path::PathBuf;

const COLOR_DEPTHS: [ColorDepth; 4] =
    [ColorDepth::Mono, ColorDepth::Ansi16, ColorDepth::Indexed256, ColorDepth::TrueColor];

fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(project(folder)).unwrap().map(|entry| entry.unwrap().path());
    let wanted = |path: &PathBuf| endings.iter().any(|ending| path.to_string_lossy().ends_with(ending));
    let mut files: Vec<PathBuf> = entries.filter(wanted).collect();
    files.sort();
    assert!(!files.is_empty(), "{folder} is empty");
    files
}

fn sample(path: &std::path::Path) -> Document {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let imported =
        import(std::fs::read(path).unwrap(), &name, ImportOptions::new(Format::from_name(&name))).unwrap();
    assert!(imported.warnings.is_empty(), "{name}: {:?}", imported.warnings);
    imported.document
}

/// Every sample with the scheme it is written for.
fn samples() -> Vec<(PathBuf, Scheme)> {
    let scheme = |path: &PathBuf| {
        let name = if path.ends_with("moss-roofs.md") { "evidence" } else { "claims" };
        Scheme::built_in(name).unwrap()
    };
    files("sample", &[".txt", ".md"]).into_iter().map(|path| (path.clone(), scheme(&path))).collect()
}

#[test]
fn every_theme_loads_without_a_warning_at_every_tier() {
    for path in files("themes", &[".toml"]) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for color_depth in COLOR_DEPTHS {
            let (_, warnings) = Theme::parse(&text, name, color_depth, &|_| None).unwrap();
            assert!(warnings.is_empty(), "{name} at {color_depth:?}: {warnings:?}");
        }
        let built_in = Theme::BUILT_IN.iter().find(|theme| theme.name == name);
        assert_eq!(built_in.map(|theme| theme.text), Some(text.as_str()), "{name} is not built in");
    }
}

#[test]
fn every_scheme_checks_clean_and_is_built_in() {
    for path in files("schemes", &[".toml"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let checked = check(&text, &path.to_string_lossy()).unwrap();
        let warnings = checked.findings.iter().filter(|finding| finding.severity == Severity::Warning);
        let warnings: Vec<String> = warnings.map(|finding| finding.diagnostic.to_string()).collect();
        assert_eq!(warnings, Vec::<String>::new());
        let notes: Vec<&str> =
            checked.findings.iter().map(|finding| finding.diagnostic.message.as_str()).collect();
        assert!(!notes.iter().any(|note| note.contains("no example")), "{notes:#?}");
        let cues = checked.scheme.cues.len();
        assert!(cues >= 60 && checked.examples >= 2 * cues && checked.patterns >= cues);
        let name = path.file_stem().unwrap().to_str().unwrap();
        let built_in = Scheme::BUILT_IN.iter().find(|(known, _)| *known == name);
        assert_eq!(built_in.map(|(_, text)| *text), Some(text.as_str()), "{name} is not built in");
        assert_eq!(checked.scheme.name, name);
    }
}

#[test]
fn every_sample_has_claims_within_its_blocks() {
    for (path, scheme) in samples() {
        let document = sample(&path);
        let claims = claims(&document, &scheme);
        assert!(!claims.is_empty(), "{} has no claims", path.display());
        for claim in claims {
            let block = document.block(document.block_at(claim.span.start()));
            assert!(block.span.covers(claim.span), "{}: {claim:?}", path.display());
            let has_reason = !claim.evidence.is_empty() || !claim.words.is_empty();
            assert!(!claim.scores.is_empty() && has_reason, "{claim:?}");
        }
    }
}

#[test]
fn samples_hold_every_category_of_every_scheme() {
    for name in Scheme::names() {
        let scheme = Scheme::built_in(name).unwrap();
        let mut seen = vec![0_usize; scheme.categories.len()];
        for (path, _) in samples().iter().filter(|(_, known)| known.name == name) {
            for scored in claims(&sample(path), &scheme).iter().flat_map(|claim| &claim.scores) {
                seen[usize::from(scored.category.0)] += 1;
            }
        }
        assert!(seen.iter().all(|&count| count > 1), "{name}: {seen:?}");
    }
}

/// Category ids of the claims in the sample paper that contain `sentence`.
fn of_paper(sentence: &str) -> Vec<String> {
    let scheme = Scheme::built_in("evidence").unwrap();
    let document = sample(&project("sample/moss-roofs.md"));
    let holds = |claim: &&Claim| {
        let words: Vec<&str> = claim.span.slice(&document.text).split_whitespace().collect();
        words.join(" ").contains(sentence)
    };
    let claims = claims(&document, &scheme);
    let scores = claims.iter().filter(holds).flat_map(|claim| &claim.scores);
    scores.map(|scored| scheme.category(scored.category).unwrap().id.clone()).collect()
}

#[test]
fn the_evidence_scheme_finds_its_categories_in_the_sample_paper() {
    assert_eq!(of_paper("We found that roofs with a closed mat"), ["finding"]);
    assert_eq!(of_paper("There was no measurable effect of slope."), ["finding"]);
    assert_eq!(of_paper("water appears to run through them"), ["hedge"]);
    assert_eq!(of_paper("The figures may not apply to tin."), ["limitation", "hedge"]);
    assert_eq!(of_paper("Wind was not recorded"), ["limitation"]);
    assert_eq!(of_paper("The aim of this study"), ["aim"]);
    assert_eq!(of_paper("We asked whether depth"), ["aim"]);
    assert_eq!(of_paper("Earlier work treated it"), ["prior"]);
    assert_eq!(of_paper("Our delays agree"), ["prior"]);
    assert_eq!(of_paper("Every gutter ended in a barrel"), Vec::<String>::new());
    assert_eq!(of_paper("The barrels are still in place"), Vec::<String>::new());
}

#[test]
fn a_hard_wrapped_sample_has_whole_paragraphs() {
    let document = sample(&project("sample/kiln-levy.md"));
    let paragraphs: Vec<&str> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Paragraph)
        .map(|block| block.span.slice(&document.text))
        .collect();
    // The source has a line end in the middle of this sentence.
    let joined: Vec<String> =
        paragraphs.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert!(joined.iter().any(|text| text.contains("for every tonne of carbon")), "{joined:#?}");
    for text in &joined {
        assert!(text.ends_with(['.', ':', '”']) || text.starts_with("By "), "a paragraph was cut: {text}");
    }
    let kinds =
        |wanted: fn(&BlockKind) -> bool| document.blocks.iter().filter(|block| wanted(&block.kind)).count();
    assert_eq!(kinds(|kind| matches!(kind, BlockKind::Item { .. })), 3);
    assert_eq!(kinds(|kind| matches!(kind, BlockKind::Quote)), 1);
    assert!(!document.text.contains("https://eastmoor.example"), "the address of a link is not prose");
}

#[test]
fn odd_typography_is_kept_byte_for_byte() {
    let path = project("sample/typography.txt");
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "the sample has lost its byte order mark");
    assert!(bytes.windows(2).any(|pair| pair == b"\r\n"), "the sample has lost its line ends");
    let document = sample(&path);
    assert!(!document.text.starts_with('\u{feff}'));
    // Offsets in tag files depend on this.
    assert_eq!(document.text.as_bytes(), &bytes[3..]);
    let chars: Vec<char> = document.text.chars().collect();
    for block in &document.blocks {
        let text = block.span.slice(&document.text);
        assert!(!text.starts_with(char::is_whitespace) && !text.ends_with(['\r', '\n']), "{text:?}");
        let (start, end) = document.char_range(block.span);
        let by_chars: String = chars[start as usize..end as usize].iter().collect();
        assert_eq!(by_chars, text);
    }
}

#[test]
fn docs_keys_lists_the_default_keymap() {
    let page = std::fs::read_to_string(project("docs/keys.md")).unwrap();
    let desk = Desk::new();
    let shown = run(desk.purport().arg("keys")).out;
    let (before, _) = page.split_once("```text\n").expect("the page has a table");
    let fresh = format!("{before}```text\n{shown}```\n");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        std::fs::write(project("docs/keys.md"), &fresh).unwrap();
    }
    assert!(page == fresh, "the keys have changed: INSTA_UPDATE=always cargo test rewrites docs/keys.md");
    let (_, example) = before.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let (rebound, warnings) = keymap::file::parse(example, "docs/keys.md", &Scheme::claims());
    assert_eq!((rebound.len(), warnings), (8, Vec::new()));
}
