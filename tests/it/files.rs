//! The files that come with the program: every theme, scheme and sample is without fault.

use super::support::project;
use purport::claim::{Claim, Scheme, classify};
use purport::import::{Format, import};
use purport::text::{BlockKind, Document};
use purport::theme::{Theme, Tier};
use std::path::PathBuf;

const TIERS: [Tier; 4] = [Tier::Mono, Tier::Ansi16, Tier::Indexed256, Tier::True];

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
    let imported = import(std::fs::read(path).unwrap(), &name, Format::of_name(&name)).unwrap();
    assert!(imported.warnings.is_empty(), "{name}: {:?}", imported.warnings);
    imported.document
}

fn claims(document: &Document) -> Vec<Claim> {
    let mut claims = Vec::new();
    for block in &document.blocks {
        classify(&document.text, block.span, &Scheme::claims(), &mut claims);
    }
    claims
}

#[test]
fn every_theme_loads_without_a_warning_at_every_tier() {
    for path in files("themes", &[".toml"]) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for tier in TIERS {
            let (_, warnings) = Theme::parse(&text, name, tier, &|_| None).unwrap();
            assert!(warnings.is_empty(), "{name} at {tier:?}: {warnings:?}");
        }
        let built_in = Theme::BUILT_IN.iter().find(|(known, _)| *known == name);
        assert_eq!(built_in.map(|(_, text)| *text), Some(text.as_str()), "{name} is not built in");
    }
}

#[test]
fn every_scheme_loads_without_a_warning() {
    for path in files("schemes", &[".toml"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (scheme, warnings) = Scheme::parse(&text, &path.to_string_lossy()).unwrap();
        assert!(warnings.is_empty(), "{}: {warnings:?}", path.display());
        assert!(!scheme.categories.is_empty() && !scheme.cues.is_empty());
    }
}

#[test]
fn every_sample_has_claims_within_its_blocks() {
    for path in files("sample", &[".txt", ".md"]) {
        let document = sample(&path);
        let claims = claims(&document);
        assert!(!claims.is_empty(), "{} has no claims", path.display());
        for claim in claims {
            let block = document.block(document.block_at(claim.span.start()));
            assert!(block.span.covers(claim.span), "{}: {claim:?}", path.display());
            assert!(!claim.scores.is_empty() && !claim.evidence.is_empty());
        }
    }
}

#[test]
fn the_samples_hold_every_category_of_the_scheme() {
    let scheme = Scheme::claims();
    let mut seen = vec![0_usize; scheme.categories.len()];
    for path in files("sample", &[".txt", ".md"]) {
        for scored in claims(&sample(&path)).iter().flat_map(|claim| &claim.scores) {
            seen[usize::from(scored.category.0)] += 1;
        }
    }
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
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
fn the_sample_of_odd_typography_survives() {
    let path = project("sample/typography.txt");
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "the sample has lost its byte order mark");
    assert!(bytes.windows(2).any(|pair| pair == b"\r\n"), "the sample has lost its line ends");
    let document = sample(&path);
    assert!(!document.text.starts_with('\u{feff}'));
    // The text is what the file says, letter for letter: offsets in tag files hang on it.
    assert_eq!(document.text.as_bytes(), &bytes[3..]);
    let chars: Vec<char> = document.text.chars().collect();
    for block in &document.blocks {
        let text = block.span.slice(&document.text);
        assert!(!text.starts_with(char::is_whitespace) && !text.ends_with(['\r', '\n']), "{text:?}");
        let (start, end) = document.chars(block.span);
        let by_chars: String = chars[start as usize..end as usize].iter().collect();
        assert_eq!(by_chars, text);
    }
}
