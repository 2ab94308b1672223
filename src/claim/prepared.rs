//! The built-in schemes as values: parsed and compiled beforehand, and read in a tenth of the time.
//!
//! `schemes/NAME.prepared` is the compiled form of `schemes/NAME.toml`, in the format of postcard. A test compares the
//! two, and writes the file anew with `PURPORT_SCHEMES=write cargo test --lib prepared`. A file that was made from
//! another text is ignored, and the scheme is parsed.

use super::aliases::Aliases;
use super::category::{Category, Cue};
use super::combination::Combination;
use super::compiled::CompiledScheme;
use super::field::Field;
use super::matcher::SetTable;
use serde::{Deserialize, Serialize};

pub(super) const CLAIMS: &str = include_str!("../../schemes/claims.toml");
pub(super) const EVIDENCE: &str = include_str!("../../schemes/evidence.toml");

/// Name, checksum of the text, and file.
const FILES: [(&str, u64, &[u8]); 2] = [
    ("claims", checksum(CLAIMS), include_bytes!("../../schemes/claims.prepared")),
    ("evidence", checksum(EVIDENCE), include_bytes!("../../schemes/evidence.prepared")),
];

/// What a scheme is without what readers choose, as a file declares it.
#[derive(Serialize, Deserialize)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) categories: Vec<Category>,
    pub(super) fields: Vec<Field>,
    pub(super) cues: Vec<Cue>,
    pub(super) combination: Option<Combination>,
    pub(super) aliases: Aliases,
    pub(super) compiled: CompiledScheme,
}

#[derive(Serialize, Deserialize)]
struct Prepared {
    /// Of the text that it was made from.
    checksum: u64,
    scheme: Declared,
}

/// The built-in scheme of this name; `None` if its file is not up to date.
pub(super) fn prepared(name: &str) -> Option<Declared> {
    let (_, checksum, file) = FILES.into_iter().find(|(known, ..)| *known == name)?;
    let Prepared { checksum: made_from, mut scheme } = postcard::from_bytes(file).ok()?;
    scheme.compiled.sets = SetTable::new(&scheme.compiled.words);
    (made_from == checksum).then_some(scheme)
}

/// FNV-1a, 64 bits (Fowler, Noll and Vo 1991): the compiler can compute it.
const fn checksum(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        #[allow(clippy::indexing_slicing)]
        // `get` cannot be called at compile time; `at` is below the length.
        let byte = bytes[at];
        hash = (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Scheme;

    /// The bytes of a scheme as it is before an engine is chosen.
    fn rendered(scheme: Scheme, checksum: u64) -> Vec<u8> {
        let Scheme { name, version, categories, fields, cues, combination, aliases, compiled, .. } = scheme;
        let scheme = Declared { name, version, categories, fields, cues, combination, aliases, compiled };
        let prepared = Prepared { checksum, scheme };
        postcard::to_allocvec(&prepared).unwrap()
    }

    #[test]
    fn prepared_files_are_what_the_texts_compile_to() {
        for (name, text) in Scheme::BUILT_IN {
            let (parsed, _, _) = Scheme::parse_with_source(text, name).unwrap();
            let expected = rendered(parsed, checksum(text));
            let path = format!("{}/schemes/{name}.prepared", env!("CARGO_MANIFEST_DIR"));
            if std::env::var_os("PURPORT_SCHEMES").is_some_and(|value| value == "write") {
                std::fs::write(&path, &expected).unwrap();
            }
            let file = std::fs::read(&path).unwrap();
            assert!(
                file == expected,
                "{path} is not what the scheme compiles to: run `PURPORT_SCHEMES=write cargo test --lib prepared`, \
                 and commit the file"
            );
        }
    }

    #[test]
    fn a_prepared_scheme_is_the_parsed_one() {
        for (name, text) in Scheme::BUILT_IN {
            let (parsed, _) = Scheme::parse(text, name).unwrap();
            assert!(prepared(name).is_some(), "up to date");
            let prepared = Scheme::built_in(name).unwrap();
            assert_eq!(rendered(prepared.clone(), 0), rendered(parsed.clone(), 0));
            assert_eq!(prepared.engine, parsed.engine);
            for word in 0..=parsed.compiled.words.vocabulary.len() as u16 {
                for set in 0..parsed.compiled.words.len() as u16 {
                    let is_member = parsed.compiled.words.members(set).contains(&word) && word != 0;
                    if is_member || set % 97 == word % 97 {
                        assert_eq!(prepared.compiled.sets.contains(set, word), is_member);
                    }
                }
            }
        }
        assert!(prepared("absent").is_none());
    }

    #[test]
    fn a_changed_text_has_another_checksum() {
        assert_ne!(checksum("[[cue]]"), checksum("[[cue]] "));
        // A test vector of the algorithm's authors.
        assert_eq!(checksum("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
