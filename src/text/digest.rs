//! Short and long names for bytes: SHA-256 in hexadecimal.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// SHA-256 (FIPS 180-4) of `bytes` in lower-case hexadecimal: what `sha256sum` prints.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// SHA-256 of `bytes` in base 64 (RFC 4648, §4), as pages name what of them may run.
pub fn sha256_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// A name of ten letters and digits for `parts`: enough to tell the tags of one file apart.
///
/// The alphabet leaves out `i`, `l`, `o` and `u` (Crockford's base 32), which are misread.
pub fn short(parts: &[&str]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let letters = digest.iter().take(10).filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    letters.map(|&letter| char::from(letter)).collect()
}

/// A UUID for `parts`: version 8 of RFC 9562 (§5.8), made of the first bytes of their SHA-256, so that the
/// same parts have the same one.
pub fn uuid(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut hex = String::with_capacity(36);
    for (at, byte) in hasher.finalize().into_iter().take(16).enumerate() {
        let byte = match at {
            6 => 0x80 | byte & 0x0F,
            8 => 0x80 | byte & 0x3F,
            _ => byte,
        };
        let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        let _ = write!(hex, "{dash}{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sha256_base64(b"abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(short(&["ab", "c"]), short(&["a", "bc"]));
        assert_eq!(short(&["a"]).len(), 10);
        assert_ne!(uuid(&["ab", "c"]), uuid(&["a", "bc"]));
    }

    #[test]
    fn a_uuid_has_its_version_and_its_variant() {
        for number in 0..64 {
            let uuid = uuid(&[&number.to_string()]);
            let parts: Vec<&str> = uuid.split('-').collect();
            assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'a', 'b']), "{uuid}");
        }
    }
}
